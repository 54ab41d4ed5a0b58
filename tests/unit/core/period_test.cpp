#include "ascof/core/period.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/failure.hpp"

using namespace ascof;
using support::failure_of;

namespace {

period of(const char* text) { return parse_period(text); }

std::string shown(const std::vector<period>& periods) {
  std::string text;
  for (const period& p : periods) text += (text.empty() ? "" : " ") + to_string(p);
  return text;
}

}  // namespace

TEST_CASE("both ends of a period belong to it") {
  const period year = financial_year(2024);
  CHECK(to_string(year) == "2024-04-01..2025-03-31");
  CHECK(to_label(year) == "1 Apr 24 - 31 Mar 25");
  CHECK(year.contains(make_day(2024, 4, 1)));
  CHECK(year.contains(make_day(2025, 3, 31)));
  CHECK_FALSE(year.contains(make_day(2024, 3, 31)));
  CHECK_FALSE(year.contains(make_day(2025, 4, 1)));
  CHECK_FALSE(year.contains(missing_day));
}

TEST_CASE("financial years run from April to March") {
  CHECK(shown(financial_years(2023, 2024)) == "2023-04-01..2024-03-31 2024-04-01..2025-03-31");
  const auto refused = failure_of([] { financial_years(2024, 2023); });
  CHECK(refused.kind == "usage");
  CHECK(refused.message == "financial year 2023 comes before 2024; give the earlier year first");
}

TEST_CASE("quarters lie wholly inside a period") {
  CHECK(shown(quarters_inside(of("2024-04-01..2024-12-31"))) ==
        "2024-04-01..2024-06-30 2024-07-01..2024-09-30 2024-10-01..2024-12-31");
  CHECK(shown(quarters_inside(of("2024-04-02..2024-12-30"))) == "2024-07-01..2024-09-30");
  CHECK(quarters_inside(of("2024-04-02..2024-06-30")).empty());
  CHECK(shown(quarters_inside(of("2023-11-15..2024-03-31"))) == "2024-01-01..2024-03-31");
  CHECK(quarters_inside(financial_year(2024)).size() == 4);
}

TEST_CASE("financial years lie wholly inside a period") {
  CHECK(shown(financial_years_inside(of("2023-04-01..2025-03-31"))) == "2023-04-01..2024-03-31 2024-04-01..2025-03-31");
  CHECK(financial_years_inside(of("2023-04-02..2025-03-30")).empty());
  CHECK(shown(financial_years_inside(of("2023-01-01..2024-12-31"))) == "2023-04-01..2024-03-31");
  CHECK(shown(financial_years_inside(of("2023-05-01..2025-03-31"))) == "2024-04-01..2025-03-31");
}

TEST_CASE("the ends of the calendar do not stop the search for years and quarters") {
  // A far end date that stands for "open", or a mistyped year, may be the end of what some records cover.
  CHECK(financial_years_inside({make_day(9997, 4, 1), make_day(9999, 12, 31)}).empty());
  CHECK(financial_years_inside({make_day(1, 1, 1), make_day(2, 3, 31)}).empty());
  CHECK(financial_years_inside({make_day(2024, 4, 1), make_day(9999, 12, 31)}).size() == 77);
  CHECK(shown(quarters_inside({make_day(9999, 7, 1), make_day(9999, 12, 31)})) ==
        "9999-07-01..9999-09-30 9999-10-01..9999-12-31");
  CHECK(quarters_inside({make_day(1, 1, 1), make_day(1, 6, 30)}).size() == 2);
}

TEST_CASE("a financial year is written as people write it, and the year 25 is a slip") {
  for (const std::string text : {"2025-26", "2025/26", "2025-2026", "2025", "FY2025/26", "FY 2025-26", "FY25/26",
                                 "fy25-26", "Financial year 2025/26", "2025\u201326", "2025 \u2013 26", "2025 / 26",
                                 " 2025-26 ", "2025\u00a0\u2212\u00a026"}) {
    CAPTURE(text);
    CHECK(shown({parse_period(text)}) == "2025-04-01..2026-03-31");
  }
  CHECK(shown({parse_period("FY2010-11")}) == "2010-04-01..2011-03-31");
  CHECK(shown({parse_period("2010/11")}) == "2010-04-01..2011-03-31");
  // November 2010, or the year that ends in 2011.
  for (const std::string text :
       {"2010-11", "25", "25-26", "FY25", "FY2025", "2025-27", "2025/2027", "0025-26", "3025-26", "25-2026"})
    CHECK_THROWS_AS(parse_period(text), usage_error);
  for (const int year : {25, 0, 1025, 9999}) CHECK_THROWS_AS(financial_year(year), usage_error);
}

