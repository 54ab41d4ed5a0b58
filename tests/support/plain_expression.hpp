/// @file plain_expression.hpp
/// Expressions worked out one value at a time, by looking at every row again: a second implementation to hold the plan
/// against. It knows one unit and one period, keeps nothing, and shares no code with the plan.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/expression.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/results/result_table.hpp"
#include "plain_rows.hpp"

namespace plain {

/// A value of any kind; the one of its kind is set unless it is missing.
struct any_value {
  std::optional<bool> truth;
  std::optional<std::string> text;
  date on;
  std::optional<double> number;
  std::optional<std::size_t> unit;  ///< of the person's events or episodes, from 0

  bool is_missing() const { return !truth && !text && !on && !number && !unit; }
};

class interpreter {
 public:
  interpreter(const ascof::records& people, const ascof::person_details& details, ascof::period reporting)
      : people_(people), details_(details), reporting_(reporting) {}

  /// How many units of a frame a person has.
  std::size_t units(const ascof::unit_frame& of, std::size_t person) const {
    using level = ascof::unit_frame::level;
    if (of.at == level::event) return people_.rows_of(person).last - people_.rows_of(person).first;
    if (of.at == level::episode) return episodes(*of.builder, person).size();
    return 1;
  }

  /// The value for the `unit`-th unit of a person, as text.
  std::string text_of(const ascof::expr& e, std::size_t person, std::size_t unit) const {
    const any_value v = value(e, person, unit);
    if (e->kind == ascof::value_kind::truth) return v.truth ? *v.truth ? "true" : "false" : "unknown";
    if (v.is_missing()) return "-";
    if (v.text) return *v.text;
    if (v.on) return text(v.on);
    if (v.number) return ascof::all_digits(*v.number + 0.0);  // of two zeros one
    return std::to_string(*v.unit + 1);
  }

 private:
  using expr = ascof::expr;
  using op = ascof::operation;
  using episode = std::map<std::string, any_value>;

