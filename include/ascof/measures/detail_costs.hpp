/// @file detail_costs.hpp
/// What a line of a service costs a week, by the rules of the department's dashboard. Money is known in main tables made
/// from one submission only (`ascof prepare --mode single`).
#pragma once

#include "ascof/measure/algebra.hpp"

namespace ascof::measures::costs_detail {

/// Decimals that the department's database keeps of a quotient of whole numbers.
inline constexpr int kept_decimals = 6;

/// A line of a service, seen as money.
struct cost_line {
  algebra::number<algebra::of_event> unit_cost;  ///< its size: a refund costs as much as what it refunds
  algebra::number<algebra::of_event> units;      ///< a week; its size
  algebra::truth<algebra::of_event> one_off;     ///< paid once: has no cost a week
  algebra::truth<algebra::of_event> priced;      ///< not 0, and what is paid by the unit says how many
  algebra::number<algebra::of_event> per_week;   ///< missing for what is paid once
};

/// The cost of a line. A frequency says how often a week the unit cost is paid, also where planned units are given;
/// anything else (an hour, a day, a session, no frequency) is paid for each planned unit.
/// @source DHSC dashboard scripts of June 2026
inline cost_line cost_of_line() {
  using namespace algebra;
  const auto payments_a_year = [](double times) { return truncated(constant(times) / 52.0, kept_decimals); };
  const auto unit_cost = absolute(events.unit_cost);
  const auto planned = absolute(events.planned_units);
  const auto paid = events.cost_frequency;
  const auto one_off = paid == "One-off";
  const auto units = when(paid.like("week%"), constant(1),
                          when(paid.like("fortnight%"), constant(0.5),
                               when(paid.like("4-week%"), constant(0.25),
                                    when(paid.like("month%"), payments_a_year(12),
                                         when(paid.like("quarter%"), payments_a_year(4),
                                              when(paid.like("annual%"), payments_a_year(1), planned))))));
  return {.unit_cost = unit_cost,
          .units = units,
          .one_off = one_off,
          .priced = is_service && unit_cost > 0 && (one_off || units > 0),
          .per_week = when(one_off, missing_number(), unit_cost * units)};
}

}  // namespace ascof::measures::costs_detail
