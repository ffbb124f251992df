"""Few centres for the whole chain: who can do most of it, and whole plans with at most so many centres."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.availability.eligibility import is_optional, options
from iplatform_sched.planning.checked import checked_bookings
from iplatform_sched.planning.reasons import at_any_price
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.partial import Beam

if TYPE_CHECKING:
    from datetime import date, datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.planning.advise.ranking import Desk
    from iplatform_sched.problem.compiled import Compiled

MOST_CENTRES = 8
MOST_TRIES = 4
BEAM = 24
"""Wider than a night's: one insertion is all that is done here."""


class Cover(NamedTuple):
    """A centre in a small set of centres that can do all stages.

    Attributes
    ----------
    able
        Stages that it could do.
    adds
        Of these the ones that no centre before it in the set can.
    covered
        How many stages the set can do so far.
    """

    centre: Centre
    able: tuple[str, ...]
    adds: tuple[str, ...]
    covered: int


class Chain(NamedTuple):
    """A whole plan for the request in the calendar as it stands, verified; nobody else is moved.

    Attributes
    ----------
    most
        Centres allowed; ``None`` for any number.
    zone
        In which its days are counted.
    """

    most: int | None
    bookings: tuple[Booking, ...]
    zone: str

    @property
    def centres(self) -> tuple[str, ...]:
        """Return the ids of its centres in the order in which the plan comes to them."""
        ordered = sorted(self.bookings, key=lambda each: each.start)
        return tuple(dict.fromkeys(each.centre for each in ordered))

    @property
    def start(self) -> datetime:
        """Return when the first booking begins."""
        return min(each.start for each in self.bookings)

    @property
    def end(self) -> datetime:
        """Return when the last booking ends."""
        return max(each.end for each in self.bookings)

    @property
    def last_day(self) -> date:
        """Return the local date on which the last booking ends; at midnight the day before."""
        return (self.end - timedelta(microseconds=1)).astimezone(ZoneInfo(self.zone)).date()


def covers(desk: Desk) -> tuple[Cover, ...]:
    """Return a small set of centres that can do all stages that any can, the most able first.

    The next is always the one that adds most stages, then the one that can do most, the lead centre, the
    nearest by road where the company's place is known. Such a set may be larger than the smallest; whether
    the chain fits into it in time is what :func:`chains` tells.
    """
    able = _able(desk)
    left = {name for names in able.values() for name in names}
    total = len(left)
    found: list[Cover] = []
    while left and len(found) < MOST_CENTRES:
        best = min(able, key=lambda name: _order(desk, name, able[name], left))
        adds = tuple(name for name in able[best] if name in left)
        left -= set(adds)
        found.append(Cover(desk.network.centres[best], able[best], adds, total - len(left)))
    return tuple(found)


def _able(desk: Desk) -> dict[str, tuple[str, ...]]:
    able: dict[str, list[str]] = {}
    for stage in _required(desk.draft):
        for name in {option.centre.id for option in options(desk.network, desk.draft, stage)}:
            able.setdefault(name, []).append(stage.id)
    return {name: tuple(stages) for name, stages in able.items()}


def _required(draft: Request) -> list[Stage]:
    return [stage for stage in draft.stages if not is_optional(stage)]


def _order(desk: Desk, name: str, able: tuple[str, ...], left: set[str]) -> tuple[int, int, bool, int, str]:
    centre = desk.network.centres[name]
    km = desk.km(centre) or 0
    return (-len(left & set(able)), -len(able), name != desk.draft.lead_centre, km, name)


def chains(desk: Desk, fewest: int) -> tuple[Chain, ...]:
    """Return plans for the request by insertion: with as few centres as it fits into, then with any number.

    Each is the best that one insertion finds, not the best there is; none is found where the calendar leaves
    no room.

    Parameters
    ----------
    fewest
        Number of centres to try first; then a few more.
    """
    facts = desk.snapshot
    snapshot = facts.model_copy(update={"requests": (*facts.requests, desk.draft)})
    compiled = compile_snapshot(snapshot)
    free = _chain(desk, compiled, None)
    if free is None:
        return ()
    for most in range(fewest, min(fewest + MOST_TRIES, len(free.centres))):
        few = _chain(desk, compiled, most)
        if few is not None:
            return few, free
    return (free,)


def _chain(desk: Desk, compiled: Compiled, most: int | None) -> Chain | None:
    """Return a verified plan of the draft, the only job that is compiled, with at most so many centres."""
    (job,) = compiled.problem.jobs
    problem = at_any_price(replace(compiled.problem, jobs=(replace(job, max_centres=most),)), (0,))
    state = construct(problem, order=())
    if not insert(state, guide_of(problem), 0, Beam(width=BEAM)):
        return None
    asked = desk.draft.model_copy(update={"max_centres": most})
    snapshot = desk.snapshot.model_copy(update={"requests": (*desk.snapshot.requests, asked)})
    return Chain(most, checked_bookings(snapshot, compiled, state.schedule()), desk.snapshot.policy.zone)
