#include "ascof/core/text.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace ascof;

TEST_CASE("texts are the same whatever their case and trailing blanks, as the department's database compares") {
  struct pair {
    const char* a;
    const char* b;
    bool same;
  };
  const pair table[] = {{"Service User", "service user", true},
                        {"Service User", "Service user   ", true},
                        {"Service User", " Service User", false},  // leading blanks count
                        {"Service User", "Service  User", false},
                        {"Service User", "Service User\t", false},  // a tab is no blank
                        {"", "   ", true},
                        {"Caf\xC3\x89", "caf\xC3\xA9", true},  // É and é in UTF-8
                        {"\xC3\x9Eorn", "\xC3\xBEorn", true},  // Þ and þ
                        {"3\xC3\x97"
                         "4",
                         "3\xC3\xB7"
                         "4",
                         false},                          // × and ÷ are no letters
                        {"\xC3\x9F", "\xC3\xBF", false},  // ß and ÿ
                        {"\xC4\x80", "\xC4\x81", false},  // beyond Latin-1
                        {"ST-Max", "ST Max", false}};
  for (const pair& row : table) {
    CAPTURE(row.a, row.b);
    CHECK(same_text(row.a, row.b) == row.same);
    CHECK((fold(row.a) == fold(row.b)) == row.same);
  }
}

TEST_CASE("folding twice changes nothing more") {
  for (const char* text : {"", "  ", "Service User ", "Caf\xC3\x89", "\xC3", "\xC3\xC3\x89", "a\xC3\x9E"})
    CHECK(fold(fold(text)) == fold(text));
}

TEST_CASE("patterns are found without regard to case: LIKE '%part%' and LIKE 'part%'") {
  CHECK(contains_text("Long Term RESIDENTIAL care", "residential"));
  CHECK(contains_text("residential", "Residential"));
  CHECK(contains_text("anything", ""));
  CHECK_FALSE(contains_text("resident ial", "residential"));
  CHECK_FALSE(contains_text("", "residential"));
  CHECK(starts_with_text("UNPLANNED - other", "Unplanned"));
  CHECK_FALSE(starts_with_text(" Unplanned", "Unplanned"));
  CHECK_FALSE(starts_with_text("Unplan", "Unplanned"));
}

TEST_CASE("blank is nothing but blanks") {
  CHECK(is_blank(""));
  CHECK(is_blank("   "));
  CHECK_FALSE(is_blank(" . "));
  CHECK_FALSE(is_blank("\t"));
}

TEST_CASE("UTF-8 is told from other bytes") {
  const std::string valid[] = {
      "",         "plain",        "caf\xC3\xA9",  "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xC2\x80",
      "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"};
  for (const std::string& text : valid) {
    CAPTURE(text);
    CHECK(is_utf8(text));
  }
  const std::string invalid[] = {"caf\xE9",  // Latin-1
                                 "\x80",
                                 "\xBF",  // a continuation alone
                                 "\xC0\x80",
                                 "\xC1\xBF",  // overlong
                                 "\xE0\x9F\xBF",
                                 "\xF0\x8F\xBF\xBF",  // overlong
                                 "\xED\xA0\x80",      // a surrogate
                                 "\xF4\x90\x80\x80",
                                 "\xF5\x80\x80\x80",  // beyond U+10FFFF
                                 "\xC3",
                                 "\xE2\x82",
                                 "\xF0\x9F\x98",  // cut short
                                 "\xE2\x28\xA1",
                                 "\xE2\x82\x28",
                                 "\xFF\xFE"};
  for (const std::string& text : invalid) CHECK_FALSE(is_utf8(text));
}

TEST_CASE("Windows-1252 becomes UTF-8") {
  CHECK(utf8_from_windows_1252("caf\xE9") == "caf\xC3\xA9");
  CHECK(utf8_from_windows_1252("\x80 \x93quoted\x94 \x96") ==
        "\xE2\x82\xAC \xE2\x80\x9Cquoted\xE2\x80\x9D \xE2\x80\x93");
  CHECK(utf8_from_windows_1252("\x81\x8D\x8F\x90\x9D") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(utf8_from_windows_1252("plain") == "plain");
  CHECK(utf8_from_windows_1252("\xA0\xFF") == "\xC2\xA0\xC3\xBF");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  CHECK(is_utf8(utf8_from_windows_1252(all)));
}

TEST_CASE("a misspelt name finds the nearest one, and a strange one finds none") {
  const std::vector<std::string_view> names{"Gender", "Ethnicity", "Event_Type", "Event_Outcome", "Service_Type"};
  struct look_up {
    const char* name;
    const char* nearest;
  };
  const look_up table[] = {{"Gendr", "Gender"},
                           {"event type", "Event_Type"},
                           {"EventTyp", "Event_Type"},
                           {"Event Outcomes", "Event_Outcome"},
                           {"Servce_Type", "Service_Type"},
                           {"Ethnicty", "Ethnicity"},
                           {"Postcode", ""},
                           {"x", ""}};
  for (const look_up& row : table) {
    CAPTURE(row.name);
    CHECK(nearest_name(row.name, names) == row.nearest);
  }
  CHECK(nearest_name("Gender", {}).empty());
}

TEST_CASE("a text that a spreadsheet would take for a formula is guarded, and read back as it was") {
  for (const char* text : {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "\nx", "=x", "-x", "-5-5", "'=x", "''@x",
                           "+44 20 7946 0000", "-1e5+A1", "-e5", "=\"\""}) {
    CAPTURE(text);
    CHECK(guarded(text) == std::string("'") + text);
    CHECK(without_guard(guarded(text)) == text);
  }
  for (const char* text : {"", "x", "65 and over", "-", "=", "+", "-5", "+5", "-1,078.00", "-1e-05", "1=1", "'", "'x",
                           "'-5", "O'Neill", " =1"}) {
    CAPTURE(text);
    CHECK(guarded(text) == text);
    CHECK(without_guard(text) == text);
  }
}
