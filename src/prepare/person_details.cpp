#include "ascof/prepare/person_details.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "ascof/cld/categories.hpp"
#include "ascof/core/text.hpp"
#include "ascof/prepare/age_bands.hpp"

namespace ascof {
namespace {

constexpr std::string_view unknown_text = "Unknown";

/// How a field's texts rank when the latest value is looked for: 0 is known, larger is less known.
struct latest_field {
  /// What stands for a missing text.
  std::string_view if_missing;
  /// Rank and replacement of a text.
  std::pair<int, std::string_view> (*rank)(std::string_view text);
  /// Different texts tied at the top: that of most of the person's rows is taken, where otherwise the value is unknown.
  bool commonest_of_tied = false;
};

std::pair<int, std::string_view> plain_rank(std::string_view text) {
  const bool known = !same_text(text, unknown_text) && !same_text(text, invalid_value);
  return known ? std::pair{0, text} : std::pair{1, unknown_text};
}

/// Keeps "Invalid and not mapped", which also stands for missing, apart from "Unknown"; both count as unknown.
std::pair<int, std::string_view> employment_rank(std::string_view text) {
  if (same_text(text, invalid_value)) return {1, invalid_value};
  return plain_rank(text);
}

constexpr std::string_view undeclared = "No data: Undeclared or not known";

std::pair<int, std::string_view> ethnicity_rank(std::string_view text) {
  if (same_text(text, undeclared) || same_text(text, invalid_value)) return {2, undeclared};
  return {same_text(text, "No data: Refused") ? 1 : 0, text};
}

/// Support to a carer ranks as unknown, so that any other reason beats it, but is kept when it is all there is.
std::pair<int, std::string_view> support_reason_rank(std::string_view text) {
  if (same_text(text, "Social support: Support to unpaid carer")) return {1, text};
  return plain_rank(text);
}

/// Only who pays in Release 2's terms is known; health funding has no place there.
std::pair<int, std::string_view> funding_rank(std::string_view text) {
  for (const std::string_view known :
       {"Fully client funded", "Joint client and social care funded", "Fully social care funded"})
    if (same_text(text, known)) return {0, text};
  return {1, unknown_text};
}

/// A text column made person by person, from texts of a source dictionary and a few of its own.
class person_column {
 public:
  explicit person_column(std::size_t people) : codes_(people, missing_code) {}
  void set(std::size_t person, code c) { codes_[person] = c; }
  code intern(std::string_view text) { return values_->intern(text); }
  text_column finish() const {
    text_column column{values_, code_vector(codes_.size(), values_->size() - 1)};
    for (std::size_t person = 0; person < codes_.size(); ++person) column.codes.set(person, codes_[person]);
    return column;
  }

