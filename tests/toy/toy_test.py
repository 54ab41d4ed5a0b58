"""The command with the toy measure: one more header in a folder of measures, and nothing else was edited."""

from __future__ import annotations

import csv
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))
ASCOF_WITH_TOY = os.environ.get("ASCOF_TOY", str(ROOT / "build" / "release" / "tests" / "ascof_toy"))
TINY = ROOT / "tests" / "data" / "records" / "tiny"


def run(*arguments: str | Path) -> str:
    """Run a command and return what it printed."""
    return subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=True).stdout


class Toy(unittest.TestCase):
    def test_the_new_measure_is_listed_beside_the_others_and_only_there(self) -> None:
        before = run(ASCOF, "list").splitlines()
        after = run(ASCOF_WITH_TOY, "list").splitlines()
        new = [line for line in after if line.startswith("toy.reviewed ")]
        self.assertEqual(len(new), 1)
        self.assertEqual([line.split()[0] for line in after if line not in new], [line.split()[0] for line in before])
        self.assertFalse([line for line in before if line.startswith("toy")])

    def test_the_new_measure_is_described(self) -> None:
        described = run(ASCOF_WITH_TOY, "describe", "toy.reviewed")
        self.assertIn("People with a review", described)
        self.assertIn('event_type == "review"', described)

    def test_the_new_measure_is_computed(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            run(
                ASCOF_WITH_TOY, "measure", "toy.reviewed", TINY / "input" / "cld_raw.csv.gz", "--as-of", "2026-05-05",
                "--mappings", TINY / "input", "--period", "2025-04-01..2026-03-31",
                "--out", out / "results.csv", "--trace", out,
            )  # fmt: skip
            with (out / "results.csv").open(encoding="utf-8") as results:
                rows = list(csv.DictReader(results))
            trace = (out / "toy.reviewed.csv").read_text(encoding="utf-8").splitlines()
        # Counted in the set's expected main table without this library.
        self.assertEqual(
            [(row["la_code"], row["group"], row["numerator"], row["denominator"]) for row in rows],
            [
                ("901", "18 to 64", "4", "12"), ("901", "65 and above", "1", "6"), ("901", "Total", "5", "18"),
                ("902", "18 to 64", "3", "6"), ("902", "65 and above", "1", "6"), ("902", "Total", "4", "12"),
            ],
        )  # fmt: skip
        self.assertEqual({row["measure"] for row in rows}, {"toy.reviewed"})
        groups = "age_band: 18 to 64,age_band: 65 and above,age_band: Total"
        self.assertEqual(trace[0], f"period_start,period_end,la_code,person_id,{groups},in_numerator")
        self.assertEqual(sum(line.endswith(",Y") for line in trace), 9)


if __name__ == "__main__":
    unittest.main()
