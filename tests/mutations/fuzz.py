"""Mutates extracts the way spreadsheets, databases and people do, and looks for figures that move without a word.

    ASCOF_CLI=build/release/ascof python3 tests/mutations/fuzz.py --count 20000 --seed 1

Of every mutation the answer must be one of: the clean figures, with or without a notice; other figures with a notice that
the clean file does not bring; a refusal (exit code 2, one line that says what to do). Never: another figure in silence, a
crash, a hang, an identifier in a message. A kind of mutation is in `kinds.py`; up to three are combined. Four in ten are
measured with the submission before beside them, as councils that keep theirs do.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import csv
import gzip
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
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
    notices: dict[str, int]  # what is told, without its numbers -> the first of them: how many rows, people or values
    out: str
    err: str


class Measured:
    """Runs the command on sheets, in a folder of its own."""

    def __init__(self, folder: Path, measures: list[str]) -> None:
        self.folder = folder
        self.measures = measures
        with (COUNCIL / "ref_population.csv").open(encoding="utf-8", newline="") as file:
            self.population = list(csv.reader(file))

    def places(self, sheet: Sheet) -> Path:
        """The population table, changed where a kind changes it."""
        if sheet.population is None:
            return COUNCIL / "ref_population.csv"
        places = self.folder / "population.csv"
        at = self.population[0].index("Population")
        with places.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(self.population[0])
            for row in self.population[1:]:
                out.writerow([*row[:at], sheet.population(row[at]), *row[at + 1 :]])
        return places

    def given(self, sheet: Sheet, data: bytes) -> list[str]:
        """Write the file (and a list beside it) and say it as somebody who calls the command does."""
        place = self.folder / "input"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        path = place / sheet.name
        path.write_bytes(data)
        day = str(sheet.submitted)
        if sheet.given == "pipe":
            return [f"/dev/stdin@{day}"]
        if sheet.given == "twice":
            return [f"{path}@{day}", f"{path}@{sheet.submitted - timedelta(days=80)}"]
        if not sheet.given.startswith("folder"):
            return [f"{path}@{day}"]
        name = sheet.name.upper() if sheet.given == "folder capitals" else sheet.name
        lines = [("file", "submitted_on"), (name, day)]
        if sheet.given == "folder two days":
            lines.append((name, str(sheet.submitted + timedelta(days=30))))
        if sheet.given == "folder no match":
            lines[1] = ("CLD_other.csv", day)
        separator = ";" if sheet.given == "folder;" else ","
        text = "".join(separator.join(line) + "\r\n" for line in lines)
        (place / "submissions.csv").write_text(text, encoding="utf-8", newline="")
        return [str(place)]

    def run(self, sheet: Sheet, data: bytes, with_before: bool) -> Outcome:
        """Measure a sheet of which these are the bytes."""
        files = self.given(sheet, data)
        results = self.folder / "results.csv"
        results.unlink(missing_ok=True)
        if with_before:
            files.append(f"{COUNCIL / 'submissions' / BEFORE}@{BEFORE[8:18]}")
        command = [ASCOF, "measure", *self.measures, *files, "--period", PERIOD, "--mappings", str(COUNCIL), "--areas",
                   str(COUNCIL / "ref_la.csv"), "--population", str(self.places(sheet)), "--out", str(results),
                   "--threads", "1", "--quiet"]  # fmt: skip
        pipe = data if sheet.given == "pipe" else None
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, input=pipe)
        except subprocess.TimeoutExpired:
            return Outcome(-999, (), {}, "", "")
        err = done.stderr.decode("utf-8", "replace").replace(str(self.folder), "DIR")
        figures: tuple[str, ...] = ()
        if done.returncode == 0 and results.exists():
            with results.open(encoding="utf-8", newline="") as file:
                # Councils that only a changed code brings are figures too.
                figures = tuple(",".join(row[:9]) for row in csv.reader(file))
        return Outcome(done.returncode, figures, notices_in(err), done.stdout.decode("utf-8", "replace"), err)


NUMBER = re.compile(r"\d[\d,]*")


def notices_in(err: str) -> dict[str, int]:
    """What the command told, by its words."""
    told: dict[str, int] = {}
    for line in err.splitlines():
        if not line.startswith(("ascof: warning:", "ascof: note:")):
            continue
        found = re.sub(r"council \w+, submission of [-\d]+: |line \d+", "", line)
        number = NUMBER.search(found)
        told[NUMBER.sub("#", found)] = int(number[0].replace(",", "")) if number else 0
    return told


def news(clean: Outcome, got: Outcome) -> bool:
    """Whether anything was told that the clean file does not bring, or of more rows than there.

    Ties are no news: their number changes with everything.
    """
    return any(
        words not in clean.notices or number > clean.notices[words]
        for words, number in got.notices.items()
        if TIES not in words
    )


TIES = "only the place of a row tells apart"
ADVICE = re.compile(r"; \S|did you mean|: \S.*: \S")


def judged(clean: Outcome, got: Outcome, secrets: list[str], kinds: list[Kind]) -> str:
    """What became of a mutation, in a word or two."""
    if got.code == -999:
        return "hang"
    said = (got.out + got.err).lower()
    if any(secret in said for secret in secrets):
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
    told = news(clean, got)
    if got.figures == clean.figures:
        return "clean with a notice" if told else "clean"
    # Where nothing but the order is another, the notice of ties is what must be told.
    if not told and any(k.name in ORDER_KINDS for k in kinds):
        told = any(TIES in words for words in got.notices)
    return "noticed" if told else "silent"


ORDER_KINDS = {"rows in another order"}
# Where the period or the day of submission is what is wrong, advice may speak of them.
PERIOD_KINDS = {"a reporting period that cannot be", "months without days", "days of the other system of spreadsheets", "a filter left on", "a column filled down", "given otherwise", "another day of submission", "all years wrong by one", "a column emptied", "starts after the submission",
                "ends before starts", "a column missing", "two headers changed places"}  # fmt: skip


def identifiers(sheet: Sheet) -> list[str]:
    """The identifiers and births of the clean file, in small letters."""
    texts: set[str] = set()
    for row in sheet.rows:
        nhs = row[sheet.at(NHS)]
        if nhs:
            texts |= {f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}", nhs[:9]}
        local = row[sheet.at(LOCAL)]
        if len(local) > 4 and local != "Unknown":
            texts.add(local.lower())
        if row[sheet.at("Date of Birth")]:
            texts.add(row[sheet.at("Date of Birth")])
    return sorted(texts)


def one(number: int, seed: int, base: Sheet, measured: Measured, clean: dict[bool, Outcome], secrets: list[str],
        only: list[Kind]) -> tuple[str, list[str], str, bytes]:  # fmt: skip
    """Make and judge mutation `number`."""
    rng = random.Random(f"{seed}:{number}")
    with_before = rng.random() < 0.4
    first = only[number % len(only)]
    kinds = [first, *rng.sample(KINDS, rng.choice([0, 0, 0, 1, 2]))]
    sheet = base.copy()
    used = []
    for each in kinds:
        try:
            each.apply(sheet, rng)
            used.append(each)
        except (ValueError, IndexError, StopIteration, OverflowError):
            continue  # what an earlier kind took away
    if sheet.with_before is not None:
        with_before = sheet.with_before
    try:
        data = sheet.write()
    except (LookupError, ValueError):
        return "not made", [k.name for k in used], "", b""
    got = measured.run(sheet, data, with_before)
    return judged(clean[with_before], got, secrets, used), [k.name for k in used], got.err, data


def kept(folder: Path, number: int, outcome: str, kinds: list[str], err: str, data: bytes) -> None:
    """Keep a file that came out wrong, and what was said of it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.csv").write_bytes(data)
    (folder / f"{number}.txt").write_text(f"{outcome}: {' + '.join(kinds)}\n{err}", encoding="utf-8")


