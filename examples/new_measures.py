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
earlier = {(row.measure, row.group): row.value for row in results if row.period_start == before.start}
for row in results:
    if row.period_start == now.start and row.value is not None:
        was = earlier.get((row.measure, row.group))
        change = "-" if was is None else f"{row.value - was:+.1f}"
        target = f"{row.value - 30:+.1f} from target" if row.measure == direct_payments.id else ""
        print(f"{row.measure:22} {row.group:14} {change:>7}  {target}".rstrip())
