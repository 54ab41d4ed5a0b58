#include "cld/submission_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ingest/input_bytes.hpp"

namespace ascof {
namespace {

const schema& submissions_schema() {
  static const schema s{"list of submissions",
                        {{.name = "file", .required = true, .also = {"filename", "file_name"}},
                         {.name = "submitted_on", .required = true, .also = {"submitted"}}}};
  return s;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return text;
}

/// A path without its folders, whichever system wrote it.
std::string name_of(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  std::string name(slash == std::string_view::npos ? path : path.substr(slash + 1));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

/// The name under which a file is found in a list: without folders and endings, whatever its capitals.
std::string listed_name(std::string_view path) {
  std::string name = lower_case(name_of(path));
  for (const std::string_view ending : {".gz", ".csv"})
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  return name;
}

/// A line of a list of submissions.
struct listed_file {
  std::string name;  ///< as written, without folders
  instant submitted_on;
  std::filesystem::path found{};  ///< the file that has its day from the line
  bool matched = false;
};

/// The `submissions.csv` of a folder: which file was submitted when.
struct submission_list {
  std::filesystem::path path;
  std::vector<listed_file> files;

  /// The line of a file: one that writes its name exactly goes before one that is nearly so.
  listed_file* find(std::string_view file) {
    for (const bool exactly : {true, false})
      for (listed_file& line : files)
        if (exactly ? line.name == name_of(file) : listed_name(line.name) == listed_name(file)) return &line;
    return nullptr;
  }
};

/// The list of a folder, whatever the capitals of its name; empty when there is none.
std::filesystem::path list_of(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::path list = folder / "submissions.csv";
  if (std::filesystem::exists(list, ignored)) return list;
  for (auto at = std::filesystem::directory_iterator(folder, ignored); at != std::filesystem::directory_iterator();
       at.increment(ignored))
    if (lower_case(at->path().filename().string()) == "submissions.csv") return at->path();
  return {};
}

/// Number of the line of a list's row: lines before the header and blank lines are no rows.
std::uint64_t line_of_row(const std::filesystem::path& list, const std::vector<std::string>& header, std::size_t row) {
  const ingest::input_bytes bytes = ingest::open_text(list);
  std::string_view rest = bytes.view();
  bool behind_header = false;
  for (std::uint64_t number = 1; !rest.empty(); ++number) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (!behind_header) {
      behind_header = std::all_of(header.begin(), header.end(),
                                  [line](const std::string& h) { return line.find(h) != std::string_view::npos; });
    } else if (line.find_first_not_of(" ,;\t|\r") != std::string_view::npos && row-- == 0) {
      return number;
    }
  }
  return 0;
}

std::optional<submission_list> read_submission_list(const std::filesystem::path& folder, notice_list& notices) {
  submission_list list{list_of(folder), {}};
  if (list.path.empty()) return std::nullopt;
  // `prepare` writes a file of this name too: that one has a main table's columns and lists no files.
  const std::vector<std::string> header = read_header(list.path, submissions_schema());
  if (std::any_of(header.begin(), header.end(), [](const std::string& h) { return extract_schema().find(h) >= 0; }))
    return std::nullopt;
  const std::filesystem::path paths[] = {list.path};
  const read_result read = read_csv(paths, submissions_schema());
  add_notices(notices, notices_of(read.report));
  std::map<std::string, instant> days;
  for (std::size_t row = 0; row < read.data.rows(); ++row) {
    const auto refuse = [&](const char* problem, const char* advice) {
      throw input_error(error_code::bad_value,
                        {.file = list.path.string(),
                         .line = line_of_row(list.path, header, row),
                         .field = "submitted_on",
                         .column = 0},
                        problem, advice);
    };
    const std::string name = name_of(read.data.text(0)[row]);
    const auto when = parse_instant(read.data.text(1)[row]);
    if (!when) refuse("expected a day such as 2026-04-23", "correct the line");
    const auto [at, added] = days.emplace(listed_name(name), *when);
    if (!added && at->second != *when) refuse("the list says two days of one file", "keep one line");
    if (added) list.files.push_back({name, *when});
  }
  return list;
}

/// Gives a file the day that the list says, unless it came with one.
void take_day(extract_file& file, submission_list& list, notice_list& notices) {
  listed_file* line = list.find(file.path.string());
  if (line == nullptr) return;
  line->matched = true;
  if (file.submitted_on) {
    if (day_of(*file.submitted_on) == day_of(line->submitted_on)) return;
    notice n =
        make_notice("list.contradiction", fmt::format("{} is given, {} says {}", to_string(day_of(*file.submitted_on)),
                                                      list.path.string(), to_string(day_of(line->submitted_on))));
    n.file = file.path.string();
    notices.push_back(std::move(n));
    return;
  }
  if (!line->found.empty())
    throw input_error(
        error_code::bad_value, {.file = list.path.string(), .line = 0, .field = "file", .column = 0},
        fmt::format("two files are meant by one line: {} and {}", line->found.string(), file.path.string()),
        "leave one of them out, or give each its day as FILE@YYYY-MM-DD");
  line->found = file.path;
  file.submitted_on = line->submitted_on;
}

/// Lines of a list that speak of no file.
void tell_unmatched(const submission_list& list, notice_list& notices) {
  std::vector<std::string> names;
  for (const listed_file& line : list.files)
    if (!line.matched) names.push_back(line.name);
  if (names.empty()) return;
  notice n = make_notice(
      "list.unmatched",
      names.size() == 1 ? fmt::format("1 name of the list matches no file: {}", names.front())
                        : fmt::format("{} names of the list match no file: {}", names.size(), fmt::join(names, ", ")));
  n.file = list.path.string();
  notices.push_back(std::move(n));
}

/// What `prepare` and spreadsheets leave in a folder beside the files of an extract.
bool is_no_submission(const std::string& name) {
  static const std::set<std::string> own{
      "submissions.csv",   "main_table.csv", "reporting_periods.csv", "attrition.csv", "unknown_values.csv",
      "ingest_report.csv", "notices.csv",    "person_details.csv",    "results.csv",   "intervals.csv"};
  const std::string form = lower_case(name);
  return own.count(form) != 0 || form.starts_with("~$") || form.starts_with(".") || form.starts_with("map_") ||
         form.starts_with("ref_");
}

/// Whether a folder inside a folder of submissions may hold submissions, which nobody reads.
bool holds_tables(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (auto at = std::filesystem::directory_iterator(folder, ignored); at != std::filesystem::directory_iterator();
       at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    const std::string form = lower_case(name);
    if ((form.ends_with(".csv") || form.ends_with(".csv.gz")) && !is_no_submission(name)) return true;
  }
  return false;
}

/// As many names as a line may hold.
std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t most = 10;
  const std::vector<std::string> some(names.begin(),
                                      names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size())));
  return fmt::format("{}{}", fmt::join(some, ", "), names.size() > most ? ", ..." : "");
}

