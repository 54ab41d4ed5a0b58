/// @file plain_preparation.hpp
/// The preparation of main tables and person details once more, written from the definitions (B1 to B4) and from nothing
/// else: every row is compared with every other, a missing value is a std::optional without one.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "plain_measures.hpp"

namespace plain {

using measures::compared;
using measures::date;
using measures::equals;
using measures::is_like;
using measures::is_one_of;
using measures::text;

/// Days since 1970-01-01 of a day that exists.
inline date day_number(int year, int month, int day_of_month) {
  date days = day_of_month - 1;
  const auto is_leap = [](int y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); };
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m) days += lengths[m - 1] + (m == 2 && is_leap(year) ? 1 : 0);
  for (int y = 1970; y < year; ++y) days += is_leap(y) ? 366 : 365;
  return days;
}

inline date day_number(const std::string& iso) {
  return day_number(std::stoi(iso.substr(0, 4)), std::stoi(iso.substr(5, 2)), std::stoi(iso.substr(8, 2)));
}

/// A row of a submission as it came.
struct submitted_row {
  std::string la_code, la_name, imported;  // day and time, in a form that sorts
  text traced, nhs, local;
  std::optional<date> death, start, end;
  text client, type, outcome, route, conversation, assessment, service, component, mechanism, cost, frequency, units;
  long record = 0;

  // What is worked out on the way.
  int submission = -1;
  std::optional<date> used_end;
  std::string person;
};

struct range {
  date first = 0, last = 0;
  friend auto operator<=>(const range&, const range&) = default;
};

/// What mapping tables say of the few texts that matter here: rank of an outcome (999 without one), and the cleaned
/// text of a mechanism and a frequency (empty without one).
struct cleaning {
  std::map<std::string, int> outcome_rank;
  std::set<std::string> mechanisms, frequencies;

  int rank(const text& outcome) const {
    if (!outcome) return 999;
    const auto found = outcome_rank.find(compared(*outcome));
    return found == outcome_rank.end() ? 999 : found->second;
  }
};

inline std::string cleaned(const text& value, const std::set<std::string>& known) {
  return value && known.contains(compared(*value)) ? compared(*value) : std::string();
}

struct kept_row {
  submitted_row row;
  range reference;
  int event = 0;  ///< rows of one event share the number
};

class preparation {
 public:
  preparation(std::vector<submitted_row> rows, const cleaning& tables, bool single)
      : rows_(std::move(rows)), tables_(tables), single_(single) {}

  /// @param asked  joined: quarters in it are chosen for. Single: must be covered as a whole.
  std::vector<kept_row> run(const std::vector<range>& asked) {
    find_submissions();
    choose(asked);
    filter();
    identify();
    if (!single_) crop();
    return keep_one_row_per_event();
  }

 private:
  struct submission {
    std::string la_code, la_name, imported;
    std::optional<range> derived;
    std::optional<range> reference;
  };

  static std::pair<int, int> month_of(date d) {
    // Of the months of the years in question the last that begins by then.
    std::pair<int, int> found{1970, 1};
    for (int year = 2015; year <= 2040; ++year)
      for (int month = 1; month <= 12; ++month)
        if (day_number(year, month, 1) <= d) found = {year, month};
    return found;
  }

  static date first_of_next(std::pair<int, int> month) {
    return month.second == 12 ? day_number(month.first + 1, 1, 1) : day_number(month.first, month.second + 1, 1);
  }

  /// B1: the period that a submission's data covers.
  std::optional<range> derive(int number, const std::string& imported) const {
    const auto import_month = month_of(day_number(imported));
    std::map<std::pair<int, int>, std::vector<text>> types;  // of the ended events, by month
    std::size_t ends = 0;
    for (const submitted_row& r : rows_) {
      if (r.submission != number || !r.end || *r.end >= day_number(import_month.first, import_month.second, 1))
        continue;
      types[month_of(*r.end)].push_back(r.type);
      ++ends;
    }
    const auto distinct = [](const std::vector<text>& list) {
      std::set<std::string> known;
      for (const text& t : list)
        if (t) known.insert(compared(*t));
      return known.size();
    };
    std::size_t most = 0;
    for (const auto& [month, list] : types) most = std::max(most, distinct(list));
    std::optional<range> result;
    for (const auto& [month, list] : types) {
      if (ends >= 100 && (list.size() * 100 < 2 * ends || distinct(list) + 1 < most)) continue;
      const range whole{day_number(month.first, month.second, 1), first_of_next(month) - 1};
      if (!result) result = whole;
      result->last = whole.last;
    }
    return result;
  }

