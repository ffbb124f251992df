"""Sample bookings for report tests."""

from __future__ import annotations

from datetime import datetime

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.vocabulary import Run

ZONE = "Asia/Seoul"


def at(text: str) -> datetime:
    """Return an instant of Seoul, such as ``2026-11-24 09:00``."""
    return datetime.fromisoformat(f"{text}:00+09:00")


def booking(start: str, end: str, **changes: object) -> Booking:
    """Return a booking of one unit, attended throughout unless told otherwise."""
    first, last = at(start), at(end)
    values: dict[str, object] = {
        "id": "B1",
        "request": "R1",
        "stage": "mix",
        "company": "K1",
        "equipment": "E1",
        "centre": "C1",
        "unit_numbers": (1,),
        "start": first,
        "run_end": last,
        "unload": last,
        "end": last,
        "run": Run.ATTENDED,
        "attended": ({"start": first, "end": last},),
        "status": "planned",
    }
    return Booking.model_validate(values | changes)
