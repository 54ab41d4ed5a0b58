#include "ascof/ingest/arrow.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <deque>
#include <limits>
#include <memory>
#include <stdexcept>

#include "ingest_helpers.hpp"

using namespace ascof;
using namespace ingest_tests;

namespace {

/// Counts what is alive, to show that everything is released.
int alive = 0;

/// Owns what an Arrow struct of these tests points to; hung on private_data.
struct holdings {
  std::string format;
  std::string name;
  std::deque<std::vector<char>> buffers;
  std::vector<const void*> pointers;
  std::vector<ArrowArray*> children;
  std::vector<ArrowSchema*> child_schemas;
};

void release_array(ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != nullptr) array->children[i]->release(array->children[i]);
    delete array->children[i];
  }
  if (array->dictionary != nullptr) {
    if (array->dictionary->release != nullptr) array->dictionary->release(array->dictionary);
    delete array->dictionary;
  }
  delete static_cast<holdings*>(array->private_data);
  array->release = nullptr;
  --alive;
}

void release_schema(ArrowSchema* type) {
  for (int64_t i = 0; i < type->n_children; ++i) {
    if (type->children[i]->release != nullptr) type->children[i]->release(type->children[i]);
    delete type->children[i];
  }
  if (type->dictionary != nullptr) {
    if (type->dictionary->release != nullptr) type->dictionary->release(type->dictionary);
    delete type->dictionary;
  }
  delete static_cast<holdings*>(type->private_data);
  type->release = nullptr;
  --alive;
}

template <typename T>
std::vector<char> bytes_of(const std::vector<T>& values) {
  std::vector<char> bytes(values.size() * sizeof(T) + 1);  // never a null pointer
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), values.size() * sizeof(T));
  return bytes;
}

/// A column to be: its format and its buffers, the validity bitmap first.
struct column {
  std::string format;
  int64_t length = 0;
  std::vector<std::vector<char>> buffers{};
  std::vector<bool> valid{};  ///< empty: no bitmap
  int64_t offset = 0;
  std::shared_ptr<column> dictionary{};
};

std::vector<char> bitmap(const std::vector<bool>& bits) {
  std::vector<char> bytes(bits.size() / 8 + 1);
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (bits[i]) bytes[i / 8] = static_cast<char>(bytes[i / 8] | (1 << (i % 8)));
  return bytes;
}

template <typename T>
column numbers(std::string format, const std::vector<T>& values, std::vector<bool> valid = {}) {
  return {std::move(format), static_cast<int64_t>(values.size()), {bytes_of(values)}, std::move(valid)};
}

template <typename Offset>
column texts_with(std::string format, const std::vector<std::string>& values, std::vector<bool> valid) {
  std::vector<Offset> offsets{0};
  std::string bytes;
  for (const std::string& value : values) {
    bytes += value;
    offsets.push_back(static_cast<Offset>(bytes.size()));
  }
  return {std::move(format),
          static_cast<int64_t>(values.size()),
          {bytes_of(offsets), bytes_of(std::vector<char>(bytes.begin(), bytes.end()))},
          std::move(valid)};
}

column utf8(const std::vector<std::string>& values, std::vector<bool> valid = {}) {
  return texts_with<int32_t>("u", values, std::move(valid));
}
column large_utf8(const std::vector<std::string>& values, std::vector<bool> valid = {}) {
  return texts_with<int64_t>("U", values, std::move(valid));
}

/// Texts of more than 12 bytes lie in two data buffers by turns.
column string_views(const std::vector<std::string>& values, std::vector<bool> valid = {}) {
  std::vector<char> views(values.size() * 16 + 1);
  std::vector<char> data[2] = {{'#'}, {'#', '#'}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto size = static_cast<int32_t>(values[i].size());
    std::memcpy(&views[i * 16], &size, 4);
    if (size <= 12) {
      std::memcpy(&views[i * 16 + 4], values[i].data(), values[i].size());
    } else {
      const auto buffer = static_cast<int32_t>(i % 2);
      const auto offset = static_cast<int32_t>(data[buffer].size());
      std::memcpy(&views[i * 16 + 4], values[i].data(), 4);
      std::memcpy(&views[i * 16 + 8], &buffer, 4);
      std::memcpy(&views[i * 16 + 12], &offset, 4);
      data[buffer].insert(data[buffer].end(), values[i].begin(), values[i].end());
    }
  }
  const std::vector<int64_t> sizes{static_cast<int64_t>(data[0].size()), static_cast<int64_t>(data[1].size())};
  return {"vu", static_cast<int64_t>(values.size()), {views, data[0], data[1], bytes_of(sizes)}, std::move(valid)};
}

