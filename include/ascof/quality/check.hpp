/// @file check.hpp
/// Data quality of submissions: every rule of the specification by field and event type, and what a fault does to figures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/cld/extract.hpp"
#include "ascof/cld/mappings.hpp"
#include "ascof/notices/notice.hpp"
#include "ascof/prepare/attrition.hpp"
#include "ascof/prepare/submissions.hpp"
#include "ascof/quality/rules.hpp"
#include "ascof/results/output_table.hpp"

namespace ascof {

/// Which list of valid values holds.
enum class cld_release : std::uint8_t {
  by_period,  ///< Release 2 for a submission whose stated period ends on or after 1 April 2025, Release 1 before
  one,
  two,
};

struct check_options {
  cld_release release = cld_release::by_period;
  /// A submission would fail when more than this share of the rows an error rule applies to fail it, in one field and
  /// event type (see `check_line::fails_submission`).
  double fail_above = 0.05;
  std::string method{"2026-06"};
  day as_of{};             ///< submissions imported after this day are not looked at; missing: all are
  bool list_rows = false;  ///< also every failing and every tied row, by file and line (`read_options::keep_lines`)
  unsigned threads = 0;
};

/// A figure that reads a field, and how many people a fault could move in it.
struct touched_figure {
  std::string id;  ///< of a national figure; "all": the field decides whether and where any row counts
  /// People with a failing row whose place in the figure's numerator, denominator or groups could change if the field
  /// had another value there. None is left out: some are counted who would stay where they are.
  std::uint64_t people = 0;
};

/// One rule, field and event type of the latest submission of a council.
struct check_line {
  std::string rule_id;
  std::string field;       ///< name in the specification
  std::string event_type;  ///< "Request", "Assessment", "Service", "Review", "none" (no such type)
  std::uint64_t rows = 0;  ///< rows the rule applies to
  std::uint64_t failed = 0;
  std::uint64_t people = 0;    ///< people with a failing row
  std::size_t submission = 0;  ///< position in `check_report::submissions`
  /// Of the submission before, of the same council; nothing when there is none.
  std::optional<std::uint64_t> rows_before{};
  std::optional<std::uint64_t> failed_before{};
  rule_severity severity = rule_severity::warning;
  /// An error, in more than `check_options::fail_above` of the rows. Rows without an event type are no type of their own:
  /// their failing rows are taken as a share of the rows of all types.
  bool fails_submission = false;
  std::string certainty{};                ///< of the rule in this submission's release
  std::vector<touched_figure> figures{};  ///< figures in which somebody could move, in order of the catalogue

  /// Of the figure in which most could.
  std::uint64_t most_moved() const;
  /// failed / rows; nothing when the rule applies to no row
  std::optional<double> share() const;
  /// The same of the submission before.
  std::optional<double> share_before() const;
};

/// What was looked at.
struct checked_submission {
  submission what;
  cld_release release = cld_release::two;
  std::uint64_t people = 0;
  bool latest = false;  ///< of its council: lines are about these
};

/// Where a row stands. It holds no identifier: file and line find it.
struct row_place {
  std::uint32_t file = 0;  ///< position in `check_report::files`
  std::uint64_t line = 0;  ///< line of the file, from 1, the header's among them; of a table without lines the row kept
};

/// A failing row.
struct failing_row {
  row_place at;
  std::string rule_id;
  std::string field;
};

struct check_report {
  std::vector<std::string> files;
  std::vector<checked_submission> submissions;
  std::vector<check_line> lines;  ///< by council, rule, field and event type
  notice_list notices;            ///< of reading and of preparation
  attrition steps;                ///< of preparation
  std::string refusal;            ///< why `prepare` would refuse; empty when it would not
  double fail_above = 0.05;
  std::vector<failing_row> rows;  ///< only when asked for

  std::uint64_t tied_people = 0;          ///< people with records that only the place of a row tells apart
  std::vector<std::string> tied_figures;  ///< national figures that would differ in another order of the rows
  std::vector<row_place> tied_rows;       ///< rows concerned; only when asked for

  /// Lines for which a submission would fail, most serious first.
  std::vector<const check_line*> fatal() const;
  bool would_fail() const { return !refusal.empty() || !fatal().empty(); }
};

/// Checks an extract. Never refuses because of faults: it tells what `prepare` would say.
/// @throws usage_error when several files without ImportDate do not say when they were submitted, or for a method that
/// is not known
check_report check(const extract& raw, const mappings& tables, const areas& known, const check_options& options = {});

/// Lines that fail, the most serious first: those for which the submission would fail, other errors, warnings; among
/// them by the people whom they could move in a figure, then by share and number.
std::vector<const check_line*> most_serious_first(const check_report& report);

/// Why a submission would fail, a line each: what `prepare` would refuse, then `fatal()`. Empty when it would not.
std::vector<std::string> reasons_to_fail(const check_report& report);

/// The columns of dq.csv.
output_table check_output(std::shared_ptr<const check_report> report);

/// file, line, rule_id, field of every failing row. Without rows unless they were asked for.
output_table failing_rows_output(std::shared_ptr<const check_report> report);

/// file, line of every row that only its place tells apart from another. Without rows unless they were asked for.
output_table tied_rows_output(std::shared_ptr<const check_report> report);

/// dq.csv: rule_id, field, event_type, rows, failed, share (all digits; empty without rows), and then la_code,
/// submission, rows_before, failed_before, share_before, people, severity, certainty, figures ("ascof.2a=12; ...": the
/// people who could move in each).
void write_check(const check_report& report, const std::filesystem::path& file);

/// One page that needs nothing else: no script, no network, no identifier.
void write_check_page(const check_report& report, const std::filesystem::path& file);

/// failing_rows.csv: file, line, rule_id, field; and tied_rows.csv: file, line. @pre the report has rows
void write_failing_rows(const check_report& report, const std::filesystem::path& folder);

}  // namespace ascof
