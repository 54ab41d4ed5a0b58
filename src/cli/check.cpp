#include "check.hpp"

#include <fmt/format.h>

#include <algorithm>

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
  if (!report.refusal.empty()) warn(fmt::format("`ascof prepare` would refuse: {}", report.refusal));
  const bool many = std::count_if(report.submissions.begin(), report.submissions.end(),
                                  [](const checked_submission& each) { return each.latest; }) > 1;
  for (const check_line* line : report.fatal())
    warn(fmt::format("the submission{} would fail: {} {} ({}): {} of {} rows, more than {:g} %; {}",
                     many ? " of council " + report.submissions[line->submission].what.la_code : std::string(),
                     line->rule_id, line->field, line->event_type, line->failed, line->rows, 100 * report.fail_above,
                     find_quality_rule(line->rule_id).text));
  return report.would_fail() ? submission_would_fail : 0;
}

}  // namespace ascof::cli
