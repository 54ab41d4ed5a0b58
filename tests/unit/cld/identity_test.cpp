#include "cld/identity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/error.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using support::failure_of;
using support::scratch_folder;
using kind = read_identifier::kind;

namespace {

struct person_row {
  std::string nhs = "9990262069";
  std::string local = "1";
  std::string birth = "1940-05-06";
  std::string death{};
  std::string start = "2024-05-01";
};

/// A council's own file; the department's copy when it has a day of import.
std::string file_of(const std::vector<person_row>& rows, bool department = false) {
  std::string text =
      "LA Code,NHS Number,LA Person Unique Identifier,Date of Birth,Date of Death,Client Type,Event Type,"
      "Event Start Date,Event End Date,Event Outcome,Service Type,Service Component,Delivery Mechanism";
  text += department ? ",ImportDate\n" : "\n";
  for (const person_row& row : rows)
    text += "901," + row.nhs + "," + row.local + "," + row.birth + "," + row.death + ",Service User,Review," +
            row.start + ",2024-06-02,,,," + (department ? ",2024-07-20 10:00:00" : "") + "\n";
  return text;
}

extract read(const scratch_folder& folder, const std::string& text, bool department = false) {
  const std::filesystem::path file = folder.write("cld.csv", text);
  extract_file given{file};
  if (!department) given.submitted_on = parse_extract_file("x.csv@2024-07-20").submitted_on;
  return read_extract({given});
}

std::uint64_t rows_noticed(const extract& of, std::string_view code) {
  for (const notice& n : of.notices)
    if (n.code == code) return n.rows;
  return 0;
}

}  // namespace

TEST_CASE("what stands in place of an identifier identifies nobody") {
  for (const char* text : {"Not known", "N/A", "TBC", "Unknown", "None", "-1", "0", "X", "-", "NULL", "#N/A", "#VALUE!",
                           "0000000000", "(null)"}) {
    CAPTURE(text);
    CHECK(read_nhs_number(text).is == kind::placeholder);
    CHECK(read_local_identifier(text).is == kind::placeholder);
  }
  for (const char* text : {"1111111111", "9999999999", "1234567890", "999 999 9999"}) {
    CAPTURE(text);
    CHECK(read_nhs_number(text).is == kind::placeholder);
  }
}

TEST_CASE("an NHS number written otherwise is its ten digits") {
  for (const char* text : {"999 026 2069", "999-026-2069", "9990262069.0", "'9990262069",
                           "999\xC2\xA0"
                           "026\xC2\xA0"
                           "2069",
                           "9.990262069E+09", "9.990262069E9"}) {
    CAPTURE(text);
    CHECK(read_nhs_number(text).is == kind::changed);
    CHECK(read_nhs_number(text).text == "9990262069");
  }
  CHECK(read_nhs_number("9990262069").is == kind::kept);
  CHECK(read_nhs_number("0x8F2A77").is == kind::kept);
}

TEST_CASE("a number whose digits were lost is told apart from an exact one") {
  for (const char* text : {"9.99E+09", "9.99026E9", "9.99026206E+09"}) {
    CAPTURE(text);
    CHECK(read_nhs_number(text).is == kind::rounded);
  }
}

TEST_CASE("a local identifier of digits loses what a data frame added, and no other text is changed") {
  CHECK(read_local_identifier("901.0").text == "901");
  CHECK(read_local_identifier("A-17.5").is == kind::kept);
  CHECK(read_local_identifier("0012").is == kind::kept);
}

TEST_CASE("the check digit is that of modulus 11") {
  CHECK(has_check_digit("9434765919"));
  CHECK_FALSE(has_check_digit("9434765918"));
  CHECK_FALSE(has_check_digit("943476591"));
  CHECK_FALSE(has_check_digit("943476591X"));
}

TEST_CASE("in a council's own file a placeholder becomes missing and is noticed") {
  const scratch_folder folder;
  const extract got = read(folder, file_of({{}, {.nhs = "9999999999"}, {.nhs = "TBC", .local = "N/A"}}));
  const code_vector& nhs = got.data.text(submitted::nhs_number).codes;
  CHECK(nhs[0] != missing_code);
  CHECK(nhs[1] == missing_code);
  CHECK(nhs[2] == missing_code);
  CHECK(got.lost.without_identifier == 1);
  CHECK(rows_noticed(got, "identity.none_much") == 1);
  CHECK(rows_noticed(got, "identity.placeholders") == 2);
}

