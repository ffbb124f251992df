"""Shops of machines: sequences keep the rules, bounds are below optima, segments never lose anything."""

from __future__ import annotations

import threading
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Progress, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.shop import schedule_of, shop_of
from iplatform_sched.search.best import best_of, value_of
from iplatform_sched.search.by_segments import improve
from iplatform_sched.search.sequence import least_makespan, machine_shop, sequence_of
from iplatform_sched.search.serial import best_serial
from iplatform_sched.search.whole import solve_whole
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.sequence import MachineShop, Sequenced

TASKS_OF_JOB = 5


def start(problem: Problem, seed: int = 0) -> tuple[MachineShop, Sequenced]:
    shop = shop_of(problem)
    first = best_serial(problem, shop, Random(seed), bool)
    assert first is not None
    machines = machine_shop(shop, evaluate(problem, first)["makespan"])
    assert machines is not None
    return machines, sequence_of(machines, first)


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


def test_segments_improve_the_start_and_depend_on_nothing_else(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 12, 5, 1)
    price = replace(problem, weights=replace(problem.weights, makespan=7))
    machines, at = start(price)
    first = schedule_of(price, list(zip(at.ways, at.starts, strict=True)))
    limits, ends = Limits(work=0.25, seed=3), []
    for _ in range(2):
        told: list[Progress] = []
        best = best_of(price, first, 0.0, watch=told.append)
        spent = improve(machines, best, limits, (threading.Event(),))
        assert 0.2 < spent < 0.4
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
    best = best_of(problem, schedule_of(problem, list(zip(at.ways, at.starts, strict=True))), 0.0)
    best.prove(best.value, sure=True)
    assert improve(machines, best, Limits(), (threading.Event(),)) == 0.0
    best.sure = 0
    stop = threading.Event()
    stop.set()
    assert improve(machines, best, Limits(), (threading.Event(), stop)) == 0.0


def test_a_segment_of_everything_proves(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 2, 2, 3)
    machines, at = start(problem)
    best = best_of(problem, schedule_of(problem, list(zip(at.ways, at.starts, strict=True))), 0.0)
    improve(machines, best, Limits(), (threading.Event(), best.doubtful))
    assert best.value == best.told == solve(problem).objective
    assert not best.proved(), "the solver has been asked once"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_workshop_is_proved(tmp_path: Path, workers: int) -> None:
    problem = workshop(tmp_path, 20, 3, 4)
    stop = threading.Event()
    found = solve_whole(problem, limits=Limits(seconds=120, work=60, workers=workers), stop=stop)
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound
    assert found.schedule is not None
    assert verify_schedule(problem, found.schedule) == ()
    assert not stop.is_set()


def test_a_workshop_is_proved_by_the_load_of_its_machines_before_any_model(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 10, 2, 0)
    machines, at = start(problem)
    least = least_makespan(machines, at)
    best = best_of(problem, schedule_of(problem, list(zip(at.ways, at.starts, strict=True))), 0.0)
    best.prove(least, sure=True)
    improve(machines, best, Limits(work=2), (threading.Event(),))
    assert best.value == least


def test_a_gap_that_will_do_ends_the_search(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 12, 5, 1)
    found = solve_whole(problem, limits=Limits(gap=0.9))
    assert found.status is Status.OPTIMAL
    assert found.objective is not None
    assert found.bound is not None
    assert found.objective - found.bound <= 0.9 * found.objective


def test_only_shops_of_machines_are_sequences(tmp_path: Path) -> None:
    problem = workshop(tmp_path, 3, 3, 0)
    shop = shop_of(problem)
    assert machine_shop(shop, 10) is not None
    machine = shop.works[0].ways[0].demands[0][0]
    room = tuple(2 if resource == machine else units for resource, units in enumerate(shop.capacities))
    work = shop.works[0]
    double = replace(work.ways[0], demands=((machine, 2),))
    others = [
        replace(shop, works=()),
        replace(shop, capacities=room),
        replace(shop, works=(replace(work, ways=(double,)), *shop.works[1:])),
        replace(shop, counted=shop.counted[1:]),
        replace(shop, lags=(shop.lags[0]._replace(ticks=-1), *shop.lags[1:])),
        replace(shop, lags=(shop.lags[0]._replace(from_end=False), *shop.lags[1:])),
        replace(shop, lags=(shop.lags[0]._replace(to_end=True), *shop.lags[1:])),
        replace(shop, works=(replace(work, end=9), *shop.works[1:])),
        replace(shop, works=(replace(work, ways=(replace(work.ways[0], duration=0),)), *shop.works[1:])),
        replace(shop, works=(replace(work, ways=(replace(work.ways[0], uses=((0, 1),)),)), *shop.works[1:])),
    ]
    assert all(machine_shop(other, 10) is None for other in others)