  void find_submissions() {
    for (submitted_row& r : rows_) {
      for (std::size_t s = 0; s < submissions_.size(); ++s)
        if (compared(submissions_[s].la_code) == compared(r.la_code) &&
            compared(submissions_[s].la_name) == compared(r.la_name) && submissions_[s].imported == r.imported)
          r.submission = static_cast<int>(s);
      if (r.submission != -1) continue;
      r.submission = static_cast<int>(submissions_.size());
      submissions_.push_back({r.la_code, r.la_name, r.imported, {}, {}});
    }
    for (std::size_t s = 0; s < submissions_.size(); ++s)
      submissions_[s].derived = derive(static_cast<int>(s), submissions_[s].imported);
  }

  void choose(const std::vector<range>& asked) {
    for (const range& wanted : asked)
      for (const submission& council : submissions_) {
        submission* best = nullptr;
        for (submission& s : submissions_) {
          if (compared(s.la_name) != compared(council.la_name) || !s.derived) continue;
          if (s.derived->first > wanted.first || s.derived->last < wanted.last) continue;
          if (day_number(s.imported) <= wanted.last) continue;
          if (best == nullptr || s.imported > best->imported) best = &s;
        }
        if (best == nullptr) continue;
        if (!best->reference) best->reference = wanted;
        best->reference->first = std::min(best->reference->first, wanted.first);
        best->reference->last = std::max(best->reference->last, wanted.last);
      }
  }

  const range& reference(const submitted_row& r) const {
    return *submissions_[static_cast<std::size_t>(r.submission)].reference;
  }
  static bool is_service(const submitted_row& r) { return is_like(r.type, "service"); }

  /// B2.
  void filter() {
    std::vector<submitted_row> kept;
    for (submitted_row r : rows_) {
      if (!submissions_[static_cast<std::size_t>(r.submission)].reference || !r.type || !r.start) continue;
      const range covers = reference(r);
      r.used_end = r.end;
      if (r.death && r.end && *r.start <= *r.death && *r.death <= *r.end) r.used_end = r.death;
      if (r.death && !r.end && *r.death > *r.start) r.used_end = r.death;
      if (*r.start > covers.last) continue;
      if (is_service(r)) {
        if (r.used_end && *r.used_end < covers.first) continue;
      } else {
        if (!r.used_end || *r.used_end < covers.first || *r.used_end > covers.last) continue;
      }
      if (r.death && (*r.death < covers.first || *r.death < *r.start)) continue;
      kept.push_back(r);
    }
    rows_ = kept;
  }

  void identify() {
    std::vector<submitted_row> kept;
    for (submitted_row r : rows_) {
      if (!r.traced && !r.nhs && !r.local) continue;
      r.person = compared(r.traced ? *r.traced : r.nhs ? *r.nhs : r.la_code + "_" + *r.local);
      kept.push_back(r);
    }
    rows_ = kept;
  }

  static bool same(const text& a, const text& b) {
    return a.has_value() == b.has_value() && (!a || compared(*a) == compared(*b));
  }

  /// B3.2: raw values are compared.
  static bool is_same_event(const submitted_row& a, const submitted_row& b) {
    if (compared(a.la_code) != compared(b.la_code) || a.person != b.person || !same(a.type, b.type) ||
        a.start != b.start || !same(a.client, b.client))
      return false;
    if (is_service(a)) return same(a.service, b.service) && same(a.component, b.component);
    if (a.used_end != b.used_end) return false;
    if (equals(a.type, "Request")) return same(a.route, b.route);
    if (equals(a.type, "Assessment")) return same(a.assessment, b.assessment);
    return true;
  }

