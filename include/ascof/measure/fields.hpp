/// @file fields.hpp
/// The names under which definitions use the fields of the main table and of person details.
#pragma once

#include <span>
#include <string_view>

#include "ascof/cld/main_table.hpp"
#include "ascof/measure/expression.hpp"

namespace ascof {

struct named_event_field {
  std::string_view name;
  event::column column;
};

/// Event fields that a definition can use: cleaned ones by their plain names, submitted ones with `_raw`. What names a
/// person is not among them.
std::span<const named_event_field> event_fields();

struct named_person_field {
  std::string_view name;
  person_field field;
  value_kind kind;
};
std::span<const named_person_field> person_fields();

/// What a series of the field holds: a text, a date or a number (money and quantities in units, not in hundredths).
value_kind kind_of(event::column column);

}  // namespace ascof
