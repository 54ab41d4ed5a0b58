/// @file error.hpp
/// Errors that name the place and the way out.
///
/// Every error is one line: where (file, line, column or option), what was expected and found, what to do.
/// No message ever holds a value of a person's record: callers pass field names, counts and line numbers only.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ascof {

/// What went wrong, for programs. People read the message.
enum class error_code {
  missing_file,
  unreadable_file,
  empty_file,
  no_rows,
  not_text,  ///< NUL bytes, UTF-16, a workbook, an archive
  missing_column,
  repeated_column,
  unclosed_quote,
  misplaced_quote,
  field_count,
  bad_value,  ///< in a file that must be right as a whole (areas, population, mappings, submissions)
  bad_option,
  bad_date,
  bad_period,
  unknown_name,
  no_submission,
  missing_population,
  missing_input,
  bad_definition,  ///< of a measure: parts that do not fit together
  unwritable_output,
  wrong_type,
  too_many_faults,  ///< more rows would be lost to faults than accepted
};

/// "missing_file"
std::string_view to_text(error_code code);

/// Where an error was met. Empty parts are left out of the message.
struct place {
  std::string file{};
  std::uint64_t line = 0;    ///< 1 is the header; a quoted newline counts
  std::string field{};       ///< name of the column or option
  std::uint64_t column = 0;  ///< number of the field in its line, from 1
};

/// Base of all errors. `what()` is the whole line.
class error : public std::runtime_error {
 public:
  error(error_code code, place where, const std::string& problem, const std::string& advice);

  error_code code() const noexcept { return code_; }
  const place& where() const noexcept { return where_; }

 private:
  error_code code_;
  place where_;
};

/// A file or table handed in cannot be used as it is.
class input_error : public error {
  using error::error;
};

/// A call, option or definition is wrong: unknown measure, period that ends before it starts.
class usage_error : public error {
  using error::error;
};

/// A result could not be written.
class output_error : public error {
  using error::error;
};

}  // namespace ascof
