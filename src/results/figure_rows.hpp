/// @file figure_rows.hpp
/// Rows of a result table beside their definitions, and which of them are asked for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ascof/results/intervals.hpp"
#include "ascof/results/result_table.hpp"
#include "ascof/statistics/comparison.hpp"

namespace ascof {

/// Figures by id.
class figures_of {
 public:
  explicit figures_of(const result_table& results);
  /// @return nullptr when the table has no such definition
  const figure* find(const std::string& id) const;

 private:
  std::map<std::string, const figure*, std::less<>> figures_;
};

/// A part of the same units, so that it cannot exceed them.
bool is_proportion(const figure& f);
bool is_rate(const figure& f);
/// What a share is multiplied by in the unit of a proportion or rate.
double unit_of(const figure& f);
statistics::better direction_of(const figure& f);
double numerator_of(const result_row& r);
double denominator_of(const result_row& r);
bool is_nation(const result_row& r);
/// NaN is none.
std::optional<double> if_known(double number);

/// @throws usage_error always (bad_option)
[[noreturn]] void refuse_option(std::string_view argument, const std::string& problem, const std::string& advice);
/// @throws usage_error without a level
void require_levels(const statistics::confidence_levels& levels);
/// @throws usage_error always: the results hold no such thing, and the nearest that they do
[[noreturn]] void refuse_unknown(std::string_view argument, std::string_view name, const std::set<std::string>& known);
/// @throws usage_error when a part of the filter fits no row
void check_filter(const result_table& results, const figure_filter& which);
bool fits(const figure_filter& which, const result_row& r);

}  // namespace ascof
