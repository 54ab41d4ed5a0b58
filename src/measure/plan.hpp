/// @file plan.hpp
/// Expressions made ready to run: every distinct one once, over blocks of people, for up to 64 periods at a time.
///
/// Three ideas keep it cheap. Nothing is worked out for units that nobody asks about: `and` asks its later parts only of
/// the units for which the earlier ones leave it open, a look-up asks values only of the events it lets in, and what was
/// asked once in a block is kept. A condition that depends on the period is two words of bits per unit, one bit a period:
/// where it is true and where it is false; one that does not takes a byte. A value that depends on the period is kept in
/// pieces, each with the periods it holds in: a person has one age or two in a year, not twelve.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ascof/core/column.hpp"
#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/expression.hpp"

namespace ascof {

// ------------------------------------------------------------------------------------------------------------- values

inline bool is_none(day d) { return d.is_missing(); }
inline bool is_none(double x) { return std::isnan(x); }
inline bool is_none(std::uint32_t number) { return number == 0; }

/// The missing value of a kind.
template <typename T>
constexpr T no_value() {
  if constexpr (std::is_same_v<T, double>) return std::numeric_limits<double>::quiet_NaN();
  return T{};
}

/// Calls `then` with a value of the type that values of a kind have. @pre not of conditions
template <typename Then>
void with_type(value_kind kind, Then then) {
  switch (kind) {
    case value_kind::date: then(day{}); break;
    case value_kind::number: then(double{}); break;
    default: then(std::uint32_t{}); break;
  }
}

/// Calls then(number) for each period whose bit is set.
template <typename Then>
void each_period(period_mask in, Then then) {
  for (; in != 0; in &= in - 1) then(static_cast<std::size_t>(std::countr_zero(in)));
}

/// Three-valued logic, one value at a time; as the flags of a lane.
namespace flag {
enum kleene : std::uint8_t { unknown, yes, no };
}
using flag::kleene;
constexpr kleene kleene_of(bool holds) { return holds ? flag::yes : flag::no; }

/// Some units of a block, in ascending order.
struct some_units {
  const std::uint32_t* units = nullptr;  ///< null: all of them, from 0
  std::size_t count = 0;

  bool is_all() const { return units == nullptr; }
  template <typename Then>
  void each(Then then) const {
    const std::size_t n = count;  // a store of bytes in `then` could change a member, as far as the compiler knows
    if (const std::uint32_t* list = units; list == nullptr) {
      for (std::size_t i = 0; i < n; ++i) then(i);
    } else {
      for (std::size_t i = 0; i < n; ++i) then(static_cast<std::size_t>(list[i]));
    }
  }
};

/// A known value and the periods it holds in.
template <typename T>
struct piece {
  T value;
  period_mask in;
};

/// Values of one expression in a block.
template <typename T>
struct values {
  const T* by_unit = nullptr;  ///< when they are the same in all periods: `own`, or a column of the records
  std::vector<T> own;
  std::vector<std::uint32_t> first, last;  ///< when they are not: pieces by unit; missing where no piece holds
  std::vector<piece<T>> pieces;

  /// Where a unit's pieces begin.
  void begin(std::size_t unit) { first[unit] = last[unit] = static_cast<std::uint32_t>(pieces.size()); }
  /// Adds a piece to the unit begun last. Of the same value there is one piece, unless many others came between.
  void put(std::size_t unit, T value, period_mask in) {
    if (in == 0 || is_none(value)) return;
    constexpr std::uint32_t near = 4;
    const std::uint32_t end = last[unit];
    for (std::uint32_t i = end - std::min(end - first[unit], near); i < end; ++i) {
      if (pieces[i].value != value) continue;
      pieces[i].in |= in;
      return;
    }
    pieces.push_back({value, in});
    ++last[unit];
  }
};

/// Where the pieces of values stand that depend on a day.
class pieces_of_days {
 public:
  using place = std::pair<std::uint32_t, std::uint32_t>;
  /// Of no pieces yet.
  static constexpr place open{std::numeric_limits<std::uint32_t>::max(), 0};

  place& of(day d) {
    if (d < first || d > last) return others_.try_emplace(d, open).first->second;
    if (table_.empty()) table_.assign(static_cast<std::size_t>(days_between(first, last)) + 1, open);
    return table_[static_cast<std::size_t>(days_between(first, d))];
  }

