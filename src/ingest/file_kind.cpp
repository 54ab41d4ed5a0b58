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
    {"PK\x05\x06"sv, "the file is an empty zip archive, not CSV text", "export the table again"},
    {"Rar!\x1A\x07"sv, "the file is a RAR archive, not CSV text", "unpack it first"},
    {"L\0\0\0\x01\x14\x02\0"sv, "the file is a shortcut of Windows, not CSV text",
     "give the file that the shortcut leads to"},
    {"\0\x05\x16\x07"sv, "the file is what a Mac keeps beside a file, not CSV text",
     "give the file of the same name without ._ before it"},
    {"\x89PNG"sv, "the file is a picture, not CSV text", "ask for the data as CSV UTF-8"},
    {"\xFF\xD8\xFF"sv, "the file is a picture, not CSV text", "ask for the data as CSV UTF-8"},
    {"MZ\x90"sv, "the file is a program, not CSV text", "give the file of the extract"},
    {"\x7F"
     "ELF"sv,
     "the file is a program, not CSV text", "give the file of the extract"},
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
    {"<table", "the file is a table of a web page (HTML), not CSV text", from_the_system},
    {"{\\rtf", "the file is a word processor's text (RTF), not CSV text", "export the table as CSV"},
    {"[internetshortcut]", "the file is a shortcut to an address, not CSV text",
     "give the file that the shortcut leads to"},
    {"[desktop entry]", "the file is a shortcut, not CSV text", "give the file that the shortcut leads to"},
    {"id;p", "the file is a spreadsheet's exchange text (SYLK), not CSV text", "save the sheet as CSV UTF-8"},
    {"version https://git-lfs", "the file is a pointer to the data (Git LFS), not the data", "fetch the file itself"},
    {"received: ", "the file is an e-mail, not CSV text", "save its attachment"},
    {"return-path: ", "the file is an e-mail, not CSV text", "save its attachment"},
    {"delivered-to: ", "the file is an e-mail, not CSV text", "save its attachment"},
    {"message-id: ", "the file is an e-mail, not CSV text", "save its attachment"},
    {"mime-version:", "the file is an e-mail, not CSV text", "save its attachment"},
};

constexpr text_kind web_page{"<", "the file is a web page (HTML), not CSV text", from_the_system};
constexpr text_kind xml{"<", "the file is XML, not CSV text", "export the table as CSV"};
constexpr text_kind json{"{", "the file is JSON, not CSV text", "export the table as CSV"};
constexpr text_kind e_mail{"from:", "the file is an e-mail, not CSV text", "save its attachment"};

std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  return text;
}

/// What begins with a tag: no column is called so.
const text_kind* kind_of_markup(std::string_view start) {
  if (start.size() < 2 || start.front() != '<') return nullptr;
  const char second = start[1];
  if (!(second >= 'a' && second <= 'z') && second != '!' && second != '?') return nullptr;
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<!--", "<style", "<script", "<meta",
                                     "<title", "<div", "<form", "<center", "<p>", "<h1", "<br", "<link"})
    if (start.starts_with(tag)) return &web_page;
  return &xml;
}

/// `{` and `[` begin JSON when a text, a number or another bracket follows; `[LA Code]` is a header of SQL Server.
bool is_json(std::string_view start) {
  if (start.size() < 2 || (start.front() != '{' && start.front() != '[')) return false;
  const std::string_view inner = without_blanks_before(start.substr(1));
  if (inner.empty()) return false;
  const char first = inner.front();
  return first == '"' || first == '{' || first == '[' || first == ']' || first == '}';
}

/// `text` is in lower case.
const text_kind* kind_of_text(std::string_view text) {
  for (const text_kind& kind : text_kinds)
    if (text.starts_with(kind.beginning)) return &kind;
  if (const text_kind* kind = kind_of_markup(text)) return kind;
  if (is_json(text)) return &json;
  // A title may begin with "From: 1 April"; an e-mail has a subject as well.
  for (const std::string_view name : {"from:", "to:", "date:", "subject:"})
    if (text.starts_with(name))
      return text.find("\nsubject:") != std::string_view::npos || text.find("\nfrom:") != std::string_view::npos
                 ? &e_mail
                 : nullptr;
  return nullptr;
}

/// The beginning of a text in lower case, behind blanks and a byte order mark.
std::string beginning_of(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  std::string start;
  for (const char c : without_blanks_before(bytes).substr(0, 2048))
    start += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return start;
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
  if (const text_kind* kind = kind_of_text(beginning_of(bytes)))
    throw input_error(error_code::not_text, {.file = name}, kind->problem, kind->advice);
  if (alternates_with_nul(bytes))
    throw input_error(error_code::not_text, {.file = name}, "the file is UTF-16 text", save_as_utf8);
}

}  // namespace ascof::ingest
