#include "ascof/prepare/prepare.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "support/extract_text.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

namespace {

/// Rows of one submission for 2024/25.
texts kept_of(std::string_view rows, std::initializer_list<std::string_view> columns,
              table_mode mode = table_mode::joined) {
  prepare_options options;
  options.mode = mode;
  return kept_rows(prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", rows}}), options),
                   columns);
}

/// Rows of two submissions: one for 2023/24, one for 2024/25.
texts kept_of_two(std::string_view first, std::string_view second, std::initializer_list<std::string_view> columns) {
  return kept_rows(prepared_from(extract_from_text({{"2024-05-01", "2023-04-01..2024-03-31", first},
                                                    {"2025-05-01", "2024-04-01..2025-03-31", second}})),
                   columns);
}

void check_account(const prepared& made, std::size_t rows_in) {
  std::uint64_t rows = rows_in;
  for (const attrition_step& step : made.steps.steps()) {
    CAPTURE(step.step, step.reason);
    CHECK(step.rows_in == rows);
    // A step drops its rows, or changes them and lets all pass.
    CHECK((step.rows_out == step.rows_in || step.rows_out == step.rows_in - step.rows_dropped));
    rows = step.rows_out;
  }
  CHECK(rows == made.main.data.rows());
}

std::uint64_t dropped(const prepared& made, std::string_view reason) {
  for (const attrition_step& step : made.steps.steps())
    if (step.reason.find(reason) != std::string::npos) return step.rows_dropped;
  FAIL("no step says '" << std::string(reason) << "'");
  return 0;
}

}  // namespace

TEST_CASE("events are kept and ended as the table of the method says") {
  // Reference period 2024-04-01 to 2025-03-31; the death decides the end where it lies inside the event.
  CHECK(kept_of(R"(
      record | person | event   | start      | end        | death
      1      | P01    | Service | 2024-05-01 | open       | 2024-05-01
      2      | P02    | Service | 2024-05-01 | open       | 2024-05-02
      3      | P03    | Service | 2024-05-01 | 2024-06-01 | 2024-05-01
      4      | P04    | Service | 2024-05-01 | 2024-06-01 | 2024-07-01
      5      | P05    | Service | 2024-06-01 | open       | 2024-05-20
      6      | P06    | Service | 2024-03-01 | 2024-03-31 | -
      7      | P07    | Service | 2024-06-01 | 2024-05-20 | -
      8      | P08    | Request | 2024-03-20 | 2024-04-01 | -
      9      | P09    | Request | 2025-03-25 | 2025-04-02 | -
      10     | P10    | Request | 2024-05-01 | open       | -
      11     | P11    | Request | 2024-05-01 | open       | 2024-05-10)",
                {"record", "end", "Event_End_Date_Raw"}) == expected(R"(
      1  | -          | -
      2  | 2024-05-02 | -
      3  | 2024-05-01 | 2024-06-01
      4  | 2024-06-01 | 2024-06-01
      7  | 2024-05-20 | 2024-05-20
      8  | 2024-04-01 | 2024-04-01
      11 | 2024-05-10 | -)"));
}

TEST_CASE("the first and the last day of the reference period are in, the days outside are out") {
  CHECK(kept_of(R"(
      record | person | event      | start      | end
      1      | P01    | Service    | 2024-01-01 | 2024-03-31
      2      | P02    | Service    | 2024-01-01 | 2024-04-01
      3      | P03    | Service    | 2025-03-31 | open
      4      | P04    | Service    | 2025-04-01 | open
      5      | P05    | Assessment | 2024-01-01 | 2024-03-31
      6      | P06    | Assessment | 2024-01-01 | 2024-04-01
      7      | P07    | Review     | 2024-01-01 | 2025-03-31
      8      | P08    | Review     | 2024-01-01 | 2025-04-01
      9      | P09    | Service    | 2024-01-01 | 2030-01-01)",
                {"record"}) == texts{"2", "3", "6", "7", "9"});
}

TEST_CASE("a death before the period or before the event drops the row, on the day itself it does not") {
  CHECK(kept_of(R"(
      record | person | event   | start      | end        | death
      1      | P01    | Service | 2024-01-01 | open       | 2024-03-31
      2      | P02    | Service | 2024-01-01 | open       | 2024-04-01
      3      | P03    | Service | 2024-05-01 | 2024-06-01 | 2024-04-30
      4      | P04    | Service | 2024-05-01 | 2024-06-01 | 2024-06-01
      5      | P05    | Request | 2024-05-01 | 2024-05-01 | 2024-05-01)",
                {"record", "end"}) == expected(R"(
      2 | 2024-04-01
      4 | 2024-06-01
      5 | 2024-05-01)"));
}

