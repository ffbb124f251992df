"""What the judge says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.vocabulary import BookingId, RequestId


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a proposed plan breaks.

    Attributes
    ----------
    rule
        Name of the rule in `PLAN_RULES`.
    message
        What is wrong, for people, with the facts.
    bookings
        Proposed bookings concerned, and fixed ones that they collide with.
    request
        Request concerned, where there is one.
    """

    rule: str
    message: str
    bookings: tuple[BookingId, ...] = ()
    request: RequestId | None = None

    def __str__(self) -> str:
        """Return ``rule: message``."""
        return f"{self.rule}: {self.message}"


def against(rule: str, booking: Booking, what: str, *others: Booking) -> Violation:
    """Return a violation by a booking, together with `others` where they collide."""
    return Violation(
        rule=rule,
        message=f"{title(booking)} {what}",
        bookings=(booking.id, *(other.id for other in others)),
        request=booking.request,
    )


def against_request(rule: str, request: Request, what: str) -> Violation:
    """Return a violation by a request as a whole."""
    return Violation(rule=rule, message=f"request {request.id} {what}", request=request.id)


def title(booking: Booking) -> str:
    """Return what people call a booking: request and stage, or the id where it has none."""
    if booking.request is None:
        return f"booking {booking.id}"
    return f"booking {booking.id} ({booking.request}, stage {booking.stage})"
