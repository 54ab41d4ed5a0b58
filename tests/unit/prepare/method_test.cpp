#include "ascof/prepare/method.hpp"

#include <catch2/catch.hpp>

#include "support/failure.hpp"

using namespace ascof;

TEST_CASE("the method of June 2026 is the first, and its constants are the department's") {
  REQUIRE_FALSE(method_names().empty());
  CHECK(method_names().front() == default_method);
  const method& june = find_method("2026-06");
  CHECK(june.name == "2026-06");
  CHECK(june.few_ends == 100);
  CHECK(june.month_percent == 2);
  CHECK(june.types_short_of_best == 1);
  REQUIRE(june.excluded_imports.size() == 1);
  CHECK(to_string(june.excluded_imports[0]) == "2026-04-23 13:28:24.253");
}

TEST_CASE("an unknown method is refused, with the known ones") {
  const auto refused = support::failure_of([] { find_method("1999-12"); });
  CHECK(refused.kind == "usage");
  CHECK(refused.code == error_code::unknown_name);
  CHECK(refused.message.starts_with("--method: there is no method '1999-12'; the methods are 2026-06"));
}
