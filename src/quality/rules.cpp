#include "ascof/quality/rules.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "ascof/core/text.hpp"
#include "ascof/ingest/csv.hpp"
#include "ascof_embedded.hpp"
#include "tables.hpp"

namespace ascof {
namespace {

read_result embedded_table(std::string_view name, const schema& columns) {
  for (const embedded::file& file : embedded::files())
    if (file.name == name) return read_csv_text(file.text, name, columns);
  throw std::logic_error("a data file is missing from the library");
}

rule_severity severity_named(std::string_view text) {
  if (text == "error") return rule_severity::error;
  if (text == "warning") return rule_severity::warning;
  if (text == "info") return rule_severity::info;
  throw std::logic_error("a quality rule has a severity that is none");
}

std::vector<quality_rule> read_rules() {
  static const schema columns{"quality rules",
                              {{.name = "rule_id"},
                               {.name = "fields"},
                               {.name = "theme"},
                               {.name = "text"},
                               {.name = "severity"},
                               {.name = "release"},
                               {.name = "certainty"},
                               {.name = "source"},
                               {.name = "untested"}}};
  const table data = embedded_table("quality_rules.csv", columns).data;
  std::vector<quality_rule> rules;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    const auto text = [&](std::size_t field) { return std::string(data.text(field)[row]); };
    rules.push_back({.id = text(0),
                     .fields = text(1),
                     .theme = text(2),
                     .text = text(3),
                     .severity = severity_named(text(4)),
                     .release = text(5),
                     .certainty = text(6),
                     .source = text(7),
                     .untested = text(8)});
  }
  return rules;
}

}  // namespace

std::string_view to_text(rule_severity severity) {
  switch (severity) {
    case rule_severity::error: return "error";
    case rule_severity::warning: return "warning";
    default: return "info";
  }
}

std::span<const quality_rule> quality_rules() {
  static const std::vector<quality_rule> rules = read_rules();
  return rules;
}

const quality_rule& find_quality_rule(std::string_view id) {
  for (const quality_rule& rule : quality_rules())
    if (rule.id == id) return rule;
  throw std::logic_error(fmt::format("there is no quality rule '{}'", id));
}

namespace quality {
namespace {

std::map<std::string, value_list, std::less<>> read_value_lists() {
  std::map<std::string, value_list, std::less<>> lists;
  const auto add = [&lists](std::string_view field, bool second, std::string_view value) {
    if (value.empty()) return;
    value_list& list = lists[std::string(field)];
    (second ? list.two : list.one)[fold(value)].emplace(value);
  };
  static const schema valid{
      "list of valid values",
      {{.name = "field"}, {.name = "origin"}, {.name = "value"}, {.name = "group"}, {.name = "order"}}};
  const table values = embedded_table("valid_values.csv", valid).data;
  for (std::size_t row = 0; row < values.rows(); ++row)
    if (const std::string_view origin = values.text(1)[row]; origin != "department")
      add(values.text(0)[row], origin == "release 2", values.text(2)[row]);
  static const schema more{"further valid values", {{.name = "field"}, {.name = "release"}, {.name = "value"}}};
  const table others = embedded_table("quality_values.csv", more).data;
  for (std::size_t row = 0; row < others.rows(); ++row)
    add(others.text(0)[row], others.text(1)[row] == "R2", others.text(2)[row]);
  // Of Release 2 review reasons one is known; of the lists of routes, methods and outcomes of reviews none.
  for (auto& [field, list] : lists) {
    // Of types of assessment and of delivery mechanisms it is not known whether there are more.
    list.two_is_known =
        !list.two.empty() && field != "Review_Reason" && field != "Assessment_Type" && field != "Delivery_Mechanism";
    if (list.two.empty()) list.two = list.one;
    if (list.one.empty()) list.one = list.two;
    if (field == "Review_Reason") list.two.insert(list.one.begin(), list.one.end());
  }
  return lists;
}

}  // namespace

const std::map<std::string, value_list, std::less<>>& value_lists() {
  static const auto lists = read_value_lists();
  return lists;
}

}  // namespace quality
}  // namespace ascof
