#include "ascof/statistics/disclosure.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/failure.hpp"

using namespace ascof;
using namespace ascof::statistics;
using support::failure_of;

namespace {

/// All counts of a release as they are published, "." for an unpublished one.
std::string shown(const protected_release& made) {
  std::string texts;
  for (std::size_t i = 0; i < made.counts.size(); ++i)
    texts += (i == 0 ? "" : " ") + (made.text(i).empty() ? "." : made.text(i));
  return texts;
}

/// Numbers of the counts of a status.
std::vector<std::size_t> of_status(const protected_release& made, count_status status) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < made.counts.size(); ++i)
    if (made.counts[i].status == status) numbers.push_back(i);
  return numbers;
}

using numbers = std::vector<std::size_t>;

/// Counts of one row and their total, which comes last.
release row(const std::vector<std::int64_t>& values) {
  release made;
  numbers parts;
  std::int64_t sum = 0;
  for (const std::int64_t value : values) {
    parts.push_back(made.add_count(value));
    sum += value;
  }
  made.add_total(made.add_count(sum), parts);
  return made;
}

/// 0 1 | 2     A table of two rows and two columns with its margins; the numbers are those of the counts.
/// 3 4 | 5
/// 6 7 | 8
release two_way(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
  release made;
  for (const std::int64_t value : {a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d}) made.add_count(value);
  made.add_total(2, {0, 1});
  made.add_total(5, {3, 4});
  made.add_total(6, {0, 3});
  made.add_total(7, {1, 4});
  made.add_total(8, {2, 5});
  made.add_total(8, {6, 7});
  return made;
}

protected_release with_hidden(const release& what, const disclosure_policy& policy, const numbers& also) {
  protected_release made = hide_small_counts(what, policy);
  for (const std::size_t number : also) made.counts[number] = {count_status::secondary, {}, {}};
  return made;
}

}  // namespace

TEST_CASE("the named policies hide the counts their documents say") {
  CHECK((hidden_range(safeguarding_policy()) == possible_counts{0, 4}));
  CHECK((hidden_range(one_to_seven_policy()) == possible_counts{1, 7}));
  CHECK((hidden_range(secondary_care_policy()) == possible_counts{1, 7}));
  CHECK((hidden_range(health_research_policy()) == possible_counts{0, 7}));
  REQUIRE(disclosure_policies().size() == 4);
  for (const disclosure_policy& policy : disclosure_policies()) {
    CHECK(find_disclosure_policy(policy.name) == policy);
    CHECK_FALSE(policy.source.empty());
  }
  const auto refused = failure_of([] { find_disclosure_policy("none"); });
  CHECK(refused.code == error_code::unknown_name);
  CHECK(refused.message ==
        "policy: no policy is called 'none'; there are 'safeguarding', '1 to 7', 'secondary care', 'health research'");
}

TEST_CASE("every count has a status, and 0 is one of the values a count may have") {
  release what;
  for (const int value : {0, 1, 4, 5, 7, 8}) what.add_count(value);

  const protected_release safeguarding = protect(what, safeguarding_policy());
  CHECK(shown(safeguarding) == "* * * 5 5 10");
  CHECK(safeguarding.counts[0].status == count_status::primary);
  CHECK(safeguarding.counts[3].status == count_status::rounded);
  CHECK_FALSE(safeguarding.counts[0].value);
  // 5 stands for 5 to 7: 3 and 4 would be hidden.
  CHECK((safeguarding.counts[3].possible == possible_counts{5, 7}));
  CHECK((safeguarding.counts[5].possible == possible_counts{8, 12}));

  const protected_release exact = protect(what, one_to_seven_policy());
  CHECK(shown(exact) == "0 * * * * 8");
  CHECK(exact.counts[0].status == count_status::shown);
  CHECK(exact.counts[5].status == count_status::shown);

  CHECK(shown(protect(what, secondary_care_policy())) == "0 * * * * 10");
  CHECK(shown(protect(what, health_research_policy())) == "[REDACTED] [REDACTED] [REDACTED] [REDACTED] [REDACTED] 10");
}

