"""Results never go over what is there to be kept, never as half a set, never under the name of another kind."""

from __future__ import annotations

import csv
import gzip
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from command import ASCOF, ROOT, Result, ascof, files_below

TINY = ROOT / "tests" / "data" / "records" / "tiny" / "input"
INJECTED = ROOT / "tests" / "data" / "day" / "faults" / "14-csv-injection" / "inj.csv"
YEARS = ("--from", "2023-04-01..2024-03-31", "--to", "2024-04-01..2025-03-31")


class Case(unittest.TestCase):
    """A folder of its own, and a main table that no test may change."""

    made: ClassVar[tempfile.TemporaryDirectory[str]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.made = tempfile.TemporaryDirectory()
        result = ascof("prepare", TINY / "cld_raw.csv.gz", "--out", cls.made.name)
        assert result.code == 0, result.err

    @classmethod
    def tearDownClass(cls) -> None:
        cls.made.cleanup()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)
        self.records = self.here / "records.csv"
        shutil.copy(Path(self.made.name) / "main_table.csv", self.records)

    def measure(self, *arguments: str | Path) -> Result:
        return ascof("measure", "ascof.3d", "--records", self.records, *arguments, cwd=self.here)

    def assert_refused(self, result: Result) -> None:
        self.assertEqual(result.code, 2, result)
        self.assertRegex(result.err.splitlines()[-1], "^ascof: error: .+; .+")


class StandardOutput(Case):
    def test_what_the_output_held_is_kept(self) -> None:
        (self.here / "link").symlink_to("/dev/stdout")
        for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"):
            with self.subTest(name):
                log = self.here / "log.csv"
                log.write_text("earlier\n", encoding="utf-8")
                with log.open("ab") as stream:
                    run = subprocess.run(
                        [ASCOF, "measure", "ascof.3d", "--records", self.records, "--out", name],
                        stdout=stream,
                        stderr=subprocess.PIPE,
                        cwd=self.here,
                        check=False,
                    )
                self.assertEqual(run.returncode, 0, run.stderr)
                lines = log.read_text(encoding="utf-8").splitlines()
                self.assertEqual(lines[0], "earlier")
                self.assertTrue(lines[1].startswith("measure,period_start,"), lines[1])
                self.assertTrue(all(line.startswith("ascof.3d.") for line in lines[2:]), "lines of another kind")

    def test_a_dash_is_standard_output_in_each_command(self) -> None:
        year = ("--period", "2024-04-01..2025-03-31")
        for arguments, beginning in (
            (("persons", "--records", self.records, *year, "--out", "-"), "Reporting_Period_End_Date,"),
            (("measure", "ascof.3d", "--records", self.records, "--intervals-out", "-"), "measure,"),
            (("measure", "ascof.3d", "--records", self.records, "--publish", "safeguarding", "--out", "-"), "measure,"),
            (("check", TINY / "cld_raw.csv.gz", "--out", "-"), "rule_id,"),
            (("check", TINY / "cld_raw.csv.gz", "--html", "-"), "<!DOCTYPE html>"),
        ):
            with self.subTest(arguments[0], last=arguments[-2]):
                result = ascof(*arguments, cwd=self.here)
                self.assertIn(result.code, (0, 3), result.err)
                self.assertEqual(result.out[: len(beginning)].lower(), beginning.lower())
                if beginning.endswith(","):
                    widths = {len(row) for row in csv.reader(result.out.splitlines())}
                    self.assertEqual(len(widths), 1, "one table, and nothing else")
                self.assertEqual(files_below(self.here), ["records.csv"])

    def test_several_files_do_not_go_to_standard_output(self) -> None:
        for arguments in (
            ("prepare", TINY / "cld_raw.csv.gz", "--out", "-"),
            ("change", "ascof.3d", "--records", self.records, *YEARS, "--out", "-"),
            ("measure", "ascof.3d", "--records", self.records, "--trace", "-"),
            ("measure", "ascof.3d", "--records", self.records, "--department", "/dev/stdout"),
            ("check", TINY / "cld_raw.csv.gz", "--rows", "-"),
            ("check", TINY / "cld_raw.csv.gz", "--out", "-", "--html", "-"),
            ("measure", "ascof.3d", "--records", self.records, "--intervals", "0.95", "--out", "-"),
            ("measure", "ascof.3d", "--records", self.records, "--intervals", "0.95", "--out", "/dev/null"),
        ):
            with self.subTest(arguments[0], last=arguments[-2]):
                self.assert_refused(ascof(*arguments, cwd=self.here))
                self.assertEqual(files_below(self.here), ["records.csv"])

    def test_a_file_called_dash_is_written_by_its_path(self) -> None:
        self.assertEqual(self.measure("--out", "./-").code, 0)
        self.assertTrue((self.here / "-").read_text(encoding="utf-8").startswith("measure,"))


