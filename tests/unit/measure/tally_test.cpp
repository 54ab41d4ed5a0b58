#include "ascof/measure/tally.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/failure.hpp"

using namespace ascof;
using support::failure_of;

namespace {

// Two councils, two figures of 3 and 2 groups, one side count of 2 groups, two traces.
const tally_shape shape{2, {3, 2}, {2}, 2};

/// One person's share: a few counts that depend on the person's number.
void count(tally& to, std::size_t person) {
  to.begin(person, person % 2);
  to.add(0, person % 3, person % 4 == 0);
  to.add_event(1, person % 2);
  if (person % 5 == 0) to.add_unknown(0, 1);
  if (person % 7 == 0) to.add_invalid(1, 0);
  if (person % 3 == 0) to.add_days(0, 2, static_cast<std::int32_t>(person));
  to.add_side(0, person % 2);
  to.trace({"first", std::to_string(person)});
  if (person % 2 == 0) to.trace(1, {"second"});
}

tally tally_of(const std::vector<std::size_t>& people) {
  tally t(shape, true);
  for (const std::size_t person : people) count(t, person);
  return t;
}

void check_equal(const tally& a, const tally& b) {
  for (std::size_t council = 0; council < 2; ++council) {
    for (std::size_t figure = 0; figure < 2; ++figure)
      for (std::size_t group = 0; group < shape.groups[figure]; ++group) {
        CAPTURE(council, figure, group);
        CHECK((a.of(council, figure, group) == b.of(council, figure, group)));
      }
    for (std::size_t group = 0; group < 2; ++group) CHECK(a.side_of(council, 0, group) == b.side_of(council, 0, group));
  }
  for (std::size_t trace = 0; trace < 2; ++trace) {
    REQUIRE(a.lines(trace).size() == b.lines(trace).size());
    for (std::size_t i = 0; i < a.lines(trace).size(); ++i) {
      CHECK(a.lines(trace)[i].person == b.lines(trace)[i].person);
      CHECK(a.lines(trace)[i].values == b.lines(trace)[i].values);
    }
  }
}

}  // namespace

TEST_CASE("counts go to the council, figure and group they are of") {
  tally t(shape, true);
  t.begin(9, 1);
  t.add(0, 2, true);
  t.add(0, 2, false);
  t.add_event(1, 0);
  t.add_base(1, 1);
  t.add_unknown(1, 1);
  t.add_invalid(1, 1);
  t.add_days(0, 0, 14);
  t.add_side(0, 1);
  CHECK((t.of(1, 0, 2) == cell{1, 2, 0, 0, {}}));
  CHECK((t.of(1, 0, 0) == cell{0, 1, 0, 0, {14}}));
  CHECK((t.of(1, 1, 0) == cell{1, 0, 0, 0, {}}));
  CHECK((t.of(1, 1, 1) == cell{0, 1, 1, 1, {}}));
  CHECK(t.side_of(1, 0, 1) == 1);
  CHECK(t.side_of(1, 0, 0) == 0);
  CHECK((t.of(0, 0, 2) == cell{}));
  CHECK(t.place() == 1);
}

TEST_CASE("a trace is kept when it is asked for") {
  tally without(shape, false);
  without.begin(3, 0);
  without.trace({"a"});
  CHECK_FALSE(without.keeps_trace());
  CHECK(without.lines().empty());

  tally with(shape, true);
  with.begin(3, 0);
  with.trace({"a", "b"});
  REQUIRE(with.lines().size() == 1);
  CHECK(with.lines()[0].person == 3);
  CHECK(with.lines()[0].values == std::vector<std::string>{"a", "b"});
  CHECK(with.lines(1).empty());
}

TEST_CASE("tallies of different people merge into the tally of all of them") {
  std::vector<std::size_t> all;
  for (std::size_t person = 0; person < 40; ++person) all.push_back(person);
  const tally whole = tally_of(all);
  for (const std::size_t cut : {0U, 1U, 17U, 39U, 40U}) {
    tally first = tally_of({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(cut)});
    first.merge(tally_of({all.begin() + static_cast<std::ptrdiff_t>(cut), all.end()}));
    check_equal(first, whole);
  }
}

TEST_CASE("tallies of other shapes do not merge, even with as many cells") {
  const tally_shape others[] = {
      {3, {3, 2}, {2}, 2},   {2, {3}, {2}, 2},    {2, {3, 2}, {}, 2},
      {2, {3, 2}, {2}, 1},   {2, {2, 3}, {2}, 2},  // as many cells, in other figures
      {1, {6, 4}, {4}, 2},                         // as many cells and side counts, in other councils
      {2, {3, 2}, {1, 1}, 2}                       // as many side counts
  };
  for (const tally_shape& other : others) {
    tally t(shape, true);
    const auto refused = failure_of([&] { t.merge(tally(other, true)); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::wrong_type);
  }
}

TEST_CASE("conditions print as Y and N") {
  CHECK(yes_no(true) == "Y");
  CHECK(yes_no(false) == "N");
}
