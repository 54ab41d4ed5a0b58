// Waiting times: the worked example and the boundary table of their definition, and variants of the constants.
#include "ascof/measures/waiting_times.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using support::expected;
using support::texts;

namespace {

const ascof::period spring{ascof::make_day(2024, 4, 1), ascof::make_day(2024, 6, 30)};

/// Records from a short table: person, event, start, end, outcome, and what else there is. Short words: PA, PSPS, declined
/// and other for outcomes, LTS and the services of `service_texts`. Everybody is 64 unless the table has ages.
ascof::records waiting_records(std::string_view text) {
  support::text_table table = support::parse_table(text);
  const std::map<std::string, std::string, std::less<>> names{{"conversation", "Der_Conversation"},
                                                              {"assessment", "Assessment_Type_Cleaned"},
                                                              {"age", "Der_Age_Event_Start_Date"},
                                                              {"band", "Der_Working_Age_Band"},
                                                              {"imported", "ImportDate"}};
  support::spell_out_names(table, names);
  support::spell_out(table, "outcome",
                     {{"PA", "Progress to assessment, review or reassessment"},
                      {"PSPS", "Progress to support planning or services"},
                      {"declined", "NFA: Support declined"},
                      {"other", "NFA: Other"}});
  support::spell_out(table, "service", {{"LTS", "community"}});
  table.add_default("end", "");
  table.add_default("outcome", "");
  table.add_default("service", "");
  table.add_default("Der_Conversation", "");
  table.add_default("Assessment_Type_Cleaned", "");
  table.add_default("Der_Age_Event_Start_Date", "64");
  table.add_default("Der_Working_Age_Band", "18 to 64");
  table.add_default("ImportDate", "2026-05-01 09:00:00.000");
  table.add_default("Event_Outcome_Grouped", "");
  std::string whole = support::joined(table.names) + "\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t i = 0; i < table.names.size(); ++i) {
      std::string& cell = table.rows[row][i];
      const std::string outcome = table.at(row, "outcome");
      if (table.names[i] == "Event_Outcome_Grouped") cell = outcome.starts_with("NFA:") ? "NFA" : outcome;
      if (table.names[i] == "Assessment_Type_Cleaned" && cell.empty() && table.at(row, "event") == "Assessment")
        cell = "Long term assessment";
    }
    whole += support::joined(table.rows[row]) + "\n";
  }
  return support::records_from_text(whole);
}

ascof::result_table waits(std::string_view events, ascof::period reporting = spring,
                          const ascof::measures::waiting_times_constants& constants = {}) {
  const ascof::records people = waiting_records(events);
  ascof::evaluate_options how;
  how.trace = true;
  return ascof::evaluate(ascof::selection{{ascof::measures::waiting_times(constants)},
                                          {"waiting.first_response", "waiting.first_service"}},
                         people, support::details_from_text(people, "person"), {reporting}, {}, {}, how);
}

/// person | kind of response | its days | days to the service | overlaps
texts links(const ascof::result_table& results) {
  texts rows;
  for (const ascof::traced_unit& unit : results.traces.at(0).units)
    rows.push_back(support::joined(
        {unit.person_id, unit.values[2], unit.values[11], unit.values[12], unit.values[10] == "1" ? "excluded" : ""}));
  return rows;
}

constexpr const char* example = R"(
  person | event      | start      | end        | outcome  | service | conversation
  A      | Request    | 2024-04-10 | 2024-04-10 | PA       | -       | -
  A      | Assessment | 2024-04-22 | 2024-04-22 | PSPS     | -       | -
  A      | Service    | 2024-05-07 | open       | -        | LTS     | -
  B      | Request    | 2024-04-15 | 2024-04-15 | PA       | -       | -
  B      | Assessment | 2024-05-05 | 2024-05-05 | declined | -       | -
  B      | Service    | 2024-06-01 | open       | -        | LTS     | -
  C      | Request    | 2024-04-20 | 2024-04-20 | PA       | -       | -
  C      | Service    | 2024-04-25 | open       | -        | LTS     | -
  D      | Request    | 2024-05-01 | 2024-05-01 | PSPS     | -       | 1
  D      | Assessment | 2024-05-30 | 2024-05-30 | PSPS     | -       | -
  D      | Service    | 2024-06-10 | open       | -        | LTS     | -
  E      | Request    | 2024-05-01 | 2024-05-01 | PA       | -       | -
  E      | Request    | 2024-05-10 | 2024-05-10 | PA       | -       | -
  E      | Assessment | 2024-05-20 | 2024-05-20 | PSPS     | -       | -
  F      | Service    | 2023-06-01 | 2024-01-31 | -        | ST-Max  | -
  F      | Request    | 2024-05-01 | 2024-05-01 | PA       | -       | -
  F      | Assessment | 2024-05-21 | 2024-05-21 | PA       | -       | -
  G      | Request    | 2024-05-01 | 2024-05-01 | -        | -       | -
  G      | Assessment | 2024-05-02 | 2024-05-02 | PSPS     | -       | -
)";

}  // namespace

