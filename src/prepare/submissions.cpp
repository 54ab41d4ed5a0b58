#include "ascof/prepare/submissions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

/// Months counted from January of year 0.
int month_number(day d) {
  const civil_day c = to_civil(d);
  return c.year * 12 + static_cast<int>(c.month) - 1;
}

day first_day_of(int month) { return make_day(month / 12, static_cast<unsigned>(month % 12) + 1, 1); }

/// Ends of one submission in one month.
struct month_content {
  std::uint64_t ends = 0;
  std::vector<bool> types;  // by folded code of the event type; missing does not count as a type
  std::uint32_t type_count = 0;
};

using content_by_month = std::map<int, month_content>;

std::optional<period> derive_period(const content_by_month& months, const method& rules) {
  std::uint64_t ends = 0;
  std::uint32_t best_types = 0;
  for (const auto& [month, content] : months) {
    ends += content.ends;
    best_types = std::max(best_types, content.type_count);
  }
  const bool few = ends < rules.few_ends;
  const auto counts = [&](const month_content& content) {
    return few || (content.ends * 100 >= rules.month_percent * ends &&
                   content.type_count + rules.types_short_of_best >= best_types);
  };
  std::optional<period> result;
  for (const auto& [month, content] : months) {
    if (!counts(content)) continue;
    const day first = first_day_of(month);
    if (!result) result = period{first, first};
    result->end = last_of_month(first);
  }
  return result;
}

/// Of several spellings in a submission the first in byte order stands, whatever row it is on.
void take_first(std::string& text, std::string_view other) {
  if (!other.empty() && (text.empty() || other < text)) text = other;
}

/// From this day on an end is what systems write for none (31/12/2099, 31/12/9999).
const day open_end_from = make_day(2079, 1, 1);

/// When each file was submitted, for files without ImportDate.
std::vector<instant> file_imports(const extract& raw) {
  std::vector<instant> result(raw.first_row.empty() ? 0 : raw.first_row.size() - 1);
  for (std::size_t file = 0; file < result.size() && file < raw.files.size(); ++file)
    if (raw.files[file].submitted_on) result[file] = *raw.files[file].submitted_on;
  return result;
}

/// A submission that does not say when it was made counts as imported on the first day after the month of its latest
/// end date: then every month of it counts, and stray later months fall to the two per cent rule.
instant infer_import(const extract& raw, std::size_t first, std::size_t last) {
  const day_column& ends = raw.data.days(submitted::event_end);
  const day_column& starts = raw.data.days(submitted::event_start);
  // An end in the far future stands for an open one and says nothing of the day of submission.
  day latest;
  for (std::size_t row = first; row < last; ++row)
    if (ends[row] < open_end_from) latest = std::max(latest, ends[row]);
  if (latest.is_missing())
    for (std::size_t row = first; row < last; ++row) latest = std::max(latest, starts[row]);
  if (latest.is_missing()) latest = make_day(1970, 1, 1);
  return at_hour(last_of_month(latest) + 1, 9);
}

}  // namespace

