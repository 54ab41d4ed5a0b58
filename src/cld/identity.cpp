#include "cld/identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

using kind = read_identifier::kind;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

/// Lower case, without blanks of any kind, hyphens, dots, brackets and the apostrophe of a spreadsheet.
std::string bare(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte <= ' ' || text[i] == '-' || text[i] == '.' || text[i] == '\'' || text[i] == '/' || text[i] == '(' ||
        text[i] == ')' || text[i] == '#' || text[i] == '<' || text[i] == '>' || text[i] == '_')
      continue;
    if (byte >= 0x80) {
      // Blanks and dashes of other kinds: U+00A0, U+00AD, U+2000 to U+2015, U+202F, U+205F, U+2060, U+2212, U+3000, U+FEFF.
      const std::string_view rest = text.substr(i);
      const auto next = rest.size() > 1 ? static_cast<unsigned char>(rest[1]) : 0U;
      const auto last = rest.size() > 2 ? static_cast<unsigned char>(rest[2]) : 0U;
      if (byte == 0xC2 && (next == 0xA0 || next == 0xAD)) {
        ++i;
        continue;
      }
      if ((byte == 0xE2 && ((next == 0x80 && (last <= 0x95 || last == 0xAF)) ||
                            (next == 0x81 && (last == 0x9F || last == 0xA0)) || (next == 0x88 && last == 0x92))) ||
          (byte == 0xE3 && next == 0x80 && last == 0x80) || (byte == 0xEF && next == 0xBB && last == 0xBF)) {
        i += 2;
        continue;
      }
    }
    out += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + ('a' - 'A')) : text[i];
  }
  return out;
}

/// What people and systems write in place of an identifier they do not have, in the form of `bare`.
bool is_word_for_nobody(const std::string& form) {
  static const std::unordered_set<std::string> words{"",
                                                     "na",
                                                     "nk",
                                                     "null",
                                                     "none",
                                                     "nil",
                                                     "nan",
                                                     "nat",
                                                     "notknown",
                                                     "unknown",
                                                     "tbc",
                                                     "tba",
                                                     "notrecorded",
                                                     "notavailable",
                                                     "missing",
                                                     "nonhsnumber",
                                                     "nonhsno",
                                                     "notprovided",
                                                     "notapplicable",
                                                     "x",
                                                     "xx",
                                                     "xxx",
                                                     "xxxx",
                                                     "xxxxxxxxxx",
                                                     "?",
                                                     "??",
                                                     "???",
                                                     "blank",
                                                     "anonymous",
                                                     "anon",
                                                     "dummy",
                                                     "test",
                                                     "pending",
                                                     "notstated",
                                                     "withheld",
                                                     "error",
                                                     "ref!",
                                                     "value!",
                                                     "name?",
                                                     "div0!",
                                                     "no",
                                                     "notheld",
                                                     "\\n",
                                                     "undefined",
                                                     "invalid",
                                                     "notfound"};
  return words.count(form) != 0;
}

/// A number with an exponent: 9.99026206E+09.
struct scientific {
  std::string digits;  ///< of the mantissa
  int exponent = 0;
};

bool read_scientific(std::string_view text, scientific& out) {
  std::size_t at = 0;
  std::size_t whole = 0;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
    } else {
      out.digits += text[at];
      whole += point ? 0 : 1;
    }
  }
  if (whole != 1 || at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return false;
  std::string_view power = text.substr(at + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  if (power.empty() || power.size() > 2 || !all_digits(power)) return false;
  for (const char c : power) out.exponent = out.exponent * 10 + (c - '0');
  return true;
}

/// Digits before ".0", ".00" ...; empty when the text is not of that form.
std::string_view without_zero_fraction(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || point + 1 == text.size()) return {};
  const std::string_view fraction = text.substr(point + 1);
  return all_digits(text.substr(0, point)) && fraction.find_first_not_of('0') == std::string_view::npos
             ? text.substr(0, point)
             : std::string_view{};
}

