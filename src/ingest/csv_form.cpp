#include "ingest/csv_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "ingest/csv_piece.hpp"
#include "ingest/file_kind.hpp"

namespace ascof::ingest {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lower_case(std::string_view text) {
  std::string out;
  for (const char c : text) out += lower(c);
  return out;
}

void tell(file_report& report, std::string_view code, std::uint64_t rows, std::string found) {
  notice n = make_notice(code, std::move(found));
  n.file = report.file;
  n.rows = rows;
  report.notices.push_back(std::move(n));
}

/// The line that begins at `at`, without its end. @param next  gets where the one behind it begins
std::string_view line_at(std::string_view bytes, std::size_t at, std::size_t& next) {
  const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
  next = std::min(end + 1, bytes.size());
  std::string_view line = bytes.substr(at, end - at);
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// `sep=;`, with which spreadsheets are told the separator; '\0' for other lines.
char named_separator(std::string_view line) {
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  if (line.size() >= 4 && lower_case(line.substr(0, 4)) == "sep=") return line.size() == 5 ? line[4] : ',';
  return '\0';
}

/// How many columns of the schema a line of headers names.
std::size_t known_headers(std::string_view line, char separator, const schema& columns) {
  std::string text(line);
  if (separator != ',') std::replace(text.begin(), text.end(), separator, ',');
  std::vector<std::string> headers;
  std::size_t at = 0;
  if (read_csv_record(text, at, headers)) return 0;
  std::size_t known = 0;
  for (const std::string& header : headers) known += columns.find(header) >= 0 ? 1 : 0;
  return known;
}

/// What separates the fields of a header: the comma, unless another sign finds more columns.
char separator_of(std::string_view line, const schema& columns) {
  char best = ',';
  std::size_t most = known_headers(line, ',', columns);
  if (most > 1) return best;
  for (const char c : {';', '\t', '|'})
    if (const std::size_t known = line.find(c) == std::string_view::npos ? 0 : known_headers(line, c, columns);
        known > most && known > 1) {
      best = c;
      most = known;
    }
  return best;
}

const char* name_of(char separator) { return separator == ';' ? "semicolons" : separator == '\t' ? "tabs" : "bars"; }

/// The bytes with commas for the separator: a field that holds a comma gets quotes. Quotes are respected as they stand.
input_bytes with_commas(std::string_view bytes, char separator) {
  growing_block out;
  const auto put = [&out](std::string_view text) {
    out.reserve_more(text.size());
    std::memcpy(out.end(), text.data(), text.size());
    out.added(text.size());
  };
  out.reserve_more(bytes.size() + bytes.size() / 16 + 64);
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (bytes[at] == '"') {
      std::size_t end = at + 1;
      for (;; ++end) {
        end = bytes.find('"', end);
        if (end == std::string_view::npos) {
          put(bytes.substr(at));
          return out.take();
        }
        if (end + 1 >= bytes.size() || bytes[end + 1] != '"') break;
        ++end;
      }
      put(bytes.substr(at, end + 1 - at));
      at = end + 1;
    } else {
      const std::size_t begin = at;
      bool comma = false;
      while (at < bytes.size() && bytes[at] != separator && bytes[at] != '\n' && bytes[at] != '\r')
        comma |= bytes[at++] == ',';
      if (comma) put("\"");
      put(bytes.substr(begin, at - begin));
      if (comma) put("\"");
    }
    if (at < bytes.size()) {
      put(bytes[at] == separator ? std::string_view(",") : bytes.substr(at, 1));
      ++at;
    }
  }
  return out.take();
}

/// A line with which a program ends an export: it is one field and says so.
bool is_trailer(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\x1A')) line.remove_prefix(1);
  while (!line.empty() && (line.back() == ',' || line.back() == ' ' || line.back() == '\x1A')) line.remove_suffix(1);
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  // A line with other quotes may be the end of a text of several lines; one of nothing but commas is an empty row.
  if (line.empty() || line.find('"') != std::string_view::npos) return false;
  if (line.find(',') != std::string_view::npos && !line.starts_with('(')) return false;
  const std::string text = lower_case(line);
  static constexpr std::array<std::string_view, 11> beginnings{
      "completion time", "sql>",           "-- ",          "--end", "(end", "end of file", "total",
      "rows:",           "number of rows", "record count", "*** "};
  static constexpr std::array<std::string_view, 8> parts{"rows affected", "row affected", "row(s) affected",
                                                         "rows selected", "row selected", "rows returned",
                                                         "rows in set",   "end of report"};
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); }) ||
         std::any_of(parts.begin(), parts.end(), [&](std::string_view p) { return text.find(p) != std::string::npos; });
}

/// Where the last row ends: before line ends, end-of-file signs and lines of a program.
std::size_t end_of_rows(std::string_view bytes, std::size_t begin, file_report& report) {
  std::size_t end = bytes.size();
  std::uint64_t lines = 0;
  const auto cut_ends = [&] {
    while (end > begin && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == '\x1A')) --end;
  };
  for (cut_ends(); end > begin && lines < 8; cut_ends()) {
    const std::size_t newline = bytes.rfind('\n', end - 1);
    if (newline == std::string_view::npos || newline < begin) break;
    std::string_view line = bytes.substr(newline + 1, end - newline - 1);
    if (line.size() > 200 || !is_trailer(line)) break;
    end = newline;
    ++lines;
  }
  if (lines != 0) tell(report, "file.trailer", lines, fmt::format("{} lines behind the last row are no data", lines));
  return end;
}

}  // namespace

csv_form find_table(input_bytes bytes, const schema& columns, file_report& report) {
  constexpr std::size_t most_lines = 12;
  csv_form form;
  std::string_view view = bytes.view();
  std::size_t at = view.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  std::size_t next = 0;
  char separator = '\0';
  std::uint64_t before = 0;
  if (const char named = named_separator(line_at(view, at, next)); named != '\0') {
    separator = named;
    at = next;
    ++before;
  }
  // A title, blank lines or a line of technical names may stand before the header: the first lines are searched for one
  // that names columns. Where none does, the first line is judged as the header it should be.
  std::size_t begin = at;
  std::size_t looked = at;
  for (std::size_t i = 0; i < most_lines && looked < view.size() && !columns.fields.empty(); ++i) {
    const std::string_view line = line_at(view, looked, next);
    const char here = separator != '\0' ? separator : separator_of(line, columns);
    if (known_headers(line, here, columns) >= std::min<std::size_t>(2, columns.fields.size())) {
      before += i;
      begin = looked;
      separator = here;
      break;
    }
    looked = next;
  }
  if (separator == '\0') separator = ',';
  if (before != 0) tell(report, "file.preamble", before, fmt::format("{} lines stand before the header", before));
  if (separator != ',') {
    tell(report, "file.separator", 0, fmt::format("fields are separated by {}", name_of(separator)));
    form.bytes = with_commas(view.substr(begin), separator);
    begin = 0;
  } else {
    form.bytes = std::move(bytes);
  }
  view = form.bytes.view();
  form.begin = begin;
  form.end = end_of_rows(view, begin, report);
  return form;
}

}  // namespace ascof::ingest
