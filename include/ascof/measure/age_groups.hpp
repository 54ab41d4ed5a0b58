/// @file age_groups.hpp
/// The groups of most official figures: 18 to 64, 65 and above, and everybody.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ascof/core/column.hpp"
#include "ascof/prepare/age_bands.hpp"

namespace ascof {

enum age_group : std::size_t { age_18_to_64, age_65_and_above, all_ages };

inline const std::vector<std::string>& age_groups() {
  static const std::vector<std::string> labels{"18 to 64", "65 and above", "Total"};
  return labels;
}

/// True for an age below 18. A missing age is not.
constexpr bool is_child(std::int32_t age) { return age != missing_integer && age < 18; }

/// Calls `count(group)` for the age's band and for everybody. An unknown age counts in everybody only, a child nowhere.
template <typename Count>
void for_age_groups(std::int32_t age, Count count) {
  if (is_child(age)) return;
  if (age != missing_integer) count(age < 65 ? age_18_to_64 : age_65_and_above);
  count(all_ages);
}

}  // namespace ascof
