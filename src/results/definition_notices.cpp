#include "definition_notices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

#include "measure/measure_checks.hpp"

namespace ascof {
namespace {

/// The year in which a definition begins to hold: of "2024/25 onward" and "April 2023 onward"; nothing for any.
std::optional<int> first_year_of(const std::string& years) {
  const std::size_t at = years.find("20");
  if (at == std::string::npos || at + 4 > years.size()) return std::nullopt;
  int year = 0;
  for (const char c : years.substr(at, 4)) {
    if (c < '0' || c > '9') return std::nullopt;
    year = year * 10 + (c - '0');
  }
  return year;
}

/// A number of the records with a unit that definitions mistake.
struct unit_field {
  event::column column;
  std::string_view out_of_reach;  // code of the notice
};
constexpr std::array<unit_field, 2> unit_fields{
    {{event::unit_cost, "definition.cost_out_of_reach"}, {event::planned_units, "definition.units_out_of_reach"}}};

/// The largest value of a field, and how many there are.
struct extent {
  double largest = 0;
  std::size_t values = 0;
};
extent extent_of(const table& events, event::column column) {
  extent found;
  for (const std::int64_t v : events.wides(column)) {
    if (v == missing_wide) continue;
    const double value = static_cast<double>(v) / 100;
    found.largest = found.values++ == 0 ? value : std::max(found.largest, value);
  }
  return found;
}

/// The field a number is taken from as it is: of an event, of one that was picked, the least or the largest.
const expression* field_of(const expr& e) {
  const expression* at = e.get();
  while (at->what == operation::at_unit || at->what == operation::least_in || at->what == operation::greatest_in)
    at = (at->what == operation::at_unit ? at->in.back() : at->in[1]).get();
  return at->what == operation::event_field ? at : nullptr;
}

/// What a measure compares its costs and planned units with, and whether it reads the frequency.
struct costs_read {
  std::set<std::pair<event::column, double>> compared;
  bool costs = false;
  bool frequency = false;
};
costs_read costs_of(const measure& m) {
  costs_read found;
  std::unordered_set<const expression*> seen;
  const auto look = [&found](const expression& e) {
    if (e.what == operation::event_field) {
      const auto column = static_cast<event::column>(e.number);
      found.costs = found.costs || column == event::unit_cost || column == event::planned_units;
      found.frequency = found.frequency || column == event::cost_frequency || column == event::cost_frequency_raw;
    }
    if (e.what != operation::compare || e.in[0]->kind != value_kind::number) return;
    for (const std::size_t side : {0U, 1U}) {
      const expression* field = field_of(e.in[side]);
      const expression& other = *e.in[1 - side];
      if (field != nullptr && other.what == operation::constant && !std::isnan(other.real))
        found.compared.emplace(static_cast<event::column>(field->number), other.real);
    }
  };
  for_expressions(m, [&](const expr& e) { for_nodes(e, seen, look); });
  return found;
}

/// Kinds of frequency that costs or planned units of the records have.
std::size_t frequencies_of(const table& events) {
  if (!events.has(event::cost_frequency)) return 0;
  const text_column& frequency = events.text(event::cost_frequency);
  const wide_column& costs = events.wides(event::unit_cost);
  std::set<code> met;
  for (std::size_t row = 0; row < costs.size(); ++row)
    if (costs[row] != missing_wide && frequency.codes[row] != missing_code) met.insert(frequency.codes[row]);
  return met.size();
}

}  // namespace

notice_list notices_of_periods(const std::vector<measure>& wanted, const std::vector<period>& asked,
                               const records& people) {
  notice_list list;
  const period covers = people.covers();
  // Without reference periods the extent of the events says little: a quiet month is no gap.
  const bool known = people.events().has(event::ref_period_start) && people.events().has(event::ref_period_end);
  if (known && covers.start && covers.end)
    for (const period& p : asked) {
      const bool outside = p.end < covers.start || p.start > covers.end;
      if (!outside && p.start >= covers.start && p.end <= covers.end) continue;
      list.push_back(make_notice(outside ? "period.not_covered" : "period.partly_covered",
                                 fmt::format("the records cover {}, {} of {}", to_string(covers),
                                             outside ? "nothing" : "a part", to_string(p))));
    }
  for (const measure& m : wanted)
    for (const period& p : asked) {
      const std::optional<int> year = first_year_of(m.years);
      if (!year || p.start >= make_day(*year, 4, 1)) continue;
      notice n = make_notice("period.before_definition",
                             fmt::format("{} is defined for {}, and not for {}{}", m.id, m.years,
                                         p.end < make_day(*year, 4, 1) ? "" : "all of ", to_string(p)));
      n.figures.push_back(m.id);
      list.push_back(std::move(n));
    }
  return list;
}

notice_list notices_of_costs(const std::vector<measure>& wanted, const records& people) {
  notice_list list;
  const table& events = people.events();
  for (const measure& m : wanted) {
    if (!is_own(m)) continue;
    const costs_read read = costs_of(m);
    if (!read.costs) continue;
    const auto tell = [&](std::string_view kind, std::string_view field, std::string found) {
      notice n = make_notice(kind, std::move(found));
      n.field = field;
      n.figures.push_back(m.id);
      list.push_back(std::move(n));
    };
    for (const unit_field& of : unit_fields) {
      if (!events.has(of.column)) continue;
      const std::string_view name = main_table_schema().fields[of.column].name;
      std::optional<extent> known;
      for (const auto& [column, bound] : read.compared) {
        if (column != of.column) continue;
        if (!known) known = extent_of(events, column);
        if (known->values != 0 && bound > known->largest)
          tell(of.out_of_reach, name,
               fmt::format("{} values of the records, none of them as large as the {} that {} asks for", known->values,
                           bound, m.id));
      }
    }
    const std::size_t frequencies = read.frequency || !events.has(event::unit_cost) ? 0 : frequencies_of(events);
    if (frequencies > 1)
      tell("definition.mixed_frequencies", main_table_schema().fields[event::cost_frequency].name,
           fmt::format("{} frequencies of costs in the records, and {} asks for none of them", frequencies, m.id));
  }
  return list;
}

}  // namespace ascof
