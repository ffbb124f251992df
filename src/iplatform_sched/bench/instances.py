"""From an instance to a problem and to the judge of its schedules."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.nights import facts_night, made_night, saved_night
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.errors import VerificationError
from iplatform_sched.exchange.instances import FORMATS, read_instance
from iplatform_sched.planning.housekeeping import keep_house
from iplatform_sched.planning.placing import left_out
from iplatform_sched.planning.solving import plan_flaws, posed, schedule_flaws
from iplatform_sched.problem.decompile import Outcome, to_plan
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.search.bound.least import bound_alone, unavoidable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from iplatform_sched.bench.sets import Instance
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule


def _nothing(schedule: Schedule) -> int:
    del schedule
    return 0


def _always(schedule: Schedule) -> bool:
    del schedule
    return True


@dataclass(frozen=True, slots=True)
class Loaded:
    """An instance that was read.

    Attributes
    ----------
    judge
        Returns what is wrong with a schedule, in words; empty for a valid one. For nights the facts are
        asked too.
    digest
        Hash of what was read.
    arrival
        Jobs in the order in which they came; ``None`` where it is that of the problem.
    start
        What is planned already; ``None`` where nothing is.
    unavoidable
        Returns what any schedule must pay for the work that one does: the cheapest fees, in nights.
    is_whole
        Returns whether a schedule has all that it must have: in nights the stages that have to be in some
        place. One that has not is no answer, and no fault either.
    """

    problem: Problem
    judge: Callable[[Schedule], tuple[str, ...]]
    digest: str
    arrival: tuple[int, ...] | None = None
    start: Schedule | None = None
    unavoidable: Callable[[Schedule], int] = _nothing
    is_whole: Callable[[Schedule], bool] = _always


class Reader(NamedTuple):
    """A way to read instances.

    Attributes
    ----------
    made
        Whether the instances are made from the set's folder, by name, and not files in it.
    """

    name: str
    load: Callable[[Instance], Loaded]
    made: bool = False


def _reads(name: str) -> Callable[[Instance], Loaded]:
    def load(instance: Instance) -> Loaded:
        problem = read_instance(instance.path, name)
        digest = hashlib.sha256(instance.path.read_bytes()).hexdigest()
        return Loaded(problem, _in_words(lambda schedule: schedule_flaws(problem, schedule)), digest)

    return load


def _plans(facts: Callable[[Instance], Snapshot]) -> Callable[[Instance], Loaded]:
    def load(instance: Instance) -> Loaded:
        return loaded_night(facts(instance))

    return load


def _stored(instance: Instance) -> Loaded:
    saved = saved_night(instance)
    return loaded_night(saved.snapshot, saved.spare)


def loaded_night(facts: Snapshot, spare: Collection[BookingId] = ()) -> Loaded:
    """Return the night of `facts` as `nightly` poses it, judged by the weighted sum though it have levels.

    `spare` as in `plan_night`.
    """
    asked = posed(keep_house(facts, spare).snapshot)
    compiled, problem = asked.compiled, replace(asked.problem, levels=())

    @cache
    def fees() -> dict[int, float]:
        return bound_alone(problem).fees

    came = [(request.submitted, request.id) for request in compiled.requests]
    return Loaded(
        problem,
        _in_words(lambda schedule: _night_flaws(compiled, schedule)),
        content_hash(facts),
        arrival=tuple(sorted(range(len(came)), key=came.__getitem__)),
        start=asked.start if _moves(problem, asked.start) else None,
        unavoidable=lambda schedule: unavoidable(problem, schedule, fees()),
        is_whole=lambda schedule: not left_out(compiled, schedule),
    )


def _moves(problem: Problem, start: Schedule | None) -> bool:
    """Return whether something is planned that is not pinned: to start from pins alone is from nothing."""
    return start is not None and any(
        at is not None and task.pinned is None for task, at in zip(problem.tasks, start.tasks, strict=True)
    )


def _night_flaws(compiled: Compiled, schedule: Schedule) -> list[str]:
    """Return what is wrong with a schedule of a night by its problem, else by the facts."""
    if flaws := schedule_flaws(compiled.problem, schedule):
        return flaws
    plan = to_plan(compiled, schedule, Outcome(terms=evaluate(compiled.problem, schedule)))
    return plan_flaws(compiled.snapshot, plan)


def _in_words(find: Callable[[Schedule], list[str]]) -> Callable[[Schedule], tuple[str, ...]]:
    """Return a judge that has words too for what is no schedule of the problem at all."""

    def judge(schedule: Schedule) -> tuple[str, ...]:
        try:
            return tuple(find(schedule))
        except VerificationError as error:
            return (str(error),)

    return judge


READERS = (
    *(Reader(each.name, _reads(each.name)) for each in FORMATS),
    Reader("night", _plans(facts_night), made=True),
    Reader("saved-night", _stored),
    Reader("made-night", _plans(made_night), made=True),
)
"""Every way to read instances: the formats of the field, and nights."""


def load(instance: Instance) -> Loaded:
    """Return an instance as a problem with its judge.

    Raises
    ------
    InputError
        Its file does not keep to the format.
    """
    return next(reader for reader in READERS if reader.name == instance.format).load(instance)
