"""What must be known of figures is told once, where the user called, and says what the command says."""

import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import ascof
import pytest
from golden import YEARS, Golden, golden_set

HEADER = (
    "LA_Code,NHS_Number,Date_of_Birth,Gender,Client_Type,Event_Type,Event_Start_Date,Event_End_Date,Event_Outcome,"
    "Service_Type,Service_Component,Delivery_Mechanism\n"
)
ROW = (
    "901,9990000018,1940-05-01,Female,Service User,Service,2025-04-01,2026-03-31,,"
    "Long Term Support: Community,Home Support,CASSR Managed Personal Budget\n"
)


@pytest.fixture
def undated(tmp_path: Path) -> Path:
    """A council's file whose day of submission nothing tells, with a start that is no day."""
    file = tmp_path / "undated.csv"
    early = ROW.replace("2025-04-01", "2025-04-02").replace("2026-03-31", "2025-04-15")  # so that quarters are covered
    file.write_text(HEADER + ROW + early + ROW.replace("2025-04-01", "soon"), encoding="utf-8")
    return file


def told_by(call: Any) -> tuple[Any, list[ascof.DataWarning]]:
    """What a call returns, and the warnings of data it raises."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = call()
    return made, [each.message for each in caught if isinstance(each.message, ascof.DataWarning)]


def told_by_command(*arguments: str | Path) -> set[str]:
    """The lines of the command's notices that are warnings."""
    run = subprocess.run(
        [sys.executable, "-m", "ascof", *map(str, arguments)], capture_output=True, text=True, check=True, timeout=120
    )
    mark = "warning: "
    return {line.partition(mark)[2] for line in run.stderr.splitlines() if mark in line}


def lines(told: list[ascof.DataWarning]) -> set[str]:
    """What the warnings say."""
    return {line for each in told for line in str(each).splitlines()}


def test_a_call_warns_once_at_the_users_line(undated: Path) -> None:
    with pytest.warns(ascof.DataWarning) as caught:
        made = ascof.prepare(undated)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    codes = {each.code for each in made.notices}
    assert "submission.day_inferred" in codes
    message = caught[0].message
    assert isinstance(message, ascof.DataWarning)
    assert str(message).splitlines() == [str(each) for each in message.notices]


def test_what_was_told_is_not_told_again(undated: Path) -> None:
    extract, first = told_by(lambda: ascof.read_extract(undated))
    prepared, second = told_by(lambda: extract.prepare())
    assert first
    known = {each for warning in first for each in warning.notices}
    again = {each for warning in second for each in warning.notices}
    assert not known & again
    assert {each.code for each in again} == {"submission.day_inferred"}
    assert known <= set(prepared.notices)
    assert set(prepared.records.notices) == set(prepared.notices)


