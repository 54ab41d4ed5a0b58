#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "arrow_source.hpp"
#include "ascof/cld/extract.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/core/error.hpp"
#include "ascof/prepare/records.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

/// When a submission was made, as FILE@SUBMITTED_ON says it.
std::optional<instant> submitted_on(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto when = parse_instant(*text);
  if (!when)
    throw usage_error(error_code::bad_date, {.file = {}, .line = 0, .field = "submitted_on", .column = 0},
                      "expected a day such as 2026-04-23, got '" + *text + "'",
                      "give one file as (file, submitted_on), several as a list");
  return when;
}

using dated_file = std::pair<std::filesystem::path, std::optional<std::string>>;
using dated_table = std::pair<const arrow_source*, std::optional<std::string>>;

extract read_files(const std::vector<dated_file>& given, double accept_loss, bool keep_lines, std::int64_t threads,
                   nb::handle on_progress) {
  std::vector<extract_file> files;
  for (const auto& [path, date] : given)
    files.push_back(date ? extract_file{path, submitted_on(date)} : parse_extract_file(path.string()));
  read_options options;
  options.threads = checked_threads(threads);
  options.accept_loss = checked_loss(accept_loss);
  options.keep_lines = keep_lines;
  return without_interpreter(on_progress, [&](progress tell) {
    options.on_progress = std::move(tell);
    return read_extract(std::move(files), options);
  });
}

extract read_tables(const std::vector<dated_table>& given, double accept_loss, bool keep_lines, std::int64_t threads,
                    nb::handle on_progress) {
  std::vector<extract_file> files;
  for (const auto& [table, date] : given)
    files.push_back({given.size() == 1 ? "table" : "table " + std::to_string(files.size() + 1), submitted_on(date)});
  read_options options;
  options.threads = checked_threads(threads);
  options.accept_loss = checked_loss(accept_loss);
  options.keep_lines = keep_lines;
  // All are looked at before the first is taken: a call that is refused leaves every stream as it was.
  std::vector<std::shared_ptr<ArrowArrayStream>> held;
  for (const auto& [table, date] : given) {
    if (std::find(held.begin(), held.end(), table->stream()) != held.end())
      throw input_error(error_code::unreadable_file, {}, "one Arrow stream was given twice", "make it again");
    held.push_back(table->stream());
  }
  std::vector<ArrowArrayStream> streams;
  for (const auto& stream : held) streams.push_back(std::exchange(*stream, ArrowArrayStream{}));
  return without_interpreter(on_progress, [&](progress tell) {
    options.on_progress = std::move(tell);
    return read_extract(std::move(streams), std::move(files), options);
  });
}

nb::object read_hospital(nb::handle episodes, nb::handle lsoa, double accept_loss, std::int64_t threads,
                         nb::handle on_progress) {
  if (episodes.is_none() && lsoa.is_none()) return nb::none();
  if (episodes.is_none() || lsoa.is_none())
    throw usage_error(error_code::missing_input,
                      {.file = {}, .line = 0, .field = episodes.is_none() ? "hospital" : "lsoa", .column = 0},
                      "hospital episodes need the table of areas of residence, and the other way round",
                      "give both hospital and lsoa");
  const readable from(episodes, "hospital table");
  const readable places(lsoa, "lsoa table");
  read_options options;
  options.threads = checked_threads(threads);
  options.accept_loss = checked_loss(accept_loss);
  return nb::cast(without_interpreter(on_progress, [&](progress tell) {
    const read_result of_places = places.read(lsoa_schema(), options);
    options.on_progress = std::move(tell);
    return make_hospital_episodes(from.read(hospital_schema(), options), of_places.data);
  }));
}

bool is_main_table(nb::handle path_or_source) {
  if (nb::isinstance<arrow_source>(path_or_source))
    return is_main_table_header(nb::cast<const arrow_source&>(path_or_source).columns());
  const std::filesystem::path path = parse_extract_file(nb::cast<std::filesystem::path>(path_or_source).string()).path;
  const without_lock released;
  std::error_code ignored;
  return !std::filesystem::is_directory(path, ignored) && ascof::is_main_table(path);
}

}  // namespace

void bind_cld(nb::module_& m) {
  m.def("is_main_table", &is_main_table, nb::arg("path_or_source"),
        nb::sig("def is_main_table(path_or_source: str | Source) -> bool"),
        "Whether a file (or FILE@SUBMITTED_ON) or table has the columns of a main table rather than of an extract.");
  nb::class_<extract>(m, "Extract")
      .def(
          "notices", [](const extract& of) { return to_python(of.notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def_prop_ro("rows", [](const extract& raw) { return raw.data.rows(); })
      .def(
          "report", [](const extract& raw) { return to_python(raw.report); },
          nb::sig("def report(self) -> list[dict[str, object]]"));
  m.def("read_extract_files", &read_files, nb::arg("files"), nb::arg("accept_loss"), nb::arg("keep_lines"),
        nb::arg("threads"), nb::arg("on_progress").none(),
        "Files, each with the text of its day of submission or None.");
  m.def("read_extract_tables", &read_tables, nb::arg("tables"), nb::arg("accept_loss"), nb::arg("keep_lines"),
        nb::arg("threads"), nb::arg("on_progress").none());

  nb::class_<hospital_episodes>(m, "Hospital");
  m.def("read_hospital", &read_hospital, nb::arg("episodes").none(), nb::arg("lsoa").none(), nb::arg("accept_loss"),
        nb::arg("threads"), nb::arg("on_progress").none(),
        nb::sig("def read_hospital(episodes: str | Source | None, lsoa: str | Source | None, accept_loss: float, "
                "threads: int, "
                "on_progress: object) -> Hospital | None"),
        "None when neither is given.");
}

}  // namespace ascof::python
