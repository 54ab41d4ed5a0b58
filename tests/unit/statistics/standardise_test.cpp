#include "ascof/statistics/standardise.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::close_to;
using support::failure_of;
using support::number_table;
using support::quoted;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
using numbers = std::vector<double>;
const confidence_levels both{level_95(), level_998()};

/// The bands of one area. A cell that is empty in the published input counts as 0 there.
numbers of_area(const number_table& table, const std::string& area, const std::string& column) {
  numbers found;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, "area") != area) continue;
    const double number = table.number(row, column);
    found.push_back(std::isnan(number) ? 0 : number);
  }
  return found;
}

numbers standard_of_2013() {
  numbers weights;
  for (const standard_band& band : european_standard_population_2013()) weights.push_back(band.weight);
  return weights;
}

}  // namespace

TEST_CASE("the European Standard Population has 100,000 people in 19 bands") {
  const numbers weights = standard_of_2013();
  CHECK(weights.size() == 19);
  CHECK(std::accumulate(weights.begin(), weights.end(), 0.0) == 100'000);
  CHECK(european_standard_population_2013()[13].label == "65-69");
}

TEST_CASE("directly standardised rates are those of published tables") {
  const number_table input("dsr_input.csv");
  const number_table golden("dsr_expected.csv");
  // The one row of the table that is standardised to another population: Europe's of 1976, which ends with 85 and over
  // (Waterhouse J and others, Cancer Incidence in Five Continents III, IARC 1976); the area has no older band.
  const numbers standard_of_1976{8000, 7000, 7000, 7000, 7000, 7000, 7000, 7000, 7000,
                                 7000, 7000, 6000, 5000, 4000, 3000, 2000, 1000, 1000};
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    const bool old = golden.text(row, "area") == "testdata_1976";
    const std::string area = old ? "testdata_big" : golden.text(row, "area");
    numbers events = of_area(input, area, "count");
    numbers population = of_area(input, area, "pop");
    if (old) {
      events.pop_back();
      population.pop_back();
    }
    const double per = golden.text(row, "statistic").ends_with("100000") ? 100'000 : 10'000;
    const standardised_table found = dsr(events, population, old ? standard_of_1976 : standard_of_2013(), per, both);
    CHECK(found.events[0] == golden.number(row, "Total Count"));
    CHECK(found.population[0] == golden.number(row, "Total Pop"));
    CHECK_THAT(found.value[0], close_to(golden.number(row, "Value")));
    CHECK_THAT(found.at(0, 0).lower, close_to(golden.number(row, "lower_95_ci")));
    CHECK_THAT(found.at(0, 0).upper, close_to(golden.number(row, "upper_95_ci")));
    // The table's limits at 99.8 % of that row are ten times too large: they do not even hold the rate itself.
    const double slip = old ? 10 : 1;
    if (old) CHECK(golden.number(row, "lower_99_8_ci") > golden.number(row, "Value"));
    CHECK_THAT(slip * found.at(0, 1).lower, close_to(golden.number(row, "lower_99_8_ci")));
    CHECK_THAT(slip * found.at(0, 1).upper, close_to(golden.number(row, "upper_99_8_ci")));
    CHECK(found.method[0] == (std::isnan(found.value[0]) ? interval_method::none : interval_method::dobson));
  }
}

TEST_CASE("a directly standardised rate worked by hand") {
  const standardised_table found =
      dsr(numbers{20, 15, 25}, numbers{10'000, 6'000, 3'000}, numbers{6'000, 3'000, 1'000});
  CHECK(found.value[0] == quoted(278.3, 0.05));
  CHECK(found.at(0).lower == quoted(210.3, 0.05));
  CHECK(found.at(0).upper == quoted(360.8, 0.05));
}

