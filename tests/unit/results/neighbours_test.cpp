#include "ascof/results/neighbours.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/statistics/comparison.hpp"
#include "support/failure.hpp"

using namespace ascof;
using support::failure;
using support::failure_of;

namespace {

result_row row_of(const std::string& council, std::uint64_t events, std::uint64_t people, std::string group = "Total",
                  int year = 2024) {
  result_row r{"local.x", financial_year(year), council, "Council " + council, std::move(group)};
  r.numerator = events;
  r.denominator = people;
  if (people != 0) r.value = 100.0 * static_cast<double>(events) / static_cast<double>(people);
  return r;
}

result_table table_of(statistic kind, std::vector<result_row> rows, polarity direction = polarity::higher_is_better) {
  using namespace ascof::algebra;
  const truth<of_event> of = is_request;
  measure m = local_measure("local.x", "X", count(of), {}, direction);
  m.figures.front().counts.kind = kind;
  result_table results;
  results.measures = {std::move(m)};
  results.rows = std::move(rows);
  return results;
}

const std::vector<result_row> four{row_of("901", 800, 1000), row_of("902", 700, 1000), row_of("903", 100, 200),
                                   row_of("904", 0, 0), row_of("England", 1600, 2200)};
const std::vector<neighbour_group> groups{{"901", {"902", "903", "904"}}, {"903", {"901"}}};

}  // namespace

TEST_CASE("a council stands beside its neighbours together") {
  const std::vector<neighbour_row> rows = compare_with_neighbours(table_of(statistic::proportion, four), groups);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].la_code == "901");
  CHECK(*rows[0].value == 80);
  CHECK(*rows[0].neighbours == Approx(100.0 * 800 / 1200));
  CHECK(*rows[0].median == Approx(60));
  CHECK(rows[0].rank == 1);
  CHECK(rows[0].of == 3);  // 904 has no figure
  CHECK(*rows[0].difference == Approx(80 - 100.0 * 800 / 1200));
  const std::vector<double> x1{800}, n1{1000}, x2{800}, n2{1200};
  const statistics::comparison_table expected = statistics::difference_of_proportions(x1, n1, x2, n2);
  CHECK(*rows[0].lower == Approx(100 * expected.at(0).lower));
  CHECK(*rows[0].upper == Approx(100 * expected.at(0).upper));
  CHECK(rows[0].method == "Newcombe");
  CHECK(rows[0].says == statistics::verdict::better);
  CHECK(rows[1].la_code == "903");
  CHECK(rows[1].rank == 2);
  CHECK(rows[1].of == 2);
  CHECK(rows[1].says == statistics::verdict::worse);
  const std::vector<neighbour_row> less =
      compare_with_neighbours(table_of(statistic::proportion, four, polarity::lower_is_better), groups);
  CHECK(less[0].says == statistics::verdict::worse);
}

TEST_CASE("rates are compared per 100,000") {
  const std::vector<neighbour_row> rows =
      compare_with_neighbours(table_of(statistic::rate_per_100000, four), groups, {.la_code = "901"});
  REQUIRE(rows.size() == 1);
  CHECK(*rows[0].neighbours == Approx(100'000.0 * 800 / 1200));
  CHECK(*rows[0].difference == Approx(80'000 - 100'000.0 * 800 / 1200));
  CHECK(rows[0].method == statistics::to_text(statistics::interval_method::mover));
}

TEST_CASE("every period, group and level has its row; missing figures have the reason") {
  std::vector<result_row> all = four;
  all.push_back(row_of("901", 10, 20, "A"));
  all.push_back(row_of("901", 10, 20, "Total", 2025));
  all.push_back(row_of("902", 10, 20, "Total", 2025));
  const std::vector<neighbour_row> rows =
      compare_with_neighbours(table_of(statistic::proportion, all), {{"901", {"902"}}, {"904", {"902"}}}, {},
                              {statistics::level_95(), statistics::level_998()});
  REQUIRE(rows.size() == 8);
  CHECK(rows[1].level == 0.998);
  CHECK(*rows[1].lower < *rows[0].lower);
  CHECK(rows[2].la_code == "904");
  CHECK(rows[2].method == "none: no value");
  CHECK(rows[2].rank == 0);
  CHECK(rows[2].says == statistics::verdict::not_calculated);
  CHECK(rows[4].group == "A");
  CHECK(rows[4].method == "none: no neighbour has a value");
  CHECK_FALSE(rows[4].lower);
  CHECK(*rows[6].difference == Approx(0).margin(1e-12));
  const output_table out = neighbours_output(std::make_shared<const std::vector<neighbour_row>>(rows));
  CHECK(out.rows == 8);
  CHECK(out.columns.size() == 17);
}

TEST_CASE("neighbours are those of the description that is given") {
  const std::vector<council_features> councils{{"901", {20, 1000}}, {"902", {21, 1100}}, {"903", {35, 9000}}};
  const std::vector<neighbour_group> found = nearest_councils(councils, 2);
  REQUIRE(found.size() == 3);
  CHECK(found[0].la_code == "901");
  CHECK(found[0].neighbours == std::vector<std::string>{"902", "903"});
  CHECK(found[2].neighbours == std::vector<std::string>{"902", "901"});
  CHECK_THROWS_AS(nearest_councils(councils, 3), usage_error);
  CHECK_THROWS_AS(nearest_councils({}, 1), usage_error);
  CHECK_THROWS_AS(nearest_councils({{"901", {1}}, {"902", {1, 2}}}, 1), usage_error);
  CHECK_THROWS_AS(nearest_councils({{"901", {1}}, {"901", {2}}}, 1), usage_error);
  CHECK_THROWS_AS(nearest_councils({{"901", {1}}, {"902", {std::numeric_limits<double>::infinity()}}}, 1), usage_error);
}

TEST_CASE("groups that make no sense are refused by name") {
  const auto message = [](const std::vector<neighbour_group>& of, const figure_filter& which = {},
                          statistic kind = statistic::proportion) {
    const failure f = failure_of([&] { compare_with_neighbours(table_of(kind, four), of, which); });
    CHECK(f.kind == "usage");
    return f.message;
  };
  const auto has = [](const std::string& text, const std::string& part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };
  has(message({}), "no council has neighbours");
  has(message({{"909", {"901"}}}), "no council '909'");
  has(message({{"901", {"909"}}}), "no council '909'");
  has(message({{"901", {"England"}}}), "no council 'England'");
  has(message({{"901", {}}}), "901 has no neighbours");
  has(message({{"901", {"902", "901"}}}), "901 is among its own");
  has(message({{"901", {"902", "902"}}}), "902 as a neighbour twice");
  has(message({{"901", {"902"}}, {"901", {"903"}}}), "901 comes twice");
  has(message(groups, {.measure = "local.y"}), "no measure 'local.y'");
  has(message(groups, {.measure = "local.x"}, statistic::count), "neither a proportion nor a rate");
  CHECK(compare_with_neighbours(table_of(statistic::count, four), groups).empty());
  CHECK_THROWS_AS(compare_with_neighbours(table_of(statistic::proportion, four), groups, {}, {}), usage_error);
}
