"""Rules about one placement and the clock: kept by one tick, head or won, and missed by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.problem.data import (
    Calendar,
    Style,
)
from iplatform_sched.timeline import EMPTY, IntervalSet
from tests.verify.schedule_examples import (
    FIRST,
    MODE,
    OVERNIGHT,
    PROBLEM,
    Example,
    at,
    broken,
    by,
    examples,
    names_of,
    with_job,
    with_modes,
    with_resource,
    with_task,
)

EXAMPLES = examples(
    ("calendar", PROBLEM, (at(1, 3, 3, 3), None), (at(0, 2, 2, 2), None)),
    ("calendar", PROBLEM, (at(3, 5, 5, 5), None), (at(4, 8, 8, 8), None)),
    ("calendar", PROBLEM, None, (at(1, 3, 4, 3), None)),
    ("calendar", PROBLEM, None, (at(1, 2, 2, 3), None)),
    ("calendar", PROBLEM, None, (at(1, 3, 3, 4), None)),
    ("calendar", replace(PROBLEM, horizon=3), (at(1, 3, 3, 3), None), (at(2, 4, 4, 4), None)),
    (
        "calendar",
        with_modes(replace(MODE, style=Style.PAUSABLE)),
        (at(4, 8, 8, 8), None),
        (at(4, 6, 6, 6), None),
    ),
    ("calendar", with_modes(replace(MODE, run=20, style=Style.PAUSABLE)), None, (at(1, 24, 24, 24), None)),
    ("calendar", with_modes(OVERNIGHT), (at(2, 8, 10, 11), None), (at(1, 7, 10, 11), None)),
    ("calendar", with_modes(OVERNIGHT), None, (at(2, 8, 7, 8), None)),
    ("calendar", with_modes(OVERNIGHT), None, (at(2, 9, 9, 10), None)),
    ("calendar", with_modes(OVERNIGHT), None, (at(5, 11, 13, 14), None)),
    (
        "calendar",
        with_modes(replace(OVERNIGHT, lead=2)),
        (at(3, 10, 10, 11), None),
        (at(4, 13, 13, 14), None),
    ),
    ("calendar", with_modes(replace(OVERNIGHT, run=3)), None, (at(2, 6, 6, 7), None)),
    (
        "calendar",
        with_modes(replace(OVERNIGHT, lead=0, tail=0)),
        (at(5, 10, 10, 10), None),
        (at(5, 10, 11, 11), None),
    ),
    ("blocked", with_resource(0, blocked=IntervalSet.of([(3, 4)])), (FIRST, None), (at(2, 4, 4, 4), None)),
    (
        "start_window",
        with_modes(replace(MODE, starts=IntervalSet.of([(1, 2)]))),
        (FIRST, None),
        (at(2, 4, 4, 4), None),
    ),
    ("start_window", replace(PROBLEM, latest_start=1), (FIRST, None), (at(2, 4, 4, 4), None)),
    ("release", with_job(release=2), (at(2, 4, 4, 4), None), (FIRST, None)),
    ("deadline", with_job(deadline=3), (FIRST, None), (at(2, 4, 4, 4), None)),
    ("pinned", with_task(0, pinned=FIRST), (FIRST, None), (replace(FIRST, end=4), None)),
    ("pinned", with_task(0, pinned=FIRST), None, (None, None)),
    ("pinned", with_task(0, pinned=by(0, FIRST)), (by(0, FIRST), None), (by(1, FIRST), None)),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=names_of(EXAMPLES))
def test_rule_begins_to_bite_where_its_formula_says(example: Example) -> None:
    assert (example.rule not in broken(example.problem, *example.tasks)) is example.keeps


def test_no_calendar_means_no_work() -> None:
    closed = replace(PROBLEM, calendars=(Calendar(EMPTY, EMPTY),))
    assert "calendar" in broken(closed, FIRST, None)
