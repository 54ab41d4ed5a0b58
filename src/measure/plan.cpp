#include "plan.hpp"

#include "plan_compiler.hpp"

namespace ascof {

void unit_list::take_people(const some_units& of, const std::uint32_t* person) {
  count_ = 0;
  of.each([&](std::size_t unit) { push_if(person[unit], count_ == 0 || room_[count_ - 1] != person[unit]); });
}

void unit_list::put_in_order(std::size_t units) {
  const auto first = room_.begin(), last = room_.begin() + static_cast<std::ptrdiff_t>(count_);
  if (std::adjacent_find(first, last, std::greater_equal<>()) == last) return;
  in_.marks.assign(units, 0);
  std::for_each(first, last, [this](std::uint32_t unit) { in_.marks[unit] = 1; });
  count_ = 0;
  for (std::size_t unit = 0; unit < units; ++unit)
    if (in_.marks[unit] != 0) push(unit);
}

void lane::take_hits(std::span<const std::uint32_t> units) {
  // Never without room: a list of no units is not all of them.
  if (hits.size() <= units.size()) hits.resize(units.size() + 1);
  std::copy(units.begin(), units.end(), hits.begin());
  hit_count = units.size();
  has_hits = true;
}

plan::plan(const bound_study& of, std::vector<period> periods)
    : study_(&of),
      periods_(std::move(periods)),
      all_(periods_.size() >= most_periods ? every_period : (period_mask{1} << periods_.size()) - 1) {}

std::size_t plan::add(const expr& e, answers wanted) {
  const std::size_t number = plan_compiler(*this).compile(e);
  if (wanted == answers::all_three) want_all_three(number);
  return number;
}
std::size_t plan::frame(const unit_frame& of) { return plan_compiler(*this).frame(of); }

void plan::want_all_three(std::size_t number) {
  node& n = nodes_[number];
  if (n.all_three || n.kind != value_kind::truth) return;
  n.all_three = true;
  for (const use& u : n.uses)
    if (!u.all_three) want_all_three(u.of);
}

workspace plan::make_workspace() const {
  workspace made;
  made.frames.resize(3 + builders_.size());
  made.lanes.resize(nodes_.size());
  units& all = made.frames[every];
  all.made = true;
  all.count = 1;
  all.person.assign(1, 0);
  for (std::size_t n = 0; n < nodes_.size(); ++n)
    if (nodes_[n].frame == every) ask_own(n, {nullptr, 1}, made);
  return made;
}

void plan::begin(std::size_t first_person, std::size_t last_person, workspace& in) const {
  in.first_person = first_person;
  in.last_person = last_person;
  const std::size_t number = last_person - first_person;
  units& persons = in.frames[people];
  persons.made = true;
  persons.count = number;
  persons.first_row = static_cast<std::uint32_t>(first_person);
  for (std::size_t i = persons.person.size(); i < number; ++i) persons.person.push_back(static_cast<std::uint32_t>(i));
  units& rows = in.frames[events];
  rows.made = true;
  const study_people& everybody = study_->everybody;
  if (everybody.has_nobodies()) {
    persons.exists.clear();
    for (std::size_t i = 0; i < number; ++i)
      persons.exists.push_back(everybody.is_nobody(first_person + i) ? 0 : every_period);
  }
  rows.first_row = everybody.events_of(first_person).first;
  rows.count = everybody.events_of(last_person - 1).last - rows.first_row;
  rows.person.resize(rows.count);
  rows.first.resize(number + 1);
  for (std::size_t i = 0; i < number; ++i) {
    const row_range range = everybody.events_of(first_person + i);
    rows.first[i] = range.first - rows.first_row;
    for (std::uint32_t row = rows.first[i]; row < range.last - rows.first_row; ++row)
      rows.person[row] = static_cast<std::uint32_t>(i);
  }
  rows.first[number] = static_cast<std::uint32_t>(rows.count);
  for (std::size_t f = 3; f < in.frames.size(); ++f)
    if (!is_of_nobody(f)) in.frames[f].made = false;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    if (nodes_[n].frame == every || is_of_nobody(nodes_[n].frame)) continue;
    in.lanes[n].known = lane::extent::nothing;
    in.lanes[n].has_hits = false;
  }
}

const units& plan::units_of(std::size_t frame, workspace& in) const {
  if (!in.frames[frame].made) build_units(frame, in);
  return in.frames[frame];
}

void plan::make_room(const node& n, std::size_t count, lane& l) const {
  if (n.kind == value_kind::truth) {
    l.yes.resize(n.varies ? count : 0);
    l.no.resize(n.varies ? count : 0);
    l.flags.resize(n.varies ? 0 : count);
    return;
  }
  with_type(n.kind, [&](auto kind) {
    values<decltype(kind)>& of = l.of<decltype(kind)>();
    if (!n.varies) {
      of.own.resize(count);
      of.by_unit = of.own.data();
      return;
    }
    of.first.resize(count);
    of.last.resize(count);
    if (!n.keeps_pieces) of.pieces.clear();
  });
}

