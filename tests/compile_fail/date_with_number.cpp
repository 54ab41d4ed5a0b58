// A date is compared with a date.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.start >= 18;
#else
const auto use = age_on(events.start) >= 18;
#endif
