#include "ingest/values.hpp"

#include <limits>

#include "ascof/core/text.hpp"

namespace ascof::ingest {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) { return c == ' ' || c == '\t'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// A number as written: sign, digits before the point, digits behind it.
struct written_number {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

/// @return false when `text` is not a number: digits with at most one sign in front and one point
bool split_number(std::string_view text, written_number& out) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  std::size_t at = 0;
  while (at < text.size() && is_digit(text[at])) ++at;
  out.whole = text.substr(0, at);
  if (at < text.size() && text[at] == '.') {
    const std::size_t begin = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    out.fraction = text.substr(begin, at - begin);
  }
  return at == text.size() && (!out.whole.empty() || !out.fraction.empty());
}

/// Appends a digit to a magnitude; false when it would pass the largest 64-bit number.
bool push_digit(std::uint64_t& magnitude, char digit) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const auto value = static_cast<std::uint64_t>(digit - '0');
  if (magnitude > (most - value) / 10) return false;
  magnitude = magnitude * 10 + value;
  return true;
}

std::int64_t with_sign(std::uint64_t magnitude, bool negative) {
  const auto value = static_cast<std::int64_t>(magnitude);
  return negative ? -value : value;
}

/// @param missing  the value of T that stands for none; its range is what T can hold but for that value
template <typename T>
parsed<T> read_whole(std::string_view text, T missing) {
  if (is_missing_value(text)) return {missing};
  written_number number;
  if (!split_number(trimmed(text), number)) return {missing, value_fault::not_a_number};
  if (number.fraction.find_first_not_of('0') != std::string_view::npos) return {missing, value_fault::not_whole};
  std::uint64_t magnitude = 0;
  for (const char c : number.whole)
    if (!push_digit(magnitude, c)) return {missing, value_fault::out_of_range};
  if (magnitude > static_cast<std::uint64_t>(std::numeric_limits<T>::max()))
    return {missing, value_fault::out_of_range};
  return {static_cast<T>(with_sign(magnitude, number.negative))};
}

}  // namespace

std::string_view describe(value_fault fault) {
  switch (fault) {
    case value_fault::none: return "";
    case value_fault::not_a_date: return "not a date";
    case value_fault::not_a_number: return "not a number";
    case value_fault::not_whole: return "not a whole number";
    case value_fault::out_of_range: return "a number out of range";
  }
  return "";
}

bool is_missing_value(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text.empty() || (text.size() == 4 && lower(text[0]) == 'n' && lower(text[1]) == 'u' && lower(text[2]) == 'l' &&
                          lower(text[3]) == 'l');
}

parsed<day> read_day(std::string_view text, bool month_will_do) {
  if (is_missing_value(text)) return {missing_day};
  if (const auto found = parse_day(text)) return {*found};
  if (month_will_do) {
    std::string_view month = trimmed(text);
    int digits[6] = {};
    std::size_t count = 0;
    for (std::size_t i = 0; i < month.size(); ++i) {
      if (i == 4 && month[i] == '-' && month.size() == 7) continue;
      if (!is_digit(month[i]) || count == 6) return {missing_day, value_fault::not_a_date};
      digits[count++] = month[i] - '0';
    }
    if (count == 6) {
      const int year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
      const day first = make_day(year, static_cast<unsigned>(digits[4] * 10 + digits[5]), 1);
      if (!first.is_missing()) return {first};
    }
  }
  return {missing_day, value_fault::not_a_date};
}

parsed<std::int32_t> read_integer(std::string_view text) { return read_whole(text, missing_integer); }
parsed<std::int64_t> read_record(std::string_view text) { return read_whole(text, missing_wide); }

parsed<std::int64_t> read_hundredths(std::string_view text) {
  if (is_missing_value(text)) return {missing_wide};
  text = trimmed(text);
  const bool minus_first = text.starts_with("-\xC2\xA3") || text.starts_with("-\xA3");  // -£5, as Excel writes it
  if (minus_first) text.remove_prefix(1);
  if (text.starts_with("\xC2\xA3")) {
    text = trimmed(text.substr(2));
  } else if (text.starts_with("\xA3")) {
    text = trimmed(text.substr(1));
  }
  written_number number;
  if (!split_number(text, number) || (minus_first && number.negative)) return {missing_wide, value_fault::not_a_number};
  number.negative = number.negative || minus_first;
  std::uint64_t magnitude = 0;
  for (const char c : number.whole)
    if (!push_digit(magnitude, c)) return {missing_wide, value_fault::out_of_range};
  for (std::size_t place = 0; place < 2; ++place)
    if (!push_digit(magnitude, place < number.fraction.size() ? number.fraction[place] : '0'))
      return {missing_wide, value_fault::out_of_range};
  if (number.fraction.size() > 2 && number.fraction[2] >= '5') {
    if (magnitude == static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return {missing_wide, value_fault::out_of_range};
    ++magnitude;
  }
  return {with_sign(magnitude, number.negative)};
}

word_finder::word_finder(std::string_view word) : word_(fold(word)) {
  for (const char c : word_) ascii_ = ascii_ && static_cast<unsigned char>(c) < 0x80;
}

std::int32_t word_finder::operator()(std::string_view text) const {
  if (!ascii_) return contains_text(text, word_) ? 1 : 0;
  // Folding changes bytes outside ASCII only, so a word of ASCII letters is found in the text as it stands.
  const std::size_t size = word_.size();
  if (size == 0) return 1;
  if (text.size() < size) return 0;
  for (std::size_t at = 0; at + size <= text.size(); ++at) {
    if (lower(text[at]) != word_[0]) continue;
    std::size_t same = 1;
    while (same < size && lower(text[at + same]) == word_[same]) ++same;
    if (same == size) return 1;
  }
  return 0;
}

}  // namespace ascof::ingest
