"""The plain model of laboratories: the optimum of ours, verified, and a word for what it cannot say."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.peers.fcfs import solve_fcfs
from iplatform_sched.errors import InputError
from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Link, LinkKind, Occupation, Specimen, Supply, Weights
from iplatform_sched.problem.schedule import ScheduledTask
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.timeline import EMPTY, IntervalSet
from iplatform_sched.verify.schedule import verify_schedule
from tests.bench.peers.asking import best, solve_plain
from tests.bench.peers.laboratories import draw_laboratory
from tests.exchange.instances.laboratory import optimum
from tests.search.laboratory import laboratory

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "tlsp"
EQUIPPED = """\
equipment(1). equipment(2). equipment(3). group(1,1). group(2,1). group(3,1).
requiredEquipment(1,1,2). requiredEquipment(3,1,1). requiredEquipment(4,1,2).
equipmentAvailable(1,1). equipmentAvailable(1,2). equipmentAvailable(3,1). equipmentAvailable(3,2).
equipmentAvailable(4,1). equipmentAvailable(4,2). equipmentAvailable(4,3).
linked(1,2). linked(2,1).
"""
"""Two pieces that are alike and one that is not; the first project is done by the same people."""


def ours(problem: Problem) -> int | None:
    """Return the optimum that our own model proves, ``None`` where it proves that there is none."""
    outcome = solve(problem, limits=Limits(work=20))
    assert outcome.status in {Status.OPTIMAL, Status.INFEASIBLE}
    return outcome.objective if outcome.status is Status.OPTIMAL else None


@pytest.mark.parametrize("name", ["linked", "rivals"])
def test_fixtures_have_the_optimum_of_looking_at_everything(name: str) -> None:
    path = FIXTURES / f"{name}.lp"
    assert best(read_instance(path, "tlsp"), solve_plain) == optimum(path)


@pytest.mark.parametrize("seed", range(6))
def test_laboratories_have_the_optimum_of_our_model(tmp_path: Path, seed: int) -> None:
    problem = laboratory(tmp_path, 3, seed, EQUIPPED)
    expected = ours(problem)
    assert best(problem, solve_plain) == expected


@pytest.mark.parametrize("seed", range(80))
def test_whatever_a_laboratory_is_has_the_optimum_of_our_model(seed: int) -> None:
    problem = draw_laboratory(random.Random(seed), pinned=seed % 3 == 0)
    assert best(problem, solve_plain) == ours(problem)


def test_who_finds_nothing_in_time_has_a_bound_all_the_same() -> None:
    outcome = solve_plain(rivals(), seconds=60, seed=0, workers=1, work=0.0)
    assert (outcome.status, outcome.schedule) == (Status.UNKNOWN, None)
    assert outcome.bound == 0


@pytest.mark.parametrize("seed", range(6))
def test_whoever_comes_first_gets_a_schedule_that_keeps_the_rules(tmp_path: Path, seed: int) -> None:
    problem = laboratory(tmp_path, 3, seed, EQUIPPED)
    outcome = solve_fcfs(problem)
    assert outcome.schedule is not None
    assert (outcome.status, outcome.bound) == (Status.FEASIBLE, None)
    assert verify_schedule(problem, outcome.schedule) == ()
    least = ours(problem)
    assert outcome.objective is not None
    assert least is not None
    assert outcome.objective >= least


def test_the_order_of_arrival_decides_who_waits() -> None:
    """Two projects want the same people, and one of them can wait at less cost."""
    problem = rivals()
    costs = [solve_fcfs(problem, arrival=order).objective for order in ((0, 1), (1, 0))]
    assert costs[0] != costs[1]


def _first(problem: Problem, **facts: object) -> Problem:
    first, *rest = problem.tasks
    return replace(problem, tasks=(replace(first, **facts), *rest))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda p: _first(p, pinned=ScheduledTask(0, 0, 2, 2, 2)), "Task.pinned"),
        (lambda p: _first(p, modes=(replace(p.tasks[0].modes[0], consumes=((0, 1),)),)), "Mode.consumes"),
        (lambda p: replace(p, supplies=(Supply("glue", 1),)), "Problem.supplies"),
        (lambda p: replace(p, specimens=(Specimen("s", 0, (0, 1), ((0,), (0,))),)), "Problem.specimens"),
    ],
)
def test_what_is_not_heeded_by_hand_is_refused(change: Callable[[Problem], Problem], word: str) -> None:
    with pytest.raises(InputError, match=word):
        solve_fcfs(change(rivals()))


def rivals() -> Problem:
    """Return a laboratory whose first mode of all has a window."""
    return read_instance(FIXTURES / "rivals.lp", "tlsp")


def _starts(problem: Problem, starts: IntervalSet) -> Problem:
    first, *rest = problem.tasks
    modes = tuple(replace(mode, starts=starts) for mode in first.modes)
    return replace(problem, tasks=(replace(first, modes=modes), *rest))


def test_a_task_that_may_never_start_makes_a_laboratory_infeasible() -> None:
    assert best(_starts(rivals(), EMPTY), solve_plain) is None


def test_what_is_pinned_costs_nothing_but_the_span_of_its_job() -> None:
    """One project is pinned and late, of the other one a test that employee 1 did in no time."""
    problem = rivals()
    people = [r for r, facts in enumerate(problem.resources) if facts.name.startswith("employee")]
    first, report, *others = problem.tasks
    quick = replace(first.modes[0], run=0)
    done = replace(first, modes=(quick,), pinned=ScheduledTask(0, 7, 7, 7, 7, team=(people[0],)), due=2)
    late = [replace(task, pinned=ScheduledTask(0, 6, 8, 8, 8), due=2) for task in others]
    pinned = replace(problem, tasks=(done, report, *late))
    # Employee 1, who is in the project already, does the report at once: a span of one day, two days late.
    assert best(pinned, solve_plain) == ours(pinned) == 3


def test_starts_are_those_of_the_modes_also_where_they_have_gaps() -> None:
    problem = _starts(rivals(), IntervalSet.of([(0, 1), (6, 8)]))
    outcome = solve_plain(problem, seconds=60, seed=0, workers=1)
    assert outcome.schedule is not None
    assert outcome.schedule.tasks[0] is not None
    assert outcome.schedule.tasks[0].start in {0, 6, 7}


def _held(problem: Problem, **facts: object) -> Problem:
    *rest, last = problem.resources
    return replace(problem, resources=(*rest, replace(last, **facts)))  # type: ignore[arg-type]


def _quick(problem: Problem) -> Problem:
    first, *rest = problem.tasks
    return replace(
        problem, tasks=(replace(first, modes=(replace(first.modes[0], run=0), *first.modes[1:])), *rest)
    )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda p: replace(p, weights=Weights()), "Weights.unserved"),
        (lambda p: replace(p, weights=replace(p.weights, finish=1)), "Weights.finish"),
        (lambda p: replace(p, levels=(("span",),)), "Problem.levels"),
        (lambda p: replace(p, links=(Link(0, 1, LinkKind.SAME_SITE),)), "links of machines or sites"),
        (lambda p: _held(p, blocked=IntervalSet.of([(1, 2)])), "Resource.blocked"),
        (lambda p: _held(p, occupied=(Occupation(1, 2, 1),)), "Resource.occupied"),
        (lambda p: replace(p, jobs=(replace(p.jobs[0], mandatory=False), *p.jobs[1:])), "may be left out"),
        (lambda p: replace(p, tasks=(replace(p.tasks[0], optional=True), *p.tasks[1:])), "Task.optional"),
        (_quick, "teams of tasks that take no time"),
    ],
)
def test_what_a_plain_model_cannot_say_of_a_laboratory_is_refused(
    change: Callable[[Problem], Problem], word: str
) -> None:
    with pytest.raises(InputError, match=word):
        solve_plain(change(rivals()), seconds=1, seed=0, workers=1)


def test_a_laboratory_is_no_shop() -> None:
    names = "Mode.starts, Problem.links, Task.due, Task.needs, Task.tardiness_price"
    with pytest.raises(InputError, match=f"peers cannot say {names}"):
        shop_of(read_instance(FIXTURES / "linked.lp", "tlsp"))
