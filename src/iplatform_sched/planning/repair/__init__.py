"""Repair: the least disruptive plan after incidents, and who can be served now that room is free.

Those who are hit are planned anew first, with everybody else where they are. Only where one of them finds
no place may those move who stand in its way, and only then everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.changes import change_list
from iplatform_sched.planning.housekeeping import Housekeeping, at_once, keep_house, settled, with_earlier
from iplatform_sched.planning.repair.displaced import Displaceable
from iplatform_sched.planning.repair.disruption import moves
from iplatform_sched.planning.repair.draft import Draft, standing_draft, weighted
from iplatform_sched.planning.repair.impact import bereft, hits_of, planned_bookings
from iplatform_sched.planning.repair.incidents import after
from iplatform_sched.planning.repair.making_room import with_room
from iplatform_sched.planning.repair.rivals import rivals_of
from iplatform_sched.planning.solving import check_plan, searched
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.verify.plan import broken_bookings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from iplatform_sched.domain.booking import Booking, Plan
    from iplatform_sched.domain.changes import Change
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, RequestId
    from iplatform_sched.planning.repair.disruption import Move
    from iplatform_sched.planning.repair.draft import Search
    from iplatform_sched.planning.repair.impact import Hit
    from iplatform_sched.verify.plan import BrokenBooking

HIT_SHARE, RIVALS_SHARE, ALL_SHARE, SERVED_SHARE, POSSIBLE_SHARE = 0.12, 0.15, 0.3, 0.1, 0.05
"""Of the budget, for each step that there is need of."""


class Reach(StrEnum):
    """Who had to be free to move."""

    NOBODY = "nobody"
    HIT = "hit"
    RIVALS = "rivals"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair decided; nothing is stored yet.

    Attributes
    ----------
    house
        The facts after the incidents, with displaced bookings planned; and what is confirmed because it is
        about to begin, or expired.
    displaced
        Confirmed bookings that found another place, and are planned there.
    hits
        Bookings that cannot stay as they are; planned ones only where the plan changes them.
    possible
        Where a hit confirmed booking could go, were it allowed to move; by its id.
    broken
        Fixed bookings that stay broken, by id.
    moves
        Bookings that get another time, machine or named operator, with the price of it.
    price, without
        Objective of the plan, and of the same facts with the requests hit simply dropped; one number per
        level.
    served
        Requests that were not planned and have room now.
    """

    house: Housekeeping
    displaced: tuple[BookingId, ...]
    hits: tuple[Hit, ...]
    possible: Mapping[BookingId, Booking]
    broken: Mapping[BookingId, BrokenBooking]
    moves: tuple[Move, ...]
    reach: Reach
    plan: Plan
    changes: tuple[Change, ...]
    at_once: tuple[BookingId, ...]
    price: tuple[int, ...]
    without: tuple[int, ...]
    served: tuple[RequestId, ...]

    @property
    def has_changes(self) -> bool:
        """Return whether the plan differs from what is planned now, or a booking is confirmed or let go."""
        same = {ChangeKind.STILL_UNSERVED}
        return bool(self.displaced) or any(each.kind not in same for each in self.changes)

    @property
    def dropped(self) -> int:
        """Return how many bookings have no place any more."""
        return sum(each.kind is ChangeKind.DROPPED for each in self.changes)


@dataclass(frozen=True, slots=True)
class _Step:
    """A draft, how far it reached, and which requests it planned anew."""

    draft: Draft
    reach: Reach
    free: frozenset[RequestId]


