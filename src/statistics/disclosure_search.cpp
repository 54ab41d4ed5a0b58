#include "statistics/disclosure_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "ascof/core/stop.hpp"

namespace ascof::statistics::detail {

// What can happen as the release stands is asked thousands of times, what hiding more would bring a few times: there are two
// programs. The first has a column for each item that can move at all, which the fewer are the more is known; pivots cost
// the square of that. In the second every item has one, and two more while it is looked at what hiding it would bring:
// above and below what its published figure leaves open. Its move is then the first, and the second less the third, which
// have a cost.

search::search(std::vector<search_item> items, std::vector<rule> rules, double width)
    : items_(std::move(items)),
      rules_(std::move(rules)),
      width_(width),
      more_column_(items_.size(), none),
      less_column_(items_.size(), none),
      needs_(items_.size()),
      down_(items_.size()),
      up_(items_.size()) {
  // The columns of the moves are first and have the numbers of the items.
  std::size_t columns = items_.size();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].is != standing::open) continue;
    more_column_[i] = columns++;
    less_column_[i] = columns++;
  }
  everything_.columns = columns;
}

bool search::can_move(std::size_t item) const {
  const moves own = bounds_of(item);
  return own.down < 0 || own.up > 0;
}

void search::build(program& to, may_move which) const {
  to.column.assign(items_.size(), none);
  to.left_over.assign(rules_.size(), none);
  std::vector<rule> moving;
  if (which == may_move::everything) {
    std::iota(to.column.begin(), to.column.end(), std::size_t{0});
    moving = rules_;
  } else {
    to.columns = 0;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (can_move(i)) to.column[i] = to.columns++;
  }
  const std::size_t first_left_over = to.columns;
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    const rule& of = rules_[r];
    if (which == may_move::as_published) {
      const auto moves_in_it = [&](std::size_t item) { return item != none && to.column[item] != none; };
      if (!moves_in_it(of.whole) && std::none_of(of.parts.begin(), of.parts.end(), moves_in_it)) continue;
      moving.push_back(of);
    }
    if (!of.complete) to.left_over[r] = to.columns++;
  }
  to.solver = std::make_unique<simplex>(to.columns, rows_of(moving, first_left_over, [&](std::size_t item, auto place) {
                                          if (to.column[item] != none) place(to.column[item], 1.0);
                                          if (which != may_move::everything || more_column_[item] == none) return;
                                          place(more_column_[item], 1.0);
                                          place(less_column_[item], -1.0);
                                        }));
}

/// The program for the next move, with a column for everything that can.
void search::use(may_move which) {
  program_ = which == may_move::everything ? &everything_ : &as_published_;
  bool complete = program_->solver != nullptr;
  for (std::size_t i = 0; i < items_.size() && complete; ++i) complete = program_->column[i] != none || !can_move(i);
  if (!complete) build(*program_, which);
}

/// A program is made anew, for about as much as ten moves cost, when it would be clearly smaller.
void search::forget_what_cannot_move() {
  if (!as_published_.solver) return;
  std::size_t stuck = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) stuck += as_published_.column[i] != none && !can_move(i) ? 1 : 0;
  if (10 * stuck > as_published_.columns) as_published_.solver.reset();
}

moves search::bounds_of(std::size_t item) const {
  const search_item& of = items_[item];
  if (of.given_away) return {};
  if (of.is == standing::open) return of.published;
  return {of.down_to, unlimited};
}

void search::set_bounds(may_move which) {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const search_item& item = items_[i];
    const moves own = bounds_of(i);
    if (program_->column[i] != none) program_->solver->set_bounds(program_->column[i], own.down, own.up);
    if (which != may_move::everything || more_column_[i] == none) continue;
    const bool could = item.is == standing::open && !item.given_away;
    program_->solver->set_bounds(more_column_[i], 0, could ? unlimited : 0);
    program_->solver->set_bounds(less_column_[i], 0, could ? item.published.down - item.down_to : 0);
  }
  for (std::size_t r = 0; r < rules_.size(); ++r)
    if (program_->left_over[r] != none)
      program_->solver->set_bounds(program_->left_over[r], -rules_[r].left_over, unlimited);
}

