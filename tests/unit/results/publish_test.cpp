#include "ascof/results/publish.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "support/failure.hpp"

using namespace ascof;
using namespace ascof::algebra;

namespace {

/// A row of one group of a figure.
result_row row_of(const measure& m, std::string group, std::uint64_t numerator, std::uint64_t denominator,
                  std::string council = "901") {
  result_row r{m.figures.front().id, financial_year(2024), council, "Council", group};
  const statistic kind = m.figures.front().counts.kind;
  if (kind != statistic::median) r.numerator = numerator;
  r.denominator = denominator;
  if (kind == statistic::count) r.value = static_cast<double>(numerator);
  if (denominator != 0 && kind == statistic::proportion)
    r.value = 100.0 * static_cast<double>(numerator) / static_cast<double>(denominator);
  return r;
}

statistics::disclosure_policy as_they_are() { return statistics::one_to_seven_policy(); }

}  // namespace

TEST_CASE("a small count is hidden, and another one so that it cannot be worked out") {
  const measure m = local_measure("local.outcomes", "", count(is_request), {with_total(by("outcome", events.outcome))});
  result_table results;
  results.measures = {m};
  results.rows = {row_of(m, "A", 20, 20), row_of(m, "B", 3, 3), row_of(m, "C", 30, 30), row_of(m, "Total", 53, 53)};
  const published_table published = publish(results, as_they_are());
  REQUIRE(published.rows.size() == 4);
  CHECK(published.rows[1].value_status == cell_status::primary);
  CHECK(published.rows[1].shown == "*");
  CHECK_FALSE(published.rows[1].value);
  CHECK_FALSE(published.rows[1].numerator);
  CHECK(published.rows[0].value_status == cell_status::secondary);
  CHECK(published.rows[2].shown == "30");
  CHECK(published.rows[3].shown == "53");
  const auto told = statistics::audit(published.asked, published.made);
  CHECK(told[1].least <= 1);
  CHECK(*told[1].most >= 7);

  const output_table outside = published_output(std::make_shared<const published_table>(published));
  CHECK(std::get<made_texts>(outside.columns[9].values).of(0) == "hidden");
  const output_table inside = published_output(std::make_shared<const published_table>(published), true);
  CHECK(std::get<made_texts>(inside.columns[9].values).of(0) == "secondary suppression");
}

TEST_CASE("a count that two figures share is one, so neither gives away what the other hides") {
  const measure m = local_measure("local.outcomes", "", count(is_request), {by("outcome", events.outcome)});
  const measure total = local_measure("local.all", "", count(is_request));
  result_table results;
  results.measures = {m, total};
  results.rows = {row_of(m, "A", 20, 20), row_of(m, "B", 3, 3), row_of(m, "C", 30, 30), row_of(total, "Total", 53, 53)};
  const published_table published = publish(results, as_they_are());
  CHECK(published.asked.counts().size() == 4);
  CHECK(published.rows[0].value_status == cell_status::secondary);
  CHECK(published.rows[3].shown == "53");
}

TEST_CASE("two breakdowns of one thing are tied by the total that neither shows") {
  const measure a = local_measure("local.a", "", count(is_request), {by("outcome", events.outcome)});
  const measure b = local_measure("local.b", "", count(is_request), {by("route", events.route_of_access)});
  result_table results;
  results.measures = {a, b};
  results.rows = {row_of(a, "A", 20, 20), row_of(a, "B", 3, 3), row_of(a, "C", 30, 30), row_of(b, "X", 25, 25),
                  row_of(b, "Y", 28, 28)};
  const published_table published = publish(results, as_they_are());
  CHECK(published.rows[1].value_status == cell_status::primary);
  CHECK(is_hidden(published.rows[0].value_status) != is_hidden(published.rows[2].value_status));
}

TEST_CASE("councils make the nation") {
  measure m = local_measure("local.all", "", count(is_request));
  m.national = true;
  result_table results;
  results.measures = {m};
  results.rows = {row_of(m, "Total", 20, 20, "901"), row_of(m, "Total", 3, 3, "902"), row_of(m, "Total", 30, 30, "903"),
                  row_of(m, "Total", 53, 53, "England")};
  const published_table published = publish(results, as_they_are());
  CHECK(published.rows[1].value_status == cell_status::primary);
  CHECK(published.rows[0].value_status == cell_status::secondary);
}

TEST_CASE("a percentage of a hidden count is hidden, and a figure without a denominator is not 0") {
  const auto wanted = events.outcome == "A";
  const measure m = local_measure("local.share", "", proportion(wanted, is_request));
  result_table results;
  results.measures = {m};
  results.rows = {row_of(m, "Total", 3, 40, "901"), row_of(m, "Total", 0, 0, "902"), row_of(m, "Total", 20, 41, "903")};
  const published_table published = publish(results, as_they_are());
  CHECK(published.rows[0].value_status == cell_status::hidden_value);
  CHECK(published.rows[0].shown == "*");
  CHECK(published.rows[1].value_status == cell_status::no_denominator);
  CHECK(published.rows[1].shown.empty());
  CHECK(published.rows[2].shown == "48.8");
  // From unrounded counts, where the policy rounds what it shows.
  const published_table rounded_counts = publish(results, statistics::safeguarding_policy());
  CHECK(*rounded_counts.rows[2].denominator == 40);
  CHECK(rounded_counts.rows[2].denominator_status == cell_status::rounded);
  CHECK(rounded_counts.rows[2].shown == "48.8");
}

TEST_CASE("a median of few values is hidden") {
  const measure m = local_measure("local.days", "", median(days_between(events.start, events.end), is_request));
  result_table results;
  results.measures = {m};
  results.rows = {row_of(m, "Total", 0, 3, "901"), row_of(m, "Total", 0, 30, "902")};
  for (result_row& r : results.rows) r.value = 12.5;
  const published_table published = publish(results, as_they_are());
  CHECK(published.rows[0].value_status == cell_status::hidden_value);
  CHECK(published.rows[0].numerator_status == cell_status::none);
  CHECK(published.rows[1].shown == "12.5");
}

TEST_CASE("the rest is protected when asked for") {
  const auto wanted = events.outcome == "A";
  const measure m = local_measure("local.share", "", proportion(wanted, is_request));
  result_table results;
  results.measures = {m};
  results.rows = {row_of(m, "Total", 98, 100)};
  CHECK(publish(results, as_they_are()).rows[0].shown == "98.0");
  const published_table published = publish(results, as_they_are(), {.protect_the_rest = true});
  CHECK(is_hidden(published.rows[0].value_status));
}
