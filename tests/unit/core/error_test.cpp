#include "ascof/core/error.hpp"

#include <catch2/catch.hpp>

using namespace ascof;

TEST_CASE("an error says where, what and what to do in one line, and leaves out what it does not know") {
  struct line {
    place where;
    const char* problem;
    const char* advice;
    const char* message;
  };
  const line table[] = {
      {{"a.csv", 7, "Event_Start_Date", 3},
       "not a date",
       "correct it",
       "a.csv, line 7, field 3, Event_Start_Date: not a date; correct it"},
      {{"a.csv", 0, {}, 0}, "the file is empty", "send it again", "a.csv: the file is empty; send it again"},
      {{"a.csv", 2, {}, 0}, "unclosed quote", "", "a.csv, line 2: unclosed quote"},
      {{{}, 0, "--period", 0}, "no period", "give one", "--period: no period; give one"},
      {{{}, 12, {}, 0}, "too long", "", "line 12: too long"},
      {{}, "no measure was asked for", "name one", "no measure was asked for; name one"},
      {{}, "nothing more is known", "", "nothing more is known"}};
  for (const line& row : table)
    CHECK(std::string(error(error_code::bad_value, row.where, row.problem, row.advice).what()) == row.message);
}

TEST_CASE("an error keeps its code and place for programs") {
  const input_error e(error_code::missing_column, {"a.csv", 1, "LA_Code", 0}, "no such column", "add it");
  CHECK(e.code() == error_code::missing_column);
  CHECK(e.where().file == "a.csv");
  CHECK(e.where().line == 1);
  CHECK(e.where().field == "LA_Code");
}

TEST_CASE("all errors are caught as ascof::error and as std::runtime_error") {
  CHECK_THROWS_AS(throw input_error(error_code::bad_value, {}, "p", "a"), error);
  CHECK_THROWS_AS(throw usage_error(error_code::bad_option, {}, "p", "a"), error);
  CHECK_THROWS_AS(throw output_error(error_code::unwritable_output, {}, "p", "a"), std::runtime_error);
}
