"""What an insertion makes of a price on the span: the least end of a job is never put too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances.frame import only
from iplatform_sched.problem.data import Anchor, Calendar, TimeLag
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.state import State
from tests.model.tiny import mode, problem, spans, task

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem, Task

PRICE = 1_000


def when(*parts: tuple[int, int]) -> Calendar:
    """Return a calendar that is open then."""
    return Calendar(spans(*parts), spans(*parts))


def job_of(tasks: tuple[Task, Task], lag: TimeLag, calendars: tuple[Calendar, ...], **job: object) -> Problem:
    """Return a problem of one job whose span, wishes and service count."""
    return problem(
        *tasks,
        lags=(lag,),
        calendars=calendars,
        weights=only(span=PRICE, preference=1, unserved=1),
        job={"due": 240, "tardiness_price": 0, "unserved_price": 30_000} | job,
    )


def starts(case: Problem) -> dict[int, int]:
    """Return the start of each task that an insertion places."""
    state = State(case)
    assert insert(state, guide_of(case), 0)
    return {task: placed.start for task, placed in state.placed[0].items()}


@pytest.mark.parametrize(
    "lag",
    [
        TimeLag(0, 1, 0, Anchor.START, Anchor.START),
        TimeLag(0, 1, 20, Anchor.START, Anchor.START, maximum=True),
        TimeLag(0, 1, -10),
    ],
    ids=["start to start", "maximum", "negative"],
)
def test_what_may_run_at_once_does_where_that_is_cheaper(lag: TimeLag) -> None:
    """The second beside the first costs 5,000, after it 10 ticks more."""
    second = task(
        mode(resource=1, calendar=0, run=10, preference_price=5_000), mode(resource=1, calendar=1, run=10)
    )
    case = job_of((task(mode(run=10)), second), lag, (when((0, 10)), when((10, 20))))
    assert starts(case) == {0: 0, 1: 0}


@pytest.mark.parametrize(("last", "placed"), [(28, {0}), (20, {0, 1})])
def test_a_prefix_pays_no_span_for_what_it_leaves_out(last: int, placed: set[int]) -> None:
    """To leave the second out costs half of 30,000, to serve it as many ticks more as it ends later."""
    second = task(mode(resource=1, calendar=1, run=10))
    calendars = (when((0, 10)), when((last - 10, last)))
    case = job_of((task(mode(run=10)), second), TimeLag(0, 1, 0), calendars, prefix=True)
    assert starts(case).keys() == placed


def test_a_far_away_successor_is_waited_for() -> None:
    calendars = (when((0, 240)), when((220, 230)))
    case = job_of(
        (task(mode(run=10)), task(mode(resource=1, calendar=1, run=10))), TimeLag(0, 1, 0), calendars
    )
    assert starts(case) == {0: 210, 1: 220}
