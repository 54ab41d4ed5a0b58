"""Three measures of one's own, written with ascof.algebra. All data is synthetic."""

import ascof
from ascof import algebra as a

# 1. People in community long-term support on the last day of the period: how many have a direct payment?
in_community = (a.events.service_type == "Long term support: Community") & a.open_on(a.period_end)
direct = in_community & (a.events.delivery_mechanism == "Direct payment")
direct_payments = a.define(
    "local.direct_payments",
    "People in community support with a direct payment",
    a.proportion(a.people(direct), a.people(in_community)),
    by=a.with_total(a.by("gender", a.person.gender)),
    polarity="higher is better",
)

# 2. Requests that start in the period: days until the next assessment of the person, by working age.
next_assessment = (
    a.looking_at(a.is_assessment).on_or_after(a.events.start).ordered_by(a.events.start, a.events.record_id).first()
)
wait = a.days_between(a.events.start, next_assessment.of(a.events.start))
assessment_wait = a.define(
    "local.assessment_wait",
    "Median days from a request to the next assessment",
    a.median(wait, a.is_request & a.starting_in()),
    by=a.by("age_band", a.working_age_band(a.age_on(a.events.start)), ["18 to 64", "65 and above"]),
    polarity="lower is better",
)

# 3. Spells of long-term support, with services that follow on the next day joined: how many are open at the end?
support = a.spells(a.long_term_support, gap=a.days(1))
open_spells = a.define("local.open_spells", "Open spells of long-term support", a.count(support.open_on(a.period_end)))

prepared = ascof.prepare(
    "examples/data/council/submissions",
    mappings="examples/data/council",
    areas="examples/data/council/ref_la.csv",
)
before, now = ascof.financial_years(2024, 2025)
results = ascof.evaluate([direct_payments, assessment_wait, open_spells], prepared.records, [before, now])
for row in results:
    counted = "-" if row.numerator is None else row.numerator
    print(f"{row.measure:22} {row.period_start}  {row.group:14} {counted:>5} {row.denominator:>5} {row.value:7.1f}")

print("\nchange from 2024/25 to 2025/26, and direct payments beside a target of 30 %")
targets = {
    (row["measure"], row["group"], row["period_start"]): row["difference"]
    for row in ascof.compare(results, targets={direct_payments.id: 30}).to_dicts()
}
for line in ascof.compare(results, previous=True).to_dicts():
    target = targets.get((line["measure"], line["group"], line["period_start"]))
    beside = "" if target is None else f"  {target:+.1f} from target"
    print(f"{line['measure']:22} {line['group']:14} {line['difference']:+7.1f}{beside}")

print("\nwhy: people, what they change in numerator and denominator, and their part of the difference")
why = ascof.explain_change([direct_payments, assessment_wait, open_spells], prepared.records, before, now)
for line in why.to_dicts():
    part = "-" if line["contribution"] is None else f"{line['contribution']:.1f}"
    print(
        f"{line['measure']:22} {line['group']:14} {line['category']:16} {line['people']:4}"
        f" {line['numerator_change']:+5} {line['denominator_change']:+5} {part:>7}"
    )
