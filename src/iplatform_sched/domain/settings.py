"""How long and how hard to search."""

from __future__ import annotations

from pydantic import Field

from iplatform_sched.domain.vocabulary import Count, Fact, Positive


class SolveSettings(Fact):
    """Settings of one search.

    Attributes
    ----------
    budget_seconds
        Wall-clock time for the search; not used by a deterministic one.
    deterministic
        One process, one worker, a seed and a work limit: the same plan bit for bit for the same input.
    work
        Work limit of a deterministic search, in rounds of improvement.
    proof_work
        What a deterministic search may spend on its bound, in deterministic seconds of the solver.
    """

    budget_seconds: float = Field(default=60.0, gt=0)
    workers: Positive = 2
    seed: Count = 0
    deterministic: bool = False
    work: Positive = 200
    proof_work: Count = 20
