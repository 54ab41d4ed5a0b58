#include "ascof/core/table.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace ascof;

namespace {

schema four_kinds() {
  return {"test table",
          {{.name = "Text", .also = {"Other Header"}},
           {.name = "When", .kind = field_kind::day},
           {.name = "How many", .kind = field_kind::integer},
           {.name = "Cost (Unit)", .kind = field_kind::hundredths},
           {.name = "Name", .kind = field_kind::skipped}}};
}

}  // namespace

TEST_CASE("a header is found by its letters and digits, whatever the case and punctuation") {
  const schema s = four_kinds();
  CHECK(s.find("Text") == 0);
  CHECK(s.find("TEXT") == 0);
  CHECK(s.find("other_header") == 0);
  CHECK(s.find("How_Many") == 2);
  CHECK(s.find("how.many?") == 2);
  CHECK(s.find("Cost_Unit") == 3);
  CHECK(s.find("COST UNIT") == 3);
  CHECK(s.find("Texts") == -1);
  CHECK(s.find("") == -1);
  CHECK(s.find("()") == -1);
}

TEST_CASE("columns that a file did not have read as missing in every row") {
  const schema s = four_kinds();
  const table t(s, 3);
  CHECK(t.rows() == 3);
  for (std::size_t field = 0; field < s.fields.size(); ++field) CHECK_FALSE(t.has(field));
  CHECK(t.text(0).size() == 3);
  CHECK(t.text(0).codes[2] == missing_code);
  CHECK(t.days(1) == day_column(3, missing_day));
  CHECK(t.integers(2) == integer_column(3, missing_integer));
  CHECK(t.wides(3) == wide_column(3, missing_wide));
}

TEST_CASE("a column put in place is there, and must be as long as the table") {
  table t(four_kinds(), 2);
  t.set(1, day_column{make_day(2024, 4, 1), missing_day});
  CHECK(t.has(1));
  CHECK(t.days(1)[0] == make_day(2024, 4, 1));
  text_column_builder texts;
  texts.add("a");
  texts.add("b");
  t.set(0, texts.finish());
  CHECK(t.text(0)[1] == "b");
  CHECK_THROWS_AS(t.set(2, integer_column{1}), std::logic_error);
  CHECK_FALSE(t.has(2));
}

TEST_CASE("a table can be made with places for columns that follow") {
  table t(four_kinds(), 2, {false, true, false, false, false});
  t.set(1, day_column(2, make_day(2024, 4, 1)));
  CHECK(t.days(1)[1] == make_day(2024, 4, 1));
  CHECK(t.integers(2)[0] == missing_integer);
}
