#include "ascof/results/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/statistics/neighbours.hpp"
#include "results/columns_of.hpp"
#include "results/figure_rows.hpp"

namespace ascof {
namespace {

namespace s = statistics;

/// Neighbours by number of the council, in lists of one length: the short ones end with a place that has no figure.
struct numbered_groups {
  std::map<std::string, std::size_t> number_of;  ///< of each council of the results, by folded code
  std::size_t each = 1;
  std::vector<std::int64_t> area;    ///< (councils + 1) x each
  std::vector<bool> has_neighbours;  ///< of each council

  std::size_t councils() const { return has_neighbours.size(); }
};

numbered_groups numbered(const result_table& results, const std::vector<neighbour_group>& groups) {
  if (groups.empty())
    refuse_option("groups", "no council has neighbours", "give a list of codes for each council to compare");
  numbered_groups made;
  std::set<std::string> codes;
  for (const result_row& r : results.rows) {
    if (is_nation(r)) continue;
    if (made.number_of.try_emplace(fold(r.la_code), made.number_of.size()).second) codes.insert(r.la_code);
  }
  const auto number = [&](const std::string& code) {
    const auto found = made.number_of.find(fold(code));
    if (found == made.number_of.end()) refuse_unknown("council", code, codes);
    return found->second;
  };
  made.has_neighbours.resize(made.number_of.size(), false);
  for (const neighbour_group& g : groups) made.each = std::max(made.each, g.neighbours.size());
  const std::size_t nobody = made.councils();
  made.area.assign((nobody + 1) * made.each, static_cast<std::int64_t>(nobody));
  // Nobody's own list is never looked at, but a place is not its own neighbour.
  std::fill(made.area.end() - static_cast<std::ptrdiff_t>(made.each), made.area.end(), 0);
  for (const neighbour_group& g : groups) {
    const std::size_t own = number(g.la_code);
    if (made.has_neighbours[own])
      refuse_option("groups", fmt::format("council {} comes twice", g.la_code), "give one list for each council");
    if (g.neighbours.empty())
      refuse_option("groups", fmt::format("council {} has no neighbours", g.la_code), "leave it out, or name some");
    made.has_neighbours[own] = true;
    std::set<std::size_t> met;
    for (std::size_t k = 0; k < g.neighbours.size(); ++k) {
      const std::size_t other = number(g.neighbours[k]);
      if (other == own)
        refuse_option("groups", fmt::format("council {} is among its own neighbours", g.la_code),
                      "leave it out of its list");
      if (!met.insert(other).second)
        refuse_option("groups", fmt::format("council {} has {} as a neighbour twice", g.la_code, g.neighbours[k]),
                      "name each neighbour once");
      made.area[own * made.each + k] = static_cast<std::int64_t>(other);
    }
  }
  return made;
}

}  // namespace

std::vector<neighbour_group> nearest_councils(const std::vector<council_features>& councils, std::size_t each,
                                              std::span<const double> weights) {
  std::vector<double> all;
  std::set<std::string> met;
  for (const council_features& c : councils) {
    if (c.features.size() != councils.front().features.size())
      refuse_option("features",
                    fmt::format("council {} has {} numbers, and {} has {}", c.la_code, c.features.size(),
                                councils.front().la_code, councils.front().features.size()),
                    "give the same descriptions of each council");
    if (!met.insert(fold(c.la_code)).second)
      refuse_option("features", fmt::format("council {} comes twice", c.la_code), "describe each council once");
    all.insert(all.end(), c.features.begin(), c.features.end());
  }
  const s::neighbour_table found = s::nearest_neighbours(all, councils.size(), each, weights);
  std::vector<neighbour_group> groups;
  for (std::size_t a = 0; a < councils.size(); ++a) {
    groups.push_back({councils[a].la_code, {}});
    for (std::size_t k = 0; k < each; ++k)
      groups.back().neighbours.push_back(councils[static_cast<std::size_t>(found.area[a * each + k])].la_code);
  }
  return groups;
}

std::vector<neighbour_row> compare_with_neighbours(const result_table& results,
                                                   const std::vector<neighbour_group>& groups,
                                                   const figure_filter& which, const s::confidence_levels& levels) {
  require_levels(levels);
  check_filter(results, which);
  const numbered_groups who = numbered(results, groups);
  const figures_of figures(results);
  // Figures come from all councils; the filter's council only picks rows of them.
  figure_filter all = which;
  all.la_code.clear();
  using plot_key = std::tuple<std::string, period, std::string>;
  std::map<plot_key, std::vector<const result_row*>> plots;  // rows by number of the council
  std::vector<const result_row*> shown;
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    if (f == nullptr || is_nation(r) || !fits(all, r)) continue;
    if (!is_proportion(*f) && !is_rate(*f)) {
      if (which.measure.empty()) continue;
      refuse_option("measure", fmt::format("{} is neither a proportion nor a rate", r.measure),
                    "figures of neighbours add up for these alone");
    }
    std::vector<const result_row*>& plot = plots[{r.measure, r.reporting, r.group}];
    plot.resize(who.councils() + 1, nullptr);
    const std::size_t council = who.number_of.at(fold(r.la_code));
    plot[council] = &r;
    if (who.has_neighbours[council] && fits(which, r)) shown.push_back(&r);
  }

