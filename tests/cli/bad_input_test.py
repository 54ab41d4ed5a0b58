"""Every bad input ends with exit code 2 and one line that says where, what was expected and what to do.

The table is the test: a case is a sentence, files that only it needs, the command, and parts of the line. Each case
also proves that the line tells nothing of the people in the files, and that nothing was written.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import unittest
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from command import HEADER, ascof, event, extract, files_below, good_rows

GOOD = extract(good_rows())
LINES = GOOD.splitlines(keepends=True)
AREAS = "LA_Code,LA_Name,LA_Area_Code\n901,Northmoor,E99000001\n"


def renamed(old: str, new: str) -> str:
    """Write the good extract with another header in place of one."""
    return extract(good_rows(), [new if name == old else name for name in HEADER])


def without(column: str) -> str:
    """Write the good extract without the content of a column, and its header as one nobody knows."""
    return renamed(column, "Something Else")


def workbook() -> bytes:
    """Write a zip archive with what a spreadsheet program puts into one."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", GOOD)
    return data.getvalue()


@dataclass
class Case:
    """A bad input."""

    name: str
    command: list[str]
    says: list[str]
    files: dict[str, str | bytes] = field(default_factory=dict)


def prepare(name: str, content: str | bytes | None, *says: str, file: str = "bad.csv") -> Case:
    """Make the case of one bad file that is prepared."""
    files = {} if content is None else {file: content}
    return Case(name, ["prepare", f"{file}@2026-04-20", "--out", "out"], [file, *says], files)


def option(name: str, options: str, *says: str) -> Case:
    """Make the case of a bad option with a good file."""
    return Case(name, ["prepare", "good.csv@2026-04-20", "--out", "out", *options.split()], list(says))


def command(name: str, line: str, *says: str, files: dict[str, str | bytes] | None = None) -> Case:
    """Make the case of any command."""
    return Case(name, line.split(), list(says), files or {})


MAIN = "--records prepared/main_table.csv"
MEASURE = f"measure ascof.3d {MAIN}"

