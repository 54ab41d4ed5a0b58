/// @file piece.hpp
/// What reading one piece of a file (or one Arrow batch) yields: its typed columns and the faults met.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/column.hpp"
#include "ascof/core/table.hpp"
#include "ingest/piece_dictionary.hpp"
#include "ingest/values.hpp"

namespace ascof::ingest {

/// A column of a file that is read: where it stands in the file and in the schema.
struct source_column {
  std::size_t at = 0;     ///< position in the file, from 0
  std::size_t field = 0;  ///< position in the schema
  const field_info* info = nullptr;
  std::string header;                                ///< as written in the file
  day_form form = day_form::standard;                ///< how a column of days is written
  number_form numbers = number_form::decimal_point;  ///< how a column of decimals is
};

/// Codes of one piece, as narrow as its own dictionary allows.
struct piece_codes {
  std::vector<std::uint8_t> bytes;
  unsigned width = 0;  ///< 0 (all missing), 1, 2 or 4

  /// @pre codes are below `limit`
  void assign(const std::vector<code>& codes, code limit);
};

/// The values of one column in one piece. One of the vectors is in use, by the field's kind.
struct piece_column {
  std::vector<code> texts;  ///< while the piece is read; then `codes`
  piece_dictionary dictionary;
  piece_codes codes;
  day_column days;
  integer_column integers;
  wide_column wides;

  /// Takes out rows again, where `rejected` is not 0. It tells about the last rows of the column.
  void take_back(std::span<const std::uint8_t> rejected);
};

/// Why a whole row was left out.
enum class row_fault : std::uint8_t {
  blank_line,
  all_empty,
  header_again,
  // Rows that are read, and told.
  extra_fields,  ///< empty fields behind the last column
  short_row,     ///< the empty fields at its end were left out
};
inline constexpr std::size_t row_fault_count = 5;
constexpr bool is_kept(row_fault fault) { return fault >= row_fault::extra_fields; }
std::string_view describe(row_fault fault);

/// Counts of one fault, with the places of the first five.
struct fault_count {
  static constexpr std::size_t places_kept = 5;
  std::uint64_t rows = 0;
  std::array<std::uint64_t, places_kept> places{};  ///< offsets of rows in the file, or row numbers

  void add(std::uint64_t place) {
    if (rows < places_kept) places[rows] = place;
    ++rows;
  }
  /// Adds a later piece's count.
  void append(const fault_count& later);
};

/// All faults of a piece or a file.
struct fault_counts {
  std::array<fault_count, row_fault_count> rows;                    ///< by row_fault
  std::vector<std::array<fault_count, value_fault_count>> columns;  ///< by source column, then value_fault

  explicit fault_counts(std::size_t source_columns = 0) : columns(source_columns) {}
  fault_count& of(row_fault fault) { return rows[static_cast<std::size_t>(fault)]; }
  fault_count& of(std::size_t column, value_fault fault) { return columns[column][static_cast<std::size_t>(fault)]; }
  void append(const fault_counts& later);

  /// The places kept of all faults, in no order.
  std::vector<std::uint64_t> all_places() const;
};

/// One piece. Pieces of all files are numbered in order; `file` tells which one it is from.
struct piece {
  std::size_t file = 0;
  const std::vector<source_column>* sources = nullptr;  ///< of its file
  std::size_t rows_in = 0;
  std::size_t rows = 0;               ///< kept
  std::vector<piece_column> columns;  ///< by source column
  fault_counts faults;
  bool keeps_places = false;          ///< asked for: where each row begins
  std::vector<std::uint64_t> places;  ///< by row kept, as offset in the file
};

}  // namespace ascof::ingest
