#include "ascof/measure/tally.hpp"

#include <iterator>

#include "ascof/core/error.hpp"

namespace ascof {

tally::tally(const tally_shape& shape, bool keep_trace) : shape_(shape), lines_(shape.traces), keep_trace_(keep_trace) {
  for (const std::size_t groups : shape_.groups) {
    first_.push_back(width_);
    width_ += groups;
  }
  for (const std::size_t groups : shape_.side_groups) {
    first_side_.push_back(side_width_);
    side_width_ += groups;
  }
  cells_.resize(shape_.councils * width_);
  sides_.resize(shape_.councils * side_width_);
}

void tally::trace(std::size_t which, std::initializer_list<std::string_view> values) {
  if (!keep_trace_) return;
  lines_[which].push_back({person_, {values.begin(), values.end()}});
}

void tally::merge(tally&& other) {
  if (other.shape_ != shape_)
    throw usage_error(error_code::wrong_type, {}, "tallies of different measures cannot be merged",
                      "merge tallies of one measure over the same councils");
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
  for (std::size_t i = 0; i < sides_.size(); ++i) sides_[i] += other.sides_[i];
  for (std::size_t i = 0; i < lines_.size(); ++i)
    lines_[i].insert(lines_[i].end(), std::make_move_iterator(other.lines_[i].begin()),
                     std::make_move_iterator(other.lines_[i].end()));
}

const cell& tally::of(std::size_t council, std::size_t figure, std::size_t group) const {
  return cells_[council * width_ + first_[figure] + group];
}

}  // namespace ascof
