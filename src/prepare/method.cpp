#include "ascof/prepare/method.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ascof/core/error.hpp"

namespace ascof {
namespace {

const std::vector<method>& methods() {
  static const std::vector<method> known{
      {.name = "2026-06",
       .few_ends = 100,
       .month_percent = 2,
       .types_short_of_best = 1,
       .excluded_imports = {*parse_instant("2026-04-23 13:28:24.253")}},
  };
  return known;
}

}  // namespace

const method& find_method(std::string_view name) {
  for (const method& candidate : methods())
    if (candidate.name == name) return candidate;
  throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = "--method", .column = 0},
                    fmt::format("there is no method '{}'", name),
                    fmt::format("the methods are {}", fmt::join(method_names(), ", ")));
}

std::vector<std::string_view> method_names() {
  std::vector<std::string_view> names;
  for (const method& known : methods()) names.push_back(known.name);
  return names;
}

}  // namespace ascof
