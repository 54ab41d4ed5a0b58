"""Shuffled council files: every figure that moves was named as hanging on ties before, and none other moves."""

from __future__ import annotations

import csv
import gzip
import os
import random
import tempfile
import unittest
from pathlib import Path

from command import ROOT, ascof

GIVEN = ROOT / "examples" / "data" / "council"
SHUFFLES = int(os.environ.get("ASCOF_SHUFFLES", "8"))


def submissions() -> list[tuple[str, list[list[str]], str]]:
    """Name, rows (the header first) and day of submission of each of the council's files."""
    listed = {}
    with (GIVEN / "submissions.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.reader(file):
            for cell in line:
                if cell.endswith((".csv", ".csv.gz")):
                    listed[Path(cell).name.removesuffix(".gz")] = line
    files = []
    for path in sorted((GIVEN / "submissions").glob("*.csv.gz")):
        name = path.name.removesuffix(".gz")
        line = listed.get(name) or listed.get(path.name) or []
        day = next((c for c in line if len(c) == 10 and c[4] == "-"), name[-14:-4])
        rows = list(csv.reader(gzip.decompress(path.read_bytes()).decode("utf-8-sig").splitlines()))
        files.append((name, rows, day))
    return files


class Ties(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)
        self.files = submissions()

    def figures(self, name: str, mode: str, seed: int | None) -> tuple[dict[str, str], set[str], str]:
        """All figures by their keys, the ids that were named as hanging on ties, and what was said."""
        here = self.here / f"{name}_{mode}"
        (here / "in").mkdir(parents=True)
        order = random.Random(seed)
        given: list[str | Path] = []
        for file, (header, *rows), day in self.files:
            if seed is not None:
                order.shuffle(rows)
            with (here / "in" / file).open("w", newline="", encoding="utf-8") as out:
                csv.writer(out, lineterminator="\n").writerows([header, *rows])
            given.append(f"{here / 'in' / file}@{day}")
        tables: list[str | Path] = ["--mappings", GIVEN, "--areas", GIVEN / "ref_la.csv", "--quiet"]
        made = ascof("prepare", *given, "--mode", mode, *tables, "--out", here / "out")
        self.assertEqual(made.code, 0, made.err)
        done = ascof(
            "measure", "everything", "--records", here / "out" / "main_table.csv", *tables,
            "--population", GIVEN / "ref_population.csv", "--hospital", GIVEN / "hospital_episodes.csv.gz",
            "--lsoa", GIVEN / "ref_lsoa_utla.csv", "--out", here / "results.csv",
        )  # fmt: skip
        self.assertEqual(done.code, 0, done.err)
        with (here / "results.csv").open(newline="") as results:
            figures = {",".join(r[:6]): ",".join(r[6:]) for r in csv.reader(results)}
        named: set[str] = set()
        for line in done.err.splitlines():
            if "; figures: " in line:
                named.update(line.split("; figures: ")[1].split(";")[0].split(", "))
        return figures, named, made.err + done.err

    def test_what_moves_was_named(self) -> None:
        for mode in ("joined", "single"):
            before, named, said = self.figures("as_given", mode, None)
            self.assertIn("only the place of a row tells apart", said)
            self.assertTrue(named)
            moved: set[str] = set()
            for seed in range(SHUFFLES):
                with self.subTest(mode, seed=seed):
                    after, _, _ = self.figures(f"seed_{seed}", mode, seed)
                    here = {
                        key.split(",")[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)
                    }
                    moved |= here
                    self.assertEqual(sorted(here - named), [])
            self.assertTrue(moved, "the council's files have ties that move figures")
            print(f"{mode}: {len(named)} figures named, {len(moved)} moved")


if __name__ == "__main__":
    unittest.main()
