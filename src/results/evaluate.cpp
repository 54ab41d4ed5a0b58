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

namespace ascof {

std::string lacks(const measure& m, const records& people, const hospital_episodes* hospital) {
  for (const event::column column : m.needs())
    if (!people.events().has(column) &&
        (column == event::unit_cost || column == event::planned_units || column == event::cost_frequency) &&
        !people.main().single)
      return "a main table of one submission, which alone has costs: prepare with mode single";
    else if (!people.events().has(column))
      return fmt::format("the column {} of the main table", main_table_schema().fields[column].name);
  if (m.needs_hospital() && hospital == nullptr) return "hospital episodes and areas of residence (hospital, lsoa)";
  return {};
}

bool is_rate(const measure& m) {
  return std::any_of(m.figures.begin(), m.figures.end(),
                     [](const figure& f) { return f.counts.kind == statistic::rate_per_100000; });
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
  notice_list list;
  for (const skipped_measure& s : skipped) {
    list.push_back(make_notice("measure.left_out", fmt::format("{} is left out: it needs {}", s.measure, s.lacks)));
    list.back().figures.push_back(s.measure);
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

namespace {

/// The year in which a definition begins to hold: of "2024/25 onward" and "April 2023 onward"; 0 for any.
int first_year_of(const std::string& years) {
  const std::size_t at = years.find("20");
  if (at == std::string::npos || at + 4 > years.size()) return 0;
  int year = 0;
  for (const char c : years.substr(at, 4)) year = year * 10 + (c - '0');
  return year;
}

/// Periods asked for that the records do not cover, and measures outside the years their definitions hold for.
notice_list notices_of_periods(const selection& wanted, const std::vector<period>& asked, const records& people) {
  notice_list list;
  const period covers = people.covers();
  // Without reference periods the extent of the events says little: a quiet month is no gap.
  const bool known = people.events().has(event::ref_period_start) && people.events().has(event::ref_period_end);
  if (known && covers.start && covers.end)
    for (const period& p : asked) {
      const bool outside = p.end < covers.start || p.start > covers.end;
      if (!outside && p.start >= covers.start && p.end <= covers.end) continue;
      list.push_back(make_notice(outside ? "period.not_covered" : "period.partly_covered",
                                 fmt::format("the records cover {}, {} of {}", to_string(covers),
                                             outside ? "nothing" : "a part", to_string(p))));
    }
  for (const measure& m : wanted.measures)
    for (const period& p : asked) {
      const int year = first_year_of(m.years);
      if (year == 0 || p.end >= make_day(year, 4, 1)) continue;
      notice n = make_notice("period.before_definition",
                             fmt::format("{} is defined for {}, and not for {}", m.id, m.years, to_string(p)));
      n.figures.push_back(m.id);
      list.push_back(std::move(n));
    }
  return list;
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
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  const bool leave_out = options.skip_impossible || wanted.leaves_out;
  selection possible;
  possible.figures = wanted.figures;
  std::vector<skipped_measure> skipped;
  std::vector<std::vector<period>> all_periods;
  const period covers = people.covers();
  for (const measure& m : wanted.measures) {
    std::string missing = lacks(m, people, options.hospital);
    if (missing.empty() && is_rate(m) && people_in_areas.empty()) missing = lacks_population;
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
    nothing.notices = people.notices();
    add_notices(nothing.notices, left_out);
    return nothing;
  }
  notice_list of_ties;
  if (people.main().ties)
    of_ties = evaluation_state::compare_orders(*people.main().ties, possible, all_periods, list, options);
  evaluation_state state(std::move(possible), std::move(all_periods), list);
  state.skipped_ = std::move(skipped);
  state.update(people, details, options);
  add_notices(state.notices_, notices_of_periods(state.wanted_, periods, people));
  for (notice& n : of_ties) n.of = people.people();
  add_notices(state.notices_, of_ties);
  result_table result = state.finish(people_in_areas, options.on_missing_population);
  add_notices(result.notices, left_out);
  if (!options.trace) result.traces.clear();
  return result;
}

notice_list figures_of_ties(const selection& wanted, const records& people, const evaluate_options& options) {
  if (!people.main().ties) return {};
  selection possible;
  possible.figures = wanted.figures;
  std::vector<std::vector<period>> all_periods;
  for (const measure& m : wanted.measures) {
    std::vector<period> reported = periods_for(m, people.covers(), {});
    if (reported.empty() || !lacks(m, people, options.hospital).empty()) continue;
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
