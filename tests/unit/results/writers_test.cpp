#include "ascof/results/writers.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/extract_text.hpp"
#include "support/records_text.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

namespace {

/// The lines of a file, as they stand.
texts file_lines(const scratch_folder& folder, std::string_view name) {
  texts result;
  std::string text = folder.read(name);
  CHECK((text.empty() || text.back() == '\n'));
  CHECK(text.find('\r') == std::string::npos);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    result.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

result_table one_of_sixteen() {
  std::string events = "person | start | end | service | component | mechanism\n";
  std::string details = "person | birth\n";
  for (int i = 1; i <= 16; ++i) {
    events += "P" + std::to_string(i) + " | 2024-05-01 | open | community | Meals | " +
              (i == 1 ? "Direct payment" : "commissioned") + "\n";
    details += "P" + std::to_string(i) + " | 1940-01\n";
  }
  const records people = records_from_text(events);
  measure_options options;
  options.frame = areas({{"901", "Northmoor, City of", "", ""}});
  return measured("ascof.3d.2a", people, details_from_text(people, details), options);
}

}  // namespace

TEST_CASE("results are tidy, with all digits, and a missing value is an empty field") {
  const scratch_folder folder;
  write_results(one_of_sixteen(), folder / "results.csv");
  CHECK(
      file_lines(folder, "results.csv") ==
      texts{
          "measure,period_start,period_end,la_code,la_name,group,numerator,denominator,value,status,unknown,invalid,"
          "age_band",
          "ascof.3d.2a,2024-04-01,2025-03-31,901,\"Northmoor, City of\",18 to 64,0,0,,no denominator,0,0,18 to 64",
          "ascof.3d.2a,2024-04-01,2025-03-31,901,\"Northmoor, City of\",65 and above,1,16,6.25,value,0,0,65 and above",
          "ascof.3d.2a,2024-04-01,2025-03-31,901,\"Northmoor, City of\",Total,1,16,6.25,value,0,0,Total"});
}

TEST_CASE("a trace names period, council and person and then the measure's own columns") {
  const scratch_folder folder;
  write_traces(one_of_sixteen(), folder / "trace");
  const texts trace = file_lines(folder, "trace/ascof.3d.clients.csv");
  REQUIRE(trace.size() == 17);
  CHECK(trace[0] ==
        "period_start,period_end,la_code,person_id,age_band,service_type,delivery_mechanism,in_denominator,"
        "in_numerator_1a,in_numerator_2a,unknown");
  CHECK(trace[1] == "2024-04-01,2025-03-31,901,P1,65 and above,Long term support: Community,Direct payment,Y,Y,Y,N");
}

TEST_CASE("the department's table rounds as published, and prints 0 for a figure without a denominator") {
  const records people = records_from_text(R"(
      council | council_name | person | start      | end  | service   | component | mechanism
      901     | Northmoor    | P1     | 2024-05-01 | open | community | Meals     | Direct payment
      901     | Northmoor    | P2     | 2024-05-01 | open | community | Meals     | commissioned
      901     | Northmoor    | P3     | 2024-05-01 | open | community | Meals     | -
      902     | Southmoor    | P4     | 2024-05-01 | open | prison    | -         | -)");
  const result_table results = measured("ascof.3d", people, details_from_text(people, R"(
      council | person | birth
      901     | P1     | 1940-01
      901     | P2     | 1941-01
      901     | P3     | 1942-01
      902     | P4     | 1970-01)"));
  const scratch_folder folder;
  write_department_tables(results, folder.path());
  const texts table = file_lines(folder, "ascof_3d.csv");
  REQUIRE_FALSE(table.empty());
  CHECK(table[0] == "Reporting_Period,LA_Code,LA_Name,Measure,Description,Group,Numerator,Denominator,Outcome");
  const std::string described =
      "ASCOF 3D (Clients),1a - The proportion of clients who use services who receive self-directed support (%),";
  const auto has = [&](const std::string& line) { return std::find(table.begin(), table.end(), line) != table.end(); };
  CHECK(has("1 Apr 24 - 31 Mar 25,901,Northmoor," + described + "65 and above,1,3,33.3"));
  CHECK(has("1 Apr 24 - 31 Mar 25,902,Southmoor," + described + "65 and above,0,0,0"));
  CHECK(has("1 Apr 24 - 31 Mar 25,902,Southmoor," + described + "Total,0,0,0"));
  // Nobody anywhere is in the band, so it has no row; no carers, no carers' part.
  for (const std::string& line : table) {
    CHECK(line.find("18 to 64") == std::string::npos);
    CHECK(line.find("Carers") == std::string::npos);
  }
  const texts unknown = file_lines(folder, "ascof_3d_unknown.csv");
  CHECK(std::find_if(unknown.begin(), unknown.end(), [](const std::string& line) {
          return line.starts_with("1 Apr 24 - 31 Mar 25,901,Northmoor,ASCOF 3D (Clients),") && line.ends_with(",1");
        }) != unknown.end());
  CHECK_FALSE(std::filesystem::exists(folder / "ascof_2e.csv"));
}

TEST_CASE("a main table that is written and read again holds the same") {
  const extract raw = extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | person | start      | end        | service   | component     | cost   | units | frequency | outcome
      1      | "a,b"  | 2024-05-01 | open       | community | "say ""so"""  | -10.05 | 0.5   | Weekly    | NFA: Other
      2      | P2     | 2024-05-01 | 2024-06-01 | nursing   | -             | -      | -     | -         | -)"}});
  for (const table_mode mode : {table_mode::joined, table_mode::single}) {
    prepare_options options;
    options.mode = mode;
    const prepared made = prepared_from(raw, options);
    const scratch_folder folder;
    write_prepared(made, folder.path());
    for (const char* name :
         {"main_table.csv", "reporting_periods.csv", "submissions.csv", "attrition.csv", "unknown_values.csv"})
      CHECK(std::filesystem::exists(folder / name));
    const records again = read_records(folder / "main_table.csv").data;
    CHECK(again.main().single == (mode == table_mode::single));
    REQUIRE(again.events().rows() == made.main.data.rows());
    for (std::size_t column = 0; column < event::count; ++column) {
      if (column == event::event_ref) continue;
      CAPTURE(std::string(main_table_schema().fields[column].name));
      for (std::size_t row = 0; row < again.events().rows(); ++row)
        CHECK(shown(again.events(), main_table_schema(), column, row) ==
              shown(made.main.data, main_table_schema(), column, row));
    }
    for (std::size_t row = 0; row < again.events().rows(); ++row)
      CHECK(again.events().text(event::event_ref)[row] == "901_" + std::to_string(made.main.event_number[row]));
  }
}

TEST_CASE("what preparing did is written: submissions, their periods, attrition and unknown values") {
  const extract raw = extract_from_text({{"2025-05-01 10:11:12.013", "2024-04-01..2025-03-31", R"(
      record | person | start      | end  | service
      1      | P1     | 2024-05-01 | open | nonsense
      2      | P1     | 2024-05-01 | open | nonsense)"}});
  const prepared made = prepared_from(raw);
  const scratch_folder folder;
  write_prepared(made, folder.path());
  const texts periods = file_lines(folder, "reporting_periods.csv");
  REQUIRE(periods.size() == 2);
  CHECK(periods[1] == "901,Northmoor,2025-05-01 10:11:12.013,0,,,,2024-04-01,2025-03-31,12");
  const texts chosen = file_lines(folder, "submissions.csv");
  REQUIRE(chosen.size() == 5);
  CHECK(chosen[0] == "LA_Name,ImportDate,Ref_Period_Start_Date,Ref_Period_End_Date");
  CHECK(chosen[1] == "Northmoor,2025-05-01 10:11:12.013,2024-04-01,2024-06-30");
  CHECK(file_lines(folder, "unknown_values.csv") == texts{"field,value,rows", "Service_Type,nonsense,1"});
  const texts account = file_lines(folder, "attrition.csv");
  CHECK(account[0] == "step,reason,rows_in,rows_dropped,rows_changed,rows_out");
  CHECK(account.back() == "deduplicate,same event as a row that was kept,14,1,0,13");
}

TEST_CASE("person details are written with ages at the period's end, and read again") {
  const records people = records_from_text(R"(
      person | start      | end  | gender | accommodation            | birth_year | birth_month | death      | local_id
      P1     | 2024-05-01 | open | Female | Tenant: Private landlord | 1960       | 4           | 2025-01-02 | "x,1"
      P2     | 2024-05-01 | open | -      | -                        | 2025       | 1           | -          | x2
      P3     | 2024-05-01 | open | -      | -                        | -          | 1           | -          | -)");
  const person_details details = work_out_person_details(people, mappings::shipped());
  const scratch_folder folder;
  write_person_details(people, details, year_2024, folder / "person_details.csv");
  const texts written = file_lines(folder, "person_details.csv");
  REQUIRE(written.size() == 4);
  CHECK(
      written[0] ==
      "Reporting_Period_End_Date,LA_Code,Der_NHS_LA_Combined_Person_ID,LA_Person_Unique_Identifier_Latest,"
      "LA_Person_Unique_Identifier_Concat,Accommodation_Status,Accommodation_Status_Group,Employment_Status,Gender,"
      "Ethnicity,Der_Birth_Year,Der_Birth_Month,Der_Birth_Date,Der_Age_End_Of_Period,"
      "Der_Working_Age_Band_End_Of_Period,Date_of_Death,Has_Unpaid_Carer,Primary_Support_Reason,Client_Funding_Status");
  CHECK(written[1] ==
        "31 Mar 25,901,P1,\"x,1\",\"x,1\",Tenant: Private landlord,1,Invalid and not mapped,Female,"
        "No data: Undeclared or not known,1960,4,1960-04-01,64,18 to 64,2025-01-02,Unknown,Unknown,Unknown");
  // Under 18 begins at age 1 in this table: younger is Unknown.
  CHECK(written[2].find(",2025-01-01,0,Unknown,,") != std::string::npos);
  CHECK(written[3].find(",,1,,,Unknown,,") != std::string::npos);
  const person_details again = read_person_details(folder / "person_details.csv", people);
  CHECK(again.birth == details.birth);
  CHECK(again.date_of_death == details.date_of_death);
  CHECK(again.settled == details.settled);
  CHECK(details_of(people, again.accommodation_status) == details_of(people, details.accommodation_status));
}
