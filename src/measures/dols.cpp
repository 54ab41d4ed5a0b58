#include "ascof/measures/dols.hpp"

#include <fmt/format.h>

#include "ascof/measures/detail_tables.hpp"

namespace ascof::measures {
namespace {

using namespace algebra;

struct application;
struct court_case;

constexpr tables::family of{"Deprivation of Liberty Safeguards collection; definitions G", "application"};

/// Applications, and words about them.
struct applications_of {
  rows<application> all{record_type_named("dols_application")};
  date<of_row<application>> received = all.date("date_received");
  date<of_row<application>> signed_off = all.date("date_signed_off");
  text<of_row<application>> status = all.text("status");
  truth<of_row<application>> granted = status == "Granted";
  truth<of_row<application>> closed = status.in({"Granted", "Not granted", "Withdrawn"});
  truth<of_row<application>> urgent = first_known(all.text("urgent"), constant("No")) == "Yes";
  truth<of_row<application>> completed = closed && in_period(signed_off);
  number<of_row<application>> wait = days_between(received, signed_off);
  /// Completed, and not before it was received (C5).
  truth<of_row<application>> waited = completed && wait >= 0;
  number<of_row<application>> assessments = all.number("assessments_completed");
  /// Received and not completed by the end of the period.
  truth<of_row<application>> open =
      received <= period_end && !(first_known(closed, constant(false)) && !is_missing(signed_off) &&
                                  first_known(signed_off <= period_end, constant(false)));

