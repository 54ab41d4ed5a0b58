"""The working day of a council, case by case: files as they really come, mistakes as they are really made.

    make cases            prints a table: case, expected, got
    python3 tests/cases/case_table.py [BEGINNING OF A NAME]...

Each case runs the command (ASCOF_CLI) or, for mistakes in Python, the installed package (ASCOF_PYTHON, by default the
interpreter of .venv) and says what must come of it. Exit code 1 when one differs. Cases of Python are passed over, with a
line that says so, where no package is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAY = ROOT / "tests" / "data" / "day"
COUNCIL = ROOT / "examples" / "data" / "council"
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))
PYTHON = os.environ.get("ASCOF_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
BOUND = 120  # seconds until a run counts as hanging

# What the clean file of twelve people gives: measure, group, numerator, denominator.
CLEAN_3D = {("18 to 64", "4", "6"), ("65 and above", "4", "6"), ("Total", "8", "12")}
CLEAN_2E = {("18 to 64, Total", "6", "6"), ("65 and above, Total", "6", "6")}


@dataclass
class Run:
    """How a run went."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """Notices and errors."""
        return [line for line in self.err.splitlines() if line.startswith("ascof: ")]

    def tells(self, *patterns: str) -> bool:
        """Whether one line of standard error has all patterns."""
        return any(all(re.search(p, line, re.IGNORECASE) for p in patterns) for line in self.told)

    def has_clean_figures(self, *, also_2e: bool = True) -> bool:
        """Whether the figures are those of the clean file."""
        rows = {tuple(re.split(r"\s{2,}", line.strip())) for line in self.out.splitlines()}
        found_3d = {(r[3], r[4], r[5]) for r in rows if len(r) > 5 and r[0] == "ascof.3d.1a"}
        found_2e = {
            (r[3], r[4], r[5]) for r in rows if len(r) > 5 and r[0].startswith("ascof.2e") and ", Total" in r[3]
        }
        return self.code == 0 and found_3d == CLEAN_3D and (not also_2e or found_2e >= CLEAN_2E)

    @property
    def summary(self) -> str:
        """The run in a few words."""
        first = next((line for line in self.told if "error:" in line), self.told[0] if self.told else "")
        figures = "clean figures" if self.has_clean_figures(also_2e=False) else f"exit {self.code}"
        return f"{figures}; {len(self.told)} told: {first.removeprefix('ascof: ')}" if first else figures


@dataclass
class Case:
    """A case: its name, the right answer in words, and what runs it."""

    name: str
    expected: str
    run: Callable[[Path], tuple[bool, str]]
    python: bool = False


CASES: list[Case] = []


def case(name: str, expected: str, *, python: bool = False) -> Callable[[Callable[[Path], tuple[bool, str]]], None]:
    """Register a case."""

    def keep(run: Callable[[Path], tuple[bool, str]]) -> None:
        CASES.append(Case(name, expected, run, python))

    return keep


def ascof(*arguments: object, cwd: Path, **how: object) -> Run:
    """Run the command."""
    done = subprocess.run(
        [ASCOF, *map(str, arguments)], cwd=cwd, capture_output=True, timeout=BOUND, check=False, **how
    )  # type: ignore[call-overload]
    return Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def shell(line: str, cwd: Path) -> Run:
    """Run a line of bash, in which ASCOF is the command."""
    done = subprocess.run(["bash", "-c", line], cwd=cwd, capture_output=True, timeout=BOUND, check=False,
                          env={**os.environ, "ASCOF": ASCOF})  # fmt: skip
    return Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def python(code: str, cwd: Path) -> Run:
    """Run a piece of Python with warnings shown."""
    done = subprocess.run([PYTHON, "-W", "always", "-c", textwrap.dedent(code)], cwd=cwd, capture_output=True,
                          timeout=BOUND, check=False)  # fmt: skip
    return Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def taken(name: str, folder: Path) -> Path:
    """A copy of a case's files."""
    return Path(shutil.copytree(DAY / name, folder / "case"))


def measured(name: str, folder: Path, *arguments: object) -> Run:
    """The two measures of the case's file."""
    here = taken(name, folder)
    return ascof("measure", "ascof.3d.1a", "ascof.2e", "cld.csv@2026-04-20", *arguments, cwd=here)


