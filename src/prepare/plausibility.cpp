#include "ascof/prepare/plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "ascof/core/text.hpp"

namespace ascof {
namespace {

enum event_kind : std::size_t { request, assessment, service, review, other_kind, kind_count };
constexpr std::array<std::string_view, kind_count> kind_names{"request", "assessment", "service", "review", "other"};

event_kind kind_of(std::string_view text) {
  const std::string form = fold(text);
  for (std::size_t k = 0; k < other_kind; ++k)
    if (form.find(kind_names[k]) != std::string::npos) return static_cast<event_kind>(k);
  return other_kind;
}

/// A column that the specification wants filled on the rows of some event types.
/// @source specification as the department's quality procedure of May 2024 reads it (fields.csv: status)
struct wanted_column {
  submitted::column column;
  bool on[other_kind];  ///< by event kind
};
constexpr std::array<wanted_column, 14> wanted_columns{{
    {submitted::gender, {true, true, true, true}},
    {submitted::ethnicity, {true, true, true, true}},
    {submitted::date_of_birth, {true, true, true, true}},
    {submitted::client_type, {true, true, true, true}},
    {submitted::accommodation_status, {true, true, true, true}},
    {submitted::has_unpaid_carer, {true, true, true, true}},
    {submitted::primary_support_reason, {false, true, true, true}},
    {submitted::event_end, {true, true, false, true}},
    {submitted::event_outcome, {true, false, false, true}},
    {submitted::route_of_access, {true, false, false, false}},
    {submitted::assessment_type, {false, true, false, false}},
    {submitted::service_type, {false, false, true, false}},
    {submitted::service_component, {false, false, true, false}},
    {submitted::review_reason, {false, false, false, true}},
}};

/// What the rows of one submission are like.
struct portrait {
  std::uint64_t rows = 0;
  std::array<std::uint64_t, kind_count> kinds{};
  std::array<std::uint64_t, wanted_columns.size()> asked{}, empty{};
  std::uint64_t open_services = 0;
  std::uint64_t late_starts = 0, late_ends = 0;
  std::uint64_t ends = 0, ends_of_last_year = 0;
  std::uint64_t ages = 0, odd_ages = 0;
  std::uint64_t costs = 0, odd_costs = 0;
  std::int64_t first_cost = missing_wide;
  bool costs_differ = false;
  std::map<std::int32_t, std::uint64_t> starts;
  std::vector<bool> people;  // by code of the identifier
  std::uint64_t people_count = 0;
};

class painter {
 public:
  explicit painter(const extract& raw)
      : data_(raw.data),
        ids_(data_.text(submitted::nhs_number_traced).values->size() > 1 ? data_.text(submitted::nhs_number_traced)
             : data_.text(submitted::nhs_number).values->size() > 1      ? data_.text(submitted::nhs_number)
                                                                         : data_.text(submitted::local_person_id)) {
    const text_column& types = data_.text(submitted::event_type);
    kinds_.resize(types.values->size(), other_kind);
    for (code c = 1; c < kinds_.size(); ++c) kinds_[c] = kind_of((*types.values)[c]);
  }

  void add(std::size_t row, day submitted_on, portrait& to) const {
    ++to.rows;
    const event_kind kind = kinds_[data_.text(submitted::event_type).codes[row]];
    ++to.kinds[kind];
    const day start = data_.days(submitted::event_start)[row];
    const day end = data_.days(submitted::event_end)[row];
    const day birth = data_.days(submitted::date_of_birth)[row];
    if (kind != other_kind)
      for (std::size_t w = 0; w < wanted_columns.size(); ++w) {
        if (!wanted_columns[w].on[kind]) continue;
        ++to.asked[w];
        to.empty[w] += is_empty(wanted_columns[w].column, row) ? 1 : 0;
      }
    to.open_services += kind == service && !end ? 1 : 0;
    to.late_starts += start && start > submitted_on ? 1 : 0;
    to.late_ends += end && end > submitted_on ? 1 : 0;
    if (end && kind != service) {
      ++to.ends;
      to.ends_of_last_year += end <= submitted_on && end > submitted_on - 460 ? 1 : 0;
    }
    if (start) ++to.starts[start.number];
    if (start && birth) {
      ++to.ages;
      const int age = age_on(birth, end ? std::max(start, end) : start);
      to.odd_ages += age < 0 || age > 115 ? 1 : 0;
    }
    if (const std::int64_t cost = data_.wides(submitted::unit_cost)[row]; cost != missing_wide) {
      ++to.costs;
      to.odd_costs += cost < 0 || cost > 100'000'000 ? 1 : 0;  // a million pounds
      if (to.first_cost == missing_wide) to.first_cost = cost;
      to.costs_differ = to.costs_differ || cost != to.first_cost;
    }
    const code id = ids_.codes[row];
    if (id == missing_code) return;
    if (to.people.empty()) to.people.resize(ids_.values->size(), false);
    to.people_count += to.people[id] ? 0 : 1;
    to.people[id] = true;
  }