class OverInputs(Case):
    def test_an_input_behind_a_link_is_not_written_over(self) -> None:
        folder = self.here / "folder"
        folder.mkdir()
        for name, arguments in (
            ("main_table.csv", ("prepare", "link.csv", "--out", "folder")),
            (
                "ascof.3d.clients.csv",
                ("measure", "ascof.3d", "--records", "link.csv", "--trace", "folder"),
            ),
        ):
            with self.subTest(name):
                held = folder / name
                if arguments[0] == "prepare":
                    shutil.copy(TINY / "cld_raw.csv.gz", folder / "packed.csv.gz")
                    subprocess.run(["gunzip", "-f", folder / "packed.csv.gz"], check=True)
                    (folder / "packed.csv").rename(held)
                else:
                    shutil.copy(self.records, held)
                before = held.read_bytes()
                (self.here / "link.csv").unlink(missing_ok=True)
                (self.here / "link.csv").symlink_to(held)
                result = ascof(*arguments, cwd=self.here)
                self.assertEqual(held.read_bytes(), before)
                self.assert_refused(result)

    def test_an_input_by_another_name_is_refused(self) -> None:
        os.link(self.records, self.here / "hard.csv")
        (self.here / "soft.csv").symlink_to(self.records)
        before = self.records.read_bytes()
        for name in (
            "hard.csv",
            "soft.csv",
            "./records.csv",
            f"../{self.here.name}/records.csv",
        ):
            with self.subTest(name):
                self.assert_refused(self.measure("--out", name))
                self.assertEqual(self.records.read_bytes(), before)

    def test_an_input_of_any_option_is_kept(self) -> None:
        # Refused before the inputs are read: what is in them does not matter.
        (self.here / "maps").mkdir()
        others = ("areas", "population", "persons", "hospital", "lsoa", "maps/map_Gender", "later")
        for name in others:
            (self.here / f"{name}.csv").write_text(name, encoding="utf-8")
        (self.here / "tied_records").mkdir()
        for beside in ("notices", "tied_records/order_00"):
            (self.here / f"{beside}.csv").write_text(beside, encoding="utf-8")
        options = [text for name in others[:5] for text in (f"--{name}", f"{name}.csv")]
        for name in (*others[:6], "notices", "tied_records/order_00"):
            with self.subTest(name):
                self.assert_refused(self.measure(*options, "--mappings", "maps", "--out", f"{name}.csv"))
        (self.here / "changes.csv").symlink_to("later.csv")
        self.assert_refused(
            ascof(
                *("change", "ascof.3d", "--records", self.records, *YEARS),
                *("--to-file", "later.csv", "--out", "."),
                cwd=self.here,
            )
        )
        for name in (*others, "notices", "tied_records/order_00"):
            self.assertEqual((self.here / f"{name}.csv").read_text(encoding="utf-8"), name)

    def test_outputs_that_would_meet_are_refused(self) -> None:
        for arguments in (
            ("--out", "a.csv", "--intervals-out", "./a.csv"),
            ("--trace", "t", "--out", "t/ascof.3d.clients.csv"),
            ("--department", "t", "--intervals-out", "t/ascof_3d.csv"),
            ("--out", "-", "--intervals-out", "/dev/stdout"),
            ("--out", "results.csv", "--intervals-out", "Results.csv"),
            ("--out", "t", "--trace", "t"),
            ("--out", "t", "--trace", "t/inside"),
        ):
            with self.subTest(arguments):
                self.assert_refused(self.measure(*arguments))
                self.assertEqual(files_below(self.here), ["records.csv"])

    def test_an_output_is_not_put_among_submissions_that_are_read_as_a_folder(self) -> None:
        (self.here / "sent").mkdir()
        shutil.copy(TINY / "cld_raw.csv.gz", self.here / "sent")
        for arguments in (
            ("prepare", "sent", "--out", "sent"),
            ("measure", "ascof.3d", "sent", "--out", "sent/results.csv"),
            ("measure", "ascof.3d", "sent", "--trace", "sent/../sent"),
        ):
            with self.subTest(arguments):
                self.assert_refused(ascof(*arguments, cwd=self.here))
                self.assertEqual(files_below(self.here / "sent"), ["cld_raw.csv.gz"])

    def test_a_log_that_is_read_is_not_added_to(self) -> None:
        before = self.records.read_bytes()
        with self.records.open("ab") as stream:
            run = subprocess.run(
                [ASCOF, "measure", "ascof.3d", "--records", self.records, "--out", "-"],
                stdout=stream, stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        self.assertEqual(run.returncode, 2)
        self.assertEqual(self.records.read_bytes(), before)

    def test_nothing_to_lose_is_no_collision(self) -> None:
        self.assertEqual(self.measure("--out", "/dev/null", "--intervals-out", "/dev/null").code, 0)
        self.assertEqual(self.measure("--department", "d", "--trace", "./d", "--out", "d/results.csv").code, 0)


class Places(Case):
    def test_a_place_that_cannot_be_is_refused_before_anything_is_read(self) -> None:
        (self.here / "a_file").write_text("x", encoding="utf-8")
        (self.here / "a_folder").mkdir()
        (self.here / "ring").symlink_to("ring")
        none = self.here / "none.csv"
        for option, place in (
            ("--out", ""), ("--out", "a_folder"), ("--out", "a_file/r.csv"), ("--out", "n" * 300 + ".csv"),
            ("--out", "new/" + "n" * 300 + "/r.csv"), ("--out", "new/"), ("--out", "ring"), ("--out", "/dev/fd/77"),
            ("--intervals-out", ""), ("--trace", ""), ("--trace", "a_file"), ("--trace", "-"),
            ("--trace", "n" * 300), ("--department", "a_file/d"), ("--department", "-"),
        ):  # fmt: skip
            with self.subTest(option=option, place=place[:20]):
                result = ascof("measure", "ascof.3d", "--records", none, option, place, cwd=self.here)
                self.assert_refused(result)
                self.assertNotIn("no such file", result.err.lower())
                self.assertEqual(files_below(self.here), ["a_file", "records.csv", "ring"])

    def test_a_name_as_long_as_it_may_be_is_written(self) -> None:
        self.assertEqual(self.measure("--out", "n" * 251 + ".csv").code, 0)

    def test_an_empty_value_is_not_an_option_left_out(self) -> None:
        for option in ("--out", "--trace", "--department", "--intervals-out", "--population", "--mappings", "--areas"):
            with self.subTest(option):
                result = self.measure(option, "")
                self.assert_refused(result)
                self.assertIn(option, result.err)


class Names(Case):
    def test_a_name_of_another_kind_of_file_is_refused_in_each_option(self) -> None:
        extract = TINY / "cld_raw.csv.gz"
        commands = (
            ("measure", "ascof.3d", "--records", self.records, "--out"),
            ("measure", "ascof.3d", "--records", self.records, "--intervals-out"),
            ("persons", "--records", self.records, "--period", "2024-04-01..2025-03-31", "--out"),
            ("check", extract, "--out"),
            ("check", extract, "--html"),
        )
        for command in commands:
            for name in ("r.xlsx", "r.XLSX", "r.parquet", "r.feather", "r.json", "r.zip", "r.tsv", "r.tar.gz"):
                with self.subTest(command[0], option=command[-1], name=name):
                    result = ascof(*command, name, cwd=self.here)
                    self.assert_refused(result)
                    self.assertIn("; name it .", result.err)
                    self.assertEqual(files_below(self.here), ["records.csv"])
        self.assert_refused(ascof("check", extract, "--html", "page.csv", cwd=self.here))
        self.assert_refused(ascof("check", extract, "--out", "dq.html", cwd=self.here))

    def test_a_packed_name_gives_a_packed_file(self) -> None:
        year = ("--period", "2024-04-01..2025-03-31")
        for option, command in (
            ("--out", ("measure", "ascof.3d", "--records", self.records)),
            ("--intervals-out", ("measure", "ascof.3d", "--records", self.records)),
            ("--out", ("persons", "--records", self.records, *year)),
            ("--out", ("check", TINY / "cld_raw.csv.gz")),
        ):
            with self.subTest(command[0], option=option):
                for name in ("r.csv", "r.csv.gz"):
                    self.assertIn(ascof(*command, option, name, cwd=self.here).code, (0, 3))
                packed = (self.here / "r.csv.gz").read_bytes()
                self.assertEqual(gzip.decompress(packed), (self.here / "r.csv").read_bytes())

    def test_packed_details_are_read_again(self) -> None:
        year = ("--period", "2024-04-01..2025-03-31")
        self.assertEqual(ascof("persons", "--records", self.records, *year, "--out", "p.csv.gz", cwd=self.here).code, 0)
        self.assertEqual(self.measure(*year, "--persons", "p.csv.gz", "--out", "r.csv").code, 0)
        self.assert_refused(self.measure(*year, "--persons", "p.csv.gz", "--out", "p.csv.gz"))


class Sets(Case):
    def test_a_command_that_dies_in_the_middle_of_a_set_leaves_nothing(self) -> None:
        measures = ("measure", "ascof.3d", "ascof.2a", "ascof.2e", "--records", self.records, "--trace")
        whole = self.here / "whole"
        self.assertEqual(ascof(*measures, whole).code, 0)
        sizes = [(whole / name).stat().st_size for name in files_below(whole)]
        self.assertGreater(len(sizes), 2)

        def small_files() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (max(sizes) - 1, max(sizes) - 1))

        broken = self.here / "broken"
        result = ascof(*measures, broken, before=small_files)
        self.assertEqual(result.code, -signal.SIGXFSZ, result)
        self.assertEqual(list(broken.iterdir()), [])

    def test_a_preparation_that_is_ended_leaves_nothing(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                out = self.here / number.name
                out.mkdir()
                # The command waits for a reader of the second pipe; that it opens the first tells that it writes.
                for name in ("reporting_periods.csv", "submissions.csv"):
                    os.mkfifo(out / name)
                with subprocess.Popen(
                    [ASCOF, "prepare", TINY / "cld_raw.csv.gz", "--out", out],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                ) as run:
                    (out / "reporting_periods.csv").read_bytes()
                    run.send_signal(number)
                    self.assertEqual(run.wait(), 128 + number)
                self.assertEqual(files_below(out), ["reporting_periods.csv", "submissions.csv"])

    def test_a_set_that_cannot_be_whole_leaves_the_earlier_one(self) -> None:
        change = ("change", "ascof.3d", "--records", self.records, *YEARS, "--trace", "--out")
        department = ("measure", "ascof.2a", "ascof.3d", "--records", self.records, "--department")
        prepare = ("prepare", TINY / "cld_raw.csv.gz", "--out")
        for name, blocked, first, arguments in (
            ("c", "person_changes.csv", "changes.csv", change),
            ("d", "ascof_3d.csv", "ascof_2a.csv", department),
            ("p", "notices.csv", "main_table.csv", prepare),
        ):
            with self.subTest(blocked):
                (self.here / name / blocked).mkdir(parents=True)  # a folder where a file must go
                (self.here / name / first).write_text("earlier", encoding="utf-8")
                self.assert_refused(ascof(*arguments, name, cwd=self.here))
                self.assertEqual((self.here / name / first).read_text(encoding="utf-8"), "earlier")
                self.assertEqual(files_below(self.here / name), [first])

    def test_a_set_that_fails_at_its_end_leaves_the_earlier_one(self) -> None:
        # The last file but one is a device that is full: what was asked before the work could not know.
        out = self.here / "out"
        (out / "tied_records").mkdir(parents=True)
        for name in ("main_table.csv", "attrition.csv", "tied_records/order_00.csv"):
            (out / name).write_text("earlier", encoding="utf-8")
        (out / "notices.csv").symlink_to("/dev/full")
        self.assert_refused(ascof("prepare", TINY / "cld_raw.csv.gz", "--out", out))
        for name in ("main_table.csv", "attrition.csv", "tied_records/order_00.csv"):
            self.assertEqual((out / name).read_text(encoding="utf-8"), "earlier")

    def test_a_link_in_a_set_stays_a_link(self) -> None:
        (self.here / "real").mkdir()
        (self.here / "real" / "table.csv").write_text("earlier", encoding="utf-8")
        (self.here / "out").mkdir()
        (self.here / "out" / "main_table.csv").symlink_to("../real/table.csv")
        self.assertEqual(ascof("prepare", TINY / "cld_raw.csv.gz", "--out", self.here / "out").code, 0)
        self.assertTrue((self.here / "out" / "main_table.csv").is_symlink())
        self.assertNotEqual((self.here / "real" / "table.csv").read_text(encoding="utf-8"), "earlier")


class Cells(Case):
    def test_no_text_of_an_input_begins_a_formula(self) -> None:
        extract = f"{INJECTED}@2025-04-19"
        outputs = ("--out", "r.csv", "--trace", "t", "--department", "d")
        for arguments in (
            ("prepare", extract, "--out", "prepared"),
            ("persons", extract, "--period", "2024-04-01..2025-03-31", "--out", "p.csv"),
            ("measure", "ascof.3d", extract, *outputs),
            ("change", "ascof.3d", extract, *YEARS, "--trace", "--out", "c"),
            ("check", extract, "--out", "dq.csv", "--rows", "rows"),
        ):
            with self.subTest(arguments[0]):
                self.assertIn(ascof(*arguments, cwd=self.here).code, (0, 3))
        found = set()
        for file in self.here.rglob("*.csv"):
            with file.open(encoding="utf-8", newline="") as stream:
                if any(re.match(r"[=@+\t\r]|-(?![\d.])", cell) for row in csv.reader(stream) for cell in row):
                    found.add(str(file.relative_to(self.here)))
        self.assertEqual(sorted(found), [])


class Help(unittest.TestCase):
    def test_no_line_of_help_is_over_100_columns_and_no_word_is_lost(self) -> None:
        for command in ("prepare", "persons", "measure", "change", "check", "list", "describe", None):
            with self.subTest(command):
                result = ascof(*([command] if command else []), "--help")
                self.assertEqual(result.code, 0)
                self.assertEqual([line for line in result.out.splitlines() if len(line) > 100], [])
        words = " ".join(ascof("measure", "--help").out.split())
        self.assertIn("or everything (also the department's dashboard and local ones); files of an extract", words)


if __name__ == "__main__":
    unittest.main()
