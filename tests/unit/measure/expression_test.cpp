// Expressions as they are put together: how they read, what they need, and what is refused with which words.

#include "ascof/measure/expression.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/fields.hpp"
#include "ascof/measure/measure.hpp"
#include "support/failure.hpp"

using namespace ascof;
using support::check_refusals;
using support::failure_of;
using support::refusal;
namespace x = ascof::expressions;
using level = unit_frame::level;

namespace {

const unit_frame people{level::person};
const unit_frame events{level::event};

expr field(const char* name) { return x::event_field(name); }
expr meals() { return x::text_in(field("service_component"), {"Meals"}); }
expr number(double n) { return x::constant(n); }
unit_frame spells() { return {level::episode, make_spells(meals(), 7)}; }
expr spell(const char* column) { return x::episode_column(spells().builder, column); }
expr first_event() { return x::first_in(people, {.from = events}, {{field("start")}}); }

}  // namespace

TEST_CASE("an expression knows its kind and its units") {
  struct known {
    expr e;
    value_kind kind;
    unit_frame of;
  };
  const unit_frame every{level::every};
  const known table[] = {
      {x::constant("x"), value_kind::text, every},
      {number(1), value_kind::number, every},
      {x::constant(make_day(2024, 1, 1)), value_kind::date, every},
      {x::constant(true), value_kind::truth, every},
      {x::period_end(), value_kind::date, every},
      {field("start"), value_kind::date, events},
      {field("unit_cost"), value_kind::number, events},
      {field("outcome"), value_kind::text, events},
      {x::person_field("birth"), value_kind::date, people},
      {x::person_field("gender"), value_kind::text, people},
      {spell("start"), value_kind::date, spells()},
      {spell("events"), value_kind::number, spells()},
      {x::compare(field("start"), comparison::less, x::period_end()), value_kind::truth, events},
      {x::compare(x::person_field("birth"), comparison::less, field("start")), value_kind::truth, events},
      {x::compare(spell("start"), comparison::less, x::person_field("date_of_death")), value_kind::truth, spells()},
      {x::age_on(x::period_end()), value_kind::number, people},
      {x::age_on(field("start")), value_kind::number, events},
      {x::first_known({field("end"), x::period_end()}), value_kind::date, events},
      {x::bands(x::age_on(x::period_end()), {0}, {"x"}), value_kind::text, people},
      {x::any_in(people, {.from = events}), value_kind::truth, people},
      {x::count_in(events, {.from = events}), value_kind::number, events},
      {x::least_in(spells(), {.from = events}, field("start")), value_kind::date, spells()},
      {first_event(), value_kind::unit, people},
      {x::at_unit(first_event(), field("outcome")), value_kind::text, people}};
  for (const known& row : table) {
    CAPTURE(to_text(row.e));
    CHECK(row.e->kind == row.kind);
    CHECK(row.e->of == row.of);
  }
}

