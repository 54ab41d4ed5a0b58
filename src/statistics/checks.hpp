/// @file checks.hpp
/// Arguments: one length for all, numbers that can be right, and messages for those that cannot.
#pragma once

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// @throws usage_error always
[[noreturn]] void refuse(const char* argument, const std::string& problem, const std::string& advice);
/// The same with the number of the element, which counts from 0 as the arrays do.
[[noreturn]] void refuse_element(const char* argument, std::size_t element, const std::string& problem,
                                 const std::string& advice);

/// An argument with its name; of length 1 it gives its one number to every group.
class column {
 public:
  column(const char* name, std::span<const double> numbers)
      : name_(name), numbers_(numbers), step_(numbers.size() == 1 ? 0 : 1) {}

  double operator[](std::size_t group) const noexcept { return numbers_[group * step_]; }
  const char* name() const noexcept { return name_; }
  std::size_t size() const noexcept { return numbers_.size(); }

 private:
  const char* name_;
  std::span<const double> numbers_;
  std::size_t step_;
};

/// The number of groups.
/// @throws usage_error when two lengths above 1 (or 0) differ
std::size_t common_length(std::initializer_list<column> columns);

/// @throws usage_error for a negative or infinite number; NaN passes
void require_counts(const column& numbers);
/// @throws usage_error for an infinite number; NaN passes
void require_finite(const column& numbers);
/// @throws usage_error for a number of 0 or less, an infinite or a missing one
void require_positive(const char* name, double number);
/// @throws usage_error for a part that is more than its whole
void require_part(const column& part, const column& whole, std::size_t groups);
/// @throws usage_error when there is no level
void require_levels(const confidence_levels& levels);

/// True when the number can be computed with: not missing.
inline bool known(double number) { return !std::isnan(number); }

/// A table of the size wanted, with nothing computed yet.
interval_table empty_table(std::size_t groups, const confidence_levels& levels);

/// Limits of every group at every level by `limits(group, number of the level)`, with `value(group)` and one method for all; where the
/// value is missing nothing was computed.
template <typename Value, typename Limits>
interval_table make_table(std::size_t groups, const confidence_levels& levels, interval_method method, Value value,
                          Limits limits) {
  interval_table table = empty_table(groups, levels);
  for (std::size_t g = 0; g < groups; ++g) {
    table.value[g] = value(g);
    if (known(table.value[g])) table.method[g] = method;
  }
  for (std::size_t l = 0; l < levels.size(); ++l) {
    double* lower = table.lower.data() + l * groups;
    double* upper = table.upper.data() + l * groups;
    for (std::size_t g = 0; g < groups; ++g) {
      const interval found = limits(g, l);
      lower[g] = found.lower;
      upper[g] = found.upper;
    }
  }
  return table;
}

}  // namespace ascof::statistics
