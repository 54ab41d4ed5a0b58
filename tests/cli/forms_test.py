"""Files in the forms in which programs and people hand them over.

Each form ends in one of three ways, and the table of its test says which: the main table of the clean file, the same
with something said of it, or a refusal whose advice names what was found. Nothing of a person is ever told.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import tempfile
import threading
import unittest
from dataclasses import dataclass
from pathlib import Path

from command import ASCOF, HEADER, PERSON, PLANTED, Result, ascof, extract, files_below, good_rows

CLEAN = extract(good_rows())
LINES = CLEAN.splitlines(keepends=True)
WIDTH = len(HEADER)
SAID = PERSON["Event Description"]


def with_separator(separator: str) -> str:
    """Write the clean extract with something else between its fields; none of them holds it or a comma."""
    assert separator not in CLEAN
    return CLEAN.replace(",", separator)


def each_line(change: str, header: str | None = None) -> str:
    """Write the clean extract with something behind each row, and behind the header if given."""
    first = LINES[0].rstrip("\n") + ("" if header is None else header)
    return "\n".join([first, *(line.rstrip("\n") + change for line in LINES[1:])]) + "\n"


def dropped() -> str:
    """Write the clean extract without the empty fields at the ends of its rows, as spreadsheets do."""
    return "\n".join([LINES[0].rstrip("\n"), *(line.rstrip("\n").rstrip(",") for line in LINES[1:])]) + "\n"


def more_columns(header: str, values: list[str]) -> str:
    """Write the clean extract with one more column."""
    return "\n".join(f"{line.rstrip()},{value}" for line, value in zip(LINES, [header, *values], strict=True)) + "\n"


@dataclass
class Read:
    """A form that is read: what is said of it."""

    name: str
    content: str | bytes
    says: tuple[str, ...] = ()


@dataclass
class Refused:
    """A form that is refused: what is said, and what would be a wrong guess."""

    name: str
    content: str | bytes
    says: tuple[str, ...]
    never: tuple[str, ...] = ()


def trailer(name: str, text: str) -> Read:
    """Make the case of lines behind the last row that are no data."""
    return Read(name, CLEAN + text, ("behind the last row",))


TRAILERS: list[Read | Refused] = [
    trailer("a count of SQL Server", "\n(3 rows affected)\n"),
    trailer("a count of an older SQL Server", "\n(3 row(s) affected)\n"),
    trailer("a count of one row", "\n(1 row affected)\n"),
    trailer("a count and a time", "\n(3 rows affected)\n\nCompletion time: 2026-04-20T08:31:07.1234567+01:00\n"),
    trailer("a count with Windows line ends", "\r\n(3 rows affected)\r\n"),
    trailer("a count without a line end", "\n(3 rows affected)"),
    trailer("a count of Oracle", "\n3 rows selected.\n\nSQL> "),
    trailer("a count of Oracle and its farewell", "\n3 rows selected.\n\nSQL> spool off\n"),
    trailer("a count of PostgreSQL", "(3 rows)\n"),
    trailer("a count of MySQL", "3 rows in set (0.02 sec)\n"),
    trailer("a remark", "-- end of file --\n"),
    trailer("an end of a report", "*** End of report ***\n"),
    trailer("a line of dashes", "-----------\n"),
    trailer("a total", "Total rows: 3\n"),
    trailer("a total with a separator behind", "Total,3" + "," * (WIDTH - 2) + "\n"),
    trailer("a count in quotes", '"(3 rows affected)"\n'),
    trailer("a count in a row of its own", "(3 rows affected)" + "," * (WIDTH - 1) + "\n"),
    trailer("a record count", "Record count: 3\n"),
    trailer("the end in capitals", "EOF\n"),
]

SEPARATORS: list[Read | Refused] = [
    Read("a line for the spreadsheet", "sep=,\n" + CLEAN, ("before the header",)),
    Read("that line in quotes", '"sep=,"\n' + CLEAN, ("before the header",)),
    Read("that line in capitals with Windows line ends", "SEP=,\r\n" + CLEAN.replace("\n", "\r\n"), ("header",)),
    Read("that line behind a byte order mark", b"\xef\xbb\xbfsep=,\n" + CLEAN.encode(), ("before the header",)),
    Read("that line, and semicolons", "sep=;\n" + with_separator(";"), ("semicolons",)),
    Read("semicolons", with_separator(";"), ("semicolons",)),
    Read("tabs", with_separator("\t"), ("tabs",)),
    Read("bars", with_separator("|"), ("bars",)),
    Read("semicolons and a text in quotes", with_separator(";").replace("Service;", '"Service";'), ("semicolons",)),
    Read("semicolons and a trailer", with_separator(";") + "\n(3 rows affected)\n", ("semicolons", "behind the last")),
]

WIDTHS: list[Read | Refused] = [
    Read("a comma behind each row", each_line(","), ("3 rows",)),
    Read("two commas behind each row", each_line(",,"), ("3 rows",)),
    Read("a comma behind each row, Windows line ends", each_line(",").replace("\n", "\r\n"), ("3 rows",)),
    Read("a comma behind each row and the header", each_line(",", ",")),
    Read("an empty text in quotes behind each row", each_line(',""'), ("3 rows",)),
    Read("empty fields at the ends of rows left out", dropped(), ("2 rows",)),
    Read("the same with Windows line ends", dropped().replace("\n", "\r\n"), ("2 rows",)),
    Refused("a row with one field too many", CLEAN.replace("01/05/2025", "01,05/2025"), ("line 3", "23", "22")),
    Refused(
        "a row that is cut in two",
        CLEAN.replace("Long term support: Community", "Long term\nsupport: Community"),
        ("line 4: found 3 fields, the header has 22",),
    ),
]

CUT: list[Read | Refused] = [
    Refused(
        "a cut in the last row",
        CLEAN[: CLEAN.rindex("Assessment,")],
        ("the last line has 12 of 22 fields and no line end", "cut off", "export it again"),
        ("quote", "line break"),
    ),
    Refused(
        "a cut behind the end of an event",
        CLEAN[: CLEAN.rindex("Long term assessment")],
        ("line 4: the last line has 18 of 22 fields and no line end", "export it again"),
        ("quote", "line break"),
    ),
    Refused("a cut in the first field of the last row", CLEAN[: CLEAN.rindex("901")] + "90", ("cut off", "export it")),
    Refused("a cut in a quoted field", CLEAN + '901,"99', ("never closed", "cut off", "export it again")),
    Refused("a cut in the header", LINES[0][:200], ("line 1",)),
    Refused(
        "a cut in a compressed file",
        gzip.compress((CLEAN * 50).encode())[:-30],
        ("the gzip data is cut short",),
        ("line",),
    ),
]

KINDS: list[tuple[str, str | bytes, str]] = [
    ("web page", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n", "a web page (HTML)"),
    ("web page behind blanks", "\r\n  \n <HTML lang='en'>\n<body>x</body></HTML>\n", "a web page (HTML)"),
    ("web page behind a mark", b"\xef\xbb\xbf<html><body>Sign in</body></html>", "a web page (HTML)"),
    ("web page behind a remark", "<!-- saved from url=(0014)about:internet -->\n<html></html>", "a web page"),
    ("login page", "<head><title>Sign in to your account</title></head><form></form>", "a web page (HTML)"),
    ("table of a web page", "<table border=1><tr><td>LA Code</td></tr></table>", "a table of a web page"),
    ("style sheet of a web page", "<style>td{mso-number-format:General}</style><table></table>", "a web page"),
    ("XML file", '<?xml version="1.0"?>\n<Workbook><Row/></Workbook>\n', "XML"),
    ("XML file without a declaration", "<dataset><row><LA_Code>901</LA_Code></row></dataset>", "XML"),
    ("JSON file", '{"rows": [{"LA_Code": "901"}]}', "JSON"),
    ("JSON list", '[\n  {"LA_Code": "901"}\n]', "JSON"),
    ("JSON list of lists", '[["LA_Code","Gender"],["901","Male"]]', "JSON"),
    ("word processor's text", "{\\rtf1\\ansi\\deff0 {LA Code}}", "a word processor's text (RTF)"),
    ("e-mail", "Received: from mail (mail [10.0.0.1])\r\nSubject: extract\r\n\r\nSee below\r\n", "an e-mail"),
    ("saved e-mail", "From: analyst@example.org\r\nTo: b@example.org\r\nSubject: CLD\r\n\r\nHi\r\n", "an e-mail"),
    ("pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "a pointer"),
    ("shortcut of Windows", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(72), "a shortcut of Windows"),
    ("shortcut to an address", "[InternetShortcut]\r\nURL=https://example.org/cld.csv\r\n", "a shortcut to an address"),
    ("PDF", "%PDF-1.7\n", "a PDF"),
    ("spreadsheet's exchange text", 'ID;PWXL;N;E\nP;PGeneral\nC;Y1;X1;K"LA Code"\nE\n', "a spreadsheet's"),
    ("program", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100), "a program"),
    ("picture", b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
]

OTHER_KINDS: list[Read | Refused] = [
    Refused(f"a {kind}", start, (f"the file is {says}",), ("quote", "period", "column", "separated"))
    for kind, start, says in KINDS
]

HEADERS: list[Read | Refused] = [
    Read("a title", "Client level data extract\n" + CLEAN, ("1 line",)),
    Read("a title, a day and a blank line", "Client level data\nRun on 20 April 2026\n\n" + CLEAN, ("3 lines",)),
    Read("a title filled up with commas", "Extract" + "," * (WIDTH - 1) + "\n" + CLEAN, ("before the header",)),
    Read("a title that begins as an e-mail does", "From: 1 April 2025\n" + CLEAN, ("before the header",)),
    Read("a blank line first", "\n" + CLEAN, ("before the header",)),
    Read(
        "dashes under the header", LINES[0] + ",".join(["----"] * WIDTH) + "\n" + "".join(LINES[1:]), ("1 of 4 rows",)
    ),
    Read("the header again in the middle", "".join([*LINES[:2], LINES[0], *LINES[2:]]), ("the header once more",)),
    Read(
        "the header again in other capitals",
        "".join([*LINES[:2], LINES[0].upper(), *LINES[2:]]),
        ("1 of 4 rows rejected",),
    ),
    Read("names in quotes", ",".join(f'"{n}"' for n in HEADER) + "\n" + "".join(LINES[1:])),
    Read("names in brackets", ",".join(f"[{n}]" for n in HEADER) + "\n" + "".join(LINES[1:])),
    Read("names with no-break spaces", LINES[0].replace(" ", "\u00a0") + "".join(LINES[1:])),
    Read("names with underscores and other capitals", LINES[0].replace(" ", "_").lower() + "".join(LINES[1:])),
    Read("labels above technical names", ",".join(f"Label of {n}" for n in HEADER) + "\n" + CLEAN, ("before the",)),
    Read("technical names above labels", LINES[0].replace(" ", "_") + CLEAN, ("1 of 4 rows rejected",)),
    Refused(
        "a second table behind the first",
        CLEAN + "\nLA_Code,Population\n901,12345\n",
        ("line 6", "fields"),
        ("put quotes around",),
    ),
    Refused(
        "each line one text in quotes",
        "".join('"' + line.rstrip("\n").replace('"', '""') + '"\n' for line in LINES),
        ("line 1", "each line stands in quotes as a whole"),
    ),
    Refused("no header", "".join(LINES[1:]), ("line 1", "the first line must name the columns")),
]

LINE_ENDS: list[Read | Refused] = [
    Read("Windows line ends", CLEAN.replace("\n", "\r\n")),
    Read("mixed line ends", CLEAN.replace("\n", "\r\n", 2)),
    Read("no line end behind the last row", CLEAN.rstrip("\n")),
    Read("an end-of-file sign behind the last line", CLEAN + "\x1a"),
    Read("an end-of-file sign on a line of its own", CLEAN + "\x1a\n"),
    Read("an end-of-file sign behind a trailer", CLEAN + "\n(3 rows affected)\n\x1a", ("behind the last row",)),
    Read("blank lines behind the last row", CLEAN + "\n\n\n"),
    Read("blank lines between rows", "\n\n".join(line.rstrip("\n") for line in LINES) + "\n", ("blank line",)),
    Read("rows of commas behind the last row", CLEAN + ("," * (WIDTH - 1) + "\n") * 5, ("empty fields",)),
    Read("a line break in a quoted text", CLEAN.replace(SAID, '"' + SAID.replace(" at", "\nat") + '"')),
    Read("a carriage return behind each line feed", CLEAN.replace("\n", "\n\r")),
    Read("two carriage returns before each line feed", CLEAN.replace("\n", "\r\r\n")),
    Refused("carriage returns alone", CLEAN.replace("\n", "\r"), ("carriage return alone", "save the file with")),
    Refused("zero bytes behind the last row", CLEAN.encode() + bytes(512), ("NUL bytes",)),
]

NHS = [row["NHS Number"] for row in good_rows()]

TWO_COLUMNS: list[Read | Refused] = [
    Read("a number beside its derived copy", more_columns("Der_NHS_Number_Pseudo", NHS), ("NHS_Number",)),
    Read("a derived copy filled in part", more_columns("Der_NHS_Number_Pseudo", [NHS[0], "", ""]), ("NHS_Number",)),
    Read("the council's code twice", more_columns("LA Code", ["901"] * 3), ("LA_Code",)),
    Read(
        "an end beside its raw value",
        more_columns("Event_End_Date_Raw", ["10/04/2025", "", "15/03/2026"]),
        ("Event_End_Date",),
    ),
    Read(
        "an end written in another way",
        more_columns("Event_End_Date_Raw", ["2025-04-10 00:00:00", "", "2026-03-15"]),
        ("Event_End_Date",),
    ),
    Read("a column that is empty in its second place", more_columns("Gender", ["", "", ""]), ("Gender",)),
    Refused(
        "two columns that contradict each other",
        more_columns("Gender", ["Male", "Female", "Male"]),
        ('"Gender" (column 7) and "Gender" (column 23)', "2 rows"),
    ),
    Refused(
        "two numbers that contradict each other",
        more_columns("Der_NHS_Number_Pseudo", ["9990004331", NHS[1], NHS[2]]),
        ("NHS_Number", "1 row"),
        ("9990004331",),
    ),
]


class InAFolder(unittest.TestCase):
    """A folder with the clean file and its main table."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)
        (self.here / "clean.csv").write_text(CLEAN, encoding="utf-8")
        self.assertEqual(self.prepare("clean.csv@2026-04-20", out="clean").err, "")
        self.clean = (self.here / "clean" / "main_table.csv").read_bytes()

    def prepare(self, *files: str, out: str = "out") -> Result:
        result = ascof("prepare", *files, "--out", out, cwd=self.here)
        self.assertEqual(result.leaks, [], result.err)
        return result

    def write(self, content: str | bytes, name: str = "form.csv") -> None:
        (self.here / name).parent.mkdir(parents=True, exist_ok=True)
        (self.here / name).write_bytes(content.encode() if isinstance(content, str) else content)


