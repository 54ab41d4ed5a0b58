// States as bytes: what is written today is merged and finished tomorrow.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measure/definition.hpp"
#include "ascof/measures.hpp"
#include "ascof/results/evaluate.hpp"
#include "core/document.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;
using documents::json;
namespace a = algebra;

namespace {

constexpr const char* north = R"(
    council | council_name | person | event   | start      | end        | service   | component | Unit_Cost
    901     | Northmoor    | SECRET1 | Service | 2024-05-01 | 2024-06-01 | community | Meals     | 12.50
    901     | Northmoor    | SECRET1 | Service | 2024-08-01 | open       | community | MEALS     | 0.10
    901     | Northmoor    | SECRET2 | Review  | 2024-05-02 | 2024-05-09 | -         | -         | 3)";
constexpr const char* south = R"(
    council | council_name | person | event   | start      | end        | service   | component | Unit_Cost
    902     | Southmoor    | SECRET1 | Service | 2024-05-03 | 2024-05-20 | community | meals     | 7
    902     | Southmoor    | SECRET3 | Service | 2024-05-04 | 2024-05-05 | community | Day care  | -)";

std::vector<measure> measures_of_all_kinds() {
  const auto cost = a::events.unit_cost;
  const auto days = a::days_between(a::events.start, a::events.end);
  const auto spells = a::spells(a::is_service, a::days{7});
  return {a::local_measure("local.share", "Share", a::proportion(a::events.service_component == "Meals", a::is_service),
                           {a::with_total(a::by("component", a::events.service_component))}),
          a::local_measure("local.cost", "Cost", a::mean(cost, a::is_service)),
          a::local_measure("local.days", "Days", a::median(days, a::starting_in())),
          a::local_measure("local.change", "Change", a::change(a::count(a::starting_in()))),
          a::local_measure("local.spells", "Spells", a::count(spells.active_during()))};
}

evaluation_state state_of(const char* rows, const std::vector<measure>& measures = measures_of_all_kinds(),
                          const areas& list = {}) {
  const records people = records_from_text(rows);
  const person_details details = details_from_text(people, "council | person | gender");
  evaluation_state state(select_all(measures), {year_2024, financial_year(2023)}, list);
  state.keep_contributions();
  state.update(people, details, {.trace = true});
  return state;
}

texts shown(const result_table& results) {
  texts rows;
  for (const result_row& row : results.rows)
    rows.push_back(joined({row.measure, to_string(row.reporting), row.la_code, row.la_name, row.group,
                           std::to_string(row.numerator.value_or(999)) + "/" + std::to_string(row.denominator),
                           row.value ? all_digits(*row.value) : "none", std::string(to_text(row.status)),
                           row.deviation ? all_digits(*row.deviation) : "none",
                           row.earlier ? std::to_string(row.earlier->denominator) : "none"}));
  for (const trace_table& trace : results.traces)
    for (const traced_unit& unit : trace.units)
      rows.push_back(joined({trace.id, unit.la_code, unit.person_id, joined(unit.values)}));
  for (const side_row& side : results.sides) rows.push_back(joined({side.group, std::to_string(side.count)}));
  for (const notice& n : results.notices) rows.push_back(to_text(n));
  return rows;
}

evaluation_state again(const evaluation_state& of) { return evaluation_state::from_bytes(of.to_bytes()); }

texts lines_of(const evaluation_state& of) {
  texts lines;
  for (const contribution& c : of.contributions())
    lines.push_back(joined({c.measure, to_string(c.reporting), c.la_code, c.person_id, c.group,
                            std::to_string(c.numerator), std::to_string(c.denominator)}));
  return lines;
}

template <typename Change>
support::failure refused(const std::string& bytes, Change change) {
  json inside = documents::from_bytes("state", bytes);
  change(inside);
  const std::string forged = documents::to_bytes("state", inside);
  return failure_of([&] { evaluation_state::from_bytes(forged); });
}

}  // namespace

TEST_CASE("a state comes out of bytes as it went in, and finishes to the same table") {
  const areas list({{"903", "Eastmoor", "E10000003", "East"}});
  const evaluation_state state = state_of(north, measures_of_all_kinds(), list);
  const std::string bytes = state.to_bytes();
  const evaluation_state read = evaluation_state::from_bytes(bytes);
  CHECK(read == state);
  CHECK(read.to_bytes() == bytes);
  CHECK(read.fingerprints() == state.fingerprints());
  CHECK(read.has_traces());
  CHECK(shown(read.finish()) == shown(state.finish()));
  CHECK(shown(read.finish()).size() > 20);
  CHECK(lines_of(read) == lines_of(state));
  CHECK_FALSE(lines_of(read).empty());
}

