"""Statistics on arrays: equal to PHStatsMethods where it has the method, and to arrays, shapes and errors as promised."""

import doctest
import math
import warnings
from typing import Any

import ascof
import numpy as np
import pandas as pd
import PHStatsMethods
import polars as pl
import pytest
from ascof import statistics
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PHStatsMethods import confidence_intervals as theirs

levels = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])
populations = st.integers(1, 10_000_000)


@st.composite
def proportions(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(populations)
    return draw(st.integers(0, n)), n


def close(found: Any, expected: Any, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=tolerance, atol=1e-12
    )


def quietly(call: Any, *arguments: Any, **named: Any) -> Any:
    """PHStatsMethods warns where it takes the exact method, which is no news here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(*arguments, **named)


# ---- PHStatsMethods --------------------------------------------------------------------------------------------------


@given(proportions(), levels)
def test_wilson_is_theirs(proportion: tuple[int, int], level: float) -> None:
    found = statistics.wilson(*proportion, level=level)
    close(found[:2], theirs.wilson(*proportion, level))


@given(st.integers(1, 5_000_000), levels)
def test_poisson_exact_is_theirs(count: int, level: float) -> None:
    found = statistics.poisson_exact(count, level)
    close(found[:2], theirs.exact(count, level))


@given(st.integers(1, 5_000_000), levels)
def test_count_interval_is_theirs(count: int, level: float) -> None:
    expected = quietly(lambda: (theirs.byars_lower(count, level), theirs.byars_upper(count, level)))
    close(statistics.count_interval(count, level)[:2], expected)
    if count >= 10:
        close(statistics.byars(count, level)[:2], expected)


@given(
    st.lists(st.tuples(st.integers(1, 100_000), populations), min_size=1, max_size=5),
    st.sampled_from([1, 1000, 100_000]),
)
@settings(deadline=None)
def test_rates_are_theirs(areas: list[tuple[int, int]], per: int) -> None:
    table = pd.DataFrame(areas, columns=["events", "population"])
    expected = quietly(PHStatsMethods.ph_rate, table, "events", "population", confidence=[0.95, 0.998], multiplier=per)
    found = statistics.rate_interval(table["events"], table["population"], per, level=[0.95, 0.998])
    close(found.value, expected["Value"])
    close(found.lower[0], expected["lower_95_ci"])
    close(found.upper[0], expected["upper_95_ci"])
    close(found.lower[1], expected["lower_99_8_ci"])
    close(found.upper[1], expected["upper_99_8_ci"])
    assert list(found.method) == ["Byar" if count >= 10 else "exact Poisson" for count in table["events"]]


@given(st.lists(proportions(), min_size=1, max_size=5))
@settings(deadline=None)
def test_proportions_are_theirs(areas: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(areas, columns=["events", "n"])
    expected = PHStatsMethods.ph_proportion(table, "events", "n", confidence=[0.95, 0.998])
    found = statistics.wilson(table["events"], table["n"], level=[0.95, 0.998])
    close(found.value, expected["Value"])
    close(found.lower, expected[["lower_95_ci", "lower_99_8_ci"]].T)
    close(found.upper, expected[["upper_95_ci", "upper_99_8_ci"]].T)


@given(st.lists(st.floats(0, 1e6).map(lambda value: round(value, 3)), min_size=3, max_size=30))
@settings(deadline=None)
def test_means_are_theirs(values: list[float]) -> None:
    assume(len(set(values)) > 1)
    table = pd.DataFrame({"values": values, "area": "all"})
    expected = PHStatsMethods.ph_mean(table, "values", "area", confidence=0.95)
    found = statistics.mean_interval(values)
    scale = float(found.sd[()])
    close(found.value / scale, expected["Value"][0] / scale)
    close(found.lower / scale, expected["lower_95_ci"][0] / scale)
    close(found.upper / scale, expected["upper_95_ci"][0] / scale)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1000, 50_000)), min_size=19, max_size=19))
@settings(deadline=None, max_examples=30)
def test_directly_standardised_rates_are_theirs(bands: list[tuple[int, int]]) -> None:
    standard = statistics.european_standard_population_2013()
    table = pd.DataFrame(bands, columns=["events", "population"])
    table["area"] = "all"
    table["standard"] = standard.weights
    assume(table["events"].sum() >= 10)
    expected = quietly(
        PHStatsMethods.ph_dsr,
        table,
        "events",
        "population",
        ref_denom_col="standard",
        group_cols="area",
        euro_standard_pops=False,
    )
    found = statistics.dsr(table["events"], table["population"], standard.weights)
    close(found.value, expected["Value"][0])
    close(found.lower, expected["lower_95_ci"][0])
    close(found.upper, expected["upper_95_ci"][0])


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(1000, 50_000), st.integers(1, 9000), st.integers(10_000, 900_000)),
        min_size=2,
        max_size=19,
    )
)
@settings(deadline=None, max_examples=30)
def test_indirectly_standardised_ratios_and_rates_are_theirs(bands: list[tuple[int, int, int, int]]) -> None:
    table = pd.DataFrame(bands, columns=["events", "population", "reference_events", "reference_population"])
    table["area"] = "all"
    assume(table["events"].sum() >= 1)
    arguments: Any = [table[name] for name in table.columns[:4]]
    columns = list(table.columns[:4])
    ratio = quietly(PHStatsMethods.ph_ISRatio, table, *columns, group_cols="area", refvalue=100)
    found = statistics.isr(*arguments)
    close(found.expected, ratio["Expected"][0])
    close(found[:3], [ratio[name][0] for name in ("lower_95_ci", "upper_95_ci", "Value")])
    rate = quietly(PHStatsMethods.ph_ISRate, table, *columns, group_cols="area")
    found = statistics.isr(arguments[0], arguments[1], arguments[2], arguments[3], kind="rate")
    close(found[:3], [rate[name][0] for name in ("lower_95_ci", "upper_95_ci", "Value")])


@given(
    st.lists(st.integers(-20, 20) | st.just(math.nan), min_size=2, max_size=40),
    st.integers(1, 12),
    st.booleans(),
)
@settings(deadline=None)
def test_quantiles_are_theirs(values: list[float], groups: int, highest_first: bool) -> None:
    table = pd.DataFrame({"values": np.asarray(values, dtype=float)})
    assume(table["values"].notna().any())
    expected = quietly(PHStatsMethods.ph_quantile, table, "values", nquantiles=groups, invert=highest_first)["quantile"]
    found = statistics.quantile_groups(values, groups, highest_first)
    assert found.tolist() == expected.fillna(0).astype(int).tolist()


@given(st.lists(proportions(), min_size=2, max_size=30))
@settings(deadline=None)
def test_areas_in_a_funnel_are_where_they_have_them(areas: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(areas, columns=["events", "n"])
    total = table["events"].sum() / table["n"].sum()
    assume(0 < total < 1)
    found = statistics.classify_proportions(table["events"], table["n"])
    # On the very limit the last digit decides, and theirs is another formula.
    own = statistics.wilson(table["events"], table["n"], statistics.FUNNEL_LEVELS)
    assume(np.abs(np.concatenate([own.lower, own.upper]) - total).min() > 1e-12)
    expected = PHStatsMethods.assign_funnel_significance(table, "events", "proportion", denom_col="n")
    assert found.position.tolist() == expected["significance"].tolist()


def test_funnel_limits_of_ratios_are_theirs() -> None:
    table = pd.DataFrame({"observed": [5, 20, 100], "expected": [7.0, 30.0, 70.0]})
    arguments = {"denom_col": "expected", "ratio_type": "isr"}
    expected = quietly(PHStatsMethods.calculate_funnel_limits, table, "observed", "ratio", 100, **arguments)
    found = statistics.funnel_ratio(expected["Observed_events"])
    # Found by bisection there, the more roughly the fewer the events.
    tolerance = np.where(expected["Observed_events"] <= 2, 1e-3, 1e-5)
    for mine, name in [
        (found.lower[0], "lower_2s_limit"),
        (found.upper[0], "upper_2s_limit"),
        (found.lower[1], "lower_3s_limit"),
        (found.upper[1], "upper_3s_limit"),
    ]:
        assert (np.abs(mine / expected[name].astype(float) - 1) < tolerance).all()


# ---- arrays ----------------------------------------------------------------------------------------------------------


def test_examples_of_the_docstrings_are_true() -> None:
    result = doctest.testmod(statistics)
    assert result.attempted > 20
    assert result.failed == 0


def test_numbers_give_arrays_without_dimensions() -> None:
    found = statistics.wilson(8, 10)
    assert found.lower.shape == found.value.shape == found.method.shape == ()
    assert f"{found.lower:.4f} {found.upper:.4f} {found.method}" == "0.4902 0.9433 Wilson"


def test_shapes_are_those_of_numpy() -> None:
    found = statistics.wilson([[1], [2]], [10, 20, 30], level=[0.95, 0.998])
    assert found.lower.shape == (2, 2, 3)
    assert found.value.shape == found.method.shape == (2, 3)
    assert found.upper[1, 1, 2] == statistics.wilson(2, 30, 0.998).upper
    assert statistics.wilson([], []).lower.shape == (0,)
    assert statistics.wilson([], 5).lower.shape == (0,)
    assert statistics.byars([5], level=[0.95]).lower.shape == (1, 1)


@pytest.mark.parametrize("make", [list, tuple, np.array, pd.Series, pl.Series])
def test_any_array_will_do(make: Any) -> None:
    found = statistics.wilson(make([1, 2]), make([10, 10]))
    assert found.upper.tolist() == [float(statistics.wilson(k, 10).upper) for k in (1, 2)]


def test_missing_numbers_have_missing_limits() -> None:
    events: list[Any] = [None, 1, math.nan, 0]
    n: list[Any] = [5, None, 5, 0]
    found = statistics.wilson(events, n)
    assert np.isnan(found.lower).all()
    assert found.method.tolist() == ["", "", "", ""]
    assert np.isnan(statistics.rate_interval(pd.Series([None, 3], dtype="Int64").astype("Float64"), [5, 0]).value).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: statistics.wilson(6, 5), "events: element 0 is more than n; a proportion needs a part of its whole;"),
        (lambda: statistics.wilson([1, 2], [1, 2, 3]), r"shapes do not fit: events \(2,\), n \(3,\); give one number"),
        (lambda: statistics.wilson(1, 2, 95), "level: expected a share between 0 and 1; a percentage is written as a"),
        (lambda: statistics.wilson(1, 2, []), "level: expected one level or more"),
        (lambda: statistics.byars(-1), "events: element 0 is negative"),
        (lambda: statistics.rate_interval(1, 2, per=0), "per: expected a number above 0"),
        (lambda: statistics.difference_of_proportions(1, 2, 1, 2, better="up"), "better: 'up' is no direction"),
        (
            lambda: statistics.ratio_of_rates(1, 2, 1, 2, method="magic"),
            "method: 'magic' is not known; write 'logarithm'",
        ),
        (
            lambda: statistics.dsr([1, 2], [1, 2], [1, 2, 3]),
            r"events: has shape \(2,\) where the reference has 3 bands",
        ),
        (lambda: statistics.isr([1, 2, 3], [[1, 2]], [1, 2], [3, 4]), r"events: has shape \(3,\) where population has"),
        (
            lambda: statistics.isr(1, [1, 2], [1, 2], [3, 4], kind="x"),
            "kind: 'x' is not known; write 'ratio' or 'rate'",
        ),
        (lambda: statistics.xmr([1, math.nan]), "values: element 1 is missing or infinite; leave a period"),
        (lambda: statistics.xmr(5), "values: is a single number; give a series"),
        (lambda: statistics.xmr([1, 2], rebase=[2]), "rebase: expected points inside the series"),
        (
            lambda: statistics.xmr([1, 2], rebase=[-1]),
            "rebase: expected a whole number from 0",
        ),
        (lambda: statistics.median_interval([1], ranks="x"), "ranks: 'x' is not known; write 'normal' or 'exact'"),
        (lambda: statistics.mean_interval([1], [-1]), "group: holds a negative number; groups count from 0"),
        (lambda: statistics.mean_interval([1, 2], [0]), "group: has another length than values"),
        (lambda: statistics.funnel_proportion(5, 80.6), "benchmark: expected a share from 0 to 1"),
        (lambda: statistics.funnel_proportion(5, 0.8, shape="x"), "shape: 'x' is not known; write 'score' or 'wilson'"),
        (lambda: statistics.nearest_neighbours([1, 2]), "features: has 1 dimensions; give a row"),
        (lambda: statistics.nearest_neighbours([[1], [2]], each=-1), "each: expected a whole number from 0"),
    ],
)
def test_errors_name_the_argument_and_the_way_out(call: Any, message: str) -> None:
    with pytest.raises(ascof.UsageError, match=message):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: statistics.wilson("1", 2),
        lambda: statistics.wilson(["a"], [2]),
        lambda: statistics.wilson(np.array(["2024-01-01"], dtype="datetime64[D]"), 2),
        lambda: statistics.wilson([object()], [2]),  # type: ignore[arg-type]
        lambda: statistics.wilson(1, 2, level=["a"]),  # type: ignore[list-item]
        lambda: statistics.rate_interval(1, 2, per="100"),  # type: ignore[arg-type]
        lambda: statistics.mean_interval([1], [0.5]),
        lambda: statistics.xmr([1, 2], rebase=[0.5]),  # type: ignore[list-item]
        lambda: statistics.xmr([1, 2], better=1),  # type: ignore[arg-type]
        lambda: statistics.compare_rates_with_neighbours([1, 2], [1, 2], [0.5]),
    ],
)
def test_what_is_no_number_is_a_type_error(call: Any) -> None:
    with pytest.raises(TypeError, match="expected"):
        call()


# ---- what only Python adds -------------------------------------------------------------------------------------------


def test_groups_of_means_and_medians() -> None:
    areas, codes = np.unique(["b", "a", "b", "a", "b"], return_inverse=True)
    means = statistics.mean_interval([1, 10, 2, 20, 3], codes, level=[0.95, 0.8])
    assert dict(zip(areas.tolist(), means.value.tolist(), strict=True)) == {"a": 15.0, "b": 2.0}
    assert means.lower.shape == (2, 2)
    assert means.n.tolist() == [2, 3]
    medians = statistics.median_interval(np.arange(1, 26), np.zeros(25, dtype=int), ranks="exact", level=[0.95, 0.5])
    assert medians.coverage.shape == (2, 1)
    assert medians.method.tolist() == ["order statistics, exact ranks"]
    assert statistics.mean_interval([], []).value.shape == (0,)


def test_bands_are_the_last_dimension() -> None:
    events = np.array([[[20, 15, 25]], [[10, 5, 5]]])
    population = [10_000, 6_000, 3_000]
    found = statistics.dsr(events, population, [6_000, 3_000, 1_000], level=[0.95, 0.998])
    assert found.value.shape == (2, 1)
    assert found.lower.shape == (2, 2, 1)
    assert found.value[0, 0] == pytest.approx(278.3, abs=0.05)
    assert np.isnan(found.expected).all()
    totals = statistics.isr([24, 12], [[600, 1000], [600, 1000]], [1, 2], [100, 200], per=1)
    assert totals.value.tolist() == pytest.approx([1.5, 0.75])
    assert float(statistics.isr(24, [600, 1000], [1, 2], [100, 200], kind="rate").value) == pytest.approx(1500)


def test_several_series_are_several_charts() -> None:
    waits = [41, 45, 39, 44, 47, 42, 40, 46, 43, 48, 44, 61]
    calm = [5] * 12
    found = statistics.xmr([waits, calm], better="lower is better", target=44.5)
    assert found.lower.shape == (2, 12)
    assert found.variation.tolist() == ["special cause: concern", "common cause"]
    assert found.assurance.tolist() == ["hit or miss", "consistently met"]
    assert found.astronomical[0].tolist() == [0] * 11 + [1]
    assert found.lower[0].tolist() == statistics.xmr(waits).lower.tolist()
    shares = statistics.p_chart([[30, 22, 38, 44]], [120, 100, 140, 110])
    assert shares.centre.shape == (1, 4)
    assert statistics.p_prime_chart([30, 22, 38, 44], [120, 100, 140, 110]).upper[0] > shares.upper[0, 0]
    assert statistics.u_chart([30, 18, 52], [1.2, 1.0, 1.5]).upper[2] == pytest.approx(39.8, abs=0.05)
    assert statistics.u_prime_chart([30, 18, 52], [1.2, 1.0, 1.5]).upper[2] > 39.8
    run = statistics.median_chart([1, 2, 1, 2, 9, 9], limits=False, shift_points=2, rebase=[4], baseline_points=2)
    assert np.isnan(run.lower).all()
    assert run.baseline.tolist() == [0, 0, 0, 0, 1, 1]


def test_comparisons_at_several_levels() -> None:
    found = statistics.difference_of_proportions([80, 70], 100, [65, 71], 100, "higher is better", [0.95, 0.998])
    assert found.verdict.tolist() == [["better", "no clear change"], ["no clear change", "no clear change"]]
    ratio = statistics.ratio_of_proportions(0, 40, 16, 80, method="mover")
    assert ratio.verdict == "lower"
    assert statistics.ratio_of_rates(3, 10, 0, 10, method="exact").upper == math.inf
    assert statistics.difference_of_rates(0, 1000, 8, 1000, 1000, "lower is better").verdict == "better"
    assert statistics.difference_of_means(20, 12, 3, 25, 10, 4).value == 2
    assert statistics.difference_of_estimates(65.8, 1.5, 63.0, 2.0, "higher is better").verdict == "better"


def test_funnels_and_neighbours_keep_the_shape_of_their_areas() -> None:
    curve = statistics.funnel_rate([1, 20], 60)
    assert curve.lower.shape == curve.upper_population.shape == (2, 2)
    assert curve.value.tolist() == [60, 60]
    assert statistics.funnel_rate_at([[1e5, 2e5]], 60, level=0.95, multiplicative=2).lower.shape == (1, 2)
    placed = statistics.classify_rates([24, 0], [40_000, 0], better="lower is better", benchmark=35)
    assert placed.position.tolist() == ["High (0.025)", ""]
    assert placed.verdict.tolist() == ["worse", ""]
    assert statistics.classify_dsr([5, 500], [10, 900]).position[0] == ""
    assert statistics.classify_ratios(24, 16).position == "Not significant"
    assert statistics.overdispersion_of_counts([100, 101], [100, 100]).areas == 2
    near = statistics.nearest_neighbours([[20, 1000], [21, 1100], [35, 1050], [20, 9000]], each=2, weights=[1, 1])
    assert near.area.shape == near.distance.shape == (4, 2)
    found = statistics.compare_proportions_with_neighbours([80, 60, 50, 40], 100, near.area, level=[0.95, 0.998])
    assert found.lower.shape == (2, 4)
    assert found.rank.tolist() == [1, 2, 3, 3]
    rates = statistics.compare_rates_with_neighbours([80, 60, 50, 40], [1000] * 4, near.area, better="lower is better")
    assert rates.verdict[0] == "worse"
