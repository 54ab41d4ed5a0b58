#include "ascof/results/comparison.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"
#include "support/text_table.hpp"

using namespace ascof;
using namespace support;

namespace {

measure measure_of(statistic kind, polarity direction) {
  using namespace ascof::algebra;
  const truth<of_event> of = is_request;
  measure m = local_measure("local.x", "X", count(of), {}, direction);
  m.figures.front().counts.kind = kind;
  return m;
}

/// Figures written as text: council, year, numerator, denominator, value.
result_table results_from_text(statistic kind, polarity direction, std::string_view text) {
  result_table results;
  results.measures = {measure_of(kind, direction)};
  const text_table table = parse_table(text);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto number = [&](const char* column) { return std::stod("0" + table.at(row, column)); };
    result_row r{"local.x", financial_year(static_cast<int>(number("year"))), table.at(row, "council"),
                 "Council " + table.at(row, "council"), table.has("group") ? table.at(row, "group") : "Total"};
    r.numerator = static_cast<std::uint64_t>(number("n"));
    r.denominator = static_cast<std::uint64_t>(number("d"));
    if (!table.at(row, "value").empty()) r.value = number("value");
    results.rows.push_back(r);
  }
  return results;
}

texts shown(const std::vector<comparison_row>& rows) {
  const auto value = [](const std::optional<double>& of) { return of ? rounded(*of, 2) : std::string("none"); };
  texts all;
  for (const comparison_row& r : rows)
    all.push_back(joined({r.la_code, std::to_string(to_civil(r.reporting.start).year), r.group,
                          std::string(to_text(r.kind)), value(r.value), value(r.reference), value(r.difference),
                          value(r.percent_change), std::string(to_text(r.says))}));
  return all;
}

}  // namespace

TEST_CASE("a target is met in the direction of the measure, on unrounded values") {
  const char* figures = R"(
      council | year | n | d | value
      901     | 2024 | 1 | 2 | 50
      902     | 2024 | 0 | 0 | -
      903     | 2024 | 1 | 2 | 49.96)";
  const std::vector<target> fifty{{"local.x", 50}};
  CHECK(shown(compare_with_targets(results_from_text(statistic::proportion, polarity::higher_is_better, figures),
                                   fifty)) == expected(R"(
      901 | 2024 | Total | target | 50.00 | 50.00 | 0.00  | 0.00  | met
      902 | 2024 | Total | target | none  | 50.00 | none  | none  | -
      903 | 2024 | Total | target | 49.96 | 50.00 | -0.04 | -0.08 | not met)"));
  CHECK(shown(compare_with_targets(results_from_text(statistic::proportion, polarity::lower_is_better, figures),
                                   fifty))[2] == "903 | 2024 | Total | target | 49.96 | 50.00 | -0.04 | -0.08 | met");
  CHECK(shown(compare_with_targets(results_from_text(statistic::proportion, polarity::neutral, figures), fifty))[0] ==
        "901 | 2024 | Total | target | 50.00 | 50.00 | 0.00 | 0.00 | -");
}

TEST_CASE("a target holds for its group, council and period only") {
  const result_table results = results_from_text(statistic::proportion, polarity::higher_is_better, R"(
      council | year | n | d | value | group
      901     | 2023 | 1 | 2 | 50    | Total
      901     | 2024 | 1 | 2 | 50    | Total
      901     | 2024 | 1 | 2 | 50    | 65 and above
      902     | 2024 | 1 | 2 | 50    | Total)");
  CHECK(shown(compare_with_targets(results, {{"local.x", 0, "total", "901", financial_year(2024)}})) ==
        texts{"901 | 2024 | Total | target | 50.00 | 0.00 | 50.00 | none | met"});
  const auto refused = failure_of([&] { compare_with_targets(results, {{"local.y", 1}}); });
  CHECK(refused.code == error_code::unknown_name);
  CHECK(refused.message ==
        "targets: there is a target for 'local.y', which the results do not hold; did you mean 'local.x'?");
}

