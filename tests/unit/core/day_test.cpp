#include "ascof/core/day.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/core/gregorian.hpp"

using namespace ascof;

namespace {

day on(const char* text) { return parse_day(text).value(); }

}  // namespace

TEST_CASE("a day is the number of days since 1970-01-01, as Arrow's date32 counts") {
  CHECK(make_day(1970, 1, 1).number == 0);
  CHECK(make_day(1969, 12, 31).number == -1);
  CHECK(make_day(2000, 1, 1).number == 10957);
  CHECK(make_day(9999, 1, 1) == far_day);
  CHECK(days_between(on("2024-02-28"), on("2024-03-01")) == 2);
  CHECK(days_between(on("2024-03-01"), on("2024-02-28")) == -2);
}

TEST_CASE("a day that no calendar has is missing") {
  struct impossible {
    int year;
    unsigned month, day_of_month;
  };
  const impossible table[] = {{2023, 2, 29},
                              {2024, 2, 30},
                              {1900, 2, 29},
                              {2024, 4, 31},
                              {2024, 0, 1},
                              {2024, 13, 1},
                              {2024, 1, 0},
                              {2024, 1, 32},
                              {0, 1, 1},
                              {10000, 1, 1},
                              // Numbers that a narrow type would take for January, or for the first of the month.
                              {2024, 257, 1},
                              {2024, 1, 257},
                              {70000, 1, 1}};
  for (const impossible& row : table) {
    CAPTURE(row.year, row.month, row.day_of_month);
    CHECK(make_day(row.year, row.month, row.day_of_month).is_missing());
  }
  CHECK(make_day(2024, 2, 29));
  CHECK(make_day(2000, 2, 29));
  CHECK(make_day(1, 1, 1));
  CHECK(make_day(9999, 12, 31));
}

TEST_CASE("missing is before every day and prints as nothing") {
  CHECK(missing_day.is_missing());
  CHECK(missing_day < make_day(1, 1, 1));
  CHECK(day{} == missing_day);
  CHECK(to_string(missing_day).empty());
  CHECK(to_short_label(missing_day).empty());
}

TEST_CASE("dates are read ISO or day first, with or without a time") {
  struct reading {
    const char* text;
    const char* iso;
  };
  const reading table[] = {{"2024-05-01", "2024-05-01"},
                           {"2024-5-1", "2024-05-01"},
                           {"2024/05/01", "2024-05-01"},
                           {"01/05/2024", "2024-05-01"},
                           {"1/5/2024", "2024-05-01"},
                           {"01-05-2024", "2024-05-01"},
                           {"01.05.2024", "2024-05-01"},
                           // Day first even where the second number could be a day too.
                           {"03/04/2024", "2024-04-03"},
                           {"31/12/2024", "2024-12-31"},
                           {"29/02/2024", "2024-02-29"},
                           {" 2024-05-01 ", "2024-05-01"},
                           {"2024-05-01 00:00:00", "2024-05-01"},
                           {"2024-05-01 23:59:59.997", "2024-05-01"},
                           {"2024-05-01T10:00:00Z", "2024-05-01"},
                           {"2024-05-01T10:00:00+01:00", "2024-05-01"},
                           {"2024-05-01 10:00", "2024-05-01"},
                           {"01/05/2024 00:00", "2024-05-01"},
                           {"01/05/2024 9:30:00 AM", "2024-05-01"}};
  for (const reading& row : table) {
    CAPTURE(row.text);
    const auto read = parse_day(row.text);
    REQUIRE(read);
    CHECK(to_string(*read) == row.iso);
  }
}

TEST_CASE("what is no date is not read") {
  for (const char* text : {"",
                           " ",
                           "2024",
                           "2024-05",
                           "2024-05-",
                           "20240501",
                           "2024-13-01",
                           "2024-00-01",
                           "2024-02-30",
                           "29/02/2023",
                           "31/04/2024",
                           "12/31/2024",
                           "0000-01-01",
                           "24-05-01",
                           "01/05/24",
                           "2024-05/01",
                           "01/05-2024",
                           "2024-05-01x",
                           "2024-05-01 x",
                           "2024-05-01T",
                           "2024-05-01 10",
                           "2024-05-01 25:00",
                           "2024-05-01 10:61",
                           "01/05/20245",
                           "02024-05-01",
                           "1 May 2024",
                           "NULL",
                           "45413",
                           "-2024-05-01",
                           "2024-05-01-01"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_day(text));
  }
}

TEST_CASE("a printed day reads back as itself in every month and leap year") {
  for (int year : {1, 1582, 1900, 1999, 2000, 2023, 2024, 9999})
    for (unsigned month = 1; month <= 12; ++month)
      for (unsigned day_of_month : {1U, 28U, 29U, 30U, 31U}) {
        const day d = make_day(year, month, day_of_month);
        if (d.is_missing()) continue;
        CHECK(parse_day(to_string(d)) == d);
        const civil_day c = to_civil(d);
        CHECK((c.year == year && c.month == month && c.day_of_month == day_of_month));
      }
}

