/// @file record_table.hpp
/// Rows of one kind of record, read by one set of rules whatever the kind.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/ingest/csv.hpp"
#include "ascof/records/record_type.hpp"

namespace ascof {

/// What became of the rows of a table: read = left_out + replaced + kept.
struct record_account {
  std::uint64_t read = 0;
  std::uint64_t left_out = 0;  ///< without a council that is known, a key, or a mandatory date
  std::uint64_t replaced = 0;  ///< by a later row with the same key
  std::uint64_t kept = 0;
};

/// Rows of one kind of record.
///
/// Texts stand as the field's list spells them. Blank, only blanks and the text NULL are missing, as is a value outside the
/// field's list; texts are trimmed and compared without regard to case, keys and references of people are trimmed and
/// compared exactly. Lists are joined by ";" without blanks, each part once and only those of the field's list.
/// @source clarifications C1 to C5
struct record_table {
  record_type_ptr type;
  table data;  ///< by position of the field
  record_account rows;
  ingest_report report;
  notice_list notices;
};

/// Calls then(part) for each part of a list of texts, as they are written: separated by semicolons.
template <typename Then>
void each_part(std::string_view list, Then then) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(';', begin), list.size());
    then(list.substr(begin, end - begin));
    begin = end + 1;
  }
}

/// What is known about rows before they are read.
struct record_options {
  read_options reading{};
  /// Codes of the councils there are: rows of others are left out. Empty: all stand.
  std::vector<std::string> councils{};
  /// Further wording of a field's values: {field, as written, as in the list}. Stands before what comes with the library.
  struct wording {
    std::string field, written, value;
  };
  std::vector<wording> mappings{};
};

/// Reads files of one kind of record.
/// @throws input_error as `read_csv`; too_many_faults when more rows are lost to faults than `accept_loss` lets pass
record_table read_record_table(const record_type_ptr& type, std::span<const std::filesystem::path> files,
                               const record_options& options = {});
/// As above, from the text of a CSV file. `name` stands for the file in messages.
record_table read_record_text(const record_type_ptr& type, std::string_view csv, std::string_view name,
                              const record_options& options = {});
/// As above, of rows that were read with `type->columns()` (from Arrow, for instance).
record_table make_record_table(const record_type_ptr& type, read_result read, const record_options& options = {});

/// A table of a kind of which there is nothing.
record_table no_rows(const record_type_ptr& type);

/// Rows held in memory, column by column: `{"priority", {"Urgent", "Routine"}}`. Texts are read as those of a file are.
/// @throws input_error as above, and for columns of different lengths
record_table make_record_table(const record_type_ptr& type,
                               const std::vector<std::pair<std::string, std::vector<std::string>>>& columns,
                               const record_options& options = {});

}  // namespace ascof
