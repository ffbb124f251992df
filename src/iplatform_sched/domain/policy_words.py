"""Words in a policy that name nothing: terms of levels, time zones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

from iplatform_sched.domain.policy import ObjectiveWeights, Policy
from iplatform_sched.domain.suggestions import did_you_mean


class WordFlaw(NamedTuple):
    """An unknown word at a path from the policy down."""

    path: tuple[str | int, ...]
    message: str
    hint: str
    found: str


def word_flaws(policy: Policy) -> Iterator[WordFlaw]:
    """Yield the words of a policy that name nothing."""
    terms = ObjectiveWeights.model_fields
    for level, names in enumerate(policy.levels):
        for turn, name in enumerate(names):
            if name not in terms:
                yield WordFlaw(("levels", level, turn), "unknown term", did_you_mean(name, terms), name)
    if policy.zone not in zone_names():
        hint = did_you_mean(policy.zone, zone_names())
        yield WordFlaw(("zone",), "unknown time zone", hint, policy.zone)


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())
