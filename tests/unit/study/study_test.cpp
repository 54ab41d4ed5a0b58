#include "ascof/study/study.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/results/evaluate.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

record_type_ptr complaint_type() {
  static const record_type_ptr type = declare_record_type({.name = "complaint",
                                                           .row = "a complaint about care",
                                                           .fields = {{"complaint_id"},
                                                                      {"la_code"},
                                                                      {"person_id"},
                                                                      {"received", record_kind::date},
                                                                      {"answered", record_kind::date},
                                                                      {.name = "about", .kind = record_kind::texts}},
                                                           .council = "la_code",
                                                           .person = "person_id",
                                                           .key = "complaint_id",
                                                           .start = "received",
                                                           .end = "answered"});
  return type;
}
record_type_ptr letter_type() {
  static const record_type_ptr type = declare_record_type(
      {.name = "letter",
       .row = "a letter of a complaint",
       .fields = {{"complaint_id"}, {"la_code"}, {"sent", record_kind::date}, {"pages", record_kind::integer}},
       .council = "la_code",
       .start = "sent",
       .links = {{"complaint_id", "complaint"}}});
  return type;
}

const algebra::rows<struct complaint_row>& complaints() {
  static const algebra::rows<struct complaint_row> rows(complaint_type());
  return rows;
}
const algebra::rows<struct letter_row>& letters() {
  static const algebra::rows<struct letter_row> rows(letter_type());
  return rows;
}

record_table complaints_of(const std::string& rows) {
  return read_record_text(complaint_type(), "complaint_id,la_code,person_id,received,answered,about\n" + rows, "c.csv");
}
record_table letters_of(const std::string& rows) {
  return read_record_text(letter_type(), "complaint_id,la_code,sent,pages\n" + rows, "l.csv");
}

const std::string some_complaints =
    "c1,901,p1,2024-05-01,2024-05-11,Food;Staff\n"
    "c2,901,p1,2024-06-01,,Food\n"
    "c3,901,,2024-07-01,2024-07-31,Staff\n"
    "c4,902,p1,2025-03-31,2025-04-02,\n"
    "c5,901,p2,2023-05-01,2023-05-02,Food\n";
const std::string some_letters =
    "c1,901,2024-05-02,1\n"
    "c1,901,2024-05-10,4\n"
    "c3,901,2024-07-05,2\n"
    "c9,901,2024-07-05,7\n"
    "c1,902,2024-07-05,9\n";

study toy() {
  study s;
  s.add(letters_of(some_letters));  // before what it belongs to
  s.add(complaints_of(some_complaints));
  return s;
}

texts figures_of(const study& s, const calculation& counts, const std::vector<breakdown>& by = {}) {
  const measure m = algebra::local_measure("local.toy", "Toy", counts, by);
  texts rows;
  for (const result_row& row : evaluate(std::vector<measure>{m}, s, {year_2024}).rows)
    rows.push_back(row.la_code + " " + row.group + " " + std::to_string(row.numerator.value_or(0)) + "/" +
                   std::to_string(row.denominator) + " " + (row.value ? all_digits(*row.value) : "none"));
  return rows;
}

}  // namespace

TEST_CASE("rows of a table are counted in their council, those of nobody too") {
  const auto received = algebra::in_period(complaints().date("received"));
  CHECK(figures_of(toy(), algebra::count(received)) == texts{"901 Total 3/3 3", "902 Total 1/1 1"});
  CHECK(figures_of(toy(), algebra::count_people(received)) == texts{"901 Total 1/1 1", "902 Total 1/1 1"});
  CHECK(figures_of(toy(), algebra::count(algebra::people(received))) == texts{"901 Total 1/1 1", "902 Total 1/1 1"});
}

