/// @file age_bands.hpp
/// The department's age bands.
#pragma once

#include <cstdint>
#include <string_view>

#include "ascof/core/column.hpp"
#include "ascof/core/day.hpp"

namespace ascof {

/// First day of a birth month: what every age is counted from. Missing when the year or month is missing or impossible.
inline day birth_month_start(std::int32_t year, std::int32_t month) {
  if (year == missing_integer || month == missing_integer || month < 1 || month > 12) return missing_day;
  return make_day(year, static_cast<unsigned>(month), 1);
}

/// One of eight bands, or "Unknown" for a missing age.
constexpr std::string_view age_band(std::int32_t age) {
  if (age == missing_integer) return "Unknown";
  if (age < 18) return "Under 18";
  if (age < 25) return "18 to 24";
  if (age < 45) return "25 to 44";
  if (age < 65) return "45 to 64";
  if (age < 75) return "65 to 74";
  if (age < 85) return "75 to 84";
  if (age < 95) return "85 to 94";
  return "95 and above";
}

/// "Under 18", "18 to 64", "65 and above", or "Unknown" for a missing age.
constexpr std::string_view working_age_band(std::int32_t age) {
  if (age == missing_integer) return "Unknown";
  if (age < 18) return "Under 18";
  return age < 65 ? "18 to 64" : "65 and above";
}

}  // namespace ascof
