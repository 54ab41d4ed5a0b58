/// @file result_table.hpp
/// What comes out: tidy figures, the trace behind them, and the counts beside them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/period.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/notices/notice.hpp"

namespace ascof {

/// Why a figure has no value, or that it has one.
enum class value_status {
  value,
  no_denominator,  ///< nobody to divide by: no value, which is not 0 %
  unofficial,      ///< a value of a variant with other constants than the official definition's
};
std::string_view to_text(value_status status);

/// What was counted a year earlier, of a change.
struct earlier_counts {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
};

/// One figure: a measure in a period, a council and a group.
struct result_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;
  std::optional<std::uint64_t> numerator{};  ///< none for a median, mean or sum
  std::uint64_t denominator = 0;             ///< for a median, mean or sum the number of values; for a count the count
  std::optional<double> value{};             ///< unrounded
  value_status status = value_status::value;
  std::uint64_t unknown = 0;          ///< people of the group whose category is missing or unknown
  std::uint64_t invalid = 0;          ///< people of the group whose category is no valid value
  int decimals = 1;                   ///< as published
  std::optional<double> deviation{};  ///< of a mean of two values or more: their standard deviation (n - 1)
  std::shared_ptr<const std::vector<double>> values{};  ///< of a median or percentile, in no order
  std::optional<earlier_counts> earlier{};              ///< of a change
  /// The group by dimension of the figure's breakdown: one label each, none of a figure that is not broken down. Folded,
  /// as texts are compared, and as they are shown. Shared by the rows of a group.
  std::shared_ptr<const std::vector<std::string>> labels{}, shown{};
  /// Of a quotient: the two sums, which need not be whole. `numerator` is none then, and `denominator` says how many units
  /// added to the denominator.
  std::optional<double> numerator_sum{}, denominator_sum{};
};

/// A count beside the figures (`side_count`), per council.
struct side_row {
  std::string measure;  ///< id of the measure whose trace it belongs to
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string published_as;
  std::string description;
  std::string group;
  std::uint64_t count = 0;
  bool name_differs = false;  ///< the records write the council's name otherwise than the list of councils
};

/// One line behind a figure.
struct traced_unit {
  period reporting;
  std::string la_code;
  std::string person_id;
  std::vector<std::string> values;
};

/// The trace of one measure: everybody it looked at more closely, counted or not, and how.
struct trace_table {
  std::string id;                    ///< of the trace: "ascof.3d.clients", "ascof.2a.excluded"
  bool by_period = true;             ///< false: `reporting` of the units says nothing
  bool by_person = true;             ///< false: nor do `la_code` and `person_id`
  std::vector<std::string> columns;  ///< of `values`
  std::vector<traced_unit> units;    ///< by period, council, person
};

/// A measure that was asked for as part of "all" and could not be computed, and what it lacks.
struct skipped_measure {
  std::string measure;
  std::string lacks;
};

struct result_table {
  std::vector<result_row> rows;  ///< by measure, period, council, group
  std::vector<side_row> sides;
  std::vector<trace_table> traces;  ///< empty unless asked for
  std::vector<skipped_measure> skipped;
  std::vector<measure> measures;  ///< the definitions that made the figures
  notice_list notices{};  ///< what must be known beside the figures: of the records, and of how they were asked for
};

/// The dimensions of a result's rows: a name of a breakdown, and which of a row's labels is of it.
struct result_dimension {
  std::string name;                         ///< "age_band"
  std::map<std::string, std::size_t> of{};  ///< by id of the figure: position among its dimensions
  /// The row's label; empty when its figure is not broken down by this.
  std::string_view label(const result_row& row) const;
};
/// In order of the figures' breakdowns. A name that is that of another column of results gets `_group` behind it.
std::vector<result_dimension> dimensions_of(const result_table& results);

/// Which definition made the figures of a measure.
struct result_definition {
  std::string measure;      ///< id of the measure, of which figures have theirs
  std::string fingerprint;  ///< `fingerprint(const measure&)`
};
/// Of all measures of a table, in its order.
std::vector<result_definition> definitions_of(const result_table& results);

/// A value as published: half away from zero to `decimals` places, from the stored double (so 28.749999999999996 gives
/// 28.7), as text with exactly that many places.
std::string rounded(double value, int decimals);

/// All digits of a double: the shortest text that reads back as the same number.
std::string all_digits(double value);

}  // namespace ascof
