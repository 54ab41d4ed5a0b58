#include "ascof/results/change.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "support/failure.hpp"
#include "support/records_text.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace ascof::algebra;
using namespace support;

namespace {

const period year_2023 = financial_year(2023);

const truth<of_person> in_community =
    people(events.service_type == "Long term support: Community" && open_on(period_end));
const truth<of_person> direct = people(events.delivery_mechanism == "Direct payment" && open_on(period_end));

measure direct_payments(std::vector<breakdown> by = {}) {
  return local_measure("local.direct", "People with a direct payment", proportion(direct, in_community), std::move(by));
}

selection alone(measure m) { return select_all({std::move(m)}); }

change_report explained(const measure& m, const records& people, const person_details& details) {
  return explain_change(alone(m), {people, details, year_2023}, {people, details, year_2024});
}

std::string signed_text(std::int64_t n) { return (n > 0 ? "+" : "") + std::to_string(n); }

/// `group | category | people | numerator | denominator | contribution`
texts rows_of(const change_report& report, std::string_view la_code = {}) {
  texts rows;
  for (const change_row& r : report.rows)
    if (la_code.empty() || r.la_code == la_code)
      rows.push_back(support::joined({r.group, std::string(to_text(r.kind)), std::to_string(r.people),
                                      signed_text(r.numerator_change), signed_text(r.denominator_change),
                                      r.contribution ? rounded(*r.contribution, 2) : "none"}));
  return rows;
}

/// `group | before | after | values`
texts figures_of(const change_report& report, std::string_view la_code = {}) {
  texts rows;
  for (const figure_change& f : report.figures)
    if (la_code.empty() || f.la_code == la_code)
      rows.push_back(
          support::joined({f.group, std::to_string(f.numerator_before) + "/" + std::to_string(f.denominator_before),
                           std::to_string(f.numerator_after) + "/" + std::to_string(f.denominator_after),
                           f.value_before ? rounded(*f.value_before, 2) : "none",
                           f.value_after ? rounded(*f.value_after, 2) : "none"}));
  return rows;
}

texts people_of(const change_report& report) {
  texts rows;
  for (const person_change& p : report.people)
    rows.push_back(support::joined({p.la_code, p.person_id, p.group, std::string(to_text(p.kind)),
                                    std::to_string(p.numerator_before) + "/" + std::to_string(p.denominator_before),
                                    std::to_string(p.numerator_after) + "/" + std::to_string(p.denominator_after)}));
  return rows;
}

/// In both years unless said: P1 enters with a direct payment, P2 enters without, P3 leaves, P4 gains one, P5 loses one,
/// P6 and P7 stay with and without.
const records& seven_people() {
  static const records people = records_from_text(R"(
      person | start      | end        | service   | mechanism
      P1     | 2024-05-01 | open       | community | Direct payment
      P2     | 2024-05-01 | open       | community | commissioned
      P3     | 2023-05-01 | 2024-05-01 | community | commissioned
      P4     | 2023-05-01 | open       | community | commissioned
      P4     | 2024-05-01 | open       | community | Direct payment
      P5     | 2023-05-01 | open       | community | commissioned
      P5     | 2023-05-01 | 2024-05-01 | community | Direct payment
      P6     | 2023-05-01 | open       | community | Direct payment
      P7     | 2023-05-01 | open       | community | commissioned)");
  return people;
}

const person_details& their_details() {
  static const person_details details = details_from_text(seven_people(), R"(
      person | birth   | gender
      P1     | 1950-01 | Female
      P2     | 1950-01 | Male
      P3     | 1950-01 | Male
      P4     | 1950-01 | Female
      P5     | 1959-06 | Male
      P6     | 1950-01 | Female
      P7     | 1950-01 | Female)");
  return details;
}

}  // namespace