TEST_CASE("a target that nothing can reach is refused, with what the results have") {
  const result_table results = results_from_text(statistic::proportion, polarity::higher_is_better, R"(
      council | year | n | d | value | group
      901     | 2023 | 1 | 2 | 50    | Total
      901     | 2024 | 1 | 2 | 50    | 65 and above
      902     | 2024 | 1 | 2 | 50    | Total)");
  const auto message = [&](std::vector<target> targets) {
    return failure_of([&] { compare_with_targets(results, targets); }).message;
  };
  CHECK(message({}) == "targets: no target was given; name at least one");
  CHECK(message({{"local.x", 80, "65 and abov"}}) ==
        "targets: the results hold no group '65 and abov' of local.x; did you mean '65 and above'?");
  CHECK(message({{"local.x", 80, "", "E99"}}) ==
        "targets: the results hold no council 'E99' of local.x; they have '901', '902'");
  CHECK(message({{"local.x", 80, "", "", financial_year(2020)}}) ==
        "targets: the results hold no period 2020-04-01..2021-03-31 of local.x; evaluate that period together with the "
        "others, or give the target without a period");
  CHECK(message({{"local.x", 80, "65 and above", "902"}}) ==
        "targets: no figure has the group, council and period of a target for local.x at once; leave out what need not "
        "hold, or evaluate the measure so that there is such a figure");
  for (const double value : {std::nan(""), HUGE_VAL})
    CHECK(message({{"local.x", value}}) ==
          "targets: the target for local.x is no number; give a value in the unit of the figure, such as 80");
}

TEST_CASE("a comparison of nothing is refused") {
  const result_table results = results_from_text(statistic::count, polarity::neutral, R"(
      council | year | n | d | value
      901     | 2024 | 1 | 2 | 50)");
  CHECK(failure_of([&] { compare_with_previous(results); }).message ==
        "previous: the results hold no figure of 2023-04-01..2024-03-31, nor of another period of the same length that "
        "ends the day before one of theirs begins; evaluate both periods together");
  CHECK(failure_of([&] { compare_with_previous({}); }).message ==
        "previous: the results hold no figure; evaluate both periods together");
  CHECK(failure_of([&] { compare_with_base(results, financial_year(2024)); }).message ==
        "the results have no period besides the base 2024-04-01..2025-03-31; evaluate another period together with it");
  CHECK(failure_of([&] { compare_with_peers(results, {"901"}); }).message ==
        "peers: no council of the results has a peer, since nobody is a peer of itself; evaluate the council together "
        "with its peers");
}

