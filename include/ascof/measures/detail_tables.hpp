/// @file detail_tables.hpp
/// Words that measures of records other than client level data share: age bands, groups, shares of one whole.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures::tables {

/// A figure that is a measure of its own, with the trace of what it counts.
struct told {
  std::string id{}, title{}, definition{}, source{}, unit{};
  calculation counts{};
  polarity direction = polarity::neutral;
  int decimals = 1;
  std::vector<breakdown> by{};
  std::vector<std::string> population{};
};
measure measure_of(told of);

/// What the measures of a family say where they say nothing else.
struct family {
  const char* source;
  const char* unit;
  measure operator()(std::string id, std::string title, std::string definition, calculation counts,
                     told more = {}) const;
};

/// "Age: 18-64" to "Age: 95+" and "Age: Unknown": children and missing ages are unknown (clarification C7).
template <typename Of>
std::vector<algebra::group> age_groups_of(const algebra::number<Of>& age) {
  using namespace algebra;
  return {{"Age: 18-64", age >= 18 && age < 65},
          {"Age: 65-74", age >= 65 && age < 75},
          {"Age: 75-84", age >= 75 && age < 85},
          {"Age: 85-94", age >= 85 && age < 95},
          {"Age: 95+", age >= 95},
          {"Age: Unknown", age < 18 || is_missing(age)}};
}

/// Age in completed years at the period's end, or at a death before (clarification C7).
template <typename Of>
algebra::number<Of> age_in_period(const algebra::date<Of>& birth, const algebra::date<Of>& death) {
  return algebra::age_between(birth, algebra::smaller(algebra::period_end, death));
}

/// One group a value; what is none of them is in none.
template <typename Of>
std::vector<algebra::group> groups_of(const std::string& before, const algebra::text<Of>& of,
                                      const std::vector<std::string>& values) {
  std::vector<algebra::group> made;
  for (const std::string& value : values) made.emplace_back(before + value, of == value);
  return made;
}
template <typename Of>
std::vector<algebra::group> parts_of(const algebra::text<Of>& of, const std::vector<std::string>& values) {
  std::vector<algebra::group> made;
  for (const std::string& value : values) made.emplace_back(value, of.has(value));
  return made;
}
/// The same labels, everything in each.
inline std::vector<algebra::group> whole_of(const std::vector<algebra::group>& of) {
  std::vector<algebra::group> made;
  for (const algebra::group& g : of) made.emplace_back(g.label, algebra::constant(true));
  return made;
}
inline std::vector<algebra::group> joined(std::vector<algebra::group> first, const std::vector<algebra::group>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}
/// Values of a field's list.
const std::vector<std::string>& values_of(const record_type& type, std::string_view field);

/// Each group's units as a share of the same whole: of all units, or of a number of each (its mentions).
template <typename Of>
calculation share_of_whole(const algebra::truth<Of>& of, const std::vector<algebra::group>& by,
                           const algebra::truth<Of>& whole) {
  algebra::share_of_sum one(of, 1, 0), all(whole, 0, 1);
  one.by = {algebra::groups("group", by)};
  all.by = {algebra::groups("group", whole_of(by))};
  return algebra::quotient({one, all}, 100);
}
template <typename Of>
calculation share_of_mentions(const algebra::truth<Of>& of, const std::vector<algebra::group>& by,
                              const algebra::number<Of>& mentions) {
  algebra::share_of_sum one(of, 1, 0), all(of, mentions, 0, 1);
  one.by = {algebra::groups("group", by)};
  all.by = {algebra::groups("group", whole_of(by))};
  return algebra::quotient({one, all}, 100);
}
/// In total and by a free text: units without one are in the total only (clarification C41).
template <typename Of>
std::vector<breakdown> by_name(const algebra::text<Of>& name) {
  return {algebra::known_only(algebra::with_total(algebra::by("group", name)))};
}
/// A part of a quotient that is broken down by a free text, which may be of other units than the figure's.
template <typename Of>
algebra::share_of_sum named_part(const algebra::text<Of>& name, const algebra::truth<Of>& of, double numerator,
                                 double denominator) {
  algebra::share_of_sum part(of, numerator, denominator);
  part.by = by_name(name);
  return part;
}
/// The share of units for which something holds, in total and by a free text.
template <typename Of>
calculation share_by_name(const algebra::text<Of>& name, const algebra::truth<Of>& of,
                          const algebra::truth<Of>& holds) {
  return algebra::quotient({named_part(name, of && holds, 1, 0), named_part(name, of, 0, 1)}, 100);
}
/// The trace has a line for each of these units, and says as what it counts.
template <typename Of>
measure traced(measure of, const algebra::truth<Of>& counted, const std::vector<trace_column>& as) {
  trace_layout& trace = of.traces.front();
  trace.of = counted;
  trace.columns.insert(trace.columns.end(), as.begin(), as.end());
  return of;
}
/// How many of the values a list of texts has; missing for none at all.
template <typename Of>
algebra::number<Of> mentions_of(const algebra::text<Of>& of, const std::vector<std::string>& values) {
  using namespace algebra;
  number<Of> sum = as_number(of.has(values.front()));
  for (std::size_t i = 1; i < values.size(); ++i) sum = sum + as_number(of.has(values[i]));
  return sum;
}

/// The mean of a number, with its sum as numerator.
template <typename N, typename Of>
calculation mean_with_sum(const algebra::number<N>& value, const algebra::truth<Of>& of) {
  const algebra::truth<Of> known = of && !algebra::is_missing(value);
  return algebra::quotient({{known, value, 1, 0}, {known, 0, 1}}, 1);
}

/// Change of a count of rows against the same period a year earlier, in per cent; only where the data cover that.
template <typename Of>
calculation change_of_count(const algebra::truth<Of>& where, const algebra::date<Of>& date) {
  using namespace algebra;
  const auto covered = period_start - months{12} >= data_start;
  const truth<Of> now = where && in_period(date) && covered;
  const truth<Of> then = where && date >= period_start - months{12} && date <= period_end - months{12} && covered;
  return quotient({{then, -1, 1}, {now, 1, 0}}, 100);
}

}  // namespace ascof::measures::tables