/// What holds for identifiers of all kinds.
/// @param form  `bare(text)`
read_identifier read_any(std::string_view text, const std::string& form) {
  if (is_word_for_nobody(form) || form.find_first_not_of('0') == std::string::npos || text == "-1" || text == "-1.0")
    return {kind::placeholder};
  scientific number;
  // A local identifier such as 4E5 would be a strange one: only what stands for seven digits or more is a number.
  if (read_scientific(text, number) && number.exponent >= 6) {
    if (number.digits.size() <= static_cast<std::size_t>(number.exponent)) {
      number.digits.append(static_cast<std::size_t>(number.exponent) + 1 - number.digits.size(), '0');
      return {kind::rounded, number.digits};
    }
    if (number.digits.find_first_not_of('0', static_cast<std::size_t>(number.exponent) + 1) == std::string::npos)
      return {kind::changed, number.digits.substr(0, static_cast<std::size_t>(number.exponent) + 1)};
    return {kind::rounded};
  }
  return {kind::kept};
}

/// Without blanks of any kind around it, the apostrophe that spreadsheets put before a text, and ".0".
std::string tidied(std::string_view text) {
  while (!text.empty()) {
    const auto front = static_cast<unsigned char>(text.front());
    if (front <= ' ' || front == '\'') {
      text.remove_prefix(1);
    } else if (text.starts_with("\xC2\xA0")) {
      text.remove_prefix(2);
    } else if (text.starts_with("\xE2\x80") || text.starts_with("\xEF\xBB\xBF") || text.starts_with("\xE3\x80\x80")) {
      text.remove_prefix(3);
    } else {
      break;
    }
  }
  for (bool cut = true; cut && !text.empty();) {
    cut = true;
    if (static_cast<unsigned char>(text.back()) <= ' ') {
      text.remove_suffix(1);
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
    } else if (text.size() >= 3 && (text.substr(text.size() - 3, 2) == "\xE2\x80" || text.ends_with("\xEF\xBB\xBF") ||
                                    text.ends_with("\xE3\x80\x80"))) {
      text.remove_suffix(3);
    } else {
      cut = false;
    }
  }
  if (const std::string_view whole = without_zero_fraction(text); !whole.empty()) text = whole;
  return std::string(text);
}

/// @pre ten digits
std::uint64_t value_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

}  // namespace

bool has_check_digit(std::string_view nhs_number) {
  if (nhs_number.size() != 10 || !all_digits(nhs_number)) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (nhs_number[static_cast<std::size_t>(i)] - '0') * (10 - i);
  return (11 - sum % 11) % 11 == nhs_number[9] - '0';
}

read_identifier read_nhs_number(std::string_view text) {
  const std::string form = bare(text);
  if (form.size() == 10 && all_digits(form) &&
      (form.find_first_not_of(form[0]) == std::string::npos || form == "1234567890" || form == "0123456789"))
    return {kind::placeholder};
  if (read_identifier any = read_any(text, form); any.is != kind::kept) return any;
  if (const std::string_view whole = without_zero_fraction(text); !whole.empty())
    return read_nhs_number(whole).is == kind::placeholder ? read_identifier{kind::placeholder}
                                                          : read_identifier{kind::changed, std::string(whole)};
  if (form != text && form.size() == 10 && all_digits(form)) return {kind::changed, form};
  return {kind::kept};
}

read_identifier read_local_identifier(std::string_view text) {
  if (read_identifier any = read_any(text, bare(text)); any.is != kind::kept) return any;
  std::string tidy = tidied(text);
  // Blanks behind a text count in no comparison; an identifier keeps its own spelling where that is all there is to it.
  if (tidy == text || tidy == text.substr(0, text.find_last_not_of(' ') + 1)) return {kind::kept};
  return {kind::changed, std::move(tidy)};
}

