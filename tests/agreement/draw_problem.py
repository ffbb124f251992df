"""Dice that make small problems in which every feature occurs.

A day has few ticks, so that calendars, lags and travel meet within a horizon that a loop can walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.data import DisruptionPrices, Problem, Weights
from tests.agreement.draw_frame import Size, draw_frame
from tests.agreement.draw_jobs import draw_company, draw_jobs
from tests.agreement.draw_machines import draw_calendar, draw_machines, draw_pools, draw_site
from tests.agreement.draw_relations import draw_carriers, draw_relations
from tests.agreement.draw_supplies import draw_supplies

if TYPE_CHECKING:
    import random

SMALL = Size()
WEIGHTS = 11
"""How many terms are weighed here, in their order; the terms of teams are weighed with these."""


def draw_problem(rng: random.Random, size: Size = SMALL) -> Problem:
    """Return a random valid problem of at most `size`."""
    frame = draw_frame(rng, size)
    problem = Problem(
        horizon=frame.horizon,
        latest_start=rng.choice([frame.horizon, rng.randint(frame.horizon // 2, frame.horizon)]),
        jobs=(),
        tasks=(),
        resources=(*draw_machines(frame), *draw_pools(frame)),
        calendars=tuple(draw_calendar(frame) for _ in range(rng.randint(1, 3))),
        sites=tuple(draw_site(frame, f"site {s}") for s in range(frame.sites)),
        companies=tuple(draw_company(frame, c) for c in range(frame.companies)),
        carriers=draw_carriers(frame),
        weeks=frame.weeks,
        working_days=tuple(frame.chance(0.7) for _ in range(frame.days + 1)),
        staff_ticks=frame.slope_matrix(1) if frame.chance(0.7) else (),
        disruption=DisruptionPrices(*rng.choices([0, 3, 10, 25, 60], k=5)),
        weights=Weights(*rng.choices([0, 1, 1, 2], k=WEIGHTS)),
        tick_minutes=frame.tick_minutes,
    )
    return draw_supplies(frame, draw_relations(frame, draw_jobs(frame, problem)))
