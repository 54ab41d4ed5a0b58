#include "ascof/measure/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

#include "ascof/prepare/method.hpp"

namespace ascof {

std::string describe(const selection& wanted) {
  std::string text;
  const auto to = std::back_inserter(text);
  for (const measure& m : wanted.measures) {
    if (!text.empty()) text += '\n';
    fmt::format_to(to, "{}  {}\n\n{}\n\n", m.id, m.title, m.definition);
    for (const figure& f : m.figures) {
      if (!wanted.wants(f.id)) continue;
      fmt::format_to(to, "figure    {}: {}\n          {}, {}, {} decimal(s) as published\n          groups: {}\n", f.id,
                     f.title, to_text(f.kind), to_text(f.direction), f.decimals, fmt::join(f.groups, "; "));
    }
    fmt::format_to(to, "counts    {}\nsource    {}\nyears     {}\nmethod    {}\n", m.unit, m.source, m.years,
                   default_method);
    for (const trace_layout& trace : m.traces)
      fmt::format_to(to, "trace     {}: {}\n", trace.id, fmt::join(trace.columns, ", "));
  }
  return text;
}

}  // namespace ascof
