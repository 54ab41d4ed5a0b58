// What only a whole column shows: decimal commas, and days that are moments of UTC.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ingest_helpers.hpp"

using namespace ingest_tests;

namespace {

const schema costs = make_schema({field("Id"), field("Unit Cost", field_kind::hundredths)});
const schema events = make_schema({field("Id"), field("Start", field_kind::day)});

/// A file of two columns with these values in the second.
std::string file_of(const std::string& name, const texts& values) {
  std::string text = "Id," + name + "\n";
  for (const std::string& value : values) text += "a,\"" + value + "\"\n";
  return text;
}

texts read_costs(const texts& values, texts* codes = nullptr) {
  const read_result found = read_csv_text(file_of("Unit Cost", values), "costs.csv", costs);
  if (codes != nullptr)
    for (const notice& n : found.report.files[0].notices) codes->push_back(std::string(n.code));
  return shown(found, costs, "Unit Cost");
}

texts read_starts(const texts& values, texts* codes = nullptr) {
  const read_result found = read_csv_text(file_of("Start", values), "events.csv", events);
  if (codes != nullptr)
    for (const notice& n : found.report.files[0].notices) codes->push_back(std::string(n.code));
  return shown(found, events, "Start");
}

bool holds(const texts& codes, const std::string& code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

TEST_CASE("decimal commas are read where the column can mean nothing else") {
  texts codes;
  CHECK(read_costs({"411,50", "1.078,00", "1078", "1.078", "12,345", "-3,5", "\xC2\xA3 7,25", ""}, &codes) ==
        texts{"41150", "107800", "107800", "107800", "1235", "-350", "725", "-"});
  CHECK(holds(codes, "number.decimal_comma"));
}

TEST_CASE("commas between thousands stay what they are") {
  texts codes;
  CHECK(read_costs({"1,078.00", "411.50", "1,078", "1,078,000"}, &codes) ==
        texts{"107800", "41150", "107800", "107800000"});
  CHECK_FALSE(holds(codes, "number.decimal_comma"));
  // Nothing shows what the comma is: as written here.
  CHECK(read_costs({"1,078", "2,411"}) == texts{"107800", "241100"});
}

TEST_CASE("a column with decimal commas and decimal points is refused") {
  texts values(30, "411,50");
  values.insert(values.end(), 30, "411.50");
  CHECK_THAT(failure_of([&] { read_costs(values); }).message,
             Catch::Contains("30 values have a comma before their decimals and 30 a point"));
  // A single odd one is a slip: missing, and told.
  texts codes;
  values.assign(200, "411.50");
  values.push_back("411,5");
  const texts read = read_costs(values, &codes);
  CHECK(read.front() == "41150");
  CHECK(read.back() == "-");
  CHECK_FALSE(holds(codes, "number.decimal_comma"));
}

TEST_CASE("midnights of the United Kingdom in UTC without a zone are its days") {
  texts codes;
  CHECK(read_starts(
            {"2025-06-08 23:00:00", "2025-01-15 00:00:00", "2025-03-30 23:00:00", "15/01/2025", "2025-10-25T23:00"},
            &codes) == texts{"2025-06-09", "2025-01-15", "2025-03-31", "2025-01-15", "2025-10-26"});
  CHECK(holds(codes, "day.utc"));
}

TEST_CASE("times of day stay in their day") {
  for (const char* other : {"2025-06-08 00:00:00", "2025-01-15 23:00:00", "2025-06-08 14:30:00"}) {
    CAPTURE(other);
    texts codes;
    const texts read = read_starts({"2025-06-08 23:00:00", other}, &codes);
    CHECK(read.front() == "2025-06-08");
    CHECK_FALSE(holds(codes, "day.utc"));
  }
}

TEST_CASE("years in a column of days are no day numbers") {
  CHECK_THAT(failure_of([] { read_starts(texts(8, "2025")); }).message,
             Catch::Contains("8 of 8 values are years without a day"));
  CHECK(read_starts(texts(8, "45778")) == texts(8, "2025-05-01"));
}

TEST_CASE("a column of years that cannot be is refused") {
  for (const char* text : {"0205-05-01", "01/05/0205"}) {
    CAPTURE(text);
    CHECK_THAT(failure_of([&] { read_starts(texts(8, text)); }).message,
               Catch::Contains("all of 8 values are no days"));
  }
}
