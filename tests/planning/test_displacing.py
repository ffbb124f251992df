"""What changed facts make impossible is let go of; what stands on it too; what nobody can plan is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.displacing import Displacement, displace
from tests import facts
from tests.planning.overlay.changes import after, change
from tests.verify.plan_facts import changed_pool

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Lag, Stage
    from iplatform_sched.domain.snapshot import Snapshot


def booked(name: str, stage: str | None, day: int, **fields: object) -> Booking:
    """Return a confirmed booking of the request ``r1`` on a day of December."""
    mine = {"request": "r1", "stage": stage, "company": "acme"}
    return facts.booking(name, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} 13:00", **(mine | fields))


def three_stages() -> tuple[Stage, ...]:
    return facts.stage("a"), facts.stage("b", "a"), facts.stage("c", ways=[facts.way("crush")])


def closed(snapshot: Snapshot, place: str, day: int) -> Displacement:
    """Return what a day's closure of a place displaces."""
    period = {"from": f"2026-12-{day:02}T00:00+09:00", "to": f"2026-12-{day + 1:02}T00:00+09:00"}
    return displace(snapshot, after(change("close", place=place, **period), snapshot=snapshot))


def statuses(found: Displacement) -> dict[str, str]:
    return {booking.id: booking.status for booking in found.snapshot.bookings}


def test_a_booking_in_a_closure_and_its_successors_are_let_go() -> None:
    bookings = [booked("1", "a", 7), booked("2", "b", 8), booked("3", "c", 9, equipment="press")]
    found = closed(facts.snapshot(facts.request("r1", *three_stages()), bookings=bookings), "cycler", 7)
    assert [(each.booking, each.code) for each in found.displaced] == [("1", "closed")]
    assert (found.following, found.lost) == (("2",), ())
    assert found.let_go == {"1", "2"}
    assert statuses(found) == {"1": "planned", "2": "planned", "3": "confirmed"}


def test_what_comes_before_stays_unless_a_maximum_lag_ties_it() -> None:
    bookings = [booked("1", "a", 7), booked("2", "b", 8)]
    loose = facts.snapshot(facts.request("r1", *three_stages()), bookings=bookings)
    assert closed(loose, "cycler", 8).following == ()
    lag: Lag = three_stages()[1].after[0].model_copy(update={"maximum": 2_880})
    tied = (facts.stage("a"), three_stages()[1].model_copy(update={"after": (lag,)}))
    assert closed(facts.snapshot(facts.request("r1", *tied), bookings=bookings), "cycler", 8).following == (
        "1",
    )


def test_the_same_specimen_and_the_same_machine_bind() -> None:
    cell = {"holds": ["cell"]}
    stages = (facts.stage("a", **cell), facts.stage("b", **cell), facts.stage("c", same_equipment_as=["a"]))
    request = facts.request("r1", *stages, specimens=[{"id": "cell"}])
    bookings = [booked("1", "a", 7), booked("2", "b", 8), booked("3", "c", 4)]
    assert closed(facts.snapshot(request, bookings=bookings), "cycler", 7).following == ("2", "3")


def test_an_operator_who_stays_with_the_request_binds() -> None:
    crew = {"operators": [{"pool": "hub-cells", "count": 1}]}
    bookings = [
        booked("1", "a", 7, people=["kim"], **crew),
        booked("2", "b", 4, people=["kim"], **crew),
        booked("3", "c", 8, people=["lee"], **crew),
    ]
    catalogue = changed_pool("hub-cells", people=["kim", "lee"])
    for wish, following in ((True, ("2",)), (False, ())):
        request = facts.request("r1", *map(facts.stage, "abc"), same_operator=wish)
        snapshot = facts.snapshot(request, bookings=bookings, catalogue=catalogue)
        assert closed(snapshot, "cycler", 7).following == following


def test_nobody_plans_anew_what_has_no_open_request() -> None:
    bookings = [
        booked("1", None, 7, request=None),
        booked("2", "a", 7, unit_numbers=[2], request="r2"),
    ]
    withdrawn = facts.request("r2", status="withdrawn")
    found = closed(facts.snapshot(facts.request("r1"), withdrawn, bookings=bookings), "hub", 7)
    assert (found.displaced, found.following) == ((), ())
    assert [each.booking for each in found.lost] == ["1", "2"]
    assert set(statuses(found).values()) == {BookingStatus.CONFIRMED}


def test_what_was_broken_before_is_no_consequence() -> None:
    broken = booked("1", "a", 6)  # a Sunday
    found = closed(facts.snapshot(facts.request("r1"), bookings=[broken]), "cycler", 6)
    assert (found.displaced, found.lost) == ((), ())


def test_work_under_way_is_lost_and_follows_nobody() -> None:
    under_way = facts.booking(
        "1",
        "2026-11-23 09:00",
        "2026-11-26 18:00",
        request="r1",
        stage="b",
        company="acme",
        status="running",
        run="pausable",
    )
    found = closed(
        facts.snapshot(facts.request("r1", *three_stages()), bookings=[under_way, booked("2", "a", 8)]),
        "cycler",
        8,
    )
    assert ([each.booking for each in found.displaced], found.following) == (["2"], ())
    retired = change("remove_equipment", equipment="cycler")
    snapshot = facts.snapshot(facts.request("r1", *three_stages()), bookings=[under_way])
    gone = displace(snapshot, after(retired, snapshot=snapshot))
    assert gone.displaced == ()
    assert [(each.booking, each.code) for each in gone.lost] == [("1", "retired")]
