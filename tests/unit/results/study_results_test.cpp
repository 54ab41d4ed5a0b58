#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/results/change.hpp"
#include "ascof/results/evaluate.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

const record_type_ptr& call_type() {
  static const record_type_ptr type =
      declare_record_type({.name = "call",
                           .row = "a call",
                           .fields = {{"call_id"},
                                      {"la_code"},
                                      {"person_id"},
                                      {"called", record_kind::date},
                                      {.name = "reason", .allowed = {"Fall", "Health"}}},
                           .council = "la_code",
                           .person = "person_id",
                           .key = "call_id",
                           .start = "called"});
  return type;
}
const algebra::rows<struct call_row>& calls() {
  static const algebra::rows<struct call_row> rows(call_type());
  return rows;
}

study calls_of(const std::string& rows) {
  study s;
  s.add(read_record_text(call_type(), "call_id,la_code,person_id,called,reason\n" + rows, "calls.csv"));
  return s;
}

const std::string some_calls =
    "c1,901,p1,2023-05-01,Fall\n"
    "c2,901,p1,2024-05-01,Fall\n"
    "c3,901,p2,2024-06-01,Health\n"
    "c4,901,p3,2023-06-01,Fall\n";
const period year_2023{make_day(2023, 4, 1), make_day(2024, 3, 31)};

measure called() {
  return algebra::local_measure("local.called", "Calls", algebra::count(algebra::in_period(calls().date("called"))));
}

}  // namespace

TEST_CASE("what a study lacks for each measure is what evaluate refuses or leaves out") {
  const measure of_events = algebra::local_measure("local.requests", "Requests", algebra::count(algebra::is_request));
  const measure rate = algebra::local_measure({.id = "local.rate",
                                               .title = "Rate",
                                               .counts = algebra::rate(algebra::in_period(calls().date("called"))),
                                               .population = {"18 and over"}});
  const study s = calls_of(some_calls);
  const std::vector<measure> measures{called(), of_events, rate};
  const std::vector<skipped_measure> missing = missing_for(measures, s);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].measure == "local.requests");
  CHECK(missing[0].lacks == "client level records");
  CHECK(missing[1].measure == "local.rate");
  CHECK(missing[1].lacks == "a population table (population)");
  evaluate_options options;
  options.skip_impossible = true;
  const result_table results = evaluate(measures, s, {year_2024}, options);
  REQUIRE(results.skipped.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(results.skipped[i].measure == missing[i].measure);
    CHECK(results.skipped[i].lacks == missing[i].lacks);
  }
}

TEST_CASE("a measure of several figures has their ids, rules, units and traces") {
  const auto in = algebra::in_period(calls().date("called"));
  const measure m = algebra::local_measure(
      "local.telecare", "Telecare",
      {{.id = "local.calls", .title = "Calls", .counts = algebra::count(in)},
       {.id = "local.callers", .title = "Callers", .counts = algebra::count(algebra::people(in))}});
  CHECK(m.unit == "call, person");
  CHECK(m.definition.find("local.callers: count") != std::string::npos);
  evaluate_options options;
  options.trace = true;
  const result_table results = evaluate(std::vector<measure>{m}, calls_of(some_calls), {year_2023}, options);
  REQUIRE(results.rows.size() == 2);
  CHECK(results.rows[0].measure == "local.calls");
  CHECK(results.rows[0].numerator == 2);
  CHECK(results.rows[1].numerator == 2);
  CHECK(results.traces.size() == 2);
  CHECK(failure_of([] {
          algebra::local_measure("local.none", "None", std::vector<figure>{});
        }).message.find("has no figure") != std::string::npos);
  CHECK(failure_of([&] {
          algebra::local_measure("local.twice", "Twice",
                                 {{.id = "local.a", .title = "A", .counts = algebra::count(in)},
                                  {.id = "LOCAL.A", .title = "A", .counts = algebra::count(in)}});
        }).message.find("two figures are called") != std::string::npos);
}

TEST_CASE("other tables name people by identifier or by the council's own reference") {
  const records events = records_from_text(R"(
      council | person | local_id | start      | service
      901     | 901_p1 | P1       | 2024-05-01 | community
      901     | 901_p2 | P2       | 2024-05-01 | community
      901     | 901_p3 | P3       | 2024-05-01 | community
      901     | 901_p4 | P3       | 2024-05-01 | community)");
  const person_details details = details_from_text(events, R"(
      council | person | birth
      901     | 901_p1 | 1940-05)");
  study s = study_of(events, details);
  s.add(read_record_text(call_type(),
                         "call_id,la_code,person_id,called,reason\n"
                         "c1,901,p1,2024-05-02,\n"
                         "c2,901,901_p2,2024-05-02,\n"
                         "c3,901,P3,2024-05-02,\n"
                         "c4,902,P1,2024-05-02,\n",
                         "calls.csv"));
  CHECK(s.people().size() == 6);  // P3 could be two people, and 902 is another council
  const measure m = algebra::local_measure("local.known", "Known",
                                           algebra::count(algebra::people(algebra::in_period(calls().date("called"))) &&
                                                          algebra::people(algebra::is_service)));
  const result_table results = evaluate(std::vector<measure>{m}, s, {year_2024});
  REQUIRE_FALSE(results.rows.empty());
  CHECK(results.rows[0].numerator == 2);
}

TEST_CASE("a text that a field's list does not have is refused with the nearest") {
  const auto refused = [](const algebra::truth<algebra::of_row<call_row>>& where) {
    return failure_of([&] {
             evaluate(std::vector<measure>{algebra::local_measure("local.x", "X", algebra::count(where))},
                      calls_of(some_calls), {year_2024});
           })
        .message;
  };
  CHECK(refused(calls().text("reason") == "Fal").find("did you mean 'Fall'") != std::string::npos);
  CHECK(refused(calls().text("reason").has("Fal")).find("did you mean 'Fall'") != std::string::npos);
  const measure free_text = algebra::local_measure("local.x", "X", algebra::count(calls().text("call_id") == "none"));
  CHECK(evaluate(std::vector<measure>{free_text}, calls_of(some_calls), {year_2024}).rows[0].numerator == 0);
}

TEST_CASE("a change is explained between periods of a study, and between studies") {
  const study s = calls_of(some_calls);
  const selection wanted = select_all({called()});
  const change_report years = explain_change(wanted, study_side{s, year_2023}, study_side{s, year_2024});
  REQUIRE(years.figures.size() == 1);
  CHECK(years.figures[0].difference() == 0);
  std::vector<std::string> cases;
  for (const change_row& row : years.rows) cases.push_back(std::string(to_text(row.kind)));
  CHECK(cases == std::vector<std::string>{"entered", "left", "unchanged"});
  const study later = calls_of("c2,901,p1,2024-05-01,Fall\n");
  const change_report studies = explain_change(wanted, study_side{s, year_2024}, study_side{later, year_2024});
  REQUIRE(studies.figures.size() == 1);
  CHECK(studies.figures[0].difference() == -1);
}
