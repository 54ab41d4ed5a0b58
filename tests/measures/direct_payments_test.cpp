#include "ascof/measures/direct_payments.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// So many clients in community support from a day on, the first ones with a direct payment.
std::string clients(const std::string& prefix, int with_payment, int all, const std::string& start,
                    const std::string& end) {
  std::string rows;
  for (int i = 0; i < all; ++i)
    rows += prefix + std::to_string(i) + " | community | - | " +
            (i < with_payment ? "Direct payment" : "commissioned") + " | " + start + " | " + end + "\n";
  return rows;
}

}  // namespace

TEST_CASE("dp.change: 24.1 per cent after 25.5 is a fall of 1.4 points") {
  const result_table results =
      measured("dp.change",
               "person | service | component | mechanism | start | end\n" +
                   clients("before", 12, 47, "2023-01-01", "2024-12-31") + clients("now", 7, 29, "2024-06-01", "open"),
               "person");
  CHECK(figures_of(results, "dp.change")[2] == "Total | 7/29 | -1.4");
}

TEST_CASE("dp.change: without anybody a year earlier there is no change to tell") {
  const result_table results =
      measured("dp.change",
               "person | service | component | mechanism | start | end\n" + clients("now", 1, 2, "2024-06-01", "open"),
               "person");
  CHECK(figures_of(results, "dp.change")[2] == "Total | 1/2 | none");
}

TEST_CASE("dp.uptake_eligible: a council's own list of who is eligible") {
  using namespace algebra;
  const records people = records_from_text("person | service | component | mechanism | start | end\n" +
                                           clients("P", 3, 10, "2024-01-01", "open"));
  // One of the ten is not: here the one whose reason is substance misuse.
  const person_details details =
      details_from_text(people, "person | reason\nP9 | Social support: Substance misuse support");
  const auto eligible = is_missing(person.primary_support_reason) ||
                        person.primary_support_reason != "Social support: Substance misuse support";
  const result_table stricter =
      evaluate({measures::direct_payments_detail::uptake(eligible)}, people, details, {year_2024});
  CHECK(figures_of(stricter, "dp.uptake_eligible")[4] == "Total | 3/9 | 33.3");
  const result_table as_shipped = measured("dp.uptake_eligible", people, details);
  CHECK(figures_of(as_shipped, "dp.uptake_eligible")[4] == "Total | 3/10 | 30.0");
}
