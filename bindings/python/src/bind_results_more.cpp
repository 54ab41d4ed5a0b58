#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ascof/cld/hospital.hpp"
#include "ascof/core/error.hpp"
#include "ascof/results/change.hpp"
#include "ascof/results/comparison.hpp"
#include "ascof/results/intervals.hpp"
#include "ascof/results/neighbours.hpp"
#include "ascof/results/publish.hpp"
#include "ascof/results/standardised.hpp"
#include "ascof/statistics/disclosure.hpp"
#include "bindings.hpp"
#include "results_access.hpp"

namespace ascof::python {
namespace {

struct changes_handle {
  std::shared_ptr<const change_report> of;
};

changes_handle run_explain_change(nb::handle what, const records_handle& before, const details_handle& details_before,
                                  const std::string& period_before, const records_handle& after,
                                  const details_handle& details_after, const std::string& period_after,
                                  const hospital_episodes* hospital, nb::handle on_progress) {
  const evaluation_parts asked = parts_of(what);
  if (details_before.people != before.people || details_after.people != after.people)
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "details", .column = 0},
                      "the person details are of other records", "work them out from these");
  const period first = parse_period(period_before, "before");
  const period second = parse_period(period_after, "after");
  return without_interpreter(on_progress, [&](progress tell) {
    evaluate_options how = asked.how;
    how.hospital = hospital;
    how.on_progress = std::move(tell);
    return changes_handle{std::make_shared<const change_report>(
        explain_change(asked.wanted, {*before.people, *details_before.details, first},
                       {*after.people, *details_after.details, second}, asked.frame, asked.residents, how))};
  });
}

changes_handle run_explain_change_of_studies(nb::handle what, const study_handle& before,
                                             const std::string& period_before, const study_handle& after,
                                             const std::string& period_after, nb::handle on_progress) {
  const evaluation_parts asked = parts_of(what);
  const period first = parse_period(period_before, "before");
  const period second = parse_period(period_after, "after");
  return without_interpreter(on_progress, [&](progress tell) {
    evaluate_options how = asked.how;
    how.on_progress = std::move(tell);
    return changes_handle{std::make_shared<const change_report>(
        explain_change(asked.wanted, {*before.of, first}, {*after.of, second}, how))};
  });
}

struct published_handle {
  std::shared_ptr<const published_table> of;
};

/// measure, value, group, council, period
using target_texts = std::tuple<std::string, double, std::string, std::string, std::optional<std::string>>;

output_table shown(std::vector<comparison_row> rows) {
  return comparisons_output(std::make_shared<const std::vector<comparison_row>>(std::move(rows)));
}

statistics::confidence_levels levels_of(const std::vector<double>& shares) {
  statistics::confidence_levels levels;
  for (const double share : shares) levels.emplace_back(share);
  return levels;
}

figure_filter filter_of(std::string measure, const std::optional<std::string>& at, std::string group,
                        std::string la_code) {
  return {std::move(measure), at ? std::optional(parse_period(*at, "period")) : std::nullopt, std::move(group),
          std::move(la_code)};
}

/// Runs without the interpreter's lock; what it makes is kept by the table.
template <typename Work, typename Show>
output_table made(nb::handle results, Work work, Show show) {
  const std::shared_ptr<const result_table> of = results_of(results);
  const without_lock released;
  return show(std::make_shared<const decltype(work(*of))>(work(*of)));
}

