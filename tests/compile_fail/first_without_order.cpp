// Which event is first must not depend on chance.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events_where(is_service).first();
#else
const auto use = events_where(is_service).ordered_by(ascending(events.start)).first();
#endif
