#include "ascof/prepare/plausibility.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ascof/core/text.hpp"
#include "ascof/prepare/prepare.hpp"
#include "support/extract_text.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;

namespace {

using row = std::map<std::string, std::string>;

/// A submission of 240 people with one event each, whose columns are filled as the specification wants: 60 requests, 40
/// assessments, 80 services (40 of them in the community) and 60 reviews.
std::vector<row> ordinary() {
  // A whole quarter of ends, so that the submission speaks for it.
  static const std::array<std::string, 5> ends{"2025-07-", "2025-08-", "2025-09-", "2025-10-", "2025-11-"};
  std::vector<row> rows;
  for (std::size_t i = 0; i < 240; ++i) {
    const std::string type = i < 60 ? "Request" : i < 100 ? "Assessment" : i < 180 ? "Service" : "Review";
    const std::string month = std::to_string(1 + i % 9);
    row r{
        {"LA Code", "901"},
        {"LA Person Unique Identifier", "P" + std::to_string(1000 + i)},
        {"Gender", i % 2 == 0 ? "Male" : "Female"},
        {"Ethnicity", i % 3 == 0 ? "White: Irish" : "Asian or Asian British: Indian"},
        {"Date of Birth", std::to_string(1930 + i % 60) + "-0" + month + "-14"},
        {"Client Type", i % 5 == 0 ? "Unpaid carer" : "Service user"},
        {"Accommodation Status", i % 2 == 0 ? "Tenant: Private landlord" : "Owner occupier or shared ownership scheme"},
        {"Has Unpaid Carer", i % 2 == 0 ? "Yes" : "No"},
        {"Primary Support Reason", i % 2 == 0 ? "Learning disability support" : "Mental health support"},
        {"Event Type", type},
        {"Event Start Date", "2025-0" + std::to_string(1 + i % 6) + "-" + std::to_string(10 + i % 19)},
        {"Event End Date", type == "Service" && i % 2 == 0 ? "" : ends[i / 2 % 5] + std::to_string(10 + i % 19)},
        {"Event Outcome", ""},
        {"Request: Route of Access", ""},
        {"Assessment Type", ""},
        {"Service Type", ""},
        {"Service Component", ""},
        {"Delivery Mechanism", ""},
        {"Review Reason", ""}};
    if (type == "Request" || type == "Review")
      r["Event Outcome"] = i % 2 == 0 ? "Progress to assessment, review or reassessment" : "Admitted to hospital";
    if (type == "Request") r["Request: Route of Access"] = i % 2 == 0 ? "Discharge from hospital" : "Other";
    if (type == "Assessment") r["Assessment Type"] = i % 2 == 0 ? "Long term assessment" : "Short term assessment";
    if (type == "Review") r["Review Reason"] = i % 2 == 0 ? "Planned" : "Unplanned: Other reason";
    if (type == "Service") {
      const bool community = i < 140;
      r["Service Type"] = community ? "Long term support: Community" : "Long term support: Nursing care";
      r["Service Component"] = community ? "Direct payment" : "Long term nursing care";
      if (community) r["Delivery Mechanism"] = i % 2 == 0 ? "Direct payment" : "CASSR commissioned support";
    }
    rows.push_back(std::move(r));
  }
  return rows;
}

using change = std::function<void(row&, int)>;

std::vector<row> changed(const change& how) {
  std::vector<row> rows = ordinary();
  for (std::size_t i = 0; i < rows.size(); ++i) how(rows[i], static_cast<int>(i));
  return rows;
}

struct submission_of {
  std::string on;
  std::vector<row> rows;
};

/// Codes and fields of what is told, "plausible.one_value Gender", of a council's own files.
std::vector<std::string> told(const std::vector<submission_of>& submissions) {
  support::scratch_folder folder;
  std::vector<extract_file> files;
  for (const submission_of& submission : submissions) {
    std::string text;
    for (const auto& [name, value] : submission.rows.front()) text += (text.empty() ? "" : ",") + name;
    text += '\n';
    for (const row& r : submission.rows) {
      std::string line;
      for (const auto& [name, value] : r) line += (line.empty() ? "" : ",") + ('"' + value + '"');
      text += line + '\n';
    }
    files.push_back(parse_extract_file(folder.write(submission.on + ".csv", text).string() + "@" + submission.on));
  }
  std::vector<std::string> list;
  const prepared made = support::prepared_from(read_extract(files));
  for (const notice& n : made.notices)
    if (n.code.starts_with("plausible.") || n.code.starts_with("wording.event"))
      list.push_back(std::string(n.code) + (n.field.empty() ? "" : " " + std::string(n.field)));
  return list;
}

std::vector<std::string> told(const change& how) { return told({{"2025-12-05", changed(how)}}); }

using list = std::vector<std::string>;

/// Notices about the gender in councils from 902 on (901 has a few reviews only): `empty` of 30 services lack it in the
/// first council, one more in each further one.
notice_list about_gender(int councils, int empty) {
  std::string rows = "council | person | start | end | Gender\n";
  for (int c = 0; c < councils; ++c)
    for (int i = 0; i < 30; ++i)
      rows += std::to_string(902 + c) + " | P" + std::to_string(100 * c + i) + " | 2024-05-01 | open | " +
              (i < empty + c ? "-" : "Female") + "\n";
  notice_list about;
  for (const notice& n :
       support::prepared_from(support::extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", rows}})).notices)
    if (n.field == "Gender" && n.code.starts_with("plausible.")) about.push_back(n);
  return about;
}

}  // namespace

TEST_CASE("a submission as the specification wants it brings no notice") {
  CHECK(told([](row&, int) {}) == list{});
  CHECK(told({{"2025-12-05", ordinary()}, {"2025-09-05", ordinary()}}) == list{});
}

TEST_CASE("a mandatory column that is empty in a twentieth of its rows is told") {
  CHECK(told([](row& r, int i) {
          if (i % 12 == 0) r["Client Type"] = "";
        }) == list{"plausible.column_gaps Client_Type"});
  CHECK(told([](row& r, int i) {
          if (i % 48 == 0) r["Client Type"] = "";
        }) == list{});
  CHECK(told([](row& r, int i) {
          if (i % 3 == 0) r["Has Unpaid Carer"] = "";
        }) == list{"plausible.column_emptier Has_Unpaid_Carer"});
  CHECK(told([](row& r, int) { r["Gender"] = ""; }) == list{"plausible.column_empty Gender"});
}

TEST_CASE("community services of which none says how it is delivered are told") {
  CHECK(told([](row& r, int) { r["Delivery Mechanism"] = ""; }) == list{"plausible.column_empty Delivery_Mechanism"});
  CHECK(told([](row& r, int i) {
          if (i % 3 == 0) r["Delivery Mechanism"] = "";
        }) == list{"plausible.column_emptier Delivery_Mechanism"});
  const change some_empty = [](row& r, int i) {
    if (i % 3 == 0) r["Delivery Mechanism"] = "";
  };
  CHECK(told({{"2025-12-05", changed(some_empty)}, {"2025-09-05", ordinary()}}) ==
        list{"plausible.column_emptier_than_before Delivery_Mechanism"});
  // As before: no news.
  CHECK(told({{"2025-12-05", changed(some_empty)}, {"2025-09-05", changed(some_empty)}}) ==
        list{"plausible.column_emptier Delivery_Mechanism"});
}

TEST_CASE("a column that is filled on events that it does not belong to is told") {
  CHECK(told([](row& r, int i) {
          if (i % 10 == 0) r["Service Type"] = i % 20 == 0 ? "Other" : "Long term support: Prison";
        }) == list{"plausible.column_elsewhere Service_Type"});
  CHECK(told([](row& r, int i) {
          if (i % 60 == 0) r["Service Type"] = "Long term support: Prison";
        }) == list{});
}

TEST_CASE("a column that holds one value throughout is told") {
  CHECK(told([](row& r, int) { r["Gender"] = "Male"; }) == list{"plausible.one_value Gender"});
  CHECK(told([](row& r, int) { r["Date of Birth"] = "1950-03-14"; }) == list{"plausible.one_value Date_of_Birth"});
  CHECK(told([](row& r, int i) { r["Gender"] = i == 100 ? "Female" : "Male"; }) == list{});
}

TEST_CASE("event types that are written otherwise than the specification does are told") {
  CHECK(told([](row& r, int i) {
          if (i % 3 == 0) r["Event Type"] = " " + r["Event Type"];
        }) == list{"wording.event_type Event_Type"});
  CHECK(told([](row& r, int i) {
          if (i % 3 == 0) r["Event Type"] += " record";
        }) == list{"wording.event_type Event_Type"});
  CHECK(told([](row& r, int i) {
          if (i == 20) r["Event Type"] = " " + r["Event Type"];
        }) == list{});
  // As the department compares them.
  CHECK(told([](row& r, int) { r["Event Type"] = fold(r["Event Type"]) + "  "; }) == list{});
}

TEST_CASE("event types of which hardly any is left are told") {
  std::vector<row> rows;
  for (const row& r : ordinary())
    for (int copy = 0; copy < (r.at("Event Type") == "Assessment" ? 0 : 4); ++copy) {
      rows.push_back(r);
      rows.back()["LA Person Unique Identifier"] += std::to_string(copy);
    }
  for (int i = 0; i < 8; ++i) rows.push_back(ordinary()[static_cast<std::size_t>(60 + i)]);
  CHECK(told({{"2025-12-05", rows}}) == list{"plausible.event_type_gone Event_Type"});
}

TEST_CASE("events that end long before the submission are told, services apart") {
  CHECK(told([](row& r, int i) {
          if (r["Event Type"] == "Review" && i % 6 == 0) {
            r["Event Start Date"] = "2021-03-05";
            r["Event End Date"] = "2021-03-06";
          }
        }) == list{"plausible.old_ends Event_End_Date"});
  CHECK(told([](row& r, int i) {
          if (r["Event Type"] == "Service" && i % 6 == 1) r["Event End Date"] = "2021-03-06";
        }) == list{});
}

TEST_CASE("a file of which many rows have no council is refused") {
  const auto without_council = [](int each) {
    return [each](row& r, int i) {
      if (i % each == 0) r["LA Code"] = "";
    };
  };
  CHECK_THAT(
      support::failure_of([&] { told(without_council(10)); }).message,
      Catch::Contains("24 of 240 rows (10.0 %) would be lost to faults") && Catch::Contains("24 have no council"));
  CHECK_NOTHROW(told(without_council(40)));
}

TEST_CASE("what few councils have wrong is told of each") {
  const notice_list about = about_gender(3, 12);
  REQUIRE(about.size() == 3);
  CHECK(about.front().found.starts_with("council 902, submission of 2025-05-01: 12 of 30 rows"));
  CHECK(about.front().rows == 12);
}

TEST_CASE("what many councils have wrong is told once, with how many and the worst") {
  const notice_list about = about_gender(5, 12);
  REQUIRE(about.size() == 1);
  const notice& n = about.front();
  CHECK(n.code == "plausible.column_emptier");
  CHECK(n.rows == 12 + 13 + 14 + 15 + 16);
  CHECK(n.of == 150);
  CHECK(n.found.starts_with("5 of 6 councils, 70 of their 150 rows; most in 906 (53.3 %), 905 (50.0 %), 904"));
  CHECK(n.found.find("903") == std::string::npos);
}
