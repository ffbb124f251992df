"""Confirmed bookings that are let go of, because the facts contradict them or they stand on such a one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.displacing import let_go
from iplatform_sched.planning.repair.impact import DEPENDS, open_requests

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, RequestId
    from iplatform_sched.planning.repair.impact import Hit


@dataclass(frozen=True, slots=True)
class Displaceable:
    """Confirmed bookings of open requests, not begun yet, that a repair may move where it is told so.

    Attributes
    ----------
    facts
        With all of them confirmed.
    hit
        Those that the facts contradict.
    following
        Those that stand on a hit, overrun or cancelled one: they move only where its request has no
        place otherwise.
    """

    facts: Snapshot
    hit: tuple[Booking, ...]
    following: tuple[Booking, ...]

    @classmethod
    def among(cls, facts: Snapshot, hits: Iterable[Hit]) -> Displaceable:
        """Return what may be displaced of the bookings `hits`."""
        live = open_requests(facts)
        movable = [
            hit
            for hit in hits
            if hit.booking.status is BookingStatus.CONFIRMED
            and hit.booking.request in live
            and hit.booking.stage is not None
            and hit.booking.start > facts.now
        ]
        return cls(
            facts,
            tuple(hit.booking for hit in movable if hit.code != DEPENDS),
            tuple(hit.booking for hit in movable if hit.code == DEPENDS),
        )

    def after_those(self, requests: Collection[RequestId]) -> frozenset[BookingId]:
        """Return the ids of those that follow in `requests`."""
        return frozenset(each.id for each in self.following if each.request in requests)

    def let_go(self, displaced: Collection[BookingId]) -> Snapshot:
        """Return the facts with `displaced` planned where they were, so that moving them has its price."""
        return let_go(self.facts, displaced)
