#include "ascof/ingest/report.hpp"

#include <fmt/format.h>

#include <utility>

namespace ascof {
namespace {

std::uint64_t sum_over(const std::vector<file_report>& files, std::uint64_t file_report::*count) {
  std::uint64_t sum = 0;
  for (const file_report& file : files) sum += file.*count;
  return sum;
}

}  // namespace

std::uint64_t ingest_report::rows_in() const { return sum_over(files, &file_report::rows_in); }
std::uint64_t ingest_report::rows_kept() const { return sum_over(files, &file_report::rows_kept); }
std::uint64_t ingest_report::rows_rejected() const { return sum_over(files, &file_report::rows_rejected); }

notice_list notices_of(const ingest_report& report) {
  notice_list list;
  for (const file_report& f : report.files) {
    const auto add = [&](std::string_view code, std::string found, std::uint64_t rows, const std::string& field = {},
                         const std::vector<std::uint64_t>& lines = {}) {
      notice n = make_notice(code, std::move(found));
      n.file = f.file;
      n.field = field;
      n.rows = rows;
      n.of = rows == 0 ? 0 : f.rows_in;
      n.first_lines = lines;
      list.push_back(std::move(n));
    };
    if (f.rows_rejected != 0)
      add("file.rows_rejected", fmt::format("{} of {} rows rejected", f.rows_rejected, f.rows_in), f.rows_rejected);
    for (const field_fault& fault : f.faults)
      add(fault.row_rejected ? "value.row_rejected"
          : fault.read       ? "value.read_otherwise"
                             : "value.unreadable",
          fmt::format("{} in {} rows (first in line {})", fault.fault, fault.rows, fmt::join(fault.first_lines, ", ")),
          fault.rows, fault.field, fault.first_lines);
    if (f.windows_1252_values != 0)
      add("file.encoding", fmt::format("{} texts are not UTF-8", f.windows_1252_values), 0);
    if (!f.unknown_columns.empty())
      add("file.unknown_columns", fmt::format("columns not known: {}", fmt::join(f.unknown_columns, ", ")), 0);
    add_notices(list, f.notices);
  }
  return list;
}

}  // namespace ascof