namespace {

/// Days that systems write where they have none: the first days of their calendars, and what an empty text becomes.
bool is_default_day(day d) {
  static const std::array<day, 8> days{make_day(1900, 1, 1), make_day(1899, 12, 30), make_day(1899, 12, 31),
                                       make_day(1753, 1, 1), make_day(1, 1, 1),      make_day(1601, 1, 1),
                                       make_day(1904, 1, 1), make_day(1900, 1, 2)};
  return std::find(days.begin(), days.end(), d) != days.end();
}

constexpr std::int32_t years_two = 730;

/// The different values met, up to so many: whether there are more is all that is asked.
template <typename Value, std::size_t Most>
class few {
 public:
  void add(Value value) {
    for (std::size_t i = 0; i < count_; ++i)
      if (values_[i] == value) return;
    if (count_ < Most) values_[count_++] = value;
  }
  std::size_t size() const { return count_; }

 private:
  std::array<Value, Most> values_{};
  std::uint8_t count_ = 0;
};

/// Something by council and code. A code is nearly always of one council; only what another has of it is looked up by hash.
template <typename Value>
class by_council_and_code {
 public:
  explicit by_council_and_code(std::size_t codes) : first_(codes) {}

  Value& at(code council, code of) {
    auto& [whose, value] = first_[of];
    if (whose == nobody) whose = council;
    return whose == council ? value : others_[std::uint64_t{council} << 32U | of];
  }
  template <typename Take>
  void for_each(Take take) const {
    for (const auto& [whose, value] : first_)
      if (whose != nobody) take(value);
    for (const auto& [key, value] : others_) take(value);
  }

 private:
  static constexpr code nobody = 0xFFFFFFFF;
  struct entry {
    code whose = nobody;
    Value value{};
  };
  std::vector<entry> first_;
  std::unordered_map<std::uint64_t, Value> others_;
};

class identity_reader {
 public:
  explicit identity_reader(extract& of)
      : extract_(of), data_(of.data), own_(!of.data.has(submitted::import_date)), file_(name_of_files()) {}

  void run() {
    refuse_repeated_records();
    for (const submitted::column c : {submitted::nhs_number, submitted::nhs_number_traced})
      if (data_.has(c)) read_column(c, read_nhs_number);
    if (data_.has(submitted::local_person_id)) read_column(submitted::local_person_id, read_local_identifier);
    if (own_ && data_.has(submitted::la_code)) read_council_codes();
    tell_check_digits();
    tell_lost_zeros();
    read_days();
    tell_shared();
    count_lost();
  }

 private:
  std::string name_of_files() const {
    return extract_.files.size() == 1 ? extract_.files.front().path.string() : std::string{};
  }

  void tell(std::string_view code, std::string_view field, std::uint64_t rows, std::uint64_t people, std::uint64_t of,
            std::string found) {
    notice n = make_notice(code, std::move(found));
    n.file = file_;
    n.field = field;
    n.rows = rows;
    n.people = people;
    n.of = of;
    extract_.notices.push_back(std::move(n));
  }

  std::string_view name_of(submitted::column c) const { return extract_schema().fields[c].name; }

  static std::vector<std::uint64_t> rows_by_code(const text_column& column) {
    std::vector<std::uint64_t> rows(column.values->size(), 0);
    for (std::size_t row = 0; row < column.size(); ++row) ++rows[column.codes[row]];
    return rows;
  }

  /// True when another column of the row identifies the person.
  bool has_nhs_number(std::size_t row) const {
    return data_.text(submitted::nhs_number).codes[row] != missing_code ||
           data_.text(submitted::nhs_number_traced).codes[row] != missing_code;
  }

  /// Takes placeholders of local identifiers as missing where nothing else names the person. Beside an NHS number they
  /// decide nothing and stay as they are, as the department's tables show them. @return rows changed
  std::uint64_t leave_out_alone(const std::vector<bool>& placeholder) {
    text_column column = data_.text(submitted::local_person_id);
    std::uint64_t changed = 0;
    for (std::size_t row = 0; row < column.size(); ++row)
      if (placeholder[column.codes[row]] && !has_nhs_number(row)) {
        column.codes.set(row, missing_code);
        ++changed;
      }
    if (changed != 0) data_.set(submitted::local_person_id, std::move(column));
    return changed;
  }

