"""Where a request would be under changed facts, and at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.decide import Answer, Verdict, decide
from iplatform_sched.planning.explain.request_kinds import request_with
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.search.construct import construct
from iplatform_sched.search.partial import Beam

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.schedule import Schedule

WIDE = Beam(width=16)
COMPANY_TERMS = ("fees", "transport", "staff_travel")
"""What the company pays."""
NETWORK_TERMS = ("tardiness", "overtime", "disruption", "preference")
"""What the plan counts beyond that, for requests that are served."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A verified plan of one request, or of a few.

    Attributes
    ----------
    bookings
        Those of the request, and fixed ones of others that take other unit numbers.
    terms
        KRW by objective term, each with its weight.
    end
        End of the last booking; ``None`` where there is none.
    """

    bookings: tuple[Booking, ...]
    terms: dict[str, int]
    end: datetime | None

    @property
    def company_krw(self) -> int:
        """Net fees, transport and staff travel."""
        return sum(self.terms[name] for name in COMPANY_TERMS)

    @property
    def network_krw(self) -> int:
        """What the plan counts beyond that; the price of staying unserved is left out."""
        return sum(self.terms[name] for name in NETWORK_TERMS)

    def more_than(self, other: Placed) -> dict[str, int]:
        """Return by how much each term is dearer, where it differs."""
        return {
            name: more
            for name in (*COMPANY_TERMS, *NETWORK_TERMS)
            if (more := self.terms[name] - other.terms[name])
        }


def standing_now(snapshot: Snapshot, request: RequestId) -> Placed:
    """Return where a request is planned in the facts of its case."""
    compiled = compile_snapshot(snapshot)
    own = tuple(each for each in snapshot.bookings if each.request == request)
    return _placed(compiled, to_schedule(compiled, own), own)


def place(snapshot: Snapshot, goal: Goal) -> Placed | None:
    """Return a cheap plan that reaches a goal, ``None`` where none is found."""
    return placed_of(decide(snapshot, goal, beam=WIDE))


def place_prefix(snapshot: Snapshot, goal: Goal) -> Placed | None:
    """Return a plan of the first stages of a request alone, ``None`` where not even one finds a place."""
    facts = goal.on(snapshot)
    parted = request_with(facts, goal.request, lambda _: {"prefix_will_do": True})
    compiled = goal.narrowed(compile_snapshot(parted))
    schedule = construct(compiled.problem, beam=WIDE).schedule()
    verdict = Verdict(Answer.POSSIBLE, compiled, schedule)
    return placed_of(verdict) if verdict.bookings() else None


def placed_of(verdict: Verdict) -> Placed | None:
    """Return the plan of a verdict, looked at by the judge."""
    if verdict.schedule is None:
        return None
    return _placed(verdict.compiled, verdict.schedule, verdict.bookings())


def _placed(compiled: Compiled, schedule: Schedule, bookings: tuple[Booking, ...]) -> Placed:
    jobs = {each.id for each in compiled.requests}
    end = max((each.end for each in bookings if each.request in jobs), default=None)
    return Placed(bookings, weighted_terms(compiled, schedule), end)


def weighted_terms(compiled: Compiled, schedule: Schedule) -> dict[str, int]:
    """Return the objective terms of a schedule, each times its weight."""
    weights = compiled.problem.weights
    values = evaluate(compiled.problem, schedule)
    return {name: getattr(weights, name) * value for name, value in values.items()}
