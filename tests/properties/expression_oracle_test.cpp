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
#include "support/random_source.hpp"

using namespace ascof;
using namespace support;
namespace x = ascof::expressions;
using level = unit_frame::level;

namespace {

const std::vector<std::string> services{"Long term support: Community", "Long term support: Nursing care",
                                        "Short term support: ST-Max"};
const std::vector<std::string> components{"Meals", "Direct payment", "Shared Lives"};
const std::vector<std::string> genders{"Male", "Female", "Unknown"};
const std::vector<std::string> kinds_of_events{"Service", "Request", "Review"};

day random_day(random_source& random) {
  static const std::vector<day> turning{make_day(2023, 3, 31), make_day(2023, 4, 1), make_day(2024, 2, 29),
                                        make_day(2024, 3, 31), make_day(2024, 4, 1), make_day(2024, 12, 31),
                                        make_day(2025, 3, 31), make_day(2024, 1, 31)};
  return random.chance(60) ? random.pick(turning) : make_day(2023, 1, 1) + random.between(0, 900);
}

std::string cell_of(random_source& random, const std::vector<std::string>& list, int missing) {
  return random.chance(missing) ? "-" : "\"" + random.respelt(random.pick(list)) + "\"";
}

struct world {
  records people;
  person_details details;
};

/// A person's lines of the main table and of the details.
struct written_person {
  std::string events, details;
};

std::vector<written_person> random_people(random_source& random, int most) {
  std::vector<written_person> all;
  int record = 0;
  for (int person = random.between(1, most); person > 0; --person) {
    written_person& lines = all.emplace_back();
    const std::string who = (random.chance(70) ? "901 | P" : "902 | P") + std::to_string(person);
    for (int k = random.between(1, 6); k > 0; --k)
      lines.events +=
          joined({who, cell_of(random, kinds_of_events, 5), random.chance(8) ? "-" : to_string(random_day(random)),
                  random.chance(30) ? "-" : to_string(random_day(random)), cell_of(random, services, 20),
                  cell_of(random, components, 20), random.pick(std::vector<std::string>{"-", "0", "12.50", "-3", "7"}),
                  random.pick(std::vector<std::string>{"-", "1", "2", "2", "11"}), std::to_string(++record)}) +
          "\n";
    if (random.chance(85))
      lines.details =
          joined(
              {who,
               random.chance(20) ? "-" : to_string(first_of_month(random_day(random) - 365 * random.between(10, 90))),
               random.chance(60) ? "-" : to_string(random_day(random)), cell_of(random, genders, 20),
               cell_of(random, components, 30)}) +
          "\n";
  }
  return all;
}

world world_of(std::span<const written_person> who) {
  std::string events =
      "council | person | event | start | end | service | component | Unit_Cost | Event_Outcome_Hierarchy | record\n";
  std::string details = "council | person | birth | death | gender | reason\n";
  for (const written_person& person : who) {
    events += person.events;
    details += person.details;
  }
  records people = records_from_text(events);
  person_details known = details_from_text(people, details);
  return {std::move(people), std::move(known)};
}

world random_world(random_source& random) { return world_of(random_people(random, 5)); }

/// Random expressions that the checks of `expressions` let pass.
class random_expressions {
 public:
  explicit random_expressions(random_source& random) : random_(random) {
    periods_ = false;  // episodes are made of all of a person's events
    for (int i = 0; i < 2; ++i) {
      frames_.push_back(
          {level::episode, make_spells(condition(events_, 2), random_.pick(std::vector<int>{0, 1, 7, 400}))});
      frames_.push_back({level::episode, match_latest(condition(events_, 2), condition(events_, 1))});
    }
    periods_ = true;
  }

  unit_frame frame() { return random_.chance(35) ? people_ : random_.chance(60) ? events_ : random_.pick(frames_); }
  expr any() {
    const unit_frame of = frame();
    switch (random_.below(6)) {
      case 0: return text(of, 4);
      case 1: return date(of, 4);
      case 2: return number(of, 4);
      case 3: return unit(of, 4);
      default: return truth(of, 5);
    }
  }
  /// A condition that says something of these units themselves.
  expr condition(const unit_frame& of, int depth) {
    for (;;)
      if (expr e = truth(of, depth); e->of == of) return e;
  }
  /// What holds for these units, maybe because it does for their people or for everybody.
  expr condition_for(const unit_frame& of) { return truth(within(of), 4); }
  expr text_for(const unit_frame& of) { return text(within(of), 3); }
  expr number_for(const unit_frame& of) { return number(within(of), 3); }

