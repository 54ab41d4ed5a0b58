#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ascof/results/output_file.hpp"
#include "ascof/results/writers.hpp"
#include "department_traced.hpp"

namespace ascof {
namespace {

/// One of the department's files: the figures it holds, by the name they are published under.
struct published_table {
  std::string file;
  std::vector<std::string> published_as;
  bool groups_as_met;   ///< rows only for groups that somebody is in, anywhere; else all
  bool groups_by_band;  ///< the label's part before the comma is told by the description
};

const std::vector<published_table>& published_tables() {
  static const std::vector<published_table> tables{
      {"ascof_2a", {"ASCOF 2A"}, false, false},
      {"ascof_2bc", {"ASCOF 2B", "ASCOF 2C"}, false, false},
      {"ascof_2e", {"ASCOF 2E"}, true, true},
      {"ascof_2e_ld", {"ASCOF 2E LD"}, true, true},
      {"ascof_3d", {"ASCOF 3D (Clients)", "ASCOF 3D (Carers)"}, true, false},
  };
  return tables;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct published_figure {
  std::string published_as;
  std::string description;
};

/// What comes behind the last comma: the gender of "18 to 64, Female", or the whole label.
std::string last_part(const std::string& group) {
  const std::size_t comma = group.rfind(", ");
  return comma == std::string::npos ? group : group.substr(comma + 2);
}

std::string first_part(const std::string& group) { return group.substr(0, group.find(", ")); }

/// The groups somebody is in, in a period: for 2E genders over both bands, for 3D bands over both parts.
using met_groups = std::set<std::pair<period, std::string>>;

}  // namespace

void write_department_tables(const result_table& results, const std::filesystem::path& folder) {
  const auto figure_of = [&](const std::string& id) -> const figure* {
    for (const measure& m : results.measures)
      for (const figure& f : m.figures)
        if (f.id == id) return &f;
    return nullptr;
  };
  output_set set(folder);
  for (const published_table& published : published_tables()) {
    met_groups groups;
    std::set<std::pair<period, std::string>> parts;  // parts of the table that anybody is in
    bool any = false;
    for (const result_row& row : results.rows) {
      const figure* f = figure_of(row.measure);
      if (f == nullptr || !has(published.published_as, f->published_as)) continue;
      any = true;
      if (row.denominator == 0) continue;
      groups.insert({row.reporting, last_part(row.group)});
      parts.insert({row.reporting, f->published_as});
    }
    if (!any) continue;
    std::string text = "Reporting_Period,LA_Code,LA_Name,Measure,Description,Group,Numerator,Denominator,Outcome\n";
    const auto line = [&text](std::initializer_list<std::string> fields) {
      for (const std::string& field : fields) {
        if (&field != fields.begin()) text += ',';
        append_csv_text(text, field);
      }
      text += '\n';
    };
    for (const result_row& row : results.rows) {
      const figure* f = figure_of(row.measure);
      if (f == nullptr || !has(published.published_as, f->published_as)) continue;
      if (published.groups_as_met && (!groups.contains({row.reporting, last_part(row.group)}) ||
                                      !parts.contains({row.reporting, f->published_as})))
        continue;
      std::string description = f->description;
      if (published.groups_by_band)
        description = fmt::format(fmt::runtime(description), first_part(row.group) == "18 to 64" ? "18-64" : "65+");
      line({to_label(row.reporting), row.la_code, row.la_name, f->published_as, description, last_part(row.group),
            fmt::format("{}", row.numerator.value_or(0)), fmt::format("{}", row.denominator),
            row.value ? rounded(*row.value, row.decimals) : "0"});
    }
    (set / (published.file + ".csv")).write(text);

    text = "Reporting_Period,LA_Code,LA_Name,Measure,Description,Count\n";
    bool sides = false;
    for (const side_row& side : results.sides) {
      if (!has(published.published_as, side.published_as)) continue;
      sides = true;
      // The department joins these counts on the council's name too.
      line({to_label(side.reporting), side.la_code, side.la_name, side.published_as, side.description,
            fmt::format("{}", side.name_differs ? 0 : side.count)});
    }
    if (!sides) continue;
    (set / (published.file + "_unknown.csv")).write(text);
  }
  write_traced_department_tables(results, set);
  set.commit();
}

}  // namespace ascof
