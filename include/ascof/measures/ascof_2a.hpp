/// @file ascof_2a.hpp
/// ASCOF 2A: short-term support to maximise independence after which no long-term support was needed.
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2a)   @years 2024/25 onward
/// @unit percent of reablement episodes of new clients   @polarity higher is better
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/cld/mappings.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/measures/detail_wording.hpp"

namespace ascof::measures {

/// The constants of the definition. A copy with other values gives a variant, for sensitivity, which is not official.
struct ascof_2a_constants {
  std::int32_t joining_gap_days = 7;      ///< reablement that resumes within so many days is one episode
  std::int32_t long_term_look_back = 91;  ///< long-term support ended fewer days before: not a new client
  std::int32_t sequel_window_days = 7;    ///< what starts within so many days after the end is what happened next
  std::int32_t death_window_days = 7;     ///< a death within so many days after the end
  std::int32_t nested_window_days = 14;   ///< a nested assessment or review ends fewer days before the end

  friend bool operator==(const ascof_2a_constants&, const ascof_2a_constants&) = default;
};

namespace ascof_2a_detail {

using algebra::number;
using algebra::of_episode;
using algebra::of_event;
using algebra::of_person;
using algebra::text;
using algebra::truth;

inline std::string outcome_text(int rank) { return std::string(to_text(static_cast<event_outcome>(rank))); }
inline std::vector<std::string> outcome_texts(int first, int last) {
  std::vector<std::string> texts;
  for (int rank = first; rank <= last; ++rank) texts.push_back(outcome_text(rank));
  return texts;
}
inline constexpr int last_progress = static_cast<int>(event_outcome::continuation);
inline constexpr int last_outcome = static_cast<int>(event_outcome::other_nfa);
inline constexpr const char* short_stay_outcome = "Short term support: Residential or Nursing care";

/// Working rank of an outcome: usable ones keep the department's rank; those from which nothing follows about long-term
/// support come after all of them (their rank and 100), missing and invalid ones last.
inline number<of_event> working_rank() {
  using namespace algebra;
  const auto place = rank(events.outcome, outcome_texts(1, last_outcome));
  return first_known(when(place <= last_progress, place + 100, place), constant(999));
}
template <typename Of>
truth<Of> is_usable(const number<Of>& working) {
  return working < 100;
}
/// The Release 2 text of a working rank.
template <typename Of>
text<Of> text_of(const number<Of>& working) {
  std::vector<double> from;
  std::vector<std::string> labels;
  for (int rank = last_progress + 1; rank <= last_outcome; ++rank) {
    from.push_back(rank);
    labels.push_back(outcome_text(rank));
  }
  for (int rank = 1; rank <= last_progress; ++rank) {
    from.push_back(100 + rank);
    labels.push_back(outcome_text(rank));
  }
  from.push_back(999);
  labels.emplace_back(invalid_value);
  return algebra::bands(working, from, labels);
}

/// Reablement episodes that end in the period, whether they count, and what happened next.
struct reablement {
  algebra::spell_series episode;
  number<of_episode> age;  ///< at the end
  truth<of_episode> in_period;
  truth<of_episode> is_adult;  ///< or of unknown age
  truth<of_episode> lived;     ///< at its start
  truth<of_episode> new_client;
  truth<of_episode> counted;  ///< all of these
  text<of_episode> step;      ///< of the sequel, as the department numbers them: "1", "2", "3", "4a", ... "6"
  text<of_episode> outcome;
  truth<of_episode> unclassifiable;
};

inline reablement reablement_episodes(const ascof_2a_constants& rule) {
  using namespace algebra;
  // Rows the measure reads at all: service users' events that do not end before they start.
  const auto read = of_service_user && end_or_far >= events.start;
  const auto st_max = events.service_type == to_text(service_type::st_max);
  const auto is_reablement = read && is_service && st_max;
  const auto working = working_rank();

  // Episodes are kept apart by the council's name as it is written. The outcome is that of the part which ends last; of
  // several the best ranked, then that of the latest record.
  const auto episode = spells(is_reablement, days{rule.joining_gap_days}, events.la_name, ascending(working),
                              descending(events.record_id));
  const auto& start = episode.start;
  const auto& end = episode.end;
  const auto own = episode.last.of(working);

  // No long-term support that began before the episode was open or ended within the look-back. The event type is not
  // tested, and support that starts on the same day does not count.
  const auto support_until = looking_at(read && long_term_support).on_or_before(start - days{1}).greatest(end_or_far);
  const auto new_client = is_missing(support_until) || support_until <= start - days{rule.long_term_look_back};

  // What follows: rows that outlast the episode and start by the end of the window. Reablement among them (an event that
  // is no service can carry it) hides what starts with it or later.
  const auto day_after = end + days{1};
  const auto window_end = end + days{rule.sequel_window_days};
  const auto again = smaller(looking_at(read && st_max && not_true(is_service))
                                 .between(start, window_end)
                                 .and_on_or_after(end_or_far, day_after)
                                 .least(events.start),
                             looking_at(is_reablement)
                                 .between(day_after, window_end)
                                 .and_on_or_after(end_or_far, day_after)
                                 .least(events.start));
  const auto following = [&](const truth<of_event>& where) {
    return looking_at(read && not_true(is_reablement) && where)
        .between(start, smaller(window_end, again - days{1}))
        .and_on_or_after(end_or_far, day_after);
  };
  // Inside the episode, and not over on its first day.
  const auto nested = [&](const truth<of_event>& where, const date<of_episode>& ends_from) {
    return looking_at(read && where)
        .between(start, end)
        .and_between(end_or_far, larger(start + days{1}, ends_from), end);
  };

  // The best type of what follows; a short stay in a care home stands for itself. Support for carers is not looked at.
  const auto kind = rank(events.service_type, support_texts());
  const auto short_stay = events.service_component.in({"Short term residential care", "Short term nursing care"});
  const auto next_service = following(!is_missing(kind))
                                .ordered_by(ascending(kind), ascending(when(short_stay, constant(0), constant(1))))
                                .first();
  const auto service_text = when(events.service_type == to_text(service_type::other_short_term) && short_stay,
                                 constant(short_stay_outcome), spelt_as(events.service_type, support_texts()));

  // The best ranked of the episode's own outcome (4a), outcomes of what follows (4b) and of the last nested assessment
  // or review (4c). The own outcome is looked at only when nothing follows, or when something that follows qualifies.
  const auto other_event = !is_missing(events.event_type) && !is_service &&
                           not_true(events.outcome == to_text(event_outcome::ended_as_planned));
  const auto qualified =
      following(other_event && is_usable(working)).any() || (is_usable(own) && following(other_event).any());
  const auto offered_own =
      when((!following(constant(true) || is_service).any() || qualified) && is_usable(own), own, missing_number());
  const auto offered_next = following(other_event && is_usable(working)).least(working);
  const auto offered_nested =
      nested((is_assessment || is_review) && is_usable(working), end - days{rule.nested_window_days - 1})
          .ordered_by(descending(end_or_far), ascending(working), descending(events.record_id))
          .first()
          .of(working);
  const auto best = smaller(offered_own, smaller(offered_next, offered_nested));
  const auto equipment =
      nested(is_service && events.service_component == "Equipment" && not_true(st_max), start + days{1}).any();

  const auto died = days_between(end, person.date_of_death) <= rule.death_window_days;
  const auto to_hospital = own == static_cast<int>(event_outcome::admitted_to_hospital);
  const auto best_step =
      when(offered_own == best, constant("4a"), when(offered_next == best, constant("4b"), constant("4c")));
  const auto step = when(died, constant("1"),
                         when(to_hospital, constant("2"),
                              when(next_service.exists(), constant("3"),
                                   when(!is_missing(best), best_step, when(equipment, constant("5"), constant("6"))))));
  const auto outcome =
      when(died, constant(to_text(event_outcome::deceased)),
           when(to_hospital, text_of(own),
                when(next_service.exists(), next_service.of(service_text),
                     when(!is_missing(best), text_of(best),
                          when(equipment, constant(to_text(service_type::ongoing_low_level)), text_of(own))))));

  const auto age = age_on(end);
  const auto is_adult = age >= 18 || is_missing(age);
  const auto lived = alive_on(start);
  std::vector<std::string> no_use = outcome_texts(1, last_progress);
  no_use.emplace_back(invalid_value);
  return {episode,
          age,
          in_period(end),
          is_adult,
          lived,
          new_client,
          in_period(end) && is_adult && lived && new_client,
          step,
          outcome,
          outcome.in(no_use)};
}

/// Where a nested assessment or review ends: said in days by a variant only.
inline std::string at_its_end(const ascof_2a_constants& rule) {
  if (rule.nested_window_days == ascof_2a_constants{}.nested_window_days) return "at its end";
  return "that ends fewer than " + wording::days(rule.nested_window_days) + " before its end";
}

}  // namespace ascof_2a_detail

/// @param constants  other values than the official ones give a variant: its results say so
inline measure ascof_2a(const ascof_2a_constants& constants = {}) {
  using namespace algebra;
  const ascof_2a_detail::reablement r = ascof_2a_detail::reablement_episodes(constants);
  const auto supported_at_home =
      r.outcome.in({std::string(to_text(service_type::ongoing_low_level)),
                    std::string(to_text(service_type::other_short_term)), "NFA: Information and advice or signposting",
                    "NFA: Support ended as planned", "NFA: Responsibility moved to another local authority",
                    "NFA: Other", "NFA: No services offered for other reason", "NFA: Support ended for other reason",
                    "NFA: Referral to other service within the local authority"});
  const auto classified =
      supported_at_home || r.outcome.like("Long term support:%") || r.outcome == ascof_2a_detail::short_stay_outcome;
  const auto invalid = r.outcome == invalid_value;
  const auto reason = when(!r.is_adult, constant("under 18 at cluster end"),
                           when(!r.lived, constant("died before cluster start"),
                                constant("long-term support within " + wording::days(constants.long_term_look_back) +
                                         " before cluster start")));
  return {
      .id = "ascof.2a",
      .title = "Short-term support to maximise independence with no long-term support afterwards",
      .source = "DHSC ASCOF 2A script, June 2026",
      .years = "2024/25 onward",
      .unit = "reablement episode",
      .definition =
          "Short-term services to maximise independence (ST-Max) of service users, joined over gaps of up to " +
          wording::days(constants.joining_gap_days) +
          ", that end in the period, of people of 18 and over without long-term support open or ended within " +
          wording::days(constants.long_term_look_back) + " before. What happened next is, in this order: died within " +
          wording::days(constants.death_window_days) + "; admitted to hospital; a service that starts within " +
          wording::days(constants.sequel_window_days) +
          " and outlasts the episode; the best outcome of the episode, of an event that follows "
          "or of an assessment or review " +
          ascof_2a_detail::at_its_end(constants) +
          "; equipment; the episode's own outcome. Denominator: long-term "
          "support, short stays in a care home, low-level and other short-term support, and no further action of "
          "seven kinds. Numerator: the last three.",
      .figures = {{.id = "ascof.2a",
                   .title = "Short-term support to maximise independence with no long-term support afterwards",
                   .counts = proportion(supported_at_home, r.counted && classified),
                   .direction = polarity::higher_is_better,
                   .by = {age_groups(r.age)},
                   .unknown = r.counted && r.unclassifiable && !invalid,
                   .invalid = r.counted && r.unclassifiable && invalid,
                   .published_as = "ASCOF 2A",
                   .description = "The proportion of people who received short-term services during the year, where no "
                                  "further request was made for ongoing support (%)"}},
      .traces = {{"ascof.2a",
                  r.counted,
                  {{"episode_start", r.episode.start},
                   {"episode_end", r.episode.end},
                   {"age_band", working_age_band(r.age)},
                   {"sequel_type", r.step},
                   {"final_outcome", r.outcome},
                   {"in_denominator", classified},
                   {"in_numerator", supported_at_home},
                   {"unable_to_classify", r.unclassifiable}}},
                 {"ascof.2a.excluded",
                  r.in_period && !(r.is_adult && r.lived && r.new_client),
                  {{"episode_start", r.episode.start}, {"episode_end", r.episode.end}, {"reason", reason}}}},
      .official = constants == ascof_2a_constants{}};
}

}  // namespace ascof::measures
