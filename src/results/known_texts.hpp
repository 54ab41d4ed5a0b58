/// @file known_texts.hpp
/// Texts of a definition that nothing can have: a misspelt value counts 0, and nobody would know.
#pragma once

#include <vector>

#include "ascof/measure/measure.hpp"
#include "ascof/prepare/person_details.hpp"

namespace ascof {

/// Looks at every text that a user's own measure compares a field with, and at those of breakdowns that are added to
/// others. A text must be in the field's list (either release, and what the department makes of them) or in the records.
/// What `expressions::unlisted` marks is not looked at.
/// @throws usage_error naming the field, the text and the nearest one
void refuse_unknown_texts(const std::vector<measure>& measures, const std::vector<breakdown>& added,
                          const records& people, const person_details& details);

}  // namespace ascof
