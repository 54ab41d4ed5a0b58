#include "ascof/measures/workforce.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"
#include "support/study_text.hpp"

using namespace ascof;
using namespace support;

namespace {

result_table results_of(const study& s, const std::string& id, const measures::workforce_rules& rules = {},
                        const period& reporting = year_2024) {
  return evaluate(select_measures(measures::workforce(rules), {id}), s, {reporting});
}
std::string figure_of(const study& s, const std::string& id, const std::string& group = "Total",
                      const measures::workforce_rules& rules = {}) {
  return sides_of(results_of(s, id, rules), id, group);
}

const std::string worker_columns =
    "worker_id,la_code,employer,employment,role,practitioner,fte,date_started,date_left\n";

/// Whoever leaves on a boundary, and who is no staff of the council's.
study leavers() {
  return study_of_tables(
      {{"worker", worker_columns + "day before,901,Council,Directly employed,Nurse,,,2020-01-01,2024-03-31\n"
                                   "first day,901,Council,Directly employed,Nurse,,,2020-01-01,2024-04-01\n"
                                   "last day,901,Council,Directly employed,nurse ,,,2020-01-01,2025-03-31\n"
                                   "day after,901,Council,Directly employed,NURSE,,,2020-01-01,2025-04-01\n"
                                   "no role,901,Council,Directly employed,,,,2025-03-31,\n"
                                   "not yet,901,Council,Directly employed,Nurse,,,2025-04-01,\n"
                                   "agency,901,Council,Agency,Nurse,,,2020-01-01,2025-03-31\n"
                                   "unknown,901,Council,,Nurse,,,2020-01-01,2025-03-31\n"
                                   "elsewhere,901,Independent,Directly employed,Nurse,,,2020-01-01,2025-03-31\n"}});
}

}  // namespace

TEST_CASE("who leaves on the first or the last day of twelve months has left, and is not in post any more") {
  const study s = leavers();
  CHECK(figure_of(s, "workforce.turnover") == "2/2.5 = 80.0");  // in post 3 before, 2 now
  CHECK(figure_of(s, "workforce.turnover.closing") == "2/2 = 100.0");
  CHECK(figure_of(s, "workforce.stability") == "1/3 = 33.3");
  CHECK(figure_of(s, "ascof.6a") == "3/2 = 150.0");  // with those of other employers
}

TEST_CASE("a role is one whatever its spelling, and staff without one are in the total only") {
  const study s = leavers();
  CHECK(figure_of(s, "workforce.turnover", "nurse") == "2/2 = 100.0");
  for (const char* none : {"Nurse", "NURSE", "missing", ""})
    CHECK(figure_of(s, "workforce.turnover", none) == "no row");
}

TEST_CASE("a trace has everybody who counts and says as what, also those without a role") {
  evaluate_options with_trace;
  with_trace.trace = true;
  /// Worker, role, and as what they count.
  const auto lines_of = [&](const std::string& id, std::ptrdiff_t columns) {
    texts lines;
    for (const trace_table& trace :
         evaluate(select_measures(measures::workforce(), {id}), leavers(), {year_2024}, with_trace).traces)
      for (const traced_unit& unit : trace.units) {
        texts parts{unit.values.front()};
        parts.insert(parts.end(), unit.values.end() - columns, unit.values.end());
        lines.push_back(joined(parts));
      }
    return lines;
  };
  CHECK(lines_of("workforce.turnover", 4) == texts{"first day | nurse | Y | Y | N", "last day | nurse | Y | Y | N",
                                                   "day after | nurse | N | Y | Y", "no role | - | - | N | Y"});
  CHECK(lines_of("workforce.stability", 2) ==
        texts{"first day | nurse | N", "last day | nurse | N", "day after | nurse | Y"});
}

TEST_CASE("how far back leavers are looked for is a rule") {
  CHECK(figure_of(leavers(), "workforce.turnover.closing", "Total", {.looked_back = {11}}) == "1/2 = 50.0");
  CHECK(figure_of(leavers(), "workforce.turnover.closing", "Total", {.looked_back = {13}}) == "3/2 = 150.0");
}

TEST_CASE("a year before the last of February is the last of February, or the 28th") {
  const study s =
      study_of_tables({{"worker", worker_columns + "a,901,Council,Directly employed,,,,2020-01-01,2023-02-28\n"
                                                   "b,901,Council,Directly employed,,,,2020-01-01,2023-03-01\n"}});
  const period february{make_day(2024, 2, 1), make_day(2024, 2, 29)};
  const std::string id = "workforce.stability";
  CHECK(sides_of(results_of(s, id, {}, february), id, "Total") == "0/1 = 0.0");
}

