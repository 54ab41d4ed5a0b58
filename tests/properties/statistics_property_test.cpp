// Laws of the statistics on random figures: intervals hold the truth as often as they say, move the way figures move, and
// end well at 0, 1, nobody and everybody.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "ascof/statistics/comparison.hpp"
#include "ascof/statistics/control_charts.hpp"
#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/funnel.hpp"
#include "ascof/statistics/means_and_medians.hpp"
#include "ascof/statistics/proportions.hpp"
#include "ascof/statistics/standardise.hpp"
#include "support/random_source.hpp"

using namespace ascof::statistics;
using support::first_seed;
using support::random_source;

namespace {

using numbers = std::vector<double>;

/// A number from 0 to below 1.
double uniform(random_source& random) { return static_cast<double>(random.below(std::size_t{1} << 53)) * 0x1p-53; }

/// From 0.1 to a million, as many of each size.
double of_any_size(random_source& random) { return std::pow(10, 7 * uniform(random) - 1); }

double binomial_chance(double k, double n, double p) {
  if (p == 0 || p == 1) return k == n * p ? 1 : 0;
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}

double poisson_chance(double k, double mean) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1)); }

bool holds(interval limits, double truth) { return limits.lower <= truth && truth <= limits.upper; }

/// Normal deviates by the sum of uniform ones: near enough for coverage, and the same everywhere.
double normal_like(random_source& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += uniform(random);
  return sum;
}

}  // namespace

TEST_CASE("intervals of proportions hold the true share as often as they say") {
  // No simulation: every count that can come about, with its chance.
  for (const confidence_level& level : {confidence_level(0.8), level_95(), level_998()}) {
    for (const int n : {1, 5, 20, 100, 400}) {
      numbers events(static_cast<std::size_t>(n) + 1);
      std::iota(events.begin(), events.end(), 0);
      const interval_table score = wilson(events, numbers{static_cast<double>(n)}, {level});
      const interval_table exact = clopper_pearson(events, numbers{static_cast<double>(n)}, {level});
      double mean_of_score = 0;
      const int shares = 200;
      for (int step = 0; step < shares; ++step) {
        const double share = (step + 0.5) / shares;
        double held_score = 0, held_exact = 0;
        for (int k = 0; k <= n; ++k) {
          const double chance = binomial_chance(k, n, share);
          const auto g = static_cast<std::size_t>(k);
          if (holds(score.at(g), share)) held_score += chance;
          if (holds(exact.at(g), share)) held_exact += chance;
        }
        CAPTURE(level.share(), n, share);
        REQUIRE(held_exact >= level.share() - 1e-12);  // the exact one never less
        mean_of_score += held_score / shares;
      }
      CAPTURE(level.share(), n);
      CHECK(mean_of_score == Approx(level.share()).margin(n < 20 ? 0.06 : 0.02));  // Wilson's on average
    }
  }
}

TEST_CASE("intervals of counts hold the true mean as often as they say") {
  for (const confidence_level& level : {confidence_level(0.8), level_95(), level_998()}) {
    numbers events(400);
    std::iota(events.begin(), events.end(), 0);
    const interval_table exact = poisson_exact(events, {level});
    const interval_table published = count_interval(events, {level});
    for (double mean = 0.05; mean < 150; mean *= 1.07) {
      double held_exact = 0, held_published = 0;
      for (std::size_t k = 0; k < events.size(); ++k) {
        const double chance = poisson_chance(events[k], mean);
        if (holds(exact.at(k), mean)) held_exact += chance;
        if (holds(published.at(k), mean)) held_published += chance;
      }
      CAPTURE(level.share(), mean);
      REQUIRE(held_exact >= level.share() - 1e-9);
      // Byar's limits are a little inside the exact ones: one count more can fall outside.
      REQUIRE(held_published >= level.share() - 0.3 * (1 - level.share()) - 1e-9);
    }
  }
}

