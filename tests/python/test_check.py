"""`ascof.check` finds what the command finds, and writes the same files."""

import subprocess
import sys
from pathlib import Path

import ascof
import pyarrow
import pytest
from golden import golden_set


def by_command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ascof", "check", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_files_are_those_of_the_command(tmp_path: Path) -> None:
    council = golden_set("council")
    python, command = tmp_path / "python", tmp_path / "command"
    for folder in (python, command):
        folder.mkdir()
    made = ascof.check(
        council.files,
        python / "dq.csv",
        html=python / "dq.html",
        rows=python,
        mappings=council.input,
        areas=council.areas,
    )
    run = by_command(
        *council.files, "--out", command / "dq.csv", "--html", command / "dq.html", "--rows", command,
        "--mappings", council.input, "--areas", council.areas,
    )  # fmt: skip
    assert sorted(path.name for path in python.iterdir()) == ["dq.csv", "dq.html", "failing_rows.csv", "tied_rows.csv"]
    for name in ("dq.csv", "dq.html", "failing_rows.csv", "tied_rows.csv"):
        assert (python / name).read_bytes() == (command / name).read_bytes(), name
    assert run.returncode == (3 if made.would_fail else 0)
    for reason in made.reasons:
        assert f"ascof: warning: {reason}" in run.stderr.splitlines()


def test_it_is_a_table_like_others() -> None:
    council = golden_set("council")
    made = ascof.check(council.extract, mappings=council.input, areas=council.areas)
    table = pyarrow.table(made)
    assert table.column_names == made.columns
    assert table.num_rows == len(made) > 100
    line = next(each for each in made.to_dicts() if each["failed"])
    assert line["share"] == line["failed"] / line["rows"]
    assert made.to_pandas().shape == (len(made), len(made.columns))


def test_rows_are_listed_on_request_only(tmp_path: Path) -> None:
    council = golden_set("council")
    without = ascof.check(council.extract)
    with pytest.raises(ascof.UsageError, match="rows=True"):
        without.failing_rows  # noqa: B018
    with pytest.raises(ascof.UsageError, match="rows=True"):
        without.write_failing_rows(tmp_path)
    listed = ascof.check(council.extract, rows=True).failing_rows
    assert listed.columns == ["file", "line", "rule_id", "field"]
    assert len(listed) > 0


def test_a_limit_decides_whether_a_submission_would_fail(tmp_path: Path) -> None:
    council = golden_set("council")
    strict = ascof.check(council.extract, fail_above=0.0)
    assert strict.would_fail
    assert any("would fail" in reason for reason in strict.reasons)
    assert ascof.check(council.extract, fail_above=1.0).would_fail == bool(
        ascof.check(council.extract, fail_above=1).reasons
    )
    assert not any("--" in reason for reason in strict.reasons)


def test_the_page_is_no_table(tmp_path: Path) -> None:
    made = ascof.check(golden_set("council").extract)
    with pytest.raises(ascof.OutputError, match=r"name it \.html"):
        made.write_page(tmp_path / "dq.csv")
    with pytest.raises(ascof.OutputError, match="what is written here is CSV"):
        made.write(tmp_path / "dq.html")
    with pytest.raises(ascof.UsageError, match="give one of 'by-period', '1', '2'"):
        ascof.check(golden_set("council").extract, release="3")