TEST_CASE("the row of a worker that comes last in the file stands, and a row without a first day is none") {
  const study s =
      study_of_tables({{"worker", worker_columns + "a,901,Council,Directly employed,,,,2020-01-01,2024-06-01\n"
                                                   "a,901,Council,Directly employed,,,,2020-01-01,\n"
                                                   "b,901,Council,Directly employed,,,,,2024-06-01\n"}});
  CHECK(figure_of(s, "workforce.turnover.closing") == "0/1 = 0.0");
}

TEST_CASE("a post filled on the last day is filled, one vacant from the day after is not vacant yet") {
  const study s = study_of_tables({{"vacancy",
                                    "vacancy_id,la_code,role,date_vacant,date_filled\n"
                                    "on the day,901,nurse,2025-03-31,\n"
                                    "filled,901,nurse,2025-01-01,2025-03-31\n"
                                    "filled after,901,,2025-01-01,2025-04-01\n"
                                    "after,901,nurse,2025-04-01,\n"
                                    "new kind,901,Manager,2025-01-01,\n"},
                                   {"worker", worker_columns + "a,901,Council,Directly employed,Nurse,,,2020-01-01,\n"
                                                               "b,901,Council,Directly employed,,,,2020-01-01,\n"
                                                               "c,901,Council,Agency,Nurse,,,2020-01-01,\n"}});
  CHECK(figure_of(s, "workforce.vacancy_rate") == "3/5 = 60.0");
  CHECK(figure_of(s, "workforce.vacancy_rate.of_filled") == "3/2 = 150.0");
  CHECK(figure_of(s, "workforce.vacancy_rate", "nurse") == "1/2 = 50.0");
  CHECK(figure_of(s, "workforce.vacancy_rate", "manager") == "1/1 = 100.0");
  CHECK(figure_of(s, "workforce.vacancy_rate.of_filled", "manager") == "1/0 = none");
}

TEST_CASE("a worker who moves twice in the period moved once, one of an agency or of nobody did not") {
  const study s = study_of_tables({{"worker", worker_columns + "a,901,Council,Directly employed,Nurse,,,2020-01-01,\n"
                                                               "b,901,Council,Directly employed,Nurse,,,2020-01-01,\n"
                                                               "c,901,Council,Directly employed,Nurse,,,2024-04-01,\n"
                                                               "d,901,Council,Agency,Nurse,,,2020-01-01,\n"},
                                   {"worker_move",
                                    "move_id,la_code,worker_id,move_type,date_moved\n"
                                    "1,901,a,Promotion,2024-04-01\n2,901,a,Role change,2025-03-31\n"
                                    "3,901,b,Promotion,2024-03-31\n4,901,b,Promotion,2025-04-01\n"
                                    "5,901,d,Promotion,2024-06-01\n6,901,who,Promotion,2024-06-01\n"}});
  CHECK(figure_of(s, "workforce.internal_moves") == "1/2.5 = 40.0");
  CHECK(figure_of(s, "workforce.internal_moves", "nurse") == "1/2.5 = 40.0");
}

TEST_CASE("a certificate is in date on its first and on its last day") {
  const study s =
      study_of_tables({{"worker", worker_columns + "a,901,Council,Directly employed,,,,2020-01-01,\n"
                                                   "gone,901,Council,Directly employed,,,,2020-01-01,2025-03-31\n"},
                       {"worker_training",
                        "la_code,worker_id,course,required,date_completed,date_expires\n"
                        "901,a,First day,Yes,2025-03-31,\n901,a,Day after,Yes,2025-04-01,\n"
                        "901,a,Last day,Yes,2024-03-31,2025-03-31\n901,a,Expired,Yes,2024-03-30,2025-03-30\n"
                        "901,a,Enrolled,Yes,,\n901,a,Not needed,No,2024-04-01,\n901,a,Unknown,,2024-04-01,\n"
                        "901,gone,First day,Yes,2025-03-31,\n901,who,First day,Yes,2025-03-31,\n"}});
  CHECK(figure_of(s, "workforce.training_completion") == "2/5 = 40.0");
  CHECK(figure_of(s, "workforce.training_completion", "first day") == "1/1 = 100.0");
  CHECK(figure_of(s, "workforce.training_completion", "day after") == "0/1 = 0.0");
  CHECK(figure_of(s, "workforce.training_completion", "not needed") == "no row");
}

