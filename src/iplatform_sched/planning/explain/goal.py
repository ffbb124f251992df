"""What is asked for a request: be served whole, by a date, for a price, at a centre or on a machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.availability.memory import Memory
from iplatform_sched.planning.explain.request_kinds import request_with
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.timeline import EMPTY

if TYPE_CHECKING:
    from datetime import date

    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.problem.compiled import Compiled, ModeFact

ANY_PRICE = 10**11
"""An unserved price in KRW that no plan of one request reaches."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal for one request; being served whole is part of every one.

    Attributes
    ----------
    words
        What is asked, after the word "to".
    by
        Everything ends by then.
    at_most
        Net fees, transport and staff travel together, KRW.
    places
        Ids of centres or machines by stage: only there is it done.
    option
        The option of ``explain`` that asks for it; empty for being served whole.
    memory
        What compilations for this goal have made of facts: most of them differ in a few.
    """

    request: RequestId
    words: str = "be served whole"
    by: datetime | None = None
    at_most: int | None = None
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    option: str = ""
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    def compiled(self, snapshot: Snapshot) -> Compiled:
        """Return the problem whose plans are those of `snapshot` in which the request reaches the goal."""
        return self.narrowed(compile_snapshot(self.on(snapshot), self.memory))

    def on(self, snapshot: Snapshot) -> Snapshot:
        """Return the facts in which a plan of the request reaches the goal, but for `places`."""
        return request_with(at_any_price(snapshot), self.request, self._terms)

    def _terms(self, request: Request) -> dict[str, object]:
        ends = [each for each in (self.by, request.deadline) if each is not None]
        most = [each for each in (self.at_most, request.budget_krw) if each is not None]
        return {
            "prefix_will_do": False,
            "deadline": min(ends, default=None),
            "budget_krw": min(most, default=None),
        }

    def narrowed(self, compiled: Compiled) -> Compiled:
        """Return the problem without the placements outside `places`."""
        if not self.places:
            return compiled
        tasks = tuple(
            task
            if task.pinned is not None or stage.id not in self.places
            else replace(
                task,
                modes=tuple(
                    mode if _is_at(fact, self.places[stage.id]) else replace(mode, starts=EMPTY)
                    for mode, fact in zip(task.modes, facts, strict=True)
                ),
            )
            for task, stage, facts in zip(
                compiled.problem.tasks, compiled.stages, compiled.modes, strict=True
            )
        )
        return replace(compiled, problem=replace(compiled.problem, tasks=tasks))


def at_any_price(snapshot: Snapshot) -> Snapshot:
    """Return the facts under a policy in which serving is never too dear."""
    return snapshot.model_copy(
        update={"policy": snapshot.policy.model_copy(update={"unserved_krw": ANY_PRICE})}
    )


def _is_at(fact: ModeFact, places: frozenset[str]) -> bool:
    return fact.centre in places or fact.equipment in places


def end_of(snapshot: Snapshot, day: date) -> datetime:
    """Return the midnight at the end of a day in the network's zone."""
    zone = ZoneInfo(snapshot.policy.zone)
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)


def on_time(snapshot: Snapshot, request: Request) -> Goal:
    """Return the goal to end by the due date."""
    words = f"end by its due date {request.due}"
    return Goal(request.id, words, by=end_of(snapshot, request.due))
