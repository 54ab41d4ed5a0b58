"""Tables on their way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ascof import _core, _formats
from ascof._checks import made_by, path_text
from ascof._sources import Path

if TYPE_CHECKING:
    import pandas
    import polars


class Table:
    """Rows and named columns that any Arrow library can take without copying: ``polars.DataFrame(table)``,
    ``pyarrow.table(table)``, ``duckdb.sql("from table")``.

    Texts that repeat are dictionary-encoded, days are dates, a missing value is null (None in `to_dicts`).
    """

    _table: _core.Table

    def __init__(self, table: _core.Table) -> None:
        self._table = made_by(table, _core.Table, "table", "the package")

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} rows, {len(self.columns)} columns>"

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow stream, in its own types whatever is requested."""
        return self._table.__arrow_c_stream__()

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return self._table.columns

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dictionary a row."""
        names = self.columns
        return [dict(zip(names, row, strict=True)) for row in self._table.rows()]

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame. Needs pandas and PyArrow."""
        try:
            import pandas  # noqa: F401
            import pyarrow
        except ImportError as missing:
            raise ImportError(f"to_pandas() needs pandas and pyarrow, and {missing.name} is not installed") from missing
        return pyarrow.table(self).to_pandas(date_as_object=False)

    def to_polars(self) -> polars.DataFrame:
        """A Polars data frame. Needs Polars."""
        try:
            import polars
        except ImportError as missing:
            raise ImportError("to_polars() needs polars, which is not installed") from missing
        return polars.DataFrame(self)

    def write(self, file: Path) -> None:
        """Write a file of the kind that its ending says; it appears whole or not at all.

        CSV (ISO dates, an empty field for a missing value), packed under a name that ends in ``.csv.gz``; with PyArrow
        ``.parquet``, ``.feather`` and ``.arrow``, with openpyxl ``.xlsx``.

        In CSV a text that a spreadsheet would take for a formula has an apostrophe in front.

        Raises:
            OutputError: the file cannot be written, its name is that of another kind of file, or a library is missing.
        """
        path = path_text(file, output=True)
        if _formats.writes(path):
            _formats.write(self, path)
        else:
            self._table.write(path)
