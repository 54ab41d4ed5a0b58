/// @file waiting_times.hpp
/// The department's waiting times: days from a request for support to the first response and to the first service.
///
/// @source DHSC waiting times method 1.1 of May 2026 (definitions D), provisional   @years April 2023 onward
/// @unit median days of requests answered in a quarter   @polarity lower is better
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/measure/request_links.hpp"
#include "ascof/measures/detail_wording.hpp"

namespace ascof::measures {

/// The constants of the method. A copy with other values gives a variant, for sensitivity, which is not official.
struct waiting_times_constants {
  day requests_from = make_day(2023, 4, 1);         ///< requests that start earlier are not looked at
  std::int32_t youngest = 25;                       ///< age at the start of every event
  int long_term_look_back_months = 12;              ///< an existing client: long-term support so many months before
  int short_term_look_back_months = 3;              ///< or ST-Max or other short-term support so many months before
  day conversations_before = make_day(2025, 7, 1);  ///< requests from here on are not their own response

  friend bool operator==(const waiting_times_constants&, const waiting_times_constants&) = default;
};

namespace waiting_times_detail {

using algebra::date;
using algebra::number;
using algebra::of_episode;
using algebra::of_event;
using algebra::text;
using algebra::truth;

/// The events of the method and the links between them.
struct waits {
  truth<of_event> requests, assessments, services;  ///< on the timeline
  algebra::request_link_series links;
  date<of_episode> request_start, response_start, service_start;
  text<of_episode> response_band, service_band;
  number<of_episode> response_days, service_days;
};

/// The younger band as it is shown: "25 to 64". The records call it "18 to 64".
inline std::string younger_band(const waiting_times_constants& rule) {
  return rule.youngest > 64 ? "18 to 64" : std::to_string(rule.youngest) + " to 64";
}
/// The bands that are published, by the age at the end of the response or service.
template <typename Of>
breakdown bands_of(const text<Of>& band, const waiting_times_constants& rule) {
  return algebra::groups("age_band",
                         {{younger_band(rule), band == "18 to 64"}, {"65 and above", band == "65 and above"}});
}

inline waits follow(const waiting_times_constants& rule) {
  using namespace algebra;
  // The first of four words that an event type contains.
  const auto says_service = events.event_type.like("%service%");
  const auto says_assessment = events.event_type.like("%assessment%") && !says_service;
  const auto says_request = events.event_type.like("%request%") && !says_service && !says_assessment;
  const auto old_enough = events.age_at_start >= rule.youngest;

  // A service that began before the request and was open, or ended on or after the first day of the look-back, makes an
  // existing client.
  const auto earlier_end = [&](const truth<of_event>& support) {
    return looking_at(says_service && support).on_or_before(events.start - days{1}).greatest(end_or_far);
  };
  const auto brief = events.service_type.in(
      {std::string(to_text(service_type::st_max)), std::string(to_text(service_type::other_short_term))});
  const auto existing = earlier_end(long_term_support) >= events.start - months{rule.long_term_look_back_months} ||
                        earlier_end(brief) >= events.start - months{rule.short_term_look_back_months};

  // A missing group of outcomes fails both of its negative tests.
  const auto goes_on = events.outcome_group != "NFA" && events.outcome_group != "Admitted to hospital";
  const auto requests = says_request && old_enough && of_service_user && events.start >= rule.requests_from &&
                        goes_on && not_true(existing);
  const auto assessments =
      says_assessment && old_enough && events.assessment_type.in({"Short term assessment", "Long term assessment"});
  const auto services = says_service && old_enough && (long_term_support || short_term_support);

  const auto outcome = [](event_outcome o) { return std::string(to_text(o)); };
  const auto leads_to_service =
      events.outcome.in({outcome(event_outcome::progress_to_reablement), outcome(event_outcome::progress_to_support),
                         outcome(event_outcome::continuation)});
  const auto progress = leads_to_service || events.outcome.in({outcome(event_outcome::progress_to_assessment),
                                                               outcome(event_outcome::release_1_only)});
  // A conversation that made progress is a response in itself.
  const auto own_response = events.start < rule.conversations_before && events.conversation == 1 && progress;
  const request_link_series links = request_links(requests, assessments, services, own_response, leads_to_service);
  const auto from = links.request.of(events.start);
  const auto responded = links.response.of(events.start);
  const auto served = links.service.of(events.start);
  return {requests,
          assessments,
          services,
          links,
          from,
          responded,
          served,
          links.response.of(events.working_age_band),
          links.service.of(events.working_age_band),
          days_between(from, responded),
          days_between(from, served)};
}

}  // namespace waiting_times_detail

/// @param constants  other values than the official ones give a variant: its results say so
inline measure waiting_times(const waiting_times_constants& constants = {}) {
  using namespace algebra;
  using waiting_times_detail::bands_of;
  const waiting_times_detail::waits w = waiting_times_detail::follow(constants);
  const auto responded = !w.links.overlaps && in_period(w.response_start);
  const auto served = !w.links.overlaps && in_period(w.service_start);

  std::vector<side_count> sides;
  const auto beside = [&](const char* name, const expr& of, breakdown by) {
    sides.push_back({"waiting", name, of, {std::move(by)}});
  };
  const breakdown by_own_band = bands_of(events.working_age_band, constants);
  beside("all_request_count", w.requests && starting_in(), by_own_band);
  beside("all_assessment_count", w.assessments && starting_in(), by_own_band);
  beside("all_service_count", w.services && starting_in(), by_own_band);
  const breakdown by_response = bands_of(w.response_band, constants);
  for (const auto& [name, kind] :
       {std::pair("response_event_request", "Request"), std::pair("response_event_assessment", "Assessment"),
        std::pair("response_event_service", "Service")})
    beside(name, responded && w.links.response_kind == kind, by_response);
  const auto assessed = w.links.response_kind == "Assessment";
  const auto type = w.links.response.of(events.assessment_type);
  beside("at_short", responded && assessed && type == "Short term assessment", by_response);
  beside("at_long", responded && assessed && type == "Long term assessment", by_response);
  const breakdown by_service = bands_of(w.service_band, constants);
  const auto service = w.links.service.of(spelt_as(events.service_type, support_texts()));
  auto rank = service_type::nursing;
  for (const char* name :
       {"LTS_Nursing", "LTS_Residential", "LTS_Community", "LTS_Prison", "STS_ST_Max", "STS_Ongoing", "STS_Other"}) {
    beside(name, served && service == to_text(rank), by_service);
    rank = static_cast<service_type>(static_cast<std::uint8_t>(rank) + 1);
  }

  const auto shown = [&](const text<of_episode>& band) {
    return when(band == "18 to 64", constant(waiting_times_detail::younger_band(constants)), band);
  };
  const auto unless_overlapping = [&](const number<of_episode>& days) {
    return when(w.links.overlaps, missing_number(), days);
  };
  const auto part = [](std::string id, std::string title, std::string published, calculation counts, breakdown by) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .counts = std::move(counts),
                  .direction = polarity::lower_is_better,
                  .by = {std::move(by)},
                  .published_as = std::move(published)};
  };
  return {
      .id = "waiting",
      .title = "Waiting times from a request for support",
      .source = "DHSC waiting times method 1.1, 19 May 2026 (provisional)",
      .years = wording::month_of(constants.requests_from) + " onward",
      .unit = "request",
      .definition =
          "Requests of service users of " + std::to_string(constants.youngest) +
          " and over who are no existing clients (long-term support in the " +
          wording::months(constants.long_term_look_back_months) +
          " before, ST-Max or other short-term support in the " +
          wording::months(constants.short_term_look_back_months) +
          " before) and whose outcome is not missing, no "
          "further action or admission to hospital. First response: the next assessment, or the next service if that "
          "comes earlier, or the request itself for a conversation that made progress before " +
          wording::month_of(constants.conversations_before) +
          ". First "
          "service: the next service, unless the first response is an assessment of a run that leads to none. "
          "Requests inside earlier activity are not counted. Median days by quarter and age band of the response or "
          "service.",
      .figures = {part("waiting.first_response", "Days from a request to the first response",
                       "Wait time to first response", median(w.response_days, responded), by_response),
                  part("waiting.first_service", "Days from a request to the first service",
                       "Wait time to first service", median(w.service_days, served), by_service)},
      .sides = std::move(sides),
      .traces = {{"waiting",
                  w.links.request.exists(),
                  {{"request_record", w.links.request.of(events.record_id)},
                   {"request_start", w.request_start},
                   {"first_response_event", w.links.response_kind},
                   {"first_response_start", w.response_start},
                   {"first_response_record", w.links.response.of(events.record_id)},
                   {"first_response_age_band", shown(w.response_band)},
                   {"first_service_type", service},
                   {"first_service_start", w.service_start},
                   {"first_service_record", w.links.service.of(events.record_id)},
                   {"first_service_age_band", shown(w.service_band)},
                   {"overlaps_previous", as_number(w.links.overlaps)},
                   {"first_response_days", unless_overlapping(w.response_days)},
                   {"first_service_days", unless_overlapping(w.service_days)}},
                  false}},
      .reports = cadence::quarters,
      .official = constants == waiting_times_constants{}};
}

}  // namespace ascof::measures
