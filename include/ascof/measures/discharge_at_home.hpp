/// @file discharge_at_home.hpp
/// Older people who are at home three months after a stay in hospital.
///
/// ascof.2d asks whether anything went wrong in the twelve weeks after a discharge into reablement; this asks where
/// people known to social care are on one later day, whatever happened in between.
///
/// @source local convention (definitions, K5)   @years any   @unit hospital discharge   @polarity higher is better
#pragma once

#include <string>

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/discharge_links.hpp"
#include "ascof/measures/detail_wording.hpp"

namespace ascof::measures {

struct discharge_at_home_rules {
  algebra::days after{91};  ///< from the discharge to the day people should be at home; 84 is the other custom
  bool only_into_reablement = false;  ///< only discharges that ascof.2d.1 links with reablement
  ascof_2d_constants discharges{};    ///< which discharges count, and which reablement follows one
};

inline measure discharge_at_home(const discharge_at_home_rules& rules = {}) {
  using namespace algebra;
  const episode_frame frame = discharges_of_people(rules.discharges, static_cast<std::int32_t>(rules.after.count));
  const auto column = [&](const char* name) { return expressions::episode_column(frame, name); };
  const date<of_episode> discharged{{column("discharge_date")}};
  const text<of_episode> age_group{{column("age_group")}};
  const truth<of_episode> in_hospital{{column("in_hospital")}};
  const truth<of_episode> followed{{column("follow_up_complete")}};
  const truth<of_episode> into_reablement{{column("into_reablement")}};

  const auto later = discharged + rules.after;
  const auto alive = alive_on(later);
  const auto care_home =
      is_service && of_service_user && events.start <= end_or_far &&
      events.service_type.in({"Long term support: Residential care", "Long term support: Nursing care"});
  const auto in_care_home = looking_at(care_home).on_or_before(later).and_on_or_after(end_or_far, later).any();
  const auto at_home = alive && !in_care_home && !in_hospital;
  const auto cohort = rules.only_into_reablement ? into_reablement : into_reablement || !into_reablement;
  const auto counted = cohort && followed;

  // 91 days are the three months of the convention.
  const std::string later_text = rules.after.count == discharge_at_home_rules{}.after.count
                                     ? std::string("three months")
                                     : wording::days(rules.after.count);
  const std::string day_n = "day " + std::to_string(rules.after.count);
  std::vector<std::string> ages = discharge_slices();
  ages.resize(3);
  return {
      .id = "discharge.at_home_3_months",
      .title = "At home " + later_text + " after hospital",
      .source = "Local convention",
      .years = "any",
      .unit = "hospital discharge",
      .definition =
          "Hospital discharges in the period that ascof.2d.2 would count (" +
          std::to_string(rules.discharges.youngest) +
          " and over, a stay of at least a night, "
          "no long-term support in a care home or prison on the day of admission), of people with any event in the "
          "records" +
          std::string(rules.only_into_reablement ? ", that ascof.2d.1 links with reablement" : "") +
          ". Each discharge counts, also several of a person, and at each council that knows the person. At home on " +
          day_n +
          " after the discharge: not known to have died before it, no residential or nursing long-term service open "
          "on it, and no stay in hospital of any kind over its night; being discharged that day is being at home. "
          "What happened in between does not matter. Follow-up must be complete: discharges whose " +
          day_n +
          " is after the end of the records stay out and are counted beside. Deaths and care homes are those this "
          "council's records know.",
      .figures = {{.id = "discharge.at_home_3_months",
                   .title = "Older people at home on " + day_n + " after a discharge from hospital",
                   .counts = proportion(at_home, counted),
                   .direction = polarity::higher_is_better,
                   .by = {with_total(by("age_group", age_group, ages))}}},
      .sides = {{"discharge.at_home_3_months", "Discharges too late to be followed up", cohort && !followed}},
      .traces = {{"discharge.at_home_3_months",
                  cohort,
                  {{"discharge_date", discharged},
                   {"hospital_episode", column("hospital_episode")},
                   {"age_group", age_group},
                   {"later_day", later},
                   {"alive", alive},
                   {"in_care_home", in_care_home},
                   {"in_hospital", in_hospital},
                   {"into_reablement", into_reablement},
                   {"in_denominator", counted},
                   {"in_numerator", counted && at_home}}}},
      .stands = standing::local};
}

}  // namespace ascof::measures
