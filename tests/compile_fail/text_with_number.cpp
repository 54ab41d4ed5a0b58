// A text is compared with a text in quotes, not with a number.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.service_type == 3;
#else
const auto use = events.service_type == "3";
#endif
