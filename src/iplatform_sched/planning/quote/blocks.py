"""What refuses a start, in words and with the facts: one function per rule of the search."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.domain.vocabulary import OCCUPYING
from iplatform_sched.domain.vocabulary import Span as Stretch
from iplatform_sched.problem.placement import Span, attended
from iplatform_sched.search.state import BLOCKED
from iplatform_sched.verify.plan.violation import title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, EquipmentId, StageId
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Mode, Problem, TimeLag
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.state import State
    from iplatform_sched.verify.plan import Judge

FIRST_RULES = frozenset({"notice", "release", "plan_from", "latest_start", "no_show", "qualification"})
MOST_NAMED = 2


class Block(NamedTuple):
    """What refuses a start.

    Attributes
    ----------
    code
        Stable word: the name of the rule.
    after
        Stage of the request that it waits for.
    """

    code: str
    words: str
    after: StageId | None = None


class Moved(NamedTuple):
    """A task tried at an earlier start: its placement, its booking as offered, the placements of its job."""

    task: int
    at: ScheduledTask
    booking: Booking
    placed: dict[int, ScheduledTask]


@dataclass(frozen=True)
class Scene:
    """Where starts are tried.

    Attributes
    ----------
    facts
        With everybody else fixed.
    judge
        Of bookings on these facts.
    planned
        Ids of the bookings in `facts` that are only planned, in truth.
    """

    compiled: Compiled
    state: State
    facts: Snapshot
    judge: Judge
    planned: frozenset[BookingId]
    on_machine: dict[EquipmentId, list[Booking]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Sort the bookings by machine."""
        for booking in self.facts.bookings:
            if booking.status in OCCUPYING:
                self.on_machine[booking.equipment].append(booking)

    @property
    def problem(self) -> Problem:
        """Return the problem that the state is about."""
        return self.state.problem

    def when(self, moment: datetime | int) -> str:
        """Return an instant or a tick as people of the network read it."""
        instant = self.compiled.grid.instant(moment) if isinstance(moment, int) else moment
        return f"{instant.astimezone(ZoneInfo(self.facts.policy.zone)):%Y-%m-%d %a %H:%M}"

    def stage(self, task: int) -> StageId:
        """Return the stage of a task."""
        return self.compiled.stages[task].id

    def mode(self, moved: Moved) -> Mode:
        """Return the mode that was tried."""
        return self.problem.tasks[moved.task].modes[moved.at.mode]


def first(scene: Scene, booking: Booking, start: int) -> Iterator[Block]:
    """Yield what refuses the start before the first one that house rules and the request's dates allow."""
    shift = scene.compiled.grid.instant(start) - booking.start
    moments = {name: getattr(booking, name) + shift for name in ("start", "run_end", "unload", "end")}
    spans = tuple(Stretch(start=span.start + shift, end=span.end + shift) for span in booking.attended)
    moved = booking.model_copy(update={**moments, "attended": spans})
    for violation in scene.judge.judge([moved]):
        if violation.rule in FIRST_RULES:
            yield Block(violation.rule, violation.message.removeprefix(f"{title(moved)} "))


def lags(scene: Scene, moved: Moved) -> Iterator[Block]:
    """Yield the stages that must end before, or must not be left behind."""
    for lag in scene.state.tables.lags_of.get(moved.task, ()):
        first, second = (
            scene.state.placed[0].get(lag.first),
            scene.state.placed[0].get(lag.second),
        )
        if first is None or second is None or not _breaks(scene, lag, first, second):
            continue
        other = scene.stage(lag.first if lag.second == moved.task else lag.second)
        if lag.maximum:
            yield Block("maximum_lag", f"stage {other} must follow within {_length(scene, lag)}", other)
        else:
            wait = f", and {_length(scene, lag)} must pass" if lag.ticks > 0 else ""
            yield Block("minimum_lag", f"stage {other} ends {scene.when(first.end)}{wait}", other)


