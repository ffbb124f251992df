"""The shipped night: insertion falls into its traps, and a committed plan shows that they can be avoided."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.planning.housekeeping import keep_house
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.compiled import Compiled
from iplatform_sched.problem.data import Job
from iplatform_sched.problem.measures import objective
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.score import score
from iplatform_sched.search.state import State
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests.facts import NOW

REFERENCE = Path(__file__).resolve().parents[2] / "benchmarks" / "nights" / "iplatform_best.json"
MOST_UNSERVED = 3


@pytest.fixture(scope="module")
def snapshot(shipped: Facts) -> Snapshot:
    assert shipped.policy is not None
    taken = Snapshot(
        now=NOW,
        plan_from=NOW + timedelta(minutes=shipped.policy.expected_runtime_minutes),
        policy=shipped.policy,
        catalogue=shipped.catalogue,
        companies=shipped.companies,
        vouchers=shipped.vouchers,
        requests=shipped.requests,
        bookings=shipped.bookings,
    )
    return keep_house(taken).snapshot


@pytest.fixture(scope="module")
def compiled(snapshot: Snapshot) -> Compiled:
    return compile_snapshot(snapshot)


@pytest.fixture(scope="module")
def inserted(compiled: Compiled) -> State:
    return construct(compiled.problem)


@pytest.fixture(scope="module")
def reference() -> tuple[Booking, ...]:
    listed = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return tuple(Booking.model_validate(fields) for fields in listed)


def _served(state: State) -> set[str]:
    problem = state.problem
    return {
        job.name
        for index, job in enumerate(problem.jobs)
        if any(problem.tasks[task].pinned is None for task in state.placed[index])
    }


def _settled(compiled: Compiled) -> set[str]:
    """Return the requests of which every required stage is confirmed already."""
    problem = compiled.problem
    return {
        job.name
        for job in problem.jobs
        if all(problem.tasks[task].pinned or problem.tasks[task].optional for task in job.tasks)
    }


def test_the_reference_plan_keeps_every_rule(snapshot: Snapshot, reference: tuple[Booking, ...]) -> None:
    assert verify_plan(snapshot, reference) == ()


def test_insertion_leaves_requests_that_the_reference_serves(
    compiled: Compiled, inserted: State, reference: tuple[Booking, ...]
) -> None:
    served = {str(booking.request) for booking in reference}
    names = {str(request.id) for request in compiled.requests}
    served |= _settled(compiled)
    assert len((names & served) - _served(inserted)) >= 5
    assert len(names - served) <= MOST_UNSERVED


def test_insertion_is_dearer_by_a_twelfth(
    compiled: Compiled, snapshot: Snapshot, inserted: State, reference: tuple[Booking, ...]
) -> None:
    best = objective(compiled.problem, recompute_terms(snapshot, reference))
    (first,) = score(inserted)
    assert first >= 1.08 * best


def test_the_reference_serves_every_template_whole(
    shipped: Facts, snapshot: Snapshot, reference: tuple[Booking, ...]
) -> None:
    planned = {(booking.request, booking.stage) for booking in (*snapshot.bookings, *reference)}
    stages = {
        template.id: {stage.id for stage in template.stages} for template in shipped.catalogue.templates
    }
    mandatory = {
        template.id: {stage.id for stage in template.stages if stage.trains is None}
        for template in shipped.catalogue.templates
    }
    whole = {
        request.template
        for request in shipped.requests
        if request.template is not None
        and {stage.id for stage in request.stages} == stages[request.template]
        and all((request.id, stage) in planned for stage in mandatory[request.template])
    }
    assert whole == set(stages)


def test_every_request_can_be_served_alone_and_is_worth_it(compiled: Compiled) -> None:
    """Serving costs less than leaving, even when it ends as late as any booking may."""
    problem = compiled.problem
    state = construct(problem, order=())
    guide = guide_of(problem)
    days = problem.horizon // problem.ticks_per_day
    for index, job in enumerate(problem.jobs):
        assert insert(state, guide, index), job.name
        terms = state.terms[index]
        cost = terms.fees + terms.overtime + terms.transport + terms.staff_travel
        assert cost + _latest(job, days, problem.ticks_per_day) < job.unserved_price, job.name
        state.drop(index)


def _latest(job: Job, days: int, ticks_per_day: int) -> int:
    return job.tardiness_price * max(0, days - job.due // ticks_per_day)
