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

found_interval interval_of(const figure& f, const result_row& r, const s::confidence_level& level,
                           interval_choice choice = interval_choice::usual) {
  if (!r.value) return none_because("no value");
  const double n = denominator_of(r), x = numerator_of(r);
  const bool exact = choice == interval_choice::exact;
  const auto poisson = exact || x < 10 ? s::interval_method::exact_poisson : s::interval_method::byar;
  const auto of_events = [&] { return exact ? s::poisson_exact(x, level) : s::count_interval(x, level); };
  switch (f.counts.kind) {
    case statistic::count: return scaled(of_events(), 1, s::to_text(poisson));
    case statistic::rate_per_100000: return scaled(of_events(), 100'000 / n, s::to_text(poisson));
    case statistic::proportion:
    case statistic::exact_proportion: {
      if (is_proportion(f) && exact)
        return scaled(s::clopper_pearson(x, n, level), 100, s::to_text(s::interval_method::clopper_pearson));
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
    case statistic::standardised_rate:
      return none_because("a rate whose bands are standardised: see standardised rates");
    case statistic::quotient: return none_because("a quotient of sums of which neither is a count");
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

/// The ratio of two figures made of counts; nothing of others.
void set_ratio(difference_row& to, const figure& f, const result_row& a, const result_row& b,
               const s::confidence_level& level) {
  const bool counts = f.counts.kind == statistic::count;
  if (!a.value || !b.value || !(counts || is_rate(f) || is_proportion(f))) return;
  const auto one = [](const double& of) { return std::span(&of, 1); };
  const double x1 = numerator_of(a), x2 = numerator_of(b);
  const double n1 = counts ? 1 : denominator_of(a), n2 = counts ? 1 : denominator_of(b);
  const s::comparison_table found =
      is_proportion(f)
          ? s::ratio_of_proportions(one(x1), one(n1), one(x2), one(n2), s::better::neither, {level},
                                    s::ratio_method::mover)
          : s::ratio_of_rates(one(x1), one(n1), one(x2), one(n2), s::better::neither, {level}, s::ratio_method::exact);
  const auto finite = [](double x) { return std::isfinite(x) ? std::optional(x) : std::nullopt; };
  to.ratio = finite(found.value[0]);
  to.ratio_lower = finite(found.at(0).lower);
  to.ratio_upper = finite(found.at(0).upper);
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
      set_ratio(d, *f, r, held, level);
      made.push_back(std::move(d));
    }
  }
  return made;
}

}  // namespace

// ---------------------------------------------------------------------------------------------------------- intervals

std::vector<interval_row> with_intervals(const result_table& results, const s::confidence_levels& levels,
                                         interval_choice choice) {
  require_levels(levels);
  const figures_of figures(results);
  std::vector<interval_row> rows;
  rows.reserve(results.rows.size() * levels.size());
  for (const result_row& r : results.rows) {
    const figure* f = figures.find(r.measure);
    if (f == nullptr) continue;
    for (const s::confidence_level& level : levels) {
      found_interval found = interval_of(*f, r, level, choice);
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
      .limit_columns()
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
      .limit_columns()
      .text("verdict", [](row r) { return s::to_text(r.says); })
      .real("ratio", [](row r) { return r.ratio; })
      .real("ratio_lower", [](row r) { return r.ratio_lower; })
      .real("ratio_upper", [](row r) { return r.ratio_upper; })
      .finish(rows);
}

// ------------------------------------------------------------------------------------------------------------- funnel

funnel_options::widening parse_widening(std::string_view text) {
  using widening = funnel_options::widening;
  for (const auto& [name, kind] : {std::pair("none", widening::none),
                                   {"multiplicative", widening::multiplicative},
                                   {"additive", widening::additive}})
    if (same_text(text, name)) return kind;
  refuse_option("widen", fmt::format("'{}' is not known", text), "write none, multiplicative or additive");
}

namespace {

/// Where a value lies by the limits of the funnel itself, and what that says.
void place_by_limits(funnel_row& row, s::better direction) {
  if (!row.value || !row.lower_95) return;
  const double v = *row.value;
  const bool low = v<*row.lower_95, high = v> * row.upper_95;
  row.position = v < *row.lower_998   ? s::funnel_position::low_001
                 : low                ? s::funnel_position::low_025
                 : v > *row.upper_998 ? s::funnel_position::high_001
                 : high               ? s::funnel_position::high_025
                                      : s::funnel_position::not_significant;
  row.says = s::judge({v - *row.upper_95, v - *row.lower_95}, 0, direction);
}

}  // namespace

std::vector<funnel_row> funnel(const result_table& results, const figure_filter& which, const funnel_options& how) {
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
      refuse_option("measure", fmt::format("{} is neither a proportion nor a rate and has no funnel", r.measure),
                    "compare councils by their intervals");
    }
    auto [plot, fresh] = plots.try_emplace({r.measure, r.reporting, r.group});
    if (fresh) order.push_back(&plot->second);
    plot->second.push_back(&r);
  }
  std::vector<funnel_row> made;
  for (const auto* plot : order) {
    const figure& f = *figures.find(plot->front()->measure);
    std::vector<double> x, n, positive, values;
    for (const result_row* r : *plot) {
      values.push_back(r->value.value_or(std::nan("")));
      // A council without a value, or one whose counts the department's table leaves empty, is not part of the plot.
      x.push_back(r->value ? numerator_of(*r) : 0);
      n.push_back(r->value ? denominator_of(*r) : 0);
      positive.push_back(n.back() > 0 ? n.back() : std::nan(""));
    }
    const double unit = is_rate(f) ? 1 : 100;
    const s::funnel_table found =
        is_rate(f) ? s::classify_rates(x, n, 100'000, direction_of(f)) : s::classify_proportions(x, n, direction_of(f));
    std::vector<double> expected;
    for (const double people : positive) expected.push_back(people * found.benchmark / 100'000);
    const s::overdispersion_found over = is_rate(f) ? s::overdispersion_of_counts(x, expected, how.winsorise)
                                                    : s::overdispersion_of_proportions(x, positive, how.winsorise);
    const std::vector<std::int32_t> quantiles = s::quantile_groups(values, how.quantiles);
    using widening = funnel_options::widening;
    const s::dispersion spread = how.widen == widening::multiplicative ? over.multiplicative()
                                 : how.widen == widening::additive     ? over.additive()
                                                                       : s::dispersion{};
    std::optional<s::interval_table> limits;
    if (!std::isnan(found.benchmark) && (!is_rate(f) || found.benchmark > 0))
      limits = is_rate(f) ? s::funnel_rate_at(positive, found.benchmark, 100'000, s::funnel_levels(), spread)
                          : s::funnel_proportion(positive, found.benchmark, s::funnel_levels(), s::funnel_shape::score,
                                                 spread);
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
      if (how.widen != widening::none) place_by_limits(row, direction_of(f));
      row.z = if_known(over.z[i]);
      row.phi = if_known(over.phi);
      row.tau_squared = if_known(over.tau_squared);
      row.p_value = if_known(over.p_value);
      row.quantile = quantiles[i];
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
      .real("z", [](row r) { return r.z; })
      .real("phi", [](row r) { return r.phi; })
      .real("tau_squared", [](row r) { return r.tau_squared; })
      .real("p_value", [](row r) { return r.p_value; })
      .number("quantile", [](row r) { return static_cast<std::uint64_t>(r.quantile); })
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
  refuse_option("kind",
                fmt::format("a {} chart is of {}, and {} is none", to_text(kind), p ? "proportions" : "rates", f.id),
                "take xmr");
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
  refuse_option("kind", fmt::format("there is no chart '{}'", text), "give one of xmr, median, p, p', u, u'");
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
