/// @file technology.hpp
/// People with care technology at the end of a period.
///
/// @source local convention (definitions, K6)   @years any   @unit person   @polarity higher is better
#pragma once

#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {
namespace technology_detail {

/// What names technology in a component as a council submits it.
inline const std::vector<std::string>& words() {
  static const std::vector<std::string> named{"%technolog%", "%telecare%", "%telehealth%", "%assistive%", "%alarm%"};
  return named;
}

/// @param words  patterns of submitted components that mean technology
inline measure people_with_technology(const std::vector<std::string>& words) {
  using namespace algebra;
  const text<of_event> submitted{{expressions::event_field(event::service_component_raw)}};
  std::vector<expr> patterns;
  for (const std::string& word : words) patterns.push_back(submitted.like(word).e);
  const truth<of_event> says_so{{expressions::any_of(patterns)}};
  const auto on = is_service && open_on(period_end);
  const auto named = people(on && says_so);
  const auto equipment = people(on && events.service_component == "Equipment");
  const auto counted = (named || equipment) && alive_on(period_end);
  return {.id = "technology.people",
          .title = "People with care technology",
          .source = "local convention",
          .years = "any",
          .unit = "person",
          .definition =
              "People, clients or carers, with a service on the last day of the period whose component is technology, "
              "alive then. The specification has no component for technology but Equipment, which also holds other "
              "aids: the total counts equipment, and components that the council itself calls technology, telecare, "
              "telehealth, assistive or an alarm stand beside it.",
          .figures = {{.id = "technology.people",
                       .title = "People with care technology",
                       .counts = count(counted),
                       .direction = polarity::higher_is_better,
                       .decimals = 0,
                       .by = {groups(
                           "component",
                           {{"Named as technology", named}, {"Equipment", equipment}, {"Total", constant(true)}})}}},
          .traces = {{"technology.people",
                      counted,
                      {{"age_band", working_age_band(age_on(period_end))},
                       {"named_as_technology", named},
                       {"equipment", equipment}}}},
          .stands = standing::local};
}

}  // namespace technology_detail

inline std::vector<measure> technology() {
  return {technology_detail::people_with_technology(technology_detail::words())};
}

}  // namespace ascof::measures