  struct compared {
    s::neighbour_comparison table;
    std::vector<bool> has_figure;
  };
  std::map<plot_key, compared> found_of;
  for (const auto& [key, plot] : plots) {
    const figure& f = *figures.find(std::get<0>(key));
    std::vector<double> x, n;
    compared c;
    for (const result_row* r : plot) {
      const bool has = r != nullptr && r->value;
      x.push_back(has ? numerator_of(*r) : 0);
      n.push_back(has ? denominator_of(*r) : 0);
      c.has_figure.push_back(has && n.back() > 0);
    }
    c.table = is_rate(f)
                  ? s::compare_rates_with_neighbours(x, n, who.area, who.each, unit_of(f), direction_of(f), levels)
                  : s::compare_proportions_with_neighbours(x, n, who.area, who.each, direction_of(f), levels);
    found_of.emplace(key, std::move(c));
  }

  std::vector<neighbour_row> made;
  made.reserve(shown.size() * levels.size());
  for (const result_row* r : shown) {
    const compared& c = found_of.at({r->measure, r->reporting, r->group});
    const s::neighbour_comparison& t = c.table;
    const std::size_t a = who.number_of.at(fold(r->la_code));
    // Rates come per 100,000 already, proportions as shares.
    const double unit = is_rate(*figures.find(r->measure)) ? 1 : unit_of(*figures.find(r->measure));
    neighbour_row row{r->measure, r->reporting, r->la_code, r->la_name, r->group, r->value};
    row.neighbours = if_known(unit * t.neighbours[a]);
    row.median = if_known(unit * t.median[a]);
    row.difference = if_known(unit * t.value[a]);
    row.rank = static_cast<std::uint64_t>(t.rank[a]);
    row.of = c.has_figure[a] ? 1 : 0;
    for (std::size_t k = 0; k < who.each; ++k)
      if (c.has_figure[static_cast<std::size_t>(who.area[a * who.each + k])]) ++row.of;
    row.method = !row.value        ? "none: no value"
                 : !row.neighbours ? "none: no neighbour has a value"
                                   : std::string(s::to_text(t.method[a]));
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const s::interval limits = t.at(a, l);
      row.level = levels[l].share();
      row.lower = if_known(unit * limits.lower);
      row.upper = if_known(unit * limits.upper);
      row.says = t.verdicts[l * t.groups() + a];
      made.push_back(row);
    }
  }
  return made;
}

output_table neighbours_output(std::shared_ptr<const std::vector<neighbour_row>> rows) {
  using row = const neighbour_row&;
  return columns_of(*rows)
      .figure_columns()
      .real("value", [](row r) { return r.value; })
      .real("neighbours", [](row r) { return r.neighbours; })
      .real("median", [](row r) { return r.median; })
      .number("rank", [](row r) { return r.rank == 0 ? missing_wide : static_cast<std::int64_t>(r.rank); })
      .number("of", [](row r) { return r.of; })
      .real("difference", [](row r) { return r.difference; })
      .limit_columns()
      .text("verdict", [](row r) { return s::to_text(r.says); })
      .finish(rows);
}

}  // namespace ascof