 private:
  static inline const day first = make_day(1890, 1, 1), last = make_day(2059, 12, 31);  // what records have
  std::vector<place> table_;
  std::map<day, place> others_;
};

/// All that is known of one expression in a block.
struct lane {
  enum class extent : std::uint8_t { nothing, some, everything };
  extent known = extent::nothing;
  bool has_hits = false;
  std::vector<std::uint8_t> asked;   ///< when some are known: which
  std::vector<std::uint8_t> flags;   ///< of a condition that is the same in all periods, `kleene`
  std::vector<period_mask> yes, no;  ///< of one that is not: a bit for each period
  std::vector<std::uint32_t> hits;   ///< `hit_count` units for which a condition is true in any period
  std::size_t hit_count = 0;
  values<day> days;
  values<double> numbers;
  values<std::uint32_t> codes;  ///< of texts; of picked units the number from 1 in the block, 0 none
  /// Answers for all periods that depend on nothing but a day, worked out once for all blocks.
  std::vector<period_mask> yes_by_day;  ///< from `first_day` on
  day first_day;
  period_mask bounds_known = 0;  ///< periods in which there is something to compare a day with
  pieces_of_days pieces_by_day;

  void take_hits(std::span<const std::uint32_t> units);
  /// Sets a condition of a unit: the periods in which it is true, and those in which it is false.
  void set(std::size_t unit, bool varies, period_mask is_true, period_mask is_false) {
    if (varies) {
      yes[unit] = is_true;
      no[unit] = is_false;
    } else {
      flags[unit] = is_true != 0 ? flag::yes : is_false != 0 ? flag::no : flag::unknown;
    }
  }

  template <typename T>
  values<T>& of() {
    if constexpr (std::is_same_v<T, day>) return days;
    if constexpr (std::is_same_v<T, double>) return numbers;
    if constexpr (std::is_same_v<T, std::uint32_t>) return codes;
  }
  template <typename T>
  const values<T>& of() const {
    return const_cast<lane*>(this)->of<T>();
  }
};

/// Reads values for units of a frame: their own, those of their people, or the one that holds for all.
struct placed {
  const std::uint32_t* via = nullptr;
  bool one = false;
  std::size_t operator()(std::size_t unit) const { return via != nullptr ? via[unit] : one ? 0 : unit; }
  bool is_direct() const { return via == nullptr && !one; }
};

template <typename T>
struct reader {
  const values<T>* of = nullptr;
  bool varies = false;
  placed at{};

  /// @pre it is the same in all periods
  T value(std::size_t unit) const { return of->by_unit[at(unit)]; }
  /// Calls then(value, periods) for every known value of a unit within some periods.
  template <typename Then>
  void known(std::size_t unit, period_mask within, Then then) const {
    const std::size_t u = at(unit);
    if (!varies) {
      const T v = of->by_unit[u];
      if (!is_none(v)) then(v, within);
      return;
    }
    for (std::size_t i = of->first[u]; i < of->last[u]; ++i)
      if (const period_mask in = of->pieces[i].in & within; in != 0) then(of->pieces[i].value, in);
  }
  /// Also then(the missing value, periods), where it is missing.
  template <typename Then>
  void every(std::size_t unit, period_mask within, Then then) const {
    period_mask left = within;
    known(unit, within, [&](T v, period_mask in) {
      left &= ~in;
      then(v, in);
    });
    if (left != 0) then(no_value<T>(), left);
  }
  T in(std::size_t period, std::size_t unit) const {
    T found = no_value<T>();
    known(unit, period_mask{1} << period, [&](T v, period_mask) { found = v; });
    return found;
  }
};

/// Reads a condition for units of a frame.
struct truth_reader {
  const std::uint8_t* flags = nullptr;  ///< of one that is the same in all periods
  const period_mask* yes_bits = nullptr;
  const period_mask* no_bits = nullptr;
  period_mask all = 0;
  placed at{};

