"""Figures, the people behind them, and how to get them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ascof import _core
from ascof._checks import whole_number
from ascof._measures import Figure, Measure, names_of
from ascof._periods import DayLike, PeriodLike
from ascof._periods import periods as read_periods
from ascof._records import PersonDetails, Records, to_records
from ascof._sources import (
    Path,
    Progress,
    Source,
    Submission,
    callback,
    optional_path,
    path_text,
    readable,
)
from ascof._table import Table


class Row(NamedTuple):
    """One figure in a period, a council and a group, as in ``results.csv``.

    Attributes:
        measure: id of the figure.
        period_start: first day.
        period_end: last day.
        la_code: the council.
        la_name: its name.
        group: label of the group.
        numerator: people or events counted; None for a median.
        denominator: out of how many: people counted, residents, or waits.
        value: unrounded, in the unit of the figure's statistic; None when there is nobody to divide by.
        status: ``"value"``, or why there is none.
        unknown: people of the group whose category is missing or unknown.
        invalid: people of the group whose category is no valid value.
    """

    measure: str
    period_start: date
    period_end: date
    la_code: str
    la_name: str
    group: str
    numerator: int | None
    denominator: int
    value: float | None
    status: str
    unknown: int
    invalid: int


class Results(Table):
    """Figures as a tidy table, in order of measure, period, council and group. Made by `evaluate` or `measure`.

    Iterating yields a `Row` each. Everything a `Table` does is about the figures.
    """

    def __init__(self, results: _core.Results) -> None:
        super().__init__(results.table())
        self._results = results

    def __iter__(self) -> Iterator[Row]:
        return map(Row._make, self._table.rows())

    @property
    def traces(self) -> dict[str, Table]:
        """By id, everybody the measures looked at more closely, counted or not, and how. Empty unless asked for."""
        return {name: Table(table) for name, table in self._results.traces()}

    @property
    def skipped(self) -> dict[str, str]:
        """Measures asked for as part of ``"all"`` that cannot be computed, and what each lacks."""
        return dict(self._results.skipped())

    def write_traces(self, folder: Path) -> None:
        """Write one CSV file for each of `traces`.

        Raises:
            OutputError: the folder cannot be written.
        """
        self._results.write_traces(path_text(folder))

    def write_department(self, folder: Path) -> None:
        """Write the tables as the department publishes them: rounded, and with 0 for a figure without a denominator.

        Ask for whole measures and their trace: some tables are made from it.

        Raises:
            OutputError: the folder cannot be written.
        """
        self._results.write_department(path_text(folder))


def evaluate(
    measures: str | Measure | Figure | Iterable[str | Measure | Figure],
    records: Records,
    periods: PeriodLike | Iterable[PeriodLike] | None = None,
    *,
    details: PersonDetails | Path | None = None,
    areas: Path | None = None,
    population: Path | None = None,
    mappings: Path | None = None,
    hospital: Source | None = None,
    lsoa: Source | None = None,
    trace: bool = False,
    threads: int = 0,
    skip_missing_population: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Compute measures in one walk over the people.

    Args:
        measures: ids of figures (``"ascof.3d.1a"``) or measures, the beginning of ids up to a dot (``"ascof.3d"``),
            ``"all"``, or a `Measure` or `Figure` of the catalogue; one or several.
        records: a main table.
        periods: one period or several, in any form `period` takes. Measures that report quarters report those inside.
            None: the financial years the records cover, and every quarter.
        details: details of the same people, or a file of them; None: they are worked out.
        areas: a list of councils: LA_Code, LA_Name, LA_Area_Code. Each gets a row in every group. None: the councils
            of the records.
        population: a population table (Code, Gender, Age_Band, Population), for rates.
        mappings: a folder of mapping tables on top of the shipped ones, for the details.
        hospital: hospital episodes, as a file or table, for ASCOF 2D.
        lsoa: areas of residence (LSOA_Code_2011, UTLA_Code_2023, UTLA_Name_2023), with `hospital`.
        trace: whether to keep the people behind the figures.
        threads: 0 for one per core. The figures do not depend on it.
        skip_missing_population: leave councils without a population out of rates instead of refusing.
        progress: called with what is being done and the share done.

    Raises:
        UsageError: an unknown measure, a period that makes no sense, or none that the records cover.
        InputError: a file cannot be read as it is, or a measure lacks a column or table; measures that are part of
            ``"all"`` are skipped instead.
    """
    if not isinstance(records, Records):
        raise TypeError(
            f"expected records as ascof.read_records() or .prepare() makes them, got {type(records).__name__}; "
            "ascof.measure() takes files and tables"
        )
    what = _evaluation(measures, periods, areas, population, trace, skip_missing_population, threads)
    episodes = _hospital(hospital, lsoa, threads, progress)
    return _evaluate(what, records, details, mappings, episodes, threads, progress)


