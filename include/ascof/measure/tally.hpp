/// @file tally.hpp
/// What a measure counts into. Tallies of different people merge into the tally of all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ascof {

/// Counts of one group of one figure in one council. A numerator is counted together with its denominator, so it can
/// never exceed it.
struct cell {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  std::uint64_t unknown = 0;         ///< in the group with a missing or unknown category
  std::uint64_t invalid = 0;         ///< in the group with a category that is no valid value
  std::vector<std::int32_t> days{};  ///< the waits themselves, for a median; in no order

  cell& operator+=(const cell& other) {
    numerator += other.numerator;
    denominator += other.denominator;
    unknown += other.unknown;
    invalid += other.invalid;
    days.insert(days.end(), other.days.begin(), other.days.end());
    return *this;
  }
  friend bool operator==(const cell&, const cell&) = default;
};

/// One line of a trace: a person (or an episode of one), and the measure's own columns.
struct trace_line {
  std::size_t person = 0;
  std::vector<std::string> values;
};

/// Numbers of rows and columns of a tally.
struct tally_shape {
  std::size_t councils = 0;
  std::vector<std::size_t> groups;       ///< by figure
  std::vector<std::size_t> side_groups;  ///< by side count
  std::size_t traces = 1;

  friend bool operator==(const tally_shape&, const tally_shape&) = default;
};

/// The state of one measure in one reporting period: counts per council, figure and group, and the trace if one is kept.
class tally {
 public:
  tally(const tally_shape& shape, bool keep_trace);

  /// Says whose counts the next calls are, and where they belong.
  void begin(std::size_t person, std::size_t place) {
    person_ = person;
    council_ = place;
  }
  /// Says where the next counts belong: a position in the study's places, or its nation.
  void begin_place(std::size_t place) { council_ = place; }
  std::size_t place() const { return council_; }

  /// Counts one unit in the denominator, and in the numerator when `in_numerator`.
  void add(std::size_t figure, std::size_t group, bool in_numerator) {
    cell& c = at(figure, group);
    ++c.denominator;
    if (in_numerator) ++c.numerator;
  }
  /// Counts one unit of a figure whose denominator is a population.
  void add_event(std::size_t figure, std::size_t group) { ++at(figure, group).numerator; }
  /// Counts one unit of a figure that divides by units of another kind.
  void add_base(std::size_t figure, std::size_t group) { ++at(figure, group).denominator; }
  /// Counts one wait.
  void add_days(std::size_t figure, std::size_t group, std::int32_t days) {
    cell& c = at(figure, group);
    ++c.denominator;
    c.days.push_back(days);
  }
  void add_unknown(std::size_t figure, std::size_t group) { ++at(figure, group).unknown; }
  void add_invalid(std::size_t figure, std::size_t group) { ++at(figure, group).invalid; }
  void add_side(std::size_t side, std::size_t group = 0) {
    ++sides_[council_ * side_width_ + first_side_[side] + group];
  }

  /// True when `trace` keeps its line: texts need to be made only then.
  bool keeps_trace() const { return keep_trace_; }
  void trace(std::initializer_list<std::string_view> values) { trace(0, values); }
  /// As above, to another of the measure's traces.
  void trace(std::size_t which, std::initializer_list<std::string_view> values);

  /// Adds the counts of other people; their trace follows this one's.
  /// @throws usage_error when the shapes differ
  void merge(tally&& other);

  const cell& of(std::size_t council, std::size_t figure, std::size_t group) const;
  std::uint64_t side_of(std::size_t council, std::size_t side, std::size_t group = 0) const {
    return sides_[council * side_width_ + first_side_[side] + group];
  }
  const std::vector<trace_line>& lines(std::size_t trace = 0) const { return lines_[trace]; }

 private:
  cell& at(std::size_t figure, std::size_t group) { return cells_[council_ * width_ + first_[figure] + group]; }

  tally_shape shape_;
  std::vector<std::size_t> first_;  // first cell of each figure
  std::size_t width_ = 0;           // cells of a council
  std::vector<std::size_t> first_side_;
  std::size_t side_width_ = 0;
  std::vector<cell> cells_;
  std::vector<std::uint64_t> sides_;
  std::vector<std::vector<trace_line>> lines_;  // by trace
  std::size_t person_ = 0;
  std::size_t council_ = 0;
  bool keep_trace_;
};

/// "Y" or "N", as the traces print conditions.
constexpr std::string_view yes_no(bool condition) { return condition ? "Y" : "N"; }

}  // namespace ascof
