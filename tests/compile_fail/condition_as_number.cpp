// A condition is no number until it is said to be one.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.unit_cost * is_service;
#else
const auto use = events.unit_cost * as_number(is_service);
#endif
