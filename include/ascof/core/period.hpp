/// @file period.hpp
/// Reporting periods: closed ranges of days, and the financial calendar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/day.hpp"

namespace ascof {

/// A closed range of days: both ends belong to it, as in every condition of the department's method.
struct period {
  day start;
  day end;

  constexpr bool contains(day d) const { return start <= d && d <= end; }
  friend constexpr auto operator<=>(const period&, const period&) = default;
};

/// @throws usage_error when a day is missing or the end is before the start
period make_period(day start, day end);

/// Financial years that records can be of: a year such as 25 is a slip for 2025.
inline constexpr int first_financial_year = 1948;
inline constexpr int last_financial_year = 2100;

/// 1 April of `year` to 31 March of the next: `financial_year(2024)` is 2024/25.
/// @throws usage_error for a year before 1948 or after 2100
period financial_year(int year);

/// Financial years `first` to `last`, both included.
/// @throws usage_error when `last` is before `first`
std::vector<period> financial_years(int first, int last);

/// The calendar quarters (which are also financial quarters) that lie wholly inside `range`, in order.
std::vector<period> quarters_inside(period range);

/// The financial years that lie wholly inside `range`, in order.
std::vector<period> financial_years_inside(period range);

/// The calendar months that lie wholly inside `range`, in order.
std::vector<period> months_inside(period range);

/// Rolling periods: `count` periods of `months` calendar months, a month apart, in order; the last ends with the last
/// month that is over on `until`.
/// @throws usage_error when `months` or `count` is less than 1, and for periods before the calendar
std::vector<period> rolling_periods(int months, day until, int count);
/// Periods of `months` calendar months that lie wholly inside `range`, each beginning `step` months after the one
/// before, the first with the first whole month: `rolling_periods(12, 1, ...)` is a year to the end of every month.
/// @throws usage_error when `months` or `step` is less than 1
std::vector<period> rolling_periods(int months, int step, period range);

/// The period of the same length that ends the day before: of whole months the same number of months, otherwise the same
/// number of days. So 2023/24 precedes 2024/25, though it has a day more.
/// @pre both days known and after the beginning of the calendar by the length
period period_before(period p);

/// Number of calendar months from the month of the start to the month of the end, both counted.
int months_in(period p);

/// Reads a period as people write it: `2024-04-01..2025-03-31` (two dots, a stroke or "to" between days or months), a
/// financial year (`2025-26`, `2025/26`, `FY25/26`, `2025`), a quarter of one (`2025-26 Q1`), a month (`2025-06`). Dashes
/// and blanks of every kind are taken alike.
/// @throws usage_error naming `option` when the text is no period, a day does not exist or the end precedes the start; and
/// when it may mean several (`2010-11`, `FY25`, `2025 Q1`), with how each is written
period parse_period(std::string_view text, std::string_view option = "--period");

/// The first day of the financial year that a text names in full: 1 April 2024 for `2024-25`, `2024/25` and `2024-2025`.
/// Dashes of every kind and blanks around them are taken alike. Missing for any other text, also for two years that do
/// not follow each other.
day financial_year_start(std::string_view name);

/// Reads an ISO day (no other form: an option is typed by a person who can be asked again).
/// @throws usage_error naming `option`
day parse_iso_day(std::string_view text, std::string_view option);

/// `2024-04-01..2025-03-31`
std::string to_string(period p);

/// `1 Apr 24 - 31 Mar 25`, the department's label.
std::string to_label(period p);

}  // namespace ascof
