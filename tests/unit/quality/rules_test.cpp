#include "ascof/quality/rules.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/ascof.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;

namespace {

constexpr std::string_view header =
    "LA Code,Reporting Period Start Date,Reporting Period End Date,NHS Number,LA Person Unique Identifier,Gender,"
    "Ethnicity,Date of Birth,Date of Death,Client Type,Primary Support Reason,Accommodation Status,Employment Status,"
    "Has Unpaid Carer,Client Funding Status,Event Type,Event Start Date,Event End Date,Event Outcome,"
    "Request: Route of Access,Assessment Type,Method of Assessment,Service Type,Service Component,Delivery Mechanism,"
    "Review Reason,Method of Review,Review Outcomes Achieved,Unit Cost,Cost Frequency (Unit Type),"
    "Planned units per week,Adult 1 Linked Person ID";

/// A row of which a test says only what matters to it; the rest is in order.
using cells = std::map<std::string, std::string, std::less<>>;

std::string line_of(const cells& given) {
  const cells usual{{"LA Code", "901"},
                    {"Reporting Period Start Date", "01/04/2025"},
                    {"Reporting Period End Date", "31/03/2026"},
                    {"NHS Number", "9434765919"},
                    {"LA Person Unique Identifier", "L1"},
                    {"Gender", "Female"},
                    {"Ethnicity", "White: Irish"},
                    {"Date of Birth", "01/01/1950"},
                    {"Client Type", "Service user"},
                    {"Primary Support Reason", "Physical support: Personal care support"},
                    {"Accommodation Status", "Shared Lives scheme"},
                    {"Has Unpaid Carer", "No"},
                    {"Client Funding Status", "Fully client funded"},
                    {"Event Type", "Service"},
                    {"Event Start Date", "01/05/2025"},
                    {"Event End Date", "02/05/2025"},
                    {"Event Outcome", "No change in package"}};
  std::string line;
  std::string_view rest = header;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string name(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (name != "LA Code") line += ',';
    const auto said = given.find(name);
    const auto known = usual.find(name);
    const std::string& text = said != given.end() ? said->second : known != usual.end() ? known->second : "";
    line += text.find(',') == std::string::npos ? text : '"' + text + '"';
  }
  return line + '\n';
}

check_report checked(const std::vector<cells>& rows, const check_options& options = {}) {
  std::string text = std::string(header) + '\n';
  for (const cells& row : rows) text += line_of(row);
  const extract raw = make_extract(read_csv_text(text, "extract.csv", extract_schema()),
                                   {{.path = "extract.csv", .submitted_on = parse_instant("2026-04-20")}});
  return check(raw, mappings::shipped(), {}, options);
}

/// "failed of rows" of a rule and field over all event types.
std::string found(const std::vector<cells>& rows, std::string_view rule, std::string_view field,
                  const check_options& options = {}) {
  std::uint64_t of = 0, failed = 0;
  bool tested = false;
  const check_report report = checked(rows, options);
  for (const check_line& line : report.lines) {
    if (line.rule_id != rule || line.field != field) continue;
    tested = true;
    of += line.rows;
    failed += line.failed;
  }
  return tested ? std::to_string(failed) + " of " + std::to_string(of) : "not tested";
}

const cells request{{"Event Type", "Request"}, {"Request: Route of Access", "Community / other route"}};
const cells care_assessment{{"Event Type", "Assessment"}, {"Assessment Type", "Long term assessment"}};
const cells money{{"Event Type", "Assessment"}, {"Assessment Type", "Financial Assessment"}};
const cells service{{"Service Type", "Long term support: Community"}, {"Service Component", "Equipment"}};
const cells review{{"Event Type", "Review"}, {"Review Reason", "Planned"}};

cells but(cells row, const cells& with) {
  for (const auto& [name, text] : with) row[name] = text;
  return row;
}

}  // namespace

