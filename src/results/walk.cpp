#include "walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

constexpr auto whether_true = plan::answers::whether_true;

/// Expressions a year earlier: every bound of the period moved back by twelve months. What stands in several is moved
/// once.
class a_year_earlier {
 public:
  expr operator()(const expr& e) {
    if (!e || !depends(e)) return e;
    expr& moved = moved_[e.get()];
    if (moved) return moved;
    if (e->what == operation::period_bound) return moved = expressions::shift_months(e, -12);
    for (const unit_frame* frame : {&e->of, &e->from})
      if (frame->builder && frame->builder->depends_on_period)
        throw usage_error(error_code::bad_definition, {},
                          fmt::format("there is no change of {}: which of them there are depends on the period itself",
                                      frame->builder->name),
                          "compare the figures of two periods");
    expression changed = *e;
    for (expr& part : changed.in) part = (*this)(part);
    return moved_[e.get()] = std::make_shared<const expression>(std::move(changed));
  }
  std::vector<breakdown> operator()(std::vector<breakdown> by) {
    for (breakdown& dimension : by) {
      for (expr& e : dimension.conditions) e = (*this)(e);
      dimension.text = (*this)(dimension.text);
    }
    return by;
  }

 private:
  /// As `depends_on_period`, of each part once.
  bool depends(const expr& e) {
    if (!e) return false;
    if (const auto known = depends_.find(e.get()); known != depends_.end()) return known->second;
    const auto any = [this](const std::vector<expr>& of) {
      return std::any_of(of.begin(), of.end(), [this](const expr& part) { return depends(part); });
    };
    bool found = e->what == operation::period_bound || any(e->in);
    for (const unit_frame* frame : {&e->of, &e->from})
      found = found || (frame->builder && (frame->builder->depends_on_period || any(frame->builder->inputs)));
    depends_.emplace(e.get(), found);
    return found;
  }

  std::map<const expression*, expr> moved_;
  std::map<const expression*, bool> depends_;
};

}  // namespace

evaluation::evaluation(evaluation_state& state, const study& of, const evaluate_options& options)
    : state_(state), options_(options), study_(of, places_), people_(study_.everybody) {
  for (const auto& row : state.councils_) places_.push_back({row.place.la_code, row.place.la_name});
  place_of_.resize(people_.councils().size());
  for (std::size_t i = 0; i < people_.councils().size(); ++i)
    for (std::size_t p = 0; p < places_.size(); ++p)
      if (same_text(places_[p].la_code, people_.councils()[i].la_code)) place_of_[i] = p;
  make_jobs();
}

void evaluation::run() {
  walk();
  for (std::size_t j = 0; j < jobs_.size(); ++j) count_rest(j);
  for (const job& j : jobs_) hand_over(j);
  if (state_.keep_contributions_) hand_over_contributions();
}

// ---------------------------------------------------------------------------------------------------------- measures

void evaluation::make_jobs() {
  const std::vector<measure>& measures = state_.wanted_.measures;
  std::vector<bool> done(measures.size(), false);
  for (std::size_t m = 0; m < measures.size(); ++m) {
    if (done[m]) continue;
    const std::vector<period>& periods = state_.periods_[m];
    for (std::size_t first = 0; first < periods.size(); first += plan::most_periods) {
      job j;
      const std::size_t last = std::min(periods.size(), first + plan::most_periods);
      for (std::size_t p = first; p < last; ++p) j.period_numbers.push_back(p);
      j.how = std::make_unique<plan>(study_, std::vector<period>(periods.begin() + static_cast<std::ptrdiff_t>(first),
                                                                 periods.begin() + static_cast<std::ptrdiff_t>(last)));
      for (std::size_t other = m; other < measures.size(); ++other) {
        if (state_.periods_[other] != periods) continue;
        done[other] = true;
        add_measure(j, other, first == 0);
      }
      jobs_.push_back(std::move(j));
    }
  }
}

