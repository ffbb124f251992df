"""Search the catalogue of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.app.choices import choose
from iplatform_sched.app.days import read_day
from iplatform_sched.domain.vocabulary import Run, Sector
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.catalogue import Answer, Room
    from iplatform_sched.report.view import View


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What people asked for, as they wrote it; ``None`` where they did not.

    Attributes
    ----------
    free_from, free_to
        Local dates; both days count.
    """

    words: tuple[str, ...] = ()
    capability: str | None = None
    specifications: tuple[str, ...] = ()
    sector: str | None = None
    region: str | None = None
    centre: str | None = None
    free_from: str | None = None
    free_to: str | None = None
    hours: float | None = None
    run: str | None = None
    units: int | None = None
    self_use: bool = False
    limit: int = 20


class Search(NamedTuple):
    """What a search tells people and programs."""

    view: View
    words: str


def search_store(store: Path, now: datetime, options: SearchOptions) -> Search:
    """Return the machines of the store that fit.

    Raises
    ------
    InputError
        A specification, a date or a word from a closed list cannot be read.
    NotFoundError
        Nothing is called as the capability, region or centre asked for.
    """
    from iplatform_sched.planning.catalogue import Wanted, search_catalogue
    from iplatform_sched.report.catalogue import catalogue_view
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import load_snapshot

    sector = None if options.sector is None else choose(Sector, options.sector.upper(), "--sector")
    snapshot = load_snapshot(open_store(store), now, now)
    answer = search_catalogue(
        snapshot,
        Wanted(
            words=" ".join(options.words),
            capability=options.capability,
            specifications=options.specifications,
            sector=sector,
            region=options.region,
            centre=options.centre,
            room=_room(snapshot, options),
            self_use=options.self_use,
            limit=options.limit,
        ),
    )
    year = now.astimezone(ZoneInfo(snapshot.policy.zone)).year
    return Search(catalogue_view(answer, year), _words(answer, " ".join(options.words)))


def _room(snapshot: Snapshot, options: SearchOptions) -> Room | None:
    from iplatform_sched.availability.almanac import midnight
    from iplatform_sched.planning.catalogue import Room

    asked = (options.free_from, options.free_to, options.hours, options.run, options.units)
    if all(each is None for each in asked):
        return None
    zone, now = snapshot.policy.zone, snapshot.now
    since, until = now, now + timedelta(weeks=snapshot.policy.start_weeks)
    first, last = (
        None if text is None else read_day(text, option)
        for text, option in ((options.free_from, "--free-from"), (options.free_to, "--free-to"))
    )
    _check_days(first, last, now.astimezone(ZoneInfo(zone)).date(), until.astimezone(ZoneInfo(zone)).date())
    if first is not None:
        since = max(since, midnight(zone, first))
    if last is not None:
        until = midnight(zone, last + timedelta(days=1))
    return Room(
        since,
        until,
        hours=1.0 if options.hours is None else options.hours,
        run=Run.PAUSABLE if options.run is None else choose(Run, options.run, "--run"),
        units=1 if options.units is None else options.units,
    )


def _check_days(first: date | None, last: date | None, today: date, horizon: date) -> None:
    """Refuse days between which nothing can be free, at the option that is wrong."""
    if first is not None and last is not None and last < first:
        message, option, found = f"is before --free-from {first}", "--free-to", last
    elif last is not None and last < today:
        message, option, found = f"is over; today is {today}", "--free-to", last
    elif first is not None and last is None and first > horizon:
        message, option, found = f"is after {horizon}, until which bookings may start", "--free-from", first
    else:
        return
    raise InputError(Issue(message, field=option, found=str(found), code="out-of-range"))


def _words(answer: Answer, words: str) -> str:
    if answer.total:
        taken = f" {answer.taken} more fit but have no room then." if answer.taken else ""
        return f"Free: in opening hours; whether operators are free is not looked at.{taken}"
    if answer.taken:
        return f"{answer.taken} machines fit, but none has room then. Ask for fewer hours or other dates"
    if answer.nearest:
        return "No machine reaches these specifications"
    hint = "" if answer.hint is None else f" Did you mean {answer.hint}?"
    product = f" `advise {words}` looks for a product." if words else ""
    return f"No machine fits.{hint}{product}"
