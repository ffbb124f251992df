"""Calendars, windows, capacity and lags: each constraint alone on hand-made problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.data import (
    Anchor,
    Link,
    LinkKind,
    Occupation,
    Resource,
    Style,
    TimeLag,
)
from tests.model.tiny import admits, at, mode, problem, spans, task

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Mode
    from iplatform_sched.problem.schedule import ScheduledTask

LONG = mode(style=Style.PAUSABLE, run=10, lead=1, tail=1)
SOAK = mode(style=Style.UNATTENDED, run=20, lead=1, tail=1, max_wait=24)
DRY = mode(style=Style.UNATTENDED, run=20)
MACHINE, OTHER, POOL = problem(task()).resources


@pytest.mark.parametrize(
    ("way", "placed", "expected"),
    [
        pytest.param(mode(), at(9, 11), True, id="attended"),
        pytest.param(mode(), at(11, 14), True, id="attended over lunch"),
        pytest.param(mode(), at(17, 34), False, id="attended never over night"),
        pytest.param(mode(), at(8, 10), False, id="attended never before opening"),
        pytest.param(mode(), at(9, 12), False, id="attended no longer than needed"),
        pytest.param(LONG, at(13, 41, run_end=40, unload=40), True, id="pausable over night"),
        pytest.param(LONG, at(13, 40, run_end=39, unload=39), False, id="pausable too short"),
        pytest.param(SOAK, at(9, 34, run_end=30, unload=33), True, id="unattended waits for opening"),
        pytest.param(SOAK, at(9, 58, run_end=30, unload=57), False, id="unattended waits too long"),
        pytest.param(SOAK, at(9, 31, run_end=30, unload=30), False, id="unattended unloads in open time"),
        pytest.param(DRY, at(3, 23), True, id="nobody loads, nobody waits"),
        pytest.param(DRY, at(3, 24, run_end=23, unload=23), False, id="nobody unloads, nobody waits"),
        pytest.param(mode(run=99), at(9, 108), False, id="fits in no window"),
    ],
)
def test_calendar(way: Mode, placed: ScheduledTask, expected: bool) -> None:
    case = problem(task(way))
    assert admits(case, "calendar", placed) is expected


@pytest.mark.parametrize(
    ("way", "placed", "expected"),
    [
        (mode(), at(9, 11), True),
        (mode(), at(14, 16), False),
        (LONG, at(13, 41, run_end=40, unload=40), False),
        (SOAK, at(33, 58, run_end=54, unload=57), True),
        (SOAK, at(9, 34, run_end=30, unload=33), False),
    ],
)
def test_blocked(way: Mode, placed: ScheduledTask, expected: bool) -> None:
    broken = Resource("machine", 1, blocked=spans((15, 20)))
    case = problem(task(way), resources=(broken, OTHER, POOL))
    assert admits(case, "blocked", placed) is expected


def test_blocked_stops_waiting_as_well() -> None:
    broken = Resource("machine", 1, blocked=spans((31, 32)))
    case = problem(task(SOAK), resources=(broken, OTHER, POOL))
    assert not admits(case, "blocked", at(9, 34, run_end=30, unload=33))


def test_start_window_release_and_deadline() -> None:
    case = problem(task(mode(starts=spans((10, 12)))), latest_start=10, job={"release": 10, "deadline": 12})
    for name, good, bad in (
        ("start_window", at(10, 12), at(11, 14)),
        ("start_window", None, at(9, 11)),
        ("release", at(10, 12), at(9, 11)),
        ("deadline", at(10, 12), at(11, 14)),
    ):
        assert admits(case, name, good)
        assert not admits(case, name, bad)


def test_capacity_of_one_unit() -> None:
    case = problem(task(), task(job=1))
    assert admits(case, "capacity", at(9, 11), at(11, 14))
    assert not admits(case, "capacity", at(9, 11), at(10, 12))


def test_capacity_of_several_units_with_a_booking() -> None:
    shared = Resource("other machine", 2, occupied=(Occupation(9, 12, 1),))
    ways = mode(resource=1)
    case = problem(task(ways), task(ways, job=1), resources=(MACHINE, shared, POOL))
    assert admits(case, "capacity", at(13, 15), at(14, 16))
    assert admits(case, "capacity", at(9, 11), at(11, 14))
    assert not admits(case, "capacity", at(9, 11), at(10, 12))
    both = problem(task(mode(resource=1, units=2)), resources=(MACHINE, shared, POOL))
    assert not admits(both, "capacity", at(9, 11))
    assert admits(both, "capacity", at(13, 15))


def test_overfull_bookings_bind_nobody_else() -> None:
    overfull = Resource("other machine", 1, occupied=(Occupation(9, 12, 3),))
    ways = mode(resource=1)
    case = problem(task(ways), task(ways, job=1), resources=(MACHINE, overfull, POOL))
    assert admits(case, "capacity", at(13, 15), at(15, 17))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(at(9, 11), at(11, 14), True, id="one after the other"),
        pytest.param(at(9, 11), at(10, 12), False, id="both at once"),
    ],
)
def test_operators(first: ScheduledTask, second: ScheduledTask, expected: bool) -> None:
    case = problem(task(mode(operators=((2, 1),))), task(mode(resource=1, operators=((2, 1),)), job=1))
    assert admits(case, "operators", first, second) is expected


def test_operators_are_free_in_the_pauses_of_a_calendar() -> None:
    late = mode(resource=1, calendar=1, run=3, operators=((2, 1),))
    case = problem(task(mode(style=Style.PAUSABLE, run=9, operators=((2, 1),))), task(late, job=1))
    assert admits(case, "operators", at(13, 38), at(18, 21))
    assert not admits(case, "operators", at(13, 38), at(17, 20))


def test_operators_load_and_unload() -> None:
    soak = mode(style=Style.UNATTENDED, run=2, lead=1, tail=1, max_wait=9, operators=((2, 1),))
    case = problem(task(soak), task(mode(resource=1, run=1, operators=((2, 1),)), job=1))
    placed = at(9, 14, run_end=12, unload=13)
    assert admits(case, "operators", placed, at(10, 11))
    assert not admits(case, "operators", placed, at(9, 10))
    assert not admits(case, "operators", placed, at(13, 14))


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        (TimeLag(0, 1, 3), True),
        (TimeLag(0, 1, 4), False),
        (TimeLag(0, 1, 5, since=Anchor.START), True),
        (TimeLag(0, 1, 6, since=Anchor.START), False),
        (TimeLag(0, 1, 6, to=Anchor.RUN_END), False),
        (TimeLag(0, 1, 3, maximum=True), True),
        (TimeLag(0, 1, 2, maximum=True), False),
    ],
)
def test_lags(lag: TimeLag, expected: bool) -> None:
    case = problem(task(), task(), lags=(lag,))
    name = "maximum_lag" if lag.maximum else "minimum_lag"
    assert admits(case, name, at(9, 11), at(14, 16)) is expected
    assert admits(case, name, at(9, 11), None)


def test_lags_in_working_days_skip_the_others() -> None:
    case = problem(task(), task(), lags=(TimeLag(0, 1, 1, working_days=True),))
    assert not admits(case, "minimum_lag", at(33, 35), at(57, 59))  # day 2 is no working day
    assert admits(case, "minimum_lag", at(33, 35), at(81, 83))


def test_lags_between_pinned_tasks_are_facts() -> None:
    case = problem(
        task(pinned=at(-5, 2)), task(pinned=at(1, 3)), task(), lags=(TimeLag(0, 1, 9), TimeLag(1, 2, 9))
    )
    assert admits(case, "minimum_lag", at(-5, 2), at(1, 3), at(13, 15))
    assert not admits(case, "minimum_lag", at(-5, 2), at(1, 3), at(11, 14))
    assert admits(case, "pinned", at(-5, 2), at(1, 3), None)
    assert not admits(case, "pinned", at(-4, 3), at(1, 3), None)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (LinkKind.SAME_RESOURCE, (True, False, False)),
        (LinkKind.DIFFERENT_RESOURCE, (False, True, True)),
        (LinkKind.SAME_SITE, (True, True, False)),
        (LinkKind.DIFFERENT_SITE, (False, False, True)),
    ],
)
def test_links(kind: LinkKind, expected: tuple[bool, ...]) -> None:
    ways = (mode(), mode(resource=1), mode(resource=2, site=1))
    case = problem(task(*ways), task(*ways), links=(Link(0, 1, kind),))
    assert tuple(admits(case, "link", at(9, 11), at(14, 16, mode=m)) for m in range(3)) == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ((2,), (True, False, True, True, False)),
        ((2, 3), (True, True, True, True, True)),
        ((), (True, True, True, True, True)),
        ((2, 4), (True, False, True, True, False)),
        ((2, 5), (True, False, False, True, False)),
        ((4,), (True, True, True, True, True)),
    ],
)
def test_links_of_operators(first: tuple[int, ...], expected: tuple[bool, ...]) -> None:
    """Resources 2 and 3 are named operators of pool 0, 4 and 5 of pool 1."""
    people = [Resource(f"operator {r}", 1, pool=r // 2 - 1) for r in range(2, 6)]
    ways = [
        mode(resource=6, operators=((0, 2), (1, 2), *((r, 1) for r in own)))
        for own in ((2,), (3,), (4,), (), (3, 4))
    ]
    ours = mode(resource=6, operators=((0, 2), (1, 2), *((r, 1) for r in first)))
    case = problem(
        task(ours),
        task(*ways),
        resources=(Resource("pool", 4), Resource("desk", 4), *people, Resource("machine", 2)),
        links=(Link(0, 1, LinkKind.SAME_OPERATOR),),
    )
    found = tuple(admits(case, "link", at(9, 11), at(14, 16, mode=m)) for m in range(5))
    assert found == expected
    assert admits(case, "link", at(9, 11), None)


def test_links_of_sites_look_at_sites_of_whatever_number() -> None:
    ways = (mode(), mode(site=1), mode(site=2))
    apart = problem(task(*ways), task(*ways), links=(Link(0, 1, LinkKind.DIFFERENT_SITE),))
    together = problem(task(*ways), task(*ways), links=(Link(0, 1, LinkKind.SAME_SITE),))
    for m in (1, 2):
        pair = (at(9, 11, mode=1), at(14, 16, mode=m))
        assert admits(apart, "link", *pair) is (m == 2)
        assert admits(together, "link", *pair) is (m == 1)
