"""Mutates extracts the way spreadsheets, databases and people do, and looks for figures that move without a word.

    ASCOF_CLI=build/release/ascof python3 tests/mutations/fuzz.py --count 20000 --seed 1

Of every mutation the answer must be one of: the clean figures, with or without a notice; other figures with a notice that
the clean file does not bring; a refusal (exit code 2, one line that says what to do). Never: another figure in silence, a
crash, a hang, an identifier in a message. A kind of mutation is in `kinds.py`; up to three are combined.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import copy
import csv
import gzip
import io
import os
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kinds import KINDS, LOCAL, NHS, Kind, Sheet

ROOT = Path(__file__).resolve().parents[2]
COUNCIL = ROOT / "examples" / "data" / "council"
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))
SUBMISSION = "CLD_901_2026-04-23.csv.gz"
BEFORE = "CLD_901_2026-02-01.csv.gz"
PERIOD = "2025-04-01..2026-03-31"
SECONDS = 60  # a bound on a run that hangs, not on speed
WRONG = ("silent", "leak", "crash", "hang", "mute refusal", "wrong advice")


def clean_sheet(rows: int) -> Sheet:
    """The bundled council's submission of April 2026, cut to so many people's rows; 0 for all."""
    with gzip.open(COUNCIL / "submissions" / SUBMISSION, "rt", encoding="utf-8-sig", newline="") as file:
        header, *table = list(csv.reader(file))
    if rows:
        table = table[:rows]
    return Sheet(header, table, date.fromisoformat(SUBMISSION[8:18]))


@dataclass
class Outcome:
    """What the command made of a file."""

    code: int
    figures: tuple[str, ...]
    notices: frozenset[str]
    out: str
    err: str


class Measured:
    """Runs the command on sheets, in a folder of its own."""

    def __init__(self, folder: Path, measures: list[str], with_before: bool) -> None:
        self.folder = folder
        self.measures = measures
        self.with_before = with_before
        with (COUNCIL / "ref_population.csv").open(encoding="utf-8", newline="") as file:
            self.population = list(csv.reader(file))

    def run(self, sheet: Sheet) -> Outcome:
        """Write and measure a sheet."""
        path = self.folder / sheet.name
        path.write_bytes(sheet.write())
        places = self.folder / "population.csv"
        at = self.population[0].index("Population")
        with places.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(self.population[0])
            for row in self.population[1:]:
                number = sheet.population(row[at]) if sheet.population else row[at]
                out.writerow([*row[:at], number, *row[at + 1 :]])
        results = self.folder / "results.csv"
        results.unlink(missing_ok=True)
        files = [f"{path}@{sheet.submitted}"]
        if self.with_before:
            files.append(f"{COUNCIL / 'submissions' / BEFORE}@{BEFORE[8:18]}")
        command = [ASCOF, "measure", *self.measures, *files, "--period", PERIOD, "--mappings", str(COUNCIL), "--areas",
                   str(COUNCIL / "ref_la.csv"), "--population", str(places), "--out", str(results), "--threads", "1",
                   "--quiet"]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return Outcome(-999, (), frozenset(), "", "")
        err = done.stderr.decode("utf-8", "replace").replace(str(self.folder), "DIR")
        figures: tuple[str, ...] = ()
        if done.returncode == 0 and results.exists():
            with results.open(encoding="utf-8", newline="") as file:
                # Councils that only a changed code brings are figures too.
                figures = tuple(",".join(row[:9]) for row in csv.reader(file))
        path.unlink()
        told = frozenset(line for line in err.splitlines() if line.startswith(("ascof: warning:", "ascof: note:")))
        return Outcome(done.returncode, figures, told, done.stdout.decode("utf-8", "replace"), err)


ADVICE = re.compile(r"; \S|did you mean|: \S.*: \S")


def judged(clean: Outcome, got: Outcome, secrets: re.Pattern[str], kinds: list[Kind]) -> str:
    """What became of a mutation, in a word or two."""
    if got.code == -999:
        return "hang"
    if secrets.search(got.out + got.err):
        return "leak"
    if got.code not in (0, 2):
        return "crash"
    if got.code == 2:
        lines = [line for line in got.err.splitlines() if line.startswith("ascof: error:")]
        if len(lines) != 1 or not ADVICE.search(lines[0]):
            return "mute refusal"
        guesses = ("quotes around a text", "--period", "@SUBMITTED_ON")
        if any(guess in lines[0] for guess in guesses) and not any(k.name in PERIOD_KINDS for k in kinds):
            return "wrong advice"
        return "refused"
    if got.figures == clean.figures:
        return "clean with a notice" if got.notices - clean.notices else "clean"
    return "noticed" if got.notices - clean.notices else "silent"


# Where the period or the day of submission is what is wrong, advice may speak of them.
PERIOD_KINDS = {"another day of submission", "all years wrong by one", "a column emptied", "starts after the submission",
                "ends before starts", "a column missing", "two headers changed places"}  # fmt: skip


def identifiers(sheet: Sheet) -> re.Pattern[str]:
    """A pattern for the identifiers and births of the clean file."""
    texts: set[str] = set()
    for row in sheet.rows:
        nhs = row[sheet.at(NHS)]
        if nhs:
            texts |= {nhs, f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}", nhs[:9]}
        local = row[sheet.at(LOCAL)]
        if len(local) > 4 and local != "Unknown":
            texts.add(local)
        if row[sheet.at("Date of Birth")]:
            texts.add(row[sheet.at("Date of Birth")])
    return re.compile("|".join(sorted(map(re.escape, texts))), re.IGNORECASE)


def one(number: int, seed: int, base: Sheet, measured: Measured, clean: Outcome, secrets: re.Pattern[str],
        only: list[Kind]) -> tuple[str, list[str], str, bytes]:  # fmt: skip
    """Make and judge mutation `number`."""
    rng = random.Random(f"{seed}:{number}")
    first = only[number % len(only)]
    kinds = [first, *rng.sample(KINDS, rng.choice([0, 0, 0, 1, 2]))]
    sheet = copy.deepcopy(base)
    used = []
    for each in kinds:
        try:
            each.apply(sheet, rng)
            used.append(each)
        except (ValueError, IndexError, StopIteration):
            continue  # what an earlier kind took away
    try:
        data = sheet.write()
    except (LookupError, ValueError):
        return "not made", [k.name for k in used], "", b""
    got = measured.run(sheet)
    return judged(clean, got, secrets, used), [k.name for k in used], got.err, data


def work(
    numbers: list[int], seed: int, rows: int, names: list[str], with_before: bool
) -> list[tuple[int, str, list[str], str, bytes]]:
    """Judge some mutations in this process."""
    only = [k for k in KINDS if not names or k.name in names]
    base = clean_sheet(rows)
    secrets = identifiers(base)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        measured = Measured(Path(folder), ["all"], with_before)
        clean = measured.run(copy.deepcopy(base))
        assert clean.code == 0, clean.err
        for number in numbers:
            outcome, kinds, err, data = one(number, seed, base, measured, clean, secrets, only)
            found.append((number, outcome, kinds, err, data if outcome in WRONG else b""))
    return found


def main() -> int:
    """Run mutations and print a table of kinds and outcomes."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    ask.add_argument("--count", type=int, default=500)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--rows", type=int, default=0, help="rows of the file to mutate; 0: all")
    ask.add_argument("--jobs", type=int, default=2)
    ask.add_argument("--kind", action="append", default=[], help="only this kind first; may be given several times")
    ask.add_argument("--before", action="store_true", help="with the submission before beside the mutated one")
    ask.add_argument("--keep", type=Path, help="folder for the files that came out wrong")
    ask.add_argument("--show", type=int, default=20, help="how many of the wrong ones are described")
    asked = ask.parse_args()

    parts = [list(range(asked.count))[i :: asked.jobs] for i in range(asked.jobs)]
    with concurrent.futures.ProcessPoolExecutor(asked.jobs) as pool:
        jobs = [pool.submit(work, part, asked.seed, asked.rows, asked.kind, asked.before) for part in parts if part]
        found = sorted(entry for job in jobs for entry in job.result())

    table: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    total: collections.Counter[str] = collections.Counter()
    for _, outcome, kinds, _, _ in found:
        total[outcome] += 1
        table[kinds[0] if kinds else "(none)"][outcome] += 1
    out = io.StringIO()
    group_of = {k.name: k.group for k in KINDS}
    columns = ["clean", "clean with a notice", "noticed", "refused", *WRONG]
    for name in sorted(table, key=lambda n: (group_of.get(n, ""), n)):
        counts = "  ".join(f"{c} {table[name][c]}" for c in columns if table[name][c])
        out.write(f"{group_of.get(name, ''):<11} {name:<48} {counts}\n")
    print(out.getvalue(), end="")
    print(f"{len(found)} mutations of {len(table)} kinds: " + ", ".join(f"{c} {total[c]}" for c in columns))
    wrong = [entry for entry in found if entry[1] in WRONG]
    for number, outcome, kinds, err, _ in wrong[: asked.show]:
        last = err.strip().splitlines()[-1][:160] if err.strip() else ""
        print(f"  {outcome}: --seed {asked.seed} number {number}: {' + '.join(kinds)}  {last}")
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        for number, outcome, _, err, data in wrong:
            (asked.keep / f"{number}.csv").write_bytes(data)
            (asked.keep / f"{number}.txt").write_text(f"{outcome}\n{err}", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
