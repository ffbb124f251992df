"""Create, fill and restore a store."""

from __future__ import annotations

import re
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.app.acting import act
from iplatform_sched.app.writing import writable
from iplatform_sched.domain.vocabulary import LIVE_REQUESTS
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from iplatform_sched.domain.facts import Facts
    from iplatform_sched.store.database import Store
    from iplatform_sched.store.keeping import Kept

KINDS = {
    "pools": "operator pool",
    "equipment": "machine",
    "capabilities": "capability",
    "travel": "known journey",
    "companies": "company",
}
"""What people call the facts of a field whose name does not say it."""
SHOWN = 10
"""Ids of a kind in a message."""


def create_store(store: Path) -> None:
    """Create an empty store.

    Raises
    ------
    InputError
        The file exists already or cannot be written.
    """
    from iplatform_sched.store.database import create

    create(store)


def import_folder(store: Path, folder: Path, now: datetime, *, overwrite: bool = False) -> tuple[str, ...]:
    """Import a folder of tables and requests, all or nothing; return what to tell people.

    Raises
    ------
    InputError
        With every issue of every file.
    """
    from iplatform_sched.exchange.folder import read_placed_folder
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import import_facts

    database = open_store(store)
    facts, places = read_placed_folder(folder)
    try:
        done = import_facts(database, facts, act(now, f"import of {folder.name}"), overwrite=overwrite)
    except InputError as error:
        raise error.placed(places) from error
    lines = ["imported " + (", ".join(_counted(facts)) or "nothing")]
    if done.replaced:
        lines.append("of these, replaced: " + ", ".join(_many(*pair) for pair in done.replaced.items()))
    kept = [f"{what} {_some(ids)}" for what, ids in _kept(done.kept) if ids]
    if kept:
        lines.append(
            "kept as people left them: " + "; ".join(kept) + " (--overwrite takes the folder's word)"
        )
    if unknown := _unknown_wishes(database, facts):
        lines.append(f"preferred, but no pool names them: {_some(unknown)}")
    return tuple(lines)


def _unknown_wishes(database: Store, facts: Facts) -> tuple[str, ...]:
    """Return the operators whom imported requests prefer and who are no more, each with a request."""
    from iplatform_sched.store.facts import load_facts

    live = (each for each in facts.requests if each.status in LIVE_REQUESTS)
    wishes = {name: each.id for each in live for name in each.preferred_operators}
    if wishes:
        for pool in load_facts(database).catalogue.pools:
            for name in pool.people:
                wishes.pop(name, None)
    return tuple(f"{name} (request {request})" for name, request in sorted(wishes.items()))


def _counted(facts: Facts) -> Iterator[str]:
    """Yield how many of each kind there are, in the order of the kinds."""
    if facts.policy is not None:
        yield "the policy"
    for field in type(facts.catalogue).model_fields:
        if listed := getattr(facts.catalogue, field):
            yield _many(KINDS.get(field, field.removesuffix("s").replace("_", " ")), len(listed))
    for field in ("companies", "vouchers", "requests", "bookings"):
        if listed := getattr(facts, field):
            yield _many(KINDS.get(field, field.removesuffix("s")), len(listed))


def _many(what: str, count: int) -> str:
    plural = re.sub(r"(?<![aeiou])y$", "ie", what) + "s"
    return f"{count} {what if count == 1 else plural}"


def _kept(kept: Kept) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("status or waiting of requests", kept.requests),
        ("bookings", kept.bookings),
        ("holidays of calendar", kept.calendars),
        ("closures and openings of", kept.places),
        ("absences of", kept.pools),
    )


def _some(ids: tuple[str, ...]) -> str:
    """Return the first ids, and how many more there are."""
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more


def migrate_store(store: Path, now: datetime) -> Path | None:
    """Bring the schema of an older store up to date; return where the former store is kept.

    One that is up to date stays as it is: ``None``.

    Raises
    ------
    ConflictError
        A night is running, or another program holds the store.
    """
    from iplatform_sched.app.locking import night_lock
    from iplatform_sched.app.publishing import backup_folder
    from iplatform_sched.store.database import upgrade

    with night_lock(store, now, wait_seconds=1.0):
        if _is_current(store):
            return None
        kept = _copy(store, backup_folder(store), "before-upgrade")
        upgrade(store)
    return kept


def _is_current(store: Path) -> bool:
    from iplatform_sched.store.database import open_store

    try:
        open_store(store)
    except InputError:
        return False
    return True


def restore_store(store: Path, backup: Path, now: datetime) -> Path | None:
    """Put `backup` in the store's place; return where the former store is kept, if there was one.

    A former store that is damaged is kept as it is, byte by byte.

    Raises
    ------
    InputError
        The backup is missing, damaged or the store itself.
    ConflictError
        A night is running, or another program holds the store.
    """
    from iplatform_sched.app.locking import night_lock
    from iplatform_sched.app.publishing import backup_folder
    from iplatform_sched.store.backups import restore
    from iplatform_sched.store.database import open_store

    open_store(backup)
    if store.is_file() and store.samefile(backup):
        hint = f"Backups are in {backup_folder(store)}"
        raise InputError(Issue("is the store itself", file=str(backup), hint=hint))
    with night_lock(store, now, wait_seconds=1.0):
        kept = _keep(store, now) if store.is_file() else None
        restore(backup, store)
    return kept


def _keep(store: Path, now: datetime) -> Path:
    from iplatform_sched.app.publishing import backup_folder
    from iplatform_sched.store.backups import backup
    from iplatform_sched.store.database import open_store

    folder = backup_folder(store) / "before-restore"
    try:
        return backup(open_store(store), folder, now)
    except InputError:
        return _copy(store, folder, "damaged")


def _copy(store: Path, folder: Path, why: str) -> Path:
    """Copy the bytes of `store`, whatever they are."""
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        names = (folder / f"{store.name}.{why}-{number}" for number in count(1))
        return Path(shutil.copy2(store, next(name for name in names if not name.exists())))
