#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/measure/definition.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

using handle = expression_handle;

std::vector<expr> unwrapped(const std::vector<handle>& of) {
  std::vector<expr> all;
  all.reserve(of.size());
  for (const handle& each : of) all.push_back(each.e);
  return all;
}

comparison comparison_named(std::string_view name) {
  static constexpr named_value<comparison> known[]{{"<", comparison::less},      {"<=", comparison::at_most},
                                                   {"==", comparison::equal},    {"!=", comparison::not_equal},
                                                   {">=", comparison::at_least}, {">", comparison::greater}};
  return value_named(name, std::span(known), "how");
}

operation arithmetic_named(std::string_view name) {
  static constexpr named_value<operation> known[]{
      {"+", operation::add}, {"-", operation::subtract}, {"*", operation::multiply}, {"/", operation::divide}};
  return value_named(name, std::span(known), "what");
}

age_rule age_rule_named(std::string_view name) {
  static constexpr named_value<age_rule> known[]{{"days_over_365_25", age_rule::days_over_365_25},
                                                 {"anniversary", age_rule::anniversary}};
  return value_named(name, std::span(known), "rule");
}

value_kind kind_named(std::string_view name) {
  static constexpr named_value<value_kind> known[]{{"condition", value_kind::truth},
                                                   {"text", value_kind::text},
                                                   {"date", value_kind::date},
                                                   {"number", value_kind::number}};
  return value_named(name, std::span(known), "kind");
}

// The words of algebra.hpp are templates over what a series is of. Expressions check that themselves, so one type does for
// all of them here.
using algebra::of_event;
algebra::truth<of_event> truth(const handle& of) { return {{of.e}}; }
algebra::text<of_event> text(const handle& of) { return {{of.e}}; }
algebra::date<of_event> date(const handle& of) { return {{of.e}}; }
algebra::number<of_event> number(const handle& of) { return {{of.e}}; }

/// The units that a window is looked through for: those of its bounds; people when the bounds are the same for all.
unit_frame looker(const expr& first, const expr& last) {
  unit_frame of{unit_frame::level::person};
  for (const expr& bound : {first, last})
    if (bound && of.at == unit_frame::level::person && bound->of.at != unit_frame::level::every) of = bound->of;
  return of;
}

/// What is looked through, and for which units.
struct look_handle {
  unit_frame of;
  expressions::looking through;
};

look_handle make_look(const handle& where, const handle* dated_by, const handle* first, const handle* last) {
  look_handle made;
  if (first != nullptr) made.through.after = first->e;
  if (last != nullptr) made.through.until = last->e;
  made.of = looker(made.through.after, made.through.until);
  made.through.where = where.e;
  made.through.from = where.e->of;
  if (dated_by == nullptr) return made;
  made.through.dated_by = dated_by->e;
  // The date says what is looked through when the condition holds for whole people.
  if (made.through.from.at == unit_frame::level::every || made.through.from.at == unit_frame::level::person)
    made.through.from = dated_by->e->of;
  return made;
}

/// Rows that belong to each row of another kind, by a link of theirs.
look_handle make_look_of_each(const record_type_handle& rows, const record_type_handle& other, const handle& where) {
  return {{.at = unit_frame::level::row, .type = other.type},
          {.from = {.at = unit_frame::level::row, .type = rows.type},
           .where = where.e,
           .belongs_to = expressions::row_link(rows.type, other.type)}};
}

look_handle narrowed(look_handle look, const handle& dated_by, const handle* first, const handle* last) {
  look.through.also_dated_by = dated_by.e;
  if (first != nullptr) look.through.also_after = first->e;
  if (last != nullptr) look.through.also_until = last->e;
  return look;
}

std::int32_t days_of(std::int64_t count) {
  using limits = std::numeric_limits<std::int32_t>;
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(count, limits::min(), limits::max()));
}

std::vector<expressions::order_key> keys_of(const std::vector<std::pair<handle, bool>>& order) {
  std::vector<expressions::order_key> keys;
  for (const auto& [by, descending] : order) keys.push_back({by.e, descending});
  return keys;
}

