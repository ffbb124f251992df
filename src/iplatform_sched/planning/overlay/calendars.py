"""Closures and holidays of an overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.calendars import Closure, Holiday
from iplatform_sched.domain.vocabulary import Span
from iplatform_sched.planning.overlay.notes import by_id, ids_of, replaced

if TYPE_CHECKING:
    from iplatform_sched.domain.overlay_network import Close, DeclareHoliday, Period
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes


def close(facts: Snapshot, change: Close, notes: Notes) -> Snapshot:
    """Return the facts with a one-off closure of a centre or a machine."""
    network = facts.catalogue
    places = dict.fromkeys(ids_of(network.centres), "centres")
    places |= dict.fromkeys(ids_of(network.equipment), "equipment")
    if not notes.is_known("place", "centre or machine", change.place, places) or is_over(
        facts, change, notes
    ):
        return facts
    field = places[change.place]
    place = by_id(getattr(network, field), change.place)
    span = Span(start=change.start, end=change.end)
    if any(_covers(each, span, change) for each in place.closures):
        return facts
    closure = Closure(span=span, kind=change.kind, reason=change.reason)
    closed = place.model_copy(update={"closures": (*place.closures, closure)})
    update = {field: replaced(getattr(network, field), closed)}
    return facts.model_copy(update={"catalogue": network.model_copy(update=update)})


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
