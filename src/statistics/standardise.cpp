#include "ascof/statistics/standardise.hpp"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <system_error>

#include "ascof/core/text.hpp"
#include "statistics/checks.hpp"
#include "statistics/limits.hpp"

namespace ascof::statistics {
namespace {

using matrix = Eigen::Map<const Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using row = Eigen::Map<const Eigen::Array<double, 1, Eigen::Dynamic>>;

row row_of(std::span<const double> numbers) { return {numbers.data(), static_cast<Eigen::Index>(numbers.size())}; }

/// The number of groups of a matrix with so many bands.
std::size_t groups_of(const char* name, std::span<const double> numbers, std::size_t bands) {
  if (bands == 0) refuse("weights", "has no bands", "give the reference of each band");
  if (numbers.size() % bands != 0)
    refuse(name, fmt::format("has {} numbers, which is not so many groups of {} bands", numbers.size(), bands),
           "give all bands of each group, in the order of the reference");
  return numbers.size() / bands;
}

void require_same(const char* name, std::size_t size, const char* other, std::size_t expected) {
  if (size != expected)
    refuse(name, fmt::format("has {} numbers where {} has {}", size, other, expected), "give both for the same bands");
}

void require_known(const column& numbers) {
  require_counts(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (!known(numbers[i])) refuse_element(numbers.name(), i, "is missing", "the reference needs every band");
}

standardised_table empty(std::size_t groups, const confidence_levels& levels) {
  return {empty_table(groups, levels), std::vector<double>(groups, missing), std::vector<double>(groups, missing),
          std::vector<double>(groups, missing)};
}

}  // namespace

std::span<const standard_band> european_standard_population_2013() {
  static constexpr std::array<standard_band, 19> bands{{
      {"0-4", 5000},   {"5-9", 5500},   {"10-14", 5500}, {"15-19", 5500}, {"20-24", 6000},
      {"25-29", 6000}, {"30-34", 6500}, {"35-39", 7000}, {"40-44", 7000}, {"45-49", 7000},
      {"50-54", 7000}, {"55-59", 6500}, {"60-64", 6000}, {"65-69", 5500}, {"70-74", 5000},
      {"75-79", 4000}, {"80-84", 2500}, {"85-89", 1500}, {"90+", 1000},
  }};
  return bands;
}

namespace {

/// Ages in full years: from the first up to, and not including, the second.
struct ages {
  double from;
  double to;
};

std::optional<double> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() && number >= 0 ? std::optional<double>(number)
                                                                                 : std::nullopt;
}

std::optional<ages> ages_of(std::string_view label) {
  const std::string text = fold(label);
  const std::string_view all(text);
  if (all.starts_with("under "))
    if (const auto to = whole_number(all.substr(6))) return ages{0, *to};
  for (const std::string_view open : {" and above", " and over", "+"})
    if (all.ends_with(open))
      if (const auto from = whole_number(all.substr(0, all.size() - open.size()))) return ages{*from, infinite};
  for (const std::string_view between : {" to ", "-"}) {
    const std::size_t at = all.find(between);
    if (at == std::string_view::npos) continue;
    const auto from = whole_number(all.substr(0, at)), to = whole_number(all.substr(at + between.size()));
    if (from && to && *from <= *to) return ages{*from, *to + 1};
  }
  return std::nullopt;
}

}  // namespace

std::vector<double> european_standard_weights(std::span<const std::string> labels) {
  const std::span<const standard_band> standard = european_standard_population_2013();
  constexpr double years = 5;
  const double oldest = years * static_cast<double>(standard.size() - 1);  // where the open band begins
  std::vector<double> weights;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::optional<ages> band = ages_of(labels[i]);
    if (!band)
      refuse_element("labels", i, fmt::format("is '{}', whose ages cannot be read", labels[i]),
                     "write ages like '18 to 64' or '65 and above', or give the weights");
    if (band->from > oldest || (band->to > oldest && band->to != infinite))
      refuse_element("labels", i, fmt::format("is '{}', and the standard knows no ages above 90", labels[i]),
                     "join it to the band below, or give the weights");
    double weight = band->to == infinite ? standard.back().weight : 0;
    for (std::size_t b = 0; b + 1 < standard.size(); ++b) {
      const double from = years * static_cast<double>(b);
      const double shared = std::min(band->to, from + years) - std::max(band->from, from);
      if (shared > 0) weight += standard[b].weight * (shared / years);
    }
    weights.push_back(weight);
  }
  return weights;
}

