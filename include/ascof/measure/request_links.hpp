/// @file request_links.hpp
/// Requests linked with what answered them: the episode builder of the department's waiting times.
#pragma once

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/episode_builder.hpp"

namespace ascof {

/// Links each request of a person with its first response and its first service, on one timeline of requests,
/// assessments and services. On a day they come in this order; of two alike the later import, then the larger record
/// number, comes first.
///
/// First response: the request itself where `own_response` holds and no assessment follows on the same day; else the
/// next assessment or the next service, whichever comes first. First service: the next service, unless the first
/// response is an assessment of a run (assessments directly one after the other) none of which `leads_to_service`.
/// A request overlaps when it lies inside earlier activity: the request directly before reaches beyond it (by response
/// or service), or an earlier one has the same or a later response, or the same or a later service.
///
/// Columns: request, response, service (events), response_kind ("Request", "Assessment", "Service"), overlaps.
/// An event that more than one of the three conditions holds for counts as a service, then as an assessment.
/// @source DHSC waiting times method 1.1 of May 2026
/// @throws usage_error (bad_definition) when a condition is none of events or depends on the period
episode_frame link_requests(const expr& request, const expr& assessment, const expr& service, const expr& own_response,
                            const expr& leads_to_service);

namespace algebra {

struct request_link_series {
  episode_frame of;
  picked<of_episode, of_event> request;
  picked<of_episode, of_event> response;
  picked<of_episode, of_event> service;
  text<of_episode> response_kind;
  truth<of_episode> overlaps;
};

inline request_link_series request_links(const truth<of_event>& request, const truth<of_event>& assessment,
                                         const truth<of_event>& service, const truth<of_event>& own_response,
                                         const truth<of_event>& leads_to_service) {
  const episode_frame of = link_requests(request.e, assessment.e, service.e, own_response.e, leads_to_service.e);
  const auto column = [&](const char* name) { return expressions::episode_column(of, name); };
  return {of,
          {{column("request")}},
          {{column("response")}},
          {{column("service")}},
          {{column("response_kind")}},
          {{column("overlaps")}}};
}

}  // namespace algebra
}  // namespace ascof
