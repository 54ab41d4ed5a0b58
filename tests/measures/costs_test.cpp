#include "ascof/measures/costs.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// Mean cost of one person with such lines, over all ages and settings, and how many have no price.
std::string average(const std::string& rows, const std::string& details = "person") {
  const result_table results = measured("cost.average_weekly_lts",
                                        "person | service | component | mechanism | start | end | unit_cost | "
                                        "cost_frequency | planned_units\n" +
                                            rows,
                                        details);
  REQUIRE(!results.rows.empty());
  const result_row& all = results.rows.back();
  REQUIRE(all.group == "Total, Total");
  return (all.value ? rounded(*all.value, 2) : "none") + " without " + std::to_string(all.unknown);
}

}  // namespace

TEST_CASE("cost.average_weekly_lts: whose lines count") {
  CHECK(average("A | community | - | - | 2024-01-01 | open | -70.00 | Weekly | -") == "70.00 without 0");
  CHECK(average("A | community | - | - | 2024-01-01 | 2025-03-31 | 70.00 | Weekly | -") == "70.00 without 0");
  CHECK(average("A | community | - | - | 2024-01-01 | 2025-03-30 | 70.00 | Weekly | -") == "none without 0");
  CHECK(average("A | prison | - | - | 2024-01-01 | open | 70.00 | Weekly | -") == "none without 0");
  CHECK(average("A | ST-Max | - | - | 2024-01-01 | open | 70.00 | Weekly | -") == "none without 0");
  CHECK(average("A | community | - | - | 2024-01-01 | open | 70.00 | One-off | -") == "none without 1");
  CHECK(average("A | community | - | - | 2024-01-01 | open | 0.00 | Weekly | -") == "none without 1");
  CHECK(average("A | community | - | - | 2024-01-01 | open | 20.00 | Hourly | -") == "none without 1");
  CHECK(average("A | community | - | - | 2024-01-01 | open | 1300.00 | Monthly | 99.00") == "300.00 without 0");
}

TEST_CASE("cost.average_weekly_lts: the dead and children are left out") {
  const std::string line = "A | community | - | - | 2024-01-01 | open | 70.00 | Weekly | -";
  CHECK(average(line, "person | death\nA | 2025-03-31") == "70.00 without 0");
  CHECK(average(line, "person | death\nA | 2025-03-30") == "none without 0");
  CHECK(average(line, "person | birth\nA | 2007-05") == "none without 0");
}

TEST_CASE("cost.total_weekly_lts: lines without a usable cost are counted beside") {
  const result_table results = measured("cost.total_weekly_lts", R"(
      person | service   | component | mechanism | start      | end  | unit_cost | cost_frequency | planned_units
      A      | community | -         | -         | 2024-01-01 | open | 70.00     | Weekly         | -
      A      | community | -         | -         | 2024-01-01 | open | -         | Weekly         | -
      B      | community | -         | -         | 2024-01-01 | open | 10.00     | Hourly         | -
      B      | community | -         | -         | 2024-01-01 | open | 10.00     | One-off        | -)",
                                        "person");
  CHECK(figures_of(results, "cost.total_weekly_lts").back() == "Total, Total | -/1 | 70.00");
  CHECK(results.rows.back().unknown == 2);
}
