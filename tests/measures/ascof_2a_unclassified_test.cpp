// Reablement episodes from whose outcome nothing follows: of the new clients' episodes, those the 2A figure leaves out so.
#include "ascof/measures/ascof_2a_unclassified.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using support::expected;
using support::figures_of;

TEST_CASE("2A unclassified: progress, continuation and no outcome have no usable sequel, further action has") {
  const ascof::result_table results = support::measured("ascof.2a.unclassified", R"(
    person | start      | end        | service   | outcome
    A      | 2024-06-01 | 2024-07-01 | ST-Max    | Progress to assessment, review or reassessment
    B      | 2024-06-01 | 2024-07-01 | ST-Max    | Continuation of support or services
    C      | 2024-06-01 | 2024-07-01 | ST-Max    | -
    D      | 2024-06-01 | 2024-07-01 | ST-Max    | NFA: Other
    E      | 2024-06-01 | 2024-07-01 | ST-Max    | NFA: Support declined
    F      | 2024-01-01 | 2024-06-01 | community | -
    F      | 2024-06-10 | 2024-07-01 | ST-Max    | Continuation of support or services)",
                                                        R"(
    person | birth
    A      | 1990-01
    B      | 1940-01
    C      | -
    D      | 1940-01
    E      | 1940-01
    F      | 1940-01)");
  CHECK(figures_of(results, "ascof.2a.unclassified") == expected(R"(
    18 to 64     | 1/1 | 100.0
    65 and above | 1/3 | 33.3
    Total        | 3/5 | 60.0)"));
}

TEST_CASE("2A unclassified: with no look-back everybody is a new client") {
  ascof::measures::ascof_2a_constants constants;
  constants.long_term_look_back = 0;
  const ascof::records people = support::records_from_text(R"(
    person | start      | end        | service   | outcome
    F      | 2024-01-01 | 2024-06-01 | community | -
    F      | 2024-06-10 | 2024-07-01 | ST-Max    | Continuation of support or services)");
  const auto counted = [&](const ascof::measure& m) {
    return ascof::evaluate({m}, people, support::details_from_text(people, "person"), {support::year_2024})
        .rows.back()
        .denominator;
  };
  CHECK(counted(ascof::measures::ascof_2a_unclassified()) == 0);
  CHECK(counted(ascof::measures::ascof_2a_unclassified(constants)) == 1);
}
