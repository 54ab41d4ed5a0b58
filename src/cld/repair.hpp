/// @file repair.hpp
/// The texts of a council's own file, as they were typed.
#pragma once

#include "ascof/cld/extract.hpp"

namespace ascof {

/// In a council's own file (one without ImportDate): texts as `repaired_text` gives them, and as missing where they are
/// what spreadsheets and programs write for nothing (#N/A, (null), NaT). Each column's distinct texts are looked at, not
/// its rows. Adds notices; the department's copy stays as it is.
void repair_texts(extract& of);

}  // namespace ascof
