#include "ascof/results/output_places.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/prepare/ties.hpp"
#include "ascof/results/output_file.hpp"
#include "results/links.hpp"

namespace ascof {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem, const std::string& advice) {
  throw output_error(error_code::unwritable_output, {.file = file.string(), .line = 0, .field = {}, .column = 0},
                     problem, advice);
}

/// The number behind /dev/stdout, /dev/fd/3 and their like; -1 for other names.
int descriptor_of(const std::filesystem::path& file) {
  std::error_code fault;
  const std::string name = std::filesystem::absolute(file, fault).lexically_normal().string();
  constexpr std::array<std::string_view, 3> streams{"in", "out", "err"};
  for (std::size_t i = 0; i < streams.size(); ++i)
    if (name == fmt::format("/dev/std{}", streams[i])) return static_cast<int>(i);
  for (const std::string& folder :
       {std::string("/dev/fd/"), std::string("/proc/self/fd/"), fmt::format("/proc/{}/fd/", ::getpid())}) {
    if (!name.starts_with(folder)) continue;
    int number = -1;
    const char* end = name.data() + name.size();
    const auto [rest, bad] = std::from_chars(name.data() + folder.size(), end, number);
    return bad == std::errc{} && rest == end ? number : -1;
  }
  return -1;
}

/// What a name stands for: a file that is there by its place on the disk, another by its whole name.
struct identity {
  std::optional<std::pair<dev_t, ino_t>> file;
  std::string name;
};

/// Bytes of any number of runs may go to a terminal or to /dev/null.
bool takes_all(const struct stat& found) { return S_ISCHR(found.st_mode); }

identity identity_of(const std::filesystem::path& named) {
  const link_end end = behind_links(named);
  struct stat found {};
  const bool there = (end.descriptor >= 0 ? ::fstat(end.descriptor, &found) : ::stat(end.path.c_str(), &found)) == 0;
  identity of;
  if (end.descriptor >= 0) {
    of.name = fmt::format("descriptor {}", end.descriptor);
  } else {
    std::error_code fault;
    of.name = std::filesystem::weakly_canonical(std::filesystem::absolute(end.path, fault), fault).string();
    if (of.name.empty()) of.name = end.path.string();
    while (of.name.size() > 1 && of.name.ends_with('/')) of.name.pop_back();  // a folder written as d/
    if (there && takes_all(found)) of.name.clear();
  }
  if (there && !takes_all(found)) of.file = {found.st_dev, found.st_ino};
  return of;
}

bool is_csv(const std::filesystem::path& file) {
  const std::string name = fold(file.filename().string());
  return name.ends_with(".csv") || name.ends_with(".csv.gz");
}

// Python's `Table.write` makes these.
constexpr std::array<std::string_view, 4> kinds_of_python{".parquet", ".feather", ".arrow", ".xlsx"};
constexpr std::array<std::string_view, 35> other_kinds{
    ".xls", ".xlsm", ".xlsb", ".ods", ".ipc",    ".json",   ".jsonl", ".ndjson", ".html", ".htm",  ".xml", ".pdf",
    ".doc", ".docx", ".zip",  ".gz",  ".bz2",    ".xz",     ".zst",   ".7z",     ".tar",  ".tgz",  ".tsv", ".tab",
    ".psv", ".db",   ".sql",  ".dta", ".sqlite", ".duckdb", ".rds",   ".sav",    ".orc",  ".avro", ".pkl"};

bool is_one_of(std::span<const std::string_view> endings, std::string_view ending) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// Whether a name ends as those of files do.
bool is_name_of_file(const std::filesystem::path& named) {
  const std::string ending = fold(named.extension().string());
  return ending == ".csv" || is_one_of(kinds_of_python, ending) || is_one_of(other_kinds, ending);
}

struct named_output {
  std::filesystem::path path;
  identity of;
};

void refuse_inputs(std::span<const std::filesystem::path> inputs, const std::vector<named_output>& outputs) {
  std::map<std::pair<dev_t, ino_t>, std::filesystem::path> files, folders;
  std::error_code fault;
  for (const std::filesystem::path& input : inputs)
    if (const identity of = identity_of(input); of.file)
      (std::filesystem::is_directory(input, fault) ? folders : files).emplace(*of.file, input);
  for (const named_output& output : outputs) {
    if (const auto input = output.of.file ? files.find(*output.of.file) : files.end(); input != files.end())
      refuse(output.path, fmt::format("the output is an input of this run ({})", input->second.string()),
             "give another name for the output");
    if (folders.empty() || !is_csv(output.path)) continue;
    const identity parent = identity_of(output.path.has_parent_path() ? output.path.parent_path() : ".");
    if (const auto folder = parent.file ? folders.find(*parent.file) : folders.end(); folder != folders.end())
      refuse(
          output.path,
          fmt::format("this run reads every file of the folder {}, and the next would read the output as a submission",
                      folder->second.string()),
          "choose another folder for the output");
  }
}

