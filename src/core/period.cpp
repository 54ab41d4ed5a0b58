#include "ascof/core/period.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "ascof/core/error.hpp"

namespace ascof {

period make_period(day start, day end) {
  if (start.is_missing() || end.is_missing())
    throw usage_error(error_code::bad_period, {}, "a period needs a first and a last day", "give both");
  if (end < start)
    throw usage_error(error_code::bad_period, {},
                      fmt::format("the period ends ({}) before it starts ({})", to_string(end), to_string(start)),
                      "give the earlier day first");
  return {start, end};
}

period financial_year(int year) {
  if (year < first_financial_year || year > last_financial_year)
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "year", .column = 0},
                      fmt::format("there are no records of a financial year {}", year),
                      "give the year in which it begins in full, such as 2025 for 2025-26");
  return make_period(make_day(year, 4, 1), make_day(year + 1, 3, 31));
}

std::vector<period> financial_years(int first, int last) {
  if (last < first)
    throw usage_error(error_code::bad_period, {}, fmt::format("financial year {} comes before {}", last, first),
                      "give the earlier year first");
  std::vector<period> years;
  for (int year = first; year <= last; ++year) years.push_back(financial_year(year));
  return years;
}

namespace {

/// Parts of the year of so many months, which divide twelve.
std::vector<period> parts_of_years_inside(period range, unsigned months) {
  std::vector<period> parts;
  const auto step = static_cast<int>(months);
  const civil_day c = to_civil(range.start);
  day start = make_day(c.year, (c.month - 1) / months * months + 1, 1);
  if (start < range.start) start = add_months(start, step);
  for (;; start = add_months(start, step)) {
    const day end = add_months(start, step) - 1;
    if (end > range.end) return parts;
    parts.push_back({start, end});
  }
}

}  // namespace

std::vector<period> quarters_inside(period range) { return parts_of_years_inside(range, 3); }

std::vector<period> months_inside(period range) { return parts_of_years_inside(range, 1); }

std::vector<period> rolling_periods(int months, day until, int count) {
  if (until.is_missing())
    throw usage_error(error_code::bad_period, {}, "rolling periods have no end", "say until when they go");
  if (months < 1 || count < 1)
    throw usage_error(error_code::bad_period, {},
                      fmt::format("there are no {} rolling periods of {} months", count, months),
                      "give at least one period of at least one month");
  const day after = first_of_month(until + 1);  // behind the last period
  const civil_day c = to_civil(after);
  // Days begin in the year 1.
  if (static_cast<std::int64_t>(months) + count - 1 > (c.year - 1) * 12 + static_cast<int>(c.month) - 1)
    throw usage_error(error_code::bad_period, {},
                      fmt::format("{} rolling periods of {} months until {} begin before the calendar does", count,
                                  months, to_string(until)),
                      "give fewer, or shorter ones");
  std::vector<period> periods;
  for (int back = count - 1; back >= 0; --back)
    periods.push_back({add_months(after, -back - months), add_months(after, -back) - 1});
  return periods;
}

std::vector<period> rolling_periods(int months, int step, period range) {
  if (months < 1 || step < 1)
    throw usage_error(error_code::bad_period, {}, fmt::format("no periods of {} months every {} months", months, step),
                      "give at least one month for each");
  std::vector<period> periods;
  day start = first_of_month(range.start);
  if (start < range.start) start = add_months(start, 1);
  constexpr int longest = 12 * 10'000;  // behind the end of the calendar, wherever it begins
  months = std::min(months, longest);
  step = std::min(step, longest);
  for (;; start = add_months(start, step)) {
    const day end = add_months(start, months) - 1;
    if (end > range.end) return periods;
    periods.push_back({start, end});
  }
}

period period_before(period p) {
  const day end = p.start - 1;
  if (p.start == first_of_month(p.start) && p.end == last_of_month(p.end))
    return {add_months(p.start, -months_in(p)), end};
  return {p.start - (days_between(p.start, p.end) + 1), end};
}

std::vector<period> financial_years_inside(period range) {
  std::vector<period> years;
  // A far end date that stands for "open" makes no years.
  for (int year = std::clamp(to_civil(range.start).year - 1, first_financial_year, last_financial_year);
       year <= last_financial_year; ++year) {
    const period candidate = financial_year(year);
    if (candidate.end > range.end) break;
    if (candidate.start >= range.start) years.push_back(candidate);
  }
  return years;
}

int months_in(period p) {
  const civil_day a = to_civil(p.start);
  const civil_day b = to_civil(p.end);
  return (b.year - a.year) * 12 + static_cast<int>(b.month) - static_cast<int>(a.month) + 1;
}

day parse_iso_day(std::string_view text, std::string_view option) {
  const auto parsed = parse_day(text);
  if (!parsed || to_string(*parsed) != text)
    throw usage_error(error_code::bad_date, {.file = {}, .line = 0, .field = std::string(option), .column = 0},
                      fmt::format("expected a day such as 2025-03-31, got '{}'", text),
                      "write the year, month and day of a real date");
  return *parsed;
}

namespace {

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "2025-26", "2025/26", "2025-2026", "FY2025/26", "2025": the year in which a financial year begins.
/// @return nothing for other texts, and for 2010-11, which may be the month of November
std::optional<int> read_financial_year(std::string_view text) {
  for (const std::string_view word : {"FY", "fy", "Fy"})
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      break;
    }
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.size() < 4 || !all_digits(text.substr(0, 4))) return std::nullopt;
  const int year = number_of(text.substr(0, 4));
  if (year < first_financial_year || year > last_financial_year) return std::nullopt;
  if (text.size() == 4) return year;
  const char sign = text[4];
  const std::string_view rest = text.substr(5);
  if ((sign != '-' && sign != '/') || !all_digits(rest)) return std::nullopt;
  if (rest.size() == 4) return number_of(rest) == year + 1 ? std::optional(year) : std::nullopt;
  if (rest.size() != 2 || number_of(rest) != (year + 1) % 100) return std::nullopt;
  if (sign == '-' && number_of(rest) <= 12) return std::nullopt;
  return year;
}

}  // namespace

period parse_period(std::string_view text, std::string_view option) {
  if (const std::optional<int> year = read_financial_year(text)) return financial_year(*year);
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos)
    throw usage_error(
        error_code::bad_period, {.file = {}, .line = 0, .field = std::string(option), .column = 0},
        fmt::format("expected START..END such as 2024-04-01..2025-03-31, or a financial year such as 2024-25, got '{}'",
                    text),
        "put two dots between the days");
  const day start = parse_iso_day(text.substr(0, dots), option);
  const day end = parse_iso_day(text.substr(dots + 2), option);
  if (end < start)
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = std::string(option), .column = 0},
                      fmt::format("the period ends ({}) before it starts ({})", to_string(end), to_string(start)),
                      "give the earlier day first");
  return {start, end};
}

std::string to_string(period p) { return to_string(p.start) + ".." + to_string(p.end); }

std::string to_label(period p) { return to_short_label(p.start) + " - " + to_short_label(p.end); }

}  // namespace ascof
