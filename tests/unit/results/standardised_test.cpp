#include "ascof/results/standardised.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ascof/core/text.hpp"
#include "ascof/measure/algebra.hpp"
#include "support/failure.hpp"

using namespace ascof;
using support::failure;
using support::failure_of;

namespace {

using labels = std::vector<std::string>;
const labels ages{"18 to 64", "65 to 84", "85 and above"};

breakdown dimension(std::string name, labels of, std::string total = {}) {
  breakdown by{.name = std::move(name), .labels = std::move(of)};
  by.total = std::move(total);
  return by;
}

result_table table_of(statistic kind, std::vector<breakdown> by, polarity direction = polarity::lower_is_better) {
  using namespace ascof::algebra;
  const truth<of_event> of = is_request;
  measure m = local_measure("local.x", "X", count(of), {}, direction);
  m.figures.front().counts.kind = kind;
  m.figures.front().by = std::move(by);
  result_table results;
  results.measures = {std::move(m)};
  return results;
}

void add(result_table& to, const std::string& council, const labels& group, std::uint64_t events, std::uint64_t people,
         int year = 2024) {
  result_row r{"local.x", financial_year(year), council, "Council " + council, {}};
  labels folded;
  for (const std::string& label : group) {
    r.group += (r.group.empty() ? "" : ", ") + label;
    folded.push_back(fold(label));
  }
  r.labels = std::make_shared<const labels>(folded);
  r.numerator = events;
  r.denominator = people;
  if (people != 0) r.value = 100.0 * static_cast<double>(events) / static_cast<double>(people);
  to.rows.push_back(std::move(r));
}

/// The worked example of the statistics' tests, an older council beside it, and England with both.
result_table two_councils(statistic kind = statistic::rate_per_100000) {
  result_table results = table_of(kind, {dimension("age_band", ages, "Total")});
  const auto council = [&](const std::string& code, std::vector<std::uint64_t> events,
                           std::vector<std::uint64_t> people) {
    for (std::size_t b = 0; b < ages.size(); ++b) add(results, code, {ages[b]}, events[b], people[b]);
    add(results, code, {"Total"}, 999, 99'999);
  };
  council("901", {20, 15, 25}, {10'000, 6'000, 3'000});
  council("902", {5, 30, 60}, {2'000, 8'000, 9'000});
  council("England", {25, 45, 85}, {12'000, 14'000, 12'000});
  return results;
}

const standard_population worked{.bands = {{"18 TO 64", 6'000}, {"85 and above", 1'000}, {"65 to 84", 3'000}}};

}  // namespace

TEST_CASE("figures by age become one directly standardised figure, in their unit and without totals") {
  const std::vector<standardised_row> rows = standardise(two_councils(), {.measure = "local.x"}, worked);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].la_code == "901");
  CHECK(*rows[0].value == Approx(278.3).margin(0.05));
  CHECK(*rows[0].lower == Approx(210.3).margin(0.05));
  CHECK(*rows[0].upper == Approx(360.8).margin(0.05));
  CHECK(*rows[0].crude == Approx(315.8).margin(0.05));
  CHECK(*rows[0].numerator == 60);
  CHECK(*rows[0].denominator == 19'000);
  CHECK(rows[0].method == statistics::to_text(statistics::interval_method::dobson));
  CHECK(rows[0].group == "Total");
  CHECK(rows[0].bands == "age_band");
  CHECK(rows[0].kind == "direct");
  CHECK(rows[0].reference == "weights given");
  CHECK(rows[0].says == statistics::verdict::not_calculated);
  CHECK(rows[2].la_code == "England");
  const std::vector<standardised_row> shares = standardise(two_councils(statistic::proportion), {}, worked);
  CHECK(*shares[0].value == Approx(0.2783).margin(0.00005));
  CHECK(standardise(two_councils(), {.la_code = "902"}, worked, "age_band",
                    {statistics::level_95(), statistics::level_998()})
            .size() == 2);
}

TEST_CASE("without a reference it is Europe's, summed over the bands") {
  const std::vector<standardised_row> rows = standardise(two_councils());
  const std::vector<double> weights = statistics::european_standard_weights(ages);
  const standard_population same{.bands = {{ages[0], weights[0]}, {ages[1], weights[1]}, {ages[2], weights[2]}},
                                 .name = "Europe"};
  const std::vector<standardised_row> named = standardise(two_councils(), {}, same);
  CHECK(rows[0].reference == "European Standard Population 2013");
  CHECK(named[0].reference == "Europe");
  CHECK(*rows[0].value == *named[0].value);
  result_table odd = table_of(statistic::proportion, {dimension("age_band", {"young"})});
  add(odd, "901", {"young"}, 10, 20);
  const failure refused = failure_of([&] { standardise(odd); });
  CHECK(refused.message.find("'young', whose ages cannot be read") != std::string::npos);
}

TEST_CASE("with its own people as the reference a figure stays as it is, and with one band too") {
  const standard_population own{.bands = {{ages[0], 10'000}, {ages[1], 6'000}, {ages[2], 3'000}}};
  const std::vector<standardised_row> rows = standardise(two_councils(), {.la_code = "901"}, own);
  CHECK(*rows[0].value == Approx(*rows[0].crude));
  const standard_population oldest{.bands = {{ages[0], 0}, {ages[1], 0}, {ages[2], 7}}};
  const std::vector<standardised_row> one = standardise(two_councils(), {.la_code = "901"}, oldest);
  CHECK(*one[0].numerator == 25);
  CHECK(*one[0].value == Approx(100'000 * 25.0 / 3'000));
}

TEST_CASE("other dimensions stay groups, and people of unknown age are in none") {
  result_table results = table_of(
      statistic::proportion, {dimension("setting", {"Home, with care", "Elsewhere"}, "Total"), dimension("age", {})});
  for (const std::string setting : {"Home, with care", "Elsewhere", "Total"})
    for (const std::string age : {"18 to 64", "65+", "missing", "Unknown"})
      add(results, "901", {setting, age}, 40, 100);
  const std::vector<standardised_row> rows = standardise(results);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].group == "Home, with care");
  CHECK(rows[1].group == "Elsewhere");
  CHECK(rows[2].group == "Total");
  CHECK(*rows[0].denominator == 200);
  CHECK(standardise(results, {.group = "elsewhere"}).size() == 1);
  CHECK_THROWS(standardise(results, {.group = "nowhere"}));
  // A band that the reference names is one, whatever it is called.
  const standard_population all{.bands = {{"18 to 64", 1}, {"65+", 1}, {"missing", 1}}};
  CHECK(*standardise(results, {}, all)[0].denominator == 300);
}

TEST_CASE("a standardised figure is missing with its reason") {
  result_table results = table_of(statistic::proportion, {dimension("age_band", ages)});
  for (const std::string& age : ages) add(results, "901", {age}, 3, 100);
  for (const std::string& age : ages) add(results, "902", {age}, age == ages[2] ? 0 : 30, age == ages[2] ? 0 : 100);
  for (const std::string& age : ages)
    if (age != ages[1]) add(results, "903", {age}, 30, 100);
  const std::vector<standardised_row> rows = standardise(results, {}, worked);
  REQUIRE(rows.size() == 3);
  for (const standardised_row& r : rows) CHECK((!r.value && !r.lower && !r.upper));
  CHECK(rows[0].method == "none: fewer than 10 events");
  CHECK(*rows[0].crude == Approx(3));
  CHECK(rows[1].method == "none: nobody in the band '85 and above'");
  CHECK(rows[2].method == "none: no figure of the band '65 to 84'");
}

TEST_CASE("all councils together are their own reference: as many events as are expected") {
  const std::vector<standardised_row> rows = standardise(two_councils(), {}, standard_rates{});
  REQUIRE(rows.size() == 2);  // England is no council
  CHECK(*rows[0].expected + *rows[1].expected == Approx(*rows[0].numerator + *rows[1].numerator));
  CHECK(rows[0].reference == "all councils");
  CHECK(rows[0].kind == "indirect ratio");
  // 25 / 12,000, 45 / 14,000 and 85 / 12,000 of its people.
  CHECK(*rows[0].expected == Approx(10'000 * 25 / 12e3 + 6'000 * 45 / 14e3 + 3'000 * 85 / 12e3));
  CHECK(*rows[0].value == Approx(100 * 60 / *rows[0].expected));
  const std::vector<standardised_row> one = standardise(two_councils(), {.la_code = "902"}, standard_rates{});
  REQUIRE(one.size() == 1);
  CHECK(*one[0].expected == *rows[1].expected);
}

TEST_CASE("a council that is the reference is as expected") {
  const standard_rates reference{.la_code = "901"};
  const std::vector<standardised_row> rows = standardise(two_councils(), {}, reference);
  CHECK(*rows[0].value == Approx(100));
  CHECK(rows[0].says == statistics::verdict::no_clear_change);
  CHECK(rows[1].reference == "council 901");
  const std::vector<standardised_row> rates = standardise(two_councils(), {}, reference, statistics::indirect::rate);
  CHECK(*rates[0].value == Approx(*rates[0].crude));
  CHECK(rates[0].kind == "indirect rate");
  CHECK(*rates[1].value == Approx(*rows[1].value / 100 * *rates[0].crude));
  CHECK(rates[1].says == rows[1].says);
  const std::vector<standardised_row> england = standardise(two_councils(), {}, standard_rates{.la_code = "England"});
  REQUIRE(england.size() == 3);
  CHECK(*england[2].value == Approx(100));
  CHECK(england[0].reference == "England");
}

TEST_CASE("rates that are given tell better from worse by polarity") {
  const standard_rates low{.bands = {{ages[0], 1, 10'000}, {ages[1], 1, 10'000}, {ages[2], 1, 10'000}}};
  CHECK(standardise(two_councils(), {}, low)[0].says == statistics::verdict::worse);
  const standard_rates part{.bands = {{ages[0], 1, 10'000}, {ages[1], 0, 0}, {ages[2], 1, 10'000}}};
  CHECK(*standardise(two_councils(), {}, part)[0].numerator == 45);
}

TEST_CASE("where the reference has nobody, nothing is expected") {
  result_table results = table_of(statistic::proportion, {dimension("age_band", ages)});
  for (const std::string& age : ages) add(results, "901", {age}, age == ages[2] ? 0 : 30, age == ages[2] ? 0 : 100);
  for (const std::string& age : ages) add(results, "902", {age}, 30, 100);
  for (const std::string& age : ages) add(results, "902", {age}, 30, 100, 2023);
  const std::vector<standardised_row> rows = standardise(results, {}, standard_rates{.la_code = "901"});
  REQUIRE(rows.size() == 3);
  CHECK(*rows[0].value == Approx(100));
  CHECK(rows[1].method == "none: the reference has nobody in the band '85 and above'");
  CHECK(rows[2].method == "none: the reference has no figure");
  CHECK_FALSE(rows[2].value);
}

TEST_CASE("what cannot be standardised is refused by name") {
  const auto refused = [](const result_table& results, const figure_filter& which,
                          const standard_population& by_weights, std::string_view by = {}) {
    const failure f = failure_of([&] { standardise(results, which, by_weights, by); });
    CHECK(f.kind == "usage");
    return f.message;
  };
  const result_table results = two_councils();
  const auto has = [](const std::string& message, const std::string& part) {
    CAPTURE(message);
    CHECK(message.find(part) != std::string::npos);
  };
  has(refused(results, {}, {.bands = {{ages[0], 1}, {ages[1], 1}}}), "has no band '85 and above', which local.x has");
  standard_population more = worked;
  more.bands.push_back({"Under 18", 5});
  has(refused(results, {}, more), "has a band 'Under 18', which local.x has not");
  has(refused(results, {}, {.bands = {{ages[0], 1}, {ages[0], 1}}}), "'18 to 64' twice");
  has(refused(results, {}, {.bands = {{ages[0], 0}, {ages[1], 0}, {ages[2], 0}}}), "all weights are 0");
  has(refused(results, {}, {.bands = {{ages[0], 1}, {ages[1], -1}, {ages[2], 0}}}), "weight of '65 to 84'");
  has(refused(results, {.measure = "local.x"}, worked, "gender"), "not broken down by 'gender'");
  has(refused(results, {}, worked, "gender"), "no proportion or rate");
  has(refused(results, {.measure = "local.y"}, worked), "no measure 'local.y'");
  has(refused(results, {.la_code = "909"}, worked), "no la_code '909'");
  has(refused(two_councils(statistic::count), {.measure = "local.x"}, worked), "neither a proportion nor a rate");
  result_table stages = table_of(statistic::proportion, {dimension("stage", {"1"})});
  add(stages, "901", {"1"}, 1, 2);
  has(refused(stages, {.measure = "local.x"}, worked), "not broken down by age");
  result_table two = table_of(statistic::proportion, {dimension("age_band", ages), dimension("age", ages)});
  add(two, "901", {ages[0], ages[0]}, 1, 2);
  has(refused(two, {}, worked), "by 'age_band' and by 'age'");
  CHECK_THROWS_AS(standardise(results, {}, worked, {}, {}), usage_error);
  CHECK_THROWS_AS(standardise(results, {}, standard_rates{.la_code = "909"}), usage_error);
  CHECK_THROWS_AS(
      standardise(results, {}, standard_rates{.bands = {{ages[0], 1, 0}, {ages[1], 1, 9}, {ages[2], 1, 9}}}),
      usage_error);
}

TEST_CASE("standardised figures have their columns") {
  const auto rows = std::make_shared<const std::vector<standardised_row>>(standardise(two_councils()));
  const output_table out = standardised_output(rows);
  CHECK(out.rows == 3);
  CHECK(out.columns.size() == 19);
}
