// The cases of a choice are of one kind.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = when(is_review, events.start, events.outcome);
#else
const auto use = when(is_review, events.start, events.end);
#endif
