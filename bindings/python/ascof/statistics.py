"""Uncertainty and comparison of figures: intervals, standardised rates, charts over time, funnels and neighbours.

    >>> from ascof import statistics
    >>> lower, upper, share, method = statistics.wilson([8, 75], [10, 100])
    >>> [f"{100 * s:.1f} % ({100 * l:.1f} to {100 * u:.1f})" for s, l, u in zip(share, lower, upper)]
    ['80.0 % (49.0 to 94.3)', '75.0 % (65.7 to 82.5)']
    >>> change = statistics.difference_of_proportions(80, 100, 65, 100, better="higher is better")
    >>> print(change.verdict)
    better

Arguments are numbers or arrays of numbers (numpy, pandas, Polars, lists), brought to one shape as numpy does. Results
are named tuples of numpy arrays of that shape, limits first; numbers in give arrays without dimensions. `level` may
hold several levels: limits and verdicts then have one dimension more in front, a level each.

A missing number gives missing limits, and so does what is not defined, such as a share of nobody. Numbers that cannot
be right (negative counts, more events than people) raise `ascof.UsageError`, which names the argument and the element.
Shares are of 1; nothing is rounded.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ascof import _core as _typed_core
from ascof._checks import not_negative, one_or_several, real_number, text, texts, truth, whole_number
from ascof._errors import UsageError
from ascof.disclosure import (
    HEALTH_RESEARCH,
    ONE_TO_SEVEN,
    POLICIES,
    SAFEGUARDING,
    SECONDARY_CARE,
    Policy,
    Protected,
    Release,
)

__all__ = [
    "HEALTH_RESEARCH",
    "ONE_TO_SEVEN",
    "POLICIES",
    "SAFEGUARDING",
    "SECONDARY_CARE",
    "Classified",
    "Comparison",
    "ControlChart",
    "FunnelCurve",
    "Intervals",
    "Means",
    "Medians",
    "NeighbourComparison",
    "Neighbours",
    "Overdispersion",
    "Policy",
    "Protected",
    "Release",
    "StandardPopulation",
    "Standardised",
    "ZTest",
    "byars",
    "classify_dsr",
    "classify_proportions",
    "classify_rates",
    "classify_ratios",
    "clopper_pearson",
    "compare_proportions_with_neighbours",
    "compare_rates_with_neighbours",
    "count_interval",
    "difference_of_estimates",
    "difference_of_means",
    "difference_of_proportions",
    "difference_of_rates",
    "dsr",
    "european_standard_population_2013",
    "european_standard_weights",
    "funnel_proportion",
    "funnel_rate",
    "funnel_rate_at",
    "funnel_ratio",
    "isr",
    "mean_interval",
    "median_chart",
    "median_interval",
    "nearest_neighbours",
    "overdispersion_of_counts",
    "overdispersion_of_proportions",
    "p_chart",
    "p_prime_chart",
    "poisson_exact",
    "quantile_groups",
    "rate_interval",
    "ratio_of_proportions",
    "ratio_of_rates",
    "u_chart",
    "u_prime_chart",
    "wilson",
    "xmr",
    "z_test_of_proportions",
]

# Arrays are handed over as a list, whose length mypy cannot know.
_core: Any = _typed_core

Floats: TypeAlias = "NDArray[np.float64]"
Texts: TypeAlias = "NDArray[np.object_]"
Level: TypeAlias = "float | Sequence[float]"
"""A confidence level as a share (0.95, never 95), or several."""

FUNNEL_LEVELS = (0.95, 0.998)
NEUTRAL = "neutral"
"""The polarity of a figure that is neither better nor worse when it rises; see `ascof.Figure.polarity`."""


class Intervals(NamedTuple):
    """Limits, the figure they belong to in the same unit, and how they were found (``"Wilson"``, ``"Byar"`` ...)."""

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts


class Means(NamedTuple):
    """`Intervals` of means, with the number of values and their standard deviation."""

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts
    n: Floats
    sd: Floats


class Medians(NamedTuple):
    """`Intervals` of medians, with the ranks (from 1) of the values that are the limits and the chance that they hold
    the true median."""

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts
    n: Floats
    lower_rank: Floats
    upper_rank: Floats
    coverage: Floats


class Comparison(NamedTuple):
    """`Intervals` of a difference or a ratio, with what they say.

    Attributes:
        verdict: ``"better"``, ``"worse"``, ``"no clear change"``, for a neutral figure ``"higher"`` or ``"lower"``, and
            ``""`` where there are no limits.
    """

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts
    verdict: Texts


class ZTest(NamedTuple):
    """Normal deviates and two-sided p values."""

    z: Floats
    p_value: Floats


class Standardised(NamedTuple):
    """`Intervals` of standardised rates or ratios, with the events and people of all bands.

    Attributes:
        expected: events at the reference's rates; missing for a directly standardised rate.
    """

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts
    events: Floats
    population: Floats
    expected: Floats


class StandardPopulation(NamedTuple):
    """A reference population: bands and the people in each."""

    bands: tuple[str, ...]
    weights: Floats


class ControlChart(NamedTuple):
    """A chart, with one entry a point; of several series, the last dimension is time.

    Attributes:
        near_lower, near_upper: two thirds of the way to a limit.
        moving_range: from the point before; missing at the first of a baseline.
        baseline: number of the baseline, from 0.
        astronomical, shift, trend, two_of_three: the rules: 1 for a point that is unusually high (or rising), -1 low
            (falling), 0 not.
        kind: ``"common cause"``, ``"special cause: improvement"``, ``"special cause: concern"``; for a neutral figure
            ``"special cause: high"`` or ``"special cause: low"``.
        variation: the icon of variation: the last point's kind.
        assurance: the icon of assurance: ``"consistently met"``, ``"consistently missed"``, ``"hit or miss"``, or
            ``""`` without target or polarity.
    """

    lower: Floats
    upper: Floats
    value: Floats
    centre: Floats
    near_lower: Floats
    near_upper: Floats
    moving_range: Floats
    baseline: NDArray[np.int64]
    astronomical: NDArray[np.int8]
    shift: NDArray[np.int8]
    trend: NDArray[np.int8]
    two_of_three: NDArray[np.int8]
    kind: Texts
    variation: Texts
    assurance: Texts


class FunnelCurve(NamedTuple):
    """Limits along a number of events, and the populations (expected events) at which so many events lie on them."""

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts
    lower_population: Floats
    upper_population: Floats


class Classified(NamedTuple):
    """Where areas lie in a funnel.

    Attributes:
        position: ``"High (0.001)"``, ``"High (0.025)"``, ``"Not significant"``, ``"Low (0.025)"``, ``"Low (0.001)"``,
            or ``""`` where nothing was calculated.
        verdict: against the benchmark at 95 %, as in `Comparison`.
    """

    value: Floats
    benchmark: float
    position: Texts
    verdict: Texts


class Overdispersion(NamedTuple):
    """How much more areas vary than chance.

    Attributes:
        z: of each area: its distance from the benchmark in standard errors.
        phi: mean of the squares of the winsorised z; about 1 when only chance is at work.
        p_value: of as much spread by chance.
        tau_squared: variance between areas.
        areas: how many have a z.
    """

    z: Floats
    phi: float
    p_value: float
    tau_squared: float
    areas: int


class Neighbours(NamedTuple):
    """Numbers of the nearest areas of each area, the nearest first, and their distances; areas x neighbours."""

    area: NDArray[np.int64]
    distance: Floats


class NeighbourComparison(NamedTuple):
    """A `Comparison` of each area with its neighbours together.

    Attributes:
        own: the area's figure.
        neighbours: the figure of its neighbours together.
        median: of the neighbours' own figures.
        rank: 1 is the highest of the area and its neighbours; 0 without a figure.
    """

    lower: Floats
    upper: Floats
    value: Floats
    method: Texts
    verdict: Texts
    own: Floats
    neighbours: Floats
    median: Floats
    rank: NDArray[np.int32]


# ---- intervals -----------------------------------------------------------------------------------------------------


def wilson(events: ArrayLike, n: ArrayLike, level: Level = 0.95) -> Intervals:
    """Wilson's score interval of a proportion (Wilson 1927), the usual one for indicators.

    Args:
        events: 0 to `n`; need not be whole.
        n: with 0 there is no interval.
        level: a share or several.

    >>> lower, upper, *_ = wilson(0, 5)
    >>> float(lower), round(float(upper), 3)
    (0.0, 0.434)
    """
    arrays, shape = _columns(events=events, n=n)
    return Intervals(*_table(_core.wilson(*arrays, _levels(level)), level, shape))


def clopper_pearson(events: ArrayLike, n: ArrayLike, level: Level = 0.95) -> Intervals:
    """The exact interval of a proportion (Clopper and Pearson 1934): never holds it less often than its level says.

    >>> lower, upper, *_ = clopper_pearson(0, 5)
    >>> float(lower), round(float(upper), 3)
    (0.0, 0.522)
    """
    arrays, shape = _columns(events=events, n=n)
    return Intervals(*_table(_core.clopper_pearson(*arrays, _levels(level)), level, shape))


def byars(count: ArrayLike, level: Level = 0.95) -> Intervals:
    """Byar's approximation to the exact interval of a count (Breslow and Day 1987).

    Where the approximation puts the lower limit below 0 (none or one event), that limit is missing.

    >>> [round(float(limit), 2) for limit in byars(24)[:2]]
    [15.37, 35.71]
    """
    arrays, shape = _columns(events=count)
    return Intervals(*_table(_core.byars(*arrays, _levels(level)), level, shape))


def poisson_exact(count: ArrayLike, level: Level = 0.95) -> Intervals:
    """The exact interval of a Poisson count (Garwood 1936).

    >>> [round(float(limit), 2) for limit in poisson_exact(5)[:2]]
    [1.62, 11.67]
    """
    arrays, shape = _columns(events=count)
    return Intervals(*_table(_core.poisson_exact(*arrays, _levels(level)), level, shape))


def count_interval(count: ArrayLike, level: Level = 0.95) -> Intervals:
    """What English indicators are published with: exact below 10 events, Byar from 10.

    >>> list(count_interval([9, 10]).method)
    ['exact Poisson', 'Byar']
    """
    arrays, shape = _columns(events=count)
    return Intervals(*_table(_core.count_interval(*arrays, _levels(level)), level, shape))


def rate_interval(events: ArrayLike, population: ArrayLike, per: float = 100_000, level: Level = 0.95) -> Intervals:
    """A rate with the limits of `count_interval` over the population.

    >>> [round(float(limit), 1) for limit in rate_interval(24, 40_000)[:3]]
    [38.4, 89.3, 60.0]
    """
    arrays, shape = _columns(events=events, population=population)
    return Intervals(*_table(_core.rate_interval(*arrays, _number(per, "per"), _levels(level)), level, shape))


def mean_interval(values: ArrayLike, group: ArrayLike | None = None, level: Level = 0.95) -> Means:
    """Means with Student's interval.

    Args:
        values: single values; missing ones are left out.
        group: the group of each value, counted from 0 (as of ``numpy.unique(..., return_inverse=True)``); by default
            all are one group.
        level: a share or several.

    >>> [round(float(limit), 1) for limit in mean_interval([2, 5, 9, 32])[:3]]
    [-9.7, 33.7, 12.0]
    """
    flat, codes, groups, shape = _grouped(values, group)
    return Means(*_table(_core.mean_interval(flat, codes, groups, _levels(level)), level, shape))


def median_interval(
    values: ArrayLike, group: ArrayLike | None = None, level: Level = 0.95, ranks: str = "normal"
) -> Medians:
    """Medians with limits that are values of the group.

    Args:
        values: single values; missing ones are left out.
        group: as for `mean_interval`.
        level: a share or several.
        ranks: ``"normal"`` for the ranks that published tables have (Campbell and Gardner 1988), ``"exact"`` for ranks
            that never cover less than the level.

    >>> [float(limit) for limit in median_interval(range(1, 26))[:3]]
    [8.0, 18.0, 13.0]
    """
    flat, codes, groups, shape = _grouped(values, group)
    made = _core.median_interval(flat, codes, groups, _levels(level), text(ranks, "ranks"))
    return Medians(*_table(made, level, shape, by_level=(0, 1, 5, 6, 7)))


# ---- comparisons ---------------------------------------------------------------------------------------------------


def difference_of_proportions(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    better: str = NEUTRAL,
    level: Level = 0.95,
) -> Comparison:
    """First minus second proportion, in shares (Newcombe 1998, method 10).

    Args:
        events1, n1: the figure asked about.
        events2, n2: what it is held against.
        better: the polarity: ``"higher is better"``, ``"lower is better"`` or ``"neutral"``.
        level: a share or several.

    >>> change = difference_of_proportions(65, 100, 80, 100, better="higher is better")
    >>> print(change.verdict)
    worse
    """
    arrays, shape = _columns(events1=events1, n1=n1, events2=events2, n2=n2)
    return _comparison(_core.difference_of_proportions(*arrays, text(better, "better"), _levels(level)), level, shape)


def ratio_of_proportions(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    better: str = NEUTRAL,
    level: Level = 0.95,
    method: str = "logarithm",
) -> Comparison:
    """First over second proportion.

    Args:
        events1, n1, events2, n2, better, level: as for `difference_of_proportions`.
        method: ``"logarithm"`` (Katz and others 1978), not defined without events, or ``"mover"`` (Donner and Zou
            2012).
    """
    arrays, shape = _columns(events1=events1, n1=n1, events2=events2, n2=n2)
    made = _core.ratio_of_proportions(*arrays, text(better, "better"), _levels(level), text(method, "method"))
    return _comparison(made, level, shape)


def z_test_of_proportions(events1: ArrayLike, n1: ArrayLike, events2: ArrayLike, n2: ArrayLike) -> ZTest:
    """The test of equal proportions with the pooled share.

    >>> z, p = z_test_of_proportions(80, 100, 65, 100)
    >>> f"{z:.3f} {p:.3f}"
    '2.375 0.018'
    """
    arrays, shape = _columns(events1=events1, n1=n1, events2=events2, n2=n2)
    z, p_value = _core.z_test_of_proportions(*arrays)
    return ZTest(z.reshape(shape), p_value.reshape(shape))


def difference_of_rates(
    events1: ArrayLike,
    population1: ArrayLike,
    events2: ArrayLike,
    population2: ArrayLike,
    per: float = 100_000,
    better: str = NEUTRAL,
    level: Level = 0.95,
) -> Comparison:
    """First minus second rate (Zou and Donner 2008, with the limits of `rate_interval`)."""
    arrays, shape = _columns(events1=events1, population1=population1, events2=events2, population2=population2)
    made = _core.difference_of_rates(*arrays, _number(per, "per"), text(better, "better"), _levels(level))
    return _comparison(made, level, shape)


def ratio_of_rates(
    events1: ArrayLike,
    population1: ArrayLike,
    events2: ArrayLike,
    population2: ArrayLike,
    better: str = NEUTRAL,
    level: Level = 0.95,
    method: str = "logarithm",
) -> Comparison:
    """First over second rate; of two counts with populations of 1.

    Args:
        events1, population1, events2, population2: the figure asked about, and what it is held against.
        better, level: as for `difference_of_proportions`.
        method: ``"logarithm"``, not defined without events, ``"mover"`` (Donner and Zou 2012) or ``"exact"``
            (Przyborowski and Wilenski 1940).

    >>> print(ratio_of_rates(120, 50_000, 90, 50_000, better="lower is better").verdict)
    worse
    """
    arrays, shape = _columns(events1=events1, population1=population1, events2=events2, population2=population2)
    made = _core.ratio_of_rates(*arrays, text(better, "better"), _levels(level), text(method, "method"))
    return _comparison(made, level, shape)


def difference_of_means(
    n1: ArrayLike,
    mean1: ArrayLike,
    sd1: ArrayLike,
    n2: ArrayLike,
    mean2: ArrayLike,
    sd2: ArrayLike,
    better: str = NEUTRAL,
    level: Level = 0.95,
) -> Comparison:
    """First minus second mean of independent samples whose spread may differ (Welch 1947)."""
    arrays, shape = _columns(n1=n1, mean1=mean1, sd1=sd1, n2=n2, mean2=mean2, sd2=sd2)
    return _comparison(_core.difference_of_means(*arrays, text(better, "better"), _levels(level)), level, shape)


def difference_of_estimates(
    estimate1: ArrayLike,
    margin1: ArrayLike,
    estimate2: ArrayLike,
    margin2: ArrayLike,
    better: str = NEUTRAL,
    level: Level = 0.95,
    level_of_margins: float = 0.95,
) -> Comparison:
    """First minus second of two estimates that are published with margins, such as weighted survey percentages."""
    arrays, shape = _columns(estimate1=estimate1, margin1=margin1, estimate2=estimate2, margin2=margin2)
    made = _core.difference_of_estimates(
        *arrays, text(better, "better"), _levels(level), _number(level_of_margins, "level_of_margins")
    )
    return _comparison(made, level, shape)


# ---- standardisation -----------------------------------------------------------------------------------------------


def european_standard_population_2013() -> StandardPopulation:
    """Europe's standard population: 19 bands from ``"0-4"`` to ``"90+"``, 100,000 people (Eurostat 2013).

    >>> european_standard_population_2013().bands[-1]
    '90+'
    """
    bands, weights = _core.european_standard_population_2013()
    return StandardPopulation(tuple(bands), weights)


def european_standard_weights(labels: Iterable[str]) -> Floats:
    """The same population in coarser or other bands: its people of these ages, one number a label.

    Where a band begins or ends inside one of the standard's, that one's people are taken as spread evenly over its
    five years.

    Args:
        labels: ages in full years, ends included: ``"18 to 64"``, ``"18-64"``, ``"Under 18"``, ``"65 and above"``,
            ``"65+"``.

    Raises:
        UsageError: the ages of a label cannot be read, or are within ``"90+"``, which nothing is known about.

    >>> european_standard_weights(["18 to 64", "65 and above"]).tolist()
    [61200.0, 19500.0]
    """
    weights: Floats = _core.european_standard_weights(texts(labels, "labels"))
    return weights


def dsr(
    events: ArrayLike,
    population: ArrayLike,
    weights: ArrayLike,
    per: float = 100_000,
    level: Level = 0.95,
) -> Standardised:
    """Directly standardised rates with Dobson's limits (Dobson and others 1991); not calculated below 10 events.

    Args:
        events, population: of each band; bands are the last dimension, groups those before.
        weights: the reference population of each band; any scale.
        per: 100,000 for a rate per 100,000.
        level: a share or several.

    >>> found = dsr([20, 15, 25], [10_000, 6_000, 3_000], weights=[6_000, 3_000, 1_000])
    >>> [round(float(limit), 1) for limit in found[:3]]
    [210.3, 360.8, 278.3]
    """
    events_, population_, weights_, shape = _bands(events, population, weights)
    made = _core.dsr(events_, population_, weights_, _number(per, "per"), _levels(level))
    return Standardised(*_table(made, level, shape))


def isr(
    events: ArrayLike,
    population: ArrayLike,
    reference_events: ArrayLike,
    reference_population: ArrayLike,
    kind: str = "ratio",
    per: float | None = None,
    level: Level = 0.95,
) -> Standardised:
    """Indirectly standardised ratios or rates: events against those expected at the reference's rates.

    Args:
        events: of each band, or, where bands are not known, of each group (one dimension less than `population`).
        population: of each band; bands are the last dimension, groups those before.
        reference_events, reference_population: of each band.
        kind: ``"ratio"``, or ``"rate"`` for the ratio times the reference's own rate.
        per: what stands for "as expected", by default 100 for a ratio; 100,000 for a rate.
        level: a share or several.

    >>> found = isr(24, [600, 1000], [1, 2], [100, 200])
    >>> [round(float(limit), 1) for limit in found[:3]]
    [96.1, 223.2, 150.0]
    """
    people = _array(population, "population")
    counts = _array(events, "events")
    reference = _array(reference_events, "reference_events")
    _require_bands(people, reference, "population")
    if counts.shape not in (people.shape, people.shape[:-1]):
        raise UsageError(
            f"events: has shape {counts.shape} where population has {people.shape}; "
            "give events for all bands, or for each group",
            code="bad_option",
            field="events",
        )
    if per is None:
        per = 100_000 if kind == "rate" else 100
    made = _core.isr(
        counts.ravel(),
        people.ravel(),
        reference.ravel(),
        _array(reference_population, "reference_population").ravel(),
        text(kind, "kind"),
        _number(per, "per"),
        _levels(level),
    )
    return Standardised(*_table(made, level, people.shape[:-1]))


# ---- over time -----------------------------------------------------------------------------------------------------


def xmr(
    values: ArrayLike,
    *,
    better: str = NEUTRAL,
    target: float | None = None,
    rebase: Iterable[int] = (),
    baseline_points: int = 0,
    screen_moving_ranges: bool = True,
    shift_points: int = 7,
    trend_points: int = 7,
) -> ControlChart:
    """XmR chart of one value a period, with the rules of NHS England's "Making data count".

    Args:
        values: in order of time; of several series, time is the last dimension. None may be missing.
        better: the polarity: ``"higher is better"``, ``"lower is better"`` or ``"neutral"``.
        target: for the icon of assurance.
        rebase: the points, from 0, with which a new baseline begins.
        baseline_points: limits come from so many points at the beginning of each baseline; 0 is all of them.
        screen_moving_ranges: leave moving ranges of 3.267 times their mean or more out of it, once.
        shift_points, trend_points: how many points make a shift or a trend.

    >>> waits = [41, 45, 39, 44, 47, 42, 40, 46, 43, 48, 44, 61]
    >>> chart = xmr(waits, better="lower is better", target=60)
    >>> print(f"{chart.lower[0]:.1f} to {chart.upper[0]:.1f}; {chart.variation}; {chart.assurance}")
    30.5 to 59.5; special cause: concern; consistently met
    """
    settings = (better, target, rebase, baseline_points, screen_moving_ranges, True, shift_points, trend_points)
    return _charts(_core.xmr, settings, values=values)


def median_chart(
    values: ArrayLike,
    *,
    better: str = NEUTRAL,
    target: float | None = None,
    rebase: Iterable[int] = (),
    baseline_points: int = 0,
    limits: bool = True,
    shift_points: int = 7,
    trend_points: int = 7,
) -> ControlChart:
    """Chart about the median, with limits from the median moving range; without `limits` a run chart.

    Other arguments as for `xmr`.
    """
    settings = (better, target, rebase, baseline_points, True, limits, shift_points, trend_points)
    return _charts(_core.median_chart, settings, values=values)


def p_chart(
    events: ArrayLike,
    n: ArrayLike,
    *,
    better: str = NEUTRAL,
    target: float | None = None,
    rebase: Iterable[int] = (),
    baseline_points: int = 0,
    shift_points: int = 7,
    trend_points: int = 7,
) -> ControlChart:
    """Chart of proportions with changing `n` (Shewhart 1931). Arguments as for `xmr`; the target is a share."""
    settings = (better, target, rebase, baseline_points, True, True, shift_points, trend_points)
    return _charts(_core.p_chart, settings, events=events, n=n)


def p_prime_chart(
    events: ArrayLike,
    n: ArrayLike,
    *,
    better: str = NEUTRAL,
    target: float | None = None,
    rebase: Iterable[int] = (),
    baseline_points: int = 0,
    shift_points: int = 7,
    trend_points: int = 7,
) -> ControlChart:
    """p chart for large `n`, whose limits also hold what varies between points (Laney 2002)."""
    settings = (better, target, rebase, baseline_points, True, True, shift_points, trend_points)
    return _charts(_core.p_prime_chart, settings, events=events, n=n)


def u_chart(
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    better: str = NEUTRAL,
    target: float | None = None,
    rebase: Iterable[int] = (),
    baseline_points: int = 0,
    shift_points: int = 7,
    trend_points: int = 7,
) -> ControlChart:
    """Chart of events per exposure, such as bed-days or thousands of people. Arguments as for `xmr`."""
    settings = (better, target, rebase, baseline_points, True, True, shift_points, trend_points)
    return _charts(_core.u_chart, settings, events=events, exposure=exposure)


def u_prime_chart(
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    better: str = NEUTRAL,
    target: float | None = None,
    rebase: Iterable[int] = (),
    baseline_points: int = 0,
    shift_points: int = 7,
    trend_points: int = 7,
) -> ControlChart:
    """u chart with Laney's correction, as `p_prime_chart`."""
    settings = (better, target, rebase, baseline_points, True, True, shift_points, trend_points)
    return _charts(_core.u_prime_chart, settings, events=events, exposure=exposure)