TEST_CASE("expressions read as they would be said aloud") {
  struct spoken {
    expr e;
    const char* text;
  };
  const expr start = field("start"), end = field("end");
  const spoken table[] = {
      {nullptr, "nothing"},
      {x::constant("Meals"), "\"Meals\""},
      {number(1.5), "1.5"},
      {x::constant(make_day(2024, 2, 29)), "2024-02-29"},
      {x::constant(false), "false"},
      {x::missing(value_kind::text), "missing"},
      {x::missing(value_kind::date), "missing"},
      {x::missing(value_kind::number), "missing"},
      {x::missing(value_kind::truth), "unknown"},
      {meals(), "service_component == \"meals\""},
      {x::text_in(field("outcome"), {"b", "A"}), "outcome in {\"a\", \"b\"}"},
      {x::text_like(field("outcome"), "%Died%"), "outcome like \"%died%\""},
      {x::all_of({meals(), x::is_missing(end)}), "(service_component == \"meals\" and end is missing)"},
      {x::any_of({meals(), x::negation(meals())}),
       "(service_component == \"meals\" or not service_component == \"meals\")"},
      {x::compare(start, comparison::at_most, x::period_end()), "start <= period_end"},
      {x::compare(start, comparison::not_equal, x::period_start()), "start != period_start"},
      {x::shift_days(end, -3), "end - 3 days"},
      {x::shift_months(end, 12), "end + 12 months"},
      {x::first_known({end, start}), "first_known(end, start)"},
      {x::choose({meals(), end, start}), "choose(service_component == \"meals\", end, start)"},
      {x::earlier(end, start), "smaller(end, start)"},
      {x::later(end, start), "larger(end, start)"},
      {x::days_between(start, end), "days_between(start, end)"},
      {x::age_on(start), "age on start"},
      {x::age_on(start, age_rule::anniversary), "age on start by the calendar"},
      {x::arithmetic(operation::divide, field("unit_cost"), number(7)), "(unit_cost / 7)"},
      {x::absolute(field("unit_cost")), "absolute(unit_cost)"},
      {x::truth_number(meals()), "number(service_component == \"meals\")"},
      {x::rank(field("outcome"), {"B", "a"}), "rank of outcome in {\"b\", \"a\"}"},
      {x::bands(field("age_at_start"), {0, 18}, {"child", "adult"}),
       "bands of age_at_start {\"child\" from 0, \"adult\" from 18}"},
      {x::any_in(people, {.from = events, .where = meals()}), "any(events where service_component == \"meals\")"},
      {x::count_in(people, {.from = spells()}), "count(spells)"},
      {x::sum_in(people, {.from = events}, field("unit_cost")), "sum(unit_cost of events)"},
      {x::first_in(events, {.from = events, .dated_by = start, .after = end, .until = x::period_end()},
                   {{start}, {end, true}}),
       "first(events, start from end, start until period_end, ordered by start, end descending)"},
      {x::at_unit(first_event(), field("outcome")), "outcome of first(events, ordered by start)"},
      {x::person_field("gender"), "person.gender"}};
  for (const spoken& row : table) CHECK(to_text(row.e) == row.text);
}

TEST_CASE("the names of fields are those of the lists, each once, and no name says who a person is") {
  for (const auto& names : {event_field_names(), person_field_names()})
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  for (const named_event_field& f : event_fields()) {
    CAPTURE(std::string(f.name));
    for (const event::column who :
         {event::person_id, event::local_person_id, event::nhs_number, event::nhs_number_traced, event::linked_person_1,
          event::linked_person_2, event::linked_person_3})
      CHECK(f.column != who);
    CHECK(x::event_field(f.name)->kind == kind_of(f.column));
    CHECK(to_text(x::event_field(f.column)) == f.name);
  }
  for (const named_person_field& f : person_fields()) CHECK(x::person_field(f.name)->kind == f.kind);
}

TEST_CASE("an expression tells which columns it reads, each once, in whatever part they stand") {
  const auto read = [](const expr& e) {
    std::vector<event::column> columns;
    add_columns_read(e, columns);
    return std::set<event::column>(columns.begin(), columns.end());
  };
  using columns = std::set<event::column>;
  CHECK(read(nullptr).empty());
  CHECK(read(x::age_on(x::period_end())).empty());
  CHECK(read(x::all_of({meals(), meals()})) == columns{event::service_component});
  CHECK(read(x::count_in(people, {.from = spells()})) == columns{event::service_component});
  CHECK(read(spell("start")) == columns{event::service_component});
  CHECK(read(x::first_in(people, {.from = events, .dated_by = field("end"), .until = x::period_end()},
                         {{field("outcome_rank")}})) == columns{event::end, event::outcome_rank});
}

TEST_CASE("an expression whose parts stand in it many times is gone through once") {
  // 2^60 paths lead to the field.
  expr e = x::is_missing(field("outcome"));
  for (int i = 0; i < 60; ++i) e = x::all_of({e, x::negation(e)});
  std::vector<event::column> columns;
  add_columns_read(e, columns);
  CHECK(columns == std::vector<event::column>{event::outcome});
  measure m;
  m.figures.push_back({.id = "x", .title = "X", .counts = {.of = e}});
  CHECK(m.needs() == columns);
  CHECK_FALSE(m.needs_hospital());
}

