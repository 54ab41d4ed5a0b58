#include "ascof/measure/episode_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/episodes/clusters.hpp"

namespace ascof {
namespace {

void expect_events(const expr& where, std::string_view who) {
  if (!where || where->kind != value_kind::truth || where->of.at != unit_frame::level::event)
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("{} are made of events, and {} says nothing of events", who, to_text(where)),
                      "give a condition such as service_type == \"Long term support: Community\"");
}

void expect_all_of_history(const expr& where, std::string_view who) {
  if (depends_on_period(where))
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("{} are made of all of a person's events, and {} depends on the reporting period", who,
                                  to_text(where)),
                      "leave the period out here, and ask of the " + std::string(who) +
                          " whether they touch, begin or end in it");
}

class bound_spells : public bound_builder {
 public:
  bound_spells(const study& of, std::int32_t gap)
      : people_(of.people), start_(of.people.events().days(event::start)), end_(of.people.events().days(event::end)), gap_(gap) {}

  void build(std::size_t person, const builder_inputs& in, unit_writer& to) const override {
    const row_range rows = people_.rows_of(person);
    std::vector<dated_event> parts;
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      const day until = end_[row] ? end_[row] : far_day;
      if (start_[row] && until >= start_[row] && in.holds(0, row)) parts.push_back({start_[row], until, row});
    }
    // A person's rows are in order of their start.
    for (const episode& e : cluster(parts, gap_)) {
      to.add();
      to.set(0, e.start);
      if (e.end != far_day) to.set(1, e.end);
      to.set(2, static_cast<double>(e.last - e.first));
    }
  }

 private:
  const records& people_;
  const day_column& start_;
  const day_column& end_;
  std::int32_t gap_;
};

class bound_matches : public bound_builder {
 public:
  explicit bound_matches(const study& of)
      : people_(of.people),
        start_(of.people.events().days(event::start)),
        end_(of.people.events().days(event::end)),
        record_(of.people.events().wides(event::record_id)) {}

  void build(std::size_t person, const builder_inputs& in, unit_writer& to) const override {
    const row_range rows = people_.rows_of(person);
    std::vector<std::uint32_t> waiting, answers;
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!start_[row]) continue;
      if (in.holds(0, row)) waiting.push_back(row);
      if (in.holds(1, row)) answers.push_back(row);
    }
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

  const records& people_;
  const day_column& start_;
  const day_column& end_;
  const wide_column& record_;
};

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

episode_frame make_spells(const expr& where, std::int32_t gap_days) {
  expect_events(where, "spells");
  expect_all_of_history(where, "spells");
  if (gap_days < 0)
    throw usage_error(error_code::bad_definition, {}, fmt::format("spells cannot have a gap of {} days", gap_days),
                      "give 0 or more: how many midnights may lie between two events of a spell");
  auto made = std::make_shared<episode_builder>();
  made->key = fmt::format("spells(gap {}, {})", gap_days, identity(where));
  made->name = "spells";
  made->columns = {{"start", value_kind::date}, {"end", value_kind::date}, {"events", value_kind::number}};
  made->inputs = {where};
  made->bind = [gap_days](const study& of, std::span<const period>) { return std::make_unique<bound_spells>(of, gap_days); };
  return made;
}

episode_frame match_latest(const expr& from, const expr& to) {
  expect_events(from, "matches");
  expect_events(to, "matches");
  expect_all_of_history(from, "matches");
  expect_all_of_history(to, "matches");
  auto made = std::make_shared<episode_builder>();
  made->key = fmt::format("matches({}; {})", identity(from), identity(to));
  made->name = "matches";
  made->columns = {{"from_start", value_kind::date},    {"from_end", value_kind::date},
                   {"from_record", value_kind::number}, {"to_start", value_kind::date},
                   {"to_end", value_kind::date},        {"to_record", value_kind::number},
                   {"matched", value_kind::truth},      {"days", value_kind::number}};
  made->inputs = {from, to};
  made->bind = [](const study& of, std::span<const period>) { return std::make_unique<bound_matches>(of); };
  return made;
}

}  // namespace ascof
