"""Repairs that touch somebody else: what is planned moves and both are served, or a booking is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, RequestStatus
from iplatform_sched.errors import VerificationError
from iplatform_sched.planning.explain.booking_kinds import BOOKINGS
from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.decide import is_served
from iplatform_sched.planning.explain.member import relaxed
from iplatform_sched.planning.explain.placed import Placed, place, weighted_terms
from iplatform_sched.planning.explain.remedy import Who
from iplatform_sched.planning.explain.repairs import Repair
from iplatform_sched.planning.moved import is_moved
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.conflict import Conflict
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.problem.compiled import Compiled


def rivals_of(snapshot: Snapshot, conflict: Conflict) -> tuple[RequestId, ...]:
    """Return the open requests whose planned bookings are members of a conflict."""
    members = {each.subject for each in conflict.members if each.kind == "booking"}
    open_ones = {each.id for each in snapshot.requests if each.status is RequestStatus.OPEN}
    planned = (
        each.request
        for each in snapshot.bookings
        if each.id in members and each.status is BookingStatus.PLANNED and each.request is not None
    )
    return tuple(dict.fromkeys(name for name in planned if name in open_ones))


def moves_of(snapshot: Snapshot, conflict: Conflict, *, tell: Callable[[str], None]) -> list[Repair]:
    """Return the repairs that move what is planned for one other request and serve both."""
    found = []
    for rival in rivals_of(snapshot, conflict):
        tell(f"trying to move {rival}")
        repair = _moved(snapshot, conflict.goal, rival)
        if repair is not None:
            found.append(repair)
    return found


def gifts_of(snapshot: Snapshot, conflict: Conflict, *, tell: Callable[[str], None]) -> list[Repair]:
    """Return the repairs that need the holder of a held or confirmed booking to give it up."""
    case = case_of(snapshot, conflict.goal.request)
    asked = {BookingStatus.HELD.value, BookingStatus.CONFIRMED.value}
    found = []
    for member in conflict.enough:
        if member.kind != "booking" or case.statuses[member.subject] not in asked:
            continue
        tell(f"trying without booking {member.subject}")
        placed = place(relaxed(BOOKINGS, case.snapshot, (member,)), conflict.goal)
        if placed is not None:
            words = f"Ask the holder to give up the {member.words}"
            found.append(Repair("give_up_booking", (Who.OTHERS,), (words,), least=False, placed=placed))
    return found


def _moved(snapshot: Snapshot, goal: Goal, rival: RequestId) -> Repair | None:
    facts = standing(snapshot, {goal.request, rival})
    compiled = goal.compiled(facts)
    jobs = {each.id: index for index, each in enumerate(compiled.requests)}
    planned = tuple(each for each in snapshot.bookings if each.request == rival)
    before = _only(compiled, to_schedule(compiled, planned), jobs[rival])
    for order in ([jobs[goal.request], jobs[rival]], [jobs[rival], jobs[goal.request]]):
        schedule = construct(compiled.problem, order=order).schedule()
        if is_served(compiled.problem, schedule):
            return _repair(compiled, goal, rival, schedule, before)
    return None


def _only(compiled: Compiled, schedule: Schedule, job: int) -> Schedule:
    """Return the schedule with the tasks of one job and what is pinned."""
    tasks = compiled.problem.tasks
    return Schedule(
        tuple(at if task.job == job else task.pinned for task, at in zip(tasks, schedule.tasks, strict=True))
    )


def _repair(
    compiled: Compiled, goal: Goal, rival: RequestId, schedule: Schedule, before: Schedule
) -> Repair | None:
    bookings = to_bookings(compiled, schedule)
    wrong = verify_plan(compiled.snapshot, bookings)
    if wrong:
        raise VerificationError(f"a plan made to explain breaks a rule: {wrong[0]}")
    own = tuple(each for each in bookings if each.request == goal.request)
    moved = _pairs(compiled.snapshot, rival, bookings)
    if not moved:
        return None
    jobs = {each.id: index for index, each in enumerate(compiled.requests)}
    terms = weighted_terms(compiled, _only(compiled, schedule, jobs[goal.request]))
    then = weighted_terms(compiled, _only(compiled, schedule, jobs[rival]))
    now = weighted_terms(compiled, before)
    others = sum(then[name] - now[name] for name in then if name in PAID)
    placed = Placed(own, terms, max((each.end for each in own), default=None))
    who, words = (Who.OTHERS,), (_words(moved),)
    return Repair("move_planned", who, words, least=False, placed=placed, moved=moved, others_krw=others)


def _words(moved: Sequence[tuple[Booking, Booking]]) -> str:
    stages = ", ".join(dict.fromkeys(f"{old.request}/{old.stage}" for old, _ in moved))
    stay = all((a.start, a.equipment) == (b.start, b.equipment) for a, b in moved)
    return f"Let another operator come to {stages}" if stay else f"Move {stages}"


PAID = frozenset({"fees", "transport", "staff_travel", "tardiness", "overtime", "disruption", "preference"})
"""Terms that a move of somebody else can change, in KRW."""


def _pairs(
    snapshot: Snapshot, rival: RequestId, bookings: tuple[Booking, ...]
) -> tuple[tuple[Booking, Booking], ...]:
    """Return the planned bookings of the rival that are elsewhere or another's now, before and after."""
    before = {
        each.stage: each
        for each in snapshot.bookings
        if each.request == rival and each.status is BookingStatus.PLANNED
    }
    pairs = [
        (before[each.stage], each) for each in bookings if each.request == rival and each.stage in before
    ]
    changed = [(a, b) for a, b in pairs if is_moved(snapshot, a, b)]
    return tuple(sorted(changed, key=lambda pair: (pair[0].start, pair[0].id)))
