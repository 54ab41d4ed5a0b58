#include "ascof/quality/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/ties.hpp"
#include "ascof/results/evaluate.hpp"
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

/// What a test finds: rows by submission and event type; people and figures of the latest submissions.
class findings {
 public:
  findings(const facts& rows, touch_finder& touches, const row_test& test)
      : rows_(rows),
        touches_(touches),
        test_(test),
        // Who is named by a faulty link is somebody else: each row can move one.
        by_row_(is_link(test.field)),
        figures_(decides_all(test.field) ? 0 : readings_of(test.field).size()),
        counts_(rows.submissions().size()),
        sets_(rows.submissions().size()) {}

  void add(std::size_t row, verdict v) {
    const std::uint32_t s = rows_.submission(row);
    const auto type = static_cast<std::size_t>(rows_.type(row));
    ++counts_[s].rows[type];
    if (v != verdict::fails) return;
    ++counts_[s].failed[type];
    if (rows_.submissions()[s].latest) add_person(sets_[s][type], row);
  }

  std::uint64_t rows(std::size_t s, std::size_t type) const { return counts_[s].rows[type]; }
  std::uint64_t failed(std::size_t s, std::size_t type) const { return counts_[s].failed[type]; }
  std::uint64_t people(std::size_t s, std::size_t type) const { return sets_[s][type].met.heads; }

  std::vector<touched_figure> figures(std::size_t s, std::size_t type) const {
    const people_met& here = sets_[s][type];
    if (here.met.heads == 0) return {};
    if (decides_all(test_.field)) return {{"all", here.met.heads}};
    std::vector<touched_figure> list;
    for (std::size_t i = 0; i < here.moved.size(); ++i)
      if (here.moved[i].heads != 0) list.push_back({readings_of(test_.field)[i].figure, here.moved[i].heads});
    return list;
  }

 private:
  struct tally {
    std::array<std::uint64_t, row_types> rows{};
    std::array<std::uint64_t, row_types> failed{};
  };
  struct people_set {
    std::vector<bool> has;
    std::uint64_t heads = 0;
    bool contains(std::size_t who) const { return who < has.size() && has[who]; }
    void add(std::size_t who, std::size_t of) {
      if (has.empty()) has.resize(of);
      heads += has[who] ? 0 : 1;
      has[who] = true;
    }
  };
  struct people_met {
    people_set met;
    std::vector<people_set> moved;  ///< by figure
  };

  static bool is_link(submitted::column field) {
    return field == submitted::linked_person_1 || field == submitted::linked_person_2 ||
           field == submitted::linked_person_3;
  }

  void add_person(people_met& to, std::size_t row) {
    const std::uint32_t who = rows_.person(row);
    if (who == nobody) return;
    to.met.add(who, rows_.people());
    to.moved.resize(figures_);
    const std::size_t counted = by_row_ ? row : who;
    for (std::size_t i = 0; i < figures_; ++i)
      if (!to.moved[i].contains(counted) && touches_.may_change(test_.field, i, row))
        to.moved[i].add(counted, by_row_ ? rows_.rows() : rows_.people());
  }

  const facts& rows_;
  touch_finder& touches_;
  const row_test& test_;
  bool by_row_;
  std::size_t figures_;
  std::vector<tally> counts_;
  std::vector<std::array<people_met, row_types>> sets_;
};

/// Where a row of the extract stands in its file.
row_place place_of(const extract& raw, std::size_t row) {
  const auto after = std::upper_bound(raw.first_row.begin(), raw.first_row.end(), row);
  const auto file = static_cast<std::size_t>(after - raw.first_row.begin()) - 1;
  return {static_cast<std::uint32_t>(file), raw.lines.empty() ? row - raw.first_row[file] + 1 : raw.lines[row]};
}

class checker {
 public:
  checker(const extract& raw, const facts& rows, touch_finder& touches, const check_options& options,
          check_report& report)
      : raw_(raw),
        rows_(rows),
        touches_(touches),
        options_(options),
        report_(report),
        before_(submissions_before(rows.submissions())) {}

  void run() {
    for (const row_test& test : tests_of(rows_)) run(test);
    add_unreadable_numbers();
    std::stable_sort(report_.lines.begin(), report_.lines.end(), [](const check_line& a, const check_line& b) {
      return std::tie(a.submission, a.rule_id) < std::tie(b.submission, b.rule_id);
    });
  }

