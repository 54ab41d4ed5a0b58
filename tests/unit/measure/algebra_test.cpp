// The words measures are written in: what each comes to, and the figures that calculators make.

#include "ascof/measure/algebra.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/expression_text.hpp"
#include "support/failure.hpp"

using namespace ascof;
using namespace ascof::algebra;
using namespace support;

namespace {

/// The rows of one local measure of year 2024, as `figures_of` shows them.
texts rows_of(const calculation& counts, std::string_view events_text, std::string_view details = "person",
              std::vector<breakdown> by = {}) {
  const records people = records_from_text(events_text);
  const measure m = local_measure("local.x", "X", counts, std::move(by));
  return figures_of(evaluate(std::vector<measure>{m}, people, details_from_text(people, details), {year_2024}),
                    "local.x");
}

struct dated_case {
  const char *start, *end, *comes_to;
};

template <std::size_t N>
void check_dated(const truth<of_event>& e, const dated_case (&table)[N]) {
  for (const dated_case& row : table) {
    CAPTURE(row.start, row.end);
    CHECK(values_of(e, std::string("person | start | end\nP1 | ") + row.start + " | " + row.end) ==
          texts{row.comes_to});
  }
}

}  // namespace

TEST_CASE("events that are on at a date") {
  const dated_case table[] = {{"2024-04-01", "2025-03-30", "false"},
                              {"2024-04-01", "2025-03-31", "true"},
                              {"2025-03-31", "2025-03-31", "true"},
                              {"2025-03-31", "open", "true"},
                              {"2025-04-01", "open", "false"},
                              {"2025-04-01", "2025-03-31", "false"},
                              {"2025-04-02", "2025-04-01", "false"},
                              {"2024-01-01", "2023-12-31", "false"},
                              {"-", "open", "unknown"},
                              {"-", "2025-03-30", "false"}};
  check_dated(open_on(period_end), table);
}

TEST_CASE("events that are active during the period, begin in it, end in it") {
  const dated_case active[] = {{"2024-03-01", "2024-03-31", "false"}, {"2024-03-01", "2024-04-01", "true"},
                               {"2025-03-31", "open", "true"},        {"2025-04-01", "open", "false"},
                               {"2020-01-01", "2030-01-01", "true"},  {"2024-06-02", "2024-06-01", "false"},
                               {"-", "2024-06-01", "unknown"},        {"-", "2024-03-01", "false"}};
  check_dated(active_during(), active);
  const dated_case starting[] = {{"2024-03-31", "open", "false"},
                                 {"2024-04-01", "open", "true"},
                                 {"2025-03-31", "open", "true"},
                                 {"2025-04-01", "open", "false"},
                                 {"-", "open", "unknown"}};
  check_dated(starting_in(), starting);
  const dated_case ending[] = {{"-", "2024-03-31", "false"},
                               {"-", "2024-04-01", "true"},
                               {"-", "2025-03-31", "true"},
                               {"-", "2025-04-01", "false"},
                               {"-", "open", "unknown"}};
  check_dated(ending_in(), ending);
}

TEST_CASE("people who are alive on a date: a death of that day counts as alive, an unknown one too") {
  for (const auto& [death, comes_to] :
       {std::pair("2024-03-31", "false"), {"2024-04-01", "true"}, {"2024-04-02", "true"}, {"-", "true"}})
    CHECK(values_of(alive_on(period_start), "person\nP1", std::string("person | death\nP1 | ") + death) ==
          texts{comes_to});
}

TEST_CASE("what an event is") {
  const char* rows =
      "person | event | client | service\nP1 | REQUEST | Service user | community\n"
      "P1 | Assessment | Unpaid carer | prison\nP1 | service | Carer known by association | ST-Max\n"
      "P1 | Review | Client | direct to carer\nP1 | - | - | -";
  CHECK(values_of(is_request, rows) == texts{"true", "false", "false", "false", "unknown"});
  CHECK(values_of(is_assessment, rows) == texts{"false", "true", "false", "false", "unknown"});
  CHECK(values_of(is_service, rows) == texts{"false", "false", "true", "false", "unknown"});
  CHECK(values_of(is_review, rows) == texts{"false", "false", "false", "true", "unknown"});
  CHECK(values_of(of_service_user, rows) == texts{"true", "false", "false", "false", "unknown"});
  CHECK(values_of(of_carer, rows) == texts{"false", "true", "true", "false", "unknown"});
  CHECK(values_of(long_term_support, rows) == texts{"true", "true", "false", "false", "unknown"});
  CHECK(values_of(short_term_support, rows) == texts{"false", "false", "true", "false", "unknown"});
}

