/// @file csv.hpp
/// Reads CSV files (RFC 4180) into typed columns.
///
/// The file is mapped into memory (or inflated when it is gzip), cut into pieces at record ends that respect quoted
/// newlines, and the pieces are read side by side. The outcome does not depend on the pieces or on the threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "ascof/core/parallel.hpp"
#include "ascof/core/table.hpp"
#include "ascof/ingest/report.hpp"

namespace ascof {

struct read_options {
  unsigned threads = 0;              ///< 0: one per core
  std::size_t piece_bytes = 4 << 20; ///< size of a piece; tests make it small
  progress on_progress{};
};

/// Rows of one or several files, one file after the other in the order given, rows in file order.
struct read_result {
  table data;
  std::vector<std::size_t> first_row;  ///< by file, and the number of rows at the end
  ingest_report report;
};

/// Reads `files` with the columns of `columns`.
///
/// Text is held as it came, NULL and blanks included; an empty field (quoted or not) is missing. In days and numbers
/// the text NULL (any case) and blanks are missing too. A value that cannot be read becomes missing and is counted, or
/// the row is rejected when the field says so. Rows whose every field is empty, and repeats of the header line, are
/// rejected. Headers are found by `schema::find`. A byte order mark is skipped; text whose bytes are not UTF-8 is read
/// as Windows-1252.
///
/// @throws input_error naming file, line and field for: a missing or unreadable file, an empty file, a header without
/// rows, a missing required column (with the nearest header), two columns for one field, a quote that is not closed or
/// stands inside an unquoted field, a row with too many or too few fields, NUL bytes, UTF-16 and binary files.
read_result read_csv(std::span<const std::filesystem::path> files, const schema& columns,
                     const read_options& options = {});

/// As `read_csv`, from bytes held by the caller. `name` stands for the file in messages.
read_result read_csv_text(std::string_view bytes, std::string_view name, const schema& columns,
                          const read_options& options = {});

/// The headers of a file's first line, unquoted, without reading further. Same errors as `read_csv` for the file itself.
std::vector<std::string> read_header(const std::filesystem::path& file);

}  // namespace ascof
