"""Why figures changed, and figures beside what they are judged by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ascof import _core
from ascof._checks import made_by, path_text, real_number, text, texts, truth
from ascof._measures import Figure, Measure
from ascof._notices import Notice, notices_of, tell
from ascof._periods import Period, PeriodLike, period
from ascof._records import PersonDetails, Records
from ascof._results import Results, _evaluation, _hospital, _refuse_beside_study
from ascof._sources import Path, Progress, Source, callback
from ascof._study import Study
from ascof._table import Table


class Changes(Table):
    """What became of the people behind figures. Made by `explain_change`.

    As a table the cases: ``entered``, ``left``, ``more units``, ``fewer units``, ``gained numerator``,
    ``lost numerator``, ``unchanged`` and, for units of nobody in particular, ``no person``. A person is in one case of
    each figure and group; the changes of numerator and denominator add up to those of the figure, and the contributions
    to its difference.
    """

    def __init__(self, changes: _core.Changes) -> None:
        self._changes = made_by(changes, _core.Changes, "changes", "explain_change()")
        super().__init__(changes.cases())

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of the records on both sides."""
        return notices_of(self._changes.notices())

    @property
    def figures(self) -> Table:
        """Each figure before and after."""
        return Table(self._changes.figures())

    @property
    def people(self) -> Table:
        """Each person whose part changed, by identifier."""
        return Table(self._changes.people())

    def write_all(self, folder: Path, *, people: bool = False) -> None:
        """Write ``changes.csv`` and ``figure_changes.csv``, and with `people` ``person_changes.csv``.

        Raises:
            OutputError: the folder cannot be written.
        """
        path = path_text(folder, output=True)
        _core.check_output_folder(path)
        self._changes.write(path, truth(people, "people"))


class Target(NamedTuple):
    """A value to be reached. Empty parts hold for every group, council or period.

    Attributes:
        measure: id of the figure.
        value: in the unit of the figure.
        group: label of a group.
        la_code: a council.
        period: a reporting period.
    """

    measure: str
    value: float
    group: str = ""
    la_code: str = ""
    period: PeriodLike | None = None


def explain_change(
    measures: str | Measure | Figure | Iterable[str | Measure | Figure],
    records: Records | Study,
    before: PeriodLike,
    after: PeriodLike | None = None,
    *,
    other: Records | Study | None = None,
    details: PersonDetails | None = None,
    other_details: PersonDetails | None = None,
    areas: Path | None = None,
    population: Path | None = None,
    mappings: Path | None = None,
    hospital: Source | None = None,
    lsoa: Source | None = None,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    skip_missing_population: bool = False,
    progress: Progress | None = None,
) -> Changes:
    """Explain the change between two periods of the same records, or between two submissions.

    A proportion's difference is shared out so that each case contributes what it adds to the numerator beyond what its
    units would hold at the mean of both proportions, over the mean of both denominators.

    Args:
        measures: as for `evaluate`.
        records: a main table, or a `Study`, which has its own details, councils, population and hospital episodes.
        before: the period before.
        after: the period after. None, with `other`: the same.
        other: records, or a study, of the side after; None: the same.
        details: details of the people in `records`; None: they are worked out.
        other_details: details of the people in `other`.
        areas: as for `evaluate`.
        population: as for `evaluate`, for rates.
        mappings: as for `evaluate`.
        hospital: as for `evaluate`, with `lsoa`.
        lsoa: as for `evaluate`.
        accept_loss: as for `evaluate`.
        threads: 0 for one per core.
        skip_missing_population: as for `evaluate`.
        progress: called with what is being done and the share done.

    Raises:
        UsageError: an unknown measure, or a measure of quarters and a period that is none.
        InputError: a measure lacks a column or table.
    """
    if after is None and other is None:
        raise TypeError("a change needs another period, or other records: give after, other, or both")
    if isinstance(records, Study):
        _refuse_beside_study(
            details=details,
            other_details=other_details,
            areas=areas,
            population=population,
            mappings=mappings,
            hospital=hospital,
            lsoa=lsoa,
        )
        return _explain_studies(measures, records, before, after, other, skip_missing_population, threads, progress)
    if isinstance(other, Study):
        raise TypeError("expected both sides as records, or both as studies")
    for each in (records, records if other is None else other):
        if not isinstance(each, Records):
            raise TypeError(
                f"expected records as ascof.read_records() or .prepare() makes them, got {type(each).__name__}"
            )
    for known in (details, other_details):
        if known is not None and not isinstance(known, PersonDetails):
            raise TypeError(f"expected details as Records.person_details() makes them, got {type(known).__name__}")
    what, first, second = _of_two_periods(measures, before, after, areas, population, skip_missing_population, threads)
    episodes = _hospital(hospital, lsoa, accept_loss, threads, progress)
    if details is None:
        details = records.person_details(mappings=mappings, threads=threads)
    if other is None:
        other, other_details = records, details
    elif other_details is None:
        other_details = other.person_details(mappings=mappings, threads=threads)
    assert other_details is not None
    made = Changes(
        _core.explain_change(
            what,
            records._records,
            details._details,
            str(first),
            other._records,
            other_details._details,
            str(second),
            episodes,
            callback(progress),
        )
    )
    tell(made.notices, records.notices + other.notices)
    return made


