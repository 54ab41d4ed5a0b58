/// @file ascof_2e.hpp
/// ASCOF 2E: people in long-term support who live in their own home or with family, and the same for people of working
/// age with a learning disability.
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2e and ascof.2e.ld)   @years 2024/25 onward
/// @unit percent of people   @polarity higher is better
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

inline std::vector<measure> ascof_2e() {
  using namespace algebra;
  // The age is that on the latest end of the services, at most the end of the period.
  const auto supported = is_service && of_service_user && long_term_support && active_during();
  const auto age = age_on(smaller(events_where(supported).greatest(end_or_far), period_end));
  const auto in_support = people(supported) && alive_on(period_start) && (age >= 18 || is_missing(age));
  const auto of_working_age = in_support && age < 65 && person.primary_support_reason == "Learning disability support";

  const auto lives = person.accommodation_status;
  const auto presumed_at_home = lives.in(texts_of(accommodation::presumed_at_home));
  const auto settled = lives.in(texts_of(accommodation::settled)) || presumed_at_home;
  const auto known = lives.in(texts_of(accommodation::settled)) || lives.in(texts_of(accommodation::not_settled));
  const auto said_unknown = is_missing(lives) || presumed_at_home || lives.in(texts_of(accommodation::unknown)) ||
                            lives.in(texts_of(accommodation::presumed_in_community));
  const auto unknown = said_unknown || !known;

  const auto genders = groups(
      "gender", {{"Female", person.gender == "Female"}, {"Male", person.gender == "Male"}, {"Total", constant(true)}});
  const auto make = [&](const std::string& id, std::string title, std::string figure_title,
                        const std::string& published, const truth<of_person>& who, const std::vector<group>& bands,
                        std::string definition) {
    return measure{
        .id = id,
        .title = std::move(title),
        .source = "DHSC ASCOF 2E script, June 2026",
        .years = "2024/25 onward",
        .unit = "person",
        .definition = std::move(definition),
        .figures = {{.id = id,
                     .title = std::move(figure_title),
                     .counts = proportion(settled, who && age >= 18),
                     .direction = polarity::higher_is_better,
                     .by = {groups("age_band", bands), genders},
                     .unknown = who && age >= 18 && said_unknown,
                     .invalid = who && age >= 18 && !(known || said_unknown),
                     .published_as = published,
                     .description = "The proportion of people aged {} who receive long-term support who live in their "
                                    "home or with family (%)"}},
        .sides = {{published, "Accommodation status = unknown or invalid", who && unknown}},
        .traces = {{id,
                    who,
                    {{"age", age},
                     {"age_band", working_age_band(age)},
                     {"gender", person.gender},
                     {"accommodation_status", lives},
                     {"in_denominator", !is_missing(age)},
                     {"in_numerator", !is_missing(age) && settled && !is_missing(lives)},
                     {"unknown", unknown}}}}};
  };
  const group working_age{"18 to 64", age < 65};
  return {make("ascof.2e", "People in long-term support who live in their own home or with family",
               "Long-term support clients living in own home or with family", "ASCOF 2E", in_support,
               {working_age, {"65 and above", age >= 65}},
               "Service users with a long-term service that touches the period, alive at its start, 18 or over on the "
               "latest end of those services (at most the end of the period). Numerator: latest accommodation status "
               "settled, or presumed at home from the services. Unknown and invalid statuses stay in the denominator; "
               "other genders count in Total only, unknown ages nowhere."),
          make("ascof.2e.ld", "Working-age people with a learning disability who live in their own home or with family",
               "Working-age people with a learning disability living in own home or with family", "ASCOF 2E LD",
               of_working_age, {working_age},
               "As ascof.2e, for people of 18 to 64 whose latest primary support reason is learning disability "
               "support.")};
}

}  // namespace ascof::measures
