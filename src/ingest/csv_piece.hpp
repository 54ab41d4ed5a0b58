/// @file csv_piece.hpp
/// Reads one piece of a CSV file: whole records, from bytes to typed columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv_structure.hpp"
#include "ingest/piece.hpp"

namespace ascof::ingest {

/// An open file whose header is understood.
struct csv_file {
  std::string_view bytes;
  std::string_view header;  ///< the header's record as written, without its line end
  std::size_t body_begin = 0;
  std::size_t body_end = 0;  ///< behind the last record, its line end left out
  std::size_t width = 0;     ///< fields of the header and of each record
  std::vector<source_column> columns;
};

/// What makes a whole file unusable, as offsets; `csv.cpp` turns it into an input_error with line numbers.
struct csv_break {
  enum class kind { unclosed_quote, misplaced_quote, field_count };
  kind what;
  std::size_t at = 0;      ///< offset in the file: the quote, or the record with the wrong number of fields
  std::size_t record = 0;  ///< offset of the field with the quote
  std::size_t fields = 0;  ///< found in the record
  std::size_t column = 0;  ///< number of the field with the quote, from 1
};

/// Reads the records from `begin` to `end`, both record boundaries (or the end of the body).
/// @return the first thing in the piece that makes the file unusable; `out` is then of no use
template <typename Block>
std::optional<csv_break> read_csv_piece(const csv_file& file, std::size_t begin, std::size_t end, piece& out);

extern template std::optional<csv_break> read_csv_piece<native_block>(const csv_file&, std::size_t, std::size_t,
                                                                      piece&);
#if defined(__SSE2__)
extern template std::optional<csv_break> read_csv_piece<portable_block>(const csv_file&, std::size_t, std::size_t,
                                                                        piece&);
#endif

/// The fields of the record at `begin`, unquoted, and the offset behind its line end in `begin`. Slow and simple: for
/// headers.
/// @return what is wrong with its quotes
std::optional<csv_break> read_csv_record(std::string_view bytes, std::size_t& begin, std::vector<std::string>& fields);

}  // namespace ascof::ingest
