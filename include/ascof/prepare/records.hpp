/// @file records.hpp
/// A main table with its people: the rows of a person stand together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/main_table.hpp"
#include "ascof/core/period.hpp"
#include "ascof/ingest/csv.hpp"

namespace ascof {

/// One council met in the records.
struct council {
  std::string la_code;
  std::string la_name;  ///< of its first row; the code when the records have no name
};

/// Rows of one person: positions `first` to `last` - 1 of the main table.
struct row_range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

/// Events in order of council, person, start, end (open last) and record number, and where each person begins.
///
/// A person is a person identifier within a council: identifiers are compared without regard to case and trailing
/// blanks. Everything that is computed per person is a scan over one short run of rows.
class records {
 public:
  records() = default;

  /// Orders the rows of a main table. A table that `prepare` made is in order already and is taken as it is.
  explicit records(main_table main);

  const table& events() const { return main_.data; }
  const main_table& main() const { return main_; }
  const notice_list& notices() const { return main_.notices; }

  std::size_t people() const { return first_.size() - 1; }
  row_range rows_of(std::size_t person) const { return {first_[person], first_[person + 1]}; }

  /// Number of the person's council in `councils()`.
  std::uint32_t council_of(std::size_t person) const { return council_of_[person]; }
  const std::vector<council>& councils() const { return councils_; }

  /// The identifier; of several spellings the first in byte order.
  std::string_view person_id(std::size_t person) const {
    return (*main_.data.text(event::person_id).values)[id_[person]];
  }

  /// Finds a person. @return people() when there is none
  std::size_t find(std::string_view la_code, std::string_view person_id) const;

  /// Earliest reference period start to latest end; of a table without them, of the events' dates. Missing when empty.
  period covers() const { return covers_; }

 private:
  void find_covers();

  main_table main_{table(main_table_schema(), 0)};
  period covers_{};
  std::vector<std::uint32_t> first_{0};
  std::vector<std::uint32_t> council_of_;
  std::vector<code> id_;
  std::vector<council> councils_;
};

/// Reads a main table written by `ascof prepare` or by the department (joined or single).
/// @throws input_error as `read_csv`
struct read_records_result {
  records data;
  ingest_report report;
};
read_records_result read_records(const std::filesystem::path& file, const read_options& options = {});

/// Records from a main table already read, with the columns of `main_table_schema()`.
/// @throws input_error when more rows were rejected than `accept` allows
read_records_result make_records(read_result read, const loss_limit& accept = {});

/// True when a header is a main table's rather than an extract's.
bool is_main_table_header(std::span<const std::string> header);

/// The same of a file, of which only the header is read; what is read of a pipe is kept for the next that reads it.
/// @throws input_error as `read_csv` for the file itself
bool is_main_table(const std::filesystem::path& file);

}  // namespace ascof
