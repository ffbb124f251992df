"""Unit numbers: nobody shares a unit, whatever the minutes of the bookings that are there already."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.problem.decompile.units import Hold, number_units
from tests.facts import at

if TYPE_CHECKING:
    from datetime import datetime

UNITS = 3
TICK = 30
LAST = 12 * TICK
BEGIN = at("2026-11-25 09:00")


def moment(minutes: int) -> datetime:
    """Return the instant so many minutes after nine."""
    return BEGIN + timedelta(minutes=minutes)


@st.composite
def kept_holds(draw: st.DrawFn) -> list[Hold]:
    """Draw confirmed bookings to the minute, back to back or not; the first of a unit may run already."""
    holds = []
    for unit in range(1, UNITS + 1):
        cuts = sorted(draw(st.sets(st.integers(0, LAST), max_size=6)))
        for turn, (start, end) in enumerate(pairwise(cuts)):
            if draw(st.booleans()):
                running = turn == 0 and start == 0
                holds.append(Hold(f"{unit}-{turn}", moment(start), moment(end), 1, (unit,), running=running))
    return holds


def free(holds: list[Hold], start: int, end: int) -> int:
    """Return the units that the planner sees free throughout: bookings hold every tick that they touch."""
    ticks = range(start, end, TICK)
    return UNITS - max(
        sum(hold.amount for hold in holds if hold.start < moment(tick + TICK) and moment(tick) < hold.end)
        for tick in ticks
    )


@given(data=st.data())
def test_whatever_the_planner_finds_room_for_gets_units(data: st.DataObject) -> None:
    holds = data.draw(kept_holds())
    for turn in range(data.draw(st.integers(1, 4))):
        start = TICK * data.draw(st.integers(0, LAST // TICK - 1))
        end = start + TICK * data.draw(st.integers(1, 6))
        room = free(holds, start, end)
        if room > 0:
            amount = data.draw(st.integers(1, room))
            holds.append(Hold(f"new-{turn}", moment(start), moment(end), amount))
    numbers = number_units("cycler", UNITS, holds)
    for hold in holds:
        assert len(set(numbers[hold.key])) == hold.amount
        assert set(numbers[hold.key]) <= set(range(1, UNITS + 1))
        assert not hold.running or numbers[hold.key] == hold.numbers
    for one, other in combinations(holds, 2):
        if one.start < other.end and other.start < one.end:
            assert not set(numbers[one.key]) & set(numbers[other.key])
