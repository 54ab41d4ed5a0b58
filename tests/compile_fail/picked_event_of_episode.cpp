// A picked event has what events have.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse =
    events_where(is_service).ordered_by(ascending(events.start)).first().of(spells(is_service, days{7}).start);
#else
const auto use = events_where(is_service).ordered_by(ascending(events.start)).first().of(events.end);
#endif