  any_value value(const expr& whole, std::size_t person, std::size_t unit) const {
    const ascof::expression& e = *whole;
    const auto in = [&](std::size_t i) { return value(e.in[i], person, unit); };
    switch (e.what) {
      case op::constant: return constant(e);
      case op::period_bound: return of_day(e.number == 0 ? reporting_.start : reporting_.end);
      case op::event_field: return field(static_cast<std::size_t>(e.number), people_.rows_of(person).first + unit);
      case op::person_field: return detail(static_cast<ascof::person_field>(e.number), person);
      case op::episode_column: {
        const auto all = episodes(*e.of.builder, person);
        return all[unit].at(e.of.builder->columns[static_cast<std::size_t>(e.number)].name);
      }
      case op::all_of: {
        bool unknown = false;
        for (std::size_t i = 0; i < e.in.size(); ++i) {
          const auto t = in(i).truth;
          if (t == false) return of_truth(false);
          unknown = unknown || !t;
        }
        return unknown ? any_value{} : of_truth(true);
      }
      case op::any_of: {
        bool unknown = false;
        for (std::size_t i = 0; i < e.in.size(); ++i) {
          const auto t = in(i).truth;
          if (t == true) return of_truth(true);
          unknown = unknown || !t;
        }
        return unknown ? any_value{} : of_truth(false);
      }
      case op::negation: {
        const auto t = in(0).truth;
        return t ? of_truth(!*t) : any_value{};
      }
      case op::compare: {
        const any_value a = in(0), b = in(1);
        if (a.is_missing() || b.is_missing()) return {};
        return of_truth(a.on ? holds(*a.on, e.how, *b.on) : holds(*a.number, e.how, *b.number));
      }
      case op::text_in: {
        const auto t = in(0).text;
        if (!t) return {};
        return of_truth(std::any_of(e.texts.begin(), e.texts.end(), [&](const auto& one) { return same(one, *t); }));
      }
      case op::text_like: {
        const auto t = in(0).text;
        return t ? of_truth(like(form(*t), form(e.texts.front()))) : any_value{};
      }
      case op::is_missing: return of_truth(in(0).is_missing());
      case op::shift_days: return shifted(in(0), [&](int d) { return d + static_cast<int>(e.number); });
      case op::shift_months:
        return shifted(in(0), [&](int d) { return months_before(d, -static_cast<int>(e.number)); });
      case op::first_known:
        for (std::size_t i = 0; i < e.in.size(); ++i)
          if (const any_value v = in(i); !v.is_missing()) return v;
        return {};
      case op::choose:
        for (std::size_t i = 0; i + 1 < e.in.size(); i += 2)
          if (in(i).truth == true) return in(i + 1);
        return in(e.in.size() - 1);
      case op::earlier:
      case op::later: {
        const any_value a = in(0), b = in(1);
        if (a.is_missing()) return b;
        if (b.is_missing()) return a;
        const bool first_smaller = a.on ? *a.on < *b.on : *a.number < *b.number;
        return first_smaller == (e.what == op::earlier) ? a : b;
      }
      case op::days_between: {
        const date a = in(0).on, b = in(1).on;
        return a && b ? of_number(*b - *a) : any_value{};
      }
      case op::age_on: {
        const date birth = in(0).on, at = in(1).on;
        if (!birth || !at) return {};
        if (static_cast<ascof::age_rule>(e.number) == ascof::age_rule::days_over_365_25)
          return of_number(age(*birth, *at));
        // Completed years: how often the birth can be moved on by a year.
        int years = 0;
        while (months_before(*birth, -12 * (years + 1)) <= *at) ++years;
        while (months_before(*birth, -12 * years) > *at) --years;
        return of_number(years);
      }
      case op::add: return arithmetic(in(0), in(1), [](double a, double b) { return a + b; });
      case op::subtract: return arithmetic(in(0), in(1), [](double a, double b) { return a - b; });
      case op::multiply: return arithmetic(in(0), in(1), [](double a, double b) { return a * b; });
      case op::divide: {
        const any_value by = in(1);
        return by.number == 0.0 ? any_value{} : arithmetic(in(0), by, [](double a, double b) { return a / b; });
      }
      case op::absolute: {
        const auto n = in(0).number;
        return n ? of_number(std::abs(*n)) : any_value{};
      }
      case op::truncate: {
        const auto n = in(0).number;
        if (!n) return {};
        // Cut the number's shortest decimal that is right to twelve digits behind the cut.
        const double scale = std::pow(10.0, static_cast<double>(e.number));
        const double nearest = std::round(*n * scale);
        const bool is_decimal = std::abs(*n * scale - nearest) <= 1e-12 * std::max(1.0, std::abs(*n * scale));
        return of_number((is_decimal ? nearest : std::trunc(*n * scale)) / scale);
      }
      case op::truth_number: {
        const auto t = in(0).truth;
        return t ? of_number(*t ? 1 : 0) : any_value{};
      }
      case op::rank: {
        const auto t = in(0).text;
        for (std::size_t i = 0; t && i < e.texts.size(); ++i)
          if (same(e.texts[i], *t)) return of_number(static_cast<double>(i + 1));
        return {};
      }
      case op::lower_case: {
        any_value lowered;
        if (const auto t = in(0).text) {
          const std::string lower = form(*t);
          if (const auto begin = lower.find_first_not_of(" \t"); begin != std::string::npos)
            lowered.text = lower.substr(begin);
        }
        return lowered;
      }
      case op::year_start: {
        // "2024-25"; the random texts name no year in another way.
        const auto t = in(0).text;
        any_value start;
        if (!t || t->size() != 7 || (*t)[4] != '-' || t->find_first_not_of("0123456789-") != std::string::npos)
          return start;
        const int year = std::stoi(t->substr(0, 4));
        if (std::stoi(t->substr(5)) == (year + 1) % 100) start.on = on(year, 4, 1);
        return start;
      }
      case op::bands: {
        const auto n = in(0).number;
        any_value band;
        for (std::size_t i = 0; n && i < e.numbers.size(); ++i)
          if (*n >= e.numbers[i]) band.text = e.texts[i];
        return band;
      }
      case op::any_in: return of_truth(!fitting(e, person, unit).empty());
      case op::count_in: return of_number(static_cast<double>(fitting(e, person, unit).size()));
      case op::sum_in: {
        any_value sum;
        for (const any_value& v : looked_up(e, person, unit))
          sum = of_number(sum.number ? *sum.number + *v.number : *v.number);
        return sum;
      }
      case op::least_in:
      case op::greatest_in: {
        any_value best;
        for (const any_value& v : looked_up(e, person, unit)) {
          const bool less = best.is_missing() || (v.on ? *v.on < *best.on : *v.number < *best.number);
          const bool more = best.is_missing() || (v.on ? *v.on > *best.on : *v.number > *best.number);
          if (e.what == op::least_in ? less : more) best = v;
        }
        return best;
      }
      case op::first_in: {
        std::optional<std::size_t> first;
        for (const std::size_t u : fitting(e, person, unit))
          if (!first || comes_before(e, person, u, *first)) first = u;
        any_value picked;
        picked.unit = first;
        return picked;
      }
      case op::at_unit: {
        const auto picked = in(0).unit;
        return picked ? value(e.in[1], person, *picked) : any_value{};
      }
      // Of rows of other kinds of record, which it has none of.
      case op::study_day:
      case op::kept_apart:
      case op::row_field:
      case op::row_link:
      case op::text_has: break;
    }
    throw std::logic_error("an operation that the plain interpreter does not know");
  }

