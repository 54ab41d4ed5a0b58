#include "ascof/statistics/funnel.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/proportions.hpp"
#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::failure_of;
using support::near_to;
using support::number_table;
using support::quoted;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();
using numbers = std::vector<double>;

}  // namespace

TEST_CASE("limits of proportions are those of a published funnel") {
  const number_table golden("funnel_proportion_limits.csv");
  // The table's benchmark has eight digits; its points have all of them.
  const number_table points("funnel_proportion_points.csv");
  const double benchmark = classify_proportions(points.numbers("numerator"), points.numbers("denominator")).benchmark;
  CHECK(100 * benchmark == quoted(golden.number(0, "baseline"), 5e-7));
  const interval_table found = funnel_proportion(golden.numbers("Population"), benchmark);
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    // Found by bisection and printed with six decimals there.
    CHECK(100 * found.at(row, 0).lower == quoted(golden.number(row, "lower_2s_limit"), 1e-6));
    CHECK(100 * found.at(row, 0).upper == quoted(golden.number(row, "upper_2s_limit"), 1e-6));
    CHECK(100 * found.at(row, 1).lower == quoted(golden.number(row, "lower_3s_limit"), 1e-6));
    CHECK(100 * found.at(row, 1).upper == quoted(golden.number(row, "upper_3s_limit"), 1e-6));
  }
}

TEST_CASE("areas by proportion are where a published table has them") {
  const number_table golden("funnel_proportion_points.csv");
  const funnel_table found =
      classify_proportions(golden.numbers("numerator"), golden.numbers("denominator"), better::higher);
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    const std::string& expected = golden.text(row, "significance");
    CHECK(to_text(found.position[row]) == expected);
    const verdict said = expected.starts_with("High")  ? verdict::better
                         : expected.starts_with("Low") ? verdict::worse
                                                       : verdict::no_clear_change;
    CHECK(found.verdicts[row] == said);
  }
}

TEST_CASE("limits of rates are those of a published funnel") {
  const number_table golden("funnel_rate_limits.csv");
  // The benchmark there has ten digits.
  const double benchmark = golden.number(0, "baseline");
  const funnel_curve found = funnel_rate(golden.numbers("Events"), benchmark);
  const std::size_t points = golden.rows();
  const double years = 3;  // the table's populations are those of one year of three
  for (std::size_t row = 0; row < points; ++row) {
    CAPTURE(row);
    // Bisection there stopped at an absolute step of the small lower limit of one or two events.
    const double events = golden.number(row, "Events");
    const double small = events == 1 ? 1e-4 : events <= 3 ? 1e-5 : 1e-6;
    for (std::size_t l = 0; l < 2; ++l) {
      const std::string sigma = l == 0 ? "2s" : "3s";
      const std::size_t cell = l * points + row;
      CHECK_THAT(found.lower[cell], near_to(golden.number(row, "lower_" + sigma + "_limit"), 1e-6));
      CHECK_THAT(found.upper[cell], near_to(golden.number(row, "upper_" + sigma + "_limit"), small));
      CHECK_THAT(found.lower_population[cell] / years,
                 near_to(golden.number(row, "lower_" + sigma + "_population_1_year"), 1e-6));
      CHECK_THAT(found.upper_population[cell] / years,
                 near_to(golden.number(row, "upper_" + sigma + "_population_1_year"), small));
    }
  }
  // For one event the limits have a closed form, and ours are it: the exact lower limit is -log(1 - tail).
  CHECK_THAT(found.upper[0], near_to(benchmark / -std::log1p(-level_95().tail()), 1e-12));
  CHECK_THAT(found.upper[points], near_to(benchmark / -std::log1p(-level_998().tail()), 1e-12));
  CHECK(found.method[0] == interval_method::exact_poisson);
}

TEST_CASE("areas by rate are where a published table has them, crude and standardised, with and without empty areas") {
  const number_table golden("funnel_rate_points.csv");
  for (const bool empty_areas : {true, false})
    for (const double per : {100.0, 100'000.0}) {
      const std::string ending =
          (per == 100 ? "_per_100_" : "_per_100000_") + std::string(empty_areas ? "with_0" : "without_0");
      numbers events, population, standardised;
      std::vector<std::size_t> rows;
      for (std::size_t row = 0; row < golden.rows(); ++row) {
        if (!empty_areas && golden.number(row, "count") == 0) continue;
        rows.push_back(row);
        events.push_back(golden.number(row, "count"));
        population.push_back(golden.number(row, "pop"));
        standardised.push_back(golden.number(row, "rate_dsr") * per / 100'000);
      }
      const funnel_table crude = classify_rates(events, population, per);
      const funnel_table standard = classify_dsr(events, standardised, per);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(ending, rows[i]);
        CHECK(to_text(crude.position[i]) == golden.text(rows[i], "crude" + ending));
        const std::string& expected = golden.text(rows[i], "dsr" + ending);
        CHECK(to_text(standard.position[i]) == (expected.starts_with("Not applicable") ? "" : expected));
      }
    }
}

TEST_CASE("areas by standardised ratio are where a published table has them") {
  const number_table golden("funnel_ratio_points.csv");
  const funnel_table found = classify_ratios(golden.numbers("obs"), golden.numbers("expected"), better::lower);
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    CHECK(to_text(found.position[row]) == golden.text(row, "significance"));
  }
  CHECK(found.benchmark == 1);
}