TEST_CASE("as of a day, submissions imported later are not looked at") {
  const support::scratch_folder folder;
  const auto first = folder.write("first.csv", std::string(header) + '\n' + line_of(but(service, {{"Gender", ""}})));
  const auto second = folder.write("second.csv", std::string(header) + '\n' + line_of(service));
  const extract raw = read_extract(
      {parse_extract_file(first.string() + "@2026-04-20"), parse_extract_file(second.string() + "@2026-07-20")});
  const auto blank_genders = [&](const check_options& options) {
    std::uint64_t failed = 0;
    for (const check_line& line : check(raw, mappings::shipped(), {}, options).lines)
      if (line.rule_id == "V015") failed += line.failed;
    return failed;
  };
  CHECK(blank_genders({}) == 0);
  check_options then;
  then.as_of = make_day(2026, 4, 30);
  CHECK(blank_genders(then) == 1);
  then.as_of = make_day(2026, 4, 1);
  const check_report none = check(raw, mappings::shipped(), {}, then);
  CHECK(none.lines.empty());
  CHECK(none.would_fail());
}

TEST_CASE("mandatory fields: blank, blanks and the word NULL are nothing, Unknown is a value") {
  CHECK(found({but(service, {{"Gender", ""}}), but(service, {{"Gender", "   "}}), but(service, {{"Gender", "null"}}),
               but(service, {{"Gender", "Unknown"}}), service},
              "V015", "Gender") == "3 of 5");
  CHECK(found({but(service, {{"LA Person Unique Identifier", ""}}), service}, "V012", "LA_Person_Unique_Identifier") ==
        "1 of 2");
  CHECK(found({but(service, {{"Date of Birth", ""}}), service}, "V017", "Date_of_Birth") == "1 of 2");
}

TEST_CASE("conditional fields are asked of the rows that the rule names") {
  // A primary support reason on all but requests and linking rows.
  CHECK(found({but(request, {{"Primary Support Reason", ""}}), but(service, {{"Primary Support Reason", ""}}),
               but(service, {{"Primary Support Reason", ""}, {"Client Type", "Unpaid carer known by association"}}),
               review},
              "V021", "Primary_Support_Reason") == "1 of 2");
  // Employment of people of 18 to 64 with a learning disability; the age is that on 31 March 2026, which the
  // department counts a day late.
  const cells learning = but(service, {{"Primary Support Reason", "Learning disability support"}});
  CHECK(found({but(learning, {{"Date of Birth", "01/04/2008"}}), but(learning, {{"Date of Birth", "30/03/2008"}}),
               but(learning, {{"Date of Birth", "30/03/1961"}}), but(learning, {{"Date of Birth", "01/04/1961"}}),
               but(learning, {{"Date of Birth", "01/04/1961"}, {"Client Type", "Unpaid carer"}})},
              "V025", "Employment_Status") == "2 of 2");
  // Funding on services, reviews and financial assessments of service users.
  const cells no_funding{{"Client Funding Status", ""}};
  CHECK(found({but(service, no_funding), but(review, no_funding), but(money, no_funding),
               but(care_assessment, no_funding), but(request, no_funding)},
              "V028", "Client_Funding_Status") == "3 of 3");
  // No outcome of financial assessments, one of everything else.
  CHECK(found({but(money, {{"Event Outcome", ""}}), but(service, {{"Event Outcome", ""}}), request}, "V048",
              "Event_Outcome") == "1 of 2");
  CHECK(found({money, but(money, {{"Event Outcome", ""}})}, "V049", "Event_Outcome") == "1 of 2");
  CHECK(found({review, but(review, {{"Review Reason", "Unplanned: Other"}})}, "V071", "Review_Outcomes_Achieved") ==
        "1 of 1");
  // An end on requests, assessments and reviews; services may be open.
  CHECK(found({but(service, {{"Event End Date", ""}}), but(request, {{"Event End Date", ""}}), review}, "V042",
              "Event_End_Date") == "1 of 2");
  CHECK(found({but(service, {{"Event End Date", ""}, {"Date of Death", "01/06/2025"}}), service}, "V032",
              "Event_End_Date") == "1 of 1");
}

