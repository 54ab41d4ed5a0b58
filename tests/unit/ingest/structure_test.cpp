#include "ingest/csv_structure.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ingest/csv_piece.hpp"
#include "ingest/piece_dictionary.hpp"
#include "ingest/recent_texts.hpp"
#include "ingest_helpers.hpp"

using namespace ascof;
using namespace ascof::ingest;

namespace {

/// Bytes among which what matters is frequent, and so are its neighbours in the code table.
std::string random_bytes(std::mt19937& random, std::size_t size) {
  static constexpr std::string_view likely(
      "\",\n\r\0!#+-\v\t\xA2\xAC\x8A\x80\xFF"
      "abc 019",
      24);
  std::string bytes(size, ' ');
  for (char& byte : bytes)
    byte = random() % 4 == 0 ? static_cast<char>(random() % 256) : likely[random() % likely.size()];
  return bytes;
}

std::uint64_t plainly_equal(const char* bytes, char wanted) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < block_bytes; ++i)
    if (bytes[i] == wanted) bits |= std::uint64_t{1} << i;
  return bits;
}

template <typename Block>
void check_block(const std::string& bytes) {
  const Block block(bytes.data());
  for (const char wanted : {'"', ',', '\n', '\0', '\x80', '\xFF'}) {
    const std::uint64_t bits = plainly_equal(bytes.data(), wanted);
    CHECK(block.equal(wanted) == bits);
    CHECK(block.has(wanted) == (bits != 0));
    CHECK(block.count(wanted) == static_cast<std::size_t>(std::popcount(bits)));
    CHECK(block.equal_either(wanted, ',') == (bits | plainly_equal(bytes.data(), ',')));
  }
}

/// What a survey must say, byte by byte.
piece_survey plain_survey(const std::string& bytes) {
  piece_survey survey;
  bool inside = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    survey.nul |= bytes[i] == '\0';
    if (bytes[i] == '"') inside = !inside;
    std::size_t& first = survey.first_record_end[inside ? 1 : 0];
    if (bytes[i] == '\n' && first == piece_survey::nowhere) first = i;
  }
  survey.odd_quotes = inside;
  return survey;
}

void check_same(const piece_survey& a, const piece_survey& b) {
  CHECK(a.odd_quotes == b.odd_quotes);
  CHECK(a.nul == b.nul);
  CHECK(a.first_record_end[0] == b.first_record_end[0]);
  CHECK(a.first_record_end[1] == b.first_record_end[1]);
}

}  // namespace

TEST_CASE("both ways of finding structure agree with reading byte by byte") {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    const std::string bytes = random_bytes(random, block_bytes);
    check_block<portable_block>(bytes);
    check_block<native_block>(bytes);
  }
  for (const char byte : {'"', ',', '\n', '\0', '\xFF', '\x80', '\x7F'}) {
    check_block<portable_block>(std::string(block_bytes, byte));
    check_block<native_block>(std::string(block_bytes, byte));
  }
}

TEST_CASE("the running parity of quotes marks what is inside them") {
  CHECK(prefix_xor(0) == 0);
  CHECK(prefix_xor(0b0010010) == 0b0001110);
  CHECK(prefix_xor(1) == ~std::uint64_t{0});
  CHECK(prefix_xor(std::uint64_t{1} << 63U) == std::uint64_t{1} << 63U);
}

TEST_CASE("a survey of a piece agrees with reading byte by byte") {
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = random_bytes(random, random() % 400);
    if (round % 3 == 0) std::erase(bytes, '"');
    if (round % 5 == 0) std::erase(bytes, '\n');
    check_same(survey_piece<portable_block>(bytes.data(), bytes.size()), plain_survey(bytes));
    check_same(survey_piece<native_block>(bytes.data(), bytes.size()), plain_survey(bytes));
  }
}

