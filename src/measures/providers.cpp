#include "ascof/measures/providers.hpp"

#include <fmt/format.h>

#include "ascof/measures/detail_tables.hpp"

namespace ascof::measures {
namespace {

using namespace algebra;

struct location;
struct rating;
struct visit;
struct plan_test;

constexpr tables::family of{"local convention; definitions I", "location"};

/// Places from which care is provided, and words about them. A contract holds on its last day; a place is not registered
/// any more on the day it is deregistered (C6).
struct locations_of {
  rows<location> all{record_type_named("provider_location")};
  date<of_row<location>> deregistered = all.date("date_deregistered");
  date<of_row<location>> contract_end = all.date("contract_end");
  truth<of_row<location>> registered =
      all.date("date_registered") <= period_end && (is_missing(deregistered) || deregistered > period_end);
  truth<of_row<location>> contracted =
      all.date("contract_start") <= period_end && (is_missing(contract_end) || contract_end >= period_end);
};

void add_ratings(std::vector<measure>& to, const locations_of& l) {
  const rows<rating> ratings(record_type_named("provider_rating"));
  const auto published = ratings.date("date_published");
  const auto latest = ratings.of_each(l.all, published <= period_end)
                          .ordered_by(descending(published), descending(ratings.text("rating_id")))
                          .first()
                          .of(ratings.text("overall_rating"));
  const auto rated = latest.in({"Outstanding", "Good", "Requires improvement", "Inadequate"});
  const auto kinds =
      tables::groups_of("", l.all.text("service_type"), tables::values_of(*l.all.type(), "service_type"));
  to.push_back(of("ascof.6b", "Providers rated good or outstanding",
                  "Of locations registered at the period's end whose latest rating published by then is one: the share "
                  "rated good or outstanding. A rating that was taken away, \"Not rated\" or blank, is none.",
                  exact_proportion(latest.in({"Outstanding", "Good"}), l.registered && rated),
                  {.source = "Care Quality Commission; definitions I",
                   .direction = polarity::higher_is_better,
                   .by = {groups("group", tables::joined({{"Total", constant(true)}}, kinds))}}));
}

void add_visits(std::vector<measure>& to, const locations_of& l, const provider_rules& r) {
  const rows<visit> visits(record_type_named("provider_visit"));
  const auto visited = visits.date("date_visited");
  const auto at = visits.link_to(l.all);
  to.push_back(of("quality.provider_visits", "Quality monitoring visits",
                  "Of locations under contract with the council at the period's end: the share visited in the period.",
                  exact_proportion(visits.of_each(l.all, in_period(visited)).any(), l.contracted),
                  {.direction = polarity::higher_is_better}));
  to.push_back(of("quality.provider_visits.visits", "Quality monitoring visits made",
                  "Visits in the period to locations under contract with the council at its end.",
                  count(in_period(visited) && at.of(l.contracted)), {.unit = "visit", .decimals = 0}));

  // The latest scored visits of each place, also of one that the table of places does not have: of several on a day the
  // score of the one with the largest reference, to which each adds its part.
  const auto score = visits.number("score");
  const auto scored = in_period(visited) && !is_missing(score) && !is_missing(visits.text("location_id"));
  const auto scores = visits.where(scored, visited);
  const auto latest = scored && !scores.between(visited + days{1}, period_end).any();
  const auto of_that_day = scores.between(visited, visited);
  const auto part = as_number(visits.all()) / of_that_day.count();
  const auto counts = of_that_day.ordered_by(descending(visits.text("visit_id"))).first().of(score);
  const auto enough = counts >= static_cast<double>(r.good_score);
  const std::string whole = "Of locations with a scored visit in the period, by the score of the latest: the ";
  to.push_back(tables::traced(
      of("quality.provider_score", "Provider quality score", whole + "mean.",
         quotient({{latest, counts * part, 1, 0}, {latest, part, 0, 1}}, 1), {.direction = polarity::higher_is_better}),
      latest, {{"score_of_the_day", counts}}));
  to.push_back(
      tables::traced(of("quality.provider_score.at_least", fmt::format("Providers that score {} or more", r.good_score),
                        whole + fmt::format("share with at least {}.", r.good_score),
                        quotient({{latest && enough, part, 1, 0}, {latest, part, 0, 1}}, 100),
                        {.direction = polarity::higher_is_better}),
                     latest, {{"score_of_the_day", counts}, {"in_numerator", enough}}));
}

void add_tests(std::vector<measure>& to, const locations_of& l, const provider_rules& r) {
  const rows<plan_test> tests(record_type_named("provider_test"));
  const auto tested = tests.date("date_tested");
  const auto lately = tested <= period_end && tested >= period_end - r.tested_within;
  to.push_back(of("quality.emergency_plans_tested", "Providers with a tested emergency plan",
                  fmt::format("Of locations under contract with the council at the period's end: the share whose "
                              "emergency plan was tested 0 to {} days before.",
                              r.tested_within.count),
                  exact_proportion(tests.of_each(l.all, lately).any(), l.contracted),
                  {.direction = polarity::higher_is_better}));
}

}  // namespace

std::vector<measure> providers(const provider_rules& rules) {
  const locations_of locations;
  std::vector<measure> all;
  add_ratings(all, locations);
  add_visits(all, locations, rules);
  add_tests(all, locations, rules);
  return all;
}

}  // namespace ascof::measures
