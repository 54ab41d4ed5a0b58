// ASCOF 2D: the worked example of its definition, the two records of a spell, areas, and variants of the constants.
#include "ascof/measures/ascof_2d.hpp"

#include <catch2/catch.hpp>

#include "ascof/core/error.hpp"
#include "support/hospital_text.hpp"
#include "support/records_text.hpp"

using support::expected;
using support::figures_of;
using support::hospital_from_text;
using support::texts;
using support::trace_of;

namespace {

ascof::result_table measured_2d(const ascof::records& people, std::string_view details,
                                const ascof::hospital_episodes& hospital, const ascof::areas& councils = {},
                                const ascof::measures::ascof_2d_constants& constants = {}) {
  ascof::evaluate_options how;
  how.trace = true;
  how.hospital = &hospital;
  return ascof::evaluate(ascof::selection{{ascof::measures::ascof_2d(constants)}, {"ascof.2d.1", "ascof.2d.2"}}, people,
                         support::details_from_text(people, details), {support::year_2024}, councils, {}, how);
}

/// The rows of a figure for England that anybody is in.
texts rows_with_anybody(const ascof::result_table& results, std::string_view id, std::string_view la_code = "England") {
  texts rows = figures_of(results, id, la_code);
  std::erase_if(rows,
                [](const std::string& row) { return row.ends_with("0/0 | none") || row.ends_with("-/0 | none"); });
  return rows;
}

constexpr const char* example_events = R"(
  person | start      | end        | service     | component
  A      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
  A      | 2024-01-01 | open       | community   | -
  B      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
  C      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
  D      | 2024-06-10 | 2024-07-10 | ST-Max      | Reablement
  D      | 2024-09-02 | open       | residential | -
  E      | 2024-06-10 | 2024-07-10 | ST-Max      | Other
  F      | 2020-01-01 | open       | residential | -
)";
constexpr const char* example_people = R"(
  person | death
  C      | 2024-09-06
)";
constexpr const char* example_hospital = R"(
  patient | admitted   | discharged | management
  A       | 2024-06-01 | 2024-06-03 | EL
  A       | 2024-06-04 | 2024-06-08 | EL
  B       | 2024-06-05 | 2024-06-10 | EL
  B       | 2024-09-02 | 2024-09-05 | EM
  C       | 2024-06-05 | 2024-06-13 | EL
  D       | 2024-06-05 | 2024-06-10 | EL
  E       | 2024-06-05 | 2024-06-10 | EL
  F       | 2024-06-05 | 2024-06-10 | EL
  G       | 2024-06-05 | 2024-06-14 | EL
)";

ascof::result_table example(const ascof::measures::ascof_2d_constants& constants = {}) {
  return measured_2d(support::records_from_text(example_events), example_people, hospital_from_text(example_hospital),
                     {}, constants);
}

}  // namespace

