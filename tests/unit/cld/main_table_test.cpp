#include "ascof/cld/main_table.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

using namespace ascof;

TEST_CASE("the columns of a main table stand under the department's names") {
  const auto& fields = main_table_schema().fields;
  REQUIRE(fields.size() == event::count);
  const std::pair<event::column, const char*> table[] = {{event::la_code, "LA_Code"},
                                                         {event::ref_period_start, "Ref_Period_Start_Date"},
                                                         {event::client_type, "Client_Type_Cleaned"},
                                                         {event::event_type, "Event_Type"},
                                                         {event::start, "Event_Start_Date"},
                                                         {event::end_raw, "Event_End_Date_Raw"},
                                                         {event::end, "Der_Event_End_Date"},
                                                         {event::event_ref, "Der_Unique_Event_Ref"},
                                                         {event::outcome, "Event_Outcome_Cleaned"},
                                                         {event::outcome_rank, "Event_Outcome_Hierarchy"},
                                                         {event::service_type, "Service_Type_Cleaned"},
                                                         {event::service_component, "Service_Component_Cleaned"},
                                                         {event::delivery_mechanism, "Delivery_Mechanism_Cleaned"},
                                                         {event::unit_cost, "Unit_Cost"},
                                                         {event::planned_units, "Planned_Units_Per_Week"},
                                                         {event::review_type, "Review_Type"},
                                                         {event::nhs_number_traced, "Der_NHS_Number_Traced_Pseudo"},
                                                         {event::person_id, "Der_NHS_LA_Combined_Person_ID"},
                                                         {event::latest_age, "Der_Latest_Age"},
                                                         {event::working_age_band, "Der_Working_Age_Band"},
                                                         {event::record_id, "Der_Unique_Record_ID"},
                                                         {event::import_date, "ImportDate"}};
  for (const auto& [column, name] : table) {
    CAPTURE(name);
    CHECK(fields[column].name == name);
    CHECK(main_table_schema().find(name) == static_cast<int>(column));
  }
}

TEST_CASE("what identifies a person in a main table is marked") {
  for (const auto column : {event::nhs_number, event::nhs_number_traced, event::local_person_id, event::person_id,
                            event::birth_year, event::birth_month, event::date_of_death, event::linked_person_1,
                            event::linked_person_2, event::linked_person_3})
    CHECK(main_table_schema().fields[column].personal);
}

TEST_CASE("no two columns of a main table answer to one header") {
  for (std::size_t i = 0; i < event::count; ++i)
    CHECK(main_table_schema().find(main_table_schema().fields[i].name) == static_cast<int>(i));
}
