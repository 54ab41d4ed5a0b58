/// @file reviews.hpp
/// Reviews of long-term support: who is overdue and by how long, what was done on time, what was achieved.
///
/// The Care Act guidance expects no more than 12 months between reviews; the date a review is due is a local convention.
///
/// @source local conventions (definitions, K1)   @years any   @unit person, review   @polarity lower is better for
/// overdue, higher for on time and achieved
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

struct reviews_rules {
  algebra::months due_after{12};   ///< calendar months from the last review, or from the start of support
  algebra::days unbroken{1};       ///< midnights that may lie between two long-term services of one stretch of support
  bool short_term_counts = false;  ///< whether a review of short-term support sets the clock back
  /// Beginnings of the bands of days overdue, in months past the due date.
  std::vector<std::int64_t> bands_of_months{3, 6, 12};
  std::vector<std::string> achieved{"Fully achieved", "Partially achieved", "Fully met", "Partially met"};
  std::vector<std::string> not_achieved{"Not achieved", "Not met"};
};

namespace reviews_detail {

using namespace algebra;

inline constexpr const char* source = "Local convention on the Care Act guidance";
inline constexpr const char* planned_review = "Planned review of long term support";
inline constexpr const char* unplanned_review = "Unplanned";
inline constexpr const char* short_term_review = "Review of short term support";
inline constexpr const char* unknown_review = "Review Type Unknown";

inline truth<of_event> completed() { return is_review && of_service_user && ending_in(); }

/// Reviews that set the clock back.
inline truth<of_event> sets_clock_back(const reviews_rules& rules) {
  const auto any_review = is_review && of_service_user;
  return rules.short_term_counts
             ? any_review
             : any_review && (events.review_type != short_term_review || is_missing(events.review_type));
}

inline std::vector<measure> overdue(const reviews_rules& rules) {
  const spell_series support = spells(is_service && of_service_user && long_term_support, rules.unbroken);
  const auto age = age_on(period_end);
  const auto cohort = support.open_on(period_end) && alive_on(period_end) && (age >= 18 || is_missing(age));
  const auto last =
      looking_at(sets_clock_back(rules), events.end).between(support.start, period_end).greatest(events.end);
  const auto due = larger(support.start, last) + rules.due_after;
  const auto late = due < period_end;
  const auto days_late = days_between(due, period_end);
  const auto setting = best(events.service_type,
                            {"Long term support: Nursing care", "Long term support: Residential care",
                             "Long term support: Community", "Long term support: Prison"},
                            is_service && of_service_user && open_on(period_end));
  const auto by_setting = with_total(by("setting", setting,
                                        {"Long term support: Nursing care", "Long term support: Residential care",
                                         "Long term support: Community", "Long term support: Prison"}));
  const std::string rule =
      "People in long-term support on the last day, not known to have died before it, of 18 or over or of unknown age. "
      "Support is unbroken while the next long-term service begins at most " +
      std::to_string(rules.unbroken.count) + " day after the latest end. A review is due " +
      std::to_string(rules.due_after.count) +
      " calendar months after the last review that ended in this stretch of support, or after its start when there was "
      "none; 29 February comes due on 28 February. " +
      (rules.short_term_counts ? "Every review counts."
                               : "Reviews of short-term support do not count; reviews without a type do.") +
      " Due on the last day is not overdue. Client level data hold some years only: an older review or start is not "
      "seen, "
      "and support that began before the records seems to begin with them.";
  const auto trace = [&](const std::string& id, const truth<of_episode>& of) {
    return trace_layout{id,
                        of,
                        {{"support_start", support.start},
                         {"last_review", last},
                         {"due", due},
                         {"overdue", late},
                         {"days_overdue", when(late, days_late, missing_number())},
                         {"setting", setting},
                         {"age", age}}};
  };
  const auto part = [&](std::string id, std::string title, const calculation& counts, const breakdown& by) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .counts = counts,
                  .direction = polarity::lower_is_better,
                  .by = {by}};
  };

  // Bands of calendar months past the due date: up to 3 months, over 3 and up to 6, ..., over 12.
  const auto past = [&](std::int64_t n) { return period_end > due + months{n}; };
  std::vector<group> bands_overdue;
  for (std::size_t i = 0; i <= rules.bands_of_months.size(); ++i) {
    const std::string from = i == 0 ? "" : std::to_string(rules.bands_of_months[i - 1]);
    const std::string to = i == rules.bands_of_months.size() ? "" : std::to_string(rules.bands_of_months[i]);
    bands_overdue.push_back(i == 0 ? group{"Up to " + to + " months", !past(rules.bands_of_months[i])}
                            : to.empty()
                                ? group{"Over " + from + " months", past(rules.bands_of_months[i - 1])}
                                : group{"Over " + from + " to " + to + " months",
                                        past(rules.bands_of_months[i - 1]) && !past(rules.bands_of_months[i])});
  }
  bands_overdue.emplace_back("Total", constant(true));

  return {{.id = "reviews.overdue",
           .title = "Overdue reviews",
           .source = source,
           .years = "any",
           .unit = "person",
           .definition = rule,
           .figures = {part("reviews.overdue", "People in long-term support whose review is overdue",
                            proportion(late, cohort), by_setting),
                       part("reviews.overdue.count", "People whose review is overdue, number", count(cohort && late),
                            by_setting),
                       part("reviews.overdue.never_reviewed", "People in long-term support without a review in it",
                            proportion(is_missing(last), cohort), by_setting)},
           .traces = {trace("reviews.overdue", cohort)},
           .stands = standing::local},
          {.id = "reviews.days_overdue",
           .title = "How overdue reviews are",
           .source = source,
           .years = "any",
           .unit = "person",
           .definition = "Of the people overdue: days from the due date to the last day. " + rule,
           .figures = {part("reviews.days_overdue", "Days that overdue reviews are past their date, median",
                            median(days_late, cohort && late), age_groups(age)),
                       part("reviews.days_overdue.people", "People overdue by time past the due date",
                            count(cohort && late), groups("overdue_by", bands_overdue))},
           .traces = {trace("reviews.days_overdue", cohort && late)},
           .stands = standing::local}};
}

