#include "statistics/disclosure_search.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "statistics/disclosure_simplex.hpp"

using namespace ascof::statistics::detail;

namespace {

search_item small(double value, double most) {
  search_item item;
  item.is = standing::small;
  item.down_to = 1 - value;
  item.wanted = true;
  item.wants = {1 - value, most - value};
  return item;
}

search_item open(double value) {
  search_item item;
  item.down_to = 1 - value;
  item.weight = value;
  return item;
}

std::vector<std::size_t> hidden(const search& of, std::size_t items) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < items; ++i)
    if (of.is(i) == standing::hidden) numbers.push_back(i);
  return numbers;
}

}  // namespace

TEST_CASE("the least cost from the origin, between bounds and along a row") {
  // a + b - c = 0
  simplex program(3, {{{0, 1}, {1, 1}, {2, -1}}});
  program.set_bounds(0, -2, 3);
  program.set_bounds(1, -1, 5);
  program.set_bounds(2, -unlimited, 4);
  CHECK(program.minimise({0, 0, -1}) == simplex::outcome::least);
  CHECK(program.value(2) == Approx(4));
  CHECK(program.value(0) + program.value(1) == Approx(4));

  program.restart();
  CHECK(program.minimise({0, 0, 1}) == simplex::outcome::least);
  CHECK(program.value(2) == Approx(-3));

  program.restart();
  CHECK(program.minimise({-1, 2, 0}) == simplex::outcome::least);
  CHECK(program.value(0) == Approx(3));
  CHECK(program.value(1) == Approx(-1));

  program.set_bounds(0, -2, unlimited);
  program.set_bounds(2, -unlimited, unlimited);
  program.restart();
  CHECK(program.minimise({0, 0, -1}) == simplex::outcome::unlimited);
}

TEST_CASE("rows that say the same are one row") {
  // a - b = 0 three times over, and b - c = 0
  simplex program(3, {{{0, 1}, {1, -1}}, {{0, -2}, {1, 2}}, {{1, 1}, {2, -1}}, {{0, 1}, {2, -1}}});
  for (const std::size_t column : {0U, 1U, 2U}) program.set_bounds(column, -4, 7);
  program.set_bounds(2, -4, 6);
  CHECK(program.minimise({-1, 0, 0}) == simplex::outcome::least);
  for (const std::size_t column : {0U, 1U, 2U}) CHECK(program.value(column) == Approx(6));
}

TEST_CASE("a second cost goes on from where the first one ended") {
  simplex program(2, {{{0, 1}, {1, 1}}});
  program.set_bounds(0, -5, 5);
  program.set_bounds(1, -3, 3);
  CHECK(program.minimise({1, 0}) == simplex::outcome::least);
  CHECK(program.value(0) == Approx(-3));
  program.set_bounds(0, -3, -3);
  CHECK(program.minimise({0, 1}) == simplex::outcome::least);
  CHECK(program.value(1) == Approx(3));
}

TEST_CASE("exact ends follow from bounds and rules, however far apart the counts stand") {
  // 0 = 1 + 2, 2 = 3 + 4, 5 stands alone, 6 holds 7 and more
  const std::vector<rule> rules{{0, {1, 2}, true, 0}, {2, {3, 4}, true, 0}, {6, {7}, false, 2}};
  const std::vector<moves> bounds{{0, 0}, {-2, unlimited}, {-9, 9}, {-1, 1}, {0, 0}, {-3, 4}, {0, 0}, {-5, unlimited}};
  const std::vector<moves> ends = exact_ends(bounds, rules, std::vector<bool>(8, true));
  CHECK(ends[1].down == Approx(-1));
  CHECK(ends[1].up == Approx(1));
  CHECK(ends[2].down == Approx(-1));
  CHECK(ends[4].up == 0);
  CHECK(ends[5].down == -3);
  CHECK(ends[5].up == 4);
  CHECK(ends[7].down == Approx(-5));
  CHECK(ends[7].up == Approx(2));
}

TEST_CASE("what is cheapest is hidden, and more on demand, first beside what is not proven") {
  // 3 + 20 + 30 = 53, and 53 + 60 = 113
  const std::vector<search_item> items{small(3, 7), open(20), open(30), open(53), open(60), open(113)};
  const std::vector<rule> rules{{3, {0, 1, 2}, true, 0}, {5, {3, 4}, true, 0}};
  search of(items, rules, 6);
  of.hide_what_it_takes();
  CHECK(hidden(of, 6) == std::vector<std::size_t>{1});
  CHECK(of.needs(0).down == Approx(-2));
  CHECK(of.needs(0).up == Approx(4));
  CHECK(of.possible_in_whole_counts());
  of.hide_more();
  CHECK(hidden(of, 6) == std::vector<std::size_t>{1, 2, 3, 4});
  CHECK_FALSE(of.all_hidden());
  of.hide_more();
  CHECK(of.all_hidden());
  CHECK(of.possible_in_whole_counts());
  CHECK_FALSE(of.gave_up());
}

TEST_CASE("what is given away must leave the small ones their room") {
  // 3 + 14 = 17, where 14 and 17 are shown rounded to 15: 13 to 17.
  std::vector<search_item> items{small(3, 4), open(14), open(17)};
  items[0].down_to = items[0].wants.down = -3;
  items[1].published = {-1, 3};
  items[2].published = {-4, 0};
  search of(items, {{2, {0, 1}, true, 0}}, 4);
  of.hide_what_it_takes();
  CHECK(hidden(of, 3).empty());
  // With 14 known, 17 at most leaves 3; with 17 known, 13 at least leaves 4.
  CHECK_FALSE(of.give_away({1}));
  CHECK(of.give_away({2}));
  CHECK_FALSE(of.give_away({1}));
  CHECK(of.possible_in_whole_counts());
  of.take_back();
  CHECK_FALSE(of.give_away({1, 2}));
  CHECK(of.give_away({2}));
}
