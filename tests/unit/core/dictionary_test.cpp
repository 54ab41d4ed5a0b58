#include "ascof/core/dictionary.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace ascof;

TEST_CASE("texts are numbered from 1 in order of first appearance, and 0 is missing") {
  dictionary words;
  CHECK(words.size() == 1);
  CHECK(words[missing_code].empty());
  CHECK(words.intern("one") == 1);
  CHECK(words.intern("two") == 2);
  CHECK(words.intern("one") == 1);
  CHECK(words.size() == 3);
  CHECK(words[2] == "two");
  CHECK(words.find("two") == 2);
  CHECK(words.find("three") == missing_code);
}

TEST_CASE("the empty text is an entry and not missing") {
  dictionary words;
  CHECK(words.find("") == missing_code);
  const code empty = words.intern("");
  CHECK(empty == 1);
  CHECK(words.find("") == empty);
  CHECK(words.intern("") == empty);
  CHECK(words[empty].empty());
}

TEST_CASE("texts of all lengths are kept apart, those that differ in one byte too") {
  dictionary words;
  std::vector<std::string> texts;
  for (std::size_t length = 0; length <= 100; ++length) {
    texts.emplace_back(length, 'a');
    for (std::size_t at = 0; at < length; ++at) {
      std::string other(length, 'a');
      other[at] = 'b';
      texts.push_back(other);
    }
  }
  std::vector<code> codes;
  for (const std::string& text : texts) codes.push_back(words.intern(text));
  CHECK(words.size() == texts.size() + 1);
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (words.find(texts[i]) != codes[i] || words[codes[i]] != texts[i]) FAIL("text " << i << " is not found again");
}

TEST_CASE("views into a dictionary stay valid while it grows") {
  dictionary words;
  const std::string_view first = words[words.intern("the first text")];
  for (int i = 0; i < 20'000; ++i) words.intern("text number " + std::to_string(i));
  CHECK(first == "the first text");
  CHECK(words.find("text number 19999") == 20'001);
  CHECK(words.memory() > 20'000 * 12);
}

TEST_CASE("many texts at once get the codes that they get one by one") {
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back("text " + std::to_string(i * 7 % 1201));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  dictionary one_by_one, at_once;
  std::vector<code> expected, codes(views.size());
  for (const std::string_view text : views) expected.push_back(one_by_one.intern(text));
  at_once.intern_all(views, codes);
  CHECK((codes == expected));
  CHECK(at_once.size() == one_by_one.size());
  at_once.intern_all({}, {});
  CHECK(at_once.size() == one_by_one.size());
}

TEST_CASE("folded codes are equal exactly where the texts compare equal") {
  dictionary words;
  const code upper = words.intern("MALE");
  const code blanks = words.intern("Male  ");
  const code leading = words.intern(" Male");
  const code empty = words.intern("");
  const code blank = words.intern("   ");
  const folded_codes folded = fold_codes(words);
  CHECK(folded.of.size() == words.size());
  CHECK(folded.of[missing_code] == missing_code);
  CHECK(folded.of[upper] == folded.of[blanks]);
  CHECK(folded.of[upper] != folded.of[leading]);
  CHECK(folded.of[empty] == folded.of[blank]);
  CHECK(folded.of[empty] != missing_code);
  CHECK(folded.forms[folded.of[upper]] == "male");
}

TEST_CASE("sorted ranks follow the bytes of the texts, missing first") {
  dictionary words;
  const code b = words.intern("b");
  const code upper = words.intern("B");
  const code a = words.intern("a");
  const code accented = words.intern("\xC3\xA9");
  const code empty = words.intern("");
  const std::vector<code> rank = sorted_ranks(words);
  CHECK(rank[missing_code] == 0);
  CHECK(rank[empty] == 1);
  CHECK(rank[upper] == 2);
  CHECK(rank[a] == 3);
  CHECK(rank[b] == 4);
  CHECK(rank[accented] == 5);
  CHECK(sorted_ranks(dictionary()) == std::vector<code>{0});
}
