/// @file expression_text.hpp
/// What an expression comes to on records written as text: one text a unit.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "measure/plan.hpp"
#include "records_text.hpp"

namespace support {

/// One expression, ready to be asked on some records.
class asked_expression {
 public:
  asked_expression(const ascof::expr& e, const ascof::records& people, const ascof::person_details& details,
                   std::vector<ascof::period> periods = {year_2024})
      : e_(e), people_(people), of_{people, details, places_}, plan_(of_, std::move(periods)) {
    node_ = plan_.add(e);
    frame_ = plan_.frame(e->of);
    through_ = e->kind == ascof::value_kind::unit ? plan_.frame(e->from) : 0;
  }

  /// Values of all units in order, by period. `true`, `false`, `unknown`, a day, a number, a text; of a picked unit its
  /// place among those of its person (from 1); `-` where missing; `none` where an episode is not there in the period.
  /// @param block  how many people are asked at a time
  std::vector<texts> by_period(std::size_t block) const {
    std::vector<texts> values(plan_.periods().size());
    ascof::workspace in = plan_.make_workspace();
    if (frame_ == ascof::plan::every) {
      for (std::size_t p = 0; p < values.size(); ++p) values[p].push_back(text_of(in, 0, p));
      return values;
    }
    for (std::size_t first = 0; first < people_.people(); first += block) {
      plan_.run(first, std::min(people_.people(), first + block), in);
      for (std::size_t p = 0; p < values.size(); ++p)
        for (std::size_t unit = 0; unit < in.frames[frame_].count; ++unit) values[p].push_back(text_of(in, unit, p));
    }
    return values;
  }
  std::vector<texts> by_period() const { return by_period(people_.people()); }

 private:
  std::string text_of(const ascof::workspace& in, std::size_t unit, std::size_t period) const {
    const ascof::units& of = in.frames[frame_];
    if (!of.exists.empty() && (of.exists[unit] >> period & 1U) == 0) return "none";
    const ascof::lane& l = in.lanes[node_];
    const std::size_t at = plan_.at(node_, unit, frame_, in);
    const std::size_t plane = plan_.plane(node_, period, in);
    switch (e_->kind) {
      case ascof::value_kind::truth: {
        const bool yes = (plan_.yes(node_, unit, frame_, in) >> period & 1U) != 0;
        const bool no = (plan_.no(node_, unit, frame_, in) >> period & 1U) != 0;
        return yes && no ? "true and false" : yes ? "true" : no ? "false" : "unknown";
      }
      case ascof::value_kind::date: return l.days[plane + at] ? to_string(l.days[plane + at]) : "-";
      case ascof::value_kind::number:
        return std::isnan(l.numbers[plane + at]) ? "-" : ascof::all_digits(l.numbers[plane + at] + 0.0);
      case ascof::value_kind::text: {
        const ascof::code c = l.codes[plane + at];
        return c == ascof::missing_code ? "-" : std::string(plan_.words(node_)[c]);
      }
      case ascof::value_kind::unit: {
        const std::uint32_t picked = l.codes[plane + at];
        if (picked == 0) return "-";
        return std::to_string(picked - in.frames[through_].first[of.person[unit]]);
      }
    }
    return {};
  }

  ascof::expr e_;
  const ascof::records& people_;
  std::vector<ascof::place_of_figures> places_;
  ascof::study of_;
  ascof::plan plan_;
  std::size_t node_ = 0, frame_ = 0, through_ = 0;
};

/// Values in one period.
inline texts values_of(const ascof::expr& e, const ascof::records& people, const ascof::person_details& details,
                       ascof::period reporting = year_2024) {
  const asked_expression asked(e, people, details, {reporting});
  const texts together = asked.by_period().front();
  CHECK(asked.by_period(1).front() == together);  // however the people are cut into blocks
  return together;
}

inline texts values_of(const ascof::expr& e, std::string_view events, std::string_view details = "person",
                       ascof::period reporting = year_2024) {
  const ascof::records people = records_from_text(events);
  return values_of(e, people, details_from_text(people, details), reporting);
}

/// The value of something that has one value for all.
inline std::string value_of(const ascof::expr& e, ascof::period reporting = year_2024) {
  return values_of(e, "person\nP1", "person", reporting).front();
}

}  // namespace support
