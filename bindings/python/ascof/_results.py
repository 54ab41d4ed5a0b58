"""Figures, the people behind them, and how to get them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from ascof import _core
from ascof._algebra import Breakdown, breakdowns
from ascof._checks import (
    made_by,
    mapping,
    not_negative,
    one_or_several,
    path_text,
    real_number,
    real_numbers,
    text,
    texts,
    truth,
    whole_number,
)
from ascof._checks import share as checked_share
from ascof._errors import UsageError
from ascof._measures import Measures, names_of
from ascof._notices import Notice, notices_of, tell
from ascof._periods import DayLike, PeriodLike
from ascof._periods import period as read_period
from ascof._periods import periods as read_periods
from ascof._records import PersonDetails, Records, to_records
from ascof._sources import (
    Path,
    Progress,
    Source,
    Submission,
    as_list,
    callback,
    check_places,
    optional_path,
    readable,
)
from ascof._study import Study
from ascof._table import Table
from ascof.disclosure import POLICIES, Policy


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
        self._results = made_by(results, _core.Results, "results", "evaluate() or measure()")
        super().__init__(results.table())

    def __iter__(self) -> Iterator[Row]:
        # The columns behind are the dimensions of the breakdowns, which differ from result to result.
        known = len(Row._fields)
        return (Row._make(values[:known]) for values in self._table.rows())

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known beside the figures: of the records, and of how they were asked for."""
        return notices_of(self._results.notices())

    @property
    def definitions(self) -> dict[str, str]:
        """By id, the fingerprint of each measure: the definition that made its figures (`Measure.fingerprint`)."""
        return dict(self._results.definitions())

    @property
    def traces(self) -> dict[str, Table]:
        """By id, everybody the measures looked at more closely, counted or not, and how. Empty unless asked for."""
        return {name: Table(table) for name, table in self._results.traces()}

    @property
    def skipped(self) -> dict[str, str]:
        """Measures asked for as part of ``"all"`` that cannot be computed, and what each lacks."""
        return dict(self._results.skipped())

    def intervals(self, levels: float | Iterable[float] = 0.95, *, exact: bool = False) -> Table:
        """Limits of every figure at every level, in the unit of the figure: ``value``, ``level``, ``lower``, ``upper``,
        ``method`` and ``n``.

        Wilson for proportions; exact Poisson below 10 and Byar from 10 for counts and rates; the exact interval of two
        counts for a ratio of two kinds of units; Student for means; order statistics for medians and percentiles. Sums
        and changes have none: ``method`` says why.

        Args:
            levels: shares such as 0.95, one or several.
            exact: Clopper-Pearson for proportions and exact Poisson for all counts and rates.

        Raises:
            UsageError: a level is not between 0 and 1, or none was given.
        """
        return Table(_core.intervals_of_results(self._results, _levels(levels), truth(exact, "exact")))

    def changes(
        self,
        *,
        base: PeriodLike | None = None,
        council: str | None = None,
        levels: float | Iterable[float] = 0.95,
    ) -> Table:
        """Every figure less the one it is held against, with limits of the difference and a ``verdict``: better, worse,
        higher, lower or no clear change. Of proportions, rates and counts also the ``ratio``, with ``ratio_lower`` and
        ``ratio_upper``.

        Proportions by Newcombe, means by Welch, all else that has an interval from the limits of both; ratios of
        proportions from the limits of both, of rates and counts exact. Both sides are taken as independent: the same
        people in two periods make a change seem less certain than it is.

        Args:
            base: hold against this period. None: the period of the same length that ends the day before.
            council: hold every other council against this one, by its code, in the same period.
            levels: as for `intervals`.

        Raises:
            UsageError: a period or council that the results do not hold.
        """
        if base is not None and council is not None:
            raise TypeError("figures are held against one thing: give base or council")
        at = None if base is None else str(read_period(base))
        against = None if council is None else text(council, "council")
        return Table(_core.differences_of_results(self._results, at, against, _levels(levels)))

    def funnel(
        self,
        measure: str = "",
        period: PeriodLike | None = None,
        group: str = "",
        *,
        la_code: str = "",
        widen: str = "none",
        winsorise: float = 0.1,
        quantiles: int = 10,
    ) -> Table:
        """Councils within the limits of chance about all of them together: ``benchmark``, limits at 95 % and 99.8 % for
        each council's number of people, its ``position`` and ``verdict``. Proportions and rates only.

        Beside them how much more than chance lies between councils: each one's ``z``, and of all ``phi`` (about 1 by
        chance alone), ``tau_squared`` and ``p_value``; and the tenth of councils that a value is in (``quantile``, 1
        has the highest, 0 when there are too few councils).

        Args:
            measure: id of a figure; empty for all that have a funnel.
            period: a reporting period; None for each.
            group: label of a group; empty for each.
            la_code: show this council only; the limits stay those of all.
            widen: ``"multiplicative"`` (phi) or ``"additive"`` (tau squared) widens the limits by what lies between
                councils beyond chance; position and verdict then come from the widened limits.
            winsorise: share of councils at each end that do not add to phi.
            quantiles: how many groups ``quantile`` counts: 4 for quarters.

        Raises:
            UsageError: the results do not hold what is asked for, or the figure has no funnel.
        """
        at = None if period is None else str(read_period(period))
        which = (text(measure, "measure"), at, text(group, "group"), text(la_code, "la_code"))
        how = (text(widen, "widen"), real_number(winsorise, "winsorise"), whole_number(quantiles, "quantiles"))
        return Table(_core.funnel_of_results(self._results, *which, *how))

    def chart(
        self,
        measure: str = "",
        la_code: str = "",
        group: str = "",
        *,
        kind: str = "xmr",
        target: float | None = None,
        rebase: Iterable[int] = (),
        baseline_points: int = 0,
    ) -> Table:
        """Control charts over the periods: ``centre``, ``lower``, ``upper``, the ``rules`` a point breaks, its
        ``variation`` and the ``assurance`` of the series. Evaluate months or quarters, never rolling years.

        Args:
            measure: id of a figure; empty for all.
            la_code: a council; empty for each.
            group: label of a group; empty for each.
            kind: ``"xmr"``, ``"median"``, ``"p"`` and ``"p'"`` (proportions), ``"u"`` and ``"u'"`` (rates).
            target: in the unit of the figure.
            rebase: the points, counted from 0, with which a new baseline begins.
            baseline_points: limits come from so many points of each baseline; 0 is all of them.

        Raises:
            UsageError: the results do not hold what is asked for, periods overlap, or the kind does not fit the figure.
        """
        if isinstance(rebase, (str, bytes)) or not isinstance(rebase, Iterable):
            raise TypeError(f"expected rebase as a list of points, got {type(rebase).__name__}")
        return Table(
            _core.chart_of_results(
                self._results,
                text(measure, "measure"),
                text(la_code, "la_code"),
                text(group, "group"),
                text(kind, "kind"),
                None if target is None else real_number(target, "target"),
                [not_negative(point, "rebase") for point in rebase],
                not_negative(baseline_points, "baseline_points"),
            )
        )

    def standardise(
        self,
        measure: str = "",
        period: PeriodLike | None = None,
        group: str = "",
        *,
        la_code: str = "",
        kind: str = "dsr",
        reference: Mapping[str, float] | Mapping[str, tuple[float, float]] | str | None = None,
        name: str = "",
        by: str = "",
        levels: float | Iterable[float] = 0.95,
    ) -> Table:
        """Proportions and rates that are broken down by bands of age, made comparable between councils whose people
        differ in age: a row for every period, council, group of the other dimensions, and level.

        Columns ``bands`` (the dimension), ``kind``, ``reference``, ``numerator`` and ``denominator`` of all bands,
        ``crude``, ``expected`` (events at the reference's rates, indirect only), ``value``, ``level``, ``lower``,
        ``upper``, ``method`` and ``verdict`` (indirect only: against the reference, by polarity).

        Totals are left out, and so are people whose band is not known. Direct: Dobson's limits, none below 10 events.
        Indirect: exact Poisson below 10 events, Byar from 10; the reference is taken as known without error. Limits are
        those of counts: the higher a proportion, the more they are too wide. England has directly standardised
        figures where the results have it.

        Args:
            measure: id of a figure; empty for all that are broken down so.
            period: a reporting period; None for each.
            group: label of a group of the other dimensions; empty for each.
            la_code: show this council only.
            kind: ``"dsr"``, in the unit of the figure; ``"isr"``, a ratio with 100 as expected; ``"isr rate"``, that
                ratio times the reference's own figure.
            reference: of a ``"dsr"`` the weight of each band by its label, 0 to leave it out, or None for the European
                Standard Population of 2013 summed over the figure's bands
                (`ascof.statistics.european_standard_weights`). Otherwise events and people of each band, a council's
                code, ``"England"``, or None for all councils together. Labels are those of the results, all of them.
            name: what the reference is called in the table.
            by: the dimension of the bands; empty for the one of ages (``"age_band"``, ``"working_age_band"``, ...).
            levels: as for `intervals`.

        Raises:
            UsageError: the results do not hold what is asked for; the figure is neither a proportion nor a rate, or not
                broken down so; bands of the figure and of the reference differ; the ages of a band cannot be read.
        """
        at = None if period is None else str(read_period(period))
        which = (text(measure, "measure"), at, text(group, "group"), text(la_code, "la_code"))
        named, dimension = text(name, "name"), text(by, "by")
        if text(kind, "kind") not in ("dsr", "isr", "isr rate"):
            raise UsageError(
                f"kind: there is no '{kind}'; give one of 'dsr', 'isr', 'isr rate'", code="bad_option", field="kind"
            )
        limits = _levels(levels)
        if kind == "dsr":
            if isinstance(reference, str):
                raise TypeError("expected reference as weights by band: a council is the reference of an isr")
            known = {} if reference is None else mapping(reference, "reference", "numbers by band")
            weights = [(text(band, "reference"), real_number(weight, "reference")) for band, weight in known.items()]
            if reference is not None and not weights:
                raise _no_bands()
            return Table(_core.standardise_results(self._results, *which, weights, named, dimension, limits))
        council = text(reference, "reference") if isinstance(reference, str) else ""
        rates = []
        if reference is not None and not isinstance(reference, str):
            rates = [
                (text(band, "reference"), *_rate(numbers))
                for band, numbers in mapping(reference, "reference", "events and people by band").items()
            ]
            if not rates:
                raise _no_bands()
        return Table(
            _core.standardise_results_indirectly(
                self._results, *which, rates, council, named, kind == "isr rate", dimension, limits
            )
        )

    def neighbours(
        self,
        groups: Mapping[str, Iterable[str]] | None = None,
        measure: str = "",
        period: PeriodLike | None = None,
        group: str = "",
        *,
        la_code: str = "",
        features: Mapping[str, Iterable[float]] | None = None,
        each: int = 15,
        weights: Iterable[float] = (),
        levels: float | Iterable[float] = 0.95,
    ) -> Table:
        """Each council against its nearest neighbours together: proportions and rates, in every period and group.

        Columns ``value``, ``neighbours`` (their figure, from their counts together), ``median`` (of their own figures),
        ``rank`` (1 is the highest) among ``of`` councils, ``difference`` with ``lower`` and ``upper`` at each
        ``level``, ``method`` (Newcombe, or for rates from the limits of both) and ``verdict`` by polarity.
        Neighbours without a figure are left out of it. England is no council.

        Args:
            groups: the neighbours' codes by council's code, as such groups are published. Councils without a list have
                no rows.
            measure: id of a figure; empty for all proportions and rates.
            period: a reporting period; None for each.
            group: label of a group; empty for each.
            la_code: show this council only.
            features: instead of groups, numbers that describe each council by its code; neighbours are those nearest
                (`nearest_councils`).
            each: with features, how many neighbours.
            weights: with features, how much each number counts; empty for all alike.
            levels: as for `intervals`.

        Raises:
            UsageError: a council, or what is asked for, is not in the results; a list is empty, names a council twice
                or its own; the figure is neither a proportion nor a rate.
        """
        if (groups is None) == (features is None):
            raise TypeError("neighbours are named or found: give groups or features")
        if features is not None:
            groups = nearest_councils(features, each, weights)
        listed = mapping(groups, "groups", "codes by the code of a council")
        named = [(text(code, "groups"), texts(others, "groups")) for code, others in listed.items()]
        at = None if period is None else str(read_period(period))
        which = (text(measure, "measure"), at, text(group, "group"), text(la_code, "la_code"))
        return Table(_core.neighbours_of_results(self._results, *which, named, _levels(levels)))

    def publish(self, policy: str | Policy, *, protect_the_rest: bool = False, reasons: bool = False) -> Published:
        """What of the figures may be published, taken together as one release (`ascof.disclosure`): no hidden count can
        be worked out from margins, from another breakdown or from a ratio.

        Columns ``numerator``, ``denominator`` and ``value`` are null, never 0, where hidden; each has a status, and
        ``shown`` is the value as text, or the policy's symbol. Unknown and invalid counts and traces are left out.

        Args:
            policy: name of a policy, or one of a council's own (`ascof.disclosure.Policy`).
            protect_the_rest: protect the few without an outcome that nearly everybody had as well.
            reasons: tell small cells from those that protect them, for the council's own eyes; otherwise all are
                ``"hidden"``.

        Raises:
            UsageError: there is no such policy, or it makes no sense.
        """
        if isinstance(policy, str):
            if text(policy, "policy") not in POLICIES:
                known = ", ".join(repr(name) for name in POLICIES)
                raise UsageError(
                    f"policy: there is no '{policy}'; give one of {known}", code="unknown_name", field="policy"
                )
            policy = POLICIES[policy]
        if not isinstance(policy, Policy):
            raise TypeError(f"expected policy as a name or a disclosure.Policy, got {type(policy).__name__}")
        shows_reasons = truth(reasons, "reasons")
        made = _core.publish_results(self._results, policy._made(), truth(protect_the_rest, "protect_the_rest"))
        return Published(made, reasons=shows_reasons)

    def write_traces(self, folder: Path) -> None:
        """Write one CSV file for each of `traces`.

        Raises:
            OutputError: the folder cannot be written.
        """
        path = path_text(folder, output=True)
        _core.check_output_folder(path)
        self._results.write_traces(path)

    def write_department(self, folder: Path) -> None:
        """Write the tables as the department publishes them: rounded, and with 0 for a figure without a denominator.

        Ask for whole measures and their trace: some tables are made from it.

        Raises:
            OutputError: the folder cannot be written.
        """
        path = path_text(folder, output=True)
        _core.check_output_folder(path)
        self._results.write_department(path)


