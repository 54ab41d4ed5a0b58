#include "ingest/file_kind.hpp"

#include <algorithm>

#include "ascof/core/error.hpp"

namespace ascof::ingest {
namespace {

using namespace std::string_view_literals;

struct file_kind {
  std::string_view magic;
  const char* problem;
  const char* advice;
};

constexpr const char* export_csv = "open it in its program and export it as CSV UTF-8";
constexpr const char* save_as_utf8 = "save it as CSV UTF-8";

constexpr file_kind other_kinds[] = {
    {"\xFF\xFE"sv, "the file is UTF-16 text", save_as_utf8},
    {"\xFE\xFF"sv, "the file is UTF-16 text", save_as_utf8},
    {"\0\0\xFE\xFF"sv, "the file is UTF-32 text", save_as_utf8},
    {"PK\x03\x04"sv, "the file is a workbook (xlsx) or a zip archive, not CSV text",
     "export the sheet as CSV UTF-8, or unpack the archive"},
    {"\xD0\xCF\x11\xE0"sv, "the file is an old workbook (xls), not CSV text", export_csv},
    {"PAR1"sv, "the file is Parquet, not CSV text", "read it with a Parquet library and hand the table over"},
    {"ARROW1"sv, "the file is Arrow, not CSV text", "read it with an Arrow library and hand the table over"},
    {"SQLite format 3"sv, "the file is an SQLite database, not CSV text", "export the table as CSV UTF-8"},
    {"%PDF"sv, "the file is a PDF, not CSV text", "ask for the data as CSV UTF-8"},
    {"7z\xBC\xAF\x27\x1C"sv, "the file is a 7-zip archive, not CSV text", "unpack it first"},
    {"BZh"sv, "the file is compressed with bzip2", "decompress it, or compress it with gzip"},
    {"\xFD"
     "7zXZ"sv,
     "the file is compressed with xz", "decompress it, or compress it with gzip"},
    {"\x28\xB5\x2F\xFD"sv, "the file is compressed with zstd", "decompress it, or compress it with gzip"},
    {"\x1F\x8B"sv, "the file is compressed twice", "decompress it once"},
};

/// UTF-16 without a byte order mark: the beginning is plain letters with a NUL before or behind each.
bool alternates_with_nul(std::string_view bytes) {
  const std::size_t looked_at = std::min<std::size_t>(bytes.size(), 256) & ~std::size_t{1};
  if (looked_at < 4) return false;
  for (const std::size_t nul_place : {std::size_t{0}, std::size_t{1}}) {
    bool alternates = true;
    for (std::size_t i = 0; i < looked_at && alternates; ++i) alternates = (bytes[i] == '\0') == (i % 2 == nul_place);
    if (alternates) return true;
  }
  return false;
}

/// Texts that are no tables, known by how they begin (in lower case, behind blanks and a byte order mark).
struct text_kind {
  std::string_view beginning;
  const char* problem;
  const char* advice;
};

constexpr const char* from_the_system = "open it to see what it says, and export the table from the system as CSV";

constexpr text_kind text_kinds[] = {
    {"<!doctype html", "the file is a web page (HTML), not CSV text", from_the_system},
    {"<html", "the file is a web page (HTML), not CSV text", from_the_system},
    {"<table", "the file is a table of a web page (HTML), not CSV text", from_the_system},
    {"<head", "the file is a web page (HTML), not CSV text", from_the_system},
    {"<body", "the file is a web page (HTML), not CSV text", from_the_system},
    {"<?xml", "the file is XML, not CSV text", "export the table as CSV"},
    {"<workbook", "the file is XML, not CSV text", "export the table as CSV"},
    {"{\\rtf", "the file is a word processor's text (RTF), not CSV text", "export the table as CSV"},
    {"{\"", "the file is JSON, not CSV text", "export the table as CSV"},
    {"[{", "the file is JSON, not CSV text", "export the table as CSV"},
    {"version https://git-lfs", "the file is a pointer to the data (Git LFS), not the data", "fetch the file itself"},
    {"received: ", "the file is an e-mail, not CSV text", "save its attachment"},
    {"mime-version:", "the file is an e-mail, not CSV text", "save its attachment"},
};

const text_kind* kind_of_text(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  while (!bytes.empty() && static_cast<unsigned char>(bytes.front()) <= ' ') bytes.remove_prefix(1);
  std::string start;
  for (const char c : bytes.substr(0, 32)) start += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  for (const text_kind& kind : text_kinds)
    if (start.starts_with(kind.beginning)) return &kind;
  return nullptr;
}

}  // namespace

void refuse_other_kinds(std::string_view bytes, const std::string& name) {
  if (bytes.empty())
    throw input_error(error_code::empty_file, {.file = name}, "the file is empty", "check that the export finished");
  if (bytes == byte_order_mark)
    throw input_error(error_code::empty_file, {.file = name}, "the file is empty but for a byte order mark",
                      "check that the export finished");
  for (const file_kind& kind : other_kinds)
    if (bytes.starts_with(kind.magic))
      throw input_error(error_code::not_text, {.file = name}, kind.problem, kind.advice);
  if (const text_kind* kind = kind_of_text(bytes))
    throw input_error(error_code::not_text, {.file = name}, kind->problem, kind->advice);
  if (alternates_with_nul(bytes))
    throw input_error(error_code::not_text, {.file = name}, "the file is UTF-16 text", save_as_utf8);
}

}  // namespace ascof::ingest
