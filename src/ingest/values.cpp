#include "ingest/values.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "ascof/core/text.hpp"
#include "ascof/core/uk_time.hpp"

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

constexpr int last_day_number = 73415;  // 2100-12-31

/// Bytes of the blank, of whatever kind, that `text` begins with; 0 when it begins with none.
std::size_t blank_at_front(std::string_view text) {
  if (text.empty()) return 0;
  if (is_space(text.front()) || text.front() == '\r' || text.front() == '\n' || text.front() == '\xA0') return 1;
  return odd_blank(text);
}

std::size_t blank_at_back(std::string_view text) {
  if (text.empty()) return 0;
  const char last = text.back();
  if (is_space(last) || last == '\r' || last == '\n') return 1;
  for (const std::size_t size : {std::size_t{2}, std::size_t{3}})
    if (text.size() >= size && odd_blank(text.substr(text.size() - size)) == size) return size;
  return 0;
}

/// A number as `split_number` takes it: without a pound sign, separators of thousands, brackets for a negative number and
/// the like, and without an exponent where it can be written out.
/// @return none, `form` when something had to be changed, `nothing` or `not_a_number`
value_fault plain_number(std::string_view text, std::string& out) {
  const std::string_view blankless = trimmed(text);
  std::string_view rest = without_marks(text);
  if (rest.empty()) return value_fault::nothing;
  bool negative = false;
  const auto take_sign = [&] {
    if (negative || !(rest.starts_with('-') || rest.starts_with('+'))) return;
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  };
  const bool bracketed = rest.size() > 2 && rest.front() == '(' && rest.back() == ')';
  if (bracketed) rest = without_marks(rest.substr(1, rest.size() - 2));
  take_sign();
  bool pounds = false;
  for (const std::string_view sign : {"\xC2\xA3", "\xA3", "GBP", "gbp"})
    if (!pounds && rest.starts_with(sign)) {
      pounds = true;
      rest = without_marks(rest.substr(sign.size()));
    }
  take_sign();
  const bool behind = !negative && !bracketed && rest.size() > 1 && rest.back() == '-';
  if (behind) rest.remove_suffix(1);
  if (bracketed && negative) return value_fault::not_a_number;
  out.clear();
  if (negative || bracketed || behind) out += '-';
  const std::size_t point = std::min(rest.find('.'), rest.size());
  std::size_t group = 0;  // digits since the last separator
  bool separated = false;
  for (std::size_t i = 0; i < point;) {
    const std::size_t gap = rest[i] == ',' ? 1 : blank_at_front(rest.substr(i));
    if (gap != 0) {
      if (group == 0 || group > 3 || (separated && group != 3)) return value_fault::not_a_number;
      separated = true;
      group = 0;
      i += gap;
    } else {
      group += is_digit(rest[i]) ? 1 : 0;
      out += rest[i++];
    }
  }
  if (separated && group != 3) return value_fault::not_a_number;
  out += rest.substr(point);
  if (is_word_for_nothing(rest) && rest != "0") return value_fault::nothing;
  const std::string_view unsigned_text = blankless.starts_with('+') ? blankless.substr(1) : blankless;
  return out == unsigned_text || (pounds && !separated && !bracketed && !behind) ? value_fault::none
                                                                                 : value_fault::form;
}

/// @param missing  the value of T that stands for none; its range is what T can hold but for that value
template <typename T>
parsed<T> read_whole(std::string_view text, T missing) {
  if (is_missing_value(text)) return {missing};
  std::string plain;
  const value_fault how = plain_number(text, plain);
  if (how == value_fault::nothing) return {missing, how};
  written_number number;
  if (how == value_fault::not_a_number || !split_number(plain, number)) return {missing, value_fault::not_a_number};
  if (number.fraction.find_first_not_of('0') != std::string_view::npos) return {missing, value_fault::not_whole};
  std::uint64_t magnitude = 0;
  for (const char c : number.whole)
    if (!push_digit(magnitude, c)) return {missing, value_fault::out_of_range};
  if (magnitude > static_cast<std::uint64_t>(std::numeric_limits<T>::max()))
    return {missing, value_fault::out_of_range};
  return {static_cast<T>(with_sign(magnitude, number.negative)), how};
}

}  // namespace

std::string_view describe(value_fault fault) {
  switch (fault) {
    case value_fault::none: return "";
    case value_fault::not_a_date: return "not a date";
    case value_fault::not_a_number: return "not a number";
    case value_fault::not_whole: return "not a whole number";
    case value_fault::out_of_range: return "a number out of range";
    case value_fault::nothing: return "a word for nothing";
    case value_fault::marks: return "odd blanks or an apostrophe around the value";
    case value_fault::form: return "written in another form";
  }
  return "";
}

bool is_missing_value(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text.empty() || (text.size() == 4 && lower(text[0]) == 'n' && lower(text[1]) == 'u' && lower(text[2]) == 'l' &&
                          lower(text[3]) == 'l');
}

