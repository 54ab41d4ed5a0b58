#include "ascof/results/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "results/links.hpp"

namespace ascof {
namespace {

constexpr const char* other_place = "choose another place for the output, or ask for the right to write there";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem, const char* advice) {
  throw output_error(error_code::unwritable_output, {.file = file.string(), .line = 0, .field = {}, .column = 0},
                     problem, advice);
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

/// A hidden name beside `place` that no other writer uses, and that is no longer than a name may be.
std::filesystem::path name_beside(const std::filesystem::path& place) {
  static std::atomic<unsigned> count{0};
  return place.parent_path() / fmt::format(".{}-{}.part", ::getpid(), ++count);
}

/// Names of files that are not whole, for the handler of a signal: nothing here waits, no entry is ever freed, and a name
/// belongs to who takes it out. The handler may not free what it took: that is left to who uses the entry next.
struct unfinished {
  std::atomic<const char*> name{nullptr};
  std::atomic<const char*> removed{nullptr};
  unfinished* next = nullptr;
};
std::atomic<unfinished*> all_unfinished{nullptr};

std::atomic<const char*>* note_unfinished(const std::string& name) {
  char* const copy = new char[name.size() + 1];
  std::memcpy(copy, name.c_str(), name.size() + 1);
  for (unfinished* entry = all_unfinished.load(); entry != nullptr; entry = entry->next) {
    const char* none = nullptr;
    if (!entry->name.compare_exchange_strong(none, copy)) continue;
    delete[] entry->removed.exchange(nullptr);
    return &entry->name;
  }
  auto* const entry = new unfinished;
  entry->name = copy;
  entry->next = all_unfinished.load();
  while (!all_unfinished.compare_exchange_weak(entry->next, entry)) {
  }
  return &entry->name;
}

}  // namespace

void remove_unfinished_files() noexcept {
  for (unfinished* entry = all_unfinished.load(); entry != nullptr; entry = entry->next)
    if (const char* const name = entry->name.exchange(nullptr); name != nullptr) {
      ::unlink(name);
      entry->removed.store(name);
    }
}

/// Packs as gzip does.
class output_file::packer {
 public:
  packer() {
    constexpr int gzip_header = 16;
    if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_header, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
      throw std::bad_alloc();
  }
  packer(const packer&) = delete;
  packer& operator=(const packer&) = delete;
  ~packer() { ::deflateEnd(&stream_); }

  /// Hands what is packed of the text to `take`, all that is left when it is the last.
  template <typename Take>
  void add(std::string_view text, bool last, Take take) {
    constexpr std::size_t at_once = std::size_t{1} << 30U;  // zlib counts in 32 bits
    do {
      const std::string_view part = text.substr(0, at_once);
      text.remove_prefix(part.size());
      // zlib reads only.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
      stream_.avail_in = static_cast<uInt>(part.size());
      do {
        stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
        stream_.avail_out = static_cast<uInt>(packed_.size());
        ::deflate(&stream_, last && text.empty() ? Z_FINISH : Z_NO_FLUSH);
        take(std::string_view(packed_.data(), packed_.size() - stream_.avail_out));
      } while (stream_.avail_out == 0);
    } while (!text.empty());
  }

 private:
  z_stream stream_{};
  std::string packed_ = std::string(std::size_t{1} << 16U, '\0');
};

output_file::output_file(std::filesystem::path target) : target_(std::move(target)) {
  if (target_.empty()) refuse("output", "the name is empty", "give the name of a file");
  if (!target_.has_filename()) refuse(target_, "this is the name of a folder", "give the name of a file");
  if (fold(target_.extension().string()) == ".gz") packer_ = std::make_unique<packer>();
  const link_end end = behind_links(target_);
  place_ = end.path;
  if (end.descriptor >= 0) {
    // What the program was started with is shared with others: it is neither replaced nor begun anew.
    straight_ = true;
    std::fflush(nullptr);
    const int own = ::fcntl(end.descriptor, F_DUPFD_CLOEXEC, 3);
    file_ = own < 0 ? nullptr : ::fdopen(own, "wb");
    const int cause = errno;
    if (file_ == nullptr && own >= 0) ::close(own);
    errno = cause;
  } else {
    open();
  }
  if (file_ != nullptr) return;
  const int cause = errno;
  forget_temporary();
  refuse(target_, fmt::format("the file cannot be written ({})", std::strerror(cause)), other_place);
}

void output_file::open() {
  std::error_code fault;
  if (place_.has_parent_path()) std::filesystem::create_directories(place_.parent_path(), fault);
  if (fault)
    refuse(target_, fmt::format("the folder cannot be made ({})", fault.message()),
           "choose another place for the output");
  const std::filesystem::file_status now = std::filesystem::status(place_, fault);
  if (std::filesystem::is_directory(now)) refuse(target_, "this is a folder", "give the name of a file");
  // Names that are too long, rings of links.
  if (!std::filesystem::status_known(now))
    refuse(target_, fmt::format("the file cannot be written ({})", fault.message()), "choose another name");
  if (std::filesystem::exists(now) && !std::filesystem::is_regular_file(now)) {
    // A pipe or a device takes the bytes as they come; putting a file in its place would remove it.
    straight_ = true;
    file_ = std::fopen(place_.c_str(), "wb");
    return;
  }
  // A file that is to be kept is not replaced, though the folder would allow it.
  if (std::filesystem::exists(now) && ::access(place_.c_str(), W_OK) != 0) return;
  if (const int nameless = open_nameless(place_.parent_path()); nameless >= 0) {
    file_ = ::fdopen(nameless, "wb");
    if (file_ == nullptr) ::close(nameless);
  } else {
    keep_temporary(name_beside(place_));
    file_ = std::fopen(temporary_.c_str(), "wbx");
  }
}

output_file::~output_file() {
  if (file_ != nullptr) std::fclose(file_);
  if (nameless_ >= 0) ::close(nameless_);
  remove_temporary();
}

void output_file::keep_temporary(std::filesystem::path name) {
  unfinished_ = note_unfinished(name.string());
  temporary_ = std::move(name);
}

void output_file::forget_temporary() {
  if (unfinished_ != nullptr) delete[] unfinished_->exchange(nullptr);
  unfinished_ = nullptr;
  temporary_.clear();
}

void output_file::remove_temporary() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
  forget_temporary();
}