TEST_CASE("a text that is not another: a missing one neither is nor is not") {
  CHECK(values_of(events.service_component != "Meals", "person | component\nP1 | MEALS\nP1 | Other\nP1 | -") ==
        texts{"false", "true", "unknown"});
  CHECK(values_of(is_unknown(events.service_component != "Meals"), "person | component\nP1 | -\nP1 | x") ==
        texts{"true", "false"});
}

TEST_CASE("people with such an event, and look-ups from people and from events") {
  const char* rows = R"(
      person | event   | start      | end        | record
      P1     | Request | 2024-05-01 | open       | 1
      P1     | Service | 2024-05-08 | 2024-06-01 | 2
      P1     | Service | 2024-05-09 | 2024-05-20 | 3
      P2     | Request | 2024-05-01 | open       | 4
      P3     | Service | 2024-05-02 | open       | 5)";
  CHECK(values_of(people(is_request), rows) == texts{"true", "true", "false"});
  CHECK(values_of(people(person.gender == "Male"), rows, "person | gender\nP1 | Male") ==
        texts{"true", "unknown", "unknown"});
  CHECK(values_of(events_where(is_service).count(), rows) == texts{"2", "0", "1"});
  CHECK(values_of(events_where(is_service).least(events.end), rows) == texts{"2024-05-20", "-", "-"});
  CHECK(values_of(events_where(is_service).greatest(events.end), rows) == texts{"2024-06-01", "-", "-"});
  CHECK(values_of(events_where(is_service).sum(events.record_id), rows) == texts{"5", "-", "5"});
  // Of each event, the services that follow within a week: both ends count.
  const auto week = looking_at(is_service).between(events.start, events.start + days{7});
  CHECK(values_of(week.count(), rows) == texts{"1", "2", "1", "0", "1"});
  const auto next =
      looking_at(is_service).on_or_after(events.start + days{1}).ordered_by(ascending(events.start)).first();
  CHECK(values_of(next.of(events.record_id), rows) == texts{"2", "3", "-", "-", "-"});
  CHECK(values_of(next.exists(), rows) == texts{"true", "true", "false", "false", "false"});
  const auto before = looking_at(is_request, events.start).on_or_before(events.start);
  CHECK(values_of(before.any(), rows) == texts{"true", "true", "true", "true", "false"});
  // Of people, around a bound of the period.
  CHECK(values_of(looking_at(is_service).on_or_before(period_end).any(), rows) == texts{"true", "false", "true"});
  const auto last = events_where(is_service).ordered_by(descending(first_known(events.end, constant(far_day)))).first();
  CHECK(values_of(last.of(events.record_id), rows) == texts{"2", "-", "5"});
}

TEST_CASE("the latest known value: open events last, then the latest start, then the largest record") {
  const char* rows = R"(
      person | start      | end        | outcome   | record
      P1     | 2024-05-01 | open       | first     | 1
      P1     | 2024-05-02 | 2024-06-01 | second    | 2
      P2     | 2024-05-01 | 2024-06-02 | first     | 3
      P2     | 2024-05-02 | 2024-06-01 | second    | 4
      P3     | 2024-05-01 | 2024-06-01 | first     | 6
      P3     | 2024-05-01 | 2024-06-01 | second    | 5
      P4     | 2024-05-01 | open       | Unknown   | 7
      P4     | 2024-05-01 | 2024-05-02 | known     | 8
      P4     | 2024-05-03 | open       | -         | 9
      P4     | 2024-05-04 | open       | Invalid and not mapped | 10
      P5     | 2024-05-01 | open       | -         | 11)";
  CHECK(values_of(latest_known(events.outcome, active_during()), rows) ==
        texts{"first", "first", "first", "known", "-"});
}