TEST_CASE("a field that holds several texts is asked for its parts") {
  const auto received = algebra::in_period(complaints().date("received"));
  const auto food = complaints().text("about").has("food");
  CHECK(figures_of(toy(), algebra::proportion(food, received))[0] == "901 Total 2/3 " + all_digits(100 * (2.0 / 3)));
  CHECK(figures_of(toy(), algebra::count(received),
                   {algebra::groups("about", {{"Food", food}, {"Staff", complaints().text("about").has("Staff")}})}) ==
        texts{"901 Food 2/2 2", "901 Staff 2/2 2", "902 Food 0/0 0", "902 Staff 0/0 0"});
}

TEST_CASE("rows are looked up along a link, both ways") {
  const auto received = algebra::in_period(complaints().date("received"));
  const auto of_each = letters().of_each(complaints(), letters().number("pages") >= 1);
  CHECK(figures_of(toy(), algebra::proportion(of_each.any(), received)) ==
        texts{"901 Total 2/3 " + all_digits(100 * (2.0 / 3)), "902 Total 0/1 0"});
  CHECK(figures_of(toy(), algebra::sum(of_each.sum(letters().number("pages")), received))[0] == "901 Total 0/2 7");
  // From a letter to its complaint: letters that went out within a week of it.
  const auto to_complaint = letters().link_to(complaints());
  const auto days = algebra::days_between(to_complaint.of(complaints().date("received")), letters().date("sent"));
  CHECK(figures_of(toy(), algebra::count(algebra::in_period(letters().date("sent")) && days <= 7)) ==
        texts{"901 Total 2/2 2", "902 Total 0/0 0"});
  CHECK(figures_of(toy(), algebra::count(algebra::in_period(letters().date("sent")) && !to_complaint.exists())) ==
        texts{"901 Total 1/1 1", "902 Total 1/1 1"});
}

TEST_CASE("what names a record that is not there, or another person, is told") {
  const study s = toy();
  bool told = false;
  for (const notice& n : s.notices()) told = told || (n.code == "record.no_such_key" && n.rows == 2);
  CHECK(told);
}

TEST_CASE("rows of another table stand with the people of client level records") {
  const records events = records_from_text(R"(
      council | council_name | person | start      | end  | service   | component | mechanism
      901     | Northmoor    | P1     | 2024-05-01 | open | community | Meals     | Direct payment
      901     | Northmoor    | P3     | 2024-05-01 | open | community | Meals     | Direct payment)");
  const person_details details = details_from_text(events, R"(
      council | person | birth
      901     | P1     | 1940-05
      901     | P3     | 1950-05)");
  study s = study_of(events, details);
  s.add(complaints_of(some_complaints));
  using namespace algebra;
  const auto complained = people(in_period(complaints().date("received")));
  const auto supported = people(long_term_support && open_on(period_end));
  CHECK(figures_of(s, proportion(complained, supported))[0] == "901 Total 1/2 50");
  CHECK(figures_of(s, proportion(supported, complained)) == texts{"901 Total 1/1 100", "902 Total 0/1 0"});
  // An event and the complaint after it, in a window.
  const auto after = complaints()
                         .where(complaints().text("about").has("food"), complaints().date("received"))
                         .on_or_after(algebra::events.start);
  CHECK(figures_of(s, count(is_service && after.any()))[0] == "901 Total 1/1 1");
  CHECK(figures_of(s, count(supported && age_on(period_end) >= 84))[0] == "901 Total 1/1 1");
}

TEST_CASE("figures of rows have a trace, and merge from parts of the people") {
  const auto received = algebra::in_period(complaints().date("received"));
  const measure m = algebra::local_measure("local.toy", "Toy", algebra::count(received));
  evaluate_options options;
  options.trace = true;
  const result_table whole = evaluate(std::vector<measure>{m}, toy(), {year_2024}, options);
  REQUIRE(whole.traces.size() == 1);
  CHECK(whole.traces[0].units.size() == 4);
  evaluation_state all(select_all({m}), {year_2024}), parts(select_all({m}), {year_2024});
  all.update(toy());
  study one, two;
  one.add(complaints_of("c1,901,p1,2024-05-01,,\nc2,901,p1,2024-06-01,,\n"));
  two.add(complaints_of("c3,901,,2024-07-01,,\nc4,902,p1,2025-03-31,,\nc5,901,p2,2023-05-01,,\n"));
  evaluation_state other(select_all({m}), {year_2024});
  parts.update(one);
  other.update(two);
  parts.merge(other);
  const auto counts = [](const evaluation_state& s) {
    texts rows;
    for (const result_row& row : s.finish().rows)
      rows.push_back(row.la_code + std::to_string(row.numerator.value_or(0)));
    return rows;
  };
  CHECK(counts(all) == counts(parts));
}

