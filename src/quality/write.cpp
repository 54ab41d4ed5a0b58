#include <fmt/format.h>

#include <stdexcept>

#include "ascof/quality/check.hpp"
#include "ascof/results/output_file.hpp"

namespace ascof {
namespace {

std::string share_of(std::uint64_t failed, std::uint64_t rows) {
  return rows == 0 ? std::string() : fmt::format("{}", static_cast<double>(failed) / static_cast<double>(rows));
}

std::string figures_of(const check_line& line) {
  std::string text;
  for (const touched_figure& f : line.figures) text += fmt::format("{}{}={}", text.empty() ? "" : "; ", f.id, f.people);
  return text;
}

std::string file_of(const check_report& report, const row_place& at) {
  return at.file < report.files.size() ? report.files[at.file] : std::string();
}

void append_line(std::string& to, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i != 0) to += ',';
    append_csv_field(to, fields[i]);
  }
  to += '\n';
}

}  // namespace

void write_check(const check_report& report, const std::filesystem::path& file) {
  std::string text =
      "rule_id,field,event_type,rows,failed,share,la_code,submission,rows_before,failed_before,share_before,people,"
      "severity,certainty,figures\n";
  for (const check_line& line : report.lines) {
    const submission& s = report.submissions[line.submission].what;
    const auto number = [](const std::optional<std::uint64_t>& n) { return n ? fmt::format("{}", *n) : std::string(); };
    append_line(
        text, {line.rule_id, line.field, line.event_type, fmt::format("{}", line.rows), fmt::format("{}", line.failed),
               share_of(line.failed, line.rows), s.la_code,
               s.imported.is_missing() ? std::string() : to_string(day_of(s.imported)), number(line.rows_before),
               number(line.failed_before), share_of(line.failed_before.value_or(0), line.rows_before.value_or(0)),
               fmt::format("{}", line.people), std::string(to_text(line.severity)), line.certainty, figures_of(line)});
  }
  output_file out(file);
  out.write(text);
  out.commit();
}

void write_failing_rows(const check_report& report, const std::filesystem::path& folder) {
  std::string text = "file,line,rule_id,field\n";
  for (const failing_row& row : report.rows)
    append_line(text, {file_of(report, row.at), fmt::format("{}", row.at.line), row.rule_id, row.field});
  output_file out(folder / "failing_rows.csv");
  out.write(text);
  std::string ties = "file,line\n";
  for (const row_place& at : report.tied_rows) append_line(ties, {file_of(report, at), fmt::format("{}", at.line)});
  output_file out_ties(folder / "tied_rows.csv");
  out_ties.write(ties);
  out.commit();
  out_ties.commit();
}

}  // namespace ascof
