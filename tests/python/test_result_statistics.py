"""Results carry their uncertainty and whether they may be published."""

import functools
from dataclasses import replace

import ascof
import numpy as np
import pytest
from ascof import algebra, disclosure, statistics
from golden import Golden, golden_set
from hypothesis import given
from hypothesis import strategies as st

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
    for row, made in zip(results, results.intervals(exact=True).to_dicts(), strict=True):
        if row.value is not None and row.numerator is not None:
            limits = statistics.clopper_pearson(row.numerator, row.denominator)
            assert made["lower"] == pytest.approx(100 * float(limits.lower))
            assert made["method"] == "Clopper-Pearson"
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
        if now.numerator and then.numerator:
            assert row["ratio"] == pytest.approx(row["value"] / row["other_value"])
            assert row["ratio_lower"] < row["ratio"] < row["ratio_upper"]
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
    assert (row["z"], row["quantile"]) == (pytest.approx(0), 0)  # one council alone
    assert results.funnel("ascof.3d.1a", AFTER, "Total", widen="additive", quantiles=1).to_dicts()[0]["quantile"] == 1
    with pytest.raises(ascof.UsageError, match="write none, multiplicative or additive"):
        results.funnel("ascof.3d.1a", widen="wide")
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


def by_bands() -> ascof.Measure:
    """A proportion broken down by an axis of its own name, beside gender and with totals."""
    events, person = algebra.events, algebra.person
    in_support = (events.service_type == "Long term support: Community") & algebra.open_on(algebra.period_end)
    direct = in_support & (events.delivery_mechanism == "Direct payment")
    age = algebra.age_on(algebra.period_end)
    ages = {
        "18 to 64": algebra.people(in_support & (age < 65)),
        "65 to 84": algebra.people(in_support & (age >= 65) & (age < 85)),
        "85+": algebra.people(in_support & (age >= 85)),
    }
    return algebra.define(
        "local.direct_payments",
        "People in community support with a direct payment",
        algebra.proportion(algebra.people(direct), algebra.people(in_support)),
        by=[
            algebra.with_total(algebra.by("gender", person.gender)),
            algebra.with_total(algebra.groups("life_stage", ages)),
        ],
        polarity="higher is better",
    )


@functools.cache
def council_by_bands() -> ascof.Results:
    records = ascof.read_records(golden_set("council").expected / "main_table.csv.gz")
    return ascof.evaluate(by_bands(), records, AFTER)


@pytest.fixture
def banded() -> ascof.Results:
    return council_by_bands()


def counts_of(results: ascof.Results, group: str) -> dict[str, tuple[int, int]]:
    rows = {row.group: (row.numerator or 0, row.denominator) for row in results}
    return {band: rows[f"{group}, {band}"] for band in ("18 to 64", "65 to 84", "85+")}


def test_directly_standardised_figures_are_those_of_their_bands(banded: ascof.Results) -> None:
    (row,) = banded.standardise("local.direct_payments", AFTER, "Total", by="life_stage").to_dicts()
    counts = counts_of(banded, "Total")
    weights = statistics.european_standard_weights(counts)
    expected = statistics.dsr([e for e, _ in counts.values()], [n for _, n in counts.values()], weights, per=100)
    assert row["value"] == pytest.approx(float(expected.value))
    assert (row["lower"], row["upper"]) == pytest.approx((float(expected.lower), float(expected.upper)))
    assert (row["method"], row["reference"]) == ("Dobson", "European Standard Population 2013")
    assert (row["numerator"], row["denominator"]) == (float(expected.events), float(expected.population))
    assert (row["bands"], row["kind"], row["verdict"]) == ("life_stage", "direct", None)
    everything = banded.standardise(by="life_stage", levels=[0.95, 0.998]).to_dicts()
    assert len(everything) == 2 * len({row["group"] for row in everything})


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3).filter(any))
def test_laws_of_standardised_figures(weights: list[int]) -> None:
    results = council_by_bands()
    counts = counts_of(results, "Total")
    reference = dict(zip(counts, weights, strict=True))
    (row,) = results.standardise(group="Total", by="life_stage", reference=reference).to_dicts()
    used = {band: pair for band, pair in counts.items() if reference[band]}
    shares = [100 * events / people for events, people in used.values()]
    if row["value"] is not None:
        # A mean of the bands' figures; of one band that band's.
        assert min(shares) * (1 - 1e-12) <= row["value"] <= max(shares) * (1 + 1e-12)
        assert row["lower"] < row["value"] < row["upper"]
        if len(used) == 1:
            assert row["value"] == pytest.approx(row["crude"])
    else:
        assert sum(events for events, _ in used.values()) < 10
    scaled = {band: weight / 7 for band, weight in reference.items()}
    (same,) = results.standardise(group="Total", by="life_stage", reference=scaled).to_dicts()
    assert same["value"] == (None if row["value"] is None else pytest.approx(row["value"]))


