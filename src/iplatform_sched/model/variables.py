"""The decision variables of a problem, one record per task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import BoolVarT, CpModel, IntVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.problem.data import Problem, Task

Literal = BoolVarT


@dataclass(frozen=True, slots=True)
class VoucherUse:
    """Whether a voucher pays a task, and how much."""

    pays: IntVar
    subsidy: IntVar


@dataclass(frozen=True, slots=True)
class TaskVariables:
    """What is decided about one task.

    The moments of an absent task are free within their domains, so that whatever binds a present
    task is enforced by literals and never empties a domain. Nothing reads them then.

    Attributes
    ----------
    modes
        One literal per mode; exactly one holds if and only if `present`.
    start, run_end, unload, end
        The moments of :class:`ScheduledTask`, shared by all modes.
    members
        One literal per member of the company; empty where no mode needs staff.
    vouchers
        By index of each voucher of the job's own company.
    team
        How many units are held of each candidate of the task's needs, a literal for an individual.
    """

    present: IntVar
    modes: tuple[IntVar, ...]
    start: IntVar
    run_end: IntVar
    unload: IntVar
    end: IntVar
    members: tuple[IntVar, ...]
    vouchers: dict[int, VoucherUse]
    team: dict[int, IntVar]


def task_variables(problem: Problem, model: CpModel, task: Task, *, surely: bool = False) -> TaskVariables:
    """Create the variables of `task`; one that is `surely` present has a constant for that."""
    present = model.new_constant(1) if surely else model.new_bool_var(f"{task.name} present")
    modes = _modes(model, task, present)
    low, high = 0, problem.horizon
    if task.pinned is not None:
        # A running booking may have started before tick 0, a broken one may end after the horizon.
        low, high = min(low, task.pinned.start), max(high, task.pinned.end)
    start, run_end, unload, end = (
        model.new_int_var(low, high, f"{task.name} {moment}")
        for moment in ("start", "run_end", "unload", "end")
    )
    return TaskVariables(
        present=present,
        modes=modes,
        start=start,
        run_end=run_end,
        unload=unload,
        end=end,
        members=_members(problem, model, task),
        vouchers=_vouchers(problem, model, task),
        team=_team(problem, model, task),
    )


def served_literal(problem: Problem, model: CpModel, job: int, tasks: tuple[TaskVariables, ...]) -> Literal:
    """Return the literal that an unpinned required task of `job` is present."""
    present = [tasks[i].present for i in unpinned_required(problem, job)]
    if not present:
        return model.new_constant(0)
    if len(present) == 1:
        return present[0]
    served = model.new_bool_var(f"{problem.jobs[job].name} served")
    model.add_bool_or(present).only_enforce_if(served)
    for literal in present:
        model.add_implication(literal, served)
    return served


def unpinned_required(problem: Problem, job: int) -> list[int]:
    """Return the tasks that must be present for `job` to be served whole and are not pinned."""
    tasks = problem.tasks
    return [i for i in problem.jobs[job].tasks if tasks[i].pinned is None and not tasks[i].optional]


def surely_present(problem: Problem, task: int) -> bool:
    """Return whether the job of a task is mandatory and cannot be served without it."""
    record = problem.tasks[task]
    return problem.jobs[record.job].mandatory and record.pinned is None and not record.optional


def unpinned(problem: Problem, job: int) -> list[int]:
    """Return the tasks of `job` that are not pinned."""
    return [i for i in problem.jobs[job].tasks if problem.tasks[i].pinned is None]


def unpinned_tasks(problem: Problem, jobs: Iterable[int]) -> list[int]:
    """Return the tasks of `jobs` that are not pinned."""
    return [i for j in jobs for i in unpinned(problem, j)]


def _modes(model: CpModel, task: Task, present: IntVar) -> tuple[IntVar, ...]:
    if len(task.modes) == 1:
        return (present,)
    modes = tuple(model.new_bool_var(f"{task.name} mode {m}") for m in range(len(task.modes)))
    model.add_exactly_one([*modes, present.negated()])
    return modes


def _members(problem: Problem, model: CpModel, task: Task) -> tuple[IntVar, ...]:
    if task.pinned is not None or not any(mode.staff for mode in task.modes):
        return ()
    company = problem.companies[problem.jobs[task.job].company]
    return tuple(model.new_bool_var(f"{task.name} member {k}") for k in range(company.members))


def _team(problem: Problem, model: CpModel, task: Task) -> dict[int, IntVar]:
    if task.pinned is not None:
        return {}
    candidates = (candidate for need in task.needs for candidate in need.candidates)
    return {
        r: model.new_int_var(0, problem.resources[r].capacity, f"{task.name} with {r}") for r in candidates
    }


def _vouchers(problem: Problem, model: CpModel, task: Task) -> dict[int, VoucherUse]:
    if task.pinned is not None:
        return {}
    company = problem.jobs[task.job].company
    return {
        v: VoucherUse(
            pays=model.new_bool_var(f"{task.name} {voucher.name}"),
            subsidy=model.new_int_var(0, max(voucher.cap, 0), f"{task.name} {voucher.name} subsidy"),
        )
        for v, voucher in enumerate(problem.vouchers)
        if voucher.company == company
    }
