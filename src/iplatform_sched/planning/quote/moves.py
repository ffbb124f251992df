"""What could be promised if planned bookings of others moved: whose, by how much, and at what price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.planning.checked import check_each
from iplatform_sched.planning.moved import is_moved, move_krw
from iplatform_sched.planning.quote.candidates import (
    ANY_PRICE,
    CHEAPEST,
    EARLIEST,
    WIDTHS,
    Finder,
    end_of,
)
from iplatform_sched.planning.quote.front import beats
from iplatform_sched.planning.quote.measures import Meter, price_krw
from iplatform_sched.planning.quote.offer import Alternative, Move
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.search.check import breaches
from iplatform_sched.search.conflicts import blockers
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.improve import restore
from iplatform_sched.search.insert import insert
from iplatform_sched.search.partial import Beam, Within
from iplatform_sched.search.state import State
from iplatform_sched.verify.plan import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.quote.candidates import Placed
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

STEPS = 4
"""Ends between the earliest with moves and the earliest without that are tried."""
WIDE = Beam(width=12)


class Room(NamedTuple):
    """Where all others are planned, and the job that is to find a place among them."""

    compiled: Compiled
    state: State
    job: int


def moving(asked: Snapshot, request: Request, without: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """Return alternatives that need moves of planned bookings of others, and are worth them.

    Each serves the request whole, leaves every other request as served as it is, moves nothing that is
    held, confirmed or under way, has been verified with everybody in it, and is better in some figure
    than each one `without` moves. By end.

    Parameters
    ----------
    asked
        The facts with `request` open and nothing planned for it.

    Raises
    ------
    VerificationError
        One of them breaks a rule; a fault of ours.
    """
    compiled = compile_snapshot(asked)
    job = next(index for index, each in enumerate(compiled.requests) if each.id == request.id)
    problem = _all_served(compiled.problem, job)
    room = Room(compiled, construct(problem, order=(), start=to_schedule(compiled, asked.bookings)), job)
    meter = Meter(asked, request)
    found: list[tuple[Alternative, tuple[Booking, ...]]] = []
    for wish in _wishes(room, without):
        schedule = _made_room(room, wish)
        if schedule is not None:
            bookings = to_bookings(compiled, schedule)
            found.append((_alternative(asked, request, bookings, meter), bookings))
    rivals = [*without, *(each for each, _ in found)]
    better = {
        each.figures: (each, bookings)
        for each, bookings in sorted(found, key=lambda pair: pair[0].figures)
        if each.moves and not any(_is_beaten(each, other) for other in rivals)
    }
    check_each(Judge(asked), (bookings for _, bookings in better.values()))
    return tuple(each for each, _ in better.values())


def _all_served(problem: Problem, asked: int) -> Problem:
    """Return the problem in which nobody is left out for another one, and the job asked for is whole."""
    return replace(
        problem,
        jobs=tuple(
            replace(job, unserved_price=ANY_PRICE, prefix=job.prefix and index != asked)
            for index, job in enumerate(problem.jobs)
        ),
    )


def _wishes(room: Room, without: Sequence[Alternative]) -> Iterator[Placed]:
    """Yield where the job would be with nobody else planned, the earliest and cheapest first."""
    alone = Finder(State(room.state.problem, room.state.tables), room.job)
    ends = []
    for guide in (EARLIEST, CHEAPEST):
        for width in WIDTHS:
            placed = alone.placed(guide, width)
            if placed is not None:
                ends.append(end_of(placed))
                yield placed
    if not ends or not without:
        return
    grid = room.compiled.grid
    first, last = min(ends), grid.ceil(min(each.figures.end for each in without))
    for step in range(STEPS):
        placed = alone.placed(CHEAPEST, WIDTHS[0], Within(end=first + (last - first) * step // STEPS))
        if placed is not None:
            yield placed


def _made_room(room: Room, wish: Placed) -> Schedule | None:
    """Return the schedule with the job as it wishes and those in its way placed anew; ``None`` if one cannot.

    The state is as before afterwards.
    """
    state, job = room.state, room.job
    before = {other: state.drop(other) for other in sorted(blockers(state, wish) - {job})}
    state.add(job, wish)
    done = not breaches(state, job) and all(
        _placed_again(state, other, before[other])
        for other in sorted(before, key=lambda other: (state.problem.jobs[other].due, other))
    )
    schedule = state.schedule() if done else None
    restore(state, {job: {}, **before})
    return schedule


def _placed_again(state: State, job: int, old: Placed) -> bool:
    """Place a job where it was, else as near and as cheap as the policy has it; return whether it worked."""
    if old:
        state.add(job, old)
        if not breaches(state, job):
            return True
        state.drop(job)
    if not insert(state, guide_of(state.problem), job, WIDE):
        return False
    # Of a request of which a prefix will do nothing is taken away, and nothing added on this occasion.
    return {
        task for task, at in state.placed[job].items() if at is not state.problem.tasks[task].pinned
    } == set(old)


def _alternative(asked: Snapshot, request: Request, bookings: Sequence[Booking], meter: Meter) -> Alternative:
    own = sorted(
        (each for each in bookings if each.request == request.id), key=lambda each: (each.start, each.id)
    )
    known = {each.id: each for each in asked.bookings}
    others = [each for each in bookings if each.request != request.id]
    moves = [_move(asked, known[each.id], each) for each in others if is_moved(asked, known[each.id], each)]
    return Alternative(
        tuple(own),
        (),
        meter.figures(own),
        moves=tuple(sorted(moves, key=lambda move: (move.request, move.before.start))),
    )


def _move(asked: Snapshot, old: Booking, new: Booking) -> Move:
    return Move(
        company=old.company or "",
        request=old.request or "",
        stage=old.stage or "",
        before=old,
        after=new,
        disruption_krw=move_krw(asked, old, new),
        more_krw=price_krw([new]) - price_krw([old]),
    )


def _is_beaten(one: Alternative, other: Alternative) -> bool:
    """Return whether another alternative is as good in all figures and moves nobody, or fewer at less."""
    if one is other:
        return False
    return beats((*other.figures, other.disruption_krw), (*one.figures, one.disruption_krw))
