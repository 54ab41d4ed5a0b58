"""Output files appear whole or not at all, whatever stops the command."""

from __future__ import annotations

import csv
import os
import resource
import signal
import tempfile
import threading
import unittest
from pathlib import Path
from typing import ClassVar

from command import ROOT, Result, ascof, files_below

TINY = ROOT / "tests" / "data" / "records" / "tiny" / "input"
LIMIT = 8 * 1024  # bytes; less than the main table of the set


def small_files() -> None:
    """Let no file of this process grow beyond the limit: as a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def small_files_and_no_signal() -> None:
    """As above, and a write beyond it fails instead of ending the process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    small_files()


def has_nameless_files(folder: Path) -> bool:
    """Whether the file system can hold a file that has no name yet."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY))
    except (OSError, AttributeError):
        return False
    return True


class OutputFiles(unittest.TestCase):
    made: ClassVar[tempfile.TemporaryDirectory[str]]
    records: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.made = tempfile.TemporaryDirectory()
        result = ascof("prepare", TINY / "cld_raw.csv.gz", "--out", cls.made.name)
        assert result.code == 0, result.err
        cls.records = Path(cls.made.name) / "main_table.csv"

    @classmethod
    def tearDownClass(cls) -> None:
        cls.made.cleanup()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)

    def prepare(self, **how: object) -> Result:
        return ascof("prepare", TINY / "cld_raw.csv.gz", "--out", self.here / "out", **how)  # type: ignore[arg-type]

    def measure(self, out: Path) -> Result:
        return ascof("measure", "ascof.3d", "--records", self.records, "--out", out)

    def test_a_full_disk_is_told_and_leaves_nothing(self) -> None:
        result = self.prepare(before=small_files_and_no_signal, keep_signals=True)
        self.assertEqual(result.code, 2, result)
        self.assertIn("main_table.csv: the file could not be written in full", result.err)
        self.assertIn("check the space left on the disk", result.err)
        self.assertEqual(files_below(self.here), [])

    def test_a_full_disk_leaves_the_earlier_file_as_it_was(self) -> None:
        self.assertEqual(self.prepare().code, 0)
        before = {name: (self.here / name).read_bytes() for name in files_below(self.here)}
        self.assertEqual(self.prepare(before=small_files_and_no_signal, keep_signals=True).code, 2)
        self.assertEqual({name: (self.here / name).read_bytes() for name in files_below(self.here)}, before)

    def test_a_command_that_dies_while_it_writes_leaves_nothing(self) -> None:
        if not has_nameless_files(self.here):
            self.skipTest("files without a name are not possible here")
        result = self.prepare(before=small_files)
        self.assertEqual(result.code, -signal.SIGXFSZ, result)
        self.assertEqual(files_below(self.here), [])

    def test_a_file_that_is_there_is_replaced(self) -> None:
        out = self.here / "results.csv"
        out.write_text("old", encoding="utf-8")
        out.chmod(0o640)
        self.assertEqual(self.measure(out).code, 0)
        self.assertTrue(out.read_text(encoding="utf-8").startswith("measure,period_start,"))
        self.assertEqual(files_below(self.here), ["results.csv"])

    def test_missing_folders_are_made(self) -> None:
        self.assertEqual(self.measure(self.here / "a" / "b" / "results.csv").code, 0)
        self.assertEqual(files_below(self.here), ["a/b/results.csv"])

    def test_a_command_that_fails_makes_no_folder(self) -> None:
        for command in (
            "prepare none.csv --out a/b",
            "measure ascof.3d --records none.csv --out a/results.csv --trace b --department c/d",
        ):
            result = ascof(*command.split(), cwd=self.here)
            self.assertEqual(result.code, 2, result)
            self.assertIn("none.csv: there is no such file", result.err)
            self.assertEqual(list(self.here.iterdir()), [])

    def test_a_new_file_has_the_rights_of_any_new_file(self) -> None:
        mask = os.umask(0o027)
        try:
            self.assertEqual(self.measure(self.here / "results.csv").code, 0)
        finally:
            os.umask(mask)
        self.assertEqual((self.here / "results.csv").stat().st_mode & 0o777, 0o640)

    def test_a_link_stays_a_link_and_its_file_is_replaced(self) -> None:
        (self.here / "real").mkdir()
        (self.here / "real" / "results.csv").write_text("old", encoding="utf-8")
        (self.here / "link.csv").symlink_to("real/results.csv")
        self.assertEqual(self.measure(self.here / "link.csv").code, 0)
        self.assertTrue((self.here / "link.csv").is_symlink())
        self.assertTrue((self.here / "real" / "results.csv").read_text(encoding="utf-8").startswith("measure,"))

    def test_a_pipe_is_written_to_and_stays_a_pipe(self) -> None:
        pipe = self.here / "pipe"
        os.mkfifo(pipe)
        received: list[str] = []
        reader = threading.Thread(target=lambda: received.append(pipe.read_text(encoding="utf-8")), daemon=True)
        reader.start()
        result = self.measure(pipe)
        reader.join(timeout=20)
        self.assertEqual(result.code, 0, result.err)
        self.assertTrue(pipe.is_fifo())
        self.assertEqual(received[0].splitlines()[0].split(",")[0], "measure")

    def test_two_at_once_do_not_mix(self) -> None:
        out = self.here / "results.csv"
        threads = [threading.Thread(target=self.measure, args=(out,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(files_below(self.here), ["results.csv"])
        with out.open(encoding="utf-8") as stream:
            self.assertEqual({len(line) for line in csv.reader(stream)}, {13})


if __name__ == "__main__":
    unittest.main()
