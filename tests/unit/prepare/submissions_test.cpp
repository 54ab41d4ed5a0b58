#include "ascof/prepare/submissions.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/extract_text.hpp"
#include "support/failure.hpp"

using namespace ascof;
using namespace support;

namespace {

const method& june() { return find_method("2026-06"); }

/// Ended events of one month: as many as `ends`, of the first `types` of the four event types, evenly.
struct month_of_ends {
  const char* month;
  int ends;
  int types = 4;
};

std::string csv_of(const char* imported, const std::vector<month_of_ends>& months) {
  static const char* const types[] = {"Request", "Assessment", "Service", "Review"};
  std::string csv =
      "LA_Code,LA_Name,ImportDate,Der_NHS_Number_Traced_Pseudo,Der_Birth_Year,Der_Birth_Month,Client_Type,Event_Type,"
      "Event_Start_Date,Event_End_Date,Event_Outcome,Service_Type,Service_Component,Delivery_Mechanism\n";
  for (const month_of_ends& m : months)
    for (int i = 0; i < m.ends; ++i)
      csv += std::string("901,Northmoor,") + imported + ",1,,,Service user," + types[i % m.types] + "," + m.month +
             "-15," + m.month + "-15,,,,\n";
  return csv;
}

extract extract_of(const std::string& csv) {
  return make_extract(read_csv_text(csv, "extract", extract_schema()), {{"extract", std::nullopt}});
}

/// The derived period of one submission, or "none".
std::string derived(const char* imported, const std::vector<month_of_ends>& months) {
  const submission_index index = index_submissions(extract_of(csv_of(imported, months)), {}, june());
  REQUIRE(index.list.size() == 1);
  return index.list[0].derived ? to_string(*index.list[0].derived) : "none";
}

/// Submissions in a text table: name, imported, derived.
submission_index index_from_text(std::string_view text) {
  const text_table table = parse_table(text);
  submission_index index;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    submission s;
    s.la_name = table.at(row, "name");
    s.la_code = s.la_name == "Northmoor" ? "901" : "902";
    s.imported = parse_instant(table.at(row, "imported")).value();
    if (!table.at(row, "derived").empty()) s.derived = parse_period(table.at(row, "derived"));
    index.list.push_back(s);
  }
  return index;
}

texts shown(const submission_index& index, const std::vector<chosen_submission>& chosen) {
  texts rows;
  for (const chosen_submission& c : chosen)
    rows.push_back(joined({index.list[c.submission].la_name, to_string(index.list[c.submission].imported).substr(0, 10),
                           to_string(c.covers)}));
  return rows;
}

}  // namespace

TEST_CASE("a month needs 2 % of the end dates") {
  CHECK(derived("2024-07-10", {{"2024-04", 20}, {"2024-05", 980}}) == "2024-04-01..2024-05-31");  // exactly
  CHECK(derived("2024-07-10", {{"2024-04", 19}, {"2024-05", 980}}) == "2024-05-01..2024-05-31");
  CHECK(derived("2024-07-10", {{"2024-04", 980}, {"2024-05", 19}}) == "2024-04-01..2024-04-30");
}

TEST_CASE("with fewer than 100 end dates every month with any counts") {
  CHECK(derived("2024-07-10", {{"2024-04", 1}, {"2024-05", 98}}) == "2024-04-01..2024-05-31");
  CHECK(derived("2024-07-10", {{"2024-04", 1}, {"2024-05", 99}}) == "2024-05-01..2024-05-31");
  CHECK(derived("2024-07-10", {{"2019-04", 1, 1}, {"2024-05", 1}}) == "2019-04-01..2024-05-31");
}

TEST_CASE("a month needs as many event types as the best one, less one") {
  CHECK(derived("2024-07-10", {{"2024-04", 60, 3}, {"2024-05", 60, 4}}) == "2024-04-01..2024-05-31");
  CHECK(derived("2024-07-10", {{"2024-04", 60, 2}, {"2024-05", 60, 4}}) == "2024-05-01..2024-05-31");
  // Two in the best month: one is enough.
  CHECK(derived("2024-07-10", {{"2024-04", 60, 1}, {"2024-05", 60, 2}}) == "2024-04-01..2024-05-31");
}

TEST_CASE("types that differ in case or trailing blanks are one, and a missing type is none") {
  std::string csv = csv_of("2024-07-10", {{"2024-04", 90, 1}, {"2024-05", 90, 4}});
  const auto spell = [&csv](const char* wanted, int count) {
    // The first rows are Requests of April.
    std::size_t at = 0;
    for (int i = 0; i < count; ++i) {
      at = csv.find(",Request,2024-04", at);
      csv.replace(at + 1, 7, wanted);
    }
  };
  spell("REQUEST ", 30);
  spell("", 30);
  spell("request", 20);
  const submission_index index = index_submissions(extract_of(csv), {}, june());
  CHECK(to_string(index.list[0].derived.value()) == "2024-05-01..2024-05-31");
}

