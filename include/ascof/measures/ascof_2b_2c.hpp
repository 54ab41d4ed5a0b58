/// @file ascof_2b_2c.hpp
/// ASCOF 2B and 2C: new long-term admissions to residential and nursing care per 100,000 people of 18 to 64 (2B) and
/// of 65 and over (2C).
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2b and ascof.2c)   @years 2024/25 onward
/// @unit people per 100,000 population   @polarity lower is better
#pragma once

#include <string>
#include <utility>

#include "ascof/cld/categories.hpp"
#include "ascof/cld/mappings.hpp"
#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

inline measure ascof_2b_2c() {
  using namespace algebra;
  // An earlier stay that ended fewer days than this before an admission makes the admission an existing one.
  constexpr days look_back{365};

  const auto in_care_home = is_service && of_service_user &&
                            (events.service_type == to_text(service_type::residential) ||
                             events.service_type == to_text(service_type::nursing));
  // A missing component fails the last test, which is a negative one: the row is dropped.
  const auto component = events.service_component;
  const auto long_stay = (component.like("%residential%") || component.like("%nursing%")) && !component.like("%short%");
  const auto funded = events.outcome != "NFA: Self-funded client or under 12wk disregard" || is_missing(events.outcome);

  // Earlier stays count whoever paid; rows that end before they start are not removed.
  const auto latest_end = looking_at(in_care_home && long_stay)
                              .on_or_before(events.start - days{1})
                              .greatest(first_known(events.end, constant(far_day)));
  const auto is_new = is_missing(latest_end) || latest_end <= events.start - look_back;
  const auto admitted = in_care_home && funded && starting_in() && alive_on(period_start);
  const auto age = age_on(events.start);
  const auto younger = admitted && age >= 18 && age < 65;
  const auto older = admitted && age >= 65;

  // A person with admissions in both bands counts once, in the one that comes first in the alphabet.
  const auto counts_younger = people(younger && long_stay && is_new);
  const auto counts_older = people(older && long_stay && is_new) && !counts_younger;

  const auto part = [&](std::string id, std::string title, std::string published, const std::string& band,
                        std::string described, const truth<of_person>& counted, const truth<of_event>& of_band) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .counts = rate(counted),
                  .direction = polarity::lower_is_better,
                  .by = {groups("age_band", {{band, constant(true)}})},
                  .population = {band},
                  .unknown = people(of_band && is_missing(component)),
                  .invalid = people(of_band && component == invalid_value),
                  .published_as = std::move(published),
                  .description = std::move(described)};
  };
  return {
      .id = "ascof.2b_2c",
      .title = "Long-term admissions to residential and nursing care per 100,000",
      .source = "DHSC ASCOF 2B and 2C script, June 2026",
      .years = "2024/25 onward",
      .unit = "person",
      .definition =
          "Service users with a council-funded long-term residential or nursing service that starts in the period, "
          "whose component names residential or nursing care and not a short stay, and who had no such service "
          "(self-funded ones included) that began earlier and was open or ended fewer than 365 days before. Age at "
          "admission; a person counts once, in the younger band. Denominator: the council's population of the band.",
      .figures = {part("ascof.2b", "Long-term admissions to residential and nursing care, 18-64, per 100,000",
                       "ASCOF 2B", "18 to 64",
                       "Long-term support needs of people aged 18-64 met by admission to residential and nursing care "
                       "homes (per 100,000 population)",
                       counts_younger, younger),
                  part("ascof.2c", "Long-term admissions to residential and nursing care, 65+, per 100,000", "ASCOF 2C",
                       "65 and above",
                       "Long-term support needs of people aged 65+ met by admission to residential and nursing care "
                       "homes (per 100,000 population)",
                       counts_older, older)},
      .traces = {
          {"ascof.2b_2c",
           counts_younger || counts_older,
           {{"age_band", when(counts_younger, constant("18 to 64"), constant("65 and above"))},
            {"first_new_admission", events_where((younger || older) && long_stay && is_new).least(events.start)}}}}};
}

}  // namespace ascof::measures
