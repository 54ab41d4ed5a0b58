#include "ascof/measures/surveys.hpp"

#include <array>

#include "ascof/measures/detail_tables.hpp"

namespace ascof::measures {
namespace {

using namespace algebra;

struct user;
struct stratum_row;
struct carer;
struct carer_population;
struct local_answer;

constexpr tables::family of_users{"Adult Social Care Survey; definitions H0", "respondent"};
constexpr tables::family of_carers{"Survey of Adult Carers in England; definitions H1", "respondent"};
constexpr tables::family of_local{"local convention; definitions H", "answer"};

/// The first day of the reporting period where that is a financial year, which is when a survey is of it.
const date<of_every> survey_year =
    when(period_end == period_start + months{12} - days{1}, period_start, missing_date());

/// The code of an answer: its place in the field's list.
template <typename Kind>
number<of_row<Kind>> code_of(const rows<Kind>& of, const char* field) {
  return rank(of.text(field), tables::values_of(*of.type(), field));
}

/// What each code of an answer counts as; missing for a missing answer.
template <typename Of>
number<Of> points(const number<Of>& code, const std::vector<double>& by_code) {
  number<Of> made{{missing_number().e}};
  for (std::size_t i = by_code.size(); i-- > 0;)
    made = when(code == static_cast<double>(i + 1), constant(by_code[i]), made);
  return made;
}

/// Part of those who were sampled: its members, and how many people of it there are in the survey of a year.
template <typename Kind>
struct stratum {
  truth<of_row<Kind>> member;
  number<of_person> people, people_before;
};

/// A survey in which those who answer stand for their stratum. Rows of a council stand together.
template <typename Kind>
struct sample {
  rows<Kind> all;
  date<of_row<Kind>> year;
  truth<of_row<Kind>> of_year, of_year_before;  ///< of the survey of the period, and of the one it is compared with
  truth<of_row<Kind>> responded;
  std::vector<stratum<Kind>> strata;

  explicit sample(const char* type)
      : all(record_type_named(type)),
        year(financial_year_start(all.text("survey_year"))),
        of_year(year == survey_year),
        of_year_before(year == survey_year - months{12}),
        responded(all.text("response") == tables::values_of(*all.type(), "response").front()) {}