TEST_CASE("a death cannot make a request end inside the period when it lies after it") {
  CHECK(kept_of(R"(
      record | person | event   | start      | end        | death
      1      | P01    | Request | 2025-03-01 | open       | 2025-04-01
      2      | P02    | Request | 2025-03-01 | 2025-05-01 | 2025-03-31)",
                {"record", "end"}) == expected("2 | 2025-03-31"));
}

TEST_CASE("any event type that contains the word is a service, and rows without a type or a start are dropped") {
  const prepared made = prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | person | event             | start      | end
      1      | P01    | SERVICE           | 2024-05-01 | open
      2      | P02    | Services provided | 2024-05-01 | open
      3      | P03    | Serv ice          | 2024-05-01 | open
      4      | P04    | -                 | 2024-05-01 | 2024-05-02
      5      | P05    | Service           | -          | 2024-05-02
      6      | P06    | "  "              | 2024-05-01 | 2024-05-02)"}}));
  CHECK(kept_rows(made, {"record"}) == texts{"1", "2", "6"});
  CHECK(dropped(made, "no event type") == 1);
  CHECK(dropped(made, "no start date") == 1);
  CHECK(dropped(made, "not ended inside") == 1);
}

TEST_CASE("the person is the traced number, else the submitted one, else council and local identifier") {
  const prepared made = prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | traced | nhs | local | start      | end
      1      | T1     | N1  | L1    | 2024-05-01 | open
      2      | -      | N2  | L2    | 2024-05-01 | open
      3      | -      | -   | L3    | 2024-05-01 | open
      4      | -      | -   | -     | 2024-05-01 | open
      5      | " "    | N5  | L5    | 2024-05-01 | open)"}}));
  texts ids = kept_rows(made, {"record", "person"});
  std::sort(ids.begin(), ids.end());
  // Blanks are not missing: they are an identifier like any other.
  CHECK(ids == texts{"1 | T1", "2 | N2", "3 | 901_L3", "5 |  "});
  CHECK(dropped(made, "no person identifier") == 1);
}

TEST_CASE("identifiers are compared without regard to case and trailing blanks, and belong to a council") {
  const prepared made = prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      council | council_name | record | traced | start      | end
      901     | Northmoor    | 1      | abc    | 2024-05-01 | open
      901     | Northmoor    | 2      | ABC    | 2024-05-01 | open
      901     | Northmoor    | 3      | "abc " | 2024-05-01 | open
      901     | Northmoor    | 4      | " abc" | 2024-05-01 | open
      902     | Southmoor    | 5      | abc    | 2024-04-01 | 2024-04-01
      902     | Southmoor    | 6      | abc    | 2025-03-31 | 2025-03-31)"}}));
  CHECK(kept_rows(made, {"LA_Code", "record"}) == texts{"901 | 4", "901 | 3", "902 | 5", "902 | 6"});
}

