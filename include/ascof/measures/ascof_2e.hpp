/// @file ascof_2e.hpp
/// ASCOF 2E: people in long-term support who live in their own home or with family, and the same for people of working
/// age with a learning disability.
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2e and ascof.2e.ld)   @years 2024/25 onward
/// @unit percent of people   @polarity higher is better
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/measure/age_groups.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"

namespace ascof::measures {
namespace ascof_2e_detail {

class people_at_home : public counter {
 public:
  /// @param learning_disability  people of working age whose latest support reason is learning disability, only
  people_at_home(const study& of, bool learning_disability)
      : people_(of.people),
        details_(of.details),
        learning_disability_only_(learning_disability),
        events_(of.people),
        gender_(of.details.gender, gender_from),
        lives_(of.details.accommodation_status, accommodation_from),
        learning_disability_(of.details.primary_support_reason, is_text("Learning disability support")) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    const day death = details_.date_of_death[person];
    if (death && death < reporting.start) return;
    if (learning_disability_only_ && !learning_disability_[person]) return;
    day reference;  // the latest end of a long-term service, at most the end of the period
    const row_range rows = people_.rows_of(person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (events_.type[row] != event_type::service || events_.client[row] != client_type::service_user ||
          !is_long_term(events_.service[row]) || !events_.touches(row, reporting))
        continue;
      const day until = events_.end[row];
      reference = std::max(reference, until ? std::min(until, reporting.end) : reporting.end);
    }
    if (reference.is_missing()) return;

    const std::int32_t age = details_.age_at(person, reference);
    if (is_child(age)) return;
    const bool age_known = age != missing_integer;
    const bool older = age_known && age >= 65;
    if (learning_disability_only_ && (!age_known || older)) return;
    const accommodation lives = lives_[person];
    const bool unknown = !is_known(lives);  // the presumed among them
    const bool settled = is_settled(lives);
    const gender g = gender_[person];
    if (age_known) {
      const std::size_t band = older ? 3 : 0;  // three rows a band: Female, Male, Total
      const auto add = [&](std::size_t group) {
        to.add(0, group, settled);
        if (!unknown) return;
        if (lives == accommodation::invalid) {
          to.add_invalid(0, group);
        } else {
          to.add_unknown(0, group);
        }
      };
      if (g == gender::female) add(band);
      if (g == gender::male) add(band + 1);
      add(band + 2);
    }
    if (unknown) to.add_side(0);
    if (to.keeps_trace())
      to.trace({age_known ? std::to_string(age) : std::string(), working_age_band(age), details_.gender[person],
                details_.accommodation_status[person], yes_no(age_known), yes_no(age_known && settled),
                yes_no(unknown)});
  }

 private:
  const records& people_;
  const person_details& details_;
  bool learning_disability_only_;
  event_view events_;
  category_column<gender> gender_;
  category_column<accommodation> lives_;
  condition_column learning_disability_;
};

}  // namespace ascof_2e_detail

inline std::vector<measure> ascof_2e() {
  using ascof_2e_detail::people_at_home;
  const std::string unknown = "Accommodation status = unknown or invalid";
  const std::string described =
      "The proportion of people aged {} who receive long-term support who live in their home or with family (%)";
  const std::vector<std::string> columns{"age",          "age_band", "gender", "accommodation_status", "in_denominator",
                                         "in_numerator", "unknown"};
  const auto part = [&](std::string id, std::string title, std::string published, std::vector<std::string> groups) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .kind = statistic::proportion,
                  .direction = polarity::higher_is_better,
                  .decimals = 1,
                  .groups = std::move(groups),
                  .population = {},
                  .published_as = std::move(published),
                  .description = described};
  };
  return {
      measure{
          .id = "ascof.2e",
          .title = "People in long-term support who live in their own home or with family",
          .source = "DHSC ASCOF 2E script, June 2026",
          .years = "2024/25 onward",
          .unit = "person",
          .definition =
              "Service users with a long-term service that touches the period, alive at its start, 18 or over on the "
              "latest end of those services (at most the end of the period). Numerator: latest accommodation status "
              "settled, or presumed at home from the services. Unknown and invalid statuses stay in the denominator; "
              "other genders count in Total only, unknown ages nowhere.",
          .figures = {part("ascof.2e", "Long-term support clients living in own home or with family", "ASCOF 2E",
                           {"18 to 64, Female", "18 to 64, Male", "18 to 64, Total", "65 and above, Female",
                            "65 and above, Male", "65 and above, Total"})},
          .sides = {{"ASCOF 2E", unknown}},
          .traces = {{"ascof.2e", columns}},
          .needs = {},
          .bind = [](const study& of) { return std::make_unique<people_at_home>(of, false); }},
      measure{.id = "ascof.2e.ld",
              .title = "Working-age people with a learning disability who live in their own home or with family",
              .source = "DHSC ASCOF 2E script, June 2026",
              .years = "2024/25 onward",
              .unit = "person",
              .definition =
                  "As ascof.2e, for people of 18 to 64 whose latest primary support reason is learning disability "
                  "support.",
              .figures = {part("ascof.2e.ld",
                               "Working-age people with a learning disability living in own home or with family",
                               "ASCOF 2E LD", {"18 to 64, Female", "18 to 64, Male", "18 to 64, Total"})},
              .sides = {{"ASCOF 2E LD", unknown}},
              .traces = {{"ascof.2e.ld", columns}},
              .needs = {},
              .bind = [](const study& of) { return std::make_unique<people_at_home>(of, true); }},
  };
}

}  // namespace ascof::measures
