#include "ascof/measures/workforce.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "ascof/measures/detail_tables.hpp"

namespace ascof::measures {
namespace {

using namespace algebra;

struct worker;
struct vacant_post;
struct move;
struct training;
struct qualification;
struct approval;
struct completed_work;

constexpr tables::family of{"local convention; definitions I", "worker"};

/// Spells of employment, and words about them. At the end of the day that a worker leaves the post is empty (C6).
struct workers_of {
  rows<worker> all{record_type_named("worker")};
  date<of_row<worker>> started = all.date("date_started");
  date<of_row<worker>> left = all.date("date_left");
  text<of_row<worker>> role = all.text("role");
  truth<of_row<worker>> directly_employed = all.text("employment") == "Directly employed";
  /// The council's own, agency staff not among them.
  truth<of_row<worker>> of_council = directly_employed && all.text("employer") == "Council";

  truth<of_row<worker>> in_post(const date<of_every>& on) const {
    return started <= on && (is_missing(left) || left > on);
  }
  truth<of_row<worker>> leavers(const workforce_rules& r) const {
    return left > period_end - r.looked_back && left <= period_end;
  }
};

/// As per cent of the mean of the council's staff on two days.
calculation per_mean_of(const workers_of& w, const share_of_sum& numerator, const truth<of_row<worker>>& first,
                        const truth<of_row<worker>>& second) {
  return quotient({numerator, tables::named_part(w.role, w.of_council && first, 0, 0.5),
                   tables::named_part(w.role, w.of_council && second, 0, 0.5)},
                  100);
}

/// The share of units for which something holds; higher is better.
template <typename Of>
measure share_by_name(const text<Of>& name, const char* id, const char* title, std::string definition,
                      const truth<Of>& whom, const truth<Of>& holds, tables::told more) {
  more.direction = polarity::higher_is_better;
  more.by = tables::by_name(name);
  return tables::traced(of(id, title, std::move(definition), tables::share_by_name(name, whom, holds), std::move(more)),
                        whom, {{"in_numerator", holds}});
}

void add_turnover(std::vector<measure>& to, const workers_of& w, const workforce_rules& r) {
  const auto left = w.leavers(r), before = w.in_post(period_end - r.looked_back), now = w.in_post(period_end);
  const std::string leavers =
      fmt::format("Directly employed staff who left in the {} months to the period's end", r.looked_back.count);
  to.push_back(tables::traced(
      of("ascof.6a", "Staff turnover, adult social care sector",
         leavers +
             ", of every employer in the area, per 100 in post at its end. People who left are not among those, so "
             "it can pass 100 %.",
         quotient({{w.directly_employed && left, 1, 0}, {w.directly_employed && now, 0, 1}}, 100),
         {.source = "Adult Social Care Workforce Data Set, Skills for Care; definitions I",
          .direction = polarity::lower_is_better}),
      w.directly_employed && (left || now), {{"left", left}, {"in_post", now}}));
  const auto gone = tables::named_part(w.role, w.of_council && left, 1, 0);
  const std::string own = leavers + ", of the council, per 100 ";
  to.push_back(tables::traced(
      of("workforce.turnover", "Staff turnover, council",
         own +
             fmt::format("of the mean of those in post at the period's end and {} months before.", r.looked_back.count),
         per_mean_of(w, gone, before, now), {.direction = polarity::lower_is_better, .by = tables::by_name(w.role)}),
      w.of_council && (left || before || now), {{"left", left}, {"in_post_before", before}, {"in_post", now}}));
  to.push_back(tables::traced(of("workforce.turnover.closing", "Staff turnover, council, on closing staff",
                                 own + "in post at the period's end.",
                                 quotient({gone, tables::named_part(w.role, w.of_council && now, 0, 1)}, 100),
                                 {.direction = polarity::lower_is_better, .by = tables::by_name(w.role)}),
                              w.of_council && (left || now), {{"left", left}, {"in_post", now}}));
  to.push_back(share_by_name(w.role, "workforce.stability", "Stability of the council's staff",
                             fmt::format("Of the council's directly employed staff in post {} months before the "
                                         "period's end: the share still in post at its end.",
                                         r.looked_back.count),
                             w.of_council && before, now, {}));
}

void add_vacancies(std::vector<measure>& to, const workers_of& w) {
  const rows<vacant_post> posts(record_type_named("vacancy"));
  const auto filled_on = posts.date("date_filled");
  const auto vacant = posts.date("date_vacant") <= period_end && (is_missing(filled_on) || filled_on > period_end);
  const auto role = posts.text("role");
  const auto filled = tables::named_part(w.role, w.of_council && w.in_post(period_end), 0, 1);
  const std::string whole = "Posts of the council that are vacant at the period's end, as a share of ";
  const auto add = [&](const char* id, const char* title, const std::string& definition, double in_denominator) {
    to.push_back(tables::traced(
        of(id, title, definition, quotient({tables::named_part(role, vacant, 1, in_denominator), filled}, 100),
           {.unit = "post", .direction = polarity::lower_is_better, .by = tables::by_name(role)}),
        vacant, {}));
  };
  add("workforce.vacancy_rate", "Vacancy rate", whole + "all its posts, vacant or filled.", 1);
  add("workforce.vacancy_rate.of_filled", "Vacancies per 100 filled posts",
      whole + "its filled posts. It can pass 100 %.", 0);
}

void add_development(std::vector<measure>& to, const workers_of& w, const workforce_rules& r) {
  const auto in_post = w.of_council && w.in_post(period_end);
  const rows<move> moves(record_type_named("worker_move"));
  const auto moved = moves.of_each(w.all, in_period(moves.date("date_moved"))).any();
  const auto before = w.in_post(period_start - days{1}), now = w.in_post(period_end);
  to.push_back(tables::traced(
      of("workforce.internal_moves", "Promotions and role changes",
         "The council's directly employed staff with a promotion or role change in the period, each once, per 100 of "
         "the mean of those in post on the day before the period and at its end.",
         per_mean_of(w, tables::named_part(w.role, w.of_council && moved, 1, 0), before, now),
         {.direction = polarity::higher_is_better, .by = tables::by_name(w.role)}),
      w.of_council && (moved || before || now), {{"moved", moved}, {"in_post_before", before}, {"in_post", now}}));

  const rows<training> courses(record_type_named("worker_training"));
  const auto expires = courses.date("date_expires");
  const auto needed = courses.text("required") == "Yes" && courses.link_to(w.all).of(in_post);
  to.push_back(share_by_name(
      courses.text("course"), "workforce.training_completion", "Training in date",
      "Of courses that the council's directly employed staff in post at the period's end must "
      "hold: the share completed by then and not expired before. The last day of a certificate "
      "is in date.",
      needed, courses.date("date_completed") <= period_end && (is_missing(expires) || expires >= period_end),
      {.unit = "course of a worker"}));

  const rows<qualification> held(record_type_named("worker_qualification"));
  const auto high = held.number("level") >= static_cast<double>(r.qualification_level) &&
                    held.text("state").in({"Holds", "Working towards"}) && held.date("date_from") <= period_end;
  to.push_back(share_by_name(w.role, "workforce.qualifications", "Staff with or working towards a qualification",
                             fmt::format("Of the council's directly employed staff in post at the period's end: the "
                                         "share who by then hold, or work towards, a qualification of level {} or "
                                         "above.",
                                         r.qualification_level),
                             in_post, held.of_each(w.all, high).any(), {}));
}

void add_approvals(std::vector<measure>& to) {
  const rows<approval> approvals(record_type_named("worker_approval"));
  const auto approved = approvals.date("date_approved"), ended = approvals.date("date_ended");
  const auto stands = [&](const date<of_every>& on) { return approved <= on && (is_missing(ended) || ended > on); };
  to.push_back(of("workforce.specialist_retention", "Approved mental health professionals retained",
                  "Of approvals that stand on the day before the period: the share that still stands at its end. An "
                  "approval does not stand on the day it ends.",
                  exact_proportion(stands(period_end), stands(period_start - days{1})),
                  {.unit = "approval", .direction = polarity::higher_is_better}));
  to.push_back(of("workforce.specialist_retention.new", "Newly approved mental health professionals",
                  "Approvals made in the period.", count(in_period(approved)),
                  {.unit = "approval", .direction = polarity::higher_is_better, .decimals = 0}));
}

/// Last days of calendar months from one day to another, both included, neither before 1901: first days of months, of
/// each month of the year once a year, up to the day after.
template <typename A, typename B>
auto month_ends(const date<A>& first, const date<B>& last) {
  const auto up_to = [](const auto& on) {
    constexpr int year = 1900;
    auto firsts = age_between(constant(make_day(year, 1, 1)), on);
    for (unsigned month = 2; month <= 12; ++month)
      firsts = firsts + age_between(constant(make_day(year, month, 1)), on);
    return firsts;
  };
  return up_to(last + days{1}) - up_to(first);
}

void add_productivity(std::vector<measure>& to, const workers_of& w) {
  const rows<completed_work> work(record_type_named("work_completed"));
  const auto done = work.text("activity").in({"Assessment", "Review"}) && in_period(work.date("date_completed"));
  const auto first = larger(w.started, period_start);
  const auto last = smaller(w.left - days{1}, period_end);
  const auto practises = w.of_council && w.all.text("practitioner") == "Yes" && first <= last;
  const auto fte = first_known(w.all.number("fte"), constant(1));
  const auto practitioner_months = fte * month_ends(first, last);
  to.push_back(of("workforce.productivity", "Completed work per full-time worker",
                  "Assessments and reviews completed in the period, per full-time equivalent and month: the council's "
                  "directly employed practitioners in post on the last day of each calendar month that ends in the "
                  "period. A missing full-time equivalent is 1.",
                  quotient({{done, 1, 0}, {practises, practitioner_months, 0, 1}}, 1), {.unit = "worker-month"}));
}

}  // namespace

std::vector<measure> workforce(const workforce_rules& rules) {
  const workers_of workers;
  std::vector<measure> all;
  add_turnover(all, workers, rules);
  add_vacancies(all, workers);
  add_development(all, workers, rules);
  add_approvals(all);
  add_productivity(all, workers);
  return all;
}

}  // namespace ascof::measures
