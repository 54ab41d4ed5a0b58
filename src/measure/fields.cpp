#include "ascof/measure/fields.hpp"

#include <array>

namespace ascof {

std::span<const named_event_field> event_fields() {
  static constexpr std::array<named_event_field, 66> fields{{
      {"la_code", event::la_code},
      {"la_name", event::la_name},
      {"ref_period_start", event::ref_period_start},
      {"ref_period_end", event::ref_period_end},
      {"gp_practice_name", event::gp_practice_name},
      {"gp_practice_code", event::gp_practice_code},
      {"gender_raw", event::gender_raw},
      {"gender", event::gender},
      {"ethnicity_raw", event::ethnicity_raw},
      {"ethnicity", event::ethnicity},
      {"ethnicity_group", event::ethnicity_group},
      {"client_type_raw", event::client_type_raw},
      {"client_type", event::client_type},
      {"primary_support_reason_raw", event::primary_support_reason_raw},
      {"primary_support_reason", event::primary_support_reason},
      {"accommodation_status_raw", event::accommodation_status_raw},
      {"accommodation_status", event::accommodation_status},
      {"employment_status_raw", event::employment_status_raw},
      {"employment_status", event::employment_status},
      {"has_unpaid_carer", event::has_unpaid_carer},
      {"autism_spectrum_disorder", event::autism_spectrum_disorder},
      {"visual_impairment", event::visual_impairment},
      {"hearing_impairment", event::hearing_impairment},
      {"dementia", event::dementia},
      {"client_funding_status", event::client_funding_status},
      {"event_type", event::event_type},
      {"start", event::start},
      {"end_raw", event::end_raw},
      {"end", event::end},
      {"date_of_death", event::date_of_death},
      {"outcome_raw", event::outcome_raw},
      {"outcome", event::outcome},
      {"outcome_rank", event::outcome_rank},
      {"outcome_group", event::outcome_group},
      {"route_of_access_raw", event::route_of_access_raw},
      {"route_of_access", event::route_of_access},
      {"conversation", event::conversation},
      {"conversation_1", event::conversation_1},
      {"assessment_type_raw", event::assessment_type_raw},
      {"assessment_type", event::assessment_type},
      {"eligible_needs_identified", event::eligible_needs_identified},
      {"method_of_assessment", event::method_of_assessment},
      {"hours_caring", event::hours_caring},
      {"service_type_raw", event::service_type_raw},
      {"service_type", event::service_type},
      {"service_type_group", event::service_type_group},
      {"service_component_raw", event::service_component_raw},
      {"service_component", event::service_component},
      {"delivery_mechanism_raw", event::delivery_mechanism_raw},
      {"delivery_mechanism", event::delivery_mechanism},
      {"provider_name", event::provider_name},
      {"provider_id", event::provider_id},
      {"unit_cost", event::unit_cost},
      {"cost_frequency_raw", event::cost_frequency_raw},
      {"cost_frequency", event::cost_frequency},
      {"planned_units", event::planned_units},
      {"review_reason_raw", event::review_reason_raw},
      {"review_reason", event::review_reason},
      {"review_type", event::review_type},
      {"review_outcomes", event::review_outcomes},
      {"method_of_review", event::method_of_review},
      {"age_at_start", event::age_at_start},
      {"latest_age", event::latest_age},
      {"age_band", event::age_band},
      {"working_age_band", event::working_age_band},
      {"record_id", event::record_id},
  }};
  return fields;
}

std::span<const named_person_field> person_fields() {
  using kind = value_kind;
  static constexpr std::array<named_person_field, 10> fields{{
      {"la_code", person_field::la_code, kind::text},
      {"birth", person_field::birth, kind::date},
      {"date_of_death", person_field::date_of_death, kind::date},
      {"gender", person_field::gender, kind::text},
      {"ethnicity", person_field::ethnicity, kind::text},
      {"accommodation_status", person_field::accommodation_status, kind::text},
      {"employment_status", person_field::employment_status, kind::text},
      {"has_unpaid_carer", person_field::has_unpaid_carer, kind::text},
      {"primary_support_reason", person_field::primary_support_reason, kind::text},
      {"client_funding_status", person_field::client_funding_status, kind::text},
  }};
  return fields;
}

value_kind kind_of(event::column column) {
  switch (main_table_schema().fields[column].kind) {
    case field_kind::day: return value_kind::date;
    case field_kind::integer:
    case field_kind::record:
    case field_kind::hundredths: return value_kind::number;
    default: return value_kind::text;
  }
}

}  // namespace ascof
