/// @file ascof_2d.hpp
/// ASCOF 2D: older people who were discharged from hospital into reablement and remained in the community for 12 weeks
/// (part 1), and the share of discharges that were followed by reablement (part 2).
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2d.1 and ascof.2d.2)   @years 2023/24 onward
/// @unit percent of reablement episodes, percent of discharges   @polarity higher is better
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/discharge_links.hpp"
#include "ascof/measures/detail_wording.hpp"

namespace ascof::measures {

using ascof::ascof_2d_constants;

namespace ascof_2d_detail {

/// The groups a linked episode is in: columns that the builder fills.
inline breakdown groups_of_links(const episode_frame& links) {
  breakdown by{.name = "client_type, slice", .labels = discharge_groups()};
  for (std::size_t g = 0; g < by.labels.size(); ++g)
    by.conditions.push_back(expressions::episode_column(links, "group_" + std::to_string(g)));
  return by;
}
/// A discharge is counted in one group at a time.
inline breakdown group_of_discharges(const episode_frame& discharges) {
  return {.name = "client_type, slice",
          .labels = discharge_groups(),
          .text = expressions::episode_column(discharges, "group")};
}

/// The department's table has rows for a client type only where reablement was linked for it, and always for all.
inline std::vector<std::size_t> published_with() {
  const std::size_t slices = discharge_slices().size(), types = discharge_client_types().size();
  std::vector<std::size_t> all;
  for (std::size_t group = 0; group < types * slices; ++group) {
    const std::size_t type = group / slices;
    all.push_back(type + 1 == types ? always_published : type * slices + slices - 1);
  }
  return all;
}

}  // namespace ascof_2d_detail

/// @param constants  other values than the official ones give a variant: its results say so
inline measure ascof_2d(const ascof_2d_constants& constants = {}) {
  using namespace algebra;
  const episode_frame links = link_discharges(constants);
  const episode_frame discharges = eligible_discharges(constants);
  const auto condition = [](const episode_frame& of, const char* name) {
    return truth<of_episode>{{expressions::episode_column(of, name)}};
  };
  const auto died = condition(links, "died");
  const auto readmitted = condition(links, "readmitted");
  const auto entered_care_home = condition(links, "entered_care_home");
  const auto linked = condition(links, "counts");
  const auto remained = !died && !readmitted && !entered_care_home;
  const auto columns = [](const episode_frame& of, std::initializer_list<const char*> names) {
    std::vector<trace_column> made;
    for (const char* name : names) made.push_back({name, expressions::episode_column(of, name)});
    return made;
  };
  std::vector<trace_column> of_episodes = columns(links, {"episode_start", "episode_end", "discharge_date",
                                                          "hospital_episode", "client_type", "gender", "age_group"});
  of_episodes.insert(of_episodes.end(), {{"died", as_number(died)},
                                         {"readmitted", as_number(readmitted)},
                                         {"entered_care_home", as_number(entered_care_home)},
                                         {"in_numerator", remained}});
  return {
      .id = "ascof.2d",
      .title = "Older people discharged from hospital into reablement",
      .source = "DHSC ASCOF 2D script, June 2026",
      .years = "2023/24 onward",
      .unit = "reablement episode, hospital discharge",
      .definition =
          "Discharges of people of " + std::to_string(constants.youngest) +
          " and over after a stay of at least a night, without long-term support in a care "
          "home or prison on the day of admission, linked to reablement that begins up to " +
          wording::days(constants.days_after_discharge) + " after or " +
          wording::days(constants.days_before_discharge) +
          " before. Part 1: of the linked reablement episodes those without death, emergency readmission or entry to "
          "a care home within " +
          wording::days(constants.follow_up_days) +
          " of the discharge. Part 2: linked episodes, by council of the reablement, as a "
          "share of discharges, by home area: the two are of different kinds, and the share can exceed 100 %.",
      .figures = {{.id = "ascof.2d.1",
                   .title = "Remained in the community " + wording::weeks(constants.follow_up_days) +
                            " after discharge into reablement",
                   .counts = exact_proportion(remained, linked),
                   .direction = polarity::higher_is_better,
                   .decimals = 2,
                   .by = {ascof_2d_detail::groups_of_links(links)},
                   .published_as = "ASCOF 2D part 1",
                   .published_with = ascof_2d_detail::published_with()},
                  {.id = "ascof.2d.2",
                   .title = "Discharges that were followed by reablement",
                   .counts = ratio(linked, condition(discharges, "counts")),
                   .direction = polarity::higher_is_better,
                   .decimals = 2,
                   .by = {ascof_2d_detail::groups_of_links(links)},
                   .denominator_by = {ascof_2d_detail::group_of_discharges(discharges)},
                   .published_as = "ASCOF 2D part 2",
                   .published_with = ascof_2d_detail::published_with()}},
      .traces = {{"ascof.2d.1", linked || !linked, std::move(of_episodes)},
                 {"ascof.2d.2", condition(discharges, "traced"),
                  columns(discharges, {"person_id", "hospital_episode", "admission_date", "discharge_date", "area_name",
                                       "client_type", "gender", "age_group"}),
                  true, false}},
      .national = true,
      .official = constants == ascof_2d_constants{}};
}

}  // namespace ascof::measures