TEST_CASE("the label of a day has no leading zero and two digits of the year") {
  CHECK(to_short_label(make_day(2024, 4, 1)) == "1 Apr 24");
  CHECK(to_short_label(make_day(2025, 3, 31)) == "31 Mar 25");
  CHECK(to_short_label(make_day(2005, 12, 9)) == "9 Dec 05");
}

TEST_CASE("a month begins on its first day and ends on its last") {
  CHECK(first_of_month(on("2024-02-29")) == on("2024-02-01"));
  CHECK(last_of_month(on("2024-02-01")) == on("2024-02-29"));
  CHECK(last_of_month(on("2023-02-28")) == on("2023-02-28"));
  CHECK(last_of_month(on("2023-12-31")) == on("2023-12-31"));
}

TEST_CASE("adding months stays inside a shorter month, as the department's database does") {
  struct sum {
    const char* from;
    int months;
    const char* to;
  };
  const sum table[] = {{"2024-05-31", -3, "2024-02-29"}, {"2023-05-31", -3, "2023-02-28"},
                       {"2024-02-28", 1, "2024-03-28"},  {"2024-02-29", 12, "2025-02-28"},
                       {"2024-01-31", 1, "2024-02-29"},  {"2024-01-31", 13, "2025-02-28"},
                       {"2024-12-31", 1, "2025-01-31"},  {"2024-03-30", -1, "2024-02-29"},
                       {"2024-01-15", -1, "2023-12-15"}, {"2024-01-15", 0, "2024-01-15"}};
  for (const sum& row : table) {
    CAPTURE(row.from, row.months);
    CHECK(to_string(add_months(on(row.from), row.months)) == row.to);
  }
}

TEST_CASE("Boost's months snap to the end of the month where ours do not") {
  using boost::gregorian::months;
  // Equal where no month end is met.
  CHECK(from_gregorian(to_gregorian(on("2024-01-15")) + months(1)) == add_months(on("2024-01-15"), 1));
  CHECK(from_gregorian(to_gregorian(on("2024-05-31")) - months(3)) == add_months(on("2024-05-31"), -3));
  // The last of February plus a month is the last of March for Boost, the 28th for the department.
  CHECK(to_string(from_gregorian(to_gregorian(on("2023-02-28")) + months(1))) == "2023-03-31");
  CHECK(to_string(add_months(on("2023-02-28"), 1)) == "2023-03-28");
}

TEST_CASE("days and periods go to Boost and back") {
  for (const char* text : {"1970-01-01", "2024-02-29", "1899-12-31"})
    CHECK(from_gregorian(to_gregorian(on(text))) == on(text));
  CHECK(to_gregorian(missing_day).is_not_a_date());
  CHECK(from_gregorian(boost::gregorian::date(boost::date_time::not_a_date_time)).is_missing());
  CHECK(from_gregorian(boost::gregorian::date(boost::date_time::pos_infin)).is_missing());
  const period year = financial_year(2024);
  CHECK(to_gregorian(year).length().days() == 365);
  CHECK(to_gregorian(year).contains(to_gregorian(year.end)));
  CHECK(from_gregorian(to_gregorian(year)) == year);
}

TEST_CASE("age is the whole number of days over 365.25, a day late at some birthdays") {
  struct at {
    const char* birth_month;
    const char* on;
    int days;
    int age;
  };
  const at table[] = {{"1959-10-01", "2024-09-30", 23741, 64}, {"1959-10-01", "2024-10-01", 23742, 65},
                      {"1957-05-01", "2022-05-01", 23741, 64},                                          // a day late
                      {"1957-05-01", "2022-05-02", 23742, 65}, {"2005-03-01", "2023-03-01", 6574, 17},  // a day late
                      {"2005-03-01", "2023-03-02", 6575, 18},  {"2001-03-01", "2026-03-01", 9131, 24},  // a day late
                      {"2001-03-01", "2026-03-02", 9132, 25},  {"2024-04-01", "2024-04-01", 0, 0},
                      {"2024-04-01", "2024-03-31", -1, -1}};
  for (const at& row : table) {
    CAPTURE(row.birth_month, row.on);
    CHECK(days_between(on(row.birth_month), on(row.on)) == row.days);
    CHECK(age_on(on(row.birth_month), on(row.on)) == row.age);
  }
}

TEST_CASE("at the thresholds of the measures an age is never early and at most a day late") {
  // Across February 1900, which had no leap day, it can be two days late: nobody in the data is that old.
  for (int year = 1901; year <= 2010; ++year)
    for (unsigned month = 1; month <= 12; ++month)
      for (const int threshold : {18, 25, 65, 75, 85}) {
        const day birth = make_day(year, month, 1);
        const day birthday = make_day(year + threshold, month, 1);
        if (age_on(birth, birthday - 1) >= threshold || age_on(birth, birthday + 1) < threshold) {
          CAPTURE(year, month, threshold);
          CHECK(false);
        }
      }
}