TEST_CASE("Waiting times give the medians and the waits of their worked example") {
  const ascof::result_table results = waits(example);
  REQUIRE(results.rows.size() == 2);
  CHECK(results.rows[0].measure == "waiting.first_response");
  CHECK(results.rows[0].group == "25 to 64");
  CHECK(results.rows[0].value == 15.5);
  CHECK(results.rows[0].denominator == 6);
  CHECK_FALSE(results.rows[0].numerator);
  CHECK(results.rows[1].measure == "waiting.first_service");
  CHECK(results.rows[1].value == 27.0);
  CHECK(results.rows[1].denominator == 3);
  CHECK(links(results) == expected(R"(
    A | Assessment | 12 | 27 | -
    B | Assessment | 20 | -  | -
    C | Service    | 5  | 5  | -
    D | Request    | 0  | 40 | -
    E | Assessment | 19 | -  | -
    E | Assessment | -  | -  | excluded
    F | Assessment | 20 | -  | -
  )"));
}

TEST_CASE("Waiting times tell what the first response was") {
  const ascof::result_table results = waits(example);
  const auto count = [&](const std::string& what) {
    std::uint64_t n = 0;
    for (const ascof::side_row& side : results.sides)
      if (side.description == what) n += side.count;
    return n;
  };
  CHECK(count("response_event_assessment") == 4);
  CHECK(count("response_event_service") == 1);
  CHECK(count("response_event_request") == 1);
  CHECK(count("at_long") == 4);
  CHECK(count("at_short") == 0);
  CHECK(count("LTS_Community") == 3);
}

TEST_CASE("Waiting times hold at every boundary of their definition") {
  // Events of one person: event start[..end] outcome or service [flag]; then the requests' links.
  struct boundary {
    const char* situation;
    const char* events;
    const char* links;
  };
  const std::vector<boundary> table{
      {"long-term support ended twelve months before",
       R"(event   | start      | end        | outcome | service
          Service | 2022-01-01 | 2023-05-01 | -       | LTS
          Request | 2024-05-01 | 2024-05-01 | PA      | -)",
       ""},
      {"long-term support ended a day earlier",
       R"(event   | start      | end        | outcome | service
          Service | 2022-01-01 | 2023-04-30 | -       | LTS
          Request | 2024-05-01 | 2024-05-01 | PA      | -)",
       "P | - | - | - | -"},
      {"ST-Max ended three months before",
       R"(event   | start      | end        | outcome | service
          Service | 2023-06-01 | 2024-02-01 | -       | ST-Max
          Request | 2024-05-01 | 2024-05-01 | PA      | -)",
       ""},
      {"ST-Max ended a day earlier",
       R"(event   | start      | end        | outcome | service
          Service | 2023-06-01 | 2024-01-31 | -       | ST-Max
          Request | 2024-05-01 | 2024-05-01 | PA      | -)",
       "P | - | - | - | -"},
      {"three months before the end of May are the end of February",
       R"(event   | start      | end        | outcome | service
          Service | 2023-06-01 | 2024-02-29 | -       | other short term
          Request | 2024-05-31 | 2024-05-31 | PA      | -)",
       ""},
      {"ongoing low-level support makes nobody an existing client",
       R"(event   | start      | end  | outcome | service
          Service | 2023-06-01 | open | -       | low level
          Request | 2024-05-01 | open | PA      | -)",
       "P | - | - | - | -"},
      {"long-term support starts on the day",
       R"(event   | start      | end  | outcome | service
          Request | 2024-05-01 | open | PA      | -
          Service | 2024-05-01 | open | -       | LTS)",
       "P | Service | 0 | 0 | -"},
      {"assessment and service on one day",
       R"(event      | start      | outcome | service
          Request    | 2024-05-01 | PA      | -
          Service    | 2024-05-11 | -       | LTS
          Assessment | 2024-05-11 | PSPS    | -)",
       "P | Assessment | 10 | 10 | -"},
      {"one block of assessments",
       R"(event      | start      | outcome | service
          Request    | 2024-05-01 | PA      | -
          Assessment | 2024-05-05 | other   | -
          Assessment | 2024-05-20 | PSPS    | -
          Service    | 2024-06-01 | -       | LTS)",
       "P | Assessment | 4 | 31 | -"},
      {"a request splits the block",
       R"(event      | start      | outcome | service
          Request    | 2024-05-01 | PA      | -
          Assessment | 2024-05-05 | other   | -
          Request    | 2024-05-06 | PA      | -
          Assessment | 2024-05-20 | PSPS    | -
          Service    | 2024-06-01 | -       | LTS)",
       "P | Assessment | 4 | - | -\nP | Assessment | 14 | 26 | -"},
      {"a conversation with an assessment on the day",
       R"(event      | start      | outcome | conversation
          Request    | 2024-05-01 | PSPS    | 1
          Assessment | 2024-05-01 | PSPS    | -)",
       "P | Assessment | 0 | - | -"},
      {"a conversation on 1 July 2025",
       R"(event      | start      | outcome | conversation
          Request    | 2025-07-01 | PSPS    | 1
          Assessment | 2025-07-20 | PSPS    | -)",
       "P | Assessment | 19 | - | -"},
      {"a conversation the day before",
       R"(event      | start      | outcome | conversation
          Request    | 2025-06-30 | PSPS    | 1
          Assessment | 2025-07-20 | PSPS    | -)",
       "P | Request | 0 | - | -"},
      {"a conversation without an assessment",
       R"(event   | start      | outcome | conversation | service
          Request | 2024-05-01 | PSPS    | 1            | -
          Service | 2024-05-09 | -       | -            | LTS)",
       "P | Request | 0 | 8 | -"},
      {"a request while another waits for its service",
       R"(event      | start      | outcome | service
          Request    | 2024-05-01 | PA      | -
          Assessment | 2024-05-10 | PSPS    | -
          Request    | 2024-05-20 | PA      | -
          Service    | 2024-06-10 | -       | LTS)",
       "P | Assessment | 9 | 40 | -\nP | Service | - | - | excluded"},
      {"24 years old",
       R"(event   | start      | outcome | age
          Request | 2026-03-01 | PA      | 24)",
       ""},
      {"25 years old",
       R"(event   | start      | outcome | age
          Request | 2026-03-01 | PA      | 25)",
       "P | - | - | - | -"},
      {"an outcome that is not valid is kept",
       R"(event   | start      | outcome
          Request | 2024-05-01 | Invalid and not mapped)",
       "P | - | - | - | -"},
      {"a request before April 2023",
       R"(event   | start      | outcome
          Request | 2023-03-31 | PA)",
       ""},
  };
  for (const boundary& b : table) {
    CAPTURE(b.situation);
    std::string events = "person | ";
    for (const std::string& line : support::lines(b.events))
      events += (events.ends_with("| ") ? "" : "P | ") + line + "\n";
    CHECK(links(waits(events, {ascof::make_day(2023, 1, 1), ascof::make_day(2026, 12, 31)})) == expected(b.links));
  }
}

