"""A night from lock to publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from iplatform_sched.app.endings import recorded
from iplatform_sched.app.locking import night_lock
from iplatform_sched.app.publishing import check_writable, publish_planned, refuse_earlier
from iplatform_sched.app.results import results_folder, save_input, save_outcome
from iplatform_sched.app.versions import versions
from iplatform_sched.domain.run import Run, RunStatus, fingerprint_of
from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.errors import ConflictError, InputError, Issue, NoPlanError
from iplatform_sched.planning.figures import figures
from iplatform_sched.planning.nightly import plan_night
from iplatform_sched.report.lists import booking_table, change_table
from iplatform_sched.report.night import night_tables, unserved_table, unused
from iplatform_sched.report.sentences import summary
from iplatform_sched.report.view import View
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_snapshot
from iplatform_sched.store.policies import get_policy
from iplatform_sched.store.runs import add_run, list_runs, save_run

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.nightly import NightOutcome
    from iplatform_sched.planning.whatif import Side
    from iplatform_sched.report.table import Table
    from iplatform_sched.store.database import Store

NEXT = {
    RunStatus.PUBLISHED: "`show night` lists the changes, `show centre CENTRE DAY` a day's work.",
    RunStatus.PLANNED: "`show night {run}` lists the changes, `promote {run}` makes the plan live.",
}
SHARE_OF_SEARCH = 0.95
"""Of the progress bar; the rest is verification and publication."""


@dataclass(frozen=True, slots=True)
class NightOptions:
    """What the caller wants of a night.

    Attributes
    ----------
    wait_seconds
        How long to wait for another night to end.
    results
        Folder for result folders; beside the store without it.
    """

    settings: SolveSettings
    publish: bool = True
    wait_seconds: float = 1.0
    results: Path | None = None
    keep_backups: int = 7


@dataclass(frozen=True, slots=True)
class NightReport:
    """What a night tells people and programs.

    Attributes
    ----------
    has_findings
        Whether a request is unserved or late.
    """

    run: Run
    view: View
    summary: str
    has_findings: bool
    folder: Path


def run_night(store: Path, now: datetime, options: NightOptions, hooks: Hooks) -> NightReport:
    """Plan and publish; after a refused publication plan once more from the changed facts.

    Raises
    ------
    ConflictError
        Another night holds the lock, or the facts changed twice.
    InputError
        The store or a folder beside it cannot be written, or `now` is before the last published night;
        said before the search begins.
    NoPlanError
        The plan came later than the moment that it plans from.
    VerificationError
        The plan broke a rule.
    """
    database = open_store(store)
    check_writable(database)
    _refuse_long(database, options)
    began = hooks.monotonic()

    def moment() -> datetime:
        # Waiting for the lock and a refused attempt take time that the plan must not forget.
        return now + timedelta(seconds=int(hooks.monotonic() - began))

    with night_lock(store, now, options.wait_seconds):
        try:
            return _one_night(database, moment(), options, hooks)
        except ConflictError as changed:
            hooks.report(f"{changed}; planning once more", 0.0)
        return _one_night(database, moment(), options, hooks)


def _refuse_long(database: Store, options: NightOptions) -> None:
    """Refuse a budget that must end in a plan that comes too late."""
    allowed = get_policy(database).expected_runtime_minutes * 60
    budget = options.settings.budget_seconds
    if options.publish and not options.settings.deterministic and budget >= allowed:
        hint = "Lower the budget, or raise expected_runtime_minutes in the policy"
        found = f"{budget:.0f} s, expected runtime {allowed} s"
        raise InputError(Issue("leaves no time to publish", field="--budget", found=found, hint=hint))


def _one_night(database: Store, now: datetime, options: NightOptions, hooks: Hooks) -> NightReport:
    began = hooks.monotonic()
    if options.publish:
        refuse_earlier(database, now)
    snapshot = take_snapshot(database, now)
    run = new_run(database, snapshot, options.settings, "night", options.results)
    with recorded(database, run, hooks):
        return _planned_night(database, snapshot, run, options, hooks, began)


def _planned_night(
    database: Store, snapshot: Snapshot, run: Run, options: NightOptions, hooks: Hooks, began: float
) -> NightReport:
    folder = results_folder(database.path, options.results, run.id)
    save_input(
        folder, SavedNight(run=run.id, settings=options.settings, snapshot=snapshot, versions=run.versions)
    )
    hooks.report(f"{run.id}: {len(snapshot.requests)} requests, {len(snapshot.bookings)} bookings", 0.0)
    outcome = plan_night(
        snapshot,
        options.settings,
        stop=hooks.stop,
        on_progress=lambda text, share: hooks.report(text, share * SHARE_OF_SEARCH),
    )
    seconds = hooks.monotonic() - began
    run = with_outcome(run, outcome, snapshot.now + timedelta(seconds=seconds))
    if options.publish:
        _refuse_late(database, run, seconds, snapshot)
    save_outcome(folder, outcome, _tables(outcome))
    run = _settle(database, run, options, hooks, snapshot)
    return _report(run, outcome, folder)


def take_snapshot(database: Store, now: datetime) -> Snapshot:
    """Return the facts as of now; the plan begins after the expected runtime."""
    snapshot = load_snapshot(database, now, now)
    expected = timedelta(minutes=snapshot.policy.expected_runtime_minutes)
    return snapshot.model_copy(update={"plan_from": now + expected})


def new_run(
    database: Store | None,
    snapshot: Snapshot,
    settings: SolveSettings,
    kind: str,
    results: Path | None = None,
) -> Run:
    """Return a run without an outcome; its id, ``kind-moment-number``, is new in store and results folder."""
    stamp = f"{kind}-{snapshot.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    number = 1
    if database is not None:
        taken = {run.id for run in list_runs(database)}
        while (
            f"{stamp}-{number}" in taken
            or results_folder(database.path, results, f"{stamp}-{number}").exists()
        ):
            number += 1
    return Run(
        id=f"{stamp}-{number}",
        started=snapshot.now,
        now=snapshot.now,
        plan_from=snapshot.plan_from,
        snapshot_hash=content_hash(snapshot),
        fingerprint=fingerprint_of(snapshot),
        settings=settings.model_dump(mode="json"),
        seed=settings.seed,
        versions=versions(),
    )


def with_outcome(run: Run, outcome: NightOutcome, finished: datetime) -> Run:
    """Return `run` with what was found."""
    found = {
        "finished": finished,
        **figures(outcome.plan, outcome.search),
        "plan": outcome.plan,
        "changes": outcome.changes,
        "confirm": outcome.house.confirmed,
        "at_once": outcome.at_once,
        "expire": outcome.house.expired,
    }
    return run.model_copy(update=found)


def _refuse_late(database: Store, run: Run, seconds: float, snapshot: Snapshot) -> None:
    allowed = snapshot.policy.expected_runtime_minutes * 60
    if seconds <= allowed:
        return
    message = f"the plan took {seconds:.0f} s, more than the {allowed} s after which it begins; not applied"
    save_run(database, run.model_copy(update={"status": RunStatus.LATE, "message": message}))
    raise NoPlanError(f"{message}. Raise expected_runtime_minutes in the policy, or lower the budget")


def _settle(database: Store, run: Run, options: NightOptions, hooks: Hooks, snapshot: Snapshot) -> Run:
    if not options.publish:
        save_run(database, run)
        return run
    hooks.report("publishing", 1.0)
    try:
        with hooks.uninterrupted():
            return publish_planned(database.path, run, snapshot.now, options.keep_backups)
    except ConflictError as changed:
        save_run(database, run.model_copy(update={"status": RunStatus.REFUSED, "message": str(changed)}))
        raise


def _tables(outcome: NightOutcome) -> dict[str, Table]:
    return {
        "bookings": booking_table("Planned bookings", outcome.plan.bookings),
        "changes": change_table(outcome.changes),
        "unserved": unserved_table(outcome.plan),
    }


def keep_run(database: Store, run: Run, side: Side, settings: SolveSettings) -> Run:
    """Keep a scenario's run and what it planned from, changes made; return it with its id."""
    run = add_run(database, run)
    saved = SavedNight(
        run=run.id,
        settings=settings,
        snapshot=side.snapshot,
        versions=run.versions,
        spare=tuple(sorted(side.spare)),
    )
    save_input(results_folder(database.path, None, run.id), saved)
    return run


def night_view(run: Run, plan: Plan) -> View:
    """Return what ends a night: as ``show night`` has it, but people look up the changes there."""
    hidden = frozenset({"summary", "centres", "changes"}) | unused(run)
    return View("night", night_tables(run, plan, run.changes), data="changes", for_programs=hidden)


def _report(run: Run, outcome: NightOutcome, folder: Path) -> NightReport:
    plan = outcome.plan
    words = [
        summary(run, plan),
        f"Run {run.id}: {run.status.value}; results in {folder}",
        NEXT[run.status].format(run=run.id),
    ]
    findings = bool(plan.unserved) or plan.terms.get("tardiness", 0) > 0
    return NightReport(run, night_view(run, plan), "\n".join(words), findings, folder)