TEST_CASE("the first day of a financial year that a text names in full") {
  for (const char* name : {"2024-25", "2024/25", "2024-2025", " 2024 \u2013 25 ", "FY 2024-25"}) {
    CAPTURE(name);
    CHECK(financial_year_start(name) == make_day(2024, 4, 1));
  }
  CHECK(financial_year_start("2010-11") == make_day(2010, 4, 1));
  CHECK(financial_year_start("1999-00") == make_day(1999, 4, 1));
  for (const char* none : {"", "2024", "2024-26", "24-25x", "2024-25 Q1", "20245-46", "survey"}) {
    CAPTURE(none);
    CHECK(financial_year_start(none).is_missing());
  }
}

TEST_CASE("a quarter of a financial year is written as people write it") {
  for (const std::string text :
       {"2025-26 Q1", "Q1 2025/26", "2025/26 Q1", "2025-26Q1", "q1 2025-26", "Quarter 1 2025-26", "FY25/26 Q1",
        "Q1, 2025\u201326", "Q1 of 2025/26", "Qtr 1 2025/26", "2025-26-Q1"}) {
    CAPTURE(text);
    CHECK(shown({parse_period(text)}) == "2025-04-01..2025-06-30");
  }
  CHECK(shown({of("2010-11 Q4")}) == "2011-01-01..2011-03-31");
  CHECK(shown({of("Q2 2025/26..Q3 2025/26")}) == "2025-07-01..2025-12-31");
  const auto advice = [](const char* text) { return failure_of([&] { of(text); }).message; };
  const std::string begin =
      "--period: expected START..END such as 2024-04-01..2025-03-31, or a financial year such as 2024-25, got '";
  CHECK(advice("2025 Q1") == begin +
                                 "2025 Q1'; it may be a quarter of the calendar year or of the financial year: write "
                                 "2025-01-01..2025-03-31 or 2025-04-01..2025-06-30");
  CHECK(advice("2025-26 Q5") == begin +
                                    "2025-26 Q5'; it names a quarter that no year has: name one of Q1 (April to June) "
                                    "to Q4 (January to March)");
  CHECK(advice("2025-27 Q1").find("does not follow the first") != std::string::npos);
}

TEST_CASE("the ends of a period are days, months, financial years or quarters") {
  CHECK(shown({of("2024-04..2025-03")}) == "2024-04-01..2025-03-31");
  CHECK(shown({of("2024-04/2025-03")}) == "2024-04-01..2025-03-31");
  CHECK(shown({of("2024-04-01/2025-03-31")}) == "2024-04-01..2025-03-31");
  CHECK(shown({of("2024-04-01 to 2025-03-31")}) == "2024-04-01..2025-03-31");
  CHECK(shown({of("2024-04-01 \u2013 2025-03-31")}) == "2024-04-01..2025-03-31");
  CHECK(shown({of("2024-04-01\u20262025-03-31")}) == "2024-04-01..2025-03-31");
  CHECK(shown({of("2023-24..2025-26")}) == "2023-04-01..2026-03-31");
  CHECK(shown({of("2023/24 to 2024/25")}) == "2023-04-01..2025-03-31");
  CHECK(shown({of("2010-11..2011-12")}) == "2010-11-01..2011-12-31");
  CHECK(shown({of("2025-06")}) == "2025-06-01..2025-06-30");
  CHECK_THROWS_AS(of("2024..2025"), usage_error);
  CHECK_THROWS_AS(of("2024-04-01..2025"), usage_error);
  CHECK_THROWS_AS(of("2024-13..2025-03"), usage_error);
}

