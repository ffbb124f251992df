"""A repair as tables: who is hit, what moves and at what price, who is served now, whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.report.lists import key_value_table
from iplatform_sched.report.place import names, place
from iplatform_sched.report.table import Table, columns, for_people, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.changes import Change
    from iplatform_sched.domain.run import Run
    from iplatform_sched.planning.repair import Repair
    from iplatform_sched.planning.repair.disruption import Move
    from iplatform_sched.planning.repair.impact import Hit
    from iplatform_sched.report.table import Cell

Row = dict[str, "Cell"]
CALLED_FOR = {
    ChangeKind.MOVED,
    ChangeKind.UPDATED,
    ChangeKind.DROPPED,
    ChangeKind.NEW,
    ChangeKind.EXPIRED,
}
HIT_COLUMNS = (
    *columns(booking="Booking"),
    *for_people(work="For"),
    *for_programs("request", "stage"),
    *columns(company="Company"),
    *for_programs("centre", "equipment", "start", "end"),
    *for_people(was="Was"),
    *columns(status="Status", outcome="Outcome"),
    *for_people(could="Could go to"),
    *for_programs("possible_equipment", "possible_start", "code"),
    *columns(reason="Reason"),
)
_FROM_TO = (
    *for_programs("from_equipment", "from_start", "from_people"),
    *for_programs("to_equipment", "to_start", "to_end", "to_people"),
)
MOVE_COLUMNS = (
    *columns(company="Company"),
    *for_people(work="For"),
    *for_programs("request", "stage"),
    *columns(booking="Booking", status="Was"),
    *for_people(was="From", becomes="To"),
    *_FROM_TO,
    *columns(from_krw="Price before", to_krw="Price after", disruption_krw="Disruption", reason="Why"),
)
SERVED_COLUMNS = columns(
    company="Company", request="Request", stages="Stages", start="Start", end="End", to_krw="Price"
)
CALL_COLUMNS = (
    *columns(company="Company"),
    *for_people(work="For"),
    *for_programs("request", "stage"),
    *columns(booking="Booking", kind="What"),
    *for_people(was="Was", becomes="Is now"),
    *_FROM_TO,
    *for_programs("from_krw", "to_krw"),
    *columns(difference_krw="Price difference", reason="Reason"),
)
BROKEN = "broken"
"""A fixed booking that cannot take place and stays where it is: only people can settle it."""


def repair_view(run: Run | None, found: Repair) -> View:
    """Return a repair for people and programs; its data proper is the sheet of companies to call.

    Parameters
    ----------
    run
        The run that keeps it; ``None`` where there was nothing to keep.
    """
    tables = (
        _summary(run, found),
        Table("hit", "Hit", HIT_COLUMNS, tuple(_hit(found, hit) for hit in sorted(found.hits, key=_owned))),
        Table("moves", "Moves", MOVE_COLUMNS, tuple(_move(found, each) for each in found.moves)),
        Table("served-now", "Served now that room is free", SERVED_COLUMNS, tuple(_served(found))),
        call_sheet(found),
    )
    return View("repair", tables, data="calls")


def _summary(run: Run | None, found: Repair) -> Table:
    fixed = [hit for hit in found.hits if hit.booking.status is not BookingStatus.PLANNED]
    return key_value_table(
        "repair",
        "Repair",
        {
            "run": "" if run is None else run.id,
            "status": "" if run is None else run.status.value,
            "plans_from": found.house.snapshot.plan_from,
            "incidents": 0 if run is None else len(run.incidents),
            "confirmed_bookings_hit": len(fixed),
            "planned_bookings_hit": len(found.hits) - len(fixed),
            "confirmed_bookings_moved": len(found.displaced),
            "confirmed_bookings_broken": len(found.broken),
            "bookings_moved": len(found.moves),
            "bookings_dropped": sum(each.kind is ChangeKind.DROPPED for each in found.changes),
            "requests_served_now": len(found.served),
            "requests_not_served": len({each.request for each in found.plan.unserved}),
            "reach": found.reach.value,
            "disruption_krw": found.plan.terms["disruption"],
            "objective": found.price[0] if len(found.price) == 1 else None,
            "objective_without": found.without[0] if len(found.without) == 1 else None,
            "message": "" if run is None else run.message,
        },
    )


def _owned(hit: Hit) -> bool:
    """Return what sorts bookings of requests before those that nobody can plan anew."""
    return hit.booking.request is None


def _work(request: str | None, stage: str | None) -> str:
    return " ".join(word for word in (request, stage) if word)


def _hit(found: Repair, hit: Hit) -> Row:
    booking, possible = hit.booking, found.possible.get(hit.booking.id)
    return {
        "booking": booking.id,
        "work": _work(booking.request, booking.stage),
        "was": place(booking),
        "request": booking.request,
        "stage": booking.stage,
        "company": booking.company,
        "centre": booking.centre,
        "equipment": booking.equipment,
        "start": booking.start,
        "end": booking.end,
        "status": booking.status.value,
        "outcome": _outcome(found, booking),
        "could": place(possible),
        "possible_equipment": None if possible is None else possible.equipment,
        "possible_start": None if possible is None else possible.start,
        "code": hit.code,
        "reason": hit.reason,
    }


def _outcome(found: Repair, booking: Booking) -> str:
    """Return a kind of change, `BROKEN`, or ``stays`` for what only stands on something hit."""
    kinds = [each.kind for each in found.changes if each.booking == booking.id]
    if booking.id in found.broken:
        return BROKEN
    return kinds[0].value if kinds else "stays"


def _move(found: Repair, move: Move) -> Row:
    before, after = move.before, move.after
    return {
        "company": after.company,
        "work": _work(after.request, after.stage),
        "request": after.request,
        "stage": after.stage,
        "booking": after.id,
        "status": "confirmed" if after.id in found.displaced else "planned",
        "was": place(before),
        "becomes": place(after),
        "from_equipment": before.equipment,
        "from_start": before.start,
        "from_people": names(before),
        "to_equipment": after.equipment,
        "to_start": after.start,
        "to_end": after.end,
        "to_people": names(after),
        "from_krw": before.company_krw,
        "to_krw": after.company_krw,
        "disruption_krw": move.disruption_krw,
        "reason": _why_moved(found, after),
    }


def _served(found: Repair) -> Iterator[Row]:
    for request in found.served:
        bookings = [each for each in found.plan.bookings if each.request == request]
        yield {
            "company": bookings[0].company,
            "request": request,
            "stages": len(bookings),
            "start": min(each.start for each in bookings),
            "end": max(each.end for each in bookings),
            "to_krw": sum(each.company_krw for each in bookings),
        }


def call_sheet(found: Repair) -> Table:
    """Return whom to call, by company and request: what was, what is new, what it costs more, and why."""
    rows = [_call(found, each) for each in found.changes if each.kind in CALLED_FOR]
    rows += [_broken(hit) for hit in found.hits if hit.booking.id in found.broken]
    rows.sort(key=lambda row: (row["company"] is None, *(str(row[key] or "") for key in _ORDER)))
    return Table("calls", "Companies to call", CALL_COLUMNS, tuple(rows))


_ORDER = ("company", "request", "from_start", "to_start", "booking")


def _call(found: Repair, change: Change) -> Row:
    before, after = change.before, change.after
    return {
        "company": change.company,
        "work": _work(change.request, change.stage),
        "request": change.request,
        "stage": change.stage,
        "booking": change.booking,
        "kind": change.kind.value,
        "was": place(before),
        "becomes": place(after),
        "from_equipment": None if before is None else before.equipment,
        "from_start": None if before is None else before.start,
        "from_people": names(before),
        "to_equipment": None if after is None else after.equipment,
        "to_start": None if after is None else after.start,
        "to_end": None if after is None else after.end,
        "to_people": names(after),
        "from_krw": None if before is None else before.krw,
        "to_krw": None if after is None else after.krw,
        "difference_krw": None if before is None or after is None else after.krw - before.krw,
        "reason": change.reason or _why(found, change),
    }


def _broken(hit: Hit) -> Row:
    booking = hit.booking
    return {
        "company": booking.company,
        "work": _work(booking.request, booking.stage),
        "request": booking.request,
        "stage": booking.stage,
        "booking": booking.id,
        "kind": BROKEN,
        "was": place(booking),
        "becomes": None,
        "from_equipment": booking.equipment,
        "from_start": booking.start,
        "from_people": names(booking),
        "to_equipment": None,
        "to_start": None,
        "to_end": None,
        "to_people": None,
        "from_krw": booking.company_krw,
        "to_krw": None,
        "difference_krw": None,
        "reason": hit.reason,
    }


def _why(found: Repair, change: Change) -> str:
    """Return why a stage is planned otherwise, in words for the company."""
    hit = next((each for each in found.hits if each.booking.id == change.booking), None)
    if hit is not None:
        return hit.reason
    if change.request in found.served:
        return "room is free now"
    if change.kind is ChangeKind.NEW:
        return "planned anew"
    if change.kind is ChangeKind.UPDATED:
        return f"same time and machine; {_what_else(change)}"
    return _beside(found, change.request)


def _what_else(change: Change) -> str:
    before, after = change.before, change.after
    if before is not None and after is not None and before.people != after.people:
        return "another operator comes"
    return "price or journeys set anew"


def _why_moved(found: Repair, booking: Booking) -> str:
    hit = next((each for each in found.hits if each.booking.id == booking.id), None)
    return _beside(found, booking.request) if hit is None else hit.reason


def _beside(found: Repair, request: str | None) -> str:
    own = any(each.booking.request == request for each in found.hits)
    return "goes with other stages of its request" if own else "makes room for others"