TEST_CASE("a state of one council written today merges with another's tomorrow") {
  evaluation_state together = state_of(north);
  together.merge(state_of(south));
  for (const bool turned : {false, true}) {
    evaluation_state merged = again(state_of(turned ? south : north));
    merged.merge(turned ? state_of(north) : again(state_of(south)));
    CHECK(merged == together);
    CHECK(shown(merged.finish()) == shown(together.finish()));
    CHECK(lines_of(merged) == lines_of(together));
  }
  // And counts on.
  evaluation_state later = again(state_of(north));
  const records people = records_from_text(south);
  later.update(people, details_from_text(people, "council | person | gender"), {.trace = true});
  CHECK(later == together);
}

TEST_CASE("official measures of every shape travel in a state") {
  const evaluation_state empty(select_measures(catalogue(), {"everything"}), {year_2024});
  const evaluation_state read = again(empty);
  CHECK(read == empty);
  CHECK(read.fingerprints() == empty.fingerprints());
  CHECK(read.measures().size() == empty.measures().size());
}

TEST_CASE("sums are kept to the last digit, also below nothing") {
  exact_sum sum;
  for (const double value : {0.1, -1e15, 3.25, -0.7}) sum.add(value);
  CHECK(exact_sum::of_halves(sum.high(), sum.low()) == sum);
  CHECK(exact_sum::of_halves(sum.high(), sum.low()).value() == sum.value());
}

TEST_CASE("a state holds identifiers of people only where it keeps their traces or contributions") {
  const records people = records_from_text(north);
  const person_details details = details_from_text(people, "council | person | gender");
  evaluation_state plain(select_all(measures_of_all_kinds()), {year_2024});
  plain.update(people, details);
  CHECK(plain.to_bytes().find("SECRET") == std::string::npos);
  CHECK(plain.to_bytes().find("secret") == std::string::npos);
  CHECK_FALSE(plain.has_traces());
  CHECK(state_of(north).to_bytes().find("SECRET1") != std::string::npos);
}

TEST_CASE("states of different definitions refuse to merge, and name the measure") {
  const auto state = [](std::vector<measure> of) { return evaluation_state(select_all(std::move(of)), {year_2024}); };
  const auto merging = [](evaluation_state one, const evaluation_state& two) {
    const auto found = failure_of([&] { one.merge(two); });
    CHECK(found.kind == "usage");
    CHECK(found.code == error_code::bad_definition);
    return found.message;
  };
  // A variant under the official id.
  const evaluation_state official = state({measures::ascof_2a()});
  const evaluation_state variant = state({measures::ascof_2a({.joining_gap_days = 60})});
  const std::string differs =
      "the states define ascof.2a otherwise, so that their counts do not add up; make both from the same definition: a "
      "variant is a measure of its own";
  CHECK(merging(official, variant) == differs);
  CHECK(merging(variant, again(official)) == differs);
  CHECK_FALSE(official == variant);
  CHECK_NOTHROW(evaluation_state(official).merge(again(official)));
  // Two rules of one id.
  const measure one = a::local_measure("local.x", "X", a::count(a::is_service));
  const measure two = a::local_measure("local.x", "X", a::count(a::is_review));
  CHECK(merging(state({one}), state({two})).starts_with("the states define local.x otherwise"));
  // The same figures with other traces: their lines would not fit under each other.
  measure traced = one;
  traced.traces.front().columns.clear();
  CHECK(merging(state({one}), state({traced})).starts_with("the states define the traces of local.x otherwise"));
  // Another title is no other definition.
  measure renamed = one;
  renamed.title = "Services";
  CHECK_NOTHROW(state({one}).merge(state({renamed})));
}

TEST_CASE("results say by which definition they were made") {
  const std::vector<result_definition> made = definitions_of(state_of(north).finish());
  REQUIRE(made.size() == 5);
  CHECK(made[1].measure == "local.cost");
  CHECK(made[1].fingerprint == fingerprint(measures_of_all_kinds()[1]));
}

