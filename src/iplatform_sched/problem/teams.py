"""Who may be in the teams of tasks, and whom modes name of operator pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from iplatform_sched.problem.data import Mode, Resource, Task


def people_of(task: Task) -> frozenset[int]:
    """Return the people who may be in the team of `task`."""
    return frozenset(r for need in task.needs if need.people for r in need.candidates)


def crew_of(resources: Sequence[Resource], mode: Mode) -> dict[int, frozenset[int]]:
    """Return the named operators of a mode, by pool."""
    return _by_pool(resources, (person for person, _ in mode.operators))


def replaced(resources: Sequence[Resource], mode: Mode, before: frozenset[int]) -> bool:
    """Return whether a mode has other named operators than `before` of a pool of which both have some."""
    if not before:
        return False
    old, new = _by_pool(resources, before), crew_of(resources, mode)
    return any(old[pool] != new[pool] for pool in old.keys() & new.keys())


def _by_pool(resources: Sequence[Resource], members: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for person in members:
        pool = resources[person].pool
        if pool >= 0:
            found[pool] = found.get(pool, frozenset()) | {person}
    return found


def crews_of(resources: Sequence[Resource], modes: Iterable[Mode]) -> tuple[dict[int, frozenset[int]], ...]:
    """Return the named operators of some modes, each crew once."""
    crews = [crew_of(resources, mode) for mode in modes]
    return tuple({frozenset(crew.items()): crew for crew in crews}.values())


def shared(one: Mapping[int, frozenset[int]], other: Mapping[int, frozenset[int]]) -> bool:
    """Return whether two crews have somebody in common of each pool of which both have somebody."""
    return all(one[pool] & other[pool] for pool in one.keys() & other.keys())