void refuse_each_other(const std::vector<named_output>& outputs, const std::vector<output_folder>& folders) {
  std::map<std::pair<dev_t, ino_t>, std::filesystem::path> by_file;
  std::map<std::string, std::filesystem::path> by_name;
  constexpr const char* advice = "give each output a name of its own";
  for (const named_output& output : outputs) {
    if (output.of.file)
      if (const auto [other, added] = by_file.emplace(*output.of.file, output.path); !added)
        refuse(output.path, fmt::format("two outputs are one file ({})", other->second.string()), advice);
    if (output.of.name.empty()) continue;
    if (const auto [other, added] = by_name.emplace(fold(output.of.name), output.path); !added)
      refuse(output.path, fmt::format("two outputs are one file ({})", other->second.string()), advice);
  }
  for (const output_folder& folder : folders) {
    std::string above = fold(identity_of(folder.folder).name);
    while (!above.empty()) {
      if (const auto file = by_name.find(above); file != by_name.end())
        refuse(file->second, fmt::format("this would be a file, and the folder {} too", folder.folder.string()),
               advice);
      const std::size_t slash = above.rfind('/');
      above.resize(slash == std::string::npos ? 0 : slash);
    }
  }
}

/// True when a file can be made in the folder, or in the nearest one above it when it is not there yet.
bool takes_files(std::filesystem::path folder) {
  std::error_code ignored;
  std::filesystem::path inside = folder / ".ascof-probe";
  while (!folder.empty() && !std::filesystem::exists(std::filesystem::symlink_status(folder, ignored))) {
    if (folder.filename().string().size() > 255) return false;  // could not be made
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

void check_folder(const output_folder& output) {
  if (output.folder.empty()) refuse("output", "the name is empty", "give the name of a folder");
  if (output.folder == "-")
    refuse("-", "several files cannot go to standard output", "give the name of a folder; one called - is ./-");
  std::error_code ignored;
  const bool there = std::filesystem::exists(output.folder, ignored);
  if (!there && is_name_of_file(output.folder))
    refuse(output.folder, "several files are written here, and this is the name of one", "give the name of a folder");
  if (!takes_files(output.folder))
    refuse(output.folder,
           there && !std::filesystem::is_directory(output.folder, ignored) ? "this is no folder"
                                                                           : "no file can be written into this folder",
           "choose another place for the output, or ask for the right to write there");
  // Files that are there may be folders, or not be writable.
  for (const std::string& name : output.names)
    if (there && std::filesystem::exists(std::filesystem::symlink_status(output.folder / name, ignored)))
      check_writable_file(output.folder / name);
}

}  // namespace

link_end behind_links(std::filesystem::path file) {
  std::error_code fault;
  for (int links = 0; links < 40; ++links) {
    if (const int number = descriptor_of(file); number >= 0) return {std::move(file), number};
    if (!std::filesystem::is_symlink(file, fault)) break;
    file = file.parent_path() / std::filesystem::read_symlink(file, fault);
  }
  return {std::move(file), -1};
}

bool is_standard_output(const std::filesystem::path& file) { return behind_links(file).descriptor == STDOUT_FILENO; }

output_folder prepared_outputs(std::filesystem::path folder) {
  output_folder of{std::move(folder),
                   {"main_table.csv", "reporting_periods.csv", "submissions.csv", "attrition.csv", "unknown_values.csv",
                    "ingest_report.csv", notices_file}};
  for (std::size_t order = 0; order < most_tie_orders; ++order)
    of.names.push_back(fmt::format("{}/{}", tied_records_folder, order_file(order)));
  return of;
}

output_folder trace_outputs(std::filesystem::path folder, const std::vector<measure>& measures) {
  output_folder of{std::move(folder), {}};
  for (const measure& m : measures)
    for (const auto& trace : m.traces) of.names.push_back(trace.id + ".csv");
  return of;
}

output_folder department_outputs(std::filesystem::path folder) {
  return {std::move(folder),
          {"ascof_2a.csv",
           "ascof_2a_unknown.csv",
           "ascof_2bc.csv",
           "ascof_2bc_unknown.csv",
           "ascof_2e.csv",
           "ascof_2e_unknown.csv",
           "ascof_2e_ld.csv",
           "ascof_2e_ld_unknown.csv",
           "ascof_3d.csv",
           "ascof_3d_unknown.csv",
           "ascof_2a_disaggregated.csv",
           "ascof_2d_venn.csv",
           "waiting_times_diag_part1.csv",
           "waiting_times_diag_part2.csv",
           "dashboard_fact_requests.csv",
           "dashboard_requests.csv",
           "dashboard_requests_route.csv",
           "dashboard_fact_assessments.csv",
           "dashboard_assessments.csv",
           "dashboard_fact_reviews.csv",
           "dashboard_reviews.csv",
           "dashboard_fact_services.csv",
           "dashboard_services.csv",
           "dashboard_services_type.csv",
           "dashboard_fact_costs.csv",
           "dashboard_costs_trace.csv",
           "dashboard_costs.csv",
           "dashboard_costs_la.csv",
           "dashboard_costs_working_age.csv"}};
}

output_folder change_outputs(std::filesystem::path folder) {
  return {std::move(folder), {"changes.csv", "figure_changes.csv", "person_changes.csv"}};
}

output_folder failing_row_outputs(std::filesystem::path folder) {
  return {std::move(folder), {"failing_rows.csv", "tied_rows.csv"}};
}

std::vector<std::filesystem::path> files_of_folder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code fault;
  for (std::filesystem::directory_iterator each(folder, fault), end; !fault && each != end; each.increment(fault))
    files.push_back(each->path());
  return files;
}