# ---- between areas -------------------------------------------------------------------------------------------------


def funnel_proportion(
    n: ArrayLike,
    benchmark: float,
    level: Level = FUNNEL_LEVELS,
    shape: str = "score",
    multiplicative: float = 1,
    additive: float = 0,
) -> Intervals:
    """Limits of a funnel of proportions at each `n`, as shares.

    Args:
        n: above 0.
        benchmark: a share, usually that of all areas together.
        level: a share or several.
        shape: ``"score"``: where an area's own Wilson interval just reaches the benchmark; ``"wilson"``: the Wilson
            interval of the benchmark itself.
        multiplicative, additive: the factor and the variance of overdispersion, one of the two.

    >>> limits = funnel_proportion([50, 1000], 0.3, level=0.95)
    >>> [f"{lower:.3f} to {upper:.3f}" for lower, upper in zip(limits.lower, limits.upper)]
    ['0.173 to 0.427', '0.272 to 0.328']
    """
    arrays, size = _columns(n=n)
    made = _core.funnel_proportion(
        *arrays,
        _number(benchmark, "benchmark"),
        _levels(level),
        text(shape, "shape"),
        _number(multiplicative, "multiplicative"),
        _number(additive, "additive"),
    )
    return Intervals(*_table(made, level, size))


def funnel_rate(events: ArrayLike, benchmark: float, per: float = 100_000, level: Level = FUNNEL_LEVELS) -> FunnelCurve:
    """Limits of a funnel of rates along the number of events, by exact Poisson limits."""
    arrays, shape = _columns(events=events)
    made = _core.funnel_rate(*arrays, _number(benchmark, "benchmark"), _number(per, "per"), _levels(level))
    return FunnelCurve(*_table(made, level, shape, by_level=(0, 1, 4, 5)))


