/// @file method.hpp
/// The department's method as a dated value: its constants are named here once and nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/instant.hpp"

namespace ascof {

/// Constants of the preparation of main tables and person details.
/// @source DHSC main-table scripts; the meaning of each is in definitions B1 to B4
struct method {
  std::string name;                       ///< "2026-06": year and month of the scripts
  std::uint64_t few_ends;                 ///< with fewer end dates than this every month with any counts
  std::uint64_t month_percent;            ///< a month needs at least this percentage of the file's end dates
  std::uint32_t types_short_of_best;      ///< and this many event types fewer than the best month, or more
  std::vector<instant> excluded_imports;  ///< files with known major faults, by the moment of their import
};

/// The method with this name.
/// @throws usage_error for an unknown name, with the known ones
const method& find_method(std::string_view name);

/// Names of the methods, oldest first. The first is the default.
std::vector<std::string_view> method_names();

inline constexpr std::string_view default_method = "2026-06";

}  // namespace ascof
