"""Words in a policy that name nothing: terms of levels, time zones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from iplatform_sched.domain.policy import ObjectiveWeights, Policy
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.documents import document_issue
from iplatform_sched.exchange.suggestions import did_you_mean
from iplatform_sched.exchange.yaml_reading import Document, Path


def policy_flaws(policy: Policy, document: Document, path: Path = ()) -> Iterator[Issue]:
    """Yield what is wrong with the words of a policy that stands at `path` of `document`."""
    terms = ObjectiveWeights.model_fields
    for level, names in enumerate(policy.levels):
        for turn, name in enumerate(names):
            if name not in terms:
                where = (*path, "levels", level, turn)
                hint = did_you_mean(name, terms)
                yield document_issue(document, where, "unknown term", "unknown-id", hint, name)
    if policy.zone not in zone_names():
        hint = did_you_mean(policy.zone, zone_names())
        yield document_issue(document, (*path, "zone"), "unknown time zone", "unknown-id", hint, policy.zone)


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())
