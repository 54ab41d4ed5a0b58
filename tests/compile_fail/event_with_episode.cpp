// Events and episodes are looked up for one another, not joined.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = is_review && spells(is_service, days{7}).active_during();
#else
const auto use = is_review && people(spells(is_service, days{7}).active_during());
#endif
