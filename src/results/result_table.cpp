#include "ascof/results/result_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

#include "ascof/measure/definition.hpp"

namespace ascof {

std::string_view to_text(value_status status) {
  switch (status) {
    case value_status::value: return "value";
    case value_status::no_denominator: return "no denominator";
    case value_status::unofficial: return "not the official definition";
  }
  return {};
}

std::string_view result_dimension::label(const result_row& row) const {
  const auto found = of.find(row.measure);
  if (found == of.end() || !row.shown || found->second >= row.shown->size()) return {};
  return (*row.shown)[found->second];
}

std::vector<result_dimension> dimensions_of(const result_table& results) {
  static constexpr std::array<std::string_view, 12> taken{"measure", "period_start", "period_end", "la_code",
                                                          "la_name", "group",        "numerator",  "denominator",
                                                          "value",   "status",       "unknown",    "invalid"};
  std::vector<result_dimension> all;
  const auto column = [&all](std::string name) -> result_dimension& {
    if (std::find(taken.begin(), taken.end(), name) != taken.end()) name += "_group";
    for (result_dimension& known : all)
      if (known.name == name) return known;
    return all.emplace_back(result_dimension{std::move(name)});
  };
  std::set<std::string_view> asked_for;
  for (const result_row& row : results.rows) asked_for.insert(row.measure);
  for (const measure& m : results.measures)
    for (const figure& f : m.figures)
      for (std::size_t d = 0; asked_for.contains(f.id) && d < f.by.size(); ++d)
        column(f.by[d].name).of.emplace(f.id, d);
  return all;
}

std::vector<result_definition> definitions_of(const result_table& results) {
  std::vector<result_definition> all;
  for (const measure& m : results.measures) all.push_back({m.id, fingerprint(m)});
  return all;
}

std::string all_digits(double value) { return fmt::format("{}", value); }

std::string rounded(double value, int decimals) {
  // Rounded on the shortest text of the double, so that what is seen is what is rounded: 6.25 is 6.3, and
  // 28.749999999999996 is 28.7.
  std::string text = fmt::format("{}", std::fabs(value));
  if (text.find('e') != std::string::npos) text = fmt::format("{:.{}f}", std::fabs(value), decimals + 3);
  std::size_t dot = text.find('.');
  if (dot == std::string::npos) {
    dot = text.size();
    text += '.';
  }
  const auto places = static_cast<std::size_t>(decimals);
  while (text.size() < dot + places + 2) text += '0';
  const bool up = text[dot + places + 1] >= '5';
  text.resize(dot + places + 1);
  if (up) {
    std::size_t i = text.size();
    while (i > 0) {
      --i;
      if (text[i] == '.') continue;
      if (text[i] != '9') {
        ++text[i];
        break;
      }
      text[i] = '0';
      if (i == 0) text.insert(text.begin(), '1');
    }
  }
  if (places == 0) text.pop_back();
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "-" + text : text;
}

}  // namespace ascof
