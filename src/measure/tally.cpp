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

void tally::counts::make_room(std::size_t slots, std::size_t of_periods) {
  periods = of_periods;
  words = periods == 1 ? 0 : (periods + 7) / 8;
  totals.assign(slots * periods, 0);
  pending.assign(slots * words, 0);
  adds.assign(words == 0 ? 0 : slots, 0);
}

void tally::counts::add_up(std::size_t slot) {
  for (std::size_t p = 0; p < periods; ++p)
    totals[slot * periods + p] += pending[slot * words + p / 8] >> 8 * (p % 8) & 0xffU;
  std::fill_n(pending.begin() + static_cast<std::ptrdiff_t>(slot * words), words, 0);
  adds[slot] = 0;
}

std::uint64_t tally::counts::of(std::size_t slot, std::size_t period) const {
  if (totals.empty()) return 0;
  const std::uint64_t not_yet = words == 0 ? 0 : pending[slot * words + period / 8] >> 8 * (period % 8) & 0xffU;
  return totals[slot * periods + period] + not_yet;
}

void tally::add_to_sum(std::size_t place, std::size_t group, std::size_t period, double value, bool with_square) {
  const std::size_t i = (place * groups_ + group) * periods_ + period;
  if (sums_.empty()) sums_.resize(places_ * groups_ * periods_);
  sums_[i].add(value);
  if (!with_square) return;
  if (squares_.empty()) squares_.resize(sums_.size());
  squares_[i].add(value * value);
}

void tally::add_to_quotient(std::size_t place, std::size_t group, std::size_t period, double numerator,
                            double denominator) {
  const std::size_t i = (place * groups_ + group) * periods_ + period;
  if (sums_.empty()) sums_.resize(places_ * groups_ * periods_);
  if (squares_.empty()) squares_.resize(sums_.size());
  sums_[i].add(numerator);
  squares_[i].add(denominator);
}

void tally::add_value(std::size_t place, std::size_t group, std::size_t period, double value) {
  if (values_.empty()) values_.resize(places_ * groups_ * periods_);
  values_[(place * groups_ + group) * periods_ + period].push_back(value);
}

cell tally::at(std::size_t place, std::size_t group, std::size_t period) const {
  const std::size_t slot = place * groups_ + group;
  const std::size_t i = slot * periods_ + period;
  const auto number = [&](tallied what) { return counts_[static_cast<std::size_t>(what)].of(slot, period); };
  cell made{.numerator = number(tallied::numerator),
            .denominator = number(tallied::denominator),
            .unknown = number(tallied::unknown),
            .invalid = number(tallied::invalid)};
  if (!sums_.empty()) made.sum = sums_[i];
  if (!squares_.empty()) made.squares = squares_[i];
  if (!values_.empty()) made.values = values_[i];
  return made;
}

bool tally::is_empty(std::size_t place, std::size_t group) const {
  const std::size_t slot = place * groups_ + group;
  for (std::size_t p = 0; p < periods_; ++p) {
    for (const counts& c : counts_)
      if (c.of(slot, p) != 0) return false;
    if (!values_.empty() && !values_[slot * periods_ + p].empty()) return false;
  }
  return true;
}

void tally::merge(const tally& other) {
  if (other.groups_ != groups_ || other.places_ != places_ || other.periods_ != periods_)
    throw usage_error(error_code::bad_definition, {}, "tallies of different shape cannot be merged",
                      "merge tallies of the same figure, periods and list of councils");
  for (std::size_t k = 0; k < std::size(counts_); ++k) {
    const counts& theirs = other.counts_[k];
    if (theirs.totals.empty()) continue;
    if (counts_[k].totals.empty()) counts_[k].make_room(places_ * groups_, periods_);
    for (std::size_t slot = 0; slot < places_ * groups_; ++slot)
      for (std::size_t p = 0; p < periods_; ++p) counts_[k].totals[slot * periods_ + p] += theirs.of(slot, p);
  }
  const auto join = [](auto& own, const auto& theirs, auto add) {
    if (own.empty()) own.resize(theirs.size());
    for (std::size_t i = 0; i < theirs.size(); ++i) add(own[i], theirs[i]);
  };
  const auto sum = [](exact_sum& own, const exact_sum& theirs) { own += theirs; };
  join(sums_, other.sums_, sum);
  join(squares_, other.squares_, sum);
  join(values_, other.values_, [](std::vector<double>& own, const std::vector<double>& theirs) {
    own.insert(own.end(), theirs.begin(), theirs.end());
  });
}

}  // namespace ascof
