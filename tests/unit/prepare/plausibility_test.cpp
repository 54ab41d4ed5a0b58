#include "ascof/prepare/plausibility.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/extract_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// Notices about the gender in councils from 902 on (901 has a few reviews only), which `empty` of 30 services lack in the first council, one more in each further one.
notice_list about_gender(int councils, int empty) {
  std::string rows = "council | person | start | end | Gender\n";
  for (int c = 0; c < councils; ++c)
    for (int i = 0; i < 30; ++i)
      rows += std::to_string(902 + c) + " | P" + std::to_string(100 * c + i) + " | 2024-05-01 | open | " +
              (i < empty + c ? "-" : "Female") + "\n";
  notice_list list;
  for (const notice& n : prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", rows}})).notices)
    if (n.field == "Gender" && n.code.starts_with("plausible.")) list.push_back(n);
  return list;
}

}  // namespace

TEST_CASE("what few councils have wrong is told of each") {
  const notice_list list = about_gender(3, 12);
  REQUIRE(list.size() == 3);
  CHECK(list.front().found.starts_with("council 902, submission of 2025-05-01: 12 of 30 rows"));
  CHECK(list.front().rows == 12);
}

TEST_CASE("what many councils have wrong is told once, with how many and the worst") {
  const notice_list list = about_gender(5, 12);
  REQUIRE(list.size() == 1);
  const notice& n = list.front();
  CHECK(n.code == "plausible.column_emptier");
  CHECK(n.rows == 12 + 13 + 14 + 15 + 16);
  CHECK(n.of == 150);
  CHECK(n.found.starts_with("5 of 6 councils, 70 of their 150 rows; most in 906 (53.3 %), 905 (50.0 %), 904"));
  CHECK(n.found.find("903") == std::string::npos);
}
