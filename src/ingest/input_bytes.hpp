/// @file input_bytes.hpp
/// The bytes of an input file, wherever they are: mapped, inflated, read from a pipe or lent by the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "ingest/map_guard.hpp"

namespace ascof::ingest {

/// Owns a mapping, a block of memory or nothing.
class input_bytes {
 public:
  input_bytes() = default;
  input_bytes(input_bytes&& other) noexcept;
  input_bytes& operator=(input_bytes&& other) noexcept;
  ~input_bytes() { release(); }

  /// Bytes that outlive this object.
  static input_bytes lent(std::string_view bytes);
  /// A region of mmap, unmapped in the end.
  /// @param device, number  tell the file from others that take its name later
  static input_bytes mapped(void* address, std::size_t size, std::uint64_t device, std::uint64_t number);
  /// A block of malloc, freed in the end.
  static input_bytes allocated(char* block, std::size_t size);

  std::string_view view() const { return {data_, size_}; }

  /// Whether another program has cut the file short since it was mapped: what was read of it is then of no use.
  bool was_cut(const std::filesystem::path& path) const;

 private:
  enum class owner { nobody, map, heap };
  input_bytes(const char* data, std::size_t size, owner who) : data_(data), size_(size), owner_(who) {}
  void release() noexcept;

  const char* data_ = nullptr;
  std::size_t size_ = 0;
  owner owner_ = owner::nobody;
  map_guard guard_;
  std::uint64_t device_ = 0;  ///< of a mapped file
  std::uint64_t number_ = 0;
};

/// A block of malloc that grows without copying where the system can move pages.
class growing_block {
 public:
  growing_block() = default;
  growing_block(const growing_block&) = delete;
  growing_block& operator=(const growing_block&) = delete;
  ~growing_block();

  /// Makes room for at least `bytes` more. @throws std::bad_alloc
  void reserve_more(std::size_t bytes);
  char* end() { return data_ + size_; }
  std::size_t room() const { return capacity_ - size_; }
  std::size_t size() const { return size_; }
  void added(std::size_t bytes) { size_ += bytes; }

  /// Hands the block over.
  input_bytes take();

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// What becomes of the bytes of a pipe, which can be read once only.
enum class pipe_use {
  take,  ///< they go to the caller
  look,  ///< they are kept for the next that opens the pipe as well
};

/// A file as it lies on disk: mapped when it is a plain file, read to its end when it is a pipe.
/// @throws input_error (missing_file, unreadable_file), naming the file as `path` spells it
input_bytes open_file(const std::filesystem::path& path, pipe_use use = pipe_use::take);

/// The file's text: as `open_file`, inflated when it is gzip.
/// @param most  stop inflating when there is at least this much; 0 means all of it
/// @throws input_error also for damaged gzip data
input_bytes open_text(const std::filesystem::path& path, std::size_t most = 0, pipe_use use = pipe_use::take);

/// Refuses a file that another program cut short while it was read.
[[noreturn]] void throw_cut(const std::string& name);

/// A guess of the bytes `open_text` will allocate for the file: 0 for a file that is mapped.
std::size_t expected_allocation(const std::filesystem::path& path);

}  // namespace ascof::ingest
