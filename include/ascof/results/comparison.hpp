/// @file comparison.hpp
/// Figures beside what they are judged by: a target, an earlier period, other councils.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/output_table.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof {

/// What a figure is compared with.
enum class comparison_kind {
  target,           ///< a value set beforehand
  previous_period,  ///< the same figure in the period of the same length that ends the day before
  base_period,      ///< the same figure in one period that all others are measured against
  peers_pooled,     ///< the figure of all peers taken together, from their counts
  peers_median,     ///< the median of the peers' values
};
std::string_view to_text(comparison_kind kind);

/// What the comparison says, on unrounded values.
enum class verdict {
  none,  ///< a value is missing, or the measure is neither better high nor low
  better,
  worse,
  same,
  met,      ///< of a target: reached or passed in the direction of the measure
  not_met,  ///< of a target
};
std::string_view to_text(verdict v);

/// One figure beside one reference.
struct comparison_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<double> value{};
  comparison_kind kind = comparison_kind::target;
  std::optional<double> reference{};
  std::optional<double> difference{};      ///< value less reference, in the unit of the figure
  std::optional<double> percent_change{};  ///< the difference in per cent of the reference; none when that is 0
  verdict says = verdict::none;
};

/// A value to be reached. Empty parts hold for every council, group or period.
struct target {
  std::string measure;  ///< id of the figure
  double value = 0;
  std::string group{};
  std::string la_code{};
  std::optional<period> reporting{};
};

/// Comparisons keep the order of `results.rows`. Figures that have nothing to be compared with have no row: no target, no
/// earlier period in the results. A reference without a value gives a row without a difference. A comparison of nothing at
/// all is refused: all throw usage_error when no row is left.

/// A row for every figure and target that fit.
/// @throws usage_error (unknown_name, bad_period, bad_option) for a target of a figure, group, council or period that the
/// results do not hold, for a value that is no number, and without a target
std::vector<comparison_row> compare_with_targets(const result_table& results, const std::vector<target>& targets);

/// Each figure beside that of the period directly before it, of the same length (`period_before`).
/// @throws usage_error (bad_period) when no figure has one
std::vector<comparison_row> compare_with_previous(const result_table& results);

/// Each figure of other periods beside that of the base period.
/// @throws usage_error (bad_period) when the results have no such period, or no other
std::vector<comparison_row> compare_with_base(const result_table& results, period base);

/// Each council's figure beside two of a peer group, a row for either. A council is no peer of itself; England is left
/// out.
///
/// The pooled figure is made from the peers' counts: for proportions, shares and rates from the sums of numerators and
/// denominators, for a mean from the means by their number of values. A count, sum, median, percentile or change has no
/// pooled figure to compare with. The median is that of the peers with a value.
/// @param la_codes  of the peers; the same for every council
/// @throws usage_error (unknown_name) for a council that the results do not hold, and without a peer
std::vector<comparison_row> compare_with_peers(const result_table& results, const std::vector<std::string>& la_codes);

/// measure, period_start, period_end, la_code, la_name, group, value, comparison, reference, difference, percent_change,
/// verdict.
output_table comparisons_output(std::shared_ptr<const std::vector<comparison_row>> comparisons);

/// @throws output_error
void write_comparisons(const std::vector<comparison_row>& comparisons, const std::filesystem::path& file);

}  // namespace ascof
