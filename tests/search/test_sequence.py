"""Sequences, segments and bounds of drawn shops of machines, beside a model that knows none of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import pytest
from ortools.sat.python import cp_model

from iplatform_sched.model.load_bound import Reach, load_bound
from iplatform_sched.model.outcome import Limits
from iplatform_sched.model.segment import replan
from iplatform_sched.problem.shop import Journey, Lag, Shop, Way, Work
from iplatform_sched.search.segments import moved, segment_of
from iplatform_sched.search.sequence import least_makespan, machine_shop, sequenced

if TYPE_CHECKING:
    from iplatform_sched.search.sequence import MachineShop, Sequenced

LATE = 999


def draw(dice: Random) -> Shop:
    """Draw two to seven tasks with releases, lags, journeys that may not be, and several machines each."""
    tasks, machines = dice.randint(2, 7), dice.randint(1, 3)
    works = [
        Work(
            tuple(
                Way(
                    dice.randint(1, 6),
                    tuple((m, 1) for m in dice.sample(range(machines), dice.randint(0, machines))),
                    dice.randrange(2),
                )
                for _ in range(dice.randint(1, 3))
            ),
            dice.choice([0, 0, dice.randint(0, 8)]),
            LATE,
            LATE,
        )
        for _ in range(tasks)
    ]
    lags, journeys = [], []
    for first, second in combinations(range(tasks), 2):
        if dice.random() < 0.25:
            ticks = dice.choice([0, 0, dice.randint(0, 4)])
            lags.append(Lag(first, second, ticks, from_end=True, to_end=False))
            if dice.random() < 0.6:
                there, back = (dice.choice([None, *range(6)]) for _ in range(2))
                journeys.append(Journey(first, second, ((0, there), (back, 0))))
    return Shop(
        tuple(works),
        tuple((task,) for task in range(tasks)),
        (1,) * machines,
        (),
        tuple(lags),
        tuple(journeys),
        tuple(range(tasks)),
        LATE,
    )


def shortest(shop: Shop) -> int:
    """Return the least makespan, by a model written down from what a shop is."""
    model = cp_model.CpModel()
    makespan = model.new_int_var(0, LATE, "")
    starts = [model.new_int_var(work.earliest, LATE, "") for work in shop.works]
    ends = [model.new_int_var(0, 2 * LATE, "") for _ in shop.works]
    chosen = [[model.new_bool_var("") for _ in work.ways] for work in shop.works]
    held: dict[int, list[cp_model.IntervalVar]] = {resource: [] for resource, _ in enumerate(shop.capacities)}
    for work, begin, end, literals in zip(shop.works, starts, ends, chosen, strict=True):
        model.add_exactly_one(literals)
        model.add(makespan >= end)
        for way, literal in zip(work.ways, literals, strict=True):
            model.add(end == begin + way.duration).only_enforce_if(literal)
            run = model.new_optional_fixed_size_interval_var(begin, way.duration, literal, "")
            for resource, _ in way.demands:
                held[resource].append(run)
    for runs in held.values():
        model.add_no_overlap(runs)
    for lag in shop.lags:
        model.add(starts[lag.second] >= ends[lag.first] + lag.ticks)
    for journey in shop.journeys:
        for one, leaves in zip(shop.works[journey.first].ways, chosen[journey.first], strict=True):
            for other, arrives in zip(shop.works[journey.second].ways, chosen[journey.second], strict=True):
                ticks = journey.ticks[one.site][other.site]
                if ticks is None:
                    model.add_bool_or([leaves.negated(), arrives.negated()])
                else:
                    late = starts[journey.second] >= ends[journey.first] + ticks
                    model.add(late).only_enforce_if([leaves, arrives])
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def drawn(seed: int) -> tuple[MachineShop, Sequenced] | None:
    """Return a drawn shop with some schedule; ``None`` where its ways do not go together."""
    dice = Random(seed)
    machines = machine_shop(draw(dice), 0)
    assert machines is not None
    ways = [dice.randrange(len(work.ways)) for work in machines.shop.works]
    at = sequenced(machines, ways, range(len(ways)))
    return (machines, at) if faultless(machines, at) else None


def faultless(machines: MachineShop, at: Sequenced) -> bool:
    """Return whether a schedule keeps releases, lags, journeys and machines."""
    shop = machines.shop
    ways = [work.ways[number] for work, number in zip(shop.works, at.ways, strict=True)]
    journeys = [(each, each.ticks[ways[each.first].site][ways[each.second].site]) for each in shop.journeys]
    return (
        all(work.earliest <= start for work, start in zip(shop.works, at.starts, strict=True))
        and all(start + way.duration == end for start, way, end in zip(at.starts, ways, at.ends, strict=True))
        and all(at.starts[lag.second] >= at.ends[lag.first] + lag.ticks for lag in shop.lags)
        and all(
            ticks is not None and at.starts[each.second] >= at.ends[each.first] + ticks
            for each, ticks in journeys
        )
        and all(
            at.ends[one] <= at.starts[other] or at.ends[other] <= at.starts[one]
            for one, other in combinations(range(len(ways)), 2)
            if {r for r, _ in ways[one].demands} & {r for r, _ in ways[other].demands}
        )
    )


@pytest.mark.parametrize("seed", range(150))
def test_bounds_and_segments_of_drawn_shops(seed: int) -> None:
    case = drawn(seed)
    if case is None:
        return
    machines, at = case
    optimum, tasks, dice = shortest(machines.shop), len(at.sequence), Random(seed)
    assert least_makespan(machines, at) <= optimum
    everything = replan(segment_of(machines, at, 0, tasks), Limits())
    assert everything.solved
    assert everything.places is not None
    assert moved(machines, at, tasks, everything.places).makespan == optimum
    for packed in (False, True):
        begin = dice.randrange(tasks)
        end = dice.randrange(begin, tasks) + 1
        segment = segment_of(machines, at, begin, end)
        assert segment.least <= at.makespan
        found = replan(segment, Limits(), packed=packed)
        # Where the tasks were is one of the placings.
        assert found.solved
        assert found.places is not None
        promised = [segment.least]
        for task, (way, start) in found.places.items():
            choice = next(each for each in segment.choices[task] if each.way == way)
            promised.append(start + choice.duration + choice.tail)
        after = moved(machines, at, end, found.places)
        assert faultless(machines, after)
        assert after.makespan <= max(promised) <= at.makespan


def test_most_drawn_shops_have_a_schedule() -> None:
    assert sum(drawn(seed) is not None for seed in range(150)) > 90


def test_a_bound_is_often_met_and_a_segment_often_better() -> None:
    cases = [case for seed in range(150) if (case := drawn(seed)) is not None]
    met = [least_makespan(machines, at) == shortest(machines.shop) for machines, at in cases]
    assert sum(met) > len(cases) // 2
    # Packed or not, ends of machines decide between equals alone.
    better = 0
    for machines, at in cases:
        found = replan(segment_of(machines, at, 0, len(at.sequence)), Limits(), packed=True)
        assert found.places is not None
        better += moved(machines, at, len(at.sequence), found.places).makespan < at.makespan
    assert better > len(cases) // 2


ONE = Way(5, ((0, 1),), 0)


def shop(*works: tuple[Way, ...], horizon: int = LATE) -> Shop:
    """Return tasks in one of so many ways on two machines."""
    tasks = tuple(range(len(works)))
    return Shop(
        tuple(Work(ways, 0, LATE, LATE) for ways in works),
        tuple((task,) for task in tasks),
        (1, 1),
        (),
        (),
        (),
        tasks,
        horizon,
    )


def test_loads_between_heads_and_tails() -> None:
    assert load_bound(shop((ONE,), (ONE,)), [Reach(3, 4), Reach(3, 4)]) == 3 + 10 + 4
    assert load_bound(shop((ONE,), (ONE,)), [Reach(3, 4), Reach(0, 0)]) == 12
    assert load_bound(shop((ONE,), (ONE,)), [Reach(0, 0), Reach(0, 0)]) == 10


def test_without_demands_or_prices_the_longest_path_is_left() -> None:
    assert load_bound(shop((Way(5, (), 0),)), [Reach(1, 2)]) == 8
    assert load_bound(shop((ONE,), (ONE,), horizon=0), [Reach(1, 2), Reach(0, 0)]) == 8
    assert load_bound(shop(), []) == 0


def test_work_goes_where_it_is_cheap() -> None:
    either = (ONE, Way(3, ((1, 1),), 0))
    # Two tasks of 5 or 3, one of 4 on the second machine: 5 + (3 + 4) = 12 of 6 each.
    assert load_bound(shop(either, either, (Way(4, ((1, 1),), 0),)), [Reach(0, 0)] * 3) == 7
    both = replace(ONE, demands=((0, 1), (1, 1)))
    assert load_bound(shop((both,), (ONE,)), [Reach(0, 0)] * 2) == 10


def test_who_stands_behind_a_segment_stays_behind_it() -> None:
    short, long = Way(2, ((0, 1),), 0), Way(9, ((1, 1),), 0)
    machines = machine_shop(shop((short,), (short,), (long,)), 0)
    assert machines is not None
    at = sequenced(machines, (0, 0, 0), (0, 2, 9))
    assert at.sequence == (0, 2, 1)
    after = moved(machines, at, 1, {0: (0, 5)})
    assert (after.starts[0], after.starts[1]) == (0, 2)
