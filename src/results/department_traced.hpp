/// @file department_traced.hpp
/// Private to results: the department's tables that are put together from traces and counts beside the figures.
#pragma once

#include <filesystem>

#include "ascof/results/result_table.hpp"

namespace ascof {

/// `ascof_2a_disaggregated.csv`, `ascof_2d_venn.csv` and `waiting_times_diag_part1.csv`, `_part2.csv`, each when the
/// results hold its measure (with its trace).
void write_traced_department_tables(const result_table& results, const std::filesystem::path& folder);

}  // namespace ascof
