#include "department_traced.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "ascof/results/output_file.hpp"

namespace ascof {
namespace {

std::map<std::string, std::string> names_of_councils(const result_table& results) {
  std::map<std::string, std::string> names;
  for (const result_row& row : results.rows) names[row.la_code] = row.la_name;
  return names;
}

/// Episodes by council, age band, step and final outcome.
void write_2a_disaggregated(const result_table& results, output_set& folder) {
  const trace_table* trace = find_trace(results, "ascof.2a");
  if (trace == nullptr) return;
  const std::map<std::string, std::string> names = names_of_councils(results);
  const std::array columns{at(*trace, "age_band"),       at(*trace, "sequel_type"),  at(*trace, "final_outcome"),
                           at(*trace, "in_denominator"), at(*trace, "in_numerator"), at(*trace, "unable_to_classify")};
  using key = std::tuple<period, std::string, std::array<std::string, 6>>;
  std::map<key, std::uint64_t> episodes;
  for (const traced_unit& unit : trace->units) {
    std::array<std::string, 6> values;
    for (std::size_t i = 0; i < columns.size(); ++i) values[i] = unit.values[columns[i]];
    ++episodes[{unit.reporting, unit.la_code, values}];
  }
  csv_text out({"Reporting_Period", "LA_Code", "LA_Name", "Age_Band", "Sequel_Type", "Final_Outcome",
                "Included_In_Denom", "Included_In_Num", "Incl_In_Unable_To_Classify", "ST_Max_Count"});
  for (const auto& [k, count] : episodes) {
    const auto& [reporting, la_code, values] = k;
    const auto name = names.find(la_code);
    out.field(to_label(reporting)).field(la_code).field(name == names.end() ? la_code : name->second);
    for (const std::string& value : values) out.field(value);
    out.field(count).end_line();
  }
  out.save(folder / "ascof_2a_disaggregated.csv");
}

/// Combinations of death, readmission and care home. An episode whose linked discharges differ in client type, sex or
/// age counts once for each of them, as in the department's table.
void write_2d_outcomes(const result_table& results, output_set& folder) {
  const trace_table* trace = find_trace(results, "ascof.2d.1");
  if (trace == nullptr) return;
  const std::map<std::string, std::string> names = names_of_councils(results);
  const std::size_t client = at(*trace, "client_type");
  std::set<std::tuple<period, std::string, std::string, std::vector<std::string>>> rows;
  std::set<std::pair<period, std::string>> clients;
  for (const traced_unit& unit : trace->units) {
    std::vector<std::string> values;
    for (const char* column :
         {"episode_start", "client_type", "gender", "age_group", "died", "readmitted", "entered_care_home"})
      values.push_back(unit.values[at(*trace, column)]);
    rows.insert({unit.reporting, unit.la_code, unit.person_id, values});
    clients.insert({unit.reporting, unit.values[client]});
  }
  // Death, readmission and care home as bits: total of each, and the seven combinations.
  std::map<std::tuple<period, std::string, std::string>, std::array<std::uint64_t, 8>> counts;
  std::set<std::pair<period, std::string>> places;
  for (const result_row& row : results.rows)
    if (row.measure == "ascof.2d.1") places.insert({row.reporting, row.la_name});
  // The row of all clients is there also when nobody was linked.
  for (const auto& [reporting, place] : places) clients.insert({reporting, "Total"});
  for (const auto& [reporting, place] : places)
    for (const auto& [of, type] : clients)
      if (of == reporting) counts[{reporting, place, type}] = {};
  for (const auto& [reporting, la_code, person, values] : rows) {
    const std::size_t bits = (values[4] == "1" ? 1U : 0U) | (values[5] == "1" ? 2U : 0U) | (values[6] == "1" ? 4U : 0U);
    const auto name = names.find(la_code);
    const std::string council = name == names.end() ? la_code : name->second;
    for (const std::string& place : {council, std::string("England")})
      for (const std::string& type : {values[1], std::string("Total")}) ++counts[{reporting, place, type}][bits];
  }
  csv_text out({"Reporting_Period", "Area", "Client_Type", "Total_Death", "Death_Only", "Death_Readmission",
                "Death_LTS", "Total_Readmission", "Readmission_Only", "Readmission_LTS", "Total_LTS", "LTS_Only",
                "All_3_Outcomes"});
  for (const auto& [k, n] : counts) {
    const auto& [reporting, place, type] = k;
    out.field(to_label(reporting)).field(place).field(type);
    out.field(n[1] + n[3] + n[5] + n[7]).field(n[1]).field(n[3]).field(n[5]);
    out.field(n[2] + n[3] + n[6] + n[7]).field(n[2]).field(n[6]);
    out.field(n[4] + n[5] + n[6] + n[7]).field(n[4]).field(n[7]).end_line();
  }
  out.save(folder / "ascof_2d_venn.csv");
}

/// The medians with the counts they were taken from; one file for each of the two.
void write_waiting_diagnostics(const result_table& results, output_set& folder) {
  using key = std::tuple<std::string, period, std::string>;  // council, quarter, band
  std::map<key, std::map<std::string, std::uint64_t>> counts;
  for (const side_row& side : results.sides)
    if (side.published_as == "waiting")
      counts[{side.la_code, side.reporting, side.group}][side.description] = side.count;
  if (counts.empty()) return;
  struct part {
    const char* file;
    const char* figure;
    const char* metric;
    std::vector<std::string> columns;
  };
  const std::vector<std::string> common{"all_request_count", "all_assessment_count", "all_service_count"};
  const std::array parts{part{"waiting_times_diag_part1.csv",
                              "waiting.first_response",
                              "Wait time to first response",
                              {"response_event_request", "response_event_assessment", "response_event_service",
                               "at_short", "at_long", "at_invalid_and_not_mapped", "at_null"}},
                         part{"waiting_times_diag_part2.csv",
                              "waiting.first_service",
                              "Wait time to first service",
                              {"STS_ST_Max", "LTS_Nursing", "STS_Ongoing", "LTS_Community", "LTS_Residential",
                               "LTS_Prison", "STS_Other", "Invalid_and_not_mapped", "Null"}}};
  for (const part& p : parts) {
    std::vector<std::string> names{"LA_Code",
                                   "Statistical_Reporting_Period_Start",
                                   "Statistical_Reporting_Period_End",
                                   "Modified_Working_Age_Band",
                                   "Metric",
                                   "Median_Waiting_Time",
                                   "Number_Of_Waiting_Times_Identified"};
    names.insert(names.end(), common.begin(), common.end());
    names.insert(names.end(), p.columns.begin(), p.columns.end());
    csv_text out(names);
    for (const result_row& row : results.rows) {
      if (row.measure != p.figure || !row.value) continue;
      const std::map<std::string, std::uint64_t>& beside = counts[{row.la_code, row.reporting, row.group}];
      out.field(row.la_code).field(to_string(row.reporting.start)).field(to_string(row.reporting.end));
      out.field(row.group).field(p.metric).field(rounded(*row.value, 1)).field(row.denominator);
      for (const auto* columns : {&common, &p.columns})
        for (const std::string& column : *columns) {
          // Assessments and services of other types answer no request: the department's columns for them stay 0.
          const auto found = beside.find(column);
          out.field(found == beside.end() ? 0 : found->second);
        }
      out.end_line();
    }
    out.save(folder / p.file);
  }
}

}  // namespace

void write_traced_department_tables(const result_table& results, output_set& folder) {
  write_2a_disaggregated(results, folder);
  write_2d_outcomes(results, folder);
  write_waiting_diagnostics(results, folder);
  write_dashboard_tables(results, folder);
}

}  // namespace ascof
