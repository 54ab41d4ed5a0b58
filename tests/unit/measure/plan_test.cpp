// What each kind of expression comes to, on records written as text.

#include "measure/plan.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/expression_text.hpp"
#include "support/random_source.hpp"

using namespace ascof;
using namespace support;
namespace x = ascof::expressions;
using level = unit_frame::level;

namespace {

const unit_frame people{level::person};
const unit_frame events{level::event};

expr on(std::string_view iso) { return iso == "-" ? x::missing(value_kind::date) : x::constant(day_from(iso)); }
expr field(std::string_view name) { return x::event_field(name); }

/// A condition on one event: values of `column` are written beside what the condition comes to.
struct event_case {
  const char* value;
  const char* comes_to;
};

template <std::size_t N>
void check_events(const char* column, const expr& e, const event_case (&table)[N]) {
  std::string rows = std::string("person | ") + column + "\n";
  texts wanted;
  for (const event_case& row : table) {
    rows += std::string("P1 | ") + row.value + "\n";
    wanted.emplace_back(row.comes_to);
  }
  CAPTURE(to_text(e));
  CHECK(values_of(e, rows) == wanted);
}

}  // namespace

// ---------------------------------------------------------------------------------------- constants, bounds, fields

TEST_CASE("constants and missing values of each kind") {
  CHECK(value_of(x::constant("Meals")) == "Meals");
  CHECK(value_of(x::constant(1.5)) == "1.5");
  CHECK(value_of(x::constant(make_day(2024, 2, 29))) == "2024-02-29");
  CHECK(value_of(x::constant(true)) == "true");
  CHECK(value_of(x::constant(false)) == "false");
  for (const value_kind kind : {value_kind::text, value_kind::date, value_kind::number}) {
    CAPTURE(to_text(kind));
    CHECK(value_of(x::missing(kind)) == "-");
    CHECK(value_of(x::is_missing(x::missing(kind))) == "true");
  }
  CHECK(value_of(x::missing(value_kind::truth)) == "unknown");
}

TEST_CASE("the bounds of the period are those of the period in hand") {
  CHECK(value_of(x::period_start(), financial_year(2023)) == "2023-04-01");
  CHECK(value_of(x::period_end(), financial_year(2023)) == "2024-03-31");
  const records nobody = records_from_text("person\nP1");
  const person_details none = details_from_text(nobody, "person");
  const asked_expression asked(x::period_end(), nobody, none, {financial_year(2022), financial_year(2024)});
  CHECK(asked.by_period() == std::vector<texts>{{"2023-03-31"}, {"2025-03-31"}});
}

TEST_CASE("event fields of every kind, missing ones too") {
  const char* rows = R"(
      person | service | start      | Event_Outcome_Hierarchy | Unit_Cost | record
      P1     | nursing | 2024-05-01 | 7                       | 12.50     | 77
      P1     | -       | 2024-05-02 | -                       | -         | 78
      P1     | -       | 2024-05-03 | -3                      | -0.25     | 79)";
  CHECK(values_of(field("service_type"), rows) == texts{"Long term support: Nursing care", "-", "-"});
  CHECK(values_of(field("start"), rows) == texts{"2024-05-01", "2024-05-02", "2024-05-03"});
  CHECK(values_of(field("end"), rows) == texts{"-", "-", "-"});
  CHECK(values_of(field("outcome_rank"), rows) == texts{"7", "-", "-3"});
  CHECK(values_of(field("unit_cost"), rows) == texts{"12.5", "-", "-0.25"});  // pounds, not pence
  CHECK(values_of(field("record_id"), rows) == texts{"77", "78", "79"});
  // A column that the table does not have is missing throughout.
  CHECK(values_of(field("dementia"), rows) == texts{"-", "-", "-"});
  CHECK(values_of(field("planned_units"), rows) == texts{"-", "-", "-"});
}

TEST_CASE("every field that a definition can name can be read") {
  for (const std::string& name : event_field_names()) {
    CAPTURE(name);
    CHECK(values_of(x::is_missing(field(name)), "person\nP1").size() == 1);
  }
  for (const std::string& name : person_field_names()) {
    CAPTURE(name);
    CHECK(values_of(x::is_missing(x::person_field(name)), "person\nP1") == texts{name == "la_code" ? "false" : "true"});
  }
}

TEST_CASE("person fields, of people with and without details") {
  const char* rows = "council | person\n901 | P1\n902 | P2\n902 | P3";
  const char* details = R"(
      council | person | birth   | death      | gender | ethnicity    | accommodation | employment | carer | reason | funding
      901     | P1     | 1950-03 | 2024-06-01 | Female | White: Irish | Refuge        | Retired    | Yes   | Sensory | Self
      902     | P2     | -       | -          | -      | -            | -             | -          | -     | -       | -)";
  CHECK(values_of(x::person_field("la_code"), rows, details) == texts{"901", "902", "902"});
  const std::pair<const char*, const char*> fields[] = {
      {"birth", "1950-03-01"},       {"date_of_death", "2024-06-01"},       {"gender", "Female"},
      {"ethnicity", "White: Irish"}, {"accommodation_status", "Refuge"},    {"employment_status", "Retired"},
      {"has_unpaid_carer", "Yes"},   {"primary_support_reason", "Sensory"}, {"client_funding_status", "Self"}};
  for (const auto& [name, value] : fields) {
    CAPTURE(name);
    CHECK(values_of(x::person_field(name), rows, details) == texts{value, "-", "-"});
  }
}

