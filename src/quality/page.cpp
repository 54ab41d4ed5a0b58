#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ascof/quality/check.hpp"
#include "ascof/results/output_file.hpp"
#include "ascof/results/output_places.hpp"

namespace ascof {
namespace {

constexpr std::size_t things_to_mend = 3;

constexpr std::string_view style = R"(
body{font:1rem/1.5 arial,sans-serif;color:#0b0c0c;background:#fff;margin:0 auto;padding:1rem;max-width:72rem}
h1{font-size:2rem}h2{margin-top:2rem}
.verdict{border-left:.6rem solid #00703c;padding:.5rem 1rem}.verdict.fails{border-color:#d4351c}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #b1b4b6;padding:.4rem .6rem .4rem 0;text-align:left;vertical-align:top}
td.n,th.n{text-align:right}tr.error th{border-left:.3rem solid #d4351c;padding-left:.5rem}
@media print{.scroll{overflow:visible}body{max-width:none;font-size:10pt}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

std::string figures_of(const check_line& line) {
  if (line.figures.empty()) return "none";
  if (line.figures.front() == "all") return "all";
  return fmt::format("{}: {}", line.figures.size(), fmt::join(line.figures, ", "));
}

/// In points of the share.
std::string change_of(const check_line& line) {
  if (!line.rows_before || *line.rows_before == 0) return "";
  const double before = static_cast<double>(*line.failed_before) / static_cast<double>(*line.rows_before);
  return fmt::format("{:+.2f}", 100 * (line.share().value_or(0) - before));
}

void add_summary(std::string& page, const check_report& report, const std::vector<const check_line*>& failing) {
  const bool fails = report.would_fail();
  page += fmt::format(
      "<div class=\"verdict{}\"><p><strong>{}</strong></p><p>A submission would fail when an error "
      "rule fails in more than {:g}&nbsp;% of the rows of a field and event type, or when the "
      "records could not be prepared.</p>",
      fails ? " fails" : "", fails ? "This submission would fail." : "This submission would not fail.",
      100 * report.fail_above);
  if (!report.refusal.empty()) page += fmt::format("<p>Preparing it: {}</p>", escaped(report.refusal));
  page += "</div>\n";
  const std::size_t n = std::min(things_to_mend, failing.size());
  if (n == 0) return;
  page += fmt::format("<h2>{} to mend before you submit</h2><ol>", n == 1 ? "1 thing" : fmt::format("{} things", n));
  for (std::size_t i = 0; i < n; ++i) {
    const check_line& l = *failing[i];
    page += fmt::format("<li>{} ({}): {} of {} rows. {}</li>", escaped(l.field), escaped(l.event_type), l.failed,
                        l.rows, escaped(find_quality_rule(l.rule_id).text));
  }
  page += "</ol>\n";
}

void add_theme(std::string& page, const std::string& theme, const check_report& report,
               const std::vector<const check_line*>& failing) {
  std::string rows;
  for (const check_line* l : failing) {
    const quality_rule& rule = find_quality_rule(l->rule_id);
    if (rule.theme != theme) continue;
    rows += fmt::format(
        "<tr class=\"{0}\"><th scope=\"row\">{1} {2}</th><td>{3}</td><td>{4}</td><td>{0}; {5}</td><td>{6}</td>"
        "<td class=\"n\">{7}</td><td class=\"n\">{8}</td><td class=\"n\">{9:.2f}</td><td class=\"n\">{10}</td>"
        "<td class=\"n\">{11}</td><td>{12}</td></tr>\n",
        to_text(l->severity), l->rule_id, escaped(rule.text), escaped(l->field), escaped(l->event_type),
        escaped(l->certainty), escaped(report.submissions[l->submission].what.la_code), l->rows, l->failed,
        100 * l->share().value_or(0), change_of(*l), l->people, escaped(figures_of(*l)));
  }
  if (rows.empty()) return;
  page += fmt::format(
      "<h2>{}{}</h2><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">What must hold</th>"
      "<th scope=\"col\">Field</th><th scope=\"col\">Event type</th><th scope=\"col\">Severity; how sure</th>"
      "<th scope=\"col\">Council</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\" class=\"n\">Failed</th>"
      "<th scope=\"col\" class=\"n\">%</th><th scope=\"col\" class=\"n\">Change, points</th>"
      "<th scope=\"col\" class=\"n\">People, at most</th><th scope=\"col\">Figures</th></tr></thead><tbody>\n{}"
      "</tbody></table></div>\n",
      static_cast<char>(theme[0] - 'a' + 'A'), escaped(theme.substr(1)), rows);
}

void add_notices_and_steps(std::string& page, const check_report& report) {
  page += "<h2>Notices</h2>\n";
  if (report.notices.empty()) page += "<p>None.</p>\n";
  page += "<ul>";
  for (const notice& n : report.notices) page += fmt::format("<li>{}</li>", escaped(to_text(n)));
  page +=
      "</ul>\n<h2>What preparing drops</h2><div class=\"scroll\" tabindex=\"0\"><table><thead><tr>"
      "<th scope=\"col\">Step</th><th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">Rows in</th>"
      "<th scope=\"col\" class=\"n\">Dropped or changed</th><th scope=\"col\" class=\"n\">Rows out</th></tr>"
      "</thead><tbody>\n";
  for (const attrition_step& s : report.steps.steps())
    page += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{}</td></tr>\n",
        escaped(s.step), escaped(s.reason), s.rows_in, s.rows_dropped, s.rows_out);
  page += "</tbody></table></div>\n";
}

}  // namespace

void write_check_page(const check_report& report, const std::filesystem::path& file) {
  const std::vector<const check_line*> failing = most_serious_first(report);
  std::string page = fmt::format(
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>Data quality</title><style>{}</style></head><body><main>"
      "<h1>Data quality</h1>\n",
      style);
  add_summary(page, report, failing);
  std::vector<std::string> themes;
  for (const quality_rule& rule : quality_rules())
    if (std::find(themes.begin(), themes.end(), rule.theme) == themes.end()) themes.push_back(rule.theme);
  for (const std::string& theme : themes) add_theme(page, theme, report, failing);
  add_notices_and_steps(page, report);
  page += "</main></body></html>\n";
  refuse_other_format(file, ".html");
  output_file out(file);
  out.write(page);
  out.commit();
}

}  // namespace ascof
