#include "ascof/results/evaluate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <tuple>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/prepare/ties.hpp"
#include "counting.hpp"
#include "known_texts.hpp"

namespace ascof {

std::string lacks(const measure& m, const study& of) {
  for (const record_type_ptr& type : m.types())
    if (of.find(*type) == nullptr) return fmt::format("a table of {}", type->name());
  if (!of.has_events() && m.reads_events()) return "client level records";
  const records& people = of.events();
  for (const event::column column : m.needs())
    if (!people.events().has(column) &&
        (column == event::unit_cost || column == event::planned_units || column == event::cost_frequency) &&
        !people.main().single)
      return "a main table of one submission, which alone has costs: prepare with mode single";
    else if (!people.events().has(column))
      return fmt::format("the column {} of the main table", main_table_schema().fields[column].name);
  if (m.needs_hospital() && of.hospital == nullptr) return "hospital episodes and areas of residence (hospital, lsoa)";
  return {};
}

bool is_rate(const measure& m) {
  return std::any_of(m.figures.begin(), m.figures.end(), [](const figure& f) {
    return f.counts.kind == statistic::rate_per_100000 || f.counts.kind == statistic::standardised_rate;
  });
}
void expect_nothing_lacks(const measure& m, const std::string& missing) {
  if (missing.empty()) return;
  throw input_error(missing.starts_with("the column") ? error_code::missing_column : error_code::missing_input, {},
                    fmt::format("{} needs {}", m.id, missing), "add it, or leave the measure out");
}

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

void refuse_without_period(const measure& m, period covers, bool asked) {
  const std::string extent = covers.end.is_missing() ? std::string{} : " (" + to_string(covers) + ")";
  const bool quarters = m.reports != cadence::reporting_periods;
  throw usage_error(
      error_code::bad_period, {.file = {}, .line = 0, .field = "--period", .column = 0},
      asked ? fmt::format("{} reports calendar quarters, and none lies inside the period", m.id)
            : fmt::format("the records{} cover no whole {}", extent, quarters ? "quarter" : "financial year"),
      quarters ? "give a period of whole quarters, such as 2024-04-01..2024-06-30"
               : "say which period is wanted with START..END");
}

namespace {

notice_list notices_of(const std::vector<skipped_measure>& skipped) {
  // A line for each thing that is lacking: whole families need the same table.
  std::vector<std::pair<std::string, std::vector<std::string>>> by_lack;
  for (const skipped_measure& s : skipped) {
    const auto same = [&](const auto& known) { return known.first == s.lacks; };
    const auto known = std::find_if(by_lack.begin(), by_lack.end(), same);
    (known == by_lack.end() ? by_lack.emplace_back(s.lacks, std::vector<std::string>{}) : *known)
        .second.push_back(s.measure);
  }
  notice_list list;
  for (const auto& [what, measures] : by_lack) {
    list.push_back(make_notice("measure.left_out",
                               measures.size() == 1 ? fmt::format("{} is left out: it needs {}", measures.front(), what)
                                                    : fmt::format("{} measures are left out: they need {}: {}",
                                                                  measures.size(), what, fmt::join(measures, ", "))));
    list.back().figures = measures;
  }
  return list;
}

/// What a line says, as a number that two different lines share as good as never.
std::uint64_t digest(const contribution& c) {
  std::uint64_t all = 0;
  const auto add = [&all](std::uint64_t part) {
    all = (all ^ part) * 0x9E3779B97F4A7C15U;
    all ^= all >> 29U;
  };
  for (const std::string* text : {&c.measure, &c.la_code, &c.person_id, &c.group}) add(std::hash<std::string>{}(*text));
  add(static_cast<std::uint64_t>(c.reporting.start.number));
  add(static_cast<std::uint64_t>(c.reporting.end.number));
  add(c.numerator);
  add(c.denominator);
  return all;
}

using digests = std::vector<std::pair<std::uint64_t, const contribution*>>;

digests digests_of(const std::vector<contribution>& lines) {
  digests all;
  all.reserve(lines.size());
  for (const contribution& line : lines) all.emplace_back(digest(line), &line);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return all;
}

/// Calls `take` for the lines that are in one list and not in the other.
template <typename Take>
void for_differences(const digests& one, const digests& two, const Take& take) {
  auto a = one.begin();
  auto b = two.begin();
  while (a != one.end() || b != two.end()) {
    if (b == two.end() || (a != one.end() && a->first < b->first)) {
      take(*a++->second);
    } else if (a == one.end() || b->first < a->first) {
      take(*b++->second);
    } else {
      ++a;
      ++b;
    }
  }
}

/// The figure that a cell is of. Side counts are told with their measure's own figures.
template <typename Key>
void add_figure(const selection& wanted, const Key& of, std::set<std::string>& to) {
  const measure& m = wanted.measures[std::get<0>(of)];
  const std::size_t number = std::get<1>(of);
  if (number < m.figures.size() && wanted.wants(m.figures[number].id)) to.insert(m.figures[number].id);
}

}  // namespace

/// Counts the people whose records tie in every order of their rows, and names the figures that come out otherwise. What
/// a person adds is compared, and the values (of a median, a mean) as a whole.
notice_list evaluation_state::compare_orders(const tied_records& ties, const selection& wanted,
                                             const std::vector<std::vector<period>>& periods, const areas& list,
                                             const evaluate_options& options) {
  const auto count = [&](const tied_records::order& of) {
    evaluate_options how = options;
    how.on_progress = {};
    how.trace = false;
    evaluation_state state(wanted, periods, list);
    state.keep_contributions();
    state.update(of.people, of.details, how);
    return state;
  };
  std::set<std::string> figures;
  std::set<std::pair<std::string, std::string>> who;
  const evaluation_state first = count(ties.orders.front());
  const digests first_lines = digests_of(first.contributions_);
  for (std::size_t order = 1; order < ties.orders.size(); ++order) {
    const evaluation_state other = count(ties.orders[order]);
    const auto note = [&](const contribution& c) {
      figures.insert(c.measure);
      if (!c.person_id.empty()) who.emplace(c.la_code, c.person_id);
    };
    for_differences(first_lines, digests_of(other.contributions_), note);
    for (const auto& [of, cells] : first.cells_) {
      const auto found = other.cells_.find(of);
      if (found == other.cells_.end() || found->second != cells) add_figure(wanted, of, figures);
    }
    for (const auto& [of, cells] : other.cells_)
      if (!first.cells_.contains(of)) add_figure(wanted, of, figures);
  }
  notice_list told;
  if (figures.empty()) return told;
  notice n = make_notice("tie.figures", fmt::format("{} {}; figures: {}", who.size(),
                                                    who.size() == 1 ? "person" : "people", fmt::join(figures, ", ")));
  n.people = who.size();
  n.figures.assign(figures.begin(), figures.end());
  told.push_back(std::move(n));
  return told;
}

result_table evaluate(const selection& wanted, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& list, const population& people_in_areas,
                      const evaluate_options& options) {
  return evaluation_state::evaluate_all(wanted, study_of(people, details, options.hospital), periods, list,
                                        people_in_areas, options);
}

result_table evaluate(const selection& wanted, const study& of, const std::vector<period>& periods,
                      const evaluate_options& options) {
  return evaluation_state::evaluate_all(wanted, of, periods, of.list, of.people_in_areas, options);
}
result_table evaluate(const std::vector<measure>& measures, const study& of, const std::vector<period>& periods,
                      const evaluate_options& options) {
  return evaluate(select_all(measures), of, periods, options);
}

namespace {

std::string lacks(const measure& m, const study& of, const population& people_in_areas) {
  std::string missing = ascof::lacks(m, of);
  if (missing.empty() && is_rate(m) && people_in_areas.empty()) missing = lacks_population;
  return missing;
}

}  // namespace

std::vector<skipped_measure> missing_for(const std::vector<measure>& measures, const study& of) {
  std::vector<skipped_measure> missing;
  for (const measure& m : measures)
    if (std::string what = lacks(m, of, of.people_in_areas); !what.empty()) missing.push_back({m.id, std::move(what)});
  return missing;
}

result_table evaluation_state::evaluate_all(const selection& wanted, const study& whole,
                                            const std::vector<period>& periods, const areas& list,
                                            const population& people_in_areas, const evaluate_options& options) {
  const records& people = whole.events();
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  const bool leave_out = options.skip_impossible || wanted.leaves_out;
  selection possible;
  possible.figures = wanted.figures;
  std::vector<skipped_measure> skipped;
  std::vector<std::vector<period>> all_periods;
  const period covers = whole.covers();
  for (const measure& m : wanted.measures) {
    std::string missing = lacks(m, whole, people_in_areas);
    if (!leave_out) expect_nothing_lacks(m, missing);
    std::vector<period> reported = periods_for(m, covers, periods);
    if (missing.empty() && reported.empty()) {
      // A request for everything is refused only when nothing of it can be had.
      if (!leave_out || (&m == &wanted.measures.back() && possible.measures.empty()))
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
  const notice_list left_out = notices_of(skipped);
  if (possible.measures.empty()) {
    result_table nothing;
    nothing.skipped = std::move(skipped);
    nothing.notices = whole.notices();
    add_notices(nothing.notices, left_out);
    return nothing;
  }
  notice_list of_ties;
  if (people.main().ties) {
    // The rows of other tables have keys: only measures of client level records alone can hang on an order.
    selection of_events;
    std::vector<std::vector<period>> their_periods;
    for (std::size_t i = 0; i < possible.measures.size(); ++i) {
      if (!possible.measures[i].types().empty()) continue;
      of_events.measures.push_back(possible.measures[i]);
      their_periods.push_back(all_periods[i]);
    }
    of_events.figures = possible.figures;
    evaluate_options how = options;
    how.hospital = whole.hospital.get();
    if (!of_events.measures.empty())
      of_ties = evaluation_state::compare_orders(*people.main().ties, of_events, their_periods, list, how);
  }
  evaluation_state state(std::move(possible), std::move(all_periods), list);
  state.skipped_ = std::move(skipped);
  state.asked_ = periods;
  refuse(refuse_unknown_texts(state.wanted_.measures, options.by, people, whole.details(), list.list()));
  state.update(whole, options);
  for (notice& n : of_ties) n.of = whole.people().size();
  add_notices(state.notices_, of_ties);
  result_table result = state.finish(people_in_areas, options.on_missing_population);
  add_notices(result.notices, left_out);
  if (!options.trace) result.traces.clear();
  return result;
}

notice_list figures_of_ties(const selection& wanted, const records& people, const evaluate_options& options) {
  if (!people.main().ties) return {};
  const person_details nobody;
  const study whole = study_of(people, nobody, options.hospital);
  selection possible;
  possible.figures = wanted.figures;
  std::vector<std::vector<period>> all_periods;
  for (const measure& m : wanted.measures) {
    std::vector<period> reported = periods_for(m, people.covers(), {});
    if (reported.empty() || !lacks(m, whole).empty()) continue;
    possible.measures.push_back(m);
    all_periods.push_back(std::move(reported));
  }
  if (possible.measures.empty()) return {};
  notice_list told = evaluation_state::compare_orders(*people.main().ties, possible, all_periods, {}, options);
  for (notice& n : told) n.of = people.people();
  return told;
}

result_table evaluate(const std::vector<measure>& measures, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& frame, const population& people_in_areas,
                      const evaluate_options& options) {
  return evaluate(select_all(measures), people, details, periods, frame, people_in_areas, options);
}

}  // namespace ascof
