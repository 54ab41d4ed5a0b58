"""Disclosure control: its figures and mistakes, and attacks on what it publishes."""

from __future__ import annotations

import dataclasses
import doctest
from collections.abc import Callable
from dataclasses import dataclass

import ascof
import numpy
import pytest
from ascof import disclosure
from ascof.disclosure import Policy, Protected, Release
from attack import Knowledge, ends, of_nothing, of_publication
from random_release import Build, is_small, random_build

OWN = Policy("a council's own", largest_hidden=9, shows_zero=True, rounding=10, least_choices=2, symbol="-")
OTHER = Policy("another council's", largest_hidden=2, symbol="c")
POLICIES = [*disclosure.POLICIES.values(), OWN, OTHER]

RELEASES = 1000  # attacked for each policy
RELEASES_IN_WHOLE_PEOPLE = 150  # attacked again by somebody who knows that people do not come in fractions
FIRST_SEED = 20_260_501


# ---------------------------------------------------------------------------------------------------------- the attack


@dataclass
class Attacked:
    """One hidden count, what it is, and how far apart or to which ends its values must stay possible."""

    build: Build
    number: int
    small: bool


def attack(
    builds: list[Build], made: list[Protected], policy: Policy, *, whole: bool = False
) -> tuple[int, list[Attacked]]:
    """Bounds every hidden count from all that is published.

    Returns:
        how many counts were attacked, and those told more exactly than the policy's protection.
    """
    targets: list[Attacked] = []
    asked: list[tuple[Knowledge, int]] = []
    for build, published in zip(builds, made, strict=True):
        knowledge = of_publication(build, published)
        for number, count in enumerate(published.counts):
            small = is_small(build.values[number], published) and build.kinds[number] != "known"
            if count.hidden or (small and count.status == "unpublished"):
                targets.append(Attacked(build, number, small))
                asked.append((knowledge, number))
    found = ends(asked, whole=whole)
    least, most = policy.hidden_range

    def protects(target: Attacked, low: float, high: float, lowest: float, highest: float) -> bool:
        if target.small:
            return low <= max(least, lowest) + 1e-6 and high >= min(most, highest) - 1e-6
        return high - low >= min(most - least, highest - lowest) - 1e-6

    suspects = [
        (target, low, high)
        for target, (low, high) in zip(targets, found, strict=True)
        if not protects(target, low, high, -numpy.inf, numpy.inf)
    ]
    # Some counts cannot be anything between the ends, whatever is hidden: a total of two groups that are not empty.
    at_best = ends([(of_nothing(target.build, policy), target.number) for target, _, _ in suspects], whole=whole)
    told = [
        target
        for (target, low, high), (lowest, highest) in zip(suspects, at_best, strict=True)
        if not protects(target, low, high, lowest, highest)
    ]
    return len(targets), told


def share(part: int, of: int) -> str:
    return f"{part} ({100 * part / of:.1f} %)"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_no_hidden_count_can_be_told(policy: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    builds = [random_build(FIRST_SEED + number) for number in range(RELEASES)]
    usual = [build.release.hide_small_counts(policy) for build in builds]
    made = [build.release.protect(policy) for build in builds]

    # The attacker is a real one: hiding small counts only does not stop him.
    _, told_usually = attack(builds, usual, policy)
    assert len({id(target.build) for target in told_usually}) > RELEASES / 10

    attacked, told = attack(builds, made, policy)
    assert told == []

    counts = sum(kind == "published" for build in builds for kind in build.kinds)
    ratios = sum(len(build.ratios) for build in builds)
    small = sum(each.how_many("primary suppression") for each in made)
    secondary = sum(each.how_many("secondary suppression") for each in made)
    ratios_hidden = [sum(r.status == "hidden" for each in outcome for r in each.ratios) for outcome in (usual, made)]
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{policy.name}: of {counts} counts in {RELEASES} releases {share(small, counts)} are hidden as small and "
            f"{share(secondary, counts)} to protect them; of {ratios} ratios {share(ratios_hidden[0], ratios)} are "
            f"hidden with small counts and {share(ratios_hidden[1] - ratios_hidden[0], ratios)} to protect them. "
            f"The attack tells {len(told_usually)} counts without the protection, {len(told)} of {attacked} with it.",
        )


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_whole_people_do_not_help_the_attacker(policy: Policy) -> None:
    builds = [random_build(FIRST_SEED + RELEASES + number) for number in range(RELEASES_IN_WHOLE_PEOPLE)]
    made = [build.release.protect(policy) for build in builds]
    attacked, told = attack(builds, made, policy, whole=True)
    assert attacked > RELEASES_IN_WHOLE_PEOPLE
    assert told == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_the_audit_tells_what_the_attacker_tells(policy: Policy) -> None:
    """Without ratios the audit reckons with no more than the attacker knows, so both find the same ends."""
    for seed in range(FIRST_SEED, FIRST_SEED + 60):
        build = random_build(seed)
        if build.ratios:
            continue
        published = build.release.hide_small_counts(policy)
        knowledge = of_publication(build, published)
        found = ends([(knowledge, number) for number in range(len(build.values))])
        for (least, most), (low, high) in zip(build.release.audit(published), found, strict=True):
            assert least == numpy.ceil(low - 1e-6)
            if most is not None:
                assert most == numpy.floor(high + 1e-6)
            else:
                assert high > 10 * max(build.values)


# --------------------------------------------------------------------------------------------------------- the figures


