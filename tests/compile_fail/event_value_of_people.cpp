// What is measured is of the units that count.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = mean(events.unit_cost, people(is_service));
#else
const auto use = mean(events.unit_cost, is_service);
#endif