submission_index index_submissions(const extract& raw, const areas& known, const method& rules) {
  const table& data = raw.data;
  const std::size_t rows = data.rows();
  const text_column& la_codes = data.text(submitted::la_code);
  const text_column& la_names = data.text(submitted::la_name);
  const text_column& imports = data.text(submitted::import_date);
  const text_column& file_ids = data.text(submitted::import_file_id);
  const folded_codes la_code_of = fold_codes(*la_codes.values);
  const folded_codes la_name_of = fold_codes(*la_names.values);
  const folded_codes type_of = fold_codes(*data.text(submitted::event_type).values);
  std::vector<instant> import_of(imports.values->size());
  for (code c = 1; c < imports.values->size(); ++c)
    import_of[c] = parse_instant((*imports.values)[c]).value_or(instant{});

  std::vector<instant> by_file = file_imports(raw);
  const std::size_t files = by_file.size();
  std::vector<bool> inferred(files, false);
  if (!data.has(submitted::import_date)) {
    for (std::size_t file = 0; file < files; ++file) {
      if (!by_file[file].is_missing()) continue;
      if (files > 1)
        throw usage_error(error_code::missing_input,
                          {.file = file < raw.files.size() ? raw.files[file].path.string() : std::string{},
                           .line = 0,
                           .field = {},
                           .column = 0},
                          "several submissions, and this one does not say when it was made",
                          "write FILE@YYYY-MM-DD, or list file and submitted_on in a submissions.csv beside the files");
      by_file[file] = infer_import(raw, raw.first_row[file], raw.first_row[file + 1]);
      inferred[file] = true;
    }
  }

  // One number per (council code, council name, moment); rows of a submission mostly stand together.
  using key = std::tuple<code, code, std::int64_t>;
  struct building {
    submission facts;
    std::set<period> stated;
    content_by_month months;
  };
  std::map<key, std::uint32_t> number_of;
  std::vector<building> found;
  submission_index result;
  result.of_row.assign(rows, submission_index::none);

  const day_column& stated_start = data.days(submitted::period_start);
  const day_column& stated_end = data.days(submitted::period_end);
  const day_column& ends = data.days(submitted::event_end);
  const text_column& types = data.text(submitted::event_type);
  key last_key{};
  std::uint32_t last_number = submission_index::none;
  std::array<code, 3> last_spelling{};
  month_content* last_month = nullptr;
  int last_month_number = 0;
  std::uint32_t last_month_submission = submission_index::none;
  day last_month_start;
  day last_month_end;
  day import_month_start;

  for (std::size_t file = 0; file < files; ++file) {
    for (std::size_t row = raw.first_row[file]; row < raw.first_row[file + 1]; ++row) {
      const code la = la_code_of.of[la_codes.codes[row]];
      if (la == missing_code) continue;
      const instant imported = data.has(submitted::import_date) ? import_of[imports.codes[row]] : by_file[file];
      if (imported.is_missing()) continue;
      const key k{la, la_name_of.of[la_names.codes[row]], imported.milliseconds};
      if (last_number == submission_index::none || k != last_key) {
        const auto [at, added] = number_of.emplace(k, static_cast<std::uint32_t>(found.size()));
        if (added) {
          building b;
          b.facts.la_code = la_codes[row];
          b.facts.la_name = la_names[row];
          if (b.facts.la_name.empty()) {
            const area* council = known.find(b.facts.la_code);
            b.facts.la_name = council != nullptr ? council->la_name : b.facts.la_code;
          }
          b.facts.imported = imported;
          b.facts.imported_inferred = inferred[file];
          b.facts.import_file_id =
              data.has(submitted::import_file_id) ? std::string(file_ids[row]) : fmt::format("{}", file + 1);
          found.push_back(std::move(b));
        }
        last_key = k;
        last_number = at->second;
        last_spelling = {};
        import_month_start = first_of_month(day_of(imported));
      }
      building& b = found[last_number];
      const std::array spelling{la_codes.codes[row], la_names.codes[row], file_ids.codes[row]};
      if (spelling != last_spelling) {
        last_spelling = spelling;
        take_first(b.facts.la_code, la_codes[row]);
        take_first(b.facts.la_name, la_names[row]);
        if (data.has(submitted::import_file_id)) take_first(b.facts.import_file_id, file_ids[row]);
      }
      result.of_row[row] = last_number;
      ++b.facts.rows;
      if (stated_start[row] && stated_end[row]) {
        const period stated{stated_start[row], stated_end[row]};
        if (b.stated.empty() || *b.stated.begin() != stated) b.stated.insert(stated);
      }
      const day end = ends[row];
      if (!end || end >= import_month_start || end >= open_end_from) continue;
      if (last_month == nullptr || last_month_submission != last_number || end < last_month_start ||
          end > last_month_end) {
        last_month_number = month_number(end);
        last_month_start = first_of_month(end);
        last_month_end = last_of_month(end);
        last_month_submission = last_number;
        last_month = &b.months[last_month_number];
        if (last_month->types.empty()) last_month->types.resize(type_of.forms.size(), false);
      }
      ++last_month->ends;
      const code type = type_of.of[types.codes[row]];
      if (type != missing_code && !last_month->types[type]) {
        last_month->types[type] = true;
        ++last_month->type_count;
      }
    }
  }

  // In order of council and time, so that nothing later depends on the order of the rows.
  std::vector<std::uint32_t> order(found.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
    const submission& a = found[x].facts;
    const submission& b = found[y].facts;
    return std::tuple(fold(a.la_code), fold(a.la_name), a.imported) <
           std::tuple(fold(b.la_code), fold(b.la_name), b.imported);
  });
  std::vector<std::uint32_t> place(found.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    building& b = found[order[i]];
    place[order[i]] = i;
    b.facts.stated_periods = static_cast<int>(b.stated.size());
    for (const period& p : b.stated) {
      if (!b.facts.stated) b.facts.stated = p;
      b.facts.stated->start = std::min(b.facts.stated->start, p.start);
      b.facts.stated->end = std::max(b.facts.stated->end, p.end);
    }
    b.facts.derived = derive_period(b.months, rules);
    result.list.push_back(std::move(b.facts));
  }
  for (std::uint32_t& number : result.of_row)
    if (number != submission_index::none) number = place[number];
  return result;
}

namespace {

bool may_speak_for(const submission& s, period wanted, day as_of, const method& rules) {
  const day on = day_of(s.imported);
  return s.derived && s.derived->start <= wanted.start && s.derived->end >= wanted.end && on > wanted.end &&
         (as_of.is_missing() || on <= as_of) &&
         std::find(rules.excluded_imports.begin(), rules.excluded_imports.end(), s.imported) ==
             rules.excluded_imports.end();
}

/// The latest submission of each council that may speak for `wanted`. Councils go by name, as the department's do.
void choose(const submission_index& index, period wanted, day as_of, const method& rules,
            std::vector<chosen_submission>& chosen) {
  std::map<std::string, std::uint32_t> latest;
  for (std::uint32_t i = 0; i < index.list.size(); ++i) {
    if (!may_speak_for(index.list[i], wanted, as_of, rules)) continue;
    const auto [at, added] = latest.emplace(fold(index.list[i].la_name), i);
    if (!added && index.list[i].imported > index.list[at->second].imported) at->second = i;
  }
  for (const auto& [name, number] : latest) chosen.push_back({number, wanted});
}

}  // namespace

std::vector<chosen_submission> choose_by_quarter(const submission_index& index, period range, day as_of,
                                                 const method& rules) {
  std::vector<chosen_submission> chosen;
  for (const period& quarter : quarters_inside(range)) choose(index, quarter, as_of, rules, chosen);
  std::stable_sort(chosen.begin(), chosen.end(), [&](const chosen_submission& a, const chosen_submission& b) {
    return std::tuple(fold(index.list[a.submission].la_name), a.covers) <
           std::tuple(fold(index.list[b.submission].la_name), b.covers);
  });
  return chosen;
}

std::vector<chosen_submission> choose_for(const submission_index& index, period year, day as_of, const method& rules) {
  std::vector<chosen_submission> chosen;
  choose(index, year, as_of, rules, chosen);
  return chosen;
}

}  // namespace ascof
