#include "ascof/statistics/counts_and_rates.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

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

TEST_CASE("rates are those of published tables: exact below 10 events, Byar from 10") {
  const number_table golden("rates_exact_byars.csv");
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    const interval_table found =
        rate_interval(numbers{golden.number(row, "Numerator")}, numbers{golden.number(row, "Denominator")},
                      golden.number(row, "Multiplier"), {level_95(), level_998()});
    CHECK_THAT(found.value[0], close_to(golden.number(row, "Value")));
    CHECK_THAT(found.at(0, 0).lower, close_to(golden.number(row, "lower_95_ci")));
    CHECK_THAT(found.at(0, 0).upper, close_to(golden.number(row, "upper_95_ci")));
    CHECK_THAT(found.at(0, 1).lower, close_to(golden.number(row, "lower_99_8_ci")));
    CHECK_THAT(found.at(0, 1).upper, close_to(golden.number(row, "upper_99_8_ci")));
    const std::string& method = golden.text(row, "Method");
    CHECK(to_text(found.method[0]) == (method == "Exact" ? "exact Poisson" : method == "Byars" ? "Byar" : ""));
  }
}

TEST_CASE("Byar's limits of single counts, and none where the approximation has none") {
  const number_table golden("byars_wilson_exact_intervals.csv");
  int seen = 0;
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    if (golden.text(row, "method") != "Byars") continue;
    const confidence_level level(std::stod(golden.text(row, "confidence")) / 100);
    const interval found = byars(golden.number(row, "x"), level);
    CHECK_THAT(found.lower, close_to(golden.number(row, "lowercl")));  // 1 event at 99.8 % has none
    CHECK_THAT(found.upper, close_to(golden.number(row, "uppercl")));
    ++seen;
  }
  CHECK(seen == 4);
  CHECK(std::isnan(byars(0).lower));
  CHECK(byars(0).upper == quoted(3.668, 5e-4));
}

TEST_CASE("exact limits and Byar's, worked with other programs") {
  struct example {
    double events, exact_lower, exact_upper, byar_lower, byar_upper;
  };
  for (const example& e :
       {example{1, 0.0253, 5.5716, 0.0131, 5.5638}, example{5, 1.6235, 11.6683, 1.6113, 11.6682},
        example{9, 4.1154, 17.0848, 4.1069, 17.0858}, example{10, 4.7954, 18.3904, 4.7874, 18.3915},
        example{24, 15.3773, 35.7101, 15.3727, 35.7116}, example{100, 81.3640, 121.6268, 81.3621, 121.6279}}) {
    CAPTURE(e.events);
    CHECK(poisson_exact(e.events).lower == quoted(e.exact_lower, 5e-5));
    CHECK(poisson_exact(e.events).upper == quoted(e.exact_upper, 5e-5));
    CHECK(byars(e.events).lower == quoted(e.byar_lower, 5e-5));
    CHECK(byars(e.events).upper == quoted(e.byar_upper, 5e-5));
  }
  CHECK(poisson_exact(0).lower == 0);
  CHECK(poisson_exact(0).upper == quoted(3.6889, 5e-5));
  // 24 admissions of 40,000 people, and 7.
  const interval many = rate_interval(24, 40'000);
  CHECK(many.lower == quoted(38.4, 0.05));
  CHECK(many.upper == quoted(89.3, 0.05));
  const interval few = rate_interval(7, 40'000);
  CHECK(few.lower == quoted(7.0, 0.05));
  CHECK(few.upper == quoted(36.1, 0.05));
}

TEST_CASE("exact limits leave the level's tail outside, for small, large and broken counts") {
  namespace bm = boost::math;
  for (const confidence_level& level : {level_95(), level_998(), confidence_level(0.5), confidence_level(1 - 1e-9)})
    for (const double events : {0.05, 0.3, 1.0, 1.5, 2.0, 7.0, 9.99, 42.0, 500.0, 998.0, 999.0, 1000.0, 1024.0, 1e5}) {
      CAPTURE(level.share(), events);
      const interval found = poisson_exact(events, level);
      CHECK_THAT(bm::gamma_p(events, found.lower), near_to(level.tail(), 1e-8));
      CHECK_THAT(bm::gamma_q(events + 1, found.upper), near_to(level.tail(), 1e-8));
    }
  // Where the functions themselves give out, what Byar left unsaid is far below the last digits that count.
  for (const double events : {1e9, 1e12, 1e15}) {
    CHECK_THAT(poisson_exact(events).lower, near_to(byars(events).lower, 1e-15));
    CHECK_THAT(poisson_exact(events).upper, near_to(byars(events).upper, 1e-15));
  }
}

TEST_CASE("counts come out of a list as they do one by one") {
  numbers events;
  for (int i = 0; i < 3000; ++i) events.push_back((i * 37) % 2000 + (i % 7 == 0 ? 0.5 : 0));
  events.push_back(no_number);
  const interval_table exact = poisson_exact(events, {level_95(), level_998()});
  const interval_table convention = count_interval(events, {level_95(), level_998()});
  for (std::size_t g = 0; g + 1 < events.size(); ++g) {
    CAPTURE(events[g]);
    REQUIRE(exact.at(g, 1).lower == poisson_exact(events[g], level_998()).lower);
    REQUIRE(exact.at(g, 0).upper == poisson_exact(events[g]).upper);
    const bool small = events[g] < 10;
    REQUIRE(convention.at(g, 0).lower == (small ? poisson_exact(events[g]) : byars(events[g])).lower);
    REQUIRE(convention.method[g] == (small ? interval_method::exact_poisson : interval_method::byar));
  }
  CHECK(std::isnan(exact.at(3000, 0).lower));
  CHECK(convention.method[3000] == interval_method::none);
}

TEST_CASE("no population has no rate, and no events have one") {
  const interval_table found = rate_interval(numbers{0, 5, no_number}, numbers{1000, 0, 10});
  CHECK(found.value[0] == 0);
  CHECK(found.at(0).lower == 0);
  CHECK(found.at(0).upper == Approx(368.88794541139363));
  CHECK(std::isnan(found.value[1]));
  CHECK(std::isnan(found.at(1).upper));
  CHECK(std::isnan(found.value[2]));
  CHECK(found.method[1] == interval_method::none);
}

TEST_CASE("what cannot be a rate is refused") {
  CHECK(failure_of([] { byars(-1); }).message ==
        "events: element 0 is negative; counts are 0 or more; write a missing one as NaN");
  CHECK(failure_of([] { rate_interval(1, -5); }).message ==
        "population: element 0 is negative; counts are 0 or more; write a missing one as NaN");
  CHECK(failure_of([] { rate_interval(1, 5, 0); }).message ==
        "per: expected a number above 0; 1, 100 and 100000 are usual");
}
