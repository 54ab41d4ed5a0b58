/// @file outputs.hpp
/// Whether results will have a place, asked before the work that makes them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/measure/measure.hpp"

namespace ascof::cli {

/// The ending of a name that promises another kind of file than what is written; else nothing. Other endings promise
/// nothing.
std::string ending_of_another_kind(const std::filesystem::path& file, std::string_view written);

/// Refuses a file that cannot be written as things are. Nothing is made: missing folders come with what goes into them.
/// @throws output_error
/// @param written  the ending of what will be written: a file with that of another kind would not be what it is called
void check_output_file(const std::filesystem::path& file, std::string_view written = ".csv");

/// As above, for a folder that several files go into.
void check_output_folder(const std::filesystem::path& folder);

/// What is read for an argument FILE or FILE@SUBMITTED_ON: the file or the files of the folder, and the list beside them.
void add_inputs(const std::string& source, std::vector<std::filesystem::path>& inputs);
void add_files_of(const std::filesystem::path& folder, std::vector<std::filesystem::path>& inputs);
void remove_absent(std::vector<std::filesystem::path>& inputs);

/// The files of the people behind the measures, and the department's tables, as `refuse_overlap` takes them.
std::vector<std::string> names_of_traces(const selection& wanted);
std::vector<std::string> names_of_department();

/// The files that `prepare` writes into its folder.
std::vector<std::string> names_of_prepared();

}  // namespace ascof::cli
