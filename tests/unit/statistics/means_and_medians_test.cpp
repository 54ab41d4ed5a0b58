#include "ascof/statistics/means_and_medians.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::close_to;
using support::failure_of;
using support::number_table;
using support::quoted;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
using numbers = std::vector<double>;
using codes = std::vector<std::uint32_t>;

numbers first(int n) {
  numbers values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1);
  return values;
}

}  // namespace

TEST_CASE("means are those of published tables, by group and all together") {
  const number_table values("mean_values.csv");
  const number_table golden("mean_expected.csv");
  codes group, together;
  for (std::size_t row = 0; row < values.rows(); ++row) {
    group.push_back(values.text(row, "area") == "Area1" ? 0 : 1);
    together.push_back(2);
  }
  const confidence_levels levels{level_95(), level_998()};
  const mean_table areas = mean_interval(values.numbers("values"), group, 2, levels);
  const mean_table all = mean_interval(values.numbers("values"), levels);
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    const mean_table& found = row < 2 ? areas : all;
    const std::size_t g = row < 2 ? row : 0;
    CHECK(found.n[g] == golden.number(row, "value_count"));
    CHECK_THAT(found.value[g], close_to(golden.number(row, "Value")));
    CHECK_THAT(found.sd[g], close_to(golden.number(row, "stdev")));
    CHECK_THAT(found.at(g, 0).lower, close_to(golden.number(row, "lower_95_ci")));
    CHECK_THAT(found.at(g, 0).upper, close_to(golden.number(row, "upper_95_ci")));
    CHECK_THAT(found.at(g, 1).lower, close_to(golden.number(row, "lower_99_8_ci")));
    CHECK_THAT(found.at(g, 1).upper, close_to(golden.number(row, "upper_99_8_ci")));
    CHECK(found.method[g] == interval_method::student);
  }
}

TEST_CASE("a mean of few skewed waits can have a limit that no wait can have") {
  const mean_table found = mean_interval(numbers{2, 5, 9, 32});
  CHECK(found.value[0] == 12);
  CHECK(found.sd[0] == quoted(13.64, 5e-3));
  CHECK(found.at(0).lower == quoted(-9.7, 0.05));
  CHECK(found.at(0).upper == quoted(33.7, 0.05));
}

TEST_CASE("deviations do not drown in large values") {
  const mean_table found = mean_interval(numbers{1e9 + 1, 1e9 + 2, 1e9 + 3});
  CHECK(found.sd[0] == 1);
}

TEST_CASE("one value has a mean and no interval, none has neither") {
  const mean_table found = mean_interval(numbers{7, no_number}, codes{0, 1}, 3);
  CHECK(found.n == numbers{1, 0, 0});
  CHECK(found.value[0] == 7);
  CHECK(std::isnan(found.sd[0]));
  CHECK(std::isnan(found.at(0).lower));
  CHECK(found.method[0] == interval_method::none);
  CHECK(std::isnan(found.value[1]));
}

TEST_CASE("limits of a median are values of the group") {
  numbers values = first(25);
  std::reverse(values.begin(), values.end());
  const median_table found = median_interval(values);
  CHECK(found.value[0] == 13);
  CHECK(found.at(0).lower == 8);
  CHECK(found.at(0).upper == 18);
  CHECK(found.lower_rank[0] == 8);
  CHECK(found.upper_rank[0] == 18);
  CHECK(found.coverage[0] == quoted(0.957, 5e-4));
  CHECK(found.method[0] == interval_method::order_statistics_normal);
  CHECK(median_interval(numbers{1, 2, 3, 10}).value[0] == 2.5);
}

TEST_CASE("exact ranks never cover less than the level, and the next ones inwards would") {
  for (const confidence_level& level : {level_95(), level_998(), confidence_level(0.8)})
    for (int n = 1; n <= 300; ++n) {
      CAPTURE(level.share(), n);
      const median_table found = median_interval(first(n), {level}, median_ranks::exact);
      if (std::isnan(found.lower_rank[0])) {
        // All values together would not do: 1 - 2 / 2^n.
        REQUIRE(1 - std::pow(2.0, 1 - n) < level.share() + 1e-12);
        continue;
      }
      REQUIRE(found.coverage[0] >= level.share() - 1e-12);
      REQUIRE(found.upper_rank[0] == n + 1 - found.lower_rank[0]);
      // Chance of exactly lower_rank values below the median, at each end.
      const double r = found.lower_rank[0];
      const double step =
          std::exp(std::lgamma(n + 1.0) - std::lgamma(r + 1) - std::lgamma(n - r + 1) - n * std::log(2));
      REQUIRE(found.coverage[0] - 2 * step < level.share() + 1e-12);
    }
}

TEST_CASE("a published table of ranks: Campbell and Gardner 1988") {
  // Ranks of 95 % limits of a median by the binomial distribution, with their exact levels in per cent.
  struct example {
    int n, lower, upper;
    double level;
  };
  for (const example& e : {example{6, 1, 6, 96.9}, example{10, 2, 9, 97.9}, example{20, 6, 15, 95.9},
                           example{30, 10, 21, 95.7}, example{50, 18, 33, 96.7}}) {
    CAPTURE(e.n);
    const median_table found = median_interval(first(e.n), {level_95()}, median_ranks::exact);
    CHECK(found.lower_rank[0] == e.lower);
    CHECK(found.upper_rank[0] == e.upper);
    CHECK(100 * found.coverage[0] == quoted(e.level, 0.05));
  }
}

TEST_CASE("too few values for the level have a median and no interval") {
  const median_table found = median_interval(numbers{3, 1, 2}, {level_95()}, median_ranks::exact);
  CHECK(found.value[0] == 2);
  CHECK(std::isnan(found.at(0).lower));
  CHECK(std::isnan(found.coverage[0]));
  CHECK(found.method[0] == interval_method::none);
}

TEST_CASE("groups keep to themselves, and missing values are left out") {
  const numbers values{1, 100, 2, 200, 3, no_number, 300};
  const codes group{0, 1, 0, 1, 0, 0, 1};
  const median_table found = median_interval(values, group, 2, {confidence_level(0.5)});
  CHECK(found.value == numbers{2, 200});
  CHECK(found.n == numbers{3, 3});
}

TEST_CASE("values and groups that do not fit are refused") {
  CHECK(failure_of([] {
          mean_interval(numbers{1, 2}, codes{0}, 1);
        }).message == "group: has another length than values; give the group of each value");
  CHECK(failure_of([] {
          median_interval(numbers{1, 2}, codes{0, 2}, 2);
        }).message == "group: element 1 is no group; groups count from 0 to groups - 1");
  CHECK(failure_of([] { mean_interval(numbers{std::numeric_limits<double>::infinity()}); }).message ==
        "values: element 0 is infinite; write a missing number as NaN");
}
