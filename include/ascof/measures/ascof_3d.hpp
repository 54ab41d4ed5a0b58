/// @file ascof_3d.hpp
/// ASCOF 3D: people who receive self-directed support (1a clients, 1b carers) and direct payments (2a, 2b).
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.3d.1a to 2b)   @years 2024/25 onward
/// @unit percent of people   @polarity higher is better
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/measures/detail_carers.hpp"

namespace ascof::measures {
namespace ascof_3d_detail {

inline algebra::truth<algebra::of_event> by_mechanism(const algebra::text<algebra::of_event>& how,
                                                      delivery_mechanism wanted) {
  return how == to_text(wanted);
}

/// The mechanism of a client's service: a component of direct payment overrides the recorded one.
inline algebra::text<algebra::of_event> mechanism_of_service() {
  using namespace algebra;
  return when(events.service_component == "Direct payment", constant(to_text(delivery_mechanism::direct_payment)),
              events.delivery_mechanism);
}

/// One of the two figures of a part: of those in the denominator, the ones in the numerator.
inline figure part(std::string id, std::string title, std::string published, std::string description,
                   const algebra::truth<algebra::of_person>& numerator,
                   const algebra::truth<algebra::of_person>& denominator,
                   const algebra::truth<algebra::of_person>& unknown, const algebra::truth<algebra::of_person>& given) {
  using namespace algebra;
  return {.id = std::move(id),
          .title = std::move(title),
          .counts = proportion(numerator, denominator),
          .direction = polarity::higher_is_better,
          .by = {age_groups(age_on(period_end))},
          .unknown = unknown && !given,
          .invalid = unknown && given,
          .published_as = std::move(published),
          .description = std::move(description)};
}

inline constexpr const char* source = "DHSC ASCOF 3D script, June 2026";
inline constexpr const char* unknown_described =
    "Unknown or invalid delivery mechanism, or unable to deduce from service component";

/// The department's rank of a long-term service's setting, 1 the best: nursing 1, residential 2, community with direct
/// payment 3, managed budget 4, commissioned support 5 or unknown mechanism 6, prison 7 to 9. A component of direct
/// payment overrides the recorded mechanism; a mechanism counts only where the department's list of pairs has it.
inline algebra::number<algebra::of_event> setting_of_service() {
  using namespace algebra;
  using m = delivery_mechanism;
  const auto how = mechanism_of_service();
  const auto in = [](service_type type) { return events.service_type == to_text(type); };
  const auto by = [&](m wanted) { return by_mechanism(how, wanted); };
  const auto community =
      when(by(m::direct_payment), constant(3),
           when(by(m::managed_budget), constant(4), when(by(m::commissioned), constant(5), constant(6))));
  const auto prison = when(by(m::managed_budget), constant(7), when(by(m::commissioned), constant(8), constant(9)));
  return when(in(service_type::nursing), constant(1),
              when(in(service_type::residential), constant(2), when(in(service_type::community), community, prison)));
}

/// Who counts among clients on the last day of the period.
struct client_terms {
  algebra::truth<algebra::of_event> supported;  ///< long-term services on that day; the event type is not tested
  algebra::number<algebra::of_person> best;     ///< the person's best setting
  algebra::truth<algebra::of_person> alive, denominator, self_directed, direct_payment, unknown;
};
inline client_terms client_conditions() {
  using namespace algebra;
  const auto supported = long_term_support && of_service_user && open_on(period_end);
  const auto best = events_where(supported).least(setting_of_service());
  const auto age = age_on(period_end);
  const auto alive = alive_on(period_end);
  const auto denominator = people(supported) && alive && (age >= 18 || is_missing(age)) && best >= 3 && best <= 6;
  return {.supported = supported,
          .best = best,
          .alive = alive,
          .denominator = denominator,
          .self_directed = denominator && best <= 4,
          .direct_payment = denominator && best == 3,
          .unknown = denominator && best == 6};
}

/// Clients in long-term support on the last day of the period.
inline measure clients() {
  using namespace algebra;
  using m = delivery_mechanism;
  const auto [supported, best, alive, denominator, self_directed, direct_payment, unknown] = client_conditions();
  const auto age = age_on(period_end);
  const auto given =
      events_where(supported && setting_of_service() == best && !is_missing(mechanism_of_service())).any();
  return {
      .id = "ascof.3d.clients",
      .title = "Clients who receive self-directed support and direct payments",
      .source = source,
      .years = "2024/25 onward",
      .unit = "person",
      .definition =
          "Service users with a long-term service on the last day of the period (a service or a death on that day "
          "counts), aged 18 or over then. Each counts once with the best of: nursing, residential, community with "
          "direct payment, managed budget, commissioned support or unknown mechanism, prison. Denominator: the "
          "community settings. Numerator: direct payment or managed budget (1a), direct payment (2a). A component "
          "of direct payment overrides the recorded mechanism; unknown ages count in Total only.",
      .figures = {part("ascof.3d.1a", "Clients receiving self-directed support", "ASCOF 3D (Clients)",
                       "1a - The proportion of clients who use services who receive self-directed support (%)",
                       self_directed, denominator, unknown, given),
                  part("ascof.3d.2a", "Clients receiving direct payments", "ASCOF 3D (Clients)",
                       "2a - The proportion of clients who use services who receive direct payments (%)",
                       direct_payment, denominator, unknown, given)},
      .sides = {{"ASCOF 3D (Clients)", unknown_described, unknown}},
      .traces = {{"ascof.3d.clients",
                  people(supported) && alive,
                  {{"age_band", working_age_band(age)},
                   {"service_type",
                    bands(best, {1, 2, 3, 7},
                          {std::string(to_text(service_type::nursing)), std::string(to_text(service_type::residential)),
                           std::string(to_text(service_type::community)), std::string(to_text(service_type::prison))})},
                   {"delivery_mechanism",
                    when(best == 3, constant(to_text(m::direct_payment)),
                         when(best == 4 || best == 7, constant(to_text(m::managed_budget)),
                              when(best == 5 || best == 8, constant(to_text(m::commissioned)), missing_text())))},
                   {"in_denominator", denominator},
                   {"in_numerator_1a", self_directed},
                   {"in_numerator_2a", direct_payment},
                   {"unknown", unknown}}}}};
}

/// Who counts among carers with an event in the period.
struct carer_terms {
  carer_support support;
  algebra::truth<algebra::of_person> denominator, self_directed, direct_payment, unknown;
};
inline carer_terms carer_conditions() {
  using namespace algebra;
  using category = carer_category;
  const carer_support support = support_of_carers();
  const auto age = age_on(period_end);
  const auto adult = support.met && (age >= 18 || is_missing(age));
  const auto denominator = adult && support.at_best(category::commissioned);
  return {support, denominator, denominator && support.at_best(category::managed_budget),
          denominator && support.is(category::direct_payment), adult && support.is(category::unknown_mechanism)};
}

/// Carers with an event in the period.
inline measure carers() {
  using namespace algebra;
  const auto [support, denominator, self_directed, direct_payment, unknown] = carer_conditions();
  const auto& [met, best, first] = support;
  const auto age = age_on(period_end);
  const auto given = !is_missing(first.of(events.delivery_mechanism));
  return {
      .id = "ascof.3d.carers",
      .title = "Carers who receive self-directed support and direct payments",
      .source = source,
      .years = "2024/25 onward",
      .unit = "carer",
      .definition =
          "Carers with an event that touches the period, aged 18 or over at its end. Each counts once with the best "
          "of: direct payment, managed budget, commissioned support, unknown mechanism, information and advice, no "
          "direct support. Denominator: the first three. Numerator: direct payment or managed budget (1b), direct "
          "payment (2b). A service direct to the carer without a component and without a direct payment has no "
          "category; unknown ages count in Total only.",
      .figures = {part("ascof.3d.1b", "Carers receiving self-directed support", "ASCOF 3D (Carers)",
                       "1b - The proportion of carers who use services who receive self-directed support (%)",
                       self_directed, denominator, unknown, given),
                  part("ascof.3d.2b", "Carers receiving direct payments", "ASCOF 3D (Carers)",
                       "2b - The proportion of carers who use services who receive direct payments (%)", direct_payment,
                       denominator, unknown, given)},
      .sides = {{"ASCOF 3D (Carers)", unknown_described, unknown}},
      .traces = {{"ascof.3d.carers",
                  met,
                  {{"age_band", working_age_band(age)},
                   {"support_provided",
                    bands(best, {1, 2, 3, 4, 5, 6, 7},
                          {"Direct Payment only", "CASSR Managed Personal Budget", "CASSR Commissioned Support only",
                           "Support Direct to Carer: Unknown Delivery Mech",
                           "Information, Advice and Other Universal Services / Signposting",
                           "No Direct Support Provided to Carer", ""})},
                   {"in_denominator", denominator},
                   {"in_numerator_1b", self_directed},
                   {"in_numerator_2b", direct_payment},
                   {"unknown", unknown}}}}};
}

}  // namespace ascof_3d_detail

inline std::vector<measure> ascof_3d() { return {ascof_3d_detail::clients(), ascof_3d_detail::carers()}; }

}  // namespace ascof::measures