def clean_or_refused(name: str, pattern: str, *, notice: bool = True) -> Callable[[Path], tuple[bool, str]]:
    """The clean figures with a notice, or a refusal, that has the pattern."""

    def run(folder: Path) -> tuple[bool, str]:
        got = measured(name, folder)
        told = got.tells(pattern)
        ok = (got.has_clean_figures() and (told or not notice)) or (got.code == 2 and told)
        return ok and not re.search(r"quotes around|--period", got.err if got.code == 2 else ""), got.summary

    return run


def registered_files() -> None:
    """Cases of files."""
    both = "clean figures with a notice, or a refusal that names it"
    for name, expected, pattern in [
        ("01-nhs-number-scientific", both, r"NHS.Number.*(round|scientific)"),
        ("06-month-first-dates", both, r"month first|month-first"),
        ("08-no-break-spaces-in-values", both, r"blank|space"),
        ("13-dates-month-names", "clean figures, or one error that says what the days look like", r"day|date|month"),
        ("16-dates-yyyymmdd", "clean figures, or one error that says what the days look like", r"day|date"),
        ("17-open-end-null-words", both, r"#N/A|nothing|no end|missing"),
        ("19-sqlcmd-trailer", both, r"no data|not data|behind the last row"),
        ("20-trailing-comma-in-rows", both, r"comma|empty field"),
        ("25-sep-line", both, r"before the header|sep="),
    ]:
        quiet = name[:2] in {"13", "16"}
        CASES.append(Case(f"files/{name}", expected, clean_or_refused(name, pattern, notice=not quiet)))


registered_files()


@case("files/05-death-sentinel-1900", "clean figures with a notice of deaths on a default day")
def _(folder: Path) -> tuple[bool, str]:
    got = measured("05-death-sentinel-1900", folder)
    return got.has_clean_figures() and got.tells("death"), got.summary


@case("files/07-day-month-swapped-by-excel", "a notice: rows that start after the day of submission (or a refusal)")
def _(folder: Path) -> tuple[bool, str]:
    got = measured("07-day-month-swapped-by-excel", folder)
    return got.tells(r"start", r"after .*submi|submitted|2026-04-20") or (
        got.code == 2 and got.tells("day")
    ), got.summary


@case("files/10-open-end-9999", "figures, submission day and years of the clean file")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("10-open-end-9999", folder)
    got = ascof("measure", "ascof.3d.1a", "ascof.2e", "cld.csv@2026-04-20", cwd=here)
    short = ascof("measure", "ascof.3d.1a", "cld.csv", "--out", "results.csv", cwd=here)
    lines = (here / "results.csv").read_text(encoding="utf-8").count("\n") if short.code == 0 else 0
    return got.has_clean_figures() and short.code == 0 and lines <= 7, f"{got.summary}; {lines} lines in the short form"


@case("files/14-dates-two-digit-years", "clean figures, or one error that says two-digit years")
def _(folder: Path) -> tuple[bool, str]:
    got = measured("14-dates-two-digit-years", folder)
    return got.has_clean_figures() or (got.code == 2 and got.tells(r"two digits|two-digit")), got.summary


@case("files/22-upper-case-extension", "the folder's file is read")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("22-upper-case-extension", folder)
    got = ascof("prepare", "submissions", "--out", "out", cwd=here)
    return got.code == 0 and (here / "out" / "main_table.csv").exists(), got.summary


@case("files/24-export-cut-off", "refused: the file seems cut off")
def _(folder: Path) -> tuple[bool, str]:
    got = measured("24-export-cut-off", folder)
    return got.code == 2 and got.tells("cut off") and "quotes" not in got.err, got.summary


@case("files/27-council-view-export", "clean figures from the view with its derived copies")
def _(folder: Path) -> tuple[bool, str]:
    got = ascof("measure", "ascof.3d.1a", "ascof.2e", "cld.csv", cwd=taken("27-council-view-export", folder))
    return got.has_clean_figures(), got.summary


@case("files/28-joined-table-and-costs", "refused: costs need a main table of one submission")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("28-joined-table-and-costs", folder)
    ascof("prepare", "cld.csv@2026-04-20", "--out", "out", "--quiet", cwd=here)
    got = ascof("measure", "cost.average_weekly_lts", "--records", "out/main_table.csv", cwd=here)
    return got.code == 2 and got.tells(r"one submission|single"), got.summary


@case("files/31-population-thousands", "rates of 267,022 people, or an error that says without separators")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("31-population-thousands", folder)
    got = ascof("measure", "ascof.2b", "ascof.2c", "cld.csv@2026-04-20", "--population", "population.csv", cwd=here)
    return (got.code == 0 and "267022" in got.out) or (got.code == 2 and got.tells("separator")), got.summary


