/// @file surveys.hpp
/// Surveys: the adult social care survey and the survey of adult carers, weighted by the people that answers stand for, how
/// many answer, how estimates change, and what local surveys of people, staff and residents say.
///
/// @source definitions H, I and J; clarifications C28 to C35   @years 2015/16 onward   @unit respondent, answer
#pragma once

#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

std::vector<measure> surveys();

}  // namespace ascof::measures