TEST_CASE("intervals of means and medians hold the truth as often as they say, by simulation") {
  random_source random(first_seed());
  const int rounds = 4000;
  int means = 0, medians = 0, differences = 0;
  const confidence_levels level{confidence_level(0.9)};
  for (int round = 0; round < rounds; ++round) {
    numbers values(15), others(30);
    for (double& v : values) v = 10 + 3 * normal_like(random);
    for (double& v : others) v = 4 + normal_like(random);
    const mean_table first = mean_interval(values, level);
    const mean_table second = mean_interval(others, level);
    means += holds(first.at(0), 10) ? 1 : 0;
    medians += holds(median_interval(values, level, median_ranks::exact).at(0), 10) ? 1 : 0;
    const comparison_table difference = difference_of_means(
        {first.n, first.value, first.sd}, {second.n, second.value, second.sd}, better::neither, level);
    differences += holds(difference.at(0), 6) ? 1 : 0;
  }
  // 90 % with a standard error of half a point.
  CHECK(static_cast<double>(means) / rounds == Approx(0.9).margin(0.02));
  CHECK(static_cast<double>(differences) / rounds == Approx(0.9).margin(0.02));
  CHECK(static_cast<double>(medians) / rounds >= 0.9 - 0.02);
}

TEST_CASE("comparisons hold the true difference and ratio as often as they say") {
  struct pair {
    int n1, n2;
    double p1, p2;
  };
  for (const pair& c : {pair{40, 40, 0.3, 0.5}, pair{60, 30, 0.9, 0.7}, pair{25, 80, 0.5, 0.5}}) {
    double difference = 0, mover = 0, rates = 0, exact = 0;
    for (int a = 0; a <= c.n1; ++a)
      for (int b = 0; b <= c.n2; ++b) {
        const double chance = binomial_chance(a, c.n1, c.p1) * binomial_chance(b, c.n2, c.p2);
        const numbers x1{double(a)}, x2{double(b)}, n1{double(c.n1)}, n2{double(c.n2)};
        if (holds(difference_of_proportions(x1, n1, x2, n2).at(0), c.p1 - c.p2)) difference += chance;
        if (holds(ratio_of_proportions(x1, n1, x2, n2, better::neither, {level_95()}, ratio_method::mover).at(0),
                  c.p1 / c.p2))
          mover += chance;
        const double counts = poisson_chance(a, 12) * poisson_chance(b, 8);
        if (holds(difference_of_rates(x1, n1, x2, n2, 1).at(0), 12.0 / c.n1 - 8.0 / c.n2)) rates += counts;
        if (holds(ratio_of_rates(x1, n1, x2, n2, better::neither, {level_95()}, ratio_method::exact).at(0),
                  12.0 / c.n1 / (8.0 / c.n2)))
          exact += counts;
      }
    CAPTURE(c.n1, c.n2);
    CHECK(difference == Approx(0.95).margin(0.02));
    CHECK(mover == Approx(0.95).margin(0.02));
    CHECK(rates >= 0.94);
    CHECK(exact >= 0.95 - 1e-3);  // counts beyond n1 and n2 are left out of the sum
  }
}

TEST_CASE("limits lie around the figure, rise with it, and widen with the level") {
  random_source random(first_seed());
  for (int round = 0; round < 3000; ++round) {
    const double n = std::ceil(of_any_size(random));
    const double events = std::floor(uniform(random) * n);
    const confidence_level narrow(0.5 + 0.4 * uniform(random));
    const confidence_level wide(0.95 + 0.0499 * uniform(random));
    CAPTURE(first_seed(), round, events, n, narrow.share(), wide.share());
    for (const auto method : {static_cast<interval (*)(double, double, confidence_level)>(wilson),
                              static_cast<interval (*)(double, double, confidence_level)>(clopper_pearson)}) {
      const interval inner = method(events, n, narrow);
      const interval outer = method(events, n, wide);
      REQUIRE(0 <= outer.lower);
      REQUIRE(outer.lower <= inner.lower);
      REQUIRE(inner.lower <= events / n);
      REQUIRE(events / n <= inner.upper);
      REQUIRE(inner.upper <= outer.upper);
      REQUIRE(outer.upper <= 1);
      const interval more = method(events + 1, n, wide);
      REQUIRE(outer.lower < more.lower);
      REQUIRE(outer.upper < more.upper + (outer.upper == 1 ? 1 : 0));
      // What is not an event is the other way round.
      const interval others = method(n - events, n, wide);
      REQUIRE(others.upper == Approx(1 - outer.lower).margin(1e-15));
    }
    for (const auto method : {static_cast<interval (*)(double, confidence_level)>(poisson_exact),
                              static_cast<interval (*)(double, confidence_level)>(byars)}) {
      const double count = events + 10;
      const interval inner = method(count, narrow);
      const interval outer = method(count, wide);
      REQUIRE(outer.lower < inner.lower);
      REQUIRE(inner.lower < count);
      REQUIRE(count < inner.upper);
      REQUIRE(inner.upper < outer.upper);
      REQUIRE(outer.lower < method(count + 1, wide).lower);
      REQUIRE(outer.upper < method(count + 1, wide).upper);
    }
    // The more people, the surer.
    REQUIRE(wilson(10 * events, 10 * n, wide).upper - wilson(10 * events, 10 * n, wide).lower <
            wilson(events, n, wide).upper - wilson(events, n, wide).lower);
  }
}

