"""What is written has a place, is what its name says, and is no input: asked before anything is read."""

from pathlib import Path

import ascof
import pytest
from golden import YEARS, Golden

ENDINGS = (
    ".xlsx",
    ".XLSX",
    ".xls",
    ".ods",
    ".parquet",
    ".feather",
    ".arrow",
    ".json",
    ".csv.gz",
    ".zip",
    ".pdf",
    ".db",
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_names_of_other_kinds_of_files_are_refused(ending: str, tiny: Golden, tmp_path: Path) -> None:
    file = tmp_path / f"results{ending}"
    for call in (
        lambda: tiny.results.write(file),
        lambda: tiny.results.publish("safeguarding").write(file),
        lambda: tiny.details.write(file, YEARS["2425"]),
        lambda: ascof.measure("ascof.2e", tiny.joined.records, out=file),
        lambda: ascof.persons(tiny.joined.records, YEARS["2425"], file),
        lambda: ascof.check(tiny.extract, file),
    ):
        with pytest.raises(ascof.OutputError, match=r"this writes CSV.*name it \.csv"):
            call()
    for fill in (
        lambda: tiny.results.write_traces(file),
        lambda: tiny.joined.write(file),
        lambda: ascof.prepare(tiny.files, file),
        lambda: ascof.measure("ascof.2e", tiny.joined.records, trace=file),
    ):
        with pytest.raises(ascof.OutputError, match="give the name of a folder"):
            fill()
    assert list(tmp_path.iterdir()) == []


def test_no_output_is_an_input(tiny: Golden, tmp_path: Path) -> None:
    extract = tmp_path / "extract.csv.gz"
    extract.write_bytes(tiny.files[0].read_bytes())
    table = tmp_path / "main_table.csv"
    table.write_bytes(b"never read")
    beside = tmp_path / "beside"
    beside.mkdir()
    for name in ("ascof.2e.csv", "ascof_2e.csv"):
        (beside / name).write_bytes(b"never read")
    for call in (
        lambda: ascof.measure("ascof.2e", table, out=table),
        lambda: ascof.measure("ascof.2e", [extract], out=table, population=table),
        lambda: ascof.persons((table, "2026-04-20"), YEARS["2425"], out=table),
        lambda: ascof.prepare([table], tmp_path),
        lambda: ascof.check(f"{table}@2026-04-20", table),
        lambda: ascof.measure("ascof.2e", beside / "ascof.2e.csv", trace=beside),
        lambda: ascof.measure("ascof.2e", beside / "ascof_2e.csv", department=beside),
    ):
        with pytest.raises(ascof.OutputError, match="input of this run"):
            call()
    assert table.read_bytes() == b"never read"


def test_a_place_that_cannot_be_written_is_found_first(tiny: Golden) -> None:
    inside = tiny.files[0] / "results.csv"
    for call in (
        lambda: ascof.measure("ascof.2e", "no such file.csv", out=inside),
        lambda: ascof.measure("ascof.2e", "no such file.csv", trace=inside.parent),
        lambda: ascof.prepare("no such file.csv", inside.parent),
        lambda: ascof.check("no such file.csv", html=tiny.files[0] / "dq.html"),
    ):
        with pytest.raises(ascof.OutputError):
            call()


def test_what_is_written_into_a_folder_is_known_before(council: Golden, tmp_path: Path) -> None:
    """The names that an input must not have; other inputs may lie in the folder."""
    from ascof import _core

    ids = [
        measure.id
        for measure in ascof.catalogue()
        if measure.id not in {"ascof.2b_2c", "ascof.2d", "ascof.2d.outcomes"}
    ]
    council.joined.write(tmp_path)
    results = ascof.measure(
        "everything", tmp_path / "main_table.csv", YEARS["2526"], trace=tmp_path, department=tmp_path / "department"
    )
    assert results.traces
    traces = {f"{name}.csv" for name in results.traces}
    assert traces <= set(_core.names_of_traces(ids, []))
    begin = tuple(name.removesuffix("*") for name in _core.names_of_department())
    written = [path.name for path in (tmp_path / "department").iterdir()]
    assert written
    assert all(name.startswith(begin) for name in written)
