// A date is shifted by days or by months, which a bare number does not say.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.start + 3;
#else
const auto use = events.start + days{3};
#endif