TEST_CASE("exact limits have no seams where one way of finding them passes to another") {
  // Each limit between its neighbours', all along counts and shares of any size.
  for (double count = 0.5; count < 1e9; count *= 1.003) {
    const double step = 1e-6;
    const interval at = poisson_exact(count);
    const interval next = poisson_exact(count * (1 + step));
    CAPTURE(count);
    REQUIRE(at.lower < next.lower);
    REQUIRE(at.upper < next.upper);
    REQUIRE(next.upper - at.upper < 3 * step * (count + 1));
  }
  for (double n = 20; n < 1e13; n *= 1.1)
    for (const double share : {0.001, 0.1, 0.5, 0.93}) {
      const double events = share * n;
      const interval at = clopper_pearson(events, n);
      const interval next = clopper_pearson(events * (1 + 1e-6), n);
      CAPTURE(n, share);
      REQUIRE(at.lower < next.lower);
      REQUIRE(at.upper < next.upper);
      // Among so many, the exact interval is Wilson's but for its half event.
      if (events > 1e6) REQUIRE(at.lower == Approx(wilson(events - 0.5, n).lower).epsilon(1e-6));
    }
}

TEST_CASE("events among ever more people are a Poisson count") {
  for (const double events : {0.0, 1.0, 7.0, 300.0, 1e6}) {
    const double n = 1e14;
    CAPTURE(events);
    CHECK(clopper_pearson(events, n).lower * n == Approx(poisson_exact(events).lower).epsilon(1e-7));
    if (events < 1e4) CHECK(clopper_pearson(events, n).upper * n == Approx(poisson_exact(events).upper).epsilon(1e-3));
  }
}

TEST_CASE("an area is outside the drawn funnel exactly when its own interval misses the benchmark") {
  random_source random(first_seed());
  for (int round = 0; round < 300; ++round) {
    const double benchmark = 0.02 + 0.96 * uniform(random);
    numbers events, n;
    for (int area = 0; area < 30; ++area) {
      n.push_back(1 + std::floor(of_any_size(random)));
      events.push_back(std::floor(uniform(random) * (n.back() + 1)));
    }
    const interval_table drawn = funnel_proportion(n, benchmark);
    const funnel_table found = classify_proportions(events, n, better::neither, benchmark);
    for (std::size_t g = 0; g < n.size(); ++g) {
      CAPTURE(first_seed(), round, events[g], n[g], benchmark);
      const double share = events[g] / n[g];
      const bool outside_95 = share < drawn.at(g, 0).lower || share > drawn.at(g, 0).upper;
      const bool outside_998 = share < drawn.at(g, 1).lower || share > drawn.at(g, 1).upper;
      const funnel_position p = found.position[g];
      REQUIRE(outside_998 == (p == funnel_position::high_001 || p == funnel_position::low_001));
      REQUIRE(outside_95 == (p != funnel_position::not_significant));
    }
  }
}