CASES = [
    # The file as a whole.
    prepare("a file that is not there", None, "there is no such file", "check the spelling and the folder"),
    prepare("an empty file", "", "the file is empty", "check that the export finished"),
    prepare("a file of nothing but a byte order mark", b"\xef\xbb\xbf", "empty", "check that the export finished"),
    prepare("a header without rows", LINES[0], "a header and no rows", "check that the export finished"),
    prepare("a workbook", workbook(), "workbook (xlsx) or a zip archive", "export the sheet as CSV UTF-8"),
    prepare(
        "an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old workbook", "export it as CSV UTF-8"
    ),
    prepare("UTF-16 text", GOOD.encode("utf-16"), "UTF-16", "save it as CSV UTF-8"),
    prepare("UTF-16 text without a mark", GOOD.encode("utf-16-le"), "UTF-16", "save it as CSV UTF-8"),
    prepare("a NUL byte", GOOD.replace("Service user", "Service\0user", 1), "line 2", "NUL"),
    prepare("a compressed file that is cut off", gzip.compress(GOOD.encode())[:-20], "bad.csv.gz", file="bad.csv.gz"),
    command(
        "a folder without files",
        "prepare empty --out out",
        "empty: ",
        "is a submission (.csv or .csv.gz)",
        "give the folder of the submissions",
        files={"empty/notes.txt": "none yet"},
    ),
    # The header.
    prepare(
        "a misspelt column",
        renamed("Event Start Date", "Event Strat Date"),
        "line 1, Event_Start_Date",
        "required and missing",
        'did you mean "Event Strat Date"?',
    ),
    prepare("a missing column", without("Service Type"), "line 1, Service_Type", "required and missing", "add it"),
    prepare(
        "no column that identifies a person",
        extract(good_rows(), ["x" + n if n in ("NHS Number", "LA Person Unique Identifier") else n for n in HEADER]),
        "no column identifies a person",
        "LA_Person_Unique_Identifier",
    ),
    prepare("no birth date", without("Date of Birth"), "no column holds the birth date", "Der_Birth_Year"),
    prepare(
        "two columns for one field",
        renamed("Gender", "EVENT_START_DATE"),
        "line 1, Event_Start_Date",
        'two columns are this field: "EVENT_START_DATE" (column 7) and "Event Start Date" (column 13)',
        "remove or rename one",
    ),
    prepare("a file without a header", "".join(LINES[1:]), "line 1", "the first line must name the columns"),
    prepare(
        "a header with a line break in a name", renamed("Event Start Date", "Event\nStrat Date"), "Event_Start_Date"
    ),
    # The lines.
    prepare("a quote that is not closed", GOOD.replace("01/05/2025", '"01/05/2025'), "line 3", "quote"),
    prepare("a quote inside a field", GOOD.replace("01/05/2025", '01/"05/2025'), "line 3", "quote"),
    prepare("a row with too many fields", GOOD.replace("01/05/2025", "01,05,2025"), "line 3", "24", "22"),
    prepare("a row with too few fields", GOOD.replace("01/05/2025,", ""), "line 3", "21", "22"),
    # Dates, periods and other options.
    option("a date that does not exist", "--as-of 2026-02-30", "--as-of", "2025-03-31", "'2026-02-30'", "real date"),
    option("a date the other way round", "--as-of 30/04/2026", "--as-of", "'30/04/2026'"),
    option("a period from a date that does not exist", "--period 2025-04-31..2026-03-31", "--period", "'2025-04-31'"),
    option(
        "a period that ends before it starts",
        "--period 2026-03-31..2025-04-01",
        "--period",
        "ends (2025-04-01)",
        "before it starts (2026-03-31)",
        "give the earlier day first",
    ),
    option("a period without dots", "--period 2025-04-01", "--period", "START..END", "two dots"),
    option(
        "two periods for one main table",
        "--period 2025-04-01..2026-03-31 --period 2024-04-01..2025-03-31",
        "--period",
        "one period",
    ),
    option("a mode that is none", "--mode both", "--mode", "joined", "single"),
    option("a number of threads that is none", "--threads many", "--threads", "many"),
    option("a method that is none", "--method 1999-01", "--method", "'1999-01'", "2026-06"),
    option("an option that is none", "--perios 2025-04-01..2026-03-31", "--perios"),
    option("a folder of mappings that is not there", "--mappings nowhere", "nowhere", "no such folder"),
    option("a folder without mappings", "--mappings prepared", "prepared", "no map_<Field>.csv"),
    option("a list of councils that is not there", "--areas nowhere.csv", "nowhere.csv", "no such file"),
    option(
        "no submission that covers the period",
        "--period 2023-04-01..2024-03-31",
        "no submission covers",
        "2023-04-01..2024-03-31",
        "901 imported 2026-04-20 covers 2025-04-01..2026-03-31",
        "change --period or --as-of",
    ),
    option("no submission by the day", "--as-of 2026-04-19", "no submission covers", "as of 2026-04-19"),
    option(
        "no submission for all twelve months",
        "--mode single --period 2025-01-01..2025-12-31",
        "no submission covers",
        "the twelve months 2025-01-01..2025-12-31",
    ),
    command(
        "a day of submission that does not exist",
        "prepare good.csv@2026-04-31 --out out",
        "good.csv, @SUBMITTED_ON",
        "'2026-04-31'",
        "write FILE@YYYY-MM-DD",
    ),
    command(
        "several files and no day of submission",
        "prepare good.csv second.csv --out out",
        "good.csv",
        "does not say when it was made",
        "FILE@YYYY-MM-DD",
        "submissions.csv",
        files={"second.csv": GOOD},
    ),
    command(
        "a day of submission in submissions.csv that is none",
        "prepare listed/good.csv --out out",
        "listed/submissions.csv, line 2, submitted_on",
        "such as 2026-04-23",
        files={"listed/good.csv": GOOD, "listed/submissions.csv": "file,submitted_on\ngood.csv,soon\n"},
    ),
    command(
        "a mapping that contradicts itself",
        "prepare good.csv@2026-04-20 --mappings maps --out out",
        "maps/map_Gender.csv, line 3",
        "mapped to",
        "keep one line",
        files={"maps/map_Gender.csv": "raw,clean\nF,Female\nf,Male\n"},
    ),
    command(
        "a mapping of a field that is none",
        "prepare good.csv@2026-04-20 --mappings maps --out out",
        "maps/map_Gendre.csv",
        "did you mean map_Gender.csv?",
        files={"maps/map_Gendre.csv": "raw,clean\nF,Female\n"},
    ),
    # Commands and measures.
    command("no command", "", "subcommand", "ascof --help"),
    command("a command that is none", "prepair good.csv", "prepair", "did you mean 'prepare'?", "ascof --help"),
    command("no file", "prepare --out out", "files", "ascof prepare --help"),
    command("no place for the output", "prepare good.csv", "--out", "ascof prepare --help"),
    command("no measure", f"measure {MAIN}", "no measure was named", "ascof list"),
    command("no records", "measure all", "--records", "no records were given"),
    command(
        "a measure that is none",
        f"measure ascof.3d.1x {MAIN}",
        "'ascof.3d.1x'",
        "did you mean 'ascof.3d.1a'?",
        "ascof list",
    ),
    command("a measure that is none to describe", "describe ascof.2ee", "'ascof.2ee'", "did you mean 'ascof.2e'?"),
    command("an option that is none for a measure", f"{MEASURE} --popluation population.csv", "--popluation"),
    command("an option without its value", "measure all --records", "--records"),
    command("a form of the list that is none", "list --format xml", "--format", "csv"),
    command(
        "details for two periods",
        f"persons {MAIN} --period 2025-04-01..2026-03-31 --period 2024-04-01..2025-03-31 --out out",
        "--period",
        "one period",
    ),
    command(
        "records that cover no financial year",
        "measure ascof.3d short.csv@2026-04-20",
        "cover no whole financial year",
        "say which period is wanted",
        files={
            "short.csv": extract(
                [
                    *good_rows()[:2],
                    event(Event_Type="Review", Event_Start_Date="01/06/2025", Event_End_Date="02/06/2025"),
                ]
            )
        },
    ),
    # Main tables.
    command(
        "a main table together with other files",
        f"{MEASURE} good.csv",
        "prepared/main_table.csv",
        "cannot be put together with other files",
        "alone",
    ),
    command(
        "a main table without a column every measure needs",
        "measure ascof.3d --records table.csv",
        "table.csv, line 1, Client_Type_Cleaned",
        "required and missing",
        files={
            "table.csv": "LA_Code,Der_NHS_LA_Combined_Person_ID,Event_Type,Event_Start_Date,Der_Event_End_Date,"
            "Service_Type_Cleaned\n901,9990004323,Service,2025-05-01,,Long term support: Community\n"
        },
    ),
    command(
        "a main table without a column the measure needs",
        "measure ascof.3d --records table.csv",
        "ascof.3d.clients",
        "Service_Component_Cleaned",
        "leave the measure out",
        files={
            "table.csv": "LA_Code,Der_NHS_LA_Combined_Person_ID,Event_Type,Event_Start_Date,Der_Event_End_Date,"
            "Service_Type_Cleaned,Client_Type_Cleaned\n901,9990004323,Service,2025-05-01,2026-03-31,"
            "Long term support: Community,Service user\n"
        },
    ),
    # Councils and populations.
    command("a rate without any population", f"measure ascof.2b {MAIN}", "ascof.2b", "population", "(population)"),
    command(
        "a rate without a population of the council",
        f"measure ascof.2c {MAIN} --population population.csv --areas areas.csv",
        "council 901",
        "'65 and above'",
        "E99000001",
        "--skip-missing-population",
        files={"population.csv": "Code,Gender,Age_Band,Population\nE99000002,All,65 and above,1000\n"},
    ),
    command(
        "a population that is no number",
        f"measure ascof.2c {MAIN} --population population.csv",
        "population.csv, line 2, Population",
        "number",
        files={"population.csv": "Code,Gender,Age_Band,Population\n901,All,65 and above,many\n"},
    ),
    command(
        "two populations of one group",
        f"measure ascof.2c {MAIN} --population population.csv",
        "population.csv, line 3, Population",
        "keep one line",
        files={"population.csv": "Code,Gender,Age_Band,Population\n901,All,65 and above,10\n901,All,65 and above,11\n"},
    ),
    command("a folder in place of a list of councils", f"{MEASURE} --areas prepared", "prepared", "found a folder"),
    command(
        "a council that stands twice",
        f"{MEASURE} --areas twice.csv",
        "twice.csv, line 3, LA_Code",
        "stands twice",
        files={"twice.csv": "LA_Code,LA_Name\n901,Northmoor\n901,Southmoor\n"},
    ),
    # Output.
    command(
        "an output below a file",
        f"{MEASURE} --out good.csv/results.csv",
        "good.csv/results.csv",
        "cannot be made",
        "choose another place",
    ),
    command(
        "a folder in place of an output",
        f"{MEASURE} --out prepared",
        "prepared",
        "this is a folder",
        "give the name of a file",
    ),
    command(
        "a file in place of a folder of outputs",
        "prepare good.csv@2026-04-20 --out areas.csv",
        "areas.csv",
        "choose another place",
    ),
    command(
        "a file in place of a folder of traces", f"{MEASURE} --trace areas.csv", "areas.csv", "choose another place"
    ),
    # What is wrong with an output is told before the input is read: work that would be lost is not begun.
    *[
        command(f"an unwritable place for {arguments}, and no input", arguments, "areas.csv/", "choose another place")
        for arguments in (
            "prepare none.csv --out areas.csv/out",
            "persons --records none.csv --period 2025-04-01..2026-03-31 --out areas.csv/details.csv",
            "measure ascof.3d --records none.csv --out areas.csv/results.csv",
            "measure ascof.3d --records none.csv --out areas.csv/new/results.csv",
            "measure ascof.3d --records none.csv --out results.csv --trace areas.csv/trace",
            "measure ascof.3d --records none.csv --out results.csv --department areas.csv/department",
        )
    ],
    command(
        "a place where nobody may make a file",
        "measure ascof.3d --records none.csv --out /proc/results.csv",
        "/proc/results.csv",
        "choose another place",
    ),
    command(
        "places for outputs that are fine, and no input", "prepare none.csv --out new/out", "none.csv", "no such file"
    ),
    command(
        "a place for outputs that is fine, and no records",
        "measure ascof.3d --records none.csv --out new/results.csv --trace new/trace --department new",
        "none.csv",
        "no such file",
    ),
]


