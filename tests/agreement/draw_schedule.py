"""Dice that make schedules: valid ones, ones near validity, and steps from one to the next."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.data import Style
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.verify.schedule import RULES, verify_schedule
from iplatform_sched.verify.schedule.money import fee
from iplatform_sched.verify.schedule.reading import Placed
from iplatform_sched.verify.schedule.time_rules import worked
from tests.agreement.draw_teams import draw_team

if TYPE_CHECKING:
    import random

    from iplatform_sched.problem.data import Calendar, Mode, Problem


class Spot(NamedTuple):
    """The moments of a placement."""

    start: int
    run_end: int
    unload: int
    end: int


def spots(problem: Problem, mode: Mode) -> tuple[Spot, ...]:
    """Return all placements of a mode that keep its calendar and the horizon."""
    when = problem.calendars[mode.calendar]
    shape = (mode.style, mode.lead, mode.run, mode.tail, mode.max_wait)
    return _spots(when, shape, problem.horizon)


@lru_cache(maxsize=512)
def _spots(when: Calendar, shape: tuple[Style, int, int, int, int], horizon: int) -> tuple[Spot, ...]:
    style, lead, run, tail, max_wait = shape
    found = []
    for start in range(horizon + 1):
        if style is Style.UNATTENDED:
            loaded = worked(when, start, lead, one_window=True)
            if loaded is None:
                continue
            done = loaded + run
            for unload in range(done, done + (max_wait if tail else 0) + 1):
                end = worked(when, unload, tail, one_window=True)
                found.append(None if end is None else Spot(start, done, unload, end))
        else:
            one_window = style is Style.ATTENDED
            run_end = worked(when, start, lead + run, one_window=one_window)
            end = worked(when, start, lead + run + tail, one_window=one_window)
            if run_end is not None and end is not None:
                found.append(Spot(start, run_end, run_end, end))
    return tuple(spot for spot in found if spot is not None and spot.end <= horizon)


def draw_placement(
    rng: random.Random, problem: Problem, key: int, *, keep_calendar: bool = True
) -> ScheduledTask | None:
    """Return where a task could be, pinned or not; ``None`` where the drawn mode fits nowhere."""
    task = problem.tasks[key]
    choice = rng.randrange(len(task.modes))
    mode = task.modes[choice]
    good = spots(problem, mode)
    if keep_calendar and not good:
        return None
    spot = rng.choice(good) if keep_calendar else anywhere(rng, problem, mode)
    members = draw_members(rng, problem, key, mode.staff)
    at = ScheduledTask(choice, *spot, members=members, team=draw_team(rng, problem, key, choice))
    return draw_subsidy(rng, problem, key, at)


def anywhere(rng: random.Random, problem: Problem, mode: Mode) -> Spot:
    """Return moments in their order, about as far apart as the mode has it."""
    start = rng.randint(0, problem.horizon)
    run_end = min(problem.horizon, start + mode.lead + mode.run + rng.choice([0, 0, 0, 1]))
    unload = run_end + rng.choice([0, 0, 1]) if mode.style is Style.UNATTENDED else run_end
    unload = min(problem.horizon, unload)
    return Spot(start, run_end, unload, min(problem.horizon, unload + mode.tail))


def draw_members(rng: random.Random, problem: Problem, key: int, count: int) -> tuple[int, ...]:
    """Return distinct members of the task's company, at most as many as there are.

    None for a task that nobody ever attends: the model has no variables to say so.
    """
    task = problem.tasks[key]
    if not any(mode.staff for mode in task.modes):
        return ()
    company = problem.companies[problem.jobs[task.job].company]
    return tuple(sorted(rng.sample(range(company.members), min(count, company.members))))


def draw_subsidy(rng: random.Random, problem: Problem, key: int, at: ScheduledTask) -> ScheduledTask:
    """Return the placement with a voucher of its company, often at the most that it may pay, or without."""
    task = problem.tasks[key]
    owner = problem.jobs[task.job].company
    own = [v for v, voucher in enumerate(problem.vouchers) if voucher.company == owner]
    if not own or rng.random() < 0.3:
        return replace(at, voucher=-1, subsidy=0)
    number = rng.choice(own)
    voucher = problem.vouchers[number]
    share = fee(problem, Placed(key, task, task.modes[at.mode], at)) * voucher.rate_percent // 100
    most = min(share, voucher.cap)
    subsidy = rng.choice([0, most // 2, most, most, min(most + 1, voucher.cap)])
    return replace(at, voucher=number, subsidy=subsidy)


def pins_only(problem: Problem) -> Schedule:
    """Return the schedule without any task but the pinned ones: it breaks no rule."""
    return Schedule(tuple(task.pinned for task in problem.tasks))


def draw_schedule(rng: random.Random, problem: Problem, *, keep_calendar: bool = True) -> Schedule:
    """Return a schedule that keeps pins and, if asked, calendars; it may break every other rule."""
    density = rng.choice([0.5, 0.8, 1.0])
    placements = []
    for key, task in enumerate(problem.tasks):
        drawn = draw_placement(rng, problem, key, keep_calendar=keep_calendar)
        placements.append(task.pinned or (drawn if rng.random() < density else None))
    return Schedule(tuple(placements))


def with_task(schedule: Schedule, key: int, at: ScheduledTask | None) -> Schedule:
    """Return the schedule with another placement of one task."""
    return Schedule((*schedule.tasks[:key], at, *schedule.tasks[key + 1 :]))


def step(rng: random.Random, problem: Problem, schedule: Schedule, *, keep_calendar: bool = True) -> Schedule:
    """Return the schedule after one small change of an unpinned task."""
    free = [key for key, task in enumerate(problem.tasks) if task.pinned is None]
    if not free:
        return schedule
    key = rng.choice(free)
    at = schedule.tasks[key]
    change = rng.choice(["drop", "place", "place", "nudge", "nudge", "nudge", "members", "voucher"])
    if at is None or change == "place":
        moved = draw_placement(rng, problem, key, keep_calendar=keep_calendar)
    elif problem.tasks[key].needs and rng.random() < 0.4:
        moved = replace(at, team=draw_team(rng, problem, key, at.mode))
    elif change == "nudge":
        moved = nudged(rng, problem, key, at, keep_calendar=keep_calendar)
    else:
        moved = None if change == "drop" else _with_other_people(rng, problem, key, at, change)
    return with_task(schedule, key, moved)


def _with_other_people(
    rng: random.Random, problem: Problem, key: int, at: ScheduledTask, change: str
) -> ScheduledTask:
    if change == "members":
        count = problem.tasks[key].modes[at.mode].staff + rng.choice([-1, 0, 0, 0, 1])
        return replace(at, members=draw_members(rng, problem, key, max(0, count)))
    return draw_subsidy(rng, problem, key, at)


def nudged(
    rng: random.Random, problem: Problem, key: int, at: ScheduledTask, *, keep_calendar: bool
) -> ScheduledTask:
    """Return the placement one place earlier or later, or one of its moments a tick off."""
    mode = problem.tasks[key].modes[at.mode]
    good = spots(problem, mode)
    if keep_calendar and good:
        here = bisect_left(good, (at.start, at.run_end, at.unload, at.end))
        spot = good[max(0, min(len(good) - 1, here + rng.choice([-2, -1, 1, 2])))]
    else:
        # A suffix of the moments is moved, so that some lengths change and the order stays.
        moments = [at.start, at.run_end, at.unload, at.end]
        first, by = rng.randrange(4), rng.choice([-1, 1])
        moved = [m + by if i >= first else m for i, m in enumerate(moments)]
        if moved != sorted(moved) or not 0 <= moved[0] <= moved[3] <= problem.horizon:
            moved = moments
        spot = Spot(*moved)
    return replace(at, start=spot.start, run_end=spot.run_end, unload=spot.unload, end=spot.end)


def draw_valid_schedule(rng: random.Random, problem: Problem, tries: int = 12) -> Schedule:
    """Return a schedule that keeps every rule and serves as many jobs as dice will."""
    schedule = pins_only(problem)
    for job in rng.sample(problem.jobs, len(problem.jobs)):
        served = schedule
        for key in job.tasks:
            if problem.tasks[key].pinned is None:
                served = _with_valid(rng, problem, served, key, tries)
        if not verify_schedule(problem, served):
            schedule = served
    return schedule


def _with_valid(rng: random.Random, problem: Problem, schedule: Schedule, key: int, tries: int) -> Schedule:
    """Add one task so that no rule breaks but `service`, which is judged when the job is complete."""
    for _ in range(tries):
        grown = with_task(schedule, key, draw_placement(rng, problem, key))
        if all(rule.name == "service" or not rule.check(problem, grown) for rule in RULES):
            return grown
    return schedule
