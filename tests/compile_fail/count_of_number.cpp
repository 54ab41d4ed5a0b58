// What counts is a condition.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = count(events.unit_cost);
#else
const auto use = count(events.unit_cost > 0);
#endif
