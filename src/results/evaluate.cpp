#include "ascof/results/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ascof/core/error.hpp"
#include "counting.hpp"

namespace ascof {

std::string lacks(const measure& m, const records& people, const hospital_episodes* hospital) {
  for (const event::column column : m.needs())
    if (!people.events().has(column) && !people.main().single && column >= event::unit_cost &&
        column <= event::planned_units)
      return fmt::format("the column {}, which only a main table of one submission has (prepare with mode single)",
                         main_table_schema().fields[column].name);
    else if (!people.events().has(column))
      return fmt::format("the column {} of the main table", main_table_schema().fields[column].name);
  if (m.needs_hospital() && hospital == nullptr) return "hospital episodes (--hospital FILE --lsoa FILE)";
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
    if (!options.skip_impossible) expect_nothing_lacks(m, missing);
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