std::string_view without_marks(std::string_view text) {
  for (bool cut = true; cut && !text.empty();) {
    const std::size_t front = blank_at_front(text);
    const std::size_t back = blank_at_back(text);
    cut = front != 0 || back != 0;
    text.remove_prefix(front);
    text.remove_suffix(std::min(back, text.size()));
  }
  if (text.starts_with('\'')) {
    text.remove_prefix(1);
    if (text.ends_with('\'')) text.remove_suffix(1);
  }
  return text;
}

bool is_word_for_nothing(std::string_view text) {
  // In lower case. A dash of any kind stands for itself.
  static constexpr std::array<std::string_view, 47> words{"#n/a",
                                                          "n/a",
                                                          "na",
                                                          "n.a.",
                                                          "n/k",
                                                          "nk",
                                                          "#n/a!",
                                                          "(null)",
                                                          "<null>",
                                                          "[null]",
                                                          "\\n",
                                                          "nat",
                                                          "nan",
                                                          "none",
                                                          "nil",
                                                          "null",
                                                          "nothing",
                                                          "blank",
                                                          "(blank)",
                                                          "-",
                                                          "--",
                                                          "---",
                                                          ".",
                                                          "?",
                                                          "\xE2\x80\x93",
                                                          "\xE2\x80\x94",
                                                          "0",
                                                          "0000-00-00",
                                                          "00/00/0000",
                                                          "00/01/1900",
                                                          "0000-00-00 00:00:00",
                                                          "00:00:00",
                                                          "#value!",
                                                          "#ref!",
                                                          "#name?",
                                                          "#div/0!",
                                                          "#null!",
                                                          "#num!",
                                                          "unknown",
                                                          "not known",
                                                          "not recorded",
                                                          "tbc",
                                                          "ongoing",
                                                          "open",
                                                          "current",
                                                          "present",
                                                          "infinity"};
  if (text.size() > 20) return false;
  std::string form;
  for (const char c : text) form += lower(c);
  return std::find(words.begin(), words.end(), form) != words.end();
}

bool is_day_number(std::string_view text) {
  written_number number;
  if (!split_number(text, number) || number.negative || number.whole.empty() || number.whole.size() > 5) return false;
  int value = 0;
  for (const char c : number.whole) value = value * 10 + (c - '0');
  return value >= 1 && value <= last_day_number;
}

namespace {

/// The month whose name `text` begins with; 0 when it does with none. @param size  gets the length of the name
unsigned month_named(std::string_view text, std::size_t& size) {
  static constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};
  size = 0;
  while (size < text.size() && ((lower(text[size]) >= 'a' && lower(text[size]) <= 'z'))) ++size;
  std::string word;
  for (const char c : text.substr(0, size)) word += lower(c);
  if (word == "sept") word = "sep";
  for (unsigned m = 0; m < names.size(); ++m)
    if (word.size() >= 3 && (word == names[m] || word == names[m].substr(0, 3))) return m + 1;
  return 0;
}

/// The parts of a day with the name of a month: "1 May 2025", "01-May-2025", "May 1, 2025", "Thu 01 May 2025".
struct named_day {
  unsigned month = 0;
  unsigned day_of_month = 0;
  int year = 0;
  std::size_t year_digits = 0;
};

bool read_named_day(std::string_view text, named_day& out) {
  int numbers = 0;
  while (!text.empty()) {
    const char c = text.front();
    if (is_digit(c)) {
      int value = 0;
      std::size_t digits = 0;
      for (; digits < text.size() && is_digit(text[digits]) && digits < 5; ++digits)
        value = value * 10 + (text[digits] - '0');
      text.remove_prefix(digits);
      if (++numbers == 1 && digits <= 2) {
        out.day_of_month = static_cast<unsigned>(value);
      } else if (numbers == 2) {
        out.year = value;
        out.year_digits = digits;
        break;  // what follows is a time
      } else {
        return false;
      }
      for (const std::string_view end : {"st", "nd", "rd", "th"})
        if (numbers == 1 && text.size() > 2 && lower(text[0]) == end[0] && lower(text[1]) == end[1]) {
          text.remove_prefix(2);
          break;
        }
    } else if (lower(c) >= 'a' && lower(c) <= 'z') {
      std::size_t size = 0;
      const unsigned month = month_named(text, size);
      const bool weekday = month == 0 && numbers == 0 && out.month == 0 && size >= 3;
      if (month == 0 && !weekday) return false;
      if (month != 0 && out.month != 0) return false;
      if (month != 0) out.month = month;
      text.remove_prefix(size);
    } else if (c == ' ' || c == '-' || c == '/' || c == ',' || c == '.') {
      text.remove_prefix(1);
    } else {
      return false;
    }
  }
  return out.month != 0 && out.day_of_month != 0 && numbers == 2;
}

/// `yyyymmdd`, in years of which the other orders of eight digits are no days.
day read_eight_digits(std::string_view text) {
  if (text.size() != 8 || !std::all_of(text.begin(), text.end(), is_digit)) return missing_day;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4);
  if (year < 1850 || year > 2149) return missing_day;
  return make_day(year, static_cast<unsigned>(number(4, 2)), static_cast<unsigned>(number(6, 2)));
}

