#include "ingest/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ingest/values.hpp"

namespace ascof::ingest {
namespace {

/// The unknown header that was probably meant for `field`; empty when none is near.
std::string_view near_header(const field_info& field, std::span<const std::string_view> unknown) {
  if (const std::string_view near = nearest_name(field.name, unknown); !near.empty()) return near;
  for (const std::string_view other : field.also)
    if (const std::string_view near = nearest_name(other, unknown); !near.empty()) return near;
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A postcode: one or two letters, a digit, perhaps a sign, a blank or none, a digit and two letters.
bool is_postcode(std::string_view text) {
  std::string packed;
  for (const char c : text)
    if (c != ' ') packed += c;
  if (packed.size() < 5 || packed.size() > 7) return false;
  const std::string_view inward = std::string_view(packed).substr(packed.size() - 3);
  const std::string_view outward = std::string_view(packed).substr(0, packed.size() - 3);
  return is_digit(inward[0]) && is_letter(inward[1]) && is_letter(inward[2]) && is_letter(outward[0]) &&
         std::any_of(outward.begin(), outward.end(), is_digit) && outward.find_first_of("_-") == std::string_view::npos;
}

/// Whether a text in the place of a header may be a value of a record: a number, a day, an identifier, a postcode, an
/// address. A year ("Ward 2011", "Cost 2024/25") and small numbers ("Column 12") are found in names too.
bool looks_like_data(std::string_view text) {
  if (text.find('@') != std::string_view::npos || is_postcode(text)) return true;
  if (std::none_of(text.begin(), text.end(),
                   [](char c) { return is_letter(c) || static_cast<unsigned char>(c) > 127; }))
    return std::any_of(text.begin(), text.end(), is_digit);
  std::size_t digits = 0;  // but for years and financial years
  bool behind_year = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::string_view run = text.substr(at, end - at);
    const bool year = run.size() == 4 && (run.starts_with("19") || run.starts_with("20"));
    if (!year && !(behind_year && run.size() == 2)) digits += run.size();
    behind_year = year && end < text.size() && (text[end] == '/' || text[end] == '-');
    at = end + 1;
  }
  return digits >= 4 || !is_unreadable(read_day(text, true).fault);
}

/// A header as it may be shown: one that looks like a value of a record is named by its place.
std::string shown_header(const std::string& header, std::size_t at) {
  return looks_like_data(header) ? fmt::format("column {} (its name looks like data)", at + 1) : header;
}

/// A file that is separated by something else than commas has one header with many of those in it.
const char* other_separator(const std::vector<std::string>& headers) {
  if (headers.size() != 1) return nullptr;
  const auto many = [&](char c) { return std::count(headers[0].begin(), headers[0].end(), c) >= 2; };
  return many(';') ? "semicolons" : many('\t') ? "tabs" : many('|') ? "bars" : nullptr;
}

[[noreturn]] void throw_missing(const std::vector<std::string>& headers, const std::vector<std::string_view>& unknown,
                                const schema& columns, const std::vector<const field_info*>& missing, bool none_known,
                                const header_place& where) {
  const field_info& first = *missing.front();
  place at{.file = where.file, .line = where.line, .field = std::string(first.name), .column = 0};
  std::string problem = "the column is required and missing";
  if (missing.size() > 1) {
    problem += fmt::format(", as {}", missing.size() > 2 ? "are" : "is");
    for (std::size_t i = 1; i < missing.size(); ++i)
      problem += fmt::format("{} {}", i == 1 ? "" : ",", missing[i]->name);
  }
  std::string advice;
  if (const char* separator = other_separator(headers)) {
    advice = fmt::format("its fields are separated by {}: save it with commas", separator);
  } else {
    for (const field_info* field : missing) {
      const std::string_view near = near_header(*field, unknown);
      if (near.empty()) continue;
      advice = missing.size() == 1 ? fmt::format("did you mean \"{}\"?", near)
                                   : fmt::format("did you mean \"{}\" for {}?", near, field->name);
      break;
    }
  }
  if (advice.empty())
    advice = none_known ? fmt::format("the first line must name the columns of a {}", columns.name)
                        : "add it, or rename the column that holds it";
  throw input_error(error_code::missing_column, std::move(at), problem, advice);
}

}  // namespace

bool to_utf8(std::string_view text, std::string& out) {
  if (is_utf8(text)) {
    out.assign(text);
    return false;
  }
  out = utf8_from_windows_1252(text);
  return true;
}

std::vector<source_column> match_header(const std::vector<std::string>& headers, const schema& columns,
                                        const header_place& where, file_report& report,
                                        std::vector<repeated_column>* repeated) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> header_of(columns.fields.size(), none);
  std::deque<std::string> shown;
  std::vector<std::string_view> unknown;
  std::vector<source_column> found;
  for (std::size_t at = 0; at < headers.size(); ++at) {
    const int match = columns.find(headers[at]);
    if (match < 0) {
      if (!is_blank(headers[at])) {
        shown.push_back(shown_header(headers[at], at));
        unknown.push_back(shown.back());
      }
      continue;
    }
    const auto field = static_cast<std::size_t>(match);
    const field_info& info = columns.fields[field];
    if (header_of[field] != none && info.kind != field_kind::skipped) {
      const std::size_t before = header_of[field];
      if (repeated == nullptr)
        throw input_error(
            error_code::repeated_column,
            {.file = where.file, .line = where.line, .field = std::string(info.name), .column = 0},
            fmt::format("two columns are this field: \"{}\" (column {}) and \"{}\" (column {})",
                        shown_header(headers[before], before), before + 1, shown_header(headers[at], at), at + 1),
            "remove or rename one of them");
      repeated->push_back({info.name, before, at, headers[before], headers[at]});
      continue;
    }
    header_of[field] = at;
    if (info.kind != field_kind::skipped) found.push_back({at, field, &info, headers[at]});
  }

