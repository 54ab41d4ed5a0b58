#include "ascof/statistics/control_charts.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::failure_of;
using support::quoted;

namespace {

using numbers = std::vector<double>;

/// "..+--": neither, high and low, a letter a point.
std::string shown(const std::vector<side>& marks) {
  std::string text;
  for (const side each : marks) text += each == side::high ? '+' : each == side::low ? '-' : '.';
  return text;
}

std::string shown(const std::vector<variation>& kinds) {
  std::string text;
  for (const variation each : kinds) text += ".ic+-"[static_cast<int>(each)];
  return text;
}

chart_options towards(better direction) {
  chart_options options;
  options.direction = direction;
  return options;
}

/// Limits 4 to 16 about 10 from a fixed beginning, so that what follows can be placed as a rule needs it: the first ten
/// points have mean 10 and a mean moving range of 6 / 2.66.
control_chart placed(numbers later, better direction = better::higher) {
  const double step = 6 / 2.66;
  numbers values;
  // Two up, two down about 10 would be a range of `step` each time; steps of one size keep the mean range at that.
  for (int i = 0; i < 10; ++i) values.push_back(10 + (i % 2 == 0 ? -step / 2 : step / 2));
  values.insert(values.end(), later.begin(), later.end());
  chart_options options = towards(direction);
  options.baseline_points = 10;
  return xmr(values, options);
}

std::string tail(const std::string& text, std::size_t points) { return text.substr(text.size() - points); }

}  // namespace

TEST_CASE("an XmR chart of monthly waits, worked by hand") {
  const numbers waits{41, 45, 39, 44, 47, 42, 40, 46, 43, 48, 44, 61};
  const control_chart found = xmr(waits, towards(better::lower));
  CHECK(found.centre[0] == Approx(45));
  CHECK(found.lower[0] == quoted(30.5, 0.05));
  CHECK(found.upper[0] == quoted(59.5, 0.05));
  CHECK(found.near_upper[0] == Approx(45 + 2.66 * 60 / 11 * 2 / 3));
  CHECK(shown(found.astronomical) == "...........+");
  CHECK(shown(found.kind) == "...........c");
  CHECK(found.latest == variation::concern);
  CHECK(std::isnan(found.moving_range[0]));
  CHECK(found.moving_range[11] == 17);

  chart_options fixed = towards(better::neither);
  fixed.baseline_points = 11;
  const control_chart on_first = xmr(waits, fixed);
  CHECK(on_first.centre[11] == quoted(43.5, 0.05));
  CHECK(on_first.lower[11] == quoted(32.1, 0.05));
  CHECK(on_first.upper[11] == quoted(55.0, 0.05));
  CHECK(on_first.latest == variation::high);
}

TEST_CASE("a moving range that stands out is left out of the mean, once, where that is wanted") {
  numbers values;
  for (int i = 0; i < 20; ++i) values.push_back(i % 2);
  values.push_back(50);
  chart_options options;
  const control_chart screened = xmr(values, options);
  CHECK(screened.upper[0] - screened.centre[0] == Approx(2.66));
  options.screen_moving_ranges = false;
  const control_chart kept = xmr(values, options);
  CHECK(kept.upper[0] - kept.centre[0] == Approx(2.66 * (19 + 49) / 20));
}

TEST_CASE("seven points on one side of the centre are a shift, six are none, a point on the centre ends a run") {
  CHECK(tail(shown(placed({11, 12, 11, 12, 11, 12, 11}).shift), 7) == "+++++++");
  CHECK(tail(shown(placed({9, 11, 12, 11, 12, 11, 12, 9}).shift), 8) == "........");
  CHECK(tail(shown(placed({11, 12, 11, 10, 11, 12, 11}).shift), 7) == ".......");
  CHECK(tail(shown(placed({9, 8, 9, 8, 9, 8, 9, 8, 11}, better::higher).kind), 9) == "cccccccc.");
  chart_options six = towards(better::neither);
  six.shift_points = 6;
  CHECK(shown(xmr(numbers{1, 2, 1, 2, 1, 2, 9, 9, 9, 9}, six).shift) == "------....");
}

TEST_CASE("seven points that all rise are a trend, seven points with a level step are none") {
  // NHS England's spreadsheet marks all seven points of six rises.
  CHECK(tail(shown(placed({7, 8, 9, 10.5, 11, 12, 13}).trend), 7) == "+++++++");
  CHECK(tail(shown(placed({8, 9, 9.5, 10.5, 11, 12}).trend), 6) == "......");
  CHECK(tail(shown(placed({7, 8, 9, 9, 11, 12, 13}).trend), 7) == ".......");
  // Falling, where high is good, though the points lie above the centre.
  const control_chart falling = placed({13, 12.5, 12, 11.5, 11, 10.5, 10.2}, better::higher);
  CHECK(tail(shown(falling.trend), 7) == "-------");
}

TEST_CASE("a peak of two trends belongs to both") {
  chart_options plain = towards(better::higher);
  const control_chart found = xmr(numbers{1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1}, plain);
  CHECK(shown(found.trend) == "+++++++------");
  // The peak ends an improvement and begins a concern: the improvement is shown.
  CHECK(found.kind[6] == variation::improvement);
  plain.direction = better::lower;
  CHECK(xmr(found.value, plain).kind[6] == variation::improvement);
}

