"""Every constraint of the model, alone, allows exactly the schedules that its rule allows."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from iplatform_sched.model.constraints import CONSTRAINTS, Constraint
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.verify.schedule import RULES
from tests.agreement.build import allows, told
from tests.agreement.draw_case import SOME
from tests.agreement.draw_named import some_named
from tests.agreement.draw_teams import aside, with_teams
from tests.model.needs import with_needs
from tests.strategies import draw_case, draw_problem, draw_valid_schedule

CASES = int(os.environ.get("AGREEMENT_CASES", "60"))
LEAST_SHARE = 0.2


def test_constraints_and_rules_have_the_same_names() -> None:
    assert {constraint.name for constraint in CONSTRAINTS} == {rule.name for rule in RULES}
    assert len(CONSTRAINTS) == len(RULES)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: one.name)
def test_constraint_agrees_with_its_rule(constraint: Constraint) -> None:
    """Half of the cases lie just inside a limit of the rule, half just outside."""
    name = constraint.name
    needs = {need.name for need in with_needs([name])} - {name}
    verdicts = []
    for seed in range(CASES):
        problem, schedule, keeps = draw_case(random.Random(f"{name} {seed}"), name, needs)
        assert allows(problem, schedule, name) is keeps, f"case {seed}"
        verdicts.append(keeps)
    assert LEAST_SHARE <= sum(verdicts) / CASES <= 1 - LEAST_SHARE


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: one.name)
def test_whole_model_agrees_with_each_rule(constraint: Constraint) -> None:
    """Schedules that keep every other rule: what constraints take from each other changes no verdict."""
    others = {rule.name for rule in RULES} - {constraint.name}
    for seed in range(CASES // 4):
        rng = random.Random(f"whole {constraint.name} {seed}")
        problem, schedule, keeps = draw_case(rng, constraint.name, others)
        assert (told(problem, schedule) is not None) is keeps, f"case {seed}"


@pytest.mark.parametrize("seed", range(40))
def test_whole_model_tells_a_valid_schedule_as_it_is(seed: int) -> None:
    """No two constraints together forbid what all rules allow; a voucher that pays nothing is none."""
    rng = random.Random(seed)
    problem = draw_problem(rng)
    if aside(rng).random() < SOME:
        problem = with_teams(rng, problem)
    problem = some_named(problem, SOME)
    schedule = draw_valid_schedule(rng, problem)
    expected = [
        replace(at, voucher=-1) if at is not None and at.subsidy == 0 else at for at in schedule.tasks
    ]
    assert told(problem, schedule) == Schedule(tuple(expected))