column booleans(const std::vector<bool>& values, std::vector<bool> valid = {}) {
  return {"b", static_cast<int64_t>(values.size()), {bitmap(values)}, std::move(valid)};
}

template <typename Index>
column coded(std::string index_format, const std::vector<Index>& indexes, column dictionary,
             std::vector<bool> valid = {}) {
  column result = numbers(std::move(index_format), indexes, std::move(valid));
  result.dictionary = std::make_shared<column>(std::move(dictionary));
  return result;
}

/// The same values behind `skipped` others.
column shifted(column values, int64_t skipped) {
  values.offset = skipped;
  values.length -= skipped;
  return values;
}

ArrowArray* make_array(const column& from) {
  auto own = std::make_unique<holdings>();
  const bool null_type = from.format == "n";
  if (!null_type) {
    if (from.valid.empty()) {
      own->pointers.push_back(nullptr);
    } else {
      own->buffers.push_back(bitmap(from.valid));
      own->pointers.push_back(own->buffers.back().data());
    }
    for (const std::vector<char>& buffer : from.buffers) {
      own->buffers.push_back(buffer);
      own->pointers.push_back(own->buffers.back().data());
    }
  }
  auto* array = new ArrowArray{};
  array->length = from.length;
  array->null_count = from.valid.empty() && !null_type ? 0 : -1;
  array->offset = from.offset;
  array->n_buffers = static_cast<int64_t>(own->pointers.size());
  array->buffers = own->pointers.data();
  if (from.dictionary) array->dictionary = make_array(*from.dictionary);
  array->private_data = own.release();
  array->release = release_array;
  ++alive;
  return array;
}

ArrowSchema* make_type(const column& from, const std::string& name) {
  auto own = std::make_unique<holdings>();
  own->format = from.format;
  own->name = name;
  auto* type = new ArrowSchema{};
  type->format = own->format.c_str();
  type->name = own->name.c_str();
  type->flags = ARROW_FLAG_NULLABLE;
  if (from.dictionary) type->dictionary = make_type(*from.dictionary, "");
  type->private_data = own.release();
  type->release = release_schema;
  ++alive;
  return type;
}

using named_columns = std::vector<std::pair<std::string, column>>;

/// A record batch; `offset` leaves out its first rows, `valid` tells which rows of the struct are there.
struct batch {
  named_columns columns;
  int64_t offset = 0;
  std::vector<bool> valid{};
};

struct stream_state {
  std::vector<batch> batches;
  std::size_t next = 0;
  std::size_t fails_at = std::numeric_limits<std::size_t>::max();
  bool schema_fails = false;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  const auto& state = *static_cast<stream_state*>(stream->private_data);
  if (state.schema_fails) return 5;
  auto own = std::make_unique<holdings>();
  own->format = "+s";
  for (const auto& [name, values] : state.batches[0].columns) own->child_schemas.push_back(make_type(values, name));
  *out = ArrowSchema{};
  out->format = own->format.c_str();
  out->name = "";
  out->n_children = static_cast<int64_t>(own->child_schemas.size());
  out->children = own->child_schemas.data();
  out->private_data = own.release();
  out->release = release_schema;
  ++alive;
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& state = *static_cast<stream_state*>(stream->private_data);
  *out = ArrowArray{};
  if (state.next == state.fails_at) return 5;
  if (state.next == state.batches.size()) return 0;
  const batch& from = state.batches[state.next++];
  auto own = std::make_unique<holdings>();
  for (const auto& [name, values] : from.columns) own->children.push_back(make_array(values));
  own->pointers.push_back(nullptr);
  if (!from.valid.empty()) {
    own->buffers.push_back(bitmap(from.valid));
    own->pointers[0] = own->buffers.back().data();
  }
  out->length = from.columns[0].second.length - from.offset;
  out->null_count = from.valid.empty() ? 0 : -1;
  out->offset = from.offset;
  out->n_buffers = 1;
  out->buffers = own->pointers.data();
  out->n_children = static_cast<int64_t>(own->children.size());
  out->children = own->children.data();
  out->private_data = own.release();
  out->release = release_array;
  ++alive;
  return 0;
}

