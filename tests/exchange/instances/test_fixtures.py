"""The fixtures of every format have the optimum of all their schedules, read here a second time, by lines.

Those of `fjsp` and `tlsp` are looked at where their formats are tested.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.best_known import Known, read_best_known
from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.verify.schedule import verify_schedule
from tests.exchange.instances import small_projects, small_shops
from tests.exchange.instances.small_projects import Mode, Plan
from tests.exchange.instances.small_shops import Shop

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures"
KNOWN = read_best_known(FIXTURES / "best_known.csv")


def numbers_of(path: Path) -> list[list[int]]:
    """Return the numbers of each line, brackets left out."""
    rows = path.read_text(encoding="utf-8").translate(str.maketrans("[]", "  ")).splitlines()
    return [[int(word) for word in row.split()] for row in rows]


def progen(path: Path) -> Plan:
    """Return a project of ProGen/max."""
    (count, renewable, *_), *rows = numbers_of(path)
    lags = [
        (row[0], other, ticks)
        for row in rows[: count + 2]
        for other, ticks in zip(row[3 : 3 + row[2]], row[3 + row[2] :], strict=True)
    ]
    modes = tuple((Mode(row[2], tuple(row[3 : 3 + renewable]), ()),) for row in rows[count + 2 : -1])
    return Plan(modes, tuple(lags), tuple(rows[-1]))


def psplib(path: Path) -> Plan:
    """Return a project of PSPLIB."""
    text = path.read_text(encoding="utf-8")
    renewable = int(re.search(r"- renewable\s*:\s*(\d+)", text)[1])  # type: ignore[index]
    _, after, needs, left = re.split(r"PRECEDENCE RELATIONS.*|REQUESTS/DURATIONS.*|RESOURCE ?AVAILAB.*", text)
    follows, ways, (amounts,) = (
        [list(map(int, row.split())) for row in part.splitlines() if re.fullmatch(r"[\d\s]*\d[\d\s]*", row)]
        for part in (after, needs, left)
    )
    activities: list[tuple[Mode, ...]] = []
    for row in ways:
        first = len(row) == len(amounts) + 3
        _, ticks, *used = row[1:] if first else row
        mode = Mode(ticks, tuple(used[:renewable]), tuple(used[renewable:]))
        activities = [*activities, (mode,)] if first else [*activities[:-1], (*activities[-1], mode)]
    lags = tuple((row[0] - 1, other - 1, None) for row in follows for other in row[3:])
    return Plan(tuple(activities), lags, tuple(amounts[:renewable]), tuple(amounts[renewable:]))


def patterson(path: Path) -> Plan:
    """Return a project of Patterson's, in which each activity has a line."""
    (_, renewable), capacities, *rows = numbers_of(path)
    modes = tuple((Mode(row[0], tuple(row[1 : 1 + renewable]), ()),) for row in rows)
    lags = tuple((turn, other - 1, None) for turn, row in enumerate(rows) for other in row[2 + renewable :])
    return Plan(modes, lags, tuple(capacities))


def transport(path: Path) -> Shop:
    """Return a shop with transport."""
    rows = [row.split() for row in path.read_text(encoding="utf-8").splitlines() if row[0] != "#"]
    (operations, arcs, machines), rest = map(int, rows[0]), rows[1:]
    ways = [list(map(int, row[1:])) for row in rest[arcs : arcs + operations]]
    return Shop(
        [list(zip(row[::2], row[1::2], strict=True)) for row in ways],
        [(int(row[0]), int(row[1])) for row in rest[:arcs]],
        [list(map(int, row)) for row in rest[arcs + operations : arcs + operations + machines]],
    )


READERS: dict[str, Callable[[Path], Plan | Shop]] = {
    "progen-max": progen,
    "psplib": psplib,
    "patterson": patterson,
    "fjsp-transport": transport,
}
FILES = [path for name in READERS for path in sorted((FIXTURES / name).iterdir())]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_fixtures_have_the_optimum_of_all_their_schedules(path: Path) -> None:
    told = READERS[path.parent.name](path)
    shortest = small_shops.shortest(told) if isinstance(told, Shop) else small_projects.shortest(told)
    problem = read_instance(path, path.parent.name)
    outcome = solve(problem, limits=Limits(work=10))
    assert outcome.status is (Status.INFEASIBLE if shortest is None else Status.OPTIMAL)
    assert outcome.objective == shortest
    assert outcome.schedule is None or verify_schedule(problem, outcome.schedule) == ()
    assert KNOWN[path.resolve()] == (
        Known(infeasible=True) if shortest is None else Known(shortest, shortest)
    )
