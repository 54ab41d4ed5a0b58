/// @file instant.hpp
/// A date and time of day, to the millisecond: when a submission was imported.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "ascof/core/day.hpp"

namespace ascof {

/// Milliseconds since 1970-01-01 00:00, without a zone, or missing.
struct instant {
  std::int64_t milliseconds = std::numeric_limits<std::int64_t>::min();

  constexpr bool is_missing() const { return milliseconds == std::numeric_limits<std::int64_t>::min(); }
  friend constexpr auto operator<=>(const instant&, const instant&) = default;
};

/// The day of an instant. @pre not missing
day day_of(instant t);

/// `hour` o'clock on a day.
instant at_hour(day d, int hour);

/// Reads a day as `parse_day` does, followed by an optional `hh:mm[:ss[.fff]]`. Without a time it is 09:00.
std::optional<instant> parse_instant(std::string_view text);

/// `2023-07-29 11:18:23.007`; empty for missing.
std::string to_string(instant t);

}  // namespace ascof
