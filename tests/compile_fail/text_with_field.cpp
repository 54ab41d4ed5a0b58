// Two fields of texts are not compared with one another.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = events.gender == person.gender;
#else
const auto use = events.gender == "Male";
#endif
