// Laws of evaluation: whatever a measure is made of, how the people, the periods and the measures are cut changes nothing.

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/writers.hpp"
#include "support/random_records.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

namespace {

constexpr int rounds = 12;

/// One measure of each statistic, over each kind of unit, with each kind of breakdown.
std::vector<measure> some_measures() {
  using namespace algebra;
  const auto gender = [] { return by("gender", person.gender); };
  const auto supported = long_term_support && of_service_user;
  const auto on_last_day = people(supported && open_on(period_end));
  const auto length = days_between(events.start, smaller(first_known(events.end, period_end), period_end));
  const auto spell = spells(is_service, days{7});
  const auto answered = matched_latest(is_request, is_service);
  const auto last_outcome = latest_known(events.outcome, active_during());
  const auto first_service = looking_at(is_service)
                                 .on_or_after(period_start)
                                 .ordered_by(ascending(events.start), descending(events.end))
                                 .first();
  int number = 0;
  const auto make = [&](calculation c, std::vector<breakdown> by = {}) {
    const std::string id = "local.m" + std::to_string(++number);
    return local_measure(id, id, std::move(c), std::move(by));
  };
  std::vector<measure> all{
      make(count(on_last_day), {with_total(gender())}),
      make(proportion(people(events.delivery_mechanism == "Direct payment" && open_on(period_end)) && on_last_day,
                      on_last_day),
           {age_groups(age_on(period_end)), with_total(gender())}),
      make(exact_proportion(ending_in(), active_during()), {by("event", events.event_type)}),
      make(median(length, is_service && active_during()), {with_total(by("service", events.service_type))}),
      make(mean(length, active_during()), {gender(), by("event", events.event_type)}),
      make(sum(events.age_at_start, starting_in()),
           {by("component", events.service_component, {"Meals", "Shared Lives"})}),
      make(percentile(90, length, active_during())),
      make(count(spell.active_during()), {age_groups(age_on(spell.start)), with_total(gender(), "All")}),
      make(median(days_between(spell.start, first_known(spell.end, period_end)), spell.open_on(period_end))),
      make(share_within(days{28}, answered.days, in_period(answered.to_start)), {with_total(gender())}),
      make(count(in_period(answered.to_start) && !answered.matched)),
      make(ratio(people(is_request && starting_in()), is_service && starting_in()), {gender()}),
      make(change(count(people(starting_in()))),
           {with_total(by("event of death", working_age_band(age_on(period_end))))}),
      make(percent_change(proportion(is_review, active_during())), {by("event", events.event_type)}),
      make(change(ratio(is_request && starting_in(), is_service && starting_in()))),
      make(change(mean(length, active_during())), {gender()}),
      make(count(!is_missing(last_outcome)), {by("outcome", last_outcome)}),
      make(proportion(first_service.of(events.end) <= period_end, first_service.exists() && alive_on(period_end))),
      make(count(alive_on(period_start)),
           {groups("of", {{"men", person.gender == "Male"},
                          {"under 50", age_on(period_end) < 50},
                          {"either", person.gender == "Male" || age_on(period_end) < 50}})}),
      make(mean(as_number(events.service_component == "Meals"), is_service), {by("council", person.la_code)})};
  measure rates{.id = "local.rate",
                .title = "R",
                .source = "test",
                .years = "any",
                .unit = "person",
                .definition = "r",
                .figures = {}};
  rates.figures.push_back(
      {.id = "local.rate",
       .title = "R",
       .counts = rate(on_last_day),
       .by = {groups("age_band", {{"18 to 64", age_on(period_end) < 65}, {"65 and above", age_on(period_end) >= 65}})},
       .population = {"18 to 64", "65 and above"}});
  rates.sides.push_back({"rate", "everybody", people(active_during()), {gender()}});
  rates.national = true;
  all.push_back(rates);
  for (const measure& official : select_measures(catalogue(), {"ascof.2e", "ascof.3d"}).measures)
    all.push_back(official);
  return all;
}

const population& residents() {
  static const population people = [] {
    population p;
    for (const char* council : {"901", "902", "England"})
      for (const char* band : {"18 to 64", "65 and above"}) p.add(council, "All", band, 100'000);
    return p;
  }();
  return people;
}

const std::vector<period> two_years{financial_year(2023), financial_year(2024)};

/// People of random submissions and what is known of them.
struct random_people {
  explicit random_people(std::uint64_t seed)
      : people(random_preparation(seed, table_mode::joined).main),
        details(work_out_person_details(people, mappings::shipped(), 1)) {}
  random_people(const records& whole, const std::vector<std::uint32_t>& rows)
      : people(part_of(whole, rows)), details(work_out_person_details(people, mappings::shipped(), 1)) {}

  records people;
  person_details details;
};

result_table evaluated(const random_people& of, const std::vector<measure>& measures,
                       const std::vector<period>& periods = two_years, unsigned threads = 1) {
  evaluate_options options;
  options.trace = true;
  options.threads = threads;
  return evaluate(measures, of.people, of.details, periods, {}, residents(), options);
}

evaluation_state state_of(const random_people& of, const std::vector<measure>& measures) {
  evaluation_state state(select_all(measures), two_years);
  state.keep_contributions();
  evaluate_options options;
  options.trace = true;
  options.threads = 1;
  state.update(of.people, of.details, options);
  return state;
}

texts contributions_of(const evaluation_state& state) {
  texts lines;
  for (const contribution& c : state.contributions())
    lines.push_back(joined({c.measure, to_string(c.reporting), c.la_code, c.person_id, c.group,
                            std::to_string(c.numerator), std::to_string(c.denominator)}));
  return lines;
}

/// Rows of the people of each part; `part` tells which part a person is in.
template <typename Part>
std::vector<std::vector<std::uint32_t>> parts_of(const records& people, std::size_t parts, Part part) {
  std::vector<std::vector<std::uint32_t>> rows(parts);
  for (std::size_t person = 0; person < people.people(); ++person) {
    auto& own = rows[part(person)];
    for (std::uint32_t row = people.rows_of(person).first; row < people.rows_of(person).last; ++row) own.push_back(row);
  }
  std::erase_if(rows, [](const auto& own) { return own.empty(); });
  return rows;
}

std::string results_csv(const result_table& results) {
  const scratch_folder folder;
  write_results(results, folder / "results.csv");
  return folder.read("results.csv");
}

}  // namespace

TEST_CASE("states of disjoint people merge into the state of all of them, however and in whatever order they are cut") {
  const std::vector<measure> measures = some_measures();
  for_each_round(rounds, [&](std::uint64_t seed) {
    const random_people whole(seed);
    const evaluation_state state = state_of(whole, measures);
    const texts rows = all_of(state.finish(residents()));
    const texts added = contributions_of(state);
    random_source random(seed + 1'000'000);
    const std::size_t half = whole.people.people() / 2;
    const std::vector<std::vector<std::uint32_t>> cuts[] = {
        parts_of(whole.people, 2, [&](std::size_t person) { return whole.people.council_of(person); }),
        parts_of(whole.people, 2, [&](std::size_t person) { return person < half ? 0U : 1U; }),
        parts_of(whole.people, 4, [&](std::size_t) { return random.below(4); })};
    for (const auto& cut : cuts) {
      std::vector<evaluation_state> states;
      for (const auto& part : cut) states.push_back(state_of({whole.people, part}, measures));
      random.shuffle(states);
      evaluation_state merged = states.front();
      for (std::size_t i = 1; i < states.size(); ++i) merged.merge(states[i]);
      CHECK((merged == state));
      CHECK(same_lines(all_of(merged.finish(residents())), rows));
      CHECK(same_lines(contributions_of(merged), added));
    }
    // One state that is updated part by part.
    evaluation_state updated(select_all(measures), two_years);
    evaluate_options options;
    options.trace = true;
    for (const auto& part : cuts[2]) {
      const random_people some(whole.people, part);
      updated.update(some.people, some.details, options);
    }
    CHECK((updated == state));
    CHECK(same_lines(all_of(updated.finish(residents())), rows));
  });
}

TEST_CASE("row order, threads and repetition give the same bytes") {
  const std::vector<measure> measures = some_measures();
  for_each_round(rounds, [&](std::uint64_t seed) {
    const random_people whole(seed);
    const std::string once = results_csv(evaluated(whole, measures));
    CHECK(results_csv(evaluated(whole, measures)) == once);
    for (const unsigned threads : {2U, 3U}) CHECK(results_csv(evaluated(whole, measures, two_years, threads)) == once);
    std::vector<std::uint32_t> rows(whole.people.events().rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    random_source random(seed + 1'000'000);
    random.shuffle(rows);
    CHECK(results_csv(evaluated({whole.people, rows}, measures)) == once);
  });
}

TEST_CASE("subtotals add up, and groups that overlap hold at least what either holds") {
  using namespace algebra;
  const auto age = age_on(period_end);
  const auto met = people(active_during());
  const auto parts = groups("age", {{"child", age < 18},
                                    {"18 to 64", age >= 18 && age < 65},
                                    {"65 and above", age >= 65},
                                    {"unknown", is_missing(age)}});
  const auto counted = [&](const char* id, std::vector<breakdown> by) {
    return local_measure(id, id, proportion(people(active_during() && is_review), met), std::move(by));
  };
  const std::vector<measure> measures{
      counted("local.gender", {with_total(by("gender", person.gender))}),
      counted("local.parts", {with_total(parts)}),
      counted("local.official", {age_groups(age)}),
      counted("local.whole", {}),
      counted("local.overlap", {groups("of", {{"men", person.gender == "Male"},
                                              {"under 50", age < 50},
                                              {"either", person.gender == "Male" || age < 50},
                                              {"both", person.gender == "Male" && age < 50}})}),
      local_measure("local.days", "D", sum(days_between(events.start, events.end), active_during()),
                    {with_total(by("event", events.event_type)), with_total(by("service", events.service_type))})};
  for_each_round(rounds, [&](std::uint64_t seed) {
    const random_people whole(seed);
    struct counts {
      std::uint64_t numerator = 0, denominator = 0;
      double value = 0;
      bool operator==(const counts&) const = default;
    };
    std::map<std::string, std::map<std::string, counts>> groups_of;  // by measure, period and council; by group
    for (const result_row& r : evaluated(whole, measures).rows) {
      counts& c = groups_of[support::joined({r.measure, to_string(r.reporting), r.la_code})][r.group];
      c = {r.numerator.value_or(0), r.denominator, r.value.value_or(0)};
      CHECK(c.numerator <= c.denominator);
      if (r.measure != "local.days" && r.value) CHECK((*r.value >= 0 && *r.value <= 100));
    }
    const auto sum_of = [](const std::map<std::string, counts>& of, auto wanted) {
      counts sum;
      for (const auto& [group, c] : of)
        if (wanted(group)) sum = {sum.numerator + c.numerator, sum.denominator + c.denominator, sum.value + c.value};
      return sum;
    };
    for (const auto& [key, of] : groups_of) {
      CAPTURE(key);
      const std::string place = key.substr(key.find(" | "));
      if (key.starts_with("local.gender") || key.starts_with("local.parts")) {
        const counts sum = sum_of(of, [](const std::string& group) { return group != "Total"; });
        CHECK(sum.numerator == of.at("Total").numerator);
        CHECK(sum.denominator == of.at("Total").denominator);
        CHECK(of.at("Total") == groups_of.at("local.whole" + place).at("Total"));
      } else if (key.starts_with("local.official")) {
        const auto& all = groups_of.at("local.parts" + place);
        CHECK(of.at("18 to 64") == all.at("18 to 64"));
        CHECK(of.at("65 and above") == all.at("65 and above"));
        CHECK(of.at("Total").denominator ==
              of.at("18 to 64").denominator + of.at("65 and above").denominator + all.at("unknown").denominator);
      } else if (key.starts_with("local.overlap")) {
        const auto at = [&, &groups = of](const char* group) { return groups.at(group).denominator; };
        CHECK(at("men") + at("under 50") == at("either") + at("both"));
        CHECK(at("either") <= groups_of.at("local.whole" + place).at("Total").denominator);
      } else if (key.starts_with("local.days")) {
        const counts sum =
            sum_of(of, [](const std::string& group) { return group.find("Total") == std::string::npos; });
        CHECK(sum.denominator == of.at("Total, Total").denominator);
        CHECK(sum.value == of.at("Total, Total").value);  // whole days: no rounding
        const counts rows =
            sum_of(of, [](const std::string& group) { return group.ends_with(", Total") && group != "Total, Total"; });
        CHECK(rows.denominator == of.at("Total, Total").denominator);
      }
    }
  });
}

TEST_CASE("many periods at once are the same as each alone") {
  const std::vector<measure> measures = some_measures();
  std::vector<period> months;
  for (int i = 0; i < 70; ++i) {
    const day start = add_months(make_day(2020, 1, 1), i);
    months.push_back({start, add_months(start, 1 + i % 3) - 1});
  }
  for_each_round(4, [&](std::uint64_t seed) {
    const random_people whole(seed);
    for (const std::size_t number : {12U, 70U}) {  // 70 are more than one walk takes
      const std::vector<period> periods(months.end() - static_cast<std::ptrdiff_t>(number), months.end());
      const result_table together = evaluated(whole, measures, periods);
      texts rows = all_of(together), single;
      for (const period& one : periods)
        for (const std::string& line : all_of(evaluated(whole, measures, {one}))) single.push_back(line);
      // A text that occurs in one period makes a row in all of them: such rows count nobody.
      const auto counts = [](texts lines) {
        std::erase_if(lines, [](const std::string& line) {
          const texts c = cells(line);
          if (c.size() == 6 && c[0] == "rate") return c[5] == "0";
          return c.size() == 10 && c[0].starts_with("local.") && c[6] == "0" && (c[5].empty() || c[5] == "0") &&
                 c[8] == "0" && c[9] == "0";
        });
        std::sort(lines.begin(), lines.end());
        return lines;
      };
      CHECK(same_lines(counts(rows), counts(single)));
    }
  });
}

TEST_CASE("many measures at once are the same as each alone") {
  const std::vector<measure> measures = some_measures();
  REQUIRE(measures.size() >= 20);
  for_each_round(rounds, [&](std::uint64_t seed) {
    const random_people whole(seed);
    const texts together = all_of(evaluated(whole, measures));
    result_table single;
    for (const measure& m : measures) {
      const result_table one = evaluated(whole, {m});
      single.rows.insert(single.rows.end(), one.rows.begin(), one.rows.end());
      single.sides.insert(single.sides.end(), one.sides.begin(), one.sides.end());
      single.traces.insert(single.traces.end(), one.traces.begin(), one.traces.end());
    }
    CHECK(same_lines(all_of(single), together));
  });
}
