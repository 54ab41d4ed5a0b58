/// @file requests.hpp
/// Requests for support: how many, from whom, by which route, with which outcome, how often again.
///
/// Requests that follow one another within a few days are one request, as in the short and long term return (SALT).
/// Contacts by channel (online, telephone) are not here: the route of access says where a person came from (hospital,
/// community, another council), and no route stands for a channel. A share of contacts made online needs the local
/// contact record.
///
/// @source SALT table STS001 as rebuilt from client level data (definitions, salt.new_requests); local convention for the
/// rest   @years any   @unit request   @polarity neutral
#pragma once

#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {
namespace requests_detail {

/// In the order of SALT's sequels to a request.
inline const std::vector<std::string> services_best_first{
    "Short term support: ST-Max",          "Long term support: Nursing care", "Long term support: Residential care",
    "Long term support: Community",        "Long term support: Prison",       "Short term support: Ongoing low level",
    "Short term support: Other short term"};
inline const std::vector<std::string> no_further_action{"NFA: Responsibility moved to another local authority",
                                                        "NFA: Referral to NHS services or NHS funded social care",
                                                        "NFA: Self-funded client or under 12wk disregard",
                                                        "NFA: Information and advice or signposting",
                                                        "NFA: Referral to other service within the local authority",
                                                        "NFA: Support declined",
                                                        "NFA: Deceased",
                                                        "NFA: Support ended as planned",
                                                        "NFA: Support ended for other reason",
                                                        "NFA: No services offered for other reason",
                                                        "NFA: Other"};

}  // namespace requests_detail

struct requests_rules {
  algebra::days joined_within{4};      ///< midnights from the end of a request to the start of one that belongs to it
  algebra::days sequel_within{28};     ///< midnights from the end of a request to the first event of its sequel
  algebra::days sequel_gap{3};         ///< midnights between the events of a sequel
  algebra::days repeated_within{365};  ///< from the start of a request to that of a repeat
};

