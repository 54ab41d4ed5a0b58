#include "ingest/arrow_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>

#include "ascof/core/instant.hpp"
#include "ascof/core/uk_time.hpp"

namespace ascof::ingest {
namespace {

using family = arrow_type::family;

constexpr std::int64_t milliseconds_per_day = 86'400'000;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int to_int(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// "d:precision,scale" with the number of bits behind it when they are not 128.
arrow_type decimal_type(std::string_view format) {
  arrow_type type{family::decimal, 16, false, 0, 0, "a decimal"};
  const std::size_t comma = format.find(',');
  if (comma == std::string_view::npos) return {};
  std::string_view scale = format.substr(comma + 1);
  if (const std::size_t next = scale.find(','); next != std::string_view::npos) {
    const int bits = to_int(scale.substr(next + 1));
    if (bits != 32 && bits != 64 && bits != 128)
      return {family::other, 0, false, 0, 0, "a decimal of more than 128 bits"};
    type.width = static_cast<unsigned>(bits) / 8;
    scale = scale.substr(0, next);
  }
  type.scale = to_int(scale);
  return type;
}

struct known_format {
  std::string_view format;
  arrow_type type;
};

constexpr known_format plain_formats[] = {
    {"n", {family::null, 0, false, 0, 0, "nothing but nulls"}},
    {"b", {family::boolean, 0, false, 0, 0, "true or false"}},
    {"c", {family::signed_integer, 1, false, 0, 0, "whole numbers"}},
    {"C", {family::unsigned_integer, 1, false, 0, 0, "whole numbers"}},
    {"s", {family::signed_integer, 2, false, 0, 0, "whole numbers"}},
    {"S", {family::unsigned_integer, 2, false, 0, 0, "whole numbers"}},
    {"i", {family::signed_integer, 4, false, 0, 0, "whole numbers"}},
    {"I", {family::unsigned_integer, 4, false, 0, 0, "whole numbers"}},
    {"l", {family::signed_integer, 8, false, 0, 0, "whole numbers"}},
    {"L", {family::unsigned_integer, 8, false, 0, 0, "whole numbers"}},
    {"e", {family::real, 2, false, 0, 0, "real numbers"}},
    {"f", {family::real, 4, false, 0, 0, "real numbers"}},
    {"g", {family::real, 8, false, 0, 0, "real numbers"}},
    {"u", {family::text, 4, false, 0, 0, "text"}},
    {"U", {family::text, 8, false, 0, 0, "text"}},
    {"vu", {family::text, 16, true, 0, 0, "text"}},
    {"z", {family::text, 4, false, 0, 0, "text"}},
    {"Z", {family::text, 8, false, 0, 0, "text"}},
    {"vz", {family::text, 16, true, 0, 0, "text"}},
    {"tdD", {family::date, 4, false, 0, 0, "dates"}},
    {"tdm", {family::timestamp, 8, false, 0, milliseconds_per_day, "dates"}},
};

/// Formats that begin so; what follows is a zone or a parameter.
constexpr known_format other_formats[] = {
    {"tss:", {family::timestamp, 8, false, 0, milliseconds_per_day / 1000, "timestamps"}},
    {"tsm:", {family::timestamp, 8, false, 0, milliseconds_per_day, "timestamps"}},
    {"tsu:", {family::timestamp, 8, false, 0, milliseconds_per_day * 1000, "timestamps"}},
    {"tsn:", {family::timestamp, 8, false, 0, milliseconds_per_day * 1'000'000, "timestamps"}},
    {"tt", {family::other, 0, false, 0, 0, "times of day"}},
    {"tD", {family::other, 0, false, 0, 0, "durations"}},
    {"ti", {family::other, 0, false, 0, 0, "intervals"}},
    {"w:", {family::other, 0, false, 0, 0, "bytes of fixed width"}},
    {"+l", {family::other, 0, false, 0, 0, "lists"}},
    {"+L", {family::other, 0, false, 0, 0, "lists"}},
    {"+w", {family::other, 0, false, 0, 0, "lists"}},
    {"+v", {family::other, 0, false, 0, 0, "lists"}},
    {"+s", {family::other, 0, false, 0, 0, "structs"}},
    {"+m", {family::other, 0, false, 0, 0, "maps"}},
    {"+u", {family::other, 0, false, 0, 0, "unions"}},
    {"+r", {family::other, 0, false, 0, 0, "run-end encoded values"}},
};

/// IEEE half precision, exactly.
double from_half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1F;
  const double fraction = bits & 0x3FF;
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 31) return fraction == 0 ? sign * HUGE_VAL : std::nan("");
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

/// The fewest digits that read back as the same number, never with an exponent.
template <typename Real>
void write_real(Real value, std::string& out) {
  char digits[512];  // the smallest double needs 343 characters
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value, std::chars_format::fixed).ptr;
  out.assign(digits, end);
}

/// The clock of a zone as Arrow names it. UK days count for moments of UTC as well.
void read_zone(std::string_view zone, arrow_type& type) {
  using clock = arrow_type::clock;
  if (zone.empty()) return;
  for (const std::string_view uk : {"Europe/London", "GB", "GB-Eire", "Europe/Belfast", "UTC", "Etc/UTC", "GMT",
                                    "Etc/GMT", "Z", "+00:00", "-00:00", "+0000", "Zulu", "UCT", "Etc/UCT"})
    if (zone == uk) {
      type.zone = clock::uk;
      return;
    }
  type.zone = clock::unknown;
  const bool sign = zone.front() == '+' || zone.front() == '-';
  if (!sign || (zone.size() != 6 && zone.size() != 5) || (zone.size() == 6 && zone[3] != ':')) return;
  const std::string digits = std::string(zone.substr(1, 2)) + std::string(zone.substr(zone.size() - 2));
  if (digits.find_first_not_of("0123456789") != std::string::npos) return;
  type.zone = clock::fixed;
  type.offset_minutes = (to_int(digits.substr(0, 2)) * 60 + to_int(digits.substr(2))) * (zone.front() == '-' ? -1 : 1);
}

}  // namespace

