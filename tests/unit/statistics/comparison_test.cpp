#include "ascof/statistics/comparison.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::failure_of;
using support::near_to;
using support::quoted;

namespace {

const double infinity = std::numeric_limits<double>::infinity();
using numbers = std::vector<double>;

}  // namespace

TEST_CASE("differences of proportions are those of Newcombe 1998, method 10") {
  struct example {
    double events1, n1, events2, n2, lower, upper;
  };
  for (const example& e : {example{56, 70, 48, 80, 0.0524, 0.3339}, example{9, 10, 3, 10, 0.1705, 0.8090},
                           example{6, 7, 2, 7, 0.0582, 0.8062}, example{5, 56, 0, 29, -0.0381, 0.1926},
                           example{0, 10, 0, 20, -0.1611, 0.2775}, example{0, 10, 0, 10, -0.2775, 0.2775},
                           example{10, 10, 0, 20, 0.6791, 1}, example{10, 10, 0, 10, 0.6075, 1}}) {
    CAPTURE(e.events1, e.n1, e.events2, e.n2);
    const comparison_table found =
        difference_of_proportions(numbers{e.events1}, numbers{e.n1}, numbers{e.events2}, numbers{e.n2});
    CHECK(found.value[0] == Approx(e.events1 / e.n1 - e.events2 / e.n2));
    CHECK(found.at(0).lower == quoted(e.lower, 5e-5));
    CHECK(found.at(0).upper == quoted(e.upper, 5e-5));
    CHECK(found.method[0] == interval_method::newcombe);
  }
}

TEST_CASE("a change is told in plain words that know which way is better") {
  const numbers now{80, 65, 70}, before{65, 80, 71}, n{100};
  const auto verdicts = [&](better direction) {
    return difference_of_proportions(now, n, before, n, direction).verdicts;
  };
  using v = std::vector<verdict>;
  CHECK(verdicts(better::higher) == v{verdict::better, verdict::worse, verdict::no_clear_change});
  CHECK(verdicts(better::lower) == v{verdict::worse, verdict::better, verdict::no_clear_change});
  CHECK(verdicts(better::neither) == v{verdict::higher, verdict::lower, verdict::no_clear_change});
  CHECK(to_text(verdict::no_clear_change) == "no clear change");
  CHECK(to_text(verdict::not_calculated).empty());
  // 15.0 points, 2.6 to 26.8; the pooled test of the same figures.
  const comparison_table change = difference_of_proportions(now, n, before, n);
  CHECK(change.at(0).lower == quoted(0.026, 5e-4));
  CHECK(change.at(0).upper == quoted(0.268, 5e-4));
  const z_test test = z_test_of_proportions(now, n, before, n);
  CHECK(test.z[0] == quoted(2.375, 5e-4));
  CHECK(test.p_value[0] == quoted(0.018, 5e-4));
  // The wider interval of a higher level has less to say.
  const comparison_table levels =
      difference_of_proportions(now, n, before, n, better::higher, {level_95(), level_998()});
  CHECK(levels.verdicts[0] == verdict::better);
  CHECK(levels.verdicts[3] == verdict::no_clear_change);
}

TEST_CASE("an interval that touches what no change is, is no clear change") {
  CHECK(judge({0, 1}, 0, better::higher) == verdict::no_clear_change);
  CHECK(judge({-1, 0}, 0, better::higher) == verdict::no_clear_change);
  CHECK(judge({1e-300, 1}, 0, better::higher) == verdict::better);
  CHECK(judge({1.2, infinity}, 1, better::lower) == verdict::worse);
  CHECK(judge({std::nan(""), 1}, 0, better::higher) == verdict::not_calculated);
}

TEST_CASE("the polarity of a measure is read as it is written") {
  for (const better each : {better::higher, better::lower, better::neither}) CHECK(parse_better(to_text(each)) == each);
  CHECK(failure_of([] { parse_better("up"); }).message ==
        "better: 'up' is no direction; write 'higher is better', 'lower is better' or 'neutral', as a measure's "
        "polarity");
}

