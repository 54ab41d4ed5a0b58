"""Intervals per second on one core, beside SciPy and PHStatsMethods on the same numbers in the same run.

    .venv/bin/python benchmarks/statistics/compare.py [--intervals N] [--repeat R]

Results are compared before anything is timed. Each time is the median of R turns, in which all take part one after
another. SciPy is given whole arrays. PHStatsMethods works row by row, in the functions of `ph_rate` and `ph_proportion`
that make the limits, and is given as many rows as it does in a moment.
"""

import argparse
import statistics as summary
import time
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from ascof import statistics
from PHStatsMethods import confidence_intervals as theirs
from scipy import stats

ALPHA = 0.05
Z = stats.norm.ppf(1 - ALPHA / 2)


class Contest(NamedTuple):
    """One method on the same columns: ours, and those of the others that have it."""

    name: str
    columns: tuple[Any, ...]
    ours: Callable[..., Any]
    scipy: Callable[..., Any] | None
    peer: Callable[..., Any] | None


def scipy_wilson(events: Any, n: Any) -> tuple[Any, Any]:
    share = events / n
    middle = share + Z * Z / (2 * n)
    half = Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def scipy_clopper_pearson(events: Any, n: Any) -> tuple[Any, Any]:
    with np.errstate(all="ignore"):
        lower = np.where(events == 0, 0, stats.beta.ppf(ALPHA / 2, events, n - events + 1))
        upper = np.where(events == n, 1, stats.beta.ppf(1 - ALPHA / 2, events + 1, n - events))
    return lower, upper


def scipy_poisson(count: Any) -> tuple[Any, Any]:
    return stats.chi2.ppf(ALPHA / 2, 2 * count) / 2, stats.chi2.ppf(1 - ALPHA / 2, 2 * count + 2) / 2


def scipy_byars(count: Any) -> tuple[Any, Any]:
    more = count + 1
    lower = count * (1 - 1 / (9 * count) - Z / (3 * np.sqrt(count))) ** 3
    return lower, more * (1 - 1 / (9 * more) + Z / (3 * np.sqrt(more))) ** 3


def row_by_row(limits: Callable[..., Any]) -> Callable[..., tuple[Any, Any]]:
    def call(*columns: Any) -> tuple[Any, Any]:
        found = [limits(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
        lower, upper = np.array(found).T
        return lower, upper

    return call


def contests(intervals: int) -> list[Contest]:
    random = np.random.default_rng(20260501)
    # Councils' figures: from a handful to hundred thousands of people, all shares, counts of every size.
    n = np.ceil(10 ** random.uniform(1, 5.5, intervals))
    events = np.floor(random.uniform(0, n + 1))
    count = np.ceil(10 ** random.uniform(1, 5, intervals))
    broken = count + random.uniform(0.1, 0.9, intervals)
    byars = row_by_row(lambda c: (theirs.byars_lower(c), theirs.byars_upper(c)))
    small = np.floor(random.uniform(1, 10, intervals))
    return [
        Contest("wilson", (events, n), statistics.wilson, scipy_wilson, row_by_row(theirs.wilson)),
        Contest("byars", (count,), statistics.byars, scipy_byars, byars),
        Contest("count_interval, 1 to 9 events", (small,), statistics.count_interval, scipy_poisson, byars),
        Contest("rate_interval", (count, n), lambda c, p: statistics.rate_interval(c, p, per=1), None, None),
        Contest("poisson_exact, whole", (count,), statistics.poisson_exact, scipy_poisson, row_by_row(theirs.exact)),
        Contest(
            "poisson_exact, not whole", (broken,), statistics.poisson_exact, scipy_poisson, row_by_row(theirs.exact)
        ),
        Contest("clopper_pearson", (events, n), statistics.clopper_pearson, scipy_clopper_pearson, None),
        Contest(
            "difference_of_proportions",
            (events, n, events[::-1].copy(), n[::-1].copy()),
            statistics.difference_of_proportions,
            None,
            None,
        ),
    ]


def seconds(call: Callable[..., Any], columns: tuple[Any, ...]) -> float:
    # Of the processor and not of the clock: what else the machine does is not counted, and a second thread would be.
    start = time.process_time()
    call(*columns)
    return time.process_time() - start


def measure(contest: Contest, repeat: int) -> str:
    size = contest.columns[0].size
    # As many as take the others about as long as we take for all.
    sizes = {
        "ascof": size,
        "SciPy": size if contest.name in ("wilson", "byars") else size // 10,
        "PHStatsMethods": 2000,
    }
    calls = {"ascof": contest.ours, "SciPy": contest.scipy, "PHStatsMethods": contest.peer}
    rates: dict[str, list[float]] = {name: [] for name, call in calls.items() if call is not None}
    for name in rates:
        part = tuple(column[: sizes[name]] for column in contest.columns)
        found, expected = calls[name](*part), contest.ours(*part)  # type: ignore[misc]
        for one, other in zip(found[:2], expected[:2], strict=True):
            # Zero is not always zero there: 1e-14 of a share is.
            np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-13, err_msg=f"{contest.name}: {name}")
    for _ in range(repeat):
        for name in rates:
            part = tuple(column[: sizes[name]] for column in contest.columns)
            rates[name].append(sizes[name] / seconds(calls[name], part))  # type: ignore[arg-type]
    middle = {name: summary.median(turns) for name, turns in rates.items()}
    shown = [f"{middle[name] / 1e6:.4g}" if name in middle else "" for name in calls]
    ratios = [
        f"{middle['ascof'] / middle[name]:,.3g}" if name in middle else "" for name in ("SciPy", "PHStatsMethods")
    ]
    return f"| {contest.name} | " + " | ".join(shown + ratios) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intervals", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # PHStatsMethods warns where it takes the exact method
    print(
        "| million intervals a second, one core | ascof | SciPy | PHStatsMethods | over SciPy | over PHStatsMethods |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for contest in contests(arguments.intervals):
        print(measure(contest, arguments.repeat), flush=True)


if __name__ == "__main__":
    main()
