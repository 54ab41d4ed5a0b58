/// @file ascof_2a_unclassified.hpp
/// Reablement episodes of ASCOF 2A from whose final outcome nothing follows about long-term support.
///
/// @source local convention on the episodes of the DHSC ASCOF 2A script (definitions, ascof.2a.unclassified)
/// @years 2024/25 onward   @unit percent of reablement episodes of new clients   @polarity lower is better
#pragma once

#include "ascof/measures/ascof_2a.hpp"

namespace ascof::measures {

inline measure ascof_2a_unclassified(const ascof_2a_constants& constants = {}) {
  using namespace algebra;
  const ascof_2a_detail::reablement r = ascof_2a_detail::reablement_episodes(constants);
  measure m = local_measure("ascof.2a.unclassified", "Reablement episodes with no usable sequel",
                            proportion(r.unclassifiable, r.counted), {age_groups(r.age)}, polarity::lower_is_better);
  m.unit = "reablement episode";
  m.source = "Local convention, on the episodes of ASCOF 2A";
  m.years = "2024/25 onward";
  m.official = constants == ascof_2a_constants{};
  m.definition = "Episodes as in ascof.2a" + std::string(m.official ? "" : " with the same constants") +
                 ". Numerator: those whose final outcome is progress to reablement, to assessment or to "
                 "support planning, continuation, a Release 1 value without a mapping, or invalid.";
  return m;
}

}  // namespace ascof::measures
