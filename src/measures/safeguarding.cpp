#include "ascof/measures/safeguarding.hpp"

#include <fmt/format.h>

#include "ascof/core/text.hpp"
#include "ascof/measures/detail_tables.hpp"

namespace ascof::measures {
namespace {

using namespace algebra;

struct concern;
struct enquiry;
struct plan_made;
struct plan_reviewed;
struct adult_review;
struct member;
struct audit;
struct action;

constexpr tables::family of{"Safeguarding Adults Collection; definitions F", "enquiry"};
constexpr const char* local_source = "local convention; definitions F";

/// Concerns, and words about them.
struct concerns_of {
  rows<concern> all{record_type_named("safeguarding_concern")};
  date<of_row<concern>> received = all.date("date_received");
  date<of_row<concern>> decided = all.date("date_decided");
  text<of_row<concern>> id = all.text("concern_id");
  text<of_row<concern>> types = all.text("abuse_types");
};

/// Enquiries, and words about them.
struct enquiries_of {
  rows<enquiry> all{record_type_named("safeguarding_enquiry")};
  date<of_row<enquiry>> begun = all.date("date_begun");
  date<of_row<enquiry>> concluded = all.date("date_concluded");
  text<of_row<enquiry>> id = all.text("enquiry_id");
  text<of_row<enquiry>> type = all.text("enquiry_type");
  truth<of_row<enquiry>> section_42 = type == "Section 42";
  truth<of_row<enquiry>> other = type == "Other";
  truth<of_row<enquiry>> either = section_42 || other;  // a missing type counts nowhere (C8)
  number<of_row<enquiry>> age = tables::age_in_period(all.date("date_of_birth"), all.date("date_of_death"));