TEST_CASE("a measure whose table the study does not have is refused, and says which") {
  const measure m =
      algebra::local_measure("local.toy", "Toy", algebra::count(algebra::in_period(letters().date("sent"))));
  study s;
  s.add(complaints_of(some_complaints));
  const auto refused = failure_of([&] { evaluate(std::vector<measure>{m}, s, {year_2024}); });
  CHECK(refused.code == error_code::missing_input);
  CHECK(refused.message.find("local.toy needs a table of letter") != std::string::npos);
  const measure of_events = algebra::local_measure("local.e", "E", algebra::count(algebra::is_request));
  CHECK(failure_of([&] {
          evaluate(std::vector<measure>{of_events}, s, {year_2024});
        }).message.find("needs client level records") != std::string::npos);
}

TEST_CASE("a study has one table of a kind, and links without a circle") {
  study s = toy();
  CHECK(failure_of([&] { s.add(letters_of(some_letters)); }).message.find("has a table of letter already") !=
        std::string::npos);
  const auto kind = [](const char* name, const char* other) {
    return declare_record_type({.name = name,
                                .row = "a row",
                                .fields = {{"la_code"}, {"own_key"}, {"other_key"}},
                                .council = "la_code",
                                .key = "own_key",
                                .links = {{"other_key", other}}});
  };
  study circle;
  circle.add(read_record_text(kind("here", "there"), "la_code,own_key,other_key\n901,a,b\n", "a"));
  circle.add(read_record_text(kind("there", "here"), "la_code,own_key,other_key\n901,b,a\n", "b"));
  CHECK(failure_of([&] { circle.people(); }).message.find("belongs to itself") != std::string::npos);
}

TEST_CASE("what is kept apart from its repeats is judged against what stands") {
  study s;
  s.add(
      complaints_of("c1,901,p1,2024-05-01,,Food\n"
                    "c2,901,p1,2024-05-06,,Food;Staff\n"  // repeats c1
                    "c3,901,p1,2024-05-09,,Food\n"        // c2 does not stand, and c1 is 8 days ago
                    "c4,901,p1,2024-05-09,,Staff\n"       // about something else
                    "c5,901,p1,2024-05-10,,\n"));         // about nothing that is known
  const auto received = complaints().date("received");
  const auto kept = algebra::kept_apart(!algebra::is_missing(received), received, algebra::days{7},
                                        complaints().text("about"), complaints().text("complaint_id"));
  CHECK(figures_of(s, algebra::count(kept && algebra::in_period(received))) == texts{"901 Total 4/4 4"});
}

TEST_CASE("a quotient divides a sum of parts by another, and has no value where there is nothing to divide by") {
  const auto received = algebra::in_period(complaints().date("received"));
  const auto answered = received && !algebra::is_missing(complaints().date("answered"));
  const auto days = algebra::days_between(complaints().date("received"), complaints().date("answered"));
  const measure m = algebra::local_measure("local.mean", "Mean days",
                                           algebra::quotient({{answered, days, 1, 0}, {answered, 0, 1}}, 1));
  const result_table results = evaluate(std::vector<measure>{m}, toy(), {year_2024});
  REQUIRE(results.rows.size() == 2);
  CHECK(results.rows[0].numerator_sum == 40);
  CHECK(results.rows[0].denominator_sum == 2);
  CHECK(results.rows[0].value == 20);
  CHECK(results.rows[1].value == 2);
  const measure none = algebra::local_measure(
      "local.none", "None", algebra::quotient({{received, 1, 0}, {received && !received, 0, 1}}, 100));
  CHECK_FALSE(evaluate(std::vector<measure>{none}, toy(), {year_2024}).rows[0].value.has_value());
  CHECK(failure_of([] { check(algebra::local_measure("local.q", "Q", algebra::quotient({}, 1))); }).code ==
        error_code::bad_definition);
}