TEST_CASE("fields of one event type are given there and nowhere else") {
  CHECK(found({but(request, {{"Request: Route of Access", ""}}), request,
               but(service, {{"Request: Route of Access", "Community / other route"}}), service},
              "V055", "Request_Route_of_Access") == "2 of 4");
  CHECK(found({but(care_assessment, {{"Assessment Type", ""}}), care_assessment}, "V056", "Assessment_Type") ==
        "1 of 2");
  CHECK(found({care_assessment, money}, "V057", "Method_of_Assessment") == "1 of 1");
  CHECK(found({but(service, {{"Service Component", ""}}), service, request}, "V061", "Service_Component") == "1 of 2");
  CHECK(found({review}, "V069", "Review_Reason") == "0 of 1");
  CHECK(found({review}, "V070", "Method_of_Review") == "1 of 1");
  CHECK(found({but(request, {{"Service Type", "Long term support: Community"}}), service}, "V076", "Service_Type") ==
        "1 of 1");
}

TEST_CASE("wording: invalid, of Release 1, in other capitals, and NULL") {
  const std::vector<cells> rows{but(service, {{"Client Type", "Service user"}}),
                                but(service, {{"Client Type", "SERVICE USER "}}),
                                but(service, {{"Client Type", "Carer"}}),
                                but(service, {{"Client Type", "Client"}}),
                                but(service, {{"Client Type", ""}}),
                                but(service, {{"Client Type", "NULL"}})};
  CHECK(found(rows, "V034", "Client_Type") == "1 of 4");
  CHECK(found(rows, "V035", "Client_Type") == "1 of 4");
  CHECK(found(rows, "V036", "Client_Type") == "1 of 2");
  CHECK(found(rows, "V037", "Client_Type") == "1 of 6");
  check_options first;
  first.release = cld_release::one;
  CHECK(found(rows, "V034", "Client_Type", first) == "1 of 4");
  CHECK(found(rows, "V035", "Client_Type", first) == "0 of 0");
  CHECK(found(rows, "V036", "Client_Type", first) == "2 of 3");
  CHECK(found({but(service, {{"Delivery Mechanism", "Self-Funder Metering Only"}})}, "V075", "Delivery_Mechanism",
              first) == "1 of 1");
  CHECK(found({but(care_assessment, {{"Assessment Type", "Safeguarding assessment"}}), care_assessment}, "V058",
              "Assessment_Type") == "1 of 2");
}

TEST_CASE("identities") {
  CHECK(found({but(service, {{"NHS Number", ""}}), service}, "V010", "NHS_Number") == "1 of 2");
  // The last digit of 943 476 5919 follows from the others; blanks and hyphens are no fault.
  CHECK(found({service, but(service, {{"NHS Number", "943 476 5919"}}), but(service, {{"NHS Number", "9434765918"}}),
               but(service, {{"NHS Number", ""}})},
              "V011", "NHS_Number") == "1 of 3");
  CHECK(found({but(service, {{"NHS Number", ""}, {"LA Person Unique Identifier", ""}}), service}, "V013",
              "NHS_Number") == "1 of 2");
  // Two births behind L1; L2 has one.
  CHECK(found({service, but(service, {{"Date of Birth", "02/01/1950"}}),
               but(service, {{"LA Person Unique Identifier", "L2"}, {"NHS Number", ""}})},
              "V033", "LA_Person_Unique_Identifier") == "2 of 3");
  CHECK(found({but(service, {{"Adult 1 Linked Person ID", "L1"}}), but(service, {{"Adult 1 Linked Person ID", "L9"}}),
               service},
              "V060", "Adult_1_Linked_Person_ID") == "1 of 2");
  CHECK(found({but(service, {{"LA Code", ""}}), service}, "V001", "LA_Code") == "1 of 2");
  CHECK(found({but(service, {{"LA Code", "9X1"}}), service}, "V002", "LA_Code") == "1 of 2");
}

