/// @file hospital_text.hpp
/// Hospital tables as text.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ascof/cld/hospital.hpp"
#include "text_table.hpp"

namespace support {

/// A hospital table from text. Columns left out: born 1940-01, a woman of Northmoor, ordinary codes, the number of the
/// line for the spell.
inline ascof::hospital_episodes hospital_from_text(std::string_view text, const std::string& areas = {}) {
  text_table table = parse_table(text);
  spell_out_names(table, {{"patient", "Der_DHSC_Pseudo_NHS_Number"},
                          {"spell", "APCS_Ident"},
                          {"last", "APCS_Last_Ep_Ind"},
                          {"admitted", "Admission_Date"},
                          {"discharged", "Discharge_Date"},
                          {"birth_month", "Month_of_Birth_SUS"},
                          {"birth_year", "Year_of_Birth_SUS"},
                          {"sex", "Sex"},
                          {"home", "Der_Postcode_LSOA_2011_Code"},
                          {"management", "Der_Management_Type"},
                          {"method", "Discharge_Method"}});
  if (!table.has("APCS_Ident")) {
    table.names.emplace_back("APCS_Ident");
    for (std::size_t row = 0; row < table.rows.size(); ++row) table.rows[row].push_back("S" + std::to_string(row + 1));
  }
  const std::map<std::string, std::string> ordinary{{"APCS_Last_Ep_Ind", "1"},
                                                    {"Month_of_Birth_SUS", "1"},
                                                    {"Year_of_Birth_SUS", "1940"},
                                                    {"Sex", "2"},
                                                    {"Der_Postcode_LSOA_2011_Code", "E01000001"},
                                                    {"Admission_Method", "21"},
                                                    {"Discharge_Method", "1"},
                                                    {"Discharge_Destination", "19"},
                                                    {"Der_Management_Type", "EL"},
                                                    {"Treatment_Function_Code", "300"}};
  for (const auto& [name, value] : ordinary) table.add_default(name, value);
  const std::string csv = "LSOA_Code_2011,UTLA_Code_2023,UTLA_Name_2023\nE01000001,E09,Northmoor\n" + areas;
  return ascof::make_hospital_episodes(ascof::read_csv_text(to_csv(table), "hospital", ascof::hospital_schema()),
                                       ascof::read_csv_text(csv, "areas", ascof::lsoa_schema()).data);
}

}  // namespace support
