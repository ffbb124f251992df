"""Specifications as people ask for them, and how far a machine reaches beyond or falls short."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.request import SpecificationBound
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from iplatform_sched.domain.equipment import CapabilityOffer, Specification

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_ASKED = re.compile(rf"\s*(\w+)\s*(>=|<=|=)\s*({_NUMBER})(?:\s*\.\.\s*({_NUMBER}))?\s*")
_HINT = "Write it like temperature>=85, dew_point<=-50 or temperature=-40..85, without a unit"
_LISTED = 8


class Reach(NamedTuple):
    """How a machine meets, or does not meet, one asked specification.

    Attributes
    ----------
    low, high
        Its range; ``None`` where it states no such specification.
    margin
        How far the range goes beyond what is asked, at its tighter end; below zero by so much it falls
        short. ``None`` where it states no such specification.
    """

    bound: SpecificationBound
    unit: str
    low: float | None
    high: float | None
    margin: float | None

    @property
    def meets(self) -> bool:
        """Return whether the machine reaches what is asked."""
        return self.margin is not None and self.margin >= 0


def parse_bound(text: str, names: Collection[str], option: str = "--spec") -> SpecificationBound:
    """Return what ``temperature>=85`` asks of a machine: that its range reaches 85 from below.

    ``<=`` asks that it reaches down, ``=`` that it covers a value, ``a..b`` a range. A name may stand
    without its unit where only one of `names` begins so.

    Raises
    ------
    InputError
        The text is no such range, or its name is none or several of `names`.
    """
    match = _ASKED.fullmatch(text)
    if match is None or (match[4] is not None and match[2] != "="):
        raise InputError(Issue("is not a specification range", field=option, found=text, hint=_HINT))
    name = _name(match[1], names, text, option)
    low, high = float(match[3]), float(match[4] or match[3])
    if low > high:
        raise InputError(
            Issue("ends below its start", field=option, found=text, hint="Write the lower end first")
        )
    return SpecificationBound(
        name=name,
        reach_down=None if match[2] == ">=" else low,
        reach_up=None if match[2] == "<=" else high,
    )


def _name(word: str, names: Collection[str], text: str, option: str) -> str:
    folded = word.casefold()
    found = sorted(each for each in names if each == folded or each.startswith(f"{folded}_"))
    if folded in found:
        return folded
    if len(found) == 1:
        return found[0]
    if found:
        hint = "Choose one of " + ", ".join(found)
        raise InputError(
            Issue("names several specifications", field=option, found=text, hint=hint, code="ambiguous")
        )
    known = ", ".join(sorted(names)[:_LISTED]) + (", ..." if len(names) > _LISTED else "")
    hint = f"Known: {known}" if known else "None is known of these capabilities"
    raise InputError(
        Issue("is no specification of any machine", field=option, found=text, hint=hint, code="unknown-id")
    )


def reach_of(specifications: Iterable[Specification], bound: SpecificationBound) -> Reach:
    """Return how the best of a machine's specifications meets a bound."""
    found = [
        Reach(bound, each.unit, each.low, each.high, _margin(each, bound))
        for each in specifications
        if each.name == bound.name
    ]
    nothing = Reach(bound, "", None, None, None)
    return max(found, key=lambda each: each.margin if each.margin is not None else 0.0, default=nothing)


def reaches(offer: CapabilityOffer, bounds: Iterable[SpecificationBound]) -> Iterator[Reach]:
    """Yield how an offer meets each bound, in order."""
    return (reach_of(offer.specifications, bound) for bound in bounds)


def _margin(each: Specification, bound: SpecificationBound) -> float:
    ends = []
    if bound.reach_down is not None:
        ends.append(bound.reach_down - each.low)
    if bound.reach_up is not None:
        ends.append(each.high - bound.reach_up)
    return round(min(ends, default=0.0), 9)


def shortfall(found: Iterable[Reach]) -> float:
    """Return how far an offer falls short in all, as shares of what is asked; not stated is all of it."""
    return sum(_missing(each) for each in found)


def _missing(each: Reach) -> float:
    if each.margin is None:
        return 1.0
    asked = max(abs(end) for end in (each.bound.reach_down, each.bound.reach_up, 1.0) if end is not None)
    return max(0.0, -each.margin) / asked


def asked_words(bound: SpecificationBound, unit: str = "") -> str:
    """Return a bound in words: ``temperature_c -40..85 degC``."""
    low, high = bound.reach_down, bound.reach_up
    if low is not None and high is not None:
        text = f"= {low:g}" if low == high else f"{low:g}..{high:g}"
    elif high is not None:
        text = f">= {high:g}"
    else:
        text = f"<= {low:g}" if low is not None else "any"
    return " ".join(part for part in (bound.name, text, unit) if part)


def range_words(each: Reach) -> str:
    """Return what a machine reaches: ``temperature_c -70..180 degC``."""
    if each.low is None or each.high is None:
        return f"{each.bound.name} not stated"
    return f"{each.bound.name} {each.low:g}..{each.high:g} {each.unit}".rstrip()


def reach_words(each: Reach) -> str:
    """Return what a machine that meets a bound reaches, and its margin: ``... degC (30 to spare)``."""
    return range_words(each) if each.margin is None else f"{range_words(each)} ({each.margin:g} to spare)"


def short_words(each: Reach) -> str:
    """Return by how much a machine falls short: ``temperature_c 20 degC short``."""
    if each.margin is None:
        return range_words(each)
    return f"{each.bound.name} {-each.margin:g} {each.unit}".rstrip() + " short"
