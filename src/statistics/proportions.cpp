#include "ascof/statistics/proportions.hpp"

#include <cmath>

#include "statistics/checks.hpp"
#include "statistics/limits.hpp"
#include "statistics/quantiles.hpp"

namespace ascof::statistics {

interval wilson_limits(double events, double n, double z) {
  if (!(n > 0) || !known(events)) return {missing, missing};
  // The limits are the roots of (n + z^2) p^2 - (2 events + z^2) p + events^2 / n. Each comes from the other's sum, in
  // which nothing cancels: 0 events of n give a lower limit of 0, not of a rounding error.
  const double others = n - events;
  const double zz = z * z;
  const double root = z * std::sqrt(zz + 4 * events * (others / n));
  return {2 * events * (events / n) / (2 * events + zz + root),
          1 - 2 * others * (others / n) / (2 * others + zz + root)};
}

interval clopper_pearson_limits(double events, double n, double tail, double z) {
  if (!(n > 0) || !known(events)) return {missing, missing};
  const double others = n - events;
  // All or none of them: tail = p^n. Of no events it is written out, because 1 - tail^(1 / n) loses its digits when n is
  // large.
  const double lower = events == 0   ? 0
                       : others == 0 ? std::exp(std::log(tail) / n)
                                     : beta_lower(events, others + 1, tail, z);
  // Of the upper limit and what it leaves, the smaller is found: it has the digits of both.
  const double upper = others == 0       ? 1
                       : events == 0     ? -std::expm1(std::log(tail) / n)
                       : events < others ? beta_upper(events + 1, others, tail, z)
                                         : 1 - beta_lower(others, events + 1, tail, z);
  return {lower, upper};
}

namespace {

template <typename Limits>
interval_table table_of(std::span<const double> events, std::span<const double> n, const confidence_levels& levels,
                        interval_method method, Limits limits) {
  const column part("events", events);
  const column whole("n", n);
  const std::size_t groups = common_length({part, whole});
  require_counts(part);
  require_counts(whole);
  require_part(part, whole, groups);
  return make_table(
      groups, levels, method, [&](std::size_t g) { return part[g] / whole[g]; },  // 0 / 0 is missing
      [&](std::size_t g, std::size_t l) { return limits(part[g], whole[g], levels[l]); });
}

}  // namespace

interval wilson(double events, double n, confidence_level level) {
  return wilson(std::span(&events, 1), std::span(&n, 1), {level}).at(0);
}

interval_table wilson(std::span<const double> events, std::span<const double> n, const confidence_levels& levels) {
  return table_of(events, n, levels, interval_method::wilson,
                  [](double x, double of, const confidence_level& level) { return wilson_limits(x, of, level.z()); });
}

interval clopper_pearson(double events, double n, confidence_level level) {
  return clopper_pearson(std::span(&events, 1), std::span(&n, 1), {level}).at(0);
}

interval_table clopper_pearson(std::span<const double> events, std::span<const double> n,
                               const confidence_levels& levels) {
  return table_of(events, n, levels, interval_method::clopper_pearson,
                  [](double x, double of, const confidence_level& level) {
                    return clopper_pearson_limits(x, of, level.tail(), level.z());
                  });
}

}  // namespace ascof::statistics
