#include "outputs.hpp"

#include "ascof/core/error.hpp"
#include "ascof/results/output_file.hpp"

namespace ascof::cli {
namespace {

/// True when a file can be made in the folder, or in the nearest one above it when it is not there yet.
bool takes_files(std::filesystem::path folder) {
  std::error_code ignored;
  std::filesystem::path inside = folder / ".ascof-probe";
  while (!folder.empty() && !std::filesystem::exists(std::filesystem::symlink_status(folder, ignored))) {
    inside = folder;
    folder = folder.parent_path();
  }
  // Rights, quotas and file systems that cannot be written have too many ways to say so: opening asks them all. Without
  // commit() nothing of it remains.
  try {
    const output_file probe(inside);
    return true;
  } catch (const output_error&) {
    return false;
  }
}

constexpr const char* advice = "choose another place for the output, or ask for the right to write there";

}  // namespace

void check_output_file(const std::filesystem::path& file, std::string_view written) {
  std::string ending = file.extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  for (const std::string_view other : {".xlsx", ".xls", ".ods", ".parquet", ".feather", ".arrow", ".json", ".html"})
    if (ending == other && ending != written)
      throw output_error(error_code::unwritable_output, {.file = file.string(), .line = 0, .field = {}, .column = 0},
                         "the command writes CSV, and this is the name of another kind of file",
                         "name it .csv; in Python results.to_pandas() makes such files");
  std::error_code ignored;
  const std::filesystem::file_status now = std::filesystem::status(file, ignored);
  // The reader of a pipe that is opened and closed again would believe that all has been said.
  if (std::filesystem::exists(now) && !std::filesystem::is_regular_file(now) && !std::filesystem::is_directory(now))
    return;
  const std::filesystem::path folder = file.parent_path();
  if (folder.empty() || std::filesystem::exists(folder, ignored)) {
    const output_file probe(file);
    return;
  }
  if (!takes_files(folder))
    throw output_error(error_code::unwritable_output, {.file = file.string(), .line = 0, .field = {}, .column = 0},
                       "the folder cannot be made", advice);
}

void check_output_folder(const std::filesystem::path& folder) {
  if (takes_files(folder)) return;
  const bool other = std::filesystem::exists(folder) && !std::filesystem::is_directory(folder);
  throw output_error(error_code::unwritable_output, {.file = folder.string(), .line = 0, .field = {}, .column = 0},
                     other ? "this is no folder" : "no file can be written into this folder", advice);
}

}  // namespace ascof::cli