TEST_CASE("results have a column for each dimension, with the labels as they are shown") {
  const auto received = algebra::in_period(complaints().date("received"));
  const measure m =
      algebra::local_measure("local.toy", "Toy", algebra::count(received),
                             {algebra::groups("about", {{"Food", complaints().text("about").has("Food")}}),
                              algebra::by("group", complaints().text("la_code"))});
  const result_table results = evaluate(std::vector<measure>{m}, toy(), {year_2024});
  const std::vector<result_dimension> dimensions = dimensions_of(results);
  REQUIRE(dimensions.size() == 2);
  CHECK(dimensions[0].name == "about");
  CHECK(dimensions[1].name == "group_group");  // beside the column of all groups together
  REQUIRE_FALSE(results.rows.empty());
  CHECK(dimensions[0].label(results.rows[0]) == "Food");
  CHECK(dimensions[1].label(results.rows[0]) == "901");
}

namespace {

/// Answers to questions, which are nobody's and stand together by their question; sizes of what was asked stand with them.
record_type_ptr asked_type(const std::string& name) {
  return declare_record_type({.name = name,
                              .row = "what was asked",
                              .fields = {{"la_code"}, {"question"}, {"year"}, {"points", record_kind::integer}},
                              .council = "la_code",
                              .together = "question",
                              .year = "year"});
}

}  // namespace

TEST_CASE("rows of nobody that stand together are looked through together, in their council and by their text") {
  const algebra::rows<struct answered_row> answers(asked_type("answered"));
  const algebra::rows<struct size_row> sizes(asked_type("size"));
  study s;
  s.add(read_record_text(answers.type(),
                         "la_code,question,year,points\n901,a,2024-25,1\n901,A ,2024-25,3\n901,b,2024-25,5\n"
                         "902,a,2024-25,7\n901,,2024-25,9\n901,,2024-25,11\n",
                         "answers.csv"));
  s.add(read_record_text(sizes.type(), "la_code,question,year,points\n901,a,2023-24,40\n902,b,2024-25,50\n", "s.csv"));
  const auto year = algebra::financial_year_start(answers.text("year"));
  const auto alike = answers.where(answers.all(), year).of_person_all();
  const auto of_size = sizes.where(sizes.all(), algebra::financial_year_start(sizes.text("year"))).of_person_all();
  const auto in = year == algebra::period_start;
  const auto summed = [&](const auto& value) {
    texts rows;
    const measure m = algebra::local_measure("local.sum", "Sum", algebra::quotient({{in, value, 1, 0}, {in, 0, 1}}, 1));
    for (const result_row& row : evaluate(std::vector<measure>{m}, s, {year_2024}).rows)
      rows.push_back(row.la_code + " " + all_digits(*row.numerator_sum) + "/" + all_digits(*row.denominator_sum));
    return rows;
  };
  // a twice with two, b with one, those without a question with themselves.
  CHECK(summed(alike.count()) == texts{"901 7/5", "902 1/1"});
  CHECK(summed(alike.sum(answers.number("points"))) == texts{"901 33/5", "902 7/1"});
  CHECK(summed(of_size.sum(sizes.number("points"))) == texts{"901 80/5", "902 0/1"});
  CHECK(summed(algebra::constant(1.0) / alike.count()) == texts{"901 4/5", "902 1/1"});
  CHECK(s.people().size() == 6);
  CHECK(figures_of(s, algebra::count(algebra::people(in))) == texts{"901 Total 0/0 0", "902 Total 0/0 0"});
}

