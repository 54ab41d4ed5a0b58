"""`ascof check`: hand-worked counts of mandatory, conditional and listed values, exit codes, and no identifiers."""

from __future__ import annotations

import csv
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))
NUMBER = "9434765919"  # a made-up number with a correct check digit
HEADER = (
    "LA Code,Reporting Period Start Date,Reporting Period End Date,NHS Number,LA Person Unique Identifier,Gender,"
    "Date of Birth,Client Type,Event Type,Event Start Date,Event End Date,Event Outcome,Request: Route of Access,"
    "Assessment Type,Service Type,Service Component,Delivery Mechanism,Date of Death,Accommodation Status,"
    "Adult 1 Linked Person ID"
)
# Gender: filled, missing, blank, NULL. Client type: Release 2, and Release 1 wording. Assessments: care, and financial.
ROWS = """\
Female,01/01/1950,Service user,Request,01/05/2025,02/05/2025,,Community / other route,,,
,01/01/1950,Service user,Assessment,01/06/2025,02/06/2025,,,Financial Assessment,,
   ,01/01/1950,Carer,Assessment,01/07/2025,02/07/2025,,,Long term assessment,,
NULL,01/01/1950,Service user,Service,01/08/2025,,,,,Long term support: Community,
Famale,01/01/1950,Service user,Service,01/08/2025,01/07/2025,,Community / other route,,Long term support: Comunity,Meals
"""


def write(folder: str, rows: str = ROWS) -> Path:
    file = Path(folder) / "extract.csv"
    lines = [f"901,01/04/2025,31/03/2026,{NUMBER},LOCAL-7731,{row},,,," for row in rows.splitlines()]
    file.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return file


def check(file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ASCOF, "check", f"{file}@2026-04-20", *more], capture_output=True, text=True, check=False, timeout=60
    )


