"""Our own solvers: the model whole, and the search of a night."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from iplatform_sched.bench.seam import Answer, Budget, Found, Options, Status, UnsuitableError
from iplatform_sched.model.cp_parameters import Value, parameter_flaws
from iplatform_sched.model.outcome import Limits
from iplatform_sched.model.solve import solve
from iplatform_sched.search.budget import Budget as NightBudget
from iplatform_sched.search.improve import Cooling, Effort
from iplatform_sched.search.night import run_search
from iplatform_sched.search.whole import solve_whole

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.outcome import SearchProgress


EFFORT = Effort()
"""Of a search without settings."""


class ModelOptions(Options):
    """How the model is built and what CP-SAT is told.

    Attributes
    ----------
    light, linearization, redundant, presolve, gap
        As in `model.outcome.Limits`.
    parameters
        Further parameters of CP-SAT by their own names.
    """

    light: bool = False
    linearization: int | None = Field(default=None, ge=0, le=2)
    redundant: bool = False
    presolve: bool = True
    gap: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    parameters: dict[str, Value] = Field(default_factory=dict)

    @field_validator("parameters")
    @classmethod
    def _known(cls, value: dict[str, Value]) -> dict[str, Value]:
        if flaws := parameter_flaws(value.items()):
            raise ValueError("; ".join(flaws))
        return value


class NightOptions(Options):
    """How the search of a night looks, and how its bound is limited.

    Attributes
    ----------
    proof
        Deterministic seconds of CP-SAT that a search alone, with one worker, spends on its bound.
    passes
        Most plans from nothing before ruin and recreate.
    beam
        Partial placements that an insertion keeps after each task.
    first_temperature, last_temperature
        Of the annealing, as shares of the objective per job.
    """

    proof: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    passes: int = Field(default=EFFORT.passes, ge=0)
    beam: int = Field(default=EFFORT.beam.width, ge=1)
    first_temperature: float = Field(default=EFFORT.cooling.first, gt=0.0, allow_inf_nan=False)
    last_temperature: float = Field(default=EFFORT.cooling.last, gt=0.0, allow_inf_nan=False)

    @property
    def effort(self) -> Effort:
        """How hard the search looks."""
        beam = replace(EFFORT.beam, width=self.beam)
        return Effort(self.passes, beam, Cooling(self.first_temperature, self.last_temperature))


def solve_model(problem: Problem, budget: Budget) -> Answer:
    """Solve the problem whole with CP-SAT, from what is planned already."""
    found = solve(problem, hint=budget.start, limits=_limits(budget), on_solution=budget.tell_progress)
    return Answer(found.status, found.schedule, found.bound, found.detail)


def solve_by_kind(problem: Problem, budget: Budget) -> Answer:
    """Solve the problem whole, by what suits its kind; see `search.whole`."""
    found = solve_whole(problem, limits=_limits(budget), on_solution=budget.tell_progress)
    return Answer(found.status, found.schedule, found.bound, found.detail)


def _limits(budget: Budget) -> Limits:
    options = ModelOptions.model_validate(budget.options)
    return Limits(
        seconds=budget.seconds,
        work=budget.work,
        workers=budget.workers,
        seed=budget.seed,
        gap=options.gap,
        light=options.light,
        linearization=options.linearization,
        redundant=options.redundant,
        presolve=options.presolve,
        parameters=tuple(options.parameters.items()),
    )


class AutoOptions(Options):
    """Options of whichever of the two is chosen."""

    model: ModelOptions = ModelOptions()
    night: NightOptions = NightOptions()


def solve_auto(problem: Problem, budget: Budget) -> Answer:
    """Search as a night does where the search can, else solve whole, by what suits the problem."""
    options = AutoOptions.model_validate(budget.options)
    if any(job.mandatory for job in problem.jobs):
        return solve_by_kind(problem, replace(budget, options=options.model.model_dump()))
    return solve_night(problem, replace(budget, options=options.night.model_dump()))


def solve_night(problem: Problem, budget: Budget) -> Answer:
    """Search as a night does, with CP-SAT in processes of its own.

    Raises
    ------
    UnsuitableError
        A job is mandatory: insertion cannot promise to serve it.
    """
    if any(job.mandatory for job in problem.jobs):
        raise UnsuitableError("the search cannot promise to serve mandatory jobs")
    options = NightOptions.model_validate(budget.options)

    def tell(news: SearchProgress) -> None:
        budget.tell(Found(news.schedule, news.objective[0], news.bound))

    found = run_search(
        problem,
        start=budget.start,
        budget=NightBudget(
            seconds=budget.seconds,
            rounds=None if budget.work is None else math.ceil(budget.work),
            proof=options.proof,
        ),
        effort=options.effort,
        workers=budget.workers,
        seed=budget.seed,
        on_progress=tell,
    )
    status = Status.OPTIMAL if found.proved else Status.FEASIBLE
    return Answer(status, found.schedule, found.bound)