const char* last_error(ArrowArrayStream*) { return "could not convert 9992677511 to a date"; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<stream_state*>(stream->private_data);
  stream->release = nullptr;
  --alive;
}

ArrowArrayStream make_stream(stream_state state) {
  ArrowArrayStream stream{};
  stream.get_schema = get_schema;
  stream.get_next = get_next;
  stream.get_last_error = last_error;
  stream.release = release_stream;
  stream.private_data = new stream_state(std::move(state));
  ++alive;
  return stream;
}

read_result read(std::vector<batch> batches, const schema& columns, const read_options& options = {}) {
  ArrowArrayStream stream = make_stream({std::move(batches)});
  const read_result result = read_arrow(stream, "the table", columns, options);
  CHECK(stream.release == nullptr);
  CHECK(alive == 0);
  return result;
}

failure refusal(stream_state state, const schema& columns) {
  ArrowArrayStream stream = make_stream(std::move(state));
  const failure what = failure_of([&] { read_arrow(stream, "the table", columns); });
  CHECK(stream.release == nullptr);
  CHECK(alive == 0);
  return what;
}

/// One column read as a field of a kind. A second column keeps rows of missing values from being left out.
texts read_as(field_kind kind, const column& values, texts* faults = nullptr) {
  field_info info = field("x", kind);
  info.word = "conversation";
  info.month_will_do = true;
  const schema columns = make_schema({info, field("row")});
  const int64_t rows = values.length;
  const auto result =
      read({{{{"row", utf8(std::vector<std::string>(static_cast<std::size_t>(rows), "r"))}, {"X", values}}}}, columns);
  if (faults != nullptr)
    for (const field_fault& fault : result.report.files[0].faults)
      for (std::uint64_t i = 0; i < fault.rows; ++i) faults->push_back(fault.fault);
  return shown(result, columns, "x");
}

}  // namespace

TEST_CASE("Arrow text of every layout is read, nulls and empty texts missing") {
  const std::vector<std::string> values{"short", "",     "a text of more than twelve bytes",
                                        " x ",   "NULL", "another text of more than twelve"};
  const std::vector<bool> valid{true, true, true, false, true, true};
  const texts expected{"short", "-",    "a text of more than twelve bytes",
                       "-",     "NULL", "another text of more than twelve"};
  CHECK(read_as(field_kind::text, utf8(values, valid)) == expected);
  CHECK(read_as(field_kind::text, large_utf8(values, valid)) == expected);
  CHECK(read_as(field_kind::text, string_views(values, valid)) == expected);
  CHECK(read_as(field_kind::text, utf8(values)) == texts{"short", "-", values[2], " x ", "NULL", values[5]});
}

TEST_CASE("dictionaries with indexes of any width are read, nulls among indexes and entries") {
  const column entries = utf8({"never used", "b", "", "a", "gone"}, {true, true, true, true, false});
  const texts expected{"a", "b", "-", "-", "-", "a"};
  const std::vector<bool> valid{true, true, true, true, false, true};
  const auto check = [&]<typename Index>(const char* format, Index) {
    CHECK(read_as(field_kind::text, coded<Index>(format, {3, 1, 2, 4, 0, 3}, entries, valid)) == expected);
  };
  check("c", int8_t{});
  check("C", uint8_t{});
  check("s", int16_t{});
  check("S", uint16_t{});
  check("i", int32_t{});
  check("I", uint32_t{});
  check("l", int64_t{});
  check("L", uint64_t{});
  CHECK(read_as(field_kind::text, coded<int8_t>("c", {3, 1, 2, 4, 0, 3},
                                                shifted(string_views({"", "n", "b", "", "a", "n"}), 1), valid)) ==
        texts{"a", "b", "-", "n", "-", "a"});
  CHECK(read_as(field_kind::day, coded<int8_t>("c", {0, 1, 0}, utf8({"31/03/2025", "2025-01-01"}))) ==
        texts{"2025-03-31", "2025-01-01", "2025-03-31"});
}

