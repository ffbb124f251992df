"""Create, fill and restore a store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.app.acting import act
from iplatform_sched.app.writing import writable
from iplatform_sched.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime


def create_store(store: Path) -> None:
    """Create an empty store.

    Raises
    ------
    InputError
        The file exists already or cannot be written.
    """
    from iplatform_sched.store.database import create

    create(store)


def import_folder(store: Path, folder: Path, now: datetime) -> dict[str, int]:
    """Import a folder of tables and requests, all or nothing; return how many of each were read.

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
        import_facts(database, facts, act(now, f"import of {folder.name}"))
    except InputError as error:
        raise error.placed(places) from error
    return {
        "centres": len(facts.catalogue.centres),
        "machines": len(facts.catalogue.equipment),
        "operator pools": len(facts.catalogue.pools),
        "companies": len(facts.companies),
        "requests": len(facts.requests),
        "bookings": len(facts.bookings),
    }


def upgrade_store(store: Path, now: datetime) -> Path:
    """Bring the schema of an older store up to date; return where the former store is kept.

    Raises
    ------
    ConflictError
        A night is running, or another program holds the store.
    """
    from iplatform_sched.app.locking import night_lock
    from iplatform_sched.app.publishing import backup_folder
    from iplatform_sched.store.database import upgrade

    with night_lock(store, now, wait_seconds=1.0):
        kept = _copy(store, backup_folder(store), "before-upgrade")
        upgrade(store)
    return kept


def restore_store(store: Path, backup: Path, now: datetime) -> Path | None:
    """Put `backup` in the store's place; return where the former store is kept, if there was one.

    A former store that is damaged is kept as it is, byte by byte.

    Raises
    ------
    InputError
        The backup is missing or damaged.
    ConflictError
        A night is running, or another program holds the store.
    """
    from iplatform_sched.app.locking import night_lock
    from iplatform_sched.store.backups import restore
    from iplatform_sched.store.database import open_store

    open_store(backup)
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
        number = sum(1 for _ in folder.glob(f"{store.name}.{why}-*")) + 1
        return Path(shutil.copy2(store, folder / f"{store.name}.{why}-{number}"))