  /// @pre it is the same in all periods
  std::uint8_t flag(std::size_t unit) const { return flags[at(unit)]; }
  period_mask yes(std::size_t unit) const {
    return flags != nullptr ? (flags[at(unit)] & 1U) != 0 ? all : 0 : yes_bits[at(unit)];
  }
  period_mask no(std::size_t unit) const {
    return flags != nullptr ? (flags[at(unit)] & 2U) != 0 ? all : 0 : no_bits[at(unit)];
  }
  kleene in(std::size_t period, std::size_t unit) const {
    return (yes(unit) >> period & 1U) != 0 ? flag::yes : (no(unit) >> period & 1U) != 0 ? flag::no : flag::unknown;
  }
};

// -------------------------------------------------------------------------------------------------------------- block

/// Units of one frame in a block.
struct units {
  bool made = false;
  std::uint32_t first_row = 0;  ///< of what are rows of a table: row of the first unit
  std::size_t count = 0;
  std::vector<std::uint32_t> person;  ///< number in the block, by unit
  std::vector<std::uint32_t> first;   ///< first unit by person; one more at the end
  std::vector<period_mask> exists;    ///< of episodes that not all periods have; else empty
  std::vector<std::size_t> place;     ///< of units of nobody

  /// Periods in which a unit is there.
  period_mask there(std::size_t unit) const { return exists.empty() ? every_period : exists[unit]; }
};

/// People `first` to `last` - 1 and what is known of expressions for them.
struct workspace {
  std::size_t first_person = 0;
  std::size_t last_person = 0;
  std::vector<units> frames;
  std::vector<lane> lanes;
  std::vector<std::vector<std::uint32_t>> spare;  // room of lists that are done with
  std::vector<std::uint8_t> marks;                // by unit, for a moment
};

/// A list of units that is thrown away soon.
class unit_list {
 public:
  unit_list(workspace& in, std::size_t most) : in_(in) {
    if (!in_.spare.empty()) {
      room_ = std::move(in_.spare.back());
      in_.spare.pop_back();
    }
    if (room_.size() < most + 1) room_.resize(most + 1);
  }
  /// With those of `from`.
  unit_list(workspace& in, const some_units& from) : unit_list(in, from.count) {
    take(from, [](std::size_t) { return true; });
  }
  ~unit_list() { in_.spare.push_back(std::move(room_)); }
  unit_list(const unit_list&) = delete;
  unit_list& operator=(const unit_list&) = delete;

  void push(std::size_t unit) { room_[count_++] = static_cast<std::uint32_t>(unit); }
  /// Without a branch, for conditions that nobody can foresee.
  void push_if(std::size_t unit, bool wanted) {
    room_[count_] = static_cast<std::uint32_t>(unit);
    count_ += wanted ? 1 : 0;
  }
  /// Keeps the units for which `wanted` holds.
  template <typename Wanted>
  void keep(Wanted wanted) {
    std::uint32_t* list = room_.data();
    std::size_t kept = 0;
    for (std::size_t i = 0, n = count_; i < n; ++i) {
      const std::uint32_t unit = list[i];
      list[kept] = unit;
      kept += wanted(static_cast<std::size_t>(unit)) ? 1 : 0;
    }
    count_ = kept;
  }
  /// Takes those of `from` for which `wanted` holds.
  template <typename Wanted>
  void take(const some_units& from, Wanted wanted) {
    std::uint32_t* list = room_.data();
    std::size_t kept = 0;
    from.each([list, &kept, wanted](std::size_t unit) {
      list[kept] = static_cast<std::uint32_t>(unit);
      kept += wanted(unit) ? 1 : 0;
    });
    count_ = kept;
  }
  /// Takes the people that units are of, each once. @param person  by unit, in ascending order
  void take_people(const some_units& of, const std::uint32_t* person);
  /// In ascending order, each once. @param units  all there are
  void put_in_order(std::size_t units);
  bool empty() const { return count_ == 0; }
  std::uint32_t operator[](std::size_t i) const { return room_[i]; }
  std::span<const std::uint32_t> span() const { return {room_.data(), count_}; }
  operator some_units() const { return {room_.data(), count_}; }

 private:
  workspace& in_;
  std::vector<std::uint32_t> room_;
  std::size_t count_ = 0;
};

// --------------------------------------------------------------------------------------------------------------- plan

class plan {
 public:
  static constexpr std::size_t most_periods = 64;
  enum : std::size_t { every = 0, people = 1, events = 2 };  // frames; those of builders follow
  /// Which answers of a condition are wanted: whether it is true, or also whether it is false or unknown.
  enum class answers : std::uint8_t { whether_true, all_three };

  /// @pre 1 to 64 periods
  plan(const bound_study& of, std::vector<period> periods);
  plan(const plan&) = delete;  // what runs looks into it
  plan& operator=(const plan&) = delete;

