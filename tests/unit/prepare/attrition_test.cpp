#include "ascof/prepare/attrition.hpp"

#include <catch2/catch.hpp>

using namespace ascof;

TEST_CASE("what leaves one step is what enters the next") {
  attrition account;
  account.start(100);
  account.drop("filter", "no start date", 7);
  account.change("crop", "closed", 20);
  account.drop("deduplicate", "same event", 0);
  account.drop("deduplicate", "another reason", 3);
  REQUIRE(account.steps().size() == 4);
  std::uint64_t rows = 100;
  for (const attrition_step& step : account.steps()) {
    CHECK(step.rows_in == rows);
    rows = step.rows_out;
  }
  CHECK(account.rows_left() == 90);
  CHECK(account.steps()[1].rows_dropped == 20);
  CHECK(account.steps()[1].rows_out == 93);  // changed rows stay
  CHECK(account.steps()[3].reason == "another reason");
}
