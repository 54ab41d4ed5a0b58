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

TEST_CASE("intervals can be exact") {
  const auto exact = [](const measure& m, const result_row& row) {
    return with_intervals(table_of(m, {row}), {statistics::level_95()}, interval_choice::exact).front();
  };
  const interval_row share = exact(measure_of(statistic::proportion), row_of(2024, "901", 15, 20, 75));
  CHECK(*share.lower == Approx(100 * statistics::clopper_pearson(15, 20).lower));
  CHECK(*share.upper == Approx(100 * statistics::clopper_pearson(15, 20).upper));
  CHECK(share.method == "Clopper-Pearson");
  const interval_row count = exact(measure_of(statistic::count), row_of(2024, "901", 12, 12, 12));
  CHECK(*count.lower == statistics::poisson_exact(12).lower);
  CHECK(count.method == "exact Poisson");
  const interval_row rate = exact(measure_of(statistic::rate_per_100000), row_of(2024, "901", 40, 20'000, 200));
  CHECK(*rate.upper == Approx(5 * statistics::poisson_exact(40).upper));
  CHECK(rate.method == "exact Poisson");
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

TEST_CASE("what is made of counts has a ratio beside its difference") {
  const auto only_difference = [](statistic kind, std::uint64_t now, std::uint64_t before) {
    const double unit = kind == statistic::count ? 1 : kind == statistic::proportion ? 0.1 : 100;
    const auto row = [&](int year, std::uint64_t x) {
      return row_of(year, "901", x, 1000, unit * static_cast<double>(x));
    };
    return differences_from_previous(table_of(measure_of(kind), {row(2023, before), row(2024, now)})).front();
  };
  for (const statistic kind : {statistic::proportion, statistic::rate_per_100000, statistic::count}) {
    CAPTURE(static_cast<int>(kind));
    const difference_row d = only_difference(kind, 150, 100);
    CHECK(*d.ratio == Approx(1.5));
    CHECK(*d.ratio_lower > 1);
    CHECK(*d.ratio_lower < 1.5);
    CHECK(*d.ratio_upper > 1.5);
    const difference_row from_none = only_difference(kind, 3, 0);
    CHECK_FALSE(from_none.ratio);
    CHECK_FALSE(from_none.ratio_upper);
    CHECK(*only_difference(kind, 0, 20).ratio == 0);
  }
  result_row now = row_of(2024, "901", 0, 4, 10), before = row_of(2023, "901", 0, 4, 9);
  now.deviation = before.deviation = 2;
  CHECK_FALSE(differences_from_previous(table_of(measure_of(statistic::mean), {before, now})).front().ratio);
}

TEST_CASE("a funnel says how much more than chance lies between councils, and can be widened by it") {
  std::vector<result_row> rows;
  const std::vector<std::uint64_t> counted{300, 700, 350, 650, 400, 600, 420, 580, 450, 550};
  for (std::size_t i = 0; i < counted.size(); ++i)
    rows.push_back(row_of(2024, std::to_string(901 + i), counted[i], 1000, static_cast<double>(counted[i]) / 10));
  rows.push_back(row_of(2024, "England", 5000, 10'000, 50));
  for (const statistic kind : {statistic::proportion, statistic::rate_per_100000}) {
    CAPTURE(static_cast<int>(kind));
    if (kind == statistic::rate_per_100000)
      for (result_row& r : rows) r.value = *r.value * 1000;
    const result_table results = table_of(measure_of(kind), rows);
    const auto made = [&](std::string_view widen, int quantiles = 10) {
      return funnel(results, {}, {.widen = parse_widening(widen), .quantiles = quantiles});
    };
    const std::vector<funnel_row> plain = made("none");
    REQUIRE(plain.size() == 10);
    CHECK(*plain[0].phi > 10);
    CHECK(*plain[0].tau_squared > 0);
    CHECK(*plain[0].p_value < 0.001);
    CHECK(*plain[0].z == Approx(-*plain[1].z));
    CHECK(plain[0].position == statistics::funnel_position::low_001);
    CHECK(plain[0].quantile == 10);
    CHECK(plain[1].quantile == 1);
    CHECK(made("none", 2)[9].quantile == 1);
    CHECK(made("none", 11)[0].quantile == 0);
    for (const char* widen : {"multiplicative", "additive"}) {
      CAPTURE(widen);
      const std::vector<funnel_row> wide = made(widen);
      CHECK(*wide[0].lower_95 < *plain[0].lower_95);
      CHECK(*wide[0].upper_998 > *plain[0].upper_998);
      CHECK(wide[4].position == statistics::funnel_position::not_significant);
      CHECK(wide[4].says == statistics::verdict::no_clear_change);
      // The verdict is that of the position.
      for (const funnel_row& r : wide) {
        CHECK((r.says == statistics::verdict::worse) == (*r.value < *r.lower_95));
        CHECK((r.says == statistics::verdict::better) == (*r.value > *r.upper_95));
      }
    }
  }
  CHECK_THROWS(parse_widening("wide"));
  CHECK_THROWS(funnel(table_of(measure_of(statistic::proportion), rows), {}, {.winsorise = 0.6}));
  CHECK_THROWS(funnel(table_of(measure_of(statistic::proportion), rows), {}, {.quantiles = 0}));
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
