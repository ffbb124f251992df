"""The least cost of a few jobs together, when what each costs at least through each start is known.

Each job has a ladder of prices. It stands on a rung only if each of its tasks starts where the job may
still cost less than the next price, and it pays the price of its rung. So the model keeps the constraints
of the problem, and of the costs what holds for each job by itself: a relaxation, whose least is never below
the sum of the lowest prices.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.build import build
from iplatform_sched.model.context import domain
from iplatform_sched.model.runs import parameters, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.outcome import Limits
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.timeline import IntervalSet


class Ladder(NamedTuple):
    """What one job may cost.

    Attributes
    ----------
    prices
        Ascending; the first is the least that the job costs at all, the last what not serving it costs.
    starts
        By (task, mode), for each price but the last: the starts through which the job may cost less
        than the next price. Each set holds the one before it.
    """

    prices: tuple[int, ...]
    starts: Mapping[tuple[int, int], tuple[IntervalSet, ...]]


def least_together(problem: Problem, ladders: Mapping[int, Ladder], limits: Limits) -> int:
    """Return a proven lower bound of what the jobs of `ladders`, by index in `problem`, pay together."""
    context = build(problem)
    lowest = sum(ladder.prices[0] for ladder in ladders.values())
    steps: list[LinearExpr] = []
    heights: list[int] = []
    for job, ladder in ladders.items():
        steps += [rung.negated() for rung in _rungs(context, job, ladder)]
        heights += [after - before for before, after in pairwise(ladder.prices)]
    context.model.minimize(LinearExpr.weighted_sum(steps, heights))
    solver = parameters(limits, limits.seconds, limits.work)
    # By cores the bound rises step by step, so that something is proved also when time runs out.
    solver.parameters.optimize_with_core = True
    found = run(context.model, solver)
    # No plan at all pays every last price, so a run that finds the model contradictory is wrong.
    return lowest + (found.bound if found.solution or not found.solved else 0)


def _rungs(context: Context, job: int, ladder: Ladder) -> list[Literal]:
    """Return for each price but the last the literal that `job` pays no more."""
    model = context.model
    name = context.problem.jobs[job].name
    rungs: list[Literal] = [
        model.new_bool_var(f"{name} pays at most {price}") for price in ladder.prices[:-1]
    ]
    for low, high in pairwise(rungs):
        model.add_implication(low, high)
    for rung in rungs[-1:]:
        model.add_implication(rung, context.served[job])
    for (task, mode), allowed in ladder.starts.items():
        _confine(context, task, mode, list(zip(rungs, allowed, strict=True)))
    return rungs


def _confine(context: Context, task: int, mode: int, rungs: list[tuple[Literal, IntervalSet]]) -> None:
    """Let `task` in `mode` start on each rung where it is allowed there."""
    chosen, start = context.tasks[task].modes[mode], context.tasks[task].start
    wider: IntervalSet | None = None
    for rung, allowed in reversed(rungs):
        if allowed == wider:
            continue
        wider = allowed
        if allowed:
            confined = context.model.add_linear_expression_in_domain(start, domain(allowed))
            confined.only_enforce_if([rung, chosen])
        else:
            context.model.add_bool_or([rung.negated(), chosen.negated()])