def funnel_ratio(events: ArrayLike, per: float = 100, level: Level = FUNNEL_LEVELS) -> FunnelCurve:
    """Limits of a funnel of standardised ratios along the number of events; populations are expected events."""
    arrays, shape = _columns(events=events)
    made = _core.funnel_ratio(*arrays, _number(per, "per"), _levels(level))
    return FunnelCurve(*_table(made, level, shape, by_level=(0, 1, 4, 5)))


def funnel_rate_at(
    population: ArrayLike,
    benchmark: float,
    per: float = 100_000,
    level: Level = FUNNEL_LEVELS,
    multiplicative: float = 1,
    additive: float = 0,
) -> Intervals:
    """Limits of a funnel of rates at each population; of ratios with expected events, and 1 as benchmark and `per`."""
    arrays, shape = _columns(population=population)
    made = _core.funnel_rate_at(
        *arrays,
        _number(benchmark, "benchmark"),
        _number(per, "per"),
        _levels(level),
        _number(multiplicative, "multiplicative"),
        _number(additive, "additive"),
    )
    return Intervals(*_table(made, level, shape))


def classify_proportions(
    events: ArrayLike, n: ArrayLike, better: str = NEUTRAL, benchmark: float | None = None
) -> Classified:
    """Where areas lie by proportion: high when the benchmark is below the lower limit of their own Wilson interval.

    Args:
        events, n: of each area.
        better: the polarity.
        benchmark: a share; by default that of all areas together.

    >>> list(classify_proportions([80, 50, 20], [100, 100, 100]).position)
    ['High (0.001)', 'Not significant', 'Low (0.001)']
    """
    arrays, shape = _columns(events=events, n=n)
    return _classified(_core.classify_proportions(*arrays, text(better, "better"), _benchmark(benchmark)), shape)


