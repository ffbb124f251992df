"""The optimum of a small laboratory by looking at everything, from its facts and without the package."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

FACT = re.compile(r"(\w+)\(([\d,]+)\)\.")


class Placed(NamedTuple):
    """A test that is placed."""

    job: int
    bench: int | None
    start: int
    end: int
    people: frozenset[int]
    equipment: frozenset[int]


def optimum(path: Path) -> int | None:
    """Return the least objective of the laboratory, ``None`` where nothing fits."""
    facts: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for row in path.read_text(encoding="utf-8").splitlines():
        for name, values in FACT.findall(row.split("%")[0]):
            facts[name].add(tuple(map(int, values.split(","))))
    options = [_options(facts, job) for (job,) in sorted(facts["job"])]
    values = [_value(facts, chosen) for chosen in product(*options) if _fits(facts, chosen)]
    return min(values, default=None)


def _second(facts: dict[str, set[tuple[int, ...]]], name: str, job: int) -> list[int]:
    return sorted(values[-1] for values in facts[name] if values[0] == job)


def _options(facts: dict[str, set[tuple[int, ...]]], job: int) -> list[Placed]:
    (release,), (deadline,) = _second(facts, "release", job), _second(facts, "deadline", job)
    on_bench = (job,) in facts["workbenchRequired"]
    benches: list[int] | list[None] = _second(facts, "workbenchAvailable", job) if on_bench else [None]
    found = []
    for mode in _second(facts, "modeAvailable", job):
        (length,) = [values[2] for values in facts["durationInMode"] if values[:2] == (job, mode)]
        (heads,) = _second(facts, "requiredEmployees", mode)
        teams = list(combinations(_second(facts, "employeeAvailable", job), heads))
        starts = range(1) if (job,) in facts["started"] else range(release, deadline - length + 1)
        for bench, start in product(benches, starts):
            for team, pieces in product(teams, _equipment(facts, job)):
                end, people = start + length, frozenset(team)
                found.append(Placed(job, bench, start, end, people, frozenset(pieces)))
    return found


def _equipment(facts: dict[str, set[tuple[int, ...]]], job: int) -> list[tuple[int, ...]]:
    available = {*_second(facts, "equipmentAvailable", job)}
    choices = [
        combinations(sorted(e for e, g in facts["group"] if g == group and e in available), count)
        for j, group, count in facts["requiredEquipment"]
        if j == job
    ]
    return [tuple(piece for pieces in chosen for piece in pieces) for chosen in product(*choices)]


def _fits(facts: dict[str, set[tuple[int, ...]]], chosen: tuple[Placed, ...]) -> bool:
    at = {test.job: test for test in chosen}
    (horizon,) = facts["horizon"]
    return (
        all(test.end <= horizon[0] for test in chosen)
        and all(at[k].end <= at[j].start for j, k in facts["precedence"])
        and all(at[j].people == at[k].people for j, k in facts["linked"])
        and not any(
            one.start < other.end
            and other.start < one.end
            and (
                (one.bench is not None and one.bench == other.bench)
                or one.people & other.people
                or one.equipment & other.equipment
            )
            for one, other in combinations(chosen, 2)
        )
    )


def _value(facts: dict[str, set[tuple[int, ...]]], chosen: tuple[Placed, ...]) -> int:
    projects: dict[int, list[Placed]] = defaultdict(list)
    for test in chosen:
        (project,) = _second(facts, "projectAssignment", test.job)
        projects[project].append(test)
    return (
        sum((test.job, person) not in facts["employeePreferred"] for test in chosen for person in test.people)
        + sum(len({person for test in tests for person in test.people}) for tests in projects.values())
        + sum(max(0, test.end - _second(facts, "due", test.job)[0]) for test in chosen)
        + sum(max(t.end for t in tests) - min(t.start for t in tests) for tests in projects.values())
    )
