"""What is written has a place, is what its name says, and is no input: asked before anything is read."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import ascof
import pyarrow.feather
import pyarrow.parquet
import pytest
from golden import YEARS, Golden

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "data" / "records" / "tiny" / "input" / "cld_raw.csv.gz"


@pytest.fixture
def main_table(tiny: Golden, tmp_path: Path) -> Path:
    tiny.joined.write(tmp_path / "made")
    return tmp_path / "made" / "main_table.csv"


def test_a_parquet_name_gives_a_parquet_file(tiny: Golden, tmp_path: Path) -> None:
    tiny.results.write(tmp_path / "new" / "r.parquet")
    read = pyarrow.parquet.read_table(tmp_path / "new" / "r.parquet")
    assert read.to_pylist() == tiny.results.to_dicts()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["r.parquet"]


@pytest.mark.parametrize("ending", ["feather", "arrow"])
def test_an_arrow_name_gives_an_arrow_file(ending: str, tiny: Golden, tmp_path: Path) -> None:
    tiny.results.write(tmp_path / f"r.{ending}")
    assert pyarrow.feather.read_table(tmp_path / f"r.{ending}").to_pylist() == tiny.results.to_dicts()


def test_a_workbook_name_gives_a_workbook_without_formulas(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    injected = ROOT / "tests" / "data" / "day" / "faults" / "14-csv-injection" / "inj.csv"
    results = ascof.measure("ascof.3d", (injected, "2025-04-19"))
    results.write(tmp_path / "r.XLSX")
    sheet = openpyxl.load_workbook(tmp_path / "r.XLSX").active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == results.columns
    assert len(rows) == len(results) + 1
    texts = [cell for row in rows for cell in row if isinstance(cell.value, str)]
    assert any(cell.value.startswith("=") for cell in texts)
    assert {cell.data_type for cell in texts} == {"s"}


def test_a_packed_name_gives_a_packed_file(tiny: Golden, tmp_path: Path) -> None:
    tiny.results.write(tmp_path / "r.csv")
    tiny.results.write(tmp_path / "r.csv.gz")
    assert gzip.decompress((tmp_path / "r.csv.gz").read_bytes()) == (tmp_path / "r.csv").read_bytes()


@pytest.mark.parametrize("name", ["r.xls", "r.json", "r.ods", "r.xlsx.gz", "r.zip", "r.html"])
def test_other_names_are_refused_with_advice(name: str, tiny: Golden, tmp_path: Path) -> None:
    with pytest.raises(ascof.OutputError, match=r"; name it \.csv"):
        tiny.results.write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_not_there_is_named(tiny: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library, name in (("pyarrow", "r.parquet"), ("openpyxl", "r.xlsx")):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(ascof.OutputError, match=f"pip install {library}"):
            tiny.results.write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["", "a_folder", "a_file/r", "n" * 300])
@pytest.mark.parametrize("ending", ["", ".csv", ".parquet"])
def test_a_place_that_cannot_be_is_an_output_error(place: str, ending: str, tiny: Golden, tmp_path: Path) -> None:
    (tmp_path / f"a_folder{ending}").mkdir()
    (tmp_path / "a_file").write_text("x", encoding="utf-8")
    if not place:
        with pytest.raises(ascof.OutputError, match="is empty"):
            tiny.results.write("")
        return
    with pytest.raises(ascof.OutputError):
        tiny.results.write(tmp_path / f"{place}{ending}")


def test_a_file_that_fails_leaves_nothing(tiny: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyarrow.parquet, "write_table", full)
    (tmp_path / "r.parquet").write_text("earlier", encoding="utf-8")
    with pytest.raises(ascof.OutputError, match="No space left"):
        tiny.results.write(tmp_path / "r.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]
    assert (tmp_path / "r.parquet").read_text(encoding="utf-8") == "earlier"


def test_an_input_is_not_written_over(main_table: Path, tmp_path: Path) -> None:
    before = main_table.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(main_table)
    for out in (main_table, link, main_table.parent / ".." / "made" / "main_table.csv"):
        with pytest.raises(ascof.OutputError, match="an input of this run"):
            ascof.measure("ascof.3d", main_table, out=out)
        with pytest.raises(ascof.OutputError, match="an input of this run"):
            ascof.persons(iter([main_table]), "2024-04/2025-03", out)
    assert main_table.read_bytes() == before


def test_a_preparation_does_not_replace_what_it_reads(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    (sent / "cld.csv.gz").write_bytes(TINY.read_bytes())
    with pytest.raises(ascof.OutputError, match="reads every file of the folder"):
        ascof.prepare(sent, sent)
    assert [path.name for path in sent.iterdir()] == ["cld.csv.gz"]


def test_outputs_that_meet_are_refused(main_table: Path, tmp_path: Path) -> None:
    with pytest.raises(ascof.OutputError, match="two outputs are one file"):
        ascof.measure("ascof.3d", main_table, out=tmp_path / "d" / "ascof_3d.csv", department=tmp_path / "d")
    assert not (tmp_path / "d").exists()


def test_a_bad_place_is_found_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ascof.OutputError):
        ascof.measure("ascof.3d", tmp_path / "none.csv", out=tmp_path)


@pytest.mark.parametrize(
    "command", [["-m", "ascof"], ["-c", "import sys; from ascof._cli import main; sys.exit(main())"]]
)
@pytest.mark.parametrize("redirected", [">&-", ">/dev/full"])
def test_a_full_or_closed_output_of_the_command_is_an_error(command: list[str], redirected: str) -> None:
    quoted = " ".join(f"'{each}'" for each in [sys.executable, *command])
    run = subprocess.run(
        ["/bin/bash", "-c", f"{quoted} list {redirected}"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith("ascof: error: ")


OTHER_KINDS = (".xls", ".ODS", ".json", ".xlsx.gz", ".parquet.gz", ".zip", ".pdf", ".db")


@pytest.mark.parametrize("ending", OTHER_KINDS)
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
        with pytest.raises(ascof.OutputError, match=r"what is written here is CSV; name it \.csv"):
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
    council.joined.write(tmp_path)
    traces, department = tmp_path, tmp_path / "department"
    results = ascof.measure(
        "everything", tmp_path / "main_table.csv", YEARS["2526"], trace=traces, department=department
    )
    traced = [traces / f"{name}.csv" for name in results.traces]
    assert traced
    for file in traced:
        with pytest.raises(ascof.OutputError, match="input of this run"):
            ascof.measure("everything", file, trace=traces)
    tables = list(department.iterdir())
    assert tables
    for file in tables:
        with pytest.raises(ascof.OutputError, match="input of this run"):
            ascof.measure("everything", file, department=department)
