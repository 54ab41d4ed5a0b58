/// @file waiting_response_mix.hpp
/// What the first response to a request was, for the requests of the department's waiting times.
///
/// @source counts as in the DHSC waiting times method 1.1 of May 2026, shares local (definitions, waiting.response_mix)
/// @years April 2023 onward   @unit percent of first responses   @polarity neutral
#pragma once

#include "ascof/measures/waiting_times.hpp"

namespace ascof::measures {

inline measure waiting_response_mix(const waiting_times_constants& constants = {}) {
  using namespace algebra;
  const waiting_times_detail::waits w = waiting_times_detail::follow(constants);
  const auto responded = !w.links.overlaps && in_period(w.response_start);
  measure m{.id = "waiting.response_mix",
            .title = "Type of first response",
            .source = "Local convention, on the waits of the DHSC waiting times method 1.1, 19 May 2026",
            .years = wording::month_of(constants.requests_from) + " onward",
            .unit = "request",
            .definition =
                "First responses that fall into the quarter, as in waiting.first_response. Numerator: those that are "
                "an assessment, a service, or the request itself (a conversation that made progress).",
            .figures = {}};
  for (const auto& [id, kind] :
       {std::pair("waiting.response_mix.assessment", "Assessment"),
        std::pair("waiting.response_mix.service", "Service"), std::pair("waiting.response_mix.request", "Request")})
    m.figures.push_back({.id = id,
                         .title = std::string("First responses that are of type ") + kind,
                         .counts = proportion(w.links.response_kind == kind, responded),
                         .by = {waiting_times_detail::bands_of(w.response_band, constants)}});
  m.traces = {{"waiting.response_mix",
               responded,
               {{"request_record", w.links.request.of(events.record_id)},
                {"response_kind", w.links.response_kind},
                {"response_start", w.response_start},
                {"response_record", w.links.response.of(events.record_id)},
                {"age_band", w.response_band}}}};
  m.reports = cadence::quarters;
  m.stands = standing::local;
  m.official = constants == waiting_times_constants{};
  return m;
}

}  // namespace ascof::measures
