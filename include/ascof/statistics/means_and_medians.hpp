/// @file means_and_medians.hpp
/// Intervals of a mean and of a median, from the single values of each group.
///
/// A missing value (NaN) is a value nobody observed: it is left out, and `n` says how many there were.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

struct mean_table : interval_table {
  std::vector<double> n;   ///< values of each group
  std::vector<double> sd;  ///< their standard deviation with n - 1; missing below two values
};

/// Means with Student's interval: mean -+ t(n - 1) * sd / sqrt(n).
///
/// Student (1908), Biometrika 6, 1-25. For skewed values such as waits and few of them the lower limit can be impossible;
/// a median says more there. Fewer than two values have no interval.
/// @param group   the group of each value, below `groups`
/// @param groups  how many groups there are; one without values has no mean
/// @throws usage_error for infinite values, lengths that differ and groups out of range
mean_table mean_interval(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups,
                         const confidence_levels& levels = {level_95()});
/// All values are one group.
mean_table mean_interval(std::span<const double> values, const confidence_levels& levels = {level_95()});

/// Student's interval where the values themselves are not at hand: from their number, mean and standard deviation (n - 1).
/// Missing below two values. @throws usage_error for a negative or infinite number of values or deviation
interval student_interval(double n, double mean, double sd, confidence_level level = level_95());

/// How the ranks of the limits of a median are chosen.
enum class median_ranks : std::uint8_t {
  normal,  ///< n / 2 -+ z sqrt(n) / 2, the upper one more, both rounded: as published tables have it
  exact,  ///< the closest ranks with at most the level's tail outside, by the binomial distribution: never below the level
};

struct median_table : interval_table {
  std::vector<double> n;  ///< values of each group
  std::vector<double>
      lower_rank;  ///< levels x groups: the rank, from 1, of the value that is the limit; missing if none
  std::vector<double> upper_rank;
  std::vector<double> coverage;  ///< levels x groups: the chance that values between these ranks hold the true median
};

/// Medians (the mean of the middle two for an even number) with limits that are values of the group.
///
/// Conover WJ (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2; Campbell MJ, Gardner MJ (1988), British
/// Medical Journal 296, 1454-1456. Too few values for the level have no interval (5 or fewer at 95 %).
/// Arguments and errors as for `mean_interval`.
median_table median_interval(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups,
                             const confidence_levels& levels = {level_95()}, median_ranks ranks = median_ranks::normal);
median_table median_interval(std::span<const double> values, const confidence_levels& levels = {level_95()},
                             median_ranks ranks = median_ranks::normal);

/// Limits of a quantile that are values of the group: ranks n share -+ z sqrt(n share (1 - share)), the upper one more, both
/// rounded (Conover 1999, section 3.2). At a half they are those of `median_interval`. Missing where a rank is none.
/// @param values  in any order, none missing
/// @param share   above 0 and below 1
/// @throws usage_error for infinite or missing values, and for another share
interval quantile_interval(std::span<const double> values, double share, confidence_level level = level_95());

}  // namespace ascof::statistics
