"""Computes measures of tables other than client level records, and compares every figure with the expected one.

ASCOF_CLI=build/release/ascof python3 tests/conformance/tables_test.py
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import subprocess
import tempfile
import unittest
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))
DATA = ROOT / "tests" / "data" / "others"
SURVEYS = [
    *("ascof.1a", "ascof.1b", "ascof.1c", "ascof.1d", "ascof.1e", "ascof.3a", "ascof.3b", "ascof.3c.1", "ascof.3c.2"),
    *("ascof.4a", "ascof.5a.1", "ascof.5a.2", "legacy.4b_services", "survey"),
]
FAMILIES = ["safeguarding", "ascof.4b", "ascof.6a", "ascof.6b", "quality", "dols", "cop", "workforce", *SURVEYS]
KEY = ["measure", "period_start", "period_end", "la_code", "group"]

Figures = dict[tuple[str, ...], dict[str, str]]


def read(path: Path) -> Figures:
    packed = path.with_name(path.name + ".gz")
    text = gzip.decompress(packed.read_bytes()).decode() if packed.exists() else path.read_text(encoding="utf-8")
    return {tuple(row[name] for name in KEY): row for row in csv.DictReader(io.StringIO(text))}


def of_families(figures: Figures) -> Figures:
    """The figures of the measures that are computed here."""
    kept = ("safeguarding.", "ascof.4b", "ascof.6", "quality.", "dols.", "cop.", "workforce.", *SURVEYS)
    return {key: row for key, row in figures.items() if key[0].startswith(kept)}


def computed(folder: Path, periods: set[tuple[str, str]]) -> Figures:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "results.csv"
        arguments = [ASCOF, "measure", *FAMILIES, "--tables", str(folder), "--out", str(out)]
        arguments += ["--skip-missing-population", "--quiet"]
        for start, end in sorted(periods):
            arguments += ["--period", f"{start}..{end}"]
        run = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise AssertionError(run.stderr)
        return read(out)


def same_value(expected: str, actual: str, decimals: int) -> bool:
    """Rounded half away from zero, as the answers are; what lies on a tie but for its last bits may go either way."""
    if "" in (expected, actual):
        return expected == actual
    unit = Decimal(1).scaleb(-decimals)
    exact = Decimal(float(actual))
    if exact.quantize(unit, ROUND_HALF_UP) == Decimal(expected):
        return True
    return abs(abs(exact - Decimal(expected)) - unit / 2) < Decimal("1e-9")


def same_count(expected: str, actual: str) -> bool:
    if "" in (expected, actual):
        return expected == ""
    return abs(float(expected) - float(actual)) <= 1e-6 * max(1.0, abs(float(expected)))


def faults(expected: Figures, actual: Figures, *, all_of_them: bool) -> list[str]:
    found = []
    for key, want in expected.items():
        got = actual.get(key)
        if got is None:
            if want["value"]:
                found.append(f"{key}: missing")
        elif not same_value(want["value"], got["value"], int(want["decimals"])):
            found.append(f"{key}: value {got['value']!r}, expected {want['value']!r}")
        elif want["value"] and not (
            same_count(want["numerator"], got["numerator"]) and same_count(want["denominator"], got["denominator"])
        ):
            found.append(
                f"{key}: {got['numerator']}/{got['denominator']} for {want['numerator']}/{want['denominator']}"
            )
    if all_of_them:
        measures = {key[0] for key in expected}
        found += [
            f"{key}: not expected"
            for key, row in actual.items()
            if key not in expected and key[0] in measures and row["value"]
        ]
    return found


class Sets(unittest.TestCase):
    def test_every_figure_of_the_sets(self) -> None:
        for name in ("tiny", "edge", "medium"):
            with self.subTest(name):
                expected = of_families(read(DATA / name / "expected" / "results.csv"))
                self.assertGreater(len(expected), 1000)
                actual = computed(DATA / name / "input", {(key[1], key[2]) for key in expected})
                self.assertEqual(faults(expected, actual, all_of_them=True), [])


class Cases(unittest.TestCase):
    def test_every_hand_worked_case(self) -> None:
        cases = sorted(path.parent for path in (DATA / "cases").glob("*/*/expected.csv"))
        self.assertGreater(len(cases), 30)
        for case in cases:
            with self.subTest(case.name):
                expected = of_families(read(case / "expected.csv"))
                self.assertTrue(expected)
                actual = computed(case, {(key[1], key[2]) for key in expected})
                self.assertEqual(faults(expected, actual, all_of_them=False), [])


if __name__ == "__main__":
    unittest.main()
