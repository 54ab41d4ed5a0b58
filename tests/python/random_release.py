"""Random releases as councils make them, kept with their build so that an attacker can be told it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from ascof.disclosure import Protected, Release


@dataclass
class Build:
    """What everybody knows of a release, and the counts, which nobody but the council knows.

    Attributes:
        release: as the package takes it.
        values: by count.
        kinds: by count: "published", "unpublished" or "known".
        relations: (whole, parts, whether the parts are all of it).
        ratios: (numerator, denominator, per, decimals, whether one is part of the other).
    """

    release: Release = field(default_factory=Release)
    values: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    relations: list[tuple[int, list[int], bool]] = field(default_factory=list)
    ratios: list[tuple[int, int, float, int, bool]] = field(default_factory=list)

    def add(self, value: int, kind: str = "published") -> int:
        """Add a count."""
        self.values.append(value)
        self.kinds.append(kind)
        adds = {"published": self.release.count, "unpublished": self.release.unpublished, "known": self.release.known}
        return adds[kind](value)

    def relate(self, whole: int, parts: list[int], *, complete: bool) -> None:
        """Parts that add up to the whole, or are within it."""
        self.relations.append((whole, parts, complete))
        (self.release.total if complete else self.release.within)(whole, parts)

    def divide(self, numerator: int, denominator: int, per: float, decimals: int) -> None:
        """A percentage (per 100, one part of the other) or a rate."""
        if per == 100:
            self.release.percentage(numerator, denominator, decimals=decimals)
            self.relations.append((denominator, [numerator], False))
        else:
            self.release.rate(numerator, denominator, per=per, decimals=decimals)
        self.ratios.append((numerator, denominator, per, decimals, per == 100))


def random_build(seed: int) -> Build:
    """Invented people by age (some unknown), sex (some unknown), both, and areas within districts; with and without an
    outcome; at times percentages, rates among residents, and the few without the outcome to be protected."""
    source = random.Random(seed)
    unknown = 0.04 if source.random() < 0.5 else 0.0
    outcome = source.uniform(0.02, 0.95)
    areas = source.randint(2, 4)
    size = source.randint(0, 25) if source.random() < 0.3 else source.randint(20, 300)
    people = [
        (
            None if source.random() < unknown else "young" if source.random() < 0.35 else "old",
            None if source.random() < unknown else source.choice("fm"),
            0 if source.random() < 0.5 else source.randrange(areas),
            source.random() < outcome,
        )
        for _ in range(size)
    ]
    build = Build()
    percentages, denominators = source.random() < 0.7, source.random() < 0.8
    guarded = denominators and source.random() < 0.25

    def add(age: str | None = None, sex: str | None = None, places: set[int] | None = None) -> tuple[int, int]:
        group = [
            person
            for person in people
            if age in (None, person[0]) and sex in (None, person[1]) and (places is None or person[2] in places)
        ]
        events = sum(person[3] for person in group)
        numerator = build.add(events)
        if not denominators:
            return numerator, -1
        denominator = build.add(len(group))
        if percentages:
            build.divide(numerator, denominator, 100, source.randint(0, 1))
        else:
            build.relate(denominator, [numerator], complete=False)
        if guarded:
            build.relate(denominator, [numerator, build.add(len(group) - events, "unpublished")], complete=True)
        return numerator, denominator

    def relate(whole: tuple[int, int], parts: list[tuple[int, int]], *, complete: bool) -> None:
        for which in range(2 if denominators else 1):
            build.relate(whole[which], [part[which] for part in parts], complete=complete)

    known = unknown == 0
    everybody = add()
    young, old = add("young"), add("old")
    women, men = add(None, "f"), add(None, "m")
    relate(everybody, [young, old], complete=known)
    relate(everybody, [women, men], complete=known)
    if source.random() < 0.5:
        inner = {(age, sex): add(age, sex) for age in ("young", "old") for sex in "fm"}
        relate(young, [inner["young", "f"], inner["young", "m"]], complete=known)
        relate(old, [inner["old", "f"], inner["old", "m"]], complete=known)
        relate(women, [inner["young", "f"], inner["old", "f"]], complete=known)
        relate(men, [inner["young", "m"], inner["old", "m"]], complete=known)
    if source.random() < 0.6:
        places = [add(None, None, {area}) for area in range(areas)]
        if areas > 2 and source.random() < 0.5:
            district = add(None, None, {0, 1})
            relate(district, places[:2], complete=True)
            relate(everybody, [district, *places[2:]], complete=True)
        else:
            relate(everybody, places, complete=True)
    if source.random() < 0.25:
        residents = build.add(len(people) + source.randint(0, 50_000), "known")
        build.relate(residents, [everybody[0]], complete=False)
        if build.values[residents]:
            build.divide(everybody[0], residents, 100_000, 1)
    return build


def is_small(value: int, published: Protected) -> bool:
    """Whether the policy hides the count."""
    least, most = published.policy.hidden_range
    return least <= value <= most
