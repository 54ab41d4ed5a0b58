#include "ascof/cld/extract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/ingest/arrow.hpp"
#include "cld/identity.hpp"
#include "cld/repair.hpp"
#include "cld/submission_files.hpp"

namespace ascof {
namespace {

using kind = field_kind;

std::vector<field_info> extract_fields() {
  std::vector<field_info> fields(submitted::count);
  const auto add = [&fields](submitted::column at, std::string_view name, kind k,
                             std::vector<std::string_view> also = {}) {
    fields[at].name = name;
    fields[at].kind = k;
    fields[at].also = std::move(also);
  };
  add(submitted::la_code, "LA_Code", kind::text);
  add(submitted::la_name, "LA_Name", kind::text);
  add(submitted::period_start, "Reporting_Period_Start_Date", kind::day);
  add(submitted::period_end, "Reporting_Period_End_Date", kind::day);
  add(submitted::nhs_number, "NHS_Number", kind::text,
      {"Der_NHS_Number_Pseudo", "Pseudo NHS Number", "Der_pseudo_nhsnumber"});
  add(submitted::nhs_number_traced, "Der_NHS_Number_Traced_Pseudo", kind::text, {"Der_pseudo_nhsnumber_Traced"});
  add(submitted::local_person_id, "LA_Person_Unique_Identifier", kind::text,
      {"Person Unique Identifier", "Der_LA_Person_Unique_Identifier_Pseudo"});
  add(submitted::gp_practice_code, "GP_Practice_Code", kind::text);
  add(submitted::gp_practice_name, "GP_Practice_Name", kind::text);
  add(submitted::gender, "Gender", kind::text);
  add(submitted::ethnicity, "Ethnicity", kind::text);
  add(submitted::date_of_birth, "Date_of_Birth", kind::day, {"dmYearAndMonthOfBirth"});
  add(submitted::birth_year, "Der_Birth_Year", kind::integer);
  add(submitted::birth_month, "Der_Birth_Month", kind::integer);
  add(submitted::date_of_death, "Date_of_Death", kind::day, {"Date_of_Death_Raw", "dmYearAndMonthofDeath"});
  add(submitted::client_type, "Client_Type", kind::text);
  add(submitted::primary_support_reason, "Primary_Support_Reason", kind::text);
  add(submitted::accommodation_status, "Accommodation_Status", kind::text);
  add(submitted::employment_status, "Employment_Status", kind::text);
  add(submitted::has_unpaid_carer, "Has_Unpaid_Carer", kind::text);
  add(submitted::autism_spectrum_disorder, "Autism_Spectrum_Disorder_ASD", kind::text);
  add(submitted::visual_impairment, "Visual_Impairment", kind::text);
  add(submitted::hearing_impairment, "Hearing_Impairment", kind::text);
  add(submitted::dementia, "Dementia", kind::text);
  add(submitted::client_funding_status, "Client_Funding_Status", kind::text);
  add(submitted::event_type, "Event_Type", kind::text);
  add(submitted::event_start, "Event_Start_Date", kind::day);
  add(submitted::event_end, "Event_End_Date", kind::day, {"Event_End_Date_Raw"});
  add(submitted::event_description, "Event_Description", kind::mentions);
  add(submitted::event_outcome, "Event_Outcome", kind::text);
  add(submitted::route_of_access, "Request_Route_of_Access", kind::text, {"Route of Access"});
  add(submitted::conversation, "Der_Conversation", kind::integer);
  add(submitted::conversation_1, "Der_Conversation_1", kind::integer);
  add(submitted::assessment_type, "Assessment_Type", kind::text);
  add(submitted::eligible_needs_identified, "Eligible_Needs_Identified", kind::text);
  add(submitted::method_of_assessment, "Method_of_Assessment", kind::text,
      {"Informal Carer Involvement in Assessment"});
  add(submitted::hours_caring, "Total_Hrs_Caring_per_week", kind::text);
  add(submitted::adults_cared_for, "No_of_adults_being_cared_for", kind::text);
  add(submitted::linked_person_1, "Adult_1_Linked_Person_ID", kind::text, {"Der_Adult_1_Linked_Person_ID_Pseudo"});
  add(submitted::linked_person_2, "Adult_2_Linked_Person_ID", kind::text, {"Der_Adult_2_Linked_Person_ID_Pseudo"});
  add(submitted::linked_person_3, "Adult_3_Linked_Person_ID", kind::text, {"Der_Adult_3_Linked_Person_ID_Pseudo"});
  add(submitted::service_type, "Service_Type", kind::text);
  add(submitted::service_component, "Service_Component", kind::text);
  add(submitted::delivery_mechanism, "Delivery_Mechanism", kind::text);
  add(submitted::provider_name, "Provider_CQC_Location_Name", kind::text);
  add(submitted::provider_id, "Provider_CQC_Location_ID", kind::text);
  add(submitted::unit_cost, "Unit_Cost", kind::hundredths);
  add(submitted::cost_frequency, "Cost_Frequency_Unit_Type", kind::text);
  add(submitted::planned_units, "Planned_units_per_week", kind::hundredths);
  add(submitted::review_reason, "Review_Reason", kind::text);
  add(submitted::review_outcomes, "Review_Outcomes_Achieved", kind::text);
  add(submitted::method_of_review, "Method_of_Review", kind::text,
      {"Informal Carer involvement in Review", "Method of Assessment or Review"});
  add(submitted::age_at_start, "Der_Age_Event_Start_Date", kind::integer);
  add(submitted::record_id, "Der_Unique_Record_ID", kind::record);
  add(submitted::import_file_id, "ImportFileId", kind::text);
  add(submitted::import_date, "ImportDate", kind::text, {"Import Date"});
  add(submitted::first_name, "First_Name", kind::skipped);
  add(submitted::last_name, "Last_Name", kind::skipped);
  add(submitted::postcode, "Postcode", kind::skipped);
  add(submitted::event_reference, "Event_Reference", kind::skipped, {"Event Reference Number"});

  // Without these no event can be placed or counted, whatever the measure.
  for (const auto column :
       {submitted::la_code, submitted::client_type, submitted::event_type, submitted::event_start, submitted::event_end,
        submitted::event_outcome, submitted::service_type, submitted::service_component, submitted::delivery_mechanism})
    fields[column].required = true;
  // An unreadable start hides when an event was; an unreadable end would turn an ended service into an open one.
  fields[submitted::event_start].rejects_row = true;
  fields[submitted::event_end].rejects_row = true;
  fields[submitted::event_description].word = "conversation";
  fields[submitted::date_of_birth].month_will_do = true;
  fields[submitted::date_of_death].month_will_do = true;
  for (const auto column :
       {submitted::nhs_number, submitted::nhs_number_traced, submitted::local_person_id, submitted::date_of_birth,
        submitted::birth_year, submitted::birth_month, submitted::date_of_death, submitted::linked_person_1,
        submitted::linked_person_2, submitted::linked_person_3, submitted::first_name, submitted::last_name,
        submitted::postcode, submitted::event_description, submitted::event_reference})
    fields[column].personal = true;
  return fields;
}

void require_identity(const read_result& read, const std::string& file) {
  const table& data = read.data;
  if (!data.has(submitted::nhs_number) && !data.has(submitted::nhs_number_traced) &&
      !data.has(submitted::local_person_id))
    throw input_error(error_code::missing_column, {.file = file, .line = 1, .field = "NHS_Number", .column = 0},
                      "no column identifies a person",
                      "add NHS_Number or LA_Person_Unique_Identifier (the department's copy: Der_NHS_Number_Pseudo)");
  if (!data.has(submitted::date_of_birth) && (!data.has(submitted::birth_year) || !data.has(submitted::birth_month)))
    throw input_error(error_code::missing_column, {.file = file, .line = 1, .field = "Date_of_Birth", .column = 0},
                      "no column holds the birth date", "add Date_of_Birth, or Der_Birth_Year and Der_Birth_Month");
}

}  // namespace

const schema& extract_schema() {
  static const schema s{"client level data extract", extract_fields()};
  return s;
}

extract_file parse_extract_file(const std::string& argument) {
  std::error_code ignored;
  const std::size_t at = argument.rfind('@');
  if (at == std::string::npos || std::filesystem::exists(argument, ignored)) return {argument, std::nullopt};
  const auto when = parse_instant(std::string_view(argument).substr(at + 1));
  if (!when)
    throw usage_error(error_code::bad_date,
                      {.file = argument.substr(0, at), .line = 0, .field = "@SUBMITTED_ON", .column = 0},
                      fmt::format("expected a day such as 2026-04-23 behind @, got '{}'", argument.substr(at + 1)),
                      "write FILE@YYYY-MM-DD");
  return {argument.substr(0, at), when};
}

extract make_extract(read_result read, std::vector<extract_file> files) {
  require_identity(read, files.empty() ? std::string{} : files.front().path.string());
  notice_list notices = notices_of(read.report);
  extract made{std::move(read.data),   std::move(read.first_row), std::move(files),
               std::move(read.report), std::move(notices),        {}};
  made.lines = std::move(read.lines);
  repair_texts(made);
  read_identities(made);
  return made;
}

extract read_extract(std::vector<extract_file> files, const read_options& options) {
  if (files.empty())
    throw usage_error(error_code::missing_input, {}, "no file was given",
                      "name at least one file of client level data");
  notice_list notices;
  files = find_submissions(std::move(files), notices);
  // Record numbers run over files in order of submission, then rows: the order of the command line must not matter.
  std::stable_sort(files.begin(), files.end(), [](const extract_file& a, const extract_file& b) {
    const instant x = a.submitted_on.value_or(instant{});
    const instant y = b.submitted_on.value_or(instant{});
    return x != y ? x < y : x.is_missing() ? false : a.path < b.path;
  });
  std::vector<std::filesystem::path> paths;
  for (const extract_file& file : files) paths.push_back(file.path);
  extract made = make_extract(read_csv(paths, extract_schema(), options), std::move(files));
  judge_same_content(made, notices);
  add_notices(notices, made.notices);
  made.notices = std::move(notices);
  return made;
}

extract read_extract(std::vector<ArrowArrayStream> tables, std::vector<extract_file> files,
                     const read_options& options) {
  if (files.empty()) throw usage_error(error_code::missing_input, {}, "no table was given", "hand over at least one");
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&files](std::size_t a, std::size_t b) {
    return files[a].submitted_on.value_or(instant{}) < files[b].submitted_on.value_or(instant{});
  });
  std::vector<ArrowArrayStream> streams;
  std::vector<std::string> names;
  std::vector<extract_file> sorted;
  for (const std::size_t i : order) {
    streams.push_back(tables[i]);
    names.push_back(files[i].path.string());
    sorted.push_back(std::move(files[i]));
  }
  return make_extract(read_arrow(streams, names, extract_schema(), options), std::move(sorted));
}

}  // namespace ascof
