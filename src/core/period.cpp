#include "ascof/core/period.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

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

/// Lower case, hyphens in place of every dash and plain blanks in place of every other, none beside a dash or stroke.
std::string plain_form(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> signs{{
      {"\u2010", "-"},
      {"\u2011", "-"},
      {"\u2012", "-"},
      {"\u2013", "-"},
      {"\u2014", "-"},
      {"\u2015", "-"},
      {"\u2212", "-"},
      {"\u2044", "/"},
      {"\u2215", "/"},
      {"\u2026", ".."},
      {"\u00a0", " "},
      {"\u2009", " "},
      {"\u202f", " "},
      {"\u200b", ""},
      {"\ufeff", ""},
      {"\t", " "},
  }};
  std::string plain;
  while (!text.empty()) {
    const auto sign =
        std::find_if(signs.begin(), signs.end(), [&](const auto& s) { return text.starts_with(s.first); });
    const std::string_view written = sign != signs.end() ? sign->first : text.substr(0, 1);
    const std::string_view meant = sign != signs.end() ? sign->second : written;
    text.remove_prefix(written.size());
    for (const char c : meant) {
      const bool joins = c == '-' || c == '/' || c == '.';
      if (joins)
        while (plain.ends_with(' ')) plain.pop_back();
      const bool inner =
          !plain.empty() && plain.back() != ' ' && plain.back() != '-' && plain.back() != '/' && plain.back() != '.';
      if (c == ' ' && !inner) continue;
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  while (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

/// Takes a word off the front, with blanks behind it.
bool take_word(std::string_view& text, std::span<const std::string_view> words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      while (text.starts_with(' ')) text.remove_prefix(1);
      return true;
    }
  return false;
}

/// A reading of a text: a period, or what it could be and what to write instead.
struct reading {
  std::optional<period> read{};
  std::string problem{};  ///< behind the text in quotes: "is no financial year: ..."
  std::string advice{};

  bool says() const { return read.has_value() || !problem.empty(); }
};
reading doubtful(std::string problem, std::string advice) {
  return {std::nullopt, std::move(problem), std::move(advice)};
}

std::string year_text(int year) { return fmt::format("{}/{:02}", year, (year + 1) % 100); }

/// "2025-26", "2025/26", "2025-2026", "FY25/26", with "financial year" or "FY" before it, or a year alone: the year in
/// which it begins. `named`: that it is a financial year is said, so that 2010-11 is no month.
struct year_reading {
  std::optional<int> year{};
  reading otherwise{};
};
year_reading read_year(std::string_view text, bool named) {
  constexpr std::array<std::string_view, 4> words{"financial year", "fin year", "fy", "year"};
  named = take_word(text, words) || named;
  const std::size_t sign = text.find_first_of("-/");
  const std::string_view first = text.substr(0, sign);
  if (!all_digits(first) || (first.size() != 4 && first.size() != 2)) return {};
  const auto known = [](int year) { return year >= first_financial_year && year <= last_financial_year; };
  if (sign == std::string_view::npos) {
    const int year = number_of(first);
    if (first.size() == 4 && known(year) && !named) return {year, {}};
    const int begins = first.size() == 4 ? year : 2000 + year;
    if (first.size() == 4 && !known(year))
      return {{}, doubtful("is a year that no records are of", "give a year such as 2025, or 2025-26")};
    if (!named)
      return {{},
              doubtful("is a year without its century", fmt::format("write {} for the financial year that begins in "
                                                                    "{}",
                                                                    year_text(begins), begins))};
    return {{},
            doubtful(fmt::format("may be the financial year that begins in {} or the one that ends in it", begins),
                     fmt::format("write {} or {}", year_text(begins), year_text(begins - 1)))};
  }
  const std::string_view second = text.substr(sign + 1);
  if (!all_digits(second) || (second.size() != 2 && second.size() != 4) || second.size() > first.size()) return {};
  const int begins = first.size() == 4 ? number_of(first) : 2000 + number_of(first);
  const bool follows = second.size() == 4 ? number_of(second) == begins + 1 : number_of(second) == (begins + 1) % 100;
  if (!known(begins)) return {{}, doubtful("is of years that no records are of", "give a year such as 2025-26")};
  const bool month_like =
      text[sign] == '-' && first.size() == 4 && second.size() == 2 && number_of(second) <= 12 && number_of(second) >= 1;
  if (!follows) {
    if (month_like && !named) return {};  // a month
    return {{},
            doubtful("is no financial year: its second year does not follow the first",
                     fmt::format("write {} for the one that begins in {}, or the first and the last day with two "
                                 "dots between them",
                                 year_text(begins), begins))};
  }
  if (first.size() == 2 && !named)
    return {{}, doubtful("lacks the century", fmt::format("write {}", year_text(begins)))};
  if (month_like && !named)
    return {{},
            doubtful("may be a month or a financial year",
                     fmt::format("write {} for the financial year, or {}-{:02}..{}-{:02} for the month",
                                 year_text(begins), begins, number_of(second), begins, number_of(second)))};
  return {begins, {}};
}

/// Takes "q1", "quarter 1" off the front or the end. @return its number; 0: there is none
int take_quarter(std::string_view& text) {
  constexpr std::array<std::string_view, 3> words{"quarter", "qtr", "q"};
  const auto trim = [&text] {
    while (text.ends_with(' ') || text.ends_with(',') || text.ends_with('-')) text.remove_suffix(1);
    while (text.starts_with(' ') || text.starts_with(',') || text.starts_with('-')) text.remove_prefix(1);
    if (text.starts_with("of ")) text.remove_prefix(3);
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string_view rest = text;
  if (take_word(rest, words)) {
    if (rest.empty() || !is_digit(rest.front()) || (rest.size() > 1 && is_digit(rest[1]))) return 0;
    const int number = rest.front() - '0';
    text = rest.substr(1);
    trim();
    return number;
  }
  const std::size_t q = text.rfind('q');
  if (q == std::string_view::npos || q == 0 || !is_digit(text.back())) return 0;
  rest = text.substr(q);
  if (!take_word(rest, words) || rest.size() != 1) return 0;
  const int number = rest.front() - '0';
  text = text.substr(0, q);
  trim();
  return number;
}

period quarter_of(int year, int quarter) {
  const day start = add_months(make_day(year, 4, 1), 3 * (quarter - 1));
  return {start, add_months(start, 3) - 1};
}

/// "2025-26 Q1", "Q1 2025/26": a quarter of the financial year.
reading read_quarter(std::string_view text) {
  const int quarter = take_quarter(text);
  if (quarter == 0) return {};
  const year_reading of = read_year(text, text.find_first_of("-/") != std::string_view::npos);
  if (!of.year && !of.otherwise.says()) return {};
  if (quarter < 1 || quarter > 4)
    return doubtful("names a quarter that no year has", "name one of Q1 (April to June) to Q4 (January to March)");
  if (!of.year) return of.otherwise;
  if (text.find_first_of("-/") == std::string_view::npos) {
    const period calendar{make_day(*of.year, static_cast<unsigned>(3 * quarter - 2), 1),
                          add_months(make_day(*of.year, static_cast<unsigned>(3 * quarter - 2), 1), 3) - 1};
    return doubtful("may be a quarter of the calendar year or of the financial year",
                    fmt::format("write {} or {}", to_string(calendar), to_string(quarter_of(*of.year, quarter))));
  }
  return {quarter_of(*of.year, quarter), {}, {}};
}

std::optional<day> read_iso_day(std::string_view text) {
  const auto parsed = text.size() == 10 ? parse_day(text) : std::nullopt;
  return parsed && to_string(*parsed) == text ? parsed : std::nullopt;
}

/// "2024-04"
std::optional<period> read_month(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const std::optional<day> first = read_iso_day(std::string(text) + "-01");
  if (!first) return std::nullopt;
  return period{*first, last_of_month(*first)};
}

/// What stands for one period by itself: a financial year, a quarter, a month.
reading read_one(std::string_view text) {
  if (const reading quarter = read_quarter(text); quarter.says()) return quarter;
  const year_reading of = read_year(text, false);
  if (of.year) return {financial_year(*of.year), {}, {}};
  if (of.otherwise.says()) return of.otherwise;
  if (const std::optional<period> month = read_month(text)) return {month, {}, {}};
  if (const std::optional<day> on = read_iso_day(text))
    return doubtful(
        "is a day, and no period",
        fmt::format("write {} for the day itself, or the last day behind two dots", to_string(period{*on, *on})));
  return {};
}

[[noreturn]] void refuse_period(std::string_view text, std::string_view option, const std::string& advice) {
  throw usage_error(
      error_code::bad_period, {.file = {}, .line = 0, .field = std::string(option), .column = 0},
      fmt::format("expected START..END such as 2024-04-01..2025-03-31, or a financial year such as 2024-25, got '{}'",
                  text),
      advice);
}
[[noreturn]] void refuse_period(std::string_view text, std::string_view option, const reading& seen) {
  refuse_period(text, option, fmt::format("it {}: {}", seen.problem, seen.advice));
}

/// One end of START..END: a day, a month, or a financial year or quarter that can be nothing else.
period read_bound(std::string_view text, std::string_view option) {
  constexpr std::size_t month_size = 7, year_size = 4;
  if (const std::optional<day> on = read_iso_day(text)) return {*on, *on};
  if (const std::optional<period> month = read_month(text)) return *month;
  const bool is_year = text.size() == year_size && all_digits(text);
  if (is_year)
    refuse_period(
        text, option,
        fmt::format("it is a year, and no day with which a period begins or ends: write {0}-04-01 for a first "
                    "day, {0}-03-31 for a last one",
                    text));
  const reading one = read_one(text);
  if (one.read) return *one.read;
  const bool is_month = text.size() == month_size && text[year_size] == '-';
  if (one.says() && !is_month) refuse_period(text, option, one);
  const day on = parse_iso_day(is_month ? std::string(text) + "-01" : std::string(text), option);
  return {on, on};
}

/// Where START..END or START/END is cut; nothing when it is no such text.
std::optional<std::pair<std::string_view, std::string_view>> ends_of(std::string_view text) {
  for (const std::string_view between : {"..", " to ", " until "})
    if (const std::size_t at = text.find(between); at != std::string_view::npos)
      return std::pair(text.substr(0, at), text.substr(at + between.size()));
  const std::size_t stroke = text.find('/');
  // A financial year is written with a stroke as well.
  if (stroke != std::string_view::npos && stroke >= 7 && text.size() - stroke > 7 &&
      text.find('/', stroke + 1) == std::string_view::npos && text.find('q') == std::string_view::npos)
    return std::pair(text.substr(0, stroke), text.substr(stroke + 1));
  constexpr std::size_t day_size = 10;
  if (text.size() == 2 * day_size + 1 && text[day_size] == '-')
    return std::pair(text.substr(0, day_size), text.substr(day_size + 1));
  return std::nullopt;
}

}  // namespace

day financial_year_start(std::string_view name) {
  const std::string plain = plain_form(name);
  if (plain.find_first_of("-/") == std::string::npos) return {};
  const std::optional<int> year = read_year(plain, true).year;
  return year ? financial_year(*year).start : day{};
}

period parse_period(std::string_view text, std::string_view option) {
  const std::string plain = plain_form(text);
  const auto ends = ends_of(plain);
  if (ends) {
    const period first = read_bound(ends->first, option);
    const period last = read_bound(ends->second, option);
    if (last.end < first.start)
      throw usage_error(
          error_code::bad_period, {.file = {}, .line = 0, .field = std::string(option), .column = 0},
          fmt::format("the period ends ({}) before it starts ({})", to_string(last.end), to_string(first.start)),
          "give the earlier day first");
    return {first.start, last.end};
  }
  const reading one = read_one(plain);
  if (one.read) return *one.read;
  if (one.says()) refuse_period(text, option, one);
  refuse_period(text, option, "write days and months year first, with two dots between the two ends");
}

std::string to_string(period p) { return to_string(p.start) + ".." + to_string(p.end); }

std::string to_label(period p) { return to_short_label(p.start) + " - " + to_short_label(p.end); }

}  // namespace ascof
