/// @file tests.hpp
/// The tests of the rules: one for each rule and field.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "facts.hpp"

namespace ascof::quality {

enum class verdict : std::uint8_t { not_applicable, passes, fails };

/// Event types a test can apply to, a bit each (`row_type`).
inline constexpr unsigned any_event = 0b1111;
constexpr unsigned only(row_type t) { return 1u << static_cast<unsigned>(t); }

struct row_test {
  std::string rule_id;
  submitted::column field;
  unsigned events = any_event;  ///< these have a line also when no row is of the type
  std::function<verdict(std::size_t row)> of;
};

/// All tests, in order of rule and field. They refer to the facts, which must outlive them.
std::vector<row_test> tests_of(const facts& rows);

}  // namespace ascof::quality
