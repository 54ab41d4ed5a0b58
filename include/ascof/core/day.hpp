/// @file day.hpp
/// Calendar days as 32-bit numbers, and the department's arithmetic on them.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ascof {

/// A calendar day: number of days since 1970-01-01 (the layout of Arrow's date32), or missing.
///
/// Missing compares smaller than every day; conditions on possibly missing days must ask `is_missing` first.
struct day {
  std::int32_t number = std::numeric_limits<std::int32_t>::min();

  constexpr bool is_missing() const { return number == std::numeric_limits<std::int32_t>::min(); }
  constexpr explicit operator bool() const { return !is_missing(); }

  friend constexpr auto operator<=>(const day&, const day&) = default;
  friend constexpr day operator+(day d, std::int32_t days) { return day{d.number + days}; }
  friend constexpr day operator-(day d, std::int32_t days) { return day{d.number - days}; }
};

inline constexpr day missing_day{};

/// Stands for "not ended" where the department's method replaces a missing end by a far date (9999-01-01).
inline constexpr day far_day{2932532};

/// d(from, to) of the definitions: midnights from `from` to `to`, negative when `to` is earlier. Both must be known.
constexpr std::int32_t days_between(day from, day to) { return to.number - from.number; }

/// Year, month (1 to 12) and day of month (1 to 31).
struct civil_day {
  int year = 0;
  unsigned month = 0;
  unsigned day_of_month = 0;
};

/// @return the day, or missing_day when there is no such date (31 February) or the year is outside 1 to 9999
day make_day(int year, unsigned month, unsigned day_of_month);

/// @pre `d` is not missing
civil_day to_civil(day d);

day first_of_month(day d);
day last_of_month(day d);

/// The day `months` later (negative: earlier), clamped to the end of a shorter month, as SQL's DATEADD does:
/// 31 May minus 3 months is the last of February, and 28 February plus 1 month is 28 March. (Boost's month iterator
/// would snap the second to 31 March.)
day add_months(day d, int months);

/// Reads `YYYY-MM-DD` or `dd/mm/yyyy` (day first, one or two digits; `-` and `.` also separate), with or without a
/// time of day behind a blank or `T`. The time is dropped: the day is that of the zone in which it is written. A moment of
/// Coordinated Universal Time (`Z`, `UTC`, `+00:00`) gives the day on UK clocks, so that 23:00 of a summer evening is the
/// midnight that was meant.
/// @return nothing when the text is no such date
std::optional<day> parse_day(std::string_view text);

/// `YYYY-MM-DD`; empty for a missing day.
std::string to_string(day d);

/// `1 Apr 24`, as the department labels days; empty for a missing day.
std::string to_short_label(day d);

/// Age in whole years by the department's rule: floor(days / 365.25). With a birth day counted from the first of its
/// month this is never early and at most one day late at 18, 25, 65, 75 and 85.
/// @source ASCOF and main-table scripts of June 2026; definitions A3
/// @pre both known. Negative when `on` is before `birth`.
int age_on(day birth, day on);

}  // namespace ascof
