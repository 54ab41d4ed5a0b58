/// @file outputs.hpp
/// Whether results will have a place, asked before the work that makes them.
#pragma once

#include <filesystem>
#include <string_view>

namespace ascof::cli {

/// Refuses a file that cannot be written as things are. Nothing is made: missing folders come with what goes into them.
/// @throws output_error
/// @param written  the ending of what will be written: a file with that of another kind would not be what it is called
void check_output_file(const std::filesystem::path& file, std::string_view written = ".csv");

/// As above, for a folder that several files go into.
void check_output_folder(const std::filesystem::path& folder);

}  // namespace ascof::cli
