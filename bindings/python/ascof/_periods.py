"""Reporting periods: closed ranges of days, and the financial calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from ascof import _core
from ascof._checks import text, whole_number

_DAY_OR_MONTH = re.compile(r"\d{4}-(\d\d-\d\d|0\d|1[0-2])")

DayLike: TypeAlias = "date | str"
"""A `datetime.date` or the text ``"2024-04-01"``."""


class Period(NamedTuple):
    """A closed range of days: both ends belong to it.

    >>> ascof.financial_year(2024).label
    '1 Apr 24 - 31 Mar 25'
    >>> start, end = ascof.period("2024-04/2024-06")
    >>> end
    datetime.date(2024, 6, 30)
    """

    start: date
    end: date

    @property
    def label(self) -> str:
        """As the department writes it: ``"1 Apr 24 - 31 Mar 25"``."""
        return _core.period_label(str(period(self)))

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


PeriodLike: TypeAlias = "Period | tuple[DayLike, DayLike] | str | int"
"""What stands for a period in any call; see `period`."""


def period(value: PeriodLike) -> Period:
    """Read a period.

    Args:
        value: a `Period`, a pair of days, the text ``"START..END"`` or ``"START/END"``, a financial year (2025,
            ``"2025-26"``, ``"2025/26"``, ``"FY25/26"``) or a quarter of one (``"2025-26 Q1"``). Days are dates or ISO
            texts; a month such as ``"2024-04"`` stands for its first day as a start and for its last as an end.

    Raises:
        UsageError: a day does not exist, the end is before the start, or the text may mean several periods: "2010-11".

    >>> ascof.period(("2024-04", "2026-03")) == ascof.period("2024-04-01..2026-03-31")
    True
    """
    if isinstance(value, str):
        return Period(*_core.parse_period(text(value, "period")))
    if hasattr(type(value), "__index__") and not isinstance(value, bool):
        return financial_year(value)  # type: ignore[arg-type]
    if isinstance(value, tuple) and len(value) == 2:
        return Period(*_core.parse_period(f"{day_text(value[0])}..{day_text(value[1])}"))
    raise TypeError(
        f"expected a period such as ascof.financial_year(2024) or '2024-04-01..2025-03-31', got {type(value).__name__}"
    )


as_period = period  # for calls that have an argument of the name


def periods(value: PeriodLike | Iterable[PeriodLike]) -> list[Period]:
    """Read one period or several.

    A tuple of two days or months is one; any other tuple, list or iterable holds several.
    """
    one = isinstance(value, str) or _is_pair_of_days(value) or not isinstance(value, Iterable)
    several: Iterable[Any] = [value] if one else value  # type: ignore[assignment]
    return [as_period(each) for each in several]


def financial_year(year: int) -> Period:
    """The year from 1 April of `year` to 31 March of the next.

    >>> str(ascof.financial_year(2024))
    '2024-04-01..2025-03-31'
    """
    return Period(*_core.financial_year(whole_number(year, "year")))


def financial_years(first: int, last: int) -> list[Period]:
    """The financial years `first` to `last`, both included.

    >>> [str(year) for year in ascof.financial_years(2023, 2024)]
    ['2023-04-01..2024-03-31', '2024-04-01..2025-03-31']
    """
    found = _core.financial_years(whole_number(first, "first"), whole_number(last, "last"))
    return [Period(*each) for each in found]


def quarters(start: DayLike | PeriodLike, end: DayLike | None = None) -> list[Period]:
    """The calendar quarters that lie wholly between two days, or inside a period.

    >>> [quarter.label for quarter in ascof.quarters("2024-04", "2024-09")]
    ['1 Apr 24 - 30 Jun 24', '1 Jul 24 - 30 Sep 24']
    >>> len(ascof.quarters(ascof.financial_year(2024)))
    4
    """
    within = as_period(start if end is None else (start, end))  # type: ignore[arg-type]
    return [Period(*each) for each in _core.quarters_inside(str(within))]


def months(first: DayLike | PeriodLike, last: DayLike | None = None) -> list[Period]:
    """The calendar months that lie wholly between two days, or inside a period.

    >>> [month.label for month in ascof.months("2024-01", "2024-02")]
    ['1 Jan 24 - 31 Jan 24', '1 Feb 24 - 29 Feb 24']
    """
    within = as_period(first if last is None else (first, last))  # type: ignore[arg-type]
    return [Period(*each) for each in _core.months_inside(str(within))]


def rolling(*, months: int = 12, until: DayLike, count: int) -> list[Period]:
    """Periods of so many months, a month apart, in order.

    Args:
        months: length of each.
        until: a day or month; the last period ends with the last month that is over by then.
        count: how many.

    >>> [str(period) for period in ascof.rolling(months=12, until="2025-03", count=2)]
    ['2024-03-01..2025-02-28', '2024-04-01..2025-03-31']
    """
    length, number = whole_number(months, "months"), whole_number(count, "count")
    return [Period(*each) for each in _core.rolling_periods(length, day_text(until), number)]


def day_text(value: DayLike) -> str:
    """The ISO text of a day; texts are checked by whoever reads them."""
    if isinstance(value, date):
        return value.isoformat()[:10]  # a datetime is taken without its time
    if isinstance(value, str):
        return text(value, "date")
    raise TypeError(f"expected a datetime.date or a text such as '2024-04-01', got {type(value).__name__}")


def _is_pair_of_days(value: object) -> bool:
    def is_day(part: object) -> bool:
        return isinstance(part, date) or (isinstance(part, str) and _DAY_OR_MONTH.fullmatch(part) is not None)

    return isinstance(value, tuple) and len(value) == 2 and all(map(is_day, value))
