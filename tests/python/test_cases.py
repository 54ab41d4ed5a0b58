"""The hand-worked cases through the package and through the command: the same files from both, and the answers worked out.

What the traces say of each person is compared by the C++ tests, which read the same cases.
"""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

import ascof
import pytest
from golden import ROOT

CASES = ROOT / "tests/data/cases"
MEASURE = {
    "2a": "ascof.2a",
    "2bc": "ascof.2b_2c",
    "2d": "ascof.2d",
    "2e": "ascof.2e",
    "3d": "ascof.3d",
    "waiting": "waiting",
}
# Tables without a row, which both refuse as records; the C++ tests give them one that counts nowhere.
WITHOUT_ROWS = {"08-which-discharges-count"}
FOLDERS = sorted(
    folder
    for family in MEASURE
    for folder in (CASES / family).iterdir()
    if folder.is_dir() and folder.name not in WITHOUT_ROWS
)
METRIC = {
    "Wait time to first response": "waiting.first_response",
    "Wait time to first service": "waiting.first_service",
}


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def plain(text: str) -> str | Decimal:
    """A number as a number, so that 50 is 50.0."""
    try:
        return Decimal(text).normalize()
    except InvalidOperation:
        return text


def same_rows(expected: list[dict[str, str]], actual: list[dict[str, str]]) -> bool:
    """The expected columns hold the same rows, in any order."""
    columns = list(expected[0])
    return Counter(tuple(plain(row[c]) for c in columns) for row in expected) == Counter(
        tuple(plain(row[c]) for c in columns) for row in actual
    )


def inputs_of(folder: Path) -> dict[str, Path | str | bool]:
    def own(name: str) -> Path:
        return folder / name if (folder / name).exists() else CASES / "ref" / name

    given: dict[str, Path | str | bool] = {
        "areas": own("ref_la.csv"),
        "population": own("ref_population.csv"),
        "skip_missing_population": True,
    }
    if (folder / "person_details.csv").exists():
        given["persons"] = folder / "person_details.csv"
    if (folder / "sus.csv").exists():
        given["hospital"] = folder / "sus.csv"
        given["lsoa"] = own("ref_lsoa_utla.csv")
    return given


def period_of(folder: Path) -> str:
    if not (folder / "period.csv").exists():
        return "2023-04-01..2026-06-30"  # waiting times: the quarters of the cases
    row = rows_of(folder / "period.csv")[0]
    return f"{row['period_start']}..{row['period_end']}"


def measures_of(folder: Path) -> list[str]:
    family = folder.parent.name
    return [MEASURE[family], "ascof.2e.ld"] if family == "2e" else [MEASURE[family]]


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def figures_2d(results: list[dict[str, str]], measure: str) -> Iterator[dict[str, str]]:
    """The department's table of one part of 2D, from the tidy results."""
    for row in results:
        client, _, slice_ = row["group"].rpartition(", ")
        if row["measure"] == measure:
            yield {"Area": row["la_name"], "Client_Type": client, "Slice": slice_, **row}


def check_2d(folder: Path, results: list[dict[str, str]]) -> None:
    for name, measure in (("part1", "ascof.2d.1"), ("part1_demographics", "ascof.2d.1"), ("part2", "ascof.2d.2")):
        file = folder / f"expected_ascof_2d_{name}.csv"
        if not file.exists():
            continue
        known = {(r["Area"], r["Client_Type"], r["Slice"]): r for r in figures_2d(results, measure)}
        for row in rows_of(file):
            found = known[row["Area"], row["Client_Type"], row.get("Slice", "Total")]
            value = found["value"] and str(Decimal(found["value"]).quantize(Decimal("0.01"), ROUND_HALF_UP))
            columns = {
                "Denominator": "denominator",
                "Numerator": "numerator",
                "Discharges": "denominator",
                "Reablement_Count": "numerator",
            }
            for column, ours in columns.items():
                # The department leaves out a count of none.
                if column in row:
                    assert (row[column] or "0") == (found[ours] or "0"), (row, column)
            # The department has no outcome where no reablement followed; the tidy results, like the golden ones, have 0 %.
            nobody = row.get("Reablement_Count") == "" and found["numerator"] == "0"
            assert plain(row["Outcome_Percent"] or ("0" if nobody else "")) == plain(value), row


def check_waiting(folder: Path, results: list[dict[str, str]]) -> None:
    expected = rows_of(folder / "expected_la.csv")
    wanted = Counter(
        (
            METRIC[r["Metric"]],
            r["LA_Code"],
            r["Statistical_Reporting_Period_Start"],
            r["Modified_Working_Age_Band"],
            plain(r["Median_Waiting_Time"]),
            r["Number_Of_Waiting_Times_Identified"],
        )
        for r in expected
    )
    found = Counter(
        (r["measure"], r["la_code"], r["period_start"], r["group"], plain(r["value"]), r["denominator"])
        for r in results
    )
    assert found == wanted


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_case_gives_its_answer_from_python_and_from_the_command(folder: Path, tmp_path: Path) -> None:
    given = inputs_of(folder)
    python, command = tmp_path / "python", tmp_path / "command"
    ascof.measure(
        measures_of(folder),
        folder / "main_table.csv",
        period_of(folder),
        out=python / "results.csv",
        trace=python / "trace",
        department=python / "department",
        **given,  # type: ignore[arg-type]
    )
    options = [part for name, value in given.items() if value is not True for part in (f"--{name}", str(value))]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ascof"),
            *(
                "measure",
                *measures_of(folder),
                "--records",
                str(folder / "main_table.csv"),
                "--period",
                period_of(folder),
            ),
            *("--out", str(command / "results.csv"), "--trace", str(command / "trace")),
            *("--department", str(command / "department"), "--skip-missing-population", "--quiet", *options),
        ],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert files_below(python) == files_below(command)

    results = rows_of(python / "results.csv")
    for expected in sorted(folder.glob("expected_*.csv")):
        name = expected.name.removeprefix("expected_").replace("diag_", "waiting_times_diag_")
        written = python / "department" / name
        if written.exists() and rows_of(expected):
            assert same_rows(rows_of(expected), rows_of(written)), name
    if folder.parent.name == "2d":
        check_2d(folder, results)
    if (folder / "expected_la.csv").exists():
        check_waiting(folder, results)
