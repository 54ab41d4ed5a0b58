"""Some of the measures again in Polars, from the same texts as the SQL beside this file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

FAR = date(9999, 12, 31)
YEARS = pl.DataFrame(
    {
        "first_day": [date(2024, 4, 1), date(2025, 4, 1)],
        "last_day": [date(2025, 3, 31), date(2026, 3, 31)],
    }
)
PERSON = ["la_code", "person"]
LONG_TERM = [
    "Long term support: Nursing care",
    "Long term support: Residential care",
    "Long term support: Community",
    "Long term support: Prison",
]
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

service_user = pl.col("client_type") == "Service user"
carer = pl.col("client_type").is_in(["Unpaid carer", "Unpaid carer known by association"])
long_term = pl.col("service_type").is_in(LONG_TERM)


def identifier() -> pl.Expr:
    return pl.col("Der_NHS_LA_Combined_Person_ID").str.strip_chars_end(" ").str.to_lowercase().alias("person")


def read_events(main_table: Path, person_details: Path) -> pl.DataFrame:
    """Every event with the details of its person, once for each of the two years."""

    def day(column: str) -> pl.Expr:
        return pl.col(column).str.to_date("%Y-%m-%d")

    persons = pl.read_csv(person_details, infer_schema_length=0).select(
        pl.col("LA_Code").alias("la_code"),
        identifier(),
        day("Der_Birth_Date").alias("birth"),
        day("Date_of_Death").alias("death"),
        pl.col("Gender").alias("gender"),
        pl.col("Accommodation_Status").alias("lives"),
        pl.col("Primary_Support_Reason").alias("reason"),
    )
    events = pl.read_csv(main_table, infer_schema_length=0).select(
        pl.col("LA_Code").alias("la_code"),
        identifier(),
        pl.col("Event_Type").str.strip_chars_end(" ").str.to_lowercase().alias("event_type"),
        day("Event_Start_Date").alias("start"),
        day("Der_Event_End_Date").alias("end"),
        pl.col("Client_Type_Cleaned").alias("client_type"),
        pl.col("Service_Type_Cleaned").alias("service_type"),
        pl.col("Delivery_Mechanism_Cleaned").alias("mechanism"),
        pl.col("Request_Route_of_Access_Cleaned").alias("route"),
    )
    return events.join(persons, on=PERSON, how="left").join(YEARS, how="cross")


def age_on(day: pl.Expr) -> pl.Expr:
    return ((day - pl.col("birth")).dt.total_days() / 365.25).floor()


def alive_on(day: str) -> pl.Expr:
    return pl.col("death").is_null() | (pl.col("death") >= pl.col(day))


def adult_or_unknown(age: pl.Expr) -> pl.Expr:
    return age.is_null() | (age >= 18)


def by_age(frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each group that a row with an `age` counts in."""
    age = pl.col("age")
    of = {
        "18 to 64": age.is_between(18, 64),
        "65 and above": age >= 65,
        "Total": adult_or_unknown(age),
    }
    return pl.concat([frame.filter(where).with_columns(label=pl.lit(name)) for name, where in of.items()])


def with_total(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row for the text of the column, or "missing", and one in the total."""
    return pl.concat(
        [
            frame.with_columns(label=pl.col(column).fill_null("missing")),
            frame.with_columns(label=pl.lit("Total")),
        ]
    )


def counts(measure: str, frame: pl.DataFrame) -> pl.DataFrame:
    people = pl.len().cast(pl.Int64)
    return (
        frame.group_by("first_day", "la_code", "label")
        .agg(numerator=people, denominator=people, value=people.cast(pl.Float64))
        .with_columns(measure=pl.lit(measure))
    )


def shares(measure: str, frame: pl.DataFrame, numerator: str) -> pl.DataFrame:
    return (
        frame.group_by("first_day", "la_code", "label")
        .agg(numerator=pl.col(numerator).sum().cast(pl.Int64), denominator=pl.len().cast(pl.Int64))
        .with_columns(measure=pl.lit(measure), value=100 * pl.col("numerator") / pl.col("denominator"))
    )


def at_home(events: pl.DataFrame) -> list[pl.DataFrame]:
    """ascof.2e and ascof.2e.ld"""
    start, end = pl.col("start"), pl.col("end")
    touches = (start <= pl.col("last_day")) & (end.is_null() | ((end >= start) & (end >= pl.col("first_day"))))
    people = (
        events.filter((pl.col("event_type") == "service") & service_user & long_term & touches & alive_on("first_day"))
        .group_by("first_day", *PERSON)
        .agg(
            pl.col("birth", "gender", "lives", "reason", "last_day").first(),
            latest=end.fill_null(FAR).max(),
        )
        .with_columns(age=age_on(pl.min_horizontal("latest", "last_day")))
        .filter(pl.col("age") >= 18)
        .with_columns(
            settled=pl.col("lives").is_in(SETTLED).fill_null(value=False),
            band=pl.when(pl.col("age") < 65).then(pl.lit("18 to 64")).otherwise(pl.lit("65 and above")),
        )
    )
    grouped = pl.concat(
        [
            people.with_columns(label=pl.col("band") + ", Total"),
            people.filter(pl.col("gender").is_in(["Female", "Male"])).with_columns(
                label=pl.col("band") + ", " + pl.col("gender")
            ),
        ]
    )
    learning_disability = (pl.col("age") < 65) & (pl.col("reason") == "Learning disability support")
    return [
        shares("ascof.2e", grouped, "settled"),
        shares("ascof.2e.ld", grouped.filter(learning_disability), "settled"),
    ]


def requests_by_route(events: pl.DataFrame) -> list[pl.DataFrame]:
    recorded = events.filter(
        (pl.col("event_type") == "request")
        & service_user
        & pl.col("start").is_between("first_day", "last_day")
        & adult_or_unknown(age_on(pl.col("start")))
    )
    return [counts("requests.by_route", with_total(recorded, "route"))]


def carers_assessments(events: pl.DataFrame) -> list[pl.DataFrame]:
    """carers.assessments and carers.assessments.events"""
    assessments = by_age(
        events.filter(
            (pl.col("event_type") == "assessment")
            & carer
            & pl.col("end").is_between("first_day", "last_day")
            & alive_on("first_day")
        ).with_columns(age=age_on(pl.col("last_day")))
    )
    return [
        counts("carers.assessments", assessments.unique(["first_day", *PERSON, "label"])),
        counts("carers.assessments.events", assessments),
    ]


def direct_payments(events: pl.DataFrame) -> list[pl.DataFrame]:
    """local.direct_payments, the first of examples/new_measures.py"""
    start, end, last = pl.col("start"), pl.col("end"), pl.col("last_day")
    on = (start <= last) & (end.is_null() | ((end >= start) & (end >= last)))
    people = (
        events.filter((pl.col("service_type") == "Long term support: Community") & on)
        .group_by("first_day", *PERSON)
        .agg(pl.col("gender").first(), direct=(pl.col("mechanism") == "Direct payment").any())
    )
    return [shares("local.direct_payments", with_total(people, "gender"), "direct")]


MEASURES: list[Callable[[pl.DataFrame], list[pl.DataFrame]]] = [
    at_home,
    requests_by_route,
    carers_assessments,
    direct_payments,
]
COLUMNS = ["measure", "first_day", "la_code", "label", "numerator", "denominator", "value"]


def rows(main_table: Path, person_details: Path) -> list[tuple[Any, ...]]:
    events = read_events(main_table, person_details)
    return [row for measure in MEASURES for frame in measure(events) for row in frame.select(COLUMNS).iter_rows()]
