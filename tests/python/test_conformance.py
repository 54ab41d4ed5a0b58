"""From the extract to figures and people behind them: what the department's method gives, for four sets of records."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import ascof
from compare_csv import Comparison, Table, differences, read_table
from golden import YEARS, Golden

Key = tuple[str, ...]
Figure = tuple[str, str, Decimal | None]


def compare(expected: Path, actual: Path, how: Comparison, *, same_columns: bool = True) -> None:
    wanted, found = read_table(expected), read_table(actual)
    if same_columns:
        assert found.columns == wanted.columns
    assert differences(wanted, found, how) == []


def expected_figures(golden: Golden) -> dict[Key, tuple[Figure, int]]:
    """The department's figures that there are measures for: numerator, denominator, value, and places of the value."""
    known = {figure.id for measure in ascof.catalogue() for figure in measure.figures}
    return {
        (row["measure"], row["period_start"], row["period_end"], row["la_code"], row["group"]): (
            (row["numerator"], row["denominator"], Decimal(row["value"]) if row["value"] else None),
            int(row["decimals"]),
        )
        for row in read_table(golden.expected / "results.csv").rows
        if row["measure"] in known
    }


def figures(results: Iterable[ascof.Row], expected: dict[Key, tuple[Figure, int]]) -> dict[Key, Figure]:
    """Our figures in the same form, rounded to the places expected."""
    found: dict[Key, Figure] = {}
    for row in results:
        key = (row.measure, str(row.period_start), str(row.period_end), row.la_code, row.group)
        places = Decimal(1).scaleb(-expected[key][1]) if key in expected else Decimal(1)
        value = None if row.value is None else Decimal(repr(row.value)).quantize(places, ROUND_HALF_UP)
        found[key] = ("" if row.numerator is None else str(row.numerator), str(row.denominator), value)
    return found


def lines(table: Table, columns: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row[column] for column in columns) for row in table.rows)


def test_main_tables_are_the_departments(golden: Golden, tmp_path: Path) -> None:
    key = ["Der_Unique_Record_ID"]
    for made, name in ((golden.joined, "main_table"), (golden.single, "main_table_single")):
        made.records.events.write(tmp_path / "main_table.csv")
        how = Comparison(key, partition=["Der_Unique_Event_Ref"])
        compare(golden.expected / f"{name}.csv.gz", tmp_path / "main_table.csv", how)
        # The numbers are counted off; what counts is which rows share one.


def test_reporting_periods_and_submissions_are_the_departments(golden: Golden, tmp_path: Path) -> None:
    for made, mode in ((golden.joined, "joined"), (golden.single, "single")):
        made.write(tmp_path)
        compare(
            golden.expected / "reporting_periods.csv",
            tmp_path / "reporting_periods.csv",
            Comparison(["LA_Code", "LA_Name", "ImportDate"]),
        )
        compare(
            golden.expected / f"submissions_{mode}.csv",
            tmp_path / "submissions.csv",
            Comparison(["LA_Name", "ImportDate", "Ref_Period_Start_Date"]),
        )


def test_person_details_are_the_departments(golden: Golden, tmp_path: Path) -> None:
    for name, year in YEARS.items():
        golden.details.write(tmp_path / "person_details.csv", year)
        compare(
            golden.expected / f"person_details_{name}.csv.gz",
            tmp_path / "person_details.csv",
            Comparison(["LA_Code", "Der_NHS_LA_Combined_Person_ID"]),
        )


def test_figures_are_the_departments(golden: Golden) -> None:
    expected = expected_figures(golden)
    found = figures([*golden.results, *golden.waiting], expected)
    assert found == {key: figure for key, (figure, _) in expected.items()}


def test_people_behind_the_figures_are_the_departments(golden: Golden, tmp_path: Path) -> None:
    golden.results.write_traces(tmp_path)
    golden.waiting.write_traces(tmp_path)
    written = {path.stem: path for path in tmp_path.glob("*.csv")}
    assert written.keys() == golden.results.traces.keys() | golden.waiting.traces.keys()
    for name, path in written.items():
        file = golden.expected / "trace" / f"{name}.csv"
        actual = read_table(path)
        expected = read_table(file) if file.exists() else Table(file, actual.columns, [])
        assert lines(actual, expected.columns) == lines(expected, expected.columns), name


def test_unknown_counts_are_the_departments(golden: Golden, tmp_path: Path) -> None:
    golden.results.write_department(tmp_path)
    how = Comparison(["Reporting_Period", "LA_Code", "Measure"], ["LA_Name", "Description", "Count"])
    for name in ("ascof_2e_unknown", "ascof_2e_ld_unknown", "ascof_3d_unknown"):
        expected = read_table(golden.expected / "department" / f"{name}.csv")
        assert differences(expected, read_table(tmp_path / f"{name}.csv"), how) == []
