#include "ascof/core/column.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace ascof;

TEST_CASE("codes take as many bytes as the largest needs") {
  struct width {
    code largest;
    std::size_t bytes;
  };
  for (const width& row : {width{0, 0}, width{1, 1}, width{255, 1}, width{256, 2}, width{65'535, 2}, width{65'536, 4},
                           width{0xFFFFFFFF, 4}}) {
    CAPTURE(row.largest);
    code_vector codes(3, row.largest);
    CHECK(codes.width() == row.bytes);
    CHECK(codes.size() == 3);
    CHECK(codes[0] == missing_code);
    codes.set(1, row.largest);
    codes.set(2, row.largest / 2);
    CHECK(codes[0] == missing_code);
    CHECK(codes[1] == row.largest);
    CHECK(codes[2] == row.largest / 2);
    CHECK(codes.memory() >= 3 * row.bytes);
  }
}

TEST_CASE("a column that is missing throughout takes no room") {
  code_vector codes(1'000'000);
  CHECK(codes.size() == 1'000'000);
  CHECK(codes.width() == 0);
  CHECK(codes.memory() == 0);
  CHECK(codes[999'999] == missing_code);
  codes.set(5, missing_code);
  CHECK(codes[5] == missing_code);
}

TEST_CASE("a column is built value by value, missing and empty apart") {
  text_column_builder builder;
  builder.add("a");
  builder.add_missing();
  builder.add("");
  builder.add("a");
  const text_column column = builder.finish();
  REQUIRE(column.size() == 4);
  CHECK(column[0] == "a");
  CHECK(column.codes[1] == missing_code);
  CHECK(column[1].empty());
  CHECK(column.codes[2] != missing_code);
  CHECK(column[2].empty());
  CHECK(column.codes[3] == column.codes[0]);
  CHECK(text_column_builder().finish().size() == 0);
}

TEST_CASE("gathering takes rows in the order asked for, again and again if need be") {
  text_column_builder builder;
  for (const char* text : {"a", "b", "c"}) builder.add(text);
  builder.add_missing();
  const text_column column = builder.finish();
  const std::vector<std::uint32_t> rows{3, 1, 1, 0};
  const text_column gathered = gather(column, rows);
  REQUIRE(gathered.size() == 4);
  CHECK(gathered.codes[0] == missing_code);
  CHECK(gathered[1] == "b");
  CHECK(gathered[2] == "b");
  CHECK(gathered[3] == "a");
  CHECK(gathered.values == column.values);  // the dictionary is shared

  CHECK(gather(text_column{}, std::vector<std::uint32_t>{}).size() == 0);
  text_column empty{std::make_shared<dictionary>(), code_vector(5)};
  CHECK(gather(empty, std::vector<std::uint32_t>{4, 4}).codes.width() == 0);
  CHECK(gather(empty, std::vector<std::uint32_t>{4, 4}).size() == 2);
  CHECK(gather(integer_column{7, 8, missing_integer}, std::vector<std::uint32_t>{2, 0}) ==
        integer_column{missing_integer, 7});
}