double search::own_move(std::size_t item) const {
  return program_->column[item] == none ? 0 : program_->solver->value(program_->column[item]);
}

double search::shift_of(std::size_t item) const {
  if (program_ != &everything_ || more_column_[item] == none) return own_move(item);
  return own_move(item) + program_->solver->value(more_column_[item]) - program_->solver->value(less_column_[item]);
}

/// Moves the item, which is hidden or unpublished, as far as it goes in a direction (+1 or -1), but no further than
/// `distance`.
/// @return the distance it went
double search::move(std::size_t item, int direction, double distance, may_move which) {
  use(which);
  program_->solver->restart();
  set_bounds(which);
  push(item, direction * distance);
  return direction * own_move(item);
}

/// Moves the item's own column to a place, or as near as it gets. Bounds on the way are kept.
/// @return whether it got there; then it can go no further
bool search::push(std::size_t item, double place) {
  const std::size_t column = program_->column[item];
  if (column == none) return std::abs(place) < tolerance;
  const double from = own_move(item);
  const moves own = bounds_of(item);
  if (place > from)
    program_->solver->set_bounds(column, own.down, std::min(place, own.up));
  else
    program_->solver->set_bounds(column, std::max(place, own.down), own.up);
  std::vector<double> cost(program_->columns, 0.0);
  cost[column] = place > from ? -1 : 1;
  if (program_->solver->minimise(cost) == simplex::outcome::gave_up) gave_up_ = true;
  return std::abs(own_move(item) - place) < tolerance;
}

bool search::contradicts(const witness& seen, const std::vector<std::size_t>& locked) const {
  if (!seen) return false;
  return std::any_of(locked.begin(), locked.end(), [&](std::size_t item) {
    const moves left = items_[item].given_away ? moves{} : items_[item].published;
    return (*seen)[item] < left.down - tolerance || (*seen)[item] > left.up + tolerance;
  });
}

/// Keeps the program's point for every item that went further in it than in what is kept, or whose kept point the locked
/// items contradict.
void search::remember(const std::vector<std::size_t>& locked) {
  auto point = std::make_shared<shifts>(items_.size());
  for (std::size_t i = 0; i < items_.size(); ++i) (*point)[i] = shift_of(i);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (contradicts(down_[i], locked) || (*point)[i] < seen_down(i) - tolerance) down_[i] = point;
    if (contradicts(up_[i], locked) || (*point)[i] > seen_up(i) + tolerance) up_[i] = point;
  }
}

/// Hides what is cheapest so that the item can go the distance, or as far as it could if everything were hidden.
/// @return the distance it can go
double search::require(std::size_t item, int direction, double distance) {
  const double seen = direction > 0 ? seen_up(item) : -seen_down(item);
  if (seen >= distance - tolerance) return distance;
  const double without = move(item, direction, distance, may_move::as_published);
  remember({});
  if (without >= distance - tolerance) return distance;
  const double with = move(item, direction, distance, may_move::everything);
  if (with <= without + tolerance) return without;

  // It stays there; among all ways to have it there, the one that costs least.
  simplex& solver = *program_->solver;
  std::vector<double> cost(program_->columns, 0.0);
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (items_[i].is == standing::open) cost[more_column_[i]] = cost[less_column_[i]] = items_[i].weight;
  solver.set_bounds(item, solver.value(item), solver.value(item));
  if (solver.minimise(cost) != simplex::outcome::least) gave_up_ = true;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].is != standing::open) continue;
    if (solver.value(more_column_[i]) + solver.value(less_column_[i]) < tolerance) continue;
    items_[i].is = standing::hidden;
    newly_hidden_.push_back(i);
  }
  remember({});
  return std::min(with, distance);
}

/// Upwards first: what is hidden to protect is never small, but what holds it from above may be close.
void search::require_width(std::size_t item) {
  const double down = std::min(-seen_down(item), width_);
  const double up = require(item, +1, width_ - down);
  const double rest = require(item, -1, width_ - up);
  needs_[item] = {-std::max(down, rest), up};
}

