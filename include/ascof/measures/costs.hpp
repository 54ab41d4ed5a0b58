/// @file costs.hpp
/// What long-term support costs a week at the end of a period: per person, and in all, by setting.
///
/// @source local conventions on the department's rules for costs (definitions, E)   @years any   @unit pounds a week
/// @polarity neutral
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures/detail_costs.hpp"
#include "ascof/measures/long_term_clients.hpp"

namespace ascof::measures {
namespace costs_detail {

inline constexpr const char* source = "local convention on the DHSC dashboard scripts, June 2026";
inline constexpr const char* rule =
    " A line costs the size of its unit cost times the payments a week of its frequency, or times its planned units, "
    "as "
    "in the department's dashboard; one-off costs are left out. Costs are as recorded, before any contribution of the "
    "client.";

/// Settings whose packages are counted: what is arranged in prison is none.
inline const std::vector<std::string>& settings() {
  static const std::vector<std::string> labels{"Nursing care", "Residential care", "Community"};
  return labels;
}

/// Lines of packages on the last day of the period.
inline algebra::truth<algebra::of_event> packages() {
  using namespace algebra;
  return long_term_detail::services() && open_on(period_end) && events.service_type != "Long term support: Prison";
}

inline measure average_weekly() {
  using namespace algebra;
  const auto line = cost_of_line();
  const auto who = long_term_detail::in_support(packages(), alive_on(period_end));
  const auto weekly = events_where(packages() && line.priced).sum(line.per_week);
  const auto lines = events_where(packages()).count();
  const auto age = age_on(period_end);
  return {.id = "cost.average_weekly_lts",
          .title = "Average weekly cost of a long-term package",
          .source = source,
          .years = "any",
          .unit = "person",
          .definition = std::string("Of the service users with long-term support in the community, residential or "
                                    "nursing care on the last day of the period who have a line with a cost a week, "
                                    "the mean of what their lines cost together. People without one are counted as "
                                    "unknown beside it. Each person counts in the best setting.") +
                        rule,
          .figures = {{.id = "cost.average_weekly_lts",
                       .title = "Average weekly cost of a long-term package (pounds)",
                       .counts = mean(weekly, who.counted),
                       .decimals = 2,
                       .by = {with_total(by("setting", who.setting, settings())), age_groups(age)}}},
          .traces = {{"cost.average_weekly_lts",
                      who.counted && (age >= 18 || is_missing(age)),
                      {{"age_band", working_age_band(age)},
                       {"setting", who.setting},
                       {"lines", lines},
                       {"cost_per_week", weekly}}}},
          .stands = standing::local};
}

inline measure total_weekly() {
  using namespace algebra;
  const auto line = cost_of_line();
  const auto age = age_on(period_end);
  const auto counted = packages() && alive_on(period_end);
  const auto priced = counted && line.priced && !is_missing(line.per_week);
  const auto setting = bands(ascof_3d_detail::setting_of_service(), {1, 2, 3}, settings());
  return {
      .id = "cost.total_weekly_lts",
      .title = "Weekly cost of long-term support by setting",
      .source = source,
      .years = "any",
      .unit = "line of a service",
      .definition = std::string("What the lines of long-term support in the community, residential and nursing care "
                                "on the last day of the period cost a week together, each in its own setting. Lines "
                                "without a usable cost are counted as unknown beside it.") +
                    rule,
      .figures = {{.id = "cost.total_weekly_lts",
                   .title = "Weekly cost of long-term support (pounds)",
                   .counts = sum(line.per_week, priced),
                   .decimals = 2,
                   .by = {with_total(by("setting", setting, settings())), age_groups(age)},
                   .unknown = counted && first_known(!line.priced, constant(true))}},
      .traces = {{"cost.total_weekly_lts",
                  priced && (age >= 18 || is_missing(age)),
                  {{"age_band", working_age_band(age)},
                   {"setting", setting},
                   {"unit_cost", line.unit_cost},
                   {"units_per_week", line.units},
                   {"cost_per_week", line.per_week}}}},
      .stands = standing::local};
}

}  // namespace costs_detail

inline std::vector<measure> costs() { return {costs_detail::average_weekly(), costs_detail::total_weekly()}; }

}  // namespace ascof::measures
