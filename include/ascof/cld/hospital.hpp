/// @file hospital.hpp
/// Hospital episodes (admitted patient care) and the areas patients live in: the second table of ASCOF 2D.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "ascof/core/table.hpp"
#include "ascof/ingest/csv.hpp"

namespace ascof {

/// Columns of a hospital table: positions in `hospital_schema()`.
namespace hospital {
enum column : std::size_t {
  patient_id,  ///< the identifier that client level data knows the person by: NHS number or its pseudonym
  episode_id,
  last_episode,  ///< 1 for the last episode of a spell
  admission,
  discharge,  ///< missing while the patient is in hospital
  birth_month,
  birth_year,
  sex,        ///< 1 male, 2 female, 9 not specified, 0 not known
  home_lsoa,  ///< lower layer super output area of 2011
  admission_method,
  discharge_method,
  discharge_destination,
  management_type,
  treatment_function,
  count
};
}  // namespace hospital

const schema& hospital_schema();

/// An upper-tier area.
struct home_area {
  std::string code;  ///< English ones begin with E
  std::string name;
};

/// Hospital episodes as they came, and where each area of residence lies.
struct hospital_episodes {
  table episodes;                                         ///< columns by `hospital::`
  std::map<std::string, home_area, std::less<>> area_of;  ///< by folded LSOA code
  ingest_report report{};
};

/// Reads hospital episodes and the table LSOA_Code_2011, UTLA_Code_2023, UTLA_Name_2023.
/// @throws input_error as `read_csv`
hospital_episodes read_hospital_episodes(const std::filesystem::path& episodes, const std::filesystem::path& lsoa,
                                         const read_options& options = {});

/// As above from tables already read (Arrow), with the columns of `hospital_schema()` and `lsoa_schema()`.
hospital_episodes make_hospital_episodes(read_result episodes, const table& lsoa);
const schema& lsoa_schema();

}  // namespace ascof