TEST_CASE("the dictionary of the result holds what rows use, in order of first appearance") {
  const schema columns = make_schema({field("x")});
  const auto result = read({{{{"x", coded<int8_t>("c", {3, 1, 3}, utf8({"p", "b", "q", "a"}))}}},
                            {{{"x", coded<int8_t>("c", {0, 1, 1}, utf8({"c", "a"}))}}}},
                           columns);
  const dictionary& values = *result.data.text(0).values;
  REQUIRE(values.size() == 4);
  CHECK(values[1] == "a");
  CHECK(values[2] == "b");
  CHECK(values[3] == "c");
  CHECK(shown(result, columns, "x") == texts{"a", "b", "a", "c", "a", "a"});
}

TEST_CASE("days may be dates, timestamps of any unit, text or numbers that spell a month") {
  const texts expected{"2025-03-31", "1969-12-31", "-"};
  const std::vector<bool> valid{true, true, false};
  CHECK(read_as(field_kind::day, numbers<int32_t>("tdD", {20178, -1, 0}, valid)) == expected);
  CHECK(read_as(field_kind::day, numbers<int64_t>("tdm", {20178LL * 86400000, -86400000, 0}, valid)) == expected);
  const int64_t morning = 20178LL * 86400 + 3600 * 11;
  CHECK(read_as(field_kind::day, numbers<int64_t>("tss:", {morning, -1, 0}, valid)) == expected);
  CHECK(read_as(field_kind::day, numbers<int64_t>("tsm:", {morning * 1000, -1, 0}, valid)) == expected);
  // Clocks in the United Kingdom were an hour before UTC all through 1970.
  const texts in_the_uk{"2025-03-31", "1970-01-01", "-"};
  CHECK(read_as(field_kind::day, numbers<int64_t>("tsu:UTC", {morning * 1000000, -1, 0}, valid)) == in_the_uk);
  CHECK(read_as(field_kind::day, numbers<int64_t>("tsn:Europe/London", {morning * 1000000000, -1, 0}, valid)) ==
        in_the_uk);
  CHECK(read_as(field_kind::day, utf8({"31/03/2025", "1969-12-31", " "})) == expected);
  CHECK(read_as(field_kind::day, numbers<int32_t>("i", {195003, 0, 1}, {true, false, false})) ==
        texts{"1950-03-01", "-", "-"});
  texts faults;
  CHECK(read_as(field_kind::day,
                numbers<int64_t>("tss:", {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}),
                &faults) == texts{"-", "-"});
  CHECK(faults == texts{"not a date", "not a date"});
}

TEST_CASE("whole numbers may be integers or reals of any width, decimals, booleans or text") {
  const texts expected{"1", "-", "2"};
  const std::vector<bool> valid{true, false, true};
  const auto check = [&](const column& values) {
    CHECK(read_as(field_kind::integer, values) == expected);
    CHECK(read_as(field_kind::record, values) == expected);
  };
  check(numbers<int8_t>("c", {1, 9, 2}, valid));
  check(numbers<uint8_t>("C", {1, 9, 2}, valid));
  check(numbers<int16_t>("s", {1, 9, 2}, valid));
  check(numbers<uint16_t>("S", {1, 9, 2}, valid));
  check(numbers<int32_t>("i", {1, 9, 2}, valid));
  check(numbers<uint32_t>("I", {1, 9, 2}, valid));
  check(numbers<int64_t>("l", {1, 9, 2}, valid));
  check(numbers<uint64_t>("L", {1, 9, 2}, valid));
  check(numbers<float>("f", {1, 9, 2}, valid));
  check(numbers<double>("g", {1, std::numeric_limits<double>::quiet_NaN(), 2}));
  check(numbers<uint16_t>("e", {0x3C00, 0x7E00, 0x4000}));  // half precision, the second not a number
  check(numbers<int64_t>("d:10,2,64", {100, 900, 200}, valid));
  check(numbers<int32_t>("d:9,0,32", {1, 9, 2}, valid));
  check(utf8({"1", "NULL", "2.0"}));
  CHECK(read_as(field_kind::integer, booleans({true, false, true}, valid)) == texts{"1", "-", "1"});
}

