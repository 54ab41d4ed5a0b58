#include "ascof/measure/episode_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/fingerprint.hpp"
#include "ascof/core/lent.hpp"
#include "ascof/core/text.hpp"
#include "ascof/episodes/clusters.hpp"
#include "builder_checks.hpp"

namespace ascof {

bound_study::bound_study(const records& of, const person_details& their, const std::vector<place_of_figures>& to_places,
                         const hospital_episodes* in_hospital)
    : people(of),
      details(their),
      places(to_places),
      hospital(in_hospital),
      own_people(std::make_shared<const study_people>(lent(of))),
      everybody(*own_people) {}

bound_study::bound_study(const study& of, const std::vector<place_of_figures>& to_places)
    : people(of.events()),
      details(of.details()),
      places(to_places),
      hospital(of.hospital.get()),
      tables(&of),
      everybody(of.people()) {}

std::string short_identity(const expr& of) { return fingerprint_of(identity(of)); }

void expect_events(const expr& where, std::string_view who) {
  if (!where || where->kind != value_kind::truth || where->of.at != unit_frame::level::event)
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("{} are made of events, and {} says nothing of events", who, to_text(where)),
                      "give a condition such as service_type == \"Long term support: Community\"");
}

void expect_all_of_history(const expr& where, std::string_view who) {
  if (depends_on_period(where))
    throw usage_error(
        error_code::bad_definition, {},
        fmt::format("{} are made of all of a person's events, and {} depends on the reporting period", who,
                    to_text(where)),
        "leave the period out here, and ask of the " + std::string(who) + " whether they touch, begin or end in it");
}

namespace {

/// A person's events as parts of spells.
class spell_source : public bound_builder {
 public:
  explicit spell_source(const bound_study& of)
      : start_(of.people.events().days(event::start)), end_(of.people.events().days(event::end)) {}

 protected:
  /// In order of their start, as a person's rows are.
  std::vector<dated_event> events_of(const builder_inputs& in, std::size_t input) const {
    std::vector<dated_event> parts;
    for (const std::uint32_t row : in.rows(input)) {
      const day until = end_[row] ? end_[row] : far_day;
      if (start_[row] && until >= start_[row]) parts.push_back({start_[row], until, row});
    }
    return parts;
  }
  static void set_spell(unit_writer& to, const episode& e) {
    to.add();
    to.set(0, e.start);
    if (e.end != far_day) to.set(1, e.end);
    to.set(2, static_cast<double>(e.last - e.first));
  }

 private:
  const day_column& start_;
  const day_column& end_;
};

class bound_spells : public spell_source {
 public:
  /// Inputs: condition, keys of order, and what keeps spells apart.
  bound_spells(const bound_study& of, std::int32_t gap, std::vector<bool> descending, const text_column* apart)
      : spell_source(of), gap_(gap), descending_(std::move(descending)), apart_(apart) {
    if (apart_ != nullptr) form_ = fold_codes(*apart_->values).of;
  }

  void build(std::size_t, const builder_inputs& in, unit_writer& to) const override {
    std::vector<dated_event> parts = events_of(in, 0);
    const auto kind = [this](const dated_event& e) { return apart_ == nullptr ? 0 : form_[apart_->codes[e.row]]; };
    std::stable_sort(parts.begin(), parts.end(),
                     [&](const dated_event& a, const dated_event& b) { return kind(a) < kind(b); });
    for (auto first = parts.begin(); first != parts.end();) {
      const auto last = std::find_if(first, parts.end(), [&](const dated_event& e) { return kind(e) != kind(*first); });
      for (const episode& e : cluster({first, last}, gap_)) {
        set_spell(to, e);
        const auto* begin = &*first;
        const dated_event* best = begin + e.first;
        for (const dated_event* part = best + 1; part != begin + e.last; ++part)
          if (comes_before(*part, *best, in)) best = part;
        to.set_event(3, best->row);
      }
      first = last;
    }
  }

 private:
  bool comes_before(const dated_event& a, const dated_event& b, const builder_inputs& in) const {
    if (a.end != b.end) return a.end > b.end;
    for (std::size_t k = 0; k < descending_.size(); ++k) {
      const double one = in.number(k + 1, a.row), two = in.number(k + 1, b.row);
      if (std::isnan(one) || std::isnan(two)) {
        if (std::isnan(one) && std::isnan(two)) continue;
        return std::isnan(two);
      }
      if (one != two) return descending_[k] ? one > two : one < two;
    }
    return false;
  }

