#include "ascof/measure/age_groups.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace ascof;

TEST_CASE("an age counts in its band and in the total, an unknown one in the total only, a child's nowhere") {
  const auto groups = [](std::int32_t age) {
    std::string text;
    for_age_groups(age, [&](age_group group) { text += (text.empty() ? "" : ", ") + age_groups()[group]; });
    return text;
  };
  CHECK(groups(17).empty());
  CHECK(groups(0).empty());
  CHECK(groups(-1).empty());
  CHECK(groups(18) == "18 to 64, Total");
  CHECK(groups(64) == "18 to 64, Total");
  CHECK(groups(65) == "65 and above, Total");
  CHECK(groups(missing_integer) == "Total");
}

TEST_CASE("a child is younger than 18, and somebody of unknown age is none") {
  CHECK(is_child(17));
  CHECK_FALSE(is_child(18));
  CHECK_FALSE(is_child(missing_integer));
}
