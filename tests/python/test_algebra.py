"""Measures of one's own: every word of the algebra on small tables, the shipped measures written again, and what is refused."""

import doctest
import inspect
import math
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import ascof
import pyarrow
import pytest
from ascof import _core
from ascof import algebra as a
from ascof._fields import EventAttributes, PersonAttributes
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st

YEARS = ascof.financial_years(2024, 2025)
YEAR = YEARS[0]
COLUMNS = {
    "LA_Code": "901",
    "LA_Name": "Teston",
    "Der_NHS_LA_Combined_Person_ID": "P1",
    "Der_Birth_Year": 1950,
    "Der_Birth_Month": 1,
    "Date_of_Death": None,
    "Gender_Cleaned": None,
    "Ethnicity_Cleaned": None,
    "Client_Type_Cleaned": "Service user",
    "Primary_Support_Reason_Cleaned": None,
    "Accommodation_Status_Cleaned": None,
    "Event_Type": "Service",
    "Event_Start_Date": date(2024, 4, 1),
    "Der_Event_End_Date": None,
    "Event_Outcome_Cleaned": None,
    "Event_Outcome_Hierarchy": None,
    "Service_Type_Cleaned": None,
    "Service_Component_Cleaned": None,
    "Delivery_Mechanism_Cleaned": None,
    "Unit_Cost": None,
    "Der_Unique_Record_ID": None,
}
TYPES = {
    "Der_Birth_Year": pyarrow.int32(),
    "Der_Birth_Month": pyarrow.int32(),
    "Date_of_Death": pyarrow.date32(),
    "Event_Start_Date": pyarrow.date32(),
    "Der_Event_End_Date": pyarrow.date32(),
    "Event_Outcome_Hierarchy": pyarrow.int32(),
    "Unit_Cost": pyarrow.float64(),
    "Der_Unique_Record_ID": pyarrow.int64(),
}
SHORT = {
    "person": "Der_NHS_LA_Combined_Person_ID",
    "born": "Der_Birth_Year",
    "died": "Date_of_Death",
    "gender": "Gender_Cleaned",
    "client": "Client_Type_Cleaned",
    "type": "Event_Type",
    "start": "Event_Start_Date",
    "end": "Der_Event_End_Date",
    "outcome": "Event_Outcome_Cleaned",
    "rank": "Event_Outcome_Hierarchy",
    "service": "Service_Type_Cleaned",
    "component": "Service_Component_Cleaned",
    "mechanism": "Delivery_Mechanism_Cleaned",
    "cost": "Unit_Cost",
    "council": "LA_Code",
}


def records_of(*events: dict[str, Any]) -> ascof.Records:
    """A main table of few columns, an event each; days as texts."""
    rows = []
    for number, event in enumerate(events, start=1):
        row: dict[str, Any] = {**COLUMNS, "Der_Unique_Record_ID": number}
        for name, value in event.items():
            is_day = SHORT[name] in TYPES and TYPES[SHORT[name]] == pyarrow.date32()
            row[SHORT[name]] = date.fromisoformat(value) if is_day and value is not None else value
        rows.append(row)
    columns = {name: pyarrow.array([row[name] for row in rows], TYPES.get(name, pyarrow.string())) for name in COLUMNS}
    return ascof.read_records(pyarrow.table(columns))


def evaluate(counts: Any, records: ascof.Records, **options: Any) -> ascof.Results:
    own = {name: options.pop(name) for name in ("by", "unknown", "population", "polarity") if name in options}
    return ascof.evaluate(
        a.define("local.test", "A test", counts, **own), records, options.pop("periods", YEAR), **options
    )


def values_of(series: Any, records: ascof.Records) -> list[str | None]:
    """A series as the trace shows it, a line for each event in the order of their record numbers."""
    text = isinstance(series, a.Text)
    shown = series if text or isinstance(series, a.Condition) else None
    if isinstance(series, a.Date):  # days of a date, told by its distance from a day
        series = a.days_between(date(2024, 4, 1), series)
    if shown is None:
        counts = a.median(series, EVERY_EVENT)
        lines = evaluate(counts, records, trace=True).traces["local.test"].to_dicts()
        return [line["value"] for line in lines]
    by = a.by("shown", shown) if text else a.groups("shown", {"it": shown})
    lines = evaluate(a.count(EVERY_EVENT), records, by=by, trace=True).traces["local.test"].to_dicts()
    return [line["shown" if text else "shown: it"] for line in lines]


EVERY_EVENT = a.events.record_id >= 0

# Each differs from the next in one field; the last lacks all.
THREE = records_of(
    {"gender": "Female", "start": "2024-04-01", "end": "2024-04-30", "rank": 3, "born": 1950},
    {"gender": "Male", "start": "2024-05-31", "end": "2025-04-10", "rank": 5},
    {"start": "2024-07-01"},
)
e = a.events

