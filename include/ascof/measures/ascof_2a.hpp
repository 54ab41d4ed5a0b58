/// @file ascof_2a.hpp
/// ASCOF 2A: short-term support to maximise independence after which no long-term support was needed.
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2a)   @years 2024/25 onward
/// @unit percent of reablement episodes of new clients   @polarity higher is better
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/episodes/clusters.hpp"
#include "ascof/measure/age_groups.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"

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

/// The outcome of an episode, in the words of the department's disaggregated table.
struct sequel {
  std::string_view step;  ///< "1", "2", "3", "4a", "4b", "4c", "5", "6"
  std::string_view outcome;
};

/// An outcome from which nothing follows about long-term support.
constexpr bool is_unclassifiable(event_outcome o) {
  return o <= event_outcome::continuation || o == event_outcome::invalid;  // missing counts as invalid
}

/// Working rank: usable outcomes keep the department's rank, the others come after all of them.
constexpr int working_rank(event_outcome o) {
  if (o == event_outcome::missing || o == event_outcome::invalid) return 999;
  return static_cast<int>(o) + (is_unclassifiable(o) ? 100 : 0);
}
constexpr bool is_usable(event_outcome o) { return working_rank(o) < 100; }

constexpr std::string_view short_stay_outcome = "Short term support: Residential or Nursing care";

/// How a final outcome counts.
struct counting {
  bool denominator = false;
  bool numerator = false;
  bool unclassifiable = false;
};

inline counting counting_of(std::string_view final_outcome) {
  const service_type service = service_type_from(final_outcome);
  if (is_long_term(service) || final_outcome == short_stay_outcome) return {true, false, false};
  if (service == service_type::ongoing_low_level || service == service_type::other_short_term)
    return {true, true, false};
  const event_outcome outcome = event_outcome_from(final_outcome);
  switch (outcome) {
    case event_outcome::information_and_advice:
    case event_outcome::ended_as_planned:
    case event_outcome::moved_to_another_council:
    case event_outcome::other_nfa:
    case event_outcome::not_offered:
    case event_outcome::ended_for_other_reason:
    case event_outcome::referred_within_council: return {true, true, false};
    default: return {false, false, service == service_type::other && is_unclassifiable(outcome)};
  }
}

/// Components of a service that matter for the sequel.
enum class component : std::uint8_t { other, equipment, short_stay };

inline component component_from(std::string_view text) {
  if (same_text(text, "Equipment")) return component::equipment;
  const bool stay = same_text(text, "Short term residential care") || same_text(text, "Short term nursing care");
  return stay ? component::short_stay : component::other;
}