// ------------------------------------------------------------------------------------------------------------- logic

TEST_CASE("and, or and not have three values") {
  const expr yes = x::constant(true), no = x::constant(false), unknown = x::missing(value_kind::truth);
  struct line {
    expr a, b;
    const char *conjunction, *disjunction;
  };
  const line table[] = {
      {yes, yes, "true", "true"},        {yes, no, "false", "true"},        {no, yes, "false", "true"},
      {no, no, "false", "false"},        {yes, unknown, "unknown", "true"}, {unknown, yes, "unknown", "true"},
      {no, unknown, "false", "unknown"}, {unknown, no, "false", "unknown"}, {unknown, unknown, "unknown", "unknown"}};
  for (const line& row : table) {
    CAPTURE(to_text(row.a), to_text(row.b));
    CHECK(value_of(x::all_of({row.a, row.b})) == row.conjunction);
    CHECK(value_of(x::any_of({row.a, row.b})) == row.disjunction);
  }
  CHECK(value_of(x::negation(yes)) == "false");
  CHECK(value_of(x::negation(no)) == "true");
  CHECK(value_of(x::negation(unknown)) == "unknown");
  CHECK(value_of(x::all_of({yes, yes, unknown, no})) == "false");
  CHECK(value_of(x::any_of({no, no, unknown, yes})) == "true");
}

// ------------------------------------------------------------------------------------------------------- comparisons

TEST_CASE("texts compare without regard to case and trailing blanks, and a missing one with nothing") {
  const event_case equal[] = {{"Meals", "true"},       {"MEALS", "true"},       {"\"meals  \"", "true"},
                              {"\" Meals\"", "false"}, {"\"Me als\"", "false"}, {"Meal", "false"},
                              {"-", "unknown"}};
  check_events("component", x::text_in(field("service_component"), {"Meals"}), equal);
  check_events("component", x::text_in(field("service_component"), {"mEaLs "}), equal);
  check_events("component", x::compare(field("service_component"), comparison::equal, x::constant("Meals")), equal);
  const event_case differs[] = {
      {"Meals", "false"}, {"\"meals \"", "false"}, {"Shared Lives", "true"}, {"-", "unknown"}};
  check_events("component", x::negation(x::text_in(field("service_component"), {"Meals"})), differs);
  check_events("component", x::compare(field("service_component"), comparison::not_equal, x::constant("Meals")),
               differs);
  const event_case several[] = {{"Meals", "true"}, {"shared lives", "true"}, {"Lives", "false"}, {"-", "unknown"}};
  check_events("component", x::text_in(field("service_component"), {"Shared Lives", "Meals", "meals "}), several);
}

TEST_CASE("like: % is any run of characters") {
  struct pattern_case {
    const char *pattern, *text, *holds;
  };
  const pattern_case table[] = {{"%support%", "Long term SUPPORT: Prison", "true"},
                                {"long term%", "Long term support: Prison", "true"},
                                {"term%", "Long term support: Prison", "false"},
                                {"%prison", "Long term support: Prison", "true"},
                                {"%prison", "\"Long term support: Prison  \"", "true"},
                                {"%Long%", "Prison", "false"},
                                {"l%t%n", "Long term support: Prison", "true"},
                                {"l%x%n", "Long term support: Prison", "false"},
                                {"%aab", "aaab", "true"},
                                {"%", "Prison", "true"},
                                {"%%", "Prison", "true"},
                                {"prison", "Prison", "true"},
                                {"prison%", "Prison", "true"},
                                {"pri", "Prison", "false"},
                                {"%", "-", "unknown"}};
  for (const pattern_case& row : table) {
    CAPTURE(row.pattern, row.text);
    CHECK(values_of(x::text_like(field("service_component"), row.pattern),
                    std::string("person | component\nP1 | ") + row.text) == texts{row.holds});
  }
}

TEST_CASE("dates and numbers compare each way, and missing ones with nothing") {
  struct how_case {
    comparison how;
    const char *below, *same, *above;
  };
  const how_case table[] = {
      {comparison::less, "true", "false", "false"},    {comparison::at_most, "true", "true", "false"},
      {comparison::equal, "false", "true", "false"},   {comparison::not_equal, "true", "false", "true"},
      {comparison::at_least, "false", "true", "true"}, {comparison::greater, "false", "false", "true"}};
  const char* rows = R"(
      person | start      | Event_Outcome_Hierarchy
      P1     | -          | -
      P1     | 2024-04-30 | 6
      P1     | 2024-05-01 | 7
      P1     | 2024-05-02 | 8)";
  for (const how_case& row : table) {
    CAPTURE(static_cast<int>(row.how));
    const texts wanted{"unknown", row.below, row.same, row.above};
    CHECK(values_of(x::compare(field("start"), row.how, on("2024-05-01")), rows) == wanted);
    CHECK(values_of(x::compare(field("outcome_rank"), row.how, x::constant(7.0)), rows) == wanted);
    // With a bound of the period, on either side.
    const period from_may{make_day(2024, 5, 1), make_day(2024, 5, 31)};
    CHECK(values_of(x::compare(field("start"), row.how, x::period_start()), rows, "person", from_may) == wanted);
    const expr mirrored = x::compare(x::period_start(), row.how, field("start"));
    CHECK(values_of(mirrored, rows, "person", from_may) == texts{"unknown", row.above, row.same, row.below});
    // A missing value on the other side.
    CHECK(values_of(x::compare(field("start"), row.how, x::missing(value_kind::date)), rows) == texts(4, "unknown"));
    CHECK(values_of(x::compare(field("outcome_rank"), row.how, x::missing(value_kind::number)), rows) ==
          texts(4, "unknown"));
  }
}

