#include "ascof/measures/ascof_2b_2c.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// How one person is counted: band and first new admission, or "-".
std::string counted(std::string_view rows, const std::string& birth = "1940-01", const std::string& death = "-") {
  std::string events;
  for (const std::string& line : lines(rows)) events += (events.empty() ? "person | " : "P1 | ") + line + "\n";
  const result_table results = measured("ascof.2b_2c", events, "person | birth | death\nP1 | " + birth + " | " + death);
  const texts trace = trace_of(results, "ascof.2b_2c");
  // The figure says what the trace says.
  std::uint64_t people = 0;
  for (const result_row& row : results.rows) people += row.numerator.value_or(0);
  CHECK(people == trace.size());
  REQUIRE(trace.size() <= 1);
  return trace.empty() ? "-" : trace[0].substr(5);
}

void check_counted(std::initializer_list<std::pair<const char*, const char*>> table) {
  for (const auto& [rows, how] : table) {
    CAPTURE(rows);
    CHECK(counted(rows) == how);
  }
}

const std::string first_of_june = "65 and above | 2024-06-01";

}  // namespace

TEST_CASE("2B and 2C: the worked example of the definition") {
  const result_table results = measured("ascof.2b_2c", R"(
      record | person | service     | component        | start      | end        | outcome
      1      | A      | residential | Residential care | 2024-06-01 | open       | -
      2      | B      | nursing     | Nursing care     | 2024-07-01 | 2024-12-01 | -
      3      | C      | residential | Residential care | 2023-01-01 | 2023-09-03 | -
      4      | C      | nursing     | Nursing care     | 2024-09-01 | open       | -
      5      | D      | residential | Residential care | 2023-01-01 | 2023-09-01 | -
      6      | D      | nursing     | Nursing care     | 2024-08-31 | open       | -
      7      | E      | residential | -                | 2024-05-01 | open       | -
      8      | F      | residential | Residential care | 2024-05-01 | 2024-06-01 | self-funded)",
                                        R"(
      person | birth
      A      | 1940-01
      B      | 1970-06
      C      | 1940-01
      D      | 1940-01
      E      | 1940-01
      F      | 1940-01)");
  CHECK(figures_of(results, "ascof.2b") == expected("18 to 64 | 1/120000 | 0.8"));
  CHECK(figures_of(results, "ascof.2c") == expected("65 and above | 2/40000 | 5.0"));
  CHECK(trace_of(results, "ascof.2b_2c") == expected(R"(
      A | 65 and above | 2024-06-01
      B | 18 to 64     | 2024-07-01
      D | 65 and above | 2024-08-31)"));
}

TEST_CASE("2B and 2C: a self-funded spell makes the council-funded admission that follows an existing one") {
  check_counted({{R"(service     | component        | start      | end        | outcome
                     residential | Residential care | 2024-05-01 | 2024-06-01 | self-funded
                     residential | Residential care | 2024-06-02 | open       | -)",
                  "-"},
                 // After the look-back it is a new one again.
                 {R"(service     | component        | start      | end        | outcome
                     residential | Residential care | 2022-05-01 | 2023-06-02 | self-funded
                     residential | Residential care | 2024-06-01 | open       | -)",
                  first_of_june.c_str()},
                 {R"(service     | component        | start      | end        | outcome
                     residential | Residential care | 2024-06-01 | open       | nfa: SELF-FUNDED client or under 12wk disregard)",
                  "-"},
                 // Any other outcome, and none, is council-funded.
                 {R"(service     | component        | start      | end        | outcome
                     residential | Residential care | 2024-06-01 | open       | NFA: Deceased)",
                  first_of_june.c_str()},
                 {R"(service     | component        | start      | end        | outcome
                     residential | Residential care | 2024-06-01 | open       | Invalid and not mapped)",
                  first_of_june.c_str()}});
}

TEST_CASE("2B and 2C: 364 days after an earlier stay an admission is existing, after 365 it is new") {
  // 2024 has a leap day: a year to the day is 366 days.
  check_counted({{R"(service     | component        | start      | end
                     residential | Residential care | 2023-01-01 | 2023-06-03
                     residential | Residential care | 2024-06-01 | open)",
                  "-"},
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2023-01-01 | 2023-06-02
                     residential | Residential care | 2024-06-01 | open)",
                  first_of_june.c_str()},
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2023-01-01 | 2023-06-01
                     residential | Residential care | 2024-06-01 | open)",
                  first_of_june.c_str()},
                 // Open, and ended later than the admission: existing.
                 {R"(service     | component        | start      | end
                     nursing     | Nursing care     | 2020-01-01 | open
                     residential | Residential care | 2024-06-01 | open)",
                  "-"},
                 {R"(service     | component        | start      | end
                     nursing     | Nursing care     | 2020-01-01 | 2025-01-01
                     residential | Residential care | 2024-06-01 | open)",
                  "-"}});
}

