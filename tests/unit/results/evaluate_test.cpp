#include "ascof/results/evaluate.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// One client with a direct payment in council 902, of 84 years; council 901 has only a child.
const records& two_councils() {
  static const records people = records_from_text(R"(
      council | council_name | person | start      | end  | service   | component | mechanism
      902     | Southmoor    | P1     | 2024-05-01 | open | community | Meals     | Direct payment
      901     | Northmoor    | P2     | 2024-05-01 | open | community | Meals     | commissioned)");
  return people;
}

const person_details& their_details() {
  static const person_details details = details_from_text(two_councils(), R"(
      council | person | birth
      902     | P1     | 1940-05
      901     | P2     | 2010-01)");
  return details;
}

result_table results_of(const std::string& name, const areas& frame = {}, const population& people = {},
                        const evaluate_options& options = {}, std::vector<period> periods = {year_2024}) {
  return evaluate(select_measures(catalogue(), {name}), two_councils(), their_details(), periods, frame, people,
                  options);
}

texts shown(const result_table& results) {
  texts rows;
  for (const result_row& row : results.rows)
    rows.push_back(joined({row.measure, row.la_code, row.la_name, row.group,
                           std::to_string(row.numerator.value_or(999)) + "/" + std::to_string(row.denominator),
                           row.value ? all_digits(*row.value) : "none", std::string(to_text(row.status))}));
  return rows;
}

}  // namespace

