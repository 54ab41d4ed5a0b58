#include "ascof/cld/hospital.hpp"

#include <utility>

#include "ascof/core/text.hpp"

namespace ascof {

const schema& hospital_schema() {
  using kind = field_kind;
  static const schema s{"hospital episodes",
                        {{.name = "Der_DHSC_Pseudo_NHS_Number",
                          .required = true,
                          .personal = true,
                          .also = {"Der_Pseudo_NHS_Number", "NHS_Number"}},
                         {.name = "APCS_Ident", .required = true},
                         {.name = "APCS_Last_Ep_Ind", .kind = kind::integer, .required = true},
                         {.name = "Admission_Date", .kind = kind::day, .required = true, .rejects_row = true},
                         {.name = "Discharge_Date", .kind = kind::day, .required = true, .rejects_row = true},
                         {.name = "Month_of_Birth_SUS", .kind = kind::integer, .required = true, .personal = true},
                         {.name = "Year_of_Birth_SUS", .kind = kind::integer, .required = true, .personal = true},
                         {.name = "Sex", .required = true},
                         {.name = "Der_Postcode_LSOA_2011_Code", .required = true},
                         {.name = "Admission_Method", .required = true},
                         {.name = "Discharge_Method", .required = true},
                         {.name = "Discharge_Destination", .required = true},
                         {.name = "Der_Management_Type", .required = true},
                         {.name = "Treatment_Function_Code", .required = true}},
                        true};
  return s;
}

const schema& lsoa_schema() {
  static const schema s{"table of areas of residence",
                        {{.name = "LSOA_Code_2011", .required = true, .also = {"LSOA11CD"}},
                         {.name = "UTLA_Code_2023", .required = true, .also = {"UTLA23CD"}},
                         {.name = "UTLA_Name_2023", .required = true, .also = {"UTLA23NM"}}}};
  return s;
}

hospital_episodes make_hospital_episodes(read_result episodes, const table& lsoa) {
  hospital_episodes result{std::move(episodes.data), {}, std::move(episodes.report)};
  for (std::size_t row = 0; row < lsoa.rows(); ++row)
    result.area_of[fold(lsoa.text(0)[row])] = {std::string(lsoa.text(1)[row]), std::string(lsoa.text(2)[row])};
  return result;
}

hospital_episodes read_hospital_episodes(const std::filesystem::path& episodes, const std::filesystem::path& lsoa,
                                         const read_options& options) {
  const std::filesystem::path lsoa_paths[] = {lsoa};
  const table areas = read_csv(lsoa_paths, lsoa_schema(), options).data;
  const std::filesystem::path paths[] = {episodes};
  return make_hospital_episodes(read_csv(paths, hospital_schema(), options), areas);
}

}  // namespace ascof
