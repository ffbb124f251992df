"""Members that bookings are: the request's own fixed ones and everybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingStatus, Span
from iplatform_sched.planning.explain.member import Kind, Member, local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case

    Keys = Sequence[tuple[str, ...]]


def title(snapshot: Snapshot, booking: Booking, status: str) -> str:
    """Return what people call a booking: whose, of what, where and when."""
    owner = f"{booking.request}/{booking.stage}" if booking.request else booking.company
    named = f" ({owner})" if owner and owner != booking.id else ""
    when = f"{local(snapshot, booking.start)} to {local(snapshot, booking.end)}"
    return f"{status} booking {booking.id}{named} on {booking.equipment}, {when}"


def _own(case: Case) -> Iterator[Member]:
    for each in case.snapshot.bookings:
        if each.request == case.request.id and each.status in FIXED:
            words = f"its own {title(case.snapshot, each, each.status.value)}"
            yield Member("own_booking", each.id, words, (each.id,), "own bookings")


def _others(case: Case) -> Iterator[Member]:
    """Yield the bookings of others that are not over, those of a machine together, in order of start."""
    counted = (
        each
        for each in case.snapshot.bookings
        if each.request != case.request.id and each.status in OCCUPYING and each.end > case.snapshot.now
    )
    for each in sorted(counted, key=lambda it: (it.equipment, it.start, it.id)):
        yield _member(case, each, f"bookings on {each.equipment}{_share(case, each)}", _share(case, each))


def _member(case: Case, booking: Booking, group: str, more: str = "") -> Member:
    status = case.statuses[booking.id]
    words = title(case.snapshot, booking, status) + more
    span = Span(start=booking.start, end=booking.end)
    return Member("booking", booking.id, words, (booking.id,), group, status, span)


def _share(case: Case, booking: Booking) -> str:
    """Return what a booking on a machine that no stage could use takes away: operators, where it does."""
    pools = sorted(use.pool for use in booking.operators if use.pool in case.pools)
    if booking.equipment in case.machines or not pools:
        return ""
    return f" with operators {', '.join(pools)}"


def _finished(case: Case) -> Iterator[Member]:
    """Yield what is over and still counts: in quotas, caps and budgets."""
    for each in case.snapshot.bookings:
        if each.request == case.request.id or each.company != case.company.id:
            continue
        if each.status is BookingStatus.DONE or (each.status in OCCUPYING and each.end <= case.snapshot.now):
            yield _member(case, each, "bookings that are over")


def _cancel(snapshot: Snapshot, keys: Keys) -> Snapshot:
    gone = {booking for (booking,) in keys}
    return snapshot.model_copy(
        update={"bookings": tuple(each for each in snapshot.bookings if each.id not in gone)}
    )


def _all_others(case: Case) -> Iterator[Member]:
    yield from _others(case)
    yield from _finished(case)


BOOKINGS = (Kind("own_booking", _own, _cancel), Kind("booking", _all_others, _cancel))
"""What stands in the calendars already."""