def _of_two_periods(
    measures: str | Measure | Figure | Iterable[str | Measure | Figure],
    before: PeriodLike,
    after: PeriodLike | None,
    areas: Path | None,
    population: Path | None,
    skip_missing_population: bool,
    threads: int,
) -> tuple[_core.Evaluation, Period, Period]:
    """What a change counts, and the periods before and after, which may be one."""
    first = period(before)
    second = first if after is None else period(after)
    what = _evaluation(
        measures,
        periods=[first, second],
        by=(),
        areas=areas,
        population=population,
        trace=False,
        skip_missing_population=skip_missing_population,
        threads=threads,
    )
    return what, first, second


def _explain_studies(
    measures: str | Measure | Figure | Iterable[str | Measure | Figure],
    study: Study,
    before: PeriodLike,
    after: PeriodLike | None,
    other: Records | Study | None,
    skip_missing_population: bool,
    threads: int,
    progress: Progress | None,
) -> Changes:
    if other is not None and not isinstance(other, Study):
        raise TypeError("expected both sides as records, or both as studies")
    later = study if other is None else other
    what, first, second = _of_two_periods(measures, before, after, None, None, skip_missing_population, threads)
    made = Changes(
        _core.explain_change_of_studies(what, study._study, str(first), later._study, str(second), callback(progress))
    )
    tell(made.notices, study.notices + later.notices)
    return made


def _targets(targets: object) -> list[Target]:
    """Targets of either form, checked."""
    if isinstance(targets, Target):
        return [targets]
    if isinstance(targets, Mapping):
        return [Target(*item) for item in targets.items()]
    if isinstance(targets, (str, bytes)) or not isinstance(targets, Iterable):
        raise TypeError(
            f"expected targets as a value by id of figure or a list of ascof.Target, got {type(targets).__name__}"
        )
    several = list(targets)
    for each in several:
        if not isinstance(each, Target):
            raise TypeError(f"expected targets as a list of ascof.Target, got one of {type(each).__name__}")
    return several


def compare(
    results: Results,
    *,
    targets: Mapping[str, float] | Iterable[Target] | None = None,
    previous: bool = False,
    base: PeriodLike | None = None,
    peers: Iterable[str] | None = None,
) -> Table:
    """Put figures beside one kind of reference: ``value``, ``reference``, ``difference``, ``percent_change`` and
    ``verdict`` (better, worse or same; met or not met; nothing for a neutral measure), judged on unrounded values.

    Args:
        results: figures.
        targets: a value by id of figure, or `Target` each.
        previous: with the period of the same length that ends the day before.
        base: with this period; the change in per cent is undefined where the base is 0.
        peers: with these councils, by code: their figure from all counts together, and the median of their values.

    Raises:
        UsageError: a figure, group, period or council that the results do not hold; a target that is no number; a
            comparison in which no figure has anything beside it.
    """
    if not isinstance(results, Results):
        raise TypeError(f"expected results of ascof.evaluate() or .measure(), got {type(results).__name__}")
    asked = sum((targets is not None, truth(previous, "previous"), base is not None, peers is not None))
    if asked != 1:
        raise TypeError("a comparison has one reference: give one of targets, previous, base and peers")
    figures = results._results
    if targets is not None:
        several = _targets(targets)
        return Table(
            _core.compare_with_targets(
                figures,
                [
                    (
                        text(t.measure, "targets"),
                        real_number(t.value, f"the target for {t.measure!r}"),
                        text(t.group, "targets"),
                        text(t.la_code, "targets"),
                        None if t.period is None else str(period(t.period)),
                    )
                    for t in several
                ],
            )
        )
    if base is not None:
        return Table(_core.compare_with_base(figures, str(period(base))))
    if peers is not None:
        return Table(_core.compare_with_peers(figures, texts([peers] if isinstance(peers, str) else peers, "peers")))
    return Table(_core.compare_with_previous(figures))
