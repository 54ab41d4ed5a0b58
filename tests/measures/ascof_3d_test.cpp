#include "ascof/measures/ascof_3d.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using support::figures_of;
using support::measured;
using support::side_of;
using support::texts;
using support::trace_of;

namespace {

/// The trace of one client born in 1950 with the given rows: service type | mechanism | counted as unknown.
std::string client_setting(const std::string& rows) {
  const ascof::result_table results =
      measured("ascof.3d.clients", "person | service | component | mechanism | start | end\n" + rows,
               "person | birth\nA | 1950-01");
  const texts lines = trace_of(results, "ascof.3d.clients");
  return lines.empty() ? "not counted" : lines.front();
}

/// The support of one carer with one row: event | service | component | mechanism | outcome.
std::string carer_support(const std::string& row) {
  const ascof::result_table results =
      measured("ascof.3d.carers",
               "person | client | start | event | service | component | mechanism | outcome\nA | Unpaid "
               "carer | 2024-06-01 | " +
                   row,
               "person | birth\nA | 1970-01");
  const texts lines = trace_of(results, "ascof.3d.carers");
  if (lines.empty()) return "not counted";
  const texts parts = support::cells(lines.front());
  return parts[2];
}

}  // namespace

TEST_CASE("3D clients: the worked example of the definition") {
  const ascof::result_table results = measured("ascof.3d.clients", R"(
    person | service     | component      | mechanism      | start      | end
    A      | community   | Direct payment | commissioned   | 2024-01-01 | open
    B      | community   | Day support    | managed budget | 2024-01-01 | open
    B      | community   | Transport      | commissioned   | 2024-01-01 | open
    C      | community   | Day support    | Direct payment | 2024-01-01 | open
    C      | residential | -              | -              | 2025-03-01 | open
    D      | community   | Day support    | -              | 2024-01-01 | open
    E      | community   | Day support    | commissioned   | 2024-01-01 | 2025-03-31
    F      | community   | Day support    | Direct payment | 2024-01-01 | open
    G      | community   | Day support    | Direct payment | 2024-01-01 | 2025-03-30)",
                                               R"(
    person | birth   | death
    A      | 1990-01 |
    B      | 1940-01 |
    C      | 1930-01 |
    D      | -       |
    E      | 1950-01 |
    F      | 1950-01 | 2025-03-30
    G      | 1985-01 |)");
  CHECK(figures_of(results, "ascof.3d.1a") ==
        texts{"18 to 64 | 1/1 | 100.0", "65 and above | 1/2 | 50.0", "Total | 2/4 | 50.0"});
  CHECK(figures_of(results, "ascof.3d.2a") ==
        texts{"18 to 64 | 1/1 | 100.0", "65 and above | 0/2 | 0.0", "Total | 1/4 | 25.0"});
  CHECK(side_of(results, "ASCOF 3D (Clients)") == 1);
}

TEST_CASE("3D carers: the worked example of the definition") {
  const ascof::result_table results = measured("ascof.3d.carers", R"(
    person | client                            | event      | service         | component      | mechanism      | start      | end        | outcome
    A      | Unpaid carer                      | Service    | direct to carer | Direct payment | -              | 2024-06-01 | 2024-06-01 |
    B      | Unpaid carer                      | Service    | direct to carer | Carer respite  | managed budget | 2023-06-01 | 2024-04-01 |
    C      | Carer                             | Service    | direct to carer | Carer respite  | commissioned   | 2024-06-01 | open       |
    D      | Unpaid carer                      | Service    | direct to carer | -              | managed budget | 2024-06-01 | open       |
    E      | Unpaid carer                      | Assessment | -               | -              | -              | 2024-06-01 | 2024-06-02 | information
    F      | Unpaid carer known by association | Service    | direct to carer | Other          | Direct payment | 2024-06-01 | open       |)",
                                               R"(
    person | birth
    A      | 1970-01
    B      | 1950-01
    C      | 1960-06
    D      | 1980-01
    E      | 1980-01
    F      | -)");
  CHECK(figures_of(results, "ascof.3d.1b") ==
        texts{"18 to 64 | 1/2 | 50.0", "65 and above | 1/1 | 100.0", "Total | 3/4 | 75.0"});
  CHECK(figures_of(results, "ascof.3d.2b") ==
        texts{"18 to 64 | 1/2 | 50.0", "65 and above | 0/1 | 0.0", "Total | 2/4 | 50.0"});
}

TEST_CASE("3D clients: settings and mechanisms") {
  const auto [rows, line] = GENERATE(table<std::string, std::string>({
      {"A | nursing | - | Direct payment | 2024-05-01 | open",
       "A | 65 and above | Long term support: Nursing care |  | N | N | N | N"},
      {"A | community | - | managed budget | 2024-05-01 | open",
       "A | 65 and above | Long term support: Community | CASSR managed personal budget | Y | Y | N | N"},
      {"A | community | - | something else | 2024-05-01 | open",
       "A | 65 and above | Long term support: Community |  | Y | N | N | Y"},
      {"A | prison | Direct payment | commissioned | 2024-05-01 | open",
       "A | 65 and above | Long term support: Prison |  | N | N | N | N"},
      {"A | prison | - | managed budget | 2024-05-01 | open",
       "A | 65 and above | Long term support: Prison | CASSR managed personal budget | N | N | N | N"},
      {"A | ST-Max | - | Direct payment | 2024-05-01 | open", "not counted"},
  }));
  const auto unified = [](std::string text) {
    std::string out;
    for (const std::string& cell : support::cells(text)) out += cell + "|";
    return out;
  };
  INFO(rows);
  CHECK(unified(client_setting(rows)) == unified(line));
}

