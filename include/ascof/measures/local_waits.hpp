/// @file local_waits.hpp
/// Waiting times that councils report themselves, besides the department's: request to assessment, carers' assessment,
/// assessment to service, contact to plan, equipment, shares within a standard, and who waits on a date.
///
/// None mixes with waiting.first_response, which is a median over people of 25 and above and lets services count.
///
/// @source local conventions (definitions, K4)   @years any   @unit request, assessment, person   @polarity lower is
/// better, higher for shares within a standard
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

struct local_waits_rules {
  std::int64_t standard_days = 28;                  ///< of waiting.within_days; the last day is within
  std::vector<std::int64_t> equipment_days{7, 28};  ///< standards for equipment
  algebra::days assessed_within{365};               ///< a later assessment does not come of the request
  algebra::days package_within{
      365};  ///< a service that begins later than this does not come of the request or assessment
  algebra::days waiting_at_most{730};  ///< a request without an answer for longer is taken for closed and not recorded
  std::int64_t long_wait_days = 182;   ///< waits of more days than this are counted apart
  std::vector<std::string> equipment{"Equipment"};  ///< components; the specification has none for adaptations
};

namespace local_waits_detail {

using namespace algebra;

inline constexpr const char* source = "Local convention";
inline const std::vector<std::string> to_assessment{"Progress to assessment, review or reassessment"};
inline const std::vector<std::string> to_support{"Progress to support planning or services",
                                                 "Progress to reablement/ST-Max"};
inline const std::vector<std::string> leads_to_service{
    "Progress to support planning or services", "Progress to reablement/ST-Max", "Continuation of support or services"};
/// Services for the person: long-term and short-term, not those for a carer.
inline truth<of_event> client_service() {
  return is_service && of_service_user && (long_term_support || short_term_support);
}
/// No long-term service covers the date.
template <typename Of>
truth<Of> is_new_client(const date<Of>& on) {
  const auto until = looking_at(is_service && of_service_user && long_term_support)
                         .on_or_before(on)
                         .greatest(first_known(events.end, constant(far_day)));
  return is_missing(until) || until < on;
}

/// Mean and median of a wait, by age.
template <typename Of>
std::vector<figure> mean_and_median(const std::string& id, const std::string& title, const number<Of>& wait,
                                    const truth<Of>& of, const number<Of>& age) {
  return {{.id = id,
           .title = title + ", mean",
           .counts = mean(wait, of),
           .direction = polarity::lower_is_better,
           .by = {age_groups(age)}},
          {.id = id + ".median",
           .title = title + ", median",
           .counts = median(wait, of),
           .direction = polarity::lower_is_better,
           .by = {age_groups(age)}}};
}

/// Days from each event to the first service after it that comes of it.
struct to_first_service {
  date<of_event> service;
  number<of_event> days;   ///< from a date of the event; 0 when the service began earlier than that date
  truth<of_event> counts;  ///< the service began in the period
};
/// @param from    the events that wait; where several come before one service, the latest
/// @param since   the date of theirs that the wait is counted from
inline to_first_service first_service_after(const truth<of_event>& from, const date<of_event>& since,
                                            const truth<of_event>& service, const algebra::days& within) {
  const auto first = looking_at(service).on_or_after(events.start).least(events.start);
  const auto later = looking_at(from).between(events.start + algebra::days{1}, first).any();
  const auto wait = days_between(since, larger(since, first));
  return {first, wait, from && in_period(first) && first <= events.start + within && !later};
}

/// The assessment comes of the request: it is matched, and not long after.
inline truth<of_episode> comes_of(const match_series& m, const local_waits_rules& rules) {
  return m.matched && m.days <= static_cast<double>(rules.assessed_within.count);
}

inline measure assessment(std::string id, const std::string& who, const std::string& title,
                          const truth<of_event>& requests, const truth<of_event>& assessments, bool new_clients_only,
                          const local_waits_rules& rules) {
  const match_series m = matched_latest(requests, assessments);
  const auto age = age_on(m.to_start);
  const auto of_new = new_clients_only ? is_new_client(m.from_start) : !is_missing(m.from_start);
  const auto in_time = comes_of(m, rules);
  const auto waited = in_time && in_period(m.to_start) && of_new;
  const auto unmatched = in_period(m.to_start) && !in_time;
  return {.id = id,
          .title = title,
          .source = source,
          .years = "any",
          .unit = "assessment",
          .definition = "Assessments of " + who +
                        " that start in the period, in order of their start, each matched with the latest request that "
                        "starts on or before it and is matched with none yet" +
                        (new_clients_only ? ", where no long-term service covers the start of the request" : "") +
                        ". Days from start to start; the same day is 0. Ages when the assessment starts; unknown ages "
                        "count in Total only. Assessments without a request, or more than " +
                        std::to_string(rules.assessed_within.count) +
                        " days after it, have no wait and are counted beside. "
                        "Assessments are in client level data once they have ended.",
          .figures = mean_and_median(id, title, m.days, waited, age),
          .sides = {{title, "Assessments without an earlier request", unmatched}},
          .traces = {{id,
                      in_period(m.to_start),
                      {{"request", m.from_start},
                       {"request_record", m.from_record},
                       {"assessment", m.to_start},
                       {"assessment_record", m.to_record},
                       {"age", age},
                       {"counted", waited},
                       {"days", m.days}}}},
          .stands = standing::local};
}

inline measure within_days(const local_waits_rules& rules) {
  const auto limit = static_cast<double>(rules.standard_days);
  const match_series m = matched_latest(is_request && of_service_user, is_assessment && of_service_user);
  const auto of_new = is_new_client(m.from_start);
  const auto age = age_on(first_known(m.to_start, period_end));
  const auto done = comes_of(m, rules) && in_period(m.to_start) && of_new;
  // The outcome is that of a request of the same day: which of several is matched says the builder alone.
  const auto progresses = looking_at(is_request && of_service_user && events.outcome.in(to_assessment))
                              .between(m.from_start, m.from_start)
                              .any();
  // A response to any request of the person answers, also one that another request is matched with.
  const auto answered =
      looking_at(of_service_user && (is_assessment || is_review || is_service)).between(m.from_start, period_end).any();
  const auto overdue = m.from_start < period_end - days{rules.standard_days} &&
                       m.from_start >= period_end - rules.waiting_at_most && !answered && progresses && of_new &&
                       alive_on(period_end);
  const std::string n = std::to_string(rules.standard_days);
  const auto part = [&](const std::string& id, const std::string& title, const calculation& counts) {
    return figure{
        .id = id, .title = title, .counts = counts, .direction = polarity::higher_is_better, .by = {age_groups(age)}};
  };
  return {
      .id = "waiting.within_days",
      .title = "First assessments within " + n + " days",
      .source = source,
      .years = "any",
      .unit = "assessment",
      .definition =
          "Of the waits of waiting.assessment_local that end in the period, those of at most " + n +
          " days. The companion adds to the denominator the requests of new clients that progressed to an "
          "assessment, without an assessment, service or review of the person from their start to the last day, more "
          "than " +
          n + " and at most " + std::to_string(rules.waiting_at_most.count) +
          " days after they began, of people not known to have died: late already, though not done. Ages at the "
          "assessment, or on the last day.",
      .figures = {part("waiting.within_days", "First assessments within " + n + " days of the request",
                       proportion(m.days <= limit, done)),
                  part("waiting.within_days.with_overdue",
                       "First assessments within " + n + " days, of those done and those overdue",
                       proportion(done && m.days <= limit, done || overdue))},
      .traces = {{"waiting.within_days",
                  done || overdue,
                  {{"request", m.from_start},
                   {"assessment", m.to_start},
                   {"days", m.days},
                   {"done", done},
                   {"overdue", overdue}}}},
      .stands = standing::local};
}

inline measure assessment_to_service(const local_waits_rules& rules) {
  const auto assessed = is_assessment && of_service_user && events.outcome.in(leads_to_service);
  const auto to = first_service_after(assessed, events.end, client_service(), rules.package_within);
  const auto age = age_on(to.service);
  const std::string id = "waiting.assessment_to_service";
  return {
      .id = id,
      .title = "Assessment to start of package",
      .source = source,
      .years = "any",
      .unit = "assessment",
      .definition =
          "Assessments of service users whose outcome leads to support, and the first long-term or short-term "
          "service that starts in the period, on or after the start of the assessment and at most " +
          std::to_string(rules.package_within.count) +
          " days after it, with no later such assessment before. Days from the end of the assessment to the start of "
          "the service; 0 for a service that starts before the assessment ends. A missing outcome leads to no "
          "support. Ages when the service starts; unknown ages count in Total only.",
      .figures = mean_and_median(id, "Days from assessment to first service", to.days, to.counts, age),
      .traces = {{id,
                  to.counts,
                  {{"assessment", events.start},
                   {"assessment_end", events.end},
                   {"record", events.record_id},
                   {"service", to.service},
                   {"age", age},
                   {"days", to.days}}}},
      .stands = standing::local};
}

inline measure contact_to_plan(const local_waits_rules& rules) {
  const match_series m = matched_latest(is_request && of_service_user, is_assessment && of_service_user);
  const auto assessed = comes_of(m, rules) && in_period(m.to_end) && is_new_client(m.from_start);
  const auto assessment_days = days_between(m.from_start, m.to_end);
  const auto contact = is_request && of_service_user && is_new_client(events.start);
  const auto plan = first_service_after(contact, events.start, client_service(), rules.package_within);
  const std::string id = "waiting.contact_to_plan";
  const auto part = [](std::string figure_id, std::string title, const calculation& counts) {
    return figure{.id = std::move(figure_id),
                  .title = std::move(title),
                  .counts = counts,
                  .direction = polarity::lower_is_better};
  };
  return {
      .id = id,
      .title = "Contact to assessment and to plan",
      .source = source,
      .years = "any",
      .unit = "request",
      .definition =
          "Two spans from the request of a client whom no long-term service covers that day. To the end of the "
          "assessment matched with it (as in waiting.assessment_local) that ends in the period. To the first "
          "long-term or short-term service that starts in the period, on or after the request and at most " +
          std::to_string(rules.package_within.count) +
          " days after it, with no later request before: it stands in for the plan, whose date client level data do "
          "not hold, so the span is that of plan and arranging together.",
      .figures = {part(id, "Days from contact to first service, in place of the plan, mean",
                       mean(plan.days, plan.counts)),
                  part(id + ".assessment", "Days from contact to the end of the assessment, mean",
                       mean(assessment_days, assessed)),
                  part(id + ".median", "Days from contact to first service, in place of the plan, median",
                       median(plan.days, plan.counts)),
                  part(id + ".assessment.median", "Days from contact to the end of the assessment, median",
                       median(assessment_days, assessed))},
      .traces =
          {{id,
            plan.counts,
            {{"request", events.start}, {"record", events.record_id}, {"service", plan.service}, {"days", plan.days}}},
           {id + ".assessment",
            assessed,
            {{"request", m.from_start}, {"assessment_end", m.to_end}, {"days", assessment_days}}}},
      .stands = standing::local};
}

inline measure equipment_adaptations(const local_waits_rules& rules) {
  const auto asked = is_request && of_service_user;
  const auto equipment = is_service && of_service_user && events.service_component.in(rules.equipment);
  const auto to = first_service_after(asked, events.start, equipment, rules.package_within);
  const auto type = looking_at(equipment)
                        .between(to.service, to.service)
                        .ordered_by(ascending(events.service_component), ascending(events.record_id))
                        .first()
                        .of(events.service_component);
  const std::string id = "waiting.equipment_adaptations";
  measure made{.id = id,
               .title = "Waits for equipment and adaptations",
               .source = source,
               .years = "any",
               .unit = "request",
               .definition =
                   "Requests of service users and the first service with a component of equipment that starts in the "
                   "period, on or after the request and at most " +
                   std::to_string(rules.package_within.count) +
                   " days after it, with no later request before. Days from request to start, which stands in for the "
                   "delivery; the last day of a standard is within it. Adaptations have no component of their own: "
                   "councils that code them otherwise name their components in the rules. Requests without equipment "
                   "are not counted.",
               .figures = {},
               .stands = standing::local};
  for (const std::int64_t limit : rules.equipment_days)
    made.figures.push_back({.id = limit == rules.equipment_days.front() ? id : id + ".within_" + std::to_string(limit),
                            .title = "Equipment within " + std::to_string(limit) + " days of the request",
                            .counts = proportion(to.days <= static_cast<double>(limit), to.counts),
                            .direction = polarity::higher_is_better,
                            .by = {with_total(by("component", type))}});
  made.figures.push_back({.id = id + ".mean",
                          .title = "Days from request to equipment, mean",
                          .counts = mean(to.days, to.counts),
                          .direction = polarity::lower_is_better,
                          .by = {with_total(by("component", type))}});
  made.traces = {{id,
                  to.counts,
                  {{"request", events.start},
                   {"record", events.record_id},
                   {"service", to.service},
                   {"component", type},
                   {"days", to.days}}}};
  return made;
}

inline measure list_snapshot(const local_waits_rules& rules) {
  // What the records of the last day would have held: services that have begun, other events that have ended.
  const auto begun = events.start <= period_end;
  const auto ended = begun && events.end <= period_end && events.end >= events.start;
  const auto asked = is_request && of_service_user && ended;
  const auto assessed = is_assessment && of_service_user && ended;
  const auto reviewed = is_review && of_service_user && ended;
  const auto served = client_service() && begun;
  const auto closes = events.outcome.like("NFA%");

  const auto latest = [](const truth<of_event>& of) { return events_where(of).greatest(events.start); };
  const auto oldest = period_end - rules.waiting_at_most;
  // The first request to progress since whatever answered the earlier ones.
  const auto first_since = [&](const truth<of_event>& waiting, const date<of_person>& answer) {
    return looking_at(waiting).on_or_after(larger(answer + days{1}, oldest)).least(events.start);
  };
  const auto for_assessment = first_since(asked && events.outcome.in(to_assessment),
                                          latest(assessed || reviewed || served || (asked && closes)));
  const auto in_support = people(client_service() && open_on(period_end));
  const auto for_support = first_since((asked || assessed) && events.outcome.in(to_support),
                                       latest(served || reviewed || ((asked || assessed) && closes)));
  const auto waits_for_support = !is_missing(for_support) && !in_support;
  const auto waits_for_assessment = !is_missing(for_assessment) && !waits_for_support;
  const auto since = when(waits_for_support, for_support, for_assessment);
  const auto age = age_on(period_end);
  const auto waiting =
      (waits_for_support || waits_for_assessment) && alive_on(period_end) && (age >= 18 || is_missing(age));
  const auto waited = days_between(since, period_end);
  const auto type = groups(
      "waiting_for", {{"Assessment", waits_for_assessment}, {"Support", waits_for_support}, {"Total", constant(true)}});
  const std::string id = "waiting.list_snapshot";
  const std::string over = std::to_string(rules.long_wait_days);
  const auto part = [&](std::string figure_id, std::string title, const calculation& counts) {
    return figure{.id = std::move(figure_id),
                  .title = std::move(title),
                  .counts = counts,
                  .direction = polarity::lower_is_better,
                  .by = {type}};
  };
  return {
      .id = id,
      .title = "People waiting on the last day",
      .source = source,
      .years = "any",
      .unit = "person",
      .definition =
          "Client level data carry requests, assessments and reviews once they have ended, so an open request cannot "
          "be "
          "seen; this is its nearest trace. Waiting for an assessment: a request that ended by the last day with the "
          "outcome of progressing to one, and since its start no assessment or review ended, no service begun and no "
          "request closed. Waiting for support: a request or assessment that progressed to support or reablement, and "
          "since its start no service begun, no review, nothing closed, of people with no service on the last day. A "
          "person waits once, for support before assessment, since the earliest unanswered event of at most " +
          std::to_string(rules.waiting_at_most.count) +
          " days ago; older ones are taken for closed and not recorded. People known to have died and children are "
          "left out. Missing outcomes are no sign of waiting. What is still open counts nowhere; a council's own list "
          "knows more.",
      .figures = {part(id, "People waiting on the last day", count(waiting)),
                  part(id + ".over_" + over + "_days", "People waiting for more than " + over + " days",
                       count(waiting && waited > static_cast<double>(rules.long_wait_days))),
                  part(id + ".median_days", "Days waited by the last day, median", median(waited, waiting))},
      .traces = {{id,
                  waiting,
                  {{"waiting_for", when(waits_for_support, constant("Support"), constant("Assessment"))},
                   {"since", since},
                   {"days", waited},
                   {"age", age}}}},
      .stands = standing::local};
}

}  // namespace local_waits_detail

inline std::vector<measure> local_waits(const local_waits_rules& rules = {}) {
  using namespace algebra;
  namespace parts = local_waits_detail;
  return {parts::assessment("waiting.assessment_local", "service users", "Days from request to needs assessment",
                            is_request && of_service_user, is_assessment && of_service_user, true, rules),
          parts::assessment("waiting.carer_assessment", "carers", "Days from request to carer's assessment",
                            is_request && of_carer, is_assessment && of_carer, false, rules),
          parts::assessment_to_service(rules),
          parts::contact_to_plan(rules),
          parts::equipment_adaptations(rules),
          parts::within_days(rules),
          parts::list_snapshot(rules)};
}

}  // namespace ascof::measures
