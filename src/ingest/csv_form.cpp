#include "ingest/csv_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "ascof/core/error.hpp"
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

/// The bytes with commas for the separator: a field that holds a comma gets quotes. Quotes are respected as they stand,
/// and so is what stands before the header: lines keep their numbers.
input_bytes with_commas(std::string_view bytes, std::size_t header, char separator) {
  growing_block out;
  const auto put = [&out](std::string_view text) {
    out.reserve_more(text.size());
    std::memcpy(out.end(), text.data(), text.size());
    out.added(text.size());
  };
  out.reserve_more(bytes.size() + bytes.size() / 16 + 64);
  put(bytes.substr(0, header));
  std::size_t at = header;
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

/// The bytes with one carriage return before a line feed where there are two, as a text that was written as a text twice.
input_bytes with_single_returns(std::string_view bytes) {
  growing_block out;
  out.reserve_more(bytes.size() + 1);
  while (!bytes.empty()) {
    const std::size_t doubled = bytes.find("\r\r\n");
    const std::size_t kept = std::min(doubled, bytes.size());
    std::memcpy(out.end(), bytes.data(), kept);
    out.added(kept);
    bytes.remove_prefix(doubled == std::string_view::npos ? kept : kept + 1);
    if (doubled == std::string_view::npos) break;
    std::memcpy(out.end(), bytes.data(), 2);
    out.added(2);
    bytes.remove_prefix(2);
  }
  return out.take();
}

/// Spreadsheets that open a file as one column save each line as one text, which has no fields any more.
void refuse_lines_in_quotes(std::string_view line, std::string_view bytes, std::size_t begin, const schema& columns,
                            const std::string& file) {
  if (!line.starts_with('"') || !line.ends_with('"')) return;
  std::vector<std::string> fields;
  std::size_t at = 0;
  if (read_csv_record(line, at, fields) || fields.size() != 1 || known_headers(fields[0], ',', columns) < 2) return;
  const auto lines =
      static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
  throw input_error(error_code::missing_column, {.file = file, .line = lines + 1, .field = {}, .column = 0},
                    "each line stands in quotes as a whole, and holds one field for that",
                    "export it again, or take the quotes around each line away");
}

/// The fields of a line that holds no quotes but around whole fields, without blanks around them; those behind the last
/// filled one are left out. Nothing when there are other quotes: such a line may be the end of a text of several lines.
std::optional<std::vector<std::string>> plain_fields(std::string_view line) {
  std::vector<std::string> fields;
  std::size_t at = 0;
  if (line.size() > 400 || read_csv_record(line, at, fields) || at < line.size()) return std::nullopt;
  for (std::string& field : fields) {
    while (!field.empty() && (field.front() == ' ' || field.front() == '\x1A')) field.erase(0, 1);
    while (!field.empty() && (field.back() == ' ' || field.back() == '\x1A')) field.pop_back();
    field = lower_case(field);
  }
  while (!fields.empty() && fields.back().empty()) fields.pop_back();
  return fields;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789., ") == std::string_view::npos;
}

/// The first word behind blanks, brackets and a number: "rows" of "(1,024 rows affected)".
std::string_view counted_word(std::string_view text) {
  const std::size_t number = text.find_first_not_of("( ");
  if (number == std::string_view::npos || text[number] < '0' || text[number] > '9') return {};
  const std::size_t word = std::min(text.find_first_not_of("0123456789., ", number), text.size());
  return text.substr(word, std::min(text.find_first_of(" ().,:;", word), text.size()) - word);
}

/// What programs write behind the rows, in lower case.
bool is_said_by_a_program(std::string_view text) {
  if (text.find_first_not_of("-=_*+|# ") == std::string_view::npos) return true;  // a line that is drawn
  const std::string_view counted = counted_word(text);
  for (const std::string_view word : {"row", "rows", "record", "records"})
    if (counted == word) return true;
  for (const std::string_view whole : {"eof", "end", "go", "exit", "quit", "finished", "done"})
    if (text == whole) return true;
  for (const std::string_view beginning : {"completion time",
                                           "sql>",
                                           "-- ",
                                           "--end",
                                           "(end",
                                           "<end",
                                           "[end",
                                           "end of ",
                                           "*** ",
                                           "### ",
                                           "rows:",
                                           "records:",
                                           "row count",
                                           "rowcount",
                                           "record count",
                                           "number of rows",
                                           "number of records",
                                           "total rows",
                                           "total records",
                                           "total number",
                                           "total:",
                                           "elapsed:",
                                           "time: ",
                                           "pl/sql procedure",
                                           "disconnected from",
                                           "query ok"})
    if (text.starts_with(beginning)) return true;
  return false;
}

/// The first field of a line of totals.
bool is_total(std::string_view text) {
  for (const std::string_view word : {"total", "totals", "grand total", "sum", "count", "rows", "records", "trailer",
                                      "footer", "end of file", "number of rows", "number of records", "record count",
                                      "row count", "total rows", "total records", "total:", "count:", "rows:"})
    if (text == word) return true;
  return false;
}

/// A line with which a program ends an export: one field that says so, or a total with numbers and nothing else.
bool is_trailer(std::string_view line) {
  const auto fields = plain_fields(line);
  if (!fields || fields->empty()) return false;  // a line of nothing but commas is an empty row
  const std::string& first = fields->front();
  if (fields->size() == 1) return is_said_by_a_program(first) || is_total(first);
  // "(1,024 rows affected)" is split at its comma, "Total,3,,,4" has numbers where the columns of costs are.
  if (first.starts_with('(') || first.starts_with("query ok"))
    return fields->size() == 2 && is_said_by_a_program(first + fields->at(1));
  return is_total(first) && std::all_of(fields->begin() + 1, fields->end(),
                                        [](const std::string& f) { return f.empty() || is_number(f); });
}

constexpr std::uint64_t most_trailers = 12;

/// Where the last row ends: before line ends, end-of-file signs and lines of a program.
std::size_t end_of_rows(std::string_view bytes, std::size_t begin, file_report& report) {
  std::size_t end = bytes.size();
  std::uint64_t lines = 0;
  // In a file of one column every line is a row.
  std::size_t next = 0;
  if (line_at(bytes, begin, next).find(',') == std::string_view::npos) lines = most_trailers;
  const auto cut_ends = [&] {
    while (end > begin && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == '\x1A')) --end;
  };
  std::uint64_t left_out = 0;
  for (cut_ends(); end > begin && lines < most_trailers; cut_ends()) {
    const std::size_t newline = bytes.rfind('\n', end - 1);
    if (newline == std::string_view::npos || newline < begin) break;
    std::string_view line = bytes.substr(newline + 1, end - newline - 1);
    if (!is_trailer(line)) break;
    end = newline;
    ++lines;
    ++left_out;
  }
  if (left_out != 0)
    tell(report, "file.trailer", left_out,
         left_out == 1 ? std::string("1 line behind the last row is no data")
                       : fmt::format("{} lines behind the last row are no data", left_out));
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
  refuse_lines_in_quotes(line_at(view, begin, next), view, begin, columns, report.file);
  if (separator == '\0') separator = ',';
  if (before != 0)
    tell(report, "file.preamble", before,
         before == 1 ? std::string("1 line stands before the header")
                     : fmt::format("{} lines stand before the header", before));
  if (separator != ',') {
    tell(report, "file.separator", 0, fmt::format("fields are separated by {}", name_of(separator)));
    form.bytes = with_commas(view, begin, separator);
    if (bytes.was_cut(report.file)) throw_cut(report.file);
  } else if (view.substr(0, view.find('\n', begin)).ends_with("\r\r")) {
    tell(report, "file.line_ends", 0, "lines end in two carriage returns and a line feed");
    form.bytes = with_single_returns(view);
    if (bytes.was_cut(report.file)) throw_cut(report.file);
  } else {
    form.bytes = std::move(bytes);
  }
  view = form.bytes.view();
  form.begin = begin;
  form.end = end_of_rows(view, begin, report);
  return form;
}

}  // namespace ascof::ingest