TEST_CASE("counts are rounded to the nearest multiple, a half upwards") {
  disclosure_policy own{"own", "council", 4, true, 5};
  const auto rounded_to = [&](std::int64_t rounding, std::int64_t value) {
    own.rounding = rounding;
    release what;
    what.add_count(value);
    const protected_release made = protect(what, own);
    CHECK(made.counts[0].possible.least <= value);
    CHECK(*made.counts[0].possible.most >= value);
    return *made.counts[0].value;
  };
  CHECK(rounded_to(5, 12) == 10);
  CHECK(rounded_to(5, 13) == 15);
  CHECK(rounded_to(10, 14) == 10);
  CHECK(rounded_to(10, 15) == 20);
  CHECK(rounded_to(4, 5) == 4);
  CHECK(rounded_to(4, 6) == 8);
  CHECK(rounded_to(3, 7) == 6);
  CHECK(rounded_to(3, 8) == 9);
  CHECK(rounded_to(1, 8) == 8);
}

TEST_CASE("two small counts of a row protect each other, and rounding does its part") {
  // Concluded enquiries by outcome: removed 12, reduced 3, remained 4, of 19.
  const protected_release made = protect(row({12, 3, 4}), safeguarding_policy());
  CHECK(shown(made) == "10 * * 20");
  CHECK(made.counts[1].status == count_status::primary);
  CHECK(made.counts[2].status == count_status::primary);
  // 18 to 22 less 8 to 12, and none of it need be the other's.
  CHECK((made.counts[1].possible == possible_counts{0, 14}));
}

TEST_CASE("one small count of a row takes the smallest other with it") {
  const release what = row({20, 3, 30});
  CHECK((audit(what, hide_small_counts(what, one_to_seven_policy()))[1] == possible_counts{3, 3}));

  const protected_release made = protect(what, one_to_seven_policy());
  CHECK(shown(made) == "* * 30 53");
  CHECK(made.counts[0].status == count_status::secondary);
  CHECK(made.counts[1].status == count_status::primary);
  CHECK((made.counts[1].possible == possible_counts{1, 22}));
  CHECK((made.counts[0].possible == possible_counts{1, 22}));
}

TEST_CASE("what would be missed most stays") {
  release what;
  const numbers parts{what.add_count(20, 50), what.add_count(3), what.add_count(30, 1)};
  what.add_total(what.add_count(53, 50), parts);
  CHECK(shown(protect(what, one_to_seven_policy())) == "20 * * 53");
}

TEST_CASE("two small counts whose sum is too small take a third with them") {
  // Of 12, each can be anything from 1 to 7: nothing says that the other is small as well.
  CHECK(shown(protect(row({6, 6, 30}), one_to_seven_policy())) == "* * 30 42");
  // 1 + 2: the sum 3 lets neither be more than 2.
  const release what = row({1, 2, 30});
  CHECK((audit(what, hide_small_counts(what, one_to_seven_policy()))[0] == possible_counts{1, 2}));
  CHECK(shown(protect(what, one_to_seven_policy())) == "* * * 33");
}

TEST_CASE("a count of 0 that shows protects nobody") {
  CHECK(shown(protect(row({0, 3}), one_to_seven_policy())) == "0 * *");
  CHECK(shown(protect(row({0, 9, 3}), one_to_seven_policy())) == "0 * * 12");
}

TEST_CASE("a cell of a table takes a rectangle") {
  const release what = two_way(3, 20, 30, 40);
  // Another cell of its row is not enough: the column gives it away.
  CHECK((audit(what, with_hidden(what, one_to_seven_policy(), {1}))[0] == possible_counts{3, 3}));
  CHECK((audit(what, with_hidden(what, one_to_seven_policy(), {1, 3}))[0] == possible_counts{3, 3}));

  const protected_release made = protect(what, one_to_seven_policy());
  CHECK(shown(made) == "* * 23 * * 70 33 60 93");
  CHECK((made.counts[0].possible == possible_counts{1, 22}));
  CHECK((made.counts[4].possible == possible_counts{38, 59}));
}

TEST_CASE("a total that another breakdown shares is no hiding place") {
  release what;
  const std::size_t young = what.add_count(3), old = what.add_count(50), all = what.add_count(53, 0.1);
  const std::size_t women = what.add_count(23), men = what.add_count(30);
  what.add_total(all, {young, old});
  what.add_total(all, {women, men});
  // The total is the cheapest to hide, and alone of no use: women and men add up to it.
  CHECK((audit(what, with_hidden(what, one_to_seven_policy(), {all}))[young] == possible_counts{3, 3}));

  const protected_release made = protect(what, one_to_seven_policy());
  CHECK(shown(made) == "* 50 * * 30");
  CHECK((made.counts[young].possible == possible_counts{1, {}}));
}

