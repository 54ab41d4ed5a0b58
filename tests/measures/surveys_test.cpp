#include "ascof/measures/surveys.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

const std::string user_columns =
    "la_code,survey_year,serial_no,response,questionnaire,age,gender,primary_support_reason,support_setting,q1\n";

/// Strata of the year before and of the year: 100 people in the first, 300 in the second, 40 in the third, 200 in the
/// fourth; none in 2023-24 but 50 in the second.
study surveyed(const std::string& users, const std::string& carers = {}, const std::string& local = {}) {
  const auto read = [](const char* type, const std::string& text) {
    return read_record_text(record_type_named(type), text, type);
  };
  study s;
  s.add(read("ascs_response", user_columns + users));
  s.add(read("ascs_stratum",
             "la_code,survey_year,stratum,eligible_population\n"
             "901,2024-25,1,100\n901,2024-25,2,300\n901,2024-25,3,40\n901,2024-25,4,200\n901,2023-24,2,50\n"
             "902,2024-25,2,1000\n902,2024-25,4,0\n"));
  s.add(read("sace_response", "la_code,survey_year,serial_no,response,age,gender,satisfaction,q11\n" + carers));
  s.add(read("sace_population",
             "la_code,survey_year,eligible_population\n901,2024-25,120\n901,2021-22,60\n901,2018-19,10\n"));
  s.add(read("local_survey_response",
             "survey_id,survey_type,la_code,respondent_id,response_date,question,answer,ethnicity,team\n" + local));
  return s;
}

result_table results_of(const study& s, const std::string& id) {
  return evaluate(select_measures(measures::surveys(), {id}), s, {year_2024});
}
std::string figure_of(const study& s, const std::string& id, const std::string& group = "Total") {
  return sides_of(results_of(s, id), id, group);
}
/// The figure of a council or of all of them.
std::string figure_in(const study& s, const std::string& id, const std::string& la_code) {
  for (const result_row& row : results_of(s, id).rows)
    if (row.measure == id && row.group == "Total" && row.la_code == la_code)
      return all_digits(row.numerator_sum.value_or(-1)) + "/" + all_digits(row.denominator_sum.value_or(-1));
  return "no row";
}

/// Four people under 65 in the community, of whom three are satisfied, and two older ones, of whom one is.
const std::string six_users =
    "901,2024-25,a,1,1,40,1,1,1,1\n901,2024-25,b,1,1,40,2,1,1,2\n901,2024-25,c,1,1,64,1,1,1,2\n"
    "901,2024-25,d,1,1,18,2,1,1,3\n901,2024-25,e,1,1,65,1,1,1,1\n901,2024-25,f,1,1,80,2,1,1,7\n";

}  // namespace

TEST_CASE("a respondent stands for the people of the stratum by those who answered") {
  const study s = surveyed(six_users);
  // 300 * 3/4 + 200 * 1/2 of the two strata in which anybody answered.
  CHECK(figure_of(s, "ascof.1d") == "325/500 = 65.0");
  CHECK(figure_of(s, "ascof.1d", "Age: 18-64") == "225/300 = 75.0");
  CHECK(figure_of(s, "ascof.1d", "Age: 65 and over") == "100/200 = 50.0");
  CHECK(figure_of(s, "ascof.1d", "Gender: Male") == "250/250 = 100.0");
  CHECK(figure_of(s, "ascof.1d", "Gender: Female") == "75/250 = 30.0");
}

TEST_CASE("England is all councils' strata, each with its own respondents") {
  const study s = surveyed(six_users + "902,2024-25,a,1,1,40,1,1,1,5\n902,2024-25,b,1,1,80,1,1,1,1\n");
  CHECK(figure_in(s, "ascof.1d", "901") == "325/500");
  CHECK(figure_in(s, "ascof.1d", "902") == "0/1000");  // nobody is in its fourth stratum, by its population
  CHECK(figure_in(s, "ascof.1d", "England") == "325/1500");
}

TEST_CASE("weights that doubles round add up to whole people") {
  const study s =
      surveyed("901,2024-25,a,1,1,80,1,1,2,1\n901,2024-25,b,1,1,80,1,1,3,1\n901,2024-25,c,1,1,80,1,1,2,5\n");
  CHECK(figure_of(s, "ascof.1d") == "26.6666666666667/40 = 66.7");
}

