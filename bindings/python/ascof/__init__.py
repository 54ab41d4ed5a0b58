"""English adult social care performance measures from client level data.

    >>> import ascof
    >>> data = "examples/data/council"
    >>> prepared = ascof.prepare(sorted(pathlib.Path(data, "submissions").glob("*.csv.gz")), mappings=data)
    >>> results = ascof.evaluate("ascof.2e", prepared.records, ascof.financial_year(2024), trace=True)

The path of the data: `read_extract` -> `Extract.prepare` -> `Records` -> `evaluate` -> `Results`. The verbs `prepare`,
`persons`, `measure` and `check` do what the command does in one call. Measures of one's own are written with
`ascof.algebra`. Tables of other kinds of record, one's own (`Record`) or those of `ascof.tables`, are read by
`read_record_table` and stand beside the main table in a `Study`.
Tables of pandas, Polars, PyArrow and DuckDB go in, and every table goes out to them, through the Arrow PyCapsule
interface; none of them is needed. `ascof.statistics` has the intervals, comparisons and charts of figures, on numpy
arrays; it is loaded when first used.
"""

from typing import TYPE_CHECKING, Any

from ascof import _core
from ascof import algebra as algebra
from ascof._algebra import Date, Number, Text, Texts
from ascof._changes import Changes, Target, compare, explain_change
from ascof._errors import Error, InputError, OutputError, UsageError
from ascof._measures import Figure, Measure, catalogue, describe, method_names
from ascof._notices import DataWarning, Notice
from ascof._periods import Period, financial_year, financial_years, months, period, quarters, rolling
from ascof._quality import Check, check
from ascof._record_types import (
    Declaration,
    Field,
    Record,
    council,
    end,
    field,
    key,
    link,
    person,
    record_type,
    record_types,
    start,
)
from ascof._records import (
    Council,
    Extract,
    PersonDetails,
    Prepared,
    Records,
    persons,
    prepare,
    read_extract,
    read_records,
)
from ascof._results import Published, Results, Row, State, evaluate, measure, nearest_councils
from ascof._study import RecordTable, RowAccount, Study, read_record_table
from ascof._table import Table

if TYPE_CHECKING:
    from ascof import statistics, tables

__version__ = _core.version()

__all__ = [
    "Changes",
    "Check",
    "Council",
    "DataWarning",
    "Date",
    "Declaration",
    "Error",
    "Extract",
    "Field",
    "Figure",
    "InputError",
    "Measure",
    "Notice",
    "Number",
    "OutputError",
    "Period",
    "PersonDetails",
    "Prepared",
    "Published",
    "Record",
    "RecordTable",
    "Records",
    "Results",
    "Row",
    "RowAccount",
    "State",
    "Study",
    "Table",
    "Target",
    "Text",
    "Texts",
    "UsageError",
    "__version__",
    "catalogue",
    "check",
    "compare",
    "council",
    "describe",
    "end",
    "evaluate",
    "explain_change",
    "field",
    "financial_year",
    "financial_years",
    "key",
    "link",
    "measure",
    "method_names",
    "months",
    "nearest_councils",
    "period",
    "person",
    "persons",
    "prepare",
    "quarters",
    "read_extract",
    "read_record_table",
    "read_records",
    "record_type",
    "record_types",
    "rolling",
    "start",
    "statistics",
    "tables",
]


def __getattr__(name: str) -> Any:
    # Loading numpy takes longer than all else here, and most calls need none; few need the shipped kinds of record.
    if name in ("statistics", "tables"):
        import importlib

        return importlib.import_module(f"ascof.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# What users meet is called as they import it.
for _name in __all__:
    if hasattr(globals().get(_name), "__module__"):
        globals()[_name].__module__ = __name__
del _name
