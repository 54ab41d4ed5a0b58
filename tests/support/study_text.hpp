/// @file study_text.hpp
/// Studies of tables written as text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/records/record_type.hpp"
#include "ascof/study/study.hpp"

namespace support {

/// Name of a kind of record, and its table.
using rows_of_kind = std::pair<std::string, std::string>;

/// Kinds that are not named have no rows.
inline ascof::study study_of_tables(const std::vector<rows_of_kind>& tables) {
  ascof::study s;
  for (const auto& [kind, csv] : tables) s.add(read_record_text(ascof::record_type_named(kind), csv, kind));
  for (const ascof::record_type_ptr& type : ascof::record_types())
    if (s.find(*type) == nullptr) s.add(no_rows(type));
  return s;
}

}  // namespace support