TEST_CASE("a date is compared with the bounds of 1, 4, 5, 12 and 64 periods as with each of them alone") {
  random_source random(first_seed());
  const auto random_date = [&] { return make_day(2023, 12, 1) + random.between(0, 60); };
  for (const std::size_t number : {1U, 4U, 5U, 12U, 64U}) {
    std::vector<period> periods;
    for (std::size_t p = 0; p < number; ++p) {
      const day start = random_date();
      periods.push_back({start, start + random.between(0, 20)});
    }
    std::string rows = "person | start\nP1 | -\n";
    for (const period& p : periods)
      for (const day d : {p.start - 1, p.start, p.start + 1, p.end - 1, p.end, p.end + 1, random_date()})
        rows += "P1 | " + to_string(d) + "\n";
    const records some = records_from_text(rows);
    const person_details none = details_from_text(some, "person");
    for (int how = 0; how < 6; ++how)
      for (const bool mirrored : {false, true})
        for (const expr& bound : {x::period_start(), x::period_end(), x::shift_months(x::period_end(), -1)}) {
          const auto compared = [&](const expr& with) {
            return mirrored ? x::compare(with, static_cast<comparison>(how), field("start"))
                            : x::compare(field("start"), static_cast<comparison>(how), with);
          };
          const std::vector<texts> together = asked_expression(compared(bound), some, none, periods).by_period();
          for (std::size_t p = 0; p < number; ++p) {
            // The slow way: the bound as a constant.
            const day at = day_from(asked_expression(bound, some, none, {periods[p]}).by_period().front().front());
            CAPTURE(number, how, mirrored, to_string(periods[p]));
            CHECK(asked_expression(compared(x::constant(at)), some, none).by_period().front() == together[p]);
          }
        }
  }
}

TEST_CASE("a bound that is missing in some periods makes the comparison unknown in those") {
  // The end of the period, but only of periods that begin in 2024.
  const expr bound = x::choose({x::compare(x::period_start(), comparison::at_least, on("2024-01-01")), x::period_end(),
                                x::missing(value_kind::date)});
  const expr e = x::compare(field("start"), comparison::at_most, bound);
  const records some = records_from_text("person | start\nP1 | 2020-01-01\nP1 | 2030-01-01");
  const person_details none = details_from_text(some, "person");
  for (const int years : {3, 12}) {  // few periods are compared one by one, many by a table
    CAPTURE(years);
    const auto values = asked_expression(e, some, none, financial_years(2025 - years, 2024)).by_period();
    REQUIRE(values.size() == static_cast<std::size_t>(years));
    CHECK(values.front() == texts{"unknown", "unknown"});
    CHECK(values.back() == texts{"true", "false"});
  }
}

// -------------------------------------------------------------------------------------------------------------- ages

TEST_CASE("ages by the department's rule and by the calendar (definitions A3)") {
  struct age_case {
    const char *birth, *at, *by_days, *by_calendar;
  };
  const age_case table[] = {{"2006-04-01", "2024-03-31", "17", "17"},
                            {"2006-04-01", "2024-04-01", "18", "18"},
                            // 18 years with four leap days are 6,574 days and 18 * 365.25 is 6,574.5: a day late.
                            {"2005-03-01", "2023-03-01", "17", "18"},
                            {"2005-03-01", "2023-03-02", "18", "18"},
                            {"1959-04-01", "2024-03-31", "64", "64"},
                            {"1959-04-01", "2024-04-01", "65", "65"},
                            {"1958-03-01", "2023-03-01", "64", "65"},
                            {"1958-03-01", "2023-03-02", "65", "65"},
                            {"1924-02-01", "2024-02-01", "100", "100"},
                            {"2024-05-01", "2024-05-01", "0", "0"},
                            {"2024-05-01", "2024-04-30", "-1", "-1"},
                            {"-", "2024-05-01", "-", "-"},
                            {"1950-05-01", "-", "-", "-"}};
  for (const age_case& row : table) {
    CAPTURE(row.birth, row.at);
    const std::string details = std::string("person | birth\nP1 | ") + row.birth;
    CHECK(values_of(x::age_on(on(row.at)), "person\nP1", details) == texts{row.by_days});
    CHECK(values_of(x::age_on(on(row.at), age_rule::anniversary), "person\nP1", details) == texts{row.by_calendar});
  }
}

