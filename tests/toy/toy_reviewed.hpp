/// @file toy_reviewed.hpp
/// The smallest measure: of the people with an event in the period, those with a review in it. Only a test has it (see
/// tests/CMakeLists.txt): it shows that a new measure is one new file, and what the file has to hold.
#pragma once

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

inline measure toy_reviewed() {
  using namespace algebra;
  const auto met = people(active_during());
  const auto reviewed = people(active_during() && is_review);
  return local_measure("toy.reviewed", "People with a review", proportion(reviewed, met),
                       {age_groups(age_on(period_end))}, polarity::higher_is_better);
}

}  // namespace ascof::measures