TEST_CASE("2B and 2C: only stays that began before make an admission existing, those of the year among them") {
  check_counted({// Two rows of one day are one new admission.
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2024-06-01 | open
                     nursing     | Nursing care     | 2024-06-01 | open)",
                  first_of_june.c_str()},
                 // A later move counts once, at the first placement.
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2024-06-01 | 2024-07-31
                     nursing     | Nursing care     | 2024-08-01 | open)",
                  first_of_june.c_str()},
                 // A cost line that restarts the event is absorbed.
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2024-03-31 | 2024-06-01
                     residential | Residential care | 2024-06-01 | open)",
                  "-"},
                 // One that is short stay, another client's or no care home's does not look back.
                 {R"(service     | component             | start      | end  | client       | event
                     residential | Short term residential care | 2023-01-01 | open | Service user | Service
                     residential | Residential care      | 2023-01-01 | open | Unpaid carer | Service
                     residential | Residential care      | 2023-01-01 | open | Service user | Review
                     residential | -                     | 2023-01-01 | open | Service user | Service
                     community   | Residential care      | 2023-01-01 | open | Service user | Service
                     residential | Residential care      | 2024-06-01 | open | Service user | Service)",
                  first_of_june.c_str()}});
}

TEST_CASE("2B and 2C: events that end before they start are not removed") {
  check_counted({{R"(service     | component        | start      | end
                     residential | Residential care | 2024-06-01 | 2024-05-01)",
                  first_of_june.c_str()},
                 // Nor when they are looked back at: the end alone decides.
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2024-05-01 | 2020-01-01
                     residential | Residential care | 2024-06-01 | open)",
                  "65 and above | 2024-05-01"},
                 {R"(service     | component        | start      | end
                     residential | Residential care | 2023-12-01 | 2023-06-03
                     residential | Residential care | 2024-06-01 | open)",
                  "-"}});
}

TEST_CASE("2B and 2C: only long stays of clients in care homes are admissions") {
  struct stay {
    const char* service;
    const char* component;
    bool counts;
  };
  const stay table[] = {{"residential", "Long term residential care", true},
                        {"nursing", "Long term nursing care", true},
                        {"residential", "NURSING CARE", true},  // any of the two words, in any case
                        {"nursing", "semi-residential", true},
                        {"residential", "Short term residential care", false},
                        {"nursing", "short term NURSING care", false},
                        {"residential", "Residential care, shortened", false},
                        {"residential", "Day support", false},
                        // "Missing or ..." and then "not like short": the second test is not true of a missing text.
                        {"residential", "-", false},
                        {"residential", "Invalid and not mapped", false},
                        {"community", "Long term residential care", false},
                        {"prison", "Long term residential care", false},
                        {"ST-Max", "Long term residential care", false},
                        {"-", "Long term residential care", false}};
  for (const stay& row : table) {
    CAPTURE(row.service, row.component);
    CHECK(counted(std::string("service | component | start | end\n") + row.service + " | " + row.component +
                  " | 2024-06-01 | open") == (row.counts ? first_of_june : "-"));
  }
  check_counted({{R"(service | component | start | event
                     nursing | Nursing   | 2024-06-01 | SERVICE)",
                  first_of_june.c_str()},
                 {R"(service | component | start | event
                     nursing | Nursing   | 2024-06-01 | Services)",
                  "-"},
                 {R"(service | component | start | event
                     nursing | Nursing   | 2024-06-01 | Review)",
                  "-"},
                 {R"(service | component | start | event
                     nursing | Nursing   | 2024-06-01 | -)",
                  "-"},
                 {R"(service | component | start | client
                     nursing | Nursing   | 2024-06-01 | service USER)",
                  first_of_june.c_str()},
                 {R"(service | component | start | client
                     nursing | Nursing   | 2024-06-01 | Unpaid carer)",
                  "-"},
                 {R"(service | component | start | client
                     nursing | Nursing   | 2024-06-01 | -)",
                  "-"}});
}

TEST_CASE("2B and 2C: the first and the last day of the year are in, the days outside are not") {
  for (const auto& [start, how] :
       std::initializer_list<std::pair<const char*, const char*>>{{"2024-03-31", "-"},
                                                                  {"2024-04-01", "65 and above | 2024-04-01"},
                                                                  {"2025-03-31", "65 and above | 2025-03-31"},
                                                                  {"2025-04-01", "-"},
                                                                  {"-", "-"}}) {
    CAPTURE(start);
    CHECK(counted(std::string("service | component | start | end\nnursing | Nursing | ") + start + " | open") == how);
  }
}

