"""Small flexible job shops with transport, as text, and the least makespan found by trying every order."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def draw_chains(dice: Random) -> Shop:
    """Draw two or three jobs of one to three operations in a row each, at most six in all; no journeys."""
    machines = dice.randint(2, 3)
    jobs = [dice.randint(1, 6 // count) for count in [dice.randint(2, 3)] for _ in range(count)]
    ways = [
        [
            (machine, dice.randint(1, 6))
            for machine in sorted(dice.sample(range(machines), dice.randint(1, 2)))
        ]
        for _ in range(sum(jobs))
    ]
    firsts = {sum(jobs[:job]) for job in range(len(jobs))}
    arcs = [(v - 1, v) for v in range(len(ways)) if v not in firsts]
    return Shop(ways, arcs, [[0] * machines for _ in range(machines)])


def chains_text(shop: Shop) -> str:
    """Return a shop of chains, job after job, as ``.fjs``."""
    after = {v for _, v in shop.arcs}
    jobs: list[list[list[tuple[int, int]]]] = []
    for operation, ways in enumerate(shop.ways):
        if operation not in after:
            jobs.append([])
        jobs[-1].append(ways)
    rows = [[len(jobs), len(shop.travel)]]
    for job in jobs:
        row = [len(job)]
        for ways in job:
            row += [len(ways), *(number for machine, ticks in ways for number in (machine + 1, ticks))]
        rows.append(row)
    return "\n".join(" ".join(map(str, row)) for row in rows) + "\n"


def chains_of(text: str) -> Shop:
    """Return the shop of chains that a ``.fjs`` file tells, read line by line."""
    head, *rows = text.splitlines()
    machines = int(head.split()[1])
    ways: list[list[tuple[int, int]]] = []
    arcs: list[tuple[int, int]] = []
    for row in rows:
        count, *numbers = map(int, row.split())
        for turn in range(count):
            own, numbers = numbers[1 : 1 + 2 * numbers[0]], numbers[1 + 2 * numbers[0] :]
            arcs += [(len(ways) - 1, len(ways))] * (turn > 0)
            ways.append([(own[at] - 1, own[at + 1]) for at in range(0, len(own), 2)])
    return Shop(ways, arcs, [[0] * machines for _ in range(machines)])


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
    orders = list(_orders(shop, ()))
    return min(_makespan(shop, order, choice) for choice in product(*shop.ways) for order in orders)


def _orders(shop: Shop, begun: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every order of all operations that begins with those `begun` and keeps the arcs."""
    if len(begun) == len(shop.ways):
        yield begun
    for each in set(range(len(shop.ways))).difference(begun):
        if all(u in begun for u, v in shop.arcs if v == each):
            yield from _orders(shop, (*begun, each))


def _makespan(shop: Shop, order: tuple[int, ...], choice: tuple[tuple[int, int], ...]) -> int:
    end: dict[int, int] = {}
    free = [0] * len(shop.travel)
    for operation in order:
        machine, duration = choice[operation]
        arrivals = [end[u] + shop.travel[choice[u][0]][machine] for u, v in shop.arcs if v == operation]
        end[operation] = free[machine] = max([free[machine], *arrivals]) + duration
    return max(end.values())
