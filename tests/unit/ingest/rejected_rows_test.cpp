#include <catch2/catch.hpp>
#include <memory>

#include "ascof/ingest/arrow.hpp"
#include "ascof/results/arrow_export.hpp"
#include "ingest_helpers.hpp"
#include "support/text_table.hpp"

using namespace ascof;
using namespace ingest_tests;

namespace {

const schema& columns() {
  static const schema s =
      make_schema({field("name"), rejecting(field("start", field_kind::day)), rejecting(field("end", field_kind::day)),
                   field("born", field_kind::day), field("count", field_kind::integer)});
  return s;
}

const support::text_table& rows() {
  static const support::text_table all = support::parse_table(R"(
    name | start      | end        | born       | count
    a    | 2024-04-01 | 2024-04-02 | 1950-01-01 | 1
    b    | soon       | never      | long ago   | many
    c    | 2024-04-01 | never      | 1950-01-02 | 2
    -    | -          | -          | -          | -
    d    | 2024-04-01 | 2024-04-02 | long ago   | 3
    e    | 2024-04-01 | 2024-04-02 | 1950-01-03 | many
    f    | soon       | 2024-04-02 | 1950-01-04 | 4
    g    | 2024-04-01 | 2024-04-02 | long ago   | many
  )");
  return all;
}

ArrowArrayStream stream_of(const support::text_table& table, std::size_t batch_rows) {
  output_table out{table.rows.size(), {}, {}};
  for (std::size_t c = 0; c < table.names.size(); ++c)
    out.columns.push_back(
        {table.names[c], made_texts{[&table, c](std::size_t row) -> std::string_view { return table.rows[row][c]; }}});
  return export_arrow(std::move(out), batch_rows);
}

/// "start: not a date: 2, rejected: 2 6" by fault, with its places counted from the first row.
texts faults_of(const read_result& read, std::uint64_t line_of_first_row) {
  texts all;
  for (const field_fault& fault : read.report.files.front().faults) {
    std::string& text = all.emplace_back(fault.field + ": " + fault.fault + ": " + std::to_string(fault.rows) +
                                         (fault.row_rejected ? ", rejected:" : ":"));
    for (const std::uint64_t line : fault.first_lines) text += " " + std::to_string(line - line_of_first_row + 1);
  }
  return all;
}

void check(const read_result& read, std::uint64_t line_of_first_row) {
  CHECK(shown(read, columns(), "name") == texts{"a", "d", "e", "g"});
  CHECK(shown(read, columns(), "born") == texts{"1950-01-01", "-", "1950-01-03", "-"});
  CHECK(shown(read, columns(), "count") == texts{"1", "3", "-", "-"});
  CHECK(faults_of(read, line_of_first_row) ==
        texts{": a row of empty fields: 1, rejected: 4", "start: not a date: 2, rejected: 2 7",
              "end: not a date: 1, rejected: 3", "born: not a date: 2: 5 8", "count: not a number: 2: 6 8"});
  const file_report& report = read.report.files.front();
  std::uint64_t rejected = 0;
  for (const field_fault& fault : report.faults)
    if (fault.row_rejected) rejected += fault.rows;
  CHECK(rejected == report.rows_rejected);
  CHECK(report.rows_in == report.rows_kept + report.rows_rejected);
}

}  // namespace

TEST_CASE("a rejected row counts once and the faults of kept rows all count, in files") {
  for (const std::size_t piece_bytes : {1, 40, 80, 1 << 20})
    check(read_csv_text(support::to_csv(rows()), "file", columns(), with(1, piece_bytes)), 2);
}

TEST_CASE("a rejected row counts once and the faults of kept rows all count, in tables") {
  for (const std::size_t batch_rows : {1, 2, 3, 100}) {
    ArrowArrayStream stream = stream_of(rows(), batch_rows);
    check(read_arrow(stream, "table", columns()), 1);
  }
}
