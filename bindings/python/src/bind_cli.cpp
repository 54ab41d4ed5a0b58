#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdio>

#include "bindings.hpp"
#include "cli/run.hpp"

namespace ascof::python {

void bind_cli(nb::module_& m) {
  m.def(
      "run",
      [](const std::vector<std::string>& arguments) {
        const nb::gil_scoped_release released;
        const int status = cli::run(arguments);
        std::fflush(stdout);
        return status;
      },
      nb::arg("arguments"), "Runs the command line without the program's name. Returns its exit status.");
}

}  // namespace ascof::python
