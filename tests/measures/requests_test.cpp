#include "ascof/measures/requests.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

// Worked examples of each measure: examples/salt.new_requests.txt and its neighbours.

namespace {

const std::string header =
    "person | event | service | outcome | route | start | end\n"
    "X | Review | - | - | - | - | -\n";

/// The line of one person's request in the trace (start, end, events, age, route, start, events and text of the sequel).
texts traced(const std::string& rows, const char* id = "salt.new_requests") {
  const records people = records_from_text(header + rows);
  return trace_of(measured(id, people, details_from_text(people, "person | birth\nX | -")), id);
}
std::string sequel(const std::string& rows) {
  const texts lines = traced(rows);
  REQUIRE(!lines.empty());
  return lines.front().substr(lines.front().rfind(" | ") + 3);
}

}  // namespace

TEST_CASE("New requests: a long-term service on the first day makes an existing client") {
  const auto counts = [](const std::string& service) {
    return !traced("P | Request | - | - | - | 2024-05-01 | 2024-05-02\nP | " + service).empty();
  };
  CHECK_FALSE(counts("Service | community | - | - | 2022-01-01 | 2024-05-01"));
  CHECK(counts("Service | community | - | - | 2022-01-01 | 2024-04-30"));
  CHECK_FALSE(counts("Service | community | - | - | 2024-05-01 | open"));
  CHECK(counts("Service | community | - | - | 2024-05-02 | open"));
  CHECK(counts("Service | ST-Max | - | - | 2024-04-01 | open"));
  CHECK(counts("Service | - | - | - | 2024-04-01 | open"));
  CHECK(counts("Service | community | - | - | 2024-05-01 | 2024-04-30"));  // ends before it starts
}

TEST_CASE("New requests: without a start, an end or a sensible order a request is none") {
  CHECK(traced("P | Request | - | - | - | - | 2024-05-02").empty());
  CHECK(traced("P | Request | - | - | - | 2024-05-01 | open").empty());
  CHECK(traced("P | Request | - | - | - | 2024-05-02 | 2024-05-01").empty());
  CHECK(traced("P | - | - | - | - | 2024-05-01 | 2024-05-02").empty());
}

TEST_CASE("New requests: what followed") {
  const std::string request = "P | Request | - | to assessment | - | 2024-05-01 | 2024-05-02\n";
  CHECK(sequel(request) == "Progress to assessment, review or reassessment");
  // The first event begins on day 28 after the end, or a day too late.
  CHECK(sequel(request + "P | Service | community | - | - | 2024-05-30 | open") == "Long term support: Community");
  CHECK(sequel(request + "P | Service | community | - | - | 2024-05-31 | open") ==
        "Progress to assessment, review or reassessment");
  // An event before the request is none that follows it.
  CHECK(sequel(request + "P | Service | low level | - | - | 2024-04-30 | open") ==
        "Progress to assessment, review or reassessment");
  CHECK(sequel(
            request +
            "P | Service | direct to carer | - | - | 2024-05-03 | open\nP | Service | - | - | - | 2024-05-03 | open") ==
        "Progress to assessment, review or reassessment");
  // Further events while gaps are at most three days; the best service counts, ST-Max before a care home.
  CHECK(sequel(request + "P | Service | low level | - | - | 2024-05-03 | 2024-05-10\n"
                         "P | Service | nursing | - | - | 2024-05-13 | 2024-05-20\n"
                         "P | Service | ST-Max | - | - | 2024-05-24 | 2024-05-25") ==
        "Long term support: Nursing care");
  CHECK(sequel(request + "P | Service | nursing | - | - | 2024-05-03 | 2024-05-20\n"
                         "P | Service | ST-Max | - | - | 2024-05-23 | 2024-05-25") == "Short term support: ST-Max");
  // The next request ends the sequel, also when it begins on the same day.
  CHECK(sequel(request + "P | Request | - | - | - | 2024-05-20 | 2024-05-21\n"
                         "P | Service | nursing | - | - | 2024-05-20 | open") ==
        "Progress to assessment, review or reassessment");
}

TEST_CASE("New requests: assessments alone give their outcome when they agree") {
  const std::string request = "P | Request | - | to assessment | - | 2024-05-01 | 2024-05-02\n";
  const std::string one = "P | Assessment | - | declined | - | 2024-05-03 | 2024-05-10\n";
  CHECK(sequel(request + one) == "NFA: Support declined");
  CHECK(sequel(request + one + "P | Review | - | declined | - | 2024-05-12 | 2024-05-12") == "NFA: Support declined");
  CHECK(sequel(request + one + "P | Review | - | information | - | 2024-05-12 | 2024-05-12") == "NFA: Other");
  CHECK(sequel(request + one + "P | Review | - | - | - | 2024-05-12 | 2024-05-12") == "NFA: Support declined");
  CHECK(sequel(request + "P | Assessment | - | to support | - | 2024-05-03 | 2024-05-10") ==
        "Progress to assessment, review or reassessment");
  // Of several parts of a request the last one's outcome.
  CHECK(sequel(request + "P | Request | - | information | - | 2024-05-05 | 2024-05-06") ==
        "NFA: Information and advice or signposting");
}

TEST_CASE("New requests: a council's own gap") {
  const std::string rows =
      "P | Request | - | - | - | 2024-05-01 | 2024-05-02\nP | Request | - | - | - | 2024-05-07 | 2024-05-08";
  CHECK(traced(rows).size() == 2);
  const records people = records_from_text(header + rows);
  const auto widened = measures::requests({.joined_within = algebra::days{5}});
  const result_table results =
      evaluate({widened.front()}, people, details_from_text(people, "person | birth\nX | -"), {year_2024});
  CHECK(figures_of(results, "salt.new_requests").back() == "Total | 1/1 | 1.0");
}

TEST_CASE("Requests received: children and the dead count nowhere") {
  const auto total = [](const std::string& birth, const std::string& death) {
    const records people = records_from_text(header + "P | Request | - | - | - | 2024-05-01 | 2024-05-02");
    const result_table results =
        measured("demand.new_requests", people,
                 details_from_text(people, "person | birth | death\nP | " + birth + " | " + death));
    return figures_of(results, "demand.new_requests").back();
  };
  CHECK(total("2007-03", "-") == "Total | 1/1 | 1.0");
  CHECK(total("2007-04", "-") == "Total | 0/0 | 0.0");
  CHECK(total("1950-01", "2024-04-01") == "Total | 1/1 | 1.0");
  CHECK(total("1950-01", "2024-03-31") == "Total | 0/0 | 0.0");
}