void bind_statistics_of_results(nb::module_& m) {
  m.def(
      "intervals_of_results",
      [](nb::handle results, const std::vector<double>& levels, bool exact) {
        const interval_choice choice = exact ? interval_choice::exact : interval_choice::usual;
        return made(
            results, [&](const result_table& of) { return with_intervals(of, levels_of(levels), choice); },
            intervals_output);
      },
      nb::arg("results"), nb::arg("levels"), nb::arg("exact"),
      nb::sig("def intervals_of_results(results: Results, levels: typing.Sequence[float], exact: bool) -> Table"));
  m.def(
      "differences_of_results",
      [](nb::handle results, const std::optional<std::string>& base, const std::optional<std::string>& la_code,
         const std::vector<double>& levels) {
        return made(
            results,
            [&](const result_table& of) {
              if (la_code) return differences_from_council(of, *la_code, levels_of(levels));
              if (base) return differences_from_base(of, parse_period(*base, "base"), levels_of(levels));
              return differences_from_previous(of, levels_of(levels));
            },
            differences_output);
      },
      nb::arg("results"), nb::arg("base").none(), nb::arg("la_code").none(), nb::arg("levels"),
      nb::sig("def differences_of_results(results: Results, base: str | None, la_code: str | None, levels: "
              "typing.Sequence[float]) -> Table"));
  m.def(
      "funnel_of_results",
      [](nb::handle results, const std::string& measure, const std::optional<std::string>& at, const std::string& group,
         const std::string& la_code, const std::string& widen, double winsorise, int quantiles) {
        const funnel_options how{parse_widening(widen), winsorise, quantiles};
        return made(
            results, [&](const result_table& of) { return funnel(of, filter_of(measure, at, group, la_code), how); },
            funnel_output);
      },
      nb::arg("results"), nb::arg("measure"), nb::arg("period").none(), nb::arg("group"), nb::arg("la_code"),
      nb::arg("widen"), nb::arg("winsorise"), nb::arg("quantiles"),
      nb::sig("def funnel_of_results(results: Results, measure: str, period: str | None, group: str, la_code: str, "
              "widen: str, winsorise: float, quantiles: int) -> Table"));
  m.def(
      "chart_of_results",
      [](nb::handle results, const std::string& measure, const std::string& la_code, const std::string& group,
         const std::string& kind, std::optional<double> target, const std::vector<std::size_t>& rebase,
         std::size_t baseline_points) {
        return made(
            results,
            [&](const result_table& of) {
              statistics::chart_options how;
              how.target = target;
              how.rebase = rebase;
              how.baseline_points = baseline_points;
              return chart(of, filter_of(measure, std::nullopt, group, la_code), parse_chart_kind(kind), how);
            },
            chart_output);
      },
      nb::arg("results"), nb::arg("measure"), nb::arg("la_code"), nb::arg("group"), nb::arg("kind"),
      nb::arg("target").none(), nb::arg("rebase"), nb::arg("baseline_points"),
      nb::sig("def chart_of_results(results: Results, measure: str, la_code: str, group: str, kind: str, target: float "
              "| None, rebase: typing.Sequence[int], baseline_points: int) -> Table"));
  m.def(
      "standardise_results",
      [](nb::handle results, const std::string& measure, const std::optional<std::string>& at, const std::string& group,
         const std::string& la_code, const std::vector<std::pair<std::string, double>>& bands, const std::string& name,
         const std::string& by, const std::vector<double>& levels) {
        return made(
            results,
            [&](const result_table& of) {
              standard_population reference{{}, name};
              for (const auto& [label, weight] : bands) reference.bands.push_back({label, weight});
              return standardise(of, filter_of(measure, at, group, la_code), reference, by, levels_of(levels));
            },
            standardised_output);
      },
      nb::arg("results"), nb::arg("measure"), nb::arg("period").none(), nb::arg("group"), nb::arg("la_code"),
      nb::arg("bands"), nb::arg("name"), nb::arg("by"), nb::arg("levels"),
      nb::sig(
          "def standardise_results(results: Results, measure: str, period: str | None, group: str, la_code: str, "
          "bands: typing.Sequence[tuple[str, float]], name: str, by: str, levels: typing.Sequence[float]) -> Table"));
  m.def(
      "standardise_results_indirectly",
      [](nb::handle results, const std::string& measure, const std::optional<std::string>& at, const std::string& group,
         const std::string& la_code, const std::vector<std::tuple<std::string, double, double>>& bands,
         const std::string& council, const std::string& name, bool rate, const std::string& by,
         const std::vector<double>& levels) {
        return made(
            results,
            [&](const result_table& of) {
              standard_rates reference{{}, council, name};
              for (const auto& [label, events, population] : bands)
                reference.bands.push_back({label, events, population});
              return standardise(of, filter_of(measure, at, group, la_code), reference,
                                 rate ? statistics::indirect::rate : statistics::indirect::ratio, by,
                                 levels_of(levels));
            },
            standardised_output);
      },
      nb::arg("results"), nb::arg("measure"), nb::arg("period").none(), nb::arg("group"), nb::arg("la_code"),
      nb::arg("bands"), nb::arg("council"), nb::arg("name"), nb::arg("rate"), nb::arg("by"), nb::arg("levels"),
      nb::sig(
          "def standardise_results_indirectly(results: Results, measure: str, period: str | None, group: str, "
          "la_code: str, bands: typing.Sequence[tuple[str, float, float]], council: str, name: str, rate: bool, by: "
          "str, levels: typing.Sequence[float]) -> Table"));
  m.def(
      "neighbours_of_results",
      [](nb::handle results, const std::string& measure, const std::optional<std::string>& at, const std::string& group,
         const std::string& la_code, const std::vector<std::pair<std::string, std::vector<std::string>>>& groups,
         const std::vector<double>& levels) {
        return made(
            results,
            [&](const result_table& of) {
              std::vector<neighbour_group> named;
              for (const auto& [code, others] : groups) named.push_back({code, others});
              return compare_with_neighbours(of, named, filter_of(measure, at, group, la_code), levels_of(levels));
            },
            neighbours_output);
      },
      nb::arg("results"), nb::arg("measure"), nb::arg("period").none(), nb::arg("group"), nb::arg("la_code"),
      nb::arg("groups"), nb::arg("levels"),
      nb::sig("def neighbours_of_results(results: Results, measure: str, period: str | None, group: str, la_code: str, "
              "groups: typing.Sequence[tuple[str, typing.Sequence[str]]], levels: typing.Sequence[float]) -> Table"));
  m.def(
      "nearest_councils",
      [](const std::vector<std::pair<std::string, std::vector<double>>>& councils, std::size_t each,
         const std::vector<double>& weights) {
        std::vector<council_features> described;
        for (const auto& [code, features] : councils) described.push_back({code, features});
        std::vector<std::pair<std::string, std::vector<std::string>>> found;
        for (neighbour_group& g : nearest_councils(described, each, weights))
          found.emplace_back(std::move(g.la_code), std::move(g.neighbours));
        return found;
      },
      nb::arg("councils"), nb::arg("each"), nb::arg("weights"),
      nb::sig("def nearest_councils(councils: typing.Sequence[tuple[str, typing.Sequence[float]]], each: int, weights: "
              "typing.Sequence[float]) -> list[tuple[str, list[str]]]"));
  nb::class_<published_handle>(m, "Published")
      .def(
          "notices", [](const published_handle& of) { return to_python(of.of->notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def(
          "table", [](const published_handle& of, bool reasons) { return published_output(of.of, reasons); },
          nb::arg("reasons"));
  m.def(
      "publish_results",
      [](nb::handle results, const statistics::disclosure_policy& policy, bool protect_the_rest) {
        const std::shared_ptr<const result_table> of = results_of(results);
        const without_lock released;
        return published_handle{std::make_shared<const published_table>(publish(*of, policy, {protect_the_rest}))};
      },
      nb::arg("results"), nb::arg("policy"), nb::arg("protect_the_rest"),
      nb::sig("def publish_results(results: Results, policy: DisclosurePolicy, protect_the_rest: bool) -> Published"));
}

}  // namespace

void bind_results_more(nb::module_& m) {
  bind_statistics_of_results(m);
  nb::class_<changes_handle>(m, "Changes")
      .def(
          "notices", [](const changes_handle& of) { return to_python(of.of->notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def("cases", [](const changes_handle& changes) { return changes_output(changes.of); })
      .def("figures", [](const changes_handle& changes) { return figure_changes_output(changes.of); })
      .def("people", [](const changes_handle& changes) { return person_changes_output(changes.of); })
      .def(
          "write",
          [](const changes_handle& changes, const std::filesystem::path& folder, bool people) {
            const without_lock released;
            write_changes(*changes.of, folder, people);
          },
          nb::arg("folder"), nb::arg("people"));

  m.def("explain_change", &run_explain_change, nb::arg("what"), nb::arg("records_before"), nb::arg("details_before"),
        nb::arg("before"), nb::arg("records_after"), nb::arg("details_after"), nb::arg("after"),
        nb::arg("hospital").none(), nb::arg("on_progress").none(),
        nb::sig("def explain_change(what: Evaluation, records_before: Records, details_before: PersonDetails, before: "
                "str, records_after: Records, details_after: PersonDetails, after: str, hospital: Hospital | None, "
                "on_progress: object | None) -> Changes"));

  m.def("explain_change_of_studies", &run_explain_change_of_studies, nb::arg("what"), nb::arg("study_before"),
        nb::arg("before"), nb::arg("study_after"), nb::arg("after"), nb::arg("on_progress").none(),
        nb::sig("def explain_change_of_studies(what: Evaluation, study_before: Study, before: str, study_after: Study, "
                "after: str, on_progress: object | None) -> Changes"));

  m.def(
      "compare_with_targets",
      [](nb::handle results, const std::vector<target_texts>& texts) {
        std::vector<target> targets;
        for (const auto& [measure, value, group, la_code, at] : texts)
          targets.push_back(
              {measure, value, group, la_code, at ? std::optional(parse_period(*at, "targets")) : std::nullopt});
        return shown(compare_with_targets(*results_of(results), targets));
      },
      nb::arg("results"), nb::arg("targets"),
      nb::sig("def compare_with_targets(results: Results, targets: typing.Sequence[tuple[str, float, str, str, str | "
              "None]]) -> Table"));
  m.def(
      "compare_with_previous", [](nb::handle results) { return shown(compare_with_previous(*results_of(results))); },
      nb::arg("results"), nb::sig("def compare_with_previous(results: Results) -> Table"));
  m.def(
      "compare_with_base",
      [](nb::handle results, const std::string& base) {
        return shown(compare_with_base(*results_of(results), parse_period(base, "base")));
      },
      nb::arg("results"), nb::arg("base"), nb::sig("def compare_with_base(results: Results, base: str) -> Table"));
  m.def(
      "compare_with_peers",
      [](nb::handle results, const std::vector<std::string>& la_codes) {
        return shown(compare_with_peers(*results_of(results), la_codes));
      },
      nb::arg("results"), nb::arg("la_codes"),
      nb::sig("def compare_with_peers(results: Results, la_codes: typing.Sequence[str]) -> Table"));
}

}  // namespace ascof::python