void search::hide_what_it_takes() {
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (items_[i].wanted) needs_[i] = {-require(i, -1, -items_[i].wants.down), require(i, +1, items_[i].wants.up)};
  look_at_widths();
  show_again();
}

void search::look_at_widths() {
  while (!newly_hidden_.empty()) {
    const std::size_t item = newly_hidden_.back();
    newly_hidden_.pop_back();
    require_width(item);
  }
}

/// What was hidden for one small count may be of no use any more after more was hidden for others.
void search::show_again() {
  std::vector<std::size_t> hidden;
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (items_[i].is == standing::hidden) hidden.push_back(i);
  std::stable_sort(hidden.begin(), hidden.end(),
                   [&](std::size_t a, std::size_t b) { return items_[a].weight > items_[b].weight; });
  for (const std::size_t item : hidden) {
    items_[item].is = standing::open;
    if (!holds({item})) items_[item].is = standing::hidden;
  }
}

bool search::give_away(const std::vector<std::size_t>& items) {
  std::vector<std::size_t> locked;
  for (const std::size_t item : items)
    if (!items_[item].given_away) locked.push_back(item);
  forget_what_cannot_move();  // before the trial: what is locked on trial may move again
  for (const std::size_t item : locked) items_[item].given_away = true;
  if (holds(locked)) return true;
  for (const std::size_t item : locked) items_[item].given_away = false;
  return false;
}

/// Whether all needs can be met although the locked items can move no further than their figures say. If not, what was
/// known to be possible before is kept.
bool search::holds(const std::vector<std::size_t>& locked) {
  check_stop();
  const std::vector<witness> down_before = down_, up_before = up_;
  const std::vector<moves> needs_before = needs_;
  const auto can = [&](std::size_t item, int direction, double distance) {
    if (distance < tolerance) return distance;
    const witness& seen = direction > 0 ? up_[item] : down_[item];
    const double there = !seen || contradicts(seen, locked) ? 0 : direction * (*seen)[item];
    if (there >= distance - tolerance) return distance;
    const double went = move(item, direction, distance, may_move::as_published);
    remember(locked);
    return std::min(went, distance);
  };
  bool met = true;
  // What failed last fails often again: first, so that what does not hold is told by one move or two.
  for (std::size_t k = 0; k < items_.size() && met && !gave_up_; ++k) {
    const std::size_t i = (failed_ + k) % items_.size();
    moves& need = needs_[i];
    if (items_[i].wanted) {
      met = can(i, -1, -need.down) >= -need.down - tolerance && can(i, +1, need.up) >= need.up - tolerance;
    } else if (items_[i].is == standing::hidden) {
      const double distance = need.up - need.down;
      const double up = can(i, +1, distance);
      const double down = can(i, -1, distance - up);
      met = up + down >= distance - tolerance;
      need = {-down, up};
    }
    if (!met) failed_ = i;
  }
  if (met && !gave_up_) {
    // What the locked items contradict must not be taken for possible later.
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (contradicts(down_[i], locked)) down_[i] = nullptr;
      if (contradicts(up_[i], locked)) up_[i] = nullptr;
    }
    return true;
  }
  down_ = down_before;
  up_ = up_before;
  needs_ = needs_before;
  return false;
}

/// Whether the moves are whole and contradict nothing, without rounding errors.
bool search::is_possible(const shifts& moved) const {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const search_item& item = items_[i];
    if (moved[i] != std::round(moved[i])) return false;
    if (item.given_away && moved[i] != 0) return false;
    if (item.is == standing::open && (moved[i] < item.published.down || moved[i] > item.published.up)) return false;
    if (moved[i] < item.down_to) return false;
  }
  return std::all_of(rules_.begin(), rules_.end(), [&](const rule& of) {
    double left = of.whole == none ? 0 : moved[of.whole];
    for (const std::size_t part : of.parts) left -= moved[part];
    return of.complete ? left == 0 : left >= -of.left_over;
  });
}

