"""How sure figures are, and what of them may be published."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from command import ROOT, ascof, table
from ordinary_use_test import succeed

MAIN_TABLE = ROOT / "tests" / "data" / "records" / "council" / "expected" / "main_table.csv.gz"
PERIOD = ("--period", "2024-04-01..2025-03-31")


class Uncertainty(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)

    def test_intervals_stand_beside_the_figures(self) -> None:
        succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--out", self.here / "results.csv", "--intervals",
                "0.95,0.998")  # fmt: skip
        results = table(self.here / "results.csv")
        intervals = table(self.here / "intervals.csv")
        self.assertEqual(len(intervals), 2 * len(results))
        for result, interval in zip(results, intervals[::2], strict=True):
            self.assertEqual(result["value"], interval["value"])
            self.assertEqual(result["denominator"], interval["n"])
            if interval["value"]:
                self.assertLessEqual(float(interval["lower"]), float(interval["value"]))
                self.assertLessEqual(float(interval["value"]), float(interval["upper"]))

    def test_intervals_have_a_file_of_their_own_or_are_printed(self) -> None:
        named = self.here / "limits.csv"
        succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--intervals-out", named)
        self.assertEqual({row["level"] for row in table(named)}, {"0.95"})
        printed = succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--intervals", "0.95")
        self.assertIn("Wilson", printed.out)

    def test_a_level_is_a_share(self) -> None:
        refused = ascof("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--intervals", "95")
        self.assertEqual(refused.code, 2)
        self.assertIn("0.95", refused.err)

    def test_hidden_cells_are_empty_and_have_a_status(self) -> None:
        out = self.here / "published.csv"
        succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--out", out, "--publish", "safeguarding")
        succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--out", self.here / "results.csv")
        hidden = 0
        for result, row in zip(table(self.here / "results.csv"), table(out), strict=True):
            if int(result["numerator"]) < 5:
                hidden += 1
                self.assertEqual((row["numerator"], row["numerator_status"]), ("", "hidden"))
                self.assertEqual((row["value"], row["value_status"], row["shown"]), ("", "hidden", "*"))
        self.assertGreater(hidden, 0)
        succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--out", out, "--publish", "safeguarding",
                "--publish-reasons")  # fmt: skip
        self.assertIn("primary suppression", {row["numerator_status"] for row in table(out)})
        self.assertIn("*", succeed("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--publish", "1 to 7").out)

    def test_what_would_undo_the_hiding_is_refused(self) -> None:
        for others in (("--intervals", "0.95"), ("--trace", self.here / "trace"), ("--department", self.here / "d")):
            refused = ascof("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--publish", "safeguarding", *others)
            self.assertEqual(refused.code, 2)
            self.assertIn(others[0], refused.err)
        unknown = ascof("measure", "ascof.3d", MAIN_TABLE, *PERIOD, "--publish", "safe")
        self.assertEqual(unknown.code, 2)


if __name__ == "__main__":
    unittest.main()
