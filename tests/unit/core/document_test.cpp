#include "core/document.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "support/failure.hpp"

using namespace ascof;
using documents::json;
using support::failure_of;

namespace {

const json some{{"b", {1, 2.5, "x", nullptr}}, {"a", true}};

std::string read_again(std::string bytes) {
  return failure_of([&] { documents::from_bytes("thing", bytes); }).message;
}

}  // namespace

TEST_CASE("a document is the same after bytes and after text") {
  CHECK(documents::from_bytes("thing", documents::to_bytes("thing", some)) == some);
  CHECK(documents::from_text("thing", documents::to_text("thing", some)) == some);
  CHECK(documents::to_text("thing", some) ==
        "{\n\"format\": \"ascof thing\",\n\"version\": 1,\n\"a\": true,\n\"b\": [\n  1,\n  2.5,\n  \"x\",\n  "
        "null\n]\n}\n");
}

TEST_CASE("bytes say what they are: a name, a version, a check, and CBOR in the order of names") {
  // RFC 8949 by hand: a map of one pair, the text "a" and the number 1.
  CHECK(documents::to_bytes("thing", {{"a", 1}}) == "ascof thing 1 " + std::string("f96748cf585459b4a5d57c4168250a68") +
                                                        "\n" +
                                                        "\xa1\x61"
                                                        "a\x01");
}

TEST_CASE("bytes that are none, of another kind, of a newer version or damaged are told apart") {
  const std::string good = documents::to_bytes("thing", some);
  CHECK(read_again("PK\x03\x04") == "this is not a thing that ascof wrote; give what was written for a thing");
  CHECK(read_again("") == "this is not a thing that ascof wrote; give what was written for a thing");
  CHECK(read_again(documents::to_bytes("other", some)) ==
        "this is an other, and a thing is wanted; read it as an other");
  std::string newer = good;
  newer[std::string("ascof thing ").size()] = '2';
  CHECK(read_again(newer) ==
        "the thing is written in version 2 of its format, and this library reads up to 1; read it with the version of "
        "ascof that wrote it, or a newer one");
  CHECK(read_again(good.substr(0, good.size() - 1)) ==
        "the thing cannot be read: its bytes are damaged or cut off; write it again with ascof");
}

TEST_CASE("whatever is cut off or changed in the bytes is refused") {
  const std::string good = documents::to_bytes("thing", some);
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK(failure_of([&] { documents::from_bytes("thing", good.substr(0, length)); }).kind == "input");
  for (std::size_t at = 0; at < good.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 1 << bit);
      CHECK(failure_of([&] { documents::from_bytes("thing", bad); }).kind == "input");
    }
}

TEST_CASE("a document that is nested without end is refused before it is read to its end") {
  std::string deep = "{\"format\": \"ascof thing\", \"version\": 1, \"a\": ";
  for (int i = 0; i < 1'000'000; ++i) deep += '[';
  CHECK(failure_of([&] { documents::from_text("thing", deep); }).kind == "input");
}

TEST_CASE("numbers that JSON does not have are kept") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(documents::real(documents::from_real(inf), "x") == inf);
  CHECK(documents::real(documents::from_real(-inf), "x") == -inf);
  CHECK(std::isnan(documents::real(documents::from_real(std::nan("")), "x")));
  CHECK(std::signbit(documents::real(json::parse(documents::from_real(-0.0).dump()), "x")));
}

TEST_CASE("whole numbers are kept within bounds, and counts are not below nothing") {
  CHECK(documents::whole(json(-3), "x", -3, 3) == -3);
  for (const json& wrong : {json(-4), json(4), json(2.0), json("2"), json(std::numeric_limits<std::uint64_t>::max())})
    CHECK_THROWS_AS(documents::whole(wrong, "x", -3, 3), documents::unreadable);
  CHECK_THROWS_AS(documents::count(json(-1), "x"), documents::unreadable);
}

TEST_CASE("a part that nobody knows is not passed over") {
  documents::object from(some, "a thing");
  CHECK(from.truth_or("a", false));
  CHECK_THROWS_WITH(from.done(), "a thing has a part 'b' that is not known");
  CHECK_THROWS_WITH(from.at("c"), "a thing lacks its c");
}

TEST_CASE("texts that are no UTF-8 are refused in text") {
  const auto refused = failure_of([] { documents::to_text("thing", {{"a", "\xff"}}); });
  CHECK(refused.kind == "usage");
  CHECK(refused.message == "a text of the thing is not UTF-8; write it as bytes, or mend the text");
}
