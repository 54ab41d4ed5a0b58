/// @file extract_text.hpp
/// Submissions of client level data as text.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/extract.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/prepare.hpp"
#include "records_text.hpp"
#include "text_table.hpp"

namespace support {

inline const std::map<std::string, std::string, std::less<>>& extract_names() {
  static const std::map<std::string, std::string, std::less<>> names{{"council", "LA_Code"},
                                                                     {"council_name", "LA_Name"},
                                                                     {"imported", "ImportDate"},
                                                                     {"traced", "Der_NHS_Number_Traced_Pseudo"},
                                                                     {"nhs", "Der_NHS_Number_Pseudo"},
                                                                     {"local", "LA_Person_Unique_Identifier"},
                                                                     {"person", "Der_NHS_Number_Traced_Pseudo"},
                                                                     {"event", "Event_Type"},
                                                                     {"client", "Client_Type"},
                                                                     {"start", "Event_Start_Date"},
                                                                     {"end", "Event_End_Date"},
                                                                     {"service", "Service_Type"},
                                                                     {"component", "Service_Component"},
                                                                     {"mechanism", "Delivery_Mechanism"},
                                                                     {"outcome", "Event_Outcome"},
                                                                     {"route", "Request_Route_of_Access"},
                                                                     {"assessment", "Assessment_Type"},
                                                                     {"conversation", "Der_Conversation"},
                                                                     {"death", "Date_of_Death"},
                                                                     {"birth_year", "Der_Birth_Year"},
                                                                     {"birth_month", "Der_Birth_Month"},
                                                                     {"record", "Der_Unique_Record_ID"},
                                                                     {"cost", "Unit_Cost"},
                                                                     {"units", "Planned_units_per_week"},
                                                                     {"frequency", "Cost_Frequency_Unit_Type"}};
  return names;
}

/// One submission: when it was imported, the months it covers (every month gets one ended review of a person called
/// `filler`, so that the derived period is this one), and its rows.
struct submission_text {
  std::string_view imported;
  std::string_view covers;
  std::string_view rows;
};

/// A department-style extract. Columns left out: council 901 Northmoor, event Service, client Service user, record
/// number by line. `open` is no end.
inline ascof::extract extract_from_text(const std::vector<submission_text>& submissions) {
  text_table whole;
  std::vector<text_table> tables;
  for (const submission_text& submission : submissions) {
    text_table table = parse_table(submission.rows);
    spell_out_names(table, extract_names());
    table.add_default("LA_Code", "901");
    table.add_default("LA_Name", "Northmoor");
    table.add_default("ImportDate", std::string(submission.imported));
    table.add_default("Event_Type", "Service");
    table.add_default("Client_Type", "Service user");
    for (const char* column :
         {"Der_NHS_Number_Traced_Pseudo", "Event_Start_Date", "Event_End_Date", "Event_Outcome", "Service_Type",
          "Service_Component", "Delivery_Mechanism", "Der_Birth_Year", "Der_Birth_Month"})
      table.add_default(column, "");
    spell_out(table, "Event_End_Date", {{"open", ""}});
    spell_out(table, "Service_Type", service_texts());
    spell_out(table, "Delivery_Mechanism", mechanism_texts());
    spell_out(table, "Event_Outcome", outcome_texts());
    for (const std::string& name : table.names)
      if (!whole.has(name)) whole.names.push_back(name);
    tables.push_back(std::move(table));
  }
  whole.add_default("Der_Unique_Record_ID", "");
  std::size_t record = 0;
  for (std::size_t s = 0; s < tables.size(); ++s) {
    const text_table& table = tables[s];
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      texts line;
      ++record;
      for (const std::string& name : whole.names)
        line.push_back(name == "Der_Unique_Record_ID" && !table.has(name) ? std::to_string(record)
                                                                          : table.at(row, name));
      whole.rows.push_back(std::move(line));
    }
    if (submissions[s].covers.empty()) continue;
    const ascof::period covers = ascof::parse_period(submissions[s].covers);
    for (ascof::day month = covers.start; month <= covers.end; month = ascof::add_months(month, 1)) {
      texts line;
      for (const std::string& name : whole.names) {
        const std::string on = to_string(ascof::last_of_month(month));
        line.push_back(name == "LA_Code"                        ? "901"
                       : name == "LA_Name"                      ? "Northmoor"
                       : name == "ImportDate"                   ? std::string(submissions[s].imported)
                       : name == "Event_Type"                   ? "Review"
                       : name == "Client_Type"                  ? "Service user"
                       : name == "Der_NHS_Number_Traced_Pseudo" ? "filler"
                       : name == "Event_Start_Date"             ? on
                       : name == "Event_End_Date"               ? on
                       : name == "Der_Unique_Record_ID"         ? std::to_string(900'000 + whole.rows.size())
                                                                : std::string());
      }
      whole.rows.push_back(std::move(line));
    }
  }
  for (const std::string& name : whole.names) {
    INFO(name);
    REQUIRE(ascof::extract_schema().find(name) >= 0);
  }
  auto read = ascof::read_csv_text(to_csv(whole), "extract", ascof::extract_schema());
  REQUIRE(read.report.rows_rejected() == 0);
  return ascof::make_extract(std::move(read), {{"extract", std::nullopt}});
}

inline ascof::prepared prepared_from(const ascof::extract& raw, const ascof::prepare_options& options = {}) {
  return ascof::prepare(raw, ascof::mappings::shipped(), {}, options);
}

/// The rows of a main table without the filler's.
inline texts kept_rows(const ascof::prepared& from, std::initializer_list<std::string_view> columns) {
  const texts all = rows_of(from.main.data, columns);
  texts rows;
  const ascof::text_column& ids = from.main.data.text(ascof::event::person_id);
  for (std::size_t row = 0; row < all.size(); ++row)
    if (ids[row] != "filler") rows.push_back(all[row]);
  return rows;
}

}  // namespace support
