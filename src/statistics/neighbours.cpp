#include "ascof/statistics/neighbours.hpp"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "statistics/checks.hpp"

namespace ascof::statistics {
namespace {

using matrix = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Descriptions with mean 0 and standard deviation 1, times the root of their weights: their squares add to the distance.
matrix comparable(std::span<const double> features, Eigen::Index areas, std::span<const double> weights) {
  const Eigen::Index descriptions = static_cast<Eigen::Index>(features.size()) / areas;
  matrix m = Eigen::Map<const matrix>(features.data(), areas, descriptions);
  for (Eigen::Index d = 0; d < descriptions; ++d) {
    m.col(d) -= m.col(d).mean();
    const double sd = std::sqrt(m.col(d).square().sum() / static_cast<double>(areas - 1));
    const double weight = weights.empty() ? 1 : weights[static_cast<std::size_t>(d)];
    m.col(d) *= sd > 0 ? std::sqrt(weight) / sd : 0;
  }
  return m;
}

}  // namespace

neighbour_table nearest_neighbours(std::span<const double> features, std::size_t areas, std::size_t each,
                                   std::span<const double> weights) {
  if (areas < 2) refuse("features", "expected two areas or more", "give a row of descriptions for each area");
  if (features.empty() || features.size() % areas != 0)
    refuse("features", fmt::format("has {} numbers for {} areas", features.size(), areas),
           "give a row of descriptions for each area");
  if (each < 1 || each >= areas)
    refuse("each", fmt::format("expected 1 to {} neighbours", areas - 1), "an area is not its own neighbour");
  for (std::size_t i = 0; i < features.size(); ++i)
    if (!std::isfinite(features[i]))
      refuse_element("features", i, "is missing or infinite", "leave the description or the area out");
  if (!weights.empty() && weights.size() != features.size() / areas)
    refuse("weights", "has another length than the descriptions", "give one weight a description");
  bool any = weights.empty();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0) || std::isinf(weights[i]))
      refuse_element("weights", i, "is missing, negative or infinite", "a weight is 0 or more");
    any = any || weights[i] > 0;
  }
  if (!any) refuse("weights", "are all 0", "leave weights out for all alike");

  const auto rows = static_cast<Eigen::Index>(areas);
  const matrix m = comparable(features, rows, weights);
  neighbour_table table{areas, each, {}, {}};
  table.area.reserve(areas * each);
  table.distance.reserve(areas * each);
  std::vector<std::int64_t> others(areas);
  for (Eigen::Index a = 0; a < rows; ++a) {
    const Eigen::ArrayXd squares = (m.rowwise() - m.row(a)).square().rowwise().sum();
    std::iota(others.begin(), others.end(), 0);
    others.erase(others.begin() + a);
    const auto last = others.begin() + static_cast<std::ptrdiff_t>(each);
    std::partial_sort(others.begin(), last, others.end(), [&](std::int64_t x, std::int64_t y) {
      return squares[x] != squares[y] ? squares[x] < squares[y] : x < y;
    });
    for (auto at = others.begin(); at != last; ++at) {
      table.area.push_back(*at);
      table.distance.push_back(std::sqrt(squares[*at]));
    }
    others.resize(areas);
  }
  return table;
}

namespace {

/// Sums of the neighbours, and how each area stands among them.
struct sums {
  std::vector<double> events;
  std::vector<double> whole;
  std::vector<double> own;
  std::vector<double> together;
  std::vector<double> median;
  std::vector<std::int32_t> rank;
};

double median_of(std::vector<double>& figures) {
  if (figures.empty()) return missing;
  std::sort(figures.begin(), figures.end());
  const std::size_t middle = figures.size() / 2;
  return figures.size() % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
}

sums sums_of(const column& events, const column& whole, std::span<const std::int64_t> neighbours, std::size_t each,
             double per) {
  const std::size_t areas = common_length({events, whole});
  if (each < 1 || neighbours.size() != areas * each)
    refuse("neighbours", fmt::format("has {} numbers for {} areas", neighbours.size(), areas),
           "give as many neighbours for each area");
  const auto figure = [&](std::size_t a) { return whole[a] > 0 ? per * events[a] / whole[a] : missing; };
  sums s;
  for (std::size_t a = 0; a < areas; ++a) {
    double all_events = 0, all = 0;
    std::int32_t higher = 0;
    std::vector<double> figures;
    for (std::size_t k = 0; k < each; ++k) {
      const std::int64_t number = neighbours[a * each + k];
      const auto other = static_cast<std::size_t>(number);
      if (number < 0 || other >= areas) refuse_element("neighbours", a * each + k, "is no area", "areas count from 0");
      if (other == a)
        refuse_element("neighbours", a * each + k, "is the area itself", "an area is not its own neighbour");
      if (!known(figure(other))) continue;  // a neighbour without a figure is not compared with
      all_events += events[other];
      all += whole[other];
      figures.push_back(figure(other));
      if (figures.back() > figure(a)) ++higher;
    }
    s.events.push_back(all_events);
    s.whole.push_back(all);
    s.own.push_back(figure(a));
    s.together.push_back(all > 0 ? per * all_events / all : missing);
    s.median.push_back(median_of(figures));
    s.rank.push_back(known(s.own.back()) ? higher + 1 : 0);
  }
  return s;
}

neighbour_comparison compared(comparison_table table, sums s) {
  return {std::move(table), std::move(s.own), std::move(s.together), std::move(s.median), std::move(s.rank)};
}

}  // namespace

neighbour_comparison compare_proportions_with_neighbours(std::span<const double> events, std::span<const double> n,
                                                         std::span<const std::int64_t> neighbours, std::size_t each,
                                                         better direction, const confidence_levels& levels) {
  const column part("events", events), whole("n", n);
  require_counts(part);
  require_counts(whole);
  require_part(part, whole, common_length({part, whole}));
  sums s = sums_of(part, whole, neighbours, each, 1);
  comparison_table table = difference_of_proportions(events, n, s.events, s.whole, direction, levels);
  return compared(std::move(table), std::move(s));
}

neighbour_comparison compare_rates_with_neighbours(std::span<const double> events, std::span<const double> population,
                                                   std::span<const std::int64_t> neighbours, std::size_t each,
                                                   double per, better direction, const confidence_levels& levels) {
  const column counts("events", events), people("population", population);
  require_counts(counts);
  require_counts(people);
  require_positive("per", per);
  sums s = sums_of(counts, people, neighbours, each, per);
  comparison_table table = difference_of_rates(events, population, s.events, s.whole, per, direction, levels);
  return compared(std::move(table), std::move(s));
}

}  // namespace ascof::statistics
