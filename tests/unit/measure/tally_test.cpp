#include "ascof/measure/tally.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "support/failure.hpp"
#include "support/random_source.hpp"

using namespace ascof;
using support::failure_of;

namespace {

exact_sum sum_of(const std::vector<double>& values) {
  exact_sum sum;
  for (const double v : values) sum.add(v);
  return sum;
}

/// One person's share of a tally of two places and three groups.
void count(tally& to, std::size_t person) {
  cell& c = to.at(person % 2, person % 3);
  ++c.denominator;
  if (person % 4 == 0) ++c.numerator;
  if (person % 5 == 0) ++c.unknown;
  if (person % 7 == 0) ++c.invalid;
  c.sum.add(0.1 * static_cast<double>(person));
  if (person % 3 == 0) c.values.push_back(static_cast<double>(person));
}

tally tally_of(std::size_t first, std::size_t last) {
  tally t(2, 3);
  for (std::size_t person = first; person < last; ++person) count(t, person);
  return t;
}

}  // namespace

TEST_CASE("a sum does not depend on the order of its parts, nor on how they are cut") {
  support::random_source random(support::first_seed());
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i)
    values.push_back(std::ldexp(random.between(-1'000'000, 1'000'000), random.between(-30, 20)) / 3);
  const exact_sum once = sum_of(values);
  for (int again = 0; again < 20; ++again) {
    random.shuffle(values);
    CHECK(sum_of(values) == once);
    const auto cut = values.begin() + static_cast<std::ptrdiff_t>(random.below(values.size()));
    exact_sum parts = sum_of({values.begin(), cut});
    parts += sum_of({cut, values.end()});
    CHECK(parts == once);
    CHECK(parts.value() == once.value());
  }
}

TEST_CASE("sums that doubles would round are exact") {
  CHECK(sum_of({0.1, 0.2, -0.3}).value() == Approx(0).margin(1e-16));
  CHECK(sum_of({1e15, 0.5, -1e15}).value() == 0.5);
  CHECK(sum_of({std::ldexp(1.0, 61), 1, -std::ldexp(1.0, 61)}).value() == 1);
  CHECK(sum_of({std::ldexp(1.0, -60), 1, -1}).value() == std::ldexp(1.0, -60));
  CHECK(sum_of({12.34, -12.34}).value() == 0);
  CHECK(sum_of({-2.5, -2.5}).value() == -5);
  CHECK(sum_of({}).value() == 0);
}

TEST_CASE("cells are equal when they hold the same, in whatever order the values came") {
  const auto make = [](std::vector<double> values) {
    cell c;
    c.numerator = 1;
    c.denominator = 2;
    c.values = std::move(values);
    return c;
  };
  CHECK((make({1, 2, 2}) == make({2, 1, 2})));
  CHECK_FALSE((make({1, 2, 2}) == make({1, 1, 2})));
  CHECK_FALSE((make({1, 2}) == make({1, 2, 2})));
  for (const auto change :
       {+[](cell& c) { ++c.numerator; }, +[](cell& c) { ++c.denominator; }, +[](cell& c) { ++c.unknown; },
        +[](cell& c) { ++c.invalid; }, +[](cell& c) { c.sum.add(0.5); }}) {
    cell other = make({1, 2});
    change(other);
    CHECK_FALSE((other == make({1, 2})));
  }
}

TEST_CASE("a cell is empty until something is counted into it") {
  CHECK(cell{}.is_empty());
  for (const auto change :
       {+[](cell& c) { ++c.numerator; }, +[](cell& c) { ++c.denominator; }, +[](cell& c) { ++c.unknown; },
        +[](cell& c) { ++c.invalid; }, +[](cell& c) { c.values.push_back(0); }}) {
    cell c;
    change(c);
    CHECK_FALSE(c.is_empty());
  }
}

TEST_CASE("tallies of different people merge into the tally of all of them, in any order") {
  const tally whole = tally_of(0, 60);
  for (const std::size_t cut : {0U, 1U, 17U, 59U, 60U})
    for (const bool turned : {false, true}) {
      tally first = turned ? tally_of(cut, 60) : tally_of(0, cut);
      first.merge(turned ? tally_of(0, cut) : tally_of(cut, 60));
      for (std::size_t place = 0; place < 2; ++place)
        for (std::size_t group = 0; group < 3; ++group) {
          CAPTURE(cut, turned, place, group);
          CHECK((first.at(place, group) == whole.at(place, group)));
        }
    }
}

TEST_CASE("tallies of other shapes do not merge, even with as many cells") {
  for (const auto& [places, groups] : {std::pair{3U, 3U}, {2U, 2U}, {3U, 2U}, {6U, 1U}, {1U, 6U}}) {
    CAPTURE(places, groups);
    tally t(2, 3);
    const auto refused = failure_of([&, p = places, g = groups] { t.merge(tally(p, g)); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::bad_definition);
    CHECK(refused.message ==
          "tallies of different shape cannot be merged; merge tallies of the same figure and list of councils");
  }
}
