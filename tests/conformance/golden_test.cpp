#include "golden.hpp"

#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <charconv>
#include <fstream>
#include <optional>
#include <set>
#include <stdexcept>

namespace golden {
namespace {

/// Digits of a decimal number: `negative`, digits without leading zeros, and how many of them stand behind the point.
struct decimal {
  bool negative = false;
  std::string digits;
  std::size_t places = 0;

  friend bool operator==(const decimal&, const decimal&) = default;
};

/// Reads `-12.50` or `1e-05`; nothing for anything else. Trailing zeros behind the point are dropped.
std::optional<decimal> to_decimal(std::string_view text) {
  decimal number;
  if (!text.empty() && text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  long exponent = 0;
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view written = text.substr(e + 1);
    if (!written.empty() && written.front() == '+') written.remove_prefix(1);
    const auto [end, fault] = std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (fault != std::errc{} || end != written.data() + written.size()) return std::nullopt;
    text = text.substr(0, e);
  }
  long places = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    number.digits += c;
    if (point) ++places;
  }
  if (number.digits.empty()) return std::nullopt;
  places -= exponent;
  for (; places < 0; ++places) number.digits += '0';
  number.places = static_cast<std::size_t>(places);
  if (number.digits.size() <= number.places) number.digits.insert(0, number.places + 1 - number.digits.size(), '0');
  while (number.places > 0 && number.digits.back() == '0') {
    number.digits.pop_back();
    --number.places;
  }
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size()));
  if (number.digits.empty()) return decimal{};
  return number;
}

/// Half away from zero to `places` decimals.
decimal rounded_to(decimal number, std::size_t places) {
  if (number.places <= places) return number;
  const std::size_t dropped = number.places - places;
  if (number.digits.size() < dropped) return {};
  const bool up = number.digits[number.digits.size() - dropped] >= '5';
  std::string digits = "0" + number.digits.substr(0, number.digits.size() - dropped);
  if (up) {
    std::size_t i = digits.size() - 1;
    while (digits[i] == '9') digits[i--] = '0';
    ++digits[i];
  }
  std::string text = number.negative ? "-" : "";
  text += digits.substr(0, digits.size() - std::min(places, digits.size()));
  if (places > 0)
    text += "." + std::string(places - std::min(places, digits.size()), '0') +
            digits.substr(digits.size() - std::min(places, digits.size()));
  return to_decimal(text).value_or(decimal{});
}

bool same(const std::string& expected, const std::string& actual, std::optional<int> places = std::nullopt) {
  if (expected == actual) return true;
  if (expected.empty() || actual.empty()) return false;
  auto a = to_decimal(expected);
  auto b = to_decimal(actual);
  if (!a || !b) return false;
  if (places) {
    a = rounded_to(*a, static_cast<std::size_t>(*places));
    b = rounded_to(*b, static_cast<std::size_t>(*places));
  }
  return *a == *b;
}

std::string key_of(const rows& from, const std::vector<std::string>& line, const std::vector<std::string>& key) {
  std::string text;
  for (const std::string& column : key) text += (text.empty() ? "" : " | ") + from.of(line, column);
  return text;
}

std::map<std::string, const std::vector<std::string>*> by_key(const rows& from, const comparison& how,
                                                              const char* whose, std::vector<std::string>& found) {
  std::map<std::string, const std::vector<std::string>*> result;
  for (const std::vector<std::string>& line : from.lines) {
    const std::string key = key_of(from, line, how.key);
    if (!result.emplace(key, &line).second) found.push_back(std::string(whose) + " twice: " + key);
  }
  return result;
}

bool listed(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool rows::has(std::string_view column) const {
  return std::find(header.begin(), header.end(), column) != header.end();
}

std::size_t rows::at(std::string_view column) const {
  const auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end()) throw std::runtime_error("no column " + std::string(column));
  return static_cast<std::size_t>(found - header.begin());
}

