#include "ascof/measures/ascof_2e.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using support::figures_of;
using support::measured;
using support::side_of;
using support::texts;
using support::trace_of;

namespace {

constexpr const char* worked_events = R"(
    person | service     | start      | end
    A      | community   | 2022-01-01 | open
    B      | residential | 2023-01-01 | open
    C      | community   | 2024-06-01 | 2024-07-01
    D      | community   | 2024-01-01 | 2024-05-01
    D      | community   | 2024-01-01 | 2024-09-30
    E      | community   | 2024-01-01 | open
    F      | community   | 2020-01-01 | 2024-04-01
    G      | community   | 2020-01-01 | open)";

constexpr const char* worked_details = R"(
    person | birth   | death      | gender  | accommodation             | reason
    A      | 1960-06 |            | Female  | Tenant: Private landlord  | Physical support: Personal care support
    B      | 1980-01 |            | Male    | Registered care home      | Learning Disability Support
    C      | 1990-01 |            | Male    | Unknown: presumed at home | Learning Disability Support
    D      | 1959-10 |            | Unknown | Unknown                   | Mental health support
    E      | -       |            | Female  | Unknown                   | Learning Disability Support
    F      | 1935-01 | 2024-04-01 | Female  | Shared Lives scheme       |
    G      | 1935-01 | 2024-03-31 | Female  | Shared Lives scheme       |)";

/// What 2E counts of one person born in 1990 with one long-term service.
std::string working_age_total(const std::string& accommodation) {
  const ascof::result_table results =
      measured("ascof.2e", "person | service | start\nA | community | 2024-05-01",
               "person | birth | gender | accommodation\nA | 1990-01 | Male | " + accommodation);
  return figures_of(results, "ascof.2e")[2];
}

}  // namespace

TEST_CASE("2E: the worked example of the definition") {
  const ascof::result_table results = measured("ascof.2e", worked_events, worked_details);
  CHECK(figures_of(results, "ascof.2e") == texts{"18 to 64, Female | 1/1 | 100.0", "18 to 64, Male | 1/2 | 50.0",
                                                 "18 to 64, Total | 2/4 | 50.0", "65 and above, Female | 1/1 | 100.0",
                                                 "65 and above, Male | 0/0 | none",
                                                 "65 and above, Total | 1/1 | 100.0"});
  CHECK(side_of(results, "ASCOF 2E") == 3);
}

TEST_CASE("2E for people with a learning disability: the worked example of the definition") {
  const ascof::result_table results = measured("ascof.2e.ld", worked_events, worked_details);
  CHECK(figures_of(results, "ascof.2e.ld") ==
        texts{"18 to 64, Female | 0/0 | none", "18 to 64, Male | 1/2 | 50.0", "18 to 64, Total | 1/2 | 50.0"});
  CHECK(side_of(results, "ASCOF 2E LD") == 1);
  CHECK(results.rows.size() == 3);
}

TEST_CASE("2E: which accommodation is settled") {
  CHECK(working_age_total("OWNER occupier or shared ownership scheme ") == "18 to 64, Total | 1/1 | 100.0");
  CHECK(working_age_total("Unknown: Presumed at home") == "18 to 64, Total | 1/1 | 100.0");
  CHECK(working_age_total("Unknown: Presumed in community") == "18 to 64, Total | 0/1 | 0.0");
  CHECK(working_age_total("Registered nursing home") == "18 to 64, Total | 0/1 | 0.0");
  CHECK(working_age_total("Something else") == "18 to 64, Total | 0/1 | 0.0");
  CHECK(working_age_total("-") == "18 to 64, Total | 0/1 | 0.0");
}

TEST_CASE("2E: unknown and invalid statuses stand beside the figure, the presumed among the unknown") {
  const ascof::result_table results = measured("ascof.2e", R"(
    person | service   | start
    A      | community | 2024-05-01
    B      | community | 2024-05-01
    C      | community | 2024-05-01)",
                                               R"(
    person | birth   | gender | accommodation
    A      | 1990-01 | Male   | Unknown: Presumed at home
    B      | 1990-01 | Male   | Something else
    C      | 1990-01 | Male   | Refuge)");
  CHECK(results.rows[1].unknown == 1);
  CHECK(results.rows[1].invalid == 1);
  CHECK(side_of(results, "ASCOF 2E") == 2);
}

TEST_CASE("2E: the age is that at the latest end, at most the end of the period") {
  const auto [end, group] = GENERATE(table<std::string, std::string>({
      {"2024-09-30", "18 to 64"},      // 64.9993 years
      {"2024-10-01", "65 and above"},  // 65.0021
      {"open", "65 and above"},
  }));
  const ascof::result_table results =
      measured("ascof.2e", "person | service | start | end\nA | community | 2024-01-01 | " + end,
               "person | birth | gender | accommodation\nA | 1959-10 | Male | Refuge");
  REQUIRE(trace_of(results, "ascof.2e").size() == 1);
  CHECK(trace_of(results, "ascof.2e").front().find("| " + group + " |") != std::string::npos);
}

TEST_CASE("2E: rows that are not read") {
  const auto [what, row] = GENERATE(table<std::string, std::string>({
      {"short-term support", "Service | Service user | ST-Max | 2024-05-01 | open"},
      {"a carer", "Service | Unpaid carer | community | 2024-05-01 | open"},
      {"another event type", "Review | Service user | community | 2024-05-01 | 2024-05-02"},
      {"ended the day before the period", "Service | Service user | community | 2023-05-01 | 2024-03-31"},
      {"starts the day after the period", "Service | Service user | community | 2025-04-01 | open"},
      {"ends before it starts", "Service | Service user | community | 2024-06-01 | 2024-05-31"},
  }));
  INFO(what);
  const ascof::result_table results =
      measured("ascof.2e", "person | event | client | service | start | end\nA | " + row,
               "person | birth | gender | accommodation\nA | 1990-01 | Male | Refuge");
  CHECK(trace_of(results, "ascof.2e").empty());
}

TEST_CASE("2E: children are in nothing, people of unknown age in the trace only") {
  const ascof::result_table results = measured("ascof.2e", R"(
    person | service   | start
    A      | community | 2024-05-01
    B      | community | 2024-05-01)",
                                               R"(
    person | birth   | gender | accommodation
    A      | 2010-01 | Male   | Unknown
    B      | -       | Male   | Refuge)");
  CHECK(figures_of(results, "ascof.2e")[2] == "18 to 64, Total | 0/0 | none");
  CHECK(trace_of(results, "ascof.2e").size() == 1);
  CHECK(side_of(results, "ASCOF 2E") == 0);
}
