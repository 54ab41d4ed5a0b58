"""What must be known of figures is told once, where the user called, and says what the command says."""

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
    assert told == []
