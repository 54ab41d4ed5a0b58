// Random expressions and measures go through bytes and JSON and stay what they were.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "ascof/measure/definition.hpp"
#include "ascof/results/evaluate.hpp"
#include "support/failure.hpp"
#include "support/random_expressions.hpp"
#include "support/random_source.hpp"

using namespace ascof;
using namespace support;

namespace {

texts shown(const result_table& results) {
  texts rows;
  for (const result_row& row : results.rows)
    rows.push_back(joined({row.measure, to_string(row.reporting), row.la_code, row.group,
                           std::to_string(row.numerator.value_or(999)) + "/" + std::to_string(row.denominator),
                           row.value ? all_digits(*row.value) : "none", std::to_string(row.unknown),
                           std::to_string(row.invalid)}));
  for (const trace_table& trace : results.traces)
    for (const traced_unit& unit : trace.units)
      rows.push_back(joined({unit.la_code, unit.person_id, joined(unit.values)}));
  return rows;
}

bool can_be_counted(const measure& m, const world& of) {
  const std::vector<event::column> needs = m.needs();
  return std::all_of(needs.begin(), needs.end(), [&](event::column c) { return of.people.events().has(c); });
}

}  // namespace

TEST_CASE("1,000 random expressions survive bytes: the same identity and the same bytes") {
  std::set<operation> met;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(i);
    random_source random(seed);
    random_expressions make(random);
    const expr e = make.any();
    met.insert(e->what);
    const std::string bytes = to_bytes(e);
    const expr again = expression_from_bytes(bytes);
    INFO("seed " << seed << ": " << to_text(e));
    CHECK(identity(again) == identity(e));
    CHECK(to_text(again) == to_text(e));
    CHECK(to_bytes(again) == bytes);
    CHECK(again->depth == e->depth);
  }
  CHECK(met.size() > 20);
}

TEST_CASE("1,000 random measures survive bytes and JSON: the same fingerprint and the same results") {
  int measures = 0, compared = 0;
  for (std::uint64_t seed = first_seed(); measures < 1000; ++seed) {
    random_source random(seed);
    const world of = random_world(random);
    random_expressions make(random);
    const std::optional<measure> made = random_measure(random, make);
    if (!made) continue;
    const measure& m = *made;
    ++measures;
    INFO("seed " << seed << ": " << algebra::rule_of(m.figures.front().counts));
    const measure by_bytes = measure_from_bytes(to_bytes(m)), by_text = measure_from_json(to_json(m));
    for (const measure* again : {&by_bytes, &by_text}) {
      CHECK(fingerprint(*again) == fingerprint(m));
      CHECK(to_bytes(*again) == to_bytes(m));
    }
    CHECK(to_json(by_bytes) == to_json(m));
    if (!can_be_counted(m, of)) continue;
    ++compared;
    const std::vector<period> periods = random_periods(random);
    evaluation_state here(select_all({m}), periods),
        there(select_all({random.chance(50) ? by_bytes : by_text}), periods);
    here.update(of.people, of.details, {.trace = true});
    there.update(of.people, of.details, {.trace = true});
    CHECK(here == there);
    CHECK(shown(here.finish()) == shown(there.finish()));
    // The state travels, too, and merges with the one that stayed at home.
    const std::string bytes = here.to_bytes();
    const evaluation_state read = evaluation_state::from_bytes(bytes);
    CHECK(read == here);
    CHECK(read.to_bytes() == bytes);
    CHECK(shown(read.finish()) == shown(here.finish()));
  }
  CHECK(compared > 300);
}

TEST_CASE("states of two random measures of one id merge only when they count alike") {
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    random_source random(first_seed() + static_cast<std::uint64_t>(i));
    random_expressions make(random);
    const std::optional<measure> one = random_measure(random, make), two = random_measure(random, make);
    if (!one || !two) continue;
    const bool alike = fingerprint(*one) == fingerprint(*two) && trace_fingerprint(*one) == trace_fingerprint(*two);
    const period year{make_day(2024, 4, 1), make_day(2025, 3, 31)};
    evaluation_state state(select_all({*one}), {year});
    const auto found = failure_of([&] { state.merge(evaluation_state(select_all({*two}), {year})); });
    CHECK(found.kind == (alike ? "" : "usage"));
    if (!alike) ++refused;
  }
  CHECK(refused > 50);
}

TEST_CASE("random damage to the bytes of a definition is refused and never more") {
  for (int i = 0; i < 200; ++i) {
    random_source random(first_seed() + static_cast<std::uint64_t>(i));
    random_expressions make(random);
    std::string bytes = to_bytes(make.any());
    for (int k = 0; k < 20; ++k) {
      std::string bad = bytes;
      for (int change = random.between(1, 4); change > 0; --change) {
        const std::size_t at = random.below(bad.size());
        switch (random.below(3)) {
          case 0: bad[at] = static_cast<char>(bad[at] ^ (1 << random.below(8))); break;
          case 1: bad.erase(at, 1 + random.below(5)); break;
          default: bad.insert(at, 1, static_cast<char>(random.below(256))); break;
        }
        if (bad.empty()) bad = "x";
      }
      if (bad == bytes) continue;
      CHECK(failure_of([&] { expression_from_bytes(bad); }).kind == "input");
    }
  }
}
