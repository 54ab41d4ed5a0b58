/// @file proportions.hpp
/// Intervals of a proportion: events among n, each of the n an event or not.
///
/// Both need a part of a whole. Where numerator and denominator count different things (discharges into reablement over
/// all discharges is a part; enquiries over concerns need not be), compare rates instead. Several records of one person
/// make either interval too narrow.
#pragma once

#include <span>

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

/// Wilson's score interval, the usual one for indicators: holds its level on average also for few people and shares near
/// 0 and 1, and stays inside 0 to 1.
///
/// Wilson EB (1927), Journal of the American Statistical Association 22, 209-212.
/// @param events  0 to n; need not be whole (weighted counts)
/// @param n       with 0 there is no interval
/// @throws usage_error for negative or infinite numbers and for more events than n
interval wilson(double events, double n, confidence_level level = level_95());
interval_table wilson(std::span<const double> events, std::span<const double> n,
                      const confidence_levels& levels = {level_95()});

/// The exact interval: never holds the true share less often than its level says, and so is wider than Wilson's.
///
/// Clopper CJ, Pearson ES (1934), Biometrika 26, 404-413. Limits are quantiles of beta distributions.
/// Arguments and errors as for `wilson`.
interval clopper_pearson(double events, double n, confidence_level level = level_95());
interval_table clopper_pearson(std::span<const double> events, std::span<const double> n,
                               const confidence_levels& levels = {level_95()});

}  // namespace ascof::statistics