TEST_CASE("2D gives the figures and the episodes of its worked example") {
  const ascof::result_table results = example();
  CHECK(rows_with_anybody(results, "ascof.2d.1") == expected(R"(
    Those in LT community support, 75-84  | 1/1 | 100.00
    Those in LT community support, Female | 1/1 | 100.00
    Those in LT community support, Total  | 1/1 | 100.00
    Those not in any LTS, 75-84           | 1/3 | 33.33
    Those not in any LTS, Female          | 1/3 | 33.33
    Those not in any LTS, Total           | 1/3 | 33.33
    Total, 75-84                          | 2/4 | 50.00
    Total, Female                         | 2/4 | 50.00
    Total, Total                          | 2/4 | 50.00
  )"));
  CHECK(rows_with_anybody(results, "ascof.2d.2").back() == "Total, Total | 4/8 | 50.00");
  CHECK(rows_with_anybody(results, "ascof.2d.2", "901") == rows_with_anybody(results, "ascof.2d.2"));
  CHECK(trace_of(results, "ascof.2d.1") == expected(R"(
    A | 2024-06-10 | 2024-07-10 | 2024-06-08 | S2 | Those in LT community support | Female | 75-84 | 0 | 0 | 0 | Y
    B | 2024-06-10 | 2024-07-10 | 2024-06-10 | S3 | Those not in any LTS          | Female | 75-84 | 0 | 1 | 0 | N
    C | 2024-06-10 | 2024-07-10 | 2024-06-13 | S5 | Those not in any LTS          | Female | 75-84 | 0 | 0 | 0 | Y
    D | 2024-06-10 | 2024-07-10 | 2024-06-10 | S6 | Those not in any LTS          | Female | 75-84 | 0 | 0 | 1 | N
  )"));
  CHECK(trace_of(results, "ascof.2d.2").size() == 8);
}

TEST_CASE("2D holds at every boundary of its definition") {
  // One person with reablement 2024-06-12 to 2024-07-12 and one spell, 2024-06-05 to 2024-06-10, of a man born 1940-01;
  // changed and added to as each line says. `none` is no link; otherwise the flags of death, readmission, care home.
  const support::text_table table = support::parse_table(R"(
    change                                  | spell                   | again                   | death      | more                                    | flags
    nothing                                 | 2024-06-05 .. 2024-06-10 | -                       | -          | -                                       | 000
    discharged 7 days before                | 2024-06-01 .. 2024-06-05 | -                       | -          | -                                       | 000
    discharged 8 days before                | 2024-06-01 .. 2024-06-04 | -                       | -          | -                                       | none
    discharged 3 days after                 | 2024-06-01 .. 2024-06-15 | -                       | -          | -                                       | 000
    discharged 4 days after                 | 2024-06-01 .. 2024-06-16 | -                       | -          | -                                       | none
    admitted on the first day of reablement | 2024-06-12 .. 2024-06-15 | -                       | -          | -                                       | 000
    admitted a day later                    | 2024-06-13 .. 2024-06-15 | -                       | -          | -                                       | none
    not a night in hospital                 | 2024-06-10 .. 2024-06-10 | -                       | -          | -                                       | none
    back after 84 days                      | 2024-06-05 .. 2024-06-10 | 2024-09-02 .. 2024-09-05 | -          | -                                       | 010
    back after 85 days                      | 2024-06-05 .. 2024-06-10 | 2024-09-03 .. 2024-09-05 | -          | -                                       | 000
    back on the first day of reablement     | 2024-06-05 .. 2024-06-10 | 2024-06-12 .. 2024-06-20 | -          | -                                       | 000
    back the day after                      | 2024-06-05 .. 2024-06-10 | 2024-06-13 .. 2024-06-20 | -          | -                                       | 010
    back and still in hospital              | 2024-06-05 .. 2024-06-10 | 2024-07-01 ..            | -          | -                                       | 000
    death on the day of discharge           | 2024-06-05 .. 2024-06-10 | -                       | 2024-06-10 | -                                       | 100
    death after 84 days                     | 2024-06-05 .. 2024-06-10 | -                       | 2024-09-02 | -                                       | 100
    death after 85 days                     | 2024-06-05 .. 2024-06-10 | -                       | 2024-09-03 | -                                       | 000
    death before the year                   | 2024-06-05 .. 2024-06-10 | -                       | 2024-03-31 | -                                       | none
    care home on the day of discharge       | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-06-10 / 2024-06-20 / residential   | 001
    care home after 84 days                 | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-09-02 / open / nursing             | 001
    care home after 85 days                 | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-09-03 / open / nursing             | 000
    prison is no care home                  | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-07-01 / open / prison              | 000
    in a care home until the admission      | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-01-01 / 2024-06-05 / residential   | none
    until the day before                    | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-01-01 / 2024-06-04 / residential   | 000
    in prison on the day of admission       | 2024-06-05 .. 2024-06-10 | -                       | -          | 2024-06-05 / open / prison              | none
  )");
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    CAPTURE(table.at(row, "change"));
    const auto parts = [](const std::string& text, const std::string& between) {
      const std::size_t at = text.find(between);
      return std::pair(std::string(support::trimmed(std::string_view(text).substr(0, at))),
                       std::string(support::trimmed(std::string_view(text).substr(at + between.size()))));
    };
    std::string spells = "patient | admitted | discharged | management | sex\n";
    const auto [admitted, discharged] = parts(table.at(row, "spell"), "..");
    spells += "P | " + admitted + " | " + discharged + " | EL | 1\n";
    if (const std::string again = table.at(row, "again"); !again.empty()) {
      const auto [from, until] = parts(again, "..");
      spells += "P | " + from + " | " + until + " | EM | 1\n";
    }
    std::string events =
        "person | start | end | service | component\nP | 2024-06-12 | 2024-07-12 | ST-Max | Reablement\n";
    if (const std::string more = table.at(row, "more"); !more.empty()) {
      const auto [start, rest] = parts(more, "/");
      const auto [end, service] = parts(rest, "/");
      events += "P | " + start + " | " + end + " | " + service + " | \n";
    }
    const ascof::result_table results =
        measured_2d(support::records_from_text(events), "person | death\nP | " + table.at(row, "death") + "\n",
                    hospital_from_text(spells));
    std::string flags = "none";
    for (const std::string& line : trace_of(results, "ascof.2d.1")) {
      const texts cells = support::cells(line);
      flags = cells.at(8) + cells.at(9) + cells.at(10);
    }
    CHECK(flags == table.at(row, "flags"));
  }
}

TEST_CASE("2D shows discharges under the council's name as client level data writes it") {
  const std::vector<std::pair<std::string, std::string>> names{
      {"Cumberland", "Cumberland Council"},
      {"Isle of Wight", "Isle of Wight Council"},
      {"St. Helens", "St Helens"},
      {"Telford and Wrekin", "Telford and the Wrekin"},
      {"Westmorland and Furness", "Westmorland and Furness Council"},
      {"County Durham", "Durham"},
      {"Kensington and Chelsea", "Royal Borough of Kensington and Chelsea"},
      {"Windsor and Maidenhead", "Royal Borough Windsor and Maidenhead"},
      {"Southend-on-Sea", "Southend on Sea"},
      {"Stoke-on-Trent", "Stoke on Trent"},
      {"Eastvale", "Eastvale"},
  };
  for (const auto& [area, council] : names) {
    CAPTURE(area);
    const ascof::areas councils({{"901", "Northmoor", "", ""}, {"902", council, "", ""}});
    const ascof::result_table results = measured_2d(
        support::records_from_text(example_events), example_people,
        hospital_from_text("patient | admitted | discharged | home\nP | 2024-06-05 | 2024-06-10 | E01000002",
                           "E01000002,E10," + area + "\n"),
        councils);
    CHECK(figures_of(results, "ascof.2d.2", "902").back() == "Total, Total | 0/1 | 0.00");
  }
}

TEST_CASE("2D takes two records of a spell that differ only in the birth month for one") {
  // The published table has the age at discharge, not the birth month.
  const ascof::result_table results =
      measured_2d(support::records_from_text(example_events), example_people, hospital_from_text(R"(
    patient | spell | admitted   | discharged | birth_month
    B       | S1    | 2024-06-05 | 2024-06-10 | 1
    B       | S1    | 2024-06-05 | 2024-06-10 | 2
    B       | S1    | 2024-06-05 | 2024-06-10 | 1
  )"));
  CHECK(trace_of(results, "ascof.2d.2").size() == 1);
  CHECK(trace_of(results, "ascof.2d.1").size() == 1);
}

TEST_CASE("2D.1 shows a stay with two home areas of one council in one line, and 2D.2 in two as it is recorded") {
  const auto lines = [](const std::string& second_council) {
    const ascof::result_table results = measured_2d(support::records_from_text(example_events), example_people,
                                                    hospital_from_text(R"(
      patient | spell | admitted   | discharged | home
      B       | S1    | 2024-06-05 | 2024-06-10 | E01000001
      B       | S1    | 2024-06-05 | 2024-06-10 | E01000002
    )",
                                                                       "E01000002,E11," + second_council + "\n"));
    CHECK(figures_of(results, "ascof.2d.2", "England").back() == "Total, Total | 1/1 | 100.00");
    return std::pair(trace_of(results, "ascof.2d.1").size(), trace_of(results, "ascof.2d.2").size());
  };
  CHECK(lines("Northmoor") == std::pair<std::size_t, std::size_t>(1, 2));
  CHECK(lines("Southmoor") == std::pair<std::size_t, std::size_t>(2, 2));
}

TEST_CASE("2D keeps episodes of two councils of one code apart by the council's name, as 2A does") {
  const ascof::records people = support::records_from_text(R"(
    council_name | person | start      | end        | service | component
    Northmoor    | P      | 2024-06-10 | 2024-06-11 | ST-Max  | Reablement
    North Moor   | P      | 2024-06-12 | 2024-06-20 | ST-Max  | Reablement
  )");
  const ascof::result_table results =
      measured_2d(people, "person", hospital_from_text("patient | admitted | discharged\nP | 2024-06-05 | 2024-06-10"));
  CHECK(trace_of(results, "ascof.2d.1").size() == 2);
}

TEST_CASE("2D with other constants counts otherwise and says that it is not the official definition") {
  ascof::measures::ascof_2d_constants constants;
  const auto total = [](const ascof::result_table& results, std::string_view id) {
    return figures_of(results, id, "England").back();
  };
  SECTION("The official constants") {
    for (const ascof::result_row& row : example().rows) CHECK(row.status != ascof::value_status::unofficial);
    return;
  }
  SECTION("12 weeks less a day lose what happens on the last") {
    constants.follow_up_days = 83;
    CHECK(total(example(constants), "ascof.2d.1") == "Total, Total | 4/4 | 100.00");
  }
  SECTION("A day more finds the death of C") {
    constants.follow_up_days = 85;
    CHECK(total(example(constants), "ascof.2d.1") == "Total, Total | 1/4 | 25.00");
  }
  SECTION("Two days before the discharge lose C") {
    constants.days_before_discharge = 2;
    CHECK(total(example(constants), "ascof.2d.1") == "Total, Total | 1/3 | 33.33");
  }
  SECTION("A day after the discharge loses A") {
    constants.days_after_discharge = 1;
    CHECK(total(example(constants), "ascof.2d.1") == "Total, Total | 1/3 | 33.33");
  }
  SECTION("Nobody is old enough") {
    constants.youngest = 90;
    CHECK(total(example(constants), "ascof.2d.2") == "Total, Total | 0/0 | none");
  }
  CHECK_FALSE(ascof::measures::ascof_2d(constants).official);
  for (const ascof::result_row& row : example(constants).rows)
    if (row.value) CHECK(to_text(row.status) == "not the official definition");
}

TEST_CASE("2D without hospital episodes says what it lacks") {
  const ascof::records people = support::records_from_text(example_events);
  CHECK_THROWS_AS(support::measured("ascof.2d", people, support::details_from_text(people, "person")),
                  ascof::input_error);
}