TEST_CASE("an age at a bound of the period, compared with whole years, is the plain age compared") {
  std::string rows = "person\n", details = "person | birth\n";
  int number = 0;
  for (const int years : {-1, 0, 1, 17, 18, 19, 25, 64, 65, 66, 75, 85})
    for (const int months : {-1, 0, 1}) {
      const std::string person = "P" + std::to_string(++number);
      rows += person + "\n";
      details +=
          person + " | " + to_string(first_of_month(add_months(make_day(2024, 4, 1), -12 * years + months))) + "\n";
    }
  rows += "P99\n";  // of unknown birth
  const records some = records_from_text(rows);
  const person_details known = details_from_text(some, details);
  for (const std::size_t many : {1U, 12U}) {
    std::vector<period> periods;
    for (std::size_t i = 0; i < many; ++i)
      periods.push_back({make_day(2024, 3, 26) + static_cast<int>(i), make_day(2024, 3, 27) + static_cast<int>(i)});
    for (int how = 0; how < 6; ++how)
      for (const double years : {-1.0, 0.0, 1.0, 18.0, 64.0, 65.0, 64.5})
        for (const expr& bound : {x::period_start(), x::period_end(), x::shift_months(x::period_end(), -12)})
          for (const age_rule rule : {age_rule::days_over_365_25, age_rule::anniversary}) {
            CAPTURE(many, how, years);
            const auto c = static_cast<comparison>(how);
            const expr direct = x::compare(x::age_on(bound, rule), c, x::constant(years));
            // A sum of the age and 0 is not seen through.
            const expr plain = x::compare(x::arithmetic(operation::add, x::age_on(bound, rule), x::constant(0.0)), c,
                                          x::constant(years));
            CHECK(asked_expression(direct, some, known, periods).by_period() ==
                  asked_expression(plain, some, known, periods).by_period());
          }
  }
}

// ------------------------------------------------------------------------------------------------------------ values

TEST_CASE("is_missing of each kind is never unknown") {
  const char* rows =
      "person | start | end | component | Event_Outcome_Hierarchy\nP1 | 2024-05-01 | open | Meals | 3\n"
      "P1 | 2024-06-01 | 2024-06-02 | - | -";
  CHECK(values_of(x::is_missing(field("service_component")), rows) == texts{"false", "true"});
  CHECK(values_of(x::is_missing(field("end")), rows) == texts{"true", "false"});
  CHECK(values_of(x::is_missing(field("outcome_rank")), rows) == texts{"false", "true"});
  CHECK(values_of(x::is_missing(x::text_in(field("service_component"), {"x"})), rows) == texts{"false", "true"});
  const expr last_open =
      x::first_in(people, {.from = events, .where = x::text_in(field("service_component"), {"x"})}, {{field("start")}});
  CHECK(values_of(x::is_missing(last_open), rows) == texts{"true"});
}

TEST_CASE("dates are shifted by days and by calendar months") {
  struct shift {
    const char* from;
    int days, months;
    const char* to;
  };
  const shift table[] = {{"2024-02-28", 1, 0, "2024-02-29"},  {"2023-02-28", 1, 0, "2023-03-01"},
                         {"2024-03-01", -1, 0, "2024-02-29"}, {"2024-01-31", 0, 1, "2024-02-29"},
                         {"2023-01-31", 0, 1, "2023-02-28"},  {"2024-05-31", 0, -3, "2024-02-29"},
                         {"2024-02-29", 0, 12, "2025-02-28"}, {"2023-02-28", 0, 1, "2023-03-28"},
                         {"2024-12-31", 0, 2, "2025-02-28"},  {"2024-03-15", 0, -12, "2023-03-15"}};
  for (const shift& row : table) {
    CAPTURE(row.from, row.days, row.months);
    CHECK(value_of(row.days != 0 ? x::shift_days(on(row.from), row.days) : x::shift_months(on(row.from), row.months)) ==
          row.to);
  }
  CHECK(value_of(x::shift_days(x::missing(value_kind::date), 3)) == "-");
  CHECK(value_of(x::shift_months(x::missing(value_kind::date), 3)) == "-");
  const expr start = field("start");
  CHECK(x::shift_days(start, 0) == start);
  CHECK(x::shift_months(start, 0) == start);
}

TEST_CASE("first_known takes the first value there is, of any kind") {
  const char* rows = R"(
      person | start      | end        | component | mechanism      | Event_Outcome_Hierarchy
      P1     | 2024-05-01 | 2024-06-01 | Meals     | Direct payment | 1
      P1     | 2024-05-02 | open       | -         | commissioned   | -
      P1     | 2024-05-03 | open       | -         | -              | -)";
  CHECK(values_of(x::first_known({field("end"), field("start")}), rows) ==
        texts{"2024-06-01", "2024-05-02", "2024-05-03"});
  CHECK(values_of(x::first_known({field("service_component"), field("delivery_mechanism")}), rows) ==
        texts{"Meals", "CASSR commissioned support", "-"});
  CHECK(values_of(x::first_known({field("service_component"), field("delivery_mechanism"), x::constant("none")}),
                  rows) == texts{"Meals", "CASSR commissioned support", "none"});
  CHECK(values_of(x::first_known({field("outcome_rank"), x::constant(9.0)}), rows) == texts{"1", "9", "9"});
  CHECK(values_of(x::first_known({x::text_in(field("service_component"), {"x"}), x::constant(true)}), rows) ==
        texts{"false", "true", "true"});
}

