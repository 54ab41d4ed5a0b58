"""Why a measure changed, and figures period by period."""

from __future__ import annotations

import csv
import gzip
import re
import tempfile
import unittest
from pathlib import Path

from command import ROOT, Row, ascof, event, extract, files_below, good_rows, table
from ordinary_use_test import succeed

MAIN_TABLE = ROOT / "tests" / "data" / "records" / "council" / "expected" / "main_table.csv.gz"
FROM = ("--from", "2024-04-01..2025-03-31")
TO = ("--to", "2025-04-01..2026-03-31")


def key(row: Row) -> tuple[str, str, str]:
    """What a row is about."""
    return row["measure"], row["la_code"], row["group"]


def main_table() -> list[Row]:
    """Read the main table."""
    with gzip.open(MAIN_TABLE, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Changing(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)

    def test_the_account_adds_up_to_the_figures(self) -> None:
        out = self.here / "out"
        succeed("change", "ascof.3d", "ascof.2e", MAIN_TABLE, *FROM, *TO, "--out", out, "--trace")
        succeed("measure", "ascof.3d", "ascof.2e", MAIN_TABLE, "--period", FROM[1], "--period", TO[1], "--out",
                self.here / "results.csv")  # fmt: skip
        self.assertEqual(files_below(out), ["changes.csv", "figure_changes.csv", "person_changes.csv"])
        results = {(key(row), row["period_start"]): row for row in table(self.here / "results.csv")}
        figures = table(out / "figure_changes.csv")
        changes = table(out / "changes.csv")
        people = table(out / "person_changes.csv")
        self.assertEqual(2 * len(figures), len(results))
        for row in figures:
            own = [change for change in changes if key(change) == key(row)]
            for side, start in (("before", "2024-04-01"), ("after", "2025-04-01")):
                result = results[key(row), start]
                self.assertEqual(row[f"denominator_{side}"], result["denominator"])
                self.assertEqual(row[f"value_{side}"], result["value"])
            for part in ("numerator", "denominator"):
                change = int(row[f"{part}_after"]) - int(row[f"{part}_before"])
                self.assertEqual(sum(int(one[f"{part}_change"]) for one in own), change)
            if row["difference"]:
                shares = sum(float(one["contribution"]) for one in own)
                self.assertAlmostEqual(shares, float(row["difference"]), places=9)
        counted = sum(int(row["people"]) for row in changes if row["category"] != "unchanged")
        self.assertEqual(counted, len(people))

    def test_people_are_named_only_when_asked_for(self) -> None:
        ids = {row["Der_NHS_LA_Combined_Person_ID"] for row in main_table()}
        plain = succeed("change", "ascof.3d.1a", MAIN_TABLE, *FROM, *TO)
        self.assertEqual([name for name in ids if name in plain.out + plain.err], [])
        traced = succeed("change", "ascof.3d.1a", MAIN_TABLE, *FROM, *TO, "--trace")
        self.assertTrue(any(name in traced.out for name in ids))
        succeed("change", "ascof.3d.1a", MAIN_TABLE, *FROM, *TO, "--out", self.here / "out")
        self.assertEqual(files_below(self.here / "out"), ["changes.csv", "figure_changes.csv"])

    def test_without_a_folder_the_change_is_printed(self) -> None:
        lines = succeed("change", "ascof.3d.1a", MAIN_TABLE, *FROM, *TO).out.splitlines()
        self.assertEqual(lines[0], "From 1 Apr 24 - 31 Mar 25 to 1 Apr 25 - 31 Mar 26")
        self.assertEqual(
            re.split(r"  +", lines[2]),
            ["measure", "council", "group", "before", "after", "value before", "value after", "change"],
        )
        heading = ["measure", "council", "group", "category", "people", "numerator", "denominator", "contribution"]
        self.assertIn(heading, [re.split(r"  +", line) for line in lines])

    def test_two_submissions_are_compared_in_one_period(self) -> None:
        rows = good_rows()
        (self.here / "first.csv").write_text(extract(rows), encoding="utf-8")
        other = event(
            Event_Type="Service",
            Event_Start_Date="01/05/2025",
            Service_Type="Long term support: Community",
            Service_Component="Meals",
            LA_Person_Unique_Identifier="LOCAL-7732",
        )
        other["NHS Number"] = "9990004322"
        (self.here / "second.csv").write_text(extract([*rows, other]), encoding="utf-8")
        succeed("change", "ascof.3d.1a", self.here / "first.csv@2026-04-20", *("--from", TO[1]), "--to-file",
                f"{self.here / 'second.csv'}@2026-04-20", "--out", self.here / "out", "--quiet")  # fmt: skip
        total = [row for row in table(self.here / "out" / "changes.csv") if row["group"] == "Total"]
        self.assertEqual(
            [(row["category"], row["people"], row["denominator_change"]) for row in total],
            [("entered", "1", "1"), ("unchanged", "1", "0")],
        )
        self.assertEqual({(row["before_start"], row["after_start"]) for row in total}, {("2025-04-01", "2025-04-01")})

    def test_what_cannot_change_is_refused(self) -> None:
        for arguments, message in (
            ([*FROM], "--to: a change needs another period, or other records"),
            ([*FROM, "--to", FROM[1]], "--to: the same period of the same records does not change"),
            ([*FROM, "--to", "25"], "--to: expected START..END"),
            (["--from", "2025-04-01..2024-03-31", *TO], "--from: the period ends"),
        ):
            with self.subTest(message):
                refused = ascof("change", "ascof.3d.1a", MAIN_TABLE, *arguments)
                self.assertEqual(refused.code, 2)
                self.assertIn(message, refused.err)


class EveryPeriod(unittest.TestCase):
    def periods(self, *arguments: str) -> list[tuple[str, str]]:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "results.csv"
            succeed("measure", "ascof.3d.1a", MAIN_TABLE, "--out", out, "--quiet", *arguments)
            return sorted({(row["period_start"], row["period_end"]) for row in table(out)})

    def test_months_quarters_and_years_lie_inside_the_period(self) -> None:
        inside = ("--period", "2024-02-10..2025-04-15")
        self.assertEqual(len(self.periods("--every", "month", *inside)), 13)
        self.assertEqual(self.periods("--every", "month", *inside)[0], ("2024-03-01", "2024-03-31"))
        self.assertEqual(self.periods("--every", "quarter", *inside)[-1], ("2025-01-01", "2025-03-31"))
        self.assertEqual(self.periods("--every", "year", *inside), [("2024-04-01", "2025-03-31")])

    def test_without_a_period_they_lie_inside_the_records(self) -> None:
        self.assertEqual(self.periods("--every", "year"), self.periods())

    def test_a_period_that_holds_none_is_refused(self) -> None:
        refused = ascof(
            "measure", "ascof.3d.1a", MAIN_TABLE, "--every", "year", "--period", "2024-04-01..2024-12-31", "--quiet"
        )
        self.assertEqual(refused.code, 2)
        self.assertIn("--every: no whole year lies inside the period", refused.err)


if __name__ == "__main__":
    unittest.main()
