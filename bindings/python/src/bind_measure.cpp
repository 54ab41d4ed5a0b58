#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "ascof/measure/describe.hpp"
#include "ascof/measure/measure.hpp"
#include "bindings.hpp"

namespace ascof::python {

void bind_measure(nb::module_& m) {
  nb::class_<figure>(m, "Figure")
      .def_ro("id", &figure::id)
      .def_ro("title", &figure::title)
      .def_prop_ro("statistic", [](const figure& f) { return std::string(to_text(f.kind)); })
      .def_prop_ro("polarity", [](const figure& f) { return std::string(to_text(f.direction)); })
      .def_ro("decimals", &figure::decimals)
      .def_ro("groups", &figure::groups);
  nb::class_<measure>(m, "Measure")
      .def_ro("id", &measure::id)
      .def_ro("title", &measure::title)
      .def_ro("source", &measure::source)
      .def_ro("years", &measure::years)
      .def_ro("unit", &measure::unit)
      .def_ro("definition", &measure::definition)
      .def_ro("figures", &measure::figures);
  m.def("catalogue", &catalogue);
  m.def(
      "describe", [](const std::vector<std::string>& names) { return describe(select_measures(catalogue(), names)); },
      nb::arg("names"));
}

}  // namespace ascof::python
