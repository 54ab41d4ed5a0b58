#include "ascof/results/arrow_export.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <stdexcept>

#include "ascof/ingest/arrow.hpp"
#include "support/text_table.hpp"

using namespace ascof;
using support::texts;

namespace {

/// Releases on every way out.
template <typename Struct>
struct owned {
  Struct value{};
  owned() = default;
  explicit owned(Struct held) : value(held) {}
  owned(const owned&) = delete;
  owned& operator=(const owned&) = delete;
  ~owned() {
    if (value.release != nullptr) value.release(&value);
  }
  Struct* operator->() { return &value; }
};

bool is_valid(const ArrowArray& array, std::int64_t row) {
  const auto* bits = static_cast<const std::uint8_t*>(array.buffers[0]);
  return bits == nullptr || ((bits[row / 8] >> (row % 8)) & 1) != 0;
}

template <typename T>
T value_of(const ArrowArray& array, std::int64_t row) {
  return static_cast<const T*>(array.buffers[1])[row];
}

std::string text_of(const ArrowArray& array, std::int64_t row) {
  const auto* offsets = static_cast<const std::int32_t*>(array.buffers[1]);
  return {static_cast<const char*>(array.buffers[2]) + offsets[row],
          static_cast<const char*>(array.buffers[2]) + offsets[row + 1]};
}

/// A value as a consumer sees it; a null is "-".
std::string shown(const ArrowSchema& type, const ArrowArray& array, std::int64_t row) {
  if (!is_valid(array, row)) return "-";
  const std::string_view format = type.format;
  if (type.dictionary != nullptr) return text_of(*array.dictionary, value_of<std::int32_t>(array, row));
  if (format == "u") return text_of(array, row);
  if (format == "tdD") return to_string(day{value_of<std::int32_t>(array, row)});
  if (format == "i") return std::to_string(value_of<std::int32_t>(array, row));
  if (format == "l") return std::to_string(value_of<std::int64_t>(array, row));
  if (format == "g") return all_digits(value_of<double>(array, row));
  return "a type that is not expected: " + std::string(format);
}

/// All rows, each `a | b | c`, and how many came in each batch.
struct seen {
  texts names;
  texts formats;
  texts rows;
  std::vector<std::int64_t> batches;
};

seen consume(ArrowArrayStream taken) {
  owned<ArrowArrayStream> stream(taken);
  owned<ArrowSchema> schema;
  REQUIRE(stream->get_schema(&stream.value, &schema.value) == 0);
  REQUIRE(std::string(schema->format) == "+s");
  seen all;
  for (std::int64_t c = 0; c < schema->n_children; ++c) {
    const ArrowSchema& type = *schema->children[c];
    all.names.emplace_back(type.name);
    all.formats.push_back(type.dictionary == nullptr ? type.format
                                                     : std::string(type.format) + "<" + type.dictionary->format + ">");
    CHECK((type.flags & ARROW_FLAG_NULLABLE) != 0);
  }
  for (;;) {
    owned<ArrowArray> batch;
    REQUIRE(stream->get_next(&stream.value, &batch.value) == 0);
    if (batch->release == nullptr) return all;
    REQUIRE(batch->n_children == schema->n_children);
    all.batches.push_back(batch->length);
    for (std::int64_t row = 0; row < batch->length; ++row) {
      texts cells;
      for (std::int64_t c = 0; c < batch->n_children; ++c) {
        CHECK(batch->children[c]->length == batch->length);
        CHECK(batch->children[c]->offset == 0);
        cells.push_back(shown(*schema->children[c], *batch->children[c], row));
      }
      all.rows.push_back(support::joined(cells));
    }
  }
}

/// A table with every kind of column. Its texts share a dictionary with entries that do not occur.
struct every_kind {
  text_column text;
  day_column days{day{0}, missing_day, day{19814}, day{1}, missing_day};
  integer_column integers{1, missing_integer, -3, 4, 5};
  wide_column wides{missing_wide, 20'000'000'000, 3, 4, 5};
  wide_column hundredths{1234, -5, missing_wide, 0, 100};

  every_kind() {
    text_column_builder texts;
    for (const char* entry : {"elsewhere", "Yes", "elsewhere too", "No"}) texts.add(entry);
    text = texts.finish();
    const std::uint32_t rows[] = {3, 1, 1, 3, 3};
    text = gather(text, rows);
    text.codes.set(2, missing_code);
  }
};

output_table output_of(const std::shared_ptr<const every_kind>& from) {
  const every_kind* k = from.get();
  return {5,
          {{"text", &k->text},
           {"day", &k->days},
           {"integer", &k->integers},
           {"record", &k->wides},
           {"cost", shown_hundredths{&k->hundredths}},
           {"made text", made_texts{[](std::size_t row) {
              return row == 3 ? std::string_view() : std::string_view("ab").substr(0, 1 + row % 2);
            }}},
           {"made day", made_days{[k](std::size_t row) { return k->days[row]; }}},
           {"made number",
            made_numbers{[](std::size_t row) { return row == 0 ? missing_wide : static_cast<std::int64_t>(row); }}},
           {"made real", made_reals{[](std::size_t row) {
              return row == 1 ? std::nullopt : std::optional<double>(1.0 / (1.0 + static_cast<double>(row)));
            }}}},
          from};
}

const texts every_row = support::expected(R"(
  No  | 1970-01-01 | 1  | -           | 12.34 | a  | 1970-01-01 | - | 1
  Yes | -          | -  | 20000000000 | -0.05 | ab | -          | 1 | -
  -   | 2024-04-01 | -3 | 3           | -     | a  | 2024-04-01 | 2 | 0.3333333333333333
  No  | 1970-01-02 | 4  | 4           | 0     | -  | 1970-01-02 | 3 | 0.25
  No  | -          | 5  | 5           | 1     | a  | -          | 4 | 0.2
)");

}  // namespace

TEST_CASE("every kind of column has its Arrow type and its values") {
  const seen all = consume(export_arrow(output_of(std::make_shared<const every_kind>())));
  CHECK(all.names ==
        texts{"text", "day", "integer", "record", "cost", "made text", "made day", "made number", "made real"});
  CHECK(all.formats == texts{"i<u>", "tdD", "i", "l", "g", "u", "tdD", "l", "g"});
  CHECK(all.rows == every_row);
  CHECK(all.batches == std::vector<std::int64_t>{5});
}

TEST_CASE("batches of any size hold the same rows") {
  for (const std::size_t rows : {1, 2, 3, 5, 6}) {
    const seen all = consume(export_arrow(output_of(std::make_shared<const every_kind>()), rows));
    CHECK(all.rows == every_row);
    CHECK(all.batches.size() == (5 + rows - 1) / rows);
  }
}

TEST_CASE("a table without rows is a schema and no batch") {
  output_table none = output_of(std::make_shared<const every_kind>());
  none.rows = 0;
  const seen all = consume(export_arrow(std::move(none)));
  CHECK(all.names.size() == 9);
  CHECK(all.batches.empty());
}

TEST_CASE("a dictionary holds the texts that occur and no other") {
  owned<ArrowArrayStream> stream(export_arrow(output_of(std::make_shared<const every_kind>()), 2));
  for (int i = 0; i < 2; ++i) {
    owned<ArrowArray> batch;
    REQUIRE(stream->get_next(&stream.value, &batch.value) == 0);
    const ArrowArray& entries = *batch->children[0]->dictionary;
    REQUIRE(entries.length == 2);
    CHECK(text_of(entries, 0) == "Yes");
    CHECK(text_of(entries, 1) == "No");
  }
}

TEST_CASE("days and numbers are lent, not copied, and have a bitmap only when something is missing") {
  const auto kinds = std::make_shared<const every_kind>();
  owned<ArrowArrayStream> stream(export_arrow(output_of(kinds), 3));
  owned<ArrowArray> first;
  owned<ArrowArray> second;
  REQUIRE(stream->get_next(&stream.value, &first.value) == 0);
  REQUIRE(stream->get_next(&stream.value, &second.value) == 0);
  CHECK(first->children[1]->buffers[1] == kinds->days.data());
  CHECK(second->children[1]->buffers[1] == kinds->days.data() + 3);
  CHECK(second->children[2]->buffers[1] == kinds->integers.data() + 3);
  CHECK(first->children[2]->null_count == 1);
  CHECK(first->children[2]->buffers[0] != nullptr);
  CHECK(second->children[2]->null_count == 0);
  CHECK(second->children[2]->buffers[0] == nullptr);
}

TEST_CASE("a batch outlives its stream, and a column its batch; then everything is let go") {
  auto kinds = std::make_shared<const every_kind>();
  const std::weak_ptr<const every_kind> watched = kinds;
  ArrowArrayStream stream = export_arrow(output_of(kinds));
  kinds.reset();
  ArrowArray batch;
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  stream.release(&stream);
  CHECK(stream.release == nullptr);

  ArrowArray column = *batch.children[1];  // as a consumer moves it
  batch.children[1]->release = nullptr;
  batch.release(&batch);
  CHECK(batch.release == nullptr);
  CHECK_FALSE(watched.expired());
  CHECK(value_of<std::int32_t>(column, 2) == 19814);
  column.release(&column);
  CHECK(watched.expired());
}

TEST_CASE("a fault while a batch is made is told, not thrown") {
  output_table broken = output_of(std::make_shared<const every_kind>());
  broken.columns.push_back(
      {"broken", made_numbers{[](std::size_t) -> std::int64_t { throw std::runtime_error("stop"); }}});
  owned<ArrowArrayStream> stream(export_arrow(std::move(broken)));
  CHECK(stream->get_last_error(&stream.value) == nullptr);
  ArrowArray batch;
  CHECK(stream->get_next(&stream.value, &batch) != 0);
  CHECK(std::string(stream->get_last_error(&stream.value)) == "stop");
}

TEST_CASE("a main table comes back as it went out") {
  const schema& columns = main_table_schema();
  support::text_table written = support::parse_table(R"(
    LA_Code | Der_NHS_LA_Combined_Person_ID | Client_Type_Cleaned | Event_Type | Event_Start_Date | Der_Event_End_Date | Service_Type_Cleaned           | Unit_Cost | Der_Birth_Year | Der_Unique_Record_ID | Der_Unique_Event_Ref | Dementia
    901     | a                             | Service user        | Service    | 2024-04-01       | -                  | Long term support: Community   | 12.5      | 1950           | 1                    | 901_1                | Y
    901     | b                             | Carer               | Request    | 2024-05-01       | 2024-05-02         | -                              | -         | -              | 2                    | 901_2                | "  "
    902     | a                             | Service user        | Review     | 2024-06-01       | 2024-06-01         | Long term support: Prison      | -0.01     | 1951           | 30000000000          | -                    | N
  )");
  main_table from{read_csv_text(support::to_csv(written), "text", columns).data, true};
  const auto main = std::make_shared<const main_table>(std::move(from));
  for (const std::size_t batch_rows : {1, 2, 100}) {
    ArrowArrayStream stream = export_arrow(main_table_output(main), batch_rows);
    const read_result back = read_arrow(stream, "table", columns);
    REQUIRE(back.data.rows() == 3);
    for (std::size_t field = 0; field < columns.fields.size(); ++field)
      for (std::size_t row = 0; row < 3; ++row)
        CHECK(support::shown(back.data, columns, field, row) == support::shown(main->data, columns, field, row));
  }
}

TEST_CASE("costs belong to the table made from single submissions") {
  const auto names = [](bool single) {
    main_table from{table(main_table_schema(), 0), single};
    return consume(export_arrow(main_table_output(lent(from)))).names;
  };
  CHECK(names(true).size() == event::count);
  CHECK(names(false).size() == event::count - 4);
}
