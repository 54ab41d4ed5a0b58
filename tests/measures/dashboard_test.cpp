#include "ascof/measures/dashboard.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/results/writers.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

namespace {

const period year_2025{make_day(2025, 4, 1), make_day(2026, 3, 31)};

measure_options in(period reporting) {
  measure_options options;
  options.reporting = reporting;
  return options;
}

const std::string one_line = R"(
    person | service   | start      | end  | unit_cost | cost_frequency | planned_units | Der_Age_Band
    A      | community | 2024-01-01 | open | 70.00     | Weekly         | -             | 65 to 74)";

}  // namespace

TEST_CASE("Dashboard: costs are of the latest quarter inside the period") {
  const auto quarter_of = [](period reporting) {
    const result_table results = measured("dashboard.weeks_of_service", one_line, "person", in(reporting));
    REQUIRE(!results.rows.empty());
    return to_string(results.rows.back().reporting);
  };
  CHECK(quarter_of(year_2025) == "2026-01-01..2026-03-31");
  CHECK(quarter_of({make_day(2025, 4, 1), make_day(2026, 3, 30)}) == "2025-10-01..2025-12-31");
  CHECK(quarter_of({make_day(2025, 7, 1), make_day(2025, 9, 30)}) == "2025-07-01..2025-09-30");
  CHECK(failure_of([&] {
          quarter_of({make_day(2025, 4, 2), make_day(2025, 6, 30)});
        }).message.find("none lies inside") != std::string::npos);
}

TEST_CASE("Dashboard: of several years each has its own latest quarter") {
  const records people = records_from_text(one_line);
  const result_table results = evaluate(select_measures(catalogue(), {"dashboard.weeks_of_service"}), people,
                                        details_from_text(people, "person"),
                                        {year_2024, year_2025, {make_day(2026, 1, 1), make_day(2026, 3, 31)}});
  std::vector<std::string> periods;
  for (const result_row& row : results.rows)
    if (row.group == "Total") periods.push_back(to_string(row.reporting));
  CHECK(periods == std::vector<std::string>{"2025-01-01..2025-03-31", "2026-01-01..2026-03-31"});
}

TEST_CASE("Dashboard: a support of the same day counts, one of another council does not") {
  const auto flags = [](const std::string& rows) {
    const result_table results = measured("dashboard.reviews", R"(
        council | person | event   | Service_Type_Grouped | start      | end        | review_type | achieved
        )" + rows + "901 | A | Review | - | 2024-06-10 | 2024-06-12 | - | -",
                                          "person");
    const texts trace = trace_of(results, "dashboard.reviews");
    REQUIRE(trace.size() == 1);
    return cells(trace[0]).back();
  };
  CHECK(flags("901 | A | Service | Long term support | 2024-06-10 | 2024-06-10 | - | -\n") == "Yes");
  CHECK(flags("901 | A | Service | LONG TERM SUPPORT | 2024-06-10 | open | - | -\n") == "Yes");
  CHECK(flags("901 | A | Service | Long term support | 2024-06-11 | open | - | -\n") == "No");
  CHECK(flags("901 | A | Service | Long term support | 2024-06-01 | 2024-06-09 | - | -\n") == "No");
  CHECK(flags("901 | A | Service | Short term support | 2024-06-01 | open | - | -\n") == "No");
  CHECK(flags("902 | A | Service | Long term support | 2024-06-01 | open | - | -\n") == "No");
  // One that ended early and one that goes on.
  CHECK(flags("901 | A | Service | Long term support | 2024-06-05 | 2024-06-09 | - | -\n"
              "901 | A | Service | Long term support | 2024-06-01 | 2024-07-09 | - | -\n") == "Yes");
}

TEST_CASE("Dashboard: facts that differ in nothing shown are one line with a count") {
  const records people = records_from_text(R"(
      person | event   | start      | end        | Event_Outcome_Grouped | route | gender | ethnicity | reason | Der_Age_Band | Der_Working_Age_Band | Service_Type_Grouped
      A      | Request | 2024-06-10 | 2024-06-12 | NFA | Other | - | - | - | 65 to 74 | 65 and above | -
      A      | REQUEST | 2024-06-10 | 2024-06-12 | nfa | other | - | - | - | 65 to 74 | 65 and above | -
      A      | Request | 2024-06-10 | 2024-06-13 | NFA | Other | - | - | - | 65 to 74 | 65 and above | -)");
  evaluate_options with_trace;
  with_trace.trace = true;
  const result_table results = evaluate(select_measures(catalogue(), {"dashboard.requests"}), people,
                                        details_from_text(people, "person"), {year_2024}, {}, {}, with_trace);
  const scratch_folder out;
  write_department_tables(results, out.path());
  CHECK(out.read("dashboard_requests.csv") == "LA_Code,Event_Outcome_Grouped,LTS_Flag,Events,People\n901,NFA,No,3,1\n");
  CHECK(
      lines(out.read("dashboard_fact_requests.csv")) ==
      texts{"LA_Code,LA_Name,Client_Type,Gender,Ethnicity,Primary_Support_Reason,Event_Start_Date,Event_End_Date,Event_"
            "Outcome,Event_Outcome_Grouped,Request_Route_of_Access,Der_Age_Band,Der_Working_Age_Band,Der_NHS_LA_"
            "Combined_Person_ID,LTS_Flag,Event_Count",
            "901,Northmoor,Service user,,,,2024-06-10,2024-06-12,,NFA,Other,65 to 74,65 and above,A,No,2",
            "901,Northmoor,Service user,,,,2024-06-10,2024-06-13,,NFA,Other,65 to 74,65 and above,A,No,1"});
  CHECK(!std::filesystem::exists(out / "dashboard_fact_reviews.csv"));
}

TEST_CASE("Quotients are cut, not rounded, and a decimal stays what it is") {
  using namespace algebra;
  const auto cut = [](const number<of_every>& value, int decimals) {
    const measure m = local_measure("local.cut", "Cut", sum(truncated(value, decimals), is_service));
    const records people = records_from_text("person | start | end\nA | 2024-06-01 | open");
    const result_table results = evaluate({m}, people, details_from_text(people, "person"), {year_2024});
    return all_digits(results.rows.at(0).value.value());
  };
  CHECK(cut(constant(12) / 52.0, 6) == "0.230769");
  CHECK(cut(constant(1) / 52.0, 6) == "0.01923");
  CHECK(cut(constant(-4) / 7.0, 6) == "-0.571428");
  CHECK(cut(constant(0.29), 2) == "0.29");  // stored a little below
  CHECK(cut(constant(0.299), 2) == "0.29");
  CHECK(cut(constant(-2.999), 0) == "-2");
  CHECK(cut(constant(90) / 7.0, 6) == "12.857142");
  CHECK(failure_of([] { (void)truncated(constant(1), -1); }).message.find("cannot be cut") != std::string::npos);
}
