#include "ascof/measures/ascof_3d.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/extract_text.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

std::string of_one(std::string_view rows) {
  std::string events;
  for (const std::string& line : lines(rows)) events += (events.empty() ? "person | " : "P1 | ") + line + "\n";
  return events;
}

/// How one client counts: service, mechanism, denominator, 1a, 2a, unknown; or "-" when not in the trace.
std::string client(std::string_view rows, const std::string& birth = "1940-01", const std::string& death = "-") {
  const texts trace =
      trace_of(measured("ascof.3d.clients", of_one(rows), "person | birth | death\nP1 | " + birth + " | " + death),
               "ascof.3d.clients");
  REQUIRE(trace.size() <= 1);
  if (trace.empty()) return "-";
  const texts parts = cells(trace[0]);
  std::string line;
  for (std::size_t i = 2; i < parts.size(); ++i)
    line += (i == 2 ? "" : " | ") + (parts[i].empty() ? std::string("-") : parts[i]);
  return line;
}

/// The category of one carer: its text, or "none" without one, or "-" when not in the trace.
std::string carer(std::string_view rows, const std::string& birth = "1940-01", const std::string& death = "-") {
  const texts trace =
      trace_of(measured("ascof.3d.carers", of_one(rows), "person | birth | death\nP1 | " + birth + " | " + death),
               "ascof.3d.carers");
  REQUIRE(trace.size() <= 1);
  if (trace.empty()) return "-";
  const std::string category = cells(trace[0])[2];
  return category.empty() ? "none" : category;
}

const std::string category_1 = "Direct Payment only";
const std::string category_2 = "CASSR Managed Personal Budget";
const std::string category_3 = "CASSR Commissioned Support only";
const std::string category_4 = "Support Direct to Carer: Unknown Delivery Mech";
const std::string category_5 = "Information, Advice and Other Universal Services / Signposting";
const std::string category_6 = "No Direct Support Provided to Carer";

}  // namespace

