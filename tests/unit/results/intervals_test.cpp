#include "ascof/results/intervals.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/means_and_medians.hpp"
#include "ascof/statistics/proportions.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"
#include "support/text_table.hpp"

using namespace ascof;
using namespace support;

namespace {

measure measure_of(statistic kind, polarity direction = polarity::higher_is_better) {
  using namespace ascof::algebra;
  const truth<of_event> of = is_request;
  measure m = local_measure("local.x", "X", count(of), {}, direction);
  m.figures.front().counts.kind = kind;
  return m;
}

result_row row_of(int year, std::string council, std::uint64_t numerator, std::uint64_t denominator, double value) {
  result_row r{"local.x", financial_year(year), council, "Council " + council, "Total"};
  r.numerator = numerator;
  r.denominator = denominator;
  r.value = value;
  return r;
}

result_table table_of(const measure& m, std::vector<result_row> rows) {
  result_table results;
  results.measures = {m};
  results.rows = std::move(rows);
  return results;
}

interval_row only(const result_table& results) {
  const std::vector<interval_row> rows = with_intervals(results);
  REQUIRE(rows.size() == 1);
  return rows.front();
}

}  // namespace

TEST_CASE("intervals come in the unit of the figure, with the method of its statistic") {
  SECTION("a proportion has Wilson's") {
    const interval_row r = only(table_of(measure_of(statistic::proportion), {row_of(2024, "901", 15, 20, 75)}));
    CHECK(*r.lower == Approx(53.13).margin(0.01));
    CHECK(*r.upper == Approx(88.81).margin(0.01));
    CHECK(r.method == "Wilson");
    CHECK(r.n == 20);
  }
  SECTION("a rate below ten events has the exact one, per 100,000") {
    const interval_row r = only(table_of(measure_of(statistic::rate_per_100000), {row_of(2024, "901", 4, 20'000, 20)}));
    CHECK(*r.lower == Approx(5 * 1.08987).epsilon(1e-4));
    CHECK(r.method == "exact Poisson");
    CHECK(r.n == 20'000);
  }
  SECTION("a count from ten on has Byar's") {
    const interval_row r = only(table_of(measure_of(statistic::count), {row_of(2024, "901", 12, 12, 12)}));
    CHECK(*r.upper == Approx(statistics::byars(12).upper));
    CHECK(r.method == statistics::to_text(statistics::interval_method::byar));
  }
  SECTION("a mean has Student's") {
    result_row row = row_of(2024, "901", 0, 4, 10);
    row.deviation = 2;
    const interval_row r = only(table_of(measure_of(statistic::mean), {row}));
    CHECK(*r.upper - 10 == Approx(3.182446));
    row.deviation.reset();
    const interval_row alone = only(table_of(measure_of(statistic::mean), {row}));
    CHECK_FALSE(alone.lower);
    CHECK(alone.method == "none: a single value has no spread");
  }
  SECTION("a median has values of its own as limits") {
    std::vector<double> values;
    for (int i = 20; i > 0; --i) values.push_back(i);
    result_row row = row_of(2024, "901", 0, 20, 10.5);
    row.values = std::make_shared<const std::vector<double>>(values);
    const interval_row r = only(table_of(measure_of(statistic::median), {row}));
    const statistics::median_table expected = statistics::median_interval(values);
    CHECK(*r.lower == expected.lower[0]);
    CHECK(*r.upper == expected.upper[0]);
    row.values = std::make_shared<const std::vector<double>>(std::vector<double>{1, 2, 3});
    CHECK(only(table_of(measure_of(statistic::median), {row})).method == "none: too few values for the level");
  }
  SECTION("sums and changes have none, and say so") {
    for (const statistic kind : {statistic::sum, statistic::change}) {
      const interval_row r = only(table_of(measure_of(kind), {row_of(2024, "901", 3, 3, 12)}));
      CHECK_FALSE(r.lower);
      CHECK_FALSE(r.upper);
      CHECK(r.method.starts_with("none: "));
    }
  }
  SECTION("one kind of thing by another can exceed 100 %") {
    using namespace ascof::algebra;
    measure m = local_measure("local.x", "X", ratio(is_request, is_review));
    const interval_row r = only(table_of(m, {row_of(2024, "901", 12, 10, 120)}));
    CHECK(*r.lower < 120);
    CHECK(*r.upper > 120);
    CHECK(r.method == statistics::to_text(statistics::interval_method::conditional_exact));
  }
}

TEST_CASE("every level has its row, and the written file its columns") {
  const result_table results = table_of(measure_of(statistic::proportion), {row_of(2024, "901", 15, 20, 75)});
  const std::vector<interval_row> rows = with_intervals(results, {statistics::level_95(), statistics::level_998()});
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].level == 0.998);
  CHECK(*rows[1].lower < *rows[0].lower);
  const output_table out = intervals_output(std::make_shared<const std::vector<interval_row>>(rows));
  CHECK(out.columns.size() == 12);
  CHECK_THROWS(with_intervals(results, {}));
}

TEST_CASE("a change is better or worse only when chance would not do") {
  const std::vector<result_row> rows{row_of(2023, "901", 100, 1000, 10), row_of(2024, "901", 150, 1000, 15),
                                     row_of(2023, "902", 10, 100, 10), row_of(2024, "902", 11, 100, 11)};
  const auto higher = differences_from_previous(table_of(measure_of(statistic::proportion), rows));
  REQUIRE(higher.size() == 2);
  CHECK(higher[0].says == statistics::verdict::better);
  CHECK(*higher[0].difference == Approx(5));
  CHECK(*higher[0].lower > 0);
  CHECK(higher[1].says == statistics::verdict::no_clear_change);
  const auto lower = differences_from_base(table_of(measure_of(statistic::proportion, polarity::lower_is_better), rows),
                                           financial_year(2023));
  CHECK(lower[0].says == statistics::verdict::worse);
  const auto neutral =
      differences_from_council(table_of(measure_of(statistic::proportion, polarity::neutral), rows), "902");
  REQUIRE(neutral.size() == 2);
  CHECK(neutral[0].other_la_code == "902");
  CHECK_THROWS(differences_from_council(table_of(measure_of(statistic::proportion), rows), "999"));
}

TEST_CASE("a funnel has all councils together as its benchmark") {
  const result_table results = table_of(measure_of(statistic::proportion),
                                        {row_of(2024, "901", 500, 1000, 50), row_of(2024, "902", 700, 1000, 70),
                                         row_of(2024, "903", 6, 10, 60), row_of(2024, "England", 1206, 2010, 60)});
  const std::vector<funnel_row> rows = funnel(results, {.measure = "local.x"});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].benchmark == Approx(60));
  CHECK(rows[0].position == statistics::funnel_position::low_001);
  CHECK(rows[0].says == statistics::verdict::worse);
  CHECK(rows[2].position == statistics::funnel_position::not_significant);
  CHECK(*rows[2].lower_998 < *rows[2].lower_95);
  CHECK(funnel(results, {.la_code = "902"}).size() == 1);
  CHECK_THROWS(funnel(results, {.measure = "local.y"}));
  CHECK_THROWS(funnel(table_of(measure_of(statistic::count), results.rows), {.measure = "local.x"}));
}

TEST_CASE("a chart runs over periods that are apart, in the unit of the figure") {
  std::vector<result_row> rows;
  for (int year = 2010; year < 2022; ++year) rows.push_back(row_of(year, "901", 50, 100, 50));
  rows.push_back(row_of(2022, "901", 95, 100, 95));
  const result_table results = table_of(measure_of(statistic::proportion), rows);
  const std::vector<chart_row> p = chart(results, {.la_code = "901"}, chart_kind::p);
  REQUIRE(p.size() == 13);
  CHECK(*p[0].centre == Approx(100.0 * 695 / 1300));
  CHECK(p.back().rules == "astronomical point");
  CHECK(p.back().says == statistics::variation::improvement);
  CHECK(chart(results, {}, parse_chart_kind("xmr")).size() == 13);
  CHECK_THROWS(chart(results, {}, chart_kind::u));
  CHECK_THROWS(parse_chart_kind("pie"));
  rows.push_back(row_of(2022, "901", 95, 100, 95));
  rows.back().reporting = {financial_year(2022).start + 90, financial_year(2022).end + 90};
  CHECK_THROWS(chart(table_of(measure_of(statistic::proportion), rows), {}));
}