class BadInput(unittest.TestCase):
    folder: ClassVar[tempfile.TemporaryDirectory[str]]
    good: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.good = Path(cls.folder.name)
        (cls.good / "good.csv").write_text(GOOD, encoding="utf-8")
        made = ascof("prepare", "good.csv@2026-04-20", "--out", "prepared", cwd=cls.good)
        assert made.code == 0, made.err

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def test_each_bad_input_ends_with_one_helpful_line(self) -> None:
        for case in CASES:
            with self.subTest(case.name), tempfile.TemporaryDirectory() as name:
                here = Path(name)
                (here / "good.csv").write_text(GOOD, encoding="utf-8")
                (here / "areas.csv").write_text(AREAS, encoding="utf-8")
                shutil.copytree(self.good / "prepared", here / "prepared")
                for file, content in case.files.items():
                    (here / file).parent.mkdir(exist_ok=True)
                    (here / file).write_bytes(content if isinstance(content, bytes) else content.encode())
                before = files_below(here)
                result = ascof(*case.command, cwd=here)
                self.assertEqual(result.code, 2, result)
                self.assertTrue(result.err.endswith("\n"), result.err)
                # What reading met may have been told before; the error is one line, the last.
                kinds = [line.split(": ")[1] for line in result.err.splitlines()]
                self.assertEqual(kinds[-1:], ["error"], result.err)
                self.assertLessEqual(set(kinds[:-1]), {"note", "warning"}, result.err)
                self.assertEqual(result.out, "")
                for part in case.says:
                    self.assertIn(part, result.err)
                self.assertEqual(result.leaks, [], result.err)
                self.assertEqual(files_below(here), before, "something was written")

    def test_the_cases_have_different_names(self) -> None:
        self.assertEqual(len({case.name for case in CASES}), len(CASES))


if __name__ == "__main__":
    unittest.main()
