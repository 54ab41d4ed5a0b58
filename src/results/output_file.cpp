#include "ascof/results/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

/// Where the bytes go: the end of a chain of links. Replacing a link by a file would part the two.
std::filesystem::path behind_links(std::filesystem::path file) {
  std::error_code fault;
  for (int links = 0; links < 40 && std::filesystem::is_symlink(file, fault); ++links)
    file = file.parent_path() / std::filesystem::read_symlink(file, fault);
  return file;
}

/// A file of a folder that has no name yet: the system removes it when the program ends, however it ends.
/// @return -1 where there is no such thing
int open_nameless(const std::filesystem::path& folder) {
#ifdef O_TMPFILE
  // It gets its name through /proc.
  if (::access("/proc/self/fd", X_OK) != 0) return -1;
  return ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#else
  static_cast<void>(folder);
  return -1;
#endif
}

bool give_name(int file, const std::filesystem::path& name) {
  return ::linkat(AT_FDCWD, fmt::format("/proc/self/fd/{}", file).c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) ==
         0;
}

/// A name beside `place` that no other writer uses.
std::filesystem::path name_beside(const std::filesystem::path& place) {
  static std::atomic<unsigned> count{0};
  std::filesystem::path name = place;
  name += fmt::format(".{}-{}.part", ::getpid(), ++count);
  return name;
}

}  // namespace

output_file::output_file(std::filesystem::path target) : target_(std::move(target)), place_(target_) {
  std::error_code fault;
  // Links of /dev and /proc lead to what has no name of its own; others lead to the file that is meant.
  const std::filesystem::file_status named = std::filesystem::status(target_, fault);
  if (!std::filesystem::exists(named) || std::filesystem::is_regular_file(named)) place_ = behind_links(target_);
  fault.clear();
  if (place_.has_parent_path()) std::filesystem::create_directories(place_.parent_path(), fault);
  if (fault)
    throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                       fmt::format("the folder cannot be made ({})", fault.message()),
                       "choose another place for the output");
  const std::filesystem::file_status now = std::filesystem::status(place_, fault);
  if (std::filesystem::is_directory(now))
    throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                       "this is a folder", "give the name of a file");
  if (std::filesystem::exists(now) && !std::filesystem::is_regular_file(now)) {
    // A pipe or a device takes the bytes as they come; putting a file in its place would remove it.
    straight_ = true;
    file_ = std::fopen(place_.c_str(), "wb");
  } else if (const int nameless = open_nameless(place_.parent_path()); nameless >= 0) {
    file_ = ::fdopen(nameless, "wb");
    if (file_ == nullptr) ::close(nameless);
  } else {
    temporary_ = name_beside(place_);
    file_ = std::fopen(temporary_.c_str(), "wbx");
  }
  if (file_ == nullptr) {
    const int cause = errno;
    throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                       fmt::format("the file cannot be written ({})", std::strerror(cause)),
                       "choose another place for the output, or ask for the right to write there");
  }
}

output_file::~output_file() {
  if (file_ != nullptr) std::fclose(file_);
  remove_temporary();
}

void output_file::remove_temporary() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
  temporary_.clear();
}

void output_file::fail(const char* what, int cause) const {
  throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                     fmt::format("{} ({})", what, std::strerror(cause)), "check the space left on the disk");
}

void output_file::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size())
    fail("the file could not be written in full", errno);
}

void output_file::commit() {
  // The second handle keeps a file without a name alive until it has one.
  const bool nameless = !straight_ && temporary_.empty();
  const int handle = nameless ? ::dup(::fileno(file_)) : -1;
  std::FILE* const closing = file_;
  file_ = nullptr;
  bool done = std::fclose(closing) == 0;
  int cause = errno;
  if (done && nameless) {
    done = give_name(handle, place_);
    if (!done && errno == EEXIST) {
      temporary_ = name_beside(place_);
      done = give_name(handle, temporary_);
    }
    cause = errno;
  }
  if (handle >= 0) ::close(handle);
  if (!done) fail("the file could not be written in full", cause);
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), place_.c_str()) != 0) fail("the file could not be put in place", errno);
  temporary_.clear();
}

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem, const char* advice) {
  throw output_error(error_code::unwritable_output, {.file = file.string(), .line = 0, .field = {}, .column = 0},
                     problem, advice);
}