class Forms(InAFolder):
    """Every form of the tables above."""

    def check(self, cases: list[Read | Refused]) -> None:
        for number, case in enumerate(cases):
            with self.subTest(case.name):
                self.write(case.content)
                out = f"out{number}"
                result = self.prepare("form.csv@2026-04-20", out=out)
                for part in case.says:
                    self.assertIn(part, result.err)
                if isinstance(case, Read):
                    self.assertEqual(result.code, 0, result.err)
                    self.assertEqual((self.here / out / "main_table.csv").read_bytes(), self.clean, result.err)
                    if not case.says:
                        self.assertEqual(result.warnings, [])
                else:
                    self.assertEqual(result.code, 2, result.err)
                    self.assertFalse((self.here / out).exists())
                    error = result.err.splitlines()[-1]
                    self.assertTrue(error.startswith("ascof: error: form.csv"), result.err)
                    for part in case.never:
                        self.assertNotIn(part, error.split("form.csv", 1)[1])

    def test_lines_behind_the_last_row(self) -> None:
        self.check(TRAILERS)

    def test_separators(self) -> None:
        self.check(SEPARATORS)

    def test_rows_of_another_width_than_the_header(self) -> None:
        self.check(WIDTHS)

    def test_files_that_are_cut_off(self) -> None:
        self.check(CUT)

    def test_files_of_other_kinds(self) -> None:
        self.check(OTHER_KINDS)

    def test_lines_about_the_header(self) -> None:
        self.check(HEADERS)

    def test_ends_of_lines_and_of_files(self) -> None:
        self.check(LINE_ENDS)

    def test_two_columns_of_one_field(self) -> None:
        self.check(TWO_COLUMNS)

    def test_a_last_line_that_is_no_data_is_named(self) -> None:
        for text in ("Produced by the reporting team", "Contact the helpdesk for questions\n"):
            with self.subTest(text):
                self.write(CLEAN + "\n" + text)
                result = self.prepare("form.csv@2026-04-20")
                self.assertEqual(result.code, 2, result.err)
                self.assertIn("form.csv, line 6", result.err)
                self.assertNotIn(text.strip(), result.err)

    def test_errors_name_the_line_of_the_file(self) -> None:
        wrong = CLEAN.replace("01/05/2025", '01/"05/2025')
        for text, line in (
            ("A title\n\n" + wrong, 5),
            ("A title\n\n" + wrong.replace(",", ";"), 5),
            ("sep=;\n" + wrong.replace(",", ";"), 4),
        ):
            with self.subTest(text[:20]):
                self.write(text)
                self.assertIn(f"form.csv, line {line}, field 13", self.prepare("form.csv@2026-04-20").err)
        self.write("A title\n" + CLEAN.replace("Event Start Date", "Event Strat Date"))
        self.assertIn("form.csv, line 2, Event_Start_Date", self.prepare("form.csv@2026-04-20").err)

    def test_the_last_row_of_a_spreadsheet(self) -> None:
        for rows, told in ((65_536, True), (65_535, False), (65_537, False)):
            with self.subTest(rows):
                self.write(LINES[0] + LINES[1] * (rows - 1))
                self.assertEqual("the last row of a spreadsheet" in self.prepare("form.csv@2026-04-20").err, told)


