// What first responses were: the shares of their kinds add up to all responses of a quarter and band.
#include "ascof/measures/waiting_response_mix.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using support::figures_of;
using support::texts;

TEST_CASE("Response mix: assessments, services and the request itself share the first responses") {
  const ascof::records people = support::records_from_text(R"(
    person | event      | start      | end        | outcome                                        | service   | Der_Conversation | Assessment_Type_Cleaned | Der_Age_Event_Start_Date | Der_Working_Age_Band | Event_Outcome_Grouped | ImportDate
    A      | Request    | 2024-04-10 | 2024-04-10 | Progress to assessment, review or reassessment | -         | -                | -                       | 64                       | 18 to 64             | other                 | 2026-05-01
    A      | Assessment | 2024-04-22 | 2024-04-22 | Progress to support planning or services       | -         | -                | Long term assessment    | 64                       | 18 to 64             | other                 | 2026-05-01
    B      | Request    | 2024-04-10 | 2024-04-10 | Progress to assessment, review or reassessment | -         | -                | -                       | 64                       | 18 to 64             | other                 | 2026-05-01
    B      | Assessment | 2024-04-22 | 2024-04-22 | Progress to support planning or services       | -         | -                | Short term assessment   | 64                       | 18 to 64             | other                 | 2026-05-01
    C      | Request    | 2024-04-20 | 2024-04-20 | Progress to assessment, review or reassessment | -         | -                | -                       | 64                       | 18 to 64             | other                 | 2026-05-01
    C      | Service    | 2024-04-25 | open       | -                                              | community | -                | -                       | 64                       | 18 to 64             | -                     | 2026-05-01
    D      | Request    | 2024-05-01 | 2024-05-01 | Progress to support planning or services       | -         | 1                | -                       | 64                       | 18 to 64             | other                 | 2026-05-01
    E      | Request    | 2024-05-01 | 2024-05-01 | Progress to support planning or services       | -         | -                | -                       | 64                       | 18 to 64             | other                 | 2026-05-01)");
  const ascof::result_table results =
      ascof::evaluate({ascof::measures::waiting_response_mix()}, people, support::details_from_text(people, "person"),
                      {{ascof::make_day(2024, 4, 1), ascof::make_day(2024, 6, 30)}});
  CHECK(figures_of(results, "waiting.response_mix.assessment").front() == "25 to 64 | 2/4 | 50.0");
  CHECK(figures_of(results, "waiting.response_mix.service").front() == "25 to 64 | 1/4 | 25.0");
  CHECK(figures_of(results, "waiting.response_mix.request").front() == "25 to 64 | 1/4 | 25.0");
  // A request that nothing answers is in none of them.
  CHECK(figures_of(results, "waiting.response_mix.request").back() == "65 and above | 0/0 | none");
}
