#include <nanobind/nanobind.h>
#include <nanobind/stl/string_view.h>

#include "ascof/core/version.hpp"

NB_MODULE(_core, m) { m.def("version", &ascof::version, "The version of the library, e.g. '0.1.0'."); }