def classify_rates(
    events: ArrayLike,
    population: ArrayLike,
    per: float = 100_000,
    better: str = NEUTRAL,
    benchmark: float | None = None,
) -> Classified:
    """Where areas lie by rate (exact Poisson below 10 events, Byar from 10)."""
    arrays, shape = _columns(events=events, population=population)
    made = _core.classify_rates(*arrays, _number(per, "per"), text(better, "better"), _benchmark(benchmark))
    return _classified(made, shape)


def classify_dsr(
    events: ArrayLike,
    rates: ArrayLike,
    per: float = 100_000,
    better: str = NEUTRAL,
    benchmark: float | None = None,
) -> Classified:
    """Where areas lie by directly standardised rate; not calculated below 10 events."""
    arrays, shape = _columns(events=events, rates=rates)
    made = _core.classify_dsr(*arrays, _number(per, "per"), text(better, "better"), _benchmark(benchmark))
    return _classified(made, shape)


def classify_ratios(observed: ArrayLike, expected: ArrayLike, better: str = NEUTRAL) -> Classified:
    """Where areas lie by standardised ratio, against 1."""
    arrays, shape = _columns(observed=observed, expected=expected)
    return _classified(_core.classify_ratios(*arrays, text(better, "better")), shape)


def overdispersion_of_proportions(
    events: ArrayLike, n: ArrayLike, winsorise: float = 0.1, benchmark: float | None = None
) -> Overdispersion:
    """How much more proportions vary between areas than chance (Spiegelhalter 2005).

    Args:
        events, n: of each area.
        winsorise: this share of areas at each end gets the z of the next one inwards; 0 for none.
        benchmark: a share; by default that of all areas together.

    >>> f"{overdispersion_of_proportions([30, 45, 20, 66, 24], [100, 120, 90, 150, 110]).phi:.2f}"
    '4.15'
    """
    arrays, shape = _columns(events=events, n=n)
    z, *rest = _core.overdispersion_of_proportions(*arrays, _number(winsorise, "winsorise"), _benchmark(benchmark))
    return Overdispersion(z.reshape(shape), *rest)


