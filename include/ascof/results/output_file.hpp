/// @file output_file.hpp
/// Files that appear whole or not at all.
#pragma once

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ascof {

/// Writes to a file that has no name yet and puts it in place on `commit`. Without `commit`, also when the program is
/// killed, nothing of it remains and the target is as it was. (On a file system without nameless files it has a hidden
/// name beside the target, `.part` at its end, and a killed program leaves it behind.) A link is followed; a pipe or a
/// device takes the bytes as they come, and so does what the program was started with (`/dev/stdout`, `/dev/fd/3`): what
/// such a file held before stays, as the caller opened it. Under a name that ends in `.gz` the bytes are packed.
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
  friend class output_set;
  [[noreturn]] void fail(const char* what, int cause) const;
  void open();
  void write_bytes(std::string_view bytes);
  void keep_temporary(std::filesystem::path name);
  void forget_temporary();
  void remove_temporary();
  /// The steps of `commit`: all bytes are with the system; the file has a hidden name; it has its own.
  void finish();
  void stage();
  void place();

  std::filesystem::path target_;     // as the caller named it
  std::filesystem::path place_;      // behind links
  std::filesystem::path temporary_;  // of a file that has a name before `commit`
  bool straight_ = false;            // a pipe, a device, or what the program was started with
  std::FILE* file_ = nullptr;
  int nameless_ = -1;                               // keeps a finished file alive that has no name
  std::atomic<const char*>* unfinished_ = nullptr;  // where `remove_unfinished_files` sees `temporary_`
  class packer;
  std::unique_ptr<packer> packer_;
};

/// Removes what has a hidden name and is not whole: for the handler of a signal that ends the program right after.
void remove_unfinished_files() noexcept;

/// Files of one folder that appear together or not at all. They are put in place by `commit`, the main table (or else the
/// last that was asked for) at the end, so that a folder with it is whole. Without `commit`, also when the program is
/// killed, the folder is as it was. A name that is a link stays one: what it leads to is written.
class output_set {
 public:
  explicit output_set(std::filesystem::path folder);

  /// A file of the set, to be written before the next one is asked for; `commit` of the set commits it.
  /// @throws output_error when it cannot be written there, the name leads out of the folder, or the set has it already
  output_file& operator/(const std::filesystem::path& name);
  /// A file that a set before may have left and that this one need not have: without it here, `commit` removes it.
  void replaces(const std::filesystem::path& name);
  /// @throws output_error; then the files of a set before are as they were, unless one could be written and not be put
  ///         in place, which the message names
  void commit();

 private:
  std::filesystem::path folder_;
  std::vector<std::filesystem::path> names_;
  std::set<std::string> folded_;  // names that differ in capitals only are one on some file systems
  std::vector<std::unique_ptr<output_file>> files_;
  std::vector<std::filesystem::path> replaced_;
};

/// Appends a text as a field, `guarded` (text.hpp) against being taken for a formula.
void append_csv_text(std::string& line, std::string_view text);

/// Appends a field to a CSV line, quoted when it must be (RFC 4180).
void append_csv_field(std::string& line, std::string_view field);

}  // namespace ascof
