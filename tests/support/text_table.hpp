/// @file text_table.hpp
/// Tables written as text, so that a test reads like the worked example it checks.
///
/// The first line holds the names, cells stand between bars, blanks around a cell do not count. An empty cell or `-` is
/// missing; a cell in double quotes is taken as it stands, blanks included.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/core/table.hpp"
#include "ascof/results/output_file.hpp"

namespace support {

using texts = std::vector<std::string>;

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

/// The lines of a text without blank ones, each without blanks at its ends.
inline texts lines(std::string_view text) {
  texts result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty()) result.emplace_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return result;
}

/// The cells of a line; missing ones are empty.
inline texts cells(std::string_view line) {
  texts result;
  for (;;) {
    const std::size_t bar = line.find('|');
    std::string_view cell = trimmed(line.substr(0, bar));
    if (cell == "-") {
      cell = {};
    } else if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = cell.substr(1, cell.size() - 2);
    }
    result.emplace_back(cell);
    if (bar == std::string_view::npos) return result;
    line.remove_prefix(bar + 1);
  }
}

struct text_table {
  texts names;
  std::vector<texts> rows;

  bool has(std::string_view name) const {
    for (const std::string& n : names)
      if (n == name) return true;
    return false;
  }

  /// The cell of a row; empty when the table has no such column.
  std::string at(std::size_t row, std::string_view name) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return rows[row][i];
    return {};
  }

  /// Adds a column with the same text in every row, unless there is one of this name.
  void add_default(const std::string& name, const std::string& value) {
    if (has(name)) return;
    names.push_back(name);
    for (texts& row : rows) row.push_back(value);
  }
};

inline text_table parse_table(std::string_view text) {
  text_table table;
  for (const std::string& line : lines(text)) {
    texts row = cells(line);
    if (table.names.empty()) {
      table.names = std::move(row);
      continue;
    }
    INFO(line);
    REQUIRE(row.size() == table.names.size());
    table.rows.push_back(std::move(row));
  }
  return table;
}

inline std::string to_csv(const text_table& table) {
  std::string csv;
  const auto add = [&csv](const texts& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) csv += ',';
      ascof::append_csv_field(csv, row[i]);
    }
    csv += '\n';
  };
  add(table.names);
  for (const texts& row : table.rows) add(row);
  return csv;
}

/// Renames the columns that have a short name.
inline void spell_out_names(text_table& table, const std::map<std::string, std::string, std::less<>>& long_names) {
  for (std::string& name : table.names)
    if (const auto found = long_names.find(name); found != long_names.end()) name = found->second;
}

/// Replaces short words of a column by the texts of the specification.
inline void spell_out(text_table& table, std::string_view column,
                      const std::map<std::string, std::string, std::less<>>& long_texts) {
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (table.names[i] != column) continue;
    for (texts& row : table.rows)
      if (const auto found = long_texts.find(row[i]); found != long_texts.end()) row[i] = found->second;
  }
}

/// One value of a table as text; missing is "-".
inline std::string shown(const ascof::table& data, const ascof::schema& columns, std::size_t field, std::size_t row) {
  using ascof::field_kind;
  switch (columns.fields[field].kind) {
    case field_kind::text: {
      const ascof::text_column& column = data.text(field);
      return column.codes[row] == ascof::missing_code ? "-" : std::string(column[row]);
    }
    case field_kind::day: {
      const ascof::day d = data.days(field)[row];
      return d.is_missing() ? "-" : to_string(d);
    }
    case field_kind::integer:
    case field_kind::mentions: {
      const std::int32_t n = data.integers(field)[row];
      return n == ascof::missing_integer ? "-" : std::to_string(n);
    }
    case field_kind::record:
    case field_kind::hundredths: {
      const std::int64_t n = data.wides(field)[row];
      return n == ascof::missing_wide ? "-" : std::to_string(n);
    }
    case field_kind::skipped: return "skipped";
  }
  return {};
}

/// `a | b | c`
inline std::string joined(const texts& parts) {
  std::string line;
  for (const std::string& part : parts) line.append(line.empty() ? "" : " | ").append(part.empty() ? "-" : part);
  return line;
}

/// The lines of a table in the form `joined` gives: to compare with rows written in a test.
inline texts expected(std::string_view text) {
  texts result;
  for (const std::string& line : lines(text)) result.push_back(joined(cells(line)));
  return result;
}

}  // namespace support
