/// @file discharge_links.hpp
/// Hospital discharges, linked with the reablement that followed or with what came after: the episode builders of
/// ASCOF 2D and of measures like it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/episode_builder.hpp"

namespace ascof {

/// The constants of ASCOF 2D. A copy with other values gives a variant, for sensitivity, which is not official.
struct ascof_2d_constants {
  std::int32_t joining_gap_days = 7;       ///< reablement that resumes within so many days is one episode
  std::int32_t days_after_discharge = 7;   ///< reablement begins at most so many days after the discharge
  std::int32_t days_before_discharge = 3;  ///< or so many days before it
  std::int32_t follow_up_days = 84;        ///< the twelve weeks
  std::int32_t youngest = 65;              ///< age at discharge
  day admissions_from = make_day(2023, 4, 1);

  friend bool operator==(const ascof_2d_constants&, const ascof_2d_constants&) = default;
};

/// Client types and slices that discharges are counted by: a discharge is in its type and in all, and there in its age,
/// its sex and everybody. Group `type * 6 + slice`.
std::vector<std::string> discharge_client_types();  ///< community, none, all
std::vector<std::string> discharge_slices();        ///< three ages, two sexes, all
std::vector<std::string> discharge_groups();        ///< "type, slice", by group

/// Reablement episodes linked to discharges, one unit for each discharge linked. What the follow-up found is the
/// episode's, the same on all of them; `counts` is true on the first, and only there are the groups the episode is in.
///
/// Reablement: services to maximise independence whose component is Reablement, joined over small gaps; it begins up to
/// `days_after_discharge` after a discharge or `days_before_discharge` before, and is linked to all discharges of the
/// latest day that fits. Units exist in the periods their discharge lies in.
///
/// Columns: episode_start, episode_end, discharge_date, hospital_episode, client_type, gender, age_group, died,
/// readmitted, entered_care_home, counts, and group_0 to group_17 (truth).
/// @source DHSC ASCOF 2D script, June 2026; definitions, ascof.2d.1
episode_frame link_discharges(const ascof_2d_constants& constants);

/// Eligible discharges, of nobody in particular: patients need not be in the records. Units with `counts` are spells by
/// place and group, each once; those with `traced` are the discharges themselves.
///
/// Columns: person_id, hospital_episode, admission_date, discharge_date, area_name, client_type, gender, age_group,
/// counts, traced, group (of units with `counts`: its label).
/// @source DHSC ASCOF 2D script, June 2026; definitions, ascof.2d.2
episode_frame eligible_discharges(const ascof_2d_constants& constants);

/// Eligible discharges of the people of the records, one unit for each, with what is known of the patient so many days
/// later. A person known to two councils has units in each. Records of a spell with the same day of discharge are one
/// unit.
///
/// Columns: discharge_date, age_group (the first three slices), hospital_episode; in_hospital (truth: a stay of any kind
/// began by the later day and ends after it, or has not ended), follow_up_complete (truth: the later day is not after
/// the end of the records), into_reablement (truth: linked to reablement by this council, as `link_discharges` does).
/// The `follow_up_days` of the constants are not looked at.
/// @throws usage_error for negative days
/// @source definitions, discharge.at_home_3_months
episode_frame discharges_of_people(const ascof_2d_constants& constants, std::int32_t follow_up_days);

}  // namespace ascof