TEST_CASE("damaged and cut bytes of a state are refused") {
  const std::string good = state_of(north).to_bytes();
  for (std::size_t length = 0; length < good.size(); ++length)
    REQUIRE(failure_of([&] { evaluation_state::from_bytes(std::string_view(good).substr(0, length)); }).kind ==
            "input");
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1 << at % 8);
    REQUIRE(failure_of([&] { evaluation_state::from_bytes(bad); }).kind == "input");
  }
  CHECK(failure_of([] { evaluation_state::from_bytes(to_bytes(a::is_service.e)); }).message ==
        "this is an expression, and a state is wanted; read it as an expression");
}

TEST_CASE("a state whose parts do not fit together is refused, whatever its check says") {
  const std::string good = state_of(north).to_bytes();
  const auto says = [&](auto change) {
    const auto found = refused(good, change);
    CHECK(found.kind == "input");
    return found.message;
  };
  const std::string end = "; write it again with ascof";
  const auto cannot = [&](const char* problem) { return "the state cannot be read: " + std::string(problem) + end; };
  CHECK(says([](json& in) { in["cells"][0][0] = 99; }) == cannot("a cell is of something that is not there"));
  CHECK(says([](json& in) { in["cells"][0][1] = 99; }) == cannot("a cell is of something that is not there"));
  CHECK(says([](json& in) { in["cells"][0][2] = "999"; }) == cannot("a cell is of a council that is not there"));
  CHECK(says([](json& in) { in["cells"][0][4].erase(0); }) == cannot("a cell has other periods than its measure"));
  CHECK(says([](json& in) { in["cells"][0][4][0][0] = -1; }) == cannot("a cell is no count"));
  CHECK(says([](json& in) { in["cells"].push_back(in["cells"][0]); }) == cannot("a cell stands twice"));
  CHECK(says([](json& in) { in["councils"].push_back(in["councils"][0]); }) == cannot("a council stands twice"));
  CHECK(says([](json& in) { in["periods"]["by_measure"][0] = 3; }) ==
        cannot("a measure reports periods that are not there"));
  CHECK(says([](json& in) { in["periods"]["by_measure"].erase(0); }) == cannot("it lacks the periods of a measure"));
  CHECK(says([](json& in) {
          std::swap(in["periods"]["lists"][0][0][0], in["periods"]["lists"][0][0][1]);
        }).starts_with("the state cannot be read: "));
  CHECK(says([](json& in) { in["traces"][0][0][0][4].push_back("more"); }) ==
        cannot("a line of a trace has other columns"));
  CHECK(says([](json& in) { in["traces"][0].push_back(json::array()); }) == cannot("a measure has other traces"));
  CHECK(says([](json& in) { in["contributions"][0][0] = "local.other"; }) ==
        cannot("a contribution is to a figure that is not there"));
  CHECK(
      says([](json& in) { in["fingerprints"][0] = "0"; }).starts_with("the definition of local.share is not the one"));
  CHECK(says([](json& in) { in["measures"] = json::array(); }) ==
        cannot("it has another number of fingerprints than of measures"));
  CHECK(says([](json& in) {
          for (int i = 0; i < 200'000; ++i) in["periods"]["lists"][0].push_back(in["periods"]["lists"][0][0]);
          for (int i = 0; i < 1'000; ++i)
            in["councils"].push_back({std::to_string(1000 + i), "", "", "", true, false, ""});
        }) == cannot("local.share would have more than 100000000 rows"));
}

TEST_CASE("whatever is changed inside a state, it is read or refused and never more") {
  // Values of every place are taken away or replaced in turn; the check is made to fit again.
  const json good = documents::from_bytes("state", state_of(north).to_bytes()).flatten();
  std::size_t refusals = 0, tried = 0;
  for (const auto& [place, value] : good.items()) {
    for (const json& other : {json(), json(0), json(1'000'000'000), json("x"), json(true), json::array(), json(-1.5)}) {
      ++tried;
      json changed = good;
      changed[place] = other;
      std::string bytes;
      try {
        bytes = documents::to_bytes("state", changed.unflatten());
      } catch (const json::exception&) {
        continue;
      }
      try {
        evaluation_state::from_bytes(bytes).finish();
      } catch (const ascof::input_error&) {
        ++refusals;
      }
      if (tried % 7 != 0) break;  // one value a place, all of them at every seventh
    }
  }
  CHECK(refusals > tried / 3);
}
