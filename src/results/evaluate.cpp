#include "ascof/results/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

/// A council of the result: in the list, in the records, or in both.
struct frame_row {
  area place;
  std::optional<std::size_t> council;  // in the records
  bool name_differs = false;
};

std::vector<frame_row> make_frame(const records& people, const areas& list) {
  std::vector<frame_row> frame;
  for (const area& place : list.list()) frame.push_back({place, std::nullopt});
  for (std::size_t i = 0; i < people.councils().size(); ++i) {
    const council& here = people.councils()[i];
    const auto known = std::find_if(frame.begin(), frame.end(),
                                    [&](const frame_row& row) { return same_text(row.place.la_code, here.la_code); });
    if (known == frame.end()) {
      frame.push_back({{here.la_code, here.la_name, {}, {}}, i});
    } else {
      known->council = i;
      known->name_differs = !same_text(known->place.la_name, here.la_name);
    }
  }
  std::stable_sort(frame.begin(), frame.end(),
                   [](const frame_row& a, const frame_row& b) { return fold(a.place.la_code) < fold(b.place.la_code); });
  return frame;
}

/// What a measure lacks to be computed; empty when nothing.
std::string lacks(const measure& m, const records& people, const population& people_in_areas,
                  const hospital_episodes* hospital) {
  for (const event::column column : m.needs)
    if (!people.events().has(column))
      return fmt::format("the column {} of the main table", main_table_schema().fields[column].name);
  const bool rate = std::any_of(m.figures.begin(), m.figures.end(),
                                [](const figure& f) { return f.kind == statistic::rate_per_100000; });
  if (rate && people_in_areas.empty()) return "a population table (--population FILE)";
  if (m.needs_hospital && hospital == nullptr) return "hospital episodes (--hospital FILE --lsoa FILE)";
  return {};
}

std::optional<std::int64_t> population_of(const population& people_in_areas, const area& place,
                                          const std::string& band) {
  if (!place.area_code.empty())
    if (const auto people = people_in_areas.find(place.area_code, "All", band)) return people;
  return people_in_areas.find(place.la_code, "All", band);
}

/// The periods a measure reports.
std::vector<period> periods_for(const measure& m, const records& people, const std::vector<period>& asked) {
  if (m.reports == cadence::reporting_periods) return asked.empty() ? covered_financial_years(people) : asked;
  std::vector<period> quarters;
  const std::vector<period> ranges = asked.empty() ? std::vector<period>{people.covers()} : asked;
  for (const period& range : ranges) {
    if (range.start.is_missing() || range.end.is_missing()) continue;
    for (const period& quarter : quarters_inside(range)) quarters.push_back(quarter);
  }
  std::sort(quarters.begin(), quarters.end());
  quarters.erase(std::unique(quarters.begin(), quarters.end()), quarters.end());
  if (quarters.empty())
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "--period", .column = 0},
                      fmt::format("{} reports calendar quarters, and none lies inside the period", m.id),
                      "give a period of whole quarters, such as 2024-04-01..2024-06-30");
  return quarters;
}

/// The middle value, or the mean of the middle two. @pre not empty
double median(std::vector<std::int32_t> days) {
  const std::size_t half = days.size() / 2;
  const auto middle = days.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(days.begin(), middle, days.end());
  if (days.size() % 2 == 1) return *middle;
  return (static_cast<double>(*std::max_element(days.begin(), middle)) + *middle) / 2;
}

}  // namespace