TEST_CASE("parts within a whole leave room only on one side") {
  release what;
  const std::size_t young = what.add_count(6), old = what.add_count(50), all = what.add_count(57);
  what.add_within(all, {young, old});  // one of unknown age
  // Nobody can say that there are fewer of unknown age, but 57 - 50 = 7 young ones are the most there can be.
  CHECK(shown(protect(what, one_to_seven_policy())) == "* 50 57");
  disclosure_policy own = one_to_seven_policy();
  own.largest_hidden = 8;
  CHECK((audit(what, hide_small_counts(what, own))[young] == possible_counts{1, 7}));
  CHECK(shown(protect(what, own)) == "* * 57");
}

TEST_CASE("a numerator bounds its denominator") {
  release what;
  const std::size_t n = what.add_count(12), d = what.add_count(15), young_d = what.add_count(3),
                    old_d = what.add_count(12);
  what.add_percentage(n, d);
  what.add_total(d, {young_d, old_d});
  const protected_release made = protect(what, one_to_seven_policy());
  // Of 15 and 12 (of which 3 is the difference), 12 is the smaller; the percentage stays.
  CHECK(shown(made) == "12 15 * *");
  CHECK(made.ratios[0].status == ratio_status::shown);
  CHECK(*made.ratios[0].value == 80.0);
}

TEST_CASE("no ratio of a hidden count is shown") {
  release what;
  const std::size_t n = what.add_count(3), d = what.add_count(20), rest = what.add_count(17);
  what.add_percentage(n, d);
  what.add_percentage(rest, d);
  const protected_release alone = protect(what, one_to_seven_policy());
  CHECK(alone.ratios[0].status == ratio_status::hidden);
  CHECK_FALSE(alone.ratios[0].value);
  CHECK(alone.ratios[1].status == ratio_status::shown);
  CHECK(*alone.ratios[1].value == 85.0);

  what.add_total(d, {n, rest});
  const protected_release together = protect(what, one_to_seven_policy());
  CHECK(shown(together) == "* 20 *");
  CHECK(together.ratios[1].status == ratio_status::hidden);
}

