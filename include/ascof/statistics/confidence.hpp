/// @file confidence.hpp
/// What intervals are made with and what they come as: levels, limits, the method that made them.
///
/// Everywhere in `ascof::statistics`:
/// - Arguments that hold one number a group are of one length; an argument of length 1 stands for all groups.
/// - A missing number (NaN) gives missing limits. So does what is not defined: a proportion of 0 people, a rate without
///   population. Numbers that cannot be right (negative counts, more events than people, infinities) are refused with a
///   `usage_error` that names the argument and the element.
/// - Proportions are shares of 1 and ratios are around 1 unless an argument `per` says otherwise.
/// - Everything is computed in doubles from what is passed in; nothing is rounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ascof::statistics {

/// How often a two-sided interval holds the true value: a share, not a percentage.
class confidence_level {
 public:
  /// @param share  above 0 and below 1
  /// @throws usage_error otherwise; 95 is told to be written 0.95
  explicit confidence_level(double share);

  double share() const noexcept { return share_; }
  /// The share left outside at one end: 0.025 for 95 %.
  double tail() const noexcept { return tail_; }
  /// The normal deviate with `tail()` above it: 1.959964 for 95 %.
  double z() const noexcept { return z_; }

  friend bool operator==(const confidence_level& a, const confidence_level& b) noexcept { return a.share_ == b.share_; }

 private:
  double share_;
  double tail_;
  double z_;
};

using confidence_levels = std::vector<confidence_level>;

/// 0.95
confidence_level level_95();
/// 0.998, the outer limits of a funnel plot
confidence_level level_998();

struct interval {
  double lower;
  double upper;
};

/// How limits were found.
enum class interval_method : std::uint8_t {
  none,                     ///< nothing was computed: missing or undefined
  wilson,                   ///< Wilson 1927, score interval of a proportion
  clopper_pearson,          ///< Clopper and Pearson 1934, exact binomial
  byar,                     ///< Breslow and Day 1987, Byar's approximation to exact Poisson
  exact_poisson,            ///< Garwood 1936
  student,                  ///< Student 1908, mean
  order_statistics_normal,  ///< ranks of a median by the normal approximation
  order_statistics_exact,   ///< ranks of a median by the binomial distribution
  dobson,                   ///< Dobson and others 1991, weighted sum of counts
  newcombe,                 ///< Newcombe 1998, difference of proportions from two Wilson intervals
  mover,                    ///< Zou and Donner 2008, Donner and Zou 2012: from the limits of both figures
  logarithm,                ///< normal on the logarithm of a ratio (Katz and others 1978 for proportions)
  conditional_exact,        ///< ratio of two counts from the binomial distribution of one given both
  welch,                    ///< Welch 1947, difference of means
  normal,                   ///< estimates with given margins
};

/// "Wilson", "exact Poisson" ...; empty for `none`.
std::string_view to_text(interval_method method);

/// Intervals of groups at one or several levels.
struct interval_table {
  std::vector<double> lower;            ///< levels x groups: all groups of the first level, then of the second ...
  std::vector<double> upper;            ///< as `lower`
  std::vector<double> value;            ///< of each group, in the unit of the limits
  std::vector<interval_method> method;  ///< of each group
  confidence_levels levels;

  std::size_t groups() const noexcept { return value.size(); }
  /// Limits of a group at `levels[level]`.
  interval at(std::size_t group, std::size_t level = 0) const {
    return {lower[level * groups() + group], upper[level * groups() + group]};
  }
};

}  // namespace ascof::statistics
