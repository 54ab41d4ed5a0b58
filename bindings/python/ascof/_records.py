"""From submissions to the department's main table and person details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ascof import _core
from ascof._checks import made_by, path_text, share, text, whole_number
from ascof._errors import UsageError
from ascof._notices import Notice, notices_of, tell
from ascof._periods import DayLike, Period, PeriodLike, as_period, day_text
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
from ascof._sources import read_extract as read_sources
from ascof._table import Table


class Council(NamedTuple):
    """A council met in the records. Its name is that of its first row, or its code when the records have no names."""

    la_code: str
    la_name: str


class Extract:
    """Client level data as it came: one row per event and submission. Made by `read_extract`."""

    def __init__(self, extract: _core.Extract) -> None:
        self._extract = made_by(extract, _core.Extract, "extract", "read_extract()")

    def __repr__(self) -> str:
        return f"<Extract: {self.rows} rows from {len(self.report)} file(s)>"

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of the files, and of what was put right in them."""
        return notices_of(self._extract.notices())

    @property
    def rows(self) -> int:
        """Number of rows kept."""
        return self._extract.rows

    @property
    def report(self) -> list[dict[str, Any]]:
        """What reading met, by file: ``file``, ``rows_in`` = ``rows_kept`` + ``rows_rejected``,
        ``windows_1252_values`` (distinct texts that are not UTF-8), ``unknown_columns`` (not read), ``absent_columns``
        and ``faults``: ``field``, ``fault``, ``rows``, the ``first_lines``, and ``row_rejected`` (otherwise the value
        was taken as missing).
        """
        return self._extract.report()

    def prepare(
        self,
        *,
        mode: str = "joined",
        period: PeriodLike | None = None,
        as_of: DayLike | None = None,
        mappings: Path | None = None,
        areas: Path | None = None,
        method: str = _core.DEFAULT_METHOD,
        accept_loss: float = _core.ACCEPTED_LOSS,
        threads: int = 0,
        progress: Progress | None = None,
    ) -> Prepared:
        """Make the department's main table; see `ascof.prepare` for the arguments."""
        how = _preparation(mode, period, as_of, mappings, areas, method, accept_loss, threads)
        made = Prepared(_core.prepare(self._extract, how, callback(progress)))
        tell(made.notices, self.notices)
        return made


