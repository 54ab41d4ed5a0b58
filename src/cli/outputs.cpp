#include "outputs.hpp"

#include <fmt/format.h>

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

std::string ending_of_another_kind(const std::filesystem::path& file, std::string_view written) {
  std::string ending = file.extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  for (const std::string_view other : {".csv",    ".xlsx", ".xlsm", ".xlsb", ".xls",  ".ods", ".parquet", ".feather",
                                       ".arrow",  ".orc",  ".avro", ".json", ".html", ".htm", ".pdf",     ".docx",
                                       ".sqlite", ".db",   ".dta",  ".sav",  ".rds",  ".gz",  ".zip",     ".7z"})
    if (ending == other && ending != written && !(ending == ".htm" && written == ".html")) return ending;
  return {};
}

void check_output_file(const std::filesystem::path& file, std::string_view written) {
  if (!ending_of_another_kind(file, written).empty())
    throw output_error(
        error_code::unwritable_output, {.file = file.string(), .line = 0, .field = {}, .column = 0},
        fmt::format("what is written here is {}, and this is the name of another kind of file",
                    written == ".csv" ? "CSV" : "a web page"),
        written == ".csv" ? "name it .csv; in Python results.to_pandas() makes such files" : "name it .html");
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
  std::error_code ignored;
  if (!ending_of_another_kind(folder, {}).empty() && !std::filesystem::exists(folder, ignored))
    throw output_error(error_code::unwritable_output, {.file = folder.string(), .line = 0, .field = {}, .column = 0},
                       "several files are written here, and this is the name of one", "give the name of a folder");
  if (takes_files(folder)) return;
  const bool other = std::filesystem::exists(folder) && !std::filesystem::is_directory(folder);
  throw output_error(error_code::unwritable_output, {.file = folder.string(), .line = 0, .field = {}, .column = 0},
                     other ? "this is no folder" : "no file can be written into this folder", advice);
}

void add_inputs(const std::string& source, std::vector<std::filesystem::path>& inputs) {
  std::error_code ignored;
  const std::size_t at = source.rfind('@');
  std::filesystem::path path = at == std::string::npos || std::filesystem::exists(source, ignored)
                                   ? std::filesystem::path(source)
                                   : std::filesystem::path(source.substr(0, at));
  if (std::filesystem::is_directory(path, ignored)) {
    add_files_of(path, inputs);
    inputs.push_back(path / ".." / "submissions.csv");
  } else {
    inputs.push_back(path.has_parent_path() ? path.parent_path() / "submissions.csv" : "submissions.csv");
    inputs.push_back(std::move(path));
  }
}

void add_files_of(const std::filesystem::path& folder, std::vector<std::filesystem::path>& inputs) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) inputs.push_back(entry.path());
}

void remove_absent(std::vector<std::filesystem::path>& inputs) {
  std::error_code ignored;
  std::erase_if(inputs, [&](const auto& path) { return !std::filesystem::exists(path, ignored); });
}

std::vector<std::string> names_of_traces(const selection& wanted) {
  std::vector<std::string> names;
  for (const measure& m : wanted.measures)
    for (const trace_layout& trace : m.traces) names.push_back(trace.id + ".csv");
  return names;
}

std::vector<std::string> names_of_department() { return {"ascof_*", "waiting_*", "dashboard_*"}; }

std::vector<std::string> names_of_prepared() {
  return {"main_table.csv",     "reporting_periods.csv", "submissions.csv", "attrition.csv",
          "unknown_values.csv", "ingest_report.csv",     "notices.csv"};
}

}  // namespace ascof::cli
