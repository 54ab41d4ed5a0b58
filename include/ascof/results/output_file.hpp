/// @file output_file.hpp
/// Files that appear whole or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace ascof {

/// Writes to a file beside the target and puts it in place on `commit`. Without `commit` nothing of it remains.
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
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::FILE* file_ = nullptr;
};

/// Appends a field to a CSV line, quoted when it must be (RFC 4180).
void append_csv_field(std::string& line, std::string_view field);

}  // namespace ascof
