/// @file ascof_3d.hpp
/// ASCOF 3D: people who receive self-directed support (1a clients, 1b carers) and direct payments (2a, 2b).
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.3d.1a to 2b)   @years 2024/25 onward
/// @unit percent of people   @polarity higher is better
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/measure/age_groups.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"

namespace ascof::measures {
namespace ascof_3d_detail {

/// Settings of a client, best first; a person counts once, with the best. Ranks as the department numbers them.
enum setting : int {
  nursing = 1,
  residential = 2,
  community_direct_payment = 3,
  community_managed_budget = 4,
  community_commissioned = 5,
  community_unknown = 6,
  prison_managed_budget = 7,
  prison_commissioned = 8,
  prison_unknown = 9,
  no_setting = 10,
};

/// Setting of a long-term service. The mechanism counts only where the department's list of pairs has it.
constexpr setting setting_of(service_type type, delivery_mechanism mechanism) {
  using m = delivery_mechanism;
  switch (type) {
    case service_type::nursing: return nursing;
    case service_type::residential: return residential;
    case service_type::community:
      return mechanism == m::direct_payment   ? community_direct_payment
             : mechanism == m::managed_budget ? community_managed_budget
             : mechanism == m::commissioned   ? community_commissioned
                                              : community_unknown;
    case service_type::prison:
      return mechanism == m::managed_budget ? prison_managed_budget
             : mechanism == m::commissioned ? prison_commissioned
                                            : prison_unknown;
    default: return no_setting;
  }
}

constexpr std::string_view service_text(setting s) {
  return s == nursing             ? to_text(service_type::nursing)
         : s == residential       ? to_text(service_type::residential)
         : s <= community_unknown ? to_text(service_type::community)
                                  : to_text(service_type::prison);
}

constexpr std::string_view mechanism_text(setting s) {
  switch (s) {
    case community_direct_payment: return to_text(delivery_mechanism::direct_payment);
    case community_managed_budget:
    case prison_managed_budget: return to_text(delivery_mechanism::managed_budget);
    case community_commissioned:
    case prison_commissioned: return to_text(delivery_mechanism::commissioned);
    default: return {};
  }
}

/// Columns both parts read.
struct columns {
  explicit columns(const study& of)
      : people(of.people),
        details(of.details),
        events(of.people),
        mechanism(of.people.events().text(event::delivery_mechanism), delivery_mechanism_from),
        direct_payment_component(of.people.events().text(event::service_component), is_text("Direct payment")) {}

  const records& people;
  const person_details& details;
  event_view events;
  category_column<delivery_mechanism> mechanism;
  condition_column direct_payment_component;
};

/// The two figures of either part.
enum : std::size_t { self_directed, direct_payments };

/// How a person counts.
struct verdict {
  bool in_denominator = false;
  bool self_directed = false;
  bool direct_payment = false;
  bool unknown = false;          ///< support of which the mechanism is not known
  bool mechanism_given = false;  ///< and a mechanism was recorded, which is then no valid one
};

/// Counts a person who is no child; an unknown age counts in the total only.
inline void count_verdict(const verdict& v, std::int32_t age, tally& to) {
  for_age_groups(age, [&](age_group group) {
    if (v.in_denominator) {
      to.add(self_directed, group, v.self_directed);
      to.add(direct_payments, group, v.direct_payment);
    }
    if (!v.unknown) return;
    for (const auto figure : {self_directed, direct_payments}) {
      if (v.mechanism_given) {
        to.add_invalid(figure, group);
      } else {
        to.add_unknown(figure, group);
      }
    }
  });
  if (v.unknown) to.add_side(0);
}

/// Clients in long-term support on the last day of the period.
class clients : public counter, private columns {
 public:
  explicit clients(const study& of) : columns(of) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    const day death = details.date_of_death[person];
    if (death && death < reporting.end) return;
    setting best = no_setting;
    bool mechanism_given = false;
    const row_range rows = people.rows_of(person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      // The event type is not tested.
      const service_type service = events.service[row];
      if (!is_long_term(service) || events.client[row] != client_type::service_user ||
          !events.open_on(row, reporting.end))
        continue;
      const delivery_mechanism how =
          direct_payment_component[row] ? delivery_mechanism::direct_payment : mechanism[row];
      const setting here = setting_of(service, how);
      if (here < best) mechanism_given = false;
      best = std::min(best, here);
      if (here == best && how != delivery_mechanism::missing) mechanism_given = true;
    }
    if (best == no_setting) return;

