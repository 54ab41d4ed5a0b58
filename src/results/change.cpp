#include "ascof/results/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/results/output_file.hpp"
#include "results/columns_of.hpp"

namespace ascof {

std::string_view to_text(change_kind kind) {
  switch (kind) {
    case change_kind::entered: return "entered";
    case change_kind::left: return "left";
    case change_kind::more_units: return "more units";
    case change_kind::fewer_units: return "fewer units";
    case change_kind::gained_numerator: return "gained numerator";
    case change_kind::lost_numerator: return "lost numerator";
    case change_kind::unchanged: return "unchanged";
    case change_kind::no_person: return "no person";
  }
  return {};
}

std::optional<double> figure_change::difference() const {
  if (!value_before || !value_after) return std::nullopt;
  return *value_after - *value_before;
}

namespace {

constexpr std::size_t kinds = static_cast<std::size_t>(change_kind::no_person) + 1;

struct counts {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  counts& operator+=(const counts& other) {
    numerator += other.numerator;
    denominator += other.denominator;
    return *this;
  }
};

std::int64_t difference(std::uint64_t before, std::uint64_t after) {
  return static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
}

change_kind kind_of(const counts& before, const counts& after, bool counts_numerators_only) {
  const auto present = [](const counts& c) { return c.numerator != 0 || c.denominator != 0; };
  const auto units = [&](const counts& c) { return counts_numerators_only ? c.numerator : c.denominator; };
  if (!present(before)) return change_kind::entered;
  if (!present(after)) return change_kind::left;
  if (units(after) > units(before)) return change_kind::more_units;
  if (units(after) < units(before)) return change_kind::fewer_units;
  if (after.numerator > before.numerator) return change_kind::gained_numerator;
  if (after.numerator < before.numerator) return change_kind::lost_numerator;
  return change_kind::unchanged;
}

/// A figure's group in a council, under texts that both sides write alike.
struct group_key {
  std::string la, group;
  friend auto operator<=>(const group_key&, const group_key&) = default;
};

/// What one figure counted on both sides.
struct one_group {
  std::optional<result_row> before{}, after{};
  std::array<std::uint64_t, kinds> people{};
  std::array<std::int64_t, kinds> numerator{}, denominator{};
  counts all_before{}, all_after{};

  void add(change_kind kind, const counts& was, const counts& is, bool person) {
    const auto k = static_cast<std::size_t>(kind);
    if (person) ++people[k];
    numerator[k] += difference(was.numerator, is.numerator);
    denominator[k] += difference(was.denominator, is.denominator);
    all_before += was;
    all_after += is;
  }
};

/// Both lists in one, each in its own order; what only the first has stands before what follows it there.
std::vector<group_key> merged(const std::vector<group_key>& a, const std::vector<group_key>& b) {
  const std::set<group_key> in_a(a.begin(), a.end());
  const std::set<group_key> in_b(b.begin(), b.end());
  std::vector<group_key> all;
  std::set<group_key> done;
  const auto take = [&](const group_key& key) {
    if (done.insert(key).second) all.push_back(key);
  };
  std::size_t next = 0;
  for (const group_key& key : a) {
    if (in_b.contains(key))
      while (next < b.size() && b[next] != key && !in_a.contains(b[next])) take(b[next++]);
    take(key);
    if (next < b.size() && b[next] == key) ++next;
  }
  for (; next < b.size(); ++next) take(b[next]);
  return all;
}

/// The figures of one side's period, and who made them.
struct counted_side {
  const result_table* results;
  const std::vector<contribution>* contributions;
  period reporting;
};

class explanation {
 public:
  explanation(change_report& to, const measure& definition, const figure& of, const counted_side& before,
              const counted_side& after)
      : to_(to), definition_(definition), figure_(of), before_(before), after_(after) {}

  void run() {
    std::vector<group_key> order_before, order_after;
    take_rows(before_, &one_group::before, order_before);
    take_rows(after_, &one_group::after, order_after);
    take_people();
    for (const group_key& key : merged(order_before, order_after)) report(groups_.at(key));
  }

 private:
  void take_rows(const counted_side& side, std::optional<result_row> one_group::*into, std::vector<group_key>& order) {
    for (const result_row& row : side.results->rows) {
      if (row.measure != figure_.id || row.reporting != side.reporting) continue;
      order.push_back({fold(row.la_code), fold(row.group)});
      groups_[order.back()].*into = row;
    }
  }

