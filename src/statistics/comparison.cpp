#include "ascof/statistics/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "statistics/checks.hpp"
#include "statistics/limits.hpp"
#include "statistics/quantiles.hpp"

namespace ascof::statistics {

std::string_view to_text(better direction) {
  switch (direction) {
    case better::neither: return "neutral";
    case better::higher: return "higher is better";
    case better::lower: return "lower is better";
  }
  return {};
}

better parse_better(std::string_view text, const char* argument) {
  for (const better each : {better::neither, better::higher, better::lower})
    if (text == to_text(each)) return each;
  refuse(argument, fmt::format("'{}' is no direction", text),
         "write 'higher is better', 'lower is better' or 'neutral', as a measure's polarity");
}

std::string_view to_text(verdict found) {
  switch (found) {
    case verdict::not_calculated: return "";
    case verdict::no_clear_change: return "no clear change";
    case verdict::better: return "better";
    case verdict::worse: return "worse";
    case verdict::higher: return "higher";
    case verdict::lower: return "lower";
  }
  return {};
}

verdict judge(interval limits, double no_change, better direction) {
  if (!known(limits.lower) || !known(limits.upper)) return verdict::not_calculated;
  const bool above = limits.lower > no_change;
  const bool below = limits.upper < no_change;
  if (!above && !below) return verdict::no_clear_change;
  if (direction == better::neither) return above ? verdict::higher : verdict::lower;
  return above == (direction == better::higher) ? verdict::better : verdict::worse;
}

namespace {

/// With no figure on the other side a ratio has limits and no value, so the method goes by the limits.
comparison_table judged(interval_table table, interval_method method, double no_change, better direction) {
  comparison_table judged{std::move(table), {}};
  judged.verdicts.reserve(judged.lower.size());
  for (std::size_t cell = 0; cell < judged.lower.size(); ++cell)
    judged.verdicts.push_back(judge({judged.lower[cell], judged.upper[cell]}, no_change, direction));
  for (std::size_t g = 0; g < judged.groups(); ++g)
    judged.method[g] = known(judged.lower[g]) ? method : interval_method::none;
  return judged;
}

/// Two figures, each events over a whole.
struct pairs {
  column events1, n1, events2, n2;
  std::size_t groups;