TEST_CASE("choose takes the value of the first condition that is true, and an unknown one is not") {
  const char* rows = "person | component\nP1 | Meals\nP1 | Shared Lives\nP1 | -";
  const expr meals = x::text_in(field("service_component"), {"Meals"});
  CHECK(values_of(x::choose({meals, x::constant(1.0), x::constant(2.0)}), rows) == texts{"1", "2", "2"});
  CHECK(values_of(x::choose({meals, x::constant("a"), x::is_missing(field("service_component")), x::constant("b"),
                             field("service_component")}),
                  rows) == texts{"a", "Shared Lives", "b"});
  CHECK(values_of(x::choose({meals, on("2024-01-01"), x::missing(value_kind::date)}), rows) ==
        texts{"2024-01-01", "-", "-"});
  CHECK(values_of(x::choose({meals, x::constant(true), x::negation(meals), x::constant(false), meals}), rows) ==
        texts{"true", "false", "unknown"});
}

TEST_CASE("the smaller and the larger of two, or the known one") {
  const char* rows =
      "person | start | end\nP1 | - | -\nP1 | - | 2024-06-02\nP1 | 2024-05-01 | 2024-06-01\n"
      "P1 | 2024-06-03 | 2024-06-01\nP1 | 2024-06-04 | open";
  CHECK(values_of(x::earlier(field("start"), field("end")), rows) ==
        texts{"2024-06-02", "-", "2024-05-01", "2024-06-01", "2024-06-04"});
  CHECK(values_of(x::later(field("start"), field("end")), rows) ==
        texts{"2024-06-02", "-", "2024-06-01", "2024-06-03", "2024-06-04"});
  CHECK(value_of(x::earlier(x::constant(2.0), x::constant(-1.0))) == "-1");
  CHECK(value_of(x::later(x::constant(2.0), x::missing(value_kind::number))) == "2");
}

TEST_CASE("arithmetic: missing stays missing, and nothing is divided by 0") {
  const expr missing = x::missing(value_kind::number);
  const auto of = [](operation what, const expr& a, const expr& b) { return value_of(x::arithmetic(what, a, b)); };
  const expr six = x::constant(6.0), four = x::constant(4.0), zero = x::constant(0.0);
  CHECK(of(operation::add, six, four) == "10");
  CHECK(of(operation::subtract, four, six) == "-2");
  CHECK(of(operation::multiply, six, four) == "24");
  CHECK(of(operation::divide, six, four) == "1.5");
  CHECK(of(operation::divide, six, zero) == "-");
  CHECK(of(operation::divide, zero, zero) == "-");
  CHECK(of(operation::divide, six, x::constant(-0.0)) == "-");
  for (const operation what : {operation::add, operation::subtract, operation::multiply, operation::divide}) {
    CHECK(of(what, six, missing) == "-");
    CHECK(of(what, missing, six) == "-");
  }
  CHECK(value_of(x::absolute(x::constant(-3.5))) == "3.5");
  CHECK(value_of(x::absolute(missing)) == "-");
  CHECK(value_of(x::truth_number(x::constant(true))) == "1");
  CHECK(value_of(x::truth_number(x::constant(false))) == "0");
  CHECK(value_of(x::truth_number(x::missing(value_kind::truth))) == "-");
  CHECK(value_of(x::days_between(on("2024-02-28"), on("2024-03-01"))) == "2");
  CHECK(value_of(x::days_between(on("2024-03-01"), on("2024-02-28"))) == "-2");
  CHECK(value_of(x::days_between(on("2024-03-01"), x::missing(value_kind::date))) == "-");
  CHECK(value_of(x::days_between(x::missing(value_kind::date), on("2024-03-01"))) == "-");
}

TEST_CASE("a rank is a place in a list, and texts outside it have none") {
  const event_case table[] = {{"Shared Lives", "1"}, {"\"MEALS \"", "2"}, {"Other", "-"}, {"-", "-"}};
  check_events("component", x::rank(field("service_component"), {"shared lives", "Meals"}), table);
}

TEST_CASE("bands hold from their beginning up to the next") {
  const event_case table[] = {{"-1", "-"},     {"0", "young"}, {"17", "young"}, {"18", "grown"},
                              {"64", "grown"}, {"65", "old"},  {"200", "old"},  {"-", "-"}};
  check_events("Event_Outcome_Hierarchy", x::bands(field("outcome_rank"), {0, 18, 65}, {"young", "grown", "old"}),
               table);
  // Two bands may share a label.
  const event_case shared[] = {{"1", "out"}, {"2", "in"}, {"3", "out"}};
  check_events("Event_Outcome_Hierarchy", x::bands(field("outcome_rank"), {0, 2, 3}, {"out", "in", "out"}), shared);
}

