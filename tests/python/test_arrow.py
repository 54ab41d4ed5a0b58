"""Tables of other libraries go in as files do, and every table goes out to them."""

import csv
import gc
import gzip
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import ascof
import pandas
import polars
import pyarrow
import pytest
from ascof import _core
from golden import AS_OF, JOINED, YEARS, Golden

DATES = ["Event_Start_Date", "Event_End_Date", "Date_of_Death"]
NUMBERS = ["Der_Birth_Year", "Der_Birth_Month", "Der_Unique_Record_ID"]


def texts_of(golden: Golden) -> pyarrow.Table:
    """The extract of a set as texts, an empty field as null."""
    with gzip.open(golden.input / "cld_raw.csv.gz", "rt", encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    columns = ([value or None for value in column] for column in zip(*rows, strict=True))
    return pyarrow.table([pyarrow.array(column, pyarrow.string()) for column in columns], names)


def with_types(table: pyarrow.Table, types: dict[str, pyarrow.DataType]) -> pyarrow.Table:
    """The table with some columns of other types."""
    return pyarrow.table(
        {name: table[name].cast(types[name]) if name in types else table[name] for name in table.column_names}
    )


def only_stream(table: Any) -> Any:
    """An object that has nothing but `__arrow_c_stream__`."""

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            return table.__arrow_c_stream__(requested_schema)

    return Stream()


def only_array(table: pyarrow.Table) -> Any:
    """An object that has nothing but `__arrow_c_array__`."""

    class Array:
        def __arrow_c_array__(self, requested_schema: object | None = None) -> object:
            return table.combine_chunks().to_batches()[0].__arrow_c_array__(requested_schema)

    return Array()


def reader(table: pyarrow.Table) -> Any:
    """A stream that can be read once only, in small batches."""
    return pyarrow.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=100))


dates = {name: pyarrow.date32() for name in DATES}
FORMS: dict[str, Callable[[pyarrow.Table], Any]] = {
    "pyarrow text": lambda table: table,
    "pyarrow large text": lambda table: with_types(table, dict.fromkeys(table.column_names, pyarrow.large_string())),
    "pyarrow text views": lambda table: with_types(table, dict.fromkeys(table.column_names, pyarrow.string_view())),
    "pyarrow dictionaries": lambda table: pyarrow.table(
        {name: table[name].dictionary_encode() for name in table.column_names}
    ),
    "pyarrow dates": lambda table: with_types(table, dates),
    "pyarrow timestamps": lambda table: with_types(
        with_types(table, dates), dict.fromkeys(DATES, pyarrow.timestamp("us"))
    ),
    "pyarrow numbers": lambda table: with_types(table, dict.fromkeys(NUMBERS, pyarrow.int64())),
    "pyarrow record batch": lambda table: table.combine_chunks().to_batches()[0],
    "read once": reader,
    "only __arrow_c_stream__": only_stream,
    "only __arrow_c_array__": only_array,
    "pandas text": lambda table: table.to_pandas(),
    "pandas categories": lambda table: table.to_pandas().astype("category"),
    "pandas timestamps": lambda table: with_types(table, dates).to_pandas(date_as_object=False),
    "polars text": polars.DataFrame,
    "polars categories": lambda table: polars.DataFrame(table).cast(polars.Categorical),
    "polars dates": lambda table: polars.DataFrame(with_types(table, dates)),
}


@pytest.fixture(scope="module")
def raw() -> pyarrow.Table:
    return texts_of(Golden("tiny"))


@pytest.mark.parametrize("form", FORMS)
def test_a_table_is_read_as_the_file_is(form: str, raw: pyarrow.Table, tiny: Golden) -> None:
    extract = ascof.read_extract(FORMS[form](raw))
    assert extract.rows == tiny.extract.rows
    prepared = extract.prepare(period=JOINED, as_of=AS_OF, mappings=tiny.input, areas=tiny.areas)
    assert prepared.records.events.to_dicts() == tiny.joined.records.events.to_dicts()
    assert prepared.attrition == tiny.joined.attrition
    assert prepared.unknown_values == tiny.joined.unknown_values


def test_several_tables_are_put_together_in_order_of_submission(council: Golden) -> None:
    with (council.input / "submissions.csv").open(newline="") as file:
        days = {row["file"]: row["submitted_on"] for row in csv.DictReader(file)}
    tables: list[tuple[polars.DataFrame, date | str]] = []
    for number, path in enumerate(council.files[5:] + council.files[:5]):
        frame = polars.read_csv(gzip.decompress(path.read_bytes()), infer_schema=False)
        day = date.fromisoformat(days[path.name])
        forms: list[date | str] = [str(day), day, datetime(day.year, day.month, day.day, 9)]
        tables.append((frame, forms[number % 3]))
    prepared = ascof.prepare(tables, period=JOINED, as_of=AS_OF, mappings=council.input, areas=council.areas)
    ours, theirs = prepared.records.events.to_dicts(), council.joined.records.events.to_dicts()
    assert ours == theirs
    assert prepared.reporting_periods == council.joined.reporting_periods