@case("files/33-submissions-list-semicolons", "the list is read, or the error names its semicolons")
def _(folder: Path) -> tuple[bool, str]:
    got = ascof("prepare", "s", "--out", "out", cwd=taken("33-submissions-list-semicolons", folder))
    return got.code == 0 or got.tells(r"submissions\.csv.*semicolon"), got.summary


FRAME = """
    import datetime as dt, sys
    import pandas as pd
    import ascof
    t = pd.read_csv("cld.csv", dtype=str)
"""
FIGURES = """
    for r in ascof.evaluate(["ascof.3d.1a"], p.records, ascof.financial_year(2025)):
        print(r.measure, r.group, r.numerator, r.denominator, sep="|")
"""


def frame_figures(run: Run) -> bool:
    """Whether Python printed the clean figures."""
    found = {tuple(line.split("|")[1:]) for line in run.out.splitlines() if line.startswith("ascof.3d.1a")}
    return run.code == 0 and found == CLEAN_3D


def short(run: Run) -> str:
    """The last line of standard error, or of standard output."""
    lines = (run.err.strip() or run.out.strip()).splitlines()
    return f"exit {run.code}: {lines[-1]}" if lines else f"exit {run.code}"


@case("files/03-utc-midnights-arrow", "the day in the column's own zone", python=True)
def _(folder: Path) -> tuple[bool, str]:
    code = (
        FRAME
        + """
    for c in [c for c in t.columns if "Date" in c]:
        t[c] = pd.to_datetime(t[c], format="%d/%m/%Y").dt.tz_localize("Europe/London")
    p = ascof.read_extract((t, dt.date(2026, 4, 20))).prepare()
"""
        + FIGURES
    )
    got = python(code, taken("03-utc-midnights-arrow", folder))
    return frame_figures(got), short(got) if got.code else got.out.replace("\n", " ")


@case("files/18-python-rows-lost-unsaid", "a DataWarning that rows were rejected, or a refusal", python=True)
def _(folder: Path) -> tuple[bool, str]:
    code = (
        """
    import datetime as dt, ascof
    p = ascof.read_extract(("cld.csv", dt.date(2026, 4, 20))).prepare()
"""
        + FIGURES
    )
    got = python(code, taken("18-python-rows-lost-unsaid", folder))
    return bool(re.search(r"DataWarning[\s\S]*reject|InputError", got.err)), short(got)


@case(
    "files/32-data-frame-mixed-column",
    "read as text, or an ascof error that names the column and no value",
    python=True,
)
def _(folder: Path) -> tuple[bool, str]:
    code = (
        FRAME
        + """
    t["NHS Number"] = [int(n) if n == n else None for n in t["NHS Number"]]
    t["NHS Number"] = t["NHS Number"].astype(object)
    t.loc[3, "NHS Number"] = "999 026 2069"
    try:
        ascof.read_extract((t, dt.date(2026, 4, 20)))
        print("read")
    except ascof.Error as error:
        print("refused", error)
"""
    )
    got = python(code, taken("32-data-frame-mixed-column", folder))
    right = got.out.startswith("read") or (got.out.startswith("refused") and "NHS Number" in got.out)
    return right and "026 2069" not in got.out + got.err and got.code == 0, short(got)


# -------------------------------------------------------------------------------------------------------------- faults


@case("faults/04-row-order", "two rows change places: the figure that moves was noticed as hanging on ties")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("faults/04-row-order", folder)
    rows, told = [], True
    for name in ("pair_a", "pair_b"):
        got = ascof("measure", "ascof.3d.2a", f"{name}.csv@2026-04-23", "--mappings", COUNCIL, "--period",
                    "2025-04-01..2026-03-31", cwd=here)  # fmt: skip
        rows.append(got.out)
        told = told and got.tells(r"order of (the )?rows|ties|tied")
    return rows[0] == rows[1] or told, "noticed" if told else "figures differ" if rows[0] != rows[1] else "same"


