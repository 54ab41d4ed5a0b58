// An order needs a key.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events_where(is_service).ordered_by();
#else
const auto use = events_where(is_service).ordered_by(descending(events.end));
#endif
