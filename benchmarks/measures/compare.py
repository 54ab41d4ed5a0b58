#!/usr/bin/env python3
"""Measures here, in DuckDB and in Polars, from the same main table, row by row.

    compare.py                                              # are they equal?
    compare.py --speed PROGRAMS DATA [--rows N] [--threads N] [--repeat N]

Every query beside this file, and in_polars.py, is written from what `ascof describe` says of its measures. They read
the department's main table and person details in tests/data/records/medium; ascof reads the main table and works the
details out itself. Each council and group of both financial years (waiting times: each quarter) must have the same
counts, and the same value to 1e-9. Ends with 1 when anything differs.

--speed makes a main table of N invented rows in DATA (PROGRAMS is the folder of ascof_generate), requires equal results
again and then lets DuckDB and ascof take turns, from data in memory to rows in Python.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import ascof
import duckdb
from ascof import algebra as a

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
YEARS = list(ascof.financial_years(2024, 2025))
WAITING = HERE.parent / "waiting_times"

Key = tuple[str, date, str, str]
Figures = dict[Key, tuple["int | None", int, "float | None"]]


class Tables(NamedTuple):
    """Where the data are."""

    main: Path
    persons: Path
    areas: Path
    population: Path


def new_measures() -> list[ascof.Measure]:
    """The three of examples/new_measures.py."""
    in_community = (a.events.service_type == "Long term support: Community") & a.open_on(a.period_end)
    direct = in_community & (a.events.delivery_mechanism == "Direct payment")
    next_assessment = (
        a.looking_at(a.is_assessment).on_or_after(a.events.start).ordered_by(a.events.start, a.events.record_id).first()
    )
    wait = a.days_between(a.events.start, next_assessment.of(a.events.start))
    support = a.spells(a.long_term_support, gap=a.days(1))
    return [
        a.define(
            "local.direct_payments",
            "People in community support with a direct payment",
            a.proportion(a.people(direct), a.people(in_community)),
            by=a.with_total(a.by("gender", a.person.gender)),
        ),
        a.define(
            "local.assessment_wait",
            "Median days from a request to the next assessment",
            a.median(wait, a.is_request & a.starting_in()),
            by=a.by("age_band", a.working_age_band(a.age_on(a.events.start)), ["18 to 64", "65 and above"]),
        ),
        a.define("local.open_spells", "Open spells of long-term support", a.count(support.open_on(a.period_end))),
    ]


# Figures by the query that has them.
MEASURES: dict[str, list[str | ascof.Measure]] = {
    "ascof_2b_2c": ["ascof.2b", "ascof.2c"],
    "ascof_2e": ["ascof.2e", "ascof.2e.ld"],
    "ascof_3d_clients": ["ascof.3d.1a", "ascof.3d.2a", "dp.count.clients"],
    "assessment_local": ["waiting.assessment_local", "waiting.assessment_local.median"],
    "carers_assessments": ["carers.assessments", "carers.assessments.events"],
    "dp_carers": ["dp.count.carers"],
    "long_term_clients": [
        "salt.lts_snapshot",
        "salt.lts_in_year",
        "salt.lts_in_year.by_reason",
        "lts.by_setting",
        "lts.working_age_share",
    ],
    "new_measures": [*new_measures()],
    "new_requests": ["salt.new_requests", "salt.new_requests.by_route", "demand.new_requests"],
    "requests_by_route": ["requests.by_route"],
    "reviews_overdue": ["reviews.overdue", "reviews.overdue.count", "reviews.overdue.never_reviewed"],
}


def names(measures: Iterable[str | ascof.Measure]) -> set[str]:
    return {measure if isinstance(measure, str) else measure.id for measure in measures}


def figures_of(results: ascof.Results, wanted: set[str]) -> Figures:
    return {
        (row.measure, row.period_start, row.la_code, row.group): (row.numerator, row.denominator, row.value)
        for row in results
        if row.measure in wanted
    }


def figures_from(rows: Iterable[tuple[Any, ...]]) -> Figures:
    made: Figures = {}
    for measure, first_day, la_code, label, numerator, denominator, value in rows:
        key = (measure, first_day, la_code, label)
        if key in made:
            sys.exit(f"compare.py: {key} comes twice")
        made[key] = (numerator, denominator, value)
    return made


def load(tables: Tables, threads: int = 0) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": threads} if threads else {})
    for name, path in [
        ("main_table", tables.main),
        ("person_details", tables.persons),
        ("councils", tables.areas),
        ("population", tables.population),
    ]:
        connection.execute(f"SET VARIABLE {name} = $1", [str(path)])
    connection.execute((HERE / "load.sql").read_text(encoding="utf-8"))
    return connection


def waiting_in_duckdb(main: Path) -> Figures:
    """The query of the benchmark beside this one, which has no numerators."""
    connection = duckdb.connect()
    connection.execute("SET VARIABLE main_table = $1", [str(main)])
    connection.execute((WAITING / "load.sql").read_text(encoding="utf-8"))
    rows = connection.execute((WAITING / "windows.sql").read_text(encoding="utf-8")).fetchall()
    return figures_from((*key, None, count, value) for *key, count, value in rows)


def same(ours: tuple[int | None, int, float | None], theirs: tuple[int | None, int, float | None]) -> bool:
    if ours[:2] != theirs[:2] or (ours[2] is None) != (theirs[2] is None):
        return False
    return ours[2] is None or theirs[2] is None or abs(ours[2] - theirs[2]) <= 1e-9 * max(1.0, abs(ours[2]))


def compare(name: str, ours: Figures, theirs: Figures) -> int:
    """Prints a line for each measure; the number of rows that differ. A query has no row where nobody is counted."""
    rows: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    shown = 0
    for key in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(key), theirs.get(key)
        rows[key[0]] += 1
        if mine is not None and (same(mine, other) if other is not None else not mine[0] and not mine[1]):
            equal[key[0]] += 1
        elif shown < 20:
            shown += 1
            print(*key, "ascof:", mine, f"{name}:", other, file=sys.stderr)
    for measure in sorted(rows):
        print(f"{measure:<34} {name:<8} {rows[measure]:>6} {equal[measure]:>6}")
    return sum((rows - equal).values())


def check(ours: Callable[[list[str | ascof.Measure]], Figures], connection: duckdb.DuckDBPyConnection) -> int:
    wrong = 0
    for query in sorted(HERE.glob("*.sql")):
        if query.name != "load.sql":
            rows = connection.execute(query.read_text(encoding="utf-8")).fetchall()
            wrong += compare("DuckDB", ours(MEASURES[query.stem]), figures_from(rows))
    return wrong


def are_equal(tables: Tables) -> int:
    records = ascof.read_records(tables.main)
    details = records.person_details(mappings=tables.areas.parent)

    def ours(measures: list[str | ascof.Measure]) -> Figures:
        results = ascof.evaluate(
            measures, records, YEARS, details=details, areas=tables.areas, population=tables.population
        )
        return figures_of(results, names(measures))

    print(f"{'measure':<34} {'beside':<8} {'rows':>6} {'equal':>6}")
    wrong = check(ours, load(tables))
    waiting = ["waiting.first_response", "waiting.first_service"]
    results = ascof.evaluate(waiting, records, ascof.period("2023-04/2026-03"), details=details, areas=tables.areas)
    wrong += compare("DuckDB", figures_of(results, set(waiting)), waiting_in_duckdb(tables.main))

    import in_polars

    theirs = figures_from(in_polars.rows(tables.main, tables.persons))
    wanted = {key[0] for key in theirs}
    measures = [m for of_query in MEASURES.values() for m in of_query if names([m]) <= wanted]
    return wrong + compare("Polars", ours(measures), theirs)


def make_tables(programs: Path, data: Path, rows: int) -> Tables:
    """A main table of so many generated rows, unless there is one that is newer than the generator."""
    made = Tables(data / "main_table.csv", data / "persons.csv", data / "ref_la.csv", data / "ref_population.csv")
    generator = programs / "ascof_generate"
    if made.persons.exists() and made.persons.stat().st_mtime > generator.stat().st_mtime:
        return made
    print(f"making a main table of {rows:,} invented rows", flush=True)
    data.mkdir(parents=True, exist_ok=True)
    raw = data / "raw"
    try:
        subprocess.run([generator, "--rows", str(rows), "--out", raw, "--quiet"], check=True)
        for table in (made.areas, made.population):
            shutil.copy(raw / table.name, table)
        prepared = ascof.prepare(raw / "cld_raw.csv", areas=made.areas)
        prepared.records.events.write(made.main)
        prepared.records.person_details().write(made.persons, YEARS[1])
    finally:
        shutil.rmtree(raw, ignore_errors=True)
    return made


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed(programs: Path, data: Path, rows: int, threads: int, repeat: int) -> int:
    tables = make_tables(programs, data / str(rows), rows)
    connection = load(tables, threads)
    records = ascof.read_records(tables.main, threads=threads)
    details = records.person_details(threads=threads)

    def evaluate(measures: list[str | ascof.Measure]) -> ascof.Results:
        return ascof.evaluate(
            measures,
            records,
            YEARS,
            details=details,
            areas=tables.areas,
            population=tables.population,
            threads=threads,
        )

    wrong = check(lambda measures: figures_of(evaluate(measures), names(measures)), connection)
    if wrong:
        return wrong
    events = connection.execute("SELECT count(*) FROM events").fetchone()
    print(
        f"\n{rows:,} rows submitted, {(events or (0,))[0]:,} events of {records.people:,} people, two years, "
        f"{threads} threads, medians of {repeat}"
    )
    print(f"{'':<20} {'figures':>8} {'ascof ms':>9} {'DuckDB ms':>10} {'ratio':>7} {'least':>7} {'most':>7}")
    queries = {
        query.stem: query.read_text(encoding="utf-8")
        for query in sorted(HERE.glob("*.sql"))
        if query.name != "load.sql"
    }
    every = [measure for stem in queries for measure in MEASURES[stem]]

    def line(name: str, measures: list[str | ascof.Measure], texts: list[str]) -> None:
        own, theirs = [], []
        for _ in range(repeat + 1):
            own.append(seconds(lambda: list(evaluate(measures))))
            theirs.append(seconds(lambda: [connection.execute(text).fetchall() for text in texts]))
        # The first turn is not counted; ratios are those of neighbours in time, as the machine's speed may drift.
        ratios = [there / here for here, there in zip(own[1:], theirs[1:], strict=True)]
        print(
            f"{name:<20} {len(measures):>8} {1e3 * statistics.median(own[1:]):>9.1f} "
            f"{1e3 * statistics.median(theirs[1:]):>10.1f} {statistics.median(ratios):>7.1f} "
            f"{min(ratios):>7.1f} {max(ratios):>7.1f}",
            flush=True,
        )

    for stem, text in queries.items():
        line(stem, MEASURES[stem], [text])
    line("all in one walk", every, list(queries.values()))
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", nargs=2, type=Path, metavar=("PROGRAMS", "DATA"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    o = parser.parse_args()
    if o.speed:
        wrong = speed(o.speed[0].resolve(), o.speed[1].resolve(), o.rows, o.threads, o.repeat)
    else:
        records = ROOT / "tests/data/records/medium"
        expected = records / "expected"
        wrong = are_equal(
            Tables(
                expected / "main_table.csv.gz",
                expected / "person_details_2526.csv.gz",
                records / "input/ref_la.csv",
                records / "input/ref_population.csv",
            )
        )
    if wrong:
        sys.exit(f"compare.py: {wrong} rows differ")


if __name__ == "__main__":
    main()