TEST_CASE("the period runs from the first month that counts to the last, whatever lies between") {
  CHECK(derived("2024-12-10", {{"2024-04", 60}, {"2024-06", 1}, {"2024-09", 60}}) == "2024-04-01..2024-09-30");
}

TEST_CASE("end dates in or after the month of import do not count at all") {
  CHECK(derived("2024-06-30", {{"2024-05", 10}, {"2024-06", 10}, {"2024-07", 10}}) == "2024-05-01..2024-05-31");
  // Nor do they count towards the hundred, the percentage or the best number of types.
  CHECK(derived("2024-06-01", {{"2024-04", 1, 1}, {"2024-05", 98, 2}, {"2024-06", 500, 4}}) ==
        "2024-04-01..2024-05-31");
  CHECK(derived("2024-06-01", {{"2024-06", 10}}) == "none");
  CHECK(derived("2024-06-01", {{"2023-12", 10}}) == "2023-12-01..2023-12-31");
}

TEST_CASE("rows are one submission when council code, name and moment of import agree") {
  const extract raw = extract_from_text({{"", "", R"(
      council | council_name | imported                | end        | record
      901     | Northmoor    | 2024-07-10 09:00:00.001 | 2024-05-01 | 1
      901     | NORTHMOOR    | 2024-07-10 09:00:00.001 | 2024-05-01 | 2
      901     | Northmoor    | 2024-07-10 09:00:00.002 | 2024-05-01 | 3
      902     | Southmoor    | 2024-07-10 09:00:00.001 | 2024-05-01 | 4
      901     | North Moor   | 2024-07-10 09:00:00.001 | 2024-05-01 | 5
      901     | Northmoor    | 2024-07-10 09:00:00.001 | 2024-05-01 | 6
      -       | Northmoor    | 2024-07-10 09:00:00.001 | 2024-05-01 | 7
      901     | Northmoor    | -                       | 2024-05-01 | 8
      901     | Northmoor    | yesterday               | 2024-05-01 | 9)"}});
  const submission_index index = index_submissions(raw, {}, june());
  texts found;
  for (const submission& s : index.list)
    found.push_back(joined({s.la_code, s.la_name, to_string(s.imported), std::to_string(s.rows)}));
  CHECK(found == expected(R"(
      901 | North Moor | 2024-07-10 09:00:00.001 | 1
      901 | NORTHMOOR  | 2024-07-10 09:00:00.001 | 3
      901 | Northmoor  | 2024-07-10 09:00:00.002 | 1
      902 | Southmoor  | 2024-07-10 09:00:00.001 | 1)"));
  CHECK(index.of_row == std::vector<std::uint32_t>{1, 1, 2, 3, 0, 1, submission_index::none, submission_index::none,
                                                   submission_index::none});
}

TEST_CASE("the spelling of a submission's council does not depend on the order of the rows") {
  const char* rows[] = {"901 | NORTHMOOR | f2 | 2024-07-10 | 2024-05-01",
                        "901 | Northmoor | f1 | 2024-07-10 | 2024-05-01"};
  const auto index = [&](bool turned) {
    const std::string text =
        std::string("council | council_name | ImportFileId | imported | end\n") + rows[turned] + "\n" + rows[!turned];
    return index_submissions(extract_from_text({{"", "", text}}), {}, june()).list;
  };
  REQUIRE(index(false).size() == 1);
  CHECK(index(false)[0].la_name == index(true)[0].la_name);
  CHECK(index(false)[0].import_file_id == index(true)[0].import_file_id);
}

TEST_CASE("a council without a name has the one of the list, or its code") {
  const extract raw = extract_from_text({{"2024-07-10", "", R"(
      council | council_name | end
      901     | -            | 2024-05-01
      902     | -            | 2024-05-01)"}});
  const submission_index index = index_submissions(raw, areas({{"901", "Northmoor", "E1", ""}}), june());
  CHECK(index.list[0].la_name == "Northmoor");
  CHECK(index.list[1].la_name == "902");
}

TEST_CASE("stated periods are counted, and run from the earliest start to the latest end") {
  const extract raw = extract_from_text({{"2024-07-10", "", R"(
      Reporting_Period_Start_Date | Reporting_Period_End_Date | end
      2023-07-01                  | 2024-06-30                | 2024-05-01
      2023-04-01                  | 2024-03-31                | 2024-05-01
      2023-07-01                  | 2024-06-30                | 2024-05-01
      -                           | 2024-06-30                | 2024-05-01)"}});
  const submission_index index = index_submissions(raw, {}, june());
  REQUIRE(index.list.size() == 1);
  CHECK(index.list[0].stated_periods == 2);
  CHECK(to_string(index.list[0].stated.value()) == "2023-04-01..2024-06-30");
}

TEST_CASE("one file that does not say when it was submitted counts as made after its latest month") {
  std::string csv = csv_of("", {{"2024-04", 5}, {"2024-05", 5}});
  csv.replace(csv.find("ImportDate"), 10, "Unread");
  const submission_index index = index_submissions(extract_of(csv), {}, june());
  REQUIRE(index.list.size() == 1);
  CHECK(index.list[0].imported_inferred);
  CHECK(to_string(index.list[0].imported) == "2024-06-01 09:00:00.000");
  CHECK(to_string(index.list[0].derived.value()) == "2024-04-01..2024-05-31");
}

TEST_CASE("several files that do not say when they were submitted are refused") {
  std::string csv = csv_of("", {{"2024-04", 1}});
  csv.replace(csv.find("ImportDate"), 10, "Unread");
  read_result read = read_csv_text(csv, "extract", extract_schema());
  read.first_row = {0, 1, 1};
  const extract raw = make_extract(std::move(read), {{"first.csv", parse_instant("2024-07-10")}, {"second.csv", {}}});
  const auto refused = failure_of([&] { index_submissions(raw, {}, june()); });
  CHECK(refused.kind == "usage");
  CHECK(refused.code == error_code::missing_input);
  CHECK(refused.message ==
        "second.csv: several submissions, and this one does not say when it was made; write FILE@YYYY-MM-DD, or list "
        "file and submitted_on in a submissions.csv beside the files");
}

TEST_CASE("for each quarter the latest submission that covers it is chosen") {
  const submission_index index = index_from_text(R"(
      name      | imported         | derived
      Northmoor | 2024-08-01       | 2024-01-01..2024-06-30
      Northmoor | 2024-11-01       | 2024-04-01..2024-09-30
      Northmoor | 2025-02-01       | -
      Southmoor | 2024-08-01 09:00 | 2024-04-02..2024-06-30
      Southmoor | 2024-08-02       | 2024-04-01..2024-06-30
      Southmoor | 2024-08-03       | 2024-04-01..2024-06-29)");
  CHECK(shown(index, choose_by_quarter(index, parse_period("2024-01-01..2024-12-31"), {}, june())) == expected(R"(
      Northmoor | 2024-08-01 | 2024-01-01..2024-03-31
      Northmoor | 2024-11-01 | 2024-04-01..2024-06-30
      Northmoor | 2024-11-01 | 2024-07-01..2024-09-30
      Southmoor | 2024-08-02 | 2024-04-01..2024-06-30)"));
}

TEST_CASE("a submission speaks only for periods that ended before the day it was imported") {
  const submission_index index = index_from_text(R"(
      name      | imported            | derived
      Northmoor | 2024-06-30 23:59:59 | 2024-04-01..2024-06-30
      Southmoor | 2024-07-01 00:00    | 2024-04-01..2024-06-30)");
  CHECK(shown(index, choose_by_quarter(index, parse_period("2024-04-01..2024-06-30"), {}, june())) ==
        expected("Southmoor | 2024-07-01 | 2024-04-01..2024-06-30"));
}

TEST_CASE("import dates compare with the as-of day by day") {
  const submission_index index = index_from_text(R"(
      name      | imported            | derived
      Northmoor | 2024-08-01 09:00    | 2024-04-01..2024-06-30
      Northmoor | 2024-08-15 23:59:59 | 2024-04-01..2024-06-30
      Northmoor | 2024-08-16 00:00    | 2024-04-01..2024-06-30)");
  const auto chosen = [&](const char* as_of) {
    return shown(index, choose_by_quarter(index, parse_period("2024-04-01..2024-06-30"), day_from(as_of), june()));
  };
  CHECK(chosen("") == expected("Northmoor | 2024-08-16 | 2024-04-01..2024-06-30"));
  CHECK(chosen("2024-08-15") == expected("Northmoor | 2024-08-15 | 2024-04-01..2024-06-30"));
  CHECK(chosen("2024-08-14") == expected("Northmoor | 2024-08-01 | 2024-04-01..2024-06-30"));
  CHECK(chosen("2024-07-31").empty());
}

TEST_CASE("a file with known major faults is not chosen, one imported a millisecond later is") {
  const submission_index index = index_from_text(R"(
      name      | imported                | derived
      Northmoor | 2026-04-23 13:28:24.253 | 2026-01-01..2026-03-31
      Southmoor | 2026-04-23 13:28:24.254 | 2026-01-01..2026-03-31)");
  CHECK(shown(index, choose_by_quarter(index, parse_period("2026-01-01..2026-03-31"), {}, june())) ==
        expected("Southmoor | 2026-04-23 | 2026-01-01..2026-03-31"));
}

TEST_CASE("for a single table one submission has to cover the whole year") {
  const submission_index index = index_from_text(R"(
      name      | imported   | derived
      Northmoor | 2025-05-01 | 2024-04-01..2025-03-31
      Northmoor | 2025-06-01 | 2024-05-01..2025-04-30
      Southmoor | 2025-05-01 | 2024-04-01..2025-02-28
      Southmoor | 2025-05-02 | 2023-04-01..2025-03-31)");
  CHECK(shown(index, choose_for(index, financial_year(2024), {}, june())) == expected(R"(
      Northmoor | 2025-05-01 | 2024-04-01..2025-03-31
      Southmoor | 2025-05-02 | 2024-04-01..2025-03-31)"));
}
