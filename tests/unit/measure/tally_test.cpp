#include "ascof/measure/tally.hpp"

#include <array>
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

/// One person's share of a tally of two places, three groups and five periods.
void count(tally& to, std::size_t person) {
  const std::size_t place = person % 2, group = person % 3;
  const std::uint64_t in = person * 7 % 32;
  to.add(tallied::denominator, place, group, in);
  if (person % 4 == 0) to.add(tallied::numerator, place, group, in);
  if (person % 5 == 0) to.add(tallied::unknown, place, group, 0b00101);
  if (person % 7 == 0) to.add(tallied::invalid, place, group, 0b10000);
  to.add_to_sum(place, group, person % 5, 0.1 * static_cast<double>(person), true);
  if (person % 3 == 0) to.add_value(place, group, person % 5, static_cast<double>(person));
}

tally tally_of(std::size_t first, std::size_t last) {
  tally t(2, 3, 5);
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

TEST_CASE("a tally counts in every period whose bit is set, however often and however many periods") {
  for (const std::size_t periods : {1U, 2U, 8U, 9U, 12U, 63U, 64U}) {
    CAPTURE(periods);
    support::random_source random(support::first_seed());
    const std::uint64_t all = periods == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << periods) - 1;
    tally t(2, 3, periods);
    std::vector<std::uint64_t> wanted(periods, 0);
    CHECK(t.is_empty(1, 2));
    for (int i = 0; i < 1000; ++i) {  // a byte is full after 255
      const std::uint64_t in = i % 3 == 0 ? all
                                          : (std::uint64_t{random.below(1U << 31U)} << 33U ^ random.below(1U << 31U) ^
                                             std::uint64_t{random.below(8)} << 31U) &
                                                all;
      t.add(tallied::invalid, 1, 2, in);
      for (std::size_t p = 0; p < periods; ++p) wanted[p] += in >> p & 1U;
    }
    CHECK_FALSE(t.is_empty(1, 2));
    CHECK(t.is_empty(1, 1));
    for (std::size_t p = 0; p < periods; ++p) {
      CAPTURE(p);
      CHECK(t.at(1, 2, p).invalid == wanted[p]);
      CHECK(t.at(1, 2, p).denominator == 0);
      CHECK(t.at(0, 2, p).is_empty());
    }
  }
}

TEST_CASE("tallies of different people merge into the tally of all of them, in any order") {
  const tally whole = tally_of(0, 600);
  for (const std::size_t cut : {0U, 1U, 17U, 599U, 600U})
    for (const bool turned : {false, true}) {
      tally first = turned ? tally_of(cut, 600) : tally_of(0, cut);
      first.merge(turned ? tally_of(0, cut) : tally_of(cut, 600));
      for (std::size_t place = 0; place < 2; ++place)
        for (std::size_t group = 0; group < 3; ++group)
          for (std::size_t period = 0; period < 5; ++period) {
            CAPTURE(cut, turned, place, group, period);
            CHECK((first.at(place, group, period) == whole.at(place, group, period)));
          }
    }
}

TEST_CASE("tallies of other shapes do not merge, even with as many cells") {
  using shape = std::array<std::size_t, 3>;
  for (const shape& other : {shape{3, 3, 2}, {2, 2, 2}, {3, 2, 2}, {6, 1, 2}, {1, 6, 2}, {2, 3, 1}, {2, 2, 3}}) {
    CAPTURE(other[0], other[1], other[2]);
    tally t(2, 3, 2);
    const auto refused = failure_of([&] { t.merge(tally(other[0], other[1], other[2])); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::bad_definition);
    CHECK(refused.message ==
          "tallies of different shape cannot be merged; merge tallies of the same figure, periods and list of "
          "councils");
  }
}
