"""What the checks of this folder share: where files are, and how to say that a rule is broken."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Left to right, as data flows: a folder may include itself and folders before it.
LAYERS = [
    "core", "notices", "ingest", "records", "cld", "prepare", "study", "episodes", "measure", "measures", "statistics",
    "results", "quality",
]  # fmt: skip

# Made by tools, or not ours.
SKIPPED_FOLDERS = {".git", ".venv", ".cache", "build", "dist", "__pycache__", ".hypothesis"}
SKIPPED_FOLDERS |= {".mypy_cache", ".pytest_cache", ".ruff_cache"}


def files(*folders: str, suffixes: tuple[str, ...] = ()) -> Iterator[Path]:
    """Files of the repository below the folders (all folders if none is named), ordered by path."""
    pending = [ROOT / folder for folder in folders] or [ROOT]
    while pending:
        for path in sorted(pending.pop().glob("*")):
            if path.is_dir() and not path.is_symlink():
                if path.name not in SKIPPED_FOLDERS:
                    pending.append(path)
            elif path.name != ".git" and (not suffixes or path.suffix in suffixes):  # a file in a linked worktree
                yield path


def without_comments(source: str) -> str:
    """C++ source with comments blanked out and every line where it was."""
    pattern = r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/'
    blank = lambda found: found[0] if found[0][0] == '"' else re.sub(r"[^\n]", " ", found[0])  # noqa: E731
    return re.sub(pattern, blank, source, flags=re.DOTALL)


def finish(rule: str, faults: list[str]) -> None:
    """Print the faults and leave, with 1 if there are any."""
    for fault in faults:
        print(fault)
    if faults:
        print(f"\n{len(faults)} broken: {rule}")
    sys.exit(1 if faults else 0)