class reablement : public counter {
 public:
  reablement(const study& of, const ascof_2a_constants& constants)
      : people_(of.people),
        details_(of.details),
        rule_(constants),
        events_(of.people),
        outcome_(of.people.events().text(event::outcome), event_outcome_from),
        component_(of.people.events().text(event::service_component), component_from),
        record_(of.people.events().wides(event::record_id)),
        name_(of.people.events().text(event::la_name)),
        name_form_(fold_codes(*name_.values).of) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    const row_range rows = people_.rows_of(person);
    const bool any = [&] {
      for (std::uint32_t row = rows.first; row < rows.last; ++row)
        if (is_reablement(row)) return true;
      return false;
    }();
    if (!any) return;
    std::vector<dated_event> parts;
    for (std::uint32_t row = rows.first; row < rows.last; ++row)
      if (is_reablement(row)) parts.push_back({events_.start[row], end(row), row});
    std::sort(parts.begin(), parts.end(), [this](const dated_event& a, const dated_event& b) {
      // Episodes are kept apart by the council's name as it is written, as in the department's script.
      const auto place = [this](const dated_event& e) {
        return std::tuple(name_form_[name_.codes[e.row]], e.start, e.end, working_rank(outcome_[e.row]),
                          -record_[e.row]);
      };
      return place(a) < place(b);
    });
    for (std::size_t first = 0; first < parts.size();) {
      std::size_t last = first + 1;
      while (last < parts.size() &&
             name_form_[name_.codes[parts[last].row]] == name_form_[name_.codes[parts[first].row]])
        ++last;
      const std::span<const dated_event> of_council(parts.data() + first, last - first);
      for (const episode& e : cluster(of_council, rule_.joining_gap_days))
        if (reporting.contains(e.end)) count_episode(person, rows, e, outcome_of(of_council, e), to);
      first = last;
    }
  }

 private:
  /// The end of an event; `far_day` while it is open.
  day end(std::uint32_t row) const { return events_.end[row] ? events_.end[row] : far_day; }

  /// Rows the measure reads at all: service users' events that do not end before they start.
  bool is_read(std::uint32_t row) const {
    return events_.client[row] == client_type::service_user && events_.start[row] && end(row) >= events_.start[row];
  }
  bool is_reablement(std::uint32_t row) const {
    return is_read(row) && events_.type[row] == event_type::service && events_.service[row] == service_type::st_max;
  }

  /// The outcome of the part that ends last; of several the best ranked, then the latest record.
  event_outcome outcome_of(std::span<const dated_event> parts, const episode& e) const {
    const auto begin = parts.begin() + e.first;
    const auto best =
        std::min_element(begin, parts.begin() + e.last, [this](const dated_event& a, const dated_event& b) {
          const auto place = [this](const dated_event& x) {
            return std::tuple(-x.end.number, working_rank(outcome_[x.row]), -record_[x.row]);
          };
          return place(a) < place(b);
        });
    return outcome_[best->row];
  }

  void count_episode(std::size_t person, row_range rows, const episode& e, event_outcome own, tally& to) const {
    const std::int32_t age = details_.age_at(person, e.end);
    const day death = details_.date_of_death[person];
    const auto exclude = [&](std::string_view reason) {
      if (to.keeps_trace()) to.trace(1, {to_string(e.start), to_string(e.end), reason});
    };
    if (is_child(age)) return exclude("under 18 at cluster end");
    if (death && death < e.start) return exclude("died before cluster start");
    if (!is_new_client(rows, e)) return exclude("long-term support within 91 days before cluster start");

    const sequel next = sequel_of(rows, e, own, death);
    const counting how = counting_of(next.outcome);
    if (how.denominator) for_age_groups(age, [&](age_group group) { to.add(0, group, how.numerator); });
    if (how.unclassifiable)
      for_age_groups(age, [&](age_group group) {
        if (next.outcome == to_text(event_outcome::invalid)) {
          to.add_invalid(0, group);
        } else {
          to.add_unknown(0, group);
        }
      });
    if (to.keeps_trace())
      to.trace({to_string(e.start), to_string(e.end), working_age_band(age), next.step, next.outcome,
                yes_no(how.denominator), yes_no(how.numerator), yes_no(how.unclassifiable)});
  }

  /// No long-term support that began before the episode was open or ended within the look-back. The event type is not
  /// tested, and support that starts on the same day does not count.
  bool is_new_client(row_range rows, const episode& e) const {
    for (std::uint32_t row = rows.first; row < rows.last; ++row)
      if (is_read(row) && is_long_term(events_.service[row]) && events_.start[row] < e.start &&
          days_between(end(row), e.start) < rule_.long_term_look_back)
        return false;
    return true;
  }

  /// What happened next: the first step that gives an answer.
  sequel sequel_of(row_range rows, const episode& e, event_outcome own, day death) const {
    if (death && days_between(e.end, death) <= rule_.death_window_days) return {"1", to_text(event_outcome::deceased)};
    if (own == event_outcome::admitted_to_hospital) return {"2", to_text(own)};
    const std::vector<std::uint32_t> others = other_rows(rows, e);
    const std::vector<std::uint32_t> next = future_rows(others, e);
    if (const auto service = next_service(next)) return {"3", *service};
    if (const auto outcome = best_outcome(others, next, e, own)) return *outcome;
    for (const std::uint32_t row : others)
      if (events_.type[row] == event_type::service && component_[row] == component::equipment && is_nested(row, e))
        return {"5", to_text(service_type::ongoing_low_level)};
    return {"6", to_text(own)};
  }

  /// All the person's rows but the reablement that starts inside the episode.
  std::vector<std::uint32_t> other_rows(row_range rows, const episode& e) const {
    std::vector<std::uint32_t> others;
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!is_read(row)) continue;
      const bool inside = events_.start[row] >= e.start && events_.start[row] <= e.end;
      if (!(inside && is_reablement(row))) others.push_back(row);
    }
    return others;
  }

  /// Rows that outlast the episode and start by the end of the window. Reablement among them (only an event that is no
  /// service can carry it) hides what starts with it or later.
  std::vector<std::uint32_t> future_rows(const std::vector<std::uint32_t>& others, const episode& e) const {
    std::vector<std::uint32_t> future;
    std::optional<day> reablement_from;
    for (const std::uint32_t row : others) {
      if (events_.start[row] < e.start || end(row) <= e.end ||
          days_between(e.end, events_.start[row]) > rule_.sequel_window_days)
        continue;
      future.push_back(row);
      if (events_.service[row] == service_type::st_max)
        reablement_from = reablement_from ? std::min(*reablement_from, events_.start[row]) : events_.start[row];
    }
    if (reablement_from)
      std::erase_if(future, [&](std::uint32_t row) { return events_.start[row] >= *reablement_from; });
    return future;
  }

  /// Best type of what follows; a short stay in a care home stands for itself. Support for carers is not looked at.
  std::optional<std::string_view> next_service(const std::vector<std::uint32_t>& next) const {
    std::optional<std::tuple<service_type, bool>> best;  // type, then short stays first
    for (const std::uint32_t row : next) {
      const service_type type = events_.service[row];
      if (!is_long_term(type) && !is_short_term(type)) continue;
      const std::tuple here(type, component_[row] != component::short_stay);
      if (!best || here < *best) best = here;
    }
    if (!best) return std::nullopt;
    const auto [type, no_stay] = *best;
    if (type == service_type::other_short_term && !no_stay) return short_stay_outcome;
    return to_text(type);
  }

  /// Inside the episode, and not over on its first day.
  bool is_nested(std::uint32_t row, const episode& e) const {
    return events_.start[row] >= e.start && end(row) > e.start && end(row) <= e.end;
  }

  /// The best ranked of the episode's own outcome (4a), outcomes of what follows (4b) and of the last nested assessment
  /// or review (4c). The own outcome is looked at only when nothing follows, or when something that follows qualifies.
  std::optional<sequel> best_outcome(const std::vector<std::uint32_t>& others, const std::vector<std::uint32_t>& next,
                                     const episode& e, event_outcome own) const {
    bool qualified = false;
    std::optional<event_outcome> following;
    for (const std::uint32_t row : next) {
      const event_outcome here = outcome_[row];
      if (events_.type[row] == event_type::missing || events_.type[row] == event_type::service ||
          here == event_outcome::ended_as_planned || !(is_usable(here) || is_usable(own)))
        continue;
      qualified = true;
      if (is_usable(here) && (!following || working_rank(here) < working_rank(*following))) following = here;
    }
    using nested_place = std::tuple<std::int32_t, int, std::int64_t>;  // latest end, best rank, latest record
    std::optional<std::pair<nested_place, event_outcome>> nested;
    for (const std::uint32_t row : others) {
      const event_type type = events_.type[row];
      if ((type != event_type::assessment && type != event_type::review) || !is_nested(row, e) ||
          days_between(end(row), e.end) >= rule_.nested_window_days || !is_usable(outcome_[row]))
        continue;
      const nested_place here{-end(row).number, working_rank(outcome_[row]), -record_[row]};
      if (!nested || here < nested->first) nested = {here, outcome_[row]};
    }
    std::optional<std::pair<int, sequel>> best;
    const auto offer = [&best](event_outcome o, std::string_view step) {
      if (is_usable(o) && (!best || working_rank(o) < best->first)) best = {working_rank(o), {step, to_text(o)}};
    };
    if (next.empty() || qualified) offer(own, "4a");
    if (following) offer(*following, "4b");
    if (nested) offer(nested->second, "4c");
    if (!best) return std::nullopt;
    return best->second;
  }

  const records& people_;
  const person_details& details_;
  ascof_2a_constants rule_;
  event_view events_;
  category_column<event_outcome> outcome_;
  category_column<component> component_;
  const wide_column& record_;
  const text_column& name_;
  std::vector<code> name_form_;
};

}  // namespace ascof_2a_detail