TEST_CASE("the best of a list among a person's events") {
  const char* rows = "person | component\nP1 | Meals\nP1 | Shared Lives\nP2 | Other\nP3 | meals\nP3 | -";
  CHECK(values_of(best(events.service_component, {"Shared Lives", "Meals"}, !is_missing(events.service_component)),
                  rows) == texts{"Shared Lives", "-", "meals"});
}

TEST_CASE("official age groups, and the department's bands") {
  const auto of = [](const char* birth) {
    return rows_of(count(people(active_during())), "person | start\nP1 | 2024-05-01",
                   std::string("person | birth\nP1 | ") + birth, {age_groups(age_on(period_end))});
  };
  CHECK(of("2007-05") == texts{"18 to 64 | 0/0 | 0.0", "65 and above | 0/0 | 0.0", "Total | 0/0 | 0.0"});
  CHECK(of("2007-03") == texts{"18 to 64 | 1/1 | 1.0", "65 and above | 0/0 | 0.0", "Total | 1/1 | 1.0"});
  CHECK(of("1960-03") == texts{"18 to 64 | 0/0 | 0.0", "65 and above | 1/1 | 1.0", "Total | 1/1 | 1.0"});
  CHECK(of("-") == texts{"18 to 64 | 0/0 | 0.0", "65 and above | 0/0 | 0.0", "Total | 1/1 | 1.0"});
  const char* details = "person | birth\nP1 | 2010-01\nP2 | 1990-01\nP3 | 1940-01\nP4 | -";
  CHECK(values_of(working_age_band(age_on(period_end)), "person\nP1\nP2\nP3\nP4", details) ==
        texts{"Under 18", "18 to 64", "65 and above", "Unknown"});
}

TEST_CASE("counts, shares and ratios") {
  const char* rows = R"(
      person | event   | start
      P1     | Request | 2024-05-01
      P1     | Review  | 2024-05-02
      P1     | Review  | 2024-05-03
      P2     | Request | 2024-05-04
      P3     | Service | 2024-05-05
      P3     | -       | 2024-05-06)";
  CHECK(rows_of(count(is_review), rows) == texts{"Total | 2/2 | 2.0"});
  CHECK(rows_of(count(people(is_request)), rows) == texts{"Total | 2/2 | 2.0"});
  CHECK(rows_of(proportion(is_review, starting_in()), rows) == texts{"Total | 2/6 | 33.3"});
  CHECK(rows_of(proportion(people(is_review), people(starting_in())), rows) == texts{"Total | 1/3 | 33.3"});
  CHECK(rows_of(exact_proportion(is_review || is_request, !is_missing(events.event_type)), rows) ==
        texts{"Total | 4/5 | 80.0"});
  // A numerator is counted inside its denominator, whatever else it holds for.
  CHECK(rows_of(proportion(is_review || is_service, is_review || is_request), rows) == texts{"Total | 2/4 | 50.0"});
  CHECK(rows_of(proportion(is_review, events.outcome == "Admitted to hospital"), rows) == texts{"Total | 0/0 | none"});
  // Another thing to divide by, which the one is no part of.
  CHECK(rows_of(ratio(is_request, is_review), rows) == texts{"Total | 2/2 | 100.0"});
  CHECK(rows_of(ratio(people(is_request), is_service), rows) == texts{"Total | 2/1 | 200.0"});
  CHECK(rows_of(ratio(is_request, is_assessment), rows) == texts{"Total | 2/0 | none"});
  CHECK(rows_of(ratio(people(is_request), is_service), rows, "person | gender\nP1 | Male\nP2 | Female\nP3 | Female",
                {with_total(by("gender", person.gender))}) ==
        texts{"Female | 1/1 | 100.0", "Male | 1/0 | none", "Total | 2/1 | 200.0"});
}

