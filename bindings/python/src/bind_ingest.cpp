#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrow_source.hpp"
#include "ascof/ingest/arrow.hpp"
#include "bindings.hpp"

namespace ascof::python {

readable::readable(nb::handle path_or_source, std::string name) : name_(std::move(name)) {
  if (nb::isinstance<arrow_source>(path_or_source)) {
    stream_ = nb::cast<const arrow_source&>(path_or_source).stream();
  } else {
    path_ = nb::cast<std::filesystem::path>(path_or_source);
  }
}

read_result readable::read(const schema& columns, const read_options& options) const {
  if (stream_) return read_arrow(*stream_, name_, columns, options);
  return read_csv(std::span(&path_, 1), columns, options);
}

nb::list to_python(const ingest_report& report) {
  nb::list files;
  for (const file_report& f : report.files) {
    nb::list faults;
    for (const field_fault& fault : f.faults) {
      nb::dict entry;
      entry["field"] = fault.field;
      entry["fault"] = fault.fault;
      entry["rows"] = fault.rows;
      entry["first_lines"] = fault.first_lines;
      entry["row_rejected"] = fault.row_rejected;
      faults.append(entry);
    }
    nb::dict entry;
    entry["file"] = to_python(f.file);
    entry["rows_in"] = f.rows_in;
    entry["rows_kept"] = f.rows_kept;
    entry["rows_rejected"] = f.rows_rejected;
    entry["windows_1252_values"] = f.windows_1252_values;
    entry["unknown_columns"] = f.unknown_columns;
    entry["absent_columns"] = f.absent_columns;
    entry["faults"] = faults;
    files.append(entry);
  }
  return files;
}

void bind_ingest(nb::module_& m) {
  nb::class_<arrow_source>(m, "Source", "A table of another library, to be read once.")
      .def(nb::init<nb::handle>(), nb::arg("producer"));
}

}  // namespace ascof::python
