#include "ascof/measures/ascof_2e.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

const char* const example_events = R"(
      person | service     | start      | end
      A      | community   | 2022-01-01 | open
      B      | residential | 2023-01-01 | open
      C      | community   | 2024-06-01 | 2024-07-01
      D      | community   | 2024-01-01 | 2024-05-01
      D      | community   | 2024-01-01 | 2024-09-30
      E      | community   | 2024-01-01 | open
      F      | community   | 2020-01-01 | 2024-04-01
      G      | community   | 2020-01-01 | open)";

const char* const example_details = R"(
      person | birth   | gender  | accommodation             | reason                                  | death
      A      | 1960-06 | Female  | Tenant: Private landlord  | Physical support: Personal care support | -
      B      | 1980-01 | Male    | Registered care home      | Learning disability support             | -
      C      | 1990-01 | Male    | Unknown: presumed at home | Learning disability support             | -
      D      | 1959-10 | Unknown | Unknown                   | Mental health support                   | -
      E      | -       | Female  | Unknown                   | Learning disability support             | -
      F      | 1935-01 | Female  | Shared Lives scheme       | -                                       | 2024-04-01
      G      | 1935-01 | Female  | Shared Lives scheme       | -                                       | 2024-03-31)";

/// The trace line of one person (age, band, gender, accommodation, denominator, numerator, unknown), or "-".
std::string counted(std::string_view rows, std::string_view details, const char* id = "ascof.2e") {
  std::string events;
  for (const std::string& line : lines(rows)) events += (events.empty() ? "person | " : "P1 | ") + line + "\n";
  std::string whose;
  for (const std::string& line : lines(details)) whose += (whose.empty() ? "person | " : "P1 | ") + line + "\n";
  const texts trace = trace_of(measured(id, events, whose), id);
  REQUIRE(trace.size() <= 1);
  return trace.empty() ? "-" : trace[0].substr(5);
}

/// The age at which one person counts, or "-".
std::string age(std::string_view rows, const std::string& birth, const std::string& death = "-") {
  const std::string how =
      counted(rows, "birth | death | accommodation | gender\n" + birth + " | " + death + " | Refuge | Male");
  return how == "-" ? how : how.substr(0, how.find(" |"));
}

}  // namespace

