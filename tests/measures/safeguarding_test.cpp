#include "ascof/measures/safeguarding.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "support/records_text.hpp"
#include "support/study_text.hpp"

using namespace ascof;
using namespace support;

namespace {

std::string figure_of(const study& s, const std::string& id, const std::string& group = "Total",
                      const measures::safeguarding_rules& rules = {}) {
  return sides_of(evaluate(select_measures(measures::safeguarding(rules), {id}), s, {year_2024}), id, group);
}

}  // namespace

TEST_CASE("conversion by period can pass 100 per cent, and counts what began in the period") {
  const study s = study_of_tables({{"safeguarding_concern",
                                    "concern_id,la_code,person_id,date_received\n"
                                    "c1,901,p,2024-04-01\nc2,901,p,2024-03-31\n"},
                                   {"safeguarding_enquiry",
                                    "enquiry_id,concern_id,la_code,person_id,enquiry_type,date_begun\n"
                                    "e1,c1,901,p,Section 42,2024-04-03\ne2,c1,901,p,Other,2024-05-03\n"
                                    "e3,c2,901,p,,2024-05-03\n"}});
  CHECK(figure_of(s, "safeguarding.conversion_rate") == "2/1 = 200.0");
  CHECK(figure_of(s, "safeguarding.conversion_rate_s42") == "1/1 = 100.0");
  CHECK(figure_of(s, "safeguarding.s42_share") == "1/2 = 50.0");
}

TEST_CASE("a followed concern has an enquiry of its own within the window, and the whole window to be followed in") {
  study s = study_of_tables({{"safeguarding_concern",
                              "concern_id,la_code,person_id,date_received\n"
                              "c1,901,p,2024-05-01\nc2,901,p,2024-05-01\nc3,901,q,2024-05-01\nc4,901,q,2024-05-02\n"},
                             {"safeguarding_enquiry",
                              "enquiry_id,concern_id,la_code,person_id,enquiry_type,date_begun\n"
                              "e1,c1,901,p,Section 42,2024-05-29\ne2,c2,901,p,Other,2024-05-30\n"
                              "e3,c3,901,q,Other,2024-04-30\n"}});
  s.as_of = make_day(2024, 5, 29);
  CHECK(figure_of(s, "safeguarding.conversion_cohort") == "1/3 = 33.3");
  s.as_of = make_day(2024, 5, 30);
  CHECK(figure_of(s, "safeguarding.conversion_cohort") == "1/4 = 25.0");
  CHECK(figure_of(s, "safeguarding.conversion_cohort", "Total", {.linked_within = {29}}) == "2/3 = 66.7");
}

TEST_CASE("duplicates are judged against concerns that count, and repeats are of other days") {
  const study s = study_of_tables({{"safeguarding_concern",
                                    "concern_id,la_code,person_id,date_received,abuse_types\n"
                                    "a1,901,a,2024-05-01,Physical Abuse\n"
                                    "a2,901,a,2024-05-08,Physical Abuse;Domestic Abuse\n"  // a duplicate
                                    "a3,901,a,2024-05-15,Physical Abuse\n"                 // not of a1 any more
                                    "b1,901,b,2024-05-01,Physical Abuse\nb2,901,b,2024-05-02,Domestic Abuse\n"
                                    "c1,901,,2024-05-01,Physical Abuse\n"}});
  CHECK(figure_of(s, "safeguarding.repeat_concerns") == "2/4 = 50.0");
  CHECK(figure_of(s, "safeguarding.repeat_concerns.people") == "2/2 = 100.0");
}

TEST_CASE("types recorded are shared among all that are, or among the enquiries") {
  const study s = study_of_tables({{"safeguarding_enquiry",
                                    "enquiry_id,la_code,person_id,enquiry_type,date_begun,date_concluded,abuse_types\n"
                                    "e1,901,p,Section 42,2024-04-03,2024-05-01,"
                                    "Neglect and Acts of Omission;Physical Abuse\n"
                                    "e2,901,p,Section 42,2024-04-03,2024-05-01,Neglect and Acts of Omission\n"
                                    "e3,901,p,Section 42,2024-04-03,2024-05-01,\n"
                                    "e4,901,p,Other,2024-04-03,2024-05-01,Physical Abuse\n"}});
  const char* neglect = "Neglect and Acts of Omission";
  CHECK(figure_of(s, "safeguarding.type_of_abuse", neglect) == "2/3 = 66.7");
  CHECK(figure_of(s, "safeguarding.type_of_abuse.enquiries", neglect) == "2/2 = 100.0");
  CHECK(figure_of(s, "safeguarding.type_of_abuse", neglect, {.other_enquiries_in_tables = true}) == "2/4 = 50.0");
}

TEST_CASE("a council that left the answers blank has no value, one answer makes the others not recorded") {
  const auto asked = [](const std::string& answer) {
    return figure_of(study_of_tables({{"safeguarding_enquiry",
                                       "enquiry_id,la_code,enquiry_type,date_begun,date_concluded,msp_asked\n"
                                       "e1,901,Section 42,2024-04-03,2024-05-01," +
                                           answer + "\ne2,901,Section 42,2024-04-03,2024-05-01,\n"}}),
                     "safeguarding.msp_asked");
  };
  CHECK(asked("") == "0/2 = none");
  CHECK(asked("No") == "0/2 = 0.0");
  CHECK(asked("Yes they were asked but no outcomes were expressed") == "1/2 = 50.0");
}
