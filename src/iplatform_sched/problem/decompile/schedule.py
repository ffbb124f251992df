"""Planned bookings as a schedule, where the problem can still express them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.problem.data import Style
from iplatform_sched.problem.fees import fee
from iplatform_sched.problem.placement import attended, place, usage
from iplatform_sched.problem.schedule import Schedule, ScheduledTask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Job, Mode, Occupation, Problem
    from iplatform_sched.problem.placement import Span

PERCENT = 100


def to_schedule(compiled: Compiled, bookings: Iterable[Booking]) -> Schedule:
    """Return pinned tasks and planned `bookings` as a schedule.

    A booking fits where one of its task's modes has exactly its machine, units, way and times and
    the house rules, outages and fixed bookings leave it alone; how it gets on with other planned
    ones is not looked at. A job of which a required stage does not fit is absent altogether, or its
    prefix where that is one.
    """
    problem = compiled.problem
    found: dict[int, ScheduledTask] = {}
    caps = [voucher.cap for voucher in problem.vouchers]
    for booking in bookings:
        if booking.status is not BookingStatus.PLANNED or booking.request is None or booking.stage is None:
            continue
        index = compiled.tasks.get((booking.request, booking.stage))
        if index is not None and problem.tasks[index].pinned is None:
            placed = _fit(compiled, index, booking, caps)
            if placed is not None:
                found[index] = placed
    befores: dict[int, list[int]] = {}
    for lag in problem.lags:
        befores.setdefault(lag.second, []).append(lag.first)
    for job in problem.jobs:
        _drop_untrained(problem, job, found)
        if not _is_whole(problem, job, found, befores):
            for index in job.tasks:
                found.pop(index, None)
    return Schedule(tuple(found.get(index, task.pinned) for index, task in enumerate(problem.tasks)))


def _fit(compiled: Compiled, index: int, booking: Booking, caps: list[int]) -> ScheduledTask | None:
    """Return the booking's placement in the first mode that expresses it; takes its subsidy off `caps`."""
    problem, grid = compiled.problem, compiled.grid
    moments = [grid.exact(each) for each in (booking.start, booking.run_end, booking.unload, booking.end)]
    if None in moments:
        return None
    start, _, unload, _ = (moment for moment in moments if moment is not None)
    task = problem.tasks[index]
    named, facts = set(booking.people), compiled.modes[index]
    # Whom nobody asks for any more, nobody need name.
    order = sorted(
        range(len(task.modes)),
        key=lambda mode: (facts[mode].after_hours != booking.after_hours, set(facts[mode].people) != named),
    )
    for number in order:
        mode, fact = task.modes[number], facts[number]
        same = (fact.way, fact.equipment, fact.self_use) == (booking.way, booking.equipment, booking.self_use)
        same = same and set(fact.people) in (named, set())
        if not same or mode.units != len(booking.unit_numbers) or mode.staff != len(booking.members):
            continue
        span = place(problem, mode, start, unload if mode.style is Style.UNATTENDED else None)
        if span is None or list(span) != moments:
            continue
        if _keeps_rules(problem, problem.jobs[task.job], mode, span) and _is_free(problem, mode, span):
            voucher, subsidy = _subsidy(compiled, booking, mode, span, caps)
            members = tuple(sorted(booking.members))
            return ScheduledTask(number, *span, members=members, voucher=voucher, subsidy=subsidy)
    return None


def _keeps_rules(problem: Problem, job: Job, mode: Mode, span: Span) -> bool:
    """Return whether release, deadline and house rules allow a placement."""
    if not job.release <= span.start <= problem.latest_start:
        return False
    if job.deadline is not None and span.end > job.deadline:
        return False
    return mode.starts is None or span.start in mode.starts


def _is_free(problem: Problem, mode: Mode, span: Span) -> bool:
    """Return whether outages and bookings outside the problem leave machine and operators free."""
    machine = problem.resources[mode.resource]
    if machine.blocked.meets(span.start, span.end):
        return False
    if any(
        each.amount + mode.units > machine.capacity and each.start < span.end and span.start < each.end
        for each in machine.occupied
    ):
        return False
    if (
        machine.changeover
        and mode.family >= 0
        and not all(
            _changes_over(machine.changeover, mode.family, span, each)
            for each in machine.occupied
            if each.family >= 0
        )
    ):
        return False
    ticks = attended(problem, mode, span)
    return not any(
        each.amount + count > problem.resources[pool].capacity and ticks.meets(each.start, each.end)
        for pool, count in mode.operators
        for each in problem.resources[pool].occupied
    )


def _changes_over(ticks: tuple[tuple[int, ...], ...], family: int, span: Span, other: Occupation) -> bool:
    """Return whether the changeover between a placement and another booking has room."""
    after = span.start >= other.end + ticks[other.family][family]
    return after or other.start >= span.end + ticks[family][other.family]


def _subsidy(
    compiled: Compiled, booking: Booking, mode: Mode, span: Span, caps: list[int]
) -> tuple[int, int]:
    """Return voucher and KRW that pay a booking: what it had, as far as the voucher still goes."""
    name = booking.charge.voucher
    if name not in compiled.vouchers:
        return -1, 0
    number = compiled.vouchers.index(name)
    voucher = compiled.problem.vouchers[number]
    most = fee(mode.tariff, usage(compiled.problem, mode, span)) * voucher.rate_percent // PERCENT
    subsidy = min(booking.charge.subsidy, most, caps[number])
    if subsidy <= 0 or span.end > voucher.expiry:
        return -1, 0
    caps[number] -= subsidy
    return number, subsidy


def _drop_untrained(problem: Problem, job: Job, found: dict[int, ScheduledTask]) -> None:
    for index in job.tasks:
        if index not in found:
            continue
        training = problem.tasks[index].modes[found[index].mode].training
        if training >= 0:
            taught = found.get(training, problem.tasks[training].pinned)
            if taught is None or taught.end > found[index].start:
                del found[index]


def _is_whole(
    problem: Problem, job: Job, found: dict[int, ScheduledTask], befores: dict[int, list[int]]
) -> bool:
    """Return whether the placed tasks of a job are all required ones, or a prefix where that will do.

    Parameters
    ----------
    befores
        Tasks from which a lag leads to a task.
    """
    required = {
        index
        for index in job.tasks
        if not problem.tasks[index].optional and problem.tasks[index].pinned is None
    }
    present = required & found.keys()
    if present == required:
        return True
    if not job.prefix or not present:
        return False
    closed = all(
        before in present for index in present for before in befores.get(index, ()) if before in required
    )
    return closed and all(not (group & present) or group <= present for group in problem.groups)
