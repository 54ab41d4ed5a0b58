/// @file long_term_clients.hpp
/// People in long-term support: in the year, at its end and for more than twelve months (as the SALT return counted them
/// to 2023-24), and what councils make of the same people: settings, shares, rates.
///
/// @source NHS England's recreation of SALT from client level data, 2023-24 (LTS001a to c); local conventions for the
/// rest (definitions, J and K5)   @years any   @unit person   @polarity neutral; lower is better for care_home_rate
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures/ascof_3d.hpp"

namespace ascof::measures {

/// Long-term support as events, and where a person counts.
namespace long_term_detail {

inline constexpr const char* salt = "NHS England, SALT from client level data, 2023-24";
inline constexpr const char* local = "local convention";
inline constexpr const char* cohort =
    "Service users with a long-term service, 18 or over at the end of the period or of unknown age (in Total only).";

/// Services are one chain when at most this many midnights lie between them.
inline constexpr algebra::days chain_gap{1};
/// A chain begun before this long ago is long.
inline constexpr algebra::months long_time{12};

/// Long-term services of service users.
inline algebra::truth<algebra::of_event> services() {
  return algebra::is_service && algebra::of_service_user && algebra::long_term_support;
}

/// The settings, by the beginnings of their ranks among the department's nine.
inline algebra::text<algebra::of_person> setting_from(const algebra::number<algebra::of_person>& best) {
  return algebra::bands(best, {1, 2, 3, 7}, {"Nursing care", "Residential care", "Community", "Prison"});
}
inline const std::vector<std::string>& settings() {
  static const std::vector<std::string> labels{"Nursing care", "Residential care", "Community", "Prison"};
  return labels;
}
/// The same with how community support is delivered.
inline algebra::text<algebra::of_person> delivery_from(const algebra::number<algebra::of_person>& best) {
  return algebra::bands(best, {1, 2, 3, 4, 5, 6, 7},
                        {"Nursing care", "Residential care", "Community: direct payment", "Community: managed budget",
                         "Community: commissioned support", "Community: mechanism unknown", "Prison"});
}

/// People with such services, each in one place: the best setting of them.
struct people_in {
  algebra::truth<algebra::of_event> services;
  algebra::truth<algebra::of_person> counted;
  algebra::number<algebra::of_person> best;
  algebra::text<algebra::of_person> setting;
};
inline people_in in_support(const algebra::truth<algebra::of_event>& services,
                            const algebra::truth<algebra::of_person>& alive) {
  using namespace algebra;
  const auto best = events_where(services).least(ascof_3d_detail::setting_of_service());
  return {services, people(services) && alive, best, setting_from(best)};
}
/// On the last day of the period: a service that ends on it, and a death on it, count.
inline people_in at_period_end() {
  using namespace algebra;
  return in_support(services() && open_on(period_end), alive_on(period_end));
}

/// Everybody but children.
inline algebra::truth<algebra::of_person> adult() {
  const auto age = algebra::age_on(algebra::period_end);
  return age >= 18 || algebra::is_missing(age);
}

inline breakdown by_setting(const algebra::text<algebra::of_person>& setting) {
  return algebra::with_total(algebra::by("setting", setting, settings()));
}
inline breakdown by_age() { return algebra::age_groups(algebra::age_on(algebra::period_end)); }

/// The primary support reason under which a person counts: of the services in the best setting those with a known
/// reason before others, of these the latest to start; Unknown when they still differ.
inline const std::vector<std::string>& reasons() {
  static const std::vector<std::string> known{"Physical support: Access and mobility only",
                                              "Physical support: Personal care support",
                                              "Sensory support: Support for visual impairment",
                                              "Sensory support: Support for hearing impairment",
                                              "Sensory support: Support for dual impairment",
                                              "Support with memory and cognition",
                                              "Learning disability support",
                                              "Mental health support",
                                              "Social support: Substance misuse support",
                                              "Social support: Asylum seeker support",
                                              "Social support: Support for social isolation or other reason",
                                              "Social support: Support to unpaid carer"};
  return known;
}
inline algebra::text<algebra::of_person> reason_of(const people_in& who) {
  using namespace algebra;
  const auto number = rank(events.primary_support_reason, reasons());
  const auto known = who.services && ascof_3d_detail::setting_of_service() == who.best && !is_missing(number);
  const auto latest = known && events.start == events_where(known).greatest(events.start);
  const auto first = events_where(latest).least(number), last = events_where(latest).greatest(number);
  std::vector<double> places;
  for (std::size_t i = 1; i <= reasons().size(); ++i) places.push_back(static_cast<double>(i));
  return when(first == last, bands(first, places, reasons()), constant("Unknown"));
}

inline measure described(std::string id, std::string title, const char* source, std::string definition,
                         std::vector<figure> figures, std::vector<trace_layout> traces) {
  return {.id = std::move(id),
          .title = std::move(title),
          .source = source,
          .years = "any",
          .unit = "person",
          .definition = std::move(definition),
          .figures = std::move(figures),
          .traces = std::move(traces),
          .stands = standing::local};
}
inline std::vector<trace_column> columns(const people_in& who) {
  using namespace algebra;
  return {{"age_band", working_age_band(age_on(period_end))}, {"setting", who.setting}};
}

inline measure in_year() {
  using namespace algebra;
  const auto who = in_support(services() && active_during(), alive_on(period_start));
  const auto reason = reason_of(who);
  std::vector<std::string> labels = reasons();
  labels.emplace_back("Unknown");
  const std::string id = "salt.lts_in_year";
  return described(
      id, "People in long-term support in the year (LTS001a)", salt,
      std::string(cohort) +
          " The service touches the period and the person is alive at its start. Each counts once, in "
          "the best setting: nursing, residential, community, prison. Support reason: a known one "
          "before others among the services in that setting, then the latest start; Unknown when "
          "they still differ.",
      {{.id = id,
        .title = "People in long-term support in the year",
        .counts = count(who.counted),
        .decimals = 0,
        .by = {by_setting(who.setting), by_age()}},
       {.id = id + ".by_reason",
        .title = "People in long-term support in the year by support reason",
        .counts = count(who.counted),
        .decimals = 0,
        .by = {by("reason", reason, labels), by_age()}}},
      {{id,
        who.counted && adult(),
        {{"age_band", working_age_band(age_on(period_end))}, {"setting", who.setting}, {"reason", reason}}}});
}

inline measure snapshot() {
  using namespace algebra;
  const auto who = at_period_end();
  const auto delivered = delivery_from(who.best);
  const std::string id = "salt.lts_snapshot";
  return described(
      id, "People in long-term support at the year's end (LTS001b)", salt,
      std::string(cohort) +
          " The service is on, and the person alive, on the last day of the period. Each counts once, "
          "in the best of: nursing, residential, community with direct payment, managed budget, "
          "commissioned support or unknown mechanism, prison.",
      {{.id = id,
        .title = "People in long-term support at the year's end",
        .counts = count(who.counted),
        .decimals = 0,
        .by = {with_total(
                   by("setting", delivered,
                      {"Nursing care", "Residential care", "Community: direct payment", "Community: managed budget",
                       "Community: commissioned support", "Community: mechanism unknown", "Prison"})),
               by_age()}}},
      {{id, who.counted && adult(), {{"age_band", working_age_band(age_on(period_end))}, {"setting", delivered}}}});
}

inline measure twelve_months() {
  using namespace algebra;
  const auto who = at_period_end();
  const auto chains = spells(services(), chain_gap);
  const auto lasting = chains.open_on(period_end) && chains.start < period_end - long_time;
  const auto counted = who.counted && people(lasting);
  const std::string id = "salt.lts_12_months";
  return described(
      id, "People in long-term support for more than twelve months (LTS001c)", salt,
      std::string(cohort) +
          " The service is on, and the person alive, on the last day of the period, and is part of an "
          "unbroken chain of long-term services (each starts at most a day after the latest end so "
          "far) that began before the day twelve months earlier. Setting: the best on the last day.",
      {{.id = id,
        .title = "People in long-term support for more than twelve months",
        .counts = count(counted),
        .decimals = 0,
        .by = {by_setting(who.setting), by_age()}}},
      {{id,
        who.counted && adult(),
        {{"age_band", working_age_band(age_on(period_end))},
         {"setting", who.setting},
         {"chain_start", looking_at(chains.open_on(period_end), chains.start).of_person_all().least(chains.start)},
         {"counted", counted}}}});
}

inline measure by_setting_at_end() {
  using namespace algebra;
  const auto who = at_period_end();
  const auto counted = who.counted && adult();
  return described("lts.by_setting", "People by care setting", local,
                   std::string(cohort) +
                       " The service is on, and the person alive, on the last day of the period. Each "
                       "counts once, in the best setting: nursing, residential, community, prison.",
                   {{.id = "lts.by_setting",
                     .title = "People by care setting",
                     .counts = count(counted),
                     .decimals = 0,
                     .by = {by_setting(who.setting)}}},
                   {{"lts.by_setting", counted, columns(who)}});
}

inline measure setting_mix() {
  using namespace algebra;
  const auto who = at_period_end();
  std::vector<figure> figures;
  const std::vector<std::string> names{"nursing", "residential", "community", "prison"};
  for (std::size_t i = 0; i < names.size(); ++i)
    figures.push_back({.id = "lts.setting_mix." + names[i],
                       .title = "Share of people in long-term support: " + settings()[i],
                       .counts = proportion(who.setting == settings()[i], who.counted),
                       .by = {by_age()}});
  return described("lts.setting_mix", "Share of people in long-term support in each setting", local,
                   std::string(cohort) +
                       " The service is on, and the person alive, on the last day of the period. "
                       "Numerator: people whose best setting it is.",
                   std::move(figures), {{"lts.setting_mix", who.counted && adult(), columns(who)}});
}

inline measure working_age_share() {
  using namespace algebra;
  const auto who = at_period_end();
  const auto age = age_on(period_end);
  return described("lts.working_age_share", "Share of long-term clients aged 18-64", local,
                   "Service users of a known age of 18 or over with a long-term service on the last day of the period, "
                   "alive then. Numerator: under 65 on that day. Unknown ages are in neither, and counted beside it.",
                   {{.id = "lts.working_age_share",
                     .title = "Share of long-term clients aged 18-64",
                     .counts = proportion(age < 65, who.counted && age >= 18),
                     .unknown = who.counted && is_missing(age)}},
                   {{"lts.working_age_share",
                     who.counted && adult(),
                     {{"age", age}, {"setting", who.setting}, {"in_numerator", age >= 18 && age < 65}}}});
}

inline measure people_supported() {
  using namespace algebra;
  const auto touching = is_service && of_service_user && active_during();
  const auto long_term = people(touching && long_term_support);
  const auto short_term = people(touching && short_term_support);
  const auto counted = (long_term || short_term) && alive_on(period_start) && adult();
  return described(
      "lts.people_supported", "People receiving support in the year", local,
      "Service users with a long-term or short-term service that touches the period, alive at its start, "
      "18 or over at its end or of unknown age. A person with both counts in each and once in the total.",
      {{.id = "lts.people_supported",
        .title = "People receiving support in the year",
        .counts = count(counted),
        .decimals = 0,
        .by = {groups("support", {{"Long term", long_term}, {"Short term", short_term}, {"Total", constant(true)}})}}},
      {{"lts.people_supported",
        counted,
        {{"age_band", working_age_band(age_on(period_end))}, {"long_term", long_term}, {"short_term", short_term}}}});
}

inline measure care_home_rate() {
  using namespace algebra;
  const auto who = at_period_end();
  const auto age = age_on(period_end);
  const auto counted = who.counted && who.best <= 2 && adult();
  const std::vector<std::string> bands{"18 to 64", "65 and above", "18 and above"};
  std::vector<std::string> residents;
  for (int kind = 0; kind < 3; ++kind) residents.insert(residents.end(), bands.begin(), bands.end());
  return described(
      "lts.care_home_rate", "Residents in funded care homes per 100,000", local,
      std::string(cohort) +
          " The best setting on the last day of the period is nursing or residential care; whoever pays "
          "counts. Denominator: the council's population of the band. Unknown ages count in 18 and "
          "above only.",
      {{.id = "lts.care_home_rate",
        .title = "Residents in funded care homes per 100,000",
        .counts = rate(counted),
        .direction = polarity::lower_is_better,
        .by = {groups("type", {{"Nursing care", who.best <= 1},
                               {"Residential care", who.best >= 2},
                               {"Care homes", constant(true)}}),
               groups("age_band", {{bands[0], age < 65}, {bands[1], age >= 65}, {bands[2], constant(true)}})},
        .population = residents}},
      {{"lts.care_home_rate", counted, columns(who)}});
}

}  // namespace long_term_detail

inline std::vector<measure> long_term_clients() {
  using namespace long_term_detail;
  return {in_year(),     snapshot(),          twelve_months(),    by_setting_at_end(),
          setting_mix(), working_age_share(), people_supported(), care_home_rate()};
}

}  // namespace ascof::measures
