#include "ascof/prepare/person_details.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/records_text.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

namespace {

person_details details_from(const records& people) { return work_out_person_details(people, mappings::shipped()); }

/// Rows of one person, to which the person's name is added.
std::string one_person(std::string_view text) {
  std::string whole;
  for (const std::string& line : lines(text)) whole += (whole.empty() ? "person | " : "P1 | ") + line + "\n";
  return whole;
}

/// Runs a table of situations of one person: rows, and what the detail is.
template <typename Detail>
void check_one_person(std::initializer_list<std::pair<const char*, const char*>> table, Detail detail) {
  for (const auto& [rows, value] : table) {
    CAPTURE(rows);
    const records people = records_from_text(one_person(rows));
    REQUIRE(people.people() == 1);
    CHECK(std::string(detail(details_from(people))) == value);
  }
}

std::string_view latest_accommodation(const person_details& d) { return d.accommodation_status[0]; }

}  // namespace

TEST_CASE("the latest known accommodation is taken: known, then period, then end, then start") {
  check_one_person(
      {// Known beats later.
       {R"(period_end | end  | accommodation
           2024-03-31 | open | Tenant: Private landlord
           2025-03-31 | open | Unknown)",
        "Tenant: Private landlord"},
       // A later period beats a later end.
       {R"(period_end | end        | accommodation
           2024-03-31 | open       | Refuge
           2025-03-31 | 2024-06-30 | Tenant: Private landlord)",
        "Tenant: Private landlord"},
       // An open end is later than any.
       {R"(period_end | end        | accommodation
           2025-03-31 | 2024-06-30 | Owner occupier or shared ownership scheme
           2025-03-31 | open       | Tenant: Private landlord)",
        "Tenant: Private landlord"},
       {R"(period_end | end        | accommodation
           2025-03-31 | 2024-06-30 | Owner occupier or shared ownership scheme
           2025-03-31 | 2024-06-29 | Tenant: Private landlord)",
        "Owner occupier or shared ownership scheme"},
       // Then the start.
       {R"(period_end | start      | end  | accommodation
           2025-03-31 | 2024-04-01 | open | Refuge
           2025-03-31 | 2024-04-02 | open | Tenant: Private landlord)",
        "Tenant: Private landlord"},
       // Two that tie must agree, in whatever case.
       {R"(period_end | start      | end  | accommodation            | event
           2025-03-31 | 2024-04-01 | open | REFUGE                   | Review
           2025-03-31 | 2024-04-01 | open | Refuge                   | Review)",
        "REFUGE"},
       {R"(period_end | start      | end  | accommodation            | event
           2025-03-31 | 2024-04-01 | open | Refuge                   | Review
           2025-03-31 | 2024-04-01 | open | Tenant: Private landlord | Review)",
        "Unknown"},
       // Missing and invalid are unknown.
       {R"(period_end | end        | accommodation          | event
           2024-03-31 | 2024-01-01 | Refuge                 | Review
           2025-03-31 | open       | Invalid and not mapped | Review
           2025-03-31 | open       | -                      | Review)",
        "Refuge"},
       {R"(period_end | accommodation          | event
           2025-03-31 | Invalid and not mapped | Review)",
        "Unknown"}},
      latest_accommodation);
}

TEST_CASE("the other plain details follow the same order") {
  for (const char* column : {"gender", "carer"}) {
    CAPTURE(column);
    const records people = records_from_text(std::string("person | period_end | end | start | ") + column + R"(
        P1 | 2024-03-31 | open       | 2024-01-01 | Yes
        P1 | 2025-03-31 | open       | 2024-01-01 | -
        P2 | 2025-03-31 | 2024-06-01 | 2024-01-01 | Yes
        P2 | 2025-03-31 | open       | 2024-01-01 | No
        P3 | 2025-03-31 | open       | 2024-01-01 | Yes
        P3 | 2025-03-31 | open       | 2024-01-01 | No
        P4 | 2025-03-31 | open       | 2024-01-01 | Unknown)");
    const person_details d = details_from(people);
    CHECK(details_of(people, std::string_view(column) == "gender" ? d.gender : d.has_unpaid_carer) == expected(R"(
        P1 | Yes
        P2 | No
        P3 | Unknown
        P4 | Unknown)"));
  }
}

TEST_CASE("the unpaid-carer flag is cleaned here, because the main table leaves it as submitted") {
  check_one_person({{"carer\nyes ", "Yes"}, {"carer\nmaybe", "Unknown"}, {"carer\n-", "Unknown"}},
                   [](const person_details& d) { return d.has_unpaid_carer[0]; });
}

TEST_CASE("an ethnicity beats a refusal, and a refusal beats an undeclared one, whatever is latest") {
  check_one_person({{R"(period_end | ethnicity
                        2023-03-31 | White: Irish
                        2024-03-31 | No data: Refused
                        2025-03-31 | No data: Undeclared or not known)",
                     "White: Irish"},
                    {R"(period_end | ethnicity
                        2024-03-31 | No data: Refused
                        2025-03-31 | -)",
                     "No data: Refused"},
                    {R"(period_end | ethnicity
                        2025-03-31 | Invalid and not mapped)",
                     "No data: Undeclared or not known"},
                    {"ethnicity\n-", "No data: Undeclared or not known"},
                    {"ethnicity\nWhite: Irish\nWhite: Roma", "Unknown"}},
                   [](const person_details& d) { return d.ethnicity[0]; });
}

