"""Periods in every form, and the financial calendar."""

import itertools
from datetime import date, datetime, timedelta

import ascof
import pytest
from ascof._periods import periods
from hypothesis import given
from hypothesis import strategies as st

YEAR = ascof.Period(date(2024, 4, 1), date(2025, 3, 31))
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    "form",
    [
        YEAR,
        "2024-04-01..2025-03-31",
        "2024-04-01/2025-03-31",
        "2024-04..2025-03",
        "2024-04/2025-03",
        "2024-04-01/2025-03",
        (date(2024, 4, 1), date(2025, 3, 31)),
        ("2024-04-01", "2025-03-31"),
        ("2024-04", "2025-03"),
        (date(2024, 4, 1), "2025-03-31"),
        (datetime(2024, 4, 1, 12, 30), datetime(2025, 3, 31)),
    ],
    ids=str,
)
def test_every_form_is_the_same_period(form: ascof.Period) -> None:
    assert ascof.period(form) == YEAR
    assert periods(form) == [YEAR]


@given(days, days)
def test_text_and_back(one: date, other: date) -> None:
    period = ascof.Period(*sorted((one, other)))
    assert ascof.period(str(period)) == period
    assert ascof.period(tuple(period)) == period  # type: ignore[arg-type]


@given(days, st.integers(0, 4000))
def test_quarters_are_those_wholly_inside(start: date, length: int) -> None:
    within = ascof.Period(start, start + timedelta(length))
    firsts = [date(year, month, 1) for year in range(within.start.year, within.end.year + 2) for month in (1, 4, 7, 10)]
    expected = [
        ascof.Period(first, after - timedelta(1))
        for first, after in itertools.pairwise(firsts)
        if within.start <= first and after - timedelta(1) <= within.end
    ]
    assert ascof.quarters(within) == ascof.quarters(within.start, within.end) == expected


@given(days, st.integers(0, 400))
def test_months_are_those_wholly_inside(start: date, length: int) -> None:
    within = ascof.Period(start, start + timedelta(length))
    firsts = [date(year, month, 1) for year in range(start.year, within.end.year + 2) for month in range(1, 13)]
    expected = [
        ascof.Period(first, after - timedelta(1))
        for first, after in itertools.pairwise(firsts)
        if within.start <= first and after - timedelta(1) <= within.end
    ]
    assert ascof.months(within) == ascof.months(within.start, within.end) == expected


@given(days, st.integers(1, 36), st.integers(1, 24))
def test_rolling_periods_end_with_months_a_month_apart(until: date, months: int, count: int) -> None:
    found = ascof.rolling(months=months, until=until, count=count)
    assert [len(ascof.months(period)) for period in found] == [months] * count
    assert all(period.start.day == 1 and (period.end + timedelta(1)).day == 1 for period in found)
    ends = ascof.months(found[0].end.replace(day=1), found[-1].end)
    assert [period.end for period in found] == [month.end for month in ends]
    assert found[-1].end <= until < found[-1].end + timedelta(32)
    if (until + timedelta(1)).day == 1:
        assert found[-1].end == until


def test_a_month_is_an_end_of_rolling_periods() -> None:
    assert ascof.rolling(until="2025-03", count=1) == [ascof.financial_year(2024)]
    assert ascof.rolling(until="2025-03-30", count=1) == [ascof.period("2024-03/2025-02")]
    with pytest.raises(ascof.UsageError, match="there are no 0 rolling periods of 12 months"):
        ascof.rolling(until="2025-03", count=0)
    with pytest.raises(ascof.UsageError, match="until: expected a day such as"):
        ascof.rolling(until="March", count=1)
    with pytest.raises(TypeError, match="expected count as a whole number"):
        ascof.rolling(until="2025-03", count="2")  # type: ignore[arg-type]


def test_several_periods() -> None:
    two = ascof.financial_years(2024, 2025)
    assert two == [ascof.financial_year(2024), ascof.financial_year(2025)]
    for form in (two, tuple(two), iter(two), [str(year) for year in two], tuple(str(year) for year in two)):
        assert periods(form) == two
    assert [str(quarter) for quarter in ascof.quarters("2024-04/2024-09")] == [
        "2024-04-01..2024-06-30",
        "2024-07-01..2024-09-30",
    ]