  /// B3.3.
  void crop() {
    std::vector<submitted_row> cropped = rows_;
    for (submitted_row& r : cropped) {
      if (!is_service(r)) continue;
      const range here = reference(r);
      bool latest = true, found_again = false;
      for (const submission& s : submissions_)
        if (s.reference && compared(s.la_code) == compared(r.la_code) && s.reference->first > here.first)
          latest = false;
      for (const submitted_row& other : rows_)
        if (is_same_event(r, other) && reference(other).first == here.last + 1) found_again = true;
      const bool open = !r.used_end || *r.used_end > here.last;
      if (!latest && open && !found_again) r.used_end = here.last;
    }
    rows_ = cropped;
  }

  /// B3.4: smaller is better.
  auto rank(const submitted_row& r) const {
    const int conversation = equals(r.conversation, "1") ? 0 : equals(r.conversation, "0") ? 1 : 2;
    return std::tuple(-reference(r).last, -r.used_end.value_or(day_number(9999, 1, 1)), tables_.rank(r.outcome),
                      conversation, -r.record);
  }

  /// The single table keeps rows of a service apart that differ in these.
  auto cost_line(const submitted_row& r) const {
    const auto two_decimals = [](const text& number) {
      return number ? std::to_string(std::lround(std::stod(*number) * 100)) : std::string();
    };
    return std::tuple(cleaned(r.mechanism, tables_.mechanisms), two_decimals(r.cost),
                      cleaned(r.frequency, tables_.frequencies), two_decimals(r.units));
  }

  std::vector<kept_row> keep_one_row_per_event() const {
    std::vector<kept_row> kept;
    int events = 0;
    std::vector<int> event(rows_.size(), 0);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j)
        if (is_same_event(rows_[i], rows_[j])) event[i] = event[j];
      if (event[i] == 0) event[i] = ++events;
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      bool best = true;
      for (std::size_t j = 0; j < rows_.size(); ++j) {
        if (event[i] != event[j]) continue;
        if (single_ && is_service(rows_[i]) && cost_line(rows_[i]) != cost_line(rows_[j])) continue;
        if (rank(rows_[j]) < rank(rows_[i])) best = false;
      }
      if (best) kept.push_back({rows_[i], reference(rows_[i]), event[i]});
    }
    return kept;
  }

  std::vector<submitted_row> rows_;
  cleaning tables_;
  bool single_;
  std::vector<submission> submissions_;
};

// --- B4: the latest details of a person

/// A row of a person in a main table, cleaned.
struct detail_row {
  std::optional<date> reference_end, end, start;
  text type, accommodation, gender, ethnicity, employment, reason, carer, service, component;
  std::optional<int> birth_year, birth_month;
  std::optional<date> death;
};

struct details {
  std::string accommodation, gender, ethnicity, employment, reason, carer;  // as `compared` shows them
  std::optional<int> birth_year, birth_month;
  std::optional<date> death;
};

using value_and_rank = std::pair<std::string, int>;  // 0 is known

/// @param judge  what a text stands for, and how well known that is
template <typename Judge>
std::string latest(const std::vector<detail_row>& rows, text detail_row::*field, const Judge& judge) {
  std::optional<std::tuple<int, date, date, date>> top;  // the largest
  std::set<std::string> values;
  for (const detail_row& r : rows) {
    const value_and_rank judged = judge(r.*field);
    const std::tuple here{-judged.second, r.reference_end.value_or(-1'000'000), r.end.value_or(day_number(9999, 1, 1)),
                          r.start.value_or(-1'000'000)};
    if (!top || here > *top) {
      top = here;
      values.clear();
    }
    if (here == *top) values.insert(judged.first);
  }
  return values.size() == 1 ? *values.begin() : "unknown";
}

inline value_and_rank judge_plainly(const text& value) {
  if (!value || equals(value, "Invalid and not mapped") || equals(value, "Unknown")) return {"unknown", 1};
  return {compared(*value), 0};
}

inline value_and_rank judge_employment(const text& value) {
  if (!value || equals(value, "Invalid and not mapped")) return {"invalid and not mapped", 1};
  return judge_plainly(value);
}

