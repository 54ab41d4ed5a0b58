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

/// An expression as part of a plan.
struct asked_node {
  asked_node(const ascof::expr& e, ascof::plan& how, ascof::plan::answers wanted)
      : of(e),
        number(how.add(e, wanted)),
        frame(how.frame(e->of)),
        through(e->kind == ascof::value_kind::unit ? how.frame(e->from) : 0) {}

  /// What was asked, of a unit in a period: `true`, `false`, `unknown`, a day, a number, a text; of a picked unit its
  /// place among those of its person (from 1); `-` where missing; `none` where an episode is not there in the period.
  std::string text(const ascof::plan& how, const ascof::workspace& in, std::size_t unit, std::size_t period) const {
    const ascof::units& own = in.frames[frame];
    if (!own.exists.empty() && (own.exists[unit] >> period & 1U) == 0) return "none";
    switch (of->kind) {
      case ascof::value_kind::truth: {
        const ascof::truth_reader r = how.truths(number, frame, in);
        const bool yes = (r.yes(unit) >> period & 1U) != 0;
        const bool no = (r.no(unit) >> period & 1U) != 0;
        return yes && no ? "true and false" : yes ? "true" : no ? "false" : "unknown";
      }
      case ascof::value_kind::date: {
        const ascof::day d = how.read<ascof::day>(number, frame, in).in(period, unit);
        return d ? to_string(d) : "-";
      }
      case ascof::value_kind::number: {
        const double x = how.read<double>(number, frame, in).in(period, unit);
        return std::isnan(x) ? "-" : ascof::all_digits(x + 0.0);
      }
      case ascof::value_kind::text: {
        const ascof::code c = how.read<std::uint32_t>(number, frame, in).in(period, unit);
        return c == ascof::missing_code ? "-" : std::string(how.words(number)[c]);
      }
      case ascof::value_kind::unit: {
        const std::uint32_t picked = how.read<std::uint32_t>(number, frame, in).in(period, unit);
        if (picked == 0) return "-";
        return std::to_string(picked - in.frames[through].first[own.person[unit]]);
      }
    }
    return {};
  }

  ascof::expr of;
  std::size_t number, frame, through;
};

/// One expression, ready to be asked on some records.
class asked_expression {
 public:
  asked_expression(const ascof::expr& e, const ascof::records& people, const ascof::person_details& details,
                   std::vector<ascof::period> periods = {year_2024},
                   ascof::plan::answers wanted = ascof::plan::answers::all_three)
      : people_(people), of_{people, details, places_}, plan_(of_, std::move(periods)), node_(e, plan_, wanted) {}

  /// Values of all units in order, by period, as text.
  /// @param block  how many people are asked at a time
  std::vector<texts> by_period(std::size_t block) const {
    std::vector<texts> values(plan_.periods().size());
    ascof::workspace in = plan_.make_workspace();
    if (node_.frame == ascof::plan::every) {
      for (std::size_t p = 0; p < values.size(); ++p) values[p].push_back(text_of(in, 0, p));
      return values;
    }
    for (std::size_t first = 0; first < people_.people(); first += block) {
      plan_.begin(first, std::min(people_.people(), first + block), in);
      plan_.ask(node_.number, node_.frame, plan_.all_of(node_.frame, in), in);
      for (std::size_t p = 0; p < values.size(); ++p)
        for (std::size_t unit = 0; unit < in.frames[node_.frame].count; ++unit)
          values[p].push_back(text_of(in, unit, p));
    }
    return values;
  }

  /// For each period the units in order for which a condition is true.
  std::vector<std::vector<std::size_t>> true_units(std::size_t block) const {
    std::vector<std::vector<std::size_t>> all(plan_.periods().size());
    ascof::workspace in = plan_.make_workspace();
    std::size_t before = 0;
    for (std::size_t first = 0; first < people_.people(); first += block) {
      plan_.begin(first, std::min(people_.people(), first + block), in);
      const ascof::some_units hits = plan_.hits(node_.number, in);
      const ascof::truth_reader r = plan_.truths(node_.number, node_.frame, in);
      const ascof::units& of = plan_.units_of(node_.frame, in);
      hits.each([&](std::size_t unit) {
        for (std::size_t p = 0; p < all.size(); ++p) {
          const bool exists = of.exists.empty() || (of.exists[unit] >> p & 1U) != 0;
          if (exists && (r.yes(unit) >> p & 1U) != 0) all[p].push_back(before + unit);
        }
      });
      before += of.count;
    }
    return all;
  }

  /// The same, when only some units are asked about at a time: those for which `take` holds, then the others.
  template <typename Take>
  std::vector<texts> by_period_in_two(Take take) const {
    std::vector<texts> values(plan_.periods().size());
    ascof::workspace in = plan_.make_workspace();
    plan_.begin(0, people_.people(), in);
    const std::size_t count = plan_.units_of(node_.frame, in).count;
    std::vector<std::uint32_t> some, others;
    for (std::uint32_t unit = 0; unit < count; ++unit) (take(unit) ? some : others).push_back(unit);
    plan_.ask(node_.number, node_.frame, {some.data(), some.size()}, in);
    plan_.ask(node_.number, node_.frame, {others.data(), others.size()}, in);
    for (std::size_t p = 0; p < values.size(); ++p)
      for (std::size_t unit = 0; unit < count; ++unit) values[p].push_back(text_of(in, unit, p));
    return values;
  }
  std::vector<texts> by_period() const { return by_period(people_.people()); }

 private:
  std::string text_of(const ascof::workspace& in, std::size_t unit, std::size_t period) const {
    return node_.text(plan_, in, unit, period);
  }

  const ascof::records& people_;
  std::vector<ascof::place_of_figures> places_;
  ascof::bound_study of_;
  ascof::plan plan_;
  asked_node node_;
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
