"""What the plan costs: by company, by sector, and as fees by centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.report.page.subject import Subject


@dataclass(frozen=True, slots=True)
class Cost:
    """KRW that companies pay: net fees with materials, specimen transport, staff travel."""

    fees: int = 0
    transport: int = 0
    travel: int = 0

    @property
    def total(self) -> int:
        """Return the sum."""
        return self.fees + self.transport + self.travel


def plan_costs(subject: Subject, group: Callable[[Booking], str | None]) -> dict[str, Cost]:
    """Return the cost of the plan's bookings by `group`, the dearest first; those without one are left out.

    Fixed bookings that the plan renumbers cost what they did.
    """
    sums: dict[str, Cost] = {}
    for booking in subject.plan.bookings:
        name = group(booking)
        if name is not None and booking.status is BookingStatus.PLANNED:
            old = sums.get(name, Cost())
            sums[name] = Cost(
                old.fees + booking.charge.net,
                old.transport + booking.transport_krw,
                old.travel + booking.charge.staff_travel,
            )
    return dict(sorted(sums.items(), key=lambda item: (-item[1].total, item[0])))


def total_cost(bookings: tuple[Booking, ...]) -> int:
    """Return the KRW that companies pay for the planned ones among `bookings`."""
    return sum(b.company_krw for b in bookings if b.status is BookingStatus.PLANNED)