TEST_CASE("two expressions share an identity only when they are the same") {
  CHECK(identity(meals()) == identity(x::text_in(field("service_component"), {"MEALS "})));
  const auto first_by = [](bool descending) {
    return x::first_in(people, {.from = events}, {{field("start"), descending}});
  };
  const std::vector<expr> different{
      meals(),
      x::negation(meals()),
      x::text_like(field("service_component"), "Meals"),
      first_by(false),
      first_by(true),
      x::text_in(field("outcome"), {"a", "b"}),
      x::text_in(field("outcome"), {"a\", \"b"}),
      x::age_on(field("start")),
      x::age_on(field("start"), age_rule::anniversary),
      x::bands(field("age_at_start"), {0}, {"x"}),
      x::bands(field("age_at_start"), {1}, {"x"}),
      x::missing(value_kind::text),
      x::missing(value_kind::date),
      x::missing(value_kind::number),
      x::constant("missing"),
      spell("start"),
      x::episode_column(make_spells(meals(), 6), "start"),
      field("la_code"),
      x::person_field("la_code"),
      x::any_in(people, {.from = events, .where = meals()}),
      x::any_in(events, {.from = events, .where = meals()}),
      x::any_in(people, {.from = events, .dated_by = field("end"), .after = x::period_start()}),
      x::any_in(people, {.from = events, .dated_by = field("end"), .until = x::period_start()})};
  std::set<std::string> all;
  for (const expr& e : different) all.insert(identity(e));
  CHECK(all.size() == different.size());
}

TEST_CASE("a field that is not there is refused with the nearest") {
  const refusal table[] = {
      {[] { field("service_typ"); }, "there is no event field 'service_typ'; did you mean 'service_type'?"},
      {[] { field("strt"); }, "there is no event field 'strt'; did you mean 'start'?"},
      {[] { x::person_field("gendr"); }, "there is no person field 'gendr'; did you mean 'gender'?"},
      {[] { x::person_field("favourite colour"); },
       "there is no person field 'favourite colour'; the person fields are la_code, birth, date_of_death, gender, "
       "ethnicity, accommodation_status, employment_status, has_unpaid_carer, primary_support_reason, "
       "client_funding_status"}};
  check_refusals(table);
}

