#include "results/figure_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/results/evaluate.hpp"

namespace ascof {

figures_of::figures_of(const result_table& results) {
  for (const measure& m : results.measures)
    for (const figure& f : m.figures) figures_.emplace(f.id, &f);
}

const figure* figures_of::find(const std::string& id) const {
  const auto found = figures_.find(id);
  return found == figures_.end() ? nullptr : found->second;
}

bool is_proportion(const figure& f) {
  return (f.counts.kind == statistic::proportion || f.counts.kind == statistic::exact_proportion) &&
         !f.counts.other_denominator;
}

bool is_rate(const figure& f) { return f.counts.kind == statistic::rate_per_100000; }

double unit_of(const figure& f) { return is_rate(f) ? 100'000 : 100; }

statistics::better direction_of(const figure& f) {
  switch (f.direction) {
    case polarity::higher_is_better: return statistics::better::higher;
    case polarity::lower_is_better: return statistics::better::lower;
    case polarity::neutral: return statistics::better::neither;
  }
  return statistics::better::neither;
}

double numerator_of(const result_row& r) { return static_cast<double>(r.numerator.value_or(0)); }
double denominator_of(const result_row& r) { return static_cast<double>(r.denominator); }

bool is_nation(const result_row& r) { return r.la_code == evaluation_state::nation_code; }

std::optional<double> if_known(double number) { return std::isnan(number) ? std::nullopt : std::optional(number); }

void refuse_option(std::string_view argument, const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = std::string(argument), .column = 0},
                    problem, advice);
}

void require_levels(const statistics::confidence_levels& levels) {
  if (levels.empty()) refuse_option("levels", "no level was given", "give 0.95, or several");
}

void refuse_unknown(std::string_view argument, std::string_view name, const std::set<std::string>& known) {
  std::vector<std::string_view> names(known.begin(), known.end());
  const std::string_view near = nearest_name(name, names);
  throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = std::string(argument), .column = 0},
                    fmt::format("the results have no {} '{}'", argument, name),
                    near.empty() ? std::string("name one of the results") : fmt::format("did you mean '{}'?", near));
}

void check_filter(const result_table& results, const figure_filter& which) {
  const auto check = [&](std::string_view argument, const std::string& wanted, const auto& text_of) {
    if (wanted.empty()) return;
    std::set<std::string> known;
    for (const result_row& r : results.rows) {
      if (same_text(text_of(r), wanted)) return;
      known.insert(std::string(text_of(r)));
    }
    refuse_unknown(argument, wanted, known);
  };
  check("measure", which.measure, [](const result_row& r) -> const std::string& { return r.measure; });
  check("group", which.group, [](const result_row& r) -> const std::string& { return r.group; });
  check("la_code", which.la_code, [](const result_row& r) -> const std::string& { return r.la_code; });
  if (which.reporting && std::none_of(results.rows.begin(), results.rows.end(),
                                      [&](const result_row& r) { return r.reporting == *which.reporting; }))
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "period", .column = 0},
                      fmt::format("the results have no period {}", to_string(*which.reporting)),
                      "name a period that was evaluated");
}

bool fits(const figure_filter& which, const result_row& r) {
  return (which.measure.empty() || same_text(which.measure, r.measure)) &&
         (which.group.empty() || same_text(which.group, r.group)) &&
         (which.la_code.empty() || same_text(which.la_code, r.la_code)) &&
         (!which.reporting || *which.reporting == r.reporting);
}

}  // namespace ascof
