"""What can be read: files, and tables of other libraries."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeGuard

from ascof import _core
from ascof._checks import whole_number
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


def path_text(value: Path) -> str:
    """A path as text."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"expected a path, got {type(value).__name__}")
    return _without_nul(os.fspath(value))


def _without_nul(path: str) -> str:
    """A path that the system can have."""
    if "\0" in path:
        raise InputError("a path holds a NUL character; check how it was made", code="missing_file")
    return path


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
            texts[name] = [None if none else str(value) for value, none in zip(texts[name], missing, strict=True)]
        return _core.Source(texts)
    except Exception:  # likewise
        pass
    raise InputError(
        f"table: a column of {', '.join(map(str, names)) or 'it'} cannot be handed over through Arrow; "
        'turn it into text first: table[name] = table[name].astype("string")',
        code="wrong_type",
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
        return _without_nul(os.fspath(value))
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


def once(value: Submission | Iterable[Submission]) -> Submission | list[Submission]:
    """Sources that can be gone through twice, also when they were handed in as an iterator."""
    if isinstance(value, (str, os.PathLike, tuple, _core.Source)) or is_table(value):
        return value
    return as_list(value)


def read_extract(value: Submission | Iterable[Submission], threads: int, progress: Progress | None) -> _core.Extract:
    """Read the files or tables of an extract."""
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
    if tables:
        return _core.read_extract_tables(tables, whole_number(threads, "threads"), callback(progress))
    return _core.read_extract_files(files, whole_number(threads, "threads"), callback(progress))


def check_places(
    sources: object,
    inputs: Iterable[Path | Source | None],
    *,
    files: Iterable[Path | None] = (),
    prepared: Path | None = None,
    traces: Path | None = None,
    department: Path | None = None,
    what: _core.Evaluation | None = None,
) -> None:
    """Refuse places where nothing can be written, or where an input or another output is, before anything is read."""
    given: list[object] = (
        [sources]
        if isinstance(sources, (str, os.PathLike, tuple))
        else list(sources)
        if isinstance(sources, list)
        else []
    )
    named = [each[0] if isinstance(each, tuple) and each else each for each in given]
    written = [path_text(each) for each in files if each is not None]
    if not written and prepared is None and traces is None and department is None:
        return
    _core.check_places(
        [os.fspath(each) for each in named if isinstance(each, (str, os.PathLike))],
        [os.fspath(each) for each in inputs if isinstance(each, (str, os.PathLike))],
        written,
        optional_path(prepared),
        optional_path(traces),
        optional_path(department),
        what,
    )


def callback(progress: Progress | None) -> Progress | None:
    """A callback for progress, if there is one."""
    if progress is None or callable(progress):
        return progress
    raise TypeError(f"expected progress as a callable, got {type(progress).__name__}")


def _moment(value: DayLike | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"expected submitted_on as a date or a text such as '2026-04-23', got {type(value).__name__}")
