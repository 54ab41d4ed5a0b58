/// @file workforce.hpp
/// Workforce: turnover, vacancies, stability, moves, training, qualifications, approved professionals and completed work.
/// What staff say stands with the surveys.
///
/// @source definitions I; clarifications C35 to C39 and C41   @years 2015/16 onward   @unit worker, post, approval
#pragma once

#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

/// What the definitions leave to a council, and the defaults.
struct workforce_rules {
  algebra::months looked_back{12};  ///< from the period's end: leavers, who was in post before, and who stayed
  int qualification_level = 3;      ///< at least
};

std::vector<measure> workforce(const workforce_rules& rules = {});

}  // namespace ascof::measures