  void take_people() {
    struct both {
      const contribution* any = nullptr;
      counts before{}, after{};
    };
    // Council, nobody in particular last, person, group.
    std::map<std::tuple<std::string, bool, std::string, std::string>, both> lines;
    const auto take = [&](const counted_side& side, counts both::*into) {
      for (const contribution& c : *side.contributions) {
        if (c.measure != figure_.id || c.reporting != side.reporting) continue;
        both& line = lines[{fold(c.la_code), c.person_id.empty(), fold(c.person_id), fold(c.group)}];
        line.*into += {c.numerator, c.denominator};
        line.any = &c;  // of two spellings the later one's
      }
    };
    take(before_, &both::before);
    take(after_, &both::after);
    for (const auto& [where, line] : lines) {
      const auto& [la, nobody, person, group] = where;
      const change_kind kind =
          nobody ? change_kind::no_person : kind_of(line.before, line.after, counts_numerators_only());
      if (!add({la, group}, kind, line.before, line.after, !nobody)) continue;
      // Units of nobody say themselves what counts for the nation.
      if (definition_.national && !nobody)
        add({fold(evaluation_state::nation_code), group}, kind, line.before, line.after, true);
      if (nobody || kind == change_kind::unchanged) continue;
      to_.people.push_back({figure_.id, line.any->la_code, line.any->person_id, line.any->group, kind,
                            line.before.numerator, line.after.numerator, line.before.denominator,
                            line.after.denominator});
    }
  }

  /// A rate's denominator is a population.
  bool counts_numerators_only() const { return counted_as(figure_.counts) == statistic::rate_per_100000; }

  /// @return false for a council that has no figure: without a population, left out
  bool add(const group_key& where, change_kind kind, const counts& before, const counts& after, bool person) {
    const auto found = groups_.find(where);
    if (found == groups_.end()) return false;
    found->second.add(kind, before, after, person);
    return true;
  }

  void report(const one_group& of) {
    const result_row& row = of.after ? *of.after : *of.before;
    figure_change change{row.measure,
                         row.la_code,
                         row.la_name,
                         row.group,
                         of.all_before.numerator,
                         of.all_after.numerator,
                         of.all_before.denominator,
                         of.all_after.denominator,
                         of.before ? of.before->value : std::nullopt,
                         of.after ? of.after->value : std::nullopt};
    for (std::size_t k = 0; k < kinds; ++k) {
      if (of.people[k] == 0 && of.numerator[k] == 0 && of.denominator[k] == 0) continue;
      to_.rows.push_back({row.measure, row.la_code, row.la_name, row.group, static_cast<change_kind>(k), of.people[k],
                          of.numerator[k], of.denominator[k],
                          contribution_of(change, of, of.numerator[k], of.denominator[k])});
    }
    to_.figures.push_back(std::move(change));
  }

  std::optional<double> contribution_of(const figure_change& change, const one_group& of, std::int64_t numerator,
                                        std::int64_t denominator) const {
    if (!change.difference()) return std::nullopt;
    const auto n = static_cast<double>(numerator);
    switch (figure_.counts.kind) {
      case statistic::count: return n;
      case statistic::rate_per_100000:
        // The population is one table, the same on both sides.
        return n / static_cast<double>(of.after->denominator) * 100'000.0;
      case statistic::proportion:
      case statistic::exact_proportion: {
        const double mean = (*change.value_before + *change.value_after) / 2;
        const double size =
            (static_cast<double>(change.denominator_before) + static_cast<double>(change.denominator_after)) / 2;
        return (100.0 * n - mean * static_cast<double>(denominator)) / size;
      }
      default: return std::nullopt;
    }
  }

