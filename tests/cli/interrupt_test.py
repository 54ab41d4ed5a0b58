"""Ctrl-C ends the command soon, with one line and status 130, and leaves no output behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from command import ASCOF, ROOT

GIVEN = ROOT / "tests" / "data" / "records" / "tiny" / "input"


class Interrupt(unittest.TestCase):
    def interrupted(self, arguments: list[str | Path]) -> tuple[int, str, float]:
        """Start a command that waits for its input, so that it surely still runs, and send SIGINT."""
        with subprocess.Popen(
            [ASCOF, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            time.sleep(0.5)
            self.assertIsNone(running.poll(), "the command should still wait for its input")
            begun = time.monotonic()
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=30)
            return running.returncode, said, time.monotonic() - begun

    def test_a_command_ends_soon(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            pipe = here / "extract.csv"
            os.mkfifo(pipe)
            out = here / "out"
            runs: tuple[list[str | Path], ...] = (
                ["prepare", f"{pipe}@2026-05-01", "--mappings", GIVEN, "--out", out],
                ["measure", "all", f"{pipe}@2026-05-01", "--mappings", GIVEN, "--out", out / "results.csv"],
            )
            for arguments in runs:
                with self.subTest(arguments[0]):
                    code, said, seconds = self.interrupted(arguments)
                    self.assertEqual(code, 130)
                    self.assertEqual(said.splitlines(), ["ascof: interrupted"])
                    self.assertLess(seconds, 5)
                    self.assertEqual([path for path in out.rglob("*") if path.is_file()], [])


if __name__ == "__main__":
    unittest.main()