inline measure on_time(const reviews_rules& rules) {
  const spell_series support = spells(is_service && of_service_user && long_term_support, rules.unbroken);
  const auto planned = completed() && events.review_type == planned_review;
  const auto stretch = looking_at(!is_missing(support.start), support.start)
                           .on_or_before(events.end)
                           .ordered_by(descending(support.start))
                           .first();
  const auto since = stretch.of(support.start);
  const auto in_support =
      !is_missing(since) && (is_missing(stretch.of(support.end)) || stretch.of(support.end) >= events.start);
  const auto before =
      looking_at(sets_clock_back(rules), events.end).between(since, events.end - days{1}).greatest(events.end);
  const auto due = larger(since, before) + rules.due_after;
  const auto timely = events.end <= due;
  return {
      .id = "reviews.on_time",
      .title = "Planned reviews completed by their due date",
      .source = source,
      .years = "any",
      .unit = "review",
      .definition =
          "Planned reviews of service users that ended in the period, while long-term support went on or had ended "
          "no earlier than the review began. On time: ended on or before the date due then, " +
          std::to_string(rules.due_after.count) +
          " calendar months after the review before it in the same stretch of support, or after the start of that. "
          "Reviews never done are not seen here: reviews.overdue counts them. Reviews without a type are not planned.",
      .figures = {{.id = "reviews.on_time",
                   .title = "Planned reviews completed by their due date",
                   .counts = proportion(timely, planned && in_support),
                   .direction = polarity::higher_is_better}},
      .traces = {{"reviews.on_time",
                  planned && in_support,
                  {{"support_start", since},
                   {"review_before", before},
                   {"due", due},
                   {"review_end", events.end},
                   {"record", events.record_id},
                   {"in_numerator", timely}}}},
      .stands = standing::local};
}

inline measure outcomes_achieved(const reviews_rules& rules) {
  std::vector<std::string> all = rules.achieved;
  all.insert(all.end(), rules.not_achieved.begin(), rules.not_achieved.end());
  const auto recorded = completed() && events.review_outcomes.in(all);
  const auto achieved = events.review_outcomes.in(rules.achieved);
  return {.id = "reviews.outcomes_achieved",
          .title = "Outcomes achieved at review",
          .source = "Local convention",
          .years = "any",
          .unit = "review",
          .definition =
              "Reviews of service users that ended in the period and record whether outcomes were achieved. "
              "Numerator: fully or partly achieved. Missing and invalid values stay out of the denominator and "
              "are counted beside.",
          .figures = {{.id = "reviews.outcomes_achieved",
                       .title = "Reviews with outcomes fully or partly achieved",
                       .counts = proportion(achieved, recorded),
                       .direction = polarity::higher_is_better}},
          .sides = {{"reviews.outcomes_achieved", "Reviews without a recorded result",
                     completed() && (is_missing(events.review_outcomes) || !events.review_outcomes.in(all))}},
          .traces = {{"reviews.outcomes_achieved",
                      completed(),
                      {{"end", events.end},
                       {"record", events.record_id},
                       {"outcomes_achieved", events.review_outcomes},
                       {"in_denominator", recorded},
                       {"in_numerator", recorded && achieved}}}},
          .stands = standing::local};
}

inline measure completed_reviews() {
  const auto type = first_known(events.review_type, constant(unknown_review));
  const auto known = completed() && events.review_type.in({planned_review, unplanned_review});
  return {.id = "reviews.completed",
          .title = "Completed reviews, planned and unplanned",
          .source = "Local convention",
          .years = "any",
          .unit = "review",
          .definition =
              "Reviews of service users that ended in the period, by the type worked out from the reason; a "
              "missing reason counts as unknown. The share of planned reviews is of those known to be planned "
              "or unplanned: reviews of short-term support and of unknown type are in neither.",
          .figures = {{.id = "reviews.completed",
                       .title = "Completed reviews by type",
                       .counts = count(completed()),
                       .direction = polarity::higher_is_better,
                       .by = {with_total(by("review_type", type,
                                            {planned_review, unplanned_review, short_term_review, unknown_review}))}},
                      {.id = "reviews.completed.planned",
                       .title = "Share of planned reviews among planned and unplanned ones",
                       .counts = proportion(events.review_type == planned_review, known),
                       .direction = polarity::higher_is_better}},
          .traces = {{"reviews.completed",
                      completed(),
                      {{"end", events.end}, {"record", events.record_id}, {"review_type", events.review_type}}}},
          .stands = standing::local};
}

}  // namespace reviews_detail

inline std::vector<measure> reviews(const reviews_rules& rules = {}) {
  std::vector<measure> all = reviews_detail::overdue(rules);
  all.push_back(reviews_detail::on_time(rules));
  all.push_back(reviews_detail::outcomes_achieved(rules));
  all.push_back(reviews_detail::completed_reviews());
  return all;
}

}  // namespace ascof::measures