  std::vector<const field_info*> missing;
  for (std::size_t field = 0; field < columns.fields.size(); ++field) {
    const field_info& info = columns.fields[field];
    if (header_of[field] != none || info.kind == field_kind::skipped) continue;
    if (info.required) missing.push_back(&info);
    report.absent_columns.emplace_back(info.name);
  }
  const bool none_known = std::all_of(header_of.begin(), header_of.end(), [](std::size_t at) { return at == none; });
  if (!missing.empty()) throw_missing(headers, unknown, columns, missing, none_known, where);
  // Nothing recognised: this is another file, or one without a header, whose first row must not turn up in a report.
  if (none_known) {
    const char* separator = other_separator(headers);
    throw input_error(error_code::missing_column, {.file = where.file, .line = where.line, .field = {}, .column = 0},
                      fmt::format("no column of a {} is found", columns.name),
                      separator != nullptr
                          ? fmt::format("its fields are separated by {}: save it with commas", separator)
                          : "the first line must name the columns");
  }
  report.unknown_columns.assign(unknown.begin(), unknown.end());
  return found;
}

void add_faults(const fault_counts& faults, const std::vector<source_column>& sources, file_report& report,
                const std::function<std::uint64_t(std::uint64_t)>& line_of) {
  const auto add = [&](const fault_count& count, const std::string& header, std::string_view fault, bool rejected,
                       bool read) {
    if (count.rows == 0) return;
    field_fault& line =
        report.faults.emplace_back(field_fault{header, std::string(fault), count.rows, {}, rejected && !read, read});
    const auto kept = std::min<std::uint64_t>(count.rows, fault_count::places_kept);
    for (std::size_t i = 0; i < kept; ++i) line.first_lines.push_back(line_of(count.places[i]));
  };
  for (std::size_t i = 0; i < faults.rows.size(); ++i)
    add(faults.rows[i], {}, describe(static_cast<row_fault>(i)), true, is_kept(static_cast<row_fault>(i)));
  for (std::size_t c = 0; c < sources.size(); ++c)
    for (std::size_t i = 0; i < faults.columns[c].size(); ++i)
      add(faults.columns[c][i], sources[c].header, describe(static_cast<value_fault>(i)), sources[c].info->rejects_row,
          !is_unreadable(static_cast<value_fault>(i)));
}

}  // namespace ascof::ingest
