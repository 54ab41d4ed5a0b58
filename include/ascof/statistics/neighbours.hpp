/// @file neighbours.hpp
/// Councils that are like a council, and how it compares with them.
///
/// Published groups of nearest neighbours (such as CIPFA's) can be given as they are; `nearest_neighbours` makes groups
/// from whatever describes the areas.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ascof/statistics/comparison.hpp"

namespace ascof::statistics {

struct neighbour_table {
  std::size_t areas = 0;
  std::size_t each = 0;            ///< neighbours of each area
  std::vector<std::int64_t> area;  ///< areas x each: numbers of the neighbours, the nearest first
  std::vector<double> distance;    ///< areas x each
};

/// The areas nearest to each one: Euclidean distance of what describes them, each description first brought to mean 0
/// and standard deviation 1 over all areas (one that is the same everywhere tells nothing and is left out). Areas equally
/// far stand in their own order.
/// @param features  areas x descriptions, one area after another; no missing numbers
/// @param weights   how much each description's distance counts; empty for all alike
/// @param each      neighbours wanted, fewer than areas
/// @throws usage_error for lengths that do not fit, missing or infinite numbers, weights that are negative or all 0
neighbour_table nearest_neighbours(std::span<const double> features, std::size_t areas, std::size_t each = 15,
                                   std::span<const double> weights = {});

struct neighbour_comparison : comparison_table {  ///< area minus its neighbours together; Newcombe, or MOVER for rates
  std::vector<double> own;                        ///< the area's figure
  std::vector<double> neighbours;                 ///< the figure of its neighbours together
  std::vector<double> median;                     ///< of the neighbours' own figures
  std::vector<std::int32_t>
      rank;  ///< 1 is the highest of the area and its neighbours; equal figures share; 0: no figure
};

/// Each area's proportion against that of its neighbours together.
/// @param neighbours  areas x each: numbers of areas
/// @throws usage_error as `wilson`; for a neighbour that is no area or the area itself
neighbour_comparison compare_proportions_with_neighbours(std::span<const double> events, std::span<const double> n,
                                                         std::span<const std::int64_t> neighbours, std::size_t each,
                                                         better direction = better::neither,
                                                         const confidence_levels& levels = {level_95()});

/// Each area's rate against that of its neighbours together. Errors as for `rate_interval` and above.
neighbour_comparison compare_rates_with_neighbours(std::span<const double> events, std::span<const double> population,
                                                   std::span<const std::int64_t> neighbours, std::size_t each,
                                                   double per = 100'000, better direction = better::neither,
                                                   const confidence_levels& levels = {level_95()});

}  // namespace ascof::statistics
