"""Closures and holidays of an overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.calendars import Absence, Closure, Holiday, Opening, away_already, cut
from iplatform_sched.domain.centre import Centre
from iplatform_sched.domain.vocabulary import Span
from iplatform_sched.planning.overlay.notes import by_id, ids_of, replaced

if TYPE_CHECKING:
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.overlay_network import Absent, Close, DeclareHoliday, Open, Period
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes


def close(facts: Snapshot, change: Close, notes: Notes) -> Snapshot:
    """Return the facts with a one-off closure of a centre or a machine."""
    place = _place(facts, change.place, notes)
    if place is None or is_over(facts, change, notes):
        return facts
    span = Span(start=change.start, end=change.end)
    if any(_covers(each, span, change) for each in place.closures):
        return facts
    closure = Closure(span=span, kind=change.kind, reason=change.reason)
    return _with_place(facts, place.model_copy(update={"closures": (*place.closures, closure)}))


def open_place(facts: Snapshot, change: Open, notes: Notes) -> Snapshot:
    """Return the facts with a period cut out of the closures of a place, or with a centre opened once."""
    place = _place(facts, change.place, notes)
    if place is None or is_over(facts, change, notes):
        return facts
    span = Span(start=change.start, end=change.end)
    closures = cut(place.closures, span)
    if closures != place.closures:
        return _with_place(facts, place.model_copy(update={"closures": closures}))
    if not isinstance(place, Centre):
        hint = "Machines have no hours of their own beyond those of their centre: open the centre"
        notes.warn("place", "has no one-off closure in this time", "no-effect", found=place.id, hint=hint)
        return facts
    if any(each.span.start <= span.start and span.end <= each.span.end for each in place.openings):
        return facts
    opening = Opening(span=span, reason=change.reason)
    return _with_place(facts, place.model_copy(update={"openings": (*place.openings, opening)}))


def _place(facts: Snapshot, name: str, notes: Notes) -> Centre | Equipment | None:
    places = (*facts.catalogue.centres, *facts.catalogue.equipment)
    if not notes.is_known("place", "centre or machine", name, ids_of(places)):
        return None
    found: Centre | Equipment = by_id(places, name)
    return found


def _with_place(facts: Snapshot, place: Centre | Equipment) -> Snapshot:
    network = facts.catalogue
    update: dict[str, object] = (
        {"centres": replaced(network.centres, place)}
        if isinstance(place, Centre)
        else {"equipment": replaced(network.equipment, place)}
    )
    return facts.model_copy(update={"catalogue": network.model_copy(update=update)})


def absent(facts: Snapshot, change: Absent, notes: Notes) -> Snapshot:
    """Return the facts with operators of a pool away."""
    pools = facts.catalogue.pools
    if not notes.is_known("pool", "pool", change.pool, ids_of(pools)) or is_over(facts, change, notes):
        return facts
    pool: OperatorPool = by_id(pools, change.pool)
    if change.count > pool.headcount:
        hint = f"At most {pool.headcount} can be away"
        notes.wrong(
            "count", "the pool has fewer operators", "out-of-range", found=str(change.count), hint=hint
        )
        return facts
    span = Span(start=change.start, end=change.end)
    absence = Absence(span=span, count=change.count, reason=change.reason, people=change.people)
    if not _may_be_away(pool, absence, notes):
        return facts
    away = pool.model_copy(update={"absences": (*pool.absences, absence)})
    catalogue = facts.catalogue.model_copy(update={"pools": replaced(pools, away)})
    return facts.model_copy(update={"catalogue": catalogue})


def _may_be_away(pool: OperatorPool, absence: Absence, notes: Notes) -> bool:
    """Return whether a pool names the operators of an absence, none of whom is away then already."""
    known = [notes.is_known("people", "operator", name, pool.people) for name in absence.people]
    twice = tuple(away_already(pool.absences, absence))
    for name in twice:
        notes.wrong("people", f"{name} is away then already", "overlap", found=name)
    return all(known) and not twice


def _covers(closure: Closure, span: Span, change: Close) -> bool:
    return closure.kind is change.kind and closure.span.start <= span.start and span.end <= closure.span.end


def is_over(facts: Snapshot, period: Period, notes: Notes) -> bool:
    """Return whether a period ended before now, which is an error."""
    if period.end > facts.now:
        return False
    hint = f"Now is {facts.now.isoformat(timespec='minutes')}"
    notes.wrong("to", "this period is over", "period-over", found=period.end.isoformat(), hint=hint)
    return True


def declare_holiday(facts: Snapshot, change: DeclareHoliday, notes: Notes) -> Snapshot:
    """Return the facts with a date as a holiday of a calendar, or as none any more."""
    network = facts.catalogue
    if not notes.is_known("calendar", "holiday calendar", change.calendar, ids_of(network.holiday_calendars)):
        return facts
    if change.date < facts.now.date():
        hint = f"Today is {facts.now.date()}"
        notes.wrong("date", "this day is over", "period-over", found=str(change.date), hint=hint)
        return facts
    calendar = by_id(network.holiday_calendars, change.calendar)
    others = tuple(each for each in calendar.holidays if each.date != change.date)
    is_holiday = len(others) < len(calendar.holidays)
    if is_holiday is not change.remove:
        return facts
    coming = () if change.remove else (Holiday(date=change.date, name=change.name, temporary=True),)
    holidays = tuple(sorted((*others, *coming), key=lambda each: each.date))
    calendars = replaced(network.holiday_calendars, calendar.model_copy(update={"holidays": holidays}))
    return facts.model_copy(update={"catalogue": network.model_copy(update={"holiday_calendars": calendars})})