TEST_CASE("median, mean, sum, percentile and share of the known values") {
  const char* rows = R"(
      person | start      | end
      P1     | 2024-05-01 | 2024-05-02
      P1     | 2024-05-01 | 2024-05-05
      P2     | 2024-05-01 | 2024-05-11
      P2     | 2024-05-01 | 2024-06-10
      P3     | 2024-05-01 | open)";
  const auto length = days_between(events.start, events.end);
  CHECK(rows_of(median(length, starting_in()), rows) == texts{"Total | -/4 | 7.0"});
  CHECK(rows_of(mean(length, starting_in()), rows) == texts{"Total | -/4 | 13.8"});
  CHECK(rows_of(sum(length, starting_in()), rows) == texts{"Total | -/4 | 55.0"});
  CHECK(rows_of(percentile(0, length, starting_in()), rows) == texts{"Total | -/4 | 1.0"});
  CHECK(rows_of(percentile(50, length, starting_in()), rows) == texts{"Total | -/4 | 7.0"});
  CHECK(rows_of(percentile(90, length, starting_in()), rows) == texts{"Total | -/4 | 31.0"});
  CHECK(rows_of(percentile(100, length, starting_in()), rows) == texts{"Total | -/4 | 40.0"});
  CHECK(rows_of(median(length, length <= 4), rows) == texts{"Total | -/2 | 2.5"});
  CHECK(rows_of(median(length, length <= 1), rows) == texts{"Total | -/1 | 1.0"});
  CHECK(rows_of(share_within(days{4}, length, starting_in()), rows) == texts{"Total | 2/4 | 50.0"});
  CHECK(rows_of(share_within(days{10}, length, starting_in()), rows) == texts{"Total | 3/4 | 75.0"});
  // Without a value there is no mean; a median has no row; a sum of nothing is 0.
  CHECK(rows_of(mean(length, is_request), rows) == texts{"Total | -/0 | none"});
  CHECK(rows_of(median(length, is_request), rows).empty());
  CHECK(rows_of(sum(length, is_request), rows) == texts{"Total | -/0 | 0.0"});
}

TEST_CASE("a change is against the period a year earlier") {
  const char* rows = R"(
      person | event   | start
      P1     | Request | 2023-05-01
      P1     | Review  | 2023-05-01
      P2     | Request | 2024-05-01
      P3     | Request | 2024-05-01
      P4     | Review  | 2024-05-01
      P5     | Review  | 2024-05-01)";
  CHECK(rows_of(change(count(is_request && starting_in())), rows) == texts{"Total | 2/2 | 1.0"});
  CHECK(rows_of(percent_change(count(is_request && starting_in())), rows) == texts{"Total | 2/2 | 100.0"});
  CHECK(rows_of(change(proportion(is_review, starting_in())), rows) == texts{"Total | 2/4 | 0.0"});
  CHECK(rows_of(change(ratio(is_request && starting_in(), is_review && starting_in())), rows) ==
        texts{"Total | 2/2 | 0.0"});
  CHECK(rows_of(percent_change(count(is_assessment && starting_in())), rows) == texts{"Total | 0/0 | none"});
  // Groups that only one of the two years has.
  CHECK(rows_of(change(count(starting_in())), rows, "person | gender\nP1 | Male\nP2 | Female\nP3 | Female",
                {by("gender", person.gender)}) ==
        texts{"Female | 2/2 | 2.0", "Male | 0/0 | -2.0", "missing | 2/2 | 2.0"});
}

TEST_CASE("a breakdown by a text has a group for each that occurs, by its letters, and missing last") {
  const char* rows = "person\nP1\nP2\nP3\nP4\nP5";
  const char* details = "person | gender\nP1 | male\nP2 | Male\nP3 | Female\nP4 | MALE\nP5 | -";
  const auto of = [&](breakdown by) { return rows_of(count(people(is_service)), rows, details, {std::move(by)}); };
  CHECK(of(by("gender", person.gender)) == texts{"Female | 1/1 | 1.0", "MALE | 3/3 | 3.0", "missing | 1/1 | 1.0"});
  CHECK(of(with_total(by("gender", person.gender), "All")) ==
        texts{"Female | 1/1 | 1.0", "MALE | 3/3 | 3.0", "missing | 1/1 | 1.0", "All | 5/5 | 5.0"});
  CHECK(of(by("gender", person.gender, {"Male", "Other", "missing"})) ==
        texts{"Male | 3/3 | 3.0", "Other | 0/0 | 0.0", "missing | 1/1 | 1.0"});
  CHECK(failure_of([&] { of(with_total(by("gender", person.gender), "female")); }).message ==
        "the breakdown gender of local.x has a text 'female' besides a total of this name; name the total otherwise");
}