TEST_CASE("a course in two spellings is one course of a worker, of which the last row stands") {
  const study s = study_of_tables({{"worker", worker_columns + "a,901,Council,Directly employed,,,,2020-01-01,\n"},
                                   {"worker_training",
                                    "la_code,worker_id,course,required,date_completed\n"
                                    "901,a,Fire safety,Yes,2024-05-01\n901,a,FIRE SAFETY,Yes,\n"}});
  CHECK(figure_of(s, "workforce.training_completion") == "0/1 = 0.0");
}

TEST_CASE("qualifications count from their day, at the level and above, held or worked towards") {
  const study s = study_of_tables({{"worker", worker_columns + "a,901,Council,Directly employed,,,,2020-01-01,\n"
                                                               "b,901,Council,Directly employed,,,,2020-01-01,\n"
                                                               "c,901,Council,Directly employed,,,,2020-01-01,\n"
                                                               "d,901,Council,Directly employed,,,,2020-01-01,\n"},
                                   {"worker_qualification",
                                    "la_code,worker_id,level,state,date_from\n"
                                    "901,a,3,Holds,2025-03-31\n901,a,4,Working towards,2024-01-01\n"
                                    "901,b,2,Holds,2020-01-01\n901,b,3,Working towards,2025-04-01\n"
                                    "901,c,5,Working towards,2020-01-01\n901,d,7,perhaps,2020-01-01\n"}});
  CHECK(figure_of(s, "workforce.qualifications") == "2/4 = 50.0");
  CHECK(figure_of(s, "workforce.qualifications", "Total", {.qualification_level = 2}) == "3/4 = 75.0");
}

TEST_CASE("an approval stands from its day and not on the day it ends") {
  const study s = study_of_tables({{"worker_approval",
                                    "approval_id,la_code,date_approved,date_ended\n"
                                    "1,901,2024-03-31,\n2,901,2024-04-01,\n3,901,2020-01-01,2024-03-31\n"
                                    "4,901,2020-01-01,2025-03-31\n5,901,2020-01-01,2025-04-01\n6,901,2025-03-31,\n"
                                    "7,901,2025-04-01,\n"}});
  CHECK(figure_of(s, "workforce.specialist_retention") == "2/3 = 66.7");
  CHECK(figure_of(s, "workforce.specialist_retention.new") == "2/2 = 2.0");
}

TEST_CASE("practitioners count on the last day of each month of the period that they are in post") {
  const study s = study_of_tables(
      {{"worker", worker_columns + "all year,901,Council,Directly employed,,Yes,0.5,2020-01-01,\n"
                                   "on a last day,901,Council,Directly employed,,Yes,,2024-04-30,2024-05-31\n"
                                   "between,901,Council,Directly employed,,Yes,1,2024-06-01,2024-06-30\n"
                                   "in reverse,901,Council,Directly employed,,Yes,1,2024-09-01,2024-06-01\n"
                                   "to come,901,Council,Directly employed,,Yes,1,2025-04-01,\n"
                                   "last day,901,Council,Directly employed,,Yes,1,2025-03-31,\n"
                                   "no practitioner,901,Council,Directly employed,,No,1,2020-01-01,\n"
                                   "agency,901,Council,Agency,,Yes,1,2020-01-01,\n"},
       {"work_completed",
        "work_id,la_code,activity,date_completed\n"
        "1,901,Assessment,2024-03-31\n2,901,Assessment,2024-04-01\n3,901,review,2025-03-31\n4,901,Review,2025-04-01\n"
        "5,901,Visit,2024-05-01\n"}});
  CHECK(figure_of(s, "workforce.productivity") == "2/8 = 0.3");  // 12 halves, April, and March
  const std::string id = "workforce.productivity";
  const auto of = [&](const day& from, const day& to) {
    return sides_of(results_of(s, id, {}, {from, to}), id, "Total");
  };
  CHECK(of(make_day(2024, 4, 1), make_day(2024, 4, 30)) == "1/1.5 = 0.7");
  CHECK(of(make_day(2024, 5, 1), make_day(2024, 5, 31)) == "0/0.5 = 0.0");
  CHECK(of(make_day(2023, 4, 1), make_day(2025, 3, 31)) == "3/14 = 0.2");
  CHECK(of(make_day(2024, 4, 2), make_day(2024, 4, 29)) == "0/0 = none");  // no month ends
}
