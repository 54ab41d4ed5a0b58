/// @file outputs.hpp
/// Whether results will have a place, asked before the work that makes them.
#pragma once

#include <filesystem>

namespace ascof::cli {

/// Refuses a file that cannot be written as things are. Nothing is made: missing folders come with what goes into them.
/// @throws output_error
void check_output_file(const std::filesystem::path& file);

/// As above, for a folder that several files go into.
void check_output_folder(const std::filesystem::path& folder);

}  // namespace ascof::cli
