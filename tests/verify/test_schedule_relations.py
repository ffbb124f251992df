"""Rules between tasks: kept by one tick, head or won, and missed by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.problem.data import (
    Anchor,
    LinkKind,
    Site,
)
from iplatform_sched.timeline import EMPTY
from tests.verify.schedule_examples import (
    ABROAD,
    FIRST,
    PROBLEM,
    SECOND,
    Example,
    at,
    away,
    broken,
    courses,
    examples,
    lag,
    link,
    named,
    names_of,
    specimen,
    with_task,
)

EXAMPLES = examples(
    ("minimum_lag", lag(5), (FIRST, SECOND), None),
    ("minimum_lag", lag(6), (FIRST, None), (FIRST, SECOND)),
    ("minimum_lag", lag(7, since=Anchor.START), (FIRST, SECOND), (at(2, 4, 4, 4), SECOND)),
    ("minimum_lag", lag(1, working_days=True), (FIRST, SECOND), (at(7, 9, 9, 9), at(13, 15, 15, 15))),
    (
        "minimum_lag",
        replace(
            lag(60), tasks=(replace(PROBLEM.tasks[0], pinned=FIRST), replace(PROBLEM.tasks[1], pinned=SECOND))
        ),
        (FIRST, SECOND),
        None,
    ),
    ("maximum_lag", lag(5, maximum=True), (FIRST, SECOND), (FIRST, at(9, 11, 11, 11))),
    (
        "maximum_lag",
        lag(7, maximum=True, since=Anchor.RUN_END, to=Anchor.END),
        (FIRST, SECOND),
        (FIRST, at(9, 11, 11, 11)),
    ),
    ("link", link(LinkKind.SAME_RESOURCE), (FIRST, SECOND), (FIRST, ABROAD)),
    ("link", link(LinkKind.DIFFERENT_RESOURCE), (FIRST, ABROAD), (FIRST, SECOND)),
    ("link", link(LinkKind.SAME_SITE), (FIRST, SECOND), (FIRST, ABROAD)),
    ("link", link(LinkKind.DIFFERENT_SITE), (FIRST, ABROAD), (FIRST, SECOND)),
    ("link", link(LinkKind.SAME_SITE), (FIRST, None), None),
    ("link", named((0,), (0,)), (FIRST, SECOND), None),
    ("link", named((0,), (1,)), (FIRST, None), (FIRST, SECOND)),
    ("link", named((0, 1), (1,)), (FIRST, SECOND), None),
    ("link", named((0,), (2,)), (FIRST, SECOND), None),
    ("link", named((0, 2), (0,)), (FIRST, SECOND), None),
    ("link", named((0, 2), (0, 3)), None, (FIRST, SECOND)),
    ("link", named((), ()), (FIRST, SECOND), None),
    ("specimen", specimen(()), (FIRST, SECOND), (FIRST, ABROAD)),
    ("specimen", specimen(()), (FIRST, at(3, 5, 5, 5)), (FIRST, at(2, 4, 4, 4))),
    ("specimen", specimen(()), (at(3, 5, 5, 5), FIRST), (at(2, 4, 4, 4), FIRST)),
    ("specimen", specimen((0,)), (FIRST, away(5, 10)), (FIRST, away(4, 10))),
    ("specimen", specimen((1,)), (FIRST, away(7, 10)), (FIRST, away(6, 10))),
    ("specimen", specimen((1,)), (FIRST, ABROAD), (at(3, 5, 5, 5), ABROAD)),
    ("specimen", specimen((0,), origin=0, ready=1), (FIRST, None), (at(0, 2, 2, 2), None)),
    ("specimen", specimen((0,), origin=2, carriers=(0,)), (at(3, 5, 5, 5), None), (at(2, 4, 4, 4), None)),
    (
        "specimen",
        replace(specimen((), origin=2), tasks=with_task(0, pinned=FIRST).tasks),
        (FIRST, None),
        (FIRST, ABROAD),
    ),
    ("training", courses(), (at(1, 3, 3, 3), SECOND), (at(7, 9, 9, 9), SECOND)),
    ("training", courses(), None, (None, SECOND)),
    ("training", courses(pinned=FIRST), (FIRST, SECOND), None),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=names_of(EXAMPLES))
def test_rule_begins_to_bite_where_its_formula_says(example: Example) -> None:
    assert (example.rule not in broken(example.problem, *example.tasks)) is example.keeps


def test_parcel_waits_for_ever_at_a_closed_site() -> None:
    shut = replace(specimen((1,)), sites=(Site("here", EMPTY), *PROBLEM.sites[1:]))
    assert "specimen" in broken(shut, FIRST, ABROAD)