  std::int32_t gap_;
  std::vector<bool> descending_;
  const text_column* apart_;
  std::vector<code> form_;
};

class bound_followed_spells : public spell_source {
 public:
  bound_followed_spells(const bound_study& of, std::int32_t gap, followed_within how)
      : spell_source(of), gap_(gap), how_(how) {}

  void build(std::size_t, const builder_inputs& in, unit_writer& to) const override {
    const std::vector<episode> spells = cluster(events_of(in, 0), gap_);
    const std::vector<dated_event> others = events_of(in, 1);
    for (std::size_t i = 0; i < spells.size(); ++i) {
      const episode& spell = spells[i];
      set_spell(to, spell);
      const day before = i + 1 < spells.size() ? spells[i + 1].start : far_day;
      day first{}, last{}, until{};
      std::uint32_t run = 0;
      for (const dated_event& e : others) {
        if (e.start < spell.start) continue;
        const bool soon = run == 0 ? days_between(spell.end, e.start) <= how_.first_days
                                   : days_between(until, e.start) <= how_.gap_days;
        if (e.start >= before || !soon) break;
        if (run++ == 0) first = e.start;
        last = e.start;
        until = std::max(until, e.end);
      }
      to.set(6, static_cast<double>(run));
      if (run == 0) continue;
      to.set(3, first);
      to.set(4, last);
      if (until != far_day) to.set(5, until);
    }
  }

 private:
  std::int32_t gap_;
  followed_within how_;
};

class bound_matches : public bound_builder {
 public:
  explicit bound_matches(const bound_study& of)
      : start_(of.people.events().days(event::start)),
        end_(of.people.events().days(event::end)),
        record_(of.people.events().wides(event::record_id)) {}

  void build(std::size_t, const builder_inputs& in, unit_writer& to) const override {
    std::vector<std::uint32_t> waiting, answers;
    const auto known = [this](std::uint32_t row) { return static_cast<bool>(start_[row]); };
    std::ranges::copy_if(in.rows(0), std::back_inserter(waiting), known);
    std::ranges::copy_if(in.rows(1), std::back_inserter(answers), known);
    const auto earlier = [this](std::uint32_t a, std::uint32_t b) {
      return std::tuple(start_[a], record_[a], a) < std::tuple(start_[b], record_[b], b);
    };
    std::sort(waiting.begin(), waiting.end(), earlier);
    std::sort(answers.begin(), answers.end(), earlier);
    std::vector<bool> taken(waiting.size(), false);
    for (const std::uint32_t answer : answers) {
      std::size_t best = waiting.size();
      for (std::size_t i = 0; i < waiting.size() && start_[waiting[i]] <= start_[answer]; ++i)
        if (!taken[i] && waiting[i] != answer) best = i;
      to.add();
      set_side(to, 3, answer);
      to.set_truth(6, best != waiting.size());
      if (best == waiting.size()) continue;
      taken[best] = true;
      set_side(to, 0, waiting[best]);
      to.set(7, static_cast<double>(days_between(start_[waiting[best]], start_[answer])));
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (taken[i]) continue;
      to.add();
      set_side(to, 0, waiting[i]);
      to.set_truth(6, false);
    }
  }

 private:
  void set_side(unit_writer& to, std::size_t first, std::uint32_t row) const {
    to.set(first, start_[row]);
    to.set(first + 1, end_[row]);
    if (record_[row] != missing_wide) to.set(first + 2, static_cast<double>(record_[row]));
  }

  const day_column& start_;
  const day_column& end_;
  const wide_column& record_;
};

void check_spells(const expr& where, std::int32_t gap_days) {
  expect_events(where, "spells");
  expect_all_of_history(where, "spells");
  if (gap_days < 0)
    throw usage_error(error_code::bad_definition, {}, fmt::format("spells cannot have a gap of {} days", gap_days),
                      "give 0 or more: how many midnights may lie between two events of a spell");
}

}  // namespace

std::size_t episode_builder::column(std::string_view wanted) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == wanted) return i;
  std::vector<std::string_view> names;
  for (const episode_column& c : columns) names.push_back(c.name);
  const std::string_view near = nearest_name(wanted, names);
  throw usage_error(error_code::bad_definition, {}, fmt::format("{} have no column '{}'", name, wanted),
                    near.empty() ? fmt::format("they begin with '{}'", columns.front().name)
                                 : fmt::format("did you mean '{}'?", near));
}