TEST_CASE("employment keeps the invalid text, which also stands for missing, but ranks it as unknown") {
  check_one_person({{R"(period_end | employment
                        2024-03-31 | Paid: Hours per week unknown
                        2025-03-31 | Invalid and not mapped)",
                     "Paid: Hours per week unknown"},
                    {R"(period_end | employment
                        2024-03-31 | Unknown
                        2025-03-31 | Invalid and not mapped)",
                     "Invalid and not mapped"},
                    {R"(period_end | employment
                        2024-03-31 | Invalid and not mapped
                        2025-03-31 | Unknown)",
                     "Unknown"},
                    {"employment\n-", "Invalid and not mapped"},
                    {"employment\n-\nInvalid and not mapped", "Invalid and not mapped"},
                    {"employment\n-\nUnknown", "Unknown"}},
                   [](const person_details& d) { return d.employment_status[0]; });
}

TEST_CASE("support to a carer is beaten by any other reason, and stays when it is all there is") {
  check_one_person({{R"(period_end | reason
                        2024-03-31 | Learning disability support
                        2025-03-31 | Social support: Support to unpaid carer)",
                     "Learning disability support"},
                    {R"(period_end | reason
                        2024-03-31 | Unknown
                        2025-03-31 | Social support: Support to unpaid carer)",
                     "Social support: Support to unpaid carer"},
                    {R"(period_end | reason
                        2024-03-31 | Social support: Support to unpaid carer
                        2025-03-31 | Unknown)",
                     "Unknown"},
                    {"reason\nSocial support: Support to unpaid carer\nUnknown", "Unknown"}},
                   [](const person_details& d) { return d.primary_support_reason[0]; });
}

TEST_CASE("only who pays in Release 2's terms is a known funding status") {
  check_one_person({{R"(period_end | funding
                        2024-03-31 | fully client funded
                        2025-03-31 | NHS funded)",
                     "fully client funded"},
                    {"funding\nNHS funded", "Unknown"},
                    {"funding\n-", "Unknown"}},
                   [](const person_details& d) { return d.client_funding_status[0]; });
}

TEST_CASE("an unknown accommodation is told from the person's services") {
  struct service {
    const char* type;
    const char* component;
    const char* accommodation;
    bool settled;
  };
  const service table[] = {
      {"nursing", "Shared Lives", "Registered nursing home", false},
      {"residential", "-", "Registered care home", false},
      {"community", "Shared Lives", "Shared Lives scheme", true},
      {"ST-Max", "Shared Lives", "Shared Lives scheme", true},
      {"community", "Extra care housing", "Sheltered housing, extra care housing or other sheltered housing", true},
      {"prison", "Extra care housing", "Sheltered housing, extra care housing or other sheltered housing", true},
      {"community", "Community supported living", "Supported accommodation, supported lodgings or supported group home",
       true},
      {"community", "Home support or domiciliary care", "Unknown: Presumed at home", true},
      {"community", "HOME SUPPORT or domiciliary care ", "Unknown: Presumed at home", true},
      {"community", "Meals", "Unknown: Presumed in community", false},
      {"community", "-", "Unknown: Presumed in community", false},
      {"prison", "Home support or domiciliary care", "Prison, young offenders institution or detention centre", false},
      {"prison", "-", "Prison, young offenders institution or detention centre", false},
      {"ST-Max", "Home support or domiciliary care", "Unknown", false},
      {"low level", "Meals", "Unknown", false},
      {"direct to carer", "Shared Lives", "Shared Lives scheme", true},
      {"direct to carer", "-", "Unknown", false},
      {"-", "-", "Unknown", false}};
  for (const service& row : table) {
    CAPTURE(row.type, row.component);
    const records people =
        records_from_text(std::string("person | start | end | service | component\nP1 | 2024-01-01 | open | ") +
                          row.type + " | " + row.component);
    const person_details d = details_from(people);
    CHECK(d.accommodation_status[0] == row.accommodation);
    CHECK(d.settled[0] == row.settled);
  }
}