std::vector<std::filesystem::path> files_of_source(const std::string& source) {
  std::error_code fault;
  const std::size_t at = source.rfind('@');
  const bool dated = at != std::string::npos && !std::filesystem::exists(source, fault);
  const std::filesystem::path path = dated ? source.substr(0, at) : source;
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(path, fault)) {
    files = files_of_folder(path);
    files.push_back(path / ".." / "submissions.csv");
  } else {
    files.push_back(path.parent_path() / "submissions.csv");
    // A main table takes up what was told of it, and the orders of its ties.
    if (std::filesystem::is_regular_file(path, fault) && is_main_table(path))
      for (const std::string& name : prepared_outputs(path.parent_path()).names)
        if (name == notices_file || name.starts_with(tied_records_folder)) files.push_back(path.parent_path() / name);
  }
  files.push_back(path);
  std::erase_if(files, [&](const auto& file) { return !std::filesystem::exists(file, fault); });
  return files;
}

void refuse_overlap(std::span<const std::filesystem::path> inputs, const output_places& outputs) {
  std::vector<named_output> all;
  for (const std::filesystem::path& file : outputs.files) all.push_back({file, identity_of(file)});
  for (const output_folder& folder : outputs.folders)
    for (const std::string& name : folder.names)
      all.push_back({folder.folder / name, identity_of(folder.folder / name)});
  refuse_inputs(inputs, all);
  refuse_each_other(all, outputs.folders);
}

void refuse_other_format(const std::filesystem::path& file, std::string_view written) {
  const std::string ending = fold(file.extension().string());
  if (ending == written) return;
  if (ending == ".gz" && written == ".csv") {  // what is inside is what matters
    refuse_other_format(std::filesystem::path(file).replace_extension(), written);
    return;
  }
  if (ending == ".csv" && written == ".csv") return;
  const bool known = is_one_of(kinds_of_python, ending);
  if (!known && !is_one_of(other_kinds, ending) && ending != ".csv") return;
  refuse(file,
         fmt::format("{} is the ending of another kind of file: what is written here is {}", ending,
                     written == ".csv"    ? "CSV"
                     : written == ".html" ? "a web page"
                                          : written),
         known ? fmt::format("name it {}, or make such a file with the Python package: results.write(\"name{}\")",
                             written, ending)
               : fmt::format("name it {}", written));
}

void check_writable_file(const std::filesystem::path& file) {
  if (file.empty()) refuse("output", "the name is empty", "give the name of a file");
  if (!file.has_filename()) refuse(file, "this is the name of a folder", "give the name of a file");
  const link_end end = behind_links(file);
  std::error_code ignored;
  const std::filesystem::file_status now = std::filesystem::status(end.path, ignored);
  // The reader of a pipe that is opened and closed again would believe that all has been said.
  if (end.descriptor < 0 && std::filesystem::exists(now) && !std::filesystem::is_regular_file(now) &&
      !std::filesystem::is_directory(now))
    return;
  const std::filesystem::path folder = end.path.parent_path();
  if (end.descriptor >= 0 || folder.empty() || std::filesystem::exists(folder, ignored)) {
    const output_file probe(file);
    return;
  }
  if (!takes_files(folder))
    refuse(file, "the folder cannot be made",
           "choose another place for the output, or ask for the right to write there");
}

void check_outputs(std::span<const std::filesystem::path> inputs, const output_places& outputs) {
  for (const std::filesystem::path& file : outputs.files) refuse_other_format(file, outputs.ending);
  for (const output_folder& folder : outputs.folders) {
    if (folder.folder.empty() || folder.folder == "-") check_folder(folder);
  }
  refuse_overlap(inputs, outputs);
  for (const std::filesystem::path& file : outputs.files) check_writable_file(file);
  for (const output_folder& folder : outputs.folders) check_folder(folder);
}

}  // namespace ascof
