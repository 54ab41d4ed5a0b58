/// @file detail_wording.hpp
/// Constants of definitions as they are read aloud: what a definition says of itself is made of the same constants as what
/// it counts, so that a variant does not describe the official measure.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "ascof/core/day.hpp"

namespace ascof::measures::wording {

/// "7 days", "1 day"
inline std::string days(std::int64_t count) { return std::to_string(count) + (count == 1 ? " day" : " days"); }

/// "12 months", "1 month"
inline std::string months(std::int64_t count) { return std::to_string(count) + (count == 1 ? " month" : " months"); }

/// "12 weeks" of 84 days, "80 days" of no whole weeks
inline std::string weeks(std::int64_t count) {
  if (count % 7 != 0 || count == 0) return days(count);
  return std::to_string(count / 7) + (count == 7 ? " week" : " weeks");
}

/// "July 2025" of its first day, otherwise the day: "2025-07-15"
inline std::string month_of(day d) {
  constexpr std::array<const char*, 12> names{"January", "February", "March",     "April",   "May",      "June",
                                              "July",    "August",   "September", "October", "November", "December"};
  const civil_day on = to_civil(d);
  return on.day_of_month == 1 ? names[on.month - 1] + (" " + std::to_string(on.year)) : to_string(d);
}

/// "18th birthday" of 216 months, "day of 200 months" of no whole years
inline std::string birthday(std::int64_t at_months) {
  if (at_months % 12 != 0) return "day of " + months(at_months);
  const std::int64_t years = at_months / 12, last = years % 10;
  const bool teens = years % 100 >= 11 && years % 100 <= 13;
  const char* ending = teens ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
  return std::to_string(years) + ending + " birthday";
}
/// "18" of 216 months, "200 months" of no whole years
inline std::string age(std::int64_t at_months) {
  return at_months % 12 == 0 ? std::to_string(at_months / 12) : months(at_months);
}

}  // namespace ascof::measures::wording
