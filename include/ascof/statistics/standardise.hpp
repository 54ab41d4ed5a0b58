/// @file standardise.hpp
/// Rates of areas whose people differ in age (or another band), made comparable.
///
/// `events` and `population` are matrices of groups x bands, one group after another. The reference is data: one number a
/// band, in the order of the bands.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

/// A band of a standard population.
struct standard_band {
  std::string_view label;  ///< "65-69"
  double weight;
};

/// The European Standard Population of 2013: 19 bands from "0-4" to "90+", 100,000 people.
///
/// Eurostat (2013), Revision of the European Standard Population, ISBN 978-92-79-31094-2.
std::span<const standard_band> european_standard_population_2013();

/// The same population in coarser or other bands, such as "18 to 64" and "65 and above": its people of these ages.
///
/// Ages are in full years, ends included: "18 to 64", "18-64", "Under 18", "65 and above", "65 and over", "65+". Where a band
/// begins or ends inside one of the standard's, that one's people are taken as spread evenly over its five years.
/// @throws usage_error for a label whose ages cannot be read, and for ages within "90+", which nothing is known about
std::vector<double> european_standard_weights(std::span<const std::string> labels);

struct standardised_table : interval_table {
  std::vector<double> events;      ///< of each group, all bands
  std::vector<double> population;  ///< of each group, all bands
  std::vector<double> expected;    ///< indirect only: events at the reference's rates
};

/// Below this number of events a directly standardised rate is not calculated.
constexpr double fewest_standardised_events = 10;

/// Directly standardised rates: what the rate would be with the reference's people.
///
/// Limits: Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Statistics in Medicine 10, 457-462, with Byar's limits of
/// the number of events. Missing: fewer than 10 events, no population in a band that has a weight, a missing number.
/// @param weights  the reference population of each band; any scale
/// @param per      100,000 for a rate per 100,000
/// @throws usage_error for lengths that do not fit, negative numbers, weights that are all 0
standardised_table dsr(std::span<const double> events, std::span<const double> population,
                       std::span<const double> weights, double per = 100'000,
                       const confidence_levels& levels = {level_95()});

/// What an indirectly standardised figure is.
enum class indirect : std::uint8_t {
  ratio,  ///< events over expected events; `per` is what stands for "as expected", 1 or 100
  rate,   ///< the ratio times the reference's own rate `per` people
};

/// Indirectly standardised ratios or rates: events against those expected at the reference's rates.
///
/// Limits: exact Poisson of the events below 10, Byar from 10. Breslow NE, Day NE (1987), Statistical Methods in Cancer
/// Research II, IARC, p. 65-72.
/// @param events  groups x bands, or one number a group when its bands are not known
/// @param reference_events, reference_population  of each band
/// @throws usage_error for lengths that do not fit, negative numbers, a band of the reference without people
standardised_table isr(std::span<const double> events, std::span<const double> population,
                       std::span<const double> reference_events, std::span<const double> reference_population,
                       indirect kind = indirect::ratio, double per = 100,
                       const confidence_levels& levels = {level_95()});

}  // namespace ascof::statistics
