#include "ascof/results/standardised.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/results/evaluate.hpp"
#include "results/columns_of.hpp"
#include "results/figure_rows.hpp"

namespace ascof {
namespace {

namespace s = statistics;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One figure in a period, a council and a group of the other dimensions, by bands.
struct banded_row {
  const result_row* any;  ///< one of its rows: which period and council
  std::string group;
  std::string key;                    ///< of the group
  std::vector<const result_row*> of;  ///< by number of the band; nullptr: the results have no such row
};

struct banded_figure {
  const figure* definition;
  std::size_t axis;                 ///< which dimension has the bands
  std::vector<std::string> labels;  ///< of the bands
  std::vector<banded_row> rows;     ///< in order of the results

  const std::string& axis_name() const { return definition->by[axis].name; }
};

/// Named for ages: "age", "age_band", "working_age_band"; not "stage".
bool is_of_ages(std::string_view name) {
  const std::string text = fold(name);
  for (std::size_t at = text.find("age"); at != std::string::npos; at = text.find("age", at + 1)) {
    const auto letter = [&](std::size_t place) {
      return place < text.size() && text[place] >= 'a' && text[place] <= 'z';
    };
    if ((at == 0 || !letter(at - 1)) && !letter(at + 3)) return true;
  }
  return false;
}

/// @return the figure's dimension of bands, or none
/// @throws usage_error when it is not known which of several is meant
std::optional<std::size_t> axis_of(const figure& f, std::string_view by) {
  std::optional<std::size_t> found;
  for (std::size_t d = 0; d < f.by.size(); ++d) {
    if (by.empty() ? !is_of_ages(f.by[d].name) : !same_text(by, f.by[d].name)) continue;
    if (found)
      refuse_option("by", fmt::format("{} is broken down by '{}' and by '{}'", f.id, f.by[*found].name, f.by[d].name),
                    "name the dimension to standardise for");
    found = d;
  }
  return found;
}

bool is_total(const breakdown& by, std::string_view label) {
  return (!by.total.empty() && same_text(label, by.total)) || same_text(label, "Total") || same_text(label, "All");
}
bool is_unknown(std::string_view label) { return same_text(label, missing_label) || same_text(label, "Unknown"); }

/// The labels of a row's group as they are shown, one a dimension. Empty when they cannot be told apart.
std::vector<std::string> labels_of(const result_row& r, std::size_t dimensions) {
  const auto* folded = r.labels && r.labels->size() == dimensions ? r.labels.get() : nullptr;
  std::vector<std::string> shown;
  std::string_view rest = r.group;
  for (std::size_t d = 0; d < dimensions; ++d) {
    // A label may have ", " of its own: where it ends is known by what it is folded.
    std::size_t cut = d + 1 == dimensions ? rest.size() : rest.find(", ");
    while (folded != nullptr && cut < rest.size() && fold(rest.substr(0, cut)) != (*folded)[d])
      cut = std::min(rest.find(", ", cut + 1), rest.size());
    if (cut == std::string_view::npos) return {};
    shown.emplace_back(rest.substr(0, cut));
    rest.remove_prefix(std::min(cut + 2, rest.size()));
  }
  return shown;
}

/// The figures that are asked for, by bands. Councils and groups that the filter leaves out are here too: they may be part
/// of a reference.
std::vector<banded_figure> by_bands(const result_table& results, const figure_filter& which, std::string_view by,
                                    const std::set<std::string>& named) {
  figure_filter all = which;
  all.group.clear();
  check_filter(results, all);
  all.la_code.clear();
  const figures_of figures(results);
  std::vector<banded_figure> made;
  std::map<std::string, std::size_t> number_of;  // of each figure; its place in `made`, or none
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::map<std::tuple<std::string, period, std::string, std::string>, std::size_t> row_of;
  std::map<std::pair<std::string, std::string>, std::size_t> band_of;
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    if (f == nullptr || !fits(all, r)) continue;
    auto [known, fresh] = number_of.try_emplace(r.measure, none);
    if (fresh) {
      const bool can = is_proportion(*f) || is_rate(*f);
      const std::optional<std::size_t> axis = can ? axis_of(*f, by) : std::nullopt;
      if (axis) {
        known->second = made.size();
        made.push_back({f, *axis, {}, {}});
      } else if (!which.measure.empty()) {
        if (!can)
          refuse_option("measure", fmt::format("{} is neither a proportion nor a rate", r.measure),
                        "only what has events and people in each band can be standardised");
        std::vector<std::string> names;
        for (const breakdown& b : f->by) names.push_back(b.name);
        refuse_option("by",
                      by.empty() ? fmt::format("{} is not broken down by age", r.measure)
                                 : fmt::format("{} is not broken down by '{}'", r.measure, by),
                      names.empty()
                          ? std::string("evaluate it by bands as well")
                          : fmt::format("evaluate it by bands as well, or name one of: {}", fmt::join(names, ", ")));
      }
    }
    if (known->second == none) continue;
    banded_figure& of = made[known->second];
    const breakdown& bands = f->by[of.axis];
    const std::vector<std::string> labels = labels_of(r, f->by.size());
    if (labels.empty()) continue;
    const std::string& label = labels[of.axis];
    if (!named.contains(fold(label)) && (is_total(bands, label) || is_unknown(label))) continue;
    const auto [band, new_band] = band_of.try_emplace({r.measure, fold(label)}, of.labels.size());
    if (new_band) of.labels.push_back(label);
    std::string group, key;
    for (std::size_t d = 0; d < labels.size(); ++d) {
      if (d == of.axis) continue;
      group += (group.empty() ? "" : ", ") + labels[d];
      key += fold(labels[d]) + '\x1f';
    }
    const auto [place, new_row] = row_of.try_emplace({r.measure, r.reporting, fold(r.la_code), key}, of.rows.size());
    if (new_row) of.rows.push_back({&r, group.empty() ? "Total" : group, key, {}});
    banded_row& into = of.rows[place->second];
    if (into.of.size() <= band->second) into.of.resize(band->second + 1, nullptr);
    into.of[band->second] = &r;
  }
  if (made.empty())
    refuse_option("by", "no proportion or rate of the results is broken down by such bands",
                  "evaluate one by bands of age, or name its dimension");
  std::set<std::string> groups;
  for (banded_figure& of : made)
    for (banded_row& r : of.rows) {
      r.of.resize(of.labels.size(), nullptr);
      groups.insert(r.group);
    }
  if (!which.group.empty() &&
      std::none_of(groups.begin(), groups.end(), [&](const std::string& g) { return same_text(g, which.group); }))
    refuse_unknown("group", which.group, groups);
  return made;
}

bool is_shown(const figure_filter& which, const banded_row& r) {
  return (which.la_code.empty() || same_text(which.la_code, r.any->la_code)) &&
         (which.group.empty() || same_text(which.group, r.group));
}

double events_of(const result_row* r) { return r != nullptr && r->numerator ? numerator_of(*r) : unknown; }
double people_of(const result_row* r) { return r != nullptr ? denominator_of(*r) : unknown; }

/// The bands of a reference by folded label.
/// @throws usage_error when one comes twice
template <typename Band>
std::map<std::string, const Band*> by_label(const std::vector<Band>& bands) {
  std::map<std::string, const Band*> found;
  for (const Band& b : bands)
    if (!found.emplace(fold(b.label), &b).second)
      refuse_option("reference", fmt::format("has the band '{}' twice", b.label), "give each band once");
  return found;
}

template <typename Known>
std::set<std::string> keys_of(const Known& known) {
  std::set<std::string> keys;
  for (const auto& each : known) keys.insert(each.first);
  return keys;
}

/// Each band of the figure with its part of the reference.
/// @throws usage_error when either has a band that the other has not
template <typename Band>
std::vector<const Band*> matched(const banded_figure& of, const std::map<std::string, const Band*>& reference) {
  std::vector<const Band*> found;
  std::set<std::string> met;
  for (const std::string& label : of.labels) {
    const auto known = reference.find(fold(label));
    if (known == reference.end())
      refuse_option("reference", fmt::format("has no band '{}', which {} has", label, of.definition->id),
                    "give all bands of the figure; 0 leaves one out");
    met.insert(known->first);
    found.push_back(known->second);
  }
  for (const auto& [key, band] : reference)
    if (!met.contains(key))
      refuse_option("reference", fmt::format("has a band '{}', which {} has not", band->label, of.definition->id),
                    fmt::format("its bands are: {}", fmt::join(of.labels, ", ")));
  return found;
}

standardised_row begin_row(const banded_figure& of, const banded_row& r, std::string kind, std::string reference) {
  return {r.any->measure, r.any->reporting, r.any->la_code,  r.any->la_name,
          r.group,        of.axis_name(),   std::move(kind), std::move(reference)};
}

/// What is common to both ways: counts, value and limits at each level.
void add_rows(std::vector<standardised_row>& made, standardised_row row, const s::standardised_table& found,
              std::size_t g, double unit, const std::string& why_none, double no_change, s::better direction) {
  row.numerator = if_known(found.events[g]);
  row.denominator = if_known(found.population[g]);
  if (row.numerator && row.denominator && *row.denominator > 0) row.crude = unit * *row.numerator / *row.denominator;
  if (!found.expected.empty()) row.expected = if_known(found.expected[g]);
  row.value = if_known(found.value[g]);
  row.method = row.value ? std::string(s::to_text(found.method[g])) : fmt::format("none: {}", why_none);
  for (std::size_t l = 0; l < found.levels.size(); ++l) {
    const s::interval limits = found.at(g, l);
    row.level = found.levels[l].share();
    row.lower = if_known(limits.lower);
    row.upper = if_known(limits.upper);
    if (row.value && !std::isnan(no_change)) row.says = s::judge(limits, no_change, direction);
    made.push_back(row);
  }
}

/// The first of the bands whose row is not there or has been left empty.
std::string why_unknown(const banded_figure& of, const banded_row& r, const std::vector<std::size_t>& kept) {
  for (const std::size_t b : kept)
    if (std::isnan(events_of(r.of[b])) || std::isnan(people_of(r.of[b])))
      return fmt::format("no figure of the band '{}'", of.labels[b]);
  return {};
}

}  // namespace

