#include "ascof/measures/local_waits.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

// Worked examples of each measure: examples/waiting.assessment_local.txt and its neighbours.

namespace {

texts figures(const char* id, const std::string& rows) {
  return figures_of(measured(id, "person | event | service | component | outcome | start | end\n" + rows, "person\n"),
                    id);
}
std::string total(const char* id, const std::string& rows) { return figures(id, rows).back(); }

}  // namespace

TEST_CASE("Request to assessment: matched one to one, the latest request first") {
  const char* id = "waiting.assessment_local";
  const std::string request = "P | Request | - | - | - | 2024-05-01 | 2024-05-01\n";
  const std::string second = "P | Request | - | - | - | 2024-05-10 | 2024-05-10\n";
  const std::string assessment = "P | Assessment | - | - | - | 2024-05-20 | 2024-05-25\n";
  CHECK(total(id, request + assessment) == "Total | -/1 | 19.0");
  CHECK(total(id, request + second + assessment) == "Total | -/1 | 10.0");
  CHECK(total(id, request + second + assessment + "P | Assessment | - | - | - | 2024-05-21 | 2024-05-25") ==
        "Total | -/2 | 15.0");
  CHECK(total(id, "P | Request | - | - | - | 2024-05-20 | 2024-05-20\n" + assessment) == "Total | -/1 | 0.0");
  CHECK(total(id, "P | Request | - | - | - | 2024-05-21 | 2024-05-20\n" + assessment) == "Total | -/0 | none");
  CHECK(total(id, request) == "Total | -/0 | none");
  // A year to the day is still the answer to the request.
  CHECK(total(id, "P | Request | - | - | - | 2023-05-21 | 2023-05-21\n" + assessment) == "Total | -/1 | 365.0");
  CHECK(total(id, "P | Request | - | - | - | 2023-05-20 | 2023-05-20\n" + assessment) == "Total | -/0 | none");
  const result_table results =
      measured(id, "person | event | service | start | end\nP | Assessment | - | 2024-05-20 | 2024-05-25", "person\n");
  CHECK(side_of(results, "Days from request to needs assessment") == 1);
}

TEST_CASE("Request to assessment: of new clients; carers may be known") {
  const std::string rows =
      "P | Request | - | - | - | 2024-05-01 | 2024-05-01\nP | Assessment | - | - | - | 2024-05-20 | 2024-05-25\n";
  CHECK(total("waiting.assessment_local", rows + "P | Service | community | - | - | 2024-05-01 | open") ==
        "Total | -/0 | none");
  CHECK(total("waiting.assessment_local", rows + "P | Service | community | - | - | 2024-05-02 | open") ==
        "Total | -/1 | 19.0");
  CHECK(total("waiting.assessment_local", rows + "P | Service | community | - | - | 2022-01-01 | 2024-04-30") ==
        "Total | -/1 | 19.0");
}

TEST_CASE("Assessment to service: which service comes of which assessment") {
  const char* id = "waiting.assessment_to_service";
  const std::string assessment = "P | Assessment | - | - | to support | 2024-05-01 | 2024-05-10\n";
  const auto service = [](const std::string& start) {
    return "P | Service | community | - | - | " + start + " | open\n";
  };
  CHECK(total(id, assessment + service("2024-05-01")) == "Total | -/1 | 0.0");
  CHECK(total(id, assessment + service("2024-04-30")) == "Total | -/0 | none");
  CHECK(total(id, assessment + service("2024-05-11") + service("2024-06-11")) == "Total | -/1 | 1.0");
  CHECK(total(id, assessment + service("2025-04-01")) == "Total | -/0 | none");
  CHECK(total(id, "P | Assessment | - | - | continuation | 2023-04-02 | 2023-04-10\n" + service("2024-04-01")) ==
        "Total | -/1 | 357.0");
  CHECK(total(id, "P | Assessment | - | - | continuation | 2023-04-01 | 2023-04-10\n" + service("2024-04-01")) ==
        "Total | -/0 | none");
  // A later assessment that was declined is no reason to begin the wait again.
  CHECK(total(id, assessment + "P | Assessment | - | - | declined | 2024-05-15 | 2024-05-16\n" +
                      service("2024-05-20")) == "Total | -/1 | 10.0");
}

TEST_CASE("Equipment: the last request before it, the last day of a standard within it") {
  const char* id = "waiting.equipment_adaptations";
  const std::string request = "P | Request | - | - | - | 2024-05-01 | 2024-05-01\n";
  const auto given = [](const std::string& component, const std::string& start) {
    return "P | Service | low level | " + component + " | - | " + start + " | open\n";
  };
  CHECK(total(id, request + given("Equipment", "2024-05-08")) == "Total | 1/1 | 100.0");
  CHECK(total(id, request + given("Equipment", "2024-05-09")) == "Total | 0/1 | 0.0");
  CHECK(total(id, request + given("-", "2024-05-08")) == "Total | 0/0 | none");
  CHECK(total(id, request + "P | Request | - | - | - | 2024-05-05 | 2024-05-05\n" + given("EQUIPMENT", "2024-05-09")) ==
        "Total | 1/1 | 100.0");
  CHECK(total(id, given("Equipment", "2024-05-08")) == "Total | 0/0 | none");
}

