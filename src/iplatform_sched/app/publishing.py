"""Make a planned run the live plan: verify once more, back up, publish in one transaction."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from iplatform_sched.app.acting import act
from iplatform_sched.app.writing import writable
from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.incidents import title
from iplatform_sched.domain.run import RunStatus, differences
from iplatform_sched.errors import ConflictError, InputError, Issue

MOST_SHOWN = 5

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.run import Run
    from iplatform_sched.store.database import Store


def backup_folder(store: Path) -> Path:
    """Return where backups of `store` are kept."""
    return store.with_name(store.name + ".backups")


def check_writable(database: Store) -> None:
    """Raise now what would otherwise be raised after hours of search.

    Raises
    ------
    InputError
        The store or the folder of its backups cannot be written.
    ConflictError
        Another program holds the store.
    """
    from iplatform_sched.store.database import writing

    folder = backup_folder(database.path)
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    with writing(database):
        pass


def refuse_earlier(database: Store, now: datetime) -> None:
    """Raise :class:`InputError` where the live plan is of a later night: `now` must be a mistake."""
    from iplatform_sched.store.runs import list_runs

    for last in list_runs(database, status=RunStatus.PUBLISHED, limit=1):
        if now < last.now:
            hint = "Check the clock and --now; `nightly --no-publish` plans for any moment"
            raise InputError(
                Issue(
                    f"is before the last published night, {last.id} of {last.now.isoformat()}",
                    field="--now",
                    found=now.isoformat(),
                    hint=hint,
                    code="too-early",
                )
            )


def publish_planned(store: Path, run: Run, now: datetime, keep_backups: int) -> Run:
    """Back the store up and publish `run`.

    Raises
    ------
    ConflictError
        The facts that the run planned from have changed.
    """
    from iplatform_sched.store.backups import backup
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.publishing import publish

    database = open_store(store)
    backup(database, backup_folder(store), now, keep=keep_backups)
    return publish(database, run, act(now, f"run {run.id}"))


def promote_run(store: Path, run: str, now: datetime, keep_backups: int) -> str:
    """Publish a stored run that was planned and not published; return what to tell people.

    The plan of a what-if must be right by the facts as they are, without the changes of its scenario.

    Raises
    ------
    InputError
        `now` is before the last published night.
    ConflictError
        The run is not one that waits for publication (any more), the facts have changed since, its plan
        would begin in the past, or it needs what only its scenario has.
    """
    from iplatform_sched.app.locking import night_lock
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.runs import get_run

    with night_lock(store, now, wait_seconds=1.0):
        refuse_earlier(open_store(store), now)
        found = get_run(open_store(store), run)
        if found.status is not RunStatus.PLANNED or found.plan is None:
            raise ConflictError(f"run {run} is {found.status.value}; only planned runs can be published")
        _refuse_stale(store, found, found.plan, now)
        published = publish_planned(store, found, now, keep_backups)
    told = [f"published run {published.id}: {len(found.plan.bookings)} planned bookings"]
    told += [f"written down: {title(each)}" for each in published.incidents]
    lost = sorted({str(each.request) for each in found.changes if each.kind is ChangeKind.NEWLY_UNSERVED})
    if lost:
        told.append(f"not served any more: {' '.join(lost)}")
    if published.displaced:
        told.append(f"moved though confirmed: {' '.join(published.displaced)}")
    return "\n".join(told)


def _refuse_stale(store: Path, run: Run, plan: Plan, now: datetime) -> None:
    """Raise :class:`ConflictError` where the plan would break a rule if it were made now, such as notice."""
    from iplatform_sched.app.promoting import refuse_scenario, refuse_unplanned, what_scenario_needs
    from iplatform_sched.planning.displacing import let_go
    from iplatform_sched.planning.housekeeping import settled
    from iplatform_sched.planning.repair.incidents import after
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import fingerprint, load_snapshot
    from iplatform_sched.verify.plan import verify_plan

    refuse_scenario(run)
    database = open_store(store)
    facts = after(load_snapshot(database, now, now), run.incidents)
    facts = settled(let_go(facts, run.displaced), run.confirm, run.expire)
    findings = verify_plan(facts, plan.bookings, stored=run.scenario is None)
    if findings:
        changed = differences(run.fingerprint, fingerprint(database))
        if changed:
            raise ConflictError(f"run {run.id}: changed since it was planned: {', '.join(changed)}")
        shown = "; ".join(str(finding) for finding in findings[:MOST_SHOWN])
        why = what_scenario_needs(run) or "can no longer be published, plan anew"
        raise ConflictError(f"run {run.id} {why}: {shown}")
    refuse_unplanned(run, plan, facts)