 private:
  bool is_empty(submitted::column column, std::size_t row) const {
    switch (extract_schema().fields[column].kind) {
      case field_kind::text: return data_.text(column).codes[row] == missing_code;
      case field_kind::day:
        return !data_.days(column)[row] &&
               (column != submitted::date_of_birth || data_.integers(submitted::birth_year)[row] == missing_integer);
      default: return false;
    }
  }

  const table& data_;
  const text_column& ids_;
  std::vector<event_kind> kinds_;
};

class judge {
 public:
  judge(const portrait& now, const portrait* before) : now_(now), before_(before) {}

  notice_list found() {
    columns();
    events();
    days();
    people();
    return std::move(list_);
  }

 private:
  void tell(std::string_view code, std::string_view field, std::uint64_t rows, std::uint64_t of, std::string found) {
    notice n = make_notice(code, std::move(found));
    n.field = field;
    n.rows = rows;
    n.of = of;
    list_.push_back(std::move(n));
  }

  /// A few empty fields are ordinary, whatever their share of a small file.
  static constexpr std::uint64_t fewest_empty = 10;

  void columns() {
    for (std::size_t w = 0; w < wanted_columns.size(); ++w) {
      const std::uint64_t asked = now_.asked[w];
      const std::uint64_t empty = now_.empty[w];
      if (asked < 20) continue;
      const std::string_view name = extract_schema().fields[wanted_columns[w].column].name;
      const std::string found = fmt::format("{} of {} rows that must have it are empty", empty, asked);
      if (empty * 10 >= asked * 9) {
        tell("plausible.column_empty", name, empty, asked, found);
      } else if (empty < fewest_empty) {
        continue;
      } else if (before_ != nullptr && before_->asked[w] >= 20 &&
                 empty * before_->asked[w] > asked * before_->empty[w] + asked * before_->asked[w] / 20) {
        tell("plausible.column_emptier_than_before", name, empty, asked,
             fmt::format("{}, of {} {} in the submission before", found, before_->asked[w], before_->empty[w]));
      } else if (empty * 4 > asked) {  // a sixth is ordinary for what councils record last
        tell("plausible.column_emptier", name, empty, asked, found);
      }
    }
  }

  void events() {
    if (now_.rows < 50) return;
    for (std::size_t k = 0; k < other_kind; ++k) {
      if (now_.kinds[k] == 0)
        tell("plausible.event_type_gone", "Event_Type", 0, 0, fmt::format("no event is a {}", kind_names[k]));
      else if (before_ != nullptr && before_->kinds[k] >= 50 && now_.kinds[k] * 2 < before_->kinds[k])
        tell("plausible.event_type_halved", "Event_Type", now_.kinds[k], 0,
             fmt::format("{} events are a {}, in the submission before {}", now_.kinds[k], kind_names[k],
                         before_->kinds[k]));
    }
    if (now_.kinds[other_kind] * 100 > now_.rows)
      tell("wording.event_type", "Event_Type", now_.kinds[other_kind], now_.rows,
           fmt::format("{} rows have no event type of the specification", now_.kinds[other_kind]));
    if (now_.kinds[service] >= 20 && now_.open_services == 0)
      tell("plausible.no_open_services", "Event_End_Date", 0, 0,
           fmt::format("none of {} services is open", now_.kinds[service]));
    if (before_ == nullptr || before_->rows < 50) return;
    const std::string counts = fmt::format("{} rows, in the submission before {}", now_.rows, before_->rows);
    if (now_.rows * 3 < before_->rows * 2) tell("plausible.rows_halved", {}, now_.rows, 0, counts);
    if (now_.rows * 2 > before_->rows * 3) tell("plausible.rows_doubled", {}, now_.rows, 0, counts);
  }

