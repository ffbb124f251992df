"""Create, fill and restore a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.acting import act

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


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
    from iplatform_sched.exchange.folder import read_folder
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import import_facts

    database = open_store(store)
    facts = read_folder(folder)
    import_facts(database, facts, act(now, f"import of {folder.name}"))
    return {
        "centres": len(facts.catalogue.centres),
        "machines": len(facts.catalogue.equipment),
        "operator pools": len(facts.catalogue.pools),
        "companies": len(facts.companies),
        "requests": len(facts.requests),
        "bookings": len(facts.bookings),
    }


def restore_store(store: Path, backup: Path, now: datetime) -> Path | None:
    """Put `backup` in the store's place; return where the former store is kept, if there was one."""
    from iplatform_sched.app.publishing import backup_folder
    from iplatform_sched.store.backups import backup as copy_store
    from iplatform_sched.store.backups import restore
    from iplatform_sched.store.database import open_store

    kept = None
    if store.exists():
        kept = copy_store(open_store(store), backup_folder(store) / "before-restore", now)
    restore(backup, store)
    return kept
