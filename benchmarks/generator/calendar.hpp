/// @file calendar.hpp
/// Days as numbers since 1970-01-01, and their two spellings ready made: a row prints up to six of them.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ascof::generator {

/// No such day: not ended, not dead, not known.
inline constexpr int no_day = std::numeric_limits<int>::max();

inline std::chrono::year_month_day civil(int day) {
  return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{day}}};
}

inline int day_number(std::chrono::year_month_day date) {
  return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
}

inline int year_of(int day) { return static_cast<int>(civil(day).year()); }
inline unsigned month_of(int day) { return static_cast<unsigned>(civil(day).month()); }

/// @pre `day` is the first of a month
inline int add_months(int day, int months) { return day_number(civil(day) + std::chrono::months{months}); }

inline bool is_first_of_month(int day) { return civil(day).day() == std::chrono::day{1}; }

inline std::string iso_date(int day) {
  const auto date = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

/// Reads YYYY-MM-DD and nothing else.
inline std::optional<int> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int parts[3] = {0, 0, 0};
  int part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c >= '0' && c <= '9' && part < 3) {
      parts[part] = parts[part] * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                         std::chrono::month{static_cast<unsigned>(parts[1])},
                                         std::chrono::day{static_cast<unsigned>(parts[2])}};
  if (!date.ok()) return std::nullopt;
  return day_number(date);
}

/// All days that an extract can name, as text.
class date_texts {
 public:
  explicit date_texts(bool day_first) {
    texts_.reserve(static_cast<std::size_t>(last - first + 1) * 10);
    for (int day = first; day <= last; ++day) {
      const auto date = civil(day);
      const int year = static_cast<int>(date.year());
      const unsigned month = static_cast<unsigned>(date.month());
      const unsigned of_month = static_cast<unsigned>(date.day());
      texts_ += day_first ? fmt::format("{:02}/{:02}/{:04}", of_month, month, year)
                          : fmt::format("{:04}-{:02}-{:02}", year, month, of_month);
    }
  }

  /// "" for no_day.
  std::string_view operator[](int day) const {
    if (day < first || day > last) return {};
    return std::string_view(texts_).substr(static_cast<std::size_t>(day - first) * 10, 10);
  }

  static constexpr int first = -29220;  // 1889-12-31: older than the oldest person of the earliest extract
  static constexpr int last = 32871;    // 2059-12-31

 private:
  std::string texts_;
};

}  // namespace ascof::generator
