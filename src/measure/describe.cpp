#include "ascof/measure/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <set>

#include "ascof/measure/definition.hpp"
#include "ascof/prepare/method.hpp"

namespace ascof {

namespace {

/// The groups, or what they are by when the records have to say.
std::string groups_text(const figure& f) {
  const std::vector<std::string> known = f.groups();
  if (!known.empty()) return fmt::format("{}", fmt::join(known, "; "));
  std::vector<std::string_view> names;
  for (const breakdown& dimension : f.by) names.push_back(dimension.name);
  return fmt::format("by {}", fmt::join(names, ", "));
}

}  // namespace

std::string describe(const selection& wanted) {
  std::string text;
  const auto to = std::back_inserter(text);
  std::set<std::string> ids;
  for (const measure& m : catalogue()) ids.insert(m.id);
  for (const measure& m : wanted.measures) {
    if (!text.empty()) text += '\n';
    fmt::format_to(to, "{}  {}\n\n{}\n\n", m.id, m.title, m.definition);
    for (const figure& f : m.figures) {
      if (!wanted.wants(f.id)) continue;
      fmt::format_to(to, "figure    {}: {}\n          {}, {}, {} decimal(s) as published\n          groups: {}\n", f.id,
                     f.title, to_text(f.counts.kind), to_text(f.direction), f.decimals, groups_text(f));
    }
    fmt::format_to(to, "counts    {}\nsource    {}\nyears     {}\n", m.unit, m.source, m.years);
    // A user's own measure is of no method of the department.
    if (ids.contains(m.id)) fmt::format_to(to, "method    {}\n", default_method);
    if (!m.official) text += "status    a variant with other constants than the official definition's\n";
    fmt::format_to(to, "identity  {}\n", fingerprint(m));
    for (const trace_layout& trace : m.traces) {
      std::vector<std::string_view> columns;
      for (const trace_column& column : trace.columns) columns.push_back(column.name);
      fmt::format_to(to, "trace     {}: {}\n", trace.id, fmt::join(columns, ", "));
    }
  }
  return text;
}

}  // namespace ascof
