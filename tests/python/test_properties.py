"""Random small extracts: Arrow and CSV agree, and nothing depends on threads, order of (numbered) rows or the way out."""

import csv
import io
from pathlib import Path
from typing import Any

import ascof
import polars
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SERVICES = ["Long Term Support: Community", "Long Term Support: Nursing Care", "Short Term Support: ST-Max"]
# The first value of each is what a good row has; it is drawn as often as all others together.
VALUES: dict[str, list[str]] = {
    "LA_Code": ["901", "902"],
    "LA_Person_Unique_Identifier": ["a", "b", "c ", "C", "d", ""],
    "NHS_Number": ["", "n1", "n2"],
    "Date_of_Birth": ["1940-05-01", "1/6/1990", "2010-01-01", "", "1950-02-30", "NULL"],
    "Gender": ["Male", "FEMALE", "Ungendered", "", " "],
    "Client_Type": ["Service User", "service user ", "Carer", "Carer known by association", ""],
    "Event_Type": ["Service", "Request", "Assessment", "Review", "", 'say "hm",\nthen'],
    "Event_Start_Date": ["2024-04-01", "2024-05-15", "30/06/2024", "2024-07-01 08:30", "", "soon"],
    "Event_End_Date": ["2024-06-30", "2024-04-30", "2024-05-31", "2024-07-31", "", "null", "31/02/2024"],
    "Event_Outcome": ["NFA - Other", "Progress to Support Planning / Services", "no such outcome", ""],
    "Service_Type": [*SERVICES, "", "none of those"],
    "Service_Component": ["Direct Payment", "Home Support", ""],
    "Delivery_Mechanism": ["Direct Payment", "CASSR Managed Personal Budget", ""],
    "Unit_Cost": ["12.5", "0.01", "1,000", "", "dear"],
    "Der_Unique_Record_ID": ["", "x"],
    "Import_Date": ["2024-08-15 09:00:00.000", "2024-09-20"],
}
COLUMNS = list(VALUES)
GOOD = {name: values[0] for name, values in VALUES.items()}
# With these a submission covers the quarter.
COVERING = [GOOD | {"Event_End_Date": end} for end in VALUES["Event_End_Date"][:3]]
DRAWN = st.fixed_dictionaries(
    {name: st.one_of(st.just(values[0]), st.sampled_from(values)) for name, values in VALUES.items()}
)
ROWS = st.builds(lambda rows: COVERING + rows, st.lists(DRAWN, max_size=25))

relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def as_csv(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def outcome(source: Any, threads: int = 0) -> Any:
    """Everything that comes of an extract."""
    extract = ascof.read_extract(source, threads=threads)
    report = extract.report[0]
    assert sum(fault["rows"] for fault in report["faults"] if fault["row_rejected"]) == report["rows_rejected"]
    account = (report["rows_in"], report["rows_kept"], [fault | {"first_lines": []} for fault in report["faults"]])
    prepared = extract.prepare(period="2024-04/2024-06", threads=threads)
    results = ascof.evaluate("all", prepared.records, "2024-04/2024-06", trace=True, threads=threads)
    return (
        account,
        prepared.attrition,
        prepared.records.events.to_dicts(),
        prepared.unknown_values,
        results.to_dicts(),
        {name: trace.to_dicts() for name, trace in results.traces.items()},
        results.skipped,
    )


@relaxed
@given(rows=ROWS, dictionaries=st.booleans(), chunk=st.integers(1, 10))
def test_arrow_and_csv_agree(tmp_path: Path, rows: list[dict[str, str]], dictionaries: bool, chunk: int) -> None:
    file = tmp_path / "extract.csv"
    file.write_text(as_csv(rows), newline="")
    table = pyarrow.table(
        {name: pyarrow.array([row[name] or None for row in rows], pyarrow.string()) for name in COLUMNS}
    )
    if dictionaries:
        table = pyarrow.table({name: table[name].dictionary_encode() for name in COLUMNS})
    batches = pyarrow.Table.from_batches(table.to_batches(max_chunksize=chunk))
    assert outcome(batches) == outcome(polars.DataFrame(table)) == outcome(file)


@relaxed
@given(rows=ROWS)
def test_threads_change_nothing(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    file = tmp_path / "extract.csv"
    file.write_text(as_csv(rows), newline="")
    first = outcome(file, threads=1)
    assert all(outcome(file, threads=threads) == first for threads in (2, 3, 8))


@relaxed
@given(rows=ROWS)
def test_figures_and_details_in_python_are_those_of_the_files(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    file = tmp_path / "extract.csv"
    file.write_text(as_csv(rows), newline="")
    records = ascof.prepare(file, period="2024-04/2024-06").records
    results = ascof.evaluate("all", records, "2024-04/2024-06", trace=True)
    details = records.person_details().at("2024-04/2024-06")
    assert len(details) == records.people
    for table in (results, details, records.events, *results.traces.values()):
        table.write(tmp_path / "out.csv")
        with (tmp_path / "out.csv").open(newline="") as stream:
            read = list(csv.DictReader(stream))
        rows_out = table.to_dicts()
        assert [list(row) for row in read] == [list(row) for row in rows_out]
        for written, row in zip(read, rows_out, strict=True):
            for name, value in row.items():
                if isinstance(value, float):
                    assert float(written[name]) == value
                else:
                    assert written[name] == ("" if value is None else str(value))


@pytest.mark.parametrize("threads", range(1, 9))
def test_figures_of_a_real_set_do_not_depend_on_threads(threads: int, tmp_path: Path) -> None:
    data = Path(__file__).resolve().parents[2] / "examples/data/council"
    written = []
    for number in (1, threads):
        out = tmp_path / str(number)
        ascof.prepare(data / "submissions", out, mappings=data, threads=number)
        ascof.measure(
            "all", out / "main_table.csv", out=out / "results.csv", trace=out, department=out, mappings=data,
            areas=data / "ref_la.csv", population=data / "ref_population.csv", threads=number,
        )  # fmt: skip
        written.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*.csv")})
    assert written[0] == written[1]
