#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cstdio>

#include "ascof/results/output_file.hpp"
#include "bindings.hpp"
#include "cli/outputs.hpp"
#include "cli/run.hpp"

namespace ascof::python {
namespace {

/// Thrown through the command, which would take an exception of the library's for a fault of its own.
struct interrupted {};

void look_for_signals() {
  const nb::gil_scoped_acquire acquired;
  if (PyErr_CheckSignals() == 0) return;
  PyErr_Clear();
  throw interrupted();
}

int run(const std::vector<std::string>& arguments) {
  const nb::gil_scoped_release released;
  const stop_scope scope(look_for_signals);
  int status = 130;
  try {
    status = cli::run(arguments);
  } catch (const interrupted&) {
    std::fputs("ascof: interrupted\n", stderr);
  }
  std::fflush(stdout);
  return status;
}

using file_and_ending = std::pair<std::filesystem::path, std::string>;

/// What the command asks of its outputs before it reads anything: not over an input, and in a place that can be written.
void check_outputs(const std::vector<std::string>& sources, const std::vector<std::filesystem::path>& others,
                   const std::vector<file_and_ending>& files,
                   const std::vector<std::pair<std::filesystem::path, std::vector<std::string>>>& folders) {
  const without_lock released;
  std::vector<std::filesystem::path> inputs = others;
  for (const std::string& source : sources) cli::add_inputs(source, inputs);
  for (const std::filesystem::path& other : others) {
    std::error_code ignored;
    if (std::filesystem::is_directory(other, ignored)) cli::add_files_of(other, inputs);
  }
  cli::remove_absent(inputs);
  std::vector<std::filesystem::path> outputs;
  for (const auto& [file, ending] : files) outputs.push_back(file);
  refuse_overlap(inputs, outputs, folders);
  for (const auto& [file, ending] : files) cli::check_output_file(file, ending);
  for (const auto& [folder, names] : folders) cli::check_output_folder(folder);
}

}  // namespace

void bind_cli(nb::module_& m) {
  m.def("run", &run, nb::arg("arguments"),
        "Runs the command line without the program's name. Returns its exit status.");
  m.def("ending_of_another_kind", &cli::ending_of_another_kind, nb::arg("file"), nb::arg("written"));
  m.def("check_output_folder", &cli::check_output_folder, nb::arg("folder"));
  m.def(
      "names_of_traces",
      [](const std::vector<std::string>& names, const std::vector<measure>& own) {
        return cli::names_of_traces(select_with(names, own));
      },
      nb::arg("names"), nb::arg("own"));
  m.def("names_of_department", &cli::names_of_department);
  m.def("names_of_prepared", &cli::names_of_prepared);
  m.def("check_outputs", &check_outputs, nb::arg("sources"), nb::arg("others"), nb::arg("files"), nb::arg("folders"));
}

}  // namespace ascof::python
