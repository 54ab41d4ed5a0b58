/// @file touches.hpp
/// Which figures read a submitted field.
#pragma once

#include <string>
#include <vector>

#include "ascof/cld/extract.hpp"

namespace ascof::quality {

/// Ids of the national figures whose definition reads the field or what is derived from it, in order of the catalogue;
/// {"all"} for a field that decides whether and where any row counts.
const std::vector<std::string>& figures_reading(submitted::column field);

}  // namespace ascof::quality
