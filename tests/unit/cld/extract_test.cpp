#include "ascof/cld/extract.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using support::failure_of;
using support::scratch_folder;

namespace {

/// The smallest council file that is accepted, with one row whose local identifier is given.
std::string council_file(const std::string& id = "1") {
  return "LA Code,LA Person Unique Identifier,Date of Birth,Client Type,Event Type,Event Start Date,Event End Date,"
         "Event Outcome,Service Type,Service Component,Delivery Mechanism\n"
         "901," +
         id + ",1940-05-06,Service User,Review,2024-05-01,2024-05-02,,,,\n";
}

std::string submitted_on(const extract_file& file) {
  return file.submitted_on ? to_string(*file.submitted_on) : "not said";
}

}  // namespace

TEST_CASE("every header spelling met in the field finds its column") {
  struct spellings {
    submitted::column column;
    std::vector<const char*> headers;
  };
  // clang-format off
  const spellings table[] = {
      {submitted::la_code, {"LA_Code", "LA Code", "la_code", "LA CODE", "LA code"}},
      {submitted::period_start, {"Reporting_Period_Start_Date", "Reporting Period Start Date",
        "reporting_period_start_date", "REPORTING PERIOD START DATE"}},
      {submitted::period_end, {"Reporting_Period_End_Date", "Reporting Period End Date",
        "reporting_period_end_date", "REPORTING PERIOD END DATE"}},
      {submitted::nhs_number, {"NHS_Number", "NHS Number", "Pseudo NHS Number", "pseudo_nhs_number",
        "Der_NHS_Number_Pseudo", "Der_pseudo_nhsnumber", "NHS NUMBER"}},
      {submitted::nhs_number_traced, {"Der_NHS_Number_Traced_Pseudo", "Der_pseudo_nhsnumber_Traced"}},
      {submitted::local_person_id, {"LA_Person_Unique_Identifier", "LA Person Unique Identifier",
        "la_person_unique_identifier", "PERSON UNIQUE IDENTIFIER", "LA_Person_Unique_identifier",
        "Der_LA_Person_Unique_Identifier_Pseudo"}},
      {submitted::first_name, {"First_Name", "First Name", "FIRST NAME"}},
      {submitted::last_name, {"Last_Name", "Last Name", "LAST NAME"}},
      {submitted::gp_practice_name, {"GP_Practice_Name", "GP Practice Name", "gp_practice_name", "GP PRACTICE NAME"}},
      {submitted::gp_practice_code, {"GP_Practice_Code", "GP Practice Code", "gp_practice_code", "GP PRACTICE CODE"}},
      {submitted::gender, {"Gender", "gender", "GENDER"}},
      {submitted::ethnicity, {"Ethnicity", "ethnicity", "ETHNICITY"}},
      {submitted::date_of_birth, {"Date_of_Birth", "Date of Birth", "dmYearAndMonthOfBirth"}},
      {submitted::date_of_death, {"Date_of_Death", "Date of Death", "Date_of_Death_Raw", "dmYearAndMonthofDeath"}},
      {submitted::client_type, {"Client_Type", "Client Type", "client_type", "Client type"}},
      {submitted::primary_support_reason, {"Primary_Support_Reason", "Primary Support Reason",
        "primary_support_reason"}},
      {submitted::postcode, {"Postcode"}},
      {submitted::accommodation_status, {"Accommodation_Status", "Accommodation Status", "accommodation_status",
        "Accommodation status"}},
      {submitted::employment_status, {"Employment_Status", "Employment Status", "employment_status",
        "Employment status"}},
      {submitted::has_unpaid_carer, {"Has_Unpaid_Carer", "Has Unpaid Carer", "has_unpaid_carer"}},
      {submitted::autism_spectrum_disorder, {"Autism_Spectrum_Disorder_ASD", "Autism Spectrum Disorder (ASD)",
        "autism_spectrum_disorder_asd"}},
      {submitted::visual_impairment, {"Visual_Impairment", "Visual Impairment", "visual_impairment",
        "Visual impairment"}},
      {submitted::hearing_impairment, {"Hearing_Impairment", "Hearing Impairment", "hearing_impairment"}},
      {submitted::dementia, {"Dementia", "dementia"}},
      {submitted::client_funding_status, {"Client_Funding_Status", "Client Funding Status", "client_funding_status",
        "Client funding status"}},
      {submitted::event_type, {"Event_Type", "Event Type", "event_type"}},
      {submitted::event_reference, {"Event_Reference", "Event Reference", "event_reference",
        "Event Reference Number", "Event reference number"}},
      {submitted::event_start, {"Event_Start_Date", "Event Start Date", "event_start_date", "Event start date",
        "Event_start_Date"}},
      {submitted::event_end, {"Event_End_Date", "Event End Date", "event_end_date", "Event_End_Date_Raw",
        "Event_End_date", "Event end date"}},
      {submitted::event_description, {"Event_Description", "Event Description", "event_description"}},
      {submitted::event_outcome, {"Event_Outcome", "Event Outcome", "event_outcome"}},
      {submitted::route_of_access, {"Request_Route_of_Access", "Request: Route of Access",
        "request_route_of_access", "Request_Route_Of_Access", "Route of Access", "Route of access",
        "Request route of access"}},
      {submitted::assessment_type, {"Assessment_Type", "Assessment Type", "assessment_type", "Assessment type",
        "assessment_Type"}},
      {submitted::eligible_needs_identified, {"Eligible_Needs_Identified", "Eligible Needs Identified",
        "eligible_needs_identified"}},
      {submitted::method_of_assessment, {"Method_of_Assessment", "Method of Assessment", "method_of_assessment",
        "Method_Of_Assessment", "Method_of_assessment", "Informal Carer Involvement in Assessment"}},
      {submitted::hours_caring, {"Total_Hrs_Caring_per_week", "Total Hrs Caring per week",
        "total_hrs_caring_per_week", "Total_Hrs_Caring_Per_Week"}},
      {submitted::adults_cared_for, {"No_of_adults_being_cared_for", "No. of adults being cared for",
        "no_of_adults_being_cared_for"}},
      {submitted::linked_person_1, {"Adult_1_Linked_Person_ID", "Adult 1 Linked Person_ID",
        "adult_1_linked_person_id", "Der_Adult_1_Linked_Person_ID_Pseudo"}},
      {submitted::linked_person_2, {"Adult_2_Linked_Person_ID", "Adult 2 Linked Person_ID",
        "adult_2_linked_person_id", "Der_Adult_2_Linked_Person_ID_Pseudo"}},
      {submitted::linked_person_3, {"Adult_3_Linked_Person_ID", "Adult 3 Linked Person_ID",
        "adult_3_linked_person_id", "Der_Adult_3_Linked_Person_ID_Pseudo"}},
      {submitted::service_type, {"Service_Type", "Service Type", "service_type", "Service type"}},
      {submitted::service_component, {"Service_Component", "Service Component", "service_component",
        "Service component"}},
      {submitted::delivery_mechanism, {"Delivery_Mechanism", "Delivery Mechanism", "delivery_mechanism",
        "Delivery mechanism"}},
      {submitted::provider_name, {"Provider_CQC_Location_Name", "Provider CQC Location Name",
        "provider_cqc_location_name"}},
      {submitted::provider_id, {"Provider_CQC_Location_ID", "Provider CQC Location ID", "provider_cqc_location_id"}},
      {submitted::review_reason, {"Review_Reason", "Review Reason", "review_reason", "Review reason"}},
      {submitted::review_outcomes, {"Review_Outcomes_Achieved", "Review Outcomes Achieved",
        "review_outcomes_achieved", "Review outcomes achieved"}},
      {submitted::method_of_review, {"Method_of_Review", "Method of Review", "method_of_review", "Method_Of_Review",
        "Method of review", "Informal Carer involvement in Review", "Method of Assessment or Review"}},
      {submitted::unit_cost, {"Unit_Cost", "Unit Cost", "unit_cost", "Unit cost"}},
      {submitted::cost_frequency, {"Cost_Frequency_Unit_Type", "Cost Frequency (Unit Type)",
        "cost_frequency_unit_type", "Cost frequency unit type", "Cost_Frequency_(Unit_Type)"}},
      {submitted::planned_units, {"Planned_units_per_week", "Planned units per week", "planned_units_per_week",
        "Planned_Units_Per_Week"}},
  };
  // clang-format on
  for (const spellings& row : table)
    for (const char* header : row.headers) {
      CAPTURE(header);
      CHECK(extract_schema().find(header) == static_cast<int>(row.column));
    }
}