TEST_CASE("Equipment: a council's own components and standards") {
  const records people = records_from_text(
      "person | event | service | component | start | end\n"
      "P | Request | - | - | 2024-05-01 | 2024-05-01\n"
      "P | Service | low level | Minor adaptation | 2024-05-11 | 2024-05-11");
  measures::local_waits_rules rules;
  rules.equipment = {"Equipment", "Minor adaptation"};
  rules.equipment_days = {10};
  const result_table results = evaluate({measures::local_waits_detail::equipment_adaptations(rules)}, people,
                                        details_from_text(people, "person\n"), {year_2024});
  CHECK(figures_of(results, "waiting.equipment_adaptations") == expected(R"(
      Minor adaptation | 1/1 | 100.0
      Total            | 1/1 | 100.0)"));
}

TEST_CASE("Within a standard: an answer to a later request is no overdue case") {
  const char* id = "waiting.within_days.with_overdue";
  const std::string first = "P | Request | - | - | to assessment | 2025-01-01 | 2025-01-01\n";
  CHECK(total(id, first) == "Total | 0/1 | 0.0");
  CHECK(total(id, first + "P | Request | - | - | to assessment | 2025-01-10 | 2025-01-10\n"
                          "P | Assessment | - | - | - | 2025-01-20 | 2025-01-25") == "Total | 1/1 | 100.0");
  CHECK(total(id, first + "P | Service | low level | - | - | 2025-01-20 | open") == "Total | 0/0 | none");
  CHECK(total(id, "P | Request | - | - | - | 2025-01-01 | 2025-01-01") == "Total | 0/0 | none");
  CHECK(total(id, "P | Request | - | - | to assessment | 2023-04-01 | 2023-04-01") == "Total | 0/1 | 0.0");
  CHECK(total(id, "P | Request | - | - | to assessment | 2023-03-31 | 2023-03-31") == "Total | 0/0 | none");
}

TEST_CASE("Waiting on the last day: what answers a request, and for what it waits") {
  const std::string request = "P | Request | - | - | to assessment | 2024-09-01 | 2024-09-02\n";
  const auto waits = [](const std::string& rows) {
    const texts trace =
        trace_of(measured("waiting.list_snapshot",
                          "person | event | service | component | outcome | start | end\n" + rows, "person\n"),
                 "waiting.list_snapshot");
    return trace.empty() ? std::string("-")
                         : trace.front().substr(4, trace.front().size() - 4 - std::string(" | -").size());
  };
  const std::string waiting = "Assessment | 2024-09-01 | 211";
  CHECK(waits(request) == waiting);
  CHECK(waits("P | Request | - | - | - | 2024-09-01 | 2024-09-02") == "-");
  CHECK(waits("P | Request | - | - | to assessment | 2025-03-31 | 2025-04-01") == "-");  // ends after the last day
  CHECK(waits(request + "P | Assessment | - | - | - | 2024-09-01 | 2024-10-01") == "-");
  CHECK(waits(request + "P | Assessment | - | - | - | 2024-08-31 | 2024-10-01") == waiting);
  CHECK(waits(request + "P | Review | - | - | - | 2024-09-10 | 2024-10-01") == "-");
  CHECK(waits(request + "P | Service | low level | - | - | 2024-09-10 | 2024-10-01") == "-");
  CHECK(waits(request + "P | Service | direct to carer | - | - | 2024-09-10 | 2024-10-01") == waiting);
  CHECK(waits(request + "P | Assessment | - | - | to support | 2024-10-01 | 2024-10-20") ==
        "Support | 2024-10-01 | 181");
  CHECK(waits(request + "P | Assessment | - | - | to support | 2024-10-01 | 2024-10-20\n"
                        "P | Service | community | - | - | 2025-03-31 | open") == "-");
  // Somebody in support who waits for an assessment waits; who progressed to support has some.
  CHECK(waits("P | Service | community | - | - | 2022-01-01 | open\n" + request) == waiting);
  CHECK(waits("P | Service | community | - | - | 2022-01-01 | open\n"
              "P | Assessment | - | - | to support | 2024-10-01 | 2024-10-20") == "-");
  CHECK(waits("P | Request | - | - | reablement | 2024-09-01 | 2024-09-02") == "Support | 2024-09-01 | 211");
}