inline value_and_rank judge_ethnicity(const text& value) {
  const std::string undeclared = "no data: undeclared or not known";
  if (!value || equals(value, "Invalid and not mapped") || equals(value, undeclared)) return {undeclared, 2};
  return {compared(*value), equals(value, "No data: Refused") ? 1 : 0};
}

inline value_and_rank judge_reason(const text& value) {
  if (equals(value, "Social support: Support to unpaid carer")) return {compared(*value), 1};
  return judge_plainly(value);
}

inline std::string accommodation_from_services(const std::vector<detail_row>& rows) {
  static const std::vector<std::string> types{
      "long term support: nursing care",     "long term support: residential care",
      "long term support: community",        "long term support: prison",
      "short term support: st-max",          "short term support: ongoing low level",
      "short term support: other short term"};
  static const std::vector<std::string> components{"shared lives", "community supported living", "extra care housing",
                                                   "home support or domiciliary care"};
  std::optional<std::tuple<date, int, int, date>> top;
  std::set<std::string> tied_types, tied_components;
  for (const detail_row& r : rows) {
    if (!equals(r.type, "Service")) continue;
    int type_rank = 7;
    for (std::size_t i = 0; i < types.size(); ++i)
      if (equals(r.service, types[i])) type_rank = static_cast<int>(i);
    const bool mappable = is_one_of(r.component, components);
    const std::tuple here{r.end.value_or(day_number(9999, 1, 1)), -type_rank, mappable ? 1 : 0,
                          r.start.value_or(-1'000'000)};
    if (!top || here > *top) {
      top = here;
      tied_types.clear();
      tied_components.clear();
    }
    if (here != *top) continue;
    if (type_rank < 7) tied_types.insert(types[static_cast<std::size_t>(type_rank)]);
    if (mappable) tied_components.insert(compared(*r.component));
  }
  const std::string type = tied_types.size() == 1 ? *tied_types.begin() : "";
  const std::string component = tied_components.size() == 1 ? *tied_components.begin() : "";
  if (type == types[0]) return "registered nursing home";
  if (type == types[1]) return "registered care home";
  if (component == "shared lives") return "shared lives scheme";
  if (component == "extra care housing") return "sheltered housing, extra care housing or other sheltered housing";
  if (component == "community supported living")
    return "supported accommodation, supported lodgings or supported group home";
  if (type == types[2] && component == "home support or domiciliary care") return "unknown: presumed at home";
  if (type == types[2]) return "unknown: presumed in community";
  if (type == types[3]) return "prison, young offenders institution or detention centre";
  return "unknown";
}

inline details latest_details(const std::vector<detail_row>& rows) {
  details result;
  result.accommodation = latest(rows, &detail_row::accommodation, judge_plainly);
  if (result.accommodation == "unknown") result.accommodation = accommodation_from_services(rows);
  result.gender = latest(rows, &detail_row::gender, judge_plainly);
  result.carer = latest(rows, &detail_row::carer, judge_plainly);
  result.ethnicity = latest(rows, &detail_row::ethnicity, judge_ethnicity);
  result.employment = latest(rows, &detail_row::employment, judge_employment);
  result.reason = latest(rows, &detail_row::reason, judge_reason);
  // Births with year and month first, then the latest reference period, then the earliest.
  std::optional<std::tuple<bool, date, int, int>> best_birth;
  std::optional<std::pair<date, date>> best_death;
  for (const detail_row& r : rows) {
    const std::tuple here{r.birth_year && r.birth_month, r.reference_end.value_or(-1'000'000),
                          -r.birth_year.value_or(-99'999), -r.birth_month.value_or(-99'999)};
    if (!best_birth || here > *best_birth) {
      best_birth = here;
      result.birth_year = r.birth_year;
      result.birth_month = r.birth_month;
    }
    if (!r.death) continue;
    const std::pair death{r.reference_end.value_or(-1'000'000), *r.death};
    if (!best_death || death > *best_death) {
      best_death = death;
      result.death = r.death;
    }
  }
  return result;
}

}  // namespace plain
