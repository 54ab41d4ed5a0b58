"""With record numbers, neither the order of an extract's rows nor the number of threads changes a byte of any file.

Files without record numbers are looked at in ties_test.py.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import tempfile
import unittest
from pathlib import Path

from command import ROOT, ascof, files_below

RECORDS = ROOT / "tests" / "data" / "records"
SEEDS = [20260401, 7, 99]


def repeated(raw: Path, times: int) -> bytes:
    """Write an extract several times over, each time as other councils: enough rows to be shared out over threads."""
    header, *rows = csv.reader(io.StringIO(gzip.decompress(raw.read_bytes()).decode()))
    record = header.index("Der_Unique_Record_ID")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for copy in range(1, times + 1):
        for row in rows:
            number = str(int(row[record]) + copy * 10**7)
            writer.writerow([f"{copy}{row[0][1:]}", f"{row[1]} {copy}", *row[2:record], number, *row[record + 1 :]])
    return text.getvalue().encode()


def outputs(extract: Path, given: Path, out: Path, threads: int) -> dict[str, bytes]:
    """Prepare, work out details, measure; return every file."""
    common: list[str | Path] = ["--mappings", given, "--areas", given / "ref_la.csv", "--threads", str(threads)]
    commands: list[list[str | Path]] = [
        ["prepare", extract, "--as-of", "2026-05-05", "--out", out / "joined", *common],
        ["prepare", extract, "--as-of", "2026-05-05", "--mode", "single", "--out", out / "single", *common],
        ["persons", "--records", out / "joined" / "main_table.csv", "--period", "2025-04-01..2026-03-31", *common[:2],
         "--out", out / "person_details.csv"],
        ["measure", "all", "--records", out / "joined" / "main_table.csv", "--population", given / "ref_population.csv",
         "--skip-missing-population", "--out", out / "results.csv", "--trace", out / "trace",
         "--department", out / "department", *common],
    ]  # fmt: skip
    for command in commands:
        result = ascof(*command)
        if result.code != 0:
            raise AssertionError(result.err)
    # The account of reading names the file and the lines of its faults: it is about the order of the rows.
    return {
        name: (out / name).read_bytes()
        for name in files_below(out)
        if not name.endswith(("ingest_report.csv", "notices.csv"))
    }


class RowOrder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)

    def compare(self, expected: dict[str, bytes], actual: dict[str, bytes]) -> None:
        self.assertEqual(list(actual), list(expected))
        for name, content in expected.items():
            if actual[name] == content:
                continue
            pairs = zip(content.splitlines(), actual[name].splitlines(), strict=False)
            first = next((pair for pair in pairs if pair[0] != pair[1]), "one is longer")
            self.fail(f"{name} differs, first: {first}")

    def test_the_order_of_rows_changes_nothing(self) -> None:
        for name in ("tiny", "edge"):
            given = RECORDS / name / "input"
            raw = given / "cld_raw.csv.gz"
            expected = outputs(raw, given, self.here / name, threads=2)
            self.assertGreater(len(expected), 15)
            header, *rows = gzip.decompress(raw.read_bytes()).splitlines(keepends=True)
            self.assertEqual(b"".join(rows).count(b'"') % 2, 0)
            for seed in SEEDS:
                with self.subTest(name, seed=seed):
                    shuffled = self.here / f"{name}_{seed}.csv"
                    random.Random(seed).shuffle(rows)
                    shuffled.write_bytes(header + b"".join(rows))
                    self.compare(expected, outputs(shuffled, given, self.here / f"{name}_{seed}", threads=2))

    def test_the_number_of_threads_changes_nothing(self) -> None:
        given = RECORDS / "medium" / "input"
        extract = self.here / "extract.csv"
        extract.write_bytes(repeated(given / "cld_raw.csv.gz", times=3))
        expected = outputs(extract, given, self.here / "1", threads=1)
        for threads in range(2, 9):
            with self.subTest(threads=threads):
                self.compare(expected, outputs(extract, given, self.here / str(threads), threads))


if __name__ == "__main__":
    unittest.main()
