#include "ascof/measures/technology.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

TEST_CASE("technology.people: a council's own words for technology") {
  const records people = records_from_text(R"(
      person | service   | Service_Component_Raw | component | start      | end
      A      | low level | Pendant               | Equipment | 2024-01-01 | open
      B      | low level | PENDANT and sensor    | -         | 2024-01-01 | open
      C      | low level | -                     | -         | 2024-01-01 | open)");
  const result_table results = evaluate({measures::technology_detail::people_with_technology({"%pendant%"})}, people,
                                        details_from_text(people, "person"), {year_2024});
  CHECK(figures_of(results, "technology.people") ==
        texts{"Named as technology | 2/2 | 2", "Equipment | 1/1 | 1", "Total | 2/2 | 2"});
}

TEST_CASE("technology.people: services only, on the last day, of the living") {
  const result_table results = measured("technology.people", R"(
      person | event      | Service_Component_Raw | component | start      | end
      A      | Assessment | Equipment             | Equipment | 2024-01-01 | open
      B      | Service    | Equipment             | Equipment | 2025-04-01 | open
      C      | Service    | Equipment             | Equipment | 2024-01-01 | open)",
                                        "person | death\nC | 2025-03-30");
  CHECK(figures_of(results, "technology.people")[2] == "Total | 0/0 | 0");
}
