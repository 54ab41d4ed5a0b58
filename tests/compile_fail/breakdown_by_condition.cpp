// A breakdown is by a text, or by groups that have a label each.
#include "ascof/measure/algebra.hpp"

using namespace ascof::algebra;

#ifdef ASCOF_WRONG
const auto misuse = by("reviewed", people(is_review));
#else
const auto use = groups("reviewed", {{"yes", people(is_review)}, {"no", !people(is_review)}});
#endif
