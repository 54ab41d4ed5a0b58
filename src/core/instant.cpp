#include "ascof/core/instant.hpp"

#include <fmt/format.h>

namespace ascof {
namespace {

constexpr std::int64_t milliseconds_per_day = 86'400'000;

}  // namespace

day day_of(instant t) {
  std::int64_t number = t.milliseconds / milliseconds_per_day;
  if (t.milliseconds % milliseconds_per_day < 0) --number;
  return day{static_cast<std::int32_t>(number)};
}

instant at_hour(day d, int hour) { return {d.number * milliseconds_per_day + hour * 3'600'000LL}; }

std::optional<instant> parse_instant(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const std::size_t gap = text.find_first_of(" Tt");
  const auto on = parse_day(text.substr(0, gap));  // with its time a moment of UTC would be another day
  if (!on) return std::nullopt;
  if (gap == std::string_view::npos) return at_hour(*on, 9);
  std::string_view time = text.substr(gap + 1);
  std::int64_t parts[4] = {0, 0, 0, 0};  // hours, minutes, seconds, milliseconds
  int part = 0;
  int fraction_digits = 0;
  int digits = 0;  // of the hours, minutes or seconds
  for (const char c : time) {
    if (c >= '0' && c <= '9') {
      if (part == 3) {
        if (fraction_digits == 3) continue;
        ++fraction_digits;
      }
      if (part < 3 && ++digits > 2) return std::nullopt;
      parts[part] = parts[part] * 10 + (c - '0');
    } else if (c == ':' && part < 2) {
      ++part;
      digits = 0;
    } else if ((c == '.' || c == ',') && part == 2) {
      ++part;
    } else if (c == 'Z' || c == 'z') {
      break;
    } else {
      return std::nullopt;
    }
  }
  for (; part == 3 && fraction_digits < 3; ++fraction_digits) parts[3] *= 10;
  if (part == 0 || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return instant{on->number * milliseconds_per_day + ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3]};
}

std::string to_string(instant t) {
  if (t.is_missing()) return {};
  const day on = day_of(t);
  const std::int64_t rest = t.milliseconds - on.number * milliseconds_per_day;
  return fmt::format("{} {:02}:{:02}:{:02}.{:03}", to_string(on), rest / 3'600'000, rest / 60'000 % 60,
                     rest / 1000 % 60, rest % 1000);
}

}  // namespace ascof
