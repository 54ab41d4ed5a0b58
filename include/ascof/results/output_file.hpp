/// @file output_file.hpp
/// Files that appear whole or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Files of one folder that appear together or not at all: they are written into a folder beside and put in place by
/// `commit`, the main table (or else the last by name) at the end, so that a folder with it is whole. Without `commit`
/// the folder is as it was.
class output_set {
 public:
  /// @throws output_error when the folder cannot be written
  explicit output_set(std::filesystem::path folder);
  output_set(const output_set&) = delete;
  output_set& operator=(const output_set&) = delete;
  ~output_set();

  /// Where a file of the set is written until `commit`.
  std::filesystem::path operator/(const std::filesystem::path& name) const { return staging_ / name; }
  /// @throws output_error naming the file that cannot be put in place; then none has been
  void commit();

 private:
  std::filesystem::path folder_;
  std::filesystem::path staging_;
};

/// Refuses a run that would write over what it reads: an output that is an input, whatever both are called, a folder of
/// outputs in which an input lies under a name that will be written, and two outputs that are one file.
/// @param files    outputs that are files
/// @param folders  outputs that are folders, with the names written into them (one that ends with * stands for all that
///                 begin so); no names: any CSV file may be
/// @throws output_error naming both
void refuse_overlap(std::span<const std::filesystem::path> inputs, std::span<const std::filesystem::path> files,
                    std::span<const std::pair<std::filesystem::path, std::vector<std::string>>> folders);

/// Appends a text as a field, `guarded` (text.hpp) against being taken for a formula.
void append_csv_text(std::string& line, std::string_view text);

/// Appends a field to a CSV line, quoted when it must be (RFC 4180).
void append_csv_field(std::string& line, std::string_view field);

}  // namespace ascof