def test_a_month_ends_on_its_last_day() -> None:
    assert ascof.period("2024-02/2024-02").end == date(2024, 2, 29)
    assert ascof.period("2023-02/2023-02").end == date(2023, 2, 28)
    assert ascof.period(("2024-04", "2024-12")).label == "1 Apr 24 - 31 Dec 24"


@pytest.mark.parametrize(
    "form",
    [
        2024,
        "2024",
        "2024-25",
        "2024/25",
        "2024-2025",
        "FY2024/25",
        "FY24/25",
        "2024\u201325",
        "2024 / 25",
        ("2024-25", "2024-25"),
    ],
    ids=str,
)
def test_a_financial_year_is_written_as_people_write_it(form: int | str) -> None:
    assert ascof.period(form) == YEAR


@pytest.mark.parametrize(
    "form", ["2024-25 Q1", "Q1 2024/25", "Q1 2024\u201325", "FY24/25 Q1", ("2024-04", "2024-06")], ids=str
)
def test_a_quarter_is_written_as_people_write_it(form: str) -> None:
    assert str(ascof.period(form)) == "2024-04-01..2024-06-30"


@pytest.mark.parametrize(
    ("form", "advice"),
    [
        ("2010-11", "it may be a month or a financial year: write 2010/11"),
        ("FY25", "write 2025/26 or 2024/25"),
        ("2025 Q1", "write 2025-01-01..2025-03-31 or 2025-04-01..2025-06-30"),
        ("25/26", "it lacks the century: write 2025/26"),
        ("2025-27", "its second year does not follow the first"),
        ("2025-04-01", "it is a day, and no period"),
    ],
)
def test_what_may_be_several_periods_is_refused_with_each(form: str, advice: str) -> None:
    with pytest.raises(ascof.UsageError) as fault:
        ascof.period(form)
    assert advice in str(fault.value)
    assert fault.value.code == "bad_period"


def test_a_pair_of_financial_years_is_two_periods() -> None:
    assert periods(("2023-24", "2024-25")) == ascof.financial_years(2023, 2024)
    assert periods(("2023", "2024")) == ascof.financial_years(2023, 2024)
    assert periods(("2024-04", "2025-03")) == [YEAR]


@pytest.mark.parametrize("year", [25, 0, 1025, 9999])
def test_the_year_25_is_a_slip(year: int) -> None:
    with pytest.raises(ascof.UsageError, match="in full"):
        ascof.period(year)


@pytest.mark.parametrize(
    ("form", "code", "text"),
    [
        ("24", "bad_period", "period: expected START..END such as 2024-04-01..2025-03-31, or a financial year such as"),
        ("2024-02-30..2024-03-01", "bad_date", "period: expected a day such as 2025-03-31, got '2024-02-30'"),
        ("2024-13/2025-01", "bad_date", "period: expected a day such as 2025-03-31, got '2024-13-01'"),
        ("01/04/2024..31/03/2025", "bad_date", "period: expected a day such as 2025-03-31, got '01/04/2024'"),
        ("2025-04/2024-03", "bad_period", "period: the period ends (2024-03-31) before it starts (2025-04-01)"),
        ("", "bad_period", "period: expected START..END"),
    ],
    ids=str,
)
def test_what_is_no_period(form: str, code: str, text: str) -> None:
    with pytest.raises(ascof.UsageError) as fault:
        ascof.period(form)
    assert str(fault.value).startswith(text)
    assert (fault.value.code, fault.value.field) == (code, "period")


@pytest.mark.parametrize(
    "form", [20.24, None, date(2024, 4, 1), [], (1, 2), ("2024-04-01", None), ("a", "b", "c")], ids=str
)
def test_what_is_no_form_of_a_period(form: object) -> None:
    with pytest.raises(TypeError, match=r"expected a (period|datetime.date)"):
        ascof.period(form)  # type: ignore[arg-type]


def test_years_out_of_order() -> None:
    with pytest.raises(ascof.UsageError, match="financial year 2023 comes before 2024; give the earlier year first"):
        ascof.financial_years(2024, 2023)