def overdispersion_of_counts(observed: ArrayLike, expected: ArrayLike, winsorise: float = 0.1) -> Overdispersion:
    """How much more counts vary between areas than chance; `tau_squared` is that of the ratio."""
    arrays, shape = _columns(observed=observed, expected=expected)
    z, *rest = _core.overdispersion_of_counts(*arrays, _number(winsorise, "winsorise"))
    return Overdispersion(z.reshape(shape), *rest)


def quantile_groups(values: ArrayLike, groups: int = 10, highest_first: bool = True) -> NDArray[np.int32]:
    """Which tenth (fifth ...) of areas each is in, from 1; 0 for a missing value or fewer values than groups.

    >>> quantile_groups([10, 40, 30, 20], groups=2).tolist()
    [2, 1, 1, 2]
    """
    arrays, shape = _columns(values=values)
    found: NDArray[np.int32] = _core.quantile_groups(
        *arrays, whole_number(groups, "groups"), truth(highest_first, "highest_first")
    )
    return found.reshape(shape)


def nearest_neighbours(features: ArrayLike, each: int = 15, weights: ArrayLike | None = None) -> Neighbours:
    """The areas nearest to each by what describes them, each description brought to standard deviation 1.

    Args:
        features: areas x descriptions; none may be missing.
        each: neighbours wanted, fewer than areas.
        weights: how much each description's distance counts.

    >>> nearest_neighbours([[20, 1000], [21, 1100], [35, 1050], [20, 9000]], each=1).area.ravel().tolist()
    [1, 0, 1, 1]
    """
    described = _array(features, "features")
    if described.ndim != 2:
        raise UsageError(
            f"features: has {described.ndim} dimensions; give a row of descriptions for each area",
            code="bad_option",
            field="features",
        )
    counted = np.empty(0) if weights is None else _array(weights, "weights").ravel()
    each = not_negative(each, "each")
    area, distance = _core.nearest_neighbours(described.ravel(), described.shape[0], each, counted)
    return Neighbours(area.reshape(-1, each), distance.reshape(-1, each))


