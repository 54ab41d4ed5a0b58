/// @file main_columns.hpp
/// Private to prepare: the columns of the main table, made from the rows that were kept.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ascof/cld/extract.hpp"
#include "ascof/cld/main_table.hpp"
#include "ascof/cld/mappings.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/plausibility.hpp"
#include "ascof/prepare/submissions.hpp"

namespace ascof {

/// The kept rows in order of the main table, and what was worked out about each.
struct derived_rows {
  std::vector<std::uint32_t> rows;  ///< in the extract
  std::vector<std::uint32_t> submission;
  std::vector<period> reference;
  std::vector<day> end;
  std::vector<code> person_text;
  std::vector<std::uint32_t> event_number;
};

/// The conversation flag of a row of an extract: the department's, or whether the description mentions one.
std::int32_t conversation_of(const table& data, std::size_t row);

main_table build_main_table(const extract& raw, const std::vector<submission>& submissions, const mappings& tables,
                            bool single, derived_rows derived, const std::shared_ptr<dictionary>& person_texts,
                            std::map<mapped_field, std::map<std::string, std::size_t>>& unknown_values,
                            std::vector<unknown_wording>& wording);

}  // namespace ascof
