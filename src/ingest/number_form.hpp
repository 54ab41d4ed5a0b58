/// @file number_form.hpp
/// Whether the numbers of a column have a point or a comma before their decimals, decided by what the whole column allows.
///
/// 1,078 is a thousand and 78 here and little more than one elsewhere in Europe; 411,50 and 1.078,00 can only be the latter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/notices/notice.hpp"
#include "ingest/piece.hpp"

namespace ascof::ingest {

/// What the numbers of a column look like, counted.
struct number_shapes {
  std::uint64_t filled = 0;  ///< values that are there; words for nothing are not
  std::uint64_t points =
      0;  ///< a point can only stand before decimals, or a comma only between thousands: 411.50, 1,078.00
  std::uint64_t commas = 0;  ///< a comma can only stand before decimals: 411,50, 1.078,00

  void add(std::string_view text);
};

/// Decides the form of each column of decimals of one file.
/// @param shapes   by column of `columns`; those of other kinds are not looked at
/// @param columns  get their `numbers`
/// @param list     gets a notice for each column that is read with decimal commas
/// @throws input_error for a column that holds both
void decide_number_forms(const std::vector<number_shapes>& shapes, std::vector<source_column>& columns,
                         const std::string& file, const loss_limit& accept, notice_list& list);

}  // namespace ascof::ingest
