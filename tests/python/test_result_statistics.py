"""Results carry their uncertainty and whether they may be published."""

from dataclasses import replace

import ascof
import numpy as np
import pytest
from ascof import algebra, disclosure, statistics
from golden import Golden

BEFORE, AFTER = ascof.financial_years(2024, 2025)


@pytest.fixture
def records(council: Golden) -> ascof.Records:
    return ascof.read_records(council.expected / "main_table.csv.gz")


@pytest.fixture
def results(records: ascof.Records) -> ascof.Results:
    return ascof.evaluate(["ascof.3d", "ascof.2e"], records, [BEFORE, AFTER])


def waits() -> list[ascof.Measure]:
    """A mean and a median of the same values."""
    days = algebra.days_between(algebra.events.start, algebra.events.end)
    ended = algebra.is_service & algebra.ending_in()
    return [
        algebra.define("local.mean", "", algebra.mean(days, ended)),
        algebra.define("local.median", "", algebra.median(days, ended)),
        algebra.define("local.sum", "", algebra.sum(days, ended)),
    ]


def test_intervals_of_proportions_are_those_of_their_counts(results: ascof.Results) -> None:
    rows = results.intervals([0.95, 0.998]).to_dicts()
    assert len(rows) == 2 * len(results)
    for row, made in zip(results, rows[::2], strict=True):
        if row.value is None:
            assert (made["lower"], made["method"]) == (None, "none: no value")
            continue
        assert row.numerator is not None
        limits = statistics.wilson(row.numerator, row.denominator)
        assert made["lower"] == pytest.approx(100 * float(limits.lower))
        assert made["upper"] == pytest.approx(100 * float(limits.upper))
        assert (made["method"], made["n"], made["value"]) == ("Wilson", row.denominator, row.value)
    with pytest.raises(ascof.UsageError):
        results.intervals(95)
    with pytest.raises(ascof.UsageError):
        results.intervals([])


def test_means_and_medians_know_their_spread(records: ascof.Records) -> None:
    made = ascof.evaluate(waits(), records, AFTER)
    rows = {row["measure"]: row for row in made.intervals().to_dicts()}
    mean, median = rows["local.mean"], rows["local.median"]
    assert mean["lower"] < mean["value"] < mean["upper"]
    assert (mean["method"], mean["n"]) == ("Student", median["n"])
    assert median["lower"] <= median["value"] <= median["upper"]
    assert rows["local.sum"]["method"].startswith("none: ")
    halves = ascof.State(waits(), AFTER)
    halves.update(records)
    assert halves.finish().intervals().to_dicts() == made.intervals().to_dicts()


def test_changes_have_a_verdict(results: ascof.Results) -> None:
    counts = {(row.measure, row.la_code, row.group, row.period_start): row for row in results}
    rows = results.changes().to_dicts()
    assert rows
    assert rows == results.changes(base=BEFORE).to_dicts()
    for row in rows:
        now = counts[row["measure"], row["la_code"], row["group"], AFTER.start]
        then = counts[row["measure"], row["la_code"], row["group"], BEFORE.start]
        if row["difference"] is None:
            continue
        expected = statistics.difference_of_proportions(
            now.numerator or 0, now.denominator, then.numerator or 0, then.denominator, better="higher is better"
        )
        assert row["lower"] == pytest.approx(100 * float(expected.lower))
        if row["measure"].startswith("ascof.3d"):
            assert row["verdict"] == str(expected.verdict)
    assert results.changes(council=rows[0]["la_code"]).to_dicts() == []  # one council alone
    with pytest.raises(TypeError, match="give base or council"):
        results.changes(base=BEFORE, council="901")
    with pytest.raises(ascof.UsageError):
        results.changes(council="nowhere")


def test_funnels_and_charts(records: ascof.Records, results: ascof.Results) -> None:
    (row,) = results.funnel("ascof.3d.1a", AFTER, "Total").to_dicts()
    assert row["benchmark"] == pytest.approx(row["value"])
    assert row["position"] == "Not significant"
    with pytest.raises(ascof.UsageError, match="did you mean"):
        results.funnel("ascof.3d.1")
    quarters = ascof.evaluate("ascof.3d.1a", records, ascof.quarters(f"{BEFORE.start}..{AFTER.end}"))
    la_code = row["la_code"]
    points = quarters.chart("ascof.3d.1a", la_code, "Total", kind="p", target=80).to_dicts()
    counts = [r for r in quarters if r.group == "Total" and r.la_code == la_code and r.value is not None]
    drawn = statistics.p_chart([r.numerator or 0 for r in counts], [r.denominator for r in counts])
    np.testing.assert_allclose([p["centre"] for p in points], 100 * np.asarray(drawn.centre))
    assert {p["assurance"] for p in points} <= {"hit or miss", "consistently met", "consistently missed"}
    with pytest.raises(ascof.UsageError, match="is of rates"):
        quarters.chart("ascof.3d.1a", kind="u")


def test_published_results_hide_and_never_show_0_for_it(results: ascof.Results) -> None:
    rows = results.publish("safeguarding").to_dicts()
    assert len(rows) == len(results)
    hidden = 0
    for row, made in zip(results, rows, strict=True):
        for cell, value in (("numerator", row.numerator), ("denominator", row.denominator)):
            if value is not None and value < 5:
                assert made[f"{cell}_status"] == "hidden"
                assert made[cell] is None
            elif made[cell] is not None:
                assert made[cell] % 5 == 0
        if made["value_status"] == "hidden":
            hidden += 1
            assert (made["value"], made["shown"]) == (None, "*")
    assert hidden
    reasons = {row["numerator_status"] for row in results.publish("safeguarding", reasons=True).to_dicts()}
    assert "primary suppression" in reasons
    assert "hidden" not in reasons


def test_a_policy_of_ones_own(results: ascof.Results) -> None:
    own = replace(disclosure.SAFEGUARDING, name="our own", largest_hidden=9, symbol="c")
    rows = results.publish(own).to_dicts()
    assert {row["policy"] for row in rows} == {"our own"}
    assert {row["shown"] for row in rows if row["value_status"] == "hidden"} == {"c"}
    assert len(results.publish(own, protect_the_rest=True)) == len(rows)
    with pytest.raises(ascof.UsageError, match="there is no 'none'"):
        results.publish("none")
    with pytest.raises(TypeError, match="expected policy"):
        results.publish(5)  # type: ignore[arg-type]


def test_statistics_has_the_names_of_disclosure_control() -> None:
    assert statistics.Release is disclosure.Release
    assert statistics.SAFEGUARDING is disclosure.SAFEGUARDING
