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
  std::stable_sort(frame.begin(), frame.end(), [](const frame_row& a, const frame_row& b) {
    return fold(a.place.la_code) < fold(b.place.la_code);
  });
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

/// The periods a measure reports; none when no quarter lies inside those asked for, or the records cover no whole year.
std::vector<period> periods_for(const measure& m, const records& people, const std::vector<period>& asked) {
  const period covers = people.covers();
  const bool known = covers.start && covers.end;
  if (m.reports == cadence::reporting_periods) {
    if (!asked.empty()) return asked;
    return known ? financial_years_inside(covers) : std::vector<period>{};
  }
  std::vector<period> ranges = asked;
  if (ranges.empty() && known) ranges.push_back(covers);
  std::vector<period> quarters;
  for (const period& range : ranges)
    for (const period& quarter : quarters_inside(range)) quarters.push_back(quarter);
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

[[noreturn]] void refuse_without_period(const measure& m, const records& people, bool asked) {
  const period covers = people.covers();
  const std::string extent = covers.end.is_missing() ? std::string{} : " (" + to_string(covers) + ")";
  const bool quarters = m.reports == cadence::quarters;
  throw usage_error(
      error_code::bad_period, {.file = {}, .line = 0, .field = "--period", .column = 0},
      asked ? fmt::format("{} reports calendar quarters, and none lies inside the period", m.id)
            : fmt::format("the records{} cover no whole {}", extent, quarters ? "quarter" : "financial year"),
      quarters ? "give a period of whole quarters, such as 2024-04-01..2024-06-30"
               : "say which period is wanted with START..END");
}

/// The middle value, or the mean of the middle two. @pre not empty
double median(std::vector<std::int32_t> days) {
  const std::size_t half = days.size() / 2;
  const auto middle = days.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(days.begin(), middle, days.end());
  if (days.size() % 2 == 1) return *middle;
  return (static_cast<double>(*std::max_element(days.begin(), middle)) + *middle) / 2;
}

/// One call of `evaluate`: choose, walk, finish.
class evaluation {
 public:
  evaluation(const selection& wanted, const records& people, const person_details& details,
             const std::vector<period>& periods, const areas& list, const population& people_in_areas,
             const evaluate_options& options)
      : wanted_(wanted),
        people_(people),
        people_in_areas_(people_in_areas),
        options_(options),
        frame_(make_frame(people, list)),
        nation_(frame_.size()),
        study_{people, details, places_, options.hospital} {
    for (const frame_row& row : frame_) places_.push_back({row.place.la_code, row.place.la_name});
    frame_.push_back({{"England", "England", {}, {}}, std::nullopt});
    choose(periods);
    for (const measure& m : result_.measures) {
      counters_.push_back(m.bind(study_));
      tally_shape shape{frame_.size(), {}, {}, m.traces.size()};
      for (const figure& f : m.figures) shape.groups.push_back(f.groups.size());
      for (const side_count& side : m.sides) shape.side_groups.push_back(side.groups.size());
      shapes_.push_back(std::move(shape));
    }
  }

  result_table run() {
    const tallies_by_measure total = walk();
    for (std::size_t m = 0; m < result_.measures.size(); ++m) {
      for (std::size_t f = 0; f < result_.measures[m].figures.size(); ++f)
        if (wanted_.wants(result_.measures[m].figures[f].id)) add_figure(m, f, total[m]);
      add_sides(m, total[m]);
      if (options_.trace) add_traces(m, total[m]);
    }
    return std::move(result_);
  }

 private:
  using tallies_by_measure = std::vector<std::vector<tally>>;  // measure, then period

  /// Which of the wanted measures can be computed, and for which periods.
  void choose(const std::vector<period>& asked) {
    for (const measure& m : wanted_.measures) {
      std::string missing = lacks(m, people_, people_in_areas_, options_.hospital);
      if (!missing.empty() && !options_.skip_impossible)
        throw input_error(missing.starts_with("the column") ? error_code::missing_column : error_code::missing_input,
                          {}, fmt::format("{} needs {}", m.id, missing), "add it, or leave the measure out");
      std::vector<period> periods = periods_for(m, people_, asked);
      if (missing.empty() && periods.empty()) {
        // A request for everything is refused only when nothing of it can be had.
        if (!options_.skip_impossible || (&m == &wanted_.measures.back() && result_.measures.empty()))
          refuse_without_period(m, people_, !asked.empty());
        missing =
            m.reports == cadence::quarters ? "a period with a whole quarter" : "records of a whole financial year";
      }
      if (missing.empty()) {
        result_.measures.push_back(m);
        periods_.push_back(std::move(periods));
      } else {
        result_.skipped.push_back({m.id, std::move(missing)});
      }
    }
  }

  tallies_by_measure make_tallies() const {
    tallies_by_measure tallies(shapes_.size());
    for (std::size_t m = 0; m < shapes_.size(); ++m)
      for (std::size_t p = 0; p < periods_[m].size(); ++p) tallies[m].emplace_back(shapes_[m], options_.trace);
    return tallies;
  }

  /// Counts every person once, for all measures and periods. Parts are cut by people, not by threads, and merged in
  /// order.
  tallies_by_measure walk() const {
    std::vector<std::size_t> place_of(people_.councils().size());  // in the frame, by council of the records
    for (std::size_t i = 0; i < frame_.size(); ++i)
      if (frame_[i].council) place_of[*frame_[i].council] = i;
    constexpr std::size_t part_people = 1U << 15U;
    const std::size_t parts = std::max<std::size_t>(1, (people_.people() + part_people - 1) / part_people);
    std::vector<tallies_by_measure> by_part(parts);
    for_each_part(parts, options_.threads, [&](std::size_t part) {
      tallies_by_measure tallies = make_tallies();
      const std::size_t last = std::min(people_.people(), (part + 1) * part_people);
      for (std::size_t person = part * part_people; person < last; ++person) {
        if (people_.person_id(person).empty()) continue;  // rows of nobody in particular
        for (std::size_t m = 0; m < counters_.size(); ++m) {
          for (tally& to : tallies[m]) to.begin(person, place_of[people_.council_of(person)]);
          counters_[m]->count_all(person, periods_[m], tallies[m]);
        }
      }
      by_part[part] = std::move(tallies);
      if (options_.on_progress && parts > 1)
        options_.on_progress("counting", static_cast<double>(part + 1) / static_cast<double>(parts));
    });
    tallies_by_measure total = std::move(by_part.front());
    for (std::size_t part = 1; part < parts; ++part)
      for (std::size_t m = 0; m < total.size(); ++m)
        for (std::size_t p = 0; p < total[m].size(); ++p) total[m][p].merge(std::move(by_part[part][m][p]));
    for (std::size_t m = 0; m < total.size(); ++m)
      for (std::size_t p = 0; p < total[m].size(); ++p) counters_[m]->count_rest(periods_[m][p], total[m][p]);
    return total;
  }

  void add_figure(std::size_t m, std::size_t f, const std::vector<tally>& counted) {
    const measure& definition = result_.measures[m];
    const figure& fig = definition.figures[f];
    const std::size_t places = definition.national ? frame_.size() : nation_;
    for (std::size_t p = 0; p < counted.size(); ++p)
      for (std::size_t place = 0; place < places; ++place)
        for (std::size_t g = 0; g < fig.groups.size(); ++g) {
          const cell& counts = counted[p].of(place, f, g);
          result_row row{fig.id,
                         periods_[m][p],
                         frame_[place].place.la_code,
                         frame_[place].place.la_name,
                         fig.groups[g],
                         counts.numerator,
                         counts.denominator,
                         std::nullopt,
                         value_status::value,
                         counts.unknown,
                         counts.invalid,
                         fig.decimals};
          if (!finish(row, fig, g, counts, frame_[place])) continue;
          if (row.status == value_status::no_denominator && counts.numerator == 0 &&
              fig.kind == statistic::exact_proportion && !counters_[m]->is_empty_group(f, g, counted[p]))
            row.numerator.reset();
          if (row.value && !definition.official) row.status = value_status::unofficial;
          result_.rows.push_back(std::move(row));
        }
  }

  /// Turns counts into a figure. @return false when there is no row at all
  bool finish(result_row& row, const figure& fig, std::size_t group, const cell& counts, const frame_row& at) const {
    const auto n = static_cast<double>(counts.numerator);
    switch (fig.kind) {
      case statistic::median_days:
        // A quarter without waits has no row, as in the department's tables.
        if (counts.days.empty()) return false;
        row.numerator.reset();
        row.value = median(counts.days);
        return true;
      case statistic::rate_per_100000: {
        const auto residents = population_of(people_in_areas_, at.place, fig.population[group]);
        if (!residents) {
          if (at.council && options_.on_missing_population == missing_population::refuse)
            refuse_without_population(at.place, fig.population[group]);
          return false;
        }
        row.denominator = static_cast<std::uint64_t>(*residents);
        if (row.denominator != 0) row.value = n / static_cast<double>(row.denominator) * 100'000.0;
        break;
      }
      case statistic::proportion:
        if (row.denominator != 0) row.value = n / static_cast<double>(row.denominator) * 100.0;
        break;
      case statistic::exact_proportion:
        // The nearest double of the exact quotient: rounding its shortest text rounds the exact decimal.
        if (row.denominator != 0) row.value = 100.0 * n / static_cast<double>(row.denominator);
        break;
    }
    if (!row.value) row.status = value_status::no_denominator;
    return true;
  }

  void add_sides(std::size_t m, const std::vector<tally>& counted) {
    const measure& definition = result_.measures[m];
    for (std::size_t p = 0; p < counted.size(); ++p)
      for (std::size_t place = 0; place < nation_; ++place)
        for (std::size_t s = 0; s < definition.sides.size(); ++s)
          for (std::size_t g = 0; g < definition.sides[s].groups.size(); ++g)
            result_.sides.push_back({definition.id, periods_[m][p], frame_[place].place.la_code,
                                     frame_[place].place.la_name, definition.sides[s].published_as,
                                     definition.sides[s].description, definition.sides[s].groups[g],
                                     counted[p].side_of(place, s, g), frame_[place].name_differs});
  }

  void add_traces(std::size_t m, const std::vector<tally>& counted) {
    const std::vector<trace_layout>& layouts = result_.measures[m].traces;
    for (std::size_t t = 0; t < layouts.size(); ++t) {
      trace_table trace{layouts[t].id, layouts[t].by_period, layouts[t].by_person, layouts[t].columns, {}};
      for (std::size_t p = 0; p < counted.size(); ++p)
        for (const trace_line& line : counted[p].lines(t)) {
          traced_unit unit{periods_[m][p], {}, {}, line.values};
          if (layouts[t].by_person) {
            unit.la_code = people_.councils()[people_.council_of(line.person)].la_code;
            unit.person_id = people_.person_id(line.person);
          }
          trace.units.push_back(std::move(unit));
        }
      result_.traces.push_back(std::move(trace));
    }
  }

  const selection& wanted_;
  const records& people_;
  const population& people_in_areas_;
  const evaluate_options& options_;
  std::vector<frame_row> frame_;  // the councils, and the nation behind them
  std::size_t nation_;
  std::vector<place_of_figures> places_;
  study study_;
  std::vector<std::vector<period>> periods_;  // by measure
  std::vector<std::unique_ptr<counter>> counters_;
  std::vector<tally_shape> shapes_;
  result_table result_;
};

}  // namespace

result_table evaluate(const selection& wanted, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& list, const population& people_in_areas,
                      const evaluate_options& options) {
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  return evaluation(wanted, people, details, periods, list, people_in_areas, options).run();
}

}  // namespace ascof