  /// The column with entries replaced by `to` (missing where empty).
  void replace(submitted::column c, const std::vector<std::string_view>& to) {
    const text_column& from = data_.text(c);
    const auto values = std::make_shared<dictionary>();
    std::vector<code> code_of(from.values->size(), missing_code);
    for (code each = 1; each < from.values->size(); ++each)
      if (!to[each].empty()) code_of[each] = values->intern(to[each]);
    text_column column{values, code_vector(from.size(), values->size() - 1)};
    for (std::size_t row = 0; row < from.size(); ++row) column.codes.set(row, code_of[from.codes[row]]);
    data_.set(c, std::move(column));
  }

  template <typename Read>
  void read_column(submitted::column c, Read read) {
    const text_column column = data_.text(c);
    const std::vector<std::uint64_t> rows = rows_by_code(column);
    std::vector<std::string> changed_texts;
    changed_texts.reserve(column.values->size());
    std::vector<std::string_view> to(column.values->size());
    std::vector<bool> alone(column.values->size(), false);  // identifies nobody where it stands alone
    std::uint64_t placeholders = 0, changed = 0, rounded = 0, kept = 0;
    bool any = false;
    bool any_alone = false;
    for (code each = 1; each < column.values->size(); ++each) {
      const std::string_view text = (*column.values)[each];
      to[each] = text;
      if (rows[each] == 0) continue;
      read_identifier found = read(text);
      if (!own_ && !(found.is == kind::placeholder && is_null_text(text))) {
        kept += found.is == kind::placeholder ? rows[each] : 0;
        continue;
      }
      if (found.is == kind::placeholder && c == submitted::local_person_id) {
        alone[each] = true;
        any_alone = true;
      } else if (found.is == kind::placeholder) {
        placeholders += rows[each];
        to[each] = {};
        any = true;
      } else if (found.is == kind::changed) {
        changed += rows[each];
        to[each] = changed_texts.emplace_back(std::move(found.text));
        any = true;
      } else if (found.is == kind::rounded) {
        rounded += rows[each];
      }
    }
    if (rounded != 0)
      throw input_error(
          error_code::bad_value, {.file = file_, .line = 0, .field = std::string(name_of(c)), .column = 0},
          fmt::format(
              "in {} rows the {} was rounded by a spreadsheet (scientific notation): who the people are is lost",
              rounded, c == submitted::local_person_id ? "identifier" : "NHS Number"),
          "format the column as text and export again from the system, not from the spreadsheet");
    if (long_numbers_end_in_zeros(column, rows))
      throw input_error(
          error_code::bad_value, {.file = file_, .line = 0, .field = std::string(name_of(c)), .column = 0},
          "all numbers of 16 digits and more end in zeros: a spreadsheet keeps 15 digits and lost the rest",
          "format the column as text and export again from the system, not from the spreadsheet");
    if (any_alone) placeholders += leave_out_alone(alone);
    if (any) replace(c, to);
    if (placeholders != 0)
      tell(placeholders * 100 > data_.rows() ? "identity.placeholders" : "identity.placeholder", name_of(c),
           placeholders, 0, data_.rows(),
           fmt::format("{} rows hold a placeholder in place of an identifier", placeholders));
    if (kept != 0)
      tell("identity.placeholder_kept", name_of(c), kept, 0, data_.rows(),
           fmt::format("{} rows hold a blank or a word in place of an identifier", kept));
    if (changed != 0)
      tell("identity.spelling", name_of(c), changed, 0, data_.rows(),
           fmt::format("{} rows write the identifier with blanks, hyphens, an apostrophe, \".0\" or an exponent",
                       changed));
  }

  /// A field of blanks is a text like any other to the department's database.
  static bool is_null_text(std::string_view text) { return same_text(text, "NULL"); }

  bool long_numbers_end_in_zeros(const text_column& column, const std::vector<std::uint64_t>& rows) const {
    if (!own_) return false;
    std::size_t count = 0;
    for (code each = 1; each < column.values->size(); ++each) {
      const std::string_view text = (*column.values)[each];
      if (rows[each] == 0 || text.size() < 16 || !all_digits(text)) continue;
      if (text.find_last_not_of('0') >= 15 && text.find_last_not_of('0') != std::string_view::npos) return false;
      ++count;
    }
    return count >= 3;
  }