  std::vector<group> by_urgency() const {
    return {{"Total", constant(true)}, {"Standard", !urgent}, {"Urgent", urgent}};
  }
};

void add_counts(std::vector<measure>& to, const applications_of& a) {
  const auto received = in_period(a.received);
  const auto setting = a.all.text("managing_authority_type");
  const auto settings =
      tables::groups_of("Setting: ", setting, tables::values_of(*a.all.type(), "managing_authority_type"));
  to.push_back(of("dols.received", "Applications received", "Applications received in the period.", count(received),
                  {.decimals = 0, .by = {groups("group", tables::joined(a.by_urgency(), settings))}}));
  to.push_back(of("dols.received_rate", "Applications per 100,000 adults",
                  "Applications received in the period per 100,000 people of 18 and over.", rate(received),
                  {.population = {"18+"}}));
  to.push_back(of("dols.received_change", "Change in applications",
                  "Applications received in the period less those of the same period a year earlier, in per cent of "
                  "those; only where the data cover the earlier period.",
                  tables::change_of_count(!is_missing(a.received), a.received)));
  to.push_back(
      of("dols.completed", "Applications completed",
         "Applications granted, not granted or withdrawn with a day of sign-off in the period, whenever received.",
         count(a.completed),
         {.decimals = 0,
          .by = {groups("group", {{"Total", constant(true)},
                                  {"Granted", a.granted},
                                  {"Not granted", a.status == "Not granted"},
                                  {"Withdrawn", a.status == "Withdrawn"}})}}));
  to.push_back(of("dols.not_completed", "Applications not completed at period end",
                  "Applications received and not completed by the period's end.", count(a.open),
                  {.direction = polarity::lower_is_better, .decimals = 0}));
}

void add_waits(std::vector<measure>& to, const applications_of& a, const dols_rules& r) {
  const auto by = std::vector<breakdown>{groups("group", a.by_urgency())};
  const std::string which = "applications completed in the period; a sign-off before receipt counts nowhere.";
  to.push_back(of("dols.wait_days", "Days to complete applications", "Mean days from receipt to sign-off of " + which,
                  tables::mean_with_sum(a.wait, a.waited), {.direction = polarity::lower_is_better, .by = by}));
  to.push_back(of("dols.wait_days.median", "Median days to complete applications",
                  "Median of the days from receipt to sign-off of " + which, median(a.wait, a.waited),
                  {.direction = polarity::lower_is_better, .by = by}));
  const auto within = [&](const std::string& id, const std::string& title, const truth<of_row<application>>& in_time,
                          const truth<of_row<application>>& whom, const std::string& rule) {
    to.push_back(
        of(id, title, rule, exact_proportion(in_time, a.waited && whom), {.direction = polarity::higher_is_better}));
  };
  const auto at_most = [&](days limit) { return a.wait <= static_cast<double>(limit.count); };
  const std::string standard =
      "Of standard applications completed in the period: the share signed off within {} days{}.";
  const std::string urgent = "Of urgent applications completed in the period: the share signed off within {} days{}.";
  within("dols.within_21_days", "Standard applications completed within 21 days", at_most(r.standard_limit), !a.urgent,
         fmt::format(fmt::runtime(standard), r.standard_limit.count, " after receipt"));
  within("dols.within_21_days.day_one", "Standard applications completed within 21 days, the first included",
         at_most(r.standard_limit_day_one), !a.urgent,
         fmt::format(fmt::runtime(standard), r.standard_limit_day_one.count, " after receipt"));
  const auto extended = first_known(a.all.text("urgent_extended"), constant("No")) == "Yes";
  within("dols.urgent_within_limit", "Urgent applications completed within their limit",
         at_most(r.urgent_limit) || (extended && at_most(r.extended_limit)), a.urgent,
         fmt::format(fmt::runtime(urgent), r.urgent_limit.count,
                     fmt::format(", or {} where extended", r.extended_limit.count)));
  within("dols.urgent_within_limit.within_7", "Urgent applications completed within 7 days", at_most(r.urgent_limit),
         a.urgent, fmt::format(fmt::runtime(urgent), r.urgent_limit.count, ""));
  within("dols.urgent_within_limit.within_14", "Urgent applications completed within 14 days",
         at_most(r.extended_limit), a.urgent, fmt::format(fmt::runtime(urgent), r.extended_limit.count, ""));
  const auto waiting = days_between(a.received, period_end);
  to.push_back(of("dols.backlog_age", "How long open applications have waited",
                  "Median of the days from receipt to the period's end of applications not completed by then.",
                  median(waiting, a.open), {.direction = polarity::lower_is_better}));
  for (const int limit : {21, 180, 365})
    to.push_back(
        of(fmt::format("dols.backlog_age.over_{}", limit),
           fmt::format("Open applications that have waited over {} days", limit),
           fmt::format("Of applications not completed by the period's end: the share received more than {} days "
                       "before.",
                       limit),
           exact_proportion(waiting > limit, a.open), {.direction = polarity::lower_is_better}));
}

void add_outcomes(std::vector<measure>& to, const applications_of& a) {
  const std::string whole = "Of applications completed in the period: the share ";
  to.push_back(
      of("dols.granted", "Applications granted", whole + "granted.", exact_proportion(a.granted, a.completed)));
  to.push_back(of("dols.granted.fully_assessed", "Applications granted, of those fully assessed",
                  "Of applications completed in the period with all six assessments: the share granted.",
                  exact_proportion(a.granted, a.completed && a.assessments == 6)));
  to.push_back(of("dols.closed_without_assessment", "Applications closed without an assessment",
                  whole + "without any of the six assessments. An unknown number is none of these.",
                  exact_proportion(a.assessments == 0, a.completed)));
  const auto start = a.all.date("authorisation_start"), planned = a.all.date("authorisation_end");
  const auto length = days_between(start, planned);
  const auto authorised = a.granted && in_period(a.signed_off) && length >= 0;
  to.push_back(of("dols.authorisation_days", "Length of authorisations",
                  "Mean days from the start to the planned end of authorisations granted and signed off in the period.",
                  tables::mean_with_sum(length, authorised)));
  to.push_back(of("dols.authorisation_days.inclusive", "Length of authorisations, both ends included",
                  "As dols.authorisation_days, the first and the last day both counted.",
                  tables::mean_with_sum(length + 1.0, authorised)));
  const auto end = first_known(a.all.date("authorisation_actual_end"), planned);
  to.push_back(
      of("dols.in_force", "Authorisations in force at period end",
         "Granted authorisations that have begun by the period's end and not ended before it, by their actual end "
         "where there is one.",
         count(a.granted && start <= period_end && (is_missing(end) || end >= period_end)), {.decimals = 0}));
}

/// People with an application received in the period; what is known of them by the latest that knows it (C26).
void add_people(std::vector<measure>& to, const applications_of& a) {
  const auto received = in_period(a.received);
  const auto latest = [&](const truth<of_row<application>>& known) {
    return a.all.where(received && known, a.received)
        .of_person_all()
        .ordered_by(descending(a.received), descending(a.all.text("application_id")))
        .first();
  };
  const auto dated = [&](const char* field) {
    const auto value = a.all.date(field);
    return latest(!is_missing(value)).of(value);
  };
  const auto gender_of = a.all.text("gender");
  const auto gender = latest(!is_missing(gender_of) && gender_of != "Not known").of(gender_of);
  const auto age = tables::age_in_period(dated("date_of_birth"), dated("date_of_death"));
  std::vector<group> all = tables::joined({{"Total", constant(true)}}, tables::age_groups_of(age));
  all = tables::joined(all, {{"Gender: Male", gender == "Male"},
                             {"Gender: Female", gender == "Female"},
                             {"Gender: Other", gender == "Other"},
                             {"Gender: Unknown", is_missing(gender)}});
  to.push_back(of("dols.people", "People with an application",
                  "People with an application received in the period, each once, by what the latest application that "
                  "knows it says.",
                  count(people(received)), {.unit = "person", .decimals = 0, .by = {groups("group", all)}}));
}

void add_court_cases(std::vector<measure>& to) {
  const rows<court_case> cases(record_type_named("cop_case"));
  const auto closed = cases.date("date_closed");
  const auto open = cases.date("date_identified") <= period_end && (is_missing(closed) || closed > period_end);
  const auto reached = [&](const char* field) { return first_known(cases.date(field) <= period_end, constant(false)); };
  const auto ordered = reached("date_order"), lodged = reached("date_lodged"), drafted = reached("date_drafted");
  to.push_back(
      of("cop.backlog", "Court of Protection cases outstanding",
         "Cases identified and not closed by the period's end, at the furthest stage reached by then. The total "
         "is of those not lodged yet.",
         count(open),
         {.source = "local convention; definitions G",
          .unit = "case",
          .direction = polarity::lower_is_better,
          .decimals = 0,
          .by = {groups("group", {{"Identified", !ordered && !lodged && !drafted},
                                  {"Drafted", !ordered && !lodged && drafted},
                                  {"Lodged", !ordered && lodged},
                                  {"Order made", ordered},
                                  {"Total", !ordered && !lodged}})}}));
}

}  // namespace

std::vector<measure> dols(const dols_rules& rules) {
  const applications_of applications;
  std::vector<measure> all;
  add_counts(all, applications);
  add_waits(all, applications, rules);
  add_outcomes(all, applications);
  add_people(all, applications);
  add_court_cases(all);
  return all;
}

}  // namespace ascof::measures