  static any_value of_truth(bool t) {
    any_value v;
    v.truth = t;
    return v;
  }
  static any_value of_number(double n) {
    any_value v;
    v.number = n;
    return v;
  }
  static any_value of_day(ascof::day d) {
    any_value v;
    if (d) v.on = d.number;
    return v;
  }
  static any_value of_text(const ascof::text_column& column, std::size_t row) {
    any_value v;
    if (column.codes[row] != ascof::missing_code) v.text = std::string(column[row]);
    return v;
  }

  static any_value constant(const ascof::expression& e) {
    switch (e.kind) {
      case ascof::value_kind::truth: return e.number < 0 ? any_value{} : of_truth(e.number == 1);
      case ascof::value_kind::date: return of_day({static_cast<std::int32_t>(e.number)});
      case ascof::value_kind::number: return std::isnan(e.real) ? any_value{} : of_number(e.real);
      default: {
        any_value v;
        if (!e.texts.empty()) v.text = e.texts.front();
        return v;
      }
    }
  }

  any_value field(std::size_t column, std::size_t row) const {
    const ascof::table& events = people_.events();
    switch (ascof::main_table_schema().fields[column].kind) {
      case ascof::field_kind::day: return of_day(events.days(column)[row]);
      case ascof::field_kind::integer: {
        const auto n = events.integers(column)[row];
        return n == ascof::missing_integer ? any_value{} : of_number(n);
      }
      case ascof::field_kind::record: {
        const auto n = events.wides(column)[row];
        return n == ascof::missing_wide ? any_value{} : of_number(static_cast<double>(n));
      }
      case ascof::field_kind::hundredths: {
        const auto n = events.wides(column)[row];
        return n == ascof::missing_wide ? any_value{} : of_number(static_cast<double>(n) / 100);
      }
      default: return of_text(events.text(column), row);
    }
  }

  any_value detail(ascof::person_field of, std::size_t person) const {
    using f = ascof::person_field;
    switch (of) {
      case f::la_code: {
        any_value v;
        v.text = people_.councils()[people_.council_of(person)].la_code;
        return v;
      }
      case f::birth: return of_day(details_.birth[person]);
      case f::date_of_death: return of_day(details_.date_of_death[person]);
      case f::gender: return of_text(details_.gender, person);
      case f::ethnicity: return of_text(details_.ethnicity, person);
      case f::accommodation_status: return of_text(details_.accommodation_status, person);
      case f::employment_status: return of_text(details_.employment_status, person);
      case f::has_unpaid_carer: return of_text(details_.has_unpaid_carer, person);
      case f::primary_support_reason: return of_text(details_.primary_support_reason, person);
      case f::client_funding_status: return of_text(details_.client_funding_status, person);
    }
    return {};
  }

  template <typename T>
  static bool holds(T a, ascof::comparison how, T b) {
    switch (how) {
      case ascof::comparison::less: return a < b;
      case ascof::comparison::at_most: return a < b || a == b;
      case ascof::comparison::equal: return a == b;
      case ascof::comparison::not_equal: return a < b || b < a;
      case ascof::comparison::at_least: return b < a || a == b;
      case ascof::comparison::greater: return b < a;
    }
    return false;
  }

  static bool like(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '%')
      return like(text, pattern.substr(1)) || (!text.empty() && like(text.substr(1), pattern));
    return !text.empty() && text.front() == pattern.front() && like(text.substr(1), pattern.substr(1));
  }

  template <typename Move>
  static any_value shifted(const any_value& from, Move move) {
    any_value v;
    if (from.on) v.on = move(*from.on);
    return v;
  }
  template <typename Combine>
  static any_value arithmetic(const any_value& a, const any_value& b, Combine combine) {
    return a.number && b.number ? of_number(combine(*a.number, *b.number)) : any_value{};
  }

  /// Units of the person that a reduction looks at, for one unit that looks.
  std::vector<std::size_t> fitting(const ascof::expression& e, std::size_t person, std::size_t unit) const {
    std::vector<std::size_t> found;
    for (std::size_t u = 0; u < units(e.from, person); ++u) {
      if (e.in[0] && value(e.in[0], person, u).truth != true) continue;
      const auto lies_in_window = [&](std::size_t dated_by) {
        if (!e.in[dated_by + 1] && !e.in[dated_by + 2]) return true;
        const date at = value(e.in[dated_by], person, u).on;
        if (!at) return false;
        if (e.in[dated_by + 1])
          if (const date first = value(e.in[dated_by + 1], person, unit).on; !first || *at < *first) return false;
        if (e.in[dated_by + 2])
          if (const date last = value(e.in[dated_by + 2], person, unit).on; !last || *at > *last) return false;
        return true;
      };
      if (lies_in_window(2) && lies_in_window(5)) found.push_back(u);
    }
    return found;
  }
  std::vector<any_value> looked_up(const ascof::expression& e, std::size_t person, std::size_t unit) const {
    std::vector<any_value> known;
    for (const std::size_t u : fitting(e, person, unit))
      if (const any_value v = value(e.in[1], person, u); !v.is_missing()) known.push_back(v);
    return known;
  }

