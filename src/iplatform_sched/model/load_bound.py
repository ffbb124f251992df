"""How early a shop can end at the best, by the work that its resources must share and by its longest path."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ortools.linear_solver.python import model_builder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iplatform_sched.problem.shop import Shop, Way

SCALE = 1_000_000
"""Prices of resources are integers, in so many parts of the largest."""


class Reach(NamedTuple):
    """What every schedule needs before a task starts, and from its end to the makespan, at the least."""

    head: int
    tail: int


def load_bound(shop: Shop, reach: Sequence[Reach]) -> int:
    """Return a lower bound of the makespan: all work of all resources fits before it.

    `reach` has an entry per task. No resource works before the least head of those tasks that may use it,
    nor in the least tail before the makespan. Whatever price >= 0 a unit-tick of each resource has, the
    cheapest ways of all tasks cost no more than what the resources have left. The linear relaxation tells
    the prices that say most; what they say is counted in integers, so no rounding of the relaxation can
    make the bound wrong.
    """
    longest = max(
        (
            at.head + min(way.duration for way in work.ways) + at.tail
            for work, at in zip(shop.works, reach, strict=True)
        ),
        default=0,
    )
    idle = _idle(shop, reach)
    prices = _prices(shop, idle)
    capacity = {resource: price * shop.capacities[resource] for resource, price in prices.items()}
    cheapest = sum(min(_cost(prices, way) for way in work.ways) for work in shop.works)
    lost = sum(units * idle[resource] for resource, units in capacity.items())
    total = sum(capacity.values())
    return max(longest, -(-(cheapest + lost) // total) if total else 0)


def _idle(shop: Shop, reach: Sequence[Reach]) -> dict[int, int]:
    """Return by resource the ticks before its first and after its last work, at the least."""
    heads: dict[int, int] = {}
    tails: dict[int, int] = {}
    for work, at in zip(shop.works, reach, strict=True):
        for way in work.ways:
            for resource, _ in way.demands:
                heads[resource] = min(at.head, heads.get(resource, at.head))
                tails[resource] = min(at.tail, tails.get(resource, at.tail))
    return {resource: head + tails[resource] for resource, head in heads.items()}


def _cost(prices: dict[int, int], way: Way) -> int:
    return sum(prices.get(resource, 0) * units * way.duration for resource, units in way.demands)


def _prices(shop: Shop, idle: Mapping[int, int]) -> dict[int, int]:
    """Return by resource the dual value of its row in the relaxation, as an integer."""
    model = model_builder.Model()  # type: ignore[no-untyped-call]  # its stub says nothing
    makespan = model.new_num_var(0.0, float(shop.horizon), "makespan")
    loads: dict[int, list[model_builder.LinearExpr]] = defaultdict(list)
    for work in shop.works:
        shares = [model.new_num_var(0.0, 1.0, "share") for _ in work.ways]
        model.add(model_builder.LinearExpr.sum(shares) == 1.0)
        for way, share in zip(work.ways, shares, strict=True):
            for resource, units in way.demands:
                loads[resource].append(share * float(units * way.duration))
    rows = {
        resource: model.add_linear_constraint(
            model_builder.LinearExpr.sum(load) - makespan * float(shop.capacities[resource]),
            ub=-float(shop.capacities[resource] * idle[resource]),
        )
        for resource, load in loads.items()
    }
    model.minimize(makespan)
    solver = model_builder.Solver("glop")
    if solver.solve(model) != model_builder.SolveStatus.OPTIMAL:
        return {}
    duals = {resource: max(-solver.dual_value(row), 0.0) for resource, row in rows.items()}
    largest = max(duals.values(), default=0.0)
    return {resource: round(SCALE * dual / largest) for resource, dual in duals.items()} if largest else {}