class NamesThatLookLikeData(InAFolder):
    """A header cell that holds what identifies a person is masked wherever it could be shown."""

    def test_in_messages_and_reports(self) -> None:
        cells = ["9990004323", "999 000 4323", "999-000-4323", "LOCAL-7731", "13/07/1931", "13 July 1931", "ZZ9 9ZZ",
                 "QQ123456C", "p.plantagenet@example.org"]  # fmt: skip
        for number, cell in enumerate(cells):
            with self.subTest(cell):
                out = f"masked{number}"
                self.write(more_columns(cell, ["", "", ""]))
                result = self.prepare("form.csv@2026-04-20", out=out)
                self.assertEqual(result.code, 0, result.err)
                self.assertIn("column 23 (its name looks like data)", result.err)
                for file in files_below(self.here / out):
                    if not file.endswith("main_table.csv"):
                        self.assertNotIn(cell, (self.here / out / file).read_text(encoding="utf-8"), file)

    def test_a_name_of_a_field_is_shown(self) -> None:
        for name in ("Shoe Size", "Column 12", "Ward 2011", "dmNotes2025", "Cost 2024/25", "LSOA11 name", "Unit 3"):
            with self.subTest(name):
                self.write(more_columns(name, ["", "", ""]))
                self.assertIn(name, self.prepare("form.csv@2026-04-20").err)

    def test_a_first_row_of_data_is_not_told(self) -> None:
        self.write("".join(LINES[1:]))
        result = self.prepare("form.csv@2026-04-20")
        self.assertEqual(result.code, 2)
        for text in [*PLANTED, "Female", "Service user"]:
            self.assertNotIn(text, result.err)