  std::vector<group> groups_of() const {
    const auto age = all.number("age");
    const auto gender = all.text("gender");
    return {{"Total", constant(true)},
            {"Age: 18-64", age >= 18 && age < 65},
            {"Age: 65 and over", age >= 65},
            {"Gender: Male", gender == "Male"},
            {"Gender: Female", gender == "Female"}};
  }
};

/// What is estimated from a survey: an answer of each respondent that has one, 1 and 0 for a share, points for a score.
template <typename Kind>
struct question {
  std::string id, title, definition;
  number<of_row<Kind>> answer;
  double factor = 100;  ///< 1 for a mean of points
  int decimals = 1;
};

/// Answers count as 1 and 0; what is neither, as 'never tried', is no answer.
template <typename Of>
number<Of> share_of(const truth<Of>& answered, const truth<Of>& hit) {
  return when(answered, as_number(hit), number<Of>{{missing_number().e}});
}

template <typename Kind>
truth<of_row<Kind>> answering(const sample<Kind>& s, const question<Kind>& q, const truth<of_row<Kind>>& of_survey) {
  return of_survey && s.responded && !is_missing(q.answer);
}

/// People that a respondent stands for: the people of the stratum by those of it who answer this question (C30). Missing
/// without a stratum, and in one without people (C29).
template <typename Kind>
number<of_row<Kind>> weight_of(const sample<Kind>& s, const question<Kind>& q) {
  const auto used = answering(s, q, s.of_year);
  number<of_row<Kind>> weight{{missing_number().e}};
  for (auto part = s.strata.rbegin(); part != s.strata.rend(); ++part) {
    const auto respondents = s.all.where(used && part->member, s.year).of_person_all().count();
    weight = when(part->member, part->people / respondents, weight);
  }
  return weight;
}

/// The estimate of a council as a number of its own, from the survey whose rows a condition tells.
template <typename Kind>
number<of_person> estimate_of(const sample<Kind>& s, const question<Kind>& q, const truth<of_row<Kind>>& of_survey,
                              number<of_person> stratum<Kind>::*people) {
  const auto used = answering(s, q, of_survey);
  number<of_person> sum{{constant(0.0).e}}, whole = sum;
  for (const stratum<Kind>& part : s.strata) {
    const auto respondents = s.all.where(used && part.member, s.year).of_person_all();
    const auto there = respondents.count() > 0 && part.*people > 0;
    const auto mean = respondents.sum(q.answer) / respondents.count();
    sum = sum + when(there, part.*people * mean, constant(0.0));
    whole = whole + when(there, part.*people, constant(0.0));
  }
  return sum / whole * q.factor;
}

template <typename Kind>
void add_estimates(std::vector<measure>& to, const sample<Kind>& s, const std::vector<question<Kind>>& questions,
                   const tables::family& of) {
  const std::string weighted =
      " Each respondent stands for the people of the stratum by those of it who answered this question.";
  for (const question<Kind>& q : questions) {
    const auto used = answering(s, q, s.of_year);
    const auto weight = weight_of(s, q);
    measure made =
        of(q.id, q.title, q.definition + weighted,
           quotient({{used, weight * q.answer, 1, 0}, {used, weight, 0, 1}}, q.factor),
           {.direction = polarity::higher_is_better, .decimals = q.decimals, .by = {groups("group", s.groups_of())}});
    made.national = true;
    made.traces.front().columns.push_back({"answer", q.answer});
    made.traces.front().columns.push_back({"weight", weight});
    to.push_back(std::move(made));
  }
}

// ------------------------------------------------------------------------------------------- adult social care survey

/// People sampled for the adult social care survey, by strata that are derived from what is known of them (C28).
sample<user> users() {
  sample<user> made("ascs_response");
  const rows<stratum_row> strata(record_type_named("ascs_stratum"));
  const auto year = financial_year_start(strata.text("survey_year"));
  const auto age = made.all.number("age");
  const auto reason = made.all.text("primary_support_reason"), setting = made.all.text("support_setting");
  const auto known = !is_missing(age) && !is_missing(reason) && !is_missing(setting);
  const auto learning = known && reason == "Learning Disability Support";
  const auto other = known && reason != "Learning Disability Support";
  const auto working_age = age >= 18 && age < 65;
  const auto older = other && !working_age;  // under 18 too: the survey's own code does not ask
  const std::array<truth<of_row<user>>, 4> members{learning, other && working_age,
                                                   older && setting.in({"Residential Care", "Nursing Care"}),
                                                   older && setting == "Community"};
  const std::vector<std::string>& names = tables::values_of(*strata.type(), "stratum");
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto people_in = [&](const date<of_every>& on) {
      const auto people = strata.where(strata.text("stratum") == names[i] && year == on, year)
                              .of_person_all()
                              .sum(strata.number("eligible_population"));
      return when(people > 0, people, missing_number());
    };
    made.strata.push_back({members[i], people_in(survey_year), people_in(survey_year - months{12})});
  }
  return made;
}

constexpr std::array quality_of_life{"q3a", "q4a", "q5a", "q6a", "q7a", "q8a", "q9a", "q11"};

/// Points of an answer's codes, and the same for needs, which are taken off.
number<of_row<user>> adjusted_quality_of_life(const rows<user>& all) {
  const std::array<std::vector<double>, 8> values{{{1, 0.919, 0.541, 0},
                                                   {0.911, 0.789, 0.265, 0.195},
                                                   {0.879, 0.775, 0.294, 0.184},
                                                   {0.863, 0.780, 0.374, 0.288},
                                                   {0.880, 0.452, 0.298, 0.114},
                                                   {0.873, 0.748, 0.497, 0.241},
                                                   {0.962, 0.927, 0.567, 0.170},
                                                   {0.847, 0.637, 0.295, 0.263}}};
  number<of_row<user>> sum = points(code_of(all, quality_of_life[0]), values[0]);
  for (std::size_t i = 1; i < values.size(); ++i) sum = sum + points(code_of(all, quality_of_life[i]), values[i]);
  number<of_row<user>> difficulties = code_of(all, "q15a") - 1.0;
  for (const char* field : {"q15b", "q15c", "q15d", "q16a", "q16b", "q16c"})
    difficulties = difficulties + (code_of(all, field) - 1.0);
  const auto age = all.number("age");
  // As the strata: whoever is not 18 to 64 counts with those of 65 and over.
  const auto of_age =
      when(is_missing(age), missing_number(), when(age >= 18 && age < 65, constant(0.0), constant(0.0473)));
  const auto adjustment = points(code_of(all, "q13"), {0, 0, -0.0148, -0.1090, -0.1090}) +
                          points(code_of(all, "q17"), {0, -0.0308, -0.1250, -0.1250, -0.1250}) +
                          points(code_of(all, "q18"), {0, -0.0603, -0.1100, -0.1100}) + of_age + 0.5798 -
                          difficulties * 0.0202;
  const auto asked =
      all.text("primary_support_reason") != "Learning Disability Support" && all.text("support_setting") == "Community";
  return when(asked, sum * 0.203 - 0.466 - adjustment, number<of_row<user>>{{missing_number().e}});
}

std::vector<question<user>> questions_of_users(const sample<user>& s) {
  const rows<user>& all = s.all;
  const auto code = [&](const char* field) { return code_of(all, field); };
  const auto first = [&](const char* field, double last_hit) {
    return share_of(!is_missing(code(field)), code(field) <= last_hit);
  };
  number<of_row<user>> score = code(quality_of_life[0]);
  for (std::size_t i = 1; i < quality_of_life.size(); ++i) score = score + code(quality_of_life[i]);
  // The seven answers of the standard form: the best two are the best one of easy read, which has five.
  const std::vector<std::string>& forms = tables::values_of(*all.type(), "questionnaire");
  const auto easy_read = first_known(all.text("questionnaire").in({forms[2], forms[3]}), constant(false));
  const auto overall = code("q1");
  const auto satisfied = share_of(!is_missing(overall) && !(easy_read && overall > 5),
                                  (easy_read && overall == 1) || (!easy_read && overall <= 2));
  const auto sought = code("q12");
  return {
      {"ascof.1a", "Social care-related quality of life",
       "Mean score of people in long-term support from eight answers, each from 1 (best) to 4: 32 less their sum, from "
       "0 "
       "to 24. Who left one out has no score.",
       constant(32.0) - score, 1},
      {"ascof.1b", "Adjusted social care-related quality of life",
       "Mean score from the eight answers, each weighted, less what health, home, getting around, daily activities and "
       "age explain. Who left one out, has a learning disability as support reason, or lives in residential or nursing "
       "care has no score.",
       adjusted_quality_of_life(all), 1, 3},
      {"ascof.1d", "Overall satisfaction of people who use services",
       "The share extremely or very satisfied. The seven answers of the standard form are made the five of easy read: "
       "the best two are one.",
       satisfied},
      {"ascof.3a", "Control over daily life", "The share with as much control as wanted, or with adequate control.",
       first("q3a", 2)},
      {"ascof.3c.1", "Ease of finding information, people who use services",
       "Of those who tried to find information: the share who found it very or fairly easy.",
       share_of(sought >= 2, sought <= 3)},
      {"ascof.4a", "Feel as safe as they want", "The share who feel as safe as they want.", first("q7a", 1)},
      {"ascof.5a.1", "As much social contact as wanted, people who use services",
       "The share with as much social contact as wanted.", first("q8a", 1)},
      {"legacy.4b_services", "Services make people feel safe",
       "The share who say that services help them in feeling safe.", first("q7b", 1)},
  };
}

// ------------------------------------------------------------------------------------------------------------- carers

/// Carers, all of a council in one stratum (C33), and the survey before: the last one held.
sample<carer> carers_sampled() {
  sample<carer> made("sace_response");
  const rows<carer_population> populations(record_type_named("sace_population"));
  const auto year = financial_year_start(populations.text("survey_year"));
  const auto people = [&](const truth<of_row<carer_population>>& of_survey) {
    const auto sum = populations.where(of_survey, year).of_person_all().sum(populations.number("eligible_population"));
    return when(sum > 0, sum, missing_number());
  };
  const auto before =
      made.all.where(made.responded && made.year < survey_year, made.year).of_person_all().greatest(made.year);
  made.of_year_before = made.year == before;
  made.strata.push_back({{{constant(true).e}}, people(year == survey_year), people(year == before)});
  return made;
}

std::vector<question<carer>> questions_of_carers(const sample<carer>& s) {
  const rows<carer>& all = s.all;
  const auto code = [&](const char* field) { return code_of(all, field); };
  number<of_row<carer>> score = constant(3.0) - code("q7");
  for (const char* field : {"q8", "q9", "q10", "q11", "q12"}) score = score + (constant(3.0) - code(field));
  const auto satisfaction = code("satisfaction"), consulted = code("consulted"), sought = code("information_ease");
  return {
      {"ascof.1c", "Carer-reported quality of life",
       "Mean score of carers from six answers, 2 for the best, 1 for the middle and 0 for the worst: from 0 to 12. Who "
       "left one out has no score.",
       score, 1},
      {"ascof.1e", "Overall satisfaction of carers",
       "Of carers who received support or services in the last 12 months: the share extremely or very satisfied.",
       share_of(satisfaction >= 2, satisfaction <= 3)},
      {"ascof.3b", "Carers included or consulted",
       "Of carers who know of discussions about the person they care for: the share always or usually included or "
       "consulted.",
       share_of(consulted >= 2, consulted <= 3)},
      {"ascof.3c.2", "Ease of finding information, carers",
       "Of carers who tried to find information: the share who found it very or fairly easy.",
       share_of(sought >= 2, sought <= 3)},
      {"ascof.5a.2", "As much social contact as wanted, carers",
       "The share of carers with as much social contact as wanted.",
       share_of(!is_missing(code("q11")), code("q11") == 1)},
  };
}

// ------------------------------------------------------------------------------------------ answers and their changes

void add_response_rate(std::vector<measure>& to, const sample<user>& users, const sample<carer>& carers) {
  const auto sent = [](const auto& s) {
    const std::vector<std::string>& codes = tables::values_of(*s.all.type(), "response");
    return s.of_year && not_true(s.all.text("response") == codes.back());
  };
  std::vector<group> of_users_by{{"ASCS", constant(true)}}, of_carers_by{{"ASCS", constant(false)}};
  for (std::size_t i = 0; i < users.strata.size(); ++i) {
    const std::string label = "ASCS: stratum " + std::to_string(i + 1);
    of_users_by.emplace_back(label, users.strata[i].member);
    of_carers_by.emplace_back(label, constant(false));
  }
  of_users_by.emplace_back("SACE", constant(false));
  of_carers_by.emplace_back("SACE", constant(true));
  share_of_sum answered(sent(users) && users.responded, 1, 0), asked(sent(users), 0, 1);
  share_of_sum carers_answered(sent(carers) && carers.responded, 1, 0), carers_asked(sent(carers), 0, 1);
  answered.by = asked.by = {groups("group", of_users_by)};
  carers_answered.by = carers_asked.by = {groups("group", of_carers_by)};
  tables::family of = of_local;
  of.unit = "questionnaire";
  to.push_back(of("survey.response_rate", "Survey response rate",
                  "Of those sent a questionnaire, without those who proved not eligible: the share who answered, by "
                  "survey, and by stratum of the adult social care survey. A missing response code is no answer.",
                  quotient({answered, asked, carers_answered, carers_asked}, 100),
                  {.direction = polarity::higher_is_better, .by = {groups("group", of_users_by)}}));
}

/// The change of each estimate of a survey, as parts of one figure: once for each council with both.
template <typename Kind, typename Row>
void add_changes(std::vector<share_of_sum>& to, const sample<Kind>& s, const std::vector<question<Kind>>& questions,
                 const truth<Row>& once, const std::vector<std::string>& labels) {
  for (const question<Kind>& q : questions) {
    const auto change = estimate_of(s, q, s.of_year, &stratum<Kind>::people) -
                        estimate_of(s, q, s.of_year_before, &stratum<Kind>::people_before);
    std::vector<group> own;
    for (const std::string& label : labels) own.emplace_back(label, constant(label == q.id));
    share_of_sum value(once && !is_missing(change), change, 1, 0), councils(once && !is_missing(change), 0, 1);
    value.by = councils.by = {groups("group", own)};
    to.push_back(value);
    to.push_back(councils);
  }
}

void add_change(std::vector<measure>& to, const sample<user>& users, const std::vector<question<user>>& of_user,
                const sample<carer>& carers, const std::vector<question<carer>>& of_carer) {
  std::vector<std::string> labels;
  for (const auto& q : of_user) labels.push_back(q.id);
  for (const auto& q : of_carer) labels.push_back(q.id);
  // One row of each council and survey: its first stratum, its population of carers.
  const rows<stratum_row> strata(record_type_named("ascs_stratum"));
  const auto year = financial_year_start(strata.text("survey_year"));
  const auto place = code_of(strata, "stratum");
  const auto first = strata.where(year == survey_year, year).of_person_all().least(place);
  const rows<carer_population> populations(record_type_named("sace_population"));
  std::vector<share_of_sum> parts;
  add_changes(parts, users, of_user, year == survey_year && place == first, labels);
  add_changes(parts, carers, of_carer, financial_year_start(populations.text("survey_year")) == survey_year, labels);
  tables::family of = of_local;
  of.unit = "council";
  std::vector<group> all;
  for (const std::string& label : labels) all.emplace_back(label, constant(true));
  to.push_back(
      of("survey.change", "Change between survey years",
         "The estimate of a council less that of the survey before: of the adult social care survey of the year "
         "before, of the survey of adult carers of the last one held. Points of per cent, or of a score.",
         quotient(parts, 1), {.by = {groups("group", all)}}));
}

// ------------------------------------------------------------------------------------------------------ local surveys

void add_local(std::vector<measure>& to) {
  const rows<local_answer> all(record_type_named("local_survey_response"));
  const auto answer = all.text("answer");
  const auto on = all.date("response_date");
  const auto type = all.text("survey_type"), key = all.text("question");
  const auto asked = [&](const char* what) { return unlisted(key == what); };
  const auto valid = in_period(on) && !is_missing(answer) && answer != "Don't know";
  const auto positive = answer.in({"Strongly agree", "Agree"});
  const std::string rule = "the share who agree or strongly agree, without those who do not know.";
  const auto higher = polarity::higher_is_better;
  to.push_back(of_local("survey.local_satisfaction", "Local survey satisfaction",
                        "Of answers to each question of local surveys of people who use services: " + rule,
                        exact_proportion(positive, type == "Service" && valid),
                        {.direction = higher, .by = {by("group", key)}}));
  const auto ethnicity = all.text("ethnicity");
  to.push_back(of_local(
      "survey.cultural_sensitivity", "Satisfied that care respects culture",
      "Of answers to the question `culture` of local surveys of people who use services: " + rule,
      exact_proportion(positive, type == "Service" && asked("culture") && valid),
      {.direction = higher,
       .by = {groups("group", tables::joined({{"Total", constant(true)}},
                                             tables::groups_of("Ethnicity: ", ethnicity,
                                                               tables::values_of(*all.type(), "ethnicity"))))}}));
  // Rows of a council's question stand together: each answer counts by those to the same question.
  const auto consulted = type == "Consultation" && valid;
  const auto answers = all.where(consulted, on).of_person_all().count();
  const auto one = constant(1.0) / answers;
  to.push_back(of_local("survey.day_service_objectives", "Support for proposed objectives",
                        "The mean of questions of consultations, each with the share of its answers that agree or "
                        "strongly agree, without those who do not know. Each question counts alike.",
                        quotient({{consulted && positive, one * 100.0, 1, 0}, {consulted, one, 0, 1}}, 1),
                        {.unit = "question", .direction = higher}));
  to.push_back(of_local("survey.day_service_objectives.pooled", "Support for proposed objectives, all answers",
                        "Of all answers to questions of consultations: " + rule, exact_proportion(positive, consulted),
                        {.direction = higher}));
  tables::family of = of_local;
  of.source = "local convention; definitions I";
  to.push_back(of("workforce.satisfaction", "Staff survey satisfaction",
                  "Of answers to the question `overall` of surveys of staff: " + rule + " By team, where one is named.",
                  exact_proportion(positive, type == "Staff" && asked("overall") && valid),
                  {.direction = higher, .by = tables::by_name(all.text("team"))}));
}

}  // namespace

std::vector<measure> surveys() {
  const sample<user> of_user = users();
  const sample<carer> of_carer = carers_sampled();
  const std::vector<question<user>> user_questions = questions_of_users(of_user);
  const std::vector<question<carer>> carer_questions = questions_of_carers(of_carer);
  std::vector<measure> all;
  add_estimates(all, of_user, user_questions, of_users);
  add_estimates(all, of_carer, carer_questions, of_carers);
  add_response_rate(all, of_user, of_carer);
  add_change(all, of_user, user_questions, of_carer, carer_questions);
  add_local(all);
  return all;
}

}  // namespace ascof::measures