def measure(
    measures: str | Measure | Figure | Iterable[str | Measure | Figure],
    records: Records | Submission | Iterable[Submission],
    periods: PeriodLike | Iterable[PeriodLike] | None = None,
    *,
    out: Path | None = None,
    trace: Path | bool = False,
    department: Path | None = None,
    persons: Path | None = None,
    areas: Path | None = None,
    population: Path | None = None,
    mappings: Path | None = None,
    hospital: Source | None = None,
    lsoa: Source | None = None,
    as_of: DayLike | None = None,
    method: str = _core.DEFAULT_METHOD,
    threads: int = 0,
    skip_missing_population: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Compute measures from records, a main table or an extract, as ``ascof measure`` does.

    Args:
        measures: as for `evaluate`.
        records: records, a main table, or what `read_extract` takes, which is prepared first (joined).
        periods: as for `evaluate`.
        out: a file for the figures; see `Table.write`.
        trace: a folder for the people behind the figures, or True to keep them in `Results.traces`.
        department: a folder for the tables as the department publishes them.
        persons: person details that `persons` or the department wrote, in place of working them out.
        areas: as for `evaluate`, and for preparing.
        population: as for `evaluate`.
        mappings: a folder of mapping tables on top of the shipped ones.
        hospital: as for `evaluate`, with `lsoa`.
        lsoa: as for `evaluate`.
        as_of: submissions imported after this day are not looked at.
        method: the department's method, by date.
        threads: 0 for one per core.
        skip_missing_population: as for `evaluate`.
        progress: called with what is being done and the share done.

    Raises:
        UsageError: an argument makes no sense.
        InputError: a file or table cannot be read as it is, or a measure lacks something.
        OutputError: a result cannot be written.
    """
    keep_trace = trace is not False or department is not None
    what = _evaluation(measures, periods, areas, population, keep_trace, skip_missing_population, threads)
    episodes = _hospital(hospital, lsoa, threads, progress)
    people = to_records(records, mappings, areas, as_of, method, threads, progress)
    results = _evaluate(what, people, persons, mappings, episodes, threads, progress)
    if not isinstance(trace, bool):
        results.write_traces(trace)
    if department is not None:
        results.write_department(department)
    if out is not None:
        results.write(out)
    return results


def _evaluation(
    measures: str | Measure | Figure | Iterable[str | Measure | Figure],
    periods: PeriodLike | Iterable[PeriodLike] | None,
    areas: Path | None,
    population: Path | None,
    trace: bool,
    skip_missing_population: bool,
    threads: int,
) -> _core.Evaluation:
    return _core.make_evaluation(
        names_of(measures),
        [] if periods is None else [str(each) for each in read_periods(periods)],
        optional_path(areas),
        optional_path(population),
        bool(trace),
        bool(skip_missing_population),
        whole_number(threads, "threads"),
    )


def _hospital(
    hospital: Source | None, lsoa: Source | None, threads: int, progress: Progress | None
) -> _core.Hospital | None:
    episodes = None if hospital is None else readable(hospital)
    places = None if lsoa is None else readable(lsoa)
    return _core.read_hospital(episodes, places, whole_number(threads, "threads"), callback(progress))


def _evaluate(
    what: _core.Evaluation,
    records: Records,
    details: PersonDetails | Path | None,
    mappings: Path | None,
    hospital: _core.Hospital | None,
    threads: int,
    progress: Progress | None,
) -> Results:
    if details is None:
        details = records.person_details(mappings=mappings, threads=threads)
    elif not isinstance(details, PersonDetails):
        details = records.read_person_details(details, threads=threads)
    return Results(_core.evaluate(what, records._records, details._details, hospital, callback(progress)))
