/// @file counts_and_rates.hpp
/// Intervals of a count of events, and of a rate, which is a count over a population (or over person-years, bed-days ...).
///
/// Events are taken as independent. Where one person brings several (concerns, admissions), the limits are too narrow.
#pragma once

#include <span>

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

/// Byar's approximation to the exact interval: within 0.05 % of it from 10 events on.
///
/// Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC, p. 69.
/// @param events  need not be whole. Where the approximation would put the lower limit below 0 (none or one event, by
///                level), there is none: missing. `count_interval` takes the exact method there
/// @throws usage_error for a negative or infinite number
interval byars(double events, confidence_level level = level_95());
interval_table byars(std::span<const double> events, const confidence_levels& levels = {level_95()});

/// The exact interval of a Poisson count.
///
/// Garwood F (1936), Biometrika 28, 437-442. Limits are quantiles of chi-squared distributions; the lower limit of no
/// events is 0. Arguments and errors as for `byars`.
interval poisson_exact(double events, confidence_level level = level_95());
interval_table poisson_exact(std::span<const double> events, const confidence_levels& levels = {level_95()});

/// What English indicators are published with: exact below 10 events, Byar from 10. The method of each count is in the
/// table. Arguments and errors as for `byars`.
interval count_interval(double events, confidence_level level = level_95());
interval_table count_interval(std::span<const double> events, const confidence_levels& levels = {level_95()});

/// A rate with the limits of `count_interval` over the population.
/// @param population  people, or what the events are counted over; with 0 there is no rate
/// @param per         100,000 for a rate per 100,000
interval rate_interval(double events, double population, double per = 100'000, confidence_level level = level_95());
interval_table rate_interval(std::span<const double> events, std::span<const double> population, double per = 100'000,
                             const confidence_levels& levels = {level_95()});

}  // namespace ascof::statistics
