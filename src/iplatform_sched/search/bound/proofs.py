"""How the solver raises a floor, step by step.

Each step asks the solver one thing about a few jobs with nothing else planned: a relaxation, so what it
proves holds for every schedule. The plans that it finds on the way are told too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.search.bound.exact import in_the_way, polish, prove_alone
from iplatform_sched.search.bound.rivalry import Extent, rivals_together
from iplatform_sched.search.bound.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.search.bound.floor import Floor
    from iplatform_sched.search.bound.watch import Watch

    Step = Callable[[Floor, Watch], bool]

CLOSE = Extent(near=1.4, most_modes=6, rungs=15)
ALL = Extent(near=0.4, most_modes=6, rungs=30)
FINE = Extent(near=0.4, most_modes=9, rungs=60)

ROUNDS = (
    # Whom nobody can serve the search need not try.
    (partial(rivals_together, extent=CLOSE, seconds=10.0),),
    (
        partial(rivals_together, extent=CLOSE, seconds=10.0),
        partial(serve, near=CLOSE.near),
    ),
    (
        partial(rivals_together, extent=ALL, seconds=6.0),
        partial(polish, seconds=5.0),
        partial(serve, near=CLOSE.near),
        partial(prove_alone, seconds=2.0),
    ),
    (
        partial(in_the_way, seconds=8.0),
        partial(polish, seconds=5.0),
    ),
    (
        partial(rivals_together, extent=FINE, seconds=30.0),
        partial(in_the_way, seconds=30.0),
        partial(prove_alone, seconds=15.0),
        partial(polish, seconds=20.0),
    ),
)
"""Steps that take turns until none of them has anything to try; what is cheap and says much comes first."""


def prove(floor: Floor, watch: Watch) -> None:
    """Raise `floor` until no time is left or no step of any round has anything to try."""
    for steps in ROUNDS:
        while _turns(floor, watch, steps):
            pass


def _turns(floor: Floor, watch: Watch, steps: tuple[Step, ...]) -> bool:
    """Let each of `steps` have its turn; return whether one of them did something."""
    did = False
    for step in steps:
        if not watch.over() and step(floor, watch):
            did = True
    return did
