/// @file dols.hpp
/// Deprivation of liberty: applications received, completed and waiting, how long they wait, what they lead to, and cases
/// for the Court of Protection.
///
/// @source definitions G; clarifications C21 to C27   @years 2015/16 onward   @unit application, person, case
#pragma once

#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

struct dols_rules {
  algebra::days standard_limit{21};          ///< elapsed days
  algebra::days standard_limit_day_one{20};  ///< when the day of receipt is the first of 21
  algebra::days urgent_limit{7};
  algebra::days extended_limit{14};
};

std::vector<measure> dols(const dols_rules& rules = {});

}  // namespace ascof::measures