/// @param constants  other values than the official ones give a variant: its results say so
inline measure ascof_2a(const ascof_2a_constants& constants = {}) {
  return {
      .id = "ascof.2a",
      .title = "Short-term support to maximise independence with no long-term support afterwards",
      .source = "DHSC ASCOF 2A script, June 2026",
      .years = "2024/25 onward",
      .unit = "reablement episode",
      .definition =
          "Short-term services to maximise independence (ST-Max) of service users, joined over gaps of up to 7 days, "
          "that end in the period, of people of 18 and over without long-term support open or ended within 91 days "
          "before. What happened next is, in this order: died within 7 days; admitted to hospital; a service that "
          "starts within 7 days and outlasts the episode; the best outcome of the episode, of an event that follows "
          "or of an assessment or review at its end; equipment; the episode's own outcome. Denominator: long-term "
          "support, short stays in a care home, low-level and other short-term support, and no further action of "
          "seven kinds. Numerator: the last three.",
      .figures = {{.id = "ascof.2a",
                   .title = "Short-term support to maximise independence with no long-term support afterwards",
                   .kind = statistic::proportion,
                   .direction = polarity::higher_is_better,
                   .decimals = 1,
                   .groups = age_groups(),
                   .population = {},
                   .published_as = "ASCOF 2A",
                   .description = "The proportion of people who received short-term services during the year, where no "
                                  "further request was made for ongoing support (%)"}},
      .sides = {},
      .traces = {{"ascof.2a",
                  {"episode_start", "episode_end", "age_band", "sequel_type", "final_outcome", "in_denominator",
                   "in_numerator", "unable_to_classify"}},
                 {"ascof.2a.excluded", {"episode_start", "episode_end", "reason"}}},
      .official = constants == ascof_2a_constants{},
      .needs = {event::service_component, event::outcome},
      .bind = [constants](const study& of) { return std::make_unique<ascof_2a_detail::reablement>(of, constants); }};
}

}  // namespace ascof::measures
