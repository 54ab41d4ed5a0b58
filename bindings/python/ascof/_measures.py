"""The measures there are, and what they count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ascof import _core


class Figure(NamedTuple):
    """One id of the results: the numbers a measure yields under one name.

    Attributes:
        id: ``"ascof.3d.1a"``.
        title: what it tells.
        statistic: how it is made of what was counted: ``"proportion (%)"``, ``"rate per 100,000"`` ...
        polarity: ``"higher is better"``, ``"lower is better"`` or ``"neutral"``.
        decimals: places as published, half away from zero.
        groups: labels of its rows, in order.
    """

    id: str
    title: str
    statistic: str
    polarity: str
    decimals: int
    groups: tuple[str, ...]


class Measure(NamedTuple):
    """The definition of a measure, or of several that count the same people.

    Attributes:
        id: ``"ascof.3d.clients"``.
        title: what it tells.
        source: document and version of the definition.
        years: the years the definition holds for.
        unit: what is counted.
        definition: the rule in a few sentences.
        figures: what it yields.
    """

    id: str
    title: str
    source: str
    years: str
    unit: str
    definition: str
    figures: tuple[Figure, ...]


def catalogue() -> list[Measure]:
    """All measures, by id.

    >>> [figure.id for measure in ascof.catalogue() for figure in measure.figures if measure.id == "ascof.2b_2c"]
    ['ascof.2b', 'ascof.2c']
    """

    def figure(f: _core.Figure) -> Figure:
        return Figure(f.id, f.title, f.statistic, f.polarity, f.decimals, tuple(f.groups))

    return [
        Measure(m.id, m.title, m.source, m.years, m.unit, m.definition, tuple(map(figure, m.figures)))
        for m in sorted(_core.catalogue(), key=lambda m: m.id)
    ]


def describe(measure: str | Measure | Figure) -> str:
    """What a measure counts, where that is defined and what its trace shows, as ``ascof describe`` prints it.

    Raises:
        UsageError: no measure has this id.

    >>> print(ascof.describe("ascof.2b").splitlines()[0])
    ascof.2b_2c  Long-term admissions to residential and nursing care per 100,000
    """
    return _core.describe(names_of(measure))


def method_names() -> list[str]:
    """Names of the department's methods, oldest first.

    >>> "2026-06" in ascof.method_names()
    True
    """
    return _core.method_names()


def names_of(measures: str | Measure | Figure | Iterable[str | Measure | Figure]) -> list[str]:
    """The ids of one measure or several."""
    several = [measures] if isinstance(measures, (str, Measure, Figure)) else measures
    if not isinstance(several, Iterable):
        raise TypeError(f"expected ids of measures, or a Measure or Figure, got {type(measures).__name__}")
    names = [each.id if isinstance(each, (Measure, Figure)) else each for each in several]
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"expected ids of measures, or a Measure or Figure, got {type(name).__name__}")
    return names