def test_the_docstring_tells_the_truth() -> None:
    result = doctest.testmod(disclosure)
    assert result.attempted > 5
    assert result.failed == 0


def test_the_named_policies() -> None:
    ranges = {name: policy.hidden_range for name, policy in disclosure.POLICIES.items()}
    assert ranges == {"safeguarding": (0, 4), "1 to 7": (1, 7), "secondary care": (1, 7), "health research": (0, 7)}
    assert disclosure.SAFEGUARDING.rounding == 5
    assert disclosure.SECONDARY_CARE.rounds_before_dividing
    assert all(policy.source for policy in disclosure.POLICIES.values())


def test_the_statuses_of_a_release() -> None:
    release = Release()
    young, old, everybody = release.count(3), release.count(numpy.int64(50)), release.count(53)
    without, residents = release.unpublished(40), release.known(9000)
    release.total(everybody, [young, old])
    release.within(residents, [everybody])
    share_old = release.percentage(old, everybody, decimals=0)
    share_young = release.percentage(young, everybody)
    rate = release.rate(everybody, residents)
    nobody = release.percentage(release.count(0), release.count(0))

    safe = release.protect(disclosure.ONE_TO_SEVEN)
    assert [count.status for count in safe.counts] == [
        "primary suppression",
        "secondary suppression",
        "shown",
        "unpublished",
        "known",
        "shown",
        "shown",
    ]
    assert [count.text for count in safe.counts] == ["*", "*", "53", "", "9000", "0", "0"]
    assert [count.value for count in safe.counts] == [None, None, 53, None, 9000, 0, 0]
    assert safe.counts[young].possible == (1, 52)
    assert safe.counts[without].possible == (0, None)
    assert safe.counts[young].hidden
    assert not safe.counts[everybody].hidden
    assert safe.ratios[share_old] == safe.ratios[share_young] == ("hidden", None)
    assert safe.ratios[rate] == ("shown", 588.9)
    assert safe.ratios[nobody] == ("no denominator", None)
    assert safe.how_many("shown") == 3
    assert repr(safe) == "<Protected: 7 counts, 2 hidden, policy '1 to 7'>"
    assert repr(release) == "<Release: 7 counts>"

    usual = release.hide_small_counts(disclosure.ONE_TO_SEVEN)
    assert usual.counts[old].text == "50"
    assert release.audit(usual)[young] == (3, 3)
    assert release.audit(safe)[young] == (1, 52)


def test_a_policy_of_ones_own() -> None:
    own = dataclasses.replace(disclosure.SAFEGUARDING, name="own", largest_hidden=9, rounding=10, symbol="low")
    release = Release()
    for value in (0, 9, 14, 15):
        release.count(value)
    assert [count.text for count in release.protect(own).counts] == ["low", "low", "10", "20"]


def test_weights_choose_what_is_hidden() -> None:
    def hidden(weights: tuple[float, float]) -> list[str]:
        release = Release()
        parts = [release.count(3), release.count(20, weight=weights[0]), release.count(30, weight=weights[1])]
        release.total(release.count(53, weight=100), parts)
        return [count.text for count in release.protect(disclosure.ONE_TO_SEVEN).counts]

    assert hidden((1, 2)) == ["*", "*", "30", "53"]
    assert hidden((2, 1)) == ["*", "20", "*", "53"]


REFUSED: dict[str, tuple[str, str, Callable[[Release], object]]] = {
    "a count below 0": ("value", "a count below 0", lambda release: release.count(-1)),
    "a weight below 0": ("weight", "expected 0 or more", lambda release: release.count(1, weight=-1)),
    "parts that are too few": ("parts", "do not add up to count 1", lambda release: release.total(1, [0])),
    "parts that are too many": ("parts", "add up to more than count 0", lambda release: release.within(0, [1])),
    "a part twice": ("parts", "count 0 is there twice", lambda release: release.within(1, [0, 0])),
    "no such part": ("parts", "there is no count 7", lambda release: release.within(1, [7])),
    "a part below 0": ("parts", "there is no count -1", lambda release: release.within(1, [-1])),
    "a numerator beyond": ("parts", "add up to more", lambda release: release.percentage(1, 0)),
    "no such denominator": ("denominator", "there is no count 9", lambda release: release.rate(0, 9)),
    "too many decimals": ("decimals", "expected 0 to 9", lambda release: release.percentage(0, 1, decimals=12)),
    "a rate per nothing": ("per", "expected a number above 0", lambda release: release.rate(0, 1, per=0)),
    "a policy that hides nothing": ("largest_hidden", "hides no count", lambda release: release.protect(Policy("x", 0))),
    "a policy that rounds to 0": ("rounding", "rounded to 0", lambda release: release.protect(Policy("x", 4, rounding=20))),
    "an outcome of another release": ("published", "of another release", lambda release: release.audit(Release().protect(OWN))),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused(name: str) -> None:
    field, text, call = REFUSED[name]
    release = Release()
    release.count(31)
    release.count(47)
    with pytest.raises(ascof.UsageError, match=text) as refused:
        call(release)
    assert (refused.value.code, refused.value.field) == ("bad_option", field)
    assert "31" not in str(refused.value)
    assert "47" not in str(refused.value)


def test_a_python_mistake_is_a_type_error_that_says_so() -> None:
    release = Release()
    with pytest.raises(TypeError, match="expected value as a whole number, got float"):
        release.count(3.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a Policy such as SAFEGUARDING, got str"):
        release.protect("safeguarding")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"expected what protect\(\) made, got Release"):
        release.audit(release)  # type: ignore[arg-type]
