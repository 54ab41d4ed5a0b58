/// @file map_guard.hpp
/// Mapped files that another program cuts short while they are read.
///
/// The system answers a look at a page that the file no longer has with SIGBUS, which ends the program. While a region is
/// watched, such pages read as zeros instead, and whoever reads the region asks in the end whether that happened.
#pragma once

#include <cstddef>

namespace ascof::ingest {

/// Watches one mapped region for as long as it lives. Costs nothing while the file stays as long as it was.
class map_guard {
 public:
  map_guard() = default;
  map_guard(void* address, std::size_t size);
  map_guard(map_guard&& other) noexcept;
  map_guard& operator=(map_guard&& other) noexcept;
  ~map_guard() { release(); }

  /// Whether pages were asked for that the file no longer has.
  bool pages_gone() const;

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  void release() noexcept;

  std::size_t slot_ = none;  ///< none also when more regions are mapped than can be watched
};

}  // namespace ascof::ingest