result_table evaluate(const selection& wanted, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& list, const population& people_in_areas,
                      const evaluate_options& options) {
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  result_table result;
  std::vector<std::vector<period>> periods_of;  // by measure
  for (const measure& m : wanted.measures) {
    const std::string missing = lacks(m, people, people_in_areas, options.hospital);
    if (missing.empty()) {
      result.measures.push_back(m);
      periods_of.push_back(periods_for(m, people, periods));
    } else if (options.skip_impossible) {
      result.skipped.push_back({m.id, missing});
    } else {
      throw input_error(missing.starts_with("the column") ? error_code::missing_column : error_code::missing_input, {},
                        fmt::format("{} needs {}", m.id, missing), "add it, or leave the measure out");
    }
  }
  const std::vector<measure>& measures = result.measures;

  std::vector<frame_row> frame = make_frame(people, list);
  std::vector<place_of_figures> places;
  for (const frame_row& row : frame) places.push_back({row.place.la_code, row.place.la_name});
  const study of{people, details, places, options.hospital};
  const std::size_t nation = frame.size();
  frame.push_back({{"England", "England", {}, {}}, std::nullopt});
  std::vector<std::size_t> place_of(people.councils().size());  // in the frame, by council of the records
  for (std::size_t i = 0; i < frame.size(); ++i)
    if (frame[i].council) place_of[*frame[i].council] = i;
  std::vector<std::unique_ptr<counter>> counters;
  std::vector<tally_shape> shapes;
  for (const measure& m : measures) {
    counters.push_back(m.bind(of));
    tally_shape shape{frame.size(), {}, {}, m.traces.size()};
    for (const figure& f : m.figures) shape.groups.push_back(f.groups.size());
    for (const side_count& side : m.sides) shape.side_groups.push_back(side.groups.size());
    shapes.push_back(std::move(shape));
  }

  // Parts are cut by people, not by threads, and merged in order.
  constexpr std::size_t part_people = 1U << 15U;
  const std::size_t parts = std::max<std::size_t>(1, (people.people() + part_people - 1) / part_people);
  using tallies_by_measure = std::vector<std::vector<tally>>;  // measure, then period
  const auto make_tallies = [&] {
    tallies_by_measure tallies(measures.size());
    for (std::size_t m = 0; m < measures.size(); ++m)
      for (std::size_t p = 0; p < periods_of[m].size(); ++p) tallies[m].emplace_back(shapes[m], options.trace);
    return tallies;
  };
  std::vector<tallies_by_measure> by_part(parts);
  for_each_part(parts, options.threads, [&](std::size_t part) {
    tallies_by_measure tallies = make_tallies();
    const std::size_t last = std::min(people.people(), (part + 1) * part_people);
    for (std::size_t person = part * part_people; person < last; ++person) {
      for (std::size_t m = 0; m < measures.size(); ++m) {
        for (tally& to : tallies[m]) to.begin(person, place_of[people.council_of(person)]);
        counters[m]->count_all(person, periods_of[m], tallies[m]);
      }
    }
    by_part[part] = std::move(tallies);
    if (options.on_progress && parts > 1)
      options.on_progress("counting", static_cast<double>(part + 1) / static_cast<double>(parts));
  });
  tallies_by_measure total = std::move(by_part.front());
  for (std::size_t part = 1; part < parts; ++part)
    for (std::size_t m = 0; m < total.size(); ++m)
      for (std::size_t p = 0; p < total[m].size(); ++p) total[m][p].merge(std::move(by_part[part][m][p]));
  for (std::size_t m = 0; m < measures.size(); ++m)
    for (std::size_t p = 0; p < periods_of[m].size(); ++p) counters[m]->count_rest(periods_of[m][p], total[m][p]);

  for (std::size_t m = 0; m < measures.size(); ++m) {
    const std::vector<period>& reported = periods_of[m];
    for (std::size_t f = 0; f < measures[m].figures.size(); ++f) {
      const figure& fig = measures[m].figures[f];
      if (!wanted.wants(fig.id)) continue;
      for (std::size_t p = 0; p < reported.size(); ++p) {
        const tally& from = total[m][p];
        const std::size_t places_shown = measures[m].national ? frame.size() : nation;
        for (std::size_t place = 0; place < places_shown; ++place) {
          const frame_row& row = frame[place];
          for (std::size_t g = 0; g < fig.groups.size(); ++g) {
            const cell& counts = from.of(place, f, g);
            result_row out{fig.id,
                           reported[p],
                           row.place.la_code,
                           row.place.la_name,
                           fig.groups[g],
                           counts.numerator,
                           counts.denominator,
                           std::nullopt,
                           value_status::value,
                           counts.unknown,
                           counts.invalid,
                           fig.decimals};
            double factor = 100.0;
            if (fig.kind == statistic::rate_per_100000) {
              factor = 100'000.0;
              const auto residents = population_of(people_in_areas, row.place, fig.population[g]);
              if (!residents) {
                if (row.council && options.on_missing_population == missing_population::refuse)
                  throw input_error(
                      error_code::missing_population, {},
                      fmt::format("council {} has records but no population of '{}'{}", row.place.la_code,
                                  fig.population[g],
                                  row.place.area_code.empty() ? std::string{} : " under " + row.place.area_code),
                      "add it to the population table (by area code, with --areas, or by council code), or leave "
                      "such councils out with --skip-missing-population");
                continue;
              }
              out.denominator = static_cast<std::uint64_t>(*residents);
            }
            if (fig.kind == statistic::median_days) {
              // A quarter without waits has no row, as the department's tables.
              if (counts.days.empty()) continue;
              out.numerator.reset();
              out.value = median(counts.days);
            } else if (out.denominator == 0) {
              out.status = value_status::no_denominator;
              if (fig.kind == statistic::exact_proportion && counts.numerator == 0 &&
                  !counters[m]->is_empty_group(f, g, total[m][p]))
                out.numerator.reset();
            } else if (fig.kind == statistic::exact_proportion) {
              out.value = 100.0 * static_cast<double>(counts.numerator) / static_cast<double>(counts.denominator);
            } else {
              out.value = static_cast<double>(counts.numerator) / static_cast<double>(out.denominator) * factor;
            }
            if (out.value && !measures[m].official) out.status = value_status::unofficial;
            result.rows.push_back(std::move(out));
          }
        }
      }
    }
    for (std::size_t p = 0; p < reported.size(); ++p)
      for (std::size_t place = 0; place < nation; ++place)
        for (std::size_t side = 0; side < measures[m].sides.size(); ++side)
          for (std::size_t g = 0; g < measures[m].sides[side].groups.size(); ++g)
            result.sides.push_back({measures[m].id, reported[p], frame[place].place.la_code, frame[place].place.la_name,
                                    measures[m].sides[side].published_as, measures[m].sides[side].description,
                                    measures[m].sides[side].groups[g], total[m][p].side_of(place, side, g),
                                    frame[place].name_differs});
    if (!options.trace) continue;
    for (std::size_t t = 0; t < measures[m].traces.size(); ++t) {
      const trace_layout& layout = measures[m].traces[t];
      trace_table trace{layout.id, layout.by_period, layout.by_person, layout.columns, {}};
      for (std::size_t p = 0; p < reported.size(); ++p)
        for (const trace_line& line : total[m][p].lines(t))
          trace.units.push_back(
              layout.by_person
                  ? traced_unit{reported[p], people.councils()[people.council_of(line.person)].la_code,
                                std::string(people.person_id(line.person)), line.values}
                  : traced_unit{reported[p], {}, {}, line.values});
      result.traces.push_back(std::move(trace));
    }
  }
  return result;
}

std::vector<period> covered_financial_years(const records& people) {
  const period covers = people.covers();
  std::vector<period> years;
  if (!covers.start.is_missing() && !covers.end.is_missing()) years = financial_years_inside(covers);
  if (years.empty())
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "--period", .column = 0},
                      fmt::format("the records{} cover no whole financial year",
                                  covers.end.is_missing() ? std::string{} : " (" + to_string(covers) + ")"),
                      "say which period is wanted with --period START..END");
  return years;
}

}  // namespace ascof