  /// Adds an expression and what it needs. Equal expressions are one. @return its number
  std::size_t add(const expr& e, answers wanted = answers::all_three);
  /// Number of the frame of units.
  std::size_t frame(const unit_frame& of);

  std::size_t frame_of(std::size_t number) const { return nodes_[number].frame; }
  value_kind kind_of(std::size_t number) const { return nodes_[number].kind; }
  bool wants_all_three(std::size_t number) const { return nodes_[number].all_three; }
  bool is_of_nobody(std::size_t frame) const {
    return frame >= 3 && builders_[frame - 3].of && builders_[frame - 3].of->of_nobody;
  }
  /// Texts by code, of a text.
  const dictionary& words(std::size_t number) const { return *nodes_[number].words; }

  std::span<const period> periods() const { return periods_; }
  period_mask all_periods() const { return all_; }

  workspace make_workspace() const;
  /// Begins a block: nothing is known of its people yet.
  void begin(std::size_t first_person, std::size_t last_person, workspace& in) const;
  /// Units of a frame in the block; of nobody, in any.
  const units& units_of(std::size_t frame, workspace& in) const;
  some_units all_of(std::size_t frame, workspace& in) const { return {nullptr, units_of(frame, in).count}; }

  /// Works an expression out for units of a frame, which is the expression's or a deeper one.
  void ask(std::size_t number, std::size_t frame, const some_units& of, workspace& in) const;
  /// Units of the condition's own frame for which it is true in any period.
  some_units hits(std::size_t number, workspace& in) const;
  /// Those of a frame, which is the condition's or a deeper one. @param room  for their list, if it has to be made
  some_units hits(std::size_t number, std::size_t frame, workspace& in, unit_list& room) const;

  /// What was asked, for units of a frame.
  truth_reader truths(std::size_t number, std::size_t frame, const workspace& in) const {
    const lane& l = in.lanes[number];
    return {nodes_[number].varies ? nullptr : l.flags.data(), l.yes.data(), l.no.data(), all_, at(number, frame, in)};
  }
  template <typename T>
  reader<T> read(std::size_t number, std::size_t frame, const workspace& in) const {
    return {&in.lanes[number].of<T>(), nodes_[number].varies, at(number, frame, in)};
  }

 private:
  using kernel = std::function<void(workspace&, const some_units&)>;
  /// How one expression uses a condition.
  struct use {
    std::size_t of;
    bool all_three;  // whatever is wanted of the expression itself; else as much as is wanted of it
  };
  struct node {
    std::size_t frame = every;
    value_kind kind = value_kind::truth;
    bool varies = false;
    bool keeps_pieces = false;  // from block to block
    bool all_three = false;     // answers that are wanted of a condition
    double cost = 0;            // a rough idea of what a unit takes; a comparison of a field is 1
    std::shared_ptr<const dictionary> words{};
    const text_column* column = nullptr;  // of a field
    std::vector<use> uses{};
    kernel run{};
  };
  /// Units of a frame behind the first three: what a builder makes, or rows of a table.
  struct built {
    std::shared_ptr<const episode_builder> of;
    record_type_ptr type{};
    const study_table* rows = nullptr;  // null: the study has no such table, so there are none
    std::unique_ptr<bound_builder> bound;
    std::vector<std::size_t> inputs;   // nodes
    std::vector<std::size_t> columns;  // nodes
  };
  friend class plan_compiler;

  placed at(std::size_t number, std::size_t frame, const workspace& in) const {
    const std::size_t own = nodes_[number].frame;
    if (own == frame) return {};
    if (own == every) return {nullptr, true};
    return {in.frames[frame].person.data(), false};
  }
  void ask_own(std::size_t number, const some_units& of, workspace& in) const;
  void make_room(const node& n, std::size_t count, lane& l) const;
  void build_units(std::size_t frame, workspace& in) const;
  void take_rows(std::size_t frame, workspace& in) const;
  void want_all_three(std::size_t number);

  const bound_study* study_;
  std::vector<period> periods_;
  period_mask all_;
  std::vector<node> nodes_;
  std::vector<built> builders_;
  std::map<std::string, std::size_t> by_key_;
  std::map<const expression*, std::size_t> by_address_;
  std::map<const expression*, std::size_t> missing_of_;  // tests for missing, by what is tested
  std::vector<expr> kept_;                               // so that addresses stay whose they are
};

}  // namespace ascof