std::string content(const std::filesystem::path& file) {
  // zlib reads a file that is not compressed as it is.
  gzFile in = gzopen(file.c_str(), "rb");
  if (in == nullptr) throw std::runtime_error("cannot open " + file.string());
  std::string text;
  char buffer[1 << 16];
  int count = 0;
  while ((count = gzread(in, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(count));
  gzclose(in);
  if (count < 0) throw std::runtime_error("cannot read " + file.string());
  return text;
}

rows read(const std::filesystem::path& file) {
  const std::string text = content(file);
  rows result;
  std::vector<std::string> line;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      if (c == '\n' && !field.empty() && field.back() == '\r') field.pop_back();
      line.push_back(std::move(field));
      field.clear();
      if (c == '\n') {
        if (result.header.empty()) {
          result.header = std::move(line);
        } else if (line.size() == result.header.size()) {
          result.lines.push_back(std::move(line));
        } else {
          throw std::runtime_error(file.string() + ": a line has another number of fields than the header");
        }
        line.clear();
      }
    } else {
      field += c;
    }
  }
  if (quoted || !line.empty() || !field.empty())
    throw std::runtime_error(file.string() + " does not end with a line end");
  return result;
}

void write(const rows& from, const std::filesystem::path& file) {
  std::string text;
  const auto add = [&text](const std::vector<std::string>& line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (i != 0) text += ',';
      ascof::append_csv_field(text, line[i]);
    }
    text += '\n';
  };
  add(from.header);
  for (const std::vector<std::string>& line : from.lines) add(line);
  std::ofstream(file, std::ios::binary) << text;
}

std::vector<std::string> differences(const rows& expected, const rows& actual, const comparison& how) {
  std::vector<std::string> found;
  std::vector<std::string> exact = how.exact;
  if (exact.empty() && how.rounded.empty())
    for (const std::string& column : expected.header)
      if (!listed(how.key, column) && !listed(how.ignored, column)) exact.push_back(column);
  const auto wanted = by_key(expected, how, "expected", found);
  const auto got = by_key(actual, how, "found", found);
  for (const auto& [key, line] : wanted) {
    const auto other = got.find(key);
    if (other == got.end()) {
      found.push_back("missing: " + key);
      continue;
    }
    const auto compare = [&, line = line](const std::string& column, std::optional<int> places) {
      const std::string& a = expected.of(*line, column);
      const std::string& b = actual.of(*other->second, column);
      if (!same(a, b, places)) found.push_back(key + ": " + column + ": expected '" + a + "', found '" + b + "'");
    };
    for (const std::string& column : exact) compare(column, std::nullopt);
    for (const auto& [column, places] : how.rounded) compare(column, places);
  }
  for (const auto& [key, line] : got)
    if (!wanted.contains(key)) found.push_back("not expected: " + key);
  return found;
}

std::vector<std::string> differences_as_multisets(const rows& expected, const rows& actual) {
  const auto plain = [](const std::string& field) {
    const auto number = to_decimal(field);
    if (!number) return field;
    return (number->negative ? "-" : "") + number->digits + "e-" + std::to_string(number->places);
  };
  std::map<std::string, int> count;
  const auto add = [&](const rows& from, int by) {
    for (const std::vector<std::string>& line : from.lines) {
      std::string key;
      for (const std::string& column : expected.header)
        key += (key.empty() ? "" : " | ") + plain(from.of(line, column));
      count[key] += by;
    }
  };
  add(expected, -1);
  add(actual, 1);
  std::vector<std::string> found;
  for (const auto& [key, more] : count)
    if (more != 0) found.push_back((more < 0 ? "missing: " : "not expected: ") + key);
  return found;
}

std::vector<std::string> differences_of_partition(const rows& expected, const rows& actual, const std::string& key,
                                                  const std::string& column) {
  const auto parts = [&](const rows& from) {
    std::map<std::string, std::set<std::string>> members;
    for (const std::vector<std::string>& line : from.lines) members[from.of(line, column)].insert(from.of(line, key));
    std::set<std::string> result;
    for (const auto& [value, keys] : members) {
      std::string text;
      for (const std::string& k : keys) text += (text.empty() ? "" : ", ") + k;
      result.insert(text);
    }
    return result;
  };
  const std::set<std::string> wanted = parts(expected);
  const std::set<std::string> got = parts(actual);
  std::vector<std::string> found;
  for (const std::string& part : wanted)
    if (!got.contains(part)) found.push_back("these share no " + column + ": " + part);
  for (const std::string& part : got)
    if (!wanted.contains(part)) found.push_back("these share a " + column + ": " + part);
  return found;
}