TEST_CASE("numbers that do not fit are faults") {
  texts faults;
  CHECK(read_as(field_kind::integer, numbers<int64_t>("l", {1LL << 31, -(1LL << 31), 7}), &faults) ==
        texts{"-", "-", "7"});
  CHECK(read_as(field_kind::integer, numbers<double>("g", {0.5, 1e300, -3}), &faults) == texts{"-", "-", "-3"});
  CHECK(read_as(field_kind::record, numbers<uint64_t>("L", {~0ULL, 7}), &faults) == texts{"-", "7"});
  CHECK(read_as(field_kind::record, numbers<int64_t>("l", {std::numeric_limits<int64_t>::min()}), &faults) ==
        texts{"-"});
  CHECK(faults == texts{"a number out of range", "a number out of range", "not a whole number", "a number out of range",
                        "a number out of range", "a number out of range"});
}

TEST_CASE("amounts are read in hundredths by the digits a person would see") {
  CHECK(read_as(field_kind::hundredths, numbers<double>("g", {22.05, 1.005, -1.005, 3})) ==
        texts{"2205", "101", "-101", "300"});
  CHECK(read_as(field_kind::hundredths, numbers<float>("f", {22.05F, 0.1F})) == texts{"2205", "10"});
  CHECK(read_as(field_kind::hundredths, numbers<int32_t>("i", {22, -5})) == texts{"2200", "-500"});
  // Decimals of 128 bits, low half first.
  CHECK(read_as(field_kind::hundredths,
                numbers<std::array<int64_t, 2>>("d:18,4", {{220550, 0}, {-10050, -1}, {49, 0}})) ==
        texts{"2206", "-101", "0"});
  CHECK(read_as(field_kind::hundredths, numbers<std::array<int64_t, 2>>("d:5,-2", {{3, 0}, {0, 0}})) ==
        texts{"30000", "0"});
  CHECK(read_as(field_kind::hundredths, utf8({"\xC2\xA3"
                                              "22.05"})) == texts{"2205"});
}

