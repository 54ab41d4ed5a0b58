/// @file table.hpp
/// A schema (what columns a file may have) and a table (the columns it had).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ascof/core/column.hpp"

namespace ascof {

/// How the values of a field are read and held.
enum class field_kind {
  text,        ///< text_column
  day,         ///< day_column
  integer,     ///< integer_column
  record,      ///< wide_column: a record number
  hundredths,  ///< wide_column: a decimal with two places, times 100
  mentions,    ///< integer_column: 1 when the text holds the word named by the field, 0 when not, missing when empty;
               ///< free text is looked at and never kept
  skipped,     ///< known but not read: nothing uses it, or it names a person
};

/// One field of a schema.
struct field_info {
  std::string_view name;  ///< the field's name in the department's tables
  field_kind kind = field_kind::text;
  bool required = false;  ///< a file without the column is refused
  /// A row whose value cannot be read cannot be placed in time and is rejected; other unreadable values become missing.
  bool rejects_row = false;
  bool personal = false;                    ///< identifies a person: its values stay out of every message
  std::string_view word = {};               ///< for field_kind::mentions
  std::vector<std::string_view> also = {};  ///< other headers of the field, beyond case, blanks and punctuation
  bool month_will_do = false;  ///< for field_kind::day: `YYYY-MM` and `YYYYMM` are taken as the first of the month
};

/// What columns a kind of file may have. Column numbers of a table are positions in `fields`.
struct schema {
  std::string_view name;  ///< for messages: "client level data extract"
  std::vector<field_info> fields;
  bool may_be_empty = false;  ///< a file with a header and no rows is not refused

  /// Position of the field with this header: letters and digits are compared, without regard to case.
  /// @return -1 when no field has it
  int find(std::string_view header) const;
};

/// Columns of equal length, by position in a schema. A field the file did not have reads as missing in every row.
class table {
 public:
  table() = default;
  table(const schema& columns, std::size_t rows);
  /// As above, but the fields marked in `to_come` take no room yet: `set` must follow for each of them.
  table(const schema& columns, std::size_t rows, const std::vector<bool>& to_come);

  std::size_t rows() const { return rows_; }
  bool has(std::size_t field) const { return present_[field]; }

  const text_column& text(std::size_t field) const { return std::get<text_column>(columns_[field]); }
  const day_column& days(std::size_t field) const { return std::get<day_column>(columns_[field]); }
  const integer_column& integers(std::size_t field) const { return std::get<integer_column>(columns_[field]); }
  const wide_column& wides(std::size_t field) const { return std::get<wide_column>(columns_[field]); }

  /// Puts a column in place. Its length must be rows().
  void set(std::size_t field, text_column column);
  void set(std::size_t field, day_column column);
  void set(std::size_t field, integer_column column);
  void set(std::size_t field, wide_column column);

 private:
  template <typename Column>
  void put(std::size_t field, Column column);

  std::size_t rows_ = 0;
  std::vector<std::variant<std::monostate, text_column, day_column, integer_column, wide_column>> columns_;
  std::vector<bool> present_;
};

/// The rows of a table named by `rows`, in that order. @param columns  its schema
table gather(const table& from, const schema& columns, std::span<const std::uint32_t> rows);

}  // namespace ascof
