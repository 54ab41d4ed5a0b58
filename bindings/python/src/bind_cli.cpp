#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdio>

#include "bindings.hpp"
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

}  // namespace

void bind_cli(nb::module_& m) {
  m.def("run", &run, nb::arg("arguments"),
        "Runs the command line without the program's name. Returns its exit status.");
}

}  // namespace ascof::python
