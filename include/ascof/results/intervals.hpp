/// @file intervals.hpp
/// How sure figures are: their intervals, what differs by more than chance, funnels over councils, charts over periods.
///
/// Everything comes in the unit of the figure: per cent, per 100,000, a count, days. How it was found stands in `method`;
/// where nothing can be said, `method` begins with "none: " and says why.
///
/// Units (people, events) are taken as independent of each other, and two periods or councils as independent samples.
/// Several events of one person make limits too narrow; the same people in both periods make a difference seem less
/// certain than it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/output_table.hpp"
#include "ascof/results/result_table.hpp"
#include "ascof/statistics/control_charts.hpp"
#include "ascof/statistics/funnel.hpp"

namespace ascof {

// ---- intervals ----------------------------------------------------------------------------------------------------

struct interval_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<double> value{};
  double level = 0.95;  ///< a share
  std::optional<double> lower{};
  std::optional<double> upper{};
  std::string method{};
  std::uint64_t n = 0;  ///< what the value was made of: the denominator, the population, the values, the count itself
};

enum class interval_choice : std::uint8_t {
  usual,  ///< as in the table below
  exact,  ///< Clopper-Pearson for proportions, exact Poisson for all rates and counts; the others as usual
};

/// A row for every figure and level, in order of the results.
///
/// | figure                       | usual interval                                                                 |
/// | proportion                   | Wilson                                                                         |
/// | ratio of two kinds of units  | exact, as of two independent counts: where one is in truth a part of the other, too wide |
/// | rate per 100,000, count      | exact Poisson below 10, Byar from 10                                           |
/// | mean                         | Student                                                                        |
/// | median, percentile           | order statistics                                                               |
/// | sum, change                  | none                                                                           |
///
/// @throws usage_error without a level
std::vector<interval_row> with_intervals(const result_table& results,
                                         const statistics::confidence_levels& levels = {statistics::level_95()},
                                         interval_choice choice = interval_choice::usual);

/// measure, period_start, period_end, la_code, la_name, group, value, level, lower, upper, method, n.
output_table intervals_output(std::shared_ptr<const std::vector<interval_row>> intervals);
/// @throws output_error
void write_intervals(const std::vector<interval_row>& intervals, const std::filesystem::path& file);

// ---- verdicts -----------------------------------------------------------------------------------------------------

/// A figure less another one of the same measure and group.
struct difference_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<double> value{};
  period other_reporting;  ///< of what it is held against
  std::string other_la_code;
  std::optional<double> other_value{};
  std::optional<double> difference{};
  double level = 0.95;
  std::optional<double> lower{};  ///< of the difference
  std::optional<double> upper{};
  std::string method{};
  statistics::verdict says = statistics::verdict::not_calculated;  ///< by the figure's polarity
  std::optional<double> ratio{};  ///< value by other_value, of proportions, rates, counts
  std::optional<double> ratio_lower{};
  std::optional<double> ratio_upper{};  ///< none also when it is infinite: nothing on the other side
};

/// Every figure less that of the period directly before it, of the same length. Differences of proportions by Newcombe, of
/// means by Welch, of all else that has an interval from the limits of both (MOVER). Ratios of proportions from the limits
/// of both, of rates and counts exact. Figures without a partner have no row.
/// @throws usage_error without a level
std::vector<difference_row> differences_from_previous(const result_table& results,
                                                      const statistics::confidence_levels& levels = {
                                                          statistics::level_95()});
/// Every figure of other periods less that of the base period.
/// @throws usage_error (bad_period) when the results have no such period
std::vector<difference_row> differences_from_base(const result_table& results, period base,
                                                  const statistics::confidence_levels& levels = {
                                                      statistics::level_95()});
/// Every figure of other councils less that of one council. England is left out unless it is the one.
/// @throws usage_error (unknown_name) for a council that the results do not hold
std::vector<difference_row> differences_from_council(const result_table& results, std::string_view la_code,
                                                     const statistics::confidence_levels& levels = {
                                                         statistics::level_95()});

/// measure, period_start, period_end, la_code, la_name, group, value, other_period_start, other_period_end, other_la_code,
/// other_value, difference, level, lower, upper, method, verdict, ratio, ratio_lower, ratio_upper.
output_table differences_output(std::shared_ptr<const std::vector<difference_row>> differences);

