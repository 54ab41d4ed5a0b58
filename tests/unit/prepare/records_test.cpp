#include "ascof/prepare/records.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/records_text.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

TEST_CASE("rows stand in order of council, person, start, end with open last, and record") {
  const records people = records_from_text(R"(
      council | person | start      | end        | record
      902     | P1     | 2024-01-01 | open       | 1
      901     | P2     | 2024-01-01 | open       | 2
      901     | P1     | 2024-02-01 | 2024-03-01 | 3
      901     | P1     | -          | 2024-03-01 | 4
      901     | P1     | 2024-01-01 | open       | 6
      901     | P1     | 2024-01-01 | 2024-05-01 | 5
      901     | P1     | 2024-01-01 | open       | 0)");
  CHECK(rows_of(people.events(), {"council", "person", "record"}) == expected(R"(
      901 | P1 | 4
      901 | P1 | 5
      901 | P1 | 0
      901 | P1 | 6
      901 | P1 | 3
      901 | P2 | 2
      902 | P1 | 1)"));
}

TEST_CASE("each person is one run of rows within a council") {
  const records people = records_from_text(R"(
      council | council_name | person
      901     | Northmoor    | P1
      902     | Southmoor    | P1
      901     | Northmoor    | P1
      901     | Northmoor    | P2)");
  REQUIRE(people.people() == 3);
  texts runs;
  for (std::size_t person = 0; person < people.people(); ++person)
    runs.push_back(joined({people.councils()[people.council_of(person)].la_name, std::string(people.person_id(person)),
                           std::to_string(people.rows_of(person).first), std::to_string(people.rows_of(person).last)}));
  CHECK(runs == expected(R"(
      Northmoor | P1 | 0 | 2
      Northmoor | P2 | 2 | 3
      Southmoor | P1 | 3 | 4)"));
}

TEST_CASE("spellings of one identifier are one person, shown with the first in byte order") {
  const records people = records_from_text(R"(
      person | start
      abc    | 2024-01-01
      ABC    | 2024-03-01
      "aBc " | 2024-02-01
      " abc" | 2024-01-01)");
  REQUIRE(people.people() == 2);
  CHECK(people.person_id(0) == " abc");
  CHECK(people.person_id(1) == "ABC");
  CHECK(people.rows_of(1).last - people.rows_of(1).first == 3);
}

TEST_CASE("a person is found by council and identifier, as the department compares") {
  const records people = records_from_text(R"(
      council | person
      901     | P1
      901     | p2
      901     | P10
      902     | P1
      902     | 9)");
  REQUIRE(people.people() == 5);
  for (std::size_t person = 0; person < people.people(); ++person)
    CHECK(people.find(people.councils()[people.council_of(person)].la_code, people.person_id(person)) == person);
  CHECK(people.find("901", "P2  ") == people.find("901", "p2"));
  CHECK(people.find("901", "P3") == people.people());
  CHECK(people.find("903", "P1") == people.people());
  CHECK(people.find("901", "9") == people.people());
  CHECK(records().find("901", "P1") == 0);
}

TEST_CASE("a council without a name shows its code") {
  CHECK(records_from_text("person\nP1", false).councils().at(0).la_name == "901");
  CHECK(records_from_text("person\nP1").councils().at(0).la_name == "Northmoor");
}

TEST_CASE("records cover their reference periods, or the dates of their events without them") {
  CHECK(to_string(records_from_text(R"(
      person | start      | end        | period_start | period_end
      P1     | 2020-01-01 | 2030-01-01 | 2023-04-01   | 2024-03-31
      P1     | 2020-01-01 | 2030-01-01 | 2024-04-01   | 2025-03-31)")
                      .covers()) == "2023-04-01..2025-03-31");
  CHECK(to_string(records_from_text(R"(
      person | start      | end
      P1     | 2024-01-05 | open
      P1     | 2024-02-01 | 2024-12-31
      P1     | -          | 2024-06-01)")
                      .covers()) == "2024-01-05..2024-12-31");
  CHECK(records().covers().start.is_missing());
  CHECK(records().covers().end.is_missing());
}

TEST_CASE("records without rows have no people") {
  CHECK(records().people() == 0);
  CHECK(records().councils().empty());
  CHECK(records(main_table{table(main_table_schema(), 0), false, {}}).people() == 0);
}

TEST_CASE("the numbers of events go with their rows when these are put in order") {
  auto read = read_csv_text(
      "LA_Code,Der_NHS_LA_Combined_Person_ID,Client_Type_Cleaned,Event_Type,Event_Start_Date,"
      "Der_Event_End_Date,Service_Type_Cleaned,Der_Unique_Record_ID\n"
      "901,P2,,,2024-01-01,,,1\n901,P1,,,2024-01-01,,,2\n901,P1,,,2023-01-01,,,3\n",
      "main table", main_table_schema());
  const records people(main_table{std::move(read.data), false, {30, 20, 10}});
  CHECK(people.main().event_number == std::vector<std::uint32_t>{10, 20, 30});
}

TEST_CASE("a main table read from a file is single when it has costs") {
  const scratch_folder folder;
  const std::string header =
      "LA_Code,Der_NHS_LA_Combined_Person_ID,Client_Type_Cleaned,Event_Type,Event_Start_Date,Der_Event_End_Date,"
      "Service_Type_Cleaned";
  const auto joined_file = folder.write("joined.csv", header + "\n901,P1,Service user,Service,2024-01-01,,\n");
  const auto single_file =
      folder.write("single.csv", header + ",Unit_Cost\n901,P1,Service user,Service,2024-01-01,,,12.5\n");
  CHECK_FALSE(read_records(joined_file).data.main().single);
  const auto single = read_records(single_file);
  CHECK(single.data.main().single);
  CHECK(single.data.events().wides(event::unit_cost)[0] == 1250);
  CHECK(single.report.rows_kept() == 1);
}

TEST_CASE("a main table is told from an extract by its header") {
  const std::vector<std::string> main{"LA_Code", "Der_Event_End_Date"};
  const std::vector<std::string> raw{"LA_Code", "Event_End_Date", "Event_Start_Date", "Der_NHS_Number_Pseudo"};
  CHECK(is_main_table_header(main));
  CHECK(is_main_table_header(std::vector<std::string>{"der nhs la combined person id"}));
  CHECK_FALSE(is_main_table_header(raw));
  CHECK_FALSE(is_main_table_header({}));
}
