"""Many writers at once: no two bookings overlap, and nothing is lost without a word."""

import random
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations

import pytest

from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import BookingId
from iplatform_sched.errors import ConflictError
from iplatform_sched.store.bookings import BookingAction, BookingFilter, change_bookings, hold, list_bookings
from iplatform_sched.store.database import Store, open_store
from iplatform_sched.store.events import list_events
from tests import facts

WRITERS = 16
ATTEMPTS = 6
DAY = facts.at("2026-12-14 00:00")


def a_writer(store: Store, act: Act, number: int) -> Counter[str]:
    """Hold random hours of one unit of two machines; report what became of each attempt."""
    dice = random.Random(number)
    own = open_store(store.path, wait_seconds=120)
    told: Counter[str] = Counter()
    for attempt in range(ATTEMPTS):
        start = DAY + timedelta(minutes=30 * dice.randrange(48))
        end = start + timedelta(minutes=30 * dice.randint(1, 6))
        booking = facts.booking(
            f"w{number}-{attempt}", f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}",
            equipment=dice.choice(["cycler", "press"]), status="held", held_until=DAY,
        )  # fmt: skip
        try:
            hold(own, booking, act)
        except ConflictError as refused:
            told["overlap" if " overlaps with " in str(refused) else str(refused)] += 1
        else:
            told["held"] += 1
    return told


def test_many_writers_never_overlap(store: Store, later: Act) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        told = sum(pool.map(lambda number: a_writer(store, later, number), range(WRITERS)), Counter[str]())
    kept = list_bookings(store, BookingFilter(start=DAY, end=DAY + timedelta(days=2)))
    assert told == {"held": len(kept), "overlap": WRITERS * ATTEMPTS - len(kept)}
    assert len(kept) < WRITERS * ATTEMPTS
    assert not [
        (one.id, other.id)
        for one, other in combinations(kept, 2)
        if one.equipment == other.equipment and one.start < other.end and other.start < one.end
    ]
    assert {event.booking for event in list_events(store, after=1)} == {booking.id for booking in kept}


def test_only_one_of_many_starts_a_booking(store: Store, afterwards: Act) -> None:
    def start(_number: int) -> str:
        try:
            change_bookings(
                open_store(store.path, wait_seconds=120), [BookingId("b1")], BookingAction.START, afterwards
            )
        except ConflictError:
            return "refused"
        return "started"

    with ThreadPoolExecutor(WRITERS) as pool:
        told = Counter(pool.map(start, range(WRITERS)))
    assert told == {"started": 1, "refused": WRITERS - 1}


def test_a_bare_writer_and_the_store_exclude_each_other(
    store: Store, bare: sqlite3.Connection, later: Act
) -> None:
    bare.execute(
        "INSERT INTO booking SELECT 'bare', request, stage, company, equipment, centre, unit_numbers,"
        " '2026-12-14T01:00:00Z', '2026-12-14T02:00:00Z', '2026-12-14T02:00:00Z', '2026-12-14T02:00:00Z',"
        " status, held_until, fact FROM booking WHERE id = 'b1'"
    )
    wish = facts.booking("wish", "2026-12-14 10:30", "2026-12-14 11:30", status="held", held_until=DAY)
    with pytest.raises(ConflictError, match="another program holds the store"):
        hold(open_store(store.path, wait_seconds=0), wish, later)
    bare.commit()
    with pytest.raises(ConflictError, match="wish: overlaps with booking bare"):
        hold(store, wish, later)