TEST_CASE("the department's own columns are found") {
  for (const auto& [header, column] : std::initializer_list<std::pair<const char*, submitted::column>>{
           {"LA_Name", submitted::la_name},
           {"ImportDate", submitted::import_date},
           {"ImportFileId", submitted::import_file_id},
           {"Der_Birth_Year", submitted::birth_year},
           {"Der_Birth_Month", submitted::birth_month},
           {"Der_Age_Event_Start_Date", submitted::age_at_start},
           {"Der_Conversation", submitted::conversation},
           {"Der_Conversation_1", submitted::conversation_1},
           {"Der_Unique_Record_ID", submitted::record_id}}) {
    CAPTURE(header);
    CHECK(extract_schema().find(header) == static_cast<int>(column));
  }
}

TEST_CASE("headers that look alike find different columns or none") {
  CHECK(extract_schema().find("Event_Outcome") != extract_schema().find("Review_Outcomes_Achieved"));
  CHECK(extract_schema().find("Der_Conversation") != extract_schema().find("Der_Conversation_1"));
  CHECK(extract_schema().find("NHS_Number") != extract_schema().find("Der_NHS_Number_Traced_Pseudo"));
  CHECK(extract_schema().find("Event Start") == -1);
  CHECK(extract_schema().find("Full cost client") == -1);                       // version 5 only
  CHECK(extract_schema().find("Informal Carer involved in Assessment") == -1);  // version 5 only
}

