#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <utility>

#include "ascof/cld/areas.hpp"
#include "ascof/core/error.hpp"
#include "ascof/prepare/method.hpp"
#include "ascof/results/writers.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

/// What `prepare` needs besides an extract, checked and read before the extract is.
struct preparation {
  prepare_options how;
  mappings tables = mappings::shipped();
  areas known;
};

preparation make_preparation(const std::string& mode, const std::optional<std::string>& range,
                             const std::optional<std::string>& as_of, const optional_path& mapping_folder,
                             const optional_path& areas_file, const std::string& method_name, double accept_loss,
                             std::int64_t threads) {
  preparation made;
  if (mode != "joined" && mode != "single")
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "mode", .column = 0},
                      "expected 'joined' or 'single', got '" + mode + "'",
                      "joined is for ASCOF and waiting times, single for the dashboard");
  made.how.mode = mode == "single" ? table_mode::single : table_mode::joined;
  if (range) made.how.range = parse_period(*range, "period");
  if (as_of) made.how.as_of = parse_iso_day(*as_of, "as_of");
  find_method(method_name);
  made.how.method = method_name;
  made.how.accept_loss = checked_loss(accept_loss);
  made.how.threads = checked_threads(threads);
  const without_lock released;
  made.tables = load_mappings(mapping_folder);
  if (areas_file) made.known = read_areas(*areas_file);
  return made;
}

prepared_handle run_prepare(const extract& raw, const preparation& asked, nb::handle on_progress) {
  return without_interpreter(on_progress, [&](progress tell) {
    prepare_options how = asked.how;
    how.on_progress = std::move(tell);
    auto made = std::make_shared<prepared>(prepare(raw, asked.tables, asked.known, how));
    auto people = std::make_shared<const records>(std::move(made->main));
    return prepared_handle{std::move(made), std::move(people), raw.report};
  });
}

records_handle read_main_table(nb::handle path_or_source, double accept_loss, std::int64_t threads,
                               nb::handle on_progress) {
  const readable from(path_or_source, "main table");
  read_options options;
  options.threads = checked_threads(threads);
  options.accept_loss = checked_loss(accept_loss);
  return without_interpreter(on_progress, [&](progress tell) {
    options.on_progress = std::move(tell);
    // Notices that `prepare` wrote beside a file belong to it.
    read_records_result read = from.file() != nullptr
                                   ? read_records(*from.file(), options)
                                   : make_records(from.read(main_table_schema(), options), options.accept_loss);
    return records_handle{std::make_shared<const records>(std::move(read.data)), std::move(read.report)};
  });
}

details_handle make_details(const records_handle& from, person_details details) {
  return {from.people, std::make_shared<const person_details>(std::move(details))};
}

}  // namespace

void bind_prepare(nb::module_& m) {
  m.attr("DEFAULT_METHOD") = default_method;
  m.attr("ACCEPTED_LOSS") = loss_limit{}.share;
  m.def("method_names", &method_names, "Names of the department's methods, oldest first.");

  nb::class_<preparation>(m, "Preparation", "How an extract is prepared.");
  m.def("make_preparation", &make_preparation, nb::arg("mode"), nb::arg("period").none(), nb::arg("as_of").none(),
        nb::arg("mappings").none(), nb::arg("areas").none(), nb::arg("method"), nb::arg("accept_loss"),
        nb::arg("threads"));
  m.def("prepare", &run_prepare, nb::arg("extract"), nb::arg("how"), nb::arg("on_progress").none());

  nb::class_<prepared_handle>(m, "Prepared")
      .def(
          "notices", [](const prepared_handle& of) { return to_python(of.made->notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def(
          "period", [](const prepared_handle& p) { return to_python(p.made->range); },
          nb::sig("def period(self) -> tuple[datetime.date, datetime.date]"))
      .def("records",
           [](const prepared_handle& p) {
             return records_handle{p.people, p.report};
           })
      .def(
          "write",
          [](const prepared_handle& p, const std::filesystem::path& folder) {
            const without_lock released;
            write_prepared(*p.made, p.people->main(), folder, p.report);
          },
          nb::arg("folder"));

  nb::class_<records_handle>(m, "Records")
      .def(
          "notices", [](const records_handle& of) { return to_python(of.people->notices()); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def("people", [](const records_handle& r) { return r.people->people(); })
      .def("single", [](const records_handle& r) { return r.people->main().single; })
      .def("councils",
           [](const records_handle& r) {
             std::vector<std::pair<std::string, std::string>> list;
             for (const council& c : r.people->councils()) list.emplace_back(c.la_code, c.la_name);
             return list;
           })
      .def(
          "covers",
          [](const records_handle& r) -> nb::object {
            const period covers = r.people->covers();
            if (covers.start.is_missing() || covers.end.is_missing()) return nb::none();
            return to_python(covers);
          },
          nb::sig("def covers(self) -> tuple[datetime.date, datetime.date] | None"))
      .def(
          "report", [](const records_handle& r) { return to_python(r.report); },
          nb::sig("def report(self) -> list[dict[str, object]]"));
  m.def("read_records", &read_main_table, nb::arg("path_or_source"), nb::arg("accept_loss"), nb::arg("threads"),
        nb::arg("on_progress").none(),
        nb::sig("def read_records(path_or_source: str | Source, accept_loss: float, threads: int, on_progress: object) "
                "-> Records"));

  nb::class_<details_handle>(m, "PersonDetails").def("people", [](const details_handle& d) {
    return d.details->people();
  });
  m.def(
      "work_out_person_details",
      [](const records_handle& from, const optional_path& mapping_folder, std::int64_t threads) {
        const mappings tables = load_mappings(mapping_folder);
        const unsigned workers = checked_threads(threads);
        const without_lock released;
        return make_details(from, work_out_person_details(*from.people, tables, workers));
      },
      nb::arg("records"), nb::arg("mappings").none(), nb::arg("threads"));
  m.def(
      "read_person_details",
      [](const records_handle& from, const std::filesystem::path& file, std::int64_t threads) {
        read_options options;
        options.threads = checked_threads(threads);
        const without_lock released;
        return make_details(from, read_person_details(file, *from.people, options));
      },
      nb::arg("records"), nb::arg("file"), nb::arg("threads"));
}

}  // namespace ascof::python
