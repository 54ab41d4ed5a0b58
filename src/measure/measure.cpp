#include "ascof/measure/measure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

/// "ascof.3d" begins "ascof.3d.1a", but "ascof.3" does not.
bool begins(std::string_view name, std::string_view id) {
  return id.size() > name.size() && id.starts_with(name) && id[name.size()] == '.';
}

}  // namespace

bool selection::wants(std::string_view figure_id) const {
  return std::find(figures.begin(), figures.end(), figure_id) != figures.end();
}

selection select_measures(const std::vector<measure>& from, const std::vector<std::string>& wanted) {
  std::vector<bool> chosen(from.size(), false);
  selection result;
  for (const std::string& raw_name : wanted) {
    const std::string name = fold(raw_name);
    bool found = false;
    const auto choose = [&](const auto& fits) {
      for (std::size_t i = 0; i < from.size(); ++i) {
        const bool whole = fits(from[i].id);
        for (const figure& f : from[i].figures) {
          if (!whole && !fits(f.id)) continue;
          found = true;
          chosen[i] = true;
          if (!result.wants(f.id)) result.figures.push_back(f.id);
        }
      }
    };
    // A whole id names itself alone: "ascof.2e" is not "ascof.2e.ld".
    choose([&](std::string_view id) { return name == "all" || id == name; });
    if (!found) choose([&](std::string_view id) { return begins(name, id); });
    if (found) continue;
    std::vector<std::string_view> known;
    for (const measure& m : from) {
      known.push_back(m.id);
      for (const figure& f : m.figures) known.push_back(f.id);
    }
    const std::string_view near = nearest_name(raw_name, known);
    throw usage_error(
        error_code::unknown_name, {}, fmt::format("there is no measure '{}'", raw_name),
        near.empty() ? std::string("see `ascof list`") : fmt::format("did you mean '{}'? See `ascof list`", near));
  }
  for (std::size_t i = 0; i < from.size(); ++i)
    if (chosen[i]) result.measures.push_back(from[i]);
  return result;
}

std::string_view to_text(statistic kind) {
  switch (kind) {
    case statistic::proportion:
    case statistic::exact_proportion: return "proportion (%)";
    case statistic::rate_per_100000: return "rate per 100,000";
    case statistic::median_days: return "median (days)";
  }
  return {};
}

std::string_view to_text(polarity direction) {
  switch (direction) {
    case polarity::higher_is_better: return "higher is better";
    case polarity::lower_is_better: return "lower is better";
    case polarity::neutral: return "neutral";
  }
  return {};
}

}  // namespace ascof
