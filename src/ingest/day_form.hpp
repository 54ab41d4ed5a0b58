/// @file day_form.hpp
/// In which form a file writes the days of a column, decided by what the values of the whole column allow.
///
/// A day such as 03/04/2025 says nothing about its form; the column around it does. What a single value can only mean in one
/// way (2025-04-03, 03-Apr-2025, 20250403) is read value by value (values.hpp); here is decided what only a column shows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/notices/notice.hpp"
#include "ingest/piece.hpp"

namespace ascof::ingest {

/// What the values of a column look like, counted.
struct day_shapes {
  std::uint64_t filled = 0;       ///< values that are there; words for nothing are not
  std::uint64_t iso_early = 0;    ///< yyyy-mm-dd up to the 12th
  std::uint64_t iso_late = 0;     ///< yyyy-mm-dd from the 13th on
  std::uint64_t either = 0;       ///< two numbers of 12 or less before a year: day or month first
  std::uint64_t day_first = 0;    ///< the first number is above 12
  std::uint64_t month_first = 0;  ///< the second number is above 12 and the first is not
  std::uint64_t named = 0;        ///< with the name of a month, or eight digits
  std::uint64_t numbers = 0;      ///< a number that a spreadsheet has for a day
  std::uint64_t years = 0;        ///< of these numbers, those that are a year of our time
  std::uint64_t short_years = 0;  ///< years of two digits
  std::uint64_t hashes = 0;       ///< "########": a column that was too narrow
  std::uint64_t others = 0;       ///< nothing of these
  std::uint64_t evenings = 0;     ///< 23:00 without a zone on a day of summer: midnight here, in UTC
  std::uint64_t moments = 0;      ///< any other time that is no midnight here in UTC

  void add(std::string_view text);

 private:
  void add_time(std::string_view text);
};

/// Decides the form of each column of days of one file.
/// @param shapes   by column of `columns`; those of other kinds are not looked at
/// @param columns  get their `form`
/// @param list     gets a notice for each column that is read in another form
/// @throws input_error for a column that holds both day-first and month-first dates, that a spreadsheet has changed in part,
/// or whose values are mostly no days: says what they look like
void decide_day_forms(const std::vector<day_shapes>& shapes, std::vector<source_column>& columns,
                      const std::string& file, const loss_limit& accept, notice_list& list);

}  // namespace ascof::ingest