  void days() {
    if (now_.late_starts != 0)
      tell("plausible.start_after_submission", "Event_Start_Date", now_.late_starts, now_.rows,
           fmt::format("{} rows start, and {} end, after the day of submission", now_.late_starts, now_.late_ends));
    else if (now_.late_ends * 50 > now_.rows && now_.late_ends >= 5)
      tell("plausible.end_after_submission", "Event_End_Date", now_.late_ends, now_.rows,
           fmt::format("{} rows end after the day of submission", now_.late_ends));
    if (now_.ends >= 20 && now_.ends_of_last_year * 2 < now_.ends)
      tell(
          "plausible.period", "Event_End_Date", now_.ends - now_.ends_of_last_year, now_.ends,
          fmt::format("only {} of {} requests, assessments and reviews end in the fifteen months before the submission",
                      now_.ends_of_last_year, now_.ends));
    if (now_.odd_ages != 0)
      tell(now_.odd_ages * 100 > now_.ages ? "plausible.age_much" : "plausible.age", "Date_of_Birth", now_.odd_ages,
           now_.ages, fmt::format("{} rows are of people younger than 0 or older than 115", now_.odd_ages));
    std::uint64_t most = 0;
    std::int32_t on = 0;
    for (const auto& [number, rows] : now_.starts)
      if (rows > most) {
        most = rows;
        on = number;
      }
    // Contracts that begin anew with the financial year are a quarter of the rows of ordinary data.
    if (now_.rows >= 100 && most * 5 > now_.rows * 2)
      tell("plausible.one_day", "Event_Start_Date", most, now_.rows,
           fmt::format("{} rows start on one day, {}", most, to_string(day{on})));
  }

  void people() {
    if (now_.costs >= 20 && !now_.costs_differ)
      tell("plausible.cost", "Unit_Cost", now_.costs, now_.costs, fmt::format("all {} costs are the same", now_.costs));
    if (now_.odd_costs != 0)
      tell(now_.odd_costs * 20 > now_.costs ? "plausible.cost" : "plausible.cost_few", "Unit_Cost", now_.odd_costs,
           now_.costs, fmt::format("{} costs are negative or above a million pounds", now_.odd_costs));
    if (before_ == nullptr || before_->people_count < 20 || now_.people_count < 20) return;
    std::uint64_t again = 0;
    for (std::size_t id = 0; id < before_->people.size(); ++id)
      again += before_->people[id] && id < now_.people.size() && now_.people[id] ? 1 : 0;
    if (again * 2 >= before_->people_count) return;
    tell(
        "plausible.people_gone", {}, 0, 0,
        fmt::format("only {} of the {} people of the submission before are found again", again, before_->people_count));
    list_.back().people = before_->people_count - again;
    list_.back().of = before_->people_count;
  }

  const portrait& now_;
  const portrait* before_;
  notice_list list_;
};

/// What was found of one council.
struct council_findings {
  const submission* of = nullptr;
  notice_list list;
};

/// Of national data one finding says the same of many councils: it is told once, with how many and the worst.
constexpr std::size_t most_told_apart = 3;
constexpr std::size_t worst_named = 3;

notice told_together(std::vector<std::pair<std::string, const notice*>> same, std::size_t councils) {
  std::stable_sort(same.begin(), same.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second->share(), a.second->rows) > std::pair(b.second->share(), b.second->rows);
  });
  std::uint64_t rows = 0, people = 0, of = 0;
  for (const auto& [council, n] : same) {
    rows += n->rows;
    people += n->people;
    of += n->of;
  }
  std::set<std::string> concerned;
  for (const auto& [council, n] : same) concerned.insert(council);
  std::string found = fmt::format("{} of {} councils", concerned.size(), councils);
  if (of != 0)
    found += fmt::format(", {} of their {} {}", rows != 0 ? rows : people, of, rows != 0 ? "rows" : "people");
  const bool has_shares = same.front().second->of != 0;
  found += has_shares ? "; most in" : ", such as";
  for (std::size_t i = 0; i < std::min(worst_named, same.size()); ++i) {
    found += fmt::format("{} {}", i == 0 ? "" : ",", same[i].first);
    if (has_shares) found += fmt::format(" ({:.1f} %)", 100 * same[i].second->share());
  }
  notice n = make_notice(same.front().second->code, std::move(found));
  n.field = same.front().second->field;
  n.rows = rows;
  n.people = people;
  n.of = of;
  return n;
}

