"""A folder of CSV tables and YAML files to facts: everything that is wrong with it is told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.snapshot import Catalogue
from iplatform_sched.errors import InputError, Issue, Places
from iplatform_sched.exchange.checks import folder_issues
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.folder_files import Files, open_folder
from iplatform_sched.exchange.folder_writing import by_id
from iplatform_sched.exchange.gathering import Gathered, gather

_WHOLE_FILES = {
    *("no-file", "unreadable", "too-large", "not-text", "unknown-file", "empty-file"),
    *("bad-csv", "bad-header", "missing-column", "unknown-column", "duplicate-column"),
    *("bad-yaml", "duplicate-key", "not-a-mapping"),
}
"""Codes of issues that cost more than a value."""


def read_folder(folder: Path) -> Facts:
    """Return the facts of `folder`, sorted by id (discounts: in the order of their rows).

    Raises
    ------
    InputError
        With every issue found in all files.
    """
    return read_placed_folder(folder)[0]


def read_placed_folder(folder: Path) -> tuple[Facts, Places]:
    """Return the facts of `folder` as :func:`read_folder` does, and where each stands."""
    files = open_folder(folder)
    got = gather(files)
    files.issues.extend(folder_issues(files, got))
    return facts_of(files, got), _places(got)


def _places(got: Gathered) -> Places:
    rows: dict[str, list[tuple[Any, Row]]] = {
        "holiday calendar": got.holiday_calendars,
        "centre": got.centres,
        "pool": got.pools,
        "equipment": got.equipment,
        "company": got.companies,
        "voucher": got.vouchers,
        "booking": got.bookings,
    }
    places = {
        f"{kind} {fact.id}": (row.file, row.line) for kind, listed in rows.items() for fact, row in listed
    }
    return places | {
        f"request {request.id}": (document.file, document.line(())) for request, document in got.requests
    }


def _order(issue: Issue) -> tuple[bool, str, int]:
    """Sort what is wrong with whole files and headers before what is wrong inside them."""
    return issue.code not in _WHOLE_FILES, issue.file, issue.row or 0


def facts_of(files: Files, got: Gathered) -> Facts:
    """Return what was gathered as facts, or raise every issue found."""
    if files.issues:
        raise InputError(sorted(files.issues, key=_order))
    catalogue = Catalogue(
        holiday_calendars=tuple(by_id(fact for fact, _ in got.holiday_calendars)),
        centres=tuple(by_id(fact for fact, _ in got.centres)),
        pools=tuple(by_id(fact for fact, _ in got.pools)),
        capabilities=tuple(by_id(fact for fact, _ in got.capabilities)),
        equipment=tuple(by_id(fact for fact, _ in got.equipment)),
        discounts=tuple(fact for fact, _ in got.discounts),
        travel=tuple(
            sorted(
                (fact for fact, _ in got.travel),
                key=lambda entry: (entry.origin, entry.destination, entry.carrier or ""),
            )
        ),
        templates=tuple(by_id(fact for fact, _ in got.templates)),
    )
    return Facts(
        policy=got.policy,
        catalogue=catalogue,
        companies=tuple(by_id(fact for fact, _ in got.companies)),
        vouchers=tuple(by_id(fact for fact, _ in got.vouchers)),
        requests=tuple(by_id(fact for fact, _ in got.requests)),
        bookings=tuple(by_id(fact for fact, _ in got.bookings)),
    )