void evaluation::add_measure(job& j, std::size_t m, bool first_periods) {
  const measure& definition = state_.wanted_.measures[m];
  for (std::size_t f = 0; f < definition.figures.size(); ++f) {
    const figure& fig = definition.figures[f];
    const calculation& c = fig.counts;
    bound_count count{.measure = m, .figure = f, .contributes = state_.wanted_.wants(fig.id)};
    if (fig.unknown) count.unknown = j.how->add(fig.unknown, whether_true);
    if (fig.invalid) count.invalid = j.how->add(fig.invalid, whether_true);
    add_calculation(j, std::move(count), c, fig.by, fig.denominator_by);
    if (!is_change(c.kind)) continue;
    a_year_earlier earlier;
    calculation before = c;
    for (expr* part : {&before.of, &before.numerator, &before.value, &before.other_denominator}) *part = earlier(*part);
    for (quotient_part& part : before.parts) {
      part.of = earlier(part.of);
      part.value = earlier(part.value);
      part.by = earlier(part.by);
    }
    // In cells of its own.
    add_calculation(j, {.measure = m, .figure = year_before(definition, f)}, before, earlier(fig.by),
                    earlier(fig.denominator_by));
  }
  for (std::size_t s = 0; s < definition.sides.size(); ++s) {
    const side_count& side = definition.sides[s];
    add_count(j, {.measure = m, .figure = definition.figures.size() + s}, side.of, side.by);
  }
  if (!options_.trace) return;
  for (std::size_t t = 0; t < definition.traces.size(); ++t) {
    const trace_layout& layout = definition.traces[t];
    if (!layout.by_period && !first_periods) continue;
    bound_trace trace{.measure = m, .trace = t, .of = j.how->add(layout.of, whether_true)};
    trace.frame = j.how->frame(layout.of->of);
    for (const trace_column& column : layout.columns) trace.columns.push_back(j.how->add(column.value));
    trace.by_period = layout.by_period;
    trace.by_person = layout.by_person && !j.how->is_of_nobody(trace.frame);
    j.traces.push_back(std::move(trace));
  }
}

/// What a calculation counts, and what that is divided by when it is other units.
void evaluation::add_calculation(job& j, bound_count&& count, const calculation& c, const std::vector<breakdown>& by,
                                 const std::vector<breakdown>& denominator_by) {
  bound_count base{.measure = count.measure,
                   .figure = count.figure,
                   .into_denominator_only = true,
                   .contributes = count.contributes};
  count.kind = counted_as(c);
  for (const quotient_part& part : c.parts) {
    bound_count summed{.measure = count.measure,
                       .figure = count.figure,
                       .kind = count.kind,
                       .numerator_weight = part.numerator,
                       .denominator_weight = part.denominator,
                       .contributes = count.contributes};
    if (part.value) summed.value = j.how->add(part.value);
    add_count(j, std::move(summed), part.of, part.by.empty() ? by : part.by);
  }
  if (!c.parts.empty()) return;
  count.once_a_person = c.once_a_person;
  count.into_numerator_only = c.other_denominator != nullptr || count.kind == statistic::rate_per_100000 ||
                              count.kind == statistic::standardised_rate;
  if (c.numerator) count.numerator = j.how->add(c.numerator, whether_true);
  if (c.value) count.value = j.how->add(c.value);
  add_count(j, std::move(count), c.of, by);
  if (c.other_denominator) add_count(j, std::move(base), c.other_denominator, denominator_by);
}

