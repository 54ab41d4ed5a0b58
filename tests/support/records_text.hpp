/// @file records_text.hpp
/// Main tables, person details and figures as text.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/cld/main_table.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/age_bands.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/results/evaluate.hpp"
#include "text_table.hpp"

namespace support {

/// The year of the definitions' worked examples.
inline const ascof::period year_2024{ascof::make_day(2024, 4, 1), ascof::make_day(2025, 3, 31)};

inline ascof::day day_from(std::string_view text) {
  if (text.empty()) return ascof::missing_day;
  const auto parsed = ascof::parse_day(text.size() == 7 ? std::string(text) + "-01" : std::string(text));
  INFO(std::string(text));
  REQUIRE(parsed);
  return *parsed;
}

inline const std::map<std::string, std::string, std::less<>>& main_table_names() {
  static const std::map<std::string, std::string, std::less<>> names{
      {"council", "LA_Code"},
      {"council_name", "LA_Name"},
      {"person", "Der_NHS_LA_Combined_Person_ID"},
      {"event", "Event_Type"},
      {"client", "Client_Type_Cleaned"},
      {"start", "Event_Start_Date"},
      {"end", "Der_Event_End_Date"},
      {"service", "Service_Type_Cleaned"},
      {"component", "Service_Component_Cleaned"},
      {"mechanism", "Delivery_Mechanism_Cleaned"},
      {"outcome", "Event_Outcome_Cleaned"},
      {"record", "Der_Unique_Record_ID"},
      {"period_start", "Ref_Period_Start_Date"},
      {"period_end", "Ref_Period_End_Date"},
      {"gender", "Gender_Cleaned"},
      {"ethnicity", "Ethnicity_Cleaned"},
      {"reason", "Primary_Support_Reason_Cleaned"},
      {"accommodation", "Accommodation_Status_Cleaned"},
      {"employment", "Employment_Status_Cleaned"},
      {"funding", "Client_Funding_Status_Cleaned"},
      {"carer", "Has_Unpaid_Carer"},
      {"route", "Request_Route_of_Access_Cleaned"},
      {"conversation", "Der_Conversation"},
      {"assessment", "Assessment_Type_Cleaned"},
      {"needs", "Eligible_Needs_Identified"},
      {"review_reason", "Review_Reason_Cleaned"},
      {"review_type", "Review_Type"},
      {"achieved", "Review_Outcomes_Achieved_Cleaned"},
      {"unit_cost", "Unit_Cost"},
      {"cost_frequency", "Cost_Frequency_Unit_Type_Cleaned"},
      {"planned_units", "Planned_Units_Per_Week"},
      {"birth_year", "Der_Birth_Year"},
      {"birth_month", "Der_Birth_Month"},
      {"death", "Date_of_Death"},
      {"local_id", "LA_Person_Unique_Identifier"},
      {"linked_1", "Adult_1_Linked_Person_ID"},
      {"linked_2", "Adult_2_Linked_Person_ID"},
      {"linked_3", "Adult_3_Linked_Person_ID"}};
  return names;
}

inline const std::map<std::string, std::string, std::less<>>& service_texts() {
  static const std::map<std::string, std::string, std::less<>> long_texts{
      {"nursing", "Long term support: Nursing care"},
      {"residential", "Long term support: Residential care"},
      {"community", "Long term support: Community"},
      {"prison", "Long term support: Prison"},
      {"ST-Max", "Short term support: ST-Max"},
      {"low level", "Short term support: Ongoing low level"},
      {"other short term", "Short term support: Other short term"},
      {"direct to carer", "Unpaid carer support: Direct to unpaid carer"},
      {"cared-for", "Unpaid carer support: Support involving the person cared-for"}};
  return long_texts;
}

inline const std::map<std::string, std::string, std::less<>>& mechanism_texts() {
  static const std::map<std::string, std::string, std::less<>> long_texts{
      {"managed budget", "CASSR managed personal budget"}, {"commissioned", "CASSR commissioned support"}};
  return long_texts;
}

inline const std::map<std::string, std::string, std::less<>>& outcome_texts() {
  static const std::map<std::string, std::string, std::less<>> long_texts{
      {"self-funded", "NFA: Self-funded client or under 12wk disregard"},
      {"information", "NFA: Information and advice or signposting"},
      {"declined", "NFA: Support declined"},
      {"as planned", "NFA: Support ended as planned"},
      {"not offered", "NFA: No services offered for other reason"},
      {"reablement", "Progress to reablement/ST-Max"},
      {"to assessment", "Progress to assessment, review or reassessment"},
      {"to support", "Progress to support planning or services"},
      {"continuation", "Continuation of support or services"},
      {"hospital", "Admitted to hospital"}};
  return long_texts;
}

/// A main table written as text. Any column can be named by its header or by its short name above. Columns left out:
/// council 901, event Service, client Service user, record number by line, and nothing in the rest. `open` is no end.
/// @param named  whether the council has its name (Northmoor); the records show its code otherwise
inline ascof::records records_from_table(text_table table, bool named = true) {
  spell_out_names(table, main_table_names());
  table.add_default("LA_Code", "901");
  if (named) table.add_default("LA_Name", "Northmoor");
  table.add_default("Event_Type", "Service");
  table.add_default("Client_Type_Cleaned", "Service user");
  for (const char* column : {"Event_Start_Date", "Der_Event_End_Date", "Service_Type_Cleaned",
                             "Service_Component_Cleaned", "Delivery_Mechanism_Cleaned", "Event_Outcome_Cleaned"})
    table.add_default(column, "");
  if (!table.has("Der_Unique_Record_ID")) {
    table.names.emplace_back("Der_Unique_Record_ID");
    for (std::size_t row = 0; row < table.rows.size(); ++row) table.rows[row].push_back(std::to_string(row + 1));
  }
  spell_out(table, "Der_Event_End_Date", {{"open", ""}});
  spell_out(table, "Service_Type_Cleaned", service_texts());
  spell_out(table, "Delivery_Mechanism_Cleaned", mechanism_texts());
  spell_out(table, "Event_Outcome_Cleaned", outcome_texts());
  for (const std::string& name : table.names) {
    INFO(name);
    REQUIRE(ascof::main_table_schema().find(name) >= 0);
  }
  auto read = ascof::read_csv_text(to_csv(table), "main table", ascof::main_table_schema());
  REQUIRE(read.report.rows_rejected() == 0);
  return ascof::records(ascof::main_table{std::move(read.data), false, {}});
}

inline ascof::records records_from_text(std::string_view text, bool named = true) {
  return records_from_table(parse_table(text), named);
}

/// Person details written as text: council (901), person, birth (`1950-03` or a day), death, gender, accommodation,
/// reason. Persons that are not named have none.
inline ascof::person_details details_from_text(const ascof::records& people, std::string_view text) {
  const text_table table = parse_table(text);
  std::vector<std::optional<std::size_t>> row_of(people.people());
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string council = table.has("council") ? table.at(row, "council") : "901";
    const std::size_t person = people.find(council, table.at(row, "person"));
    INFO(table.at(row, "person"));
    REQUIRE(person < people.people());
    row_of[person] = row;
  }
  ascof::person_details details;
  ascof::text_column_builder accommodation, employment, gender, ethnicity, carer, reason, funding, latest, ids;
  for (std::size_t person = 0; person < people.people(); ++person) {
    const auto add = [&](ascof::text_column_builder& to, std::string_view column) {
      const std::string value = row_of[person] ? table.at(*row_of[person], column) : std::string{};
      if (value.empty()) {
        to.add_missing();
      } else {
        to.add(value);
      }
    };
    const auto date = [&](std::string_view column) {
      return row_of[person] ? day_from(table.at(*row_of[person], column)) : ascof::missing_day;
    };
    add(accommodation, "accommodation");
    add(employment, "employment");
    add(gender, "gender");
    add(ethnicity, "ethnicity");
    add(carer, "carer");
    add(reason, "reason");
    add(funding, "funding");
    add(latest, "local_id");
    add(ids, "local_ids");
    const ascof::day birth = date("birth");
    details.known.push_back(row_of[person].has_value());
    details.birth.push_back(birth);
    details.birth_year.push_back(birth ? to_civil(birth).year : ascof::missing_integer);
    details.birth_month.push_back(birth ? static_cast<std::int32_t>(to_civil(birth).month) : ascof::missing_integer);
    details.date_of_death.push_back(date("death"));
  }
  details.accommodation_status = accommodation.finish();
  details.employment_status = employment.finish();
  details.gender = gender.finish();
  details.ethnicity = ethnicity.finish();
  details.has_unpaid_carer = carer.finish();
  details.primary_support_reason = reason.finish();
  details.client_funding_status = funding.finish();
  details.local_id_latest = latest.finish();
  details.local_ids = ids.finish();
  for (std::size_t person = 0; person < people.people(); ++person)
    details.settled.push_back(details.accommodation_status.codes[person] != ascof::missing_code &&
                              ascof::is_settled(details.accommodation_status[person]));
  return details;
}

