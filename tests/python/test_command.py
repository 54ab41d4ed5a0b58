"""The console command and `python -m ascof` are the C++ command; the verbs write the files that it writes."""

import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import ascof
import pytest
from golden import AS_OF, YEARS, Golden

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = [str(Path(sysconfig.get_path("scripts")) / "ascof")]
MODULE = [sys.executable, "-m", "ascof"]


def run(program: list[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*program, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("program", [CONSOLE, MODULE], ids=["console", "module"])
def test_the_command_answers(program: list[str]) -> None:
    assert run(program, "--version").stdout == f"{ascof.__version__}\n"
    listed = run(program, "list")
    known = sorted({name for m in ascof.catalogue() for name in (m.id, *(figure.id for figure in m.figures))})
    assert [line.split()[0] for line in listed.stdout.splitlines()] == known
    assert run(program, "describe", "ascof.3d.1a").stdout == ascof.describe("ascof.3d.1a")
    wrong = run(program, "measure", "ascof.2x", "--records", "main_table.csv")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("ascof: error: there is no measure 'ascof.2x'; did you mean")
    assert run(program).returncode == 2


def test_a_reader_that_has_seen_enough_ends_the_command_quietly() -> None:
    line = f"{sys.executable} -m ascof list | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode in {0, 128 + signal.SIGPIPE}


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_verbs_write_what_the_command_writes(tiny: Golden, council: Golden, tmp_path: Path) -> None:
    for golden in (tiny, council):
        mappings, areas, population = golden.input, golden.areas, golden.population
        ours, theirs = tmp_path / golden.name / "verbs", tmp_path / golden.name / "command"

        def command(
            *arguments: object, tables: tuple[object, ...] = ("--mappings", mappings, "--areas", areas)
        ) -> None:
            done = run(MODULE, *map(str, arguments), *map(str, tables))
            assert done.returncode == 0, done.stderr

        ascof.prepare(golden.files, ours / "joined", as_of=AS_OF, mappings=mappings, areas=areas)
        command("prepare", *golden.files, "--as-of", AS_OF, "--out", theirs / "joined")
        year = YEARS["2526"]
        ascof.prepare(golden.files, ours / "single", mode="single", period=year, mappings=mappings, areas=areas)
        command("prepare", *golden.files, "--mode", "single", "--period", year, "--out", theirs / "single")

        main_table = ours / "joined" / "main_table.csv"
        ascof.persons(main_table, year, ours / "details.csv", mappings=mappings)
        command("persons", "--records", main_table, "--period", year, "--out", theirs / "details.csv")

        ascof.measure(
            "all", main_table, YEARS.values(), out=ours / "results.csv", trace=ours / "trace",
            department=ours / "department", mappings=mappings, areas=areas, population=population,
            hospital=golden.hospital, lsoa=golden.lsoa,
        )  # fmt: skip
        command(
            "measure", "all", "--records", main_table, *(part for year in YEARS.values() for part in ("--period", year)),
            "--out", theirs / "results.csv", "--trace", theirs / "trace", "--department", theirs / "department",
            "--population", population, "--hospital", golden.hospital, "--lsoa", golden.lsoa,
        )  # fmt: skip
        ascof.measure(
            ["ascof.2e", "ascof.3d"], golden.files, out=ours / "raw.csv", as_of=AS_OF, persons=ours / "details.csv",
            mappings=mappings, areas=areas,
        )  # fmt: skip
        command(
            "measure", "ascof.2e", "ascof.3d", *golden.files, "--as-of", AS_OF, "--persons", ours / "details.csv",
            "--out", theirs / "raw.csv",
        )  # fmt: skip
        assert files_below(ours) == files_below(theirs)
        assert len(files_below(ours)) > 20
