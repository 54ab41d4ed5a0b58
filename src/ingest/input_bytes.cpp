#include "ingest/input_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/stop.hpp"
#include "ingest/gzip.hpp"

namespace ascof::ingest {
namespace {

/// A file descriptor that closes itself.
struct open_descriptor {
  int number = -1;
  explicit open_descriptor(int n) : number(n) {}
  open_descriptor(const open_descriptor&) = delete;
  open_descriptor& operator=(const open_descriptor&) = delete;
  ~open_descriptor() {
    if (number >= 0) ::close(number);
  }
};

[[noreturn]] void throw_unreadable(const std::string& name, int reason) {
  throw input_error(error_code::unreadable_file, {.file = name},
                    fmt::format("the file cannot be read ({})", std::generic_category().message(reason)),
                    reason == EACCES ? "ask for the right to read it" : "check the disk or the network drive");
}

input_bytes read_to_end(int descriptor, const std::string& name) {
  growing_block block;
  for (;;) {
    block.reserve_more(std::size_t{1} << 16U);
    const ssize_t got = ::read(descriptor, block.end(), block.room());
    if (got == 0) return block.take();
    if (got > 0) {
      block.added(static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      throw_unreadable(name, errno);
    } else {
      check_stop();  // a pipe may be silent for ever
    }
  }
}

/// Opens a file to be read. A pipe waits for somebody who writes; a signal may end that, and need not.
/// @return -1 with errno when it cannot be
int open_to_read(const std::filesystem::path& path) {
  for (;;) {
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (number >= 0 || errno != EINTR) return number;
    check_stop();
  }
}

}  // namespace

input_bytes::input_bytes(input_bytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      owner_(std::exchange(other.owner_, owner::nobody)),
      guard_(std::move(other.guard_)),
      device_(other.device_),
      number_(other.number_) {}

input_bytes& input_bytes::operator=(input_bytes&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    owner_ = std::exchange(other.owner_, owner::nobody);
    guard_ = std::move(other.guard_);
    device_ = other.device_;
    number_ = other.number_;
  }
  return *this;
}

input_bytes input_bytes::lent(std::string_view bytes) { return {bytes.data(), bytes.size(), owner::nobody}; }
input_bytes input_bytes::mapped(void* address, std::size_t size, std::uint64_t device, std::uint64_t number) {
  input_bytes bytes{static_cast<const char*>(address), size, owner::map};
  bytes.guard_ = map_guard(address, size);
  bytes.device_ = device;
  bytes.number_ = number;
  return bytes;
}
input_bytes input_bytes::allocated(char* block, std::size_t size) { return {block, size, owner::heap}; }

bool input_bytes::was_cut(const std::filesystem::path& path) const {
  if (owner_ != owner::map) return false;
  if (guard_.pages_gone()) return true;
  // Behind a cut the last page holds zeros, for which there is no signal.
  struct stat now {};
  return ::stat(path.c_str(), &now) == 0 && static_cast<std::uint64_t>(now.st_dev) == device_ &&
         static_cast<std::uint64_t>(now.st_ino) == number_ && static_cast<std::size_t>(now.st_size) < size_;
}

void input_bytes::release() noexcept {
  guard_ = map_guard();
  char* address = const_cast<char*>(data_);
  if (owner_ == owner::map) ::munmap(address, size_);
  if (owner_ == owner::heap) std::free(address);
  data_ = nullptr;
  size_ = 0;
  owner_ = owner::nobody;
}

growing_block::~growing_block() { std::free(data_); }

void growing_block::reserve_more(std::size_t bytes) {
  if (room() >= bytes) return;
  const std::size_t wanted = std::max(size_ + bytes, capacity_ + capacity_ / 2);
  auto* moved = static_cast<char*>(std::realloc(data_, wanted));
  if (moved == nullptr) throw std::bad_alloc();
  data_ = moved;
  capacity_ = wanted;
}

input_bytes growing_block::take() {
  input_bytes bytes = input_bytes::allocated(data_, size_);
  data_ = nullptr;
  size_ = capacity_ = 0;
  return bytes;
}

namespace {

/// Bytes of pipes that were looked at and not taken yet, by the device and number of the pipe: it cannot be opened again.
class kept_pipes {
 public:
  using key = std::pair<dev_t, ino_t>;

  /// @return nothing when the pipe was not read before
  std::optional<input_bytes> find(const key& pipe, pipe_use use) {
    const std::lock_guard lock(guard_);
    const auto at = kept_.find(pipe);
    if (at == kept_.end()) return std::nullopt;
    if (use == pipe_use::look) return input_bytes::lent(at->second.view());
    input_bytes taken = std::move(at->second);
    kept_.erase(at);
    return taken;
  }

  input_bytes keep(const key& pipe, input_bytes bytes) {
    const std::lock_guard lock(guard_);
    return input_bytes::lent((kept_[pipe] = std::move(bytes)).view());
  }

 private:
  std::mutex guard_;
  std::map<key, input_bytes> kept_;
};

kept_pipes& pipes() {
  static kept_pipes all;
  return all;
}

}  // namespace

input_bytes open_file(const std::filesystem::path& path, pipe_use use) {
  const std::string name = path.string();
  struct stat before {};
  if (::stat(path.c_str(), &before) == 0 && S_ISFIFO(before.st_mode))
    if (std::optional<input_bytes> kept = pipes().find({before.st_dev, before.st_ino}, use)) return std::move(*kept);
  const open_descriptor file(open_to_read(path));
  if (file.number < 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      throw input_error(error_code::missing_file, {.file = name}, "there is no such file",
                        "check the spelling and the folder");
    throw_unreadable(name, errno);
  }
  struct stat status {};
  if (::fstat(file.number, &status) != 0) throw_unreadable(name, errno);
  if (S_ISDIR(status.st_mode))
    throw input_error(error_code::unreadable_file, {.file = name}, "expected a file, found a folder",
                      "name the files in it one by one");
  if (!S_ISREG(status.st_mode)) {
    input_bytes bytes = read_to_end(file.number, name);
    if (!S_ISFIFO(status.st_mode) || use == pipe_use::take) return bytes;
    return pipes().keep({status.st_dev, status.st_ino}, std::move(bytes));
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
  if (address == MAP_FAILED) return read_to_end(file.number, name);  // some network drives cannot be mapped
  ::madvise(address, size, MADV_SEQUENTIAL);
  return input_bytes::mapped(address, size, status.st_dev, status.st_ino);
}

input_bytes open_text(const std::filesystem::path& path, std::size_t most, pipe_use use) {
  input_bytes bytes = open_file(path, use);
  if (!is_gzip(bytes.view())) return bytes;
  const std::string name = path.string();
  try {
    input_bytes text = inflate_gzip(bytes.view(), name, most);
    if (bytes.was_cut(path)) throw_cut(name);
    return text;
  } catch (const input_error&) {
    if (bytes.was_cut(path)) throw_cut(name);
    throw;
  }
}

void throw_cut(const std::string& name) {
  throw input_error(error_code::unreadable_file, {.file = name}, "the file was cut short while it was read",
                    "wait until the program that writes it has finished, and read it again");
}

std::size_t expected_allocation(const std::filesystem::path& path) {
  const open_descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number < 0 || ::fstat(file.number, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  unsigned char magic[2] = {};
  if (::pread(file.number, magic, 2, 0) != 2 || magic[0] != 0x1F || magic[1] != 0x8B) return 0;
  return static_cast<std::size_t>(status.st_size) * 8;  // what text of this kind compresses to
}

}  // namespace ascof::ingest