/// 120,000 people of working age and 40,000 older ones in council 901, as in the worked example of 2B and 2C.
inline ascof::population example_population() {
  ascof::population people;
  people.add("901", "All", "18 to 64", 120'000);
  people.add("901", "All", "65 and above", 40'000);
  return people;
}

struct measure_options {
  ascof::period reporting = year_2024;
  ascof::population population = example_population();
  ascof::areas frame{};
  std::optional<ascof::hospital_episodes> hospital{};
};

/// Evaluates one or more measures with their traces.
inline ascof::result_table measured(const std::string& name, const ascof::records& people,
                                    const ascof::person_details& details, const measure_options& options = {}) {
  ascof::evaluate_options with_trace;
  with_trace.trace = true;
  with_trace.on_missing_population = ascof::missing_population::leave_out;
  if (options.hospital) with_trace.hospital = &*options.hospital;
  return ascof::evaluate(ascof::select_measures(ascof::catalogue(), {name}), people, details, {options.reporting},
                         options.frame, options.population, with_trace);
}

inline ascof::result_table measured(const std::string& name, std::string_view events, std::string_view details,
                                    const measure_options& options = {}) {
  const ascof::records people = records_from_text(events);
  return measured(name, people, details_from_text(people, details), options);
}

/// The rows of a figure: `18 to 64 | 1/2 | 50.0`, the value as published, `none` where there is no value. With the code
/// of a council only its rows, otherwise all.
inline texts figures_of(const ascof::result_table& results, std::string_view id, std::string_view la_code = {}) {
  texts rows;
  for (const ascof::result_row& row : results.rows) {
    if (row.measure != id || (!la_code.empty() && row.la_code != la_code)) continue;
    rows.push_back(joined(
        {row.group, (row.numerator ? std::to_string(*row.numerator) : "-") + "/" + std::to_string(row.denominator),
         row.value ? ascof::rounded(*row.value, row.decimals) : "none"}));
  }
  return rows;
}

/// The lines of a trace: person and the trace's own columns.
inline texts trace_of(const ascof::result_table& results, std::string_view id) {
  texts rows;
  for (const ascof::trace_table& trace : results.traces) {
    if (trace.id != id) continue;
    for (const ascof::traced_unit& unit : trace.units) {
      texts parts{unit.person_id};
      parts.insert(parts.end(), unit.values.begin(), unit.values.end());
      rows.push_back(joined(parts));
    }
  }
  return rows;
}

/// Count beside the figures, over all councils.
inline std::uint64_t side_of(const ascof::result_table& results, std::string_view published_as) {
  std::uint64_t count = 0;
  for (const ascof::side_row& row : results.sides)
    if (row.published_as == published_as) count += row.count;
  return count;
}

/// Columns of a main table, row by row, as `joined` shows them. Columns go by header or short name.
inline texts rows_of(const ascof::table& data, std::initializer_list<std::string_view> columns) {
  texts rows;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    texts parts;
    for (const std::string_view column : columns) {
      const auto found = main_table_names().find(column);
      const int field = ascof::main_table_schema().find(found == main_table_names().end() ? column : found->second);
      REQUIRE(field >= 0);
      parts.push_back(shown(data, ascof::main_table_schema(), static_cast<std::size_t>(field), row));
    }
    rows.push_back(joined(parts));
  }
  return rows;
}

/// A detail of every person: `person | value`.
inline texts details_of(const ascof::records& people, const ascof::text_column& column) {
  texts rows;
  for (std::size_t person = 0; person < people.people(); ++person)
    rows.push_back(joined({std::string(people.person_id(person)), std::string(column[person])}));
  return rows;
}

/// "numerator/denominator = value", rounded to one place, of the group of a figure: of a quotient its two sums.
inline std::string sides_of(const ascof::result_table& results, const std::string& id, const std::string& group) {
  for (const ascof::result_row& row : results.rows)
    if (row.measure == id && row.group == group)
      return ascof::all_digits(row.numerator_sum.value_or(static_cast<double>(row.numerator.value_or(0)))) + "/" +
             ascof::all_digits(row.denominator_sum.value_or(static_cast<double>(row.denominator))) + " = " +
             (row.value ? ascof::rounded(*row.value, 1) : "none");
  return "no row";
}

}  // namespace support
