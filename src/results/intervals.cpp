#include "ascof/results/intervals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/means_and_medians.hpp"
#include "ascof/statistics/proportions.hpp"
#include "results/columns_of.hpp"
#include "results/figure_rows.hpp"

namespace ascof {
namespace {

namespace s = statistics;

double size_of(const figure& f, const result_row& r) {
  return f.counts.kind == statistic::count ? numerator_of(r) : denominator_of(r);
}

struct found_interval {
  s::interval limits{std::nan(""), std::nan("")};
  std::string method;
};

found_interval scaled(s::interval limits, double by, std::string_view method) {
  return {{limits.lower * by, limits.upper * by}, std::string(method)};
}
found_interval none_because(std::string_view reason) {
  return {{std::nan(""), std::nan("")}, fmt::format("none: {}", reason)};
}

found_interval interval_of(const figure& f, const result_row& r, const s::confidence_level& level) {
  if (!r.value) return none_because("no value");
  const double n = denominator_of(r), x = numerator_of(r);
  const auto poisson = x < 10 ? s::interval_method::exact_poisson : s::interval_method::byar;
  switch (f.counts.kind) {
    case statistic::count: return scaled(s::count_interval(x, level), 1, s::to_text(poisson));
    case statistic::rate_per_100000: return scaled(s::rate_interval(x, n, 100'000, level), 1, s::to_text(poisson));
    case statistic::proportion:
    case statistic::exact_proportion: {
      if (is_proportion(f)) return scaled(s::wilson(x, n, level), 100, s::to_text(s::interval_method::wilson));
      const double one = 1;
      const s::comparison_table ratio =
          s::ratio_of_rates(std::span(&x, 1), std::span(&one, 1), std::span(&n, 1), std::span(&one, 1),
                            s::better::neither, {level}, s::ratio_method::exact);
      return scaled(ratio.at(0), 100, s::to_text(ratio.method[0]));
    }
    case statistic::mean:
      if (!r.deviation) return none_because("a single value has no spread");
      return scaled(s::student_interval(n, *r.value, *r.deviation, level), 1, s::to_text(s::interval_method::student));
    case statistic::median:
    case statistic::percentile: {
      if (!r.values) return none_because("the values were not kept");
      const double share = f.counts.kind == statistic::median ? 0.5 : f.counts.level / 100;
      if (share <= 0 || share >= 1) return none_because("the least or the largest value");
      const s::interval limits = s::quantile_interval(*r.values, share, level);
      if (std::isnan(limits.lower)) return none_because("too few values for the level");
      return scaled(limits, 1, s::to_text(s::interval_method::order_statistics_normal));
    }
    case statistic::sum: return none_because("a sum of values that differ from person to person");
    case statistic::change:
    case statistic::percent_change:
      return none_because("a change; hold the figure of both periods against each other instead");
  }
  return none_because("not calculated");
}

// -------------------------------------------------------------------------------------------------------- differences

found_interval difference_of(const figure& f, const result_row& a, const result_row& b,
                             const s::confidence_level& level) {
  const auto one = [](const double& of) { return std::span(&of, 1); };
  const double x1 = numerator_of(a), n1 = denominator_of(a), x2 = numerator_of(b), n2 = denominator_of(b);
  if (!a.value || !b.value) return none_because("no value");
  if (is_proportion(f)) {
    const auto t = s::difference_of_proportions(one(x1), one(n1), one(x2), one(n2), s::better::neither, {level});
    return scaled(t.at(0), 100, s::to_text(t.method[0]));
  }
  if (is_rate(f)) {
    const auto t = s::difference_of_rates(one(x1), one(n1), one(x2), one(n2), 100'000, s::better::neither, {level});
    return scaled(t.at(0), 1, s::to_text(t.method[0]));
  }
  if (f.counts.kind == statistic::mean && a.deviation && b.deviation) {
    const auto t = s::difference_of_means({one(n1), one(*a.value), one(*a.deviation)},
                                          {one(n2), one(*b.value), one(*b.deviation)}, s::better::neither, {level});
    return scaled(t.at(0), 1, s::to_text(t.method[0]));
  }
  const found_interval first = interval_of(f, a, level), second = interval_of(f, b, level);
  for (const found_interval* each : {&first, &second})
    if (std::isnan(each->limits.lower)) return *each;
  // Zou and Donner 2008: each side's own distance to its limits.
  const double d = *a.value - *b.value;
  return {{d - std::hypot(*a.value - first.limits.lower, second.limits.upper - *b.value),
           d + std::hypot(first.limits.upper - *a.value, *b.value - second.limits.lower)},
          std::string(s::to_text(s::interval_method::mover))};
}

using row_key = std::tuple<std::string, period, std::string, std::string>;

/// Pairs every row with the one that `other` names, if the results hold it.
template <typename Other>
std::vector<difference_row> differences(const result_table& results, const s::confidence_levels& levels, Other other) {
  require_levels(levels);
  const figures_of figures(results);
  std::map<row_key, const result_row*> rows;
  for (const result_row& r : results.rows) rows.emplace(row_key{r.measure, r.reporting, fold(r.la_code), r.group}, &r);
  std::vector<difference_row> made;
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    const std::optional<std::pair<period, std::string>> where = other(r);
    if (f == nullptr || !where) continue;
    const auto found = rows.find(row_key{r.measure, where->first, where->second, r.group});
    if (found == rows.end()) continue;
    const result_row& held = *found->second;
    for (const s::confidence_level& level : levels) {
      difference_row d{r.measure, r.reporting,    r.la_code,    r.la_name, r.group,
                       r.value,   held.reporting, held.la_code, held.value};
      if (r.value && held.value) d.difference = *r.value - *held.value;
      d.level = level.share();
      found_interval limits = difference_of(*f, r, held, level);
      d.lower = if_known(limits.limits.lower);
      d.upper = if_known(limits.limits.upper);
      d.method = std::move(limits.method);
      if (d.lower && d.upper) d.says = s::judge(limits.limits, 0, direction_of(*f));
      made.push_back(std::move(d));
    }
  }
  return made;
}

}  // namespace

// ---------------------------------------------------------------------------------------------------------- intervals

std::vector<interval_row> with_intervals(const result_table& results, const s::confidence_levels& levels) {
  require_levels(levels);
  const figures_of figures(results);
  std::vector<interval_row> rows;
  rows.reserve(results.rows.size() * levels.size());
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    if (f == nullptr) continue;
    for (const s::confidence_level& level : levels) {
      found_interval found = interval_of(*f, r, level);
      rows.push_back({r.measure, r.reporting, r.la_code, r.la_name, r.group, r.value, level.share(),
                      if_known(found.limits.lower), if_known(found.limits.upper), std::move(found.method),
                      static_cast<std::uint64_t>(size_of(*f, r))});
    }
  }
  return rows;
}

output_table intervals_output(std::shared_ptr<const std::vector<interval_row>> intervals) {
  using row = const interval_row&;
  return columns_of(*intervals)
      .figure_columns()
      .real("value", [](row r) { return r.value; })
      .real("level", [](row r) { return std::optional(r.level); })
      .real("lower", [](row r) { return r.lower; })
      .real("upper", [](row r) { return r.upper; })
      .text("method", [](row r) -> const std::string& { return r.method; })
      .number("n", [](row r) { return r.n; })
      .finish(intervals);
}

void write_intervals(const std::vector<interval_row>& intervals, const std::filesystem::path& file) {
  write_csv(intervals_output(lent(intervals)), file);
}

// -------------------------------------------------------------------------------------------------------- differences

std::vector<difference_row> differences_from_previous(const result_table& results, const s::confidence_levels& levels) {
  return differences(results, levels, [](const result_row& r) {
    return std::optional(std::pair(period_before(r.reporting), fold(r.la_code)));
  });
}

std::vector<difference_row> differences_from_base(const result_table& results, period base,
                                                  const s::confidence_levels& levels) {
  check_filter(results, {.reporting = base});
  return differences(results, levels, [&](const result_row& r) {
    return r.reporting == base ? std::nullopt : std::optional(std::pair(base, fold(r.la_code)));
  });
}

std::vector<difference_row> differences_from_council(const result_table& results, std::string_view la_code,
                                                     const s::confidence_levels& levels) {
  check_filter(results, {.la_code = std::string(la_code)});
  return differences(results, levels, [&](const result_row& r) {
    return same_text(r.la_code, la_code) || is_nation(r) ? std::nullopt
                                                         : std::optional(std::pair(r.reporting, fold(la_code)));
  });
}

output_table differences_output(std::shared_ptr<const std::vector<difference_row>> rows) {
  using row = const difference_row&;
  return columns_of(*rows)
      .figure_columns()
      .real("value", [](row r) { return r.value; })
      .date("other_period_start", [](row r) { return r.other_reporting.start; })
      .date("other_period_end", [](row r) { return r.other_reporting.end; })
      .text("other_la_code", [](row r) -> const std::string& { return r.other_la_code; })
      .real("other_value", [](row r) { return r.other_value; })
      .real("difference", [](row r) { return r.difference; })
      .real("level", [](row r) { return std::optional(r.level); })
      .real("lower", [](row r) { return r.lower; })
      .real("upper", [](row r) { return r.upper; })
      .text("method", [](row r) -> const std::string& { return r.method; })
      .text("verdict", [](row r) { return s::to_text(r.says); })
      .finish(rows);
}

// ------------------------------------------------------------------------------------------------------------- funnel

std::vector<funnel_row> funnel(const result_table& results, const figure_filter& which) {
  check_filter(results, which);
  const figures_of figures(results);
  // Limits come from all councils; the filter's council only picks rows of them.
  figure_filter all = which;
  all.la_code.clear();
  std::map<std::tuple<std::string, period, std::string>, std::vector<const result_row*>> plots;
  std::vector<const std::vector<const result_row*>*> order;
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    if (f == nullptr || is_nation(r) || !fits(all, r)) continue;
    if (!is_proportion(*f) && !is_rate(*f)) {
      if (which.measure.empty()) continue;
      throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "measure", .column = 0},
                        fmt::format("{} is neither a proportion nor a rate and has no funnel", r.measure),
                        "compare councils by their intervals");
    }
    auto [plot, fresh] = plots.try_emplace({r.measure, r.reporting, r.group});
    if (fresh) order.push_back(&plot->second);
    plot->second.push_back(&r);
  }
  std::vector<funnel_row> made;
  for (const auto* plot : order) {
    const figure& f = *figures.find(plot->front()->measure);
    std::vector<double> x, n, positive;
    for (const result_row* r : *plot) {
      // A council without a value, or one whose counts the department's table leaves empty, is not part of the plot.
      x.push_back(r->value ? numerator_of(*r) : 0);
      n.push_back(r->value ? denominator_of(*r) : 0);
      positive.push_back(n.back() > 0 ? n.back() : std::nan(""));
    }
    const double unit = is_rate(f) ? 1 : 100;
    const s::funnel_table found =
        is_rate(f) ? s::classify_rates(x, n, 100'000, direction_of(f)) : s::classify_proportions(x, n, direction_of(f));
    std::optional<s::interval_table> limits;
    if (!std::isnan(found.benchmark) && (!is_rate(f) || found.benchmark > 0))
      limits =
          is_rate(f) ? s::funnel_rate_at(positive, found.benchmark) : s::funnel_proportion(positive, found.benchmark);
    for (std::size_t i = 0; i < plot->size(); ++i) {
      const result_row& r = *(*plot)[i];
      if (!which.la_code.empty() && !same_text(which.la_code, r.la_code)) continue;
      funnel_row row{r.measure, r.reporting, r.la_code, r.la_name, r.group, r.value, r.denominator};
      row.benchmark = found.benchmark * unit;
      if (limits) {
        row.lower_95 = if_known(limits->at(i, 0).lower * unit);
        row.upper_95 = if_known(limits->at(i, 0).upper * unit);
        row.lower_998 = if_known(limits->at(i, 1).lower * unit);
        row.upper_998 = if_known(limits->at(i, 1).upper * unit);
      }
      row.position = found.position[i];
      row.says = found.verdicts[i];
      made.push_back(std::move(row));
    }
  }
  return made;
}