/// `YYYY-MM` or `YYYYMM`: the first of the month.
day read_month(std::string_view month) {
  int digits[6] = {};
  std::size_t count = 0;
  for (std::size_t i = 0; i < month.size(); ++i) {
    if (i == 4 && month[i] == '-' && month.size() == 7) continue;
    if (!is_digit(month[i]) || count == 6) return missing_day;
    digits[count++] = month[i] - '0';
  }
  if (count != 6) return missing_day;
  const int year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
  return make_day(year, static_cast<unsigned>(digits[4] * 10 + digits[5]), 1);
}

/// mm/dd/yyyy with the first two numbers exchanged, for `parse_day`; empty when it is nothing of the kind.
std::string exchanged(std::string_view text) {
  std::size_t first = 0;
  while (first < text.size() && is_digit(text[first])) ++first;
  if (first == 0 || first > 2 || first == text.size()) return {};
  const char separator = text[first];
  if (separator != '/' && separator != '-' && separator != '.') return {};
  std::size_t second = first + 1;
  while (second < text.size() && is_digit(text[second])) ++second;
  if (second == first + 1 || second == text.size() || text[second] != separator) return {};
  return std::string(text.substr(first + 1, second - first - 1)) + separator + std::string(text.substr(0, first)) +
         std::string(text.substr(second));
}

}  // namespace

bool is_short_year_name(std::string_view text) {
  named_day found;
  return read_named_day(text, found) && found.year_digits == 2;
}

int plain_time(std::string_view text) {
  const std::size_t gap = text.find_first_of(" Tt");
  if (gap == std::string_view::npos || text.size() < gap + 6) return -1;
  text.remove_prefix(gap + 1);
  const auto pair = [&](std::size_t at) {
    return is_digit(text[at]) && is_digit(text[at + 1]) ? (text[at] - '0') * 10 + (text[at + 1] - '0') : -1;
  };
  const int hours = pair(0);
  const int minutes = pair(3);
  if (hours < 0 || minutes < 0 || text[2] != ':') return -1;
  const std::string_view seconds = text.substr(5);
  if (!seconds.empty() &&
      (seconds.front() != ':' || seconds.find_first_not_of(":.0123456789") != std::string_view::npos))
    return -1;
  return hours * 60 + minutes;
}

day uk_day_of_evening(day date) { return uk_day_of(at_hour(date, 23)); }

parsed<day> read_day(std::string_view text, bool month_will_do, day_form form) {
  if (is_missing_value(text)) return {missing_day};
  const std::string_view bare = without_marks(text);
  if (bare.empty()) return {missing_day, value_fault::nothing};
  if (form == day_form::day_number && is_day_number(bare)) {
    int number = 0;
    for (const char c : bare.substr(0, bare.find('.'))) number = number * 10 + (c - '0');
    return {make_day(1899, 12, 30) + number, value_fault::form};
  }
  if (form == day_form::month_first) {
    if (const std::string other = exchanged(bare); !other.empty()) {
      const auto found = parse_day(other);
      return found ? parsed<day>{*found, value_fault::form} : parsed<day>{missing_day, value_fault::not_a_date};
    }
  }
  if (form == day_form::utc_moment && plain_time(bare) == 23 * 60) {
    const auto found = parse_day(bare);
    return found ? parsed<day>{uk_day_of_evening(*found), value_fault::form}
                 : parsed<day>{missing_day, value_fault::not_a_date};
  }
  if (const auto found = parse_day(bare))
    return {*found, bare.size() == trimmed(text).size() ? value_fault::none : value_fault::marks};
  if (const day found = read_eight_digits(bare)) return {found, value_fault::form};
  if (month_will_do)
    if (const day found = read_month(bare)) return {found};
  if (is_word_for_nothing(bare)) return {missing_day, value_fault::nothing};
  named_day named;
  if (read_named_day(bare, named) && named.year_digits == 4)
    if (const day found = make_day(named.year, named.month, named.day_of_month)) return {found, value_fault::form};
  return {missing_day, value_fault::not_a_date};
}

parsed<std::int32_t> read_integer(std::string_view text) { return read_whole(text, missing_integer); }
parsed<std::int64_t> read_record(std::string_view text) { return read_whole(text, missing_wide); }

parsed<std::int64_t> read_hundredths(std::string_view text, number_form form) {
  if (is_missing_value(text)) return {missing_wide};
  if (form == number_form::decimal_comma && text.find_first_of(".,") != std::string_view::npos) {
    std::string exchanged(text);
    for (char& c : exchanged) c = c == ',' ? '.' : c == '.' ? ',' : c;
    const parsed<std::int64_t> found = read_hundredths(exchanged);
    return {found.value, found.fault == value_fault::none ? value_fault::form : found.fault};
  }
  std::string plain;
  const value_fault how = plain_number(text, plain);
  if (how == value_fault::nothing) return {missing_wide, how};
  written_number number;
  if (how == value_fault::not_a_number || !split_number(plain, number))
    return {missing_wide, value_fault::not_a_number};
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
  return {with_sign(magnitude, number.negative), how};
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
