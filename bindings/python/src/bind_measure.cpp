#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/measure/definition.hpp"
#include "ascof/measure/describe.hpp"
#include "ascof/measure/measure.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

statistic statistic_named(std::string_view name) {
  static constexpr named_value<statistic> known[]{{"count", statistic::count},
                                                  {"proportion", statistic::proportion},
                                                  {"exact_proportion", statistic::exact_proportion},
                                                  {"rate", statistic::rate_per_100000},
                                                  {"median", statistic::median},
                                                  {"mean", statistic::mean},
                                                  {"percentile", statistic::percentile},
                                                  {"sum", statistic::sum}};
  return value_named(name, std::span(known), "statistic");
}

polarity polarity_named(std::string_view name) {
  static constexpr named_value<polarity> known[]{{"higher is better", polarity::higher_is_better},
                                                 {"lower is better", polarity::lower_is_better},
                                                 {"neutral", polarity::neutral}};
  return value_named(name, std::span(known), "polarity");
}

expr if_any(const expression_handle* of) { return of == nullptr ? expr{} : of->e; }

calculation make_calculation(std::string_view kind, const expression_handle& of, const expression_handle* numerator,
                             const expression_handle* value, double level, const expression_handle* by,
                             bool once_a_person) {
  return {.kind = statistic_named(kind),
          .of = of.e,
          .numerator = if_any(numerator),
          .value = if_any(value),
          .level = level,
          .once_a_person = once_a_person,
          .other_denominator = if_any(by)};
}

algebra::share_of_sum make_part(const expression_handle& of, double in_numerator, double in_denominator,
                                const expression_handle* value, const std::vector<breakdown>& by) {
  // Expressions check what they are of themselves.
  algebra::share_of_sum made(algebra::truth<algebra::of_event>{{of.e}}, in_numerator, in_denominator);
  made.value = if_any(value);
  made.by = by;
  return made;
}

breakdown make_groups(std::string name, const std::vector<std::pair<std::string, expression_handle>>& of) {
  breakdown made{.name = std::move(name)};
  for (const auto& [label, condition] : of) {
    made.labels.push_back(label);
    made.conditions.push_back(condition.e);
  }
  return made;
}

/// The groups, read from their parts.
std::string groups_of(const breakdown& by) {
  std::string text = "by " + by.name;
  if (by.text) text += ": " + to_text(by.text);
  for (std::size_t i = 0; i < by.labels.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + by.labels[i];
    if (i < by.conditions.size()) text += " (" + to_text(by.conditions[i]) + ")";
  }
  if (!by.total.empty()) text += ", and " + by.total;
  return text;
}

figure make_figure(std::string id, std::string title, const calculation& counts, const std::vector<breakdown>& by,
                   std::string_view direction, int decimals, const expression_handle* unknown,
                   const expression_handle* invalid, const std::vector<std::string>& residents,
                   const std::vector<breakdown>& denominator_by) {
  return {.id = std::move(id),
          .title = std::move(title),
          .counts = counts,
          .direction = polarity_named(direction),
          .decimals = decimals,
          .by = by,
          .denominator_by = denominator_by,
          .population = residents,
          .unknown = if_any(unknown),
          .invalid = if_any(invalid)};
}

measure define_together(std::string id, std::string title, std::vector<figure> figures) {
  measure made = algebra::local_measure(std::move(id), std::move(title), std::move(figures));
  check(made);
  return made;
}

measure define(std::string id, std::string title, const calculation& counts, const std::vector<breakdown>& by,
               std::string_view direction, int decimals, const expression_handle* unknown,
               const expression_handle* invalid, const std::vector<std::string>& residents) {
  measure made = algebra::local_measure(
      make_figure(std::move(id), std::move(title), counts, by, direction, decimals, unknown, invalid, residents, {}));
  check(made);
  return made;
}

}  // namespace