 private:
  std::shared_ptr<dictionary> values_ = std::make_shared<dictionary>();
  std::vector<code> codes_;
};

/// Order in which rows count as the latest: larger is later.
using recency = std::tuple<day, day, day>;  // reference period end, end (open last), start

recency recency_of(const table& data, std::uint32_t row) {
  const day end = data.days(event::end)[row];
  return {data.days(event::ref_period_end)[row], end ? end : far_day, data.days(event::start)[row]};
}

/// Calls `work(first person, last person)` over all people in parts.
template <typename Work>
void for_people(std::size_t people, unsigned threads, const Work& work) {
  constexpr std::size_t part = 8192;
  for_each_part((people + part - 1) / part, threads,
                [&](std::size_t i) { work(i * part, std::min(people, (i + 1) * part)); });
}

/// Of the forms tied as the latest, the one that stands in most of the person's rows; nothing when two do.
/// @param tied  forms, each once
std::optional<code> commonest(const std::vector<code>& tied, row_range rows, const code_vector& codes,
                              const std::vector<code>& form) {
  std::optional<code> best;
  std::size_t most = 0;
  for (const code candidate : tied) {
    std::size_t times = 0;
    for (std::uint32_t row = rows.first; row < rows.last; ++row) times += form[codes[row]] == candidate ? 1 : 0;
    if (times == most) best.reset();
    if (times > most) best = candidate;
    most = std::max(most, times);
  }
  return best;
}

/// The latest value of a column (already cleaned where it is cleaned), for every person.
text_column latest_values(const records& people, const text_column& column, const latest_field& field,
                          unsigned threads) {
  const table& data = people.events();
  person_column out(people.people());
  // Per distinct text: rank, and the number of the text it stands for. Texts that compare equal are one value.
  std::vector<int> rank(column.values->size());
  std::vector<code> shown(column.values->size());
  std::vector<code> form(column.values->size());
  dictionary forms;
  for (code c = 0; c < column.values->size(); ++c) {
    const auto [r, text] = field.rank(c == missing_code ? field.if_missing : (*column.values)[c]);
    rank[c] = r;
    shown[c] = out.intern(text);
    form[c] = forms.intern(fold(text));
  }
  const code conflict = out.intern(unknown_text);
  for_people(people.people(), threads, [&](std::size_t first, std::size_t last) {
    std::vector<code> tied;
    for (std::size_t person = first; person < last; ++person) {
      const row_range rows = people.rows_of(person);
      code best = missing_code;
      bool agree = true;
      tied.clear();
      std::pair<int, recency> best_place;
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        const code c = column.codes[row];
        const std::pair<int, recency> here{-rank[c], recency_of(data, row)};
        if (row == rows.first || here > best_place) {
          best_place = here;
          best = c;
          agree = true;
          tied.assign(1, form[c]);
        } else if (here == best_place && std::find(tied.begin(), tied.end(), form[c]) == tied.end()) {
          agree = false;
          tied.push_back(form[c]);
        }
      }
      if (!agree && field.commonest_of_tied) {
        const std::optional<code> chosen = commonest(tied, rows, column.codes, form);
        agree = chosen.has_value();
        for (std::uint32_t row = rows.first; agree && row < rows.last; ++row)
          if (form[column.codes[row]] == *chosen &&
              std::pair{-rank[column.codes[row]], recency_of(data, row)} == best_place) {
            best = column.codes[row];
            break;
          }
      }
      out.set(person, agree ? shown[best] : conflict);
    }
  });
  return out.finish();
}

/// Components from which the place where a person lives can be told.
enum class home : std::uint8_t { none, shared_lives, extra_care, supported_living, home_support };

home home_from(std::string_view component) {
  if (same_text(component, "Shared Lives")) return home::shared_lives;
  if (same_text(component, "Extra care housing")) return home::extra_care;
  if (same_text(component, "Community supported living")) return home::supported_living;
  if (same_text(component, "Home support or domiciliary care")) return home::home_support;
  return home::none;
}

/// What a service says about where its user lives, in the department's order.
std::string_view accommodation_of(service_type type, home component) {
  if (type == service_type::nursing) return "Registered nursing home";
  if (type == service_type::residential) return "Registered care home";
  if (component == home::shared_lives) return "Shared Lives scheme";
  if (component == home::extra_care) return "Sheltered housing, extra care housing or other sheltered housing";
  if (component == home::supported_living) return "Supported accommodation, supported lodgings or supported group home";
  if (type == service_type::community)
    return component == home::home_support ? "Unknown: Presumed at home" : "Unknown: Presumed in community";
  if (type == service_type::prison) return "Prison, young offenders institution or detention centre";
  return unknown_text;
}

/// Fills in accommodation that is Unknown from the person's services, of the whole table.
text_column with_service_fallback(const records& people, const text_column& status, unsigned threads) {
  const table& data = people.events();
  const category_column<event_type> event_kind(data.text(event::event_type), event_type_from);
  const category_column<service_type> service_kind(data.text(event::service_type), service_type_from);
  const category_column<home> component_kind(data.text(event::service_component), home_from);

  person_column out(people.people());
  std::vector<code> shown(status.values->size());
  for (code c = 1; c < status.values->size(); ++c) shown[c] = out.intern((*status.values)[c]);
  const code unknown = out.intern(unknown_text);
  std::array<std::array<code, 5>, 11> derived{};
  for (std::size_t t = 0; t < derived.size(); ++t)
    for (std::size_t h = 0; h < derived[t].size(); ++h)
      derived[t][h] = out.intern(accommodation_of(static_cast<service_type>(t), static_cast<home>(h)));

  for_people(people.people(), threads, [&](std::size_t first, std::size_t last) {
    for (std::size_t person = first; person < last; ++person) {
      const code here = shown[status.codes[person]];
      out.set(person, here);
      if (here != unknown) continue;
      // Latest end, best service type, a component that tells, latest start.
      using place = std::tuple<day, int, bool, day>;
      place best;
      bool any = false;
      std::set<service_type> tied_types;
      std::set<home> tied_homes;
      const row_range rows = people.rows_of(person);
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        if (event_kind[row] != event_type::service) continue;
        const service_type type = service_kind[row];
        const bool recognised = is_long_term(type) || is_short_term(type);
        const home component = component_kind[row];
        const day end = data.days(event::end)[row];
        const place candidate{end ? end : far_day, recognised ? -static_cast<int>(type) : -100, component != home::none,
                              data.days(event::start)[row]};
        if (!any || candidate > best) {
          best = candidate;
          any = true;
          tied_types.clear();
          tied_homes.clear();
        }
        if (candidate == best) {
          if (recognised) tied_types.insert(type);
          if (component != home::none) tied_homes.insert(component);
        }
      }
      const service_type type = tied_types.size() == 1 ? *tied_types.begin() : service_type::missing;
      const home component = tied_homes.size() == 1 ? *tied_homes.begin() : home::none;
      out.set(person, derived[static_cast<std::size_t>(type)][static_cast<std::size_t>(component)]);
    }
  });
  return out.finish();
}