TEST_CASE("percentages are of unrounded counts, to the published decimals, half away from zero") {
  release what;
  const std::size_t n = what.add_count(23), d = what.add_count(161), tie = what.add_count(10), of = what.add_count(16);
  what.add_percentage(n, d);
  what.add_percentage(tie, of);
  what.add_percentage(tie, of, 0);
  what.add_rate(n, what.add_known(41'000), 100'000);
  const protected_release made = protect(what, safeguarding_policy());
  CHECK(shown(made) == "25 160 10 15 41000");
  CHECK(*made.ratios[0].value == 14.3);
  CHECK(*made.ratios[1].value == 62.5);
  CHECK(*made.ratios[2].value == 63.0);
  CHECK(*made.ratios[3].value == 56.1);
  // The secondary care protocol divides what it prints.
  const protected_release printed = protect(what, secondary_care_policy());
  CHECK(*printed.ratios[0].value == 15.6);
  CHECK(*printed.ratios[1].value == 66.7);
}

TEST_CASE("a percentage that would undo the rounding around a hidden count is hidden") {
  // 3 + 14 = 17: rounded, 15 and 15 leave 0 to 4 for the hidden count. 41 % of 17 and 43 % of 14 are 7 and 6, exactly.
  release what;
  const std::size_t young = what.add_count(3), old = what.add_count(14), all = what.add_count(17);
  what.add_total(all, {young, old});
  const std::size_t with_all = what.add_count(7), with_old = what.add_count(6);
  const std::size_t of_all = what.add_percentage(with_all, all), of_old = what.add_percentage(with_old, old);

  protected_release open = hide_small_counts(what, safeguarding_policy());
  CHECK(shown(open) == "* 15 15 5 5");
  CHECK((audit(what, open)[young] == possible_counts{3, 3}));

  const protected_release made = protect(what, safeguarding_policy());
  CHECK(shown(made) == "* 15 15 5 5");
  CHECK(made.ratios[of_all].status == ratio_status::shown);
  CHECK(*made.ratios[of_all].value == 41.2);
  CHECK(made.ratios[of_old].status == ratio_status::hidden);
  CHECK((made.counts[young].possible == possible_counts{0, 4}));
}

TEST_CASE("a council may ask that a ratio leaves the rounding of its counts some doubt") {
  // Of 5 to 7 of 13 to 17 only 7 of 17 is 41.2 %.
  disclosure_policy own = safeguarding_policy();
  release what;
  const std::size_t n = what.add_count(7), d = what.add_count(17);
  what.add_percentage(n, d);
  CHECK(protect(what, own).ratios[0].status == ratio_status::shown);
  own.least_choices = 2;
  CHECK(protect(what, own).ratios[0].status == ratio_status::hidden);

  // 118 to 122 of 238 to 242: many are 50 %.
  release large;
  large.add_percentage(large.add_count(120), large.add_count(240), 0);
  CHECK(protect(large, own).ratios[0].status == ratio_status::shown);
}

TEST_CASE("no denominator is said only where a count of 0 is shown") {
  release what;
  const std::size_t n = what.add_count(0), d = what.add_count(0);
  what.add_percentage(n, d);
  CHECK(protect(what, one_to_seven_policy()).ratios[0].status == ratio_status::no_denominator);
  CHECK(protect(what, safeguarding_policy()).ratios[0].status == ratio_status::hidden);
}

TEST_CASE("the few without an outcome are protected when the release says that they must be") {
  release what;
  const std::size_t n = what.add_count(19), d = what.add_count(20);
  what.add_percentage(n, d);
  CHECK(shown(protect(what, one_to_seven_policy())) == "19 20");

  const std::size_t without = what.add_unpublished(1);
  what.add_total(d, {n, without});
  const protected_release made = protect(what, one_to_seven_policy());
  CHECK(shown(made) == "* 20 .");
  CHECK(made.ratios[0].status == ratio_status::hidden);
  CHECK(made.counts[without].status == count_status::unpublished);
  CHECK((made.counts[without].possible == possible_counts{0, 19}));
}

TEST_CASE("a rate alone may give a small count away") {
  release what;
  const std::size_t people = what.add_unpublished(3), many = what.add_unpublished(300);
  const std::size_t residents = what.add_known(50'000);
  what.add_rate(people, residents, 100'000);
  what.add_rate(many, residents, 100'000);
  const protected_release made = protect(what, one_to_seven_policy());
  CHECK(made.ratios[0].status == ratio_status::hidden);
  CHECK(made.ratios[1].status == ratio_status::shown);
  CHECK((made.counts[many].possible == possible_counts{300, 300}));
}

TEST_CASE("what everybody knows limits what can be protected") {
  release what;
  const std::size_t n = what.add_count(2), residents = what.add_known(3);
  what.add_within(residents, {n});
  what.add_rate(n, residents, 100'000);
  const protected_release made = protect(what, one_to_seven_policy());
  CHECK(made.text(residents) == "3");
  CHECK(made.counts[residents].status == count_status::known);
  CHECK((made.counts[n].possible == possible_counts{1, 3}));
  CHECK(made.ratios[0].status == ratio_status::hidden);
}

TEST_CASE("the audit narrows published counts too") {
  // 5 (5 to 7) and 5 (5 to 7) make 15 (13 to 17): neither can be 5.
  const release what = row({7, 7});
  const protected_release made = protect(what, safeguarding_policy());
  CHECK(shown(made) == "5 5 15");
  const std::vector<possible_counts> told = audit(what, made);
  CHECK((told[0] == possible_counts{6, 7}));
  CHECK((told[2] == possible_counts{13, 14}));
}

TEST_CASE("what hangs together with nothing small is left alone") {
  const protected_release made = protect(two_way(30, 20, 40, 50), one_to_seven_policy());
  CHECK(shown(made) == "30 20 50 40 50 90 70 70 140");
  CHECK(of_status(made, count_status::shown).size() == 9);
}

TEST_CASE("an empty release and one of nothing but small counts are releases") {
  CHECK(protect(release(), safeguarding_policy()).counts.empty());
  const protected_release made = protect(two_way(1, 1, 1, 1), safeguarding_policy());
  CHECK(shown(made) == "* * * * * * * * *");
  CHECK(of_status(made, count_status::primary).size() == 9);
  for (const protected_count& count : made.counts) CHECK((count.possible == possible_counts{0, {}}));
}

TEST_CASE("large counts are counts") {
  const std::int64_t million = 1'000'000;
  const protected_release made = protect(row({3, 60 * million, 70 * million}), one_to_seven_policy());
  CHECK(shown(made) == "* * 70000000 130000003");
  CHECK((made.counts[0].possible == possible_counts{1, 60 * million + 2}));
}

TEST_CASE("a release that cannot be is refused, and no count is in the message") {
  release what;
  const std::size_t a = what.add_count(31), b = what.add_count(47);
  const auto message = [](auto call) {
    const auto refused = failure_of(call);
    CHECK(refused.kind == "usage");
    CHECK(refused.message.find("31") == std::string::npos);
    CHECK(refused.message.find("47") == std::string::npos);
    return refused.message;
  };
  CHECK(message([&] { what.add_total(b, {a}); }).find("parts: the parts do not add up to count 1") == 0);
  CHECK(message([&] { what.add_within(a, {b}); }).find("parts: the parts add up to more than count 0") == 0);
  CHECK(message([&] { what.add_percentage(b, a); }).find("parts: the parts add up to more") == 0);
  CHECK(message([&] { what.add_within(a, {a}); }).find("parts: count 0 is there twice") == 0);
  CHECK(message([&] { what.add_within(b, {a, 9}); }).find("parts: there is no count 9") == 0);
  CHECK(message([&] { what.add_total(9, {a}); }).find("total: there is no count 9") == 0);
  CHECK(message([&] { what.add_rate(9, a, 100); }).find("numerator: there is no count 9") == 0);
  CHECK(message([&] { what.add_rate(a, b, 0); }).find("per: expected a number above 0") == 0);
  CHECK(message([&] { what.add_percentage(a, b, 10); }).find("decimals: expected 0 to 9") == 0);
  CHECK(message([&] { what.add_count(-1); }).find("value: a count below 0") == 0);
  CHECK(message([&] { what.add_count(1, -1); }).find("weight: expected 0 or more") == 0);
  // A refused ratio and a refused relation leave nothing behind.
  CHECK(what.counts().size() == 2);
  CHECK(what.relations().empty());
  CHECK(what.ratios().empty());
}

TEST_CASE("a policy that makes no sense is refused") {
  const release what = row({1, 2});
  const auto refusal = [&](auto change) {
    disclosure_policy policy = safeguarding_policy();
    change(policy);
    const auto refused = failure_of([&] { protect(what, policy); });
    CHECK(refused.kind == "usage");
    return refused.message.substr(0, refused.message.find(';'));
  };
  CHECK(refusal([](disclosure_policy& p) { p.largest_hidden = 0; }) == "largest_hidden: a policy that hides no count");
  CHECK(refusal([](disclosure_policy& p) { p.rounding = 0; }) == "rounding: expected 1 or more");
  CHECK(refusal([](disclosure_policy& p) { p.rounding = 11; }) ==
        "rounding: counts that are not small would be rounded to 0");
  CHECK(refusal([](disclosure_policy& p) { p.least_choices = 0; }) == "least_choices: expected 1 or more");
  CHECK(refusal([](disclosure_policy& p) { p.symbol.clear(); }) == "symbol: a hidden figure needs a symbol");
}

TEST_CASE("an audit wants what was made of the release") {
  const protected_release made = protect(row({20, 30}), one_to_seven_policy());
  CHECK(failure_of([&] { audit(row({20, 30, 40}), made); }).kind == "usage");
  CHECK(failure_of([&] { audit(row({20, 31}), made); }).kind == "usage");
}

TEST_CASE("statuses have names") {
  CHECK(to_text(count_status::shown) == "shown");
  CHECK(to_text(count_status::rounded) == "rounded");
  CHECK(to_text(count_status::primary) == "primary suppression");
  CHECK(to_text(count_status::secondary) == "secondary suppression");
  CHECK(to_text(count_status::unpublished) == "unpublished");
  CHECK(to_text(count_status::known) == "known");
  CHECK(to_text(ratio_status::shown) == "shown");
  CHECK(to_text(ratio_status::hidden) == "hidden");
  CHECK(to_text(ratio_status::no_denominator) == "no denominator");
}