 private:
  /// Mostly the units themselves, at times what is the same for all of a person or for everybody.
  unit_frame within(const unit_frame& of) {
    if (of.at == level::every || random_.chance(75)) return of;
    return random_.chance(60) ? people_ : every_;
  }
  unit_frame looked_through() { return random_.chance(60) || frames_.empty() ? events_ : random_.pick(frames_); }

  expr column(const unit_frame& of, value_kind kind) {
    std::vector<std::string> names;
    for (const episode_column& c : of.builder->columns)
      if (c.kind == kind) names.push_back(c.name);
    return names.empty() ? nullptr : x::episode_column(of.builder, random_.pick(names));
  }

  expr text_leaf(const unit_frame& of) {
    if (of.at == level::event)
      return x::event_field(
          random_.pick(std::vector<std::string>{"service_type", "service_component", "event_type", "gender"}));
    if (of.at != level::every && random_.chance(80))
      return x::person_field(random_.pick(std::vector<std::string>{"gender", "primary_support_reason", "la_code"}));
    return random_.chance(15) ? x::missing(value_kind::text) : x::constant(random_.pick(components));
  }
  expr date_leaf(const unit_frame& of) {
    if (of.at == level::event) return x::event_field(random_.chance(60) ? "start" : "end");
    if (of.at == level::episode)
      if (expr e = column(of, value_kind::date)) return e;
    if (of.at == level::person && random_.chance(70))
      return x::person_field(random_.chance(50) ? "birth" : "date_of_death");
    if (periods_ && random_.chance(75)) return random_.chance(50) ? x::period_start() : x::period_end();
    return random_.chance(15) ? x::missing(value_kind::date) : x::constant(random_day(random_));
  }
  expr number_leaf(const unit_frame& of) {
    if (of.at == level::event)
      return x::event_field(random_.pick(std::vector<std::string>{"unit_cost", "outcome_rank", "record_id"}));
    if (of.at == level::episode && random_.chance(80))
      if (expr e = column(of, value_kind::number)) return e;
    if (of.at == level::person && random_.chance(60)) return x::age_on(date(every_, 0), rule());
    return random_.chance(10) ? x::missing(value_kind::number)
                              : x::constant(random_.pick(std::vector<double>{-1, 0, 0.5, 1, 2, 18, 65}));
  }
  age_rule rule() { return random_.chance(70) ? age_rule::days_over_365_25 : age_rule::anniversary; }
  comparison how() { return static_cast<comparison>(random_.below(6)); }

  x::looking looking(const unit_frame& of, int depth) {
    x::looking through{.from = looked_through()};
    if (random_.chance(70)) through.where = truth(through.from, depth - 1);
    if (random_.chance(50)) {
      through.dated_by = date(through.from, depth - 2);
      if (random_.chance(70)) through.after = date(of, depth - 2);
      if (random_.chance(70)) through.until = date(of, depth - 2);
    }
    if (random_.chance(20)) {
      through.also_dated_by = date(through.from, depth - 2);
      if (random_.chance(70)) through.also_after = date(of, depth - 2);
      if (random_.chance(70)) through.also_until = date(of, depth - 2);
    }
    return through;
  }

