"""Rules about one placement and the clock: calendar, blocked, start_window, release, deadline, pinned."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Style
from iplatform_sched.verify.schedule.reading import clock, each_tick, movable, ticks_of
from iplatform_sched.verify.schedule.violation import Violation

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Calendar, Mode, Problem
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask


def calendar(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Every placement keeps the working calendar of its mode and the horizon, as :class:`Mode` says."""
    found = []
    for index, task, mode, at in movable(problem, schedule):
        fault = _calendar_fault(problem.calendars[mode.calendar], mode, at)
        if fault is None and not 0 <= at.start <= at.end <= problem.horizon:
            fault = "leaves the horizon"
        if fault is not None:
            where = f"{clock(problem, at.start)} to {clock(problem, at.end)}"
            found.append(Violation("calendar", f"{task.name} {fault} ({where}).", (index,)))
    return tuple(found)


def _calendar_fault(when: Calendar, mode: Mode, at: ScheduledTask) -> str | None:
    if mode.style is Style.UNATTENDED:
        return _unattended_fault(when, mode, at)
    one_window = mode.style is Style.ATTENDED
    if at.run_end != worked(when, at.start, mode.lead + mode.run, one_window=one_window):
        return "does not end its run where its working time ends"
    if at.end != worked(when, at.start, mode.lead + mode.run + mode.tail, one_window=one_window):
        return "does not end where its working time ends"
    if at.unload != at.run_end:
        return "has a time of unloading although it is attended"
    return None


def _unattended_fault(when: Calendar, mode: Mode, at: ScheduledTask) -> str | None:
    loaded = worked(when, at.start, mode.lead, one_window=True)
    if loaded is None:
        return "is not loaded within one window of working time"
    if at.run_end != loaded + mode.run:
        return "does not run as long as it must"
    if mode.tail == 0:
        return None if at.end == at.unload == at.run_end else "waits although nobody unloads it"
    if not at.run_end <= at.unload <= at.run_end + mode.max_wait:
        return "is not unloaded in time after its run"
    if at.end != worked(when, at.unload, mode.tail, one_window=True):
        return "is not unloaded within one window of working time"
    return None


def worked(when: Calendar, start: int, ticks: int, *, one_window: bool) -> int | None:
    """Return the moment at which `ticks` work ticks from `start` are done, tick by tick.

    ``None`` where `start` is no work tick, where the calendar ends before, or with `one_window`
    where the window of `start` does. Zero ticks are done at once, whatever the calendar says.
    """
    if ticks == 0:
        return start
    window = when.windows.window(start)
    if window is None or start not in when.work:
        return None
    last = window.end if one_window else when.windows.spans[-1].end
    proceeding = list(islice(each_tick(when.work, start, last), ticks))
    return proceeding[-1] + 1 if len(proceeding) == ticks else None


def blocked(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """No machine is held while it is out of service."""
    found = []
    for index, task, mode, at in movable(problem, schedule):
        machine = problem.resources[mode.resource]
        broken = ticks_of(machine.blocked, at.start, at.end)
        if broken:
            message = f"{task.name} holds {machine.name} out of service at {clock(problem, broken[0])}."
            found.append(Violation("blocked", message, (index,)))
    return tuple(found)


def start_window(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Every start is one that `Mode.starts` and `Problem.latest_start` allow."""
    found = []
    for index, task, mode, at in movable(problem, schedule):
        allowed = mode.starts is None or at.start in mode.starts
        if not allowed or at.start > problem.latest_start:
            message = f"{task.name} may not start at {clock(problem, at.start)}."
            found.append(Violation("start_window", message, (index,)))
    return tuple(found)


def release(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """No task starts before its job's release."""
    return tuple(
        Violation(
            "release",
            f"{task.name} starts at {clock(problem, at.start)}, before its release.",
            (index,),
            (task.job,),
        )
        for index, task, _, at in movable(problem, schedule)
        if at.start < problem.jobs[task.job].release
    )


def deadline(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """No task ends after its job's deadline."""
    found = []
    for index, task, _, at in movable(problem, schedule):
        latest = problem.jobs[task.job].deadline
        if latest is not None and at.end > latest:
            message = f"{task.name} ends at {clock(problem, at.end)}, after its deadline."
            found.append(Violation("deadline", message, (index,), (task.job,)))
    return tuple(found)


def pinned(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Every pinned task is exactly where it is pinned."""
    return tuple(
        Violation("pinned", f"{task.name} is confirmed and must stay as it is.", (index,), (task.job,))
        for index, (task, at) in enumerate(zip(problem.tasks, schedule.tasks, strict=True))
        if task.pinned is not None and at != task.pinned
    )