TEST_CASE("3D clients: the worked example of the definition") {
  const result_table results = measured("ascof.3d.clients", R"(
      person | service     | component      | mechanism      | start      | end
      A      | community   | Direct payment | commissioned   | 2024-01-01 | open
      B      | community   | Meals          | managed budget | 2024-01-01 | open
      B      | community   | Meals          | commissioned   | 2024-01-01 | open
      C      | community   | Meals          | Direct payment | 2024-01-01 | open
      C      | residential | -              | -              | 2025-03-01 | open
      D      | community   | Meals          | -              | 2024-01-01 | open
      E      | community   | Meals          | commissioned   | 2024-01-01 | 2025-03-31
      F      | community   | Meals          | Direct payment | 2024-01-01 | open
      G      | community   | Meals          | Direct payment | 2024-01-01 | 2025-03-30)",
                                        R"(
      person | birth   | death
      A      | 1990-01 | -
      B      | 1940-01 | -
      C      | 1930-01 | -
      D      | -       | -
      E      | 1950-01 | -
      F      | 1950-01 | 2025-03-30
      G      | 1985-01 | -)");
  CHECK(figures_of(results, "ascof.3d.1a") == expected(R"(
      18 to 64     | 1/1 | 100.0
      65 and above | 1/2 | 50.0
      Total        | 2/4 | 50.0)"));
  CHECK(figures_of(results, "ascof.3d.2a") == expected(R"(
      18 to 64     | 1/1 | 100.0
      65 and above | 0/2 | 0.0
      Total        | 1/4 | 25.0)"));
  CHECK(side_of(results, "ASCOF 3D (Clients)") == 1);
  CHECK(trace_of(results, "ascof.3d.clients") == expected(R"(
      A | 18 to 64     | Long term support: Community        | Direct payment                | Y | Y | Y | N
      B | 65 and above | Long term support: Community        | CASSR managed personal budget | Y | Y | N | N
      C | 65 and above | Long term support: Residential care | -                             | N | N | N | N
      D | Unknown      | Long term support: Community        | -                             | Y | N | N | Y
      E | 65 and above | Long term support: Community        | CASSR commissioned support    | Y | N | N | N)"));
}

TEST_CASE("3D clients: each pair of service and mechanism has its place") {
  struct pair {
    const char* service;
    const char* component;
    const char* mechanism;
    const char* counts;
  };
  const pair table[] = {
      {"nursing", "Direct payment", "Direct payment", "Long term support: Nursing care | - | N | N | N | N"},
      {"residential", "Meals", "managed budget", "Long term support: Residential care | - | N | N | N | N"},
      {"community", "Meals", "Direct payment", "Long term support: Community | Direct payment | Y | Y | Y | N"},
      {"community", "DIRECT payment ", "-", "Long term support: Community | Direct payment | Y | Y | Y | N"},
      {"community", "Direct payment", "commissioned", "Long term support: Community | Direct payment | Y | Y | Y | N"},
      {"community", "Meals", "managed budget",
       "Long term support: Community | CASSR managed personal budget | Y | Y | N | N"},
      {"community", "-", "commissioned", "Long term support: Community | CASSR commissioned support | Y | N | N | N"},
      {"community", "Meals", "-", "Long term support: Community | - | Y | N | N | Y"},
      {"community", "Meals", "Invalid and not mapped", "Long term support: Community | - | Y | N | N | Y"},
      {"community", "Direct payments", "-", "Long term support: Community | - | Y | N | N | Y"},
      {"prison", "Meals", "managed budget",
       "Long term support: Prison | CASSR managed personal budget | N | N | N | N"},
      {"prison", "Meals", "commissioned", "Long term support: Prison | CASSR commissioned support | N | N | N | N"},
      {"prison", "Meals", "Direct payment", "Long term support: Prison | - | N | N | N | N"},
      {"prison", "Direct payment", "managed budget", "Long term support: Prison | - | N | N | N | N"},
      {"prison", "-", "-", "Long term support: Prison | - | N | N | N | N"},
      {"ST-Max", "Direct payment", "Direct payment", "-"},
      {"direct to carer", "Direct payment", "Direct payment", "-"},
      {"-", "Direct payment", "Direct payment", "-"}};
  for (const pair& row : table) {
    CAPTURE(row.service, row.component, row.mechanism);
    CHECK(client(std::string("service | component | mechanism | start\n") + row.service + " | " + row.component +
                 " | " + row.mechanism + " | 2024-05-01") == row.counts);
  }
}

TEST_CASE("3D clients: a person counts once, in the best place") {
  // In the department's order; every line beats those below it.
  const texts order{"nursing   | -              | Long term support: Nursing care | - ",
                    "residential | Direct payment | Long term support: Residential care | -",
                    "community | Direct payment | Long term support: Community | Direct payment",
                    "community | managed budget | Long term support: Community | CASSR managed personal budget",
                    "community | commissioned   | Long term support: Community | CASSR commissioned support",
                    "community | -              | Long term support: Community | -",
                    "prison    | managed budget | Long term support: Prison | CASSR managed personal budget",
                    "prison    | commissioned   | Long term support: Prison | CASSR commissioned support",
                    "prison    | -              | Long term support: Prison | -"};
  const auto row = [&](std::size_t i, const char* start) {
    const texts parts = cells(order[i]);
    return parts[0] + " | " + (parts[1].empty() ? "-" : parts[1]) + " | " + start + "\n";
  };
  for (std::size_t better = 0; better < order.size(); ++better)
    for (std::size_t worse = better; worse < order.size(); ++worse) {
      CAPTURE(order[better], order[worse]);
      const texts parts = cells(order[better]);
      const std::string wanted = parts[2] + " | " + (parts[3].empty() ? "-" : parts[3]) + " | ";
      const std::string header = "service | mechanism | start\n";
      CHECK(client(header + row(better, "2024-05-01") + row(worse, "2024-06-01")).starts_with(wanted));
      CHECK(client(header + row(worse, "2024-05-01") + row(better, "2024-06-01")).starts_with(wanted));
    }
}

TEST_CASE("3D clients: the last day of the year decides, and the event type is not asked") {
  const auto on = [](const char* start, const char* end, const char* death = "-") {
    return client(std::string("service | mechanism | start | end\ncommunity | Direct payment | ") + start + " | " + end,
                  "1940-01", death) != "-";
  };
  CHECK(on("2024-05-01", "open"));
  CHECK(on("2024-05-01", "2025-03-31"));
  CHECK_FALSE(on("2024-05-01", "2025-03-30"));
  CHECK(on("2025-03-31", "open"));
  CHECK(on("2025-03-31", "2025-03-31"));
  CHECK_FALSE(on("2025-04-01", "open"));
  CHECK_FALSE(on("2025-04-01", "2025-03-31"));  // ends before it starts
  CHECK_FALSE(on("-", "open"));
  // A death on the last day counts too: the filter is the end of the year here.
  CHECK(on("2024-05-01", "open", "2025-03-31"));
  CHECK_FALSE(on("2024-05-01", "open", "2025-03-30"));
  CHECK(on("2024-05-01", "open", "2026-01-01"));

  const char* shown = "Long term support: Community | Direct payment | Y | Y | Y | N";
  for (const char* type : {"Service", "Review", "Request", "-"})
    CHECK(client(std::string("event | service | mechanism | start\n") + type +
                 " | community | Direct payment | 2024-05-01") == shown);
  for (const char* who : {"Unpaid carer", "Carer", "Unpaid carer known by association", "-"})
    CHECK(client(std::string("client | service | mechanism | start\n") + who +
                 " | community | Direct payment | 2024-05-01") == "-");
  CHECK(client("client | service | mechanism | start\nSERVICE user | community | Direct payment | 2024-05-01") ==
        shown);
}

TEST_CASE("3D clients: ages on the last day of the year; unknown in the total only, children nowhere") {
  const auto figures = [](const char* birth) {
    return figures_of(measured("ascof.3d.1a", "person | service | mechanism | start\nP1 | community | - | 2024-05-01",
                               std::string("person | birth\nP1 | ") + birth),
                      "ascof.3d.1a");
  };
  const texts nobody = expected("18 to 64 | 0/0 | none\n65 and above | 0/0 | none\nTotal | 0/0 | none");
  CHECK(figures("2007-04") == nobody);  // 17
  CHECK(figures("2007-03") == expected("18 to 64 | 0/1 | 0.0\n65 and above | 0/0 | none\nTotal | 0/1 | 0.0"));
  CHECK(figures("1960-04") == expected("18 to 64 | 0/1 | 0.0\n65 and above | 0/0 | none\nTotal | 0/1 | 0.0"));
  CHECK(figures("1960-03") == expected("18 to 64 | 0/0 | none\n65 and above | 0/1 | 0.0\nTotal | 0/1 | 0.0"));
  CHECK(figures("-") == expected("18 to 64 | 0/0 | none\n65 and above | 0/0 | none\nTotal | 0/1 | 0.0"));
  // The unknown mechanism of a child is not counted beside the figures either.
  CHECK(side_of(measured("ascof.3d.clients", "person | service | start\nP1 | community | 2024-05-01",
                         "person | birth\nP1 | 2007-04"),
                "ASCOF 3D (Clients)") == 0);
}

TEST_CASE("3D clients: unknown mechanisms are missing or invalid ones") {
  const auto beside = [](const char* mechanisms) {
    const result_table results =
        measured("ascof.3d.1a", of_one(std::string("service | start | mechanism\n") + mechanisms),
                 "person | birth\nP1 | 1940-01");
    const result_row& total = results.rows.back();
    CHECK(side_of(results, "ASCOF 3D (Clients)") == total.unknown + total.invalid);
    return std::to_string(total.unknown) + " unknown, " + std::to_string(total.invalid) + " invalid";
  };
  CHECK(beside("community | 2024-05-01 | -") == "1 unknown, 0 invalid");
  CHECK(beside("community | 2024-05-01 | nonsense") == "0 unknown, 1 invalid");
  CHECK(beside("community | 2024-05-01 | -\ncommunity | 2024-06-01 | nonsense") == "0 unknown, 1 invalid");
  CHECK(beside("community | 2024-05-01 | nonsense\ncommunity | 2024-06-01 | -") == "0 unknown, 1 invalid");
  CHECK(beside("community | 2024-05-01 | nonsense\ncommunity | 2024-06-01 | commissioned") == "0 unknown, 0 invalid");
}

TEST_CASE("3D carers: the worked example of the definition") {
  const result_table results = measured("ascof.3d.carers", R"(
      person | client                            | event      | service         | component      | mechanism      | start      | end        | outcome
      A      | Unpaid carer                      | Service    | direct to carer | Direct payment | -              | 2024-06-01 | 2024-06-01 | -
      B      | Unpaid carer                      | Service    | direct to carer | Carer respite  | managed budget | 2023-06-01 | 2024-04-01 | -
      C      | Unpaid carer                      | Service    | direct to carer | Carer respite  | commissioned   | 2024-06-01 | open       | -
      D      | Unpaid carer                      | Service    | direct to carer | -              | managed budget | 2024-06-01 | open       | -
      E      | Unpaid carer                      | Assessment | -               | -              | -              | 2024-06-01 | 2024-06-02 | information
      F      | Unpaid carer known by association | Service    | direct to carer | Other          | Direct payment | 2024-06-01 | open       | -)",
                                        R"(
      person | birth
      A      | 1970-01
      B      | 1950-01
      C      | 1960-01
      D      | 1980-01
      E      | 1980-01
      F      | -)");
  CHECK(figures_of(results, "ascof.3d.1b") == expected(R"(
      18 to 64     | 1/1 | 100.0
      65 and above | 1/2 | 50.0
      Total        | 3/4 | 75.0)"));
  CHECK(figures_of(results, "ascof.3d.2b") == expected(R"(
      18 to 64     | 1/1 | 100.0
      65 and above | 0/2 | 0.0
      Total        | 2/4 | 50.0)"));
  CHECK(side_of(results, "ASCOF 3D (Carers)") == 0);
  CHECK(trace_of(results, "ascof.3d.carers") == expected("A | 18 to 64     | " + category_1 +
                                                         " | Y | Y | Y | N\n"
                                                         "B | 65 and above | " +
                                                         category_2 +
                                                         " | Y | Y | N | N\n"
                                                         "C | 65 and above | " +
                                                         category_3 +
                                                         " | Y | N | N | N\n"
                                                         "D | 18 to 64     | -                  | N | N | N | N\n"
                                                         "E | 18 to 64     | " +
                                                         category_5 +
                                                         " | N | N | N | N\n"
                                                         "F | Unknown      | " +
                                                         category_1 + " | Y | Y | Y | N"));
}

TEST_CASE("3D carers: the first line of the definition that fits gives the category") {
  struct situation {
    const char* row;  // event, service, component, mechanism, outcome
    std::string category;
  };
  const situation table[] = {
      // 1 to 4: support direct to the carer.
      {"Service | direct to carer | Other          | Direct payment | -", category_1},
      {"Service | direct to carer | -              | Direct payment | -", category_1},
      {"Service | direct to carer | Direct payment | commissioned   | -", category_1},
      {"Service | direct to carer | DIRECT PAYMENT | -              | -", category_1},
      {"Service | direct to carer | Other          | managed budget | -", category_2},
      {"Service | direct to carer | Other          | commissioned   | -", category_3},
      {"Service | direct to carer | Other          | -              | -", category_4},
      {"Service | direct to carer | Other          | nonsense       | -", category_4},
      // A missing component fails the negative pattern: no category at all.
      {"Service | direct to carer | -              | managed budget | -", "none"},
      {"Service | direct to carer | -              | commissioned   | -", "none"},
      {"Service | direct to carer | -              | -              | -", "none"},
      {"Service | direct to carer | -              | nonsense       | -", "none"},
      // ... unless the event is an assessment, a review or a request, which lines 6 to 8 take.
      {"Review  | direct to carer | -              | commissioned   | -", category_6},
      {"Review  | direct to carer | -              | commissioned   | information", category_5},
      {"Request | direct to carer | -              | commissioned   | -", category_5},
      {"Review  | direct to carer | Other          | commissioned   | -", category_3},
      // 5: support involving the person cared for, whatever else is said.
      {"Service    | cared-for    | Direct payment | Direct payment | -", category_6},
      {"Assessment | cared-for    | -              | -              | information", category_6},
      // 6 and 7: assessments and reviews without a service type; a missing outcome is another outcome.
      {"Assessment | -            | -              | -              | NFA: Other", category_6},
      {"Assessment | -            | -              | -              | -", category_6},
      {"REVIEW     | -            | -              | -              | -", category_6},
      {"Assessment | -            | -              | -              | information", category_5},
      {"Review     | -            | -              | -              | information", category_5},
      // 8: requests, which need the outcome to be looked at.
      {"Request    | -            | -              | -              | information", category_5},
      {"Request    | -            | -              | -              | NFA: Other", "-"},
      {"Request    | -            | -              | -              | -", "-"},
      // 9: anything else that is looked at.
      {"Service    | -            | -              | -              | information", "none"},
      {"Service    | -            | -              | -              | -", "-"},
      {"Other      | -            | -              | -              | information", "none"},
      // Other services are not looked at, whatever the event.
      {"Assessment | community    | Direct payment | Direct payment | information", "-"},
      {"Service    | nonsense     | Direct payment | Direct payment | -", "-"}};
  for (const situation& row : table) {
    CAPTURE(row.row);
    CHECK(carer(std::string("client | start | event | service | component | mechanism | outcome\n") +
                "Unpaid carer | 2024-06-01 | " + row.row) == row.category);
  }
}

TEST_CASE("3D carers: the best category of the year stands, rows without one do not matter") {
  const texts order{"Service    | direct to carer | Direct payment | -              | -",
                    "Service    | direct to carer | Other          | managed budget | -",
                    "Service    | direct to carer | Other          | commissioned   | -",
                    "Service    | direct to carer | Other          | -              | -",
                    "Assessment | -               | -              | -              | information",
                    "Assessment | -               | -              | -              | -",
                    "Service    | direct to carer | -              | -              | -"};
  const std::string categories[] = {category_1, category_2, category_3, category_4, category_5, category_6, "none"};
  const std::string header = "client | start | event | service | component | mechanism | outcome\n";
  for (std::size_t better = 0; better < order.size(); ++better)
    for (std::size_t worse = better; worse < order.size(); ++worse) {
      CAPTURE(order[better], order[worse]);
      const std::string first = "Carer | 2024-05-01 | ";
      const std::string second = "Carer | 2024-06-01 | ";
      CHECK(carer(header + first + order[better] + "\n" + second + order[worse]) == categories[better]);
      CHECK(carer(header + first + order[worse] + "\n" + second + order[better]) == categories[better]);
    }
}

TEST_CASE("3D carers: the whole year counts, for carers alive at its start") {
  const auto in = [](const char* start, const char* end, const char* death = "-") {
    return carer(std::string(
                     "client | service | component | start | end\nUnpaid carer | direct to carer | Direct payment | ") +
                     start + " | " + end,
                 "1940-01", death) != "-";
  };
  CHECK(in("2023-01-01", "2024-04-01"));
  CHECK_FALSE(in("2023-01-01", "2024-03-31"));
  CHECK(in("2025-03-31", "open"));
  CHECK_FALSE(in("2025-04-01", "open"));
  CHECK_FALSE(in("2024-06-01", "2024-05-31"));
  CHECK_FALSE(in("-", "open"));
  CHECK(in("2024-06-01", "2024-06-01"));
  CHECK(in("2024-06-01", "open", "2024-04-01"));
  CHECK_FALSE(in("2024-06-01", "open", "2024-03-31"));
}

TEST_CASE("3D carers: carers in the wording of both releases, known by association too") {
  for (const char* who : {"Carer", "Unpaid carer", "CARER known by association", "Unpaid carer known by association"})
    CHECK(carer(std::string("client | service | component | start\n") + who +
                " | direct to carer | Direct payment | 2024-06-01") == category_1);
  for (const char* who : {"Service user", "-", "Young carer"})
    CHECK(carer(std::string("client | service | component | start\n") + who +
                " | direct to carer | Direct payment | 2024-06-01") == "-");
}

TEST_CASE("3D carers: ages on the last day of the year; unknown in the total only, children nowhere") {
  const auto figures = [](const char* birth) {
    return figures_of(measured("ascof.3d.2b",
                               "person | client | service | component | start\n"
                               "P1 | Carer | direct to carer | Direct payment | 2024-06-01",
                               std::string("person | birth\nP1 | ") + birth),
                      "ascof.3d.2b");
  };
  CHECK(figures("2007-04") == expected("18 to 64 | 0/0 | none\n65 and above | 0/0 | none\nTotal | 0/0 | none"));
  CHECK(figures("2007-03") == expected("18 to 64 | 1/1 | 100.0\n65 and above | 0/0 | none\nTotal | 1/1 | 100.0"));
  CHECK(figures("1960-03") == expected("18 to 64 | 0/0 | none\n65 and above | 1/1 | 100.0\nTotal | 1/1 | 100.0"));
  CHECK(figures("-") == expected("18 to 64 | 0/0 | none\n65 and above | 0/0 | none\nTotal | 1/1 | 100.0"));
}

TEST_CASE("3D carers: an unknown mechanism is outside the denominator and counted beside it, but not a child's") {
  const auto beside = [](const char* birth, const char* mechanism) {
    const result_table results = measured("ascof.3d.1b",
                                          std::string("person | client | service | component | start | mechanism\n"
                                                      "P1 | Carer | direct to carer | Other | 2024-06-01 | ") +
                                              mechanism,
                                          std::string("person | birth\nP1 | ") + birth);
    const result_row& total = results.rows.back();
    CHECK(total.denominator == 0);
    CHECK(side_of(results, "ASCOF 3D (Carers)") == total.unknown + total.invalid);
    return std::to_string(total.unknown) + " unknown, " + std::to_string(total.invalid) + " invalid";
  };
  CHECK(beside("1940-01", "-") == "1 unknown, 0 invalid");
  CHECK(beside("1940-01", "nonsense") == "0 unknown, 1 invalid");
  CHECK(beside("-", "-") == "1 unknown, 0 invalid");
  CHECK(beside("2007-04", "-") == "0 unknown, 0 invalid");
}

TEST_CASE("3D: the joined table does not look at delivery mechanisms before 3D does") {
  // Two mechanisms of one service are one row of the joined table, the later record, and two of the single one.
  const extract raw = extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | person | start      | end  | service   | component | mechanism      | birth_year | birth_month
      7      | P1     | 2024-05-01 | open | community | Meals     | Direct payment | 1940       | 1
      9      | P1     | 2024-05-01 | open | community | Meals     | commissioned   | 1940       | 1)"}});
  for (const auto& [mode, value] : std::initializer_list<std::pair<table_mode, const char*>>{
           {table_mode::joined, "Total | 0/1 | 0.0"}, {table_mode::single, "Total | 1/1 | 100.0"}}) {
    prepare_options options;
    options.mode = mode;
    const records people(prepared_from(raw, options).main);
    const result_table results = measured("ascof.3d.2a", people, work_out_person_details(people, mappings::shipped()));
    CHECK(figures_of(results, "ascof.3d.2a").back() == value);
  }
}

TEST_CASE("3D: percentages are rounded half away from zero as they are stored") {
  const auto value = [](int n, int d) {
    std::string events = "person | service | start | mechanism\n";
    std::string details = "person | birth\n";
    for (int i = 0; i < d; ++i) {
      events += "P" + std::to_string(i) + " | community | 2024-05-01 | " + (i < n ? "Direct payment\n" : "-\n");
      details += "P" + std::to_string(i) + " | 1940-01\n";
    }
    return figures_of(measured("ascof.3d.2a", events, details), "ascof.3d.2a").back();
  };
  CHECK(value(1, 16) == "Total | 1/16 | 6.3");
  CHECK(value(5, 80) == "Total | 5/80 | 6.3");
  CHECK(value(23, 80) == "Total | 23/80 | 28.7");
}
