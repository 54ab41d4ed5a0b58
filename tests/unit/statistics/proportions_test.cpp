#include "ascof/statistics/proportions.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "ascof/statistics/counts_and_rates.hpp"
#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::close_to;
using support::failure_of;
using support::near_to;
using support::number_table;
using support::quoted;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
using numbers = std::vector<double>;

}  // namespace

TEST_CASE("Wilson's interval is that of published tables, at both levels") {
  const number_table golden("proportions_wilson.csv");
  const interval_table found =
      wilson(golden.numbers("Numerator"), golden.numbers("Denominator"), {level_95(), level_998()});
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    const double per = golden.number(row, "multiplier");
    CHECK_THAT(per * found.value[row], close_to(golden.number(row, "Value")));
    CHECK_THAT(per * found.at(row, 0).lower, close_to(golden.number(row, "lower_95_ci")));
    CHECK_THAT(per * found.at(row, 0).upper, close_to(golden.number(row, "upper_95_ci")));
    CHECK_THAT(per * found.at(row, 1).lower, close_to(golden.number(row, "lower_99_8_ci")));
    CHECK_THAT(per * found.at(row, 1).upper, close_to(golden.number(row, "upper_99_8_ci")));
    CHECK(to_text(found.method[row]) == (std::isnan(golden.number(row, "Value")) ? "" : golden.text(row, "Method")));
  }
}

TEST_CASE("Wilson's interval of single figures, also of events that are not whole") {
  const number_table golden("byars_wilson_exact_intervals.csv");
  int seen = 0;
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    if (golden.text(row, "method") != "Wilson") continue;
    const confidence_level level(std::stod(golden.text(row, "confidence")) / 100);
    const interval found = wilson(golden.number(row, "x"), golden.number(row, "n"), level);
    CHECK_THAT(found.lower, close_to(golden.number(row, "lowercl")));
    CHECK_THAT(found.upper, close_to(golden.number(row, "uppercl")));
    ++seen;
  }
  CHECK(seen == 3);
}

TEST_CASE("both intervals are those of Newcombe 1998, table I") {
  // Newcombe RG (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 857-872.
  struct example {
    double events, n, wilson_lower, wilson_upper, exact_lower, exact_upper;
  };
  for (const example& e :
       {example{81, 263, 0.2553, 0.3662, 0.2527, 0.3676}, example{15, 148, 0.0624, 0.1605, 0.0578, 0.1617},
        example{0, 20, 0, 0.1611, 0, 0.1684}, example{1, 29, 0.0061, 0.1718, 0.0009, 0.1776}}) {
    CAPTURE(e.events, e.n);
    CHECK(wilson(e.events, e.n).lower == quoted(e.wilson_lower, 5e-5));
    CHECK(wilson(e.events, e.n).upper == quoted(e.wilson_upper, 5e-5));
    CHECK(clopper_pearson(e.events, e.n).lower == quoted(e.exact_lower, 5e-5));
    CHECK(clopper_pearson(e.events, e.n).upper == quoted(e.exact_upper, 5e-5));
  }
}

TEST_CASE("none and all of them have limits of exactly 0 and 1") {
  for (const double n : {1.0, 5.0, 1e3, 1e9, 1e15}) {
    CAPTURE(n);
    for (const interval none : {wilson(0, n), clopper_pearson(0, n)}) {
      CHECK(none.lower == 0);
      CHECK(none.upper > 0);
      CHECK(none.upper < 4 / n);
    }
    for (const interval all : {wilson(n, n), clopper_pearson(n, n)}) {
      CHECK(all.upper == 1);
      CHECK(all.lower < 1);
    }
  }
  // 1 - 0.025^(1 / n), to all digits of a small number.
  CHECK_THAT(clopper_pearson(0, 1e15).upper, close_to(3.688879454113936e-15));
}

TEST_CASE("the exact limits leave the level's tail outside") {
  // What defines them: with a share equal to the lower limit, so many events or more have a chance of alpha / 2.
  namespace bm = boost::math;
  for (const confidence_level& level : {level_95(), level_998(), confidence_level(0.5), confidence_level(1 - 1e-9)}) {
    for (const double n : {1.0, 2.0, 3.0, 10.0, 37.0, 250.0, 8665.0, 1e6, 1e9}) {
      for (const double share : {0.0, 1e-4, 0.02, 0.3, 0.5, 0.77, 0.99, 1.0}) {
        const double events = std::round(share * n);
        CAPTURE(level.share(), n, events);
        const interval found = clopper_pearson(events, n, level);
        // A limit has 16 digits; among a billion the last of them moves the tail.
        const double tolerance = n < 1e8 ? 1e-9 : 1e-5;
        if (events > 0)
          CHECK_THAT(bm::ibeta(events, n - events + 1, found.lower), near_to(level.tail(), tolerance));
        else
          CHECK(found.lower == 0);
        // The same of the upper limit, said with the lower one of the others, whose digits are not lost near 1.
        const interval others = clopper_pearson(n - events, n, level);
        CHECK(found.upper == Approx(1 - others.lower).margin(3e-16).epsilon(0));
        CHECK(found.lower <= events / n);
        CHECK(found.upper >= events / n);
      }
    }
  }
}