TEST_CASE("a text that may be several periods, or none, is told what it was taken for") {
  const auto advice = [](const char* text) {
    const std::string message = failure_of([&] { of(text); }).message;
    return message.substr(message.find("'; ") + 3);
  };
  CHECK(
      advice("2010-11") ==
      "it may be a month or a financial year: write 2010/11 for the financial year, or 2010-11..2010-11 for the month");
  CHECK(advice("25") == "it is a year without its century: write 2025/26 for the financial year that begins in 2025");
  CHECK(advice("25/26") == "it lacks the century: write 2025/26");
  CHECK(advice("FY25") ==
        "it may be the financial year that begins in 2025 or the one that ends in it: write 2025/26 or 2024/25");
  CHECK(advice("2025-27") ==
        "it is no financial year: its second year does not follow the first: write 2025/26 for the one that begins in "
        "2025, or the first and the last day with two dots between them");
  CHECK(advice("last year") == "write days and months year first, with two dots between the two ends");
}

TEST_CASE("months lie wholly inside a period") {
  CHECK(shown(months_inside(of("2024-01-31..2024-03-31"))) == "2024-02-01..2024-02-29 2024-03-01..2024-03-31");
  CHECK(months_inside(of("2024-04-02..2024-05-30")).empty());
  CHECK(months_inside(financial_year(2024)).size() == 12);
  CHECK(months_inside({make_day(9999, 11, 1), make_day(9999, 12, 31)}).size() == 2);
}

TEST_CASE("rolling periods end with months, a month apart") {
  CHECK(shown(rolling_periods(12, make_day(2025, 3, 31), 3)) ==
        "2024-02-01..2025-01-31 2024-03-01..2025-02-28 2024-04-01..2025-03-31");
  // The month of the last day counts when it is over.
  CHECK(shown(rolling_periods(3, make_day(2024, 3, 30), 1)) == "2023-12-01..2024-02-29");
  CHECK(shown(rolling_periods(1, make_day(9999, 12, 31), 1)) == "9999-12-01..9999-12-31");
  CHECK(shown(rolling_periods(2, make_day(1, 3, 31), 2)) == "0001-01-01..0001-02-28 0001-02-01..0001-03-31");
  for (const int months : {0, -1})
    CHECK(failure_of([&] { rolling_periods(months, make_day(2025, 3, 31), 1); }).code == error_code::bad_period);
  CHECK(failure_of([] { rolling_periods(12, make_day(2025, 3, 31), 0); }).code == error_code::bad_period);
  CHECK(failure_of([] { rolling_periods(12, missing_day, 1); }).message ==
        "rolling periods have no end; say until when they go");
  CHECK(failure_of([] { rolling_periods(3, make_day(1, 3, 31), 2); }).message ==
        "2 rolling periods of 3 months until 0001-03-31 begin before the calendar does; give fewer, or shorter ones");
}