TEST_CASE("the department's copy keeps its identifiers and days; they are noticed") {
  const scratch_folder folder;
  const extract got =
      read(folder, file_of({{.nhs = "TBC", .birth = "1900-01-01"}, {.death = "1900-01-01"}}, true), true);
  CHECK(got.data.text(submitted::nhs_number).codes[0] != missing_code);
  CHECK(got.data.days(submitted::date_of_birth)[0] == make_day(1900, 1, 1));
  CHECK(got.data.days(submitted::date_of_death)[1] == make_day(1900, 1, 1));
  CHECK(rows_noticed(got, "identity.placeholder_kept") == 1);
  CHECK(rows_noticed(got, "day.default_birth_kept") == 1);
  CHECK(rows_noticed(got, "day.default_death_kept") == 1);
}

TEST_CASE("in a council's own file births and deaths on default days are missing") {
  const scratch_folder folder;
  for (const char* day : {"1900-01-01", "1899-12-30", "1753-01-01"}) {
    CAPTURE(day);
    const extract got = read(folder, file_of({{.birth = day}, {.death = day}, {}}));
    CHECK_FALSE(got.data.days(submitted::date_of_birth)[0]);
    CHECK_FALSE(got.data.days(submitted::date_of_death)[1]);
    CHECK(got.data.days(submitted::date_of_birth)[2]);
    CHECK(rows_noticed(got, "day.default_birth") == 1);
    CHECK(rows_noticed(got, "day.default_death") == 1);
    CHECK(got.lost.deaths_long_before == 0);
  }
}

TEST_CASE("deaths before birth or two years before the event are faults, a death in between is none") {
  const scratch_folder folder;
  const extract got =
      read(folder, file_of({{.death = "1935-02-03"}, {.death = "2020-02-03"}, {.death = "2024-03-03"}, {}}));
  CHECK(got.lost.deaths_long_before == 2);
}

TEST_CASE("rounded NHS numbers refuse the file without a value") {
  const scratch_folder folder;
  const std::string told = failure_of([&] {
                             read(folder, file_of({{.nhs = "9.99E+09"}, {.nhs = "9.98E+09"}}));
                           }).message;
  CHECK(told.find("rounded") != std::string::npos);
  CHECK(told.find("9.99") == std::string::npos);
}

TEST_CASE("NHS numbers in 32 bits of floating point refuse the file without a value") {
  const scratch_folder folder;
  // As 9993522457, 9997472357 and 9990426910 come back.
  const std::vector<person_row> rounded{{"9993522176"}, {"9997472768"}, {"9990426624"}};
  std::vector<person_row> rows = rounded;
  for (int i = 0; i < 20; ++i) rows.push_back({});
  const std::string told = failure_of([&] { read(folder, file_of(rows)); }).message;
  CHECK(told.find("in 3 rows the NHS Number was rounded") != std::string::npos);
  CHECK(told.find("999") == std::string::npos);
  // A number or two may end so by chance, and pseudonyms may be anything.
  CHECK_NOTHROW(read(folder, file_of({rounded[0], rounded[1], {}})));
  CHECK_NOTHROW(read(folder, file_of(rows, true), true));
}

TEST_CASE("rows without a council are told") {
  const scratch_folder folder;
  std::string text = file_of({{}, {}, {}});
  CHECK(rows_noticed(read(folder, text), "identity.council_missing_much") == 0);
  text.erase(text.rfind("\n901,") + 1, 3);
  const extract without = read(folder, text);
  CHECK(rows_noticed(without, "identity.council_missing_much") == 1);
  CHECK(without.data.text(submitted::la_code).codes[2] == missing_code);
}

TEST_CASE("one number for many births is a crowd") {
  const scratch_folder folder;
  std::vector<person_row> rows;
  for (int i = 0; i < 6; ++i)
    rows.push_back({.local = std::to_string(i + 1), .birth = "194" + std::to_string(i) + "-05-06"});
  const extract got = read(folder, file_of(rows));
  CHECK(std::any_of(got.notices.begin(), got.notices.end(),
                    [](const notice& n) { return n.code == "identity.crowd" && n.people == 1; }));
}

TEST_CASE("a local identifier Unknown stays beside an NHS number and identifies nobody without one") {
  const scratch_folder folder;
  const extract got = read(folder, file_of({{.local = "Unknown"}, {.nhs = "", .local = "Unknown"}, {}}));
  const code_vector& local = got.data.text(submitted::local_person_id).codes;
  CHECK(local[0] != missing_code);
  CHECK(local[1] == missing_code);
  CHECK(got.lost.without_identifier == 1);
}

TEST_CASE("check digits are judged where some number passes: pseudonyms of ten digits do not") {
  const scratch_folder folder;
  const extract mistyped = read(folder, file_of({{.nhs = "9434765919"}, {.nhs = "9434765918"}}));
  CHECK(rows_noticed(mistyped, "identity.check_digits") == 1);
  const extract pseudonyms = read(folder, file_of({{.nhs = "9434765917"}, {.nhs = "9434765918"}}));
  CHECK(rows_noticed(pseudonyms, "identity.check_digits") == 0);
}
