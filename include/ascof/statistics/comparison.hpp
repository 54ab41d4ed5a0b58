/// @file comparison.hpp
/// Has a figure changed, or do two areas differ: intervals of a difference or a ratio, and what they mean in plain words.
///
/// The first figure is the one asked about (this year, this area), the second what it is held against. Both are taken as
/// independent samples. Two overlapping intervals of their own are no test; these are.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

/// Which way a figure is better.
enum class better : std::uint8_t { neither, higher, lower };

/// "higher is better", "lower is better", "neutral": the texts of a measure's polarity.
std::string_view to_text(better direction);
/// Reads such a text.
/// @throws usage_error naming the argument for any other
better parse_better(std::string_view text, const char* argument = "better");

/// What an interval says about a difference.
enum class verdict : std::uint8_t {
  not_calculated,
  no_clear_change,  ///< chance alone would do
  better,
  worse,
  higher,  ///< of a figure that is neither better nor worse when it rises
  lower,
};

/// "better", "worse", "no clear change" ...; empty for `not_calculated`.
std::string_view to_text(verdict found);

/// No clear change where the interval holds `no_change`: 0 for a difference, 1 for a ratio.
verdict judge(interval limits, double no_change, better direction);

struct comparison_table : interval_table {  ///< the value is first - second or first / second
  std::vector<verdict> verdicts;            ///< levels x groups
};

// ---- proportions --------------------------------------------------------------------------------------------------

/// Difference of two independent proportions (in shares: 0.15 is 15 percentage points).
///
/// Newcombe RG (1998), Statistics in Medicine 17, 873-890, method 10: from the two Wilson intervals.
/// @throws usage_error as `wilson`
comparison_table difference_of_proportions(std::span<const double> events1, std::span<const double> n1,
                                           std::span<const double> events2, std::span<const double> n2,
                                           better direction = better::neither,
                                           const confidence_levels& levels = {level_95()});

enum class ratio_method : std::uint8_t {
  logarithm,  ///< normal on the logarithm; not defined with no events on either side
  mover,  ///< from the limits of both figures; also for 0 events (the upper limit is infinite when the second has none)
  exact,  ///< of rates only: from the binomial distribution of the first count given both; also for 0 events
};

/// Ratio of two independent proportions.
///
/// `logarithm`: Katz D and others (1978), Biometrics 34, 469-474. `mover`: Donner A, Zou GY (2012), Statistical Methods in
/// Medical Research 21, 347-359, with Wilson limits.
/// @throws usage_error as `wilson`, and for `ratio_method::exact`
comparison_table ratio_of_proportions(std::span<const double> events1, std::span<const double> n1,
                                      std::span<const double> events2, std::span<const double> n2,
                                      better direction = better::neither,
                                      const confidence_levels& levels = {level_95()},
                                      ratio_method method = ratio_method::logarithm);

struct z_test {
  std::vector<double> z;        ///< of each group
  std::vector<double> p_value;  ///< two-sided
};

/// The test of equal proportions with the pooled share. Not defined when all or none are events.
z_test z_test_of_proportions(std::span<const double> events1, std::span<const double> n1,
                             std::span<const double> events2, std::span<const double> n2);

// ---- rates and counts ---------------------------------------------------------------------------------------------

/// Difference of two rates.
///
/// Zou GY, Donner A (2008), Statistics in Medicine 27, 1693-1702, with the limits of `rate_interval`.
/// @throws usage_error as `rate_interval`
comparison_table difference_of_rates(std::span<const double> events1, std::span<const double> population1,
                                     std::span<const double> events2, std::span<const double> population2,
                                     double per = 100'000, better direction = better::neither,
                                     const confidence_levels& levels = {level_95()});

/// Ratio of two rates; of two counts with populations of 1.
///
/// `logarithm`: standard error sqrt(1 / events1 + 1 / events2), Rothman KJ, Greenland S (1998), Modern Epidemiology, 2nd
/// ed., ch. 14. `mover`: as for proportions, with the limits of `rate_interval`. `exact`: Przyborowski J, Wilenski H
/// (1940), Biometrika 31, 313-323.
/// @throws usage_error as `rate_interval`
comparison_table ratio_of_rates(std::span<const double> events1, std::span<const double> population1,
                                std::span<const double> events2, std::span<const double> population2,
                                better direction = better::neither, const confidence_levels& levels = {level_95()},
                                ratio_method method = ratio_method::logarithm);

// ---- means and estimates ------------------------------------------------------------------------------------------

/// One side of a comparison of means: numbers of values, means and standard deviations (n - 1).
struct means {
  std::span<const double> n;
  std::span<const double> mean;
  std::span<const double> sd;
};

/// Difference of two means of independent samples whose spread may differ. Below two values on a side: not calculated.
///
/// Welch BL (1947), Biometrika 34, 28-35.
/// @throws usage_error for negative or infinite numbers
comparison_table difference_of_means(const means& first, const means& second, better direction = better::neither,
                                     const confidence_levels& levels = {level_95()});

/// Difference of two estimates that are published with their margins (half-widths), such as weighted survey percentages.
/// @param level_of_margins  the level that both margins were made with
/// @throws usage_error for negative margins
comparison_table difference_of_estimates(std::span<const double> estimate1, std::span<const double> margin1,
                                         std::span<const double> estimate2, std::span<const double> margin2,
                                         better direction = better::neither,
                                         const confidence_levels& levels = {level_95()},
                                         confidence_level level_of_margins = level_95());

}  // namespace ascof::statistics
