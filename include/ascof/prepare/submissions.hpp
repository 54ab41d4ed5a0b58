/// @file submissions.hpp
/// Which submissions an extract holds, what period each really covers, and which one speaks for which period.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/cld/extract.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/method.hpp"

namespace ascof {

/// One file of one council as it was imported: rows that share council code, council name and import time.
struct submission {
  std::string la_code;
  std::string la_name;
  instant imported;
  bool imported_inferred = false;  ///< the extract does not say when; taken from its latest end date
  std::string import_file_id;
  std::uint64_t rows = 0;
  int stated_periods = 0;         ///< distinct reporting periods stated on its rows
  std::optional<period> stated;   ///< earliest stated start to latest stated end
  std::optional<period> derived;  ///< what the data covers; nothing when no end date precedes the import month
};

/// The submissions of an extract and the one each row belongs to.
struct submission_index {
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  std::vector<submission> list;       ///< by council code, council name, import time
  std::vector<std::uint32_t> of_row;  ///< position in `list`; `none` for rows without a council or import time
};

/// Finds the submissions and derives their periods.
///
/// The derived period runs over the months, before the month of import, that hold at least `month_percent` of the
/// submission's end dates and at least the best month's number of event types less `types_short_of_best`; with fewer
/// than `few_ends` end dates over all months with any.
/// @source definitions B1; validation rules V083, V084
/// @param known  names of councils; without a name the code stands for it
/// @throws usage_error when several files without ImportDate do not say when they were submitted
submission_index index_submissions(const extract& raw, const areas& known, const method& rules);

/// A submission that was chosen for a period.
struct chosen_submission {
  std::uint32_t submission = 0;  ///< position in the index
  period covers;                 ///< a quarter (joined) or twelve months (single)
};

/// For every council and quarter inside `range`: the latest submission that covers the quarter, was imported after its
/// end and by the end of `as_of`, and is not excluded.
/// @param as_of  missing: no limit
std::vector<chosen_submission> choose_by_quarter(const submission_index& index, period range, day as_of,
                                                 const method& rules);

/// For every council the latest submission that covers the whole of `year`, under the same conditions.
std::vector<chosen_submission> choose_for(const submission_index& index, period year, day as_of, const method& rules);

}  // namespace ascof
