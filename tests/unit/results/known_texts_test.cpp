/// Texts that nothing can have, seen through evaluate and evaluation_state.
#include "results/known_texts.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;
namespace a = ascof::algebra;
namespace x = ascof::expressions;

namespace {

const a::text<a::of_event> gp_practice{{x::event_field("gp_practice_code")}};
const a::text<a::of_event> provider{{x::event_field("provider_name")}};

const records& meals() {
  static const records people = records_from_text(R"(
      council | person | start      | end  | service   | component | client       | GP_Practice_Code | Provider_CQC_Location_Name
      901     | P1     | 2024-05-01 | open | community | Meals     | Service user | Y00001           | -
      901     | P2     | 2024-06-01 | open | nursing   | Own words | Carer        | Mrs Madeup       | -)");
  return people;
}
const person_details& details() {
  static const person_details details = details_from_text(meals(), "person | gender\nP1 | Female\nP2 | Male");
  return details;
}

selection of(const a::truth<a::of_event>& condition, std::vector<breakdown> by = {}) {
  return select_all({a::local_measure("local.x", "X", a::count(condition), std::move(by))});
}
/// The message, or the first numerator.
std::string answer(const selection& wanted) {
  std::string number;
  const failure refused = failure_of([&] {
    number = std::to_string(evaluate(wanted, meals(), details(), {year_2024}).rows.front().numerator.value_or(999));
  });
  return number.empty() ? refused.message : number;
}
std::string answer(const a::truth<a::of_event>& condition) { return answer(of(condition)); }

}  // namespace

TEST_CASE("a text is in the field's list, in the records, or refused with the nearest of the list") {
  CHECK(answer(a::events.service_type == "Long term support: community ") == "1");
  CHECK(answer(a::events.service_type == "Long term support: Prison") == "0");
  CHECK(answer(a::events.service_component == "own words") == "1");
  CHECK(
      answer(a::events.service_type == "Long term support: comunity") ==
      "Service_Type_Cleaned: no value of the field's list or of the records is 'long term support: comunity'; did you "
      "mean 'Long term support: Community'? (`unlisted` allows another)");
  CHECK(answer(a::events.service_type != "Long term suport").find("it has values such as 'Long term") !=
        std::string::npos);
  CHECK(answer(a::events.service_type == "") ==
        "Service_Type_Cleaned: no value of the field's list or of the records is ''; ask for a missing text with "
        "is_missing");
}

TEST_CASE("yes, no and unknown are values of the fields that have them, and of no others") {
  CHECK(answer(a::events.event_type == "Yes").find("no value of the field's list") != std::string::npos);
  CHECK(answer(a::events.service_type == "Unknown").find("no value of the field's list") != std::string::npos);
  CHECK(answer(a::events.la_code == "Yes").find("the records hold 1 other texts of it") != std::string::npos);
  const records answered = records_from_text("person | start | Dementia\nP1 | 2024-05-01 | No");
  const person_details none = details_from_text(answered, "person | birth\nP1 | 1950-01");
  for (const char* text : {"Yes", "No", "Unknown"})
    CHECK_NOTHROW(evaluate(of(a::events.dementia == text), answered, none, {year_2024}));
  CHECK(
      failure_of([&] { evaluate(of(a::events.dementia == "Y"), answered, none, {year_2024}); }).message ==
      "Dementia: no value of the field's list or of the records is 'y'; it has values such as 'Yes', 'No', 'Unknown'; "
      "`unlisted` allows another");
}

TEST_CASE("wording of the first release is not in cleaned fields, and may stand beside what it is cleaned to") {
  const a::text<a::of_event>& field = a::events.service_type;
  const mappings tables = mappings::shipped();
  std::string first, second;
  for (const std::string& text : specification_texts(mapped_field::service_type))
    if (const auto cleaned = tables.clean(mapped_field::service_type, text); cleaned && !same_text(*cleaned, text)) {
      first = text;
      second = *cleaned;
    }
  REQUIRE_FALSE(first.empty());
  CHECK(answer(field == first.c_str()).find("the cleaned field has '" + second + "' instead") != std::string::npos);
  CHECK(answer(field.in({first, second})) == "0");
}