#if defined(__SSE2__)
TEST_CASE("a piece reads the same on machines with and without vector instructions") {
  const schema columns =
      ingest_tests::make_schema({ingest_tests::field("a"), ingest_tests::field("b", field_kind::day)});
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    // Rows, mostly regular, with every kind of fault now and then.
    std::string bytes = "a,b\n";
    csv_file file;
    file.header = "a,b";
    file.body_begin = bytes.size();
    const std::vector<std::string> parts{"x",     "\"y,\"\"z\"", "\"\n\"",         "", "2024-01-31", "1/2/2024",
                                         "never", "\"\"",        "long long text", "a"};
    const std::size_t rows = 1 + random() % 40;
    for (std::size_t row = 0; row < rows; ++row) {
      bytes += parts[random() % parts.size()] + "," + parts[random() % parts.size()];
      const auto fault = random() % 200;
      if (fault == 0) bytes += ",more";
      if (fault == 1) bytes += "\"";
      if (fault == 2) bytes += "\n";
      bytes += fault % 2 == 0 ? "\r\n" : "\n";
    }
    file.bytes = bytes;
    file.width = 2;
    file.columns = {{0, 0, &columns.fields[0], "a"}, {1, 1, &columns.fields[1], "b"}};
    piece one;
    piece other;
    const auto broken_one = read_csv_piece<portable_block>(file, file.body_begin, bytes.size(), one);
    const auto broken_other = read_csv_piece<native_block>(file, file.body_begin, bytes.size(), other);
    REQUIRE(broken_one.has_value() == broken_other.has_value());
    if (broken_one) {
      CHECK(broken_one->what == broken_other->what);
      CHECK(broken_one->at == broken_other->at);
      CHECK(broken_one->record == broken_other->record);
      continue;
    }
    CHECK(one.rows_in == other.rows_in);
    CHECK(one.rows == other.rows);
    CHECK(one.columns[0].codes.bytes == other.columns[0].codes.bytes);
    CHECK(one.columns[1].days == other.columns[1].days);
  }
}
#endif

TEST_CASE("recent texts are told apart by any of their bytes and by their length, whatever stands behind them") {
  std::mt19937 random(4);
  for (std::size_t size = 0; size <= 130; ++size) {
    CAPTURE(size);
    std::string text(size, ' ');
    for (char& byte : text) byte = static_cast<char>('a' + random() % 26);
    const std::string kept = text + "padding one";
    const std::string_view kept_text(kept.data(), size);
    const auto recent = std::make_unique<recent_texts>();
    const auto key = recent_texts::key_of(kept_text);
    CHECK(recent->find(kept_text, key) == recent_texts::unknown);
    recent->keep(kept_text, key, 7);
    const std::string same = text + "other padding";
    CHECK(recent->find({same.data(), size}, recent_texts::key_of({same.data(), size})) == 7);
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = same;
      other[at] = static_cast<char>(other[at] ^ 1);
      CHECK(recent->find({other.data(), size}, recent_texts::key_of({other.data(), size})) == recent_texts::unknown);
    }
    if (size != 0)
      CHECK(recent->find({same.data(), size - 1}, recent_texts::key_of({same.data(), size - 1})) ==
            recent_texts::unknown);
    CHECK(recent->find({kept.data(), size + 1}, recent_texts::key_of({kept.data(), size + 1})) ==
          recent_texts::unknown);
  }
}

TEST_CASE("a piece's dictionary finds texts again until nearly all of them are new, then lists them") {
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i)
    names.push_back(std::string(static_cast<std::size_t>(i % 70), 'x') + std::to_string(i));
  piece_dictionary few;
  for (int round = 0; round < 3; ++round)
    for (const std::string& name : names) few.intern(name, true);
  few.consider_listing(9000);
  CHECK_FALSE(few.only_lists());
  REQUIRE(few.size() == 3001);
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(few[static_cast<code>(i + 1)] == names[i]);

  piece_dictionary many;
  for (const std::string& name : names) many.intern(name, false);
  many.consider_listing(3000);
  CHECK(many.only_lists());
  CHECK(many.intern(names[0], true) == 3001);
  CHECK(many[1] == names[0]);
  CHECK(many[3001] == names[0]);
}
