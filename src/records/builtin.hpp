/// @file builtin.hpp
/// What is known of the kinds of record that come with the library beyond their declarations.
#pragma once

#include <string_view>

#include "ascof/records/record_type.hpp"

namespace ascof {

/// Whether a field is free text that groups are made of, such as a role or a course: read in lower case, since two
/// spellings of one are one (clarification C41). Fields of a council's own kinds never are.
bool is_named_freely(const record_type& type, std::string_view field);

}  // namespace ascof