TEST_CASE("texts of the records are counted and never shown") {
  const std::string refused = answer(gp_practice == "Mrs Madeupp");
  CHECK(refused ==
        "GP_Practice_Code: no value of the field's list or of the records is 'mrs madeupp'; the records hold 2 other "
        "texts of it; `unlisted` allows another");
  CHECK(answer(gp_practice == "mrs madeup") == "1");
  CHECK(answer(provider == "Zzqx").find("the records hold no text of it at all") != std::string::npos);
}

TEST_CASE("what the definition itself introduces is a value that the series can have") {
  const auto gender = a::person.gender;
  const auto either = a::first_known(gender, a::constant("none"));
  CHECK(answer(a::is_service && either == "none") == "0");
  CHECK(answer(a::is_service && either == "female") == "1");
  CHECK(answer(a::is_service && either == "nune")
            .find("of the definition itself or of the records is 'nune'; did you "
                  "mean 'none'?") != std::string::npos);
  const auto letter = a::when(gender == "Female", a::constant("F"), a::constant("M"));
  CHECK(answer(a::is_service && letter == "f") == "1");
  CHECK(answer(a::is_service && letter == "Q") ==
        "nothing that the definition gives this text is 'q'; did you mean 'F'? (`unlisted` allows another)");
  const auto age = a::bands(a::age_on(a::period_end), {0, 65}, {"young", "old"});
  CHECK(answer(a::is_service && age == "old") == "0");
  CHECK(answer(a::is_service && age == "oldd").find("did you mean 'old'?") != std::string::npos);
  const auto spelt = a::spelt_as(a::events.service_component, {"Meals", "Own words"});
  CHECK(answer(spelt == "MEALS") == "1");
  CHECK(answer(spelt == "Meal").find("did you mean 'Meals'?") != std::string::npos);
  CHECK(answer(a::spelt_as(a::events.service_type, {"Lung"}) == "Lung").find("is 'lung'") != std::string::npos);
}

TEST_CASE("a pattern matches a whole text of the list, the records or the definition") {
  CHECK(answer(a::events.service_type.like("long term%")) == "2");
  CHECK(answer(a::events.service_type.like("%nursing%")) == "1");
  CHECK(answer(a::events.service_type.like("%prison")) == "0");
  CHECK(answer(a::events.service_type.like("Lung%")).find("of the records is like 'lung%'") != std::string::npos);
  CHECK(answer(a::events.service_type.like("community")) ==
        "Service_Type_Cleaned: no value of the field's list or of the records is like 'community'; did you mean "
        "'%community%'? % stands for any run of characters (`unlisted` allows another)");
  CHECK(answer(a::events.service_type.like("term%")).find("did you mean '%term%%'?") != std::string::npos);
}

TEST_CASE("texts are looked at wherever they stand: look-ups, ranks, episodes, groups, labels") {
  const auto typo = a::events.service_type == "Lung";
  const auto refused = [](const selection& wanted) { return answer(wanted).find("is 'lung'") != std::string::npos; };
  const auto people = [](const a::truth<a::of_person>& who, std::vector<breakdown> by = {}) {
    return select_all({a::local_measure("local.x", "X", a::count(who), std::move(by))});
  };
  CHECK(refused(people(a::people(typo))));
  CHECK(refused(of(a::rank(a::events.service_type, {"Lung"}) > 0)));
  CHECK(refused(people(a::best(a::events.service_type, {"Lung"}, a::is_service) == "Lung")));
  CHECK(refused(select_all({a::local_measure("local.x", "X", a::count(a::spells(typo, a::days{1}).active_during()))})));
  CHECK(refused(people(a::people(a::is_service), {a::groups("g", {{"x", a::people(typo)}})})));
  const std::vector<breakdown> labels{{.name = "g", .labels = {"Female", "Femal"}, .text = a::person.gender.e}};
  CHECK(answer(people(a::people(a::is_service), labels)).find("did you mean 'Female'?") != std::string::npos);
  // Two breakdowns, of which only the second is wrong.
  const std::vector<breakdown> two{{.name = "f", .labels = {"Female"}, .text = a::person.gender.e},
                                   {.name = "g", .labels = {"Femal"}, .text = a::person.gender.e}};
  CHECK(answer(people(a::people(a::is_service), two)).find("did you mean 'Female'?") != std::string::npos);
  CHECK(answer(people(a::people(a::person.la_code == "9O1"))).find("la_code: no value") != std::string::npos);
  CHECK(answer(people(a::people(a::person.la_code == "901"))) == "2");
  evaluate_options by;
  by.by = labels;
  CHECK(failure_of([&] {
          evaluate(select_measures(catalogue(), {"ascof.3d.1a"}), meals(), details(), {year_2024}, {}, {}, by);
        }).message.find("did you mean 'Female'?") != std::string::npos);
}

