/// @file funnel.hpp
/// Between areas: limits of a funnel plot, which areas lie outside, and whether areas differ more than chance explains.
///
/// Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185-1202. Funnels have two pairs of limits, at 95 % and at 99.8 %,
/// with a share of 0.025 and of 0.001 of areas beyond each when nothing but chance is at work.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ascof/statistics/comparison.hpp"

namespace ascof::statistics {

/// 95 % and 99.8 %
confidence_levels funnel_levels();

// ---- limits to draw -----------------------------------------------------------------------------------------------

enum class funnel_shape : std::uint8_t {
  score,  ///< where an area's own Wilson interval just reaches the benchmark: benchmark -+ z sqrt(benchmark (1 - benchmark) / n)
  wilson,  ///< the Wilson interval of the benchmark itself, as if it had been seen among n; narrower at the far ends
};

/// How much more areas vary than chance: `overdispersion` estimates it. Limits are widened to
/// z sqrt(multiplicative * variance + additive).
struct dispersion {
  double multiplicative = 1;  ///< phi
  double additive = 0;        ///< variance between areas, in the unit of the figure squared (of the ratio for rates)
};

/// Limits of a proportion at each number of people, as shares between 0 and 1.
/// @param n          above 0
/// @param benchmark  a share, usually that of all areas together
/// @throws usage_error for a benchmark outside 0 to 1, negative or infinite numbers
interval_table funnel_proportion(std::span<const double> n, double benchmark,
                                 const confidence_levels& levels = funnel_levels(),
                                 funnel_shape shape = funnel_shape::score, dispersion spread = {});

struct funnel_curve : interval_table {
  /// The population (expected events for a ratio) at which so many events lie on the lower limit; levels x points.
  std::vector<double> lower_population;
  std::vector<double> upper_population;
};

/// Limits of a rate along the number of events: where an area with so many would just differ from the benchmark, by exact
/// Poisson limits. No events have no upper limit: infinite.
/// @param events     along the curve, usually whole numbers from 1
/// @param benchmark  the rate of all areas together, `per` people
/// @throws usage_error for a benchmark or `per` of 0 or less, negative or infinite numbers
funnel_curve funnel_rate(std::span<const double> events, double benchmark, double per = 100'000,
                         const confidence_levels& levels = funnel_levels());

/// Limits of a standardised ratio along the number of events observed; `lower_population` is the number expected.
/// @param per  what stands for "as expected", 1 or 100
funnel_curve funnel_ratio(std::span<const double> events, double per = 100,
                          const confidence_levels& levels = funnel_levels());

/// Limits of a rate at each population, for a plot over populations: the same funnel as `funnel_rate`. Of a ratio, with
/// expected events as populations, and 1 as benchmark and `per`. With a spread: normal limits, not below 0.
interval_table funnel_rate_at(std::span<const double> population, double benchmark, double per = 100'000,
                              const confidence_levels& levels = funnel_levels(), dispersion spread = {});

// ---- areas outside ------------------------------------------------------------------------------------------------

/// Where an area lies, by its own interval: high when the benchmark is below its lower limit.
enum class funnel_position : std::uint8_t { not_calculated, low_001, low_025, not_significant, high_025, high_001 };

/// "Low (0.001)", "Not significant" ...; empty for `not_calculated`.
std::string_view to_text(funnel_position position);

struct funnel_table {
  std::vector<double> value;              ///< of each area
  double benchmark = 0;                   ///< in the unit of the values
  std::vector<funnel_position> position;  ///< of each area
  std::vector<verdict> verdicts;          ///< against the benchmark, at 95 %
};

/// Areas by proportion (Wilson).
/// @param benchmark  a share; by default that of all areas together
/// @throws usage_error as `wilson`
funnel_table classify_proportions(std::span<const double> events, std::span<const double> n,
                                  better direction = better::neither, std::optional<double> benchmark = {});

/// Areas by rate (exact Poisson below 10 events, Byar from 10).
/// @param benchmark  a rate `per` people; by default that of all areas together
/// @throws usage_error as `rate_interval`
funnel_table classify_rates(std::span<const double> events, std::span<const double> population, double per = 100'000,
                            better direction = better::neither, std::optional<double> benchmark = {});

/// Areas by directly standardised rate: the population that would give these events at this rate stands for the area's.
/// Fewer than 10 events: not calculated.
/// @param rates      of `dsr`; a missing one is not calculated
/// @param benchmark  by default all events over all those populations
funnel_table classify_dsr(std::span<const double> events, std::span<const double> rates, double per = 100'000,
                          better direction = better::neither, std::optional<double> benchmark = {});

/// Areas by standardised ratio, against 1.
funnel_table classify_ratios(std::span<const double> observed, std::span<const double> expected,
                             better direction = better::neither);

// ---- more than chance ---------------------------------------------------------------------------------------------

struct overdispersion_found {
  std::vector<double> z;   ///< of each area: its distance from the benchmark in standard errors
  double phi = 0;          ///< mean of the squares of the winsorised z; about 1 when only chance is at work
  double p_value = 0;      ///< of as much spread by chance: areas * phi against chi-squared
  double tau_squared = 0;  ///< variance between areas by moments; 0 where chance explains all
  std::size_t areas = 0;   ///< with a z

  /// What `funnel_proportion` and `funnel_rate_at` take: one of the two ways, never both.
  dispersion multiplicative() const { return {phi > 1 ? phi : 1, 0}; }
  dispersion additive() const { return {1, tau_squared}; }
};

/// How much more proportions vary than chance; z = (share - benchmark) / sqrt(benchmark (1 - benchmark) / n).
/// @param winsorise  this share of areas at each end, rounded down to whole areas, gets the z of the next one inwards, so
///                   that the outliers a funnel is to find do not widen it; 0 for none
/// @param benchmark  by default the share of all areas together
/// @throws usage_error as `wilson`, and for a winsorised share outside 0 to 0.5
overdispersion_found overdispersion_of_proportions(std::span<const double> events, std::span<const double> n,
                                                   double winsorise = 0.1, std::optional<double> benchmark = {});

/// How much more counts vary than chance; z = (observed - expected) / sqrt(expected). For rates, expected is the
/// population times the benchmark. tau squared is that of the ratio.
overdispersion_found overdispersion_of_counts(std::span<const double> observed, std::span<const double> expected,
                                              double winsorise = 0.1);

/// Which tenth (fifth, quarter) of areas each is in, from 1: floor((rank - 1) * groups / areas) + 1, ties having the
/// smallest rank of them. 0 for a missing value, and for all when there are fewer values than groups.
/// @param highest_first  group 1 holds the highest values
/// @throws usage_error for groups below 1
std::vector<std::int32_t> quantile_groups(std::span<const double> values, int groups = 10, bool highest_first = true);

}  // namespace ascof::statistics