episode_frame make_spells(const expr& where, std::int32_t gap_days, const std::vector<expressions::order_key>& order,
                          const expr& apart_by) {
  check_spells(where, gap_days);
  if (apart_by && (apart_by->what != operation::event_field || apart_by->kind != value_kind::text))
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("spells cannot be kept apart by {}", to_text(apart_by)),
                      "give a field of the events that holds categories");
  auto made = std::make_shared<episode_builder>();
  made->key = fmt::format("spells(gap {}, {}", gap_days, short_identity(where));
  made->recipe = {.maker = "spells", .constants = {{"gap_days", gap_days}}, .parts = {where, apart_by}};
  made->name = "spells";
  made->columns = {{"start", value_kind::date},
                   {"end", value_kind::date},
                   {"events", value_kind::number},
                   {"last", value_kind::unit}};
  made->inputs = {where};
  made->picking = 1;
  std::vector<bool> descending;
  for (const expressions::order_key& key : order) {
    if (!key.by || key.by->kind != value_kind::number || !(key.by->of == where->of))
      throw usage_error(error_code::bad_definition, {}, fmt::format("the order of spells is by {}", to_text(key.by)),
                        "order by a number of the events");
    expect_all_of_history(key.by, "spells");
    made->inputs.push_back(key.by);
    made->key += fmt::format(", {}{}", short_identity(key.by), key.descending ? " descending" : "");
    made->recipe.parts.push_back(key.by);
    made->recipe.descending.push_back(key.descending);
    descending.push_back(key.descending);
  }
  if (apart_by) made->key += ", apart by " + short_identity(apart_by);
  made->key += ")";
  const auto column = apart_by ? static_cast<std::size_t>(apart_by->number) : event::count;
  made->bind = [gap_days, descending, column](const bound_study& of, std::span<const period>) {
    const text_column* apart = column == event::count ? nullptr : &of.people.events().text(column);
    return std::make_unique<bound_spells>(of, gap_days, descending, apart);
  };
  return made;
}

episode_frame make_followed_spells(const expr& where, std::int32_t gap_days, const expr& by, followed_within how) {
  check_spells(where, gap_days);
  check_spells(by, std::min(how.first_days, how.gap_days));
  auto made = std::make_shared<episode_builder>();
  made->key = fmt::format("followed spells(gap {}, {}; within {}, gap {}, {})", gap_days, short_identity(where),
                          how.first_days, how.gap_days, short_identity(by));
  made->recipe = {
      .maker = "followed spells",
      .constants = {{"gap_days", gap_days}, {"first_days", how.first_days}, {"next_gap_days", how.gap_days}},
      .parts = {where, by}};
  made->name = "spells";
  made->columns = {{"start", value_kind::date},        {"end", value_kind::date},       {"events", value_kind::number},
                   {"next_start", value_kind::date},   {"next_last", value_kind::date}, {"next_end", value_kind::date},
                   {"next_events", value_kind::number}};
  made->inputs = {where, by};
  made->picking = 2;
  made->bind = [gap_days, how](const bound_study& of, std::span<const period>) {
    return std::make_unique<bound_followed_spells>(of, gap_days, how);
  };
  return made;
}

episode_frame match_latest(const expr& from, const expr& to) {
  expect_events(from, "matches");
  expect_events(to, "matches");
  expect_all_of_history(from, "matches");
  expect_all_of_history(to, "matches");
  auto made = std::make_shared<episode_builder>();
  made->key = fmt::format("matches({}; {})", short_identity(from), short_identity(to));
  made->recipe = {.maker = "matches", .parts = {from, to}};
  made->name = "matches";
  made->columns = {{"from_start", value_kind::date},    {"from_end", value_kind::date},
                   {"from_record", value_kind::number}, {"to_start", value_kind::date},
                   {"to_end", value_kind::date},        {"to_record", value_kind::number},
                   {"matched", value_kind::truth},      {"days", value_kind::number}};
  made->inputs = {from, to};
  made->picking = 2;
  made->bind = [](const bound_study& of, std::span<const period>) { return std::make_unique<bound_matches>(of); };
  return made;
}

}  // namespace ascof