TEST_CASE("no two fields of an extract answer to one header") {
  std::vector<std::string> headers;
  for (const field_info& field : extract_schema().fields) {
    headers.emplace_back(field.name);
    for (const std::string_view other : field.also) headers.emplace_back(other);
  }
  CHECK(extract_schema().fields.size() == submitted::count);
  for (std::size_t i = 0; i < extract_schema().fields.size(); ++i) {
    const field_info& field = extract_schema().fields[i];
    CAPTURE(std::string(field.name));
    CHECK_FALSE(field.name.empty());
    CHECK(extract_schema().find(field.name) == static_cast<int>(i));
    for (const std::string_view other : field.also) CHECK(extract_schema().find(other) == static_cast<int>(i));
  }
}

TEST_CASE("what identifies a person is marked, and names and postcodes are never read") {
  for (const auto column :
       {submitted::nhs_number, submitted::nhs_number_traced, submitted::local_person_id, submitted::date_of_birth,
        submitted::birth_year, submitted::birth_month, submitted::date_of_death, submitted::linked_person_1,
        submitted::linked_person_2, submitted::linked_person_3, submitted::first_name, submitted::last_name,
        submitted::postcode, submitted::event_description, submitted::event_reference})
    CHECK(extract_schema().fields[column].personal);
  for (const auto column :
       {submitted::first_name, submitted::last_name, submitted::postcode, submitted::event_reference})
    CHECK(extract_schema().fields[column].kind == field_kind::skipped);
  CHECK(extract_schema().fields[submitted::event_description].kind == field_kind::mentions);
}

TEST_CASE("FILE@SUBMITTED_ON is split at its last @") {
  const auto parsed = [](const char* argument) { return parse_extract_file(argument); };
  CHECK(parsed("a.csv").path == "a.csv");
  CHECK(submitted_on(parsed("a.csv")) == "not said");
  CHECK(parsed("a.csv@2026-04-23").path == "a.csv");
  CHECK(submitted_on(parsed("a.csv@2026-04-23")) == "2026-04-23 09:00:00.000");
  CHECK(submitted_on(parsed("a.csv@2026-04-23 13:28")) == "2026-04-23 13:28:00.000");
  CHECK(parsed("data@home/a.csv@2026-04-23").path == "data@home/a.csv");

  const auto refused = failure_of([&] { parsed("a.csv@2026-02-30"); });
  CHECK(refused.kind == "usage");
  CHECK(refused.code == error_code::bad_date);
  CHECK(refused.message ==
        "a.csv, @SUBMITTED_ON: expected a day such as 2026-04-23 behind @, got '2026-02-30'; write FILE@YYYY-MM-DD");
}

TEST_CASE("a file whose name holds an @ is taken whole when it exists") {
  const scratch_folder folder;
  const std::string name = folder.write("a@2026-04-23", council_file()).string();
  CHECK(parse_extract_file(name).path == name);
  CHECK(submitted_on(parse_extract_file(name)) == "not said");
  CHECK(submitted_on(parse_extract_file(name + "@2026-04-24")) == "2026-04-24 09:00:00.000");
}