TEST_CASE("2B and 2C: the age is that of the admission, in days over 365.25 from the first of the birth month") {
  struct birth {
    const char* month;
    const char* admitted;
    const char* band;
  };
  const birth table[] = {{"2006-06", "2024-05-31", "-"},
                         {"2006-06", "2024-06-01", "18 to 64 | 2024-06-01"},
                         // A birthday that is a day late: 23,741 days are 64 years yet.
                         {"1959-05", "2024-05-01", "65 and above | 2024-05-01"},
                         {"1959-10", "2024-09-30", "18 to 64 | 2024-09-30"},
                         {"1959-10", "2024-10-01", "65 and above | 2024-10-01"},
                         {"1960-01", "2025-01-01", "65 and above | 2025-01-01"},
                         {"1960-03", "2025-03-01", "18 to 64 | 2025-03-01"},  // a day late
                         {"1960-03", "2025-03-02", "65 and above | 2025-03-02"}};
  for (const birth& row : table) {
    CAPTURE(row.month, row.admitted);
    CHECK(counted(std::string("service | component | start | end\nnursing | Nursing | ") + row.admitted + " | open",
                  row.month) == row.band);
  }
}

TEST_CASE("2B and 2C: people of unknown age and those who died before the year count nowhere") {
  const char* admission = "service | component | start | end\nnursing | Nursing | 2024-06-01 | open";
  CHECK(counted(admission, "-") == "-");
  CHECK(counted(admission, "1940-01", "2024-03-31") == "-");
  CHECK(counted(admission, "1940-01", "2024-04-01") == first_of_june);  // the death filter looks at the year only
  CHECK(counted(admission, "1940-01", "2024-12-01") == first_of_june);
  // Nor does a person without a row of details.
  const records people = records_from_text("person | service | component | start\nP1 | nursing | Nursing | 2024-06-01");
  const result_table results = measured("ascof.2b_2c", people, details_from_text(people, "person | birth"));
  CHECK(figures_of(results, "ascof.2c") == expected("65 and above | 0/40000 | 0.0"));
  CHECK(trace_of(results, "ascof.2b_2c").empty());
}

TEST_CASE("2B and 2C: a person with new admissions in both bands counts as 18 to 64") {
  // Only when an end is wrong: the first stay would otherwise make the second existing.
  CHECK(counted(R"(service | component | start      | end
                   nursing | Nursing   | 2024-06-01 | 2020-01-01
                   nursing | Nursing   | 2024-12-01 | open)",
                "1959-10") == "18 to 64 | 2024-06-01");
}

TEST_CASE("2B and 2C: a child's placement makes the adult's an existing one") {
  CHECK(counted(R"(service     | component   | start      | end
                   residential | Residential | 2022-01-01 | open
                   residential | Residential | 2024-06-01 | open)",
                "2006-01") == "-");
  // An admission of the year under 18 is no admission, but what follows it within the year is existing too.
  CHECK(counted(R"(service     | component   | start      | end
                   residential | Residential | 2024-05-01 | 2024-06-30
                   residential | Residential | 2024-07-01 | open)",
                "2006-06") == "-");
}

TEST_CASE("2B and 2C: councils are separate, each with its own population") {
  measure_options options;
  options.population.add("902", "All", "18 to 64", 0);
  options.population.add("902", "All", "65 and above", 80'000);
  const records people = records_from_text(R"(
      council | council_name | person | service | component | start      | end
      901     | Northmoor    | P1     | nursing | Nursing   | 2024-06-01 | open
      902     | Southmoor    | P1     | nursing | Nursing   | 2024-05-01 | open
      902     | Southmoor    | P2     | nursing | Nursing   | 2024-05-01 | open
      902     | Southmoor    | P3     | nursing | Nursing   | 2024-05-01 | open)");
  const result_table results = measured("ascof.2b_2c", people, details_from_text(people, R"(
      council | person | birth
      901     | P1     | 1940-01
      902     | P1     | 1940-01
      902     | P2     | 1940-01
      902     | P3     | 1940-01)"),
                                        options);
  CHECK(figures_of(results, "ascof.2c", "901") == expected("65 and above | 1/40000 | 2.5"));
  // 3.75 is stored as 3.7499999999999996, and that is what is rounded.
  CHECK(figures_of(results, "ascof.2c", "902") == expected("65 and above | 3/80000 | 3.7"));
  // Nobody to divide by: no value, which is not 0.
  CHECK(figures_of(results, "ascof.2b", "902") == expected("18 to 64 | 0/0 | none"));
}

TEST_CASE("2B and 2C: admissions that a missing or invalid component keeps out are counted beside the figure") {
  const result_table results = measured("ascof.2b_2c", R"(
      person | service | component              | start      | outcome
      P1     | nursing | -                      | 2024-06-01 | -
      P2     | nursing | Invalid and not mapped | 2024-06-01 | -
      P3     | nursing | Day support            | 2024-06-01 | -
      P4     | nursing | -                      | 2024-06-01 | self-funded
      P5     | nursing | -                      | 2024-06-01 | -)",
                                        R"(
      person | birth
      P1     | 1940-01
      P2     | 1940-01
      P3     | 1940-01
      P4     | 1940-01
      P5     | 1980-01)");
  for (const result_row& row : results.rows) {
    CHECK(row.numerator == 0);
    CHECK(row.unknown == 1);
    CHECK(row.invalid == (row.measure == "ascof.2c" ? 1 : 0));
  }
}
