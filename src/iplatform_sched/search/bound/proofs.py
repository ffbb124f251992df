"""How the solver raises a floor, step by step.

Each step asks the solver one thing about a few jobs with nothing else planned: a relaxation, so what it
proves holds for every schedule. The plans that it finds on the way are told too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.search.bound.exact import alone, in_the_way
from iplatform_sched.search.bound.rivalry import Extent, rivals_together
from iplatform_sched.search.bound.serving import serve

if TYPE_CHECKING:
    from iplatform_sched.search.bound.floor import Floor
    from iplatform_sched.search.bound.watch import Watch

STEPS = (
    partial(rivals_together, extent=Extent(near=1.5, most_modes=6, rungs=15), seconds=10.0),
    partial(rivals_together, extent=Extent(near=0.4, most_modes=6, rungs=30), seconds=15.0),
    serve,
    partial(alone, seconds=2.0),
    partial(in_the_way, seconds=8.0),
    partial(rivals_together, extent=Extent(near=0.4, most_modes=9, rungs=60), seconds=30.0),
    partial(in_the_way, seconds=30.0),
    partial(alone, seconds=15.0),
)
"""What is cheap and says much comes first."""


def prove(floor: Floor, watch: Watch) -> None:
    """Raise `floor` until no time is left or no step has anything to try; the first that has is taken."""
    while not watch.over() and any(step(floor, watch) for step in STEPS):
        floor.relaxed.state.cache.clear()
