"""Runs the command on a set of records and compares every file with the department's answers.

ASCOF_CLI=build/release/ascof tests/conformance/command_line_test.py --set tiny
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from compare_csv import Comparison, Table, differences, read_table

ROOT = Path(__file__).resolve().parents[2]
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))

YEARS = {"2425": "2024-04-01..2025-03-31", "2526": "2025-04-01..2026-03-31"}
MEASURES = ["ascof.2b", "ascof.2c", "ascof.2e", "ascof.2e.ld", "ascof.3d"]
TRACES = ["ascof.2b_2c", "ascof.2e", "ascof.2e.ld", "ascof.3d.clients", "ascof.3d.carers"]
UNKNOWN_COUNTS = ["ascof_2e_unknown", "ascof_2e_ld_unknown", "ascof_3d_unknown"]
FIGURES = Comparison(
    ["measure", "period_start", "period_end", "la_code", "group"], ["numerator", "denominator"], {"value": 1}
)
PEOPLE = Comparison(["period_start", "la_code", "person_id"])


def ascof(*arguments: str | Path) -> None:
    """Run the command; a failure shows what it said."""
    done = subprocess.run([ASCOF, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"ascof {' '.join(map(str, arguments))}\n{done.stderr}")


class Records(unittest.TestCase):
    """One set of records, computed once."""

    set_name: ClassVar[str] = "tiny"
    folder: ClassVar[tempfile.TemporaryDirectory[str]]
    out: ClassVar[Path]
    expected: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.out = Path(cls.folder.name)
        data = ROOT / "tests" / "data" / "records" / cls.set_name
        cls.expected = data / "expected"
        given = ROOT / "examples" / "data" / "council" if cls.set_name == "council" else data / "input"
        # The council's files are named in no order: their order is that of submission, which submissions.csv tells.
        files = sorted(given.glob("submissions/*.csv.gz"), reverse=True) or [given / "cld_raw.csv.gz"]
        tables: list[str | Path] = ["--mappings", given, "--areas", given / "ref_la.csv"]
        as_of = ["--as-of", "2026-05-05"]
        ascof(
            "prepare", *files, "--mode", "joined", "--period", "2023-04-01..2026-03-31", *as_of, *tables,
            "--out", cls.out / "joined",
        )  # fmt: skip
        ascof(
            "prepare", *files, "--mode", "single", "--period", YEARS["2526"], *as_of, *tables,
            "--out", cls.out / "single",
        )  # fmt: skip
        records = cls.out / "joined" / "main_table.csv"
        for year, period in YEARS.items():
            ascof(
                "persons", "--records", records, "--period", period, "--mappings", given,
                "--out", cls.out / f"person_details_{year}.csv",
            )  # fmt: skip
        sources: dict[str, list[str | Path]] = {"records": ["--records", records], "raw": [*files, *as_of]}
        for name, source in sources.items():
            ascof(
                "measure", *MEASURES, *source, "--period", YEARS["2425"], "--period", YEARS["2526"], *tables,
                "--population", given / "ref_population.csv", "--out", cls.out / name / "results.csv",
                "--trace", cls.out / name / "trace", "--department", cls.out / name / "department",
            )  # fmt: skip

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def compare(self, expected: Path | Table, actual: Path, how: Comparison) -> None:
        wanted = expected if isinstance(expected, Table) else read_table(expected)
        found = differences(wanted, read_table(actual), how)
        self.assertEqual(found[:10], [], f"{len(found)} differences in {actual.name}")

    def compare_main_table(self, expected: str, actual: Path) -> None:
        wanted = read_table(self.expected / expected)
        self.assertEqual(read_table(actual).columns, wanted.columns)
        self.compare(wanted, actual, Comparison(["Der_Unique_Record_ID"], partition=["Der_Unique_Event_Ref"]))

    def test_the_joined_main_table_is_the_departments(self) -> None:
        self.compare_main_table("main_table.csv.gz", self.out / "joined" / "main_table.csv")

    def test_the_main_table_of_one_submission_is_the_departments(self) -> None:
        self.compare_main_table("main_table_single.csv.gz", self.out / "single" / "main_table.csv")

    def test_reporting_periods_are_the_departments(self) -> None:
        key = ["LA_Code", "LA_Name", "ImportDate"]
        for mode in ("joined", "single"):
            file = self.out / mode / "reporting_periods.csv"
            self.compare(self.expected / "reporting_periods.csv", file, Comparison(key))

    def test_submissions_are_the_departments(self) -> None:
        key = ["LA_Name", "ImportDate", "Ref_Period_Start_Date"]
        for mode in ("joined", "single"):
            file = self.out / mode / "submissions.csv"
            self.compare(self.expected / f"submissions_{mode}.csv", file, Comparison(key))

    def test_person_details_are_the_departments(self) -> None:
        key = ["LA_Code", "Der_NHS_LA_Combined_Person_ID"]
        for year in YEARS:
            wanted = read_table(self.expected / f"person_details_{year}.csv.gz")
            actual = self.out / f"person_details_{year}.csv"
            self.assertEqual(read_table(actual).columns, wanted.columns)
            self.compare(wanted, actual, Comparison(key))

    def test_figures_are_the_departments(self) -> None:
        wanted = read_table(self.expected / "results.csv")
        ours = tuple(f"{name}." for name in MEASURES)
        wanted.rows = [row for row in wanted.rows if f"{row['measure']}.".startswith(ours)]
        self.compare(wanted, self.out / "records" / "results.csv", FIGURES)

    def test_people_behind_the_figures_are_the_departments(self) -> None:
        for name in TRACES:
            actual = self.out / "records" / "trace" / f"{name}.csv"
            file = self.expected / "trace" / f"{name}.csv"
            with self.subTest(name):
                # A trace that nobody is in has no file among the answers.
                self.compare(file if file.exists() else Table(file, read_table(actual).columns, []), actual, PEOPLE)

    def test_unknown_counts_are_the_departments(self) -> None:
        how = Comparison(["Reporting_Period", "LA_Code", "Measure"], ["LA_Name", "Description", "Count"])
        for name in UNKNOWN_COUNTS:
            with self.subTest(name):
                actual = self.out / "records" / "department" / f"{name}.csv"
                self.compare(self.expected / "department" / f"{name}.csv", actual, how)

    def test_raw_files_in_place_of_a_main_table_give_the_same_files(self) -> None:
        files = [path.relative_to(self.out / "records") for path in (self.out / "records").rglob("*.csv")]
        self.assertGreater(len(files), len(TRACES))
        for file in files:
            with self.subTest(file):
                self.assertEqual((self.out / "raw" / file).read_bytes(), (self.out / "records" / file).read_bytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default=Records.set_name, choices=["edge", "tiny", "medium", "council"])
    options, others = parser.parse_known_args()
    Records.set_name = options.set
    unittest.main(argv=[sys.argv[0], *others])
