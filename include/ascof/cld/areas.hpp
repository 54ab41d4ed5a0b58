/// @file areas.hpp
/// Councils and their populations: the reference tables that a result's frame and its rates come from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/core/day.hpp"
#include "ascof/notices/notice.hpp"

namespace ascof {

/// One council with adult social services responsibilities.
struct area {
  std::string la_code;  ///< three digits, as in client level data
  std::string la_name;
  std::string area_code;  ///< the statistics office's code (E10000007), the key of populations; may be empty
  std::string region;     ///< may be empty
};

/// A list of councils, in order of code.
class areas {
 public:
  areas() = default;
  explicit areas(std::vector<area> list);

  const std::vector<area>& list() const { return list_; }
  bool empty() const { return list_.empty(); }
  /// @return nullptr when no council has this code
  const area* find(std::string_view la_code) const;

 private:
  std::vector<area> list_;
};

/// Reads a list of councils: LA_Code, LA_Name, and if known LA_Area_Code and Region.
/// @throws input_error as `read_csv`, and for a code that stands twice
areas read_areas(const std::filesystem::path& file);

/// The geography of a council's population, among regions and countries in one table.
inline constexpr std::string_view local_authority = "Local Authority";

/// People in an area by age band and gender, at mid-year.
class population {
 public:
  /// @param area_code  the statistics office's code, or the council's code
  /// @param gender     "All", "Male", "Female"
  /// @param age_band   "18 to 64", "65 and above", "18 and above"
  /// @param geography  "Local Authority", "Region", "Country": one code may stand for several
  /// @return nothing when the table has no such row
  std::optional<std::int64_t> find(std::string_view area_code, std::string_view gender, std::string_view age_band,
                                   std::string_view geography = local_authority) const;

  /// The population of the financial year that a day lies in, where the table has it by year; else of any year.
  /// @source clarifications: a rate takes the population of the financial year in which its period starts
  std::optional<std::int64_t> find_on(day on, std::string_view area_code, std::string_view gender,
                                      std::string_view age_band, std::string_view geography = local_authority) const;
  void add_for(day first_of_year, std::string_view area_code, std::string_view gender, std::string_view age_band,
               std::int64_t people, std::string_view geography = local_authority);

  /// The standard population's share of people in an age band, 0 to 1; nothing when the table has none.
  std::optional<double> standard_share(std::string_view age_band) const;
  void set_standard_share(std::string_view age_band, double share);

  void add(std::string_view area_code, std::string_view gender, std::string_view age_band, std::int64_t people,
           std::string_view geography = local_authority);
  bool empty() const { return people_.empty() && by_year_.empty(); }

  /// What cannot be: councils with fewer than a thousand or more than three million adults, as in tables of thousands.
  notice_list notices() const;

 private:
  std::map<std::string, std::int64_t, std::less<>> adults_;  // of councils, by code
  std::map<std::string, std::int64_t, std::less<>> people_;
  std::map<std::pair<std::int32_t, std::string>, std::int64_t> by_year_;  // of the year's first day
  std::map<std::string, double, std::less<>> standard_;                   // by folded band
};

/// Reads a population table: Code, Gender, Age_Band, Population and, if it holds more than councils, Geography.
/// @throws input_error as `read_csv`; for a population that is no whole number from 0; for two rows of one key
population read_population(const std::filesystem::path& file);

}  // namespace ascof
