#!/usr/bin/env python3
"""The waiting-time method here and in DuckDB, on the same events, in the same run.

    compare.py PROGRAMS DATA [--events N] [--threads N] [--repeat N]

PROGRAMS is the folder of ascof_generate and ascof_waiting_times, DATA the folder for the main table, which is made when
it is not there. Both engines load it, answer once, and are compared: every council, quarter, age band and measure must
have the same number of waits and the same median, or nothing is timed. Then they take turns, so that what the machine
does besides hits all alike. A time is that of the method on data in memory, from start to finish. Every query beside
this file (but for load.sql, which loads) is a way to write the method in SQL; the ratio is that to the fastest.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, cast

HERE = Path(__file__).resolve().parent
# Of the rows that the generator writes, 70 % or more become events of the main table.
ROWS_PER_EVENT = 1.5

Results = dict[tuple[str, str, str, str], tuple[int, float]]


def make_main_table(programs: Path, data: Path, events: int) -> Path:
    """Makes the main table, unless there is one that is newer than the programs."""
    main = data / f"main_{events}.csv"
    made_by = [programs / "ascof_generate", programs / "ascof_waiting_times"]
    if main.exists() and all(main.stat().st_mtime > program.stat().st_mtime for program in made_by):
        return main
    print(f"making a main table of {events:,} invented events", flush=True)
    raw = data / "raw"
    rows = round(events * ROWS_PER_EVENT)
    period = ["--from", "2023-04-01", "--to", "2026-03-31", "--submissions", "single"]
    try:
        subprocess.run([made_by[0], "--rows", str(rows), *period, "--out", raw, "--quiet"], check=True)
        unfinished = main.with_suffix(".new")
        subprocess.run([made_by[1], "make", raw, str(events), unfinished], check=True)
        unfinished.replace(main)
    finally:
        shutil.rmtree(raw, ignore_errors=True)
    return main


class Worker:
    """A process that holds the data and obeys lines: `run` answers with seconds, `write FILE` writes results."""

    def __init__(self, name: str, command: list[str | Path]) -> None:
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seconds: list[float] = []
        self.events, self.people, self.load_seconds = self.read().split()
        # From here on the peak of the memory counts, data included, and not what loading took.
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def read(self) -> str:
        line = cast("IO[str]", self.process.stdout).readline()
        if not line:
            sys.exit(f"compare.py: {self.name} ended with code {self.process.wait()}")
        return line.rstrip("\n")

    def ask(self, command: str) -> str:
        stdin = cast("IO[str]", self.process.stdin)
        stdin.write(command + "\n")
        stdin.flush()
        return self.read()

    def run(self) -> float:
        return float(self.ask("run"))

    def results(self, file: Path) -> Results:
        self.ask(f"write {file}")
        with file.open(encoding="utf-8", newline="") as lines:
            return {
                (row["measure"], row["period_start"], row["la_code"], row["group"]): (
                    int(row["denominator"]),
                    float(row["value"]),
                )
                for row in csv.DictReader(lines)
            }

    def peak_mebibytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    def stop(self) -> None:
        self.process.communicate()


def serve_duckdb(main: Path, threads: int, query: Path) -> None:
    """The other side: the same protocol over DuckDB. Runs as a process of its own, so that its memory can be told."""
    import duckdb

    start = time.perf_counter()
    connection = duckdb.connect(config={"threads": threads})
    connection.execute("SET VARIABLE main_table = $1", [str(main)])
    connection.execute((HERE / "load.sql").read_text(encoding="utf-8"))
    counts = connection.execute("SELECT count(*), count(DISTINCT person) FROM events").fetchone()
    print(*(counts or ()), time.perf_counter() - start, flush=True)
    method = query.read_text(encoding="utf-8")
    rows: list[tuple[object, ...]] = []
    for line in sys.stdin:
        if line == "run\n":
            start = time.perf_counter()
            rows = connection.execute(method).fetchall()
            print(time.perf_counter() - start, flush=True)
        else:
            with Path(line.removeprefix("write ").rstrip("\n")).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["measure", "period_start", "la_code", "group", "denominator", "value"])
                writer.writerows(rows)
            print("written", flush=True)


def check_equal(ours: Results, theirs: Results, name: str) -> None:
    if ours == theirs:
        return
    different = [key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)]
    for key in different[:10]:
        print(*key, "ascof:", ours.get(key), f"{name}:", theirs.get(key), file=sys.stderr)
    sys.exit(f"compare.py: {len(different)} results differ between ascof and {name}")


def compare(programs: Path, data: Path, events: int, threads: int, repeat: int) -> None:
    data.mkdir(parents=True, exist_ok=True)
    main = make_main_table(programs, data, events)
    workers = [Worker("ascof", [programs / "ascof_waiting_times", "serve", main, str(threads)])]
    for query in sorted(HERE.glob("*.sql")):
        if query.name != "load.sql":
            itself: list[str | Path] = [sys.executable, __file__]
            workers.append(
                Worker(
                    f"DuckDB, {query.stem}",
                    [*itself, "serve-duckdb", main, "--threads", str(threads), "--query", query],
                )
            )
    # The first run of each is not counted.
    found = []
    for worker in workers:
        worker.run()
        found.append(worker.results(data / "results.csv"))
    for worker, results in zip(workers[1:], found[1:], strict=True):
        check_equal(found[0], results, worker.name)
    waits = sum(count for count, _ in found[0].values())
    print(
        f"{int(workers[0].events):,} events of {int(workers[0].people):,} people, {threads} threads; "
        f"{len(found[0]):,} medians of {waits:,} waits are equal"
    )
    for _ in range(repeat):
        for worker in workers:
            worker.seconds.append(worker.run())

    ours = statistics.median(workers[0].seconds)
    print(f"{'':<18} {'seconds: least':>14} {'median':>8} {'most':>8} {'ratio':>7} {'peak MiB':>9} {'load s':>8}")
    for worker in workers:
        median = statistics.median(worker.seconds)
        print(
            f"{worker.name:<18} {min(worker.seconds):>14.3f} {median:>8.3f} {max(worker.seconds):>8.3f} "
            f"{median / ours:>7.1f} {worker.peak_mebibytes():>9} {float(worker.load_seconds):>8.2f}"
        )
    fastest = min(workers[1:], key=lambda worker: statistics.median(worker.seconds))
    # Of neighbours in time, because the machine's speed may change during the run.
    ratios = [theirs / own for theirs, own in zip(fastest.seconds, workers[0].seconds, strict=True)]
    print(
        f"ascof is {statistics.median(ratios):.1f} times as fast as the best SQL ({fastest.name}); "
        f"{min(ratios):.1f} to {max(ratios):.1f} turn by turn"
    )
    for worker in workers:
        worker.stop()


def main() -> None:
    if sys.argv[1:2] == ["serve-duckdb"]:
        parser = argparse.ArgumentParser()
        parser.add_argument("main", type=Path)
        parser.add_argument("--threads", type=int, required=True)
        parser.add_argument("--query", type=Path, required=True)
        o = parser.parse_args(sys.argv[2:])
        serve_duckdb(o.main, o.threads, o.query)
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=7)
    o = parser.parse_args()
    compare(o.programs.resolve(), o.data.resolve(), o.events, o.threads, o.repeat)


if __name__ == "__main__":
    main()
