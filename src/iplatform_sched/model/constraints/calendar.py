"""Calendars: what follows from a start, and where nothing may start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.context import Choice, Choices, movable, narrow
from iplatform_sched.model.stretches import forbid
from iplatform_sched.problem.data import Style
from iplatform_sched.problem.placement import start_groups, unload_groups
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Mode
    from iplatform_sched.problem.placement import PieceGroup


def calendar(context: Context) -> None:
    """Tie start, run end, unloading and end of each task to the calendar of its mode.

    One literal per group of starts that look alike, exactly one per chosen mode. With it the moments are
    linear in the start::

        run_end = start + sum(offset of the group's run end)
        unload  = run_end + wait
        end     = unload + sum(offset from the unloading, or from the run's end, to the end)

    without enforcement: all sums and the wait are zero for an absent task.
    """
    for i, task in enumerate(context.problem.tasks):
        if task.pinned is not None:
            continue
        for m, mode in enumerate(task.modes):
            context.choices[i, m] = _choices(context, i, m, mode)
        _tie(context, i)


def _choices(context: Context, i: int, m: int, mode: Mode) -> Choices:
    literal = context.tasks[i].modes[m]
    groups = _clipped(start_groups(context.problem, mode), context.allowed.get((i, m)))
    whole = _choose(context, literal, groups)
    if mode.style is not Style.UNATTENDED or mode.tail == 0:
        return Choices(whole, ())
    run_ends = _run_ends(groups, mode, context.problem.horizon)
    return Choices(whole, _choose(context, literal, _clipped(unload_groups(context.problem, mode), run_ends)))


def _clipped(groups: tuple[PieceGroup, ...], starts: IntervalSet | None) -> tuple[PieceGroup, ...]:
    """Return what is left of `groups` within `starts`."""
    if starts is None:
        return groups
    if not starts:
        return ()
    first, last = starts.spans[0].start, starts.spans[-1].end
    near = (g for g in groups if g.starts.spans[0].start < last and first < g.starts.spans[-1].end)
    clipped = (replace(group, starts=group.starts & starts) for group in near)
    return tuple(group for group in clipped if group.starts)


def _run_ends(groups: tuple[PieceGroup, ...], mode: Mode, horizon: int) -> IntervalSet:
    """Return when unloading can start after loading in one of `groups`."""
    wait = min(mode.max_wait, horizon)
    return IntervalSet.of(
        (a + group.end + mode.run, b + group.end + mode.run + wait)
        for group in groups
        for a, b in group.starts
    )


def _choose(context: Context, mode: Literal, groups: tuple[PieceGroup, ...]) -> tuple[Choice, ...]:
    if not groups:
        context.model.add_bool_and([mode.negated()])
        return ()
    if len(groups) == 1:
        return (Choice(mode, groups[0]),)
    literals = [context.model.new_bool_var("group") for _ in groups]
    context.model.add(LinearExpr.sum(literals) == mode)
    return tuple(Choice(literal, group) for literal, group in zip(literals, groups, strict=True))


def _tie(context: Context, i: int) -> None:
    model, variables = context.model, context.tasks[i]
    to_run_end, to_end, longest = [], [], []
    for m, mode in enumerate(context.problem.tasks[i].modes):
        choices = context.choices[i, m]
        run = mode.run if mode.style is Style.UNATTENDED else 0
        to_run_end += [(c.literal, c.group.run_end + run) for c in choices.whole]
        if mode.style is not Style.UNATTENDED:
            to_end += [(c.literal, c.group.end - c.group.run_end) for c in choices.whole]
        elif mode.tail:
            to_end += [(c.literal, c.group.end) for c in choices.unload]
            longest.append((variables.modes[m], min(mode.max_wait, context.problem.horizon)))
    model.add(variables.run_end == variables.start + _sum(to_run_end))
    model.add(variables.end == variables.unload + _sum(to_end))
    if not longest:
        model.add(variables.unload == variables.run_end)
    else:
        model.add(variables.unload >= variables.run_end)
        model.add(variables.unload <= variables.run_end + _sum(longest))


def _sum(terms: Sequence[tuple[Literal, int]]) -> LinearExpr:
    return LinearExpr.weighted_sum([e for e, _ in terms], [c for _, c in terms])


def blocked(context: Context) -> None:
    """Hold no machine over a tick in which it is out of service."""
    for i, m, mode in movable(context):
        spans = context.problem.resources[mode.resource].blocked
        forbid(context, i, m, spans)


def start_window(context: Context) -> None:
    """Start within ``Mode.starts`` and at most at ``Problem.latest_start``."""
    latest = IntervalSet.of([(0, context.problem.latest_start + 1)])
    for i, m, mode in movable(context):
        narrow(context, i, m, latest if mode.starts is None else latest & mode.starts)


def release(context: Context) -> None:
    """Start no earlier than the job's release."""
    for i, m, _ in movable(context):
        job = context.problem.jobs[context.problem.tasks[i].job]
        narrow(context, i, m, IntervalSet.of([(max(job.release, 0), context.problem.horizon + 1)]))


def deadline(context: Context) -> None:
    """End no later than the job's deadline."""
    for i, task in enumerate(context.problem.tasks):
        limit = context.problem.jobs[task.job].deadline
        if task.pinned is None and limit is not None:
            variables = context.tasks[i]
            context.model.add(variables.end <= limit).only_enforce_if(variables.present)
