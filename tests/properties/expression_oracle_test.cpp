// The plan of an evaluation against a plain interpreter of the same expressions, on random records.

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/results/evaluate.hpp"
#include "support/expression_text.hpp"
#include "support/plain_expression.hpp"
#include "support/random_expressions.hpp"
#include "support/random_source.hpp"

using namespace ascof;
using namespace support;

namespace {

/// "unit of person: plan says ..., interpreter says ..." for the first difference; empty when there is none.
std::string difference(const expr& e, const world& of, const std::vector<period>& periods, std::size_t block) {
  const asked_expression asked(e, of.people, of.details, periods);
  const std::vector<texts> values = asked.by_period(block);
  // Asked of some units first and of the others later.
  if (e->of.at != level::every && asked.by_period_in_two([](std::uint32_t unit) { return unit % 3 == 1; }) != values)
    return "the plan says otherwise when it is asked piece by piece";
  // Asked only for which units it is true.
  if (e->of.at != level::every && e->kind == value_kind::truth) {
    const asked_expression short_of(e, of.people, of.details, periods, plan::answers::whether_true);
    const auto hits = short_of.true_units(block);
    for (std::size_t p = 0; p < periods.size(); ++p) {
      std::vector<std::size_t> wanted;
      for (std::size_t unit = 0; unit < values[p].size(); ++unit)
        if (values[p][unit] == "true") wanted.push_back(unit);
      if (hits[p] != wanted) return "the plan says otherwise when only true units are wanted";
    }
  }
  for (std::size_t p = 0; p < periods.size(); ++p) {
    const plain::interpreter plain(of.people, of.details, periods[p]);
    std::size_t at = 0;
    for (std::size_t person = 0; person < of.people.people(); ++person)
      for (std::size_t unit = 0; unit < plain.units(e->of, person); ++unit, ++at) {
        if (e->of.at == level::every && person > 0) break;
        const std::string wanted = plain.text_of(e, person, unit);
        const std::string found = at < values[p].size() ? values[p][at] : "no unit";
        if (found != wanted)
          return "unit " + std::to_string(unit) + " of person " + std::to_string(person) + " in " +
                 to_string(periods[p]) + ": plan " + found + ", interpreter " + wanted;
      }
    if (e->of.at != level::every && at != values[p].size()) return "the plan has more units";
  }
  return {};
}

}  // namespace

TEST_CASE("the plan and a plain interpreter agree on random expressions") {
  constexpr int rounds = 75, expressions_a_round = 30;
  std::set<operation> met;
  const auto note = [&met](const expr& e, const auto& self) -> void {
    if (!e) return;
    met.insert(e->what);
    for (const expr& part : e->in) self(part, self);
  };
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(round);
    random_source random(seed);
    const world of = random_world(random);
    random_expressions make(random);
    for (int i = 0; i < expressions_a_round; ++i) {
      const expr e = make.any();
      note(e, note);
      const std::vector<period> periods = random_periods(random);
      const std::string wrong = difference(e, of, periods, 1 + random.below(4));
      if (!wrong.empty()) {
        INFO("seed " << seed << ", expression " << i << ": " << to_text(e) << "\n" << wrong);
        CHECK(wrong.empty());
      }
    }
  }
  // None was left out but those of rows of other kinds and of days of a study, which these records do not have.
  constexpr std::size_t of_rows = 5;
  CHECK(met.size() == static_cast<std::size_t>(operation::at_unit) + 1 - of_rows);
}

