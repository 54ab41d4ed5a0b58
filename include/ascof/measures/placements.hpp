/// @file placements.hpp
/// Short stays in residential and nursing homes: how many, how long.
///
/// @source local convention (definitions, K5)   @years any   @unit stay   @polarity neutral for the number, lower is
/// better for the length
#pragma once

#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

struct placements_rules {
  algebra::days joined_within{1};  ///< midnights from the end of a stay to the start of one that belongs to it
  std::vector<std::string> components{"Short term residential care", "Short term nursing care"};
};

inline std::vector<measure> placements(const placements_rules& rules = {}) {
  using namespace algebra;
  const auto short_stay = is_service && of_service_user &&
                          events.service_type == "Short term support: Other short term" &&
                          events.service_component.in(rules.components);
  const spell_series stay = spells(short_stay, rules.joined_within);
  // Where the first service of the stay was; of several on that day the first of the list.
  const auto place = looking_at(short_stay)
                         .between(stay.start, stay.start)
                         .ordered_by(ascending(rank(events.service_component, rules.components)))
                         .first()
                         .of(events.service_component);
  const auto type = with_total(by("component", place, rules.components));
  const auto age = age_on(stay.start);
  const auto adult = age >= 18 || is_missing(age);
  const auto length = days_between(stay.start, stay.end);
  const auto so_far = days_between(stay.start, period_end);
  const auto started = in_period(stay.start) && adult;
  const auto ended = in_period(stay.end) && adult;
  const auto open = stay.start <= period_end && (is_missing(stay.end) || stay.end > period_end) && adult;
  const std::string rule =
      "Services of the type other short term with a component of short-term residential or nursing care, joined to one "
      "stay when the next begins at most " +
      std::to_string(rules.joined_within.count) +
      " day after the latest end; services that end before they start are left out, and a missing component is none of "
      "these. People of 18 or over, or of unknown age, when the stay begins. The component of a stay is that of its "
      "first "
      "service. ";
  const auto trace = [&](const std::string& id, const truth<of_episode>& of, const number<of_episode>& days) {
    return trace_layout{
        id,
        of,
        {{"start", stay.start}, {"end", stay.end}, {"services", stay.events}, {"component", place}, {"days", days}}};
  };
  return {
      {.id = "placements.short_term_count",
       .title = "Short residential stays",
       .source = "Local convention",
       .years = "any",
       .unit = "stay",
       .definition = rule + "Counted are the stays that begin in the period.",
       .figures = {{.id = "placements.short_term_count",
                    .title = "Short stays begun",
                    .counts = count(started),
                    .by = {type}}},
       .traces = {trace("placements.short_term_count", started, length)},
       .stands = standing::local},
      {.id = "placements.short_term_days",
       .title = "Length of short residential stays",
       .source = "Local convention",
       .years = "any",
       .unit = "stay",
       .definition = rule + "Nights from start to end of the stays that end in the period; the same day is 0. Stays "
                            "that go on after the last day are counted apart, with the nights so far.",
       .figures = {{.id = "placements.short_term_days",
                    .title = "Nights of short stays that ended, mean",
                    .counts = mean(length, ended),
                    .direction = polarity::lower_is_better,
                    .by = {type}},
                   {.id = "placements.short_term_days.open",
                    .title = "Short stays that go on",
                    .counts = count(open),
                    .direction = polarity::lower_is_better,
                    .by = {type}},
                   {.id = "placements.short_term_days.open_days",
                    .title = "Nights so far of short stays that go on, mean",
                    .counts = mean(so_far, open),
                    .direction = polarity::lower_is_better,
                    .by = {type}}},
       .traces = {trace("placements.short_term_days", ended, length),
                  trace("placements.short_term_days.open", open, so_far)},
       .stands = standing::local}};
}

}  // namespace ascof::measures
