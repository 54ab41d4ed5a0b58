/// @file terminal.hpp
/// What the command prints: progress, warnings, tables.
#pragma once

#include <string>
#include <vector>

#include "ascof/core/parallel.hpp"
#include "ascof/notices/notice.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/results/change.hpp"
#include "ascof/results/intervals.hpp"
#include "ascof/results/publish.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof::cli {

/// A line of progress on standard error, only when that is a terminal and `quiet` is false.
progress progress_line(bool quiet);
/// Ends the line of progress.
void end_progress();

/// One line on standard error.
void warn(std::string text);
void say_error(std::string text);

/// Prints notices, one line each, on standard error: those of a run that were printed before are not printed again.
void tell(const notice_list& list);
/// For a new run in the same process: forgets what was told.
void forget_told();

/// A text cut with … so that it fits beside so many columns on a terminal; whole where standard output is none.
std::string cut_to(const std::string& text, std::size_t beside);

/// A table on standard output: the first row is the header, columns of numbers to the right.
void print_table(const std::vector<std::vector<std::string>>& rows);

void print_summary(const prepared& from);
void print_results(const result_table& results);
/// Figures with their limits, one line a level.
void print_intervals(const std::vector<interval_row>& intervals, const result_table& results);
/// Figures as they may be published: hidden cells show the policy's symbol.
void print_published(const published_table& published);
/// Figures before and after, and the people behind their change by case; with `people` one line each.
void print_changes(const change_report& report, bool people);

}  // namespace ascof::cli