void evaluation::add_count(job& j, bound_count&& count, const expr& of, const std::vector<breakdown>& by) {
  count.of = j.how->add(of, whether_true);
  count.frame = j.how->frame(of->of);
  for (const breakdown& dimension : by) {
    bound_breakdown bound;
    for (const expr& c : dimension.conditions) bound.conditions.push_back(j.how->add(c, whether_true));
    bound.labels = dimension.labels;
    if (dimension.text) {
      bound.text = j.how->add(dimension.text);
      group_texts(j.how->words(bound.text), dimension, count, bound);
    }
    bound.total = !dimension.total.empty();
    if (bound.total) bound.labels.push_back(dimension.total);
    count.groups *= bound.labels.size();
    count.by.push_back(std::move(bound));
    constexpr std::size_t most_cells = 20'000'000;
    if (count.groups * (places_.size() + 1) * j.period_numbers.size() > most_cells)
      throw usage_error(error_code::bad_definition, {},
                        fmt::format("the breakdown of {} has more than {} cells",
                                    state_.wanted_.measures[count.measure].id, most_cells),
                        "break down by fewer dimensions, or by coarser ones: bands, grouped fields");
  }
  j.total.emplace_back(places_.size() + 1, count.groups, j.period_numbers.size());
  j.counts.push_back(std::move(count));
}

/// The group of each text: of the definition's labels, or one for each text that the records have.
void evaluation::group_texts(const dictionary& words, const breakdown& dimension, const bound_count& count,
                             bound_breakdown& bound) {
  bound.group_of_code.assign(words.size(), none);
  std::map<std::string, std::size_t> known;  // by folded text
  for (const std::string& label : bound.labels) known.emplace(fold(label), known.size());
  for (code c = dimension.known_only ? 1 : 0; c < words.size(); ++c) {
    const std::string label(c == 0 ? missing_label : words[c]);
    const std::string form = fold(label);
    const auto found = known.find(form);
    if (found != known.end()) {
      bound.group_of_code[c] = found->second;
    } else if (dimension.labels.empty()) {
      if (!dimension.total.empty() && same_text(dimension.total, label))
        throw usage_error(error_code::bad_definition, {},
                          fmt::format("the breakdown {} of {} has a text '{}' besides a total of this name",
                                      dimension.name, state_.wanted_.measures[count.measure].id, dimension.total),
                          "name the total otherwise");
      bound.group_of_code[c] = bound.labels.size();
      known.emplace(form, bound.labels.size());
      bound.labels.push_back(label);
    } else {
      continue;
    }
    if (!dimension.labels.empty()) continue;
    // Of several spellings the first in byte order, whatever order the records have them in.
    std::string& written = bound.labels[bound.group_of_code[c]];
    if (c != 0 && written != missing_label && label < written) written = label;
    std::string& shown = state_.spellings_[{count.measure, count.figure, count.by.size(), form}];
    if (shown.empty() || written < shown) shown = written;
  }
}

// -------------------------------------------------------------------------------------------------------------- people

/// Counts every person once, for all measures and periods. Parts are cut by people, not by threads; what counts are
/// added to does not matter, since they add up to the same in any order.
void evaluation::walk() {
  constexpr std::size_t part_people = 1U << 13U;
  const std::size_t people = people_.size();
  const std::size_t parts = (people + part_people - 1) / part_people;
  std::vector<part_lines> lines(parts);
  std::mutex mutex;
  std::vector<std::unique_ptr<thread_state>> idle;
  for_each_part(parts, options_.threads, [&](std::size_t part) {
    std::unique_ptr<thread_state> state;
    {
      const std::scoped_lock lock(mutex);
      if (!idle.empty()) {
        state = std::move(idle.back());
        idle.pop_back();
      }
    }
    if (!state) state = std::make_unique<thread_state>(make_thread_state());
    part_lines& own = lines[part];
    own.traces.resize(jobs_.size());
    for (std::size_t j = 0; j < jobs_.size(); ++j) own.traces[j].resize(jobs_[j].traces.size());
    const std::size_t last = std::min(people, (part + 1) * part_people);
    for (std::size_t person = part * part_people; person < last;) {
      if (!people_.counts(person)) {  // rows of nobody in particular
        ++person;
        continue;
      }
      constexpr std::uint32_t block_rows = 2048;
      std::size_t end = person + 1;
      while (end < last && end - person < block_rows &&
             people_.events_of(end).last - people_.events_of(person).first <= block_rows && people_.counts(end))
        ++end;
      for (std::size_t j = 0; j < jobs_.size(); ++j) count_block(j, person, end, *state, own);
      person = end;
    }
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(state));
    if (options_.on_progress && parts > 1)
      options_.on_progress("counting", static_cast<double>(part + 1) / static_cast<double>(parts));
  });
  for (const std::unique_ptr<thread_state>& state : idle)
    for (std::size_t j = 0; j < jobs_.size(); ++j)
      for (std::size_t t = 0; t < jobs_[j].total.size(); ++t) jobs_[j].total[t].merge(state->tallies[j][t]);
  for (part_lines& part : lines) {
    for (std::size_t j = 0; j < part.traces.size(); ++j)
      for (std::size_t t = 0; t < part.traces[j].size(); ++t) add_lines(jobs_[j].traces[t], part.traces[j][t]);
    added_.insert(added_.end(), part.added.begin(), part.added.end());
  }
}