@case("faults/05-output-overwrites-input", "exit 2 before anything is read; the input stays as it was")
def _(folder: Path) -> tuple[bool, str]:
    source = COUNCIL / "submissions" / "CLD_901_2025-04-19.csv.gz"
    made = ascof("prepare", f"{source}@2025-04-19", "--mappings", COUNCIL, "--out", "made", cwd=folder)
    table = folder / "made" / "main_table.csv"
    before = table.read_bytes() if made.code == 0 else b""
    one = ascof("measure", "all", "--records", table, "--out", table, "--quiet", cwd=folder)
    two = ascof("prepare", f"{table}@2025-04-19", "--out", table.parent, cwd=folder)
    (folder / "same").mkdir()
    shutil.copy(source, folder / "same" / "main_table.csv.gz")
    ok = one.code == 2 and two.code == 2 and table.read_bytes() == before
    return ok, f"{one.summary}; {two.code}"


@case("faults/06-pipes", "a pipe, /dev/stdin and a named pipe are read")
def _(folder: Path) -> tuple[bool, str]:
    shutil.copy(COUNCIL / "submissions" / "CLD_901_2025-04-19.csv.gz", folder / "c.csv.gz")
    shell("gunzip -k c.csv.gz", folder)
    codes = [
        shell(line, folder).code
        for line in ("cat c.csv | $ASCOF prepare /dev/stdin@2025-04-19 --out o1",
                     "timeout 20 $ASCOF prepare <(cat c.csv)@2025-04-19 --out o2",
                     "mkfifo f; (cat c.csv > f &) ; timeout 20 $ASCOF prepare f@2025-04-19 --out o3")
    ]  # fmt: skip
    return codes == [0, 0, 0], f"exit codes {codes}"


@case("faults/07-far-end-date", "no period of thousands of years: few rows, or a refusal, and a notice")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("faults/07-far-end-date", folder)
    got = ascof("prepare", "in.csv", "--out", "p", cwd=here)
    return "9998" not in got.out and (got.code == 2 or got.tells(r"open|9999|far|end")), got.summary


@case("faults/08-stdout-full", "a full or closed output is an error of one line, never success or an abort")
def _(folder: Path) -> tuple[bool, str]:
    lines = ["$ASCOF list > /dev/full", "$ASCOF describe ascof.2a > /dev/full", "$ASCOF --help > /dev/full",
             "$ASCOF list >&-", "$ASCOF measure all --records nope.csv 2>&-"]  # fmt: skip
    codes = [shell(line, folder).code for line in lines]
    return all(code == 2 for code in codes), f"exit codes {codes}"


@case("faults/09-prepare-mixed-set", "a prepare that fails leaves no half of a set")
def _(folder: Path) -> tuple[bool, str]:
    source = COUNCIL / "submissions" / "CLD_901_2025-04-19.csv.gz"
    out = folder / "out"
    (out / "attrition.csv").mkdir(parents=True)  # a folder where a file must go
    got = ascof("prepare", f"{source}@2025-04-19", "--out", out, cwd=folder)
    left = sorted(p.name for p in out.iterdir())
    return got.code == 2 and left == ["attrition.csv"], f"exit {got.code}, left {left}"


@case("faults/12-identifier-in-unknown_values", "no NHS number in unknown_values.csv, messages or reports")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("faults/12-identifier-in-unknown_values", folder)
    found = []
    for name in ("shift_one", "hdrid"):
        got = ascof("prepare", f"{name}.csv@2025-04-19", "--out", name, cwd=here)
        texts = [got.out, got.err]
        for written in ("unknown_values.csv", "ingest_report.csv", "notices.csv"):
            if (here / name / written).exists():
                texts.append((here / name / written).read_text(encoding="utf-8"))
        if re.search(r"ZQIDNHS|\b\d{10}\b", "\n".join(texts)):
            found.append(name)
    return not found, f"identifiers shown of {found}" if found else "none shown"


@case("faults/14-csv-injection", "no cell of ours begins a formula")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("faults/14-csv-injection", folder)
    got = ascof("measure", "ascof.3d", "inj.csv@2025-04-19", "--out", "r.csv", cwd=here)
    again = ascof("prepare", "inj.csv@2025-04-19", "--out", "p", cwd=here)
    texts = [p.read_text(encoding="utf-8") for p in (here / "r.csv", here / "p" / "unknown_values.csv") if p.exists()]
    bad = [c for t in texts for c in re.findall(r'(?:^|,)"?([=@][^,]*)', t, re.MULTILINE)]
    return not bad, f"exit {got.code}, {again.code}; {len(bad)} formula cells"


