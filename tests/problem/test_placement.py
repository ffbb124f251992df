"""Placement tables against a tick-by-tick reading of the calendar formula."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from iplatform_sched.problem.data import (
    Calendar,
    Company,
    Mode,
    Overtime,
    Problem,
    Resource,
    Site,
    Style,
    Tariff,
)
from iplatform_sched.problem.fees import fee
from iplatform_sched.problem.placement import (
    Span,
    advance,
    attended,
    earliest_piece,
    overtime,
    place,
    start_groups,
    unload_groups,
    usage,
)
from iplatform_sched.timeline import EMPTY, IntervalSet

DAY = 48


def office(days: int, *, lunch: bool = True) -> Calendar:
    """Return 09:00-18:00 on every day, with lunch 12:00-13:00 and evenings 18:00-20:00 after hours."""
    windows = IntervalSet.of((d * DAY + 18, d * DAY + 40) for d in range(days))
    breaks = IntervalSet.of((d * DAY + 24, d * DAY + 26) for d in range(days) if lunch)
    evening = IntervalSet.of((d * DAY + 36, d * DAY + 40) for d in range(days))
    return Calendar(windows - breaks, windows, evening)


def problem_of(calendar: Calendar, horizon: int, windows: IntervalSet = EMPTY) -> Problem:
    """Return a problem without tasks: a machine, a pool with overtime, one calendar."""
    pool = Resource("pool", 2, overtime=Overtime(windows, 20_000, (100, 100)))
    return Problem(
        horizon=horizon,
        latest_start=horizon,
        jobs=(),
        tasks=(),
        resources=(Resource("machine", 1), pool),
        calendars=(calendar,),
        sites=(Site("centre", calendar.work),),
        companies=(Company("firm", 0),),
        weeks=(0, 2 * DAY, 4 * DAY),
    )


def slow_advance(calendar: Calendar, start: int, ticks: int, *, one_window: bool) -> int | None:
    """Return the same as `advance`, tick by tick."""
    if ticks == 0:
        return start
    if start not in calendar.work:
        return None
    window = calendar.windows.window(start)
    assert window is not None
    done, tick = 0, start
    last = calendar.work.spans[-1].end
    while done < ticks:
        if tick >= last or (one_window and tick >= window.end):
            return None
        done += tick in calendar.work
        tick += 1
    return tick


@pytest.mark.parametrize("seed", range(20))
def test_advance_counts_working_ticks(seed: int) -> None:
    """Random calendars, starts and lengths agree with counting."""
    rng = random.Random(seed)
    windows = IntervalSet.of((s, s + rng.randint(1, 12)) for s in rng.sample(range(60), 5))
    work = windows - IntervalSet.of((s, s + 1) for s in rng.sample(range(60), 6))
    calendar = Calendar(work, windows)
    for start in range(70):
        for ticks in range(8):
            for one_window in (True, False):
                expected = slow_advance(calendar, start, ticks, one_window=one_window)
                assert advance(calendar, start, ticks, one_window=one_window) == expected


@pytest.mark.parametrize("style", [Style.ATTENDED, Style.PAUSABLE])
@pytest.mark.parametrize(("lead", "run", "tail"), [(0, 1, 0), (2, 5, 1), (1, 14, 3), (0, 20, 0)])
def test_groups_hold_exactly_the_starts_that_can_be_placed(
    style: Style, lead: int, run: int, tail: int
) -> None:
    """Every tick is in exactly one group or cannot be placed, and the group tells its placement."""
    late = IntervalSet.of((d * DAY + 38, d * DAY + 40) for d in range(4))
    problem = problem_of(office(4), 4 * DAY, late)
    tariff = Tariff(
        per_hour=10_001,
        per_day=5_000,
        after_hours_percent=50,
        express_percent=50,
        express_before=70,
        spared=66,
        discounts=(30, 7),
    )
    mode = Mode(0, 0, 0, style, run, lead, tail, operators=((1, 2),), tariff=tariff)
    groups = start_groups(problem, mode)
    for start in range(4 * DAY):
        span = place(problem, mode, start)
        holding = [group for group in groups if start in group.starts]
        assert len(holding) == (span is not None)
        if span is None:
            continue
        group, ticks = holding[0], attended(problem, mode, span)
        used = usage(problem, mode, span)
        assert (start + group.run_end, start + group.end) == (span.run_end, span.end)
        assert group.overtime == overtime(problem, mode, ticks)
        assert group.fee == fee(tariff, used)
        assert (group.days, group.after * 30) == (used.days, used.after)
        assert ticks.measure() == mode.work


def test_overtime_is_split_at_the_week() -> None:
    """Work over two evenings in two weeks counts in both."""
    late = IntervalSet.of((d * DAY + 36, d * DAY + 40) for d in range(4))
    problem = problem_of(office(4), 4 * DAY, late)
    mode = Mode(0, 0, 0, Style.PAUSABLE, 8, operators=((1, 1),))
    span = place(problem, mode, DAY + 37)
    assert span == Span(DAY + 37, 2 * DAY + 23, 2 * DAY + 23, 2 * DAY + 23)
    assert overtime(problem, mode, attended(problem, mode, span)) == ((1, 0, 3),)
    long = Mode(0, 0, 0, Style.PAUSABLE, 26, operators=((1, 1),))
    span = place(problem, long, DAY + 37)
    assert span is not None
    assert overtime(problem, long, attended(problem, long, span)) == ((1, 0, 3), (1, 1, 4))


def test_unattended_runs_through_the_night_and_waits_for_opening() -> None:
    """Loading 09:00-10:00, 24 h of run, unloading from the earliest opening on."""
    problem = problem_of(office(4), 4 * DAY)
    mode = Mode(0, 0, 0, Style.UNATTENDED, 48, lead=2, tail=1, max_wait=4)
    assert place(problem, mode, 18) == Span(18, 68, 68, 69)
    assert place(problem, mode, 18, 72) is None
    assert place(problem, mode, 18, 73) is None
    assert place(problem, mode, 18, 70) == Span(18, 68, 70, 71)
    assert place(problem, mode, 12) is None
    waiting = Mode(0, 0, 0, Style.UNATTENDED, 30, lead=0, tail=2, max_wait=20)
    assert place(problem, waiting, 20) == Span(20, 50, 66, 68)
    short = Mode(0, 0, 0, Style.UNATTENDED, 30, lead=0, tail=2, max_wait=15)
    assert place(problem, short, 20) is None
    bare = Mode(0, 0, 0, Style.UNATTENDED, 30)
    assert place(problem, bare, 3) == Span(3, 33, 33, 33)
    assert place(problem, bare, 3, 34) is None


def test_unattended_usage_counts_the_hold() -> None:
    """The hold is charged, loading and unloading are attended, each started 24 h is a day."""
    problem = problem_of(office(4), 4 * DAY)
    mode = Mode(0, 0, 0, Style.UNATTENDED, 48, lead=2, tail=1, max_wait=4)
    used = usage(problem, mode, Span(18, 68, 68, 69))
    assert (used.charged, used.attended, used.days) == (51 * 30, 3 * 30, 2)


def test_pieces_of_unattended_work() -> None:
    """Loading and unloading groups cover the attended pieces in one window, any tick without a lead."""
    problem = problem_of(office(2), 2 * DAY)
    mode = Mode(0, 0, 0, Style.UNATTENDED, 5, lead=3, tail=2, max_wait=4)
    loads = [start for group in start_groups(problem, mode) for a, b in group.starts for start in range(a, b)]
    assert sorted(loads) == [
        t for t in range(2 * DAY) if advance(office(2), t, 3, one_window=True) is not None
    ]
    unloads = [
        start for group in unload_groups(problem, mode) for a, b in group.starts for start in range(a, b)
    ]
    assert sorted(unloads) == [
        t for t in range(2 * DAY) if advance(office(2), t, 2, one_window=True) is not None
    ]
    bare = Mode(0, 0, 0, Style.UNATTENDED, 5, tariff=Tariff(express_percent=50, express_before=10))
    groups = start_groups(problem, bare)
    assert [(group.starts.spans, group.express) for group in groups] == [
        (((0, 10),), True),
        (((10, 97),), False),
    ]
    kept = Mode(0, 0, 0, Style.UNATTENDED, 5, tariff=replace(bare.tariff, spared=4))
    assert [(group.starts.spans, group.express) for group in start_groups(problem, kept)] == [
        (((0, 4), (5, 10)), True),
        (((4, 5), (10, 97)), False),
    ]


def test_earliest_piece_needs_room_in_one_window() -> None:
    """A piece of four ticks does not start in the last three of a window."""
    calendar = office(2)
    assert earliest_piece(calendar, 4, 30) == 30
    assert earliest_piece(calendar, 4, 37) == DAY + 18
    assert earliest_piece(calendar, 4, DAY + 37) is None
    assert earliest_piece(calendar, 400, 0) is None
    assert start_groups(problem_of(Calendar(EMPTY, EMPTY), 10), Mode(0, 0, 0, Style.ATTENDED, 2)) == ()
    short = Calendar(IntervalSet.of([(0, 2), (4, 6)]), IntervalSet.of([(0, 2), (4, 6)]))
    assert start_groups(problem_of(short, 10), Mode(0, 0, 0, Style.ATTENDED, 3)) == ()