def test_measure_takes_a_table_of_either_kind_even_if_it_can_be_read_once(raw: pyarrow.Table, tiny: Golden) -> None:
    def measured(table: Any) -> list[dict[str, Any]]:
        return ascof.measure("ascof.2e", table, YEARS["2425"], mappings=tiny.input, as_of=AS_OF).to_dicts()

    expected = measured(tiny.files)
    assert measured(reader(raw)) == measured(raw) == measured([raw]) == expected
    main_table = pyarrow.table(measured_records(tiny).events)
    assert measured(main_table) == measured(reader(main_table)) == expected


def measured_records(tiny: Golden) -> ascof.Records:
    return ascof.prepare(tiny.files, mappings=tiny.input, as_of=AS_OF).records


# ---------------------------------------------------------------------------------------------------------- the way out


def test_a_main_table_comes_back_as_it_went_out(golden: Golden) -> None:
    for prepared in (golden.joined, golden.single):
        events = prepared.records.events
        rows = events.to_dicts()
        for form in (events, events.to_polars(), events.to_pandas(), pyarrow.table(events)):
            again = ascof.read_records(form)
            assert again.events.to_dicts() == rows
            assert again.single == prepared.records.single
            assert (again.people, again.councils, again.covers) == (
                prepared.records.people,
                prepared.records.councils,
                prepared.records.covers,
            )


def test_every_table_is_the_same_in_python_arrow_polars_pandas_and_csv(tiny: Golden, tmp_path: Any) -> None:
    tables = {"results": tiny.results, "details": tiny.details.at(YEARS["2526"]), "events": tiny.single.records.events}
    tables |= tiny.results.traces
    for name, table in tables.items():
        rows = table.to_dicts()
        assert len(rows) == len(table)
        assert pyarrow.table(table).to_pylist() == rows
        assert table.to_polars().to_dicts() == rows
        assert list(table.to_pandas().columns) == table.columns
        assert table.to_pandas().shape == (len(table), len(table.columns))
        table.write(tmp_path / "table.csv")
        with (tmp_path / "table.csv").open(newline="") as file:
            read = list(csv.DictReader(file))
        assert read == [{key: as_written(key, value) for key, value in row.items()} for row in rows], name


def as_written(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and column != "value":
        return f"{value:.2f}"  # costs
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)


def test_rows_are_what_the_table_holds(tiny: Golden) -> None:
    rows = list(tiny.results)
    known = len(ascof.Row._fields)
    assert list(ascof.Row._fields) == tiny.results.columns[:known]
    assert set(tiny.results.columns[known:]) >= {"age_band", "gender"}  # the dimensions of the breakdowns
    for row, values in zip(rows, tiny.results.to_dicts(), strict=True):
        assert row._asdict() == dict(list(values.items())[:known])
    assert all(isinstance(row.period_start, date) and isinstance(row.denominator, int) for row in rows)
    assert {row.status for row in rows if row.value is None} == {"no denominator"}


def test_types_of_columns(tiny: Golden) -> None:
    schema = dict(tiny.results.to_polars().schema)
    known = len(ascof.Row._fields)
    assert all(kind == polars.String for kind in list(schema.values())[known:])
    assert polars.Schema(list(schema.items())[:known]) == polars.Schema(
        {
            "measure": polars.String,
            "period_start": polars.Date,
            "period_end": polars.Date,
            "la_code": polars.String,
            "la_name": polars.String,
            "group": polars.String,
            "numerator": polars.Int64,
            "denominator": polars.Int64,
            "value": polars.Float64,
            "status": polars.String,
            "unknown": polars.Int64,
            "invalid": polars.Int64,
        }
    )
    types = pyarrow.table(tiny.single.records.events).schema
    assert types.field("Gender_Cleaned").type == pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    assert types.field("Event_Start_Date").type == pyarrow.date32()
    assert types.field("Der_Latest_Age").type == pyarrow.int32()
    assert types.field("Der_Unique_Record_ID").type == pyarrow.int64()
    assert types.field("Unit_Cost").type == pyarrow.float64()
    assert tiny.results.to_pandas()["period_start"].dtype.kind == "M"


def test_a_dictionary_holds_no_text_of_rows_that_were_left_out(tiny: Golden) -> None:
    """Identifiers of people who are not in the table must not leave with it."""
    column = pyarrow.table(tiny.joined.records.events)["LA_Person_Unique_Identifier"].combine_chunks()
    assert set(column.dictionary.to_pylist()) == set(column.to_pylist()) - {None}


def test_a_table_outlives_what_it_came_from(tiny: Golden) -> None:
    def make() -> pyarrow.Table:
        prepared = ascof.prepare(tiny.files, mappings=tiny.input)
        return pyarrow.table(prepared.records.events)

    table = make()
    gc.collect()
    assert table.to_pylist() == ascof.prepare(tiny.files, mappings=tiny.input).records.events.to_dicts()