void bind_measure(nb::module_& m) {
  nb::class_<calculation> calculations(m, "Calculation", "What a figure counts.");
  pickled_as_bytes(
      calculations, [](const calculation& of) { return to_bytes(of); }, &calculation_from_bytes);
  calculations.def("__repr__", [](const calculation& of) { return algebra::rule_of(of); });
  m.def("calculation_of", &make_calculation, nb::arg("statistic"), nb::arg("of"),
        nb::arg("numerator").none() = nb::none(), nb::arg("value").none() = nb::none(), nb::arg("level") = 0.0,
        nb::arg("by").none() = nb::none(), nb::arg("once_a_person") = false);
  nb::class_<algebra::share_of_sum>(m, "Part", "What adds to the two sums of a quotient.");
  m.def("make_part", &make_part, nb::arg("of"), nb::arg("numerator"), nb::arg("denominator"), nb::arg("value").none(),
        nb::arg("by"));
  m.def("make_quotient", &algebra::quotient, nb::arg("parts"), nb::arg("factor"));
  m.def("change_of", [](const calculation& of) { return algebra::change(of); });
  m.def("percent_change_of", [](const calculation& of) { return algebra::percent_change(of); });

  nb::class_<breakdown> breakdowns(m, "Breakdown", "One dimension of groups.");
  pickled_as_bytes(
      breakdowns, [](const breakdown& of) { return to_bytes(of); }, &breakdown_from_bytes);
  breakdowns.def("__repr__", [](const breakdown& of) { return groups_of(of); })
      .def_ro("name", &breakdown::name)
      .def_ro("labels", &breakdown::labels)
      .def_ro("total", &breakdown::total);
  m.def(
      "breakdown_by",
      [](std::string name, const expression_handle& text, std::vector<std::string> labels) {
        return breakdown{.name = std::move(name), .labels = std::move(labels), .text = text.e};
      },
      nb::arg("name"), nb::arg("text"), nb::arg("labels"));
  m.def("breakdown_by_conditions", &make_groups, nb::arg("name"), nb::arg("of"));
  m.def("breakdown_known_only", [](const breakdown& of) { return algebra::known_only(of); });
  m.def("breakdown_unlisted", [](const breakdown& of) { return algebra::unlisted(of); });
  m.def("breakdown_with_total",
        [](const breakdown& of, std::string label) { return algebra::with_total(of, std::move(label)); });
  m.def("breakdown_by_age",
        [](const expression_handle& age) { return algebra::age_groups(algebra::number<algebra::of_person>{{age.e}}); });

  nb::class_<figure>(m, "Figure", "One figure of a measure: what results name by an id.")
      .def_ro("id", &figure::id)
      .def_ro("title", &figure::title)
      .def_prop_ro("statistic", [](const figure& f) { return std::string(to_text(f.counts.kind)); })
      .def_prop_ro("polarity", [](const figure& f) { return std::string(to_text(f.direction)); })
      .def_ro("decimals", &figure::decimals)
      .def_prop_ro("groups", &figure::groups);
  nb::class_<measure> measures(m, "Measure");
  pickled_as_bytes(
      measures, [](const measure& of) { return to_bytes(of); }, &measure_from_bytes);
  measures.def("fingerprint", [](const measure& of) { return fingerprint(of); })
      .def("to_json", [](const measure& of) { return to_json(of); })
      .def_static(
          "from_json", [](std::string_view text) { return measure_from_json(text); }, nb::arg("text"))
      .def("equals", [](const measure& one, const measure& other) { return to_bytes(one) == to_bytes(other); })
      .def_ro("id", &measure::id)
      .def_ro("title", &measure::title)
      .def_ro("source", &measure::source)
      .def_ro("years", &measure::years)
      .def_ro("unit", &measure::unit)
      .def_ro("definition", &measure::definition)
      .def_prop_ro("standing", [](const measure& of) { return of.stands == standing::national ? "national" : "local"; })
      .def_ro("figures", &measure::figures);
  m.def("catalogue", &catalogue);
  m.def("define", &define, nb::arg("id"), nb::arg("title"), nb::arg("counts"), nb::arg("by"), nb::arg("polarity"),
        nb::arg("decimals"), nb::arg("unknown").none(), nb::arg("invalid").none(), nb::arg("population"));
  m.def("make_figure", &make_figure, nb::arg("id"), nb::arg("title"), nb::arg("counts"), nb::arg("by"),
        nb::arg("polarity"), nb::arg("decimals"), nb::arg("unknown").none(), nb::arg("invalid").none(),
        nb::arg("population"), nb::arg("denominator_by"));
  m.def("define_together", &define_together, nb::arg("id"), nb::arg("title"), nb::arg("figures"));
  m.def(
      "describe",
      [](const std::vector<std::string>& names, const std::vector<measure>& own) {
        return describe(select_with(names, own));
      },
      nb::arg("names"), nb::arg("own"));
}

selection select_with(const std::vector<std::string>& names, const std::vector<measure>& own) {
  std::vector<measure> from = catalogue();
  std::vector<std::string> wanted = names;
  for (const measure& m : own) {
    for (const measure& known : from) {
      const bool taken = known.id == m.id || std::any_of(known.figures.begin(), known.figures.end(),
                                                         [&](const figure& f) { return f.id == m.id; });
      if (taken)
        throw usage_error(error_code::bad_definition, {}, "two measures are called '" + m.id + "'",
                          "give each an id of its own, such as 'local." + m.id + "'");
    }
    from.push_back(m);
    wanted.push_back(m.id);
  }
  return select_measures(from, wanted);
}

}  // namespace ascof::python
