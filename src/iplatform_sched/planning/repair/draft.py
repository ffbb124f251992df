"""A plan on its way: what is planned where, changed a few requests at a time while everybody else stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import is_optional
from iplatform_sched.domain.booking import Plan, Unserved
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.domain.vocabulary import FIXED, BookingStatus
from iplatform_sched.planning.repair.impact import open_requests, planned_bookings
from iplatform_sched.planning.solving import searched
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import recompute_terms, verify_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.policy import Policy
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, RequestId
    from iplatform_sched.search.outcome import SearchOutcome
    from iplatform_sched.verify.plan import Violation

NO_ROOM = ("no-room", "the calendar as it stands has no room for it")


@dataclass(frozen=True, slots=True)
class Search:
    """How to search: settings of the whole, and the caller's hooks."""

    settings: SolveSettings
    stop: Callable[[], bool]
    on_progress: Callable[[str, float], None]

    def called(self, what: str) -> Search:
        """Return the same search, whose progress says what is being planned."""
        tell = self.on_progress
        return replace(self, on_progress=lambda text, share: tell(f"{what}: {text}", share))

    def share(self, part: float, *, alone: bool = True) -> SolveSettings:
        """Return the settings for a part of the budget; `alone` in this process, as few requests need."""
        whole = self.settings
        update: dict[str, object] = {
            "budget_seconds": whole.budget_seconds * part,
            "work": max(1, int(whole.work * part)),
        }
        if alone:
            update |= {"workers": 1, "proof_work": 0}
        return whole.model_copy(update=update)


@dataclass(frozen=True, slots=True)
class Draft:
    """Bookings of a plan for some facts.

    Attributes
    ----------
    facts
        Where its planned bookings were before: what moves are priced from.
    bookings
        Planned ones of open requests, and fixed ones with other unit numbers.
    """

    facts: Snapshot
    bookings: tuple[Booking, ...]

    def less(self, requests: Collection[RequestId]) -> Draft:
        """Return the draft without what is planned for some requests."""
        return replace(self, bookings=tuple(each for each in self.bookings if not _plans(each, requests)))

    def price(self) -> tuple[int, ...]:
        """Return the weighted objective that the judge reckons; one number per level."""
        return weighted(self.facts.policy, self.terms())

    def terms(self) -> dict[str, int]:
        """Return the objective by term, from the facts alone."""
        return recompute_terms(self.facts, self.bookings)

    def booked(self) -> set[tuple[str, str]]:
        """Return request and stage of every planned booking."""
        planned = (each for each in self.bookings if each.status is BookingStatus.PLANNED)
        return {(each.request or "", each.stage or "") for each in planned}

    def lacking(self) -> frozenset[RequestId]:
        """Return the requests of which a booking planned in the facts is gone."""
        booked = self.booked()
        return frozenset(
            each.request
            for each in planned_bookings(self.facts)
            if each.request is not None and (each.request, each.stage or "") not in booked
        )

    def waiting(self) -> frozenset[RequestId]:
        """Return the open requests with a stage left out and nothing planned."""
        planned = {each.request for each in self.bookings if each.status is BookingStatus.PLANNED}
        return frozenset(each.request for each in self._unserved() if each.request not in planned)

    def plan(self, broken: Iterable[BookingId] = ()) -> Plan:
        """Return the draft as a plan, with its price as the judge reckons it."""
        terms = self.terms()
        return Plan(
            snapshot_hash=content_hash(self.facts),
            made_at=self.facts.now,
            bookings=self.bookings,
            unserved=tuple(self._unserved()),
            terms=terms,
            objective=sum(_weight(self.facts.policy, name) * value for name, value in terms.items()),
            broken=tuple(broken),
        )

    def _unserved(self) -> Iterator[Unserved]:
        booked = {(each.request, each.stage) for each in self.facts.bookings if each.status in FIXED}
        booked |= {(each.request, each.stage) for each in self.bookings}
        for request in open_requests(self.facts).values():
            left = [
                stage.id
                for stage in request.stages
                if (request.id, stage.id) not in booked and not is_optional(stage)
            ]
            if left:
                yield Unserved(request=request.id, stages=tuple(left), code=NO_ROOM[0], reason=NO_ROOM[1])

    def taking(self, plan: Plan) -> Draft:
        """Return the draft with `plan`, of all requests, in place of what is planned in it."""
        fixed = {each.id: each for each in self.bookings if each.status is not BookingStatus.PLANNED}
        return replace(self, bookings=_merged(fixed, plan))

    def replanned(self, free: Collection[RequestId], search: Search, part: float) -> Draft:
        """Return a draft in which the requests `free` are planned anew beside all others, which stay."""
        return self.searched_anew(free, search, part)[0]

    def searched_anew(
        self, free: Collection[RequestId], search: Search, part: float, *, alone: bool = True
    ) -> tuple[Draft, SearchOutcome]:
        """Return the same with the outcome of its search: objective and bound of `free` alone."""
        mine = [each for each in self.bookings if _plans(each, free)]
        others = {each.id: each for each in self.bookings if not _plans(each, free)}
        compiled, found = searched(
            standing(self._holding(free, others), free),
            search.share(part, alone=alone),
            stop=search.stop,
            on_progress=search.on_progress,
            start=mine,
        )
        return replace(self, bookings=_merged(others, to_plan(compiled, found.schedule))), found

    def _holding(self, free: Collection[RequestId], others: dict[BookingId, Booking]) -> Snapshot:
        """Return the facts with the `others` where they are now, and `free` where they were planned."""
        live = open_requests(self.facts)
        kept = [
            others.get(each.id, each)
            for each in self.facts.bookings
            if each.id in others
            or each.status is not BookingStatus.PLANNED
            or each.request not in live
            or each.request in free
        ]
        known = {each.id for each in self.facts.bookings}
        added = [each for key, each in others.items() if key not in known]
        return self.facts.model_copy(update={"bookings": (*kept, *added)})