TEST_CASE("months and rolling periods lie wholly inside a range") {
  CHECK(shown(months_inside(of("2024-01-02..2024-04-29"))) == "2024-02-01..2024-02-29 2024-03-01..2024-03-31");
  CHECK(shown(months_inside(of("2024-02-01..2024-02-29"))) == "2024-02-01..2024-02-29");
  CHECK(months_inside(of("2024-02-01..2024-02-28")).empty());
  CHECK(shown(rolling_periods(12, 1, of("2024-04-01..2025-05-31"))) ==
        "2024-04-01..2025-03-31 2024-05-01..2025-04-30 2024-06-01..2025-05-31");
  CHECK(shown(rolling_periods(3, 2, of("2023-12-15..2024-07-31"))) ==
        "2024-01-01..2024-03-31 2024-03-01..2024-05-31 "
        "2024-05-01..2024-07-31");
  CHECK(rolling_periods(12, 1, of("2024-04-01..2025-03-30")).empty());
  // To the end of the calendar, and not behind it.
  CHECK(shown(rolling_periods(2, 1, {make_day(9999, 10, 1), make_day(9999, 12, 31)})) ==
        "9999-10-01..9999-11-30 9999-11-01..9999-12-31");
  CHECK(rolling_periods(1'000'000'000, 1'000'000'000, {make_day(1, 1, 1), make_day(9999, 12, 31)}).empty());
  for (const auto& [months, step] : {std::pair{0, 1}, std::pair{1, 0}}) {
    const auto refused = failure_of([&, m = months, s = step] { rolling_periods(m, s, financial_year(2024)); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::bad_period);
  }
}

TEST_CASE("the period before is as long: in months when it is of whole months, otherwise in days") {
  CHECK(period_before(financial_year(2024)) == financial_year(2023));
  CHECK(to_string(period_before(of("2024-03-01..2024-03-31"))) == "2024-02-01..2024-02-29");
  CHECK(to_string(period_before(of("2024-04-01..2024-06-30"))) == "2024-01-01..2024-03-31");
  CHECK(to_string(period_before(of("2024-03-04..2024-03-10"))) == "2024-02-26..2024-03-03");
  CHECK(to_string(period_before(of("2024-03-01..2024-03-01"))) == "2024-02-29..2024-02-29");
}

TEST_CASE("months of a period are counted from the first to the last that it touches") {
  CHECK(months_in(financial_year(2024)) == 12);
  CHECK(months_in(of("2024-04-30..2024-05-01")) == 2);
  CHECK(months_in(of("2024-04-01..2024-04-01")) == 1);
  CHECK(months_in(of("2023-12-31..2025-01-01")) == 14);
}

TEST_CASE("a period needs both days, the earlier first") {
  CHECK(make_period(make_day(2024, 4, 1), make_day(2024, 4, 1)).contains(make_day(2024, 4, 1)));
  const auto missing = failure_of([] { make_period(make_day(2024, 4, 1), missing_day); });
  CHECK(missing.kind == "usage");
  CHECK(missing.message == "a period needs a first and a last day; give both");
  const auto backwards = failure_of([] { make_period(make_day(2025, 3, 31), make_day(2024, 4, 1)); });
  CHECK(backwards.code == error_code::bad_period);
  CHECK(backwards.message == "the period ends (2024-04-01) before it starts (2025-03-31); give the earlier day first");
}

TEST_CASE("a period option is START..END with ISO days") {
  CHECK(to_string(of("2024-04-01..2025-03-31")) == "2024-04-01..2025-03-31");
  struct refusal {
    const char* text;
    error_code code;
    const char* message;
  };
  const refusal table[] = {
      {"2024-04-01", error_code::bad_period,
       "--period: expected START..END such as 2024-04-01..2025-03-31, or a financial year such as 2024-25, got "
       "'2024-04-01'; it is a day, and no period: write 2024-04-01..2024-04-01 for the day itself, or the last day "
       "behind "
       "two dots"},
      {"", error_code::bad_period,
       "--period: expected START..END such as 2024-04-01..2025-03-31, or a financial year such as 2024-25, got ''; "
       "write "
       "days and months year first, with two dots between the two ends"},
      {"2024-04-01..2024-02-30", error_code::bad_date,
       "--period: expected a day such as 2025-03-31, got '2024-02-30'; write the year, month and day of a real date"},
      {"..2024-02-28", error_code::bad_date,
       "--period: expected a day such as 2025-03-31, got ''; write the year, month and day of a real date"},
      {"2024-04-01..2024-03-31", error_code::bad_period,
       "--period: the period ends (2024-03-31) before it starts (2024-04-01); give the earlier day first"}};
  for (const refusal& row : table) {
    CAPTURE(row.text);
    const auto refused = failure_of([&] { of(row.text); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == row.code);
    CHECK(refused.message == row.message);
  }
}

TEST_CASE("a day option is ISO and nothing else, and the message names the option") {
  CHECK(parse_iso_day("2025-03-31", "--as-of") == make_day(2025, 3, 31));
  for (const char* text :
       {"31/03/2025", "2025-3-31", "2025-03-31 10:00", "2025-3-31 ", " 2025-3-31", "2025-02-29", "today"}) {
    CAPTURE(std::string(text));
    const auto refused = failure_of([&] { parse_iso_day(text, "--as-of"); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::bad_date);
    CHECK(refused.message.starts_with("--as-of: expected a day such as 2025-03-31, got '"));
  }
}