@case("faults/20-same-record-id", "repeated record numbers: refused, or the same table in any order of rows")
def _(folder: Path) -> tuple[bool, str]:
    here = taken("faults/20-same-record-id", folder)
    tables, codes = [], []
    for name in ("in", "shuffled"):
        codes.append(ascof("prepare", f"{name}.csv", "--out", name, cwd=here).code)
        made = here / name / "main_table.csv"
        tables.append(made.read_bytes() if made.exists() else b"")
    return codes == [2, 2] or (
        codes == [0, 0] and tables[0] == tables[1]
    ), f"exit codes {codes}, same {tables[0] == tables[1]}"


@case("faults/22-out-dev-stdout", "--out /dev/stdout and --out - write the figures to the output")
def _(folder: Path) -> tuple[bool, str]:
    source = COUNCIL / "submissions" / "CLD_901_2025-04-19.csv.gz"
    outs = [
        shell(f"$ASCOF measure ascof.3d {source}@2025-04-19 --out {to} --quiet | cat", folder)
        for to in ("/dev/stdout", "-")
    ]
    ok = all(o.out.startswith("measure,period_start") for o in outs)
    return ok, "; ".join(o.out.split("\n")[0][:40] or o.summary for o in outs)


@case("faults/ctrl-c", "an interrupt ends the run within seconds, with one line and nothing half written")
def _(folder: Path) -> tuple[bool, str]:
    out = folder / "r.csv"
    run = subprocess.Popen([ASCOF, "measure", "everything", COUNCIL / "submissions", "--mappings", str(COUNCIL), "--every",
                            "month", "--publish", "safeguarding", "--out", str(out)],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    try:
        run.wait(0.5)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGINT)
    try:
        _, err = run.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        run.kill()
        return False, "went on for ten seconds"
    left = [p.name for p in folder.iterdir() if p.name != "r.csv"]
    ok = run.returncode in (0, 130) and not left and (run.returncode == 0 or not out.exists())
    return ok, f"exit {run.returncode}, {err.decode().strip().splitlines()[-1:]}"


# -------------------------------------------------------------------------------------------------------------- python

PREPARED = f"""
    import sys, warnings
    import ascof
    from ascof import algebra as a
    I = {str(COUNCIL)!r}
    x = ascof.read_extract(I + "/submissions")
    fy = ascof.financial_year(2025)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        p = x.prepare(mappings=I, areas=I + "/ref_la.csv")
"""


def snippet(code: str, right: Callable[[Run], bool]) -> Callable[[Path], tuple[bool, str]]:
    """Run a snippet of an analyst's day."""

    def run(folder: Path) -> tuple[bool, str]:
        got = python(PREPARED + code, folder)
        return right(got), short(got)

    return run


def warned(pattern: str) -> Callable[[Run], bool]:
    """A DataWarning with the pattern, and an answer."""
    return lambda r: r.code == 0 and bool(re.search(rf"DataWarning[\s\S]*({pattern})", r.err, re.IGNORECASE))


def refused(pattern: str) -> Callable[[Run], bool]:
    """An error of ascof or a TypeError with the pattern."""
    return lambda r: (
        r.code == 1
        and bool(
            re.search(
                rf"(UsageError|InputError|OutputError|TypeError|ValueError|AttributeError).*({pattern})",
                r.err,
                re.IGNORECASE,
            )
        )
    )


