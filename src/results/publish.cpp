#include "ascof/results/publish.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "ascof/core/text.hpp"
#include "ascof/results/evaluate.hpp"
#include "results/columns_of.hpp"

namespace ascof {

std::string_view to_text(cell_status status) {
  switch (status) {
    case cell_status::shown: return "shown";
    case cell_status::rounded: return "rounded";
    case cell_status::primary: return "primary suppression";
    case cell_status::secondary: return "secondary suppression";
    case cell_status::hidden_value: return "hidden value";
    case cell_status::known: return "known";
    case cell_status::no_denominator: return "no denominator";
    case cell_status::none: return "";
  }
  return {};
}

bool is_hidden(cell_status status) {
  return status == cell_status::primary || status == cell_status::secondary || status == cell_status::hidden_value;
}

namespace {

namespace s = statistics;

constexpr std::size_t nothing = static_cast<std::size_t>(-1);

/// What units must fulfil to be in a count: identities of conditions, sorted, each once.
using conditions = std::vector<std::string>;

/// Conditions joined by `and`, each part of the graph once.
void add_conditions(const expr& of, conditions& to, std::unordered_set<const expression*>& seen) {
  if (!seen.insert(of.get()).second) return;
  if (of->what == operation::all_of) {
    for (const expr& part : of->in) add_conditions(part, to, seen);
  } else {
    to.push_back(identity(of));
  }
}
void add_conditions(const expr& of, conditions& to) {
  std::unordered_set<const expression*> seen;
  add_conditions(of, to, seen);
}

conditions sorted(conditions all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::string key_of(const conditions& of) {
  std::string key;
  for (const std::string& condition : of) key += condition + '\x1f';
  return key;
}

/// The units of a count before any breakdown.
conditions units_of(const expr& of, const calculation& c) {
  conditions all{"units: " + to_text(of->of) + (c.once_a_person ? ", once a person" : "")};
  add_conditions(of, all);
  if (c.value) add_conditions(expressions::negation(expressions::is_missing(c.value)), all);
  return all;
}

bool is_share(statistic kind) { return kind == statistic::proportion || kind == statistic::exact_proportion; }

/// Label of the group of a dimension that holds the others; empty: none.
std::string whole_label(const breakdown& by) {
  if (!by.total.empty()) return by.total;
  return std::find(by.labels.begin(), by.labels.end(), "Total") != by.labels.end() ? "Total" : std::string();
}

/// Whether every unit is in exactly one group.
bool is_partition(const breakdown& by) { return by.text && by.labels.empty(); }

void add_group(const breakdown& by, const std::string& label, conditions& to) {
  if (!by.total.empty() && same_text(label, by.total)) return;
  if (by.text) {
    to.push_back(to_text(by.text) + " = " + fold(label));
    return;
  }
  const auto found =
      std::find_if(by.labels.begin(), by.labels.end(), [&](const std::string& own) { return same_text(own, label); });
  const auto place = static_cast<std::size_t>(found - by.labels.begin());
  if (place < by.conditions.size())
    add_conditions(by.conditions[place], to);
  else
    to.push_back(by.name + " = " + fold(label));
}

/// One side of a figure that is counted, now or a year earlier.
enum class count_side { numerator, denominator };

/// The parts of a whole in one place: what `families` are made of.
struct family {
  std::set<std::size_t> parts;
  std::map<int, std::string> wholes;  // keys: of everybody, of the dimension's own group of all
};

/// Builds the release of a table.
class release_builder {
 public:
  release_builder(const result_table& results, const publish_options& how) : results_(results), how_(how) {
    for (std::size_t m = 0; m < results.measures.size(); ++m)
      for (const figure& f : results.measures[m].figures) figures_.emplace(f.id, std::pair(m, &f));
    uses_.resize(results.rows.size());
    for (std::size_t row = 0; row < results.rows.size(); ++row) add_row(row);
    relate_groups();
    relate_nation();
    relate_numerators();
    relate_conditions();
  }

  /// The counts and ratios of a row, by number in the release.
  struct use {
    std::size_t numerator = nothing, denominator = nothing, ratio = nothing;
    std::size_t earlier_numerator = nothing, earlier_denominator = nothing, earlier_ratio = nothing;
  };

  s::release& made() { return made_; }
  const use& of(std::size_t row) const { return uses_[row]; }
  const figure* figure_of(const std::string& id) const {
    const auto found = figures_.find(id);
    return found == figures_.end() ? nullptr : found->second.second;
  }

 private:
  using place = std::pair<period, std::string>;                                      // and council, folded
  using family_key = std::tuple<std::string, int, std::size_t, place, std::string>;  // figure, side, dimension, others

  // ------------------------------------------------------------------------------------------------------- the counts

  std::size_t count_at(const place& where, const conditions& of, std::uint64_t value, const std::string& figure_id) {
    const auto number = static_cast<std::int64_t>(value);
    std::string key = key_of(of);
    auto known = cells_.find({where, key});
    if (known != cells_.end() && made_.counts()[known->second].value != number) {
      // Texts that read alike and mean something else, or counts that the figure leaves out.
      key += figure_id;
      known = cells_.find({where, key});
      if (known != cells_.end() && made_.counts()[known->second].value != number) return made_.add_count(number);
    }
    if (known != cells_.end()) return known->second;
    const std::size_t added = made_.add_count(number);
    cells_.emplace(std::pair(where, key), added);
    conditions_.try_emplace(key, of);
    by_key_[key].emplace(where, added);
    return added;
  }

  std::vector<std::string> labels_of(const result_row& row, const figure& f) const {
    if (row.labels && row.labels->size() == f.by.size()) return *row.labels;
    if (f.by.empty()) return {};
    std::vector<std::string> labels(f.by.size());
    labels.front() = row.group;  // of a table made by hand
    return labels;
  }

  /// A count of a row, with the families it is part of.
  std::size_t count_of(const result_row& row, const figure& f, const place& where, count_side side, int number,
                       const conditions& units, std::uint64_t value) {
    const bool other = side == count_side::denominator && f.counts.other_denominator;
    const std::vector<breakdown>& by = other ? f.denominator_by : f.by;
    const std::vector<std::string> labels = labels_of(row, f);
    const std::size_t dimensions = std::min(by.size(), labels.size());
    const auto with = [&](std::size_t dropped, const std::string& instead) {
      conditions all = units;
      for (std::size_t d = 0; d < dimensions; ++d) {
        if (d != dropped)
          add_group(by[d], labels[d], all);
        else if (!instead.empty())
          add_group(by[d], instead, all);
      }
      return sorted(std::move(all));
    };
    const conditions own = with(nothing, {});
    const std::size_t count = count_at(where, own, value, f.id);
    bool all_partition = dimensions > 1;
    for (std::size_t d = 0; d < dimensions; ++d) {
      const std::string whole = whole_label(by[d]);
      all_partition = all_partition && is_partition(by[d]) && whole.empty() && !f.counts.once_a_person;
      if (!whole.empty() && same_text(labels[d], whole)) continue;
      std::string others;
      for (std::size_t o = 0; o < dimensions; ++o)
        if (o != d) others += labels[o] + '\x1f';
      family& belongs = families_[{f.id, number, d, where, others}];
      belongs.parts.insert(count);
      const bool complete = is_partition(by[d]) && !f.counts.once_a_person;
      const conditions above = with(d, {});
      belongs.wholes.emplace(0, note_whole(where, above, complete ? f.id + to_text(by[d].text) : std::string()));
      if (!whole.empty() && by[d].total.empty()) belongs.wholes.emplace(1, note_whole(where, with(d, whole), {}));
    }
    if (all_partition) {
      family& belongs = families_[{f.id, number, nothing, where, {}}];
      belongs.parts.insert(count);
      belongs.wholes.emplace(0, note_whole(where, sorted(units), f.id + "all"));
    }
    return count;
  }

  /// @param demanded_by  whose parts make exactly this whole, also when no figure shows it
  std::string note_whole(const place& where, const conditions& of, const std::string& demanded_by) {
    std::string key = key_of(of);
    if (!demanded_by.empty()) demands_[{where, key}].insert(demanded_by);
    return key;
  }

  void add_row(std::size_t number) {
    const result_row& row = results_.rows[number];
    const auto found = figures_.find(row.measure);
    if (found == figures_.end()) return;
    const figure& f = *found->second.second;
    const calculation& c = f.counts;
    const statistic kind = counted_as(c);
    // What a table of the department leaves empty has nothing to publish, and its counts are not what they seem.
    if (!f.published_with.empty() && is_share(kind) && !row.value) return;
    const place now{row.reporting, fold(row.la_code)};
    use& to = uses_[number];
    count_figure(row, f, kind, now, 0, row.numerator.value_or(0), row.denominator, to.numerator, to.denominator,
                 to.ratio);
    if (row.earlier)
      count_figure(row, f, kind, {period_a_year_before(row.reporting), now.second}, 2, row.earlier->numerator,
                   row.earlier->denominator, to.earlier_numerator, to.earlier_denominator, to.earlier_ratio);
  }

  static period period_a_year_before(period p) {
    // The last day of a month stays one.
    return {add_months(p.start, -12), add_months(p.end + 1, -12) - 1};
  }

  void count_figure(const result_row& row, const figure& f, statistic kind, const place& where, int side,
                    std::uint64_t numerator, std::uint64_t denominator, std::size_t& n, std::size_t& d,
                    std::size_t& ratio) {
    const calculation& c = f.counts;
    const conditions units = units_of(c.of, c);
    const int decimals = std::clamp(row.decimals, 0, 9);
    if (kind == statistic::count) {
      n = count_of(row, f, where, count_side::numerator, side, units, numerator);
    } else if (kind == statistic::rate_per_100000) {
      n = count_of(row, f, where, count_side::numerator, side, units, numerator);
      d = made_.add_known(static_cast<std::int64_t>(denominator));
      ratio = made_.add_rate(n, d, 100'000, decimals);
    } else if (is_share(kind) && c.other_denominator) {
      n = count_of(row, f, where, count_side::numerator, side, units, numerator);
      d = count_of(row, f, where, count_side::denominator, side + 1, units_of(c.other_denominator, {}), denominator);
      ratio = made_.add_rate(n, d, 100, decimals);
    } else if (is_share(kind)) {
      conditions both = units;
      if (c.numerator) add_conditions(c.numerator, both);
      n = count_of(row, f, where, count_side::numerator, side, both, numerator);
      d = count_of(row, f, where, count_side::denominator, side + 1, units, denominator);
      if (n == d) {
        ratio = made_.add_rate(n, d, 100, decimals);
        return;
      }
      ratio = made_.add_percentage(n, d, decimals);
      linked_.emplace(d, n);
      if (how_.protect_the_rest)
        relate(d, {n, made_.add_unpublished(static_cast<std::int64_t>(denominator - numerator))}, true);
      const std::size_t measure_number = figures_.at(row.measure).first;
      shares_[{measure_number, key_of(sorted(units)), side}][d].emplace(f.id, n);
    } else {
      d = count_of(row, f, where, count_side::denominator, side, units, denominator);
    }
  }

  // ---------------------------------------------------------------------------------------------------- the relations

  std::int64_t value_of(std::size_t count) const { return made_.counts()[count].value; }
  std::int64_t sum_of(const std::set<std::size_t>& parts) const {
    std::int64_t sum = 0;
    for (const std::size_t part : parts) sum += value_of(part);
    return sum;
  }

  void relate(std::size_t whole, const std::set<std::size_t>& parts, bool complete) {
    if (parts.empty() || parts.contains(whole)) return;
    if (!related_.emplace(whole, parts, complete).second) return;
    std::vector<std::size_t> list(parts.begin(), parts.end());
    for (const std::size_t part : list) linked_.emplace(whole, part);
    if (complete)
      made_.add_total(whole, std::move(list));
    else
      made_.add_within(whole, std::move(list));
  }

  /// Relates wholes with parts as strictly as holds for all of them.
  void relate_alike(const std::vector<std::pair<std::size_t, std::set<std::size_t>>>& alike) {
    bool equal = true, within = true;
    for (const auto& [whole, parts] : alike) {
      equal = equal && sum_of(parts) == value_of(whole);
      within = within && sum_of(parts) <= value_of(whole);
    }
    for (const auto& [whole, parts] : alike) {
      if (within) {
        relate(whole, parts, equal);
        continue;
      }
      for (const std::size_t part : parts)
        if (value_of(part) <= value_of(whole)) relate(whole, {part}, false);
    }
  }

  void relate_groups() {
    // A whole that no figure shows ties the dimensions that share it.
    for (const auto& [which, belongs] : families_)
      for (const auto& [kind, whole] : belongs.wholes) {
        const std::pair at(std::get<3>(which), whole);
        const auto demand = demands_.find(at);
        if (cells_.contains(at) || demand == demands_.end() || demand->second.size() < 2) continue;
        const std::size_t dimension = std::get<2>(which);
        const figure& f = *figures_.at(std::get<0>(which)).second;
        const bool complete = dimension == nothing ||
                              (dimension < f.by.size() && is_partition(f.by[dimension]) && !f.counts.once_a_person);
        if (complete) cells_.emplace(at, made_.add_unpublished(sum_of(belongs.parts)));
      }
    // Alike: the same dimension of the same side of a figure, and the same kind of whole.
    std::map<std::tuple<std::string, int, std::size_t, int>, std::vector<std::pair<std::size_t, std::set<std::size_t>>>>
        alike;
    for (const auto& [which, belongs] : families_) {
      for (const auto& [kind, whole] : belongs.wholes) {
        const auto found = cells_.find({std::get<3>(which), whole});
        if (found != cells_.end())
          alike[{std::get<0>(which), std::get<1>(which), std::get<2>(which), kind}].emplace_back(found->second,
                                                                                                 belongs.parts);
      }
    }
    for (const auto& [which, several] : alike) relate_alike(several);
  }

  void relate_nation() {
    const std::string nation = fold(evaluation_state::nation_code);
    for (const auto& [key, cells] : by_key_) {
      std::map<period, std::pair<std::size_t, std::set<std::size_t>>> by_period;
      for (const auto& [where, count] : cells) {
        auto& [whole, parts] = by_period.try_emplace(where.first, nothing, std::set<std::size_t>{}).first->second;
        if (where.second == nation)
          whole = count;
        else
          parts.insert(count);
      }
      for (const auto& [reporting, both] : by_period)
        if (both.first != nothing) relate_alike({both});
    }
  }

  void relate_numerators() {
    for (const auto& [which, by_denominator] : shares_) {
      std::map<std::string, std::vector<std::size_t>> of_figure;  // in order of the denominators that have all
      std::set<std::string> ids;
      for (const auto& [d, numerators] : by_denominator)
        for (const auto& [id, n] : numerators) ids.insert(id);
      if (ids.size() < 2) continue;
      std::vector<std::pair<std::size_t, std::set<std::size_t>>> together;
      for (const auto& [d, numerators] : by_denominator) {
        if (numerators.size() != ids.size()) continue;
        std::set<std::size_t> parts;
        for (const auto& [id, n] : numerators) {
          of_figure[id].push_back(n);
          parts.insert(n);
        }
        if (parts.size() == ids.size()) together.emplace_back(d, std::move(parts));
      }
      relate_alike(together);
      for (const auto& [a, parts] : of_figure)
        for (const auto& [b, wholes] : of_figure) {
          if (a == b) continue;
          bool within = true;
          for (std::size_t i = 0; i < parts.size(); ++i) within = within && value_of(parts[i]) <= value_of(wholes[i]);
          for (std::size_t i = 0; within && i < parts.size(); ++i)
            if (!linked_.contains({parts[i], wholes[i]})) relate(wholes[i], {parts[i]}, false);
        }
    }
  }

  /// A count under more conditions is within the nearest ones under fewer.
  void relate_conditions() {
    for (const auto& [key, own] : conditions_) {
      std::vector<const std::string*> above;
      for (const auto& [other_key, other] : conditions_)
        if (other.size() < own.size() && std::includes(own.begin(), own.end(), other.begin(), other.end()))
          above.push_back(&other_key);
      for (const std::string* whole : above) {
        const conditions& of_whole = conditions_.at(*whole);
        const bool nearest = std::none_of(above.begin(), above.end(), [&](const std::string* between) {
          const conditions& of = conditions_.at(*between);
          return of.size() > of_whole.size() && std::includes(of.begin(), of.end(), of_whole.begin(), of_whole.end());
        });
        if (!nearest) continue;
        for (const auto& [where, part] : by_key_.at(key)) {
          const auto found = by_key_.at(*whole).find(where);
          if (found == by_key_.at(*whole).end() || linked_.contains({found->second, part})) continue;
          if (value_of(part) <= value_of(found->second)) relate(found->second, {part}, false);
        }
      }
    }
  }

  const result_table& results_;
  publish_options how_;
  s::release made_;
  std::map<std::string, std::pair<std::size_t, const figure*>> figures_;  // measure and figure, by id
  std::vector<use> uses_;                                                 // by row
  std::map<std::pair<place, std::string>, std::size_t> cells_;
  std::map<std::string, conditions> conditions_;  // by key
  std::map<std::string, std::map<place, std::size_t>> by_key_;
  std::map<family_key, family> families_;
  std::map<std::pair<place, std::string>, std::set<std::string>> demands_;
  /// Numerators by figure of each denominator, by measure, units and side.
  std::map<std::tuple<std::size_t, std::string, int>, std::map<std::size_t, std::map<std::string, std::size_t>>>
      shares_;
  std::set<std::tuple<std::size_t, std::set<std::size_t>, bool>> related_;
  std::set<std::pair<std::size_t, std::size_t>> linked_;  // whole and part
};

// ------------------------------------------------------------------------------------------------------------ the rows

cell_status status_of(s::count_status status) {
  switch (status) {
    case s::count_status::shown: return cell_status::shown;
    case s::count_status::rounded: return cell_status::rounded;
    case s::count_status::primary: return cell_status::primary;
    case s::count_status::secondary: return cell_status::secondary;
    case s::count_status::unpublished: return cell_status::none;
    case s::count_status::known: return cell_status::known;
  }
  return cell_status::none;
}

class row_maker {
 public:
  row_maker(const s::protected_release& made, const figure& f, const release_builder::use& of)
      : made_(made), figure_(f), use_(of) {}

  published_row of(const result_row& row) {
    published_row to{row.measure, row.reporting, row.la_code, row.la_name, row.group};
    std::tie(to.numerator, to.numerator_status) = cell(use_.numerator);
    std::tie(to.denominator, to.denominator_status) = cell(use_.denominator);
    set_value(row, to);
    if (to.value)
      to.shown = rounded(*to.value, figure_.counts.kind == statistic::count ? 0 : row.decimals);
    else if (is_hidden(to.value_status))
      to.shown = made_.policy.symbol;
    return to;
  }

 private:
  std::pair<std::optional<std::uint64_t>, cell_status> cell(std::size_t count) const {
    if (count == nothing) return {std::nullopt, cell_status::none};
    const s::protected_count& c = made_.counts[count];
    return {c.value ? std::optional(static_cast<std::uint64_t>(*c.value)) : std::nullopt, status_of(c.status)};
  }

  bool hides(std::size_t count) const { return count != nothing && made_.counts[count].hidden(); }
  bool hides_ratio(std::size_t ratio) const {
    return ratio != nothing && made_.ratios[ratio].status == s::ratio_status::hidden;
  }

  void set_value(const result_row& row, published_row& to) const {
    const statistic kind = figure_.counts.kind;
    if (use_.numerator == nothing && use_.denominator == nothing) {
      to.value_status = cell_status::no_denominator;
    } else if (kind == statistic::count) {
      to.value_status = to.numerator_status;
      if (to.numerator) to.value = static_cast<double>(*to.numerator);
    } else if (row.earlier) {
      set_change(row, to);
    } else if (use_.ratio != nothing) {
      const s::protected_ratio& ratio = made_.ratios[use_.ratio];
      to.value = ratio.value;
      to.value_status = ratio.status == s::ratio_status::shown    ? cell_status::shown
                        : ratio.status == s::ratio_status::hidden ? cell_status::hidden_value
                                                                  : cell_status::no_denominator;
    } else {
      show_if(!hides(use_.denominator), row, to);
    }
  }

  void set_change(const result_row& row, published_row& to) const {
    const bool hidden = hides(use_.numerator) || hides(use_.denominator) || hides(use_.earlier_numerator) ||
                        hides(use_.earlier_denominator) || hides_ratio(use_.ratio) || hides_ratio(use_.earlier_ratio);
    show_if(!hidden, row, to);
    if (!to.value || figure_.counts.changed != statistic::count) return;
    // Of the counts as published: the exact change would undo their rounding.
    const auto now = static_cast<double>(*made_.counts[use_.numerator].value);
    const auto then = static_cast<double>(*made_.counts[use_.earlier_numerator].value);
    to.value = now - then;
    if (figure_.counts.kind == statistic::percent_change) {
      to.value =
          then == 0 ? std::nullopt : std::optional(std::stod(rounded(100.0 * (now - then) / then, row.decimals)));
      if (!to.value) to.value_status = cell_status::no_denominator;
    }
  }

  void show_if(bool allowed, const result_row& row, published_row& to) const {
    if (!allowed) {
      to.value_status = cell_status::hidden_value;
    } else if (!row.value) {
      to.value_status = cell_status::no_denominator;
    } else {
      to.value = std::stod(rounded(*row.value, row.decimals));
      to.value_status = cell_status::shown;
    }
  }

  const s::protected_release& made_;
  const figure& figure_;
  const release_builder::use& use_;
};

}  // namespace

published_table publish(const result_table& results, const s::disclosure_policy& policy, const publish_options& how) {
  release_builder builder(results, how);
  published_table published;
  published.made = s::protect(builder.made(), policy);
  published.rows.reserve(results.rows.size());
  for (std::size_t i = 0; i < results.rows.size(); ++i) {
    const result_row& row = results.rows[i];
    if (const figure* f = builder.figure_of(row.measure))
      published.rows.push_back(row_maker(published.made, *f, builder.of(i)).of(row));
  }
  published.asked = std::move(builder.made());
  published.notices = results.notices;
  return published;
}

output_table published_output(std::shared_ptr<const published_table> published, bool reasons) {
  using row = const published_row&;
  const auto status = [reasons](cell_status of) {
    return !reasons && is_hidden(of) ? std::string_view("hidden") : to_text(of);
  };
  return columns_of(published->rows)
      .figure_columns()
      .number("numerator", [](row r) { return or_missing(r.numerator); })
      .number("denominator", [](row r) { return or_missing(r.denominator); })
      .real("value", [](row r) { return r.value; })
      .text("numerator_status", [status](row r) { return status(r.numerator_status); })
      .text("denominator_status", [status](row r) { return status(r.denominator_status); })
      .text("value_status", [status](row r) { return status(r.value_status); })
      .text("shown", [](row r) -> const std::string& { return r.shown; })
      .text("policy", [of = published.get()](row) -> const std::string& { return of->made.policy.name; })
      .finish(published);
}

void write_published(const published_table& published, const std::filesystem::path& file, bool reasons) {
  write_csv(published_output(lent(published), reasons), file);
}

}  // namespace ascof
