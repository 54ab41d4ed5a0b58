/// @file providers.hpp
/// Providers of care: the regulator's ratings, the council's visits and scores, and tests of emergency plans.
///
/// @source definitions I; clarifications C6 and C40   @years 2015/16 onward   @unit location, visit
#pragma once

#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

/// What the definitions leave to a council, and the defaults.
struct provider_rules {
  int good_score = 70;               ///< of 100, at least
  algebra::days tested_within{365};  ///< before the period's end
};

std::vector<measure> providers(const provider_rules& rules = {});

}  // namespace ascof::measures
