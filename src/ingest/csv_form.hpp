/// @file csv_form.hpp
/// Brings a file that is a CSV file in all but its form into it: what programs put before the header and behind the last
/// row, and fields that are separated by something else than commas.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/table.hpp"
#include "ascof/ingest/report.hpp"
#include "ingest/input_bytes.hpp"

namespace ascof::ingest {

/// A file whose header begins at `begin` and whose last row ends at `end`.
struct csv_form {
  input_bytes bytes;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Finds where the table begins and ends. Lines before and behind are told in `report`. A file separated by semicolons,
/// tabs or bars is written anew with commas, which costs its size in memory.
csv_form find_table(input_bytes bytes, const schema& columns, file_report& report);

}  // namespace ascof::ingest
