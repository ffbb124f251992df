"""Files to facts, children before what they belong to; nothing is compared across files yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.calendars import HolidayCalendar
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.equipment import Capability, DiscountScheme, Equipment, Voucher
from iplatform_sched.domain.policy import Policy, TravelEntry
from iplatform_sched.domain.request import Company, Request, Template
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import Issue
from iplatform_sched.exchange import tables_bookings as books
from iplatform_sched.exchange import tables_calendars as cal
from iplatform_sched.exchange import tables_equipment as lab
from iplatform_sched.exchange import tables_network as net
from iplatform_sched.exchange.columns import Table
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.documents import fact_at
from iplatform_sched.exchange.facts_from_rows import Children, cell_issue, fact_of
from iplatform_sched.exchange.folder_files import Files
from iplatform_sched.exchange.layout import TEMPLATES
from iplatform_sched.exchange.requests_reading import request_of
from iplatform_sched.exchange.yaml_reading import Document

Key = tuple[str, ...]
ChildrenOf = Callable[[str], Mapping[str, Children]]
"""Children of the fact with an id, by the field that they fill."""


@dataclass(slots=True)
class Gathered:
    """Facts with the row or document that each came from."""

    policy: Policy | None = None
    holiday_calendars: list[tuple[HolidayCalendar, Row]] = field(default_factory=list)
    centres: list[tuple[Centre, Row]] = field(default_factory=list)
    pools: list[tuple[OperatorPool, Row]] = field(default_factory=list)
    capabilities: list[tuple[Capability, Row]] = field(default_factory=list)
    equipment: list[tuple[Equipment, Row]] = field(default_factory=list)
    discounts: list[tuple[DiscountScheme, Row]] = field(default_factory=list)
    travel: list[tuple[TravelEntry, Row]] = field(default_factory=list)
    templates: list[tuple[Template, Document]] = field(default_factory=list)
    companies: list[tuple[Company, Row]] = field(default_factory=list)
    vouchers: list[tuple[Voucher, Row]] = field(default_factory=list)
    requests: list[tuple[Request, Document]] = field(default_factory=list)
    bookings: list[tuple[Booking, Row]] = field(default_factory=list)

    @property
    def workflows(self) -> list[tuple[Request | Template, Document]]:
        """Return templates and requests."""
        return [*self.templates, *self.requests]


def gather(files: Files) -> Gathered:
    """Return the facts of `files`; what the gate refuses is added to its issues."""
    got = Gathered()
    issues = files.issues
    holidays = _children(files, net.HOLIDAYS, "calendar")
    quotas = _children(files, net.QUOTAS, "centre")
    consumables = _children(files, net.CONSUMABLES, "centre")
    absences = _children(files, cal.ABSENCES, "pool")
    openings = _children(files, cal.OPENINGS, "centre")
    changeovers = _children(files, lab.CHANGEOVERS, "equipment")
    qualifications = _children(files, books.QUALIFICATIONS, "company")
    legs = _children(files, books.LEGS, "booking")
    offers = _offers(files)
    closures = _closures(files)

    got.holiday_calendars = _facts(files, net.HOLIDAY_CALENDARS, lambda key: {"holidays": holidays(key)})
    got.centres = _facts(
        files,
        net.CENTRES,
        lambda key: {
            "rules.quotas": quotas(key),
            "consumables": consumables(key),
            "openings": openings(key),
            **closures("centre", key),
        },
    )
    got.pools = _facts(files, net.POOLS, lambda key: {"absences": absences(key)})
    got.capabilities = _facts(files, lab.CAPABILITIES)
    got.equipment = _facts(
        files,
        lab.EQUIPMENT,
        lambda key: {"offers": offers(key), "changeovers": changeovers(key), **closures("equipment", key)},
    )
    got.discounts = _facts(files, lab.DISCOUNTS)
    got.travel = _facts(files, net.TRAVEL)
    got.companies = _facts(files, books.COMPANIES, lambda key: {"qualifications": qualifications(key)})
    got.vouchers = _facts(files, books.VOUCHERS)
    got.bookings = _facts(files, books.BOOKINGS, lambda key: {"legs": legs(key)})
    if files.policy is not None:
        got.policy = fact_at(Policy, files.policy.value, files.policy, issues)
    _gather_documents(files, got)
    return got


def _gather_documents(files: Files, got: Gathered) -> None:
    templates: dict[str, Template | None] = {}
    for document in files.templates:
        template = fact_at(Template, document.value, document, files.issues)
        templates[document.text("id")] = template
        got.templates += [(template, document)] if template else []
    if TEMPLATES in files.unread:
        templates = dict.fromkeys(document.text("template") for document in files.requests) | templates
    for document in files.requests:
        request = request_of(document, templates, files.issues)
        got.requests += [(request, document)] if request else []


def _facts(files: Files, table: Table, children_of: ChildrenOf | None = None) -> list[tuple[Any, Row]]:
    facts: list[tuple[Any, Row]] = []
    for row in files.of(table):
        children = children_of(row.text("id")) if children_of else None
        fact = fact_of(table, row, files.issues, children)
        facts += [(fact, row)] if fact is not None else []
    return facts


def _children(files: Files, table: Table, owner: str) -> Callable[[str], Children]:
    """Return a function from an owner's id to the facts of its rows in `table`."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in files.of(table):
        found[row.text(owner)].append(fact_of(table, row, files.issues))
    return lambda key: _made(files, table, found.get(key, []))


