/// @file random_expressions.hpp
/// Random records, and random expressions and measures over them that the checks of the library let pass.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/measure/measure.hpp"
#include "random_source.hpp"
#include "records_text.hpp"

namespace support {

using namespace ascof;  // the words of what is made here
namespace x = ascof::expressions;
using level = unit_frame::level;

inline const std::vector<std::string> services{"Long term support: Community", "Long term support: Nursing care",
                                               "Short term support: ST-Max"};
inline const std::vector<std::string> components{"Meals", "Direct payment", "Shared Lives"};
inline const std::vector<std::string> genders{"Male", "Female", "Unknown"};
inline const std::vector<std::string> kinds_of_events{"Service", "Request", "Review"};

inline day random_day(random_source& random) {
  static const std::vector<day> turning{make_day(2023, 3, 31), make_day(2023, 4, 1), make_day(2024, 2, 29),
                                        make_day(2024, 3, 31), make_day(2024, 4, 1), make_day(2024, 12, 31),
                                        make_day(2025, 3, 31), make_day(2024, 1, 31)};
  return random.chance(60) ? random.pick(turning) : make_day(2023, 1, 1) + random.between(0, 900);
}

inline std::string cell_of(random_source& random, const std::vector<std::string>& list, int missing) {
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

inline std::vector<written_person> random_people(random_source& random, int most) {
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

inline world world_of(std::span<const written_person> who) {
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

inline world random_world(random_source& random) { return world_of(random_people(random, 5)); }

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
    switch (random_.below(6)) {
      case 0: return x::first_known({text(of, depth - 1), text(within(of), depth - 1)});
      case 1:
        return x::choose({truth(of, depth - 1), text(within(of), depth - 1), truth(within(of), depth - 2),
                          text(of, depth - 1), text(within(of), depth - 1)});
      case 2: return x::bands(number(of, depth - 1), {-5, 0, 1, 18}, {"low", "none", "some", "Meals"});
      case 3: return x::lower_case(text(of, depth - 1));
      default:
        return of.at == level::every ? text_leaf(of)
                                     : picked(of, depth, [&](const unit_frame& f) { return text(f, depth - 2); });
    }
  }

  expr date(const unit_frame& of, int depth) {
    if (depth <= 0 || random_.chance(30)) return date_leaf(of);
    switch (random_.below(9)) {
      case 0: return x::shift_days(date(of, depth - 1), random_.between(-40, 40));
      case 1: return x::shift_months(date(of, depth - 1), random_.between(-13, 13));
      case 2: return x::first_known({date(of, depth - 1), date(within(of), depth - 1)});
      case 3: return x::choose({truth(of, depth - 1), date(within(of), depth - 1), date(of, depth - 1)});
      case 4: return x::earlier(date(of, depth - 1), date(within(of), depth - 1));
      case 5: return x::later(date(within(of), depth - 1), date(of, depth - 1));
      case 7:
        return x::financial_year_start(
            x::choose({truth(of, depth - 1), x::constant(std::string_view("2024-25")), truth(of, depth - 1),
                       x::constant(std::string_view("2024-26")), text(of, depth - 1)}));
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

  /// Numbers of any kind beside one another: a product goes with every other number.
  expr number(const unit_frame& of, int depth) {
    const expr made = number_of_a_unit(of, depth);
    return made->unit == number_unit::any ? made : x::arithmetic(operation::multiply, made, x::constant(1.0));
  }

  expr number_of_a_unit(const unit_frame& of, int depth) {
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

inline std::vector<period> random_periods(random_source& random) {
  std::vector<period> all;
  const int number = random.chance(3) ? 64 : random.pick(std::vector<int>{1, 1, 1, 2, 2, 3, 4, 5, 6, 12});
  for (int i = 0; i < number; ++i) {
    const day start = random_day(random);
    all.push_back({start, start + random.pick(std::vector<int>{0, 30, 364, 365})});
  }
  return all;
}

/// Their texts are no field's: nothing is said of that.
inline expr condition_for(random_expressions& make, const unit_frame& of) {
  return x::unlisted(make.condition_for(of));
}
inline expr text_for(random_expressions& make, const unit_frame& of) { return x::unlisted(make.text_for(of)); }

/// A measure of random expressions; none when the parts do not fit together.
inline std::optional<measure> random_measure(random_source& random, random_expressions& make) {
  const unit_frame of = make.frame();
  figure f{.id = "local.x", .title = "X", .counts = {.of = x::unlisted(make.condition(of, 4))}};
  const auto groups = [&](const unit_frame& units) {
    return breakdown{"group", {"a", "b"}, {condition_for(make, units), condition_for(make, units)}};
  };
  if (random.chance(40)) f.by.push_back(groups(of));
  switch (random.below(6)) {
    case 0: f.counts.once_a_person = true; break;
    case 1:
      f.counts.kind = statistic::proportion;
      f.counts.numerator = condition_for(make, of);
      break;
    case 2:
      f.counts.kind = random.pick(std::vector<statistic>{statistic::mean, statistic::sum, statistic::median});
      f.counts.value = x::unlisted(make.number_for(of));
      break;
    case 3: {
      const unit_frame other = make.frame();
      f.counts.kind = statistic::proportion;
      f.counts.other_denominator = x::unlisted(make.condition(other, 4));
      if (!f.by.empty()) f.denominator_by.push_back(groups(other));
      break;
    }
    case 4:
      f.counts.kind = statistic::change;
      f.counts.changed = statistic::proportion;
      f.counts.numerator = condition_for(make, of);
      break;
    default: break;
  }
  if (!f.counts.other_denominator && random.chance(40))
    f.by.push_back({.name = "text", .text = text_for(make, of), .total = random.chance(50) ? "All" : ""});
  if (random.chance(50)) f.unknown = condition_for(make, of);
  if (random.chance(50)) f.invalid = condition_for(make, of);
  measure m;
  m.id = m.title = "local.x";
  m.figures.push_back(f);
  m.traces.push_back({"lines", f.counts.of, {{"text", text_for(make, of)}, {"condition", condition_for(make, of)}}});
  m.national = random.chance(50);
  try {
    check(m);
  } catch (const usage_error&) {
    return std::nullopt;
  }
  return m;
}

}  // namespace support
