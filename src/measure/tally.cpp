#include "ascof/measure/tally.hpp"

#include <algorithm>
#include <cmath>

#include "ascof/core/error.hpp"

namespace ascof {
namespace {
constexpr int places = 60;
}

void exact_sum::add(double value) {
  const double limit = std::ldexp(1.0, 62);
  total_ += static_cast<wide>(std::ldexp(std::clamp(value, -limit, limit), places));
}

double exact_sum::value() const { return std::ldexp(static_cast<double>(total_), -places); }

cell& cell::operator+=(const cell& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  unknown += other.unknown;
  invalid += other.invalid;
  sum += other.sum;
  squares += other.squares;
  values.insert(values.end(), other.values.begin(), other.values.end());
  return *this;
}

bool cell::is_empty() const {
  return numerator == 0 && denominator == 0 && unknown == 0 && invalid == 0 && values.empty();
}

bool operator==(const cell& a, const cell& b) {
  if (a.numerator != b.numerator || a.denominator != b.denominator || a.unknown != b.unknown ||
      a.invalid != b.invalid || a.sum != b.sum || a.squares != b.squares || a.values.size() != b.values.size())
    return false;
  const auto sorted = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values;
  };
  return sorted(a.values) == sorted(b.values);
}

void tally::merge(const tally& other) {
  if (other.groups_ != groups_ || other.cells_.size() != cells_.size())
    throw usage_error(error_code::bad_definition, {}, "tallies of different shape cannot be merged",
                      "merge tallies of the same figure and list of councils");
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
}

}  // namespace ascof