TEST_CASE("one row of several of the same event is kept, and what makes an event differs by its type") {
  struct identity {
    const char* text;
    texts kept;
  };
  const identity table[] = {
      // Requests: start, end, client type and route; nothing of services or assessments.
      {R"(record | event   | start      | end        | client  | route
          1      | Request | 2024-05-01 | 2024-05-03 | Carer   | Prison
          2      | Request | 2024-05-01 | 2024-05-03 | CARER   | prison
          3      | Request | 2024-05-01 | 2024-05-04 | Carer   | Prison
          4      | Request | 2024-05-02 | 2024-05-03 | Carer   | Prison
          5      | Request | 2024-05-01 | 2024-05-03 | Carer   | Other
          6      | Request | 2024-05-01 | 2024-05-03 | Unpaid carer | Prison)",
       {"2", "3", "4", "5", "6"}},
      {R"(record | event   | start      | end        | assessment | service   | component
          1      | Request | 2024-05-01 | 2024-05-03 | a          | nursing   | x
          2      | Request | 2024-05-01 | 2024-05-03 | b          | community | y)",
       {"2"}},
      // Assessments: the assessment's type.
      {R"(record | event      | start      | end        | assessment            | route
          1      | Assessment | 2024-05-01 | 2024-05-03 | Long term assessment  | a
          2      | Assessment | 2024-05-01 | 2024-05-03 | long TERM assessment  | b
          3      | Assessment | 2024-05-01 | 2024-05-03 | Short term assessment | a)",
       {"2", "3"}},
      // Reviews: dates and client only.
      {R"(record | event  | start      | end        | assessment | route | service
          1      | Review | 2024-05-01 | 2024-05-03 | a          | a     | nursing
          2      | Review | 2024-05-01 | 2024-05-03 | b          | b     | prison
          3      | Review | 2024-05-01 | 2024-05-02 | b          | b     | prison)",
       {"2", "3"}},
      // Services: type and component, but not the end; delivery mechanism is not looked at.
      {R"(record | start      | end        | service   | component | mechanism
          1      | 2024-05-01 | 2024-05-03 | community | Meals     | -
          2      | 2024-05-01 | 2024-06-03 | community | Meals     | -
          3      | 2024-05-01 | 2024-05-03 | nursing   | Meals     | -
          4      | 2024-05-01 | 2024-05-03 | community | Transport | -
          7      | 2024-07-01 | open       | community | Meals     | Direct payment
          9      | 2024-07-01 | open       | community | Meals     | commissioned)",
       {"2", "3", "4", "9"}},
      // Raw texts are compared: both releases' wording of one thing are two events, missing and blank too.
      {R"(record | start      | end  | service                   | component
          1      | 2024-05-01 | open | Long Term Support: Prison | Meals
          2      | 2024-05-01 | open | Long term support: Prison | Meals
          3      | 2024-05-01 | open | Long term support: Prison | -
          4      | 2024-05-01 | open | Long term support: Prison | " "
          5      | 2024-05-01 | open | Carer Support: Direct to Carer | Carer Respite
          6      | 2024-05-01 | open | Unpaid carer support: Direct to unpaid carer | Carer Respite)",
       {"2", "3", "4", "5", "6"}}};
  for (const identity& row : table) {
    CAPTURE(row.text);
    std::string text = row.text;
    // All rows are one person's.
    std::string with_person;
    bool header = true;
    for (const std::string& line : lines(text)) {
      with_person += line + (header ? " | person\n" : " | P1\n");
      header = false;
    }
    texts kept = kept_of(with_person, {"record"});
    std::sort(kept.begin(), kept.end());
    CHECK(kept == row.kept);
  }
}

TEST_CASE("the end that the death gives is what tells two requests apart") {
  CHECK(kept_of(R"(
      record | person | event   | start      | end        | death
      1      | P1     | Request | 2024-05-01 | 2024-06-01 | 2024-05-10
      2      | P1     | Request | 2024-05-01 | open       | 2024-05-10)",
                {"record", "end"}) == expected("2 | 2024-05-10"));
}

TEST_CASE("of the rows of an event one is kept: each key decides before the next") {
  struct keys {
    const char* better;
    const char* worse;
  };
  // Same service; columns: end, outcome, conversation, record.
  const keys table[] = {
      // An open end counts as 9999-01-01.
      {"open       | NFA: Other | 0 | 1", "2024-06-01 | Progress to reablement/ST-Max | 1 | 2"},
      {"2024-06-02 | NFA: Other | 0 | 1", "2024-06-01 | Progress to reablement/ST-Max | 1 | 2"},
      // Then the outcome's rank; missing and unmapped are last.
      {"open | Progress to reablement/ST-Max | 0 | 1", "open | NFA: Other | 1 | 2"},
      {"open | NFA: Other                    | 0 | 1", "open | -          | 1 | 2"},
      {"open | NFA: Other                    | 0 | 1", "open | nonsense   | 1 | 2"},
      {"open | Progress to End of Life Care  | 0 | 1", "open | Progress to support planning or services | 1 | 2"},
      // Then whether a conversation was held: yes, no, not said.
      {"open | - | 1 | 1", "open | - | 0 | 2"},
      {"open | - | 0 | 1", "open | - | - | 2"},
      {"open | - | 1 | 1", "open | - | - | 2"},
      // Then the later record.
      {"open | - | 1 | 2", "open | - | 1 | 1"},
      {"open | - | - | 10", "open | nonsense | - | 9"}};
  for (const keys& row : table)
    for (const bool turned : {false, true}) {
      CAPTURE(row.better, row.worse, turned);
      const std::string better = std::string("P1 | 2024-05-01 | ") + row.better + "\n";
      const std::string worse = std::string("P1 | 2024-05-01 | ") + row.worse + "\n";
      const texts kept = kept_of(
          "person | start | end | outcome | conversation | record\n" + (turned ? worse + better : better + worse),
          {"record"});
      CHECK(kept == texts{cells(row.better)[3]});
    }
}

