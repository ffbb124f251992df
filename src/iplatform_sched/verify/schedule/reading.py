"""What a schedule says, read tick by tick from the formulas of :class:`Mode`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.data import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.problem.data import Mode, Problem, Task
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.timeline import IntervalSet


class Placed(NamedTuple):
    """A present task: its key (index in the problem), the task, its chosen mode and its placement."""

    key: int
    task: Task
    mode: Mode
    at: ScheduledTask


def present(problem: Problem, schedule: Schedule) -> list[Placed]:
    """Return all present tasks, pinned ones included, in order of index."""
    return [
        Placed(key, task, task.modes[at.mode], at)
        for key, (task, at) in enumerate(zip(problem.tasks, schedule.tasks, strict=True))
        if at is not None
    ]


def movable(problem: Problem, schedule: Schedule) -> list[Placed]:
    """Return the present tasks that are not pinned: those whose use of anything counts."""
    return [placed for placed in present(problem, schedule) if placed.task.pinned is None]


def by_key(placed: list[Placed]) -> dict[int, Placed]:
    """Return the placed tasks by their index in the problem."""
    return {one.key: one for one in placed}


def each_tick(spans: IntervalSet, start: int, end: int) -> Iterator[int]:
    """Yield the ticks of `spans` in ``[start, end)``, in order."""
    for span in spans.clip(start, end):
        yield from range(span.start, span.end)


def ticks_of(spans: IntervalSet, start: int, end: int) -> list[int]:
    """Return the ticks of `spans` in ``[start, end)``, in order."""
    return list(each_tick(spans, start, end))


def attended_ticks(problem: Problem, placed: Placed) -> list[int]:
    """Return the ticks in which operators and company staff are needed, in order."""
    mode, at = placed.mode, placed.at
    work = problem.calendars[mode.calendar].work
    if mode.style is not Style.UNATTENDED:
        return ticks_of(work, at.start, at.end)
    loading = ticks_of(work, at.start, at.run_end - mode.run)
    unloading = ticks_of(work, at.unload, at.end)
    return sorted({*loading, *unloading})


def date_of(problem: Problem, tick: int) -> int:
    """Return the local date of `tick`."""
    return tick // problem.ticks_per_day


def started_days(problem: Problem, ticks: int) -> int:
    """Return `ticks` in days, rounded up."""
    return -(-ticks // problem.ticks_per_day)


def clock(problem: Problem, tick: int) -> str:
    """Return `tick` for people, as ``day 3 09:30``."""
    date, rest = divmod(tick, problem.ticks_per_day)
    hours, minutes = divmod(rest * problem.tick_minutes, 60)
    return f"day {date} {hours:02}:{minutes:02}"