class Published(Table):
    """What of figures may be published. Made by `Results.publish`."""

    def __init__(self, published: _core.Published, *, reasons: bool = False) -> None:
        self._published = made_by(published, _core.Published, "published", "Results.publish()")
        super().__init__(published.table(reasons))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known beside the figures; those of the results."""
        return notices_of(self._published.notices())


def _levels(levels: float | Iterable[float]) -> list[float]:
    return one_or_several(levels, "levels")


def _rate(numbers: Any) -> tuple[float, float]:
    try:
        events, people = numbers
    except (TypeError, ValueError):
        raise TypeError("expected reference as events and people of each band: {'18 to 64': (120, 50_000)}") from None
    return real_number(events, "reference"), real_number(people, "reference")


def _no_bands() -> UsageError:
    return UsageError(
        "reference: has no bands; give all bands of the figure, or None", code="bad_option", field="reference"
    )


def nearest_councils(
    features: Mapping[str, Iterable[float]], each: int = 15, weights: Iterable[float] = ()
) -> dict[str, list[str]]:
    """For each council those nearest to it by what describes them, the nearest first: groups for `Results.neighbours`.

    Euclidean distance, each description first brought to standard deviation 1 over all councils
    (`ascof.statistics.nearest_neighbours`).

    Args:
        features: numbers that describe each council, by its code: as many, in the same order, for each; none missing.
        each: neighbours wanted, fewer than councils.
        weights: how much each number counts; empty for all alike.

    Raises:
        UsageError: numbers are missing or not as many for each council, or more neighbours are wanted than there are.

    >>> ascof.nearest_councils({"901": [20, 1000], "902": [21, 1100], "903": [35, 9000]}, each=1)
    {'901': ['902'], '902': ['901'], '903': ['902']}
    """
    councils = mapping(features, "features", "numbers by the code of a council")
    described = [(text(code, "features"), real_numbers(of, "features")) for code, of in councils.items()]
    wanted = whole_number(each, "each")
    if wanted < 1:
        raise UsageError("each: expected at least one neighbour", code="bad_option", field="each")
    return dict(_core.nearest_councils(described, wanted, real_numbers(weights, "weights")))


class State:
    """Counts that are not figures yet, and add up: states of different people merge into the state of all of them.

    So councils, or parts of a council's people, are counted one after the other or by several threads, and as bytes
    (`to_bytes`, pickle) by several machines. No person may come twice.

    >>> state = ascof.State("ascof.2e", ascof.financial_year(2024))
    >>> len(state.finish())  # no council was met
    0
    """

    def __init__(
        self,
        measures: Measures,
        periods: PeriodLike | Iterable[PeriodLike],
        *,
        by: Breakdown | Iterable[Breakdown] = (),
        areas: Path | None = None,
        trace: bool = False,
        threads: int = 0,
    ) -> None:
        """Begin with nobody.

        Args:
            measures: as for `evaluate`.
            periods: one period or several; states that merge have the same.
            by: as for `evaluate`.
            areas: as for `evaluate`.
            trace: whether to keep the people behind the figures.
            threads: 0 for one per core.

        Raises:
            UsageError: as for `evaluate`.
            InputError: the list of councils cannot be read as it is.
        """
        if periods is None:
            raise TypeError("expected periods as one period or several, got None; states that merge agree on them")
        self._threads = threads
        self._state = _core.State(_evaluation(measures, periods, by, areas, None, trace, False, threads))

    def update(
        self,
        records: Records | Study,
        *,
        details: PersonDetails | Path | None = None,
        mappings: Path | None = None,
        hospital: Source | None = None,
        lsoa: Source | None = None,
        accept_loss: float = _core.ACCEPTED_LOSS,
        progress: Progress | None = None,
    ) -> None:
        """Count more people; see `evaluate` for the arguments.

        Raises:
            InputError: a measure lacks a column or table.
        """
        if isinstance(records, Study):
            _refuse_beside_study(details=details, mappings=mappings, hospital=hospital, lsoa=lsoa)
            told = self.notices
            self._state.update_study(records._study, callback(progress))
            tell(self.notices, records.notices + told)
            return
        _check_records(records)
        episodes = _hospital(hospital, lsoa, accept_loss, self._threads, progress)
        known = _details(records, details, mappings, self._threads)
        before = self.notices
        self._state.update(records._records, known._details, episodes, callback(progress))
        tell(self.notices, records.notices + before)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of all records counted so far."""
        return notices_of(self._state.notices())

    @property
    def definitions(self) -> dict[str, str]:
        """By id, the fingerprint of each measure. States merge when these are the same."""
        return dict(self._state.definitions())

    def to_bytes(self) -> bytes:
        """The definitions and all that was counted, the same bytes on every machine. Pickle uses them, too.

        Identifiers of people are in them only with `trace`. They are unrounded counts all the same: a state is no
        release.

        Raises:
            UsageError: a definition cannot travel.
        """
        return self._state.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes | bytearray | memoryview, *, trace: bool | None = None, threads: int = 0) -> State:
        """The state of what `to_bytes` has written, to be updated, merged and finished like that one.

        Args:
            data: the bytes.
            trace: whether to keep the people behind what is counted from here on; None: if they were kept before.
            threads: 0 for one per core.

        Raises:
            InputError: the bytes are no state, are damaged or cut off, or were written by a newer version.
        """
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"expected data as bytes, got {type(data).__name__}")
        made = cls.__new__(cls)
        made._threads = threads
        made._state = _core.State.from_bytes(
            bytes(data), None if trace is None else truth(trace, "trace"), whole_number(threads, "threads")
        )
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.to_bytes(), self._state.traces(), self._threads)

    def merge(self, other: State) -> None:
        """Add the counts of another state.

        Raises:
            UsageError: the other is of other measures or periods, defines a measure otherwise (which it names), or is
                this one.
        """
        if not isinstance(other, State):
            raise TypeError(f"expected other as a State, got {type(other).__name__}")
        self._state.merge(other._state)

    def finish(self, *, population: Path | None = None, skip_missing_population: bool = False) -> Results:
        """Turn the counts into figures. The state can be updated and finished again.

        Args:
            population: as for `evaluate`.
            skip_missing_population: as for `evaluate`.

        Raises:
            InputError: a rate lacks its population.
        """
        before = self.notices
        leaves_out = truth(skip_missing_population, "skip_missing_population")
        made = Results(self._state.finish(optional_path(population), leaves_out))
        tell(made.notices, before)
        return made

    def __eq__(self, other: object) -> bool:
        """The same counts, values and traces of the same councils."""
        return self._state.equals(other._state) if isinstance(other, State) else NotImplemented

    __hash__ = None  # type: ignore[assignment]


