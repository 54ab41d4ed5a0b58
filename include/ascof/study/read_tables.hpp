/// @file read_tables.hpp
/// A folder of tables: one file a kind of record, and the reference tables beside them.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ascof/records/record_table.hpp"
#include "ascof/study/study.hpp"

namespace ascof {

/// Where tables are.
struct table_files {
  /// FOLDER/<kind of record>.csv or .csv.gz; besides, where they are there: ref_la (LA_Code, LA_Name: the councils there
  /// are), ref_population (la_code, period_start of a financial year, age_band, population) and parameters (parameter,
  /// value: as_of and data_start). A kind without a file has no rows. Empty: no folder.
  std::filesystem::path folder{};
  /// Kind of record and file; stands before the folder's.
  std::vector<std::pair<std::string, std::filesystem::path>> named{};
};

/// The files that `read_tables` reads, by kind of record, reference tables included.
/// @throws input_error for a folder that is not there, or without a file of any kind of record; usage_error for a kind
/// that the library does not know
std::vector<std::pair<std::string, std::filesystem::path>> files_of_tables(const table_files& from);

/// Adds the tables of kinds that a study does not have yet, and its councils, populations and days where it has none. A
/// band of 18 and over ("18+") is there for councils and years with a population of every band.
/// @throws input_error as `read_record_table`
void read_tables(study& to, const table_files& from, const record_options& options = {});

}  // namespace ascof
