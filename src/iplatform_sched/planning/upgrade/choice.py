"""What fits into a budget: a knapsack on what each investment was found to save."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Item(NamedTuple):
    """Something with a price and a value, both at least zero."""

    price: int
    value: int


def best_set(items: Sequence[Item], budget: int) -> tuple[int, ...]:
    """Return the indices of the items of the highest total value that a budget pays, in order.

    Exact, by the list of sets that no cheaper set equals in value (Nemhauser and Ullmann 1969,
    doi:10.1287/mnsc.15.9.494); of equal values the cheapest set, and nothing without a value.
    """
    front: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for index, item in enumerate(items):
        if not item.value:
            continue
        more = [
            (price + item.price, value + item.value, (*chosen, index))
            for price, value, chosen in front
            if price + item.price <= budget
        ]
        front = _undominated(front + more)
    return front[-1][2]


def _undominated(
    sets: list[tuple[int, int, tuple[int, ...]]],
) -> list[tuple[int, int, tuple[int, ...]]]:
    kept: list[tuple[int, int, tuple[int, ...]]] = []
    for each in sorted(sets, key=lambda one: (one[0], -one[1], one[2])):
        if not kept or each[1] > kept[-1][1]:
            kept.append(each)
    return kept