  void read_council_codes() {
    const text_column column = data_.text(submitted::la_code);
    const std::vector<std::uint64_t> rows = rows_by_code(column);
    std::vector<std::string> texts;
    texts.reserve(column.values->size());
    std::vector<std::string_view> to(column.values->size());
    std::uint64_t changed = 0;
    for (code each = 1; each < column.values->size(); ++each) {
      const std::string_view text = (*column.values)[each];
      to[each] = text;
      std::string tidy = tidied(text);
      if (tidy.size() == 5 && tidy.find_first_not_of("0123456789 ") == std::string::npos) std::erase(tidy, ' ');
      if (tidy == text || tidy == text.substr(0, text.find_last_not_of(' ') + 1)) continue;
      changed += rows[each];
      to[each] = texts.emplace_back(std::move(tidy));
    }
    if (changed != 0) {
      replace(submitted::la_code, to);
      tell("identity.council_code", name_of(submitted::la_code), changed, 0, data_.rows(),
           fmt::format("{} rows write the council's code with blanks, an apostrophe or \".0\"", changed));
    }
    if (const std::uint64_t none = rows[missing_code]; none != 0)
      tell(none * 100 > data_.rows() ? "identity.council_missing_much" : "identity.council_missing",
           name_of(submitted::la_code), none, 0, data_.rows(), fmt::format("{} rows have no council", none));
  }

  /// The column whose numbers are real ones: a council's own NHS numbers, or those of a council's copy of the view.
  void tell_check_digits() {
    const text_column& column = data_.text(submitted::nhs_number);
    const std::vector<std::uint64_t> rows = rows_by_code(column);
    std::uint64_t numbers = 0, wrong = 0, people = 0, other = 0, other_people = 0, binary = 0, binary_rows = 0;
    for (code each = 1; each < column.values->size(); ++each) {
      const std::string_view text = (*column.values)[each];
      if (rows[each] == 0) continue;
      if (text.size() == 10 && all_digits(text)) {
        numbers += rows[each];
        if (!has_check_digit(text)) {
          wrong += rows[each];
          ++people;
          const bool round = value_of(text) % 128 == 0;
          binary += round ? 1 : 0;
          binary_rows += round ? rows[each] : 0;
        }
      } else if (own_) {
        other += rows[each];
        ++other_people;
      }
    }
    // Numbers of ten digits in 32 bits of floating point are multiples of 128 and more; one in 128 others is.
    if (own_ && binary >= 3 && binary * 2 > people)
      throw input_error(
          error_code::bad_value,
          {.file = file_, .line = 0, .field = std::string(name_of(submitted::nhs_number)), .column = 0},
          fmt::format("in {} rows the NHS Number was rounded by a program that keeps seven digits of a number: who the "
                      "people are is lost",
                      binary_rows),
          "read and write the column as text and export again from the system");
    // Where no number passes they are pseudonyms of ten digits or numbers of made-up people: nothing was mistyped.
    if (wrong != 0 && wrong != numbers)
      tell(wrong * 100 > numbers ? "identity.check_digits" : "identity.check_digit", name_of(submitted::nhs_number),
           wrong, 0, numbers, fmt::format("{} rows ({} numbers) fail the check digit of an NHS number", wrong, people));
    if (other != 0 && numbers != 0)
      tell("identity.not_ten_digits", name_of(submitted::nhs_number), other, 0, numbers + other,
           fmt::format("{} rows ({} numbers) are no ten digits", other, other_people));
  }

  void tell_lost_zeros() {
    const text_column& column = data_.text(submitted::nhs_number);
    std::size_t nine = 0, ten = 0;
    for (code each = 1; each < column.values->size(); ++each) {
      const std::string_view text = (*column.values)[each];
      if (!all_digits(text)) continue;
      nine += text.size() == 9 ? 1 : 0;
      ten += text.size() == 10 ? 1 : 0;
    }
    if (own_ && nine > 20 && ten == 0)
      tell("identity.cut_short", name_of(submitted::nhs_number), 0, nine, nine,
           fmt::format("{} numbers have nine digits and none has ten", nine));
  }