// ---------------------------------------------------------------------------------------------------------- look-ups

TEST_CASE("any, count, sum, least and greatest over a person's events") {
  const char* rows = R"(
      person | start      | component | Event_Outcome_Hierarchy
      P1     | 2024-05-01 | Meals     | 3
      P1     | 2024-05-02 | Meals     | -
      P1     | 2024-05-03 | Other     | 7
      P2     | 2024-05-04 | Other     | 4
      P3     | 2024-05-05 | -         | -)";
  const x::looking all{.from = events};
  const x::looking meals{.from = events, .where = x::text_in(field("service_component"), {"Meals"})};
  const expr rank = field("outcome_rank");
  CHECK(values_of(x::any_in(people, all), rows) == texts{"true", "true", "true"});
  CHECK(values_of(x::any_in(people, meals), rows) == texts{"true", "false", "false"});  // unknown is not true
  CHECK(values_of(x::count_in(people, all), rows) == texts{"3", "1", "1"});
  CHECK(values_of(x::count_in(people, meals), rows) == texts{"2", "0", "0"});
  CHECK(values_of(x::sum_in(people, all, rank), rows) == texts{"10", "4", "-"});
  CHECK(values_of(x::sum_in(people, meals, rank), rows) == texts{"3", "-", "-"});
  CHECK(values_of(x::least_in(people, all, rank), rows) == texts{"3", "4", "-"});
  CHECK(values_of(x::greatest_in(people, all, rank), rows) == texts{"7", "4", "-"});
  CHECK(values_of(x::least_in(people, all, field("start")), rows) == texts{"2024-05-01", "2024-05-04", "2024-05-05"});
  CHECK(values_of(x::greatest_in(people, meals, field("start")), rows) == texts{"2024-05-02", "-", "-"});
  // For each event: what holds for its person's events.
  CHECK(values_of(x::count_in(events, meals), rows) == texts{"2", "2", "2", "0", "0"});
}

TEST_CASE("both ends of a window belong to it, and one that is not known lets nothing in") {
  const char* rows = R"(
      person | start      | end
      P1     | 2024-05-01 | 2024-05-03
      P1     | 2024-05-02 | open
      P1     | 2024-05-03 | 2024-05-02
      P1     | -          | 2024-05-01)";  // stands first: no start
  const auto through = [](const expr& after, const expr& until) {
    return x::looking{.from = events, .dated_by = field("start"), .after = after, .until = until};
  };
  CHECK(values_of(x::count_in(people, through(on("2024-05-01"), on("2024-05-02"))), rows) == texts{"2"});
  CHECK(values_of(x::count_in(people, through(on("2024-05-02"), nullptr)), rows) == texts{"2"});
  CHECK(values_of(x::count_in(people, through(nullptr, on("2024-05-02"))), rows) == texts{"2"});
  CHECK(values_of(x::count_in(people, through(on("2024-05-03"), on("2024-05-01"))), rows) == texts{"0"});
  CHECK(values_of(x::count_in(people, through(x::missing(value_kind::date), nullptr)), rows) == texts{"0"});
  CHECK(values_of(x::count_in(people, through(nullptr, x::missing(value_kind::date))), rows) == texts{"0"});
  CHECK(values_of(x::any_in(people, through(x::missing(value_kind::date), nullptr)), rows) == texts{"false"});
  // Of each event: those that start from its start to its end.
  CHECK(values_of(x::count_in(events, through(field("start"), field("end"))), rows) == texts{"0", "3", "0", "0"});
}

TEST_CASE("a window differs from period to period") {
  const records some = records_from_text("person | start\nP1 | 2023-05-01\nP1 | 2024-04-01\nP1 | 2025-03-31");
  const person_details none = details_from_text(some, "person");
  const x::looking inside{
      .from = events, .dated_by = field("start"), .after = x::period_start(), .until = x::period_end()};
  const std::vector<period> years{financial_year(2022), financial_year(2023), financial_year(2024)};
  const auto values = [&](const expr& e) { return asked_expression(e, some, none, years).by_period(); };
  CHECK(values(x::count_in(people, inside)) == std::vector<texts>{{"0"}, {"1"}, {"2"}});
  CHECK(values(x::any_in(people, inside)) == std::vector<texts>{{"false"}, {"true"}, {"true"}});
  CHECK(values(x::greatest_in(people, inside, field("start"))) ==
        std::vector<texts>{{"-"}, {"2023-05-01"}, {"2025-03-31"}});
  CHECK(values(x::sum_in(people, inside, field("record_id"))) == std::vector<texts>{{"-"}, {"1"}, {"5"}});
  const expr first = x::first_in(people, inside, {{field("start"), true}});
  CHECK(values(first) == std::vector<texts>{{"-"}, {"1"}, {"3"}});
  CHECK(values(x::at_unit(first, field("start"))) == std::vector<texts>{{"-"}, {"2023-05-01"}, {"2025-03-31"}});
}

