/// @file column.hpp
/// Typed columns: codes into a dictionary, days, whole numbers and hundredths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ascof/core/day.hpp"
#include "ascof/core/dictionary.hpp"

namespace ascof {

/// A column of codes that takes 0, 1, 2 or 4 bytes a row, whichever the largest code needs. A column that is missing
/// throughout takes none: the fields of client level data are mostly short lists or empty.
class code_vector {
 public:
  code_vector() = default;
  explicit code_vector(std::size_t rows) : rows_(rows) {}

  /// Rows with room for codes up to `largest`, all missing.
  code_vector(std::size_t rows, code largest);

  std::size_t size() const { return rows_; }

  code operator[](std::size_t row) const {
    switch (width_) {
      case 0: return missing_code;
      case 1: return bytes_[row];
      case 2: return load<std::uint16_t>(row);
      default: return load<std::uint32_t>(row);
    }
  }

  /// @pre `c` is at most the `largest` given at construction
  void set(std::size_t row, code c) {
    switch (width_) {
      case 0: break;
      case 1: bytes_[row] = static_cast<std::uint8_t>(c); break;
      case 2: store(row, static_cast<std::uint16_t>(c)); break;
      default: store(row, c); break;
    }
  }

  std::size_t memory() const { return bytes_.capacity(); }

  /// Bytes per row: 0, 1, 2 or 4. The bytes are the codes in the machine's order.
  std::size_t width() const { return width_; }
  const std::uint8_t* bytes() const { return bytes_.data(); }
  std::uint8_t* bytes() { return bytes_.data(); }

 private:
  template <typename T>
  T load(std::size_t row) const {
    T value;
    std::memcpy(&value, bytes_.data() + row * sizeof(T), sizeof(T));
    return value;
  }
  template <typename T>
  void store(std::size_t row, T value) {
    std::memcpy(bytes_.data() + row * sizeof(T), &value, sizeof(T));
  }

  std::size_t rows_ = 0;
  std::size_t width_ = 0;
  std::vector<std::uint8_t> bytes_;
};

/// Texts of a field. Columns may share a dictionary (a field raw and the same field after a selection of rows).
struct text_column {
  std::shared_ptr<const dictionary> values = std::make_shared<dictionary>();
  code_vector codes;

  std::size_t size() const { return codes.size(); }
  std::string_view operator[](std::size_t row) const { return (*values)[codes[row]]; }
};

/// Builds a text column value by value.
class text_column_builder {
 public:
  void add(std::string_view text) { codes_.push_back(values_->intern(text)); }
  void add_missing() { codes_.push_back(missing_code); }
  text_column finish() const;

 private:
  std::shared_ptr<dictionary> values_ = std::make_shared<dictionary>();
  std::vector<code> codes_;
};

using day_column = std::vector<day>;

/// Whole numbers; `missing_integer` is none.
using integer_column = std::vector<std::int32_t>;
inline constexpr std::int32_t missing_integer = std::numeric_limits<std::int32_t>::min();

/// Record numbers, and money or quantities in hundredths (the specification's numeric(18,2)); `missing_wide` is none.
using wide_column = std::vector<std::int64_t>;
inline constexpr std::int64_t missing_wide = std::numeric_limits<std::int64_t>::min();

/// The rows of `column` named by `rows`, in that order.
text_column gather(const text_column& column, std::span<const std::uint32_t> rows);

template <typename T>
std::vector<T> gather(const std::vector<T>& column, std::span<const std::uint32_t> rows) {
  std::vector<T> out;
  out.reserve(rows.size());
  for (const std::uint32_t row : rows) out.push_back(column[row]);
  return out;
}

}  // namespace ascof