TEST_CASE("the stratum is derived: learning disability first, then 18 to 64, then where somebody lives") {
  const auto people = [](const std::string& row) {
    return figure_of(surveyed("901,2024-25,a,1,1," + row + ",1\n"), "ascof.1d");
  };
  CHECK(people("80,1,7,2") == "100/100 = 100.0");  // learning disability, at any age and anywhere
  CHECK(people("18,1,1,3") == "300/300 = 100.0");  // 18 to 64, in nursing care too
  CHECK(people("64,1,1,1") == "300/300 = 100.0");
  CHECK(people("65,1,1,1") == "200/200 = 100.0");
  CHECK(people("65,1,1,2") == "40/40 = 100.0");
  CHECK(people("65,1,1,3") == "40/40 = 100.0");
  CHECK(people("17,1,1,1") == "200/200 = 100.0");  // under 18 as the survey's own code has it
  CHECK(people("17,1,1,2") == "40/40 = 100.0");
  for (const char* unknown : {",1,1,1", "40,1,,1", "40,1,1,", "40,1,13,1"}) {
    CAPTURE(unknown);
    CHECK(people(unknown) == "0/0 = none");
  }
}

TEST_CASE("overall satisfaction: easy read has five answers, other forms seven, and a missing one stays missing") {
  const auto answered = [](const std::string& form, const std::string& answer) {
    return figure_of(surveyed("901,2024-25,a,1," + form + ",40,1,1,1," + answer + "\n"), "ascof.1d");
  };
  CHECK(answered("1", "1") == "300/300 = 100.0");
  CHECK(answered("1", "2") == "300/300 = 100.0");
  CHECK(answered("1", "3") == "0/300 = 0.0");
  CHECK(answered("1", "7") == "0/300 = 0.0");
  CHECK(answered("3", "1") == "300/300 = 100.0");
  CHECK(answered("4", "2") == "0/300 = 0.0");
  CHECK(answered("", "6") == "0/300 = 0.0");  // a form that is not known is a standard one
  for (const char* none : {"", "-9", "0", "8", "2.5", "NULL"}) {
    CAPTURE(none);
    CHECK(answered("1", none) == "0/0 = none");
  }
  CHECK(answered("3", "6") == "0/0 = none");
  CHECK(answered("3", "") == "0/0 = none");
}

TEST_CASE("only who responded has answers, in the survey of the period alone, and a later row stands") {
  CHECK(figure_of(surveyed("901,2024-25,a,2,1,40,1,1,1,1\n901,2024-25,b,,1,40,1,1,1,1\n"), "ascof.1d") == "0/0 = none");
  CHECK(figure_of(surveyed("901,2023-24,a,1,1,40,1,1,1,1\n"), "ascof.1d") == "0/0 = none");
  CHECK(figure_of(surveyed("901,2024/25,a,1,1,40,1,1,1,1\n"), "ascof.1d") == "300/300 = 100.0");
  const study repeated = surveyed("901,2024-25,a,1,1,40,1,1,1,1\n901,2024-25,a,1,1,40,1,1,1,5\n");
  CHECK(figure_of(repeated, "ascof.1d") == "0/300 = 0.0");
  const auto results = evaluate(select_measures(measures::surveys(), {"ascof.1d"}), surveyed(six_users),
                                {{make_day(2024, 4, 1), make_day(2024, 6, 30)}});
  CHECK(sides_of(results, "ascof.1d", "Total") == "0/0 = none");
}

TEST_CASE("carers are one stratum, and the age that is not known is in the total only") {
  const study s = surveyed("", "901,2024-25,a,1,30,2,2,1\n901,2024-25,b,1,,2,4,2\n901,2024-25,c,1,70,1,1,1\n");
  CHECK(figure_of(s, "ascof.1e") == "60/120 = 50.0");  // one had no support
  CHECK(figure_of(s, "ascof.1e", "Age: 18-64") == "60/60 = 100.0");
  CHECK(figure_of(s, "ascof.1e", "Age: 65 and over") == "0/0 = none");
  CHECK(figure_of(s, "ascof.5a.2") == "80/120 = 66.7");
}

