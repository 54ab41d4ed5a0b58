#include "ascof/statistics/control_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "statistics/checks.hpp"

namespace ascof::statistics {

std::string_view to_text(variation found) {
  switch (found) {
    case variation::common_cause: return "common cause";
    case variation::improvement: return "special cause: improvement";
    case variation::concern: return "special cause: concern";
    case variation::high: return "special cause: high";
    case variation::low: return "special cause: low";
  }
  return {};
}

std::string_view to_text(assurance found) {
  switch (found) {
    case assurance::none: return "";
    case assurance::hit_or_miss: return "hit or miss";
    case assurance::consistently_met: return "consistently met";
    case assurance::consistently_missed: return "consistently missed";
  }
  return {};
}

assurance assure(interval limits, double target, better direction) {
  if (direction == better::neither || !known(limits.lower) || !known(limits.upper) || !known(target))
    return assurance::none;
  const bool higher = direction == better::higher;
  if (higher ? limits.lower >= target : limits.upper <= target) return assurance::consistently_met;
  if (higher ? limits.upper < target : limits.lower > target) return assurance::consistently_missed;
  return assurance::hit_or_miss;
}

namespace {

// Tables of these constants: Wheeler and Chambers 1992, for moving ranges of two values.
constexpr double mean_range_to_limit = 2.66;     // 3 / d2
constexpr double median_range_to_limit = 3.145;  // 3 / d4
constexpr double range_to_sigma = 1.128;         // d2
constexpr double screening_of_ranges = 3.267;    // D4

/// Points first to last, the last not included.
struct stretch {
  std::size_t first;
  std::size_t last;
  std::size_t size() const { return last - first; }
};

double mean_of(std::span<const double> numbers) {
  double sum = 0;
  for (const double x : numbers) sum += x;
  return sum / static_cast<double>(numbers.size());  // of none: missing
}

double median_of(std::vector<double> numbers) {
  if (numbers.empty()) return missing;
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

std::vector<double> moving_ranges(std::span<const double> values) {
  std::vector<double> ranges;
  for (std::size_t i = 1; i < values.size(); ++i) ranges.push_back(std::abs(values[i] - values[i - 1]));
  return ranges;
}

/// The mean moving range, with those that stand out left out once where that is wanted.
double mean_range(std::vector<double> ranges, bool screened) {
  const double mean = mean_of(ranges);
  const double limit = screening_of_ranges * mean;
  if (!screened || !(limit > 0)) return mean;  // values that never change have no range to leave out
  std::erase_if(ranges, [&](double range) { return range >= limit; });
  return mean_of(ranges);
}

std::vector<stretch> baselines_of(std::size_t points, const chart_options& options) {
  std::vector<stretch> parts;
  std::size_t first = 0;
  for (const std::size_t cut : options.rebase) {
    if (cut <= first || cut >= points)
      refuse("rebase", "expected points inside the series in ascending order",
             "points count from 0; the first baseline begins by itself");
    parts.push_back({first, cut});
    first = cut;
  }
  if (points > 0) parts.push_back({first, points});
  return parts;
}

/// The points of a baseline that its limits come from.
stretch basis(stretch part, const chart_options& options) {
  if (options.baseline_points == 0) return part;
  return {part.first, std::min(part.last, part.first + options.baseline_points)};
}

control_chart empty_chart(std::vector<double> values, const chart_options& options) {
  if (options.shift_points < 2) refuse("shift_points", "expected 2 or more", "the NHS rule is 7");
  if (options.trend_points < 2) refuse("trend_points", "expected 2 or more", "the NHS rule is 7");
  const std::size_t points = values.size();
  control_chart chart;
  chart.value = std::move(values);
  for (auto* list :
       {&chart.centre, &chart.lower, &chart.upper, &chart.near_lower, &chart.near_upper, &chart.moving_range})
    list->assign(points, missing);
  chart.baseline.assign(points, 0);
  for (auto* list : {&chart.astronomical, &chart.shift, &chart.trend, &chart.two_of_three})
    list->assign(points, side::neither);
  chart.kind.assign(points, variation::common_cause);
  return chart;
}

/// Sets the centre line of a point, and its limits 3 sigma away.
void set_limits(control_chart& chart, std::size_t point, double centre, double three_sigma, bool with_limits) {
  chart.centre[point] = centre;
  if (!with_limits) return;
  chart.lower[point] = centre - three_sigma;
  chart.upper[point] = centre + three_sigma;
  chart.near_lower[point] = centre - three_sigma * 2 / 3;
  chart.near_upper[point] = centre + three_sigma * 2 / 3;
}

side side_of(double value, double below, double above) {
  if (value > above) return side::high;
  if (value < below) return side::low;
  return side::neither;  // also when there is no limit
}

/// Marks the runs of `points` or more neighbours that are of one side, neither not counting. `of(i)` is the side of point
/// i of the stretch; a run marks `before` points more in front of it.
template <typename Of>
void mark_runs(stretch part, std::size_t points, std::size_t before, Of of, std::vector<side>& marks) {
  std::size_t first = part.first + before;
  for (std::size_t i = first; i <= part.last; ++i) {
    if (i < part.last && i > first && of(i) == of(first)) continue;
    if (i > first) {
      if (of(first) != side::neither && i - first + before >= points)
        for (std::size_t k = first - before; k < i; ++k)
          if (marks[k] == side::neither) marks[k] = of(first);
      first = i;
    }
  }
}

variation kind_of(side found, better direction) {
  if (found == side::neither) return variation::common_cause;
  if (direction == better::neither) return found == side::high ? variation::high : variation::low;
  return (found == side::high) == (direction == better::higher) ? variation::improvement : variation::concern;
}

/// What a point shows: improvement wins over concern; where there is no better, the rule that is named first.
variation kind_of(std::span<const side> marks, better direction) {
  variation kind = variation::common_cause;
  for (const side mark : marks) {
    const variation each = kind_of(mark, direction);
    if (kind == variation::common_cause || (each == variation::improvement)) kind = each;
  }
  return kind;
}

void apply_rules(control_chart& chart, stretch part, const chart_options& options) {
  const auto side_of_centre = [&](std::size_t i) { return side_of(chart.value[i], chart.centre[i], chart.centre[i]); };
  const auto near_a_limit = [&](std::size_t i) {
    return side_of(chart.value[i], chart.near_lower[i], chart.near_upper[i]);
  };
  const auto step_to = [&](std::size_t i) { return side_of(chart.value[i], chart.value[i - 1], chart.value[i - 1]); };

  for (std::size_t i = part.first; i < part.last; ++i)
    chart.astronomical[i] = side_of(chart.value[i], chart.lower[i], chart.upper[i]);
  mark_runs(part, options.shift_points, 0, side_of_centre, chart.shift);

  // A peak ends a trend and begins another. The mark is the earlier one's; what the point shows is both.
  std::vector<side> later(chart.value.size(), side::neither);
  mark_runs(part, options.trend_points, 1, step_to, chart.trend);
  for (std::size_t i = part.first; i + 1 < part.last; ++i)
    if (chart.trend[i] != side::neither && step_to(i + 1) == chart.trend[i + 1]) later[i] = chart.trend[i + 1];

  for (std::size_t i = part.first; i + 2 < part.last; ++i) {
    const side on = side_of_centre(i);
    if (on == side::neither || side_of_centre(i + 1) != on || side_of_centre(i + 2) != on) continue;
    std::size_t near = 0;
    for (std::size_t k = i; k < i + 3; ++k) near += near_a_limit(k) == on ? 1 : 0;
    if (near < 2) continue;
    for (std::size_t k = i; k < i + 3; ++k)
      if (near_a_limit(k) == on) chart.two_of_three[k] = on;
  }

  for (std::size_t i = part.first; i < part.last; ++i) {
    const std::array marks{chart.astronomical[i], chart.trend[i], later[i], chart.two_of_three[i], chart.shift[i]};
    chart.kind[i] = kind_of(marks, options.direction);
  }
}

/// Draws each baseline with `draw(chart, stretch, number)`, then applies the rules.
template <typename Draw>
control_chart make_chart(std::vector<double> values, const chart_options& options, Draw draw) {
  control_chart chart = empty_chart(std::move(values), options);
  const std::vector<stretch> parts = baselines_of(chart.value.size(), options);
  for (std::size_t number = 0; number < parts.size(); ++number) {
    const stretch part = parts[number];
    for (std::size_t i = part.first; i < part.last; ++i) {
      chart.baseline[i] = number;
      if (i > part.first) chart.moving_range[i] = std::abs(chart.value[i] - chart.value[i - 1]);
    }
    draw(chart, part);
    apply_rules(chart, part, options);
  }
  if (!chart.value.empty()) {
    chart.latest = chart.kind.back();
    if (options.target)
      chart.outlook = assure({chart.lower.back(), chart.upper.back()}, *options.target, options.direction);
  }
  return chart;
}

std::vector<double> checked_values(std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      refuse_element("values", i, "is missing or infinite", "leave a period without a value out of the chart");
  return {values.begin(), values.end()};
}

/// Events over what they are counted over.
std::vector<double> checked_shares(const column& events, const column& whole, std::size_t points) {
  if (events.size() != points || whole.size() != points) {
    refuse(whole.name(), "has another length than events", "give one number a point");
  }
  std::vector<double> shares(points);
  for (std::size_t i = 0; i < points; ++i) {
    if (!(events[i] >= 0) || events[i] == infinite)
      refuse_element(events.name(), i, "is missing, negative or infinite", "leave that period out of the chart");
    if (!(whole[i] > 0) || whole[i] == infinite)
      refuse_element(whole.name(), i, "is not above 0", "leave a period without anybody out of the chart");
    shares[i] = events[i] / whole[i];
  }
  return shares;
}

/// Charts of shares: a centre from all events of the baseline, limits by what each was counted over, and between `least`
/// and `most`, which no share can be beyond. Whether a point is near a limit is told by the limit before it is cut.
control_chart attribute_chart(const column& events, const column& whole, const chart_options& options, double most,
                              bool laney, const std::function<double(double, double)>& sigma) {
  const std::size_t points = std::max(events.size(), whole.size());
  return make_chart(checked_shares(events, whole, points), options, [&](control_chart& chart, stretch part) {
    const stretch from = basis(part, options);
    double all_events = 0, all = 0;
    for (std::size_t i = from.first; i < from.last; ++i) {
      all_events += events[i];
      all += whole[i];
    }
    const double centre = all_events / all;
    double between = 1;
    if (laney) {
      std::vector<double> scores;
      for (std::size_t i = from.first; i < from.last; ++i) {
        const double deviation = sigma(centre, whole[i]);
        scores.push_back(deviation > 0 ? (chart.value[i] - centre) / deviation : 0);
      }
      between = mean_of(moving_ranges(scores)) / range_to_sigma;
    }
    for (std::size_t i = part.first; i < part.last; ++i) {
      set_limits(chart, i, centre, 3 * between * sigma(centre, whole[i]), options.limits);
      if (chart.lower[i] < 0) chart.lower[i] = 0;
      if (chart.upper[i] > most) chart.upper[i] = most;
    }
  });
}

control_chart proportions_chart(std::span<const double> events, std::span<const double> n, const chart_options& options,
                                bool laney) {
  const column part("events", events), whole("n", n);
  require_part(part, whole, std::min(events.size(), n.size()));
  return attribute_chart(part, whole, options, 1, laney,
                         [](double share, double of) { return std::sqrt(std::max(0.0, share * (1 - share)) / of); });
}

control_chart rates_chart(std::span<const double> events, std::span<const double> exposure,
                          const chart_options& options, bool laney) {
  return attribute_chart({"events", events}, {"exposure", exposure}, options, infinite, laney,
                         [](double rate, double of) { return std::sqrt(rate / of); });
}

}  // namespace

control_chart xmr(std::span<const double> values, const chart_options& options) {
  return make_chart(checked_values(values), options, [&](control_chart& chart, stretch part) {
    const stretch from = basis(part, options);
    const auto known_values = std::span(chart.value).subspan(from.first, from.size());
    const double centre = mean_of(known_values);
    const double range = mean_range(moving_ranges(known_values), options.screen_moving_ranges);
    for (std::size_t i = part.first; i < part.last; ++i)
      set_limits(chart, i, centre, mean_range_to_limit * range, options.limits);
  });
}

control_chart median_chart(std::span<const double> values, const chart_options& options) {
  return make_chart(checked_values(values), options, [&](control_chart& chart, stretch part) {
    const stretch from = basis(part, options);
    const auto known_values = std::span(chart.value).subspan(from.first, from.size());
    const double centre = median_of({known_values.begin(), known_values.end()});
    const double range = median_of(moving_ranges(known_values));
    for (std::size_t i = part.first; i < part.last; ++i)
      set_limits(chart, i, centre, median_range_to_limit * range, options.limits);
  });
}

control_chart p_chart(std::span<const double> events, std::span<const double> n, const chart_options& options) {
  return proportions_chart(events, n, options, false);
}

control_chart p_prime_chart(std::span<const double> events, std::span<const double> n, const chart_options& options) {
  return proportions_chart(events, n, options, true);
}

control_chart u_chart(std::span<const double> events, std::span<const double> exposure, const chart_options& options) {
  return rates_chart(events, exposure, options, false);
}

control_chart u_prime_chart(std::span<const double> events, std::span<const double> exposure,
                            const chart_options& options) {
  return rates_chart(events, exposure, options, true);
}

}  // namespace ascof::statistics