TEST_CASE("people alike in every band have the crude rate, however they are standardised") {
  random_source random(first_seed());
  for (int round = 0; round < 300; ++round) {
    const std::size_t bands = 1 + random.below(20);
    numbers events, population, weights;
    for (std::size_t band = 0; band < bands; ++band) {
      population.push_back(1000 + static_cast<double>(random.below(100'000)));
      events.push_back(population.back() * 0.02);
      weights.push_back(1 + static_cast<double>(random.below(1000)));
    }
    const double all = std::accumulate(events.begin(), events.end(), 0.0);
    const standardised_table direct = dsr(events, population, weights);
    REQUIRE(direct.value[0] == Approx(2000));
    REQUIRE(direct.at(0).lower < 2000);
    REQUIRE(direct.at(0).upper > 2000);
    // With its own people as the standard the limits are those of the crude rate.
    const standardised_table own = dsr(events, population, population);
    REQUIRE(own.at(0).lower == Approx(byars(all).lower / all * 2000));
    REQUIRE(own.at(0).upper == Approx(byars(all).upper / all * 2000));
    // Against itself an area is as expected.
    const standardised_table indirect_ratio = isr(events, population, events, population);
    REQUIRE(indirect_ratio.value[0] == Approx(100));
  }
}

TEST_CASE("a chart moves with its values, and turns with them") {
  random_source random(first_seed());
  for (int round = 0; round < 500; ++round) {
    CAPTURE(first_seed(), round);
    numbers values, turned;
    chart_options options;
    options.direction = better::higher;
    for (int i = 0; i < 30; ++i) values.push_back(static_cast<double>(random.between(0, 12)));
    for (const double v : values) turned.push_back(100 - 4 * v);
    if (random.chance(50)) options.rebase = {1 + random.below(29)};
    options.baseline_points = random.chance(30) ? 2 + random.below(10) : 0;
    const control_chart chart = xmr(values, options);
    options.direction = better::lower;
    const control_chart other = xmr(turned, options);
    REQUIRE(chart.kind == other.kind);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(chart.lower[i])) continue;
      REQUIRE(other.upper[i] == Approx(100 - 4 * chart.lower[i]).margin(1e-9));
      // A point outside a limit is never common cause, one that no rule marks always is.
      const bool marked = chart.astronomical[i] != side::neither || chart.shift[i] != side::neither ||
                          chart.trend[i] != side::neither || chart.two_of_three[i] != side::neither;
      REQUIRE(marked == (chart.kind[i] != variation::common_cause));
    }
    // No rule looks back across a new baseline: the part after it is a chart of its own.
    if (!options.rebase.empty()) {
      const std::size_t cut = options.rebase[0];
      chart_options alone = options;
      alone.rebase.clear();
      alone.direction = better::higher;
      const control_chart part = xmr(std::span(values).subspan(cut), alone);
      REQUIRE(std::equal(part.kind.begin(), part.kind.end(), chart.kind.begin() + static_cast<std::ptrdiff_t>(cut)));
    }
  }
}

TEST_CASE("groups of areas differ in size by one at most when no two are alike, and never part equals") {
  random_source random(first_seed());
  for (int round = 0; round < 500; ++round) {
    const int groups = random.between(1, 12);
    numbers values;
    for (int i = random.between(groups, 200); i > 0; --i)
      values.push_back(round % 2 == 0 ? i + 0.5 : random.between(0, 30));
    random.shuffle(values);
    const std::vector<std::int32_t> found = quantile_groups(values, groups);
    std::vector<int> sizes(static_cast<std::size_t>(groups) + 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      REQUIRE(found[i] >= 1);
      REQUIRE(found[i] <= groups);
      ++sizes[static_cast<std::size_t>(found[i])];
      for (std::size_t k = 0; k < i; ++k) {
        if (values[i] == values[k]) REQUIRE(found[i] == found[k]);
        if (values[i] > values[k]) REQUIRE(found[i] <= found[k]);
      }
    }
    if (round % 2 == 0) {
      const auto [least, most] = std::minmax_element(sizes.begin() + 1, sizes.end());
      REQUIRE(*most - *least <= 1);
    }
  }
}
