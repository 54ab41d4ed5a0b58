#include "ascof/statistics/funnel.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/proportions.hpp"
#include "statistics/checks.hpp"
#include "statistics/limits.hpp"
#include "statistics/quantiles.hpp"

namespace ascof::statistics {

confidence_levels funnel_levels() { return {level_95(), level_998()}; }

std::string_view to_text(funnel_position position) {
  switch (position) {
    case funnel_position::not_calculated: return "";
    case funnel_position::low_001: return "Low (0.001)";
    case funnel_position::low_025: return "Low (0.025)";
    case funnel_position::not_significant: return "Not significant";
    case funnel_position::high_025: return "High (0.025)";
    case funnel_position::high_001: return "High (0.001)";
  }
  return {};
}

namespace {

void require_share(const char* name, double share) {
  if (!(share >= 0 && share <= 1)) refuse(name, "expected a share from 0 to 1", "80.6 % is 0.806");
}

void require_spread(dispersion spread) {
  if (!(spread.multiplicative > 0) || !(spread.additive >= 0) || std::isinf(spread.multiplicative + spread.additive))
    refuse("spread", "expected a factor above 0 and a variance of 0 or more", "take both from overdispersion");
}

bool widens(dispersion spread) { return spread.multiplicative != 1 || spread.additive != 0; }

}  // namespace

interval_table funnel_proportion(std::span<const double> n, double benchmark, const confidence_levels& levels,
                                 funnel_shape shape, dispersion spread) {
  const column people("n", n);
  require_counts(people);
  require_share("benchmark", benchmark);
  require_spread(spread);
  const double variance_of_one = benchmark * (1 - benchmark);
  return make_table(
      n.size(), levels, interval_method::wilson, [&](std::size_t g) { return n[g] > 0 ? benchmark : missing; },
      [&](std::size_t g, std::size_t l) -> interval {
        if (!(n[g] > 0)) return {missing, missing};
        const double variance = variance_of_one / n[g];
        const double half = levels[l].z() * std::sqrt(spread.multiplicative * variance + spread.additive);
        if (shape == funnel_shape::score) return {std::max(0.0, benchmark - half), std::min(1.0, benchmark + half)};
        const double z = variance > 0 ? half / std::sqrt(variance) : levels[l].z();
        return wilson_limits(n[g] * benchmark, n[g], z);
      });
}

namespace {

/// Where a figure of O events meets a benchmark: the population it would be expected in is O's upper (lower) limit over
/// the benchmark.
funnel_curve curve(std::span<const double> events, double benchmark, double per, const confidence_levels& levels) {
  require_counts({"events", events});
  require_positive("per", per);
  require_positive("benchmark", benchmark);
  funnel_curve table{empty_table(events.size(), levels), {}, {}};
  table.lower_population.assign(table.lower.size(), missing);
  table.upper_population.assign(table.lower.size(), missing);
  const std::size_t points = events.size();
  for (std::size_t i = 0; i < points; ++i) {
    if (!known(events[i])) continue;
    table.value[i] = benchmark;
    table.method[i] = interval_method::exact_poisson;
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const interval limits = exact_poisson_limits(events[i], levels[l].tail(), levels[l].z());
      const std::size_t cell = l * points + i;
      table.lower_population[cell] = limits.upper / benchmark * per;
      table.upper_population[cell] = limits.lower / benchmark * per;
      table.lower[cell] = benchmark * events[i] / limits.upper;
      table.upper[cell] = limits.lower > 0 ? benchmark * events[i] / limits.lower : infinite;
    }
  }
  return table;
}

}  // namespace

funnel_curve funnel_rate(std::span<const double> events, double benchmark, double per,
                         const confidence_levels& levels) {
  return curve(events, benchmark, per, levels);
}

funnel_curve funnel_ratio(std::span<const double> events, double per, const confidence_levels& levels) {
  return curve(events, per, per, levels);
}

