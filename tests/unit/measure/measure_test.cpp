#include "ascof/measure/measure.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/describe.hpp"
#include "support/failure.hpp"
#include "support/text_table.hpp"

using namespace ascof;
using support::failure_of;

namespace {

measure of(const char* id, std::vector<const char*> figures) {
  measure m;
  m.id = id;
  for (const char* f : figures) {
    figure part;
    part.id = f;
    m.figures.push_back(part);
  }
  return m;
}

measure local(measure m) {
  m.stands = standing::local;
  return m;
}

const std::vector<measure> some{of("ascof.2b_2c", {"ascof.2b", "ascof.2c"}), of("ascof.3d.carers", {"ascof.3d.1b"}),
                                of("ascof.3d.clients", {"ascof.3d.1a", "ascof.3d.2a"}),
                                local(of("waiting", {"waiting.first"}))};

/// "measure: figure figure" for every measure that is selected.
std::string selected(const std::vector<std::string>& names) {
  const selection chosen = select_measures(some, names);
  std::string text;
  for (const measure& m : chosen.measures) {
    text += (text.empty() ? "" : "; ") + m.id + ":";
    for (const figure& f : m.figures)
      if (chosen.wants(f.id)) text += " " + f.id;
  }
  return text;
}

}  // namespace

TEST_CASE("measures are named by figure, by measure, or by the beginning of ids up to a dot") {
  CHECK(selected({"ascof.2b"}) == "ascof.2b_2c: ascof.2b");
  CHECK(selected({"ascof.2b_2c"}) == "ascof.2b_2c: ascof.2b ascof.2c");
  CHECK(selected({"ascof.3d.1a"}) == "ascof.3d.clients: ascof.3d.1a");
  CHECK(selected({"ascof.3d"}) == "ascof.3d.carers: ascof.3d.1b; ascof.3d.clients: ascof.3d.1a ascof.3d.2a");
  CHECK(selected({"ascof.3d.clients"}) == "ascof.3d.clients: ascof.3d.1a ascof.3d.2a");
  CHECK(selected({"ASCOF.3D.1A "}) == "ascof.3d.clients: ascof.3d.1a");
}

TEST_CASE("all is every national measure, everything every measure") {
  const std::string national =
      "ascof.2b_2c: ascof.2b ascof.2c; ascof.3d.carers: ascof.3d.1b; ascof.3d.clients: ascof.3d.1a ascof.3d.2a";
  CHECK(selected({"all"}) == national);
  CHECK(selected({"All "}) == national);
  CHECK(selected({"everything"}) == national + "; waiting: waiting.first");
  CHECK(selected({"all", "waiting"}) == national + "; waiting: waiting.first");
  // Of figures without any measure behind them there is nothing to want.
  const selection whole = select_all(some);
  CHECK(whole.measures.size() == 4);
  CHECK(whole.figures ==
        std::vector<std::string>{"ascof.2b", "ascof.2c", "ascof.3d.1b", "ascof.3d.1a", "ascof.3d.2a", "waiting.first"});
  CHECK(whole.wants("waiting.first"));
  CHECK_FALSE(whole.wants("waiting"));
  CHECK_FALSE(selection{}.wants("ascof.2b"));
}

TEST_CASE("each measure is selected once, in the catalogue's order") {
  CHECK(selected({"waiting", "ascof.3d.2a", "ascof.3d.1a", "ascof.3d.2a"}) ==
        "ascof.3d.clients: ascof.3d.1a ascof.3d.2a; waiting: waiting.first");
  CHECK(selected({}).empty());
}