/// The findings of all councils, those that many share put together.
notice_list told(const std::vector<council_findings>& all) {
  std::map<std::pair<std::string, std::string>, std::vector<std::pair<std::string, const notice*>>> by_kind;
  for (const council_findings& each : all)
    for (const notice& n : each.list) by_kind[{n.code, n.field}].emplace_back(each.of->la_code, &n);
  notice_list list;
  for (const council_findings& each : all)
    for (const notice& n : each.list) {
      const auto& same = by_kind[{n.code, n.field}];
      if (same.size() <= most_told_apart) {
        notice own = n;
        own.found = fmt::format("council {}, submission of {}: {}", each.of->la_code,
                                to_string(day_of(each.of->imported)), n.found);
        add_notices(list, std::span(&own, 1));
      } else if (same.front().second == &n) {
        const notice together = told_together(same, all.size());
        add_notices(list, std::span(&together, 1));
      }
    }
  return list;
}

}  // namespace

notice_list implausible(const extract& raw, const submission_index& index) {
  // By council the latest submission and the one before it, by the moment of import.
  std::map<std::string, std::array<std::uint32_t, 2>> latest;
  for (std::uint32_t i = 0; i < index.list.size(); ++i) {
    const auto [at, added] = latest.try_emplace(fold(index.list[i].la_code), std::array{i, submission_index::none});
    if (added) continue;
    auto& [now, before] = at->second;
    if (index.list[i].imported > index.list[now].imported) {
      before = now;
      now = i;
    } else if (before == submission_index::none || index.list[i].imported > index.list[before].imported) {
      before = i;
    }
  }
  std::vector<portrait> portraits(index.list.size());
  std::vector<bool> wanted(index.list.size(), false);
  for (const auto& [council, two] : latest)
    for (const std::uint32_t each : two)
      if (each != submission_index::none) wanted[each] = true;
  const painter paint(raw);
  for (std::size_t row = 0; row < index.of_row.size(); ++row)
    if (const std::uint32_t s = index.of_row[row]; s != submission_index::none && wanted[s])
      paint.add(row, day_of(index.list[s].imported), portraits[s]);
  std::vector<council_findings> found;
  for (const auto& [council, two] : latest) {
    const portrait* before = two[1] == submission_index::none ? nullptr : &portraits[two[1]];
    found.push_back({&index.list[two[0]], judge(portraits[two[0]], before).found()});
  }
  notice_list list = told(found);
  if (!raw.data.has(submitted::import_date) && latest.size() > 1) {
    notice n = make_notice("plausible.council", fmt::format("{} councils in the files of one", latest.size()));
    n.field = extract_schema().fields[submitted::la_code].name;
    list.push_back(std::move(n));
  }
  return list;
}

notice_list notices_of(const std::vector<unknown_wording>& wording) {
  notice_list list;
  for (const unknown_wording& w : wording) {
    if (w.rows == 0) continue;
    std::string found =
        fmt::format("{} of {} filled rows hold {} texts that no mapping knows", w.rows, w.filled, w.values);
    if (w.like_known != 0)
      found += fmt::format(", {} of them known texts but for a blank in front, or cut short", w.like_known);
    if (w.codes != 0) found += fmt::format(", {} of them numbers or letters in place of texts", w.codes);
    const bool much = w.rows >= 3 && w.rows * 5 > w.filled;
    notice n = make_notice(much                                     ? "wording.unknown_much"
                           : w.rows >= 3 && w.rows * 100 > w.filled ? "wording.unknown_some"
                                                                    : "wording.unknown",
                           std::move(found));
    n.field = name_of(w.field);
    n.rows = w.rows;
    n.of = w.filled;
    list.push_back(std::move(n));
  }
  return list;
}

bool may_identify(std::string_view text, const table& extract_data) {
  for (const submitted::column c : {submitted::nhs_number, submitted::nhs_number_traced, submitted::local_person_id,
                                    submitted::linked_person_1, submitted::linked_person_2, submitted::linked_person_3})
    if (extract_data.text(c).values->find(text) != missing_code) return true;
  std::size_t digits = 0, letters = 0;
  for (const char c : text) {
    digits += c >= '0' && c <= '9' ? 1 : 0;
    letters += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? 1 : 0;
  }
  // Dates, numbers and references have many digits; postcodes five to seven signs, the last three a digit and two letters.
  if (digits >= 5) return true;
  std::string bare;
  for (const char c : text)
    if (c != ' ') bare += c;
  return digits >= 2 && digits <= 4 && letters + digits == bare.size() && bare.size() >= 5 && bare.size() <= 7;
}

}  // namespace ascof