def _breaks(scene: Scene, lag: TimeLag, first: ScheduledTask, second: ScheduledTask) -> bool:
    since, to = _moment(first, lag.since.value), _moment(second, lag.to.value)
    if lag.working_days:
        days, day = scene.state.tables.workdays, scene.problem.ticks_per_day
        since, to = int(days[since // day]), int(days[to // day])
    return to - since > lag.ticks if lag.maximum else to - since < lag.ticks


def _moment(at: ScheduledTask, anchor: str) -> int:
    return int(getattr(at, anchor))


def _length(scene: Scene, lag: TimeLag) -> str:
    if lag.working_days:
        return f"{lag.ticks} working days"
    hours, minutes = divmod(lag.ticks * scene.problem.tick_minutes, 60)
    return f"{hours} h" if not minutes else f"{hours} h {minutes} min"


def specimens(scene: Scene, moved: Moved) -> Iterator[Block]:
    """Yield the journeys that would be late, else the stages that have the specimen at the time."""
    for leg in moved.booking.legs:
        words = (
            f"specimen {leg.specimen} leaves {leg.origin} {scene.when(leg.depart)} and is there "
            f"{scene.when(leg.arrive)} by {leg.carrier}"
        )
        yield Block("specimen", words, _sender(scene, moved, leg.specimen))
    if moved.booking.legs:
        return
    for name, other in _sharing(scene, moved):
        words = (
            f"specimen {name} is in stage {scene.stage(other)} until {scene.when(moved.placed[other].end)}"
        )
        yield Block("specimen", words, scene.stage(other))


def _sharing(scene: Scene, moved: Moved) -> Iterator[tuple[str, int]]:
    """Yield specimens of the moved task with the other tasks that hold them when it does."""
    request = scene.compiled.requests[0].id
    for index in scene.state.tables.specimens_of.get(moved.task, ()):
        specimen = scene.problem.specimens[index]
        for stop in specimen.stops:
            there = moved.placed.get(stop)
            if stop != moved.task and there and moved.at.start < there.end and there.start < moved.at.end:
                yield specimen.name.removeprefix(f"{request}/"), stop


def _sender(scene: Scene, moved: Moved, name: str) -> StageId | None:
    """Return the stage that had a specimen last before the moved task."""
    request = scene.compiled.requests[0].id
    here = moved.placed[moved.task].start
    found = [
        (moved.placed[stop].end, stop)
        for index in scene.state.tables.specimens_of.get(moved.task, ())
        if scene.problem.specimens[index].name == f"{request}/{name}"
        for stop in scene.problem.specimens[index].stops
        if stop in moved.placed and stop != moved.task and moved.placed[stop].end <= here
    ]
    return scene.stage(max(found)[1]) if found else None


def capacity(scene: Scene, moved: Moved) -> Iterator[Block]:
    """Yield what has the machine or its operators at the time."""
    mode, at = scene.mode(moved), moved.at
    machine = scene.problem.resources[mode.resource]
    use = scene.state.usage(mode.resource)[at.start : at.end]
    if (use >= BLOCKED).any():
        last = machine.blocked.clip(at.start, at.end).spans[-1]
        until = next(span.end for span in machine.blocked.spans if span.end >= last.end)
        yield Block("blocked", f"the machine is out of service until {scene.when(until)}")
    elif (use > machine.capacity).any():
        yield Block("capacity", _busy(scene, moved))
    spans = attended(scene.problem, mode, Span(at.start, at.run_end, at.unload, at.end))
    for pool, _ in mode.operators:
        heads = scene.problem.resources[pool]
        short = [a for a, b in spans if (scene.state.usage(pool)[a:b] > heads.capacity).any()]
        if short:
            who = f"operator {heads.name} is" if heads.pool >= 0 else f"operators {heads.name} are"
            yield Block("operators", f"{who} away or taken at {scene.when(short[0])}")


def _busy(scene: Scene, moved: Moved) -> str:
    """Return who has the machine, those who go first before the others."""
    grid, at = scene.compiled.grid, moved.at
    start, end = grid.instant(at.start), grid.instant(at.end)
    there = [
        each for each in scene.on_machine[moved.booking.equipment] if each.start < end and start < each.end
    ]
    if not there:
        own = next(_beside(scene, moved))
        return f"the machine is in stage {scene.stage(own)} until {scene.when(moved.placed[own].end)}"
    there.sort(key=lambda each: (each.end, each.id))
    if scene.problem.resources[scene.mode(moved).resource].capacity == 1:
        there.reverse()
    named = ", ".join(
        f"{each.id} ({'planned' if each.id in scene.planned else each.status}) until {scene.when(each.end)}"
        for each in there[:MOST_NAMED]
    )
    more = f" and {len(there) - MOST_NAMED} more" if len(there) > MOST_NAMED else ""
    return f"the machine has {named}{more}"


def _beside(scene: Scene, moved: Moved) -> Iterator[int]:
    """Yield the other tasks of the job that hold the machine when the moved one would."""
    machine = scene.mode(moved).resource
    for task, there in moved.placed.items():
        overlap = moved.at.start < there.end and there.start < moved.at.end
        if task != moved.task and overlap:
            modes = scene.problem.tasks[task].modes
            if modes and modes[there.mode].resource == machine:
                yield task


def staff(scene: Scene, moved: Moved) -> Iterator[Block]:
    """Yield that no member of the company can be there."""
    yield Block("staff", f"the company's staff are elsewhere or on the way at {scene.when(moved.at.start)}")


def _plain(code: str, words: str) -> Callable[[Scene, Moved], Iterator[Block]]:
    def block(_scene: Scene, _moved: Moved) -> Iterator[Block]:
        yield Block(code, words)

    return block


BLOCKS: tuple[tuple[str, Callable[[Scene, Moved], Iterator[Block]]], ...] = (
    ("minimum_lag maximum_lag", lags),
    ("specimen", specimens),
    ("training", _plain("training", "the company is trained on it only later")),
    ("capacity operators blocked", capacity),
    ("changeover", _plain("changeover", "the machine has no time to change over before other work")),
    ("staff", staff),
    ("overtime", _plain("overtime", "the operators' overtime of that week is used up")),
    ("quota", _plain("quota", "the company's quota of that week or month is used up")),
    ("supply", _plain("supply", "the centre has too little left of what it uses up")),
    ("budget", _plain("budget", "it would cost more than the budget")),
)
"""Names of the search's rules with what to say of them, in the order in which they are told."""