TEST_CASE("ratios of rates by logarithms, worked by hand") {
  struct example {
    double events1, population1, events2, population2, ratio, lower, upper;
  };
  for (const example& e :
       {example{120, 50'000, 90, 50'000, 1.333, 1.014, 1.752}, example{8665, 1, 8842, 1, 0.980, 0.951, 1.009},
        example{6404, 1, 5895, 1, 1.086, 1.049, 1.125}}) {
    const comparison_table found = ratio_of_rates(numbers{e.events1}, numbers{e.population1}, numbers{e.events2},
                                                  numbers{e.population2}, better::lower);
    CHECK(found.value[0] == quoted(e.ratio, 5e-4));
    CHECK(found.at(0).lower == quoted(e.lower, 6e-4));
    CHECK(found.at(0).upper == quoted(e.upper, 6e-4));
    CHECK(found.verdicts[0] == (e.lower > 1 ? verdict::worse : verdict::no_clear_change));
  }
}

TEST_CASE("the exact ratio of two counts leaves the level's tail outside") {
  namespace bm = boost::math;
  for (const double first : {0.0, 1.0, 7.0, 120.0, 5000.0})
    for (const double second : {1.0, 3.0, 90.0, 100'000.0}) {
      CAPTURE(first, second);
      const comparison_table found = ratio_of_rates(numbers{first}, numbers{2000}, numbers{second}, numbers{1000},
                                                    better::neither, {level_95()}, ratio_method::exact);
      CHECK(found.value[0] == Approx(first / 2000 / (second / 1000)));
      // A ratio r of the rates gives a share 2r / (1 + 2r) of all events to the first.
      const auto share = [](double ratio) { return 2 * ratio / (1 + 2 * ratio); };
      if (first > 0)
        CHECK_THAT(bm::ibeta(first, second + 1, share(found.at(0).lower)), near_to(0.025, 1e-8));
      else
        CHECK(found.at(0).lower == 0);
      CHECK_THAT(bm::ibetac(first + 1, second, share(found.at(0).upper)), near_to(0.025, 1e-8));
    }
  const comparison_table none = ratio_of_rates(numbers{4, 0}, numbers{10}, numbers{0, 0}, numbers{10}, better::higher,
                                               {level_95()}, ratio_method::exact);
  CHECK(std::isnan(none.value[0]));
  CHECK(none.at(0).lower > 0);
  CHECK(none.at(0).upper == infinity);
  CHECK(none.method[0] == interval_method::conditional_exact);
  CHECK(none.at(1).lower == 0);
  CHECK(none.at(1).upper == infinity);
  CHECK(none.verdicts[1] == verdict::no_clear_change);
}

TEST_CASE("ratios of proportions: Katz 1978 by hand, and from both Wilson intervals") {
  // 36 of 40 against 16 of 80, by the formula: exp(log 4.5 -+ 1.96 sqrt(0.1/36 + 0.8/16)).
  const comparison_table katz = ratio_of_proportions(numbers{36}, numbers{40}, numbers{16}, numbers{80});
  CHECK(katz.value[0] == Approx(4.5));
  CHECK(katz.at(0).lower == Approx(4.5 * std::exp(-1.959963984540054 * std::sqrt(0.1 / 36 + 0.8 / 16))));
  CHECK(katz.at(0).upper == Approx(4.5 * std::exp(1.959963984540054 * std::sqrt(0.1 / 36 + 0.8 / 16))));
  const comparison_table mover = ratio_of_proportions(numbers{36, 0, 5, 0}, numbers{40}, numbers{16, 16, 0, 0},
                                                      numbers{80}, better::neither, {level_95()}, ratio_method::mover);
  CHECK(mover.at(0).lower == Approx(katz.at(0).lower).epsilon(0.05));
  CHECK(mover.at(0).upper == Approx(katz.at(0).upper).epsilon(0.05));
  CHECK(mover.at(1).lower == 0);
  CHECK(mover.verdicts[1] == verdict::lower);
  CHECK(mover.at(2).upper == infinity);
  CHECK(mover.verdicts[2] == verdict::higher);
  CHECK(mover.verdicts[3] == verdict::no_clear_change);
  // By logarithms nothing can be said without events.
  const comparison_table none = ratio_of_proportions(numbers{0}, numbers{40}, numbers{16}, numbers{80});
  CHECK(none.verdicts[0] == verdict::not_calculated);
  CHECK(none.method[0] == interval_method::none);
  CHECK(failure_of([] {
          ratio_of_proportions(numbers{1}, numbers{2}, numbers{1}, numbers{2}, better::neither, {level_95()},
                               ratio_method::exact);
        }).message == "method: is for rates; proportions have 'logarithm' and 'mover'");
}

TEST_CASE("exchanging the sides turns a difference and a ratio round") {
  for (const ratio_method method : {ratio_method::logarithm, ratio_method::mover, ratio_method::exact}) {
    const comparison_table there =
        ratio_of_rates(numbers{30}, numbers{900}, numbers{12}, numbers{700}, better::neither, {level_95()}, method);
    const comparison_table back =
        ratio_of_rates(numbers{12}, numbers{700}, numbers{30}, numbers{900}, better::neither, {level_95()}, method);
    CHECK(there.at(0).lower == Approx(1 / back.at(0).upper));
    CHECK(there.at(0).upper == Approx(1 / back.at(0).lower));
  }
  const comparison_table there = difference_of_rates(numbers{30}, numbers{900}, numbers{12}, numbers{700});
  const comparison_table back = difference_of_rates(numbers{12}, numbers{700}, numbers{30}, numbers{900});
  CHECK(there.at(0).lower == Approx(-back.at(0).upper));
  CHECK(there.value[0] == Approx(100'000 * (30.0 / 900 - 12.0 / 700)));
}

TEST_CASE("differences of rates have limits also without events") {
  const comparison_table found = difference_of_rates(numbers{0, 0, 3}, numbers{1000, 1000, 0}, numbers{8, 0, 1},
                                                     numbers{1000}, 1000, better::lower);
  CHECK(found.value[0] == -8);
  CHECK(found.verdicts[0] == verdict::better);
  CHECK(found.at(1).lower == Approx(-found.at(1).upper));
  CHECK(found.verdicts[1] == verdict::no_clear_change);
  CHECK(found.verdicts[2] == verdict::not_calculated);
}

TEST_CASE("means with different spread: Welch") {
  // By hand: 12 (sd 3, n 20) against 10 (sd 4, n 25): error sqrt(0.45 + 0.64), 42.95 degrees of freedom, t 2.0167.
  const comparison_table found = difference_of_means({numbers{20}, numbers{12}, numbers{3}},
                                                     {numbers{25}, numbers{10}, numbers{4}}, better::lower);
  CHECK(found.value[0] == 2);
  CHECK(found.at(0).lower == quoted(2 - 2.0167 * std::sqrt(1.09), 1e-3));
  CHECK(found.at(0).upper == quoted(2 + 2.0167 * std::sqrt(1.09), 1e-3));
  CHECK(found.verdicts[0] == verdict::no_clear_change);
  const comparison_table one =
      difference_of_means({numbers{1}, numbers{12}, numbers{0}}, {numbers{25}, numbers{10}, numbers{4}});
  CHECK(one.verdicts[0] == verdict::not_calculated);
  const comparison_table alike =
      difference_of_means({numbers{5}, numbers{12}, numbers{0}}, {numbers{5}, numbers{12}, numbers{0}});
  CHECK(alike.at(0).lower == 0);
  CHECK(alike.verdicts[0] == verdict::no_clear_change);
}

TEST_CASE("published estimates are compared by their margins") {
  // 65.8 +- 1.5 against 63.0 +- 2.0: half-width of the difference 2.5.
  const comparison_table found =
      difference_of_estimates(numbers{65.8}, numbers{1.5}, numbers{63.0}, numbers{2.0}, better::higher);
  CHECK(found.at(0).lower == Approx(0.3));
  CHECK(found.at(0).upper == Approx(5.3));
  CHECK(found.verdicts[0] == verdict::better);
  CHECK(failure_of([] { difference_of_estimates(numbers{1}, numbers{-1}, numbers{1}, numbers{1}); }).message ==
        "margin1: element 0 is negative; counts are 0 or more; write a missing one as NaN");
}

TEST_CASE("nobody on one side is nothing to compare") {
  const comparison_table found = difference_of_proportions(numbers{0}, numbers{0}, numbers{3}, numbers{5});
  CHECK(found.verdicts[0] == verdict::not_calculated);
  const z_test test = z_test_of_proportions(numbers{0, 5}, numbers{0, 5}, numbers{3, 7}, numbers{5, 7});
  CHECK(std::isnan(test.z[0]));
  CHECK(std::isnan(test.p_value[1]));  // everybody on both sides
  CHECK(failure_of([] {
          difference_of_proportions(numbers{1}, numbers{2}, numbers{3}, numbers{2});
        }).message.starts_with("events2: element 0 is more than n2;"));
}