interval_table funnel_rate_at(std::span<const double> population, double benchmark, double per,
                              const confidence_levels& levels, dispersion spread) {
  require_counts({"population", population});
  require_positive("benchmark", benchmark);
  require_positive("per", per);
  require_spread(spread);
  const interval_method method = widens(spread) ? interval_method::normal : interval_method::exact_poisson;
  return make_table(
      population.size(), levels, method, [&](std::size_t g) { return population[g] > 0 ? benchmark : missing; },
      [&](std::size_t g, std::size_t l) -> interval {
        if (!(population[g] > 0)) return {missing, missing};
        const double expected = population[g] * benchmark / per;
        if (widens(spread)) {
          const double half = levels[l].z() * std::sqrt(spread.multiplicative / expected + spread.additive);
          return {benchmark * std::max(0.0, 1 - half), benchmark * (1 + half)};
        }
        // The events whose exact upper (lower) limit is just what is expected. No events stay inside as long as their
        // own upper limit, -log(tail), is more than that.
        const double tail = levels[l].tail();
        const double z = levels[l].z();
        const double fewest = expected > -std::log(tail) ? gamma_shape_upper(expected, tail, z) - 1 : 0;
        const double most = gamma_shape_lower(expected, tail, z);
        return {benchmark * std::max(0.0, fewest) / expected, benchmark * most / expected};
      });
}

namespace {

funnel_position position_of(double benchmark, interval inner, interval outer) {
  if (!known(inner.lower) && !known(inner.upper)) return funnel_position::not_calculated;
  if (benchmark < outer.lower) return funnel_position::high_001;
  if (benchmark < inner.lower) return funnel_position::high_025;
  if (benchmark > outer.upper) return funnel_position::low_001;
  if (benchmark > inner.upper) return funnel_position::low_025;
  return funnel_position::not_significant;
}

funnel_table classified(const interval_table& areas, double benchmark, better direction) {
  funnel_table table{areas.value, benchmark, {}, {}};
  for (std::size_t g = 0; g < areas.groups(); ++g) {
    table.position.push_back(known(benchmark) ? position_of(benchmark, areas.at(g, 0), areas.at(g, 1))
                                              : funnel_position::not_calculated);
    table.verdicts.push_back(table.position[g] == funnel_position::not_calculated
                                 ? verdict::not_calculated
                                 : judge(areas.at(g, 0), benchmark, direction));
  }
  return table;
}

/// All parts over all wholes, of the areas that have both.
double pooled(const column& part, const column& whole, std::size_t groups) {
  double parts = 0, wholes = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    if (!known(part[g]) || !(whole[g] > 0)) continue;
    parts += part[g];
    wholes += whole[g];
  }
  return parts / wholes;
}

}  // namespace

funnel_table classify_proportions(std::span<const double> events, std::span<const double> n, better direction,
                                  std::optional<double> benchmark) {
  const interval_table areas = wilson(events, n, funnel_levels());
  if (benchmark) require_share("benchmark", *benchmark);
  return classified(areas, benchmark ? *benchmark : pooled({"events", events}, {"n", n}, areas.groups()), direction);
}

funnel_table classify_rates(std::span<const double> events, std::span<const double> population, double per,
                            better direction, std::optional<double> benchmark) {
  const interval_table areas = rate_interval(events, population, per, funnel_levels());
  if (benchmark) require_positive("benchmark", *benchmark);
  const double all =
      benchmark ? *benchmark : per * pooled({"events", events}, {"population", population}, areas.groups());
  return classified(areas, all, direction);
}

funnel_table classify_dsr(std::span<const double> events, std::span<const double> rates, double per, better direction,
                          std::optional<double> benchmark) {
  const column counts("events", events), figures("rates", rates);
  const std::size_t groups = common_length({counts, figures});
  require_counts(counts);
  require_counts(figures);
  require_positive("per", per);
  if (benchmark) require_positive("benchmark", *benchmark);
  std::vector<double> used(groups, missing), population(groups, missing);
  double all_events = 0, all = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    if (!known(counts[g]) || !(figures[g] > 0)) continue;
    const double people = per * counts[g] / figures[g];
    all_events += counts[g];
    all += people;
    if (counts[g] < first_byar_count) continue;
    used[g] = counts[g];
    population[g] = people;
  }
  return classified(rate_interval(used, population, per, funnel_levels()),
                    benchmark ? *benchmark : per * all_events / all, direction);
}