TEST_CASE("a submissions.csv beside the files or one folder up says when they were submitted") {
  for (const char* place : {"submissions.csv", "../submissions.csv"}) {
    CAPTURE(place);
    const scratch_folder folder;
    const auto second = folder.write("files/second.csv", council_file("2"));
    const auto first = folder.write("files/first.csv", council_file("1"));
    folder.write(std::string("files/") + place,
                 "file,submitted_on\nsecond.csv,2024-11-01\nfirst.csv,2024-08-01 12:30\n");
    const extract raw = read_extract({{second, {}}, {first, {}}});
    REQUIRE(raw.files.size() == 2);
    CHECK(raw.files[0].path == first);  // in order of submission
    CHECK(submitted_on(raw.files[0]) == "2024-08-01 12:30:00.000");
    CHECK(submitted_on(raw.files[1]) == "2024-11-01 09:00:00.000");
    CHECK(raw.first_row == std::vector<std::size_t>{0, 1, 2});
    CHECK(raw.data.text(submitted::local_person_id)[0] == "1");
  }
}

TEST_CASE("what the command line says of a file goes before the list") {
  const scratch_folder folder;
  const auto file = folder.write("a.csv", council_file());
  folder.write("submissions.csv", "file,submitted_on\na.csv,2024-11-01\n");
  CHECK(submitted_on(read_extract({{file, parse_instant("2024-12-01")}}).files[0]) == "2024-12-01 09:00:00.000");
}

TEST_CASE("a list of submissions with an impossible day is refused") {
  const scratch_folder folder;
  const auto file = folder.write("a.csv", council_file());
  folder.write("submissions.csv", "file,submitted_on\nb.csv,2024-11-01\na.csv,soon\n");
  const auto refused = failure_of([&] { read_extract({{file, {}}}); });
  CHECK(refused.kind == "input");
  CHECK(refused.code == error_code::bad_value);
  CHECK(refused.message == (folder / "submissions.csv").string() +
                               ", line 3, submitted_on: expected a day such as 2026-04-23; correct the line");
}

TEST_CASE("the submissions.csv that prepare writes is not taken for a list of files") {
  const scratch_folder folder;
  const auto file = folder.write("a.csv", council_file());
  folder.write(
      "submissions.csv",
      "LA_Name,ImportDate,Ref_Period_Start_Date,Ref_Period_End_Date\nNorthmoor,2024-11-01,2024-07-01,2024-09-30\n");
  CHECK(submitted_on(read_extract({{file, {}}}).files[0]) == "not said");
}

TEST_CASE("files come in order of submission and then of name, whatever the order they were named in") {
  const scratch_folder folder;
  std::vector<extract_file> files;
  for (const char* name : {"c", "a", "b", "d"})
    files.push_back({folder.write(std::string(name) + ".csv", council_file(name)), parse_instant("2024-11-01")});
  files[3].submitted_on = parse_instant("2024-08-01");
  std::sort(files.begin(), files.end(), [](const auto& x, const auto& y) { return x.path < y.path; });
  do {
    const extract raw = read_extract(files);
    std::string order;
    for (std::size_t row = 0; row < raw.data.rows(); ++row) order += raw.data.text(submitted::local_person_id)[row];
    CHECK(order == "dabc");
  } while (
      std::next_permutation(files.begin(), files.end(), [](const auto& x, const auto& y) { return x.path < y.path; }));
}

TEST_CASE("an extract needs a file, a column that identifies a person, and one that holds the birth date") {
  CHECK(failure_of([] { read_extract({}); }).message ==
        "no file was given; name at least one file of client level data");
  const scratch_folder folder;
  std::string text = council_file();
  const auto without = [&](const std::string& header) {
    std::string changed = text;
    changed.replace(changed.find(header), header.size(), "Unread");
    return failure_of([&] { read_extract({{folder.write("a.csv", changed), {}}}); });
  };
  const std::string file = (folder / "a.csv").string();
  CHECK(without("LA Person Unique Identifier").code == error_code::missing_column);
  CHECK(without("LA Person Unique Identifier").message ==
        file +
            ", line 1, NHS_Number: no column identifies a person; add NHS_Number or LA_Person_Unique_Identifier "
            "(the department's copy: Der_NHS_Number_Pseudo)");
  CHECK(without("Date of Birth").message == file +
                                                ", line 1, Date_of_Birth: no column holds the birth date; add "
                                                "Date_of_Birth, or Der_Birth_Year and Der_Birth_Month");
}

TEST_CASE("a birth column of year and month is taken as the first of the month") {
  const scratch_folder folder;
  std::string text = council_file();
  text.replace(text.find("Date of Birth"), 13, "dmYearAndMonthOfBirth");
  text.replace(text.find("1940-05-06"), 10, "194005");
  const extract raw = read_extract({{folder.write("a.csv", text), {}}});
  CHECK(raw.data.days(submitted::date_of_birth)[0] == make_day(1940, 5, 1));
}
