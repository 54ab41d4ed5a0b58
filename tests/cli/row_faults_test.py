"""A fault in one row is counted and reported, and never stops the work or tells whose row it is."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from command import Result, Row, ascof, event, extract, good_rows, table

SERVICE = {"Event_Type": "Service", "Service_Type": "Long term support: Community"}


class RowFaults(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.here = Path(self.folder.name)

    def prepare(self, *faulty: Row, encoding: str = "utf-8") -> Result:
        """Prepare the good rows and some more; nothing of a person may be told."""
        (self.here / "some.csv").write_text(extract([*good_rows(), *faulty]), encoding=encoding)
        result = ascof("prepare", "some.csv@2026-04-20", "--out", "out", cwd=self.here)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(result.leaks, [])
        for file in ("attrition.csv", "unknown_values.csv", "submissions.csv", "reporting_periods.csv"):
            text = (self.here / "out" / file).read_text(encoding="utf-8")
            self.assertEqual(Result(0, text, "").leaks, [], file)
        return result

    def counted(self, reason: str) -> Row:
        """Return the line of attrition.csv with a reason."""
        lines = [line for line in table(self.here / "out" / "attrition.csv") if line["reason"] == reason]
        self.assertEqual(len(lines), 1, f"lines of '{reason}'")
        return lines[0]

    def events(self) -> list[Row]:
        return table(self.here / "out" / "main_table.csv")

    def test_without_faults_nothing_is_warned_of(self) -> None:
        self.assertEqual(self.prepare().err, "")
        self.assertEqual(len(self.events()), 3)

    def test_a_start_that_is_no_date_rejects_the_row(self) -> None:
        result = self.prepare(event(**SERVICE, Event_Start_Date="31/02/2025"))
        self.assertEqual(len(result.warnings), 2, result.err)
        self.assertIn("some.csv: 1 of 4 rows rejected", result.err)
        self.assertIn("Event Start Date: not a date in 1 rows (first in line 5); these rows are left out", result.err)
        self.assertNotIn("31/02/2025", result.err)
        self.assertEqual(len(self.events()), 3)

    def test_an_end_that_is_no_date_rejects_the_row_as_it_would_seem_open(self) -> None:
        result = self.prepare(event(**SERVICE, Event_Start_Date="01/06/2025", Event_End_Date="soon"))
        self.assertIn("Event End Date: not a date in 1 rows (first in line 5); these rows are left out", result.err)
        self.assertEqual(len(self.events()), 3)

    def test_a_birth_date_that_is_none_is_taken_as_missing(self) -> None:
        row = {**event(**SERVICE, Event_Start_Date="01/06/2025"), "Date of Birth": "31/13/1931", "NHS Number": "999"}
        result = self.prepare(row)
        self.assertIn("Date of Birth: not a date in 1 rows (first in line 5); they are taken as missing", result.err)
        births = [e["Der_Birth_Year"] for e in self.events() if e["Der_NHS_LA_Combined_Person_ID"] == "999"]
        self.assertEqual(births, [""])

    def test_an_event_that_ends_before_it_starts_is_counted_and_kept(self) -> None:
        self.prepare(event(Event_Type="Review", Event_Start_Date="09/06/2025", Event_End_Date="08/06/2025"))
        line = self.counted("ends before it starts: kept, the measures decide")
        self.assertEqual((line["rows_dropped"], line["rows_changed"]), ("0", "1"))
        self.assertEqual(len(self.events()), 4)

    def test_a_row_without_a_person_is_counted_and_dropped(self) -> None:
        row = {**event(**SERVICE, Event_Start_Date="01/06/2025"), "NHS Number": "", "LA Person Unique Identifier": ""}
        self.prepare(row)
        self.assertEqual(self.counted("no person identifier")["rows_dropped"], "1")
        self.assertEqual(len(self.events()), 3)

    def test_rows_without_a_start_or_an_event_type_are_counted_and_dropped(self) -> None:
        self.prepare(event(**SERVICE), event(Event_Start_Date="01/06/2025"), event(Event_Start_Date="01/06/2025"))
        self.assertEqual(self.counted("no start date")["rows_dropped"], "1")
        self.assertEqual(self.counted("no event type")["rows_dropped"], "2")
        self.assertEqual(len(self.events()), 3)

    def test_rows_without_a_council_are_counted_and_dropped(self) -> None:
        self.prepare({**event(**SERVICE, Event_Start_Date="01/06/2025"), "LA Code": ""})
        self.assertEqual(self.counted("no council code or import time")["rows_dropped"], "1")

    def test_a_category_nobody_knows_is_counted_and_cleaned_to_missing(self) -> None:
        result = self.prepare({**event(**SERVICE, Event_Start_Date="01/06/2025"), "Gender": "Lady"})
        self.assertIn("Gender: 1 values that no mapping knows, in 1 rows (unknown_values.csv)", result.out)
        unknown = table(self.here / "out" / "unknown_values.csv")
        self.assertEqual(unknown, [{"field": "Gender", "value": "Lady", "rows": "1"}])
        self.assertEqual([e["Gender_Cleaned"] for e in self.events() if e["Gender_Raw"] == "Lady"], [""])

    def test_empty_lines_and_repeats_of_the_header_are_rejected_and_counted(self) -> None:
        text = extract(good_rows())
        header = text.splitlines(keepends=True)[0]
        (self.here / "some.csv").write_text(text + "," * header.count(",") + "\n" + header, encoding="utf-8")
        result = ascof("prepare", "some.csv@2026-04-20", "--out", "out", cwd=self.here)
        self.assertEqual(result.code, 0, result.err)
        self.assertIn("some.csv: 2 of 5 rows rejected", result.err)
        self.assertEqual(len(self.events()), 3)

    def test_text_that_is_not_utf_8_is_read_and_told(self) -> None:
        row = event(**SERVICE, Event_Start_Date="01/06/2025", Service_Component="Caf\u00e9")
        result = self.prepare(row, encoding="cp1252")
        self.assertIn("some.csv: 1 texts are not UTF-8; they were read as Windows-1252", result.err)
        self.assertEqual([e["Service_Component_Raw"] for e in self.events()].count("Caf\u00e9"), 1)

    def test_columns_nobody_knows_are_named_on_one_line(self) -> None:
        (self.here / "some.csv").write_text(
            extract(good_rows()).replace("Gender", '"Shoe\nSize \x1b[31m"', 1), encoding="utf-8"
        )
        result = ascof("prepare", "some.csv@2026-04-20", "--out", "out", cwd=self.here)
        self.assertEqual(result.code, 0, result.err)
        self.assertIn("columns not known: Shoe Size", result.err)
        self.assertEqual(len(result.notices), len(result.err.splitlines()))
        self.assertNotIn("\x1b", result.err)

    def test_quiet_hides_progress_and_never_what_must_be_known(self) -> None:
        (self.here / "some.csv").write_text(
            extract([*good_rows(), event(**SERVICE, Event_Start_Date="31/02/2025")]), encoding="utf-8"
        )
        result = ascof("prepare", "some.csv@2026-04-20", "--out", "out", "--quiet", cwd=self.here)
        self.assertEqual(result.code, 0)
        self.assertIn("1 of 4 rows rejected", result.err)


if __name__ == "__main__":
    unittest.main()