TEST_CASE("a local measure says what it counts, and traces the units that count") {
  const auto in_care = events.service_type == "Long term support: Nursing care";
  const measure m = local_measure("local.care", "In care", proportion(in_care, starting_in()),
                                  {by("gender", person.gender), groups("who", {{"old", age_on(events.start) >= 65}})},
                                  polarity::lower_is_better);
  CHECK(m.id == "local.care");
  CHECK(m.unit == "event");
  CHECK(m.stands == standing::local);
  CHECK(m.figures.front().direction == polarity::lower_is_better);
  CHECK(m.definition ==
        "proportion (%) of events where (start >= period_start and start <= period_end); numerator: service_type == "
        "\"long term support: nursing care\"");
  const records people = records_from_text(R"(
      person | start      | end        | service | record
      P1     | 2024-05-01 | 2024-06-01 | nursing | 7
      P1     | 2023-05-01 | 2024-06-01 | nursing | 8
      P2     | 2024-05-02 | open       | -       | 9)");
  evaluate_options with_trace;
  with_trace.trace = true;
  const result_table results =
      evaluate(std::vector<measure>{m}, people,
               details_from_text(people, "person | birth | gender\nP1 | 1940-01 | Male\nP2 | 1990-01 | -"), {year_2024},
               {}, {}, with_trace);
  CHECK(trace_of(results, "local.care") == texts{"P1 | Service | 2024-05-01 | 2024-06-01 | 7 | Male | Y | Y",
                                                 "P2 | Service | 2024-05-02 | - | 9 | - | N | -"});
  REQUIRE(results.traces.size() == 1);
  CHECK(results.traces.front().columns ==
        texts{"event_type", "start", "end", "record", "gender", "who: old", "in_numerator"});
  // Of people, and of spells.
  CHECK(local_measure("l", "L", count(algebra::people(in_care))).unit == "person");
  const measure of_spells = local_measure("l", "L", count(spells(in_care, days{7}).active_during()));
  CHECK(of_spells.unit == "spells");
  CHECK(of_spells.traces.front().columns.size() == 3);
}

TEST_CASE("measures over spells and matches") {
  const char* rows = R"(
      person | event   | start      | end        | service
      P1     | Service | 2024-05-01 | 2024-05-10 | community
      P1     | Service | 2024-05-15 | 2024-05-20 | community
      P1     | Service | 2024-08-01 | open       | community
      P2     | Request | 2024-05-01 | open       | -
      P2     | Service | 2024-05-11 | open       | community
      P2     | Service | 2025-04-01 | 2025-04-02 | community)";
  const auto spell = spells(long_term_support, days{7});
  CHECK(rows_of(count(spell.active_during()), rows) == texts{"Total | 3/3 | 3.0"});
  CHECK(rows_of(count(people(spell.open_on(period_end))), rows) == texts{"Total | 2/2 | 2.0"});
  CHECK(rows_of(median(days_between(spell.start, spell.end), spell.active_during()), rows) ==
        texts{"Total | -/1 | 19.0"});
  CHECK(rows_of(sum(spell.events, spell.active_during()), rows) == texts{"Total | -/3 | 5.0"});
  const auto waited = matched_latest(is_request, is_service);
  CHECK(rows_of(median(waited.days, in_period(waited.to_start)), rows) == texts{"Total | -/1 | 10.0"});
  CHECK(rows_of(proportion(waited.matched, in_period(waited.to_start)), rows) == texts{"Total | 1/4 | 25.0"});
}
