/// @file carers.hpp
/// Unpaid carers: assessed, known, supported.
///
/// @source ASCOF 3D and SALT LTS003 for the kinds of support; local conventions for the rest (definitions, K2)
/// @years any   @unit carer   @polarity higher is better; neutral for the table of SALT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures/detail_carers.hpp"

namespace ascof::measures {
namespace carers_detail {

using namespace algebra;

inline constexpr const char* who =
    "Carers are people recorded as an unpaid carer or as one known by association, of 18 or over on the last day of "
    "the "
    "period or of unknown age, not known to have died before it. ";

inline truth<of_event> assessed() { return is_assessment && of_carer && ending_in(); }
inline number<of_person> age() { return age_on(period_end); }
inline truth<of_person> adult() { return age() >= 18 || is_missing(age()); }

inline measure assessments() {
  const auto carer = people(assessed()) && alive_on(period_start);
  const auto assessment = assessed() && alive_on(period_start);
  return {
      .id = "carers.assessments",
      .title = "Carers' assessments",
      .source = "Local convention",
      .years = "any",
      .unit = "carer",
      .definition = std::string(who) +
                    "Counted are those with an assessment that ended in the period, and the assessments. Unknown ages "
                    "count in Total only. Joint assessments recorded under the person cared for are not seen, nor are "
                    "offers that were declined before an assessment.",
      .figures = {{.id = "carers.assessments",
                   .title = "Carers assessed",
                   .counts = count(carer),
                   .direction = polarity::higher_is_better,
                   .by = {age_groups(age())}},
                  {.id = "carers.assessments.events",
                   .title = "Assessments of carers",
                   .counts = count(assessment),
                   .direction = polarity::higher_is_better,
                   .by = {age_groups(age_on(period_end))}}},
      .traces = {{"carers.assessments",
                  assessment,
                  {{"start", events.start}, {"end", events.end}, {"record", events.record_id}, {"age", age()}}}},
      .stands = standing::local};
}

inline measure assessment_rate() {
  const auto known = people(of_carer && active_during()) && alive_on(period_start);
  const auto in_numerator = people(assessed());
  return {
      .id = "carers.assessment_rate",
      .title = "Carers' assessments per known carer",
      .source = "Local convention",
      .years = "any",
      .unit = "carer",
      .definition = std::string(who) +
                    "Denominator: those with any event that touches the period, which is who the council knows from "
                    "client level data. Numerator: those with an assessment that ended in it. The percentage is the "
                    "rate per 100 known carers. Unknown ages count in Total only.",
      .figures = {{.id = "carers.assessment_rate",
                   .title = "Carers assessed per 100 known carers",
                   .counts = proportion(in_numerator, known),
                   .direction = polarity::higher_is_better,
                   .by = {age_groups(age())}}},
      .traces = {{"carers.assessment_rate", known, {{"age", age()}, {"in_numerator", in_numerator}}}},
      .stands = standing::local};
}

inline std::vector<group> categories(const carer_support& support, bool unknown_mechanism) {
  std::vector<group> made{{"Direct payment", support.is(carer_category::direct_payment)},
                          {"Managed personal budget", support.is(carer_category::managed_budget)},
                          {"Commissioned support", support.is(carer_category::commissioned)}};
  if (unknown_mechanism) made.emplace_back("Unknown mechanism", support.is(carer_category::unknown_mechanism));
  return made;
}

inline std::vector<measure> supported() {
  const carer_support support = support_of_carers();
  const auto met = support.met && adult();
  const auto direct = met && support.at_best(carer_category::unknown_mechanism);
  const auto with_information = met && support.at_best(carer_category::information);
  const auto any = met && support.at_best(carer_category::no_direct_support);

  std::vector<group> of_support = categories(support, true);
  of_support.emplace_back("Total", constant(true));
  std::vector<group> of_salt = categories(support, true);
  of_salt.emplace_back("Information and advice", support.is(carer_category::information));
  of_salt.emplace_back("No direct support", support.is(carer_category::no_direct_support));
  of_salt.emplace_back("Total", constant(true));

  const auto category = bands(support.best, {1, 2, 3, 4, 5, 6, 7},
                              {"Direct payment", "Managed personal budget", "Commissioned support", "Unknown mechanism",
                               "Information and advice", "No direct support", ""});
  const std::string ranked =
      std::string(who) +
      "Each is counted once with the best support of the events that touch the period, as ASCOF 3D ranks it: direct "
      "payment, managed personal budget, commissioned support, support direct to the carer by an unknown mechanism, "
      "information and advice, no direct support. ";
  return {
      {.id = "carers.supported",
       .title = "Unpaid carers supported",
       .source = "Local convention on ASCOF 3D",
       .years = "any",
       .unit = "carer",
       .definition = ranked +
                     "Supported are the first four; a second figure adds information and advice. A service direct to "
                     "the carer without a component and without a direct payment has no category, as in 3D.",
       .figures = {{.id = "carers.supported",
                    .title = "Carers with direct support",
                    .counts = count(direct),
                    .direction = polarity::higher_is_better,
                    .by = {groups("support", of_support)}},
                   {.id = "carers.supported.with_information",
                    .title = "Carers with direct support or information and advice",
                    .counts = count(with_information),
                    .direction = polarity::higher_is_better,
                    .by = {age_groups(age())}}},
       .traces = {{"carers.supported", met, {{"age", age()}, {"support", category}, {"counted", direct}}}},
       .stands = standing::local},
      {.id = "salt.carers_supported",
       .title = "Carers by support received (LTS003)",
       .source = "SALT LTS003, rebuilt from client level data",
       .years = "2023/24 onward",
       .unit = "carer",
       .definition = ranked +
                     "The table has all of them; support by an unknown mechanism, which the return has no place for, "
                     "stands apart. Carers whose events have no category are in no row and not in the total.",
       .figures = {{.id = "salt.carers_supported",
                    .title = "Carers by support received",
                    .counts = count(any),
                    .by = {groups("support", of_salt)}},
                   {.id = "salt.carers_supported.by_age",
                    .title = "Carers by age",
                    .counts = count(any),
                    .by = {age_groups(age())}}},
       .traces = {{"salt.carers_supported", met, {{"age", age()}, {"support", category}, {"counted", any}}}},
       .stands = standing::local}};
}

}  // namespace carers_detail

inline std::vector<measure> carers() {
  std::vector<measure> all{carers_detail::assessments(), carers_detail::assessment_rate()};
  for (measure& m : carers_detail::supported()) all.push_back(std::move(m));
  return all;
}

}  // namespace ascof::measures
