// No hidden count of a published table can be told from the rest of it, whatever is evaluated and however it is broken down.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/publish.hpp"
#include "support/random_extract.hpp"
#include "support/random_source.hpp"

using namespace ascof;
using namespace ascof::algebra;

namespace {

constexpr int rounds = 120;

/// Shares, counts, rates, medians and changes, with groups that overlap, that texts make, with and without totals.
selection measures(support::random_source& random) {
  const auto in_support = people(is_service && active_during());
  const auto direct = people(events.delivery_mechanism == "Direct payment" && active_during());
  const auto requests = events.event_type.in({"Request", "Review"}) && starting_in();
  const breakdown gender = by("gender", person.gender);
  const breakdown outcome = by("outcome", events.outcome);
  const auto some = [&](breakdown of) { return random.chance(50) ? with_total(of) : of; };
  measure everywhere = local_measure("local.direct", "", proportion(direct, in_support), {some(gender)});
  everywhere.national = true;
  measure residents = local_measure("local.rate", "", count(requests));
  residents.figures.front().counts = rate(requests);
  residents.figures.front().population = {"18 to 64"};
  std::vector<measure> all{
      everywhere,
      local_measure("local.bands", "", exact_proportion(direct, in_support), {age_groups(age_on(period_end)), gender}),
      local_measure("local.outcomes", "", count(requests), {some(outcome)}),
      local_measure("local.both", "", count(requests), {some(outcome), some(gender)}),
      local_measure("local.requests", "", count(requests)),
      local_measure("local.days", "", median(days_between(events.start, events.end), requests), {some(gender)}),
      local_measure("local.cost", "", mean(days_between(events.start, events.end), requests)),
      local_measure("local.change", "", change(count(requests))),
      residents};
  std::vector<measure> chosen;
  for (measure& m : all)
    if (random.chance(60)) chosen.push_back(std::move(m));
  if (chosen.empty()) chosen.push_back(local_measure("local.requests", "", count(requests)));
  return select_all(std::move(chosen));
}

/// Results of random records; none when no submission speaks for a period.
std::optional<result_table> random_results(support::random_source& random) {
  const mappings tables = mappings::shipped();
  population people_in_areas;
  for (const char* council : {"901", "902"}) people_in_areas.add(council, "All", "18 to 64", 1'234);
  try {
    const records people(prepare(support::extract_from_rows(support::random_extract(random).rows()), tables, {},
                                 support::however_many_are_lost())
                             .main);
    evaluate_options how;
    how.on_missing_population = missing_population::leave_out;
    return evaluate(measures(random), people, work_out_person_details(people, tables),
                    {financial_year(2023), financial_year(2024)}, {}, people_in_areas, how);
  } catch (const input_error& refused) {
    REQUIRE(refused.code() == error_code::no_submission);
    return std::nullopt;
  }
}

bool is_small(std::int64_t value, const statistics::disclosure_policy& policy) {
  const statistics::possible_counts range = statistics::hidden_range(policy);
  return range.least <= value && value <= *range.most;
}

}  // namespace

TEST_CASE("published tables of random measures pass the audit, and show no small count") {
  int hidden = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = support::first_seed() + static_cast<std::uint64_t>(round);
    support::random_source random(seed);
    const std::optional<result_table> results = random_results(random);
    if (!results) continue;
    INFO("seed " << seed);
    for (const statistics::disclosure_policy& policy : statistics::disclosure_policies()) {
      INFO(policy.name);
      const published_table published = publish(*results, policy);
      REQUIRE(published.rows.size() == results->rows.size());

      // By the audit: every small count keeps its range, or as much as hiding everything would.
      const statistics::protected_release& made = published.made;
      statistics::protected_release all_hidden = made;
      for (statistics::protected_count& count : all_hidden.counts)
        if (count.status == statistics::count_status::rounded ||
            (count.status == statistics::count_status::shown && *count.value != 0))
          count = {statistics::count_status::secondary, {}, {}};
      for (statistics::protected_ratio& ratio : all_hidden.ratios) ratio = {statistics::ratio_status::hidden, {}};
      const auto told = statistics::audit(published.asked, made);
      const auto at_best = statistics::audit(published.asked, all_hidden);
      const statistics::possible_counts range = statistics::hidden_range(policy);
      for (std::size_t i = 0; i < told.size(); ++i) {
        if (made.counts[i].status != statistics::count_status::primary) continue;
        ++hidden;
        CHECK(told[i].least <= std::max(range.least, at_best[i].least));
        CHECK(told[i].most.value_or(*range.most) >= std::min(*range.most, at_best[i].most.value_or(*range.most)));
      }

      // By the rows alone, which know nothing of the release: no small number, and no total less its other parts.
      std::map<std::tuple<std::string, period, std::string>, std::vector<std::size_t>> outcomes;
      for (std::size_t i = 0; i < published.rows.size(); ++i) {
        const published_row& row = published.rows[i];
        const bool rate = row.denominator_status == cell_status::known;
        if (row.numerator && *row.numerator != 0)
          CHECK_FALSE(is_small(static_cast<std::int64_t>(*row.numerator), policy));
        if (row.denominator && !rate && *row.denominator != 0)
          CHECK_FALSE(is_small(static_cast<std::int64_t>(*row.denominator), policy));
        CHECK(is_hidden(row.numerator_status) <= !row.numerator.has_value());
        CHECK(is_hidden(row.value_status) <= !row.value.has_value());
        if (is_hidden(row.value_status)) CHECK(row.shown == policy.symbol);
        if (row.measure == "local.outcomes") outcomes[{row.measure, row.reporting, row.la_code}].push_back(i);
      }
      for (const auto& [where, rows] : outcomes) {
        const bool has_total = published.rows[rows.back()].group == "Total";
        if (!has_total || is_hidden(published.rows[rows.back()].value_status)) continue;
        const auto missing = std::count_if(rows.begin(), rows.end(),
                                           [&](std::size_t i) { return is_hidden(published.rows[i].value_status); });
        if (policy.rounding == 1) CHECK(missing != 1);
      }
    }
  }
  CHECK(hidden > 0);
}