  bool comes_before(const ascof::expression& e, std::size_t person, std::size_t a, std::size_t b) const {
    for (std::size_t k = ascof::first_key; k < e.in.size(); ++k) {
      const any_value x = value(e.in[k], person, a), y = value(e.in[k], person, b);
      if (x.is_missing() != y.is_missing()) return y.is_missing();
      if (x.is_missing()) continue;
      const auto key = [](const any_value& v) {
        return std::tuple(v.truth.value_or(false), v.text ? form(*v.text) : std::string(), v.on.value_or(0),
                          v.number.value_or(0));
      };
      if (key(x) == key(y)) continue;
      return (key(x) < key(y)) != e.descending[k - ascof::first_key];
    }
    return a < b;
  }

  /// Spells and matches, which are told apart by their columns.
  std::vector<episode> episodes(const ascof::episode_builder& of, std::size_t person) const {
    return of.inputs.size() == 1 ? spells(of, person) : matches(of, person);
  }

  std::vector<episode> spells(const ascof::episode_builder& of, std::size_t person) const {
    const int gap = std::stoi(of.key.substr(of.key.find("gap ") + 4));
    std::vector<episode> found;
    for (std::size_t u = 0; u < units({ascof::unit_frame::level::event}, person); ++u) {
      const std::size_t row = people_.rows_of(person).first + u;
      const date start = field(ascof::event::start, row).on;
      const date end = field(ascof::event::end, row).on;
      if (!start || (end && *end < *start) || value(of.inputs[0], person, u).truth != true) continue;
      const bool joins = !found.empty() && (!found.back().at("end").on || *start - *found.back().at("end").on <= gap);
      if (!joins) {
        found.push_back({{"start", {}}, {"end", {}}, {"events", of_number(0)}});
        found.back()["start"].on = start;
        found.back()["end"].on = end;
      }
      episode& spell = found.back();
      spell["events"].number = *spell["events"].number + 1;
      if (spell["end"].on) spell["end"].on = end ? date(std::max(*spell["end"].on, *end)) : date();
    }
    return found;
  }

  std::vector<episode> matches(const ascof::episode_builder& of, std::size_t person) const {
    const std::size_t first = people_.rows_of(person).first;
    const auto in_order = [&](std::size_t input) {
      std::vector<std::size_t> rows;
      for (std::size_t u = 0; u < units({ascof::unit_frame::level::event}, person); ++u)
        if (field(ascof::event::start, first + u).on && value(of.inputs[input], person, u).truth == true)
          rows.push_back(first + u);
      std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        const auto key = [&](std::size_t row) {
          return std::tuple(*field(ascof::event::start, row).on, field(ascof::event::record_id, row).number, row);
        };
        return key(a) < key(b);
      });
      return rows;
    };
    std::vector<std::size_t> from = in_order(0);
    std::vector<episode> found;
    const auto begin = [&] {
      episode e;
      for (const ascof::episode_column& c : of.columns) e[c.name] = {};
      found.push_back(e);
      found.back()["matched"] = of_truth(false);
    };
    const auto put = [&](const std::string& side, std::size_t row) {
      found.back()[side + "_start"] = field(ascof::event::start, row);
      found.back()[side + "_end"] = field(ascof::event::end, row);
      found.back()[side + "_record"] = field(ascof::event::record_id, row);
    };
    for (const std::size_t row : in_order(1)) {
      begin();
      put("to", row);
      const int at = *field(ascof::event::start, row).on;
      for (std::size_t i = from.size(); i-- > 0;) {
        const int since = *field(ascof::event::start, from[i]).on;
        if (since > at || from[i] == row) continue;
        put("from", from[i]);
        found.back()["matched"] = of_truth(true);
        found.back()["days"] = of_number(at - since);
        from.erase(from.begin() + static_cast<std::ptrdiff_t>(i));
        break;
      }
    }
    for (const std::size_t row : from) {
      begin();
      put("from", row);
    }
    return found;
  }

  const ascof::records& people_;
  const ascof::person_details& details_;
  ascof::period reporting_;
};

}  // namespace plain