  expr truth(const unit_frame& of, int depth) {
    if (of.at == level::episode && random_.chance(10))
      if (expr e = column(of, value_kind::truth)) return e;
    if (depth <= 0) {
      switch (random_.below(3)) {
        case 0: return x::compare(date_leaf(of), how(), date_leaf(within(of)));
        case 1:
          return x::text_in(text_leaf(of), {random_.pick(services), random_.pick(components), random_.pick(genders)});
        default: return random_.chance(70) ? x::is_missing(date_leaf(of)) : expressions_constant();
      }
    }
    switch (random_.below(13)) {
      case 0:
      case 1: return x::all_of({truth(of, depth - 1), truth(within(of), depth - 1)});
      case 2: return x::any_of({truth(within(of), depth - 1), truth(of, depth - 1), truth(of, depth - 2)});
      case 3: return x::negation(truth(of, depth - 1));
      case 4: return x::compare(date(of, depth - 1), how(), date(within(of), depth - 1));
      case 5: return x::compare(number(of, depth - 1), how(), number(within(of), depth - 1));
      case 6:
        return x::compare(x::age_on(date(within(of), depth - 2), rule()), how(),
                          x::constant(random_.pick(std::vector<double>{-1, 0, 1, 10, 18, 25, 64.5, 65, 90})));
      case 7:
        return x::text_in(text(of, depth - 1), {random_.respelt(random_.pick(components)), random_.pick(services)});
      case 8:
        return x::text_like(text(of, depth - 1), random_.pick(std::vector<std::string>{
                                                     "%support%", "long%", "%s", "m%a%s", "%", "meals", "%n%r%"}));
      case 9:
        switch (random_.below(4)) {
          case 0: return x::is_missing(truth(of, depth - 1));
          case 1: return x::is_missing(number(of, depth - 1));
          case 2: return x::is_missing(text(of, depth - 1));
          default: return x::is_missing(date(of, depth - 1));
        }
      case 10: return x::choose({truth(of, depth - 1), truth(within(of), depth - 2), truth(within(of), depth - 2)});
      case 11:
        return of.at == level::every ? x::first_known({truth(of, depth - 1), truth(of, depth - 1)})
                                     : x::any_in(of, looking(of, depth - 1));
      default:
        return of.at == level::every ? truth(of, depth - 1)
                                     : picked(of, depth, [&](const unit_frame& f) { return truth(f, depth - 2); });
    }
  }
  expr expressions_constant() {
    return random_.chance(20) ? x::missing(value_kind::truth) : x::constant(random_.chance(50));
  }

  template <typename Value>
  expr picked(const unit_frame& of, int depth, Value value) {
    const expr which = unit(of, depth - 1);
    return x::at_unit(which, value(random_.chance(80) ? which->from : within(which->from)));
  }

  expr text(const unit_frame& of, int depth) {
    if (depth <= 0 || random_.chance(30)) return text_leaf(of);
    switch (random_.below(5)) {
      case 0: return x::first_known({text(of, depth - 1), text(within(of), depth - 1)});
      case 1:
        return x::choose({truth(of, depth - 1), text(within(of), depth - 1), truth(within(of), depth - 2),
                          text(of, depth - 1), text(within(of), depth - 1)});
      case 2: return x::bands(number(of, depth - 1), {-5, 0, 1, 18}, {"low", "none", "some", "Meals"});
      default:
        return of.at == level::every ? text_leaf(of)
                                     : picked(of, depth, [&](const unit_frame& f) { return text(f, depth - 2); });
    }
  }

  expr date(const unit_frame& of, int depth) {
    if (depth <= 0 || random_.chance(30)) return date_leaf(of);
    switch (random_.below(8)) {
      case 0: return x::shift_days(date(of, depth - 1), random_.between(-40, 40));
      case 1: return x::shift_months(date(of, depth - 1), random_.between(-13, 13));
      case 2: return x::first_known({date(of, depth - 1), date(within(of), depth - 1)});
      case 3: return x::choose({truth(of, depth - 1), date(within(of), depth - 1), date(of, depth - 1)});
      case 4: return x::earlier(date(of, depth - 1), date(within(of), depth - 1));
      case 5: return x::later(date(within(of), depth - 1), date(of, depth - 1));
      case 6: {
        if (of.at == level::every) return date_leaf(of);
        const x::looking through = looking(of, depth - 1);
        const expr what = date(through.from, depth - 2);
        return random_.chance(50) ? x::least_in(of, through, what) : x::greatest_in(of, through, what);
      }
      default:
        return of.at == level::every ? date_leaf(of)
                                     : picked(of, depth, [&](const unit_frame& f) { return date(f, depth - 2); });
    }
  }