TEST_CASE("the benchmark's own Wilson interval, worked by hand, is the other shape") {
  struct example {
    double n, lower_95, upper_95, lower_998, upper_998;
  };
  for (const example& e : {example{50, 19.1, 43.8, 14.6, 51.8}, example{200, 24.1, 36.7, 21.1, 40.7},
                           example{1000, 27.2, 32.9, 25.7, 34.7}}) {
    CAPTURE(e.n);
    const interval_table found = funnel_proportion(numbers{e.n}, 0.3, funnel_levels(), funnel_shape::wilson);
    CHECK(100 * found.at(0, 0).lower == quoted(e.lower_95, 0.05));
    CHECK(100 * found.at(0, 0).upper == quoted(e.upper_95, 0.05));
    CHECK(100 * found.at(0, 1).lower == quoted(e.lower_998, 0.05));
    CHECK(100 * found.at(0, 1).upper == quoted(e.upper_998, 0.05));
    const interval_table score = funnel_proportion(numbers{e.n}, 0.3);
    CHECK(score.at(0, 0).upper != Approx(found.at(0, 0).upper));
  }
}

TEST_CASE("an area on the drawn limit is one whose own interval just reaches the benchmark") {
  const double benchmark = 0.3;
  for (const double n : {20.0, 50.0, 1000.0, 1e5}) {
    const interval_table drawn = funnel_proportion(numbers{n}, benchmark);
    for (std::size_t l = 0; l < 2; ++l) {
      const interval limit = drawn.at(0, l);
      if (limit.lower > 0) CHECK(wilson(n * limit.lower, n, drawn.levels[l]).upper == Approx(benchmark));
      CHECK(wilson(n * limit.upper, n, drawn.levels[l]).lower == Approx(benchmark));
    }
  }
  for (const double population : {4'000.0, 10'000.0, 1e6, 1e9}) {
    const interval_table drawn = funnel_rate_at(numbers{population}, 100);
    for (std::size_t l = 0; l < 2; ++l) {
      const interval limit = drawn.at(0, l);
      const double scale = population / 100'000;
      CHECK(poisson_exact(limit.upper * scale, drawn.levels[l]).lower / scale == Approx(100).epsilon(1e-10));
      if (limit.lower > 0)
        CHECK(poisson_exact(limit.lower * scale, drawn.levels[l]).upper / scale == Approx(100).epsilon(1e-10));
    }
  }
  // Few enough people that no events at all are no signal.
  CHECK(funnel_rate_at(numbers{3'000}, 100).at(0, 0).lower == 0);
  CHECK(funnel_rate_at(numbers{3'700}, 100).at(0, 0).lower > 0);
}

TEST_CASE("24 admissions of 40,000 people against a benchmark of 35, worked by hand") {
  const funnel_table found = classify_rates(numbers{24}, numbers{40'000}, 100'000, better::lower, 35);
  CHECK(found.position[0] == funnel_position::high_025);
  CHECK(found.verdicts[0] == verdict::worse);
  const funnel_curve curve = funnel_rate(numbers{20, 0}, 1, 1);
  CHECK(curve.at(0, 0).lower == quoted(0.647, 6e-4));
  CHECK(curve.at(0, 0).upper == quoted(1.637, 6e-4));
  CHECK(curve.at(1, 0).lower == 0);
  CHECK(curve.at(1, 0).upper == infinity);
  CHECK(funnel_ratio(numbers{20}).at(0, 0).upper == Approx(100 * curve.at(0, 0).upper));
}

TEST_CASE("overdispersion worked by hand") {
  const overdispersion_found found =
      overdispersion_of_proportions(numbers{30, 45, 20, 66, 24}, numbers{100, 120, 90, 150, 110});
  const double z[] = {-0.525, 1.180, -2.074, 3.020, -2.383};
  for (std::size_t g = 0; g < 5; ++g) CHECK(found.z[g] == quoted(z[g], 5e-4));
  CHECK(found.phi == quoted(4.15, 5e-3));
  CHECK(found.areas == 5);
  CHECK(found.p_value == quoted(0.000898, 5e-7));  // chi-squared 20.75 on 5 degrees of freedom
  // By moments: (5 phi - 4) / (sum w - sum w^2 / sum w) with w = n / (p (1 - p)), p = 185/570.
  const double w = 570 / (185.0 / 570 * 385 / 570);
  const double squares = (100.0 * 100 + 120 * 120 + 90 * 90 + 150 * 150 + 110 * 110) / (570.0 * 570) * w;
  CHECK(found.tau_squared == Approx((5 * found.phi - 4) / (w - squares)));
  // Both ways widen the funnel.
  const interval_table plain = funnel_proportion(numbers{100}, 0.3246);
  const interval_table wide =
      funnel_proportion(numbers{100}, 0.3246, funnel_levels(), funnel_shape::score, found.multiplicative());
  CHECK((wide.at(0).upper - 0.3246) / (plain.at(0).upper - 0.3246) == Approx(std::sqrt(found.phi)));
  const interval_table added =
      funnel_proportion(numbers{100}, 0.3246, funnel_levels(), funnel_shape::wilson, found.additive());
  CHECK(added.at(0).upper > plain.at(0).upper);
  const interval_table rates = funnel_rate_at(numbers{100}, 1, 1, {level_95()}, {4, 0});
  CHECK(rates.at(0).upper == Approx(1 + 2 * level_95().z() / 10));
  CHECK(rates.method[0] == interval_method::normal);
}

TEST_CASE("winsorising keeps outliers from widening the funnel") {
  numbers observed(20, 100), expected(20, 100);
  for (std::size_t g = 0; g < 20; ++g) observed[g] += g % 2 == 0 ? 10 : -10;  // z of 1
  observed[4] = 300;
  const overdispersion_found raw = overdispersion_of_counts(observed, expected, 0);
  const overdispersion_found kept = overdispersion_of_counts(observed, expected);
  CHECK(raw.phi == Approx((19 + 400) / 20.0));
  CHECK(kept.phi == Approx(1));
  CHECK(kept.z[4] == Approx(20));
  CHECK(kept.tau_squared == Approx(0.01 / 19).margin(1e-12));
  CHECK(kept.multiplicative().multiplicative == Approx(1));
  // Areas that differ less than chance have no variance between them.
  CHECK(overdispersion_of_counts(numbers{100, 101}, numbers{100, 100}).tau_squared == 0);
  CHECK(overdispersion_of_counts(numbers{100, 101}, numbers{100, 100}).multiplicative().multiplicative == 1);
  CHECK(overdispersion_of_counts(numbers{5}, numbers{0}).areas == 0);
  CHECK(std::isnan(overdispersion_of_counts(numbers{5}, numbers{0}).phi));
}

TEST_CASE("areas are put into as many groups as wanted, ties together") {
  using groups = std::vector<std::int32_t>;
  const numbers values{1, 2, 2, 3, 5, 8, 13, 21, 34, 55};
  CHECK(quantile_groups(values, 4, false) == groups{1, 1, 1, 2, 2, 3, 3, 3, 4, 4});
  CHECK(quantile_groups(values, 4) == groups{4, 3, 3, 3, 3, 2, 2, 1, 1, 1});
  CHECK(quantile_groups(numbers{7, no_number, 9}, 2) == groups{2, 0, 1});
  CHECK(quantile_groups(numbers{7, 9}, 3) == groups{0, 0});
  CHECK(failure_of([] { quantile_groups(numbers{1}, 0); }).message ==
        "groups: expected 1 or more; 10 gives tenths, 5 fifths");
}

TEST_CASE("areas without a figure are not placed and do not count") {
  const funnel_table found = classify_proportions(numbers{0, 30, no_number, 50}, numbers{0, 100, 50, 100});
  CHECK(found.benchmark == Approx(0.4));
  CHECK(found.position[0] == funnel_position::not_calculated);
  CHECK(found.verdicts[0] == verdict::not_calculated);
  CHECK(found.position[2] == funnel_position::not_calculated);
  CHECK(found.position[3] == funnel_position::high_025);
  CHECK(classify_dsr(numbers{9, 500}, numbers{10, 900}).position[0] == funnel_position::not_calculated);
  CHECK(std::isnan(funnel_proportion(numbers{0}, 0.5).at(0).lower));
  CHECK(std::isnan(funnel_rate_at(numbers{0}, 5).at(0).lower));
  CHECK(std::isnan(funnel_rate(numbers{no_number}, 5).at(0).lower));
  CHECK(funnel_proportion(numbers{10}, 0, funnel_levels(), funnel_shape::wilson).at(0).lower == 0);
}

TEST_CASE("what is no benchmark or spread is refused") {
  CHECK(failure_of([] { funnel_proportion(numbers{10}, 80.6); }).message ==
        "benchmark: expected a share from 0 to 1; 80.6 % is 0.806");
  CHECK(failure_of([] { funnel_rate(numbers{10}, 0); }).message ==
        "benchmark: expected a number above 0; 1, 100 and 100000 are usual");
  CHECK(failure_of([] {
          funnel_proportion(numbers{10}, 0.5, funnel_levels(), funnel_shape::score, {0, 0});
        }).message == "spread: expected a factor above 0 and a variance of 0 or more; take both from overdispersion");
  CHECK(failure_of([] { overdispersion_of_counts(numbers{10}, numbers{9}, 0.5); }).message ==
        "winsorise: expected a share from 0 to below 0.5; 0.1 is usual; 0 leaves every area as it is");
}
