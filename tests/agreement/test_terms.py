"""Every objective term of the model has, at any schedule, the value of its measure."""

from __future__ import annotations

import os
import random
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.objective import TERMS, Term
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.measures import MEASURES
from tests.agreement.build import term_value
from tests.agreement.draw_case import SOME, draw_keeping
from tests.agreement.draw_teams import aside, with_teams
from tests.model.needs import with_needs
from tests.strategies import draw_problem, draw_valid_schedule

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

CASES = int(os.environ.get("AGREEMENT_CASES", "60"))
LEAST_SHARE = 0.2
OF_TEAMS = {"task_tardiness", "unpreferred", "team_size"}

MEASURE = {measure.name: measure for measure in MEASURES}


def test_terms_measures_and_weights_have_the_same_names() -> None:
    names = [term.name for term in TERMS]
    assert sorted(names) == sorted(MEASURE) == sorted(field.name for field in fields(Weights))
    assert len(MEASURES) == len(MEASURE)


def draw(rng: random.Random, term: Term) -> tuple[Problem, Schedule]:
    """Draw a valid schedule, or one that keeps only what the term needs."""
    teams = 1.0 if term.name in OF_TEAMS else SOME
    if rng.random() < 0.5:
        return draw_keeping(rng, {need.name for need in with_needs(term.needs)}, teams=teams)
    problem = draw_problem(rng)
    if aside(rng).random() < teams:
        problem = with_teams(rng, problem)
    return problem, draw_valid_schedule(rng, problem)


@pytest.mark.parametrize("term", TERMS, ids=lambda one: one.name)
def test_term_agrees_with_its_measure(term: Term) -> None:
    values = []
    for seed in range(CASES):
        problem, schedule = draw(random.Random(f"{term.name} {seed}"), term)
        value = term_value(problem, schedule, term)
        assert value == MEASURE[term.name].value(problem, schedule), f"case {seed}"
        values.append(value)
    assert sum(value > 0 for value in values) >= LEAST_SHARE * CASES