// ---- between councils, over periods ---------------------------------------------------------------------------------

/// Which figures; empty parts stand for all.
struct figure_filter {
  std::string measure{};
  std::optional<period> reporting{};
  std::string group{};
  std::string la_code{};
};

struct funnel_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<double> value{};
  std::uint64_t n = 0;
  double benchmark = 0;                                                    ///< all councils together
  std::optional<double> lower_95{}, upper_95{}, lower_998{}, upper_998{};  ///< of the funnel, at this n
  statistics::funnel_position position = statistics::funnel_position::not_calculated;
  statistics::verdict says = statistics::verdict::not_calculated;  ///< against the benchmark, at 95 %
  std::optional<double> z{};                                       ///< distance from the benchmark in standard errors
  std::optional<double> phi{};          ///< of all councils: about 1 when only chance is at work
  std::optional<double> tau_squared{};  ///< of all councils: variance between them beyond chance
  std::optional<double> p_value{};      ///< of as much spread by chance
  std::int32_t quantile = 0;            ///< of the value among councils, from 1, the highest; 0: none
};

struct funnel_options {
  /// Whether limits are widened when councils vary more than chance explains (statistics/funnel.hpp): by the factor phi
  /// on the variance, or by the variance between councils. Positions and verdicts then come from the widened limits.
  enum class widening : std::uint8_t { none, multiplicative, additive };
  widening widen = widening::none;
  double winsorise = 0.1;  ///< share of councils at each end that do not add to phi
  int quantiles = 10;      ///< groups that `funnel_row::quantile` counts: 10 for tenths
};
/// "none", "multiplicative", "additive". @throws usage_error for any other text
funnel_options::widening parse_widening(std::string_view text);

/// Councils within the limits of chance about all of them together: proportions and rates, a funnel for each measure, period
/// and group, and how much more than chance lies between them. England is no council. Other figures have no funnel and no
/// rows.
/// @throws usage_error (unknown_name) when the filter names a figure, council, group or period that the results do not
/// hold, or a figure that has no funnel; for a winsorised share outside 0 to 0.5 and fewer than 1 quantile
std::vector<funnel_row> funnel(const result_table& results, const figure_filter& which = {},
                               const funnel_options& how = {});

/// measure, period_start, period_end, la_code, la_name, group, value, n, benchmark, lower_95, upper_95, lower_998,
/// upper_998, position, verdict, z, phi, tau_squared, p_value, quantile.
output_table funnel_output(std::shared_ptr<const std::vector<funnel_row>> funnel);

enum class chart_kind : std::uint8_t {
  xmr,      ///< individual values
  median,   ///< individual values about their median
  p,        ///< proportions of changing n
  p_prime,  ///< for large n
  u,        ///< rates
  u_prime,
};
/// "xmr", "median", "p", "p'", "u", "u'".
std::string_view to_text(chart_kind kind);
/// @throws usage_error for any other text
chart_kind parse_chart_kind(std::string_view text);

struct chart_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  double value = 0;
  std::optional<double> centre{}, lower{}, upper{};
  std::string
      rules{};  ///< that the point breaks: "astronomical point", "shift", "trend", "two of three", joined by ", "
  statistics::variation says = statistics::variation::common_cause;
  statistics::assurance outlook = statistics::assurance::none;  ///< of the series
};

/// A control chart over the periods of every council, measure and group that the filter names. Periods must be apart:
/// months or quarters, never rolling years. A period without a value is left out.
/// @param how  the direction is the measure's; a target is in the unit of the figure
/// @throws usage_error as `funnel`; when periods overlap; for a p chart of what is no proportion, a u chart of what is no
/// rate, and a chart of a measure as the functions of control_charts.hpp
std::vector<chart_row> chart(const result_table& results, const figure_filter& which, chart_kind kind = chart_kind::xmr,
                             const statistics::chart_options& how = {});

/// measure, period_start, period_end, la_code, la_name, group, value, centre, lower, upper, rules, variation, assurance.
output_table chart_output(std::shared_ptr<const std::vector<chart_row>> chart);

}  // namespace ascof
