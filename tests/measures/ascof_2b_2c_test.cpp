#include "ascof/measures/ascof_2b_2c.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using support::figures_of;
using support::measured;
using support::texts;
using support::trace_of;

namespace {

/// One admission of a person born in 1940 (and what is given besides); what 2C counts.
std::string older_admitted(const std::string& events, const std::string& details = "person | birth\nA | 1940-01") {
  const ascof::result_table results = measured("ascof.2c", events, details);
  return figures_of(results, "ascof.2c").front();
}

}  // namespace

TEST_CASE("2B and 2C: the worked example of the definition") {
  const ascof::result_table results = measured("ascof.2b_2c", R"(
    person | service     | component        | start      | end        | outcome
    A      | residential | Residential care | 2024-06-01 | open       |
    B      | nursing     | Nursing care     | 2024-07-01 | 2024-12-01 |
    C      | residential | Residential care | 2023-01-01 | 2023-09-03 |
    C      | nursing     | Nursing care     | 2024-09-01 | open       |
    D      | residential | Residential care | 2023-01-01 | 2023-09-01 |
    D      | nursing     | Nursing care     | 2024-08-31 | open       |
    E      | residential | -                | 2024-05-01 | open       |
    F      | residential | Residential care | 2024-05-01 | 2024-06-01 | self-funded)",
                                               R"(
    person | birth
    A      | 1940-01
    B      | 1970-06
    C      | 1940-01
    D      | 1940-01
    E      | 1940-01
    F      | 1940-01)");
  CHECK(figures_of(results, "ascof.2b") == texts{"18 to 64 | 1/120000 | 0.8"});
  CHECK(figures_of(results, "ascof.2c") == texts{"65 and above | 2/40000 | 5.0"});
  CHECK(trace_of(results, "ascof.2b_2c") ==
        texts{"A | 65 and above | 2024-06-01", "B | 18 to 64 | 2024-07-01", "D | 65 and above | 2024-08-31"});
}

TEST_CASE("2C: a council-funded stay after a self-funded one is no new admission") {
  CHECK(older_admitted(R"(
    person | service     | component        | start      | end        | outcome
    A      | residential | Residential care | 2024-05-01 | 2024-06-01 | self-funded
    A      | residential | Residential care | 2024-06-02 | open       |)") == "65 and above | 0/40000 | 0.0");
}

TEST_CASE("2C: stays that start on the same day do not make each other existing") {
  CHECK(older_admitted(R"(
    person | service     | component        | start      | end
    A      | residential | Residential care | 2024-05-01 | 2024-06-01
    A      | nursing     | Nursing care     | 2024-05-01 | open)") == "65 and above | 1/40000 | 2.5");
}

TEST_CASE("2C: rows that are not read") {
  const auto [what, row] = GENERATE(table<std::string, std::string>({
      {"a short stay", "Service | Service user | residential | Short term residential care | 2024-05-01"},
      {"another component", "Service | Service user | residential | Day support | 2024-05-01"},
      {"a carer", "Service | Unpaid carer | residential | Residential care | 2024-05-01"},
      {"another event type", "Services | Service user | residential | Residential care | 2024-05-01"},
      {"community support", "Service | Service user | community | Residential care | 2024-05-01"},
      {"before the period", "Service | Service user | residential | Residential care | 2024-03-31"},
      {"after the period", "Service | Service user | residential | Residential care | 2025-04-01"},
  }));
  INFO(what);
  CHECK(older_admitted("person | event | client | service | component | start\nA | " + row) ==
        "65 and above | 0/40000 | 0.0");
}

TEST_CASE("2C: admissions on the first and the last day count, spelling does not") {
  for (const char* start : {"2024-04-01", "2025-03-31"})
    CHECK(older_admitted(
              std::string("person | event | client | service | component | start\n"
                          "A | SERVICE | service USER | LONG TERM SUPPORT: nursing care | long term NURSING care | ") +
              start) == "65 and above | 1/40000 | 2.5");
}

TEST_CASE("2B and 2C: deaths before the period, children and unknown births are left out") {
  const std::string events = "person | service | component | start\nA | residential | Residential care | 2024-05-01";
  CHECK(older_admitted(events, "person | birth | death\nA | 1940-01 | 2024-03-31") == "65 and above | 0/40000 | 0.0");
  CHECK(older_admitted(events, "person | birth | death\nA | 1940-01 | 2024-04-01") == "65 and above | 1/40000 | 2.5");
  CHECK(older_admitted(events, "person | birth\nA | -") == "65 and above | 0/40000 | 0.0");
  const ascof::result_table child = measured("ascof.2b_2c", events, "person | birth\nA | 2010-01");
  CHECK(figures_of(child, "ascof.2b") == texts{"18 to 64 | 0/120000 | 0.0"});
}

TEST_CASE("2B and 2C: a person with new admissions in both bands counts in the younger") {
  // Possible only when the first record ends before it starts: such rows are not removed here.
  const ascof::result_table results = measured("ascof.2b_2c", R"(
    person | service     | component        | start      | end
    A      | residential | Residential care | 2024-05-01 | 2023-01-01
    A      | residential | Residential care | 2025-02-01 | open)",
                                               "person | birth\nA | 1959-10");
  CHECK(figures_of(results, "ascof.2b") == texts{"18 to 64 | 1/120000 | 0.8"});
  CHECK(figures_of(results, "ascof.2c") == texts{"65 and above | 0/40000 | 0.0"});
  CHECK(trace_of(results, "ascof.2b_2c") == texts{"A | 18 to 64 | 2024-05-01"});
}

TEST_CASE("2C: missing and invalid components stand beside the figure") {
  const ascof::result_table results = measured("ascof.2c", R"(
    person | service     | component              | start
    A      | residential | -                      | 2024-05-01
    B      | residential | Invalid and not mapped | 2024-05-01)",
                                               "person | birth\nA | 1940-01\nB | 1940-01");
  CHECK(results.rows.front().unknown == 1);
  CHECK(results.rows.front().invalid == 1);
}