for _name, _expected, _code, _right in [
    (
        "01_single_records",
        "a DataWarning: official measures want the joined table",
        "    ascof.evaluate('ascof.2a', x.prepare(mode='single', mappings=I).records, fy)\n",
        warned("submission|joined"),
    ),
    (
        "02_everything",
        "what cannot be computed is left out and said",
        "    r = ascof.evaluate('everything', p.records, fy)\n    print(len(r) > 0, len(r.skipped) > 0)\n",
        lambda r: r.code == 0 and "True True" in r.out and "--" not in r.err,
    ),
    (
        "03_value_that_does_not_exist",
        "refused with did you mean",
        "    m = a.define('local.x', 'x', a.count((a.events.service_type == 'Long term support: comunity') & a.open_on(a.period_end)))\n"
        "    ascof.evaluate(m, p.records, fy)\n",
        refused("did you mean"),
    ),
    (
        "03_breakdown_label",
        "refused: F and M are no genders of the field",
        "    m = a.define('local.y', 'y', a.count(a.people(a.is_service)), by=a.by('gender', a.person.gender, ['F', 'M']))\n"
        "    ascof.evaluate(m, p.records, fy)\n",
        refused("gender"),
    ),
    (
        "04_unmapped_wording",
        "a DataWarning of unknown wording",
        "    ascof.evaluate('ascof.2a', x.prepare().records, fy)\n",
        warned("wording|no mapping|not known|unknown"),
    ),
    (
        "05_write_ignores_extension",
        "a workbook, or refused",
        "    ascof.evaluate('ascof.2a', p.records, fy).write('out.xlsx')\n    print(open('out.xlsx','rb').read(2))\n",
        lambda r: (r.code == 0 and "PK" in r.out) or refused("xlsx")(r),
    ),
    (
        "06_period_outside_data",
        "a DataWarning: the records do not cover the period",
        "    ascof.evaluate('ascof.2a', p.records, ascof.financial_year(2030))\n",
        warned("cover"),
    ),
    ("06_year_25", "refused: the year 25", "    print(ascof.financial_year(25))\n", refused("25")),
    (
        "07_empty_target",
        "refused: no such group",
        "    r = ascof.evaluate('ascof.2a', p.records, fy)\n"
        "    ascof.compare(r, targets=[ascof.Target('ascof.2a', 80, group='65+')])\n",
        refused("65|group|did you mean"),
    ),
    (
        "07_no_previous",
        "refused: no previous period",
        "    ascof.compare(ascof.evaluate('ascof.2a', p.records, fy), previous=True)\n",
        refused("previous|period"),
    ),
    (
        "07_target_number",
        "refused in Python's words",
        "    ascof.compare(ascof.evaluate('ascof.2a', p.records, fy), targets=80)\n",
        refused("targets"),
    ),
    (
        "11_dead_pointer",
        "the message lists fields, or says where they are listed",
        "    a.events.hours\n",
        refused("field"),
    ),
    (
        "12_reserved_id",
        "define() refuses an official id",
        "    a.define('ascof.2a', 't', a.count(a.is_request))\n",
        refused("ascof.2a"),
    ),
    (
        "12_blank_in_id",
        "define() refuses an id with a blank",
        "    a.define('my measure', 't', a.count(a.is_request))\n",
        refused("id"),
    ),
    (
        "13_message_words",
        "errors speak Python",
        "    ascof.evaluate('ascof.2b', p.records, fy)\n",
        lambda r: r.code == 1 and "population" in r.err and "FILE" not in r.err and "--" not in r.err.splitlines()[-1],
    ),
    (
        "faults/11-shared-expressions",
        "c = c & (c | e) 60 times is linear",
        "    e = a.events.service_type == 'Long term support: Community'\n    c = e\n"
        "    for _ in range(60): c = c & (c | e)\n    print(repr(c)[:50], len(repr(c)) < 100000)\n"
        "    print(list(ascof.evaluate(a.define('local.x', 'x', a.count(c)), p.records, fy))[0].denominator)\n",
        lambda r: r.code == 0,
    ),
    ("faults/15-nul-path", "InputError or ValueError", "    ascof.read_extract('\\0')\n", refused(".")),
    (
        "faults/21-trace-path",
        "an id cannot be a path",
        "    a.define('../../evil', 't', a.count(a.is_request))\n",
        refused("id"),
    ),
]:
    CASES.append(Case(_name if "/" in _name else f"python/{_name}", _expected, snippet(_code, _right), python=True))


def main() -> int:
    """Run the cases and print the table."""
    asked = sys.argv[1:]
    has_python = (
        Path(PYTHON).exists()
        and subprocess.run([PYTHON, "-c", "import ascof, pandas"], capture_output=True, check=False).returncode == 0
    )
    failed, passed_over = 0, 0
    for each in sorted(CASES, key=lambda c: c.name):
        if asked and not any(each.name.startswith(name) for name in asked):
            continue
        if each.python and not has_python:
            passed_over += 1
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                ok, got = each.run(Path(folder))
            except subprocess.TimeoutExpired:
                ok, got = False, f"still running after {BOUND} s"
        failed += not ok
        print(f"{'ok ' if ok else 'NOT'}  {each.name:<40}  {each.expected}")
        for line in textwrap.wrap("got: " + " ".join(got.split()), 140)[:3]:
            print(f"{'':<47}{line}")
    if passed_over:
        print(f"{passed_over} cases of Python were passed over: {PYTHON} has no ascof with pandas")
    print(f"{failed} of the cases differ" if failed else "all cases as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
