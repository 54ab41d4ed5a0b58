#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/results/evaluate.hpp"
#include "counting.hpp"
#include "known_texts.hpp"

namespace ascof {
namespace {

std::optional<std::int64_t> population_of(const population& people_in_areas, const area& place, const std::string& band,
                                          day on) {
  if (!place.area_code.empty())
    if (const auto people = people_in_areas.find_on(on, place.area_code, "All", band)) return people;
  return people_in_areas.find_on(on, place.la_code, "All", band);
}

[[noreturn]] void refuse_without_population(const area& place, const std::string& band) {
  throw input_error(error_code::missing_population, {},
                    fmt::format("council {} has records but no population of '{}'{}", place.la_code, band,
                                place.area_code.empty() ? std::string{} : " under " + place.area_code),
                    "add it to the population table (by area code, with --areas, or by council code), or leave such "
                    "councils out with --skip-missing-population");
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

/// A sum of weights as a decimal of 15 digits: what the parts were rounded by does not show, so that shares of 1/3 add up
/// to 1.
double tidy(double sum) {
  if (sum == std::floor(sum)) return sum;
  return std::strtod(fmt::format("{:.15g}", sum).c_str(), nullptr);
}

/// A value from counts alone; none without anything to divide by.
std::optional<double> value_of(statistic kind, double level, double factor, const cell& c) {
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
    case statistic::quotient:
      if (c.squares == exact_sum{}) return std::nullopt;
      return factor * tidy(c.sum.value()) / tidy(c.squares.value());
    default: return std::nullopt;
  }
}

/// The labels that a group's key is made of, one a dimension.
std::vector<std::string> labels_of(std::string_view key, std::size_t dimensions) {
  std::vector<std::string> labels;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const std::size_t cut = key.find(between_labels);
    labels.emplace_back(key.substr(0, cut));
    key = cut == std::string_view::npos ? std::string_view() : key.substr(cut + 1);
  }
  return labels;
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

struct group_label {
  std::string key, shown;
  std::vector<std::string> parts{};  // what is shown, one a dimension
};

}  // namespace

/// The cells of one measure, by figure, council and group.
class cells_of_measure {
 public:
  cells_of_measure(const evaluation_state& state, std::size_t measure)
      : state_(state),
        measure_(measure),
        begin_(state.cells_.lower_bound({measure, 0, "", ""})),
        end_(state.cells_.lower_bound({measure + 1, 0, "", ""})) {}

  /// By period; null when nothing was counted. The nation's have no council.
  const std::vector<cell>* find(std::size_t figure, const std::string& la, const std::string& group) const {
    const auto found = state_.cells_.find({measure_, figure, la, group});
    return found == state_.cells_.end() ? nullptr : &found->second;
  }

  /// A figure's groups: those of the definition, or for texts those that were met.
  /// @param also  another figure with the same breakdown, whose texts belong to it too
  std::vector<group_label> groups_of(std::size_t figure, const std::vector<breakdown>& by,
                                     std::size_t also = none) const {
    if (by.empty()) return {{"Total", "Total"}};
    const std::vector<std::set<std::string>> met = texts_met(figure, also, by.size());
    std::vector<group_label> groups{{}};
    for (std::size_t d = 0; d < by.size(); ++d) {
      std::vector<group_label> next;
      const std::vector<group_label> labels = groups_in(by[d], d, met[d], figure, also);
      for (const group_label& before : groups)
        for (const group_label& label : labels) {
          group_label joined =
              d == 0 ? label : group_label{before.key + between_labels + label.key, before.shown + ", " + label.shown};
          joined.parts = before.parts;
          joined.parts.push_back(label.shown);
          next.push_back(std::move(joined));
        }
      groups = std::move(next);
    }
    return groups;
  }

 private:
  std::vector<std::set<std::string>> texts_met(std::size_t figure, std::size_t also, std::size_t dimensions) const {
    std::vector<std::set<std::string>> met(dimensions);
    for (auto i = begin_; i != end_; ++i) {
      const std::size_t own = std::get<1>(i->first);
      if (own != figure && own != also) continue;
      std::vector<std::string> labels = labels_of(std::get<3>(i->first), dimensions);
      for (std::size_t d = 0; d < dimensions; ++d) met[d].insert(std::move(labels[d]));
    }
    return met;
  }

  std::vector<group_label> groups_in(const breakdown& by, std::size_t dimension, const std::set<std::string>& met,
                                     std::size_t figure, std::size_t also) const {
    std::vector<group_label> labels;
    for (const std::string& label : by.labels) labels.push_back({fold(label), label});
    if (labels.empty()) {
      const std::string last(missing_label);
      for (const std::string& form : met) {
        if (form == last || (!by.total.empty() && form == fold(by.total))) continue;
        std::string shown;
        for (const std::size_t of : {figure, also})
          if (const auto known = state_.spellings_.find({measure_, of, dimension, form});
              known != state_.spellings_.end())
            if (shown.empty() || known->second < shown) shown = known->second;
        labels.push_back({form, shown});
      }
      if (met.contains(last)) labels.push_back({last, last});
    }
    if (!by.total.empty()) labels.push_back({fold(by.total), by.total});
    return labels;
  }

