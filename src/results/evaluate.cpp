#include "ascof/results/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <set>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "measure/plan.hpp"

namespace ascof {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr char between_labels = '\x1f';  // of a group's key; ", " could be part of a label

/// What a measure lacks to be computed; empty when nothing.
std::string lacks(const measure& m, const records& people, const hospital_episodes* hospital) {
  for (const event::column column : m.needs())
    if (!people.events().has(column))
      return fmt::format("the column {} of the main table", main_table_schema().fields[column].name);
  if (m.needs_hospital() && hospital == nullptr) return "hospital episodes (--hospital FILE --lsoa FILE)";
  return {};
}

bool is_rate(const measure& m) {
  return std::any_of(m.figures.begin(), m.figures.end(),
                     [](const figure& f) { return f.counts.kind == statistic::rate_per_100000; });
}
constexpr std::string_view lacks_population = "a population table (--population FILE)";

std::optional<std::int64_t> population_of(const population& people_in_areas, const area& place,
                                          const std::string& band) {
  if (!place.area_code.empty())
    if (const auto people = people_in_areas.find(place.area_code, "All", band)) return people;
  return people_in_areas.find(place.la_code, "All", band);
}

/// The periods a measure reports; none when no quarter lies inside those asked for, or the records cover no whole year.
std::vector<period> periods_for(const measure& m, period covers, const std::vector<period>& asked) {
  const bool known = covers.start && covers.end;
  if (m.reports == cadence::reporting_periods) {
    if (!asked.empty()) return asked;
    return known ? financial_years_inside(covers) : std::vector<period>{};
  }
  std::vector<period> ranges = asked;
  if (ranges.empty() && known) ranges.push_back(covers);
  std::vector<period> quarters;
  for (const period& range : ranges) {
    const std::vector<period> inside = quarters_inside(range);
    const bool latest = m.reports == cadence::latest_quarters && !inside.empty();
    quarters.insert(quarters.end(), latest ? inside.end() - 1 : inside.begin(), inside.end());
  }
  std::sort(quarters.begin(), quarters.end());
  quarters.erase(std::unique(quarters.begin(), quarters.end()), quarters.end());
  return quarters;
}

[[noreturn]] void refuse_without_population(const area& place, const std::string& band) {
  throw input_error(error_code::missing_population, {},
                    fmt::format("council {} has records but no population of '{}'{}", place.la_code, band,
                                place.area_code.empty() ? std::string{} : " under " + place.area_code),
                    "add it to the population table (by area code, with --areas, or by council code), or leave such "
                    "councils out with --skip-missing-population");
}

[[noreturn]] void refuse_without_period(const measure& m, period covers, bool asked) {
  const std::string extent = covers.end.is_missing() ? std::string{} : " (" + to_string(covers) + ")";
  const bool quarters = m.reports != cadence::reporting_periods;
  throw usage_error(
      error_code::bad_period, {.file = {}, .line = 0, .field = "--period", .column = 0},
      asked ? fmt::format("{} reports calendar quarters, and none lies inside the period", m.id)
            : fmt::format("the records{} cover no whole {}", extent, quarters ? "quarter" : "financial year"),
      quarters ? "give a period of whole quarters, such as 2024-04-01..2024-06-30"
               : "say which period is wanted with START..END");
}

/// The value below which `level` percent lie, between the two nearest by their distance. @pre not empty
double percentile(std::vector<double> values, double level) {
  std::sort(values.begin(), values.end());
  const double place = level / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= values.size()) return values.back();
  return values[below] + (place - static_cast<double>(below)) * (values[below + 1] - values[below]);
}