def test_an_error_of_the_filter_leaves_nothing_behind(undated: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with warnings.catch_warnings():
        warnings.simplefilter("error", ascof.DataWarning)
        with pytest.raises(ascof.DataWarning):
            ascof.prepare(undated, out)
    assert not out.exists()


def test_prepare_says_what_the_command_says(undated: Path, tmp_path: Path) -> None:
    _, told = told_by(lambda: ascof.prepare(undated))
    said = told_by_command("prepare", undated, "--out", tmp_path / "out", "--quiet")
    assert said
    assert lines(told) == said


def test_persons_say_what_the_command_says(undated: Path, tmp_path: Path) -> None:
    _, told = told_by(lambda: ascof.persons(undated, YEARS["2425"]))
    period = "2024-04-01..2025-03-31"
    said = told_by_command("persons", undated, "--period", period, "--out", tmp_path / "persons.csv", "--quiet")
    assert said
    assert lines(told) == said


YEAR = "2025-04-01..2026-03-31"


def odd_file(folder: Path) -> Path:
    """A council's file with wording that no list knows, a person without an identifier and a default birth."""
    file = folder / "odd.csv"
    rows = [ROW.replace("9990000018", f"99900000{n:02}") for n in range(10, 90)]
    rows += [row.replace("2026-03-31", "2025-04-15") for row in rows[:20]]  # so that the year is covered
    rows[3] = rows[3].replace("Long Term Support: Community", "Long term support: comunity")
    rows[4] = rows[4].replace("9990000014", "")
    rows[5] = rows[5].replace("1940-05-01", "1900-01-01")
    rows[7] = rows[7].replace("Home Support", "Home suport")
    rows[10:15] = [row.replace("Female", "Famale") for row in rows[10:15]]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def single_table(folder: Path) -> Path:
    """A main table of one submission, as the dashboard has it."""
    ascof.prepare((odd_file(folder), "2026-04-20"), folder / "single", mode="single", period=YEAR)
    return folder / "single" / "main_table.csv"


def both_years(file: Path) -> Any:
    records = ascof.prepare((file, "2026-04-20"))
    return ascof.explain_change("ascof.2e", records.records, "2024-25", "2025-26")


def counted_in_a_state(file: Path) -> Any:
    state = ascof.State("ascof.2e", YEAR)
    state.update(ascof.prepare((file, "2026-04-20")).records)
    return state.finish()


# What Python calls and what the command is given; {file} and {out} stand for the file and a folder.
PAIRS: dict[str, tuple[Any, Any, str]] = {
    "prepare": (odd_file, lambda file: ascof.prepare((file, "2026-04-20")), "prepare {file}@2026-04-20 --out {out}"),
    "prepare, single": (odd_file, lambda file: ascof.prepare((file, "2026-04-20"), mode="single", period=YEAR),
        f"prepare {{file}}@2026-04-20 --mode single --period {YEAR} --out {{out}}"),
    "persons": (odd_file, lambda file: ascof.persons((file, "2026-04-20"), YEAR),
        f"persons {{file}}@2026-04-20 --period {YEAR} --out {{out}}/persons.csv"),
    "measure": (odd_file, lambda file: ascof.measure("ascof.2e", (file, "2026-04-20"), YEAR),
        f"measure ascof.2e {{file}}@2026-04-20 --period {YEAR}"),
    "measure, everything": (odd_file, lambda file: ascof.measure("everything", (file, "2026-04-20"), YEAR),
        f"measure everything {{file}}@2026-04-20 --period {YEAR}"),
    "measure, a year without records": (odd_file, lambda file: ascof.measure("ascof.2e", (file, "2026-04-20"), "2024-25"),
        "measure ascof.2e {file}@2026-04-20 --period 2024-25"),
    "measure, quarter by quarter": (odd_file,
        lambda file: ascof.measure("ascof.2e", (file, "2026-04-20"), ascof.quarters(YEAR)),
        f"measure ascof.2e {{file}}@2026-04-20 --period {YEAR} --every quarter"),
    "measure, official on one submission": (single_table, lambda file: ascof.measure("ascof.2e", file, YEAR),
        f"measure ascof.2e {{file}} --period {YEAR}"),
    "evaluate": (single_table, lambda file: ascof.evaluate("ascof.2e", ascof.read_records(file), YEAR),
        f"measure ascof.2e {{file}} --period {YEAR}"),
    "publish": (odd_file,
        lambda file: ascof.measure("ascof.2e", (file, "2026-04-20"), YEAR).publish("safeguarding"),
        f"measure ascof.2e {{file}}@2026-04-20 --period {YEAR} --publish safeguarding"),
    "state": (odd_file, counted_in_a_state, f"measure ascof.2e {{file}}@2026-04-20 --period {YEAR}"),
    "change": (odd_file, both_years, "change ascof.2e {file}@2026-04-20 --from 2024-25 --to 2025-26"),
    "check": (odd_file, lambda file: ascof.check((file, "2026-04-20")), "check {file}@2026-04-20"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_python_says_what_the_command_says(name: str, tmp_path: Path) -> None:
    make, call, line = PAIRS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ascof.DataWarning)
        file = make(tmp_path)
    made, told = told_by(lambda: call(file))
    run = subprocess.run(
        [sys.executable, "-m", "ascof", *line.format(file=file, out=tmp_path / "out").split(), "--quiet"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode in ((0, 3) if name == "check" else (0,)), run.stderr
    said = {entry.removeprefix("ascof: warning: ") for entry in run.stderr.splitlines() if "ascof: warning: " in entry}
    if name == "check":
        said -= set(made.reasons)
    assert said
    assert {plain(entry) for entry in lines(told)} == {plain(entry) for entry in said}
    if name == "persons":
        return  # a table of people carries none
    everything = {str(entry).removeprefix("ascof: note: ") for entry in made.notices}
    notes = {entry.removeprefix("ascof: note: ") for entry in run.stderr.splitlines() if "ascof: note: " in entry}
    assert {plain(entry) for entry in everything} == {plain(entry) for entry in said | notes}


def plain(line: str) -> str:
    """A line with the options of the command as arguments of the package."""
    return re.sub(r"--([a-z]+)-?([a-z]*)", lambda found: "_".join(filter(None, found.groups())), line)


def test_what_everything_leaves_out_and_unmapped_wording_are_named(tmp_path: Path) -> None:
    results, told = told_by(lambda: ascof.measure("everything", (odd_file(tmp_path), "2026-04-20"), YEAR))
    codes = {each.code for warning in told for each in warning.notices}
    assert "measure.left_out" in codes
    assert "wording.unknown_some" in codes
    assert results.skipped


def test_a_state_tells_once_of_what_it_counts(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ascof.DataWarning)
        records = ascof.read_records(single_table(tmp_path))
    state = ascof.State("ascof.2e", YEAR)
    assert state.notices == ()
    _, first = told_by(lambda: state.update(records))
    assert len(first) == 1
    assert set(records.notices) <= set(state.notices)
    assert not set(records.notices) & set(first[0].notices), "those of the records were told when they were read"
    finished, second = told_by(state.finish)
    assert second == []
    assert set(state.notices) <= set(finished.notices)


def test_what_is_published_carries_the_notices_of_its_figures(tmp_path: Path) -> None:
    results, _ = told_by(lambda: ascof.measure("ascof.2e", (odd_file(tmp_path), "2026-04-20"), YEAR))
    published, told = told_by(lambda: results.publish("safeguarding"))
    assert results.notices
    assert published.notices == results.notices
    assert told == [], "they were told when the figures were made"


def test_measures_left_out_are_told_by_evaluate() -> None:
    golden: Golden = golden_set("tiny")
    results, told = told_by(lambda: ascof.evaluate("all", golden.joined.records, YEARS["2425"]))
    left_out = [each for each in results.notices if each.code == "measure.left_out"]
    assert {figure for each in left_out for figure in each.figures} == set(results.skipped)
    assert left_out
    assert len(told) == 1
    assert set(left_out) <= set(told[0].notices)


def test_no_notice_names_an_option_of_the_command() -> None:
    golden: Golden = golden_set("tiny")
    results, _ = told_by(lambda: ascof.evaluate("all", golden.joined.records, YEARS["2425"]))
    assert not [each for each in results.notices if "--" in each.found + each.advice]


def test_a_change_carries_the_notices_of_both_sides(undated: Path) -> None:
    prepared, _ = told_by(lambda: ascof.prepare(undated))
    changes, told = told_by(
        lambda: ascof.explain_change("ascof.2e", prepared.records, YEARS["2425"], ascof.financial_year(2025))
    )
    assert set(prepared.notices) <= set(changes.notices)
    # What the records are is known since they were prepared; that they do not cover a period is new.
    assert all("the records cover" in str(each) for each in told)
