"""An attacker who knows how a release is built and what it publishes, and nothing else: linear programs by HiGHS.

Written apart from the library: it shares no code with it and reads only the published texts and ratios.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from ascof.disclosure import Policy, Protected
from random_release import Build
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Ends = list[tuple[float, float]]
Row = tuple[dict[int, float], float, float]


@dataclass
class Knowledge:
    """Bounds by count, and rows low <= coefficients . counts <= high."""

    bounds: Ends
    rows: list[Row]


def far(build: Build) -> float:
    """More than any count can be: an end where there is none, which only makes the attacker stronger."""
    return 10.0 * max([0, *build.values]) + 1000


def behind(figure: int, policy: Policy) -> tuple[int, int]:
    """The counts that are printed as this figure."""
    least, most = policy.hidden_range
    step = policy.rounding
    near = range(max(0, figure - step), figure + step + 1)
    printed = [n for n in near if not least <= n <= most and int(np.floor(n / step + 0.5)) * step == figure]
    if figure == 0:
        printed = [0]
    return printed[0], printed[-1]


def of_publication(build: Build, published: Protected) -> Knowledge:
    """All that a release tells."""
    policy, end = published.policy, far(build)
    bounds: Ends = []
    for count, kind, value in zip(published.counts, build.kinds, build.values, strict=True):
        if kind == "known":
            bounds.append((value, value))
        elif kind == "unpublished":
            bounds.append((0, end))
        elif count.text == policy.symbol:
            bounds.append((policy.hidden_range[0], end))
        else:
            bounds.append(behind(int(count.text), policy))
    rows = _relations(build)
    for (numerator, denominator, per, decimals, part), ratio in zip(build.ratios, published.ratios, strict=True):
        if ratio.value is None or (
            policy.rounds_before_dividing
            and "unpublished"
            not in (
                build.kinds[numerator],
                build.kinds[denominator],
            )
        ):
            continue  # hidden, or no more than what is printed beside it
        half = 0.5 * 10.0**-decimals + 1e-9
        rows.append(({numerator: 1.0, denominator: -(ratio.value - half) / per}, 0.0, np.inf))
        rows.append(({numerator: 1.0, denominator: -(ratio.value + half) / per}, -np.inf, 0.0))
        _narrow(bounds, numerator, denominator, per, decimals, part, ratio.value)
    return Knowledge(bounds, rows)


def _narrow(
    bounds: Ends, numerator: int, denominator: int, per: float, decimals: int, part: bool, shown: float
) -> None:
    """Tries all whole counts behind two figures on the ratio they must give."""
    ranges = [range(round(bounds[i][0]), round(bounds[i][1]) + 1) for i in (numerator, denominator)]
    if len(ranges[0]) * len(ranges[1]) > 400:
        return
    half = 0.5 * 10.0**-decimals + 1e-9
    fits = [(n, d) for n, d in product(*ranges) if d > 0 and not (part and n > d) and abs(n / d * per - shown) <= half]
    for position, number in enumerate((numerator, denominator)):
        values = [fit[position] for fit in fits]
        bounds[number] = (min(values), max(values))


def of_nothing(build: Build, policy: Policy) -> Knowledge:
    """What would be known if every count were hidden that can be."""
    end = far(build)
    bounds: Ends = []
    for kind, value in zip(build.kinds, build.values, strict=True):
        if kind == "known" or (kind == "published" and value == 0 and policy.shows_zero):
            bounds.append((value, value))
        else:
            bounds.append((0 if kind == "unpublished" else policy.hidden_range[0], end))
    return Knowledge(bounds, _relations(build))


def _relations(build: Build) -> list[Row]:
    return [
        ({whole: 1.0, **dict.fromkeys(parts, -1.0)}, 0.0, 0.0 if complete else np.inf)
        for whole, parts, complete in build.relations
    ]


def ends(asked: list[tuple[Knowledge, int]], *, whole: bool = False, at_a_time: int = 400) -> list[tuple[float, float]]:
    """The least and the most that the counts asked for can be.

    Many small programs are one large one whose parts do not touch: the least sum is the sum of what is least.

    Args:
        asked: knowledge, and the number of a count.
        whole: count in whole people.
        at_a_time: how many small programs make one large one.
    """
    found: list[tuple[float, float]] = []
    for start in range(0, len(asked), at_a_time):
        part = asked[start : start + at_a_time]
        least, most = _solve(part, 1.0, whole), _solve(part, -1.0, whole)
        found.extend(zip(least, most, strict=True))
    return found


def _solve(asked: list[tuple[Knowledge, int]], sign: float, whole: bool) -> list[float]:
    entries: list[tuple[int, int, float]] = []
    lows: list[float] = []
    highs: list[float] = []
    bounds: Ends = []
    objective: list[int] = []
    for knowledge, number in asked:
        first = len(bounds)
        bounds.extend(knowledge.bounds)
        objective.append(first + number)
        for coefficients, low, high in _open_rows(knowledge):
            entries.extend((len(lows), first + at, value) for at, value in coefficients.items())
            lows.append(low)
            highs.append(high)
    cost = np.zeros(len(bounds))
    cost[objective] = sign
    matrix = csr_array(
        ([value for _, _, value in entries], ([row for row, _, _ in entries], [at for _, at, _ in entries])),
        shape=(len(lows), len(bounds)),
    )
    # Without whole numbers this is a plain linear program.
    result = milp(
        cost,
        constraints=LinearConstraint(matrix, lows, highs),
        bounds=Bounds(*np.array(bounds, dtype=float).T),
        integrality=np.full(len(bounds), int(whole)),
        options={"mip_rel_gap": 0},
    )
    assert result.status == 0, result.message  # the true counts are a solution, and all have ends
    return [float(result.x[at]) for at in objective]


def _open_rows(knowledge: Knowledge) -> Iterator[Row]:
    """Rows of which something is not known; the others say nothing."""
    for row in knowledge.rows:
        if any(knowledge.bounds[at][0] != knowledge.bounds[at][1] for at in row[0]):
            yield row