TEST_CASE("a name that no measure has is refused, with the nearest") {
  struct refusal {
    const char* name;
    const char* message;
  };
  const refusal table[] = {
      {"ascof.3d.1c", "there is no measure 'ascof.3d.1c'; did you mean 'ascof.3d.1b'? See `ascof list`"},
      {"ascof3d1a", "there is no measure 'ascof3d1a'; did you mean 'ascof.3d.1a'? See `ascof list`"},
      {"wating", "there is no measure 'wating'; did you mean 'waiting'? See `ascof list`"},
      {"something else", "there is no measure 'something else'; see `ascof list`"}};
  for (const refusal& row : table) {
    CAPTURE(row.name);
    const auto refused = failure_of([&] { selected({"ascof.2b", row.name}); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::unknown_name);
    CHECK(refused.message == row.message);
  }
  // The beginning of an id counts only up to a dot.
  CHECK(failure_of([&] { selected({"ascof.3"}); }).code == error_code::unknown_name);
  CHECK(failure_of([&] { selected({""}); }).code == error_code::unknown_name);
}

TEST_CASE("every measure of the catalogue says what it is, and its parts fit together") {
  std::set<std::string> ids, figures, traces;
  for (const measure& m : catalogue()) {
    CAPTURE(m.id);
    CHECK(ids.insert(m.id).second);
    for (const std::string* text : {&m.title, &m.source, &m.years, &m.unit, &m.definition}) CHECK_FALSE(text->empty());
    CHECK_NOTHROW(check(m));
    CHECK_FALSE(m.figures.empty());
    for (const figure& f : m.figures) {
      CAPTURE(f.id);
      CHECK(figures.insert(f.id).second);
      CHECK_FALSE(f.title.empty());
      CHECK((f.counts.kind == statistic::rate_per_100000 || f.counts.kind == statistic::standardised_rate) ==
            !f.population.empty());
      if (!f.population.empty()) CHECK(f.population.size() == f.groups().size());
    }
    for (const trace_layout& trace : m.traces) CHECK(traces.insert(trace.id).second);
    CHECK_FALSE(describe(select_measures(catalogue(), {m.id})).empty());
  }
  for (const char* id :
       {"ascof.2b", "ascof.2c", "ascof.2e", "ascof.2e.ld", "ascof.3d.1a", "ascof.3d.1b", "ascof.3d.2a", "ascof.3d.2b"})
    CHECK(figures.contains(id));
}

TEST_CASE("statistics and polarities have names") {
  CHECK(to_text(statistic::proportion) == "proportion (%)");
  CHECK(to_text(statistic::exact_proportion) == "proportion (%)");
  CHECK(to_text(statistic::rate_per_100000) == "rate per 100,000");
  CHECK(to_text(statistic::count) == "count");
  CHECK(to_text(statistic::median) == "median");
  CHECK(to_text(statistic::mean) == "mean");
  CHECK(to_text(statistic::percentile) == "percentile");
  CHECK(to_text(statistic::sum) == "sum");
  CHECK(to_text(statistic::change) == "change");
  CHECK(to_text(statistic::percent_change) == "change (%)");
  CHECK(to_text(polarity::higher_is_better) == "higher is better");
  CHECK(to_text(polarity::lower_is_better) == "lower is better");
  CHECK(to_text(polarity::neutral) == "neutral");
}

TEST_CASE("the groups of a figure are those of its dimensions, the last fastest") {
  using namespace algebra;
  const auto grouped = [](std::vector<breakdown> by) {
    figure f;
    f.by = std::move(by);
    return f.groups();
  };
  using labels = std::vector<std::string>;
  const breakdown age = groups("age", {{"young", person.gender == "x"}, {"old", person.gender == "y"}});
  CHECK(grouped({}) == labels{"Total"});
  CHECK(grouped({age}) == labels{"young", "old"});
  CHECK(grouped({with_total(age)}) == labels{"young", "old", "Total"});
  CHECK(grouped({with_total(age, "All"), by("gender", person.gender, {"Female", "Male"})}) ==
        labels{"young, Female", "young, Male", "old, Female", "old, Male", "All, Female", "All, Male"});
  CHECK(grouped({age, by("gender", person.gender)}).empty());  // not known before the records are
  CHECK(grouped({with_total(by("gender", person.gender))}).empty());
}

TEST_CASE("a measure needs the columns that its figures and side counts read, wherever they stand") {
  using namespace algebra;
  using columns = std::vector<event::column>;
  const auto needs = [](const measure& m) { return m.needs(); };
  const auto counted = [](const truth<of_person>& who) { return local_measure("local.x", "X", count(who)); };
  CHECK(needs(counted(people(events.dementia == "Yes"))) == columns{event::dementia});
  CHECK(needs(counted(person.gender == "Male")).empty());
  // In orders, windows, values, breakdowns, and in what episodes are made of.
  CHECK(needs(counted(looking_at(is_review, events.end)
                          .on_or_after(period_start)
                          .ordered_by(ascending(events.outcome_rank))
                          .first()
                          .of(events.outcome) == "x")) ==
        columns{event::event_type, event::end, event::outcome, event::outcome_rank});
  CHECK(needs(counted(people(spells(events.service_component == "Meals", days{7}).active_during()))) ==
        columns{event::service_component});
  CHECK(needs(local_measure("local.x", "X", mean(events.unit_cost, is_service), {by("c", events.cost_frequency)})) ==
        columns{event::event_type, event::unit_cost, event::cost_frequency});
  CHECK(needs(local_measure("local.x", "X", ratio(is_service, events.dementia == "Yes"))) ==
        columns{event::dementia, event::event_type});
  // A name and a record number are shown when there, and not missed when not.
  CHECK(needs(counted(people(events.la_name == "x" && events.record_id > 0))).empty());
  measure beside = counted(person.gender == "Male");
  beside.sides.push_back({"x", "x", is_request});
  CHECK(needs(beside) == columns{event::event_type});
  // What only a trace shows may be missing.
  measure traced = counted(person.gender == "Male");
  traced.traces.push_back({"t", is_request, {{"outcome", events.outcome}}});
  CHECK(needs(traced).empty());
}

TEST_CASE("a measure needs hospital episodes when its episodes do, however deep they stand") {
  using namespace algebra;
  auto builder = std::make_shared<episode_builder>();
  builder->key = builder->name = "stays";
  builder->columns = {{"end", value_kind::date}};
  builder->needs_hospital = true;
  const expr end = expressions::episode_column(builder, "end");
  const truth<of_person> stayed{
      {expressions::any_in({unit_frame::level::person},
                           {.from = {unit_frame::level::episode, builder}, .where = expressions::is_missing(end)})}};
  CHECK_FALSE(local_measure("local.x", "X", count(person.gender == "Male")).needs_hospital());
  CHECK(local_measure("local.x", "X", count(person.gender == "Male" && stayed)).needs_hospital());
  CHECK(local_measure("local.x", "X", count(person.gender == "Male"), {groups("g", {{"stayed", stayed}})})
            .needs_hospital());
  CHECK(local_measure("local.x", "X", count(truth<of_episode>{{expressions::is_missing(end)}})).needs_hospital());
}

TEST_CASE("parts that do not fit together are refused: the part is named, and what to write instead") {
  using namespace algebra;
  namespace x = expressions;
  const truth<of_event> meals = events.service_component == "Meals";
  const truth<of_person> men = person.gender == "Male";
  const truth<of_episode> spell = spells(is_service, days{7}).active_during();
  const auto counts = [](calculation c, std::vector<breakdown> by = {}) {
    return [=] { local_measure("local.x", "X", c, by); };
  };
  const auto changed = [](auto change) {
    return [=] {
      measure m = local_measure("local.x", "X", count(is_service));
      change(m);
      check(m);
    };
  };
  const breakdown young_and_old = groups("age", {{"young", men}, {"old", men}});
  const support::refusal table[] = {
      {changed([](measure& m) { m.id.clear(); }),
       "id: an id has letters, digits and . _ - only, 1 to 100 of them, begins with a letter or a digit, and has no "
       "dot at "
       "its end nor two together; write one such as local.direct_payments"},
      {changed([](measure& m) { m.figures.front().by = {by(" ", events.gender)}; }),
       "local.x: a breakdown has no name; name it after what its groups are: \"age_band\""},
      {changed([](measure& m) {
         m.figures.front().by = {groups("g", {{"", is_service}})};
       }),
       "local.x: a group of the breakdown g has no label; name each group; units without a text are in the group "
       "'missing'"},
      {changed([](measure& m) { m.figures.clear(); }), "local.x has no figures; say what it counts"},
      {changed([](measure& m) { m.figures.push_back(m.figures.front()); }),
       "local.x has two figures local.x; give each an id of its own"},
      {counts({}), "local.x does not say who counts; give a condition of events, people or episodes"},
      {counts({.of = events.start}),
       "local.x: who counts is a date, not a condition; compare something: event_type == \"Request\""},
      {counts({.of = x::constant(true)}),
       "local.x: true says nothing of events, people or episodes; say which units count: people(...), events(...)"},
      {counts({.kind = statistic::proportion, .of = men}),
       "local.x is a proportion without a numerator; say which of the denominator count"},
      {counts({.kind = statistic::exact_proportion, .of = men}),
       "local.x is a proportion without a numerator; say which of the denominator count"},
      {counts(change({.kind = statistic::exact_proportion, .of = men})),
       "local.x is a proportion without a numerator; say which of the denominator count"},
      {counts({.kind = statistic::proportion, .of = men, .numerator = meals}),
       "local.x: the numerator is of events, and what is counted are people; use a condition of the units counted, or "
       "look it up for them: any_in, first_in, count_in"},
      {counts({.kind = statistic::proportion, .of = meals, .numerator = spell}),
       "local.x: the numerator is of spells, and what is counted are events; use a condition of the units counted, or "
       "look it up for them: any_in, first_in, count_in"},
      {counts({.kind = statistic::proportion, .of = meals, .numerator = events.start}),
       "local.x: the numerator is a date, not a condition; compare something: delivery_mechanism == \"Direct "
       "payment\""},
      {counts({.kind = statistic::mean, .of = meals}),
       "local.x has no number to take the mean of; give days between two dates, a cost, an age"},
      {counts({.kind = statistic::median, .of = meals, .value = events.start}),
       "local.x has no number to take the median of; give days between two dates, a cost, an age"},
      {counts(change({.kind = statistic::median, .of = meals})),
       "local.x has no number to take the median of; give days between two dates, a cost, an age"},
      {counts({.kind = statistic::count, .of = meals, .value = events.unit_cost}),
       "local.x: a count measures no values; leave the value out, or take its mean"},
      {counts(percentile(101, events.unit_cost, meals)), "local.x: there is no percentile 101; give one from 0 to 100"},
      {counts(percentile(-1, events.unit_cost, meals)), "local.x: there is no percentile -1; give one from 0 to 100"},
      {counts({.kind = statistic::mean, .of = men, .value = events.unit_cost}),
       "local.x: the value is of events, and what is counted are people; use a condition of the units counted, or look "
       "it up for them: any_in, first_in, count_in"},
      {counts(change(change(count(men)))),
       "local.x is a change of a change; take the change of a count, a share or a statistic of values"},
      {counts(change(rate(men))),
       "local.x is a change of a rate per 100,000; take the change of a count, a share or a statistic of values"},
      {counts(rate(men)),
       "local.x is a rate of 1 groups and names 0 populations; name the population band of each group"},
      {counts(rate(men), {by("gender", person.gender)}),
       "local.x is a rate, and which groups gender has is not known before the records are; list the groups, and the "
       "population band of each"},
      // A numerator that no unit of the denominator can be in.
      {counts(proportion(meals, events.service_component == "Shared Lives")),
       "local.x: the numerator lies outside the denominator: no unit has both one service_component and the other; the "
       "numerator is counted inside the denominator; widen the denominator, or divide two counts"},
      {counts(proportion(meals && is_service, events.service_component.in({"a", "b"}) && is_service)),
       "local.x: the numerator lies outside the denominator: no unit has both one service_component and the other; the "
       "numerator is counted inside the denominator; widen the denominator, or divide two counts"},
      // Breakdowns.
      {counts(count(men), {by("gender", person.gender), by("gender", person.ethnicity)}),
       "local.x: the breakdown by gender stands twice; name each dimension once"},
      {counts(count(men), {{.name = "age"}}),
       "local.x: the breakdown age has no groups; give a series of texts, or labels with conditions"},
      {counts(count(men), {{.name = "age", .labels = {"a", "b"}, .conditions = {men}}}),
       "local.x: the breakdown age has 2 labels for 1 conditions; give one label a condition"},
      {counts(count(men), {groups("age", {{"old", men}, {"OLD ", men}})}),
       "local.x: the breakdown age has the group 'old' twice; join their conditions with or"},
      {counts(count(men), {with_total(young_and_old, "old")}),
       "local.x: the breakdown age has the group 'old' besides a total of this name; name the total otherwise"},
      {counts(count(men), {{.name = "age", .labels = {"a"}, .conditions = {men}, .text = person.gender}}),
       "local.x: the breakdown age is by a text and by conditions; make two dimensions of it"},
      {counts(count(men), {{.name = "age", .text = person.birth}}),
       "local.x: the breakdown age is by a date; use a text: a field with categories, or bands of a number"},
      {counts(count(men), {{.name = "age", .labels = {"a"}, .conditions = {person.birth}}}),
       "local.x: a group of the breakdown age is no condition; compare something: age < 65"},
      {counts(count(men), {by("component", events.service_component)}),
       "local.x: the breakdown component is of events, and what is counted are people; use a condition of the units "
       "counted, or look it up for them: any_in, first_in, count_in"},
      {counts(count(spell), {groups("g", {{"meals", meals}})}),
       "local.x: the breakdown g is of events, and what is counted are spells; use a condition of the units counted, "
       "or "
       "look it up for them: any_in, first_in, count_in"},
      // One thing by another.
      {counts(ratio(meals, spell), {by("component", events.service_component)}),
       "local.x: the denominator: the breakdown component is of events, and what is counted are spells; use a "
       "condition "
       "of the units counted, or look it up for them: any_in, first_in, count_in"},
      {changed([&](measure& m) {
         m.figures.front().counts = ratio(meals, spell);
         m.figures.front().by = {young_and_old};
       }),
       "local.x: the denominator is broken down otherwise than what is divided by it; give denominator_by the same "
       "groups as by"},
      // Beside the figures.
      {changed([](measure& m) { m.figures.front().unknown = events.outcome; }),
       "local.x: unknown is a text, not a condition; compare something: delivery_mechanism == \"Direct payment\""},
      {changed([&](measure& m) { m.figures.front().invalid = spell; }),
       "local.x: invalid is of spells, and what is counted are events; use a condition of the units counted, or look "
       "it "
       "up for them: any_in, first_in, count_in"},
      {changed([](measure& m) {
         m.sides.push_back({"x", "x", nullptr});
       }),
       "local.x: the count beside the figures does not say who counts; give a condition of events, people or episodes"},
      {changed([](measure& m) {
         m.traces.push_back({"t", expr(), {}});
       }),
       "local.x: the trace t does not say who counts; give a condition of events, people or episodes"},
      {changed([](measure& m) {
         m.traces.push_back({"t", is_service, {{"c", nullptr}}});
       }),
       "t: the column c has no value; give a series"},
      {changed([&](measure& m) {
         m.traces.push_back({"t", men, {{"c", events.start}}});
       }),
       "t: the column c is of events, and what is counted are people; use a condition of the units counted, or look it "
       "up for them: any_in, first_in, count_in"}};
  support::check_refusals(table);
}

TEST_CASE("an id names a file everywhere, and nothing that the catalogue has") {
  using namespace algebra;
  const auto message = [](const std::string& id) {
    return failure_of([&] { check(local_measure(id, "X", count(is_service))); }).message;
  };
  for (const char* id :
       {"", " ", "my measure", "a/b", "a\\b", "..", "a..b", ".a", "-a", "a.", "\xc3\xa9", "\x01", "a "}) {
    CAPTURE(std::string(id));
    CHECK(message(id).starts_with("id: "));
    CHECK(message(id).find("write one such as local.direct_payments") != std::string::npos);
  }
  for (const char* id : {"con", "CON", "con.txt", "nul", "aux.x", "com1", "LPT9.a", "com0"}) {
    CAPTURE(std::string(id));
    CHECK(message(id).find("a name that Windows keeps for a device") != std::string::npos);
    CHECK(message(id).ends_with("write one such as local." + std::string(id)));
  }
  CHECK(message("All") == "id: 'All' stands for many measures; give an id of its own: local.All");
  CHECK(message("everything").find("stands for many measures") != std::string::npos);
  CHECK(message("ascof.2A") ==
        "id: 'ascof.2A' is a measure of the catalogue; give an id of its own, such as "
        "'local.ascof.2A'");
  CHECK(message("ascof.3d.1a").find("is a measure of the catalogue") != std::string::npos);
  CHECK(message("ascof.3d") ==
        "id: ids of the catalogue begin with 'ascof.3d'; give an id of its own, such as "
        "'local.ascof.3d'");
  for (const char* id : {"local.x", "x", "com", "com12", "console.x", "local.con", "1-a_b.c"})
    CHECK(message(id).empty());
  measure m = local_measure("local.x", "X", count(is_service));
  m.figures.front().id = "a b";
  CHECK_THROWS_AS(check(m), usage_error);
  for (const measure& known : catalogue()) CHECK_NOTHROW(check(known));
}

TEST_CASE("parts that do fit are let pass") {
  using namespace algebra;
  const truth<of_event> meals = events.service_component == "Meals";
  const truth<of_person> men = person.gender == "Male";
  const auto fits = [](calculation c, std::vector<breakdown> by = {}) {
    CHECK_NOTHROW(local_measure("local.x", "X", std::move(c), std::move(by)));
  };
  fits(proportion(men, meals), {by("gender", person.gender)});  // a person's value holds for events
  fits(proportion(meals, events.service_component.in({"Meals", "Other"})));
  fits(proportion(meals || is_review, events.service_component == "Other"));  // not by "and": may be inside
  fits(proportion(!meals, meals));                                            // nobody, and no matter of texts
  fits(ratio(meals, is_review), {by("gender", person.gender)});
  fits(change(ratio(meals, is_review)));
  fits(percent_change(mean(events.unit_cost, meals)));
  fits(share_within(days{28}, days_between(events.start, events.end), meals));
  fits(count(men), {with_total(by("gender", person.gender)), age_groups(age_on(period_end))});
  // The same words of two things.
  const auto band = [](double from) { return bands(events.age_at_start, {0, from}, {"young", "old"}); };
  fits(proportion(band(18) == "young", band(65) == "old"));
}
