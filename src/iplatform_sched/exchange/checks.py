"""What only the whole folder can show: ids that appear twice or not at all, contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from dateutil.rrule import rrulestr

from iplatform_sched.domain.changeover_flaws import changeover_flaws
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.name_flaws import name_flaws
from iplatform_sched.domain.policy_words import zone_names
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import Issue
from iplatform_sched.exchange import tables_bookings as books
from iplatform_sched.exchange import tables_calendars as cal
from iplatform_sched.exchange import tables_network as net
from iplatform_sched.exchange.booking_checks import booking_issues
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.facts_from_rows import cell_issue
from iplatform_sched.exchange.folder_files import Files
from iplatform_sched.exchange.gathering import Gathered
from iplatform_sched.exchange.known_ids import ids_of, known_ids, lacking_tables
from iplatform_sched.exchange.layout import TABLES
from iplatform_sched.exchange.policy_checks import policy_flaws
from iplatform_sched.exchange.references import (
    duplicate_documents,
    duplicate_rows,
    unknown_in_rows,
    workflow_flaws,
)


def folder_issues(files: Files, got: Gathered) -> Iterator[Issue]:
    """Yield what is wrong across the files of a folder."""
    known = known_ids(files, got)
    yield from lacking_tables(files, got)
    for table in TABLES:
        if table.key:
            yield from duplicate_rows(table, files.of(table))
        yield from unknown_in_rows(table, files.of(table), known)
    yield from duplicate_documents(files.templates)
    yield from duplicate_documents(files.requests)
    for fact, document in got.workflows:
        yield from workflow_flaws(fact, document, known)
    yield from _shared_sites(files)
    yield from _zones(files)
    yield from _rules(files)
    for machine, row in got.equipment:
        yield from _changeovers(machine, row)
    yield from _stocks(got)
    yield from _names(files, got)
    if got.policy is not None and files.policy is not None:
        yield from policy_flaws(got.policy, files.policy)
    requests = {request.id: request for request, _ in got.requests}
    machines = {machine.id: machine for machine, _ in got.equipment}
    yield from booking_issues(got.bookings, machines, requests)


def _shared_sites(files: Files) -> Iterator[Issue]:
    centres = ids_of(files, net.CENTRES)
    for row in files.of(books.COMPANIES):
        if row.text("id") in centres:
            yield cell_issue(row, "id", "a centre has the same id", "duplicate-id", "Rename one of them")


def _zones(files: Files) -> Iterator[Issue]:
    for table in (net.HOLIDAY_CALENDARS, net.CENTRES):
        for row in files.of(table):
            zone = row.text("zone")
            if zone and zone not in zone_names():
                hint = did_you_mean(zone, zone_names())
                yield cell_issue(row, "zone", "unknown time zone", "unknown-id", hint)


def _rules(files: Files) -> Iterator[Issue]:
    for row in files.of(cal.RECURRING_CLOSURES):
        rule = row.text("rule")
        try:
            if rule:
                rrulestr(rule)
        except ValueError as error:
            hint = "Write it as FREQ=WEEKLY;BYDAY=WE (RFC 5545)"
            yield cell_issue(row, "rule", f"is no recurrence rule: {error}", "bad-notation", hint)


def _stocks(got: Gathered) -> Iterator[Issue]:
    """Yield machines whose offers use up what some centres keep, but not their own."""
    kept = {centre.id: {each.id for each in centre.consumables} for centre, _ in got.centres}
    anywhere = {name for names in kept.values() for name in names}
    for machine, row in got.equipment:
        own = kept.get(machine.centre, anywhere)
        uses = (use for offer in machine.offers for use in (*offer.consumes, *offer.consumes_per_sample))
        for name in dict.fromkeys(use.consumable for use in uses):
            if name in anywhere - own:
                message = f"uses up {name}, which {machine.centre} does not keep"
                yield cell_issue(row, "id", message, "unknown-id", "Correct offers.csv or consumables.csv")


def _names(files: Files, got: Gathered) -> Iterator[Issue]:
    """Yield what contradicts itself in the names of operators, at the row of the pool or of the absence."""
    rows = {pool.id: row for pool, row in got.pools}
    for flaw in name_flaws(pool for pool, _ in got.pools):
        own = [each for each in files.of(cal.ABSENCES) if each.text("pool") == flaw.pool.id]
        # Where a row was refused the others do not count its turns.
        told = flaw.field == "absences" and len(own) == len(flaw.pool.absences)
        row = own[flaw.turn] if told else rows[flaw.pool.id]
        yield cell_issue(row, "people", flaw.message, flaw.code, flaw.hint)


def _changeovers(machine: Equipment, row: Row) -> Iterator[Issue]:
    for flaw in changeover_flaws(machine):
        if flaw.field == "units":
            yield cell_issue(row, "units", flaw.message, "inconsistent")
        else:
            yield cell_issue(row, "id", flaw.message, "inconsistent", "Correct changeovers.csv")
