"""Planned bookings that the problem can no longer express are dropped, with the job they belong to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile.schedule import to_schedule
from tests.facts import (
    at,
    booking,
    centre,
    company,
    hours,
    machine,
    network,
    offer,
    request,
    snapshot,
    stage,
    voucher,
    way,
)

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import Schedule

CHANGES = [
    {"before": "dry", "after": "wet", "minutes": 60},
    {"before": "wet", "after": "dry", "minutes": 240},
]


def planned(
    start: str = "2026-11-25 09:00", end: str = "2026-11-25 15:00", tail: int = 30, **fields: object
) -> object:
    """Return a planned booking of stage a of request r: four hours of work, an hour around it, lunch."""
    words = {"request": "r", "stage": "a", "status": "planned", "run_end": at(end) - timedelta(minutes=tail)}
    words["unload"] = words["run_end"]
    return booking("p", start, end, **(words | fields))


def returned(*bookings: object, **fields: object) -> Schedule:
    """Return the schedule of bookings for one request of one stage on the tiny network."""
    one = fields.pop("one", request("r", stage("a")))
    facts = snapshot(bookings=bookings, requests=[one], **fields)
    return to_schedule(compile_snapshot(facts), facts.bookings)


def test_a_planned_booking_comes_back() -> None:
    (placed,) = returned(planned()).tasks
    assert placed is not None
    assert (placed.start, placed.run_end, placed.end) == (48 * 2 + 18, 48 * 2 + 29, 48 * 2 + 30)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(planned("2026-11-25 09:10", "2026-11-25 15:10"), id="between two ticks"),
        pytest.param(planned("2026-11-25 09:00", "2026-11-25 15:30"), id="longer than the work"),
        pytest.param(planned("2026-11-25 08:00", "2026-11-25 13:00"), id="before opening"),
        pytest.param(planned("2026-11-23 12:00", "2026-11-23 18:00"), id="before the release"),
        pytest.param(planned("2027-03-03 09:00", "2027-03-03 15:00"), id="after the last start"),
        pytest.param(planned(equipment="press"), id="another machine"),
        pytest.param(planned(way=1), id="another way"),
        pytest.param(planned(self_use=True), id="another use"),
        pytest.param(planned(unit_numbers=[1, 2]), id="more units"),
        pytest.param(planned(members=[0]), id="more members"),
        pytest.param(planned(stage="gone"), id="a stage that is no more"),
        pytest.param(planned(request=None), id="nobody's"),
    ],
)
def test_what_no_mode_expresses_is_dropped(bad: object) -> None:
    assert returned(bad).tasks == (None,)


def test_deadline_and_house_rules_bind() -> None:
    late = request("r", stage("a"), deadline=at("2026-11-25 14:30"))
    assert returned(planned(), one=late).tasks == (None,)
    early = network(centres=[centre("hub", rules={"latest_start": "08:00"}), centre("lab"), centre("isle")])
    assert returned(planned(end="2026-11-25 14:00"), catalogue=early).tasks == (None,)


@pytest.mark.parametrize(
    ("other", "stays"),
    [
        pytest.param({"unit_numbers": [1, 2, 3]}, True, id="three of four units"),
        pytest.param({"unit_numbers": [1, 2, 3, 4]}, False, id="all units"),
        pytest.param({"operators": [{"pool": "hub-cells", "count": 1}]}, True, id="one of two operators"),
        pytest.param({"operators": [{"pool": "hub-cells", "count": 2}]}, False, id="both operators"),
    ],
)
def test_other_bookings_come_first(other: dict[str, object], stays: bool) -> None:
    fixed = booking("fixed", "2026-11-25 14:00", "2026-11-25 18:00", **other)
    assert (returned(fixed, planned()).tasks[0] is not None) == stays


def test_an_outage_comes_first() -> None:
    outage = {
        "span": {"start": at("2026-11-25 12:00"), "end": at("2026-11-25 12:30")},
        "kind": "out_of_service",
    }
    facts = network(equipment=[machine("cycler", setup_minutes=30, teardown_minutes=30, closures=[outage])])
    assert returned(planned(), catalogue=facts).tasks == (None,)


@pytest.mark.parametrize(
    ("start", "end", "stays"),
    [
        pytest.param("2026-11-25 08:00", "2026-11-25 09:00", True, id="an hour after dry work"),
        pytest.param("2026-11-25 08:00", "2026-11-25 09:30", False, id="half an hour after dry work"),
        pytest.param("2026-11-25 18:00", "2026-11-25 19:00", True, id="four hours before dry work"),
        pytest.param("2026-11-25 17:30", "2026-11-25 19:00", False, id="less before dry work"),
    ],
)
def test_changeovers_to_other_bookings_need_their_gap(start: str, end: str, stays: bool) -> None:
    facts = network(equipment=[machine("cycler", changeovers=CHANGES)], centres=[centre("hub")], pools=[])
    bare = facts.model_copy(
        update={"equipment": (machine("cycler", changeovers=CHANGES, offers=[offer("cycle", None)]),)}
    )
    mine = planned("2026-11-25 10:00", "2026-11-25 14:00", 0)
    schedule = returned(
        booking("dry", start, end, family="dry"),
        mine,
        catalogue=bare,
        one=request("r", stage("a", family="wet")),
    )
    assert (schedule.tasks[0] is not None) == stays


def test_a_job_is_dropped_whole_or_cut_to_a_prefix() -> None:
    stages = (stage("a"), stage("b", "a"), stage("c", after=[{"after": "b", "maximum": 6_000}]))
    first = planned()
    second = planned("2026-11-26 09:00", "2026-11-26 15:00", id="q", stage="b")
    third = planned("2026-11-27 09:00", "2026-11-27 15:00", id="s", stage="c")

    def kept(*bookings: object, prefix: bool) -> list[bool]:
        one = request("r", *stages, prefix_will_do=prefix)
        return [each is not None for each in returned(*bookings, one=one).tasks]

    assert kept(first, second, third, prefix=False) == [True, True, True]
    assert kept(first, second, prefix=False) == [False, False, False]
    assert kept(first, prefix=True) == [True, False, False]
    assert kept(first, second, prefix=True) == [False, False, False]
    assert kept(second, third, prefix=True) == [False, False, False]
    assert kept(prefix=True) == [False, False, False]


def test_self_use_without_its_training_is_dropped() -> None:
    facts = network(
        centres=[centre("hub", hours=hours("09:00", "18:00"))],
        pools=[],
        equipment=[machine("cycler", offers=[offer("cycle", None)], use="self_use_allowed")],
    )
    one = request(
        "r",
        stage("a", ways=[way(minutes=120)]),
        stage("t", kind="training", trains="cycle", ways=[way(minutes=60)]),
    )

    use = planned("2026-11-26 09:00", "2026-11-26 11:00", 0, self_use=True, members=[0])
    course = planned("2026-11-25 09:00", "2026-11-25 10:00", 0, id="t", stage="t")
    later = planned("2026-11-26 10:00", "2026-11-26 11:00", 0, id="t", stage="t")

    def kept(*bookings: object) -> list[bool]:
        return [each is not None for each in returned(*bookings, one=one, catalogue=facts).tasks]

    assert kept(use, course) == [True, True]
    assert kept(use, later) == [False, False]
    assert kept(use) == [False, False]


@pytest.mark.parametrize(
    ("changes", "voucher_index", "subsidy"),
    [
        pytest.param({}, 0, 90_000, id="as before"),
        pytest.param({"rate_percent": 10}, 0, 30_000, id="a lower rate"),
        pytest.param({"cap_krw": 50_000}, 0, 50_000, id="less left"),
        pytest.param({"expires": date(2026, 11, 24)}, -1, 0, id="expired at its end"),
        pytest.param({"id": "another"}, -1, 0, id="gone"),
    ],
)
def test_vouchers_pay_what_they_still_can(
    changes: dict[str, object], voucher_index: int, subsidy: int
) -> None:
    charge = {"fee": 300_000, "subsidy": 90_000, "voucher": "v1", "net": 210_000}
    (placed,) = returned(planned(charge=charge), vouchers=[voucher().model_copy(update=changes)]).tasks
    assert placed is not None
    assert (placed.voucher, placed.subsidy) == (voucher_index, subsidy)


def test_fixed_bookings_are_in_the_schedule() -> None:
    fixed = planned(status="confirmed")
    schedule = returned(fixed, one=request("r", stage("a"), stage("b", "a")), companies=[company("acme")])
    assert schedule.tasks[0] is not None
    assert schedule.tasks[1] is None
