/// @file known_texts.hpp
/// Texts of a definition that nothing can have: a misspelt value counts 0, and nobody would know.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/results/evaluate.hpp"

namespace ascof {

/// A text that the records at hand do not have and no list decides about: the records of other people may have it.
struct unmet_text {
  std::string field;
  std::string problem;
  std::string advice;
};

/// Looks at every text that a user's own measure compares something with, and at those of breakdowns that are added to
/// others. A series can have the texts that the definition gives it (constants, labels of bands), and those of its fields:
/// what is in a field's list (either release, and what the department makes of them) or in the records. A pattern must
/// match one of them. What `expressions::unlisted` marks is not looked at.
/// @param list  councils whose codes and names are known besides those of the records
/// @return texts of fields without a list that these records lack; none of records without rows
/// @throws usage_error naming the field, the text and the nearest one
unmet_texts refuse_unknown_texts(const std::vector<measure>& measures, const std::vector<breakdown>& added,
                                 const records& people, const person_details& details, const std::vector<area>& list);

/// @throws usage_error for the first of them
void refuse(const unmet_texts& texts);

}  // namespace ascof
