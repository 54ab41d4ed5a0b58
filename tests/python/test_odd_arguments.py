"""Whatever a public callable is given, it answers or says in plain words what it wants: no dump of the C++ signature, no
fault of a layer below, no crash.
"""

import functools
import inspect
import operator
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import ascof
import numpy
import pandas
import pytest
from ascof import algebra, disclosure, statistics
from golden import YEARS, Golden, golden_set
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ODD: list[Callable[[], Any]] = [  # made anew for each call: some can be used once
    lambda value=value: value
    for value in (
        None, True, False, 0, -1, 3, 10**30, -(10**30), 10**400, 2**63, 2**31, 0.5, float("nan"), float("inf"), 1 + 2j,
        "", "x", "901", "2024-04-01", "2024-13-45", "\ud800", "a\0b", "\udcff", "x\ny", "--out", b"bytes", b"",
        Path("none"), Path("\ud800"), (), [], {}, [None], ["\ud800"], [b"x"], [10**30], [[1, 2], [3]], [float("nan")],
        {"x": 1}, {1: "x"}, {"\ud800": []}, {"901": [1, 2], "902": [1]}, {"x": None}, (1, 2, 3), ("x", "y"),
        Decimal("1.5"), Fraction(1, 3), date(2024, 4, 1), datetime(2024, 4, 1, 12), int, object(), len,
        numpy.int64(3), numpy.float64("nan"), numpy.bool_(True), numpy.array([1, 2]), numpy.array([]),
        numpy.array(["x"]), numpy.datetime64("2024-04-01"), pandas.NaT, pandas.NA, pandas.Timestamp("2024-04-01"),
        ascof.Period(date(2024, 4, 1), date(2025, 3, 31)), ascof.Period("x", 3),  # type: ignore[arg-type]
        ascof.Target(3, "x"), disclosure.Policy(3, "x"),  # type: ignore[arg-type]
    )
] + [lambda: iter(()), lambda: iter([1]), lambda: range(3), lambda: pandas.DataFrame({"x": [[1], {"y": 2}]})]  # fmt: skip

# Words of layers that a user of the package never called.
NOT_PLAIN = (
    "incompatible function arguments", "nanobind", "_core", "std::", "Invoked with", "codec can't", "broadcast", "reshape",
)  # fmt: skip


@functools.cache
def things() -> dict[str, Any]:
    """Objects whose methods are called, by what they are."""
    tiny: Golden = golden_set("tiny")
    records = tiny.joined.records
    a = algebra
    release = disclosure.Release()
    release.total(release.count(12), [release.count(3), release.count(9)])
    concerns = ascof.read_record_table(
        "safeguarding_concern", {"concern_id": ["c1"], "la_code": ["901"], "date_received": ["2024-05-01"]}
    )
    made: list[Any] = [
        tiny.extract, tiny.joined, records, tiny.details, tiny.results, records.events,
        tiny.results.publish("safeguarding"), ascof.check(tiny.extract),
        ascof.explain_change("ascof.2e", records, YEARS["2425"], YEARS["2526"], details=tiny.details),
        ascof.State("ascof.2e", YEARS["2425"]), YEARS["2425"], ascof.catalogue()[0], release,
        release.protect(disclosure.SAFEGUARDING), disclosure.SAFEGUARDING,
        a.is_service, a.events.service_type, a.events.start, a.events.unit_cost, a.spells(a.is_service, a.days(1)),
        a.looking_at(a.is_service), a.events_where(a.is_service), a.events_where(a.is_service).ordered_by(a.events.start),
        a.matched_latest(a.is_request, a.is_service), a.events_where(a.is_service).ordered_by(a.events.start).first(),
        concerns, ascof.Study(records, [concerns], details=tiny.details), ascof.record_type("safeguarding_concern").abuse_types,
    ]  # fmt: skip
    return {type(each).__name__: each for each in made}


PLAIN = (ascof.Notice, ascof.Measure)  # only hold what they are given
OPERATORS = ("add", "sub", "mul", "truediv", "and_", "or_", "eq", "ne", "lt", "le", "gt", "ge")


