#include "statistics/checks.hpp"

#include <fmt/format.h>

#include "ascof/core/error.hpp"

namespace ascof::statistics {

void refuse(const char* argument, const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = argument, .column = 0}, problem, advice);
}

void refuse_element(const char* argument, std::size_t element, const std::string& problem, const std::string& advice) {
  refuse(argument, fmt::format("element {} {}", element, problem), advice);
}

std::size_t common_length(std::initializer_list<column> columns) {
  const column* longest = nullptr;
  for (const column& c : columns) {
    if (c.size() == 1) continue;
    if (longest == nullptr) {
      longest = &c;
    } else if (longest->size() != c.size()) {
      refuse(c.name(), fmt::format("has {} numbers where {} has {}", c.size(), longest->name(), longest->size()),
             "give one number a group, or a single number for all");
    }
  }
  return longest == nullptr ? 1 : longest->size();
}

void require_counts(const column& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] < 0 || numbers[i] == infinite)
      refuse_element(numbers.name(), i, numbers[i] < 0 ? "is negative" : "is infinite",
                     "counts are 0 or more; write a missing one as NaN");
}

void require_finite(const column& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (std::isinf(numbers[i])) refuse_element(numbers.name(), i, "is infinite", "write a missing number as NaN");
}

void require_positive(const char* name, double number) {
  if (!(number > 0) || std::isinf(number)) refuse(name, "expected a number above 0", "1, 100 and 100000 are usual");
}

void require_part(const column& part, const column& whole, std::size_t groups) {
  for (std::size_t g = 0; g < groups; ++g)
    if (part[g] > whole[g])
      refuse_element(part.name(), g, fmt::format("is more than {}", whole.name()),
                     "a proportion needs a part of its whole; compare counts of different things as a rate");
}

void require_levels(const confidence_levels& levels) {
  if (levels.empty()) refuse("level", "expected one level or more", "95 % is 0.95");
}

interval_table empty_table(std::size_t groups, const confidence_levels& levels) {
  require_levels(levels);
  interval_table table;
  table.lower.assign(groups * levels.size(), missing);
  table.upper.assign(groups * levels.size(), missing);
  table.value.assign(groups, missing);
  table.method.assign(groups, interval_method::none);
  table.levels = levels;
  return table;
}

}  // namespace ascof::statistics
