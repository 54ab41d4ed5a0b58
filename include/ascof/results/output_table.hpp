/// @file output_table.hpp
/// Tables on their way out: what their columns are called and where the values are, said once for CSV and for Arrow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ascof/core/lent.hpp"
#include "ascof/core/table.hpp"
#include "ascof/ingest/report.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/results/result_table.hpp"

namespace ascof {

class output_file;

/// Values that are made when a row is asked for. Missing are an empty text, a missing day and `missing_wide`.
struct made_texts {
  std::function<std::string_view(std::size_t row)> of;  ///< the text stays until the next call
};
struct made_days {
  std::function<day(std::size_t row)> of;
};
struct made_numbers {
  std::function<std::int64_t(std::size_t row)> of;
};
struct made_reals {
  std::function<std::optional<double>(std::size_t row)> of;
};
/// A column in hundredths, shown as a decimal with two places.
struct shown_hundredths {
  const wide_column* values;
};

/// A column of a table on its way out. Missing values are empty fields in CSV and nulls in Arrow.
struct output_column {
  std::string name;
  std::variant<const text_column*, const day_column*, const integer_column*, const wide_column*, shown_hundredths,
               made_texts, made_days, made_numbers, made_reals>
      values;
};

/// Columns of equal length, and what they look into.
struct output_table {
  std::size_t rows = 0;
  std::vector<output_column> columns;
  std::shared_ptr<const void> source;  ///< kept as long as a copy of the table; may be empty when the caller keeps it
};

/// measure, period_start, period_end, la_code, la_name, group, numerator, denominator, value (all digits), status,
/// unknown, invalid.
output_table results_output(std::shared_ptr<const result_table> results);

/// period_start, period_end (unless the trace is of no period), la_code, person_id (unless it is of no person) and the
/// trace's own columns.
/// @param trace  position in `results->traces`
output_table trace_output(std::shared_ptr<const result_table> results, std::size_t trace);

/// The department's columns of a main table; those of costs only in the table made from single submissions.
output_table main_table_output(std::shared_ptr<const main_table> main);

/// The department's columns of person details, ages and the unpaid-carer flag as of the reporting period.
/// @param details  of the same people
output_table person_details_output(std::shared_ptr<const records> people, std::shared_ptr<const person_details> details,
                                   period reporting);

/// One row a submission: when it was imported, the period stated on its rows and the period its data covers.
output_table reporting_periods_output(std::shared_ptr<const prepared> from);

/// One row a submission chosen, and the period it speaks for.
output_table submissions_output(std::shared_ptr<const prepared> from);

/// step, reason, rows_in, rows_dropped, rows_changed, rows_out.
output_table attrition_output(std::shared_ptr<const prepared> from);

/// field, value, rows: the texts no mapping table knows.
output_table unknown_values_output(std::shared_ptr<const prepared> from);

/// code, severity, file, field, rows, people, of, found, effect, advice, figures, main_table: what must be known of
/// figures; `main_table` says which main table they are of (`belongs_to`), when they are of one.
output_table notices_output(const notice_list& notices, const std::string& main_table = {});
/// la_code, person_id, record, start, end, event_type: records that only the place of a row tells apart.
output_table tied_records_output(const records& people);
/// file, subject, detail, rows, first_lines: three rows a file, and one a fault.
output_table ingest_report_output(const ingest_report& report);

/// Writes a table as CSV. @throws output_error
void write_csv(const output_table& from, const std::filesystem::path& file);
/// As above, into a file that the caller commits, alone or as one of a set.
void write_csv(const output_table& from, output_file& file);

}  // namespace ascof
