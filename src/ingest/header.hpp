/// @file header.hpp
/// From the headers of a file to the fields of a schema.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/table.hpp"
#include "ascof/ingest/report.hpp"
#include "ingest/piece.hpp"

namespace ascof::ingest {

/// Where the header stands, for messages: line 1 of a CSV file, no line of an Arrow stream.
struct header_place {
  std::string file;
  std::uint64_t line = 0;
};

/// Two columns of a file that are one field; `first` is the one to read.
struct repeated_column {
  std::string_view field;
  std::size_t first = 0;
  std::size_t second = 0;
  std::string first_header;
  std::string second_header;
};

/// Finds the field of each header. Names nobody knows and fields that are absent go to `report`; empty headers (which
/// spreadsheets leave behind the last column) are passed over in silence.
/// @param headers  UTF-8, in file order
/// @return the columns to read, in file order: those whose field is not skipped
/// @param repeated  gets fields that have two columns; without it they are refused
/// @throws input_error: missing_column, with the header that may be meant; repeated_column
std::vector<source_column> match_header(const std::vector<std::string>& headers, const schema& columns,
                                        const header_place& where, file_report& report,
                                        std::vector<repeated_column>* repeated = nullptr);

/// Writes the faults of a file into its report: row faults first, then by column.
/// @param line_of  from a place (offset or row number) to a line number
void add_faults(const fault_counts& faults, const std::vector<source_column>& sources, file_report& report,
                const std::function<std::uint64_t(std::uint64_t)>& line_of);

/// `text` as UTF-8: decoded from Windows-1252 when it is not.
/// @return true when it was decoded
bool to_utf8(std::string_view text, std::string& out);

}  // namespace ascof::ingest
