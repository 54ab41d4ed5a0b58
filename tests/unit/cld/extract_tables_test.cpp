#include <catch2/catch.hpp>
#include <memory>

#include "ascof/cld/extract.hpp"
#include "ascof/ingest/arrow.hpp"
#include "ascof/results/arrow_export.hpp"
#include "support/failure.hpp"
#include "support/text_table.hpp"

using namespace ascof;
using support::texts;

namespace {

/// A stream of a table of texts, as another library hands one over.
ArrowArrayStream stream_of(std::string_view text) {
  const auto table = std::make_shared<const support::text_table>(support::parse_table(text));
  output_table out{table->rows.size(), {}, table};
  for (std::size_t c = 0; c < table->names.size(); ++c)
    out.columns.push_back({table->names[c], made_texts{[t = table.get(), c](std::size_t row) -> std::string_view {
                             return t->rows[row][c];
                           }}});
  return export_arrow(std::move(out));
}

const schema& pets() {
  static const schema s{
      "list of pets",
      {{.name = "Name", .required = true}, {.name = "Kind"}, {.name = "Born", .kind = field_kind::day}}};
  return s;
}

texts column(const read_result& read, std::size_t field) {
  texts all;
  for (std::size_t row = 0; row < read.data.rows(); ++row) all.push_back(support::shown(read.data, pets(), field, row));
  return all;
}

std::string extract_text(const std::string& person) {
  return "LA_Code | LA_Person_Unique_Identifier | Date_of_Birth | Client_Type | Event_Type | Event_Start_Date | "
         "Event_End_Date | Event_Outcome | Service_Type | Service_Component | Delivery_Mechanism\n"
         "901 | " +
         person + " | 1950-01-01 | Service user | Request | 2024-04-01 | 2024-04-02 | - | - | - | -";
}

texts people(const extract& raw) {
  texts all;
  for (std::size_t row = 0; row < raw.data.rows(); ++row)
    all.emplace_back(raw.data.text(submitted::local_person_id)[row]);
  return all;
}

}  // namespace

TEST_CASE("several streams become one table, in the order given") {
  ArrowArrayStream streams[] = {stream_of("Name | Kind\n Rex | dog\n Tom | cat"),
                                stream_of("Born       | Name | Colour\n 2020-02-30 | Ada | red\n 2020-02-29 | Tom | -"),
                                stream_of("Kind | Name\n cat | Eve")};
  const texts names{"first", "second", "third"};
  const read_result read = read_arrow(streams, names, pets());
  CHECK(column(read, 0) == texts{"Rex", "Tom", "Ada", "Tom", "Eve"});
  CHECK(column(read, 1) == texts{"dog", "cat", "-", "-", "cat"});
  CHECK(column(read, 2) == texts{"-", "-", "-", "2020-02-29", "-"});
  CHECK(read.first_row == std::vector<std::size_t>{0, 2, 4, 5});
  REQUIRE(read.report.files.size() == 3);
  CHECK(read.report.files[1].file == "second");
  CHECK(read.report.files[1].rows_in == 2);
  CHECK(read.report.files[1].unknown_columns == texts{"Colour"});
  CHECK(read.report.files[1].faults.size() == 1);
  CHECK(read.report.files[2].faults.empty());
  // One dictionary for all: the same text has the same code.
  CHECK(read.data.text(0).codes[1] == read.data.text(0).codes[3]);
  for (const ArrowArrayStream& stream : streams) CHECK(stream.release == nullptr);
}

TEST_CASE("one of several streams that cannot be read is named, and all are released") {
  ArrowArrayStream streams[] = {stream_of("Name\n Rex"), stream_of("Kind\n dog"), stream_of("Name\n Tom")};
  const texts names{"first", "second", "third"};
  const support::failure what = support::failure_of([&] { read_arrow(streams, names, pets()); });
  CHECK(what.code == error_code::missing_column);
  CHECK(what.message.starts_with("second, Name: "));
  for (const ArrowArrayStream& stream : streams) CHECK(stream.release == nullptr);
}

TEST_CASE("tables of an extract are put in order of submission; those of one moment stay as given") {
  const auto on = [](const char* day) { return parse_instant(day); };
  const extract raw = read_extract({stream_of(extract_text("c")), stream_of(extract_text("a")),
                                    stream_of(extract_text("d")), stream_of(extract_text("b"))},
                                   {{"table 1", on("2024-07-01")},
                                    {"table 2", on("2024-05-01")},
                                    {"table 3", on("2024-07-01")},
                                    {"table 4", on("2024-06-01")}});
  CHECK(people(raw) == texts{"a", "b", "c", "d"});
  CHECK(raw.first_row == std::vector<std::size_t>{0, 1, 2, 3, 4});
  REQUIRE(raw.files.size() == 4);
  CHECK(raw.files[1].path == "table 4");
  CHECK(raw.files[1].submitted_on == on("2024-06-01"));
  CHECK(raw.report.files[1].file == "table 4");
}

TEST_CASE("no table is refused") {
  CHECK(support::failure_of([] { read_extract(std::vector<ArrowArrayStream>{}, {}); }).code ==
        error_code::missing_input);
}