TEST_CASE("two of three near a limit, with all three on one side of the centre") {
  // Two thirds of the way to the limit at 16 is 14. Cases of NHS England's change of November 2023: points beyond the
  // limit count as well, only points near a limit are marked, and all three must be on one side.
  CHECK(tail(shown(placed({9, 14.5, 11, 14.5, 9}).two_of_three), 5) == ".+.+.");
  CHECK(tail(shown(placed({9, 14.5, 14.5, 11, 9}).two_of_three), 5) == ".++..");
  CHECK(tail(shown(placed({9, 14.5, 17, 11, 9}).two_of_three), 5) == ".++..");
  CHECK(tail(shown(placed({9, 17, 17, 15, 9}).two_of_three), 5) == ".+++.");
  CHECK(tail(shown(placed({9, 14.5, 9.5, 14.5, 9}).two_of_three), 5) == ".....");
  CHECK(tail(shown(placed({9, 14.5, 5.5, 9, 9}).two_of_three), 5) == ".....");
  CHECK(tail(shown(placed({9, 14.5, 11, 11, 14.5}).two_of_three), 5) == ".....");
  CHECK(tail(shown(placed({11, 5.5, 9, 5.5, 11}).two_of_three), 5) == ".-.-.");
  // At the end of a series two points are not three.
  CHECK(tail(shown(placed({9, 14.5, 14.5}).two_of_three), 3) == "...");
}

TEST_CASE("a point on a limit is inside") {
  // Mean 10, every moving range 2: limits 10 -+ 5.32.
  chart_options options;
  options.baseline_points = 4;
  const control_chart found = xmr(numbers{9, 11, 9, 11, 15.32, 4.68}, options);
  CHECK(found.upper[4] == Approx(15.32));
  const double upper = found.upper[4];
  const control_chart on = xmr(numbers{9, 11, 9, 11, upper, std::nextafter(upper, 99)}, options);
  CHECK(shown(on.astronomical) == ".....+");
}

TEST_CASE("a new baseline begins where it is told, and no rule looks across") {
  chart_options options = towards(better::higher);
  options.rebase = {5};
  const control_chart found = xmr(numbers{1, 2, 1, 2, 1, 11, 12, 11, 12, 11, 12}, options);
  CHECK(found.centre[4] == Approx(1.4));
  CHECK(found.centre[5] == Approx(11.5));
  CHECK(found.upper[0] == Approx(1.4 + 2.66));
  CHECK(found.upper[5] == Approx(11.5 + 2.66));
  CHECK(found.baseline[4] == 0);
  CHECK(found.baseline[5] == 1);
  CHECK(std::isnan(found.moving_range[5]));
  CHECK(shown(found.kind) == "...........");
  // Fixed limits hold for each baseline.
  options.baseline_points = 2;
  const control_chart fixed = xmr(numbers{1, 3, 1, 3, 9, 11, 13, 11, 13, 21, 12}, options);
  CHECK(fixed.upper[4] == Approx(2 + 5.32));
  CHECK(shown(fixed.astronomical) == "....+....+.");
  for (const std::vector<std::size_t>& wrong :
       {std::vector<std::size_t>{0}, std::vector<std::size_t>{11}, std::vector<std::size_t>{4, 4}}) {
    options.rebase = wrong;
    CHECK(
        failure_of([&] { xmr(found.value, options); }).message ==
        "rebase: expected points inside the series in ascending order; points count from 0; the first baseline begins "
        "by itself");
  }
}

TEST_CASE("the target is consistently met, missed, or left to chance") {
  CHECK(assure({60, 80}, 50, better::higher) == assurance::consistently_met);
  CHECK(assure({60, 80}, 70, better::higher) == assurance::hit_or_miss);
  CHECK(assure({60, 80}, 90, better::higher) == assurance::consistently_missed);
  CHECK(assure({60, 80}, 50, better::lower) == assurance::consistently_missed);
  CHECK(assure({60, 80}, 90, better::lower) == assurance::consistently_met);
  CHECK(assure({60, 80}, 90, better::neither) == assurance::none);
  CHECK(assure({std::nan(""), 80}, 90, better::lower) == assurance::none);
  // On the limit: every value to be expected meets it, or one in a thousand does.
  CHECK(assure({60, 80}, 60, better::higher) == assurance::consistently_met);
  CHECK(assure({60, 80}, 80, better::higher) == assurance::hit_or_miss);
  // Always 100 % against a target of 100 %.
  chart_options options = towards(better::higher);
  options.target = 1;
  CHECK(p_chart(numbers{50, 60, 70}, numbers{50, 60, 70}, options).outlook == assurance::consistently_met);
  CHECK(xmr(numbers{1, 1, 1}, options).outlook == assurance::consistently_met);
  CHECK(xmr(numbers{1, 1, 1}, towards(better::higher)).outlook == assurance::none);
  CHECK(to_text(assurance::hit_or_miss) == "hit or miss");
  CHECK(to_text(assurance::none).empty());
}

