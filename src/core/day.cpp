#include "ascof/core/day.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <string>

#include "ascof/core/uk_time.hpp"

namespace ascof {
namespace {

using std::chrono::year_month_day;

year_month_day to_ymd(day d) { return year_month_day{std::chrono::sys_days{std::chrono::days{d.number}}}; }

day from_ymd(year_month_day ymd) {
  return day{static_cast<std::int32_t>(std::chrono::sys_days{ymd}.time_since_epoch().count())};
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads one to `most` digits at `position`; -1 when there is none.
int read_digits(std::string_view text, std::size_t& position, std::size_t most) {
  int value = 0;
  const std::size_t begin = position;
  while (position < text.size() && position - begin < most && is_digit(text[position])) {
    value = value * 10 + (text[position] - '0');
    ++position;
  }
  return position == begin ? -1 : value;
}

/// A time of day behind a date, in minutes; none when there is none.
struct time_of_day {
  int minutes = 0;
  bool utc = false;
};

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

/// Reads what follows a time: nothing, AM or PM, a zone.
/// @return false for anything else
bool read_zone(std::string_view text, time_of_day& out) {
  std::string form;
  for (const char c : text)
    if (c != ' ') form += upper(c);
  if (form.starts_with("AM") || form.starts_with("PM")) {
    if (form[0] == 'P' && out.minutes < 12 * 60) out.minutes += 12 * 60;
    if (form[0] == 'A' && out.minutes >= 12 * 60) out.minutes -= 12 * 60;
    form.erase(0, 2);
  }
  if (form.empty()) return true;
  if (form == "Z" || form == "UTC" || form == "GMT" || form == "+00:00" || form == "+0000" || form == "+00" ||
      form == "-00:00") {
    out.utc = true;
    return true;
  }
  if (form[0] == '+' || form[0] == '-')
    return form.size() >= 3 && form.size() <= 6 && form.find_first_not_of("0123456789:", 1) == std::string::npos;
  return form.size() <= 20 && form.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ/_+-0123456789:") == std::string::npos;
}

/// Reads what follows a date: nothing or a time of day, of which seconds, fraction and zone may be missing.
/// @return false for anything else
bool read_time(std::string_view rest, std::optional<time_of_day>& out) {
  out.reset();
  if (rest.empty()) return true;
  if (rest.front() != ' ' && rest.front() != 'T' && rest.front() != 't') return false;
  std::size_t at = 1;
  while (at < rest.size() && rest[at] == ' ') ++at;
  if (at == rest.size()) return rest.front() == ' ';
  const int hour = read_digits(rest, at, 2);
  if (hour < 0 || hour > 24 || at >= rest.size() || rest[at] != ':') return false;
  ++at;
  const int minute = read_digits(rest, at, 2);
  if (minute < 0 || minute > 59) return false;
  if (at < rest.size() && rest[at] == ':') {
    ++at;
    const int second = read_digits(rest, at, 2);
    if (second < 0 || second > 60) return false;
    if (at < rest.size() && (rest[at] == '.' || rest[at] == ',')) {
      ++at;
      if (read_digits(rest, at, 9) < 0) return false;
    }
  }
  out = time_of_day{hour * 60 + minute, false};
  return read_zone(rest.substr(at), *out);
}

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

day make_day(int year, unsigned month, unsigned day_of_month) {
  // Months and days too: the calendar types below hold one byte and would take month 257 for January.
  if (year < 1 || year > 9999 || month > 12 || day_of_month > 31) return missing_day;
  const year_month_day ymd{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day_of_month}};
  return ymd.ok() ? from_ymd(ymd) : missing_day;
}

civil_day to_civil(day d) {
  const year_month_day ymd = to_ymd(d);
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())};
}

day first_of_month(day d) {
  const year_month_day ymd = to_ymd(d);
  return from_ymd(ymd.year() / ymd.month() / 1);
}

day last_of_month(day d) {
  const year_month_day ymd = to_ymd(d);
  return day{static_cast<std::int32_t>(
      std::chrono::sys_days{ymd.year() / ymd.month() / std::chrono::last}.time_since_epoch().count())};
}

day add_months(day d, int months) {
  const year_month_day ymd = to_ymd(d) + std::chrono::months{months};
  return ymd.ok()
             ? from_ymd(ymd)
             : day{static_cast<std::int32_t>(
                   std::chrono::sys_days{ymd.year() / ymd.month() / std::chrono::last}.time_since_epoch().count())};
}

std::optional<day> parse_day(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::size_t at = 0;
  const int first = read_digits(text, at, 4);
  if (first < 0 || at >= text.size()) return std::nullopt;
  const std::size_t first_digits = at;
  const char separator = text[at];
  if (separator != '-' && separator != '/' && separator != '.') return std::nullopt;
  ++at;
  const int second = read_digits(text, at, 2);
  if (second < 0 || at >= text.size() || text[at] != separator) return std::nullopt;
  ++at;
  const std::size_t third_at = at;
  const int third = read_digits(text, at, 4);
  const std::size_t third_end = at;
  std::optional<time_of_day> time;
  if (third < 0 || !read_time(text.substr(at), time)) return std::nullopt;
  day result;
  if (first_digits == 4 && third_end - third_at <= 2) {
    result = make_day(first, static_cast<unsigned>(second), static_cast<unsigned>(third));
  } else if (first_digits <= 2 && third_end - third_at == 4) {
    result = make_day(third, static_cast<unsigned>(second), static_cast<unsigned>(first));
  }
  if (result.is_missing()) return std::nullopt;
  if (time && time->utc) return uk_day_of({at_hour(result, 0).milliseconds + time->minutes * 60'000LL});
  return result;
}

std::string to_string(day d) {
  if (d.is_missing()) return {};
  const civil_day c = to_civil(d);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day_of_month);
}

std::string to_short_label(day d) {
  if (d.is_missing()) return {};
  const civil_day c = to_civil(d);
  return fmt::format("{} {} {:02}", c.day_of_month, month_names[c.month - 1], c.year % 100);
}

int age_on(day birth, day on) { return static_cast<int>(std::floor(days_between(birth, on) / 365.25)); }

}  // namespace ascof
