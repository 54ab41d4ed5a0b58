/// @file touches.hpp
/// Which figures a field touches, and for which people another value of it could change what they add to a figure.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ascof/cld/extract.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/records.hpp"
#include "row_conditions.hpp"

namespace ascof::quality {

/// True for a field that decides whether and where any row counts: of a council, a submission, a period or a person.
bool decides_all(submitted::column field);

/// Where a definition reads a field.
struct reading {
  std::string figure;
  /// The row is looked at only when one of these conditions of events holds of it.
  std::vector<expr> guards{};
  bool any_row = false;  ///< it is looked at whatever the row is
  /// The person can be counted only when one of these conditions holds; none: anybody can.
  std::vector<expr> members{};
};

/// What figures are told apart for: those the department publishes for every council. Kept for good.
const std::vector<measure>& national_measures();

/// The national figures whose definition reads the field or what is derived from it, in order of the catalogue; nothing
/// for a field that decides all.
const std::vector<reading>& readings_of(submitted::column field);

/// For which people a fault can change a figure.
///
/// Of a row with a fault the field is left open, in all rows of the person, and the figure's conditions are asked whether
/// the row, and the person, could still pass (row_conditions.hpp). Whoever could is counted. So nobody is left out whose
/// numerator, denominator or group another value of the field in these rows would change; some are counted for whom days,
/// ages or the order of events would have said no.
class touch_finder {
 public:
  /// @param made  what was prepared of the extract; null when it could not be: everybody is then counted
  touch_finder(const table& extract_data, const records* made);

  /// @param reading  position in `readings_of(field)`
  /// @param row  of the extract
  bool may_change(submitted::column field, std::size_t reading, std::size_t row);

 private:
  /// The conditions of a reading with the columns of the records in hand.
  struct view {
    row_conditions conditions;
    std::vector<std::size_t> guards;
    std::vector<std::size_t> members;
    std::unordered_map<std::uint32_t, bool> of_person{};  // known answers about members
  };
  view& view_of(submitted::column field, std::size_t reading);
  static constexpr std::uint32_t left_out = 0xFFFFFFFF;
  std::uint32_t main_row_of(std::size_t row) const;
  void look_at_repetitions();
  std::uint64_t person_and_start(std::size_t row) const;

  const table& extract_data_;
  const records* made_;
  std::unordered_map<std::int64_t, std::uint32_t> main_row_;  // by record number
  std::vector<std::uint32_t> person_of_;                      // by row of the main table
  // By kind of identifier and code: numbers that two spellings of one text share.
  std::array<std::vector<code>, 3> identifiers_;
  std::unordered_set<std::uint64_t> starts_;               // of people's events in the main table
  std::vector<std::vector<std::unique_ptr<view>>> views_;  // by field and reading
};

}  // namespace ascof::quality
