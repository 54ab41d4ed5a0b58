#include "ascof/quality/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/prepare/prepare.hpp"
#include "tables.hpp"
#include "tests.hpp"
#include "touches.hpp"

namespace ascof {
namespace {

using namespace quality;

/// The release for which the source states a rule, and how sure it is there. What Release 1 demanded is not known to be
/// demanded in Release 2: it is worth a look, and fails nothing.
std::pair<rule_severity, std::string> standing_of(const quality_rule& rule, cld_release release) {
  if (rule.release != "R1" || release != cld_release::two) return {rule.severity, rule.certainty};
  return {rule.severity == rule_severity::info ? rule_severity::info : rule_severity::warning,
          rule.certainty + " for Release 1, not known for Release 2"};
}

struct tally {
  std::array<std::uint64_t, row_types> rows{};
  std::array<std::uint64_t, row_types> failed{};
};

/// The submission of the same council made before each one; itself when there is none.
std::vector<std::size_t> submissions_before(const std::vector<checked_submission>& list) {
  std::vector<std::size_t> before(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    before[i] = i;
    for (std::size_t j = 0; j < list.size(); ++j)
      if (list[j].what.la_code == list[i].what.la_code && list[j].what.imported < list[i].what.imported &&
          (before[i] == i || list[j].what.imported > list[before[i]].what.imported))
        before[i] = j;
  }
  return before;
}

class checker {
 public:
  checker(const extract& raw, const facts& rows, const check_options& options, check_report& report)
      : raw_(raw), rows_(rows), options_(options), report_(report), before_(submissions_before(rows.submissions())) {}

  void run() {
    for (const row_test& test : tests_of(rows_)) run(test);
    add_unreadable_numbers();
    std::stable_sort(report_.lines.begin(), report_.lines.end(), [](const check_line& a, const check_line& b) {
      return std::tie(a.submission, a.rule_id) < std::tie(b.submission, b.rule_id);
    });
  }

 private:
  void run(const row_test& test) {
    const std::size_t submissions = rows_.submissions().size();
    std::vector<tally> counts(submissions);
    using people_set = std::array<std::vector<bool>, row_types>;
    std::vector<people_set> people(submissions);
    std::vector<std::array<std::uint64_t, row_types>> heads(submissions);
    for (std::size_t row = 0; row < rows_.rows(); ++row) {
      const verdict v = test.of(row);
      if (v == verdict::not_applicable) continue;
      const std::uint32_t s = rows_.submission(row);
      const auto type = static_cast<std::size_t>(rows_.type(row));
      ++counts[s].rows[type];
      if (v != verdict::fails) continue;
      ++counts[s].failed[type];
      if (!rows_.submissions()[s].latest) continue;
      if (options_.list_rows) add_row(test, row);
      const std::uint32_t who = rows_.person(row);
      if (who == nobody) continue;
      std::vector<bool>& met = people[s][type];
      if (met.empty()) met.resize(rows_.people());
      if (!met[who]) ++heads[s][type];
      met[who] = true;
    }
    const quality_rule& rule = find_quality_rule(test.rule_id);
    for (std::size_t s = 0; s < submissions; ++s) {
      if (!rows_.submissions()[s].latest) continue;
      for (std::size_t type = 0; type < row_types; ++type) {
        const bool of_test = ((test.events >> type) & 1u) != 0;
        if (!of_test && counts[s].rows[type] == 0) continue;
        check_line line = line_of(rule, test.field, s);
        line.event_type = row_type_names[type];
        line.rows = counts[s].rows[type];
        line.failed = counts[s].failed[type];
        line.people = heads[s][type];
        if (before_[s] != s) {
          line.rows_before = counts[before_[s]].rows[type];
          line.failed_before = counts[before_[s]].failed[type];
        }
        report_.lines.push_back(std::move(line));
      }
    }
  }

  check_line line_of(const quality_rule& rule, submitted::column field, std::size_t s) const {
    check_line line;
    line.rule_id = rule.id;
    line.field = extract_schema().fields[field].name;
    line.submission = s;
    std::tie(line.severity, line.certainty) = standing_of(rule, rows_.submissions()[s].release);
    if (const auto list = value_lists().find(line.field); rule.id == "V034" && list != value_lists().end() &&
                                                          !list->second.two_is_known &&
                                                          rows_.submissions()[s].release == cld_release::two) {
      line.severity = rule_severity::warning;
      line.certainty = "the list of Release 2 could not be established";
    }
    line.figures = figures_reading(field);
    return line;
  }

  void add_row(const row_test& test, std::size_t row) {
    const auto after = std::upper_bound(raw_.first_row.begin(), raw_.first_row.end(), row);
    const auto file = static_cast<std::size_t>(after - raw_.first_row.begin()) - 1;
    report_.rows.push_back({static_cast<std::uint32_t>(file), row - raw_.first_row[file] + 1, test.rule_id,
                            std::string(extract_schema().fields[test.field].name)});
  }