TEST_CASE("2E: the worked example of the definition") {
  const result_table results = measured("ascof.2e", example_events, example_details);
  CHECK(figures_of(results, "ascof.2e") == expected(R"(
      18 to 64, Female     | 1/1 | 100.0
      18 to 64, Male       | 1/2 | 50.0
      18 to 64, Total      | 2/4 | 50.0
      65 and above, Female | 1/1 | 100.0
      65 and above, Male   | 0/0 | none
      65 and above, Total  | 1/1 | 100.0)"));
  CHECK(side_of(results, "ASCOF 2E") == 3);
  CHECK(trace_of(results, "ascof.2e") == expected(R"(
      A | 64 | 18 to 64     | Female  | Tenant: Private landlord  | Y | Y | N
      B | 45 | 18 to 64     | Male    | Registered care home      | Y | N | N
      C | 34 | 18 to 64     | Male    | Unknown: presumed at home | Y | Y | Y
      D | 64 | 18 to 64     | Unknown | Unknown                   | Y | N | Y
      E | -  | Unknown      | Female  | Unknown                   | N | N | Y
      F | 89 | 65 and above | Female  | Shared Lives scheme       | Y | Y | N)"));
}

TEST_CASE("2E LD: the worked example of the definition") {
  const result_table results = measured("ascof.2e.ld", example_events, example_details);
  CHECK(figures_of(results, "ascof.2e.ld") == expected(R"(
      18 to 64, Female | 0/0 | none
      18 to 64, Male   | 1/2 | 50.0
      18 to 64, Total  | 1/2 | 50.0)"));
  CHECK(side_of(results, "ASCOF 2E LD") == 1);
  CHECK(trace_of(results, "ascof.2e.ld") == expected(R"(
      B | 45 | 18 to 64 | Male | Registered care home      | Y | N | N
      C | 34 | 18 to 64 | Male | Unknown: presumed at home | Y | Y | Y)"));
}

TEST_CASE("2E: a long-term service of a client that touches the year counts, and nothing else") {
  struct situation {
    const char* rows;
    bool counts;
  };
  const situation table[] = {
      {"service | start | end\ncommunity | 2024-01-01 | 2024-04-01", true},
      {"service | start | end\ncommunity | 2024-01-01 | 2024-03-31", false},
      {"service | start | end\ncommunity | 2025-03-31 | open", true},
      {"service | start | end\ncommunity | 2025-04-01 | open", false},
      {"service | start | end\ncommunity | 2024-06-01 | 2024-05-31", false},  // ends before it starts
      {"service | start | end\ncommunity | - | open", false},
      {"service | start | end\nprison | 2024-06-01 | open", true},
      {"service | start | end\nnursing | 2024-06-01 | open", true},
      {"service | start | end\nresidential | 2024-06-01 | open", true},
      {"service | start | end\nLong Term Support: COMMUNITY | 2024-06-01 | open", true},
      {"service | start | end\nST-Max | 2024-06-01 | open", false},
      {"service | start | end\nlow level | 2024-06-01 | open", false},
      {"service | start | end\ndirect to carer | 2024-06-01 | open", false},
      {"service | start | end\n- | 2024-06-01 | open", false},
      {"service | start | end | event\ncommunity | 2024-06-01 | open | service", true},
      {"service | start | end | event\ncommunity | 2024-06-01 | open | Review", false},
      {"service | start | end | event\ncommunity | 2024-06-01 | open | -", false},
      {"service | start | end | client\ncommunity | 2024-06-01 | open | SERVICE USER", true},
      {"service | start | end | client\ncommunity | 2024-06-01 | open | Unpaid carer", false},
      {"service | start | end | client\ncommunity | 2024-06-01 | open | -", false}};
  for (const situation& row : table) {
    CAPTURE(row.rows);
    CHECK((age(row.rows, "1970-01") != "-") == row.counts);
  }
}

TEST_CASE("2E: the age is that of the latest end of those services, at most the end of the year") {
  CHECK(age("service | start | end\ncommunity | 2024-01-01 | 2024-09-30", "1959-10") == "64");
  CHECK(age("service | start | end\ncommunity | 2024-01-01 | 2024-10-01", "1959-10") == "65");
  CHECK(age("service | start | end\ncommunity | 2024-01-01 | open", "1960-03") == "65");
  CHECK(age("service | start | end\ncommunity | 2024-01-01 | 2030-01-01", "1960-04") == "64");  // capped
  CHECK(age(R"(service   | start      | end
               community | 2024-01-01 | 2024-10-01
               prison    | 2024-01-01 | 2024-05-01)",
            "1959-10") == "65");
  // Services that do not count do not move it.
  CHECK(age(R"(service   | start      | end
               community | 2024-01-01 | 2024-09-30
               ST-Max    | 2024-01-01 | open)",
            "1959-10") == "64");
}

TEST_CASE("2E: children are out, people who died before the year are out, on its first day they are in") {
  const char* rows = "service | start | end\ncommunity | 2024-01-01 | open";
  CHECK(age(rows, "2007-04") == "-");  // 17 on 31 March 2025
  CHECK(age(rows, "2007-03") == "18");
  CHECK(age(rows, "1970-01", "2024-03-31") == "-");
  CHECK(age(rows, "1970-01", "2024-04-01") == "55");  // the services decide the age, not the death
}

TEST_CASE("2E: what the accommodation says") {
  struct status {
    const char* text;
    const char* in_numerator;
    const char* unknown;
    int counted_unknown, counted_invalid;
  };
  const status table[] = {{"Owner occupier or shared ownership scheme", "Y", "N", 0, 0},
                          {"owner OCCUPIER or shared ownership scheme", "Y", "N", 0, 0},
                          {"Shared Lives scheme", "Y", "N", 0, 0},
                          {"Refuge", "N", "N", 0, 0},
                          {"Prison, young offenders institution or detention centre", "N", "N", 0, 0},
                          {"Unknown: Presumed at home", "Y", "Y", 1, 0},
                          {"Unknown: presumed in community", "N", "Y", 1, 0},
                          {"Unknown", "N", "Y", 1, 0},
                          {"-", "N", "Y", 1, 0},
                          {"Invalid and not mapped", "N", "Y", 0, 1},
                          {"Tenant", "N", "Y", 0, 1}};
  for (const status& row : table) {
    CAPTURE(row.text);
    const result_table results =
        measured("ascof.2e", "person | service | start\nP1 | community | 2024-05-01",
                 std::string("person | birth | gender | accommodation\nP1 | 1970-01 | Male | ") + row.text);
    CHECK(trace_of(results, "ascof.2e") == expected(std::string("P1 | 55 | 18 to 64 | Male | ") + row.text + " | Y | " +
                                                    row.in_numerator + " | " + row.unknown));
    CHECK(side_of(results, "ASCOF 2E") == static_cast<std::uint64_t>(row.counted_unknown + row.counted_invalid));
    for (const result_row& r : results.rows) {
      const bool mine = r.group == "18 to 64, Male" || r.group == "18 to 64, Total";
      CHECK(r.unknown == static_cast<std::uint64_t>(mine ? row.counted_unknown : 0));
      CHECK(r.invalid == static_cast<std::uint64_t>(mine ? row.counted_invalid : 0));
    }
  }
}

TEST_CASE("2E: genders other than male and female count in the total only") {
  for (const auto& [gender, female, male] : std::initializer_list<std::tuple<const char*, int, int>>{
           {"Female", 1, 0}, {"MALE ", 0, 1}, {"Other", 0, 0}, {"Unknown", 0, 0}, {"-", 0, 0}}) {
    CAPTURE(gender);
    const result_table results = measured("ascof.2e", "person | service | start\nP1 | community | 2024-05-01",
                                          std::string("person | birth | gender\nP1 | 1940-01 | ") + gender);
    for (const result_row& row : results.rows)
      CHECK(row.denominator == static_cast<std::uint64_t>(row.group == "65 and above, Female"  ? female
                                                          : row.group == "65 and above, Male"  ? male
                                                          : row.group == "65 and above, Total" ? 1
                                                                                               : 0));
  }
}

TEST_CASE("2E: an unknown age is in no figure, but an unknown accommodation of it is counted") {
  const result_table results = measured("ascof.2e", R"(
      person | service   | start
      P1     | community | 2024-05-01
      P2     | community | 2024-05-01
      P3     | community | 2024-05-01)",
                                        R"(
      person | birth | accommodation
      P1     | -     | Unknown
      P2     | -     | Refuge)");
  for (const result_row& row : results.rows) CHECK(row.denominator == 0);
  CHECK(side_of(results, "ASCOF 2E") == 2);  // P3 has no details at all, and so no known accommodation
  CHECK(trace_of(results, "ascof.2e") == expected(R"(
      P1 | - | Unknown | - | Unknown | N | N | Y
      P2 | - | Unknown | - | Refuge  | N | N | N
      P3 | - | Unknown | - | -       | N | N | Y)"));
}

TEST_CASE("2E LD: only people of working age whose latest reason is learning disability") {
  struct situation {
    const char* birth;
    const char* reason;
    bool counts;
  };
  const situation table[] = {{"1970-01", "Learning disability support", true},
                             {"1970-01", "LEARNING Disability Support ", true},
                             {"1970-01", "Unknown", false},
                             {"1970-01", "Mental health support", false},
                             {"1970-01", "-", false},
                             {"1959-10", "Learning disability support", false},
                             {"-", "Learning disability support", false},
                             {"2007-04", "Learning disability support", false},
                             {"2007-03", "Learning disability support", true}};
  for (const situation& row : table) {
    CAPTURE(row.birth, row.reason);
    const result_table results = measured(
        "ascof.2e.ld", "person | service | start\nP1 | community | 2024-05-01",
        std::string("person | birth | reason | accommodation\nP1 | ") + row.birth + " | " + row.reason + " | Unknown");
    CHECK(figures_of(results, "ascof.2e.ld").back() ==
          (row.counts ? "18 to 64, Total | 0/1 | 0.0" : "18 to 64, Total | 0/0 | none"));
    CHECK(side_of(results, "ASCOF 2E LD") == (row.counts ? 1 : 0));
    CHECK(trace_of(results, "ascof.2e.ld").size() == (row.counts ? 1 : 0));
  }
}

TEST_CASE("2E: the accommodation is the latest known of the whole table, or told from the services") {
  const records people = records_from_text(R"(
      person | period_end | service     | component                        | start      | end        | accommodation            | gender | birth_year | birth_month
      P1     | 2024-03-31 | community   | -                                | 2023-05-01 | 2024-03-31 | Refuge                   | Male   | 1970       | 1
      P1     | 2025-03-31 | community   | -                                | 2024-05-01 | open       | Unknown                  | Male   | 1970       | 1
      P1     | 2026-03-31 | community   | -                                | 2025-05-01 | open       | Tenant: Private landlord | Male   | 1970       | 1
      P2     | 2025-03-31 | community   | Home support or domiciliary care | 2024-05-01 | open       | -                        | Male   | 1970       | 1
      P3     | 2025-03-31 | residential | -                                | 2024-05-01 | open       | Unknown                  | Male   | 1970       | 1)");
  const result_table results = measured("ascof.2e", people, work_out_person_details(people, mappings::shipped()));
  CHECK(trace_of(results, "ascof.2e") == expected(R"(
      P1 | 55 | 18 to 64 | Male | Tenant: Private landlord  | Y | Y | N
      P2 | 55 | 18 to 64 | Male | Unknown: Presumed at home | Y | Y | Y
      P3 | 55 | 18 to 64 | Male | Registered care home      | Y | N | N)"));
}

TEST_CASE("2E: a person known to two councils counts once in each, with the details of each") {
  const records people = records_from_text(R"(
      council | council_name | person | service   | start
      901     | Northmoor    | P1     | community | 2024-05-01
      901     | Northmoor    | P1     | community | 2024-06-01
      902     | Southmoor    | P1     | community | 2024-05-01)");
  const result_table results = measured("ascof.2e", people, details_from_text(people, R"(
      council | person | birth   | accommodation
      901     | P1     | 1970-01 | Refuge
      902     | P1     | 1940-01 | Shared Lives scheme)"));
  CHECK(figures_of(results, "ascof.2e", "901")[2] == "18 to 64, Total | 0/1 | 0.0");
  CHECK(figures_of(results, "ascof.2e", "902")[2] == "18 to 64, Total | 0/0 | none");
  CHECK(figures_of(results, "ascof.2e", "902")[5] == "65 and above, Total | 1/1 | 100.0");
}