  double first(std::size_t g) const { return n1[g] > 0 ? events1[g] / n1[g] : missing; }
  double second(std::size_t g) const { return n2[g] > 0 ? events2[g] / n2[g] : missing; }
  /// A figure over 0 is no number here, though 0 events have a rate.
  double ratio(std::size_t g) const { return second(g) > 0 ? first(g) / second(g) : missing; }
};

pairs checked(column events1, column n1, column events2, column n2) {
  const pairs both{events1, n1, events2, n2, common_length({events1, n1, events2, n2})};
  for (const column& each : {events1, n1, events2, n2}) require_counts(each);
  return both;
}

pairs checked_proportions(std::span<const double> events1, std::span<const double> n1, std::span<const double> events2,
                          std::span<const double> n2) {
  const pairs both = checked({"events1", events1}, {"n1", n1}, {"events2", events2}, {"n2", n2});
  require_part(both.events1, both.n1, both.groups);
  require_part(both.events2, both.n2, both.groups);
  return both;
}

pairs checked_rates(std::span<const double> events1, std::span<const double> population1,
                    std::span<const double> events2, std::span<const double> population2) {
  return checked({"events1", events1}, {"population1", population1}, {"events2", events2},
                 {"population2", population2});
}

/// Limits of a difference from the limits of both: the distances are added as variances are (Zou and Donner 2008).
interval difference_limits(double first, interval of_first, double second, interval of_second) {
  const double difference = first - second;
  return {difference - std::hypot(first - of_first.lower, of_second.upper - second),
          difference + std::hypot(of_first.upper - first, second - of_second.lower)};
}

/// Limits of a ratio from the limits of both (Donner and Zou 2012). Their lower limit is written with the root below the
/// line, where it has no singular point.
interval ratio_limits(double first, interval of_first, double second, interval of_second) {
  const double product = first * second;
  const auto root = [&](double a, double b) {
    return std::sqrt(std::max(0.0, product * product - a * b * (2 * first - a) * (2 * second - b)));
  };
  const double below = product + root(of_first.lower, of_second.upper);
  const double over = of_second.lower * (2 * second - of_second.lower);
  return {of_first.lower > 0 ? of_first.lower * (2 * first - of_first.lower) / below : 0,
          over > 0 ? (product + root(of_first.upper, of_second.lower)) / over : infinite};
}

/// Limits of a ratio from the standard error of its logarithm.
interval log_limits(double ratio, double error, double z) {
  return {ratio * std::exp(-z * error), ratio * std::exp(z * error)};
}

interval scaled(interval limits, double by) { return {limits.lower * by, limits.upper * by}; }

}  // namespace

comparison_table difference_of_proportions(std::span<const double> events1, std::span<const double> n1,
                                           std::span<const double> events2, std::span<const double> n2,
                                           better direction, const confidence_levels& levels) {
  const pairs p = checked_proportions(events1, n1, events2, n2);
  return judged(
      make_table(
          p.groups, levels, interval_method::newcombe, [&](std::size_t g) { return p.first(g) - p.second(g); },
          [&](std::size_t g, std::size_t l) {
            const double z = levels[l].z();
            return difference_limits(p.first(g), wilson_limits(p.events1[g], p.n1[g], z), p.second(g),
                                     wilson_limits(p.events2[g], p.n2[g], z));
          }),
      interval_method::newcombe, 0, direction);
}

comparison_table ratio_of_proportions(std::span<const double> events1, std::span<const double> n1,
                                      std::span<const double> events2, std::span<const double> n2, better direction,
                                      const confidence_levels& levels, ratio_method method) {
  if (method == ratio_method::exact) refuse("method", "is for rates", "proportions have 'logarithm' and 'mover'");
  const pairs p = checked_proportions(events1, n1, events2, n2);
  const bool logarithm = method == ratio_method::logarithm;
  return judged(make_table(
                    p.groups, levels, logarithm ? interval_method::logarithm : interval_method::mover,
                    [&](std::size_t g) { return p.ratio(g); },
                    [&](std::size_t g, std::size_t l) {
                      const double z = levels[l].z();
                      if (logarithm) {
                        if (!(p.events1[g] > 0) || !(p.events2[g] > 0)) return interval{missing, missing};
                        // 1/x - 1/n, written without cancelling.
                        const double error =
                            std::sqrt((1 - p.first(g)) / p.events1[g] + (1 - p.second(g)) / p.events2[g]);
                        return log_limits(p.ratio(g), error, z);
                      }
                      if (!known(p.first(g)) || !known(p.second(g))) return interval{missing, missing};
                      return ratio_limits(p.first(g), wilson_limits(p.events1[g], p.n1[g], z), p.second(g),
                                          wilson_limits(p.events2[g], p.n2[g], z));
                    }),
                logarithm ? interval_method::logarithm : interval_method::mover, 1, direction);
}

z_test z_test_of_proportions(std::span<const double> events1, std::span<const double> n1,
                             std::span<const double> events2, std::span<const double> n2) {
  const pairs p = checked_proportions(events1, n1, events2, n2);
  z_test test{std::vector<double>(p.groups, missing), std::vector<double>(p.groups, missing)};
  for (std::size_t g = 0; g < p.groups; ++g) {
    const double pooled = (p.events1[g] + p.events2[g]) / (p.n1[g] + p.n2[g]);
    const double error = std::sqrt(pooled * (1 - pooled) * (1 / p.n1[g] + 1 / p.n2[g]));
    if (!(error > 0) || std::isinf(error)) continue;
    test.z[g] = (p.first(g) - p.second(g)) / error;
    test.p_value[g] = 2 * normal_tail(std::abs(test.z[g]));
  }
  return test;
}

comparison_table difference_of_rates(std::span<const double> events1, std::span<const double> population1,
                                     std::span<const double> events2, std::span<const double> population2, double per,
                                     better direction, const confidence_levels& levels) {
  const pairs p = checked_rates(events1, population1, events2, population2);
  require_positive("per", per);
  return judged(
      make_table(
          p.groups, levels, interval_method::mover, [&](std::size_t g) { return per * (p.first(g) - p.second(g)); },
          [&](std::size_t g, std::size_t l) {
            return scaled(difference_limits(p.first(g), scaled(count_limits(p.events1[g], levels[l]), 1 / p.n1[g]),
                                            p.second(g), scaled(count_limits(p.events2[g], levels[l]), 1 / p.n2[g])),
                          per);
          }),
      interval_method::mover, 0, direction);
}

comparison_table ratio_of_rates(std::span<const double> events1, std::span<const double> population1,
                                std::span<const double> events2, std::span<const double> population2, better direction,
                                const confidence_levels& levels, ratio_method method) {
  const pairs p = checked_rates(events1, population1, events2, population2);
  const auto limits = [&](std::size_t g, std::size_t l) -> interval {
    const double first = p.events1[g];
    const double second = p.events2[g];
    if (!known(p.first(g)) || !known(p.second(g))) return {missing, missing};
    switch (method) {
      case ratio_method::logarithm:
        if (first == 0 || second == 0) return {missing, missing};
        return log_limits(p.ratio(g), std::sqrt(1 / first + 1 / second), levels[l].z());
      case ratio_method::mover:
        if (first == 0 && second == 0) return {0, infinite};
        return ratio_limits(p.first(g), scaled(count_limits(first, levels[l]), 1 / p.n1[g]), p.second(g),
                            scaled(count_limits(second, levels[l]), 1 / p.n2[g]));
      case ratio_method::exact: {
        if (first == 0 && second == 0) return {0, infinite};
        // Of all events, a share s was in the first: the ratio of the counts is s / (1 - s). Each limit takes the tail
        // that it is far from, so that 1 - s keeps its digits.
        const interval share = clopper_pearson_limits(first, first + second, levels[l].tail(), levels[l].z());
        const interval rest = clopper_pearson_limits(second, first + second, levels[l].tail(), levels[l].z());
        return scaled({share.lower / rest.upper, rest.lower > 0 ? share.upper / rest.lower : infinite},
                      p.n2[g] / p.n1[g]);
      }
    }
    return {missing, missing};
  };
  const interval_method made = method == ratio_method::logarithm ? interval_method::logarithm
                               : method == ratio_method::mover   ? interval_method::mover
                                                                 : interval_method::conditional_exact;
  return judged(make_table(
                    p.groups, levels, made, [&](std::size_t g) { return p.ratio(g); }, limits),
                made, 1, direction);
}

comparison_table difference_of_means(const means& first, const means& second, better direction,
                                     const confidence_levels& levels) {
  const column n1("n1", first.n), mean1("mean1", first.mean), sd1("sd1", first.sd);
  const column n2("n2", second.n), mean2("mean2", second.mean), sd2("sd2", second.sd);
  const std::size_t groups = common_length({n1, mean1, sd1, n2, mean2, sd2});
  for (const column& each : {n1, sd1, n2, sd2}) require_counts(each);
  for (const column& each : {mean1, mean2}) require_finite(each);
  return judged(make_table(
                    groups, levels, interval_method::welch, [&](std::size_t g) { return mean1[g] - mean2[g]; },
                    [&](std::size_t g, std::size_t l) -> interval {
                      const double v1 = sd1[g] * sd1[g] / n1[g];
                      const double v2 = sd2[g] * sd2[g] / n2[g];
                      const double difference = mean1[g] - mean2[g];
                      if (!(n1[g] >= 2) || !(n2[g] >= 2) || !known(v1 + v2 + difference)) return {missing, missing};
                      if (v1 + v2 == 0) return {difference, difference};
                      const double degrees = (v1 + v2) * (v1 + v2) / (v1 * v1 / (n1[g] - 1) + v2 * v2 / (n2[g] - 1));
                      const double half = student_deviate(levels[l].tail(), degrees) * std::sqrt(v1 + v2);
                      return {difference - half, difference + half};
                    }),
                interval_method::welch, 0, direction);
}

comparison_table difference_of_estimates(std::span<const double> estimate1, std::span<const double> margin1,
                                         std::span<const double> estimate2, std::span<const double> margin2,
                                         better direction, const confidence_levels& levels,
                                         confidence_level level_of_margins) {
  const column e1("estimate1", estimate1), m1("margin1", margin1), e2("estimate2", estimate2), m2("margin2", margin2);
  const std::size_t groups = common_length({e1, m1, e2, m2});
  for (const column& each : {e1, e2}) require_finite(each);
  for (const column& each : {m1, m2}) require_counts(each);
  return judged(make_table(
                    groups, levels, interval_method::normal, [&](std::size_t g) { return e1[g] - e2[g]; },
                    [&](std::size_t g, std::size_t l) -> interval {
                      const double error = std::hypot(m1[g], m2[g]) / level_of_margins.z();
                      const double half = levels[l].z() * error;
                      return {e1[g] - e2[g] - half, e1[g] - e2[g] + half};
                    }),
                interval_method::normal, 0, direction);
}

}  // namespace ascof::statistics
