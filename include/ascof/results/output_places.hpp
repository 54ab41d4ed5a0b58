/// @file output_places.hpp
/// Where a run writes: asked before anything is read, so that no work is lost and no input is written over.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/result_table.hpp"

namespace ascof {

/// A folder of outputs, with the names of the files that may be written into it.
struct output_folder {
  std::filesystem::path folder;
  std::vector<std::string> names;
};

/// Whatever a run writes.
struct output_places {
  std::vector<std::filesystem::path> files;
  std::vector<output_folder> folders;
  std::string_view ending = ".csv";  ///< the kind of the files
};

/// What `write_prepared`, `write_traces`, `write_department_tables`, `write_changes` and `write_failing_rows` may write.
output_folder prepared_outputs(std::filesystem::path folder);
output_folder trace_outputs(std::filesystem::path folder, const std::vector<measure>& measures);
output_folder department_outputs(std::filesystem::path folder);
output_folder change_outputs(std::filesystem::path folder);
output_folder failing_row_outputs(std::filesystem::path folder);

/// The files of a folder.
std::vector<std::filesystem::path> files_of_folder(const std::filesystem::path& folder);
/// What is read for FILE, FILE@SUBMITTED_ON or a folder of submissions: files, the folder, and a list of days beside.
std::vector<std::filesystem::path> files_of_source(const std::string& source);

/// Refuses a run that would write over what it reads or over itself: an output that is an input, whatever both are called
/// (links, hard links, `..`), two outputs that are one file or whose names differ in capitals only, an output that is a
/// file and a folder at once, and a CSV file into a folder that is read as a whole.
/// @param inputs  files that are read, and folders that are read as a whole
/// @throws output_error naming both
void refuse_overlap(std::span<const std::filesystem::path> inputs, const output_places& outputs);

/// Whether what is written there comes out where the program prints: /dev/stdout, /dev/fd/1, or a link to them.
bool is_standard_output(const std::filesystem::path& file);

/// Refuses names of other kinds of files (`results.xlsx`): what is written would not be what it is called. CSV may be packed
/// (`results.csv.gz`).
/// @throws output_error
void refuse_other_format(const std::filesystem::path& file, std::string_view written = ".csv");

/// Refuses a file that cannot be written as things are. Nothing is made: missing folders come with what goes into them.
/// @throws output_error
void check_writable_file(const std::filesystem::path& file);

/// All of the above, and that every folder takes files. @throws output_error
void check_outputs(std::span<const std::filesystem::path> inputs, const output_places& outputs);

}  // namespace ascof