TEST_CASE("A wait belongs to the quarter and the age band of the response") {
  const ascof::result_table results = waits(R"(
    person | event      | start      | outcome | band
    P      | Request    | 2024-06-25 | PA      | 18 to 64
    P      | Assessment | 2024-07-05 | PSPS    | 65 and above
  )",
                                            ascof::financial_year(2024));
  REQUIRE(results.rows.size() == 1);
  CHECK(to_string(results.rows[0].reporting) == "2024-07-01..2024-09-30");
  CHECK(results.rows[0].group == "65 and above");
  CHECK(results.rows[0].value == 10.0);
}

TEST_CASE("Waiting times with other constants count otherwise and say that they are not the official definition") {
  ascof::measures::waiting_times_constants constants;
  SECTION("The official constants") {
    for (const ascof::result_row& row : waits(example).rows) CHECK(row.status == ascof::value_status::value);
    return;
  }
  SECTION("No conversations") {
    constants.conversations_before = ascof::make_day(2024, 1, 1);
    CHECK(links(waits(example, spring, constants)).at(3) == "D | Assessment | 29 | 40 | -");
  }
  SECTION("Four months for short-term support make F an existing client") {
    constants.short_term_look_back_months = 4;
    CHECK(links(waits(example, spring, constants)).size() == 6);
  }
  SECTION("Requests from May on") {
    constants.requests_from = ascof::make_day(2024, 5, 1);
    CHECK(links(waits(example, spring, constants)).size() == 4);
  }
  SECTION("Nobody is old enough") {
    constants.youngest = 65;
    CHECK(links(waits(example, spring, constants)).empty());
  }
  SECTION("A month for long-term support") {
    constants.long_term_look_back_months = 1;
    CHECK(links(waits(example, spring, constants)).size() == 7);
  }
  CHECK_FALSE(ascof::measures::waiting_times(constants).official);
  for (const ascof::result_row& row : waits(example, spring, constants).rows)
    CHECK(to_text(row.status) == "not the official definition");
}
