/// @file builder_checks.hpp
/// What every builder of episodes asks of its inputs.
#pragma once

#include <string>
#include <string_view>

#include "ascof/measure/expression.hpp"

namespace ascof {

/// @param who  the episodes, in the plural
/// @throws usage_error (bad_definition) when the expression is no condition of events
void expect_events(const expr& where, std::string_view who);

/// @throws usage_error (bad_definition) when the expression depends on the reporting period
void expect_all_of_history(const expr& where, std::string_view who);

/// An expression as 32 digits, for keys of builders. What a builder is made of can stand on other builders, whose keys stand
/// in it: written out, such keys would grow without end.
std::string short_identity(const expr& of);

}  // namespace ascof