TEST_CASE("before all other keys the latest reference period decides") {
  const char* header = "person | start | end | outcome | record\n";
  CHECK(kept_of_two(std::string(header) + "P1 | 2023-05-01 | open       | Progress to reablement/ST-Max | 9",
                    std::string(header) + "P1 | 2023-05-01 | 2024-06-01 | NFA: Other                    | 1",
                    {"record", "end", "period_end"}) == expected("1 | 2024-06-01 | 2025-03-31"));
}

TEST_CASE("a service that is open when its period ends and is not found in the next one is closed") {
  const char* header = "person | start | end | service | record\n";
  const auto first = [&](const char* rows) { return std::string(header) + rows; };
  // Not found again: closed on the last day, whether open or ended later.
  CHECK(kept_of_two(first("P1 | 2023-05-01 | open | nursing | 1\nP2 | 2023-05-01 | 2024-04-01 | nursing | 2"),
                    first("P3 | 2024-05-01 | open | nursing | 3"), {"record", "end"}) == expected(R"(
      1 | 2024-03-31
      2 | 2024-03-31
      3 | -)"));
  // Ended by the last day: stays as it is.
  CHECK(kept_of_two(first("P1 | 2023-05-01 | 2024-03-31 | nursing | 1"), first("P3 | 2024-05-01 | open | nursing | 3"),
                    {"record", "end"}) == expected("1 | 2024-03-31\n3 | -"));
  // Found again: the next period's row stands.
  CHECK(kept_of_two(first("P1 | 2023-05-01 | open | nursing | 1"), first("P1 | 2023-05-01 | open | nursing | 3"),
                    {"record", "end"}) == expected("3 | -"));
  // Another start, type or council is another event.
  CHECK(kept_of_two(first("P1 | 2023-05-01 | open | nursing | 1"), first("P1 | 2023-05-02 | open | nursing | 3"),
                    {"record", "end"}) == expected("1 | 2024-03-31\n3 | -"));
}

TEST_CASE("only the period that begins the very next day counts as the next") {
  const char* header = "person | start | end | service | record\n";
  // A quarter lies between: nobody spoke for April to June 2024.
  const prepared made = prepared_from(extract_from_text(
      {{"2024-05-01", "2023-04-01..2024-03-31", std::string(header) + "P1 | 2023-05-01 | open | nursing | 1"},
       {"2025-05-01", "2024-07-01..2025-03-31", std::string(header) + "P1 | 2023-05-01 | open | nursing | 3"}}));
  CHECK(kept_rows(made, {"record", "end"}) == expected("3 | -"));
  const auto crop = std::find_if(made.steps.steps().begin(), made.steps.steps().end(),
                                 [](const attrition_step& s) { return s.step == "crop"; });
  REQUIRE(crop != made.steps.steps().end());
  CHECK(crop->rows_dropped == 1);  // closed, and then the later period's row was kept
}

TEST_CASE("the latest reference period is not cropped, and a single table is not cropped at all") {
  const texts kept = kept_of(
      "person | start | end | record\nP1 | 2024-05-01 | open | 1\nP2 | 2024-05-01 | 2025-06-01 | 2", {"record", "end"});
  CHECK(kept == expected("1 | -\n2 | 2025-06-01"));
  const texts single =
      kept_of("person | start | end | record\nP1 | 2024-05-01 | open | 1\nP2 | 2024-05-01 | 2025-06-01 | 2",
              {"record", "end"}, table_mode::single);
  CHECK(single == kept);
}

TEST_CASE("quarters won by one submission are put together, even around one that another submission won") {
  // The later file covers only July to September, so that the earlier one speaks for the quarters around it.
  const char* header = "person | start | end | record\n";
  const prepared made = prepared_from(extract_from_text(
      {{"2025-05-01", "2024-04-01..2025-03-31", std::string(header) + "P1 | 2024-08-01 | 2024-08-02 | 1"},
       {"2025-06-01", "2024-07-01..2024-09-30", std::string(header) + "P2 | 2024-08-01 | 2024-08-02 | 2"}}));
  CHECK(kept_rows(made, {"record", "period_start", "period_end"}) == expected(R"(
      1 | 2024-04-01 | 2025-03-31
      2 | 2024-07-01 | 2024-09-30)"));
}

TEST_CASE("the single table keeps the cost lines of a service apart, the joined table does not") {
  const char* rows = R"(
      record | person | start      | end  | service   | mechanism      | cost  | frequency | units
      1      | P1     | 2024-05-01 | open | community | Direct payment | 10    | Weekly    | 1
      2      | P1     | 2024-05-01 | open | community | commissioned   | 10    | Weekly    | 1
      3      | P1     | 2024-05-01 | open | community | Direct payment | 10.5  | Weekly    | 1
      4      | P1     | 2024-05-01 | open | community | Direct payment | 10    | Daily     | 1
      5      | P1     | 2024-05-01 | open | community | Direct payment | 10    | Weekly    | 2
      6      | P1     | 2024-05-01 | open | community | DIRECT PAYMENT | 10.00 | weekly    | 1.0
      7      | P1     | 2024-05-01 | open | community | Direct payment | -     | Weekly    | 1
      8      | P1     | 2024-05-01 | open | community | Direct payment | -     | nonsense  | 1
      9      | P1     | 2024-05-01 | open | community | Direct payment | -     | -         | 1)";
  CHECK(kept_of(rows, {"record"}, table_mode::single) == texts{"2", "3", "4", "5", "6", "7", "9"});
  CHECK(kept_of(rows, {"record"}) == texts{"9"});
  // Costs in hundredths; the joined table has none.
  const prepare_options single{.mode = table_mode::single};
  const extract raw = extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", rows}});
  CHECK(kept_rows(prepared_from(raw, single), {"record", "Unit_Cost", "Planned_Units_Per_Week"})[1] ==
        "3 | 1050 | 100");
  CHECK_FALSE(prepared_from(raw).main.data.has(event::unit_cost));
  CHECK(prepared_from(raw, single).main.single);
}

TEST_CASE("requests are the same in both tables, whatever they say of costs") {
  const char* rows = R"(
      record | person | event   | start      | end        | mechanism      | cost
      1      | P1     | Request | 2024-05-01 | 2024-05-02 | Direct payment | 1
      2      | P1     | Request | 2024-05-01 | 2024-05-02 | commissioned   | 2)";
  CHECK(kept_of(rows, {"record"}, table_mode::single) == texts{"2"});
  CHECK(kept_of(rows, {"record"}) == texts{"2"});
}