TEST_CASE("days and ages") {
  // The first is a default day of systems, which the reading has taken as missing.
  CHECK(found({but(service, {{"Date of Birth", "01/01/1900"}}), but(service, {{"Date of Birth", "31/03/1911"}}),
               but(service, {{"Date of Birth", "01/04/1911"}}), but(service, {{"Date of Birth", "01/04/2026"}})},
              "V018", "Date_of_Birth") == "2 of 3");
  CHECK(found({but(service, {{"Date of Birth", "30/03/2008"}}), but(service, {{"Date of Birth", "01/04/2008"}})},
              "V019", "Date_of_Birth") == "1 of 2");
  CHECK(found({but(service, {{"Date of Death", "31/12/1949"}}), but(service, {{"Date of Death", "01/01/1950"}})},
              "V029", "Date_of_Death") == "1 of 2");
  CHECK(found({but(service, {{"Date of Death", "30/04/2025"}}), but(service, {{"Date of Death", "01/05/2025"}})},
              "V030", "Date_of_Death") == "1 of 2");
  CHECK(found({but(service, {{"Date of Death", "31/03/2025"}}), but(service, {{"Date of Death", "01/04/2025"}})},
              "V031", "Date_of_Death") == "1 of 2");
  CHECK(found({but(service, {{"Event End Date", "30/04/2025"}}), but(service, {{"Event End Date", "01/05/2025"}})},
              "V043", "Event_End_Date") == "1 of 2");
  CHECK(found({but(service, {{"Event Start Date", "01/04/2026"}, {"Event End Date", ""}}),
               but(service, {{"Event Start Date", "31/03/2026"}, {"Event End Date", ""}})},
              "V044", "Event_Start_Date") == "1 of 2");
  CHECK(found({but(review, {{"Event End Date", "31/03/2025"}}), but(review, {{"Event End Date", "01/04/2025"}}),
               but(review, {{"Event End Date", "01/04/2026"}})},
              "V045", "Event_End_Date") == "2 of 3");
  CHECK(found({but(service, {{"Event Start Date", "01/03/2025"}, {"Event End Date", "31/03/2025"}}),
               but(service, {{"Event Start Date", "01/03/2025"}, {"Event End Date", "01/04/2025"}}),
               but(service, {{"Event End Date", ""}})},
              "V046", "Event_End_Date") == "1 of 3");
  CHECK(found({but(service, {{"Event Start Date", ""}}), service}, "V041", "Event_Start_Date") == "1 of 2");
  CHECK(found({but(service, {{"Event Type", "Svc"}}), service}, "V039", "Event_Type") == "1 of 2");
}

TEST_CASE("periods") {
  const cells other{{"Reporting Period Start Date", "01/07/2025"}, {"Reporting Period End Date", "30/06/2026"}};
  CHECK(found({service, review, but(service, other)}, "V006", "Reporting_Period_Start_Date") == "1 of 3");
  CHECK(found({service, but(service, {{"Reporting Period Start Date", "02/04/2025"}})}, "V007",
              "Reporting_Period_Start_Date") == "1 of 2");
  CHECK(found({service, but(service, {{"Reporting Period Start Date", "01/04/2026"}})}, "V005",
              "Reporting_Period_Start_Date") == "1 of 2");
  CHECK(found({but(service, {{"Reporting Period End Date", ""}}), service}, "V004", "Reporting_Period_End_Date") ==
        "1 of 2");
  // In May 2025 three types of events end, in June one.
  CHECK(found({service, request, review, but(service, {{"Event End Date", "02/06/2025"}})}, "V077", "Event_Type") ==
        "1 of 4");
}

TEST_CASE("events that are repeated, and what cannot be") {
  // Services that differ in cost are two lines of one event and stay apart.
  CHECK(found({service, service, but(service, {{"Unit Cost", "10"}}), but(service, {{"NHS Number", "9434765870"}})},
              "V053", "Event_Type") == "1 of 4");
  CHECK(found({but(service, {{"Client Type", "Unpaid carer"}}),
               but(service, {{"Client Type", "Unpaid carer"},
                             {"Primary Support Reason", "Social support: Support to unpaid carer"}})},
              "V022", "Primary_Support_Reason") == "1 of 2");
  CHECK(found({but(service, {{"Service Type", "Long term support: Prison"}, {"Delivery Mechanism", "Direct payment"}}),
               but(service, {{"Delivery Mechanism", "Direct payment"}})},
              "V062", "Delivery_Mechanism") == "1 of 2");
}

