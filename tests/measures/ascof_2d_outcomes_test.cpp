// Why people did not remain in the community: each of the seven combinations, of the episodes that 2D links.
#include "ascof/measures/ascof_2d_outcomes.hpp"

#include <catch2/catch.hpp>

#include "support/hospital_text.hpp"
#include "support/records_text.hpp"

using support::expected;
using support::figures_of;

TEST_CASE("2D outcomes: an episode is in the group of what happened, and in the total") {
  const ascof::records people = support::records_from_text(R"(
    person | start      | end        | service     | component
    A      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
    B      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
    C      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
    C      | 2024-08-01 | open       | residential | -
    D      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
    D      | 2024-08-01 | open       | nursing     | -
    E      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement)");
  const ascof::person_details details = support::details_from_text(people, R"(
    person | death
    A      | 2024-08-01
    D      | 2024-08-20)");
  const ascof::hospital_episodes hospital = support::hospital_from_text(R"(
    patient | admitted   | discharged | management
    A       | 2024-06-01 | 2024-06-08 | EL
    B       | 2024-06-01 | 2024-06-08 | EL
    B       | 2024-07-20 | 2024-07-22 | EM
    C       | 2024-06-01 | 2024-06-08 | EL
    D       | 2024-06-01 | 2024-06-08 | EL
    D       | 2024-07-20 | 2024-07-22 | EM
    E       | 2024-06-01 | 2024-06-08 | EL)");
  ascof::evaluate_options how;
  how.hospital = &hospital;
  const ascof::result_table results =
      ascof::evaluate({ascof::measures::ascof_2d_outcomes()}, people, details, {support::year_2024}, {}, {}, how);
  CHECK(figures_of(results, "ascof.2d.outcomes", "901") == expected(R"(
    Death                     | 1/1 | 1.0
    Readmission               | 1/1 | 1.0
    Care home                 | 1/1 | 1.0
    Death and readmission     | 0/0 | 0.0
    Death and care home       | 0/0 | 0.0
    Readmission and care home | 0/0 | 0.0
    All three                 | 1/1 | 1.0
    Total                     | 4/4 | 4.0)"));
  CHECK(figures_of(results, "ascof.2d.outcomes", "England") == figures_of(results, "ascof.2d.outcomes", "901"));
}