TEST_CASE("3D clients: a service or a death on the last day counts, the day before does not") {
  CHECK(client_setting("A | community | - | commissioned | 2024-05-01 | 2025-03-31") != "not counted");
  CHECK(client_setting("A | community | - | commissioned | 2024-05-01 | 2025-03-30") == "not counted");
  CHECK(client_setting("A | community | - | commissioned | 2025-03-31 | open") != "not counted");
  CHECK(client_setting("A | community | - | commissioned | 2025-04-01 | open") == "not counted");
  for (const auto& [death, counted] : {std::pair{"2025-03-31", true}, std::pair{"2025-03-30", false}}) {
    const ascof::result_table results =
        measured("ascof.3d.clients", "person | service | mechanism | start\nA | community | commissioned | 2024-05-01",
                 std::string("person | birth | death\nA | 1950-01 | ") + death);
    CHECK(trace_of(results, "ascof.3d.clients").empty() != counted);
  }
}

TEST_CASE("3D clients: the event type is not tested, the client type is") {
  const std::string head = "person | event | client | service | mechanism | start\n";
  const auto counted = [&](const std::string& row) {
    return !trace_of(measured("ascof.3d.clients", head + row, "person | birth\nA | 1950-01"), "ascof.3d.clients")
                .empty();
  };
  CHECK(counted("A | Review | Service user | community | commissioned | 2024-05-01"));
  CHECK_FALSE(counted("A | Service | Unpaid carer | community | commissioned | 2024-05-01"));
}

TEST_CASE("3D clients: a mechanism that is no valid one is told from a missing one") {
  const ascof::result_table results = measured("ascof.3d.1a", R"(
    person | service   | mechanism      | start
    A      | community | something else | 2024-05-01
    B      | community | -              | 2024-05-01)",
                                               "person | birth\nA | 1950-01\nB | 1950-01");
  CHECK(results.rows.back().invalid == 1);
  CHECK(results.rows.back().unknown == 1);
}

TEST_CASE("3D carers: the category of a row") {
  const auto [row, support] = GENERATE(table<std::string, std::string>({
      {"Service | direct to carer | - | Direct payment |", "Direct Payment only"},
      {"Service | direct to carer | Direct payment | commissioned |", "Direct Payment only"},
      {"Service | direct to carer | Other | managed budget |", "CASSR Managed Personal Budget"},
      {"Service | direct to carer | Other | commissioned |", "CASSR Commissioned Support only"},
      {"Service | direct to carer | Other | - |", "Support Direct to Carer: Unknown Delivery Mech"},
      {"Service | direct to carer | Other | something |", "Support Direct to Carer: Unknown Delivery Mech"},
      {"Service | direct to carer | - | commissioned |", ""},
      {"Service | cared-for | - | Direct payment |", "No Direct Support Provided to Carer"},
      {"Assessment | - | - | - | as planned", "No Direct Support Provided to Carer"},
      {"Review | - | - | - |", "No Direct Support Provided to Carer"},
      {"Review | - | - | - | information", "Information, Advice and Other Universal Services / Signposting"},
      {"Request | - | - | - | information", "Information, Advice and Other Universal Services / Signposting"},
      {"Request | - | - | - | as planned", "not counted"},
      {"Assessment | direct to carer | - | - | information",
       "Information, Advice and Other Universal Services / Signposting"},
      {"Service | community | Other | Direct payment |", "not counted"},
  }));
  INFO(row);
  CHECK(carer_support(row) == support);
}

TEST_CASE("3D carers: the best support of the year counts, children are left out") {
  const ascof::result_table results = measured("ascof.3d.1b", R"(
    person | client       | event      | service         | component | mechanism      | start      | end
    A      | Unpaid carer | Assessment | -               | -         | -              | 2024-06-01 | 2024-06-02
    A      | Carer        | Service    | direct to carer | Other     | Direct payment | 2024-07-01 | open
    B      | Unpaid carer | Service    | direct to carer | Other     | Direct payment | 2024-07-01 | open
    C      | Unpaid carer | Service    | direct to carer | Other     | Direct payment | 2023-07-01 | 2024-03-31)",
                                               "person | birth\nA | 1950-01\nB | 2010-01\nC | 1950-01");
  CHECK(figures_of(results, "ascof.3d.1b") ==
        texts{"18 to 64 | 0/0 | none", "65 and above | 1/1 | 100.0", "Total | 1/1 | 100.0"});
  CHECK(trace_of(results, "ascof.3d.carers").size() == 2);
}
