"""Where, when and with whom a booking is, in the one form in which people read it in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.table import ZONE, human

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.changes import Slot


def place(at: Booking | Slot | None) -> str | None:
    """Return start, machine and named operators; ``None`` where there is no booking."""
    return None if at is None else ", ".join((f"{human(at.start, ZONE)} {at.equipment}", *at.people))


def names(at: Booking | Slot | None) -> str | None:
    """Return the named operators, between spaces; ``None`` where there is no booking."""
    return None if at is None else " ".join(at.people)