def test_with_its_own_people_as_the_reference_a_figure_stays_as_it_is(banded: ascof.Results) -> None:
    counts = counts_of(banded, "Total")
    own = {band: people for band, (_, people) in counts.items()}
    (row,) = banded.standardise(group="Total", by="life_stage", reference=own, name="its own").to_dicts()
    assert row["value"] == pytest.approx(row["crude"])
    assert row["reference"] == "its own"
    for reference in (None, row["la_code"], counts):
        (ratio,) = banded.standardise(group="Total", by="life_stage", kind="isr", reference=reference).to_dicts()
        assert ratio["value"] == pytest.approx(100)
        assert ratio["expected"] == pytest.approx(ratio["numerator"])
        assert ratio["verdict"] == "no clear change"
        (rate,) = banded.standardise(group="Total", by="life_stage", kind="isr rate", reference=reference).to_dicts()
        assert rate["value"] == pytest.approx(rate["crude"])


def test_what_cannot_be_standardised(banded: ascof.Results, results: ascof.Results) -> None:
    with pytest.raises(ascof.UsageError, match="not broken down by age"):
        banded.standardise("local.direct_payments")
    with pytest.raises(ascof.UsageError, match=r"has no band '85\+'"):
        banded.standardise(by="life_stage", reference={"18 to 64": 1, "65 to 84": 1})
    with pytest.raises(ascof.UsageError, match="has no bands"):
        banded.standardise(by="life_stage", reference={})
    with pytest.raises(ascof.UsageError, match="there is no 'smr'"):
        banded.standardise(by="life_stage", kind="smr")
    with pytest.raises(ascof.UsageError, match="no la_code"):
        banded.standardise(by="life_stage", kind="isr", reference="nowhere")
    with pytest.raises(TypeError, match="a council is the reference of an isr"):
        banded.standardise(by="life_stage", reference="901")
    with pytest.raises(TypeError, match="events and people"):
        banded.standardise(by="life_stage", kind="isr", reference={"18 to 64": 1})
    assert len(results.standardise("ascof.3d.1a"))  # by age as it is published


@pytest.fixture
def many() -> ascof.Results:
    """Figures of several councils."""
    records = ascof.read_records(golden_set("medium").expected / "main_table.csv.gz")
    return ascof.evaluate("ascof.3d", records, AFTER)


def test_neighbours_are_compared_together(many: ascof.Results) -> None:
    rows = {(row.la_code, row.group): row for row in many if row.measure == "ascof.3d.1a"}
    codes = sorted({code for code, _ in rows} - {"England"})
    assert len(codes) >= 3
    groups = {codes[0]: codes[1:3]}
    (found,) = many.neighbours(groups, "ascof.3d.1a", AFTER, "Total").to_dicts()
    own, others = rows[codes[0], "Total"], [rows[code, "Total"] for code in codes[1:3]]
    events, people = sum(row.numerator or 0 for row in others), sum(row.denominator for row in others)
    expected = statistics.difference_of_proportions(own.numerator or 0, own.denominator, events, people)
    assert found["neighbours"] == pytest.approx(100 * events / people)
    assert (found["lower"], found["upper"]) == pytest.approx((100 * expected.lower, 100 * expected.upper))
    assert found["median"] == pytest.approx(np.median([row.value for row in others]))
    assert (found["of"], found["method"]) == (3, "Newcombe")


def test_all_councils_together_have_as_many_events_as_are_expected(many: ascof.Results) -> None:
    rows = many.standardise("ascof.3d.1a", AFTER, kind="isr").to_dicts()
    assert len(rows) == len({row.la_code for row in many} - {"England"})
    assert sum(row["expected"] for row in rows) == pytest.approx(sum(row["numerator"] for row in rows))
    assert {row["bands"] for row in rows} == {"age_band"}
    for row in rows:
        assert row["verdict"] in ("better", "worse", "no clear change")
        assert row["value"] == pytest.approx(100 * row["numerator"] / row["expected"])


def test_neighbours_are_found_from_what_describes_councils(many: ascof.Results) -> None:
    codes = sorted({row.la_code for row in many} - {"England"})
    features = {code: [float(number), float(number) ** 2] for number, code in enumerate(codes)}
    groups = ascof.nearest_councils(features, each=2)
    assert groups[codes[0]] == codes[1:3]
    assert many.neighbours(features=features, each=2).to_dicts() == many.neighbours(groups).to_dicts()
    assert len(many.neighbours(groups, la_code=codes[1])) < len(many.neighbours(groups))
    with pytest.raises(TypeError, match="give groups or features"):
        many.neighbours()
    with pytest.raises(TypeError, match="expected groups as a list of texts"):
        many.neighbours({codes[0]: codes[1]})
    with pytest.raises(ascof.UsageError, match="the results have no council 'X99'"):
        many.neighbours({codes[0]: ["X99"]})
    with pytest.raises(ascof.UsageError, match="among its own neighbours"):
        many.neighbours({codes[0]: codes[:2]})
    with pytest.raises(ascof.UsageError, match="at least one"):
        ascof.nearest_councils(features, each=0)


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
