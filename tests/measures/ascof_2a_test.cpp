// ASCOF 2A: the worked example and the boundary table of its definition, and variants of its constants.
#include "ascof/measures/ascof_2a.hpp"

#include <catch2/catch.hpp>

#include "ascof/core/error.hpp"
#include "support/records_text.hpp"

using support::expected;
using support::figures_of;
using support::texts;
using support::trace_of;

namespace {

constexpr const char* example_events = R"(
  record | person | event   | start      | end        | service   | outcome
  1      | A      | Service | 2024-05-01 | 2024-05-20 | ST-Max    | as planned
  2      | A      | Service | 2024-05-27 | 2024-06-10 | ST-Max    | as planned
  3      | B      | Service | 2024-06-01 | 2024-07-01 | ST-Max    | Continuation of support or services
  4      | B      | Service | 2024-07-08 | open       | community | -
  5      | C      | Service | 2024-06-01 | 2024-07-01 | ST-Max    | Progress to assessment, review or reassessment
  6      | C      | Review  | 2024-06-20 | 2024-06-25 | -         | information
  7      | D      | Service | 2024-07-01 | 2024-08-01 | ST-Max    | as planned
  8      | E      | Service | 2024-06-01 | 2024-07-01 | ST-Max    | NFA: Other
  9      | F      | Service | 2023-01-01 | 2024-03-31 | community | -
  10     | F      | Service | 2024-06-29 | 2024-07-30 | ST-Max    | as planned
)";
constexpr const char* example_people = R"(
  person | birth   | death
  A      | 1940-05 | -
  B      | 1950-01 | -
  C      | 1970-09 | -
  D      | 1944-02 | 2024-08-07
  E      | -       | -
  F      | 1955-03 | -
)";

ascof::result_table measured_with(const ascof::measures::ascof_2a_constants& constants, std::string_view events,
                                  std::string_view people) {
  const ascof::records records = support::records_from_text(events);
  ascof::evaluate_options how;
  how.trace = true;
  return ascof::evaluate(ascof::selection{{ascof::measures::ascof_2a(constants)}, {"ascof.2a"}}, records,
                         support::details_from_text(records, people), {support::year_2024}, {}, {}, how);
}