TRUTHS: dict[str, tuple[a.Condition, str]] = {
    "==": (e.gender == "Female", "YN-"),
    "== folds": (e.gender == "feMALE  ", "YN-"),
    "!=": (e.gender != "Female", "NY-"),
    "isin": (e.gender.isin(["Female", "Other"]), "YN-"),
    "like": (e.gender.like("%male"), "YY-"),
    "like a beginning": (e.gender.like("f%"), "YN-"),
    "is_missing": (e.gender.is_missing(), "NNY"),
    "is_missing, as a function": (a.is_missing(e.gender), "NNY"),
    "is_unknown": ((e.gender == "Female").is_unknown(), "NNY"),
    "is_unknown, as a function": (a.is_unknown(e.gender == "Female"), "NNY"),
    "not": (~(e.gender == "Female"), "NY-"),
    "and": ((e.gender == "Female") & (e.outcome_rank < 4), "YN-"),
    "unknown and false": ((e.gender == "Female") & (e.start < "2024-07-01"), "YNN"),
    "unknown or true": ((e.gender == "Female") | (e.start >= date(2024, 7, 1)), "YNY"),
    "unknown or false": ((e.gender == "Female") | (e.start < "2024-04-01"), "YN-"),
    "and a bool": ((e.gender == "Female") & True, "YN-"),
    "a bool or": (False | (e.gender == "Female"), "YN-"),
    "<": (e.outcome_rank < 5, "YN-"),
    "<=": (e.outcome_rank <= 5, "YY-"),
    ">": (e.outcome_rank > 3, "NY-"),
    ">=": (e.outcome_rank >= 3, "YY-"),
    "number ==": (e.outcome_rank == 3, "YN-"),
    "number !=": (e.outcome_rank != 3, "NY-"),
    "number on the left": (4 < e.outcome_rank, "NY-"),  # noqa: SIM300
    "not a number": (e.outcome_rank == math.nan, "---"),
    "date == text": (e.end == "2024-04-30", "YN-"),
    "dates": (e.end > e.start, "YY-"),
    "day plus days": (e.start + a.days(29) == e.end, "YN-"),
    "day less days": (e.end - a.days(29) == e.start, "YN-"),
    "plus months, clamped": (e.start + a.months(1) == "2024-06-30", "NYN"),
    "less months": (e.start - a.months(3) == "2024-02-29", "NYN"),
    "period_start": (e.start == a.period_start, "YNN"),
    "period_end": (e.end > a.period_end, "NY-"),
    "in_period": (a.in_period(e.end), "YN-"),
    "open_on": (a.open_on(a.period_end), "NYY"),
    "open_on a day": (a.open_on("2024-04-30"), "YNN"),
    "active_during": (a.active_during(), "YYY"),
    "starting_in": (a.starting_in(), "YYY"),
    "ending_in": (a.ending_in(), "YN-"),
    "is_service": (a.is_service, "YYY"),
    "is_request": (a.is_request, "NNN"),
    "of_service_user": (a.of_service_user & ~a.of_carer, "YYY"),
    "arithmetic": ((e.outcome_rank + 1) * 2 - 8 == 0, "YN-"),
    "arithmetic, reflected": (10 - 2 * (1 + e.outcome_rank) == 2, "YN-"),
    "division": (15 / e.outcome_rank == 5, "YN-"),
    "division by 0": (e.outcome_rank / (e.outcome_rank - 3) > 0, "-Y-"),
    "series with series": (e.outcome_rank - e.outcome_rank == 0, "YY-"),
    "absolute": (abs(e.outcome_rank - 4) == 1, "YY-"),
    "absolute, as a function": (a.absolute(e.outcome_rank - 5) == 2, "YN-"),
    "days_between": (a.days_between(e.start, e.end) == 29, "YN-"),
    "days_between a day": (a.days_between("2024-04-01", e.start) == 60, "NYN"),
    "as_number": (a.as_number(e.gender == "Female") == 1, "YN-"),
    "first_known": (a.first_known(e.end, e.start) == "2024-07-01", "NNY"),
    "first_known, constant": (a.unlisted(a.first_known(e.gender, "none") == "none"), "NNY"),
    "smaller": (a.smaller(e.end, a.period_end) == a.period_end, "NYY"),
    "larger": (a.larger(e.outcome_rank, 4) == 4, "YNY"),
    "when": (a.when(e.gender == "Female", "she", "other") == "she", "YNN"),
    "when, nested": (a.when(e.gender == "Female", 1, a.when(e.gender == "Male", 2, 3)) == 2, "NYN"),
    "bands": (a.bands(e.outcome_rank, [0, 4], ["low", "high"]) == "low", "YN-"),
    "below the bands": (a.bands(e.outcome_rank, [4], ["high"]).is_missing(), "YNY"),
    "rank": (a.rank(e.gender, ["Male", "Female"]) == 2, "YN-"),
    "rank of others": (a.rank(e.gender, ["Male"]).is_missing(), "YNY"),
    "constant": (e.outcome_rank == a.constant(3), "YN-"),
    "missing_text": (a.when(e.gender == "Male", a.missing_text(), "x").is_missing(), "NYN"),
    "missing_number": (a.when(e.gender == "Male", a.missing_number(), 1).is_missing(), "NYN"),
    "missing_date": (a.when(e.gender == "Male", a.missing_date(), e.start).is_missing(), "NYN"),
    "age_on": (a.age_on("2024-12-31") == 74, "YYY"),
    "age_on, calendar": (a.age_on("2025-01-01", rule="anniversary") == 75, "YYY"),
    "a value of the person": (a.person.gender == "Unknown", "NNN"),
    "working_age_band": (a.working_age_band(a.age_on(a.period_end)) == "65 and above", "YYY"),
}


@pytest.mark.parametrize("name", TRUTHS)
def test_truth(name: str) -> None:
    condition, expected = TRUTHS[name]
    shown = "".join(value or "-" for value in values_of(condition, THREE))
    assert shown == expected, repr(condition)
    # What counts is what is true; what is not counted is false or unknown.
    (row,) = evaluate(a.count(EVERY_EVENT & condition), THREE)
    assert row.numerator == row.value == expected.count("Y")


# -------------------------------------------------------------------------------------------------------------- look-ups

CARE = records_of(
    {"person": "A", "type": "Request", "start": "2024-04-10", "outcome": "first"},
    {"person": "A", "type": "Assessment", "start": "2024-04-10", "end": "2024-04-20", "outcome": "near", "cost": 2.5},
    {"person": "A", "type": "Assessment", "start": "2024-06-01", "outcome": "far", "cost": 4.0},
    {"person": "B", "type": "Request", "start": "2024-05-01", "outcome": "second"},
    {"person": "B", "type": "Assessment", "start": "2024-04-30", "outcome": "before"},
    {"person": "C", "type": "Request", "start": "2024-05-01"},
)
ASSESSED = a.looking_at(a.is_assessment)
NEXT = ASSESSED.on_or_after(e.start).ordered_by(e.start, e.record_id).first()

