#include "ascof/statistics/means_and_medians.hpp"

#include <algorithm>
#include <cmath>

#include "statistics/checks.hpp"
#include "statistics/quantiles.hpp"

namespace ascof::statistics {
namespace {

/// The known values, those of a group together: group g has values[starts[g]] to values[starts[g + 1]].
struct grouped {
  std::vector<double> values;
  std::vector<std::size_t> starts;

  std::span<double> of(std::size_t group) {
    return std::span(values).subspan(starts[group], starts[group + 1] - starts[group]);
  }
};

grouped by_group(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups) {
  require_finite(column("values", values));
  if (group.size() != values.size()) refuse("group", "has another length than values", "give the group of each value");
  grouped sorted;
  sorted.starts.assign(groups + 1, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (group[i] >= groups) refuse_element("group", i, "is no group", "groups count from 0 to groups - 1");
    if (known(values[i])) ++sorted.starts[group[i] + 1];
  }
  for (std::size_t g = 0; g < groups; ++g) sorted.starts[g + 1] += sorted.starts[g];
  sorted.values.resize(sorted.starts[groups]);
  std::vector<std::size_t> next(sorted.starts.begin(), sorted.starts.end() - 1);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (known(values[i])) sorted.values[next[group[i]]++] = values[i];
  return sorted;
}

std::vector<std::uint32_t> one_group(std::size_t values) { return std::vector<std::uint32_t>(values, 0); }

/// Two passes: the deviations are from the mean, so nothing cancels.
void describe(std::span<const double> values, double& mean, double& sd) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double v : values) sum += v;
  mean = sum / n;
  if (values.size() < 2) return;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  sd = std::sqrt(squares / (n - 1));
}

/// Sorts as far as it must.
double median_of(std::span<double> values) {
  const std::size_t middle = values.size() / 2;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(middle);
  std::nth_element(values.begin(), at, values.end());
  if (values.size() % 2 == 1) return *at;
  return (*std::max_element(values.begin(), at) + *at) / 2;
}

/// The rank of the lower limit, from 1; below 1 when there is none. The upper limit has the same rank from above.
double lower_rank_of(double n, const confidence_level& level, median_ranks ranks) {
  if (ranks == median_ranks::normal) return std::round(n / 2 - level.z() * std::sqrt(n) / 2);
  // The largest r such that fewer than r values below the median have at most the tail's chance. The normal rank is at
  // most one or two off.
  double r = std::floor(n / 2 - level.z() * std::sqrt(n) / 2);
  while (r >= 1 && fair_binomial_below_or_at(r - 1, n) > level.tail()) --r;
  while (fair_binomial_below_or_at(r, n) <= level.tail()) ++r;
  return r;
}

double upper_rank_of(double n, double lower_rank, const confidence_level& level, median_ranks ranks) {
  if (ranks == median_ranks::normal) return std::round(1 + n / 2 + level.z() * std::sqrt(n) / 2);
  return n + 1 - lower_rank;
}

}  // namespace

mean_table mean_interval(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups,
                         const confidence_levels& levels) {
  grouped sorted = by_group(values, group, groups);
  mean_table table{empty_table(groups, levels), std::vector<double>(groups), std::vector<double>(groups, missing)};
  for (std::size_t g = 0; g < groups; ++g) {
    const std::span<const double> own = sorted.of(g);
    table.n[g] = static_cast<double>(own.size());
    if (own.empty()) continue;
    describe(own, table.value[g], table.sd[g]);
    if (own.size() < 2) continue;
    table.method[g] = interval_method::student;
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const double half = student_deviate(levels[l].tail(), table.n[g] - 1) * table.sd[g] / std::sqrt(table.n[g]);
      table.lower[l * groups + g] = table.value[g] - half;
      table.upper[l * groups + g] = table.value[g] + half;
    }
  }
  return table;
}

mean_table mean_interval(std::span<const double> values, const confidence_levels& levels) {
  return mean_interval(values, one_group(values.size()), 1, levels);
}

median_table median_interval(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups,
                             const confidence_levels& levels, median_ranks ranks) {
  grouped sorted = by_group(values, group, groups);
  const std::size_t cells = groups * levels.size();
  median_table table{empty_table(groups, levels), std::vector<double>(groups), std::vector<double>(cells, missing),
                     std::vector<double>(cells, missing), std::vector<double>(cells, missing)};
  for (std::size_t g = 0; g < groups; ++g) {
    const std::span<double> own = sorted.of(g);
    const auto n = static_cast<double>(own.size());
    table.n[g] = n;
    if (own.empty()) continue;
    table.value[g] = median_of(own);
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const double below = lower_rank_of(n, levels[l], ranks);
      const double above = upper_rank_of(n, below, levels[l], ranks);
      if (below < 1 || above > n) continue;
      const auto ranked = [&](double rank) {
        const auto at = own.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
        std::nth_element(own.begin(), at, own.end());
        return *at;
      };
      const std::size_t cell = l * groups + g;
      table.lower[cell] = ranked(below);
      table.upper[cell] = ranked(above);
      table.lower_rank[cell] = below;
      table.upper_rank[cell] = above;
      table.coverage[cell] = fair_binomial_below_or_at(above - 1, n) - fair_binomial_below_or_at(below - 1, n);
      table.method[g] = ranks == median_ranks::normal ? interval_method::order_statistics_normal
                                                      : interval_method::order_statistics_exact;
    }
  }
  return table;
}

median_table median_interval(std::span<const double> values, const confidence_levels& levels, median_ranks ranks) {
  return median_interval(values, one_group(values.size()), 1, levels, ranks);
}

interval student_interval(double n, double mean, double sd, confidence_level level) {
  require_counts(column("n", std::span(&n, 1)));
  require_counts(column("sd", std::span(&sd, 1)));
  require_finite(column("mean", std::span(&mean, 1)));
  if (!(n >= 2) || !known(mean) || !known(sd)) return {missing, missing};
  const double half = student_deviate(level.tail(), n - 1) * sd / std::sqrt(n);
  return {mean - half, mean + half};
}

interval quantile_interval(std::span<const double> values, double share, confidence_level level) {
  require_finite(column("values", values));
  if (!(share > 0 && share < 1))
    refuse("share", "lies outside 0 to 1", "give 0.9 for the value that nine in ten are below");
  std::vector<double> own(values.begin(), values.end());
  for (std::size_t i = 0; i < own.size(); ++i)
    if (!known(own[i])) refuse_element("values", i, "is missing", "leave it out");
  const auto n = static_cast<double>(own.size());
  const double spread = level.z() * std::sqrt(n * share * (1 - share));
  const double below = std::round(n * share - spread);
  const double above = std::round(1 + n * share + spread);
  if (below < 1 || above > n) return {missing, missing};
  const auto ranked = [&](double rank) {
    const auto at = own.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
    std::nth_element(own.begin(), at, own.end());
    return *at;
  };
  const double lower = ranked(below);
  return {lower, ranked(above)};
}

}  // namespace ascof::statistics