TEST_CASE("a value of the wrong kind is refused: what it is, what is needed, what to write instead") {
  const expr start = field("start"), cost = field("unit_cost"), outcome = field("outcome");
  const refusal table[] = {
      {[=] { x::all_of({}); }, "and of nothing; give at least one condition"},
      {[=] { x::any_of({}); }, "or of nothing; give at least one condition"},
      {[=] {
         x::all_of({meals(), start});
       },
       "and needs a condition and got the date start; compare it with something: field == \"value\", date <= "
       "period_end"},
      {[=] { x::any_of({outcome}); },
       "or needs a condition and got the text outcome; compare it with something: field == \"value\", date <= "
       "period_end"},
      {[=] { x::negation(cost); },
       "not needs a condition and got the number unit_cost; compare it with something: field == \"value\", date <= "
       "period_end"},
      {[=] {
         x::all_of({meals(), nullptr});
       },
       "and lacks an operand; give a condition"},
      {[=] { x::compare(start, comparison::less, nullptr); },
       "a comparison lacks an operand; give two dates or two numbers"},
      {[=] { x::compare(start, comparison::less, number(3)); },
       "the date start cannot be compared with the number 3; dates are compared with dates, numbers with numbers"},
      {[=] { x::compare(outcome, comparison::equal, number(3)); },
       "the text outcome cannot be compared by == with the number 3; a text is compared with a text in quotes, by == "
       "or "
       "!="},
      {[=] { x::compare(outcome, comparison::less, x::constant("b")); },
       "the text outcome cannot be compared by < with the text \"b\"; a text is compared with a text in quotes, by == "
       "or "
       "!="},
      {[=] { x::compare(outcome, comparison::equal, field("service_type")); },
       "the text outcome cannot be compared by == with the text service_type; a text is compared with a text in "
       "quotes, "
       "by == or !="},
      {[=] { x::compare(meals(), comparison::equal, meals()); },
       "the condition service_component == \"meals\" cannot be compared with the condition service_component == "
       "\"meals\"; dates are compared with dates, numbers with numbers"},
      {[=] { x::text_in(start, {"a"}); },
       "a comparison with texts needs a text and got the date start; use a field that holds categories, or bands of a "
       "number"},
      {[=] { x::text_in(outcome, {}); }, "the text outcome is looked for among no texts; name at least one"},
      {[=] { x::text_like(cost, "%"); },
       "like needs a text and got the number unit_cost; use a field that holds categories, or bands of a number"},
      {[=] { x::is_missing(nullptr); }, "is_missing lacks an operand; give a series"},
      {[=] { x::shift_days(cost, 1); },
       "a shift by days needs a date and got the number unit_cost; shift a date by so many days"},
      {[=] { x::shift_months(outcome, 1); },
       "a shift by months needs a date and got the text outcome; use a series of that kind"},
      {[=] { x::shift_days(start, 3'652'501); },
       "a shift by 3652501 days leaves the calendar; shift by at most ten thousand years"},
      {[=] { x::shift_months(start, -120'001); },
       "a shift by -120001 months leaves the calendar; shift by at most ten thousand years"},
      {[=] { x::first_known({}); }, "first_known of nothing; give at least one series"},
      {[=] {
         x::first_known({start, cost});
       },
       "first_known mixes the date start with the number unit_cost; give values of one kind"},
      {[=] {
         x::choose({meals(), start});
       },
       "choose lacks its last value; give condition, value, ..., and what holds otherwise"},
      {[=] { x::choose({start}); },
       "choose lacks its last value; give condition, value, ..., and what holds otherwise"},
      {[=] {
         x::choose({start, start, start});
       },
       "choose needs a condition and got the date start; compare it with something: field == \"value\", date <= "
       "period_end"},
      {[=] {
         x::choose({meals(), nullptr, start});
       },
       "choose lacks a value; give condition, value, ..., and what holds otherwise"},
      {[=] {
         x::choose({meals(), start, cost});
       },
       "choose mixes the date start with the number unit_cost; give values of one kind"},
      {[=] { x::earlier(start, cost); },
       "the smaller of two mixes the date start with the number unit_cost; give values of one kind"},
      {[=] { x::later(outcome, outcome); },
       "the larger of two needs a date and got the text outcome; use a series of that kind"},
      {[=] { x::earlier(nullptr, start); }, "the smaller of two lacks an operand; give two dates or numbers"},
      {[=] { x::days_between(start, cost); },
       "days_between needs a date and got the number unit_cost; shift a date by so many days"},
      {[=] { x::age_on(cost); }, "an age needs a date and got the number unit_cost; shift a date by so many days"},
      {[=] { x::arithmetic(operation::add, start, cost); },
       "arithmetic needs a number and got the date start; take days_between two dates, or an age on a date"},
      {[=] { x::arithmetic(operation::divide, cost, outcome); },
       "arithmetic needs a number and got the text outcome; use a series of that kind"},
      {[=] { x::absolute(start); },
       "absolute needs a number and got the date start; take days_between two dates, or an age on a date"},
      {[=] { x::truth_number(cost); },
       "truth_number needs a condition and got the number unit_cost; compare it with something: field == \"value\", "
       "date "
       "<= period_end"},
      {[=] { x::rank(start, {"a"}); },
       "a rank needs a text and got the date start; use a field that holds categories, or bands of a number"},
      {[=] { x::rank(outcome, {}); }, "the text outcome is ranked by an empty list; list the texts, best first"},
      {[=] { x::bands(start, {0}, {"a"}); },
       "bands needs a number and got the date start; take days_between two dates, or an age on a date"},
      {[=] {
         x::bands(cost, {0, 1}, {"a"});
       },
       "bands of unit_cost have 2 beginnings and 1 labels; give one label for each beginning"},
      {[=] { x::bands(cost, {}, {}); },
       "bands of unit_cost have 0 beginnings and 0 labels; give one label for each beginning"},
      {[=] {
         x::bands(cost, {1, 0}, {"a", "b"});
       },
       "bands of unit_cost do not rise; give the beginnings in rising order"},
      {[=] {
         x::bands(cost, {1, 1}, {"a", "b"});
       },
       "bands of unit_cost do not rise; give the beginnings in rising order"},
      {[=] { x::missing(value_kind::unit); }, "a picked event cannot be written down; use first_in"}};
  check_refusals(table);
}

TEST_CASE("units that do not go together are refused: look the one up for the other") {
  const expr outcome = field("outcome"), start = field("start");
  const refusal table[] = {
      {[=] {
         x::all_of({meals(), x::is_missing(spell("end"))});
       },
       "and mixes events and spells; look the one up for the other: any_in, first_in, count_in"},
      {[=] { x::compare(start, comparison::less, spell("start")); },
       "a comparison mixes events and spells; look the one up for the other: any_in, first_in, count_in"},
      {[=] {
         x::first_known({spell("end"), field("end")});
       },
       "first_known mixes spells and events; look the one up for the other: any_in, first_in, count_in"},
      {[=] {
         x::choose({meals(), spell("end"), spell("end")});
       },
       "choose mixes events and spells; look the one up for the other: any_in, first_in, count_in"},
      {[=] { x::days_between(spell("start"), start); },
       "days_between mixes spells and events; look the one up for the other: any_in, first_in, count_in"},
      {[=] { x::arithmetic(operation::add, spell("events"), field("unit_cost")); },
       "arithmetic mixes spells and events; look the one up for the other: any_in, first_in, count_in"},
      {[=] { x::compare(spell("start"), comparison::less, x::episode_column(make_spells(meals(), 8), "start")); },
       "a comparison mixes spells and spells; look the one up for the other: any_in, first_in, count_in"},
      {[=] {
         const expr of_spells = x::first_in(people, {.from = spells()}, {{spell("start")}});
         x::first_known({first_event(), of_spells});
       },
       "first_known mixes what was picked of events with what was picked of spells; take the value wanted of each "
       "first: at_unit"}};
  check_refusals(table);
}

TEST_CASE("a look-up that could depend on chance, or looks at the wrong units, is refused") {
  const expr start = field("start");
  const x::looking all{.from = events};
  const refusal table[] = {
      {[=] { x::first_in(people, all, {}); },
       "first_in has no order, so which event is first would depend on chance; say what comes first: order by the "
       "start, "
       "then by what tells ties apart, such as the record number"},
      {[=] { x::first_in(people, all, {{nullptr}}); },
       "the order of first_in lacks a series; order by a date, a number or a text"},
      {[=] { x::first_in(people, all, {{first_event()}}); },
       "the order of first_in lacks a series; order by a date, a number or a text"},
      {[=] { x::first_in(people, all, {{spell("start")}}); },
       "the order of first_in: start is of spells, not of the events looked through; use a series of the units that "
       "are "
       "looked through"},
      {[=] { x::any_in(people, {.from = events, .after = x::period_start()}); },
       "any_in has a window and no date that must lie in it; say dated_by, such as the start of the events looked "
       "through"},
      {[=] { x::count_in(people, {.from = events, .until = x::period_end()}); },
       "count_in has a window and no date that must lie in it; say dated_by, such as the start of the events looked "
       "through"},
      {[=] { x::any_in(people, {.from = events, .dated_by = field("outcome"), .until = x::period_end()}); },
       "dated_by needs a date and got the text outcome; use a series of that kind"},
      {[=] { x::any_in(people, {.from = events, .dated_by = spell("start"), .until = x::period_end()}); },
       "dated_by of any_in: start is of spells, not of the events looked through; use a series of the units that are "
       "looked through"},
      {[=] { x::any_in(people, {.from = events, .dated_by = start, .after = field("end")}); },
       "the beginning of the window of any_in is of events, not of people; use a date of the units it is looked up "
       "for"},
      {[=] { x::any_in(people, {.from = events, .dated_by = start, .until = spell("end")}); },
       "the end of the window of any_in is of spells, not of people; use a date of the units it is looked up for"},
      {[=] { x::any_in(events, {.from = events, .dated_by = start, .until = field("unit_cost")}); },
       "the end of the window needs a date and got the number unit_cost; shift a date by so many days"},
      {[=] { x::any_in(people, {.from = events, .where = start}); },
       "the condition needs a condition and got the date start; compare it with something: field == \"value\", date <= "
       "period_end"},
      {[=] { x::any_in(people, {.from = spells(), .where = meals()}); },
       "the condition of any_in: service_component == \"meals\" is of events, not of the spells looked through; use a "
       "series of the units that are looked through"},
      {[=] { x::any_in(people, {.from = people}); },
       "any_in looks through people; look through events, episodes or rows of another kind"},
      {[=] { x::any_in({level::every}, all); }, "any_in is asked for the whole; ask it for people, events or episodes"},
      {[=] { x::sum_in(people, all, start); },
       "sum_in needs a number and got the date start; take days_between two dates, or an age on a date"},
      {[=] { x::sum_in(people, all, nullptr); }, "sum_in lacks an operand; give a number"},
      {[=] { x::sum_in(people, all, spell("events")); },
       "the value of sum_in: events is of spells, not of the events looked through; use a series of the units that are "
       "looked through"},
      {[=] { x::least_in(people, all, field("outcome")); },
       "least_in needs a date and got the text outcome; use a series of that kind"},
      {[=] { x::greatest_in(people, all, nullptr); }, "greatest_in lacks an operand; give a date"},
      {[=] { x::at_unit(start, start); },
       "at_unit needs a picked event and got the date start; use a series of that kind"},
      {[=] { x::at_unit(first_event(), nullptr); }, "at_unit lacks a series; name what is wanted of the picked event"},
      {[=] { x::at_unit(first_event(), spell("start")); },
       "at_unit: start is of spells, and what was picked is of events; use a series of the units that were looked "
       "through"}};
  check_refusals(table);
}

TEST_CASE("units of nobody have no person and nothing that is looked up for one") {
  auto builder = std::make_shared<episode_builder>();
  builder->key = builder->name = "areas";
  builder->columns = {{"since", value_kind::date}};
  builder->of_nobody = true;
  const unit_frame areas{level::episode, builder};
  const expr since = x::episode_column(builder, "since");
  CHECK(x::compare(since, comparison::less, x::period_end())->of == areas);
  const refusal table[] = {
      {[=] { x::compare(since, comparison::less, x::person_field("birth")); },
       "a comparison mixes areas and people; areas belong to nobody: use what is the same for everybody"},
      {[=] {
         x::all_of({x::text_in(x::person_field("gender"), {"Male"}), x::is_missing(since)});
       },
       "and mixes people and areas; areas belong to nobody: use what is the same for everybody"},
      {[=] { x::any_in(people, {.from = areas}); },
       "any_in looks through areas; look through events, episodes or rows of another kind"},
      {[=] { x::any_in(areas, {.from = events}); },
       "any_in is asked for areas; ask it for people, events or episodes"}};
  check_refusals(table);
}

namespace {

/// `c and (c or e)`, so many times: twice as many parts in a tree each time, and two more in a graph.
expr doubled(int times) {
  const expr e = x::text_in(field("service_type"), {"x"});
  expr c = e;
  for (int i = 0; i < times; ++i) c = x::all_of({c, x::any_of({c, e})});
  return c;
}

}  // namespace

TEST_CASE("a part that stands in many places costs as one") {
  const expr deep = doubled(60);
  CHECK(identity(deep).size() < 60 * 100);
  CHECK(identity(deep) == identity(doubled(60)));
  CHECK(identity(deep) != identity(doubled(59)));
  CHECK(to_text(deep).size() < 100'000);
  CHECK(to_text(deep).find("...") != std::string::npos);
  CHECK(to_text(doubled(3)).find("...") == std::string::npos);
  std::vector<event::column> columns;
  add_columns_read(deep, columns);
  CHECK(columns.size() == 1);
  CHECK_FALSE(depends_on_period(deep));
}

TEST_CASE("whatever is made of an expression goes through each part once") {
  const expr deep = doubled(60);
  CHECK(to_text(x::unlisted(deep)) == to_text(deep));
  CHECK(identity(x::unlisted(deep)) == identity(deep));
  CHECK(x::unlisted(deep)->in[0] == deep);  // nothing is copied
  // A definition, whose parts are compared with one another, and a change of it.
  algebra::truth<algebra::of_event> condition{{deep}};
  const measure m = algebra::local_measure("local.x", "X", algebra::proportion(condition, condition));
  CHECK_NOTHROW(check(m));
  CHECK(m.definition.size() < 500'000);
  // Builders that look at the episodes of others: no key holds another key twice.
  expr with = meals();
  for (int i = 0; i < 60; ++i) {
    const episode_frame made = match_latest(x::all_of({with, meals()}), x::any_of({with, meals()}));
    CHECK(made->key.size() < 10'000);
    const expr matched =
        x::any_in(people, {.from = {level::episode, made}, .where = x::episode_column(made, "matched")});
    with = x::all_of({meals(), matched});
  }
  CHECK_FALSE(depends_on_period(with));
}

TEST_CASE("numbers of different units are neither compared nor added") {
  namespace a = ascof::algebra;
  using a::events;
  const auto refused = [](const auto& work) { return failure_of([&] { work(); }).message; };
  CHECK(refused([] { return events.unit_cost > events.planned_units; }) ==
        "a comparison puts unit_cost (pounds) beside planned_units (units a week); use numbers of one unit; a product "
        "and "
        "a quotient go with every other number");
  CHECK(refused([] { return events.unit_cost + events.latest_age; })
            .find("arithmetic puts unit_cost (pounds) beside "
                  "latest_age (years)") != std::string::npos);
  CHECK(refused([] {
          return a::age_on(a::period_end) > a::days_between(events.start, events.end);
        }).find("(years) beside") != std::string::npos);
  CHECK(refused([] { return a::first_known(events.unit_cost, events.planned_units); }).find("pounds") !=
        std::string::npos);
  CHECK_NOTHROW(events.unit_cost * events.planned_units > events.unit_cost);
  CHECK_NOTHROW(events.unit_cost + events.unit_cost > 12.5);
  CHECK_NOTHROW(a::days_between(events.start, events.end) / 7 > events.planned_units);
  CHECK_NOTHROW(a::age_on(a::period_end) > events.age_at_start);
}

TEST_CASE("the same parts have one identity, as one node or as several") {
  const auto part = [] { return x::is_missing(field("outcome")); };
  const expr once = part();
  CHECK(identity(x::all_of({once, once})) == identity(x::all_of({part(), part()})));
  CHECK(identity(x::all_of({once, meals()})) != identity(x::all_of({meals(), once})));
}

TEST_CASE("expressions are nested so deep and no deeper") {
  const std::string refused = "nested more than 1000 deep";
  const auto failure = [](const std::function<void()>& work) { return failure_of(work).message; };
  expr chain = meals();
  while (chain->depth < most_nested) chain = x::negation(chain);
  CHECK(to_text(chain).find("...") != std::string::npos);
  CHECK(identity(chain).size() < 100'000);
  CHECK(failure([&] { x::negation(chain); }).find(refused) != std::string::npos);
  CHECK(failure([&] {
          for (int i = 0; i < 50'000; ++i) chain = x::any_of({chain, x::text_in(field("outcome"), {"x"})});
        }).find(refused) != std::string::npos);
  // Many alternatives in one step are no depth.
  CHECK(x::any_of(std::vector<expr>(50'000, meals()))->depth == 3);
}
