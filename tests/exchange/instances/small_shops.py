"""Small flexible job shops with transport, as text, and the least makespan found by trying every order."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random


class Shop(NamedTuple):
    """Ways (machine, duration) of each operation, arcs between operations, travel times."""

    ways: list[list[tuple[int, int]]]
    arcs: list[tuple[int, int]]
    travel: list[list[int]]


def draw_shop(dice: Random) -> Shop:
    """Draw four or five operations on two or three machines; two operations may share a predecessor."""
    operations, machines = dice.randint(4, 5), dice.randint(2, 3)
    ways = [
        [
            (machine, dice.randint(1, 6))
            for machine in sorted(dice.sample(range(machines), dice.randint(1, 2)))
        ]
        for _ in range(operations)
    ]
    arcs = [(dice.randrange(v), v) for v in range(1, operations) if dice.random() < 0.7]
    travel = [[0 if a == b else dice.randint(0, 5) for b in range(machines)] for a in range(machines)]
    return Shop(ways, arcs, travel)


def shop_text(shop: Shop) -> str:
    """Return a shop in the format of the collection."""
    rows = [[len(shop.ways), len(shop.arcs), len(shop.travel)]]
    jobs = {operation: operation for operation, _ in enumerate(shop.ways)}
    for u, v in shop.arcs:
        jobs[v] = jobs[u]
    arcs = [f"{u} {v} J{jobs[u]}" for u, v in shop.arcs]
    rows += [[len(own), *(number for way in own for number in way)] for own in shop.ways]
    head, *rest = (" ".join(map(str, row)) for row in [*rows, *shop.travel])
    return "\n".join([head, *arcs, *rest]) + "\n"


def shortest(shop: Shop) -> int:
    """Return the least makespan over all orders of the operations and all choices of machines."""
    operations = range(len(shop.ways))
    orders = [
        order
        for order in permutations(operations)
        if all(order.index(u) < order.index(v) for u, v in shop.arcs)
    ]
    return min(_makespan(shop, order, choice) for choice in product(*shop.ways) for order in orders)


def _makespan(shop: Shop, order: tuple[int, ...], choice: tuple[tuple[int, int], ...]) -> int:
    end: dict[int, int] = {}
    free = [0] * len(shop.travel)
    for operation in order:
        machine, duration = choice[operation]
        arrivals = [end[u] + shop.travel[choice[u][0]][machine] for u, v in shop.arcs if v == operation]
        end[operation] = free[machine] = max([free[machine], *arrivals]) + duration
    return max(end.values())