def test_a_stream_that_nobody_reads_is_let_go(tiny: Golden) -> None:
    for _ in range(3):
        tiny.results.__arrow_c_stream__()
    assert "arrow_array_stream" in repr(tiny.results.__arrow_c_stream__())


# ------------------------------------------------------------------------------------------- producers that go wrong


class Producer:
    """Hands over whatever it was given."""

    def __init__(self, given: object) -> None:
        self.given = given

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


def test_a_capsule_is_taken_once(raw: pyarrow.Table) -> None:
    producer = Producer(raw.__arrow_c_stream__())
    assert ascof.read_extract(producer).rows == raw.num_rows
    with pytest.raises(ascof.InputError, match="the Arrow stream was read before; make it again"):
        ascof.read_extract(producer)


def test_a_refused_call_takes_no_stream(raw: pyarrow.Table) -> None:
    first, used = _core.Source(raw), _core.Source(raw)
    assert ascof.read_extract(used).rows == raw.num_rows
    with pytest.raises(ascof.InputError, match="the Arrow stream was read before; make it again"):
        ascof.read_extract([first, used])
    with pytest.raises(ascof.InputError, match="one Arrow stream was given twice; make it again"):
        ascof.read_extract([first, first])
    assert ascof.read_extract(first).rows == raw.num_rows


@pytest.mark.parametrize("given", [None, "stream", 3, object()], ids=repr)
def test_what_is_no_capsule_is_refused(given: object) -> None:
    with pytest.raises(TypeError, match="expected an Arrow capsule named arrow_array_stream"):
        ascof.read_extract(Producer(given))


def test_a_capsule_of_another_name_is_refused(raw: pyarrow.Table) -> None:
    with pytest.raises(TypeError, match="expected an Arrow capsule named arrow_array_stream"):
        ascof.read_extract(Producer(raw.schema.__arrow_c_schema__()))


def test_arrays_that_are_no_two_capsules_are_refused() -> None:
    class Array:
        def __arrow_c_array__(self, requested_schema: object | None = None) -> object:
            return ()

    with pytest.raises(TypeError, match="__arrow_c_array__ must return two capsules"):
        ascof.read_extract(Array())  # type: ignore[arg-type]


def test_what_a_producer_raises_comes_through() -> None:
    with pytest.raises(RuntimeError, match="no table today"):
        ascof.read_extract(Producer(RuntimeError("no table today")))


def test_a_producer_that_fails_on_the_way_is_an_input_error(raw: pyarrow.Table) -> None:
    def batches() -> Iterator[pyarrow.RecordBatch]:
        yield raw.to_batches()[0]
        raise RuntimeError("person 4857773456 is odd")

    with pytest.raises(ascof.InputError) as fault:
        ascof.read_extract(pyarrow.RecordBatchReader.from_batches(raw.schema, batches()))
    assert fault.value.code == "unreadable_file"
    assert fault.value.file == "table"
    assert "4857773456" not in str(fault.value)


def test_one_column_is_no_table(raw: pyarrow.Table) -> None:
    with pytest.raises(ascof.InputError, match="expected a table, found a single column; hand over"):
        ascof.read_extract(raw["Event_Type"])


def test_a_column_of_a_type_that_cannot_be_read_is_named(raw: pyarrow.Table) -> None:
    lists = raw.set_column(0, raw.column_names[0], pyarrow.array([[1]] * raw.num_rows))
    with pytest.raises(ascof.InputError) as fault:
        ascof.read_extract(lists)
    assert (fault.value.code, fault.value.field) == ("wrong_type", raw.column_names[0])


def test_missing_library_is_told(tiny: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match=r"to_polars\(\) needs polars"):
        tiny.results.to_polars()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"to_pandas\(\) needs pandas and pyarrow"):
        tiny.results.to_pandas()


def test_faults_of_a_table_are_counted_by_row() -> None:
    table = pandas.read_csv(
        io.StringIO(
            "LA_Code,LA_Person_Unique_Identifier,Date_of_Birth,Client_Type,Event_Type,Event_Start_Date,Event_End_Date,"
            "Event_Outcome,Service_Type,Service_Component,Delivery_Mechanism,Colour\n"
            "901,a,1950-01-01,Service user,Request,2024-04-01,2024-04-02,,,,,red\n"
            "901,b,1950-02-31,Service user,Request,2024-04-01,never,,,,,red\n"
        ),
        dtype=str,
    )
    (report,) = ascof.read_extract(table).report
    assert (report["file"], report["rows_in"], report["rows_kept"], report["rows_rejected"]) == ("table", 2, 1, 1)
    assert report["unknown_columns"] == ["Colour"]
    assert report["faults"] == [
        {"field": "Event_End_Date", "fault": "not a date", "rows": 1, "first_lines": [2], "row_rejected": True}
    ]
