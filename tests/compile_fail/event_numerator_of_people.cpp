// A numerator is of the units of its denominator.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = proportion(is_review, people(is_service));
#else
const auto use = proportion(people(is_review), people(is_service));
#endif