class Folders(InAFolder):
    """Folders of submissions and the lists that lie in them."""

    LIST = "file,submitted_on\nCLD_Q4.csv,2026-04-20\n"

    def folder(self, files: dict[str, str | bytes], out: str = "out") -> Result:
        for name, content in files.items():
            self.write(content, f"s/{name}")
        return self.prepare("s", out=out)

    def assert_read(self, result: Result, *says: str, out: str = "out") -> None:
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual((self.here / out / "main_table.csv").read_bytes(), self.clean)
        for part in says:
            self.assertIn(part, result.err)

    def test_endings_in_capitals_are_read(self) -> None:
        for number, name in enumerate(("CLD_Q4.CSV", "CLD_Q4.Csv", "CLD_Q4.CSV.GZ", "CLD_Q4.csv.Gz")):
            with self.subTest(name):
                for old in (self.here / "s").glob("*"):
                    old.unlink()
                content = gzip.compress(CLEAN.encode()) if name.lower().endswith("gz") else CLEAN
                result = self.folder({name: content, "submissions.csv": self.LIST}, out=f"o{number}")
                self.assert_read(result, out=f"o{number}")
                self.assertEqual(result.warnings, [])

    def test_what_is_no_submission_is_passed_over_and_told(self) -> None:
        others: dict[str, str | bytes] = {
            "~$CLD_Q4.csv": "x",
            ".hidden.csv": "x",
            "main_table.csv": self.clean,
            "attrition.csv": "a,b\n1,2\n",
            "readme.txt": "x",
        }
        result = self.folder({"CLD_Q4.csv": CLEAN, "submissions.csv": self.LIST, **others})
        self.assert_read(result, "5 files")
        for name in ("main_table.csv", "attrition.csv", "readme.txt"):
            self.assertIn(name, result.err)

    def test_a_folder_in_the_folder_is_told_where_it_holds_files(self) -> None:
        files = {"CLD_Q4.csv": CLEAN, "submissions.csv": self.LIST, "older/CLD_Q3.csv": CLEAN, "empty/notes.txt": "x"}
        result = self.folder({**files})
        self.assert_read(result, "1 file is no submission: older/")

    def test_the_list_in_capitals_is_found(self) -> None:
        result = self.folder({"CLD_Q4.csv": CLEAN, "Submissions.CSV": self.LIST})
        self.assert_read(result)

    def test_a_file_beside_its_compressed_copy_is_refused(self) -> None:
        both: dict[str, str | bytes] = {"CLD_Q4.csv": CLEAN, "CLD_Q4.csv.gz": gzip.compress(CLEAN.encode())}
        result = self.folder({**both, "submissions.csv": self.LIST})
        self.assertEqual(result.code, 2)
        self.assertIn("s/CLD_Q4.csv and s/CLD_Q4.csv.gz", result.err)
        result = self.prepare("s/CLD_Q4.csv@2026-04-20", "s/CLD_Q4.csv.gz@2026-04-20")
        self.assertEqual(result.code, 2)
        self.assertIn("s/CLD_Q4.csv.gz: its content is that of s/CLD_Q4.csv", result.err)

    def test_the_same_content_on_two_days_is_told(self) -> None:
        self.write(CLEAN, "a.csv")
        result = self.prepare("a.csv@2026-04-20", "clean.csv@2026-01-20")
        self.assertEqual(result.code, 0, result.err)
        self.assertIn("a.csv: the content is that of clean.csv", result.err)

    def test_files_that_differ_in_one_byte_are_not_called_the_same(self) -> None:
        row = LINES[2]
        text = CLEAN + row * 400
        places = [text.index(row, len(LINES[0]) * 4) + row.index("Female") + i for i in range(6)]
        for at in places:
            self.write(text, "s/a.csv")
            self.write(text[:at] + "x" + text[at + 1 :], "s/b.csv")
            result = self.prepare("s/a.csv@2026-04-20", "s/b.csv@2026-04-21")
            self.assertNotIn("the content is", result.err)

    def test_lists_are_read_as_spreadsheets_write_them(self) -> None:
        lists = {
            "semicolons": self.LIST.replace(",", ";"),
            "tabs": self.LIST.replace(",", "\t"),
            "other capitals": self.LIST.replace("CLD", "cld").replace("file", "FILE"),
            "names without endings": self.LIST.replace(".csv", ""),
            "names with a folder": self.LIST.replace("CLD_Q4", "C:\\Exports\\CLD_Q4"),
            "names with another folder": self.LIST.replace("CLD_Q4", "exports/CLD_Q4"),
            "headers with a blank": self.LIST.replace("submitted_on", "Submitted on").replace("file", "File name"),
            "British days": self.LIST.replace("2026-04-20", "20/04/2026"),
            "a mark and Windows line ends": "\ufeff" + self.LIST.replace("\n", "\r\n"),
            "quotes": '"file","submitted_on"\n"CLD_Q4.csv","2026-04-20"\n',
        }
        for number, (name, text) in enumerate(lists.items()):
            with self.subTest(name):
                result = self.folder({"CLD_Q4.csv": CLEAN, "submissions.csv": text}, out=f"o{number}")
                self.assert_read(result, out=f"o{number}")
                self.assertNotIn("is not known", result.err)

    def test_a_list_whose_headers_are_others_is_named(self) -> None:
        result = self.folder({"a.csv": CLEAN, "b.csv": CLEAN, "submissions.csv": "datei,tag\na.csv,2026-04-20\n"})
        self.assertEqual(result.code, 2)
        self.assertIn("submissions.csv", result.err)

    def test_lines_that_match_no_file_are_told(self) -> None:
        result = self.folder({"CLD_Q4.csv": CLEAN, "submissions.csv": self.LIST + "CLD_Q3.csv,2026-01-20\n"})
        self.assert_read(result, "1 name of the list matches no file: CLD_Q3.csv")

    def test_files_that_no_line_names_are_refused(self) -> None:
        result = self.folder({"CLD_Q4.csv": CLEAN, "CLD_Q3.csv": CLEAN, "submissions.csv": self.LIST})
        self.assertEqual(result.code, 2)
        self.assertIn("CLD_Q3.csv", result.err)

    def test_a_file_with_two_days_is_refused(self) -> None:
        result = self.folder({"CLD_Q4.csv": CLEAN, "submissions.csv": self.LIST + "cld_q4.csv,2026-04-21\n"})
        self.assertEqual(result.code, 2)
        self.assertIn("submissions.csv, line 3", result.err)
        self.assertIn("two days", result.err)

    def test_two_files_that_one_line_could_mean_are_refused(self) -> None:
        files: dict[str, str | bytes]
        files = {"CLD_Q4.csv": CLEAN, "cld_q4.CSV.gz": gzip.compress(CLEAN.replace("Female", "Male").encode())}
        result = self.folder({**files, "submissions.csv": self.LIST})
        self.assertEqual(result.code, 2, result.err)
        self.assertIn("two files are meant by one line", result.err)

    def test_an_unreadable_day_names_its_line(self) -> None:
        for text, line in (
            (self.LIST + "\n\nCLD_Q3.csv,soon\n", 5),
            ("Our submissions\n" + self.LIST + "x.csv,soon\n", 4),
        ):
            with self.subTest(text):
                result = self.folder({"CLD_Q4.csv": CLEAN, "submissions.csv": text})
                self.assertEqual(result.code, 2)
                self.assertIn(f"submissions.csv, line {line}, submitted_on", result.err)

    def test_a_day_given_stands_against_the_list(self) -> None:
        self.write(CLEAN, "s/CLD_Q4.csv")
        self.write(self.LIST.replace("04-20", "04-21"), "s/submissions.csv")
        result = self.prepare("s/CLD_Q4.csv@2026-04-20")
        self.assert_read(result, "2026-04-20", "2026-04-21", "stands")

    def test_an_output_of_prepare_that_is_named_is_refused(self) -> None:
        for name in ("main_table.csv", "attrition.csv", "reporting_periods.csv"):
            with self.subTest(name):
                result = self.prepare(f"clean/{name}@2026-04-20")
                self.assertEqual(result.code, 2)
                self.assertIn(f"clean/{name}", result.err)


