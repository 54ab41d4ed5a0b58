/// @file limits.hpp
/// Limits of one figure, unchecked: what the public functions and the comparisons are made of. Missing in, missing out.
#pragma once

#include "ascof/statistics/confidence.hpp"

namespace ascof::statistics {

interval wilson_limits(double events, double n, double z);
interval clopper_pearson_limits(double events, double n, double tail, double z);
interval byar_limits(double events, double z);
interval exact_poisson_limits(double events, double tail, double z);
/// Exact below `first_byar_count`, Byar from there.
interval count_limits(double events, const confidence_level& level);

/// Below it an approximation is not good enough for what is published.
constexpr double first_byar_count = 10;

}  // namespace ascof::statistics
