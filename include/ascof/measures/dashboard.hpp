/// @file dashboard.hpp
/// The facts behind the department's monthly dashboard: requests, assessments and reviews of a year with and without
/// long-term support, services and people by type, and what services cost in the latest quarter.
///
/// Made for the main table of one submission (`ascof prepare --mode single`): only there money is known and lines of a
/// package that are paid differently stay apart. Each trace holds the fields of the department's table of facts.
///
/// @source DHSC dashboard scripts of June 2026 (definitions, E)   @years 2025/26   @unit events, lines of services, pounds
/// @polarity neutral
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures/detail_costs.hpp"

namespace ascof::measures {
namespace dashboard_detail {

inline constexpr const char* source = "DHSC dashboard scripts, June 2026";
inline constexpr const char* years = "2025/26";
inline constexpr const char* flag_rule =
    "LTS flag: Yes when the person has a long-term service in the council that starts on or before the day the event "
    "starts and is open or ends on or after it.";

/// Whether the person was in long-term support on the day an event starts: Yes or No.
inline algebra::text<algebra::of_event> lts_flag() {
  using namespace algebra;
  const auto in_support = is_service && events.service_type_group == "Long term support";
  // Of what began by then, something lasts at least that long.
  const auto lasts_until =
      looking_at(in_support).on_or_before(events.start).greatest(first_known(events.end, constant(far_day)));
  return when(lasts_until >= events.start, constant("Yes"), constant("No"));
}

/// Long-term support or not, and both together.
inline breakdown by_lts() { return algebra::with_total(algebra::by("lts_flag", lts_flag(), {"Yes", "No"})); }

/// A count of events under an id of its own.
inline figure counted(std::string id, std::string title, calculation counts, std::vector<breakdown> by) {
  return {
      .id = std::move(id), .title = std::move(title), .counts = std::move(counts), .decimals = 0, .by = std::move(by)};
}

/// Columns that all tables of facts have.
inline std::vector<trace_column> with_person(std::vector<trace_column> columns) {
  using namespace algebra;
  std::vector<trace_column> all{{"la_name", events.la_name},
                                {"client_type", events.client_type},
                                {"gender", events.gender},
                                {"ethnicity", events.ethnicity},
                                {"primary_support_reason", events.primary_support_reason},
                                {"age_band", events.age_band},
                                {"working_age_band", events.working_age_band}};
  all.insert(all.end(), columns.begin(), columns.end());
  return all;
}

inline measure requests() {
  using namespace algebra;
  const auto in_year = is_request && ending_in();
  const std::string id = "dashboard.requests";
  const auto part = [&](const std::string& name, const text<of_event>& field) {
    return counted(id + ".by_" + name, "Requests by " + name, count(in_year), {by(name, field), by_lts()});
  };
  return {.id = id,
          .title = "Requests in the year, by long-term support flag",
          .source = source,
          .years = years,
          .unit = "event",
          .definition = std::string("Requests that end in the period, each once. ") + flag_rule,
          .figures = {counted(id, "Requests in the year", count(in_year), {by_lts()}),
                      counted(id + ".people", "People with a request in the year", count_people(in_year), {by_lts()}),
                      part("outcome", events.outcome_group),
                      counted(id + ".by_route", "Requests by route of access", count(in_year),
                              {by("client_type", events.client_type), by("route", events.route_of_access),
                               by("working_age_band", events.working_age_band)}),
                      part("age", events.age_band), part("gender", events.gender), part("ethnicity", events.ethnicity),
                      part("reason", events.primary_support_reason)},
          .traces = {{id, in_year,
                      with_person({{"start", events.start},
                                   {"end", events.end},
                                   {"outcome", events.outcome},
                                   {"outcome_group", events.outcome_group},
                                   {"route_of_access", events.route_of_access},
                                   {"lts_flag", lts_flag()}})}},
          .stands = standing::local};
}

inline measure assessments() {
  using namespace algebra;
  const auto in_year = is_assessment && ending_in();
  const std::string id = "dashboard.assessments";
  return {
      .id = id,
      .title = "Assessments in the year, by long-term support flag",
      .source = source,
      .years = years,
      .unit = "event",
      .definition = std::string("Assessments that end in the period, each once. ") + flag_rule,
      .figures = {counted(id, "Assessments in the year", count(in_year), {by_lts()}),
                  counted(id + ".people", "People with an assessment in the year", count_people(in_year), {by_lts()}),
                  counted(id + ".by_type", "Assessments by type and outcome", count(in_year),
                          {by("type", events.assessment_type), by("outcome", events.outcome), by_lts()}),
                  counted(id + ".by_age", "Assessments by age", count(in_year), {by("age", events.age_band), by_lts()}),
                  counted(id + ".by_gender", "Assessments by gender", count(in_year),
                          {by("gender", events.gender), by_lts()})},
      .traces = {{id, in_year,
                  with_person({{"event_type", events.event_type},
                               {"start", events.start},
                               {"end", events.end},
                               {"assessment_type", events.assessment_type},
                               {"outcome", events.outcome},
                               {"outcome_group", events.outcome_group},
                               {"eligible_needs_identified", events.eligible_needs_identified},
                               {"conversation", events.conversation},
                               {"conversation_1", events.conversation_1},
                               {"lts_flag", lts_flag()}})}},
      .stands = standing::local};
}

inline measure reviews() {
  using namespace algebra;
  const auto in_year = is_review && ending_in();
  const std::string id = "dashboard.reviews";
  return {.id = id,
          .title = "Reviews in the year, by long-term support flag",
          .source = source,
          .years = years,
          .unit = "event",
          .definition = std::string("Reviews that end in the period, each once. ") + flag_rule,
          .figures = {counted(id, "Reviews in the year", count(in_year), {by_lts()}),
                      counted(id + ".people", "People with a review in the year", count_people(in_year), {by_lts()}),
                      counted(id + ".by_type", "Reviews by type", count(in_year),
                              {by("review_type", events.review_type), by_lts()}),
                      counted(id + ".by_outcomes", "Reviews by outcomes achieved", count(in_year),
                              {by("outcomes_achieved", events.review_outcomes), by_lts()})},
          .traces = {{id, in_year,
                      with_person({{"outcome", events.outcome},
                                   {"start", events.start},
                                   {"end", events.end},
                                   {"review_reason", events.review_reason},
                                   {"review_type", events.review_type},
                                   {"review_outcomes", events.review_outcomes},
                                   {"lts_flag", lts_flag()}})}},
          .stands = standing::local};
}

inline measure review_type() {
  using namespace algebra;
  const auto in_year = is_review && ending_in();
  const auto share = [&](const std::string& name, std::string title, std::string_view type) {
    return figure{
        .id = "dashboard.review_type." + name,
        .title = std::move(title),
        .counts = proportion(events.review_type == type, in_year),
        .by = {by_lts()},
        .unknown = in_year && (is_missing(events.review_type) || events.review_type == "Review Type Unknown")};
  };
  return {.id = "dashboard.review_type",
          .title = "Planned, unplanned and short-term reviews",
          .source = source,
          .years = years,
          .unit = "event",
          .definition = std::string("Share of the reviews that end in the period that are of a type, by its cleaned "
                                    "reason: planned or unplanned review of long-term support, review of short-term "
                                    "support. Convention: reviews without a type stay in the denominator, and are "
                                    "counted as unknown beside it. ") +
                        flag_rule,
          .figures = {share("planned", "Planned reviews of long-term support", "Planned review of long term support"),
                      share("unplanned", "Unplanned reviews", "Unplanned"),
                      share("short_term", "Reviews of short-term support", "Review of short term support")},
          .traces = {{"dashboard.review_type",
                      in_year,
                      {{"start", events.start},
                       {"end", events.end},
                       {"review_type", events.review_type},
                       {"lts_flag", lts_flag()}}}},
          .stands = standing::local};
}

inline measure services() {
  using namespace algebra;
  // Also lines that end before they start: the department counts them.
  const auto in_year =
      is_service && events.start <= period_end && (is_missing(events.end) || events.end >= period_start);
  const std::string id = "dashboard.services";
  std::vector<figure> figures;
  const auto part = [&](const std::string& suffix, const std::string& title, const std::vector<breakdown>& by) {
    figures.push_back(counted(id + suffix, "Services" + title, count(in_year), by));
    figures.push_back(counted(id + suffix + ".people", "People with a service" + title, count_people(in_year), by));
  };
  const breakdown by_type = with_total(by("service_type", events.service_type));
  part("", "", {by_type});
  part(".by_component", " by component",
       {by("service_type", events.service_type), by("component", events.service_component)});
  part(".by_mechanism", " by delivery mechanism",
       {by("service_type", events.service_type), by("mechanism", events.delivery_mechanism)});
  part(".by_age", " by age", {by_type, by("age", events.age_band)});
  return {.id = id,
          .title = "People and services by type",
          .source = source,
          .years = years,
          .unit = "line of a service; person",
          .definition =
              "Lines of services that touch the period, those that end before they start included, and the "
              "people who have one. A package that is paid in several ways is several lines; a person counts "
              "once in each group.",
          .figures = std::move(figures),
          .traces = {{id, in_year,
                      with_person({{"start", events.start},
                                   {"end", events.end},
                                   {"outcome", events.outcome},
                                   {"outcome_group", events.outcome_group},
                                   {"date_of_death", events.date_of_death},
                                   {"service_type", events.service_type},
                                   {"service_type_group", events.service_type_group},
                                   {"service_component", events.service_component},
                                   {"delivery_mechanism", events.delivery_mechanism},
                                   {"unit_cost", events.unit_cost},
                                   {"cost_frequency", events.cost_frequency},
                                   {"planned_units", events.planned_units}})}},
          .stands = standing::local};
}

inline measure costs_in_quarter() {
  using namespace algebra;
  constexpr double days_a_week = 7;
  const auto line = costs_detail::cost_of_line();
  const auto in_quarter =
      is_service && events.start <= period_end && (is_missing(events.end) || events.end >= period_start);
  const auto counts = in_quarter && line.priced;
  const auto weekly = counts && !is_missing(line.per_week);
  // Both days counted; a line that ends before it starts has fewer than none, and costs as much less.
  const auto days_paid = days_between(larger(events.start, period_start), smaller(events.end, period_end)) + 1.0;
  const auto days = when(line.one_off, missing_number(), days_paid);
  const auto weeks = truncated(days / days_a_week, costs_detail::kept_decimals);
  const auto total = when(line.one_off, line.unit_cost, line.per_week * weeks);
  const auto unpriced = in_quarter && first_known(!line.priced, constant(true));

  const breakdown by_type = with_total(by("service_type", events.service_type));
  const breakdown by_age = with_total(by("age_band", events.age_band));
  const auto part = [&](std::string id, std::string title, calculation of, std::vector<breakdown> by) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .counts = std::move(of),
                  .decimals = 2,
                  .by = std::move(by),
                  .unknown = unpriced};
  };
  return {
      .id = "dashboard.costs",
      .title = "What services cost in the latest quarter",
      .source = source,
      .years = years,
      .unit = "line of a service",
      .definition =
          "Lines of services that touch the latest calendar quarter of the period, with a unit cost that is not 0. "
          "Cost a week: the size of the unit cost (a refund counts as a cost) times 1, 1/2, 1/4, 12/52, 4/52 or "
          "1/52 for weekly, fortnightly, 4-weekly, monthly, quarterly and annual costs, times the planned units "
          "for all others (without units they are left out). Weeks: days from start to end within the quarter, "
          "both counted, by 7; what ends before it starts has negative weeks. Cost in the quarter: cost a week "
          "times weeks, or the whole of a one-off cost, which has neither. Quotients are cut to six decimals.",
      .figures = {part("dashboard.cost_per_week", "Cost per week of a service line (mean)", mean(line.per_week, weekly),
                       {by_type, by_age}),
                  part("dashboard.weeks_of_service", "Weeks of service in the quarter", sum(weeks, weekly), {by_type}),
                  part("dashboard.total_cost_period", "Cost in the quarter", sum(total, counts), {by_type, by_age})},
      .traces = {{"dashboard.costs", counts,
                  with_person({{"outcome", events.outcome},
                               {"outcome_group", events.outcome_group},
                               {"service_type", events.service_type},
                               {"service_type_group", events.service_type_group},
                               {"service_component", events.service_component},
                               {"record", events.record_id},
                               {"start", events.start},
                               {"end", events.end},
                               {"unit_cost", events.unit_cost},
                               {"cost_frequency", events.cost_frequency},
                               {"planned_units", events.planned_units},
                               {"unit_cost_size", line.unit_cost},
                               {"units_per_week", line.units},
                               {"days_in_period", days},
                               {"cost_per_week", line.per_week},
                               {"weeks_of_service", weeks},
                               {"total_cost_period", total}})}},
      .reports = cadence::latest_quarters,
      .stands = standing::local};
}

}  // namespace dashboard_detail

inline std::vector<measure> dashboard() {
  using namespace dashboard_detail;
  return {requests(), assessments(), reviews(), review_type(), services(), costs_in_quarter()};
}

}  // namespace ascof::measures