  const evaluation_state& state_;
  std::size_t measure_;
  std::map<evaluation_state::key, std::vector<cell>>::const_iterator begin_, end_;
};

result_table evaluation_state::finish(const population& people_in_areas, missing_population on_missing) const {
  if (unmet_) refuse(*unmet_);
  result_table result;
  result.skipped = skipped_;
  result.notices = notices_;
  add_notices(result.notices, people_in_areas.notices());
  result.measures = wanted_.measures;
  static const cell empty{};
  const area england{std::string(nation_code), std::string(nation_code), {}, {}};

  for (std::size_t m = 0; m < wanted_.measures.size(); ++m) {
    const measure& definition = wanted_.measures[m];
    if (is_rate(definition) && people_in_areas.empty())
      throw input_error(error_code::missing_input, {}, fmt::format("{} needs {}", definition.id, lacks_population),
                        "add it, or leave the measure out");
    const std::size_t counts = definition.figures.size();

    const cells_of_measure cells(*this, m);
    std::vector<std::string> forms;  // of the councils; the nation's is empty
    for (const council_row& row : councils_) forms.push_back(fold(row.place.la_code));
    forms.emplace_back();
    /// The cells of a figure by place and group, looked for once for all periods.
    const auto cells_for = [&](std::size_t f, const std::vector<group_label>& groups) {
      std::vector<const std::vector<cell>*> found;
      for (const std::string& la : forms)
        for (const group_label& group : groups) found.push_back(cells.find(f, la, group.key));
      return found;
    };
    const auto in_period = [](const std::vector<cell>* of, std::size_t p) -> const cell& {
      return of == nullptr ? empty : (*of)[p];
    };

    const std::vector<group_label> first_groups = cells.groups_of(0, definition.figures.front().by);
    for (std::size_t f = 0; f < counts; ++f) {
      const figure& fig = definition.figures[f];
      if (!wanted_.wants(fig.id)) continue;
      const bool change = is_change(fig.counts.kind);
      const std::size_t before = year_before(definition, f);
      const std::vector<group_label> groups = cells.groups_of(f, fig.by, change ? before : none);
      const auto found = cells_for(f, groups);
      const auto found_before = change ? cells_for(before, groups) : decltype(found){};
      std::vector<std::shared_ptr<const std::vector<std::string>>> labels, shown;
      for (const group_label& group : groups) {
        labels.push_back(std::make_shared<const std::vector<std::string>>(labels_of(group.key, fig.by.size())));
        shown.push_back(std::make_shared<const std::vector<std::string>>(group.parts));
      }
      for (std::size_t p = 0; p < periods_[m].size(); ++p) {
        std::vector<bool> published(groups.size(), true);
        for (std::size_t g = 0; g < fig.published_with.size(); ++g)
          published[g] = fig.published_with[g] == always_published ||
                         in_period(cells.find(0, "", first_groups[fig.published_with[g]].key), p).denominator != 0;
        for (std::size_t place = 0; place < councils_.size() + (definition.national ? 1 : 0); ++place) {
          const bool national = place == councils_.size();
          const area& where = national ? england : councils_[place].place;
          if (fig.counts.kind == statistic::standardised_rate) {
            result_row row{fig.id, periods_[m][p], where.la_code, where.la_name, "Total", 0};
            row.decimals = fig.decimals;
            double value = 0;
            bool whole = true;
            for (std::size_t g = 0; g < groups.size(); ++g) {
              const auto residents = population_of(people_in_areas, where, fig.population[g], periods_[m][p].start);
              const auto share = people_in_areas.standard_share(fig.population[g]);
              const std::uint64_t counted = in_period(found[place * groups.size() + g], p).numerator;
              *row.numerator += counted;
              whole = whole && residents && *residents > 0 && share;
              if (!whole) continue;
              row.denominator += static_cast<std::uint64_t>(*residents);
              value += *share * (static_cast<double>(counted) / static_cast<double>(*residents) * 100'000.0);
            }
            if (whole) {
              row.value = value;
            } else {
              row.denominator = 0;
              row.status = value_status::no_denominator;
            }
            result.rows.push_back(std::move(row));
            continue;
          }
          for (std::size_t g = 0; g < groups.size(); ++g) {
            const cell& c = in_period(found[place * groups.size() + g], p);
            result_row row{fig.id,      periods_[m][p], where.la_code, where.la_name,       groups[g].shown,
                           c.numerator, c.denominator,  std::nullopt,  value_status::value, c.unknown,
                           c.invalid,   fig.decimals};
            row.labels = labels[g];
            row.shown = shown[g];
            if (!published[g]) row.denominator = 0;
            if (!has_numerator(counted_as(fig.counts))) row.numerator.reset();
            if (fig.counts.kind == statistic::rate_per_100000) {
              const auto residents = population_of(people_in_areas, where, fig.population[g], periods_[m][p].start);
              if (!residents) {
                if (!national && councils_[place].in_records && on_missing == missing_population::refuse)
                  refuse_without_population(where, fig.population[g]);
                continue;
              }
              row.denominator = static_cast<std::uint64_t>(*residents);
              if (row.denominator != 0)
                row.value = static_cast<double>(c.numerator) / static_cast<double>(row.denominator) * 100'000.0;
            } else if (change) {
              const auto now = value_of(fig.counts.changed, fig.counts.level, fig.counts.factor, c);
              const cell& earlier = in_period(found_before[place * groups.size() + g], p);
              const auto then = value_of(fig.counts.changed, fig.counts.level, fig.counts.factor, earlier);
              row.earlier = {earlier.numerator, earlier.denominator};
              if (now && then) row.value = *now - *then;
              if (fig.counts.kind == statistic::percent_change && row.value)
                row.value = *then == 0 ? std::nullopt : std::optional(100.0 * *row.value / *then);
            } else {
              if (published[g]) row.value = value_of(fig.counts.kind, fig.counts.level, fig.counts.factor, c);
              if (fig.counts.kind == statistic::quotient) {
                row.numerator_sum = tidy(c.sum.value());
                const bool divided = std::any_of(fig.counts.parts.begin(), fig.counts.parts.end(),
                                                 [](const quotient_part& part) { return part.denominator != 0; });
                if (divided) {
                  row.denominator_sum = tidy(c.squares.value());
                } else {
                  row.value = fig.counts.factor * tidy(c.sum.value());
                }
              }
              // A quarter without waits has no row, as in the department's tables.
              if (keeps_values(fig.counts.kind) && !row.value) continue;
              if (keeps_values(fig.counts.kind)) row.values = std::make_shared<const std::vector<double>>(c.values);
              if (fig.counts.kind == statistic::mean && row.value) row.deviation = deviation_of(c);
            }
            if (fig.needs_an_answer && c.unknown != 0 && c.unknown == c.denominator) row.value.reset();
            if (!row.value) row.status = value_status::no_denominator;
            if (row.status == value_status::no_denominator && c.numerator == 0 && !fig.published_with.empty() &&
                published[g])
              row.numerator.reset();
            if (row.value && !definition.official) row.status = value_status::unofficial;
            result.rows.push_back(std::move(row));
          }
        }
      }
    }
    std::vector<std::vector<group_label>> side_groups;
    std::vector<std::vector<const std::vector<cell>*>> side_cells;
    for (std::size_t s = 0; s < definition.sides.size(); ++s) {
      side_groups.push_back(cells.groups_of(counts + s, definition.sides[s].by));
      side_cells.push_back(cells_for(counts + s, side_groups.back()));
    }
    for (std::size_t p = 0; p < periods_[m].size(); ++p)
      for (std::size_t place = 0; place < councils_.size(); ++place)
        for (std::size_t s = 0; s < definition.sides.size(); ++s)
          for (std::size_t g = 0; g < side_groups[s].size(); ++g) {
            const council_row& row = councils_[place];
            const cell& c = in_period(side_cells[s][place * side_groups[s].size() + g], p);
            result.sides.push_back({definition.id, periods_[m][p], row.place.la_code, row.place.la_name,
                                    definition.sides[s].published_as, definition.sides[s].description,
                                    side_groups[s][g].shown, c.denominator, row.name_differs()});
          }
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

void evaluation_state::order_contributions() {
  if (contributions_.empty()) return;
  std::map<std::string, std::pair<std::size_t, std::size_t>> figures;
  for (std::size_t m = 0; m < wanted_.measures.size(); ++m)
    for (std::size_t f = 0; f < wanted_.measures[m].figures.size(); ++f)
      figures.try_emplace(wanted_.measures[m].figures[f].id, m, f);
  // Parts may spell a text in several ways; all lines have it as the figures have.
  std::map<std::string, std::map<std::string, std::string>> shown;  // by figure and folded group
  for (const auto& [id, place] : figures) {
    const auto [m, f] = place;
    for (const group_label& group : cells_of_measure(*this, m).groups_of(f, wanted_.measures[m].figures[f].by))
      shown[id].emplace(fold(group.shown), group.shown);
  }
  for (contribution& c : contributions_) {
    const std::map<std::string, std::string>& groups = shown[c.measure];
    if (const auto known = groups.find(fold(c.group)); known != groups.end()) c.group = known->second;
  }
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

}  // namespace ascof
