#include "ascof/cld/main_table.hpp"

namespace ascof {
namespace {

using kind = field_kind;

std::vector<field_info> main_table_fields() {
  std::vector<field_info> fields{
      {.name = "LA_Code", .required = true},
      {.name = "LA_Name"},
      {.name = "Ref_Period_Start_Date", .kind = kind::day},
      {.name = "Ref_Period_End_Date", .kind = kind::day},
      {.name = "GP_Practice_Name"},
      {.name = "GP_Practice_Code"},
      {.name = "Gender_Raw"},
      {.name = "Gender_Cleaned"},
      {.name = "Ethnicity_Raw"},
      {.name = "Ethnicity_Cleaned"},
      {.name = "Ethnicity_Grouped"},
      {.name = "Date_of_Death", .kind = kind::day, .personal = true},
      {.name = "Client_Type_Raw"},
      {.name = "Client_Type_Cleaned", .required = true},
      {.name = "Primary_Support_Reason_Raw"},
      {.name = "Primary_Support_Reason_Cleaned"},
      {.name = "Accommodation_Status_Raw"},
      {.name = "Accommodation_Status_Cleaned"},
      {.name = "Employment_Status_Raw"},
      {.name = "Employment_Status_Cleaned"},
      {.name = "Has_Unpaid_Carer"},
      {.name = "Autism_Spectrum_Disorder_ASD"},
      {.name = "Visual_Impairment_Raw"},
      {.name = "Visual_Impairment_Cleaned"},
      {.name = "Hearing_Impairment_Raw"},
      {.name = "Hearing_Impairment_Cleaned"},
      {.name = "Dementia"},
      {.name = "Client_Funding_Status_Raw"},
      {.name = "Client_Funding_Status_Cleaned"},
      {.name = "Event_Type", .required = true},
      {.name = "Event_Start_Date", .kind = kind::day, .required = true, .rejects_row = true},
      {.name = "Event_End_Date_Raw", .kind = kind::day},
      {.name = "Der_Event_End_Date", .kind = kind::day, .required = true, .rejects_row = true},
      {.name = "Der_Unique_Event_Ref"},
      {.name = "Event_Outcome_Raw"},
      {.name = "Event_Outcome_Cleaned"},
      {.name = "Event_Outcome_Hierarchy", .kind = kind::integer},
      {.name = "Event_Outcome_Grouped"},
      {.name = "Request_Route_of_Access_Raw"},
      {.name = "Request_Route_of_Access_Cleaned"},
      {.name = "Der_Conversation", .kind = kind::integer},
      {.name = "Der_Conversation_1", .kind = kind::integer},
      {.name = "Assessment_Type_Raw"},
      {.name = "Assessment_Type_Cleaned"},
      {.name = "Eligible_Needs_Identified"},
      {.name = "Method_of_Assessment_Raw"},
      {.name = "Method_of_Assessment_Cleaned"},
      {.name = "Total_Hrs_Caring_per_week_Raw"},
      {.name = "Total_Hrs_Caring_per_week_Cleaned"},
      {.name = "No_of_adults_being_cared_for"},
      {.name = "Adult_1_Linked_Person_ID", .personal = true},
      {.name = "Adult_2_Linked_Person_ID", .personal = true},
      {.name = "Adult_3_Linked_Person_ID", .personal = true},
      {.name = "Service_Type_Raw"},
      {.name = "Service_Type_Cleaned", .required = true},
      {.name = "Service_Type_Grouped"},
      {.name = "Service_Component_Raw"},
      {.name = "Service_Component_Cleaned"},
      {.name = "Delivery_Mechanism_Raw"},
      {.name = "Delivery_Mechanism_Cleaned"},
      {.name = "Provider_CQC_Location_Name"},
      {.name = "Provider_CQC_Location_ID"},
      {.name = "Unit_Cost", .kind = kind::hundredths},
      {.name = "Cost_Frequency_Unit_Type_Raw"},
      {.name = "Cost_Frequency_Unit_Type_Cleaned"},
      {.name = "Planned_Units_Per_Week", .kind = kind::hundredths},
      {.name = "Review_Reason_Raw"},
      {.name = "Review_Reason_Cleaned"},
      {.name = "Review_Type"},
      {.name = "Review_Outcomes_Achieved_Raw"},
      {.name = "Review_Outcomes_Achieved_Cleaned"},
      {.name = "Method_of_Review_Raw"},
      {.name = "Method_of_Review_Cleaned"},
      {.name = "Der_NHS_Number_Pseudo", .personal = true},
      {.name = "Der_NHS_Number_Traced_Pseudo", .personal = true},
      {.name = "LA_Person_Unique_Identifier", .personal = true},
      {.name = "Der_NHS_LA_Combined_Person_ID", .required = true, .personal = true},
      {.name = "Der_Birth_Year", .kind = kind::integer, .personal = true},
      {.name = "Der_Birth_Month", .kind = kind::integer, .personal = true},
      {.name = "Der_Age_Event_Start_Date", .kind = kind::integer},
      {.name = "Der_Latest_Age", .kind = kind::integer},
      {.name = "Der_Age_Band"},
      {.name = "Der_Working_Age_Band"},
      {.name = "Der_Unique_Record_ID", .kind = kind::record},
      {.name = "ImportFileId"},
      {.name = "ImportDate"},
  };
  return fields;
}

}  // namespace

const schema& main_table_schema() {
  static const schema s{"main table", main_table_fields()};
  return s;
}

}  // namespace ascof
