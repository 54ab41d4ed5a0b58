#include "ascof/statistics/confidence.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "support/failure.hpp"
#include "support/number_table.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::failure_of;
using support::quoted;

TEST_CASE("a level is a share of 1, and knows its normal deviate") {
  CHECK(level_95().share() == 0.95);
  CHECK(level_95().z() == quoted(1.959964, 5e-7));
  CHECK(level_998().z() == quoted(3.090232, 5e-7));
  CHECK(level_95().tail() == Approx(0.025));
  CHECK(confidence_level(0.95) == level_95());
  CHECK_FALSE(level_998() == level_95());
}

TEST_CASE("a percentage is no level, and the message says what to write") {
  const auto percent = failure_of([] { confidence_level(95); });
  CHECK(percent.kind == "usage");
  CHECK(percent.code == error_code::bad_option);
  CHECK(percent.message == "level: expected a share between 0 and 1; a percentage is written as a share: 95 % is 0.95");
  for (const double wrong : {0.0, 1.0, -0.5, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
    CAPTURE(wrong);
    CHECK(failure_of([&] { confidence_level{wrong}; }).message.starts_with("level: expected a share between 0 and 1;"));
  }
}

TEST_CASE("every method has a name except none") {
  for (int i = 1; i <= static_cast<int>(interval_method::normal); ++i)
    CHECK_FALSE(to_text(static_cast<interval_method>(i)).empty());
  CHECK(to_text(interval_method::none).empty());
  CHECK(to_text(interval_method::wilson) == "Wilson");
}
