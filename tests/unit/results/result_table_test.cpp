#include "ascof/results/result_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

using namespace ascof;

TEST_CASE("values are rounded half away from zero, as they are stored") {
  struct rounding {
    double value;
    int decimals;
    const char* shown;
  };
  const rounding table[] = {{1.0 / 16 * 100, 1, "6.3"},
                            {23.0 / 80 * 100, 1, "28.7"},  // stored as 28.749999999999996
                            {28.749999999999996, 1, "28.7"},
                            {28.75, 1, "28.8"},
                            {3.0 / 80000 * 100000, 1, "3.7"},  // stored as 3.7499999999999996
                            {1.0 / 80000 * 100000, 1, "1.3"},
                            {50, 1, "50.0"},
                            {100, 1, "100.0"},
                            {0, 1, "0.0"},
                            {9.95, 1, "10.0"},  // the carry makes a digit more
                            {99.95, 1, "100.0"},
                            {99.949999, 1, "99.9"},
                            {0.04999, 1, "0.0"},
                            {0.05, 1, "0.1"},
                            {2.0 / 3 * 100, 1, "66.7"},
                            {1.0 / 3 * 100, 2, "33.33"},
                            {12.345, 2, "12.35"},
                            {1.5, 0, "2"},
                            {2.5, 0, "3"},
                            {0.5, 0, "1"},
                            {0.4999, 0, "0"},
                            {9.5, 0, "10"},
                            {7, 0, "7"},
                            {-6.25, 1, "-6.3"},
                            {-9.95, 1, "-10.0"},
                            {-0.04, 1, "0.0"},  // no minus before a zero
                            {-0.5, 0, "-1"},
                            {123456789.25, 1, "123456789.3"},
                            {1e16, 1, "10000000000000000.0"},
                            {1e-7, 1, "0.0"},
                            {1e-7, 7, "0.0000001"}};
  for (const rounding& row : table) {
    CAPTURE(row.value, row.decimals);
    CHECK(rounded(row.value, row.decimals) == row.shown);
  }
}

TEST_CASE("a rounded percentage is within half a place of the value") {
  for (int n = 0; n <= 400; ++n)
    for (int d = 1; d <= 80; ++d) {
      const double value = static_cast<double>(n) / d * 100;
      const double shown = std::strtod(rounded(value, 1).c_str(), nullptr);
      if (std::fabs(shown - value) > 0.05 + 1e-9) FAIL(n << " of " << d << " gives " << shown);
    }
}

TEST_CASE("all digits of a value read back as the same number") {
  CHECK(all_digits(50) == "50");
  CHECK(all_digits(6.25) == "6.25");
  CHECK(all_digits(23.0 / 80 * 100) == "28.749999999999996");
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const double value = static_cast<double>(random() % 100'000) / static_cast<double>(random() % 100'000 + 1) * 100;
    CHECK(std::strtod(all_digits(value).c_str(), nullptr) == value);
  }
}

TEST_CASE("states of a value have names") {
  CHECK(to_text(value_status::value) == "value");
  CHECK(to_text(value_status::no_denominator) == "no denominator");
}