TEST_CASE("among services the latest end decides, then the best type, then a component that tells, then the start") {
  check_one_person(
      {// Of the whole table, not of one period; an open end is the latest.
       {R"(start      | end        | service
           2010-01-01 | open       | prison
           2024-01-01 | 2025-01-01 | nursing)",
        "Prison, young offenders institution or detention centre"},
       {R"(start      | end        | service
           2024-01-01 | 2024-06-01 | prison
           2024-02-01 | 2024-05-01 | nursing)",
        "Prison, young offenders institution or detention centre"},
       // The better type beats a component that tells.
       {R"(start      | end        | service     | component
           2024-01-01 | open       | residential | -
           2024-02-01 | open       | community   | Shared Lives)",
        "Registered care home"},
       // A component that tells beats one that does not, even with an earlier start.
       {R"(start      | end        | service     | component
           2024-02-01 | open       | community   | Meals
           2024-01-01 | open       | community   | Home support or domiciliary care)",
        "Unknown: Presumed at home"},
       {R"(start      | end        | service     | component
           2024-02-01 | open       | community   | Extra care housing
           2024-01-01 | open       | community   | Shared Lives)",
        "Sheltered housing, extra care housing or other sheltered housing"},
       // Two components that tie: only the type counts.
       {R"(start      | end        | service     | component
           2024-01-01 | open       | community   | Extra care housing
           2024-01-01 | open       | community   | Shared Lives)",
        "Unknown: Presumed in community"},
       {R"(start      | end        | service     | component
           2024-01-01 | open       | community   | Shared Lives
           2024-01-01 | open       | community   | Shared Lives)",
        "Shared Lives scheme"},
       // Services only.
       {R"(start      | end        | service     | event
           2024-01-01 | 2024-01-02 | community   | Service
           2024-01-01 | open       | nursing     | Review)",
        "Unknown: Presumed in community"},
       // A known status is not looked up.
       {R"(start      | end        | service     | accommodation
           2024-01-01 | open       | nursing     | Refuge)",
        "Refuge"},
       // Two known ones that tie are Unknown, and then looked up.
       {R"(start      | end        | service     | accommodation
           2024-01-01 | open       | nursing     | Refuge
           2024-01-01 | open       | nursing     | Tenant: Private landlord)",
        "Registered nursing home"}},
      latest_accommodation);
}

TEST_CASE("the birth is the earliest of the latest period, rows with year and month before others") {
  struct birth {
    const char* rows;
    const char* year_and_month;
  };
  const birth table[] = {{R"(period_end | birth_year | birth_month
                             2024-03-31 | 1950       | 3
                             2025-03-31 | 1950       | 6
                             2025-03-31 | 1950       | 5)",
                          "1950 5"},
                         {R"(period_end | birth_year | birth_month
                             2024-03-31 | 1950       | 3
                             2025-03-31 | 1940       | -)",
                          "1950 3"},
                         {R"(period_end | birth_year | birth_month
                             2025-03-31 | 1951       | 1
                             2025-03-31 | 1950       | 12)",
                          "1950 12"},
                         {R"(period_end | birth_year | birth_month
                             2024-03-31 | 1950       | -
                             2025-03-31 | -          | 4)",
                          "- 4"},
                         {"birth_year | birth_month\n- | -", "- -"}};
  for (const birth& row : table) {
    CAPTURE(row.rows);
    const person_details d = details_from(records_from_text(one_person(row.rows)));
    const auto text = [](std::int32_t value) { return value == missing_integer ? "-" : std::to_string(value); };
    CHECK(text(d.birth_year[0]) + " " + text(d.birth_month[0]) == row.year_and_month);
    CHECK(d.birth[0] == birth_month_start(d.birth_year[0], d.birth_month[0]));
  }
}

TEST_CASE("the death is the latest of the latest period that has one") {
  struct death {
    const char* rows;
    const char* on;
  };
  const death table[] = {{R"(period_end | death
                             2024-03-31 | 2024-02-05
                             2025-03-31 | 2024-02-01
                             2025-03-31 | 2024-02-03
                             2025-03-31 | -)",
                          "2024-02-03"},
                         {"period_end | death\n2024-03-31 | 2024-02-05\n2025-03-31 | -", "2024-02-05"},
                         {"period_end | death\n2025-03-31 | -", ""}};
  for (const death& row : table) {
    CAPTURE(row.rows);
    CHECK(to_string(details_from(records_from_text(one_person(row.rows))).date_of_death[0]) == row.on);
  }
}

