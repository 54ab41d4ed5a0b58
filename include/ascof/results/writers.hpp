/// @file writers.hpp
/// Results as CSV files. Dates are ISO, an empty field is a missing value, lines end with LF.
#pragma once

#include <filesystem>
#include <string>

#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof {

/// results.csv: measure, period_start, period_end, la_code, la_name, group, numerator, denominator, value (all digits),
/// status, unknown, invalid.
void write_results(const result_table& results, const std::filesystem::path& file);

/// One `<measure id>.csv` a measure: period_start, period_end, la_code, person_id and the measure's own columns.
void write_traces(const result_table& results, const std::filesystem::path& folder);

/// The department's published tables (`ascof_2a.csv`, `ascof_2bc.csv`, `ascof_2e.csv`, `ascof_2e_ld.csv`, `ascof_3d.csv` and the
/// `_unknown` tables beside them), rounded as published and with 0 for a figure without a denominator. Rows as the
/// department's frame has them: all councils, the groups met anywhere.
/// With a trace also `ascof_2a_disaggregated.csv` and `ascof_2d_venn.csv`, and beside the waiting times the counts they
/// were taken from (`waiting_times_diag_part1.csv`, `_part2.csv`). With the traces of the dashboard's measures its facts
/// (`dashboard_fact_requests.csv`, ...) and what is counted of them (`dashboard_requests.csv`, `dashboard_costs.csv`, ...).
/// @pre the results hold every figure of the tables wanted
void write_department_tables(const result_table& results, const std::filesystem::path& folder);

/// main_table.csv, reporting_periods.csv, submissions.csv, attrition.csv, unknown_values.csv, ingest_report.csv and
/// notices.csv, all of them or none; where
/// records tie also tied_records/order_NN.csv. `read_records` takes notices and ties up again.
/// @param report  of the extract
void write_prepared(const prepared& from, const std::filesystem::path& folder, const ingest_report& report = {});
/// As above, for a preparation whose main table was moved out, as into `records`.
void write_prepared(const prepared& from, const main_table& main, const std::filesystem::path& folder,
                    const ingest_report& report = {});

void write_main_table(const main_table& from, const std::filesystem::path& file);

/// person_details.csv for the reporting period: the department's columns, ages at its end.
void write_person_details(const records& people, const person_details& details, period reporting,
                          const std::filesystem::path& file);

/// What reading met: one line a file, and one a fault.
void write_ingest_report(const ingest_report& report, const std::filesystem::path& file);

}  // namespace ascof
