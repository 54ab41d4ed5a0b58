"""Tables of records, and studies that put them together."""

from __future__ import annotations

import math
import numbers
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from ascof import _core
from ascof._checks import made_by, path_text, share, text, whole_number
from ascof._measures import Measures, names_of
from ascof._notices import Notice, notices_of, tell
from ascof._periods import DayLike, Period, day_text
from ascof._record_types import Rows, type_of
from ascof._records import Council, PersonDetails, Records
from ascof._sources import Path, Progress, Source, callback, is_table, optional_path, readable
from ascof._table import Table


class RowAccount(NamedTuple):
    """What became of the rows of a table: read = left_out + replaced + kept.

    Attributes:
        read: rows of the files.
        left_out: without a council that is known, a key, or a mandatory date.
        replaced: by a later row with the same key.
        kept: rows that stand.
    """

    read: int
    left_out: int
    replaced: int
    kept: int


class RecordTable(Table):
    """Rows of one kind of record, as they stand: texts as the field's list spells them. Made by `read_record_table`."""

    def __init__(self, table: _core.RecordTable) -> None:
        made = made_by(table, _core.RecordTable, "table", "read_record_table()")
        super().__init__(made.table())
        self._records = made

    def __repr__(self) -> str:
        return f"<RecordTable: {len(self)} rows of {self._records.type.name}>"

    @property
    def kind(self) -> str:
        """Name of the kind of record."""
        return self._records.type.name

    @property
    def rows(self) -> RowAccount:
        """What became of the rows."""
        return RowAccount(**dict(self._records.account()))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of the files and of their rows."""
        return notices_of(self._records.notices())

    @property
    def report(self) -> list[dict[str, Any]]:
        """What reading met, by file; see `Extract.report`."""
        return self._records.report()


Columns: TypeAlias = "Mapping[str, Sequence[object]]"
"""Rows in memory, by the name of the field: ``{"priority": ["Urgent", "Routine"]}``."""


def read_record_table(
    kind: type[Rows] | str,
    rows: Source | Iterable[Path] | Columns,
    *,
    councils: Iterable[str] = (),
    mappings: Mapping[str, Mapping[str, str]] | None = None,
    accept_loss: float = _core.ACCEPTED_LOSS,
    threads: int = 0,
    progress: Progress | None = None,
) -> RecordTable:
    """Read rows of one kind of record: of one's own (`Record`) or of one that comes with the library.

    Blanks around texts are taken off. Empty texts, the text NULL and values outside a field's list are missing. Rows
    without a key or a mandatory date are left out, and of several rows with one key the last stands.

    Args:
        kind: the class of the kind of record, or the name of one that comes with the library.
        rows: a path (a ``.csv`` or ``.csv.gz``), several paths, a data frame or other table that speaks Arrow, or a
            dictionary of columns in memory, whose values are texts, numbers, days or None.
        councils: codes of the councils there are: rows of others are left out. Empty: all stand.
        mappings: by field, what files hold and which value of its list that is, before what comes with the library:
            ``{"priority": {"P1": "Urgent"}}``.
        accept_loss: share of the rows that may be left out before the table is refused; 1 accepts any loss.
        threads: 0 for one per core.
        progress: called with what is being done and the share done.

    Raises:
        InputError: a file or table cannot be read as it is, or loses more rows than accepted.
        UsageError: a column in memory or a mapping is of no field.

    >>> rows = {"concern_id": ["c1", "c2"], "la_code": ["901"] * 2, "date_received": ["2024-05-01", None]}
    >>> table = ascof.read_record_table("safeguarding_concern", rows)
    >>> table.rows
    RowAccount(read=2, left_out=1, replaced=0, kept=1)
    """
    of = type_of(kind)
    wording = [
        (text(field, "mappings"), [(text(written, "mappings"), text(value, "mappings")) for written, value in of_field])
        for field, of_field in ((field, values.items()) for field, values in (mappings or {}).items())
    ]
    if isinstance(councils, str):
        raise TypeError("expected councils as a list of codes, got a text")
    listed = [text(code, "councils") for code in councils]
    how = _core.make_reading(listed, wording, share(accept_loss, "accept_loss"), whole_number(threads, "threads"))
    made = RecordTable(_read(of, rows, how, progress))
    tell(made.notices)
    return made


def _read(
    of: _core.RecordType, rows: Source | Iterable[Path] | Columns, how: _core.Reading, progress: Progress | None
) -> _core.RecordTable:
    if isinstance(rows, Mapping) and not is_table(rows):
        return _core.read_record_columns(of, [(text(name, "rows"), _texts(name, rows[name])) for name in rows], how)
    if isinstance(rows, (str, os.PathLike, _core.Source)) or is_table(rows):
        found = readable(rows)
        if isinstance(found, str):
            return _core.read_record_files(of, [found], how, callback(progress))
        return _core.read_record_source(of, found, how, callback(progress))
    if isinstance(rows, Iterable):
        files = [path_text(each) for each in rows]
        return _core.read_record_files(of, files, how, callback(progress))
    raise TypeError(f"expected rows as a path, a table or a dictionary of columns, got {type(rows).__name__}")


def _texts(name: str, values: Sequence[object]) -> list[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"expected the column {name} as a list of values, got {type(values).__name__}")
    return [_text(name, value) for value in values]


def _text(name: str, value: object) -> str:
    """A value as a file would hold it. Messages name its type only."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, numbers.Number):
        return str(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ";".join(_text(name, part) for part in value)
    raise TypeError(f"expected the column {name} as texts, numbers, days or None, got one of {type(value).__name__}")


class Study:
    """What measures are computed from: client level records, tables of other kinds of record, councils, populations and
    hospital episodes, put together once.

    A person of another table is the person with that reference (or identifier) in the client level records of the
    council. Rows that name nobody stand with the row they belong to by a link; without one they count where rows are
    counted, and never where people are.

    >>> rows = {"concern_id": ["c1"], "la_code": ["901"], "person_id": ["p1"], "date_received": ["2024-05-01"]}
    >>> study = ascof.Study(tables=[ascof.read_record_table("safeguarding_concern", rows)])
    >>> study.people
    1
    """

    def __init__(
        self,
        records: Records | None = None,
        tables: Iterable[RecordTable] = (),
        *,
        details: PersonDetails | Path | None = None,
        mappings: Path | None = None,
        areas: Path | None = None,
        population: Path | None = None,
        hospital: Source | None = None,
        lsoa: Source | None = None,
        folder: Path | None = None,
        as_of: DayLike | None = None,
        data_start: DayLike | None = None,
        accept_loss: float = _core.ACCEPTED_LOSS,
        threads: int = 0,
    ) -> None:
        """Put tables together.

        Args:
            records: client level records.
            tables: of other kinds of record, one of each.
            details: details of the people in `records`, or a file of them; None: they are worked out.
            mappings: a folder of mapping tables on top of the shipped ones, for the details.
            areas: a list of councils: LA_Code, LA_Name, LA_Area_Code. Each gets a row in every group. None: the
                councils of the tables.
            population: a population table (Code, Gender, Age_Band, Population), for rates.
            hospital: hospital episodes, as a file or table, for ASCOF 2D.
            lsoa: areas of residence, with `hospital`.
            folder: a folder of tables, as the command's ``--tables``: a ``.csv`` or ``.csv.gz`` named by each kind of
                record that is not among `tables`, and ``ref_la``, ``ref_population``, ``ref_standard`` and
                ``parameters`` for what is not given otherwise. A kind without a file has no rows.
            as_of: the day the data are from, after which nothing can be known; None: as ``parameters`` say, or not
                known.
            data_start: the first day that the data cover; None: likewise.
            accept_loss: share of the rows of a table in `folder`, and of the hospital episodes, that may be lost to
                faults before they are refused.
            threads: 0 for one per core.

        Raises:
            UsageError: two tables of a kind, links in a circle, or rows without a council in a study of several.
            InputError: a file cannot be read as it is.
        """
        if records is not None and not isinstance(records, Records):
            raise TypeError(
                f"expected records as ascof.read_records() or .prepare() makes them, got {type(records).__name__}; "
                "other tables are given as tables=[...]"
            )
        self._tables = _listed(tables)
        self._records = records
        known = None
        if records is not None:
            if isinstance(details, PersonDetails):
                known = details
            elif details is not None:
                known = records.read_person_details(details, threads=threads)
            else:
                known = records.person_details(mappings=mappings, threads=threads)
        elif details is not None:
            raise TypeError("details are of the people in records, and there are none")
        episodes = _core.read_hospital(
            None if hospital is None else readable(hospital),
            None if lsoa is None else readable(lsoa),
            share(accept_loss, "accept_loss"),
            whole_number(threads, "threads"),
            None,
        )
        self._study = _core.make_study(
            None if records is None else records._records,
            None if known is None else known._details,
            [table._records for table in self._tables],
            optional_path(areas),
            optional_path(population),
            episodes,
            optional_path(folder),
            _core.make_reading([], [], share(accept_loss, "accept_loss"), whole_number(threads, "threads")),
            None if as_of is None else day_text(as_of),
            None if data_start is None else day_text(data_start),
        )
        given = {table.kind for table in self._tables}
        read = (RecordTable(made) for made in self._study.tables() if made.type.name not in given)
        self._tables += tuple(table for table in read if table.rows.read > 0)
        told = [
            *(() if records is None else records.notices),
            *(n for table in self._tables for n in table.notices if table.kind in given),
        ]
        tell(self.notices, told)

    def __repr__(self) -> str:
        parts = [] if self._records is None else [f"{len(self._records.events)} events"]
        parts += [f"{len(table)} rows of {table.kind}" for table in self._tables]
        return f"<Study: {', '.join(parts) or 'nothing'}>"

    @property
    def records(self) -> Records | None:
        """Client level records, if there are any."""
        return self._records

    @property
    def tables(self) -> dict[str, RecordTable]:
        """Tables of other kinds of record, by the name of the kind."""
        return {table.kind: table for table in self._tables}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of all that went in, and of how it fits together."""
        return notices_of(self._study.notices())

    @property
    def people(self) -> int:
        """Number of people in any of the tables."""
        return self._study.people()

    @property
    def councils(self) -> list[Council]:
        """The councils met, in order of code."""
        return [Council(*each) for each in self._study.councils()]

    @property
    def covers(self) -> Period | None:
        """From the first day to the last that the tables speak of. None when they speak of none."""
        covers = self._study.covers()
        return None if covers is None else Period(*covers)

    def can_answer(self, measures: Measures = "everything") -> list[str]:
        """Ids of those measures that can be computed from what the study has.

        Args:
            measures: as for `evaluate`.
        """
        return [measure for measure, lacks in self._study.missing_for(*names_of(measures)) if not lacks]

    def missing_for(self, measures: Measures = "everything") -> dict[str, str]:
        """What is missing for each of those measures that cannot be computed, by their ids.

        Args:
            measures: as for `evaluate`.

        >>> ascof.Study().missing_for("ascof.2e")
        {'ascof.2e': 'client level records'}
        """
        return {measure: lacks for measure, lacks in self._study.missing_for(*names_of(measures)) if lacks}


def _listed(tables: Iterable[RecordTable]) -> tuple[RecordTable, ...]:
    if isinstance(tables, RecordTable):
        return (tables,)
    if isinstance(tables, str) or not isinstance(tables, Iterable):
        raise TypeError(f"expected tables as a list of ascof.read_record_table(...), got {type(tables).__name__}")
    listed = tuple(tables)
    for each in listed:
        if not isinstance(each, RecordTable):
            raise TypeError(
                f"expected tables as a list of ascof.read_record_table(...), got one of {type(each).__name__}"
            )
    return listed