funnel_table classify_ratios(std::span<const double> observed, std::span<const double> expected, better direction) {
  const column counts("observed", observed), by_reference("expected", expected);
  require_counts(counts);
  require_counts(by_reference);
  common_length({counts, by_reference});
  return classified(rate_interval(observed, expected, 1, funnel_levels()), 1, direction);
}

namespace {

double mean_of_squares(std::vector<double> z, double winsorise) {
  std::sort(z.begin(), z.end());
  const auto cut = static_cast<std::size_t>(winsorise * static_cast<double>(z.size()));
  double sum = 0;
  for (const double each : z) {
    const double kept = std::clamp(each, z[cut], z[z.size() - 1 - cut]);
    sum += kept * kept;
  }
  return sum / static_cast<double>(z.size());
}

/// From z and the variance that chance gives each area's figure.
overdispersion_found found(std::vector<double> z, std::span<const double> variance, double winsorise) {
  if (!(winsorise >= 0 && winsorise < 0.5))
    refuse("winsorise", "expected a share from 0 to below 0.5", "0.1 is usual; 0 leaves every area as it is");
  std::vector<double> used;
  double weights = 0, squares = 0;
  for (std::size_t g = 0; g < z.size(); ++g) {
    if (!known(z[g])) continue;
    used.push_back(z[g]);
    weights += 1 / variance[g];
    squares += 1 / (variance[g] * variance[g]);
  }
  overdispersion_found result;
  result.areas = used.size();
  result.z = std::move(z);
  result.phi = result.p_value = result.tau_squared = missing;
  if (used.empty()) return result;
  const auto areas = static_cast<double>(used.size());
  result.phi = mean_of_squares(std::move(used), winsorise);
  result.p_value = chi_squared_tail(areas * result.phi, areas);
  const double spare = weights - squares / weights;
  const double excess = areas * result.phi - (areas - 1);
  result.tau_squared = excess > 0 && spare > 0 ? excess / spare : 0;
  return result;
}

}  // namespace

overdispersion_found overdispersion_of_proportions(std::span<const double> events, std::span<const double> n,
                                                   double winsorise, std::optional<double> benchmark) {
  const column part("events", events), whole("n", n);
  const std::size_t groups = common_length({part, whole});
  require_counts(part);
  require_counts(whole);
  require_part(part, whole, groups);
  if (benchmark) require_share("benchmark", *benchmark);
  const double share = benchmark ? *benchmark : pooled(part, whole, groups);
  std::vector<double> z(groups, missing), variance(groups, missing);
  for (std::size_t g = 0; g < groups; ++g) {
    variance[g] = share * (1 - share) / whole[g];
    if (whole[g] > 0 && variance[g] > 0) z[g] = (part[g] / whole[g] - share) / std::sqrt(variance[g]);
  }
  return found(std::move(z), variance, winsorise);
}

overdispersion_found overdispersion_of_counts(std::span<const double> observed, std::span<const double> expected,
                                              double winsorise) {
  const column counts("observed", observed), by_reference("expected", expected);
  const std::size_t groups = common_length({counts, by_reference});
  require_counts(counts);
  require_counts(by_reference);
  std::vector<double> z(groups, missing), variance(groups, missing);
  for (std::size_t g = 0; g < groups; ++g) {
    if (!(by_reference[g] > 0)) continue;
    variance[g] = 1 / by_reference[g];
    z[g] = (counts[g] - by_reference[g]) / std::sqrt(by_reference[g]);
  }
  return found(std::move(z), variance, winsorise);
}

std::vector<std::int32_t> quantile_groups(std::span<const double> values, int groups, bool highest_first) {
  if (groups < 1) refuse("groups", "expected 1 or more", "10 gives tenths, 5 fifths");
  require_finite({"values", values});
  std::vector<double> sorted;
  for (const double v : values)
    if (known(v)) sorted.push_back(highest_first ? -v : v);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::int32_t> group(values.size(), 0);
  const auto areas = static_cast<std::int64_t>(sorted.size());
  if (areas < groups) return group;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!known(values[i])) continue;
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), highest_first ? -values[i] : values[i]);
    group[i] = static_cast<std::int32_t>((first - sorted.begin()) * groups / areas) + 1;
  }
  return group;
}

}  // namespace ascof::statistics
