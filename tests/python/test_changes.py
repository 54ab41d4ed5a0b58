"""Why figures changed, and figures beside what they are judged by."""

from collections.abc import Callable
from pathlib import Path

import ascof
import pytest
from golden import Golden

BEFORE, AFTER = ascof.financial_years(2024, 2025)


@pytest.fixture
def records(council: Golden) -> ascof.Records:
    return ascof.read_records(council.expected / "main_table.csv.gz")


def test_the_account_adds_up_to_the_figures(records: ascof.Records) -> None:
    changes = ascof.explain_change(["ascof.3d", "ascof.2e"], records, BEFORE, AFTER)
    results = ascof.evaluate(["ascof.3d", "ascof.2e"], records, [BEFORE, AFTER])
    value = {((row.measure, row.la_code, row.group), row.period_start): row.value for row in results}
    cases = changes.to_dicts()
    for figure in changes.figures.to_dicts():
        where = figure["measure"], figure["la_code"], figure["group"]
        own = [case for case in cases if (case["measure"], case["la_code"], case["group"]) == where]
        assert (figure["value_before"], figure["value_after"]) == (
            value[where, BEFORE.start],
            value[where, AFTER.start],
        )
        for part in ("numerator", "denominator"):
            difference = figure[f"{part}_after"] - figure[f"{part}_before"]
            assert sum(case[f"{part}_change"] for case in own) == difference
        if figure["difference"] is not None:
            assert sum(case["contribution"] for case in own) == pytest.approx(figure["difference"])
    assert len(changes.people) == sum(case["people"] for case in cases if case["category"] != "unchanged")


def test_the_same_records_read_twice_do_not_change(records: ascof.Records, council: Golden, tmp_path: Path) -> None:
    again = ascof.read_records(council.expected / "main_table.csv.gz")
    changes = ascof.explain_change("ascof.3d.1a", records, AFTER, other=again)
    assert {case["category"] for case in changes.to_dicts()} == {"unchanged"}
    changes.write_all(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["changes.csv", "figure_changes.csv"]
    changes.write_all(tmp_path, people=True)
    assert (tmp_path / "person_changes.csv").exists()


def test_a_change_needs_two_sides(records: ascof.Records) -> None:
    with pytest.raises(TypeError, match="give after, other, or both"):
        ascof.explain_change("ascof.3d.1a", records, BEFORE)
    with pytest.raises(TypeError, match="expected records as"):
        ascof.explain_change("ascof.3d.1a", "main_table.csv", BEFORE, AFTER)  # type: ignore[arg-type]


def test_comparisons(records: ascof.Records) -> None:
    results = ascof.evaluate("ascof.3d.1a", records, [BEFORE, AFTER])
    council = results.to_dicts()[0]["la_code"]
    total = {row.period_start: row.value for row in results if row.group == "Total" and row.la_code == council}
    for row in ascof.compare(results, targets={"ascof.3d.1a": 80}).to_dicts():
        assert row["verdict"] == (None if row["value"] is None else "met" if row["value"] >= 80 else "not met")
    target = ascof.Target("ascof.3d.1a", 0, group="Total", la_code=council, period=AFTER)
    (only,) = ascof.compare(results, targets=[target]).to_dicts()
    assert (only["value"], only["percent_change"], only["verdict"]) == (total[AFTER.start], None, "met")
    earlier, later = total[BEFORE.start], total[AFTER.start]
    assert earlier is not None
    assert later is not None
    for comparison in (ascof.compare(results, previous=True), ascof.compare(results, base=BEFORE)):
        (row,) = (r for r in comparison.to_dicts() if r["group"] == "Total" and r["la_code"] == council)
        assert row["difference"] == later - earlier
        assert row["verdict"] == "better"
    with pytest.raises(ascof.UsageError, match="nobody is a peer of itself"):  # and there is nobody else
        ascof.compare(results, peers=[council])
    with pytest.raises(ascof.UsageError, match="no council '999'"):
        ascof.compare(results, peers=["999"])
    with pytest.raises(TypeError, match="one reference"):
        ascof.compare(results)


NOTHING_TO_COMPARE_WITH: dict[str, tuple[Callable[[ascof.Results], object], str]] = {
    "no target": (lambda r: ascof.compare(r, targets={}), "no target was given"),
    "no list of targets": (lambda r: ascof.compare(r, targets=[]), "no target was given"),
    "a measure": (lambda r: ascof.compare(r, targets={"ascof.3d.1aa": 80}), "did you mean 'ascof.3d.1a'?"),
    "a group": (lambda r: ascof.compare(r, targets=[ascof.Target("ascof.3d.1a", 80, group="65+")]), "no group '65+'"),
    "a council": (lambda r: ascof.compare(r, targets=[ascof.Target("ascof.3d.1a", 80, la_code="E9")]), "no council 'E9'"),
    "a period": (lambda r: ascof.compare(r, targets=[ascof.Target("ascof.3d.1a", 80, period=2020)]), "no period 2020-04-01"),
    "not a number": (lambda r: ascof.compare(r, targets={"ascof.3d.1a": float("nan")}), "is no number"),
    "no end": (lambda r: ascof.compare(r, targets={"ascof.3d.1a": float("inf")}), "is no number"),
    "no previous period": (lambda r: ascof.compare(r, previous=True), "evaluate both periods together"),
    "no base": (lambda r: ascof.compare(r, base=2020), "the results have no period 2020-04-01"),
    "the base alone": (lambda r: ascof.compare(r, base=AFTER), "no period besides the base"),
    "no peer": (lambda r: ascof.compare(r, peers=[]), "a peer group has no councils"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING_TO_COMPARE_WITH)
def test_a_comparison_of_nothing_is_refused(name: str, records: ascof.Records) -> None:
    call, message = NOTHING_TO_COMPARE_WITH[name]
    with pytest.raises(ascof.UsageError) as refused:
        call(ascof.evaluate("ascof.3d.1a", records, AFTER))
    assert message in str(refused.value)


@pytest.mark.parametrize("value", ["80", None, True, [80]], ids=repr)
def test_a_target_is_a_number(value: object, records: ascof.Records) -> None:
    results = ascof.evaluate("ascof.3d.1a", records, AFTER)
    with pytest.raises(TypeError, match=r"expected the target for 'ascof.3d.1a' as a number, got"):
        ascof.compare(results, targets={"ascof.3d.1a": value})  # type: ignore[arg-type]


def test_states_and_changes_tell_of_periods(records: ascof.Records) -> None:
    def told(notices: tuple[ascof.Notice, ...]) -> list[str]:
        return [notice.code for notice in notices if notice.code.startswith("period.")]

    expected = ["period.not_covered", "period.not_covered", "period.before_definition"]
    with pytest.warns(ascof.DataWarning):
        assert told(ascof.evaluate("ascof.2a", records, [2019, 2030]).notices) == expected
    state = ascof.State("ascof.2a", [2019, 2030])
    with pytest.warns(ascof.DataWarning):
        state.update(records)
    results = state.finish()
    assert told(results.notices) == expected
    with pytest.warns(ascof.DataWarning):
        assert told(ascof.explain_change("ascof.2a", records, 2019, 2030).notices) == expected
