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

  /// Its 128 bits as two halves, so that it can be written down and made again.
  std::int64_t high() const { return static_cast<std::int64_t>(total_ >> 64); }
  std::uint64_t low() const { return static_cast<std::uint64_t>(total_); }
  static exact_sum of_halves(std::int64_t high, std::uint64_t low) {
    exact_sum made;
    made.total_ = static_cast<wide>(high) * (wide{1} << 64) + static_cast<wide>(low);
    return made;
  }

 private:
  __extension__ using wide = __int128;
  wide total_ = 0;
};

/// Counts of one group of one figure in one council. A numerator is counted together with its denominator, so it can
/// never exceed it.
struct cell {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  std::uint64_t unknown = 0;  ///< in the group with a missing or unknown category, or without a value to measure
  std::uint64_t invalid = 0;  ///< in the group with a category that is no valid value
  exact_sum sum{};            ///< of the values measured, for a sum or a mean; of a quotient its numerator
  exact_sum squares{};        ///< of the values of a mean, each up to 2^31: their spread; of a quotient its denominator
  std::vector<double> values{};  ///< the values themselves, for a median or percentile; in no order

  cell& operator+=(const cell& other);
  bool is_empty() const;
  /// The same counts, sum and values, whatever the order of the values.
  friend bool operator==(const cell& a, const cell& b);
};

/// What a tally counts.
enum class tallied : std::uint8_t { numerator, denominator, unknown, invalid };

/// The state of one figure in up to 64 reporting periods: a cell for each place, group and period.
///
/// Counts are added to all periods at once, given as bits: each eight periods are the bytes of one word, which is
/// emptied before a byte is full. Room is taken for what is counted only.
class tally {
 public:
  tally(std::size_t places, std::size_t groups, std::size_t periods)
      : places_(places), groups_(groups), periods_(periods) {}

  std::size_t periods() const { return periods_; }

  /// Adds one in each period whose bit is set.
  void add(tallied what, std::size_t place, std::size_t group, std::uint64_t in_periods) {
    counts& to = counts_[static_cast<std::size_t>(what)];
    if (to.totals.empty()) to.make_room(places_ * groups_, periods_);
    to.add(place * groups_ + group, in_periods);
  }
  /// Adds a value that is summed.
  /// @param with_square  also for its spread
  void add_to_sum(std::size_t place, std::size_t group, std::size_t period, double value, bool with_square);
  /// Adds to both sums of a quotient.
  void add_to_quotient(std::size_t place, std::size_t group, std::size_t period, double numerator, double denominator);
  /// Keeps a value.
  void add_value(std::size_t place, std::size_t group, std::size_t period, double value);

  cell at(std::size_t place, std::size_t group, std::size_t period) const;
  /// Nothing was counted in any period.
  bool is_empty(std::size_t place, std::size_t group) const;

  /// Adds the counts of other people.
  /// @throws usage_error when the shapes differ
  void merge(const tally& other);

 private:
  struct counts {
    std::vector<std::uint64_t> totals;   // by place and group, period by period
    std::vector<std::uint64_t> pending;  // by place and group, eight periods a word
    std::vector<std::uint8_t> adds;      // since the pending ones were last added up
    std::size_t periods = 0, words = 0;

    void make_room(std::size_t slots, std::size_t of_periods);
    void add(std::size_t slot, std::uint64_t in_periods) {
      if (periods == 1) {
        totals[slot] += in_periods & 1U;
        return;
      }
      for (std::size_t w = 0; w < words; ++w) pending[slot * words + w] += spread(in_periods >> (8 * w) & 0xffU);
      if (++adds[slot] == 255) add_up(slot);
    }
    void add_up(std::size_t slot);
    std::uint64_t of(std::size_t slot, std::size_t period) const;
    /// Bit i of eight as byte i of a word.
    static std::uint64_t spread(std::uint64_t bits) {
      const std::uint64_t one_each = bits * 0x0101010101010101U & 0x8040201008040201U;
      return (one_each + 0x7f7f7f7f7f7f7f7fU) >> 7U & 0x0101010101010101U;
    }
  };

  std::size_t places_, groups_, periods_;
  counts counts_[4];
  std::vector<exact_sum> sums_, squares_;  // by place, group and period
  std::vector<std::vector<double>> values_;
};

}  // namespace ascof
