// Dates are not added; days lie between them.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.start + events.end;
#else
const auto use = days_between(events.start, events.end);
#endif
