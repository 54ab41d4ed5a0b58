/// @file control_charts.hpp
/// A figure over time: is what we see chance, or has something happened, and will the target be met.
///
/// Statistical process control with the rules of NHS England's "Making data count" (2019 and its change of November 2023
/// to the two-of-three rule). A series is cut into baselines; limits and rules never look across a cut.
///
/// Points must be independent: chart months or quarters, never rolling twelve-month values. Limits of fewer than about
/// 12 points are provisional.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ascof/statistics/comparison.hpp"

namespace ascof::statistics {

/// On which side a point is unusual.
enum class side : std::int8_t { low = -1, neither = 0, high = 1 };

/// What a point says. With a direction that is neither, what is unusual is only high or low.
enum class variation : std::uint8_t { common_cause, improvement, concern, high, low };

/// "common cause", "special cause: improvement" ...
std::string_view to_text(variation found);

/// What the process, left as it is, will do about the target.
enum class assurance : std::uint8_t {
  none,                 ///< no target, no direction or no limits
  hit_or_miss,          ///< the target lies between the limits: chance decides
  consistently_met,     ///< every value to be expected meets it
  consistently_missed,  ///< none does
};

/// "hit or miss", "consistently met", "consistently missed"; empty for `none`.
std::string_view to_text(assurance found);

/// What "consistently" rests on. A value equal to the target meets it, so a measure that is always 100 % meets 100 %.
assurance assure(interval limits, double target, better direction);

struct chart_options {
  better direction = better::neither;
  std::optional<double> target{};
  /// The points, counted from 0, with which a new baseline begins; ascending. Have a reason for each that is not the chart.
  std::vector<std::size_t> rebase{};
  /// Limits come from so many points at the beginning of each baseline; 0 is all of them.
  std::size_t baseline_points = 0;
  /// XmR only: moving ranges of 3.267 times their mean or more are left out of it, once. NHS England's spreadsheet does not.
  bool screen_moving_ranges = true;
  bool limits = true;            ///< false: a run chart, centre line, shifts and trends only
  std::size_t shift_points = 7;  ///< so many on one side of the centre are a shift
  std::size_t trend_points = 7;  ///< so many, each above (below) the one before, are a trend
};

/// A chart; every list has one entry a point. Missing limits: fewer than two points in the baseline, or a run chart.
struct control_chart {
  std::vector<double> value;
  std::vector<double> centre;
  std::vector<double> lower;
  std::vector<double> upper;
  std::vector<double> near_lower;  ///< two thirds of the way to a limit; beyond it a point is near it
  std::vector<double> near_upper;
  std::vector<double> moving_range;   ///< from the point before; missing at the first of a baseline
  std::vector<std::size_t> baseline;  ///< number of the baseline, from 0
  std::vector<side> astronomical;     ///< outside a limit
  std::vector<side> shift;            ///< in a run on one side of the centre; a point on the centre ends it
  std::vector<side> trend;            ///< in a run of rises (high) or falls (low); a peak of two runs has the earlier's
  std::vector<side> two_of_three;     ///< near a limit, as another of three that are on the same side of the centre
  std::vector<variation> kind;        ///< of each point; improvement where a point is in patterns of both kinds
  variation latest = variation::common_cause;  ///< the icon of variation: the kind of the last point
  assurance outlook = assurance::none;         ///< the icon of assurance: the last point's limits against the target
};

/// Individual values: mean -+ 2.66 times the mean moving range (3 / d2, d2 = 1.128).
///
/// Shewhart WA (1931), Economic Control of Quality of Manufactured Product; Wheeler DJ, Chambers DS (1992), Understanding
/// Statistical Process Control, 2nd ed.
/// @param values  in order of time
/// @throws usage_error for a missing or infinite value (leave the period out), rebase points that are not ascending or
///         outside the series, a rule of fewer than 2 points
control_chart xmr(std::span<const double> values, const chart_options& options = {});

/// Individual values about their median, which one freak value does not move: median -+ 3.145 times the median moving
/// range (Wheeler and Chambers 1992). With `limits` false: the run chart.
control_chart median_chart(std::span<const double> values, const chart_options& options = {});

/// Proportions of changing n: mean share -+ 3 sqrt(share (1 - share) / n), between 0 and 1 (Shewhart 1931). For the n of
/// councils (thousands) use `p_prime_chart`: its limits also hold what varies from month to month besides chance.
/// @throws usage_error as `xmr`, for n of 0, and for events that are more than n
control_chart p_chart(std::span<const double> events, std::span<const double> n, const chart_options& options = {});

/// p chart whose 3 sigma are multiplied by the variation between points, from their moving ranges.
///
/// Laney DB (2002), Quality Engineering 14, 531-537. Errors as for `p_chart`.
control_chart p_prime_chart(std::span<const double> events, std::span<const double> n,
                            const chart_options& options = {});

/// Events per exposure (bed-days, thousands of people): mean rate -+ 3 sqrt(rate / exposure), not below 0 (Shewhart 1931).
/// @throws usage_error as `xmr`, and for an exposure of 0
control_chart u_chart(std::span<const double> events, std::span<const double> exposure,
                      const chart_options& options = {});

/// u chart with Laney's correction, as `p_prime_chart`.
control_chart u_prime_chart(std::span<const double> events, std::span<const double> exposure,
                            const chart_options& options = {});

}  // namespace ascof::statistics