// ------------------------------------------------------------------------------------------------------------- direct

std::vector<standardised_row> standardise(const result_table& results, const figure_filter& which,
                                          const standard_population& reference, std::string_view by,
                                          const s::confidence_levels& levels) {
  require_levels(levels);
  const auto given = by_label(reference.bands);
  std::vector<standardised_row> made;
  for (const banded_figure& of : by_bands(results, which, by, keys_of(given))) {
    std::vector<double> all;
    if (given.empty()) {
      all = s::european_standard_weights(of.labels);
    } else {
      for (const auto* band : matched(of, given)) all.push_back(band->weight);
    }
    std::vector<std::size_t> kept;
    std::vector<double> weights;
    for (std::size_t b = 0; b < all.size(); ++b) {
      if (!(all[b] >= 0) || std::isinf(all[b]))
        refuse_option("reference", fmt::format("the weight of '{}' is missing, negative or infinite", of.labels[b]),
                      "a weight is 0 or more");
      if (all[b] == 0) continue;
      kept.push_back(b);
      weights.push_back(all[b]);
    }
    if (kept.empty()) refuse_option("reference", "all weights are 0", "give the reference population of each band");
    std::vector<const banded_row*> shown;
    std::vector<double> events, people;
    for (const banded_row& r : of.rows) {
      if (!is_shown(which, r)) continue;
      shown.push_back(&r);
      for (const std::size_t b : kept) {
        events.push_back(events_of(r.of[b]));
        people.push_back(people_of(r.of[b]));
      }
    }
    const double unit = unit_of(*of.definition);
    const s::standardised_table found = s::dsr(events, people, weights, unit, levels);
    const std::string name = !reference.name.empty() ? reference.name
                             : given.empty()         ? std::string("European Standard Population 2013")
                                                     : std::string("weights given");
    for (std::size_t g = 0; g < shown.size(); ++g) {
      std::string why = why_unknown(of, *shown[g], kept);
      for (const std::size_t b : kept)
        if (why.empty() && people_of(shown[g]->of[b]) == 0) why = fmt::format("nobody in the band '{}'", of.labels[b]);
      if (why.empty()) why = "fewer than 10 events";
      add_rows(made, begin_row(of, *shown[g], "direct", name), found, g, unit, why, unknown, s::better::neither);
    }
  }
  return made;
}

