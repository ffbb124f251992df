"""Who stands in the way of a request that finds no place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.repair.draft import Draft, Search

SHARE = 0.05
"""Of the budget, for a request with nobody else planned."""


def rivals_of(draft: Draft, wanting: Collection[RequestId], search: Search) -> frozenset[RequestId]:
    """Return the requests planned where those `wanting` a place would go with nobody else planned."""
    found: set[RequestId] = set()
    for request in sorted(wanting):
        alone = replace(draft, bookings=()).replanned({request}, search, SHARE / len(wanting))
        found |= {
            other.request
            for other in draft.bookings
            if other.request is not None
            and other.status is BookingStatus.PLANNED
            and any(_clash(each, other) for each in alone.bookings if each.request == request)
        }
    return frozenset(found) - frozenset(wanting)


def _clash(one: Booking, other: Booking) -> bool:
    """Return whether two bookings may want the same machine, operators or people at a time."""
    if one.end <= other.start or other.end <= one.start:
        return False
    pools = {use.pool for use in one.operators} & {use.pool for use in other.operators}
    people = one.company == other.company and one.members and other.members
    return one.equipment == other.equipment or bool(pools) or bool(people)
