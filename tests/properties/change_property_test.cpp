// The account of a change adds up to the change, whatever is counted, and going back it is the same the other way round.

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/results/change.hpp"
#include "support/random_extract.hpp"
#include "support/random_source.hpp"

using namespace ascof;
using namespace ascof::algebra;

namespace {

constexpr int rounds = 60;

struct population_of_people {
  records people;
  person_details details;
};

/// Nothing when no submission of the random extract speaks for a period.
std::optional<population_of_people> random_people(std::uint64_t seed) {
  support::random_source random(seed);
  const mappings tables = mappings::shipped();
  try {
    records people(prepare(support::extract_from_rows(support::random_extract(random).rows()), tables, {},
                           support::however_many_are_lost())
                       .main);
    person_details details = work_out_person_details(people, tables);
    return population_of_people{std::move(people), std::move(details)};
  } catch (const input_error& refused) {
    REQUIRE(refused.code() == error_code::no_submission);
    return std::nullopt;
  }
}

/// People, events, episodes and shares of two things, with groups that overlap, that texts make, and that depend on the
/// period.
selection measures() {
  const auto in_support = people(is_service && active_during());
  const auto direct = people(events.delivery_mechanism == "Direct payment" && active_during());
  const auto requests = events.event_type.in({"Request", "Review"}) && starting_in();
  const spell_series supported = spells(is_service, days{1});
  const breakdown gender = with_total(by("gender", person.gender));
  measure everywhere = local_measure("local.direct", "", proportion(direct, in_support), {gender});
  everywhere.national = true;
  measure residents = local_measure("local.rate", "", count(requests));
  residents.figures.front().counts = rate(requests);
  residents.figures.front().population = {"18 to 64"};
  measure values = local_measure("local.days", "", median(days_between(events.start, events.end), requests));
  measure share =
      local_measure("local.share", "", ratio(supported.active_during(), requests && !is_missing(events.end)));
  share.figures.front().by = {gender};
  share.figures.front().denominator_by = {gender};
  return select_all(
      {everywhere,
       local_measure("local.bands", "", exact_proportion(direct, in_support), {age_groups(age_on(period_end)), gender}),
       local_measure("local.requests", "", count(requests), {by("outcome", events.outcome)}),
       local_measure("local.within", "", share_within(days{100}, days_between(events.start, events.end), requests)),
       local_measure("local.spells", "", count(supported.open_on(period_end)), {gender}),
       local_measure("local.ended", "", proportion(in_period(supported.end), supported.active_during()), {gender}),
       residents, values, share});
}

const population& residents() {
  static const population people = [] {
    population p;
    for (const char* council : {"901", "902"}) p.add(council, "All", "18 to 64", 1'234);
    return p;
  }();
  return people;
}

using place = std::tuple<std::string, std::string, std::string>;  // figure, council, group

/// Cases, people and figures say the same, and what `evaluate` says.
void check_account(const change_report& report, const result_table& before, const result_table& after) {
  struct sums {
    std::int64_t numerator = 0, denominator = 0;
    double contribution = 0;
    bool shared = false;
  };
  std::map<place, sums> by_case, by_person;
  std::set<std::tuple<place, change_kind>> seen;
  for (const change_row& r : report.rows) {
    const place where{r.measure, r.la_code, r.group};
    CHECK(seen.emplace(where, r.kind).second);
    sums& sum = by_case[where];
    sum.numerator += r.numerator_change;
    sum.denominator += r.denominator_change;
    sum.contribution += r.contribution.value_or(0);
    sum.shared = r.contribution.has_value();
    if (r.kind == change_kind::unchanged) CHECK((r.numerator_change == 0 && r.denominator_change == 0));
  }
  std::map<std::tuple<place, change_kind>, std::uint64_t> people;
  for (const person_change& p : report.people) {
    ++people[{place{p.measure, p.la_code, p.group}, p.kind}];
    sums& sum = by_person[{p.measure, p.la_code, p.group}];
    sum.numerator += static_cast<std::int64_t>(p.numerator_after - p.numerator_before);
    sum.denominator += static_cast<std::int64_t>(p.denominator_after - p.denominator_before);
  }
  for (const change_row& r : report.rows)
    if (r.kind != change_kind::unchanged && r.la_code != "England")
      CHECK(people[{place{r.measure, r.la_code, r.group}, r.kind}] == r.people);

  std::map<place, const result_row*> rows_before, rows_after;
  for (const result_row& r : before.rows) rows_before[{r.measure, r.la_code, r.group}] = &r;
  for (const result_row& r : after.rows) rows_after[{r.measure, r.la_code, r.group}] = &r;
  for (const figure_change& f : report.figures) {
    const place where{f.measure, f.la_code, f.group};
    CAPTURE(f.measure, f.la_code, f.group);
    const sums& sum = by_case[where];
    CHECK(sum.numerator == static_cast<std::int64_t>(f.numerator_after - f.numerator_before));
    CHECK(sum.denominator == static_cast<std::int64_t>(f.denominator_after - f.denominator_before));
    if (f.la_code != "England") {
      CHECK(by_person[where].numerator == sum.numerator);
      CHECK(by_person[where].denominator == sum.denominator);
    }
    if (sum.shared) {
      REQUIRE(f.difference());
      CHECK(sum.contribution == Approx(*f.difference()).margin(1e-9));
    }
    const auto check_side = [&](const result_row* row, std::uint64_t numerator, std::uint64_t denominator,
                                const std::optional<double>& value) {
      if (row == nullptr) {
        CHECK((numerator == 0 && denominator == 0 && !value));
        return;
      }
      CHECK(row->value == value);
      if (row->numerator) CHECK(*row->numerator == numerator);
      CHECK((f.measure == "local.rate" ? 0 : row->denominator) == denominator);
    };
    const auto found_before = rows_before.find(where);
    check_side(found_before == rows_before.end() ? nullptr : found_before->second, f.numerator_before,
               f.denominator_before, f.value_before);
    rows_before.erase(where);
    const auto found_after = rows_after.find(where);
    check_side(found_after == rows_after.end() ? nullptr : found_after->second, f.numerator_after, f.denominator_after,
               f.value_after);
    rows_after.erase(where);
  }
  CHECK(rows_after.empty());
  CHECK(rows_before.empty());
}

change_kind mirrored(change_kind kind) {
  switch (kind) {
    case change_kind::entered: return change_kind::left;
    case change_kind::left: return change_kind::entered;
    case change_kind::more_units: return change_kind::fewer_units;
    case change_kind::fewer_units: return change_kind::more_units;
    case change_kind::gained_numerator: return change_kind::lost_numerator;
    case change_kind::lost_numerator: return change_kind::gained_numerator;
    default: return kind;
  }
}

void check_mirrored(const change_report& there, const change_report& back) {
  std::map<std::tuple<place, change_kind>, const change_row*> rows;
  for (const change_row& r : back.rows) rows[{place{r.measure, r.la_code, r.group}, r.kind}] = &r;
  REQUIRE(there.rows.size() == back.rows.size());
  REQUIRE(there.figures.size() == back.figures.size());
  REQUIRE(there.people.size() == back.people.size());
  for (const change_row& r : there.rows) {
    const auto other = rows.find({place{r.measure, r.la_code, r.group}, mirrored(r.kind)});
    REQUIRE(other != rows.end());
    CHECK(other->second->people == r.people);
    CHECK(other->second->numerator_change == -r.numerator_change);
    CHECK(other->second->denominator_change == -r.denominator_change);
    REQUIRE(other->second->contribution.has_value() == r.contribution.has_value());
    if (r.contribution) CHECK(*other->second->contribution == Approx(-*r.contribution).margin(1e-12));
  }
}

}  // namespace

TEST_CASE("the account of a change between periods adds up exactly, and back it is the same mirrored") {
  const selection asked = measures();
  evaluate_options how;
  how.on_missing_population = missing_population::leave_out;
  int held = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = support::first_seed() + static_cast<std::uint64_t>(round);
    CAPTURE(seed);
    const auto people = random_people(seed);
    if (!people) continue;
    ++held;
    const period first = financial_year(2023);
    const period second = round % 2 == 0 ? financial_year(2024) : period{make_day(2024, 1, 1), make_day(2024, 6, 30)};
    const auto results = [&](period p) {
      return evaluate(asked, people->people, people->details, {p}, {}, residents(), how);
    };
    const change_side before{people->people, people->details, first};
    const change_side after{people->people, people->details, second};
    const change_report there = explain_change(asked, before, after, {}, residents(), how);
    // Groups made by a text are those of both periods in one walk.
    result_table both = evaluate(asked, people->people, people->details, {first, second}, {}, residents(), how);
    result_table at_first = both, at_second = both;
    std::erase_if(at_first.rows, [&](const result_row& r) { return r.reporting != first; });
    std::erase_if(at_second.rows, [&](const result_row& r) { return r.reporting != second; });
    check_account(there, at_first, at_second);
    check_mirrored(there, explain_change(asked, after, before, {}, residents(), how));

    // The same people read twice are two record sets.
    const auto again = random_people(seed);
    REQUIRE(again);
    const change_report two =
        explain_change(asked, before, {again->people, again->details, second}, {}, residents(), how);
    REQUIRE(two.people.size() == there.people.size());
    check_account(two, results(first), results(second));
  }
  CHECK(held > rounds / 2);
}

TEST_CASE("the account of a change between submissions adds up exactly, and back it is the same mirrored") {
  const selection asked = measures();
  evaluate_options how;
  how.on_missing_population = missing_population::leave_out;
  const period year = financial_year(2024);
  int held = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = support::first_seed() + 1'000 + 2 * static_cast<std::uint64_t>(round);
    CAPTURE(seed);
    const auto first = random_people(seed);
    const auto second = random_people(seed + 1);
    if (!first || !second) continue;
    ++held;
    const change_side before{first->people, first->details, year};
    const change_side after{second->people, second->details, year};
    const change_report there = explain_change(asked, before, after, {}, residents(), how);
    check_account(there, evaluate(asked, first->people, first->details, {year}, {}, residents(), how),
                  evaluate(asked, second->people, second->details, {year}, {}, residents(), how));
    check_mirrored(there, explain_change(asked, after, before, {}, residents(), how));
  }
  CHECK(held > rounds / 2);
}