void plan::ask_own(std::size_t number, const some_units& of, workspace& in) const {
  lane& l = in.lanes[number];
  if (l.known == lane::extent::everything) return;
  const node& n = nodes_[number];
  const std::size_t count = units_of(n.frame, in).count;
  if (l.known == lane::extent::everything || of.count == 0) return;  // what made the units filled its columns
  // What costs next to nothing is worked out for all in one go rather than picked out.
  constexpr double next_to_nothing = 4;
  const bool everything = of.is_all() || of.count == count || (n.cost <= next_to_nothing && of.count * 2 >= count);
  if (l.known == lane::extent::nothing) make_room(n, count, l);
  if (everything) {
    n.run(in, {nullptr, count});
    l.known = lane::extent::everything;
    return;
  }
  if (l.known == lane::extent::nothing) {
    l.asked.assign(count, 0);
    of.each([asked = l.asked.data()](std::size_t unit) { asked[unit] = 1; });
    l.known = lane::extent::some;
    n.run(in, of);
    return;
  }
  unit_list open(in, of.count);
  open.take(of, [asked = l.asked.data()](std::size_t unit) {
    const bool is_new = asked[unit] == 0;
    asked[unit] = 1;
    return is_new;
  });
  if (!open.empty()) n.run(in, open);
}

void plan::ask(std::size_t number, std::size_t frame, const some_units& of, workspace& in) const {
  const std::size_t own = nodes_[number].frame;
  if (in.lanes[number].known == lane::extent::everything || of.count == 0) return;
  if (own == frame) return ask_own(number, of, in);
  if (of.is_all()) return ask_own(number, all_of(own, in), in);
  unit_list asked(in, of.count);
  asked.take_people(of, in.frames[frame].person.data());
  ask_own(number, asked, in);
}

some_units plan::hits(std::size_t number, workspace& in) const {
  const std::size_t frame = nodes_[number].frame;
  const some_units whole = all_of(frame, in);
  ask_own(number, whole, in);
  lane& l = in.lanes[number];
  if (!l.has_hits) {
    unit_list found(in, whole.count);
    if (nodes_[number].varies) {
      found.take(whole, [yes = l.yes.data()](std::size_t u) { return yes[u] != 0; });
    } else {
      found.take(whole, [flags = l.flags.data()](std::size_t u) { return flags[u] == flag::yes; });
    }
    l.take_hits(found.span());
  }
  return {l.hits.data(), l.hit_count};
}

some_units plan::hits(std::size_t number, std::size_t frame, workspace& in, unit_list& room) const {
  if (nodes_[number].frame == frame) return hits(number, in);
  const some_units whole = all_of(frame, in);
  ask(number, frame, whole, in);
  room.take(whole, [t = truths(number, frame, in)](std::size_t u) { return t.yes(u) != 0; });
  return room;
}

// ----------------------------------------------------------------------------------------------------------- builders

namespace {

/// Puts a builder's units into a block.
class block_writer : public unit_writer {
 public:
  block_writer(units& of, std::vector<lane*> columns, const std::vector<episode_column>& kinds, period_mask all,
               std::uint32_t first_row)
      : units_(of), columns_(std::move(columns)), kinds_(kinds), all_(all), first_row_(first_row) {}

  void begin(std::uint32_t person) { person_ = person; }

  void add(period_mask in) override {
    units_.person.push_back(person_);
    units_.exists.push_back(in & all_);
    units_.place.push_back(0);
    ++units_.count;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      lane& to = *columns_[c];
      if (kinds_[c].kind == value_kind::truth) {
        to.flags.push_back(flag::unknown);
      } else {
        with_type(kinds_[c].kind,
                  [&](auto kind) { to.of<decltype(kind)>().own.push_back(no_value<decltype(kind)>()); });
      }
    }
  }
  void set(std::size_t column, day value) override { columns_[column]->days.own.back() = value; }
  void set(std::size_t column, double value) override { columns_[column]->numbers.own.back() = value; }
  void set_truth(std::size_t column, bool value) override { columns_[column]->flags.back() = kleene_of(value); }
  void set_code(std::size_t column, code value) override { columns_[column]->codes.own.back() = value; }
  void set_event(std::size_t column, std::uint32_t row) override {
    columns_[column]->codes.own.back() = row - first_row_ + 1;
  }
  void set_place(std::size_t place) override { units_.place.back() = place; }

 private:
  units& units_;
  std::vector<lane*> columns_;
  const std::vector<episode_column>& kinds_;
  period_mask all_;
  std::uint32_t first_row_;
  std::uint32_t person_ = 0;
};

/// What a builder reads, of one block.
class block_inputs : public builder_inputs {
 public:
  block_inputs(const workspace& block, const std::vector<std::size_t>& nodes)
      : block_(block), nodes_(nodes), first_row_(block.frames[plan::events].first_row) {
    rows_.resize(nodes.size());
    next_.resize(nodes.size(), 0);
    last_.resize(nodes.size(), 0);
  }