/// The middle value, or the mean of the middle two. @pre not empty
double median(std::vector<double> values) {
  const std::size_t half = values.size() / 2;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

bool keeps_values(statistic kind) { return kind == statistic::median || kind == statistic::percentile; }
bool is_change(statistic kind) { return kind == statistic::change || kind == statistic::percent_change; }
/// The statistic that counts are made for.
statistic counted_as(const calculation& c) { return is_change(c.kind) ? c.changed : c.kind; }

/// Expressions a year earlier: every bound of the period moved back by twelve months. What stands in several is moved
/// once.
class a_year_earlier {
 public:
  expr operator()(const expr& e) {
    if (!e || !depends_on_period(e)) return e;
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
  std::map<const expression*, expr> moved_;
};

}  // namespace

// ------------------------------------------------------------------------------------------------------------ walking

/// One update of a state: measures made into plans, a walk over the people, and what was counted.
class evaluation {
 public:
  evaluation(evaluation_state& state, const records& people, const person_details& details,
             const evaluate_options& options)
      : state_(state), people_(people), options_(options), study_{people, details, places_, options.hospital} {
    for (const auto& row : state.councils_) places_.push_back({row.place.la_code, row.place.la_name});
    place_of_.resize(people.councils().size());
    for (std::size_t i = 0; i < people.councils().size(); ++i)
      for (std::size_t p = 0; p < places_.size(); ++p)
        if (same_text(places_[p].la_code, people.councils()[i].la_code)) place_of_[i] = p;
    make_jobs();
  }

  void run() {
    walk();
    for (std::size_t j = 0; j < jobs_.size(); ++j) count_rest(j);
    for (const job& j : jobs_) hand_over(j);
    if (state_.keep_contributions_) hand_over_contributions();
  }

 private:
  /// A dimension ready to use: nodes of its conditions, or group by code of its text.
  struct bound_breakdown {
    std::vector<std::size_t> conditions;
    std::size_t text = none;
    std::vector<std::size_t> group_of_code;
    std::vector<std::string> labels;  // of the groups
    bool total = false;
  };
  /// Something to count: units of a frame, into cells.
  struct bound_count {
    std::size_t measure = 0, figure = 0;
    statistic kind = statistic::count;
    std::size_t frame = plan::every;
    std::size_t of = none, numerator = none, value = none, unknown = none, invalid = none;
    bool into_denominator_only = false;  // units of another kind than the numerator's
    bool into_numerator_only = false;
    bool once_a_person = false;
    bool contributes = false;  // of a figure that is wanted
    std::vector<bound_breakdown> by;
    std::size_t groups = 1;
    std::size_t first_tally = 0;  // by period
  };
  struct bound_trace {
    std::size_t measure = 0, trace = 0;
    std::size_t frame = plan::every;
    std::size_t of = none;
    std::vector<std::size_t> columns;
    bool by_period = true, by_person = true;
  };
  /// Measures that report the same periods, up to 64 at a time, with their plan.
  struct job {
    std::vector<std::size_t> period_numbers;  // in the measure's list
    std::unique_ptr<plan> how;
    std::vector<bound_count> counts;
    std::vector<bound_trace> traces;
    std::vector<tally> total;
  };
  /// What one thread counts into.
  struct thread_state {
    std::vector<workspace> spaces;            // by job
    std::vector<std::vector<tally>> tallies;  // by job
  };
  /// Units of one person in one group, or of nobody in one place.
  struct added_units {
    std::size_t job = 0, count = 0;
    std::size_t period = 0, group = 0;
    std::size_t place = 0;
    std::size_t person = none;
    std::uint64_t numerator = 0, denominator = 0;
  };
  /// What has to stay in the order of people.
  struct part_lines {
    std::vector<std::vector<std::vector<traced_unit>>> traces;  // by job and trace
    std::vector<added_units> added;
  };

  void make_jobs() {
    const std::vector<measure>& measures = state_.wanted_.measures;
    std::vector<bool> done(measures.size(), false);
    for (std::size_t m = 0; m < measures.size(); ++m) {
      if (done[m]) continue;
      const std::vector<period>& periods = state_.periods_[m];
      for (std::size_t first = 0; first < periods.size(); first += plan::most_periods) {
        job j;
        const std::size_t last = std::min(periods.size(), first + plan::most_periods);
        for (std::size_t p = first; p < last; ++p) j.period_numbers.push_back(p);
        j.how =
            std::make_unique<plan>(study_, std::vector<period>(periods.begin() + static_cast<std::ptrdiff_t>(first),
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

  void add_measure(job& j, std::size_t m, bool first_periods) {
    const measure& definition = state_.wanted_.measures[m];
    for (std::size_t f = 0; f < definition.figures.size(); ++f) {
      const figure& fig = definition.figures[f];
      const calculation& c = fig.counts;
      bound_count count;
      count.measure = m;
      count.figure = f;
      count.kind = counted_as(c);
      count.once_a_person = c.once_a_person;
      count.of = j.how->add(c.of);
      if (c.numerator) count.numerator = j.how->add(c.numerator);
      if (c.value) count.value = j.how->add(c.value);
      if (fig.unknown) count.unknown = j.how->add(fig.unknown);
      if (fig.invalid) count.invalid = j.how->add(fig.invalid);
      count.contributes = state_.wanted_.wants(fig.id);
      count.into_numerator_only = c.other_denominator != nullptr || count.kind == statistic::rate_per_100000;
      const statistic kind = count.kind;
      add_count(j, std::move(count), c.of, fig.by);
      if (c.other_denominator) {
        bound_count base;
        base.measure = m;
        base.figure = f;
        base.into_denominator_only = true;
        base.contributes = state_.wanted_.wants(fig.id);
        base.of = j.how->add(c.other_denominator);
        add_count(j, std::move(base), c.other_denominator, fig.denominator_by);
      }
      if (is_change(c.kind)) {
        bound_count before;
        before.measure = m;
        before.figure =
            definition.figures.size() + definition.sides.size() + f;  // the year before, in cells of its own
        before.kind = kind;
        before.into_numerator_only = c.other_denominator != nullptr;
        a_year_earlier earlier;
        const expr of = earlier(c.of);
        before.of = j.how->add(of);
        if (c.numerator) before.numerator = j.how->add(earlier(c.numerator));
        if (c.value) before.value = j.how->add(earlier(c.value));
        const std::size_t number = before.figure;
        add_count(j, std::move(before), of, earlier(fig.by));
        if (c.other_denominator) {
          bound_count base;
          base.measure = m;
          base.figure = number;
          base.into_denominator_only = true;
          const expr by = earlier(c.other_denominator);
          base.of = j.how->add(by);
          add_count(j, std::move(base), by, earlier(fig.denominator_by));
        }
      }
    }
    for (std::size_t s = 0; s < definition.sides.size(); ++s) {
      const side_count& side = definition.sides[s];
      bound_count count;
      count.measure = m;
      count.figure = definition.figures.size() + s;
      count.of = j.how->add(side.of);
      add_count(j, std::move(count), side.of, side.by);
    }
    if (!options_.trace) return;
    for (std::size_t t = 0; t < definition.traces.size(); ++t) {
      const trace_layout& layout = definition.traces[t];
      if (!layout.by_period && !first_periods) continue;
      bound_trace trace;
      trace.measure = m;
      trace.trace = t;
      trace.frame = j.how->frame(layout.of->of);
      trace.of = j.how->add(layout.of);
      for (const trace_column& column : layout.columns) trace.columns.push_back(j.how->add(column.value));
      trace.by_period = layout.by_period;
      trace.by_person = layout.by_person;
      j.traces.push_back(std::move(trace));
    }
  }
  void add_count(job& j, bound_count&& count, const expr& of, const std::vector<breakdown>& by) {
    count.frame = j.how->frame(of->of);
    for (const breakdown& dimension : by) {
      bound_breakdown bound;
      for (const expr& c : dimension.conditions) bound.conditions.push_back(j.how->add(c));
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
    count.first_tally = j.total.size();
    for (std::size_t p = 0; p < j.period_numbers.size(); ++p) j.total.emplace_back(places_.size() + 1, count.groups);
    j.counts.push_back(std::move(count));
  }

  /// The group of each text: of the definition's labels, or one for each text that the records have.
  void group_texts(const dictionary& words, const breakdown& dimension, const bound_count& count,
                   bound_breakdown& bound) {
    bound.group_of_code.assign(words.size(), none);
    std::map<std::string, std::size_t> known;  // by folded text
    for (const std::string& label : bound.labels) known.emplace(fold(label), known.size());
    for (code c = 0; c < words.size(); ++c) {
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

  /// Counts every person once, for all measures and periods. Parts are cut by people, not by threads; what counts are
  /// added to does not matter, since they add up to the same in any order.
  void walk() {
    constexpr std::size_t part_people = 1U << 13U;
    const std::size_t people = people_.people();
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
        if (people_.person_id(person).empty()) {  // rows of nobody in particular
          ++person;
          continue;
        }
        constexpr std::uint32_t block_rows = 2048;
        std::size_t end = person + 1;
        while (end < last && people_.rows_of(end).last - people_.rows_of(person).first <= block_rows &&
               !people_.person_id(end).empty())
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

  thread_state make_thread_state() const {
    thread_state made;
    for (const job& j : jobs_) {
      made.spaces.push_back(j.how->make_workspace());
      made.tallies.push_back(j.total);  // empty so far
    }
    return made;
  }

  void add_lines(const bound_trace& trace, std::vector<traced_unit>& lines) {
    auto& to = state_.traces_[trace.measure][trace.trace];
    to.insert(to.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
  }

  void count_block(std::size_t number, std::size_t first, std::size_t last, thread_state& state, part_lines& lines) {
    const job& j = jobs_[number];
    workspace& in = state.spaces[number];
    j.how->run(first, last, in);
    for (std::size_t c = 0; c < j.counts.size(); ++c)
      if (!j.how->is_of_nobody(j.counts[c].frame)) count_units(number, c, in, state.tallies[number], lines.added);
    for (std::size_t t = 0; t < j.traces.size(); ++t)
      if (!j.how->is_of_nobody(j.traces[t].frame)) trace_units(j, j.traces[t], in, lines.traces[number][t]);
  }

  void count_rest(std::size_t number) {
    job& j = jobs_[number];
    const auto of_nobody = [&](const auto& part) { return j.how->is_of_nobody(part.frame); };
    if (std::none_of(j.counts.begin(), j.counts.end(), of_nobody) &&
        std::none_of(j.traces.begin(), j.traces.end(), of_nobody))
      return;
    workspace in = j.how->make_workspace();
    j.how->run_rest(in);
    for (std::size_t c = 0; c < j.counts.size(); ++c)
      if (of_nobody(j.counts[c])) count_units(number, c, in, j.total, added_);
    for (const bound_trace& trace : j.traces) {
      if (!of_nobody(trace)) continue;
      std::vector<traced_unit> lines;
      trace_units(j, trace, in, lines);
      add_lines(trace, lines);
    }
  }

  /// Calls `then(group)` for every group that a unit is in, in a period.
  template <typename Then>
  static void for_groups(const plan& how, const workspace& in, const bound_count& count, std::size_t unit,
                         std::size_t period, std::size_t dimension, std::size_t group, Then&& then) {
    if (dimension == count.by.size()) {
      then(group);
      return;
    }
    const bound_breakdown& by = count.by[dimension];
    const std::size_t base = group * by.labels.size();
    if (by.text != none) {
      const lane& l = in.lanes[by.text];
      const std::size_t own =
          by.group_of_code[l.codes[how.plane(by.text, period, in) + how.at(by.text, unit, count.frame, in)]];
      if (own != none) for_groups(how, in, count, unit, period, dimension + 1, base + own, then);
    }
    for (std::size_t c = 0; c < by.conditions.size(); ++c)
      if ((how.yes(by.conditions[c], unit, count.frame, in) >> period & 1U) != 0)
        for_groups(how, in, count, unit, period, dimension + 1, base + c, then);
    if (by.total) for_groups(how, in, count, unit, period, dimension + 1, base + by.labels.size() - 1, then);
  }

  void count_units(std::size_t job_number, std::size_t count_number, const workspace& in, std::vector<tally>& to,
                   std::vector<added_units>& added) const {
    const job& j = jobs_[job_number];
    const bound_count& count = j.counts[count_number];
    const bool contributes = count.contributes && state_.keep_contributions_;
    const plan& how = *j.how;
    const units& of = in.frames[count.frame];
    const auto bits = [&](std::size_t node, std::size_t unit) { return how.yes(node, unit, count.frame, in); };
    const bool rest = how.is_of_nobody(count.frame);
    std::vector<std::pair<std::size_t, std::size_t>> counted_for;  // period and group, of the person last met
    std::size_t last_met = none;
    // Most units do not count: those are passed over without another look.
    const lane& first = in.lanes[count.of];
    const bool alone = how.frame_of(count.of) == count.frame && count.unknown == none && count.invalid == none;
    const std::uint8_t* flags = alone && !how.varies(count.of) ? first.flags.data() : nullptr;
    const period_mask* yes = alone && how.varies(count.of) ? first.yes.data() : nullptr;
    for (std::size_t unit = 0; unit < of.count; ++unit) {
      if ((flags != nullptr && (flags[unit] & 1U) == 0) || (yes != nullptr && yes[unit] == 0)) continue;
      const period_mask exists = of.exists.empty() ? how.all_periods() : of.exists[unit];
      const period_mask counted = bits(count.of, unit) & exists;
      const period_mask unknown = count.unknown == none ? 0 : bits(count.unknown, unit) & exists;
      const period_mask invalid = count.invalid == none ? 0 : bits(count.invalid, unit) & exists;
      const period_mask any = counted | unknown | invalid;
      if (any == 0) continue;
      const period_mask numerator = count.numerator == none ? counted : bits(count.numerator, unit) & counted;
      const std::size_t person = rest ? 0 : in.first_person + of.person[unit];
      const std::size_t place = rest ? of.place[unit] : place_of_[people_.council_of(person)];
      if (person != last_met) counted_for.clear();
      last_met = person;
      for (period_mask left = any; left != 0; left &= left - 1) {
        const auto period = static_cast<std::size_t>(std::countr_zero(left));
        const period_mask bit = period_mask{1} << period;
        for_groups(how, in, count, unit, period, 0, 0, [&](std::size_t group) {
          cell& c = to[count.first_tally + period].at(place, group);
          if ((unknown & bit) != 0) ++c.unknown;
          if ((invalid & bit) != 0) ++c.invalid;
          if ((counted & bit) == 0) return;
          if (count.once_a_person) {
            const std::pair here(period, group);
            if (std::find(counted_for.begin(), counted_for.end(), here) != counted_for.end()) return;
            counted_for.push_back(here);
          }
          std::uint64_t in_numerator = 0, in_denominator = 0;
          if (count.value != none) {
            const double value =
                in.lanes[count.value]
                    .numbers[how.plane(count.value, period, in) + how.at(count.value, unit, count.frame, in)];
            if (std::isnan(value)) {
              ++c.unknown;
              return;
            }
            in_denominator = 1;
            if (keeps_values(count.kind)) {
              c.values.push_back(value);
            } else {
              c.sum.add(value);
              if (count.kind == statistic::mean) c.squares.add(value * value);
            }
          } else {
            in_denominator = count.into_numerator_only ? 0 : 1;
            in_numerator = !count.into_denominator_only && (numerator & bit) != 0 ? 1 : 0;
          }
          c.denominator += in_denominator;
          c.numerator += in_numerator;
          if (contributes && (in_numerator | in_denominator) != 0)
            added.push_back(
                {job_number, count_number, period, group, place, rest ? none : person, in_numerator, in_denominator});
        });
      }
    }
  }

  void trace_units(const job& j, const bound_trace& trace, const workspace& in, std::vector<traced_unit>& to) const {
    const plan& how = *j.how;
    const units& of = in.frames[trace.frame];
    for (std::size_t unit = 0; unit < of.count; ++unit) {
      period_mask wanted = how.yes(trace.of, unit, trace.frame, in);
      if (!of.exists.empty()) wanted &= of.exists[unit];
      if (!trace.by_period) wanted &= -wanted;  // once
      for (period_mask left = wanted; left != 0; left &= left - 1) {
        const auto period = static_cast<std::size_t>(std::countr_zero(left));
        traced_unit line{how.periods()[period], {}, {}, {}};
        if (trace.by_person) {
          const std::size_t person = in.first_person + of.person[unit];
          line.la_code = people_.councils()[people_.council_of(person)].la_code;
          line.person_id = people_.person_id(person);
        }
        for (const std::size_t column : trace.columns)
          line.values.push_back(text_of(how, in, column, unit, period, trace.frame));
        to.push_back(std::move(line));
      }
    }
  }

  static std::string text_of(const plan& how, const workspace& in, std::size_t node, std::size_t unit,
                             std::size_t period, std::size_t frame) {
    const lane& l = in.lanes[node];
    const std::size_t at = how.at(node, unit, frame, in);
    const std::size_t plane = how.plane(node, period, in);
    switch (how.kind_of(node)) {
      case value_kind::truth:
        return (how.yes(node, unit, frame, in) >> period & 1U) != 0  ? "Y"
               : (how.no(node, unit, frame, in) >> period & 1U) != 0 ? "N"
                                                                     : "";
      case value_kind::date: return to_string(l.days[plane + at]);
      case value_kind::number: return std::isnan(l.numbers[plane + at]) ? "" : all_digits(l.numbers[plane + at]);
      case value_kind::text: return std::string(how.words(node)[l.codes[plane + at]]);
      default: return {};
    }
  }

  /// Labels of a group, one a dimension: as a key of cells, or as they are shown.
  static std::string label_of(const bound_count& count, std::size_t group, bool as_key) {
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
  void hand_over(const job& j) {
    for (const bound_count& count : j.counts)
      for (std::size_t p = 0; p < j.period_numbers.size(); ++p)
        for (std::size_t place = 0; place <= places_.size(); ++place)
          for (std::size_t group = 0; group < count.groups; ++group) {
            const cell& c = j.total[count.first_tally + p].at(place, group);
            if (c.is_empty()) continue;
            const auto add = [&](const std::string& where) {
              state_.cells_[{count.measure, count.figure, j.period_numbers[p], where, label_of(count, group, true)}] +=
                  c;
            };
            add(place == places_.size() ? std::string() : fold(places_[place].la_code));
            // Units of nobody say themselves what counts for the nation.
            if (place != places_.size() && state_.wanted_.measures[count.measure].national &&
                !j.how->is_of_nobody(count.frame))
              add({});
          }
  }

  /// Adds up what each person counted, in the order that `contributions` promises.
  void hand_over_contributions() {
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
      contribution sum{
          state_.wanted_.measures[std::get<0>(line)].figures[std::get<1>(line)].id,
          jobs_[a.job].how->periods()[a.period],
          a.place == places_.size() ? std::string(evaluation_state::nation_code) : places_[a.place].la_code,
          a.person == none ? std::string() : std::string(people_.person_id(a.person)), *labels[std::get<5>(line)]};
      for (; i < added_.size() && line_of(added_[i]) == line; ++i) {
        sum.numerator += added_[i].numerator;
        sum.denominator += added_[i].denominator;
      }
      state_.contributions_.push_back(std::move(sum));
    }
    if (!first) state_.order_contributions();
  }

  evaluation_state& state_;
  const records& people_;
  const evaluate_options& options_;
  std::vector<place_of_figures> places_;
  std::vector<std::size_t> place_of_;  // by council of the records
  study study_;
  std::vector<job> jobs_;
  std::vector<added_units> added_;  // when contributions are kept
};

// -------------------------------------------------------------------------------------------------------------- state

namespace {

std::vector<std::vector<period>> own_periods(const selection& wanted, const std::vector<period>& periods) {
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  if (periods.empty())
    throw usage_error(error_code::bad_period, {}, "a state has no reporting period", "name at least one");
  std::vector<std::vector<period>> own;
  for (const measure& m : wanted.measures) {
    own.push_back(periods_for(m, {}, periods));
    if (own.back().empty()) refuse_without_period(m, {}, true);
  }
  return own;
}

}  // namespace

evaluation_state::evaluation_state(selection wanted, const std::vector<period>& periods, const areas& list)
    : evaluation_state(wanted, own_periods(wanted, periods), list) {}

evaluation_state::evaluation_state(selection wanted, std::vector<std::vector<period>> periods, const areas& list)
    : wanted_(std::move(wanted)), periods_(std::move(periods)) {
  for (const measure& m : wanted_.measures) {
    check(m);
    traces_.emplace_back(m.traces.size());
  }
  for (const std::vector<period>& own : periods_)
    for (const period& p : own) make_period(p.start, p.end);  // refuses one that ends before it starts
  for (const area& place : list.list()) add_council({place, true});
}

bool evaluation_state::council_row::name_differs() const {
  return listed && in_records && !same_text(place.la_name, name_in_records);
}

void evaluation_state::add_council(const council_row& row) {
  const auto form = [](const council_row& c) { return fold(c.place.la_code); };
  const auto known =
      std::lower_bound(councils_.begin(), councils_.end(), form(row),
                       [&](const council_row& own, const std::string& wanted) { return form(own) < wanted; });
  if (known == councils_.end() || form(*known) != form(row)) {
    councils_.insert(known, row);
    return;
  }
  const bool names =
      row.in_records && (!known->in_records || std::tie(row.first_person, row.name_in_records) <
                                                   std::tie(known->first_person, known->name_in_records));
  if (row.listed ? !known->listed : names && !known->listed) known->place = row.place;
  if (names) {
    known->first_person = row.first_person;
    known->name_in_records = row.name_in_records;
  }
  known->listed = known->listed || row.listed;
  known->in_records = known->in_records || row.in_records;
}

void evaluation_state::add_councils(const records& people) {
  std::size_t next = 0;
  for (std::size_t person = 0; person < people.people(); ++person) {
    if (people.council_of(person) != next) continue;
    const council& here = people.councils()[next++];
    add_council({{here.la_code, here.la_name, {}, {}}, false, true, fold(people.person_id(person)), here.la_name});
  }
}

void evaluation_state::update(const records& people, const person_details& details, const evaluate_options& options) {
  for (const measure& m : wanted_.measures) {
    const std::string missing = lacks(m, people, options.hospital);
    if (!missing.empty())
      throw input_error(missing.starts_with("the column") ? error_code::missing_column : error_code::missing_input, {},
                        fmt::format("{} needs {}", m.id, missing), "add it, or leave the measure out");
  }
  several_parts_ = several_parts_ || std::any_of(councils_.begin(), councils_.end(),
                                                 [](const council_row& row) { return row.in_records; });
  add_councils(people);
  evaluation(*this, people, details, options).run();
}

void evaluation_state::merge(const evaluation_state& other) {
  if (other.wanted_.figures != wanted_.figures || other.periods_ != periods_)
    throw usage_error(error_code::bad_definition, {}, "states of other measures or periods cannot be merged",
                      "make both from the same measures and periods");
  for (const council_row& row : other.councils_) add_council(row);
  for (const auto& [where, counts] : other.cells_) cells_[where] += counts;
  for (const auto& [where, text] : other.spellings_) {
    std::string& own = spellings_[where];
    if (own.empty() || text < own) own = text;
  }
  several_parts_ = true;
  for (std::size_t m = 0; m < traces_.size(); ++m)
    for (std::size_t t = 0; t < traces_[m].size(); ++t)
      traces_[m][t].insert(traces_[m][t].end(), other.traces_[m][t].begin(), other.traces_[m][t].end());
  contributions_.insert(contributions_.end(), other.contributions_.begin(), other.contributions_.end());
  order_contributions();
}

void evaluation_state::order_contributions() {
  std::map<std::string, std::pair<std::size_t, std::size_t>> figures;
  for (std::size_t m = 0; m < wanted_.measures.size(); ++m)
    for (std::size_t f = 0; f < wanted_.measures[m].figures.size(); ++f)
      figures.try_emplace(wanted_.measures[m].figures[f].id, m, f);
  const auto line_of = [&](const contribution& c) {
    const auto [m, f] = figures.at(c.measure);
    return std::tuple(m, f, c.reporting, c.la_code == nation_code, fold(c.la_code), c.person_id.empty(),
                      fold(c.person_id), c.group);
  };
  using line = decltype(line_of(contributions_.front()));
  std::vector<std::pair<line, std::size_t>> order;
  order.reserve(contributions_.size());
  for (std::size_t i = 0; i < contributions_.size(); ++i) order.emplace_back(line_of(contributions_[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<contribution> ordered;
  ordered.reserve(contributions_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    contribution& next = contributions_[order[i].second];
    if (i != 0 && order[i].first == order[i - 1].first) {
      ordered.back().numerator += next.numerator;
      ordered.back().denominator += next.denominator;
    } else {
      ordered.push_back(std::move(next));
    }
  }
  contributions_ = std::move(ordered);
}

bool operator==(const evaluation_state& a, const evaluation_state& b) {
  if (a.wanted_.figures != b.wanted_.figures || a.periods_ != b.periods_ || !(a.councils_ == b.councils_) ||
      a.cells_ != b.cells_)
    return false;
  const auto sorted = [](const std::vector<traced_unit>& lines) {
    std::vector<std::tuple<period, std::string, std::string, std::vector<std::string>>> all;
    for (const traced_unit& u : lines) all.emplace_back(u.reporting, u.la_code, u.person_id, u.values);
    std::sort(all.begin(), all.end());
    return all;
  };
  for (std::size_t m = 0; m < a.traces_.size(); ++m)
    for (std::size_t t = 0; t < a.traces_[m].size(); ++t)
      if (sorted(a.traces_[m][t]) != sorted(b.traces_[m][t])) return false;
  return true;
}

// ---------------------------------------------------------------------------------------------------------- finishing

namespace {

/// A value from counts alone; none without anything to divide by.
std::optional<double> value_of(statistic kind, double level, const cell& c) {
  const auto n = static_cast<double>(c.numerator);
  const auto d = static_cast<double>(c.denominator);
  switch (kind) {
    case statistic::count: return n;
    case statistic::proportion:
      if (c.denominator == 0) return std::nullopt;
      return n / d * 100.0;
    case statistic::exact_proportion:
      // The nearest double of the exact quotient: rounding its shortest text rounds the exact decimal.
      if (c.denominator == 0) return std::nullopt;
      return 100.0 * n / d;
    case statistic::median:
      if (c.values.empty()) return std::nullopt;
      return median(c.values);
    case statistic::percentile:
      if (c.values.empty()) return std::nullopt;
      return percentile(c.values, level);
    case statistic::mean:
      if (c.denominator == 0) return std::nullopt;
      return c.sum.value() / d;
    case statistic::sum: return c.sum.value();
    default: return std::nullopt;
  }
}

/// The labels that a group's key is made of, one a dimension.
std::shared_ptr<const std::vector<std::string>> labels_of(std::string_view key, std::size_t dimensions) {
  std::vector<std::string> labels;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const std::size_t cut = key.find(between_labels);
    labels.emplace_back(key.substr(0, cut));
    key = cut == std::string_view::npos ? std::string_view() : key.substr(cut + 1);
  }
  return std::make_shared<const std::vector<std::string>>(std::move(labels));
}

/// Standard deviation of the values of a mean; none below two.
std::optional<double> deviation_of(const cell& c) {
  if (c.denominator < 2) return std::nullopt;
  const auto n = static_cast<double>(c.denominator);
  const double sum = c.sum.value();
  return std::sqrt(std::max(0.0, c.squares.value() - sum * (sum / n)) / (n - 1));
}

bool has_numerator(statistic kind) {
  return kind == statistic::count || kind == statistic::proportion || kind == statistic::exact_proportion ||
         kind == statistic::rate_per_100000;
}

}  // namespace

namespace {

/// Lines of several parts in the order in which one walk over all people would leave them.
void order_by_person(std::vector<traced_unit>& lines) {
  std::vector<std::tuple<std::string, std::string, std::size_t>> order;
  for (std::size_t i = 0; i < lines.size(); ++i)
    order.emplace_back(fold(lines[i].la_code), fold(lines[i].person_id), i);
  std::sort(order.begin(), order.end());
  std::vector<traced_unit> sorted;
  sorted.reserve(lines.size());
  for (const auto& line : order) sorted.push_back(std::move(lines[std::get<2>(line)]));
  lines = std::move(sorted);
}

}  // namespace

result_table evaluation_state::finish(const population& people_in_areas, missing_population on_missing) const {
  result_table result;
  result.skipped = skipped_;
  result.measures = wanted_.measures;
  static const cell empty{};
  const area england{std::string(nation_code), std::string(nation_code), {}, {}};

  for (std::size_t m = 0; m < wanted_.measures.size(); ++m) {
    const measure& definition = wanted_.measures[m];
    if (is_rate(definition) && people_in_areas.empty())
      throw input_error(error_code::missing_input, {}, fmt::format("{} needs {}", definition.id, lacks_population),
                        "add it, or leave the measure out");
    const std::size_t counts = definition.figures.size();

    // Cells of this measure by figure, period and council; the nation's have no council.
    using by_group = std::map<std::string, cell>;
    std::map<std::tuple<std::size_t, std::size_t, std::string>, by_group> cells;
    const auto begin = cells_.lower_bound({m, 0, 0, "", ""});
    const auto end = cells_.lower_bound({m + 1, 0, 0, "", ""});
    for (auto i = begin; i != end; ++i) {
      const auto& [number, f, p, la, group] = i->first;
      cells[{f, p, la}][group] += i->second;
    }
    const auto cell_of = [&](std::size_t f, std::size_t p, const std::string& la,
                             const std::string& group) -> const cell& {
      const auto place = cells.find({f, p, la});
      if (place == cells.end()) return empty;
      const auto found = place->second.find(group);
      return found == place->second.end() ? empty : found->second;
    };

    struct group_label {
      std::string key, shown;
    };
    /// A figure's groups: those of the definition, or for texts those that were met.
    const auto groups_of = [&](std::size_t f, const std::vector<breakdown>& by, std::size_t also = none) {
      std::vector<group_label> groups{{}};
      std::vector<std::set<std::string>> met(by.size());
      for (auto i = begin; i != end; ++i) {
        const std::size_t own = std::get<1>(i->first);
        if (own != f && own != also) continue;
        std::string_view rest = std::get<4>(i->first);
        for (std::size_t d = 0; d < by.size(); ++d) {
          const std::size_t cut = rest.find(between_labels);
          met[d].emplace(rest.substr(0, cut));
          rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + 1);
        }
      }
      for (std::size_t d = 0; d < by.size(); ++d) {
        std::vector<group_label> labels;
        for (const std::string& label : by[d].labels) labels.push_back({fold(label), label});
        if (labels.empty()) {
          const std::string last(missing_label);
          for (const std::string& form : met[d]) {
            if (form == last || (!by[d].total.empty() && form == fold(by[d].total))) continue;
            std::string shown;
            for (const std::size_t of : {f, also})
              if (const auto known = spellings_.find({m, of, d, form}); known != spellings_.end())
                if (shown.empty() || known->second < shown) shown = known->second;
            labels.push_back({form, shown});
          }
          if (met[d].contains(last)) labels.push_back({last, last});
        }
        if (!by[d].total.empty()) labels.push_back({fold(by[d].total), by[d].total});
        std::vector<group_label> next;
        for (const group_label& before : groups)
          for (const group_label& label : labels)
            next.push_back(
                d == 0 ? label
                       : group_label{before.key + between_labels + label.key, before.shown + ", " + label.shown});
        groups = std::move(next);
      }
      if (by.empty()) groups = {{"Total", "Total"}};
      return groups;
    };

    std::map<std::size_t, std::vector<group_label>> national_groups;
    for (std::size_t f = 0; f < counts; ++f) {
      const figure& fig = definition.figures[f];
      if (!wanted_.wants(fig.id)) continue;
      const bool change = is_change(fig.counts.kind);
      const std::size_t before = counts + definition.sides.size() + f;
      const std::vector<group_label> groups = groups_of(f, fig.by, change ? before : none);
      std::vector<std::shared_ptr<const std::vector<std::string>>> labels;
      for (const group_label& group : groups) labels.push_back(labels_of(group.key, fig.by.size()));
      for (std::size_t p = 0; p < periods_[m].size(); ++p) {
        const auto nation = [&](std::size_t of, std::size_t group) -> const cell& {
          auto known = national_groups.find(of);
          if (known == national_groups.end())
            known = national_groups.emplace(of, groups_of(of, definition.figures[of].by)).first;
          return cell_of(of, p, "", known->second[group].key);
        };
        std::vector<bool> published(groups.size(), true);
        if (fig.is_published)
          for (std::size_t g = 0; g < groups.size(); ++g) published[g] = fig.is_published(g, nation);
        for (std::size_t place = 0; place < councils_.size() + (definition.national ? 1 : 0); ++place) {
          const bool national = place == councils_.size();
          const area& where = national ? england : councils_[place].place;
          const std::string la = national ? std::string() : fold(where.la_code);
          for (std::size_t g = 0; g < groups.size(); ++g) {
            const cell& c = cell_of(f, p, la, groups[g].key);
            result_row row{fig.id,      periods_[m][p], where.la_code, where.la_name,       groups[g].shown,
                           c.numerator, c.denominator,  std::nullopt,  value_status::value, c.unknown,
                           c.invalid,   fig.decimals};
            row.labels = labels[g];
            if (!published[g]) row.denominator = 0;
            if (!has_numerator(counted_as(fig.counts))) row.numerator.reset();
            if (fig.counts.kind == statistic::rate_per_100000) {
              const auto residents = population_of(people_in_areas, where, fig.population[g]);
              if (!residents) {
                if (!national && councils_[place].in_records && on_missing == missing_population::refuse)
                  refuse_without_population(where, fig.population[g]);
                continue;
              }
              row.denominator = static_cast<std::uint64_t>(*residents);
              if (row.denominator != 0)
                row.value = static_cast<double>(c.numerator) / static_cast<double>(row.denominator) * 100'000.0;
            } else if (change) {
              const auto now = value_of(fig.counts.changed, fig.counts.level, c);
              const cell& year_before = cell_of(before, p, la, groups[g].key);
              const auto then = value_of(fig.counts.changed, fig.counts.level, year_before);
              row.earlier = {year_before.numerator, year_before.denominator};
              if (now && then) row.value = *now - *then;
              if (fig.counts.kind == statistic::percent_change && row.value)
                row.value = *then == 0 ? std::nullopt : std::optional(100.0 * *row.value / *then);
            } else {
              if (published[g]) row.value = value_of(fig.counts.kind, fig.counts.level, c);
              // A quarter without waits has no row, as in the department's tables.
              if (keeps_values(fig.counts.kind) && !row.value) continue;
              if (keeps_values(fig.counts.kind)) row.values = std::make_shared<const std::vector<double>>(c.values);
              if (fig.counts.kind == statistic::mean && row.value) row.deviation = deviation_of(c);
            }
            if (!row.value) row.status = value_status::no_denominator;
            if (row.status == value_status::no_denominator && c.numerator == 0 && fig.is_published && published[g])
              row.numerator.reset();
            if (row.value && !definition.official) row.status = value_status::unofficial;
            result.rows.push_back(std::move(row));
          }
        }
      }
    }
    std::vector<std::vector<group_label>> side_groups;  // looked for once: all cells are gone through
    for (std::size_t s = 0; s < definition.sides.size(); ++s)
      side_groups.push_back(groups_of(counts + s, definition.sides[s].by));
    for (std::size_t p = 0; p < periods_[m].size(); ++p)
      for (const council_row& row : councils_)
        for (std::size_t s = 0; s < definition.sides.size(); ++s)
          for (const group_label& group : side_groups[s])
            result.sides.push_back({definition.id, periods_[m][p], row.place.la_code, row.place.la_name,
                                    definition.sides[s].published_as, definition.sides[s].description, group.shown,
                                    cell_of(counts + s, p, fold(row.place.la_code), group.key).denominator,
                                    row.name_differs()});
    for (std::size_t t = 0; t < definition.traces.size() && !traces_[m].empty(); ++t) {
      const trace_layout& layout = definition.traces[t];
      trace_table trace{layout.id, layout.by_period, layout.by_person, {}, traces_[m][t]};
      for (const trace_column& column : layout.columns) trace.columns.push_back(column.name);
      if (several_parts_ && layout.by_person) order_by_person(trace.units);
      if (layout.by_period)
        std::stable_sort(trace.units.begin(), trace.units.end(),
                         [](const traced_unit& a, const traced_unit& b) { return a.reporting < b.reporting; });
      result.traces.push_back(std::move(trace));
    }
  }
  return result;
}

// ----------------------------------------------------------------------------------------------------------- evaluate

result_table evaluate(const selection& wanted, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& list, const population& people_in_areas,
                      const evaluate_options& options) {
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  selection possible;
  possible.figures = wanted.figures;
  std::vector<skipped_measure> skipped;
  std::vector<std::vector<period>> all_periods;
  const period covers = people.covers();
  for (const measure& m : wanted.measures) {
    std::string missing = lacks(m, people, options.hospital);
    if (missing.empty() && is_rate(m) && people_in_areas.empty()) missing = lacks_population;
    if (!missing.empty() && !options.skip_impossible)
      throw input_error(missing.starts_with("the column") ? error_code::missing_column : error_code::missing_input, {},
                        fmt::format("{} needs {}", m.id, missing), "add it, or leave the measure out");
    std::vector<period> reported = periods_for(m, covers, periods);
    if (missing.empty() && reported.empty()) {
      // A request for everything is refused only when nothing of it can be had.
      if (!options.skip_impossible || (&m == &wanted.measures.back() && possible.measures.empty()))
        refuse_without_period(m, covers, !periods.empty());
      missing = m.reports != cadence::reporting_periods ? "a period with a whole quarter"
                                                        : "records of a whole financial year";
    }
    if (!missing.empty()) {
      skipped.push_back({m.id, std::move(missing)});
      continue;
    }
    possible.measures.push_back(m);
    break_down(possible.measures.back(), options.by);
    all_periods.push_back(std::move(reported));
  }
  if (possible.measures.empty()) {
    result_table nothing;
    nothing.skipped = std::move(skipped);
    return nothing;
  }
  evaluation_state state(std::move(possible), std::move(all_periods), list);
  state.skipped_ = std::move(skipped);
  state.update(people, details, options);
  result_table result = state.finish(people_in_areas, options.on_missing_population);
  if (!options.trace) result.traces.clear();
  return result;
}

result_table evaluate(const std::vector<measure>& measures, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& frame, const population& people_in_areas,
                      const evaluate_options& options) {
  return evaluate(select_all(measures), people, details, periods, frame, people_in_areas, options);
}

}  // namespace ascof
