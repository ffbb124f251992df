"""Schedules and models: reading a solution, and holding a model to a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.schedule import Schedule, ScheduledTask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ortools.sat.python.cp_model import IntVar, LinearExpr

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.variables import TaskVariables


def read(context: Context, value: Callable[[LinearExpr], int]) -> Schedule:
    """Return the schedule of a solution, whose values `value` tells."""
    placed: list[ScheduledTask | None] = []
    for variables, task in zip(context.tasks, context.problem.tasks, strict=True):
        if task.pinned is not None and "pinned" in context.names:
            placed.append(task.pinned)
        else:
            placed.append(_read_task(variables, value))
    return Schedule(tuple(placed))


def _read_task(variables: TaskVariables, value: Callable[[LinearExpr], int]) -> ScheduledTask | None:
    if not value(variables.present):
        return None
    pays = next((v for v, use in variables.vouchers.items() if value(use.pays)), -1)
    subsidy = value(variables.vouchers[pays].subsidy) if pays >= 0 else 0
    return ScheduledTask(
        mode=next(m for m, literal in enumerate(variables.modes) if value(literal)),
        start=value(variables.start),
        run_end=value(variables.run_end),
        unload=value(variables.unload),
        end=value(variables.end),
        members=tuple(k for k, literal in enumerate(variables.members) if value(literal)),
        voucher=pays if subsidy else -1,
        subsidy=subsidy,
        team=tuple(r for r in sorted(variables.team) for _ in range(value(variables.team[r]))),
    )


def assignment(context: Context, schedule: Schedule) -> Iterator[tuple[IntVar, int]]:
    """Yield the value of every task variable that says `schedule`; none for absent tasks' moments."""
    for variables, placed in zip(context.tasks, schedule.tasks, strict=True):
        yield variables.present, int(placed is not None)
        if placed is None:
            continue
        for m, literal in enumerate(variables.modes):
            yield literal, int(m == placed.mode)
        yield variables.start, placed.start
        yield variables.run_end, placed.run_end
        yield variables.unload, placed.unload
        yield variables.end, placed.end
        for k, literal in enumerate(variables.members):
            yield literal, int(k in placed.members)
        for v, use in variables.vouchers.items():
            yield use.pays, int(v == placed.voucher)
            yield use.subsidy, placed.subsidy if v == placed.voucher else 0
        for candidate, number in variables.team.items():
            yield number, min(placed.team.count(candidate), number.domain.max())


def pin(context: Context, schedule: Schedule) -> None:
    """Hold the model to `schedule`.

    What the variables cannot express, such as a voucher of another company, breaks the constraint
    that owns it; where that is not in the model, it is ignored.
    """
    for variable, value in assignment(context, schedule):
        context.model.add(variable == value)
    if not expressible(context, schedule):
        context.model.add_bool_or([])


def expressible(context: Context, schedule: Schedule) -> bool:
    """Return whether the variables can say `schedule` as far as the constraints in the model care."""
    return all(
        placed is None or context.names.isdisjoint(_strange(context, i, placed))
        for i, placed in enumerate(schedule.tasks)
    )


def _strange(context: Context, task: int, placed: ScheduledTask) -> Iterator[str]:
    """Yield the constraints that are broken by what the variables of a task cannot express."""
    variables, record = context.tasks[task], context.problem.tasks[task]
    if record.pinned is not None:
        if placed != record.pinned:
            yield "pinned"
        return
    known = range(len(variables.members))
    if list(placed.members) != [k for k in known if k in placed.members]:
        yield "staff"
    if list(placed.team) != sorted(placed.team) or any(
        r not in variables.team or placed.team.count(r) > variables.team[r].domain.max() for r in placed.team
    ):
        yield "team"
    if placed.voucher < 0:
        if placed.subsidy:
            yield "voucher"
    elif placed.voucher not in variables.vouchers:
        yield "voucher"