OF_REQUESTS: dict[str, tuple[Any, list[str]]] = {
    "on_or_after": (ASSESSED.on_or_after(e.start).count(), ["2", "0", "0"]),
    "on_or_before": (ASSESSED.on_or_before(e.start).count(), ["1", "1", "0"]),
    "between": (ASSESSED.between(e.start - a.days(1), e.start + a.days(7)).count(), ["1", "1", "0"]),
    "an empty window": (ASSESSED.between(e.start + a.days(7), e.start).count(), ["0", "0", "0"]),
    "dated by the end": (a.looking_at(a.is_assessment, e.end).between(e.start, e.start + a.days(10)).count(), ["1", "0", "0"]),
    "any": (a.as_number(ASSESSED.on_or_after(e.start).any()), ["1", "0", "0"]),
    "of the person": (a.events_where(a.is_assessment).count(), ["2", "1", "0"]),
    "sum": (ASSESSED.on_or_after(e.start).sum(e.unit_cost), ["6.5"]),
    "least": (ASSESSED.on_or_after(e.start).least(e.unit_cost), ["2.5"]),
    "greatest": (ASSESSED.on_or_after(e.start).greatest(e.unit_cost), ["4"]),
    "greatest date": (a.days_between(e.start, ASSESSED.on_or_after(e.start).greatest(e.start)), ["52"]),
    "first": (a.days_between(e.start, NEXT.of(e.start)), ["0"]),
    "first, descending": (
        a.days_between(e.start, ASSESSED.on_or_after(e.start).ordered_by(a.descending(e.start)).first().of(e.start)),
        ["52"],
    ),
    "first, ascending": (ASSESSED.on_or_after(e.start).ordered_by(a.ascending(e.unit_cost)).first().of(e.unit_cost), ["2.5"]),
    "exists": (a.as_number(NEXT.exists()), ["1", "0", "0"]),
    "of a condition": (a.as_number(NEXT.of(e.outcome == "near")), ["1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_REQUESTS)
def test_look_up(name: str) -> None:
    value, expected = OF_REQUESTS[name]
    results = evaluate(a.sum(value, a.is_request), CARE, trace=True)
    shown = [line["value"] for line in results.traces["local.test"].to_dicts()]
    assert [value for value in shown if value is not None] == expected
    (row,) = results
    assert (row.denominator, row.unknown) == (len(expected), 3 - len(expected))
    assert row.value == pytest.approx(math.fsum(map(float, expected)))


PEOPLE: dict[str, tuple[a.Condition, int]] = {
    "people": (a.people(a.is_request), 3),
    "people of people": (a.people(a.people(a.is_assessment)), 2),
    "and": (a.people(a.is_request) & ~a.people(a.is_assessment), 1),
    "events_where": (a.events_where(a.is_assessment).count() == 2, 1),
    "any of the person": (a.events_where(a.is_assessment).any(), 2),
    "a window of the period": (ASSESSED.between(a.period_start, a.period_end).any(), 2),
    "a window of days": (ASSESSED.between("2024-05-01", date(2024, 6, 1)).any(), 1),
    "latest_known": (a.latest_known(e.outcome, a.is_assessment) == "far", 1),
    "latest_known, of an end": (a.latest_known(e.outcome, ~e.end.is_missing()) == "near", 1),
    "best": (a.best(e.outcome, ["near", "far", "before"], a.is_assessment) == "near", 1),
    "best, in none": (
        a.best(e.outcome, ["Admitted to hospital"], a.is_assessment).is_missing() & a.people(a.is_request),
        3,
    ),
    "alive_on": (a.alive_on(a.period_end) & a.people(a.is_request), 3),
    "a person's field": ((a.person.la_code == "901") & a.people(a.is_request), 3),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_people(name: str) -> None:
    condition, expected = PEOPLE[name]
    (row,) = evaluate(a.count(condition), CARE)
    assert row.value == expected, repr(condition)


def test_a_death_on_the_day_counts_as_alive() -> None:
    dead = records_of({"died": "2025-03-31", "person": "A"}, {"died": "2025-03-30", "person": "B"})
    (row,) = evaluate(a.count(a.people(a.is_service) & a.alive_on(a.period_end)), dead)
    assert row.value == 1


# -------------------------------------------------------------------------------------------------------------- episodes

SUPPORT = records_of(
    {"person": "A", "service": "Long term support: Community", "start": "2024-01-01", "end": "2024-03-31"},
    {"person": "A", "service": "Long term support: Community", "start": "2024-04-01", "end": "2024-04-30"},
    {"person": "A", "service": "Long term support: Nursing care", "start": "2024-05-02"},
    {"person": "B", "service": "Long term support: Community", "start": "2024-06-01", "end": "2024-06-10"},
    {"person": "B", "service": "Short term support: ST-Max", "start": "2024-06-11"},
)


@pytest.mark.parametrize(("gap", "spells", "joined"), [(0, 4, 1), (1, 3, 2), (2, 2, 3)])
def test_spells_join_events_with_small_gaps(gap: int, spells: int, joined: int) -> None:
    made = a.spells(a.long_term_support, gap=a.days(gap))
    results = evaluate(a.count(made.start <= a.period_end), SUPPORT, trace=True)
    assert results.to_dicts()[0]["value"] == spells
    assert list(results.traces["local.test"].to_dicts()[0])[4:] == ["start", "end", "events"]
    (row,) = evaluate(a.percentile(100, made.events, made.start <= a.period_end), SUPPORT)
    assert row.value == joined


def test_spells_are_asked_when_they_were() -> None:
    made = a.spells(a.long_term_support, gap=a.days(1))
    counted = {
        "active": made.active_during(),
        "open": made.open_on(a.period_end),
        "then": made.open_on("2024-06-10"),
        "began": a.in_period(made.start),
        "of whom": made.open_on(a.period_end) & (a.person.la_code == "901"),
        "dated": made.start > "2024-05-01",
    }
    assert {name: next(iter(evaluate(a.count(of), SUPPORT))).value for name, of in counted.items()} == {
        "active": 3, "open": 1, "then": 2, "began": 2, "of whom": 1, "dated": 2,
    }  # fmt: skip
    # Spells are looked up for people, and events for spells.
    (row,) = evaluate(a.count(a.people(made.open_on(a.period_end))), SUPPORT)
    assert row.value == 1
    inside = a.looking_at(a.is_service).between(made.start, a.first_known(made.end, a.period_end)).count()
    (row,) = evaluate(a.sum(inside, made.active_during()), SUPPORT)
    assert row.value == 2 + 1 + 1
    assert repr(made) == repr(a.spells(a.long_term_support, gap=a.days(1)))


def test_matches_pair_each_event_with_the_latest_free_one() -> None:
    records = records_of(
        {"type": "Request", "start": "2024-04-01"},
        {"type": "Request", "start": "2024-04-05"},
        {"type": "Assessment", "start": "2024-04-10"},
        {"type": "Assessment", "start": "2024-04-12"},
        {"type": "Assessment", "start": "2024-04-13"},
        {"person": "Q", "type": "Request", "start": "2024-04-01"},
    )
    made = a.matched_latest(a.is_request, a.is_assessment)
    results = evaluate(a.median(made.days, made.matched), records, trace=True)
    assert [line["days"] for line in results.traces["local.test"].to_dicts()] == ["5", "11"]
    (row,) = results
    assert (row.value, row.denominator) == (8.0, 2)
    for condition, expected in (
        (~made.matched & made.from_start.is_missing(), 1),
        (~made.matched & made.to_start.is_missing(), 1),
        ((made.from_start == "2024-04-05") & (made.to_record == 3) & (made.from_record == 2), 1),
        (made.from_end.is_missing() & made.to_end.is_missing() & made.matched, 2),
    ):
        (row,) = evaluate(a.count(condition), records)
        assert row.value == expected, repr(condition)


# ----------------------------------------------------------------------------------------------------------- calculators

COSTS = records_of(
    {"person": "A", "cost": 10.0, "gender": "Female", "mechanism": "Direct payment"},
    {"person": "B", "cost": 20.0, "gender": "Male"},
    {"person": "C", "cost": 60.0, "gender": "Female", "mechanism": "CASSR managed personal budget"},
    {"person": "D", "gender": "Female", "mechanism": "Direct payment"},
    {"person": "E", "type": "Request"},
)
DIRECT = e.delivery_mechanism == "Direct payment"

CALCULATIONS: dict[str, tuple[Any, int | None, int, float]] = {
    "count": (a.count(a.is_service), 4, 4, 4.0),
    "proportion": (a.proportion(DIRECT, a.is_service), 2, 4, 50.0),
    "exact_proportion": (a.exact_proportion(DIRECT, a.is_service), 2, 4, 50.0),
    "ratio": (a.ratio(a.is_service, a.is_request), 4, 1, 400.0),
    "median": (a.median(e.unit_cost, a.is_service), None, 3, 20.0),
    "mean": (a.mean(e.unit_cost, a.is_service), None, 3, 30.0),
    "sum": (a.sum(e.unit_cost, a.is_service), None, 3, 90.0),
    "percentile": (a.percentile(75, e.unit_cost, a.is_service), None, 3, 40.0),
    "share_within": (a.share_within(a.days(20), e.unit_cost, a.is_service), 2, 3, 200 / 3),
    "of people": (a.proportion(a.people(DIRECT), a.people(a.is_service)), 2, 4, 50.0),
}


@pytest.mark.parametrize("name", CALCULATIONS)
def test_calculation(name: str) -> None:
    counts, numerator, denominator, value = CALCULATIONS[name]
    (row,) = evaluate(counts, COSTS)
    assert (row.numerator, row.denominator) == (numerator, denominator)
    assert row.value == pytest.approx(value)


def test_changes_are_from_the_year_before() -> None:
    records = records_of(
        *({"type": "Request", "start": "2023-05-01"},) * 4, *({"type": "Request", "start": "2024-05-01"},) * 5
    )
    asked = a.count(a.is_request & a.starting_in())
    values = [
        next(iter(evaluate(counts, records))).value for counts in (asked, a.change(asked), a.percent_change(asked))
    ]
    assert values == [5.0, 1.0, 25.0]


def test_a_rate_is_of_the_residents_of_its_bands(tmp_path: Any) -> None:
    residents = tmp_path / "population.csv"
    residents.write_text("Code,Gender,Age_Band,Population\n901,All,18 to 64,2000\n901,All,65 and above,500\n")
    age = a.age_on(a.period_end)
    made = a.define(
        "local.rate",
        "Services per 100,000",
        a.rate(a.people(a.is_service)),
        by=a.groups("age_band", {"18 to 64": age < 65, "65 and above": age >= 65}),
        population=["18 to 64", "65 and above"],
    )
    rows = list(ascof.evaluate(made, COSTS, YEAR, population=residents))
    assert [(row.group, row.value) for row in rows] == [("18 to 64", 0.0), ("65 and above", 800.0)]


# ------------------------------------------------------------------------------------------------------------ breakdowns

FEMALE, MALE = e.gender == "Female", e.gender == "Male"
BREAKDOWNS: dict[str, tuple[Any, dict[str, int]]] = {
    "by a text": (a.by("gender", e.gender), {"Female": 3, "Male": 1, "missing": 1}),
    "by labels": (a.by("gender", e.gender, ["Other", "Male"]), {"Other": 0, "Male": 1}),
    "with_total": (a.with_total(a.by("gender", e.gender, ["Male"]), "All"), {"Male": 1, "All": 5}),
    "groups": (a.groups("g", {"cheap": e.unit_cost < 30, "any": True, "dear": e.unit_cost > 15}), {"cheap": 2, "any": 5, "dear": 2}),
    "age_groups": (a.age_groups(a.age_on(a.period_end)), {"18 to 64": 0, "65 and above": 5, "Total": 5}),
    "two": (
        [a.by("type", e.event_type), a.groups("gender", {"F": FEMALE, "M": MALE})],
        {"Service, F": 3, "Service, M": 1},  # no group for a text whose units are in none
    ),
    "of the person": (a.by("council", a.person.la_code), {"901": 5}),
    "none": ([], {"Total": 5}),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_breakdown(name: str) -> None:
    by, expected = BREAKDOWNS[name]
    rows = evaluate(a.count(EVERY_EVENT), COSTS, by=by)
    assert {row.group: row.value for row in rows} == expected
    assert [row.group for row in rows] == list(expected)


def test_figures_are_broken_down_by_what_evaluate_is_asked() -> None:
    own = a.define("local.services", "Services", a.count(a.people(a.is_service)), by=a.groups("all", {"All": True}))
    gender = a.by("sex", a.latest_known(e.gender, a.is_service))
    rows = ascof.evaluate(own, COSTS, YEAR, by=gender)
    assert {row.group: row.value for row in rows} == {"All, Female": 3, "All, Male": 1}
    shipped = ascof.evaluate("ascof.3d.1a", COSTS, YEAR, by=[gender])
    assert {row.group.rsplit(", ", 1)[1] for row in shipped} <= {"Female", "Male", "missing"}
    state = ascof.State([own], YEAR, by=gender)
    state.update(COSTS)
    assert state.finish().to_dicts() == rows.to_dicts()
    # The denominator of a ratio is broken down alike.
    ratio = a.define(
        "local.ratio", "Services by services", a.ratio(a.people(DIRECT), a.people(a.is_service)), by=gender
    )
    for rows in (
        ascof.evaluate(ratio, COSTS, YEAR),
        ascof.evaluate([ratio], COSTS, YEAR, by=a.groups("g", {"g": True})),
    ):
        assert [(row.numerator, row.denominator) for row in rows] == [(2, 3), (0, 1)]


# ------------------------------------------------------------------------------------------------- measures as objects


def test_a_measure_describes_itself() -> None:
    made = a.define(
        "local.direct",
        "Direct payments",
        a.proportion(a.people(DIRECT), a.people(a.is_service)),
        by=a.age_groups(a.age_on(a.period_end)),
        polarity="higher is better",
        decimals=2,
    )
    assert (made.id, made.title, made.source, made.unit) == ("local.direct", "Direct payments", "local", "person")
    (figure,) = made.figures
    assert figure == ascof.Figure(
        "local.direct",
        "Direct payments",
        "proportion (%)",
        "higher is better",
        2,
        ("18 to 64", "65 and above", "Total"),
    )
    described = ascof.describe(made)
    assert described.startswith("local.direct  Direct payments\n")
    assert 'delivery_mechanism == "direct payment"' in described
    assert made.definition in described
    assert isinstance(made, ascof.Measure)
    assert repr(a.events.start + a.days(7)) == "start + 7 days"
    assert "percentile" in repr(CALCULATIONS["percentile"][0])
    assert repr(a.with_total(a.groups("cost", {"dear": e.unit_cost > 9}))) == "by cost: dear (unit_cost > 9), and Total"
    assert repr(a.by("gender", e.gender)) == "by gender: gender"
    assert made == made
    assert made != a.define("local.direct", "Direct payments", a.proportion(a.people(DIRECT), a.people(a.is_service)))
    assert len({made, *ascof.catalogue(), *ascof.catalogue()}) == 1 + len(ascof.catalogue())


def test_own_measures_and_ids_go_together(council: Golden) -> None:
    first = a.define("local.first", "First", a.count(a.people(a.is_service)))
    second = a.define("local.second", "Second", a.count(a.people(a.is_review)))
    results = ascof.evaluate([second, "ascof.2e", first, second], council.joined.records, YEAR, trace=True)
    assert list(dict.fromkeys(row.measure for row in results)) == ["ascof.2e", "local.second", "local.first"]
    assert set(results.traces) == {"ascof.2e", "local.first", "local.second"}
    # Whoever counts has a line.
    counted = {row.measure: row.value for row in results if row.measure.startswith("local")}
    assert {name: len(results.traces[name]) for name in counted} == counted
    alone = ascof.evaluate("ascof.2e", council.joined.records, YEAR)
    assert [row for row in results if row.measure == "ascof.2e"] == list(alone)


def test_measures_of_files(council: Golden, tmp_path: Any) -> None:
    made = a.define("local.services", "Services", a.count(a.is_service & a.starting_in()))
    out = tmp_path / "results.csv"
    results = ascof.measure(made, council.joined.records, YEAR, out=out, trace=tmp_path, by=a.by("type", e.event_type))
    assert out.read_text().splitlines()[1].startswith("local.services,")
    assert (tmp_path / "local.services.csv").is_file()
    assert {row.group.casefold() for row in results} == {"service"}


def test_fields_are_those_of_the_core() -> None:
    for fields, told, names in (
        (a.events, EventAttributes, _core.event_field_names()),
        (a.person, PersonAttributes, _core.person_field_names()),
    ):
        assert list(told.__annotations__) == names
        assert all(type(getattr(fields, name)) is told.__annotations__[name] for name in names)
        assert [name for name in dir(fields) if not name.startswith("_")] == sorted(names)
    assert all(hasattr(a, name) for name in a.__all__)


def test_the_words_are_documented_and_their_examples_run(council: Golden) -> None:
    found = doctest.testmod(a, extraglobs={"ascof": ascof, "prepared": council.joined})
    assert (found.attempted > 8, found.failed) == (True, 0)
    for name in a.__all__:
        thing = getattr(a, name)
        if not inspect.isfunction(thing) and not inspect.isclass(thing):
            continue
        assert inspect.getdoc(thing), name
        assert thing.__module__ in {"ascof", "ascof.algebra", "ascof._core"}, name
        if inspect.isclass(thing):
            for attribute, value in vars(thing).items():
                if not attribute.startswith("_") and inspect.isfunction(value):
                    assert inspect.getdoc(value), f"{name}.{attribute}"


# --------------------------------------------------------------------------------------------- the shipped ones again

SETTLED = [
    "Owner occupier or shared ownership scheme",
    "Tenant: Local authority or other social housing provider",
    "Tenant: Private landlord",
    "Settled mainstream housing with family or friends",
    "Supported accommodation, supported lodgings or supported group home",
    "Shared Lives scheme",
    "Approved premises for offenders released from prison or under probation supervision",
    "Sheltered housing, extra care housing or other sheltered housing",
    "Mobile accommodation for Gypsy, Roma and Traveller communities",
    "Unknown: Presumed at home",
]


def rewritten_3d_1a() -> ascof.Measure:
    """ascof.3d.1a, with the words of Python."""
    how = a.when(e.service_component == "Direct payment", "Direct payment", e.delivery_mechanism)
    community = a.when(
        how == "Direct payment", 3,
        a.when(how == "CASSR managed personal budget", 4, a.when(how == "CASSR commissioned support", 5, 6)),
    )  # fmt: skip
    prison = a.when(how == "CASSR managed personal budget", 7, a.when(how == "CASSR commissioned support", 8, 9))
    place = a.when(
        e.service_type == "Long term support: Nursing care", 1,
        a.when(
            e.service_type == "Long term support: Residential care", 2,
            a.when(e.service_type == "Long term support: Community", community, prison),
        ),
    )  # fmt: skip
    supported = a.long_term_support & a.of_service_user & a.open_on(a.period_end)
    best = a.events_where(supported).least(place)
    age = a.age_on(a.period_end)
    adult = (age >= 18) | age.is_missing()
    denominator = a.people(supported) & a.alive_on(a.period_end) & adult & (best >= 3) & (best <= 6)
    given = a.events_where(supported & (place == best) & ~how.is_missing()).any()
    return a.define(
        "again.3d.1a",
        "Clients receiving self-directed support",
        a.proportion(denominator & (best <= 4), denominator),
        by=a.age_groups(age),
        polarity="higher is better",
        unknown=denominator & (best == 6) & ~given,
        invalid=denominator & (best == 6) & given,
    )


def rewritten_2e() -> ascof.Measure:
    """ascof.2e without what it counts beside the figures."""
    supported = a.is_service & a.of_service_user & a.long_term_support & a.active_during()
    age = a.age_on(a.events_where(supported).greatest(a.smaller(e.end, a.period_end)))
    return a.define(
        "again.2e",
        "People in long-term support who live in their own home or with family",
        a.proportion(
            a.person.accommodation_status.isin(SETTLED), a.people(supported) & a.alive_on(a.period_start) & (age >= 18)
        ),
        by=[
            a.groups("age_band", {"18 to 64": age < 65, "65 and above": age >= 65}),
            a.groups(
                "gender",
                {"Female": a.person.gender == "Female", "Male": a.person.gender == "Male", "Total": True},
            ),
        ],
    )


def figures(results: Iterable[ascof.Row]) -> list[tuple[Any, ...]]:
    """All but the id."""
    return [tuple(row)[1:] for row in results]


def test_3d_written_again_gives_the_shipped_figures(golden: Golden) -> None:
    both = [
        ascof.evaluate(each, golden.joined.records, list(YEARS), areas=golden.areas)
        for each in (rewritten_3d_1a(), "ascof.3d.1a")
    ]
    again, shipped = map(figures, both)
    assert again == shipped
    assert any(row.denominator for row in both[0])


def test_2e_written_again_gives_the_shipped_figures(golden: Golden) -> None:
    both = [
        ascof.evaluate(each, golden.joined.records, list(YEARS), areas=golden.areas)
        for each in (rewritten_2e(), "ascof.2e")
    ]
    again, shipped = map(figures, both)
    assert [row[:-2] for row in again] == [row[:-2] for row in shipped]  # counts beside the figures are not asked for
    assert any(row.denominator for row in both[0])


# ----------------------------------------------------------------------------------------------------------------- state

OWN = [
    a.define("local.share", "Share", a.proportion(DIRECT, a.is_service), by=a.with_total(a.by("gender", e.gender))),
    a.define("local.cost", "Cost", a.sum(e.unit_cost, a.is_service)),
    a.define("local.median", "Median", a.median(e.unit_cost, a.is_service)),
    a.define("local.spells", "Spells", a.count(a.spells(a.is_service, gap=a.days(1)).active_during())),
    a.define("local.more", "More", a.change(a.count(a.people(a.is_service & a.starting_in())))),
]
EVENTS = st.fixed_dictionaries(
    {
        "person": st.sampled_from(["A", "B", "C", "D", "E", "F"]),
        "council": st.sampled_from(["901", "902"]),
        "type": st.sampled_from(["Service", "Service", "Request"]),
        "gender": st.sampled_from(["Female", "Male", None]),
        "mechanism": st.sampled_from(["Direct payment", "CASSR commissioned support", None]),
        "start": st.dates(date(2023, 1, 1), date(2025, 12, 31)).map(str),
        "cost": st.one_of(st.none(), st.integers(0, 99_999).map(lambda pence: pence / 100)),
    }
)


def state_of(events: list[dict[str, Any]], trace: bool = True) -> ascof.State:
    state = ascof.State(OWN, list(YEARS), trace=trace)
    if events:
        state.update(records_of(*events))
    return state


@settings(max_examples=60, deadline=None)
@given(events=st.lists(EVENTS, min_size=1, max_size=25), parts=st.lists(st.integers(0, 2), min_size=12, max_size=12))
def test_states_of_parts_of_the_people_merge_into_that_of_all(events: list[dict[str, Any]], parts: list[int]) -> None:
    def part_of(event: dict[str, Any]) -> int:
        number: int = "ABCDEF".index(event["person"]) + 6 * (event["council"] == "902")
        return parts[number]

    cut = [[event for event in events if part_of(event) == part] for part in range(3)]
    whole = state_of(events, trace=False)
    merged = state_of(cut[0], trace=False)
    for part in cut[1:]:
        merged.merge(state_of(part, trace=False))
    backwards = state_of([], trace=False)
    for part in reversed(cut):
        backwards.merge(state_of(part, trace=False))
    updated = ascof.State(OWN, list(YEARS))
    for part in cut:
        if part:
            updated.update(records_of(*part))
    assert merged == whole == backwards == updated
    figures = ascof.evaluate(OWN, records_of(*events), list(YEARS)).to_dicts()
    assert merged.finish().to_dicts() == backwards.finish().to_dicts() == updated.finish().to_dicts() == figures


def test_a_state_is_finished_and_goes_on() -> None:
    state = state_of([{"person": "A", "cost": 3.0}])
    assert state != state_of([])
    assert state != state_of([{"person": "A", "cost": 4.0}])
    assert state != 3
    before = state.finish()
    assert len(before.traces["local.cost"]) == len(YEARS)
    other = state_of([{"person": "B", "cost": 5.0}])
    state.merge(other)
    assert len(state.finish().traces["local.cost"]) == 2 * len(YEARS)
    assert {row.la_code for row in state.finish()} == {"901"}
    assert next(row.value for row in before if row.measure == "local.cost") == 3.0
    with pytest.raises(TypeError, match="unhashable"):
        hash(state)


def test_a_state_of_shipped_measures_is_the_evaluation(council: Golden) -> None:
    state = ascof.State(["ascof.2e", "ascof.2b", "ascof.3d"], list(YEARS), areas=council.areas, trace=True)
    state.update(council.joined.records, details=council.details)
    whole = ascof.evaluate(
        ["ascof.2e", "ascof.2b", "ascof.3d"],
        council.joined.records,
        list(YEARS),
        details=council.details,
        areas=council.areas,
        population=council.population,
        trace=True,
    )
    finished = state.finish(population=council.population)
    assert finished.to_dicts() == whole.to_dicts()
    assert {name: trace.to_dicts() for name, trace in finished.traces.items()} == {
        name: trace.to_dicts() for name, trace in whole.traces.items()
    }
    assert "_" not in str(finished.skipped)
    with pytest.raises(ascof.InputError, match="needs a population table"):
        state.finish()


# -------------------------------------------------------------------------------------------------------------- mistakes

SPELLS = a.spells(a.long_term_support, gap=a.days(1))
MEASURE = a.define("local.m", "M", a.count(a.is_service))


def define(counts: Any, **options: Any) -> ascof.Measure:
    return a.define("local.x", "X", counts, **options)


# What is wrong, what the message names, and what it says to do.
REFUSED: dict[str, tuple[Callable[[], object], str, str]] = {
    "a text beside a number": (lambda: e.gender == 3, "the text gender cannot be compared by == with the number 3", "a text in quotes"),
    "a text in an order": (lambda: e.gender < "Male", "the text gender cannot be compared by <", "by == or !="),  # type: ignore[operator]
    "two texts": (lambda: e.gender == a.person.gender, "the text gender cannot be compared", "a text in quotes"),
    "a date beside a number": (lambda: e.start > 3, "the date start cannot be compared with the number 3", "dates are compared with dates"),  # type: ignore[operator]
    "a day that is none": (lambda: e.start > "2024-02-30", "date: expected a day such as 2025-03-31, got '2024-02-30'", "a real date"),
    "no texts": (lambda: e.gender.isin([]), "the text gender is looked for among no texts", "at least one"),
    "and with a text": (lambda: a.is_request & e.gender, "and needs a condition and got the text gender", "compare it with something"),  # type: ignore[operator]
    "events with spells": (lambda: a.is_request & SPELLS.active_during(), "and mixes events and spells", "look the one up for the other: people(...), looking_at(...).any()"),
    "arithmetic with a date": (lambda: e.unit_cost + e.start, "arithmetic needs a number and got the date start", "days_between"),  # type: ignore[operator]
    "arithmetic with a text": (lambda: e.unit_cost * "2", "arithmetic needs a number and got the text", "a series of that kind"),  # type: ignore[operator]
    "first_known of kinds": (lambda: a.first_known(e.start, e.gender), "first_known mixes the date start with the text gender", "values of one kind"),  # type: ignore[type-var]
    "when of kinds": (lambda: a.when(a.is_request, 1, "x"), 'when mixes the number 1 with the text "x"', "values of one kind"),  # type: ignore[call-overload]
    "bands without labels": (lambda: a.bands(e.unit_cost, [0, 1], ["a"]), "bands of unit_cost have 2 beginnings and 1 labels", "one label for each"),
    "bands that fall": (lambda: a.bands(e.unit_cost, [1, 0], ["a", "b"]), "bands of unit_cost do not rise", "in rising order"),
    "rank of nothing": (lambda: a.rank(e.gender, []), "the text gender is ranked by an empty list", "best first"),
    "an unknown rule": (lambda: a.age_on(a.period_end, rule="birthday"), "rule: there is no 'birthday'", "'days_over_365_25', 'anniversary'"),
    "smaller of texts": (lambda: a.smaller(e.gender, e.gender), "the smaller of two needs a date and got the text gender", "date"),  # type: ignore[type-var]
    "a window without an order": (lambda: a.looking_at(a.is_request).on_or_after(e.start).first(), "first has no order, so which event is first would depend on chance", "order by the start"),
    "an order of nothing": (lambda: a.events_where(a.is_request).ordered_by().first(), "has no order", "say what comes first"),
    "an order of other units": (lambda: a.events_where(a.is_request).ordered_by(SPELLS.start).first(), "the order", "the units that are looked through"),
    "looking through people": (lambda: a.people(a.constant(True)), "looks through the whole", "events, episodes or rows of another kind"),
    "a value of other units": (lambda: a.events_where(a.is_request).sum(SPELLS.events), "the value of sum: events is of spells", "the units that are looked through"),
    "picked of other units": (lambda: a.events_where(a.is_request).ordered_by(e.start).first().of(SPELLS.start), "start is of spells, and what was picked is of events", "that were looked through"),
    "a window of spells for events": (lambda: a.looking_at(a.is_request).between(e.start, SPELLS.end).any(), "the end of the window of any is of spells, not of events", "the units it is looked up for"),
    "spells of people": (lambda: a.spells(a.people(a.is_request), gap=a.days(1)), "spells are made of events", "give a condition such as"),
    "spells of a period": (lambda: a.spells(a.starting_in(), gap=a.days(1)), "depends on the reporting period", "leave the period out"),
    "a gap below 0": (lambda: a.spells(a.is_service, gap=a.days(-1)), "a gap of -1 days", "0 or more"),
    "matches of people": (lambda: a.matched_latest(a.is_request, a.people(a.is_service)), "matches are made of events", "give a condition such as"),
    "numerator outside the denominator": (lambda: define(a.proportion(a.is_request, a.is_assessment)), "local.x: the numerator lies outside the denominator", "widen the denominator"),
    "numerator of other units": (lambda: define(a.proportion(SPELLS.active_during(), a.is_request)), "local.x: the numerator is of spells, and what is counted are events", "look it up for them: people(...)"),
    "counting the whole": (lambda: define(a.count(a.period_end > a.period_start)), "says nothing of events, people or episodes", "say which units count"),
    "a shift out of the calendar": (lambda: e.start - a.days(10**12), "a shift by -1000000000000 days leaves the calendar", "ten thousand years"),
    "months out of the calendar": (lambda: e.start + a.months(10**6), "a shift by 1000000 months leaves the calendar", "ten thousand years"),
    "decimals below 0": (lambda: define(a.count(a.is_service), decimals=-3), "local.x is published with -3 decimals", "give 0 to 15"),
    "a percentile over 100": (lambda: define(a.percentile(101, e.unit_cost, a.is_service)), "there is no percentile 101", "from 0 to 100"),
    "a change of a change": (lambda: define(a.change(a.change(a.count(a.is_service)))), "local.x is a change of a change", "a count, a share"),
    "a change of a rate": (lambda: define(a.change(a.rate(a.is_service)), population=["18 to 64"]), "is a change of a rate", "a count, a share"),
    "a rate without residents": (lambda: define(a.rate(a.is_service)), "local.x is a rate of 1 groups and names 0 populations", "population band"),
    "a group twice": (lambda: define(a.count(a.is_service), by=a.by("gender", e.gender, ["F", "F"])), "has the group 'F' twice", "join their conditions"),
    "a dimension twice": (lambda: define(a.count(a.is_service), by=[a.by("g", e.gender)] * 2), "the breakdown by g stands twice", "each dimension once"),
    "a breakdown of other units": (lambda: define(a.count(a.people(a.is_service)), by=a.by("g", e.gender)), "the breakdown g is of events, and what is counted are people", "look it up for them: people(...)"),
    "no groups": (lambda: define(a.count(a.is_service), by=a.groups("g", {})), "the breakdown g has no groups", "labels with conditions"),
    "no id": (lambda: a.define("", "X", a.count(a.is_service)), "an id has letters", "write one such as"),
    "an unknown polarity": (lambda: define(a.count(a.is_service), polarity="good"), "polarity: there is no 'good'", "'higher is better', 'lower is better', 'neutral'"),
    "an id that is taken": (lambda: ascof.describe(a.define("ascof.2e", "X", a.count(a.is_service))), "is a measure of the catalogue", "'local.ascof.2e'"),
    "two of one id": (lambda: ascof.evaluate([MEASURE, a.define("local.m", "N", a.count(a.is_request))], THREE, YEAR), "two measures are called 'local.m'", "an id of its own"),
    "no period": (lambda: ascof.evaluate(MEASURE, THREE, []), "periods: no period was given", "name one"),
    "a state without a period": (lambda: ascof.State(MEASURE, []), "periods: no period was given", "name one"),
    "a period the wrong way round": (lambda: ascof.evaluate(MEASURE, THREE, ("2025-03", "2024-04")), "ends (2024-04-30) before it starts", "the earlier day first"),
    "broken down by other units": (lambda: ascof.evaluate(MEASURE, THREE, YEAR, by=a.groups("g", {"open": SPELLS.open_on(a.period_end)})), "local.m: the breakdown g is of spells, and what is counted are events", "look it up for them: people(...)"),
    "states of other periods": (lambda: ascof.State(MEASURE, YEAR).merge(ascof.State(MEASURE, "2023-04/2024-03")), "states of other measures or periods cannot be merged", "the same measures and periods"),
    "a state with itself": (lambda: (state := ascof.State(MEASURE, YEAR)).merge(state), "cannot be merged with itself", "would count twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_definition_that_does_not_hold_together(name: str) -> None:
    call, problem, advice = REFUSED[name]
    with pytest.raises(ascof.UsageError) as caught:
        call()
    text = str(caught.value)
    assert problem in text
    assert advice in text
    assert text.index(problem) <= text.index(advice)
    assert caught.value.code in {"bad_definition", "bad_option", "bad_date", "bad_period"}
    assert "\n" not in text


MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "and": (lambda: a.is_request and a.is_service, "write & for and, | for or, ~ for not"),
    "or": (lambda: a.is_request or a.is_service, "write & for and"),
    "not": (lambda: not a.is_request, "~ for not"),
    "if": (lambda: 1 if e.gender == "Female" else 2, "has a value for each of events"),
    "a < b < c": (lambda: 1 < e.unit_cost < 3, "two comparisons for a < b < c"),
    "in": (lambda: "Female" in e.gender, r"write .isin\(\['Female'\]\)"),  # type: ignore[operator]
    "no parentheses": (lambda: e.gender == "Female" & e.start > "2024-04-01", r"& and \| join conditions.*parentheses"),  # type: ignore[operator]
    "no parentheses at the end": (lambda: (e.gender == "Female") & "x" == e.outcome, "join conditions, got str.*parentheses"),  # type: ignore[operator]
    "no parentheses, number": (lambda: e.unit_cost > 3 | e.unit_cost < 2, "the number unit_cost is none"),  # type: ignore[operator]
    "not of a text": (lambda: ~e.gender, "~ is for conditions, and the text gender is none"),  # type: ignore[operator]
    "is true": (lambda: a.is_request == True, "write the condition alone"),  # noqa: E712
    "is none": (lambda: e.gender == None, r"a missing value is asked for with .is_missing\(\)"),  # noqa: E711
    "a list": (lambda: e.gender == ["Female"], "expected the side behind == as a series, text, number or date, got list"),
    "isin of a text": (lambda: e.gender.isin("Female"), "expected texts as a list of texts, got str"),
    "isin of numbers": (lambda: e.gender.isin([1]), "expected texts as a list of texts, got one with int"),  # type: ignore[list-item]
    "like a number": (lambda: e.gender.like(3), "expected pattern as text, got int"),  # type: ignore[arg-type]
    "a date plus a number": (lambda: e.start + 7, r"the date start \+ int: .* write \+ days\(7\) or \+ months\(3\)"),  # type: ignore[operator]
    "a date less a date": (lambda: e.end - e.start, r"write days_between\(earlier, later\)"),  # type: ignore[operator]
    "days of a text": (lambda: a.days("7"), "expected count as a whole number, got str"),  # type: ignore[arg-type]
    "a text as a condition": (lambda: a.people(e.gender), "expected where as a condition, got the text gender; compare it"),  # type: ignore[arg-type]
    "a text as a number": (lambda: a.median(e.gender, a.is_service), "expected value as a number, got the text gender; use days_between"),  # type: ignore[arg-type]
    "a text as a date": (lambda: a.open_on(e.gender), "expected on as a date, got the text gender"),  # type: ignore[arg-type]
    "a year as a date": (lambda: a.open_on(2024), "expected on as a date, got int"),  # type: ignore[arg-type]
    "a date as a text": (lambda: a.by("g", e.start), "expected text as a text, got the date start; use a field"),  # type: ignore[arg-type]
    "a gap as a number": (lambda: a.spells(a.is_service, gap=7), r"expected gap as days\(7\), got int"),  # type: ignore[arg-type]
    "a limit as a number": (lambda: a.share_within(7, e.unit_cost, a.is_service), r"expected limit as days\(7\), got int"),  # type: ignore[arg-type]
    "a level": (lambda: a.percentile("9", e.unit_cost, a.is_service), "expected level as a number, got str"),  # type: ignore[arg-type]
    "a key": (lambda: a.ascending(3), "expected by as a series such as events.start, got int"),  # type: ignore[arg-type]
    "groups as a list": (lambda: a.groups("g", [a.is_service]), "expected of as a dictionary of labels and conditions, got list"),  # type: ignore[arg-type]
    "a group as a text": (lambda: a.groups("g", {"x": e.gender}), r"expected of\['x'\] as a condition, got the text gender"),  # type: ignore[dict-item]
    "total of a text": (lambda: a.with_total(e.gender), r"expected of as by\(...\) or groups\(...\), got the text gender"),  # type: ignore[arg-type]
    "a condition as a calculation": (lambda: define(a.is_service), r"expected counts as count\(...\), proportion"),
    "a change of a condition": (lambda: a.change(a.is_service), r"expected of as count\(...\)"),  # type: ignore[arg-type]
    "a field as a breakdown": (lambda: define(a.count(a.is_service), by=e.gender), r"expected by as by\(...\)"),
    "fields as breakdowns": (lambda: ascof.evaluate(MEASURE, THREE, YEAR, by=[e.gender]), r"expected by as by\(...\).* got one of the text gender"),  # type: ignore[list-item]
    "an id as a number": (lambda: a.define(3, "X", a.count(a.is_service)), "expected id as text, got int"),  # type: ignore[arg-type]
    "a state without periods": (lambda: ascof.State(MEASURE, None), "expected periods as one period or several, got None"),  # type: ignore[arg-type]
    "merge with results": (lambda: ascof.State(MEASURE, YEAR).merge(3), "expected other as a State, got int"),  # type: ignore[arg-type]
    "update with a path": (lambda: ascof.State(MEASURE, YEAR).update("main_table.csv"), "expected records as"),  # type: ignore[arg-type]
    "a set of series": (lambda: {e.gender}, "unhashable"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_python_mistake_is_a_type_error_that_says_so(name: str) -> None:
    call, text = MISTAKES[name]
    with pytest.raises(TypeError, match=text):
        call()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: e.servce_type, "there is no event field 'servce_type'; did you mean 'service_type'?"),  # type: ignore[attr-defined]
        (lambda: a.person.gendr, "there is no person field 'gendr'; did you mean 'gender'?"),  # type: ignore[attr-defined]
        (
            lambda: SPELLS.starts,  # type: ignore[attr-defined]
            "spells have no column 'starts'; did you mean 'start'?",
        ),
        (lambda: setattr(e, "gender", 3), "'gender' cannot be set"),
    ],
    ids=["event", "person", "episode", "assignment"],
)
def test_an_unknown_field_is_told_the_nearest(call: Callable[[], object], text: str) -> None:
    with pytest.raises(AttributeError) as caught:
        call()
    assert text in str(caught.value)
    assert not hasattr(e, "shoe_size")


NO_SUCH_TEXT = {
    "a misspelling": (e.service_type == "Long term support: comunity", "did you mean 'Long term support: Community'?"),
    "yes of a type": (e.event_type == "Yes", "it has values such as 'Request'"),
    "unknown of a service": (e.service_type == "Unknown", "Service_Type_Cleaned"),
    "a pattern": (e.service_type.like("community"), "did you mean '%community%'?"),
    "a case": (a.when(e.gender == "Male", "M", "F") == "Q", "did you mean 'M'?"),
    "a band": (a.bands(a.age_on(e.start), [0, 65], ["young", "old"]) == "oldd", "did you mean 'old'?"),
    "a constant": (a.first_known(e.gender, "none") == "nune", "did you mean 'none'?"),
    "a look-up": (a.looking_at(e.service_type == "Lung").on_or_after(e.start).any(), "is 'lung'"),
    "a rank": (a.rank(e.service_type, ["Lung"]) > 0, "is 'lung'"),
}


@pytest.mark.parametrize("name", NO_SUCH_TEXT)
def test_a_text_that_nothing_can_have_is_refused_unless_it_is_unlisted(name: str) -> None:
    condition, advice = NO_SUCH_TEXT[name]
    with pytest.raises(ascof.UsageError) as refused:
        evaluate(a.count(a.is_service & condition), THREE)
    assert advice in str(refused.value)
    assert refused.value.code == "unknown_name"
    evaluate(a.count(a.is_service & a.unlisted(condition)), THREE)


def test_what_a_definition_gives_a_text_is_a_value_of_it() -> None:
    for condition in (
        a.first_known(e.gender, "none") == "none",
        a.when(e.gender == "Male", "M", "F") == "m",
        a.bands(a.age_on(e.start), [0, 65], ["young", "old"]) == "old",
    ):
        evaluate(a.count(a.is_service & condition), THREE)


def test_labels_may_be_unlisted() -> None:
    labels = a.by("gender", e.gender, ["Female", "Femal"])
    with pytest.raises(ascof.UsageError, match="did you mean 'Female'"):
        evaluate(a.count(a.is_service), THREE, by=labels)
    for allowed in (a.unlisted(labels), a.by("gender", a.unlisted(e.gender), ["Female", "Femal"])):
        assert [row.group for row in evaluate(a.count(a.is_service), THREE, by=allowed)] == ["Female", "Femal"]
    with pytest.raises(ascof.UsageError, match="no label was given"):
        a.by("gender", e.gender, [])
    with pytest.raises(TypeError, match="expected of as a condition"):
        a.unlisted("Female")  # type: ignore[type-var]


def test_a_condition_joined_with_itself_is_as_large_as_its_parts() -> None:
    condition = e.gender == "Male"
    for i in range(60):
        condition = condition & (condition | (e.outcome_rank > i))
    for each in (condition, a.unlisted(condition), a.people(a.unlisted(condition))):
        assert len(repr(each)) < 500_000
    (row,) = evaluate(a.proportion(a.is_service & condition, a.is_service & condition), THREE)
    assert row.numerator == row.denominator
    evaluate(a.change(a.count(a.is_service & condition & a.starting_in())), THREE)


@pytest.mark.parametrize("id", ["con.txt", "COM1", "all", "everything", "ascof", "ascof.3d", "a b", "a/b", "", "a."])
def test_an_id_that_cannot_be(id: str) -> None:  # noqa: A002
    with pytest.raises(ascof.UsageError, match=r"^id: ") as refused:
        a.define(id, "X", a.count(a.is_service))
    assert refused.value.code == "bad_definition"


def test_numbers_of_different_units_do_not_mix() -> None:
    with pytest.raises(ascof.UsageError, match=r"unit_cost \(pounds\) beside planned_units \(units a week\)"):
        e.unit_cost > e.planned_units  # noqa: B015
    with pytest.raises(ascof.UsageError, match="arithmetic puts"):
        e.unit_cost + e.latest_age
    e.unit_cost * e.planned_units > e.unit_cost  # noqa: B015


def test_costs_that_no_record_has_are_noticed() -> None:
    with pytest.warns(ascof.DataWarning, match="give unit costs in pounds"):
        results = evaluate(a.count(a.is_service & (e.unit_cost > 12_500)), COSTS)
    assert "definition.cost_out_of_reach" in [notice.code for notice in results.notices]
