"""Bad input raises the right exception: one line with the place, what was expected and what to do, and nobody in it."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ascof
import pandas
import pytest
from golden import Golden

HEADER = (
    "LA_Code,LA_Person_Unique_Identifier,Date_of_Birth,Client_Type,Event_Type,Event_Start_Date,Event_End_Date,"
    "Event_Outcome,Service_Type,Service_Component,Delivery_Mechanism"
)
ROW = "901,P4857773456,1950-01-31,Service user,Request,2024-04-01,2024-04-02,,,,"
PERSONAL = ("4857773456", "1950-01-31", "1950")


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(kind: type[ascof.Error], call: Callable[[], object]) -> ascof.Error:
    """The exception of a call that must fail, after a look at what every one of them promises."""
    with pytest.raises(ascof.Error) as caught:
        call()
    fault = caught.value
    assert type(fault) is kind
    text = str(fault)
    assert "\n" not in text
    assert not any(value in text for value in PERSONAL)
    assert "--" not in text, "options of the command are arguments here"
    assert fault.code
    assert fault.file is None or text.startswith(fault.file)
    return fault


@pytest.mark.parametrize(
    ("content", "code", "line", "field", "text"),
    [
        (b"", "empty_file", None, None, "the file is empty"),
        (HEADER + "\n", "no_rows", None, None, "no rows"),
        (HEADER.replace("Event_Type", "Event_Tpye") + "\n" + ROW, "missing_column", 1, "Event_Type", 'did you mean "Event_Tpye"?'),
        (HEADER + ",Event Type\n" + ROW + ",Something else", "repeated_column", 1, "Event_Type", "two columns are this field"),
        (HEADER + "\n" + ROW + '\n901,"P4857773456', "unclosed_quote", 3, None, "quote"),
        (HEADER + "\n" + ROW + "\n901,P4857773456", "field_count", 3, None, "2 of 11 fields"),
        (HEADER + "\n" + ROW + ",,,x", "field_count", 2, None, "14 fields"),
        (HEADER.encode() + b"\n" + ROW.encode().replace(b"P4", b"P\0004"), "not_text", 2, None, "NUL"),
        ((HEADER + "\n" + ROW).encode("utf-16"), "not_text", None, None, "UTF-16"),
        (b"PK\x03\x04" + b"\x00" * 60, "not_text", None, None, ""),
        (HEADER.replace("LA_Person_Unique_Identifier", "Shoe_Size") + "\n" + ROW, "missing_column", 1, "NHS_Number", "person"),
    ],
    ids=[
        "empty", "header only", "misspelt column", "two columns of one field", "open quote", "too few fields",
        "too many fields", "NUL", "UTF-16", "workbook", "nobody",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(
    content: str | bytes, code: str, line: int | None, field: str | None, text: str, tmp_path: Path
) -> None:
    file = written(tmp_path / "extract.csv", content)
    fault = refused(ascof.InputError, lambda: ascof.read_extract(file))
    assert (fault.code, fault.file, fault.field) == (code, str(file), field)
    if line is not None:
        assert fault.line == line
    assert text in str(fault)


CALLS: dict[str, tuple[type[ascof.Error], str, str | None, str, Callable[[Golden, Path], object]]] = {
    "missing file": (ascof.InputError, "missing_file", None, "there is no such file",
        lambda tiny, tmp: ascof.read_extract(tmp / "none.csv")),
    "missing main table": (ascof.InputError, "missing_file", None, "there is no such file",
        lambda tiny, tmp: ascof.read_records(tmp / "none.csv")),
    "missing areas": (ascof.InputError, "missing_file", None, "there is no such file",
        lambda tiny, tmp: tiny.extract.prepare(areas=tmp / "none.csv")),
    "missing mappings": (ascof.InputError, "missing_file", None, "",
        lambda tiny, tmp: tiny.extract.prepare(mappings=tmp / "none")),
    "missing population": (ascof.InputError, "missing_file", None, "there is no such file",
        lambda tiny, tmp: ascof.evaluate("ascof.2b", tiny.joined.records, population=tmp / "none.csv")),
    "missing details": (ascof.InputError, "missing_file", None, "there is no such file",
        lambda tiny, tmp: ascof.evaluate("ascof.2e", tiny.joined.records, details=tmp / "none.csv")),
    "empty folder": (ascof.InputError, "missing_file", None, "the folder holds no .csv",
        lambda tiny, tmp: ascof.read_extract(tmp)),
    "no file": (ascof.UsageError, "missing_input", None, "no file was given",
        lambda tiny, tmp: ascof.read_extract([])),
    "main table as extract": (ascof.InputError, "bad_option", None, "this is a main table, prepared already",
        lambda tiny, tmp: ascof.read_extract(tiny.expected / "main_table.csv.gz")),
    "main table as extract, table": (ascof.InputError, "bad_option", None, "this is a main table, prepared already",
        lambda tiny, tmp: ascof.read_extract(tiny.joined.records.events)),
    "extract as main table": (ascof.InputError, "missing_column", "Client_Type_Cleaned", "the column is required",
        lambda tiny, tmp: ascof.read_records(tiny.files[0])),
    "main table and another": (ascof.UsageError, "bad_option", "records", "cannot be put together",
        lambda tiny, tmp: ascof.measure("ascof.2e", [tiny.expected / "main_table.csv.gz", tiny.files[0]])),
    "no day behind @": (ascof.UsageError, "bad_date", "@SUBMITTED_ON", "expected a day such as",
        lambda tiny, tmp: ascof.read_extract("extract.csv@yesterday")),
    "no day of submission": (ascof.UsageError, "bad_date", "submitted_on", "expected a day such as",
        lambda tiny, tmp: ascof.read_extract((tiny.files[0], "yesterday"))),
    "days of submission missing": (ascof.UsageError, "missing_input", None, "does not say when it was made",
        lambda tiny, tmp: ascof.prepare([written(tmp / f"{n}.csv", f"{HEADER}\n{ROW}\n") for n in (1, 2)])),
    "tables without days": (ascof.UsageError, "missing_input", None, "table 1: several submissions",
        lambda tiny, tmp: ascof.prepare([small_table(), small_table()])),
    "unknown mode": (ascof.UsageError, "bad_option", "mode", "expected 'joined' or 'single', got 'both'",
        lambda tiny, tmp: tiny.extract.prepare(mode="both")),
    "unknown method": (ascof.UsageError, "unknown_name", "method", "there is no method '2020-01'; the methods are 2026-06",
        lambda tiny, tmp: tiny.extract.prepare(method="2020-01")),
    "impossible as_of": (ascof.UsageError, "bad_date", "as_of", "expected a day such as 2025-03-31, got '2025-02-30'",
        lambda tiny, tmp: tiny.extract.prepare(as_of="2025-02-30")),
    "impossible threads": (ascof.UsageError, "bad_option", "threads", "expected a number from 0 to 1024",
        lambda tiny, tmp: ascof.read_extract(tiny.files, threads=-1)),
    "period the wrong way round": (ascof.UsageError, "bad_period", "period", "ends (2024-03-31) before it starts",
        lambda tiny, tmp: tiny.extract.prepare(period="2025-04/2024-03")),
    "no submission": (ascof.InputError, "no_submission", None, "change period or as_of, or correct @SUBMITTED_ON",
        lambda tiny, tmp: tiny.extract.prepare(period="2035-04/2036-03")),
    "unknown measure": (ascof.UsageError, "unknown_name", None, "there is no measure 'ascof.2x'; did you mean 'ascof.2",
        lambda tiny, tmp: ascof.evaluate("ascof.2x", tiny.joined.records)),
    "unknown measure to describe": (ascof.UsageError, "unknown_name", None, "there is no measure 'uptake'",
        lambda tiny, tmp: ascof.describe("uptake")),
    "no measure": (ascof.UsageError, "unknown_name", "measures", "no measure was named",
        lambda tiny, tmp: ascof.evaluate([], tiny.joined.records)),
    "no period left": (ascof.UsageError, "bad_period", "period", "no whole financial year",
        lambda tiny, tmp: ascof.evaluate("ascof.2e", tiny.extract.prepare(period="2024-04/2024-06").records)),
    "no population": (ascof.InputError, "missing_input", None, "ascof.2b_2c needs a population table (population)",
        lambda tiny, tmp: ascof.evaluate("ascof.2b", tiny.joined.records)),
    "population of others": (ascof.InputError, "missing_population", None, "or leave such councils out with skip_missing",
        lambda tiny, tmp: ascof.evaluate("ascof.2b", tiny.joined.records,
            population=written(tmp / "p.csv", "Code,Gender,Age_Band,Population\nX,All,18 to 64,5\n"))),
    "broken population": (ascof.InputError, "bad_value", "Population", "line 2, Population: expected a number of people",
        lambda tiny, tmp: ascof.evaluate("ascof.2b", tiny.joined.records,
            population=written(tmp / "p.csv", "Code,Gender,Age_Band,Population\nX,All,18 to 64,many\n"))),
    "hospital without lsoa": (ascof.UsageError, "missing_input", "lsoa", "give both hospital and lsoa",
        lambda tiny, tmp: ascof.evaluate("ascof.2d", tiny.joined.records, hospital=tiny.hospital)),
    "lsoa without hospital": (ascof.UsageError, "missing_input", "hospital", "give both hospital and lsoa",
        lambda tiny, tmp: ascof.measure("ascof.2d", tiny.joined.records, lsoa=tiny.lsoa)),
    "no hospital": (ascof.InputError, "missing_input", None, "needs hospital episodes and areas of residence (hospital, lsoa)",
        lambda tiny, tmp: ascof.evaluate("ascof.2d", tiny.joined.records)),
    "details of other records": (ascof.UsageError, "bad_option", "details", "the person details are of other records",
        lambda tiny, tmp: ascof.evaluate("ascof.2e", tiny.joined.records,
            details=tiny.single.records.person_details())),
    "unwritable results": (ascof.OutputError, "unwritable_output", None, "the folder cannot be made",
        lambda tiny, tmp: tiny.results.write(tiny.files[0] / "results.csv")),
    "unwritable traces": (ascof.OutputError, "unwritable_output", None, "",
        lambda tiny, tmp: tiny.results.write_traces(tiny.files[0])),
    "unwritable department tables": (ascof.OutputError, "unwritable_output", None, "",
        lambda tiny, tmp: tiny.results.write_department(tiny.files[0])),
    "unwritable main table": (ascof.OutputError, "unwritable_output", None, "",
        lambda tiny, tmp: tiny.joined.write(tiny.files[0])),
    "a folder for a file": (ascof.OutputError, "unwritable_output", None, "this is a folder",
        lambda tiny, tmp: tiny.results.write(tmp)),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_cannot_be_done(name: str, tiny: Golden, tmp_path: Path) -> None:
    kind, code, field, text, call = CALLS[name]
    fault = refused(kind, lambda: call(tiny, tmp_path))
    assert (fault.code, fault.field) == (code, field)
    assert text in str(fault)


MISTAKES: dict[str, tuple[str, Callable[[Golden], object]]] = {
    "files": ("expected a path, a table that speaks Arrow", lambda tiny: ascof.read_extract(3)),  # type: ignore[arg-type]
    "a file": ("expected a path or a table that speaks Arrow, got int", lambda tiny: ascof.read_extract([3])),  # type: ignore[list-item]
    "a file and two days": ("got a tuple of 3; several", lambda tiny: ascof.read_extract(("a", "b", "c"))),
    "no day": ("expected submitted_on as a date", lambda tiny: ascof.read_extract(("a.csv", 3))),  # type: ignore[arg-type]
    "files and tables": ("cannot be read together", lambda tiny: ascof.read_extract([tiny.files[0], small_table()])),
    "a frame as mappings": (
        "expected a path, got DataFrame",
        lambda tiny: tiny.extract.prepare(mappings=small_table()),
    ),
    "number as mode": ("expected mode as text, got int", lambda tiny: tiny.extract.prepare(mode=1)),  # type: ignore[arg-type]
    "number as as_of": ("expected a datetime.date or a text", lambda tiny: tiny.extract.prepare(as_of=20250331)),  # type: ignore[arg-type]
    "threads": ("expected threads as a whole number, got str", lambda tiny: tiny.extract.prepare(threads="2")),  # type: ignore[arg-type]
    "progress": ("expected progress as a callable, got bool", lambda tiny: tiny.extract.prepare(progress=True)),  # type: ignore[arg-type]
    "path as records": (r"ascof.measure\(\) takes files", lambda tiny: ascof.evaluate("ascof.2e", "main_table.csv")),  # type: ignore[arg-type]
    "number as measure": ("expected ids of measures", lambda tiny: ascof.evaluate(3, tiny.joined.records)),  # type: ignore[arg-type]
    "numbers as measures": ("expected ids of measures", lambda tiny: ascof.evaluate([3], tiny.joined.records)),  # type: ignore[list-item]
    "number as period": (
        "expected a period such as",
        lambda tiny: ascof.evaluate("ascof.2e", tiny.joined.records, 20.5),  # type: ignore[arg-type]
    ),
    "year as text": ("expected year as a whole number", lambda tiny: ascof.financial_year("2024")),  # type: ignore[arg-type]
    "out": ("expected a path, got int", lambda tiny: tiny.results.write(3)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_python_mistake_is_a_type_error_that_says_so(name: str, tiny: Golden) -> None:
    text, call = MISTAKES[name]
    with pytest.raises(TypeError, match=text):
        call(tiny)


def small_table() -> Any:
    return pandas.DataFrame([ROW.split(",")], columns=HEADER.split(","))


def test_classes_are_those_people_catch() -> None:
    assert issubclass(ascof.InputError, (ascof.Error, ValueError))
    assert issubclass(ascof.UsageError, (ascof.Error, ValueError))
    assert issubclass(ascof.OutputError, (ascof.Error, OSError))


def test_an_exception_survives_pickling() -> None:
    for kind in (ascof.Error, ascof.InputError, ascof.UsageError, ascof.OutputError):
        fault = kind("the line", code="bad_value", file="f.csv", line=3, field="Event_Type")
        again = pickle.loads(pickle.dumps(fault))
        assert (type(again), str(again), vars(again)) == (kind, "the line", vars(fault))


def test_a_file_name_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    import os

    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/extract-\xff.csv")
    fault = refused(ascof.InputError, lambda: ascof.read_extract(name))
    assert fault.file == name
    Path(name).write_text(f"{HEADER}\n{ROW}\n")
    extract = ascof.read_extract(name)
    assert (extract.rows, extract.report[0]["file"]) == (1, name)


def test_nothing_of_a_failed_output_remains(tiny: Golden, tmp_path: Path) -> None:
    (tmp_path / "results.csv").mkdir()
    refused(ascof.OutputError, lambda: tiny.results.write(tmp_path / "results.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]
