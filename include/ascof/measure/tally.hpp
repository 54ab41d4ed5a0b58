/// @file tally.hpp
/// What a measure counts into. Tallies of different people merge into the tally of all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ascof {

/// A sum that does not depend on the order of its parts: fixed point with 60 binary places, so the sum of a council is
/// the same however its people are cut into parts. Parts are exact to 2^-60; sums hold up to 2^67.
class exact_sum {
 public:
  /// @pre `value` is a number; its size is at most 2^62
  void add(double value);
  double value() const;
  exact_sum& operator+=(const exact_sum& other) {
    total_ += other.total_;
    return *this;
  }
  friend bool operator==(const exact_sum&, const exact_sum&) = default;

 private:
  __extension__ using wide = __int128;
  wide total_ = 0;
};

/// Counts of one group of one figure in one council. A numerator is counted together with its denominator, so it can
/// never exceed it.
struct cell {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  std::uint64_t unknown = 0;     ///< in the group with a missing or unknown category, or without a value to measure
  std::uint64_t invalid = 0;     ///< in the group with a category that is no valid value
  exact_sum sum{};               ///< of the values measured, for a sum or a mean
  exact_sum squares{};           ///< of the values of a mean, each up to 2^31: their spread
  std::vector<double> values{};  ///< the values themselves, for a median or percentile; in no order

  cell& operator+=(const cell& other);
  bool is_empty() const;
  /// The same counts, sum and values, whatever the order of the values.
  friend bool operator==(const cell& a, const cell& b);
};

/// The state of one figure in one reporting period: a cell for each place and group.
class tally {
 public:
  tally(std::size_t places, std::size_t groups) : groups_(groups), cells_(places * groups) {}

  cell& at(std::size_t place, std::size_t group) { return cells_[place * groups_ + group]; }
  const cell& at(std::size_t place, std::size_t group) const { return cells_[place * groups_ + group]; }

  /// Adds the counts of other people.
  /// @throws usage_error when the shapes differ
  void merge(const tally& other);

 private:
  std::size_t groups_;
  std::vector<cell> cells_;
};

}  // namespace ascof
