"""Type checkers report every mistake of a file of deliberate ones, and nothing of the examples."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import ascof
import pytest

ROOT = Path(__file__).resolve().parents[2]
MISTAKES = ROOT / "tests/data/typing/mistakes.py"
RIGHT = [*sorted((ROOT / "examples").glob("*.py")), ROOT / "tests/python/toy_tables.py"]
GENERATOR = ROOT / "bindings/python/tools/generate_tables.py"


def lines_of_mistakes() -> set[int]:
    lines = MISTAKES.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}


def mypy(files: list[Path], folder: Path) -> tuple[set[int], str]:
    """Lines with an error, and all that was said."""
    pytest.importorskip("mypy")
    copies = [Path(shutil.copy(file, folder)) for file in files]
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={folder.parent / 'mypy'}"]
    done = subprocess.run([*command, *map(str, copies)], cwd=folder, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    return {int(line) for line in re.findall(r"^\w+\.py:(\d+): error:", done.stdout, re.MULTILINE)}, said


def pyright(files: list[Path], folder: Path) -> tuple[set[int], str]:
    """Lines with an error or a warning, and all that was said."""
    pytest.importorskip("pyright")
    copies = [Path(shutil.copy(file, folder)) for file in files]
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run([*command, *map(str, copies)], cwd=folder, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return {each["range"]["start"]["line"] + 1 for each in found}, done.stdout


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_every_mistake_is_reported_and_nothing_else(checker, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    reported, said = checker([MISTAKES], tmp_path)
    expected = lines_of_mistakes()
    assert len(expected) > 45
    assert reported == expected, said


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_examples_are_free_of_mistakes(checker, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    reported, said = checker(RIGHT, tmp_path)
    assert reported == set(), said


def test_what_type_checkers_know_of_fields_is_what_the_library_has(tmp_path: Path) -> None:
    """After a change of a list of fields: `make stubs`."""
    subprocess.run([sys.executable, str(GENERATOR), str(tmp_path)], check=True)
    for name in ("_fields.py", "tables.py"):
        stored = ROOT / "bindings/python/ascof" / name
        assert (tmp_path / name).read_text(encoding="utf-8") == stored.read_text(encoding="utf-8"), name


def test_series_are_of_the_class_that_is_told() -> None:
    for kind in ascof.record_types():
        assert list(kind.__annotations__) == [field.name for field in kind.declared().fields]
        for name, holds in kind.__annotations__.items():
            assert type(getattr(kind, name)).__name__ == holds
