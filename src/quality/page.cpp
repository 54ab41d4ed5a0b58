#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ascof/quality/check.hpp"
#include "ascof/results/output_file.hpp"
#include "ascof/results/output_places.hpp"

namespace ascof {
namespace {

constexpr std::size_t things_to_mend = 5;
constexpr std::size_t figures_named = 4;

constexpr std::string_view style = R"(
body{font:1rem/1.5 arial,sans-serif;color:#0b0c0c;background:#fff;margin:0 auto;padding:1rem;max-width:72rem}
h1{font-size:2rem;line-height:1.2}h2{margin-top:2.5rem}h3{margin:1.5rem 0 0}p,ul,ol,dl{max-width:48rem}
a{color:#1d70b8}a:focus,.scroll:focus{outline:3px solid #fd0}
.verdict{border-left:.6rem solid #00703c;padding:.5rem 1rem;background:#f3f2f1}.verdict.fails{border-color:#d4351c}
.verdict strong{font-size:1.25rem}.about{color:#505a5f;margin:.2rem 0 .5rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}caption{text-align:left;color:#505a5f}
th,td{border-bottom:1px solid #b1b4b6;padding:.4rem .6rem .4rem 0;text-align:left;vertical-align:top}
thead th{border-bottom:2px solid #0b0c0c}tbody th{font-weight:normal}td.n,th.n{text-align:right;white-space:nowrap}
.bad{font-weight:bold;color:#942514}
@media print{@page{margin:1.5cm;size:a4 landscape}body{max-width:none;font-size:9pt;padding:0}.scroll{overflow:visible}
nav{display:none}h2,h3{break-after:avoid}tr,.verdict{break-inside:avoid}thead{display:table-header-group}
.verdict{border:1px solid #0b0c0c;border-left-width:.6rem}}
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

/// With commas between thousands.
std::string count_of(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string percent(double share) {
  const double value = 100 * share;
  return value > 0 && value < 0.05 ? "under 0.1&nbsp;%" : fmt::format("{:.1f}&nbsp;%", value);
}

/// Field names of the specification as its headers write them.
std::string field_name(std::string_view field) {
  std::string text(field);
  std::replace(text.begin(), text.end(), '_', ' ');
  return escaped(text);
}

std::string event_name(std::string_view type) {
  if (type == "none") return "No event type";
  if (type == "all") return "All rows";
  return escaped(type);
}

/// The figures in which most people could move come first.
std::string figures_of(const check_line& line) {
  if (line.figures.empty()) return "none";
  if (line.figures.front().id == "all") return fmt::format("every figure: {}", count_of(line.figures.front().people));
  std::vector<touched_figure> list = line.figures;
  std::stable_sort(list.begin(), list.end(),
                   [](const touched_figure& a, const touched_figure& b) { return a.people > b.people; });
  std::string text;
  for (std::size_t i = 0; i < std::min(figures_named, list.size()); ++i)
    text += fmt::format("{}{}:&nbsp;{}", i == 0 ? "" : ", ", escaped(list[i].id), count_of(list[i].people));
  if (list.size() > figures_named) text += fmt::format(" and {} more", list.size() - figures_named);
  return text;
}

/// What was so in the submission before, and which way it went.
std::string before_of(const check_line& line) {
  const std::optional<double> before = line.share_before();
  if (!before || !line.share()) return "";
  const double points = 100 * (*line.share() - *before);
  const char* way = points > 0.05 ? "up" : points < -0.05 ? "down" : "the same";
  return fmt::format("{} ({})", percent(*before), way);
}

/// Lines of one rule and field, which a reader mends together.
struct rule_and_field {
  const quality_rule* rule = nullptr;
  std::string field;
  std::vector<const check_line*> lines;
};

std::vector<rule_and_field> put_together(const std::vector<const check_line*>& lines) {
  std::vector<rule_and_field> list;
  std::map<std::pair<std::string, std::string>, std::size_t> place;
  for (const check_line* line : lines) {
    const auto [at, is_new] = place.try_emplace({line->rule_id, line->field}, list.size());
    if (is_new) list.push_back({&find_quality_rule(line->rule_id), line->field, {}});
    list[at->second].lines.push_back(line);
  }
  return list;
}

/// What is unusual about the rule, for a reader who wonders whether to mind it.
std::string doubts_about(const check_line& line) {
  return line.certainty == "documented" ? "" : fmt::format(" This rule is uncertain: {}.", escaped(line.certainty));
}

class page_writer {
 public:
  explicit page_writer(const check_report& report) : report_(report), failing_(most_serious_first(report)) {
    for (const check_line* line : failing_) {
      const bool is_error = line->severity == rule_severity::error;
      (line->fails_submission ? fatal_ : is_error ? errors_ : warnings_).push_back(line);
    }
    std::set<std::string> councils;
    for (const checked_submission& s : report.submissions) councils.insert(s.what.la_code);
    many_councils_ = councils.size() > 1;
  }

  std::string write() {
    page_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>Data quality: {0}</title><style>{1}</style></head>"
        "<body><main><h1>Data quality: {0}</h1>\n",
        escaped(title()), style);
    verdict();
    mend_first();
    page_ +=
        "<nav aria-label=\"Parts of this page\"><ul><li><a href=\"#fails\">What fails the submission</a></li><li><a "
        "href=\"#errors\">Other errors</a></li><li><a href=\"#warnings\">Worth a look</a></li><li><a "
        "href=\"#notices\">Notices</a></li><li><a href=\"#ties\">Records that tie</a></li><li><a "
        "href=\"#dropped\">What preparing drops</a></li><li><a href=\"#looked-at\">What was looked at</a></li><li><a "
        "href=\"#how\">How to read the columns</a></li></ul></nav>\n";
    section("fails", "What fails the submission", "Nothing does.", fatal_);
    section("errors", "Other errors", "None.", errors_);
    section("warnings", "Worth a look", "Nothing is.", warnings_);
    notices();
    ties();
    dropped();
    looked_at();
    how_to_read();
    page_ += "</main></body></html>\n";
    return std::move(page_);
  }

 private:
  std::string title() const {
    std::vector<const checked_submission*> latest;
    for (const checked_submission& s : report_.submissions)
      if (s.latest) latest.push_back(&s);
    if (latest.size() != 1) return fmt::format("{} councils", latest.size());
    const submission& s = latest.front()->what;
    const std::string name =
        s.la_name.empty() || s.la_name == s.la_code ? "council " + s.la_code : s.la_name + " (" + s.la_code + ")";
    return s.imported.is_missing() ? name : fmt::format("{}, submission of {}", name, to_string(day_of(s.imported)));
  }

  void verdict() {
    const bool fails = report_.would_fail();
    page_ += fmt::format("<div class=\"verdict{}\"><p><strong>{}</strong></p>", fails ? " fails" : "",
                         fails ? "This submission would fail." : "This submission would not fail.");
    if (!report_.refusal.empty())
      page_ += fmt::format("<p>No figures could be made of it as it is: {}</p>", escaped(report_.refusal));
    page_ += fmt::format(
        "<p>{} of {} tests have failing rows: {} fail the submission, {} are other errors, {} are worth a look.</p>"
        "<p>It would fail when more than {:g}&nbsp;% of the rows of a field and event type break a rule that is an "
        "error, or when no figures could be made of it. The limit is this report's own: the department publishes "
        "none.</p></div>\n",
        failing_.size(), report_.lines.size(), fatal_.size(), errors_.size(), warnings_.size(),
        100 * report_.fail_above);
  }

  void mend_first() {
    std::vector<rule_and_field> list = put_together(fatal_);
    if (list.empty()) list = put_together(errors_);
    const std::size_t n = std::min(things_to_mend, list.size());
    if (n == 0) return;
    page_ += fmt::format("<h2>{} to mend before you submit</h2><ol>", n == 1 ? "1 thing" : fmt::format("{} things", n));
    for (std::size_t i = 0; i < n; ++i) {
      std::uint64_t failed = 0, rows = 0, moved = 0;
      for (const check_line* line : list[i].lines) {
        failed += line->failed;
        rows += line->rows;
        moved = std::max(moved, line->most_moved());
      }
      page_ += fmt::format(
          "<li><strong>{}</strong>: {} of {} rows ({}). {}{}</li>", field_name(list[i].field), count_of(failed),
          count_of(rows), percent(static_cast<double>(failed) / static_cast<double>(rows)), escaped(list[i].rule->text),
          moved == 0
              ? std::string(" No national figure changes by it.")
              : fmt::format(" Up to {} {} could move in a figure.", count_of(moved), moved == 1 ? "person" : "people"));
    }
    page_ += "</ol>\n";
  }

  void section(std::string_view id, std::string_view heading, std::string_view nothing,
               const std::vector<const check_line*>& lines) {
    page_ += fmt::format("<h2 id=\"{}\">{}</h2>\n", id, heading);
    if (lines.empty()) page_ += fmt::format("<p>{}</p>\n", nothing);
    for (const rule_and_field& each : put_together(lines)) {
      const bool has_before =
          std::any_of(each.lines.begin(), each.lines.end(), [](const check_line* l) { return l->share_before(); });
      page_ += fmt::format(
          "<h3>{}: {}</h3><p class=\"about\">{}, {}.{}</p><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"{} {}\"><table><thead><tr>{}<th scope=\"col\">Event type</th><th scope=\"col\" "
          "class=\"n\">Failing rows</th><th scope=\"col\" class=\"n\">Share</th>{}<th scope=\"col\" class=\"n\">People"
          "</th><th scope=\"col\">People who could move, by figure</th></tr></thead><tbody>\n",
          field_name(each.field), escaped(each.rule->text), each.rule->id, escaped(each.rule->theme),
          doubts_about(*each.lines.front()), each.rule->id, field_name(each.field),
          many_councils_ ? "<th scope=\"col\">Council</th>" : "",
          has_before ? "<th scope=\"col\" class=\"n\">Submission before</th>" : "");
      for (const check_line* line : each.lines) row(*line, has_before);
      page_ += "</tbody></table></div>\n";
    }
  }

  void row(const check_line& line, bool has_before) {
    page_ += "<tr>";
    if (many_councils_) page_ += fmt::format("<td>{}</td>", escaped(report_.submissions[line.submission].what.la_code));
    page_ += fmt::format(
        "<th scope=\"row\">{}</th><td class=\"n\">{} of {}</td><td class=\"n{}\">{}</td>{}<td class=\"n\">{}</td>"
        "<td>{}</td></tr>\n",
        event_name(line.event_type), count_of(line.failed), count_of(line.rows), line.fails_submission ? " bad" : "",
        percent(*line.share()), has_before ? fmt::format("<td class=\"n\">{}</td>", before_of(line)) : std::string(),
        count_of(line.people), figures_of(line));
  }

  void notices() {
    page_ +=
        "<h2 id=\"notices\">Notices</h2>\n<p>What reading and preparing the files met, whatever the rules say.</p>\n";
    if (report_.notices.empty()) page_ += "<p>None.</p>\n";
    for (const notice_severity severity :
         {notice_severity::serious, notice_severity::warning, notice_severity::information}) {
      std::string items;
      for (const notice& n : report_.notices)
        if (n.severity == severity) items += fmt::format("<li>{}</li>\n", escaped(to_text(n)));
      if (items.empty()) continue;
      page_ += fmt::format("<h3>{}</h3><ul>{}</ul>\n",
                           severity == notice_severity::serious   ? "Figures mislead until these are mended"
                           : severity == notice_severity::warning ? "Some figures may be other than you mean"
                                                                  : "Good to know",
                           items);
    }
  }

  void ties() {
    page_ += "<h2 id=\"ties\">Records that tie</h2>\n";
    if (report_.tied_people == 0) {
      page_ += "<p>No figure hangs on the order of the rows.</p>\n";
      return;
    }
    page_ += fmt::format(
        "<p>{} {} records that only the place of their row tells apart. {} The order in which you export rows decides "
        "them, so keep it the same from one submission to the next.</p>\n",
        count_of(report_.tied_people), report_.tied_people == 1 ? "person has" : "people have",
        report_.tied_figures.empty() ? std::string("No national figure changes in the other orders that were tried.")
                                     : fmt::format("These figures would differ in another order: {}.",
                                                   escaped(fmt::format("{}", fmt::join(report_.tied_figures, ", ")))));
  }

  void dropped() {
    page_ +=
        "<h2 id=\"dropped\">What preparing drops</h2>\n<p>The method leaves these rows out, of all submissions "
        "together.</p><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What preparing drops\"><table>"
        "<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">Rows in</th>"
        "<th scope=\"col\" class=\"n\">Dropped or changed</th><th scope=\"col\" class=\"n\">Rows out</th></tr>"
        "</thead><tbody>\n";
    for (const attrition_step& s : report_.steps.steps())
      page_ += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
          "<td class=\"n\">{}</td></tr>\n",
          escaped(s.step), escaped(s.reason), count_of(s.rows_in), count_of(s.rows_dropped), count_of(s.rows_out));
    page_ += "</tbody></table></div>\n";
  }

  void looked_at() {
    page_ +=
        "<h2 id=\"looked-at\">What was looked at</h2>\n<p>The tests are about the latest submission of each council; "
        "the "
        "one before it is there to compare.</p><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What "
        "was "
        "looked at\"><table><thead><tr><th scope=\"col\">Council</th><th scope=\"col\">Submitted</th><th scope=\"col\">"
        "Period stated</th><th scope=\"col\">Specification</th><th scope=\"col\" class=\"n\">Rows</th><th "
        "scope=\"col\" "
        "class=\"n\">People</th></tr></thead><tbody>\n";
    for (const checked_submission& s : report_.submissions)
      page_ += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{}{}</td><td>{}</td><td>Release {}</td><td class=\"n\">{}</td>"
          "<td class=\"n\">{}</td></tr>\n",
          escaped(s.what.la_code.empty() ? "no council" : s.what.la_code),
          s.what.imported.is_missing() ? std::string("not known") : to_string(day_of(s.what.imported)),
          s.latest ? " (latest)" : "", s.what.stated ? to_string(*s.what.stated) : "",
          s.release == cld_release::one ? 1 : 2, count_of(s.what.rows), count_of(s.people));
    page_ += "</tbody></table></div>\n";
  }

  void how_to_read() {
    page_ +=
        "<h2 id=\"how\">How to read the columns</h2>\n<dl><dt>Failing rows</dt><dd>Rows that break the rule, of those "
        "it "
        "applies to.</dd><dt>Submission before</dt><dd>The share in the council's submission before this one, and "
        "whether it went up or down.</dd><dt>People</dt><dd>People with a failing row.</dd><dt>People who could move, "
        "by "
        "figure</dt><dd>Those of them whose place in the numerator, the denominator or a group of the figure could be "
        "another one if the field had another value in these rows. It is an upper bound: nobody is left out, and some "
        "are counted who would stay where they are. &ldquo;Every figure&rdquo; is said of fields that decide whether a "
        "row counts at all.</dd><dt>Uncertain</dt><dd>The source does not state the rule outright, or not for this "
        "release of the specification.</dd></dl>\n<p>To find the rows, run the check with <code>--rows FOLDER</code>: "
        "it "
        "lists file and line of each.</p>\n";
  }

  const check_report& report_;
  std::vector<const check_line*> failing_;
  std::vector<const check_line*> fatal_, errors_, warnings_;
  bool many_councils_ = false;
  std::string page_;
};

}  // namespace

void write_check_page(const check_report& report, const std::filesystem::path& file) {
  refuse_other_format(file, ".html");
  output_file out(file);
  out.write(page_writer(report).write());
  out.commit();
}

}  // namespace ascof
