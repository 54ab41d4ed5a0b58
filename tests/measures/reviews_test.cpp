#include "ascof/measures/reviews.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

// Worked examples of each measure: examples/reviews.overdue.txt and its neighbours.

namespace {

/// The review's due date and whether it is overdue, of one person, or "-" when the person is not counted.
std::string due(const std::string& rows, const std::string& details = "person\n",
                const measures::reviews_rules& rules = {}) {
  const records people = records_from_text("person | event | service | review_type | start | end\n" + rows);
  evaluate_options with_trace;
  with_trace.trace = true;
  const auto made = measures::reviews(rules);
  const texts lines =
      trace_of(evaluate({made.front()}, people, details_from_text(people, details), {year_2024}, {}, {}, with_trace),
               "reviews.overdue");
  if (lines.empty()) return "-";
  const texts parts = cells(lines.front());
  return parts[3] + " " + parts[4];
}

const std::string supported = "P | Service | community | - | 2023-01-01 | open\n";
std::string review(const std::string& type, const std::string& end) {
  return "P | Review | - | " + type + " | 2023-01-01 | " + end + "\n";
}
const std::string planned = "Planned review of long term support";

}  // namespace

TEST_CASE("Overdue reviews: the clock starts with the last completed review of this stretch of support") {
  CHECK(due(supported) == "2024-01-01 Y");
  CHECK(due(supported + review(planned, "2024-03-31")) == "2025-03-31 N");
  CHECK(due(supported + review(planned, "2024-03-30")) == "2025-03-30 Y");
  CHECK(due(supported + review(planned, "2024-05-01") + review(planned, "2023-05-01")) == "2025-05-01 N");
  CHECK(due(supported + review(planned, "2024-02-29")) == "2025-02-28 Y");
  // A review that ends after the last day, before the support began, or never, does not count.
  CHECK(due(supported + review(planned, "2025-04-01")) == "2024-01-01 Y");
  CHECK(due(supported + review(planned, "open")) == "2024-01-01 Y");
  CHECK(due("P | Service | community | - | 2024-06-01 | open\n" + review(planned, "2024-05-31")) == "2025-06-01 N");
}

TEST_CASE("Overdue reviews: every review but one of short-term support counts") {
  CHECK(due(supported + review("Unplanned", "2024-05-01")) == "2025-05-01 N");
  CHECK(due(supported + review("-", "2024-05-01")) == "2025-05-01 N");
  CHECK(due(supported + review("Review of short term support", "2024-05-01")) == "2024-01-01 Y");
  CHECK(due(supported + review("Review of short term support", "2024-05-01"), "person\n",
            {.short_term_counts = true}) == "2025-05-01 N");
}

TEST_CASE("Overdue reviews: support is unbroken over a gap of one day") {
  const std::string before = "P | Service | community | - | 2023-01-01 | 2024-05-30\n";
  CHECK(due(before + "P | Service | nursing | - | 2024-05-31 | open") == "2024-01-01 Y");
  CHECK(due(before + "P | Service | nursing | - | 2024-06-01 | open") == "2025-06-01 N");
  CHECK(due(before + "P | Service | nursing | - | 2024-06-01 | open", "person\n", {.unbroken = algebra::days{2}}) ==
        "2024-01-01 Y");
}

TEST_CASE("Overdue reviews: adults in long-term support on the last day, alive") {
  const std::string details = "person | birth | death\nP | ";
  CHECK(due("P | Service | community | - | 2023-01-01 | 2025-03-31") == "2024-01-01 Y");
  CHECK(due("P | Service | community | - | 2023-01-01 | 2025-03-30") == "-");
  CHECK(due("P | Service | ST-Max | - | 2023-01-01 | open") == "-");
  CHECK(due(supported, details + "2007-04 | -") == "-");
  CHECK(due(supported, details + "2007-03 | -") == "2024-01-01 Y");
  CHECK(due(supported, details + "- | 2025-03-30") == "-");
  CHECK(due(supported, details + "- | 2025-03-31") == "2024-01-01 Y");
}

TEST_CASE("Reviews on time: only planned ones in long-term support") {
  const auto figures = [](const std::string& rows) {
    return figures_of(
               measured("reviews.on_time", "person | event | service | review_type | start | end\n" + rows, "person\n"),
               "reviews.on_time")
        .front();
  };
  const std::string since = "P | Service | community | - | 2024-01-01 | ";
  CHECK(figures(since + "open\n" + "P | Review | - | " + planned + " | 2024-12-01 | 2025-01-01") ==
        "Total | 1/1 | 100.0");
  CHECK(figures(since + "open\n" + "P | Review | - | " + planned + " | 2024-12-01 | 2025-01-02") ==
        "Total | 0/1 | 0.0");
  CHECK(figures(since + "open\n" + "P | Review | - | Unplanned | 2024-12-01 | 2025-01-01") == "Total | 0/0 | none");
  CHECK(figures(since + "open\n" + "P | Review | - | - | 2024-12-01 | 2025-01-01") == "Total | 0/0 | none");
  CHECK(figures(since + "2024-12-01\n" + "P | Review | - | " + planned + " | 2024-12-01 | 2025-01-01") ==
        "Total | 1/1 | 100.0");
  CHECK(figures(since + "2024-11-30\n" + "P | Review | - | " + planned + " | 2024-12-01 | 2025-01-01") ==
        "Total | 0/0 | none");
  CHECK(figures("P | Review | - | " + planned + " | 2024-12-01 | 2025-01-01") == "Total | 0/0 | none");
}
