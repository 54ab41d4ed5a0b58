/// @file direct_payments.hpp
/// Direct payments as councils follow them between the national figures: how many people, whether the share falls, and
/// the share of those who are eligible, by age.
///
/// @source local conventions on the conditions of ASCOF 3D (definitions, K5)   @years any   @unit person
/// @polarity higher is better
#pragma once

#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures/ascof_3d.hpp"

namespace ascof::measures {
namespace direct_payments_detail {

inline constexpr const char* source = "local convention on the DHSC ASCOF 3D script, June 2026";

inline measure number_of_people() {
  using namespace algebra;
  const auto clients = ascof_3d_detail::client_conditions();
  const auto carers = ascof_3d_detail::carer_conditions();
  const auto age = age_on(period_end);
  const auto part = [&](std::string id, std::string title, const truth<of_person>& who) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .counts = count(who),
                  .direction = polarity::higher_is_better,
                  .decimals = 0,
                  .by = {age_groups(age)}};
  };
  return {.id = "dp.count",
          .title = "Number of people with a direct payment",
          .source = source,
          .years = "any",
          .unit = "person",
          .definition =
              "Clients in the numerator of ASCOF 3D 2a: community long-term support with a direct payment on the last "
              "day of the period and no care home on that day. Carers in the numerator of 2b: a direct payment to the "
              "carer at any time in the period. Someone who is both counts in each.",
          .figures = {part("dp.count.clients", "Clients with a direct payment", clients.direct_payment),
                      part("dp.count.carers", "Carers with a direct payment", carers.direct_payment)},
          .traces = {{"dp.count",
                      clients.direct_payment || carers.direct_payment,
                      {{"age_band", working_age_band(age)},
                       {"client", first_known(clients.direct_payment, constant(false))},
                       {"carer", first_known(carers.direct_payment, constant(false))}}}},
          .stands = standing::local};
}

inline measure change_of_share() {
  using namespace algebra;
  const auto clients = ascof_3d_detail::client_conditions();
  return {
      .id = "dp.change",
      .title = "Change in the share of clients with direct payments",
      .source = source,
      .years = "any",
      .unit = "percentage points",
      .definition =
          "ASCOF 3D 2a at the end of the period less the same twelve months earlier, in percentage points, from "
          "unrounded values. The share has not fallen when the change is 0 or more. No value when nobody was in "
          "community long-term support at one of the two dates. The records have to reach back to the earlier date: "
          "a main table of one submission does not.",
      .figures = {{.id = "dp.change",
                   .title = "Change in the share of clients with direct payments (points)",
                   .counts = change(proportion(clients.direct_payment, clients.denominator)),
                   .direction = polarity::higher_is_better,
                   .by = {age_groups(age_on(period_end))}}},
      .traces = {{"dp.change",
                  clients.denominator,
                  {{"age_band", working_age_band(age_on(period_end))}, {"in_numerator", clients.direct_payment}}}},
      .stands = standing::local};
}

/// @param eligible  who could have a direct payment, of those in community long-term support: a council that keeps a
/// list of the legally excluded, or of those without a suitable person, names them here
inline measure uptake(const algebra::truth<algebra::of_person>& eligible) {
  using namespace algebra;
  const auto clients = ascof_3d_detail::client_conditions();
  const auto age = age_on(period_end);
  const auto counted = clients.denominator && eligible;
  return {.id = "dp.uptake_eligible",
          .title = "Direct payments among those eligible",
          .source = source,
          .years = "any",
          .unit = "person",
          .definition =
              "Of the clients in community long-term support on the last day of the period (the denominator of ASCOF "
              "3D) who are eligible for a direct payment, those who have one. Unless a council says otherwise all of "
              "them are eligible: client level data does not tell. Counts payments in use, not offers.",
          .figures = {{.id = "dp.uptake_eligible",
                       .title = "Direct payments among those eligible",
                       .counts = proportion(clients.direct_payment, counted),
                       .direction = polarity::higher_is_better,
                       .by = {groups("age_band", {{"18 to 64", age >= 18 && age < 65},
                                                  {"65 to 74", age >= 65 && age < 75},
                                                  {"75 to 84", age >= 75 && age < 85},
                                                  {"85 and above", age >= 85},
                                                  {"Total", constant(true)}})},
                       .unknown = clients.unknown && eligible}},
          .traces = {{"dp.uptake_eligible",
                      counted,
                      {{"age", age}, {"in_numerator", clients.direct_payment}, {"unknown", clients.unknown}}}},
          .stands = standing::local};
}

/// Everybody in community long-term support could have one.
inline measure uptake() { return uptake(ascof_3d_detail::client_conditions().denominator); }

}  // namespace direct_payments_detail

inline std::vector<measure> direct_payments() {
  using namespace direct_payments_detail;
  return {number_of_people(), change_of_share(), uptake()};
}

}  // namespace ascof::measures