 private:
  void run(const row_test& test) {
    findings found(rows_, touches_, test);
    for (std::size_t row = 0; row < rows_.rows(); ++row) {
      const verdict v = test.of(row);
      if (v == verdict::not_applicable) continue;
      found.add(row, v);
      if (v == verdict::fails && options_.list_rows && rows_.submissions()[rows_.submission(row)].latest)
        report_.rows.push_back(
            {place_of(raw_, row), test.rule_id, std::string(extract_schema().fields[test.field].name)});
    }
    const quality_rule& rule = find_quality_rule(test.rule_id);
    for (std::size_t s = 0; s < rows_.submissions().size(); ++s) {
      if (!rows_.submissions()[s].latest) continue;
      for (std::size_t type = 0; type < row_types; ++type) {
        const bool of_test = ((test.events >> type) & 1u) != 0;
        if (!of_test && found.rows(s, type) == 0) continue;
        check_line line = line_of(rule, test.field, s);
        line.event_type = row_type_names[type];
        line.rows = found.rows(s, type);
        line.failed = found.failed(s, type);
        line.people = found.people(s, type);
        line.figures = found.figures(s, type);
        if (before_[s] != s) {
          line.rows_before = found.rows(before_[s], type);
          line.failed_before = found.failed(before_[s], type);
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
      line.certainty = "the whole list of Release 2 could not be established";
    }
    return line;
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
  touch_finder& touches_;
  const check_options& options_;
  check_report& report_;
  std::vector<std::size_t> before_;
};

/// What preparing says of the same files: its account and notices, and whether it would refuse.
/// @return the records it makes, whatever is lost; nothing when it cannot make any
std::optional<records> ask_prepare(const extract& raw, const mappings& tables, const areas& known,
                                   const check_options& options, check_report& report) {
  prepare_options how;
  how.method = options.method;
  how.as_of = options.as_of;
  how.threads = options.threads;
  for (const bool accept_all : {false, true}) {
    if (accept_all) how.accept_loss = {.share = 1, .rows = 0};
    try {
      prepared made = prepare(raw, tables, known, how);
      report.steps = made.steps;
      add_notices(report.notices, made.notices);
      return records(std::move(made.main));
    } catch (const input_error& fault) {
      if (report.refusal.empty()) report.refusal = fault.what();
      if (fault.code() != error_code::too_many_faults) return std::nullopt;
    }
  }
  return std::nullopt;
}

/// Which figures hang on the order of the rows, and which rows those are.
void look_at_ties(const extract& raw, const records& made, const check_options& options, check_report& report) {
  if (!made.main().ties) return;
  report.tied_people = made.main().ties->people;
  evaluate_options how;
  how.threads = options.threads;
  const notice_list told = figures_of_ties(select_all(national_measures()), made, how);
  for (const notice& n : told)
    if (n.code == "tie.figures") report.tied_figures = n.figures;
  add_notices(report.notices, told);
  if (!options.list_rows) return;
  for (const tied_record& each : list_tied_records(made))
    if (each.record_id > 0 && static_cast<std::size_t>(each.record_id) <= raw.data.rows())
      report.tied_rows.push_back(place_of(raw, static_cast<std::size_t>(each.record_id) - 1));
}

/// 0 for a line that fails the submission, then errors, then warnings.
int rank_of(const check_line& line) { return line.fails_submission ? 0 : 1 + static_cast<int>(line.severity); }

/// Says which lines fail the submission.
void judge(check_report& report) {
  using test_of = std::tuple<std::size_t, std::string_view, std::string_view>;  // submission, rule, field
  std::map<test_of, std::uint64_t> rows_of_all_types;
  for (const check_line& line : report.lines)
    rows_of_all_types[{line.submission, line.rule_id, line.field}] += line.rows;
  const std::string_view no_type = row_type_names[static_cast<std::size_t>(row_type::none)];
  for (check_line& line : report.lines) {
    const std::uint64_t rows =
        line.event_type == no_type ? rows_of_all_types[{line.submission, line.rule_id, line.field}] : line.rows;
    line.fails_submission = line.severity == rule_severity::error &&
                            static_cast<double>(line.failed) > report.fail_above * static_cast<double>(rows);
  }
}

}  // namespace

std::optional<double> check_line::share() const {
  if (rows == 0) return std::nullopt;
  return static_cast<double>(failed) / static_cast<double>(rows);
}

std::optional<double> check_line::share_before() const {
  if (rows_before.value_or(0) == 0) return std::nullopt;
  return static_cast<double>(failed_before.value_or(0)) / static_cast<double>(*rows_before);
}

std::uint64_t check_line::most_moved() const {
  std::uint64_t most = 0;
  for (const touched_figure& f : figures) most = std::max(most, f.people);
  return most;
}

std::vector<const check_line*> most_serious_first(const check_report& report) {
  std::vector<const check_line*> lines;
  for (const check_line& line : report.lines)
    if (line.failed != 0) lines.push_back(&line);
  const auto place = [](const check_line& line) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    return std::tuple(rank_of(line), most - line.most_moved(), -*line.share(), most - line.failed);
  };
  std::stable_sort(lines.begin(), lines.end(),
                   [&](const check_line* a, const check_line* b) { return place(*a) < place(*b); });
  return lines;
}

std::vector<const check_line*> check_report::fatal() const {
  std::vector<const check_line*> failing = most_serious_first(*this);
  std::erase_if(failing, [](const check_line* line) { return !line->fails_submission; });
  return failing;
}

std::vector<std::string> reasons_to_fail(const check_report& report) {
  std::vector<std::string> reasons;
  if (!report.refusal.empty()) reasons.push_back("`ascof prepare` would refuse: " + report.refusal);
  const bool many = std::count_if(report.submissions.begin(), report.submissions.end(),
                                  [](const checked_submission& each) { return each.latest; }) > 1;
  for (const check_line* line : report.fatal())
    reasons.push_back(fmt::format("the submission{} would fail: {} {} ({}): {} of {} rows, more than {:g} %; {}",
                                  many ? " of council " + report.submissions[line->submission].what.la_code : "",
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
  const std::optional<records> made = ask_prepare(raw, tables, known, options, report);
  touch_finder touches(raw.data, made ? &*made : nullptr);
  checker(raw, rows, touches, options, report).run();
  judge(report);
  if (made) look_at_ties(raw, *made, options, report);
  return report;
}

}  // namespace ascof
