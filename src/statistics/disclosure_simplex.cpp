#include "statistics/disclosure_simplex.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ascof::statistics::detail {
namespace {

constexpr double nothing = 1e-11;     // coefficients are sums of few +1 and -1: what is smaller is rounding error
constexpr double divisor = 1e-7;      // what is smaller is no coefficient to divide by
constexpr double gain = 1e-9;         // what a move must save at least, a unit
constexpr double room = 1e-7;         // a variable nearer to its bound than this cannot move towards it
constexpr std::size_t patience = 40;  // pivots without progress until Bland's rule, which cannot cycle

}  // namespace

simplex::simplex(std::size_t columns, std::vector<sparse_row> rows)
    : columns_(columns),
      given_(std::move(rows)),
      is_basic_(columns, false),
      lower_(columns, 0.0),
      upper_(columns, 0.0),
      value_(columns, 0.0) {
  eliminate();
}

/// Pivots after which the tableau is worked out anew from the rows, before rounding errors grow: that costs a pivot a row.
std::size_t simplex::fresh_after() const { return 100 + 2 * basic_.size(); }

void simplex::set_bounds(std::size_t column, double lower, double upper) {
  lower_[column] = lower;
  upper_[column] = upper;
}

void simplex::restart() { std::fill(value_.begin(), value_.end(), 0.0); }

/// The tableau from the rows, of the same basis if there is one. Rows that follow from others vanish.
void simplex::eliminate() {
  std::vector<bool> preferred = is_basic_;
  std::vector<std::size_t> uses(columns_, 0);
  for (const sparse_row& row : given_)
    for (const auto& entry : row) ++uses[entry.first];
  tableau_.assign(given_.size() * columns_, 0.0);
  basic_.clear();
  std::fill(is_basic_.begin(), is_basic_.end(), false);
  reduced_.assign(columns_, 0.0);
  // Rows are taken up one by one: what is basic already is cleared from the new row, then the row gets a basic variable.
  for (const sparse_row& given : given_) {
    const std::size_t at = basic_.size();
    double* row = row_at(at);
    std::fill(row, row + columns_, 0.0);
    for (const auto& [column, coefficient] : given) row[column] += coefficient;
    for (std::size_t other = 0; other < at; ++other) {
      const double factor = row[basic_[other]];
      if (factor == 0) continue;
      const double* from = row_at(other);
      for (std::size_t j = 0; j < columns_; ++j) row[j] -= factor * from[j];
    }
    // A variable of the old basis, the surest divisor; or else the one that the fewest rows use, which stays out of the
    // others' way.
    std::size_t best = columns_;
    for (std::size_t j = 0; j < columns_; ++j) {
      if (std::abs(row[j]) < divisor) {
        row[j] = 0;
        continue;
      }
      const bool better = best == columns_ || (preferred[j] != preferred[best] ? static_cast<bool>(preferred[j])
                                               : preferred[j]                  ? std::abs(row[j]) > std::abs(row[best])
                                                                               : uses[j] < uses[best]);
      if (better) best = j;
    }
    if (best == columns_) continue;
    basic_.push_back(best);
    is_basic_[best] = true;
    pivot(at, best);
  }
  pivots_ = 0;
  // The point again from its variables outside the basis.
  for (std::size_t i = 0; i < basic_.size(); ++i) {
    double value = 0;
    const double* row = row_at(i);
    for (std::size_t j = 0; j < columns_; ++j)
      if (!is_basic_[j]) value -= row[j] * value_[j];
    value_[basic_[i]] = value;
  }
}

/// Makes `column` the variable of `row`: 1 there and 0 in all other rows.
void simplex::pivot(std::size_t row, std::size_t column) {
  double* pivot_row = row_at(row);
  const double by = 1 / pivot_row[column];
  not_zero_.clear();
  for (std::size_t j = 0; j < columns_; ++j)
    if (pivot_row[j] != 0) {
      pivot_row[j] *= by;
      not_zero_.push_back(j);
    }
  pivot_row[column] = 1;
  // Without branches, and over all columns where many are not 0: the compiler then takes several at once.
  const auto cleaned = [](double number) { return std::abs(number) < nothing ? 0.0 : number; };
  const bool dense = 8 * not_zero_.size() > columns_;
  const auto clear = [&](double* other) {
    const double factor = other[column];
    if (factor == 0) return;
    if (dense) {
      for (std::size_t j = 0; j < columns_; ++j) other[j] = cleaned(other[j] - factor * pivot_row[j]);
    } else {
      for (const std::size_t j : not_zero_) other[j] = cleaned(other[j] - factor * pivot_row[j]);
    }
    other[column] = 0;
  };
  for (std::size_t i = 0; i < basic_.size(); ++i)
    if (i != row) clear(row_at(i));
  clear(reduced_.data());
  ++pivots_;
}