class Pipes(InAFolder):
    """Input that can be read once only."""

    def run_shell(self, command: str) -> Result:
        environment = {**os.environ, "A": ASCOF}
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.here, env=environment, capture_output=True, timeout=60, check=False
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def test_pipes_are_read(self) -> None:
        commands = {
            "standard input": 'cat clean.csv | "$A" prepare /dev/stdin@2026-04-20 --out out1',
            "standard input from a file": '"$A" prepare /dev/stdin@2026-04-20 --out out2 < clean.csv',
            "a substituted process": '"$A" prepare <(cat clean.csv)@2026-04-20 --out out3',
            "a compressed pipe": 'gzip -c clean.csv | "$A" prepare /dev/stdin@2026-04-20 --out out4',
            "two pipes": '"$A" prepare <(cat clean.csv)@2026-04-20 <(head -n 3 clean.csv)@2026-01-20 --out out5',
        }
        for number, (name, command) in enumerate(commands.items(), 1):
            with self.subTest(name):
                result = self.run_shell(command)
                self.assertEqual(result.code, 0, result.err)
                if number < 5:
                    self.assertEqual((self.here / f"out{number}" / "main_table.csv").read_bytes(), self.clean)

    def test_a_named_pipe_is_read_once(self) -> None:
        os.mkfifo(self.here / "pipe")
        writer = threading.Thread(target=lambda: (self.here / "pipe").write_text(CLEAN, encoding="utf-8"))
        writer.start()
        result = self.run_shell('timeout 30 "$A" prepare pipe@2026-04-20 --out out')
        writer.join()
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual((self.here / "out" / "main_table.csv").read_bytes(), self.clean)

    def test_records_come_from_pipes(self) -> None:
        want = ascof("measure", "ascof.3d", "--records", "clean/main_table.csv", cwd=self.here)
        for command in (
            'cat clean/main_table.csv | "$A" measure ascof.3d --records /dev/stdin',
            'cat clean.csv | "$A" measure ascof.3d --records /dev/stdin@2026-04-20',
            '"$A" measure ascof.3d --records <(cat clean/main_table.csv)',
        ):
            with self.subTest(command):
                result = self.run_shell(command)
                self.assertEqual(result.code, 0, result.err)
                self.assertEqual(result.out, want.out)

    def test_an_empty_pipe_is_empty(self) -> None:
        result = self.run_shell('true | "$A" prepare /dev/stdin@2026-04-20 --out out')
        self.assertEqual(result.code, 2)
        self.assertIn("the file is empty", result.err)


if __name__ == "__main__":
    unittest.main()
