/// @file values.hpp
/// From the text of a field to its value: the rules shared by CSV files and Arrow texts.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "ascof/core/column.hpp"
#include "ascof/core/day.hpp"

namespace ascof::ingest {

/// Why a value could not be taken.
enum class value_fault : std::uint8_t {
  none,
  not_a_date,
  not_a_number,
  not_whole,
  out_of_range,
  // What was read all the same, and is told.
  nothing,  ///< a word for nothing: missing
  marks,    ///< odd blanks or an apostrophe around it
  form,     ///< written in another form than the specification's, which can only mean one thing
};
inline constexpr std::size_t value_fault_count = 8;

/// True when there is no value because of it.
constexpr bool is_unreadable(value_fault fault) { return fault != value_fault::none && fault < value_fault::nothing; }

/// How a column of days is written, where single values do not tell.
enum class day_form : std::uint8_t {
  standard,     ///< dd/mm/yyyy, yyyy-mm-dd, and what can only mean one thing
  month_first,  ///< mm/dd/yyyy in place of dd/mm/yyyy
  day_number,   ///< a spreadsheet's number: days since 30 December 1899
  utc_moment,   ///< midnights of the United Kingdom in UTC without saying so: 23:00 of the day before in summer
};

/// How a column of decimals is written, where single values do not tell.
enum class number_form : std::uint8_t {
  decimal_point,  ///< 1,078.00 and 1078.00
  decimal_comma,  ///< 1.078,00 and 1078,00
};

/// The fault for people: "not a date".
std::string_view describe(value_fault fault);

/// A value, or the missing value of its type. With a fault the value is the missing one.
template <typename T>
struct parsed {
  T value;
  value_fault fault = value_fault::none;
};

/// True for nothing but blanks (and tabs), and for the text NULL in any case with blanks behind: what a day or a number
/// holds when there is none.
bool is_missing_value(std::string_view text);

/// Without blanks of any kind around it, and without the apostrophe in front by which spreadsheets mark a text.
std::string_view without_marks(std::string_view text);

/// A word or sign that people and systems write where there is no value: #N/A, (null), NaT, 0000-00-00, "ongoing".
bool is_word_for_nothing(std::string_view text);

/// A number that a spreadsheet can have for a day from 1900 to 2100, perhaps with a fraction for the time.
bool is_day_number(std::string_view text);

/// 01-May-25: a day with the name of a month and a year of two digits.
bool is_short_year_name(std::string_view text);

/// Minutes since midnight of a time behind a day that names no zone ("2025-06-08 23:00:00"); -1 when there is none.
int plain_time(std::string_view text);

/// The day in the United Kingdom at 23:00 UTC: the next one in summer.
day uk_day_of_evening(day date);

/// `parse_day`; `yyyymmdd`; days with the name of a month; with `month_will_do` also `YYYY-MM` and `YYYYMM` for the first of
/// the month. A moment of UTC (`Z`) is its day in the United Kingdom, one of another zone the day as it is written.
parsed<day> read_day(std::string_view text, bool month_will_do, day_form form = day_form::standard);

/// A whole number; a point with zeros behind it is allowed ("12.00"). Blanks around it are.
parsed<std::int32_t> read_integer(std::string_view text);
parsed<std::int64_t> read_record(std::string_view text);

/// A decimal number times 100, further places rounded half away from zero on the text itself: "1.005" is 101. A pound
/// sign (UTF-8, or 0xA3 of Windows-1252) in front and blanks around are allowed; separators of thousands are told.
parsed<std::int64_t> read_hundredths(std::string_view text, number_form form = number_form::decimal_point);

/// Looks for one word in free text, without regard to case.
class word_finder {
 public:
  explicit word_finder(std::string_view word);

  /// 1 or 0, as `contains_text(text, word)` answers.
  std::int32_t operator()(std::string_view text) const;

 private:
  std::string word_;  // folded
  bool ascii_ = true;
};

namespace detail {

inline constexpr int first_table_year = 1850;
inline constexpr int table_years = 300;

/// Day numbers of the first of each month from January 1850 to January 2150: a date is a sum instead of divisions.
struct month_table {
  std::int32_t first_day[table_years * 12 + 1] = {};
  constexpr month_table() {
    std::int32_t number = -43829;  // 1850-01-01
    constexpr int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int year = 0; year < table_years; ++year) {
      const int y = first_table_year + year;
      const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
      for (int month = 0; month < 12; ++month) {
        first_day[year * 12 + month] = number;
        number += lengths[month] + (leap && month == 1 ? 1 : 0);
      }
    }
    first_day[table_years * 12] = number;
  }
};
inline constexpr month_table months;

}  // namespace detail

/// The common forms in a hurry: exactly `YYYY-MM-DD` or `dd/mm/yyyy`, years 1850 to 2149.
/// @return false when the ten bytes are anything else, right or wrong; ask `read_day` then
inline bool read_common_day(const char* ten, day& out) {
  const auto digit = [ten](int at) { return static_cast<unsigned>(static_cast<unsigned char>(ten[at])) - '0'; };
  const bool iso = ten[4] == '-' && ten[7] == '-';
  if (!iso && (ten[2] != '/' || ten[5] != '/')) return false;
  const int y = iso ? 0 : 6;
  const int m = iso ? 5 : 3;
  const int d = iso ? 8 : 0;
  const unsigned d0 = digit(y), d1 = digit(y + 1), d2 = digit(y + 2), d3 = digit(y + 3);
  const unsigned d4 = digit(m), d5 = digit(m + 1), d6 = digit(d), d7 = digit(d + 1);
  // A byte that is no digit is above 9 and, unsigned, far above when it is below '0'.
  if ((d0 > 9) | (d1 > 9) | (d2 > 9) | (d3 > 9) | (d4 > 9) | (d5 > 9) | (d6 > 9) | (d7 > 9)) return false;
  const unsigned year = d0 * 1000 + d1 * 100 + d2 * 10 + d3 - detail::first_table_year;
  const unsigned month = d4 * 10 + d5 - 1;
  const unsigned day_of_month = d6 * 10 + d7 - 1;
  if ((year >= detail::table_years) | (month >= 12)) return false;
  const std::int32_t* first = &detail::months.first_day[year * 12 + month];
  const std::int32_t number = first[0] + static_cast<std::int32_t>(day_of_month);
  if ((day_of_month >= 31) | (number >= first[1])) return false;
  out.number = number;
  return true;
}

}  // namespace ascof::ingest