/// Birth and death of every person.
void work_out_dates(const records& people, person_details& details, unsigned threads) {
  const table& data = people.events();
  const integer_column& years = data.integers(event::birth_year);
  const integer_column& months = data.integers(event::birth_month);
  const day_column& deaths = data.days(event::date_of_death);
  const day_column& reference = data.days(event::ref_period_end);
  for_people(people.people(), threads, [&](std::size_t first, std::size_t last) {
    for (std::size_t person = first; person < last; ++person) {
      const row_range rows = people.rows_of(person);
      using birth_place = std::tuple<bool, day, std::int32_t, std::int32_t>;  // the largest is chosen
      birth_place best{};
      std::tuple<day, day> best_death{};
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        const bool whole = years[row] != missing_integer && months[row] != missing_integer;
        // Earliest first, a missing year or month before any, as the department's database sorts.
        const auto earlier = [](std::int32_t value) {
          return value == missing_integer ? std::numeric_limits<std::int32_t>::max() : -value;
        };
        const birth_place here{whole, reference[row], earlier(years[row]), earlier(months[row])};
        if (row == rows.first || here > best) {
          best = here;
          details.birth_year[person] = years[row];
          details.birth_month[person] = months[row];
        }
        if (deaths[row]) best_death = std::max(best_death, {reference[row], deaths[row]});
      }
      details.birth[person] = birth_month_start(details.birth_year[person], details.birth_month[person]);
      details.date_of_death[person] = std::get<1>(best_death);
    }
  });
}