const std::vector<std::string>& set_names() {
  static const std::vector<std::string> names{"edge", "tiny", "medium", "council"};
  return names;
}

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names{"ascof.2b", "ascof.2c", "ascof.2e", "ascof.2e.ld", "ascof.3d"};
  return names;
}

const set& set_named(const std::string& name) {
  static std::map<std::string, std::unique_ptr<const set>> made;
  std::unique_ptr<const set>& entry = made[name];
  if (entry) return *entry;
  auto s = std::make_unique<set>();
  s->name = name;
  const std::filesystem::path records = std::filesystem::path(ASCOF_TEST_DATA) / "records" / name;
  s->expected = records / "expected";
  s->input = name == "council" ? std::filesystem::path(ASCOF_EXAMPLES_DATA) / "council" : records / "input";
  s->tables = ascof::mappings::shipped();
  s->tables.add_folder(s->input);
  s->councils = ascof::read_areas(s->input / "ref_la.csv");
  s->residents = ascof::read_population(s->input / "ref_population.csv");
  std::vector<ascof::extract_file> files;
  if (name == "council") {
    for (const auto& file : std::filesystem::directory_iterator(s->input / "submissions"))
      files.push_back({file.path(), std::nullopt});
  } else {
    files.push_back({s->input / "cld_raw.csv.gz", std::nullopt});
  }
  const ascof::extract raw = ascof::read_extract(std::move(files));
  ascof::prepare_options how;
  how.as_of = as_of;
  how.range = joined_period;
  s->joined = ascof::prepare(raw, s->tables, s->councils, how);
  how.mode = ascof::table_mode::single;
  how.range = single_period;
  s->single = ascof::prepare(raw, s->tables, s->councils, how);
  entry = std::move(s);
  return *entry;
}

}  // namespace golden

TEST_CASE("The comparison sees what differs and nothing else", "[golden]") {
  using golden::differences;
  using golden::rows;
  const rows expected{{"id", "n", "value"}, {{"a", "1", "28.7"}, {"b", "2", "6.3"}, {"c", "0", ""}}};
  const golden::comparison how{{"id"}, {"n"}, {{"value", 1}}};
  SECTION("Order, all digits and other spellings of a number do not matter") {
    CHECK(differences(expected,
                      {{"value", "id", "n"}, {{"", "c", "0"}, {"6.25", "b", "2.0"}, {"28.749999999999996", "a", "1"}}},
                      how)
              .empty());
  }
  SECTION("Halves round away from zero") {
    CHECK(differences({{"id", "v"}, {{"a", "-0.1"}, {"b", "10.0"}, {"c", "0.1"}, {"d", "0"}}},
                      {{"id", "v"}, {{"a", "-0.05"}, {"b", "9.95"}, {"c", "5e-2"}, {"d", "0.0499"}}},
                      {{"id"}, {}, {{"v", 1}}})
              .empty());
  }
  SECTION("No value is not zero") {
    CHECK(differences(expected, {expected.header, {{"a", "1", "28.7"}, {"b", "2", "6.3"}, {"c", "0", "0"}}}, how)
              .size() == 1);
  }
  SECTION("Missing, added and repeated rows and other values are told") {
    CHECK(differences(expected,
                      {expected.header, {{"a", "1", "28.7"}, {"a", "1", "28.7"}, {"b", "3", "6.3"}, {"d", "0", ""}}},
                      how) ==
          std::vector<std::string>{"found twice: a", "b: n: expected '2', found '3'", "missing: c", "not expected: d"});
  }
  SECTION("A partition is compared by who stands together") {
    const rows one{{"id", "ref"}, {{"1", "x"}, {"2", "x"}, {"3", "y"}}};
    CHECK(golden::differences_of_partition(one, {{"id", "ref"}, {{"3", "8"}, {"1", "9"}, {"2", "9"}}}, "id", "ref")
              .empty());
    CHECK(golden::differences_of_partition(one, {{"id", "ref"}, {{"3", "9"}, {"1", "9"}, {"2", "9"}}}, "id", "ref")
              .size() == 3);
  }
}
