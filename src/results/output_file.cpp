#include "ascof/results/output_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "ascof/core/error.hpp"

namespace ascof {

output_file::output_file(std::filesystem::path target) : target_(std::move(target)) {
  std::error_code fault;
  if (target_.has_parent_path()) std::filesystem::create_directories(target_.parent_path(), fault);
  if (fault)
    throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                       fmt::format("the folder cannot be made ({})", fault.message()), "choose another place for the output");
  if (std::filesystem::is_directory(target_, fault))
    throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                       "this is a folder", "give the name of a file");
  temporary_ = target_;
  temporary_ += fmt::format(".{}.part", ::getpid());
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (file_ == nullptr) {
    const int cause = errno;
    throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                       fmt::format("the file cannot be written ({})", std::strerror(cause)),
                       "choose another place for the output, or ask for the right to write there");
  }
}

output_file::~output_file() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void output_file::fail(const char* what) const {
  throw output_error(error_code::unwritable_output, {.file = target_.string(), .line = 0, .field = {}, .column = 0},
                     fmt::format("{} ({})", what, std::strerror(errno)), "check the space left on the disk");
}

void output_file::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail("the file could not be written in full");
}

void output_file::commit() {
  if (std::fflush(file_) != 0) fail("the file could not be written in full");
  std::FILE* const closing = file_;
  file_ = nullptr;
  std::error_code fault;
  if (std::fclose(closing) == 0) std::filesystem::rename(temporary_, target_, fault);
  if (fault) {
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
    fail("the file could not be put in place");
  }
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