void output_file::fail(const char* what, int cause) const {
  refuse(target_, fmt::format("{} ({})", what, std::strerror(cause)),
         cause == ENOSPC || cause == EFBIG || cause == EDQUOT ? "check the space left on the disk"
                                                              : "check where the output goes");
}

void output_file::write(std::string_view text) {
  if (packer_)
    packer_->add(text, false, [this](std::string_view bytes) { write_bytes(bytes); });
  else
    write_bytes(text);
}

void output_file::write_bytes(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
    fail("the file could not be written in full", errno);
}

void output_file::finish() {
  if (file_ == nullptr) return;
  if (packer_) packer_->add({}, true, [this](std::string_view bytes) { write_bytes(bytes); });
  packer_.reset();
  // The second handle keeps a file without a name alive until it has one.
  if (!straight_ && temporary_.empty()) {
    nameless_ = ::fcntl(::fileno(file_), F_DUPFD_CLOEXEC, 3);
    if (nameless_ < 0) fail("the file could not be written in full", errno);
  }
  std::FILE* const closing = file_;
  file_ = nullptr;
  if (std::fclose(closing) != 0) fail("the file could not be written in full", errno);
}

void output_file::stage() {
  if (nameless_ < 0) return;
  keep_temporary(name_beside(place_));
  if (!give_name(nameless_, temporary_)) fail("the file could not be put in place", errno);
  ::close(nameless_);
  nameless_ = -1;
}

void output_file::place() {
  if (nameless_ >= 0) {
    if (give_name(nameless_, place_)) {
      ::close(nameless_);
      nameless_ = -1;
      return;
    }
    stage();
  }
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), place_.c_str()) != 0) fail("the file could not be put in place", errno);
  forget_temporary();
}

void output_file::commit() {
  finish();
  place();
}

output_set::output_set(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) refuse("output", "the name is empty", "give the name of a folder");
}

output_file& output_set::operator/(const std::filesystem::path& name) {
  const std::filesystem::path inside = name.lexically_normal();
  if (!inside.has_filename() || inside.is_absolute() || *inside.begin() == ".." || inside == ".")
    refuse(folder_ / name, "a file of this name would not lie in the folder", "choose another name");
  if (!folded_.insert(fold(inside.string())).second)
    refuse(folder_ / name, "two files of the set would have this name", "give each a name of its own");
  constexpr std::size_t most_without_a_name = 200;  // each holds a handle, of which a program has some hundreds
  if (!files_.empty()) {
    files_.back()->finish();
    if (files_.size() > most_without_a_name) files_.back()->stage();
  }
  files_.push_back(std::make_unique<output_file>(folder_ / name));
  names_.push_back(name);
  return *files_.back();
}

void output_set::replaces(const std::filesystem::path& name) { replaced_.push_back(name); }

void output_set::commit() {
  // What may fail is done first: what remains is to rename.
  for (const auto& file : files_) file->finish();
  for (const auto& file : files_) file->stage();
  const auto is_last = [](const std::filesystem::path& name) { return name == "main_table.csv"; };
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (!is_last(names_[i])) files_[i]->place();
  std::error_code ignored;
  for (const std::filesystem::path& name : replaced_)
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) std::filesystem::remove(folder_ / name, ignored);
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (is_last(names_[i])) files_[i]->place();
}

void append_csv_text(std::string& line, std::string_view text) {
  // Hardly any text needs the look: none is copied for it.
  constexpr std::string_view suspect = "=+-@\t\r\n'";
  if (text.empty() || suspect.find(text.front()) == std::string_view::npos)
    append_csv_field(line, text);
  else
    append_csv_field(line, guarded(text));
}

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
