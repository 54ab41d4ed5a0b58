#include "ascof/results/result_table.hpp"

#include <fmt/format.h>

#include <cmath>
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
