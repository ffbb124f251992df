"""Rules about machines, operators, supplies and staff: kept by one tick, head or won, and missed by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.problem.data import (
    Attendance,
    Occupation,
    Overtime,
)
from iplatform_sched.timeline import IntervalSet
from tests.verify.schedule_examples import (
    FIRST,
    MODE,
    OVERNIGHT,
    SECOND,
    Example,
    at,
    attended,
    away,
    broken,
    by,
    examples,
    families,
    names_of,
    staffed,
    team,
    two_firms,
    with_company,
    with_modes,
    with_resource,
    with_supplies,
)

LATE = Overtime(IntervalSet.of([(2, 4)]), 10, (1, 0))
CHEAP = replace(FIRST, mode=1)
EXAMPLES = examples(
    ("capacity", with_resource(0, capacity=1), (FIRST, at(3, 5, 5, 5)), (FIRST, at(2, 4, 4, 4))),
    ("capacity", with_resource(0, occupied=(Occupation(-3, 2, 2),)), (at(2, 4, 4, 4), None), (FIRST, None)),
    ("capacity", with_resource(0, occupied=(Occupation(7, 9, 3),)), (FIRST, None), (None, SECOND)),
    (
        "operators",
        with_resource(2, capacity=1),
        (FIRST, away(3, 5)),
        (FIRST, away(2, 4)),
    ),
    ("operators", with_resource(2, occupied=(Occupation(1, 2, 2),)), (at(2, 4, 4, 4), None), (FIRST, None)),
    (
        "operators",
        replace(
            with_resource(2, capacity=1), tasks=with_modes(replace(OVERNIGHT, operators=((2, 1),))).tasks
        ),
        (at(1, 7, 7, 8), SECOND),
        (at(2, 8, 8, 9), SECOND),
    ),
    ("supply", with_supplies(3, 4), (CHEAP, SECOND), (FIRST, replace(SECOND, mode=1))),
    ("supply", with_supplies(2, 9), (CHEAP, None), (CHEAP, SECOND)),
    ("supply", with_supplies(9, 4), (FIRST, None), (FIRST, SECOND)),
    ("staff", attended(), (by(0, FIRST), by(1, at(1, 3, 3, 3))), (by(0, FIRST), by(0, at(2, 4, 4, 4)))),
    ("staff", attended(), (by(0, FIRST), by(0, at(3, 5, 5, 5))), (FIRST, None)),
    ("staff", two_firms(), (by(0, FIRST), by(0, at(2, 4, 4, 4))), (by(0, FIRST), by(2, at(2, 4, 4, 4)))),
    ("staff", attended(), None, (by(2, FIRST), None)),
    ("staff", attended(), None, (replace(FIRST, members=(0, 0)), None)),
    ("staff", attended(), None, (replace(FIRST, members=(0, 1)), None)),
    (
        "staff",
        with_modes(replace(MODE, staff=2)),
        (replace(FIRST, members=(0, 1)), None),
        (replace(FIRST, members=(1, 1)), None),
    ),
    (
        "staff",
        replace(attended(), staff_ticks=((0, 2, 3), (1, 0, 4), (3, 4, 0))),
        (by(0, at(3, 5, 5, 5)), by(0, away(1, 2))),
        (by(0, at(1, 2, 2, 2)), by(0, away(3, 5))),
    ),
    (
        "staff",
        attended(),
        (by(0, at(1, 2, 2, 2)), by(0, away(4, 6))),
        (by(0, at(1, 2, 2, 2)), by(0, away(3, 5))),
    ),
    (
        "staff",
        attended(companies=with_company(busy=(Attendance(0, 4, 6, 1),)).companies),
        (by(0, at(1, 2, 2, 2)), None),
        (by(0, FIRST), None),
    ),
    (
        "staff",
        replace(attended(companies=with_company(busy=(Attendance(0, 3, 6, 1),)).companies), staff_ticks=()),
        (by(0, FIRST), None),
        (by(0, at(2, 4, 4, 4)), None),
    ),
    ("team", staffed(), (team(FIRST, 0, 2, 2), team(at(3, 5, 5, 5), 0, 2, 2)), (FIRST, None)),
    ("team", staffed(), (team(FIRST, 1, 2, 2), None), (team(FIRST, 0, 1, 2, 2), None)),
    ("team", staffed(), None, (team(FIRST, 0, 2), None)),
    ("team", staffed(), None, (team(FIRST, 0, 2, 2, 2), None)),
    ("team", staffed(), None, (team(FIRST, 2, 2, 0), None)),
    ("team", staffed(), None, (team(FIRST, -1, 0, 2, 2), None)),
    ("team", staffed(), None, (team(FIRST, 0, 2, 2), team(at(2, 4, 4, 4), 1, 2, 2))),
    ("team", staffed(), None, (team(FIRST, 0, 2, 2), team(at(2, 4, 4, 4), 0, 2, 2))),
    (
        "team",
        staffed(occupied=(Occupation(0, 2, 1),)),
        (team(at(2, 4, 4, 4), 0, 2, 2), None),
        (team(FIRST, 0, 2, 2), None),
    ),
    (
        "team",
        staffed(occupied=(Occupation(0, 9, 0),), blocked=IntervalSet.of([(4, 5)])),
        (team(at(2, 4, 4, 4), 0, 2, 2), None),
        (team(at(3, 5, 5, 5), 0, 2, 2), None),
    ),
    ("changeover", families(0, 1, 2), (FIRST, at(5, 7, 7, 7)), (FIRST, at(4, 6, 6, 6))),
    ("changeover", families(0, 1, 2), (at(5, 7, 7, 7), FIRST), (FIRST, at(2, 4, 4, 4))),
    ("changeover", families(0, -1, 9), (FIRST, at(3, 5, 5, 5)), None),
    (
        "changeover",
        replace(
            families(0, 1, 2),
            resources=replace(
                with_resource(0, changeover=((0, 2), (2, 0)), occupied=(Occupation(-4, 0, 0, 1),))
            ).resources,
        ),
        (at(2, 4, 4, 4), None),
        (FIRST, None),
    ),
    (
        "changeover",
        replace(
            families(1, 0, 2),
            resources=replace(
                with_resource(0, changeover=((0, 2), (2, 0)), occupied=(Occupation(-4, 0, 0, 0),))
            ).resources,
        ),
        (at(2, 4, 4, 4), None),
        (FIRST, None),
    ),
    ("overtime", with_resource(2, overtime=LATE), (FIRST, SECOND), (at(2, 4, 4, 4), None)),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=names_of(EXAMPLES))
def test_rule_begins_to_bite_where_its_formula_says(example: Example) -> None:
    assert (example.rule not in broken(example.problem, *example.tasks)) is example.keeps
