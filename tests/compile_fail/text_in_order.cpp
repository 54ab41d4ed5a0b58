// Texts are equal or not; there is no smaller one.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.outcome < "b";
#else
const auto use = events.outcome != "b";
#endif