TEST_CASE("everybody who counts before or after is in one case, and the cases add up to the change") {
  const change_report report = explained(direct_payments(), seven_people(), their_details());
  CHECK(support::figures_of(evaluate({direct_payments()}, seven_people(), their_details(), {year_2023, year_2024}),
                            "local.direct") == texts{"Total | 2/5 | 40.0", "Total | 3/6 | 50.0"});
  CHECK(::figures_of(report) == texts{"Total | 2/5 | 3/6 | 40.00 | 50.00"});
  // The mean proportion is 45 %, the mean denominator 5.5. Of the two who entered, one brings (1 - 0.45) / 5.5 = 10.00
  // points, the other (0 - 0.45) / 5.5 = -8.18.
  CHECK(::rows_of(report) == expected(R"(
      Total | entered          | 2 | +1 | +2 | 1.82
      Total | left             | 1 | 0  | "-1" | 8.18
      Total | gained numerator | 1 | +1 | 0  | 18.18
      Total | lost numerator   | 1 | "-1" | 0 | -18.18
      Total | unchanged        | 2 | 0  | 0  | 0.00)"));
  CHECK(people_of(report) == expected(R"(
      901 | P1 | Total | entered          | 0/0 | 1/1
      901 | P2 | Total | entered          | 0/0 | 0/1
      901 | P3 | Total | left             | 0/1 | 0/0
      901 | P4 | Total | gained numerator | 0/1 | 1/1
      901 | P5 | Total | lost numerator   | 1/1 | 0/1)"));
  double sum = 0;
  for (const change_row& r : report.rows) sum += *r.contribution;
  CHECK(sum == Approx(10.0).epsilon(1e-12));
}

TEST_CASE("somebody who grows into another group leaves one and enters the other, and is unchanged in the total") {
  const auto age = age_on(period_end);
  const change_report report = explained(
      direct_payments(
          {groups("age_band", {{"18 to 64", age < 65}, {"65 and above", age >= 65}, {"Total", age >= 18}})}),
      records_from_text("person | start | end | service\nP5 | 2020-01-01 | open | community"),
      details_from_text(records_from_text("person | start\nP5 | 2020-01-01"), "person | birth\nP5 | 1959-06"));
  CHECK(::rows_of(report) == expected(R"(
      18 to 64     | left      | 1 | 0 | "-1" | none
      65 and above | entered   | 1 | 0 | +1 | none
      Total        | unchanged | 1 | 0 | 0  | 0.00)"));
}

TEST_CASE("groups by a text are those of either side, in order, the total last") {
  const change_report report =
      explained(direct_payments({with_total(by("gender", person.gender))}), seven_people(), their_details());
  CHECK(::figures_of(report) == expected(R"(
      Female | 1/3 | 3/4 | 33.33 | 75.00
      Male   | 1/2 | 0/2 | 50.00 | 0.00
      Total  | 2/5 | 3/6 | 40.00 | 50.00)"));

  const records before = records_from_text("person | start | end | service\nP1 | 2020-01-01 | open | community");
  const records after = records_from_text("person | start | end | service\nP2 | 2020-01-01 | open | community");
  const person_details b = details_from_text(before, "person | gender\nP1 | Other");
  const person_details a = details_from_text(after, "person | gender\nP2 | Female");
  const change_report two = explain_change(alone(direct_payments({with_total(by("gender", person.gender))})),
                                           {before, b, year_2024}, {after, a, year_2024});
  CHECK(::figures_of(two) == expected(R"(
      Other  | 0/1 | 0/0 | 0.00 | none
      Female | 0/0 | 0/1 | none | 0.00
      Total  | 0/1 | 0/1 | 0.00 | 0.00)"));
}

TEST_CASE("of events and episodes a person has more units or fewer, or as many with another part in the numerator") {
  const records people = records_from_text(R"(
      person | event   | start      | end        | outcome
      P1     | Request | 2023-05-01 | 2023-06-01 | information
      P1     | Request | 2024-05-01 | 2024-06-01 | as planned
      P1     | Request | 2024-05-02 | 2024-06-01 | information
      P2     | Request | 2023-05-01 | 2023-06-01 | information
      P2     | Request | 2023-06-01 | 2023-06-01 | information
      P2     | Request | 2024-05-01 | 2024-06-01 | information
      P3     | Request | 2023-05-01 | 2023-06-01 | information
      P3     | Request | 2023-05-02 | 2023-06-01 | as planned
      P3     | Request | 2024-05-01 | 2024-06-01 | information
      P3     | Request | 2024-05-02 | 2024-06-01 | information)");
  const person_details details = details_from_text(people, "person | birth\nP1 | 1950-01");
  const truth<of_event> requests = is_request && starting_in();
  const measure informed = local_measure("local.informed", "Requests that end with information",
                                         proportion(events.outcome.like("%information and advice%"), requests));
  const change_report report = explained(informed, people, details);
  CHECK(::figures_of(report) == texts{"Total | 4/5 | 4/5 | 80.00 | 80.00"});
  CHECK(::rows_of(report) == expected(R"(
      Total | more units       | 1 | 0    | +1   | -16.00
      Total | fewer units      | 1 | "-1" | "-1" | -4.00
      Total | gained numerator | 1 | +1   | 0    | 20.00)"));

  const measure number = local_measure("local.requests", "Requests", count(requests));
  const change_report counted = explained(number, people, details);
  CHECK(::figures_of(counted) == texts{"Total | 5/5 | 5/5 | 5.00 | 5.00"});
  CHECK(::rows_of(counted) == expected(R"(
      Total | more units  | 1 | +1   | +1   | 1.00
      Total | fewer units | 1 | "-1" | "-1" | -1.00
      Total | unchanged   | 1 | 0    | 0    | 0.00)"));
}

TEST_CASE("two submissions are compared in one period; people and councils are known whatever their case") {
  const records first = records_from_text(R"(
      person | start      | end  | service   | mechanism
      P1     | 2023-05-01 | open | community | commissioned
      P2     | 2023-05-01 | open | community | commissioned)");
  const records second = records_from_text(R"(
      council | council_name | person | start      | end  | service   | mechanism
      901     | NORTHMOOR    | p1     | 2023-05-01 | open | community | Direct payment
      902     | Southmoor    | P2     | 2023-05-01 | open | community | Direct payment)");
  const person_details d1 = details_from_text(first, "person | birth\nP1 | 1950-01");
  const person_details d2 = details_from_text(second, "person | birth\nP1 | 1950-01");
  const change_report report =
      explain_change(alone(direct_payments()), {first, d1, year_2024}, {second, d2, year_2024});
  CHECK(people_of(report) == expected(R"(
      901 | p1 | Total | gained numerator | 0/1 | 1/1
      901 | P2 | Total | left             | 0/1 | 0/0
      902 | P2 | Total | entered          | 0/0 | 1/1)"));
  CHECK(::figures_of(report, "902") == texts{"Total | 0/0 | 1/1 | none | 100.00"});
  // Without a proportion on one side there is nothing to share out.
  CHECK(::rows_of(report, "902") == texts{"Total | entered | 1 | +1 | +1 | none"});
}

TEST_CASE("a rate counts numerators, and each adds to it per 100,000 residents") {
  const records people = records_from_text(R"(
      person | event   | start
      P1     | Request | 2023-05-01
      P2     | Request | 2024-05-01
      P2     | Request | 2024-06-01
      P3     | Request | 2024-06-01)");
  measure requests = local_measure("local.rate", "Requests", count(is_request && starting_in()));
  requests.figures.front().counts = rate(is_request && starting_in());
  requests.figures.front().population = {"65 and above"};
  const person_details details = details_from_text(people, "person | birth\nP1 | 1950-01");
  const change_report report = explain_change(alone(requests), {people, details, year_2023},
                                              {people, details, year_2024}, {}, example_population());
  CHECK(::figures_of(report) == texts{"Total | 1/0 | 3/0 | 2.50 | 7.50"});
  CHECK(::rows_of(report) == expected(R"(
      Total | entered | 2 | +3   | 0 | 7.50
      Total | left    | 1 | "-1" | 0 | -2.50)"));
  evaluate_options leave_out;
  leave_out.on_missing_population = missing_population::leave_out;
  population elsewhere;
  elsewhere.add("902", "All", "65 and above", 10);
  const change_report none = explain_change(alone(requests), {people, details, year_2023}, {people, details, year_2024},
                                            {}, elsewhere, leave_out);
  CHECK(none.figures.empty());
  CHECK(none.people.empty());
}

TEST_CASE("a median tells who is behind its values, and shares nothing out") {
  const records people = records_from_text(R"(
      person | event   | start      | end
      P1     | Request | 2023-05-01 | 2023-06-01
      P2     | Request | 2024-05-01 | 2024-06-01
      P3     | Request | 2024-05-01 | open)");
  const measure lasting = local_measure("local.days", "Days of a request",
                                        median(days_between(events.start, events.end), is_request && starting_in()));
  const change_report report = explained(lasting, people, details_from_text(people, "person | birth\nP1 | 1950-01"));
  CHECK(::figures_of(report) == texts{"Total | 0/1 | 0/1 | 31.00 | 31.00"});
  CHECK(::rows_of(report) == expected(R"(
      Total | entered | 1 | 0 | +1   | none
      Total | left    | 1 | 0 | "-1" | none)"));
}

TEST_CASE("a share of one thing by another is accounted for on both sides") {
  const records people = records_from_text(R"(
      person | event      | start
      P1     | Request    | 2023-05-01
      P1     | Assessment | 2023-05-01
      P2     | Assessment | 2023-05-01
      P2     | Assessment | 2024-05-01
      P2     | Request    | 2024-05-01
      P3     | Request    | 2024-05-01)");
  const measure share = local_measure("local.share", "Requests by assessments",
                                      ratio(is_request && starting_in(), is_assessment && starting_in()));
  const change_report report = explained(share, people, details_from_text(people, "person | birth\nP1 | 1950-01"));
  CHECK(::figures_of(report) == texts{"Total | 1/2 | 2/1 | 50.00 | 200.00"});
  CHECK(::rows_of(report) == expected(R"(
      Total | entered          | 1 | +1   | 0    | 66.67
      Total | left             | 1 | "-1" | "-1" | 16.67
      Total | gained numerator | 1 | +1   | 0    | 66.67)"));
}

TEST_CASE("England has the cases of all councils, and people are named once") {
  const records people = records_from_text(R"(
      council | council_name | person | start      | end  | service   | mechanism
      901     | Northmoor    | P1     | 2023-05-01 | open | community | commissioned
      901     | Northmoor    | P2     | 2024-05-01 | open | community | Direct payment
      902     | Southmoor    | P1     | 2024-05-01 | open | community | Direct payment)");
  measure national = direct_payments();
  national.national = true;
  const change_report report = explained(national, people, details_from_text(people, "person | birth\nP1 | 1950-01"));
  CHECK(::figures_of(report, "England") == texts{"Total | 0/1 | 2/3 | 0.00 | 66.67"});
  CHECK(::rows_of(report, "England") == expected(R"(
      Total | entered   | 2 | +2 | +2 | 66.67
      Total | unchanged | 1 | 0  | 0  | 0.00)"));
  CHECK(report.people.size() == 2);
}

namespace {

/// A unit of nobody for each day of May 2023 or 2024, in the first council; one of 2024 counts for the nation alone.
episode_frame days_of_nobody() {
  class bound : public bound_builder {
   public:
    explicit bound(std::size_t nation) : nation_(nation) {}
    void build(std::size_t, const builder_inputs&, unit_writer& to) const override {
      for (const int year : {2023, 2024, 2024}) {
        to.add();
        to.set(0, make_day(year, 5, 1));
        to.set_place(year == 2024 ? nation_ : 0);
      }
    }

   private:
    std::size_t nation_;
  };
  auto made = std::make_shared<episode_builder>();
  made->key = made->name = "days of nobody";
  made->columns = {{"on", value_kind::date}};
  made->of_nobody = true;
  made->bind = [](const bound_study& of, std::span<const period>) { return std::make_unique<bound>(of.nation()); };
  return made;
}

}  // namespace

TEST_CASE("lines of units of nobody name no person") {
  const records people = records_from_text("person | event | start\nP1 | Request | 2024-05-01");
  const date<of_episode> on{{expressions::episode_column(days_of_nobody(), "on")}};
  evaluate_options options;
  options.trace = true;
  const result_table results = evaluate({local_measure("local.days", "Days", count(in_period(on)))}, people,
                                        details_from_text(people, "person"), {year_2024}, {}, {}, options);
  REQUIRE(results.traces.size() == 1);
  REQUIRE(results.traces.front().units.size() == 2);
  for (const traced_unit& unit : results.traces.front().units) CHECK(unit.la_code + unit.person_id == "");
}

TEST_CASE("units of nobody are accounted for together, where they count") {
  const records people = records_from_text("person | event | start\nP1 | Request | 2023-05-01");
  const date<of_episode> on{{expressions::episode_column(days_of_nobody(), "on")}};
  measure share = local_measure("local.share", "Requests by days", count(is_request && starting_in()));
  share.figures.front().counts = ratio(is_request && starting_in(), in_period(on));
  share.national = true;
  const change_report report = explained(share, people, details_from_text(people, "person | birth\nP1 | 1950-01"));
  CHECK(::figures_of(report, "901") == texts{"Total | 1/1 | 0/0 | 100.00 | none"});
  CHECK(::rows_of(report, "901") == expected(R"(
      Total | left      | 1 | "-1" | 0    | none
      Total | no person | 0 | 0    | "-1" | none)"));
  CHECK(::figures_of(report, "England") == texts{"Total | 1/0 | 0/2 | none | 0.00"});
  CHECK(::rows_of(report, "England") == expected(R"(
      Total | left      | 1 | "-1" | 0  | none
      Total | no person | 0 | 0    | +2 | none)"));
  CHECK(people_of(report) == texts{"901 | P1 | Total | left | 1/0 | 0/0"});
}

TEST_CASE("contributions add up to the cells, one line a person and group, whatever is updated and merged") {
  const measure by_gender = direct_payments({with_total(by("gender", person.gender))});
  const records other =
      records_from_text("council | person | start | end | service\n900 | Z | 2020-01-01 | open | community");
  const person_details other_details = details_from_text(other, "council | person | gender\n900 | Z | Male");
  const auto state_of = [&](bool first, bool second) {
    evaluation_state state(alone(by_gender), {year_2023, year_2024});
    state.keep_contributions();
    if (first) state.update(seven_people(), their_details());
    if (second) state.update(other, other_details);
    return state;
  };
  const auto shown = [](const evaluation_state& state) {
    texts lines;
    for (const contribution& c : state.contributions())
      lines.push_back(support::joined({to_string(c.reporting.start), c.la_code, c.person_id, c.group,
                                       std::to_string(c.numerator) + "/" + std::to_string(c.denominator)}));
    return lines;
  };
  // Parts that write a text in several ways: the lines have it as the figures have it.
  const person_details loud_details = details_from_text(other, "council | person | gender\n900 | Z | FEMALE");
  const auto spelt = [&](bool loud_first) {
    evaluation_state state(alone(by_gender), {year_2023, year_2024});
    state.keep_contributions();
    if (loud_first) state.update(other, loud_details);
    state.update(seven_people(), their_details());
    if (!loud_first) state.update(other, loud_details);
    return state;
  };
  CHECK(shown(spelt(true)) == shown(spelt(false)));
  const texts lines = shown(spelt(false));
  CHECK(std::none_of(lines.begin(), lines.end(), [](const std::string& l) { return l.find("Female") != l.npos; }));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& l) { return l.find("FEMALE") != l.npos; }));

  const evaluation_state both = state_of(true, true);
  evaluation_state merged = state_of(false, true);
  merged.merge(state_of(true, false));
  CHECK(shown(both) == shown(merged));
  REQUIRE(shown(both).size() == 2 * (5 + 6) + 4);
  CHECK(shown(both)[0] == "2023-04-01 | 900 | Z | Male | 0/1");
  CHECK(shown(both)[2] == "2023-04-01 | 901 | P3 | Male | 0/1");
  CHECK(shown(both)[5] == "2023-04-01 | 901 | P4 | Total | 0/1");
}

TEST_CASE("figures that are not wanted have no account") {
  const change_report report =
      explain_change(select_measures(catalogue(), {"ascof.3d.2a"}), {seven_people(), their_details(), year_2023},
                     {seven_people(), their_details(), year_2024});
  for (const figure_change& f : report.figures) CHECK(f.measure == "ascof.3d.2a");
  for (const person_change& p : report.people) CHECK(p.measure == "ascof.3d.2a");
  CHECK(report.figures.size() == 3);
}

TEST_CASE("a measure of quarters is explained between quarters") {
  measure quarterly = local_measure("local.requests", "Requests", count(is_request && starting_in()));
  quarterly.reports = cadence::quarters;
  const records people = records_from_text("person | event | start\nP1 | Request | 2024-05-01");
  const person_details details = details_from_text(people, "person | birth\nP1 | 1950-01");
  const period first{make_day(2024, 1, 1), make_day(2024, 3, 31)};
  const period second{make_day(2024, 4, 1), make_day(2024, 6, 30)};
  const change_report report = explain_change(alone(quarterly), {people, details, first}, {people, details, second});
  CHECK(::rows_of(report) == texts{"Total | entered | 1 | +1 | +1 | 1.00"});
  const auto refused = failure_of([&] { explained(quarterly, people, details); });
  CHECK(refused.code == error_code::bad_period);
  CHECK(refused.message ==
        "local.requests reports calendar quarters, and 2023-04-01..2024-03-31 is none; give a quarter, such as "
        "2024-04-01..2024-06-30");
}

TEST_CASE("changes are written as tables, and people only when asked for") {
  const change_report report = explained(direct_payments(), seven_people(), their_details());
  const scratch_folder folder;
  write_changes(report, folder.path());
  CHECK(lines(folder.read("changes.csv"))[0] ==
        "measure,before_start,before_end,after_start,after_end,la_code,la_name,group,category,people,numerator_change,"
        "denominator_change,contribution");
  CHECK(lines(folder.read("changes.csv"))[2].starts_with(
      "local.direct,2023-04-01,2024-03-31,2024-04-01,2025-03-31,901,Northmoor,Total,left,1,0,-1,8.18"));
  CHECK(lines(folder.read("figure_changes.csv"))[1] ==
        "local.direct,2023-04-01,2024-03-31,2024-04-01,2025-03-31,901,Northmoor,Total,2,3,5,6,40,50,10");
  CHECK_FALSE(std::filesystem::exists(folder / "person_changes.csv"));
  write_changes(report, folder.path(), true);
  CHECK(lines(folder.read("person_changes.csv"))[1] ==
        "local.direct,2023-04-01,2024-03-31,2024-04-01,2025-03-31,901,P1,Total,entered,0,1,0,1");
}