class Prepared:
    """A main table and how it came about. Made by `Extract.prepare` or `prepare`."""

    def __init__(self, prepared: _core.Prepared) -> None:
        self._prepared = made_by(prepared, _core.Prepared, "prepared", "prepare()")
        self._records = Records(prepared.records())

    def __repr__(self) -> str:
        return f"<Prepared: {len(self.records.events)} events in {self.period}>"

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of the extract and of its preparation."""
        return notices_of(self._prepared.notices())

    @property
    def period(self) -> Period:
        """The period asked for, or found."""
        return Period(*self._prepared.period())

    @property
    def records(self) -> Records:
        """The main table, to evaluate measures on."""
        return self._records

    @property
    def attrition(self) -> list[dict[str, Any]]:
        """Why rows left, step by step: ``step``, ``reason``, ``rows_in``, ``rows_dropped``, ``rows_changed``,
        ``rows_out``; the ``rows_out`` of one step are the ``rows_in`` of the next.
        """
        return Table(_core.attrition(self._prepared)).to_dicts()

    @property
    def submissions(self) -> list[dict[str, Any]]:
        """The submissions chosen, with the period each speaks for; as in ``submissions.csv``."""
        return Table(_core.submissions(self._prepared)).to_dicts()

    @property
    def reporting_periods(self) -> list[dict[str, Any]]:
        """All submissions, with the period stated on their rows and the period their data covers (``Der_...``); as in
        ``reporting_periods.csv``.
        """
        return Table(_core.reporting_periods(self._prepared)).to_dicts()

    @property
    def unknown_values(self) -> list[dict[str, Any]]:
        """Texts that no mapping table knows: ``field``, ``value``, and the ``rows`` of the main table with them."""
        return Table(_core.unknown_values(self._prepared)).to_dicts()

    def write(self, folder: Path) -> None:
        """Write ``main_table.csv``, ``reporting_periods.csv``, ``submissions.csv``, ``attrition.csv``,
        ``unknown_values.csv`` and ``ingest_report.csv``.

        Raises:
            OutputError: the folder cannot be written.
        """
        path = path_text(folder, output=True)
        _core.check_output_folder(path)
        self._prepared.write(path)


class Records:
    """A main table: one cleaned row per event, the events of a person together. Made by `read_records` or `prepare`.

    A person is a person identifier within a council.
    """

    def __init__(self, records: _core.Records) -> None:
        self._records = made_by(records, _core.Records, "records", "read_records() or prepare()")

    def __repr__(self) -> str:
        return f"<Records: {len(self.events)} events of {self.people} people>"

    @property
    def events(self) -> Table:
        """The main table with the department's columns, in order of council, person, start, end and record number."""
        return Table(_core.events(self._records))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of the files and the preparation the records come from."""
        return notices_of(self._records.notices())

    @property
    def people(self) -> int:
        """Number of people."""
        return self._records.people()

    @property
    def councils(self) -> list[Council]:
        """The councils met, in order of code."""
        return [Council(*each) for each in self._records.councils()]

    @property
    def covers(self) -> Period | None:
        """Earliest reference period start to latest end; of a table without them, of the events. None when empty."""
        covers = self._records.covers()
        return None if covers is None else Period(*covers)

    @property
    def single(self) -> bool:
        """Whether the table was made from one submission a council, with costs (the dashboard's), or joined from the
        submissions of each quarter (ASCOF and waiting times).
        """
        return self._records.single()

    @property
    def report(self) -> list[dict[str, Any]]:
        """What reading the main table, or the extract it was prepared from, met; see `Extract.report`."""
        return self._records.report()

    def person_details(self, *, mappings: Path | None = None, threads: int = 0) -> PersonDetails:
        """Work out the latest known details of every person.

        Args:
            mappings: a folder with a ``map_Has_Unpaid_Carer.csv`` on top of the shipped one.
            threads: 0 for one per core.
        """
        details = _core.work_out_person_details(
            self._records, optional_path(mappings), whole_number(threads, "threads")
        )
        return PersonDetails(details)

    def read_person_details(self, file: Path, *, threads: int = 0) -> PersonDetails:
        """Read details that `persons` or the department wrote. People the records lack are left out."""
        return PersonDetails(
            _core.read_person_details(self._records, path_text(file), whole_number(threads, "threads"))
        )


class PersonDetails:
    """The latest known details of every person of some records. Made by `Records.person_details`.

    They come from all events, not from those of a period; only ages and the unpaid-carer flag depend on one.
    """

    def __init__(self, details: _core.PersonDetails) -> None:
        self._details = made_by(details, _core.PersonDetails, "details", "Records.person_details()")

    def __len__(self) -> int:
        return self._details.people()

    def at(self, period: PeriodLike) -> Table:
        """The department's columns as of a reporting period, one row a person: ages at its end."""
        return Table(_core.person_details_at(self._details, str(as_period(period))))

    def write(self, file: Path, period: PeriodLike) -> None:
        """Write ``person_details.csv`` for a reporting period.

        Raises:
            OutputError: the file cannot be written.
        """
        self.at(period).write(file)


def read_extract(
    files: Submission | Iterable[Submission],
    *,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    progress: Progress | None = None,
) -> Extract:
    """Read client level data: department-style or a council's own files, or tables that speak Arrow.

    Args:
        files: a path (a ``.csv`` or ``.csv.gz``, or a folder of them), the text ``"FILE@YYYY-MM-DD"``, a data frame or
            other table, a tuple ``(file, submitted_on)`` of one of those and its day of submission, or a list of any of
            them. What has no ImportDate needs its day of submission, or a ``submissions.csv`` beside the files that
            tells it; one file alone may do without.
        accept_loss: go on although up to this share of the rows, 0 to 1, is lost to faults: unreadable, without an
            identifier, on default days. The command has it in per cent (``--accept-loss 6`` is ``accept_loss=0.06``).
        threads: 0 for one per core. Nothing depends on the number but the time taken.
        progress: called with what is being done and the share done.

    Raises:
        InputError: a file that is missing, empty, no text, of another layout, or lacks a required column.
        UsageError: a day of submission that is no day.

    >>> extract = ascof.read_extract("examples/data/council/submissions/CLD_901_2023-07-30.csv.gz@2023-07-30")
    >>> extract.rows
    356
    """
    # An extract may be checked, and a check lists rows by their line.
    made = Extract(read_sources(files, accept_loss, threads, progress, keep_lines=True))
    tell(made.notices)
    return made


def prepare(
    files: Submission | Iterable[Submission],
    out: Path | None = None,
    *,
    mode: str = "joined",
    period: PeriodLike | None = None,
    as_of: DayLike | None = None,
    mappings: Path | None = None,
    areas: Path | None = None,
    method: str = _core.DEFAULT_METHOD,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    progress: Progress | None = None,
) -> Prepared:
    """Read client level data and make the department's main table, as ``ascof prepare`` does.

    Args:
        files: what `read_extract` takes.
        out: a folder for the tables; see `Prepared.write`.
        mode: ``"joined"``, the latest submission of every quarter put together (ASCOF, waiting times), or ``"single"``,
            one submission for twelve months with its cost lines (the dashboard).
        period: joined: quarters inside it are chosen for; single: must be covered as a whole. None: what the
            submissions cover, or the latest twelve months that one of them covers.
        as_of: submissions imported after this day are not looked at.
        mappings: a folder of ``map_<Field>.csv`` tables, on top of the shipped ones.
        areas: a list of councils: LA_Code, LA_Name, LA_Area_Code.
        method: the department's method, by date; one of `method_names`.
        accept_loss: as for `read_extract`.
        threads: 0 for one per core.
        progress: called with what is being done and the share done.

    Raises:
        InputError: a file cannot be read as it is, or no submission covers the period.
        UsageError: an argument makes no sense.
        OutputError: `out` cannot be written.
    """
    given = as_list(files)
    check_places(given, (areas, mappings), prepared=out)
    how = _preparation(mode, period, as_of, mappings, areas, method, accept_loss, threads)
    made = Prepared(_core.prepare(read_sources(given, accept_loss, threads, progress), how, callback(progress)))
    tell(made.notices)
    if out is not None:
        made.write(out)
    return made


def read_records(
    main_table: Source,
    *,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    progress: Progress | None = None,
) -> Records:
    """Read a main table, joined or single, written by `prepare` or by the department.

    Args:
        main_table: a path, or a table that speaks Arrow.
        accept_loss: as for `read_extract`, of rows that cannot be read.
        threads: 0 for one per core.
        progress: called with what is being done and the share done.

    Raises:
        InputError: the file or table cannot be read as it is.
    """
    made = _read_records(main_table, accept_loss, threads, progress)
    tell(made.notices)
    return made


def _read_records(main_table: Source, accept_loss: float, threads: int, progress: Progress | None) -> Records:
    accepted = share(accept_loss, "accept_loss")
    made = _core.read_records(readable(main_table), accepted, whole_number(threads, "threads"), callback(progress))
    return Records(made)


def persons(
    records: Records | Submission | Iterable[Submission],
    period: PeriodLike,
    out: Path | None = None,
    *,
    mappings: Path | None = None,
    areas: Path | None = None,
    as_of: DayLike | None = None,
    method: str = _core.DEFAULT_METHOD,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    progress: Progress | None = None,
) -> Table:
    """The latest details of every person for a reporting period, as ``ascof persons`` gives them.

    Args:
        records: records, a main table, or what `read_extract` takes, which is prepared first.
        period: ages are those at its end.
        out: a file to write.
        mappings: a folder of mapping tables, on top of the shipped ones.
        areas: as for `prepare`, as `as_of` and `method` are.
        as_of: submissions imported after this day are not looked at.
        method: the department's method, by date.
        accept_loss: as for `read_extract`.
        threads: 0 for one per core.
        progress: called with what is being done and the share done.
    """
    at = as_period(period)
    given = records if isinstance(records, Records) else as_list(records)
    check_places(given, (areas, mappings), files=[out])
    people = to_records(given, mappings, areas, as_of, method, accept_loss, threads, progress)
    tell(people.notices, people.notices if people is records else ())
    table = people.person_details(mappings=mappings, threads=threads).at(at)
    if out is not None:
        table.write(out)
    return table


def to_records(
    value: Records | Submission | Iterable[Submission],
    mappings: Path | None,
    areas: Path | None,
    as_of: DayLike | None,
    method: str,
    accept_loss: float,
    threads: int,
    progress: Progress | None,
) -> Records:
    """Records as they are, read from a main table, or prepared from an extract."""
    if isinstance(value, Records):
        return value
    how = _preparation("joined", None, as_of, mappings, areas, method, accept_loss, threads)
    given = as_list(value)
    if given and not isinstance(given[0], tuple):
        given[0] = first = readable(given[0])  # once only: some tables cannot hand themselves over again
        if _core.is_main_table(first):
            if len(given) == 1:
                return _read_records(first, accept_loss, threads, progress)
            raise UsageError(
                "a main table cannot be put together with other files; give the main table alone",
                code="bad_option",
                field="records",
            )
    return Prepared(_core.prepare(read_sources(given, accept_loss, threads, progress), how, callback(progress))).records


def _preparation(
    mode: str,
    period: PeriodLike | None,
    as_of: DayLike | None,
    mappings: Path | None,
    areas: Path | None,
    method: str,
    accept_loss: float,
    threads: int,
) -> _core.Preparation:
    return _core.make_preparation(
        text(mode, "mode"),
        None if period is None else str(as_period(period)),
        None if as_of is None else day_text(as_of),
        optional_path(mappings),
        optional_path(areas),
        text(method, "method"),
        share(accept_loss, "accept_loss"),
        whole_number(threads, "threads"),
    )