inline std::vector<measure> requests(const requests_rules& rules = {}) {
  using namespace algebra;
  const auto by_client = is_request && of_service_user;
  // Services for a carer and services without a type are none of the sequels.
  const auto activity =
      of_service_user &&
      (is_assessment || is_review || (is_service && events.service_type.in(requests_detail::services_best_first)));
  const followed_spell_series request =
      spells_followed_by(by_client, rules.joined_within, activity, rules.sequel_within, rules.sequel_gap);
  const auto joined = "Requests of a service user are joined when the next begins at most " +
                      std::to_string(rules.joined_within.count) + " days after the latest end so far. ";

  // A long-term service that covers the first day of a request makes its client an existing one. Services that end
  // before they start cover no day.
  const auto covered_until = looking_at(is_service && of_service_user && long_term_support)
                                 .on_or_before(request.start)
                                 .greatest(first_known(events.end, constant(far_day)));
  const auto new_client = is_missing(covered_until) || covered_until < request.start;
  const auto first_event =
      looking_at(by_client).between(request.start, request.start).ordered_by(ascending(events.record_id)).first();
  const auto route = first_event.of(events.route_of_access);
  const auto age = age_on(period_end);
  const auto adult = age >= 18 || is_missing(age);
  const auto alive = alive_on(period_start);

  const auto trace = [&](const std::string& id, const truth<of_episode>& of) {
    return trace_layout{id,
                        of,
                        {{"start", request.start},
                         {"end", request.end},
                         {"events", request.events},
                         {"age", age},
                         {"route_of_access", route},
                         {"new_client", new_client}}};
  };

  // The sequel, first match wins: the best service of what follows; then the one no-further-action outcome of its
  // assessments and reviews, or "other" when they have several; then the outcome of the request's last part.
  const auto service = request.run(activity && is_service)
                           .ordered_by(ascending(rank(events.service_type, requests_detail::services_best_first)),
                                       ascending(events.service_type))
                           .first()
                           .of(events.service_type);
  const auto has_service = request.run(activity && is_service).any();
  const auto closing = rank(events.outcome, requests_detail::no_further_action);
  const auto closed = request.run(activity && !is_missing(closing));
  const auto outcome = closed.ordered_by(ascending(closing)).first().of(events.outcome);
  const auto one_outcome = closed.least(closing) == closed.greatest(closing);
  const auto own_outcome =
      looking_at(by_client)
          .between(request.start, request.end)
          .ordered_by(descending(events.end), descending(events.start), descending(events.record_id))
          .first()
          .of(events.outcome);
  const auto sequel =
      when(has_service, service, when(closed.any(), when(one_outcome, outcome, constant("NFA: Other")), own_outcome));

  const auto ended = in_period(request.end) && new_client && alive;
  const measure salt{
      .id = "salt.new_requests",
      .title = "New requests for support (STS001)",
      .source = "SALT STS001, rebuilt from client level data",
      .years = "2023/24 onward",
      .unit = "request",
      .definition =
          joined +
          "Counted are those whose last part ends in the period, of clients without a long-term service on the first "
          "day "
          "and not known to have died before the period. Age on the last day of the period; unknown ages count in "
          "Total "
          "only, children nowhere. Route: that of the first part. What followed: assessments, reviews and long-term "
          "or short-term services of the client, the first beginning on or after the first day of the request and at "
          "most " +
          std::to_string(rules.sequel_within.count) + " days after its end, further ones at most " +
          std::to_string(rules.sequel_gap.count) +
          " days after the end of those before, up to the next request. A service among them gives the sequel, in the "
          "order ST-Max, nursing, residential, community, prison, ongoing low level, other short term; otherwise the "
          "no-further-action outcome of the assessments and reviews, 'NFA: Other' when they differ; otherwise the "
          "outcome "
          "of the request. End of life care is no outcome of the present specification and is not told apart. The "
          "groups "
          "are the service types and outcomes as cleaned, not the lines of the return.",
      .figures = {{.id = "salt.new_requests",
                   .title = "New requests for support",
                   .counts = count(ended),
                   .by = {age_groups(age)}},
                  {.id = "salt.new_requests.by_route",
                   .title = "New requests for support by route of access",
                   .counts = count(ended && adult),
                   .by = {with_total(by("route_of_access", route))}},
                  {.id = "salt.new_requests.by_sequel",
                   .title = "New requests for support by what followed",
                   .counts = count(ended && adult),
                   .by = {with_total(by("sequel", sequel))}}},
      .traces = {{"salt.new_requests",
                  ended,
                  {{"start", request.start},
                   {"end", request.end},
                   {"events", request.events},
                   {"age", age},
                   {"route_of_access", route},
                   {"sequel_start", request.next_start},
                   {"sequel_events", request.next_events},
                   {"sequel", sequel}}}},
      .stands = standing::local};

  const auto with_service = ended && adult && has_service;
  const measure with_service_rate{
      .id = "salt.requests_with_service",
      .title = "Requests resulting in a service per 100,000",
      .source = "SALT STS001, rebuilt from client level data",
      .years = "2023/24 onward",
      .unit = "request",
      .definition =
          "The requests of salt.new_requests whose sequel is a service of any type, per 100,000 residents of 18 "
          "and above; unknown ages count. Which sequels the national series counted is not published.",
      .figures = {{.id = "salt.requests_with_service",
                   .title = "New requests followed by a service, per 100,000 adults",
                   .counts = rate(with_service),
                   .population = {"18 and above"}}},
      .traces = {{"salt.requests_with_service",
                  with_service,
                  {{"start", request.start}, {"end", request.end}, {"age", age}, {"sequel", sequel}}}},
      .stands = standing::local};

  const auto received = in_period(request.start) && new_client && alive;
  const auto received_definition =
      joined +
      "Counted are those that begin in the period, of clients without a long-term service on that day and not known to "
      "have died before the period. Age on the last day of the period; unknown ages count in Total only, children "
      "nowhere. Client level data hold requests once they have ended, so the last weeks before an extract are low.";
  const measure received_count{.id = "demand.new_requests",
                               .title = "New requests",
                               .source = "Local convention on the rule of SALT STS001",
                               .years = "any",
                               .unit = "request",
                               .definition = received_definition,
                               .figures = {{.id = "demand.new_requests",
                                            .title = "New requests received",
                                            .counts = count(received),
                                            .by = {age_groups(age)}}},
                               .traces = {trace("demand.new_requests", received)},
                               .stands = standing::local};
  // A rate has a population for each group, and nobody of unknown age in a population.
  const measure received_rate{
      .id = "demand.requests_rate",
      .title = "New requests per 100,000",
      .source = "Local convention on the rule of SALT STS001",
      .years = "any",
      .unit = "request",
      .definition =
          received_definition + " Per 100,000 residents of the age; Total: of 18 and above, with unknown ages.",
      .figures = {{.id = "demand.requests_rate",
                   .title = "New requests received per 100,000 adults",
                   .counts = rate(received),
                   .by = {age_groups(age)},
                   .population = {"18 to 64", "65 and above", "18 and above"}}},
      .traces = {trace("demand.requests_rate", received)},
      .stands = standing::local};
  const measure received_change{
      .id = "demand.requests_change",
      .title = "Change in new requests",
      .source = "Local convention on the rule of SALT STS001",
      .years = "any",
      .unit = "request",
      .definition = received_definition +
                    " The number less that of the period a year earlier, in per cent of the earlier number; no value "
                    "when that is 0.",
      .figures = {{.id = "demand.requests_change",
                   .title = "Change in new requests on the year before",
                   .counts = percent_change(count(received)),
                   .by = {age_groups(age)}}},
      .traces = {trace("demand.requests_change", received)},
      .stands = standing::local};

  // Every request as recorded, of new and existing clients, for what a request itself says.
  const auto request_age = age_on(events.start);
  const auto recorded = by_client && starting_in() && (request_age >= 18 || is_missing(request_age));
  const auto recorded_measure = [&](const std::string& id, const std::string& title, const std::string& dimension,
                                    const text<of_event>& of) {
    return measure{
        .id = id,
        .title = title,
        .source = "Local convention",
        .years = "any",
        .unit = "request",
        .definition =
            "Requests of service users that begin in the period, each as recorded, of new and "
            "existing clients of 18 or over or of unknown age at the start. A request without the "
            "field is in the group '" +
            std::string(missing_label) + "'.",
        .figures = {{.id = id, .title = title, .counts = count(recorded), .by = {with_total(by(dimension, of))}}},
        .traces = {{id,
                    recorded,
                    {{"start", events.start}, {"end", events.end}, {"record", events.record_id}, {dimension, of}}}},
        .stands = standing::local};
  };

  const auto adult_then = age_on(request.start) >= 18 || is_missing(age_on(request.start));
  const auto begun = in_period(request.start) && adult_then;
  const auto repeats = looking_at(!is_missing(request.start), request.start)
                           .between(request.start - rules.repeated_within, request.start - days{1})
                           .any();
  const auto at_start = age_on(request.start);
  const measure repeated{
      .id = "requests.repeat",
      .title = "Repeat requests",
      .source = "Local convention",
      .years = "any",
      .unit = "request",
      .definition =
          joined + "Of those that begin in the period, of new and existing clients, the ones that begin within " +
          std::to_string(rules.repeated_within.count) +
          " days after an earlier one of the same person. Ages at the start; unknown ages count in Total only. "
          "The figure is low where the extract begins less than that long before the period.",
      .figures = {{.id = "requests.repeat",
                   .title = "Requests of a person who had asked before",
                   .counts = proportion(repeats, begun),
                   .direction = polarity::lower_is_better,
                   .by = {age_groups(at_start)}}},
      .traces = {{"requests.repeat",
                  begun,
                  {{"start", request.start}, {"end", request.end}, {"age", at_start}, {"in_numerator", repeats}}}},
      .stands = standing::local};

  return {
      salt,
      with_service_rate,
      received_count,
      received_rate,
      received_change,
      recorded_measure("requests.by_route", "Requests by route of access", "route_of_access", events.route_of_access),
      recorded_measure("requests.by_outcome", "Requests by outcome", "outcome", events.outcome),
      repeated};
}

}  // namespace ascof::measures
