"""The package as it is installed: its version, its types, what it needs and how quickly it starts."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import ascof

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(ascof.__file__).parent


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_both_halves_and_cmake_have_one_version() -> None:
    found = re.search(r"project\(ascof\s+VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
    assert found
    assert ascof.__version__ == importlib.metadata.version("ascof") == found[1]


def test_types_are_shipped() -> None:
    assert (INSTALLED / "py.typed").is_file()
    assert (INSTALLED / "_core.pyi").is_file()


def test_stored_stubs_are_those_of_the_module(tmp_path: Path) -> None:
    """After a change of the bindings: `make stubs`, then read the difference."""
    made = tmp_path / "_core.pyi"
    subprocess.run([sys.executable, "-m", "nanobind.stubgen", "-q", "-m", "ascof._core", "-o", str(made)], check=True)
    stored = ROOT / "bindings/python/ascof/_core.pyi"
    assert made.read_text(encoding="utf-8") == stored.read_text(encoding="utf-8")


def test_numpy_alone_is_required_and_only_statistics_load_it() -> None:
    required = importlib.metadata.requires("ascof") or []
    assert [line.split(">")[0] for line in required if "extra ==" not in line] == ["numpy"]
    tables = "print(*{'numpy', 'pandas', 'polars', 'pyarrow', 'scipy'} & set(sys.modules))"
    assert run_python(f"import sys, ascof; {tables}").split() == []
    assert run_python(f"import sys, ascof; ascof.statistics.wilson(1, 2); {tables}").split() == ["numpy"]


def test_import_loads_no_slow_module_of_the_standard_library() -> None:
    # Each of these alone takes longer than the package; a notebook that only reads a table should not wait for them.
    slow = "{'asyncio', 'concurrent.futures', 'email', 'http', 'json', 'multiprocessing', 'tempfile'}"
    assert (
        run_python(f"import sys; was = set(sys.modules); import ascof; print(*{slow} & set(sys.modules) - was)") == "\n"
    )