  /// Ends in the far future: a file that writes open ends so, and has fewer empty ones, means them as open. In others they
  /// are the slips of a few rows and stay, as the department takes them. @return rows that stay
  std::uint64_t leave_far_ends(day_column& ends) {
    const day far = make_day(2079, 1, 1);
    std::uint64_t kept = 0;
    for (std::size_t file = 0; file + 1 < extract_.first_row.size(); ++file) {
      std::uint64_t far_rows = 0, empty = 0;
      for (std::size_t row = extract_.first_row[file]; row < extract_.first_row[file + 1]; ++row) {
        far_rows += ends[row] && ends[row] >= far ? 1 : 0;
        empty += ends[row] ? 0 : 1;
      }
      if (far_rows == 0) continue;
      if (!own_ || far_rows < empty) {
        kept += far_rows;
        continue;
      }
      far_ends_read_ += far_rows;
      for (std::size_t row = extract_.first_row[file]; row < extract_.first_row[file + 1]; ++row)
        if (ends[row] && ends[row] >= far) ends[row] = missing_day;
    }
    return kept;
  }

  /// Births and deaths on default days.
  void read_days() {
    day_column births = data_.days(submitted::date_of_birth);
    day_column deaths = data_.days(submitted::date_of_death);
    day_column ends = data_.days(submitted::event_end);
    std::uint64_t open = 0, past = 0;
    const std::uint64_t kept = leave_far_ends(ends);
    const day_column& starts = data_.days(submitted::event_start);
    std::uint64_t birth_rows = 0, death_rows = 0, start_rows = 0, epoch = 0, epoch_deaths = 0;
    const day unix_epoch = make_day(1970, 1, 1);
    for (std::size_t row = 0; row < data_.rows(); ++row) {
      if (births[row] && is_default_day(births[row])) {
        ++birth_rows;
        births[row] = missing_day;
      }
      epoch += births[row] == unix_epoch ? 1 : 0;
      if (deaths[row] && (is_default_day(deaths[row]) || deaths[row] == unix_epoch)) {
        ++death_rows;
        epoch_deaths += deaths[row] == unix_epoch ? 1 : 0;
        deaths[row] = missing_day;
      }
      if (ends[row] && is_default_day(ends[row])) {
        ++past;
        ends[row] = missing_day;
      }
      if (starts[row] && (is_default_day(starts[row]) || starts[row] == unix_epoch)) ++start_rows;
    }
    if (own_ && birth_rows != 0) data_.set(submitted::date_of_birth, std::move(births));
    if (own_ && death_rows != 0) data_.set(submitted::date_of_death, std::move(deaths));
    open = far_ends_read_;
    if (own_ && open + past != 0) data_.set(submitted::event_end, std::move(ends));
    if (open != 0)
      tell("day.open_end", name_of(submitted::event_end), open, 0, data_.rows(),
           fmt::format("{} rows end on a day of the far future (such as 31/12/9999)", open));
    if (kept != 0)
      tell("day.open_end_kept", name_of(submitted::event_end), kept, 0, data_.rows(),
           fmt::format("{} rows end on a day of the far future (such as 31/12/9999) while others have no end", kept));
    if (past != 0)
      tell(own_ ? "day.default_end" : "day.default_end_kept", name_of(submitted::event_end), past, 0, data_.rows(),
           fmt::format("{} rows end on a default day of systems (such as 01/01/1900)", past));
    if (birth_rows != 0)
      tell(own_ ? "day.default_birth" : "day.default_birth_kept", name_of(submitted::date_of_birth), birth_rows, 0,
           data_.rows(),
           fmt::format("{} rows have a birth on a default day of systems (such as 01/01/1900)", birth_rows));
    if (epoch >= 20 && epoch * 100 > data_.rows())
      tell("day.default_birth_kept", name_of(submitted::date_of_birth), epoch, 0, data_.rows(),
           fmt::format("{} rows have a birth on 01/01/1970, a default day of systems", epoch));
    if (death_rows != 0)
      tell(own_ ? "day.default_death" : "day.default_death_kept", name_of(submitted::date_of_death), death_rows, 0,
           data_.rows(),
           fmt::format("{} rows have a death on a default day of systems (such as 01/01/1900)", death_rows));
    if (start_rows != 0) {
      extract_.lost.default_starts = start_rows;
      tell("day.default_start", name_of(submitted::event_start), start_rows, 0, data_.rows(),
           fmt::format("{} rows start on a default day of systems (such as 01/01/1900)", start_rows));
    }
  }

