"""What sets the date: why each booking of an alternative does not start earlier on its machine.

The placement is moved to the start before, all else left as it is, and judged; what refuses it is named.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.planning.quote.blocks import BLOCKS, Block, Moved, first
from iplatform_sched.problem.placement import place
from iplatform_sched.search.check import breaches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.vocabulary import StageId
    from iplatform_sched.planning.quote.blocks import Scene
    from iplatform_sched.problem.schedule import ScheduledTask

Placed = dict[int, "ScheduledTask"]
MOST_TRIED = 96
"""Starts before the chosen one that are tried: two days of half hours."""
FIRST_OPENING = "it is the first start from now on in which the machine is open"
HOUSE = Block("start_window", "the centre's house rules allow no earlier start")


class Wait(NamedTuple):
    """Why a booking does not start earlier.

    Attributes
    ----------
    code
        Stable word for the first of the reasons: the name of a rule, or ``free``.
    words
        All reasons in a sentence.
    refused
        The start that they refuse; ``None`` where the machine has none before.
    after
        Stage that it waits for, where it waits for one.
    """

    code: str
    words: str
    refused: datetime | None
    after: StageId | None


def waits(scene: Scene, placed: Placed, bookings: tuple[Booking, ...]) -> tuple[Wait, ...]:
    """Return why each of `bookings`, those of `placed`, does not start earlier; one entry per booking."""
    by_stage = {scene.stage(task): task for task in placed}
    with _at(scene, placed):
        price = scene.state.terms[0].money
    return tuple(
        _wait(scene, _Offered(placed, price), by_stage[booking.stage], booking)
        for booking in bookings
        if booking.stage is not None
    )


class _Offered(NamedTuple):
    """What an alternative places where, and what it costs the company in KRW."""

    placed: Placed
    price: int


def _wait(scene: Scene, offered: _Offered, task: int, booking: Booking) -> Wait:
    at = offered.placed[task]
    mode = scene.problem.tasks[task].modes[at.mode]
    could: Wait | None = None
    allowed = scene.state.tables.table(task, at.mode).whole.start
    for start in _before(allowed, at.start, MOST_TRIED):
        found, more = _tried(scene, offered, task, start, booking)
        if found:
            return _told(scene, found, start, could)
        could = Wait("price" if more > 0 else "free", _words(scene, start, more), None, None)
    reached = min(int(allowed[0]), at.start) if len(allowed) else at.start
    for start in _before(scene.state.tables.layout(mode).start, reached, 1):
        return _told(scene, list(first(scene, booking, start)) or [HOUSE], start, could)
    return could or Wait("opening", FIRST_OPENING, None, None)


def _before(starts: NDArray[np.int64], moment: int, most: int) -> list[int]:
    """Return the last of `starts` before a moment, the latest first."""
    row = int(starts.searchsorted(moment))
    return [int(start) for start in starts[max(0, row - most) : row][::-1]]


def _told(scene: Scene, found: list[Block], start: int, could: Wait | None) -> Wait:
    words = list(dict.fromkeys(block.words for block in found))
    if could is not None:
        words.append(could.words)
    after = next((block.after for block in found if block.after is not None), None)
    return Wait(found[0].code, "; ".join(words), scene.compiled.grid.instant(start), after)


def _words(scene: Scene, start: int, more: int) -> str:
    price = f", for {more:,} KRW more" if more > 0 else ""
    return f"it could start from {scene.when(start)} on{price}"


def _tried(
    scene: Scene, offered: _Offered, task: int, start: int, booking: Booking
) -> tuple[list[Block], int]:
    """Return what refuses `task` at `start`, all else of the job as offered, and how much more it costs."""
    placed = offered.placed
    at = placed[task]
    mode = scene.problem.tasks[task].modes[at.mode]
    span = place(scene.problem, mode, start)
    if span is None:
        return [Block("calendar", "its unloading would come too late")], 0
    company = scene.problem.companies[scene.problem.jobs[0].company]
    crews = dict.fromkeys((at.members, *combinations(range(company.members), mode.staff)))
    for number, members in enumerate(crews, start=1):
        moved = Moved(task, type(at)(at.mode, *span, members, at.voucher, at.subsidy), booking, placed)
        with _at(scene, {**placed, task: moved.at}):
            names = breaches(scene.state, 0)
            if "staff" not in names or number == len(crews):
                found = [block for name, blocks in BLOCKS if name in names for block in blocks(scene, moved)]
                return _distinct(found), scene.state.terms[0].money - offered.price
    raise AssertionError("there is always a crew to try")


def _distinct(found: list[Block]) -> list[Block]:
    """Return the blocks but those of specimens that only repeat which stage comes before."""
    named = {block.after for block in found if block.code == "minimum_lag"}
    kept = [b for b in found if not (b.code == "specimen" and b.after in named and " is in " in b.words)]
    return kept or found


@contextmanager
def _at(scene: Scene, placed: Placed) -> Iterator[None]:
    """Have the job at `placed` for a while."""
    scene.state.add(0, placed)
    try:
        yield
    finally:
        scene.state.drop(0)
