#include "ascof/statistics/counts_and_rates.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/checks.hpp"
#include "statistics/limits.hpp"
#include "statistics/quantiles.hpp"

namespace ascof::statistics {

interval byar_limits(double events, double z) {
  if (!known(events)) return {missing, missing};
  const auto cube = [](double x) { return x * x * x; };
  const double more = events + 1;
  const double below = 1 - 1 / (9 * events) - z / (3 * std::sqrt(events));
  const double upper = more * cube(1 - 1 / (9 * more) + z / (3 * std::sqrt(more)));
  return {below >= 0 ? events * cube(below) : missing, upper};
}

interval exact_poisson_limits(double events, double tail, double z) {
  if (!known(events)) return {missing, missing};
  if (events == 0) return {0, -std::log(tail)};
  return {gamma_lower(events, tail, z), gamma_upper(events + 1, tail, z)};
}

interval count_limits(double events, const confidence_level& level) {
  return events < first_byar_count ? exact_poisson_limits(events, level.tail(), level.z())
                                   : byar_limits(events, level.z());
}

namespace {

/// Exact limits at one level. Real counts are whole and repeat, so those of small ones are kept once they are known.
class exact_counts {
 public:
  explicit exact_counts(const confidence_level& level, std::size_t kept) : level_(level), known_(kept, {-1, -1}) {}

  interval operator()(double events) {
    const bool small = events < static_cast<double>(known_.size());
    if (!small || events != std::floor(events)) return exact_poisson_limits(events, level_.tail(), level_.z());
    interval& limits = known_[static_cast<std::size_t>(events)];
    if (limits.lower < 0) limits = exact_poisson_limits(events, level_.tail(), level_.z());
    return limits;
  }

 private:
  confidence_level level_;
  std::vector<interval> known_;
};

std::vector<exact_counts> one_a_level(const confidence_levels& levels, std::size_t groups) {
  constexpr std::size_t most = 1024;
  std::vector<exact_counts> counts;
  counts.reserve(levels.size());
  for (const confidence_level& level : levels) counts.emplace_back(level, std::min(groups, most));
  return counts;
}

/// A table by `limits(events, number of the level)`.
template <typename Limits>
interval_table table_of(std::span<const double> events, const confidence_levels& levels, interval_method method,
                        Limits limits) {
  const column counts("events", events);
  require_counts(counts);
  return make_table(
      events.size(), levels, method, [&](std::size_t g) { return counts[g]; },
      [&](std::size_t g, std::size_t l) { return limits(counts[g], l); });
}

/// The method of each group, where it depends on the count.
void set_method_by_count(interval_table& table, const column& events) {
  for (std::size_t g = 0; g < table.groups(); ++g)
    if (known(table.value[g]))
      table.method[g] = events[g] < first_byar_count ? interval_method::exact_poisson : interval_method::byar;
}

}  // namespace

interval byars(double events, confidence_level level) { return byars(std::span(&events, 1), {level}).at(0); }

interval_table byars(std::span<const double> events, const confidence_levels& levels) {
  return table_of(events, levels, interval_method::byar,
                  [&](double count, std::size_t level) { return byar_limits(count, levels[level].z()); });
}

interval poisson_exact(double events, confidence_level level) {
  return poisson_exact(std::span(&events, 1), {level}).at(0);
}

interval_table poisson_exact(std::span<const double> events, const confidence_levels& levels) {
  std::vector<exact_counts> exact = one_a_level(levels, events.size());
  return table_of(events, levels, interval_method::exact_poisson,
                  [&](double count, std::size_t level) { return exact[level](count); });
}

interval count_interval(double events, confidence_level level) {
  return count_interval(std::span(&events, 1), {level}).at(0);
}

interval_table count_interval(std::span<const double> events, const confidence_levels& levels) {
  const double one = 1;
  return rate_interval(events, std::span(&one, 1), 1, levels);
}

interval rate_interval(double events, double population, double per, confidence_level level) {
  return rate_interval(std::span(&events, 1), std::span(&population, 1), per, {level}).at(0);
}

interval_table rate_interval(std::span<const double> events, std::span<const double> population, double per,
                             const confidence_levels& levels) {
  const column counts("events", events);
  const column people("population", population);
  const std::size_t groups = common_length({counts, people});
  require_counts(counts);
  require_counts(people);
  require_positive("per", per);
  std::vector<exact_counts> exact = one_a_level(levels, groups);
  interval_table table = make_table(
      groups, levels, interval_method::byar,
      [&](std::size_t g) { return people[g] > 0 ? counts[g] / people[g] * per : missing; },
      [&](std::size_t g, std::size_t l) {
        if (!(people[g] > 0)) return interval{missing, missing};
        const double scale = per / people[g];
        const interval limits =
            counts[g] < first_byar_count ? exact[l](counts[g]) : byar_limits(counts[g], levels[l].z());
        return interval{limits.lower * scale, limits.upper * scale};
      });
  set_method_by_count(table, counts);
  return table;
}

}  // namespace ascof::statistics
