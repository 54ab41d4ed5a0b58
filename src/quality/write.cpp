#include <fmt/format.h>

#include <utility>

#include "ascof/core/lent.hpp"
#include "ascof/quality/check.hpp"
#include "ascof/results/output_file.hpp"
#include "results/columns_of.hpp"

namespace ascof {
namespace {

std::optional<double> share_of(std::uint64_t failed, std::uint64_t rows) {
  if (rows == 0) return std::nullopt;
  return static_cast<double>(failed) / static_cast<double>(rows);
}

std::string_view file_of(const check_report& report, const row_place& at) {
  return at.file < report.files.size() ? std::string_view(report.files[at.file]) : "";
}

std::string figures_of(const check_line& line) {
  std::string text;
  for (const touched_figure& f : line.figures) text += fmt::format("{}{}={}", text.empty() ? "" : "; ", f.id, f.people);
  return text;
}

}  // namespace

output_table check_output(std::shared_ptr<const check_report> report) {
  using row = const check_line&;
  const check_report* of = report.get();
  const auto submission_of = [of](row line) -> const submission& { return of->submissions[line.submission].what; };
  return columns_of(of->lines)
      .text("rule_id", [](row line) -> const std::string& { return line.rule_id; })
      .text("field", [](row line) -> const std::string& { return line.field; })
      .text("event_type", [](row line) -> const std::string& { return line.event_type; })
      .number("rows", [](row line) { return line.rows; })
      .number("failed", [](row line) { return line.failed; })
      .real("share", [](row line) { return line.share(); })
      .text("la_code", [submission_of](row line) -> const std::string& { return submission_of(line).la_code; })
      .date("submission",
            [submission_of](row line) {
              const instant imported = submission_of(line).imported;
              return imported.is_missing() ? missing_day : day_of(imported);
            })
      .number("rows_before", [](row line) { return or_missing(line.rows_before); })
      .number("failed_before", [](row line) { return or_missing(line.failed_before); })
      .real("share_before",
            [](row line) { return share_of(line.failed_before.value_or(0), line.rows_before.value_or(0)); })
      .number("people", [](row line) { return line.people; })
      .text("severity", [](row line) { return to_text(line.severity); })
      .text("certainty", [](row line) -> const std::string& { return line.certainty; })
      .new_text("figures", [](row line) { return figures_of(line); })
      .finish(std::move(report));
}

output_table failing_rows_output(std::shared_ptr<const check_report> report) {
  using row = const failing_row&;
  const check_report* of = report.get();
  return columns_of(of->rows)
      .text("file", [of](row r) { return file_of(*of, r.at); })
      .number("line", [](row r) { return r.at.line; })
      .text("rule_id", [](row r) -> const std::string& { return r.rule_id; })
      .text("field", [](row r) -> const std::string& { return r.field; })
      .finish(std::move(report));
}

output_table tied_rows_output(std::shared_ptr<const check_report> report) {
  using row = const row_place&;
  const check_report* of = report.get();
  return columns_of(of->tied_rows)
      .text("file", [of](row at) { return file_of(*of, at); })
      .number("line", [](row at) { return at.line; })
      .finish(std::move(report));
}

void write_check(const check_report& report, const std::filesystem::path& file) {
  write_csv(check_output(lent(report)), file);
}

void write_failing_rows(const check_report& report, const std::filesystem::path& folder) {
  output_set set(folder);
  write_csv(failing_rows_output(lent(report)), set / "failing_rows.csv");
  write_csv(tied_rows_output(lent(report)), set / "tied_rows.csv");
  set.commit();
}

}  // namespace ascof
