#include "ascof/measures/providers.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"
#include "support/study_text.hpp"

using namespace ascof;
using namespace support;

namespace {

std::string figure_of(const study& s, const std::string& id, const std::string& group = "Total",
                      const measures::provider_rules& rules = {}) {
  return sides_of(evaluate(select_measures(measures::providers(rules), {id}), s, {year_2024}), id, group);
}

}  // namespace

TEST_CASE("the rating that counts is the latest published by the last day, of those of a day the largest reference") {
  const study s = study_of_tables(
      {{"provider_location",
        "location_id,la_code,service_type,date_registered,date_deregistered\n"
        "a,901,Home care agency,2015-01-01,\nb,901,Home care agency,2015-01-01,\nc,901,Supported living,2015-01-01,\n"
        "d,901,,2015-01-01,\ne,901,Home care agency,2015-01-01,2025-03-31\nf,901,home care "
        "agency,2025-03-31,2025-04-01\n"
        "g,901,Other,2025-04-01,\n"},
       {"provider_rating",
        "rating_id,la_code,location_id,date_published,overall_rating\n"
        "r1,901,a,2020-01-01,Good\nr2,901,a,2025-03-31,Inadequate\nr3,901,a,2025-04-01,Outstanding\n"
        "r4,901,b,2020-01-01,Good\nr5,901,b,2024-01-01,Not rated\nr6,901,c,2024-05-01,Good\n"
        "r7,901,c,2024-05-01,Requires improvement\nr8,901,d,2024-05-01,outstanding\nr9,901,e,2024-05-01,Good\n"
        "r10,901,f,2024-05-01,Good\nr11,901,g,2024-05-01,Good\nr12,901,who,2024-05-01,Good\n"}});
  CHECK(figure_of(s, "ascof.6b") == "2/4 = 50.0");  // d and f; a and c are not, b has none any more
  CHECK(figure_of(s, "ascof.6b", "Home care agency") == "1/2 = 50.0");
  CHECK(figure_of(s, "ascof.6b", "Supported living") == "0/1 = 0.0");
  CHECK(figure_of(s, "ascof.6b", "Other") == "0/0 = none");
}

TEST_CASE("a blank rating takes an earlier one away, and a corrected row replaces the one before") {
  const study s = study_of_tables({{"provider_location", "location_id,la_code,date_registered\na,901,2015-01-01\n"},
                                   {"provider_rating",
                                    "rating_id,la_code,location_id,date_published,overall_rating\n"
                                    "r1,901,a,2020-01-01,Good\nr2,901,a,2024-05-01,\n"}});
  CHECK(figure_of(s, "ascof.6b") == "0/0 = none");
  const study corrected =
      study_of_tables({{"provider_location", "location_id,la_code,date_registered\na,901,2015-01-01\n"},
                       {"provider_rating",
                        "rating_id,la_code,location_id,date_published,overall_rating\n"
                        "r1,901,a,2020-01-01,Good\nr2,901,a,2024-05-01,\nr2,901,a,2025-05-01,\n"}});
  CHECK(figure_of(corrected, "ascof.6b") == "1/1 = 100.0");
}

TEST_CASE("visits count on both ends of the period, of locations whose contract holds on its last day") {
  const study s = study_of_tables({{"provider_location",
                                    "location_id,la_code,date_registered,contract_start,contract_end\n"
                                    "a,901,2015-01-01,2020-01-01,\nb,901,2015-01-01,2025-03-31,2025-03-31\n"
                                    "c,901,2015-01-01,2020-01-01,2025-03-30\nd,901,2015-01-01,2025-04-01,\n"
                                    "e,901,2015-01-01,,2026-01-01\nf,901,2015-01-01,2020-01-01,\n"},
                                   {"provider_visit",
                                    "visit_id,la_code,location_id,date_visited\n"
                                    "1,901,a,2024-04-01\n2,901,a,2025-03-31\n3,901,b,2024-05-01\n4,901,c,2024-05-01\n"
                                    "5,901,d,2024-05-01\n6,901,e,2024-05-01\n7,901,f,2024-03-31\n8,901,f,2025-04-01\n"
                                    "9,901,who,2024-05-01\n"}});
  CHECK(figure_of(s, "quality.provider_visits") == "2/3 = 66.7");
  CHECK(figure_of(s, "quality.provider_visits.visits") == "3/3 = 3.0");
}

TEST_CASE(
    "a place's score is that of its latest scored visit, of several on a day the one with the largest reference") {
  const std::string visits =
      "visit_id,la_code,location_id,date_visited,score\n"
      "1,901,a,2024-04-01,10\n2,901,a,2025-03-31,82\n3,901,a,2025-03-31,\n4,901,a,2025-04-01,5\n"
      "v1,901,b,2024-05-01,30\nv2,901,b,2024-05-01,90\nv3,901,b,2024-05-01,69.99\n"
      "5,901,c,2024-05-01,70\n6,901,who,2024-04-01,1\n7,901,who,2024-06-01,50\n8,901,neither,2024-06-01,100\n"
      "9,901,d,2024-03-31,100\n10,901,,2024-06-01,100\n";
  const std::string locations =
      "location_id,la_code,date_registered\na,901,2015-01-01\nb,901,2015-01-01\nc,901,2015-01-01\nd,901,2015-01-01\n";
  study s = study_of_tables({{"provider_location", locations}, {"provider_visit", visits}});
  CHECK(figure_of(s, "quality.provider_score") == "371.99/5 = 74.4");
  CHECK(figure_of(s, "quality.provider_score.at_least") == "3/5 = 60.0");
  CHECK(figure_of(s, "quality.provider_score.at_least", "Total", {.good_score = 71}) == "2/5 = 40.0");
  // Places need no table of theirs.
  study alone;
  alone.add(read_record_text(record_type_named("provider_visit"), visits, "provider_visit"));
  CHECK(figure_of(alone, "quality.provider_score") == "371.99/5 = 74.4");
}

TEST_CASE("places of the same reference in two councils are two") {
  const study s = study_of_tables({{"provider_visit",
                                    "visit_id,la_code,location_id,date_visited,score\n"
                                    "1,901,a,2024-05-01,40\n1,902,a,2024-06-01,80\n"}});
  CHECK(figure_of(s, "quality.provider_score") == "40/1 = 40.0");
}

TEST_CASE("a plan tested 365 days before the last day is tested, one tested 366 days before or the day after is not") {
  const study s = study_of_tables({{"provider_location",
                                    "location_id,la_code,date_registered,contract_start\n"
                                    "a,901,2015-01-01,2020-01-01\nb,901,2015-01-01,2020-01-01\n"
                                    "c,901,2015-01-01,2020-01-01\nd,901,2015-01-01,2020-01-01\n"
                                    "e,901,2015-01-01,\n"},
                                   {"provider_test",
                                    "test_id,la_code,location_id,date_tested\n"
                                    "1,901,a,2024-03-31\n2,901,b,2024-03-30\n3,901,c,2025-03-31\n4,901,d,2025-04-01\n"
                                    "5,901,e,2025-03-31\n"}});
  CHECK(figure_of(s, "quality.emergency_plans_tested") == "2/4 = 50.0");
  CHECK(figure_of(s, "quality.emergency_plans_tested", "Total", {.tested_within = {366}}) == "3/4 = 75.0");
}
