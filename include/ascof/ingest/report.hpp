/// @file report.hpp
/// What reading a file met: rows in = rows kept + rows rejected, and every fault counted.
///
/// One rule for files and Arrow tables: a rejected row counts once, under the fault that rejected it, and nothing else of
/// it is looked at. Of several fields that would reject it, the first in the order of the file's columns has it. So the
/// rows of all faults that reject add up to the rows rejected, and every other fault is one of a row that was kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ascof/notices/notice.hpp"

namespace ascof {

/// Values of one field that could not be taken as they were, or rows that could not, in one file.
struct field_fault {
  std::string field;  ///< header as written in the file; empty for a fault of the whole row (a blank line)
  std::string fault;  ///< "not a date", "not a number", ...: never a value
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> first_lines;  ///< up to five line numbers
  bool row_rejected = false;               ///< the rows were left out; otherwise the value became missing
  bool read = false;  ///< the value or row could be read all the same: a word for nothing, odd blanks, another form
};

/// The account of one file (or one Arrow stream).
struct file_report {
  std::string file;
  std::uint64_t bytes = 0;
  std::uint64_t digest = 0;  ///< of the bytes (FNV-1a of samples); 0: not taken
  std::uint64_t rows_in = 0;
  std::uint64_t rows_kept = 0;
  std::uint64_t rows_rejected = 0;
  bool byte_order_mark = false;
  std::uint64_t windows_1252_values = 0;     ///< distinct values whose bytes are not UTF-8, read as Windows-1252
  std::vector<std::string> unknown_columns;  ///< headers that no field has; not read
  std::vector<std::string> absent_columns;   ///< optional fields the file does not have
  std::vector<field_fault> faults;
  notice_list
      notices;  ///< what else is to be told of the file: its form, and values that were read otherwise than written
};

struct ingest_report {
  std::vector<file_report> files;

  std::uint64_t rows_in() const;
  std::uint64_t rows_kept() const;
  std::uint64_t rows_rejected() const;
};

/// All that is to be told of the files: faults, encodings, columns nobody knows, and each file's own notices.
notice_list notices_of(const ingest_report& report);

}  // namespace ascof