def compare_proportions_with_neighbours(
    events: ArrayLike, n: ArrayLike, neighbours: ArrayLike, better: str = NEUTRAL, level: Level = 0.95
) -> NeighbourComparison:
    """Each area's proportion against that of its neighbours together.

    Args:
        events, n: of each area.
        neighbours: areas x neighbours: numbers of areas, such as `Neighbours.area` or a published list.
        better: the polarity.
        level: a share or several.
    """
    arrays, shape = _columns(events=events, n=n)
    near, each = _neighbours(neighbours)
    made = _core.compare_proportions_with_neighbours(*arrays, near, each, text(better, "better"), _levels(level))
    return NeighbourComparison(*_comparison(made[:5], level, shape), *(part.reshape(shape) for part in made[5:]))


def compare_rates_with_neighbours(
    events: ArrayLike,
    population: ArrayLike,
    neighbours: ArrayLike,
    per: float = 100_000,
    better: str = NEUTRAL,
    level: Level = 0.95,
) -> NeighbourComparison:
    """Each area's rate against that of its neighbours together."""
    arrays, shape = _columns(events=events, population=population)
    near, each = _neighbours(neighbours)
    made = _core.compare_rates_with_neighbours(
        *arrays, near, each, _number(per, "per"), text(better, "better"), _levels(level)
    )
    return NeighbourComparison(*_comparison(made[:5], level, shape), *(part.reshape(shape) for part in made[5:]))


