"""The cases of a working day that need the Python package; ctest runs the others."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).resolve().parents[1] / "cases" / "case_table.py"


def load() -> ModuleType:
    """The table of cases, run with this interpreter."""
    spec = importlib.util.spec_from_file_location("case_table", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["case_table"] = module
    spec.loader.exec_module(module)
    module.PYTHON = sys.executable  # type: ignore[attr-defined]
    return module


TABLE = load()


@pytest.mark.parametrize("each", [c for c in TABLE.CASES if c.python], ids=lambda c: c.name)
def test_case(each: object, tmp_path: Path) -> None:
    right, got = each.run(tmp_path)  # type: ignore[attr-defined]
    assert right, got
