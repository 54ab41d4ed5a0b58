/// @file transition.hpp
/// Young people turning 18: how long before the birthday adult social care begins to work with them.
///
/// Neither the allocation of a worker nor the date of a final plan is in client level data. The start of the first adult
/// assessment stands in for the one, that of the first adult service, or of the first assessment that progresses to
/// support planning, for the other.
///
/// @source local conventions (definitions, K3)   @years any   @unit person   @polarity higher is better
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures/detail_wording.hpp"

namespace ascof::measures {

struct transition_rules {
  std::int64_t adult_at_months = 216;                        ///< the birthday, in calendar months
  std::vector<std::int64_t> allocated_early{180, 365, 730};  ///< days before the birthday that count as early
  std::vector<std::int64_t> planned_early{1, 180};           ///< 1: before the birthday
};

namespace transition_detail {

using namespace algebra;

inline measure lead(const std::string& id, const std::string& title, const std::string& what, const std::string& proxy,
                    const date<of_person>& first, const date<of_person>& birthday, std::int64_t adult_at,
                    const std::vector<std::int64_t>& early) {
  const auto turning = in_period(birthday) && alive_on(birthday);
  const auto days_before = days_between(first, birthday);
  measure made{
      .id = id,
      .title = title,
      .source = "Local convention",
      .years = "any",
      .unit = "person",
      .definition =
          "People known to the council who turn " + wording::age(adult_at) +
          " in the period and are not known to have died before. The day of "
          "birth is not in client level data: the birthday is taken for the first of its month, so a lead is "
          "right to a month. " +
          proxy +
          " Days before the birthday; later ones are negative. The median is of those with a date, whenever it "
          "came, as the records now know it. Of a share those without a date stay in the denominator. People "
          "without a birth date are left out. Young people who never come to adult social care are not in the "
          "records at all.",
      .figures = {},
      .stands = standing::local};
  made.figures.push_back({.id = id,
                          .title = "Days from " + what + " to the " + wording::birthday(adult_at) + ", median",
                          .counts = median(days_before, turning),
                          .direction = polarity::higher_is_better});
  for (const std::int64_t limit : early)
    made.figures.push_back(
        {.id = id + (limit == 1 ? ".before_birthday" : ".at_least_" + std::to_string(limit) + "_days"),
         .title = "Turning " + wording::age(adult_at) + " with " + what + " " +
                  (limit == 1 ? "before the birthday" : "at least " + std::to_string(limit) + " days before"),
         .counts = proportion(days_before >= static_cast<double>(limit), turning),
         .direction = polarity::higher_is_better});
  made.traces = {{id, turning, {{"birthday", birthday}, {"first", first}, {"days_before", days_before}}}};
  return made;
}

}  // namespace transition_detail

inline std::vector<measure> transition(const transition_rules& rules = {}) {
  using namespace algebra;
  const auto birthday = person.birth + months{rules.adult_at_months};
  const auto assessed = is_assessment && of_service_user;
  const auto planned =
      (is_service && of_service_user) || (assessed && events.outcome == "Progress to support planning or services");
  return {transition_detail::lead(
              "transition.allocation_lead_days",
              "Lead time from adult worker allocation to " + wording::birthday(rules.adult_at_months),
              "a first adult assessment",
              "The start of the first assessment as a service user stands in for the allocation of an "
              "adult worker.",
              events_where(assessed).least(events.start), birthday, rules.adult_at_months, rules.allocated_early),
          transition_detail::lead(
              "transition.plan_lead_days", "Lead time from final plan to " + wording::birthday(rules.adult_at_months),
              "a first adult plan",
              "The start of the first service as a service user, or of the first assessment that "
              "progresses to support planning, whichever is earlier, stands in for the final plan.",
              events_where(planned).least(events.start), birthday, rules.adult_at_months, rules.planned_early)};
}

}  // namespace ascof::measures