def _restored(of: type[State], data: bytes, trace: bool, threads: int) -> State:
    return of.from_bytes(data, trace=trace, threads=threads)


def evaluate(
    measures: Measures,
    records: Records | Study,
    periods: PeriodLike | Iterable[PeriodLike] | None = None,
    *,
    by: Breakdown | Iterable[Breakdown] = (),
    details: PersonDetails | Path | None = None,
    areas: Path | None = None,
    population: Path | None = None,
    mappings: Path | None = None,
    hospital: Source | None = None,
    lsoa: Source | None = None,
    trace: bool = False,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    skip_missing_population: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Compute measures in one walk over the people.

    Args:
        measures: ids of figures (``"ascof.3d.1a"``) or measures, the beginning of ids up to a dot (``"ascof.3d"``),
            ``"all"`` (national measures) or ``"everything"``, of which those are left out that lack something
            (`Results.skipped`), a `Measure` or `Figure` of the catalogue, or a `Measure` of one's own
            (`ascof.algebra.define`); one or several. Those of the catalogue come first, in its order.
        records: a main table, or a `Study`, which has its own details, councils, population and hospital episodes.
        periods: one period or several, in any form `period` takes. Measures that report quarters report those inside.
            None: the financial years the records cover, and every quarter.
        by: dimensions that every figure is broken down by besides its own (`ascof.algebra.by`, `groups`).
        details: details of the same people, or a file of them; None: they are worked out.
        areas: a list of councils: LA_Code, LA_Name, LA_Area_Code. Each gets a row in every group. None: the councils
            of the records.
        population: a population table (Code, Gender, Age_Band, Population), for rates.
        mappings: a folder of mapping tables on top of the shipped ones, for the details.
        hospital: hospital episodes, as a file or table, for ASCOF 2D.
        lsoa: areas of residence (LSOA_Code_2011, UTLA_Code_2023, UTLA_Name_2023), with `hospital`.
        trace: whether to keep the people behind the figures.
        accept_loss: as for `read_records`, of hospital episodes.
        threads: 0 for one per core. The figures do not depend on it.
        skip_missing_population: leave councils without a population out of rates instead of refusing.
        progress: called with what is being done and the share done.

    Raises:
        UsageError: an unknown measure, a period that makes no sense, or none that the records cover.
        InputError: a file cannot be read as it is, or a measure lacks a column or table; measures that are part of
            ``"all"`` or ``"everything"`` are skipped instead.
    """
    if isinstance(records, Study):
        _refuse_beside_study(
            details=details, areas=areas, population=population, mappings=mappings, hospital=hospital, lsoa=lsoa
        )
        what = _evaluation(measures, periods, by, None, None, trace, skip_missing_population, threads)
        results = Results(_core.evaluate_study(what, records._study, callback(progress)))
        tell(results.notices, records.notices)
        return results
    _check_records(records)
    what = _evaluation(measures, periods, by, areas, population, trace, skip_missing_population, threads)
    episodes = _hospital(hospital, lsoa, accept_loss, threads, progress)
    results = _evaluate(what, records, details, mappings, episodes, threads, progress)
    tell(results.notices, records.notices)
    return results


def measure(
    measures: Measures,
    records: Records | Study | Submission | Iterable[Submission],
    periods: PeriodLike | Iterable[PeriodLike] | None = None,
    *,
    by: Breakdown | Iterable[Breakdown] = (),
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
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    skip_missing_population: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Compute measures from records, a main table or an extract, as ``ascof measure`` does.

    Args:
        measures: as for `evaluate`.
        records: records, a `Study`, a main table, or what `read_extract` takes, which is prepared first (joined).
        periods: as for `evaluate`.
        by: as for `evaluate`.
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
        accept_loss: as for `read_extract`.
        threads: 0 for one per core.
        skip_missing_population: as for `evaluate`.
        progress: called with what is being done and the share done.

    Raises:
        UsageError: an argument makes no sense.
        InputError: a file or table cannot be read as it is, or a measure lacks something.
        OutputError: a result cannot be written.
    """
    trace_folder = None if isinstance(trace, bool) else trace
    if trace_folder is not None:
        path_text(trace_folder, output=True)
    keep_trace = trace_folder is not None or truth(trace, "trace") or department is not None
    if isinstance(records, Study):
        _refuse_beside_study(
            persons=persons,
            areas=areas,
            population=population,
            mappings=mappings,
            hospital=hospital,
            lsoa=lsoa,
            as_of=as_of,
        )
        check_places((), (), files=[out], traces=trace_folder, department=department, measures=names_of(measures))
        what = _evaluation(measures, periods, by, None, None, keep_trace, skip_missing_population, threads)
        results = Results(_core.evaluate_study(what, records._study, callback(progress)))
        tell(results.notices, records.notices)
    else:
        given = records if isinstance(records, Records) else as_list(records)
        check_places(
            given,
            (areas, population, persons, hospital, lsoa, mappings),
            files=[out],
            traces=trace_folder,
            department=department,
            measures=names_of(measures),
        )
        what = _evaluation(measures, periods, by, areas, population, keep_trace, skip_missing_population, threads)
        episodes = _hospital(hospital, lsoa, accept_loss, threads, progress)
        people = to_records(given, mappings, areas, as_of, method, accept_loss, threads, progress)
        results = _evaluate(what, people, persons, mappings, episodes, threads, progress)
        tell(results.notices, people.notices if people is records else ())
    if trace_folder is not None:
        results.write_traces(trace_folder)
    if department is not None:
        results.write_department(department)
    if out is not None:
        results.write(out)
    return results


def _evaluation(
    measures: Measures,
    periods: PeriodLike | Iterable[PeriodLike] | None,
    by: Breakdown | Iterable[Breakdown],
    areas: Path | None,
    population: Path | None,
    trace: bool,
    skip_missing_population: bool,
    threads: int,
) -> _core.Evaluation:
    names, own = names_of(measures)
    wanted = None if periods is None else [str(each) for each in read_periods(periods)]
    if wanted == []:
        raise UsageError(
            "periods: no period was given; name one, or leave periods out for the financial years of the records",
            code="bad_period",
            field="periods",
        )
    return _core.make_evaluation(
        names,
        own,
        breakdowns(by, "by"),
        wanted or [],
        optional_path(areas),
        optional_path(population),
        truth(trace, "trace"),
        truth(skip_missing_population, "skip_missing_population"),
        whole_number(threads, "threads"),
    )


def _refuse_beside_study(**given: object) -> None:
    for name, value in given.items():
        if value is not None:
            raise UsageError(
                f"{name}: a study has its own {name}; give it to ascof.Study", code="bad_option", field=name
            )


def _check_records(records: object) -> None:
    if not isinstance(records, Records):
        raise TypeError(
            f"expected records as ascof.read_records() or .prepare() makes them, or an ascof.Study, got "
            f"{type(records).__name__}; ascof.measure() takes files and tables"
        )


def _hospital(
    hospital: Source | None, lsoa: Source | None, accept_loss: float, threads: int, progress: Progress | None
) -> _core.Hospital | None:
    episodes = None if hospital is None else readable(hospital)
    places = None if lsoa is None else readable(lsoa)
    accepted = checked_share(accept_loss, "accept_loss")
    return _core.read_hospital(episodes, places, accepted, whole_number(threads, "threads"), callback(progress))


def _evaluate(
    what: _core.Evaluation,
    records: Records,
    details: PersonDetails | Path | None,
    mappings: Path | None,
    hospital: _core.Hospital | None,
    threads: int,
    progress: Progress | None,
) -> Results:
    known = _details(records, details, mappings, threads)
    return Results(_core.evaluate(what, records._records, known._details, hospital, callback(progress)))


def _details(
    records: Records, details: PersonDetails | Path | None, mappings: Path | None, threads: int
) -> PersonDetails:
    if details is None:
        return records.person_details(mappings=mappings, threads=threads)
    if isinstance(details, PersonDetails):
        return details
    return records.read_person_details(details, threads=threads)
