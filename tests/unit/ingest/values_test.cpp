#include "ingest/values.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "ascof/core/text.hpp"

using namespace ascof;
using namespace ascof::ingest;

namespace {

std::string day_of(std::string_view text, bool month_will_do = false) {
  const parsed<day> d = read_day(text, month_will_do);
  if (d.fault != value_fault::none) return std::string(describe(d.fault));
  return d.value.is_missing() ? "-" : to_string(d.value);
}

template <typename T>
std::string shown(const parsed<T>& number) {
  if (number.fault != value_fault::none) return std::string(describe(number.fault));
  return number.value == std::numeric_limits<T>::min() ? "-" : std::to_string(number.value);
}

std::string integer(std::string_view text) { return shown(read_integer(text)); }
std::string record(std::string_view text) { return shown(read_record(text)); }
std::string hundredths(std::string_view text) { return shown(read_hundredths(text)); }

}  // namespace

TEST_CASE("blanks and the text NULL are missing in days and numbers") {
  for (const char* text : {"", " ", "   ", "\t", "NULL", "null", "Null", "NULL  "}) {
    CAPTURE(text);
    CHECK(is_missing_value(text));
    CHECK(day_of(text) == "-");
    CHECK(integer(text) == "-");
    CHECK(record(text) == "-");
    CHECK(hundredths(text) == "-");
  }
  for (const char* text : {"NULLS", " NULL", "NUL", "N/A", "0"}) {
    CAPTURE(text);
    CHECK_FALSE(is_missing_value(text));
  }
}

TEST_CASE("days are read in ISO and day-first order, with or without a time") {
  CHECK(day_of("2025-03-31") == "2025-03-31");
  CHECK(day_of("31/03/2025") == "2025-03-31");
  CHECK(day_of("1/4/2024") == "2024-04-01");
  CHECK(day_of(" 2024-02-29 ") == "2024-02-29");
  CHECK(day_of("2023-07-29 11:18:23.007") == "2023-07-29");
  CHECK(day_of("2025-02-29") == "not a date");
  CHECK(day_of("31/06/2024") == "not a date");
  CHECK(day_of("03/31/2025") == "not a date");
  CHECK(day_of("soon") == "not a date");
  CHECK(day_of("45000") == "not a date");
}

TEST_CASE("a month stands for its first day only where the field allows it") {
  CHECK(day_of("1950-03", true) == "1950-03-01");
  CHECK(day_of("195003", true) == "1950-03-01");
  CHECK(day_of("1950-03-17", true) == "1950-03-17");
  CHECK(day_of("1950-13", true) == "not a date");
  CHECK(day_of("1950-3", true) == "not a date");
  CHECK(day_of("195013", true) == "not a date");
  CHECK(day_of("19500317", true) == "written in another form");  // eight digits mean one day only
  CHECK(day_of("1950-03") == "not a date");
  CHECK(day_of("195003") == "not a date");
}

TEST_CASE("the hurried reading of common days agrees with the thorough one") {
  for (int year : {1849, 1850, 1899, 1900, 1999, 2000, 2024, 2100, 2149, 2150}) {
    for (int month = 0; month <= 13; ++month) {
      for (int of_month = 0; of_month <= 32; ++of_month) {
        char iso[32];
        char british[32];
        std::snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, of_month);
        std::snprintf(british, sizeof british, "%02d/%02d/%04d", of_month, month, year);
        for (const char* text : {iso, british}) {
          CAPTURE(text);
          const auto thorough = parse_day(text);
          day hurried;
          const bool read = read_common_day(text, hurried);
          CHECK(read == (thorough.has_value() && year >= 1850 && year < 2150));
          if (read) CHECK(hurried == *thorough);
        }
      }
    }
  }
  day out;
  for (const char* text : {"2025-0x-01", "2025/03/31", "31-03-2025", "a1/03/2025", "2025-03-3 ", "/1/03/2025"}) {
    CAPTURE(text);
    CHECK_FALSE(read_common_day(text, out));
  }
}

