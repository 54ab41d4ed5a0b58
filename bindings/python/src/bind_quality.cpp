#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <utility>

#include "ascof/cld/areas.hpp"
#include "ascof/core/error.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/method.hpp"
#include "ascof/quality/check.hpp"
#include "ascof/results/output_table.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

/// What `check` needs besides an extract, checked and read before the extract is.
struct examination {
  check_options how;
  mappings tables = mappings::shipped();
  areas known;
};

struct check_handle {
  std::shared_ptr<const check_report> of;
};

examination make_examination(const std::string& release, double fail_above, bool list_rows,
                             const optional_path& mapping_folder, const optional_path& areas_file,
                             const std::string& method_name, const std::optional<std::string>& as_of,
                             std::int64_t threads) {
  static constexpr named_value<cld_release> releases[]{
      {"by-period", cld_release::by_period}, {"1", cld_release::one}, {"2", cld_release::two}};
  examination made;
  made.how.release = value_named(release, std::span(releases), "release");
  if (!(fail_above >= 0 && fail_above <= 1))
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "fail_above", .column = 0},
                      "expected a share of the rows from 0 to 1", "0.05 is five in a hundred");
  made.how.fail_above = fail_above;
  made.how.list_rows = list_rows;
  find_method(method_name);
  made.how.method = method_name;
  if (as_of) made.how.as_of = parse_iso_day(*as_of, "as_of");
  made.how.threads = checked_threads(threads);
  const without_lock released;
  made.tables = load_mappings(mapping_folder);
  if (areas_file) made.known = read_areas(*areas_file);
  return made;
}

check_handle run_check(const extract& raw, const examination& asked, nb::handle on_progress) {
  return without_interpreter(on_progress, [&](progress) {
    return check_handle{std::make_shared<const check_report>(check(raw, asked.tables, asked.known, asked.how))};
  });
}

nb::list reasons_of(const check_handle& made) {
  nb::list reasons;
  for (const std::string& reason : reasons_to_fail(*made.of)) reasons.append(to_python(with_arguments(reason)));
  return reasons;
}

}  // namespace

void bind_quality(nb::module_& m) {
  m.attr("FAIL_ABOVE") = check_options{}.fail_above;
  nb::class_<examination>(m, "Examination", "How an extract is checked.");
  m.def("make_examination", &make_examination, nb::arg("release"), nb::arg("fail_above"), nb::arg("list_rows"),
        nb::arg("mappings").none(), nb::arg("areas").none(), nb::arg("method"), nb::arg("as_of").none(),
        nb::arg("threads"));
  nb::class_<check_handle>(m, "Check")
      .def(
          "notices", [](const check_handle& made) { return to_python(made.of->notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def("table", [](const check_handle& made) { return check_output(made.of); })
      .def("failing_rows", [](const check_handle& made) { return failing_rows_output(made.of); })
      .def("tied_rows", [](const check_handle& made) { return tied_rows_output(made.of); })
      .def("would_fail", [](const check_handle& made) { return made.of->would_fail(); })
      .def("reasons", &reasons_of, nb::sig("def reasons(self) -> list[str]"))
      .def(
          "write_page",
          [](const check_handle& made, const std::filesystem::path& file) {
            const without_lock released;
            write_check_page(*made.of, file);
          },
          nb::arg("file"))
      .def(
          "write_failing_rows",
          [](const check_handle& made, const std::filesystem::path& folder) {
            const without_lock released;
            write_failing_rows(*made.of, folder);
          },
          nb::arg("folder"));
  m.def("check", &run_check, nb::arg("extract"), nb::arg("how"), nb::arg("on_progress").none(),
        nb::sig("def check(extract: Extract, how: Examination, on_progress: object) -> Check"));
}

}  // namespace ascof::python