/// All local identifiers of each person, sorted and joined. Of several spellings of one the first in byte order stands.
text_column joined_local_ids(const records& people) {
  const text_column& ids = people.events().text(event::local_person_id);
  person_column out(people.people());
  std::map<std::string, std::string_view> distinct;
  std::string joined;
  for (std::size_t person = 0; person < people.people(); ++person) {
    const row_range rows = people.rows_of(person);
    distinct.clear();
    code last = missing_code;
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      const code id = ids.codes[row];
      if (id == last) continue;  // missing, or the one just seen
      last = id;
      const auto [at, added] = distinct.emplace(fold((*ids.values)[id]), (*ids.values)[id]);
      if (!added) at->second = std::min(at->second, (*ids.values)[id]);
    }
    if (distinct.empty()) continue;
    std::vector<std::string_view> sorted;
    for (const auto& [form, id] : distinct) sorted.push_back(id);
    std::sort(sorted.begin(), sorted.end());
    joined.clear();
    for (const std::string_view id : sorted) joined.append(joined.empty() ? "" : ", ").append(id);
    out.set(person, out.intern(joined));
  }
  return out.finish();
}

void mark_settled(person_details& details) {
  const category_column<accommodation> lives(details.accommodation_status, accommodation_from);
  details.settled.assign(details.people(), false);
  for (std::size_t person = 0; person < details.people(); ++person) details.settled[person] = is_settled(lives[person]);
}

}  // namespace

person_details work_out_person_details(const records& people, const mappings& tables, unsigned threads) {
  const table& data = people.events();
  const std::size_t count = people.people();
  const auto latest = [&](event::column column, std::string_view if_missing,
                          std::pair<int, std::string_view> (*rank)(std::string_view)) {
    return latest_values(people, data.text(column), {if_missing, rank}, threads);
  };
  person_details details;
  details.known.assign(count, true);
  details.birth_year.assign(count, missing_integer);
  details.birth_month.assign(count, missing_integer);
  details.birth.assign(count, missing_day);
  details.date_of_death.assign(count, missing_day);
  work_out_dates(people, details, threads);
  details.gender = latest(event::gender, unknown_text, plain_rank);
  details.ethnicity = latest(event::ethnicity, undeclared, ethnicity_rank);
  details.employment_status = latest(event::employment_status, invalid_value, employment_rank);
  details.primary_support_reason = latest(event::primary_support_reason, unknown_text, support_reason_rank);
  details.client_funding_status = latest(event::client_funding_status, unknown_text, funding_rank);
  details.local_id_latest =
      latest_values(people, data.text(event::local_person_id), {unknown_text, plain_rank, true}, threads);
  details.has_unpaid_carer = latest_values(
      people, clean_column(data.text(event::has_unpaid_carer), mapped_field::has_unpaid_carer, tables).column,
      {unknown_text, plain_rank}, threads);
  details.accommodation_status =
      with_service_fallback(people, latest(event::accommodation_status, unknown_text, plain_rank), threads);
  details.local_ids = joined_local_ids(people);
  mark_settled(details);
  return details;
}

std::vector<bool> named_by_a_carer(const records& people, period reporting) {
  const table& data = people.events();
  const category_column<client_type> client(data.text(event::client_type), client_type_from);
  // The adults that carers' events name, per council, under the form in which identifiers are compared.
  std::vector<dictionary> named(people.councils().size());
  for (std::size_t person = 0; person < people.people(); ++person) {
    const row_range rows = people.rows_of(person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!is_carer(client[row])) continue;
      const day start = data.days(event::start)[row];
      const day end = data.days(event::end)[row];
      if (!start || start > reporting.end || (end && end < reporting.start)) continue;
      for (const auto column : {event::linked_person_1, event::linked_person_2, event::linked_person_3})
        if (data.text(column).codes[row] != missing_code)
          named[people.council_of(person)].intern(fold(data.text(column)[row]));
    }
  }
  const text_column& ids = data.text(event::local_person_id);
  std::vector<bool> result(people.people(), false);
  for (std::size_t person = 0; person < people.people(); ++person) {
    const dictionary& adults = named[people.council_of(person)];
    if (adults.size() == 1) continue;
    const row_range rows = people.rows_of(person);
    code last = missing_code;
    for (std::uint32_t row = rows.first; row < rows.last && !result[person]; ++row) {
      const code id = ids.codes[row];
      if (id == last) continue;  // missing, or the one just looked up
      last = id;
      result[person] = adults.find(fold((*ids.values)[id])) != missing_code;
    }
  }
  return result;
}