handle first_of(const look_handle& look, const std::vector<std::pair<handle, bool>>& order) {
  return {expressions::first_in(look.of, look.through, keys_of(order))};
}

algebra::spell_series spells_of(const frame_handle& of) {
  const auto column = [&](const char* name) { return expressions::episode_column(of.of, name); };
  return {of.of, {{column("start")}}, {{column("end")}}, {{column("events")}}};
}

handle column_of(const frame_handle& of, std::string_view name) { return {expressions::episode_column(of.of, name)}; }

}  // namespace

void bind_expression(nb::module_& m) {
  namespace ex = expressions;
  nb::class_<handle> expression(m, "Expression", "A series of values: one for each event, person or episode.");
  expression.def("__repr__", [](const handle& of) { return to_text(of.e); })
      .def_prop_ro("kind", [](const handle& of) { return std::string(to_text(of.e->kind)); })
      .def_prop_ro("units", [](const handle& of) { return to_text(of.e->of); });

  pickled_as_bytes(
      expression, [](const handle& of) { return to_bytes(of.e); },
      [](std::string_view bytes) { return handle{expression_from_bytes(bytes)}; });

  expression.def_static("text", [](std::string_view value) { return handle{ex::constant(value)}; })
      .def_static("number", [](double value) { return handle{ex::constant(value)}; })
      .def_static("date", [](std::string_view value) { return handle{ex::constant(parse_iso_day(value, "date"))}; })
      .def_static("truth", [](bool value) { return handle{ex::constant(value)}; })
      .def_static("missing", [](std::string_view kind) { return handle{ex::missing(kind_named(kind))}; })
      .def_static("period_start", [] { return handle{ex::period_start()}; })
      .def_static("period_end", [] { return handle{ex::period_end()}; })
      .def_static("as_of", [] { return handle{ex::as_of()}; })
      .def_static("data_start", [] { return handle{ex::data_start()}; })
      .def_static("event_field", [](std::string_view name) { return handle{ex::event_field(name)}; })
      .def_static("person_field", [](std::string_view name) { return handle{ex::person_field(name)}; });

  expression.def_static("all_of", [](const std::vector<handle>& of) { return handle{ex::all_of(unwrapped(of))}; })
      .def_static("any_of", [](const std::vector<handle>& of) { return handle{ex::any_of(unwrapped(of))}; })
      .def_static("negation", [](const handle& of) { return handle{ex::negation(of.e)}; })
      .def_static("compare", [](const handle& a, std::string_view how,
                                const handle& b) { return handle{ex::compare(a.e, comparison_named(how), b.e)}; })
      .def_static("unlisted", [](const handle& of) { return handle{ex::unlisted(of.e)}; })
      .def_static("text_in", [](const handle& of,
                                std::vector<std::string> texts) { return handle{ex::text_in(of.e, std::move(texts))}; })
      .def_static("text_like",
                  [](const handle& of, std::string_view pattern) { return handle{ex::text_like(of.e, pattern)}; })
      .def_static(
          "text_has",
          [](const handle& of, std::vector<std::string> parts) { return handle{ex::text_has(of.e, std::move(parts))}; })
      .def_static("is_missing", [](const handle& of) { return handle{ex::is_missing(of.e)}; })
      .def_static("shift_days", [](const handle& of, std::int64_t days) { return handle{ex::shift_days(of.e, days)}; })
      .def_static("shift_months",
                  [](const handle& of, std::int64_t months) { return handle{ex::shift_months(of.e, months)}; })
      .def_static("first_known", [](const std::vector<handle>& of) { return handle{ex::first_known(unwrapped(of))}; })
      .def_static("choose", [](const std::vector<handle>& cases) { return handle{ex::choose(unwrapped(cases))}; })
      .def_static("smaller", [](const handle& a, const handle& b) { return handle{ex::earlier(a.e, b.e)}; })
      .def_static("larger", [](const handle& a, const handle& b) { return handle{ex::later(a.e, b.e)}; })
      .def_static("days_between", [](const handle& a, const handle& b) { return handle{ex::days_between(a.e, b.e)}; })
      .def_static("age_on", [](const handle& date,
                               std::string_view rule) { return handle{ex::age_on(date.e, age_rule_named(rule))}; })
      .def_static("age_between",
                  [](const handle& birth, const handle& on, std::string_view rule) {
                    return handle{ex::age_between(birth.e, on.e, age_rule_named(rule))};
                  })
      .def_static("truncated",
                  [](const handle& of, std::int64_t decimals) {
                    return handle{ex::truncated(of.e, static_cast<int>(std::clamp<std::int64_t>(decimals, -1, 100)))};
                  })
      .def_static("arithmetic",
                  [](const handle& a, std::string_view what, const handle& b) {
                    return handle{ex::arithmetic(arithmetic_named(what), a.e, b.e)};
                  })
      .def_static("absolute", [](const handle& of) { return handle{ex::absolute(of.e)}; })
      .def_static("as_number", [](const handle& of) { return handle{ex::truth_number(of.e)}; })
      .def_static("rank",
                  [](const handle& of, std::vector<std::string> best_first) {
                    return handle{ex::rank(of.e, std::move(best_first))};
                  })
      .def_static("bands",
                  [](const handle& of, std::vector<double> from, std::vector<std::string> labels) {
                    return handle{ex::bands(of.e, std::move(from), std::move(labels))};
                  })
      .def_static("at_unit",
                  [](const handle& picked, const handle& value) { return handle{ex::at_unit(picked.e, value.e)}; });

  // The words of algebra.hpp that are made of others have one definition, there.
  expression
      .def_static("event_kinds",
                  [] {
                    using namespace algebra;
                    std::vector<std::pair<std::string, handle>> all;
                    for (const auto& [name, e] : std::initializer_list<std::pair<const char*, expr>>{
                             {"is_request", is_request.e},
                             {"is_assessment", is_assessment.e},
                             {"is_service", is_service.e},
                             {"is_review", is_review.e},
                             {"of_service_user", of_service_user.e},
                             {"of_carer", of_carer.e},
                             {"long_term_support", long_term_support.e},
                             {"short_term_support", short_term_support.e}})
                      all.emplace_back(name, handle{e});
                    return all;
                  })
      .def_static("end_or_far", [] { return handle{algebra::end_or_far}; })
      .def_static("not_true", [](const handle& of) { return handle{algebra::not_true(truth(of))}; })
      .def_static("spelt_as",
                  [](const handle& of, const std::vector<std::string>& texts) {
                    return handle{algebra::spelt_as(text(of), texts)};
                  })
      .def_static("in_period", [](const handle& of) { return handle{algebra::in_period(date(of))}; })
      .def_static("financial_year_start", [](const handle& of) { return handle{ex::financial_year_start(of.e)}; })
      .def_static("lower_case", [](const handle& of) { return handle{ex::lower_case(of.e)}; })
      .def_static("open_on", [](const handle& on) { return handle{algebra::open_on(date(on))}; })
      .def_static("active_during", [] { return handle{algebra::active_during()}; })
      .def_static("starting_in", [] { return handle{algebra::starting_in()}; })
      .def_static("ending_in", [] { return handle{algebra::ending_in()}; })
      .def_static("alive_on", [](const handle& on) { return handle{algebra::alive_on(date(on))}; })
      .def_static(
          "kept_apart",
          [](const handle& where, const handle& dated_by, std::int64_t within, const handle& alike,
             const handle& then_by) { return handle{ex::kept_apart(where.e, dated_by.e, within, alike.e, then_by.e)}; })
      .def_static("people",
                  [](const handle& where) {
                    if (where.e->of.at == unit_frame::level::person) return where;
                    return handle{ex::any_in({unit_frame::level::person}, {.from = where.e->of, .where = where.e})};
                  })
      .def_static("latest_known",
                  [](const handle& field, const handle& where) {
                    return handle{algebra::latest_known(text(field), truth(where))};
                  })
      .def_static("best",
                  [](const handle& field, const std::vector<std::string>& best_first, const handle& where) {
                    return handle{algebra::best(text(field), best_first, truth(where))};
                  })
      .def_static("working_age_band", [](const handle& age) { return handle{algebra::working_age_band(number(age))}; });

  nb::class_<look_handle>(m, "Look", "What is looked through, for each unit of something else.")
      .def_static("make", &make_look, nb::arg("where"), nb::arg("dated_by").none(), nb::arg("first").none(),
                  nb::arg("last").none())
      .def_static("of_each", &make_look_of_each, nb::arg("rows"), nb::arg("other"), nb::arg("where"))
      .def("narrowed", &narrowed, nb::arg("dated_by"), nb::arg("first").none(), nb::arg("last").none())
      .def("that_belong",
           [](look_handle look, const handle& to) {
             look.through.belongs_to = to.e;
             return look;
           })
      .def("of_the_same",
           [](look_handle look, const handle& theirs, const handle& own) {
             look.through.belongs_to = theirs.e;
             look.through.own_belongs_to = own.e;
             return look;
           })
      .def("any", [](const look_handle& look) { return handle{ex::any_in(look.of, look.through)}; })
      .def("count", [](const look_handle& look) { return handle{ex::count_in(look.of, look.through)}; })
      .def("sum",
           [](const look_handle& look, const handle& of) { return handle{ex::sum_in(look.of, look.through, of.e)}; })
      .def("least",
           [](const look_handle& look, const handle& of) { return handle{ex::least_in(look.of, look.through, of.e)}; })
      .def("greatest", [](const look_handle& look,
                          const handle& of) { return handle{ex::greatest_in(look.of, look.through, of.e)}; })
      .def("first", &first_of, nb::arg("order"));

  nb::class_<frame_handle> episodes(m, "Episodes", "Units that are not rows: spells, matched events.");
  pickled_as_bytes(
      episodes, [](const frame_handle& of) { return to_bytes(of.of); },
      [](std::string_view bytes) { return frame_handle{episodes_from_bytes(bytes)}; });
  episodes
      .def_static(
          "spells",
          [](const handle& where, std::int64_t gap, const handle* apart_by,
             const std::vector<std::pair<handle, bool>>& order) {
            return frame_handle{
                make_spells(where.e, days_of(gap), keys_of(order), apart_by == nullptr ? expr{} : apart_by->e)};
          },
          nb::arg("where"), nb::arg("gap"), nb::arg("apart_by").none(), nb::arg("order"))
      .def_static(
          "followed_spells",
          [](const handle& where, std::int64_t gap, const handle& by, std::int64_t within, std::int64_t run_gap) {
            return frame_handle{make_followed_spells(where.e, days_of(gap), by.e, {days_of(within), days_of(run_gap)})};
          })
      .def_static("matches",
                  [](const handle& from, const handle& to) { return frame_handle{match_latest(from.e, to.e)}; })
      .def("__repr__", [](const frame_handle& of) { return of.of->key; })
      .def("columns",
           [](const frame_handle& of) {
             std::vector<std::string> names;
             for (const episode_column& column : of.of->columns) names.push_back(column.name);
             return names;
           })
      .def("column", &column_of, nb::arg("name"))
      .def("active_during", [](const frame_handle& of) { return handle{spells_of(of).active_during()}; })
      .def("open_on", [](const frame_handle& of, const handle& on) {
        return handle{spells_of(of).open_on(algebra::date<algebra::of_every>{{on.e}})};
      });

  m.def("event_field_names", &event_field_names, "Names of the fields of events.");
  m.def(
      "event_field_columns",
      [] {
        std::vector<std::pair<std::string, std::string>> all;
        for (const std::string& name : event_field_names())
          all.emplace_back(name,
                           main_table_schema().fields[static_cast<std::size_t>(ex::event_field(name)->number)].name);
        return all;
      },
      "Fields of events, and what the department calls their columns.");
  m.def("person_field_names", &person_field_names, "Names of the fields of people.");
}

}  // namespace ascof::python
