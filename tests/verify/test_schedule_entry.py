"""The list of rules, and the judge as a whole."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.fees import fee
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.placement import Span, usage
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.verify.schedule import RULES, money, reading, verify_schedule
from tests.strategies import draw_problem, draw_schedule, draw_valid_schedule, pins_only
from tests.verify.schedule_examples import FIRST, PROBLEM, SECOND
from tests.verify.test_schedule_jobs import EXAMPLES as JOBS
from tests.verify.test_schedule_relations import EXAMPLES as RELATIONS
from tests.verify.test_schedule_resources import EXAMPLES as RESOURCES
from tests.verify.test_schedule_time import EXAMPLES as TIME

NAMES = [
    "service",
    "calendar",
    "blocked",
    "start_window",
    "release",
    "deadline",
    "capacity",
    "operators",
    "minimum_lag",
    "maximum_lag",
    "link",
    "specimen",
    "staff",
    "team",
    "changeover",
    "training",
    "overtime",
    "quota",
    "supply",
    "voucher",
    "budget",
    "max_centres",
    "pinned",
]


def test_names_are_those_of_the_glossary() -> None:
    assert [rule.name for rule in RULES] == NAMES


@pytest.mark.parametrize("keeps", [True, False])
def test_every_rule_has_an_example_either_way(keeps: bool) -> None:
    shown = {one.rule for one in (*JOBS, *RELATIONS, *RESOURCES, *TIME) if one.keeps is keeps}
    assert shown == set(NAMES)


@pytest.mark.parametrize("seed", range(30))
def test_violations_name_their_rule_and_speak(seed: int) -> None:
    rng = random.Random(seed)
    problem = draw_problem(rng)
    schedule = draw_schedule(rng, problem, keep_calendar=False)
    for rule in RULES:
        for violation in rule.check(problem, schedule):
            assert violation.rule == rule.name
            assert re.fullmatch(r"\S.*\S\.", violation.message)
            assert violation.tasks or violation.jobs
            assert all(0 <= task < len(problem.tasks) for task in violation.tasks)
            assert all(0 <= job < len(problem.jobs) for job in violation.jobs)


@pytest.mark.parametrize("seed", range(30))
def test_pinned_tasks_alone_break_nothing(seed: int) -> None:
    """Whatever is confirmed, a night that adds nothing is never infeasible."""
    problem = draw_problem(random.Random(seed))
    assert verify_schedule(problem, pins_only(problem)) == ()


@pytest.mark.parametrize("seed", range(30))
def test_budget_counts_what_the_measures_count(seed: int) -> None:
    """The judge's fees, legs and trips, written apart, are those of the objective."""
    rng = random.Random(seed)
    problem = draw_problem(rng)
    schedule = draw_valid_schedule(rng, problem)
    terms = evaluate(problem, schedule)
    assert sum(money.job_costs(problem, schedule).values()) == (
        terms["fees"] + terms["transport"] + terms["staff_travel"]
    )
    for placed in reading.movable(problem, schedule):
        at = placed.at
        span = Span(at.start, at.run_end, at.unload, at.end)
        assert money.fee(problem, placed) == fee(placed.mode.tariff, usage(problem, placed.mode, span))


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        (Schedule((FIRST,)), "1 placements for 2 tasks"),
        (Schedule((replace(FIRST, mode=2), SECOND)), "cut has no mode 2"),
        (Schedule((replace(FIRST, mode=-1), SECOND)), "cut has no mode -1"),
        (Schedule((FIRST, replace(SECOND, voucher=0))), "test is paid by voucher 0"),
    ],
    ids=["length", "mode", "no mode", "voucher"],
)
def test_schedule_of_another_problem_is_refused(schedule: Schedule, message: str) -> None:
    with pytest.raises(VerificationError, match=message):
        verify_schedule(PROBLEM, schedule)


def test_a_valid_schedule_has_no_violations() -> None:
    assert verify_schedule(PROBLEM, Schedule((FIRST, SECOND))) == ()