TEST_CASE("local identifiers: the latest one, and all of them sorted") {
  const records people = records_from_text(R"(
      person | period_end | start      | local_id
      P1     | 2024-03-31 | 2024-01-01 | c
      P1     | 2025-03-31 | 2024-01-01 | b
      P1     | 2025-03-31 | 2023-01-01 | a
      P1     | 2025-03-31 | 2023-01-01 | A
      P2     | 2025-03-31 | 2024-01-01 | -
      P3     | 2025-03-31 | 2024-01-01 | y
      P3     | 2025-03-31 | 2024-01-01 | x
      P4     | 2025-03-31 | 2024-01-01 | y
      P4     | 2025-03-31 | 2024-01-01 | x
      P4     | 2024-03-31 | 2023-01-01 | Y)");
  const person_details d = details_from(people);
  // Of two that tie the one on most rows; where they tie in that too, nobody can tell.
  CHECK(details_of(people, d.local_id_latest) == expected("P1 | b\nP2 | Unknown\nP3 | Unknown\nP4 | y"));
  CHECK(details_of(people, d.local_ids) == expected("P1 | A, b, c\nP2 | -\nP3 | x, y\nP4 | Y, x"));
}

TEST_CASE("a carer's event of the year names the adults who have an unpaid carer, in the carer's council") {
  const records people = records_from_text(R"(
      council | person | client       | start      | end        | local_id | linked_1 | linked_2 | linked_3
      901     | C1     | Unpaid carer | 2024-05-01 | 2024-06-01 | c1       | one      | "TWO "   | -
      901     | C2     | Carer        | 2023-05-01 | 2024-03-31 | c2       | three    | -        | -
      901     | C3     | Carer known by association | 2023-05-01 | 2024-04-01 | c3 | -    | -        | four
      901     | C4     | Carer        | 2025-03-31 | open       | c4       | five     | -        | -
      901     | C5     | Carer        | 2025-04-01 | open       | c5       | six      | -        | -
      901     | C6     | Service user | 2024-05-01 | open       | c6       | seven    | -        | -
      901     | C7     | Carer        | -          | open       | c7       | eight    | -        | -
      901     | P1     | Service user | 2024-05-01 | open       | one      | -        | -        | -
      901     | P2     | Service user | 2024-05-01 | open       | two      | -        | -        | -
      901     | P3     | Service user | 2024-05-01 | open       | three    | -        | -        | -
      901     | P4     | Service user | 2024-05-01 | open       | four     | -        | -        | -
      901     | P5     | Service user | 2024-05-01 | open       | five     | -        | -        | -
      901     | P6     | Service user | 2024-05-01 | open       | six      | -        | -        | -
      901     | P7     | Service user | 2024-05-01 | open       | seven    | -        | -        | -
      901     | P8     | Service user | 2024-05-01 | open       | eight    | -        | -        | -
      901     | P9     | Service user | 2023-05-01 | open       | other    | -        | -        | -
      901     | P9     | Service user | 2024-05-01 | open       | one      | -        | -        | -
      902     | P1     | Service user | 2024-05-01 | open       | one      | -        | -        | -)");
  const std::vector<bool> named = named_by_a_carer(people, year_2024);
  texts with_carer;
  for (std::size_t person = 0; person < people.people(); ++person)
    if (named[person])
      with_carer.push_back(people.councils()[people.council_of(person)].la_code + " " +
                           std::string(people.person_id(person)));
  // P3's carer's event ended the day before, P6's begins the day after, P7's is no carer's, P8's begins on no day.
  CHECK(with_carer == texts{"901 P1", "901 P2", "901 P4", "901 P5", "901 P9"});
}

TEST_CASE("details are read for the people of the records, and a person without a row has none") {
  const scratch_folder folder;
  const auto file = folder.write("person_details.csv",
                                 "LA_Code,Der_NHS_LA_Combined_Person_ID,Accommodation_Status,Gender,Der_Birth_Year,"
                                 "Der_Birth_Month,Der_Birth_Date,Date_of_Death,Primary_Support_Reason\n"
                                 "901,p1,Tenant: Private landlord,Female,1950,3,1950-03-01,2024-05-06,\n"
                                 "902,P1,Refuge,Male,1960,1,1960-01-01,,\n"
                                 "901,P9,Refuge,Male,1960,1,1960-01-01,,\n");
  const records people = records_from_text("person\nP1\nP2");
  const person_details d = read_person_details(file, people);
  REQUIRE(d.people() == 2);
  CHECK(d.known == std::vector<bool>{true, false});
  CHECK(d.accommodation_status[0] == "Tenant: Private landlord");
  CHECK(d.settled == std::vector<bool>{true, false});
  CHECK(d.gender[0] == "Female");
  CHECK(d.primary_support_reason.codes[0] == missing_code);
  CHECK(d.birth[0] == make_day(1950, 3, 1));
  CHECK(d.date_of_death[0] == make_day(2024, 5, 6));
  CHECK(d.age_at(0, make_day(2025, 3, 31)) == 75);
  CHECK(d.gender.codes[1] == missing_code);
  CHECK(d.birth[1].is_missing());
  CHECK(d.age_at(1, make_day(2025, 3, 31)) == missing_integer);
}