TEST_CASE("tables without dates cover the financial years that they say they are of") {
  study s;
  s.add(read_record_text(asked_type("answered"),
                         "la_code,question,year,points\n901,a,2021-22,1\n901,a,2023-24,1\n901,a,?,1\n", "answers.csv"));
  CHECK(s.covers() == period{make_day(2021, 4, 1), make_day(2024, 3, 31)});
  s.add(complaints_of("c1,901,p1,2024-05-01,2024-05-11,Food\n"));
  CHECK(s.covers() == period{make_day(2024, 5, 1), make_day(2024, 5, 11)});
}

TEST_CASE(
    "spellings of a word are one group in lower case, and units without a text are in the total alone if it is said") {
  study s;
  s.add(read_record_text(asked_type("answered"),
                         "la_code,question,year,points\n901,North,2024-25,1\n901,NORTH,2024-25,1\n901,,2024-25,1\n",
                         "a"));
  const algebra::rows<struct answered_row> answers(asked_type("answered"));
  const auto by = algebra::with_total(algebra::by("group", algebra::lower_case(answers.text("question"))));
  CHECK(figures_of(s, algebra::count(answers.all()), {by}) ==
        texts{"901 north 2/2 2", "901 missing 1/1 1", "901 Total 3/3 3"});
  CHECK(figures_of(s, algebra::count(answers.all()), {algebra::known_only(by)}) ==
        texts{"901 north 2/2 2", "901 Total 3/3 3"});
}

TEST_CASE("shares that doubles round add up to one") {
  const auto received = algebra::in_period(complaints().date("received"));
  const measure m =
      algebra::local_measure("local.thirds", "Thirds",
                             algebra::quotient({{received, algebra::constant(100.0) / algebra::constant(3.0), 1, 0},
                                                {received, algebra::constant(1.0) / algebra::constant(3.0), 0, 1}},
                                               1));
  const result_row row = evaluate(std::vector<measure>{m}, toy(), {year_2024}).rows.front();
  CHECK(row.numerator_sum == 100);
  CHECK(row.denominator_sum == 1);
  CHECK(row.value == 100);
}

TEST_CASE("rows of a year that is no financial year are told, by how many") {
  study s;
  s.add(read_record_text(asked_type("answered"),
                         "la_code,question,year,points\n901,a,2024-25,1\n901,a,2024,1\n901,b,,1\n", "answers.csv"));
  std::uint64_t rows = 0;
  for (const notice& n : s.notices()) rows += n.code == "record.unknown_year" ? n.rows : 0;
  CHECK(rows == 2);
  study whole;
  whole.add(read_record_text(asked_type("answered"), "la_code,question,year,points\n901,a,2024/25,1\n", "answers.csv"));
  CHECK(whole.notices().empty());
}

TEST_CASE("a person's row that belongs to one of several that stand together stays the person's") {
  const record_type_ptr form = declare_record_type({.name = "form",
                                                    .row = "a form",
                                                    .fields = {{"la_code"}, {"form_id"}, {"series"}},
                                                    .council = "la_code",
                                                    .key = "form_id",
                                                    .together = "series"});
  const record_type_ptr reply = declare_record_type({.name = "reply",
                                                     .row = "a person's reply on a form",
                                                     .fields = {{"la_code"}, {"person_id"}, {"form_id"}},
                                                     .council = "la_code",
                                                     .person = "person_id",
                                                     .links = {{"form_id", "form"}}});
  study s;
  s.add(read_record_text(form, "la_code,form_id,series\n901,f1,x\n901,f2,x\n", "forms.csv"));
  s.add(read_record_text(reply, "la_code,person_id,form_id\n901,p1,f1\n901,p2,f2\n901,,f2\n", "replies.csv"));
  CHECK(s.people().size() == 3);  // two people, and the forms with the reply of nobody
  const algebra::rows<struct reply_row> replies(reply);
  const algebra::rows<struct form_row> forms(form);
  CHECK(figures_of(s, algebra::count(algebra::people(replies.all()))) == texts{"901 Total 2/2 2"});
  CHECK(figures_of(s, algebra::count(forms.all())) == texts{"901 Total 2/2 2"});
}
