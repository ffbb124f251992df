"""Options of every command that searches: how long, how hard, and whether it can be replayed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from iplatform_sched.domain.settings import SolveSettings

MOST = 10**9
"""The largest number that settings take."""
SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}

Budget = Annotated[str, typer.Option(help="Time for each search, such as 60s or 10m.")]
Deterministic = Annotated[
    bool,
    typer.Option("--deterministic", help="One worker, a seed and a work limit: a plan that can be replayed."),
]
Seed = Annotated[int, typer.Option(min=0, max=MOST, help="Seed of the search.")]
Work = Annotated[int, typer.Option(min=1, max=MOST, help="Work limit of a deterministic search, in rounds.")]
ProofWork = Annotated[
    int, typer.Option(min=0, max=MOST, help="Work limit of its bound, in the solver's own seconds.")
]
Workers = Annotated[int, typer.Option(min=1, max=MOST, help="Processes of the search.")]


def seconds(text: str, option: str) -> float:
    """Return a duration such as ``90``, ``60s``, ``5m`` or ``1h`` in seconds.

    Raises
    ------
    InputError
        The text is no duration above zero.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip())
    if match is None or match[2] not in SECONDS or float(match[1]) <= 0:
        raise InputError(
            Issue("is not a duration", field=option, found=text, hint="Write it like 60s, 5m or 1h")
        )
    return float(match[1]) * SECONDS[match[2]]


def settings_of(budget: str, **others: int) -> SolveSettings:
    """Return the settings of a search; `others` by the names of their options."""
    from iplatform_sched.domain.settings import SolveSettings

    return SolveSettings.model_validate({"budget_seconds": seconds(budget, "--budget"), **others})