TEST_CASE("the previous period is the one directly before") {
  CHECK(shown(compare_with_previous(results_from_text(statistic::proportion, polarity::higher_is_better, R"(
      council | year | n | d | value
      901     | 2021 | 1 | 2 | 40
      901     | 2023 | 1 | 2 | 50
      902     | 2023 | 0 | 0 | -
      901     | 2024 | 1 | 2 | 60
      902     | 2024 | 1 | 2 | 60
      901     | 2025 | 1 | 2 | 60)"))) == expected(R"(
      901 | 2024 | Total | previous period | 60.00 | 50.00 | 10.00 | 20.00 | better
      902 | 2024 | Total | previous period | 60.00 | none  | none  | none  | -
      901 | 2025 | Total | previous period | 60.00 | 60.00 | 0.00  | 0.00  | same)"));
}

TEST_CASE("a base period gives the change in number and in per cent, which is undefined from 0") {
  const result_table results = results_from_text(statistic::count, polarity::lower_is_better, R"(
      council | year | n  | d | value
      901     | 2022 | 10 | 0 | 10
      902     | 2022 | 0  | 0 | 0
      901     | 2024 | 12 | 0 | 12
      902     | 2024 | 3  | 0 | 3)");
  CHECK(shown(compare_with_base(results, financial_year(2022))) == expected(R"(
      901 | 2024 | Total | base period | 12.00 | 10.00 | 2.00 | 20.00 | worse
      902 | 2024 | Total | base period | 3.00  | 0.00  | 3.00 | none  | worse)"));
  const auto refused = failure_of([&] { compare_with_base(results, financial_year(2020)); });
  CHECK(refused.code == error_code::bad_period);
  CHECK(refused.message ==
        "the results have no period 2020-04-01..2021-03-31; evaluate the base period together with the others");
}

TEST_CASE("peers are taken together from their counts, and by the median of their values; nobody is its own peer") {
  const char* figures = R"(
      council | year | n  | d  | value
      901     | 2024 | 1  | 10 | 10
      902     | 2024 | 4  | 10 | 40
      903     | 2024 | 60 | 80 | 75
      904     | 2024 | 0  | 0  | -
      England | 2024 | 65 | 100 | 65)";
  const std::vector<std::string> peers{"902", "903", "904"};
  CHECK(shown(compare_with_peers(results_from_text(statistic::proportion, polarity::higher_is_better, figures),
                                 peers)) == expected(R"(
      901 | 2024 | Total | peers pooled | 10.00 | 71.11 | -61.11 | -85.94 | worse
      901 | 2024 | Total | peers median | 10.00 | 57.50 | -47.50 | -82.61 | worse
      902 | 2024 | Total | peers pooled | 40.00 | 75.00 | -35.00 | -46.67 | worse
      902 | 2024 | Total | peers median | 40.00 | 75.00 | -35.00 | -46.67 | worse
      903 | 2024 | Total | peers pooled | 75.00 | 40.00 | 35.00  | 87.50  | better
      903 | 2024 | Total | peers median | 75.00 | 40.00 | 35.00  | 87.50  | better
      904 | 2024 | Total | peers pooled | none  | 71.11 | none   | none   | -
      904 | 2024 | Total | peers median | none  | 57.50 | none   | none   | -)"));

  const auto pooled = [&](statistic kind) {
    return shown({compare_with_peers(results_from_text(kind, polarity::neutral, figures), peers)[0]})[0];
  };
  CHECK(pooled(statistic::mean) == "901 | 2024 | Total | peers pooled | 10.00 | 71.11 | -61.11 | -85.94 | -");
  CHECK(pooled(statistic::rate_per_100000) ==
        "901 | 2024 | Total | peers pooled | 10.00 | 71111.11 | -71101.11 | -99.99 | -");
  CHECK(pooled(statistic::count) == "901 | 2024 | Total | peers pooled | 10.00 | none | none | none | -");
  CHECK(pooled(statistic::median) == "901 | 2024 | Total | peers pooled | 10.00 | none | none | none | -");

  const result_table results = results_from_text(statistic::proportion, polarity::neutral, figures);
  CHECK(failure_of([&] { compare_with_peers(results, {"905"}); }).message ==
        "the results have no council '905'; name councils by their code in the results");
  CHECK(failure_of([&] { compare_with_peers(results, {}); }).code == error_code::unknown_name);
}

TEST_CASE("comparisons are written as one tidy table") {
  const result_table results = results_from_text(statistic::proportion, polarity::higher_is_better, R"(
      council | year | n | d | value
      901     | 2024 | 1 | 2 | 50
      902     | 2024 | 0 | 0 | -)");
  const scratch_folder folder;
  write_comparisons(compare_with_targets(results, {{"local.x", 40}}), folder / "comparisons.csv");
  CHECK(lines(folder.read("comparisons.csv")) ==
        texts{"measure,period_start,period_end,la_code,la_name,group,value,comparison,reference,difference,"
              "percent_change,verdict",
              "local.x,2024-04-01,2025-03-31,901,Council 901,Total,50,target,40,10,25,met",
              "local.x,2024-04-01,2025-03-31,902,Council 902,Total,,target,40,,,"});
}