TEST_CASE("the first in an order: rising, falling, by text, missing keys last, ties by their place") {
  const char* rows = R"(
      person | start      | component    | Event_Outcome_Hierarchy | record
      P1     | 2024-05-01 | -            | 2                       | 1
      P1     | 2024-05-02 | Shared Lives | -                       | 2
      P1     | 2024-05-03 | "meals "     | 1                       | 3
      P1     | 2024-05-04 | MEALS        | 3                       | 4
      P1     | 2024-05-05 | meals        | 1                       | 5)";
  const auto first = [&](std::vector<x::order_key> order, const expr& where = nullptr) {
    return values_of(x::first_in(people, {.from = events, .where = where}, std::move(order)), rows).front();
  };
  CHECK(first({{field("start")}}) == "1");
  CHECK(first({{field("start"), true}}) == "5");
  CHECK(first({{field("outcome_rank")}}) == "3");        // the first of two alike
  CHECK(first({{field("outcome_rank"), true}}) == "4");  // missing is last this way too
  CHECK(first({{field("outcome_rank")}, {field("start"), true}}) == "5");
  CHECK(first({{field("service_component")}}) == "3");  // as the department compares texts: three are alike
  CHECK(first({{field("service_component"), true}}) == "2");
  CHECK(first({{field("service_component")}, {field("outcome_rank"), true}}) == "4");
  const expr shared = x::text_in(field("service_component"), {"Shared Lives"});
  CHECK(first({{shared, true}}) == "2");  // true before false
  CHECK(first({{shared}}) == "3");        // false before true, and unknown last
  CHECK(first({{x::constant(1.0)}}) == "1");
  CHECK(first({{field("start")}}, x::constant(false)) == "-");
  CHECK(first({{field("end")}}) == "1");  // nothing has this key
}

TEST_CASE("what a picked event has, of each kind") {
  const char* rows = R"(
      person | start      | end        | component | Event_Outcome_Hierarchy
      P1     | 2024-05-01 | 2024-06-01 | Meals     | 4
      P1     | 2024-05-02 | open       | -         | -
      P2     | -          | -          | Other     | 1)";
  const expr last = x::first_in(people, {.from = events, .where = x::negation(x::is_missing(field("start")))},
                                {{field("start"), true}});
  const expr first =
      x::first_in(people, {.from = events, .where = x::negation(x::is_missing(field("start")))}, {{field("start")}});
  CHECK(values_of(x::at_unit(first, field("service_component")), rows) == texts{"Meals", "-"});
  CHECK(values_of(x::at_unit(first, field("end")), rows) == texts{"2024-06-01", "-"});
  CHECK(values_of(x::at_unit(first, field("outcome_rank")), rows) == texts{"4", "-"});
  const expr meals = x::text_in(field("service_component"), {"Meals"});
  CHECK(values_of(x::at_unit(first, meals), rows) == texts{"true", "unknown"});
  CHECK(values_of(x::at_unit(last, meals), rows) == texts{"unknown", "unknown"});
  CHECK(values_of(x::at_unit(first, x::negation(meals)), rows) == texts{"false", "unknown"});
  CHECK(values_of(x::at_unit(last, field("end")), rows) == texts{"-", "-"});
  // Values of the person and constants are what they are, where something was picked.
  CHECK(values_of(x::at_unit(first, x::person_field("gender")), rows, "person | gender\nP1 | Male\nP2 | Male") ==
        texts{"Male", "-"});
  CHECK(values_of(x::at_unit(first, x::constant(2.0)), rows) == texts{"2", "-"});
  // What a picked event picked itself: of the last event, the first.
  const expr first_of_each = x::first_in(events, {.from = events}, {{field("record_id")}});
  CHECK(values_of(x::at_unit(x::at_unit(last, first_of_each), field("record_id")), rows) == texts{"1", "-"});
}

TEST_CASE("of several picks the first that found something") {
  const char* rows =
      "person | start | component\nP1 | 2024-05-01 | Meals\nP1 | 2024-05-02 | Other\nP2 | 2024-05-03 | Other";
  const auto first = [](const char* component) {
    return x::first_in(people, {.from = events, .where = x::text_in(field("service_component"), {component})},
                       {{field("start")}});
  };
  CHECK(values_of(x::at_unit(x::first_known({first("Meals"), first("Other")}), field("start")), rows) ==
        texts{"2024-05-01", "2024-05-03"});
  CHECK(values_of(x::at_unit(x::choose({x::constant(false), first("Meals"), first("Other")}), field("start")), rows) ==
        texts{"2024-05-02", "2024-05-03"});
}

TEST_CASE("a person's value holds for each of the person's events") {
  const char* rows = "person | start\nP1 | 2024-05-01\nP1 | 2024-05-02\nP2 | 2024-05-03\nP3 | 2024-05-04";
  const char* details = "person | birth | death | gender\nP1 | 1950-01 | 2024-05-02 | Male\nP2 | 1960-01 | - | -";
  CHECK(values_of(x::compare(field("start"), comparison::less, x::person_field("date_of_death")), rows, details) ==
        texts{"true", "false", "unknown", "unknown"});
  CHECK(values_of(x::age_on(field("start")), rows, details) == texts{"74", "74", "64", "-"});
  CHECK(values_of(x::all_of({x::text_in(x::person_field("gender"), {"male"}),
                             x::compare(field("start"), comparison::at_least, on("2024-05-02"))}),
                  rows, details) == texts{"false", "true", "unknown", "unknown"});
  CHECK(values_of(x::first_known({field("service_component"), x::person_field("gender")}), rows, details) ==
        texts{"Male", "Male", "-", "-"});
}

