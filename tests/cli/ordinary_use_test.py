"""What people type every day, and what they should get."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import re
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from command import ROOT, Result, Row, ascof, event, extract, files_below, good_rows, table

TINY = ROOT / "tests" / "data" / "records" / "tiny" / "input"
COUNCIL = ROOT / "examples" / "data" / "council"
FIGURES = [
    "ascof.2b",
    "ascof.2c",
    "ascof.2e",
    "ascof.2e.ld",
    "ascof.3d.1a",
    "ascof.3d.1b",
    "ascof.3d.2a",
    "ascof.3d.2b",
]


def succeed(*arguments: str | Path, cwd: Path | None = None) -> Result:
    """Run the command, which must not fail."""
    result = ascof(*arguments, cwd=cwd)
    if result.code != 0:
        raise AssertionError(result.err)
    return result


class AboutItself(unittest.TestCase):
    def test_the_version_is_the_projects(self) -> None:
        project = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        version = re.search(r"project\(ascof\s+VERSION ([0-9.]+)", project)
        assert version is not None
        self.assertEqual(succeed("--version").out, f"{version[1]}\n")

    def test_help_names_every_command(self) -> None:
        text = succeed("--help").out
        for command in ("prepare", "persons", "measure", "change", "list", "describe"):
            self.assertIn(f"  {command} ", text)

    def test_the_list_has_one_measure_a_line_with_its_id_first(self) -> None:
        ids = [line.split()[0] for line in succeed("list").out.splitlines()]
        self.assertEqual([name for name in FIGURES if name not in ids], [])
        self.assertEqual(ids, sorted(set(ids)))

    def test_the_list_as_csv_says_the_same_and_more(self) -> None:
        rows = list(csv.DictReader(io.StringIO(succeed("list", "--format", "csv").out)))
        titles = {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in succeed("list").out.splitlines()}
        self.assertEqual({row["id"]: row["title"] for row in rows}, titles)
        self.assertEqual(list(rows[0]), ["id", "title", "unit", "statistic", "polarity", "source"])
        self.assertTrue(all(all(row.values()) for row in rows))

    def test_a_measure_describes_what_it_counts_and_where_that_is_defined(self) -> None:
        text = succeed("describe", "ascof.3d.1a").out
        for part in (
            "ascof.3d.1a",
            "18 to 64; 65 and above; Total",
            "last day of the period",
            "2026",
            "in_numerator_1a",
        ):
            self.assertIn(part, text)
        self.assertNotIn("ascof.3d.2a", text)


class Measuring(unittest.TestCase):
    folder: ClassVar[tempfile.TemporaryDirectory[str]]
    here: ClassVar[Path]
    records: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = Path(cls.folder.name)
        succeed("prepare", TINY / "cld_raw.csv.gz", "--out", cls.here / "tiny")
        cls.records = cls.here / "tiny" / "main_table.csv"

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def results(self, *arguments: str | Path) -> tuple[Result, list[Row]]:
        file = self.here / "results.csv"
        return succeed("measure", *arguments, "--records", self.records, "--out", file), table(file)

    def test_without_periods_the_financial_years_the_records_cover_are_reported(self) -> None:
        _, rows = self.results("ascof.3d")
        self.assertEqual(
            sorted({(row["period_start"], row["period_end"]) for row in rows}),
            [("2023-04-01", "2024-03-31"), ("2024-04-01", "2025-03-31"), ("2025-04-01", "2026-03-31")],
        )

    def test_any_period_can_be_asked_for_and_several(self) -> None:
        _, rows = self.results("ascof.2e", "--period", "2025-01-01..2025-12-31", "--period", "2025-04-01..2025-04-30")
        self.assertEqual({row["period_end"] for row in rows}, {"2025-12-31", "2025-04-30"})

    def test_a_whole_id_names_itself_alone(self) -> None:
        _, rows = self.results("ascof.2e")
        self.assertEqual({row["measure"] for row in rows}, {"ascof.2e"})

    def test_the_beginning_of_an_id_names_all_that_begin_with_it(self) -> None:
        _, rows = self.results("ASCOF.3D", "--areas", TINY / "ref_la.csv")
        self.assertEqual({row["measure"] for row in rows}, {"ascof.3d.1a", "ascof.3d.1b", "ascof.3d.2a", "ascof.3d.2b"})
        _, rows = self.results("ascof.3d.carers")
        self.assertEqual({row["measure"] for row in rows}, {"ascof.3d.1b", "ascof.3d.2b"})

    def test_without_a_file_the_figures_are_printed_as_a_table(self) -> None:
        text = succeed("measure", "ascof.3d.1a", "--records", self.records, "--areas", TINY / "ref_la.csv").out
        lines = text.splitlines()
        self.assertEqual(
            re.split(r"  +", lines[0]), ["measure", "period", "council", "group", "numerator", "denominator", "value"]
        )
        self.assertEqual(
            re.split(r"  +", lines[1]),
            ["ascof.3d.1a", "1 Apr 23 - 31 Mar 24", "Northmoor", "18 to 64", "1", "2", "50.0"],
        )
        self.assertIn("no value", text)

    def test_the_results_are_tidy_and_a_denominator_of_0_has_no_value(self) -> None:
        _, rows = self.results("ascof.2e", "--areas", TINY / "ref_la.csv")
        self.assertEqual(
            list(rows[0])[:10],
            [
                "measure",
                "period_start",
                "period_end",
                "la_code",
                "la_name",
                "group",
                "numerator",
                "denominator",
                "value",
                "status",
            ],
        )
        # Every council, year and group has its row, also with nobody in it.
        self.assertEqual(len(rows), len(table(TINY / "ref_la.csv")) * 3 * 6)
        empty = [row for row in rows if row["denominator"] == "0"]
        self.assertTrue(empty)
        self.assertEqual(
            {(row["numerator"], row["value"], row["status"]) for row in empty}, {("0", "", "no denominator")}
        )
        full = [row for row in rows if row["denominator"] != "0"]
        self.assertEqual({row["status"] for row in full}, {"value"})
        for row in full:
            self.assertEqual(float(row["value"]), int(row["numerator"]) / int(row["denominator"]) * 100)

    def test_the_departments_tables_print_0_in_place_of_no_value(self) -> None:
        out = self.here / "department"
        self.results("ascof.3d", "--areas", TINY / "ref_la.csv", "--department", out)
        rows = table(out / "ascof_3d.csv")
        self.assertIn(("0", "0", "0"), {(row["Numerator"], row["Denominator"], row["Outcome"]) for row in rows})

    def test_all_leaves_out_with_a_warning_what_lacks_an_input(self) -> None:
        result, rows = self.results("all")
        self.assertIn("ascof.2b_2c is left out: it needs a population table (population)", result.err)
        self.assertFalse([row for row in rows if row["measure"] in ("ascof.2b", "ascof.2c")])
        self.assertTrue([row for row in rows if row["measure"] == "ascof.2e"])

    def test_with_a_population_the_rates_are_computed_for_councils_that_have_one(self) -> None:
        # The fourth council of the list has a population and no records, the third has neither.
        areas = table(TINY / "ref_la.csv")
        population = {row["Code"] for row in table(TINY / "ref_population.csv") if row["Age_Band"] == "18 to 64"}
        _, rows = self.results("ascof.2b", "--areas", TINY / "ref_la.csv", "--population", TINY / "ref_population.csv")
        with_rate = {row["la_code"] for row in rows}
        self.assertEqual(with_rate, {area["LA_Code"] for area in areas if area["LA_Area_Code"] in population})
        self.assertLess(len(with_rate), len(areas))

    def test_a_council_without_a_population_is_left_out_when_asked(self) -> None:
        one = self.here / "population.csv"
        one.write_text(
            "Code,Gender,Age_Band,Population\n902,All,18 to 64,1000\n902,All,65 and above,500\n", encoding="utf-8"
        )
        _, rows = self.results("ascof.2b", "ascof.2c", "--population", one, "--skip-missing-population")
        self.assertEqual({row["la_code"] for row in rows}, {"902"})
        self.assertEqual({row["denominator"] for row in rows}, {"1000", "500"})

    def test_details_once_written_can_stand_in_for_working_them_out(self) -> None:
        details = self.here / "person_details.csv"
        period = ["--period", "2025-04-01..2026-03-31"]
        succeed("persons", "--records", self.records, *period, "--out", details)
        _, rows = self.results("ascof.2e", *period)
        _, again = self.results("ascof.2e", *period, "--persons", details)
        self.assertEqual(again, rows)

    def test_the_trace_has_the_people_of_the_figure(self) -> None:
        _, rows = self.results("ascof.3d.1a", "--period", "2025-04-01..2026-03-31", "--trace", self.here / "trace")
        people = table(self.here / "trace" / "ascof.3d.clients.csv")
        for row in rows:
            if row["group"] != "Total":
                continue
            here = [person for person in people if person["la_code"] == row["la_code"]]
            self.assertEqual(sum(person["in_denominator"] == "Y" for person in here), int(row["denominator"]))
            self.assertEqual(sum(person["in_numerator_1a"] == "Y" for person in here), int(row["numerator"]))

    def test_a_main_table_of_one_submission_is_measured_with_a_warning(self) -> None:
        out = self.here / "single"
        succeed("prepare", TINY / "cld_raw.csv.gz", "--mode", "single", "--out", out)
        result = succeed("measure", "ascof.3d", "--records", out / "main_table.csv", "--out", self.here / "single.csv")
        self.assertIn("records made from one submission", result.err)


class Preparing(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)

    def test_the_tables_are_written_and_a_summary_is_printed(self) -> None:
        result = succeed("prepare", TINY / "cld_raw.csv.gz", "--out", self.here)
        self.assertEqual(
            files_below(self.here),
            [
                "attrition.csv",
                "ingest_report.csv",
                "main_table.csv",
                "notices.csv",
                "reporting_periods.csv",
                "submissions.csv",
                "unknown_values.csv",
            ],
        )
        self.assertIn("Period 2023-04-01..2026-03-31, 11 of 31 submissions used", result.out)
        self.assertIn("Main table: 144 events", result.out)

    def test_the_account_of_reading_is_written(self) -> None:
        succeed("prepare", TINY / "cld_raw.csv.gz", "--out", self.here)
        account = {row["subject"]: row["rows"] for row in table(self.here / "ingest_report.csv")}
        self.assertEqual((account["rows in"], account["rows kept"], account["rows rejected"]), ("853", "853", "0"))

    def test_the_account_of_rows_has_no_gap(self) -> None:
        succeed("prepare", TINY / "cld_raw.csv.gz", "--out", self.here)
        steps = table(self.here / "attrition.csv")
        self.assertEqual(steps[0]["rows_in"], "853")
        for before, after in itertools.pairwise(steps):
            self.assertEqual(before["rows_out"], after["rows_in"])
        for step in steps:
            self.assertEqual(int(step["rows_in"]) - int(step["rows_dropped"]), int(step["rows_out"]), step)
        self.assertEqual(int(steps[-1]["rows_out"]), len(table(self.here / "main_table.csv")))

    def test_a_councils_files_know_their_day_from_the_list_beside_them(self) -> None:
        files = sorted((COUNCIL / "submissions").glob("*.csv.gz"))
        result = succeed(
            "prepare", *files, "--mappings", COUNCIL, "--areas", COUNCIL / "ref_la.csv", "--out", self.here
        )
        self.assertNotIn("day of submission is not known", result.err)
        self.assertEqual(len(table(self.here / "reporting_periods.csv")), len(files))

    def test_a_folder_stands_for_the_files_in_it(self) -> None:
        files = sorted((COUNCIL / "submissions").glob("*.csv.gz"))
        tables: list[str | Path] = ["--mappings", COUNCIL, "--areas", COUNCIL / "ref_la.csv"]
        succeed("prepare", *files, *tables, "--out", self.here / "files")
        succeed("prepare", COUNCIL / "submissions", *tables, "--out", self.here / "folder")
        for name in files_below(self.here / "files"):
            with self.subTest(name):
                self.assertEqual((self.here / "folder" / name).read_bytes(), (self.here / "files" / name).read_bytes())
        measure: list[str | Path] = ["measure", "ascof.3d", *tables]
        succeed(*measure, *files, "--out", self.here / "files.csv")
        succeed(*measure, COUNCIL / "submissions", "--out", self.here / "folder.csv")
        succeed(*measure, "--records", COUNCIL / "submissions", "--out", self.here / "records.csv")
        expected = (self.here / "files.csv").read_bytes()
        self.assertEqual((self.here / "folder.csv").read_bytes(), expected)
        self.assertEqual((self.here / "records.csv").read_bytes(), expected)

    def test_a_single_file_without_a_day_is_taken_with_a_warning(self) -> None:
        (self.here / "one.csv").write_text(extract(good_rows()), encoding="utf-8")
        result = succeed("prepare", "one.csv", "--out", "out", cwd=self.here)
        self.assertEqual(len(result.warnings), 1)
        self.assertIn("council 901: the day of submission is not known and was taken as 2026-04-01", result.err)

    def test_dates_headers_and_encodings_of_all_kinds_give_the_same_table(self) -> None:
        plain = extract(good_rows())
        iso = re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", r"\3-\2-\1", plain)
        header, _, body = plain.partition("\n")
        department = header.replace("Request: Route of Access", "Request_Route_of_Access").replace(" ", "_")
        kinds = {
            "plain.csv": plain.encode(),
            "iso.csv": iso.encode(),
            "with_a_time.csv": re.sub(r"\b(\d\d/\d\d/\d{4})\b", r"\1 00:00:00", plain).encode(),
            "department.csv": f"{department}\n{body}".encode(),
            "capitals.csv": f"{header.upper()}\n{body}".encode(),
            "mark.csv": b"\xef\xbb\xbf" + plain.encode(),
            "windows.csv": plain.replace("\n", "\r\n").encode(),
            "unfinished.csv": plain.rstrip("\n").encode(),
            "quoted.csv": quoted(plain).encode(),
            "packed.csv.gz": gzip.compress(plain.encode()),
            "only_named_so.csv.gz": plain.encode(),
        }
        tables = {}
        for name, content in kinds.items():
            (self.here / name).write_bytes(content)
            succeed("prepare", f"{name}@2026-04-20", "--out", name + ".out", cwd=self.here)
            tables[name] = (self.here / (name + ".out") / "main_table.csv").read_bytes()
        self.assertEqual([name for name, made in tables.items() if made != tables["plain.csv"]], [])

    def test_a_line_break_inside_quotes_is_part_of_the_field(self) -> None:
        rows = [
            *good_rows(),
            event(
                Event_Type="Review",
                Event_Start_Date="01/06/2025",
                Event_End_Date="02/06/2025",
                Service_Component='two\nlines, "quoted"',
            ),
        ]
        (self.here / "one.csv").write_text(extract(rows), encoding="utf-8")
        succeed("prepare", "one.csv@2026-04-20", "--out", "out", cwd=self.here)
        raw = [row["Service_Component_Raw"] for row in table(self.here / "out" / "main_table.csv")]
        # A line break is a blank like any other in a council's own file.
        self.assertIn('two lines, "quoted"', raw)


def quoted(text: str) -> str:
    """Write CSV with every field in quotes."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


if __name__ == "__main__":
    unittest.main()
