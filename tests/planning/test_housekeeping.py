from __future__ import annotations

from datetime import timedelta

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.housekeeping import keep_house
from tests import facts


def planned(start: str, end: str, **fields: object) -> object:
    """Return a planned booking of the first stage of the battery request."""
    mine = {"request": "battery", "stage": "form", "company": "acme", "status": "planned"}
    return facts.booking("battery/form", start, end, **(mine | fields))


@pytest.mark.parametrize(
    ("start", "end", "fence", "confirmed"),
    [
        # now is Monday 2026-11-23, 20:00; working days strictly between count.
        pytest.param("2026-11-24 09:00", "2026-11-24 12:00", 0, True, id="tomorrow-none-between"),
        pytest.param("2026-11-25 09:00", "2026-11-25 12:00", 0, False, id="tuesday-between"),
        pytest.param("2026-11-25 09:00", "2026-11-25 12:00", 1, True, id="one-allowed"),
        pytest.param("2026-11-30 09:00", "2026-11-30 12:00", 4, True, id="a-weekend-does-not-count"),
        pytest.param("2026-12-28 09:00", "2026-12-28 12:00", 23, True, id="christmas-does-not-count"),
        pytest.param("2026-12-28 09:00", "2026-12-28 12:00", 22, False, id="one-day-too-far"),
    ],
)
def test_planned_bookings_inside_the_fence_are_confirmed(
    start: str, end: str, fence: int, confirmed: bool
) -> None:
    snapshot = facts.snapshot(policy=facts.policy(fence_days=fence), bookings=[planned(start, end)])
    house = keep_house(snapshot)
    assert (house.confirmed == ("battery/form",)) == confirmed
    assert house.snapshot.bookings[0].status is (
        BookingStatus.CONFIRMED if confirmed else BookingStatus.PLANNED
    )


def test_the_fence_is_the_centre_s_notice_by_default() -> None:
    catalogue = facts.network()
    strict = catalogue.model_copy(
        update={
            "centres": (facts.centre("hub", rules={"notice_days": 5}), *catalogue.centres[1:]),
        }
    )
    booking = planned("2026-12-01 09:00", "2026-12-01 12:00")
    assert keep_house(facts.snapshot(bookings=[booking])).confirmed == ()
    assert keep_house(facts.snapshot(catalogue=strict, bookings=[booking])).confirmed == ("battery/form",)


def test_a_booking_that_the_facts_contradict_is_not_confirmed() -> None:
    closed = [
        {
            "span": {"start": facts.at("2026-11-24 00:00"), "end": facts.at("2026-11-25 00:00")},
            "kind": "out_of_service",
        }
    ]
    catalogue = facts.network()
    machines = tuple(
        machine.model_copy(update={"closures": facts.machine("x", closures=closed).closures})
        if machine.id == "cycler"
        else machine
        for machine in catalogue.equipment
    )
    down = catalogue.model_copy(update={"equipment": machines})
    booking = planned("2026-11-24 09:00", "2026-11-24 12:00")
    assert keep_house(facts.snapshot(bookings=[booking])).confirmed == ("battery/form",)
    assert keep_house(facts.snapshot(catalogue=down, bookings=[booking])).confirmed == ()


def test_holds_expire_when_their_time_has_passed() -> None:
    late = facts.booking("late", "2026-12-01 09:00", "2026-12-01 12:00", status="held", held_until=facts.NOW)
    good = facts.booking(
        "good",
        "2026-12-02 09:00",
        "2026-12-02 12:00",
        status="held",
        held_until=facts.NOW + timedelta(minutes=1),
    )
    house = keep_house(facts.snapshot(bookings=[late, good]))
    assert house.expired == ("late",)
    assert [booking.status for booking in house.snapshot.bookings] == [
        BookingStatus.EXPIRED,
        BookingStatus.HELD,
    ]


@pytest.mark.parametrize(
    ("bookings", "confirmed", "expired"),
    [
        # now is Monday 2026-11-23, 20:00, and the fence one working day
        pytest.param([("form", "2026-11-23 20:00")], [], ["form"], id="its start has come"),
        pytest.param([("form", "2026-11-24 09:00")], ["form"], [], id="it has not"),
        pytest.param([("form", "2026-11-20 09:00")], [], ["form"], id="nights were skipped"),
        pytest.param(
            [("form", "2026-11-20 09:00"), ("age", "2026-11-24 09:00")], [], ["form"], id="what stands on it"
        ),
        pytest.param(
            [("form", "2026-11-20 09:00"), ("age", "2026-11-23 09:00")], [], ["age", "form"], id="both"
        ),
    ],
)
def test_a_planned_booking_that_nobody_confirmed_in_time_expires(
    bookings: list[tuple[str, str]], confirmed: list[str], expired: list[str]
) -> None:
    made = [
        facts.booking(
            f"battery/{stage}", start, str(facts.at(start) + timedelta(hours=9))[:16],
            request="battery", stage=stage, company="acme", status="planned",
            equipment="cycler" if stage == "form" else "chamber",
        )
        for stage, start in bookings
    ]  # fmt: skip
    house = keep_house(facts.snapshot(policy=facts.policy(fence_days=1), bookings=made))
    assert house.confirmed == tuple(f"battery/{stage}" for stage in confirmed)
    assert house.expired == tuple(f"battery/{stage}" for stage in expired)


def test_a_confirmed_booking_whose_start_has_passed_stays() -> None:
    late = planned("2026-11-20 09:00", "2026-11-20 18:00", status="confirmed")
    house = keep_house(facts.snapshot(bookings=[late]))
    assert (house.confirmed, house.expired) == ((), ())
