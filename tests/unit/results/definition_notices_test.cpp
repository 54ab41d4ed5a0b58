#include "results/definition_notices.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/results/change.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;
namespace a = ascof::algebra;

namespace {

const records& a_year() {
  static const records people = records_from_text(R"(
      person | start      | end  | service   | component | period_start | period_end | unit_cost | planned_units | cost_frequency
      P1     | 2024-05-01 | open | community | Meals     | 2024-04-01   | 2025-03-31 | 12.50     | 3             | Hourly
      P2     | 2024-06-01 | open | nursing   | -         | 2024-04-01   | 2025-03-31 | 900       | 1             | Weekly
      P3     | 2024-06-01 | open | nursing   | -         | 2024-04-01   | 2025-03-31 | -         | -             | Daily)");
  return people;
}
const person_details& details() {
  static const person_details details = details_from_text(a_year(), "person | birth\nP1 | 1950-01");
  return details;
}

/// "code: found"
texts shown(const notice_list& notices, std::string_view area) {
  texts all;
  for (const notice& n : notices)
    if (n.code.starts_with(area)) all.push_back(n.code + ": " + n.found);
  return all;
}
texts of_periods(const std::vector<std::string>& measures, const std::vector<period>& asked) {
  return shown(notices_of_periods(select_measures(catalogue(), measures).measures, asked, a_year()), "period.");
}
texts of_costs(const calculation& counts) {
  return shown(notices_of_costs({a::local_measure("local.x", "X", counts)}, a_year()), "definition.");
}

}  // namespace

TEST_CASE("a period that the records cover in part or not at all is told, one that they cover is not") {
  CHECK(of_periods({"ascof.2a"}, {year_2024}).empty());
  CHECK(of_periods({"ascof.2a"}, {}).empty());
  CHECK(of_periods({"ascof.2a"}, {financial_year(2026), parse_period("2025-01-01..2025-06-30"), year_2024}) ==
        texts{"period.not_covered: the records cover 2024-04-01..2025-03-31, nothing of 2026-04-01..2027-03-31",
              "period.partly_covered: the records cover 2024-04-01..2025-03-31, a part of 2025-01-01..2025-06-30"});
  // Without reference periods nobody knows what the records cover.
  const records bare = records_from_text("person | start\nP1 | 2024-05-01");
  CHECK(notices_of_periods(select_measures(catalogue(), {"ascof.2a"}).measures, {financial_year(2030)}, bare).empty());
}

TEST_CASE("a period that begins before a definition holds is told for the measures it concerns") {
  const std::string found = "period.before_definition: ";
  const texts told = of_periods({"ascof.2a", "ascof.2d.1"}, {financial_year(2023)});
  REQUIRE(told.size() == 2);
  CHECK(told[0].starts_with("period.not_covered"));
  CHECK(told[1] == found + "ascof.2a is defined for 2024/25 onward, and not for 2023-04-01..2024-03-31");
  CHECK(of_periods({"ascof.2a"}, {parse_period("2024-03-01..2025-02-28")}).back() ==
        found + "ascof.2a is defined for 2024/25 onward, and not for all of 2024-03-01..2025-02-28");
  const notice_list list =
      notices_of_periods(select_measures(catalogue(), {"ascof.2a"}).measures, {financial_year(2023)}, a_year());
  CHECK(list.back().figures == texts{"ascof.2a"});
}

TEST_CASE("states and changes tell of periods as evaluate does") {
  const selection wanted = select_measures(catalogue(), {"ascof.2a"});
  const texts expected_ones =
      shown(evaluate(wanted, a_year(), details(), {financial_year(2023), financial_year(2030)}).notices, "period.");
  CHECK(expected_ones.size() == 3);
  evaluation_state state(wanted, {financial_year(2023), financial_year(2030)});
  state.update(a_year(), details());
  CHECK(shown(state.finish().notices, "period.") == expected_ones);
  const change_report same =
      explain_change(wanted, {a_year(), details(), financial_year(2023)}, {a_year(), details(), financial_year(2030)});
  CHECK(shown(same.notices, "period.") == expected_ones);
  const records other = a_year();
  const change_report two =
      explain_change(wanted, {a_year(), details(), financial_year(2023)}, {other, details(), financial_year(2030)});
  CHECK(shown(two.notices, "period.").size() == 3);
}

TEST_CASE("costs and planned units that no record has are told with their unit") {
  using a::events;
  const auto weekly = events.cost_frequency == "Weekly";
  CHECK(of_costs(a::count(weekly && events.unit_cost > 900)).empty());
  CHECK(of_costs(a::count(weekly && events.unit_cost > 0)).empty());
  CHECK(
      of_costs(a::count(weekly && events.unit_cost > 1250)) ==
      texts{
          "definition.cost_out_of_reach: 2 values of the records, none of them as large as the 1250 that local.x asks "
          "for"});
  CHECK(
      of_costs(a::count(weekly && events.planned_units < 180)) ==
      texts{
          "definition.units_out_of_reach: 2 values of the records, none of them as large as the 180 that local.x asks "
          "for"});
  const auto dearest = a::events_where(weekly).greatest(events.unit_cost);
  CHECK(of_costs(a::count(dearest >= 90'000)).size() == 1);
  CHECK(find_notice_rule("definition.cost_out_of_reach").advice.find("pounds") != std::string::npos);
}

TEST_CASE("costs of several frequencies are told when a definition asks for none") {
  CHECK(
      of_costs(a::mean(a::events.unit_cost, a::is_service)) ==
      texts{"definition.mixed_frequencies: 2 frequencies of costs in the records, and local.x asks for none of them"});
  CHECK(of_costs(a::mean(a::events.unit_cost, a::events.cost_frequency == "Weekly")).empty());
  CHECK(of_costs(a::count(a::is_service)).empty());
  const measure own = a::local_measure("local.x", "X", a::mean(a::events.unit_cost, a::is_service),
                                       {a::by("frequency", a::events.cost_frequency)});
  CHECK(notices_of_costs({own}, a_year()).empty());
}