output_table funnel_output(std::shared_ptr<const std::vector<funnel_row>> rows) {
  using row = const funnel_row&;
  return columns_of(*rows)
      .figure_columns()
      .real("value", [](row r) { return r.value; })
      .number("n", [](row r) { return r.n; })
      .real("benchmark", [](row r) { return if_known(r.benchmark); })
      .real("lower_95", [](row r) { return r.lower_95; })
      .real("upper_95", [](row r) { return r.upper_95; })
      .real("lower_998", [](row r) { return r.lower_998; })
      .real("upper_998", [](row r) { return r.upper_998; })
      .text("position", [](row r) { return s::to_text(r.position); })
      .text("verdict", [](row r) { return s::to_text(r.says); })
      .finish(rows);
}

// -------------------------------------------------------------------------------------------------------------- chart

namespace {

constexpr std::array chart_kinds{std::pair{chart_kind::xmr, "xmr"}, std::pair{chart_kind::median, "median"},
                                 std::pair{chart_kind::p, "p"},     std::pair{chart_kind::p_prime, "p'"},
                                 std::pair{chart_kind::u, "u"},     std::pair{chart_kind::u_prime, "u'"}};

void check_kind(chart_kind kind, const figure& f) {
  const bool p = kind == chart_kind::p || kind == chart_kind::p_prime;
  const bool u = kind == chart_kind::u || kind == chart_kind::u_prime;
  if ((!p || is_proportion(f)) && (!u || is_rate(f))) return;
  throw usage_error(
      error_code::bad_option, {.file = {}, .line = 0, .field = "kind", .column = 0},
      fmt::format("a {} chart is of {}, and {} is none", to_text(kind), p ? "proportions" : "rates", f.id), "take xmr");
}

s::control_chart chart_of(chart_kind kind, const figure& f, const std::vector<const result_row*>& points,
                          s::chart_options how, double& unit) {
  std::vector<double> value, x, n;
  for (const result_row* r : points) {
    value.push_back(*r->value);
    x.push_back(numerator_of(*r));
    n.push_back(denominator_of(*r));
  }
  how.direction = direction_of(f);
  unit = kind == chart_kind::xmr || kind == chart_kind::median  ? 1
         : kind == chart_kind::p || kind == chart_kind::p_prime ? 100
                                                                : 100'000;
  if (how.target) *how.target /= unit;
  switch (kind) {
    case chart_kind::xmr: return s::xmr(value, how);
    case chart_kind::median: return s::median_chart(value, how);
    case chart_kind::p: return s::p_chart(x, n, how);
    case chart_kind::p_prime: return s::p_prime_chart(x, n, how);
    case chart_kind::u: return s::u_chart(x, n, how);
    case chart_kind::u_prime: return s::u_prime_chart(x, n, how);
  }
  return {};
}

}  // namespace