// ----------------------------------------------------------------------------------------------------------- indirect

std::vector<standardised_row> standardise(const result_table& results, const figure_filter& which,
                                          const standard_rates& reference, s::indirect kind, std::string_view by,
                                          const s::confidence_levels& levels) {
  require_levels(levels);
  const auto given = by_label(reference.bands);
  if (!given.empty() && !reference.la_code.empty())
    refuse_option("reference", "has both bands and a council", "give one of the two");
  for (const auto& [key, band] : given)
    if (!(band->events >= 0) || !(band->population >= 0) || std::isinf(band->events) || std::isinf(band->population) ||
        (band->population == 0 && band->events > 0))
      refuse_option("reference",
                    fmt::format("the numbers of '{}' are missing, negative, infinite or events of nobody", band->label),
                    "give events and people of each band");
  check_filter(results, {.la_code = reference.la_code});

  const bool together = given.empty() && reference.la_code.empty();
  std::string name = reference.name;
  if (name.empty())
    name = !given.empty()                                                ? "rates given"
           : together                                                    ? "all councils"
           : same_text(reference.la_code, evaluation_state::nation_code) ? reference.la_code
                                                                         : fmt::format("council {}", reference.la_code);
  std::vector<standardised_row> made;
  for (const banded_figure& of : by_bands(results, which, by, keys_of(given))) {
    const std::size_t bands = of.labels.size();
    using plot_key = std::pair<period, std::string>;
    struct rates {
      std::vector<double> events, people;
    };
    // The reference of each period and group; one for all when it is given.
    std::map<plot_key, rates> references;
    if (!given.empty()) {
      rates known;
      for (const auto* band : matched(of, given)) {
        known.events.push_back(band->events);
        known.people.push_back(band->population);
      }
      for (const banded_row& r : of.rows) references.try_emplace({r.any->reporting, r.key}, known);
    } else {
      for (const banded_row& r : of.rows) {
        if (together ? is_nation(*r.any) : !same_text(r.any->la_code, reference.la_code)) continue;
        rates& sum = references[{r.any->reporting, r.key}];
        sum.events.resize(bands, 0);
        sum.people.resize(bands, 0);
        for (std::size_t b = 0; b < bands; ++b) {
          // Both or neither: events without their people would make everybody's rates too high.
          if (std::isnan(events_of(r.of[b]))) continue;
          sum.events[b] += events_of(r.of[b]);
          sum.people[b] += people_of(r.of[b]);
        }
      }
    }
    // Councils of one period and group are standardised together; rows stay in order of the results.
    std::map<const banded_row*, std::vector<standardised_row>> found_of;
    std::map<plot_key, std::vector<const banded_row*>> plots;
    const auto is_reported = [&](const banded_row& r) {
      return is_shown(which, r) && (!is_nation(*r.any) || same_text(r.any->la_code, reference.la_code));
    };
    for (const banded_row& r : of.rows)
      if (is_reported(r)) plots[{r.any->reporting, r.key}].push_back(&r);
    const double unit = unit_of(*of.definition);
    for (const auto& [key, plot] : plots) {
      const auto known = references.find(key);
      std::vector<std::size_t> kept;
      std::vector<double> reference_events, reference_people, events, people;
      for (std::size_t b = 0; known != references.end() && b < bands; ++b) {
        if (!(known->second.people[b] > 0)) continue;
        kept.push_back(b);
        reference_events.push_back(known->second.events[b]);
        reference_people.push_back(known->second.people[b]);
      }
      std::vector<std::string> reasons;
      for (const banded_row* r : plot) {
        std::string why = kept.empty() ? std::string("the reference has no figure") : why_unknown(of, *r, kept);
        // Whom the reference has nobody like has no expected events. A given reference leaves bands out on purpose.
        for (std::size_t b = 0; why.empty() && given.empty() && b < bands; ++b)
          if (people_of(r->of[b]) > 0 && !(known->second.people[b] > 0))
            why = fmt::format("the reference has nobody in the band '{}'", of.labels[b]);
        for (const std::size_t b : kept) {
          events.push_back(why.empty() ? events_of(r->of[b]) : unknown);
          people.push_back(why.empty() ? people_of(r->of[b]) : unknown);
        }
        reasons.push_back(std::move(why));
      }
      if (kept.empty()) {
        // Nothing to compute with, and each council still has its row.
        reference_events = {0};
        reference_people = {1};
        events.assign(plot.size(), unknown);
        people.assign(plot.size(), unknown);
      }
      const bool ratio = kind == s::indirect::ratio;
      const s::standardised_table found =
          s::isr(events, people, reference_events, reference_people, kind, ratio ? 100 : unit, levels);
      double all_events = 0, all_people = 0;
      for (std::size_t b = 0; b < reference_events.size(); ++b) {
        all_events += reference_events[b];
        all_people += reference_people[b];
      }
      const double as_expected = ratio ? 100 : unit * all_events / all_people;
      for (std::size_t g = 0; g < plot.size(); ++g)
        add_rows(found_of[plot[g]], begin_row(of, *plot[g], ratio ? "indirect ratio" : "indirect rate", name), found, g,
                 unit, reasons[g].empty() ? "no events are expected" : reasons[g], as_expected,
                 direction_of(*of.definition));
    }
    for (const banded_row& r : of.rows)
      if (const auto at = found_of.find(&r); at != found_of.end())
        made.insert(made.end(), at->second.begin(), at->second.end());
  }
  return made;
}

output_table standardised_output(std::shared_ptr<const std::vector<standardised_row>> rows) {
  using row = const standardised_row&;
  return columns_of(*rows)
      .figure_columns()
      .text("bands", [](row r) -> const std::string& { return r.bands; })
      .text("kind", [](row r) -> const std::string& { return r.kind; })
      .text("reference", [](row r) -> const std::string& { return r.reference; })
      .real("numerator", [](row r) { return r.numerator; })
      .real("denominator", [](row r) { return r.denominator; })
      .real("crude", [](row r) { return r.crude; })
      .real("expected", [](row r) { return r.expected; })
      .real("value", [](row r) { return r.value; })
      .limit_columns()
      .text("verdict", [](row r) { return s::to_text(r.says); })
      .finish(rows);
}

}  // namespace ascof