/// Ticks off what the moves show to be possible.
void search::note_values(const shifts& moved) {
  shifts whole = moved;
  for (double& shift : whole)
    if (std::abs(shift - std::round(shift)) < tolerance) shift = std::round(shift);
  if (!is_possible(whole)) return;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const double place = whole[i] - std::ceil(needs_[i].down - tolerance);
    if (items_[i].wanted && place >= 0 && place < static_cast<double>(met_[i].size()))
      met_[i][static_cast<std::size_t>(place)] = true;
  }
}

/// Looks for whole counts in which the item has moved so far. Nearly always the first corner is one. Where it is not, one
/// item after the other is pushed to a whole number and kept there; and again from other corners, which are arbitrary but
/// the same in every run.
bool search::find_whole_counts(std::size_t item, double shift) {
  constexpr int attempts = 40;
  const auto place = static_cast<std::size_t>(shift - std::ceil(needs_[item].down - tolerance));
  std::uint64_t state = 0x9E3779B97F4A7C15U;
  const auto draw = [&] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return state >> 33U;
  };
  shifts moved(items_.size());
  for (int attempt = 0; attempt < attempts && !gave_up_; ++attempt) {
    move(item, shift > 0 ? 1 : -1, std::abs(shift), may_move::as_published);
    const auto keep_at = [&](std::size_t i, double at) {
      if (program_->column[i] != none) program_->solver->set_bounds(program_->column[i], at, at);
    };
    keep_at(item, shift);
    if (attempt > 0) {
      std::vector<double> cost(program_->columns, 0.0);
      for (std::size_t i = 0; i < items_.size(); ++i) {
        const double size = 1 + static_cast<double>(draw() % 64);
        const bool positive = bounds_of(i).up == unlimited || draw() % 2 == 0;
        if (program_->column[i] != none) cost[program_->column[i]] = positive ? size : -size;
      }
      if (program_->solver->minimise(cost) != simplex::outcome::least) continue;
    }
    for (bool stuck = false; !stuck;) {
      for (std::size_t i = 0; i < items_.size(); ++i) moved[i] = own_move(i);
      note_values(moved);
      if (met_[item][place]) return true;
      // The first item that is not whole, from an arbitrary one on.
      std::size_t broken = none;
      const std::size_t start = draw() % items_.size();
      for (std::size_t k = 0; k < items_.size() && broken == none; ++k) {
        const std::size_t i = (start + k) % items_.size();
        if (std::abs(moved[i] - std::round(moved[i])) > tolerance) broken = i;
      }
      stuck = broken == none;
      if (stuck) continue;
      const bool up_first = draw() % 2 == 0;
      const double first = up_first ? std::ceil(moved[broken]) : std::floor(moved[broken]);
      const double second = up_first ? first - 1 : first + 1;
      stuck = !push(broken, first) && !push(broken, second);
      if (!stuck) keep_at(broken, own_move(broken));
    }
  }
  return false;
}

bool search::possible_in_whole_counts() {
  met_.assign(items_.size(), {});
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!items_[i].wanted) continue;
    const double first = std::ceil(needs_[i].down - tolerance), last = std::floor(needs_[i].up + tolerance);
    met_[i].assign(static_cast<std::size_t>(last - first) + 1, false);
  }
  note_values(shifts(items_.size(), 0.0));
  for (std::size_t i = 0; i < items_.size(); ++i)
    for (const witness& seen : {down_[i], up_[i]})
      if (items_[i].wanted && seen) note_values(*seen);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const double first = std::ceil(needs_[i].down - tolerance);
    for (std::size_t value = 0; value < met_[i].size(); ++value)
      if (!met_[i][value] && !find_whole_counts(i, first + static_cast<double>(value))) {
        unproven_ = i;
        return false;
      }
  }
  return true;
}