# ---- to arrays and back --------------------------------------------------------------------------------------------

_METHODS = np.array(_core.METHODS, dtype=object)
_VERDICTS = np.array(_core.VERDICTS, dtype=object)
_VARIATIONS = np.array(_core.VARIATIONS, dtype=object)
_ASSURANCES = np.array(_core.ASSURANCES, dtype=object)
_POSITIONS = np.array(_core.POSITIONS, dtype=object)


def _array(values: ArrayLike, name: str) -> Floats:
    """Numbers as doubles, one after another in memory; None and masked values are missing."""
    try:
        given = np.asarray(values if not isinstance(values, range) else list(values))
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"expected {name} as numbers in rows of one length, got {type(values).__name__}") from None
    if given.dtype.kind not in "biufO":
        raise TypeError(f"expected {name} as numbers, got {given.dtype}")
    try:
        return np.ascontiguousarray(given, dtype=np.float64).reshape(given.shape)
    except (TypeError, ValueError, OverflowError):  # their messages hold the value
        kinds = sorted({type(each).__name__ for each in given.ravel().tolist()} - {"float", "NoneType"})
        raise TypeError(f"expected {name} as numbers that a double can hold, got {', '.join(kinds)}") from None


def _columns(**arguments: ArrayLike) -> tuple[list[Floats], tuple[int, ...]]:
    """The arguments as flat arrays of one length (or of one number), and the shape of what comes of them."""
    arrays = {name: _array(values, name) for name, values in arguments.items()}
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise UsageError(
            f"shapes do not fit: {shapes}; give one number a group, or a single number for all", code="bad_option"
        ) from None
    flat = [
        a.reshape(1) if a.size == 1 else np.ascontiguousarray(np.broadcast_to(a, shape)).ravel()
        for a in arrays.values()
    ]
    return flat, shape


def _spread(array: Floats, shape: tuple[int, ...]) -> Floats:
    return np.ascontiguousarray(np.broadcast_to(array, shape))


def _grouped(values: ArrayLike, group: ArrayLike | None) -> tuple[Floats, NDArray[np.uint32], int, tuple[int, ...]]:
    """Values, the group of each, the number of groups, and the shape of what comes of them."""
    flat = _array(values, "values").ravel()
    if group is None:
        return flat, np.zeros(flat.size, dtype=np.uint32), 1, ()
    try:
        codes = np.asarray(group).ravel()
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"expected group as whole numbers, got {type(group).__name__}") from None
    if codes.size and codes.dtype.kind not in "iu":
        raise TypeError(
            f"expected group as whole numbers, got {codes.dtype}; numpy.unique with return_inverse numbers them"
        )
    if codes.size and codes.min() < 0:
        raise UsageError("group: holds a negative number; groups count from 0", code="bad_option", field="group")
    groups = int(codes.max()) + 1 if codes.size else 0
    if groups > max(1 << 24, codes.size):
        raise UsageError(
            "group: holds a number beyond 16777215; groups count from 0: number them with numpy.unique",
            code="bad_option",
            field="group",
        )
    return flat, codes.astype(np.uint32), groups, (groups,)


