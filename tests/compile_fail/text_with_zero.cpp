// 0 is no text either, though C++ takes it for a pointer to one.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.service_type == 0;
#else
const auto use = events.service_type == "0";
#endif
