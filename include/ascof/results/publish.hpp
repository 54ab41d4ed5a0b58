/// @file publish.hpp
/// What of a result table may be published: a status on each cell, and no hidden count that can be worked out.
///
/// The table is taken as one release (disclosure.hpp): its counts, and what everybody knows to be true about them.
///
///   - Counts of the same units under the same conditions in the same period and council are one count, whichever figures
///     show them: figures with a common denominator, a breakdown and another one of the same figure.
///   - The groups of a dimension make their whole, or are within it, where it is published or where two dimensions share it.
///   - Councils make the nation, or are within it. Numerators are within their denominators.
///   - A count under more conditions is within the one under fewer.
///   - Numerators of one measure over the same denominator share it, where nowhere in the table they exceed it.
///
/// Where the definitions leave it open whether groups overlap or leave somebody out, the table decides: what holds in all
/// its rows is taken as known to outsiders. That hides rather too much than too little.
///
/// Populations are known. A mean, median, percentile or sum has the status of the number of its values. A change is shown
/// when the figures of both years could be. What the release does not name is not protected: the unknown and invalid
/// counts of the table, its sides and its traces are for the council's own eyes and not in what is published, and sums of
/// hidden groups together follow from a shown sum.
///
/// What hangs together is searched together. A council's own release takes well under a second. A national figure in two
/// crossed breakdowns ties all councils: with 2 x 3 groups 30 of them take half a second, with 3 x 5 groups, most of them
/// small, 10 take six seconds, and twice the councils thirty times as long.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/output_table.hpp"
#include "ascof/results/result_table.hpp"
#include "ascof/statistics/disclosure.hpp"

namespace ascof {

/// What became of a cell.
enum class cell_status {
  shown,           ///< as it is
  rounded,         ///< to the policy's multiple
  primary,         ///< hidden: a small count
  secondary,       ///< hidden: a small count could be worked out from it
  hidden_value,    ///< hidden: made of a hidden count, or would give one away
  known,           ///< public whatever is published
  no_denominator,  ///< no value, which is not 0
  none,            ///< the figure has no such cell: a median has no numerator
};
/// "shown", "rounded", "primary suppression", "secondary suppression", "hidden value", "known", "no denominator", "".
std::string_view to_text(cell_status status);
bool is_hidden(cell_status status);

/// A row of the results as it may be published. A number that is not shown is missing, never 0.
struct published_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<std::uint64_t> numerator{};
  std::optional<std::uint64_t> denominator{};
  std::optional<double> value{};  ///< to the published decimals
  cell_status numerator_status = cell_status::none;
  cell_status denominator_status = cell_status::none;
  cell_status value_status = cell_status::none;
  std::string shown{};  ///< the value as text, or the policy's symbol; empty without a denominator
};

struct publish_options {
  /// The few without an outcome that nearly everybody had are protected as well.
  bool protect_the_rest = false;
};

/// Results as they may be published, and the release they were made by: `statistics::audit(asked, made)` proves it.
struct published_table {
  std::vector<published_row> rows;  ///< in order of the results
  statistics::release asked;
  statistics::protected_release made;
  notice_list notices{};  ///< of the results
};

/// @throws usage_error when the policy makes no sense
published_table publish(const result_table& results, const statistics::disclosure_policy& policy,
                        const publish_options& how = {});

/// measure, period_start, period_end, la_code, la_name, group, numerator, denominator, value, numerator_status,
/// denominator_status, value_status, shown, policy.
/// @param reasons  which hidden cells are small and which protect them is told apart: for the council's own eyes.
///                 Otherwise they all are "hidden"
output_table published_output(std::shared_ptr<const published_table> published, bool reasons = false);
/// @throws output_error
void write_published(const published_table& published, const std::filesystem::path& file, bool reasons = false);

}  // namespace ascof