TEST_CASE("the exact limits agree with the inverse of Boost.Math, also for events that are not whole") {
  namespace bm = boost::math;
  for (const double n : {0.5, 1.0, 1.9, 12.5, 400.25})
    for (const double events : {0.001, 0.2, 0.445, 0.5}) {
      CAPTURE(n, events);
      const interval found = clopper_pearson(events, n);
      CHECK_THAT(found.lower, near_to(bm::ibeta_inv(events, n - events + 1, 0.025), 1e-11));
      if (events < n) CHECK_THAT(found.upper, near_to(bm::ibeta_inv(events + 1, n - events, 0.975), 1e-11));
    }
}

TEST_CASE("the exact limits of many people agree with the inverse of Boost.Math") {
  namespace bm = boost::math;
  // Around the number of events from which no inverse is needed, also for a level that needs more of them, and far beyond.
  for (const confidence_level& level : {confidence_level(0.5), level_95(), level_998(), confidence_level(1 - 1e-9)})
    for (const double n : {1'001.0, 4'000.0, 300'000.0, 1e7})
      for (const double events : {3.0, 499.0, 500.0, 501.0, 0.3 * n, 0.5 * n, n - 1'900, n - 501, n - 499, n - 2}) {
        if (events < 0) continue;
        CAPTURE(level.share(), n, events);
        const interval found = clopper_pearson(events, n, level);
        CHECK_THAT(found.lower, near_to(bm::ibeta_inv(events, n - events + 1, level.tail()), 1e-9));
        CHECK_THAT(found.upper, near_to(bm::ibetac_inv(events + 1, n - events, level.tail()), 1e-9));
      }
}

TEST_CASE("small limits have all their digits, however many people there are") {
  // Among so many a proportion is a count: the limits are those of the exact Poisson interval.
  for (const double events : {1.0, 5.0, 400.0, 5'000.0})
    for (const double n : {1e13, 1e15}) {
      CAPTURE(events, n);
      const interval found = clopper_pearson(events, n);
      const interval counts = poisson_exact(events);
      CHECK_THAT(found.lower * n, near_to(counts.lower, 1e-9));
      CHECK_THAT(found.upper * n, near_to(counts.upper, 1e-9));
      // And what is left of all by nearly all.
      CHECK(clopper_pearson(n - events, n).upper == 1 - found.lower);
    }
}

TEST_CASE("nobody at all is no proportion, and a missing number has no limits") {
  const interval_table found = wilson(numbers{0, no_number, 3, 1}, numbers{0, 5, no_number, 2});
  for (std::size_t g = 0; g < 3; ++g) {
    CHECK(std::isnan(found.value[g]));
    CHECK(std::isnan(found.at(g).lower));
    CHECK(std::isnan(found.at(g).upper));
    CHECK(found.method[g] == interval_method::none);
  }
  CHECK(found.value[3] == 0.5);
  CHECK(std::isnan(clopper_pearson(0, 0).lower));
  CHECK(wilson(numbers{}, numbers{}).groups() == 0);
}

TEST_CASE("one number stands for all groups") {
  const interval_table found = wilson(numbers{1, 2, 3}, numbers{10}, {level_95(), level_998()});
  CHECK(found.groups() == 3);
  CHECK(found.lower.size() == 6);
  CHECK(found.at(2, 1).upper == wilson(3, 10, level_998()).upper);
  CHECK(found.levels[1] == level_998());
}

TEST_CASE("what cannot be a proportion is refused with its place and the way out") {
  const auto more = failure_of([] { wilson(numbers{1, 6}, numbers{5, 5}); });
  CHECK(more.kind == "usage");
  CHECK(
      more.message ==
      "events: element 1 is more than n; a proportion needs a part of its whole; compare counts of different things as "
      "a rate");
  CHECK(failure_of([] { clopper_pearson(-1, 5); }).message ==
        "events: element 0 is negative; counts are 0 or more; write a missing one as NaN");
  CHECK(failure_of([] { wilson(1, std::numeric_limits<double>::infinity()); }).message ==
        "n: element 0 is infinite; counts are 0 or more; write a missing one as NaN");
  CHECK(failure_of([] {
          wilson(numbers{1, 2}, numbers{5, 5, 5});
        }).message == "n: has 3 numbers where events has 2; give one number a group, or a single number for all");
  CHECK(failure_of([] { wilson(numbers{1}, numbers{5}, {}); }).message ==
        "level: expected one level or more; 95 % is 0.95");
}