  /// Identifiers that several people share, and people with several.
  void tell_shared() {
    const text_column& nhs =
        data_.text(data_.has(submitted::nhs_number_traced) ? submitted::nhs_number_traced : submitted::nhs_number);
    const text_column& local = data_.text(submitted::local_person_id);
    const text_column& genders = data_.text(submitted::gender);
    const std::vector<code> gender_form = fold_codes(*genders.values).of;
    const day_column& births = data_.days(submitted::date_of_birth);
    struct seen {
      bool met = false;
      few<std::int32_t, 5> births;
      few<code, 7> locals;
      few<code, 3> genders;
    };
    std::vector<seen> by_number(nhs.values->size());
    // Identifiers of a council mean nothing in another.
    struct seen_of_local {
      few<code, 2> numbers;
      few<std::int32_t, 3> births;
    };
    by_council_and_code<seen_of_local> by_local(local.values->size());
    const code_vector& councils = data_.text(submitted::la_code).codes;
    for (std::size_t row = 0; row < data_.rows(); ++row) {
      const code n = nhs.codes[row];
      const code l = local.codes[row];
      if (n != missing_code) {
        seen& s = by_number[n];
        s.met = true;
        if (births[row]) s.births.add(births[row].number);
        if (l != missing_code) s.locals.add(l);
        if (genders.codes[row] != missing_code) s.genders.add(gender_form[genders.codes[row]]);
      }
      if (l == missing_code) continue;
      if (n != missing_code)
        by_local.at(councils[row], l).numbers.add(n);
      else if (births[row])
        by_local.at(councils[row], l).births.add(births[row].number);
    }
    std::uint64_t numbers = 0, many = 0, births_differ = 0, genders_differ = 0;
    for (const seen& s : by_number) {
      const bool crowd = s.births.size() > 4 || s.locals.size() > 6;
      numbers += s.met ? 1 : 0;
      many += crowd ? 1 : 0;
      births_differ += !crowd && s.births.size() > 1 ? 1 : 0;
      genders_differ += !crowd && s.genders.size() > 2 ? 1 : 0;
    }
    std::uint64_t beside_numbers = 0, shared_local = 0, with_births = 0, births_differ_local = 0;
    by_local.for_each([&](const seen_of_local& s) {
      beside_numbers += s.numbers.size() > 0 ? 1 : 0;
      shared_local += s.numbers.size() > 1 ? 1 : 0;
      with_births += s.births.size() > 0 ? 1 : 0;
      births_differ_local += s.births.size() > 2 ? 1 : 0;
    });
    const std::string_view nhs_name = name_of(submitted::nhs_number);
    const std::string_view local_name = name_of(submitted::local_person_id);
    if (many != 0)
      tell("identity.crowd", nhs_name, 0, many, numbers,
           fmt::format("{} numbers stand for people of many births or local identifiers", many));
    if (births_differ != 0)
      tell(births_differ >= 20 && births_differ * 10 > numbers ? "identity.births_differ_much"
                                                               : "identity.births_differ",
           nhs_name, 0, births_differ, numbers,
           fmt::format("{} numbers are carried with several births", births_differ));
    if (genders_differ != 0)
      tell("identity.genders_differ", nhs_name, 0, genders_differ, numbers,
           fmt::format("{} numbers are carried with several genders", genders_differ));
    if (shared_local != 0)
      tell(shared_local >= 20 && shared_local * 50 > beside_numbers ? "identity.local_shared_much"
                                                                    : "identity.local_shared",
           local_name, 0, shared_local, beside_numbers,
           fmt::format("{} local identifiers stand beside several NHS numbers", shared_local));
    if (births_differ_local != 0)
      tell("identity.local_crowd", local_name, 0, births_differ_local, with_births,
           fmt::format("{} local identifiers are carried by people of several births", births_differ_local));
  }