def _made(files: Files, table: Table, facts: list[Any]) -> Children:
    good = tuple(fact for fact in facts if fact is not None)
    complete = len(good) == len(facts) and table.file not in files.unread
    return Children(table.file, good, complete=complete)


def _closures(files: Files) -> Callable[[str, str], Mapping[str, Children]]:
    """Return a function from kind and id of a place to its closures, both one-off and recurring."""
    tables = {"closures": cal.CLOSURES, "recurring_closures": cal.RECURRING_CLOSURES}
    found: dict[Key, list[Any]] = defaultdict(list)
    for name, table in tables.items():
        for row in files.of(table):
            owners = [owner for owner in ("centre", "equipment") if row.text(owner)]
            if len(owners) != 1:
                message = "name either a centre or a machine"
                files.issues.append(cell_issue(row, "centre", message, "inconsistent"))
            fact = fact_of(table, row, files.issues)
            for owner in owners:
                found[name, owner, row.text(owner)].append(fact)
    return lambda owner, key: {
        name: _made(files, table, found.get((name, owner, key), [])) for name, table in tables.items()
    }


def _offers(files: Files) -> Callable[[str], Children]:
    """Return a function from a machine's id to its offers with their specifications."""
    ranges: dict[Key, list[Any]] = defaultdict(list)
    for row in files.of(lab.SPECIFICATIONS):
        ranges[_offer_of(row)].append(fact_of(lab.SPECIFICATIONS, row, files.issues))
    offers: dict[str, list[Any]] = defaultdict(list)
    turns: Counter[Key] = Counter()
    for row in files.of(lab.OFFERS):
        pair = (row.text("equipment"), row.text("capability"))
        turns[pair] += 1
        inner = _made(files, lab.SPECIFICATIONS, ranges.get((*pair, str(turns[pair])), []))
        offers[pair[0]].append(fact_of(lab.OFFERS, row, files.issues, {"specifications": inner}))
    if lab.OFFERS.file not in files.unread:
        files.issues.extend(_homeless(files.of(lab.SPECIFICATIONS), turns))
    return lambda key: _made(files, lab.OFFERS, offers.get(key, []))


def _offer_of(row: Row) -> Key:
    return row.text("equipment"), row.text("capability"), row.text("offer") or "1"


def _homeless(rows: Iterable[Row], turns: Counter[Key]) -> Iterator[Issue]:
    """Yield an issue for each row of specifications.csv whose offer is not there."""
    offered: dict[str, set[str]] = defaultdict(set)
    for machine, capability in turns:
        offered[machine].add(capability)
    for row in rows:
        machine, capability, turn = _offer_of(row)
        most = turns[machine, capability]
        if capability not in offered[machine]:
            hint = did_you_mean(capability, offered[machine])
            yield cell_issue(row, "capability", "the machine does not offer this", "unknown-id", hint)
        elif turn not in map(str, range(1, most + 1)):
            yield cell_issue(row, "offer", "the machine has no such offer", "unknown-id", f"It has {most}")
