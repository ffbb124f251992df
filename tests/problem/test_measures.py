"""Each term of the objective, by hand."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from iplatform_sched.problem.data import (
    Baseline,
    Calendar,
    Carrier,
    CarrierKind,
    Company,
    DisruptionPrices,
    Job,
    Mode,
    Overtime,
    Problem,
    Resource,
    Site,
    Specimen,
    Style,
    Tariff,
    Task,
    Weights,
)
from iplatform_sched.problem.measures import MEASURES, evaluate, objective
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.timeline import EMPTY, IntervalSet

DAY = 6
OFFICE = IntervalSet.of((d * DAY + 1, d * DAY + 5) for d in range(4))
PRICES = ((0, 9, 5), (9, 0, 5), (5, 5, 0))
MODE = Mode(
    resource=0,
    site=0,
    calendar=0,
    style=Style.PAUSABLE,
    run=3,
    operators=((2, 2), (3, 1)),
    staff=2,
    tariff=Tariff(per_hour=10, materials=3),
    trip_price=7,
)
THERE = replace(MODE, resource=1, site=1, preference_price=4)
ALSO_HERE = replace(MODE, resource=1)
FIRST = ScheduledTask(0, 1, 4, 4, 4, (0, 1))
SECOND = ScheduledTask(1, 9, 14, 14, 14, (0, 1), voucher=0, subsidy=20)
PROBLEM = Problem(
    horizon=24,
    latest_start=24,
    jobs=(Job("job", 0, (0, 1), due=6, tardiness_price=11, unserved_price=100),),
    tasks=(Task("cut", 0, (MODE, THERE, ALSO_HERE), share=60), Task("test", 0, (MODE, THERE), share=120)),
    resources=(
        Resource("saw", 1),
        Resource("press", 1),
        Resource("pool", 2, overtime=Overtime(IntervalSet.of([(3, 4), (10, 14)]), 10, (99, 99))),
        Resource("porters", 1),
    ),
    calendars=(Calendar(OFFICE, OFFICE),),
    sites=(Site("here", OFFICE), Site("there", OFFICE), Site("firm", OFFICE)),
    companies=(Company("firm", 2, 2),),
    carriers=(
        Carrier("car", CarrierKind.DRIVE, ((0, 1, 1), (1, 0, 1), (1, 1, 0)), PRICES),
        Carrier("parcel", CarrierKind.PARCEL, PRICES, ((0, 2, 2), (2, 0, 2), (2, 2, 0))),
    ),
    specimens=(Specimen("cell", 0, (0, 1), ((0, 1), ()), origin=2, carriers=(0,)),),
    weeks=(0, 12, 25),
    disruption=DisruptionPrices(moved=10, per_day=3, other_resource=4, other_centre=8, lost=50),
    tick_minutes=240,
)


def terms(problem: Problem, *tasks: ScheduledTask | None) -> dict[str, int]:
    return evaluate(problem, Schedule(tasks))


def with_prefix(prefix: bool) -> Problem:
    return replace(PROBLEM, jobs=(replace(PROBLEM.jobs[0], prefix=prefix),))


def with_first(task: Task) -> Problem:
    return replace(PROBLEM, tasks=(task, PROBLEM.tasks[1]))


def test_every_weight_has_a_measure() -> None:
    names = [measure.name for measure in MEASURES]
    assert names == [field.name for field in fields(Weights)]
    assert list(terms(PROBLEM, None, None)) == names


def test_a_served_job() -> None:
    """Both tasks late by two started days; one tick of overtime first, then two, for two heads each."""
    assert terms(PROBLEM, FIRST, SECOND) == {
        "unserved": 0,
        "tardiness": 22,
        "fees": (120 + 3) + (120 - 20 + 3),
        "overtime": 2 * 4 * 10 + 2 * 2 * 4 * 10,
        "transport": 5 + 2,
        "staff_travel": 2 * 7 * 1 + 2 * 7 * 2,
        "disruption": 0,
        "preference": 4,
        "fairness": 2,
        "finish": 14,
        "makespan": 14,
        "task_tardiness": 0,
        "unpreferred": 0,
        "team_size": 0,
        "span": 13,
    }


@pytest.mark.parametrize(("due", "price"), [(25, 0), (14, 0), (13, 7), (8, 7), (7, 14)])
def test_a_task_after_its_own_due_date_pays_for_started_days(due: int, price: int) -> None:
    """The second task ends at 14; a day has six ticks. To be early earns nothing."""
    first, second = PROBLEM.tasks[:2]
    tasks = (first, replace(second, due=due, tardiness_price=7), *PROBLEM.tasks[2:])
    assert terms(replace(PROBLEM, tasks=tasks), FIRST, SECOND)["task_tardiness"] == price


def test_an_unserved_job_costs_its_price_only() -> None:
    found = terms(PROBLEM, None, None)
    assert found.pop("unserved") == 100
    assert not any(found.values())


@pytest.mark.parametrize(
    ("prefix", "tasks", "expected"),
    [
        pytest.param(True, (FIRST, None), 66, id="two thirds of the work left out, rounded down"),
        pytest.param(True, (None, None), 100, id="nothing served"),
        pytest.param(True, (FIRST, SECOND), 0, id="all served"),
        pytest.param(False, (FIRST, None), 0, id="no prefix: service forbids it, the price says served"),
    ],
)
def test_unserved_of_a_prefix(prefix: bool, tasks: tuple[ScheduledTask | None, ...], expected: int) -> None:
    assert terms(with_prefix(prefix), *tasks)["unserved"] == expected


def test_pinned_tasks_count_in_the_last_end_only() -> None:
    pinned = with_first(replace(PROBLEM.tasks[0], pinned=SECOND, baseline=Baseline(0, 0, 0)))
    found = terms(pinned, SECOND, FIRST)
    alone = terms(replace(pinned, specimens=()), SECOND, None)
    assert (found["tardiness"], found["finish"], found["makespan"]) == (22, 14, 4)
    assert (found["fees"], found["preference"], found["disruption"]) == (123, 0, 0)
    assert (alone["unserved"], alone["tardiness"], alone["finish"], alone["makespan"]) == (100, 0, 0, 0)


def test_a_job_with_nothing_left_to_serve_is_not_unserved() -> None:
    tasks = tuple(replace(task, pinned=at) for task, at in zip(PROBLEM.tasks, (FIRST, SECOND), strict=True))
    assert not any(terms(replace(PROBLEM, tasks=tasks), FIRST, SECOND).values())


def test_training_alone_does_not_serve() -> None:
    trained = with_first(replace(PROBLEM.tasks[0], optional=True))
    found = terms(trained, FIRST, None)
    assert (found["unserved"], found["tardiness"], found["fees"]) == (100, 0, 123)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(FIRST, 0, id="kept"),
        pytest.param(replace(FIRST, start=2), 10 + 3, id="a tick later is a started day"),
        pytest.param(replace(FIRST, start=7), 10 + 3, id="a whole day later"),
        pytest.param(replace(FIRST, start=8), 10 + 6, id="more than a day later"),
        pytest.param(replace(FIRST, start=0), 10 + 3, id="earlier"),
        pytest.param(replace(FIRST, mode=2), 10 + 4, id="another machine"),
        pytest.param(replace(FIRST, mode=1), 10 + 8, id="another centre, and so another machine"),
        pytest.param(None, 50, id="lost"),
    ],
)
def test_disruption(at: ScheduledTask | None, expected: int) -> None:
    planned = with_first(replace(PROBLEM.tasks[0], baseline=Baseline(1, 0, 0)))
    assert terms(planned, at, SECOND)["disruption"] == expected


@pytest.mark.parametrize(("named", "expected"), [((), 0), ((0,), 0), ((1,), 10), ((0, 1), 10), ((2,), 0)])
def test_another_operator_is_a_move(named: tuple[int, ...], expected: int) -> None:
    """Operators 0 and 1 are of one pool, of which 0 was to come, 2 is of another."""
    first = len(PROBLEM.resources)
    people = tuple(Resource(f"operator {k}", 1, pool=k // 2) for k in range(3))
    mode = PROBLEM.tasks[0].modes[0]
    mode = replace(mode, operators=(*mode.operators, *((first + k, 1) for k in named)))
    baseline = Baseline(1, 0, 0, frozenset({first}))
    planned = with_first(replace(PROBLEM.tasks[0], modes=(mode,), baseline=baseline))
    planned = replace(planned, resources=(*PROBLEM.resources, *people))
    assert terms(planned, FIRST, None)["disruption"] == expected


def test_overtime_is_rounded_down() -> None:
    """A quarter of an hour of two heads at 11 an hour."""
    pool = Resource("pool", 2, overtime=Overtime(IntervalSet.of([(3, 4)]), 11, (99, 99)))
    quarters = replace(
        PROBLEM, resources=(*PROBLEM.resources[:2], pool, PROBLEM.resources[3]), tick_minutes=15
    )
    assert terms(quarters, FIRST, None)["overtime"] == 5


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(replace(SECOND, start=5), 5 + 9, id="only the car is in time"),
        pytest.param(replace(SECOND, start=7), 5 + 2, id="the parcel is there next morning"),
        pytest.param(replace(SECOND, start=4), 5, id="nothing is in time: no price, the rule speaks"),
        pytest.param(replace(SECOND, mode=0), 5, id="same site"),
        pytest.param(None, 5, id="one stop"),
    ],
)
def test_transport(second: ScheduledTask | None, expected: int) -> None:
    assert terms(PROBLEM, FIRST, second)["transport"] == expected


def test_transport_is_paid_one_way() -> None:
    car = replace(PROBLEM.carriers[0], price=((0, 9, 5), (1, 0, 5), (5, 5, 0)))
    one_way = replace(PROBLEM, carriers=(car, PROBLEM.carriers[1]))
    assert terms(one_way, FIRST, replace(SECOND, start=5))["transport"] == 5 + 9


def test_a_specimen_of_the_first_site_is_only_there() -> None:
    cell = Specimen("cell", 0, (0,), ((),), origin=0, carriers=(0,))
    assert terms(replace(PROBLEM, specimens=(cell,)), replace(FIRST, mode=1), None)["transport"] == 9
    assert terms(replace(PROBLEM, specimens=(cell,)), FIRST, None)["transport"] == 0


def test_nothing_is_posted_to_or_from_a_closed_site() -> None:
    parcel_only = (Specimen("cell", 0, (0, 1), ((1,), ()), origin=-1),)
    for closed in range(2):
        sites = tuple(replace(s, open=EMPTY) if i == closed else s for i, s in enumerate(PROBLEM.sites))
        shut = replace(PROBLEM, specimens=parcel_only, sites=sites)
        assert terms(shut, FIRST, SECOND)["transport"] == 0


def test_objective_weighs_terms() -> None:
    weighted = replace(PROBLEM, weights=Weights(unserved=0, fees=3, makespan=2))
    assert objective(weighted, {"unserved": 100, "fees": 5, "makespan": 7}) == 29


def test_a_problem_without_jobs_costs_nothing() -> None:
    assert not any(terms(replace(PROBLEM, jobs=(), tasks=(), specimens=())).values())