  /// What a preparation will lose although no step of the method asks for it.
  void count_lost() {
    const auto missing = [&](submitted::column c) -> const code_vector& { return data_.text(c).codes; };
    const code_vector& traced = missing(submitted::nhs_number_traced);
    const code_vector& nhs = missing(submitted::nhs_number);
    const code_vector& local = missing(submitted::local_person_id);
    const day_column& births = data_.days(submitted::date_of_birth);
    const day_column& deaths = data_.days(submitted::date_of_death);
    const day_column& starts = data_.days(submitted::event_start);
    const day_column& ends = data_.days(submitted::event_end);
    lost_rows& lost = extract_.lost;
    std::uint64_t before_birth = 0, backwards = 0, without_start = 0;
    for (std::size_t row = 0; row < data_.rows(); ++row) {
      if (traced[row] == missing_code && nhs[row] == missing_code && local[row] == missing_code)
        ++lost.without_identifier;
      const day death = deaths[row];
      const bool early = death && births[row] && death < births[row];
      before_birth += early ? 1 : 0;
      if (early || (death && starts[row] && death + years_two < starts[row])) ++lost.deaths_long_before;
      backwards += starts[row] && ends[row] && ends[row] < starts[row] ? 1 : 0;
      without_start += starts[row] ? 0 : 1;
    }
    const std::uint64_t rows = data_.rows();
    if (lost.without_identifier != 0)
      tell(lost.without_identifier * 20 > rows ? "identity.none_much" : "identity.none", {}, lost.without_identifier, 0,
           rows, fmt::format("{} rows have no identifier of a person", lost.without_identifier));
    if (lost.deaths_long_before != 0)
      tell(lost.deaths_long_before * 100 > rows ? "day.death_long_before_much" : "day.death_long_before",
           name_of(submitted::date_of_death), lost.deaths_long_before, 0, rows,
           fmt::format("{} rows are of people who died before their birth ({}) or two years and more before the event",
                       lost.deaths_long_before, before_birth));
    if (backwards != 0)
      tell(backwards * 50 > rows ? "day.backwards_much" : "day.backwards", name_of(submitted::event_end), backwards, 0,
           rows, fmt::format("{} rows end before they start", backwards));
    if (without_start != 0)
      tell(without_start * 50 > rows ? "day.no_start_much" : "day.no_start", name_of(submitted::event_start),
           without_start, 0, rows, fmt::format("{} rows have no start date", without_start));
  }

  /// Record numbers tell rows apart; a number on two rows of other content would let the order of rows decide.
  void refuse_repeated_records() const {
    if (!data_.has(submitted::record_id)) return;
    std::vector<std::int64_t> ids;
    for (const std::int64_t id : data_.wides(submitted::record_id))
      if (id != missing_wide) ids.push_back(id);
    // They mostly come in order.
    if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
    std::uint64_t repeated = 0;
    for (std::size_t i = 1; i < ids.size(); ++i) repeated += ids[i] == ids[i - 1] ? 1 : 0;
    if (repeated != 0)
      throw input_error(
          error_code::bad_value,
          {.file = file_, .line = 0, .field = std::string(name_of(submitted::record_id)), .column = 0},
          fmt::format("{} rows repeat a record number, which must tell every row from the others", repeated),
          "leave rows out that stand twice, or leave the column out: the place of a row then tells it apart");
  }

  extract& extract_;
  table& data_;
  std::uint64_t far_ends_read_ = 0;
  const bool own_;
  const std::string file_;
};

}  // namespace

void read_identities(extract& of) { identity_reader(of).run(); }

}  // namespace ascof