TEST_CASE("a p chart worked by hand") {
  const control_chart found = p_chart(numbers{30, 22, 38, 44}, numbers{120, 100, 140, 110});
  const double expected[4][2] = {{16.1, 40.9}, {15.0, 42.1}, {17.1, 40.0}, {15.6, 41.4}};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(100 * found.centre[i] == quoted(28.51, 0.005));
    CHECK(100 * found.lower[i] == quoted(expected[i][0], 0.051));
    CHECK(100 * found.upper[i] == quoted(expected[i][1], 0.051));
  }
}

TEST_CASE("a p-prime chart worked by hand") {
  const control_chart found = p_prime_chart(numbers{30, 22, 38, 44}, numbers{120, 100, 140, 110});
  const double expected[4][2] = {{11.3, 45.7}, {9.7, 47.3}, {12.6, 44.4}, {10.6, 46.5}};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(100 * found.lower[i] == quoted(expected[i][0], 0.051));
    CHECK(100 * found.upper[i] == quoted(expected[i][1], 0.051));
  }
}

TEST_CASE("a u chart worked by hand") {
  const control_chart found = u_chart(numbers{30, 18, 52}, numbers{1.2, 1.0, 1.5});
  CHECK(found.centre[0] == quoted(27.03, 0.005));
  CHECK(found.value[2] == quoted(34.7, 0.05));
  CHECK(found.lower[2] == quoted(14.3, 0.05));
  CHECK(found.upper[2] == quoted(39.8, 0.05));
  // Laney's factor by hand: z -0.427, -1.736, 1.800; ranges 1.309 and 3.536; mean 2.4227 over 1.128.
  const control_chart laney = u_prime_chart(numbers{30, 18, 52}, numbers{1.2, 1.0, 1.5});
  CHECK((laney.upper[2] - laney.centre[2]) / (found.upper[2] - found.centre[2]) == quoted(2.148, 5e-4));
}

TEST_CASE("shares have limits between 0 and 1 and rates not below 0") {
  const control_chart few = p_chart(numbers{1, 0, 1, 0}, numbers{20, 20, 20, 20});
  CHECK(few.lower[0] == 0);
  CHECK(few.near_lower[0] < 0);  // whether a point is near is not told by the limit that was cut
  const control_chart high = p_chart(numbers{19, 20, 19, 20}, numbers{20, 20, 20, 20});
  CHECK(high.upper[0] == 1);
  CHECK(shown(high.kind) == "....");
  CHECK(u_chart(numbers{1, 0, 1, 0}, numbers{1, 1, 1, 1}).lower[0] == 0);
}

TEST_CASE("a median chart is not moved by one freak value, and without limits it is a run chart") {
  const control_chart found = median_chart(numbers{10, 12, 10, 12, 10, 12, 10, 500});
  CHECK(found.centre[0] == 11);
  CHECK(found.upper[0] == Approx(11 + 3.145 * 2));
  CHECK(shown(found.astronomical) == ".......+");
  chart_options run = towards(better::lower);
  run.limits = false;
  const control_chart runs = median_chart(numbers{1, 2, 1, 2, 1, 2, 1, 9, 9, 9, 9, 9, 9, 9, 5}, run);
  CHECK(runs.centre[0] == 5);
  CHECK(std::isnan(runs.upper[0]));
  CHECK(shown(runs.shift) == "-------+++++++.");
  CHECK(shown(runs.kind) == "iiiiiiiccccccc.");
}

TEST_CASE("short series have what can be had") {
  CHECK(xmr(numbers{}).value.empty());
  const control_chart one = xmr(numbers{5});
  CHECK(one.centre[0] == 5);
  CHECK(std::isnan(one.upper[0]));
  CHECK(one.latest == variation::common_cause);
  const control_chart level = xmr(numbers{5, 5, 5, 5, 5, 5, 5, 5});
  CHECK(level.upper[0] == 5);
  CHECK(shown(level.kind) == "........");
}

TEST_CASE("what is no series is refused") {
  const double no_number = std::numeric_limits<double>::quiet_NaN();
  CHECK(failure_of([&] {
          xmr(numbers{1, no_number});
        }).message == "values: element 1 is missing or infinite; leave a period without a value out of the chart");
  CHECK(failure_of([] {
          p_chart(numbers{1, 0}, numbers{5, 0});
        }).message == "n: element 1 is not above 0; leave a period without anybody out of the chart");
  CHECK(failure_of([] { p_chart(numbers{6}, numbers{5}); }).message.starts_with("events: element 0 is more than n;"));
  CHECK(failure_of([] {
          u_chart(numbers{1, 2}, numbers{1, 2, 3});
        }).message == "exposure: has another length than events; give one number a point");
  CHECK(failure_of([&] { u_chart(numbers{no_number}, numbers{1}); }).message ==
        "events: element 0 is missing, negative or infinite; leave that period out of the chart");
  chart_options options;
  options.trend_points = 1;
  CHECK(failure_of([&] { xmr(numbers{1}, options); }).message == "trend_points: expected 2 or more; the NHS rule is 7");
}
