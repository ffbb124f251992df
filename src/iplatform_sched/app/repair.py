"""A repair from the store to a run that waits for `promote`: nothing in the live plan changes before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.app.endings import recorded
from iplatform_sched.app.incidents import refuse_wrong, without_idle
from iplatform_sched.app.night import new_run, take_snapshot
from iplatform_sched.domain.run import Level, RunStatus
from iplatform_sched.exchange.incidents_file import read_incidents
from iplatform_sched.planning.repair import repair
from iplatform_sched.planning.repair.draft import Search
from iplatform_sched.planning.repair.incidents import resolved
from iplatform_sched.report.repair import repair_view
from iplatform_sched.report.table import ZONE
from iplatform_sched.store.database import open_store
from iplatform_sched.store.runs import add_run

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.run import Run
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.errors import Places
    from iplatform_sched.planning.repair import Repair
    from iplatform_sched.report.view import View

DOUBLE = "double-booked"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """What the caller wants of a repair.

    Attributes
    ----------
    incidents
        What happened, as told on the command line.
    file
        A YAML file with more of it.
    """

    settings: SolveSettings
    incidents: tuple[Incident, ...] = ()
    file: Path | None = None
    may_move_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair tells people and programs.

    Attributes
    ----------
    has_findings
        Whether something stays broken or a booking was dropped.
    """

    run: Run
    view: View
    summary: str
    has_findings: bool


def run_repair(store: Path, now: datetime, options: RepairOptions, hooks: Hooks) -> RepairReport:
    """Plan a repair and keep it as a run; the store's facts and its live plan stay as they are.

    Raises
    ------
    InputError
        Incidents that cannot be, contradict each other or change nothing: all of them at once.
    VerificationError
        The plan broke a rule; nothing is stored but the row of the failed run.
    """
    database = open_store(store)
    places: Places = {}
    told = options.incidents
    if options.file is not None:
        more, places = read_incidents(options.file, now)
        told = (*told, *more)
    snapshot = take_snapshot(database, now)
    refuse_wrong(snapshot, told, places)
    telling, warnings = without_idle(snapshot, told, places)
    incidents = resolved(snapshot, telling)
    began = hooks.monotonic()
    run = new_run(database, snapshot, options.settings, "repair")
    run = run.model_copy(update={"counts_night": False, "incidents": incidents})
    with recorded(database, run, hooks):
        hooks.report(f"{run.id}: who is hit", 0.0)
        search = Search(options.settings, hooks.stop, hooks.report)
        found = repair(snapshot, incidents, search, may_move_confirmed=options.may_move_confirmed)
        run = _with_outcome(run, found, now + timedelta(seconds=hooks.monotonic() - began))
        if run.status is RunStatus.REFUSED:
            run = run.model_copy(update={"message": _blocked(found, options)})
        stored = bool(incidents) or found.has_changes
        if stored:
            with hooks.uninterrupted():
                run = add_run(database, run)
    view = repair_view(run if stored else None, found)
    words = "\n".join([*(f"warning: {each}" for each in warnings), _words(run, found, stored=stored)])
    return RepairReport(run, view, words, _has_findings(found))


def _with_outcome(run: Run, found: Repair, finished: datetime) -> Run:
    update: dict[str, object] = {
        "finished": finished,
        "terms": found.plan.terms,
        "plan": found.plan,
        "changes": found.changes,
        "confirm": found.house.confirmed,
        "expire": found.house.expired,
        "at_once": found.at_once,
        "displaced": found.displaced,
    }
    levels = found.house.snapshot.policy.levels
    if levels:
        update["levels"] = tuple(
            Level(terms=terms, value=value, bound=0, proved=False)
            for terms, value in zip(levels, found.price, strict=True)
        )
    else:
        update["objective"] = found.plan.objective
    if any(each.code == DOUBLE for each in found.broken.values()):
        update["status"] = RunStatus.REFUSED
    return run.model_copy(update=update)


def _blocked(found: Repair, options: RepairOptions) -> str:
    """Return why no store can hold the outcome: a unit cannot be held twice at a time."""
    clashing = [key for key, each in found.broken.items() if each.code == DOUBLE]
    way = "cancel it (--cancelled)"
    if not options.may_move_confirmed:
        way = f"move it (--may-move-confirmed) or {way}"
    what = "would share a unit with a booking that overran"
    return f"cannot be promoted: {' '.join(clashing[:MOST_NAMED])} {what}; {way}"


def _has_findings(found: Repair) -> bool:
    return bool(found.broken) or found.dropped > 0


def _words(run: Run, found: Repair, *, stored: bool) -> str:
    """Return a repair in a few sentences."""
    moved, confirmed = len(found.moves), len(found.displaced)
    hit = f"{len(found.hits)} bookings hit; {moved} moved, {confirmed} confirmed ones among them"
    lines = [
        f"{hit}; {found.dropped} dropped; {len(found.broken)} stay broken.",
        f"{len(found.served)} requests can be served now that room is free.",
    ]
    if found.possible:
        could = f"{len(found.possible)} confirmed bookings could go elsewhere"
        lines.append(f"{could}: run again with --may-move-confirmed.")
    if run.status is RunStatus.REFUSED:
        lines.append(f"Run {run.id}: {run.message}.")
    elif stored:
        until = f"{run.plan_from.astimezone(ZoneInfo(ZONE)):%H:%M}"
        lines.append(f"Nothing has changed yet: `promote {run.id}` makes it so, best before {until}.")
    else:
        lines.append("No other plan is needed; no run was stored.")
    if found.displaced:
        lines.append(
            "Confirmed bookings that move are planned ones then: `bookings confirm` them after the call."
        )
    return "\n".join(lines)
