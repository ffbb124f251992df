"""Incidents that cannot be, or change nothing: all of them told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.domain.calendars import away_already
from iplatform_sched.domain.incidents import Absent, Cancellation, DeclaredHoliday, Down, Overrun, title
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus
from iplatform_sched.errors import InputError, Issue, placed
from iplatform_sched.planning.repair.incidents import idle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.errors import Places

NO_INCIDENT = "Leave it out: `repair` looks after all that is broken in the store"


class _Known(NamedTuple):
    """The facts that incidents are held against."""

    snapshot: Snapshot
    bookings: dict[str, Booking]


def refuse_wrong(snapshot: Snapshot, incidents: Sequence[Incident], places: Places) -> None:
    """Raise :class:`InputError` with everything that is wrong with `incidents`.

    Parameters
    ----------
    places
        File and line of incidents by their titles, where a file names them.
    """
    known = _Known(snapshot, {booking.id: booking for booking in snapshot.bookings})
    issues = [replace(issue, subject=title(each)) for each in incidents for issue in _issues(known, each)]
    issues += _contradictions(incidents)
    if issues:
        raise InputError(issues).placed(places)


def without_idle(
    snapshot: Snapshot, incidents: Sequence[Incident], places: Places
) -> tuple[tuple[Incident, ...], tuple[Issue, ...]]:
    """Return the incidents that may have an effect, and a warning for each other one."""
    notes = [idle(snapshot, each) for each in incidents]
    kept = tuple(each for each, note in zip(incidents, notes, strict=True) if note is None)
    return kept, tuple(placed(note, places) for note in notes if note is not None)


def _issues(known: _Known, incident: Incident) -> Iterator[Issue]:
    match incident:
        case Down():
            yield from _down(known, incident)
        case Absent():
            yield from _absent(known, incident)
        case DeclaredHoliday():
            yield from _holiday(known, incident)
        case Overrun():
            yield from _overrun(known, incident)
        case Cancellation():
            yield from _cancelled(known, incident)


def _unknown(what: str, found: str, known: Iterable[str]) -> Issue:
    return Issue(f"there is no such {what}", found=found, hint=did_you_mean(found, known), code="unknown-id")


def _over(end: str) -> Issue:
    return Issue("is over already", found=end, hint="Name a time that is still to come", code="is-over")


def _down(known: _Known, incident: Down) -> Iterator[Issue]:
    network = known.snapshot.catalogue
    closures = {str(each.id): each.closures for each in network.centres}
    closures |= {str(each.id): each.closures for each in network.equipment}
    if incident.place not in closures:
        yield _unknown("machine or centre", incident.place, closures)
        return
    if incident.span.end <= known.snapshot.now:
        yield _over(incident.span.end.isoformat())
    there = closures[incident.place]
    if set(incident.among(there)) == set(there):
        yield Issue("has this outage already", hint=NO_INCIDENT, code="changes-nothing")


def _absent(known: _Known, incident: Absent) -> Iterator[Issue]:
    pools = {str(each.id): each for each in known.snapshot.catalogue.pools}
    pool = pools.get(incident.pool)
    if pool is None:
        yield _unknown("operator pool", incident.pool, pools)
        return
    if incident.span.end <= known.snapshot.now:
        yield _over(incident.span.end.isoformat())
    if incident.count > pool.headcount:
        hint = f"At most {pool.headcount} can be away"
        yield Issue("has fewer operators", found=str(incident.count), hint=hint, code="out-of-range")
    for name in incident.people:
        if name not in pool.people:
            yield _unknown(f"operator of {pool.id}", name, pool.people)
    absence = incident.absence
    if absence in pool.absences:
        yield Issue("has this absence already", hint=NO_INCIDENT, code="changes-nothing")
        return
    for name in away_already(pool.absences, absence):
        yield Issue(f"{name} is away then already", found=name, hint=NO_INCIDENT, code="overlap")


def _holiday(known: _Known, incident: DeclaredHoliday) -> Iterator[Issue]:
    calendars = {each.id: each for each in known.snapshot.catalogue.holiday_calendars}
    calendar = calendars.get(incident.calendar)
    if calendar is None:
        yield _unknown("holiday calendar", incident.calendar, calendars)
        return
    if incident.date < known.snapshot.now.astimezone(ZoneInfo(calendar.zone)).date():
        yield _over(incident.date.isoformat())
    if any(each.date == incident.date for each in calendar.holidays):
        yield Issue("is a holiday already", hint=NO_INCIDENT, code="changes-nothing")


def _overrun(known: _Known, incident: Overrun) -> Iterator[Issue]:
    booking = known.bookings.get(incident.booking)
    if booking is None:
        yield _unknown("live booking", incident.booking, known.bookings)
        return
    now = known.snapshot.now
    begun = booking.status is BookingStatus.CONFIRMED and booking.start <= now
    if booking.status is not BookingStatus.RUNNING and not begun:
        found = f"{booking.status}, from {_local(known, booking.start)}"
        hint = "Only what is under way can overrun; `calendar close` keeps a machine from its next booking"
        yield Issue("is not under way", found=found, hint=hint, code="not-running")
    if incident.until <= booking.end:
        found = _local(known, booking.end)
        yield Issue("ends later anyway", found=found, hint="Name a later moment", code="changes-nothing")
    if incident.until <= now:
        yield _over(incident.until.isoformat())


def _local(known: _Known, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(known.snapshot.policy.zone)):%Y-%m-%d %H:%M}"


def _cancelled(known: _Known, incident: Cancellation) -> Iterator[Issue]:
    booking = known.bookings.get(incident.booking)
    if booking is None:
        yield _unknown("live booking", incident.booking, known.bookings)
    elif booking.status not in OCCUPYING:
        yield Issue("holds nothing any more", found=booking.status, hint=NO_INCIDENT, code="changes-nothing")


def _contradictions(incidents: Sequence[Incident]) -> Iterator[Issue]:
    """Yield an issue for each incident that an earlier one contradicts or says already."""
    seen: dict[str, Incident] = {}
    for incident in incidents:
        if isinstance(incident, Overrun | Cancellation):
            key = f"booking {incident.booking}"
        else:
            key = incident.model_dump_json()
        if key in seen:
            message = "is given twice" if seen[key] == incident else f"contradicts {title(seen[key])}"
            yield Issue(message, hint="Keep one of them", code="contradiction", subject=title(incident))
        elif isinstance(incident, Absent):
            yield from _away_twice(incident, seen.values())
        seen.setdefault(key, incident)


def _away_twice(incident: Absent, earlier: Iterable[Incident]) -> Iterator[Issue]:
    told = [each.absence for each in earlier if isinstance(each, Absent) and each.pool == incident.pool]
    for name in away_already(told, incident.absence):
        message = f"{name} is away twice"
        yield Issue(message, hint="Keep one of them", code="contradiction", subject=title(incident))
