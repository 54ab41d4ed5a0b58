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
#include <string_view>
#include <vector>

#include "ascof/core/parallel.hpp"
#include "ascof/core/table.hpp"
#include "ascof/ingest/report.hpp"

namespace ascof {

struct read_options {
  unsigned threads = 0;               ///< 0: one per core
  std::size_t piece_bytes = 4 << 20;  ///< size of a piece, at most 1 GiB; tests make it small
  progress on_progress{};             ///< called by one thread at a time, not always the same; may throw to stop
  /// How many rows may be lost to faults before what is read is refused. Looked at by whoever reads whole records (a main
  /// table); an extract is judged when it is prepared.
  loss_limit accept_loss{};
  bool keep_lines = false;  ///< remember the line in which each row begins, for lists that name rows
};

/// Rows of one or several files, one file after the other in the order given, rows in file order.
struct read_result {
  table data;
  std::vector<std::size_t> first_row;  ///< by file, and the number of rows at the end
  ingest_report report;
  std::vector<std::uint64_t> lines{};  ///< by row: the line of its file; empty unless asked for
};

/// Reads `files` with the columns of `columns`.
///
/// Text is held as it came, NULL and blanks included; an empty field (quoted or not) is missing. In days and numbers
/// the text NULL (any case) and blanks are missing too. A value that cannot be read becomes missing and is counted, or
/// the row is rejected when the field says so. Blank lines, rows whose every field is empty and repeats of the header
/// line are rejected; blank lines at the end of a file are no rows at all. Rows in = rows kept + rows rejected.
///
/// Headers are found by `schema::find`; columns without a header are passed over. A byte order mark is skipped; a text
/// whose bytes are not UTF-8 is read as Windows-1252. Lines end in a line feed, with or without a carriage return
/// before it. Gzip is known by its first bytes, whatever the file is called; pipes are read to their end.
///
/// What programs and people put about a table is left out, and told in the file's notices: up to twelve lines before the
/// header (titles, `sep=;`), lines behind the last row that say so themselves ("(36 rows affected)", a total). Fields may be
/// separated by semicolons, tabs or bars. Empty fields behind the last column are passed over, and a row may lack those at
/// its end. Of two columns of one field the first is read where they agree, and the fuller one where the other is blank.
///
/// @throws input_error naming file, line and field for: a missing or unreadable file, an empty file, a header without
/// rows, a missing required column (with the nearest header), two columns for one field that contradict each other, a quote
/// that is not closed or stands inside an unquoted field, a row with too many or too few fields, a last line that is cut
/// off, NUL bytes, UTF-16, web pages and other files that are no CSV, lines that end in a carriage return alone, a file that
/// another program cuts short meanwhile (while a file is read, SIGBUS for its pages is answered here). Of several faults the first in the order of files and lines is reported, except
/// that a file's own nature (its kind, its header, NUL bytes) goes before its rows. @throws usage_error for no files
read_result read_csv(std::span<const std::filesystem::path> files, const schema& columns,
                     const read_options& options = {});

/// As `read_csv`, from bytes held by the caller (plain or gzip). `name` stands for the file in messages.
read_result read_csv_text(std::string_view bytes, std::string_view name, const schema& columns,
                          const read_options& options = {});

/// The headers of a file, unquoted, without reading further. Same errors as `read_csv` for the file itself. What is read of
/// a pipe is kept for the next that reads it.
/// @param columns  tell the header from lines before it
std::vector<std::string> read_header(const std::filesystem::path& file, const schema& columns);

}  // namespace ascof