TEST_CASE("unlisted allows any text in whatever it is put around") {
  const auto typo = a::events.service_type == "Lung";
  const auto people = [](const a::truth<a::of_person>& who, std::vector<breakdown> by = {}) {
    return answer(select_all({a::local_measure("local.x", "X", a::count(who), std::move(by))}));
  };
  CHECK(answer(a::unlisted(typo)) == "0");
  CHECK(answer(a::unlisted(!typo)) == "2");
  CHECK(answer(a::unlisted(typo && a::is_service)) == "0");
  CHECK(answer(a::unlisted(a::events.service_type) == "Lung") == "0");
  CHECK(answer(a::unlisted(a::rank(a::events.service_type, {"Lung"})) > 0) == "0");
  CHECK(answer(a::unlisted(a::events.service_type.like("Lung%"))) == "0");
  CHECK(people(a::unlisted(a::people(typo))) == "0");
  CHECK(people(a::people(a::is_service), {a::unlisted(a::groups("g", {{"x", a::people(typo)}}))}) == "0");
  const breakdown labels{.name = "g", .labels = {"Femal"}, .text = a::person.gender.e};
  CHECK(people(a::people(a::is_service), {a::unlisted(labels)}) == "0");
  // Only there: the same condition beside it is looked at.
  CHECK(answer(a::unlisted(typo) || typo).find("is 'lung'") != std::string::npos);
}

TEST_CASE("definitions of the catalogue are not looked at, and their variants are not either") {
  measure m = select_measures(catalogue(), {"ascof.3d.clients"}).measures.front();
  m.figures.front().counts.of =
      x::all_of({m.figures.front().counts.of, x::negation(a::people(a::events.service_type == "Lung").e)});
  CHECK_NOTHROW(evaluate({m}, meals(), details(), {year_2024}));
  measure own = a::local_measure("local.x", "X", a::count(a::events.service_type == "Lung"));
  own.source = "Handbook of a council";
  CHECK_THROWS_AS(evaluate({own}, meals(), details(), {year_2024}), usage_error);
}

TEST_CASE("a state refuses a text of no list when none of its parts has it") {
  const auto part = [](const std::string& code) {
    return records_from_text("person | start | GP_Practice_Code\nP" + code + " | 2024-05-01 | " + code);
  };
  const records one = part("Y1"), two = part("Y2");
  const auto counted = [&](const char* code, std::vector<const records*> parts, bool merged) {
    const selection wanted = of(a::is_service && gp_practice == code);
    evaluation_state state(wanted, {year_2024});
    for (const records* people : parts) {
      const person_details none = details_from_text(*people, "person");
      if (merged) {
        evaluation_state more(wanted, {year_2024});
        more.update(*people, none);
        state.merge(more);
      } else {
        state.update(*people, none);
      }
    }
    std::uint64_t all = 0;
    for (const result_row& row : state.finish().rows) all += row.numerator.value_or(0);
    return all;
  };
  for (const bool merged : {false, true}) {
    CHECK(counted("Y1", {&one, &two}, merged) == 1);
    CHECK(counted("Y2", {&one, &two}, merged) == 1);
    CHECK_THROWS_AS(counted("Y3", {&one, &two}, merged), usage_error);
  }
  CHECK_THROWS_AS(counted("Y2", {&one}, false), usage_error);
  // A text that a list decides about is refused at once.
  evaluation_state state(of(a::events.service_type == "Lung"), {year_2024});
  CHECK_THROWS_AS(state.update(meals(), details()), usage_error);
}
