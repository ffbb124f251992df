"""Placements for tests of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.placement import place
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from tests.facts import at

if TYPE_CHECKING:
    from iplatform_sched.problem.compiled import Compiled


def pick(compiled: Compiled, task: int, machine: str, start: str, **words: object) -> ScheduledTask:
    """Return the placement of a task on a machine at a Seoul wall time, in its first mode there."""
    problem = compiled.problem
    label = words.get("label")
    for number, (mode, fact) in enumerate(zip(problem.tasks[task].modes, compiled.modes[task], strict=True)):
        if fact.equipment == machine and label in {None, mode.label}:
            span = place(problem, mode, compiled.grid.ceil(at(start)))
            assert span is not None
            members = tuple(range(mode.staff))
            voucher, subsidy = words.get("voucher", -1), words.get("subsidy", 0)
            assert isinstance(voucher, int)
            assert isinstance(subsidy, int)
            return ScheduledTask(number, *span, members=members, voucher=voucher, subsidy=subsidy)
    raise AssertionError(f"no mode on {machine}")


def battery_schedule(compiled: Compiled) -> Schedule:
    """Form on Tuesday and Wednesday, age until Monday, crush on Monday, cut two days later in Gumi."""
    return Schedule(
        (
            pick(compiled, 0, "cycler", "2026-11-24 14:00"),
            pick(compiled, 1, "chamber", "2026-11-27 09:00"),
            pick(compiled, 2, "press", "2026-12-01 13:00"),
            pick(compiled, 3, "scope", "2026-12-03 10:00"),
        )
    )
