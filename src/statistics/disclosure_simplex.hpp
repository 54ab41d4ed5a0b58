/// @file disclosure_simplex.hpp
/// A linear program whose origin is feasible: the bounded simplex method, for moves away from counts that are true.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ascof::statistics::detail {

/// Coefficients of a row that are not 0, by column.
using sparse_row = std::vector<std::pair<std::size_t, double>>;

/// Least value of cost . z over all z with rows . z = 0 and lower <= z <= upper, where lower <= 0 <= upper.
///
/// The origin solves the rows with whatever basis is at hand, so there is no search for a first solution, and a basis
/// found for one cost or for other bounds serves the next. Variables outside the basis may stand anywhere between their
/// bounds, not only at one of them. Dense rows; a pivot touches only rows and columns that are not 0.
class simplex {
 public:
  enum class outcome { least, unlimited, gave_up };

  /// All bounds are 0 at first.
  simplex(std::size_t columns, std::vector<sparse_row> rows);

  /// The variable's present value must lie within, unless the next call starts at the origin.
  void set_bounds(std::size_t column, double lower, double upper);

  /// Back to the origin, which is where every chain of `minimise` starts.
  void restart();

  /// Moves on from the present point. After `unlimited` and `gave_up` the point is feasible all the same.
  outcome minimise(const std::vector<double>& cost);

  double value(std::size_t column) const { return value_[column]; }

 private:
  std::size_t fresh_after() const;
  void eliminate();
  void price(const std::vector<double>& cost);
  void pivot(std::size_t row, std::size_t column);
  std::size_t choose_entering(bool first) const;
  double* row_at(std::size_t row) { return tableau_.data() + row * columns_; }
  const double* row_at(std::size_t row) const { return tableau_.data() + row * columns_; }

  std::size_t columns_;
  std::vector<sparse_row> given_;
  std::vector<double> tableau_;     // of the basis: one row for each basic variable
  std::vector<std::size_t> basic_;  // by row
  std::vector<bool> is_basic_;      // by column
  std::vector<double> lower_, upper_, value_;
  std::vector<double> reduced_;        // cost of moving a variable outside the basis by 1
  std::vector<std::size_t> not_zero_;  // columns of the pivot row
  std::size_t pivots_ = 0;             // since the last elimination
};

}  // namespace ascof::statistics::detail