TEST_CASE("response rates leave out who proved not eligible, and have a group for each survey and stratum") {
  const study s = surveyed(six_users +
                               "901,2024-25,g,3,1,40,1,1,1,\n901,2024-25,h,4,1,40,1,1,1,\n"
                               "901,2024-25,i,,1,,1,1,1,\n",
                           "901,2024-25,a,1,,,,\n901,2024-25,b,3,,,,\n");
  CHECK(figure_of(s, "survey.response_rate", "ASCS") == "6/8 = 75.0");
  CHECK(figure_of(s, "survey.response_rate", "ASCS: stratum 2") == "4/5 = 80.0");
  CHECK(figure_of(s, "survey.response_rate", "ASCS: stratum 4") == "2/2 = 100.0");
  CHECK(figure_of(s, "survey.response_rate", "ASCS: stratum 1") == "0/0 = none");
  CHECK(figure_of(s, "survey.response_rate", "SACE") == "1/2 = 50.0");
}

TEST_CASE("an estimate is compared with the year before, one of carers with the last survey held") {
  const study s = surveyed(
      "901,2024-25,a,1,1,40,1,1,1,1\n901,2024-25,b,1,1,40,1,1,1,5\n"
      "901,2023-24,a,1,1,40,1,1,1,1\n901,2023-24,b,1,1,40,1,1,1,1\n",
      "901,2024-25,a,1,30,2,2,1\n"
      "901,2021-22,a,1,30,2,2,2\n901,2021-22,b,1,30,2,4,1\n"
      "901,2018-19,a,1,30,2,4,2\n");
  CHECK(figure_of(s, "survey.change", "ascof.1d") == "-50/1 = -50.0");
  CHECK(figure_of(s, "survey.change", "ascof.1e") == "50/1 = 50.0");
  CHECK(figure_of(s, "survey.change", "ascof.5a.2") == "50/1 = 50.0");
  CHECK(figure_of(s, "survey.change", "ascof.3a") == "0/0 = none");
  CHECK(figure_of(surveyed(six_users), "survey.change", "ascof.1d") == "0/0 = none");
}

TEST_CASE("local surveys: the top two of five, without who does not know") {
  const study s = surveyed("", "",
                           "S,Service,901,1,2024-05-01,Satisfied,Agree,White,\n"
                           "S,Service,901,2,2024-05-01,satisfied,Disagree,White,\n"
                           "S,Service,901,3,2024-05-01,satisfied,Don't know,White,\n"
                           "S,Service,901,4,2025-04-01,satisfied,Agree,White,\n"
                           "S,Service,901,1,2024-05-01,CULTURE,Strongly agree,White,\n"
                           "S,Service,901,2,2024-05-01,culture,,White,\n"
                           "S,Staff,901,1,2024-05-01,overall,Agree,,North\n"
                           "S,Staff,901,2,2024-05-01,Overall,Disagree,,north\n"
                           "S,Staff,901,3,2024-05-01,overall,Agree,,\n"
                           "S,Staff,901,3,2024-05-01,pay,Disagree,,\n");
  CHECK(figure_of(s, "survey.local_satisfaction", "satisfied") == "1/2 = 50.0");
  CHECK(figure_of(s, "survey.local_satisfaction", "culture") == "1/1 = 100.0");
  CHECK(figure_of(s, "survey.cultural_sensitivity") == "1/1 = 100.0");
  CHECK(figure_of(s, "survey.cultural_sensitivity", "Ethnicity: White") == "1/1 = 100.0");
  CHECK(figure_of(s, "workforce.satisfaction") == "2/3 = 66.7");
  CHECK(figure_of(s, "workforce.satisfaction", "north") == "1/2 = 50.0");
  CHECK(figure_of(s, "workforce.satisfaction", "missing") == "no row");
}

TEST_CASE("objectives: the mean of each question's share, and all answers together") {
  const study s = surveyed("", "",
                           "C,Consultation,901,1,2024-05-01,a,Agree,,\nC,Consultation,901,2,2024-05-01,a,Agree,,\n"
                           "C,Consultation,901,3,2024-05-01,a,Disagree,,\nC,Consultation,901,1,2024-05-01,B,Agree,,\n"
                           "C,Service,901,9,2024-05-01,b,Disagree,,\nC,Consultation,902,1,2024-05-01,b,Disagree,,\n");
  CHECK(figure_of(s, "survey.day_service_objectives") == "166.666666666667/2 = 83.3");
  CHECK(figure_of(s, "survey.day_service_objectives.pooled") == "3/4 = 75.0");
}
