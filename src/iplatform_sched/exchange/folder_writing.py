"""Facts to a folder of CSV tables and YAML files: sorted by id, LF, the same bytes for the same facts."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.vocabulary import Fact
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange import tables_bookings as books
from iplatform_sched.exchange import tables_calendars as cal
from iplatform_sched.exchange import tables_equipment as lab
from iplatform_sched.exchange import tables_network as net
from iplatform_sched.exchange.atomic import write_bytes
from iplatform_sched.exchange.cells import csv_bytes
from iplatform_sched.exchange.columns import Table, row_of
from iplatform_sched.exchange.layout import POLICY, REQUESTS, TEMPLATES
from iplatform_sched.exchange.templates import request_fields
from iplatform_sched.exchange.yaml_writing import yaml_text

Rows = Iterator[Sequence[str | None]]

_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}", re.ASCII)
_F = TypeVar("_F", bound=Fact)


def write_folder(facts: Facts, folder: Path) -> None:
    """Write `facts` to `folder`, each file whole or not at all.

    Everything is sorted by id but discounts, whose order counts, and what a fact lists itself.

    Raises
    ------
    InputError
        The folder holds tables, templates or requests of another set, which a reader would mix with these,
        or other files and no facts at all: it is not the folder that was meant.
    """
    files = files_of(facts)
    _refuse_foreign(folder, files)
    _refuse_leftovers(folder, files)
    for name, content in files.items():
        write_bytes(folder / name, content)


def files_of(facts: Facts) -> dict[str, bytes]:
    """Return the content of every file of a folder by its relative name."""
    files = {table.file: csv_bytes([table.header, *rows(facts)]) for table, rows in _TABLES}
    if facts.policy is not None:
        files[POLICY] = yaml_text(facts.policy.model_dump()).encode()
    for template in facts.catalogue.templates:
        text = yaml_text(template.model_dump(exclude_defaults=True))
        files[f"{TEMPLATES}/{file_name(template.id)}.yaml"] = text.encode()
    for company, requests in _requests_by_company(facts).items():
        files[f"{REQUESTS}/{file_name(company)}.yaml"] = yaml_text(requests).encode()
    return files


def file_name(key: str) -> str:
    """Return a file name for an id, different for different ids on any file system."""
    if _SAFE_NAME.fullmatch(key):
        return key
    readable = re.sub(r"[^a-z0-9_-]+", "-", key.lower())[:40].strip("-")
    return f"{readable}.{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _requests_by_company(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    templates = {template.id: template for template in facts.catalogue.templates}
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for request in by_id(facts.requests):
        template = templates.get(request.template) if request.template else None
        grouped[request.company].append(request_fields(request, template))
    return dict(grouped)


def _refuse_foreign(folder: Path, files: dict[str, bytes]) -> None:
    ours = {name.partition("/")[0] for name in files}
    present = {path.name for path in folder.glob("[!.]*")}
    if present and not present & ours:
        raise InputError(
            Issue(
                "is a folder of other files",
                file=str(folder),
                found=", ".join(sorted(present)[:3]),
                hint="Choose an empty folder, or one of an earlier export",
                code="foreign-folder",
            )
        )


def _refuse_leftovers(folder: Path, files: dict[str, bytes]) -> None:
    present = [
        path.relative_to(folder).as_posix()
        for part, pattern in (("", "*.csv"), (TEMPLATES, "*.y*ml"), (REQUESTS, "*.y*ml"))
        for path in sorted((folder / part).glob(pattern))
    ]
    leftovers = [name for name in present if name not in files]
    if leftovers:
        raise InputError(
            [
                Issue(
                    "belongs to another set of facts",
                    file=str(folder / name),
                    hint="Remove it, or choose an empty folder",
                    code="leftover-file",
                )
                for name in leftovers
            ]
        )


def by_id(facts: Iterable[_F]) -> list[_F]:
    """Return facts sorted by their `id`."""
    return sorted(facts, key=lambda fact: str(getattr(fact, "id")))  # noqa: B009  (not every fact has one)


def _holiday_rows(facts: Facts) -> Rows:
    for calendar in by_id(facts.catalogue.holiday_calendars):
        for holiday in calendar.holidays:
            yield row_of(net.HOLIDAYS, holiday, {"calendar": calendar.id})


def _quota_rows(facts: Facts) -> Rows:
    for centre in by_id(facts.catalogue.centres):
        for quota in centre.rules.quotas:
            yield row_of(net.QUOTAS, quota, {"centre": centre.id})


def _consumable_rows(facts: Facts) -> Rows:
    for centre in by_id(facts.catalogue.centres):
        for consumable in centre.consumables:
            yield row_of(net.CONSUMABLES, consumable, {"centre": centre.id})


def _absence_rows(facts: Facts) -> Rows:
    for pool in by_id(facts.catalogue.pools):
        for absence in pool.absences:
            yield row_of(cal.ABSENCES, absence, {"pool": pool.id})


def _opening_rows(facts: Facts) -> Rows:
    for centre in by_id(facts.catalogue.centres):
        for opening in centre.openings:
            yield row_of(cal.OPENINGS, opening, {"centre": centre.id})


def _closure_rows(table: Table, field: str) -> Callable[[Facts], Rows]:
    def rows(facts: Facts) -> Rows:
        for owner, places in (("centre", facts.catalogue.centres), ("equipment", facts.catalogue.equipment)):
            for place in by_id(tuple[Fact, ...](places)):
                for closure in getattr(place, field):
                    yield row_of(table, closure, {owner: getattr(place, "id")})  # noqa: B009  (as above)

    return rows


def _offer_rows(facts: Facts) -> Rows:
    for machine in by_id(facts.catalogue.equipment):
        for offer in machine.offers:
            yield row_of(lab.OFFERS, offer, {"equipment": machine.id})


def _specification_rows(facts: Facts) -> Rows:
    for machine in by_id(facts.catalogue.equipment):
        offered = [offer.capability for offer in machine.offers]
        for index, offer in enumerate(machine.offers):
            turn = offered[: index + 1].count(offer.capability)
            owners = {
                "equipment": machine.id,
                "capability": offer.capability,
                "offer": str(turn) if offered.count(offer.capability) > 1 else None,
            }
            for specification in offer.specifications:
                yield row_of(lab.SPECIFICATIONS, specification, owners)


def _changeover_rows(facts: Facts) -> Rows:
    for machine in by_id(facts.catalogue.equipment):
        for changeover in machine.changeovers:
            yield row_of(lab.CHANGEOVERS, changeover, {"equipment": machine.id})


def _travel_rows(facts: Facts) -> Rows:
    entries = facts.catalogue.travel
    for entry in sorted(entries, key=lambda each: (each.origin, each.destination, each.carrier or "")):
        yield row_of(net.TRAVEL, entry)


def _qualification_rows(facts: Facts) -> Rows:
    for company in by_id(facts.companies):
        for qualification in company.qualifications:
            yield row_of(books.QUALIFICATIONS, qualification, {"company": company.id})


def _leg_rows(facts: Facts) -> Rows:
    for booking in by_id(facts.bookings):
        for leg in booking.legs:
            yield row_of(books.LEGS, leg, {"booking": booking.id})


def _plain(
    table: Table, facts_of: Callable[[Facts], Iterable[Fact]]
) -> tuple[Table, Callable[[Facts], Rows]]:
    return table, lambda facts: (row_of(table, fact) for fact in by_id(facts_of(facts)))


_TABLES: tuple[tuple[Table, Callable[[Facts], Rows]], ...] = (
    _plain(net.HOLIDAY_CALENDARS, lambda facts: facts.catalogue.holiday_calendars),
    (net.HOLIDAYS, _holiday_rows),
    _plain(net.CENTRES, lambda facts: facts.catalogue.centres),
    (net.QUOTAS, _quota_rows),
    (net.CONSUMABLES, _consumable_rows),
    _plain(net.POOLS, lambda facts: facts.catalogue.pools),
    (cal.ABSENCES, _absence_rows),
    _plain(lab.CAPABILITIES, lambda facts: facts.catalogue.capabilities),
    _plain(lab.EQUIPMENT, lambda facts: facts.catalogue.equipment),
    (lab.OFFERS, _offer_rows),
    (lab.SPECIFICATIONS, _specification_rows),
    (lab.CHANGEOVERS, _changeover_rows),
    (cal.CLOSURES, _closure_rows(cal.CLOSURES, "closures")),
    (cal.RECURRING_CLOSURES, _closure_rows(cal.RECURRING_CLOSURES, "recurring_closures")),
    (cal.OPENINGS, _opening_rows),
    (lab.DISCOUNTS, lambda facts: (row_of(lab.DISCOUNTS, scheme) for scheme in facts.catalogue.discounts)),
    (net.TRAVEL, _travel_rows),
    _plain(books.COMPANIES, lambda facts: facts.companies),
    (books.QUALIFICATIONS, _qualification_rows),
    _plain(books.VOUCHERS, lambda facts: facts.vouchers),
    _plain(books.BOOKINGS, lambda facts: facts.bookings),
    (books.LEGS, _leg_rows),
)
