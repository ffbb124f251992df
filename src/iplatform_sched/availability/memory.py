"""What has been made of facts, kept for the next use of the same facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from iplatform_sched.timeline import IntervalSet

_Made = TypeVar("_Made")


@dataclass(slots=True)
class Shelf:
    """What has been made under one stretch of time and its holidays.

    Attributes
    ----------
    sets
        Expanded sets by rule.
    numbers
        A number for each distinct rule: rules are long and would be slow keys.
    things
        What was made of facts, with these facts, by name, their identities and further values. The facts
        are held, so that no other one takes their identity.
    """

    sets: dict[Hashable, IntervalSet] = field(default_factory=dict)
    numbers: dict[Hashable, int] = field(default_factory=dict)
    things: dict[tuple[Hashable, ...], tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def kept(
        self, name: str, facts: tuple[object, ...], make: Callable[[], _Made], *values: Hashable
    ) -> _Made:
        """Return what `make` makes of facts that never change and of `values`, made once."""
        key = (name, *values, *map(id, facts))
        found = self.things.get(key)
        if found is None:
            found = self.things[key] = (facts, make())
        made: _Made = found[1]
        return made


@dataclass(slots=True)
class Memory:
    """Shelves for compiling many snapshots that differ in few facts."""

    shelves: dict[tuple[Hashable, ...], Shelf] = field(default_factory=dict)

    def shelf(self, *key: Hashable) -> Shelf:
        """Return the shelf of a stretch of time and its holidays."""
        return self.shelves.setdefault(key, Shelf())
