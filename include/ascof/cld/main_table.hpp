/// @file main_table.hpp
/// The department's main table: one row per event, cleaned, with derived fields.
#pragma once

#include <memory>

#include "ascof/core/table.hpp"
#include "ascof/notices/notice.hpp"

namespace ascof {

/// Columns of a main table: positions in `main_table_schema()`, in the order of the department's table.
namespace event {
enum column : std::size_t {
  la_code,
  la_name,
  ref_period_start,
  ref_period_end,
  gp_practice_name,
  gp_practice_code,
  gender_raw,
  gender,
  ethnicity_raw,
  ethnicity,
  ethnicity_group,
  date_of_death,
  client_type_raw,
  client_type,
  primary_support_reason_raw,
  primary_support_reason,
  accommodation_status_raw,
  accommodation_status,
  employment_status_raw,
  employment_status,
  has_unpaid_carer,  ///< as submitted: cleaned with the person details
  autism_spectrum_disorder,
  visual_impairment_raw,
  visual_impairment,
  hearing_impairment_raw,
  hearing_impairment,
  dementia,
  client_funding_status_raw,
  client_funding_status,
  event_type,  ///< as submitted
  start,
  end_raw,
  end,  ///< after death and cropping; missing for an open service
  event_ref,
  outcome_raw,
  outcome,
  outcome_rank,
  outcome_group,
  route_of_access_raw,
  route_of_access,
  conversation,
  conversation_1,
  assessment_type_raw,
  assessment_type,
  eligible_needs_identified,
  method_of_assessment_raw,
  method_of_assessment,
  hours_caring_raw,
  hours_caring,
  adults_cared_for,
  linked_person_1,
  linked_person_2,
  linked_person_3,
  service_type_raw,
  service_type,
  service_type_group,
  service_component_raw,
  service_component,
  delivery_mechanism_raw,
  delivery_mechanism,
  provider_name,
  provider_id,
  unit_cost,  ///< single-submission table only, as the three below
  cost_frequency_raw,
  cost_frequency,
  planned_units,
  review_reason_raw,
  review_reason,
  review_type,
  review_outcomes_raw,
  review_outcomes,
  method_of_review_raw,
  method_of_review,
  nhs_number,
  nhs_number_traced,
  local_person_id,
  person_id,  ///< traced NHS number, else the submitted one, else council code _ local id
  birth_year,
  birth_month,
  age_at_start,
  latest_age,
  age_band,
  working_age_band,
  record_id,
  import_file_id,
  import_date,
  count
};
}  // namespace event

/// The headers of a main table.
/// @source main-table scripts of June 2026
const schema& main_table_schema();

/// People whose records tie, in other orders of their rows (ties.hpp).
struct tied_records;

/// A main table. Shared and never changed once made.
struct main_table {
  table data;           ///< columns by `event::`
  bool single = false;  ///< made from one submission a council (with costs), not joined from several

  /// Der_Unique_Event_Ref: rows of a council with the same number are the same event. Filled by `prepare`; empty for a
  /// table read from a file.
  std::vector<std::uint32_t> event_number{};

  notice_list notices{};  ///< what must be known of the extract and the preparation it came from

  /// Set where rows came without a record number and their place decides: the people concerned, in other orders.
  std::shared_ptr<const tied_records> ties{};
};

}  // namespace ascof
