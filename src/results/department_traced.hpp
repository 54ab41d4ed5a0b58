/// @file department_traced.hpp
/// Private to results: the department's tables that are put together from traces and counts beside the figures.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/output_file.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof {

/// Text of a CSV file, line by line.
class csv_text {
 public:
  explicit csv_text(const std::vector<std::string>& names) {
    for (const std::string& name : names) field(std::string_view(name));
    end_line();
  }
  csv_text& field(std::string_view text) {
    if (!first_) text_ += ',';
    first_ = false;
    append_csv_text(text_, text);
    return *this;
  }
  csv_text& field(std::uint64_t number) { return field(fmt::format("{}", number)); }
  void end_line() {
    text_ += '\n';
    first_ = true;
  }
  void save(output_file& file) const { file.write(text_); }

 private:
  std::string text_;
  bool first_ = true;
};

inline const trace_table* find_trace(const result_table& results, std::string_view id) {
  for (const trace_table& trace : results.traces)
    if (trace.id == id) return &trace;
  return nullptr;
}

/// Position of a column in a trace's values.
inline std::size_t at(const trace_table& trace, std::string_view column) {
  return static_cast<std::size_t>(std::find(trace.columns.begin(), trace.columns.end(), column) -
                                  trace.columns.begin());
}

/// `ascof_2a_disaggregated.csv`, `ascof_2d_venn.csv` and `waiting_times_diag_part1.csv`, `_part2.csv`, each when the
/// results hold its measure (with its trace), and the tables of the dashboard.
void write_traced_department_tables(const result_table& results, output_set& folder);

/// The facts behind the dashboard and the counts made of them (`dashboard_*.csv`), each when the results hold the trace
/// of its measure. The department's tables have no period: of several periods the latest is written.
void write_dashboard_tables(const result_table& results, output_set& folder);

}  // namespace ascof
