/// @file arrow_values.hpp
/// Reads the values of one Arrow array, whatever its layout: as text, as a number, as a day.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ascof/core/instant.hpp"
#include "ascof/ingest/arrow_abi.h"

namespace ascof::ingest {

/// The type of an Arrow column, as its format string tells.
struct arrow_type {
  enum class family {
    null,
    boolean,
    signed_integer,
    unsigned_integer,
    real,
    decimal,
    text,
    date,       ///< days
    timestamp,  ///< date64 as well
    other,      ///< lists, structs, times of day, durations ...: cannot be read
  };
  family of = family::other;
  unsigned width = 0;        ///< bytes of a number, date, timestamp or text offset
  bool views = false;        ///< text in the "view" layout
  int scale = 0;             ///< of a decimal
  std::int64_t per_day = 0;  ///< units of a timestamp
  const char* name = "";     ///< for messages: "a list"
  enum class clock {
    none,     ///< as written
    uk,       ///< of the United Kingdom, or of UTC: its moments are days there
    fixed,    ///< `offset_minutes` before UTC
    unknown,  ///< of another zone: not read
  };
  clock zone = clock::none;  ///< of a timestamp
  int offset_minutes = 0;

  /// @pre `format` is the string of an ArrowSchema
  static arrow_type parse(std::string_view format);
};

/// The values of an array from `first` on. Borrows the array's buffers. For a dictionary-encoded column there is one of
/// these for the indexes and one for the dictionary.
class arrow_values {
 public:
  arrow_values(const arrow_type& type, const ArrowArray& array, std::int64_t first);

  const arrow_type& type() const { return type_; }

  bool is_null(std::int64_t row) const {
    if (type_.of == arrow_type::family::null) return true;
    if (validity_ == nullptr) return false;
    const std::int64_t at = first_ + row;
    return ((validity_[at >> 3] >> (at & 7)) & 1) == 0;
  }

  /// @pre of family text
  std::string_view text(std::int64_t row) const;

  /// The number of an integer family (the bits of an unsigned one).
  std::int64_t integer(std::int64_t row) const;

  /// The value as a CSV file would hold it, written to `buffer` unless it is text already: whole numbers without a
  /// point, real numbers with the fewest digits that tell them apart, `true`, ISO dates. Empty when there is none: not
  /// a number, or a day that is on no calendar.
  /// @pre neither null nor of family other
  std::string_view written(std::int64_t row, std::string& buffer) const;

  /// @pre of family date or timestamp. Missing when it is on no calendar (years 1 to 9999).
  day date(std::int64_t row) const;

 private:
  template <typename T>
  T load(std::int64_t row) const;
  std::int64_t ticks(std::int64_t row) const;
  /// What the clock of the column's zone shows. @pre a timestamp whose day is on the calendar
  instant moment(std::int64_t row) const;
  std::string decimal(std::int64_t row) const;

  arrow_type type_;
  const ArrowArray* array_;
  std::int64_t first_;
  const std::uint8_t* validity_ = nullptr;
  const char* data_ = nullptr;  ///< buffer 1: values, offsets or views
};

}  // namespace ascof::ingest
