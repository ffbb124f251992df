"""Free time, windows and use of a machine against a count of ticks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.free import first_window, free_time, use_of
from iplatform_sched.availability.possible_time import Shape
from iplatform_sched.availability.windows import out_of_service, weekly_open, working
from iplatform_sched.domain.vocabulary import Run
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking

SNAPSHOT = facts.snapshot()
ALMANAC = open_almanac(SNAPSHOT)
CENTRE = next(each for each in SNAPSHOT.catalogue.centres if each.id == "hub")
MACHINE = facts.machine(
    "cycler",
    units=3,
    setup_minutes=30,
    closures=[
        {
            "span": {"start": facts.at("2026-11-27 00:00"), "end": facts.at("2026-11-28 00:00")},
            "kind": "out_of_service",
        }
    ],
)
WEEK = 7 * 48


def held_at(start: int, ticks: int, units: int) -> Booking:
    """Return a booking of some units from a tick on."""
    grid = ALMANAC.grid
    return facts.booking("b", "2026-11-24 09:00", "2026-11-24 10:00").model_copy(
        update={
            "start": grid.instant(start),
            "end": grid.instant(start + ticks),
            "unit_numbers": tuple(range(1, units + 1)),
        }
    )


bookings = st.lists(
    st.builds(held_at, st.integers(-20, WEEK), st.integers(1, 60), st.integers(1, 2)), max_size=4
)


def used(held: list[Booking], tick: int) -> int:
    """Return the units held at a tick."""
    return sum(
        len(each.unit_numbers)
        for each in held
        if ALMANAC.grid.floor(each.start) <= tick < ALMANAC.grid.ceil(each.end)
    )


@given(held=bookings, units=st.integers(1, 3))
def test_free_is_where_enough_units_are_held_by_nobody(held: list[Booking], units: int) -> None:
    free = free_time(ALMANAC, CENTRE, MACHINE, held, units)
    broken = out_of_service(ALMANAC, CENTRE, MACHINE)
    for tick in range(WEEK):
        assert (tick in free) == (used(held, tick) + units <= 3 and tick not in broken)


@given(held=bookings, run=st.sampled_from(Run), length=st.integers(1, 40))
def test_a_window_is_free_throughout_and_starts_in_open_time(
    held: list[Booking], run: Run, length: int
) -> None:
    free = free_time(ALMANAC, CENTRE, MACHINE, held)
    window = first_window(
        ALMANAC, CENTRE, MACHINE, free=free, shape=Shape(run, 1, length, 0), since=40, until=WEEK
    )
    if window is None:
        return
    assert 40 <= window.start < window.end <= WEEK
    assert all(tick in free for tick in range(window.start, window.end))
    assert window.start in working(ALMANAC, CENTRE, MACHINE, (), extended=False).work
    assert window.end <= window.until
    assert window.until not in free


@given(held=bookings)
def test_use_counts_unit_ticks_of_open_time(held: list[Booking]) -> None:
    opening = weekly_open(ALMANAC, CENTRE, MACHINE)
    use = use_of(ALMANAC, CENTRE, MACHINE, held, (0, WEEK))
    assert use.held == sum(used(held, tick) for tick in range(WEEK) if tick in opening)
    assert use.open == 3 * sum(tick in opening for tick in range(WEEK))
    assert use.percent == round(100 * use.held / use.open)


def test_a_machine_that_never_opens_is_not_used() -> None:
    always = {"start": facts.NOW - timedelta(days=30), "end": facts.NOW + timedelta(days=400)}
    shut = facts.machine("shut", closures=[{"span": always, "kind": "closed"}])
    assert use_of(ALMANAC, CENTRE, shut, (), (0, WEEK)).percent is None