TEST_CASE("two rows of the single table that are one event share its number, cost lines too") {
  const extract raw = extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | person | start      | end  | service   | cost
      1      | P1     | 2024-05-01 | open | community | 1
      2      | P1     | 2024-05-01 | open | community | 2
      3      | P1     | 2024-06-01 | open | community | 1
      4      | P2     | 2024-05-01 | open | community | 1)"}});
  const prepared made = prepared_from(raw, {.mode = table_mode::single});
  std::vector<std::uint32_t> numbers(5, 0);
  for (std::size_t row = 0; row < made.main.data.rows(); ++row)
    if (made.main.data.wides(event::record_id)[row] < 5)
      numbers[static_cast<std::size_t>(made.main.data.wides(event::record_id)[row])] = made.main.event_number[row];
  CHECK(numbers[1] == numbers[2]);
  CHECK(std::set<std::uint32_t>(numbers.begin() + 2, numbers.end()).size() == 3);
}

TEST_CASE("ages come after the death and the cropping") {
  CHECK(kept_of(R"(
      record | person | start      | end        | death      | birth_year | birth_month
      1      | P1     | 2024-05-01 | open       | -          | 1960       | 4
      2      | P2     | 2024-05-01 | 2025-06-01 | 2024-06-01 | 1959       | 6
      3      | P3     | 2024-05-01 | 2024-06-01 | -          | 1959       | 7
      4      | P4     | 2024-05-01 | 2024-06-01 | -          | -          | 7
      5      | P5     | 2024-05-01 | 2024-06-01 | -          | 1959       | 13
      6      | P6     | 2024-05-01 | 2024-06-01 | -          | 2024       | 1)",
                {"record", "Der_Latest_Age", "Der_Age_Band", "Der_Working_Age_Band", "Der_Age_Event_Start_Date"}) ==
        expected(R"(
      1 | 64 | 45 to 64 | 18 to 64     | 64
      2 | 65 | 65 to 74 | 65 and above | 64
      3 | 64 | 45 to 64 | 18 to 64     | 64
      4 | -  | Unknown  | Unknown      | -
      5 | -  | Unknown  | Unknown      | -
      6 | 0  | Under 18 | Under 18     | 0)"));
  const char* header = "person | start | end | birth_year | birth_month | record\n";
  CHECK(kept_of_two(std::string(header) + "P1 | 2023-05-01 | open | 1959 | 4 | 1",
                    std::string(header) + "P2 | 2024-05-01 | open | 1959 | 4 | 2",
                    {"record", "end", "Der_Latest_Age"}) == expected(R"(
      1 | 2024-03-31 | 64
      2 | -          | 65)"));
}

TEST_CASE("values are cleaned, ranked and grouped, and unknown ones reported") {
  const prepared made = prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | person | start      | end  | client       | Gender | Ethnicity     | outcome                     | service
      1      | P1     | 2024-05-01 | open | Service User | FEMALE | White - Irish | NFA - Deceased              | Long Term Support: Prison
      2      | P2     | 2024-05-01 | open | Client       | Femail | -             | Progress to End of Life Care | -
      3      | P3     | 2024-05-01 | open | Carer        | Femail | nonsense      | nonsense                    | nonsense)"}}));
  CHECK(kept_rows(made, {"record", "Client_Type_Raw", "client", "gender", "Ethnicity_Grouped"}) == expected(R"(
      1 | Service User | Service user | Female | White
      2 | Client       | -            | -      | -
      3 | Carer        | Unpaid carer | -      | -)"));
  CHECK(kept_rows(made, {"record", "outcome", "Event_Outcome_Hierarchy", "Event_Outcome_Grouped", "service",
                         "Service_Type_Grouped"}) == expected(R"(
      1 | NFA: Deceased                            | 13 | NFA | Long term support: Prison | Long term support
      2 | Release 1 specification only: Not mapped | 3  | Release 1 specification only: Not mapped | - | -
      3 | -                                        | -  | -   | -                         | -)"));
  using counts = std::map<std::string, std::size_t>;
  CHECK(made.unknown_values.at(mapped_field::gender) == counts{{"Femail", 2}});
  CHECK(made.unknown_values.at(mapped_field::client_type) == counts{{"Client", 1}});
  CHECK(made.unknown_values.at(mapped_field::service_type) == counts{{"nonsense", 1}});
  CHECK(made.unknown_values.count(mapped_field::service_component) == 0);
}

TEST_CASE("reviews are grouped by the first word of their reason") {
  CHECK(kept_of(R"(
      record | person | event        | start      | end        | Review_Reason
      1      | P01    | Review       | 2024-05-01 | 2024-05-02 | Planned
      2      | P02    | REVIEW       | 2024-05-01 | 2024-05-02 | Unplanned - Other Reason
      3      | P03    | Review       | 2024-05-01 | 2024-05-02 | Review of short term support
      4      | P04    | Review       | 2024-05-01 | 2024-05-02 | -
      5      | P05    | Review       | 2024-05-01 | 2024-05-02 | nonsense
      6      | P06    | Our review   | 2024-05-01 | 2024-05-02 | Planned
      7      | P07    | Assessment   | 2024-05-01 | 2024-05-02 | Planned)",
                {"record", "Review_Type"}) == expected(R"(
      1 | Planned review of long term support
      2 | Unplanned
      3 | Review of short term support
      4 | -
      5 | -
      6 | Review Type Unknown
      7 | -)"));
}

TEST_CASE("a council's own file gives what the department's fields hold") {
  const std::string csv =
      "LA Code,NHS Number,LA Person Unique Identifier,Date of Birth,Client Type,Event Type,Event Start Date,Event End "
      "Date,Event Description,Event Outcome,Service Type,Service Component,Delivery Mechanism\n"
      "901,1,A,31/05/1959,Service User,Service,31/05/2024,31/05/2024,Had a CONVERSATION about it,,,,\n"
      "901,,B,01/06/1959,Service User,Service,31/05/2024,NULL,nothing said,,,,\n"
      "901,,C,NULL,Service User,Service,01/04/2024,01/04/2024,,,,,\n"
      "901,,D,,Service User,Review,31/03/2025,31/03/2025,NULL,,,,\n";
  const extract raw =
      make_extract(read_csv_text(csv, "council.csv", extract_schema()), {{"council.csv", parse_instant("2025-05-01")}});
  const prepared made = prepared_from(raw);
  CHECK(kept_rows(made, {"person", "birth_year", "birth_month", "Der_Age_Event_Start_Date", "Der_Latest_Age",
                         "Der_Conversation", "record", "LA_Name"}) == expected(R"(
      1     | 1959 | 5 | 65 | 65 | 1 | 1 | 901
      901_B | 1959 | 6 | 64 | 65 | 0 | 2 | 901
      901_C | -    | - | -  | -  | 0 | 3 | 901
      901_D | -    | - | -  | -  | 0 | 4 | 901)"));
  CHECK(kept_rows(made, {"person", "Der_NHS_Number_Pseudo", "Der_NHS_Number_Traced_Pseudo", "ImportDate"})[0] ==
        "1 | 1 | 1 | 2025-05-01 09:00:00.000");
}

TEST_CASE("the age at the start is counted from the real birth day where a council has it, all others from the month") {
  const std::string csv =
      "LA_Code,NHS_Number,Date_of_Birth,Client_Type,Event_Type,Event_Start_Date,Event_End_Date,Event_Outcome,"
      "Service_Type,Service_Component,Delivery_Mechanism\n"
      "901,1,1959-05-31,Service user,Service,2024-05-30,2024-05-30,,,,\n"
      "901,2,1959-05-31,Service user,Service,2024-06-01,2024-06-01,,,,\n"
      "901,3,,Service user,Review,2024-04-01,2024-04-01,,,,\n"
      "901,3,,Service user,Review,2025-03-31,2025-03-31,,,,\n";
  const extract raw = make_extract(read_csv_text(csv, "a", extract_schema()), {{"a", parse_instant("2025-05-01")}});
  CHECK(kept_rows(prepared_from(raw), {"person", "Der_Age_Event_Start_Date", "Der_Latest_Age"}) == expected(R"(
      1 | 64 | 65
      2 | 65 | 65
      3 | -  | -
      3 | -  | -)"));
}

TEST_CASE("every row is accounted for") {
  const extract raw = extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", R"(
      record | council | imported   | person | event   | start      | end        | death
      1      | -       | 2025-05-01 | P1     | Service | 2024-05-01 | open       | -
      2      | 901     | -          | P1     | Service | 2024-05-01 | open       | -
      3      | 901     | 2020-01-01 | P1     | Service | 2024-05-01 | open       | -
      4      | 901     | 2025-05-01 | P1     | -       | 2024-05-01 | open       | -
      5      | 901     | 2025-05-01 | P1     | Service | -          | open       | -
      6      | 901     | 2025-05-01 | P1     | Request | 2024-05-01 | open       | -
      7      | 901     | 2025-05-01 | P1     | Service | 2025-05-01 | open       | -
      8      | 901     | 2025-05-01 | P1     | Service | 2023-05-01 | 2023-05-02 | -
      9      | 901     | 2025-05-01 | P1     | Service | 2023-05-01 | 2024-05-02 | 2023-06-01
      10     | 901     | 2025-05-01 | P1     | Service | 2024-08-01 | 2024-08-02 | 2024-07-01
      11     | 901     | 2025-05-01 | -      | Service | 2024-05-01 | open       | -
      12     | 901     | 2025-05-01 | P1     | Service | 2024-05-01 | open       | -
      13     | 901     | 2025-05-01 | P1     | Service | 2024-05-01 | open       | -
      14     | 901     | 2025-05-01 | P1     | Service | 2024-06-01 | 2024-05-20 | -)"}});
  const prepared made = prepared_from(raw);
  check_account(made, raw.data.rows());
  texts account;
  for (const attrition_step& step : made.steps.steps())
    account.push_back(joined({step.step, step.reason, std::to_string(step.rows_dropped)}));
  CHECK(account == expected(R"(
      submissions | no council code or import time | 2
      submissions | submission not chosen for any period | 1
      filter | no event type | 1
      filter | no start date | 1
      filter | request, assessment or review not ended inside the reference period | 1
      filter | starts after the reference period | 1
      filter | service ended before the reference period | 2
      filter | person died before the reference period | 0
      filter | person died before the event started | 1
      filter | ends before it starts: kept, the measures decide | 1
      identify | no person identifier | 1
      crop | open service not found in the next period closed with its own | 0
      deduplicate | same event as a row that was kept | 1)"));
  CHECK(kept_rows(made, {"record"}) == texts{"13", "14"});
}

TEST_CASE("without a period the table covers what the submissions do") {
  const extract raw = extract_from_text(
      {{"2024-05-01", "2023-04-01..2024-03-31", "person\n"}, {"2025-05-01", "2024-05-01..2025-04-30", "person\n"}});
  CHECK(to_string(prepared_from(raw).range) == "2023-04-01..2025-03-31");
  // Single: the latest twelve months to a quarter's end that one submission covers.
  CHECK(to_string(prepared_from(raw, {.mode = table_mode::single}).range) == "2023-04-01..2024-03-31");
}

TEST_CASE("a period that is asked for is the one that is chosen for") {
  const extract raw = extract_from_text({{"2025-05-01", "2023-04-01..2025-03-31", "person\n"}});
  prepare_options options;
  options.range = parse_period("2024-07-01..2024-12-31");
  const prepared joined_table = prepared_from(raw, options);
  CHECK(joined_table.chosen.size() == 2);
  CHECK(joined_table.main.data.rows() == 6);  // one review a month
  options.mode = table_mode::single;
  options.range = financial_year(2024);
  CHECK(prepared_from(raw, options).main.data.rows() == 12);
}

TEST_CASE("where rows state a period that their events do not fill, the events are to be looked at") {
  // Slipped columns take the ends of events away; no other period or day of submission would bring them back.
  const auto raw_stating = [](const std::string& stated) {
    std::string text =
        "LA Code,Reporting Period Start Date,Reporting Period End Date,LA Person Unique Identifier,NHS Number,"
        "Date of Birth,Client Type,Event Type,Event Start Date,Event End Date,"
        "Event Outcome,Service Type,Service Component,Delivery Mechanism\n";
    for (int i = 0; i < 30; ++i)
      text += "901," + stated + ",p" + std::to_string(i) + ",,,Service user,Review,12/05/2024,13/05/2024,,,,\n";
    return make_extract(read_csv_text(text, "extract", extract_schema()),
                        {{"extract", at_hour(make_day(2025, 4, 30), 0)}});
  };
  prepare_options options;
  options.range = financial_year(2024);
  const auto refusal = [&](const std::string& stated) {
    const auto failure = failure_of([&] { prepared_from(raw_stating(stated), options); });
    INFO(failure.message);
    CHECK(failure.code == error_code::no_submission);
    return failure.message;
  };
  CHECK(refusal("01/04/2024,31/03/2025")
            .find("; a submission counts for a period that its end dates cover, and its "
                  "rows state 2024-04-01..2025-03-31: too few events of its types end in "
                  "the other months: look at Event Type and Event End Date") != std::string::npos);
  CHECK(refusal("01/05/2024,31/05/2024").find("change --period") != std::string::npos);  // as it states
  CHECK(refusal("01/04/2022,31/03/2023").find("change --period") != std::string::npos);  // not of the year asked for
  options.as_of = make_day(2025, 4, 1);
  CHECK(refusal("01/04/2024,31/03/2025").find("change --period") != std::string::npos);  // not looked at
}

TEST_CASE("submissions that speak for no period asked for are refused, and the message says what there is") {
  const extract raw = extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", "person\n"}});
  prepare_options options;
  options.range = financial_year(2023);
  const auto joined_table = failure_of([&] { prepared_from(raw, options); });
  CHECK(joined_table.kind == "input");
  CHECK(joined_table.code == error_code::no_submission);
  CHECK(
      joined_table.message ==
      "no submission covers a quarter of the period 2023-04-01..2024-03-31 (found: 901 imported 2025-05-01 covers "
      "2024-04-01..2025-03-31); a submission counts for a period that its end dates cover and that ended before it was "
      "imported: change --period or --as-of, or correct @SUBMITTED_ON");
  options.range = financial_year(2024);
  options.as_of = make_day(2025, 4, 30);
  CHECK(failure_of([&] { prepared_from(raw, options); }).message.find(" as of 2025-04-30 (found:") !=
        std::string::npos);
  options.mode = table_mode::single;
  CHECK(
      failure_of([&] { prepared_from(raw, options); }).message.starts_with("no submission covers the twelve months "));
  options.method = "1999-12";
  CHECK(failure_of([&] { prepared_from(raw, options); }).kind == "usage");
}

TEST_CASE("the table is in order of council, person, start, end and record") {
  CHECK(kept_of(R"(
      record | person | start      | end        | service
      9      | b      | 2024-05-01 | 2024-05-02 | nursing
      8      | B      | 2024-05-01 | open       | prison
      7      | a      | 2024-06-01 | open       | nursing
      6      | A      | 2024-05-01 | 2024-07-01 | nursing
      5      | b      | 2024-05-01 | 2024-05-02 | community)",
                {"person", "record"}) == texts{"A | 6", "a | 7", "b | 5", "b | 9", "B | 8"});
}