TEST_CASE("groups stand one after another, and the weights' scale does not matter") {
  const numbers events{20, 15, 25, 2, 3, 4, 10, 0, 0};
  const numbers population{10'000, 6'000, 3'000, 5'000, 5'000, 5'000, 1'000, 0, 10};
  const standardised_table found = dsr(events, population, numbers{6, 3, 1});
  CHECK(found.groups() == 3);
  CHECK(found.value[0] == quoted(278.3, 0.05));
  CHECK(std::isnan(found.value[1]));  // 9 events
  CHECK(std::isnan(found.value[2]));  // nobody in a band with weight
  CHECK(dsr(numbers{10, 0, 0}, numbers{1'000, 0, 10}, numbers{6, 0, 1}).value[0] == Approx(100'000 * 6.0 / 7 / 100));
}

TEST_CASE("a missing number makes its own group's rate missing") {
  const standardised_table found = dsr(numbers{20, no_number, 20, 20}, numbers{1000, 1000, 1000, 1000}, numbers{1, 1});
  CHECK(std::isnan(found.value[0]));
  CHECK(found.value[1] == Approx(2000));
}

TEST_CASE("indirectly standardised ratios and rates are those of published tables") {
  const number_table input("isr_input.csv");
  const number_table golden("isr_expected.csv");
  for (std::size_t row = 0; row < golden.rows(); ++row) {
    CAPTURE(row);
    const std::string& name = golden.text(row, "area");
    std::string area = name;
    if (name == "Area1") area = "testdata_big";
    if (name == "Area2") area = "testdata_small";
    numbers population = of_area(input, "testdata_big", "pop");
    // Area1 is the same area without the people of one band.
    if (name == "Area1") population[1] = 0;
    const numbers events = of_area(input, area, "count");
    const std::string& statistic = golden.text(row, "Statistic");
    const indirect kind = statistic.find("ratio") != std::string::npos ? indirect::ratio : indirect::rate;
    const double per = std::stod(statistic.substr(statistic.rfind(' ') + 1));
    const standardised_table found = isr(events, population, of_area(input, "testdata_big", "refcount"),
                                         of_area(input, "testdata_big", "refpop"), kind, per, both);
    CHECK(found.events[0] == golden.number(row, "Observed"));
    CHECK_THAT(found.expected[0], close_to(golden.number(row, "Expected")));
    CHECK_THAT(found.value[0], close_to(golden.number(row, "Value")));
    CHECK_THAT(found.at(0, 0).lower, close_to(golden.number(row, "lower_95_ci")));
    CHECK_THAT(found.at(0, 0).upper, close_to(golden.number(row, "upper_95_ci")));
    if (!golden.text(row, "lower_99_8_ci").empty()) {
      CHECK_THAT(found.at(0, 1).lower, close_to(golden.number(row, "lower_99_8_ci")));
      CHECK_THAT(found.at(0, 1).upper, close_to(golden.number(row, "upper_99_8_ci")));
    }
    CHECK(to_text(found.method[0]) == (golden.text(row, "Method") == "Exact" ? "exact Poisson" : "Byar"));
  }
}

TEST_CASE("a standardised ratio worked by hand, from all events without their bands") {
  // 24 events where 16 are expected: 1 in 100 of 1,600.
  const standardised_table found = isr(numbers{24}, numbers{600, 1000}, numbers{1, 2}, numbers{100, 200});
  CHECK(found.expected[0] == Approx(16));
  CHECK(found.value[0] == Approx(150));
  CHECK(found.at(0).lower == quoted(96.1, 0.05));
  CHECK(found.at(0).upper == quoted(223.2, 0.05));
  // Nothing is expected of nobody.
  CHECK(std::isnan(isr(numbers{1}, numbers{0, 0}, numbers{1, 2}, numbers{100, 200}).value[0]));
}

TEST_CASE("matrices that do not fit the reference are refused") {
  CHECK(failure_of([] {
          dsr(numbers{1, 2, 3}, numbers{1, 2, 3}, numbers{1, 1});
        }).message ==
        "events: has 3 numbers, which is not so many groups of 2 bands; give all bands of each group, in the order of "
        "the "
        "reference");
  CHECK(failure_of([] {
          dsr(numbers{1, 2}, numbers{1, 2, 3}, numbers{1, 1});
        }).message == "population: has 3 numbers where events has 2; give both for the same bands");
  CHECK(failure_of([] { dsr(numbers{}, numbers{}, numbers{}); }).message ==
        "weights: has no bands; give the reference of each band");
  CHECK(failure_of([] { dsr(numbers{1}, numbers{1}, numbers{0}); }).message ==
        "weights: are all 0; give the reference population of each band");
  CHECK(failure_of([] { dsr(numbers{1}, numbers{1}, numbers{no_number}); }).message ==
        "weights: element 0 is missing; the reference needs every band");
  CHECK(failure_of([] { isr(numbers{1}, numbers{1}, numbers{1}, numbers{0}); }).message ==
        "reference_population: has a band without people; join that band to its neighbour");
}

TEST_CASE("the European Standard Population can be summed over other bands") {
  const std::vector<std::string> own = [] {
    std::vector<std::string> labels;
    for (const standard_band& band : european_standard_population_2013()) labels.emplace_back(band.label);
    return labels;
  }();
  CHECK(european_standard_weights(own) == standard_of_2013());
  const std::vector<std::string> coarse{"Under 18", "18 to 64", "65 AND ABOVE"};
  const numbers found = european_standard_weights(coarse);
  CHECK(found[0] == Approx(1000 + 4000 + 5500 * 2 + 5500 * 3.0 / 5));  // 15 to 17 of 15 to 19
  CHECK(found[1] == Approx(61'200));
  CHECK(found[2] == 19'500);
  CHECK(std::accumulate(found.begin(), found.end(), 0.0) == Approx(100'000));
  CHECK(european_standard_weights(std::vector<std::string>{"85+", "85 and over"}) == numbers{2500, 2500});
  for (const std::string label : {"95 and above", "85 to 94", "old", "64 to 18", "18", "", "-5", "5-"}) {
    CAPTURE(label);
    CHECK(failure_of([&] { european_standard_weights(std::vector<std::string>{label}); }).kind == "usage");
  }
}
