"""What ``show`` presents, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.app.days import read_day
from iplatform_sched.app.known import require
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingId, BookingStatus, RequestId
from iplatform_sched.errors import NotFoundError
from iplatform_sched.report.gantt import Bar, day_chart, week_chart
from iplatform_sched.report.lists import booking_table, key_value_table
from iplatform_sched.report.night import level_table, night_tables, run_list, run_table, term_table, unused
from iplatform_sched.report.table import ZONE
from iplatform_sched.report.view import View
from iplatform_sched.report.worklist import work_list

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.run import Run

LIVE = OCCUPYING | FIXED


def parse_day(text: str | None, now: datetime, zone: str) -> date:
    """Return the local date of `text`, or of `now` without one."""
    if text is None:
        return now.astimezone(ZoneInfo(zone)).date()
    return read_day(text, "DAY")


def view_request(store: Path, request: str) -> View:
    """Return a request with its stages' bookings and a chart by day."""
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import load_facts

    facts = load_facts(open_store(store))
    found = next((item for item in facts.requests if item.id == request), None)
    if found is None:
        raise NotFoundError(f"no request {request!r}; `requests list` shows all")
    bookings = [b for b in facts.bookings if b.request == request]
    live = sorted((b for b in bookings if b.status in LIVE), key=lambda b: b.start)
    about = key_value_table(
        "request",
        f"{found.id}: {found.title}",
        {
            "company": found.company,
            "sector": found.sector.value,
            "lead_centre": found.lead_centre,
            "template": found.template,
            "status": found.status.value,
            "stages": len(found.stages),
            "booked": len(live),
            "due": found.due,
            "deadline": found.deadline,
            "weight": found.weight,
            "nights_waited": found.nights_waited,
            "same_operator": found.same_operator,
            "preferred_operators": " ".join(found.preferred_operators),
            "net_krw": sum(b.charge.net for b in live),
            "transport_krw": sum(b.transport_krw for b in live),
            "staff_travel_krw": sum(b.charge.staff_travel for b in live),
        },
    )
    bars = [Bar(f"{b.stage} {b.equipment}", b) for b in live]
    return View("request", (about, booking_table("Bookings", bookings)), day_chart(bars, ZONE), "bookings")


def view_equipment(store: Path, equipment: str, week: str | None, now: datetime) -> View:
    """Return a machine's bookings in a week and a chart by half hour."""
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import load_facts

    facts = load_facts(open_store(store))
    found = next((item for item in facts.catalogue.equipment if item.id == equipment), None)
    if found is None:
        raise NotFoundError(f"no equipment {equipment!r}; `export facts` lists all")
    centre = next(item for item in facts.catalogue.centres if item.id == found.centre)
    day = parse_day(week, now, centre.zone)
    monday = day - timedelta(days=day.weekday())
    held = [b for b in facts.bookings if b.equipment == equipment and _in_week(b, monday, centre.zone)]
    title = f"{found.name_en} ({found.name_ko}) at {centre.name_en}, {found.units} units, week of {monday}"
    chart = week_chart([b for b in held if b.status in LIVE], monday, centre.zone)
    return View("equipment", (booking_table(title, held),), chart)


def _in_week(booking: Booking, monday: date, zone: str) -> bool:
    tz = ZoneInfo(zone)
    start, end = booking.start.astimezone(tz), (booking.end - timedelta(microseconds=1)).astimezone(tz)
    return start.date() < monday + timedelta(days=7) and end.date() >= monday


def view_centre(store: Path, centre: str, day: str | None, now: datetime) -> View:
    """Return a centre's work list of a local day."""
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import load_facts

    facts = load_facts(open_store(store))
    found = next((item for item in facts.catalogue.centres if item.id == centre), None)
    if found is None:
        raise NotFoundError(f"no centre {centre!r}; `export facts` lists all")
    return View("work-list", (work_list(found, parse_day(day, now, found.zone), facts.bookings),))


def find_run(store: Path, run: str | None) -> Run:
    """Return a run with its plan, by its id or the name of its scenario; by default the last night.

    Where there was no night, the default is the newest run: what-ifs and repairs are asked for by name.
    """
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.runs import get_run, list_runs

    database = open_store(store)
    runs = list_runs(database)
    if run is not None:
        of_scenario = (each.id for each in runs if each.scenario is not None and each.scenario.name == run)
        known = {each.id for each in runs}
        return get_run(database, run if run in known else next(of_scenario, run))
    if not runs:
        raise NotFoundError("no run yet; `nightly` makes one")
    nights = (each.id for each in runs if each.counts_night and each.scenario is None)
    return get_run(database, next(nights, runs[0].id))


def view_run(store: Path, run: str | None) -> View:
    """Return how a run went, and its objective by term."""
    found = find_run(store, run)
    tables = (run_table(found), level_table(found.levels), term_table(found.terms))
    return View("run", tables, for_programs=unused(found))


def view_runs(store: Path) -> View:
    """Return all runs, newest first."""
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.runs import list_runs

    return View("runs", (run_list(list_runs(open_store(store))),))


def view_trail(store: Path, booking: str | None, request: str | None, run: str | None, most: int) -> View:
    """Return the latest entries of the audit trail about a booking, a request or a run; about all without."""
    from iplatform_sched.report.trail import trail_table
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.events import list_events

    found = list_events(
        open_store(store),
        booking=None if booking is None else BookingId(booking),
        request=None if request is None else RequestId(request),
        run=run,
    )
    if not found:  # what has left a trail need not be there any more
        require(store, booking=booking, request=request)
        if run is not None:
            find_run(store, run)
    return View("trail", (trail_table(found[-most:]),))


@dataclass(frozen=True, slots=True)
class NightFilter:
    """Whose changes to show, and whether to draw the plan; all changes and no drawing by default."""

    company: str | None = None
    centre: str | None = None
    chart: bool = False

    def wants(self, company: str | None, centres: Collection[str]) -> bool:
        """Return whether something that concerns `company` and `centres` is shown."""
        return self.company in {None, company} and (self.centre is None or self.centre in centres)


def view_night(store: Path, run: str | None, wanted: NightFilter) -> View:
    """Return a night at a glance, its objective, its changes, and who is not served and why."""
    require(store, company=wanted.company, centre=wanted.centre)
    found = find_run(store, run)
    if found.plan is None:
        return View("night", (run_table(found),))
    changes = [change for change in found.changes if wanted.wants(change.company, change.centres)]
    planned = [
        b
        for b in found.plan.bookings
        if wanted.chart and b.status is BookingStatus.PLANNED and wanted.wants(b.company, (b.centre,))
    ]
    bars = [
        Bar(f"{b.request} {b.stage}", b) for b in sorted(planned, key=lambda b: (b.request or "", b.start))
    ]
    tables = night_tables(found, found.plan, changes)
    return View("night", tables, day_chart(bars, ZONE), "changes", unused(found))
