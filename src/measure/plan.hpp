/// @file plan.hpp
/// Expressions made ready to run: every distinct one once, over blocks of people, for up to 64 periods at a time.
///
/// A condition that depends on the period is kept as two words of bits per unit, one bit a period: where it is true and
/// where it is false. So and, or, not and the look at a person's events cost the same for two periods as for 64. One that
/// does not depend on it takes a byte. Values that differ from period to period (an age at the period's end) are kept
/// period after period, only where a definition has any.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ascof/core/column.hpp"
#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/expression.hpp"

namespace ascof {

/// Values of one expression in a block; `days`, `numbers` and `codes` stand period after period when it depends on them.
struct lane {
  std::vector<std::uint8_t> flags;   ///< of a condition that is the same in all periods: 1 true, 2 false, 0 unknown
  std::vector<period_mask> yes, no;  ///< of one that is not: a bit for each period
  std::vector<day> days;
  std::vector<double> numbers;
  std::vector<std::uint32_t> codes;  ///< of texts; of picked units the number from 1 in the block, 0 none
  std::vector<period_mask> by_day;   ///< answers that were worked out once, from `first_day` on
  day first_day;
};

/// Units of one frame in a block.
struct units {
  std::size_t count = 0;
  std::vector<std::uint32_t> person;  ///< number in the block, by unit
  std::vector<std::uint32_t> first;   ///< first unit by person; one more at the end
  std::vector<period_mask> exists;    ///< of episodes that not all periods have; else empty
  std::vector<std::size_t> place;     ///< of units of nobody
};

/// People `first` to `last` - 1 and the values of all expressions for them.
struct workspace {
  std::size_t first_person = 0;
  std::size_t last_person = 0;
  std::uint32_t first_row = 0;
  std::vector<units> frames;
  std::vector<lane> lanes;
};

class plan {
 public:
  static constexpr std::size_t most_periods = 64;
  enum : std::size_t { every = 0, people = 1, events = 2 };  // frames; those of builders follow

  /// @pre at most 64 periods
  plan(const study& of, std::vector<period> periods);
  plan(const plan&) = delete;  // what runs looks into it
  plan& operator=(const plan&) = delete;

  /// Adds an expression and what it needs. Equal expressions are one. @return its number
  std::size_t add(const expr& e);
  /// Number of the frame of units.
  std::size_t frame(const unit_frame& of);

  std::size_t frame_of(std::size_t number) const { return nodes_[number].frame; }
  value_kind kind_of(std::size_t number) const { return nodes_[number].kind; }
  bool varies(std::size_t number) const { return nodes_[number].varies; }
  bool is_of_nobody(std::size_t frame) const { return frame >= 3 && builders_[frame - 3].of->of_nobody; }
  /// Texts by code, of a text.
  const dictionary& words(std::size_t number) const { return *nodes_[number].words; }

  std::span<const period> periods() const { return periods_; }
  period_mask all_periods() const { return all_; }
  /// Nodes that come and go with people, and nodes of units of nobody.
  workspace make_workspace() const;
  void run(std::size_t first_person, std::size_t last_person, workspace& in) const;
  /// Units of nobody; once.
  void run_rest(workspace& in) const;

  /// Periods in which a condition is true for a unit of `frame`, and those in which it is false.
  period_mask yes(std::size_t number, std::size_t unit, std::size_t frame, const workspace& in) const {
    const lane& l = in.lanes[number];
    const std::size_t i = at(number, unit, frame, in);
    return nodes_[number].varies ? l.yes[i] : (l.flags[i] & 1U) != 0 ? all_ : 0;
  }
  period_mask no(std::size_t number, std::size_t unit, std::size_t frame, const workspace& in) const {
    const lane& l = in.lanes[number];
    const std::size_t i = at(number, unit, frame, in);
    return nodes_[number].varies ? l.no[i] : (l.flags[i] & 2U) != 0 ? all_ : 0;
  }

  /// Position of a node's value for a unit of `frame` (which is the node's or a deeper one).
  std::size_t at(std::size_t number, std::size_t unit, std::size_t frame, const workspace& in) const {
    const std::size_t own = nodes_[number].frame;
    if (own == frame) return unit;
    return own == every ? 0 : in.frames[frame].person[unit];
  }
  /// Position of the first value of a period.
  std::size_t plane(std::size_t number, std::size_t period, const workspace& in) const {
    return nodes_[number].varies ? period * in.frames[nodes_[number].frame].count : 0;
  }

 private:
  using kernel = std::function<void(workspace&)>;
  struct node {
    std::size_t frame = every;
    value_kind kind = value_kind::truth;
    bool varies = false;
    std::shared_ptr<const dictionary> words{};
    kernel run{};
  };
  struct built {
    std::shared_ptr<const episode_builder> of;
    std::unique_ptr<bound_builder> bound;
    std::vector<std::size_t> inputs;   // nodes
    std::vector<std::size_t> columns;  // nodes
  };
  friend class plan_compiler;

  void build_units(std::size_t frame, workspace& in) const;

  const study* study_;
  std::vector<period> periods_;
  period_mask all_;
  std::vector<node> nodes_;
  std::vector<std::size_t> order_;  // of nodes: each behind what it needs
  std::vector<built> builders_;
  std::map<std::string, std::size_t> by_key_;
  std::map<const expression*, std::size_t> by_address_;
  std::vector<expr> kept_;  // so that addresses stay whose they are
};

}  // namespace ascof
