/// @file evaluate.hpp
/// One walk over the people, all measures, all periods.
#pragma once

#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/core/parallel.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof {

/// What to do about a council that has records and no population.
enum class missing_population {
  refuse,     ///< input_error naming the council
  leave_out,  ///< no row for the council, as the department's own tables
};

struct evaluate_options {
  unsigned threads = 0;
  bool trace = false;
  /// Measures that lack an input are left out and named in `result_table::skipped` instead of refused.
  bool skip_impossible = false;
  const hospital_episodes* hospital = nullptr;  ///< for ASCOF 2D; must outlive the call
  missing_population on_missing_population = missing_population::refuse;
  progress on_progress{};
};

/// Computes the wanted figures.
///
/// Every council of `frame` gets a row in every group, also without data; councils that only the records have follow
/// by their code. Rows without a person identifier count nowhere. A rate has a row only for councils with a population.
/// The outcome does not depend on the order of the rows or on the threads.
///
/// @param details  of the same people
/// @param periods  empty: the financial years of the records (and every quarter, for measures that report quarters);
/// otherwise such measures report the quarters inside them
/// @param frame    list of councils; empty: the councils of the records
/// @param people_in_areas  needed for rates
/// @throws usage_error without measures, or when no period is left; input_error for a column or table that a measure lacks (unless
/// skipped), and for a council with records and without a population
result_table evaluate(const selection& wanted, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& frame = {},
                      const population& people_in_areas = {}, const evaluate_options& options = {});

}  // namespace ascof
