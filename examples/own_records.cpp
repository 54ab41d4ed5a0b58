// A council's own kind of record: an occupational therapy waiting list, and the visits that end a wait.
//
// All people are made up. What is declared once is enough for measures, breakdowns, look-ups along a link and traces.
#include <iostream>

#include "ascof/ascof.hpp"

using namespace ascof;
using namespace ascof::algebra;

namespace {

record_type_ptr waiting_type() {
  return declare_record_type({.name = "ot_waiting",
                              .row = "a person waiting for an occupational therapist",
                              .fields = {{.name = "referral_id"},
                                         {.name = "la_code"},
                                         {.name = "person_id", .personal = true},
                                         {.name = "referred", .kind = record_kind::date},
                                         {.name = "priority", .allowed = {"Urgent", "Routine"}}},
                              .council = "la_code",
                              .person = "person_id",
                              .key = "referral_id",
                              .start = "referred"});
}

record_type_ptr visit_type() {
  return declare_record_type(
      {.name = "ot_visit",
       .row = "a visit of an occupational therapist",
       .fields = {{.name = "la_code"}, {.name = "referral_id"}, {.name = "visited", .kind = record_kind::date}},
       .council = "la_code",
       .start = "visited",
       .links = {{"referral_id", "ot_waiting"}}});
}

}  // namespace

int main() {
  const rows<struct waiting> waits(waiting_type());
  const rows<struct visit> visits(visit_type());

  study council;
  council.add(make_record_table(waits.type(), {{"referral_id", {"r1", "r2", "r3", "r4"}},
                                               {"la_code", {"901", "901", "901", "901"}},
                                               {"person_id", {"A", "B", "C", "A"}},
                                               {"referred", {"2024-05-01", "2024-05-20", "2024-06-03", "2025-02-01"}},
                                               {"priority", {"urgent", "Routine", "Routine", "Urgent"}}}));
  council.add(make_record_table(visits.type(), {{"la_code", {"901", "901", "901"}},
                                                {"referral_id", {"r1", "r1", "r3"}},
                                                {"visited", {"2024-05-08", "2024-07-01", "2024-08-12"}}}));

  const auto referred = waits.date("referred");
  const auto first_visit = visits.of_each(waits, !is_missing(visits.date("visited"))).least(visits.date("visited"));
  const auto in_year = in_period(referred);
  const auto by_priority = with_total(by("priority", waits.text("priority"), {"Urgent", "Routine"}));
  const measure seen = local_measure("local.ot_seen", "Referrals visited within 14 days",
                                     proportion(days_between(referred, first_visit) <= 14, in_year), {by_priority});
  const measure wait =
      local_measure("local.ot_wait", "Days to the first visit", median(days_between(referred, first_visit), in_year));
  const measure waiting = local_measure("local.ot_people", "People referred", count(people(in_year)));

  const result_table results = evaluate({seen, wait, waiting}, council, {financial_year(2024)});
  for (const result_row& row : results.rows)
    std::cout << row.measure << ", " << row.group << ": " << (row.value ? rounded(*row.value, row.decimals) : "none")
              << " of " << row.denominator << "\n";
}
