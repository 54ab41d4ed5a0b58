#include "ascof/measures/dols.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

/// The example of the definitions, section G.
study example() {
  study s;
  s.add(read_record_text(record_type_named("dols_application"),
                         "application_id,la_code,person_id,date_received,urgent,status,date_signed_off,"
                         "assessments_completed,urgent_extended,authorisation_start,authorisation_end\n"
                         "1,901,p,2024-05-01,No,Granted,2024-05-22,6,,2024-05-22,2025-05-21\n"
                         "2,901,q,2024-05-01,No,Granted,2024-05-23,6,,,\n"
                         "3,901,p,2024-06-01,Yes,Granted,2024-06-08,6,,,\n"
                         "4,901,r,2024-06-01,Yes,Not granted,2024-06-15,6,Yes,,\n"
                         "5,901,s,2024-07-01,No,Not granted,2024-11-18,0,,,\n"
                         "6,901,t,2024-12-01,No,Not yet signed off,,,,,\n"
                         "7,901,u,2024-03-01,No,Granted,2024-04-10,6,,,\n"
                         "8,901,v,2025-03-20,No,Not yet signed off,,,,,\n",
                         "dols_application"));
  s.add(no_rows(record_type_named("cop_case")));
  return s;
}

std::string figure_of(const study& s, const std::string& id, const std::string& group = "Total") {
  return sides_of(evaluate(select_measures(measures::dols(), {id}), s, {year_2024}), id, group);
}

}  // namespace

TEST_CASE("applications received, completed and open add up") {
  const study s = example();
  CHECK(figure_of(s, "dols.received") == "7/7 = 7.0");
  CHECK(figure_of(s, "dols.completed") == "6/6 = 6.0");
  CHECK(figure_of(s, "dols.not_completed") == "2/2 = 2.0");
  CHECK(figure_of(s, "dols.people") == "6/6 = 6.0");
}

TEST_CASE("waits, limits and backlog as the definitions work them out") {
  const study s = example();
  CHECK(figure_of(s, "dols.wait_days") == "244/6 = 40.7");
  CHECK(figure_of(s, "dols.wait_days.median") == "0/6 = 21.5");
  CHECK(figure_of(s, "dols.within_21_days") == "1/4 = 25.0");
  CHECK(figure_of(s, "dols.within_21_days.day_one") == "0/4 = 0.0");
  CHECK(figure_of(s, "dols.urgent_within_limit") == "2/2 = 100.0");
  CHECK(figure_of(s, "dols.urgent_within_limit.within_7") == "1/2 = 50.0");
  CHECK(figure_of(s, "dols.backlog_age") == "0/2 = 65.5");
  CHECK(figure_of(s, "dols.backlog_age.over_21") == "1/2 = 50.0");
}

TEST_CASE("what applications lead to") {
  const study s = example();
  CHECK(figure_of(s, "dols.granted") == "4/6 = 66.7");
  CHECK(figure_of(s, "dols.granted.fully_assessed") == "4/5 = 80.0");
  CHECK(figure_of(s, "dols.closed_without_assessment") == "1/6 = 16.7");
  CHECK(figure_of(s, "dols.authorisation_days") == "364/1 = 364.0");
  CHECK(figure_of(s, "dols.authorisation_days.inclusive") == "365/1 = 365.0");
}
