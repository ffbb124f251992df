"""Minimal subsets by divide and conquer (QuickXplain: U. Junker, AAAI 2004)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Item = TypeVar("_Item")


def smallest(items: Sequence[_Item], holds: Callable[[tuple[_Item, ...]], bool]) -> tuple[_Item, ...]:
    """Return a subset that `holds` and of which no item can be missed; where several do, that of the first.

    Parameters
    ----------
    holds
        True for all `items` together and for every set that includes one for which it is true; not for
        the empty set.
    """
    return _needed(holds, (), tuple(items), grown=False)


def _needed(
    holds: Callable[[tuple[_Item, ...]], bool],
    given: tuple[_Item, ...],
    items: tuple[_Item, ...],
    *,
    grown: bool,
) -> tuple[_Item, ...]:
    """Return what is needed of `items` beside `given`; `grown` says that `given` is not known to fail."""
    if grown and holds(given):
        return ()
    if len(items) <= 1:
        return items
    half = len(items) // 2
    first, second = items[:half], items[half:]
    later = _needed(holds, (*given, *first), second, grown=True)
    sooner = _needed(holds, (*given, *later), first, grown=bool(later))
    return (*sooner, *later)
