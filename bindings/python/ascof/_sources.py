"""What can be read: files, and tables of other libraries."""

from __future__ import annotations

import numbers
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeGuard

from ascof import _core, _formats
from ascof._checks import path_text, share, text, whole_number
from ascof._errors import InputError
from ascof._periods import DayLike


class ArrowStream(Protocol):
    """A table that hands itself over as an Arrow stream, as those of pandas, Polars, PyArrow and DuckDB do."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule named ``arrow_array_stream``."""


class ArrowArray(Protocol):
    """A table that hands itself over as one Arrow array."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Capsules named ``arrow_schema`` and ``arrow_array``."""


Path: TypeAlias = "str | os.PathLike[str]"
ArrowTable: TypeAlias = "ArrowStream | ArrowArray"
Source: TypeAlias = "Path | ArrowTable | _core.Source"
Submission: TypeAlias = "Source | tuple[Source, DayLike]"
"""A file or table of client level data, alone or as ``(file, submitted_on)``."""

Progress: TypeAlias = "Callable[[str, float], object]"
"""Called now and then, on the calling thread, with what is being done and the share of it that is done (0 to 1)."""


def is_table(value: object) -> TypeGuard[ArrowTable]:
    """Whether a value speaks the Arrow PyCapsule interface."""
    return hasattr(value, "__arrow_c_stream__") or hasattr(value, "__arrow_c_array__")


def _exported(table: ArrowTable) -> _core.Source:
    """A table through Arrow. What a producer raises comes through, but for data frames of pandas: the message of a
    conversion quotes the value that it stumbled over. Their columns that hold texts and numbers or dates together, as
    reading a workbook gives them, go as texts, or are refused by name.
    """
    if not all(hasattr(table, name) for name in ("columns", "dtypes", "copy", "isna")):
        return _core.Source(table)
    frame: Any = table
    if len(set(map(str, frame.columns))) != len(frame.columns):
        raise InputError("table: two columns have one name; rename one of them", code="repeated_column")
    try:
        return _core.Source(frame)
    except Exception:  # its message may hold a value
        pass
    names = [name for name in frame.columns if str(frame.dtypes[name]) == "object"]
    try:
        texts = frame.copy()
        for name in names:
            missing = texts[name].isna()
            texts[name] = [
                None if none else _cell_text(value, name) for value, none in zip(texts[name], missing, strict=True)
            ]
        return _core.Source(texts)
    except InputError:
        raise
    except Exception:  # likewise
        pass
    raise InputError(
        f"table: a column of {', '.join(map(str, names)) or 'it'} cannot be handed over through Arrow; "
        'turn it into text first: table[name] = table[name].astype("string")',
        code="wrong_type",
    )


def _cell_text(value: object, column: object) -> str:
    """A value of a column of mixed ones as text. What is no single value has no text that a field could hold."""
    if isinstance(value, (str, numbers.Number, date)) and not isinstance(value, complex):
        return str(value)
    raise InputError(
        f"table: column {column} holds values of type {type(value).__name__}, and a field holds one text, number or "
        "date; take one value out of each, or leave the column out",
        code="wrong_type",
        field=str(column),
    )


def optional_path(value: Path | None) -> str | None:
    """A path as text, if there is one."""
    return None if value is None else path_text(value)


def readable(value: Source) -> str | _core.Source:
    """One file or table as the core takes it."""
    if isinstance(value, _core.Source):
        return value
    if is_table(value):
        return _exported(value)
    if isinstance(value, (str, os.PathLike)):
        return path_text(value)
    raise TypeError(f"expected a path or a table that speaks Arrow, got {type(value).__name__}")


def as_list(value: Submission | Iterable[Submission]) -> list[Submission]:
    """One submission or several, as a list. A tuple is one: (file, submitted_on)."""
    if isinstance(value, (str, os.PathLike, tuple, _core.Source)) or is_table(value):
        return [value]
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(
        "expected a path, a table that speaks Arrow, (file, submitted_on) or a list of those, "
        f"got {type(value).__name__}"
    )


def read_extract(
    value: Submission | Iterable[Submission],
    accept_loss: float,
    threads: int,
    progress: Progress | None,
    *,
    keep_lines: bool = False,
) -> _core.Extract:
    """Read the files or tables of an extract; `keep_lines` for lists that name rows by their line."""
    files: list[tuple[str, str | None]] = []
    tables: list[tuple[_core.Source, str | None]] = []
    for each in as_list(value):
        if isinstance(each, tuple) and len(each) != 2:
            raise TypeError(f"expected (file, submitted_on), got a tuple of {len(each)}; several files go in a list")
        source, day = each if isinstance(each, tuple) else (each, None)
        found = readable(source)
        submitted_on = _moment(day)
        if _core.is_main_table(found):
            raise InputError(
                f"{found if isinstance(found, str) else 'table'}: this is a main table, prepared already; "
                "give it to ascof.read_records() or ascof.measure()",
                code="bad_option",
                file=found if isinstance(found, str) else "table",
            )
        if isinstance(found, str):
            files.append((found, submitted_on))
        else:
            tables.append((found, submitted_on))
    if files and tables:
        raise TypeError("files and tables cannot be read together; read the files into tables, or write the tables")
    accepted, workers, tell = share(accept_loss, "accept_loss"), whole_number(threads, "threads"), callback(progress)
    if tables:
        return _core.read_extract_tables(tables, accepted, keep_lines, workers, tell)
    return _core.read_extract_files(files, accepted, keep_lines, workers, tell)


def check_places(
    sources: object,
    inputs: Iterable[object],
    *,
    files: Iterable[Path | None] = (),
    page: Path | None = None,
    prepared: Path | None = None,
    traces: Path | None = None,
    department: Path | None = None,
    failing_rows: Path | None = None,
    measures: tuple[list[str], list[_core.Measure]] = ([], []),
) -> None:
    """Refuse places where nothing can be written, or where an input or another output is, before anything is read.

    Args:
        sources: a list of submissions or main tables; tables of other libraries are passed over, as records are.
        inputs: other inputs: files, and folders of files; what is neither is passed over.
        files: tables, each of the kind that its ending says.
        page: a web page.
        prepared: the folder of a prepared set.
        traces: the folder of the people behind figures.
        department: the folder of the department's tables.
        failing_rows: the folder of the rows that fail a check.
        measures: what `traces` will be of.
    """
    written = [path_text(each, output=True) for each in files if each is not None]
    kinds = [(path, _formats.ending_written(path)) for path in written]
    if page is not None:
        kinds.append((path_text(page, output=True), ".html"))
    folders = [
        None if each is None else path_text(each, output=True) for each in (prepared, traces, department, failing_rows)
    ]
    if not kinds and folders == [None] * len(folders):
        return
    given = (
        [each[0] if isinstance(each, tuple) and each else each for each in sources]
        if isinstance(sources, (list, tuple))
        else []
    )
    _core.check_places(
        [path_text(each) for each in given if isinstance(each, (str, os.PathLike))],
        [path_text(each) for each in inputs if isinstance(each, (str, os.PathLike))],
        kinds,
        folders[0],
        folders[1],
        folders[2],
        folders[3],
        measures[0],
        measures[1],
    )


def callback(progress: Progress | None) -> Progress | None:
    """A callback for progress, if there is one."""
    if progress is None or callable(progress):
        return progress
    raise TypeError(f"expected progress as a callable, got {type(progress).__name__}")


def _moment(value: DayLike | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return text(value, "submitted_on")
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"expected submitted_on as a date or a text such as '2026-04-23', got {type(value).__name__}")