  /// The rows for which a condition is true.
  void give(std::size_t input, const some_units& hits) {
    for (std::size_t i = 0; i < hits.count; ++i) rows_[input].push_back(first_row_ + hits.units[i]);
  }
  /// @pre people come in order
  void turn_to(std::uint32_t first_row_of_next) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      next_[i] = last_[i];
      while (last_[i] < rows_[i].size() && rows_[i][last_[i]] < first_row_of_next) ++last_[i];
    }
  }
  bool is_empty() const { return next_ == last_; }

  std::span<const std::uint32_t> rows(std::size_t input) const override {
    return std::span(rows_[input]).subspan(next_[input], last_[input] - next_[input]);
  }
  bool holds(std::size_t input, std::uint32_t row) const override {
    return of(input).flags[row - first_row_] == flag::yes;
  }
  day date(std::size_t input, std::uint32_t row) const override { return of(input).days.by_unit[row - first_row_]; }
  double number(std::size_t input, std::uint32_t row) const override {
    return of(input).numbers.by_unit[row - first_row_];
  }
  code text(std::size_t input, std::uint32_t row) const override { return of(input).codes.by_unit[row - first_row_]; }

 private:
  const lane& of(std::size_t input) const { return block_.lanes[nodes_[input]]; }
  const workspace& block_;
  const std::vector<std::size_t>& nodes_;
  std::uint32_t first_row_;  // of the block's events
  std::vector<std::vector<std::uint32_t>> rows_;
  std::vector<std::size_t> next_, last_;
};

}  // namespace

/// Rows of a table are units as they stand: people's rows stand together there, too.
void plan::take_rows(std::size_t frame, workspace& in) const {
  units& made = in.frames[frame];
  made.made = true;
  const study_table* rows = builders_[frame - 3].rows;
  const std::size_t number = in.last_person - in.first_person;
  made.first.assign(number + 1, 0);
  made.first_row = rows == nullptr ? 0 : rows->first[in.first_person];
  made.count = rows == nullptr ? 0 : rows->first[in.last_person] - made.first_row;
  made.person.resize(made.count);
  for (std::size_t i = 0; i < number && rows != nullptr; ++i) {
    made.first[i] = rows->first[in.first_person + i] - made.first_row;
    made.first[i + 1] = rows->first[in.first_person + i + 1] - made.first_row;
    for (std::uint32_t row = made.first[i]; row < made.first[i + 1]; ++row)
      made.person[row] = static_cast<std::uint32_t>(i);
  }
}

void plan::build_units(std::size_t frame, workspace& in) const {
  const built& b = builders_[frame - 3];
  if (b.type) return take_rows(frame, in);
  block_inputs inputs(in, b.inputs);
  // What picks events is asked of all, everything else of those that were picked.
  const std::size_t rows = in.frames[events].count;
  unit_list picked(in, rows * b.of->picking);
  for (std::size_t i = 0; i < b.of->picking; ++i) {
    const some_units found = hits(b.inputs[i], in);
    inputs.give(i, found);
    found.each([&](std::size_t row) { picked.push(row); });
  }
  if (b.of->picking < b.inputs.size()) picked.put_in_order(rows);
  for (std::size_t i = b.of->picking; i < b.inputs.size(); ++i) ask(b.inputs[i], events, picked, in);

  units& made = in.frames[frame];
  made.made = true;
  made.count = 0;
  made.person.clear();
  made.exists.clear();
  made.place.clear();
  made.first.clear();
  std::vector<lane*> columns;
  for (const std::size_t column : b.columns) {
    lane& to = in.lanes[column];
    to.flags.clear();
    to.days.own.clear();
    to.numbers.own.clear();
    to.codes.own.clear();
    columns.push_back(&to);
  }
  block_writer writer(made, columns, b.of->columns, all_, in.frames[events].first_row);
  if (b.of->of_nobody) {
    b.bound->build(0, inputs, writer);
  } else {
    for (std::size_t person = in.first_person; person < in.last_person; ++person) {
      made.first.push_back(static_cast<std::uint32_t>(made.count));
      inputs.turn_to(study_->everybody.events_of(person).last);
      if (b.of->picking != 0 && inputs.is_empty()) continue;
      writer.begin(static_cast<std::uint32_t>(person - in.first_person));
      b.bound->build(person, inputs, writer);
    }
    made.first.push_back(static_cast<std::uint32_t>(made.count));
  }
  if (!b.of->depends_on_period) made.exists.clear();
  for (lane* to : columns) {
    to->days.by_unit = to->days.own.data();
    to->numbers.by_unit = to->numbers.own.data();
    to->codes.by_unit = to->codes.own.data();
    to->known = lane::extent::everything;
  }
}

}  // namespace ascof
