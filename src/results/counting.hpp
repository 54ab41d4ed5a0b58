/// @file counting.hpp
/// What the walk, the state it counts into and the finishing of figures share.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/hospital.hpp"
#include "ascof/core/period.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/study/study.hpp"

namespace ascof {

/// Stands for what is not there, among positions.
inline constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
/// Between the labels of a group's key, one a dimension; ", " could be part of a label.
inline constexpr char between_labels = '\x1f';

inline bool keeps_values(statistic kind) { return kind == statistic::median || kind == statistic::percentile; }
/// Where the counts of the year before a figure's period stand, among those of its measure.
inline std::size_t year_before(const measure& m, std::size_t figure) {
  return m.figures.size() + m.sides.size() + figure;
}

bool is_rate(const measure& m);
inline constexpr std::string_view lacks_population = "a population table (population)";
/// What a measure lacks to be computed; empty when nothing.
std::string lacks(const measure& m, const study& of);
/// @throws input_error when it lacks something
void expect_nothing_lacks(const measure& m, const std::string& missing);
/// The periods a measure reports; none when no quarter lies inside those asked for, or the records cover no whole year.
std::vector<period> periods_for(const measure& m, period covers, const std::vector<period>& asked);
[[noreturn]] void refuse_without_period(const measure& m, period covers, bool asked);

}  // namespace ascof
