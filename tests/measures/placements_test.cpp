#include "ascof/measures/placements.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

// Worked examples: examples/placements.short_term_count.txt, examples/placements.short_term_days.txt.

namespace {

std::string total(const char* id, const std::string& rows, const std::string& birth = "-") {
  const texts figures = figures_of(
      measured(id, "person | service | component | start | end\n" + rows, "person | birth\nP | " + birth), id);
  return figures.empty() ? "-" : figures.back();
}
const std::string stay = "P | other short term | Short term residential care | ";

}  // namespace

TEST_CASE("Short stays: joined over one night, begun in the period") {
  const char* id = "placements.short_term_count";
  CHECK(total(id, stay + "2024-03-20 | 2024-03-31\n" + stay + "2024-04-01 | 2024-04-05") == "Total | 0/0 | 0.0");
  CHECK(total(id, stay + "2024-03-20 | 2024-03-30\n" + stay + "2024-04-01 | 2024-04-05") == "Total | 1/1 | 1.0");
  CHECK(total(id, stay + "2025-03-31 | open") == "Total | 1/1 | 1.0");
  CHECK(total(id, stay + "2025-04-01 | open") == "Total | 0/0 | 0.0");
  CHECK(total(id, "P | ST-Max | Short term residential care | 2024-05-01 | open") == "Total | 0/0 | 0.0");
  CHECK(total(id, "P | - | Short term residential care | 2024-05-01 | open") == "Total | 0/0 | 0.0");
  CHECK(total(id, "P | other short term | short term NURSING care | 2024-05-01 | open") == "Total | 1/1 | 1.0");
  CHECK(total(id, stay + "2024-05-02 | 2024-05-01") == "Total | 0/0 | 0.0");
  CHECK(total(id, stay + "2024-05-02 | open", "2006-06") == "Total | 0/0 | 0.0");
}

TEST_CASE("Short stays: nights of those that ended, those that go on apart") {
  CHECK(total("placements.short_term_days", stay + "2024-04-01 | 2024-04-01") == "Total | -/1 | 0.0");
  CHECK(total("placements.short_term_days", stay + "2024-01-01 | 2025-03-31") == "Total | -/1 | 455.0");
  CHECK(total("placements.short_term_days", stay + "2024-01-01 | 2025-04-01") == "Total | -/0 | none");
  CHECK(total("placements.short_term_days.open", stay + "2024-01-01 | 2025-04-01") == "Total | 1/1 | 1.0");
  CHECK(total("placements.short_term_days.open_days", stay + "2025-03-30 | open") == "Total | -/1 | 1.0");
}

TEST_CASE("Short stays: a stay has the component it begins with, of two the first of the list") {
  const result_table results = measured("placements.short_term_count",
                                        "person | service | component | start | end\n"
                                        "P | other short term | Short term nursing care | 2024-05-01 | 2024-05-05\n"
                                        "P | other short term | Short term residential care | 2024-05-01 | 2024-05-09\n"
                                        "Q | other short term | Short term nursing care | 2024-05-01 | 2024-05-05\n"
                                        "Q | other short term | Short term residential care | 2024-05-06 | open",
                                        "person\n");
  CHECK(figures_of(results, "placements.short_term_count") == expected(R"(
      Short term residential care | 1/1 | 1.0
      Short term nursing care     | 1/1 | 1.0
      Total                       | 2/2 | 2.0)"));
}
