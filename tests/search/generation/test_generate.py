"""Serial schedule generation: what it finds keeps every rule, and what has no place is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.problem.data import Anchor, Link, LinkKind, TimeLag
from iplatform_sched.search.generation import generate
from iplatform_sched.verify.schedule import verify_schedule
from tests.agreement.draw_problem import draw_problem
from tests.agreement.draw_teams import with_teams
from tests.search.laboratory import laboratory

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "tlsp"


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.lp")), ids=lambda path: path.stem)
def test_fixtures_are_scheduled(path: Path) -> None:
    problem = read_instance(path, "tlsp")
    schedule = generate(problem)
    assert schedule is not None
    assert verify_schedule(problem, schedule) == ()


@pytest.mark.parametrize("seed", range(6))
def test_laboratories_are_scheduled_the_same_every_time(tmp_path: Path, seed: int) -> None:
    problem = laboratory(tmp_path, 8, seed)
    schedule = generate(problem, seed=seed)
    assert schedule is not None
    assert verify_schedule(problem, schedule) == ()
    assert generate(problem, seed=seed) == schedule


def test_linked_tasks_get_people_who_may_do_both(tmp_path: Path) -> None:
    """Of the three who may do each only those in both lists can be in the team, in a mode that both have."""
    problem = laboratory(tmp_path, 6, 3, more="linked(1,4). linked(4,9). linked(6,11).\n")
    schedule = generate(problem)
    assert schedule is not None
    assert verify_schedule(problem, schedule) == ()


def test_a_maximum_lag_is_kept(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 6, 1)
    waits = tuple(TimeLag(2 * k, 2 * k + 1, 16, Anchor.START, Anchor.END, maximum=True) for k in range(6))
    problem = replace(problem, lags=(*problem.lags, *waits))
    schedule = generate(problem)
    assert schedule is not None
    assert verify_schedule(problem, schedule) == ()


def test_what_has_no_place_is_none(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 4, 0)
    tight = tuple(replace(job, deadline=5) for job in problem.jobs)
    assert generate(replace(problem, jobs=tight), passes=3) is None
    ended = tuple(replace(job, deadline=1) for job in problem.jobs)
    assert generate(replace(problem, jobs=ended)) is None
    apart = Link(0, 1, LinkKind.DIFFERENT_RESOURCE)
    found = generate(replace(problem, links=(apart,)), passes=3)
    assert found is None or found.tasks[0] != found.tasks[1]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_found_among_other_rules_keeps_them_too(seed: int) -> None:
    """Drawn problems with calendars, pools, lags and everything else, of which it knows only a part."""
    problem = with_teams(Random(seed), draw_problem(Random(seed)))
    tasks = tuple(replace(task, pinned=None, optional=False) for task in problem.tasks)
    problem = replace(problem, tasks=tasks)
    schedule = generate(problem, passes=2)
    assert schedule is None or verify_schedule(problem, schedule) == ()