void search::hide_more() {
  std::vector<std::size_t> more;
  const auto take = [&](std::size_t item) {
    if (item != none && items_[item].is == standing::open) more.push_back(item);
  };
  for (const rule& of : rules_) {
    if (of.whole != unproven_ && std::find(of.parts.begin(), of.parts.end(), unproven_) == of.parts.end()) continue;
    take(of.whole);
    for (const std::size_t part : of.parts) take(part);
  }
  // Nothing more to hide beside it: then anywhere.
  for (std::size_t i = 0; i < items_.size() && more.empty(); ++i) take(i);
  for (const std::size_t item : more) {
    if (items_[item].is != standing::open) continue;
    items_[item].is = standing::hidden;
    newly_hidden_.push_back(item);
  }
  look_at_widths();
}

bool search::all_hidden() const {
  return std::none_of(items_.begin(), items_.end(), [](const search_item& item) { return item.is == standing::open; });
}

void search::take_back() {
  for (search_item& item : items_) item.given_away = false;
}

std::vector<moves> exact_ends(const std::vector<moves>& bounds, const std::vector<rule>& rules,
                              const std::vector<bool>& asked) {
  std::vector<moves> ends(bounds.size());
  // Only what can move is in the program, and what does not hang together is in different programs.
  const auto can_move = [&](std::size_t i) { return bounds[i].down < 0 || bounds[i].up > 0; };
  groups together(bounds.size());
  const auto first_mover = [&](const rule& of) {
    std::size_t first = can_move(of.whole) ? of.whole : none;
    for (const std::size_t part : of.parts)
      if (first == none && can_move(part)) first = part;
    return first;
  };
  for (const rule& of : rules) {
    const std::size_t first = first_mover(of);
    if (first == none) continue;
    for (const std::size_t part : of.parts)
      if (can_move(part)) together.join(first, part);
  }
  std::vector<std::vector<std::size_t>> members(bounds.size());
  std::vector<std::vector<rule>> group_rules(bounds.size());
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (can_move(i)) members[together.find(i)].push_back(i);
  for (const rule& of : rules) {
    const std::size_t first = first_mover(of);
    if (first != none) group_rules[together.find(first)].push_back(of);
  }

  std::vector<std::size_t> column_of(bounds.size(), none);
  for (std::size_t group = 0; group < members.size(); ++group) {
    const std::vector<std::size_t>& inside = members[group];
    if (std::none_of(inside.begin(), inside.end(), [&](std::size_t i) { return asked[i]; })) continue;
    for (std::size_t i = 0; i < inside.size(); ++i) column_of[inside[i]] = i;
    std::size_t columns = inside.size();
    for (const rule& of : group_rules[group]) columns += of.complete ? 0 : 1;
    simplex program(columns, rows_of(group_rules[group], inside.size(), [&](std::size_t i, auto place) {
                      if (column_of[i] != none) place(column_of[i], 1.0);
                    }));
    for (std::size_t i = 0; i < inside.size(); ++i) program.set_bounds(i, bounds[inside[i]].down, bounds[inside[i]].up);
    std::size_t column = inside.size();
    for (const rule& of : group_rules[group])
      if (!of.complete) program.set_bounds(column++, -of.left_over, unlimited);

    std::vector<double> cost(columns, 0.0);
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (!asked[inside[i]]) continue;
      moves& end = ends[inside[i]];
      for (const int direction : {-1, +1}) {
        cost[i] = -direction;
        program.restart();
        const auto found = program.minimise(cost);
        // Without a proof of the end, only what was reached counts as possible.
        const double reached = found == simplex::outcome::unlimited ? direction * unlimited : program.value(i);
        (direction < 0 ? end.down : end.up) = reached;
      }
      cost[i] = 0;
    }
  }
  return ends;
}

groups::groups(std::size_t things) : parent_(things) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

std::size_t groups::find(std::size_t thing) {
  while (parent_[thing] != thing) thing = parent_[thing] = parent_[parent_[thing]];
  return thing;
}

void groups::join(std::size_t a, std::size_t b) {
  a = find(a);
  b = find(b);
  parent_[std::max(a, b)] = std::min(a, b);
}

}  // namespace ascof::statistics::detail
