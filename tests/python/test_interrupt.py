"""Ctrl-C ends a call while it is at work: KeyboardInterrupt, and soon."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from golden import golden_set

GENEROUS = 30  # seconds; a call that does not hear the signal waits for its input for ever

# Waits for a file that nobody writes: the call surely still runs when the signal comes.
CALLS = {
    "read_extract": "ascof.read_extract(('{pipe}', '2026-05-01'))",
    "prepare": "ascof.prepare(('{pipe}', '2026-05-01'))",
    "read_records": "ascof.read_records('{pipe}')",
    "measure": "ascof.measure('ascof.2e', ('{pipe}', '2026-05-01'))",
    "check": "ascof.check(('{pipe}', '2026-05-01'))",
    "population": "ascof.evaluate('ascof.2b', ascof.read_records(r'{table}'), population='{pipe}')",
    "areas": "ascof.State('ascof.2e', '2024-25', areas='{pipe}')",
}
PROGRAM = """
import ascof, sys
print("begun", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("writer", ["nobody writes", "a writer says nothing"])
def test_a_call_that_waits_is_interrupted(name: str, writer: str, tmp_path: Path) -> None:
    pipe = tmp_path / "waits.csv"
    os.mkfifo(pipe)
    silent = os.open(pipe, os.O_RDWR) if writer == "a writer says nothing" else None
    table = golden_set("tiny").expected / "main_table.csv.gz"
    program = PROGRAM.format(call=CALLS[name].format(pipe=pipe, table=table))
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "begun\n"
            time.sleep(0.7)
            assert running.poll() is None, "the call should still wait for its input"
            running.send_signal(signal.SIGINT)
            out, said = running.communicate(timeout=GENEROUS)
        finally:
            running.kill()
            if silent is not None:
                os.close(silent)
    assert out == "interrupted\n", said
