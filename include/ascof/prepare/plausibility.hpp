/// @file plausibility.hpp
/// What cannot be: an extract held against its specification, its day of submission and the submission before.
#pragma once

#include "ascof/cld/extract.hpp"
#include "ascof/cld/mappings.hpp"
#include "ascof/notices/notice.hpp"
#include "ascof/prepare/submissions.hpp"

namespace ascof {

/// Looks at the latest submission of each council, and at the one before it where there is one: columns that must be filled
/// and are not, event types that are gone, days that the day of submission forbids, people of the last file who are gone,
/// costs that are none. The ordinary data of a council brings no notice.
notice_list implausible(const extract& raw, const submission_index& index);

/// Wording that no mapping knows, by field: how many rows, of how many that are filled.
struct unknown_wording {
  mapped_field field{};
  std::uint64_t values = 0;
  std::uint64_t rows = 0;
  std::uint64_t filled = 0;  ///< rows of the field with a text
  std::uint64_t like_known =
      0;                    ///< rows whose text would be known but for blanks in front, or is a known one cut short
  std::uint64_t codes = 0;  ///< rows with a number or a letter or two in place of a text
};
notice_list notices_of(const std::vector<unknown_wording>& wording);

/// True for a text that may identify a person: it stands in a column of identifiers, has many digits, or looks like a
/// postcode. Such a text has slipped into a column where wording is expected and is not shown.
bool may_identify(std::string_view text, const table& extract_data);

}  // namespace ascof
