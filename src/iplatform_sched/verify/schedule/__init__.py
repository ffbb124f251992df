"""Judge a schedule by the formulas of `problem.data`, each rule alone, slowly and plainly.

`RULES` has one entry for each of the model's constraints, under the same name. The rules read neither
the placement tables nor the fee arithmetic of the planner, so that a fault there shows here. A rule
takes any schedule, one that breaks all the others too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError
from iplatform_sched.verify.schedule import (
    job_rules,
    relation_rules,
    resource_rules,
    team_rules,
    time_rules,
)
from iplatform_sched.verify.schedule.violation import Rule, Violation

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

__all__ = ["RULES", "Rule", "Violation", "verify_schedule"]

RULES: tuple[Rule, ...] = (
    Rule("service", job_rules.service),
    Rule("calendar", time_rules.calendar),
    Rule("blocked", time_rules.blocked),
    Rule("start_window", time_rules.start_window),
    Rule("release", time_rules.release),
    Rule("deadline", time_rules.deadline),
    Rule("capacity", resource_rules.capacity),
    Rule("operators", resource_rules.operators),
    Rule("minimum_lag", relation_rules.minimum_lag),
    Rule("maximum_lag", relation_rules.maximum_lag),
    Rule("link", relation_rules.link),
    Rule("specimen", relation_rules.specimen),
    Rule("staff", resource_rules.staff),
    Rule("team", team_rules.team),
    Rule("changeover", resource_rules.changeover),
    Rule("training", relation_rules.training),
    Rule("overtime", resource_rules.overtime),
    Rule("quota", job_rules.quota),
    Rule("supply", resource_rules.supply),
    Rule("voucher", job_rules.voucher),
    Rule("budget", job_rules.budget),
    Rule("max_centres", job_rules.max_centres),
    Rule("pinned", time_rules.pinned),
)


def verify_schedule(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Return every violation of every rule, in the order of `RULES`; empty for a valid schedule.

    Raises
    ------
    VerificationError
        Where the schedule is none of this problem: another number of tasks, or a mode or voucher
        that does not exist.
    """
    if len(schedule.tasks) != len(problem.tasks):
        raise VerificationError(f"{len(schedule.tasks)} placements for {len(problem.tasks)} tasks.")
    for task, at in zip(problem.tasks, schedule.tasks, strict=True):
        if at is not None and not 0 <= at.mode < len(task.modes):
            raise VerificationError(f"{task.name} has no mode {at.mode}.")
        if at is not None and not -1 <= at.voucher < len(problem.vouchers):
            raise VerificationError(f"{task.name} is paid by voucher {at.voucher}, which does not exist.")
        if at is not None and not all(0 <= r < len(problem.resources) for r in at.team):
            raise VerificationError(f"{task.name} holds an individual that does not exist.")
    return tuple(violation for rule in RULES for violation in rule.check(problem, schedule))