def repair(
    snapshot: Snapshot, incidents: Sequence[Incident], search: Search, *, may_move_confirmed: bool
) -> Repair:
    """Plan anew what `incidents`, whose overruns are resolved, or the facts as they are make impossible.

    Confirmed bookings move only if told so, and only those that are hit or stand on one.

    Raises
    ------
    VerificationError
        The plan broke a rule; a fault of ours.
    """
    tidy = _tidied(with_room(after(snapshot, incidents), incidents))
    base, violations, wanting = standing_draft(tidy.snapshot)
    base = replace(base, bookings=(*base.bookings, *_renumbered(snapshot, tidy.snapshot)))
    broken = broken_bookings(tidy.snapshot)
    hits = hits_of(tidy.snapshot, incidents, broken, violations, wanting)
    candidates = Displaceable.among(tidy.snapshot, hits)
    wanted = candidates if may_move_confirmed else replace(candidates, hit=(), following=())
    step = _first(base, wanted, wanting | bereft(tidy.snapshot, incidents), search)
    step = _put_back(_widened(step, search), wanted, search)
    without = replace(base, facts=step.draft.facts).less(step.free)
    dropping = without.price()
    best = step.draft if step.draft.price() <= dropping else without
    draft, served = _served(best, step.free, search)
    displaced = _displaced(wanted, draft.facts)
    still = {each.booking: each for each in (broken_bookings(draft.facts) if displaced else broken)}
    plan = draft.plan(still)
    check_plan(draft.facts, plan, stored=True)
    house = Housekeeping(draft.facts, tidy.confirmed, tidy.expired)
    soon = _at_once(draft, plan, displaced)
    changes = change_list(snapshot, house, plan, soon)
    return Repair(
        house=house,
        displaced=displaced,
        hits=_shown(hits, changes),
        possible={} if may_move_confirmed else _possible(candidates, draft, search),
        broken=still,
        moves=tuple(moves(draft.facts, plan)),
        reach=step.reach,
        plan=plan,
        changes=changes,
        at_once=soon,
        price=weighted(draft.facts.policy, plan.terms),
        without=dropping,
        served=served,
    )


def _at_once(draft: Draft, plan: Plan, displaced: Collection[BookingId]) -> tuple[BookingId, ...]:
    """Return what is planned otherwise, with the earlier ones of its request, that no night can confirm.

    What was confirmed is planned otherwise wherever it comes to stand: as it was it could not stay.
    """
    stood = {_place(each) for each in planned_bookings(draft.facts) if each.id not in displaced}
    new = [each for each in plan.bookings if _place(each) not in stood]
    return tuple(sorted(with_earlier(plan.bookings, at_once(draft.facts, new))))


def _place(booking: Booking) -> tuple[object, ...]:
    return (booking.id, booking.start, booking.equipment, booking.people)


def _renumbered(before: Snapshot, facts: Snapshot) -> Iterator[Booking]:
    """Yield the fixed bookings that make room for an overrun."""
    old = {each.id: each.unit_numbers for each in before.bookings}
    planned = {each.id for each in planned_bookings(facts)}
    for each in facts.bookings:
        if old[each.id] != each.unit_numbers and each.id not in planned:
            yield each


def _tidied(facts: Snapshot) -> Housekeeping:
    """Let go what a night would let go, and confirm what begins before any plan of now could."""
    urgent = facts.policy.model_copy(update={"fence_days": 0})
    house = keep_house(facts.model_copy(update={"policy": urgent}))
    near = {each.id for each in planned_bookings(facts) if each.start < facts.plan_from}
    confirmed = with_earlier(facts.bookings, near & set(house.confirmed)) & set(house.confirmed)
    after_it = settled(facts, confirmed, house.expired)
    return Housekeeping(after_it, tuple(sorted(confirmed)), house.expired)


def _first(base: Draft, wanted: Displaceable, free: frozenset[RequestId], search: Search) -> _Step:
    """Plan the requests hit anew, with everybody else where they are.

    Confirmed bookings that stand on displaced ones stay, unless their request finds no place so.
    """
    hit = frozenset(each.id for each in wanted.hit)
    free |= {each.request for each in wanted.hit if each.request is not None}
    if not free:
        return _Step(base, Reach.NOBODY, free)
    draft = replace(base, facts=wanted.let_go(hit)).replanned(free, search.called("those hit"), HIT_SHARE)
    following = wanted.after_those(draft.lacking())
    if following:
        facts = wanted.let_go(hit | following)
        draft = replace(draft, facts=facts).replanned(free, search.called("those hit"), HIT_SHARE)
    return _Step(draft, Reach.HIT, free)


