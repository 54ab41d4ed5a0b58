/// @file disclosure_search.hpp
/// What an outsider can move, and which further counts have to be hidden so that small ones can move far enough.
///
/// Everything here is in moves: how far a count may differ from the true one without contradicting what is known. All
/// counts unmoved is always possible, and what is possible stays so when more is hidden.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "statistics/disclosure_simplex.hpp"

namespace ascof::statistics::detail {

inline constexpr double unlimited = std::numeric_limits<double>::infinity();
/// Moves are whole numbers or simple fractions of them; differences below this are rounding error.
inline constexpr double tolerance = 1e-6;

/// The ends between which a count can move.
struct moves {
  double down = 0;  ///< not above 0
  double up = 0;    ///< not below 0
};

/// Stands for an item that is not there.
inline constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The parts (and what is left over, unless `complete`) make the whole. Numbers are of the items it is used with.
struct rule {
  std::size_t whole;  ///< `none` if it cannot move; such parts are left out
  std::vector<std::size_t> parts;
  bool complete;
  double left_over;  ///< whole less parts; what the relation leaves open
};

/// The rows whole - parts - (left over) = 0 over the columns of a linear program: `for_columns_of(item, place)` calls
/// `place(column, coefficient)` for each column an item has. Left overs get columns from `first_left_over` on, in the order
/// of the rules.
template <typename Columns>
std::vector<sparse_row> rows_of(const std::vector<rule>& rules, std::size_t first_left_over, Columns for_columns_of) {
  std::vector<sparse_row> rows;
  for (const rule& of : rules) {
    sparse_row row;
    if (of.whole != none)
      for_columns_of(of.whole, [&](std::size_t column, double sign) { row.emplace_back(column, sign); });
    for (const std::size_t part : of.parts)
      for_columns_of(part, [&](std::size_t column, double sign) { row.emplace_back(column, -sign); });
    if (!of.complete) row.emplace_back(first_left_over++, -1.0);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// How a count of the search stands.
enum class standing {
  open,         ///< published; may be hidden
  small,        ///< hidden because it is small
  hidden,       ///< hidden to protect others
  unpublished,  ///< no figure of the release
};

struct search_item {
  standing is = standing::open;
  moves published{};        ///< what its published figure leaves open; 0 and 0 when it is shown as it is
  double down_to = 0;       ///< the move to the least value of a hidden (or unpublished) count
  bool wanted = false;      ///< a small count
  moves wants{};            ///< of a small count: the moves to the ends of the hidden range
  double weight = 1;        ///< how much it would be missed
  bool given_away = false;  ///< by a ratio: cannot move, as far as we reckon
};

/// Counts that hang together by relations and ratios, and what is to be done about them.
class search {
 public:
  /// @param width  how far apart the possible values of a count hidden for others must lie
  search(std::vector<search_item> items, std::vector<rule> rules, double width);

  /// Hides items until every small one can make its moves and every other hidden one can be told less exactly than
  /// `width`, then shows again what need not be hidden.
  void hide_what_it_takes();

  /// Marks the items as given away if what must be possible stays possible; otherwise changes nothing and says false.
  bool give_away(const std::vector<std::size_t>& items);
  /// Nothing is given away any more.
  void take_back();

  /// Whether whole counts that agree with everything published were found for every value a small item needs, each
  /// checked in whole numbers: the proof against somebody who also knows that people do not come in fractions.
  bool possible_in_whole_counts();

  /// Hides what is published beside the item for which `possible_in_whole_counts` last failed, or else something anywhere.
  void hide_more();
  /// Whether nothing is left to hide.
  bool all_hidden() const;

  standing is(std::size_t item) const { return items_[item].is; }
  /// What the item must be able to do: of a small one the way to both ends, of a hidden one the distance of its ends.
  moves needs(std::size_t item) const {
    return items_[item].wanted || items_[item].is == standing::hidden ? needs_[item] : moves{};
  }
  /// The program met its limit of steps: nothing is certain, and everything must be hidden.
  bool gave_up() const { return gave_up_; }

 private:
  using shifts = std::vector<double>;  // by item
  using witness = std::shared_ptr<const shifts>;
  enum class may_move { as_published, everything };

  /// A linear program over some of the items, or all.
  struct program {
    std::unique_ptr<simplex> solver;
    std::vector<std::size_t> column;     // by item: its move; none of what cannot move
    std::vector<std::size_t> left_over;  // by rule; none where there is none
    std::size_t columns = 0;
  };

  bool can_move(std::size_t item) const;
  void build(program& to, may_move which) const;
  void use(may_move which);
  void forget_what_cannot_move();
  void set_bounds(may_move which);
  double own_move(std::size_t item) const;
  double shift_of(std::size_t item) const;
  moves bounds_of(std::size_t item) const;
  bool push(std::size_t item, double place);
  void look_at_widths();
  double move(std::size_t item, int direction, double distance, may_move which);
  double require(std::size_t item, int direction, double distance);
  void require_width(std::size_t item);
  bool holds(const std::vector<std::size_t>& locked);
  bool contradicts(const witness& seen, const std::vector<std::size_t>& locked) const;
  void remember(const std::vector<std::size_t>& locked);
  double seen_down(std::size_t item) const { return down_[item] ? (*down_[item])[item] : 0; }
  double seen_up(std::size_t item) const { return up_[item] ? (*up_[item])[item] : 0; }
  void show_again();
  bool is_possible(const shifts& moved) const;
  bool find_whole_counts(std::size_t item, double shift);
  void note_values(const shifts& moved);

  std::vector<search_item> items_;
  std::vector<rule> rules_;
  double width_;
  std::vector<std::size_t> more_column_, less_column_;  // of `everything_`, by item; none unless it was open at first
  program as_published_, everything_;
  program* program_ = &as_published_;      // the one that moved last
  std::vector<moves> needs_;               // by item
  std::vector<witness> down_, up_;         // by item: the possible counts in which it moved furthest
  std::vector<std::vector<bool>> met_;     // by wanted item and value it needs: found in whole counts
  std::vector<std::size_t> newly_hidden_;  // whose width is not looked at yet
  std::size_t unproven_ = 0;
  std::size_t failed_ = 0;  // the item that could not move enough when `holds` last said no
  bool gave_up_ = false;
};

/// The exact ends of every item's move, with nothing but bounds and rules known.
/// @param bounds  by item
/// @param asked   by item: whether the ends are wanted; others are left at 0
std::vector<moves> exact_ends(const std::vector<moves>& bounds, const std::vector<rule>& rules,
                              const std::vector<bool>& asked);

/// Numbers of the groups that things form when some hang together.
class groups {
 public:
  explicit groups(std::size_t things);
  std::size_t find(std::size_t thing);
  void join(std::size_t a, std::size_t b);

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace ascof::statistics::detail
