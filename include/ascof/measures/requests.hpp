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

struct requests_rules {
  algebra::days joined_within{4};      ///< midnights from the end of a request to the start of one that belongs to it
  algebra::days repeated_within{365};  ///< from the start of a request to that of a repeat
};

inline std::vector<measure> requests(const requests_rules& rules = {}) {
  using namespace algebra;
  const auto by_client = is_request && of_service_user;
  const spell_series request = spells(by_client, rules.joined_within);
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
          "only, children nowhere. Route: that of the first part. The sequel of the return is not worked out.",
      .figures = {{.id = "salt.new_requests",
                   .title = "New requests for support",
                   .counts = count(ended),
                   .by = {age_groups(age)}},
                  {.id = "salt.new_requests.by_route",
                   .title = "New requests for support by route of access",
                   .counts = count(ended && adult),
                   .by = {with_total(by("route_of_access", route))}}},
      .traces = {trace("salt.new_requests", ended)},
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
      received_count,
      received_rate,
      received_change,
      recorded_measure("requests.by_route", "Requests by route of access", "route_of_access", events.route_of_access),
      recorded_measure("requests.by_outcome", "Requests by outcome", "outcome", events.outcome),
      repeated};
}

}  // namespace ascof::measures
