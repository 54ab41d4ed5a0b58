/// @file neighbours.hpp
/// Councils of a result table beside those that are like them.
///
/// Whose neighbours they are is data: groups as they are published (such as CIPFA's), or made by `nearest_councils` from
/// whatever describes the councils.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ascof/results/intervals.hpp"
#include "ascof/results/output_table.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof {

/// A council and those it is compared with.
struct neighbour_group {
  std::string la_code;
  std::vector<std::string> neighbours;  ///< codes, in any order; groups may differ in size
};

/// What describes a council: the same numbers, in the same order, for each.
struct council_features {
  std::string la_code;
  std::vector<double> features;  ///< none missing
};

/// For each council the `each` that are nearest to it, the nearest first (`statistics::nearest_neighbours`).
/// @param weights  how much each description counts; empty for all alike
/// @throws usage_error as `statistics::nearest_neighbours`, for lists of different length and a council that comes twice
std::vector<neighbour_group> nearest_councils(const std::vector<council_features>& councils, std::size_t each = 15,
                                              std::span<const double> weights = {});

struct neighbour_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<double> value{};
  std::optional<double> neighbours{};  ///< the figure of all of them together, from their counts
  std::optional<double> median{};      ///< of their own figures
  std::uint64_t rank = 0;  ///< 1 is the highest of the council and its neighbours; equal figures share; 0: no value
  std::uint64_t of = 0;    ///< how many are ranked: the council and the neighbours that have a figure
  std::optional<double> difference{};  ///< value less that of its neighbours together
  double level = 0.95;                 ///< a share
  std::optional<double> lower{};       ///< of the difference
  std::optional<double> upper{};
  std::string method{};                                            ///< or "none: " and why
  statistics::verdict says = statistics::verdict::not_calculated;  ///< by the figure's polarity
};

/// Each council of the groups against its neighbours together: proportions and rates, in every period and group, a row for
/// each level, in order of the results. Neighbours without a figure are left out of it. England is no council.
///
/// Differences of proportions by Newcombe, of rates from the limits of both (statistics/neighbours.hpp).
/// @param which  its council picks rows; the neighbours stay those of the group
/// @throws usage_error (unknown_name) when the filter or a group names a council that the results do not hold, or the filter
/// anything else they do not; (bad_option) for a figure that is neither a proportion nor a rate, without groups or levels,
/// for a group that is empty or comes twice, and for a neighbour that comes twice or is the council itself
std::vector<neighbour_row> compare_with_neighbours(
    const result_table& results, const std::vector<neighbour_group>& groups, const figure_filter& which = {},
    const statistics::confidence_levels& levels = {statistics::level_95()});

/// measure, period_start, period_end, la_code, la_name, group, value, neighbours, median, rank, of, difference, level,
/// lower, upper, method, verdict.
output_table neighbours_output(std::shared_ptr<const std::vector<neighbour_row>> neighbours);

}  // namespace ascof
