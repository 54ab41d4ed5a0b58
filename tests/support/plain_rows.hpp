/// @file plain_rows.hpp
/// What the second, deliberately plain implementations of measures share: rows as they come, dates as numbers, and a list
/// of every condition that was seen true or false. Nothing here, nor in plain_2a, plain_waiting and plain_2d, uses the
/// library: they are written from the definitions, to disagree with it where it is wrong.
#pragma once

#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plain {

/// Days since 1970-01-01; none is a missing date.
using date = std::optional<int>;

inline int on(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  return static_cast<int>(sys_days(std::chrono::year(year) / month / day).time_since_epoch().count());
}

inline std::chrono::year_month_day calendar(int day) { return std::chrono::sys_days(std::chrono::days(day)); }

/// `YYYY-MM-DD`; empty for a missing date.
inline std::string text(date of) {
  if (!of) return {};
  const auto c = calendar(*of);
  const std::string number =
      std::to_string(static_cast<int>(c.year()) * 10000 + static_cast<int>(unsigned(c.month())) * 100 +
                     static_cast<int>(unsigned(c.day())));
  return number.substr(0, 4) + "-" + number.substr(4, 2) + "-" + number.substr(6, 2);
}

/// So many months earlier; a day that the month does not have becomes its last.
inline int months_before(int day, int months) {
  auto c = calendar(day);
  const auto day_of_month = c.day();
  c = c.year() / c.month() / std::chrono::day(1);
  c -= std::chrono::months(months);
  const std::chrono::year_month_day_last last = c.year() / c.month() / std::chrono::last;
  return static_cast<int>(
      std::chrono::sys_days(c.year() / c.month() / std::min(day_of_month, last.day())).time_since_epoch().count());
}

/// Whole years by the department's rule.
inline int age(int birth, int at) { return static_cast<int>(std::floor((at - birth) / 365.25)); }

/// As texts compare: without regard to case and trailing blanks.
inline std::string form(std::string_view of) {
  while (!of.empty() && of.back() == ' ') of.remove_suffix(1);
  std::string lower;
  for (const char c : of) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}
inline bool same(std::string_view a, std::string_view b) { return form(a) == form(b); }
inline bool contains(std::string_view whole, std::string_view part) {
  return form(whole).find(form(part)) != std::string::npos;
}

/// One event. An empty text is missing.
struct row {
  std::string la_code, la_name, person, client, event;
  date start, end;
  std::string service, component, outcome;
  std::int64_t record = 0;
  // Waiting times only.
  std::string outcome_group, assessment, band, imported;
  std::optional<int> age, conversation;
};

/// What is known of a person of a council.
struct person {
  std::string la_code, id;
  date birth, death;
};

/// How often every condition of an implementation was false and true.
using clauses = std::map<std::string_view, std::pair<std::uint64_t, std::uint64_t>>;
inline clauses& seen_clauses() {
  static clauses all;
  return all;
}

/// Notes a condition and hands it on.
inline bool seen(const char* clause, bool condition) {
  auto& [no, yes] = seen_clauses()[clause];
  ++(condition ? yes : no);
  return condition;
}

}  // namespace plain
