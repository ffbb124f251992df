"""What is wrong with a request's workflow in itself: cycles, specimens, lags that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import LagUnit, Moment
from iplatform_sched.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.vocabulary import SpecimenId, StageId

    Arc = tuple[tuple[StageId, Moment], tuple[StageId, Moment], int]

MINUTES_PER_DAY = 1440


def handles(stage: Stage) -> frozenset[SpecimenId]:
    """Return the specimens that a stage holds, makes or consumes."""
    return frozenset((*stage.holds, *stage.makes, *stage.consumes))


def cycle_issues(request: Request) -> Iterator[Issue]:
    """Yield an issue where stages wait for each other in a cycle."""
    left = {stage.id: {lag.after for lag in stage.after} for stage in request.stages}
    free = [name for name, before in left.items() if not before]
    while free:
        done = set(free)
        left = {name: before - done for name, before in left.items() if name not in done}
        free = [name for name, before in left.items() if not before]
    if left:
        yield Issue(
            "stages wait for each other in a cycle",
            field="stages.after",
            found=", ".join(sorted(left)),
            hint="Take out one of the `after` entries among these stages",
            code="cyclic-workflow",
        )


def ancestors(request: Request) -> dict[StageId, frozenset[StageId]]:
    """Return all predecessors of each stage of a workflow without cycles."""
    direct = {stage.id: frozenset(lag.after for lag in stage.after) for stage in request.stages}
    found: dict[StageId, frozenset[StageId]] = {}

    def gather(name: StageId) -> frozenset[StageId]:
        if name not in found:
            found[name] = direct[name].union(*(gather(before) for before in direct[name]))
        return found[name]

    for name in direct:
        gather(name)
    return found


def specimen_issues(request: Request) -> Iterator[Issue]:
    """Yield what is wrong with the way of each specimen through the stages."""
    known = {each.id for each in request.specimens}
    before = ancestors(request)
    names = {name: None for stage in request.stages for name in (*stage.makes, *stage.holds, *stage.consumes)}
    for name in names:
        if name not in known:
            yield Issue(
                f"specimen {name} is not listed in the request's specimens",
                field="stages.holds",
                found=name,
                hint="List it under `specimens` with its class of goods",
                code="unknown-id",
            )
        yield from _one_specimen(request, name, before)


def _one_specimen(
    request: Request, name: SpecimenId, before: dict[StageId, frozenset[StageId]]
) -> Iterator[Issue]:
    makers = [stage.id for stage in request.stages if name in stage.makes]
    consumers = [stage.id for stage in request.stages if name in stage.consumes]
    holders = [stage.id for stage in request.stages if name in handles(stage)]
    for word, stages in (("made", makers), ("consumed", consumers)):
        if len(stages) > 1:
            yield Issue(
                f"specimen {name} is {word} by more than one stage",
                field="stages.makes" if word == "made" else "stages.consumes",
                found=", ".join(stages),
                hint="Give each part a name of its own",
                code="specimen-flow",
            )
    for holder in holders:
        for maker in makers:
            if holder in before[maker]:
                yield _out_of_order(name, holder, f"is before stage {maker}, which makes it", "makes")
        for consumer in consumers:
            if consumer in before[holder]:
                yield _out_of_order(name, holder, f"is after stage {consumer}, which uses it up", "consumes")


def _out_of_order(name: SpecimenId, stage: StageId, why: str, field: str) -> Issue:
    return Issue(
        f"stage {stage} works on specimen {name} but {why}",
        field=f"stages.{field}",
        found=name,
        hint="Change the order of the stages or the specimens that they name",
        code="specimen-flow",
    )


def lag_issues(request: Request, shortest: dict[StageId, tuple[int, int]]) -> Iterator[Issue]:
    """Yield an issue where minimum and maximum lags and the shortest durations contradict each other.

    The longest path over the moments of the stages has a positive cycle exactly then.

    Parameters
    ----------
    shortest
        For each required stage the fewest minutes from start to run's end and from there to its end.
    """
    arcs = [arc for arc in _arcs(request, shortest) if arc[0][0] in shortest and arc[1][0] in shortest]
    cycle = positive_cycle(arcs)
    if cycle:
        yield Issue(
            "minimum lags and durations are longer than a maximum lag allows",
            field="stages.after",
            found=" -> ".join(dict.fromkeys(cycle)),
            hint="Raise the maximum lag or shorten what lies between these stages",
            code="impossible-lags",
        )


def _arcs(request: Request, shortest: dict[StageId, tuple[int, int]]) -> Iterator[Arc]:
    """Yield arcs (a, b, w): moment b is at least w minutes after moment a."""
    for name, (run, tail) in shortest.items():
        yield (name, Moment.START), (name, Moment.RUN_END), run
        yield (name, Moment.RUN_END), (name, Moment.END), tail
    for stage in request.stages:
        for lag in stage.after:
            to = (stage.id, lag.to)
            days = lag.unit is LagUnit.WORKING_DAYS
            least = max(0, lag.minimum - 1) * MINUTES_PER_DAY if days else lag.minimum
            yield (lag.after, lag.since or Moment.END), to, least
            if lag.maximum is not None and not days:
                yield to, (lag.after, lag.since or Moment.RUN_END), -lag.maximum


def positive_cycle(arcs: Iterable[Arc]) -> tuple[StageId, ...]:
    """Return the stages on a cycle of positive length in order, empty where there is none (Bellman-Ford)."""
    arcs = list(arcs)
    reach = {node: 0 for a, b, _ in arcs for node in (a, b)}
    via: dict[tuple[StageId, Moment], tuple[StageId, Moment]] = {}
    changed: tuple[StageId, Moment] | None = None
    for _ in range(len(reach) + 1):
        changed = None
        for a, b, weight in arcs:
            if reach[a] + weight > reach[b]:
                reach[b] = reach[a] + weight
                via[b] = a
                changed = b
        if changed is None:
            return ()
    node = changed
    for _ in range(len(reach)):
        node = via[node] if node is not None else node
    cycle = []
    while node is not None and node not in cycle:
        cycle.append(node)
        node = via[node]
    return tuple(name for name, _ in reversed(cycle))