/// The same file, whatever it is called; a file that is not there yet by its name.
bool is_same(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code fault;
  if (std::filesystem::exists(a, fault) && std::filesystem::exists(b, fault))
    return std::filesystem::equivalent(a, b, fault);
  return std::filesystem::weakly_canonical(a, fault) == std::filesystem::weakly_canonical(b, fault);
}

}  // namespace

output_set::output_set(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code fault;
  std::filesystem::create_directories(folder_, fault);
  if (fault) refuse(folder_, fmt::format("the folder cannot be made ({})", fault.message()), "choose another place");
  staging_ = name_beside(folder_ / ".new");
  std::filesystem::create_directory(staging_, fault);
  if (fault)
    refuse(folder_, fmt::format("no file can be written into this folder ({})", fault.message()),
           "choose another place for the output, or ask for the right to write there");
}

output_set::~output_set() {
  std::error_code ignored;
  std::filesystem::remove_all(staging_, ignored);
}

void output_set::commit() {
  std::vector<std::filesystem::path> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(staging_))
    if (!entry.is_directory()) names.push_back(std::filesystem::relative(entry.path(), staging_));
  std::sort(names.begin(), names.end());
  std::stable_partition(names.begin(), names.end(), [](const auto& name) { return name != "main_table.csv"; });
  std::error_code fault;
  for (const std::filesystem::path& name : names)
    if (std::filesystem::is_directory(folder_ / name, fault))
      refuse(folder_ / name, "this is a folder", "remove it, or choose another place");
  for (const std::filesystem::path& name : names) {
    std::filesystem::create_directories((folder_ / name).parent_path(), fault);
    std::filesystem::rename(staging_ / name, folder_ / name, fault);
    if (fault)
      refuse(folder_ / name, fmt::format("the file could not be put in place ({})", fault.message()),
             "check the rights of the folder");
  }
  std::filesystem::remove_all(staging_, fault);
}

namespace {

/// Whether a file in the folder has a name that will be written there.
bool is_written(const std::filesystem::path& folder, const std::string& name, const std::filesystem::path& input) {
  if (!name.ends_with('*')) return is_same(folder / name, input);
  return input.filename().string().starts_with(std::string_view(name).substr(0, name.size() - 1));
}

}  // namespace

void refuse_overlap(std::span<const std::filesystem::path> inputs, std::span<const std::filesystem::path> files,
                    std::span<const std::pair<std::filesystem::path, std::vector<std::string>>> folders) {
  constexpr const char* advice = "give another name for the output";
  std::error_code fault;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const std::filesystem::path& input : inputs)
      if (is_same(files[i], input))
        refuse(files[i], fmt::format("the output is an input of this run ({})", input.string()), advice);
    for (std::size_t j = 0; j < i; ++j)
      if (is_same(files[i], files[j])) refuse(files[i], "two outputs are one file", advice);
  }
  for (const auto& [folder, names] : folders)
    for (const std::filesystem::path& input : inputs) {
      const std::filesystem::path parent = input.has_parent_path() ? input.parent_path() : std::filesystem::path(".");
      if (!is_same(folder, parent)) continue;
      const bool written = names.empty() ? input.extension() == ".csv"
                                         : std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                                             return is_written(folder, name, input);
                                           });
      if (written)
        refuse(folder,
               fmt::format("an input of this run lies in the folder and would be written over ({})",
                           input.filename().string()),
               "give another folder");
    }
}

void append_csv_text(std::string& line, std::string_view text) { append_csv_field(line, guarded(text)); }

void append_csv_field(std::string& line, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += field;
    return;
  }
  line += '"';
  for (const char c : field) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace ascof