  const std::vector<std::string>& values(std::string_view field) const { return tables::values_of(*all.type(), field); }
};

void add_counts(std::vector<measure>& to, const concerns_of& c, const enquiries_of& e) {
  const auto received = in_period(c.received);
  const auto begun = in_period(e.begun);
  const auto adults = [](tables::told more) {
    more.population = {"18+"};
    return more;
  };
  to.push_back(of("safeguarding.concerns", "Safeguarding concerns raised", "Concerns received in the period.",
                  count(received), {.unit = "concern", .decimals = 0}));
  to.push_back(of("safeguarding.concerns_rate", "Safeguarding concerns per 100,000 adults",
                  "Concerns received in the period per 100,000 people of 18 and over.", rate(received),
                  adults({.unit = "concern"})));
  to.push_back(of("safeguarding.concerns_change", "Change in safeguarding concerns",
                  "Concerns received in the period less those of the same period a year earlier, in per cent of those; "
                  "only where the data cover the earlier period.",
                  tables::change_of_count(constant(true) && !is_missing(c.received), c.received), {.unit = "concern"}));
  to.push_back(of("safeguarding.s42_enquiries", "Section 42 enquiries begun",
                  "Section 42 enquiries begun in the period.", count(e.section_42 && begun), {.decimals = 0}));
  to.push_back(of("safeguarding.other_enquiries", "Other safeguarding enquiries begun",
                  "Safeguarding enquiries outside Section 42 begun in the period.", count(e.other && begun),
                  {.decimals = 0}));
  to.push_back(of("safeguarding.enquiries_total", "Safeguarding enquiries begun",
                  "Enquiries of both types begun in the period.", count(e.either && begun), {.decimals = 0}));
  to.push_back(of("safeguarding.s42_rate", "Section 42 enquiries per 100,000 adults",
                  "Section 42 enquiries begun in the period per 100,000 people of 18 and over.",
                  rate(e.section_42 && begun), adults({})));
  to.push_back(of("safeguarding.s42_share", "Share of enquiries that are Section 42",
                  "Section 42 enquiries as a share of enquiries of both types begun in the period.",
                  exact_proportion(e.section_42, e.either && begun)));
  const char* flows =
      "A ratio of what began in the period, and no followed cohort: an enquiry can belong to a concern of an earlier "
      "period, and a concern can lead to several, so it can pass 100 %.";
  to.push_back(of("safeguarding.conversion_rate", "Concerns leading to an enquiry (official formula)",
                  std::string("Enquiries of both types begun in the period per 100 concerns received in it. ") + flows,
                  ratio(e.either && begun, received), {.unit = "concern"}));
  to.push_back(of("safeguarding.conversion_rate_s42", "Concerns leading to a Section 42 enquiry",
                  std::string("Section 42 enquiries begun in the period per 100 concerns received in it. ") + flows,
                  ratio(e.section_42 && begun, received), {.unit = "concern"}));
}

void add_cohort(std::vector<measure>& to, const concerns_of& c, const enquiries_of& e, const safeguarding_rules& r) {
  // Enquiries of a concern by how long after its receipt they began.
  const auto days = days_between(e.all.link_to(c.all).of(c.received), e.begun);
  const auto follows = e.either && days >= 0 && days <= static_cast<double>(r.linked_within.count);
  const auto whole_window = in_period(c.received) && c.received + r.linked_within <= as_of;
  to.push_back(
      of("safeguarding.conversion_cohort", "Concerns followed by an enquiry",
         fmt::format("Of concerns received in the period, as far as {} days have passed since at the day of the "
                     "extract: the share with at least one enquiry of theirs, of either type, begun 0 to {} days "
                     "after receipt. It cannot pass 100 %.",
                     r.linked_within.count, r.linked_within.count),
         exact_proportion(e.all.of_each(c.all, follows).any(), whole_window),
         {.source = local_source, .unit = "concern"}));
}

/// What is known of people with a Section 42 enquiry begun in the period, from the latest that knows it (C10).
void add_individuals(std::vector<measure>& to, const enquiries_of& e) {
  const auto begun = e.section_42 && in_period(e.begun);
  const auto latest = [&](const truth<of_row<enquiry>>& known) {
    return e.all.where(begun && known, e.begun)
        .of_person_all()
        .ordered_by(descending(e.begun), descending(e.id))
        .first();
  };
  const auto told = [&](const char* field) {
    const auto value = e.all.text(field);
    return latest(!is_missing(value) && !value.in({"Not known", "Undeclared / Not Known"})).of(value);
  };
  const auto dated = [&](const char* field) {
    const auto value = e.all.date(field);
    return latest(!is_missing(value)).of(value);
  };
  const auto age = tables::age_in_period(dated("date_of_birth"), dated("date_of_death"));
  const auto by_value = [&](const std::string& before, const char* field) {
    const auto value = told(field);
    std::vector<group> made;
    for (const std::string& known : e.values(field))
      if (!same_text(known, "Not known") && known != "Undeclared / Not Known")
        made.emplace_back(before + known, value == known);
    made.emplace_back(before + "Unknown", is_missing(value));
    return made;
  };
  std::vector<group> all{{"Total", constant(true)}};
  for (const auto& more :
       {tables::age_groups_of(age), by_value("Gender: ", "gender"), by_value("Ethnicity: ", "ethnicity"),
        by_value("Support reason: ", "primary_support_reason")})
    all = tables::joined(all, more);
  to.push_back(
      of("safeguarding.individuals", "People with a Section 42 enquiry",
         "People with at least one Section 42 enquiry begun in the period, each once. What is known of a person "
         "is the first known value of these enquiries, the latest begun first; age at the period's end or at "
         "death.",
         count(people(begun)), {.unit = "person", .decimals = 0, .by = {groups("group", all)}}));
  to.push_back(
      of("safeguarding.individual_rate_by_age", "People with a Section 42 enquiry per 100,000, by age",
         "People with at least one Section 42 enquiry begun in the period per 100,000 people of their age band.",
         rate(people(begun)),
         {.unit = "person",
          .by = {groups("age_band", {{"18-64", age >= 18 && age < 65},
                                     {"65-74", age >= 65 && age < 75},
                                     {"75-84", age >= 75 && age < 85},
                                     {"85+", age >= 85}})},
          .population = {"18-64", "65-74", "75-84", "85+"}}));
  calculation standardised = rate(people(begun));
  standardised.kind = statistic::standardised_rate;
  to.push_back(
      of("safeguarding.individual_rate_standardised", "People with a Section 42 enquiry per 100,000, age-standardised",
         "The rates of people with a Section 42 enquiry by age band, each times England's share of adults in the "
         "band. People of unknown age are left out.",
         standardised,
         {.unit = "person",
          .by = {groups("age_band", {{"18-64", age >= 18 && age < 65},
                                     {"65-74", age >= 65 && age < 75},
                                     {"75-84", age >= 75 && age < 85},
                                     {"85+", age >= 85}})},
          .population = {"18-64", "65-74", "75-84", "85+"}}));
}

void add_tables(std::vector<measure>& to, const enquiries_of& e, const safeguarding_rules& r) {
  const auto concluded = (r.other_enquiries_in_tables ? e.either : e.section_42) && in_period(e.concluded);
  const auto mentions = [&](const std::string& id, const std::string& title, const char* field) {
    const auto value = e.all.text(field);
    const auto by = tables::parts_of(value, e.values(field));
    const std::string of_which = "Of enquiries concluded in the period: ";
    to.push_back(of(id, title, of_which + "each value's share of all values recorded.",
                    tables::share_of_mentions(concluded, by, tables::mentions_of(value, e.values(field))),
                    {.by = {groups("group", by)}}));
    to.push_back(
        of(id + ".enquiries", title + ", share of enquiries",
           of_which + "the share with each value, of those with any recorded. Shares add up to more than 100 %.",
           tables::share_of_whole(concluded, by, concluded && !is_missing(value)), {.by = {groups("group", by)}}));
  };
  mentions("safeguarding.type_of_abuse", "Types of abuse", "abuse_types");
  mentions("safeguarding.location", "Locations of abuse", "locations");
  mentions("safeguarding.source_of_risk", "Sources of risk", "sources_of_risk");

  const auto result = e.all.text("risk_assessment");
  const auto identified = result.in({"Risk identified and action taken", "Risk identified and no action taken"});
  to.push_back(of("safeguarding.risk_identified", "Enquiries in which a risk was identified",
                  "Of enquiries concluded in the period with a result of the risk assessment: the share with a risk "
                  "identified, action taken or not.",
                  exact_proportion(identified, concluded && !is_missing(result))));
  const auto results = tables::groups_of("", result, e.values("risk_assessment"));
  to.push_back(
      of("safeguarding.risk_identified.results", "Results of risk assessments",
         "Of enquiries concluded in the period with a result of the risk assessment: the share of each result.",
         tables::share_of_whole(concluded, results, concluded && !is_missing(result)),
         {.by = {groups("group", results)}}));
  const auto outcome = e.all.text("risk_outcome");
  for (const char* id : {"safeguarding.risk_outcome", "ascof.4b"}) {
    const bool framework = std::string_view(id) == "ascof.4b";
    const auto which = framework ? e.section_42 && in_period(e.concluded) : concluded;
    to.push_back(
        of(id, "Risk reduced or removed",
           "Of enquiries concluded in the period in which a risk was identified and whose outcome is recorded: "
           "the share in which the risk was reduced or removed.",
           exact_proportion(outcome.in({"Risk reduced", "Risk removed"}), which && identified && !is_missing(outcome)),
           {.direction = polarity::higher_is_better}));
  }
  const auto lacking = concluded && e.all.text("lacked_capacity") == "Yes, they lacked capacity";
  to.push_back(
      of("safeguarding.capacity_advocacy", "People lacking capacity who were supported",
         "Of enquiries concluded in the period about adults who lacked capacity: the share supported by an advocate, "
         "family or friend. Support that is not recorded is none.",
         exact_proportion(e.all.text("supported") == "Yes", lacking),
         {.direction = polarity::higher_is_better,
          .by = {groups("group", tables::joined({{"Total", constant(true)}}, tables::age_groups_of(e.age)))}}));
}

void add_personal(std::vector<measure>& to, const enquiries_of& e, const safeguarding_rules& r) {
  const auto concluded = (r.other_enquiries_in_tables ? e.either : e.section_42) && in_period(e.concluded);
  const auto answer = e.all.text("msp_asked");
  const std::string expressed = "Yes they were asked and outcomes were expressed";
  const auto asked = answer.in({expressed, "Yes they were asked but no outcomes were expressed"});
  measure all =
      of("safeguarding.msp_asked", "Asked about desired outcomes",
         "Of enquiries concluded in the period: the share in which the adult was asked about desired outcomes. "
         "A missing answer is not recorded; where all are missing there is no value.",
         exact_proportion(asked, concluded), {.direction = polarity::higher_is_better});
  all.figures.front().unknown = (concluded && is_missing(answer)).e;
  all.figures.front().needs_an_answer = true;
  to.push_back(std::move(all));
  to.push_back(of(
      "safeguarding.msp_asked.known", "Asked about desired outcomes, of known answers",
      "As safeguarding.msp_asked, without answers that are not known or not recorded.",
      exact_proportion(asked, concluded && !is_missing(answer) && not_true(answer.in({"Don't Know", "Not Recorded"}))),
      {.direction = polarity::higher_is_better}));
  const auto reached = e.all.text("msp_outcome");
  const auto with_outcome = concluded && answer == expressed && !is_missing(reached);
  to.push_back(
      of("safeguarding.msp_achieved", "Desired outcomes fully or partly achieved",
         "Of enquiries concluded in the period in which outcomes were expressed and the result is recorded: the "
         "share in which they were achieved fully or partially.",
         exact_proportion(reached.in({"Fully Achieved", "Partially Achieved"}), with_outcome),
         {.direction = polarity::higher_is_better}));
  to.push_back(of("safeguarding.msp_achieved.fully", "Desired outcomes fully achieved",
                  "As safeguarding.msp_achieved: the share in which they were achieved fully.",
                  exact_proportion(reached == "Fully Achieved", with_outcome),
                  {.direction = polarity::higher_is_better}));
  const auto safer = e.all.text("felt_safer");
  to.push_back(
      of("safeguarding.felt_safer", "People who felt safer after the enquiry",
         "Of enquiries of both types concluded in the period after which the adult was asked and answered: the "
         "share who felt safer. Partly is not yes.",
         exact_proportion(safer == "Yes", e.either && in_period(e.concluded) && safer.in({"Yes", "Partly", "No"})),
         {.source = local_source, .direction = polarity::higher_is_better}));
}

void add_timeliness(std::vector<measure>& to, const concerns_of& c, const enquiries_of& e,
                    const safeguarding_rules& r) {
  const auto until_decided = days_between(c.received, c.decided);
  const auto decided = in_period(c.decided) && until_decided >= 0;
  const std::string not_counted = " A day of decision or conclusion before the first day counts nowhere.";
  to.push_back(
      of("safeguarding.decision_days", "Days from concern to decision",
         "Median of the calendar days from receipt to decision of concerns decided in the period." + not_counted,
         median(until_decided, decided),
         {.source = local_source, .unit = "concern", .direction = polarity::lower_is_better}));
  to.push_back(of("safeguarding.decision_days.within", "Concerns decided in time",
                  fmt::format("Of concerns decided in the period: the share decided within {} calendar days.{}",
                              r.decided_within.count, not_counted),
                  exact_proportion(until_decided <= static_cast<double>(r.decided_within.count), decided),
                  {.source = local_source, .unit = "concern", .direction = polarity::higher_is_better}));
  const auto length = days_between(e.begun, e.concluded);
  const auto concluded = e.either && in_period(e.concluded) && length >= 0;
  const auto limit = static_cast<double>(r.concluded_within.count);
  to.push_back(of("safeguarding.enquiry_days", "Length of enquiries",
                  "Median of the days from the start to the conclusion of enquiries of both types concluded in the "
                  "period." +
                      not_counted,
                  median(length, concluded), {.source = local_source, .direction = polarity::lower_is_better}));
  to.push_back(of(
      "safeguarding.enquiry_days.within", "Enquiries concluded in time",
      fmt::format("Of enquiries of both types concluded in the period: the share concluded within {} days.{}",
                  r.concluded_within.count, not_counted),
      exact_proportion(length <= limit, concluded), {.source = local_source, .direction = polarity::higher_is_better}));
  const auto open = e.either && e.begun <= period_end && (is_missing(e.concluded) || e.concluded > period_end);
  to.push_back(of("safeguarding.enquiry_days.open_over", "Open enquiries over the limit",
                  fmt::format("Of enquiries of both types begun and not concluded by the period's end: the share that "
                              "has gone on for more than {} days.",
                              r.concluded_within.count),
                  exact_proportion(days_between(e.begun, period_end) > limit, open),
                  {.source = local_source, .direction = polarity::lower_is_better}));
}

void add_repeats(std::vector<measure>& to, const concerns_of& c, const enquiries_of& e, const safeguarding_rules& r) {
  const auto kept = kept_apart(!is_missing(c.received), c.received, r.duplicate_within, c.types, c.id);
  const auto received = kept && in_period(c.received);
  const auto of_somebody = !is_missing(c.all.text("person_id"));
  const auto before = c.all.where(kept, c.received).between(c.received - r.repeat_within, c.received - days{1}).any();
  const std::string rule = fmt::format(
      "A concern is a duplicate when it comes within {} days of an earlier one of the same person that counts and "
      "names a "
      "type in common. ",
      r.duplicate_within.count);
  to.push_back(
      of("safeguarding.repeat_concerns", "Repeat concerns",
         rule + fmt::format("Of the other concerns received in the period: the share whose person had one in the "
                            "{} days before.",
                            r.repeat_within.count),
         exact_proportion(before, received && of_somebody),
         {.source = local_source, .unit = "concern", .direction = polarity::lower_is_better}));
  to.push_back(of("safeguarding.repeat_concerns.people", "People with several concerns",
                  rule + "Of people with a concern received in the period: the share with two or more.",
                  exact_proportion(c.all.where(received, c.received).of_person_all().count() >= 2, people(received)),
                  {.source = local_source, .unit = "person", .direction = polarity::lower_is_better}));
  const auto earlier = e.all.where(e.either, e.concluded)
                           .between(e.begun - r.repeat_within, e.begun)
                           .and_on_or_before(e.begun, e.begun - days{1})
                           .any();
  to.push_back(
      of("safeguarding.repeat_enquiries", "Repeat enquiries",
         fmt::format("Of enquiries of both types begun in the period: the share whose person had one that began "
                     "earlier and was concluded 0 to {} days before.",
                     r.repeat_within.count),
         exact_proportion(earlier, e.either && in_period(e.begun) && !is_missing(e.all.text("person_id"))),
         {.source = local_source, .direction = polarity::lower_is_better}));
}

void add_plans(std::vector<measure>& to, const safeguarding_rules& r) {
  const rows<plan_made> plans(record_type_named("safeguarding_plan"));
  const rows<plan_reviewed> reviews(record_type_named("safeguarding_plan_review"));
  const auto made = plans.date("date_made"), ended = plans.date("date_ended");
  const auto reviewed = reviews.date("date_reviewed");
  const auto on = reviews.link_to(plans);
  // The making of a plan and each review while it is in force set a day by which the next is due.
  const auto counts = [&](const auto& anchor, const auto& end) {
    const auto due = anchor + r.reviewed_within;
    return in_period(due) && (is_missing(end) || end >= due);
  };
  const auto of_plan = counts(made, ended);
  const auto its_made = on.of(made), its_end = on.of(ended);
  // Two reviews on a day set one due day: the first of them by its reference.
  const auto id = reviews.text("review_id");
  const auto first_of_day =
      kept_apart(on.exists() && reviewed >= its_made, reviewed, days{0}, reviews.text("plan_id"), id);
  const auto of_review =
      first_of_day && reviewed > its_made && (is_missing(its_end) || reviewed <= its_end) && counts(reviewed, its_end);
  const auto in_time_of_plan =
      reviews.of_each(plans, reviewed > its_made && reviewed <= its_made + r.reviewed_within).any();
  const auto next = reviews.where(on.exists(), reviewed);
  const auto in_time_of_review =
      next.between(reviewed + days{1}, reviewed + r.reviewed_within).of_the_same(on, on).any();
  to.push_back(
      of("safeguarding.plan_review_days", "Protection plans reviewed in time",
         fmt::format("The making of a plan and each of its reviews set a day {} days later by which a review is "
                     "due. Of days due in the period on which the plan is still in force: the share by which a "
                     "review had followed.",
                     r.reviewed_within.count),
         quotient({{of_plan && in_time_of_plan, 1, 0},
                   {of_plan, 0, 1},
                   {of_review && in_time_of_review, 1, 0},
                   {of_review, 0, 1}},
                  100),
         {.source = local_source, .unit = "due day", .direction = polarity::higher_is_better}));
}

void add_schemes(std::vector<measure>& to, const concerns_of& c, const safeguarding_rules& r) {
  const rows<member> members(record_type_named("scheme_member"));
  const auto joined_on = members.date("date_joined");
  const auto until = joined_on + r.before_and_after - days{1};
  const auto whole = in_period(until);
  const auto concerns = [&](const auto& first, const auto& last) {
    return c.all.where(!is_missing(c.received), c.received).between(first, last).count();
  };
  const std::vector<group> before{{"Before", constant(true)}, {"After", constant(false)}};
  const std::vector<group> after{{"Before", constant(false)}, {"After", constant(true)}};
  share_of_sum was(whole, concerns(joined_on - r.before_and_after, joined_on - days{1}), 1, 0);
  share_of_sum is(whole, concerns(joined_on, until), 1, 0);
  share_of_sum months_of_people(whole, 0, static_cast<double>(r.before_and_after.count));
  was.by = {groups("group", before)};
  is.by = {groups("group", after)};
  months_of_people.by = {groups("group", tables::whole_of(before))};
  to.push_back(of("safeguarding.cohort_concerns", "Concerns before and after joining a scheme",
                  fmt::format("Concerns per 100 person-months of people whose {} months after joining a scheme end in "
                              "the period: in the {} months before joining, and from then on. Duplicates count.",
                              r.before_and_after.count, r.before_and_after.count),
                  quotient({was, is, months_of_people}, 100),
                  {.source = local_source,
                   .unit = "person-month",
                   .direction = polarity::lower_is_better,
                   .by = {groups("group", before)}}));
}

void add_reviews_and_audits(std::vector<measure>& to) {
  const rows<adult_review> reviews(record_type_named("safeguarding_adult_review"));
  const auto concluded = in_period(reviews.date("date_concluded"));
  to.push_back(of("safeguarding.sars", "Safeguarding adults reviews",
                  "Safeguarding adults reviews concluded in the period.", count(concluded),
                  {.unit = "review", .decimals = 0}));
  const auto part = [&](const char* field, const char* label) {
    share_of_sum made(concluded, reviews.number(field), 1, 0);
    std::vector<group> by;
    for (const char* known : {"Died", "Survived", "Total"})
      by.emplace_back(known, constant(std::string_view(known) == label || std::string_view(known) == "Total"));
    made.by = {groups("group", by)};
    return made;
  };
  to.push_back(of(
      "safeguarding.sars.people", "People in safeguarding adults reviews",
      "People in safeguarding adults reviews concluded in the period, by whether they died.",
      sum_of_parts({part("people_died", "Died"), part("people_survived", "Survived")}),
      {.unit = "person",
       .decimals = 0,
       .by = {groups("group", {{"Died", constant(true)}, {"Survived", constant(true)}, {"Total", constant(true)}})}}));
  const rows<audit> audits(record_type_named("case_audit"));
  const rows<action> actions(record_type_named("case_audit_action"));
  const auto add = [&](const std::string& id, const std::string& title, const char* type) {
    const auto grade = audits.text("grade");
    const auto held = audits.text("audit_type") == type;
    to.push_back(of(
        id, title, "Of audits held in the period that were graded: the share rated good or outstanding.",
        exact_proportion(grade.in({"Outstanding", "Good"}),
                         held && in_period(audits.date("date_audited")) && !is_missing(grade) && grade != "Not rated"),
        {.source = local_source, .unit = "audit", .direction = polarity::higher_is_better}));
    const auto due = actions.date("date_due"), closed = actions.date("date_closed");
    to.push_back(of(id + ".actions", title + ", actions closed in time",
                    "Of actions of such audits due in the period: the share closed by the day they were due.",
                    exact_proportion(closed <= due, in_period(due) && actions.link_to(audits).of(held)),
                    {.source = local_source, .unit = "action", .direction = polarity::higher_is_better}));
  };
  add("safeguarding.audit_findings", "Safeguarding audits rated good or better", "Safeguarding");
  add("quality.multi_agency_audit", "Multi-agency audits rated good or better", "Multi-agency");
}

}  // namespace

std::vector<measure> safeguarding(const safeguarding_rules& rules) {
  const concerns_of concerns;
  const enquiries_of enquiries;
  std::vector<measure> all;
  add_counts(all, concerns, enquiries);
  add_cohort(all, concerns, enquiries, rules);
  add_individuals(all, enquiries);
  add_tables(all, enquiries, rules);
  add_personal(all, enquiries, rules);
  add_timeliness(all, concerns, enquiries, rules);
  add_repeats(all, concerns, enquiries, rules);
  add_plans(all, rules);
  add_schemes(all, concerns, rules);
  add_reviews_and_audits(all);
  return all;
}

}  // namespace ascof::measures
