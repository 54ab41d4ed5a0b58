#include "check.hpp"

#include <fmt/format.h>

#include <utility>

#include "terminal.hpp"

namespace ascof::cli {
namespace {

void print_failing(const check_report& report) {
  std::vector<std::vector<std::string>> table{
      {"rule", "severity", "field", "event type", "rows", "failed", "share %", "before %", "people", "could move"}};
  for (const check_line* line : most_serious_first(report))
    table.push_back({line->rule_id, std::string(to_text(line->severity)), line->field, line->event_type,
                     fmt::format("{}", line->rows), fmt::format("{}", line->failed),
                     fmt::format("{:.2f}", 100 * *line->share()),
                     line->share_before() ? fmt::format("{:.2f}", 100 * *line->share_before()) : std::string(),
                     fmt::format("{}", line->people), fmt::format("{}", line->most_moved())});
  if (table.size() == 1)
    fmt::print("No rule fails.\n");
  else
    print_table(table);
}

}  // namespace

int report_check(const check_report& report, const std::string& out, const std::string& page, const std::string& rows,
                 bool quiet) {
  tell(report.notices);
  if (!rows.empty()) write_failing_rows(report, rows);
  if (!page.empty()) write_check_page(report, page);
  if (!out.empty()) {
    write_check(report, out);
    if (!quiet) fmt::print("{} lines written to {}\n", report.lines.size(), out);
  } else {
    print_failing(report);
  }
  for (std::string& reason : reasons_to_fail(report)) warn(std::move(reason));
  return report.would_fail() ? submission_would_fail : 0;
}

}  // namespace ascof::cli