    const std::int32_t age = details.age_at(person, reporting.end);
    verdict v;
    v.in_denominator = !is_child(age) && best >= community_direct_payment && best <= community_unknown;
    v.direct_payment = v.in_denominator && best == community_direct_payment;
    v.self_directed = v.direct_payment || (v.in_denominator && best == community_managed_budget);
    v.unknown = v.in_denominator && best == community_unknown;
    v.mechanism_given = mechanism_given;
    count_verdict(v, age, to);
    if (to.keeps_trace())
      to.trace({working_age_band(age), service_text(best), mechanism_text(best), yes_no(v.in_denominator),
                yes_no(v.self_directed), yes_no(v.direct_payment), yes_no(v.unknown)});
  }
};

/// Support of a carer, best first.
enum class support : int {
  direct_payment = 1,
  managed_budget = 2,
  commissioned = 3,
  unknown_mechanism = 4,
  information = 5,
  none_direct = 6,
  no_category = 7,
};

constexpr std::string_view to_text(support s) {
  switch (s) {
    case support::direct_payment: return "Direct Payment only";
    case support::managed_budget: return "CASSR Managed Personal Budget";
    case support::commissioned: return "CASSR Commissioned Support only";
    case support::unknown_mechanism: return "Support Direct to Carer: Unknown Delivery Mech";
    case support::information: return "Information, Advice and Other Universal Services / Signposting";
    case support::none_direct: return "No Direct Support Provided to Carer";
    case support::no_category: return {};
  }
  return {};
}

/// Carers with an event in the period.
class carers : public counter, private columns {
 public:
  explicit carers(const study& of)
      : columns(of),
        information_outcome_(of.people.events().text(event::outcome),
                             is_text("NFA: Information and advice or signposting")) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    const day death = details.date_of_death[person];
    if (death && death < reporting.start) return;
    support best = support::no_category;
    bool met = false;
    bool mechanism_given = false;
    const row_range rows = people.rows_of(person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!is_carer(events.client[row]) || !events.touches(row, reporting)) continue;
      const service_type service = events.service[row];
      const event_type type = events.type[row];
      const bool assessed = type == event_type::assessment || type == event_type::review;
      const bool information = information_outcome_[row];
      const bool in_scope = service == service_type::direct_to_carer || service == service_type::involving_cared_for ||
                            (service == service_type::missing && (information || assessed));
      if (!in_scope) continue;
      met = true;
      const support here = support_of(row, service, type, assessed, information);
      if (here < best) {
        best = here;
        mechanism_given = !mechanism.is_missing(row);
      }
    }
    if (!met) return;

    const std::int32_t age = details.age_at(person, reporting.end);
    verdict v;
    v.in_denominator = !is_child(age) && best <= support::commissioned;
    v.direct_payment = v.in_denominator && best == support::direct_payment;
    v.self_directed = v.in_denominator && best <= support::managed_budget;
    v.unknown = !is_child(age) && best == support::unknown_mechanism;
    v.mechanism_given = mechanism_given;
    count_verdict(v, age, to);
    if (to.keeps_trace())
      to.trace({working_age_band(age), to_text(best), yes_no(v.in_denominator), yes_no(v.self_directed),
                yes_no(v.direct_payment), yes_no(v.unknown)});
  }

 private:
  /// First match wins. The component is tested with a negative pattern, so a missing one fails: such a row with a
  /// managed budget or commissioned support has no category at all.
  support support_of(std::uint32_t row, service_type service, event_type type, bool assessed, bool information) const {
    const delivery_mechanism how = mechanism[row];
    const bool other_component = !direct_payment_component.is_missing(row) && !direct_payment_component[row];
    if (service == service_type::direct_to_carer) {
      if (how == delivery_mechanism::direct_payment || direct_payment_component[row]) return support::direct_payment;
      if (other_component) {
        if (how == delivery_mechanism::managed_budget) return support::managed_budget;
        if (how == delivery_mechanism::commissioned) return support::commissioned;
        return support::unknown_mechanism;
      }
    }
    if (service == service_type::involving_cared_for) return support::none_direct;
    if (assessed) return information ? support::information : support::none_direct;
    return type == event_type::request ? support::information : support::no_category;
  }

  condition_column information_outcome_;
};

}  // namespace ascof_3d_detail

inline std::vector<measure> ascof_3d() {
  const auto part = [](std::string id, std::string title, std::string published, std::string description) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .kind = statistic::proportion,
                  .direction = polarity::higher_is_better,
                  .decimals = 1,
                  .groups = age_groups(),
                  .population = {},
                  .published_as = std::move(published),
                  .description = std::move(description)};
  };
  const std::string unknown = "Unknown or invalid delivery mechanism, or unable to deduce from service component";
  const std::string source = "DHSC ASCOF 3D script, June 2026";
  return {
      measure{
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
                           "1a - The proportion of clients who use services who receive self-directed support (%)"),
                      part("ascof.3d.2a", "Clients receiving direct payments", "ASCOF 3D (Clients)",
                           "2a - The proportion of clients who use services who receive direct payments (%)")},
          .sides = {{"ASCOF 3D (Clients)", unknown}},
          .traces = {{"ascof.3d.clients",
                      {"age_band", "service_type", "delivery_mechanism", "in_denominator", "in_numerator_1a",
                       "in_numerator_2a", "unknown"}}},
          .needs = {event::service_component, event::delivery_mechanism},
          .bind = [](const study& of) { return std::make_unique<ascof_3d_detail::clients>(of); }},
      measure{
          .id = "ascof.3d.carers",
          .title = "Carers who receive self-directed support and direct payments",
          .source = source,
          .years = "2024/25 onward",
          .unit = "carer",
          .definition =
              "Carers with an event that touches the period, aged 18 or over at its end. Each counts once with the "
              "best "
              "of: direct payment, managed budget, commissioned support, unknown mechanism, information and advice, no "
              "direct support. Denominator: the first three. Numerator: direct payment or managed budget (1b), direct "
              "payment (2b). A service direct to the carer without a component and without a direct payment has no "
              "category; unknown ages count in Total only.",
          .figures = {part("ascof.3d.1b", "Carers receiving self-directed support", "ASCOF 3D (Carers)",
                           "1b - The proportion of carers who use services who receive self-directed support (%)"),
                      part("ascof.3d.2b", "Carers receiving direct payments", "ASCOF 3D (Carers)",
                           "2b - The proportion of carers who use services who receive direct payments (%)")},
          .sides = {{"ASCOF 3D (Carers)", unknown}},
          .traces = {{"ascof.3d.carers",
                      {"age_band", "support_provided", "in_denominator", "in_numerator_1b", "in_numerator_2b",
                       "unknown"}}},
          .needs = {event::service_component, event::delivery_mechanism, event::outcome},
          .bind = [](const study& of) { return std::make_unique<ascof_3d_detail::carers>(of); }},
  };
}

}  // namespace ascof::measures