evaluation::thread_state evaluation::make_thread_state() const {
  thread_state made;
  for (const job& j : jobs_) {
    made.spaces.push_back(j.how->make_workspace());
    made.tallies.push_back(j.total);  // empty so far
  }
  return made;
}

void evaluation::add_lines(const bound_trace& trace, std::vector<traced_unit>& lines) {
  auto& to = state_.traces_[trace.measure][trace.trace];
  to.insert(to.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
}

void evaluation::count_block(std::size_t number, std::size_t first, std::size_t last, thread_state& state,
                             part_lines& lines) const {
  const job& j = jobs_[number];
  workspace& in = state.spaces[number];
  j.how->begin(first, last, in);
  for (std::size_t c = 0; c < j.counts.size(); ++c)
    if (!j.how->is_of_nobody(j.counts[c].frame)) count_units(number, c, in, state.tallies[number][c], lines.added);
  for (std::size_t t = 0; t < j.traces.size(); ++t)
    if (!j.how->is_of_nobody(j.traces[t].frame)) trace_units(j, j.traces[t], in, lines.traces[number][t]);
}

void evaluation::count_rest(std::size_t number) {
  job& j = jobs_[number];
  const auto of_nobody = [&](const auto& part) { return j.how->is_of_nobody(part.frame); };
  if (std::none_of(j.counts.begin(), j.counts.end(), of_nobody) &&
      std::none_of(j.traces.begin(), j.traces.end(), of_nobody))
    return;
  workspace in = j.how->make_workspace();
  for (std::size_t c = 0; c < j.counts.size(); ++c)
    if (of_nobody(j.counts[c])) count_units(number, c, in, j.total[c], added_);
  for (const bound_trace& trace : j.traces) {
    if (!of_nobody(trace)) continue;
    std::vector<traced_unit> lines;
    trace_units(j, trace, in, lines);
    add_lines(trace, lines);
  }
}

// --------------------------------------------------------------------------------------------------------------- units

/// Calls then(group, periods) for every group that a unit is in within some periods.
template <typename Then>
void evaluation::for_groups(std::span<const read_breakdown> by, std::size_t unit, period_mask within, std::size_t group,
                            Then&& then) {
  if (by.empty()) {
    then(group, within);
    return;
  }
  const bound_breakdown& dimension = *by.front().of;
  const std::span<const read_breakdown> rest = by.subspan(1);
  const std::size_t base = group * dimension.labels.size();
  if (dimension.text != none)
    by.front().text.every(unit, within, [&](std::uint32_t text, period_mask here) {
      const std::size_t own = dimension.group_of_code[text];
      if (own != none) for_groups(rest, unit, here, base + own, then);
    });
  for (std::size_t c = 0; c < by.front().conditions.size(); ++c)
    if (const period_mask here = by.front().conditions[c].yes(unit) & within; here != 0)
      for_groups(rest, unit, here, base + c, then);
  if (dimension.total) for_groups(rest, unit, within, base + dimension.labels.size() - 1, then);
}

/// The dimensions of a count, worked out for some units.
std::vector<evaluation::read_breakdown> evaluation::read_breakdowns(const job& j, const bound_count& count,
                                                                    const some_units& of, workspace& in) const {
  std::vector<read_breakdown> by;
  for (const bound_breakdown& dimension : count.by) {
    read_breakdown made{&dimension};
    if (dimension.text != none) {
      j.how->ask(dimension.text, count.frame, of, in);
      made.text = j.how->read<std::uint32_t>(dimension.text, count.frame, in);
    }
    for (const std::size_t c : dimension.conditions) j.how->ask(c, count.frame, of, in);
    for (const std::size_t c : dimension.conditions) made.conditions.push_back(j.how->truths(c, count.frame, in));
    by.push_back(std::move(made));
  }
  return by;
}

std::size_t evaluation::place_of(const units& of, bool rest, std::size_t unit, const workspace& in) const {
  return rest ? of.place[unit] : place_of_[people_.council_of(in.first_person + of.person[unit])];
}

/// Units with a remark: their category is unknown, or none that is valid.
void evaluation::count_remarks(const job& j, const bound_count& count, std::size_t condition, tallied as, workspace& in,
                               tally& to) const {
  if (condition == none) return;
  const units& of = j.how->units_of(count.frame, in);
  unit_list room(in, of.count);
  const some_units some = j.how->hits(condition, count.frame, in, room);
  const std::vector<read_breakdown> by = read_breakdowns(j, count, some, in);
  const truth_reader holds = j.how->truths(condition, count.frame, in);
  some.each([&](std::size_t unit) {
    const period_mask here = holds.yes(unit) & of.there(unit);
    if (here == 0) return;
    const std::size_t place = place_of(of, j.how->is_of_nobody(count.frame), unit, in);
    for_groups(by, unit, here, 0, [&](std::size_t group, period_mask m) { to.add(as, place, group, m); });
  });
}

void evaluation::count_units(std::size_t job_number, std::size_t count_number, workspace& in, tally& to,
                             std::vector<added_units>& added) const {
  const job& j = jobs_[job_number];
  const plan& how = *j.how;
  const bound_count& count = j.counts[count_number];
  count_remarks(j, count, count.unknown, tallied::unknown, in, to);
  count_remarks(j, count, count.invalid, tallied::invalid, in, to);
  // Everything else is asked of those that count.
  const some_units some = how.hits(count.of, in);
  if (some.count == 0) return;
  const std::vector<read_breakdown> by = read_breakdowns(j, count, some, in);
  if (count.numerator != none) how.ask(count.numerator, count.frame, some, in);
  if (count.value != none) how.ask(count.value, count.frame, some, in);
  const bool contributes = count.contributes && state_.keep_contributions_;
  const bool rest = how.is_of_nobody(count.frame);
  const units& of = how.units_of(count.frame, in);
  const truth_reader counts = how.truths(count.of, count.frame, in);
  truth_reader in_numerator;
  if (count.numerator != none) in_numerator = how.truths(count.numerator, count.frame, in);
  reader<double> values;
  if (count.value != none) values = how.read<double>(count.value, count.frame, in);

  std::vector<std::pair<std::size_t, period_mask>> counted_for;  // group and periods, of the person last met
  std::size_t last_met = none;
  some.each([&](std::size_t unit) {
    const period_mask here = counts.yes(unit) & of.there(unit);
    if (here == 0) return;
    const period_mask numerator = count.into_denominator_only ? 0
                                  : count.numerator == none   ? every_period
                                                              : in_numerator.yes(unit);
    const std::size_t person = rest ? 0 : in.first_person + of.person[unit];
    const std::size_t place = place_of(of, rest, unit, in);
    if (count.once_a_person && !rest && people_.is_nobody(person)) return;
    if (person != last_met) counted_for.clear();
    last_met = person;
    for_groups(by, unit, here, 0, [&](std::size_t group, period_mask m) {
      if (count.once_a_person) {
        const auto known =
            std::find_if(counted_for.begin(), counted_for.end(), [group](const auto& c) { return c.first == group; });
        if (known == counted_for.end()) {
          counted_for.emplace_back(group, m);
        } else {
          m &= ~known->second;
          known->second |= m;
        }
        if (m == 0) return;
      }
      period_mask numerators = 0, denominators = 0;
      if (count.kind == statistic::quotient) {
        const auto add = [&](double value, period_mask known) {
          numerators |= count.numerator_weight != 0 ? known : 0;
          denominators |= count.denominator_weight != 0 ? known : 0;
          each_period(known, [&](std::size_t p) {
            to.add_to_quotient(place, group, p, value * count.numerator_weight, value * count.denominator_weight);
          });
        };
        if (count.value != none) {
          values.known(unit, m, add);
        } else {
          add(1, m);
        }
      } else if (count.value != none) {
        values.known(unit, m, [&](double value, period_mask known) {
          denominators |= known;
          each_period(known, [&](std::size_t p) {
            if (keeps_values(count.kind)) {
              to.add_value(place, group, p, value);
            } else {
              to.add_to_sum(place, group, p, value, count.kind == statistic::mean);
            }
          });
        });
        if (denominators != m) to.add(tallied::unknown, place, group, m & ~denominators);
      } else {
        numerators = numerator & m;
        denominators = count.into_numerator_only ? 0 : m;
      }
      if (numerators != 0) to.add(tallied::numerator, place, group, numerators);
      if (denominators != 0) to.add(tallied::denominator, place, group, denominators);
      if (!contributes) return;
      each_period(numerators | denominators, [&](std::size_t p) {
        added.push_back({job_number, count_number, p, group, place, rest ? none : person, numerators >> p & 1U,
                         denominators >> p & 1U});
      });
    });
  });
}

void evaluation::trace_units(const job& j, const bound_trace& trace, workspace& in,
                             std::vector<traced_unit>& to) const {
  const plan& how = *j.how;
  const some_units some = how.hits(trace.of, in);
  for (const std::size_t column : trace.columns) how.ask(column, trace.frame, some, in);
  const units& of = how.units_of(trace.frame, in);
  const truth_reader counts = how.truths(trace.of, trace.frame, in);
  some.each([&](std::size_t unit) {
    period_mask wanted = counts.yes(unit) & of.there(unit);
    if (!trace.by_period) wanted &= -wanted;  // once
    each_period(wanted, [&](std::size_t period) {
      traced_unit line{how.periods()[period], {}, {}, {}};
      if (trace.by_person) {
        const std::size_t person = in.first_person + of.person[unit];
        line.la_code = people_.councils()[people_.council_of(person)].la_code;
        line.person_id = people_.id(person);
      }
      for (const std::size_t column : trace.columns)
        line.values.push_back(text_of(how, in, column, unit, period, trace.frame));
      to.push_back(std::move(line));
    });
  });
}

std::string evaluation::text_of(const plan& how, const workspace& in, std::size_t node, std::size_t unit,
                                std::size_t period, std::size_t frame) {
  switch (how.kind_of(node)) {
    case value_kind::truth: {
      const kleene holds = how.truths(node, frame, in).in(period, unit);
      return holds == flag::yes ? "Y" : holds == flag::no ? "N" : "";
    }
    case value_kind::date: return to_string(how.read<day>(node, frame, in).in(period, unit));
    case value_kind::number: {
      const double x = how.read<double>(node, frame, in).in(period, unit);
      return is_none(x) ? "" : all_digits(x);
    }
    case value_kind::text:
      return std::string(how.words(node)[how.read<std::uint32_t>(node, frame, in).in(period, unit)]);
    default: return {};
  }
}

// ----------------------------------------------------------------------------------------------------------- what came

/// Labels of a group, one a dimension: as a key of cells, or as they are shown.
std::string evaluation::label_of(const bound_count& count, std::size_t group, bool as_key) {
  if (count.by.empty()) return "Total";
  std::vector<std::string_view> labels(count.by.size());
  for (std::size_t d = count.by.size(); d-- > 0;) {
    labels[d] = count.by[d].labels[group % count.by[d].labels.size()];
    group /= count.by[d].labels.size();
  }
  std::string text;
  for (std::size_t d = 0; d < labels.size(); ++d) {
    if (d != 0) text += as_key ? std::string_view(&between_labels, 1) : std::string_view(", ");
    text += as_key ? fold(labels[d]) : std::string(labels[d]);
  }
  return text;
}

/// Moves what was counted into the state, by label: other people's dictionaries number their texts otherwise.
void evaluation::hand_over(const job& j) {
  for (std::size_t i = 0; i < j.counts.size(); ++i) {
    const bound_count& count = j.counts[i];
    const tally& made = j.total[i];
    const std::size_t all_periods = state_.periods_[count.measure].size();
    // Units of nobody say themselves what counts for the nation.
    const bool for_nation = state_.wanted_.measures[count.measure].national && !j.how->is_of_nobody(count.frame);
    for (std::size_t group = 0; group < count.groups; ++group) {
      std::string label;
      for (std::size_t place = 0; place <= places_.size(); ++place) {
        if (made.is_empty(place, group)) continue;
        if (label.empty()) label = label_of(count, group, true);
        const auto add = [&](const std::string& where) {
          std::vector<cell>& to = state_.cells_[{count.measure, count.figure, where, label}];
          to.resize(all_periods);
          for (std::size_t p = 0; p < j.period_numbers.size(); ++p) to[j.period_numbers[p]] += made.at(place, group, p);
        };
        add(place == places_.size() ? std::string() : fold(places_[place].la_code));
        if (place != places_.size() && for_nation) add({});
      }
    }
  }
}

/// Adds up what each person counted, in the order that `contributions` promises.
void evaluation::hand_over_contributions() {
  // Groups of a share's two sides go by their labels, which are numbered by each side.
  std::map<std::string, std::size_t> ranks;
  for (const job& j : jobs_)
    for (const bound_count& count : j.counts)
      for (std::size_t group = 0; count.contributes && group < count.groups; ++group)
        ranks.emplace(label_of(count, group, false), 0);
  std::vector<const std::string*> labels;
  for (auto& [label, rank] : ranks) {
    rank = labels.size();
    labels.push_back(&label);
  }
  std::vector<std::vector<std::vector<std::size_t>>> rank_of(jobs_.size());  // by job, count and group
  for (std::size_t j = 0; j < jobs_.size(); ++j)
    for (const bound_count& count : jobs_[j].counts) {
      rank_of[j].emplace_back();
      for (std::size_t group = 0; count.contributes && group < count.groups; ++group)
        rank_of[j].back().push_back(ranks.at(label_of(count, group, false)));
    }
  // What is alike for all units of a line; units of nobody stand behind the people of their place.
  const auto line_of = [&](const added_units& a) {
    const bound_count& count = jobs_[a.job].counts[a.count];
    return std::tuple(count.measure, count.figure, jobs_[a.job].how->periods()[a.period], a.place, a.person,
                      rank_of[a.job][a.count][a.group]);
  };
  std::sort(added_.begin(), added_.end(),
            [&](const added_units& a, const added_units& b) { return line_of(a) < line_of(b); });
  const bool first = state_.contributions_.empty();
  for (std::size_t i = 0; i < added_.size();) {
    const added_units& a = added_[i];
    const auto line = line_of(a);
    contribution sum{state_.wanted_.measures[std::get<0>(line)].figures[std::get<1>(line)].id,
                     jobs_[a.job].how->periods()[a.period],
                     a.place == places_.size() ? std::string(evaluation_state::nation_code) : places_[a.place].la_code,
                     a.person == none ? std::string() : std::string(people_.id(a.person)), *labels[std::get<5>(line)]};
    for (; i < added_.size() && line_of(added_[i]) == line; ++i) {
      sum.numerator += added_[i].numerator;
      sum.denominator += added_[i].denominator;
    }
    state_.contributions_.push_back(std::move(sum));
  }
  if (!first) state_.order_contributions();
}

}  // namespace ascof
