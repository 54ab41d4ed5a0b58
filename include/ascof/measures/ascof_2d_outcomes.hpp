/// @file ascof_2d_outcomes.hpp
/// Why people did not remain in the community after reablement: combinations of death, readmission and care home.
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2d.outcomes)   @years 2023/24 onward
/// @unit reablement episodes linked to a discharge   @polarity lower is better
#pragma once

#include "ascof/measures/ascof_2d.hpp"

namespace ascof::measures {

inline measure ascof_2d_outcomes(const ascof_2d_constants& constants = {}) {
  using namespace algebra;
  const episode_frame links = link_discharges(constants);
  const auto column = [&](const char* name) { return truth<of_episode>{{expressions::episode_column(links, name)}}; };
  const auto died = column("died"), readmitted = column("readmitted"), care_home = column("entered_care_home");
  measure m = local_measure("ascof.2d.outcomes", "Reasons for not remaining in the community after reablement",
                            count(column("counts") && (died || readmitted || care_home)),
                            {groups("outcome", {{"Death", died && !readmitted && !care_home},
                                                {"Readmission", !died && readmitted && !care_home},
                                                {"Care home", !died && !readmitted && care_home},
                                                {"Death and readmission", died && readmitted && !care_home},
                                                {"Death and care home", died && !readmitted && care_home},
                                                {"Readmission and care home", !died && readmitted && care_home},
                                                {"All three", died && readmitted && care_home},
                                                {"Total", died || readmitted || care_home}})},
                            polarity::lower_is_better);
  m.source = "DHSC ASCOF 2D script, June 2026";
  m.years = "2023/24 onward";
  m.unit = "reablement episode linked to a discharge";
  m.definition =
      "Reablement episodes of ascof.2d.1 with a death, an emergency readmission or an entry to a care home within " +
      wording::days(constants.follow_up_days) + " of the discharge, by what of the three happened.";
  m.national = true;
  m.official = constants == ascof_2d_constants{};
  return m;
}

}  // namespace ascof::measures