  change_report& to_;
  const measure& definition_;
  const figure& figure_;
  const counted_side before_, after_;
  std::map<group_key, one_group> groups_;
};

/// The period, if the measure reports it.
void require_reported(const measure& m, period p) {
  if (m.reports != cadence::quarters) return;
  const std::vector<period> quarters = quarters_inside(p);
  if (quarters.size() == 1 && quarters.front() == p) return;
  throw usage_error(error_code::bad_period, {},
                    fmt::format("{} reports calendar quarters, and {} is none", m.id, to_string(p)),
                    "give a quarter, such as 2024-04-01..2024-06-30");
}

/// @param count  makes the state of one side (false: before) of measures and periods
template <typename Count>
change_report explain(const selection& wanted, period before, period after, bool same_records, const Count& count,
                      const population& people_in_areas, const evaluate_options& how) {
  selection asked = wanted;
  for (measure& m : asked.measures) {
    require_reported(m, before);
    require_reported(m, after);
    for (figure& f : m.figures) {
      f.by.insert(f.by.end(), how.by.begin(), how.by.end());
      if (f.counts.other_denominator) f.denominator_by.insert(f.denominator_by.end(), how.by.begin(), how.by.end());
    }
  }
  std::vector<period> periods{before};
  if (same_records && after != before) periods.push_back(after);
  evaluation_state state_before = count(asked, false, periods);
  std::optional<evaluation_state> state_after;
  if (!same_records) {
    state_after = count(asked, true, std::vector<period>{after});
    state_before.knows_texts_of(*state_after);
    state_after->knows_texts_of(state_before);
  }
  const result_table results_before = state_before.finish(people_in_areas, how.on_missing_population);
  std::optional<result_table> results_after;
  if (state_after) results_after = state_after->finish(people_in_areas, how.on_missing_population);

  change_report report{before, after, {}, {}, {}, state_before.notices()};
  if (state_after) add_notices(report.notices, state_after->notices());
  const counted_side left{&results_before, &state_before.contributions(), before};
  const counted_side right{same_records ? &results_before : &*results_after,
                           same_records ? &state_before.contributions() : &state_after->contributions(), after};
  for (const measure& m : asked.measures)
    for (const figure& f : m.figures)
      if (asked.wants(f.id)) explanation(report, m, f, left, right).run();
  return report;
}

}  // namespace

change_report explain_change(const selection& wanted, const change_side& before, const change_side& after,
                             const areas& list, const population& people_in_areas, const evaluate_options& how) {
  evaluate_options counting = how;
  counting.trace = false;
  const auto count = [&](const selection& asked, bool is_after, const std::vector<period>& periods) {
    const change_side& side = is_after ? after : before;
    evaluation_state state(asked, periods, list);
    state.keep_contributions();
    state.update(side.people, side.details, counting);
    return state;
  };
  const bool same_records = &before.people == &after.people && &before.details == &after.details;
  return explain(wanted, before.reporting, after.reporting, same_records, count, people_in_areas, how);
}

change_report explain_change(const selection& wanted, const study_side& before, const study_side& after,
                             const evaluate_options& how) {
  evaluate_options counting = how;
  counting.trace = false;
  const auto count = [&](const selection& asked, bool is_after, const std::vector<period>& periods) {
    evaluation_state state(asked, periods, after.of.list);
    state.keep_contributions();
    state.update(is_after ? after.of : before.of, counting);
    return state;
  };
  return explain(wanted, before.reporting, after.reporting, &before.of == &after.of, count, after.of.people_in_areas,
                 how);
}

// ------------------------------------------------------------------------------------------------------------- tables

namespace {

template <typename Row>
columns_of<Row> with_periods(const change_report& report, const std::vector<Row>& rows) {
  columns_of<Row> columns(rows);
  const auto always = [](day d) { return [d](const Row&) { return d; }; };
  columns.text("measure", [](const Row& r) -> const std::string& { return r.measure; })
      .date("before_start", always(report.before.start))
      .date("before_end", always(report.before.end))
      .date("after_start", always(report.after.start))
      .date("after_end", always(report.after.end))
      .text("la_code", [](const Row& r) -> const std::string& { return r.la_code; });
  return columns;
}

template <typename Row>
void add_counts(columns_of<Row>& columns) {
  columns.number("numerator_before", [](const Row& r) { return r.numerator_before; })
      .number("numerator_after", [](const Row& r) { return r.numerator_after; })
      .number("denominator_before", [](const Row& r) { return r.denominator_before; })
      .number("denominator_after", [](const Row& r) { return r.denominator_after; });
}

}  // namespace

output_table figure_changes_output(std::shared_ptr<const change_report> report) {
  using row = const figure_change&;
  auto columns = with_periods(*report, report->figures);
  columns.text("la_name", [](row r) -> const std::string& { return r.la_name; })
      .text("group", [](row r) -> const std::string& { return r.group; });
  add_counts(columns);
  return columns.real("value_before", [](row r) { return r.value_before; })
      .real("value_after", [](row r) { return r.value_after; })
      .real("difference", [](row r) { return r.difference(); })
      .finish(report);
}

output_table changes_output(std::shared_ptr<const change_report> report) {
  using row = const change_row&;
  return with_periods(*report, report->rows)
      .text("la_name", [](row r) -> const std::string& { return r.la_name; })
      .text("group", [](row r) -> const std::string& { return r.group; })
      .text("category", [](row r) { return to_text(r.kind); })
      .number("people", [](row r) { return r.people; })
      .number("numerator_change", [](row r) { return r.numerator_change; })
      .number("denominator_change", [](row r) { return r.denominator_change; })
      .real("contribution", [](row r) { return r.contribution; })
      .finish(report);
}

output_table person_changes_output(std::shared_ptr<const change_report> report) {
  using row = const person_change&;
  auto columns = with_periods(*report, report->people);
  columns.text("person_id", [](row r) -> const std::string& { return r.person_id; })
      .text("group", [](row r) -> const std::string& { return r.group; })
      .text("category", [](row r) { return to_text(r.kind); });
  add_counts(columns);
  return columns.finish(report);
}

void write_changes(const change_report& report, const std::filesystem::path& folder, bool people) {
  output_set set(folder);
  write_csv(changes_output(lent(report)), set / "changes.csv");
  write_csv(figure_changes_output(lent(report)), set / "figure_changes.csv");
  if (people) write_csv(person_changes_output(lent(report)), set / "person_changes.csv");
  set.commit();
}

}  // namespace ascof
