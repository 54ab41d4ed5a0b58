"""Kinds of files besides CSV, written by the libraries that know them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ascof._errors import OutputError

if TYPE_CHECKING:
    from ascof._table import Table

_SHEET_ROWS = 1_048_576


def _parquet(table: Table, file: str) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(table), file)


def _feather(table: Table, file: str) -> None:
    import pyarrow.feather

    pyarrow.feather.write_feather(pyarrow.table(table), file)


def _workbook(table: Table, file: str) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("ascof")

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        # Said to be a text: what begins with = would else be a formula.
        made = WriteOnlyCell(sheet, value=_without_controls(value))
        made.data_type = "s"
        return made

    sheet.append([cell(name) for name in table.columns])
    for row in table._table.rows():
        sheet.append([cell(value) for value in row])
    book.save(file)


def _without_controls(text: str) -> str:
    """A text without the characters that a workbook cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


_WRITERS: dict[str, tuple[str, Callable[[Table, str], None]]] = {
    ".parquet": ("pyarrow", _parquet),
    ".feather": ("pyarrow", _feather),
    ".arrow": ("pyarrow", _feather),
    ".xlsx": ("openpyxl", _workbook),
}


def writes(path: str) -> bool:
    """Whether the name is that of a kind that `write` makes."""
    return _ending(path) in _WRITERS


def ending_written(path: str) -> str:
    """The ending of the kind that `Table.write` makes under a name, whose library is there."""
    if not writes(path):
        return ".csv"
    library = _WRITERS[_ending(path)][0]
    try:
        import_module(library)
    except ImportError:
        raise _refused(
            path,
            f"a file of the kind {_ending(path)} needs the library {library}, which is not installed; "
            f"install it (pip install {library}), or name the file .csv",
        ) from None
    return _ending(path)


def write(table: Table, path: str) -> None:
    """Write a table as the kind of file that its name says. The file appears whole or not at all."""
    import tempfile  # brings much along, and few sessions write such files

    ending_written(path)
    writer = _WRITERS[_ending(path)][1]
    if _ending(path) == ".xlsx" and len(table) >= _SHEET_ROWS:
        raise _refused(
            path, f"a sheet holds {_SHEET_ROWS:,} rows, and the table has more; name the file .csv or .parquet"
        )
    if os.path.isdir(path):  # noqa: PTH112 (a text that need not be a path of this system)
        raise _refused(path, "this is a folder; give the name of a file")
    place = os.path.realpath(path)
    folder = os.path.dirname(place)  # noqa: PTH120
    beside = None
    try:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
        os.close(handle)
        writer(table, beside)
        os.chmod(beside, 0o666 & ~_mask())  # noqa: PTH101 (as any new file, where mkstemp's are for one user only)
        os.replace(beside, place)  # noqa: PTH105
        beside = None
    except OSError as fault:
        raise _refused(path, f"the file cannot be written ({fault.strerror or fault}); choose another place") from None
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)  # noqa: PTH108


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # noqa: PTH122


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refused(path: str, text: str) -> OutputError:
    return OutputError(f"{path}: {text}", code="unwritable_output", file=path)