  expr number(const unit_frame& of, int depth) {
    if (depth <= 0 || random_.chance(25)) return number_leaf(of);
    switch (random_.below(10)) {
      case 0: return x::days_between(date(of, depth - 1), date(within(of), depth - 1));
      case 1: return of.at == level::every ? number_leaf(of) : x::age_on(date(of, depth - 1), rule());
      case 2:
        return x::arithmetic(
            random_.pick(std::vector<operation>{operation::add, operation::subtract, operation::multiply,
                                                operation::divide, operation::divide}),
            number(of, depth - 1), number(within(of), depth - 1));
      case 3:
        return random_.chance(50) ? x::absolute(number(of, depth - 1))
                                  : x::truncated(number(of, depth - 1), random_.between(0, 6));
      case 4: return x::truth_number(truth(of, depth - 1));
      case 5: return x::rank(text(of, depth - 1), {random_.pick(services), random_.pick(components), "Meals"});
      case 6:
        return random_.chance(50) ? x::earlier(number(of, depth - 1), number(within(of), depth - 1))
                                  : x::later(number(of, depth - 1), number(within(of), depth - 1));
      case 7: return x::choose({truth(of, depth - 1), number(within(of), depth - 1), number(of, depth - 1)});
      case 8: {
        if (of.at == level::every) return number_leaf(of);
        const x::looking through = looking(of, depth - 1);
        if (random_.chance(40)) return x::count_in(of, through);
        const expr what = number(through.from, depth - 2);
        switch (random_.below(3)) {
          case 0: return x::sum_in(of, through, what);
          case 1: return x::least_in(of, through, what);
          default: return x::greatest_in(of, through, what);
        }
      }
      default:
        return of.at == level::every ? x::first_known({number(of, depth - 1), number(of, depth - 1)})
                                     : picked(of, depth, [&](const unit_frame& f) { return number(f, depth - 2); });
    }
  }

  expr unit(const unit_frame& given, int depth) {
    const unit_frame of = given.at == level::every ? people_ : given;
    const x::looking through = looking(of, depth - 1);
    std::vector<x::order_key> order;
    for (int keys = random_.between(1, 2); keys > 0; --keys) {
      expr by;
      switch (random_.below(4)) {
        case 0: by = text(through.from, depth - 2); break;
        case 1: by = date(through.from, depth - 2); break;
        case 2: by = number(through.from, depth - 2); break;
        default: by = truth(through.from, depth - 2); break;
      }
      order.push_back({by, random_.chance(50)});
    }
    return x::first_in(of, through, order);
  }

  random_source& random_;
  bool periods_ = true;
  const unit_frame every_{level::every}, people_{level::person}, events_{level::event};
  std::vector<unit_frame> frames_;
};

std::vector<period> random_periods(random_source& random) {
  std::vector<period> all;
  const int number = random.chance(3) ? 64 : random.pick(std::vector<int>{1, 1, 1, 2, 2, 3, 4, 5, 6, 12});
  for (int i = 0; i < number; ++i) {
    const day start = random_day(random);
    all.push_back({start, start + random.pick(std::vector<int>{0, 30, 364, 365})});
  }
  return all;
}

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
  CHECK(met.size() == static_cast<std::size_t>(operation::at_unit) + 1);  // none was left out
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
    const study studied{of.people, of.details, places};
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

/// A measure of random expressions; none when the parts do not fit together.
std::optional<measure> random_measure(random_source& random, random_expressions& make) {
  const unit_frame of = make.frame();
  figure f{.id = "local.x", .title = "X", .counts = {.of = make.condition(of, 4)}};
  const auto groups = [&](const unit_frame& units) {
    return breakdown{"group", {"a", "b"}, {make.condition_for(units), make.condition_for(units)}};
  };
  if (random.chance(40)) f.by.push_back(groups(of));
  switch (random.below(6)) {
    case 0: f.counts.once_a_person = true; break;
    case 1:
      f.counts.kind = statistic::proportion;
      f.counts.numerator = make.condition_for(of);
      break;
    case 2:
      f.counts.kind = random.pick(std::vector<statistic>{statistic::mean, statistic::sum, statistic::median});
      f.counts.value = make.number_for(of);
      break;
    case 3: {
      const unit_frame other = make.frame();
      f.counts.kind = statistic::proportion;
      f.counts.other_denominator = make.condition(other, 4);
      if (!f.by.empty()) f.denominator_by.push_back(groups(other));
      break;
    }
    case 4:
      f.counts.kind = statistic::change;
      f.counts.changed = statistic::proportion;
      f.counts.numerator = make.condition_for(of);
      break;
    default: break;
  }
  if (!f.counts.other_denominator && random.chance(40))
    f.by.push_back({.name = "text", .text = make.text_for(of), .total = random.chance(50) ? "All" : ""});
  if (random.chance(50)) f.unknown = make.condition_for(of);
  if (random.chance(50)) f.invalid = make.condition_for(of);
  measure m;
  m.id = m.title = "local.x";
  m.figures.push_back(f);
  m.traces.push_back({"lines", f.counts.of, {{"text", make.text_for(of)}, {"condition", make.condition_for(of)}}});
  m.national = random.chance(50);
  try {
    check(m);
  } catch (const usage_error&) {
    return std::nullopt;
  }
  return m;
}

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