TEST_CASE("whole numbers may carry a point and zeros") {
  CHECK(integer("0") == "0");
  CHECK(integer("-7") == "-7");
  CHECK(integer("+7") == "7");
  CHECK(integer(" 12 ") == "12");
  CHECK(integer("12.0") == "12");
  CHECK(integer("12.00") == "12");
  CHECK(integer("12.") == "12");
  CHECK(integer("007") == "7");
  CHECK(integer("12.5") == "not a whole number");
  CHECK(integer("1,200") == "written in another form");
  CHECK(integer("1,20") == "not a number");
  CHECK(integer("1e3") == "not a number");
  CHECK(integer("--1") == "not a number");
  CHECK(integer("1 2") == "not a number");
  CHECK(integer(".") == "a word for nothing");
  CHECK(integer("-") == "not a number");
  CHECK(integer("twelve") == "not a number");
}

TEST_CASE("numbers that do not fit are faults, the missing value among them") {
  CHECK(integer("2147483647") == "2147483647");
  CHECK(integer("-2147483647") == "-2147483647");
  CHECK(integer("2147483648") == "a number out of range");
  CHECK(integer("-2147483648") == "a number out of range");
  CHECK(integer("99999999999999999999999") == "a number out of range");
  CHECK(record("9223372036854775807") == "9223372036854775807");
  CHECK(record("-9223372036854775807") == "-9223372036854775807");
  CHECK(record("9223372036854775808") == "a number out of range");
  CHECK(record("-9223372036854775808") == "a number out of range");
  CHECK(hundredths("92233720368547758.07") == "9223372036854775807");
  CHECK(hundredths("92233720368547758.08") == "a number out of range");
  CHECK(hundredths("92233720368547758.075") == "a number out of range");
  CHECK(hundredths("100000000000000000000") == "a number out of range");
}

TEST_CASE("hundredths are read from the text itself and round half away from zero") {
  CHECK(hundredths("12") == "1200");
  CHECK(hundredths("12.3") == "1230");
  CHECK(hundredths("12.34") == "1234");
  CHECK(hundredths("1.005") == "101");
  CHECK(hundredths("-1.005") == "-101");
  CHECK(hundredths("1.00499999999999999999") == "100");
  CHECK(hundredths("0.995") == "100");
  CHECK(hundredths(".5") == "50");
  CHECK(hundredths("5.") == "500");
  CHECK(hundredths("+5.25") == "525");
  CHECK(hundredths("-0.01") == "-1");
  CHECK(hundredths("-0.001") == "0");
}

TEST_CASE("a pound sign in front of an amount is passed over, other signs are not") {
  CHECK(hundredths("\xC2\xA3"
                   "22.05") == "2205");
  CHECK(hundredths("\xA3"
                   "22.05") == "2205");
  CHECK(hundredths("  \xC2\xA3 22.05 ") == "2205");
  CHECK(hundredths("-\xC2\xA3"
                   "5") == "-500");
  CHECK(hundredths("\xC2\xA3-5") == "-500");
  CHECK(hundredths("-\xC2\xA3-5") == "not a number");
  CHECK(hundredths("\xC2\xA3") == "not a number");
  CHECK(hundredths("22.05\xC2\xA3") == "not a number");
  CHECK(hundredths("1,022.05") == "written in another form");
  CHECK(hundredths("1.022,05") == "not a number");
  CHECK(hundredths("$5") == "not a number");
  CHECK(hundredths("1.2.3") == "not a number");
  CHECK(hundredths("1e2") == "not a number");
}

TEST_CASE("a word is found in free text whatever its case, as contains_text finds it") {
  const word_finder conversation("Conversation");
  CHECK(conversation("had a CONVERSATION with the family") == 1);
  CHECK(conversation("conversation") == 1);
  CHECK(conversation("conversatio") == 0);
  CHECK(conversation("caf\xC3\x89 conconversations") == 1);
  CHECK(conversation("") == 0);
  const word_finder cafe("Caf\xC3\x89");
  CHECK(cafe("the CAF\xC3\xA9 visit") == 1);
  CHECK(cafe("the cafe visit") == 0);
  for (const char* text : {"a conversation", "CONVERSATION?", "no", "con versation", "cconversation"}) {
    CAPTURE(text);
    CHECK(conversation(text) == (contains_text(text, "conversation") ? 1 : 0));
  }
}