/// Every CSV file of a folder, but for the list of submissions and what is no submission, in place of the folder.
std::vector<extract_file> with_folders_opened(std::vector<extract_file> files, notice_list& notices) {
  std::vector<extract_file> result;
  for (extract_file& file : files) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(file.path, ignored)) {
      result.push_back(std::move(file));
      continue;
    }
    std::vector<std::filesystem::path> found;
    std::vector<std::string> passed_over;
    for (const auto& entry : std::filesystem::directory_iterator(file.path)) {
      const std::string name = entry.path().filename().string();
      const std::string form = lower_case(name);
      if (form == "submissions.csv") continue;
      const bool table = form.ends_with(".csv") || form.ends_with(".csv.gz");
      if (entry.is_directory(ignored)) {
        if (holds_tables(entry.path())) passed_over.push_back(name + "/");
      } else if (table && !is_no_submission(name)) {
        found.push_back(entry.path());
      } else {
        passed_over.push_back(name);
      }
    }
    std::sort(passed_over.begin(), passed_over.end());
    if (found.empty())
      throw input_error(error_code::missing_file, {.file = file.path.string(), .line = 0, .field = {}, .column = 0},
                        passed_over.empty() ? std::string("the folder holds no .csv and no .csv.gz")
                                            : fmt::format("nothing in the folder is a submission (.csv or .csv.gz): {}",
                                                          first_names(passed_over)),
                        "give the folder of the submissions, or their files");
    if (!passed_over.empty()) {
      notice n = make_notice(
          "file.passed_over",
          passed_over.size() == 1
              ? fmt::format("1 file is no submission: {}", first_names(passed_over))
              : fmt::format("{} files are no submissions: {}", passed_over.size(), first_names(passed_over)));
      n.file = file.path.string();
      notices.push_back(std::move(n));
    }
    std::sort(found.begin(), found.end());
    for (std::filesystem::path& path : found) result.push_back({std::move(path), file.submitted_on});
  }
  return result;
}

/// Whether two files that seem to have the same content have it, byte by byte. A pipe cannot be asked again.
bool have_same_bytes(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(a, ignored) || !std::filesystem::is_regular_file(b, ignored)) return false;
  const ingest::input_bytes x = ingest::open_text(a);
  const ingest::input_bytes y = ingest::open_text(b);
  return x.view() == y.view();
}

}  // namespace

std::vector<extract_file> find_submissions(std::vector<extract_file> files, notice_list& notices) {
  const bool opened_folders = std::any_of(files.begin(), files.end(), [](const extract_file& file) {
    std::error_code ignored;
    return std::filesystem::is_directory(file.path, ignored);
  });
  files = with_folders_opened(std::move(files), notices);
  std::map<std::filesystem::path, std::optional<submission_list>> lists;
  for (extract_file& file : files) {
    const std::filesystem::path folder = file.path.has_parent_path() ? file.path.parent_path() : ".";
    auto found = lists.find(folder);
    if (found == lists.end()) {
      // The list may lie beside the files or one folder up, where `submissions/` holds the files.
      auto list = read_submission_list(folder, notices);
      if (!list) list = read_submission_list(folder / "..", notices);
      found = lists.emplace(folder, std::move(list)).first;
    }
    if (found->second) take_day(file, *found->second, notices);
  }
  if (opened_folders)
    for (const auto& [folder, list] : lists)
      if (list) tell_unmatched(*list, notices);
  return files;
}

void judge_same_content(const extract& read, notice_list& notices) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < read.report.files.size(); ++i)
    alike[{read.report.files[i].bytes, read.report.files[i].digest}].push_back(i);
  for (const auto& [signs, files] : alike)
    for (std::size_t i = 1; i < files.size(); ++i) {
      const extract_file& a = read.files[files[i - 1]];
      const extract_file& b = read.files[files[i]];
      if (!have_same_bytes(a.path, b.path)) continue;
      const bool dated = a.submitted_on || b.submitted_on || read.data.has(submitted::import_date);
      if (dated && a.submitted_on == b.submitted_on)
        throw input_error(error_code::bad_value, {.file = b.path.string()},
                          fmt::format("its content is that of {}, and so is its day of submission", a.path.string()),
                          "give one of the two: each event would stand twice");
      notice n = make_notice("file.same_content", fmt::format("the content is that of {}", a.path.string()));
      n.file = b.path.string();
      n.rows = read.report.files[files[i]].rows_in;
      notices.push_back(std::move(n));
    }
}

}  // namespace ascof
