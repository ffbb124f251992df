"""Shops of machines: sequences keep the rules, bounds are below optima, segments never lose anything."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Progress, Status
from iplatform_sched.model.segment import place
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.shop import schedule_of, shop_of
from iplatform_sched.search.best import best_of, value_of
from iplatform_sched.search.by_segments import improve
from iplatform_sched.search.sequence import least_makespan, machine_shop, placement_of, segment_of, sequenced
from iplatform_sched.search.serial import best_serial
from iplatform_sched.search.whole import solve_whole
from iplatform_sched.verify.schedule import verify_schedule
from tests.exchange.instances.small_shops import draw_shop, shop_text, shortest

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.sequence import MachineShop, Placement

TASKS_OF_JOB = 5


def start(problem: Problem, seed: int = 0) -> tuple[MachineShop, Placement]:
    shop = shop_of(problem)
    first = best_serial(problem, shop, Random(seed), bool)
    assert first is not None
    machines = machine_shop(shop, evaluate(problem, first)["makespan"])
    assert machines is not None
    return machines, placement_of(machines, first)


def drawn(folder: Path, seed: int) -> tuple[Problem, int]:
    """Return a small shop with transport and the least makespan over all orders and choices."""
    shop = draw_shop(Random(seed))
    (path := folder / "shop.txt").write_text(shop_text(shop), encoding="utf-8")
    return read_instance(path, "fjsp-transport"), shortest(shop)


def workshop(folder: Path, jobs: int, machines: int, seed: int) -> Problem:
    """Return a flexible job shop in which each operation may be done on about half of the machines."""
    dice = Random(seed)
    rows = [f"{jobs} {machines}"]
    for _ in range(jobs):
        row = [str(TASKS_OF_JOB)]
        for _ in range(TASKS_OF_JOB):
            chosen = dice.sample(range(1, machines + 1), dice.randint(1, machines))
            row += [str(len(chosen)), *(f"{machine} {dice.randint(1, 20)}" for machine in sorted(chosen))]
        rows.append(" ".join(row))
    (path := folder / "workshop.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_instance(path, "fjsp")


@pytest.mark.parametrize("seed", range(40))
def test_the_whole_sequence_as_a_segment_is_the_optimum(tmp_path: Path, seed: int) -> None:
    problem, shortest_known = drawn(tmp_path, seed)
    machines, at = start(problem, seed)
    found = place(segment_of(machines, at, 0, len(at.sequence)), Limits())
    assert found.solved
    assert found.places is not None
    ways, starts = zip(*(found.places[task] for task in range(len(at.ways))), strict=True)
    best = sequenced(machines, ways, starts)
    assert best.makespan == shortest_known
    assert verify_schedule(problem, schedule_of(problem, list(zip(ways, best.starts, strict=True)))) == ()
    assert least_makespan(machines, at) <= shortest_known


@pytest.mark.parametrize("seed", range(40))
def test_no_segment_says_more_than_its_placement_keeps(tmp_path: Path, seed: int) -> None:
    problem, _ = drawn(tmp_path, seed)
    machines, at = start(problem, seed)
    dice = Random(seed)
    begin = dice.randrange(len(at.sequence))
    end = dice.randrange(begin, len(at.sequence)) + 1
    segment = replace(segment_of(machines, at, begin, end), packed=bool(seed % 2))
    assert segment.least <= at.makespan
    found = place(segment, Limits())
    # Where the tasks were is one of the placings.
    assert found.places is not None
    ways, order = list(at.ways), list(at.starts)
    for task, (way, begins) in found.places.items():
        ways[task], order[task] = way, begins
    for task in at.sequence[end:]:
        order[task] += at.makespan
    after = sequenced(machines, ways, order)
    assert after.makespan <= at.makespan
    schedule = schedule_of(problem, list(zip(after.ways, after.starts, strict=True)))
    assert verify_schedule(problem, schedule) == ()
    assert set(at.sequence[:begin]) == set(after.sequence) - set(at.sequence[begin:])


@pytest.mark.parametrize("seed", range(10))
def test_heads_and_tails_are_those_of_the_schedule(tmp_path: Path, seed: int) -> None:
    machines, at = start(workshop(tmp_path, 4, 3, seed), seed)
    assert all(at.starts[one] <= at.starts[other] for one, other in pairwise(at.sequence))
    assert max(s + tail for s, tail in zip(at.starts, at.tails, strict=True)) == at.makespan
    assert sequenced(machines, at.ways, at.starts) == at


def test_segments_improve_the_start_and_depend_on_nothing_else(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 12, 5, 1)
    price = replace(problem, weights=replace(problem.weights, makespan=7))
    machines, at = start(price)
    first = schedule_of(price, list(zip(at.ways, at.starts, strict=True)))
    limits, ends = Limits(work=0.4, seed=3), []
    for _ in range(2):
        told: list[Progress] = []
        best = best_of(price, first, 0.0, told.append)
        spent = improve(price, machines, best, limits, threading.Event())
        assert 0.3 < spent < 0.6
        assert best.value == value_of(price, best.schedule) < 7 * at.makespan
        assert best.value % 7 == 0
        values = [progress.objective or 0 for progress in told]
        assert values == sorted(values, reverse=True)
        assert values[-1] == best.value
        assert verify_schedule(price, best.schedule) == ()
        ends.append(best.schedule)
    assert ends[0] == ends[1]


def test_a_bound_that_is_reached_ends_the_search(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 12, 5, 1)
    machines, at = start(problem)
    best = best_of(problem, schedule_of(problem, list(zip(at.ways, at.starts, strict=True))), 0.0, None)
    best.bound = best.value
    assert improve(problem, machines, best, Limits(), threading.Event()) == 0.0
    stop = threading.Event()
    stop.set()
    best.bound = 0
    assert improve(problem, machines, best, Limits(), threading.Event(), stop) == 0.0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_workshop_is_proved_by_the_load_of_its_machines(tmp_path: Path, workers: int) -> None:
    problem = workshop(tmp_path, 20, 3, 4)
    found = solve_whole(problem, limits=Limits(seconds=120, work=60, workers=workers))
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound
    assert found.schedule is not None
    assert verify_schedule(problem, found.schedule) == ()


def test_only_shops_of_machines_are_sequences(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 3, 3, 0)
    shop = shop_of(problem)
    assert machine_shop(shop, 10) is not None
    machine = shop.works[0].ways[0].demands[0][0]
    room = tuple(2 if resource == machine else units for resource, units in enumerate(shop.capacities))
    work = shop.works[0]
    others = [
        replace(shop, capacities=room),
        replace(shop, counted=shop.counted[1:]),
        replace(shop, lags=(shop.lags[0]._replace(ticks=-1), *shop.lags[1:])),
        replace(shop, lags=(shop.lags[0]._replace(from_end=False), *shop.lags[1:])),
        replace(shop, lags=(shop.lags[0]._replace(to_end=True), *shop.lags[1:])),
        replace(shop, works=(replace(work, end=9), *shop.works[1:])),
        replace(shop, works=(replace(work, ways=(replace(work.ways[0], duration=0),)), *shop.works[1:])),
        replace(shop, works=(replace(work, ways=(replace(work.ways[0], uses=((0, 1),)),)), *shop.works[1:])),
    ]
    assert all(machine_shop(other, 10) is None for other in others)
