"""Why figures changed, and figures beside what they are judged by."""

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
    assert len(ascof.compare(results, peers=[council])) == 0  # nobody else, and no council is its own peer
    with pytest.raises(ascof.UsageError, match="no council '999'"):
        ascof.compare(results, peers=["999"])
    with pytest.raises(TypeError, match="one reference"):
        ascof.compare(results)