TEST_CASE("costs") {
  const cells costed = but(service, {{"Unit Cost", "100"}, {"Cost Frequency (Unit Type)", "Weekly"}});
  CHECK(found({service, costed, but(service, {{"Delivery Mechanism", "CASSR commissioned support"}}),
               but(service, {{"Service Type", "Short term support: ST-Max"}})},
              "V063", "Unit_Cost") == "1 of 2");
  CHECK(found({but(costed, {{"Cost Frequency (Unit Type)", "Hourly"}}), costed}, "V065", "Planned_units_per_week") ==
        "1 of 1");
  CHECK(found({but(costed, {{"Unit Cost", "-1"}}), costed, service}, "V066", "Unit_Cost") == "1 of 2");
  CHECK(found({but(costed, {{"Unit Cost", "0"}}), costed, service}, "V067", "Unit_Cost") == "1 of 2");
  CHECK(found({but(costed, {{"Unit Cost", "much"}}), costed, service}, "V064", "Unit_Cost") == "1 of 2");
}

TEST_CASE("a rule of Release 1 fails no Release 2 submission, and a rule that is uncertain says so") {
  for (const check_line& line : checked({service}).lines) {
    const quality_rule& rule = find_quality_rule(line.rule_id);
    CAPTURE(line.rule_id, line.field);
    if (rule.release == "R1") {
      CHECK(line.severity == rule_severity::warning);
      CHECK(line.certainty.find("not known for Release 2") != std::string::npos);
    }
    if (rule.is_uncertain()) CHECK(line.certainty != "documented");
  }
}

TEST_CASE("an error in more than the accepted share of the rows of an event type fails the submission") {
  const auto fails = [](std::size_t good, std::size_t bad, const cells& fault, std::string_view rule) {
    std::vector<cells> rows(good, service);
    rows.insert(rows.end(), bad, but(service, fault));
    const check_report report = checked(rows);
    const std::vector<const check_line*> fatal = report.fatal();
    return std::any_of(fatal.begin(), fatal.end(), [&](const check_line* line) { return line->rule_id == rule; });
  };
  CHECK_FALSE(fails(19, 1, {{"Ethnicity", ""}}, "V016"));
  CHECK(fails(18, 1, {{"Ethnicity", ""}}, "V016"));
  // A row without an event type is a share of all rows, not all of its own kind.
  CHECK_FALSE(fails(19, 1, {{"Event Type", "Svc"}}, "V039"));
  CHECK_FALSE(fails(19, 1, {{"Event Type", "Svc"}}, "V034"));
  CHECK(fails(18, 1, {{"Event Type", "Svc"}}, "V039"));
  // A warning fails nothing.
  CHECK_FALSE(fails(1, 9, {{"NHS Number", ""}}, "V010"));
}

TEST_CASE("a line of a list names the line of the file") {
  std::string text = std::string(header) + "\n" + line_of(service) + "\n" + line_of(but(service, {{"Gender", ""}}));
  read_options lines;
  lines.keep_lines = true;
  lines.piece_bytes = 64;
  const extract raw = make_extract(read_csv_text(text, "extract.csv", extract_schema(), lines),
                                   {{.path = "extract.csv", .submitted_on = parse_instant("2026-04-20")}});
  CHECK(raw.lines == std::vector<std::uint64_t>{2, 4});
  check_options options;
  options.list_rows = true;
  const check_report report = check(raw, mappings::shipped(), {}, options);
  std::size_t met = 0;
  for (const failing_row& row : report.rows) {
    if (row.rule_id != "V015") continue;
    ++met;
    CHECK(row.at.file == 0);
    CHECK(row.at.line == 4);
  }
  CHECK(met == 1);
}