std::string_view to_text(chart_kind kind) {
  for (const auto& [known, text] : chart_kinds)
    if (known == kind) return text;
  return {};
}

chart_kind parse_chart_kind(std::string_view text) {
  for (const auto& [known, name] : chart_kinds)
    if (text == name) return known;
  throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "kind", .column = 0},
                    fmt::format("there is no chart '{}'", text), "give one of xmr, median, p, p', u, u'");
}

std::vector<chart_row> chart(const result_table& results, const figure_filter& which, chart_kind kind,
                             const s::chart_options& how) {
  check_filter(results, which);
  const figures_of figures(results);
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<const result_row*>> series;
  std::vector<std::vector<const result_row*>*> order;
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    if (f == nullptr || !r.value || !fits(which, r)) continue;
    check_kind(kind, *f);
    auto [points, fresh] = series.try_emplace({r.measure, fold(r.la_code), r.group});
    if (fresh) order.push_back(&points->second);
    points->second.push_back(&r);
  }
  std::vector<chart_row> made;
  for (std::vector<const result_row*>* points : order) {
    std::stable_sort(points->begin(), points->end(),
                     [](const result_row* a, const result_row* b) { return a->reporting < b->reporting; });
    for (std::size_t i = 1; i < points->size(); ++i)
      if ((*points)[i]->reporting.start <= (*points)[i - 1]->reporting.end)
        throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "results", .column = 0},
                          fmt::format("the periods {} and {} overlap", to_string((*points)[i - 1]->reporting),
                                      to_string((*points)[i]->reporting)),
                          "evaluate months or quarters that are apart");
    double unit = 1;
    const figure& f = *figures.find(points->front()->measure);
    const s::control_chart drawn = chart_of(kind, f, *points, how, unit);
    for (std::size_t i = 0; i < points->size(); ++i) {
      const result_row& r = *(*points)[i];
      chart_row row{r.measure, r.reporting, r.la_code, r.la_name, r.group, *r.value};
      row.centre = if_known(drawn.centre[i] * unit);
      row.lower = if_known(drawn.lower[i] * unit);
      row.upper = if_known(drawn.upper[i] * unit);
      const auto broken = [&](const std::vector<s::side>& rule, std::string_view name) {
        if (rule[i] == s::side::neither) return;
        if (!row.rules.empty()) row.rules += ", ";
        row.rules += name;
      };
      broken(drawn.astronomical, "astronomical point");
      broken(drawn.shift, "shift");
      broken(drawn.trend, "trend");
      broken(drawn.two_of_three, "two of three");
      row.says = drawn.kind[i];
      row.outlook = drawn.outlook;
      made.push_back(std::move(row));
    }
  }
  return made;
}

output_table chart_output(std::shared_ptr<const std::vector<chart_row>> rows) {
  using row = const chart_row&;
  return columns_of(*rows)
      .figure_columns()
      .real("value", [](row r) { return std::optional(r.value); })
      .real("centre", [](row r) { return r.centre; })
      .real("lower", [](row r) { return r.lower; })
      .real("upper", [](row r) { return r.upper; })
      .text("rules", [](row r) -> const std::string& { return r.rules; })
      .text("variation", [](row r) { return s::to_text(r.says); })
      .text("assurance", [](row r) { return s::to_text(r.outlook); })
      .finish(rows);
}

}  // namespace ascof