def standing_draft(facts: Snapshot) -> tuple[Draft, tuple[Violation, ...], frozenset[RequestId]]:
    """Return what is planned in `facts` as far as it still keeps the rules, and what does not.

    When specimens travel follows from when bookings are: where that is all that time has overtaken, the
    journeys are set anew and the bookings stay.

    Returns
    -------
    draft, violations, requests
        The rules that planned bookings break as they are written, and the requests that cannot stay.
    """
    planned = planned_bookings(facts)
    violations = verify_plan(facts, planned, stored=True)
    owners = {each.id: each.request for each in planned}
    doubtful = {owners.get(key) for each in violations for key in each.bookings}
    doubtful |= {each.request for each in violations}
    free = frozenset(each for each in doubtful if each is not None and each in set(owners.values()))
    others = {each.id: each for each in planned if each.request not in free}
    if not free:
        return Draft(facts, planned), (), free
    compiled = compile_snapshot(standing(facts, free))
    state = construct(compiled.problem, order=(), start=to_schedule(compiled, facts.bookings))
    draft = Draft(facts, _merged(others, to_plan(compiled, state.schedule())))
    return draft, violations, draft.lacking()


def _plans(booking: Booking, requests: Collection[RequestId]) -> bool:
    return booking.status is BookingStatus.PLANNED and booking.request in requests


def _merged(others: dict[BookingId, Booking], plan: Plan) -> tuple[Booking, ...]:
    """Return the bookings of `others`, renumbered where the plan of a few says so, and those of the plan."""
    found = dict(others)
    for each in plan.bookings:
        known = others.get(each.id, each)
        found[each.id] = known.model_copy(update={"unit_numbers": each.unit_numbers})
    return tuple(found.values())


def weighted(policy: Policy, terms: dict[str, int]) -> tuple[int, ...]:
    """Return the weighted sum of the objective's terms, or that of each level, as the planner counts them."""
    levels = policy.levels or (tuple(terms),)
    return tuple(sum(_weight(policy, name) * terms[name] for name in level) for level in levels)


def _weight(policy: Policy, name: str) -> int:
    """Return the weight of a term; one that a level names counts at least once."""
    weight: int = getattr(policy.weights, name)
    return weight or int(any(name in level for level in policy.levels))
