"""Every examples/<name>.py prints examples/<name>.expected, as the C++ example of that name does."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_example_prints_what_is_expected(example: Path) -> None:
    program = [sys.executable, str(example)]
    printed = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert printed == example.with_suffix(".expected").read_text(encoding="utf-8")