TEST_CASE("expressions that are written alike are worked out once, and those that differ are not confused") {
  const records some = records_from_text("person | component\nP1 | Meals");
  const person_details none = details_from_text(some, "person");
  const std::vector<place_of_figures> places;
  const bound_study of{some, none, places};
  plan how(of, {year_2024});
  const auto meals = [] { return x::text_in(field("service_component"), {"Meals"}); };
  CHECK(how.add(meals()) == how.add(meals()));
  const expr different[] = {meals(),
                            x::text_in(field("service_component"), {"Meal"}),
                            x::text_in(field("service_component"), {"Meals", "Other"}),
                            x::text_in(field("service_type"), {"Meals"}),
                            x::text_like(field("service_component"), "Meals"),
                            x::negation(meals()),
                            x::is_missing(field("service_component")),
                            x::any_in(people, {.from = events, .where = meals()}),
                            x::any_in(events, {.from = events, .where = meals()})};
  std::vector<std::size_t> numbers;
  for (const expr& e : different) numbers.push_back(how.add(e));
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
}

TEST_CASE("a condition of which only trues were wanted is known altogether once somebody wants that, in either order") {
  const records some = records_from_text(R"(
      person | component | start
      P1     | Other     | -
      P1     | Meals     | 2024-04-01
      P1     | -         | 2024-04-20
      P1     | Meals     | 2024-05-02)");
  const person_details none = details_from_text(some, "person");
  const std::vector<place_of_figures> places;
  const bound_study of{some, none, places};
  const expr begun = x::compare(field("start"), comparison::at_most, x::shift_days(x::period_start(), 31));
  const expr both = x::all_of({x::text_in(field("service_component"), {"Meals"}), begun});
  for (const bool trues_first : {true, false})
    for (const std::size_t periods : {1U, 2U}) {
      CAPTURE(trues_first, periods);
      plan how(of, financial_years(2025 - static_cast<int>(periods), 2024));
      const auto trues = [&] { return asked_node(both, how, plan::answers::whether_true); };
      const auto others = [&] { return asked_node(x::negation(both), how, plan::answers::whether_true); };
      std::optional<asked_node> one, two;
      if (trues_first) one = trues();
      two = others();
      if (!trues_first) one = trues();
      CHECK(how.wants_all_three(one->number));
      workspace in = how.make_workspace();
      how.begin(0, 1, in);
      const some_units hits = how.hits(one->number, in);
      REQUIRE(hits.count == 2);
      how.ask(two->number, two->frame, how.all_of(two->frame, in), in);
      texts found;
      for (std::size_t unit = 0; unit < 4; ++unit) found.push_back(two->text(how, in, unit, periods - 1));
      CHECK(found == texts{"true", "false", "unknown", "false"});
    }
}

TEST_CASE("what is kept from block to block grows with the days that are met, and not with the blocks") {
  const expr open_until = x::first_known({field("end"), on("9999-12-31")});
  const expr days = x::days_between(x::period_end(), open_until);
  const records some = records_from_text("person | end\nP1 | 1800-01-01\nP1 | 2024-05-01\nP1 | open\nP1 | open");
  const person_details none = details_from_text(some, "person");
  const std::vector<place_of_figures> places;
  const bound_study of{some, none, places};
  plan how(of, financial_years(2023, 2024));
  const asked_node asked(days, how, plan::answers::all_three);
  workspace in = how.make_workspace();
  std::size_t kept = 0;
  for (int block = 0; block < 5; ++block) {
    how.begin(0, 1, in);
    how.ask(asked.number, asked.frame, how.all_of(asked.frame, in), in);
    texts found;
    for (std::size_t unit = 0; unit < 4; ++unit)
      for (std::size_t p = 0; p < 2; ++p) found.push_back(asked.text(how, in, unit, p));
    CHECK(found == texts{"-81904", "-82269", "31", "-334", "2913083", "2912718", "2913083", "2912718"});
    if (block == 0) kept = in.lanes[asked.number].numbers.pieces.size();
    CHECK(in.lanes[asked.number].numbers.pieces.size() == kept);
  }
}

TEST_CASE("a list of units is put in ascending order, each once") {
  random_source random(first_seed());
  workspace in;
  for (int round = 0; round < 200; ++round) {
    const std::size_t all = 1 + random.below(20);
    unit_list list(in, 3 * all);
    std::set<std::uint32_t> wanted;
    for (std::size_t n = random.below(3 * all + 1); n > 0; --n) {
      const auto unit = static_cast<std::uint32_t>(random.below(all));
      list.push(unit);
      wanted.insert(unit);
    }
    list.put_in_order(all);
    CHECK(std::equal(wanted.begin(), wanted.end(), list.span().begin(), list.span().end()));
  }
}
