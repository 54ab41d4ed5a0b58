"""Tables of a council's own, measured like client level data: telecare calls and visits. All data is synthetic."""

import ascof
from ascof import algebra as a


class Call(ascof.Record, name="telecare_call", row="a call to the telecare centre"):
    call_id: ascof.Text = ascof.key()
    la_code: ascof.Text = ascof.council()
    person_id: ascof.Text = ascof.person()
    called: ascof.Date = ascof.start()
    reason: ascof.Text = ascof.field(allowed=["Fall", "Health", "Test call", "Other"])
    minutes_to_answer: ascof.Number = ascof.field(unit="minutes")


class Visit(ascof.Record, name="telecare_visit", row="a visit to somebody who called"):
    visit_id: ascof.Text = ascof.key()
    la_code: ascof.Text = ascof.council()
    call_id: ascof.Text = ascof.link(Call)
    visited: ascof.Date = ascof.start()
    outcome: ascof.Text = ascof.field(allowed=["Helped up", "Ambulance", "Nothing needed"])


# 1. Falls: how many was somebody sent to on the day or the day after?
fall = a.in_period(Call.called) & (Call.reason == "Fall")
soon = Visit.of_each(Call, a.days_between(Visit.link_to(Call).of(Call.called), Visit.visited) <= 1)
visited_falls = a.define(
    "local.falls_visited",
    "Falls that were visited by the day after",
    a.proportion(soon.any(), fall),
    polarity="higher is better",
)

# 2. How long callers wait, by reason; test calls are not waited for.
answered = a.define(
    "local.minutes_to_answer",
    "Median minutes until a call is answered",
    a.median(Call.minutes_to_answer, a.in_period(Call.called) & (Call.reason != "Test call")),
    by=a.with_total(a.by("reason", Call.reason, ["Fall", "Health", "Other"])),
    polarity="lower is better",
)

# 3. Of the people with long-term support in the community at the end of the period: who called in it because of a fall?
in_community = a.people((a.events.service_type == "Long term support: Community") & a.open_on(a.period_end))
fallen = a.define("local.fallen", "People supported at home who fell", a.proportion(a.people(fall), in_community))

prepared = ascof.prepare(
    "examples/data/council/submissions",
    mappings="examples/data/council",
    areas="examples/data/council/ref_la.csv",
)
calls = ascof.read_record_table(Call, "examples/data/telecare/calls.csv")
visits = ascof.read_record_table(Visit, "examples/data/telecare/visits.csv")
study = ascof.Study(prepared.records, [calls, visits])
answers = len(study.can_answer("all"))
print(f"{calls.rows.kept} calls and {visits.rows.kept} visits; {answers} national measures can be computed")

before, now = ascof.financial_years(2024, 2025)
measures = [visited_falls, answered, fallen]
results = ascof.evaluate(measures, study, [before, now])
for row in results:
    counted = "-" if row.numerator is None else row.numerator
    print(f"{row.measure:24} {row.period_start}  {row.group:7} {counted:>4} {row.denominator:>4} {row.value:6.1f}")

print("\nwhy more or fewer people fell, by what became of them")
for change in ascof.explain_change(fallen, study, before, now).to_dicts():
    print(f"{change['category']:16} {change['people']:4} {change['contribution']:+6.1f}")
