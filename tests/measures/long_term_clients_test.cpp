#include "ascof/measures/long_term_clients.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// The trace of one person's services: setting and what stands behind it; "-" when not in it.
std::string traced(const std::string& id, const std::string& rows, const std::string& details = "person") {
  std::string events;
  for (const std::string& line : lines(rows)) events += (events.empty() ? "person | " : "P | ") + line + "\n";
  const texts trace = trace_of(measured(id, events, details), id);
  REQUIRE(trace.size() <= 1);
  return trace.empty() ? "-" : trace[0];
}
std::string in_year(const std::string& rows) {
  return traced("salt.lts_in_year", "service | component | mechanism | reason | start | end\n" + rows);
}
std::string last_day(const std::string& rows, const std::string& details = "person") {
  return traced("salt.lts_snapshot", "service | component | mechanism | start | end\n" + rows, details);
}
std::string long_chain(const std::string& rows) {
  const texts parts = cells(traced("salt.lts_12_months", "service | component | mechanism | start | end\n" + rows));
  return parts.back();
}

const std::string ld = "Learning disability support";
const std::string mh = "Mental health support";

}  // namespace

TEST_CASE("LTS001a: a known reason of the best setting comes before others, then the latest start") {
  CHECK(in_year("community | - | - | " + ld + " | 2023-01-01 | open\n" +  //
                "community | - | - | " + mh + " | 2024-01-01 | open") == "P | Unknown | Community | " + mh);
  CHECK(in_year("community | - | - | " + ld + " | 2023-01-01 | open\n" +  //
                "community | - | - | Unknown | 2024-01-01 | open") == "P | Unknown | Community | " + ld);
  // Only services in the best setting are asked.
  CHECK(in_year("residential | - | - | " + ld + " | 2023-01-01 | open\n" +  //
                "community | - | - | " + mh + " | 2024-01-01 | open") == "P | Unknown | Residential care | " + ld);
  CHECK(in_year("residential | - | - | - | 2023-01-01 | open\n" +  //
                std::string("community | - | - | ") + mh + " | 2024-01-01 | open") ==
        "P | Unknown | Residential care | Unknown");
  // Two that start together and differ.
  CHECK(in_year("community | - | - | " + ld + " | 2023-01-01 | open\n" +  //
                "community | - | - | " + mh + " | 2023-01-01 | open") == "P | Unknown | Community | Unknown");
  CHECK(in_year("community | - | - | " + ld + " | 2023-01-01 | open\n" +  //
                "community | - | - | " + ld + " | 2023-01-01 | open") == "P | Unknown | Community | " + ld);
}

TEST_CASE("LTS001a: services of others, of other kinds and of other times do not count") {
  CHECK(in_year("ST-Max | - | - | - | 2024-05-01 | open") == "-");
  CHECK(in_year("community | - | - | - | 2024-05-02 | 2024-05-01") == "-");
  CHECK(in_year("community | - | - | - | 2023-05-02 | 2024-03-31") == "-");
  CHECK(in_year("community | - | - | - | 2023-05-02 | 2024-04-01") == "P | Unknown | Community | Unknown");
  CHECK(in_year("community | - | - | - | 2025-04-01 | open") == "-");
}

TEST_CASE("LTS001b: a service that ends and a death on the last day count") {
  CHECK(last_day("prison | - | - | 2023-05-02 | 2025-03-31") == "P | Unknown | Prison");
  CHECK(last_day("prison | - | - | 2023-05-02 | 2025-03-30") == "-");
  CHECK(last_day("nursing | - | - | 2023-05-02 | open", "person | birth | death\nP | 1940-01 | 2025-03-31") ==
        "P | 65 and above | Nursing care");
  CHECK(last_day("nursing | - | - | 2023-05-02 | open", "person | birth | death\nP | 1940-01 | 2025-03-30") == "-");
  CHECK(last_day("nursing | - | - | 2023-05-02 | open", "person | birth\nP | 2007-05") == "-");  // 17
  CHECK(last_day(
            "community | - | commissioned | 2023-05-02 | open\ncommunity | Direct payment | - | 2023-05-02 | open") ==
        "P | Unknown | Community: direct payment");
}

TEST_CASE("LTS001c: a day between two services keeps the chain, two break it, and it is longer than twelve months") {
  CHECK(long_chain("community | - | - | 2022-01-01 | 2024-06-01\ncommunity | - | - | 2024-06-02 | open") == "Y");
  CHECK(long_chain("community | - | - | 2022-01-01 | 2024-06-01\ncommunity | - | - | 2024-06-03 | open") == "N");
  CHECK(long_chain("community | - | - | 2024-03-30 | open") == "Y");
  CHECK(long_chain("community | - | - | 2024-03-31 | open") == "N");
  // The latest end so far, not the previous row's, and any long-term service.
  CHECK(long_chain("community | - | - | 2022-01-01 | 2024-12-01\nresidential | - | - | 2022-02-01 | 2022-03-01\n"
                   "nursing | - | - | 2024-12-02 | open") == "Y");
}