TEST_CASE("every council gets a row in every group, and a figure without a denominator has no value") {
  CHECK(shown(results_of("ascof.3d.1a")) == expected(R"(
      ascof.3d.1a | 901 | Northmoor | 18 to 64     | 0/0 | none | no denominator
      ascof.3d.1a | 901 | Northmoor | 65 and above | 0/0 | none | no denominator
      ascof.3d.1a | 901 | Northmoor | Total        | 0/0 | none | no denominator
      ascof.3d.1a | 902 | Southmoor | 18 to 64     | 0/0 | none | no denominator
      ascof.3d.1a | 902 | Southmoor | 65 and above | 1/1 | 100  | value
      ascof.3d.1a | 902 | Southmoor | Total        | 1/1 | 100  | value)"));
}

TEST_CASE("the frame is the list of councils and those that only the records have, in order of code") {
  const areas frame({{"903", "Westmoor", "E3", ""}, {"902", "SOUTH", "E2", ""}});
  const result_table results = results_of("ascof.3d.1a", frame);
  texts councils;
  for (const result_row& row : results.rows)
    if (row.group == "Total") councils.push_back(row.la_code + " " + row.la_name);
  CHECK(councils == texts{"901 Northmoor", "902 SOUTH", "903 Westmoor"});
  // The counts beside the figures say which councils the records call by another name.
  texts differing;
  for (const side_row& row : results.sides)
    if (row.name_differs) differing.push_back(row.la_code);
  CHECK(differing == texts{"902"});
}

TEST_CASE("only the figures that are wanted have rows, and only their measures") {
  const result_table results = results_of("ascof.3d.2a");
  for (const result_row& row : results.rows) CHECK(row.measure == "ascof.3d.2a");
  REQUIRE(results.measures.size() == 1);
  CHECK(results.measures[0].id == "ascof.3d.clients");
}

TEST_CASE("several periods are computed in one walk, each with its own trace lines") {
  evaluate_options with_trace;
  with_trace.trace = true;
  const result_table results =
      results_of("ascof.3d.1a", {}, {}, with_trace, {financial_year(2023), financial_year(2024)});
  texts totals;
  for (const result_row& row : results.rows)
    if (row.group == "Total" && row.la_code == "902")
      totals.push_back(to_string(row.reporting) + " " + std::to_string(row.denominator));
  CHECK(totals == texts{"2023-04-01..2024-03-31 0", "2024-04-01..2025-03-31 1"});
  REQUIRE(results.traces.size() == 1);
  REQUIRE(results.traces[0].units.size() == 2);  // the child is traced too, and counts nowhere
  for (const traced_unit& unit : results.traces[0].units) CHECK(unit.reporting == financial_year(2024));
  CHECK(results.traces[0].units[0].la_code == "901");
  CHECK(results.traces[0].units[1].person_id == "P1");
}

TEST_CASE("without a period the financial years of the records are computed") {
  const records people = records_from_text(R"(
      person | start      | end  | service   | component | mechanism      | period_start | period_end
      P1     | 2020-05-01 | open | community | Meals     | Direct payment | 2023-04-01   | 2024-03-31
      P1     | 2020-06-01 | open | community | Meals     | Direct payment | 2024-04-01   | 2025-06-30)");
  const result_table results = evaluate(select_measures(catalogue(), {"ascof.3d.1a"}), people,
                                        details_from_text(people, "person | birth\nP1 | 1950-01"), {});
  texts periods;
  for (const result_row& row : results.rows)
    if (row.group == "Total") periods.push_back(to_string(row.reporting));
  CHECK(periods == texts{"2023-04-01..2024-03-31", "2024-04-01..2025-03-31"});

  const records short_ones = records_from_text(R"(
      person | start      | end        | period_start | period_end
      P1     | 2024-05-01 | 2024-06-01 | 2024-04-01   | 2025-02-28)");
  const auto refused = failure_of([&] {
    evaluate(select_measures(catalogue(), {"ascof.3d.1a"}), short_ones,
             details_from_text(short_ones, "person | birth\nP1 | 1950-01"), {});
  });
  CHECK(refused.kind == "usage");
  CHECK(refused.code == error_code::bad_period);
  CHECK(refused.message ==
        "--period: the records (2024-04-01..2025-02-28) cover no whole financial year; say which period is wanted with "
        "START..END");
}

TEST_CASE("a far end date in records without reference periods is no reason to fail") {
  const records people = records_from_text(R"(
      person | start      | end        | service   | component | mechanism
      P1     | 2024-04-01 | 9999-12-31 | community | Meals     | Direct payment)");
  const result_table results = evaluate(select_measures(catalogue(), {"ascof.3d.1a"}), people,
                                        details_from_text(people, "person | birth\nP1 | 1950-01"), {});
  REQUIRE_FALSE(results.rows.empty());
  CHECK(results.rows.front().reporting == financial_year(2024));
}

TEST_CASE("a rate divides by the population of the council's area code, or of its own code") {
  population people;
  people.add("E2", "All", "18 to 64", 1000);
  people.add("E2", "All", "65 and above", 500);
  people.add("901", "All", "18 to 64", 100);
  people.add("901", "All", "65 and above", 0);
  people.add("901", "Male", "65 and above", 7);
  const areas frame({{"902", "Southmoor", "E2", ""}});
  CHECK(shown(results_of("ascof.2b_2c", frame, people)) == expected(R"(
      ascof.2b | 901 | Northmoor | 18 to 64     | 0/100  | 0    | value
      ascof.2b | 902 | Southmoor | 18 to 64     | 0/1000 | 0    | value
      ascof.2c | 901 | Northmoor | 65 and above | 0/0    | none | no denominator
      ascof.2c | 902 | Southmoor | 65 and above | 0/500  | 0    | value)"));
}

TEST_CASE("a council with records and without a population is refused, or left out if so wished") {
  population people;
  people.add("901", "All", "18 to 64", 100);
  people.add("901", "All", "65 and above", 100);
  const areas frame({{"902", "Southmoor", "E2", ""}, {"903", "Westmoor", "E3", ""}});
  const auto refused = failure_of([&] { results_of("ascof.2b", frame, people); });
  CHECK(refused.kind == "input");
  CHECK(refused.code == error_code::missing_population);
  CHECK(
      refused.message ==
      "council 902 has records but no population of '18 to 64' under E2; add it to the population table (by area code, "
      "with --areas, or by council code), or leave such councils out with --skip-missing-population");
  evaluate_options leave_out;
  leave_out.on_missing_population = missing_population::leave_out;
  CHECK(shown(results_of("ascof.2b", frame, people, leave_out)) ==
        expected("ascof.2b | 901 | Northmoor | 18 to 64 | 0/100 | 0 | value"));
  // A council of the list without records is left out in any case: nobody asked about it.
  people.add("E2", "All", "18 to 64", 100);
  CHECK(shown(results_of("ascof.2b", frame, people)).size() == 2);
}

TEST_CASE("a measure that lacks an input is refused, or skipped and named when everything was asked for") {
  const auto refused = failure_of([&] { results_of("ascof.2b"); });
  CHECK(refused.kind == "input");
  CHECK(refused.code == error_code::missing_input);
  CHECK(refused.message == "ascof.2b_2c needs a population table (population); add it, or leave the measure out");

  evaluate_options skip;
  skip.skip_impossible = true;
  const result_table results = results_of("all", {}, {}, skip);
  std::string lacks;
  for (const skipped_measure& s : results.skipped)
    if (s.measure == "ascof.2b_2c") lacks = s.lacks;
  CHECK(lacks == "a population table (population)");
  for (const measure& m : results.measures) CHECK(m.id != "ascof.2b_2c");
  for (const result_row& row : results.rows) CHECK((row.measure != "ascof.2b" && row.measure != "ascof.2c"));
}

TEST_CASE("a column that a measure needs is named when the main table does not have it") {
  auto read = read_csv_text(
      "LA_Code,Der_NHS_LA_Combined_Person_ID,Client_Type_Cleaned,Event_Type,Event_Start_Date,"
      "Der_Event_End_Date,Service_Type_Cleaned,Service_Component_Cleaned\n"
      "901,P1,Service user,Service,2024-05-01,,,\n",
      "main table", main_table_schema());
  const records people(main_table{std::move(read.data), false, {}});
  const auto refused = failure_of([&] {
    evaluate(select_measures(catalogue(), {"ascof.3d.1a"}), people, details_from_text(people, "person | birth"),
             {year_2024});
  });
  CHECK(refused.kind == "input");
  CHECK(refused.code == error_code::missing_column);
  CHECK(refused.message ==
        "ascof.3d.clients needs the column Delivery_Mechanism_Cleaned of the main table; add it, or leave the measure "
        "out");
}

TEST_CASE("no measure is no request") {
  const auto refused = failure_of([] { evaluate(selection{}, two_councils(), their_details(), {year_2024}); });
  CHECK(refused.kind == "usage");
  CHECK(refused.message == "no measure was asked for; name one, or all");
}

TEST_CASE("records without rows give the rows of the frame, and nobody in them") {
  table empty(main_table_schema(), 0);
  for (const event::column column : select_measures(catalogue(), {"ascof.3d.2a"}).measures.front().needs())
    if (main_table_schema().fields[column].kind == field_kind::text) {
      empty.set(column, text_column{});
    } else {
      empty.set(column, day_column{});
    }
  const records nobody(main_table{std::move(empty), false, {}});
  const person_details none = work_out_person_details(nobody, mappings::shipped());
  CHECK(none.people() == 0);
  const areas frame({{"901", "Northmoor", "", ""}});
  const result_table results =
      evaluate(select_measures(catalogue(), {"ascof.3d.2a"}), nobody, none, {year_2024}, frame);
  CHECK(shown(results) == expected(R"(
      ascof.3d.2a | 901 | Northmoor | 18 to 64     | 0/0 | none | no denominator
      ascof.3d.2a | 901 | Northmoor | 65 and above | 0/0 | none | no denominator
      ascof.3d.2a | 901 | Northmoor | Total        | 0/0 | none | no denominator)"));
}

TEST_CASE("records that were never read are refused for their columns") {
  const records nothing;
  const person_details none = work_out_person_details(nothing, mappings::shipped());
  CHECK(failure_of([&] { evaluate(select_measures(catalogue(), {"ascof.3d.2a"}), nothing, none, {year_2024}); }).code ==
        error_code::missing_column);
}

TEST_CASE("rows without a person identifier count nowhere, whatever their details would be") {
  // Main tables that `prepare` makes have none; a table from elsewhere may.
  const records people = records_from_text(R"(
      person | start      | end  | service     | component       | mechanism      | birth_year | birth_month
      -      | 2024-05-01 | open | community   | Meals           | Direct payment | 1950       | 1
      -      | 2024-05-01 | open | residential | Nursing care    | -              | 1950       | 1
      P1     | 2024-05-01 | open | community   | Meals           | Direct payment | 1950       | 1)");
  const person_details details = work_out_person_details(people, mappings::shipped());
  const result_table clients = measured("ascof.3d.1a", people, details);
  CHECK(figures_of(clients, "ascof.3d.1a").back() == "Total | 1/1 | 100.0");
  CHECK(trace_of(clients, "ascof.3d.clients").size() == 1);
  CHECK(figures_of(measured("ascof.2c", people, details), "ascof.2c") == texts{"65 and above | 0/40000 | 0.0"});
  CHECK(figures_of(measured("ascof.2e", people, details), "ascof.2e").back() == "65 and above, Total | 0/1 | 0.0");
}

// ------------------------------------------------------------------------------------------------------------- states

namespace {

/// The state of a local measure over records written as text.
evaluation_state state_of(const measure& m, std::string_view rows, std::string_view details, const areas& frame = {}) {
  const records people = records_from_text(rows);
  evaluation_state state(select_all({m}), {year_2024}, frame);
  state.keep_contributions();
  evaluate_options options;
  options.trace = true;
  state.update(people, details_from_text(people, details), options);
  return state;
}

texts added_by(const evaluation_state& state) {
  texts lines;
  for (const contribution& c : state.contributions())
    lines.push_back(joined(
        {c.measure, c.la_code, c.person_id, c.group, std::to_string(c.numerator), std::to_string(c.denominator)}));
  return lines;
}

}  // namespace

TEST_CASE("a remark that holds for a person or for everybody is counted of each of the person's units") {
  namespace a = algebra;
  namespace x = expressions;
  const char* rows = "person | event\nP1 | Review\nP1 | Service\nP2 | Service\nP2 | Service\nP2 | Review";
  const char* details = "person | gender\nP1 | Male";
  const expr unknown_gender = x::is_missing(x::person_field("gender"));
  const auto remarks = [&](const calculation& c, const expr& unknown, const expr& invalid) {
    measure m = a::local_measure({.id = "local.x", .title = "X", .counts = c, .unknown = unknown, .invalid = invalid});
    const result_row row = state_of(m, rows, details).finish().rows.front();
    return std::to_string(row.numerator.value_or(999)) + ", " + std::to_string(row.unknown) + " unknown, " +
           std::to_string(row.invalid) + " invalid";
  };
  CHECK(remarks(a::count(a::is_review), unknown_gender, x::constant(true)) == "2, 3 unknown, 5 invalid");
  CHECK(remarks(a::count(a::is_review), x::constant(false), a::is_service) == "2, 0 unknown, 3 invalid");
  CHECK(remarks(a::count(a::people(a::is_review)), unknown_gender, x::constant(true)) == "2, 1 unknown, 2 invalid");
}

TEST_CASE("groups of a text are one however files write it, shown in the spelling that is first in byte order") {
  namespace a = algebra;
  const measure m =
      a::local_measure("local.x", "X", a::count(a::is_service), {a::by("component", a::events.service_component)});
  evaluation_state first = state_of(m, "person | component\nP1 | meals\nP1 | Shared Lives", "person");
  const evaluation_state second = state_of(m, "person | component\nP2 | \"MEALS \"\nP3 | Meals\nP3 | -", "person");
  const texts wanted{"MEALS  | 3/3 | 3.0", "Shared Lives | 1/1 | 1.0", "missing | 1/1 | 1.0"};
  evaluation_state other_way = second;
  other_way.merge(first);
  first.merge(second);
  CHECK(figures_of(first.finish(), "local.x") == wanted);
  CHECK(figures_of(other_way.finish(), "local.x") == wanted);
  CHECK((first == other_way));
}

TEST_CASE("a council is called what its first person's rows call it, in whatever order states are merged") {
  namespace a = algebra;
  const measure m = a::local_measure("local.x", "X", a::count(a::is_service));
  const evaluation_state one = state_of(m, "council | council_name | person\n901 | Northmoor | P2", "person");
  const evaluation_state two = state_of(m, "council | council_name | person\n901 | NORTH MOOR | P1", "person");
  for (const bool turned : {false, true}) {
    evaluation_state merged = turned ? two : one;
    merged.merge(turned ? one : two);
    CHECK(merged.finish().rows.front().la_name == "NORTH MOOR");
  }
  // A list of councils has the last word.
  const areas frame({{"901", "North", "", ""}});
  evaluation_state listed = state_of(m, "council | council_name | person\n901 | Northmoor | P2", "person", frame);
  listed.merge(two);
  CHECK(listed.finish().rows.front().la_name == "North");
}

TEST_CASE("what people add is one line a person and group, in order, and as they count") {
  namespace a = algebra;
  const char* rows =
      "council | person | event | start\n902 | P2 | Service | 2024-05-01\n902 | P2 | Review | 2024-05-02\n"
      "901 | P9 | Review | 2024-05-03\n901 | P1 | Service | 2024-05-04\n901 | P1 | Service | 2024-05-05\n"
      "901 | P1 | Service | 2020-05-05";
  const auto counted = [&](calculation c, std::vector<breakdown> by = {}) {
    return added_by(state_of(a::local_measure("local.x", "X", std::move(c), std::move(by)), rows, "person"));
  };
  CHECK(counted(a::proportion(a::is_review, a::starting_in())) == texts{"local.x | 901 | P1 | Total | 0 | 2",
                                                                        "local.x | 901 | P9 | Total | 1 | 1",
                                                                        "local.x | 902 | P2 | Total | 1 | 2"});
  CHECK(counted(a::count(a::starting_in()), {a::with_total(a::by("event", a::events.event_type))}) ==
        texts{"local.x | 901 | P1 | Service | 2 | 2", "local.x | 901 | P1 | Total | 2 | 2",
              "local.x | 901 | P9 | Review | 1 | 1", "local.x | 901 | P9 | Total | 1 | 1",
              "local.x | 902 | P2 | Review | 1 | 1", "local.x | 902 | P2 | Service | 1 | 1",
              "local.x | 902 | P2 | Total | 2 | 2"});
  // Of a ratio the two counts, of a mean the values.
  CHECK(counted(a::ratio(a::is_review, a::is_service)) == texts{"local.x | 901 | P1 | Total | 0 | 3",
                                                                "local.x | 901 | P9 | Total | 1 | 0",
                                                                "local.x | 902 | P2 | Total | 1 | 1"});
  CHECK(counted(a::mean(a::events.record_id, a::is_service)) ==
        texts{"local.x | 901 | P1 | Total | 0 | 3", "local.x | 902 | P2 | Total | 0 | 1"});
}

TEST_CASE("traces of merged states stand in the order of one walk") {
  namespace a = algebra;
  const measure m =
      a::local_measure("local.x", "X", a::count(a::people(a::is_service)), {a::by("gender", a::person.gender)});
  evaluation_state late =
      state_of(m, "council | person\n902 | P1\n901 | p3", "council | person | gender\n901 | p3 | c");
  late.merge(state_of(m, "council | person\n901 | P2\n902 | P0", "council | person | gender\n901 | P2 | b"));
  CHECK(trace_of(late.finish(), "local.x") == texts{"P2 | b", "p3 | c", "P0 | -", "P1 | -"});
}

TEST_CASE("states of other measures or periods do not merge") {
  namespace a = algebra;
  const measure m = a::local_measure("local.x", "X", a::count(a::is_service));
  const measure other = a::local_measure("local.y", "Y", a::count(a::is_service));
  evaluation_state state(select_all({m}), {year_2024});
  for (const evaluation_state& another :
       {evaluation_state(select_all({other}), {year_2024}), evaluation_state(select_all({m}), {financial_year(2023)}),
        evaluation_state(select_all({m}), {year_2024, year_2024})}) {
    const auto refused = failure_of([&] { state.merge(another); });
    CHECK(refused.kind == "usage");
    CHECK(refused.message ==
          "states of other measures or periods cannot be merged; make both from the same measures and periods");
  }
  CHECK_NOTHROW(state.merge(evaluation_state(select_all({m}), {year_2024})));
}

TEST_CASE("a state needs a period, which does not end before it starts") {
  namespace a = algebra;
  const selection wanted = select_all({a::local_measure("local.x", "X", a::count(a::is_service))});
  const auto none = failure_of([&] { evaluation_state(wanted, {}); });
  CHECK(none.code == error_code::bad_period);
  CHECK(none.message == "a state has no reporting period; name at least one");
  for (const period& empty :
       {period{make_day(2024, 4, 1), make_day(2024, 3, 31)}, period{missing_day, make_day(2024, 3, 31)}, period{}}) {
    CHECK(failure_of([&] { evaluation_state(wanted, {year_2024, empty}); }).code == error_code::bad_period);
    CHECK(failure_of([&] { evaluate(wanted, two_councils(), their_details(), {empty}); }).code ==
          error_code::bad_period);
  }
  CHECK(failure_of([&] { evaluation_state(selection{}, {year_2024}); }).message ==
        "no measure was asked for; name one, or all");
}

TEST_CASE("figures can be broken down further: of a ratio what is divided and what it is divided by") {
  namespace a = algebra;
  evaluate_options options;
  options.by = {a::by("council", a::person.la_code)};
  const auto results = [&](calculation c) {
    return figures_of(evaluate({a::local_measure("local.x", "X", std::move(c))}, two_councils(), their_details(),
                               {year_2024}, {}, {}, options),
                      "local.x", "902");
  };
  CHECK(results(a::count(a::is_service)) == texts{"901 | 0/0 | 0.0", "902 | 1/1 | 1.0"});
  CHECK(results(a::ratio(a::is_service, a::people(a::is_service))) == texts{"901 | 0/0 | none", "902 | 1/1 | 100.0"});
}

TEST_CASE("episodes that only some periods have cannot be looked at a year earlier") {
  namespace a = algebra;
  auto builder = std::make_shared<episode_builder>();
  builder->key = builder->name = "stays";
  builder->columns = {{"end", value_kind::date}};
  builder->depends_on_period = true;
  class no_stays : public bound_builder {
    void build(std::size_t, const builder_inputs&, unit_writer&) const override {}
  };
  builder->bind = [](const bound_study&, std::span<const period>) { return std::make_unique<no_stays>(); };
  const a::truth<a::of_episode> ended{
      {expressions::negation(expressions::is_missing(expressions::episode_column(builder, "end")))}};
  const auto of = [&](calculation c) {
    return failure_of([&] {
      evaluate({a::local_measure("local.x", "X", std::move(c))}, two_councils(), their_details(), {year_2024});
    });
  };
  CHECK(of(a::count(ended)).kind == "nothing was thrown");
  for (const auto& refused : {of(a::change(a::count(ended))), of(a::change(a::count(a::people(ended))))}) {
    CHECK(refused.code == error_code::bad_definition);
    CHECK(
        refused.message ==
        "there is no change of stays: which of them there are depends on the period itself; compare the figures of two "
        "periods");
  }
}

TEST_CASE("a breakdown into too many groups is refused before any memory is taken") {
  namespace a = algebra;
  std::vector<double> from;
  std::vector<std::string> labels;
  for (int i = 0; i < 300; ++i) {
    from.push_back(i);
    labels.push_back(std::to_string(i));
  }
  const auto banded = [&](const char* name) { return a::by(name, a::bands(a::age_on(a::period_end), from, labels)); };
  const auto of = [&](std::vector<breakdown> by) {
    return failure_of([&] {
      evaluate({a::local_measure("local.x", "X", a::count(a::people(a::is_service)), std::move(by))}, two_councils(),
               their_details(), {year_2024});
    });
  };
  const auto refused = of({banded("a"), banded("b"), banded("c")});
  CHECK(refused.kind == "usage");
  CHECK(refused.code == error_code::bad_definition);
  CHECK(refused.message ==
        "the breakdown of local.x has more than 20000000 cells; break down by fewer dimensions, or by coarser ones: "
        "bands, "
        "grouped fields");
}
