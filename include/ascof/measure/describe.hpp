/// @file describe.hpp
/// What a measure counts and where that is defined, for people to read.
#pragma once

#include <string>

#include "ascof/measure/measure.hpp"

namespace ascof {

/// The measures of a selection, one after the other, with those of their figures that are wanted. Ends with a newline.
std::string describe(const selection& wanted);

}  // namespace ascof
