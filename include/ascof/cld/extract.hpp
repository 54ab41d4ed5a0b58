/// @file extract.hpp
/// The client level data extract: what a council submits, or the department's copy of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ascof/core/instant.hpp"
#include "ascof/core/table.hpp"
#include "ascof/ingest/arrow_abi.h"
#include "ascof/ingest/csv.hpp"

namespace ascof {

/// Columns of an extract: positions in `extract_schema()`. The names are the specification's; a field that only the
/// department's copy has says so.
namespace submitted {
enum column : std::size_t {
  la_code,
  la_name,       ///< department
  period_start,  ///< stated reporting period; the method derives its own
  period_end,
  nhs_number,         ///< the department holds a pseudonym
  nhs_number_traced,  ///< department
  local_person_id,
  gp_practice_code,
  gp_practice_name,
  gender,
  ethnicity,
  date_of_birth,  ///< councils
  birth_year,     ///< department
  birth_month,    ///< department
  date_of_death,
  client_type,
  primary_support_reason,
  accommodation_status,
  employment_status,
  has_unpaid_carer,
  autism_spectrum_disorder,
  visual_impairment,
  hearing_impairment,
  dementia,
  client_funding_status,
  event_type,
  event_start,
  event_end,
  event_description,  ///< only whether it mentions a conversation is held
  event_outcome,
  route_of_access,
  conversation,    ///< department
  conversation_1,  ///< department
  assessment_type,
  eligible_needs_identified,
  method_of_assessment,
  hours_caring,
  adults_cared_for,
  linked_person_1,
  linked_person_2,
  linked_person_3,
  service_type,
  service_component,
  delivery_mechanism,
  provider_name,
  provider_id,
  unit_cost,
  cost_frequency,
  planned_units,
  review_reason,
  review_outcomes,
  method_of_review,
  age_at_start,     ///< department
  record_id,        ///< department
  import_file_id,   ///< department
  import_date,      ///< department: date and time; with the council's name it identifies a submission
  first_name,       ///< known, never read
  last_name,        ///< known, never read
  postcode,         ///< known, never read
  event_reference,  ///< known, not read: it identifies nothing across submissions
  count
};
}  // namespace submitted

/// The headers an extract may have, department-style (`Event_Start_Date`) and council-style (`Event Start Date`).
/// @source reference list of header spellings (CLD releases 1 and 2, version 5 where a field lives on)
const schema& extract_schema();

/// A file of an extract and when it was submitted.
struct extract_file {
  std::filesystem::path path;  ///< or a folder of such files
  /// For a file without ImportDate. A day without a time counts as 09:00.
  std::optional<instant> submitted_on{};
};

/// Rows that a preparation loses to faults, as against the ordinary steps of the method.
struct lost_rows {
  std::uint64_t without_identifier = 0;
  std::uint64_t deaths_long_before = 0;  ///< death before the birth, or two years and more before the event
  std::uint64_t default_starts = 0;      ///< starts on a default day of systems
};

/// Files of client level data, one row per event and submission. What can only mean one thing is read as that in a
/// council's own file (one without ImportDate); the department's copy is taken as it is.
struct extract {
  table data;                          ///< columns by `submitted::`
  std::vector<std::size_t> first_row;  ///< by file, and the number of rows at the end
  std::vector<extract_file> files;
  ingest_report report;
  notice_list notices{};  ///< of the files and of what was put right in them; those of `report` among them
  lost_rows lost{};
  std::vector<std::uint64_t> lines{};  ///< by row: the line of its file; empty unless `read_options::keep_lines` asked
};

/// Reads an extract. Files that carry no ImportDate must have `submitted_on`, or lie beside a `submissions.csv` (file,
/// submitted_on) that names them; a single file without either counts as submitted on the latest day its
/// content allows (see `prepare`). Files are taken in order of submission. A folder stands for the CSV files in it.
/// @throws input_error for everything `read_csv` throws, and for a file without any person identifier or birth column
extract read_extract(std::vector<extract_file> files, const read_options& options = {});

/// As above, from Arrow streams, which are consumed and released. `files` say when each was submitted, and by `path` what
/// it is called in messages; nothing lies beside a table. Tables submitted at the same time stay in the order given.
/// @pre as many files as tables
extract read_extract(std::vector<ArrowArrayStream> tables, std::vector<extract_file> files,
                     const read_options& options = {});

/// An extract from tables already read: one entry of `first_row` and `report` per table.
extract make_extract(read_result read, std::vector<extract_file> files);

/// Splits `FILE@SUBMITTED_ON` as the command line writes it. A file whose name holds an @ is taken whole when it exists.
/// @throws usage_error when what follows @ is no ISO day (or day and time)
extract_file parse_extract_file(const std::string& argument);

}  // namespace ascof
