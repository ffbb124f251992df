"""Export stored data to files, each written whole or not at all."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from iplatform_sched.app.choices import choose
from iplatform_sched.app.writing import check_place, writable
from iplatform_sched.errors import InputError, Issue, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking, Plan


class Export(StrEnum):
    """What can be exported."""

    BOOKINGS = "bookings"
    PLAN = "plan"
    FACTS = "facts"


def schema_of(kind: str) -> Mapping[str, object]:
    """Return the JSON schema of exported files of `kind`."""
    from iplatform_sched.exchange.envelopes import json_schema

    return json_schema(kind)


def export_to(store: Path, what: str, out: Path, run: str | None) -> str:
    """Write bookings, a run's plan (CSV or JSON by the file's ending) or all facts (a folder).

    Returns what was written, in words.
    """
    kind = choose(Export, what, "WHAT")
    check_place(out)
    with writable(out):
        return _export(store, kind, out, run)


def _export(store: Path, kind: Export, out: Path, run: str | None) -> str:
    from iplatform_sched.exchange.folder import write_folder
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import load_facts

    if kind is Export.PLAN:
        return _export_plan(store, out, run)
    facts = load_facts(open_store(store))
    if kind is Export.FACTS:
        write_folder(facts, out)
        network = facts.catalogue
        counts = f"{len(network.centres)} centres, {len(network.equipment)} machines"
        return f"{counts}, {len(facts.requests)} requests, {len(facts.bookings)} bookings"
    _write_bookings(out, facts.bookings)
    return f"{len(facts.bookings)} bookings"


def _export_plan(store: Path, out: Path, run: str | None) -> str:
    from iplatform_sched.app.views import find_run

    found = find_run(store, run)
    if found.plan is None:
        raise NotFoundError(f"run {found.id} has no plan")
    write_plan(found.plan, out)
    return f"the plan of {found.id} with {len(found.plan.bookings)} bookings"


def write_plan(plan: Plan, out: Path) -> None:
    """Write a plan as JSON, or its bookings as CSV, by the file's ending."""
    from iplatform_sched.exchange.plan_files import write_plan_json

    if out.suffix.lower() == ".json":
        write_plan_json(plan, out)
    else:
        _write_bookings(out, plan.bookings)


def _write_bookings(out: Path, bookings: tuple[Booking, ...]) -> None:
    from iplatform_sched.exchange.plan_files import write_bookings_csv, write_bookings_json

    check_ending(out)
    write = write_bookings_json if out.suffix.lower() == ".json" else write_bookings_csv
    write(bookings, out)


def check_ending(out: Path) -> None:
    """Refuse a file that is neither CSV nor JSON by its ending, before any work is done for it."""
    if out.suffix.lower() not in {".json", ".csv"}:
        raise InputError(Issue("must end in .csv or .json", field="--out", found=str(out)))
