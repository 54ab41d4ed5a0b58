#include "ascof/core/error.hpp"

#include <fmt/format.h>

namespace ascof {
namespace {

std::string compose(const place& where, const std::string& problem, const std::string& advice) {
  std::string text = where.file;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  if (where.line != 0) add(fmt::format("line {}", where.line));
  if (where.column != 0) add(fmt::format("field {}", where.column));
  if (!where.field.empty()) add(where.field);
  if (!text.empty()) text += ": ";
  text += problem;
  if (!advice.empty()) text += "; " + advice;
  // Names come from files: a line break or an escape in one must not break the line or reach a terminal.
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return text;
}

}  // namespace

std::string_view to_text(error_code code) {
  switch (code) {
    case error_code::missing_file: return "missing_file";
    case error_code::unreadable_file: return "unreadable_file";
    case error_code::empty_file: return "empty_file";
    case error_code::no_rows: return "no_rows";
    case error_code::not_text: return "not_text";
    case error_code::missing_column: return "missing_column";
    case error_code::repeated_column: return "repeated_column";
    case error_code::unclosed_quote: return "unclosed_quote";
    case error_code::misplaced_quote: return "misplaced_quote";
    case error_code::field_count: return "field_count";
    case error_code::bad_value: return "bad_value";
    case error_code::bad_option: return "bad_option";
    case error_code::bad_date: return "bad_date";
    case error_code::bad_period: return "bad_period";
    case error_code::unknown_name: return "unknown_name";
    case error_code::no_submission: return "no_submission";
    case error_code::missing_population: return "missing_population";
    case error_code::missing_input: return "missing_input";
    case error_code::bad_definition: return "bad_definition";
    case error_code::unwritable_output: return "unwritable_output";
    case error_code::wrong_type: return "wrong_type";
    case error_code::too_many_faults: return "too_many_faults";
  }
  return {};
}

error::error(error_code code, place where, const std::string& problem, const std::string& advice)
    : std::runtime_error(compose(where, problem, advice)), code_(code), where_(std::move(where)) {}

}  // namespace ascof
