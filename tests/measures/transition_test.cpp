#include "ascof/measures/transition.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

// Worked examples: examples/transition.allocation_lead_days.txt, examples/transition.plan_lead_days.txt.

namespace {

/// Birthday, first date and days before of one young person, or "-".
std::string lead(const std::string& row, const std::string& birth, const std::string& death = "-",
                 const char* id = "transition.allocation_lead_days") {
  const records people = records_from_text("person | client | event | outcome | start | end\nP | " + row);
  const texts lines = trace_of(
      measured(id, people, details_from_text(people, "person | birth | death\nP | " + birth + " | " + death)), id);
  return lines.empty() ? "-" : lines.front().substr(4);
}

const std::string assessed = "Service user | Assessment | to assessment | 2024-01-01 | 2024-01-10";

}  // namespace

TEST_CASE("Transition: the birthday is the first of its month, 18 years on, in the period") {
  CHECK(lead(assessed, "2006-04") == "2024-04-01 | 2024-01-01 | 91");
  CHECK(lead(assessed, "2006-03") == "-");
  CHECK(lead(assessed, "2007-03") == "2025-03-01 | 2024-01-01 | 425");
  CHECK(lead(assessed, "2007-04") == "-");
  CHECK(lead(assessed, "-") == "-");
  CHECK(lead(assessed, "2006-04", "2024-03-31") == "-");
  CHECK(lead(assessed, "2006-04", "2024-04-01") == "2024-04-01 | 2024-01-01 | 91");
}

TEST_CASE("Transition: what begins adult social care") {
  CHECK(lead("Service user | Request | to assessment | 2024-01-01 | 2024-01-02", "2006-04") == "2024-04-01 | - | -");
  CHECK(lead("Unpaid carer | Assessment | to assessment | 2024-01-01 | 2024-01-02", "2006-04") == "2024-04-01 | - | -");
  const char* plan = "transition.plan_lead_days";
  CHECK(lead(assessed, "2006-04", "-", plan) == "2024-04-01 | - | -");
  CHECK(lead("Service user | Assessment | to support | 2024-01-01 | 2024-01-02", "2006-04", "-", plan) ==
        "2024-04-01 | 2024-01-01 | 91");
  CHECK(lead("Service user | Service | - | 2024-04-02 | open", "2006-04", "-", plan) == "2024-04-01 | 2024-04-02 | -1");
  CHECK(lead("Service user | Assessment | - | 2024-01-01 | 2024-01-02", "2006-04", "-", plan) == "2024-04-01 | - | -");
}
