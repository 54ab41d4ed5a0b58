/// @file definition_check.hpp
/// Whether a definition that was read is what it says to be.
#pragma once

#include <string_view>

#include "ascof/measure/definition.hpp"

namespace ascof {

/// @throws input_error when the measure has another fingerprint
void expect_fingerprint(const measure& made, std::string_view written);

/// @throws input_error when it says to be an official measure of the catalogue and counts otherwise
void expect_official(const measure& made);

}  // namespace ascof
