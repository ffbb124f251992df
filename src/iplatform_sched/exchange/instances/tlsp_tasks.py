"""The tasks of a test laboratory, and what is in it; see :mod:`iplatform_sched.exchange.instances.tlsp`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.data import Mode, Need, Resource, Style, Task
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.exchange.instances.facts import Facts


class Laboratory(NamedTuple):
    """What is in the laboratory, by number as indices of resources: workbenches, people, equipment.

    The first resource is the laboratory itself, where everything happens. Pieces of equipment that are alike
    are units of one resource.

    Attributes
    ----------
    group
        The group of each piece of equipment.
    """

    resources: tuple[Resource, ...]
    benches: dict[int, int]
    people: dict[int, int]
    equipment: dict[int, int]
    group: dict[int, int]


def complete(facts: Facts, name: str) -> dict[int, int]:
    """Return what each job has by that name, once."""
    found = {key[0]: value for key, value in facts.keyed(name).items()}
    for fact in facts.all("job"):
        if fact.values[0] not in found:
            hint = f"Such as {name}({fact.values[0]},1)."
            facts.fault(f"job {fact.values[0]} has no {name}", fact.line, hint=hint)
    return found


def laboratory_of(facts: Facts) -> Laboratory:
    """Return what is in the laboratory."""
    group = {key[0]: value for key, value in facts.keyed("group").items()}
    for fact in facts.all("equipment"):
        if (piece := fact.values[0]) not in group:
            facts.fault(f"equipment {piece} has no group", fact.line, hint=f"Such as group({piece},1).")
    resources: list[Resource] = [Resource("laboratory", max(1, len(facts.set_of("job"))))]
    places: list[dict[int, int]] = []
    for sort in ("workbench", "employee"):
        numbers = sorted(facts.set_of(sort))
        places.append({number: len(resources) + i for i, number in enumerate(numbers)})
        resources += [Resource(f"{sort} {number}", 1) for number in numbers]
    equipment: dict[int, int] = {}
    for alike in _alike(facts, group):
        equipment |= dict.fromkeys(alike, len(resources))
        resources.append(Resource(f"equipment {' '.join(map(str, alike))}", len(alike)))
    return Laboratory(tuple(resources), places[0], places[1], equipment, group)


def _alike(facts: Facts, group: dict[int, int]) -> list[tuple[int, ...]]:
    """Return the pieces of equipment that tasks need, those together that the same tasks may use."""
    wanted = {fact.values[:2] for fact in facts.all("requiredEquipment")}
    users: dict[int, list[int]] = {}
    for fact in sorted(facts.all("equipmentAvailable")):
        number, piece = fact.values
        if (number, group.get(piece)) in wanted:
            users.setdefault(piece, []).append(number)
    found: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for piece in sorted(users):
        found.setdefault((group[piece], tuple(users[piece])), []).append(piece)
    return [tuple(pieces) for pieces in found.values()]


class TaskReader:
    """Reads tasks, once nothing is wrong with the facts that :class:`TaskReader` was made of."""

    def __init__(self, facts: Facts, laboratory: Laboratory, horizon: int) -> None:
        self.facts, self.laboratory, self.horizon = facts, laboratory, horizon
        self.release, self.due, self.deadline = (
            complete(facts, name) for name in ("release", "due", "deadline")
        )
        self.duration = facts.keyed("durationInMode")
        self.heads = {key[0]: value for key, value in facts.keyed("requiredEmployees").items()}
        self.modes, self.benches, self.people, self.preferred, self.equipment = (
            facts.grouped(name)
            for name in (
                "modeAvailable",
                "workbenchAvailable",
                "employeeAvailable",
                "employeePreferred",
                "equipmentAvailable",
            )
        )
        self.started, self.on_bench = facts.set_of("started"), facts.set_of("workbenchRequired")
        self.line = {fact.values[0]: fact.line for fact in facts.all("job")}
        self.required: dict[int, list[tuple[int, int]]] = {}
        for (number, group), count in facts.keyed("requiredEquipment").items():
            self.required.setdefault(number, []).append((group, count))
        for number in self.started & self.line.keys():
            if self.release.get(number):
                self.facts.fault(
                    f"job {number} has started and is released later",
                    self.line[number],
                    found=str(self.release[number]),
                    hint=f"What has started is released at 0: release({number},0).",
                )

    def task(self, number: int, project: int) -> Task:
        """Return one task with its ways and what it holds."""
        ways = self._ways(number)
        return Task(
            f"job {number}",
            project,
            tuple(mode for _, mode in ways),
            needs=(
                *self._bench(number, len(ways)),
                *self._team(number, [mode for mode, _ in ways]),
                *self._equipment(number, len(ways)),
            ),
            due=self.due[number],
            tardiness_price=1,
        )

    def _ways(self, number: int) -> list[tuple[int, Mode]]:
        """Return each mode of the file with the mode that says when it may start and how long it takes."""
        ways = []
        short = []
        for mode in self.modes.get(number, ()):
            if (number, mode) not in self.duration or mode not in self.heads:
                missing, about = (
                    ("durationInMode", f"{number},{mode}")
                    if mode in self.heads
                    else ("requiredEmployees", f"{mode}")
                )
                message = f"job {number} may run in mode {mode}, which has no {missing}"
                self.facts.fault(message, self.line[number], hint=f"Such as {missing}({about},1).")
                continue
            if self.heads[mode] > len(self.people.get(number, ())):
                short.append(self.heads[mode])
                continue
            run = self.duration[number, mode]
            last = min(self.deadline[number], self.horizon) - run
            starts = IntervalSet.of([(self.release[number], max(last + 1, self.release[number]))])
            if number in self.started:
                starts = starts.clip(0, 1)
            ways.append((mode, Mode(0, 0, 0, Style.ATTENDED, run, starts=starts, label=f"mode {mode}")))
        if short and not ways:
            people = len(self.people.get(number, ()))
            message = f"job {number} needs {min(short)} employees and has {people}"
            self.facts.fault(message, self.line[number], hint="Those it has are told by employeeAvailable")
        elif not ways:
            message, hint = f"job {number} has no mode to run in", f"Such as modeAvailable({number},1)."
            self.facts.fault(message, self.line[number], hint=hint)
        return ways

    def _bench(self, number: int, modes: int) -> list[Need]:
        if number not in self.on_bench:
            return []
        benches = tuple(self.laboratory.benches[b] for b in self.benches.get(number, ()))
        if not benches:
            message = f"job {number} has no workbench to run on"
            hint = f"Such as workbenchAvailable({number},1)."
            self.facts.fault(message, self.line[number], hint=hint)
        return [Need(benches, (1,) * modes, people=False)]

    def _team(self, number: int, modes: list[int]) -> list[Need]:
        heads = tuple(self.heads[mode] for mode in modes)
        people, liked = self.people.get(number, []), self.preferred.get(number, [])
        if not any(heads):
            return []
        places = self.laboratory.people
        preferred = frozenset(places[e] for e in liked if e in set(people))
        return [Need(tuple(places[e] for e in people), heads, preferred)]

    def _equipment(self, number: int, modes: int) -> list[Need]:
        needs = []
        for group, count in sorted(self.required.get(number, ())):
            pieces = [e for e in self.equipment.get(number, ()) if self.laboratory.group.get(e) == group]
            if count > len(pieces):
                message = (
                    f"job {number} needs {count} pieces of equipment of group {group} and has {len(pieces)}"
                )
                hint = "Those it has are told by equipmentAvailable and group"
                self.facts.fault(message, self.line[number], hint=hint)
            if count:
                candidates = tuple(sorted({self.laboratory.equipment[e] for e in pieces}))
                needs.append(Need(candidates, (count,) * modes, people=False))
        return needs