texts split(std::string_view text, char at) {
  texts parts;
  while (!text.empty()) {
    const std::size_t end = text.find(at);
    parts.emplace_back(support::trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

}  // namespace

TEST_CASE("2A gives the figures and the episodes of its worked example") {
  const ascof::result_table results = support::measured("ascof.2a", example_events, example_people);
  CHECK(figures_of(results, "ascof.2a") == expected(R"(
    18 to 64     | 1/1 | 100.0
    65 and above | 1/2 | 50.0
    Total        | 3/4 | 75.0
  )"));
  CHECK(trace_of(results, "ascof.2a") == expected(R"(
    A | 2024-05-01 | 2024-06-10 | 65 and above | 4a | NFA: Support ended as planned              | Y | Y | N
    B | 2024-06-01 | 2024-07-01 | 65 and above | 3  | Long term support: Community               | Y | N | N
    C | 2024-06-01 | 2024-07-01 | 18 to 64     | 4c | NFA: Information and advice or signposting | Y | Y | N
    D | 2024-07-01 | 2024-08-01 | 65 and above | 1  | NFA: Deceased                              | N | N | N
    E | 2024-06-01 | 2024-07-01 | Unknown      | 4a | NFA: Other                                 | Y | Y | N
  )"));
  CHECK(trace_of(results, "ascof.2a.excluded") ==
        expected("F | 2024-06-29 | 2024-07-30 | long-term support within 91 days before cluster start"));
}

TEST_CASE("2A holds at every boundary of its definition") {
  // One person born 1950-01 with ST-Max 2024-06-01 to 2024-07-01, and one change a line: the outcome of that row, further
  // rows (event, start, end, service, component, outcome; days of 2024 as month-day), a death. Steps of every episode.
  const support::text_table table = support::parse_table(R"(
    change                             | own          | rows                                                          | death      | steps                               | count
    second ST-Max row after 7 days     | NFA: Other   | Service, 07-08, 07-20, ST-Max, , NFA: Other                   | -          | 4a NFA: Other                       | 1/1
    second ST-Max row after 8 days     | NFA: Other   | Service, 07-09, 07-20, ST-Max, , NFA: Other                   | -          | 4a NFA: Other; 4a NFA: Other        | 2/2
    second ST-Max row open             | NFA: Other   | Service, 06-20, , ST-Max, , NFA: Other                        | -          | -                                   | 0/0
    long-term support 90 days before   | NFA: Other   | Service, 01-01, 03-03, community, ,                           | -          | -                                   | 0/0
    long-term support 91 days before   | NFA: Other   | Service, 01-01, 03-02, community, ,                           | -          | 4a NFA: Other                       | 1/1
    long-term support from the day     | NFA: Other   | Service, 06-01, 06-20, community, ,                           | -          | 4a NFA: Other                       | 1/1
    long-term support 7 days after     | NFA: Other   | Service, 07-08, , community, ,                                | -          | 3 Long term support: Community      | 0/1
    long-term support 8 days after     | NFA: Other   | Service, 07-09, , community, ,                                | -          | 4a NFA: Other                       | 1/1
    it ends on the episode's last day  | NFA: Other   | Service, 06-20, 07-01, community, ,                           | -          | 4a NFA: Other                       | 1/1
    it ends a day later                | NFA: Other   | Service, 06-20, 07-02, community, ,                           | -          | 3 Long term support: Community      | 0/1
    it is that last day                | NFA: Other   | Service, 07-01, 07-01, community, ,                           | -          | 4a NFA: Other                       | 1/1
    it is the next day                 | NFA: Other   | Service, 07-02, 07-02, community, ,                           | -          | 3 Long term support: Community      | 0/1
    death 7 days after                 | NFA: Other   | -                                                             | 2024-07-08 | 1 NFA: Deceased                     | 0/0
    death 8 days after                 | NFA: Other   | -                                                             | 2024-07-09 | 4a NFA: Other                       | 1/1
    death on the first day             | NFA: Other   | -                                                             | 2024-06-01 | 1 NFA: Deceased                     | 0/0
    death the day before               | NFA: Other   | -                                                             | 2024-05-31 | -                                   | 0/0
    nested review 13 days before       | Continuation | Review, 06-10, 06-18, , , information                         | -          | 4c NFA: Information and advice or signposting | 1/1
    nested review 14 days before       | Continuation | Review, 06-10, 06-17, , , information                         | -          | 6 Continuation of support or services | 0/0
    better review after                | NFA: Other   | Review, 07-03, 07-04, , , information                         | -          | 4b NFA: Information and advice or signposting | 1/1
    review after with the same outcome | NFA: Other   | Review, 07-03, 07-04, , , NFA: Other                          | -          | 4a NFA: Other                       | 1/1
    review after, ended as planned     | NFA: Other   | Review, 07-03, 07-04, , , as planned                          | -          | 6 NFA: Other                        | 1/1
    nested review, declined            | NFA: Other   | Review, 06-20, 06-25, , , NFA: Support declined               | -          | 4c NFA: Support declined            | 0/0
    equipment inside                   | Continuation | Service, 06-05, 06-05, low level, Equipment,                  | -          | 5 Short term support: Ongoing low level | 1/1
    equipment on the first day alone   | Continuation | Service, 06-01, 06-01, low level, Equipment,                  | -          | 6 Continuation of support or services | 0/0
    equipment that goes on             | Continuation | Service, 06-05, , low level, Equipment,                       | -          | 3 Short term support: Ongoing low level | 1/1
    short stay in a care home          | NFA: Other   | Service, 07-02, 07-20, other short term, Short term residential care, | - | 3 Short term support: Residential or Nursing care | 0/1
    and low-level support              | NFA: Other   | Service, 07-02, 07-20, other short term, Short term residential care, ; Service, 07-02, 07-20, low level, , | - | 3 Short term support: Ongoing low level | 1/1
    same dates, a better outcome       | NFA: Other   | Service, 06-01, 07-01, ST-Max, , NFA: Support declined        | -          | 4a NFA: Support declined            | 0/0
    in hospital, support afterwards    | Admitted to hospital | Service, 07-02, , community, ,                        | -          | 2 Admitted to hospital              | 0/0
    no outcome                         | -            | -                                                             | -          | 6 Invalid and not mapped            | 0/0
    support for a carer                | NFA: Other   | Service, 07-02, , direct to carer, ,                          | -          | 6 NFA: Other                        | 1/1
    review after, in hospital          | NFA: Other   | Review, 07-03, 07-04, , , Admitted to hospital                | -          | 4b Admitted to hospital             | 0/0
    review after, on to support        | NFA: Other   | Review, 07-03, 07-04, , , Progress to support planning or services | -     | 4a NFA: Other                       | 1/1
    a request that carries ST-Max      | NFA: Other   | Request, 07-03, 07-04, ST-Max, , ; Service, 07-03, , nursing, , | -        | 4a NFA: Other                       | 1/1
    support before such a request      | NFA: Other   | Request, 07-03, 07-04, ST-Max, , ; Service, 07-02, , nursing, , | -        | 3 Long term support: Nursing care   | 0/1
  )");
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    CAPTURE(table.at(row, "change"));
    const std::string own = table.at(row, "own");
    std::string events =
        "event | start | end | service | component | outcome | person\nService | 2024-06-01 | 2024-07-01 | ST-Max | "
        "| " +
        (own == "Continuation" ? "Continuation of support or services" : own) + " | P\n";
    for (const std::string& more : split(table.at(row, "rows"), ';')) {
      texts fields = split(more, ',');
      fields.resize(6);
      for (const std::size_t date : {1U, 2U})
        if (!fields[date].empty()) fields[date].insert(0, "2024-");
      for (const std::string& field : fields) events += field + " | ";
      events += "P\n";
    }
    const ascof::result_table results =
        support::measured("ascof.2a", events, "person | birth | death\nP | 1950-01 | " + table.at(row, "death") + "\n");
    std::string steps;
    for (const ascof::trace_table& trace : results.traces)
      for (const ascof::traced_unit& unit : trace.units)
        if (trace.id == "ascof.2a") steps += (steps.empty() ? "" : "; ") + unit.values[3] + " " + unit.values[4];
    CHECK(steps == table.at(row, "steps"));
    CHECK(support::cells(figures_of(results, "ascof.2a").at(2)).at(1) == table.at(row, "count"));
  }
}

TEST_CASE("2A keeps episodes of two councils of one code apart by the council's name") {
  const ascof::result_table results = support::measured("ascof.2a", R"(
    council_name | person | start      | end        | service | outcome
    Northmoor    | P      | 2024-06-01 | 2024-06-10 | ST-Max  | NFA: Other
    North Moor   | P      | 2024-06-11 | 2024-06-20 | ST-Max  | NFA: Other
  )",
                                                        "person | birth\nP | 1950-01");
  CHECK(trace_of(results, "ascof.2a").size() == 2);
}

TEST_CASE("2A with other constants counts otherwise and says that it is not the official definition") {
  ascof::measures::ascof_2a_constants constants;
  SECTION("The official constants") {
    for (const ascof::result_row& row : measured_with(constants, example_events, example_people).rows)
      CHECK(row.status == ascof::value_status::value);
  }
  SECTION("Reablement that resumes after 7 days is another episode") {
    constants.joining_gap_days = 6;
    CHECK(trace_of(measured_with(constants, example_events, example_people), "ascof.2a").size() == 6);
  }
  SECTION("A look-back of 90 days lets F in") {
    constants.long_term_look_back = 90;
    CHECK(figures_of(measured_with(constants, example_events, example_people), "ascof.2a").at(2) ==
          "Total | 4/5 | 80.0");
  }
  SECTION("A window of 6 days misses the support of B") {
    constants.sequel_window_days = 6;
    CHECK(figures_of(measured_with(constants, example_events, example_people), "ascof.2a").at(2) ==
          "Total | 3/3 | 100.0");
  }
  SECTION("A window of 5 days misses the death of D") {
    constants.death_window_days = 5;
    CHECK(figures_of(measured_with(constants, example_events, example_people), "ascof.2a").at(2) ==
          "Total | 4/5 | 80.0");
  }
  SECTION("A window of 6 days misses the review of C") {
    constants.nested_window_days = 6;
    CHECK(figures_of(measured_with(constants, example_events, example_people), "ascof.2a").at(2) ==
          "Total | 2/3 | 66.7");
  }
  if (constants == ascof::measures::ascof_2a_constants{}) return;
  CHECK_FALSE(ascof::measures::ascof_2a(constants).official);
  for (const ascof::result_row& row : measured_with(constants, example_events, example_people).rows)
    CHECK(to_text(row.status) == (row.value ? "not the official definition" : to_text(row.status)));
}

TEST_CASE("2A needs outcomes and components, and says so") {
  const ascof::records people =
      ascof::make_records(
          ascof::read_csv_text(
              "LA_Code,Der_NHS_LA_Combined_Person_ID,Event_Type,Client_Type_Cleaned,Event_Start_Date,Der_Event_End_"
              "Date,"
              "Service_Type_Cleaned\n901,P,Service,Service user,2024-06-01,2024-07-01,Short term support: ST-Max\n",
              "main table", ascof::main_table_schema()))
          .data;
  CHECK_THROWS_AS(support::measured("ascof.2a", people, support::details_from_text(people, "person\nP")),
                  ascof::input_error);
}
