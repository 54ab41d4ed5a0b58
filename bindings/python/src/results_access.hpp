/// @file results_access.hpp
/// What is inside the objects of bind_results.cpp, for the calls of bind_results_more.cpp.
#pragma once

#include <memory>

#include "ascof/cld/areas.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/result_table.hpp"
#include "bindings.hpp"

namespace ascof::python {

struct evaluation_parts {
  selection wanted;
  areas frame;
  population residents;
  evaluate_options how;
};
/// @pre an `Evaluation`
evaluation_parts parts_of(nb::handle evaluation);

/// @pre `Results`
std::shared_ptr<const result_table> results_of(nb::handle results);

}  // namespace ascof::python