def _widened(step: _Step, search: Search) -> _Step:
    """Let rivals move, then everybody, as long as a request finds no place; keep what is better."""
    draft = step.draft
    if step.reach is Reach.NOBODY or not draft.lacking():
        return step
    rivals = rivals_of(draft, draft.lacking(), search)
    if rivals:
        better = draft.replanned(step.free | rivals, search.called("and their rivals"), RIVALS_SHARE)
        if better.price() < draft.price():
            draft = better
            step = replace(step, draft=draft, reach=Reach.RIVALS)
    if not draft.lacking():
        return step
    compiled, found = searched(
        draft.facts,
        search.share(ALL_SHARE, alone=False),
        stop=search.stop,
        on_progress=search.called("everybody").on_progress,
        start=draft.bookings,
    )
    better = draft.taking(to_plan(compiled, found.schedule))
    return replace(step, draft=better, reach=Reach.EVERYBODY) if better.price() < draft.price() else step


def _put_back(step: _Step, wanted: Displaceable, search: Search) -> _Step:
    """Leave confirmed what found no other place: somebody has to call, and nothing is lost meanwhile."""
    gone = _displaced(wanted, step.draft.facts)
    homeless = step.draft.lacking() & {
        each.request for each in (*wanted.hit, *wanted.following) if each.id in gone
    }
    if not homeless:
        return step
    owners = {each.id: each.request for each in step.draft.facts.bookings}
    facts = wanted.let_go([key for key in gone if owners[key] not in homeless])
    kept = step.draft.less(homeless).bookings
    stays = tuple(each for each in planned_bookings(facts) if each.request in homeless)
    draft = Draft(facts, (*kept, *stays)).replanned(homeless, search.called("as confirmed"), HIT_SHARE)
    return replace(step, draft=draft)


def _displaced(wanted: Displaceable, facts: Snapshot) -> tuple[BookingId, ...]:
    planned = {each.id for each in planned_bookings(facts)}
    return tuple(sorted({each.id for each in (*wanted.hit, *wanted.following)} & planned))


def _served(draft: Draft, hit: frozenset[RequestId], search: Search) -> tuple[Draft, tuple[RequestId, ...]]:
    """Plan whoever has nothing planned beside all others; return who is served now and was not before."""
    waiting = draft.waiting()
    if waiting:
        found = draft.replanned(waiting, search.called("who can be served now"), SERVED_SHARE)
        if found.booked() - draft.booked() and found.price() <= draft.price():
            draft = found
    before = {each.request for each in planned_bookings(draft.facts)}
    new = {
        each.request
        for each in draft.bookings
        if each.status is BookingStatus.PLANNED and each.request is not None and each.request not in before
    }
    return draft, tuple(sorted(new - hit))


def _possible(candidates: Displaceable, draft: Draft, search: Search) -> dict[BookingId, Booking]:
    """Return where confirmed hit bookings could go beside the finished plan, by id."""
    if not candidates.hit:
        return {}
    wanted = replace(candidates, facts=draft.facts)
    hit = frozenset(each.id for each in wanted.hit)
    free = frozenset(each.request for each in wanted.hit if each.request is not None)
    now = Draft(wanted.let_go(hit), draft.bookings)
    quiet = search.called("where confirmed ones could go")
    found = now.replanned(free, quiet, POSSIBLE_SHARE)
    following = wanted.after_those(found.lacking())
    if following:
        found = replace(now, facts=wanted.let_go(hit | following)).replanned(free, quiet, POSSIBLE_SHARE)
    return {each.id: each for each in found.bookings if each.id in hit}


def _shown(hits: Sequence[Hit], changes: Collection[Change]) -> tuple[Hit, ...]:
    changed = {change.booking for change in changes}
    return tuple(
        hit for hit in hits if hit.booking.status is not BookingStatus.PLANNED or hit.booking.id in changed
    )
