/// @file toy_reviewed.hpp
/// The smallest measure: of the people with an event in the period, those with a review in it. Only a test has it (see
/// tests/CMakeLists.txt): it shows that a new measure is one new file, and what the file has to hold.
#pragma once

#include <memory>

#include "ascof/measure/age_groups.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"

namespace ascof::measures {
namespace toy_reviewed_detail {

class reviewed : public counter {
 public:
  explicit reviewed(const study& of) : people_(of.people), details_(of.details), events_(of.people) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    bool met = false;
    bool review = false;
    const row_range rows = people_.rows_of(person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!events_.touches(row, reporting)) continue;
      met = true;
      review = review || events_.type[row] == event_type::review;
    }
    if (!met) return;
    for_age_groups(details_.age_at(person, reporting.end), [&](age_group group) { to.add(0, group, review); });
    if (to.keeps_trace()) to.trace({yes_no(review)});
  }

 private:
  const records& people_;
  const person_details& details_;
  event_view events_;
};

}  // namespace toy_reviewed_detail

inline measure toy_reviewed() {
  return {.id = "toy.reviewed",
          .title = "People with a review",
          .source = "tests/toy/toy_reviewed.hpp",
          .years = "any",
          .unit = "person",
          .definition =
              "People of 18 or over with an event that touches the period; of them those with a review among "
              "these events.",
          .figures = {{.id = "toy.reviewed",
                       .title = "People with a review",
                       .direction = polarity::higher_is_better,
                       .groups = age_groups(),
                       .population = {}}},
          .traces = {{.id = "toy.reviewed", .columns = {"reviewed"}}},
          .needs = {},
          .bind = [](const study& of) { return std::make_unique<toy_reviewed_detail::reviewed>(of); }};
}

}  // namespace ascof::measures
