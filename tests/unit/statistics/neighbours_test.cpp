#include "ascof/statistics/neighbours.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/failure.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::failure_of;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
using numbers = std::vector<double>;
using areas = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("the nearest areas, however large a description's own scale is") {
  // Share of people over 65, and people per square kilometre. Area 0 is most like 1 in both.
  const numbers features{0.20, 1000, 0.21, 1100, 0.35, 1050, 0.20, 9000};
  const neighbour_table found = nearest_neighbours(features, 4, 2);
  CHECK(found.areas == 4);
  CHECK(found.each == 2);
  CHECK(std::vector<std::int64_t>(found.area.begin(), found.area.begin() + 2) == areas{1, 3});
  // By hand: distance of 0 and 1 in standard deviations, 0.01 / 0.07348 and 100 / 3975.24.
  CHECK(found.distance[0] == Approx(std::hypot(0.01 / 0.0734847, 100 / 3975.236)).epsilon(1e-5));
  // With all weight on the density area 2 is nearer to 0 than 1 is.
  const neighbour_table dense = nearest_neighbours(features, 4, 1, numbers{0, 1});
  CHECK(dense.area[0] == 2);
}

TEST_CASE("areas equally far stand in their own order, and what is the same everywhere tells nothing") {
  const neighbour_table found = nearest_neighbours(numbers{5, 0, 5, 1, 5, -1, 5, 2}, 4, 3);
  CHECK(std::vector<std::int64_t>(found.area.begin(), found.area.begin() + 3) == areas{1, 2, 3});
  CHECK(found.distance[0] == found.distance[1]);
}

TEST_CASE("an area against its neighbours together") {
  // Area 0: 80 of 100; its neighbours 1 and 2 together 110 of 200.
  const numbers events{80, 60, 50}, n{100, 100, 100};
  const areas neighbours{1, 2, 0, 2, 0, 1};
  const neighbour_comparison found = compare_proportions_with_neighbours(events, n, neighbours, 2, better::higher);
  CHECK(found.own[0] == 0.8);
  CHECK(found.neighbours[0] == 0.55);
  CHECK(found.median[0] == 0.55);
  CHECK(found.rank[0] == 1);
  CHECK(found.value[0] == Approx(0.25));
  CHECK(found.verdicts[0] == verdict::better);
  CHECK(found.rank[2] == 3);
  CHECK(found.verdicts[2] == verdict::worse);
  const comparison_table alone = difference_of_proportions(numbers{80}, numbers{100}, numbers{110}, numbers{200});
  CHECK(found.at(0).lower == alone.at(0).lower);
}

TEST_CASE("an area without a figure has no place, and is no neighbour to be held against") {
  const numbers events{80, 60, 50}, n{100, 100, 0};
  CHECK(failure_of([&] {
          compare_proportions_with_neighbours(events, n, areas{1, 2, 0, 2, 0, 1}, 2);
        }).message.starts_with("events: element 2 is more than n;"));
  const neighbour_comparison found =
      compare_rates_with_neighbours(events, n, areas{1, 2, 0, 2, 0, 1}, 2, 1000, better::lower);
  CHECK(found.neighbours[0] == Approx(600));
  CHECK(found.median[0] == Approx(600));
  CHECK(found.rank[0] == 1);
  CHECK(found.rank[2] == 0);
  CHECK(std::isnan(found.own[2]));
  CHECK(found.verdicts[2] == verdict::not_calculated);
  CHECK(found.value[0] == Approx(200));
}

TEST_CASE("neighbours that cannot be are refused") {
  const numbers events{1, 1, 1}, n{2, 2, 2};
  const auto message = [&](const areas& neighbours, std::size_t each) {
    return failure_of([&] { compare_proportions_with_neighbours(events, n, neighbours, each); }).message;
  };
  CHECK(message(areas{1, 2, 3}, 1) == "neighbours: element 2 is no area; areas count from 0");
  CHECK(message(areas{1, 1, 1}, 1) == "neighbours: element 1 is the area itself; an area is not its own neighbour");
  CHECK(message(areas{1, 2}, 1) == "neighbours: has 2 numbers for 3 areas; give as many neighbours for each area");
  const auto nearest = [](const numbers& features, std::size_t count, std::size_t each, const numbers& weights = {}) {
    return failure_of([&] { nearest_neighbours(features, count, each, weights); }).message;
  };
  CHECK(nearest(numbers{1, 2}, 1, 1) ==
        "features: expected two areas or more; give a row of descriptions for each area");
  CHECK(nearest(numbers{1, 2, 3}, 2, 1) ==
        "features: has 3 numbers for 2 areas; give a row of descriptions for each area");
  CHECK(nearest(numbers{1, 2}, 2, 2) == "each: expected 1 to 1 neighbours; an area is not its own neighbour");
  CHECK(nearest(numbers{1, no_number}, 2, 1) ==
        "features: element 1 is missing or infinite; leave the description or the area out");
  CHECK(nearest(numbers{1, 2}, 2, 1, numbers{0}) == "weights: are all 0; leave weights out for all alike");
  CHECK(nearest(numbers{1, 2}, 2, 1, numbers{-1}) ==
        "weights: element 0 is missing, negative or infinite; a weight is 0 or more");
}
