#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
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

/// measure, value, group, council, period
using target_texts = std::tuple<std::string, double, std::string, std::string, std::optional<std::string>>;

output_table shown(std::vector<comparison_row> rows) {
  return comparisons_output(std::make_shared<const std::vector<comparison_row>>(std::move(rows)));
}

}  // namespace

void bind_results_more(nb::module_& m) {
  nb::class_<changes_handle>(m, "Changes")
      .def("cases", [](const changes_handle& changes) { return changes_output(changes.of); })
      .def("figures", [](const changes_handle& changes) { return figure_changes_output(changes.of); })
      .def("people", [](const changes_handle& changes) { return person_changes_output(changes.of); })
      .def(
          "write",
          [](const changes_handle& changes, const std::filesystem::path& folder, bool people) {
            const nb::gil_scoped_release released;
            write_changes(*changes.of, folder, people);
          },
          nb::arg("folder"), nb::arg("people"));

  m.def("explain_change", &run_explain_change, nb::arg("what"), nb::arg("records_before"), nb::arg("details_before"),
        nb::arg("before"), nb::arg("records_after"), nb::arg("details_after"), nb::arg("after"),
        nb::arg("hospital").none(), nb::arg("on_progress").none(),
        nb::sig("def explain_change(what: Evaluation, records_before: Records, details_before: PersonDetails, before: "
                "str, records_after: Records, details_after: PersonDetails, after: str, hospital: Hospital | None, "
                "on_progress: object | None) -> Changes"));

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
