#include "ascof/notices/notice.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>

using namespace ascof;

TEST_CASE("every notice rule says what it does and what to do, once") {
  std::set<std::string> codes;
  for (const notice_rule& rule : notice_rules()) {
    CAPTURE(rule.code);
    CHECK(codes.insert(rule.code).second);
    CHECK(rule.code.find('.') != std::string::npos);
    CHECK_FALSE(rule.title.empty());
    CHECK_FALSE(rule.effect.empty());
    CHECK_FALSE(rule.advice.empty());
    CHECK(rule.effect.back() != '.');
    CHECK(rule.advice.back() != '.');
  }
  CHECK(codes.size() > 3);
}

TEST_CASE("a notice takes severity, effect and advice from its code") {
  const notice n = make_notice("file.rows_rejected", "3 of 10 rows rejected");
  CHECK(n.severity == notice_severity::warning);
  CHECK(n.effect == find_notice_rule("file.rows_rejected").effect);
  CHECK_THROWS_AS(make_notice("no.such_code", ""), std::logic_error);
}

TEST_CASE("a notice is one line with what is known of its place") {
  notice n = make_notice("value.unreadable", "2 values are not a number");
  n.effect = "they are missing";
  n.advice = "mend them";
  CHECK(to_text(n) == "2 values are not a number; they are missing; mend them");
  n.file = "a.csv";
  n.field = "Unit Cost";
  CHECK(to_text(n) == "a.csv: Unit Cost: 2 values are not a number; they are missing; mend them");
}

TEST_CASE("the share of a notice is of rows, or of people where no rows are counted") {
  notice n = make_notice("value.unreadable", "");
  CHECK(n.share() == 0);
  n.people = 3;
  n.of = 12;
  CHECK(n.share() == 0.25);
  n.rows = 6;
  CHECK(n.share() == 0.5);
}

TEST_CASE("notices that are there already are not added again") {
  notice_list all;
  const notice n = make_notice("value.unreadable", "2 values");
  add_notices(all, std::vector{n, n});
  add_notices(all, std::vector{n, make_notice("value.unreadable", "3 values")});
  CHECK(all.size() == 2);
}

TEST_CASE("a loss is refused when it passes both the share and the number of rows") {
  const loss_limit limit;
  CHECK_FALSE(limit.passed_by(19, 20));
  CHECK(limit.passed_by(20, 399));
  CHECK_FALSE(limit.passed_by(20, 400));
  CHECK(limit.passed_by(21, 400));
  CHECK_FALSE(loss_limit{1.0, 20}.passed_by(400, 400));
}
