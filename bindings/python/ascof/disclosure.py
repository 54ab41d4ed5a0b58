"""Disclosure control: which figures of a release are shown, rounded or hidden, so that no small count can be told.

    >>> from ascof import disclosure
    >>> release = disclosure.Release()
    >>> removed, reduced, remained = release.count(20), release.count(3), release.count(30)
    >>> all_outcomes = release.count(53)
    >>> release.total(all_outcomes, [removed, reduced, remained])
    >>> share = release.percentage(remained, all_outcomes)
    >>> safe = release.protect(disclosure.ONE_TO_SEVEN)
    >>> [count.text for count in safe.counts], safe.ratios[share].value
    (['*', '*', '30', '53'], 56.6)

The 3 is small and hidden; if the 20 were not, it would be 53 - 20 - 30. A release is everything that is published
together. A figure that two breakdowns share is one count of it: that is how one cannot give away what the other hides.

What is promised: for every value a small count may have (`Policy.hidden_range`) there are whole counts that agree with
everything published, be it counts, rounded counts, percentages or rates; so the value stays possible. Of every other
hidden count values stay possible that lie as far apart as the ends of that range. Where hiding everything could not
keep that much open (a numerator among three residents), as much stays open as that would keep.

What is not: nothing about relations the release was not told, or releases published before. Which hidden counts are
small and which only protect them is for the council's own eyes; publish `Count.text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, SupportsIndex

from ascof import _core
from ascof._checks import LARGEST_COUNT, made_by, real_number, text, truth, whole_number
from ascof._errors import UsageError

__all__ = [
    "HEALTH_RESEARCH",
    "ONE_TO_SEVEN",
    "POLICIES",
    "SAFEGUARDING",
    "SECONDARY_CARE",
    "Count",
    "Policy",
    "Protected",
    "Ratio",
    "Release",
]


@dataclass(frozen=True)
class Policy:
    """Which counts may not be shown, and how the others are.

    A council's own is made from its numbers, or from a named one:
    ``dataclasses.replace(SAFEGUARDING, name="our own", largest_hidden=9)``.

    Attributes:
        name: what it is called.
        largest_hidden: counts up to this one are small: hidden. At least 1.
        shows_zero: a count of 0 is shown as 0; otherwise it is small as well.
        rounding: counts are shown to the nearest multiple of this, a half upwards; 1 shows them as they are.
        rounds_before_dividing: ratios are made of the counts as shown; otherwise of the unrounded ones.
        least_choices: a ratio of unrounded counts is shown when it leaves, taken alone, at least this many values
            possible for each rounded count it is made of; 1 accepts that it may undo the rounding.
        symbol: what stands for a hidden figure.
        source: the document that states it.
    """

    name: str
    largest_hidden: int
    shows_zero: bool = False
    rounding: int = 1
    rounds_before_dividing: bool = False
    least_choices: int = 1
    symbol: str = "*"
    source: str = ""

    @property
    def hidden_range(self) -> tuple[int, int]:
        """The smallest and the largest small count."""
        return (1 if self.shows_zero else 0, self.largest_hidden)

    def _made(self) -> _core.DisclosurePolicy:
        return _core.make_disclosure_policy(
            text(self.name, "name"),
            text(self.source, "source"),
            _whole(self.largest_hidden, "largest_hidden"),
            truth(self.shows_zero, "shows_zero"),
            _whole(self.rounding, "rounding"),
            truth(self.rounds_before_dividing, "rounds_before_dividing"),
            _whole(self.least_choices, "least_choices"),
            text(self.symbol, "symbol"),
        )


def _named() -> dict[str, Policy]:
    return {
        p.name: Policy(
            p.name,
            p.largest_hidden,
            p.shows_zero,
            p.rounding,
            p.rounds_before_dividing,
            p.least_choices,
            p.symbol,
            p.source,
        )
        for p in _core.disclosure_policies()
    }


POLICIES: dict[str, Policy] = _named()
"""The named policies, by name."""

SAFEGUARDING: Policy = POLICIES["safeguarding"]
"""The safeguarding return: 0 to 4 are a star, other counts to the nearest 5, percentages from unrounded counts."""

ONE_TO_SEVEN: Policy = POLICIES["1 to 7"]
"""1 to 7 are a star; 0 and all other counts are shown as they are."""

SECONDARY_CARE: Policy = POLICIES["secondary care"]
"""1 to 7 are a star, 0 is shown, other counts to the nearest 5, percentages from the rounded counts."""

HEALTH_RESEARCH: Policy = POLICIES["health research"]
"""7 or fewer are redacted, other counts to the nearest 5."""


class Count(NamedTuple):
    """A count as it may be published.

    Attributes:
        status: ``"shown"``, ``"rounded"``, ``"primary suppression"`` (small), ``"secondary suppression"`` (hidden to
            protect a small one), ``"unpublished"`` or ``"known"``.
        value: as published; None when hidden or unpublished.
        text: as published, with the policy's symbol for a hidden count; empty when unpublished.
        possible: of a hidden or unpublished count the least and the most that can be told from the whole release, None
            for no upper end; of others what the figure alone says.
    """

    status: str
    value: int | None
    text: str
    possible: tuple[int, int | None]

    @property
    def hidden(self) -> bool:
        """Whether the count is hidden, for whichever reason."""
        return self.status in ("primary suppression", "secondary suppression")


class Ratio(NamedTuple):
    """A percentage or rate as it may be published.

    Attributes:
        status: ``"shown"``, ``"hidden"`` or ``"no denominator"`` (nobody to divide by, where that is shown).
        value: to the published decimals; None unless shown.
    """

    status: str
    value: float | None


class Protected:
    """A release as it may be published. Made by `Release.protect`.

    Attributes:
        policy: what was asked for.
        counts: by the numbers of the release.
        ratios: by the numbers of the release.
    """

    policy: Policy
    counts: list[Count]
    ratios: list[Ratio]

    def __init__(self, policy: Policy, made: _core.ProtectedRelease) -> None:
        if not isinstance(policy, Policy):
            raise TypeError(f"expected policy as a Policy such as SAFEGUARDING, got {type(policy).__name__}")
        made_by(made, _core.ProtectedRelease, "made", "Release.protect()")
        self.policy = policy
        self.counts = [Count(*each) for each in made.counts()]
        self.ratios = [Ratio(*each) for each in made.ratios()]
        self._made = made

    def __repr__(self) -> str:
        hidden = sum(count.hidden for count in self.counts)
        return f"<Protected: {len(self.counts)} counts, {hidden} hidden, policy {self.policy.name!r}>"

    def how_many(self, status: str) -> int:
        """How many counts have a status."""
        wanted = text(status, "status")
        return sum(count.status == wanted for count in self.counts)


class Release:
    """Counts, what everybody knows to be true about them, and ratios.

    Counts and ratios are named by the number that adding them returns, from 0. Whatever relation holds in public must
    be told, or outsiders know more than the protection reckons with.
    """

    def __init__(self) -> None:
        self._release = _core.Release()

    def __len__(self) -> int:
        return len(self._release)

    def __repr__(self) -> str:
        return f"<Release: {len(self)} counts>"

    def count(self, value: SupportsIndex, *, weight: float = 0) -> int:
        """Add a count to be published.

        Args:
            value: people or events.
            weight: how much it would be missed if it had to be hidden to protect another one; 0: by its size.

        Raises:
            UsageError: the value or the weight is below 0.
        """
        return self._release.add_count(_whole(value, "value"), real_number(weight, "weight"))

    def unpublished(self, value: SupportsIndex) -> int:
        """Add a count that is not published and must not be worked out when it is small, such as the few without an
        outcome that nearly everybody had.

        Raises:
            UsageError: the value is below 0.
        """
        return self._release.add_unpublished(_whole(value, "value"))

    def known(self, value: SupportsIndex) -> int:
        """Add a count that everybody knows, such as residents.

        Raises:
            UsageError: the value is below 0.
        """
        return self._release.add_known(_whole(value, "value"))

    def total(self, total: SupportsIndex, parts: Iterable[SupportsIndex]) -> None:
        """Tell that the parts add up to the total.

        Raises:
            UsageError: they do not, a count repeats, or there is no such count.
        """
        self._release.add_total(self._number(total, "total"), self._numbers(parts))

    def within(self, whole: SupportsIndex, parts: Iterable[SupportsIndex]) -> None:
        """Tell that the parts do not overlap and are all in the whole, which may hold more (people of unknown age).

        Raises:
            UsageError: they add up to more, a count repeats, or there is no such count.
        """
        self._release.add_within(self._number(whole, "whole"), self._numbers(parts))

    def percentage(self, numerator: SupportsIndex, denominator: SupportsIndex, *, decimals: int = 1) -> int:
        """Add 100 x numerator / denominator, the numerator being part of the denominator.

        Raises:
            UsageError: the numerator is the larger, there is no such count, or decimals are not 0 to 9.
        """
        return self._release.add_percentage(
            self._number(numerator, "numerator"),
            self._number(denominator, "denominator"),
            whole_number(decimals, "decimals"),
        )

    def rate(
        self, numerator: SupportsIndex, denominator: SupportsIndex, *, per: float = 100_000, decimals: int = 1
    ) -> int:
        """Add per x numerator / denominator. Says nothing of one within the other: see `within`.

        Raises:
            UsageError: there is no such count, per is not above 0, or decimals are not 0 to 9.
        """
        return self._release.add_rate(
            self._number(numerator, "numerator"),
            self._number(denominator, "denominator"),
            real_number(per, "per"),
            whole_number(decimals, "decimals"),
        )

    def protect(self, policy: Policy) -> Protected:
        """Hide what has to be hidden.

        Raises:
            UsageError: the policy makes no sense.
        """
        return Protected(policy, self._release.protect(_checked(policy)))

    def hide_small_counts(self, policy: Policy) -> Protected:
        """Only hide small counts and the ratios made of them, as is often done. Not safe: `audit` shows why.

        Raises:
            UsageError: the policy makes no sense.
        """
        return Protected(policy, self._release.hide_small_counts(_checked(policy)))

    def audit(self, published: Protected) -> list[tuple[int, int | None]]:
        """The least and the most an outsider can tell of each count by linear reasoning over all that is published.

        Raises:
            UsageError: it was not made of this release.
        """
        if not isinstance(published, Protected):
            raise TypeError(f"expected what protect() made, got {type(published).__name__}")
        return self._release.audit(published._made)

    def _numbers(self, parts: Iterable[SupportsIndex]) -> list[int]:
        if isinstance(parts, (str, bytes)) or not isinstance(parts, Iterable):
            raise TypeError(f"expected parts as a list of counts, got {type(parts).__name__}")
        return [self._number(part, "parts") for part in parts]

    def _number(self, value: SupportsIndex, name: str) -> int:
        number = _whole(value, name)
        if number < 0:
            raise UsageError(
                f"{name}: there is no count {number}; counts are numbered from 0", code="bad_option", field=name
            )
        return number


def _whole(value: SupportsIndex, name: str) -> int:
    """A number of people or events."""
    return whole_number(value, name, largest=LARGEST_COUNT)


def _checked(policy: Policy) -> _core.DisclosurePolicy:
    if not isinstance(policy, Policy):
        raise TypeError(f"expected a Policy such as SAFEGUARDING, got {type(policy).__name__}")
    return policy._made()