TEST_CASE("numbers, dates and booleans for a text field are written out in full") {
  CHECK(read_as(field_kind::text, numbers<int64_t>("l", {9'000'000'001, -1})) == texts{"9000000001", "-1"});
  CHECK(read_as(field_kind::text, numbers<uint64_t>("L", {~0ULL})) == texts{"18446744073709551615"});
  CHECK(read_as(field_kind::text,
                numbers<double>("g", {9'000'000'001.0, 0.1, 1e22, std::numeric_limits<double>::quiet_NaN()})) ==
        texts{"9000000001", "0.1", "10000000000000000000000", "-"});
  CHECK(read_as(field_kind::text, numbers<double>("g", {std::numeric_limits<double>::denorm_min()}))[0].size() > 300);
  CHECK(read_as(field_kind::text, booleans({true, false})) == texts{"true", "false"});
  CHECK(read_as(field_kind::text, numbers<int32_t>("tdD", {20178})) == texts{"2025-03-31"});
  CHECK(read_as(field_kind::text, numbers<int64_t>("tsu:", {(20178LL * 86400 + 39600) * 1000000 + 7000})) ==
        texts{"2025-03-31 11:00:00.007"});
  CHECK(read_as(field_kind::text, numbers<std::array<int64_t, 2>>("d:18,4", {{220550, 0}, {-5, -1}})) ==
        texts{"22.0550", "-0.0005"});
}

TEST_CASE("free text is looked at for its word, and may be a boolean already") {
  CHECK(read_as(field_kind::mentions, utf8({"a Conversation", "none", ""})) == texts{"1", "0", "-"});
  CHECK(read_as(field_kind::mentions, booleans({true, false}, {true, true})) == texts{"1", "0"});
}

TEST_CASE("a column of nulls is missing throughout, whatever the field") {
  for (const field_kind kind : {field_kind::text, field_kind::day, field_kind::integer, field_kind::record,
                                field_kind::hundredths, field_kind::mentions})
    CHECK(read_as(kind, column{"n", 2}) == texts{"-", "-"});
}

TEST_CASE("offsets of the batch, its columns and its dictionaries add up") {
  const schema columns =
      make_schema({field("a"), field("b", field_kind::integer), field("c"), field("d", field_kind::mentions)});
  batch part{{{"a", shifted(utf8({"-", "--", "one", "two", "three"}), 1)},
              {"b", shifted(numbers<int32_t>("i", {0, 0, 0, 1, 2, 3}, {false, false, false, true, false, true}), 2)},
              {"c", coded<uint8_t>("C", {9, 1, 0, 1}, shifted(utf8({"gone", "x", "y"}), 1))},
              {"d", shifted(booleans({false, false, false, false, false, true, false, true}), 4)}},
             1};
  const auto result = read({part}, columns);
  CHECK(shown(result, columns, "a") == texts{"one", "two", "three"});
  CHECK(shown(result, columns, "b") == texts{"1", "-", "3"});
  CHECK(shown(result, columns, "c") == texts{"y", "x", "y"});
  CHECK(shown(result, columns, "d") == texts{"1", "0", "1"});
}

TEST_CASE("rows without any value are rejected, null rows of the struct among them") {
  const schema columns = make_schema({field("a"), field("n", field_kind::integer)});
  batch part{{{"a", utf8({"x", "", "y", "z"}, {true, true, false, true})},
              {"n", numbers<double>("g", {1, std::numeric_limits<double>::quiet_NaN(), 2, 3})},
              {"other", numbers<int32_t>("i", {1, 0, 0, 1}, {true, false, false, true})}},
             0,
             {true, true, true, false}};
  const auto result = read({part}, columns);
  CHECK(shown(result, columns, "a") == texts{"x", "-"});
  CHECK(shown(result, columns, "n") == texts{"1", "2"});
  const file_report& report = result.report.files[0];
  CHECK(report.file == "the table");
  CHECK(report.rows_in == 4);
  CHECK(report.rows_kept == 2);
  CHECK(report.rows_rejected == 2);
  CHECK(report.unknown_columns == texts{"other"});
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults[0].fault == "a row of empty fields");
  CHECK(report.faults[0].first_lines == std::vector<std::uint64_t>{2, 4});
}

TEST_CASE("rows that cannot be placed in time are rejected by their number in the stream") {
  const schema columns = make_schema({field("id"), rejecting(field("start", field_kind::day))});
  const batch first{{{"id", utf8({"1", "2"})}, {"start", utf8({"2025-01-01", "x"})}}};
  const batch second{{{"id", utf8({"3", "4"})}, {"start", utf8({"y", "2025-01-02"})}}};
  const auto result = read({first, second}, columns);
  CHECK(shown(result, columns, "id") == texts{"1", "4"});
  CHECK(shown(result, columns, "start") == texts{"2025-01-01", "2025-01-02"});
  REQUIRE(result.report.files[0].faults.size() == 1);
  CHECK(result.report.files[0].faults[0].rows == 2);
  CHECK(result.report.files[0].faults[0].first_lines == std::vector<std::uint64_t>{2, 3});
  CHECK(result.report.files[0].faults[0].row_rejected);
  CHECK(result.data.text(0).values->find("2") == missing_code);
}

TEST_CASE("batches of any size and any number of threads give the same columns and codes") {
  const schema columns = make_schema({field("a"), field("n", field_kind::record)});
  std::vector<std::string> names;
  std::vector<int64_t> counts;
  for (int i = 0; i < 200'000; ++i) {
    names.push_back("name " + std::to_string(i * 7919 % 1013));
    counts.push_back(i);
  }
  const auto whole = read({{{{"a", utf8(names)}, {"n", numbers("l", counts)}}}}, columns, with(1, 0));
  std::vector<batch> cut;
  for (std::size_t first = 0; first < names.size(); first += 70'001) {
    const std::size_t last = std::min(names.size(), first + 70'001);
    const auto at = [](auto& v, std::size_t i) { return v.begin() + static_cast<std::ptrdiff_t>(i); };
    cut.push_back({{{"a", string_views({at(names, first), at(names, last)})},
                    {"n", numbers<int64_t>("l", {at(counts, first), at(counts, last)})}}});
  }
  cut.insert(cut.begin() + 1, {{{"a", string_views({})}, {"n", numbers<int64_t>("l", {})}}});
  for (unsigned threads = 1; threads <= 4; ++threads)
    CHECK(identical(read(cut, columns, with(threads, 0)), whole, columns));
}

TEST_CASE("names of columns are matched as headers are") {
  const schema columns = make_schema({required(field("Event_Type")), field("b")});
  CHECK(read({{{{"event type", utf8({"x"})}}}}, columns).report.files[0].absent_columns == texts{"b"});
  const auto missing = refusal({{{{{"Evnt type", utf8({"x"})}, {"b", utf8({"x"})}}}}}, columns);
  CHECK(missing.code == error_code::missing_column);
  CHECK(missing.message == "the table, Event_Type: the column is required and missing; did you mean \"Evnt type\"?");
  CHECK(refusal({{{{{"EventType", utf8({"x"})}, {"Event Type", utf8({"y"})}}}}}, columns).code ==
        error_code::repeated_column);
}

TEST_CASE("types that cannot be read are refused, both types named") {
  const schema columns = make_schema({field("start", field_kind::day), field("b")});
  const auto what = refusal({{{{{"Start", booleans({true})}}}}}, columns);
  CHECK(what.code == error_code::wrong_type);
  CHECK(what.message ==
        "the table, Start: expected dates, timestamps or text, found true or false; convert the column first");
  const auto check = [&](const char* format, field_kind kind, std::string_view found) {
    const auto refused =
        refusal({{{{{"x", column{format, 1, {std::vector<char>(64)}}}}}}}, make_schema({field("x", kind)}));
    CAPTURE(refused.message);
    CHECK(refused.code == error_code::wrong_type);
    CHECK(refused.message.find(found) != std::string::npos);
  };
  check("tDs", field_kind::day, "found durations");
  check("ttm", field_kind::day, "found times of day");
  check("+l", field_kind::text, "found lists");
  check("tdD", field_kind::integer, "found dates");
  check("tsu:", field_kind::hundredths, "expected numbers or text, found timestamps");
  check("b", field_kind::record, "found true or false");
  check("d:40,2,256", field_kind::hundredths, "found a decimal of more than 128 bits");
  check("?", field_kind::text, "found values of an unknown type");
  // What is not read may be of any type.
  CHECK(read({{{{"b", utf8({"x"})}, {"list", column{"+l", 1, {std::vector<char>(64)}}}}}}, columns).data.rows() == 1);
}

TEST_CASE("a stream that fails is released and its own message, which may quote a value, kept back") {
  const schema columns = make_schema({field("a")});
  const batch part{{{"a", utf8({"x"})}}};
  stream_state at_start{{part}};
  at_start.schema_fails = true;
  stream_state later{{part, part}};
  later.fails_at = 1;
  for (const stream_state& state : {at_start, later}) {
    const auto what = refusal(state, columns);
    CHECK(what.code == error_code::unreadable_file);
    CHECK(what.message ==
          "the table: the program that makes the table reported an error; try to collect the table in that program "
          "first");
  }
}

TEST_CASE("a table without rows is refused") {
  const schema columns = make_schema({field("a")});
  const auto what = refusal({{{{{"a", utf8({})}}}}}, columns);
  CHECK(what.code == error_code::no_rows);
  CHECK(what.message == "the table: the table has no rows; check the query or filter that makes it");
}

TEST_CASE("an exception on the way releases everything") {
  const schema columns = make_schema({field("a")});
  read_options options;
  options.on_progress = [](const char*, double) { throw std::runtime_error("stop"); };
  ArrowArrayStream stream = make_stream({{{{{"a", utf8({"x"})}}}}});
  CHECK_THROWS_WITH(read_arrow(stream, "the table", columns, options), "stop");
  CHECK(stream.release == nullptr);
  CHECK(alive == 0);
}