class Check(unittest.TestCase):
    def setUp(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = self.temporary.name

    def lines(self, *more: str) -> dict[tuple[str, str, str], tuple[str, str, str]]:
        out = Path(self.folder) / "dq.csv"
        done = check(write(self.folder), "--out", str(out), *more)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.severity = {(r["rule_id"], r["field"]): r["severity"] for r in rows}
        return {(r["rule_id"], r["field"], r["event_type"]): (r["rows"], r["failed"], r["share"]) for r in rows}

    def test_counts_are_those_worked_out_by_hand(self) -> None:
        found = self.lines()
        expected = {
            ("V015", "Gender", "Request"): ("1", "0", "0"),
            ("V015", "Gender", "Assessment"): ("2", "2", "1"),  # missing and blank
            ("V015", "Gender", "Service"): ("2", "1", "0.5"),  # NULL stands for nothing
            ("V015", "Gender", "Review"): ("0", "0", ""),
            ("V037", "Gender", "Service"): ("2", "1", "0.5"),
            ("V034", "Gender", "Service"): ("1", "1", "1"),  # NULL is no value to look up
            ("V034", "Client_Type", "Assessment"): ("2", "0", "0"),
            ("V035", "Client_Type", "Assessment"): ("2", "1", "0.5"),  # Carer is Release 1 wording
            ("V048", "Event_Outcome", "Assessment"): ("1", "1", "1"),  # a financial assessment needs none
            ("V055", "Request_Route_of_Access", "Request"): ("1", "0", "0"),
            ("V055", "Request_Route_of_Access", "Service"): ("2", "1", "0.5"),
            ("V061", "Service_Component", "Service"): ("2", "1", "0.5"),
            ("V043", "Event_End_Date", "Service"): ("1", "1", "1"),
            ("V011", "NHS_Number", "Service"): ("2", "0", "0"),
        }
        for line, counts in expected.items():
            self.assertEqual(found[line], counts, line)

    def test_wording_in_release_1_is_no_fault_of_a_release_1_file(self) -> None:
        found = self.lines("--release", "1")
        # Service user is in both lists: Release 1 writes it with another capital.
        self.assertEqual(found["V034", "Client_Type", "Assessment"], ("2", "0", "0"))
        self.assertEqual(found["V036", "Client_Type", "Assessment"], ("2", "1", "0.5"))
        self.assertEqual(found["V035", "Client_Type", "Assessment"], ("0", "0", ""))

    def test_a_list_that_is_not_known_makes_no_error(self) -> None:
        self.lines()
        self.assertEqual(self.severity["V034", "Request_Route_of_Access"], "warning")
        self.assertEqual(self.severity["V034", "Service_Type"], "error")

    def test_every_rule_is_tested_or_says_why_not(self) -> None:
        with (ROOT / "src/quality/data/quality_rules.csv").open(encoding="utf-8", newline="") as file:
            rules = list(csv.DictReader(file))
        self.assertEqual(len(rules), 89)
        tested = {rule for rule, _, _ in self.lines()}
        for rule in rules:
            tests = rule["severity"] != "info" and not rule["untested"]
            self.assertEqual(rule["rule_id"] in tested, tests, rule["rule_id"])

    def test_the_threshold_decides_the_exit_code(self) -> None:
        file = write(self.folder)
        self.assertEqual(check(file).returncode, 3)
        self.assertEqual(check(Path(self.folder) / "absent.csv").returncode, 2)
        done = check(file, "--fail-above", "100")
        self.assertNotIn("would fail:", done.stderr)

    def test_failing_rows_are_listed_by_file_and_line(self) -> None:
        file = write(self.folder)
        # A blank line and a note with a line break before the faults: lines are those of the file as it is.
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([lines[0], "", *lines[1:]]) + "\n", encoding="utf-8")
        rows = Path(self.folder) / "rows"
        check(file, "--rows", str(rows))
        with (rows / "failing_rows.csv").open(encoding="utf-8", newline="") as listed:
            failing = list(csv.DictReader(listed))
        self.assertEqual({row["file"] for row in failing}, {str(file)})
        gender = [int(row["line"]) for row in failing if row["rule_id"] == "V015"]
        self.assertEqual(gender, [4, 5, 6])  # missing, blank, NULL: the second to the fourth row

    def test_figures_say_how_many_people_could_move(self) -> None:
        out = Path(self.folder) / "dq.csv"
        check(write(self.folder), "--out", str(out))
        with out.open(encoding="utf-8", newline="") as file:
            found = {(r["rule_id"], r["field"], r["event_type"]): r["figures"] for r in csv.DictReader(file)}
        # One person: every figure rests on the end of an event, those of long-term support on the service type.
        self.assertEqual(found["V043", "Event_End_Date", "Service"], "all=1")
        self.assertIn("ascof.2e=1", found["V034", "Service_Type", "Service"].split("; "))
        self.assertEqual(found["V015", "Gender", "Review"], "")

    def test_the_example_council_says_what_its_readme_says(self) -> None:
        data = ROOT / "examples/data/council"
        page, rows = Path(self.folder) / "dq.html", Path(self.folder) / "rows"
        done = subprocess.run(
            [ASCOF, "check", data / "submissions", "--mappings", data, "--html", page, "--rows", rows],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        self.assertEqual(done.returncode, 3, done.stderr)
        written = page.read_text("utf-8")
        for part in (
            "This submission would fail.",
            "5 things to mend",
            "Submission before",
            "These figures would differ",
        ):
            self.assertIn(part, written)
        # Nothing from elsewhere, and parts that a reader's program can find.
        for absent in ("http", "<script", "src=", "url("):
            self.assertNotIn(absent, written)
        self.assertEqual(written.count("<table"), written.count("</table>"))
        self.assertEqual(written.count("<th "), written.count('<th scope="'))
        self.assertGreater(len((rows / "tied_rows.csv").read_text("utf-8").splitlines()), 1)

    def test_nothing_names_a_person(self) -> None:
        page, rows = Path(self.folder) / "dq.html", Path(self.folder) / "rows"
        done = check(write(self.folder), "--html", str(page), "--rows", str(rows))
        written = done.stdout + done.stderr + page.read_text("utf-8") + (rows / "failing_rows.csv").read_text("utf-8")
        for secret in (NUMBER, "LOCAL-7731", "1950", "Famale"):
            self.assertNotIn(secret, written)
        self.assertNotIn("<script", page.read_text("utf-8"))


if __name__ == "__main__":
    unittest.main()