TEST_CASE("expressions of one plan are asked in any order, of any units, and do not disturb each other") {
  using answers = plan::answers;
  for (int round = 0; round < 150; ++round) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(round);
    random_source random(seed);
    const world of = random_world(random);
    random_expressions make(random);
    const std::vector<period> periods = random_periods(random);
    // Conditions that stand in others, of which now this and now that is wanted.
    const unit_frame frame = make.frame();
    const expr a = make.condition(frame, 4), b = make.condition(frame, 4), c = make.condition_for(frame);
    const expr both = x::all_of({a, b}), all = x::all_of({both, c});
    std::vector<expr> wanted{a,
                             b,
                             both,
                             all,
                             x::any_of({a, c}),
                             x::negation(both),
                             x::negation(x::any_of({a, all})),
                             x::is_missing(all),
                             x::choose({a, both, c, all, b}),
                             x::first_known({both, c}),
                             x::truth_number(all),
                             make.any(),
                             make.any(),
                             make.any()};
    if (frame.at != level::person) {
      const unit_frame people{level::person};
      const expr first = x::first_in(people, {.from = frame, .where = both}, {{all}});
      for (const expr& e : {x::any_in(people, {.from = frame, .where = both}),
                            x::count_in(people, {.from = frame, .where = x::negation(a)}), x::at_unit(first, both),
                            x::negation(x::at_unit(first, all))})
        wanted.push_back(e);
    }
    random.shuffle(wanted);

    const std::vector<place_of_figures> places;
    const bound_study studied{of.people, of.details, places};
    plan how(studied, periods);
    std::vector<asked_node> nodes;
    std::vector<answers> how_much;
    for (const expr& e : wanted) {
      how_much.push_back(random.chance(60) ? answers::whether_true : answers::all_three);
      nodes.emplace_back(e, how, how_much.back());
    }
    workspace in = how.make_workspace();
    // Two blocks, one after the other: nothing of the first is left in the second.
    const std::size_t number = of.people.people(), cut = random.below(number);
    for (const auto& [begin, end] : {std::pair(std::size_t{0}, number), std::pair(cut, number)}) {
      how.begin(begin, end, in);
      for (std::size_t turn = 0; turn < 2 * nodes.size(); ++turn) {
        const std::size_t i = random.below(nodes.size());
        const asked_node& node = nodes[i];
        std::vector<std::uint32_t> some;
        if (node.of->kind == value_kind::truth && random.chance(20)) {
          const some_units hits = how.hits(node.number, in);
          hits.each([&](std::size_t unit) { some.push_back(static_cast<std::uint32_t>(unit)); });
        } else {
          const std::size_t count = how.units_of(node.frame, in).count;
          const int share = random.pick(std::vector<int>{10, 30, 60, 100});
          for (std::uint32_t unit = 0; unit < count; ++unit)
            if (random.chance(share)) some.push_back(unit);
          how.ask(node.number, node.frame, {some.data(), some.size()}, in);
        }
        // The same alone, in a plan and a block of its own.
        plan alone(studied, periods);
        const asked_node own(node.of, alone, answers::all_three);
        workspace fresh = alone.make_workspace();
        alone.begin(begin, end, fresh);
        alone.ask(own.number, own.frame, alone.all_of(own.frame, fresh), fresh);
        std::size_t wrong = 0;
        for (const std::uint32_t unit : some)
          for (std::size_t p = 0; p < periods.size(); ++p) {
            std::string found = node.text(how, in, unit, p), right = own.text(alone, fresh, unit, p);
            if (node.of->kind == value_kind::truth && how_much[i] == answers::whether_true &&
                !how.wants_all_three(node.number)) {
              found = found.starts_with("true") ? "true" : "not true";
              right = right == "none" ? found : right == "true" ? right : "not true";
            }
            if (found != right) ++wrong;
          }
        INFO("seed " << seed << ", turn " << turn << ": " << to_text(node.of));
        CHECK(wrong == 0);
      }
    }
  }
}

namespace {

texts lines_of(const std::vector<contribution>& all) {
  texts lines;
  for (const contribution& c : all)
    lines.push_back(joined({to_string(c.reporting), c.la_code, c.person_id, c.group, std::to_string(c.numerator),
                            std::to_string(c.denominator)}));
  return lines;
}

}  // namespace

TEST_CASE("what a person counts does not depend on who else is asked about at the same time") {
  int compared = 0;
  for (int round = 0; round < 400; ++round) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(round);
    random_source random(seed);
    const std::vector<written_person> who = random_people(random, 8);
    random_expressions make(random);
    const std::optional<measure> m = random_measure(random, make);
    std::vector<period> periods = random_periods(random);
    if (random.chance(5))  // more than fit into one plan
      for (int i = 0; i < 70; ++i) periods.push_back(random.pick(periods));
    const world all = world_of(who);
    if (!m) continue;
    const std::vector<event::column> needs = m->needs();
    if (std::any_of(needs.begin(), needs.end(), [&](event::column c) { return !all.people.events().has(c); })) continue;
    ++compared;
    const evaluate_options options{.trace = true};
    evaluation_state together(select_all({*m}), periods), one_by_one = together;
    for (evaluation_state* state : {&together, &one_by_one}) state->keep_contributions();
    together.update(all.people, all.details, options);
    for (const written_person& person : who) {
      const world alone = world_of({&person, 1});
      if (random.chance(50)) {
        one_by_one.update(alone.people, alone.details, options);
      } else {
        evaluation_state another(select_all({*m}), periods);
        another.keep_contributions();
        another.update(alone.people, alone.details, options);
        one_by_one.merge(another);
      }
    }
    INFO("seed " << seed << ": " << algebra::rule_of(m->figures.front().counts));
    CHECK(together == one_by_one);
    CHECK(lines_of(together.contributions()) == lines_of(one_by_one.contributions()));
  }
  CHECK(compared > 100);
}
