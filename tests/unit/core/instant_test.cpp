#include "ascof/core/instant.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace ascof;

TEST_CASE("an import time is read to the millisecond and printed the same way") {
  struct reading {
    const char* text;
    const char* shown;
  };
  const reading table[] = {{"2026-04-23 13:28:24.253", "2026-04-23 13:28:24.253"},
                           {"2026-04-23T13:28:24.253", "2026-04-23 13:28:24.253"},
                           {"2026-04-23T13:28:24Z", "2026-04-23 13:28:24.000"},
                           {"2026-04-23 13:28:24.2534567", "2026-04-23 13:28:24.253"},
                           {"2026-04-23 13:28:24.5", "2026-04-23 13:28:24.500"},
                           {"2026-04-23 13:28:24,05", "2026-04-23 13:28:24.050"},
                           {"2026-04-23 13:28", "2026-04-23 13:28:00.000"},
                           {"2026-04-23 9:05", "2026-04-23 09:05:00.000"},
                           {"23/04/2026 00:00:00", "2026-04-23 00:00:00.000"},
                           {" 2026-04-23 23:59:59.999 ", "2026-04-23 23:59:59.999"},
                           // Before 1970, where division rounds the other way.
                           {"1969-12-31 23:59:59.999", "1969-12-31 23:59:59.999"}};
  for (const reading& row : table) {
    CAPTURE(row.text);
    const auto read = parse_instant(row.text);
    REQUIRE(read);
    CHECK(to_string(*read) == row.shown);
  }
}

TEST_CASE("a day without a time counts as nine o'clock") {
  CHECK(to_string(parse_instant("2026-04-23").value()) == "2026-04-23 09:00:00.000");
  CHECK(to_string(parse_instant("23/04/2026").value()) == "2026-04-23 09:00:00.000");
  CHECK(at_hour(make_day(2026, 4, 23), 9) == parse_instant("2026-04-23").value());
}

TEST_CASE("what is no day and time is not read") {
  for (const char* text : {"", "yesterday", "2026-02-30", "2026-02-30 10:00", "2026-04-23 24:00", "2026-04-23 10:60",
                           "2026-04-23 10", "2026-04-23 10:00:61", "2026-04-23 10:00x"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_instant(text));
  }
}

TEST_CASE("the day of an instant is the day it falls on, also before 1970") {
  CHECK(day_of(parse_instant("2026-04-23 23:59:59.999").value()) == make_day(2026, 4, 23));
  CHECK(day_of(parse_instant("2026-04-24 00:00").value()) == make_day(2026, 4, 24));
  CHECK(day_of(parse_instant("1969-12-31 00:00").value()) == make_day(1969, 12, 31));
  CHECK(day_of(parse_instant("1969-12-31 23:59").value()) == make_day(1969, 12, 31));
}

TEST_CASE("a missing instant is before all others and prints as nothing") {
  CHECK(instant{}.is_missing());
  CHECK(instant{} < parse_instant("0001-01-01 00:00").value());
  CHECK(to_string(instant{}).empty());
}
