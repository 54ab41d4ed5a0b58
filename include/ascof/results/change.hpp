/// @file change.hpp
/// Why a figure changed: who came, who went, and whose part in it is another, between two periods or two submissions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/output_table.hpp"

namespace ascof {

/// What became of a person in one group of one figure. Every person who counts before or after is in exactly one of them.
///
/// A person counts with units (events, episodes, or the person once) in the denominator, and some of them in the
/// numerator. Of a rate, which divides by a population, the units are those of the numerator. The first case that holds:
enum class change_kind {
  entered,           ///< no units before, some after
  left,              ///< units before, none after
  more_units,        ///< more than before
  fewer_units,       ///< fewer than before
  gained_numerator,  ///< as many as before, more of them in the numerator
  lost_numerator,    ///< as many as before, fewer of them in the numerator
  unchanged,         ///< as many as before, in both
  no_person,         ///< not a case of people: units that are of nobody in particular, taken together
};
std::string_view to_text(change_kind kind);

/// A figure before and after, in a council (or England) and group.
struct figure_change {
  std::string measure;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::uint64_t numerator_before = 0, numerator_after = 0;
  std::uint64_t denominator_before = 0,
                denominator_after = 0;                  ///< units counted; of a rate 0: its population is no part
  std::optional<double> value_before{}, value_after{};  ///< unrounded
  std::optional<double> difference() const;
};

/// The people of one case. Over the cases of a figure, council and group, the changes of numerator and denominator add up
/// exactly to those of the figure, and the contributions add up to `figure_change::difference` (to the precision of
/// doubles).
struct change_row {
  std::string measure;
  std::string la_code;
  std::string la_name;
  std::string group;
  change_kind kind = change_kind::unchanged;
  std::uint64_t people = 0;
  std::int64_t numerator_change = 0;
  std::int64_t denominator_change = 0;
  /// How much of the figure's difference is theirs, in its unit (points of a proportion). See `explain_change`.
  std::optional<double> contribution{};
};

/// One person whose part changed; unchanged people have no line.
struct person_change {
  std::string measure;
  std::string la_code;
  std::string person_id;
  std::string group;
  change_kind kind = change_kind::unchanged;
  std::uint64_t numerator_before = 0, numerator_after = 0;
  std::uint64_t denominator_before = 0, denominator_after = 0;
};

struct change_report {
  period before, after;
  std::vector<figure_change> figures;  ///< by measure, council, group
  std::vector<change_row> rows;        ///< as figures, then by kind; only kinds that occur
  std::vector<person_change> people;   ///< by measure, council, person, group; of councils, not again of England
  notice_list notices{};               ///< of the records on both sides
};

/// Records with the period that is looked at.
struct change_side {
  const records& people;
  const person_details& details;  ///< of the same people
  period reporting;
};

/// Explains the change from one side to the other: two periods of the same records (which are then walked once), or two
/// submissions, in the same or in different periods.
///
/// A person is a person identifier within a council, on both sides: somebody whose identifier changed, or who moved to
/// another council, left and entered. Somebody who grew into another group left one group and entered the other; groups
/// that overlap each have their own account.
///
/// How a difference is shared out. A proportion p = N / D went from p0 to p1, a case changed N by n and D by d. Because
/// N1 - N0 = (p0 + p1) / 2 * (D1 - D0) + (D0 + D1) / 2 * (p1 - p0), each case contributes
///
///     (n - (p0 + p1) / 2 * d) / ((D0 + D1) / 2),
///
/// that is, what it adds to the numerator beyond what its units would hold at the mean of both proportions. The parts add
/// up to p1 - p0, and going back they are the same with the other sign. A count and a rate are proportional to N, and a
/// case contributes its n (to the rate, per 100,000). Nothing is shared out for a median, mean, percentile, sum or a
/// change, nor where the figure has no value on one side.
///
/// A figure that a table of the department leaves empty (`figure::published_with`) is accounted for all the same.
///
/// @param people_in_areas  needed for rates; a council without one is refused or left out as `how` says
/// @param how  `trace` and `skip_impossible` say nothing here
/// @throws usage_error without measures, and for a measure of quarters when a side's period is no quarter; input_error as
/// `evaluate`
change_report explain_change(const selection& wanted, const change_side& before, const change_side& after,
                             const areas& list = {}, const population& people_in_areas = {},
                             const evaluate_options& how = {});

/// A study of any tables with the period that is looked at.
struct study_side {
  const study& of;
  period reporting;
};
/// As above, of studies: councils and populations are those of the side after.
change_report explain_change(const selection& wanted, const study_side& before, const study_side& after,
                             const evaluate_options& how = {});

/// measure, before_start, before_end, after_start, after_end, la_code, la_name, group, numerator_before,
/// numerator_after, denominator_before, denominator_after, value_before, value_after, difference.
output_table figure_changes_output(std::shared_ptr<const change_report> report);

/// measure, before_start, before_end, after_start, after_end, la_code, la_name, group, category, people,
/// numerator_change, denominator_change, contribution.
output_table changes_output(std::shared_ptr<const change_report> report);

/// measure, before_start, before_end, after_start, after_end, la_code, person_id, group, category, numerator_before,
/// numerator_after, denominator_before, denominator_after.
output_table person_changes_output(std::shared_ptr<const change_report> report);

/// changes.csv and figure_changes.csv, and with `people` person_changes.csv. @throws output_error
void write_changes(const change_report& report, const std::filesystem::path& folder, bool people = false);

}  // namespace ascof