def _require_bands(population: Floats, reference: Floats, name: str) -> None:
    if population.ndim == 0 or reference.ndim != 1 or population.shape[-1] != reference.size:
        raise UsageError(
            f"{name}: has shape {population.shape} where the reference has {reference.size} bands; "
            "the last dimension is the bands",
            code="bad_option",
            field=name,
        )


def _bands(
    events: ArrayLike, population: ArrayLike, weights: ArrayLike
) -> tuple[Floats, Floats, Floats, tuple[int, ...]]:
    reference = _array(weights, "weights")
    of_people, of_events = _array(population, "population"), _array(events, "events")
    try:
        people, counts = np.broadcast_arrays(of_people, of_events)
    except ValueError:
        raise UsageError(
            f"shapes do not fit: events {of_events.shape}, population {of_people.shape}; give both for each band",
            code="bad_option",
        ) from None
    _require_bands(counts, reference, "events")
    return np.ascontiguousarray(counts).ravel(), np.ascontiguousarray(people).ravel(), reference, counts.shape[:-1]


def _number(value: float, name: str) -> float:
    return real_number(value, name)


def _benchmark(value: float | None) -> float | None:
    return None if value is None else _number(value, "benchmark")


def _levels(level: Level) -> list[float]:
    return one_or_several(level, "level")


def _table(
    made: tuple[Any, ...], level: Level, shape: tuple[int, ...], by_level: tuple[int, ...] = (0, 1)
) -> list[Any]:
    """Gives the parts of a table their shape; those `by_level` have one dimension more for several levels."""
    front = () if isinstance(level, numbers.Real) else (len(cast("Sequence[float]", level)),)
    parts = [part.reshape(front + shape if at in by_level else shape) for at, part in enumerate(made)]
    parts[3] = _named(_METHODS, parts[3])
    return parts


def _named(names: Texts, codes: Any) -> Texts:
    named: Texts = np.asarray(names[codes], dtype=object)
    return named


def _comparison(made: tuple[Any, ...], level: Level, shape: tuple[int, ...]) -> Comparison:
    *parts, verdicts = _table(made, level, shape, by_level=(0, 1, 4))
    return Comparison._make([*parts, _named(_VERDICTS, verdicts)])


def _classified(made: tuple[Any, ...], shape: tuple[int, ...]) -> Classified:
    value, benchmark, position, verdict = made
    return Classified(
        value.reshape(shape),
        benchmark,
        _named(_POSITIONS, position.reshape(shape)),
        _named(_VERDICTS, verdict.reshape(shape)),
    )


def _neighbours(neighbours: ArrayLike) -> tuple[NDArray[np.int64], int]:
    try:
        near = np.asarray(neighbours)
    except (TypeError, ValueError, OverflowError):
        raise TypeError("expected neighbours as whole numbers, as many in each row") from None
    if near.dtype.kind not in "iu" or near.ndim != 2:
        raise TypeError("expected neighbours as whole numbers, a row for each area")
    return np.ascontiguousarray(near, dtype=np.int64).ravel(), near.shape[1]


def _charts(draw: Any, settings: tuple[Any, ...], **series: ArrayLike) -> ControlChart:
    """A chart of each series; their last dimension is time."""
    better, target, rebase, baseline_points, screen, limits, shift_points, trend_points = settings
    if isinstance(rebase, (str, bytes)) or not isinstance(rebase, Iterable):
        raise TypeError(f"expected rebase as a list of points, got {type(rebase).__name__}")
    points = [not_negative(each, "rebase") for each in rebase]
    counts = [
        not_negative(baseline_points, "baseline_points"),
        not_negative(shift_points, "shift_points"),
        not_negative(trend_points, "trend_points"),
    ]
    how = (
        text(better, "better"),
        None if target is None else _number(target, "target"),
        points,
        counts[0],
        truth(screen, "screen"),
        truth(limits, "limits"),
        *counts[1:],
    )
    arrays, shape = _columns(**series)
    if not shape:
        raise UsageError(f"{next(iter(series))}: is a single number; give a series", code="bad_option")
    if 0 in shape:
        raise UsageError(f"{next(iter(series))}: is empty; give a series", code="bad_option")
    rows = [_spread(a.reshape(shape) if a.size > 1 else a, shape) for a in arrays]
    lines = [row.reshape(-1, shape[-1]) for row in rows]
    made = [draw(*line, how) for line in zip(*lines, strict=True)]
    several = [np.stack([chart[part] for chart in made]).reshape(shape) for part in range(13)]
    latest = np.array([chart[13] for chart in made], dtype=np.int64).reshape(shape[:-1])
    outlook = np.array([chart[14] for chart in made], dtype=np.int64).reshape(shape[:-1])
    texts = [_named(_VARIATIONS, several[12]), _named(_VARIATIONS, latest), _named(_ASSURANCES, outlook)]
    return ControlChart._make([*several[:12], *texts])
