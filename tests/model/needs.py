"""A few constraints with all that they need: what agreement is tested on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.constraints import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.model.constraints import Constraint


def with_needs(names: Iterable[str]) -> tuple[Constraint, ...]:
    """Return the constraints called `names` and all that they need, in the order of `CONSTRAINTS`."""
    wanted = set(names)
    by_name = {constraint.name: constraint for constraint in CONSTRAINTS}
    while not wanted >= (more := {need for name in wanted for need in by_name[name].needs}):
        wanted |= more
    return tuple(constraint for constraint in CONSTRAINTS if constraint.name in wanted)
