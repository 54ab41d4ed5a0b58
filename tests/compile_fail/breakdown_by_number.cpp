// Numbers are put into bands first.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = by("age", age_on(period_end));
#else
const auto use = by("age", bands(age_on(period_end), {0, 18}, {"child", "adult"}));
#endif
