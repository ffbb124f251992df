"""Random problems and schedules: seeded dice for loops, and the same as Hypothesis strategies.

A new feature joins the dice in ``tests/agreement/draw_*.py``; then every property test meets it.

The strategies draw a seed, so a failing example is small only by its `Size`; it can be replayed with
``draw_problem(random.Random(seed))``.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.agreement.draw_case import Case, draw_case
from tests.agreement.draw_frame import Size
from tests.agreement.draw_problem import SMALL, draw_problem
from tests.agreement.draw_schedule import draw_schedule, draw_valid_schedule, pins_only

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

__all__ = [
    "SMALL",
    "Case",
    "Size",
    "cases",
    "draw_case",
    "draw_problem",
    "draw_schedule",
    "draw_valid_schedule",
    "pins_only",
    "problems",
    "schedules",
    "valid_schedules",
]


def dice() -> st.SearchStrategy[random.Random]:
    """Return seeded dice."""
    return st.integers(0, 2**32 - 1).map(random.Random)


def problems(size: Size = SMALL) -> st.SearchStrategy[Problem]:
    """Return problems of at most `size`."""
    return dice().map(lambda rng: draw_problem(rng, size))


def schedules(size: Size = SMALL) -> st.SearchStrategy[tuple[Problem, Schedule]]:
    """Return problems with schedules that keep pins and calendars, and maybe nothing else."""

    def draw(rng: random.Random) -> tuple[Problem, Schedule]:
        problem = draw_problem(rng, size)
        return problem, draw_schedule(rng, problem)

    return dice().map(draw)


def valid_schedules(size: Size = SMALL) -> st.SearchStrategy[tuple[Problem, Schedule]]:
    """Return problems with schedules that keep every rule."""

    def draw(rng: random.Random) -> tuple[Problem, Schedule]:
        problem = draw_problem(rng, size)
        return problem, draw_valid_schedule(rng, problem)

    return dice().map(draw)


def cases(name: str, needs: Collection[str] = ()) -> st.SearchStrategy[Case]:
    """Return problems with schedules on either side of where one rule begins to bite."""
    return dice().map(lambda rng: draw_case(rng, name, needs))
