"""The measures there are, and what they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ascof import _core
from ascof._checks import text as checked_text


class Figure(NamedTuple):
    """One id of the results: the numbers a measure yields under one name.

    Attributes:
        id: ``"ascof.3d.1a"``.
        title: what it tells.
        statistic: how it is made of what was counted: ``"proportion (%)"``, ``"rate per 100,000"`` ...
        polarity: ``"higher is better"``, ``"lower is better"`` or ``"neutral"``.
        decimals: places as published, half away from zero.
        groups: labels of its rows, in order; empty when the records tell.
    """

    id: str
    title: str
    statistic: str
    polarity: str
    decimals: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """The definition of a measure, or of several that count the same people.

    Made by `catalogue`, by `ascof.algebra.define` for measures of one's own, and by `from_json`. Measures can be
    pickled and copied: those of the catalogue by their id, one's own with their whole definition.

    Attributes:
        id: ``"ascof.3d.clients"``.
        title: what it tells.
        source: document and version of the definition.
        years: the years the definition holds for.
        unit: what is counted.
        definition: the rule in a few sentences.
        figures: what it yields.
        standing: ``"national"`` when the department publishes it for every council (``"all"`` means these), else
            ``"local"``.
    """

    id: str
    title: str
    source: str
    years: str
    unit: str
    definition: str
    figures: tuple[Figure, ...]
    standing: str
    _own: _core.Measure | None = field(default=None, repr=False, compare=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Measure):
            return NotImplemented
        if self._own is None or other._own is None:
            return self._own is other._own and self.id == other.id
        return self._own is other._own or self._own.equals(other._own)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def fingerprint(self) -> str:
        """32 digits that say what it counts: conditions, values, breakdowns, denominators, decimals and the method. Id,
        titles and descriptions do not belong to it. `Results.definitions` and `State.definitions` have it too.

        >>> len(ascof.catalogue()[0].fingerprint)
        32
        """
        return self._definition().fingerprint()

    def to_json(self) -> str:
        """The whole definition as text, a part a line: to be read, stored and compared, and loaded by `from_json`. The
        same definition gives the same text.

        Raises:
            UsageError: a text of the definition is not UTF-8.
        """
        return self._definition().to_json()

    @staticmethod
    def from_json(text: str) -> Measure:
        """The measure of what `to_json` has written.

        Its fingerprint may be taken out, for a definition that was changed on purpose; where it stands it must be
        right.

        Raises:
            InputError: the text is no measure that ascof wrote, was written by a newer version, its parts do not fit
                together, or it says to be an official measure and counts otherwise.

        >>> first = ascof.catalogue()[0]
        >>> ascof.Measure.from_json(first.to_json()) == first
        True
        """
        read = _core.Measure.from_json(checked_text(text, "text"))
        known = next((m for m in _core.catalogue() if m.id == read.id and m.equals(read)), None)
        return of_core(read, is_own=known is None)

    def _definition(self) -> _core.Measure:
        if self._own is not None:
            return self._own
        return next(m for m in _core.catalogue() if m.id == self.id)


def of_core(measure: _core.Measure, *, is_own: bool) -> Measure:
    """A measure of the catalogue, which its id stands for, or one that a user defined."""
    figures = tuple(
        Figure(f.id, f.title, f.statistic, f.polarity, f.decimals, tuple(f.groups)) for f in measure.figures
    )
    return Measure(
        measure.id,
        measure.title,
        measure.source,
        measure.years,
        measure.unit,
        measure.definition,
        figures,
        measure.standing,
        measure if is_own else None,
    )


Measures: TypeAlias = "str | Measure | Figure | Iterable[str | Measure | Figure]"
"""What names measures in any call."""


def catalogue() -> list[Measure]:
    """All measures, by id.

    >>> [figure.id for measure in ascof.catalogue() for figure in measure.figures if measure.id == "ascof.2b_2c"]
    ['ascof.2b', 'ascof.2c']
    """
    return [of_core(m, is_own=False) for m in sorted(_core.catalogue(), key=lambda m: m.id)]


def describe(measure: str | Measure | Figure) -> str:
    """What a measure counts, where that is defined and what its trace shows, as ``ascof describe`` prints it.

    Raises:
        UsageError: no measure has this id.

    >>> print(ascof.describe("ascof.2b").splitlines()[0])
    ascof.2b_2c  Long-term admissions to residential and nursing care per 100,000
    """
    return _core.describe(*names_of(measure))


def method_names() -> list[str]:
    """Names of the department's methods, oldest first.

    >>> "2026-06" in ascof.method_names()
    True
    """
    return _core.method_names()


def names_of(measures: Measures) -> tuple[list[str], list[_core.Measure]]:
    """One measure or several: ids of shipped ones, and users' own."""
    several = [measures] if isinstance(measures, (str, Measure, Figure)) else measures
    if not isinstance(several, Iterable) or isinstance(several, bytes):
        raise TypeError(f"expected ids of measures, or a Measure or Figure, got {type(measures).__name__}")
    names: list[str] = []
    own: list[_core.Measure] = []
    for each in several:
        if isinstance(each, Measure) and isinstance(each._own, _core.Measure):
            # One that was pickled or copied is the same measure.
            if not any(each._own is k or (each.id == k.id and each._own.equals(k)) for k in own):
                own.append(each._own)
        elif isinstance(each, (Measure, Figure)):
            names.append(checked_text(each.id, "measures"))
        elif isinstance(each, str):
            names.append(checked_text(each, "measures"))
        else:
            raise TypeError(f"expected ids of measures, or a Measure or Figure, got {type(each).__name__}")
    return names, own