  /// Numbers that could not be read are missing by now: reading counted them, by file. (The department's copy holds many
  /// submissions in a file, and numbers that a database has read already.)
  void add_unreadable_numbers() {
    if (rows_.is_departments()) return;
    const quality_rule& rule = find_quality_rule("V064");
    for (const submitted::column field : {submitted::unit_cost, submitted::planned_units}) {
      std::vector<std::pair<std::uint64_t, std::uint64_t>> counts(rows_.submissions().size());
      for (std::size_t row = 0; row < rows_.rows(); ++row)
        if (rows_.hundredths(field, row) != missing_wide) ++counts[rows_.submission(row)].first;
      for (std::size_t file = 0; file < raw_.report.files.size() && file + 1 < raw_.first_row.size(); ++file) {
        if (raw_.first_row[file] == raw_.first_row[file + 1]) continue;
        for (const field_fault& fault : raw_.report.files[file].faults) {
          if (fault.row_rejected || extract_schema().find(fault.field) != static_cast<int>(field)) continue;
          auto& [rows, failed] = counts[rows_.submission(raw_.first_row[file])];
          rows += fault.rows;
          failed += fault.rows;
        }
      }
      for (std::size_t s = 0; s < counts.size(); ++s) {
        if (!rows_.submissions()[s].latest) continue;
        check_line line = line_of(rule, field, s);
        line.event_type = "all";
        std::tie(line.rows, line.failed) = counts[s];
        if (before_[s] != s) {
          line.rows_before = counts[before_[s]].first;
          line.failed_before = counts[before_[s]].second;
        }
        report_.lines.push_back(std::move(line));
      }
    }
  }

  const extract& raw_;
  const facts& rows_;
  const check_options& options_;
  check_report& report_;
  std::vector<std::size_t> before_;
};

/// What preparing says of the same files: its account and notices, and whether it would refuse.
void ask_prepare(const extract& raw, const mappings& tables, const areas& known, const check_options& options,
                 check_report& report) {
  prepare_options how;
  how.method = options.method;
  how.threads = options.threads;
  for (const bool accept_all : {false, true}) {
    if (accept_all) how.accept_loss = {.share = 1, .rows = 0};
    try {
      const prepared made = prepare(raw, tables, known, how);
      report.steps = made.steps;
      add_notices(report.notices, made.notices);
      return;
    } catch (const input_error& fault) {
      if (report.refusal.empty()) report.refusal = fault.what();
      if (fault.code() != error_code::too_many_faults) return;
    }
  }
}

int rank(rule_severity severity) { return static_cast<int>(severity); }

}  // namespace

std::optional<double> check_line::share() const {
  if (rows == 0) return std::nullopt;
  return static_cast<double>(failed) / static_cast<double>(rows);
}

std::vector<const check_line*> most_serious_first(const check_report& report) {
  std::vector<const check_line*> lines;
  for (const check_line& line : report.lines)
    if (line.failed != 0) lines.push_back(&line);
  std::stable_sort(lines.begin(), lines.end(), [](const check_line* a, const check_line* b) {
    return std::tuple(rank(a->severity), -*a->share(), b->failed) <
           std::tuple(rank(b->severity), -*b->share(), a->failed);
  });
  return lines;
}

std::vector<const check_line*> check_report::fatal() const {
  std::vector<const check_line*> failing = most_serious_first(*this);
  std::erase_if(failing, [this](const check_line* line) {
    return line->severity != rule_severity::error || *line->share() <= fail_above;
  });
  return failing;
}

std::vector<std::string> reasons_to_fail(const check_report& report) {
  std::vector<std::string> reasons;
  if (!report.refusal.empty()) reasons.push_back("`ascof prepare` would refuse: " + report.refusal);
  for (const check_line* line : report.fatal())
    reasons.push_back(fmt::format("the submission would fail: {} {} ({}): {} of {} rows, more than {:g} %; {}",
                                  line->rule_id, line->field, line->event_type, line->failed, line->rows,
                                  100 * report.fail_above, find_quality_rule(line->rule_id).text));
  return reasons;
}

check_report check(const extract& raw, const mappings& tables, const areas& known, const check_options& options) {
  check_report report;
  report.fail_above = options.fail_above;
  for (const file_report& file : raw.report.files) report.files.push_back(file.file);
  report.notices = raw.notices;
  const facts rows(raw, known, options);
  report.submissions = rows.submissions();
  checker(raw, rows, options, report).run();
  ask_prepare(raw, tables, known, options, report);
  return report;
}

}  // namespace ascof
