/// @file ascof_2b_2c.hpp
/// ASCOF 2B and 2C: new long-term admissions to residential and nursing care per 100,000 people of 18 to 64 (2B) and
/// of 65 and over (2C).
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2b and ascof.2c)   @years 2024/25 onward
/// @unit people per 100,000 population   @polarity lower is better
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/age_bands.hpp"

namespace ascof::measures {
namespace ascof_2b_2c_detail {

/// An earlier stay that ended fewer days than this before an admission makes the admission an existing one.
inline constexpr std::int32_t look_back_days = 365;

class admissions : public counter {
 public:
  enum : std::size_t { working_age, older };

  explicit admissions(const study& of)
      : people_(of.people),
        details_(of.details),
        events_(of.people),
        // A missing component fails the last test, which is a negative one: the row is dropped.
        long_stay_(of.people.events().text(event::service_component),
                   [](std::string_view text) {
                     return (contains_text(text, "residential") || contains_text(text, "nursing")) &&
                            !contains_text(text, "short");
                   }),
        invalid_component_(of.people.events().text(event::service_component), is_text(invalid_value)),
        self_funded_(of.people.events().text(event::outcome),
                     is_text("NFA: Self-funded client or under 12wk disregard")) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    const day birth = details_.birth[person];
    const day death = details_.date_of_death[person];
    if (!birth || (death && death < reporting.start)) return;
    const row_range rows = people_.rows_of(person);
    // The first new admission of each band.
    std::optional<day> first[2];
    bool missing_component[2] = {false, false};
    bool invalid_component[2] = {false, false};
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!is_care_home(row)) continue;
      const day admitted = events_.start[row];
      if (!reporting.contains(admitted) || self_funded_[row]) continue;
      const int age = age_on(birth, admitted);
      if (age < 18) continue;
      const std::size_t band = age < 65 ? working_age : older;
      if (!long_stay_[row]) {
        missing_component[band] = missing_component[band] || long_stay_.is_missing(row);
        invalid_component[band] = invalid_component[band] || invalid_component_[row];
        continue;
      }
      if (is_existing(rows, admitted)) continue;
      if (!first[band] || admitted < *first[band]) first[band] = admitted;
    }
    for (const auto band : {working_age, older}) {
      if (missing_component[band]) to.add_unknown(band, 0);
      if (invalid_component[band]) to.add_invalid(band, 0);
    }
    // One band a person: the label that comes first in the alphabet.
    const std::size_t band = first[working_age] ? working_age : older;
    if (!first[band]) return;
    to.add_event(band, 0);
    if (to.keeps_trace()) {
      const day earliest =
          first[older] && first[working_age] ? std::min(*first[older], *first[working_age]) : *first[band];
      to.trace({band == working_age ? "18 to 64" : "65 and above", to_string(earliest)});
    }
  }

 private:
  bool is_care_home(std::uint32_t row) const {
    const service_type service = events_.service[row];
    return (service == service_type::residential || service == service_type::nursing) &&
           events_.type[row] == event_type::service && events_.client[row] == client_type::service_user &&
           events_.start[row];
  }

  /// Whether a stay that began earlier (self-funded ones and ones of this year among them) was open or ended within the
  /// look-back. Rows that end before they start are not removed.
  bool is_existing(row_range rows, day admitted) const {
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!is_care_home(row) || !long_stay_[row] || events_.start[row] >= admitted) continue;
      const day end = events_.end[row];
      if (!end || days_between(end, admitted) < look_back_days) return true;
    }
    return false;
  }

  const records& people_;
  const person_details& details_;
  event_view events_;
  condition_column long_stay_;
  condition_column invalid_component_;
  condition_column self_funded_;
};

}  // namespace ascof_2b_2c_detail

inline measure ascof_2b_2c() {
  const auto part = [](std::string id, std::string title, std::string published, std::string band,
                       std::string described) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .kind = statistic::rate_per_100000,
                  .direction = polarity::lower_is_better,
                  .decimals = 1,
                  .groups = {band},
                  .population = {band},
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
                       "homes (per 100,000 population)"),
                  part("ascof.2c", "Long-term admissions to residential and nursing care, 65+, per 100,000", "ASCOF 2C",
                       "65 and above",
                       "Long-term support needs of people aged 65+ met by admission to residential and nursing care "
                       "homes (per 100,000 population)")},
      .sides = {},
      .traces = {{"ascof.2b_2c", {"age_band", "first_new_admission"}}},
      .needs = {event::service_component, event::outcome},
      .bind = [](const study& of) { return std::make_unique<ascof_2b_2c_detail::admissions>(of); }};
}

}  // namespace ascof::measures
