#include "ascof/prepare/age_bands.hpp"

#include <catch2/catch.hpp>

using namespace ascof;

TEST_CASE("ages fall into the department's bands, both ends included") {
  struct band {
    std::int32_t age;
    const char* eight;
    const char* working;
  };
  const band table[] = {{missing_integer, "Unknown", "Unknown"},
                        {-1, "Under 18", "Under 18"},
                        {0, "Under 18", "Under 18"},
                        {17, "Under 18", "Under 18"},
                        {18, "18 to 24", "18 to 64"},
                        {24, "18 to 24", "18 to 64"},
                        {25, "25 to 44", "18 to 64"},
                        {44, "25 to 44", "18 to 64"},
                        {45, "45 to 64", "18 to 64"},
                        {64, "45 to 64", "18 to 64"},
                        {65, "65 to 74", "65 and above"},
                        {74, "65 to 74", "65 and above"},
                        {75, "75 to 84", "65 and above"},
                        {84, "75 to 84", "65 and above"},
                        {85, "85 to 94", "65 and above"},
                        {94, "85 to 94", "65 and above"},
                        {95, "95 and above", "65 and above"},
                        {120, "95 and above", "65 and above"}};
  for (const band& row : table) {
    CAPTURE(row.age);
    CHECK(age_band(row.age) == row.eight);
    CHECK(working_age_band(row.age) == row.working);
  }
}

TEST_CASE("a birth month begins on its first day, and an impossible one is missing") {
  CHECK(birth_month_start(1950, 3) == make_day(1950, 3, 1));
  CHECK(birth_month_start(missing_integer, 3).is_missing());
  CHECK(birth_month_start(1950, missing_integer).is_missing());
  CHECK(birth_month_start(1950, 0).is_missing());
  CHECK(birth_month_start(1950, 13).is_missing());
  CHECK(birth_month_start(1950, -1).is_missing());
  CHECK(birth_month_start(0, 3).is_missing());
}