arrow_type arrow_type::parse(std::string_view format) {
  for (const known_format& known : plain_formats)
    if (format == known.format) return known.type;
  for (const known_format& known : other_formats)
    if (format.starts_with(known.format)) {
      arrow_type type = known.type;
      if (type.of == family::timestamp) read_zone(format.substr(known.format.size()), type);
      return type;
    }
  if (format.starts_with("d:")) return decimal_type(format.substr(2));
  return {family::other, 0, false, 0, 0, "values of an unknown type"};
}

arrow_values::arrow_values(const arrow_type& type, const ArrowArray& array, std::int64_t first)
    : type_(type), array_(&array), first_(first + array.offset) {
  if (type_.of == family::null || type_.of == family::other || array.n_buffers < 1) return;
  if (array.null_count != 0) validity_ = static_cast<const std::uint8_t*>(array.buffers[0]);
  if (array.n_buffers > 1) data_ = static_cast<const char*>(array.buffers[1]);
}

template <typename T>
T arrow_values::load(std::int64_t row) const {
  T value;
  std::memcpy(&value, data_ + static_cast<std::size_t>(first_ + row) * sizeof(T), sizeof(T));
  return value;
}

std::string_view arrow_values::text(std::int64_t row) const {
  if (type_.views) {
    constexpr std::int32_t longest_inline = 12;
    const char* view = data_ + (first_ + row) * 16;
    std::int32_t size;
    std::memcpy(&size, view, sizeof size);
    if (size <= longest_inline) return {view + 4, static_cast<std::size_t>(size)};
    std::int32_t buffer;
    std::int32_t offset;
    std::memcpy(&buffer, view + 8, sizeof buffer);
    std::memcpy(&offset, view + 12, sizeof offset);
    return {static_cast<const char*>(array_->buffers[2 + buffer]) + offset, static_cast<std::size_t>(size)};
  }
  const std::int64_t begin = type_.width == 4 ? load<std::int32_t>(row) : load<std::int64_t>(row);
  const std::int64_t end = type_.width == 4 ? load<std::int32_t>(row + 1) : load<std::int64_t>(row + 1);
  if (begin == end) return {};
  return {static_cast<const char*>(array_->buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

std::int64_t arrow_values::integer(std::int64_t row) const {
  const bool sign = type_.of == family::signed_integer;
  switch (type_.width) {
    case 1: return sign ? load<std::int8_t>(row) : static_cast<std::int64_t>(load<std::uint8_t>(row));
    case 2: return sign ? load<std::int16_t>(row) : static_cast<std::int64_t>(load<std::uint16_t>(row));
    case 4: return sign ? load<std::int32_t>(row) : static_cast<std::int64_t>(load<std::uint32_t>(row));
    default: return load<std::int64_t>(row);
  }
}

std::int64_t arrow_values::ticks(std::int64_t row) const { return load<std::int64_t>(row); }

instant arrow_values::moment(std::int64_t row) const {
  // To the millisecond, below it cut off; units of less than one a millisecond first, so that nothing overflows.
  const std::int64_t finer = type_.per_day / milliseconds_per_day;
  const instant utc{finer > 0 ? floor_divide(ticks(row), finer) : ticks(row) * (milliseconds_per_day / type_.per_day)};
  switch (type_.zone) {
    case arrow_type::clock::uk: return uk_clock(utc);
    case arrow_type::clock::fixed: return {utc.milliseconds + type_.offset_minutes * std::int64_t{60'000}};
    case arrow_type::clock::none:
    case arrow_type::clock::unknown: break;
  }
  return utc;
}

day arrow_values::date(std::int64_t row) const {
  std::int64_t number = type_.of == family::date ? load<std::int32_t>(row) : floor_divide(ticks(row), type_.per_day);
  constexpr std::int64_t first_day = -719162;  // 0001-01-01
  constexpr std::int64_t last_day = 2932896;   // 9999-12-31
  if (number < first_day || number > last_day) return missing_day;
  if (type_.of == family::timestamp && type_.zone != arrow_type::clock::none) number = day_of(moment(row)).number;
  if (number < first_day || number > last_day) return missing_day;
  return day{static_cast<std::int32_t>(number)};
}

std::string arrow_values::decimal(std::int64_t row) const {
  __extension__ using wide = __int128;
  __extension__ using unsigned_wide = unsigned __int128;
  const wide value = type_.width == 4   ? wide{load<std::int32_t>(row)}
                     : type_.width == 8 ? wide{load<std::int64_t>(row)}
                                        : load<wide>(row);
  unsigned_wide magnitude = value < 0 ? -static_cast<unsigned_wide>(value) : static_cast<unsigned_wide>(value);
  std::string digits;
  for (; magnitude != 0; magnitude /= 10) digits += static_cast<char>('0' + static_cast<int>(magnitude % 10));
  const auto scale = static_cast<std::size_t>(std::max(type_.scale, 0));
  while (digits.size() <= scale) digits += '0';
  std::reverse(digits.begin(), digits.end());
  if (type_.scale < 0 && digits != "0") digits.append(static_cast<std::size_t>(-type_.scale), '0');
  if (scale != 0) digits.insert(digits.size() - scale, 1, '.');
  return value < 0 ? "-" + digits : digits;
}

std::string_view arrow_values::written(std::int64_t row, std::string& buffer) const {
  switch (type_.of) {
    case family::text: return text(row);
    case family::boolean: {
      const std::int64_t at = first_ + row;
      buffer = ((static_cast<unsigned char>(data_[at >> 3]) >> (at & 7)) & 1) != 0 ? "true" : "false";
      return buffer;
    }
    case family::signed_integer: buffer = std::to_string(integer(row)); return buffer;
    case family::unsigned_integer: buffer = std::to_string(static_cast<std::uint64_t>(integer(row))); return buffer;
    case family::real: {
      buffer.clear();
      if (type_.width == 4) {
        if (const auto value = load<float>(row); !std::isnan(value)) write_real(value, buffer);
      } else {
        const double value = type_.width == 2 ? from_half(load<std::uint16_t>(row)) : load<double>(row);
        if (!std::isnan(value)) write_real(value, buffer);
      }
      return buffer;
    }
    case family::decimal: buffer = decimal(row); return buffer;
    case family::date: buffer = to_string(date(row)); return buffer;
    case family::timestamp:
      buffer.clear();
      if (!date(row).is_missing()) buffer = to_string(moment(row));
      return buffer;
    case family::null:
    case family::other: break;
  }
  return {};
}

}  // namespace ascof::ingest
