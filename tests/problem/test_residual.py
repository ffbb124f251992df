"""Fixing all but a few jobs: the rest of the rules and prices stays the same."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.data import Baseline, DisruptionPrices
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.schedule import RULES
from tests.agreement.draw_frame import Size
from tests.agreement.draw_named import with_named
from tests.agreement.draw_problem import draw_problem
from tests.agreement.draw_schedule import draw_valid_schedule
from tests.agreement.draw_teams import with_teams

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Link, Problem, Task
    from iplatform_sched.problem.schedule import ScheduledTask

CROWDED = Size(days=8, jobs=5, tasks=3, modes=3)
ADDITIVE = (
    "unserved",
    "tardiness",
    "fees",
    "overtime",
    "transport",
    "staff_travel",
    "disruption",
    "preference",
)


def _broken(problem: object, schedule: object) -> list[str]:
    return [v.rule for rule in RULES for v in rule.check(problem, schedule)]  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(40))
def test_rules_and_terms_carry_over(seed: int) -> None:
    problem = draw_problem(Random(seed), CROWDED)
    jobs = tuple(replace(job, unserved_price=job.unserved_price + 5_000) for job in problem.jobs)
    problem = replace(problem, jobs=jobs)
    schedule = construct(problem).schedule()
    free = Random(seed).sample(range(len(jobs)), max(1, len(jobs) // 2))
    part = residual(problem, schedule, free)
    hint = part.restrict(schedule)
    assert part.lift(hint) == schedule
    assert _broken(part.problem, hint) == []
    assert part.jobs == tuple(sorted(free))
    other = construct(part.problem, order=reversed(range(len(free)))).schedule()
    lifted = part.lift(other)
    assert _broken(problem, lifted) == []
    whole, small = evaluate(problem, schedule), evaluate(part.problem, hint)
    whole_after, small_after = evaluate(problem, lifted), evaluate(part.problem, other)
    for name in ADDITIVE:
        assert whole_after[name] - whole[name] == small_after[name] - small[name], name


@pytest.mark.parametrize("seed", range(30))
def test_teams_carry_over(seed: int) -> None:
    """What fixed tasks hold of people and equipment is occupied for the free ones."""
    dice = Random(seed)
    problem = with_teams(dice, draw_problem(dice, CROWDED))
    jobs = len(problem.jobs)
    problem = replace(problem, links=tuple(link for link in problem.links if _inside(problem, link)))
    schedule = draw_valid_schedule(dice, problem)
    part = residual(problem, schedule, dice.sample(range(jobs), max(1, jobs // 2)))
    hint = part.restrict(schedule)
    assert _broken(part.problem, hint) == []
    other = draw_valid_schedule(dice, part.problem)
    lifted = part.lift(other)
    assert _broken(problem, lifted) == []
    whole, small = evaluate(problem, schedule), evaluate(part.problem, hint)
    whole_after, small_after = evaluate(problem, lifted), evaluate(part.problem, other)
    for name in (*ADDITIVE, "task_tardiness", "unpreferred", "team_size", "span"):
        assert whole_after[name] - whole[name] == small_after[name] - small[name], name


def _inside(problem: Problem, link: Link) -> bool:
    return problem.tasks[link.first].job == problem.tasks[link.second].job


def test_what_cannot_interact_is_dropped() -> None:
    problem = draw_problem(Random(3), CROWDED)
    schedule = construct(problem).schedule()
    part = residual(problem, schedule, [0])
    assert len(part.problem.jobs) == 1
    assert part.tasks == problem.jobs[0].tasks
    assert all(task.job == 0 for task in part.problem.tasks)
    known = range(len(part.tasks))
    assert all(lag.first in known and lag.second in known for lag in part.problem.lags)
    assert all(specimen.job == 0 for specimen in part.problem.specimens)
    used = {mode.resource for task in part.problem.tasks for mode in task.modes}
    used |= {pool for task in part.problem.tasks for mode in task.modes for pool, _ in mode.operators}
    bare = [r for index, r in enumerate(part.problem.resources) if index not in used]
    assert all(r.occupied == () and r.overtime is None for r in bare)


@pytest.mark.parametrize("seed", range(20))
def test_named_operators_carry_over(seed: int) -> None:
    """Whom fixed tasks name is occupied for the free ones, and stays of its pool."""
    dice = Random(seed)
    problem = with_named(dice, draw_problem(dice, CROWDED))
    problem = replace(problem, links=tuple(link for link in problem.links if _inside(problem, link)))
    schedule = draw_valid_schedule(dice, problem)
    part = residual(problem, schedule, dice.sample(range(len(problem.jobs)), 1))
    assert _broken(part.problem, part.restrict(schedule)) == []
    other = draw_valid_schedule(dice, part.problem)
    assert _broken(problem, part.lift(other)) == []
    assert [each.pool for each in part.problem.resources] == [each.pool for each in problem.resources]
    before, after = (evaluate(problem, each)["disruption"] for each in (schedule, part.lift(other)))
    small, small_after = (
        evaluate(part.problem, each)["disruption"] for each in (part.restrict(schedule), other)
    )
    assert after - before == small_after - small


@pytest.mark.parametrize("seed", range(20))
def test_another_operator_than_one_whom_no_mode_names_has_its_price(seed: int) -> None:
    dice = Random(seed)
    problem = draw_problem(dice, CROWDED)
    named = with_named(dice, replace(problem, links=()))
    gone = frozenset([r for r, each in enumerate(named.resources) if each.pool >= 0][1::2])
    named = replace(named, links=(), tasks=tuple(_without(task, gone) for task in named.tasks))
    schedule = draw_valid_schedule(dice, named)
    stood = [_stood(*pair, gone) for pair in zip(named.tasks, schedule.tasks, strict=True)]
    named = replace(named, tasks=tuple(stood), disruption=DisruptionPrices(moved=7, per_day=1))
    part = residual(named, schedule, dice.sample(range(len(named.jobs)), 1))
    hint, other = part.restrict(schedule), draw_valid_schedule(dice, part.problem)
    small, small_after = (evaluate(part.problem, each)["disruption"] for each in (hint, other))
    before, after = (evaluate(named, each)["disruption"] for each in (schedule, part.lift(other)))
    assert after - before == small_after - small


def _without(task: Task, gone: frozenset[int]) -> Task:
    modes = (
        replace(mode, operators=tuple(use for use in mode.operators if use[0] not in gone))
        for mode in task.modes
    )
    return replace(task, modes=tuple(modes), baseline=None)


def _stood(task: Task, at: ScheduledTask | None, people: frozenset[int]) -> Task:
    """Return the task with what is scheduled as its baseline, but with these named operators."""
    if at is None:
        return task
    mode = task.modes[at.mode]
    return replace(task, baseline=Baseline(at.start, mode.resource, mode.site, people))
