/// @file detail_carers.hpp
/// What support a carer had in a period, as ASCOF 3D ranks it. 3D and the local measures of carers share it.
///
/// @source DHSC ASCOF 3D script, June 2026 (definitions, ascof.3d.1b)
#pragma once

#include "ascof/cld/categories.hpp"
#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

/// Support of carers, best first: the values of `carer_support::best`.
enum class carer_category {
  direct_payment = 1,
  managed_budget,
  commissioned,
  unknown_mechanism,  ///< direct to the carer, by no mechanism that is known
  information,        ///< information, advice and universal services
  no_direct_support,
  none,  ///< events that say nothing: a service direct to the carer without a component
};

struct carer_support {
  algebra::truth<algebra::of_person> met;  ///< a carer with such an event, not known to have died before the period
  algebra::number<algebra::of_person> best;
  algebra::picked<algebra::of_person, algebra::of_event> first;  ///< an event of the best category

  algebra::truth<algebra::of_person> at_best(carer_category least) const {
    return best <= static_cast<double>(static_cast<int>(least));
  }
  algebra::truth<algebra::of_person> is(carer_category wanted) const {
    return best == static_cast<double>(static_cast<int>(wanted));
  }
};

/// Carers with an event that touches the period.
inline carer_support support_of_carers() {
  using namespace algebra;
  using m = delivery_mechanism;
  const auto direct = events.service_type == to_text(service_type::direct_to_carer);
  const auto cared_for = events.service_type == to_text(service_type::involving_cared_for);
  const auto assessed = is_assessment || is_review;
  const auto information = events.outcome == "NFA: Information and advice or signposting";
  const auto in_scope = of_carer && active_during() &&
                        (direct || cared_for || (is_missing(events.service_type) && (information || assessed)));
  // Support, best first; the first match wins. The component is tested with a negative pattern, so a missing one fails:
  // such a row with a managed budget or commissioned support has no category at all.
  const auto by = [](m wanted) { return events.delivery_mechanism == to_text(wanted); };
  const auto of = [](carer_category c) { return constant(static_cast<int>(c)); };
  using category = carer_category;
  const auto other_component = direct && events.service_component != "Direct payment";
  const auto information_at_best = when(is_request, of(category::information), of(category::none));
  const auto not_a_service = when(assessed && information, of(category::information),
                                  when(assessed, of(category::no_direct_support), information_at_best));
  const auto no_budget = when(other_component, of(category::unknown_mechanism),
                              when(cared_for, of(category::no_direct_support), not_a_service));
  const auto support = when(direct && (by(m::direct_payment) || events.service_component == "Direct payment"),
                            of(category::direct_payment),
                            when(other_component && by(m::managed_budget), of(category::managed_budget),
                                 when(other_component && by(m::commissioned), of(category::commissioned), no_budget)));
  const auto first = events_where(in_scope).ordered_by(ascending(support)).first();
  return {people(in_scope) && alive_on(period_start), first.of(support), first};
}

}  // namespace ascof::measures
