"""A floor stands below every plan, and so does everything that raises it."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Calendar, Site, Style
from iplatform_sched.search.adopt import adopt
from iplatform_sched.search.bound.exact import in_the_way, polish, prove_alone
from iplatform_sched.search.bound.floor import Floor, floor_of
from iplatform_sched.search.bound.least import bound_alone
from iplatform_sched.search.bound.proofs import ROUNDS, prove
from iplatform_sched.search.bound.prover import Allowance, bounds_of
from iplatform_sched.search.bound.rivalry import Extent as Reach
from iplatform_sched.search.bound.rivalry import rivals_together, teams
from iplatform_sched.search.bound.serving import serve, unserved
from iplatform_sched.search.bound.watch import Watch
from iplatform_sched.search.construct import construct
from iplatform_sched.search.score import score
from iplatform_sched.search.state import State
from iplatform_sched.verify.schedule import verify_schedule
from tests.agreement.draw_problem import draw_problem
from tests.model import tiny
from tests.search.judge import agree, broken, value
from tests.search.network import Extent, network
from tests.strategies import draw_valid_schedule

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.least import Bound, Pack

SMALL = Extent(jobs=4, centres=2, machines=3, kinds=3, weeks=4)
CROWDED = Extent(jobs=10, centres=2, machines=3, kinds=3, weeks=4)


def _watch(schedule: Schedule, packs: list[Pack] | None = None, seconds: float = 60.0) -> Watch:
    told = [] if packs is None else packs
    return Watch(lambda: seconds, lambda: schedule, lambda pack, _: told.append(pack), by_work=True)


def _same(schedule: Schedule) -> Schedule:
    return schedule


def _placed(problem: Problem, pack: Pack) -> Schedule:
    """Return the schedule of `pack` with nothing else planned."""
    state = State(problem)
    for job, plan in pack.items():
        state.add(job, plan)
    return state.schedule()


@pytest.mark.parametrize("seed", range(12))
def test_no_bound_is_above_the_optimum(seed: int) -> None:
    problem = draw_problem(Random(seed))
    outcome = solve(problem, limits=Limits(work=20.0))
    assert outcome.status is Status.OPTIMAL
    assert outcome.schedule is not None
    told: list[Bound] = []
    for known in (construct(problem).schedule(), outcome.schedule):
        bounds_of(problem, partial(_same, known), Allowance(60.0, by_work=True), told.append)
    assert told[0] == bound_alone(problem)
    assert max(bound.value for bound in told) <= outcome.levels[0].value
    for bound in told:
        assert broken(problem, _placed(problem, bound.pack)) == []


@pytest.mark.parametrize("seed", range(40))
def test_no_job_costs_less_than_its_floor_says(seed: int) -> None:
    problem = draw_problem(Random(seed))
    floor = floor_of(problem)
    dice = Random(seed)
    for _ in range(10):
        state = floor.state(draw_valid_schedule(dice, problem))
        for job, cost in floor.costs(state).items():
            assert floor.lows[job] <= cost + 1e-6
            _hold_against_its_ways(floor, state, job, cost)


def _hold_against_its_ways(floor: Floor, state: State, job: int, cost: float) -> None:
    """Assert that a job served whole costs no less than its paths say of each of its placements."""
    places = floor.paths[job].places
    if not all(task in state.placed[job] for task in places):
        return
    for task, ways in places.items():
        at = state.placed[job][task]
        through = ways.total[(ways.mode == at.mode) & (ways.start == at.start)]
        assert len(through) == 1
        assert through[0] <= cost + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_a_floor_of_a_night_is_above_the_jobs_task_by_task(seed: int) -> None:
    problem = network(seed, CROWDED)
    first = construct(problem)
    floor = floor_of(problem)
    assert bound_alone(problem).value <= floor.value <= score(first)[0]


def test_every_step_of_a_crowded_night_stays_below_its_plans() -> None:
    problem = network(3, CROWDED)
    first = construct(problem)
    floor = floor_of(problem)
    packs: list[Pack] = []
    values = [floor.value]
    for step in (step for steps in ROUNDS[:2] for step in steps):
        while step(floor, _watch(first.schedule(), packs)):
            values.append(floor.value)
    assert values == sorted(values)
    assert values[0] < values[-1]
    for pack in packs:
        assert broken(problem, _placed(problem, pack)) == []
    for pack in packs:
        adopt(first, pack)
        agree(first)
    assert values[-1] <= score(first)[0]


def test_jobs_proved_alone_come_with_plans() -> None:
    problem = network(7, SMALL)
    floor = floor_of(problem)
    before = floor.value
    while prove_alone(floor, _watch(construct(problem).schedule()), seconds=5.0):
        pass
    assert before < floor.value
    assert floor.alone.keys() == floor.plans.keys() != set()
    for job, cost in floor.alone.items():
        assert floor.lows[job] <= cost + 1e-6
        assert broken(problem, floor.schedule(job)) == []


def test_disjoint_sets_add_up_and_the_best_count() -> None:
    floor = floor_of(network(7, SMALL))
    apart = floor.apart(range(4))
    low = [floor.lows[job] for job in range(4)]
    floor.together = {
        frozenset([0, 1]): low[0] + low[1] + 50.0,
        frozenset([1, 2]): low[1] + low[2] + 70.0,
        frozenset([0, 3]): low[0] + low[3] + 30.0,
        frozenset([2, 3]): low[2] + low[3] - 10.0,
    }
    assert floor.least(range(4)) == pytest.approx(apart + 100.0)
    assert floor.least([1, 2]) == pytest.approx(low[1] + low[2] + 70.0)
    assert floor.least([0, 2]) == pytest.approx(low[0] + low[2])


def test_a_question_is_asked_again_only_with_more_effort() -> None:
    floor = floor_of(network(7, SMALL))
    group = frozenset([1, 2])
    assert floor.is_new("exact", group, 2.0)
    assert not floor.is_new("exact", group, 2.0)
    assert floor.is_new("rivals", group, 2.0)
    assert floor.is_new("exact", group, 3.0)
    floor.settle("exact", group)
    assert not floor.is_new("exact", group, 1e9)


def test_whom_a_plan_leaves_out_is_served_beside_the_others() -> None:
    problem = network(3, CROWDED)
    state = construct(problem)
    gone = next(job for job in range(10) if state.is_served(job) and not problem.jobs[job].prefix)
    state.drop(gone)
    floor = floor_of(problem)
    packs: list[Pack] = []
    while serve(floor, _watch(state.schedule(), packs), near=1e9):
        pass
    assert any(packs)
    for pack in packs:
        adopt(state, pack)
        agree(state)
    assert state.is_served(gone)


def test_nobody_is_served_who_is_proved_to_be_lost() -> None:
    problem = network(7, SMALL)
    empty = construct(problem, order=[]).schedule()
    floor = floor_of(problem)
    floor.together[frozenset(range(4))] = floor.apart(range(4)) + sum(map(floor.absent, range(4)))
    assert not serve(floor, _watch(empty), near=1e9)


def test_a_team_is_asked_before_its_jobs_are_served() -> None:
    problem = network(3, CROWDED)
    empty = construct(problem, order=[]).schedule()
    floor = floor_of(problem)
    reach = Reach(near=0.1, most_modes=9, rungs=5)
    assert {job for team in teams(floor, 0.1) for job in team} >= set(unserved(problem, empty)) - {
        index for index, job in enumerate(problem.jobs) if job.prefix
    }
    assert not serve(floor, _watch(empty), near=0.1)
    while rivals_together(floor, _watch(empty), extent=reach, seconds=5.0):
        pass
    assert serve(floor, _watch(empty), near=0.1)


def test_a_dear_job_is_placed_better_with_all_others_as_they_are() -> None:
    problem = network(5, CROWDED)
    state = construct(problem)
    floor = floor_of(problem)
    packs: list[Pack] = []
    while polish(floor, _watch(state.schedule(), packs), seconds=5.0):
        pass
    assert any(packs)
    for pack in packs:
        before = score(state)
        assert not adopt(state, pack) or score(state) < before
        agree(state)


def test_an_unloading_that_takes_weeks_is_seen() -> None:
    hours = 40 * tiny.DAY
    always = tiny.spans((0, hours))
    way = tiny.mode(style=Style.UNATTENDED, lead=1, run=24, tail=300)
    problem = tiny.problem(
        tiny.task(way),
        horizon=hours,
        latest_start=24,
        calendars=(Calendar(always, always),),
        sites=tuple(Site(name, always) for name in ("centre", "other centre", "company")),
        weeks=(0, hours),
        working_days=(True,) * 40,
        job={"due": hours},
    )
    known = construct(problem).schedule()
    assert known.tasks[0] is not None
    assert verify_schedule(problem, known) == ()
    assert floor_of(problem).value == value(problem, known)[0] == 0


def test_who_was_polished_for_long_is_not_polished_again_and_who_was_shortly_is() -> None:
    problem = network(5, CROWDED)
    floor, watch = floor_of(problem), _watch(construct(problem).schedule())
    while polish(floor, watch, seconds=1.0):
        pass
    groups = set(floor.polished)
    assert groups
    assert not polish(floor, watch, seconds=0.5)
    while polish(floor, watch, seconds=2.0):
        pass
    assert set(floor.polished) == groups
    assert {seconds for _, seconds in floor.polished.values()} == {2.0}


def test_rivals_cost_more_together() -> None:
    problem = network(3, CROWDED)
    floor = floor_of(problem)
    known = construct(problem).schedule()
    found = teams(floor, 0.1)
    assert sum(map(len, found)) == len(frozenset().union(*found))
    assert teams(floor, 1e9) == []
    before = floor.value
    reach = Reach(near=0.1, most_modes=9, rungs=20)
    while rivals_together(floor, _watch(known), extent=reach, seconds=10.0):
        pass
    assert before < floor.value <= score(construct(problem))[0]


def test_jobs_in_the_way_of_each_other_are_proved_together() -> None:
    problem = network(3, CROWDED)
    floor = floor_of(problem)
    watch = _watch(construct(problem).schedule())
    while prove_alone(floor, watch, seconds=2.0):
        pass
    assert in_the_way(floor, watch, seconds=2.0)
    assert all(len(group) > 1 for group in floor.together)


def test_without_time_there_is_no_step() -> None:
    problem = network(7, SMALL)
    floor = floor_of(problem)
    before = floor.value
    prove(floor, _watch(construct(problem).schedule(), seconds=0.5))
    assert floor.value == before
    assert floor.tried == {}