def joined(how: Callable[[Any, Any], Any], thing: Any, is_behind: bool, other: Any) -> Any:
    """An operator between a thing and an odd value. What pandas makes of it in its own operators is its own matter."""
    if isinstance(other, pandas.DataFrame):
        return None
    return how(other, thing) if is_behind else how(thing, other)


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function, class and method, by name."""
    for module in (ascof, algebra, statistics, disclosure):
        names = [name for name in module.__all__ if callable(getattr(module, name))]
        for name in names:
            found = getattr(module, name)
            if not (isinstance(found, type) and issubclass(found, (Exception, tuple, *PLAIN))):
                yield f"{module.__name__}.{name}", found
    for kind, thing in things().items():
        for name, _ in inspect.getmembers(type(thing), callable):
            if not name.startswith("_") and name not in {"index", "count", "mro"} | (
                {"sum"} if kind == "Release" else set()
            ):
                yield f"{kind}.{name}", getattr(thing, name)
        if isinstance(thing, algebra.Series):
            for name in OPERATORS:
                how = getattr(operator, name)
                yield f"{kind} {name}", functools.partial(joined, how, thing, False)
                yield f"{kind} {name}, behind", functools.partial(joined, how, thing, True)
    yield "Release.count", things()["Release"].count
    yield "Look.count", things()["Look"].count


@functools.cache
def sensible() -> dict[str, Any]:
    """Arguments that make sense for most callables that have one of the name."""
    tiny: Golden = golden_set("tiny")
    a = algebra
    return {
        "files": tiny.files, "main_table": tiny.joined.records.events, "records": tiny.joined.records, "measures": "ascof.2e",
        "measure": "ascof.2e", "periods": YEARS["2425"], "period": YEARS["2425"], "before": YEARS["2425"], "after": YEARS["2526"],
        "results": tiny.results, "policy": disclosure.SAFEGUARDING, "year": 2024, "first": 2023, "last": 2024,
        "start": "2024-04", "until": "2025-03", "count": 2, "where": a.is_service, "of": a.is_service, "text": a.events.service_type,
        "name": "x", "id": "local.x", "title": "x", "counts": a.count(a.is_service), "numerator": a.is_service,
        "condition": a.is_service, "number": a.events.unit_cost, "value": a.events.unit_cost, "gap": a.days(1),
        "from_": a.is_request, "to": a.is_service, "level": 0.95, "labels": ["18 to 64"], "starts": [18.0],
        "on": "2024-04-01", "events": [3, 4], "n": [10, 10], "population": [10, 10], "values": [1.0, 2.0, 3.0],
        "features": {"901": [1.0], "902": [2.0], "903": [4.0]}, "each": 1, "folder": "folder", "file": "file.csv",
        "other": ascof.State("ascof.2e", YEARS["2425"]), "levels": 0.95, "parts": [0], "total": 1,
    }  # fmt: skip


def arguments(called: Callable[..., Any], odd: dict[int, Callable[[], Any]]) -> tuple[list[Any], dict[str, Any]] | None:
    """Arguments with odd ones at some places, sensible ones elsewhere. None for what takes none."""
    try:
        wanted = list(inspect.signature(called).parameters.values())
    except ValueError:
        return None
    if not wanted:
        return None
    at = {place % len(wanted): make for place, make in odd.items()}
    given: list[Any] = []
    named: dict[str, Any] = {}
    for place, parameter in enumerate(wanted):
        required = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        if place not in at and not required:
            continue
        value = at[place]() if place in at else sensible().get(parameter.name, 1)
        if parameter.kind is parameter.VAR_KEYWORD:
            named["odd"] = value
        elif parameter.kind is parameter.KEYWORD_ONLY or len(given) < place:
            named[parameter.name] = value
        else:
            given.append(value)
    return given, named


def complaint(name: str, called: Callable[..., Any], odd: dict[int, Callable[[], Any]]) -> str | None:
    """What is wrong with the answer of a call; None when it is as promised."""
    how = arguments(called, odd)
    if how is None:
        return None
    try:
        called(*how[0], **how[1])
    except (ascof.Error, TypeError, ValueError, AttributeError) as refusal:
        plain = isinstance(refusal, (ascof.Error, TypeError)) or type(refusal) is ValueError
        text = str(refusal)
        if plain and text and not any(word in text for word in NOT_PLAIN):
            return None
        return f"{name}: {type(refusal).__name__}: {text}"
    except Exception as fault:
        return f"{name}: {type(fault).__name__}: {fault}"
    return None


CALLABLES: list[tuple[str, Callable[..., Any]]] = []


@pytest.fixture(scope="module", autouse=True)
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All callables, and a folder for what odd paths make."""
    CALLABLES.extend(callables())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("odd"))
        yield


@settings(max_examples=1500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    which=st.integers(0, 10_000),
    odd=st.dictionaries(st.integers(0, 11), st.sampled_from(ODD), min_size=1, max_size=2),
)
def test_odd_arguments_are_answered_or_refused_in_plain_words(which: int, odd: dict[int, Callable[[], Any]]) -> None:
    name, called = CALLABLES[which % len(CALLABLES)]
    assert complaint(name, called, odd) is None


def test_the_walk_meets_every_part_of_the_package() -> None:
    names = {name for name, _ in CALLABLES}
    assert {"ascof.check", "ascof.nearest_councils", "Results.chart", "ascof.algebra.bands", "Release.total"} <= names
    assert len(names) > 250