def work(
    numbers: list[int], seed: int, rows: int, names: list[str], keep: Path | None, watch: bool
) -> list[tuple[int, str, list[str], str]]:
    """Judge some mutations in this process."""
    only = [k for k in KINDS if not names or k.name in names]
    base = clean_sheet(rows)
    secrets = identifiers(base)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        measured = Measured(Path(folder), ["all"])
        clean = {before: measured.run(base, base.write(), before) for before in (False, True)}
        assert all(outcome.code == 0 for outcome in clean.values()), clean
        for number in numbers:
            outcome, kinds, err, data = one(number, seed, base, measured, clean, secrets, only)
            if keep and outcome in WRONG:
                kept(keep, number, outcome, kinds, err, data)
            if watch:
                print(number, outcome, *kinds, sep="\t", flush=True)
            found.append((number, outcome, kinds, err))
    return found


def main() -> int:
    """Run mutations and print a table of kinds and outcomes."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    ask.add_argument("--count", type=int, default=500)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--rows", type=int, default=0, help="rows of the file to mutate; 0: all")
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ask.add_argument("--kind", action="append", default=[], help="only this kind first; may be given several times")
    ask.add_argument("--keep", type=Path, help="folder for the files that came out wrong")
    ask.add_argument("--watch", action="store_true", help="print every outcome as it comes")
    ask.add_argument("--show", type=int, default=20, help="how many of the wrong ones are described")
    asked = ask.parse_args()

    parts = [list(range(asked.count))[i :: asked.jobs] for i in range(asked.jobs)]
    with concurrent.futures.ProcessPoolExecutor(asked.jobs) as pool:
        jobs = [
            pool.submit(work, part, asked.seed, asked.rows, asked.kind, asked.keep, asked.watch)
            for part in parts
            if part
        ]
        found = sorted(entry for job in jobs for entry in job.result())

    table: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    total: collections.Counter[str] = collections.Counter()
    for _, outcome, kinds, _ in found:
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
    for number, outcome, kinds, err in wrong[: asked.show]:
        last = err.strip().splitlines()[-1][:160] if err.strip() else ""
        print(f"  {outcome}: --seed {asked.seed} number {number}: {' + '.join(kinds)}  {last}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
