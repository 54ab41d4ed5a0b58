/// @file definition_names.hpp
/// The names of what definitions are made of, as they stand in files. They outlive the numbers of the enumerations: a new
/// operation is added here and in nothing that was written before. A name that was written once is never given anew.
#pragma once

#include <string_view>

#include "ascof/measure/measure.hpp"

namespace ascof::names {

constexpr std::string_view of(operation what) {
  switch (what) {
    case operation::constant: return "constant";
    case operation::period_bound: return "period bound";
    case operation::event_field: return "event field";
    case operation::person_field: return "person field";
    case operation::episode_column: return "episode column";
    case operation::study_day: return "study day";
    case operation::row_field: return "row field";
    case operation::row_link: return "row link";
    case operation::all_of: return "all of";
    case operation::any_of: return "any of";
    case operation::negation: return "not";
    case operation::compare: return "compare";
    case operation::text_in: return "text in";
    case operation::text_like: return "text like";
    case operation::text_has: return "text has";
    case operation::kept_apart: return "kept apart";
    case operation::is_missing: return "is missing";
    case operation::shift_days: return "shift days";
    case operation::shift_months: return "shift months";
    case operation::first_known: return "first known";
    case operation::choose: return "choose";
    case operation::earlier: return "earlier";
    case operation::later: return "later";
    case operation::days_between: return "days between";
    case operation::age_on: return "age on";
    case operation::add: return "add";
    case operation::subtract: return "subtract";
    case operation::multiply: return "multiply";
    case operation::divide: return "divide";
    case operation::absolute: return "absolute";
    case operation::truncate: return "truncate";
    case operation::truth_number: return "truth number";
    case operation::rank: return "rank";
    case operation::bands: return "bands";
    case operation::year_start: return "year start";
    case operation::lower_case: return "lower case";
    case operation::any_in: return "any in";
    case operation::count_in: return "count in";
    case operation::sum_in: return "sum in";
    case operation::least_in: return "least in";
    case operation::greatest_in: return "greatest in";
    case operation::first_in: return "first in";
    case operation::at_unit: return "at unit";
  }
  return {};
}

constexpr std::string_view of(value_kind kind) {
  switch (kind) {
    case value_kind::truth: return "truth";
    case value_kind::text: return "text";
    case value_kind::date: return "date";
    case value_kind::number: return "number";
    case value_kind::unit: return "unit";
  }
  return {};
}

constexpr std::string_view of(comparison how) {
  switch (how) {
    case comparison::less: return "<";
    case comparison::at_most: return "<=";
    case comparison::equal: return "==";
    case comparison::not_equal: return "!=";
    case comparison::at_least: return ">=";
    case comparison::greater: return ">";
  }
  return {};
}

constexpr std::string_view of(age_rule rule) {
  switch (rule) {
    case age_rule::days_over_365_25: return "days over 365.25";
    case age_rule::anniversary: return "anniversary";
  }
  return {};
}

constexpr std::string_view of(statistic kind) {
  switch (kind) {
    case statistic::count: return "count";
    case statistic::proportion: return "proportion";
    case statistic::exact_proportion: return "exact proportion";
    case statistic::rate_per_100000: return "rate per 100000";
    case statistic::median: return "median";
    case statistic::mean: return "mean";
    case statistic::percentile: return "percentile";
    case statistic::sum: return "sum";
    case statistic::change: return "change";
    case statistic::percent_change: return "percent change";
    case statistic::standardised_rate: return "standardised rate";
    case statistic::quotient: return "quotient";
  }
  return {};
}

constexpr std::string_view of(polarity direction) {
  switch (direction) {
    case polarity::higher_is_better: return "higher is better";
    case polarity::lower_is_better: return "lower is better";
    case polarity::neutral: return "neutral";
  }
  return {};
}

constexpr std::string_view of(cadence reports) {
  switch (reports) {
    case cadence::reporting_periods: return "reporting periods";
    case cadence::quarters: return "quarters";
    case cadence::latest_quarters: return "latest quarters";
  }
  return {};
}

constexpr std::string_view of(standing stands) {
  switch (stands) {
    case standing::national: return "national";
    case standing::local: return "local";
  }
  return {};
}

constexpr std::string_view of(unit_frame::level at) {
  switch (at) {
    case unit_frame::level::every: return "every";
    case unit_frame::level::person: return "person";
    case unit_frame::level::event: return "event";
    case unit_frame::level::episode: return "episode";
    case unit_frame::level::row: return "row";
  }
  return {};
}

constexpr std::string_view of(record_kind kind) {
  switch (kind) {
    case record_kind::text: return "text";
    case record_kind::texts: return "texts";
    case record_kind::date: return "date";
    case record_kind::integer: return "integer";
    case record_kind::amount: return "amount";
  }
  return {};
}

constexpr std::string_view of(presence needed) {
  switch (needed) {
    case presence::optional: return "optional";
    case presence::conditional: return "conditional";
    case presence::mandatory: return "mandatory";
  }
  return {};
}

/// Finds the value of a name. @return false when there is none
template <typename Value>
bool find(std::string_view name, Value& value) {
  if (name.empty()) return false;
  for (int i = 0; !of(static_cast<Value>(i)).empty(); ++i) {
    value = static_cast<Value>(i);
    if (of(value) == name) return true;
  }
  return false;
}

}  // namespace ascof::names