standardised_table dsr(std::span<const double> events, std::span<const double> population,
                       std::span<const double> weights, double per, const confidence_levels& levels) {
  const std::size_t groups = groups_of("events", events, weights.size());
  require_same("population", population.size(), "events", events.size());
  require_counts({"events", events});
  require_counts({"population", population});
  require_known({"weights", weights});
  require_positive("per", per);
  const auto rows = static_cast<Eigen::Index>(groups);
  const auto bands = static_cast<Eigen::Index>(weights.size());
  const matrix counts(events.data(), rows, bands);
  const matrix people(population.data(), rows, bands);
  const row standard = row_of(weights);
  const double all = standard.sum();
  if (!(all > 0)) refuse("weights", "are all 0", "give the reference population of each band");

  standardised_table table = empty(groups, levels);
  for (std::size_t g = 0; g < groups; ++g) {
    const auto r = static_cast<Eigen::Index>(g);
    table.events[g] = counts.row(r).sum();
    table.population[g] = people.row(r).sum();
    if (!(table.events[g] >= fewest_standardised_events)) continue;
    // A band without weight counts for nothing, whether or not it has people.
    const Eigen::Array<double, 1, Eigen::Dynamic> share = (standard > 0).select(standard / people.row(r), 0.0);
    const double rate = (share * counts.row(r)).sum() / all;
    const double variance = (share * share * counts.row(r)).sum() / (all * all);
    if (!std::isfinite(rate)) continue;
    table.value[g] = per * rate;
    table.method[g] = interval_method::dobson;
    const double scale = std::sqrt(variance / table.events[g]);
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const interval of_events = byar_limits(table.events[g], levels[l].z());
      table.lower[l * groups + g] = per * (rate + scale * (of_events.lower - table.events[g]));
      table.upper[l * groups + g] = per * (rate + scale * (of_events.upper - table.events[g]));
    }
  }
  return table;
}

standardised_table isr(std::span<const double> events, std::span<const double> population,
                       std::span<const double> reference_events, std::span<const double> reference_population,
                       indirect kind, double per, const confidence_levels& levels) {
  const std::size_t bands = reference_events.size();
  require_same("reference_population", reference_population.size(), "reference_events", bands);
  const std::size_t groups = groups_of("population", population, bands);
  const bool totals = events.size() == groups;  // not known by band
  if (!totals) require_same("events", events.size(), "population", population.size());
  require_counts({"events", events});
  require_counts({"population", population});
  require_known({"reference_events", reference_events});
  require_known({"reference_population", reference_population});
  require_positive("per", per);
  const row all_events = row_of(reference_events);
  const row all_people = row_of(reference_population);
  if (!(all_people > 0).all())
    refuse("reference_population", "has a band without people", "join that band to its neighbour");

  const auto rows = static_cast<Eigen::Index>(groups);
  const matrix people(population.data(), rows, static_cast<Eigen::Index>(bands));
  const Eigen::ArrayXd expected = (people.rowwise() * (all_events / all_people)).rowwise().sum();
  const double reference_rate = all_events.sum() / all_people.sum();

  standardised_table table = empty(groups, levels);
  for (std::size_t g = 0; g < groups; ++g) {
    const auto r = static_cast<Eigen::Index>(g);
    const std::size_t each = totals ? 1 : bands;
    table.events[g] = row_of(events.subspan(g * each, each)).sum();
    table.population[g] = people.row(r).sum();
    table.expected[g] = expected[r];
    if (!known(table.events[g]) || !(expected[r] > 0)) continue;
    const double scale = per * (kind == indirect::rate ? reference_rate : 1) / expected[r];
    table.value[g] = table.events[g] * scale;
    table.method[g] = table.events[g] < first_byar_count ? interval_method::exact_poisson : interval_method::byar;
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const interval of_events = count_limits(table.events[g], levels[l]);
      table.lower[l * groups + g] = of_events.lower * scale;
      table.upper[l * groups + g] = of_events.upper * scale;
    }
  }
  return table;
}

}  // namespace ascof::statistics