/// The variable whose move lowers the cost fastest, or the first one that lowers it; columns_ when none does.
std::size_t simplex::choose_entering(bool first) const {
  std::size_t best = columns_;
  for (std::size_t j = 0; j < columns_; ++j) {
    const double slope = reduced_[j];
    if (std::abs(slope) < gain || is_basic_[j]) continue;
    const bool can_move = slope < 0 ? value_[j] < upper_[j] - room : value_[j] > lower_[j] + room;
    if (!can_move) continue;
    if (first) return j;
    if (best == columns_ || std::abs(slope) > std::abs(reduced_[best])) best = j;
  }
  return best;
}

void simplex::price(const std::vector<double>& cost) {
  reduced_ = cost;
  for (std::size_t i = 0; i < basic_.size(); ++i) {
    const double price = cost[basic_[i]];
    if (price == 0) continue;
    const double* row = row_at(i);
    for (std::size_t j = 0; j < columns_; ++j) reduced_[j] -= price * row[j];
  }
  for (const std::size_t column : basic_) reduced_[column] = 0;
}

simplex::outcome simplex::minimise(const std::vector<double>& cost) {
  if (pivots_ > fresh_after()) eliminate();
  price(cost);
  std::size_t without_progress = 0;
  const std::size_t limit = 1000 + 50 * (columns_ + basic_.size());
  for (std::size_t round = 0; round < limit; ++round) {
    if (pivots_ > fresh_after()) {
      eliminate();
      price(cost);
    }
    const bool careful = without_progress > patience;
    const std::size_t entering = choose_entering(careful);
    if (entering == columns_) return outcome::least;
    const double direction = reduced_[entering] < 0 ? 1 : -1;

    // How far it can go: to its own bound, or until a variable of the basis meets one.
    double step = direction > 0 ? upper_[entering] - value_[entering] : value_[entering] - lower_[entering];
    std::size_t blocking = basic_.size();
    for (std::size_t i = 0; i < basic_.size(); ++i) {
      const double rate = -row_at(i)[entering] * direction;
      if (std::abs(rate) < divisor) continue;
      const std::size_t variable = basic_[i];
      const double left = rate > 0 ? upper_[variable] - value_[variable] : value_[variable] - lower_[variable];
      const double possible = std::max(left, 0.0) / std::abs(rate);
      if (possible > step + nothing) continue;
      // Of equals, the surest divisor; under Bland's rule the first variable.
      const bool better =
          possible < step - nothing ||
          (blocking != basic_.size() &&
           (careful ? variable < basic_[blocking] : std::abs(rate) > std::abs(row_at(blocking)[entering])));
      if (!better) continue;
      step = std::min(step, possible);
      blocking = i;
    }
    if (step == std::numeric_limits<double>::infinity()) return outcome::unlimited;

    for (std::size_t i = 0; i < basic_.size(); ++i) value_[basic_[i]] -= row_at(i)[entering] * direction * step;
    value_[entering] += direction * step;
    without_progress = step < room ? without_progress + 1 : 0;
    if (blocking == basic_.size()) {
      value_[entering] = direction > 0 ? upper_[entering] : lower_[entering];
      continue;
    }
    const std::size_t leaving = basic_[blocking];
    const double rate = -row_at(blocking)[entering] * direction;
    value_[leaving] = rate > 0 ? upper_[leaving] : lower_[leaving];
    is_basic_[leaving] = false;
    is_basic_[entering] = true;
    basic_[blocking] = entering;
    pivot(blocking, entering);
  }
  return outcome::gave_up;
}

}  // namespace ascof::statistics::detail