namespace {

enum detail_column : std::size_t {
  detail_la_code,
  detail_person_id,
  detail_local_latest,
  detail_local_ids,
  detail_accommodation,
  detail_employment,
  detail_gender,
  detail_ethnicity,
  detail_birth_year,
  detail_birth_month,
  detail_birth,
  detail_death,
  detail_carer,
  detail_reason,
  detail_funding,
};

const schema& details_schema() {
  static const schema s{"person details",
                        {{.name = "LA_Code", .required = true},
                         {.name = "Der_NHS_LA_Combined_Person_ID", .required = true, .personal = true},
                         {.name = "LA_Person_Unique_Identifier_Latest", .personal = true},
                         {.name = "LA_Person_Unique_Identifier_Concat", .personal = true},
                         {.name = "Accommodation_Status"},
                         {.name = "Employment_Status"},
                         {.name = "Gender"},
                         {.name = "Ethnicity"},
                         {.name = "Der_Birth_Year", .kind = field_kind::integer, .personal = true},
                         {.name = "Der_Birth_Month", .kind = field_kind::integer, .personal = true},
                         {.name = "Der_Birth_Date", .kind = field_kind::day, .personal = true},
                         {.name = "Date_of_Death", .kind = field_kind::day, .personal = true},
                         {.name = "Has_Unpaid_Carer"},
                         {.name = "Primary_Support_Reason"},
                         {.name = "Client_Funding_Status"}}};
  return s;
}

}  // namespace

person_details read_person_details(const std::filesystem::path& file, const records& people,
                                   const read_options& options) {
  const std::filesystem::path paths[] = {file};
  const table data = read_csv(paths, details_schema(), options).data;
  const std::size_t count = people.people();
  std::vector<std::uint32_t> row_of(count, 0);
  person_details details;
  details.known.assign(count, false);
  for (std::uint32_t row = 0; row < data.rows(); ++row) {
    const std::size_t person = people.find(data.text(detail_la_code)[row], data.text(detail_person_id)[row]);
    if (person == count) continue;
    details.known[person] = true;
    row_of[person] = row;
  }
  const auto texts = [&](detail_column column) {
    const text_column& from = data.text(column);
    text_column to{from.values, code_vector(count, from.values->size() - 1)};
    for (std::size_t person = 0; person < count; ++person)
      if (details.known[person]) to.codes.set(person, from.codes[row_of[person]]);
    return to;
  };
  const auto values = [&](const auto& from, auto missing) {
    std::decay_t<decltype(from)> to(count, missing);
    for (std::size_t person = 0; person < count; ++person)
      if (details.known[person]) to[person] = from[row_of[person]];
    return to;
  };
  details.local_id_latest = texts(detail_local_latest);
  details.local_ids = texts(detail_local_ids);
  details.accommodation_status = texts(detail_accommodation);
  details.employment_status = texts(detail_employment);
  details.gender = texts(detail_gender);
  details.ethnicity = texts(detail_ethnicity);
  details.has_unpaid_carer = texts(detail_carer);
  details.primary_support_reason = texts(detail_reason);
  details.client_funding_status = texts(detail_funding);
  details.birth_year = values(data.integers(detail_birth_year), missing_integer);
  details.birth_month = values(data.integers(detail_birth_month), missing_integer);
  details.birth = values(data.days(detail_birth), missing_day);
  details.date_of_death = values(data.days(detail_death), missing_day);
  mark_settled(details);
  return details;
}

}  // namespace ascof
