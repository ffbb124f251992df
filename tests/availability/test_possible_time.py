"""The earliest end of a stage on an empty machine against a search over all starts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.availability.possible_time import Shape, earliest_end
from iplatform_sched.availability.windows import Working
from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.timeline import EMPTY, IntervalSet

LAST = 40
ticks = st.sets(st.integers(0, LAST - 1)).map(lambda each: IntervalSet.of((tick, tick + 1) for tick in each))


def piece(calendar: Working, start: int, length: int, *, one_window: bool) -> int | None:
    """Return the end of a piece of `length` working ticks at `start`, tick by tick."""
    tick, left = start, length
    if tick not in calendar.work:
        return None
    while left and tick < LAST:
        if one_window and tick not in calendar.windows:
            return None
        left -= tick in calendar.work
        tick += 1
    return None if left else tick


def end_of(calendar: Working, shape: Shape, start: int) -> int | None:
    if shape.run is not Run.UNATTENDED:
        total = shape.lead + shape.length + shape.tail
        return piece(calendar, start, total, one_window=shape.run is Run.ATTENDED)
    begun = piece(calendar, start, shape.lead, one_window=True) if shape.lead else start
    if begun is None or not shape.tail:
        return None if begun is None else begun + shape.length
    ends = (piece(calendar, wait, shape.tail, one_window=True) for wait in range(begun + shape.length, LAST))
    return next((end for end in ends if end is not None), None)


@given(
    open_time=ticks,
    lunch=ticks,
    starts=st.none() | ticks,
    shape=st.builds(Shape, st.sampled_from(Run), st.integers(0, 3), st.integers(1, 6), st.integers(0, 3)),
    since=st.integers(0, LAST - 1),
)
def test_it_is_the_first_of_all_ends(
    open_time: IntervalSet, lunch: IntervalSet, starts: IntervalSet | None, shape: Shape, since: int
) -> None:
    calendar = Working(open_time - lunch, open_time, EMPTY)
    ends = [
        end
        for start in range(since, LAST)
        if (starts is None or start in starts) and (end := end_of(calendar, shape, start)) is not None
    ]
    assert earliest_end(calendar, shape, since, starts) == min(ends, default=None)
