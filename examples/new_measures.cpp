// Three measures of one's own, written with algebra.hpp. All data is synthetic.
#include <ascof/ascof.hpp>
#include <ascof/measure/algebra.hpp>
#include <cstdio>
#include <string>

using namespace ascof;
using namespace ascof::algebra;

// 1. People in community long-term support on the last day of the period: how many have a direct payment?
measure direct_payments() {
  const auto in_community = events.service_type == "Long term support: Community" && open_on(period_end);
  const auto direct = in_community && events.delivery_mechanism == "Direct payment";
  return local_measure("local.direct_payments", "People in community support with a direct payment",
                       proportion(people(direct), people(in_community)), {with_total(by("gender", person.gender))},
                       polarity::higher_is_better);
}

// 2. Requests that start in the period: days until the next assessment of the person, by working age.
measure assessment_wait() {
  const auto next_assessment = looking_at(is_assessment)
                                   .on_or_after(events.start)
                                   .ordered_by(ascending(events.start), ascending(events.record_id))
                                   .first();
  const auto wait = days_between(events.start, next_assessment.of(events.start));
  return local_measure("local.assessment_wait", "Median days from a request to the next assessment",
                       median(wait, is_request && starting_in()),
                       {by("age_band", working_age_band(age_on(events.start)), {"18 to 64", "65 and above"})},
                       polarity::lower_is_better);
}

// 3. Spells of long-term support, services that follow on the next day joined: how many are open at the end of the period?
measure open_spells() {
  const auto support = spells(long_term_support, days{1});
  return local_measure("local.open_spells", "Open spells of long-term support", count(support.open_on(period_end)));
}

int main() {
  mappings tables = mappings::shipped();
  tables.add_folder("examples/data/council");
  const extract raw = read_extract({{"examples/data/council/submissions"}});
  const records people(prepare(raw, tables, read_areas("examples/data/council/ref_la.csv")).main);
  const person_details details = work_out_person_details(people, tables);

  const std::vector<measure> mine{direct_payments(), assessment_wait(), open_spells()};
  const period before = financial_year(2024), now = financial_year(2025);
  const result_table results = evaluate(mine, people, details, {before, now});
  for (const result_row& row : results.rows)
    std::printf("%-22s %s  %-14s %5s %5d %7.1f\n", row.measure.c_str(), to_string(row.reporting.start).c_str(),
                row.group.c_str(), row.numerator ? std::to_string(*row.numerator).c_str() : "-",
                static_cast<int>(row.denominator), row.value.value_or(0));

  std::printf("\nchange from 2024/25 to 2025/26, and direct payments beside a target of 30 %%\n");
  const std::vector<comparison_row> targets = compare_with_targets(results, {{mine[0].id, 30, "", "", now}});
  for (const comparison_row& row : compare_with_previous(results)) {
    std::printf("%-22s %-14s %+7.1f", row.measure.c_str(), row.group.c_str(), row.difference.value_or(0));
    for (const comparison_row& beside : targets)
      if (beside.measure == row.measure && beside.group == row.group)
        std::printf("  %+.1f from target", beside.difference.value_or(0));
    std::printf("\n");
  }

  std::printf("\nwhy: people, what they change in numerator and denominator, and their part of the difference\n");
  const change_report why = explain_change(select_all(mine), {people, details, before}, {people, details, now});
  for (const change_row& row : why.rows)
    std::printf("%-22s %-14s %-16s %4d %+5d %+5d %7s\n", row.measure.c_str(), row.group.c_str(),
                std::string(to_text(row.kind)).c_str(), static_cast<int>(row.people),
                static_cast<int>(row.numerator_change), static_cast<int>(row.denominator_change),
                row.contribution ? rounded(*row.contribution, 1).c_str() : "-");
}
