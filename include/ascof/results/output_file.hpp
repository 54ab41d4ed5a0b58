/// @file output_file.hpp
/// Files that appear whole or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace ascof {

/// Writes to a file that has no name yet and puts it in place on `commit`. Without `commit`, also when the program is
/// killed, nothing of it remains and the target is as it was. (On a file system without nameless files it has a name
/// beside the target, `.part` at its end, and a killed program leaves it behind.) A link is followed; a pipe or a device
/// takes the bytes as they come.
class output_file {
 public:
  /// Creates missing folders. @throws output_error when the place cannot be written
  explicit output_file(std::filesystem::path target);
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file();

  /// @throws output_error when the disk is full
  void write(std::string_view text);
  /// @throws output_error
  void commit();

 private:
  [[noreturn]] void fail(const char* what, int cause) const;
  void remove_temporary();

  std::filesystem::path target_;     // as the caller named it
  std::filesystem::path place_;      // behind links
  std::filesystem::path temporary_;  // of a file that has a name before `commit`
  bool straight_ = false;            // a pipe or a device
  std::FILE* file_ = nullptr;
};

/// Appends a field to a CSV line, quoted when it must be (RFC 4180).
void append_csv_field(std::string& line, std::string_view field);

}  // namespace ascof
